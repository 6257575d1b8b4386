//! Calls on their way through the gate into a service, and what the service writes on its way out.

use super::outbox::Outbox;
use super::traffic::Content;
use super::{Cloud, Event, EventKind, Submitted, Timer, meter};
use crate::actors::Tag;
use crate::base::{Caller, Emitted, Origin, RequestId};
use crate::call::{Call, CallError, CallResult, Reply};
use crate::sns;
use crate::sqs::{self, Outcome};
use std::sync::Arc;

/// A request that has not been answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Pending {
    pub(super) tag: Option<Tag>,
    pub(super) caller: Caller,
    operation: &'static str,
    fifo: bool,
    bytes: usize,
}

impl Cloud {
    pub(super) fn wake_sqs(&mut self, timer: sqs::Timer) {
        let mut outbox = std::mem::take(&mut self.outbox);
        let caller = by_clock();
        let mut cx = outbox.cx(self.now, self.epoch, &caller, RequestId(0), &mut self.next_seq);
        self.sqs.wake(&mut cx, timer);
        self.collect(outbox);
    }

    /// Passes a call through the gate to its service. No result means that the request waits.
    pub(super) fn handle(&mut self, caller: &Caller, call: &Call, tag: Option<Tag>) -> (RequestId, Option<CallResult>) {
        let request = RequestId(self.next_request);
        self.next_request += 1;
        let operation = call.operation();
        let fifo = matches!(call, Call::Sqs(request) if request.queue_url().is_some_and(|url| url.ends_with(".fifo")));
        let bytes = meter::payload_bytes(call);
        let before = self.next_seq;
        let result = if let Err(error) = self.admit(caller, call) {
            Some(Err(error))
        } else {
            match call {
                Call::Sqs(call) => self.handle_sqs(caller, request, call),
                Call::Sns(call) => Some(self.handle_sns(caller, request, call)),
            }
        };
        match &result {
            None => {
                let pending = Pending { tag, caller: caller.clone(), operation, fifo, bytes };
                self.pending.insert(request, pending);
            }
            Some(result) => {
                // A delivery is no call of the learner's.
                if !matches!(caller.origin, Origin::Delivery(_)) {
                    self.meter.count(call.service(), operation, fifo, bytes, result);
                }
                self.record_result(caller.origin, request, operation, result, before);
            }
        }
        (request, result)
    }

    fn handle_sqs(&mut self, caller: &Caller, request: RequestId, call: &sqs::api::Request) -> Option<CallResult> {
        let mut outbox = std::mem::take(&mut self.outbox);
        let mut cx = outbox.cx(self.now, self.epoch, caller, request, &mut self.next_seq);
        let outcome = self.sqs.handle(&mut cx, call);
        self.collect(outbox);
        match outcome {
            Outcome::Done(result) => Some(result.map(Reply::Sqs).map_err(CallError::Sqs)),
            Outcome::Waiting => None,
        }
    }

    fn handle_sns(&mut self, caller: &Caller, request: RequestId, call: &sns::api::Request) -> CallResult {
        let mut outbox = std::mem::take(&mut self.sns_outbox);
        let mut cx = outbox.cx(self.now, self.epoch, caller, request, &mut self.next_seq);
        let result = self.sns.handle(&mut cx, call);
        self.collect_sns(outbox);
        result.map(Reply::Sns).map_err(CallError::Sns)
    }

    /// Takes over what SNS wrote: events, timers, and what has to be carried.
    pub(super) fn collect_sns(&mut self, mut outbox: Outbox<sns::Sns>) {
        let at = self.now;
        self.events.extend(outbox.events.drain(..).map(|event| {
            let Emitted { seq, after, request, origin, kind } = event;
            Event { seq, at, after, request, origin, kind: EventKind::Sns(kind) }
        }));
        for (timer, due) in outbox.timers.drain(..) {
            self.timers.set(Timer::Sns(timer), due);
        }
        for outgoing in outbox.outgoing.drain(..) {
            self.depart(outgoing);
        }
        self.sns_outbox = outbox;
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
        self.push(self.cause, request, origin, kind);
    }

    /// Takes over what a service wrote: events, timers, answers.
    fn collect(&mut self, mut outbox: Outbox<sqs::Sqs>) {
        let (at, cause) = (self.now, self.cause);
        self.events.extend(outbox.events.drain(..).map(|event| {
            let Emitted { seq, after, request, origin, kind } = event;
            Event { seq, at, after: after.or(cause), request, origin, kind: EventKind::Sqs(kind) }
        }));
        for (timer, due) in outbox.timers.drain(..) {
            self.timers.set(Timer::Sqs(timer), due);
        }
        for (request, result) in outbox.answers.drain(..) {
            let result = result.map(Reply::Sqs).map_err(CallError::Sqs);
            let Some(pending) = self.pending.remove(&request) else { continue };
            self.meter.count("sqs", pending.operation, pending.fifo, pending.bytes, &result);
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

    pub(super) fn waits_for_actor(&self, request: RequestId) -> bool {
        self.pending.get(&request).is_some_and(|pending| matches!(pending.caller.origin, Origin::Actor(_)))
    }

    pub(super) fn cancel(&mut self, request: RequestId) -> Submitted {
        let mut outbox = std::mem::take(&mut self.outbox);
        let caller = by_clock();
        let mut cx = outbox.cx(self.now, self.epoch, &caller, request, &mut self.next_seq);
        let found = self.sqs.cancel_wait(&mut cx, request);
        self.collect(outbox);
        self.pending.remove(&request);
        if found { Submitted::Changed } else { Submitted::NotFound }
    }
}

/// The caller that stands for time itself.
pub(super) fn by_clock() -> Caller {
    Caller { origin: Origin::Clock, ..Caller::default() }
}
