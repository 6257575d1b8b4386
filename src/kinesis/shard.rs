//! A shard: a range of hash keys, and the records that belong there in the order of their arrival.

use super::hash::HashKeyRange;
use super::record::Record;
use super::sequence::{COUNT_MAX, SequenceNumber};
use super::throttle::{Load, ReadThrottle, WriteThrottle};
use crate::base::Minutes;
use crate::base::collections::ChunkDeque;
use crate::clock::{Duration, Epoch, Instant};
use crate::limits::KinesisLimits;
use std::fmt;

/// The name of a shard: `shardId-` and its number in twelve digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShardId(pub u32);

impl ShardId {
    /// Reads a name as leniently as AWS does: what stands behind the first hyphen counts, or all of it where there is none.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.split_once('-').map_or(text, |(_, digits)| digits);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<u32>().ok().filter(|number| is_number && *number <= 2_147_483_647).map(Self)
    }
}

impl fmt::Display for ShardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "shardId-{:012}", self.0)
    }
}

/// What has come to a shard and gone from it since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ShardTotals {
    /// Records put.
    pub records_in: u64,
    /// Their bytes with their keys.
    pub bytes_in: u64,
    /// Records refused, because there were too many or too much of them.
    pub write_throttled: u64,
    /// Records read by `GetRecords`, once for each reader.
    pub records_out: u64,
    /// Their bytes.
    pub bytes_out: u64,
    /// `GetRecords` calls.
    pub reads: u64,
    /// How old the last record was that a call brought, in milliseconds; 0 of a call that brought none.
    pub ages: Minutes,
    /// `GetRecords` calls that were refused.
    pub read_throttled: u64,
    /// Records pushed to consumers, once for each.
    pub records_pushed: u64,
    /// Their bytes.
    pub bytes_pushed: u64,
    /// Records that went by their age.
    pub expired: u64,
}

impl ShardTotals {
    /// Adds those of another shard.
    pub(super) const fn add(&mut self, other: &Self) {
        self.records_in += other.records_in;
        self.bytes_in += other.bytes_in;
        self.write_throttled += other.write_throttled;
        self.records_out += other.records_out;
        self.bytes_out += other.bytes_out;
        self.reads += other.reads;
        self.read_throttled += other.read_throttled;
        self.records_pushed += other.records_pushed;
        self.bytes_pushed += other.bytes_pushed;
        self.expired += other.expired;
    }
}

/// A shard.
#[derive(Clone, Debug, Hash)]
pub struct Shard {
    /// Its number.
    pub id: ShardId,
    /// The one that it came from; the lower one after a merge.
    pub parent: Option<ShardId>,
    /// The upper one that it came from.
    pub adjacent_parent: Option<ShardId>,
    /// What belongs here.
    pub range: HashKeyRange,
    /// When it was made.
    pub opened: Instant,
    /// That in seconds since 1970, as its sequence numbers have it: a child says a second more.
    pub created_secs: u64,
    /// When it was closed.
    pub closed: Option<Instant>,
    /// Those that came after it.
    pub children: Vec<ShardId>,
    /// Its records.
    pub records: ChunkDeque<Record>,
    /// What it takes.
    pub(super) writes: WriteThrottle,
    /// What it gives.
    pub(super) reads: ReadThrottle,
    /// What came and went.
    pub totals: ShardTotals,
    /// When it refused a record last.
    pub throttled_at: Option<Instant>,
}

/// Where a new shard comes from.
pub(super) struct Origin {
    pub parent: Option<ShardId>,
    pub adjacent_parent: Option<ShardId>,
}

impl Shard {
    pub(super) fn new(
        id: ShardId,
        range: HashKeyRange,
        origin: &Origin,
        now: Instant,
        epoch: Epoch,
        limits: &KinesisLimits,
    ) -> Self {
        let late = u64::from(origin.parent.is_some());
        Self {
            id,
            parent: origin.parent,
            adjacent_parent: origin.adjacent_parent,
            range,
            opened: now,
            created_secs: epoch.unix_secs(now) + late,
            closed: None,
            children: Vec::new(),
            records: ChunkDeque::default(),
            writes: WriteThrottle::new(now, limits),
            reads: ReadThrottle::new(now),
            totals: ShardTotals::default(),
            throttled_at: None,
        }
    }

    /// Whether it takes records.
    pub const fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// The shards that it came from.
    pub fn parents(&self) -> impl Iterator<Item = ShardId> {
        self.parent.into_iter().chain(self.adjacent_parent)
    }

    /// A sequence number of this shard.
    pub const fn sequence(&self, count: u64, time: u64) -> SequenceNumber {
        SequenceNumber { shard_created: self.created_secs, shard: self.id.0, count, time }
    }

    /// That of a record.
    pub const fn sequence_of(&self, record: &Record, epoch: Epoch) -> SequenceNumber {
        self.sequence(record.count, epoch.unix_secs(record.arrived))
    }

    /// The number with which it begins.
    pub const fn starting(&self) -> SequenceNumber {
        self.sequence(0, self.created_secs)
    }

    /// The number with which it ended.
    pub fn ending(&self, epoch: Epoch) -> Option<SequenceNumber> {
        self.closed.map(|at| self.sequence(COUNT_MAX, epoch.unix_secs(at)))
    }

    /// The place of the first record with this count or a higher one that is not too old.
    pub fn place_of(&self, count: u64, now: Instant, retention: Duration) -> u64 {
        let place = self.records.partition_point(|record| record.count < count);
        place.max(self.horizon(now, retention))
    }

    /// The place of the oldest record that can still be read. Those before it are about to be swept away.
    pub fn horizon(&self, now: Instant, retention: Duration) -> u64 {
        match self.records.first() {
            Some(first) if first.expires(retention) <= now => {
                self.records.partition_point(|record| record.expires(retention) <= now)
            }
            _ => self.records.front(),
        }
    }

    /// How much of what it takes and gives in a second is used up.
    pub fn load(&self, now: Instant, limits: &KinesisLimits) -> Load {
        Load::of(&self.writes, &self.reads, now, limits)
    }

    /// The place of the first record that came at a time or later.
    pub fn place_at(&self, at: Instant) -> u64 {
        self.records.partition_point(|record| record.arrived < at)
    }

    /// Whether nothing of it can be read any more, now and for ever.
    pub fn is_over(&self, now: Instant, retention: Duration) -> bool {
        self.closed.is_some_and(|closed| closed.after(retention) <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_shards_are_read_as_leniently_as_aws_reads_them() {
        for (text, number) in [
            ("shardId-000000000000", Some(0)),
            ("shardId-000000000012", Some(12)),
            ("foo-0", Some(0)),
            ("7", Some(7)),
            ("shardId-2147483647", Some(2_147_483_647)),
            ("shardId-2147483648", None),
            ("shardId-", None),
            ("shardId-+1", None),
            ("shardId-1-2", None),
            ("", None),
        ] {
            assert_eq!(ShardId::parse(text).map(|id| id.0), number, "{text}");
        }
        assert_eq!(ShardId(12).to_string(), "shardId-000000000012");
    }
}
