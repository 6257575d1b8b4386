//! A filter policy while it is typed: what SNS would say to it, and which of the last messages it would let pass.

use super::describe::excerpt;
use super::topics::notification_name;
use queuelab::cloud::{Event, EventKind};
use queuelab::sns::SnsEvent;
use queuelab::sns::api::MessageAttributeValue;
use queuelab::sns::filter::{AttributeView, FilterPolicy, Scope, Verdict};
use queuelab::sns::notification::Notification;
use queuelab::sns::subscription::Protocol;
use queuelab::sns::topic::TopicId;
use queuelab::t;
use std::sync::Arc;

/// So many messages are tried.
pub const TRIED_MAX: usize = 10;
/// So many events are looked through for them.
const EVENTS_MAX: usize = 20_000;

/// Whether a message would pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The message's short name.
    pub name: String,
    /// The beginning of its text.
    pub excerpt: String,
    /// The key that fails and why; none where it passes.
    pub failure: Option<String>,
}

impl Trial {
    /// The outcome in words.
    pub fn told(&self) -> String {
        self.failure.clone().unwrap_or_else(|| t!("passes").to_owned())
    }
}

/// The last messages that were published to a topic, the latest first.
pub fn recent<'a>(events: impl DoubleEndedIterator<Item = &'a Event>, topic: TopicId) -> Vec<Arc<Notification>> {
    let published = |event: &Event| match &event.kind {
        EventKind::Sns(SnsEvent::Published { topic: to, message, .. }) if *to == topic => Some(message.clone()),
        _ => None,
    };
    events.rev().take(EVENTS_MAX).filter_map(published).take(TRIED_MAX).collect()
}

/// What SNS would say against a policy, in its own words after `Invalid parameter: `; nothing for a good one or for none.
pub fn problem(text: &str, scope: Scope) -> Option<String> {
    if text.trim().is_empty() {
        return None;
    }
    FilterPolicy::parse(text, scope).err().map(|reason| t!("FilterPolicy: {reason}", reason))
}

/// What would become of messages for an endpoint under a policy; nothing where the policy is not good. No policy lets all
/// pass.
pub fn trials(
    text: &str,
    scope: Scope,
    (protocol, endpoint): (Protocol, &str),
    messages: &[Arc<Notification>],
) -> Option<Vec<Trial>> {
    let policy = match text.trim() {
        "" => None,
        text => Some(FilterPolicy::parse(text, scope).ok()?),
    };
    let trial = |message: &Arc<Notification>| {
        let verdict = policy
            .as_ref()
            .map_or(Verdict::Passes, |policy| judge(policy, message, message.text_to(protocol, endpoint)));
        let failure = match verdict {
            Verdict::Passes => None,
            Verdict::Rejected { key: Some(key), sentence, .. } => {
                Some(t!("key {key} fails: {sentence}", key, sentence))
            }
            Verdict::Rejected { sentence, .. } => Some(t!("fails: {sentence}", sentence)),
        };
        Trial { name: notification_name(message), excerpt: excerpt(&message.message), failure }
    };
    Some(messages.iter().map(trial).collect())
}

fn judge(policy: &FilterPolicy, message: &Notification, text: &str) -> Verdict {
    let views: Vec<AttributeView<'_>> =
        message.attributes.iter().map(|(name, value)| attribute_view(name, value)).collect();
    policy.judge(&views, text)
}

fn attribute_view<'a>(name: &'a str, value: &'a MessageAttributeValue) -> AttributeView<'a> {
    AttributeView { name, data_type: &value.data_type, text: value.string_value.as_deref() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::cloud::{Cloud, Dials};
    use queuelab::limits::LimitSet;
    use queuelab::sns::api::{CreateTopic, Publish};

    fn published() -> Vec<Arc<Notification>> {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        cloud.call(CreateTopic { name: "t".to_owned(), ..CreateTopic::default() });
        for n in 0..12 {
            let value = MessageAttributeValue {
                data_type: "Number".to_owned(),
                string_value: Some(n.to_string()),
                binary_value: None,
            };
            let message_attributes = if n == 11 { [].into() } else { [("n".to_owned(), value)].into() };
            let topic_arn = Some("arn:aws:sns:us-east-1:000000000000:t".to_owned());
            let message = format!(r#"{{"kind":"order","n":{n}}}"#);
            cloud.call(Publish { topic_arn, message, message_attributes, ..Publish::default() });
        }
        let events = cloud.drain_events();
        recent(events.iter(), TopicId(0))
    }

    fn outcomes(text: &str, scope: Scope) -> Option<Vec<bool>> {
        let trials = trials(text, scope, (Protocol::Sqs, "arn"), &published())?;
        Some(trials.iter().map(|trial| trial.failure.is_none()).collect())
    }

    #[test]
    fn the_last_ten_are_tried_the_latest_first() {
        assert_eq!(published().len(), TRIED_MAX);
        assert_eq!(outcomes("", Scope::MessageAttributes), Some(vec![true; 10]));
        let body = outcomes(r#"{"n":[{"numeric":[">=",9]}]}"#, Scope::MessageBody).unwrap();
        assert_eq!(body, [true, true, true, false, false, false, false, false, false, false]);
        let attributes = outcomes(r#"{"n":[{"numeric":[">=",9]}]}"#, Scope::MessageAttributes).unwrap();
        assert_eq!(attributes[..4], [false, true, true, false], "the latest has no attributes");
    }

    #[test]
    fn the_key_that_fails_is_named() {
        let all = trials(r#"{"kind":["refund"]}"#, Scope::MessageBody, (Protocol::Sqs, "arn"), &published()).unwrap();
        assert!(all[0].told().starts_with("key kind fails: "), "{}", all[0].told());
    }

    #[test]
    fn what_sns_would_say_is_said_while_typing() {
        let text = r#"{"kind":"order"}"#;
        assert_eq!(
            problem(text, Scope::MessageBody).unwrap().lines().next(),
            Some(r#"FilterPolicy: "kind" must be an object or an array"#)
        );
        assert_eq!(trials(text, Scope::MessageBody, (Protocol::Sqs, "arn"), &[]), None);
        assert!(problem(r#"{"a":{"b":["c"]}}"#, Scope::MessageAttributes).unwrap().contains("nested"));
        assert_eq!(problem(" ", Scope::MessageBody), None);
        assert_eq!(problem("{}", Scope::MessageBody), None);
    }
}
