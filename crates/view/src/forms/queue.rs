//! The form of a queue, as in the AWS console: its fields, and the attributes that they stand for.

use super::{Problem, Values, on, scaled, text, whole};
use queuelab::base::collections::map_of;
use queuelab::sqs::api::Attributes;
use queuelab::sqs::attributes::{AttributeName, QueueAttributes, RedrivePermission};
use queuelab::sqs::queue::Queue;
use queuelab::{key, t};

/// Fields beside which a refusal can stand, in the order in which its sentence is searched for them.
pub const FIELDS: [&str; 15] = [
    "maxReceiveCount",
    "VisibilityTimeout",
    "DelaySeconds",
    "ReceiveMessageWaitTimeSeconds",
    "MessageRetentionPeriod",
    "MaximumMessageSize",
    "ContentBasedDeduplication",
    "DeduplicationScope",
    "FifoThroughputLimit",
    "KmsMasterKeyId",
    "KmsDataKeyReusePeriodSeconds",
    "RedriveAllowPolicy",
    "RedrivePolicy",
    "Policy",
    "QueueName",
];

/// Seconds of each unit of time, with its word.
pub const UNITS: [(u64, &str); 4] =
    [(1, key!("seconds")), (60, key!("minutes")), (3_600, key!("hours")), (86_400, key!("days"))];

