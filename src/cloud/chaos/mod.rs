//! What is broken on purpose: switches at actors, queues, topics and streams, each thrown by an input of its own.
//!
//! A switch that was thrown is an event; what it does later is told as following from that event. [`check`] says what
//! cannot be broken where, and `strikes.rs` does what the switches stand for to calls, answers and copies under way.
//! What AWS itself leaves to chance is no business of this module.

mod check;
mod strikes;

pub use check::{BURST_MAX, COUNT_MAX, LATENCY_MAX_MS, TIMES_MAX};

use super::traffic::Parcel;
use super::{Cloud, EventKind, Latency, Origin, RequestId, Submitted};
use crate::actors::Role;
use crate::base::collections::SortedMap;
use crate::base::{ActorId, Arn};
use crate::clock::Instant;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One end of a connection.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Spot {
    /// A producer or consumer.
    Actor(ActorId),
    /// A queue, a topic, a stream, a delivery stream or a function.
    Resource(Arn),
    /// What stands outside, as a subscription names it.
    Endpoint(String),
}

/// What is broken, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Switch {
    /// An actor crashes with what it has in hand.
    Crash(ActorId),
    /// Nothing passes between two that are connected.
    Partition(Spot, Spot),
    /// The calls of an actor, or those to a queue, a topic or a stream, are refused as too many.
    Throttle(Spot),
    /// `DeleteMessage` requests of a consumer never arrive.
    LoseDelete(ActorId),
    /// Answers to what a producer sends never come back.
    LoseAnswer(ActorId),
    /// Messages of a standard queue are delivered and yet stay visible.
    Duplicate(Arn),
    /// Messages of a producer are such that every consumer fails on them.
    Poison(ActorId),
    /// A producer sends many at once.
    Burst(ActorId),
    /// The work of an actor takes longer.
    Slow(ActorId),
    /// The way of an actor's calls and answers takes longer.
    Latency(ActorId),
    /// The clock of an actor stands still, as in a long pause of its garbage collector.
    Freeze(ActorId),
}

/// How a switch is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Setting {
    /// All is well again.
    Off,
    /// Broken until it is set off; a crash is over at once.
    On,
    /// The next so many; all at once for a burst.
    Next(u32),
    /// So many times as long.
    Times(u32),
    /// So much longer on each way, drawn anew between both.
    Longer(Latency),
}

impl Switch {
    /// A partition, whichever end is named first.
    pub fn partition(a: Spot, b: Spot) -> Self {
        if a <= b { Self::Partition(a, b) } else { Self::Partition(b, a) }
    }

    /// Whether it is about that place.
    pub fn is_at(&self, spot: &Spot) -> bool {
        match self {
            Self::Partition(a, b) => a == spot || b == spot,
            Self::Throttle(at) => at == spot,
            Self::Duplicate(queue) => matches!(spot, Spot::Resource(arn) if arn == queue),
            Self::Crash(id)
            | Self::LoseDelete(id)
            | Self::LoseAnswer(id)
            | Self::Poison(id)
            | Self::Burst(id)
            | Self::Slow(id)
            | Self::Latency(id)
            | Self::Freeze(id) => *spot == Spot::Actor(*id),
        }
    }

    /// Whether it is over as soon as it is thrown.
    const fn is_instant(&self) -> bool {
        matches!(self, Self::Crash(_) | Self::Burst(_))
    }
}

/// A switch that is thrown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Active {
    /// How it is set; of those that count, how many are left.
    pub setting: Setting,
    /// The event of its throwing.
    pub event: u64,
    /// Since when.
    pub since: Instant,
}

/// What a switch did to something under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Blow {
    /// A call never arrived.
    CallLost,
    /// An answer never came back.
    AnswerLost,
    /// What was pushed was lost, and the connection with it.
    PushLost,
}

/// Something under way that was struck.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Strike {
    /// By which switch.
    pub switch: Switch,
    /// How.
    pub blow: Blow,
    /// Whose call or answer it was.
    pub actor: ActorId,
    /// Of which call.
    pub operation: &'static str,
    /// When the client stops waiting and knows of it.
    pub known_at: Instant,
}

/// All that is broken, and what follows from it.
#[derive(Clone, Debug, Default, Hash)]
pub(super) struct Disturbances {
    on: SortedMap<Switch, Active>,
    /// What came to actors whose clocks stand still, in its order.
    held: Vec<Parcel>,
    /// The last loss that each actor suffered.
    lost: SortedMap<ActorId, u64>,
}

impl Cloud {
    /// Switches that are thrown, each with how it is set and what is left of it.
    pub fn chaos(&self) -> impl Iterator<Item = (&Switch, Active)> {
        let all = self.chaos.iter().flat_map(|chaos| chaos.on.iter());
        all.filter_map(|(switch, active)| {
            let mut active = *active;
            if let Switch::Duplicate(queue) = switch {
                let left = self.sqs.find_arn(queue).map_or(0, |id| self.sqs.forced_duplicates(id));
                active.setting = (left > 0).then_some(Setting::Next(left))?;
            }
            Some((switch, active))
        })
    }

