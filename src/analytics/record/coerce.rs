//! Values of JSON and CSV in the types of columns.
//!
//! Source: "Mapping JSON Data Types to SQL Data Types" in the developer guide. Texts are cut off without an error; numbers
//! that do not fit, with their places, are faults.

use super::super::decimal::Decimal;
use super::super::error::Fault;
use super::super::eval::Eval;
use super::super::eval::cast::{cast, characters};
use super::super::types::{Family, SqlType};
use super::super::value::Value;
use serde_json::Value as Json;

/// A value of JSON in a type.
pub fn json(value: &Json, to: SqlType) -> Eval {
    match value {
        Json::Null => Ok(Value::Null),
        Json::Bool(truth) => match to.family() {
            Family::Boolean => Ok(Value::Bool(*truth)),
            Family::Text => Ok(characters(&truth.to_string(), to)),
            Family::Exact | Family::Approximate => cast(&Value::Int(i64::from(*truth)), SqlType::Integer, to),
            _ => Err(misfit(&truth.to_string(), to)),
        },
        Json::Number(number) => self::number(&number.to_string(), to),
        Json::String(text) => self::text(text, to),
        Json::Array(_) | Json::Object(_) => match to.family() {
            Family::Text => Ok(characters(&value.to_string(), to)),
            _ => Err(misfit("an array or object", to)),
        },
    }
}

fn number(text: &str, to: SqlType) -> Eval {
    match to.family() {
        Family::Boolean => Ok(Value::Bool(text.parse::<f64>().is_ok_and(|number| number != 0.0))),
        Family::Text => Ok(characters(text, to)),
        Family::Approximate => cast(&Value::text(text), SqlType::VarChar(64), to),
        Family::Exact => exact(text, to),
        _ => Err(misfit(text, to)),
    }
}

fn exact(text: &str, to: SqlType) -> Eval {
    // A number with an exponent is read as a floating one.
    let number =
        Decimal::parse(text).or_else(|| Decimal::of_double(text.parse().ok()?, 6)).ok_or_else(|| misfit(text, to))?;
    let (digits, places) = to.digits();
    let fitted = number.fitted(digits, places).filter(|fitted| fitted.with_scale(number.scale()) == Some(number));
    let value = Value::Decimal(fitted.ok_or_else(|| misfit(text, to))?);
    if !to.is_whole() {
        return Ok(value);
    }
    cast(&value, SqlType::Decimal(digits, places), to).map_err(|_| misfit(text, to))
}

/// A text in a type; what CSV has between delimiters, too.
pub fn text(text: &str, to: SqlType) -> Eval {
    match to.family() {
        Family::Text => Ok(characters(text, to)),
        Family::Boolean => Ok(Value::Bool(text.trim().eq_ignore_ascii_case("true"))),
        Family::Exact => exact(text.trim(), to),
        Family::Span | Family::Months | Family::Null => Err(misfit(text, to)),
        _ => cast(&Value::text(text), SqlType::VarChar(64), to),
    }
}

fn misfit(text: &str, to: SqlType) -> Fault {
    let text: String = text.chars().take(80).collect();
    Fault::coercion(format!("For input string: \"{text}\" ({to})"))
}
