//! A JSON document held against the rules of a pattern.

use super::json::Json;
use super::number::Decimal;
use super::rule::{Leaf, Scalar};
use std::borrow::Cow;

/// The same value with a text of its own.
pub fn owned<'a>(value: Scalar<'_>) -> Scalar<'a> {
    match value {
        Scalar::Null => Scalar::Null,
        Scalar::Bool(truth) => Scalar::Bool(truth),
        Scalar::Number(number) => Scalar::Number(number),
        Scalar::Text(text) => Scalar::Text(text.into_owned().into()),
    }
}

/// The value of a JSON value that has no parts.
pub fn scalar<'a>(value: &'a Json) -> Option<Scalar<'a>> {
    Some(match value {
        Json::Null => Scalar::Null,
        Json::Bool(truth) => Scalar::Bool(*truth),
        Json::Number(text) => Scalar::Number(Decimal::read(text)?),
        Json::Text(text) => Scalar::Text(Cow::Borrowed(text)),
        Json::List(_) | Json::Object(_) => return None,
    })
}

/// The members of one object, as keys and values. A key `a.b` is entered by `a` and is `b` there.
pub type Frame<'a> = Vec<(&'a str, &'a Json<'a>)>;

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
pub fn frame<'a>(members: &'a [(Cow<'a, str>, Json<'a>)]) -> Frame<'a> {
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
pub fn all_in(frame: &Frame, asked: &[(&[String], &Leaf)]) -> bool {
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

/// Every value under a path.
pub fn gather<'a>(frame: &Frame<'a>, path: &[String], into: &mut Vec<Scalar<'a>>) {
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
