//! Random policies and messages against a second matcher that is plain and slow.
//!
//! It shares nothing with the first: it takes a body apart into every combination of one element from each list of
//! objects, and asks whether any combination has all that the policy wants.

use super::super::*;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What one combination of list elements has: the values by dotted path.
type Flat = BTreeMap<String, Vec<Value>>;

/// Every way to take one element of each list of objects.
fn combinations(object: &Map<String, Value>, path: &str) -> Vec<Flat> {
    let mut all = vec![Flat::new()];
    for (key, value) in object {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let here = match value {
            Value::Object(inner) => combinations(inner, &path),
            Value::Array(items) => {
                let mut flat = Vec::new();
                flatten(items, &mut flat);
                let (objects, scalars): (Vec<Value>, Vec<Value>) = flat.into_iter().partition(Value::is_object);
                let mut ways: Vec<Flat> =
                    objects.iter().filter_map(Value::as_object).flat_map(|inner| combinations(inner, &path)).collect();
                if ways.is_empty() {
                    ways.push(Flat::new());
                }
                for way in &mut ways {
                    way.entry(path.clone()).or_default().extend(scalars.clone());
                }
                ways
            }
            scalar => vec![Flat::from([(path, vec![scalar.clone()])])],
        };
        all = all
            .iter()
            .flat_map(|one| {
                here.iter().map(|another| {
                    let mut both = one.clone();
                    for (path, values) in another {
                        both.entry(path.clone()).or_default().extend(values.clone());
                    }
                    both
                })
            })
            .collect();
    }
    all
}

fn flatten(items: &[Value], into: &mut Vec<Value>) {
    for item in items {
        match item {
            Value::Array(inner) => flatten(inner, into),
            other => into.push(other.clone()),
        }
    }
}

fn holds(policy: &Map<String, Value>, path: &str, flat: &Flat) -> bool {
    policy.iter().all(|(key, value)| {
        let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match value {
            Value::Array(branches) if key == "$or" => {
                branches.iter().any(|branch| holds(branch.as_object().unwrap(), path, flat))
            }
            Value::Array(rules) => {
                let none = Vec::new();
                let values = flat.get(&below).unwrap_or(&none);
                rules.iter().any(|rule| {
                    (*rule == json!({ "exists": false }) && values.is_empty())
                        || values.iter().any(|value| takes(rule, value))
                })
            }
            Value::Object(inner) => holds(inner, &below, flat),
            _ => false,
        }
    })
}

fn same(one: &Value, another: &Value) -> bool {
    match (one.as_f64(), another.as_f64()) {
        (Some(one), Some(another)) => one.total_cmp(&another).is_eq() || one == 0.0 && another == 0.0,
        _ => one == another,
    }
}

fn takes(rule: &Value, value: &Value) -> bool {
    let Some((operator, operand)) = rule.as_object().and_then(|rule| rule.iter().next()) else {
        return same(rule, value);
    };
    let text = |test: fn(&str, &str) -> bool| {
        value.as_str().is_some_and(|text| operand.as_str().is_some_and(|operand| test(text, operand)))
    };
    match operator.as_str() {
        "anything-but" => match operand {
            Value::Array(excluded) => !excluded.iter().any(|excluded| same(excluded, value)),
            Value::Object(_) => !takes(operand, value),
            excluded => !same(excluded, value),
        },
        "prefix" => text(|text, operand| text.get(..operand.len()) == Some(operand)),
        "suffix" => text(|text, operand| text.len() >= operand.len() && text[text.len() - operand.len()..] == *operand),
        "equals-ignore-case" => text(|text, operand| text.to_lowercase() == operand.to_lowercase()),
        "wildcard" => text(|text, operand| glob(operand.as_bytes(), text.as_bytes())),
        "numeric" => value.as_f64().is_some_and(|value| {
            operand.as_array().unwrap().chunks(2).all(|pair| {
                let bound = pair[1].as_f64().unwrap();
                match pair[0].as_str().unwrap() {
                    "=" => value.total_cmp(&bound).is_eq(),
                    "<" => value < bound,
                    "<=" => value <= bound,
                    ">" => value > bound,
                    _ => value >= bound,
                }
            })
        }),
        _ => *operand == json!(true),
    }
}

/// Tries every run for every wildcard.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|skip| glob(rest, &text[skip..])),
        Some((first, rest)) => text.first() == Some(first) && glob(rest, &text[1..]),
    }
}

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "a", "b", "A", "ab", "aB", "ba", "abab"]).prop_map(str::to_owned)
}

