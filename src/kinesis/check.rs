//! What the service model asks of members before an operation looks at them.
//!
//! All that is wrong with a request is told in one sentence, up to ten faults of it, as AWS does.

use super::hash::is_number;
use super::{KinesisError, Result};
use std::collections::BTreeMap;
use std::fmt::Display;

/// Faults that one sentence tells.
const FAULTS_MAX: usize = 10;
/// The form of names of streams, shards and consumers.
const NAME: &str = "[a-zA-Z0-9_.-]+";

/// The faults of a request.
#[derive(Debug, Default)]
pub(super) struct Checks(Vec<String>);

impl Checks {
    fn fault(&mut self, value: Option<&dyn Display>, member: &str, rule: impl Display) {
        let value = value.map_or_else(|| "null".to_owned(), |value| format!("'{value}'"));
        self.0.push(format!("Value {value} at '{member}' failed to satisfy constraint: Member {rule}"));
    }

    /// Whether nothing was wrong until now.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A member that must be there.
    pub fn required<T>(&mut self, value: Option<&T>, member: &str) {
        if value.is_none() {
            self.fault(None, member, "must not be null");
        }
    }

    /// How long something is; `shown` as AWS quotes it.
    pub fn length(&mut self, shown: &dyn Display, length: usize, member: &str, (least, most): (usize, usize)) {
        if length < least {
            self.fault(Some(shown), member, format_args!("must have length greater than or equal to {least}"));
        }
        if length > most {
            self.fault(Some(shown), member, format_args!("must have length less than or equal to {most}"));
        }
    }

    /// A text of so many characters.
    pub fn text(&mut self, value: Option<&str>, member: &str, bounds: (usize, usize)) {
        if let Some(value) = value {
            self.length(&value, value.chars().count(), member, bounds);
        }
    }

    /// A text of a form that the model describes.
    pub fn pattern(&mut self, value: Option<&str>, member: &str, pattern: &str, fits: impl Fn(&str) -> bool) {
        if let Some(value) = value.filter(|value| !fits(value)) {
            self.fault(Some(&value), member, format_args!("must satisfy regular expression pattern: {pattern}"));
        }
    }

    /// The name of a stream, a shard or a consumer.
    pub fn name(&mut self, value: Option<&str>, member: &str) {
        let fits =
            |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
        self.pattern(value, member, NAME, fits);
        self.text(value, member, (1, 128));
    }

    /// The ARN of a resource of Kinesis, as far as its form goes.
    pub fn arn(&mut self, value: Option<&str>, member: &str, kind: &str) {
        let fits = |text: &str| {
            let parts: Vec<&str> = text.splitn(6, ':').collect();
            match parts.as_slice() {
                ["arn", partition, "kinesis", _, account, resource] => {
                    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
                    partition.starts_with("aws") && is_account && of_kind(resource, kind)
                }
                _ => false,
            }
        };
        let pattern = match kind {
            "consumer" => {
                "^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/[a-zA-Z0-9_.-]+:[0-9]+"
            }
            "stream" => "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+",
            _ => "arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+",
        };
        self.pattern(value, member, pattern, fits);
        self.text(value, member, (1, 2_048));
    }

    /// A number between two.
    pub fn range(&mut self, value: Option<i64>, member: &str, (least, most): (i64, i64)) {
        let Some(value) = value else { return };
        if value < least {
            self.fault(Some(&value), member, format_args!("must have value greater than or equal to {least}"));
        }
        if value > most {
            self.fault(Some(&value), member, format_args!("must have value less than or equal to {most}"));
        }
    }

    /// One of some words.
    pub fn one_of(&mut self, value: Option<&str>, member: &str, words: &[&str]) {
        if let Some(value) = value.filter(|value| !words.contains(value)) {
            self.fault(Some(&value), member, format_args!("must satisfy enum value set: [{}]", words.join(", ")));
        }
    }

    /// A sequence number as far as its form goes.
    pub fn sequence(&mut self, value: Option<&str>, member: &str) {
        self.pattern(value, member, "0|([1-9]\\d{0,128})", |text| is_number(text, 129));
    }

    /// A hash key as far as its form goes.
    pub fn hash_key(&mut self, value: Option<&str>, member: &str) {
        self.pattern(value, member, "0|([1-9]\\d{0,38})", |text| is_number(text, 39));
    }

    /// Bytes, as Java shows them.
    pub fn bytes(&mut self, value: Option<&[u8]>, member: &str, most: usize) {
        if let Some(value) = value {
            let length = value.len();
            let shown = format!("java.nio.HeapByteBuffer[pos=0 lim={length} cap={length}]");
            self.length(&shown, length, member, (0, most));
        }
    }

    /// Tags that come with a request.
    pub fn tags(&mut self, tags: Option<&BTreeMap<String, String>>) {
        let Some(tags) = tags else { return };
        let shown = tags.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", ");
        let shown = format!("{{{shown}}}");
        self.length(&shown, tags.len(), "tags", (1, 200));
        let within = |text: &str, least: usize, most: usize| (least..=most).contains(&text.chars().count());
        if !tags.keys().all(|key| within(key, 1, 128)) {
            self.0.push(format!(
                "Value '{shown}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have \
                 length less than or equal to 128, Member must have length greater than or equal to 1]"
            ));
        }
        if !tags.values().all(|value| within(value, 0, 256)) {
            self.0.push(format!(
                "Value '{shown}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: [Member must have \
                 length less than or equal to 256, Member must have length greater than or equal to 0]"
            ));
        }
    }

    /// Texts of a list: how many, and how long each.
    pub fn list(&mut self, value: Option<&[String]>, member: &str, count: (usize, usize), each: (usize, usize)) {
        let Some(value) = value else { return };
        let shown = format!("[{}]", value.join(", "));
        self.length(&shown, value.len(), member, count);
        if !value.iter().all(|text| (each.0..=each.1).contains(&text.chars().count())) {
            self.fault(
                Some(&shown),
                member,
                format_args!(
                    "must satisfy constraint: [Member must have length less than or equal to {}, Member must have length \
                     greater than or equal to {}]",
                    each.1, each.0
                ),
            );
        }
    }

    /// Nothing was wrong, or the one sentence about all that was.
    ///
    /// # Errors
    /// `ValidationException`.
    pub fn finish(mut self) -> Result<()> {
        self.0.truncate(FAULTS_MAX);
        if self.0.is_empty() {
            return Ok(());
        }
        let count = self.0.len();
        let plural = if count == 1 { "" } else { "s" };
        Err(KinesisError::validation(format!("{count} validation error{plural} detected: {}", self.0.join("; "))))
    }
}

/// Whether the resource part of an ARN names a stream, a consumer, or either.
fn of_kind(resource: &str, kind: &str) -> bool {
    let Some(rest) = resource.strip_prefix("stream/") else { return false };
    let is_consumer = rest.split_once("/consumer/").is_some_and(|(stream, consumer)| {
        !stream.is_empty() && consumer.split_once(':').is_some_and(|(_, made)| made.parse::<u64>().is_ok())
    });
    match kind {
        "consumer" => is_consumer,
        "stream" => !rest.is_empty() && !rest.contains('/') && !rest.contains(char::is_whitespace),
        _ => !rest.is_empty(),
    }
}
