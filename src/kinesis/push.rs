//! Enhanced fan-out: what comes into a shard is pushed to those who have subscribed to it.
//!
//! A subscription gives 2 MiB a second, lasts five minutes, and tells every five seconds that it lives. Source:
//! "Enhanced fan-out consumers with dedicated throughput" in the developer guide; `SubscribeToShard` in the API reference.

use super::api::{ChildShard, SubscribeToShardEvent};
use super::consumer::ConsumerId;
use super::sequence::COUNT_MAX;
use super::shard::{Shard, ShardId};
use super::stream::{Stream, StreamId};
use super::{Cx, Kinesis, KinesisEvent, Timer};
use crate::base::Caller;
use crate::clock::{Duration, Instant};
use crate::key;

/// Somebody gets what comes into a shard.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subscription {
    /// As which consumer.
    pub consumer: ConsumerId,
    /// From which shard.
    pub shard: ShardId,
    /// Who asked.
    pub caller: Caller,
    /// Since when.
    pub since: Instant,
    /// When it ends by itself.
    pub ends: Instant,
    /// The count of the next record, or of one before it.
    pub count: u64,
    /// Up to here what was pushed has used up its throughput.
    pub(super) paid_until: Instant,
    /// When it is looked at next.
    pub(super) due: Instant,
}

/// What is on its way to a consumer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Push {
    /// To whom.
    pub to: Caller,
    /// As which consumer.
    pub consumer: ConsumerId,
    /// From which shard.
    pub shard: ShardId,
    /// The event that said so; none for a sign of life.
    pub event: Option<u64>,
    /// What; nothing more comes where there is none.
    pub what: Option<SubscribeToShardEvent>,
}

/// What one event carries.
struct Batch {
    first: u64,
    count: u32,
    bytes: u64,
    next: u64,
    is_last: bool,
    behind: Duration,
}

impl Kinesis {
    /// A record came into a shard: its subscriptions have something to push in a moment.
    pub(super) fn notify(&mut self, cx: &mut Cx<'_>, id: StreamId, shard: ShardId) {
        let Some(stream) = self.stream(id).filter(|stream| !stream.consumers.is_empty()) else { return };
        let consumers: Vec<ConsumerId> = stream.consumers.values().copied().collect();
        let ripe = cx.now.after(self.limits.push_delay);
        for consumer in consumers {
            let Some(subscription) = self.subscriptions.get_mut(&(consumer, shard)) else { continue };
            let due = ripe.max(subscription.paid_until);
            if due < subscription.due {
                subscription.due = due;
                cx.set_timer(Timer::Push(consumer, shard), Some(due));
            }
        }
    }

    /// Pushes what is due, or a sign of life.
    pub(super) fn push(&mut self, cx: &mut Cx<'_>, consumer: ConsumerId, number: ShardId) {
        let Some(subscription) = self.subscriptions.get(&(consumer, number)).cloned() else { return };
        let Some(stream) = self.consumer(consumer).and_then(|consumer| self.stream(consumer.stream)) else { return };
        if cx.now >= subscription.ends {
            return self.end_subscription(cx, consumer, number, key!("its five minutes are over"));
        }
        let Some(shard) = stream.shard(number) else {
            return self.end_subscription(cx, consumer, number, key!("the shard is gone"));
        };
        let batch = self.batch(cx, &subscription, stream, shard);
        let (id, what) = (stream.id, event_of(cx, stream, shard, &batch));
        let rate = self.limits.shard_out.1.max(1);
        let paid_until = subscription.paid_until.max(cx.now).after(Duration::from_millis(batch.bytes * 1_000 / rate));
        let Batch { first, count, bytes, next, is_last, .. } = batch;
        if let Some(stream) = self.stream_mut(id) {
            stream.account.bill.push(stream.mode, bytes);
        }
        if let Some(shard) = self.stream_mut(id).and_then(|stream| stream.shard_mut(number)) {
            shard.totals.records_pushed += u64::from(count);
            shard.totals.bytes_pushed += bytes;
        }
        let behind = batch.behind.as_millis();
        if let Some(consumer) = self.consumer_mut(consumer) {
            let totals = &mut consumer.totals;
            totals.events += 1;
            totals.records += u64::from(count);
            totals.bytes += bytes;
            totals.behind.note(cx.now, behind);
        }
        // A sign of life is nothing that has happened.
        let event =
            (count > 0).then(|| cx.emit(None, KinesisEvent::Pushed { consumer, shard: number.0, first, count }));
        cx.outgoing.push(Push { to: subscription.caller, consumer, shard: number, event, what: Some(what) });
        if is_last {
            return self.end_subscription(cx, consumer, number, key!("the shard was read to its end"));
        }
        let due = self.next_push(cx, id, number, next, paid_until).min(subscription.ends);
        if let Some(subscription) = self.subscriptions.get_mut(&(consumer, number)) {
            (subscription.count, subscription.paid_until, subscription.due) = (next, paid_until, due);
        }
        cx.set_timer(Timer::Push(consumer, number), Some(due));
    }