fn number() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![json!(0), json!(1), json!(1.0), json!(-1), json!(1.5), json!(10), json!(1e1)])
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![3 => word().prop_map(Value::from), 3 => number(), 1 => any::<bool>().prop_map(Value::from), 1 => Just(Value::Null)]
}

fn rule() -> impl Strategy<Value = Value> {
    let pattern = prop::collection::vec(prop::sample::select(vec!["a", "b", "*"]), 0..5)
        .prop_map(|parts| parts.concat())
        .prop_filter("three wildcards", |pattern| pattern.matches('*').count() <= 3);
    let operator = prop::sample::select(vec!["<", "<=", ">", ">=", "="]);
    let textual = prop_oneof![
        word().prop_map(|text| json!({ "prefix": text })),
        word().prop_map(|text| json!({ "suffix": text })),
        pattern.prop_map(|text| json!({ "wildcard": text })),
    ];
    prop_oneof![
        4 => scalar(),
        2 => textual.clone(),
        1 => textual.prop_map(|rule| json!({ "anything-but": rule })),
        1 => word().prop_map(|text| json!({ "equals-ignore-case": text })),
        2 => prop::collection::vec(prop_oneof![word().prop_map(Value::from), number()], 1..3)
            .prop_map(|list| json!({ "anything-but": list })),
        2 => (operator, number()).prop_map(|(operator, bound)| json!({ "numeric": [operator, bound] })),
        1 => any::<bool>().prop_map(|with| json!({ "numeric": [if with { ">=" } else { ">" }, 0, "<", 10] })),
        2 => any::<bool>().prop_map(|wanted| json!({ "exists": wanted })),
    ]
}

const KEYS: &[&str] = &["a", "b", "c", "a.b", "b.c"];

fn key(keys: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(keys).prop_map(str::to_owned)
}

fn object(
    keys: &'static [&'static str],
    value: impl Strategy<Value = Value>,
    most: usize,
) -> impl Strategy<Value = Value> {
    prop::collection::vec((key(keys), value), 1..=most).prop_map(|members| Value::Object(members.into_iter().collect()))
}

fn policies() -> impl Strategy<Value = Value> {
    let rules = prop::collection::vec(rule(), 1..3).prop_map(Value::from);
    let leaf = object(KEYS, rules, 2).boxed();
    let one =
        prop_oneof![3 => leaf.clone(), 2 => (key(KEYS), leaf.clone()).prop_map(|(key, inner)| json!({ (key): inner }))]
            .boxed();
    let or = (one.clone(), one.clone()).prop_map(|(left, right)| json!({ "$or": [left, right] }));
    prop_oneof![
        3 => one.clone(),
        1 => or.clone(),
        1 => (key(KEYS), or.clone()).prop_map(|(key, or)| json!({ (key): or })),
        1 => (one, or).prop_map(|(mut one, or)| {
            if let Value::Object(members) = &mut one {
                members.extend(or.as_object().unwrap().clone());
            }
            one
        }),
    ]
}

fn few() -> impl Strategy<Value = Value> {
    prop_oneof![Just(json!(1)), Just(json!("x")), any::<bool>().prop_map(|wanted| json!({ "exists": wanted }))]
}

/// Bodies with these keys, on every level.
fn bodies_of(keys: &'static [&'static str], lists: u32) -> impl Strategy<Value = Value> {
    let value = scalar().prop_recursive(3, 12, 3, move |inner| {
        let list = prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from);
        prop_oneof![lists => list, 1 => object(keys, inner, 3)]
    });
    object(keys, value, 3)
}

