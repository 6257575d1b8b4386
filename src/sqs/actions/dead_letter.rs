//! What a receive makes of messages that were received too often.

use crate::clock::Duration;
use crate::sqs::message::{DeadLetter, Message, MessageCore, State};
use crate::sqs::queue::{Order, QueueId, Remembered};
use crate::sqs::{Cx, MessageRef, Sqs, SqsEvent};
use std::sync::Arc;

impl Sqs {
    /// Moves a message to the dead-letter queue if it has been received often enough; says whether it did.
    ///
    /// A dead-letter queue that no longer exists takes nothing, and the message goes on being delivered.
    pub(super) fn dead_letter_if_due(&mut self, cx: &mut Cx<'_>, source: QueueId, slot: u64) -> bool {
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
}
