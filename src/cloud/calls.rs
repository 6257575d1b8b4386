//! Calls on their way through the gate into a service, and what the service writes on its way out.

use super::traffic::Content;
use super::{Cloud, Event, EventKind, Submitted, Timer, gate, meter};
use crate::actors::Tag;
use crate::base::{Caller, Emitted, Origin, RequestId};
use crate::call::{Call, CallError, CallResult, Reply};
use crate::clock::{Epoch, Instant};
use crate::sqs::{self, Outcome, SqsEvent};
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

/// What a service writes while it acts.
#[derive(Clone, Debug, Default)]
pub(super) struct Outbox {
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
