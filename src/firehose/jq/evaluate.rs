//! What a query comes to for an input: a list of results, or the first error.

use super::parse::Filter;
use super::{RESULTS_MAX, functions, number, text_of, type_of};
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// Variables by name, the newest last.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope(Vec<(String, Value)>);

pub(super) type Results = Result<Vec<Value>, String>;

pub(super) fn run(filter: &Filter, input: &Value, scope: &Scope) -> Results {
    let one = |value: Value| Ok(vec![value]);
    match filter {
        Filter::Same => one(input.clone()),
        Filter::Literal(value) => one(value.clone()),
        Filter::Text(pieces) => text(pieces, input, scope),
        Filter::Format(name) => one(functions::format(name, input)?),
        Filter::Field(of, index) => both(of, index, input, scope, index_of),
        Filter::Slice(of, from, to) => {
            let bound = |bound: &Option<Box<Filter>>| match bound {
                None => Ok(vec![Value::Null]),
                Some(filter) => run(filter, input, scope),
            };
            let (froms, tos) = (bound(from)?, bound(to)?);
            let mut found = Vec::new();
            for of in run(of, input, scope)? {
                for to in &tos {
                    for from in &froms {
                        found.push(slice(&of, from, to)?);
                    }
                }
            }
            Ok(found)
        }
        Filter::Each(of) => {
            let mut found = Vec::new();
            for of in run(of, input, scope)? {
                found.extend(each(&of)?);
            }
            checked(found)
        }
        Filter::Optional(inner) => Ok(run(inner, input, scope).unwrap_or_default()),
        Filter::Array(None) => one(Value::Array(Vec::new())),
        Filter::Array(Some(inner)) => one(Value::Array(run(inner, input, scope)?)),
        Filter::Object(entries) => object(entries, input, scope),
        Filter::Pipe(left, right) => through(&run(left, input, scope)?, |value| run(right, value, scope)),
        Filter::Comma(left, right) => {
            let mut found = run(left, input, scope)?;
            found.extend(run(right, input, scope)?);
            checked(found)
        }
        Filter::Else(left, right) => {
            let good: Vec<Value> = run(left, input, scope).unwrap_or_default().into_iter().filter(is_true).collect();
            if good.is_empty() { run(right, input, scope) } else { Ok(good) }
        }
        Filter::And(left, right) => logic(left, right, input, scope, false),
        Filter::Or(left, right) => logic(left, right, input, scope, true),
        Filter::Binary(sign, left, right) => both(left, right, input, scope, |left, right| binary(sign, left, right)),
        Filter::Minus(inner) => through(&run(inner, input, scope)?, |value| match value.as_f64() {
            Some(value) => Ok(vec![number(-value)]),
            None => Err(format!("{} cannot be negated", shown(value))),
        }),
        Filter::If(test, yes, no) => {
            through(&run(test, input, scope)?, |value| run(if is_true(value) { yes } else { no }, input, scope))
        }
        Filter::Bind(value, name, body) => through(&run(value, input, scope)?, |value| {
            let mut inner = scope.clone();
            inner.0.push((name.clone(), value.clone()));
            run(body, input, &inner)
        }),
        Filter::Variable(name) => {
            let found = scope.0.iter().rev().find(|(known, _)| known == name);
            one(found.map(|(_, value)| value.clone()).unwrap_or_default())
        }
        Filter::Call(name, arguments) => functions::call(name, arguments, input, scope),
    }
}

/// Runs something for each value, and puts the results behind each other.
pub(super) fn through(values: &[Value], act: impl Fn(&Value) -> Results) -> Results {
    let mut found = Vec::new();
    for value in values {
        found.extend(act(value)?);
        if found.len() > RESULTS_MAX {
            return Err("the query has too many results".to_owned());
        }
    }
    Ok(found)
}

fn checked(values: Vec<Value>) -> Results {
    if values.len() > RESULTS_MAX { Err("the query has too many results".to_owned()) } else { Ok(values) }
}

