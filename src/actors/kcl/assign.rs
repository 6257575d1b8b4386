//! How the leader of the third generation assigns leases: first those that nobody sees to, then by the throughput of shards.
//!
//! Source: `LeaseAssignmentManager` and `VarianceBasedLeaseAssignmentDecisionMaker` in the public repository
//! awslabs/amazon-kinesis-client (3.5). How busy the processors of workers are is not modelled; throughput stands for it, as
//! in the library where a worker cannot measure them, and the count of leases where nothing flows at all.

use super::config::KclConfig;
use super::lease::Checkpoint;
use super::view::{Seen, View};
use crate::clock::{Duration, Instant};
use crate::kinesis::shard::ShardId;
use std::collections::{BTreeMap, BTreeSet};

/// `reBalanceThresholdPercentage`: workers this far from the average are left alone.
const THRESHOLD_PERCENT: u64 = 10;
/// `dampeningPercentage`: so much of what is too much is moved at once.
const DAMPENING_PERCENT: u64 = 60;
/// `gracefulLeaseHandoffTimeoutMillis`.
const HANDOFF: Duration = Duration::from_secs(30);

/// A lease goes to a worker.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Assignment {
    /// Which.
    pub shard: ShardId,
    /// To whom.
    pub to: String,
    /// Who hands it over, with a last checkpoint; nobody where it is taken away.
    pub from: Option<String>,
}

/// The weight of each lease: what flows through it, or one where nothing flows anywhere.
fn weights(view: &View) -> BTreeMap<ShardId, u64> {
    let open = || view.0.values().filter(|seen| seen.lease.checkpoint != Checkpoint::ShardEnd);
    let is_idle = open().all(|seen| seen.lease.throughput == 0);
    open().map(|seen| (seen.lease.shard, if is_idle { 1_000 } else { seen.lease.throughput })).collect()
}

/// What each worker has.
#[derive(Debug, Default, PartialEq, Eq)]
struct Load {
    weight: u64,
    shards: BTreeSet<ShardId>,
}

/// What the leader assigns after a look at the table, to the workers that report.
pub fn assign(view: &View, workers: &BTreeSet<String>, now: Instant, config: &KclConfig) -> Vec<Assignment> {
    let weights = weights(view);
    let mut loads: BTreeMap<&String, Load> = workers.iter().map(|id| (id, Load::default())).collect();
    let mut orphans = Vec::new();
    for (shard, seen) in view.0.iter().filter(|(shard, _)| weights.contains_key(shard)) {
        let owner = seen.lease.owner.as_ref().filter(|_| !seen.is_free(now, config.failover()));
        match owner.and_then(|owner| loads.get_mut(owner)) {
            Some(load) => {
                load.weight += weights.get(shard).copied().unwrap_or(0);
                load.shards.insert(*shard);
            }
            None => orphans.push(*shard),
        }
    }
    let mut assignments = stuck(view, now);
    // Heavy ones first, so that light ones can even out what is left.
    orphans.sort_by_key(|shard| (std::cmp::Reverse(weights.get(shard).copied().unwrap_or(0)), *shard));
    for shard in orphans {
        let roomy = loads.iter_mut().filter(|(_, load)| load.shards.len() < config.leases_max());
        let Some((to, load)) = roomy.min_by_key(|(_, load)| (load.weight, load.shards.len())) else { break };
        load.weight += weights.get(&shard).copied().unwrap_or(0);
        load.shards.insert(shard);
        assignments.push(Assignment { shard, to: (*to).clone(), from: None });
    }
    assignments.extend(balance(view, &weights, loads, config));
    assignments
}

/// Handovers that take too long are ended: the new owner begins without a last checkpoint of the old one.
fn stuck(view: &View, now: Instant) -> Vec<Assignment> {
    let late = |seen: &&Seen| seen.handed.is_some_and(|since| now.since(since) > HANDOFF);
    let end = |seen: &Seen| {
        let to = seen.lease.owner.clone()?;
        Some(Assignment { shard: seen.lease.shard, to, from: None })
    };
    view.0.values().filter(late).filter_map(end).collect()
}

