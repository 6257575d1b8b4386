//! A queue: its settings, its messages, and who may receive which of them next.
//!
//! This module keeps a queue's own books and knows no other queue, no request and no error. What it counts is state; it
//! never asks a container for its length to answer a caller.

mod dedup;
mod fair;
mod fifo;
mod store;
mod throttle;

pub use dedup::{Dedup, Remembered};
pub use fair::FairOrder;
pub(in crate::sqs) use fifo::Attempt;
pub use fifo::FifoOrder;
pub use store::{Counts, Slot};
pub(in crate::sqs) use throttle::partition_of;
pub use throttle::{FifoThrottle, Metered};

use super::attributes::QueueAttributes;
use super::message::{Message, State};
use super::metrics::Metrics;
use super::waiting::Waiter;
use crate::base::collections::{ChunkDeque, OrdMap, SortedMap};
use crate::base::{AccountId, Arn, Region};
use crate::clock::{Deadlines, Duration, Instant};
use std::collections::VecDeque;
use std::sync::Arc;

/// The lab-wide number of a queue; never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueId(pub u32);

/// What names a queue.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueKey {
    /// The owner.
    pub account: AccountId,
    /// Where it lives.
    pub region: Region,
    /// Its name, with `.fifo` where it has that.
    pub name: Arc<str>,
}

impl QueueKey {
    /// The queue's ARN.
    pub fn arn(&self) -> Arn {
        Arn::queue(self.region, self.account, &self.name)
    }

    /// The queue's URL.
    pub fn url(&self) -> String {
        format!("https://sqs.{}.amazonaws.com/{}/{}", self.region, self.account, self.name)
    }
}

/// Who comes next: by arrival with fair turns for tenants, or strictly by group.
#[derive(Clone, Debug, Hash)]
pub enum Order {
    /// A standard queue.
    Standard(FairOrder),
    /// A FIFO queue.
    Fifo(Box<FifoOrder>),
}

/// A queue with everything in it. Cloning is cheap.
#[derive(Clone, Debug, Hash)]
pub struct Queue {
    /// Its number.
    pub id: QueueId,
    /// Its names.
    pub key: QueueKey,
    /// When it was made.
    pub created: Instant,
    /// When its attributes were last set.
    pub modified: Instant,
    /// Its settings.
    pub attributes: QueueAttributes,
    /// Its tags.
    pub tags: SortedMap<String, String>,
    /// Its messages by number.
    pub(super) slots: ChunkDeque<Slot>,
    /// Where standard messages stand that went to the back, by number.
    pub(super) ranks: OrdMap<u64, u64>,
    /// Who comes next.
    pub(super) order: Order,
    /// How many messages are in which state.
    pub counts: Counts,
    /// The latest enqueue time of any message until now.
    pub(super) newest: Instant,
    /// When messages in flight come back.
    pub(super) in_flight: Deadlines,
    /// When delayed messages become visible.
    pub(super) delayed: Deadlines,
    /// When dead letters expire that are older than the messages around them.
    pub(super) early: Deadlines,
    /// Receives that wait for messages, in order of arrival.
    pub(super) waiters: VecDeque<Waiter>,
    /// When it was last purged.
    pub purged: Option<Instant>,
    /// What CloudWatch would count.
    pub metrics: Metrics,
    /// The instant that the queue's timer is set to.
    pub(super) timer: Option<Instant>,
}

impl Queue {
    /// An empty queue.
    pub fn new(id: QueueId, key: QueueKey, attributes: QueueAttributes, now: Instant) -> Self {
        let order = match &attributes.fifo {
            Some(fifo) => Order::Fifo(Box::new(FifoOrder::new(id, fifo.dedup_scope))),
            None => Order::Standard(FairOrder::default()),
        };
        Self {
            id,
            key,
            created: now,
            modified: now,
            attributes,
            tags: SortedMap::default(),
            slots: ChunkDeque::default(),
            ranks: OrdMap::new(),
            order,
            counts: Counts::default(),
            newest: Instant::ZERO,
            in_flight: Deadlines::default(),
            delayed: Deadlines::default(),
            early: Deadlines::default(),
            waiters: VecDeque::new(),
            purged: None,
            metrics: Metrics::default(),
            timer: None,
        }
    }

    /// Whether it is a FIFO queue.
    pub const fn is_fifo(&self) -> bool {
        matches!(self.order, Order::Fifo(_))
    }

    /// The books of a FIFO queue.
    pub fn fifo(&self) -> Option<&FifoOrder> {
        match &self.order {
            Order::Fifo(fifo) => Some(fifo),
            Order::Standard(_) => None,
        }
    }

    pub(super) fn fifo_mut(&mut self) -> Option<&mut FifoOrder> {
        match &mut self.order {
            Order::Fifo(fifo) => Some(fifo),
            Order::Standard(_) => None,
        }
    }

    /// The books of a standard queue.
    pub fn standard(&self) -> Option<&FairOrder> {
        match &self.order {
            Order::Standard(standard) => Some(standard),
            Order::Fifo(_) => None,
        }
    }

    /// How long messages are kept.
    pub fn retention(&self) -> Duration {
        Duration::from_secs(self.attributes.retention_secs)
    }

    /// The message of that number, if it is still there.
    pub fn message(&self, slot: u64) -> Option<&Message> {
        self.slots.get(slot)?.message()
    }

    /// All messages with their numbers, in the order of arrival.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = (u64, &Message)> {
        self.slots.iter().filter_map(|(number, slot)| Some((number, slot.message()?)))
    }

    /// Visible messages in the order of delivery, at most `limit` of them.
    pub fn upcoming(&self, limit: usize) -> Vec<u64> {
        match &self.order {
            Order::Standard(order) => order.upcoming(limit).into_iter().filter_map(|rank| self.slot_at(rank)).collect(),
            Order::Fifo(order) => order
                .free_groups()
                .flat_map(|(_, group)| order.group(group).take_while(|slot| self.is_visible(*slot)))
                .take(limit)
                .collect(),
        }
    }

    /// Messages in flight, those that come back first at the front.
    pub fn in_flight(&self) -> impl Iterator<Item = (u64, &Message)> {
        self.hidden(&self.in_flight, State::InFlight)
    }

    /// Delayed messages, those that become visible first at the front.
    pub fn delayed(&self) -> impl Iterator<Item = (u64, &Message)> {
        self.hidden(&self.delayed, State::Delayed)
    }

    /// A number among the deadlines may be stale, or stand there twice when it came back to the same instant.
    fn hidden<'a>(&'a self, deadlines: &'a Deadlines, state: State) -> impl Iterator<Item = (u64, &'a Message)> {
        deadlines.iter().filter_map(move |(at, slot)| {
            let message = self.message(slot)?;
            (message.state == state && message.until == at).then_some((slot, message))
        })
    }

    /// Receives that wait, with the instant until which each does.
    pub fn waiters(&self) -> impl Iterator<Item = &Waiter> {
        self.waiters.iter()
    }

    /// When something happens to one of the messages by itself.
    pub fn next_due(&self) -> Option<Instant> {
        let oldest = self.messages().next().map(|(_, message)| message.enqueued.after(self.retention()));
        let early = self.early.next().map(|enqueued| enqueued.after(self.retention()));
        [self.in_flight.next(), self.delayed.next(), oldest, early].into_iter().flatten().min()
    }

    /// Whether a receive may take the message now.
    pub(super) fn is_visible(&self, slot: u64) -> bool {
        self.message(slot).is_some_and(|message| message.state == State::Visible)
    }
}
