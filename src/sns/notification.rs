//! A message of a topic: what it holds, and the forms in which it is delivered.
//!
//! Source of the forms: "Parsing message formats" in the SNS developer guide; their spacing and the order of their keys
//! are those of messages recorded from AWS.

use super::push::EndpointKey;
use super::subscription::{Protocol, Subscription};
use super::topic::TopicId;
use crate::base::collections::{ChunkDeque, OrdMap};
use crate::clock::{Duration, Instant};
use crate::sns::api::{MessageAttributeValue, MessageAttributes};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;
use uuid::Uuid;

/// An accepted message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Notification {
    /// Its number in the lab.
    pub number: u64,
    /// Its id, the same for all copies.
    pub id: Uuid,
    /// When it was accepted.
    pub published: Instant,
    /// The same in the calendar.
    pub timestamp: Arc<str>,
    /// A title.
    pub subject: Option<Arc<str>>,
    /// The text, or where `by_protocol` has texts, what was sent.
    pub message: Arc<str>,
    /// Texts by protocol, with the default under an empty name.
    pub by_protocol: Option<Vec<(String, String)>>,
    /// Attributes by name.
    pub attributes: MessageAttributes,
    /// The message group.
    pub group: Option<Arc<str>>,
    /// FIFO: the deduplication id, given or made from the text.
    pub dedup: Option<Arc<str>>,
    /// FIFO: the sequence number.
    pub sequence: Option<u128>,
}

impl Notification {
    /// The text for a protocol.
    pub fn text_for(&self, protocol: Protocol) -> &str {
        self.text_of(protocol.name()).or_else(|| self.text_of("")).unwrap_or(&self.message)
    }

    /// The text for an endpoint: a device of mobile push gets that of its platform, if there is one.
    pub fn text_to(&self, protocol: Protocol, endpoint: &str) -> &str {
        let of_platform = || {
            // Only structured messages have texts to choose from.
            self.by_protocol.as_ref().filter(|_| protocol == Protocol::Application)?;
            self.text_of(EndpointKey::parse(endpoint)?.application.platform.name())
        };
        of_platform().unwrap_or_else(|| self.text_for(protocol))
    }

    fn text_of(&self, name: &str) -> Option<&str> {
        self.by_protocol.as_ref()?.iter().find(|(key, _)| key == name).map(|(_, text)| text.as_str())
    }

    /// Bytes that count: the text with names, types and values of the attributes, without the subject.
    pub fn bytes(message: &str, attributes: &MessageAttributes) -> usize {
        let of = |(name, value): (&String, &MessageAttributeValue)| {
            let text = value.string_value.as_ref().map_or(0, String::len);
            name.len() + value.data_type.len() + text + value.binary_value.as_ref().map_or(0, Vec::len)
        };
        message.len() + attributes.iter().map(of).sum::<usize>()
    }

    /// The JSON document that stands around the message, with the topic's signature version.
    pub fn envelope(&self, subscription: &Subscription, version: &str) -> String {
        let key = &subscription.topic_key;
        let fifo = self.dedup.is_some();
        let mut out = Lines::default();
        out.text("Type", "Notification");
        out.text("MessageId", &self.id.to_string());
        if let Some(number) = self.sequence.filter(|_| self.by_protocol.is_none()) {
            out.text("SequenceNumber", &sequence_text(number));
        }
        out.text("TopicArn", &key.arn().to_string());
        if let Some(subject) = &self.subject {
            out.text("Subject", subject);
        }
        let message = self.text_to(subscription.protocol, &subscription.endpoint);
        out.text("Message", message);
        out.text("Timestamp", &self.timestamp);
        // Neither FIFO topics nor Firehose get a signature.
        if !fifo && subscription.protocol != Protocol::Firehose {
            out.text("SignatureVersion", version);
            out.text("Signature", &self.signature(message, &key.arn().to_string()));
            out.text("SigningCertURL", &certificate_url(key.region.name()));
        }
        let url = format!(
            "https://sns.{}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={}",
            key.region,
            subscription.arn()
        );
        out.text("UnsubscribeURL", &url);
        if !self.attributes.is_empty() {
            out.raw("MessageAttributes", &self.attributes_text());
        }
        out.finish()
    }

    /// The same for a message out of the archive; nothing but one more mark tells that it was there before.
    pub fn replayed_envelope(&self, subscription: &Subscription) -> String {
        let envelope = self.envelope(subscription, "1");
        let open = envelope.strip_suffix("\n}").unwrap_or(&envelope);
        format!("{open},\n  \"Replayed\" : \"true\"\n}}")
    }