    /// Whether a switch is thrown, and how.
    pub fn broken(&self, switch: &Switch) -> Option<Active> {
        self.chaos.as_ref()?;
        self.chaos().find(|(one, _)| *one == switch).map(|(_, active)| active)
    }

    pub(super) fn set_chaos(&mut self, switch: &Switch, setting: Setting) -> Submitted {
        if self.check_chaos(switch, setting).is_err() {
            return Submitted::NotFound;
        }
        let (event, since) = (self.next_seq, self.now);
        self.record(Origin::Person, EventKind::Chaos(Arc::new(switch.clone()), setting));
        let chaos = Arc::make_mut(self.chaos.get_or_insert_default());
        let before = chaos.on.remove(switch);
        if setting != Setting::Off && !switch.is_instant() {
            chaos.on.insert(switch.clone(), Active { setting, event, since });
        }
        match switch {
            Switch::Crash(id) => {
                self.hands_follow(*id, event);
                return self.crash(*id);
            }
            Switch::Burst(id) => self.burst(*id, setting, event),
            Switch::Freeze(id) => {
                match (setting, before) {
                    (Setting::Off, Some(before)) => self.thaw(*id, before.since),
                    _ => self.hands_follow(*id, event),
                }
                self.set_actor_timer(*id);
            }
            Switch::Slow(id) => {
                if let Some(actor) = self.actors.get_mut(id) {
                    Arc::make_mut(actor).slow_down(if let Setting::Times(times) = setting { times } else { 1 });
                }
            }
            Switch::Poison(id) => {
                if let Some(left) = self.actors.get_mut(id).and_then(|actor| Arc::make_mut(actor).poison_left()) {
                    *left = count(setting);
                }
            }
            Switch::Duplicate(queue) => {
                if let Some(id) = self.sqs.find_arn(queue) {
                    self.sqs.force_duplicates(id, count(setting), event);
                }
            }
            // Connections on which records are pushed break at once.
            Switch::Partition(Spot::Actor(id), _) if setting == Setting::On => self.let_go(*id),
            Switch::Partition(..)
            | Switch::Throttle(_)
            | Switch::LoseDelete(_)
            | Switch::LoseAnswer(_)
            | Switch::Latency(_) => {}
        }
        Submitted::Changed
    }

    fn burst(&mut self, id: ActorId, setting: Setting, event: u64) {
        let now = self.now;
        let (mut calls, mut events) = (Vec::new(), Vec::new());
        if let Some(actor) = self.actors.get_mut(&id) {
            Arc::make_mut(actor).burst(count(setting), now, &mut calls, &mut events);
        }
        let cause = self.settle_poison(id).unwrap_or(event);
        for event in events {
            self.push(None, RequestId(0), Origin::Actor(id), EventKind::Actor(id, event));
        }
        for (tag, call) in calls {
            self.post_call(id, tag, call, Some(cause));
        }
        self.set_actor_timer(id);
    }

    /// An actor's clock goes on: it gets what came to it in the meantime.
    fn thaw(&mut self, id: ActorId, from: Instant) {
        let now = self.now;
        if let Some(actor) = self.actors.get_mut(&id) {
            Arc::make_mut(actor).stood_still(from, now.since(from));
        }
        for parcel in self.take_held(id) {
            self.send_off(Parcel { arrives: now, ..parcel });
        }
    }

    fn take_held(&mut self, id: ActorId) -> Vec<Parcel> {
        let Some(chaos) = &mut self.chaos else { return Vec::new() };
        let chaos = Arc::make_mut(chaos);
        let (its, others) = std::mem::take(&mut chaos.held).into_iter().partition(|parcel| parcel.actor == id);
        chaos.held = others;
        its
    }

    /// What becomes of the messages that a consumer has in its hands is told as following from that event.
    fn hands_follow(&mut self, id: ActorId, event: u64) {
        let Some(Role::Consumer(consumer)) = self.actors.get(&id).map(|actor| &actor.role) else { return };
        for job in consumer.jobs.iter().chain(&consumer.loading) {
            self.sqs.follows(job.handle, event);
        }
    }

    /// An actor is gone, and all that was broken at it.
    pub(super) fn forget_actor(&mut self, id: ActorId) {
        let Some(chaos) = &mut self.chaos else { return };
        let chaos = Arc::make_mut(chaos);
        let spot = Spot::Actor(id);
        chaos.on.retain(|switch, _| !switch.is_at(&spot));
        chaos.held.retain(|parcel| parcel.actor != id);
        chaos.lost.remove(&id);
    }
}

/// How many the next ones are; none for another setting.
const fn count(setting: Setting) -> u32 {
    match setting {
        Setting::Next(count) => count,
        Setting::Off | Setting::On | Setting::Times(_) | Setting::Longer(_) => 0,
    }
}
