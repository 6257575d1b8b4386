//! Values from one type to another: CAST, and what assignments and comparisons do by themselves.
//!
//! A text that is too long for its type is cut off without an error, as the developer guide says of inputs; AWS may be
//! stricter where a pump writes. A number that does not fit is a fault.

use super::super::dates;
use super::super::decimal::Decimal;
use super::super::error::Fault;
use super::super::types::{Family, SqlType, Unit};
use super::super::value::{Double, Value};
use super::Eval;

/// Intervals are shorter than ten thousand years in milliseconds.
pub const SPANS: std::ops::RangeInclusive<i64> = -315_576_000_000_000..=315_576_000_000_000;

/// A value of one type in another.
///
/// # Errors
/// `Coercion error` for a text that says nothing of the kind, `Numeric overflow` for a number that does not fit.
pub fn cast(value: &Value, from: SqlType, to: SqlType) -> Eval {
    if value.is_null() {
        return Ok(Value::Null);
    }
    match to.family() {
        Family::Null => Ok(value.clone()),
        Family::Text => Ok(characters(&text_of(value, from), to)),
        Family::Exact => exact(value, from, to),
        Family::Approximate => approximate(value, from, to),
        Family::Boolean => match value {
            Value::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                "unknown" => Ok(Value::Null),
                _ => Err(no(text, to)),
            },
            _ => Ok(value.clone()),
        },
        Family::Date => match value {
            Value::Timestamp(millis) => Ok(Value::Date(millis.div_euclid(dates::DAY))),
            Value::Text(text) => dates::read_date(text).map(Value::Date).ok_or_else(|| no(text, to)),
            _ => Ok(value.clone()),
        },
        Family::Time => match value {
            Value::Timestamp(millis) => Ok(Value::Time(millis.rem_euclid(dates::DAY))),
            Value::Text(text) => dates::read_time(text).map(Value::Time).ok_or_else(|| no(text, to)),
            _ => Ok(value.clone()),
        },
        Family::Timestamp => match value {
            Value::Date(days) => Ok(Value::Timestamp(days * dates::DAY)),
            Value::Text(text) => dates::read_timestamp(text).map(Value::Timestamp).ok_or_else(|| no(text, to)),
            _ => Ok(value.clone()),
        },
        Family::Span | Family::Months => interval(value, to),
    }
}

fn no(text: &str, to: SqlType) -> Fault {
    let text: String = text.chars().take(80).collect();
    Fault::coercion(format!("For input string: \"{text}\" ({to})"))
}

/// A text in a type of texts: cut off, and filled up for CHAR.
pub fn characters(text: &str, to: SqlType) -> Value {
    let most = to.chars() as usize;
    let mut cut: String = text.chars().take(most).collect();
    if matches!(to, SqlType::Char(_)) {
        let missing = most.saturating_sub(cut.chars().count());
        cut.extend(std::iter::repeat_n(' ', missing));
    }
    Value::Text(cut.into())
}

fn exact(value: &Value, from: SqlType, to: SqlType) -> Eval {
    let overflow = || Fault::overflow(to);
    let (digits, places) = to.digits();
    if to.is_whole() {
        let whole = match value {
            Value::Int(number) => Some(*number),
            Value::Decimal(number) => number.to_whole(),
            Value::Double(number) => Decimal::of_double(number.get(), 0).and_then(Decimal::to_whole),
            Value::Bool(truth) => Some(i64::from(*truth)),
            Value::Text(text) => {
                let number = text.trim();
                Some(number.strip_prefix('+').unwrap_or(number).parse::<i64>().map_err(|_| no(text, to))?)
            }
            // An interval of one unit is so many of it.
            Value::Span(length) | Value::Months(length) => match from {
                SqlType::Interval(unit, _) => Some(length / unit.size()),
                _ => Some(*length),
            },
            _ => None,
        };
        let (least, most) = to.range();
        let whole = whole.filter(|whole| (least..=most).contains(whole));
        return whole.map(Value::Int).ok_or_else(overflow);
    }
    let decimal = match value {
        Value::Int(number) => Some(Decimal::whole(*number)),
        Value::Decimal(number) => Some(*number),
        Value::Double(number) => Decimal::of_double(number.get(), places),
        Value::Bool(truth) => Some(Decimal::whole(i64::from(*truth))),
        Value::Text(text) => Some(Decimal::parse(text.trim()).ok_or_else(|| no(text, to))?),
        Value::Span(_) | Value::Months(_) => match exact(value, from, SqlType::BigInt)? {
            Value::Int(number) => Some(Decimal::whole(number)),
            _ => None,
        },
        _ => None,
    };
    let fitted = decimal.and_then(|decimal| decimal.fitted(digits, places));
    fitted.map(Value::Decimal).ok_or_else(overflow)
}

