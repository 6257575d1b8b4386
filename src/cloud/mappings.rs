//! Event source mappings and their queues: long polls, messages on their way to a function, and deletes.
//!
//! A mapping reaches its queue as anybody does: by calls that pass the gate, made by Lambda as the role of the function.
//! Source: "Using Lambda with Amazon SQS" in the Lambda developer guide, with its pages on permissions and on the event.

use super::encryption::Refusal;
use super::errands::Report;
use super::gate::Ask;
use super::{Cloud, Latency, Timer};
use crate::base::{Arn, Caller, Origin, Principal, RequestId};
use crate::call::{Call, CallError, CallResult, Reply};
use crate::clock::{Duration, Instant};
use crate::lambda::mappings::{Item, Polled, SourceCall, SourceKind, SourceOrder, Wanted};
use crate::lambda::{self, Lambda, LambdaError, MappingId};
use crate::sqs::api::{
    self, DeleteMessageBatch, DeleteMessageBatchRequestEntry, MessageAttributeValue, ReceiveMessage, ReceivedMessage,
};
use crate::sqs::queue::QueueKey;
use crate::sqs::{ErrorCode, SqsError};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What Lambda asks of a queue for the role of a function.
const ACTIONS: [&str; 3] = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];
/// With a batching window messages are hidden for so much longer than both need.
const HIDE_MORE_SECS: u64 = 30;
/// A delete that a FIFO queue's quota refused is tried again after so long.
const TRIED_AGAIN: Duration = Duration::from_secs(1);

/// The answer to a poll on its way to a mapping.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Haul {
    /// Which mapping.
    pub mapping: MappingId,
    /// The queue.
    pub source: Arn,
    /// When it left.
    pub departed: Instant,
    /// When it arrives.
    pub arrives: Instant,
    /// What it brings.
    pub result: Arc<CallResult>,
    poll: u64,
}

/// A poll that waits at a queue.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Waiting {
    mapping: MappingId,
    poll: u64,
    source: Arn,
}

impl Cloud {
    /// Messages on their way from queues to mappings, by number.
    pub fn hauls(&self) -> impl Iterator<Item = &Haul> {
        self.hauls.values()
    }

    /// Asks of a source what has to hold before a mapping to it is made or changed.
    pub(super) fn check_source(&self, caller: &Caller, request: &lambda::api::Request) -> Result<(), Refusal> {
        let now_secs = i64::try_from(self.epoch.unix_secs(self.now)).unwrap_or(i64::MAX);
        let Some(wanted) = self.lambda.wanted(caller, now_secs, request) else { return Ok(()) };
        match wanted.source.kind {
            SourceKind::Queue { .. } => self.check_queue(&wanted),
            SourceKind::Stream => self.check_stream(&wanted),
            SourceKind::Consumer => self.check_consumer(&wanted),
        }
    }

    fn check_queue(&self, wanted: &Wanted) -> Result<(), Refusal> {
        let Some(queue) = self.sqs.find_arn(&wanted.source.arn).and_then(|id| self.sqs.queue(id)) else {
            let error = SqsError::no_such_queue();
            let sentence = format!(
                "Error occurred while ReceiveMessage. SQS Error Code: {}. SQS Error Message: {}",
                error.code.query_code(),
                error.message
            );
            return Err((LambdaError::invalid(sentence).into(), None));
        };
        let caller = Caller {
            account: wanted.account,
            region: wanted.region,
            principal: Principal::Role(wanted.role.to_string(), wanted.session.to_string()),
            origin: Origin::Clock,
            circumstances: None,
        };
        for action in ACTIONS {
            let ask = Ask::queue(queue, action);
            if !self.allows(&caller, &ask) {
                let verdict = self.verdict(&caller, &ask);
                let denial = Arc::new(self.denial(&caller, &ask, &verdict));
                let sentence = format!("The provided execution role does not have permissions to call {action} on SQS");
                return Err((LambdaError::invalid(sentence).into(), Some(denial)));
            }
        }
        let (hidden, timeout) = (queue.attributes.visibility_secs, wanted.timeout_secs);
        if hidden < timeout {
            let sentence =
                format!("Queue visibility timeout: {hidden} seconds is less than Function timeout: {timeout} seconds");
            return Err((LambdaError::invalid(sentence).into(), None));
        }
        Ok(())
    }

