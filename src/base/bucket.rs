//! Quotas a second, as a bucket that refills.

use crate::clock::Instant;

/// A bucket that refills evenly and holds one second's worth of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bucket {
    /// Thousandths of a call.
    level: u64,
    filled: Instant,
}

impl Bucket {
    /// A full bucket.
    pub const fn full(now: Instant, calls_per_sec: u64) -> Self {
        Self { level: calls_per_sec * 1000, filled: now }
    }

    /// The bucket as it stands at `now`.
    #[must_use]
    pub fn at(self, now: Instant, calls_per_sec: u64) -> Self {
        // A call a second is a thousandth of a call a millisecond.
        let gained = now.since(self.filled).as_millis().saturating_mul(calls_per_sec);
        Self { level: self.level.saturating_add(gained).min(calls_per_sec * 1000), filled: now }
    }

    /// How much it holds, in thousandths of a call.
    pub const fn level(self) -> u64 {
        self.level
    }

    /// The bucket with one call less, if it holds one.
    pub const fn take(self) -> Option<Self> {
        self.take_many(1)
    }

    /// The bucket with so many less, if it holds them.
    pub const fn take_many(self, count: u64) -> Option<Self> {
        match self.level.checked_sub(count.saturating_mul(1000)) {
            Some(level) => Some(Self { level, filled: self.filled }),
            None => None,
        }
    }
}
