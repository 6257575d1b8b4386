//! The functions and formats that queries can use, by the names of jq 1.6.

use super::dates::{broken_down, seconds_of, strftime, strptime, whole};
use super::evaluate::{Results, Scope, binary, compare, each, is_true, run, shown, through};
use super::parse::Filter;
use super::{number, text_of, type_of};
use crate::base::{calendar, percent};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::cmp::Ordering;

pub(super) const FORMATS: [&str; 4] = ["text", "json", "base64", "uri"];

/// Functions without and with one argument.
const PLAIN: [&str; 36] = [
    "length",
    "not",
    "keys",
    "values",
    "type",
    "tostring",
    "tonumber",
    "tojson",
    "fromjson",
    "ascii_downcase",
    "ascii_upcase",
    "floor",
    "ceil",
    "round",
    "sqrt",
    "fabs",
    "first",
    "last",
    "add",
    "sort",
    "unique",
    "reverse",
    "min",
    "max",
    "any",
    "all",
    "to_entries",
    "from_entries",
    "todate",
    "fromdate",
    "todateiso8601",
    "fromdateiso8601",
    "gmtime",
    "mktime",
    "empty",
    "error",
];
const WITH_ONE: [&str; 18] = [
    "map",
    "select",
    "has",
    "join",
    "split",
    "startswith",
    "endswith",
    "contains",
    "ltrimstr",
    "rtrimstr",
    "strftime",
    "strptime",
    "error",
    "sort_by",
    "first",
    "any",
    "all",
    "nth",
];

pub(super) fn is_known(name: &str, arguments: usize) -> bool {
    match arguments {
        0 => PLAIN.contains(&name),
        1 => WITH_ONE.contains(&name),
        _ => false,
    }
}

pub(super) fn call(name: &str, arguments: &[Filter], input: &Value, scope: &Scope) -> Results {
    let Some(argument) = arguments.first() else {
        return match name {
            "empty" => Ok(Vec::new()),
            "values" => Ok(if input.is_null() { Vec::new() } else { vec![input.clone()] }),
            _ => plain(name, input).map(|value| vec![value]),
        };
    };
    let of_each = |act: &dyn Fn(&Value) -> Result<Vec<Value>, String>| through(&each(input)?, act);
    match name {
        "map" => of_each(&|item| run(argument, item, scope)).map(|items| vec![Value::Array(items)]),
        "select" => {
            let tests = run(argument, input, scope)?;
            Ok(tests.iter().filter(|test| is_true(test)).map(|_| input.clone()).collect())
        }
        "first" => Ok(run(argument, input, scope)?.into_iter().take(1).collect()),
        "any" | "all" => {
            let tests = of_each(&|item| run(argument, item, scope))?;
            let found = if name == "any" { tests.iter().any(is_true) } else { tests.iter().all(is_true) };
            Ok(vec![Value::Bool(found)])
        }
        "sort_by" => {
            let mut keyed = Vec::new();
            for item in list(input)? {
                keyed.push((Value::Array(run(argument, item, scope)?), item.clone()));
            }
            keyed.sort_by(|(a, _), (b, _)| compare(a, b));
            Ok(vec![keyed.into_iter().map(|(_, item)| item).collect()])
        }
        _ => through(&run(argument, input, scope)?, |argument| one(name, input, argument).map(|value| vec![value])),
    }
}

fn list(input: &Value) -> Result<&Vec<Value>, String> {
    input.as_array().ok_or_else(|| format!("{} cannot be sorted, as it is not an array", shown(input)))
}

fn real(input: &Value) -> Result<f64, String> {
    input.as_f64().ok_or_else(|| format!("{} number required", shown(input)))
}

