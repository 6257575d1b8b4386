//! `PurgeQueue`.

use crate::clock::Duration;
use crate::sqs::api::PurgeQueue;
use crate::sqs::{Cx, ErrorCode, Result, Sqs, SqsError, SqsEvent};

impl Sqs {
    /// Removes every message of a queue at once, and what a FIFO queue remembers for deduplication.
    pub(super) fn purge_queue(&mut self, cx: &mut Cx<'_>, request: &PurgeQueue) -> Result<()> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        let secs = self.limits.quiet_secs;
        let queue = self.queue_mut(id).ok_or_else(SqsError::no_such_queue)?;
        if queue.purged.is_some_and(|last| cx.now < last.after(Duration::from_secs(secs))) {
            return Err(SqsError::new(
                ErrorCode::PurgeQueueInProgress,
                format!("Only one PurgeQueue operation on {} is allowed every {secs} seconds.", queue.key.name),
            ));
        }
        let messages = queue.clear();
        queue.purged = Some(cx.now);
        queue.metrics.flow.purged += messages;
        cx.emit(None, SqsEvent::Purged { queue: id, messages });
        self.settle(cx, id);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use crate::sqs::api::{PurgeQueue, SendMessage};
    use crate::sqs::{ErrorCode, SqsEvent};

    #[test]
    fn a_purge_removes_visible_and_delayed_messages_and_is_counted() {
        let mut bench = Bench::new();
        let id = bench.queue("q");
        for delay in [0, 0, 30] {
            let send = SendMessage {
                queue_url: "q".into(),
                message_body: "x".into(),
                delay_seconds: Some(delay),
                ..Default::default()
            };
            bench.call(send).unwrap();
        }
        bench.done(PurgeQueue { queue_url: "q".into() }).unwrap();
        assert!(bench.events.contains(&SqsEvent::Purged { queue: id, messages: 3 }));
        let queue = bench.sqs.queue(id).unwrap();
        assert_eq!((queue.counts.total(), queue.metrics.flow.purged), (0, 3));
    }

    #[test]
    fn a_second_purge_within_sixty_seconds_is_refused() {
        let mut bench = Bench::new();
        bench.queue("q");
        let purge = PurgeQueue { queue_url: "q".into() };
        bench.done(purge.clone()).unwrap();
        bench.wait_millis(59_999);
        let error = bench.done(purge.clone()).unwrap_err();
        assert_eq!(error.code, ErrorCode::PurgeQueueInProgress);
        assert_eq!(error.message, "Only one PurgeQueue operation on q is allowed every 60 seconds.");
        bench.wait_millis(1);
        assert_eq!(bench.done(purge), Ok(()));
    }
}
