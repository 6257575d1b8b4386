//! What a shard takes and gives in a second.
//!
//! Writes: 1,000 records and 1 MiB a second, either of which trips. A record of more than a second's bytes is let in when
//! the second is whole, and the shard takes nothing more until it has been made up for. Reads: five calls a second, and
//! 2 MiB, of which one call may take five seconds' worth. Sources: "Quotas and limits" and `GetRecords` in the API reference.

use crate::base::Bucket;
use crate::clock::{Duration, Instant};
use crate::limits::{KinesisLimits, SHARD_READS};

/// An allowance of bytes that fills up all the time, and may be overdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Allowance {
    /// When it is full, or would be: the further away, the less there is.
    full_at: Instant,
}

impl Allowance {
    /// How many bytes there are, of at most one second's; less than none when it is overdrawn.
    fn left(self, now: Instant, bytes_per_sec: u64) -> i64 {
        let missing = self.full_at.since(now).as_millis().saturating_mul(bytes_per_sec) / 1_000;
        i64::try_from(bytes_per_sec).unwrap_or(i64::MAX) - i64::try_from(missing).unwrap_or(i64::MAX)
    }

    /// How much of a second's worth is used up, in parts per million.
    fn used(self, now: Instant, bytes_per_sec: u64) -> u64 {
        let left = self.left(now, bytes_per_sec);
        let used = i64::try_from(bytes_per_sec).unwrap_or(i64::MAX).saturating_sub(left).unsigned_abs();
        used.saturating_mul(1_000_000) / bytes_per_sec.max(1)
    }

    fn spend(&mut self, now: Instant, bytes: u64, bytes_per_sec: u64) {
        let millis = (bytes * 1_000).div_ceil(bytes_per_sec.max(1));
        self.full_at = self.full_at.max(now).after(Duration::from_millis(millis));
    }
}

/// What comes into a shard.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WriteThrottle {
    records: Bucket,
    bytes: Allowance,
}

impl WriteThrottle {
    /// A shard that nobody has written to.
    pub const fn new(now: Instant, limits: &KinesisLimits) -> Self {
        Self { records: Bucket::full(now, limits.shard_in.0), bytes: Allowance { full_at: now } }
    }

    /// Takes one record of so many bytes; false changes nothing.
    pub fn admit(&mut self, now: Instant, bytes: u64, limits: &KinesisLimits) -> bool {
        let (records_per_sec, bytes_per_sec) = limits.shard_in;
        let wanted = i64::try_from(bytes.min(bytes_per_sec)).unwrap_or(i64::MAX);
        let Some(records) = self.records.at(now, records_per_sec).take() else { return false };
        if self.bytes.left(now, bytes_per_sec) < wanted {
            return false;
        }
        self.records = records;
        self.bytes.spend(now, bytes, bytes_per_sec);
        true
    }
}

/// What goes out of a shard to all who share it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReadThrottle {
    reads: Calls,
    iterators: Calls,
    bytes: Allowance,
    /// A call that took more than a second's worth keeps everybody out for as long as it should have taken.
    closed_until: Instant,
}

impl ReadThrottle {
    /// A shard that nobody has read.
    pub const fn new(now: Instant) -> Self {
        Self { reads: Calls::new(), iterators: Calls::new(), bytes: Allowance { full_at: now }, closed_until: now }
    }

    /// Takes one `GetRecords`; false changes nothing.
    pub fn admit(&mut self, now: Instant, limits: &KinesisLimits) -> bool {
        now >= self.closed_until && self.bytes.left(now, limits.shard_out.1) >= 0 && self.reads.admit(now)
    }

    /// Takes one `GetShardIterator`; false changes nothing.
    pub fn admit_iterator(&mut self, now: Instant) -> bool {
        self.iterators.admit(now)
    }

    /// Counts what a call has read.
    pub fn spend(&mut self, now: Instant, bytes: u64, limits: &KinesisLimits) {
        let rate = limits.shard_out.1;
        if bytes > rate {
            self.closed_until = now.after(Duration::from_millis((bytes * 1_000).div_ceil(rate.max(1))));
        }
        self.bytes.spend(now, bytes.min(rate), rate);
    }
}

/// How much of what a shard takes and gives in a second is used up at an instant, in parts per million.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Of the records that it takes.
    pub records_in: u64,
    /// Of the bytes that it takes; more than a million while a large record is made up for.
    pub bytes_in: u64,
    /// Of the calls that it answers to all who share it.
    pub calls_out: u64,
    /// Of the bytes that it gives to them.
    pub bytes_out: u64,
}

impl Load {
    /// The fuller one of what comes in.
    pub fn incoming(&self) -> u64 {
        self.records_in.max(self.bytes_in)
    }

    /// The fuller one of what goes out to those who share it.
    pub fn outgoing(&self) -> u64 {
        self.calls_out.max(self.bytes_out)
    }

    /// Of a shard at an instant.
    pub(super) fn of(writes: &WriteThrottle, reads: &ReadThrottle, now: Instant, limits: &KinesisLimits) -> Self {
        let (records, bytes) = limits.shard_in;
        let left = writes.records.at(now, records).level() * 1_000 / records.max(1);
        Self {
            records_in: 1_000_000_u64.saturating_sub(left),
            bytes_in: writes.bytes.used(now, bytes),
            calls_out: reads.reads.recent(now) * 1_000_000 / SHARD_READS as u64,
            bytes_out: if now < reads.closed_until { 1_000_000 } else { reads.bytes.used(now, limits.shard_out.1) },
        }
    }
}