    fn attributes_text(&self) -> String {
        let one = |(name, value): (&String, &MessageAttributeValue)| {
            let text = match &value.binary_value {
                Some(bytes) => STANDARD.encode(bytes),
                None => value.string_value.clone().unwrap_or_default(),
            };
            format!("    {} : {{\"Type\":{},\"Value\":{}}}", quoted(name), quoted(&value.data_type), quoted(&text))
        };
        let all: Vec<String> = self.attributes.iter().map(one).collect();
        format!("{{\n{}\n  }}", all.join(",\n"))
    }

    /// A stand-in for AWS's signature, as nobody but AWS has its key: 256 bytes that the string to sign decides.
    pub(super) fn signature(&self, message: &str, topic_arn: &str) -> String {
        let mut text = format!("Message\n{message}\nMessageId\n{}\n", self.id);
        if let Some(subject) = &self.subject {
            let _ = writeln!(text, "Subject\n{subject}");
        }
        let _ = write!(text, "Timestamp\n{}\nTopicArn\n{topic_arn}\nType\nNotification\n", self.timestamp);
        stand_in_signature(&text)
    }
}

/// 256 bytes in base64 that a text decides.
pub(super) fn stand_in_signature(text: &str) -> String {
    let bytes: Vec<u8> = (0..8_u8)
        .flat_map(|part| {
            let mut hash = Sha256::new();
            hash.update([part]);
            hash.update(text.as_bytes());
            hash.finalize().to_vec()
        })
        .collect();
    STANDARD.encode(bytes)
}

/// Where AWS would keep the certificate of its signatures.
pub(super) fn certificate_url(region: &str) -> String {
    format!("https://sns.{region}.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem")
}

/// A sequence number as AWS writes it.
pub fn sequence_text(number: u128) -> String {
    format!("{number:020}")
}

/// A JSON text.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A JSON document of one line a key, with AWS's spacing.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    pub fn text(&mut self, name: &str, value: &str) {
        self.raw(name, &quoted(value));
    }

    pub fn raw(&mut self, name: &str, value: &str) {
        self.0.push_str(if self.0.is_empty() { "{\n" } else { ",\n" });
        let _ = write!(self.0, "  \"{name}\" : {value}");
    }

    pub fn finish(mut self) -> String {
        self.0.push_str("\n}");
        self.0
    }
}

/// The lowercase hexadecimal SHA-256 of a message, which stands for its deduplication id.
pub fn content_id(message: &str) -> Arc<str> {
    let hash = Sha256::digest(message.as_bytes());
    hash.iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
        .into()
}

/// What an earlier publish under a deduplication id was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Accepted {
    /// Its id.
    pub id: Uuid,
    /// Its sequence number.
    pub sequence: u128,
    /// When it was accepted.
    pub at: Instant,
}

type DedupKey = (Option<Arc<str>>, Arc<str>);

/// The books of a FIFO topic.
#[derive(Clone, Debug, Hash)]
pub struct FifoTopic {
    sequence: u128,
    known: OrdMap<DedupKey, Accepted>,
    by_age: ChunkDeque<(Instant, DedupKey)>,
}

/// The first sequence number of a fresh topic, and the step to the next publish.
const SEQUENCE: (u128, u128) = (10_000_000_000_000_003_000, 1_000);
/// Each topic counts in a range of its own.
const SEQUENCES_PER_TOPIC: u128 = 1_000_000_000_000;

impl FifoTopic {
    pub(super) fn new(topic: TopicId) -> Self {
        let start = SEQUENCE.0 - SEQUENCE.1 + u128::from(topic.0 % 1_000_000) * SEQUENCES_PER_TOPIC;
        Self { sequence: start, known: OrdMap::new(), by_age: ChunkDeque::default() }
    }

    /// The number of a publish, and those of the entries of its batch by counting on from it.
    pub(super) fn next_sequence(&mut self) -> u128 {
        self.sequence += SEQUENCE.1;
        self.sequence
    }

    fn key(by_group: bool, group: &Arc<str>, id: &Arc<str>) -> DedupKey {
        (by_group.then(|| group.clone()), id.clone())
    }

    /// The publish that one under this id repeats.
    pub fn find(
        &self,
        by_group: bool,
        group: &Arc<str>,
        id: &Arc<str>,
        now: Instant,
        span: Duration,
    ) -> Option<Accepted> {
        self.known.get(&Self::key(by_group, group, id)).copied().filter(|first| now < first.at.after(span))
    }

    pub(super) fn remember(
        &mut self,
        by_group: bool,
        group: &Arc<str>,
        id: &Arc<str>,
        accepted: Accepted,
        span: Duration,
    ) {
        while let Some((at, key)) = self.by_age.first().cloned() {
            if accepted.at < at.after(span) {
                break;
            }
            self.by_age.pop_first();
            if self.known.get(&key).is_some_and(|entry| entry.at == at) {
                self.known.remove(&key);
            }
        }
        let key = Self::key(by_group, group, id);
        self.by_age.push((accepted.at, key.clone()));
        self.known.insert(key, accepted);
    }
}
