//! Which messages a receive takes, and in which order.

use super::receive_message::SAMPLED_BELOW;
use crate::clock::{Duration, Instant};
use crate::sqs::api::ReceivedMessage;
use crate::sqs::chance::SERVERS;
use crate::sqs::message::{Message, State};
use crate::sqs::queue::{Attempt, Order, Queue, QueueId};
use crate::sqs::{CheckedReceive, Cx, MessageRef, Sqs, SqsEvent};
use std::sync::Arc;

/// How far ahead a receive may reach when it takes messages out of order.
const REACH: usize = 10;

/// After this many receives without a delete a standard message goes to the back of its queue.
const BACK_AFTER: u32 = 3;

/// Which of the eight servers a poll asks, as bits.
pub(super) type Servers = u64;
pub(super) const ALL_SERVERS: Servers = (1 << SERVERS) - 1;

impl Sqs {
    /// Takes messages for a receive, as many as it may have now.
    pub(super) fn take_messages(
        &mut self,
        cx: &mut Cx<'_>,
        receive: &CheckedReceive,
        servers: Servers,
    ) -> Vec<ReceivedMessage> {
        if let Some(again) = self.repeat_attempt(cx, receive) {
            return again;
        }
        let slots = match self.queue(receive.queue).map(|queue| &queue.order) {
            Some(Order::Standard(_)) => self.take_standard(cx, receive, servers),
            Some(Order::Fifo(_)) => self.take_fifo_or_again(cx, receive),
            None => return Vec::new(),
        };
        self.review_tenants(cx, receive.queue, &slots);
        if let (Some(id), false) = (&receive.attempt, slots.is_empty()) {
            self.remember_attempt(cx.now, receive.queue, id, &slots);
        }
        let mut messages = Vec::with_capacity(slots.len());
        messages.extend(slots.into_iter().filter_map(|slot| self.show(cx, receive, slot)));
        messages
    }

    fn take_standard(&mut self, cx: &mut Cx<'_>, receive: &CheckedReceive, servers: Servers) -> Vec<u64> {
        let id = receive.queue;
        let mut taken = Vec::with_capacity(receive.max);
        let room =
            self.queue(id).map_or(0, |queue| self.limits.in_flight_standard.saturating_sub(queue.counts.in_flight));
        let max = receive.max.min(usize::try_from(room).unwrap_or(usize::MAX));
        let mut candidates = self.candidates(id, max, servers);
        while taken.len() < max {
            if candidates.is_empty() {
                // Dead letters made room; look once more, and stop when nothing is left. With a timeout of zero those that
                // are taken are still visible, so they must be asked for too.
                candidates = self.candidates(id, max, servers);
                candidates.retain(|slot| !taken.contains(slot));
                if candidates.is_empty() {
                    break;
                }
            }
            let reach = candidates.len().min(REACH) as u64;
            let index = if reach > 1 && self.draws.order.chance(self.chance.reorder) {
                usize::try_from(self.draws.order.below(reach)).unwrap_or(0)
            } else {
                0
            };
            let slot = candidates.remove(index);
            if !self.dead_letter_if_due(cx, id, slot) {
                self.hand_out(cx, receive, slot);
                taken.push(slot);
            }
        }
        taken
    }

    /// Numbers of visible messages on the asked servers, in the order of delivery, with some more to choose from.
    fn candidates(&self, id: QueueId, max: usize, servers: Servers) -> Vec<u64> {
        let Some(queue) = self.queue(id) else { return Vec::new() };
        let Some(order) = queue.standard() else { return Vec::new() };
        let sampled = servers != ALL_SERVERS;
        let reach = if self.chance.reorder > 0 { REACH } else { 0 };
        let limit = if sampled { usize::try_from(SAMPLED_BELOW).unwrap_or(usize::MAX) } else { max + reach };
        order
            .upcoming(limit)
            .into_iter()
            .filter_map(|rank| queue.slot_at(rank))
            .filter(|slot| {
                !sampled || servers >> (crate::base::mix(u64::from(id.0), *slot).0 % u64::from(SERVERS)) & 1 == 1
            })
            .take(max + reach)
            .collect()
    }

