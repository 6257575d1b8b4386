//! `DeleteMessage` and `DeleteMessageBatch`.

use super::batch;
use crate::sqs::api::*;
use crate::sqs::handle::{HandleText, ReceiptHandle};
use crate::sqs::message::State;
use crate::sqs::queue::{Metered, Order, Queue, QueueId};
use crate::sqs::{Cx, MessageRef, Result, Sqs, SqsError, SqsEvent};

impl Sqs {
    pub(super) fn delete_message(&mut self, cx: &mut Cx<'_>, request: &DeleteMessage) -> Result<()> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        if request.receipt_handle.is_empty() {
            return Err(SqsError::missing("ReceiptHandle"));
        }
        let handle = self.check_delete(cx, id, &request.receipt_handle)?;
        let group = self.group_of(handle);
        self.throttle_groups(cx, id, Metered::Delete, &[group.as_deref().unwrap_or_default()])?;
        self.delete_one(cx, handle);
        self.settle(cx, id);
        Ok(())
    }

    pub(super) fn delete_message_batch(
        &mut self,
        cx: &mut Cx<'_>,
        request: &DeleteMessageBatch,
    ) -> Result<BatchResult> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        batch::check_ids(request.entries.iter().map(|entry| entry.id.as_str()), "DeleteMessageBatch", &self.limits)?;
        let groups: Vec<_> = request
            .entries
            .iter()
            .filter_map(|entry| match &entry.receipt_handle {
                HandleText::Known(handle) if handle.queue == id => self.group_of(*handle),
                _ => None,
            })
            .collect();
        let groups: Vec<&str> = groups.iter().map(|group| &**group).collect();
        self.throttle_groups(cx, id, Metered::Delete, &groups)?;
        let mut result =
            BatchResult { successful: Vec::with_capacity(request.entries.len()), ..BatchResult::default() };
        for entry in &request.entries {
            match self.check_delete(cx, id, &entry.receipt_handle) {
                Ok(handle) => {
                    self.delete_one(cx, handle);
                    result.successful.push(BatchResultEntry { id: entry.id.clone() });
                }
                Err(error) => result.failed.push(BatchResultErrorEntry::new(&entry.id, error)),
            }
        }
        self.settle(cx, id);
        Ok(result)
    }

    pub(super) fn group_of(&self, handle: ReceiptHandle) -> Option<std::sync::Arc<str>> {
        self.queue(handle.queue)?.message(handle.message)?.core.group().cloned()
    }

    /// A handle that may delete: of this queue and, on FIFO, of a receive whose timeout has not run out.
    ///
    /// A message that is gone already makes no difference: deleting again succeeds.
    fn check_delete(&self, cx: &Cx<'_>, id: QueueId, text: &HandleText) -> Result<ReceiptHandle> {
        let handle = match text {
            HandleText::Known(handle) if handle.queue == id => *handle,
            other => return Err(SqsError::bad_handle(other)),
        };
        let queue = self.queue(id).ok_or_else(SqsError::no_such_queue)?;
        if queue.is_fifo()
            && let Some(message) = queue.message(handle.message)
        {
            let held = message.state == State::InFlight || message.received == cx.now;
            if !held || message.receives != handle.receive {
                return Err(SqsError::invalid_value(handle, "ReceiptHandle", "The receipt handle has expired."));
            }
        }
        Ok(handle)
    }

    fn delete_one(&mut self, cx: &mut Cx<'_>, handle: ReceiptHandle) {
        let missed = self.draws.duplicates.chance(self.chance.duplicate_at_delete);
        let Some(queue) = self.queue_mut(handle.queue) else { return };
        queue.metrics.count(cx.now).deleted += 1;
        let Some(message) = queue.message(handle.message) else { return };
        let (last, received) = (message.last_event, message.received);
        let message = MessageRef { queue: queue.id, slot: handle.message, core: message.core.clone() };
        if missed && !queue.is_fifo() {
            let event = cx.emit(Some(last), SqsEvent::NotDeleted { message });
            queue.update(handle.message, |message| message.last_event = event);
            return;
        }
        queue.remove_deleted(handle.message);
        let group = message.core.group().cloned();
        cx.emit(Some(last), SqsEvent::Deleted { message });
        let Order::Standard(order) = &mut queue.order else { return };
        order.processed(group.as_ref(), cx.now, cx.now.since(received));
        if let Some(group) = group {
            let touched = [group];
            let in_flight = queue.counts.in_flight;
            for (group, noisy) in order.review(&touched, cx.now, in_flight) {
                cx.emit(None, SqsEvent::TenantChanged { queue: handle.queue, group, noisy });
            }
        }
    }
}

impl Queue {
    fn remove_deleted(&mut self, slot: u64) {
        if self.take(slot).is_some() {
            self.metrics.flow.removed += 1;
            if let Some(order) = self.fifo_mut() {
                order.passed(slot);
            }
        }
    }
}
