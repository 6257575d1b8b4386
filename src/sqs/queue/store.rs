//! Where a queue keeps its messages, and the moves between states that keep its books right.
//!
//! Each message has a number, given by arrival. Every change of state goes through here, so that counts, deadlines and
//! the order of delivery cannot drift apart.

use super::{Order, Queue};
use crate::clock::Instant;
use crate::sqs::message::{Message, State};

/// One place in a queue's store.
#[derive(Clone, Debug, Hash)]
pub enum Slot {
    /// The message that stood here is gone.
    Empty,
    /// A message that went to the back stands here; it is kept under that earlier number.
    StandsFor(u64),
    /// A message.
    Holds(Message),
}

impl Slot {
    /// The message, if one is kept here.
    pub const fn message(&self) -> Option<&Message> {
        match self {
            Self::Holds(message) => Some(message),
            Self::Empty | Self::StandsFor(_) => None,
        }
    }
}

/// How many messages are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Counts {
    /// `ApproximateNumberOfMessages`.
    pub visible: u64,
    /// `ApproximateNumberOfMessagesNotVisible`.
    pub in_flight: u64,
    /// `ApproximateNumberOfMessagesDelayed`.
    pub delayed: u64,
}

impl Counts {
    /// All messages that the queue holds.
    pub const fn total(&self) -> u64 {
        self.visible + self.in_flight + self.delayed
    }

    const fn of(&mut self, state: State) -> &mut u64 {
        match state {
            State::Visible => &mut self.visible,
            State::InFlight => &mut self.in_flight,
            State::Delayed => &mut self.delayed,
        }
    }
}

impl Queue {
    /// Puts a message at the end; answers its number. The message's `state` and `until` say where it begins.
    pub(in crate::sqs) fn add(&mut self, message: Message) -> u64 {
        let (state, until, enqueued) = (message.state, message.until, message.enqueued);
        let group = message.core.group().cloned();
        let is_older = enqueued < self.newest;
        self.newest = self.newest.max(enqueued);
        let slot = self.slots.push(Slot::Holds(message));
        if is_older {
            self.early.add(enqueued, slot);
        }
        *self.counts.of(state) += 1;
        if state == State::Delayed {
            self.delayed.add(until, slot);
        }
        match &mut self.order {
            Order::Standard(order) => {
                if state == State::Visible {
                    order.make_ready(slot, group.as_ref());
                }
            }
            Order::Fifo(order) => order.add(slot, &group.unwrap_or_default(), state == State::Visible),
        }
        slot
    }

    /// Changes what is not state: counts of receives, times, the last event.
    pub(in crate::sqs) fn update(&mut self, slot: u64, change: impl FnOnce(&mut Message)) {
        if let Some(Slot::Holds(message)) = self.slots.get_mut(slot) {
            change(message);
        }
    }

    /// Moves a message to a state, until an instant where that state has an end.
    pub(in crate::sqs) fn set_state(&mut self, slot: u64, state: State, until: Instant) {
        self.move_to(slot, state, until, |_| {});
    }

    /// The same, with a change to what is not state.
    pub(in crate::sqs) fn move_to(
        &mut self,
        slot: u64,
        state: State,
        until: Instant,
        change: impl FnOnce(&mut Message),
    ) {
        let Some(Slot::Holds(message)) = self.slots.get_mut(slot) else { return };
        let (was, was_until) = (message.state, message.until);
        (message.state, message.until) = (state, until);
        if was == State::Delayed && state == State::Visible {
            message.delayed_secs = u16::try_from(until.since(message.enqueued).as_secs()).unwrap_or(u16::MAX);
        }
        change(message);
        let group = message.core.group().cloned();
        *self.counts.of(was) -= 1;
        *self.counts.of(state) += 1;
        match was {
            State::InFlight => self.in_flight.cancel(was_until),
            State::Delayed => self.delayed.cancel(was_until),
            State::Visible => {}
        }
        match state {
            State::InFlight => self.in_flight.add(until, slot),
            State::Delayed => self.delayed.add(until, slot),
            State::Visible => {}
        }
        let rank = self.ranks.get(&slot).copied().unwrap_or(slot);
        match &mut self.order {
            Order::Standard(order) => order.moved(rank, group.as_ref(), was, (state, until)),
            Order::Fifo(_) => self.refresh_group(&group.unwrap_or_default()),
        }
    }

