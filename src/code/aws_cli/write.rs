//! Writes a call as a command.

use super::{FILES, RAW};
use crate::call::Call;
use crate::code::model::{Entry, Kind, Member, Service, parts, take_labs, visit_bytes};
use crate::code::quote::shell;
use crate::code::{time, words};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

/// A command that is longer goes over several lines.
const LINE_MAX: usize = 100;
/// The file that a body is put into before it is sent.
const BODY_FILE: &str = "body";

/// The command that makes a call, in a Region if that is not the one that clients have anyway.
pub fn write(call: &Call, region: Option<&str>) -> String {
    let Some((service, operation, mut fields)) = parts(call) else { return String::new() };
    let head = format!("aws {} {}", service.command, words::kebab(operation.name));
    if operation.is_marked {
        let input = shell(&Value::Object(fields).to_string());
        return format!("# The AWS CLI has no such command; the SDKs have it.\n# lab: {head} --cli-input-json {input}");
    }
    let mut command =
        Written { service, raw: false, options: Vec::new(), hard: Map::new(), labs: Vec::new(), before: String::new() };
    command.raw = command.takes_texts(&operation, &mut fields);
    for member in &operation.members {
        if let Some(value) = fields.shift_remove(member.name) {
            command.member(member, value);
        }
    }
    command.finish(&head, &operation, fields, region)
}

struct Written<'a> {
    service: &'a Service,
    /// Whether bytes are written as texts.
    raw: bool,
    options: Vec<String>,
    /// What no option can say.
    hard: Map<String, Value>,
    /// Options for the lab alone.
    labs: Vec<String>,
    before: String,
}

