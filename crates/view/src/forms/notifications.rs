//! The rules of a bucket's event notifications as people edit them, and what S3 has against them in words.

use super::targets::{join, split};
use queuelab::cloud::Cloud;
use queuelab::s3::api::{
    Attributes, FilterRule, LambdaFunctionConfiguration, NotificationConfiguration, NotificationFilter,
    PutBucketNotificationConfiguration, QueueConfiguration, S3KeyFilter, TopicConfiguration,
};
use queuelab::s3::{Bucket, S3Error};
use queuelab::{key, t};
use std::fmt::Write as _;

/// The event types that the form offers, with what each tells of.
pub const EVENTS: [(&str, &str); 8] = [
    ("s3:ObjectCreated:*", key!("in whatever way an object comes")),
    ("s3:ObjectCreated:Put", key!("an object was put")),
    ("s3:ObjectCreated:Copy", key!("an object was copied")),
    ("s3:ObjectRemoved:*", key!("in whatever way somebody deletes")),
    ("s3:ObjectRemoved:Delete", key!("an object or a version is gone for good")),
    ("s3:ObjectRemoved:DeleteMarkerCreated", key!("a delete where older versions are kept")),
    ("s3:LifecycleExpiration:*", key!("a lifecycle rule removed it")),
    ("s3:ObjectTagging:*", key!("tags were set or deleted")),
];

/// A rule as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its id; empty to have one drawn.
    pub id: String,
    /// Names of event types.
    pub events: Vec<String>,
    /// How keys begin; empty for all.
    pub prefix: String,
    /// How keys end; empty for all.
    pub suffix: String,
    /// The ARN that was chosen as destination, or [`super::targets::OTHER`].
    pub choice: String,
    /// The ARN that was typed.
    pub typed: String,
}

impl Draft {
    /// A rule that tells of every new object.
    pub fn fresh() -> Self {
        Self { events: vec!["s3:ObjectCreated:*".to_owned()], ..Self::default() }
    }

    /// Where it tells.
    pub fn destination(&self) -> String {
        join(&self.choice, &self.typed)
    }

    /// Takes an event type in or out.
    pub fn set_event(&mut self, name: &str, on: bool) {
        self.events.retain(|known| known != name);
        if on {
            self.events.push(name.to_owned());
        }
    }

    /// What it has that the form does not offer by itself.
    pub fn other_events(&self) -> Vec<String> {
        let is_other = |name: &&String| EVENTS.iter().all(|(known, _)| *known != name.as_str());
        self.events.iter().filter(is_other).cloned().collect()
    }

    fn filter(&self) -> Option<NotificationFilter> {
        let rules = [("prefix", &self.prefix), ("suffix", &self.suffix)];
        let rules = rules.into_iter().filter(|(_, value)| !value.is_empty());
        let filter_rules: Vec<FilterRule> =
            rules.map(|(name, value)| FilterRule { name: name.to_owned(), value: value.clone() }).collect();
        (!filter_rules.is_empty()).then_some(NotificationFilter { key: Some(S3KeyFilter { filter_rules }) })
    }
}

/// The rules that a bucket has.
pub fn drafts(bucket: &Bucket, options: &[(String, String)]) -> Vec<Draft> {
    let draft = |rule: &queuelab::s3::notify::Rule| {
        let (choice, typed) = split(options, &rule.destination.arn.to_string());
        Draft {
            id: rule.id().to_string(),
            events: rule.events.iter().map(|event| event.name().to_owned()).collect(),
            prefix: rule.filter.prefix().unwrap_or_default().to_owned(),
            suffix: rule.filter.suffix().unwrap_or_default().to_owned(),
            choice,
            typed,
        }
    };
    bucket.notification.rules.iter().map(draft).collect()
}

/// The request that puts rules in force, in place of all that the bucket had.
pub fn request(bucket: &Bucket, drafts: &[Draft]) -> PutBucketNotificationConfiguration {
    let mut all = NotificationConfiguration {
        event_bridge_configuration: bucket.notification.event_bridge.then(Attributes::new),
        ..NotificationConfiguration::default()
    };
    for draft in drafts {
        let id = Some(draft.id.trim().to_owned()).filter(|id| !id.is_empty());
        let (arn, events, filter) = (draft.destination(), draft.events.clone(), draft.filter());
        // What is no ARN goes among the queues, where S3 says so.
        match arn.split(':').nth(2) {
            Some("sns") => all.topic_configurations.push(TopicConfiguration { id, topic_arn: arn, events, filter }),
            Some("lambda") => {
                let entry = LambdaFunctionConfiguration { id, lambda_function_arn: arn, events, filter };
                all.lambda_function_configurations.push(entry);
            }
            _ => all.queue_configurations.push(QueueConfiguration { id, queue_arn: arn, events, filter }),
        }
    }
    PutBucketNotificationConfiguration {
        bucket: bucket.name.to_string(),
        notification_configuration: Some(all),
        skip_destination_validation: None,
    }
}

