//! `CreateQueue`.

use super::tags::check_tags;
use crate::clock::Duration;
use crate::sqs::api::{CreateQueue, QueueUrlResult};
use crate::sqs::attributes::{AttributeName, QueueAttributes, boolean};
use crate::sqs::queue::{Queue, QueueId, QueueKey};
use crate::sqs::{Cx, ErrorCode, Result, Sqs, SqsError, SqsEvent};
use std::sync::Arc;

impl Sqs {
    /// Makes a queue, or answers with the URL of one that has the asked name and attributes already.
    pub(super) fn create_queue(&mut self, cx: &mut Cx<'_>, request: &CreateQueue) -> Result<QueueUrlResult> {
        let name = request.queue_name.as_str();
        let fifo = request.attributes.get("FifoQueue").map_or(Ok(false), |text| boolean("FifoQueue", text))?;
        check_queue_name(name, fifo)?;
        let key = QueueKey { account: cx.caller.account, region: cx.caller.region, name: name.into() };
        let existing = self.find(key.account, key.region, name).and_then(|id| self.queue(id));
        let base = existing.map_or_else(|| QueueAttributes::new(&self.limits, fifo), |queue| queue.attributes.clone());
        let attributes = base.with(&request.attributes, &self.limits).map_err(on_create)?;
        if let Some(queue) = existing {
            return same_or_exists(queue, &attributes, request);
        }
        attributes.check_together()?;
        self.check_redrive(&key, fifo, &attributes, &request.attributes)?;
        check_tags(&request.tags)?;
        if request.tags.len() > self.limits.tags_max {
            return Err(SqsError::invalid(format!("Too many tags added for queue {name}.")));
        }
        self.check_not_quiet(cx, &key)?;
        let url = key.url();
        self.add_queue(cx, key, attributes, request);
        Ok(QueueUrlResult { queue_url: url })
    }

    /// Refuses a name whose queue was deleted a moment ago.
    fn check_not_quiet(&self, cx: &Cx<'_>, key: &QueueKey) -> Result<()> {
        let secs = self.limits.quiet_secs;
        match self.deleted.get(key) {
            Some(deleted) if cx.now < deleted.after(Duration::from_secs(secs)) => Err(SqsError::new(
                ErrorCode::QueueDeletedRecently,
                format!(
                    "You must wait {secs} seconds after deleting a queue before you can create another with the same name."
                ),
            )),
            _ => Ok(()),
        }
    }

    fn add_queue(&mut self, cx: &mut Cx<'_>, key: QueueKey, attributes: QueueAttributes, request: &CreateQueue) {
        // A lab runs out of memory long before it runs out of numbers.
        let id = QueueId(u32::try_from(self.queues.len()).unwrap_or(u32::MAX));
        self.deleted.remove(&key);
        self.names.update((key.account, key.region), |names| {
            names.insert(key.name.clone(), id);
        });
        let mut queue = Queue::new(id, key, attributes, cx.now);
        queue.tags = request.tags.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        self.queues.push(Some(Arc::new(queue)));
        cx.emit(None, SqsEvent::QueueCreated { queue: id });
    }
}

/// The existing queue's URL if every named attribute has its current value; otherwise the first that differs.
fn same_or_exists(queue: &Queue, asked: &QueueAttributes, request: &CreateQueue) -> Result<QueueUrlResult> {
    let differs = |name: &AttributeName| queue.attributes.text(*name) != asked.text(*name);
    match request.attributes.keys().filter_map(|name| AttributeName::parse(name)).find(differs) {
        Some(name) => Err(SqsError::new(
            ErrorCode::QueueNameExists,
            format!("A queue already exists with the same name and a different value for attribute {}", name.as_str()),
        )),
        None => Ok(QueueUrlResult { queue_url: queue.key.url() }),
    }
}

/// Too long a policy has another code here than in `SetQueueAttributes`.
fn on_create(error: SqsError) -> SqsError {
    match error.code {
        ErrorCode::OverLimit => SqsError::invalid(error.message),
        _ => error,
    }
}

/// Whether a text is 1 to 80 ASCII letters, digits, hyphens and underscores.
pub(super) fn is_plain_name(text: &str) -> bool {
    let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=80).contains(&text.len()) && text.bytes().all(is_name_byte)
}

/// The ending of a FIFO queue's name; it counts towards the length.
pub(super) const FIFO_SUFFIX: &str = ".fifo";