fn plain(name: &str, input: &Value) -> Result<Value, String> {
    Ok(match name {
        "length" => length(input)?,
        "not" => Value::Bool(!is_true(input)),
        "keys" => keys(input)?,
        "type" => type_of(input).into(),
        "tostring" => text_of(input).into(),
        "tojson" => input.to_string().into(),
        "tonumber" => match input {
            Value::Number(_) => input.clone(),
            Value::String(text) => {
                let parsed: Option<f64> = text.trim().parse().ok().filter(|number: &f64| number.is_finite());
                parsed.map(number).ok_or_else(|| format!("Cannot parse '{text}' as a number"))?
            }
            other => return Err(format!("{} cannot be parsed as a number", shown(other))),
        },
        "fromjson" => {
            let text = words(input, "cannot be parsed as JSON")?;
            serde_json::from_str(text).map_err(|error| format!("{error} (while parsing '{text}')"))?
        }
        "ascii_downcase" => words(input, "cannot be lowercased")?.to_ascii_lowercase().into(),
        "ascii_upcase" => words(input, "cannot be uppercased")?.to_ascii_uppercase().into(),
        "floor" => number(real(input)?.floor()),
        "ceil" => number(real(input)?.ceil()),
        "round" => number(real(input)?.round()),
        "sqrt" => number(real(input)?.sqrt()),
        "fabs" => number(real(input)?.abs()),
        "error" => return Err(text_of(input)),
        "todate" | "todateiso8601" => strftime(input, "%Y-%m-%dT%H:%M:%SZ")?.into(),
        "fromdate" | "fromdateiso8601" => {
            let text = words(input, "cannot be parsed as a date")?;
            let millis = calendar::parse(text).filter(|_| text.len() == 20 && text.ends_with('Z'));
            let millis =
                millis.ok_or_else(|| format!("date \"{text}\" does not match format \"%Y-%m-%dT%H:%M:%SZ\""))?;
            (millis.div_euclid(1000)).into()
        }
        "gmtime" => broken_down(whole(input)?),
        "mktime" => seconds_of(input)?.into(),
        _ => return of_list(name, input),
    })
}

fn of_list(name: &str, input: &Value) -> Result<Value, String> {
    match name {
        "first" => Ok(input.get(0).cloned().unwrap_or_default()),
        "last" => Ok(input.as_array().and_then(|items| items.last()).cloned().unwrap_or_default()),
        "add" => each(input)?.iter().try_fold(Value::Null, |sum, item| binary("+", &sum, item)),
        "any" => Ok(Value::Bool(each(input)?.iter().any(is_true))),
        "all" => Ok(Value::Bool(each(input)?.iter().all(is_true))),
        "min" => Ok(list(input)?.iter().min_by(|a, b| compare(a, b)).cloned().unwrap_or_default()),
        "max" => Ok(list(input)?.iter().max_by(|a, b| compare(a, b)).cloned().unwrap_or_default()),
        "reverse" => Ok(list(input)?.iter().rev().cloned().collect()),
        "to_entries" => {
            let fields = input.as_object().ok_or_else(|| format!("{} has no keys", shown(input)))?;
            Ok(fields.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect())
        }
        "from_entries" => {
            let mut fields = serde_json::Map::new();
            for entry in each(input)? {
                let key = entry.get("key").or_else(|| entry.get("name")).map(text_of).unwrap_or_default();
                fields.insert(key, entry.get("value").cloned().unwrap_or_default());
            }
            Ok(Value::Object(fields))
        }
        // `sort` and `unique`.
        _ => {
            let mut items = list(input)?.clone();
            items.sort_by(compare);
            if name == "unique" {
                items.dedup_by(|a, b| compare(a, b) == Ordering::Equal);
            }
            Ok(Value::Array(items))
        }
    }
}

