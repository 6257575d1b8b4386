//! Holding a message against the keys of a policy.

use super::json::Json;
use super::number::Decimal;
use super::rule::{Leaf, Scalar};
use super::{AttributeView, Scope};
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
    let Ok(Json::List(items)) = super::json::read(text) else { return None };
    let value = |item| match item {
        Json::Text(text) => Some(Scalar::Text(escaped(text))),
        other => scalar(&other).map(owned),
    };
    items.into_iter().map(value).collect()
}

fn owned<'a>(value: Scalar<'_>) -> Scalar<'a> {
    match value {
        Scalar::Null => Scalar::Null,
        Scalar::Bool(truth) => Scalar::Bool(truth),
        Scalar::Number(number) => Scalar::Number(number),
        Scalar::Text(text) => Scalar::Text(text.into_owned().into()),
    }
}

fn scalar<'a>(value: &'a Json) -> Option<Scalar<'a>> {
    Some(match value {
        Json::Null => Scalar::Null,
        Json::Bool(truth) => Scalar::Bool(*truth),
        Json::Number(text) => Scalar::Number(Decimal::read(text)?),
        Json::Text(text) => Scalar::Text(Cow::Borrowed(text)),
        Json::List(_) | Json::Object(_) => return None,
    })
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

/// The members of one object, as keys and values. A key `a.b` is entered by `a` and is `b` there.
pub(super) type Frame<'a> = Vec<(&'a str, &'a Json<'a>)>;

/// What is found under one step of a path.
#[derive(Default)]
struct Step<'a> {
    values: Vec<Scalar<'a>>,
    /// The members that stand there in any case.
    always: Frame<'a>,
    /// Members of objects in lists; a message offers only one such object at a time.
    choices: Vec<Frame<'a>>,
}

/// The members of the object that a body is.
pub(super) fn frame<'a>(members: &'a [(Cow<'a, str>, Json<'a>)]) -> Frame<'a> {
    members.iter().map(|(key, value)| (&**key, value)).collect()
}

impl<'a> Step<'a> {
    fn into(from: &Frame<'a>, key: &str) -> Self {
        let mut step = Self::default();
        for (name, value) in from {
            match name.strip_prefix(key) {
                Some("") => step.add(value, false),
                Some(rest) => step.always.extend(rest.strip_prefix('.').map(|rest| (rest, *value))),
                None => {}
            }
        }
        step
    }

    /// Lists in lists are as one list.
    fn add(&mut self, value: &'a Json<'a>, listed: bool) {
        match value {
            Json::Object(members) if listed => self.choices.push(frame(members)),
            Json::Object(members) => self.always.extend(frame(members)),
            Json::List(items) => items.iter().for_each(|item| self.add(item, true)),
            _ => self.values.extend(scalar(value)),
        }
    }

    /// The objects one of which has to have all that is asked for below this step.
    fn frames(mut self) -> Vec<Frame<'a>> {
        if self.choices.is_empty() {
            return vec![self.always];
        }
        if !self.always.is_empty() {
            self.choices.iter_mut().for_each(|choice| choice.extend(&self.always));
        }
        self.choices
    }
}

/// Whether one object has all that is asked for. Keys below a common step have to be in the same object there.
fn all_in(frame: &Frame, asked: &[(&[String], &Leaf)]) -> bool {
    let mut done: Vec<&String> = Vec::new();
    for key in asked.iter().filter_map(|(path, _)| path.first()) {
        if done.contains(&key) {
            continue;
        }
        done.push(key);
        let step = Step::into(frame, key);
        let below: Vec<_> = asked
            .iter()
            .filter_map(|(path, leaf)| {
                path.split_first().filter(|(first, _)| *first == key).map(|(_, rest)| (rest, *leaf))
            })
            .collect();
        let (here, deeper): (Vec<_>, Vec<_>) = below.into_iter().partition(|(rest, _)| rest.is_empty());
        if !here.iter().all(|(_, leaf)| leaf.takes(&step.values, true)) {
            return false;
        }
        if !deeper.is_empty() && !step.frames().iter().any(|frame| all_in(frame, &deeper)) {
            return false;
        }
    }
    true
}

fn gather<'a>(frame: &Frame<'a>, path: &[String], into: &mut Vec<Scalar<'a>>) {
    let Some((key, rest)) = path.split_first() else { return };
    let step = Step::into(frame, key);
    if rest.is_empty() {
        into.extend(step.values);
    } else {
        // What stands there in any case is in each choice; it is told once.
        gather(&step.always, rest, into);
        step.choices.iter().for_each(|choice| gather(choice, rest, into));
    }
}
