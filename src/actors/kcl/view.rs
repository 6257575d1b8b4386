//! The lease table as somebody sees it who looks at it again and again: which leases stand still.

use super::config::KclConfig;
use super::lease::Lease;
use crate::clock::{Duration, Instant};
use crate::kinesis::shard::ShardId;
use std::collections::{BTreeMap, BTreeSet};

/// A lease, and when its counter was last seen to move.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Seen {
    /// As it was at the last look.
    pub lease: Lease,
    /// When its counter moved; the first look counts as such.
    pub moved: Instant,
    /// Since when it is being handed over.
    pub handed: Option<Instant>,
}

impl Seen {
    /// Whether anybody may take it: nobody has it, or its owner gives no sign of life.
    pub fn is_free(&self, now: Instant, failover: Duration) -> bool {
        self.lease.owner.is_none() || self.has_expired(now, failover)
    }

    /// Whether its counter has stood still for longer than so long.
    pub fn has_expired(&self, now: Instant, failover: Duration) -> bool {
        now.since(self.moved) > failover
    }
}

/// All leases as they were at the last look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct View(pub BTreeMap<ShardId, Seen>);

impl View {
    /// Looks at the table again.
    pub fn look(&mut self, leases: Vec<Lease>, now: Instant) {
        let mut before = std::mem::take(&mut self.0);
        for lease in leases {
            let old = before.remove(&lease.shard);
            let moved = match &old {
                Some(old) if old.lease.counter == lease.counter => old.moved,
                _ => now,
            };
            let handed = lease.checkpoint_owner.is_some().then(|| old.and_then(|old| old.handed).unwrap_or(now));
            self.0.insert(lease.shard, Seen { lease, moved, handed });
        }
    }

    /// How many leases each worker has, of those that give signs of life; somebody is always among them.
    pub fn loads(&self, somebody: &str, now: Instant, failover: Duration) -> BTreeMap<String, usize> {
        let mut loads = BTreeMap::from([(somebody.to_owned(), 0)]);
        for seen in self.0.values().filter(|seen| !seen.has_expired(now, failover)) {
            if let Some(owner) = &seen.lease.owner {
                *loads.entry(owner.clone()).or_default() += 1;
            }
        }
        loads
    }

    /// Whether the leases that are not done with cover all hash keys.
    pub fn is_whole(&self) -> bool {
        use super::lease::Checkpoint;
        let open = self.0.values().filter(|seen| seen.lease.checkpoint != Checkpoint::ShardEnd);
        let mut ranges: Vec<(u128, u128)> =
            open.map(|seen| (seen.lease.range.starting_hash_key.0, seen.lease.range.ending_hash_key.0)).collect();
        ranges.sort_unstable();
        let mut next = 0_u128;
        for (start, end) in ranges {
            if start > next {
                return false;
            }
            match end.checked_add(1) {
                Some(after) => next = next.max(after),
                None => return true,
            }
        }
        false
    }

    /// Whether somebody has the first id of all who give signs of life, and so sees to what one has to see to.
    pub fn is_first(&self, me: &str, now: Instant, config: &KclConfig) -> bool {
        let loads = self.loads(me, now, config.failover());
        let ids: BTreeSet<&String> = loads.keys().collect();
        ids.first().is_some_and(|first| *first == me)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actors::kcl::lease::Checkpoint;
    use crate::kinesis::hash::HashKeyRange;

    fn lease(number: u32, counter: u64) -> Lease {
        let range = HashKeyRange::part(number, 2);
        let owner = Some("A".to_owned());
        Lease { owner, counter, ..Lease::new(ShardId(number), range, Vec::new(), Checkpoint::TrimHorizon) }
    }

    #[test]
    fn a_lease_expires_when_its_counter_stands_still_for_longer_than_its_duration() {
        let (mut view, failover) = (View::default(), Duration::from_secs(10));
        let at = Instant::from_millis;
        view.look(vec![lease(0, 1), lease(1, 1)], at(0));
        view.look(vec![lease(0, 1), lease(1, 2)], at(9_000));
        view.look(vec![lease(0, 1), lease(1, 2)], at(10_000));
        let is_free = |view: &View, shard, now| view.0.get(&ShardId(shard)).unwrap().is_free(at(now), failover);
        assert!(!is_free(&view, 0, 10_000) && is_free(&view, 0, 10_001));
        assert!(!is_free(&view, 1, 19_000) && is_free(&view, 1, 19_001));
        assert_eq!(view.loads("B", at(10_001), failover), BTreeMap::from([("A".into(), 1), ("B".into(), 0)]));
    }

    #[test]
    fn holes_are_seen() {
        let mut view = View::default();
        view.look(vec![lease(0, 1), lease(1, 1)], Instant::ZERO);
        assert!(view.is_whole());
        view.look(vec![lease(1, 1)], Instant::ZERO);
        assert!(!view.is_whole());
        let done = Lease { checkpoint: Checkpoint::ShardEnd, ..lease(0, 1) };
        view.look(vec![done, lease(1, 1)], Instant::ZERO);
        assert!(!view.is_whole());
    }
}
