//! What enhanced fan-out pushes to actors: records that travel on the connection that a `SubscribeToShard` opened.
//!
//! An actor subscribes by a call with a tag `Tag::Subscribe` whose number it uses once. Whatever is pushed comes to it under
//! that tag, behind the answer and in order, as on one connection; the end of the subscription comes last. An actor that
//! crashes or goes hangs up, which ends its subscriptions. What a person is pushed is seen in the log alone.

use super::traffic::Content;
use super::{Cloud, Timer};
use crate::actors::Tag;
use crate::base::collections::SortedMap;
use crate::base::{ActorId, Origin};
use crate::call::{Call, CallResult};
use crate::clock::Instant;
use crate::kinesis::api::{Request, SubscribeToShardEvent};
use crate::kinesis::consumer::ConsumerId;
use crate::kinesis::shard::ShardId;
use crate::kinesis::{Kinesis, Push};
use std::sync::Arc;

/// Where a subscription's records go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Connection {
    actor: ActorId,
    tag: Tag,
    /// When the last that is under way on it arrives.
    busy_until: Instant,
}

/// The connections that are open, by consumer and shard.
#[derive(Clone, Debug, Default, Hash)]
pub(super) struct Connections(SortedMap<(ConsumerId, ShardId), Connection>);

impl Cloud {
    /// An actor's `SubscribeToShard` was answered, and the answer arrives then.
    pub(super) fn subscribed(&mut self, actor: ActorId, tag: Tag, call: &Call, result: &CallResult, arrives: Instant) {
        let (Call::Kinesis(Request::SubscribeToShard(request)), Ok(_)) = (call, result) else { return };
        let arn = request.consumer_arn.as_deref().and_then(|arn| arn.parse().ok());
        let consumer = arn.and_then(|arn| self.kinesis.find_consumer(&arn, self.epoch)).map(|consumer| consumer.id);
        let shard = request.shard_id.as_deref().and_then(ShardId::parse);
        if let (Some(consumer), Some(shard)) = (consumer, shard) {
            self.connections.0.insert((consumer, shard), Connection { actor, tag, busy_until: arrives });
        }
    }

    /// Lets what is pushed travel to the actor that subscribed.
    pub(super) fn carry_push(&mut self, push: Push) {
        let key = (push.consumer, push.shard);
        let Origin::Actor(_) = push.to.origin else { return };
        let Some(connection) = self.connections.0.get(&key).copied() else { return };
        let is_over = push.what.is_none();
        let arrives = self.post(connection.actor, connection.tag, Content::Push(push.what.map(Arc::new)));
        let busy_until = arrives.max(connection.busy_until);
        if busy_until > arrives {
            self.delay_last(busy_until);
        }
        if is_over {
            self.connections.0.remove(&key);
        } else {
            self.connections.0.insert(key, Connection { busy_until, ..connection });
        }
    }

    /// Nothing overtakes on a connection: what was posted last arrives later than it would.
    fn delay_last(&mut self, arrives: Instant) {
        let id = self.next_parcel - 1;
        if let Some(parcel) = self.parcels.get_mut(&id) {
            parcel.arrives = arrives;
            self.timers.set(Timer::Parcel(id), Some(arrives));
        }
    }

    /// An actor is not there any more: its connections are closed, and with them its subscriptions.
    pub(super) fn hang_up(&mut self, actor: ActorId) {
        let its =
            |(key, connection): (&(ConsumerId, ShardId), &Connection)| (connection.actor == actor).then_some(*key);
        let closed: Vec<(ConsumerId, ShardId)> = self.connections.0.iter().filter_map(its).collect();
        for key in closed {
            self.connections.0.remove(&key);
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
