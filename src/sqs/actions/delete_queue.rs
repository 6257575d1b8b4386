//! `DeleteQueue`.

use crate::clock::Duration;
use crate::sqs::api::DeleteQueue;
use crate::sqs::{Cx, Result, Sqs, SqsError, SqsEvent};

impl Sqs {
    /// Ends a queue with all that it holds. Who waits there is told that it is gone; its name is blocked for a while.
    pub(super) fn delete_queue(&mut self, cx: &mut Cx<'_>, request: &DeleteQueue) -> Result<()> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        let queue = self.queue(id).ok_or_else(SqsError::no_such_queue)?;
        let (key, messages) = (queue.key.clone(), queue.counts.total());
        self.drop_waiters(cx, id);
        if let Some(place) = self.queues.get_mut(id.0 as usize) {
            *place = None;
        }
        if let Some(names) = self.names.get_mut(&(key.account, key.region)) {
            names.remove(&key.name);
        }
        let quiet = Duration::from_secs(self.limits.quiet_secs);
        self.deleted.insert(key, cx.now);
        self.deleted.retain(|_, deleted| cx.now < deleted.after(quiet));
        cx.emit(None, SqsEvent::QueueDeleted { queue: id, messages });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use crate::sqs::api::DeleteQueue;
    use crate::sqs::{ErrorCode, SqsEvent};

    #[test]
    fn a_deleted_queue_is_gone_and_deleting_again_fails() {
        let mut bench = Bench::new();
        let id = bench.queue("q");
        let request = DeleteQueue { queue_url: "q".into() };
        bench.done(request.clone()).unwrap();
        assert_eq!(bench.events.last(), Some(&SqsEvent::QueueDeleted { queue: id, messages: 0 }));
        assert_eq!((bench.sqs.queues().count(), bench.sqs.queue(id).is_none()), (0, true));
        assert_eq!(bench.done(request).unwrap_err().code, ErrorCode::QueueDoesNotExist);
    }

    #[test]
    fn only_names_that_are_still_blocked_are_remembered() {
        let mut bench = Bench::new();
        for name in ["a", "b"] {
            bench.queue(name);
            bench.done(DeleteQueue { queue_url: name.into() }).unwrap();
            bench.wait_millis(60_000);
        }
        assert_eq!(bench.sqs.deleted.len(), 1);
    }
}
