//! How workers of the first two generations come to their leases: each for itself, by taking and by stealing.
//!
//! Source: `DynamoDBLeaseTaker.computeLeasesToTake` in the public repository awslabs/amazon-kinesis-client.

use super::config::KclConfig;
use super::view::View;
use crate::base::Rng;
use crate::clock::{Duration, Instant};
use crate::kinesis::shard::ShardId;

/// A lease to take.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Take {
    /// Which.
    pub shard: ShardId,
    /// From whom, where its owner is alive.
    pub stolen: bool,
}

/// What a worker takes after a look at the table.
pub fn choose(view: &View, me: &str, now: Instant, config: &KclConfig, rng: &mut Rng) -> Vec<Take> {
    let failover = config.failover();
    let loads = view.loads(me, now, failover);
    let mine = loads.get(me).copied().unwrap_or(0);
    let room = config.leases_max().saturating_sub(mine);
    let is_mine = |shard: &ShardId| view.0.get(shard).is_some_and(|seen| seen.lease.owner.as_deref() == Some(me));

    // Leases that nobody has seen to for very long are taken whatever the fair share is.
    let very_long = Duration::from_millis(config.failover_time_millis.saturating_mul(3));
    let forgotten = view.0.iter().filter(|(_, seen)| seen.lease.owner.is_some() && seen.has_expired(now, very_long));
    let mut forgotten: Vec<ShardId> = forgotten.map(|(shard, _)| *shard).collect();
    if !forgotten.is_empty() {
        shuffle(&mut forgotten, rng);
        return forgotten.into_iter().take(room).map(|shard| Take { shard, stolen: false }).collect();
    }

    let target = fair_share(view.0.len(), loads.len()).min(config.leases_max());
    let need = target.saturating_sub(mine);
    if need == 0 {
        return Vec::new();
    }
    let mut free: Vec<ShardId> =
        view.0.iter().filter(|(_, seen)| seen.is_free(now, failover)).map(|(shard, _)| *shard).collect();
    if !free.is_empty() {
        shuffle(&mut free, rng);
        return free.into_iter().take(need).map(|shard| Take { shard, stolen: false }).collect();
    }
    let Some((victim, load)) = loads.iter().filter(|(id, _)| *id != me).max_by_key(|(id, load)| (**load, *id)) else {
        return Vec::new();
    };
    let count = stolen(need, *load, target).min(config.max_leases_to_steal_at_one_time as usize);
    let its = view.0.iter().filter(|(shard, seen)| seen.lease.owner.as_ref() == Some(victim) && !is_mine(shard));
    let mut its: Vec<ShardId> = its.map(|(shard, _)| *shard).collect();
    shuffle(&mut its, rng);
    its.into_iter().take(count).map(|shard| Take { shard, stolen: true }).collect()
}

/// So many leases each worker should have.
const fn fair_share(leases: usize, workers: usize) -> usize {
    if workers >= leases { 1 } else { leases.div_ceil(workers) }
}

/// So many leases are stolen from the one who has most. Where it has no more than its share, one who needs more than one
/// still takes one.
fn stolen(need: usize, load: usize, target: usize) -> usize {
    match load.checked_sub(target).map(|surplus| surplus.min(need)) {
        Some(0) if need > 1 => 1,
        Some(count) => count,
        None => 0,
    }
}