/// Calls of the last second; there can be [`SHARD_READS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Calls {
    /// When the last of them were, the oldest first.
    last: [Option<Instant>; SHARD_READS],
}

impl Calls {
    const fn new() -> Self {
        Self { last: [None; SHARD_READS] }
    }

    /// How many there were in the last second.
    fn recent(self, now: Instant) -> u64 {
        let is_recent = |at: &&Instant| now.since(**at) < Duration::from_secs(1);
        self.last.iter().flatten().filter(is_recent).count() as u64
    }

    fn admit(&mut self, now: Instant) -> bool {
        let [oldest, ..] = &mut self.last;
        if oldest.is_some_and(|oldest| now.since(oldest) < Duration::from_secs(1)) {
            return false;
        }
        *oldest = Some(now);
        self.last.rotate_left(1);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::LimitSet;

    const LIMITS: KinesisLimits = KinesisLimits::of(LimitSet::Now);
    const MIB: u64 = 1 << 20;

    fn at(millis: u64) -> Instant {
        Instant::from_millis(millis)
    }

    #[test]
    fn a_shard_takes_a_thousand_records_a_second() {
        let mut shard = WriteThrottle::new(at(0), &LIMITS);
        assert_eq!((0..1_200).filter(|_| shard.admit(at(0), 100, &LIMITS)).count(), 1_000);
        assert_eq!((0..1_200).filter(|_| shard.admit(at(500), 100, &LIMITS)).count(), 500);
    }

    #[test]
    fn a_shard_takes_a_mebibyte_a_second() {
        let mut shard = WriteThrottle::new(at(0), &LIMITS);
        assert_eq!((0..100).filter(|_| shard.admit(at(0), MIB / 10, &LIMITS)).count(), 10);
        assert!(!shard.admit(at(99), MIB / 10, &LIMITS) && shard.admit(at(200), MIB / 10, &LIMITS));
    }

    #[test]
    fn the_load_of_a_shard_says_how_much_of_a_second_is_used_up() {
        let (mut writes, mut reads) = (WriteThrottle::new(at(0), &LIMITS), ReadThrottle::new(at(0)));
        assert_eq!(Load::of(&writes, &reads, at(0), &LIMITS), Load::default());
        (0..250).for_each(|_| assert!(writes.admit(at(0), MIB / 1_000, &LIMITS)));
        (0..2).for_each(|_| assert!(reads.admit(at(0), &LIMITS)));
        reads.spend(at(0), MIB, &LIMITS);
        let load = Load::of(&writes, &reads, at(0), &LIMITS);
        assert_eq!((load.records_in, load.calls_out, load.bytes_out), (250_000, 400_000, 500_000));
        assert!((250_000..=251_000).contains(&load.bytes_in), "{load:?}");
        let load = Load::of(&writes, &reads, at(1_000), &LIMITS);
        assert_eq!(load, Load::default(), "a second later it is all there again");
    }

    #[test]
    fn a_large_record_is_taken_and_made_up_for() {
        let mut shard = WriteThrottle::new(at(0), &LIMITS);
        assert!(shard.admit(at(0), 10 * MIB, &LIMITS));
        assert!(!shard.admit(at(8_900), 1, &LIMITS), "nine seconds overdrawn");
        assert!(shard.admit(at(9_100), 1, &LIMITS));
        assert!(!shard.admit(at(9_200), MIB, &LIMITS) && shard.admit(at(10_200), MIB, &LIMITS));
    }

    #[test]
    fn a_shard_gives_five_answers_a_second_to_all_together() {
        let mut shard = ReadThrottle::new(at(0));
        assert_eq!((0..10).filter(|_| shard.admit(at(0), &LIMITS)).count(), 5);
        assert!(!shard.admit(at(999), &LIMITS) && shard.admit(at(1_000), &LIMITS));
        assert_eq!((0..10).filter(|_| shard.admit_iterator(at(0))).count(), 5);
    }

    #[test]
    fn after_less_than_that_nobody_waits_for_more_than_a_second() {
        let mut shard = ReadThrottle::new(at(0));
        for _ in 0..2 {
            assert!(shard.admit(at(0), &LIMITS));
            shard.spend(at(0), 2 * MIB, &LIMITS);
        }
        assert!(!shard.admit(at(0), &LIMITS) && !shard.admit(at(999), &LIMITS));
        assert!(shard.admit(at(1_000), &LIMITS));
    }

    #[test]
    fn after_ten_mebibytes_nothing_is_read_for_five_seconds() {
        let mut shard = ReadThrottle::new(at(0));
        assert!(shard.admit(at(0), &LIMITS));
        shard.spend(at(0), 10 * MIB, &LIMITS);
        assert!(!shard.admit(at(4_999), &LIMITS));
        assert!(shard.admit(at(5_000), &LIMITS));
        shard.spend(at(5_000), MIB, &LIMITS);
        assert!(shard.admit(at(5_001), &LIMITS), "a second's worth may come at once");
    }
}
