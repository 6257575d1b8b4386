//! Filter policies: which messages of a topic a subscription gets.
//!
//! A policy is a JSON object of keys with lists. Every key has to match, by any member of its list; `$or` holds
//! alternatives. It looks at the attributes of a message or at its body, as the subscription's scope says.
//!
//! Sources: "Amazon SNS message filtering", "Filter policy constraints", "String value matching", "Numeric value
//! matching", "AND/OR logic" and "Attribute key matching" in the SNS developer guide, and recorded answers of SNS. Where
//! neither says anything, this is chosen:
//!
//! - A number in an attribute is read as JSON writes numbers, which is why `.5` spoils a message.
//! - In a list of objects `exists: false` is asked of the same object as the keys beside it, like any rule.
//! - Of several members of one name the last counts in a policy, while in a body each of them is looked at.
//! - The five decimals of `numeric` and `anything-but` are cut, not rounded.
//! - An attribute of type Binary is as good as none, also for the `exists: false` of another.
//!
//! Errors name the place in the text only where the text is no JSON; SNS appends it to most others too.

mod describe;
mod limits;
mod matcher;
mod parse;
#[cfg(test)]
mod tests;

pub use limits::{MOST_BYTES, MOST_COMBINATIONS, MOST_KEYS, MOST_WILDCARDS};

use crate::patterns::{self, Json, Leaf, read_json};
use matcher::{Attributes, Message};

/// Where a policy looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// At the attributes of a message, by their names.
    #[default]
    MessageAttributes,
    /// At the body of a message, which has to be a JSON object.
    MessageBody,
}

impl Scope {
    /// The scope of that name in the API.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::MessageAttributes, Self::MessageBody].into_iter().find(|scope| scope.name() == name)
    }

    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MessageAttributes => "MessageAttributes",
            Self::MessageBody => "MessageBody",
        }
    }
}

/// An attribute of a message, borrowed from whatever holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttributeView<'a> {
    /// Its name, which a policy's key has to equal.
    pub name: &'a str,
    /// Its type with the custom suffix: `String`, `String.Array`, `Number.int`.
    pub data_type: &'a str,
    /// Its text; none for type Binary.
    pub text: Option<&'a str>,
}

/// Why a message did not pass; CloudWatch counts each in a metric of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The attributes do not match.
    MessageAttributes,
    /// The body does not match.
    MessageBody,
    /// The policy looks at attributes and the message has none.
    NoMessageAttributes,
    /// An attribute cannot be read, be it named in the policy or not.
    InvalidAttributes,
    /// The policy looks at the body and that is no JSON object.
    InvalidMessageBody,
}

impl Reason {
    /// All of them, in the order of AWS's list of metrics.
    pub const ALL: [Self; 5] = [
        Self::MessageAttributes,
        Self::MessageBody,
        Self::NoMessageAttributes,
        Self::InvalidAttributes,
        Self::InvalidMessageBody,
    ];

    /// What stands behind `NumberOfNotificationsFilteredOut-` in the metric's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MessageAttributes => "MessageAttributes",
            Self::MessageBody => "MessageBody",
            Self::NoMessageAttributes => "NoMessageAttributes",
            Self::InvalidAttributes => "InvalidAttributes",
            Self::InvalidMessageBody => "InvalidMessageBody",
        }
    }

    /// Whether the metric `NumberOfNotificationsFilteredOut` counts it as well; the last three are not counted there.
    pub const fn is_mismatch(self) -> bool {
        matches!(self, Self::MessageAttributes | Self::MessageBody)
    }
}

/// Whether a subscription gets a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It does.
    Passes,
    /// It does not.
    Rejected {
        /// Which metric counts it.
        reason: Reason,
        /// The first key of the policy that does not match, with dots between its steps.
        key: Option<String>,
        /// Why, as [`Verdict::sentence`] says it.
        sentence: String,
    },
}

impl Verdict {
    /// Whether the subscription gets the message.
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Passes)
    }

    /// Why a message was rejected, in plain words: `"price" is 5, and the policy asks for more than 10`.
    pub fn sentence(&self) -> Option<&str> {
        match self {
            Self::Passes => None,
            Self::Rejected { sentence, .. } => Some(sentence),
        }
    }
}

/// Whether a Number attribute is outside the sizes that SNS takes, 10^-128 to 10^126; what is no number is not.
pub fn is_out_of_scale(text: &str) -> bool {
    patterns::is_out_of_scale(text)
}