/// In an order that chance decides.
fn shuffle(shards: &mut [ShardId], rng: &mut Rng) {
    for last in (1..shards.len()).rev() {
        let other = usize::try_from(rng.below(last as u64 + 1)).unwrap_or(0);
        shards.swap(last, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actors::kcl::lease::{Checkpoint, Lease};
    use crate::kinesis::hash::HashKeyRange;
    use std::collections::BTreeMap;

    /// A table in which every worker lives and looks in turn.
    struct Table {
        owners: BTreeMap<u32, Option<&'static str>>,
        counter: u64,
        views: BTreeMap<&'static str, View>,
        rng: Rng,
        config: KclConfig,
    }

    impl Table {
        fn new(leases: u32, owner: Option<&'static str>) -> Self {
            let config = KclConfig::default();
            let owners = (0..leases).map(|number| (number, owner)).collect();
            Self { owners, counter: 0, views: BTreeMap::new(), rng: Rng::new(1), config }
        }

        fn leases(&self) -> Vec<Lease> {
            let leases = self.owners.iter().map(|(number, owner)| Lease {
                owner: owner.map(str::to_owned),
                counter: self.counter,
                ..Lease::new(ShardId(*number), HashKeyRange::new(0, 9), Vec::new(), Checkpoint::TrimHorizon)
            });
            leases.collect()
        }

        /// All owners have renewed since; one looks, and takes.
        fn cycle(&mut self, who: &'static str, at: u64) -> Vec<Take> {
            self.counter += 1;
            let leases = self.leases();
            let now = Instant::from_millis(at);
            let view = self.views.entry(who).or_default();
            view.look(leases, now);
            let takes = choose(view, who, now, &self.config, &mut self.rng);
            for take in &takes {
                self.owners.insert(take.shard.0, Some(who));
            }
            takes
        }

        fn load(&self, who: &str) -> usize {
            self.owners.values().filter(|owner| **owner == Some(who)).count()
        }
    }

    #[test]
    fn one_who_joins_steals_one_lease_a_cycle_until_both_have_their_share() {
        let mut table = Table::new(4, Some("A"));
        for (cycle, load) in [(1, 1), (2, 2), (3, 2), (4, 2)] {
            let takes = table.cycle("B", cycle * 20_050);
            assert!(takes.iter().all(|take| take.stolen));
            assert_eq!((table.load("B"), table.load("A")), (load, 4 - load));
            assert!(table.cycle("A", cycle * 20_050 + 1).is_empty());
        }
    }

    #[test]
    fn a_third_one_takes_one_though_nobody_has_too_many() {
        let mut table = Table::new(4, Some("A"));
        table.owners.insert(2, Some("B"));
        table.owners.insert(3, Some("B"));
        for cycle in 1..5 {
            table.cycle("C", cycle * 20_050);
            table.cycle("A", cycle * 20_050 + 1);
            table.cycle("B", cycle * 20_050 + 2);
        }
        let mut loads = [table.load("A"), table.load("B"), table.load("C")];
        assert_eq!(loads[2], 1);
        loads.sort_unstable();
        assert_eq!(loads, [1, 1, 2]);
    }

    #[test]
    fn what_nobody_has_is_taken_up_to_the_fair_share_and_the_cap() {
        let mut table = Table::new(5, None);
        assert_eq!(table.cycle("A", 0).len(), 5);
        let mut table = Table::new(5, None);
        table.config.max_leases_for_worker = Some(2);
        assert_eq!(table.cycle("A", 0).len(), 2);
        // The others are read by nobody.
        assert_eq!(table.cycle("A", 20_050).len(), 0);
    }

    #[test]
    fn as_many_workers_as_leases_have_one_each_and_more_have_none() {
        assert_eq!((fair_share(4, 4), fair_share(4, 5), fair_share(5, 2), fair_share(6, 2)), (1, 1, 3, 3));
        let mut table = Table::new(2, Some("A"));
        table.owners.insert(1, Some("B"));
        assert!(table.cycle("C", 20_050).is_empty(), "it needs one, and nobody has more than one");
    }

    #[test]
    fn very_old_leases_are_taken_whatever_the_share_is() {
        let mut table = Table::new(4, Some("dead"));
        table.owners.insert(0, Some("A"));
        let config = KclConfig::default();
        let mut view = View::default();
        view.look(table.leases(), Instant::ZERO);
        let now = Instant::from_millis(30_001);
        let mut leases = table.leases();
        leases[0].counter += 1;
        view.look(leases, now);
        assert_eq!(choose(&view, "B", now, &config, &mut table.rng).len(), 3);
        let sooner = Instant::from_millis(30_000);
        assert_eq!(choose(&view, "B", sooner, &config, &mut table.rng).len(), 2, "its share of four for two");
    }

    #[test]
    fn more_can_be_stolen_at_one_time_where_that_is_set() {
        let mut table = Table::new(8, Some("A"));
        table.config.max_leases_to_steal_at_one_time = 3;
        assert_eq!(table.cycle("B", 20_050).len(), 3);
        assert_eq!(table.cycle("B", 40_100).len(), 1);
    }
}
