//! `ReceiveMessage`: short and long polls, what a receive may take, and what it makes of messages received too often.

use super::received::SYSTEM_NAMES;
use super::take_messages::{ALL_SERVERS, Servers};
use crate::clock::Duration;
use crate::sqs::api::*;
use crate::sqs::chance::SERVERS;
use crate::sqs::queue::{Metered, Queue, QueueId};
use crate::sqs::{
    CheckedReceive, Cx, ErrorCode, Outcome, Result, Sqs, SqsError, SqsEvent, SystemNames, Timer, Waiter, content,
};
use std::sync::Arc;

/// Below about this many messages a short poll may miss some; above it every server has enough.
pub(super) const SAMPLED_BELOW: u64 = 1_000;
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
        let Some(waiter) = queue.waiters.remove(index) else { return };
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
}
