//! The throughput quota of FIFO queues: so many calls a second for each action, for the whole queue or, in
//! high-throughput mode, for each partition.

use crate::base::collections::SortedMap;
use crate::base::{Bucket, digest};
use crate::clock::Instant;

/// The actions that have a quota of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metered {
    /// `SendMessage` and its batch.
    Send,
    /// `ReceiveMessage`.
    Receive,
    /// `DeleteMessage` and its batch.
    Delete,
    /// `ChangeMessageVisibility` and its batch.
    Visibility,
}

/// The buckets of one FIFO queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FifoThrottle {
    buckets: SortedMap<(Metered, u32), Bucket>,
}

impl FifoThrottle {
    /// Counts one call against each of the partitions; false, and nothing counted, when one of them has none left.
    pub(in crate::sqs) fn admit(
        &mut self,
        action: Metered,
        partitions: &[u32],
        now: Instant,
        calls_per_sec: u64,
    ) -> bool {
        let mut taken = Vec::with_capacity(partitions.len());
        for partition in partitions {
            let key = (action, *partition);
            let bucket = self.buckets.get(&key).copied().unwrap_or(Bucket::full(now, calls_per_sec));
            match bucket.at(now, calls_per_sec).take() {
                Some(bucket) => taken.push((key, bucket)),
                None => return false,
            }
        }
        for (key, bucket) in taken {
            self.buckets.insert(key, bucket);
        }
        true
    }
}

/// The partition that a group lives in.
pub(in crate::sqs) fn partition_of(group: &str, partitions: u32) -> u32 {
    u32::try_from(digest::of(&group) % u64::from(partitions.max(1))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_hundred_a_second_and_no_more() {
        let mut throttle = FifoThrottle::default();
        let at = Instant::from_millis;
        let count = |throttle: &mut FifoThrottle, millis| {
            (0..1000).filter(|_| throttle.admit(Metered::Send, &[0], at(millis), 300)).count()
        };
        assert_eq!(count(&mut throttle, 0), 300);
        assert_eq!(count(&mut throttle, 10), 3);
        assert_eq!(count(&mut throttle, 5000), 300);
        assert!(throttle.admit(Metered::Receive, &[0], at(5000), 300), "each action has its own");
    }

    #[test]
    fn a_refused_call_counts_nowhere() {
        let mut throttle = FifoThrottle::default();
        let now = Instant::ZERO;
        assert!(throttle.admit(Metered::Send, &[1], now, 1));
        assert!(!throttle.admit(Metered::Send, &[2, 1], now, 1));
        assert!(throttle.admit(Metered::Send, &[2], now, 1));
    }
}
