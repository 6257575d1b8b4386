//! One batch on its way: gathering, resting, and with the function.

use super::{Order, POLL_MAX, POLL_SECS, POLLER_BYTES, Pollers, REST_MAX, Rules};
use crate::clock::{Duration, Instant};
use crate::lambda::limits::throttle_delay;
use crate::lambda::mappings::carried::Item;
use std::sync::Arc;

/// What stands around the records of an event: `{"Records":[` and `]}`.
const AROUND: usize = 14;

/// What came of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is done.
    Success,
    /// These failed, by their positions in the batch.
    Partial(Vec<usize>),
    /// All failed.
    Failure,
    /// The function did not run: no concurrency was free.
    Throttled,
}

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Phase {
    /// It asks for messages, since then.
    Polling(Instant),
    /// It does nothing until then.
    Resting(Instant),
    /// The function works on its batch.
    Invoking,
}

/// What takes one batch through.
#[derive(Clone, Debug, Hash)]
pub(super) struct Process {
    pub phase: Phase,
    /// What it has gathered.
    pub batch: Vec<Item>,
    /// When the first of that came.
    pub first: Instant,
    /// What is with the function.
    pub under_way: Vec<Item>,
    /// Whether failures of that are reported one by one.
    pub reports: bool,
    /// How often it had to rest in a row.
    pub rests: u32,
}

impl Process {
    /// One that is about to poll.
    pub const fn new(now: Instant) -> Self {
        Self {
            phase: Phase::Resting(now),
            batch: Vec::new(),
            first: now,
            under_way: Vec::new(),
            reports: false,
            rests: 0,
        }
    }
}

impl Pollers {
    /// A process asks for messages, unless its pollers have had their share of this second.
    pub(super) fn poll(&mut self, now: Instant, rules: &Rules, id: u64, orders: &mut Vec<Order>) {
        let Some(process) = self.processes.get_mut(&id) else { return };
        if self.paced_until > now {
            let until = self.paced_until;
            process.phase = Phase::Resting(until);
            self.resting.insert((until, id));
            return;
        }
        let max = rules.batch_size.saturating_sub(process.batch.len()).clamp(1, POLL_MAX);
        let wait_secs = if process.batch.is_empty() {
            POLL_SECS
        } else {
            // With few messages a batch may wait for as long as a poll does, even where its window is shorter.
            let end = process.first.after(rules.window.max(Duration::from_secs(POLL_SECS)));
            end.since(now).as_millis().div_ceil(1_000).clamp(1, POLL_SECS)
        };
        process.phase = Phase::Polling(now);
        self.polling += 1;
        orders.push(Order::Receive { poll: id, max, wait_secs });
    }

    /// With pollers of its own a mapping takes a megabyte a second for each, and each polls ten times a second.
    pub(super) fn pace(&mut self, now: Instant, rules: &Rules, bytes: usize) {
        if rules.scale.is_provisioned {
            let pollers = u64::from(rules.scale.polls(self.allowed)).max(1);
            let millis = (bytes as u64 * 1_000 / POLLER_BYTES).max(100) / pollers;
            self.paced_until = self.paced_until.max(now).after(Duration::from_millis(millis));
        }
    }

    /// A poll has brought what it brought: the batch goes to the function, or gathers on, or is over.
    pub(super) fn go_on(&mut self, now: Instant, rules: &Rules, id: u64, orders: &mut Vec<Order>) {
        let Some(process) = self.processes.get(&id) else { return };
        if process.batch.is_empty() {
            return self.end(id);
        }
        let is_full = process.batch.len() >= rules.batch_size || bytes_of(&process.batch) > rules.payload_bytes;
        if is_full || !self.is_polling || now >= process.first.after(rules.window) {
            self.release(rules, id, orders);
        } else {
            self.polling -= 1;
            self.poll(now, rules, id, orders);
        }
    }

    /// Has the function run with the batch, or with as much of it as an event may have.
    pub(super) fn release(&mut self, rules: &Rules, id: u64, orders: &mut Vec<Order>) {
        let Some(process) = self.processes.get_mut(&id) else { return };
        match process.phase {
            Phase::Polling(_) => self.polling -= 1,
            Phase::Resting(until) => self.resting.remove(&(until, id)),
            Phase::Invoking => {}
        }
        let mut bytes = AROUND;
        let fits = |item: &&Item| {
            bytes += item.record.len() + 1;
            bytes - 1 <= rules.payload_bytes
        };
        // One alone always fits: a message is far smaller than an event.
        let count = process.batch.iter().take(rules.batch_size).take_while(fits).count().max(1);
        let rest = process.batch.split_off(count.min(process.batch.len()));
        process.under_way = std::mem::replace(&mut process.batch, rest);
        process.phase = Phase::Invoking;
        process.reports |= rules.reports_items;
        let payload = event(&process.under_way).into();
        let records = process.under_way.len();
        self.invoking += 1;
        self.totals.batches += 1;
        self.totals.concurrent_max = self.totals.concurrent_max.max(u64::from(self.invoking));
        orders.push(Order::Invoke { process: id, payload, records });
    }

    /// A process does nothing for a while, each time for twice as long.
    pub(super) fn rest(&mut self, now: Instant, id: u64) {
        let Some(process) = self.processes.get_mut(&id) else { return };
        match process.phase {
            Phase::Polling(_) => self.polling -= 1,
            Phase::Invoking => self.invoking -= 1,
            Phase::Resting(_) => {}
        }
        process.rests += 1;
        let until = now.after(throttle_delay(process.rests).min(REST_MAX));
        process.phase = Phase::Resting(until);
        self.resting.insert((until, id));
    }

    /// A process is over.
    pub(super) fn end(&mut self, id: u64) {
        let Some(process) = self.processes.remove(&id) else { return };
        match process.phase {
            Phase::Polling(_) => self.polling -= 1,
            Phase::Invoking => self.invoking -= 1,
            Phase::Resting(until) => self.resting.remove(&(until, id)),
        }
    }
}

fn bytes_of(items: &[Item]) -> usize {
    let records: usize = items.iter().map(|item| item.record.len() + 1).sum();
    AROUND + records.saturating_sub(1)
}

/// The event that a function gets.
fn event(items: &[Item]) -> String {
    let records: Vec<&str> = items.iter().map(|item: &Item| &*item.record).collect();
    format!("{{\"Records\":[{}]}}", records.join(","))
}

impl Outcome {
    /// The outcome of a run that answered, with what the answer reports.
    pub fn of(report: crate::lambda::mappings::partial::Report) -> (Self, Option<Arc<str>>) {
        use crate::lambda::mappings::partial::Report;
        match report {
            Report::Success => (Self::Success, None),
            Report::Some(failed) => (Self::Partial(failed), None),
            Report::Failure(why) => (Self::Failure, Some(why.into())),
        }
    }
}
