//! Counting: exact numbers overflow with a fault, and nothing is divided by zero.
//!
//! Whole numbers divide without a rest, as in the service. Functions that have no exact result come from `libm`, so that
//! every host has the same last digit.

use super::super::error::Fault;
use super::super::plan::typed::Function;
use super::super::sql::ast::Binary;
use super::super::types::SqlType;
use super::super::value::Value;
use super::Eval;

/// A sum, difference, product or quotient of two numbers of one kind, in a type.
pub fn arithmetic(operator: Binary, kind: SqlType, left: &Value, right: &Value) -> Eval {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => whole(operator, kind, *left, *right),
        (Value::Decimal(left), Value::Decimal(right)) => {
            if operator == Binary::Divided && right.is_zero() {
                return Err(Fault::by_zero());
            }
            let (digits, places) = kind.digits();
            let result = match operator {
                Binary::Plus => left.plus(*right),
                Binary::Minus => left.plus(right.negated()),
                Binary::Times => left.times(*right),
                _ => left.divided(*right, places),
            };
            let fitted = result.and_then(|result| result.fitted(digits, places));
            fitted.map(Value::Decimal).ok_or_else(|| Fault::overflow(kind))
        }
        (Value::Double(left), Value::Double(right)) => {
            let (left, right) = (left.get(), right.get());
            let result = match operator {
                Binary::Plus => left + right,
                Binary::Minus => left - right,
                Binary::Times => left * right,
                _ if right == 0.0 => return Err(Fault::by_zero()),
                _ => left / right,
            };
            Value::double(result).ok_or_else(|| Fault::overflow(kind))
        }
        _ => Ok(Value::Null),
    }
}

fn whole(operator: Binary, kind: SqlType, left: i64, right: i64) -> Eval {
    let result = match operator {
        Binary::Plus => left.checked_add(right),
        Binary::Minus => left.checked_sub(right),
        Binary::Times => left.checked_mul(right),
        _ if right == 0 => return Err(Fault::by_zero()),
        _ => left.checked_div(right),
    };
    in_range(result, kind)
}

fn in_range(number: Option<i64>, kind: SqlType) -> Eval {
    let (least, most) = kind.range();
    let number = number.filter(|number| (least..=most).contains(number));
    number.map(Value::Int).ok_or_else(|| Fault::overflow(kind))
}

/// A function of numbers, none of which is NULL.
pub fn call(function: Function, values: &[Value]) -> Eval {
    match (function, values) {
        (Function::Negate(kind), [Value::Int(number)]) => in_range(number.checked_neg(), kind),
        (Function::Negate(_), [Value::Decimal(number)]) => Ok(Value::Decimal(number.negated())),
        (Function::Negate(_), [Value::Span(length)]) => Ok(Value::Span(-length)),
        (Function::Negate(_), [Value::Months(length)]) => Ok(Value::Months(-length)),
        (Function::Negate(_), [Value::Double(number)]) => double(-number.get()),
        (Function::Abs, [Value::Int(number)]) => in_range(number.checked_abs(), SqlType::BigInt),
        (Function::Abs, [Value::Decimal(number)]) => {
            Ok(Value::Decimal(if number.sign() < 0 { number.negated() } else { *number }))
        }
        (Function::Abs, [Value::Double(number)]) => double(number.get().abs()),
        (Function::Sign, [Value::Int(number)]) => Ok(Value::Int(number.signum())),
        (Function::Sign, [Value::Decimal(number)]) => Ok(Value::Int(number.sign())),
        (Function::Sign, [Value::Double(number)]) => {
            Ok(Value::Int(i64::from(number.get() > 0.0) - i64::from(number.get() < 0.0)))
        }
        (Function::Floor | Function::Ceil | Function::Round, [number @ Value::Int(_)]) => Ok(number.clone()),
        (Function::Floor, [Value::Decimal(number)]) => Ok(Value::Decimal(number.floor())),
        (Function::Ceil, [Value::Decimal(number)]) => Ok(Value::Decimal(number.negated().floor().negated())),
        (Function::Floor, [Value::Double(number)]) => double(libm::floor(number.get())),
        (Function::Ceil, [Value::Double(number)]) => double(libm::ceil(number.get())),
        (Function::Round, _) => round(values),
        (Function::Mod(kind), [left, right]) => modulo(kind, left, right),
        (Function::Power, [Value::Double(base), Value::Double(exponent)]) => {
            double(libm::pow(base.get(), exponent.get()))
        }
        (Function::Exp, [Value::Double(number)]) => double(libm::exp(number.get())),
        (Function::Sqrt, [Value::Double(number)]) => double(libm::sqrt(number.get())),
        (Function::Ln, [Value::Double(number)]) => double(libm::log(number.get())),
        (Function::Log10, [Value::Double(number)]) => double(libm::log10(number.get())),
        _ => Ok(Value::Null),
    }
}

fn double(number: f64) -> Eval {
    Value::double(number).ok_or_else(|| Fault::argument("the function has no finite result for its argument"))
}

/// ROUND to places behind the point, half away from zero; places below zero are in front of it.
fn round(values: &[Value]) -> Eval {
    let places = values.get(1).and_then(Value::as_int).unwrap_or(0).clamp(-18, 18);
    let places = i32::try_from(places).unwrap_or(0);
    match values.first() {
        Some(Value::Int(number)) => {
            let unit = 10_i64.checked_pow(places.min(0).unsigned_abs()).unwrap_or(i64::MAX);
            let rest = number % unit;
            let up = if rest.unsigned_abs() >= unit.unsigned_abs().div_ceil(2) && unit > 1 {
                unit * number.signum()
            } else {
                0
            };
            in_range((number - rest).checked_add(up), SqlType::BigInt)
        }
        Some(Value::Decimal(number)) => {
            let scale = u8::try_from(places.max(0)).unwrap_or(0).min(number.scale());
            let rounded = number.with_scale(scale).and_then(|rounded| rounded.with_scale(number.scale()));
            rounded.map(Value::Decimal).ok_or_else(|| Fault::overflow("DECIMAL"))
        }
        Some(Value::Double(number)) => {
            let unit = libm::pow(10.0, f64::from(places));
            let rounded = libm::round(number.get() * unit) / unit;
            double(if rounded.is_finite() { rounded } else { number.get() })
        }
        _ => Ok(Value::Null),
    }
}

fn modulo(kind: SqlType, left: &Value, right: &Value) -> Eval {
    match (left, right) {
        (Value::Int(_), Value::Int(0)) => Err(Fault::by_zero()),
        (Value::Int(left), Value::Int(right)) => in_range(left.checked_rem(*right).or(Some(0)), kind),
        (Value::Decimal(_), Value::Decimal(right)) if right.is_zero() => Err(Fault::by_zero()),
        (Value::Decimal(left), Value::Decimal(right)) => {
            let (digits, places) = kind.digits();
            let rest = left.remainder(*right).and_then(|rest| rest.fitted(digits, places));
            rest.map(Value::Decimal).ok_or_else(|| Fault::overflow(kind))
        }
        _ => Ok(Value::Null),
    }
}
