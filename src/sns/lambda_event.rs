//! The event in which a function gets a message.
//!
//! "Using AWS Lambda with Amazon SNS" in the Lambda developer guide: one record, always, with names that differ from those
//! of the envelope (`SigningCertUrl`), and attributes of only two types.

use super::api::MessageAttributeValue;
use super::notification::{Notification, certificate_url};
use super::subscription::Subscription;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

impl Notification {
    /// The event of this message for a function, with the topic's signature version.
    pub fn lambda_event(&self, subscription: &Subscription, version: &str) -> String {
        let key = &subscription.topic_key;
        let topic = key.arn().to_string();
        let message = self.text_to(subscription.protocol, &subscription.endpoint);
        let attributes: Map<String, Value> =
            self.attributes.iter().map(|(name, value)| (name.clone(), attribute(value))).collect();
        let unsubscribe = format!(
            "https://sns.{}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={}",
            key.region,
            subscription.arn()
        );
        let record = json!({
            "EventSource": "aws:sns",
            "EventVersion": "1.0",
            "EventSubscriptionArn": subscription.arn(),
            "Sns": {
                "Type": "Notification",
                "MessageId": self.id.to_string(),
                "TopicArn": topic,
                "Subject": self.subject.as_deref(),
                "Message": message,
                "Timestamp": &*self.timestamp,
                "SignatureVersion": version,
                "Signature": self.signature(message, &topic),
                "SigningCertUrl": certificate_url(key.region.name()),
                "UnsubscribeUrl": unsubscribe,
                "MessageAttributes": attributes,
            },
        });
        json!({ "Records": [record] }).to_string()
    }
}

/// Numbers and lists arrive as texts.
fn attribute(value: &MessageAttributeValue) -> Value {
    match &value.binary_value {
        Some(bytes) => json!({ "Type": "Binary", "Value": STANDARD.encode(bytes) }),
        None => json!({ "Type": "String", "Value": value.string_value.clone().unwrap_or_default() }),
    }
}
