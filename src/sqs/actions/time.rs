//! What time alone brings about: delays and timeouts end, messages expire, waits run out.

use crate::sqs::message::State;
use crate::sqs::queue::{Queue, QueueId};
use crate::sqs::{Cx, MessageRef, Sqs, SqsError, SqsEvent, Timer, VisibleBecause};

impl Sqs {
    /// Does what is due.
    pub fn wake(&mut self, cx: &mut Cx<'_>, timer: Timer) {
        match timer {
            Timer::Messages(id) => {
                if let Some(queue) = self.queue_mut(id) {
                    queue.timer = None;
                }
                self.settle(cx, id);
            }
            Timer::Wait(id, request) => self.end_wait(cx, id, request),
            Timer::MoveTask(task) => self.move_some(cx, task),
        }
    }

    /// Brings a queue up to the present: expires, shows again, serves those who wait, and sets the queue's timer.
    pub(super) fn settle(&mut self, cx: &mut Cx<'_>, id: QueueId) {
        let Some(queue) = self.queue_mut(id) else { return };
        queue.expire_due(cx);
        queue.show_due(cx);
        self.serve_waiters(cx, id);
        let Some(queue) = self.queue_mut(id) else { return };
        let next = queue.next_due();
        // A timer that fires early finds nothing to do and is set anew; moving it at each delete would cost more.
        if let Some(next) = next
            && queue.timer.is_none_or(|set| next < set)
        {
            queue.timer = Some(next);
            cx.set_timer(Timer::Messages(id), Some(next));
        }
    }

    /// Answers those who wait at a queue that is about to go.
    pub(super) fn drop_waiters(&mut self, cx: &mut Cx<'_>, id: QueueId) {
        let Some(queue) = self.queue_mut(id) else { return };
        for waiter in std::mem::take(&mut queue.waiters) {
            cx.set_timer(Timer::Wait(id, waiter.request), None);
            cx.answers.push((waiter.request, Err(SqsError::no_such_queue())));
        }
        queue.timer = None;
        cx.set_timer(Timer::Messages(id), None);
    }
}

impl Queue {
    fn expire_due(&mut self, cx: &mut Cx<'_>) {
        let retention = self.retention();
        // Dead letters that are older than the messages before them.
        for (enqueued, slot) in self.early.take_due(cx.now.before(retention)) {
            let is_due = self.message(slot).is_some_and(|message| message.enqueued == enqueued);
            if is_due && enqueued.after(retention) <= cx.now {
                self.expire(cx, slot);
            } else if is_due {
                self.early.add(enqueued, slot);
            }
        }
        loop {
            let oldest = self.messages().next().map(|(slot, message)| (slot, message.enqueued));
            match oldest {
                Some((slot, enqueued)) if enqueued.after(retention) <= cx.now => self.expire(cx, slot),
                _ => return,
            }
        }
    }

    fn expire(&mut self, cx: &mut Cx<'_>, slot: u64) {
        let Some(message) = self.take(slot) else { return };
        self.metrics.flow.expired += 1;
        if let Some(order) = self.fifo_mut() {
            order.passed(slot);
        }
        let gone = MessageRef { queue: self.id, slot, core: message.core };
        cx.emit(Some(message.last_event), SqsEvent::Expired { message: gone });
    }

    fn show_due(&mut self, cx: &mut Cx<'_>) {
        for (at, slot) in self.delayed.take_due(cx.now) {
            self.show_if(cx, slot, (State::Delayed, at), VisibleBecause::DelayOver);
        }
        for (at, slot) in self.in_flight.take_due(cx.now) {
            self.show_if(cx, slot, (State::InFlight, at), VisibleBecause::TimeoutOver);
        }
    }

    /// A number taken from the deadlines may be stale: the message may have moved on since.
    fn show_if(
        &mut self,
        cx: &mut Cx<'_>,
        slot: u64,
        (state, until): (State, crate::clock::Instant),
        because: VisibleBecause,
    ) {
        if self.message(slot).is_some_and(|message| message.state == state && message.until == until) {
            self.show_again(cx, slot, because);
        }
    }
}
