//! A stream: its shards, its state, and what was set of it.

use super::bill::Account;
use super::consumer::ConsumerId;
use super::hash::HashKey;
use super::shard::{Shard, ShardId};
use crate::base::collections::SortedMap;
use crate::base::{AccountId, Arn, Minutes, Region};
use crate::clock::{Duration, Instant};
use crate::iam::StoredPolicy;
use std::collections::VecDeque;
use std::sync::Arc;

/// The number of a stream in a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId(pub u32);

/// Whose a stream is, where, and how it is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamKey {
    /// The account.
    pub account: AccountId,
    /// The Region.
    pub region: Region,
    /// The name.
    pub name: Arc<str>,
}

impl StreamKey {
    /// The ARN.
    pub fn arn(&self) -> Arn {
        Arn::stream(self.region, self.account, &self.name)
    }
}

/// The state of a stream or a consumer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It is being made.
    Creating,
    /// It works.
    Active,
    /// It works, and is being changed.
    Updating,
    /// It is being deleted.
    Deleting,
}

impl Status {
    /// AWS's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Updating => "UPDATING",
            Self::Deleting => "DELETING",
        }
    }
}

/// Who decides how many shards there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// The owner.
    Provisioned,
    /// AWS, by the traffic.
    OnDemand,
}

impl Mode {
    /// AWS's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Provisioned => "PROVISIONED",
            Self::OnDemand => "ON_DEMAND",
        }
    }

    /// The mode of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Provisioned, Self::OnDemand].into_iter().find(|mode| mode.name() == name)
    }
}

/// Who decides which shard a record goes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Distribution {
    /// The producer, by the partition key.
    #[default]
    UserPartitionKey,
    /// AWS, evenly.
    Auto,
}

impl Distribution {
    /// AWS's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UserPartitionKey => "USER_PARTITION_KEY",
            Self::Auto => "AUTO",
        }
    }

    /// The strategy of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::UserPartitionKey, Self::Auto].into_iter().find(|strategy| strategy.name() == name)
    }
}

/// What a stream is being changed to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// It is being made, with so many shards.
    Create(u32),
    /// It is being deleted.
    Delete,
    /// A shard is being split at a hash key.
    Split(ShardId, HashKey),
    /// Two shards are being merged, the lower one first.
    Merge(ShardId, ShardId),
    /// It gets so many equal shards.
    Scale(u32),
    /// It gets another mode.
    Mode(Mode),
    /// It gets a key of KMS, or none.
    Encryption(Option<Arc<str>>),
    /// It takes records of up to so many KiB.
    RecordSize(u32),
    /// It is kept ready for so many MiB a second.
    WarmThroughput(u64),
}

/// Operations that can only be done so often in a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Daily {
    /// When the number of shards was set.
    pub scalings: VecDeque<Instant>,
    /// When the mode was changed.
    pub modes: VecDeque<Instant>,
    /// When encryption was started.
    pub starts: VecDeque<Instant>,
    /// When it was stopped.
    pub stops: VecDeque<Instant>,
}

/// A stream.
#[derive(Clone, Debug, Hash)]
pub struct Stream {
    /// Its number.
    pub id: StreamId,
    /// Whose, where and how it is called.
    pub key: StreamKey,
    /// When it was made.
    pub created: Instant,
    /// Its state.
    pub status: Status,
    /// What is under way, and when it will be done.
    pub change: Option<(Change, Instant)>,
    /// Who decides about shards.
    pub mode: Mode,
    /// Its shards by number; one that is over leaves a gap.
    pub shards: Vec<Option<Arc<Shard>>>,
    /// The count of the last record, of each five neighbouring shards.
    pub(super) counts: Vec<u64>,
    /// For how long records are kept, in hours.
    pub retention_hours: u32,
    /// The key of KMS under which new records are kept, as it was given.
    pub encryption: Option<Arc<str>>,
    /// The most that a record's data and key may be, in KiB.
    pub record_kib: u32,
    /// Who decides where a record goes.
    pub distribution: Distribution,
    /// What it is kept ready for, in MiB a second.
    pub warm_mib: u64,
    /// Which metrics are measured for each shard: bits in the order of their names.
    pub enhanced_metrics: u8,
    /// Tags.
    pub tags: SortedMap<Arc<str>, Arc<str>>,
    /// What its policy says about others.
    pub policy: Option<StoredPolicy>,
    /// Consumers with enhanced fan-out, by name.
    pub consumers: SortedMap<Arc<str>, ConsumerId>,
    /// What was done today.
    pub(super) daily: Daily,
    /// Since when on-demand shards have been busy, by number.
    pub(super) busy: SortedMap<u32, super::on_demand::Busy>,
    /// What is billed.
    pub(super) account: Account,
    /// Calls and records that were refused or failed as a whole.
    pub totals: StreamTotals,
}

