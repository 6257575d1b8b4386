//! Actors, and what is under way between them and the services.

use super::calls::Pending;
use super::far::far;
use super::{Cloud, EventKind, Latency, Submitted, Timer};
use crate::actors::{Actor, ActorConfig, ActorEvent, Tag};
use crate::base::{ActorId, Origin, RequestId};
use crate::call::{Call, CallResult, Reply};
use crate::clock::{Duration, Instant};
use crate::kinesis::api::SubscribeToShardEvent;
use crate::sqs;
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
    tag: Tag,
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
        let waits: Vec<(RequestId, Option<Tag>)> = self
            .pending
            .iter()
            .filter(|(_, pending)| is_its(pending))
            .map(|(request, pending)| (*request, pending.tag))
            .collect();
        for (request, tag) in waits {
            self.cancel(request);
            // A crashed consumer counts the answers to its old calls, to tell them from those to its new ones.
            if let Some(tag) = tag.filter(|_| self.actors.contains_key(&actor)) {
                let nothing = Reply::Sqs(sqs::api::Reply::ReceiveMessage(sqs::api::ReceiveMessageResult::default()));
                self.post(actor, tag, Content::Answer(Arc::new(Ok(nothing))));
            }
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
        let has_crashed = events.iter().any(|event| matches!(event, ActorEvent::Crashed { .. }));
        self.record_actor(id, events);
        if has_crashed && self.actors.get(&id).is_some_and(|actor| actor.is_far()) {
            (far().hang_up)(self, id);
        }
        for (tag, call) in calls {
            self.post(id, tag, Content::Call(Arc::new(call)));
        }
        self.set_actor_timer(id);
    }

    pub(super) fn set_actor_timer(&mut self, id: ActorId) {
        let due = self.actors.get(&id).and_then(|actor| actor.next_due());
        self.timers.set(Timer::Actor(id), due);
    }

    /// Sends something to or from an actor; answers when it arrives.
    pub(super) fn post(&mut self, actor: ActorId, tag: Tag, content: Content) -> Instant {
        let Latency { min_ms, max_ms } = self.dials.latency;
        let arrives = self.now.after(Duration::from_millis(self.latency_rng.between(min_ms, max_ms)));
        let id = self.next_parcel;
        self.next_parcel += 1;
        self.parcels.insert(id, Parcel { actor, departed: self.now, arrives, content, tag });
        self.timers.set(Timer::Parcel(id), Some(arrives));
        arrives
    }

    pub(super) fn deliver(&mut self, id: u64) {
        let Some(parcel) = self.parcels.remove(&id) else { return };
        let now = self.now;
        match parcel.content {
            Content::Call(call) => {
                let Some(caller) = self.actors.get(&parcel.actor).map(|actor| actor.caller.clone()) else { return };
                let (_, Some(result)) = self.handle(&caller, &call, Some(parcel.tag)) else { return };
                let result = Arc::new(result);
                let arrives = self.post(parcel.actor, parcel.tag, Content::Answer(result.clone()));
                if matches!(parcel.tag, Tag::Subscribe(_)) {
                    (far().subscribed)(self, parcel.actor, parcel.tag, &call, &result, arrives);
                }
            }
            Content::Answer(result) => {
                let (mut calls, mut events) = (Vec::new(), Vec::new());
                if let Some(actor) = self.actors.get_mut(&parcel.actor) {
                    let answer = if actor.is_far() { far().answer_actor } else { Actor::answer };
                    answer(Arc::make_mut(actor), now, parcel.tag, &result, &mut calls, &mut events);
                }
                self.after_actor(parcel.actor, calls, events);
            }
            Content::Push(what) => (far().push_arrives)(self, parcel.actor, parcel.tag, what.as_deref()),
        }
    }

    fn record_actor(&mut self, id: ActorId, events: Vec<ActorEvent>) {
        for event in events {
            self.record(Origin::Actor(id), EventKind::Actor(id, event));
        }
    }
}
