//! Runs of a function: whether one may begin, how it ends, and what follows.
//!
//! Source: "Understanding Lambda function scaling" in the Lambda developer guide. A run's end is decided by the seed when
//! it begins, and comes to light when its time is over.

use super::api::{InvokeResult, Reply};
use super::function::{Function, FunctionId};
use super::invocation::{Ended, Ending, For, Run};
use super::{Cx, Lambda, LambdaEvent, ThrottleReason, Timer, answers};
use crate::clock::{Duration, Epoch, Instant};
use std::sync::Arc;
use uuid::Uuid;

impl Lambda {
    /// Why no run of a function can begin now.
    pub(super) fn no_room(&self, function: &Function) -> Option<ThrottleReason> {
        if let Some(reserved) = function.reserved {
            let reason = ThrottleReason::ReservedFunctionConcurrentInvocationLimitExceeded;
            return (function.running >= reserved).then_some(reason);
        }
        let (account, region) = (function.key.account, function.key.region);
        let neighbours = || self.functions().filter(|f| f.key.account == account && f.key.region == region);
        let reserved: u64 = neighbours().filter_map(|function| function.reserved).sum();
        let used: u64 = neighbours().filter(|f| f.reserved.is_none()).map(|function| function.running).sum();
        let reason = ThrottleReason::ConcurrentInvocationLimitExceeded;
        (used >= self.limits.concurrency.saturating_sub(reserved)).then_some(reason)
    }

    /// Begins a run, for which there is room; answers its number.
    pub(super) fn begin(
        &mut self,
        cx: &mut Cx<'_>,
        id: FunctionId,
        (request, attempt): (Uuid, u32),
        payload: &str,
        (waits, cause): (For, Option<u64>),
    ) -> Option<u64> {
        let function = self.functions.get_mut(id.0 as usize)?.as_mut().map(Arc::make_mut)?;
        let behaviour = &function.behaviour;
        // Who reports failures one by one does not fail as a whole.
        let answer = answers::answer(behaviour, payload, &mut self.chance);
        let reports = answer.is_some() && behaviour.batch_response.is_some();
        let (least, most) = (behaviour.duration.0.as_millis(), behaviour.duration.1.as_millis());
        let takes = Duration::from_millis(self.chance.between(least, most));
        let by_chance = self.chance.chance(behaviour.fail_percent * 10_000);
        let is_early = function.fail_left > 0;
        function.fail_left = function.fail_left.saturating_sub(1);
        let is_poison = !reports && answers::is_poison(behaviour, payload);
        let ends = cx.now.after(takes.min(function.timeout));
        let ending = if takes > function.timeout {
            Ending::TimedOut(timeout_sentence((cx.epoch, ends), request, function.timeout).into())
        } else if is_poison {
            Ending::Error { kind: "PoisonMessage", message: "the function cannot handle this message".into() }
        } else if is_early || (by_chance && !reports) {
            Ending::Error { kind: "Error", message: "the function failed".into() }
        } else {
            match (answer, &behaviour.transform) {
                (Some(answer), _) => Ending::Success(answer),
                (None, Some(transform)) => super::transform::ending(transform, payload, self.limits.payload_bytes.0),
                (None, None) => Ending::Success(behaviour.response.clone()),
            }
        };
        function.running += 1;
        function.totals.invocations += 1;
        function.totals.concurrent.note(cx.now, function.running);
        function.totals.concurrent_max = function.totals.concurrent_max.max(function.running);
        let event = cx.emit(cause, LambdaEvent::Started { function: id, request, attempt, ends });
        let number = self.next_run;
        self.next_run += 1;
        let started = cx.now;
        self.runs.insert(number, Run { function: id, request, attempt, started, ends, ending, waits, event });
        cx.set_timer(Timer::End(number), Some(ends));
        Some(number)
    }

    /// A timer is due.
    pub fn wake(&mut self, cx: &mut Cx<'_>, timer: Timer) {
        match timer {
            Timer::End(number) => self.end(cx, number),
            Timer::Event(number) => self.attempt(cx, number),
            Timer::Mapping(id) => self.wake_mapping(cx, id),
        }
    }

    /// A run is over.
    fn end(&mut self, cx: &mut Cx<'_>, number: u64) {
        let Some(run) = self.runs.remove(&number) else { return };
        let is_timeout = matches!(run.ending, Ending::TimedOut(_));
        let mut billed = (0, 0);
        if let Some(function) = self.function_mut(run.function) {
            function.running -= 1;
            function.totals.errors += u64::from(run.ending.why().is_some());
            function.totals.timeouts += u64::from(is_timeout);
            let took = run.ends.since(run.started).as_millis();
            billed = (1, took * function.memory_mb.unsigned_abs());
            function.totals.durations.note(cx.now, took);
            function.keep(Ended {
                request: run.request,
                attempt: run.attempt,
                started: run.started,
                ended: cx.now,
                is_synchronous: !matches!(run.waits, For::Event(_)),
                ending: run.ending.clone(),
            });
        }
        self.billed = (self.billed.0 + billed.0, self.billed.1 + billed.1);
        let (function, request, attempt) = (run.function, run.request, run.attempt);
        match &run.waits {
            For::Event(event) => self.settle_event(cx, *event, &run),
            For::Lane(of) => self.settle_lane(cx, of, &run),
            For::Mapping(mapping, process) => self.settle_batch(cx, (*mapping, *process), &run),
            For::Caller(waiting, caller) => {
                let mut cx = cx.on_behalf_of(caller, *waiting);
                let kind = match run.ending.why() {
                    None => LambdaEvent::Succeeded { function, request, attempt, took: run.ends.since(run.started) },
                    Some(why) => LambdaEvent::Failed { function, request, attempt, next: None, why: why.clone() },
                };
                cx.emit(Some(run.event), kind);
                let result = InvokeResult {
                    status_code: 200,
                    request_id: Some(request.to_string()),
                    function_error: run.ending.why().map(|_| "Unhandled".to_owned()),
                    executed_version: Some("$LATEST".to_owned()),
                    payload: Some(run.ending.payload()),
                };
                cx.answers.push((*waiting, Ok(Reply::Invoke(result))));
            }
        }
    }
}

/// What a function's log says about a run that took too long.
fn timeout_sentence((epoch, at): (Epoch, Instant), request: Uuid, timeout: Duration) -> String {
    format!("{} {request} Task timed out after {}.00 seconds", epoch.iso(at), timeout.as_secs())
}
