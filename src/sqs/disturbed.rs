//! What is forced on queues from outside, and whose doing it is: duplicates, and events that a message's story goes on from.

use super::Sqs;
use super::handle::ReceiptHandle;
use super::queue::QueueId;
use crate::base::collections::SortedMap;

/// How many of the next messages that a queue hands out stay visible all the same, and the event behind that.
pub(super) type Forced = SortedMap<QueueId, (u32, u64)>;

impl Sqs {
    /// Lets a standard queue deliver each of the next messages twice: a server is out of reach when they are hidden.
    pub fn force_duplicates(&mut self, queue: QueueId, count: u32, event: u64) {
        if count > 0 {
            self.forced.insert(queue, (count, event));
        } else {
            self.forced.remove(&queue);
        }
    }

    /// How many of the next messages of a queue are delivered twice.
    pub fn forced_duplicates(&self, queue: QueueId) -> u32 {
        self.forced.get(&queue).map_or(0, |(left, _)| *left)
    }

    /// Takes one of them, where there is one; the event behind it.
    pub(super) fn force_duplicate(&mut self, queue: QueueId) -> Option<u64> {
        let (left, event) = self.forced.get_mut(&queue)?;
        *left -= 1;
        let (left, event) = (*left, *event);
        if left == 0 {
            self.forced.remove(&queue);
        }
        Some(event)
    }

    /// What becomes of a received message from now on is told as following from that event; nothing where the message is
    /// gone or was received again.
    pub fn follows(&mut self, handle: ReceiptHandle, event: u64) {
        let Some(queue) = self.queue_mut(handle.queue) else { return };
        if queue.message(handle.message).is_some_and(|message| message.receives == handle.receive) {
            queue.update(handle.message, |message| message.last_event = event);
        }
    }
}
