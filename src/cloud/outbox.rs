//! What a service writes while it acts: events, timers, answers, and what is to be carried to somebody else.

use crate::base::{Caller, Cx, Emitted, RequestId, Service};
use crate::clock::{Epoch, Instant};

/// Room for what one service writes; empty between two acts.
pub(super) struct Outbox<S: Service> {
    pub events: Vec<Emitted<S::Event>>,
    pub timers: Vec<(S::Timer, Option<Instant>)>,
    pub answers: Vec<(RequestId, S::Answer)>,
    pub outgoing: Vec<S::Outgoing>,
}

impl<S: Service> Outbox<S> {
    pub fn cx<'a>(
        &'a mut self,
        now: Instant,
        epoch: Epoch,
        caller: &'a Caller,
        request: RequestId,
        next_seq: &'a mut u64,
    ) -> Cx<'a, S> {
        Cx {
            now,
            epoch,
            caller,
            request,
            next_seq,
            events: &mut self.events,
            timers: &mut self.timers,
            answers: &mut self.answers,
            outgoing: &mut self.outgoing,
        }
    }
}

impl<S: Service> Default for Outbox<S> {
    fn default() -> Self {
        Self { events: Vec::new(), timers: Vec::new(), answers: Vec::new(), outgoing: Vec::new() }
    }
}

/// Between two acts there is nothing in it to copy.
impl<S: Service> Clone for Outbox<S> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<S: Service> std::fmt::Debug for Outbox<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Outbox")
    }
}
