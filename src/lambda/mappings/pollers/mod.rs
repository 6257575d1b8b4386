//! What reads from a queue for a mapping: how many batches at once, what is in each, and what is done with it in the end.
//!
//! A machine without a clock of its own. It is told of messages, of runs that ended and of time, and answers with
//! [`Order`]s. A *process* takes one batch through: it polls until the batch is full or its window is over, has the
//! function run, and has the messages deleted that are done. An idle mapping has a few long polls and no timer.
//!
//! Source: "Using Lambda with Amazon SQS" in the Lambda developer guide.

mod process;
mod scale;
#[cfg(test)]
mod tests;

pub use process::Outcome;
pub use scale::Scale;

use super::carried::Item;
use super::filter::Filters;
use super::settings::Settings;
use crate::base::collections::{OrdMap, OrdSet};
use crate::clock::{Duration, Instant};
use crate::lambda::LambdaLimits;
use process::{Phase, Process};
use std::sync::Arc;

/// The longest that a poll waits, in seconds.
pub const POLL_SECS: u64 = 20;
/// Messages that one poll brings at most.
const POLL_MAX: usize = 10;
/// While there is more to do, it grows so often.
const GROWS_EVERY: Duration = Duration::from_secs(1);
/// What a process rests at most when it was throttled or refused.
const REST_MAX: Duration = Duration::from_secs(60);
/// Messages that are deleted by one call.
const DELETE_MAX: usize = 10;
/// Bytes that a poller of its own handles in a second.
const POLLER_BYTES: u64 = 1_000_000;

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Ask for messages.
    Receive {
        /// The process that asks.
        poll: u64,
        /// At most so many.
        max: usize,
        /// Wait for the first so long, in seconds.
        wait_secs: u64,
    },
    /// The process does not ask any more.
    Abandon {
        /// Which.
        poll: u64,
    },
    /// These messages are done.
    Delete {
        /// Their handles, at most ten.
        handles: Arc<Vec<Arc<str>>>,
    },
    /// Run the function.
    Invoke {
        /// The process whose batch it is.
        process: u64,
        /// The event.
        payload: Arc<str>,
        /// Records in it.
        records: usize,
    },
}

/// What a mapping has counted since it was made: messages, but for `batches`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Totals {
    /// Messages that polls brought.
    pub received: u64,
    /// Of them, those that passed no filter.
    pub filtered: u64,
    /// Batches that the function was invoked with, those that were throttled among them.
    pub batches: u64,
    /// Messages that are done.
    pub succeeded: u64,
    /// Messages that the function failed on.
    pub failed: u64,
    /// Messages whose batch found no free concurrency.
    pub throttled: u64,
    /// Messages that were let go without an invocation; they come back as the others do.
    pub let_go: u64,
    /// The most batches at once.
    pub concurrent_max: u64,
}

/// What is in force.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Rules {
    batch_size: usize,
    window: Duration,
    filters: Filters,
    reports_items: bool,
    payload_bytes: usize,
    scale: Scale,
}

/// What reads from a queue for one mapping.
#[derive(Clone, Debug, Default, Hash)]
pub struct Pollers {
    /// Nothing before it polls for the first time.
    rules: Option<Arc<Rules>>,
    is_polling: bool,
    processes: OrdMap<u64, Process>,
    next: u64,
    polling: u32,
    invoking: u32,
    /// How many batches at once.
    allowed: u32,
    /// Sixty-thousandths of a batch more at once.
    credit: u64,
    grows_at: Option<Instant>,
    idle_since: Option<Instant>,
    paced_until: Instant,
    resting: OrdSet<(Instant, u64)>,
    /// What it has counted.
    pub totals: Totals,
}

impl Pollers {
    /// How many batches may be worked on at once.
    pub const fn allowed(&self) -> u32 {
        self.allowed
    }

    /// How many polls are under way or wait.
    pub const fn polling(&self) -> u32 {
        self.polling
    }

    /// How many batches the function works on.
    pub const fn invoking(&self) -> u32 {
        self.invoking
    }

    /// Messages in hand: gathered, or with the function.
    pub fn in_hand(&self) -> usize {
        self.processes.values().map(|process| process.batch.len() + process.under_way.len()).sum()
    }

    /// Whether nothing is under way any more.
    pub fn is_empty(&self) -> bool {
        self.processes.is_empty()
    }

    /// Whether that poll is still wanted; one that is not may yet bring what it was given before.
    pub fn wants(&self, poll: u64) -> bool {
        self.is_polling && self.expects(poll)
    }

    /// Whether the answer to that poll is still to come.
    pub fn expects(&self, poll: u64) -> bool {
        self.processes.get(&poll).is_some_and(|process| matches!(process.phase, Phase::Polling(_)))
    }