    /// Takes a message out for good.
    pub(in crate::sqs) fn take(&mut self, slot: u64) -> Option<Message> {
        let entry = self.slots.get_mut(slot)?;
        if !matches!(entry, Slot::Holds(_)) {
            return None;
        }
        let Slot::Holds(message) = std::mem::replace(entry, Slot::Empty) else { return None };
        *self.counts.of(message.state) -= 1;
        match message.state {
            State::InFlight => self.in_flight.cancel(message.until),
            State::Delayed => self.delayed.cancel(message.until),
            State::Visible => {}
        }
        let rank = self.ranks.remove(&slot);
        if let Some(stand_in) = rank.and_then(|rank| self.slots.get_mut(rank)) {
            *stand_in = Slot::Empty;
        }
        let group = message.core.group();
        match &mut self.order {
            Order::Standard(order) => order.gone(rank.unwrap_or(slot), group, message.state),
            Order::Fifo(order) => {
                let group = group.cloned().unwrap_or_default();
                order.remove(slot, &group);
                self.refresh_group(&group);
            }
        }
        self.slots.pop_while(|slot| matches!(slot, Slot::Empty));
        Some(message)
    }

    /// Puts a visible standard message behind all others.
    pub(in crate::sqs) fn send_to_back(&mut self, slot: u64) {
        let Some(message) = self.message(slot) else { return };
        let core = message.core.clone();
        let visible = message.state == State::Visible;
        let rank = self.slots.push(Slot::StandsFor(slot));
        let old = self.ranks.insert(slot, rank);
        if let Some(stand_in) = old.and_then(|old| self.slots.get_mut(old)) {
            *stand_in = Slot::Empty;
        }
        if let (Order::Standard(order), true) = (&mut self.order, visible) {
            order.unready(old.unwrap_or(slot), core.group());
            order.make_ready(rank, core.group());
        }
    }

    /// The number under which a message is kept that stands at `rank`.
    pub(in crate::sqs) fn slot_at(&self, rank: u64) -> Option<u64> {
        match self.slots.get(rank)? {
            Slot::Holds(_) => Some(rank),
            Slot::StandsFor(slot) => Some(*slot),
            Slot::Empty => None,
        }
    }

    /// Removes everything; answers how many messages that were.
    pub(in crate::sqs) fn clear(&mut self) -> u64 {
        let gone = self.counts.total();
        let all: Vec<u64> = self.messages().map(|(slot, _)| slot).collect();
        for slot in all {
            if let Some(entry) = self.slots.get_mut(slot) {
                *entry = Slot::Empty;
            }
        }
        for entry in self.ranks.values().copied().collect::<Vec<_>>() {
            if let Some(entry) = self.slots.get_mut(entry) {
                *entry = Slot::Empty;
            }
        }
        self.ranks.clear();
        self.slots.pop_while(|slot| matches!(slot, Slot::Empty));
        self.counts = Counts::default();
        self.in_flight.clear();
        self.delayed.clear();
        self.early.clear();
        match &mut self.order {
            Order::Standard(order) => order.clear(),
            Order::Fifo(order) => order.clear(),
        }
        gone
    }

    /// Tells a FIFO queue's books how the head of a group stands now.
    fn refresh_group(&mut self, group: &std::sync::Arc<str>) {
        let Order::Fifo(order) = &mut self.order else { return };
        let head_is_visible = order.head(group).is_some_and(|head| {
            self.slots.get(head).and_then(Slot::message).is_some_and(|message| message.state == State::Visible)
        });
        order.set_free(group, head_is_visible);
    }
}
