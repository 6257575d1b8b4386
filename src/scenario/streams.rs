//! Streams as lines of text: what happened in them, and how they stand.

use super::text::json_text;
use crate::cloud::Cloud;
use crate::kinesis::consumer::ConsumerId;
use crate::kinesis::record::Record;
use crate::kinesis::shard::Shard;
use crate::kinesis::stream::{Stream, StreamId};
use crate::kinesis::{Kinesis, KinesisEvent};

/// Of more records of a shard only the first are listed.
const RECORDS_MAX: usize = 20;
/// Of longer data only the beginning is shown.
const DATA_CHARS_MAX: usize = 40;

/// An event.
pub(super) fn line(cloud: &Cloud, event: &KinesisEvent) -> String {
    let name = |id: &StreamId| {
        cloud.kinesis().stream(*id).map_or_else(|| format!("stream {}", id.0), |stream| stream.key.name.to_string())
    };
    let who = |id: &ConsumerId| {
        let found = cloud.kinesis().consumer(*id);
        found.map_or_else(|| format!("consumer {}", id.0), |consumer| consumer.name.to_string())
    };
    match event {
        KinesisEvent::StreamCreated(id) => format!("StreamCreated {}", name(id)),
        KinesisEvent::StatusChanged(id, status) => format!("StatusChanged {} {}", name(id), status.name()),
        KinesisEvent::StreamDeleted(_, name) => format!("StreamDeleted {name}"),
        KinesisEvent::StreamChanged(id, what) => format!("StreamChanged {} {what}", name(id)),
        KinesisEvent::RecordPut { stream, shard, record } => format!("RecordPut {}/{shard} #{record}", name(stream)),
        KinesisEvent::WriteThrottled { stream, shard, key } => {
            format!("WriteThrottled {}/{shard} {}", name(stream), key.as_deref().unwrap_or("-"))
        }
        KinesisEvent::RecordsRead { stream, shard, first, count } => {
            format!("RecordsRead {}/{shard} #{first}, {count}", name(stream))
        }
        KinesisEvent::ReadThrottled { stream, shard } => format!("ReadThrottled {}/{shard}", name(stream)),
        KinesisEvent::Resharded { stream, closed, opened } => {
            format!("Resharded {}: closed {closed:?}, opened {opened:?}", name(stream))
        }
        KinesisEvent::RecordsExpired { stream, shard, count } => {
            format!("RecordsExpired {}/{shard}, {count}", name(stream))
        }
        KinesisEvent::ShardExpired { stream, shard } => format!("ShardExpired {}/{shard}", name(stream)),
        KinesisEvent::ConsumerRegistered(id) => format!("ConsumerRegistered {}", who(id)),
        KinesisEvent::ConsumerActive(id) => format!("ConsumerActive {}", who(id)),
        KinesisEvent::ConsumerDeregistered(_, name) => format!("ConsumerDeregistered {name}"),
        KinesisEvent::Subscribed { consumer, shard } => format!("Subscribed {} to {shard}", who(consumer)),
        KinesisEvent::Pushed { consumer, shard, first, count } => {
            format!("Pushed {} from {shard} #{first}, {count}", who(consumer))
        }
        KinesisEvent::SubscriptionEnded { consumer, shard, why } => {
            format!("SubscriptionEnded {} to {shard}: {why}", who(consumer))
        }
    }
}

/// A stream: its state, its shards, and the records of each.
pub(super) fn stream(kinesis: &Kinesis, stream: &Stream) -> Vec<String> {
    let (status, mode) = (stream.status.name(), stream.mode.name());
    let (open, all) = (stream.open_shards().count(), stream.shards().count());
    let mut lines = vec![format!(
        "{}: {status}, {mode}, {open} of {all} shards open, {} records",
        stream.key.name,
        stream.records()
    )];
    for consumer in kinesis.consumers_of(stream) {
        lines.push(format!("  consumer {}: {}", consumer.name, consumer.status.name()));
    }
    for one in stream.shards() {
        lines.push(shard(one));
        lines.extend(one.records.iter().take(RECORDS_MAX).map(|(place, found)| record(place, found)));
        if let Some(more) = one.records.len().checked_sub(RECORDS_MAX as u64).filter(|more| *more > 0) {
            lines.push(format!("    and {more} more"));
        }
    }
    lines
}

fn shard(shard: &Shard) -> String {
    let from: Vec<String> = shard.parents().map(|parent| parent.0.to_string()).collect();
    let from = if from.is_empty() { String::new() } else { format!(" from {}", from.join("+")) };
    let state = shard.closed.map_or_else(|| "open".to_owned(), |at| format!("closed at {at}"));
    let totals = &shard.totals;
    format!(
        "  {}{from} [{}, {}] {state}: {} in, {} throttled, {} read, {} pushed, {} expired",
        shard.id.0,
        shard.range.starting_hash_key,
        shard.range.ending_hash_key,
        totals.records_in,
        totals.write_throttled,
        totals.records_out,
        totals.records_pushed,
        totals.expired
    )
}

fn record(place: u64, record: &Record) -> String {
    let data: String = String::from_utf8_lossy(&record.data).chars().take(DATA_CHARS_MAX).collect();
    let key = record.key.as_deref().unwrap_or("-");
    let encrypted = if record.encrypted { ", encrypted" } else { "" };
    format!("    #{place} at {} {key}: {}, {} bytes{encrypted}", record.arrived, json_text(&data), record.bytes())
}
