//! Holding a message against the keys of a policy.

use super::{AttributeView, Scope};
use crate::patterns::{Decimal, Frame, Json, Leaf, Scalar, all_in, gather, owned, read_json, scalar};
use std::borrow::Cow;

/// The values of the attributes that a filter looks at.
pub(super) struct Attributes<'a>(Vec<(&'a str, Vec<Scalar<'a>>)>);

/// An attribute that no filter can read, and what it should have been.
pub(super) struct Malformed<'a> {
    pub(super) name: &'a str,
    pub(super) wanted: &'static str,
}

impl<'a> Attributes<'a> {
    /// Reads the attributes; those of type Binary are left out. One that cannot be read spoils all.
    pub(super) fn read(attributes: &[AttributeView<'a>]) -> Result<Self, Malformed<'a>> {
        let mut read = Vec::new();
        for AttributeView { name, data_type, text } in attributes {
            let Some(text) = text.filter(|_| data_type.split('.').next() != Some("Binary")) else { continue };
            let malformed = |wanted| Malformed { name, wanted };
            let values = if *data_type == "String.Array" {
                array(text).ok_or_else(|| malformed("a JSON array of strings, numbers, true, false and null"))?
            } else if data_type.split('.').next() == Some("Number") {
                vec![Scalar::Number(Decimal::read(text).ok_or_else(|| malformed("a number as JSON writes it"))?)]
            } else {
                vec![Scalar::Text(escaped(text.into()))]
            };
            read.push((*name, values));
        }
        Ok(Self(read))
    }

    fn values(&self, name: &str) -> &[Scalar<'a>] {
        self.0.iter().find(|(other, _)| *other == name).map_or(&[], |(_, values)| values)
    }
}

/// SNS holds an attribute's text with `\` before quotes and backslashes, so a policy has to write them escaped twice.
fn escaped(text: Cow<str>) -> Cow<str> {
    if text.contains(['"', '\\']) { text.replace('\\', "\\\\").replace('"', "\\\"").into() } else { text }
}

fn array(text: &str) -> Option<Vec<Scalar<'_>>> {
    let Ok(Json::List(items)) = read_json(text) else { return None };
    let value = |item| match item {
        Json::Text(text) => Some(Scalar::Text(escaped(text))),
        other => scalar(&other).map(owned),
    };
    items.into_iter().map(value).collect()
}

/// What a policy is held against.
pub(super) enum Message<'a> {
    Attributes(&'a Attributes<'a>),
    Body(Frame<'a>),
}

impl Message<'_> {
    pub(super) fn scope(&self) -> Scope {
        match self {
            Self::Attributes(_) => Scope::MessageAttributes,
            Self::Body(_) => Scope::MessageBody,
        }
    }

    /// Whether the message has what all of `leaves` ask for.
    pub(super) fn fulfils(&self, leaves: &[&Leaf]) -> bool {
        match self {
            Self::Attributes(attributes) => leaves.iter().all(|leaf| {
                // A message without any attribute but ignored ones does not pass for one that lacks this attribute.
                leaf.path.iter().all(|name| leaf.takes(attributes.values(name), others(attributes, name)))
            }),
            Self::Body(frame) => {
                let asked: Vec<_> = leaves.iter().map(|leaf| (leaf.path.as_slice(), *leaf)).collect();
                all_in(frame, &asked)
            }
        }
    }

    /// Every value under a key, wherever in the message it stands.
    pub(super) fn values(&self, path: &[String]) -> Vec<Scalar<'_>> {
        match self {
            Self::Attributes(attributes) => {
                path.iter().flat_map(|name| attributes.values(name)).cloned().map(owned).collect()
            }
            Self::Body(frame) => {
                let mut values = Vec::new();
                gather(frame, path, &mut values);
                values
            }
        }
    }
}

fn others(attributes: &Attributes, name: &str) -> bool {
    attributes.0.iter().any(|(other, _)| *other != name)
}
