//! A whole lab: services, actors, what is under way between them, and the clock that moves them.
//!
//! Four verbs drive it: [`Cloud::apply`] an input, ask for [`Cloud::next_due`], [`Cloud::step`] or advance, and take the
//! events. It asks nobody for the time and nothing else of its host. Services meet only here.

mod event;
mod gate;
mod input;
mod meter;

pub use event::{Event, EventKind};
pub use input::{Dials, Input, Latency};
pub use meter::{Meter, UNIT_BYTES, USD_PER_MILLION};

use crate::actors::{Actor, ActorConfig, ActorEvent, Tag};
use crate::base::collections::OrdMap;
use crate::base::{ActorId, Caller, Emitted, Origin, RequestId, Rng, digest};
use crate::call::{Call, CallError, CallResult, Reply};
use crate::clock::{Duration, Epoch, Instant, TimerQueue};
use crate::limits::{LimitSet, SqsLimits};
use crate::sqs::{self, Outcome, Sqs, SqsEvent};
use std::hash::Hash;
use std::sync::Arc;

/// So many steps at one instant mean that something feeds itself; the lab stops then and says so.
pub const STEPS_AT_ONCE_MAX: u32 = 100_000;

/// What wakes a lab.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Timer {
    Sqs(sqs::Timer),
    Actor(ActorId),
    Parcel(u64),
}

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
}

/// A request that has not been answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Pending {
    tag: Option<Tag>,
    caller: Caller,
    operation: &'static str,
    fifo: bool,
    bytes: usize,
}

/// What an input comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// A call was answered.
    Done(CallResult),
    /// A receive waits; [`Cloud::take_answers`] will have its answer.
    Waiting(RequestId),
    /// An actor was added.
    Added(ActorId),
    /// Something changed.
    Changed,
    /// There was nothing of that number.
    NotFound,
}

/// How an advance ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advance {
    /// The instant was reached.
    Reached,
    /// So many steps were done; call again to go on.
    Paused,
    /// The lab stopped itself at its present instant.
    Halted,
}

/// A lab. Cloning is cheap: what did not change is shared.
#[derive(Clone, Debug)]
pub struct Cloud {
    seed: u64,
    epoch: Epoch,
    now: Instant,
    next_seq: u64,
    next_request: u64,
    next_parcel: u64,
    next_actor: u32,
    steps_at_now: u32,
    halted: bool,
    dials: Dials,
    latency_rng: Rng,
    sqs: Sqs,
    actors: OrdMap<ActorId, Arc<Actor>>,
    parcels: OrdMap<u64, Parcel>,
    pending: OrdMap<RequestId, Pending>,
    timers: TimerQueue<Timer>,
    meter: Meter,
    /// Not state: what happened and was answered since somebody last asked.
    events: Vec<Event>,
    answers: Vec<(RequestId, CallResult)>,
    /// Not state: empty between two acts, and kept only for the room that it has.
    outbox: Outbox,
}

impl Cloud {
    /// An empty lab. The seed decides everything that is left to chance.
    pub fn new(seed: u64, limits: LimitSet, dials: Dials) -> Self {
        Self {
            seed,
            epoch: Epoch::DEFAULT,
            now: Instant::ZERO,
            next_seq: 0,
            next_request: 1,
            next_parcel: 1,
            next_actor: 1,
            steps_at_now: 0,
            halted: false,
            latency_rng: Rng::fork(seed, "latency"),
            sqs: Sqs::new(SqsLimits::of(limits), dials.chance.clone(), seed),
            dials,
            actors: OrdMap::new(),
            parcels: OrdMap::new(),
            pending: OrdMap::new(),
            timers: TimerQueue::default(),
            meter: Meter::default(),
            events: Vec::new(),
            answers: Vec::new(),
            outbox: Outbox::default(),
        }
    }

    /// The logical time.
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// When the lab began in the calendar.
    pub const fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// SQS.
    pub const fn sqs(&self) -> &Sqs {
        &self.sqs
    }

    /// Producers and consumers by number.
    pub fn actors(&self) -> impl Iterator<Item = &Actor> {
        self.actors.values().map(|actor| &**actor)
    }

    /// The actor of that number.
    pub fn actor(&self, id: ActorId) -> Option<&Actor> {
        self.actors.get(&id).map(|actor| &**actor)
    }

    /// What is under way.
    pub fn parcels(&self) -> impl Iterator<Item = &Parcel> {
        self.parcels.values()
    }

    /// Calls and their price.
    pub const fn meter(&self) -> &Meter {
        &self.meter
    }

