//! A set of numbers kept as runs.
//!
//! A backlog of a million messages that nobody has received is one run. Adding at the end and taking from the front, the
//! two things that a queue does all day, cost no tree operation as long as there is one run.

use crate::ordered::OrdMap;
use std::ops::Bound;

/// An ordered set of numbers.
#[derive(Clone, Debug, Default)]
pub struct RangeSet {
    /// Runs before the last one: start to end, the end not included.
    runs: OrdMap<u64, u64>,
    /// The last run; empty when both are equal.
    last: (u64, u64),
    len: u64,
}

impl RangeSet {
    /// Adds a number; false when it is there already.
    pub fn insert(&mut self, number: u64) -> bool {
        if self.contains(number) {
            return false;
        }
        self.len += 1;
        let (start, end) = self.last;
        if start == end {
            self.last = (number, number + 1);
        } else if number == end {
            self.last.1 += 1;
        } else if number > end {
            self.runs.insert(start, end);
            self.last = (number, number + 1);
        } else if number + 1 == start {
            self.last.0 = self.take_run_ending_at(number).unwrap_or(number);
        } else {
            self.insert_before_last(number);
        }
        true
    }

    fn take_run_ending_at(&mut self, end: u64) -> Option<u64> {
        let (&start, &run_end) = self.runs.get_prev(&end)?;
        if run_end != end {
            return None;
        }
        self.runs.remove(&start);
        Some(start)
    }

    fn insert_before_last(&mut self, number: u64) {
        let start = self.take_run_ending_at(number).unwrap_or(number);
        let end = self.runs.remove(&(number + 1)).unwrap_or(number + 1);
        self.runs.insert(start, end);
    }

    /// Takes a number out; false when it is not there.
    pub fn remove(&mut self, number: u64) -> bool {
        let Some((start, end)) = self.run_of(number) else { return false };
        self.len -= 1;
        if (start, end) == self.last {
            if number > start && number + 1 < end {
                self.runs.insert(start, number);
                self.last.0 = number + 1;
            } else if number == start {
                self.last.0 += 1;
            } else {
                self.last.1 -= 1;
            }
            if self.last.0 == self.last.1 {
                self.promote_last();
            }
        } else {
            self.runs.remove(&start);
            if start < number {
                self.runs.insert(start, number);
            }
            if number + 1 < end {
                self.runs.insert(number + 1, end);
            }
        }
        true
    }

    fn promote_last(&mut self) {
        if let Some(&(start, end)) = self.runs.get_max() {
            self.runs.remove(&start);
            self.last = (start, end);
        }
    }

    fn run_of(&self, number: u64) -> Option<(u64, u64)> {
        if (self.last.0..self.last.1).contains(&number) {
            return Some(self.last);
        }
        let (&start, &end) = self.runs.get_prev(&number)?;
        (number < end).then_some((start, end))
    }

    /// Whether the number is in the set.
    pub fn contains(&self, number: u64) -> bool {
        self.run_of(number).is_some()
    }

    /// The smallest number.
    pub fn first(&self) -> Option<u64> {
        match self.runs.get_min() {
            Some(&(start, _)) => Some(start),
            None if self.last.0 < self.last.1 => Some(self.last.0),
            None => None,
        }
    }

    /// How many numbers there are.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The numbers in rising order.
    pub fn iter(&self) -> impl Iterator<Item = u64> {
        self.runs.iter().flat_map(|(&start, &end)| start..end).chain(self.last.0..self.last.1)
    }

    /// The numbers from one on, in rising order.
    pub fn iter_from(&self, from: u64) -> impl Iterator<Item = u64> {
        let inside = self.run_of(from).filter(|run| *run != self.last).map(|(_, end)| from..end);
        let later = self.runs.from(Bound::Excluded(&from)).flat_map(|(&start, &end)| start..end);
        inside.into_iter().flatten().chain(later).chain(self.last.0.max(from)..self.last.1.max(from))
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

impl std::hash::Hash for RangeSet {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        // Runs that touch are always joined, so equal sets have equal runs; an empty last run has no place of its own.
        self.runs.hash(state);
        if self.last.0 < self.last.1 {
            self.last.hash(state);
        }
        self.len.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Rng, digest};
    use std::collections::BTreeSet;

    #[test]
    fn counting_on_from_a_number_leaves_out_what_is_before() {
        let mut set = RangeSet::default();
        for number in [1, 2, 3, 7, 8, 12, 13, 14] {
            set.insert(number);
        }
        let all: Vec<u64> = set.iter().collect();
        for from in 0..20 {
            let wanted: Vec<u64> = all.iter().copied().filter(|number| *number >= from).collect();
            assert_eq!(set.iter_from(from).collect::<Vec<_>>(), wanted, "from {from}");
        }
    }

    #[test]
    fn behaves_like_a_set() {
        let mut rng = Rng::new(1);
        for _ in 0..50 {
            let (mut set, mut model) = (RangeSet::default(), BTreeSet::new());
            for _ in 0..300 {
                let number = rng.below(40);
                if rng.chance(550_000) {
                    assert_eq!(set.insert(number), model.insert(number));
                } else {
                    assert_eq!(set.remove(number), model.remove(&number));
                }
                assert!(set.iter().eq(model.iter().copied()), "{set:?} {model:?}");
                assert_eq!((set.first(), set.len()), (model.first().copied(), model.len() as u64));
                let rebuilt = model.iter().fold(RangeSet::default(), |mut rebuilt, n| {
                    rebuilt.insert(*n);
                    rebuilt
                });
                assert_eq!(digest::of(&set), digest::of(&rebuilt), "equal sets have equal digests");
            }
        }
    }
}
