//! Functions of times and intervals.

use super::super::dates;
use super::super::error::Fault;
use super::super::plan::typed::{Expr, Function};
use super::super::types::Unit;
use super::super::value::Value;
use super::cast::SPANS;
use super::{Eval, Scope, eval};

fn out_of_range() -> Fault {
    Fault::argument("the time lies outside of the years 1 to 9999")
}

/// A function of times, none of which is NULL.
pub fn call(function: Function, values: &[Value]) -> Eval {
    let number = |index: usize| values.get(index).and_then(Value::as_int).unwrap_or(0);
    let text = |index: usize| values.get(index).and_then(Value::as_text).unwrap_or_default();
    // Milliseconds of what is rounded or taken apart.
    let millis = match values.first() {
        Some(Value::Date(days)) => days * dates::DAY,
        _ => number(0),
    };
    match function {
        Function::Extract(unit) => Ok(Value::Int(extract(values.first(), millis, unit))),
        Function::Step(length) => like(values.first(), dates::step(millis, length)),
        Function::RoundTime(unit, is_up) => {
            let floor = match values.first() {
                Some(Value::Months(months)) => months.div_euclid(unit.size()) * unit.size(),
                _ => dates::floor(millis, unit),
            };
            let up = match values.first() {
                Some(Value::Months(_)) => floor + unit.size(),
                _ => dates::next(millis, unit),
            };
            like(values.first(), if is_up && floor != millis { up } else { floor })
        }
        Function::UnixTimestamp => Ok(Value::Int(millis)),
        Function::ToTimestamp => dates::checked(number(0)).map(Value::Timestamp).ok_or_else(out_of_range),
        Function::TsDiff => Ok(Value::Int(millis - number(1))),
        Function::CharToTimestamp => {
            let read = dates::read_in(text(0), text(1)).map(Value::Timestamp);
            read.ok_or_else(|| Fault::coercion(format!("'{}' is no time in the format '{}'", text(1), text(0))))
        }
        Function::TimestampToChar => {
            let written = dates::write_in(text(0), number(1)).map(|text| Value::Text(text.into()));
            written.ok_or_else(|| Fault::argument(format!("'{}' is no format of times", text(0))))
        }
        _ => Ok(Value::Null),
    }
}

/// Milliseconds, or months, as the kind of value that they were taken from.
fn like(value: Option<&Value>, millis: i64) -> Eval {
    Ok(match value {
        Some(Value::Date(_)) => Value::Date(millis.div_euclid(dates::DAY)),
        Some(Value::Time(_)) => Value::Time(millis.rem_euclid(dates::DAY)),
        Some(Value::Span(_)) => Value::Span(millis),
        Some(Value::Months(_)) => Value::Months(millis),
        _ => Value::Timestamp(dates::checked(millis).ok_or_else(out_of_range)?),
    })
}

fn extract(value: Option<&Value>, millis: i64, unit: Option<Unit>) -> i64 {
    match (value, unit) {
        (Some(Value::Span(span)), Some(Unit::Day)) => span / dates::DAY,
        (Some(Value::Span(span)), Some(Unit::Hour)) => span / 3_600_000 % 24,
        (Some(Value::Span(span)), Some(Unit::Minute)) => span / 60_000 % 60,
        (Some(Value::Span(span)), Some(Unit::Second)) => span / 1_000 % 60,
        (Some(Value::Months(months)), Some(Unit::Year)) => months / 12,
        (Some(Value::Months(months)), Some(Unit::Month)) => months % 12,
        (Some(Value::Span(_) | Value::Months(_)), _) => 0,
        _ => dates::field(millis, unit),
    }
}

/// Times and intervals added, taken away, multiplied and compared.
pub fn intervals(expr: &Expr, scope: Scope<'_>) -> Eval {
    let (Expr::Shift(left, right, _) | Expr::Scale(left, right, _) | Expr::Difference(left, right, _)) = expr else {
        return Ok(Value::Null);
    };
    let (left, right) = (eval(left, scope)?, eval(right, scope)?);
    if left.is_null() || right.is_null() {
        return Ok(Value::Null);
    }
    match expr {
        Expr::Shift(_, _, is_minus) => shift(&left, &right, *is_minus),
        Expr::Scale(_, _, is_part) => scale(&left, &right, *is_part),
        Expr::Difference(_, _, in_months) => Ok(difference(&left, &right, *in_months)),
        _ => Ok(Value::Null),
    }
}

fn shift(left: &Value, right: &Value, is_minus: bool) -> Eval {
    let sign = if is_minus { -1 } else { 1 };
    let result = match (left, right) {
        (Value::Timestamp(time), Value::Span(span)) => {
            time.checked_add(sign * span).and_then(dates::checked).map(Value::Timestamp)
        }
        (Value::Timestamp(time), Value::Months(months)) => {
            dates::add_months(*time, sign * months).map(Value::Timestamp)
        }
        (Value::Date(days), Value::Span(span)) => {
            let millis = (days * dates::DAY).checked_add(sign * span).and_then(dates::checked);
            millis.map(|millis| Value::Date(millis.div_euclid(dates::DAY)))
        }
        (Value::Date(days), Value::Months(months)) => {
            let millis = dates::add_months(days * dates::DAY, sign * months);
            millis.map(|millis| Value::Date(millis.div_euclid(dates::DAY)))
        }
        (Value::Time(time), Value::Span(span)) => Some(Value::Time((time + sign * span).rem_euclid(dates::DAY))),
        (Value::Span(one), Value::Span(other)) => bounded(one.checked_add(sign * other)).map(Value::Span),
        (Value::Months(one), Value::Months(other)) => bounded(one.checked_add(sign * other)).map(Value::Months),
        _ => return Ok(Value::Null),
    };
    result.ok_or_else(out_of_range)
}

fn bounded(length: Option<i64>) -> Option<i64> {
    length.filter(|length| SPANS.contains(length))
}

fn scale(length: &Value, factor: &Value, is_part: bool) -> Eval {
    let (Some(length_of), Some(factor)) = (length.as_int(), factor.as_f64()) else { return Ok(Value::Null) };
    if is_part && factor == 0.0 {
        return Err(Fault::by_zero());
    }
    let exact = super::super::value::approximate(length_of);
    let scaled = libm::trunc(if is_part { exact / factor } else { exact * factor });
    #[allow(clippy::cast_possible_truncation, reason = "the bound is checked first")]
    let whole = (scaled.abs() < 1e15).then_some(scaled as i64);
    let scaled = bounded(whole).ok_or_else(|| Fault::overflow("INTERVAL"))?;
    Ok(if matches!(length, Value::Months(_)) { Value::Months(scaled) } else { Value::Span(scaled) })
}

fn difference(left: &Value, right: &Value, in_months: bool) -> Value {
    let millis = |value: &Value| match value {
        Value::Date(days) => days * dates::DAY,
        other => other.as_int().unwrap_or(0),
    };
    let (left, right) = (millis(left), millis(right));
    if !in_months {
        return Value::Span(left - right);
    }
    // Whole months that have gone by.
    let field = |millis, unit| dates::field(millis, Some(unit));
    let months = |millis| field(millis, Unit::Year) * 12 + field(millis, Unit::Month);
    let mut count = months(left) - months(right);
    let passes = |count| dates::add_months(right, count).unwrap_or(right);
    if count > 0 && passes(count) > left {
        count -= 1;
    } else if count < 0 && passes(count) < left {
        count += 1;
    }
    Value::Months(count)
}