fn one(name: &str, input: &Value, argument: &Value) -> Result<Value, String> {
    let both = |refusal: &str| match (input, argument) {
        (Value::String(input), Value::String(argument)) => Ok((input.as_str(), argument.as_str())),
        _ => Err(refusal.to_owned()),
    };
    Ok(match name {
        "has" => Value::Bool(match (input, argument) {
            (Value::Object(fields), Value::String(name)) => fields.contains_key(name),
            (Value::Array(items), Value::Number(at)) => {
                at.as_u64().is_some_and(|at| usize::try_from(at).is_ok_and(|at| at < items.len()))
            }
            _ => return Err(format!("Cannot check whether {} has a {} key", type_of(input), type_of(argument))),
        }),
        "nth" => {
            let at = argument.as_u64().and_then(|at| usize::try_from(at).ok());
            at.and_then(|at| input.get(at)).cloned().unwrap_or_default()
        }
        "join" => {
            let between = words(argument, "cannot stand between texts")?;
            let parts: Vec<String> =
                each(input)?.iter().map(|item| if item.is_null() { String::new() } else { text_of(item) }).collect();
            parts.join(between).into()
        }
        "split" => {
            let (text, at) = both("split input and separator must be strings")?;
            split(text, at)
        }
        "startswith" => {
            let (text, start) = both("startswith() requires string inputs")?;
            text.starts_with(start).into()
        }
        "endswith" => {
            let (text, end) = both("endswith() requires string inputs")?;
            text.ends_with(end).into()
        }
        "contains" => contains(input, argument)?.into(),
        "ltrimstr" | "rtrimstr" => match (input, argument) {
            (Value::String(text), Value::String(part)) => {
                let rest = if name == "ltrimstr" {
                    text.strip_prefix(part.as_str())
                } else {
                    text.strip_suffix(part.as_str())
                };
                rest.unwrap_or(text).into()
            }
            _ => input.clone(),
        },
        "strftime" => strftime(input, words_or(argument, "strftime/1 requires a string format")?)?.into(),
        "strptime" => {
            let text = words(input, "cannot be parsed as a date")?;
            strptime(text, words_or(argument, "strptime/1 requires a string format")?)?
        }
        // `error`.
        _ => return Err(text_of(argument)),
    })
}

fn words<'a>(value: &'a Value, refusal: &str) -> Result<&'a str, String> {
    value.as_str().ok_or_else(|| format!("{} {refusal}", shown(value)))
}

fn words_or<'a>(value: &'a Value, refusal: &str) -> Result<&'a str, String> {
    value.as_str().ok_or_else(|| refusal.to_owned())
}

pub(super) fn split(text: &str, at: &str) -> Value {
    if text.is_empty() {
        return Value::Array(Vec::new());
    }
    if at.is_empty() { text.chars().map(String::from).collect() } else { text.split(at).map(str::to_owned).collect() }
}

fn length(input: &Value) -> Result<Value, String> {
    Ok(match input {
        Value::Null => 0.into(),
        Value::Bool(_) => return Err(format!("{} has no length", shown(input))),
        Value::Number(value) => number(value.as_f64().unwrap_or_default().abs()),
        Value::String(text) => text.chars().count().into(),
        Value::Array(items) => items.len().into(),
        Value::Object(fields) => fields.len().into(),
    })
}

fn keys(input: &Value) -> Result<Value, String> {
    match input {
        Value::Array(items) => Ok((0..items.len()).map(Value::from).collect()),
        Value::Object(fields) => {
            let mut names: Vec<&String> = fields.keys().collect();
            names.sort_unstable();
            Ok(names.into_iter().cloned().map(Value::String).collect())
        }
        other => Err(format!("{} has no keys", shown(other))),
    }
}

fn contains(input: &Value, part: &Value) -> Result<bool, String> {
    match (input, part) {
        (Value::String(text), Value::String(part)) => Ok(text.contains(part.as_str())),
        (Value::Array(items), Value::Array(parts)) => {
            let in_any = |part: &Value| items.iter().any(|item| contains(item, part).unwrap_or(false));
            Ok(parts.iter().all(in_any))
        }
        (Value::Object(fields), Value::Object(parts)) => Ok(parts
            .iter()
            .all(|(name, part)| fields.get(name).is_some_and(|field| contains(field, part).unwrap_or(false)))),
        (a, b) if type_of(a) == type_of(b) => Ok(compare(a, b) == Ordering::Equal),
        (a, b) => Err(format!("{} and {} cannot have their containment checked", shown(a), shown(b))),
    }
}

pub(super) fn format(name: &str, input: &Value) -> Result<Value, String> {
    let text = text_of(input);
    Ok(Value::String(match name {
        "text" => text,
        "json" => input.to_string(),
        "base64" => STANDARD.encode(text),
        "uri" => percent::encoded(&text, percent::UNRESERVED),
        other => return Err(format!("'@{other}' is not known here")),
    }))
}
