//! What a function gets of a shard's records, and what a destination gets of those that were given up.
//!
//! Source: "Using Lambda with Amazon Kinesis Data Streams" and "Retaining discarded batch records for a Kinesis event
//! source in Lambda" in the Lambda developer guide; keys and their order are those of answers recorded from AWS.

use super::{Held, StreamRecord};
use crate::base::{AccountId, Arn};
use crate::clock::{Epoch, Instant};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// What events and documents say of a shard and its function.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Context {
    /// The shard's id.
    pub shard: Arc<str>,
    /// The ARN that the mapping reads from.
    pub source: Arn,
    /// The ARN of the stream itself.
    pub stream: Arn,
    /// The ARN of the function's role.
    pub role: Arc<str>,
    /// The ARN of the function.
    pub function: Arc<str>,
    /// The function's account.
    pub account: AccountId,
    /// When the lab began in the calendar.
    pub epoch: Epoch,
}

/// Why records were given up: AWS's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "AWS's own words")]
pub enum Condition {
    RetryAttemptsExhausted,
    RecordAgeExceeded,
}

impl Condition {
    /// The word in the document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RetryAttemptsExhausted => "RetryAttemptsExhausted",
            Self::RecordAgeExceeded => "RecordAgeExceeded",
        }
    }
}

/// Records that were given up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Discarded {
    /// Why.
    pub condition: Condition,
    /// How often the function was invoked with them.
    pub invoke_count: u32,
    /// The last invocation, if there was one.
    pub request: Option<Uuid>,
    /// Whether the function itself failed, rather than reporting failures.
    pub is_function_error: bool,
    /// How many there are.
    pub records: usize,
    /// The numbers of the first and the last of them.
    pub sequences: (Arc<str>, Arc<str>),
    /// When the first and the last of them came.
    pub arrivals: (Instant, Instant),
    /// The event with them.
    pub payload: Arc<str>,
}

impl Discarded {
    pub(super) fn of(records: &[Held], condition: Condition, payload: Arc<str>) -> Option<Self> {
        let (first, last) = (&records.first()?.record, &records.last()?.record);
        Some(Self {
            condition,
            invoke_count: 0,
            request: None,
            is_function_error: false,
            records: records.len(),
            sequences: (first.sequence.clone(), last.sequence.clone()),
            arrivals: (first.arrived, last.arrived),
            payload,
        })
    }
}

impl Context {
    /// A record as a function gets it: a JSON object.
    pub fn event_record(&self, record: &StreamRecord) -> String {
        #[allow(clippy::cast_precision_loss, reason = "milliseconds since 1970 are exact in a double")]
        let arrival = self.epoch.unix_millis(record.arrived) as f64 / 1_000.0;
        json!({
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": &*record.partition_key,
                "sequenceNumber": &*record.sequence,
                "data": STANDARD.encode(&record.data),
                "approximateArrivalTimestamp": arrival,
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": format!("{}:{}", self.shard, record.sequence),
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": &*self.role,
            "awsRegion": self.source.region,
            "eventSourceARN": self.source.to_string(),
        })
        .to_string()
    }

    /// A record as filters see it: what stands under `kinesis` stands at the top as well, as `data` does for them.
    pub(super) fn filtered_record(text: &str) -> String {
        let Ok(Value::Object(mut members)) = serde_json::from_str(text) else { return text.to_owned() };
        if let Some(Value::Object(inner)) = members.get("kinesis").cloned() {
            members.extend(inner);
        }
        Value::Object(members).to_string()
    }

    /// The beginning of a window in the calendar, without fractions: `2026-01-01T00:00:00Z`.
    pub(super) fn calendar(&self, at: Instant) -> String {
        self.epoch.iso(at).replace(".000Z", "Z")
    }
}

/// The document about records that were given up, as a queue or a topic gets it; a bucket gets their event as well.
pub fn document(context: &Context, now: Instant, request: Uuid, discarded: &Discarded, with_payload: bool) -> String {
    let iso = |at: Instant| context.epoch.iso(at);
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    add(
        "requestContext",
        json!({
            "requestId": discarded.request.unwrap_or(request).to_string(),
            "functionArn": &*context.function,
            "condition": discarded.condition.name(),
            "approximateInvokeCount": discarded.invoke_count,
        }),
    );
    if discarded.condition == Condition::RetryAttemptsExhausted {
        let error = discarded.is_function_error.then_some("Unhandled");
        add("responseContext", json!({ "statusCode": 200, "executedVersion": "$LATEST", "functionError": error }));
    }
    add("version", json!("1.0"));
    add("timestamp", json!(iso(now)));
    add(
        "KinesisBatchInfo",
        json!({
            "shardId": &*context.shard,
            "startSequenceNumber": &*discarded.sequences.0,
            "endSequenceNumber": &*discarded.sequences.1,
            "approximateArrivalOfFirstRecord": iso(discarded.arrivals.0),
            "approximateArrivalOfLastRecord": iso(discarded.arrivals.1),
            "batchSize": discarded.records,
            "streamArn": context.stream.to_string(),
        }),
    );
    if with_payload {
        add("payload", json!(&*discarded.payload));
    }
    Value::Object(members).to_string()
}