    /// Lets what a mapping wants of its queue leave.
    pub(super) fn ask_source(&mut self, call: SourceCall) {
        let Some(key) = key_of(&call.source) else { return };
        let request: Call = match &call.order {
            SourceOrder::Receive { max, wait_secs, hide_secs, .. } => ReceiveMessage {
                queue_url: key.url(),
                max_number_of_messages: i64::try_from(*max).ok(),
                visibility_timeout: self.hidden_for(&call.source, *hide_secs),
                wait_time_seconds: i64::try_from(*wait_secs).ok(),
                message_system_attribute_names: vec!["All".to_owned()],
                message_attribute_names: vec!["All".to_owned()],
                ..ReceiveMessage::default()
            }
            .into(),
            SourceOrder::Delete { handles } => {
                let entry = |(place, handle): (usize, &Arc<str>)| DeleteMessageBatchRequestEntry {
                    id: place.to_string(),
                    receipt_handle: (&**handle).into(),
                };
                let entries = handles.iter().enumerate().map(entry).collect();
                DeleteMessageBatch { queue_url: key.url(), entries }.into()
            }
            SourceOrder::Abandon { poll } => return self.abandon(call.mapping, *poll),
        };
        let caller = Caller {
            account: call.account,
            region: call.region,
            principal: Principal::Role(call.role.to_string(), call.session.to_string()),
            origin: Origin::Mapping(call.mapping.0),
            circumstances: None,
        };
        let cause = call.cause;
        self.send_out(caller, request, (call.source.clone(), Report::Mapping(Arc::new(call))), cause);
    }

    /// How long a receive hides messages, where that is not the queue's own timeout.
    fn hidden_for(&self, queue: &Arn, wanted: Option<u64>) -> Option<i64> {
        let queue = self.sqs.queue(self.sqs.find_arn(queue)?)?;
        let wanted = wanted.filter(|wanted| *wanted > queue.attributes.visibility_secs)?;
        i64::try_from(wanted + HIDE_MORE_SECS).ok()
    }

    /// A poll is not wanted any more: if it waits, it takes no message.
    fn abandon(&mut self, mapping: MappingId, poll: u64) {
        let is_it = |waiting: &Waiting| waiting.mapping == mapping && waiting.poll == poll;
        let found = self.polls.iter().find(|(_, waiting)| is_it(waiting)).map(|(request, _)| *request);
        if let Some(request) = found
            && let Some(waiting) = self.polls.remove(&request)
        {
            self.cancel(request);
            self.haul(waiting, Arc::new(Ok(nothing())));
        }
    }

    /// Whether a mapping's call that has arrived is still wanted; a poll that is not comes back with nothing.
    pub(super) fn is_wanted(&mut self, call: &SourceCall) -> bool {
        let SourceOrder::Receive { poll, .. } = call.order else { return true };
        let is_wanted = self.lambda.wants(call.mapping, poll);
        if !is_wanted {
            self.haul(Waiting { mapping: call.mapping, poll, source: call.source.clone() }, Arc::new(Ok(nothing())));
        }
        is_wanted
    }

    /// A mapping's call was answered, or waits at the queue.
    pub(super) fn source_answered(
        &mut self,
        errand: &super::Errand,
        call: &SourceCall,
        (request, result): (RequestId, Option<CallResult>),
    ) {
        match (&call.order, result) {
            (SourceOrder::Receive { poll, .. }, None) => {
                let waiting = Waiting { mapping: call.mapping, poll: *poll, source: call.source.clone() };
                self.polls.insert(request, waiting);
            }
            (SourceOrder::Receive { poll, .. }, Some(result)) => {
                self.haul(
                    Waiting { mapping: call.mapping, poll: *poll, source: call.source.clone() },
                    Arc::new(result),
                );
            }
            (_, Some(Err(CallError::Sqs(error)))) if error.code == ErrorCode::RequestThrottled => {
                let arrives = self.now.after(TRIED_AGAIN);
                self.send_again(errand, arrives);
            }
            (_, Some(Err(error))) => {
                let (mapping, why) = (call.mapping, told(&error));
                self.act_by_clock(|lambda: &mut Lambda, cx| lambda.tell_problem(cx, mapping, &why));
            }
            (_, Some(Ok(_)) | None) => {}
        }
    }

    /// A poll that waited at a queue is answered.
    pub(super) fn poll_answered(&mut self, request: RequestId, result: Arc<CallResult>) {
        if let Some(waiting) = self.polls.remove(&request) {
            self.haul(waiting, result);
        }
    }

