//! Amazon Data Firehose: streams that gather records, have a function change them, convert and compress them, and deliver
//! them in portions.
//!
//! [`Firehose`] is the service of a whole lab, with the streams of every account and Region. A request is checked in full
//! before anything changes, so a refused one changes nothing. What is to be carried (an object, the call of a function, a
//! request to something outside) is handed to whoever runs the service ([`Outgoing`]), who says what came of it. Records
//! of a Kinesis data stream are handed in ([`Firehose::feed`]). The module knows no other service and no picture.

mod actions;
pub mod api;
pub mod columns;
mod config;
mod error;
mod event;
pub mod jq;
pub mod limits;
mod model;
pub mod pack;
pub mod prefix;
mod record;
mod run;
pub mod source;
mod stream;

#[cfg(test)]
mod tests;

pub use actions::Barred;
pub use config::{
    BucketPlan, Conversion, Deaggregation, Destination, DestinationKind, Hints, LambdaPlan, Output, Plan, Processing,
    Target,
};
pub use error::{ErrorCode, FirehoseError, Result};
pub use event::FirehoseEvent;
pub use limits::FirehoseLimits;
pub use record::{Buffer, Data, Failure, Lane, Record, ShardPlace};
pub use run::{
    Delivery, Errand, Invocation, InvokeError, InvokeRequest, ObjectRequest, Outgoing, SourceRecord, Stage, State,
    StoreAnswer, StoreRequest, Waiting,
};
pub use stream::{Encryption, EncryptionStatus, LogEntry, Quotas, Source, Status, Stream, StreamId, StreamKey, Totals};

use crate::base::collections::SortedMap;
use crate::base::{AccountId, Arn, Bucket, Region, Rng, Service};
use std::convert::Infallible;
use std::sync::Arc;
use uuid::Uuid;

/// The context in which Firehose acts.
pub type Cx<'a> = crate::base::Cx<'a, Firehose>;

/// What Firehose wakes up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A stream has come into being, or is gone.
    Status(StreamId),
    /// Encryption has begun or ended.
    Encryption(StreamId),
    /// A buffer is full of time.
    Buffers(StreamId),
    /// A function is invoked again.
    Invoke(StreamId, u64),
    /// A delivery is tried again.
    Deliver(StreamId, u64),
    /// The source is read on.
    Source(StreamId),
}

/// What is billed. Source: "Amazon Data Firehose pricing".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Billed {
    /// Bytes that came in, each record rounded up to 5 KB.
    pub bytes: u64,
    /// Those of them that came into streams which convert their format.
    pub converted_bytes: u64,
    /// Bytes that streams with dynamic partitioning delivered.
    pub partitioned_bytes: u64,
    /// The objects in which they did.
    pub objects: u64,
}

/// The service.
#[derive(Clone, Debug, Hash)]
pub struct Firehose {
    /// Limits in force.
    pub limits: FirehoseLimits,
    /// Decides ids.
    ids: u64,
    drawn: u64,
    /// Decides random parts of names, and how long retries wait.
    chance: Rng,
    /// Streams by number; a deleted one leaves a gap.
    streams: Vec<Option<Arc<Stream>>>,
    names: SortedMap<(AccountId, Region), SortedMap<Arc<str>, StreamId>>,
    next_record: u64,
    next_task: u64,
    /// What was billed, of streams that are gone too.
    pub billed: Billed,
    /// Calls of operations that are not puts.
    rates: SortedMap<(AccountId, Region, &'static str), Bucket>,
}

impl Service for Firehose {
    type Event = FirehoseEvent;
    type Timer = Timer;
    type Answer = Infallible;
    type Outgoing = Outgoing;
}

impl Firehose {
    /// The service without streams.
    pub fn new(limits: FirehoseLimits, seed: u64) -> Self {
        Self {
            limits,
            ids: Rng::fork(seed, "firehose/id").next_u64(),
            drawn: 0,
            chance: Rng::fork(seed, "firehose/chance"),
            streams: Vec::new(),
            names: SortedMap::default(),
            next_record: 0,
            next_task: 1,
            billed: Billed::default(),
            rates: SortedMap::default(),
        }
    }

    /// Puts other limits in force; whatever exists keeps the values that it was made with.
    pub fn change_limits(&mut self, limits: FirehoseLimits) {
        self.limits = limits;
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

    /// The number of the stream with that ARN.
    pub fn find_arn(&self, arn: &Arn) -> Option<StreamId> {
        let name = arn.resource.strip_prefix("deliverystream/").filter(|_| arn.service == "firehose")?;
        self.find(arn.account.parse().ok()?, arn.region.parse().ok()?, name)
    }

    /// Streams that read a Kinesis data stream: the number, the ARN and the role, and from when on.
    pub fn readers(&self) -> impl Iterator<Item = (StreamId, &str, &str, crate::clock::Instant)> {
        self.streams().filter_map(|stream| match &stream.source {
            Source::Kinesis(arn, role) if stream.status == Status::Active => {
                Some((stream.id, &**arn, &**role, stream.reading.since))
            }
            _ => None,
        })
    }

    /// A UUID that the lab's seed and a count decide.
    fn draw_id(&mut self) -> Uuid {
        self.drawn += 1;
        let (high, low) = crate::base::mix(self.ids, self.drawn);
        uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes()).into_uuid()
    }

    fn draw_task(&mut self) -> u64 {
        self.next_task += 1;
        self.next_task - 1
    }
}