    /// A queue that is its own dead-letter queue may get back all that a receive walked over; then it walks once more, so
    /// that nobody waits beside visible messages.
    fn take_fifo_or_again(&mut self, cx: &mut Cx<'_>, receive: &CheckedReceive) -> Vec<u64> {
        let end = |sqs: &Self| sqs.queue(receive.queue).map_or(0, |queue| queue.slots.next());
        let before = end(self);
        let taken = self.take_fifo(cx, receive);
        if taken.is_empty() && end(self) > before { self.take_fifo(cx, receive) } else { taken }
    }

    fn take_fifo(&mut self, cx: &mut Cx<'_>, receive: &CheckedReceive) -> Vec<u64> {
        let id = receive.queue;
        // What a queue that is its own dead-letter queue gets on the way is for the next receive.
        let end = self.queue(id).map_or(0, |queue| queue.slots.next());
        let mut taken = Vec::with_capacity(receive.max);
        let mut visited: Vec<Arc<str>> = Vec::new();
        while taken.len() < receive.max {
            let Some(group) = self.next_group(id, &visited) else { break };
            let before = taken.len();
            let mut from = 0;
            while let Some(queue) = self.queue(id)
                && let Some(slot) = queue.fifo().and_then(|order| order.next_of(&group, from))
            {
                let full = queue.counts.in_flight >= self.limits.in_flight_fifo;
                if taken.len() == receive.max || full || slot >= end || !queue.is_visible(slot) {
                    break;
                }
                from = slot + 1;
                if !self.dead_letter_if_due(cx, id, slot) {
                    self.hand_out(cx, receive, slot);
                    taken.push(slot);
                }
            }
            if taken.len() > before
                && let Some(order) = self.queue_mut(id).and_then(Queue::fifo_mut)
            {
                order.mark_served(&group);
            }
            visited.push(group);
        }
        taken
    }

    /// The next group that a receive may look into, within the part of the backlog that it looks through.
    fn next_group(&mut self, id: QueueId, visited: &[Arc<str>]) -> Option<Arc<str>> {
        let scan = self.limits.fifo_scan;
        let Queue { slots, order, counts, .. } = self.queue_mut(id)?;
        let Order::Fifo(order) = order else { return None };
        let is_live = |number| slots.get(number).is_some_and(|slot| slot.message().is_some());
        let end = order.scan_end(scan, counts.total(), slots.next(), is_live);
        order
            .free_groups()
            .find(|(head, group)| *head < end && !visited.contains(group))
            .map(|(_, group)| group.clone())
    }

    /// Hands a message out: counts the receive and hides it.
    fn hand_out(&mut self, cx: &mut Cx<'_>, receive: &CheckedReceive, slot: u64) {
        let missed = self.draws.duplicates.chance(self.chance.duplicate_at_receive);
        let Some(queue) = self.queue(receive.queue) else { return };
        let visibility = receive.visibility_secs.unwrap_or(queue.attributes.visibility_secs);
        let can_miss = !queue.is_fifo() && visibility > 0;
        let forced = if can_miss { self.force_duplicate(receive.queue) } else { None };
        let not_hidden = can_miss && (missed || forced.is_some());
        let Some(queue) = self.queue_mut(receive.queue) else { return };
        let until = cx.now.after(Duration::from_secs(visibility));
        let Some(message) = queue.message(slot) else { return };
        let (last, receives) = (message.last_event, message.receives + 1);
        let message = MessageRef { queue: receive.queue, slot, core: message.core.clone() };
        let event = cx.emit(Some(last), SqsEvent::Received { message: message.clone(), until, receives });
        let event = if not_hidden { cx.emit(forced.or(Some(event)), SqsEvent::NotHidden { message }) } else { event };
        let note = |message: &mut Message| {
            message.receives = receives;
            message.received = cx.now;
            message.first_received = message.first_received.min(cx.now);
            message.last_event = event;
        };
        if visibility > 0 && !not_hidden {
            queue.move_to(slot, State::InFlight, until, note);
        } else {
            queue.update(slot, note);
            queue.send_to_back_when_due(cx, slot);
        }
    }

