//! Makes of what was written on a command line what the type of its member wants.

use super::{CliError, shorthand};
use crate::code::model::{Entry, Kind, Service, visit_bytes};
use crate::code::time;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

/// How values of a command are to be read.
pub struct Fit<'a> {
    /// Whose operation it is.
    pub service: &'a Service,
    /// Whether bytes are given as texts.
    pub raw: bool,
}

impl Fit<'_> {
    /// The value of an option out of its words.
    pub fn option(&self, option: &str, kind: &Kind, words: Vec<String>) -> Result<Value, CliError> {
        let about = |error: CliError| CliError::new(format!("Error parsing parameter '--{option}': {error}"));
        if let Kind::List(item) = kind {
            return self.list(kind, item, words).map_err(about);
        }
        let word = words.into_iter().next().unwrap_or_default();
        self.word(kind, word).map_err(about)
    }

    fn list(&self, kind: &Kind, item: &Kind, words: Vec<String>) -> Result<Value, CliError> {
        if let [word] = words.as_slice()
            && word.trim_start().starts_with('[')
        {
            return self.json(kind, word);
        }
        words.into_iter().map(|word| self.word(item, word)).collect::<Result<Vec<_>, _>>().map(Value::Array)
    }

    fn word(&self, kind: &Kind, word: String) -> Result<Value, CliError> {
        match kind {
            Kind::Structure(_) | Kind::Map(..) | Kind::List(_) if word.trim_start().starts_with(['{', '[']) => {
                self.json(kind, &word)
            }
            Kind::Structure(_) | Kind::Map(..) => self.of_texts(kind, shorthand::read(&word)?),
            kind => self.of_texts(kind, Value::String(word)),
        }
    }

    /// A value in JSON.
    pub fn json(&self, kind: &Kind, text: &str) -> Result<Value, CliError> {
        let value = serde_json::from_str(text).map_err(|error| CliError::new(format!("Invalid JSON: {error}")))?;
        self.of_json(kind, value)
    }

    /// What JSON has, with times and bytes as the lab keeps them.
    pub fn of_json(&self, kind: &Kind, mut value: Value) -> Result<Value, CliError> {
        self.check(kind, &mut value)?;
        if self.raw {
            visit_bytes(self.service, kind, &mut value, &mut |text| *text = STANDARD.encode(&*text));
        }
        Ok(value)
    }

    /// The members of a structure out of `--cli-input-json`.
    pub fn members(&self, entry: &Entry, fields: Map<String, Value>) -> Result<Map<String, Value>, CliError> {
        let mut read = Map::new();
        for (name, value) in fields {
            let member = entry.members.iter().find(|member| member.name == name);
            let value = match (member.map(|member| &member.kind), value) {
                (_, value @ Value::Null) | (None, value) => value,
                (Some(Kind::TextBytes), Value::String(text)) => self.of_texts(&Kind::TextBytes, Value::String(text))?,
                (Some(kind), value) => self.of_json(kind, value)?,
            };
            read.insert(name, value);
        }
        Ok(read)
    }

    /// Finds members that there are not, and makes numbers of times.
    fn check(&self, kind: &Kind, value: &mut Value) -> Result<(), CliError> {
        match (kind, value) {
            (Kind::Time, value) => {
                if let Some(seconds) = value.as_str().and_then(time::seconds) {
                    *value = seconds;
                }
            }
            (Kind::List(item), Value::Array(items)) => {
                for value in items {
                    self.check(item, value)?;
                }
            }
            (Kind::Map(_, item), Value::Object(fields)) => {
                for (_, value) in fields.iter_mut() {
                    self.check(item, value)?;
                }
            }
            (Kind::Structure(name), Value::Object(fields)) => {
                let Some(entry) = self.service.structure(name) else { return Ok(()) };
                for (name, value) in fields.iter_mut() {
                    let member = entry.members.iter().find(|member| member.name == name);
                    let member = member.ok_or_else(|| unknown(name, &entry))?;
                    self.check(&member.kind, value)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What shorthand has, which knows texts, lists and structures only.
    fn of_texts(&self, kind: &Kind, value: Value) -> Result<Value, CliError> {
        Ok(match (kind, value) {
            (Kind::List(item), Value::Array(items)) => {
                items.into_iter().map(|value| self.of_texts(item, value)).collect::<Result<Vec<_>, _>>()?.into()
            }
            // One value where a list belongs is a list of one.
            (Kind::List(item), value) => vec![self.of_texts(item, value)?].into(),
            (Kind::Map(_, item), Value::Object(fields)) => {
                let fit = |(name, value)| Ok((name, self.of_texts(item, value)?));
                Value::Object(fields.into_iter().map(fit).collect::<Result<_, CliError>>()?)
            }
            (Kind::Structure(name), Value::Object(fields)) => {
                let Some(entry) = self.service.structure(name) else { return Ok(Value::Object(fields)) };
                let mut read = Map::new();
                for (name, value) in fields {
                    let member = entry.members.iter().find(|member| member.name == name);
                    let member = member.ok_or_else(|| unknown(&name, &entry))?;
                    read.insert(name, self.of_texts(&member.kind, value)?);
                }
                Value::Object(read)
            }
            (kind, Value::String(text)) => self.scalar(kind, text)?,
            (_, other) => return Err(CliError::new(format!("expected one value, received {other}"))),
        })
    }

    fn scalar(&self, kind: &Kind, text: String) -> Result<Value, CliError> {
        let expected = |what: &str| CliError::new(format!("expected {what}, received '{text}'"));
        Ok(match kind {
            Kind::Whole => text.parse::<i64>().map(Value::from).map_err(|_| expected("a whole number"))?,
            Kind::Real => {
                let number = text.parse::<f64>().ok().and_then(serde_json::Number::from_f64);
                Value::Number(number.ok_or_else(|| expected("a number"))?)
            }
            Kind::Flag => match text.to_ascii_lowercase().as_str() {
                "true" => true.into(),
                "false" => false.into(),
                _ => return Err(expected("true or false")),
            },
            Kind::Time => time::seconds(&text).ok_or_else(|| expected("a time, such as 2026-01-01T00:00:00Z"))?,
            Kind::Bytes if self.raw => STANDARD.encode(text).into(),
            Kind::Bytes | Kind::TextBytes if self.raw => text.into(),
            Kind::Bytes => STANDARD.encode(bytes(&text)?).into(),
            Kind::TextBytes => {
                let decoded = String::from_utf8(bytes(&text)?);
                decoded
                    .map_err(|_| CliError::new("the lab takes texts only, and these bytes are none".to_owned()))?
                    .into()
            }
            Kind::Structure(_) | Kind::Map(..) => return Err(expected("Key=Value or JSON")),
            _ => text.into(),
        })
    }
}

fn bytes(text: &str) -> Result<Vec<u8>, CliError> {
    STANDARD.decode(text).map_err(|_| {
        CliError::new(format!(
            "Invalid base64: \"{}\"; with --cli-binary-format raw-in-base64-out a text stands for itself",
            text.chars().take(40).collect::<String>()
        ))
    })
}

fn unknown(name: &str, entry: &Entry) -> CliError {
    let known: Vec<&str> = entry.members.iter().map(|member| member.name).collect();
    CliError::new(format!("Unknown parameter in input: \"{name}\", must be one of: {}", known.join(", ")))
}
