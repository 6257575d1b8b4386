//! What happens in streams, for those who watch.

use super::consumer::ConsumerId;
use super::stream::{Status, StreamId};
use std::sync::Arc;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KinesisEvent {
    /// A stream is being made.
    StreamCreated(StreamId),
    /// A stream has another state.
    StatusChanged(StreamId, Status),
    /// A stream is gone, by its name.
    StreamDeleted(StreamId, Arc<str>),
    /// Something of a stream was set: AWS's name of it.
    StreamChanged(StreamId, &'static str),
    /// A record was put.
    RecordPut {
        /// The stream.
        stream: StreamId,
        /// The number of the shard.
        shard: u32,
        /// Its place in the shard.
        record: u64,
    },
    /// A shard refused a record, because it gets too many or too much.
    WriteThrottled {
        /// The stream.
        stream: StreamId,
        /// The number of the shard.
        shard: u32,
        /// The partition key of the record.
        key: Option<Arc<str>>,
    },
    /// Somebody read from a shard.
    RecordsRead {
        /// The stream.
        stream: StreamId,
        /// The number of the shard.
        shard: u32,
        /// The place of the first record.
        first: u64,
        /// How many.
        count: u32,
    },
    /// A shard refused a read, because it is read too often or too much.
    ReadThrottled {
        /// The stream.
        stream: StreamId,
        /// The number of the shard.
        shard: u32,
    },
    /// A shard was split into two, or two were merged into one, or a stream was scaled.
    Resharded {
        /// The stream.
        stream: StreamId,
        /// The shards that were closed.
        closed: Vec<u32>,
        /// Those that are open in their place.
        opened: Vec<u32>,
    },
    /// Records of a shard have reached the end of the retention period.
    RecordsExpired {
        /// The stream.
        stream: StreamId,
        /// The number of the shard.
        shard: u32,
        /// How many.
        count: u64,
    },
    /// A closed shard has no record left, and is gone.
    ShardExpired {
        /// The stream.
        stream: StreamId,
        /// The number of the shard.
        shard: u32,
    },
    /// A consumer with enhanced fan-out was registered.
    ConsumerRegistered(ConsumerId),
    /// It can read now.
    ConsumerActive(ConsumerId),
    /// It is gone, by its name.
    ConsumerDeregistered(ConsumerId, Arc<str>),
    /// A consumer gets what comes into a shard.
    Subscribed {
        /// The consumer.
        consumer: ConsumerId,
        /// The number of the shard.
        shard: u32,
    },
    /// Records were pushed to a consumer.
    Pushed {
        /// The consumer.
        consumer: ConsumerId,
        /// The number of the shard.
        shard: u32,
        /// The place of the first record.
        first: u64,
        /// How many.
        count: u32,
    },
    /// A subscription has ended, and why.
    SubscriptionEnded {
        /// The consumer.
        consumer: ConsumerId,
        /// The number of the shard.
        shard: u32,
        /// Why.
        why: &'static str,
    },
}
