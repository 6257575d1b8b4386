//! The tables against what the services read, and samples of every operation.

use super::*;
use crate::base::Rng;
use crate::call::Call;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

/// Texts that a shell, JSON or a language could stumble on.
const TEXTS: [&str; 18] = [
    "orders",
    "two words",
    "it's \"quoted\" \\ back",
    "line\nbreak\tand\r\n",
    "-5",
    "--queue-url",
    "$HOME `date` $(date)",
    "file://orders.json",
    "[1, 2]",
    "{\"a\": [\"$x\"]}",
    "a=b,c=d",
    "é😀\u{202E}\u{FEFF}",
    "\u{0}zero",
    "#comment",
    "~",
    "*?!;|&<>()",
    " ",
    "Key=Value",
];

fn pick<'a>(rng: &mut Rng, all: &[&'a str]) -> &'a str {
    let index = usize::try_from(rng.below(all.len() as u64)).unwrap();
    all[index]
}

fn bytes(rng: &mut Rng) -> String {
    let all: [&[u8]; 5] = [b"hello", "é 'x'\n".as_bytes(), b"\x00\xFF\x80", b"-x", b"file://x"];
    STANDARD.encode(all[usize::try_from(rng.below(5)).unwrap()])
}

/// A value of that type; with all members, or with some.
pub fn value(service: &Service, kind: &Kind, rng: &mut Rng, all: bool, depth: u32) -> Value {
    match kind {
        Kind::Text | Kind::Enum(_) | Kind::TextBytes if all => "orders".into(),
        Kind::Text | Kind::Enum(_) | Kind::TextBytes => pick(rng, &TEXTS).into(),
        Kind::Whole => (i64::try_from(rng.below(2_000)).unwrap() - if all { 0 } else { 500 } + i64::from(all)).into(),
        Kind::Real => json!([0.5, -2.0, 1e300, 3.25][usize::try_from(rng.below(4)).unwrap()]),
        Kind::Flag => (all || rng.below(2) == 1).into(),
        Kind::Bytes | Kind::Stream => bytes(rng).into(),
        Kind::Time => json!(1_767_225_600 + rng.below(100_000)),
        Kind::WrittenTime => pick(rng, &["2026-01-01T00:00:00Z", "1767225600", "soon"]).into(),
        Kind::List(item) => {
            let count = if all { 1 } else { rng.below(4) };
            (0..count).map(|_| value(service, item, rng, all, depth)).collect()
        }
        Kind::Map(_, item) => {
            let count = if all { 1 } else { rng.below(3) };
            let entry = |number: u64| (format!("{}{number}", pick(rng, &TEXTS)), value(service, item, rng, all, depth));
            Value::Object((0..count).map(entry).collect())
        }
        Kind::Structure("AttributeValue") => attribute(rng, depth),
        Kind::Structure(name) => {
            Value::Object(members(service, &service.structure(name).unwrap(), rng, all, depth + 1))
        }
    }
}

fn attribute(rng: &mut Rng, depth: u32) -> Value {
    match rng.below(if depth > 4 { 6 } else { 8 }) {
        0 => json!({"S": pick(rng, &TEXTS)}),
        1 => json!({"N": "-12.5"}),
        2 => json!({"B": bytes(rng)}),
        3 => json!({"SS": ["a", "b"]}),
        4 => json!({"BOOL": false}),
        5 => json!({"NULL": true}),
        6 => json!({"L": [attribute(rng, depth + 1), attribute(rng, depth + 1)]}),
        _ => json!({"M": {"k": attribute(rng, depth + 1), "-": {"BS": [bytes(rng)]}}}),
    }
}

fn members(service: &Service, entry: &Entry, rng: &mut Rng, all: bool, depth: u32) -> Map<String, Value> {
    let mut fields = Map::new();
    for member in &entry.members {
        if all || rng.below(4) > u64::from(depth.min(2)) {
            fields.insert(member.name.to_owned(), value(service, &member.kind, rng, all, depth));
        }
    }
    fields
}

/// A call of that operation.
pub fn call(service: &Service, operation: &str, rng: &mut Rng, all: bool) -> Call {
    let entry = service.operation(operation).unwrap();
    let mut fields = members(service, &entry, rng, all, 0);
    fields.insert("Service".to_owned(), service.name.into());
    fields.insert("Operation".to_owned(), operation.into());
    let shown = Value::Object(fields.clone()).to_string();
    serde_json::from_value(Value::Object(fields)).unwrap_or_else(|error| panic!("{operation} {error}: {shown}"))
}

#[test]
fn the_tables_have_the_operations_of_the_services() {
    let tables: Vec<(&str, Vec<&str>)> =
        Service::ALL.iter().map(|service| (service.name, service.operations().collect())).collect();
    let known: Vec<(&str, Vec<&str>)> =
        Call::SERVICES.iter().map(|(name, operations)| (*name, operations.to_vec())).collect();
    assert_eq!(tables, known);
}

#[test]
fn services_read_and_keep_every_member_of_the_tables() {
    let mut rng = Rng::fork(1, "code/model");
    for service in &Service::ALL {
        for operation in service.operations() {
            let entry = service.operation(operation).unwrap();
            let call = call(service, operation, &mut rng, true);
            let written = serde_json::to_value(&call).unwrap();
            for member in &entry.members {
                assert!(written.get(member.name).is_some(), "{operation} loses {}", member.name);
            }
            assert_eq!(written.as_object().unwrap().len(), entry.members.len() + 2, "{operation}");
        }
    }
}

#[test]
fn structures_that_are_named_are_there() {
    fn named<'a>(kind: &'a Kind, names: &mut Vec<&'a str>) {
        match kind {
            Kind::Structure(name) => names.push(name),
            Kind::List(item) | Kind::Map(_, item) => named(item, names),
            _ => {}
        }
    }
    for service in &Service::ALL {
        let (operations, structures) = service.table.split_once("\n\n").unwrap();
        let all = operations.lines().chain(structures.lines()).filter(|line| !line.is_empty());
        for line in all {
            let entry = find(service.table, head(line).0).unwrap();
            for member in &entry.members {
                let mut names = Vec::new();
                named(&member.kind, &mut names);
                for name in names {
                    assert!(service.structure(name).is_some(), "{} {line}: {name}", service.name);
                }
            }
        }
    }
}