/// What is wrong with rules as they stand, apart from what their destinations think of them.
pub fn problem(cloud: &Cloud, bucket: &Bucket, drafts: &[Draft]) -> Option<String> {
    for (draft, number) in drafts.iter().zip(1..) {
        if draft.events.is_empty() {
            return Some(t!("Rule {number} has no event type yet.", number));
        }
        if draft.destination().is_empty() {
            return Some(t!("Rule {number} has no destination yet.", number));
        }
    }
    let error = cloud.s3().check_notification(&request(bucket, drafts)).err()?;
    let mut text = error.to_string();
    for (name, value) in details(&error) {
        let _ = write!(text, " ({name}: {value})");
    }
    Some(text)
}

/// What stands beside S3's sentence, each name with its value: arguments by their names.
pub fn details(error: &S3Error) -> Vec<(String, String)> {
    let value_of = |number: &str| {
        let wanted = format!("ArgumentValue{number}");
        error.details.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.clone())
    };
    let row = |(name, value): &(String, String)| match name.strip_prefix("ArgumentName") {
        Some(number) => Some((value.clone(), value_of(number).unwrap_or_default())),
        None if name.starts_with("ArgumentValue") => None,
        None => Some((name.clone(), value.clone())),
    };
    error.details.iter().filter_map(row).collect()
}

/// What S3 has against a destination, where it refused one.
pub fn refusal_of(error: &S3Error, arn: &str) -> Option<String> {
    let is_about = |name: &str| name == arn || name.strip_suffix(", null") == Some(arn);
    details(error).into_iter().find(|(name, _)| !arn.is_empty() && is_about(name)).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::super::targets::{OTHER, options};
    use super::*;
    use queuelab::call::CallError;
    use queuelab::cloud::{Dials, Submitted};
    use queuelab::limits::LimitSet;
    use queuelab::s3::api::{CreateBucket, Request};
    use queuelab::sqs::api::CreateQueue;

    const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:q";

    fn lab() -> Cloud {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        cloud.call(CreateQueue { queue_name: "q".to_owned(), ..CreateQueue::default() });
        cloud.call(Request::from(CreateBucket { bucket: "holiday".to_owned(), ..CreateBucket::default() }));
        cloud
    }

    fn draft(prefix: &str, suffix: &str, arn: &str) -> Draft {
        Draft {
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
            choice: OTHER.to_owned(),
            typed: arn.to_owned(),
            ..Draft::fresh()
        }
    }

    #[test]
    fn overlaps_and_what_is_missing_are_told_before_anything_is_saved() {
        let cloud = lab();
        let bucket = cloud.s3().bucket("holiday").unwrap();
        let told = |drafts: &[Draft]| problem(&cloud, bucket, drafts);
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[draft("a/", "", QUEUE), draft("b/", "", QUEUE)]), None);
        let text = told(&[draft("a/", "", QUEUE), draft("", ".jpg", QUEUE)]).unwrap();
        assert!(text.contains("ambiguously defined") && text.contains("(Event: "), "{text}");
        assert_eq!(told(&[draft("", "", "")]).unwrap(), "Rule 1 has no destination yet.");
        let mut none = draft("a/", "", QUEUE);
        none.set_event("s3:ObjectCreated:*", false);
        assert_eq!(told(&[draft("b/", "", QUEUE), none]).unwrap(), "Rule 2 has no event type yet.");
        assert!(told(&[draft("", "", "here")]).unwrap().contains("could not be parsed"));
    }

    #[test]
    fn a_refused_destination_is_named_and_saved_rules_come_back_as_they_were() {
        let mut cloud = lab();
        let topic = "arn:aws:sns:us-east-1:000000000000:nowhere";
        let wanted =
            request(cloud.s3().bucket("holiday").unwrap(), &[draft("a/", ".jpg", QUEUE), draft("b/", "", topic)]);
        let Submitted::Done(Err(CallError::S3(error))) = cloud.call(Request::from(wanted)) else { panic!() };
        assert!(refusal_of(&error, QUEUE).unwrap().starts_with("Permissions on the destination queue"));
        assert_eq!(refusal_of(&error, topic).as_deref(), Some("The destination topic does not exist"));
        assert_eq!(refusal_of(&error, ""), None);
        let let_in = crate::access::let_in_s3(&cloud, cloud.s3().bucket("holiday").unwrap(), QUEUE).unwrap();
        cloud.call(let_in);
        let mut one = draft("a/", ".jpg", QUEUE);
        one.id = "photos".to_owned();
        one.set_event("s3:ObjectRestore:*", true);
        let wanted = request(cloud.s3().bucket("holiday").unwrap(), &[one.clone()]);
        assert!(matches!(cloud.call(Request::from(wanted)), Submitted::Done(Ok(_))));
        let known = drafts(cloud.s3().bucket("holiday").unwrap(), &options(&cloud, true, "choose"));
        assert_eq!(known[0].other_events(), ["s3:ObjectRestore:*"]);
        assert_eq!(known, [Draft { choice: QUEUE.to_owned(), typed: String::new(), ..one }]);
    }
}
