//! Mappings at work: what their pollers order is carried out, and what came of it is told to them.

use super::carried::{Carried, Polled, SourceCall, SourceOrder};
use super::pollers::{Order, Outcome, Pollers};
use super::state::PASSES;
use super::{Mapping, MappingId, MappingState, partial};
use crate::clock::Instant;
use crate::lambda::function::{Function, FunctionKey};
use crate::lambda::invocation::{For, Run};
use crate::lambda::{Cx, Lambda, LambdaEvent, Timer};
use std::collections::VecDeque;
use std::sync::Arc;

/// What is told of a mapping whose function is gone.
const NO_FUNCTION: &str = "PROBLEM: Function not found";

impl Lambda {
    /// The function of a mapping, if it is still there.
    pub fn function_of(&self, mapping: &Mapping) -> Option<&Function> {
        let key = &mapping.function;
        self.function(self.find(key.account, key.region, &key.name)?)
    }

    /// Whether the answer to a poll of a mapping is still wanted.
    pub fn expects(&self, id: MappingId, poll: u64) -> bool {
        self.mapping(id).is_some_and(|mapping| mapping.pollers.expects(poll))
    }

    /// Whether a poll of a mapping is still wanted.
    pub fn wants(&self, id: MappingId, poll: u64) -> bool {
        self.mapping(id).is_some_and(|mapping| mapping.pollers.wants(poll))
    }

    /// What came of a poll.
    pub fn polled(&mut self, cx: &mut Cx<'_>, id: MappingId, poll: u64, polled: Polled) {
        if !self.expects(id, poll) {
            return;
        }
        match polled {
            Polled::Items(items) => {
                if let Some(mapping) = self.mapping_mut(id) {
                    mapping.last_result = None;
                }
                let before = self.mapping(id).map_or(0, |mapping| mapping.pollers.totals.filtered);
                self.drive(cx, id, None, |pollers, now| pollers.received(now, poll, items));
                let records = self.mapping(id).map_or(0, |mapping| mapping.pollers.totals.filtered - before);
                if records > 0 {
                    cx.emit(None, LambdaEvent::RecordsFiltered { mapping: id, records });
                }
            }
            Polled::Refused(why) => {
                self.tell_problem(cx, id, &format!("PROBLEM: {why}"));
                self.drive(cx, id, None, |pollers, now| pollers.refused(now, poll));
            }
        }
    }

    /// Takes note of a problem; it is told once.
    pub fn tell_problem(&mut self, cx: &mut Cx<'_>, id: MappingId, why: &str) {
        let Some(mapping) = self.mapping_mut(id).filter(|mapping| mapping.last_result.as_deref() != Some(why)) else {
            return;
        };
        let why: Arc<str> = why.into();
        mapping.last_result = Some(why.clone());
        cx.emit(None, LambdaEvent::MappingProblem { mapping: id, why });
    }

    /// Lets a mapping pass into a state, which lasts or ends by itself.
    pub(in crate::lambda) fn enter(&mut self, cx: &mut Cx<'_>, id: MappingId, state: MappingState) {
        let Some(mapping) = self.mapping_mut(id) else { return };
        mapping.state = state;
        mapping.until = (!state.lasts()).then(|| cx.now.after(PASSES));
        cx.emit(None, LambdaEvent::MappingChanged { mapping: id, state });
        match state {
            MappingState::Enabled => self.start_polling(cx, id),
            MappingState::Disabling | MappingState::Deleting => {
                self.stop_readers(cx, id);
                self.drive(cx, id, None, |pollers, _| pollers.stop());
            }
            _ => self.set_mapping_timer(cx, id),
        }
    }

    fn start_polling(&mut self, cx: &mut Cx<'_>, id: MappingId) {
        let Some(mapping) = self.mapping(id) else { return };
        let has_function = self.function_of(mapping).is_some();
        if !has_function {
            self.tell_problem(cx, id, NO_FUNCTION);
            return self.set_mapping_timer(cx, id);
        }
        if mapping.source.is_stream() {
            self.change_readers(cx, id);
            return self.set_mapping_timer(cx, id);
        }
        let (settings, limits) = (mapping.settings.clone(), self.limits.clone());
        self.drive(cx, id, None, |pollers, now| pollers.start(now, &settings, &limits));
    }

