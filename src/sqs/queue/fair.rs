//! The order of a standard queue: by arrival, with fair turns where messages name a group (a tenant).
//!
//! A tenant that holds a large share of what is in flight, or of the consumers' time, is noisy: as long as quiet tenants
//! have messages, theirs are delivered first. A message without a group is a tenant of its own and always quiet.
//! Source: "Amazon SQS fair queues" in the SQS developer guide.

use crate::base::RangeSet;
use crate::base::collections::{OrdMap, OrdSet, SortedMap};
use crate::clock::{Duration, Instant};
use crate::sqs::message::State;
use std::sync::Arc;

/// A tenant in flight with more than this share of all messages in flight may be noisy: one in ten.
const SHARE: u64 = 10;
/// It must also have this many in flight.
const IN_FLIGHT_LEAST: u64 = 30;
/// A tenant with nothing in flight for this long is quiet again.
const CALM: Duration = Duration::from_secs(300);
/// Consumers' time is compared once they have spent this much of it in the recent past.
const BUSY_LEAST_MS: u64 = 60_000;
/// Half of what counts as the recent past.
const WINDOW_MS: u64 = 150_000;

/// The books of a standard queue.
#[derive(Clone, Debug, Default, Hash)]
pub struct FairOrder {
    /// Places of visible messages without a group.
    plain: RangeSet,
    lanes: OrdMap<Arc<str>, Lane>,
    /// The first place of each quiet tenant that has visible messages.
    quiet_heads: OrdSet<(u64, Arc<str>)>,
    noisy: SortedMap<Arc<str>, ()>,
    busy: Busy,
}

/// One tenant.
#[derive(Clone, Debug, Default, Hash)]
pub struct Lane {
    ready: RangeSet,
    /// Messages in flight.
    pub in_flight: u64,
    /// Messages visible, in flight or delayed.
    pub held: u64,
    /// Whether it is noisy.
    pub noisy: bool,
    last_in_flight: Instant,
    busy: Busy,
}

impl Lane {
    /// Messages that can be received.
    pub fn visible(&self) -> u64 {
        self.ready.len()
    }
}

/// Time that consumers spent, in this window and the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Busy {
    window: u64,
    current: u64,
    previous: u64,
}

impl Busy {
    fn at(self, now: Instant) -> Self {
        let window = now.as_millis() / WINDOW_MS;
        match window - self.window {
            0 => self,
            1 => Self { window, current: 0, previous: self.current },
            _ => Self { window, current: 0, previous: 0 },
        }
    }

    fn add(&mut self, now: Instant, spent: Duration) {
        *self = self.at(now);
        self.current += spent.as_millis();
    }

    fn recent(self, now: Instant) -> u64 {
        let at = self.at(now);
        at.current + at.previous
    }
}

impl FairOrder {
    pub(super) fn make_ready(&mut self, rank: u64, group: Option<&Arc<str>>) {
        match group {
            None => {
                self.plain.insert(rank);
            }
            Some(name) => self.with_lane(name, |lane| {
                lane.ready.insert(rank);
            }),
        }
    }

    pub(super) fn unready(&mut self, rank: u64, group: Option<&Arc<str>>) {
        match group {
            None => {
                self.plain.remove(rank);
            }
            Some(name) => self.with_lane(name, |lane| {
                lane.ready.remove(rank);
            }),
        }
    }

    /// Changes a tenant's books and keeps the index of first places right.
    fn with_lane(&mut self, name: &Arc<str>, change: impl FnOnce(&mut Lane)) {
        let (mut before, mut after) = (None, None);
        self.lanes.update(name.clone(), |lane| {
            before = lane.ready.first().filter(|_| !lane.noisy);
            change(lane);
            after = lane.ready.first().filter(|_| !lane.noisy);
        });
        if before != after {
            if let Some(rank) = before {
                self.quiet_heads.remove(&(rank, name.clone()));
            }
            if let Some(rank) = after {
                self.quiet_heads.insert((rank, name.clone()));
            }
        }
    }

    /// Notes that a message of a group has entered the queue.
    pub(in crate::sqs) fn arrived(&mut self, name: &Arc<str>) {
        self.with_lane(name, |lane| lane.held += 1);
    }

