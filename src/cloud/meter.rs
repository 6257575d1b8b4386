//! What the calls of a lab would cost.
//!
//! Each 64 KB of a request or answer is one billed request. Prices are those of us-east-1 as published in November 2026:
//! 0.40 USD a million requests on standard queues and 0.50 USD on FIFO queues, after the free first million each month.

use crate::base::collections::SortedMap;
use crate::call::{Call, CallResult, Reply};
use crate::sns;
use crate::sqs::api::{self, Request};
use crate::sqs::message;

/// The billing unit, in bytes.
pub const UNIT_BYTES: usize = 65_536;
/// USD a million requests: standard, FIFO.
pub const USD_PER_MILLION: (f64, f64) = (0.40, 0.50);

/// USD a gigabyte that delivery streams take, up to 500 TB a month.
pub const FIREHOSE_USD_PER_GB: f64 = 0.029;
/// USD an hour of a Kinesis Processing Unit, as it was in us-east-1 until AWS closed the service in January 2026.
pub const KPU_USD_PER_HOUR: f64 = 0.11;
/// USD a million requests to SNS.
pub const SNS_USD_PER_MILLION: f64 = 0.50;

/// USD a million read units and a million write units of tables paid by request.
pub const DYNAMODB_USD_PER_MILLION: (f64, f64) = (0.125, 0.625);

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
    /// Bytes that delivery streams took, each record rounded up to 5 KB.
    pub firehose_bytes: u64,
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
                reply.messages.iter().map(|m| m.body.as_str().len()).sum()
            }
            _ => 0,
        };
        let units = sent.max(received).div_ceil(UNIT_BYTES).max(1) as u64;
        match service {
            "sns" => self.sns += units,
            "sqs" if fifo => self.fifo += units,
            "sqs" => self.standard += units,
            // Calls to IAM cost nothing.
            _ => {}
        }
    }

    /// All calls.
    pub fn total_calls(&self) -> u64 {
        self.calls.values().map(|(calls, _)| calls).sum()
    }

    /// What it would cost in USD, without the free tier.
    pub fn usd(&self) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "a price for people; the counts are exact")]
        let (standard, fifo, sns) = (self.standard as f64, self.fifo as f64, self.sns as f64);
        let requests =
            (standard * USD_PER_MILLION.0 + fifo * USD_PER_MILLION.1 + sns * SNS_USD_PER_MILLION) / 1_000_000.0;
        #[allow(clippy::cast_precision_loss, reason = "a price for people; the count is exact")]
        let gigabytes = self.firehose_bytes as f64 / 1_073_741_824.0;
        #[allow(clippy::cast_precision_loss, reason = "a price for people; the count is exact")]
        let hours = self.kpu_millis as f64 / 3_600_000.0;
        #[allow(clippy::cast_precision_loss, reason = "a price for people; the counts are exact")]
        let (reads, writes) = (self.dynamodb.0 as f64 / 2.0, self.dynamodb.1 as f64);
        let tables = (reads * DYNAMODB_USD_PER_MILLION.0 + writes * DYNAMODB_USD_PER_MILLION.1) / 1_000_000.0;
        requests + gigabytes * FIREHOSE_USD_PER_GB + tables + hours * KPU_USD_PER_HOUR
    }
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
