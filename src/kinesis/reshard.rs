//! How shards are split and merged, and how a stream comes to a number of equal ones.
//!
//! AWS does not say by which steps it scales. Here every open shard is split where a shard of the new number begins, and
//! neighbours within one such range are merged: from two to three this leaves three open and four closed shards, as
//! observed.

use super::hash::{HashKey, HashKeyRange};
use super::shard::{Origin, Shard, ShardId};
use super::stream::StreamId;
use super::{Cx, Kinesis, KinesisEvent, Timer};
use std::sync::Arc;

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    Split(ShardId, HashKey),
    Merge(ShardId, ShardId),
}

impl Kinesis {
    pub(super) fn open_shard(
        &mut self,
        cx: &Cx<'_>,
        id: StreamId,
        range: HashKeyRange,
        origin: &Origin,
    ) -> Option<ShardId> {
        let limits = self.limits.clone();
        let stream = self.stream_mut(id)?;
        let number = ShardId(u32::try_from(stream.shards.len()).unwrap_or(u32::MAX));
        for parent in origin.parent.into_iter().chain(origin.adjacent_parent) {
            if let Some(parent) = stream.shard_mut(parent) {
                parent.children.push(number);
                parent.closed = Some(cx.now);
            }
        }
        stream.shards.push(Some(Arc::new(Shard::new(number, range, origin, cx.now, cx.epoch, &limits))));
        Some(number)
    }

    /// Carries steps out, one after the other, and tells what came of them together.
    pub(super) fn reshard(&mut self, cx: &mut Cx<'_>, id: StreamId, steps: &[Plan]) {
        self.settle_bill(cx.now, id);
        let before = self.stream(id).map_or(0, |stream| stream.shards.len());
        for step in steps {
            self.take_step(cx, id, *step);
        }
        self.tell_resharded(cx, id, before);
    }

    fn take_step(&mut self, cx: &Cx<'_>, id: StreamId, step: Plan) -> Option<()> {
        let stream = self.stream(id)?;
        match step {
            Plan::Split(shard, at) => {
                let HashKeyRange { starting_hash_key: start, ending_hash_key: end } = stream.shard(shard)?.range;
                let origin = Origin { parent: Some(shard), adjacent_parent: None };
                self.open_shard(cx, id, HashKeyRange::new(start.0, at.0.checked_sub(1)?), &origin)?;
                self.open_shard(cx, id, HashKeyRange::new(at.0, end.0), &origin)?;
            }
            Plan::Merge(lower, upper) => {
                let start = stream.shard(lower)?.range.starting_hash_key;
                let end = stream.shard(upper)?.range.ending_hash_key;
                let origin = Origin { parent: Some(lower), adjacent_parent: Some(upper) };
                self.open_shard(cx, id, HashKeyRange::new(start.0, end.0), &origin)?;
            }
        }
        Some(())
    }

    /// Whoever reads a closed shard by push is told of its end, when what lies there has been read.
    fn tell_resharded(&mut self, cx: &mut Cx<'_>, id: StreamId, before: usize) {
        let Some(stream) = self.stream(id) else { return };
        let is_new = |shard: ShardId| shard.0 as usize >= before;
        let opened: Vec<u32> =
            stream.open_shards().map(|shard| shard.id).filter(|id| is_new(*id)).map(|id| id.0).collect();
        let closed_now = |shard: &&Shard| shard.closed == Some(cx.now);
        let closed: Vec<ShardId> = stream.shards().filter(closed_now).map(|shard| shard.id).collect();
        if opened.is_empty() {
            return;
        }
        let consumers: Vec<_> = stream.consumers.values().copied().collect();
        for (consumer, shard) in consumers.iter().flat_map(|consumer| closed.iter().map(|shard| (*consumer, *shard))) {
            self.hurry(cx, consumer, shard);
        }
        let closed = closed.into_iter().map(|shard| shard.0).collect();
        cx.emit(None, KinesisEvent::Resharded { stream: id, closed, opened });
        self.plan_sweep(cx, id);
    }

    /// Brings a stream to a number of equal shards.
    pub(super) fn scale(&mut self, cx: &mut Cx<'_>, id: StreamId, target: u32) {
        self.settle_bill(cx.now, id);
        let before = self.stream(id).map_or(0, |stream| stream.shards.len());
        for index in 1..target {
            let at = HashKeyRange::part(index, target).starting_hash_key;
            let shard =
                self.stream(id).and_then(|stream| stream.shard_for(at)).and_then(|shard| self.stream(id)?.shard(shard));
            if let Some(shard) = shard.filter(|shard| shard.range.starting_hash_key != at).map(|shard| shard.id) {
                self.take_step(cx, id, Plan::Split(shard, at));
            }
        }
        for index in 0..target {
            let range = HashKeyRange::part(index, target);
            loop {
                let Some(stream) = self.stream(id) else { return };
                let Some(lower) = stream.shard_for(range.starting_hash_key).and_then(|shard| stream.shard(shard))
                else {
                    break;
                };
                let next = lower.range.ending_hash_key.0.checked_add(1).map(HashKey);
                let Some(next) = next.filter(|next| *next <= range.ending_hash_key) else { break };
                let Some(upper) = stream.shard_for(next) else { break };
                let step = Plan::Merge(lower.id, upper);
                self.take_step(cx, id, step);
            }
        }
        self.tell_resharded(cx, id, before);
    }

    /// Sees to it that the timer of a subscription rings now.
    fn hurry(&mut self, cx: &mut Cx<'_>, consumer: super::consumer::ConsumerId, shard: ShardId) {
        if let Some(subscription) = self.subscriptions.get_mut(&(consumer, shard)) {
            subscription.due = subscription.due.min(cx.now);
            cx.set_timer(Timer::Push(consumer, shard), Some(subscription.due));
        }
    }
}