    /// The ids of the records that the function works on for that process, if their failures are reported one by one.
    pub fn reported(&self, process: u64) -> Option<Vec<Arc<str>>> {
        let process = self.processes.get(&process).filter(|process| process.reports)?;
        Some(process.under_way.iter().map(|item| item.id.clone()).collect())
    }

    /// When something has to happen by itself.
    pub fn next_due(&self) -> Option<Instant> {
        let rested = self.resting.get_min().map(|(at, _)| *at);
        [self.grows_at, rested].into_iter().flatten().min()
    }

    /// Begins to poll, or goes on under other settings.
    pub fn start(&mut self, now: Instant, settings: &Settings, limits: &LambdaLimits) -> Vec<Order> {
        let scale = Scale::of(settings.concurrency_max, settings.pollers, limits);
        let was_polling = std::mem::replace(&mut self.is_polling, true);
        self.rules = Some(Arc::new(Rules {
            batch_size: settings.batch_size,
            window: Duration::from_secs(settings.window_secs),
            filters: settings.filters.clone(),
            reports_items: settings.reports_items,
            payload_bytes: limits.payload_bytes.0,
            scale,
        }));
        self.allowed =
            if was_polling { self.allowed.clamp(scale.start.min(scale.ceiling), scale.ceiling) } else { scale.start };
        let mut orders = Vec::new();
        self.fill(now, &mut orders);
        orders
    }

    /// Ceases to poll. Polls are called off; what they have brought until then, and what was gathered, goes to the function,
    /// and is seen to its end.
    pub fn stop(&mut self) -> Vec<Order> {
        let mut orders = Vec::new();
        let (Some(rules), true) = (self.rules.clone(), self.is_polling) else { return orders };
        self.is_polling = false;
        let all: Vec<u64> = self.processes.keys().copied().collect();
        for id in all {
            let phase = self.processes.get(&id).map(|process| (process.phase, process.batch.is_empty()));
            match phase {
                Some((Phase::Polling(_), _)) => orders.push(Order::Abandon { poll: id }),
                Some((Phase::Resting(_), true)) => self.end(id),
                Some((Phase::Resting(_), false)) => self.release(&rules, id, &mut orders),
                Some((Phase::Invoking, _)) | None => {}
            }
        }
        (self.grows_at, self.idle_since, self.allowed, self.credit) = (None, None, 0, 0);
        orders
    }

    /// A poll brought messages, or none.
    pub fn received(&mut self, now: Instant, id: u64, items: Vec<Item>) -> Vec<Order> {
        let mut orders = Vec::new();
        let (Some(rules), true) = (self.rules.clone(), self.expects(id)) else { return orders };
        let count = items.len();
        self.totals.received += count as u64;
        if count == 0 {
            self.nothing_came(now, &rules);
        } else if self.is_polling {
            self.idle_since = None;
            self.allowed = self.allowed.max(rules.scale.start);
            let bytes: usize = items.iter().map(|item| item.data.len()).sum();
            self.pace(now, &rules, bytes);
        }
        let (kept, dropped): (Vec<Item>, Vec<Item>) =
            items.into_iter().partition(|item| rules.filters.pass(&item.record, "body", &item.data));
        self.totals.filtered += dropped.len() as u64;
        delete(dropped.iter(), &mut orders);
        if let Some(process) = self.processes.get_mut(&id) {
            process.rests = 0;
            if process.batch.is_empty() && !kept.is_empty() {
                process.first = now;
            }
            process.batch.extend(kept);
        }
        self.go_on(now, &rules, id, &mut orders);
        self.fill(now, &mut orders);
        orders
    }

    /// A poll was refused.
    pub fn refused(&mut self, now: Instant, id: u64) -> Vec<Order> {
        let mut orders = Vec::new();
        let (Some(rules), true) = (self.rules.clone(), self.expects(id)) else { return orders };
        // What it has gathered need not wait for better times.
        if self.processes.get(&id).is_some_and(|process| !process.batch.is_empty()) {
            self.release(&rules, id, &mut orders);
        } else if self.is_polling {
            self.rest(now, id);
        } else {
            self.end(id);
        }
        orders
    }