    fn haul(&mut self, waiting: Waiting, result: Arc<CallResult>) {
        let Latency { min_ms, max_ms } = self.dials.latency;
        let arrives = self.now.after(Duration::from_millis(self.latency_rng.between(min_ms, max_ms)));
        let id = self.next_parcel;
        self.next_parcel += 1;
        let Waiting { mapping, poll, source } = waiting;
        let haul = Haul { mapping, source, departed: self.now, arrives, result, poll };
        self.hauls.insert(id, haul);
        self.timers.set(Timer::Haul(id), Some(arrives));
    }

    /// The answer to a poll has arrived at its mapping.
    pub(super) fn haul_arrives(&mut self, id: u64) {
        let Some(haul) = self.hauls.remove(&id) else { return };
        let polled = match &*haul.result {
            Ok(Reply::Sqs(api::Reply::ReceiveMessage(reply))) => {
                Polled::Items(reply.messages.iter().map(|message| item(message, &haul.source)).collect())
            }
            Ok(_) => Polled::Items(Vec::new()),
            Err(error) => Polled::Refused(format!("{}: {}", error.code(), error.message()).into()),
        };
        self.act_by_clock(|lambda: &mut Lambda, cx| lambda.polled(cx, haul.mapping, haul.poll, polled));
    }
}

/// The answer to a poll that brings nothing.
fn nothing() -> Reply {
    Reply::Sqs(api::Reply::ReceiveMessage(api::ReceiveMessageResult::default()))
}

fn told(error: &CallError) -> String {
    format!("PROBLEM: {}: {}", error.code(), error.message())
}

fn key_of(queue: &Arn) -> Option<QueueKey> {
    Some(QueueKey {
        account: queue.account.parse().ok()?,
        region: queue.region.parse().ok()?,
        name: queue.resource.as_str().into(),
    })
}

/// A message as a mapping sees it.
fn item(message: &ReceivedMessage, source: &Arn) -> Item {
    let is_fifo = source.resource.ends_with(".fifo");
    let group = message.attributes.get("MessageGroupId").filter(|_| is_fifo);
    Item {
        id: message.message_id.to_string().into(),
        handle: message.receipt_handle.to_string().into(),
        group: group.map(|group| group.as_str().into()),
        data: message.body.as_str().into(),
        record: record(message, source).to_string().into(),
    }
}

/// System attributes in the order in which AWS writes them.
const ATTRIBUTES: [&str; 9] = [
    "ApproximateReceiveCount",
    "AWSTraceHeader",
    "SentTimestamp",
    "SequenceNumber",
    "MessageGroupId",
    "SenderId",
    "MessageDeduplicationId",
    "ApproximateFirstReceiveTimestamp",
    "DeadLetterQueueSourceArn",
];

/// A message as a function gets it.
fn record(message: &ReceivedMessage, source: &Arn) -> Value {
    let system = |name: &&str| Some(((*name).to_owned(), Value::String(message.attributes.get(name)?.clone())));
    let attributes: Map<String, Value> = ATTRIBUTES.iter().filter_map(system).collect();
    let own: Map<String, Value> =
        message.message_attributes.iter().map(|(name, value)| (name.clone(), attribute(value))).collect();
    let mut record = Map::new();
    let mut add = |name: &str, value: Value| drop(record.insert(name.to_owned(), value));
    add("messageId", json!(message.message_id.to_string()));
    add("receiptHandle", json!(message.receipt_handle.to_string()));
    add("body", json!(message.body.as_str()));
    add("attributes", Value::Object(attributes));
    add("messageAttributes", Value::Object(own));
    if let Some(md5) = message.md5_of_message_attributes() {
        add("md5OfMessageAttributes", json!(md5));
    }
    add("md5OfBody", json!(message.body.md5_hex()));
    add("eventSource", json!("aws:sqs"));
    add("eventSourceARN", json!(source.to_string()));
    add("awsRegion", json!(source.region));
    Value::Object(record)
}