/// The fields of a queue with these settings.
pub fn values(name: &str, attributes: &QueueAttributes) -> Values {
    let shown = |name: AttributeName| attributes.text(name).unwrap_or_default();
    let mut values: Values = [
        ("QueueName", name.to_owned()),
        ("type", if attributes.fifo.is_some() { "fifo" } else { "standard" }.to_owned()),
        ("ReceiveMessageWaitTimeSeconds", attributes.wait_secs.to_string()),
        ("MaximumMessageSize", attributes.message_bytes_max.to_string()),
        ("Policy", shown(AttributeName::Policy)),
        ("KmsMasterKeyId", shown(AttributeName::KmsMasterKeyId)),
        ("KmsDataKeyReusePeriodSeconds", attributes.kms_reuse_secs.to_string()),
    ]
    .into();
    for (field, unit, secs) in [
        ("VisibilityTimeout", "VisibilityTimeoutUnit", attributes.visibility_secs),
        ("DelaySeconds", "DelaySecondsUnit", attributes.delay_secs),
        ("MessageRetentionPeriod", "MessageRetentionPeriodUnit", attributes.retention_secs),
    ] {
        let size = unit_of(secs);
        values.insert(field, (secs / size).to_string());
        values.insert(unit, size.to_string());
    }
    let sse = match (&attributes.kms_key, attributes.managed_sse) {
        (Some(_), _) => "kms",
        (None, true) => "sqs",
        (None, false) => "none",
    };
    values.insert("sse", sse.to_owned());
    let fifo = attributes.fifo.unwrap_or_default();
    values.insert("ContentBasedDeduplication", fifo.content_dedup.to_string());
    values.insert("DeduplicationScope", fifo.dedup_scope.as_str().to_owned());
    values.insert("FifoThroughputLimit", fifo.throughput.as_str().to_owned());
    let redrive = attributes.redrive.as_ref();
    values.insert("dlq", redrive.is_some().to_string());
    values.insert("RedrivePolicy", redrive.map(|policy| policy.target.to_string()).unwrap_or_default());
    values.insert("maxReceiveCount", redrive.map_or(10, |policy| policy.max_receives).to_string());
    let (allow, sources) = match attributes.redrive_allow.as_ref().map(|allow| &allow.permission) {
        None => ("unset", String::new()),
        Some(RedrivePermission::AllowAll) => ("allowAll", String::new()),
        Some(RedrivePermission::DenyAll) => ("denyAll", String::new()),
        Some(RedrivePermission::ByQueue(arns)) => {
            ("byQueue", arns.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        }
    };
    values.insert("RedriveAllowPolicy", allow.to_owned());
    values.insert("sourceQueueArns", sources);
    values
}

/// The largest unit in which a time is a whole number; no time at all is seconds.
fn unit_of(secs: u64) -> u64 {
    UNITS.into_iter().map(|(size, _)| size).rfind(|size| secs > *size && secs.is_multiple_of(*size)).unwrap_or(1)
}

/// Every attribute that the fields stand for.
///
/// # Errors
/// A problem where a field that must hold a number holds none.
pub fn attributes(values: &Values) -> Result<Attributes, Problem> {
    let mut all = Attributes::new();
    let mut set = |name: &str, value: String| all.insert(name.to_owned(), value);
    for (field, unit) in [
        ("VisibilityTimeout", "VisibilityTimeoutUnit"),
        ("DelaySeconds", "DelaySecondsUnit"),
        ("MessageRetentionPeriod", "MessageRetentionPeriodUnit"),
    ] {
        set(field, scaled(values, field, unit)?);
    }
    for field in ["ReceiveMessageWaitTimeSeconds", "MaximumMessageSize"] {
        set(field, whole(values, field)?.to_string());
    }
    set("Policy", text(values, "Policy").trim().to_owned());
    let sse = text(values, "sse");
    set("SqsManagedSseEnabled", (sse == "sqs").to_string());
    if sse == "kms" {
        let key = text(values, "KmsMasterKeyId").trim();
        if key.is_empty() {
            // Without one AWS would be told to encrypt with nothing at all.
            return Err(Problem::at("KmsMasterKeyId", t!("Choose a key, or type its id, ARN or alias.")));
        }
        set("KmsMasterKeyId", key.to_owned());
        set("KmsDataKeyReusePeriodSeconds", whole(values, "KmsDataKeyReusePeriodSeconds")?.to_string());
    }
    if text(values, "type") == "fifo" {
        set("ContentBasedDeduplication", on(values, "ContentBasedDeduplication").to_string());
        set("DeduplicationScope", text(values, "DeduplicationScope").to_owned());
        set("FifoThroughputLimit", text(values, "FifoThroughputLimit").to_owned());
    }
    if on(values, "dlq") {
        let target = serde_json::Value::from(text(values, "RedrivePolicy"));
        let count = whole(values, "maxReceiveCount")?;
        set("RedrivePolicy", format!(r#"{{"deadLetterTargetArn":{target},"maxReceiveCount":{count}}}"#));
    }
    match text(values, "RedriveAllowPolicy") {
        "byQueue" => {
            let arns: Vec<&str> = text(values, "sourceQueueArns").split_whitespace().collect();
            let arns = serde_json::Value::from(arns);
            set("RedriveAllowPolicy", format!(r#"{{"redrivePermission":"byQueue","sourceQueueArns":{arns}}}"#));
        }
        kind @ ("allowAll" | "denyAll") => {
            set("RedriveAllowPolicy", format!(r#"{{"redrivePermission":"{kind}"}}"#));
        }
        _ => {}
    }
    all.retain(|_, value| !value.is_empty());
    Ok(all)
}

/// What is to be set to come from some attributes to others: an empty text takes one away.
pub fn changes(before: &Attributes, after: &Attributes) -> Attributes {
    let changed = after.iter().filter(|(name, value)| before.get(*name) != Some(value));
    let mut changes: Attributes = map_of(changed.map(|(name, value)| (name.clone(), value.clone())));
    for name in ["Policy", "KmsMasterKeyId", "RedrivePolicy", "RedriveAllowPolicy"] {
        if before.contains_key(name) && !after.contains_key(name) {
            changes.insert(name.to_owned(), String::new());
        }
    }
    changes
}

/// Why a queue cannot have another one as its dead-letter queue; `None` when it can.
pub fn dead_letter_refusal(source: &Queue, target: &Queue) -> Option<String> {
    let kind = |queue: &Queue| if queue.is_fifo() { t!("a FIFO queue") } else { t!("a standard queue") };
    if source.is_fifo() != target.is_fifo() {
        return Some(t!(
            "{target}; the dead-letter queue of {source} must be of the same type",
            target = kind(target),
            source = kind(source)
        ));
    }
    if (source.key.account, source.key.region) != (target.key.account, target.key.region) {
        return Some(t!("it is in another account or Region").to_owned());
    }
    let allow = target.attributes.redrive_allow.as_ref();
    if allow.is_some_and(|allow| !allow.permits(&source.key.arn())) {
        return Some(t!("its redrive allow policy does not permit this queue").to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::limits::{LimitSet, SqsLimits};

    const LIMITS: SqsLimits = SqsLimits::of(LimitSet::Now);

    fn fresh(fifo: bool) -> QueueAttributes {
        QueueAttributes::new(&LIMITS, fifo)
    }

    fn typed(base: &QueueAttributes, rows: &[(&'static str, &str)]) -> Values {
        let mut values = values("q", base);
        values.extend(rows.iter().map(|(field, text)| (*field, (*text).to_owned())));
        values
    }

    #[test]
    fn what_a_queue_shows_comes_back_as_the_same_settings() {
        let policy = r#"{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:d.fifo","maxReceiveCount":3}"#;
        let allow = r#"{"redrivePermission":"byQueue","sourceQueueArns":["arn:aws:sqs:us-east-1:000000000000:a"]}"#;
        for (fifo, rows) in [
            (false, vec![]),
            (false, vec![("VisibilityTimeout", "7200"), ("DelaySeconds", "90"), ("KmsMasterKeyId", "alias/k")]),
            (false, vec![("SqsManagedSseEnabled", "false"), ("RedriveAllowPolicy", allow)]),
            (true, vec![("ContentBasedDeduplication", "true"), ("RedrivePolicy", policy)]),
        ] {
            let given = rows.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
            let queue = fresh(fifo).with(&given, &LIMITS).unwrap();
            let back = attributes(&values("q", &queue)).unwrap();
            assert_eq!(fresh(fifo).with(&back, &LIMITS).unwrap(), queue);
            let from_default = changes(&attributes(&values("q", &fresh(fifo))).unwrap(), &back);
            assert_eq!(fresh(fifo).with(&from_default, &LIMITS).unwrap(), queue, "{from_default:?}");
        }
    }

    #[test]
    fn untouched_fields_change_nothing_and_cleared_ones_are_taken_away() {
        let queue = fresh(false).with(&[("KmsMasterKeyId".to_owned(), "k".to_owned())].into(), &LIMITS).unwrap();
        let before = attributes(&values("q", &queue)).unwrap();
        assert!(changes(&before, &before).is_empty());
        let after = attributes(&typed(&queue, &[("sse", "sqs")])).unwrap();
        let bare = queue.with(&changes(&before, &after), &LIMITS).unwrap();
        assert_eq!((bare.kms_key.clone(), bare.managed_sse), (None, true));
        assert!(bare.check_together().is_ok());
    }

    #[test]
    fn numbers_out_of_range_reach_aws_and_words_do_not() {
        let after = |text: &str| attributes(&typed(&fresh(false), &[("VisibilityTimeout", text)]));
        assert_eq!(after("43201").unwrap()["VisibilityTimeout"], "43201");
        assert_eq!(after("-1").unwrap()["VisibilityTimeout"], "-1");
        assert_eq!(after("soon").unwrap_err().field, Some("VisibilityTimeout"));
        let hours = typed(&fresh(false), &[("VisibilityTimeout", "2"), ("VisibilityTimeoutUnit", "3600")]);
        assert_eq!(attributes(&hours).unwrap()["VisibilityTimeout"], "7200");
    }

    #[test]
    fn encryption_with_a_key_asks_for_the_key() {
        let problem = attributes(&typed(&fresh(false), &[("sse", "kms")])).unwrap_err();
        assert_eq!(problem.field, Some("KmsMasterKeyId"));
        let chosen = [("sse", "kms"), ("KmsMasterKeyId", " alias/aws/sqs ")];
        assert_eq!(attributes(&typed(&fresh(false), &chosen)).unwrap()["KmsMasterKeyId"], "alias/aws/sqs");
    }

    #[test]
    fn times_are_shown_in_their_largest_whole_unit() {
        for (secs, size) in [(0, 1), (30, 1), (60, 1), (90, 1), (120, 60), (345_600, 86_400), (43_200, 3_600)] {
            assert_eq!(unit_of(secs), size, "{secs}");
        }
    }
}