/// Each result of the right side with each of the left, as jq orders them.
fn both(
    left: &Filter,
    right: &Filter,
    input: &Value,
    scope: &Scope,
    act: impl Fn(&Value, &Value) -> Result<Value, String>,
) -> Results {
    let lefts = run(left, input, scope)?;
    through(&run(right, input, scope)?, |right| lefts.iter().map(|left| act(left, right)).collect())
}

fn logic(left: &Filter, right: &Filter, input: &Value, scope: &Scope, ends: bool) -> Results {
    through(&run(left, input, scope)?, |value| {
        if is_true(value) == ends {
            return Ok(vec![Value::Bool(ends)]);
        }
        let values = run(right, input, scope)?;
        Ok(values.iter().map(|value| Value::Bool(is_true(value))).collect())
    })
}

fn text(pieces: &[Filter], input: &Value, scope: &Scope) -> Results {
    let mut found = vec![String::new()];
    for piece in pieces {
        let ends = run(piece, input, scope)?;
        found = ends.iter().flat_map(|end| found.iter().map(move |text| format!("{text}{}", text_of(end)))).collect();
    }
    checked(found.into_iter().map(Value::String).collect())
}

fn object(entries: &[(Filter, Filter)], input: &Value, scope: &Scope) -> Results {
    let mut found = vec![Map::new()];
    for (key, value) in entries {
        let (keys, values) = (run(key, input, scope)?, run(value, input, scope)?);
        let mut next = Vec::new();
        for one in found {
            for key in &keys {
                let Value::String(key) = key else {
                    return Err(format!("Object keys must be strings, not {}", shown(key)));
                };
                for value in &values {
                    let mut entry = one.clone();
                    entry.insert(key.clone(), value.clone());
                    next.push(entry);
                }
            }
            if next.len() > RESULTS_MAX {
                return Err("the query has too many results".to_owned());
            }
        }
        found = next;
    }
    Ok(found.into_iter().map(Value::Object).collect())
}

pub(super) fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

/// A value in jq's sentences.
pub(super) fn shown(value: &Value) -> String {
    format!("{} ({value})", type_of(value))
}

fn place(index: f64, length: usize) -> Option<usize> {
    #[allow(clippy::cast_possible_truncation, reason = "an index beyond every list is beyond it all the same")]
    let index = index.floor() as i64;
    let length = i64::try_from(length).ok()?;
    usize::try_from(if index < 0 { index + length } else { index }).ok()
}

fn index_of(of: &Value, index: &Value) -> Result<Value, String> {
    match (of, index) {
        (Value::Object(fields), Value::String(name)) => Ok(fields.get(name).cloned().unwrap_or_default()),
        (Value::Array(items), Value::Number(at)) => {
            let at = at.as_f64().and_then(|at| place(at, items.len()));
            Ok(at.and_then(|at| items.get(at)).cloned().unwrap_or_default())
        }
        (Value::Null, Value::String(_) | Value::Number(_) | Value::Null) => Ok(Value::Null),
        (of, Value::String(name)) => Err(format!("Cannot index {} with \"{name}\"", type_of(of))),
        (of, index) => Err(format!("Cannot index {} with {}", type_of(of), type_of(index))),
    }
}

fn slice(of: &Value, from: &Value, to: &Value) -> Result<Value, String> {
    let bounds = |length: usize| -> Result<(usize, usize), String> {
        let bound = |value: &Value, absent: usize| match value {
            Value::Null => Ok(absent),
            Value::Number(at) => {
                let at = at.as_f64().unwrap_or_default();
                Ok(place(at, length).unwrap_or(0).min(length))
            }
            _ => Err("Start and end indices of an array slice must be numbers".to_owned()),
        };
        let (from, to) = (bound(from, 0)?, bound(to, length)?);
        Ok((from, to.max(from)))
    };
    match of {
        Value::Null => Ok(Value::Null),
        Value::Array(items) => {
            let (from, to) = bounds(items.len())?;
            Ok(Value::Array(items.get(from..to).unwrap_or_default().to_vec()))
        }
        Value::String(text) => {
            let (from, to) = bounds(text.chars().count())?;
            Ok(Value::String(text.chars().skip(from).take(to - from).collect()))
        }
        other => Err(format!("Cannot index {} with object", type_of(other))),
    }
}

