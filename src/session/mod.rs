//! A lab with its history: forwards, backwards, and along the branches that acting in the past leaves behind.
//!
//! The truth is a seed and a log of inputs; from these everything can be rebuilt, and nothing else is saved. Snapshots on
//! the way make going back quick. A *step* is one thing that happened (a timer, an arrival, an input) together with all
//! the events it caused; positions in a history count steps.

mod alarm_template;
mod branches;
pub mod link;
mod marks;
mod samples;
mod saved;
pub mod templates;
mod timeline;
pub mod what_if;

pub use branches::{BRANCHES_MAX, Branch};
pub use marks::{MARKS_MAX, Mark};
pub use samples::{Samples, Window};
pub use saved::{BadRun, SavedBranch, SavedRun};
pub use timeline::{Logged, StepRecord, Timeline};

use crate::clock::Instant;
use crate::cloud::{Advance, Cloud, Dials, Event, Input, Submitted};
use crate::limits::LimitSet;
use std::sync::Arc;

/// How a lab begins.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Start {
    /// What decides all chance.
    pub seed: u64,
    /// Limits in force.
    #[serde(default)]
    pub limits: LimitSet,
    /// Chance and latency.
    #[serde(default)]
    pub dials: Dials,
}

impl Default for Start {
    fn default() -> Self {
        Self { seed: 1, limits: LimitSet::Now, dials: Dials::default() }
    }
}

/// At most so many undone inputs are kept.
const REDO_MAX: usize = 1_000;
/// An advance that takes more steps than this in one go is paused.
pub const STEPS_MAX: u64 = u64::MAX;

/// A lab with its history.
#[derive(Clone, Debug)]
pub struct Session {
    start: Start,
    cloud: Cloud,
    timeline: Timeline,
    /// Steps behind the present.
    position: u64,
    /// Inputs behind the present.
    inputs_done: usize,
    branches: branches::Branches,
    marks: Vec<Mark>,
    redo: Vec<Logged>,
    /// Counts every change, so that a picture knows when it is out of date.
    revision: u64,
    /// Not state: the events of the last step, kept for the room that they have.
    last_events: Vec<Event>,
}

impl Session {
    /// A lab at its beginning.
    pub fn new(start: Start) -> Self {
        let cloud = Cloud::new(start.seed, start.limits, start.dials.clone());
        let timeline = Timeline::new(&cloud);
        Self {
            start,
            cloud,
            timeline,
            position: 0,
            inputs_done: 0,
            branches: branches::Branches::default(),
            marks: Vec::new(),
            redo: Vec::new(),
            revision: 0,
            last_events: Vec::new(),
        }
    }

    /// How it began.
    pub const fn start(&self) -> &Start {
        &self.start
    }

    /// The lab as it is at the present.
    pub const fn cloud(&self) -> &Cloud {
        &self.cloud
    }

    /// The present.
    pub const fn now(&self) -> Instant {
        self.cloud.now()
    }

    /// Steps behind the present.
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// Steps known in all, those ahead of the present included.
    pub fn steps(&self) -> u64 {
        self.timeline.steps()
    }

    /// The history that the present lies on.
    pub const fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Rises with every change.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The latest instant that has been reached on this branch.
    pub fn end(&self) -> Instant {
        self.timeline.reached().max(self.now())
    }

