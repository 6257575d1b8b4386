//! Streams of Kinesis in words.

use super::describe::{number, who};
use crate::cloud::{Cloud, Event};
use crate::kinesis::KinesisEvent;
use crate::kinesis::consumer::ConsumerId;
use crate::kinesis::shard::ShardId;
use crate::kinesis::stream::{Status, StreamId};

/// The name of a stream.
pub fn stream_name(cloud: &Cloud, id: StreamId) -> String {
    cloud.kinesis().stream(id).map_or_else(|| "a deleted stream".to_owned(), |stream| stream.key.name.to_string())
}

/// The name of a consumer with enhanced fan-out.
pub fn consumer_name(cloud: &Cloud, id: ConsumerId) -> String {
    cloud.kinesis().consumer(id).map_or_else(|| "a former consumer".to_owned(), |consumer| consumer.name.to_string())
}

/// So many of something.
fn count(count: u64, one: &str) -> String {
    format!("{} {one}{}", number(count), if count == 1 { "" } else { "s" })
}

/// Shards by their numbers.
fn shards(numbers: &[u32]) -> String {
    let names: Vec<String> = numbers.iter().map(u32::to_string).collect();
    match names.as_slice() {
        [] => "no shard".to_owned(),
        [one] => format!("shard {one}"),
        [rest @ .., last] => format!("shards {} and {last}", rest.join(", ")),
    }
}

/// An event of Kinesis as one sentence without a full stop.
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &KinesisEvent) -> String {
    let by = who(cloud, event.origin);
    let name = |id: &StreamId| stream_name(cloud, *id);
    let consumer = |id: &ConsumerId| consumer_name(cloud, *id);
    match kind {
        KinesisEvent::StreamCreated(id) => format!("{by} created stream {}", name(id)),
        KinesisEvent::StatusChanged(id, Status::Active) => format!("Stream {} is active", name(id)),
        KinesisEvent::StatusChanged(id, Status::Deleting) => format!("{by} had stream {} deleted", name(id)),
        KinesisEvent::StatusChanged(id, _) => format!("{by} had stream {} changed; it is being updated", name(id)),
        KinesisEvent::StreamDeleted(_, name) => format!("Stream {name} is gone with its records"),
        KinesisEvent::StreamChanged(id, what) => format!("{by} set {what} of stream {}", name(id)),
        KinesisEvent::RecordPut { stream, shard, record } => {
            let found = cloud.kinesis().stream(*stream).and_then(|stream| stream.shard(ShardId(*shard)));
            let key = found.and_then(|shard| shard.records.get(*record)?.key.clone());
            let key = key.map_or_else(String::new, |key| format!(" of {key}"));
            format!("{by} put a record{key} into shard {shard} of {}", name(stream))
        }
        KinesisEvent::WriteThrottled { stream, shard, key } => {
            let key = key.as_ref().map_or_else(String::new, |key| format!(" of {key}"));
            format!("Shard {shard} of {} refused a record{key}: it gets more than it takes in a second", name(stream))
        }
        KinesisEvent::RecordsRead { stream, shard, count: read, .. } => {
            format!("{by} read {} from shard {shard} of {}", count(u64::from(*read), "record"), name(stream))
        }
        KinesisEvent::ReadThrottled { stream, shard } => {
            format!("Shard {shard} of {} refused to be read: it is read more than it gives in a second", name(stream))
        }
        KinesisEvent::Resharded { stream, closed, opened } => {
            format!("In {}, {} took the place of {}", name(stream), shards(opened), shards(closed))
        }
        KinesisEvent::RecordsExpired { stream, shard, count: old } => {
            format!("{} of shard {shard} of {} went by age", count(*old, "record"), name(stream))
        }
        KinesisEvent::ShardExpired { stream, shard } => {
            format!("Shard {shard} of {} is gone: it was closed, and nothing is left of it", name(stream))
        }
        KinesisEvent::ConsumerRegistered(id) => format!("{by} registered {} for enhanced fan-out", consumer(id)),
        KinesisEvent::ConsumerActive(id) => format!("{} can subscribe to shards now", consumer(id)),
        KinesisEvent::ConsumerDeregistered(_, name) => format!("{name} is registered no more"),
        KinesisEvent::Subscribed { consumer: id, shard } => format!("{} subscribed to shard {shard}", consumer(id)),
        KinesisEvent::Pushed { consumer: id, shard, count: pushed, .. } => {
            format!("Shard {shard} pushed {} to {}", count(u64::from(*pushed), "record"), consumer(id))
        }
        KinesisEvent::SubscriptionEnded { consumer: id, shard, why } => {
            format!("The subscription of {} to shard {shard} ended: {why}", consumer(id))
        }
    }
}