    /// A function is there again or no more: its mappings go on, or stop until it comes back.
    pub(in crate::lambda) fn function_came_or_went(&mut self, cx: &mut Cx<'_>, key: &FunctionKey) {
        let of = |mapping: &&Mapping| mapping.function == *key && mapping.state == MappingState::Enabled;
        let all: Vec<MappingId> = self.mappings().filter(of).map(|mapping| mapping.id).collect();
        for id in all {
            if self.find(key.account, key.region, &key.name).is_some() {
                self.start_polling(cx, id);
            } else {
                self.stop_readers(cx, id);
                self.drive(cx, id, None, |pollers, _| pollers.stop());
                self.tell_problem(cx, id, NO_FUNCTION);
            }
        }
    }

    /// Time has come for something at a mapping.
    pub(in crate::lambda) fn wake_mapping(&mut self, cx: &mut Cx<'_>, id: MappingId) {
        let Some(mapping) = self.mapping_mut(id) else { return };
        if mapping.until.is_some_and(|until| until <= cx.now) {
            mapping.until = None;
            match (mapping.state, mapping.is_enabled) {
                (MappingState::Deleting, _) => {}
                (_, true) => self.enter(cx, id, MappingState::Enabled),
                (_, false) => self.enter(cx, id, MappingState::Disabled),
            }
        }
        self.wake_shards(cx, id);
        self.drive(cx, id, None, Pollers::wake);
    }

    /// A run of a mapping's batch is over.
    pub(in crate::lambda) fn settle_batch(&mut self, cx: &mut Cx<'_>, batch: (MappingId, u64), run: &Run) {
        let (id, process) = batch;
        let (function, request, attempt) = (run.function, run.request, run.attempt);
        let (outcome, why) = match run.ending.why() {
            Some(why) => (Outcome::Failure, Some(why.clone())),
            None => match self.mapping(id).and_then(|mapping| mapping.pollers.reported(process)) {
                Some(ids) => {
                    let answer = run.ending.payload();
                    Outcome::of(partial::read(&answer, &ids.iter().map(|id| &**id)))
                }
                None => (Outcome::Success, None),
            },
        };
        let kind = match run.ending.why() {
            None => LambdaEvent::Succeeded { function, request, attempt, took: run.ends.since(run.started) },
            Some(why) => LambdaEvent::Failed { function, request, attempt, next: None, why: why.clone() },
        };
        let ended = cx.emit(Some(run.event), kind);
        let failures = |totals: &super::Totals| totals.failed;
        let before = self.mapping(id).map_or(0, |mapping| failures(&mapping.pollers.totals));
        self.drive(cx, id, Some(ended), |pollers, now| pollers.ended(now, process, &outcome));
        let after = self.mapping(id).map_or(before, |mapping| failures(&mapping.pollers.totals));
        let failed = usize::try_from(after - before).unwrap_or(usize::MAX);
        cx.emit(Some(ended), LambdaEvent::BatchDone { mapping: id, request, failed, why });
        self.drop_if_done(cx, id);
    }

    /// Lets a mapping's pollers act, and carries out what they order.
    fn drive(
        &mut self,
        cx: &mut Cx<'_>,
        id: MappingId,
        cause: Option<u64>,
        act: impl FnOnce(&mut Pollers, Instant) -> Vec<Order>,
    ) {
        let Some(mapping) = self.mapping_mut(id) else { return };
        let before = mapping.pollers.allowed();
        let mut orders: VecDeque<Order> = act(&mut mapping.pollers, cx.now).into();
        while let Some(order) = orders.pop_front() {
            let Order::Invoke { process, payload, records } = order else {
                self.ask_source(cx, id, order, cause);
                continue;
            };
            if let Some(outcome) = self.begin_batch(cx, (id, process), &payload, records)
                && let Some(mapping) = self.mapping_mut(id)
            {
                orders.extend(mapping.pollers.ended(cx.now, process, &outcome));
            }
        }
        let allowed = self.mapping(id).map_or(before, |mapping| mapping.pollers.allowed());
        if allowed != before {
            cx.emit(cause, LambdaEvent::MappingScaled { mapping: id, allowed });
        }
        self.set_mapping_timer(cx, id);
        self.drop_if_done(cx, id);
    }

