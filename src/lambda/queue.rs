//! The queues of events: attempts, retries, and where an event ends.
//!
//! Source: "How Lambda handles errors and retries with asynchronous invocation" and "Capturing records of Lambda
//! asynchronous invocations" in the Lambda developer guide. An event ends when its function ended well, when the last
//! retry failed, or when it has waited too long. One that is given up goes to the dead-letter target and to the
//! destination for failures, to both where both are set.

use super::function::{Function, FunctionId};
use super::invocation::{
    Condition, DestinationKind, Ending, For, Outgoing, QueuedEvent, Run, State, dead_letter_attributes, record,
};
use super::limits::{retry_delay, throttle_delay};
use super::{Carried, Cx, Lambda, LambdaEvent, Timer};
use crate::clock::{Duration, Instant};
use std::sync::Arc;
use uuid::Uuid;

/// Why an event ends, and with what answer.
struct End<'a> {
    condition: Condition,
    ending: Option<&'a Ending>,
    cause: u64,
}

impl Lambda {
    /// Takes an event into a function's queue and tries it at once; answers its id.
    pub(super) fn accept(&mut self, cx: &mut Cx<'_>, function: FunctionId, payload: Arc<str>) -> Uuid {
        let request = self.draw_id();
        let number = self.next_event;
        self.next_event += 1;
        let event = cx.emit(None, LambdaEvent::Accepted { function, request });
        let mut is_stopped = false;
        if let Some(function) = self.function_mut(function) {
            function.totals.accepted += 1;
            function.queued += 1;
            is_stopped = function.reserved == Some(0);
        }
        let (accepted, state) = (cx.now, State::Retry(cx.now));
        let queued = QueuedEvent { function, request, payload, accepted, failed: 0, throttled: 0, state, event };
        self.events.insert(number, queued);
        if is_stopped {
            let end = End { condition: Condition::ZeroReservedConcurrency, ending: None, cause: event };
            self.give_up(cx, number, &end);
        } else {
            self.attempt(cx, number);
        }
        request
    }

    /// An attempt of an event is due.
    pub(super) fn attempt(&mut self, cx: &mut Cx<'_>, number: u64) {
        let Some(event) = self.events.get(&number).cloned() else { return };
        let Some(function) = self.function(event.function) else { return };
        let deadline = deadline(function, &event);
        if deadline <= cx.now {
            let end = End { condition: Condition::EventAgeExceeded, ending: None, cause: event.event };
            return self.give_up(cx, number, &end);
        }
        if self.no_room(function).is_some() {
            let throttled = event.throttled + 1;
            let next = cx.now.after(throttle_delay(throttled)).min(deadline);
            if let Some(function) = self.function_mut(event.function) {
                function.totals.throttles += 1;
            }
            let (function, request) = (event.function, event.request);
            cx.emit(Some(event.event), LambdaEvent::Throttled { function, request, next });
            cx.set_timer(Timer::Event(number), Some(next));
            self.events.insert(number, QueuedEvent { throttled, state: State::Throttled(next), ..event });
            return;
        }
        let which = (event.request, event.failed + 1);
        let waits = (For::Event(number), Some(event.event));
        if let Some(run) = self.begin(cx, event.function, which, &event.payload, waits) {
            self.events.insert(number, QueuedEvent { throttled: 0, state: State::Running(run), ..event });
        }
    }

    /// A run of an event is over.
    pub(super) fn settle_event(&mut self, cx: &mut Cx<'_>, number: u64, run: &Run) {
        let (id, request, attempt) = (run.function, run.request, run.attempt);
        let Some(event) = self.events.get(&number).cloned() else {
            // The function was deleted meanwhile, and its queue with it.
            let kind = match run.ending.why() {
                None => LambdaEvent::Succeeded { function: id, request, attempt, took: run.ends.since(run.started) },
                Some(why) => LambdaEvent::Failed { function: id, request, attempt, next: None, why: why.clone() },
            };
            cx.emit(Some(run.event), kind);
            return;
        };
        let Some(why) = run.ending.why().cloned() else {
            let took = run.ends.since(run.started);
            let cause = cx.emit(Some(run.event), LambdaEvent::Succeeded { function: id, request, attempt, took });
            let end = End { condition: Condition::Success, ending: Some(&run.ending), cause };
            self.forget(number);
            if let Some(function) = self.function(id) {
                let target = function.event_config.as_ref().and_then(|config| config.on_success.clone());
                let sent = target.map(|target| destination(cx, function, &event, &end, target));
                self.send(cx, sent.into_iter().collect());
            }
            return;
        };
        let event = QueuedEvent { failed: event.failed + 1, ..event };
        let next = self.function(id).and_then(|function| next_attempt(function, &event, cx.now));
        let failed = LambdaEvent::Failed { function: id, request, attempt, next, why };
        let cause = cx.emit(Some(run.event), failed);
        let retries = self.function(id).map_or(0, retries);
        let is_last = event.failed > retries;
        let state = State::Retry(next.unwrap_or(cx.now));
        self.events.insert(number, QueuedEvent { state, ..event });
        if next.is_some() {
            return cx.set_timer(Timer::Event(number), next);
        }
        let condition = if is_last { Condition::RetriesExhausted } else { Condition::EventAgeExceeded };
        self.give_up(cx, number, &End { condition, ending: Some(&run.ending), cause });
    }

