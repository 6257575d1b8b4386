//! What enhanced fan-out pushes to actors and to event source mappings: records that travel on the connection that a `SubscribeToShard` opened.
//!
//! An actor subscribes by a call with a tag `Tag::Subscribe` whose number it uses once. Whatever is pushed comes to it under
//! that tag, behind the answer and in order, as on one connection; the end of the subscription comes last. An actor that
//! crashes or goes hangs up, which ends its subscriptions. What a person is pushed is seen in the log alone.

use super::traffic::{Content, Ticket};
use super::{Cloud, Latency, Timer};
use crate::actors::Tag;
use crate::base::collections::SortedMap;
use crate::base::{ActorId, Origin};
use crate::call::{Call, CallResult};
use crate::clock::{Duration, Instant};
use crate::kinesis::api::{Request, SubscribeToShardEvent};
use crate::kinesis::consumer::ConsumerId;
use crate::kinesis::shard::ShardId;
use crate::kinesis::{Kinesis, Push};
use crate::lambda::mappings::StreamCall;
use crate::lambda::{Lambda, MappingId};
use std::sync::Arc;

/// Whoever subscribed, and by what it knows its pushes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Listener {
    Actor(ActorId, Tag),
    Mapping(MappingId, u64),
}

/// Where a subscription's records go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Connection {
    to: Listener,
    /// When the last that is under way on it arrives.
    busy_until: Instant,
}

/// Something pushed that is on its way to a mapping.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Delivery {
    mapping: MappingId,
    number: u64,
    shard: ShardId,
    what: Option<SubscribeToShardEvent>,
}

/// The connections that are open, by consumer and shard, and what is on its way to mappings; actors have parcels.
#[derive(Clone, Debug, Default, Hash)]
pub(super) struct Connections {
    open: SortedMap<(ConsumerId, ShardId), Connection>,
    under_way: SortedMap<u64, Delivery>,
}

impl Cloud {
    /// An actor's `SubscribeToShard` was answered, and the answer arrives then.
    pub(super) fn subscribed(&mut self, actor: ActorId, tag: Tag, call: &Call, result: &CallResult, arrives: Instant) {
        let (Call::Kinesis(Request::SubscribeToShard(request)), Ok(_)) = (call, result) else { return };
        let arn = request.consumer_arn.as_deref().and_then(|arn| arn.parse().ok());
        let consumer = arn.and_then(|arn| self.kinesis.find_consumer(&arn, self.epoch)).map(|consumer| consumer.id);
        let shard = request.shard_id.as_deref().and_then(ShardId::parse);
        if let (Some(consumer), Some(shard)) = (consumer, shard) {
            let to = Listener::Actor(actor, tag);
            self.connections.open.insert((consumer, shard), Connection { to, busy_until: arrives });
        }
    }

    /// A mapping's `SubscribeToShard` was answered.
    pub(super) fn listen(&mut self, call: &StreamCall, shard: &str, number: u64) {
        let consumer = self.kinesis.find_consumer(&call.source, self.epoch).map(|consumer| consumer.id);
        if let (Some(consumer), Some(shard)) = (consumer, ShardId::parse(shard)) {
            let to = Listener::Mapping(call.mapping, number);
            self.connections.open.insert((consumer, shard), Connection { to, busy_until: self.now });
        }
    }

    /// Lets what is pushed travel to whoever subscribed.
    pub(super) fn carry_push(&mut self, push: Push) {
        let key = (push.consumer, push.shard);
        let (Origin::Actor(_) | Origin::Mapping(_)) = push.to.origin else { return };
        let Some(connection) = self.connections.open.get(&key).copied() else { return };
        let is_over = push.what.is_none();
        let arrives = match connection.to {
            Listener::Actor(actor, tag) => {
                let life = self.actor(actor).map_or(0, crate::actors::Actor::life);
                let ticket = Ticket { tag, life, asked: self.now, operation: "SubscribeToShard", cause: None };
                self.post(actor, ticket, Content::Push(push.what.map(Arc::new)))
            }
            Listener::Mapping(mapping, number) => {
                self.push_to_mapping(Delivery { mapping, number, shard: push.shard, what: push.what })
            }
        };
        let busy_until = arrives.max(connection.busy_until);
        if busy_until > arrives {
            self.delay_last(busy_until);
        }
        if is_over {
            self.connections.open.remove(&key);
        } else {
            self.connections.open.insert(key, Connection { busy_until, ..connection });
        }
    }