    /// A mapping that is being deleted goes when nothing of it is under way any more.
    pub(super) fn drop_if_done(&mut self, cx: &mut Cx<'_>, id: MappingId) {
        let Some(mapping) = self.mapping(id) else { return };
        let is_quiet = mapping.pollers.is_empty() && mapping.shards.is_quiet();
        if mapping.state == MappingState::Deleting && mapping.until.is_none() && is_quiet {
            let function = mapping.function.name.clone();
            self.remove_mapping(id);
            cx.set_timer(Timer::Mapping(id), None);
            cx.emit(None, LambdaEvent::MappingDeleted { mapping: id, function });
        }
    }

    pub(super) fn set_mapping_timer(&self, cx: &mut Cx<'_>, id: MappingId) {
        let Some(mapping) = self.mapping(id) else { return };
        let due = [mapping.until, mapping.pollers.next_due(), mapping.shards.next_due()].into_iter().flatten().min();
        cx.set_timer(Timer::Mapping(id), due);
    }

    /// Has a mapping's function run with a batch; answers what came of it where it did not begin.
    fn begin_batch(
        &mut self,
        cx: &mut Cx<'_>,
        (id, process): (MappingId, u64),
        payload: &str,
        records: usize,
    ) -> Option<Outcome> {
        let has_function = self.mapping(id).is_some_and(|mapping| self.function_of(mapping).is_some());
        if !has_function {
            return Some(Outcome::Failure);
        }
        (!self.begin_for(cx, id, payload, records, For::Mapping(id, process))).then_some(Outcome::Throttled)
    }

    /// Has a mapping's function run; false where there is none, or no concurrency free.
    pub(super) fn begin_for(
        &mut self,
        cx: &mut Cx<'_>,
        id: MappingId,
        payload: &str,
        records: usize,
        waits: For,
    ) -> bool {
        let function = self.mapping(id).and_then(|mapping| self.function_of(mapping)).map(|function| function.id);
        let Some(function) = function else { return false };
        if self.function(function).is_some_and(|function| self.no_room(function).is_some()) {
            if let Some(function) = self.function_mut(function) {
                function.totals.throttles += 1;
            }
            cx.emit(None, LambdaEvent::BatchThrottled { mapping: id, records });
            return false;
        }
        let request = self.draw_id();
        let sent = cx.emit(None, LambdaEvent::BatchSent { mapping: id, request, records });
        self.begin(cx, function, (request, 1), payload, (waits, Some(sent))).is_some()
    }

    /// Lets what a mapping wants of its source leave.
    fn ask_source(&self, cx: &mut Cx<'_>, id: MappingId, order: Order, cause: Option<u64>) {
        let Some(mapping) = self.mapping(id) else { return };
        let function = self.function_of(mapping);
        let role = function.map_or_else(Arc::default, |function| function.role_name().into());
        let order = match order {
            Order::Receive { poll, max, wait_secs } => {
                let window = Some(mapping.settings.window_secs).filter(|secs| *secs > 0);
                let timeout = function.map_or(0, |function| function.timeout.as_secs());
                SourceOrder::Receive { poll, max, wait_secs, hide_secs: window.map(|secs| secs + timeout) }
            }
            Order::Abandon { poll } => SourceOrder::Abandon { poll },
            Order::Delete { handles } => SourceOrder::Delete { handles },
            Order::Invoke { .. } => return,
        };
        cx.outgoing.push(Carried::Source(SourceCall {
            mapping: id,
            account: mapping.account,
            region: mapping.region,
            role,
            session: mapping.function.name.clone(),
            source: mapping.source.arn.clone(),
            order,
            cause,
        }));
    }
}
