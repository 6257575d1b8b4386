//! Many deadlines of like things behind one timer.
//!
//! A queue may hold a hundred thousand messages in flight. They do not get a timer each: what falls due at one instant
//! shares a bucket, and the owner sets one timer to the earliest bucket. Cancelling only counts down, so the owner checks
//! each thing that comes due against the deadline it has now.

use super::Instant;
use crate::ordered::OrdMap;

/// Numbers of things by the instant at which they fall due, in the order of adding.
#[derive(Clone, Debug, Default, Hash)]
pub struct Deadlines {
    buckets: OrdMap<Instant, Bucket>,
}

#[derive(Clone, Debug, Default, Hash)]
struct Bucket {
    /// How many of the numbers still count; the bucket goes when none does.
    live: usize,
    numbers: Vec<u64>,
}

impl Deadlines {
    /// Makes `number` due at `at`.
    pub fn add(&mut self, at: Instant, number: u64) {
        self.buckets.update(at, |bucket| {
            bucket.live += 1;
            bucket.numbers.push(number);
        });
    }

    /// Says that one of the things due at `at` no longer is.
    pub fn cancel(&mut self, at: Instant) {
        let empty = self.buckets.get_mut(&at).is_some_and(|bucket| {
            bucket.live = bucket.live.saturating_sub(1);
            bucket.live == 0
        });
        if empty {
            self.buckets.remove(&at);
        }
    }

    /// The earliest instant at which something is due.
    pub fn next(&self) -> Option<Instant> {
        self.buckets.get_min().map(|(at, _)| *at)
    }

    /// Takes everything due at or before `now`, with cancelled numbers among it.
    pub fn take_due(&mut self, now: Instant) -> Vec<(Instant, u64)> {
        let mut due = Vec::new();
        while let Some((at, bucket)) = self.buckets.get_min() {
            if *at > now {
                break;
            }
            let at = *at;
            due.extend(bucket.numbers.iter().map(|number| (at, *number)));
            self.buckets.remove(&at);
        }
        due
    }

    /// Everything in the order of falling due, with cancelled numbers among it.
    pub fn iter(&self) -> impl Iterator<Item = (Instant, u64)> {
        self.buckets.iter().flat_map(|(at, bucket)| bucket.numbers.iter().map(|number| (*at, *number)))
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.buckets.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bucket_an_instant() {
        let at = Instant::from_millis;
        let mut deadlines = Deadlines::default();
        deadlines.add(at(9), 3);
        deadlines.add(at(5), 1);
        deadlines.add(at(5), 2);
        deadlines.cancel(at(9));
        assert_eq!(deadlines.next(), Some(at(5)));
        assert_eq!(deadlines.take_due(at(4)), vec![]);
        assert_eq!(deadlines.take_due(at(9)), vec![(at(5), 1), (at(5), 2)]);
        assert_eq!(deadlines.next(), None);
    }
}
