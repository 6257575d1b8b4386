//! Amazon Kinesis Data Streams: streams of shards, records in their order, and consumers to whom records are pushed.
//!
//! [`Kinesis`] is the service of a whole lab, with the streams of every account and Region. A request is checked in full
//! before anything changes, so a refused one changes nothing but what is counted. What is pushed to a consumer is handed to
//! whoever runs the service ([`Push`]). Who may do what, and whether a key of KMS is at hand, is for them to ask; the module
//! knows no other service, no actor and no picture.

mod actions;
pub mod aggregate;
pub mod api;
mod bill;
mod change;
mod check;
pub mod consumer;
mod error;
mod event;
pub mod hash;
mod monitoring;
mod on_demand;
mod push;
pub mod record;
mod reshard;
mod resource;
pub mod sequence;
pub mod shard;
pub mod stream;
mod sweep;
#[cfg(test)]
mod tests;
mod throttle;
mod token;

pub use bill::Bill;
pub use error::{ErrorCode, KinesisError, Result};
pub use event::KinesisEvent;
pub use monitoring::METRICS as SHARD_LEVEL_METRICS;
pub use push::{Push, Subscription};
pub use resource::Resource;
pub use throttle::Load;

use crate::base::collections::SortedMap;
use crate::base::{AccountId, Arn, Region, Rng, Service};
use crate::clock::Instant;
use crate::limits::KinesisLimits;
use consumer::{Consumer, ConsumerId};
use shard::ShardId;
use std::convert::Infallible;
use std::sync::Arc;
use stream::{Stream, StreamId};

/// The context in which Kinesis acts.
pub type Cx<'a> = crate::base::Cx<'a, Kinesis>;

/// What Kinesis wakes up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A change of a stream is done.
    Change(StreamId),
    /// Records of a stream are too old.
    Sweep(StreamId),
    /// The traffic of an on-demand stream is looked at.
    Traffic(StreamId),
    /// A consumer is ready, or gone.
    Consumer(ConsumerId),
    /// Something is due to a consumer from a shard.
    Push(ConsumerId, ShardId),
}

/// Whether an account commits itself to a minimum of throughput, since when, and until when at least.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Commitment {
    started: Option<Instant>,
    ended: Option<Instant>,
    /// It was given up before its first day was over.
    ends_at: Option<Instant>,
}

/// The service.
#[derive(Clone, Debug, Hash)]
pub struct Kinesis {
    /// Quotas in force.
    pub limits: KinesisLimits,
    /// Decides what iterators and tokens look like.
    secret: u64,
    /// Decides where records go that their producer does not place.
    spread: Rng,
    drawn: u64,
    /// Streams by number; a deleted one leaves a gap.
    streams: Vec<Option<Arc<Stream>>>,
    names: SortedMap<(AccountId, Region), SortedMap<Arc<str>, StreamId>>,
    /// Consumers by number; a deregistered one leaves a gap.
    consumers: Vec<Option<Arc<Consumer>>>,
    subscriptions: SortedMap<(ConsumerId, ShardId), Subscription>,
    commitments: SortedMap<(AccountId, Region), Commitment>,
    /// What is billed of streams that are gone.
    gone: Bill,
}

impl Service for Kinesis {
    type Event = KinesisEvent;
    type Timer = Timer;
    type Answer = Infallible;
    type Outgoing = Push;
}

impl Kinesis {
    /// The service without streams.
    pub fn new(limits: KinesisLimits, seed: u64) -> Self {
        Self {
            limits,
            secret: Rng::fork(seed, "kinesis/token").next_u64(),
            spread: Rng::fork(seed, "kinesis/spread"),
            drawn: 0,
            streams: Vec::new(),
            names: SortedMap::default(),
            consumers: Vec::new(),
            subscriptions: SortedMap::default(),
            commitments: SortedMap::default(),
            gone: Bill::default(),
        }
    }

    /// The stream of that number.
    pub fn stream(&self, id: StreamId) -> Option<&Stream> {
        self.streams.get(id.0 as usize)?.as_deref()
    }

    fn stream_mut(&mut self, id: StreamId) -> Option<&mut Stream> {
        self.streams.get_mut(id.0 as usize)?.as_mut().map(Arc::make_mut)
    }

    /// All streams in the order in which they were made.
    pub fn streams(&self) -> impl DoubleEndedIterator<Item = &Stream> {
        self.streams.iter().filter_map(Option::as_deref)
    }

    /// The number of the stream of that name.
    pub fn find(&self, account: AccountId, region: Region, name: &str) -> Option<StreamId> {
        self.names.get(&(account, region))?.get(name).copied()
    }

    /// The number of the stream with that ARN, or that of whose consumer it is.
    pub fn find_arn(&self, arn: &Arn) -> Option<StreamId> {
        if arn.service != "kinesis" {
            return None;
        }
        let name = arn.resource.strip_prefix("stream/")?;
        let name = name.split_once('/').map_or(name, |(name, _)| name);
        self.find(arn.account.parse().ok()?, arn.region.parse().ok()?, name)
    }

    /// The consumer of that number.
    pub fn consumer(&self, id: ConsumerId) -> Option<&Consumer> {
        self.consumers.get(id.0 as usize)?.as_deref()
    }

    fn consumer_mut(&mut self, id: ConsumerId) -> Option<&mut Consumer> {
        self.consumers.get_mut(id.0 as usize)?.as_mut().map(Arc::make_mut)
    }

    /// The consumers of a stream, by name.
    pub fn consumers_of(&self, stream: &Stream) -> impl Iterator<Item = &Consumer> {
        stream.consumers.values().filter_map(|id| self.consumer(*id))
    }

    /// The consumer with that ARN.
    pub fn find_consumer(&self, arn: &Arn, epoch: crate::clock::Epoch) -> Option<&Consumer> {
        let stream = self.stream(self.find_arn(arn)?)?;
        let text = arn.to_string();
        self.consumers_of(stream).find(|consumer| consumer.arn(&stream.key, epoch) == text)
    }

    /// Subscriptions that are open.
    pub fn subscriptions(&self) -> impl Iterator<Item = &Subscription> {
        self.subscriptions.values()
    }

    /// Puts other limits in force; whatever exists keeps the values that it was made with.
    pub fn change_limits(&mut self, limits: KinesisLimits) {
        self.limits = limits;
    }

    /// Something is due.
    pub fn wake(&mut self, cx: &mut Cx<'_>, timer: Timer) {
        match timer {
            Timer::Change(stream) => self.finish_change(cx, stream),
            Timer::Sweep(stream) => self.sweep(cx, stream),
            Timer::Traffic(stream) => self.watch_traffic(cx, stream),
            Timer::Consumer(consumer) => self.finish_consumer(cx, consumer),
            Timer::Push(consumer, shard) => self.push(cx, consumer, shard),
        }
    }
}
