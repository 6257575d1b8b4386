//! The calls of a lab, and how many requests of each are billed.
//!
//! Each 64 KB of a request or answer is one billed request. What that costs says `costs`.

use crate::base::collections::SortedMap;
use crate::base::{Caller, Principal};
use crate::call::{Call, CallResult, Reply};
use crate::sns;
use crate::sqs::api::{self, Request};
use crate::sqs::message;

/// The billing unit, in bytes.
pub const UNIT_BYTES: usize = 65_536;
/// Calls and billed requests since the lab began.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Meter {
    /// By operation: calls, calls that failed.
    pub calls: SortedMap<&'static str, (u64, u64)>,
    /// Billed requests to standard queues.
    pub standard: u64,
    /// Billed requests to FIFO queues.
    pub fifo: u64,
    /// Billed requests to topics.
    pub sns: u64,
    /// Those of them that went to FIFO topics, for which AWS has other prices.
    pub sns_fifo: u64,
    /// Requests to KMS, also those that services make for whoever uses what they encrypt.
    pub kms: u64,
    /// Requests to S3: those that write or list, and those that read. Deletes are billed to nobody.
    pub s3: (u64, u64),
    /// Kinesis Processing Units of running applications, times milliseconds.
    pub kpu_millis: u64,
    /// Of tables paid by request: halves of read units, and write units.
    pub dynamodb: (u64, u64),
    /// Receives that answered nothing; they are billed too.
    pub empty_receives: u64,
}

impl Meter {
    /// Counts a call that was answered.
    pub(super) fn count(
        &mut self,
        service: &str,
        operation: &'static str,
        fifo: bool,
        sent: usize,
        result: &CallResult,
    ) {
        self.calls.update(operation, |(all, failed)| {
            *all += 1;
            *failed += u64::from(result.is_err());
        });
        let received = match result {
            Ok(Reply::Sqs(api::Reply::ReceiveMessage(reply))) => {
                self.empty_receives += u64::from(reply.messages.is_empty());
                let bytes = |it: &api::ReceivedMessage| {
                    it.body.as_str().len() + message::attributes_bytes(&it.message_attributes)
                };
                reply.messages.iter().map(bytes).sum()
            }
            _ => 0,
        };
        let units = units(sent.max(received));
        match service {
            "sns" => self.sns += units,
            "sqs" if fifo => self.fifo += units,
            "sqs" => self.standard += units,
            // Calls to IAM cost nothing.
            _ => {}
        }
    }

    /// Counts what is billed of a call that is no queue's, whoever makes it, before it is carried out.
    pub(super) fn count_far(&mut self, caller: &Caller, call: &Call) {
        match call {
            Call::Kms(_) => self.kms += 1,
            Call::S3(_) => {
                let operation = call.operation();
                let begins = |words: &[&str]| words.iter().any(|word| operation.starts_with(word));
                self.s3.0 += u64::from(begins(&["Put", "Copy", "Create", "List"]) || operation == "DeleteObjects");
                self.s3.1 += u64::from(begins(&["Get", "Head"]));
            }
            Call::Sns(request) if !matches!(caller.principal, Principal::Service(_)) => {
                let is_fifo = request.topic_arn().is_some_and(|arn| arn.ends_with(".fifo"));
                self.sns_fifo += if is_fifo { units(payload_bytes(call)) } else { 0 };
            }
            _ => {}
        }
    }

    /// All calls.
    pub fn total_calls(&self) -> u64 {
        self.calls.values().map(|(calls, _)| calls).sum()
    }
}

/// Billed requests of so many bytes.
const fn units(bytes: usize) -> u64 {
    let units = bytes.div_ceil(UNIT_BYTES) as u64;
    if units == 0 { 1 } else { units }
}

/// The bytes that a request carries as messages.
pub(super) fn payload_bytes(call: &Call) -> usize {
    let request = match call {
        Call::Sqs(request) => request,
        Call::Sns(call) => return published_bytes(call),
        Call::Iam(_)
        | Call::Kms(_)
        | Call::S3(_)
        | Call::CloudWatch(_)
        | Call::Lambda(_)
        | Call::Kinesis(_)
        | Call::Firehose(_)
        | Call::DynamoDb(_)
        | Call::Analytics(_) => {
            return 0;
        }
    };
    match request {
        Request::SendMessage(r) => r.message_body.len() + message::attributes_bytes(&r.message_attributes),
        Request::SendMessageBatch(r) => {
            r.entries.iter().map(|e| e.message_body.len() + message::attributes_bytes(&e.message_attributes)).sum()
        }
        _ => 0,
    }
}

fn published_bytes(call: &sns::api::Request) -> usize {
    use sns::notification::Notification;
    match call {
        sns::api::Request::Publish(r) => Notification::bytes(&r.message, &r.message_attributes),
        sns::api::Request::PublishBatch(r) => {
            let entries = &r.publish_batch_request_entries;
            entries.iter().map(|entry| Notification::bytes(&entry.message, &entry.message_attributes)).sum()
        }
        _ => 0,
    }
}