/// What came of the calls to a stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct StreamTotals {
    /// `PutRecord` calls that succeeded, and all.
    pub put_record: (u64, u64),
    /// `PutRecords` calls with at least one record that was taken, and all.
    pub put_records: (u64, u64),
    /// Records of `PutRecords` that were taken, and all.
    pub put_records_records: (u64, u64),
    /// Bytes that `PutRecord` brought, and `PutRecords`.
    pub put_bytes: (u64, u64),
    /// `GetRecords` calls that succeeded, and all.
    pub get_records: (u64, u64),
    /// How old the last record was that a call brought, in milliseconds; 0 of a call that brought none.
    pub ages: Minutes,
    /// Shards of deleted rows: records that went by their age with shards that are over.
    pub gone: super::shard::ShardTotals,
}

impl Stream {
    /// How long records are kept.
    pub fn retention(&self) -> Duration {
        Duration::from_secs(u64::from(self.retention_hours) * 3_600)
    }

    /// Its shards, those that are closed among them.
    pub fn shards(&self) -> impl DoubleEndedIterator<Item = &Shard> {
        self.shards.iter().filter_map(Option::as_deref)
    }

    /// Those that take records.
    pub fn open_shards(&self) -> impl DoubleEndedIterator<Item = &Shard> {
        self.shards().filter(|shard| shard.is_open())
    }

    /// The shard of that number.
    pub fn shard(&self, id: ShardId) -> Option<&Shard> {
        self.shards.get(id.0 as usize)?.as_deref()
    }

    pub(super) fn shard_mut(&mut self, id: ShardId) -> Option<&mut Shard> {
        self.shards.get_mut(id.0 as usize)?.as_mut().map(Arc::make_mut)
    }

    /// The open shard that a hash key belongs to.
    pub fn shard_for(&self, key: HashKey) -> Option<ShardId> {
        self.open_shards().find(|shard| shard.range.contains(key)).map(|shard| shard.id)
    }

    /// The count of the next record of a shard. Five neighbours count together.
    pub(super) fn next_count(&mut self, shard: ShardId) -> u64 {
        let group = shard.0 as usize / 5;
        if self.counts.len() <= group {
            self.counts.resize(group + 1, 0);
        }
        self.counts.get_mut(group).map_or(0, |count| {
            *count += 1;
            *count
        })
    }

    /// The count that a record of a shard would have.
    pub fn count_after(&self, shard: ShardId) -> u64 {
        self.counts.get(shard.0 as usize / 5).copied().unwrap_or(0) + 1
    }

    /// What all its shards have counted, those that are over among them.
    pub fn sum(&self, of: impl Fn(&super::shard::ShardTotals) -> u64) -> u64 {
        of(&self.totals.gone) + self.shards().map(|shard| of(&shard.totals)).sum::<u64>()
    }

    /// Whether a metric is measured for each shard.
    pub fn measures_shards(&self, metric: &str) -> bool {
        let place = super::monitoring::METRICS.iter().position(|name| *name == metric);
        place.is_some_and(|place| self.enhanced_metrics & (1 << place) != 0)
    }

    /// Records that are kept.
    pub fn records(&self) -> u64 {
        self.shards().map(|shard| shard.records.len()).sum()
    }
}