    /// The dials.
    pub const fn dials(&self) -> &Dials {
        &self.dials
    }

    /// Which limits are in force.
    pub const fn limits(&self) -> LimitSet {
        self.sqs.limits.set
    }

    /// Whether the lab stopped itself.
    pub const fn halted(&self) -> bool {
        self.halted
    }

    /// The number of the next event.
    pub const fn next_seq(&self) -> u64 {
        self.next_seq
    }

    /// Takes the events since the last time.
    pub fn drain_events(&mut self) -> Vec<Event> {
        // Whoever asks after each act gets about as many each time.
        let room = Vec::with_capacity(self.events.len());
        std::mem::replace(&mut self.events, room)
    }

    /// Takes the answers to waiting requests of people and scripts since the last time.
    pub fn take_answers(&mut self) -> Vec<(RequestId, CallResult)> {
        std::mem::take(&mut self.answers)
    }

    /// A digest of all state: equal labs have equal digests on every host.
    pub fn digest(&self) -> u64 {
        let Self {
            seed,
            epoch,
            now,
            next_seq,
            next_request,
            next_parcel,
            next_actor,
            steps_at_now,
            halted,
            dials,
            latency_rng,
            sqs,
            actors,
            parcels,
            pending,
            timers,
            meter,
            events: _,
            answers: _,
            outbox: _,
        } = self;
        let mut hasher = digest::StableHasher::default();
        (seed, epoch, now, next_seq, next_request, next_parcel, next_actor, steps_at_now, halted).hash(&mut hasher);
        (dials, latency_rng, sqs, actors, parcels, pending, timers, meter).hash(&mut hasher);
        std::hash::Hasher::finish(&hasher)
    }

    /// Calls as the default account's root user; most tests and scripts want no more.
    pub fn call(&mut self, call: impl Into<Call>) -> Submitted {
        self.apply(&Input::Call { caller: Caller::default(), call: call.into() })
    }

    /// Takes an input at the present instant. Timers that are due at this instant fire first.
    pub fn apply(&mut self, input: &Input) -> Submitted {
        match input {
            Input::Call { caller, call } => match self.handle(caller, call, None) {
                (_, Some(result)) => Submitted::Done(result),
                (request, None) => Submitted::Waiting(request),
            },
            Input::Cancel(request) => self.cancel(*request),
            Input::AddActor(config) => {
                let id = ActorId(self.next_actor);
                self.next_actor += 1;
                let actor = Actor::new(id, config.clone(), self.seed, self.now);
                self.actors.insert(id, Arc::new(actor));
                self.record(Origin::Person, EventKind::ActorAdded(id));
                self.set_actor_timer(id);
                Submitted::Added(id)
            }
            Input::SetActor(id, config) => self.set_actor(*id, config),
            Input::RemoveActor(id) => match self.actors.remove(id) {
                Some(actor) => {
                    self.timers.set(Timer::Actor(*id), None);
                    self.end_waits_of(*id);
                    self.record(Origin::Person, EventKind::ActorRemoved(*id, actor.name().to_owned()));
                    Submitted::Changed
                }
                None => Submitted::NotFound,
            },
            Input::Crash(id) => self.crash(*id),
            Input::Limits(set) => {
                self.sqs.change_limits(SqsLimits::of(*set));
                self.record(Origin::Person, EventKind::LimitsChanged(*set));
                Submitted::Changed
            }
            Input::Dials(dials) => {
                self.dials = dials.clone();
                self.sqs.chance = dials.chance.clone();
                self.record(Origin::Person, EventKind::DialsChanged(dials.clone()));
                Submitted::Changed
            }
        }
    }

    fn set_actor(&mut self, id: ActorId, config: &ActorConfig) -> Submitted {
        let now = self.now;
        let Some(actor) = self.actors.get_mut(&id) else { return Submitted::NotFound };
        Arc::make_mut(actor).configure(config.clone(), now);
        self.record(Origin::Person, EventKind::ActorChanged(id));
        self.set_actor_timer(id);
        Submitted::Changed
    }

    fn crash(&mut self, id: ActorId) -> Submitted {
        let now = self.now;
        let Some(actor) = self.actors.get_mut(&id) else { return Submitted::NotFound };
        let mut events = Vec::new();
        Arc::make_mut(actor).crash(now, &mut events);
        self.record_actor(id, events);
        self.end_waits_of(id);
        self.set_actor_timer(id);
        Submitted::Changed
    }

