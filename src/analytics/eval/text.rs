//! Functions of texts. Characters are counted, never bytes; the first has the number 1.

use super::super::error::Fault;
use super::super::plan::typed::{Function, Sides};
use super::super::types::CHARS_MAX;
use super::super::value::Value;
use super::Eval;
use crate::patterns::regex::Pattern;

/// A text that is not longer than the longest VARCHAR.
fn text(text: String) -> Eval {
    // A character has four bytes at most; counting is only needed for long ones.
    let most = CHARS_MAX as usize;
    if text.len() > most && text.chars().count() > most {
        return Err(Fault::argument(format!("the text has more than {CHARS_MAX} characters")));
    }
    Ok(Value::Text(text.into()))
}

/// A function of texts, none of which is NULL.
pub fn call(function: Function, values: &[Value]) -> Eval {
    let texts = |index: usize| values.get(index).and_then(Value::as_text).unwrap_or_default();
    let number = |index: usize| values.get(index).and_then(Value::as_int);
    let first = texts(0);
    match function {
        Function::CharLength => Ok(count(first)),
        Function::Upper => text(first.to_uppercase()),
        Function::Lower => text(first.to_lowercase()),
        Function::Initcap => text(initcap(first)),
        Function::Concat => text(format!("{first}{}", texts(1))),
        Function::Position => {
            // The empty text stands at 1.
            let place = texts(1).find(first).and_then(|place| texts(1).get(..place));
            Ok(place.map_or(Value::Int(0), |before| match count(before) {
                Value::Int(count) => Value::Int(count + 1),
                other => other,
            }))
        }
        Function::Substring => substring(first, number(1).unwrap_or(1), number(2)),
        Function::Overlay => {
            let start = number(2).unwrap_or(1).max(1);
            let placed = texts(1);
            let length = number(3).unwrap_or_else(|| i64::try_from(placed.chars().count()).unwrap_or(i64::MAX)).max(0);
            let before: String = first.chars().take(index(start - 1)).collect();
            let after: String = first.chars().skip(index(start.saturating_add(length) - 1)).collect();
            text(format!("{before}{placed}{after}"))
        }
        Function::Trim(sides) => trim(sides, first, texts(1)),
        Function::RegexReplace => regex_replace(values),
        _ => Ok(Value::Null),
    }
}

fn count(text: &str) -> Value {
    Value::Int(i64::try_from(text.chars().count()).unwrap_or(i64::MAX))
}

fn index(number: i64) -> usize {
    usize::try_from(number.max(0)).unwrap_or(usize::MAX)
}

fn initcap(text: &str) -> String {
    let mut is_inside = false;
    let mut capital = String::with_capacity(text.len());
    for c in text.chars() {
        if is_inside {
            capital.extend(c.to_lowercase());
        } else {
            capital.extend(c.to_uppercase());
        }
        is_inside = c.is_alphanumeric();
    }
    capital
}

/// The part from a character on; what lies before the first one counts for the length, as in the standard.
fn substring(whole: &str, start: i64, length: Option<i64>) -> Eval {
    let end = match length {
        Some(length) if length < 0 => return Err(Fault::argument("SUBSTRING takes a length of 0 or more")),
        Some(length) => start.saturating_add(length),
        None => i64::MAX,
    };
    let from = start.max(1);
    let part = whole.chars().skip(index(from - 1)).take(index(end.saturating_sub(from)));
    text(part.collect())
}

fn trim(sides: Sides, part: &str, whole: &str) -> Eval {
    let mut chars = part.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else {
        return Err(Fault::argument("TRIM takes off one character"));
    };
    let trimmed = match sides {
        Sides::Both => whole.trim_matches(c),
        Sides::Leading => whole.trim_start_matches(c),
        Sides::Trailing => whole.trim_end_matches(c),
    };
    text(trimmed.to_owned())
}

/// REGEX_REPLACE(original, regex, replacement, start, occurrence); occurrence 0 replaces all.
fn regex_replace(values: &[Value]) -> Eval {
    let [Value::Text(original), Value::Text(regex), Value::Text(replacement), Value::Int(start), Value::Int(which)] =
        values
    else {
        return Ok(Value::Null);
    };
    if *start < 1 || *which < 0 {
        return Err(Fault::argument("REGEX_REPLACE takes a start of 1 or more and an occurrence of 0 or more"));
    }
    let pattern = Pattern::of_java(regex).map_err(Fault::argument)?;
    let chars: Vec<char> = original.chars().collect();
    let mut place = index(start - 1).min(chars.len());
    let mut result: String = chars.iter().take(place).collect();
    let (mut seen, mut taken) = (0, 0);
    while let Some((from, to)) = pattern.find(&chars, place, &mut taken)? {
        seen += 1;
        result.extend(chars.get(place..from).unwrap_or_default());
        let is_meant = *which == 0 || *which == seen;
        if is_meant {
            result.push_str(replacement);
        } else {
            result.extend(chars.get(from..to).unwrap_or_default());
        }
        // An empty match goes on behind the next character.
        place = to;
        if from == to {
            result.extend(chars.get(to));
            place = to + 1;
        }
        if place > chars.len() || (is_meant && *which > 0) || result.len() > 4 * CHARS_MAX as usize {
            break;
        }
    }
    result.extend(chars.get(place..).unwrap_or_default());
    text(result)
}