pub(super) fn each(of: &Value) -> Results {
    match of {
        Value::Array(items) => Ok(items.clone()),
        Value::Object(fields) => Ok(fields.values().cloned().collect()),
        other => Err(format!("Cannot iterate over {}", shown(other))),
    }
}

pub(super) fn binary(sign: &str, left: &Value, right: &Value) -> Result<Value, String> {
    let order = || compare(left, right);
    Ok(Value::Bool(match sign {
        "==" => order() == Ordering::Equal,
        "!=" => order() != Ordering::Equal,
        "<" => order() == Ordering::Less,
        "<=" => order() != Ordering::Greater,
        ">" => order() == Ordering::Greater,
        ">=" => order() != Ordering::Less,
        _ => return arithmetic(sign, left, right),
    }))
}

fn arithmetic(sign: &str, left: &Value, right: &Value) -> Result<Value, String> {
    let refused = |done: &str| Err(format!("{} and {} cannot be {done}", shown(left), shown(right)));
    if let (Some(a), Some(b)) = (left.as_f64(), right.as_f64()) {
        return match sign {
            "+" => Ok(number(a + b)),
            "-" => Ok(number(a - b)),
            "*" => Ok(number(a * b)),
            "/" | "%" if b.trunc() == 0.0 && (b == 0.0 || sign == "%") => {
                refused("divided because the divisor is zero")
            }
            "/" => Ok(number(a / b)),
            _ => Ok(number(a.trunc() % b.trunc())),
        };
    }
    match (sign, left, right) {
        ("+", Value::Null, other) | ("+", other, Value::Null) => Ok(other.clone()),
        ("+", Value::String(a), Value::String(b)) => Ok(Value::String(format!("{a}{b}"))),
        ("+", Value::Array(a), Value::Array(b)) => Ok(a.iter().chain(b).cloned().collect()),
        ("+", Value::Object(a), Value::Object(b)) => {
            let all = a.iter().chain(b).map(|(name, value)| (name.clone(), value.clone()));
            Ok(Value::Object(all.collect()))
        }
        ("-", Value::Array(a), Value::Array(b)) => Ok(a.iter().filter(|item| !b.contains(item)).cloned().collect()),
        ("/", Value::String(a), Value::String(b)) => Ok(functions::split(a, b)),
        ("+", ..) => refused("added"),
        ("-", ..) => refused("subtracted"),
        ("*", ..) => refused("multiplied"),
        _ => refused("divided"),
    }
}

/// The order of all values: by type, then by what they hold.
pub(super) fn compare(left: &Value, right: &Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Null => 0,
        Value::Bool(false) => 1,
        Value::Bool(true) => 2,
        Value::Number(_) => 3,
        Value::String(_) => 4,
        Value::Array(_) => 5,
        Value::Object(_) => 6,
    };
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(Ordering::Equal),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Array(a), Value::Array(b)) => {
            let parts = a.iter().zip(b).map(|(a, b)| compare(a, b));
            parts.fold(Ordering::Equal, Ordering::then).then(a.len().cmp(&b.len()))
        }
        (Value::Object(a), Value::Object(b)) => {
            let names = |fields: &Map<String, Value>| {
                let mut names: Vec<String> = fields.keys().cloned().collect();
                names.sort_unstable();
                names
            };
            let own = names(a);
            let values = own.iter().map(|name| match (a.get(name), b.get(name)) {
                (Some(a), Some(b)) => compare(a, b),
                _ => Ordering::Equal,
            });
            own.cmp(&names(b)).then(values.fold(Ordering::Equal, Ordering::then))
        }
        _ => rank(left).cmp(&rank(right)),
    }
}
