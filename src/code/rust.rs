//! Calls by the AWS SDK for Rust: builders within builders.

use super::layout::Tree;
use super::model::{Kind, Member, Service};
use super::words::{rust_snake, rust_type};
use super::{quote, time};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

/// What sets the members of a builder, one link of a chain each.
pub fn setters(service: &Service, members: &[Member], fields: &Map<String, Value>) -> Vec<Tree> {
    let mut links = Vec::new();
    for member in members.iter().filter(|member| !member.is_labs) {
        if let Some(value) = fields.get(member.name) {
            links.extend(of_member(service, member, value));
        }
    }
    links
}

fn of_member(service: &Service, member: &Member, value: &Value) -> Vec<Tree> {
    let name = match rust_snake(member.name).as_str() {
        "type" => "r#type".to_owned(),
        name => name.to_owned(),
    };
    let set = |items: Vec<Tree>| Tree::List { open: format!(".{name}("), items, close: ")", pad: "" };
    let whole = |collection: &str| Tree::Leaf(format!(".set_{}(Some({collection}))", name.trim_start_matches("r#")));
    match (&member.kind, value) {
        // An empty one is set; one that is not there is not.
        (Kind::List(_), Value::Array(items)) if items.is_empty() => vec![whole("Vec::new()")],
        (Kind::Map(..), Value::Object(fields)) if fields.is_empty() => {
            vec![whole(concat!("std::collections::Hash", "Map::new()"))]
        }
        (Kind::List(item), Value::Array(items)) => {
            items.iter().map(|value| set(vec![self::value(service, item, value)])).collect()
        }
        (Kind::Map(key, item), Value::Object(fields)) => {
            let pair = |(name, value): (&String, &Value)| {
                let key = match key {
                    Some(kind) => enumeration(service, kind, name),
                    None => Tree::Leaf(quote::rust(name)),
                };
                set(vec![key, self::value(service, item, value)])
            };
            fields.iter().map(pair).collect()
        }
        (kind, value) => vec![set(vec![self::value(service, kind, value)])],
    }
}

fn path(service: &Service, name: &str) -> String {
    format!("{}::types::{}", service.client, rust_type(name))
}

/// One of an enumeration: by its text, which also takes what the SDK does not know.
fn enumeration(service: &Service, kind: &str, text: &str) -> Tree {
    Tree::Leaf(format!("{}::from({})", path(service, kind), quote::rust(text)))
}

fn value(service: &Service, kind: &Kind, value: &Value) -> Tree {
    match (kind, value) {
        (Kind::Enum(kind), Value::String(text)) => enumeration(service, kind, text),
        (Kind::Bytes | Kind::Stream | Kind::TextBytes, Value::String(text)) => Tree::Leaf(bytes(service, kind, text)),
        (Kind::Time | Kind::WrittenTime, value) => Tree::Leaf(instant(service, value)),
        (Kind::Real, Value::Number(number)) => {
            let text = number.to_string();
            Tree::Leaf(if text.contains(['.', 'e']) { text } else { format!("{text}.0") })
        }
        (Kind::Structure("AttributeValue"), Value::Object(fields)) if service.name == "dynamodb" => {
            attribute(service, fields)
        }
        (Kind::Structure(name), Value::Object(fields)) => {
            let Some(entry) = service.structure(name) else { return Tree::Leaf(value.to_string()) };
            let mut links = setters(service, &entry.members, fields);
            links.push(Tree::Leaf(if entry.is_marked { ".build()?" } else { ".build()" }.to_owned()));
            Tree::Chain(format!("{}::builder()", path(service, name)), links)
        }
        (Kind::List(item), Value::Array(items)) => Tree::List {
            open: "vec![".to_owned(),
            items: items.iter().map(|value| self::value(service, item, value)).collect(),
            close: "]",
            pad: "",
        },
        (Kind::Map(_, item), Value::Object(fields)) => map(service, item, fields),
        (_, Value::String(text)) => Tree::Leaf(quote::rust(text)),
        (_, other) => Tree::Leaf(other.to_string()),
    }
}