    /// Notes that a message went from one state to another, which began or will end at `until`.
    pub(super) fn moved(&mut self, rank: u64, group: Option<&Arc<str>>, was: State, (state, until): (State, Instant)) {
        match group {
            None => {
                if was == State::Visible && state != State::Visible {
                    self.plain.remove(rank);
                } else if state == State::Visible {
                    self.plain.insert(rank);
                }
            }
            Some(name) => self.with_lane(name, |lane| {
                if state == State::Visible {
                    lane.ready.insert(rank);
                } else {
                    lane.ready.remove(rank);
                }
                lane.in_flight -= u64::from(was == State::InFlight);
                lane.in_flight += u64::from(state == State::InFlight);
                if was == State::InFlight && state == State::Visible {
                    lane.last_in_flight = until;
                }
            }),
        }
    }

    pub(super) fn gone(&mut self, rank: u64, group: Option<&Arc<str>>, state: State) {
        match group {
            None => {
                if state == State::Visible {
                    self.plain.remove(rank);
                }
            }
            Some(name) => {
                self.with_lane(name, |lane| {
                    lane.ready.remove(rank);
                    lane.in_flight -= u64::from(state == State::InFlight);
                    lane.held = lane.held.saturating_sub(1);
                });
            }
        }
    }

    /// Notes that a consumer of a group's message is done with it.
    pub(in crate::sqs) fn processed(&mut self, group: Option<&Arc<str>>, now: Instant, spent: Duration) {
        self.busy.add(now, spent);
        if let Some(lane) = group.and_then(|name| self.lanes.get_mut(name)) {
            lane.busy.add(now, spent);
            lane.last_in_flight = now;
        }
    }

    /// Places of visible messages in the order of delivery, at most `limit`.
    pub(in crate::sqs) fn upcoming(&self, limit: usize) -> Vec<u64> {
        if self.lanes.is_empty() {
            return self.plain.iter().take(limit).collect();
        }
        let mut quiet: Vec<u64> = self.plain.iter().take(limit).collect();
        for (_, name) in self.quiet_heads.iter().take(limit) {
            quiet.extend(self.lanes.get(name).into_iter().flat_map(|lane| lane.ready.iter().take(limit)));
        }
        quiet.sort_unstable();
        quiet.truncate(limit);
        if quiet.len() < limit {
            let mut noisy: Vec<&Lane> = self.noisy.keys().filter_map(|name| self.lanes.get(name)).collect();
            noisy.sort_by_key(|lane| lane.in_flight);
            let rest = limit - quiet.len();
            quiet.extend(noisy.into_iter().flat_map(|lane| lane.ready.iter()).take(rest));
        }
        quiet
    }

    /// Decides anew who is noisy; answers the tenants that changed. `touched` are those whose messages just moved.
    pub(in crate::sqs) fn review(
        &mut self,
        touched: &[Arc<str>],
        now: Instant,
        in_flight: u64,
    ) -> Vec<(Arc<str>, bool)> {
        let mut changed = Vec::new();
        for name in touched {
            let Some(lane) = self.lanes.get_mut(name) else { continue };
            if lane.in_flight > 0 {
                lane.last_in_flight = now;
            }
            let holds_much = lane.in_flight >= IN_FLIGHT_LEAST && lane.in_flight * SHARE > in_flight;
            let total = self.busy.recent(now);
            let takes_much = total >= BUSY_LEAST_MS && lane.busy.recent(now) * SHARE > total;
            if !lane.noisy && (holds_much || takes_much) && lane.held > 0 {
                changed.push((name.clone(), true));
            }
        }
        for name in self.noisy.keys() {
            let calm = self.lanes.get(name).is_none_or(|lane| {
                lane.held == 0
                    || lane.visible() == 0 && lane.in_flight == 0
                    || (lane.in_flight == 0 && lane.last_in_flight.after(CALM) <= now)
            });
            if calm {
                changed.push((name.clone(), false));
            }
        }
        for (name, noisy) in &changed {
            self.set_noisy(name, *noisy);
        }
        for name in touched.iter().chain(changed.iter().map(|(name, _)| name)) {
            if self.lanes.get(name).is_some_and(|lane| lane.held == 0) {
                self.lanes.remove(name);
            }
        }
        changed
    }

    fn set_noisy(&mut self, name: &Arc<str>, noisy: bool) {
        if noisy {
            self.noisy.insert(name.clone(), ());
        } else {
            self.noisy.remove(name);
        }
        self.with_lane(name, |lane| lane.noisy = noisy);
    }

    /// Tenants by name.
    pub fn tenants(&self) -> impl Iterator<Item = (&Arc<str>, &Lane)> {
        self.lanes.iter()
    }

    /// Whether any message names a tenant.
    pub fn has_tenants(&self) -> bool {
        !self.lanes.is_empty()
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}
