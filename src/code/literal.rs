//! Calls in languages whose SDKs take one structure of parameters: Python and JavaScript.
//!
//! What the lab alone knows is left out, and told in a comment.

use super::layout::Tree;
use super::model::{Kind, Service};
use super::{quote, time};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

/// How a language writes values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// `{"Name": True}`.
    Python,
    /// `{ Name: true }`.
    JavaScript,
}

/// A value of that type.
pub fn value(syntax: Syntax, service: &Service, kind: &Kind, value: &Value) -> Tree {
    let of = |kind: &Kind, value: &Value| self::value(syntax, service, kind, value);
    match (kind, value) {
        (Kind::Bytes | Kind::Stream | Kind::TextBytes, Value::String(text)) => Tree::Leaf(bytes(syntax, kind, text)),
        (Kind::Time | Kind::WrittenTime, value) => Tree::Leaf(instant(syntax, value)),
        (Kind::List(item), Value::Array(items)) => Tree::List {
            open: "[".to_owned(),
            items: items.iter().map(|value| of(item, value)).collect(),
            close: "]",
            pad: "",
        },
        (Kind::Map(_, item), Value::Object(fields)) => {
            braces(syntax, fields.iter().map(|(name, value)| (name.as_str(), of(item, value))))
        }
        (Kind::Structure(name), Value::Object(fields)) => {
            let Some(entry) = service.structure(name) else { return plain(syntax, value) };
            let known = fields.iter().filter_map(|(name, value)| {
                let member = entry.members.iter().find(|member| member.name == name && !member.is_labs)?;
                Some((name.as_str(), of(&member.kind, value)))
            });
            braces(syntax, known)
        }
        (_, value) => plain(syntax, value),
    }
}

fn braces<'a>(syntax: Syntax, fields: impl Iterator<Item = (&'a str, Tree)>) -> Tree {
    let key = |name: &str| match syntax {
        Syntax::Python => quote::python(name),
        Syntax::JavaScript if is_name(name) => name.to_owned(),
        Syntax::JavaScript => quote::javascript(name),
    };
    let pad = if syntax == Syntax::JavaScript { " " } else { "" };
    let items = fields.map(|(name, value)| Tree::Pair(format!("{}: ", key(name)), Box::new(value))).collect();
    Tree::List { open: "{".to_owned(), items, close: "}", pad }
}

/// Whether JavaScript takes it for a key without quotation marks. `__proto__` would set something else.
fn is_name(text: &str) -> bool {
    text != "__proto__"
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn plain(syntax: Syntax, value: &Value) -> Tree {
    match (syntax, value) {
        (Syntax::Python, Value::Bool(true)) => Tree::Leaf("True".to_owned()),
        (Syntax::Python, Value::Bool(false)) => Tree::Leaf("False".to_owned()),
        (Syntax::Python, Value::Null) => Tree::Leaf("None".to_owned()),
        (syntax, Value::String(text)) => Tree::Leaf(self::text(syntax, text)),
        (_, Value::Array(items)) => Tree::List {
            open: "[".to_owned(),
            items: items.iter().map(|value| plain(syntax, value)).collect(),
            close: "]",
            pad: "",
        },
        (_, Value::Object(fields)) => {
            braces(syntax, fields.iter().map(|(name, value)| (name.as_str(), plain(syntax, value))))
        }
        (_, other) => Tree::Leaf(other.to_string()),
    }
}

fn text(syntax: Syntax, text: &str) -> String {
    match syntax {
        Syntax::Python => quote::python(text),
        Syntax::JavaScript => quote::javascript(text),
    }
}

fn bytes(syntax: Syntax, kind: &Kind, text: &str) -> String {
    // What is a text for the lab is no base64.
    let bytes =
        if *kind == Kind::TextBytes { text.as_bytes().to_vec() } else { STANDARD.decode(text).unwrap_or_default() };
    match (syntax, std::str::from_utf8(&bytes)) {
        (Syntax::Python, Ok(text)) if !text.is_ascii() => format!("{}.encode()", quote::python(text)),
        (Syntax::Python, _) => quote::bytes(&bytes),
        (Syntax::JavaScript, Ok(text)) => format!("Buffer.from({})", quote::javascript(text)),
        (Syntax::JavaScript, Err(_)) => format!("Buffer.from(\"{}\", \"base64\")", STANDARD.encode(&bytes)),
    }
}

fn instant(syntax: Syntax, value: &Value) -> String {
    let date = match value {
        Value::String(text) => text.clone(),
        number => match time::millis(number) {
            Some(millis) => time::date(millis),
            // What no date can say.
            None => return number.to_string(),
        },
    };
    match syntax {
        // The SDK for Python takes a text for a time.
        Syntax::Python => quote::python(&date),
        Syntax::JavaScript => format!("new Date({})", quote::javascript(&date)),
    }
}
