//! Streams of Kinesis in words.

use super::describe::{record_count, who};
use queuelab::cloud::{Cloud, Event};
use queuelab::kinesis::KinesisEvent;
use queuelab::kinesis::consumer::ConsumerId;
use queuelab::kinesis::shard::ShardId;
use queuelab::kinesis::stream::{Status, StreamId};
use queuelab::{t, text};

/// The name of a stream.
pub fn stream_name(cloud: &Cloud, id: StreamId) -> String {
    cloud.kinesis().stream(id).map_or_else(|| t!("a deleted stream").to_owned(), |stream| stream.key.name.to_string())
}

/// The name of a consumer with enhanced fan-out.
pub fn consumer_name(cloud: &Cloud, id: ConsumerId) -> String {
    cloud
        .kinesis()
        .consumer(id)
        .map_or_else(|| t!("a former consumer").to_owned(), |consumer| consumer.name.to_string())
}

/// Shards by their numbers.
fn shards(numbers: &[u32]) -> String {
    let names: Vec<String> = numbers.iter().map(u32::to_string).collect();
    match names.as_slice() {
        [] => t!("no shard").to_owned(),
        [one] => t!("shard {one}", one),
        [rest @ .., last] => t!("shards {rest} and {last}", rest = rest.join(", "), last),
    }
}

/// An event of Kinesis as one sentence without a full stop.
#[allow(clippy::too_many_lines, reason = "a table of sentences")]
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &KinesisEvent) -> String {
    let by = who(cloud, event.origin);
    let name = |id: &StreamId| stream_name(cloud, *id);
    let consumer = |id: &ConsumerId| consumer_name(cloud, *id);
    match kind {
        KinesisEvent::StreamCreated(id) => t!("{by} created stream {id}", by, id = name(id)),
        KinesisEvent::StatusChanged(id, Status::Active) => t!("Stream {id} is active", id = name(id)),
        KinesisEvent::StatusChanged(id, Status::Deleting) => t!("{by} had stream {id} deleted", by, id = name(id)),
        KinesisEvent::StatusChanged(id, _) => {
            t!("{by} had stream {id} changed; it is being updated", by, id = name(id))
        }
        KinesisEvent::StreamDeleted(_, name) => t!("Stream {name} is gone with its records", name),
        KinesisEvent::StreamChanged(id, what) => t!("{by} set {what} of stream {id}", by, what, id = name(id)),
        KinesisEvent::RecordPut { stream, shard, record } => {
            let found = cloud.kinesis().stream(*stream).and_then(|stream| stream.shard(ShardId(*shard)));
            let key = found.and_then(|shard| shard.records.get(*record)?.key.clone());
            let key = key.map_or_else(String::new, |key| t!(" of {key}", key));
            t!("{by} put a record{key} into shard {shard} of {stream}", by, key, shard, stream = name(stream))
        }
        KinesisEvent::WriteThrottled { stream, shard, key } => {
            let key = key.as_ref().map_or_else(String::new, |key| t!(" of {key}", key));
            t!(
                "Shard {shard} of {stream} refused a record{key}: it gets more than it takes in a second",
                shard,
                stream = name(stream),
                key
            )
        }
        KinesisEvent::RecordsRead { stream, shard, count: read, .. } => {
            t!(
                "{by} read {from} from shard {shard} of {stream}",
                by,
                from = record_count(u64::from(*read)),
                shard,
                stream = name(stream)
            )
        }
        KinesisEvent::ReadThrottled { stream, shard } => {
            t!(
                "Shard {shard} of {stream} refused to be read: it is read more than it gives in a second",
                shard,
                stream = name(stream)
            )
        }
        KinesisEvent::Resharded { stream, closed, opened } => {
            t!(
                "In {stream}, {opened} took the place of {closed}",
                stream = name(stream),
                opened = shards(opened),
                closed = shards(closed)
            )
        }
        KinesisEvent::RecordsExpired { stream, shard, count: old } => {
            t!("{old} of shard {shard} of {stream} went by age", old = record_count(*old), shard, stream = name(stream))
        }
        KinesisEvent::ShardExpired { stream, shard } => {
            t!(
                "Shard {shard} of {stream} is gone: it was closed, and nothing is left of it",
                shard,
                stream = name(stream)
            )
        }
        KinesisEvent::ConsumerRegistered(id) => t!("{by} registered {id} for enhanced fan-out", by, id = consumer(id)),
        KinesisEvent::ConsumerActive(id) => t!("{id} can subscribe to shards now", id = consumer(id)),
        KinesisEvent::ConsumerDeregistered(_, name) => t!("{name} is registered no more", name),
        KinesisEvent::Subscribed { consumer: id, shard } => {
            t!("{id} subscribed to shard {shard}", id = consumer(id), shard)
        }
        KinesisEvent::Pushed { consumer: id, shard, count: pushed, .. } => {
            t!(
                "Shard {shard} pushed {pushed} to {id}",
                shard,
                pushed = record_count(u64::from(*pushed)),
                id = consumer(id)
            )
        }
        KinesisEvent::SubscriptionEnded { consumer: id, shard, why } => {
            t!("The subscription of {id} to shard {shard} ended: {why}", id = consumer(id), shard, why = text::of(why))
        }
    }
}
