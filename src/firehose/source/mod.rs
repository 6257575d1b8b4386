//! A Kinesis data stream as the source of a delivery stream: which shards are read, how far, and when next.
//!
//! Every shard is read about once a second, with what its reads before left as iterator, from the moment on at which the
//! delivery stream was there; children when their parents are at their end. Whoever runs the service is asked for shards
//! and records ([`ReadRequest`]), and tells of them in [`drive`]. Source: "Configure source settings for Kinesis Data
//! Streams" and "Understand data delivery" in the Firehose developer guide.

mod drive;

pub use drive::{FoundShard, Read, Refusal};

use super::run::Errand;
use crate::base::collections::SortedMap;
use crate::clock::{Duration, Instant};
use std::sync::Arc;

/// Between two reads of a shard.
pub const READ_EVERY: Duration = Duration::from_secs(1);
/// After a refusal that waiting alone does not end. AWS names no figure; this is the lab's.
pub const AGAIN_AFTER: Duration = Duration::from_secs(10);
/// A trouble that goes on is written into the log once in so long.
const LOG_EVERY: Duration = Duration::from_secs(60);
/// What was measured at a read counts for so long.
const FRESH_FOR: Duration = Duration::from_secs(60);

/// Where the reading of a shard begins.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Start {
    /// With what came at that time or later.
    Since(Instant),
    /// With the oldest record that there is.
    Oldest,
    /// Behind the record of that sequence number.
    After(Arc<str>),
}

/// What is wanted of the source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Wish {
    /// The shards that were open at that time or later; the token is that of the page before.
    Shards(Instant, Option<Arc<str>>),
    /// An iterator for a shard.
    Iterator(Arc<str>, Start),
    /// The records of a shard at an iterator.
    Records(Arc<str>, Arc<str>),
}

impl Wish {
    /// The shard that it is about.
    pub fn shard(&self) -> Option<&Arc<str>> {
        match self {
            Self::Shards(..) => None,
            Self::Iterator(shard, _) | Self::Records(shard, _) => Some(shard),
        }
    }
}

/// Something that is to be asked of the source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReadRequest {
    /// For whom; the task numbers the requests of a stream.
    pub errand: Errand,
    /// The source's ARN.
    pub source: Arc<str>,
    /// What.
    pub wish: Wish,
}

/// How far a shard was read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ShardReading {
    /// The shards that it came from.
    pub parents: Vec<Arc<str>>,
    /// Whether it was read to its end.
    pub is_done: bool,
    /// Where the next iterator begins.
    pub start: Start,
    /// What the last read left.
    iterator: Option<Arc<str>>,
    /// The request that is under way.
    asked: Option<u64>,
    /// When it is read next.
    pub due: Instant,
    /// When it was read last, and how far that was behind the newest record.
    pub read: Option<(Instant, Duration)>,
}

/// How far a source was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reading {
    /// Since when there is something to read.
    pub since: Instant,
    /// The shards that are known.
    pub shards: SortedMap<Arc<str>, ShardReading>,
    /// When the shards are looked at next.
    listed: Option<Instant>,
    /// The request for shards that is under way, and what its pages named.
    asked: Option<(u64, Vec<Arc<str>>)>,
    /// Requests so far.
    requests: u64,
    /// How long the source keeps records.
    pub retention: Duration,
    /// What was written into the log last, and when.
    told: Option<(Arc<str>, Instant)>,
}

impl Reading {
    /// The same from a moment on.
    pub(super) fn since(now: Instant) -> Self {
        Self { since: now, listed: Some(now), ..Self::default() }
    }

    /// Whether a shard can be read: its parents are unknown or were read to their ends.
    fn is_open(&self, shard: &ShardReading) -> bool {
        let is_done = |parent: &Arc<str>| self.shards.get(parent).is_none_or(|parent| parent.is_done);
        !shard.is_done && shard.parents.iter().all(is_done)
    }

    /// Shards that are to be read now.
    fn due(&self, now: Instant) -> Vec<Arc<str>> {
        let due = |shard: &ShardReading| self.is_open(shard) && shard.asked.is_none() && shard.due <= now;
        self.shards.iter().filter(|(_, shard)| due(shard)).map(|(id, _)| id.clone()).collect()
    }

    /// When something is to be asked next.
    fn next_due(&self) -> Option<Instant> {
        let waits = |shard: &&ShardReading| self.is_open(shard) && shard.asked.is_none();
        let shards = self.shards.values().filter(waits).map(|shard| shard.due);
        shards.chain(self.listed.filter(|_| self.asked.is_none())).min()
    }

    /// How far the last reads were behind the newest record (`KinesisMillisBehindLatest`); nothing where nobody could read.
    pub fn behind(&self, now: Instant) -> Option<Duration> {
        let fresh = self.shards.values().filter(|shard| !shard.is_done).filter_map(|shard| shard.read);
        fresh.filter(|(at, _)| now.since(*at) <= FRESH_FOR).map(|(_, behind)| behind).max()
    }
}