    /// Ends the waits of an actor that crashed or was removed: with nobody there, they must take no message.
    fn end_waits_of(&mut self, actor: ActorId) {
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

    fn cancel(&mut self, request: RequestId) -> Submitted {
        let mut outbox = std::mem::take(&mut self.outbox);
        let caller = by_clock();
        let mut cx = outbox.cx(self.now, self.epoch, &caller, request, &mut self.next_seq);
        let found = self.sqs.cancel_wait(&mut cx, request);
        self.collect(outbox);
        self.pending.remove(&request);
        if found { Submitted::Changed } else { Submitted::NotFound }
    }

    /// When something will happen by itself; never for a lab that has stopped itself.
    pub fn next_due(&self) -> Option<Instant> {
        self.timers.next_due().filter(|_| !self.halted).map(|due| due.max(self.now))
    }

    /// Does the next thing that happens by itself at or before `limit`; false when there is none.
    pub fn step(&mut self, limit: Instant) -> bool {
        if self.halted {
            return false;
        }
        let Some((at, timer)) = self.timers.pop_due(limit) else { return false };
        if at > self.now {
            self.now = at;
            self.steps_at_now = 0;
        }
        self.steps_at_now += 1;
        match timer {
            Timer::Sqs(timer) => self.wake_sqs(timer),
            Timer::Actor(id) => self.wake_actor(id),
            Timer::Parcel(id) => self.deliver(id),
        }
        if self.steps_at_now >= STEPS_AT_ONCE_MAX {
            self.halted = true;
            self.record(Origin::Clock, EventKind::Halted);
        }
        true
    }

    /// Moves time to `to`, doing all that falls due on the way, in at most `steps_max` steps.
    pub fn advance_to(&mut self, to: Instant, steps_max: u64) -> Advance {
        for _ in 0..steps_max {
            if !self.step(to) {
                if self.halted {
                    return Advance::Halted;
                }
                self.set_now(to);
                return Advance::Reached;
            }
        }
        Advance::Paused
    }

    /// Moves time over a stretch in which nothing is due.
    pub(crate) fn set_now(&mut self, to: Instant) {
        if to > self.now {
            self.now = to;
            self.steps_at_now = 0;
        }
    }

    fn wake_sqs(&mut self, timer: sqs::Timer) {
        let mut outbox = std::mem::take(&mut self.outbox);
        let caller = by_clock();
        let mut cx = outbox.cx(self.now, self.epoch, &caller, RequestId(0), &mut self.next_seq);
        self.sqs.wake(&mut cx, timer);
        self.collect(outbox);
    }

    fn wake_actor(&mut self, id: ActorId) {
        let now = self.now;
        let (mut calls, mut events) = (Vec::new(), Vec::new());
        if let Some(actor) = self.actors.get_mut(&id) {
            Arc::make_mut(actor).wake(now, &mut calls, &mut events);
        }
        self.after_actor(id, calls, events);
    }

    fn after_actor(&mut self, id: ActorId, calls: Vec<(Tag, Call)>, events: Vec<ActorEvent>) {
        self.record_actor(id, events);
        for (tag, call) in calls {
            self.post(id, tag, Content::Call(Arc::new(call)));
        }
        self.set_actor_timer(id);
    }

    fn set_actor_timer(&mut self, id: ActorId) {
        let due = self.actors.get(&id).and_then(|actor| actor.next_due());
        self.timers.set(Timer::Actor(id), due);
    }

    fn post(&mut self, actor: ActorId, tag: Tag, content: Content) {
        let Latency { min_ms, max_ms } = self.dials.latency;
        let arrives = self.now.after(Duration::from_millis(self.latency_rng.between(min_ms, max_ms)));
        let id = self.next_parcel;
        self.next_parcel += 1;
        self.parcels.insert(id, Parcel { actor, departed: self.now, arrives, content, tag });
        self.timers.set(Timer::Parcel(id), Some(arrives));
    }

    fn deliver(&mut self, id: u64) {
        let Some(parcel) = self.parcels.remove(&id) else { return };
        let now = self.now;
        match parcel.content {
            Content::Call(call) => {
                let Some(caller) = self.actors.get(&parcel.actor).map(|actor| actor.caller.clone()) else { return };
                if let (_, Some(result)) = self.handle(&caller, &call, Some(parcel.tag)) {
                    self.post(parcel.actor, parcel.tag, Content::Answer(Arc::new(result)));
                }
            }
            Content::Answer(result) => {
                let (mut calls, mut events) = (Vec::new(), Vec::new());
                if let Some(actor) = self.actors.get_mut(&parcel.actor) {
                    Arc::make_mut(actor).answer(now, parcel.tag, &result, &mut calls, &mut events);
                }
                self.after_actor(parcel.actor, calls, events);
            }
        }
    }

    /// Passes a call through the gate to its service. No result means that the request waits.
    fn handle(&mut self, caller: &Caller, call: &Call, tag: Option<Tag>) -> (RequestId, Option<CallResult>) {
        let request = RequestId(self.next_request);
        self.next_request += 1;
        let Call::Sqs(sqs_request) = call;
        let operation = sqs_request.operation();
        let fifo = sqs_request.queue_url().is_some_and(|url| url.ends_with(".fifo"));
        let bytes = meter::payload_bytes(call);
        let before = self.next_seq;
        let result = if let Err(error) = gate::admit(&self.sqs, caller, call) {
            Some(Err(error))
        } else {
            let mut outbox = std::mem::take(&mut self.outbox);
            let mut cx = outbox.cx(self.now, self.epoch, caller, request, &mut self.next_seq);
            let outcome = self.sqs.handle(&mut cx, sqs_request);
            self.collect(outbox);
            match outcome {
                Outcome::Done(result) => Some(result.map(Reply::Sqs).map_err(CallError::Sqs)),
                Outcome::Waiting => None,
            }
        };
        match &result {
            None => {
                let pending = Pending { tag, caller: caller.clone(), operation, fifo, bytes };
                self.pending.insert(request, pending);
            }
            Some(result) => {
                self.meter.count(operation, fifo, bytes, result);
                self.record_result(caller.origin, request, operation, result, before);
            }
        }
        (request, result)
    }

    /// Records a refusal, or an answer that left no other trace.
    fn record_result(
        &mut self,
        origin: Origin,
        request: RequestId,
        operation: &'static str,
        result: &CallResult,
        before: u64,
    ) {
        let kind = match result {
            Err(error) => EventKind::Refused { operation, code: error.code(), message: error.message().to_owned() },
            Ok(_) if self.next_seq == before => EventKind::Answered { operation },
            Ok(_) => return,
        };
        self.push(None, request, origin, kind);
    }

    fn record(&mut self, origin: Origin, kind: EventKind) {
        self.push(None, RequestId(0), origin, kind);
    }

    fn record_actor(&mut self, id: ActorId, events: Vec<ActorEvent>) {
        for event in events {
            self.record(Origin::Actor(id), EventKind::Actor(id, event));
        }
    }

    fn push(&mut self, after: Option<u64>, request: RequestId, origin: Origin, kind: EventKind) {
        let seq = self.next_seq;
        self.next_seq += 1;
        self.events.push(Event { seq, at: self.now, after, request, origin, kind });
    }

    /// Takes over what a service wrote: events, timers, answers.
    fn collect(&mut self, mut outbox: Outbox) {
        let at = self.now;
        self.events.extend(outbox.events.drain(..).map(|event| {
            let Emitted { seq, after, request, origin, kind } = event;
            Event { seq, at, after, request, origin, kind: EventKind::Sqs(kind) }
        }));
        for (timer, due) in outbox.timers.drain(..) {
            self.timers.set(Timer::Sqs(timer), due);
        }
        for (request, result) in outbox.answers.drain(..) {
            let result = result.map(Reply::Sqs).map_err(CallError::Sqs);
            let Some(pending) = self.pending.remove(&request) else { continue };
            self.meter.count(pending.operation, pending.fifo, pending.bytes, &result);
            if result.is_err() {
                self.record_result(pending.caller.origin, request, pending.operation, &result, self.next_seq);
            }
            match (pending.caller.origin, pending.tag) {
                (Origin::Actor(actor), Some(tag)) => self.post(actor, tag, Content::Answer(Arc::new(result))),
                _ => self.answers.push((request, result)),
            }
        }
        self.outbox = outbox;
    }
}

/// What a service writes while it acts.
#[derive(Clone, Debug, Default)]
struct Outbox {
    events: Vec<Emitted<SqsEvent>>,
    timers: Vec<(sqs::Timer, Option<Instant>)>,
    answers: Vec<(RequestId, sqs::Result<sqs::api::Reply>)>,
}

impl Outbox {
    fn cx<'a>(
        &'a mut self,
        now: Instant,
        epoch: Epoch,
        caller: &'a Caller,
        request: RequestId,
        next_seq: &'a mut u64,
    ) -> sqs::Cx<'a> {
        sqs::Cx {
            now,
            epoch,
            caller,
            request,
            next_seq,
            events: &mut self.events,
            timers: &mut self.timers,
            answers: &mut self.answers,
        }
    }
}

/// The caller that stands for time itself.
fn by_clock() -> Caller {
    Caller { origin: Origin::Clock, ..Caller::default() }
}
