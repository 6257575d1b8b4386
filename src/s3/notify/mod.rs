//! Event notifications: which changes of a bucket are told to whom, and in which words.
//!
//! A notification leaves the service as [`Outgoing`]. How it is carried, and whether its destination takes it, this
//! module does not know.

mod configuration;
mod document;
mod event_type;
mod filter;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod random;
#[cfg(test)]
mod tests;

pub use configuration::{Configuration, Rule};
pub(super) use document::Change;
pub use event_type::EventType;
pub use filter::Filter;

use super::api::PutBucketNotificationConfiguration;
use super::bucket::BucketId;
use super::{Cx, Result, S3, S3Error, S3Event};
use crate::base::{AccountId, Arn, Region};
use std::sync::Arc;

/// What notifications can be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DestinationKind {
    /// An SQS queue.
    Queue,
    /// An SNS topic.
    Topic,
    /// A Lambda function.
    Function,
}

impl DestinationKind {
    /// The element that names it in errors, and its service in ARNs.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Queue => ("Queue", "sqs"),
            Self::Topic => ("Topic", "sns"),
            Self::Function => ("CloudFunction", "lambda"),
        }
    }
}

/// Where the notifications of a rule go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Destination {
    /// A queue, a topic or a function.
    pub kind: DestinationKind,
    /// Its ARN.
    pub arn: Arn,
    /// The rule's id.
    pub rule: Arc<str>,
}

/// A notification to be carried to its destination.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Outgoing {
    /// Where to.
    pub destination: Destination,
    /// The bucket, which the destination's policy may ask for as `aws:SourceArn`.
    pub bucket: Arn,
    /// The bucket's owner, `aws:SourceAccount`.
    pub account: AccountId,
    /// The bucket's Region, which is also that of the destination.
    pub region: Region,
    /// The document.
    pub body: Arc<str>,
    /// The subject, for topics.
    pub subject: Option<&'static str>,
    /// The event's name with `s3:`; `s3:TestEvent` for the message that a new configuration brings.
    pub event_name: &'static str,
    /// The key of the object; empty for a test.
    pub key: Arc<str>,
    /// The number of the event of the notification, whose own cause is the change.
    pub event: u64,
}

/// The subject of what is published to topics.
const SUBJECT: &str = "Amazon S3 Notification";
/// The name of the test message.
pub const TEST_EVENT: &str = "s3:TestEvent";

impl S3 {
    /// Checks a notification configuration in everything but its destinations, and names these, one for each rule. An
    /// empty list, and a request with `SkipDestinationValidation`, leave nothing to look at.
    ///
    /// # Errors
    /// `NoSuchBucket`, `MalformedXML`, `InvalidArgument`: the same that the operation would answer.
    pub fn check_notification(&self, request: &PutBucketNotificationConfiguration) -> Result<Vec<Destination>> {
        let configuration = self.read_notification(request)?.1;
        if request.skip_destination_validation == Some(true) {
            return Ok(Vec::new());
        }
        Ok(configuration.rules.into_iter().map(|rule| rule.destination).collect())
    }

    /// The bucket, and the configuration with an id for each rule.
    pub(super) fn read_notification(
        &self,
        request: &PutBucketNotificationConfiguration,
    ) -> Result<(BucketId, Configuration)> {
        let bucket = self.need(&request.bucket)?;
        let given = request.notification_configuration.as_ref().ok_or_else(S3Error::malformed)?;
        let draw = |number: u64| self.uuid(self.drawn + 1 + number).to_string();
        Ok((bucket.id, Configuration::read(given, bucket.region, draw)?))
    }

    /// Tells of a change by every rule that matches it; `cause` is the number of the change's event.
    pub(super) fn announce(&mut self, cx: &mut Cx<'_>, id: BucketId, change: &Change, cause: u64) {
        let Some(bucket) = self.bucket_of(id) else { return };
        let rules = bucket.notification.clone();
        let (trace, owner) = (self.trace(cx, Some(change.event)), self.customer_id(bucket.owner));
        let mut told = Vec::new();
        for rule in rules.rules.iter().filter(|rule| rule.matches(change.event, &change.key)) {
            let destination = rule.destination.clone();
            let body = document::event(cx, bucket, &owner, &trace, rule.id(), change).into();
            let kind = S3Event::NotificationMade {
                bucket: id,
                rule: rule.id().clone(),
                destination: destination.clone(),
                key: change.key.clone(),
                event: change.event,
            };
            let event = cx.emit(Some(cause), kind);
            cx.outgoing.push(Outgoing {
                subject: (destination.kind == DestinationKind::Topic).then_some(SUBJECT),
                destination,
                bucket: bucket.arn(),
                account: bucket.owner,
                region: bucket.region,
                body,
                event_name: change.event.name(),
                key: change.key.clone(),
                event,
            });
            told.push(rule.id().clone());
        }
        if let Some(bucket) = self.bucket_mut(id).filter(|_| !told.is_empty()) {
            for rule in told {
                bucket.totals.notified += 1;
                bucket.notified.update(rule, |count| *count += 1);
            }
        }
    }

    /// Sends the test message to each queue and topic of a configuration that was just saved.
    pub(super) fn send_tests(&self, cx: &mut Cx<'_>, id: BucketId, cause: u64) {
        let Some(bucket) = self.bucket_of(id) else { return };
        let body: Arc<str> = document::test(cx, bucket, &self.trace(cx, None)).into();
        let mut told: Vec<&Arn> = Vec::new();
        for rule in &bucket.notification.rules {
            let destination = &rule.destination;
            if destination.kind == DestinationKind::Function || told.contains(&&destination.arn) {
                continue;
            }
            told.push(&destination.arn);
            let event = cx.emit(Some(cause), S3Event::TestSent { bucket: id, destination: destination.clone() });
            cx.outgoing.push(Outgoing {
                destination: destination.clone(),
                bucket: bucket.arn(),
                account: bucket.owner,
                region: bucket.region,
                body: body.clone(),
                subject: (destination.kind == DestinationKind::Topic).then_some(SUBJECT),
                event_name: TEST_EVENT,
                key: Arc::default(),
                event,
            });
        }
    }
}
