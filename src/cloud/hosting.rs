//! How a lab lets a service act, and takes over what the service wrote: events, timers, answers, and what is to be carried.
//!
//! One way for every service. What differs between them is said by [`Hosted`], in a few lines for each.

use super::outbox::Outbox;
use super::{Cloud, Event, EventKind, Timer};
use crate::base::{Caller, Cx, Emitted, RequestId, Service};
use crate::dynamodb::DynamoDb;
use crate::iam::Iam;
use crate::kinesis::Kinesis;
use crate::kms::Kms;
use crate::sns::Sns;
use crate::sqs::Sqs;
use std::convert::Infallible;

/// A service that a lab has.
pub(super) trait Hosted: Service + Sized {
    /// The service.
    fn of(cloud: &mut Cloud) -> &mut Self;
    /// Its events among those of the lab.
    fn event(kind: Self::Event) -> EventKind;
    /// Its timers among those of the lab.
    fn timer(timer: Self::Timer) -> Timer;
    /// Lets what it sends leave.
    fn carry(cloud: &mut Cloud, outgoing: Self::Outgoing);
    /// Passes the answer to a request that waited on.
    fn answered(cloud: &mut Cloud, request: RequestId, answer: Self::Answer);

    /// Room for what it writes. Services that are called very often keep theirs.
    fn room(_: &mut Cloud) -> Outbox<Self> {
        Outbox::default()
    }

    /// Takes the room back, which is empty again.
    fn keep(_: &mut Cloud, _: Outbox<Self>) {}
}

impl Cloud {
    /// Lets a service act on behalf of a caller.
    pub(super) fn act<S: Hosted, R>(
        &mut self,
        caller: &Caller,
        request: RequestId,
        act: impl FnOnce(&mut S, &mut Cx<'_, S>) -> R,
    ) -> R {
        let mut outbox = S::room(self);
        let (now, epoch, mut next_seq) = (self.now, self.epoch, self.next_seq);
        let result = act(S::of(self), &mut outbox.cx(now, epoch, caller, request, &mut next_seq));
        self.next_seq = next_seq;
        self.take_over(outbox);
        result
    }

    /// Lets a service act by itself.
    pub(super) fn act_by_clock<S: Hosted, R>(&mut self, act: impl FnOnce(&mut S, &mut Cx<'_, S>) -> R) -> R {
        self.act(&super::calls::by_clock(), RequestId(0), act)
    }

    fn take_over<S: Hosted>(&mut self, mut outbox: Outbox<S>) {
        let (at, cause) = (self.now, self.cause);
        self.events.extend(outbox.events.drain(..).map(|event| {
            let Emitted { seq, after, request, origin, kind } = event;
            Event { seq, at, after: after.or(cause), request, origin, kind: S::event(kind) }
        }));
        for (timer, due) in outbox.timers.drain(..) {
            self.timers.set(S::timer(timer), due);
        }
        for (request, answer) in outbox.answers.drain(..) {
            S::answered(self, request, answer);
        }
        for outgoing in outbox.outgoing.drain(..) {
            S::carry(self, outgoing);
        }
        S::keep(self, outbox);
    }
}

impl Hosted for Sqs {
    fn of(cloud: &mut Cloud) -> &mut Self {
        &mut cloud.sqs
    }

    fn event(kind: Self::Event) -> EventKind {
        EventKind::Sqs(kind)
    }

    fn timer(timer: Self::Timer) -> Timer {
        Timer::Sqs(timer)
    }

    fn carry(_: &mut Cloud, outgoing: Infallible) {
        match outgoing {}
    }

    fn answered(cloud: &mut Cloud, request: RequestId, answer: Self::Answer) {
        cloud.end_wait(request, answer.map(crate::call::Reply::Sqs).map_err(crate::call::CallError::Sqs));
    }

    fn room(cloud: &mut Cloud) -> Outbox<Self> {
        std::mem::take(&mut cloud.outbox)
    }

    fn keep(cloud: &mut Cloud, outbox: Outbox<Self>) {
        cloud.outbox = outbox;
    }
}

impl Hosted for Sns {
    fn of(cloud: &mut Cloud) -> &mut Self {
        &mut cloud.sns
    }

    fn event(kind: Self::Event) -> EventKind {
        EventKind::Sns(kind)
    }

    fn timer(timer: Self::Timer) -> Timer {
        Timer::Sns(timer)
    }

    fn carry(cloud: &mut Cloud, outgoing: Self::Outgoing) {
        cloud.depart(outgoing);
    }

    fn answered(_: &mut Cloud, _: RequestId, answer: Infallible) {
        match answer {}
    }

    fn room(cloud: &mut Cloud) -> Outbox<Self> {
        std::mem::take(&mut cloud.sns_outbox)
    }

    fn keep(cloud: &mut Cloud, outbox: Outbox<Self>) {
        cloud.sns_outbox = outbox;
    }
}

impl Hosted for Kinesis {
    fn of(cloud: &mut Cloud) -> &mut Self {
        &mut cloud.kinesis
    }

    fn event(kind: Self::Event) -> EventKind {
        EventKind::Kinesis(kind)
    }

    fn timer(timer: Self::Timer) -> Timer {
        Timer::Kinesis(timer)
    }

    fn carry(cloud: &mut Cloud, outgoing: Self::Outgoing) {
        cloud.carry_push(outgoing);
    }

    fn answered(_: &mut Cloud, _: RequestId, answer: Infallible) {
        match answer {}
    }
}

/// The services that answer at once and do nothing by themselves but what their timers say.
macro_rules! hosted {
    ($($service:ident in $field:ident),* $(,)?) => {$(
        impl Hosted for $service {
            fn of(cloud: &mut Cloud) -> &mut Self {
                &mut cloud.$field
            }

            fn event(kind: Self::Event) -> EventKind {
                EventKind::$service(kind)
            }

            fn timer(timer: Self::Timer) -> Timer {
                Timer::$service(timer)
            }

            fn carry(_: &mut Cloud, outgoing: Infallible) {
                match outgoing {}
            }

            fn answered(_: &mut Cloud, _: RequestId, answer: Infallible) {
                match answer {}
            }
        }
    )*};
}

hosted!(Iam in iam, Kms in kms, DynamoDb in dynamodb);
