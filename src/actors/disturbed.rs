//! What can be done to an actor from outside of its program: a pause of its clock, slow work, poison, a burst.
//!
//! The knobs are the actor's, and what they are turned for is not known here.

use super::{Actor, ActorCx, ActorEvent, Role, Tag};
use crate::call::{Call, TIMEOUT};
use crate::clock::{Duration, Instant};

/// How long the Kinesis Producer Library waits for an answer (`RequestTimeout`, `ConnectTimeout`; source: the default
/// configuration in the public repository awslabs/amazon-kinesis-producer).
const KPL_TIMEOUT: Duration = Duration::from_millis(6_000);

impl Actor {
    /// In which of its lives it is: who crashed reads no answers to the calls that it made before.
    pub const fn life(&self) -> u64 {
        match &self.role {
            Role::Consumer(consumer) => consumer.crashes,
            // Others number their calls, and know those of a former life by their numbers.
            Role::Producer(_) | Role::Writer(_) | Role::Reader(_) | Role::Agent(_) | Role::Kcl(_) => 0,
        }
    }

    /// How long its client waits for an answer.
    pub const fn patience(&self) -> Duration {
        match &self.role {
            Role::Writer(writer) if matches!(writer.config.client, super::writer::Client::Kpl(_)) => KPL_TIMEOUT,
            _ => TIMEOUT,
        }
    }

    /// Lets its work take so many times as long from now on; false where it does none.
    pub const fn slow_down(&mut self, times: u32) -> bool {
        match &mut self.role {
            Role::Consumer(consumer) => consumer.slow = times,
            Role::Reader(reader) => reader.slow = times,
            Role::Kcl(kcl) => kcl.slow = times,
            Role::Producer(_) | Role::Writer(_) | Role::Agent(_) => return false,
        }
        true
    }

    /// Its clock stood still for so long since `from`: work that it was at then goes on where it stood.
    pub fn stood_still(&mut self, from: Instant, span: Duration) {
        match &mut self.role {
            Role::Consumer(consumer) => consumer.stood_still(from, span),
            Role::Reader(reader) => reader.stood_still(from, span),
            Role::Kcl(kcl) => kcl.stood_still(from, span),
            Role::Producer(_) | Role::Writer(_) | Role::Agent(_) => {}
        }
    }

    /// How many of its next messages are poison; none for what is no producer of messages.
    pub const fn poison_left(&mut self) -> Option<&mut u32> {
        match &mut self.role {
            Role::Producer(producer) => Some(&mut producer.poison_left),
            _ => None,
        }
    }

    /// Sends so many messages or records at once; less where it has no more.
    pub fn burst(&mut self, count: u32, now: Instant, calls: &mut Vec<(Tag, Call)>, events: &mut Vec<ActorEvent>) {
        let cx = &mut ActorCx { now, rng: &mut self.rng, calls, events };
        match &mut self.role {
            Role::Producer(producer) => producer.burst(cx, count),
            Role::Writer(writer) => writer.burst(cx, count),
            Role::Consumer(_) | Role::Reader(_) | Role::Agent(_) | Role::Kcl(_) => {}
        }
    }
}
