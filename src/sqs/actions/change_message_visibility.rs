//! `ChangeMessageVisibility` and its batch form.

use super::batch;
use crate::clock::{Duration, Instant};
use crate::sqs::api::*;
use crate::sqs::handle::{HandleText, ReceiptHandle};
use crate::sqs::message::State;
use crate::sqs::queue::{Metered, Queue, QueueId};
use crate::sqs::{Cx, MessageRef, Result, Sqs, SqsError, SqsEvent, VisibleBecause};

const NOT_THERE: &str = "Message does not exist or is not available for visibility timeout change.";

impl Sqs {
    pub(super) fn change_message_visibility(
        &mut self,
        cx: &mut Cx<'_>,
        request: &ChangeMessageVisibility,
    ) -> Result<()> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        if request.receipt_handle.is_empty() {
            return Err(SqsError::missing("ReceiptHandle"));
        }
        let (handle, timeout) = self.check_change(cx, id, &request.receipt_handle, request.visibility_timeout)?;
        let group = self.group_of(handle);
        self.throttle_groups(cx, id, Metered::Visibility, &[group.as_deref().unwrap_or_default()])?;
        self.change_one(cx, handle, timeout);
        self.settle(cx, id);
        Ok(())
    }

    pub(super) fn change_message_visibility_batch(
        &mut self,
        cx: &mut Cx<'_>,
        request: &ChangeMessageVisibilityBatch,
    ) -> Result<BatchResult> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        let ids = request.entries.iter().map(|entry| entry.id.as_str());
        batch::check_ids(ids, "ChangeMessageVisibilityBatch", &self.limits)?;
        self.throttle_groups(cx, id, Metered::Visibility, &[""])?;
        let mut result =
            BatchResult { successful: Vec::with_capacity(request.entries.len()), ..BatchResult::default() };
        for entry in &request.entries {
            match self.check_change(cx, id, &entry.receipt_handle, entry.visibility_timeout) {
                Ok((handle, timeout)) => {
                    self.change_one(cx, handle, timeout);
                    result.successful.push(BatchResultEntry { id: entry.id.clone() });
                }
                Err(error) => result.failed.push(BatchResultErrorEntry::new(&entry.id, error)),
            }
        }
        self.settle(cx, id);
        Ok(result)
    }

    fn check_change(
        &self,
        cx: &Cx<'_>,
        id: QueueId,
        text: &HandleText,
        timeout: Option<i64>,
    ) -> Result<(ReceiptHandle, Duration)> {
        let most = self.limits.visibility_secs_max;
        let given = timeout.ok_or_else(|| SqsError::missing("VisibilityTimeout"))?;
        let Some(secs) = u64::try_from(given).ok().filter(|_| given <= most) else {
            let reason = format!("VisibilityTimeout must be an integer between 0 and {most}.");
            return Err(SqsError::invalid_value(given, "VisibilityTimeout", &reason));
        };
        let handle = match text {
            HandleText::Known(handle) if handle.queue == id => *handle,
            other => return Err(SqsError::bad_handle(other)),
        };
        let queue = self.queue(id).ok_or_else(SqsError::no_such_queue)?;
        let not_there = || SqsError::invalid_value(handle, "ReceiptHandle", NOT_THERE);
        let message = queue.message(handle.message).ok_or_else(not_there)?;
        // On a standard queue any handle of the message will do, even after its timeout; on FIFO only the one that
        // holds the message now.
        if queue.is_fifo() && (message.state != State::InFlight || message.receives != handle.receive) {
            return Err(not_there());
        }
        let timeout = Duration::from_secs(secs);
        let cap = message.received.after(Duration::from_secs(most.unsigned_abs()));
        if cx.now.after(timeout) > cap {
            let reason = format!("Total VisibilityTimeout for the message is beyond the limit [{most} seconds]");
            return Err(SqsError::invalid_value(secs, "VisibilityTimeout", &reason));
        }
        Ok((handle, timeout))
    }

    fn change_one(&mut self, cx: &mut Cx<'_>, handle: ReceiptHandle, timeout: Duration) {
        let Some(queue) = self.queue_mut(handle.queue) else { return };
        if timeout > Duration::ZERO {
            queue.hide_until(cx, handle.message, cx.now.after(timeout));
        } else if !queue.is_visible(handle.message) {
            queue.show_again(cx, handle.message, VisibleBecause::Released);
        }
    }
}

impl Queue {
    /// Hides a message until an instant, whether or not it was hidden.
    pub(super) fn hide_until(&mut self, cx: &mut Cx<'_>, slot: u64, until: Instant) {
        let Some(message) = self.message(slot) else { return };
        let (last, core) = (message.last_event, message.core.clone());
        let message = MessageRef { queue: self.id, slot, core };
        let event = cx.emit(Some(last), SqsEvent::VisibilityChanged { message, until });
        self.move_to(slot, State::InFlight, until, |message| message.last_event = event);
    }

    /// Makes a hidden or delayed message visible.
    pub(super) fn show_again(&mut self, cx: &mut Cx<'_>, slot: u64, because: VisibleBecause) {
        let Some(message) = self.message(slot) else { return };
        let (last, core) = (message.last_event, message.core.clone());
        let message = MessageRef { queue: self.id, slot, core };
        let event = cx.emit(Some(last), SqsEvent::BecameVisible { message, because });
        self.move_to(slot, State::Visible, cx.now, |message| message.last_event = event);
        if because != VisibleBecause::DelayOver {
            self.send_to_back_when_due(cx, slot);
        }
    }
}
