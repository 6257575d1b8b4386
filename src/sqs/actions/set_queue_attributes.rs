//! `SetQueueAttributes`, and what a redrive policy must find.

use crate::clock::Duration;
use crate::sqs::api::{Attributes, SetQueueAttributes};
use crate::sqs::attributes::{QueueAttributes, RedriveAllow, RedrivePolicy};
use crate::sqs::message::State;
use crate::sqs::queue::{Queue, QueueKey};
use crate::sqs::{Cx, Result, Sqs, SqsError, SqsEvent};

impl Sqs {
    /// Sets all given attributes, or none.
    pub(super) fn set_queue_attributes(&mut self, cx: &mut Cx<'_>, request: &SetQueueAttributes) -> Result<()> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        if request.attributes.is_empty() {
            return Err(SqsError::missing("Attributes"));
        }
        let queue = self.queue(id).ok_or_else(SqsError::no_such_queue)?;
        let next = queue.attributes.with(&request.attributes, &self.limits)?;
        next.check_together()?;
        self.check_redrive(&queue.key, queue.is_fifo(), &next, &request.attributes)?;
        let queue = self.queue_mut(id).ok_or_else(SqsError::no_such_queue)?;
        let delay_changes = queue.attributes.delay_secs != next.delay_secs;
        queue.attributes = next;
        queue.modified = cx.now;
        if delay_changes && queue.is_fifo() {
            queue.delay_again();
        }
        cx.emit(None, SqsEvent::AttributesSet { queue: id, names: request.attributes.keys().cloned().collect() });
        // A shorter delay or retention may show or expire messages now.
        self.settle(cx, id);
        Ok(())
    }

    /// Checks the dead-letter queue that a given redrive policy names, for a queue of that key with these attributes.
    pub(super) fn check_redrive(
        &self,
        source: &QueueKey,
        fifo: bool,
        next: &QueueAttributes,
        given: &Attributes,
    ) -> Result<()> {
        let (Some(policy), Some(text)) = (&next.redrive, given.get("RedrivePolicy")) else { return Ok(()) };
        let refuse = |reason: &str| Err(RedrivePolicy::refuse(text, reason));
        if policy.target.account != source.account.to_string() {
            return refuse("Dead-letter target owner should be same as the source.");
        }
        let id = self.find_arn(&policy.target).filter(|_| policy.target.region == source.region.name());
        let Some(target) = id.and_then(|id| self.queue(id)) else {
            return refuse("Dead letter target does not exist.");
        };
        if target.is_fifo() != fifo {
            return refuse("Dead-letter queue must be same type of queue as the source..");
        }
        // A queue can name itself; then what is being set counts already.
        let allow = if target.key == *source { &next.redrive_allow } else { &target.attributes.redrive_allow };
        if !allow.as_ref().is_none_or(|allow: &RedriveAllow| allow.permits(&source.arn())) {
            return refuse("The redrive allow policy of the dead-letter queue does not permit this source queue.");
        }
        Ok(())
    }
}

impl Queue {
    /// Gives delayed messages the delay that the queue has now, counted from when they were sent.
    fn delay_again(&mut self) {
        let delay = Duration::from_secs(self.attributes.delay_secs);
        let is_delayed = |(slot, message): (u64, &crate::sqs::message::Message)| {
            (message.state == State::Delayed).then_some((slot, message.enqueued))
        };
        let delayed: Vec<_> = self.messages().filter_map(is_delayed).collect();
        for (slot, enqueued) in delayed {
            self.set_state(slot, State::Delayed, enqueued.after(delay));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, redrive_to};
    use crate::sqs::api::SendMessage;
    use crate::sqs::attributes::DedupScope;
    use crate::sqs::{ErrorCode, SqsEvent, VisibleBecause};

    fn send(bench: &mut Bench, queue: &str, group: Option<&str>) {
        let request = SendMessage {
            queue_url: queue.into(),
            message_body: "x".into(),
            message_group_id: group.map(str::to_owned),
            message_deduplication_id: group.map(|group| format!("{group}{}", bench.now.as_millis())),
            ..SendMessage::default()
        };
        bench.call(request).unwrap();
    }

    #[test]
    fn setting_nothing_is_a_missing_parameter() {
        let mut bench = Bench::new();
        bench.queue("q");
        let error = bench.set("q", &[]).unwrap_err();
        assert_eq!(error.code, ErrorCode::MissingParameter);
        assert_eq!(error.message, "The request must contain the parameter Attributes.");
    }

    #[test]
    fn one_bad_attribute_keeps_all_others_as_they_were() {
        let mut bench = Bench::new();
        let id = bench.queue("q");
        let before = bench.sqs.queue(id).unwrap().attributes.clone();
        bench.wait_millis(1_000);
        bench.set("q", &[("DelaySeconds", "5"), ("VisibilityTimeout", "x")]).unwrap_err();
        let queue = bench.sqs.queue(id).unwrap();
        assert_eq!((&queue.attributes, queue.modified), (&before, queue.created));
    }

    #[test]
    fn what_is_set_is_shown_with_the_time_of_the_change_and_announced() {
        let mut bench = Bench::new();
        let id = bench.queue("q");
        bench.wait_millis(2_000);
        bench.set("q", &[("VisibilityTimeout", "5"), ("DelaySeconds", "1")]).unwrap();
        let shown = bench.attributes("q", &["VisibilityTimeout", "LastModifiedTimestamp"]).unwrap();
        assert_eq!(shown.into_values().collect::<Vec<_>>(), ["1767225602", "5"]);
        let names = ["DelaySeconds", "VisibilityTimeout"].map(str::to_owned).to_vec();
        assert_eq!(bench.events.last(), Some(&SqsEvent::AttributesSet { queue: id, names }));
    }

    #[test]
    fn a_redrive_policy_needs_a_target_of_the_same_type_and_owner() {
        let mut bench = Bench::new();
        for name in ["q", "dlq", "dlq.fifo", "closed"] {
            bench.queue(name);
        }
        bench.set("closed", &[("RedriveAllowPolicy", "{\"redrivePermission\":\"denyAll\"}")]).unwrap();
        let rows = [
            (redrive_to("none", 3), "Dead letter target does not exist."),
            (redrive_to("dlq", 3).replace("us-east-1", "eu-west-1"), "Dead letter target does not exist."),
            (
                redrive_to("dlq", 3).replace("000000000000", "111111111111"),
                "Dead-letter target owner should be same as the source.",
            ),
            (redrive_to("dlq.fifo", 3), "Dead-letter queue must be same type of queue as the source.."),
            (
                redrive_to("closed", 3),
                "The redrive allow policy of the dead-letter queue does not permit this source queue.",
            ),
        ];
        for (policy, reason) in rows {
            let error = bench.set("q", &[("RedrivePolicy", &policy)]).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidParameterValue);
            let sentence = format!("Value {policy} for parameter RedrivePolicy is invalid. Reason: {reason}");
            assert_eq!(error.message, sentence);
        }
        assert_eq!(bench.set("q", &[("RedrivePolicy", &redrive_to("dlq", 3))]), Ok(()));
        assert_eq!(bench.set("q", &[("RedrivePolicy", &redrive_to("q", 3))]), Ok(()), "a queue can name itself");
    }