fn approximate(value: &Value, from: SqlType, to: SqlType) -> Eval {
    let number = match value {
        Value::Text(text) => {
            let trimmed = text.trim();
            let is_number = trimmed.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
            trimmed.parse::<f64>().ok().filter(|_| is_number).ok_or_else(|| no(text, to))?
        }
        Value::Bool(truth) => f64::from(u8::from(*truth)),
        Value::Span(_) | Value::Months(_) => exact(value, from, SqlType::BigInt)?.as_f64().unwrap_or_default(),
        other => other.as_f64().unwrap_or_default(),
    };
    #[allow(clippy::cast_possible_truncation, reason = "that is what REAL is")]
    let number = if to == SqlType::Real { f64::from(number as f32) } else { number };
    Value::double(number).ok_or_else(|| Fault::overflow(to))
}

fn interval(value: &Value, to: SqlType) -> Eval {
    let SqlType::Interval(from, unit) = to else { return Ok(value.clone()) };
    // What is smaller than the type's smallest unit is cut off.
    let size = if unit == Unit::Second { 1 } else { unit.size() };
    let length = match value {
        Value::Span(length) | Value::Months(length) => Some(length / size * size),
        Value::Int(number) => number.checked_mul(unit.size()).filter(|length| SPANS.contains(length)),
        other => return Ok(other.clone()),
    };
    let made = if from.is_calendar() { Value::Months } else { Value::Span };
    length.map(made).ok_or_else(|| Fault::overflow(to))
}

/// How a value is written as text, in outputs too.
pub fn text_of(value: &Value, kind: SqlType) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Double(number) => double_text(*number, kind),
        Value::Text(text) => text.to_string(),
        Value::Date(days) => dates::write_date(*days),
        Value::Time(millis) => dates::write_time(*millis),
        Value::Timestamp(millis) => dates::write_timestamp(*millis),
        Value::Span(_) | Value::Months(_) => interval_text(value, kind),
    }
}

/// The shortest digits that stand for the number, with `.0` behind a whole one.
fn double_text(number: Double, kind: SqlType) -> String {
    #[allow(clippy::cast_possible_truncation, reason = "a REAL came from such a number")]
    let text = if kind == SqlType::Real { format!("{:?}", number.get() as f32) } else { format!("{:?}", number.get()) };
    text.replace('e', "E")
}

/// An interval as its literal would say it: `+1 02:03:04.500`.
fn interval_text(value: &Value, kind: SqlType) -> String {
    let length = value.as_int().unwrap_or(0);
    let sign = if length < 0 { '-' } else { '+' };
    let length = length.abs();
    let SqlType::Interval(from, to) = kind else { return length.to_string() };
    let units = Unit::ALL.into_iter().rev().filter(|unit| (to..=from).contains(unit));
    let mut rest = length;
    let mut text = String::from(sign);
    for (index, unit) in units.enumerate() {
        let separator = match (index, unit) {
            (0, _) => "",
            (_, Unit::Hour) => " ",
            (_, Unit::Month) => "-",
            _ => ":",
        };
        text.push_str(separator);
        let number = rest / unit.size();
        rest %= unit.size();
        let width = if index == 0 { 1 } else { 2 };
        let digits = number.to_string();
        text.extend(std::iter::repeat_n('0', width - digits.len().min(width)));
        text.push_str(&digits);
        if unit == Unit::Second && rest > 0 {
            let millis = format!(".{rest:03}");
            text.push_str(&millis);
        }
    }
    text
}
