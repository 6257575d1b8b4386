//! Actors, and what is under way between them and the services.

use super::calls::Pending;
use super::far::far;
use super::{Cloud, EventKind, Latency, Submitted, Timer};
use crate::actors::{Actor, ActorConfig, ActorEvent, Tag};
use crate::base::{ActorId, Origin, RequestId};
use crate::call::{Call, CallResult};
use crate::clock::{Duration, Instant};
use crate::kinesis::api::SubscribeToShardEvent;
use std::sync::Arc;

/// Something under way between an actor and a service.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Parcel {
    /// The actor.
    pub actor: ActorId,
    /// When it left.
    pub departed: Instant,
    /// When it arrives.
    pub arrives: Instant,
    /// What it is.
    pub content: Content,
    pub(super) ticket: Ticket,
}

/// What belongs to a call from its sending to its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Ticket {
    /// By which the actor knows the answer.
    pub(super) tag: Tag,
    /// In which of its lives the actor made it; nobody reads the answer in a later one.
    pub(super) life: u64,
    /// When it was made.
    pub(super) asked: Instant,
    /// What is called.
    pub(super) operation: &'static str,
    /// The event that it was made for, where one is known.
    pub(super) cause: Option<u64>,
}

/// A call or an answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// On the way to the service.
    Call(Arc<Call>),
    /// On the way back.
    Answer(Arc<CallResult>),
    /// Pushed to one that subscribed; none when nothing more comes.
    Push(Option<Arc<SubscribeToShardEvent>>),
}

impl Cloud {
    pub(super) fn set_actor(&mut self, id: ActorId, config: &ActorConfig) -> Submitted {
        let now = self.now;
        let Some(actor) = self.actors.get_mut(&id) else { return Submitted::NotFound };
        Arc::make_mut(actor).configure(config.clone(), now);
        if matches!(config, ActorConfig::Reader(_)) {
            (far().let_go)(self, id);
        }
        self.record(Origin::Person, EventKind::ActorChanged(id));
        self.set_actor_timer(id);
        Submitted::Changed
    }

    pub(super) fn crash(&mut self, id: ActorId) -> Submitted {
        let now = self.now;
        let Some(actor) = self.actors.get_mut(&id) else { return Submitted::NotFound };
        let mut events = Vec::new();
        let crash = if actor.is_far() { far().crash_actor } else { Actor::crash };
        crash(Arc::make_mut(actor), now, &mut events);
        self.after_actor(id, Vec::new(), events);
        self.end_waits_of(id);
        Submitted::Changed
    }

    /// Ends the waits of an actor that crashed or was removed: with nobody there, they must take no message.
    pub(super) fn end_waits_of(&mut self, actor: ActorId) {
        let is_its = |pending: &Pending| pending.caller.origin == Origin::Actor(actor);
        let its = self.pending.iter().filter(|(_, pending)| is_its(pending));
        let waits: Vec<RequestId> = its.map(|(request, _)| *request).collect();
        for request in waits {
            self.cancel(request);
        }
    }

    pub(super) fn wake_actor(&mut self, id: ActorId) {
        let now = self.now;
        let (mut calls, mut events) = (Vec::new(), Vec::new());
        if let Some(actor) = self.actors.get_mut(&id) {
            let wake = if actor.is_far() { far().wake_actor } else { Actor::wake };
            wake(Arc::make_mut(actor), now, &mut calls, &mut events);
        }
        self.after_actor(id, calls, events);
    }

    pub(super) fn after_actor(&mut self, id: ActorId, calls: Vec<(Tag, Call)>, events: Vec<ActorEvent>) {
        if self.chaos.is_some() {
            return (far().after_disturbed)(self, id, calls, events);
        }
        let has_crashed = events.iter().any(|event| matches!(event, ActorEvent::Crashed { .. }));
        self.record_actor(id, events);
        if has_crashed && self.actors.get(&id).is_some_and(|actor| actor.is_far()) {
            (far().hang_up)(self, id);
        }
        for (tag, call) in calls {
            self.post_call(id, tag, call, None);
        }
        self.set_actor_timer(id);
    }

    pub(super) fn set_actor_timer(&mut self, id: ActorId) {
        let stands_still = self.chaos.is_some() && (far().stands_still)(self, id);
        let due = self.actors.get(&id).filter(|_| !stands_still).and_then(|actor| actor.next_due());
        self.timers.set(Timer::Actor(id), due);
    }

    /// Sends an actor's call.
    pub(super) fn post_call(&mut self, actor: ActorId, tag: Tag, call: Call, cause: Option<u64>) {
        let life = self.actors.get(&actor).map_or(0, |actor| actor.life());
        let ticket = Ticket { tag, life, asked: self.now, operation: call.operation(), cause };
        self.post(actor, ticket, Content::Call(Arc::new(call)));
    }

    /// Sends something to or from an actor; answers when it arrives.
    pub(super) fn post(&mut self, actor: ActorId, ticket: Ticket, content: Content) -> Instant {
        let mut latency = self.dials.latency;
        if self.chaos.is_some() {
            latency = (far().latency_of)(self, actor);
        }
        let Latency { min_ms, max_ms } = latency;
        let arrives = self.now.after(Duration::from_millis(self.latency_rng.between(min_ms, max_ms)));
        self.send_off(Parcel { actor, departed: self.now, arrives, content, ticket });
        arrives
    }

    /// Puts a parcel on its way.
    pub(super) fn send_off(&mut self, parcel: Parcel) {
        let id = self.next_parcel;
        self.next_parcel += 1;
        self.timers.set(Timer::Parcel(id), Some(parcel.arrives));
        self.parcels.insert(id, parcel);
    }

    pub(super) fn deliver(&mut self, id: u64) {
        let Some(mut parcel) = self.parcels.remove(&id) else { return };
        if self.chaos.is_some() {
            let Some(left) = (far().disturb)(self, parcel) else { return };
            parcel = left;
        }
        let (now, ticket) = (self.now, parcel.ticket);
        match parcel.content {
            Content::Call(call) => {
                let Some(caller) = self.actors.get(&parcel.actor).map(|actor| actor.caller.clone()) else { return };
                self.cause = ticket.cause;
                let (_, result) = self.handle(&caller, &call, Some(ticket));
                self.cause = None;
                let Some(result) = result.map(Arc::new) else { return };
                let arrives = self.post(parcel.actor, ticket, Content::Answer(result.clone()));
                if matches!(ticket.tag, Tag::Subscribe(_)) {
                    (far().subscribed)(self, parcel.actor, ticket.tag, &call, &result, arrives);
                }
            }
            Content::Answer(result) => {
                let (mut calls, mut events) = (Vec::new(), Vec::new());
                if let Some(actor) = self.actors.get_mut(&parcel.actor) {
                    if actor.life() != ticket.life {
                        return;
                    }
                    let answer = if actor.is_far() { far().answer_actor } else { Actor::answer };
                    answer(Arc::make_mut(actor), now, ticket.tag, &result, &mut calls, &mut events);
                }
                self.after_actor(parcel.actor, calls, events);
            }
            Content::Push(what) => (far().push_arrives)(self, parcel.actor, ticket.tag, what.as_deref()),
        }
    }

    fn record_actor(&mut self, id: ActorId, events: Vec<ActorEvent>) {
        for event in events {
            self.record(Origin::Actor(id), EventKind::Actor(id, event));
        }
    }
}
