//! A whole lab: services, actors, what is under way between them, and the clock that moves them.
//!
//! Four verbs drive it: [`Cloud::apply`] an input, ask for [`Cloud::next_due`], [`Cloud::step`] or advance, and take the
//! events. It asks nobody for the time and nothing else of its host. Services meet only here.

mod alarms;
mod applications;
mod buckets;
mod calls;
mod chaos;
mod costs;
mod crowds;
mod deliveries;
mod delivery_streams;
mod encryption;
mod errands;
mod event;
mod far;
mod fed_streams;
pub mod figures;
mod functions;
mod gate;
mod hosting;
mod input;
mod mapped_streams;
mod mappings;
mod measures;
mod meter;
mod outbox;
mod outside;
mod own_limits;
mod pushes;
mod readers;
mod shipments;
mod state;
mod streams;
mod traffic;
mod trail;
mod triggers;

pub use alarms::CLOUDWATCH_SERVICE;
pub use buckets::S3_SERVICE;
pub use chaos::{Active, BURST_MAX, Blow, COUNT_MAX, LATENCY_MAX_MS, Setting, Spot, Strike, Switch, TIMES_MAX};
pub use costs::{Cost, KPU_USD_PER_HOUR, PRICES_OF, total};
pub use crowds::{CROWD_MAX, NUMBER};
pub use deliveries::{Fault, Flight, sns_caller};
pub use errands::{Errand, Report, service_caller};
pub use event::{Event, EventKind};
pub use far::{FAR, Far, complete};
pub use gate::{Ask, Denial};
pub use input::{Dials, Input, Latency};
pub use mappings::Haul;
pub use measures::{
    APPLICATION_METRICS, CONSUMER_METRICS, DELIVERY_STREAM_METRICS, FUNCTION_METRICS, Measured, STREAM_METRICS,
};
pub use meter::{Meter, UNIT_BYTES};
pub use outside::kind_of;
pub use own_limits::{OwnLimit, OwnLimitSet};
pub use shipments::Shipment;
pub use traffic::{Content, Parcel};
pub use trail::{RECORDS_MAX, Record, Route};

use crate::actors::Actor;
use crate::analytics::{self, Analytics};
use crate::base::collections::{ChunkDeque, OrdMap, SortedMap};
use crate::base::{ActorId, Caller, Origin, RequestId, Rng};
use crate::call::{Call, CallResult};
use crate::clock::{Epoch, Instant, TimerQueue};
use crate::cloudwatch::{self, CloudWatch};
use crate::dynamodb::{self, DynamoDb};
use crate::endpoints::Endpoints;
use crate::firehose::{self, Firehose, FirehoseLimits};
use crate::iam::Iam;
use crate::kinesis::{self, Kinesis};
use crate::kms::{self, Kms, KmsLimits};
use crate::lambda::{self, Lambda, LambdaLimits};
use crate::limits::{KinesisLimits, LimitSet, SnsLimits, SqsLimits};
use crate::s3::{self, S3};
use crate::sns::{self, Sns};
use crate::sqs::{self, Sqs};
use calls::Pending;
use outbox::Outbox;
use std::sync::Arc;

/// So many steps at one instant mean that something feeds itself; the lab stops then and says so.
pub const STEPS_AT_ONCE_MAX: u32 = 100_000;

/// What wakes a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Timer {
    Sqs(sqs::Timer),
    Actor(ActorId),
    Parcel(u64),
    Sns(sns::Timer),
    Flight(u64),
    Iam(std::convert::Infallible),
    Kms(kms::Timer),
    S3(s3::Timer),
    CloudWatch(cloudwatch::Timer),
    Lambda(lambda::Timer),
    Firehose(firehose::Timer),
    Shipment(u64),
    Errand(u64),
    Kinesis(kinesis::Timer),
    DynamoDb(dynamodb::Timer),
    Haul(u64),
    Push(u64),
    Analytics(analytics::service::Timer),
}

