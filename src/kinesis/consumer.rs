//! A consumer with enhanced fan-out: a reader with a throughput of its own in every shard.

use super::stream::{Status, StreamId, StreamKey};
use crate::base::Minutes;
use crate::base::collections::SortedMap;
use crate::clock::{Epoch, Instant};
use crate::iam::StoredPolicy;
use std::sync::Arc;

/// The number of a consumer in a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsumerId(pub u32);

/// A consumer.
#[derive(Clone, Debug, Hash)]
pub struct Consumer {
    /// Its number.
    pub id: ConsumerId,
    /// What it reads.
    pub stream: StreamId,
    /// Its name, which no other one of the stream has.
    pub name: Arc<str>,
    /// When it was registered.
    pub created: Instant,
    /// Its state.
    pub status: Status,
    /// Tags.
    pub tags: SortedMap<Arc<str>, Arc<str>>,
    /// What its policy says about others.
    pub policy: Option<StoredPolicy>,
    /// What came of its subscriptions.
    pub totals: ConsumerTotals,
}

/// What came of the subscriptions of a consumer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ConsumerTotals {
    /// `SubscribeToShard` calls that succeeded.
    pub subscribed: u64,
    /// Those that were refused because there was one already, or too many of them.
    pub refused: u64,
    /// Events that were pushed, those without records among them.
    pub events: u64,
    /// Their records.
    pub records: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How far the last record of an event was behind the newest, in milliseconds.
    pub behind: Minutes,
}

impl Consumer {
    /// Its ARN; one that is registered anew under the same name gets another.
    pub fn arn(&self, stream: &StreamKey, epoch: Epoch) -> String {
        format!("{}/consumer/{}:{}", stream.arn(), self.name, epoch.unix_secs(self.created))
    }
}