    fn push_to_mapping(&mut self, delivery: Delivery) -> Instant {
        let Latency { min_ms, max_ms } = self.dials.latency;
        let arrives = self.now.after(Duration::from_millis(self.latency_rng.between(min_ms, max_ms)));
        let id = self.next_parcel;
        self.next_parcel += 1;
        self.connections.under_way.insert(id, delivery);
        self.timers.set(Timer::Push(id), Some(arrives));
        arrives
    }

    /// What was pushed has arrived at its mapping.
    pub(super) fn mapping_gets(&mut self, id: u64) {
        let Some(Delivery { mapping, number, shard, what }) = self.connections.under_way.remove(&id) else { return };
        let shard = shard.to_string();
        let Some(event) = what else {
            return self
                .act_by_clock(|lambda: &mut Lambda, cx| lambda.shard_unsubscribed(cx, (mapping, &shard, number)));
        };
        let (records, is_closed) = (self.records(&event.records), event.child_shards.is_some());
        let continuation = event.continuation_sequence_number;
        self.act_by_clock(|lambda: &mut Lambda, cx| {
            lambda.shard_pushed(cx, (mapping, &shard, number), records, &continuation, is_closed);
        });
    }

    /// A mapping reads a shard no more: its connection is closed.
    pub(super) fn leave(&mut self, mapping: MappingId, shard: &str) {
        let is_its = |to: Listener| matches!(to, Listener::Mapping(other, _) if other == mapping);
        self.close(|shard_of, to| ShardId::parse(shard) == Some(shard_of) && is_its(to));
    }

    /// Nothing overtakes on a connection: what was posted last arrives later than it would.
    fn delay_last(&mut self, arrives: Instant) {
        let id = self.next_parcel - 1;
        if let Some(parcel) = self.parcels.get_mut(&id) {
            parcel.arrives = arrives;
            self.timers.set(Timer::Parcel(id), Some(arrives));
        } else {
            self.timers.set(Timer::Push(id), Some(arrives));
        }
    }

    /// An actor is told other things: its subscriptions end, and it gets to know of that.
    pub(super) fn let_go(&mut self, actor: ActorId) {
        let is_its = |to: Listener| matches!(to, Listener::Actor(other, _) if other == actor);
        let open = self.connections.open.iter();
        let its: Vec<(ConsumerId, ShardId)> =
            open.filter(|(_, connection)| is_its(connection.to)).map(|(key, _)| *key).collect();
        for (consumer, shard) in its {
            self.act_by_clock(|kinesis: &mut Kinesis, cx| kinesis.hang_up(cx, consumer, shard));
        }
    }

    /// An actor is not there any more: its connections are closed, and with them its subscriptions.
    pub(super) fn hang_up(&mut self, actor: ActorId) {
        self.close(|_, to| matches!(to, Listener::Actor(other, _) if other == actor));
    }

    /// Closes connections, and ends their subscriptions.
    fn close(&mut self, is_closed: impl Fn(ShardId, Listener) -> bool) {
        let open = self.connections.open.iter();
        let closed: Vec<(ConsumerId, ShardId)> =
            open.filter(|(key, connection)| is_closed(key.1, connection.to)).map(|(key, _)| *key).collect();
        for key in closed {
            self.connections.open.remove(&key);
            self.act_by_clock(|kinesis: &mut Kinesis, cx| kinesis.hang_up(cx, key.0, key.1));
        }
    }

    /// Hands an actor what was pushed to it.
    pub(super) fn push_arrives(&mut self, id: ActorId, tag: Tag, what: Option<&SubscribeToShardEvent>) {
        let now = self.now;
        let (mut calls, mut events) = (Vec::new(), Vec::new());
        if let Some(actor) = self.actors.get_mut(&id) {
            Arc::make_mut(actor).pushed(now, tag, what, &mut calls, &mut events);
        }
        self.after_actor(id, calls, events);
    }
}