    /// No more attempts: to the dead-letter target and the destination for failures, or gone.
    fn give_up(&mut self, cx: &mut Cx<'_>, number: u64, end: &End<'_>) {
        let Some(event) = self.forget(number) else { return };
        if let Some(function) = self.function_mut(event.function) {
            function.totals.dropped += 1;
        }
        let Some(function) = self.function(event.function) else { return };
        let mut outgoing: Vec<Outgoing> = Vec::new();
        if let Some(target) = &function.dead_letter {
            outgoing.push(dead_letter(function, &event, end, target.clone()));
        }
        if let Some(target) = function.event_config.as_ref().and_then(|config| config.on_failure.clone()) {
            outgoing.push(destination(cx, function, &event, end, target));
        }
        if outgoing.is_empty() {
            let (function, request, why) = (event.function, event.request, sentence(end).into());
            cx.emit(Some(end.cause), LambdaEvent::Discarded { function, request, why });
            return;
        }
        self.send(cx, outgoing);
    }

    pub(super) fn send(&mut self, cx: &mut Cx<'_>, all: Vec<Outgoing>) {
        for mut outgoing in all {
            if let Some(function) = self.function_mut(outgoing.function) {
                function.totals.sent += 1;
            }
            let Outgoing { function, request, kind, .. } = outgoing;
            let target = outgoing.target.clone();
            let told = LambdaEvent::SentToDestination { function, request, kind, target };
            outgoing.event = cx.emit(Some(outgoing.event), told);
            cx.outgoing.push(Carried::Outgoing(outgoing));
        }
    }

    /// Takes note of what came of something that was sent on. What did not arrive is lost.
    pub fn settle(&mut self, cx: &mut Cx<'_>, outgoing: &Outgoing, arrived: Result<(), String>) {
        let Err(why) = arrived else { return };
        let Outgoing { function, request, kind, .. } = *outgoing;
        if let Some(function) = self.function_mut(function) {
            function.totals.not_sent += 1;
        }
        let (target, why) = (outgoing.target.clone(), why.into());
        cx.emit(Some(outgoing.event), LambdaEvent::DestinationFailed { function, request, kind, target, why });
    }

    /// Takes an event out of its queue.
    fn forget(&mut self, number: u64) -> Option<QueuedEvent> {
        let event = self.events.remove(&number)?;
        if let Some(function) = self.function_mut(event.function) {
            function.queued -= 1;
        }
        Some(event)
    }

    /// Throws a deleted function's queue away; what runs goes on.
    pub(super) fn discard_queue(&mut self, cx: &mut Cx<'_>, function: FunctionId) {
        let all: Vec<u64> = self.events_of(function).map(|(number, _)| number).collect();
        for number in all {
            let Some(event) = self.forget(number) else { continue };
            if !matches!(event.state, State::Running(_)) {
                cx.set_timer(Timer::Event(number), None);
                let (request, why) = (event.request, "the function was deleted".into());
                cx.emit(Some(event.event), LambdaEvent::Discarded { function, request, why });
            }
        }
    }
}

/// Retries that a function's events get.
fn retries(function: &Function) -> u32 {
    let set = function.event_config.as_ref().and_then(|config| config.retries);
    set.and_then(|retries| u32::try_from(retries).ok()).unwrap_or(2)
}

/// When an event has waited too long.
fn deadline(function: &Function, event: &QueuedEvent) -> Instant {
    let set = function.event_config.as_ref().and_then(|config| config.age_secs);
    let age = set.and_then(|secs| u64::try_from(secs).ok()).unwrap_or(21_600);
    event.accepted.after(Duration::from_secs(age))
}

/// When an event that failed is looked at again: when its retry is due, or else when it has waited too long.
fn next_attempt(function: &Function, event: &QueuedEvent, now: Instant) -> Option<Instant> {
    let deadline = deadline(function, event);
    let next = now.after(retry_delay(event.failed)).min(deadline);
    (event.failed <= retries(function) && deadline > now).then_some(next)
}

/// Why an event was given up, in a sentence.
fn sentence(end: &End<'_>) -> String {
    match (end.ending.and_then(Ending::why), end.condition) {
        (Some(why), _) => why.to_string(),
        (None, Condition::ZeroReservedConcurrency) => "the function's reserved concurrency is zero".to_owned(),
        (None, _) => "the event was older than its maximum age".to_owned(),
    }
}

fn outgoing(function: &Function, event: &QueuedEvent, cause: u64, target: Arc<str>) -> Outgoing {
    Outgoing {
        function: function.id,
        source: function.arn(),
        account: function.key.account,
        role: function.role_name().into(),
        request: event.request,
        kind: DestinationKind::DeadLetter,
        target,
        body: event.payload.clone(),
        attributes: Vec::new(),
        key: None,
        event: cause,
    }
}

/// The event itself, with what went wrong beside it.
fn dead_letter(function: &Function, event: &QueuedEvent, end: &End<'_>, target: Arc<str>) -> Outgoing {
    // A function that failed was answered with 200 all the same; one that never ran was refused for want of room.
    let status = if event.failed > 0 { 200 } else { 429 };
    let attributes = dead_letter_attributes(event.request, status, &sentence(end));
    Outgoing { attributes, ..outgoing(function, event, end.cause, target) }
}

/// The record of the invocation.
fn destination(cx: &Cx<'_>, function: &Function, event: &QueuedEvent, end: &End<'_>, target: Arc<str>) -> Outgoing {
    let is_success = end.condition == Condition::Success;
    let body = record((cx.epoch, cx.now), &function.arn(), event, end.condition, end.ending).into();
    let kind = if is_success { DestinationKind::OnSuccess } else { DestinationKind::OnFailure };
    Outgoing { kind, body, ..outgoing(function, event, end.cause, target) }
}
