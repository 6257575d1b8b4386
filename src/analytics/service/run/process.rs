//! The function that looks at records before they become rows: what it gets, and what becomes of its answer.
//!
//! Source: "Preprocessing Data Using a Lambda Function" in the developer guide. It names no retries; here an invocation
//! that failed is tried again until it succeeds, and its shard waits.

use super::carried::{Outgoing, Whom, Wish};
use super::reading::{Batch, SourceItem, WHOLE};
use crate::analytics::error::Fault;
use crate::analytics::service::setup::SourceKind;
use crate::analytics::service::{Analytics, Cx};
use crate::clock::{Duration, Instant};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::sync::Arc;

/// The longest wait between two attempts, in seconds.
const BACKOFF_SECS_MAX: u64 = 60;

/// What became of a record before it is a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Processed {
    /// It goes in with these bytes.
    Ok(SourceItem, Option<Vec<u8>>),
    /// It is left out.
    Dropped,
    /// It goes to `error_stream`.
    Failed(SourceItem, Fault),
}

impl Analytics {
    /// Gives the function records of a shard.
    pub(super) fn process(&mut self, cx: &mut Cx<'_>, whom: Whom, shard: &Arc<str>, items: &Arc<[SourceItem]>) {
        let attempt = {
            let Some(shard) = self.reading_mut(whom).and_then(|reading| reading.shard_mut(shard)) else { return };
            let attempt = shard.batch.as_ref().map_or(1, |batch| batch.attempt + 1);
            shard.is_asked = true;
            shard.batch = Some(Batch { items: items.clone(), attempt, next: None });
            attempt
        };
        let invocation = self.draw_id().to_string();
        let Some(source) = self.source_of(whom) else { return };
        let Some((function, role)) = source.processor.clone() else { return };
        let payload = payload(cx, (&invocation, &source.application), (&source.arn, shard), items, source.kind);
        let wish = Wish::Process { shard: shard.clone(), payload: payload.into() };
        let (account, region, cause) = (source.account, source.region, self.cause_of(whom).filter(|_| attempt == 1));
        cx.outgoing.push(Outgoing { whom, account, region, role, target: function, wish, cause });
    }

    /// The function failed: its records are given to it again, later.
    pub(super) fn process_later(&mut self, now: Instant, whom: Whom, shard: &str) {
        let Some(shard) = self.reading_mut(whom).and_then(|reading| reading.shard_mut(shard)) else { return };
        shard.is_asked = false;
        if let Some(batch) = &mut shard.batch {
            let wait = 1_u64.checked_shl(batch.attempt - 1).unwrap_or(u64::MAX).min(BACKOFF_SECS_MAX);
            batch.next = Some(now.after(Duration::from_secs(wait)));
        }
    }
}

fn record_id(index: usize, item: &SourceItem) -> String {
    if item.sequence.is_empty() { format!("{index:056}") } else { format!("{}{:04}", item.sequence, item.part) }
}

fn payload(
    cx: &Cx<'_>,
    (invocation, application): (&str, &str),
    (source, shard): (&str, &str),
    items: &[SourceItem],
    kind: SourceKind,
) -> String {
    let record = |(index, item): (usize, &SourceItem)| {
        let at = cx.epoch.unix_millis(item.arrived);
        let mut record = json!({ "recordId": record_id(index, item) });
        let metadata = match kind {
            SourceKind::Stream => (
                "kinesisStreamRecordMetadata",
                json!({
                    "sequenceNumber": &*item.sequence, "partitionKey": &*item.key, "shardId": shard,
                    "approximateArrivalTimestamp": at
                }),
            ),
            SourceKind::DeliveryStream => {
                ("kinesisFirehoseRecordMetadata", json!({ "approximateArrivalTimestamp": at }))
            }
        };
        if let Some(fields) = record.as_object_mut() {
            fields.insert(metadata.0.to_owned(), metadata.1);
            fields.insert("data".to_owned(), STANDARD.encode(&item.data).into());
        }
        record
    };
    let records: Vec<Value> = items.iter().enumerate().map(record).collect();
    json!({ "invocationId": invocation, "applicationArn": application, "streamArn": source, "records": records })
        .to_string()
}

/// What the function answered about records; those that it left out failed.
pub fn judged(answer: &str, items: &[SourceItem]) -> Vec<Processed> {
    let document: Value = serde_json::from_str(answer).unwrap_or_default();
    let answers = document.get("records").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let judge = |(index, item): (usize, &SourceItem)| {
        let id = record_id(index, item);
        let answer = answers.iter().find(|answer| answer.get("recordId").and_then(Value::as_str) == Some(&*id));
        let result = answer.and_then(|answer| answer.get("result")?.as_str());
        let data = answer.and_then(|answer| STANDARD.decode(answer.get("data")?.as_str()?).ok());
        match (result, data) {
            (Some("Ok"), Some(data)) => Processed::Ok(item.clone(), Some(data)),
            (Some("Dropped"), _) => Processed::Dropped,
            (Some("ProcessingFailed"), _) => {
                Processed::Failed(item.clone(), Fault::processing("the function answered ProcessingFailed"))
            }
            _ => Processed::Failed(item.clone(), Fault::processing("the function did not answer for this record")),
        }
    };
    items.iter().enumerate().map(judge).collect()
}

/// Where records of a delivery stream are from, in a sentence.
pub fn from_of(shard: &Arc<str>, source: &str) -> Arc<str> {
    if **shard == *WHOLE { source.rsplit('/').next().unwrap_or(source).into() } else { shard.clone() }
}