    #[test]
    fn a_dangling_redrive_policy_does_not_hinder_other_changes() {
        let mut bench = Bench::new();
        bench.queue("q");
        bench.queue("dlq");
        bench.set("q", &[("RedrivePolicy", &redrive_to("dlq", 3))]).unwrap();
        bench.done(crate::sqs::api::DeleteQueue { queue_url: "dlq".into() }).unwrap();
        assert_eq!(bench.set("q", &[("DelaySeconds", "1")]), Ok(()));
    }

    #[test]
    fn a_new_delay_counts_for_messages_of_a_fifo_queue_that_wait_already() {
        let mut bench = Bench::new();
        let id = bench.queue("q.fifo");
        bench.set("q.fifo", &[("DelaySeconds", "60")]).unwrap();
        send(&mut bench, "q.fifo", Some("a"));
        bench.wait_millis(20_000);
        send(&mut bench, "q.fifo", Some("b"));
        bench.set("q.fifo", &[("DelaySeconds", "10")]).unwrap();
        let counts = bench.sqs.queue(id).unwrap().counts;
        assert_eq!((counts.visible, counts.delayed), (1, 1));
        let shown = bench.events.iter().filter_map(|event| match event {
            SqsEvent::BecameVisible { message, because: VisibleBecause::DelayOver } => message.core.group().cloned(),
            _ => None,
        });
        assert_eq!(shown.map(|group| group.to_string()).collect::<Vec<_>>(), ["a"]);
        assert_eq!(bench.sqs.queue(id).unwrap().next_due().map(crate::clock::Instant::as_millis), Some(30_000));
    }

    #[test]
    fn a_new_delay_does_not_count_for_messages_of_a_standard_queue() {
        let mut bench = Bench::new();
        let id = bench.queue("q");
        bench.set("q", &[("DelaySeconds", "60")]).unwrap();
        send(&mut bench, "q", None);
        bench.set("q", &[("DelaySeconds", "0")]).unwrap();
        assert_eq!(bench.sqs.queue(id).unwrap().counts.delayed, 1);
    }

    #[test]
    fn a_shorter_retention_expires_older_messages_at_once() {
        let mut bench = Bench::new();
        let id = bench.queue("q");
        send(&mut bench, "q", None);
        bench.wait_millis(60_000);
        send(&mut bench, "q", None);
        bench.set("q", &[("MessageRetentionPeriod", "60")]).unwrap();
        let queue = bench.sqs.queue(id).unwrap();
        assert_eq!((queue.counts.total(), queue.metrics.flow.expired), (1, 1));
    }

    #[test]
    fn a_new_deduplication_scope_is_shown_but_the_one_from_creation_stays_in_force() {
        let mut bench = Bench::new();
        let id = bench.queue("q.fifo");
        bench.set("q.fifo", &[("DeduplicationScope", "messageGroup")]).unwrap();
        let queue = bench.sqs.queue(id).unwrap();
        assert_eq!(queue.attributes.fifo.unwrap().dedup_scope, DedupScope::MessageGroup);
        for group in ["a", "b"] {
            let request = SendMessage {
                queue_url: "q.fifo".into(),
                message_body: "x".into(),
                message_group_id: Some(group.into()),
                message_deduplication_id: Some("same".into()),
                ..SendMessage::default()
            };
            bench.call(request).unwrap();
        }
        assert_eq!(bench.sqs.queue(id).unwrap().counts.total(), 1);
    }
}
