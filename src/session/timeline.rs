//! One history: its inputs, its steps, its events, and snapshots to come back to.

use crate::base::collections::{ChunkDeque, SortedMap};
use crate::clock::Instant;
use crate::cloud::{Cloud, Event, Input};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An input with its instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logged {
    /// When.
    pub at: Instant,
    /// What; histories share it.
    pub input: Arc<Input>,
}

/// One step of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepRecord {
    /// When it happened.
    pub at: Instant,
    /// The number of its first event.
    pub first_event: u64,
}

/// A lab as it was just after a step.
#[derive(Debug)]
pub struct Snapshot {
    pub(super) cloud: Cloud,
    pub(super) position: u64,
    pub(super) inputs_done: usize,
}

impl Snapshot {
    /// Whether going on from it is quicker than doing everything that lies between.
    pub(super) fn is_far_ahead(&self, position: u64, cloud: &Cloud) -> bool {
        self.position > position + 4 * SNAPSHOT_EVERY || self.cloud.next_seq() > cloud.next_seq() + 4 * SNAPSHOT_EVENTS
    }
}

/// A snapshot is taken every so many steps at first.
const SNAPSHOT_EVERY: u64 = 128;
/// And after so many events: a step in which a batch is put does as much as hundreds of others.
const SNAPSHOT_EVENTS: u64 = 2_048;
/// When there are more than this, every second old one goes.
const SNAPSHOTS_MAX: usize = 512;
/// So many events are listed; of older ones only the steps are kept, and rewinding still reaches them.
const EVENTS_MAX: u64 = 400_000;

/// One history. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// Whoever takes an input out makes the history anew, so that one list will do.
    log: Arc<Vec<Logged>>,
    steps: ChunkDeque<StepRecord>,
    events: ChunkDeque<Event>,
    /// The number of the first listed event.
    first_event: u64,
    snapshots: SortedMap<u64, Arc<Snapshot>>,
    reached: Instant,
}

impl Timeline {
    pub(super) fn new(cloud: &Cloud) -> Self {
        let snapshot = Snapshot { cloud: cloud.clone(), position: 0, inputs_done: 0 };
        Self {
            log: Arc::default(),
            steps: ChunkDeque::default(),
            events: ChunkDeque::default(),
            first_event: 0,
            snapshots: [(0, Arc::new(snapshot))].into_iter().collect(),
            reached: Instant::ZERO,
        }
    }

    /// How many steps are known.
    pub fn steps(&self) -> u64 {
        self.steps.len()
    }

    /// The step of that number, from 0.
    pub fn step(&self, number: u64) -> Option<StepRecord> {
        self.steps.get(number).copied()
    }

    /// How many steps happened at or before an instant.
    pub fn steps_until(&self, at: Instant) -> u64 {
        self.steps.partition_point(|step| step.at <= at)
    }

    /// How many inputs are logged.
    pub fn inputs(&self) -> usize {
        self.log.len()
    }

    /// The input of that number.
    pub fn input(&self, number: usize) -> Option<&Logged> {
        self.log.get(number)
    }

    /// All inputs.
    pub fn log(&self) -> impl Iterator<Item = &Logged> + Clone {
        self.log.iter()
    }

    /// The latest instant that was reached.
    pub const fn reached(&self) -> Instant {
        self.reached
    }

    pub(super) fn reach(&mut self, at: Instant) {
        self.reached = self.reached.max(at);
    }

    /// The event of that number, if it is still listed.
    pub fn event(&self, seq: u64) -> Option<&Event> {
        self.events.get(self.events.front() + seq.checked_sub(self.first_event)?)
    }

    /// The number of the first event that is listed.
    pub const fn first_event(&self) -> u64 {
        self.first_event
    }

    /// The number that the next event will have.
    pub fn next_event(&self) -> u64 {
        self.first_event + self.events.len()
    }

    /// Listed events with a smaller number.
    pub fn events_before(&self, seq: u64) -> impl DoubleEndedIterator<Item = &Event> {
        self.events_between(0, seq)
    }

    /// Listed events from one number to before another.
    pub fn events_between(&self, from: u64, to: u64) -> impl DoubleEndedIterator<Item = &Event> {
        let number = |seq: u64| self.events.front() + seq.saturating_sub(self.first_event).min(self.events.len());
        (number(from)..number(to)).filter_map(|number| self.events.get(number))
    }

    /// The number of the step in which an event happened.
    pub(super) fn step_of_event(&self, seq: u64) -> Option<u64> {
        self.steps.partition_point(|step| step.first_event <= seq).checked_sub(1)
    }

    pub(super) fn log_input(&mut self, at: Instant, input: Arc<Input>) {
        Arc::make_mut(&mut self.log).push(Logged { at, input });
    }

    /// Takes an input out, with everything that came of it and after it.
    pub(super) fn drop_input(&mut self, index: usize) {
        let at = Arc::make_mut(&mut self.log).remove(index).at;
        self.forget_after_input(index, at);
    }

