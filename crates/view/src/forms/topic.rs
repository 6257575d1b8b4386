//! The form of a topic that is there: its fields, and the calls that its changes take.

use super::{Problem, Values, text, whole};
use crate::describe::{number, span};
use queuelab::limits::SnsLimits;
use queuelab::sns::retry::{Schedule, check_topic_policy};
use queuelab::sns::topic::Topic;
use queuelab::t;

/// Fields beside which a refusal can stand, in the order in which its sentence is searched for them.
pub const FIELDS: [&str; 7] = [
    "DisplayName",
    "KmsMasterKeyId",
    "MaximumMessageSize",
    "ContentBasedDeduplication",
    "FifoThroughputScope",
    "DeliveryPolicy",
    "SignatureVersion",
];

/// The fields of a topic.
pub fn values(topic: &Topic, limits: &SnsLimits) -> Values {
    let shown = |name: &str| topic.setting(name).unwrap_or_default().to_owned();
    let scope = if topic.scope_is_group() { "MessageGroup" } else { "Topic" };
    let mut values: Values = [
        ("DisplayName", shown("DisplayName")),
        ("KmsMasterKeyId", shown("KmsMasterKeyId")),
        ("DeliveryPolicy", shown("DeliveryPolicy")),
        ("SignatureVersion", topic.signature_version().to_owned()),
    ]
    .into();
    if limits.message_size_settable {
        values.insert("MaximumMessageSize", topic.message_bytes_max(limits).to_string());
    }
    if topic.is_fifo() {
        values.insert("ContentBasedDeduplication", topic.content_based().to_string());
        values.insert("FifoThroughputScope", scope.to_owned());
    }
    values
}

/// The attributes to set, in the order of the form: those that changed and no other. An empty text takes the key and the
/// delivery policy away.
///
/// # Errors
/// A problem where the size is no number.
pub fn changes(before: &Values, after: &Values) -> Result<Vec<(&'static str, String)>, Problem> {
    let mut changes = Vec::new();
    for field in FIELDS {
        let (was, is) = (text(before, field).trim(), text(after, field).trim());
        // A field that the topic does not have is not asked for.
        if was == is || !before.contains_key(field) {
            continue;
        }
        let value = if field == "MaximumMessageSize" { whole(after, field)?.to_string() } else { is.to_owned() };
        changes.push((field, value));
    }
    Ok(changes)
}

/// What a delivery policy comes to while it is typed, or what SNS would say against it.
///
/// # Errors
/// The sentence of SNS.
pub fn delivery_told(text: &str) -> Result<String, String> {
    let policy = text.trim();
    if !policy.is_empty() {
        check_topic_policy(policy).map_err(|reason| t!("DeliveryPolicy: {reason}", reason))?;
    }
    let schedule = Schedule::http(Some(policy).filter(|policy| !policy.is_empty()), None);
    let which = if policy.is_empty() { t!("The default") } else { t!("This policy") };
    let (attempts, total) = (number(u64::from(schedule.attempts())), span(schedule.total()));
    Ok(t!(
        "{which}: {attempts} attempts, the last {total} after the first, where all fail at once.",
        which,
        attempts,
        total
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::cloud::{Cloud, Dials};
    use queuelab::limits::LimitSet;
    use queuelab::sns::api::CreateTopic;
    use queuelab::sns::topic::TopicId;

    fn topic(name: &str, attributes: &[(&str, &str)]) -> Values {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        cloud.call(CreateTopic { name: name.to_owned(), attributes, ..CreateTopic::default() });
        values(cloud.sns().topic(TopicId(0)).unwrap(), &SnsLimits::of(LimitSet::Now))
    }

    #[test]
    fn only_what_changed_is_set() {
        let before = topic("t", &[("DisplayName", "news"), ("KmsMasterKeyId", "alias/k")]);
        assert_eq!(changes(&before, &before), Ok(Vec::new()));
        let mut after = before.clone();
        after.insert("KmsMasterKeyId", String::new());
        after.insert("MaximumMessageSize", " 2048 ".to_owned());
        after.insert("FifoThroughputScope", "MessageGroup".to_owned());
        let wanted = vec![("KmsMasterKeyId", String::new()), ("MaximumMessageSize", "2048".to_owned())];
        assert_eq!(changes(&before, &after), Ok(wanted), "a standard topic has no throughput scope");
        after.insert("MaximumMessageSize", "much".to_owned());
        assert_eq!(changes(&before, &after).unwrap_err().field, Some("MaximumMessageSize"));
    }

    #[test]
    fn a_fifo_topic_has_its_own_fields() {
        let before = topic("t.fifo", &[("FifoTopic", "true")]);
        assert_eq!(text(&before, "ContentBasedDeduplication"), "false");
        assert_eq!(text(&before, "FifoThroughputScope"), "Topic");
        assert!(!topic("t", &[]).contains_key("FifoThroughputScope"));
    }

    #[test]
    fn a_delivery_policy_is_told_while_it_is_typed() {
        assert!(delivery_told(" ").unwrap().starts_with("The default: 4 attempts, the last "));
        let policy = r#"{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":5,"numRetries":9}}}"#;
        assert!(delivery_told(policy).unwrap().starts_with("This policy: 10 attempts"), "{:?}", delivery_told(policy));
        assert!(delivery_told("{oops").unwrap_err().starts_with("DeliveryPolicy: "));
    }
}