/// A body read once for the policies of many subscriptions.
#[derive(Clone, Debug)]
pub struct Body<'a>(Option<Json<'a>>);

impl<'a> Body<'a> {
    /// Reads a body; whether it is a JSON object is up to whoever asks.
    pub fn read(text: &'a str) -> Self {
        // Most bodies that are no objects can be told without reading them.
        let object = text.trim_start().starts_with('{');
        Self(object.then(|| read_json(text).ok()).flatten())
    }
}

/// A policy that has been checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FilterPolicy {
    scope: Scope,
    text: String,
    leaves: Vec<Leaf>,
    /// The ways to fulfil the policy, as positions of leaves; more than one if there is an `$or`.
    ways: Vec<Vec<usize>>,
}

impl FilterPolicy {
    /// Reads a policy. The error is what SNS says after `FilterPolicy: `.
    pub fn parse(text: &str, scope: Scope) -> Result<Self, String> {
        parse::policy(text, scope)
    }

    /// The text as SNS stores it: without blanks, its keys in the order given.
    pub fn compact(&self) -> &str {
        &self.text
    }

    /// Where the policy looks.
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// Whether the policy is `{}` or nothing, which removes one and lets every message pass.
    pub const fn is_empty(&self) -> bool {
        self.ways.is_empty()
    }

    /// Whether a message passes.
    pub fn judge(&self, attributes: &[AttributeView], body: &str) -> Verdict {
        match self.scope {
            _ if self.is_empty() => Verdict::Passes,
            Scope::MessageAttributes => self.judge_attributes(attributes),
            Scope::MessageBody => self.judge_body(&Body::read(body)),
        }
    }

    /// Whether a message passes whose body has been read already.
    pub fn judge_read(&self, attributes: &[AttributeView], body: &Body) -> Verdict {
        match self.scope {
            _ if self.is_empty() => Verdict::Passes,
            Scope::MessageAttributes => self.judge_attributes(attributes),
            Scope::MessageBody => self.judge_body(body),
        }
    }

    fn judge_attributes(&self, attributes: &[AttributeView]) -> Verdict {
        if attributes.is_empty() {
            return rejected(Reason::NoMessageAttributes, None, "The message has no attributes".to_owned());
        }
        match Attributes::read(attributes) {
            Ok(attributes) => self.hold(&Message::Attributes(&attributes)),
            Err(bad) => {
                let sentence = format!("The attribute {} is not {}", describe::quoted(bad.name), bad.wanted);
                rejected(Reason::InvalidAttributes, None, sentence)
            }
        }
    }

    fn judge_body(&self, body: &Body) -> Verdict {
        match &body.0 {
            Some(Json::Object(members)) => self.hold(&Message::Body(patterns::frame(members))),
            _ => rejected(Reason::InvalidMessageBody, None, "The body is not a JSON object".to_owned()),
        }
    }

    fn hold(&self, message: &Message) -> Verdict {
        let ways: Vec<Vec<&Leaf>> =
            self.ways.iter().map(|way| way.iter().filter_map(|index| self.leaves.get(*index)).collect()).collect();
        if ways.iter().any(|way| message.fulfils(way)) {
            return Verdict::Passes;
        }
        // The way that gets farthest says most; of several the first.
        let matched = |way: &[&Leaf]| {
            (1..=way.len()).find(|count| way.get(..*count).is_some_and(|some| !message.fulfils(some))).unwrap_or(0)
        };
        let stops: Vec<(usize, Option<&Leaf>)> = ways
            .iter()
            .map(|way| {
                let count = matched(way);
                (count, way.get(count.saturating_sub(1)).copied())
            })
            .collect();
        let farthest = stops.iter().map(|(count, _)| *count).max();
        let found = stops.iter().find(|(count, _)| Some(*count) == farthest);
        let reason = match message.scope() {
            Scope::MessageAttributes => Reason::MessageAttributes,
            Scope::MessageBody => Reason::MessageBody,
        };
        let Some((_, Some(leaf))) = found else { return rejected(reason, None, String::new()) };
        let mut sentence = if message.fulfils(&[leaf]) {
            describe::apart(leaf)
        } else {
            describe::mismatch(leaf, &message.values(&leaf.path))
        };
        if stops.iter().any(|(_, other)| *other != Some(*leaf)) {
            sentence.push_str("; no other branch of the $or matches either");
        }
        rejected(reason, Some(leaf.name()), sentence)
    }
}

fn rejected(reason: Reason, key: Option<String>, sentence: String) -> Verdict {
    Verdict::Rejected { reason, key, sentence }
}