    /// The same messages again for a retry of an attempt, as long as nothing was done to any of them.
    fn repeat_attempt(&mut self, cx: &mut Cx<'_>, receive: &CheckedReceive) -> Option<Vec<ReceivedMessage>> {
        let kept = Duration::from_secs(self.limits.attempt_secs);
        let id = receive.attempt.as_ref()?;
        let queue = self.queue(receive.queue)?;
        let attempt = queue.fifo()?.attempts.get(id)?.clone();
        let untouched = |(slot, receives, event): &(u64, u32, u64)| {
            queue.message(*slot).is_some_and(|message| {
                message.state == State::InFlight && message.receives == *receives && message.last_event == *event
            })
        };
        if cx.now >= attempt.at.after(kept) || !attempt.messages.iter().all(untouched) {
            return None;
        }
        let visibility = receive.visibility_secs.unwrap_or(queue.attributes.visibility_secs);
        let until = cx.now.after(Duration::from_secs(visibility));
        let slots: Vec<u64> = attempt.messages.iter().map(|(slot, ..)| *slot).collect();
        let queue = self.queue_mut(receive.queue)?;
        for slot in &slots {
            queue.hide_until(cx, *slot, until);
        }
        self.remember_attempt(attempt.at, receive.queue, id, &slots);
        Some(slots.into_iter().filter_map(|slot| self.show(cx, receive, slot)).collect())
    }

    fn remember_attempt(&mut self, at: Instant, id: QueueId, attempt: &Arc<str>, slots: &[u64]) {
        let kept = Duration::from_secs(self.limits.attempt_secs);
        let Some(queue) = self.queue_mut(id) else { return };
        let messages = slots
            .iter()
            .filter_map(|slot| queue.message(*slot).map(|message| (*slot, message.receives, message.last_event)))
            .collect();
        let Some(order) = queue.fifo_mut() else { return };
        let stale: Vec<_> =
            order.attempts.iter().filter(|(_, old)| at >= old.at.after(kept)).map(|(id, _)| id.clone()).collect();
        for id in stale {
            order.attempts.remove(&id);
        }
        order.attempts.insert(attempt.clone(), Attempt { at, messages });
    }

    /// Looks anew at which tenants of a fair queue are noisy after messages of theirs have moved.
    pub(super) fn review_tenants(&mut self, cx: &mut Cx<'_>, id: QueueId, slots: &[u64]) {
        let Some(queue) = self.queue_mut(id) else { return };
        if !queue.standard().is_some_and(super::super::queue::FairOrder::has_tenants) {
            return;
        }
        let mut touched: Vec<Arc<str>> =
            slots.iter().filter_map(|slot| queue.message(*slot)?.core.group().cloned()).collect();
        touched.sort_unstable();
        touched.dedup();
        let in_flight = queue.counts.in_flight;
        let Order::Standard(order) = &mut queue.order else { return };
        for (group, noisy) in order.review(&touched, cx.now, in_flight) {
            cx.emit(None, SqsEvent::TenantChanged { queue: id, group, noisy });
        }
    }
}

impl Queue {
    /// Puts a message behind the others that was received three times or more and not deleted.
    pub(super) fn send_to_back_when_due(&mut self, cx: &mut Cx<'_>, slot: u64) {
        let Some(message) = self.message(slot) else { return };
        if self.is_fifo() || message.receives_here() < BACK_AFTER {
            return;
        }
        let (last, core) = (message.last_event, message.core.clone());
        self.send_to_back(slot);
        let message = MessageRef { queue: self.id, slot, core };
        let event = cx.emit(Some(last), SqsEvent::WentToBack { message });
        self.update(slot, |message| message.last_event = event);
    }
}