    pub(super) fn insert_input(&mut self, index: usize, logged: Logged) {
        let at = logged.at;
        Arc::make_mut(&mut self.log).insert(index, logged);
        self.forget_after_input(index, at);
    }

    /// Drops steps and snapshots that an input of that number, or a later one, had a part in.
    fn forget_after_input(&mut self, index: usize, at: Instant) {
        let keep = self.snapshot_before_input(index, at).map_or(0, |snapshot| snapshot.position);
        let at = self.step(keep).map_or(Instant::ZERO, |step| step.at);
        self.truncate(keep);
        self.reached = at;
    }

    /// Forgets everything after a position.
    pub(super) fn cut(&mut self, position: u64, inputs: usize, at: Instant) {
        Arc::make_mut(&mut self.log).truncate(inputs);
        self.truncate(position);
        self.reached = at;
    }

    fn truncate(&mut self, position: u64) {
        if let Some(step) = self.step(position) {
            let kept = step.first_event.saturating_sub(self.first_event);
            self.events.truncate(self.events.front() + kept);
            self.first_event = self.first_event.min(step.first_event);
            self.steps.truncate(position);
        }
        self.snapshots.retain(|at, _| *at <= position);
    }

    /// Books a step that was done at `position`. One that is known already, as after going back, changes nothing.
    pub(super) fn record(&mut self, position: u64, cloud: &Cloud, inputs_done: usize, events: &mut Vec<Event>) {
        if position < self.steps() {
            return;
        }
        let Some(first) = events.first() else { return };
        self.steps.push(StepRecord { at: cloud.now(), first_event: first.seq });
        if self.events.is_empty() {
            self.first_event = first.seq;
        }
        for event in events.drain(..) {
            self.events.push(event);
        }
        while self.events.len() > EVENTS_MAX {
            self.events.pop_first();
            self.first_event += 1;
        }
        let position = position + 1;
        let (last, told) = self.snapshots.last().map_or((0, 0), |(last, snapshot)| (*last, snapshot.cloud.next_seq()));
        if position >= last + SNAPSHOT_EVERY || cloud.next_seq() >= told + SNAPSHOT_EVENTS {
            let snapshot = Snapshot { cloud: cloud.clone(), position, inputs_done };
            self.snapshots.insert(position, Arc::new(snapshot));
            self.thin_out();
        }
    }

    /// Keeps the newest quarter of the snapshots and every second one of the older.
    fn thin_out(&mut self) {
        if self.snapshots.len() <= SNAPSHOTS_MAX {
            return;
        }
        let old = self.snapshots.len() * 3 / 4;
        let going: Vec<u64> = self.snapshots.keys().copied().take(old).skip(1).step_by(2).collect();
        for position in going {
            self.snapshots.remove(&position);
        }
    }

    /// The last snapshot at or before an instant.
    pub(super) fn snapshot_at(&self, at: Instant) -> Option<Arc<Snapshot>> {
        self.snapshot_before_step(self.steps_until(at))
    }

    /// The last snapshot at or before a position.
    pub(super) fn snapshot_before_step(&self, position: u64) -> Option<Arc<Snapshot>> {
        self.snapshots.at_or_before(&position).map(|(_, snapshot)| snapshot.clone())
    }

    /// The last snapshot before an input was applied, or is to be applied at its instant.
    pub(super) fn snapshot_before_input(&self, index: usize, at: Instant) -> Option<Arc<Snapshot>> {
        let is_before = |snapshot: &&Arc<Snapshot>| snapshot.inputs_done <= index && snapshot.cloud.now() <= at;
        self.snapshots.values().rev().find(is_before).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actors::{ActorConfig, WriterConfig};
    use crate::base::Caller;
    use crate::kinesis::api::{CreateStream, Request};
    use crate::session::{Session, Start};

    #[test]
    fn where_steps_do_much_snapshots_are_close() {
        let mut session = Session::new(Start::default());
        let stream_name = Some("s".to_owned());
        let call = Request::from(CreateStream { stream_name, shard_count: Some(4), ..CreateStream::default() }).into();
        session.submit(Input::Call { caller: Caller::default(), call });
        session.seek(Instant::from_millis(20_000));
        session.submit(Input::AddActor(ActorConfig::Writer(Box::new(WriterConfig {
            stream: "arn:aws:kinesis:us-east-1:000000000000:stream/s".parse().ok(),
            every_ms: 200,
            burst: 500,
            ..WriterConfig::default()
        }))));
        session.seek(Instant::from_millis(30_000));
        let told: Vec<u64> = session.timeline.snapshots.values().map(|snapshot| snapshot.cloud.next_seq()).collect();
        assert!(session.cloud().next_seq() > 20_000);
        assert!(told.windows(2).all(|pair| pair[1] - pair[0] < SNAPSHOT_EVENTS + 1_000), "{told:?}");

        let digest = session.digest();
        session.seek(Instant::from_millis(21_000));
        session.seek(Instant::from_millis(30_000));
        assert_eq!(session.digest(), digest);
    }
}
