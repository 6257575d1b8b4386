//! A message: what never changes about it, and its state in a queue.

use super::api::MessageAttributeValue;
use crate::base::digest;
use crate::clock::{Duration, Instant};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A message's text, shared between the queue, its answers and its events.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Body(Arc<str>);

impl Body {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Lower-case hexadecimal MD5 of the UTF-8 text.
    pub fn md5_hex(&self) -> String {
        digest::md5_hex(self.0.as_bytes())
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

/// The lab-wide number of a message, in the order of sending; its id is made from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageNumber(pub u64);

/// What stays the same about a message as long as it is in one queue.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MessageCore {
    /// Its number in the lab.
    pub number: MessageNumber,
    /// Its text.
    pub body: Body,
    /// What most messages do not have.
    pub extras: Option<Box<Extras>>,
}

/// What most messages do not have; apart, so that a plain message stays small.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Extras {
    /// Message attributes, numbers in their stored form.
    pub attributes: BTreeMap<String, MessageAttributeValue>,
    /// The value of `AWSTraceHeader`.
    pub trace_header: Option<String>,
    /// Message group.
    pub group: Option<Arc<str>>,
    /// Deduplication id, given or made from the body.
    pub dedup: Option<Arc<str>>,
    /// FIFO sequence number.
    pub sequence: Option<u128>,
    /// Who sent it, unless the root user of the queue's account did.
    pub sender: Option<Arc<str>>,
    /// When it was sent, where that is not when it was enqueued here.
    pub sent: Option<Instant>,
    /// How it came from another queue as a dead letter.
    pub dead_letter: Option<DeadLetter>,
}

/// How a message became a dead letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeadLetter {
    /// The ARN of the queue that it came from.
    pub source: Arc<str>,
    /// When it was moved.
    pub moved: Instant,
    /// How often it had been received by then.
    pub receives: u32,
}

impl MessageCore {
    /// Its message group.
    pub fn group(&self) -> Option<&Arc<str>> {
        self.extras.as_ref()?.group.as_ref()
    }

    /// Its deduplication id.
    pub fn dedup(&self) -> Option<&Arc<str>> {
        self.extras.as_ref()?.dedup.as_ref()
    }

    /// How it became a dead letter.
    pub fn dead_letter(&self) -> Option<&DeadLetter> {
        self.extras.as_ref()?.dead_letter.as_ref()
    }

    /// Size as AWS counts it: the body and, for each attribute, its name, type and value.
    pub fn bytes(&self) -> usize {
        let attributes = self.extras.as_ref().map_or(0, |extras| attributes_bytes(&extras.attributes));
        self.body.as_str().len() + attributes
    }
}

/// Where a message is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Waiting out its delay, until the message's `until`.
    Delayed,
    /// Can be received.
    Visible,
    /// Received and hidden, until the message's `until`.
    InFlight,
}

/// A message in a queue. Small, since a queue may hold a million.
#[derive(Clone, Debug, Hash)]
pub struct Message {
    /// What does not change.
    pub core: Arc<MessageCore>,
    /// Since when retention counts.
    pub enqueued: Instant,
    /// When the delay or the visibility timeout ends.
    pub until: Instant,
    /// The latest receive.
    pub received: Instant,
    /// The first receive; [`Instant::MAX`] before it.
    pub first_received: Instant,
    /// The number of the last event about this message.
    pub last_event: u64,
    /// How often it was received, in all queues together.
    pub receives: u32,
    /// How long it was delayed, in seconds; 0 while it is.
    pub delayed_secs: u16,
    /// Delayed, visible or in flight.
    pub state: State,
}

impl Message {
    /// A message as it enters a queue at `now`, visible at once.
    pub fn new(core: Arc<MessageCore>, now: Instant) -> Self {
        Self {
            core,
            enqueued: now,
            until: now,
            received: now,
            first_received: Instant::MAX,
            last_event: 0,
            receives: 0,
            delayed_secs: 0,
            state: State::Visible,
        }
    }

    /// What `SentTimestamp` gives.
    pub fn sent(&self) -> Instant {
        self.core.extras.as_ref().and_then(|extras| extras.sent).unwrap_or(self.enqueued)
    }

    /// Receives since it came into this queue.
    pub fn receives_here(&self) -> u32 {
        self.receives - self.core.dead_letter().map_or(0, |letter| letter.receives)
    }

    /// When it came into this queue.
    pub fn arrived(&self) -> Instant {
        self.core.dead_letter().map_or(self.enqueued, |letter| letter.moved)
    }

    /// Since when `ApproximateAgeOfOldestMessage` counts: from its arrival, but for its delay. Dead letters have none here.
    pub fn aging_since(&self) -> Instant {
        let delay = if self.core.dead_letter().is_some() { 0 } else { u64::from(self.delayed_secs) };
        self.arrived().after(Duration::from_secs(delay))
    }
}

/// The bytes that attributes count for: name, type and value of each.
pub fn attributes_bytes(attributes: &BTreeMap<String, MessageAttributeValue>) -> usize {
    attributes.iter().map(|(name, value)| name.len() + value.data_type.len() + value.bytes().len()).sum()
}

impl MessageAttributeValue {
    /// The value's bytes: of the text, or the binary value itself.
    pub fn bytes(&self) -> &[u8] {
        match (&self.string_value, &self.binary_value) {
            (Some(text), _) => text.as_bytes(),
            (None, Some(bytes)) => bytes,
            (None, None) => &[],
        }
    }

    /// Whether the transport type is binary.
    pub fn is_binary(&self) -> bool {
        self.data_type.starts_with("Binary")
    }

    /// A String attribute.
    pub fn string(value: impl Into<String>) -> Self {
        Self { data_type: "String".to_owned(), string_value: Some(value.into()), ..Self::default() }
    }
}

/// `MD5OfMessageAttributes`: none for no attributes.
///
/// In order of name, each as length-prefixed name, length-prefixed type, one byte for the transport type (1 text, 2
/// binary) and length-prefixed value. Source: "Calculating the MD5 message digest" in the SQS developer guide.
pub fn md5_of_attributes(attributes: &BTreeMap<String, MessageAttributeValue>) -> Option<String> {
    if attributes.is_empty() {
        return None;
    }
    let mut buffer = Vec::new();
    let field = |buffer: &mut Vec<u8>, bytes: &[u8]| {
        buffer.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
        buffer.extend_from_slice(bytes);
    };
    for (name, value) in attributes {
        field(&mut buffer, name.as_bytes());
        field(&mut buffer, value.data_type.as_bytes());
        buffer.push(if value.is_binary() { 2 } else { 1 });
        field(&mut buffer, value.bytes());
    }
    Some(digest::md5_hex(&buffer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_message_stays_small() {
        assert!(size_of::<Message>() <= 56, "{}", size_of::<Message>());
        assert!(size_of::<MessageCore>() <= 32, "{}", size_of::<MessageCore>());
    }
}
