//! What a reader has counted.

/// The upper ends of the buckets of a histogram, in milliseconds; one more holds what is beyond.
pub const BUCKETS: [u64; 6] = [100, 250, 500, 1_000, 5_000, 60_000];

/// How long records took from the stream to the end of the work on them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Latency {
    /// Records.
    pub count: u64,
    /// All of it in milliseconds.
    pub sum: u64,
    /// The shortest.
    pub min: u64,
    /// The longest.
    pub max: u64,
    /// How many took no more than the end of each of the [`BUCKETS`], and more than that of the one before.
    pub buckets: [u64; BUCKETS.len() + 1],
}

impl Latency {
    /// Counts one record.
    pub fn add(&mut self, millis: u64) {
        self.min = if self.count == 0 { millis } else { self.min.min(millis) };
        self.max = self.max.max(millis);
        self.count += 1;
        self.sum = self.sum.saturating_add(millis);
        let place = BUCKETS.iter().position(|end| millis <= *end).unwrap_or(BUCKETS.len());
        if let Some(bucket) = self.buckets.get_mut(place) {
            *bucket += 1;
        }
    }

    /// Its mean in whole milliseconds, as long as there is any.
    pub const fn mean(&self) -> Option<u64> {
        self.sum.checked_div(self.count)
    }
}

/// What a reader has counted in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ReaderTotals {
    /// Records of the stream that it has worked on.
    pub records: u64,
    /// Records of users in them: more, where packed ones are taken apart.
    pub users: u64,
    /// Bytes of the records that it got.
    pub bytes: u64,
    /// `GetRecords` calls that were answered, throttled or not; events that were pushed.
    pub reads: u64,
    /// Of them, those that brought no record.
    pub empty: u64,
    /// Calls that came too soon.
    pub throttled: u64,
    /// `GetShardIterator` calls that were answered.
    pub iterators: u64,
    /// Iterators that had expired when they were used.
    pub expired: u64,
    /// Subscriptions with enhanced fan-out.
    pub subscriptions: u64,
    /// Calls that it gave up.
    pub given_up: u64,
    /// Records that it had worked on before.
    pub again: u64,
    /// Records that it worked on after a younger one of the same key.
    pub out_of_order: u64,
    /// Records of packed ones that belonged to another shard.
    pub strayed: u64,
    /// Crashes.
    pub crashes: u64,
    /// From the stream to the end of the work.
    pub latency: Latency,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latencies_are_counted_exactly() {
        let mut latency = Latency::default();
        assert_eq!(latency.mean(), None);
        for millis in [70, 100, 101, 250, 1_000, 60_000, 60_001] {
            latency.add(millis);
        }
        assert_eq!((latency.count, latency.min, latency.max, latency.sum), (7, 70, 60_001, 121_522));
        assert_eq!(latency.mean(), Some(17_360));
        assert_eq!(latency.buckets, [2, 2, 0, 1, 0, 1, 1]);
    }
}