/// A value of DynamoDB: an enumeration with the value within.
fn attribute(service: &Service, fields: &Map<String, Value>) -> Tree {
    let Some((kind, value)) = fields.iter().next() else { return Tree::Leaf("/* no value */".to_owned()) };
    let variant = |name: &str, inside: Tree| Tree::List {
        open: format!("{}::{name}(", path(service, "AttributeValue")),
        items: vec![inside],
        close: ")",
        pad: "",
    };
    let texts = |items: &Vec<Value>, of: &dyn Fn(&str) -> String| Tree::List {
        open: "vec![".to_owned(),
        items: items.iter().filter_map(Value::as_str).map(|text| Tree::Leaf(of(text))).collect(),
        close: "]",
        pad: "",
    };
    let owned = |text: &str| format!("{}.to_owned()", quote::rust(text));
    let blob = |text: &str| bytes(service, &Kind::Bytes, text);
    let nested = Kind::Structure("AttributeValue");
    match (kind.as_str(), value) {
        (kind @ ("S" | "N"), Value::String(text)) => variant(kind, Tree::Leaf(owned(text))),
        ("B", Value::String(text)) => variant("B", Tree::Leaf(blob(text))),
        ("SS", Value::Array(items)) => variant("Ss", texts(items, &owned)),
        ("NS", Value::Array(items)) => variant("Ns", texts(items, &owned)),
        ("BS", Value::Array(items)) => variant("Bs", texts(items, &blob)),
        ("BOOL", value) => variant("Bool", Tree::Leaf(value.to_string())),
        ("NULL", value) => variant("Null", Tree::Leaf(value.to_string())),
        ("L", value) => variant("L", self::value(service, &Kind::List(Box::new(nested)), value)),
        ("M", Value::Object(fields)) => variant("M", map(service, &nested, fields)),
        (_, value) => Tree::Leaf(value.to_string()),
    }
}

fn map(service: &Service, item: &Kind, fields: &Map<String, Value>) -> Tree {
    let pair = |(name, inside): (&String, &Value)| Tree::List {
        open: "(".to_owned(),
        items: vec![Tree::Leaf(format!("{}.to_owned()", quote::rust(name))), value(service, item, inside)],
        close: ")",
        pad: "",
    };
    Tree::List {
        open: concat!("std::collections::Hash", "Map::from([").to_owned(),
        items: fields.iter().map(pair).collect(),
        close: "])",
        pad: "",
    }
}

fn bytes(service: &Service, kind: &Kind, text: &str) -> String {
    let bytes =
        if *kind == Kind::TextBytes { text.as_bytes().to_vec() } else { STANDARD.decode(text).unwrap_or_default() };
    let literal = match std::str::from_utf8(&bytes) {
        // Bytes of a text that is not of ASCII would not be read as one.
        Ok(text) if !text.is_ascii() => format!("{}.as_bytes()", quote::rust(text)),
        _ => quote::bytes(&bytes),
    };
    if *kind == Kind::Stream {
        format!("{}::primitives::ByteStream::from_static({literal})", service.client)
    } else {
        format!("{}::primitives::Blob::new({literal})", service.client)
    }
}

fn instant(service: &Service, value: &Value) -> String {
    let client = service.client;
    match (time::millis(value), value) {
        (Some(millis), _) if millis % 1_000 == 0 => {
            format!("{client}::primitives::DateTime::from_secs({})", millis / 1_000)
        }
        (Some(millis), _) => format!("{client}::primitives::DateTime::from_millis({millis})"),
        (None, Value::String(text)) => format!(
            "{client}::primitives::DateTime::from_str({}, {client}::primitives::DateTimeFormat::DateTimeWithOffset)?",
            quote::rust(text)
        ),
        (None, other) => format!("{client}::primitives::DateTime::from_secs({other})"),
    }
}
