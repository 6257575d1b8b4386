//! Calls on their way through the gate into a service, and what the service writes on its way out.

use super::far::far;
use super::gate::Denial;
use super::traffic::{Content, Ticket};
use super::{Cloud, EventKind, Submitted, meter};
use crate::base::{Caller, Origin, Principal, RequestId};
use crate::call::{Call, CallError, CallResult, Reply};
use crate::sqs::{self, Outcome, Sqs};
use std::sync::Arc;

/// A request that has not been answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Pending {
    pub(super) ticket: Option<Ticket>,
    pub(super) caller: Caller,
    service: &'static str,
    operation: &'static str,
    fifo: bool,
    bytes: usize,
}

impl Cloud {
    /// Passes a call through the gate to its service. No result means that the request waits.
    pub(super) fn handle(
        &mut self,
        caller: &Caller,
        call: &Call,
        ticket: Option<Ticket>,
    ) -> (RequestId, Option<CallResult>) {
        let request = RequestId(self.next_request);
        self.next_request += 1;
        let operation = call.operation();
        let fifo = matches!(call, Call::Sqs(request) if request.queue_url().is_some_and(|url| url.ends_with(".fifo")));
        let bytes = meter::payload_bytes(call);
        let before = self.next_seq;
        if !matches!(call, Call::Sqs(_)) {
            (far().prepare)(self, caller, call);
        }
        let mut denial = None;
        let throttled = if self.chaos.is_some() { (far().throttle)(self, caller, call) } else { None };
        let throttled_by = throttled.as_ref().map(|(_, event)| *event);
        let result = if let Some((error, _)) = throttled {
            Some(Err(error))
        } else if let Err((error, why)) = self.admit(caller, call) {
            denial = Some(why);
            Some(Err(error))
        } else if let Err((error, why)) = self.unlock(caller, call) {
            denial = why;
            Some(Err(error))
        } else if let Call::Sqs(call) = call {
            self.handle_sqs(caller, request, call)
        } else {
            (far().carry_out)(self, caller, request, call).unwrap_or_else(|(error, why)| {
                denial = why;
                Some(Err(error))
            })
        };
        self.log_call(caller, call, before, result.as_ref());
        match &result {
            None => {
                let service = call.service();
                let pending = Pending { ticket, caller: caller.clone(), service, operation, fifo, bytes };
                self.pending.insert(request, pending);
            }
            Some(result) => {
                // A delivery is no call of the learner's.
                if !matches!(caller.principal, Principal::Service(_)) {
                    self.meter.count(call.service(), operation, fifo, bytes, result);
                }
                let cause = throttled_by.or(self.cause);
                let cause = std::mem::replace(&mut self.cause, cause);
                self.record_result(caller.origin, request, operation, result, before, denial);
                self.cause = cause;
            }
        }
        (request, result)
    }

    fn handle_sqs(&mut self, caller: &Caller, request: RequestId, call: &sqs::api::Request) -> Option<CallResult> {
        match self.act(caller, request, |sqs: &mut Sqs, cx| sqs.handle(cx, call)) {
            Outcome::Done(result) => Some(result.map(Reply::Sqs).map_err(CallError::Sqs)),
            Outcome::Waiting => None,
        }
    }

    /// Records a refusal, or an answer that left no other trace.
    fn record_result(
        &mut self,
        origin: Origin,
        request: RequestId,
        operation: &'static str,
        result: &CallResult,
        before: u64,
        denial: Option<Arc<Denial>>,
    ) {
        let kind = match result {
            Err(error) => {
                let (code, message) = (error.code(), error.message().to_owned());
                EventKind::Refused { operation, code, message, denial }
            }
            Ok(_) if self.next_seq == before => EventKind::Answered { operation },
            Ok(_) => return,
        };
        self.push(self.cause, request, origin, kind);
    }

    /// Passes the answer to a request that waited on to whoever asked.
    pub(super) fn end_wait(&mut self, request: RequestId, result: CallResult) {
        let Some(pending) = self.pending.remove(&request) else { return };
        self.meter.count(pending.service, pending.operation, pending.fifo, pending.bytes, &result);
        if result.is_err() {
            self.record_result(pending.caller.origin, request, pending.operation, &result, self.next_seq, None);
        }
        let result = Arc::new(result);
        match (pending.caller.origin, pending.ticket) {
            (Origin::Actor(actor), Some(ticket)) => {
                self.post(actor, ticket, Content::Answer(result));
            }
            (Origin::Mapping(_), _) => (far().polled)(self, request, result),
            _ => self.answers.push((request, result)),
        }
    }

    /// Whether an actor or a mapping waits for the answer.
    pub(super) fn waits_for_machine(&self, request: RequestId) -> bool {
        let is_machine = |pending: &Pending| matches!(pending.caller.origin, Origin::Actor(_) | Origin::Mapping(_));
        self.pending.get(&request).is_some_and(is_machine)
    }

    pub(super) fn cancel(&mut self, request: RequestId) -> Submitted {
        let found = self.act(&by_clock(), request, |sqs: &mut Sqs, cx| sqs.cancel_wait(cx, request));
        self.pending.remove(&request);
        if found { Submitted::Changed } else { Submitted::NotFound }
    }
}

/// The caller that stands for time itself.
pub(super) fn by_clock() -> Caller {
    Caller { origin: Origin::Clock, ..Caller::default() }
}