fn balance(
    view: &View,
    weights: &BTreeMap<ShardId, u64>,
    mut loads: BTreeMap<&String, Load>,
    config: &KclConfig,
) -> Vec<Assignment> {
    let total: u64 = loads.values().map(|load| load.weight).sum();
    let average = total / (loads.len().max(1) as u64);
    let (low, high) = (average * (100 - THRESHOLD_PERCENT) / 100, average * (100 + THRESHOLD_PERCENT) / 100);
    if loads.values().all(|load| (low..=high).contains(&load.weight)) {
        return Vec::new();
    }
    let busy: Vec<String> = loads.iter().filter(|(_, load)| load.weight > high).map(|(id, _)| (*id).clone()).collect();
    let mut moves = Vec::new();
    for from in busy {
        let Some(load) = loads.get(&from) else { continue };
        let mut left = (load.weight - average) * DAMPENING_PERCENT / 100;
        let moving = |shard: &ShardId| view.0.get(shard).is_some_and(|seen| seen.lease.checkpoint_owner.is_some());
        let mut its: Vec<ShardId> = load.shards.iter().copied().filter(|shard| !moving(shard)).collect();
        its.sort_by_key(|shard| (std::cmp::Reverse(weights.get(shard).copied().unwrap_or(0)), *shard));
        let lightest = its.last().copied();
        let mut moved = 0;
        for shard in its {
            let weight = weights.get(&shard).copied().unwrap_or(0);
            // With few leases each is more than what should go; the lightest goes where that still makes it more even.
            let is_last_hope = moved == 0 && Some(shard) == lightest;
            let lowest = loads.values().map(|load| load.weight).min().unwrap_or(0);
            let heaviest = loads.get(&from).map_or(0, |load| load.weight);
            let is_better = weight > 0 && lowest + weight < heaviest;
            if !is_better || (weight > left && !is_last_hope) {
                continue;
            }
            let roomy = loads.iter().filter(|(id, load)| ***id != from && load.shards.len() < config.leases_max());
            let Some((to, _)) = roomy.min_by_key(|(_, load)| (load.weight, load.shards.len())) else { break };
            let to = (*to).clone();
            left = left.saturating_sub(weight);
            moved += 1;
            for (id, change) in &mut loads {
                if **id == from {
                    change.weight -= weight;
                    change.shards.remove(&shard);
                } else if **id == to {
                    change.weight += weight;
                    change.shards.insert(shard);
                }
            }
            let from = config.graceful_lease_handoff.then(|| from.clone());
            moves.push(Assignment { shard, to, from });
        }
    }
    moves
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actors::kcl::lease::Lease;
    use crate::kinesis::hash::HashKeyRange;

    fn view(leases: &[(u32, Option<&str>, u64)]) -> View {
        let lease = |(number, owner, throughput): &(u32, Option<&str>, u64)| Lease {
            owner: owner.map(str::to_owned),
            throughput: *throughput,
            ..Lease::new(ShardId(*number), HashKeyRange::new(0, 9), Vec::new(), Checkpoint::TrimHorizon)
        };
        let mut view = View::default();
        view.look(leases.iter().map(lease).collect(), Instant::ZERO);
        view
    }

    fn workers(ids: &[&str]) -> BTreeSet<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    fn shown(assignments: &[Assignment]) -> Vec<(u32, &str, Option<&str>)> {
        assignments.iter().map(|one| (one.shard.0, one.to.as_str(), one.from.as_deref())).collect()
    }

    #[test]
    fn leases_of_nobody_are_spread_evenly() {
        let table = view(&[(0, None, 0), (1, None, 0), (2, None, 0), (3, None, 0)]);
        let assigned = assign(&table, &workers(&["A", "B"]), Instant::ZERO, &KclConfig::default());
        assert_eq!(shown(&assigned), [(0, "A", None), (1, "B", None), (2, "A", None), (3, "B", None)]);
    }

    #[test]
    fn one_who_joins_gets_leases_that_are_handed_over() {
        let table = view(&[(0, Some("A"), 0), (1, Some("A"), 0), (2, Some("A"), 0), (3, Some("A"), 0)]);
        let config = KclConfig::default();
        let assigned = assign(&table, &workers(&["A", "B"]), Instant::ZERO, &config);
        assert_eq!(shown(&assigned), [(0, "B", Some("A"))], "60 % of the two that are too many");
        let abrupt = KclConfig { graceful_lease_handoff: false, ..config };
        assert_eq!(shown(&assign(&table, &workers(&["A", "B"]), Instant::ZERO, &abrupt)), [(0, "B", None)]);
    }

    #[test]
    fn throughput_counts_and_not_the_number_of_leases() {
        let table = view(&[(0, Some("A"), 300), (1, Some("B"), 100), (2, Some("B"), 100), (3, Some("B"), 100)]);
        assert!(assign(&table, &workers(&["A", "B"]), Instant::ZERO, &KclConfig::default()).is_empty());
        let table = view(&[(0, Some("A"), 900), (1, Some("A"), 200), (2, Some("B"), 100)]);
        let assigned = assign(&table, &workers(&["A", "B"]), Instant::ZERO, &KclConfig::default());
        assert_eq!(shown(&assigned), [(1, "B", Some("A"))]);
    }

    #[test]
    fn a_heavy_shard_alone_stays_where_it_is() {
        let table = view(&[(0, Some("A"), 900), (1, Some("B"), 10)]);
        assert!(assign(&table, &workers(&["A", "B"]), Instant::ZERO, &KclConfig::default()).is_empty());
    }

    #[test]
    fn leases_of_the_dead_go_to_the_living_and_what_is_done_with_to_nobody() {
        let mut table = view(&[(0, Some("dead"), 0), (1, Some("A"), 0), (2, None, 0)]);
        if let Some(seen) = table.0.get_mut(&ShardId(2)) {
            seen.lease.checkpoint = Checkpoint::ShardEnd;
        }
        let assigned = assign(&table, &workers(&["A", "B"]), Instant::ZERO, &KclConfig::default());
        assert_eq!(shown(&assigned), [(0, "B", None)], "a worker that does not report is dead");
        let late = Instant::from_millis(10_001);
        assert_eq!(assign(&table, &workers(&["A", "B"]), late, &KclConfig::default()).len(), 2);
    }

    #[test]
    fn nobody_gets_more_than_it_may_have() {
        let table = view(&[(0, None, 0), (1, None, 0), (2, None, 0)]);
        let config = KclConfig { max_leases_for_worker: Some(1), ..KclConfig::default() };
        assert_eq!(assign(&table, &workers(&["A", "B"]), Instant::ZERO, &config).len(), 2);
    }

    #[test]
    fn a_handover_that_takes_too_long_is_ended() {
        let mut table = view(&[(0, Some("B"), 0), (1, Some("A"), 0)]);
        if let Some(seen) = table.0.get_mut(&ShardId(0)) {
            seen.lease.checkpoint_owner = Some("A".to_owned());
            (seen.handed, seen.moved) = (Some(Instant::ZERO), Instant::from_millis(29_000));
        }
        if let Some(seen) = table.0.get_mut(&ShardId(1)) {
            seen.moved = Instant::from_millis(29_000);
        }
        let at = |millis| assign(&table, &workers(&["A", "B"]), Instant::from_millis(millis), &KclConfig::default());
        assert!(at(30_000).is_empty());
        assert_eq!(shown(&at(30_001)), [(0, "B", None)]);
    }
}