    /// The function is done with a batch, or did not begin.
    pub fn ended(&mut self, now: Instant, id: u64, outcome: &Outcome) -> Vec<Order> {
        let mut orders = Vec::new();
        let Some(process) = self.processes.get_mut(&id).filter(|process| process.phase == Phase::Invoking) else {
            return orders;
        };
        let done = std::mem::take(&mut process.under_way);
        let is_failure = |place: usize| match outcome {
            Outcome::Success => false,
            Outcome::Failure | Outcome::Throttled => true,
            Outcome::Partial(failed) => failed.contains(&place),
        };
        let failed: Vec<&Item> =
            done.iter().enumerate().filter(|(place, _)| is_failure(*place)).map(|(_, item)| item).collect();
        let good = done.iter().enumerate().filter(|(place, _)| !is_failure(*place)).map(|(_, item)| item);
        delete(good, &mut orders);
        let lost = failed.len() as u64;
        self.totals.succeeded += done.len() as u64 - lost;
        if *outcome == Outcome::Throttled {
            self.totals.throttled += lost;
        } else {
            self.totals.failed += lost;
        }
        // Of a group nothing may be done before what failed; what has no group does not mind.
        let blocked: Vec<Arc<str>> = failed.iter().filter_map(|item| item.group.clone()).collect();
        let is_throttled = *outcome == Outcome::Throttled;
        let before = process.batch.len();
        process.batch.retain(|item| !is_throttled && !item.group.as_ref().is_some_and(|group| blocked.contains(group)));
        self.totals.let_go += (before - process.batch.len()) as u64;
        let is_left = !process.batch.is_empty();
        let Some(rules) = self.rules.clone() else { return orders };
        if lost > 0 && self.is_polling {
            let floor = rules.scale.floor(now, self.idle_since);
            self.allowed = self.allowed.saturating_sub(1).max(floor.min(self.allowed));
            self.credit = 0;
        }
        if is_left {
            self.invoking -= 1;
            self.release(&rules, id, &mut orders);
        } else if is_throttled && self.is_polling {
            self.rest(now, id);
        } else {
            self.end(id);
        }
        self.fill(now, &mut orders);
        orders
    }

    /// Time has come for something.
    pub fn wake(&mut self, now: Instant) -> Vec<Order> {
        let mut orders = Vec::new();
        let (Some(rules), true) = (self.rules.clone(), self.is_polling) else { return orders };
        if self.grows_at.is_some_and(|at| at <= now) {
            self.grow(now, &rules);
        }
        while let Some((at, id)) = self.resting.get_min().copied().filter(|(at, _)| *at <= now) {
            self.resting.remove(&(at, id));
            let is_empty = self.processes.get(&id).is_none_or(|process| process.batch.is_empty());
            if is_empty && self.processes.len() > self.allowed as usize {
                self.end(id);
            } else {
                self.poll(now, &rules, id, &mut orders);
            }
        }
        self.fill(now, &mut orders);
        orders
    }

    /// Grows while each process finds something to do at once.
    fn grow(&mut self, now: Instant, rules: &Rules) {
        self.grows_at = None;
        let waits = |process: &Process| {
            matches!(process.phase, Phase::Polling(since) if now >= since.after(GROWS_EVERY))
                || matches!(process.phase, Phase::Resting(_)) && process.rests > 0
        };
        if self.invoking == 0 || self.processes.values().any(waits) {
            self.credit = 0;
            return;
        }
        self.credit += u64::from(rules.scale.per_minute) * GROWS_EVERY.as_millis();
        let more = u32::try_from(self.credit / 60_000).unwrap_or(u32::MAX);
        self.credit %= 60_000;
        self.allowed = self.allowed.saturating_add(more).min(rules.scale.ceiling);
    }

    /// A poll waited in vain: one batch less at once.
    fn nothing_came(&mut self, now: Instant, rules: &Rules) {
        if !self.is_polling {
            return;
        }
        if self.invoking == 0 && self.idle_since.is_none() {
            self.idle_since = Some(now);
        }
        let floor = rules.scale.floor(now, self.idle_since);
        if self.allowed > floor {
            self.allowed -= 1;
        }
    }

    /// Lets as many processes poll as may.
    fn fill(&mut self, now: Instant, orders: &mut Vec<Order>) {
        let (Some(rules), true) = (self.rules.clone(), self.is_polling) else { return };
        while self.processes.len() < self.allowed as usize && self.polling < rules.scale.polls(self.allowed) {
            let id = self.next;
            self.next += 1;
            self.processes.insert(id, Process::new(now));
            self.poll(now, &rules, id, orders);
        }
        let is_busy = self.invoking > 0 && self.allowed < rules.scale.ceiling;
        if is_busy && self.grows_at.is_none() {
            self.grows_at = Some(now.after(GROWS_EVERY));
        }
    }
}

/// Deletes by tens.
fn delete<'a>(items: impl Iterator<Item = &'a Item>, orders: &mut Vec<Order>) {
    let handles: Vec<Arc<str>> = items.map(|item| item.handle.clone()).collect();
    orders.extend(handles.chunks(DELETE_MAX).map(|some| Order::Delete { handles: Arc::new(some.to_vec()) }));
}