fn attribute(value: &MessageAttributeValue) -> Value {
    let mut members = Map::new();
    if let Some(text) = &value.string_value {
        members.insert("stringValue".to_owned(), json!(text));
    }
    if let Some(bytes) = &value.binary_value {
        members.insert("binaryValue".to_owned(), json!(STANDARD.encode(bytes)));
    }
    members.insert("stringListValues".to_owned(), json!([]));
    members.insert("binaryListValues".to_owned(), json!([]));
    members.insert("dataType".to_owned(), json!(value.data_type));
    Value::Object(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::{Dials, Submitted};
    use crate::limits::LimitSet;
    use crate::sqs::api::{CreateQueue, SendMessage};

    fn received(cloud: &mut Cloud, queue: &str) -> ReceivedMessage {
        let receive = ReceiveMessage {
            queue_url: queue.to_owned(),
            message_system_attribute_names: vec!["All".to_owned()],
            message_attribute_names: vec!["All".to_owned()],
            wait_time_seconds: Some(1),
            ..ReceiveMessage::default()
        };
        match cloud.call(receive) {
            Submitted::Done(Ok(Reply::Sqs(api::Reply::ReceiveMessage(reply)))) => reply.messages[0].clone(),
            other => panic!("{other:?}"),
        }
    }

    /// The record with its id and handle replaced, as they are drawn.
    fn text(message: &ReceivedMessage, queue: &str) -> String {
        let source = format!("arn:aws:sqs:us-east-1:000000000000:{queue}").parse().unwrap();
        let item = item(message, &source);
        assert_eq!(
            (&*item.id, &*item.handle),
            (&*message.message_id.to_string(), &*message.receipt_handle.to_string())
        );
        item.record.replace(&*item.id, "ID").replace(&*item.handle, "HANDLE")
    }

    #[test]
    fn the_documented_record_byte_for_byte() {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        cloud.call(CreateQueue { queue_name: "q".into(), ..CreateQueue::default() });
        cloud.call(SendMessage {
            queue_url: "q".into(),
            message_body: "Test message.".into(),
            ..SendMessage::default()
        });
        assert_eq!(
            text(&received(&mut cloud, "q"), "q"),
            "{\"messageId\":\"ID\",\"receiptHandle\":\"HANDLE\",\"body\":\"Test message.\",\
             \"attributes\":{\"ApproximateReceiveCount\":\"1\",\"SentTimestamp\":\"1767225600000\",\
             \"SenderId\":\"000000000000\",\"ApproximateFirstReceiveTimestamp\":\"1767225600000\"},\
             \"messageAttributes\":{},\"md5OfBody\":\"e4e68fb7bd0e697a0ae8f1bb342846b3\",\"eventSource\":\"aws:sqs\",\
             \"eventSourceARN\":\"arn:aws:sqs:us-east-1:000000000000:q\",\"awsRegion\":\"us-east-1\"}"
        );
        let attributes = [("FifoQueue".to_owned(), "true".to_owned())].into();
        cloud.call(CreateQueue { queue_name: "q.fifo".into(), attributes, ..CreateQueue::default() });
        let weeks = MessageAttributeValue {
            data_type: "Number".into(),
            string_value: Some("6".into()),
            ..MessageAttributeValue::default()
        };
        let send = SendMessage {
            queue_url: "q.fifo".into(),
            message_body: "x".into(),
            message_group_id: Some("1".into()),
            message_deduplication_id: Some("dedup-1".into()),
            message_attributes: [("WeeksOn".to_owned(), weeks)].into(),
            ..SendMessage::default()
        };
        cloud.call(send);
        let message = received(&mut cloud, "q.fifo");
        assert_eq!(
            text(&message, "q.fifo"),
            format!(
                "{{\"messageId\":\"ID\",\"receiptHandle\":\"HANDLE\",\"body\":\"x\",\
                 \"attributes\":{{\"ApproximateReceiveCount\":\"1\",\"SentTimestamp\":\"1767225600000\",\
                 \"SequenceNumber\":\"{}\",\"MessageGroupId\":\"1\",\"SenderId\":\"000000000000\",\
                 \"MessageDeduplicationId\":\"dedup-1\",\"ApproximateFirstReceiveTimestamp\":\"1767225600000\"}},\
                 \"messageAttributes\":{{\"WeeksOn\":{{\"stringValue\":\"6\",\"stringListValues\":[],\
                 \"binaryListValues\":[],\"dataType\":\"Number\"}}}},\"md5OfMessageAttributes\":\"{}\",\
                 \"md5OfBody\":\"9dd4e461268c8034f5c8564e155c67a6\",\"eventSource\":\"aws:sqs\",\
                 \"eventSourceARN\":\"arn:aws:sqs:us-east-1:000000000000:q.fifo\",\"awsRegion\":\"us-east-1\"}}",
                message.attributes["SequenceNumber"],
                message.md5_of_message_attributes().unwrap()
            )
        );
    }
}