    /// Events up to the present, the oldest that are still listed first.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        let until = self.cloud.next_seq();
        self.timeline.events_before(until)
    }

    /// Events up to the present from a number on.
    pub fn events_since(&self, seq: u64) -> impl DoubleEndedIterator<Item = &Event> {
        self.timeline.events_between(seq, self.cloud.next_seq())
    }

    /// The number of the step in which an event happened, counted from 0.
    pub fn step_of_event(&self, seq: u64) -> Option<u64> {
        self.timeline.step_of_event(seq)
    }

    /// The event of that number, if it is listed.
    pub fn event(&self, seq: u64) -> Option<&Event> {
        self.timeline.event(seq)
    }

    /// Does something at the present. If a future is known from here on, it becomes a branch of its own.
    pub fn submit(&mut self, input: Input) -> Submitted {
        // Timers that are due now fire before the input; later inputs of the same instant are future and stay behind.
        while self.cloud.step(self.now()) {
            self.take_step();
        }
        self.leave_future();
        self.redo.clear();
        self.timeline.log_input(self.now(), Arc::new(input));
        self.revision += 1;
        self.apply_next_input().unwrap_or(Submitted::NotFound)
    }

    fn apply_next_input(&mut self) -> Option<Submitted> {
        let logged = self.timeline.input(self.inputs_done)?.clone();
        let submitted = self.cloud.apply(&logged.input);
        self.inputs_done += 1;
        self.take_step();
        Some(submitted)
    }

    /// Books what the last step of the lab did.
    fn take_step(&mut self) {
        let mut events = std::mem::take(&mut self.last_events);
        self.cloud.swap_events(&mut events);
        if !events.is_empty() {
            self.timeline.record(self.position, &self.cloud, self.inputs_done, &mut events);
            self.position += 1;
        }
        self.last_events = events;
    }

    /// Moves the present to an instant, forwards or backwards. Forwards it goes on as long as it takes.
    pub fn seek(&mut self, to: Instant) -> Advance {
        self.seek_within(to, STEPS_MAX)
    }

    /// The same in at most so many steps of the lab; call again to go on.
    pub fn seek_within(&mut self, to: Instant, steps_max: u64) -> Advance {
        self.revision += 1;
        // From far behind, a snapshot near the goal is quicker than doing everything between.
        let base = self.timeline.snapshot_at(to);
        if to < self.now() || base.as_ref().is_some_and(|snapshot| snapshot.is_far_ahead(self.position, &self.cloud)) {
            self.restore(base);
        }
        for _ in 0..steps_max {
            if !self.advance_one(to) {
                if self.cloud.halted() {
                    return Advance::Halted;
                }
                self.cloud.set_now(to);
                self.timeline.reach(to);
                return Advance::Reached;
            }
        }
        self.timeline.reach(self.now());
        Advance::Paused
    }

    /// Moves the present to just after so many steps. Forwards it may have to find them first.
    pub fn seek_step(&mut self, position: u64) -> bool {
        self.revision += 1;
        let base = self.timeline.snapshot_before_step(position);
        if position < self.position
            || base.as_ref().is_some_and(|snapshot| snapshot.is_far_ahead(self.position, &self.cloud))
        {
            self.restore(base);
        }
        // Just after its step, and before anything else of the same instant.
        while self.position < position {
            if !self.advance_one(Instant::MAX) {
                return false;
            }
        }
        self.timeline.reach(self.now());
        true
    }

    /// One step forwards. False when nothing will ever happen.
    pub fn step_forward(&mut self) -> bool {
        self.seek_step(self.position + 1)
    }

    /// One step backwards, to the state just after the step before. False at the beginning.
    pub fn step_back(&mut self) -> bool {
        match self.position.checked_sub(1) {
            // Time may have gone on since the last step; then the first step back goes to the step itself.
            Some(_) if self.timeline.step(self.position - 1).is_some_and(|step| step.at < self.now()) => {
                self.seek_step_exactly(self.position)
            }
            Some(before) => self.seek_step_exactly(before),
            None if self.now() > Instant::ZERO => self.seek_step_exactly(0),
            None => false,
        }
    }

    /// Moves the present to just after so many steps and to the very instant of the last of them.
    pub fn seek_step_exactly(&mut self, position: u64) -> bool {
        self.restore(self.timeline.snapshot_before_step(position));
        self.seek_step(position)
    }

    /// When the next step will happen, if it is known or can be told.
    pub fn next_step_at(&self) -> Option<Instant> {
        let known = self.timeline.step(self.position).map(|step| step.at);
        known.or_else(|| self.next_due())
    }

    fn next_due(&self) -> Option<Instant> {
        let logged = self.timeline.input(self.inputs_done).map(|logged| logged.at);
        [self.cloud.next_due(), logged].into_iter().flatten().min()
    }

    /// Does the next thing at or before `limit`: a timer, or an input of the log. False when there is none.
    fn advance_one(&mut self, limit: Instant) -> bool {
        let Some(inputs) = advance(&mut self.cloud, &self.timeline, self.inputs_done, limit) else { return false };
        self.inputs_done += inputs;
        self.take_step();
        true
    }

    fn restore(&mut self, snapshot: Option<Arc<timeline::Snapshot>>) {
        let Some(snapshot) = snapshot else { return };
        self.cloud = snapshot.cloud.clone();
        self.position = snapshot.position;
        self.inputs_done = snapshot.inputs_done;
    }

    /// Takes back the last input before the present, as if it had never been; time stays. False when there is none.
    pub fn undo(&mut self) -> bool {
        self.undo_last(1)
    }

    /// The same of so many inputs at once. False, with nothing done, when there are not so many.
    pub fn undo_last(&mut self, count: usize) -> bool {
        let Some(first) = self.inputs_done.checked_sub(count).filter(|_| count > 0) else { return false };
        let Some(at) = self.timeline.input(first).map(|logged| logged.at) else { return false };
        let to = self.now();
        self.leave_future_of_undo();
        for number in (first..first + count).rev() {
            let Some(logged) = self.timeline.input(number).cloned() else { continue };
            self.timeline.drop_input(number);
            self.redo.push(logged);
        }
        self.restore(self.timeline.snapshot_before_input(first, at));
        self.seek(to);
        self.redo.drain(..self.redo.len().saturating_sub(REDO_MAX));
        true
    }

    /// An undo in the past keeps the future like any other act there.
    fn leave_future_of_undo(&mut self) {
        if self.timeline.inputs() > self.inputs_done {
            self.leave_future();
        }
    }

    /// Does again what was undone last. False when there is nothing.
    pub fn redo(&mut self) -> bool {
        self.redo_last(1)
    }

    /// The same of so many inputs at once. False, with nothing done, when not so many were undone.
    pub fn redo_last(&mut self, count: usize) -> bool {
        let Some(kept) = self.redo.len().checked_sub(count).filter(|_| count > 0) else { return false };
        let again = self.redo.split_off(kept);
        let (Some(first), Some(last)) = (again.last().map(|logged| logged.at), again.first().map(|logged| logged.at))
        else {
            return false;
        };
        let to = self.now().max(last);
        self.leave_future_of_undo();
        for (number, logged) in again.into_iter().rev().enumerate() {
            self.timeline.insert_input(self.inputs_done + number, logged);
        }
        self.restore(self.timeline.snapshot_before_input(self.inputs_done, first));
        self.seek(to);
        true
    }

    /// How many inputs can be undone and redone here.
    pub fn undo_depth(&self) -> (usize, usize) {
        (self.inputs_done, self.redo.len())
    }

    /// The digest of the present.
    pub fn digest(&self) -> u64 {
        self.cloud.digest()
    }

    /// Answers to waiting receives of people and scripts, since the last time.
    pub fn take_answers(&mut self) -> Vec<(crate::base::RequestId, Arc<crate::call::CallResult>)> {
        self.cloud.take_answers()
    }
}

/// Does the next thing of a history at or before `limit`: a timer, or the input that comes after so many. Answers how many
/// inputs that was; nothing when there is nothing to do.
fn advance(cloud: &mut Cloud, timeline: &Timeline, inputs_done: usize, limit: Instant) -> Option<usize> {
    let input = timeline.input(inputs_done);
    if cloud.step(input.map_or(limit, |input| input.at.min(limit))) {
        return Some(0);
    }
    // A lab that has stopped itself still takes what was done to it then, but no time passes in it.
    let input = input.filter(|it| it.at <= limit && (it.at <= cloud.now() || !cloud.halted()))?;
    cloud.set_now(input.at);
    cloud.apply(&input.input);
    Some(1)
}