    /// What can be pushed now: records that have been there long enough, up to a second's worth.
    fn batch(&self, cx: &Cx<'_>, subscription: &Subscription, stream: &Stream, shard: &Shard) -> Batch {
        let first = shard.place_of(subscription.count, cx.now, stream.retention());
        let mut batch =
            Batch { first, count: 0, bytes: 0, next: subscription.count, is_last: false, behind: Duration::ZERO };
        let ripe = |arrived: Instant| arrived.after(self.limits.push_delay) <= cx.now || !shard.is_open();
        let mut place = first;
        while let Some(record) = shard.records.get(place).filter(|record| ripe(record.arrived)) {
            let bytes = record.bytes();
            let full = batch.bytes + bytes > self.limits.shard_out.1 || batch.count >= self.limits.get.0;
            if subscription.paid_until > cx.now || (full && batch.count > 0) {
                batch.behind = cx.now.since(record.arrived);
                return batch;
            }
            batch.count += 1;
            batch.bytes += bytes;
            batch.next = record.count + 1;
            place += 1;
        }
        batch.is_last = !shard.is_open() && place >= shard.records.next();
        batch
    }

    /// When a subscription is looked at next.
    fn next_push(&self, cx: &Cx<'_>, id: StreamId, number: ShardId, next: u64, paid_until: Instant) -> Instant {
        let alive = cx.now.after(self.limits.heartbeat);
        let Some(stream) = self.stream(id) else { return alive };
        let Some(shard) = stream.shard(number) else { return alive };
        let place = shard.place_of(next, cx.now, stream.retention());
        match shard.records.get(place) {
            Some(record) => record.arrived.after(self.limits.push_delay).max(paid_until).max(cx.now),
            None => alive,
        }
    }

    /// Whoever had a subscription has gone away.
    pub fn hang_up(&mut self, cx: &mut Cx<'_>, consumer: ConsumerId, shard: ShardId) {
        self.end_subscription(cx, consumer, shard, key!("its connection was closed"));
    }

    /// Ends a subscription, and tells whoever had it.
    pub(super) fn end_subscription(
        &mut self,
        cx: &mut Cx<'_>,
        consumer: ConsumerId,
        shard: ShardId,
        why: &'static str,
    ) {
        let Some(ended) = self.subscriptions.remove(&(consumer, shard)) else { return };
        cx.set_timer(Timer::Push(consumer, shard), None);
        let event = cx.emit(None, KinesisEvent::SubscriptionEnded { consumer, shard: shard.0, why });
        cx.outgoing.push(Push { to: ended.caller, consumer, shard, event: Some(event), what: None });
    }
}

/// An event as it is sent.
fn event_of(cx: &Cx<'_>, stream: &Stream, shard: &Shard, batch: &Batch) -> SubscribeToShardEvent {
    let places = batch.first..batch.first + u64::from(batch.count);
    let records = places.filter_map(|place| shard.records.get(place));
    let records = records.map(|record| super::actions::shown(record, shard, cx.epoch)).collect();
    let continuation = if batch.is_last {
        shard.sequence(COUNT_MAX, cx.epoch.unix_secs(shard.closed.unwrap_or(cx.now)))
    } else {
        // Right before what was not pushed yet; with nothing there, as far as the neighbours have counted.
        let unread = shard.records.get(batch.first + u64::from(batch.count)).map(|record| record.count);
        let count = unread.unwrap_or_else(|| stream.count_after(shard.id)).saturating_sub(1);
        shard.sequence(count, cx.epoch.unix_secs(cx.now))
    };
    SubscribeToShardEvent {
        records,
        continuation_sequence_number: continuation.to_string(),
        millis_behind_latest: i64::try_from(batch.behind.as_millis()).unwrap_or(i64::MAX),
        child_shards: batch.is_last.then(|| children(stream, shard)),
    }
}

/// Those that came after a shard.
pub(super) fn children(stream: &Stream, shard: &Shard) -> Vec<ChildShard> {
    let children = shard.children.iter().filter_map(|child| stream.shard(*child));
    let child = |child: &Shard| ChildShard {
        shard_id: child.id.to_string(),
        parent_shards: child.parents().map(|parent| parent.to_string()).collect(),
        hash_key_range: child.range,
    };
    children.map(child).collect()
}