/// What an input comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "one lives for as long as somebody reads it")]
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
    /// It cannot be done, with the reason. Nothing changed.
    Refused(String),
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
    /// Figures that are not AWS's, by their keys.
    own_limits: SortedMap<&'static str, u64>,
    latency_rng: Rng,
    sqs: Sqs,
    sns: Sns,
    iam: Iam,
    kms: Kms,
    s3: S3,
    cloudwatch: CloudWatch,
    lambda: Lambda,
    kinesis: Kinesis,
    firehose: Firehose,
    analytics: Analytics,
    dynamodb: DynamoDb,
    endpoints: Endpoints,
    endpoints_rng: Rng,
    samples: alarms::Samples,
    actors: SortedMap<ActorId, Arc<Actor>>,
    parcels: SortedMap<u64, Parcel>,
    pending: SortedMap<RequestId, Pending>,
    /// Copies of messages on their way to subscribers; a topic can have very many.
    flights: OrdMap<u64, Flight>,
    /// On which connections records are pushed to actors.
    connections: pushes::Connections,
    errands: OrdMap<u64, Errand>,
    hauls: OrdMap<u64, Haul>,
    /// Polls of mappings that wait at queues.
    polls: SortedMap<RequestId, mappings::Waiting>,
    /// Requests of delivery streams on their way to what stands outside of AWS.
    shipments: OrdMap<u64, Shipment>,
    /// Functions that delivery streams wait for, by the number of the request.
    awaited: SortedMap<RequestId, firehose::Errand>,
    /// Functions that applications wait for.
    applications_wait: SortedMap<RequestId, Arc<analytics::service::Outgoing>>,
    faults: SortedMap<Arc<str>, Fault>,
    /// What is broken on purpose; none as long as nothing ever was.
    chaos: Option<Arc<chaos::Disturbances>>,
    timers: TimerQueue<Timer>,
    meter: Meter,
    trail: ChunkDeque<Record>,
    /// Not state: what happened and was answered since somebody last asked.
    events: Vec<Event>,
    answers: Vec<(RequestId, Arc<CallResult>)>,
    /// Not state: while a delivery is put into its queue, the event of its publish.
    cause: Option<u64>,
    /// Not state: empty between two acts, and kept only for the room that it has.
    outbox: Outbox<Sqs>,
    sns_outbox: Outbox<Sns>,
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
            sns: Sns::new(SnsLimits::of(limits), dials.deliveries, seed),
            iam: Iam::new(),
            kms: Kms::new(KmsLimits::default(), seed),
            s3: S3::new(seed),
            cloudwatch: CloudWatch::new(),
            lambda: Lambda::new(LambdaLimits::of(limits), seed),
            kinesis: Kinesis::new(KinesisLimits::of(limits), seed),
            firehose: Firehose::new(FirehoseLimits::of(limits), seed),
            analytics: Analytics::new(seed),
            dynamodb: DynamoDb::new(),
            endpoints: Endpoints::default(),
            endpoints_rng: Rng::fork(seed, "endpoints/latency"),
            samples: alarms::Samples::default(),
            dials,
            own_limits: SortedMap::default(),
            actors: SortedMap::default(),
            parcels: SortedMap::default(),
            pending: SortedMap::default(),
            flights: OrdMap::new(),
            connections: pushes::Connections::default(),
            errands: OrdMap::new(),
            hauls: OrdMap::new(),
            polls: SortedMap::default(),
            shipments: OrdMap::new(),
            awaited: SortedMap::default(),
            applications_wait: SortedMap::default(),
            faults: SortedMap::default(),
            chaos: None,
            timers: TimerQueue::default(),
            meter: Meter::default(),
            trail: ChunkDeque::default(),
            events: Vec::new(),
            answers: Vec::new(),
            cause: None,
            outbox: Outbox::default(),
            sns_outbox: Outbox::default(),
        }
    }

    /// Takes the events since the last time.
    pub fn drain_events(&mut self) -> Vec<Event> {
        // Whoever asks after each act gets about as many each time.
        let room = Vec::with_capacity(self.events.len());
        std::mem::replace(&mut self.events, room)
    }

    /// The same into a list, which is emptied first. Its room serves the next events, so that asking after each act
    /// allocates nothing.
    pub fn swap_events(&mut self, events: &mut Vec<Event>) {
        events.clear();
        std::mem::swap(&mut self.events, events);
    }

    /// Takes the answers to waiting requests of people and scripts since the last time.
    pub fn take_answers(&mut self) -> Vec<(RequestId, Arc<CallResult>)> {
        std::mem::take(&mut self.answers)
    }

    /// Calls as the default account's root user; most tests and scripts want no more.
    pub fn call(&mut self, call: impl Into<Call>) -> Submitted {
        self.apply(&Input::Call { caller: Caller::default(), call: call.into() })
    }

    /// Takes an input at the present instant. What is due at this instant is to happen first: see [`Cloud::advance_to`].
    pub fn apply(&mut self, input: &Input) -> Submitted {
        match input {
            Input::Call { caller, call } => match self.handle(caller, call, None) {
                (_, Some(result)) => Submitted::Done(result),
                (request, None) => Submitted::Waiting(request),
            },
            // Actors and mappings end their own requests; one that is answered by nobody would have them wait for ever.
            Input::Cancel(request) if self.waits_for_machine(*request) => Submitted::NotFound,
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
                    if actor.is_far() {
                        (far::far().hang_up)(self, *id);
                    }
                    self.record(Origin::Person, EventKind::ActorRemoved(*id, actor.name().to_owned()));
                    if self.chaos.is_some() {
                        (far::far().forget_actor)(self, *id);
                    }
                    Submitted::Changed
                }
                None => Submitted::NotFound,
            },
            Input::Crash(id) => self.crash(*id),
            Input::Limits(set) => self.change_limits(*set),
            Input::Dials(dials) => {
                self.dials = dials.clone();
                self.sqs.chance = dials.chance.clone();
                self.sns.chance = dials.deliveries;
                self.record(Origin::Person, EventKind::DialsChanged(dials.clone()));
                Submitted::Changed
            }
            input => (far::far().apply)(self, input),
        }
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
            Timer::Sqs(timer) => self.act_by_clock(|sqs: &mut Sqs, cx| sqs.wake(cx, timer)),
            Timer::Actor(id) => self.wake_actor(id),
            Timer::Parcel(id) => self.deliver(id),
            timer => (far::far().wake)(self, timer),
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

    /// Moves time over a stretch in which nothing is due. Nothing fires, also not what is due in it: whoever wants that
    /// steps or advances.
    pub fn set_now(&mut self, to: Instant) {
        if to > self.now {
            self.now = to;
            self.steps_at_now = 0;
        }
    }

    fn record(&mut self, origin: Origin, kind: EventKind) {
        self.push(None, RequestId(0), origin, kind);
    }

    fn push(&mut self, after: Option<u64>, request: RequestId, origin: Origin, kind: EventKind) {
        let seq = self.next_seq;
        self.next_seq += 1;
        self.events.push(Event { seq, at: self.now, after, request, origin, kind });
    }
}
