//! The work on records, and what the reader finds out by it: how long they took, which come again, which come too late.

use super::shard::{Held, Phase, is_after};
use super::{Reader, ReaderConfig, ReaderEvent, Retrieval};
use crate::actors::{ActorCx, ActorEvent};
use crate::clock::{Duration, Instant};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The order of so many keys is watched.
const KEYS_MAX: usize = 10_000;

/// What is known about records that were worked on, for the statistics alone: a crash does not touch it.
#[derive(Clone, Debug, Default, Hash)]
pub(super) struct Memory {
    /// The last record of each shard that was ever worked on.
    seen: BTreeMap<Arc<str>, Arc<str>>,
    /// When the youngest record of each key came into the stream.
    keys: BTreeMap<Arc<str>, Instant>,
    /// Whether the first list of shards is complete.
    pub(super) knows_all: bool,
    /// Of what is in hand of each shard: the slowest until now, and those that came too late with the first key of them.
    batches: BTreeMap<Arc<str>, Batch>,
}

#[derive(Clone, Debug, Default, Hash)]
struct Batch {
    slowest_ms: u64,
    late: u64,
    late_key: Option<Arc<str>>,
}

impl Memory {
    /// Takes note of a record that is done with; answers whether it was before, and whether a younger one of its key was.
    fn note(&mut self, shard: &Arc<str>, held: &Held) -> (bool, bool) {
        let is_again = self.seen.get(shard).is_some_and(|seen| !is_after(&held.sequence, seen));
        if is_again {
            return (true, false);
        }
        if held.is_last {
            self.seen.insert(shard.clone(), held.sequence.clone());
        }
        let room = self.keys.len() < KEYS_MAX;
        match self.keys.get_mut(&held.key) {
            Some(last) if held.arrived < *last => return (false, true),
            Some(last) => *last = held.arrived,
            None if room => {
                self.keys.insert(held.key.clone(), held.arrived);
            }
            None => {}
        }
        (false, false)
    }
}

/// How long the work on a record takes.
fn work(config: &ReaderConfig, slow: u32) -> Duration {
    Duration::from_millis(config.work_ms.saturating_mul(u64::from(slow)))
}

impl Reader {
    /// Begins with what a shard has in hand, or with the pause after it.
    pub(super) fn begin_work(&mut self, cx: &mut ActorCx<'_>, id: &Arc<str>) {
        let Some(shard) = self.shards.get_mut(id) else { return };
        if matches!(shard.phase, Phase::Working { .. }) {
            return;
        }
        if shard.in_hand.is_empty() {
            return self.rest(cx, id);
        }
        shard.phase = Phase::Working { until: cx.now.after(work(&self.config, self.slow)) };
    }

    /// Its clock stood still for so long since `from`.
    pub(in crate::actors) fn stood_still(&mut self, from: Instant, span: Duration) {
        for shard in self.shards.values_mut() {
            if let Phase::Working { until } = &mut shard.phase
                && *until > from
            {
                *until = until.after(span);
            }
        }
    }

    /// Finishes all work that is due.
    pub(super) fn work(&mut self, cx: &mut ActorCx<'_>) {
        let due = |phase: Phase| matches!(phase, Phase::Working { until } if until <= cx.now);
        let ids: Vec<Arc<str>> =
            self.shards.values().filter(|shard| due(shard.phase)).map(|shard| shard.id.clone()).collect();
        for id in ids {
            self.work_on(cx, &id);
            if self.down.is_some() {
                return;
            }
        }
    }

    fn work_on(&mut self, cx: &mut ActorCx<'_>, id: &Arc<str>) {
        loop {
            if cx.rng.chance(self.config.crash_ppm) {
                return self.crash(cx.now, cx.events);
            }
            let Some(shard) = self.shards.get_mut(id) else { return };
            let Some(held) = shard.in_hand.pop_front() else { return self.rest(cx, id) };
            shard.batch += 1;
            if held.is_last {
                shard.records += 1;
                shard.done = Some(held.sequence.clone());
            }
            self.count(cx.now, id, &held);
            let Some(shard) = self.shards.get_mut(id) else { return };
            if shard.in_hand.is_empty() {
                return self.rest(cx, id);
            }
            if self.config.work_ms > 0 {
                shard.phase = Phase::Working { until: cx.now.after(work(&self.config, self.slow)) };
                return;
            }
        }
    }

    fn count(&mut self, now: Instant, id: &Arc<str>, held: &Held) {
        let took = now.since(held.arrived).as_millis();
        let (is_again, is_late) = self.memory.note(id, held);
        let totals = &mut self.totals;
        totals.users += 1;
        totals.records += u64::from(held.is_last);
        totals.again += u64::from(is_again);
        totals.out_of_order += u64::from(is_late);
        totals.latency.add(took);
        let batch = self.memory.batches.entry(id.clone()).or_default();
        batch.slowest_ms = batch.slowest_ms.max(took);
        if is_late {
            batch.late += 1;
            batch.late_key.get_or_insert_with(|| held.key.clone());
        }
    }

    /// Nothing of a shard is in hand any more: it ends, or goes on after a pause.
    fn rest(&mut self, cx: &mut ActorCx<'_>, id: &Arc<str>) {
        let Some(shard) = self.shards.get_mut(id) else { return };
        let (number, records) = (shard.number(), std::mem::take(&mut shard.batch));
        let batch = self.memory.batches.remove(id).unwrap_or_default();
        if records > 0 {
            let slowest_ms = batch.slowest_ms;
            cx.events.push(ActorEvent::Reader(ReaderEvent::Worked { shard: number, records, slowest_ms }));
        }
        if let Some(key) = batch.late_key {
            let records = batch.late;
            cx.events.push(ActorEvent::Reader(ReaderEvent::OutOfOrder { shard: number, records, key }));
        }
        if shard.is_at_end {
            shard.phase = Phase::Ended;
            shard.iterator = None;
            return self.tell_end(cx, id, number);
        }
        shard.phase = match (self.config.retrieval, shard.subscription) {
            (Retrieval::Polling, _) => {
                Phase::Idle { until: cx.now.after(Duration::from_millis(self.config.poll_ms.max(1))) }
            }
            (Retrieval::FanOut, Some(_)) => Phase::Listening { since: cx.now },
            (Retrieval::FanOut, None) => Phase::Idle { until: cx.now },
        };
    }

    fn tell_end(&self, cx: &mut ActorCx<'_>, id: &Arc<str>, shard: u32) {
        let children = self.shards.values().filter(|child| child.parents.contains(id));
        let children = children.map(super::ShardRead::number).collect();
        cx.events.push(ActorEvent::Reader(ReaderEvent::ShardEnded { shard, children }));
    }
}