fn check_queue_name(name: &str, fifo: bool) -> Result<()> {
    if name.is_empty() {
        return Err(SqsError::invalid("Value for parameter QueueName is invalid. Reason: Must specify a queue name."));
    }
    if !fifo && !is_plain_name(name) {
        return Err(SqsError::invalid(
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
        ));
    }
    if fifo && (name.len() > 80 || !name.strip_suffix(FIFO_SUFFIX).is_some_and(is_plain_name)) {
        return Err(SqsError::invalid(
            "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with \
             .fifo suffix and be 1 to 80 in length",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, attributes, redrive_to};
    use crate::sqs::api::{CreateQueue, DeleteQueue};
    use crate::sqs::attributes::AttributeName;
    use crate::sqs::{ErrorCode, SqsError, SqsEvent};

    fn create(bench: &mut Bench, name: &str, given: &[(&str, &str)]) -> Result<String, SqsError> {
        bench.url(CreateQueue { queue_name: name.into(), attributes: attributes(given), ..CreateQueue::default() })
    }

    #[test]
    fn the_name_must_fit_the_type() {
        let mut bench = Bench::new();
        let long = "a".repeat(81);
        let long_fifo = format!("{}.fifo", "a".repeat(76));
        let standard = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
        let fifo = "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end \
                    with .fifo suffix and be 1 to 80 in length";
        let rows = [
            ("", None, "Value for parameter QueueName is invalid. Reason: Must specify a queue name."),
            ("a b", None, standard),
            ("a.fifo", None, standard),
            (&long, None, standard),
            ("a.fifo", Some("false"), standard),
            ("a", Some("true"), fifo),
            (".fifo", Some("true"), fifo),
            ("a.b.fifo", Some("True"), fifo),
            (&long_fifo, Some("true"), fifo),
        ];
        for (name, text, sentence) in rows {
            let given: Vec<_> = text.map(|text| ("FifoQueue", text)).into_iter().collect();
            let error = create(&mut bench, name, &given).unwrap_err();
            assert_eq!((error.code, error.message.as_str()), (ErrorCode::InvalidParameterValue, sentence), "{name}");
        }
        assert_eq!(bench.sqs.queues().count(), 0, "a refusal changes nothing");
        assert_eq!(
            create(&mut bench, "a", &[("FifoQueue", "false")]).unwrap_err().message,
            "Unknown Attribute FifoQueue."
        );
        let made = create(&mut bench, "a.fifo", &[("FifoQueue", "True")]);
        assert_eq!(made.as_deref(), Ok("https://sqs.us-east-1.amazonaws.com/000000000000/a.fifo"));
    }

    #[test]
    fn an_existing_queue_is_answered_when_the_named_attributes_are_its_own() {
        let mut bench = Bench::new();
        let url = create(&mut bench, "q", &[("DelaySeconds", "5"), ("VisibilityTimeout", "60")]).unwrap();
        for same in
            [&[][..], &[("DelaySeconds", "5")], &[("VisibilityTimeout", "60"), ("MaximumMessageSize", "1048576")]]
        {
            assert_eq!(create(&mut bench, "q", same).as_deref(), Ok(url.as_str()));
        }
        let rows = [
            (&[("DelaySeconds", "6")][..], "DelaySeconds"),
            (&[("VisibilityTimeout", "30"), ("DelaySeconds", "5")], "VisibilityTimeout"),
            (&[("VisibilityTimeout", "30"), ("DelaySeconds", "6")], "DelaySeconds"),
            (&[("KmsMasterKeyId", "k")], "KmsMasterKeyId"),
        ];
        for (given, name) in rows {
            let error = create(&mut bench, "q", given).unwrap_err();
            assert_eq!(error.code, ErrorCode::QueueNameExists);
            let sentence = "A queue already exists with the same name and a different value for attribute ";
            assert_eq!(error.message, format!("{sentence}{name}"));
        }
        assert_eq!(bench.sqs.queues().count(), 1);
    }

    #[test]
    fn a_subset_of_settings_that_need_each_other_is_enough_to_name_an_existing_queue() {
        let mut bench = Bench::new();
        let fast = [
            ("FifoQueue", "true"),
            ("FifoThroughputLimit", "perMessageGroupId"),
            ("DeduplicationScope", "messageGroup"),
        ];
        create(&mut bench, "q.fifo", &fast).unwrap();
        assert!(create(&mut bench, "q.fifo", &fast[..2]).is_ok());
        assert!(create(&mut bench, "other.fifo", &fast[..2]).is_err());
    }

    #[test]
    fn a_name_is_blocked_for_sixty_seconds_after_its_queue_was_deleted() {
        let mut bench = Bench::new();
        let url = create(&mut bench, "q", &[]).unwrap();
        bench.done(DeleteQueue { queue_url: url }).unwrap();
        bench.wait_millis(59_999);
        let error = create(&mut bench, "q", &[]).unwrap_err();
        assert_eq!(error.code, ErrorCode::QueueDeletedRecently);
        assert_eq!(
            error.message,
            "You must wait 60 seconds after deleting a queue before you can create another with the same name."
        );
        assert!(create(&mut bench, "other", &[]).is_ok(), "another name is free");
        bench.wait_millis(1);
        assert!(create(&mut bench, "q", &[]).is_ok());
        assert_eq!(bench.sqs.deleted.len(), 0);
    }

    #[test]
    fn a_new_queue_cannot_be_its_own_dead_letter_queue_yet() {
        let policy = redrive_to("q", 3);
        let error = create(&mut Bench::new(), "q", &[("RedrivePolicy", &policy)]).unwrap_err();
        assert!(error.message.ends_with("Reason: Dead letter target does not exist."), "{error}");
    }

    #[test]
    fn too_many_statements_are_an_invalid_value_here() {
        let statement = r#"{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"}"#;
        let policy = format!(r#"{{"Statement":[{}]}}"#, [statement; 22].join(","));
        let error = create(&mut Bench::new(), "q", &[("Policy", &policy)]).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidParameterValue);
        assert_eq!(error.message, "22 statements were found in the submitted policy, max allowed is 20");
    }

    #[test]
    fn a_new_queue_has_its_tags_and_settings_and_is_announced() {
        let mut bench = Bench::new();
        let request = CreateQueue {
            queue_name: "q".into(),
            attributes: attributes(&[("VisibilityTimeout", "0")]),
            tags: attributes(&[("team", "")]),
        };
        bench.url(request.clone()).unwrap();
        let queue = bench.sqs.queues().next().unwrap();
        assert_eq!(queue.tags.get("team").map(String::as_str), Some(""));
        assert_eq!(queue.attributes.text(AttributeName::VisibilityTimeout).as_deref(), Some("0"));
        assert_eq!(bench.events, [SqsEvent::QueueCreated { queue: queue.id }]);
        let bad = CreateQueue { queue_name: "r".into(), tags: attributes(&[("", "x")]), ..request };
        assert_eq!(bench.url(bad).unwrap_err().message, "Tag keys must be between 1 and 128 characters in length.");
    }
}