impl Written<'_> {
    /// Whether the call has bytes, and all of them can be written as texts.
    fn takes_texts(&self, operation: &Entry, fields: &mut Map<String, Value>) -> bool {
        let (mut some, mut all) = (false, true);
        for member in &operation.members {
            let Some(value) = fields.get_mut(member.name) else { continue };
            if let (Kind::TextBytes, Value::String(text)) = (&member.kind, &*value) {
                (some, all) = (true, all && can_be_word(text));
            }
            visit_bytes(self.service, &member.kind, value, &mut |text| {
                (some, all) = (true, all && decoded(text).is_some_and(|text| can_be_word(&text)));
            });
        }
        some && all
    }

    fn member(&mut self, member: &Member, mut value: Value) {
        let option = member.option.map_or_else(|| words::kebab(member.name), str::to_owned);
        if member.is_labs {
            self.lab(&option, member.name, &value);
            return;
        }
        let whole = value.clone();
        if take_labs(self.service, &member.kind, &mut value) {
            self.lab(&option, member.name, &whole);
        }
        if self.raw {
            visit_bytes(self.service, &member.kind, &mut value, &mut |text| {
                *text = decoded(text).unwrap_or_default();
            });
        }
        match (&member.kind, &value) {
            (Kind::Stream, Value::String(bytes)) => {
                self.before = body_command(bytes);
                self.options.push(format!("--{option} {BODY_FILE}"));
            }
            (Kind::Flag, Value::Bool(true)) => self.options.push(format!("--{option}")),
            (Kind::Flag, Value::Bool(false)) => self.options.push(format!("--no-{option}")),
            (kind, value) => match self.words(kind, value) {
                // What begins with a dash would be taken for an option.
                Some(words) if words.starts_with('-') || words.starts_with("'-") => {
                    self.options.push(format!("--{option}={words}"));
                }
                Some(words) => self.options.push(format!("--{option} {words}")),
                None => {
                    self.hard.insert(member.name.to_owned(), value.clone());
                }
            },
        }
    }

    /// The words of a value; none when only JSON can say it.
    fn words(&self, kind: &Kind, value: &Value) -> Option<String> {
        match (kind, value) {
            (Kind::Time, value) => Some(time::millis(value).map_or_else(|| value.to_string(), time::date)),
            (Kind::TextBytes, Value::String(text)) if !self.raw => Some(shell(&STANDARD.encode(text))),
            (_, Value::String(text)) => can_be_word(text).then(|| shell(text)),
            (Kind::List(item), Value::Array(items)) if !items.is_empty() => {
                let words: Option<Vec<String>> = items.iter().map(|value| self.item(item, value)).collect();
                Some(words.map_or_else(|| shell(&value.to_string()), |words| words.join(" ")))
            }
            (Kind::Map(..) | Kind::Structure(_), value) => {
                Some(self.short(kind, value).unwrap_or_else(|| shell(&value.to_string())))
            }
            (_, value) => Some(shell(&value.to_string())),
        }
    }

    /// One item of a list as a word of its own.
    fn item(&self, kind: &Kind, value: &Value) -> Option<String> {
        match (kind, value) {
            (Kind::Text | Kind::Enum(_), Value::String(text)) => {
                let stands_alone = !text.is_empty() && !text.trim_start().starts_with(['-', '[']) && can_be_word(text);
                stands_alone.then(|| shell(text))
            }
            (Kind::Whole, Value::Number(number)) => Some(number.to_string()).filter(|text| !text.starts_with('-')),
            (Kind::Structure(_), value) => self.short(kind, value),
            _ => None,
        }
    }

    /// A flat structure or map in shorthand, if nothing in it needs quotation marks.
    fn short(&self, kind: &Kind, value: &Value) -> Option<String> {
        let Value::Object(fields) = value else { return None };
        let entry = match kind {
            Kind::Structure(name) => Some(self.service.structure(name)?),
            _ => None,
        };
        let mut pairs = Vec::new();
        for (name, value) in fields {
            let kind = match (kind, &entry) {
                (Kind::Map(_, item), _) => item.as_ref(),
                (_, Some(entry)) => &entry.members.iter().find(|member| member.name == name)?.kind,
                _ => return None,
            };
            let text = match (kind, value) {
                (Kind::Text | Kind::Enum(_), Value::String(text)) => text.clone(),
                (Kind::Whole, Value::Number(number)) => number.to_string(),
                (Kind::Flag, Value::Bool(flag)) => flag.to_string(),
                _ => return None,
            };
            if !is_short(name) || !is_short(&text) {
                return None;
            }
            pairs.push(format!("{name}={text}"));
        }
        Some(pairs.join(",")).filter(|text| !text.is_empty() && can_be_word(text))
    }

    /// An option that only the lab reads; it has to stay on its line.
    fn lab(&mut self, option: &str, name: &str, value: &Value) {
        let text = match value {
            Value::String(text) if can_be_word(text) && !text.starts_with('-') && !text.contains(char::is_control) => {
                shell(text)
            }
            Value::String(_) => {
                let input: Map<String, Value> = std::iter::once((name.to_owned(), value.clone())).collect();
                self.labs.push(format!("--cli-input-json {}", shell(&Value::Object(input).to_string())));
                return;
            }
            other => shell(&other.to_string()),
        };
        self.labs.push(format!("--{option} {text}"));
    }

    fn finish(mut self, head: &str, operation: &Entry, rest: Map<String, Value>, region: Option<&str>) -> String {
        if !self.hard.is_empty() {
            self.options.push(format!("--cli-input-json {}", shell(&Value::Object(self.hard).to_string())));
        }
        if !rest.is_empty() {
            self.labs.push(format!("--cli-input-json {}", shell(&Value::Object(rest).to_string())));
        }
        if (self.service.name, operation.name) == ("lambda", "CreateFunction") {
            self.options.push("--zip-file fileb://function.zip".to_owned());
        }
        if self.raw {
            self.options.push(format!("--{} {}", RAW.0, RAW.1));
        }
        self.options.extend(region.map(|region| format!("--region {}", shell(region))));
        if operation.has_outfile {
            self.options.push("response".to_owned());
        }
        let one_line = [&[head.to_owned()], self.options.as_slice()].concat().join(" ");
        let mut text = self.before;
        if one_line.chars().count() <= LINE_MAX {
            text.push_str(&one_line);
        } else {
            text.push_str(head);
            for option in &self.options {
                text.push_str(" \\\n    ");
                text.push_str(option);
            }
        }
        if !self.labs.is_empty() {
            text.push_str(" # lab: ");
            text.push_str(&self.labs.join(" "));
        }
        text
    }
}

/// What puts a body into a file.
fn body_command(base64: &str) -> String {
    match decoded(base64).filter(|text| can_be_word(text)) {
        Some(text) => format!("printf %s {} > {BODY_FILE} && ", shell(&text)),
        None => format!("printf %s {} | base64 -d > {BODY_FILE} && ", shell(base64)),
    }
}

fn decoded(base64: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(base64).ok()?).ok()
}

/// Whether a word of a command can say it: none has a zero byte, and some are names of files.
fn can_be_word(text: &str) -> bool {
    !text.contains('\0') && !FILES.iter().any(|file| text.starts_with(file))
}

fn is_short(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-./:+".contains(&byte))
}