/// Without two lists at one place under different spellings, which the plain matcher would cross with one another.
fn bodies() -> impl Strategy<Value = Value> {
    prop_oneof![bodies_of(&["a", "b", "c"], 1), bodies_of(&["a.b", "b.c", "c"], 1), bodies_of(KEYS, 0)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn bodies_are_matched_as_the_plain_way_does(policy in policies(), body in bodies()) {
        let text = policy.to_string();
        let Ok(checked) = FilterPolicy::parse(&text, Scope::MessageBody) else { return Ok(()) };
        let flats = combinations(body.as_object().unwrap(), "");
        let expected = flats.iter().any(|flat| holds(policy.as_object().unwrap(), "", flat));
        let verdict = checked.judge(&[], &body.to_string());
        prop_assert_eq!(verdict.passes(), expected, "{} {} {:?}", text, body, verdict);
        prop_assert_eq!(verdict.sentence().is_some_and(|sentence| !sentence.is_empty()), !expected);
        prop_assert_eq!(checked.compact(), text);
    }

    /// Few keys and values, so that the parts of a match often lie in different objects.
    #[test]
    fn objects_in_lists_are_not_mixed(
        wanted in prop::collection::vec((key(&["b", "c", "b.c", "$or"]), few(), few()), 2..4),
        lists in prop::collection::vec(prop::collection::vec((key(&["b", "c", "d"]), few()), 0..3), 1..4),
        nested in any::<bool>(),
    ) {
        let rules: Map<String, Value> = wanted.into_iter().map(|(key, one, another)| match key.as_str() {
            "$or" => (key, json!([{ "b": [one] }, { "c": [another] }])),
            _ => (key, json!([one])),
        }).collect();
        let objects: Vec<Value> = lists.into_iter().map(|list| Value::Object(list.into_iter().collect())).collect();
        let body = if nested { json!({ "a": { "e": objects } }) } else { json!({ "a.e": [objects] }) };
        let policy = if nested { json!({ "a.e": rules }) } else { json!({ "a": { "e": rules } }) };
        let Ok(checked) = FilterPolicy::parse(&policy.to_string(), Scope::MessageBody) else { return Ok(()) };
        let policy = json!({ "a": { "e": rules } });
        let flats = combinations(body.as_object().unwrap(), "");
        let expected = flats.iter().any(|flat| holds(policy.as_object().unwrap(), "", flat));
        let verdict = checked.judge(&[], &body.to_string());
        prop_assert_eq!(verdict.passes(), expected, "{} {} {:?}", policy, body, verdict);
    }

    #[test]
    fn attributes_are_matched_as_the_plain_way_does(
        policy in object(KEYS, prop::collection::vec(rule(), 1..3).prop_map(Value::from), 3),
        values in prop::collection::btree_map(key(KEYS), prop_oneof![
            word().prop_filter("not empty", |word| !word.is_empty()).prop_map(Value::from),
            number(),
            prop::collection::vec(scalar(), 0..3).prop_map(Value::from),
        ], 1..4),
    ) {
        let Ok(checked) = FilterPolicy::parse(&policy.to_string(), Scope::MessageAttributes) else { return Ok(()) };
        let texts: Vec<(&str, &str, String)> = values.iter().map(|(name, value)| match value {
            Value::String(text) => (name.as_str(), "String", text.clone()),
            Value::Array(_) => (name.as_str(), "String.Array", value.to_string()),
            _ => (name.as_str(), "Number", value.to_string()),
        }).collect();
        let views: Vec<AttributeView> =
            texts.iter().map(|(name, data_type, text)| AttributeView { name, data_type, text: Some(text) }).collect();
        let flat: Flat = values.iter().map(|(name, value)| {
            (name.clone(), value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]))
        }).collect();
        // `exists: false` needs another attribute.
        let alone = values.len() == 1 && policy.as_object().unwrap().keys().any(|key| values.contains_key(key));
        if alone {
            return Ok(());
        }
        let expected = holds(policy.as_object().unwrap(), "", &flat);
        let verdict = checked.judge(&views, "");
        prop_assert_eq!(verdict.passes(), expected, "{} {:?} {:?}", policy, values, verdict);
    }

    #[test]
    fn no_text_makes_the_reader_panic(
        text in "\\PC{0,60}",
        parts in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "[", "]", "\"a\"", "\"$or\"", "\"numeric\"", "\"<\"", "\"cidr\"", "\"1/2\"", "\"anything-but\"", "\"exists\"",
            "\"wildcard\"", "\"\\u12\"", ":", ",", "1", "-", "1e9", "true", "null", " ", "\n", "\\", "\"", "ä",
        ]), 0..24),
    ) {
        for text in [text.as_str(), &parts.concat(), &format!("{{\"a\":[{}]}}", parts.concat())] {
            for scope in [Scope::MessageAttributes, Scope::MessageBody] {
                match FilterPolicy::parse(text, scope) {
                    Ok(policy) => {
                        prop_assert_eq!(FilterPolicy::parse(policy.compact(), scope), Ok(policy.clone()));
                        policy.judge(&[AttributeView { name: "a", data_type: "Number", text: Some(text) }], text);
                    }
                    Err(error) => prop_assert!(!error.is_empty()),
                }
            }
            // What one reader of JSON takes the other does too.
            let ours = read_json(text).is_ok();
            prop_assert_eq!(ours, serde_json::from_str::<Value>(text).is_ok(), "{}", text);
        }
    }
}
