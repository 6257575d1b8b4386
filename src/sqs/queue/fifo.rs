//! The order of a FIFO queue: messages by group, and which groups a receive may look into.
//!
//! One rule gives every recorded behaviour of AWS: a receive walks a group from its oldest message and takes messages as
//! long as they are visible; the first one that is in flight or delayed stops it.

use super::QueueId;
use super::dedup::Dedup;
use super::throttle::FifoThrottle;
use crate::base::collections::{OrdMap, OrdSet};
use crate::clock::Instant;
use crate::sqs::attributes::DedupScope;
use std::sync::Arc;

/// The books of a FIFO queue.
#[derive(Clone, Debug, Hash)]
pub struct FifoOrder {
    groups: OrdMap<Arc<str>, Group>,
    /// Groups whose oldest message is visible: those served longest ago first, then by the age of that message.
    free: OrdSet<(u64, u64, Arc<str>)>,
    /// Counts how often any group was served.
    serves: u64,
    /// The number up to which a receive looks, and how many messages stand before it.
    horizon: (u64, u64),
    /// The last sequence number.
    sequence: u128,
    /// What was sent in the last five minutes.
    pub dedup: Dedup,
    /// Calls against the throughput quota.
    pub throttle: FifoThrottle,
    /// Receives that named an attempt, by its id.
    pub(in crate::sqs) attempts: OrdMap<Arc<str>, Attempt>,
}

/// What a receive with an attempt id handed out, so that a retry gets the same.
#[derive(Clone, Debug, Hash)]
pub(in crate::sqs) struct Attempt {
    /// When it was made.
    pub at: Instant,
    /// Each message's number, its receive count, and the event that handed it out.
    pub messages: Vec<(u64, u32, u64)>,
}

#[derive(Clone, Debug, Default, Hash)]
struct Group {
    numbers: OrdSet<u64>,
    /// When it was last served, by the count of serves; 0 for never.
    served: u64,
    /// The entry in `free`.
    free: Option<(u64, u64)>,
}

/// Sequence numbers begin here; AWS's are 20 digits long and begin so too.
const FIRST_SEQUENCE: u128 = 18_870_000_000_000_000_000;
/// Each queue counts in a range of its own, so that a message that moves to another queue visibly gets a new number.
const SEQUENCES_PER_QUEUE: u128 = 1_000_000_000_000;
/// So many queues have ranges of their own; more digits than 20 would not be AWS's.
const SEQUENCE_RANGES: u32 = 10_000_000;
/// They rise by a step that is not one, as AWS promises no consecutive numbers.
const SEQUENCE_STEP: u128 = 256;

impl FifoOrder {
    /// The books of an empty queue with that number. The deduplication scope is fixed at creation.
    pub fn new(queue: QueueId, scope: DedupScope) -> Self {
        let range = u128::from(queue.0 % SEQUENCE_RANGES);
        Self {
            groups: OrdMap::new(),
            free: OrdSet::new(),
            serves: 0,
            horizon: (0, 0),
            sequence: FIRST_SEQUENCE + range * SEQUENCES_PER_QUEUE,
            dedup: Dedup::new(scope),
            throttle: FifoThrottle::default(),
            attempts: OrdMap::new(),
        }
    }

    /// The next sequence number.
    pub(in crate::sqs) fn next_sequence(&mut self) -> u128 {
        self.sequence += SEQUENCE_STEP;
        self.sequence
    }

    pub(super) fn add(&mut self, slot: u64, group: &Arc<str>, visible: bool) {
        let mut is_head = false;
        self.groups.update(group.clone(), |group| {
            is_head = group.numbers.is_empty();
            group.numbers.insert(slot);
        });
        if is_head {
            self.set_free(group, visible);
        }
    }

    pub(super) fn remove(&mut self, slot: u64, group: &Arc<str>) {
        let Some(entry) = self.groups.get_mut(group) else { return };
        entry.numbers.remove(&slot);
        if entry.numbers.is_empty() {
            self.set_free(group, false);
            self.groups.remove(group);
        }
    }

    pub(super) fn set_free(&mut self, name: &Arc<str>, visible: bool) {
        let Some(group) = self.groups.get_mut(name) else { return };
        let head = group.numbers.get_min().copied();
        let place = head.filter(|_| visible).map(|head| (group.served, head));
        if place == group.free {
            return;
        }
        let old = std::mem::replace(&mut group.free, place);
        if let Some((served, head)) = old {
            self.free.remove(&(served, head, name.clone()));
        }
        if let Some((served, head)) = place {
            self.free.insert((served, head, name.clone()));
        }
    }

    /// Notes that a receive took messages of the group, which puts it behind the others.
    pub(in crate::sqs) fn mark_served(&mut self, name: &Arc<str>) {
        self.serves += 1;
        let serves = self.serves;
        let Some(group) = self.groups.get_mut(name) else { return };
        group.served = serves;
        let visible = group.free.is_some();
        self.set_free(name, visible);
    }

    /// The number of a group's oldest message.
    pub fn head(&self, group: &str) -> Option<u64> {
        self.groups.get(group)?.numbers.get_min().copied()
    }

    /// The groups that a receive may look into, in its order.
    pub fn free_groups(&self) -> impl Iterator<Item = (u64, &Arc<str>)> {
        self.free.iter().map(|(_, head, group)| (*head, group))
    }

    /// All groups by name, with the numbers of their messages.
    pub fn groups(&self) -> impl Iterator<Item = (&Arc<str>, impl DoubleEndedIterator<Item = u64>)> {
        self.groups.iter().map(|(name, group)| (name, group.numbers.iter().copied()))
    }

    /// The numbers of one group's messages in order.
    pub fn group(&self, name: &str) -> impl Iterator<Item = u64> {
        self.groups.get(name).into_iter().flat_map(|group| group.numbers.iter().copied())
    }

    /// How many messages a group has.
    pub fn group_len(&self, name: &str) -> u64 {
        self.groups.get(name).map_or(0, |group| group.numbers.len() as u64)
    }

    /// The number of a group's first message that is not before `from`.
    pub fn next_of(&self, group: &str, from: u64) -> Option<u64> {
        self.groups.get(group)?.numbers.get_next(&from).copied()
    }

    /// Whether the group has a visible message at its head.
    pub fn is_free(&self, name: &str) -> bool {
        self.groups.get(name).is_some_and(|group| group.free.is_some())
    }

    /// The number beyond which a receive does not look, given how many messages it looks through. `is_live` tells whether
    /// a number still has a message; numbers run up to `next`.
    pub(in crate::sqs) fn scan_end(&mut self, scan: u64, total: u64, next: u64, is_live: impl Fn(u64) -> bool) -> u64 {
        if total <= scan {
            self.horizon = (0, 0);
            return next;
        }
        let (mut end, mut seen) = self.horizon;
        if end == 0 {
            seen = 0;
        }
        while seen < scan && end < next {
            seen += u64::from(is_live(end));
            end += 1;
        }
        self.horizon = (end, seen);
        end
    }

    /// Notes that a message before the horizon is gone.
    pub(in crate::sqs) fn passed(&mut self, slot: u64) {
        if slot < self.horizon.0 {
            self.horizon.1 = self.horizon.1.saturating_sub(1);
        }
    }

    /// Forgets where the horizon was, when the number of messages it spans has changed.
    pub(in crate::sqs) fn forget_horizon(&mut self) {
        self.horizon = (0, 0);
    }

    pub(super) fn clear(&mut self) {
        self.groups.clear();
        self.free.clear();
        self.horizon = (0, 0);
        self.dedup.clear();
        self.attempts.clear();
    }
}
