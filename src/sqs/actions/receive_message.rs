//! `ReceiveMessage`: short and long polls, what a receive may take, and what it makes of messages received too often.

use crate::clock::{Duration, Instant};
use crate::sqs::api::*;
use crate::sqs::chance::SERVERS;
use crate::sqs::message::{DeadLetter, Message, MessageCore, State};
use crate::sqs::queue::{Attempt, Metered, Order, Queue, QueueId, Remembered};
use crate::sqs::{
    CheckedReceive, Cx, ErrorCode, MessageRef, Outcome, Result, Sqs, SqsError, SqsEvent, SystemNames, Timer, Waiter,
    content, handle::ReceiptHandle,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Below about this many messages a short poll may miss some; above it every server has enough.
const SAMPLED_BELOW: u64 = 1_000;
/// How far ahead a receive may reach when it takes messages out of order.
const REACH: usize = 10;
/// After this many receives without a delete a standard message goes to the back of its queue.
const BACK_AFTER: u32 = 3;

/// Which of the eight servers a poll asks, as bits.
type Servers = u64;
const ALL_SERVERS: Servers = (1 << SERVERS) - 1;

const SYSTEM_NAMES: [&str; 10] = [
    "All",
    "SenderId",
    "SentTimestamp",
    "ApproximateReceiveCount",
    "ApproximateFirstReceiveTimestamp",
    "SequenceNumber",
    "MessageDeduplicationId",
    "MessageGroupId",
    "AWSTraceHeader",
    "DeadLetterQueueSourceArn",
];

impl Sqs {
    pub(super) fn receive_message(&mut self, cx: &mut Cx<'_>, request: &ReceiveMessage) -> Outcome {
        match self.begin_receive(cx, request) {
            Ok(Some(messages)) => Outcome::Done(Ok(Reply::ReceiveMessage(ReceiveMessageResult { messages }))),
            Ok(None) => Outcome::Waiting,
            Err(error) => Outcome::Done(Err(error)),
        }
    }

    /// Messages, or `None` for a receive that waits.
    fn begin_receive(&mut self, cx: &mut Cx<'_>, request: &ReceiveMessage) -> Result<Option<Vec<ReceivedMessage>>> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        let receive = self.check_receive(id, request)?;
        let queue = self.queue(id).ok_or_else(SqsError::no_such_queue)?;
        let wait_secs = match request.wait_time_seconds {
            Some(secs) => u64::try_from(secs).unwrap_or(0),
            None => queue.attributes.wait_secs,
        };
        let group = queue.fifo().and_then(|order| order.free_groups().next()).map(|(_, group)| group.clone());
        let at_limit = !queue.is_fifo() && queue.counts.in_flight >= self.limits.in_flight_standard;
        if at_limit && wait_secs == 0 {
            let text = format!(
                "Too many messages are in flight in queue {}: the limit is {}.",
                queue.key.name, self.limits.in_flight_standard
            );
            return Err(SqsError::new(ErrorCode::OverLimit, text));
        }
        self.throttle_groups(cx, id, Metered::Receive, &[group.as_deref().unwrap_or_default()])?;

        let servers = if wait_secs == 0 { self.sample_servers(id) } else { ALL_SERVERS };
        let messages = self.take_messages(cx, &receive, servers);
        self.settle(cx, id);
        if !messages.is_empty() || wait_secs == 0 {
            self.count_receive(cx, id, messages.len());
            return Ok(Some(messages));
        }
        self.start_waiting(cx, receive, wait_secs);
        Ok(None)
    }

    fn check_receive(&self, queue: QueueId, request: &ReceiveMessage) -> Result<CheckedReceive> {
        let most = i64::try_from(self.limits.batch_entries_max).unwrap_or(10);
        let max = request.max_number_of_messages.unwrap_or(1);
        if !(1..=most).contains(&max) {
            let reason = format!("Must be between 1 and {most}, if provided.");
            return Err(SqsError::invalid_value(max, "MaxNumberOfMessages", &reason));
        }
        let in_range = |value: Option<i64>, most: i64, name: &str| match value {
            Some(value) if !(0..=most).contains(&value) => {
                let reason = format!("Must be >= 0 and <= {most}, if provided.");
                Err(SqsError::invalid_value(value, name, &reason))
            }
            other => Ok(other.and_then(|value| u64::try_from(value).ok())),
        };
        let visibility_secs =
            in_range(request.visibility_timeout, self.limits.visibility_secs_max, "VisibilityTimeout")?;
        in_range(request.wait_time_seconds, self.limits.wait_secs_max, "WaitTimeSeconds")?;
        let mut attempt = None;
        if let Some(id) = &request.receive_request_attempt_id {
            if !self.queue(queue).is_some_and(Queue::is_fifo) {
                let reason = "The request includes a parameter that is not valid for this queue type.";
                return Err(SqsError::invalid_value(id, "ReceiveRequestAttemptId", reason));
            }
            content::check_id(id, "ReceiveRequestAttemptId")?;
            attempt = Some(Arc::from(id.as_str()));
        }
        let names = || request.message_system_attribute_names.iter().chain(&request.attribute_names);
        if let Some(unknown) = names().find(|name| !SYSTEM_NAMES.contains(&name.as_str())) {
            return Err(SqsError::unknown_attribute(unknown));
        }
        let system_names = if names().any(|name| name == "All") {
            SystemNames::All
        } else {
            SystemNames::Named(names().cloned().collect())
        };
        Ok(CheckedReceive {
            queue,
            max: usize::try_from(max).unwrap_or(1),
            visibility_secs,
            system_names,
            attribute_names: request.message_attribute_names.clone(),
            attempt,
        })
    }

    /// The servers that a short poll asks, drawn anew for each.
    fn sample_servers(&mut self, id: QueueId) -> Servers {
        let small = self.queue(id).is_some_and(|queue| !queue.is_fifo() && queue.counts.total() < SAMPLED_BELOW);
        let asked = self.chance.servers_asked.clamp(1, SERVERS);
        let mut servers = ALL_SERVERS;
        if small {
            for left in (asked..SERVERS).map(u64::from) {
                // Leave out one of those that are still in.
                let skip = self.draws.servers.below(u64::from(SERVERS) - (left - u64::from(asked)));
                let bit = (0..SERVERS).filter(|bit| servers >> bit & 1 == 1).nth(usize::try_from(skip).unwrap_or(0));
                servers &= !bit.map_or(0, |bit| 1 << bit);
            }
        }
        servers
    }

    fn count_receive(&mut self, cx: &mut Cx<'_>, id: QueueId, count: usize) {
        let Some(queue) = self.queue_mut(id) else { return };
        let missed = queue.counts.visible;
        let totals = queue.metrics.count(cx.now);
        if count == 0 {
            totals.empty_receives += 1;
            cx.emit(None, SqsEvent::EmptyReceive { queue: id, missed });
        } else {
            totals.received += count as u64;
        }
    }

    fn start_waiting(&mut self, cx: &mut Cx<'_>, receive: CheckedReceive, wait_secs: u64) {
        let id = receive.queue;
        let until = cx.now.after(Duration::from_secs(wait_secs));
        let event = cx.emit(None, SqsEvent::WaitStarted { queue: id, until });
        let waiter = Waiter { request: cx.request, caller: cx.caller.clone(), receive, since: cx.now, until, event };
        cx.set_timer(Timer::Wait(id, cx.request), Some(until));
        if let Some(queue) = self.queue_mut(id) {
            queue.waiters.push_back(waiter);
        }
    }

    /// Lets waiting receives take what there is, the longest-waiting first.
    pub(super) fn serve_waiters(&mut self, cx: &mut Cx<'_>, id: QueueId) {
        loop {
            let Some(queue) = self.queue(id) else { return };
            let Some(waiter) = queue.waiters.front().cloned() else { return };
            if queue.counts.visible == 0 {
                return;
            }
            let mut cx = cx.on_behalf_of(&waiter.caller, waiter.request);
            let messages = self.take_messages(&mut cx, &waiter.receive, ALL_SERVERS);
            if messages.is_empty() {
                return;
            }
            self.count_receive(&mut cx, id, messages.len());
            if let Some(queue) = self.queue_mut(id) {
                queue.waiters.pop_front();
            }
            cx.set_timer(Timer::Wait(id, waiter.request), None);
            cx.answers.push((waiter.request, Ok(Reply::ReceiveMessage(ReceiveMessageResult { messages }))));
        }
    }

    /// Ends a wait that found nothing.
    pub(super) fn end_wait(&mut self, cx: &mut Cx<'_>, id: QueueId, request: crate::base::RequestId) {
        let Some(queue) = self.queue_mut(id) else { return };
        let Some(index) = queue.waiters.iter().position(|waiter| waiter.request == request) else { return };
        let waiter = queue.waiters.remove(index);
        queue.metrics.count(cx.now).empty_receives += 1;
        let missed = queue.counts.visible;
        let mut cx = cx.on_behalf_of(&waiter.caller, request);
        cx.emit(Some(waiter.event), SqsEvent::EmptyReceive { queue: id, missed });
        cx.answers.push((request, Ok(Reply::ReceiveMessage(ReceiveMessageResult::default()))));
    }

    /// Forgets a wait whose caller has gone away; it takes no message. False when there is no such wait.
    pub fn cancel_wait(&mut self, cx: &mut Cx<'_>, request: crate::base::RequestId) -> bool {
        let waits = |queue: &&Queue| queue.waiters.iter().any(|waiter| waiter.request == request);
        let Some(id) = self.queues().find(waits).map(|queue| queue.id) else { return false };
        if let Some(queue) = self.queue_mut(id) {
            queue.waiters.retain(|waiter| waiter.request != request);
        }
        cx.set_timer(Timer::Wait(id, request), None);
        true
    }

    /// Takes messages for a receive, as many as it may have now.
    fn take_messages(&mut self, cx: &mut Cx<'_>, receive: &CheckedReceive, servers: Servers) -> Vec<ReceivedMessage> {
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
        let Some(queue) = self.queue_mut(receive.queue) else { return };
        let visibility = receive.visibility_secs.unwrap_or(queue.attributes.visibility_secs);
        let until = cx.now.after(Duration::from_secs(visibility));
        let Some(message) = queue.message(slot) else { return };
        let (last, receives) = (message.last_event, message.receives + 1);
        let message = MessageRef { queue: receive.queue, slot, core: message.core.clone() };
        let not_hidden = missed && !queue.is_fifo() && visibility > 0;
        let event = cx.emit(Some(last), SqsEvent::Received { message: message.clone(), until, receives });
        let event = if not_hidden { cx.emit(Some(event), SqsEvent::NotHidden { message }) } else { event };
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

    /// Moves a message to the dead-letter queue if it has been received often enough; says whether it did.
    ///
    /// A dead-letter queue that no longer exists takes nothing, and the message goes on being delivered.
    fn dead_letter_if_due(&mut self, cx: &mut Cx<'_>, source: QueueId, slot: u64) -> bool {
        let Some(queue) = self.queue(source) else { return false };
        let Some(policy) = &queue.attributes.redrive else { return false };
        let due = queue.message(slot).is_some_and(|message| message.receives_here() >= policy.max_receives);
        let Some(target) = self.find_arn(&policy.target).filter(|_| due) else { return false };
        let source_arn: Arc<str> = queue.key.arn().to_string().into();
        let Some(queue) = self.queue_mut(source) else { return false };
        let Some(message) = queue.take(slot) else { return false };
        queue.metrics.flow.dead_out += 1;
        if let Some(order) = queue.fifo_mut() {
            order.passed(slot);
        }
        self.put_dead_letter(cx, (source, slot, source_arn), target, &message);
        if target != source {
            self.settle(cx, target);
        }
        true
    }

    fn put_dead_letter(
        &mut self,
        cx: &mut Cx<'_>,
        (source, source_slot, source_arn): (QueueId, u64, Arc<str>),
        target: QueueId,
        old: &Message,
    ) {
        let original_id: Arc<str> = self.message_id(old.core.number).to_string().into();
        let interval = Duration::from_secs(self.limits.dedup_secs);
        let Some(queue) = self.queue_mut(target) else { return };
        let mut extras = old.core.extras.clone().unwrap_or_default();
        extras.dead_letter = Some(DeadLetter { source: source_arn, moved: cx.now, receives: old.receives });
        let mut enqueued = old.enqueued;
        if let Some(order) = queue.fifo_mut() {
            // On FIFO the age begins anew, the sequence number is the new queue's, and the old id keeps equal ids apart.
            extras.sent = Some(old.sent());
            enqueued = cx.now;
            let sequence = order.next_sequence();
            extras.sequence = Some(sequence);
            let group = extras.group.clone().unwrap_or_default();
            let first = Remembered { number: old.core.number, sequence, sent: cx.now };
            order.dedup.remember(&group, &original_id, first, interval);
            extras.dedup = Some(original_id);
        } else if let (Order::Standard(order), Some(group)) = (&mut queue.order, &extras.group) {
            order.arrived(group);
        }
        let core = Arc::new(MessageCore { number: old.core.number, body: old.core.body.clone(), extras: Some(extras) });
        let message = MessageRef { queue: target, slot: queue.slots.next(), core: core.clone() };
        let last_event = cx.emit(Some(old.last_event), SqsEvent::DeadLettered { source, source_slot, message });
        queue.metrics.flow.dead_in += 1;
        queue.add(Message { core, enqueued, until: cx.now, state: State::Visible, last_event, ..old.clone() });
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

    /// A message as the receive wants to see it.
    fn show(&self, cx: &Cx<'_>, receive: &CheckedReceive, slot: u64) -> Option<ReceivedMessage> {
        let queue = self.queue(receive.queue)?;
        let message = queue.message(slot)?;
        let receipt_handle = ReceiptHandle { queue: receive.queue, message: slot, receive: message.receives };
        Some(ReceivedMessage {
            message_id: self.message_id(message.core.number),
            receipt_handle,
            body: message.core.body.clone(),
            attributes: system_attributes(cx, queue, message, &receive.system_names),
            message_attributes: chosen_attributes(message, &receive.attribute_names),
        })
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

fn system_attributes(
    cx: &Cx<'_>,
    queue: &Queue,
    message: &Message,
    names: &SystemNames,
) -> BTreeMap<&'static str, String> {
    let extras = message.core.extras.as_deref();
    let text = |value: Option<&Arc<str>>| value.map(ToString::to_string);
    let value = |name: &str| match name {
        "SenderId" => {
            let sender = extras.and_then(|extras| extras.sender.as_deref());
            Some(sender.map_or_else(|| queue.key.account.to_string(), str::to_owned))
        }
        "SentTimestamp" => Some(cx.epoch.unix_millis(message.sent()).to_string()),
        "ApproximateReceiveCount" => Some(message.receives.to_string()),
        "ApproximateFirstReceiveTimestamp" => {
            (message.receives > 0).then(|| cx.epoch.unix_millis(message.first_received).to_string())
        }
        "SequenceNumber" => extras?.sequence.map(|number| format!("{number:020}")),
        "MessageDeduplicationId" => text(extras?.dedup.as_ref()),
        "MessageGroupId" => text(extras?.group.as_ref()),
        "AWSTraceHeader" => extras?.trace_header.clone(),
        "DeadLetterQueueSourceArn" => text(Some(&extras?.dead_letter.as_ref()?.source)),
        _ => None,
    };
    SYSTEM_NAMES
        .into_iter()
        .filter(|name| match names {
            SystemNames::All => true,
            SystemNames::Named(names) => names.iter().any(|wanted| wanted == name),
        })
        .filter_map(|name| Some((name, value(name)?)))
        .collect()
}

/// The message attributes that a receive names: all, some, or by prefix. Names that fit nothing are passed over.
fn chosen_attributes(message: &Message, wanted: &[String]) -> BTreeMap<String, MessageAttributeValue> {
    let Some(extras) = message.core.extras.as_deref().filter(|_| !wanted.is_empty()) else { return BTreeMap::new() };
    let fits = |name: &str| {
        wanted.iter().any(|pattern| match pattern.as_str() {
            "All" | ".*" | "*" => true,
            pattern => pattern == name || pattern.strip_suffix(".*").is_some_and(|prefix| name.starts_with(prefix)),
        })
    };
    extras.attributes.iter().filter(|(name, _)| fits(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}
