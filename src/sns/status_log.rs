//! Delivery status logs: what SNS would write to CloudWatch Logs about the end of a delivery.
//!
//! "Message delivery status" in the SNS developer guide. A topic names a role for each protocol; failures are always
//! logged, successes as often as the sample rate says. The newest are kept.

use super::delivery::Delivery;
use super::subscription::{Protocol, Subscription};
use super::topic::Topic;
use super::{Cx, Sns};
use crate::clock::Instant;
use md5::{Digest, Md5};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::Arc;

/// So many records of a topic are kept.
pub const RECORDS_MAX: u64 = 100;

/// A record in the log.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StatusRecord {
    /// When it was written.
    pub at: Instant,
    /// Whether it stands in the log group of failures.
    pub failed: bool,
    /// The record, as JSON.
    pub text: Arc<str>,
}

/// The beginning of the attributes' names for a protocol; none for those that have no logs of topics.
const fn prefix(protocol: Protocol) -> Option<&'static str> {
    match protocol {
        Protocol::Http | Protocol::Https => Some("HTTP"),
        Protocol::Firehose => Some("Firehose"),
        Protocol::Lambda => Some("Lambda"),
        Protocol::Application => Some("Application"),
        Protocol::Sqs => Some("SQS"),
        Protocol::Email | Protocol::EmailJson | Protocol::Sms => None,
    }
}

impl Topic {
    /// The log group that its records are written to.
    pub fn log_group(&self, failed: bool) -> String {
        let end = if failed { "/Failure" } else { "" };
        format!("sns/{}/{}/{}{end}", self.key.region, self.key.account, self.key.name)
    }

    /// Whether the end of a delivery is logged; `draw` is a number below a hundred.
    fn logs(&self, protocol: Protocol, failed: bool, draw: u64) -> bool {
        let Some(prefix) = prefix(protocol) else { return false };
        let kind = if failed { "Failure" } else { "Success" };
        if self.setting(&format!("{prefix}{kind}FeedbackRoleArn")).is_none_or(str::is_empty) {
            return false;
        }
        // With a role and without a rate everything is logged.
        let rate = self.setting(&format!("{prefix}SuccessFeedbackSampleRate")).and_then(|rate| rate.parse().ok());
        failed || draw < rate.unwrap_or(100)
    }
}

impl Sns {
    /// Writes down how a delivery ended, where the topic asks for it.
    pub(super) fn log_end(&mut self, cx: &Cx<'_>, id: u64, delivery: &Delivery, why: Option<&str>) {
        let Some(subscription) = delivery.to.subscription().and_then(|id| self.subscription(id)) else { return };
        let Some(topic) = delivery.topic.and_then(|topic| self.topic(topic)) else { return };
        let (_, draw) = crate::base::mix(self.ids, id);
        if !topic.logs(subscription.protocol, why.is_some(), draw % 100) {
            return;
        }
        let text = record(cx, (id, delivery), subscription, why).to_string().into();
        let number = topic.id;
        if let Some(topic) = self.topic_mut(number) {
            topic.status_log.push(StatusRecord { at: cx.now, failed: why.is_some(), text });
            if topic.status_log.next() - topic.status_log.front() > RECORDS_MAX {
                topic.status_log.pop_first();
            }
        }
    }
}

fn record(cx: &Cx<'_>, (id, delivery): (u64, &Delivery), subscription: &Subscription, why: Option<&str>) -> Value {
    let message = &delivery.message;
    let text = message.text_to(subscription.protocol, &subscription.endpoint);
    let (status, answer) = match (why, subscription.protocol) {
        (None, Protocol::Lambda) => (202, json!({ "lambdaRequestId": message.id.to_string() })),
        (None, Protocol::Sqs) => (200, json!({ "sqsRequestId": message.id.to_string() })),
        (None, _) => (200, json!("OK")),
        (Some(why), Protocol::Lambda) => (403, json!({ "ErrorMessage": why, "lambdaRequestId": "Unrecoverable" })),
        (Some(why), Protocol::Sqs) => (400, json!({ "ErrorMessage": why, "sqsRequestId": "Unrecoverable" })),
        (Some(why), _) => (500, json!(why)),
    };
    json!({
        "notification": {
            "messageMD5Sum": md5_hex(text),
            "messageId": message.id.to_string(),
            "topicArn": subscription.topic_key.arn().to_string(),
            "timestamp": cx.epoch.iso(cx.now),
        },
        "delivery": {
            "deliveryId": uuid::Uuid::from_u64_pair(message.id.as_u64_pair().0, id).to_string(),
            "destination": &*subscription.endpoint,
            "providerResponse": answer.as_str().map_or_else(|| answer.to_string(), str::to_owned),
            "dwellTimeMs": cx.now.since(message.published).as_millis(),
            "attempts": delivery.failed + 1,
            "statusCode": status,
        },
        "status": if why.is_some() { "FAILURE" } else { "SUCCESS" },
    })
}

fn md5_hex(text: &str) -> String {
    Md5::digest(text.as_bytes()).iter().fold(String::with_capacity(32), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
