//! Expressions worked out for a row, by SQL's logic of three values. It knows no streams.

pub mod aggregate;
pub mod cast;
mod number;
mod text;
mod time;

use super::error::Fault;
use super::plan::typed::{Expr, Function};
use super::sql::ast::{Binary, Is};
use super::value::Value;
use crate::patterns::regex::Pattern;
use cast::cast;

/// What working out comes to.
pub type Eval = Result<Value, Fault>;

/// What an expression can see.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The row's values.
    pub values: &'a [Value],
    /// The time of the clock, in milliseconds since 1970.
    pub now: i64,
}

/// The value of an expression.
///
/// # Errors
/// What makes the row unusable: a division by zero, an overflow, a cast that does not work.
pub fn eval(expr: &Expr, scope: Scope<'_>) -> Eval {
    Ok(match expr {
        Expr::Const(value) => value.clone(),
        Expr::Column(index) => scope.values.get(*index).cloned().unwrap_or(Value::Null),
        Expr::Cast(inner, from, to) => cast(&eval(inner, scope)?, *from, *to)?,
        Expr::Not(inner) => truth(eval(inner, scope)?.as_bool().map(|truth| !truth)),
        Expr::And(left, right) => match eval(left, scope)?.as_bool() {
            Some(false) => Value::Bool(false),
            known => match (known, eval(right, scope)?.as_bool()) {
                (_, Some(false)) => Value::Bool(false),
                (Some(true), Some(true)) => Value::Bool(true),
                _ => Value::Null,
            },
        },
        Expr::Or(left, right) => match eval(left, scope)?.as_bool() {
            Some(true) => Value::Bool(true),
            known => match (known, eval(right, scope)?.as_bool()) {
                (_, Some(true)) => Value::Bool(true),
                (Some(false), Some(false)) => Value::Bool(false),
                _ => Value::Null,
            },
        },
        Expr::Compare(operator, left, right) => truth(compare(*operator, &eval(left, scope)?, &eval(right, scope)?)),
        Expr::Is(inner, what, negated) => {
            let value = eval(inner, scope)?;
            let holds = match what {
                Is::Null | Is::Unknown => value.is_null(),
                Is::True => value.as_bool() == Some(true),
                Is::False => value.as_bool() == Some(false),
            };
            Value::Bool(holds != *negated)
        }
        Expr::In(inner, list, negated) => truth(is_in(&eval(inner, scope)?, list, scope)?.map(|is| is != *negated)),
        Expr::Matches(text, pattern, negated) => match eval(text, scope)?.as_text() {
            Some(text) => Value::Bool(pattern.is_whole(text)? != *negated),
            None => Value::Null,
        },
        Expr::MatchesAny(text, pattern, escape, negated, similar) => {
            let (text, pattern) = (eval(text, scope)?, eval(pattern, scope)?);
            let (Some(text), Some(pattern)) = (text.as_text(), pattern.as_text()) else { return Ok(Value::Null) };
            let pattern = Pattern::of_sql(pattern, *escape, *similar).map_err(Fault::argument)?;
            Value::Bool(pattern.is_whole(text)? != *negated)
        }
        Expr::Case(branches, rest) => {
            for (when, then) in branches {
                if eval(when, scope)? == Value::Bool(true) {
                    return eval(then, scope);
                }
            }
            eval(rest, scope)?
        }
        Expr::Coalesce(list) => {
            for expr in list {
                let value = eval(expr, scope)?;
                if !value.is_null() {
                    return Ok(value);
                }
            }
            Value::Null
        }
        Expr::Arithmetic(operator, kind, left, right) => {
            number::arithmetic(*operator, *kind, &eval(left, scope)?, &eval(right, scope)?)?
        }
        Expr::Shift(..) | Expr::Scale(..) | Expr::Difference(..) => time::intervals(expr, scope)?,
        Expr::Call(function, arguments) => return call(*function, arguments, scope),
    })
}

/// A truth as a value; unknown is NULL.
fn truth(truth: Option<bool>) -> Value {
    truth.map_or(Value::Null, Value::Bool)
}

/// What a comparison of two values of one type comes to; unknown for NULL. Spaces at the end of texts do not count.
pub fn compare(operator: Binary, left: &Value, right: &Value) -> Option<bool> {
    if left.is_null() || right.is_null() {
        return None;
    }
    let order = match (left, right) {
        (Value::Text(left), Value::Text(right)) => left.trim_end_matches(' ').cmp(right.trim_end_matches(' ')),
        _ => left.cmp(right),
    };
    Some(match operator {
        Binary::Equal => order.is_eq(),
        Binary::Unequal => order.is_ne(),
        Binary::Less => order.is_lt(),
        Binary::AtMost => order.is_le(),
        Binary::Greater => order.is_gt(),
        _ => order.is_ge(),
    })
}

fn is_in(value: &Value, list: &[Expr], scope: Scope<'_>) -> Result<Option<bool>, Fault> {
    let mut is_known = true;
    for expr in list {
        match compare(Binary::Equal, value, &eval(expr, scope)?) {
            Some(true) => return Ok(Some(true)),
            Some(false) => {}
            None => is_known = false,
        }
    }
    Ok(is_known.then_some(false))
}

fn call(function: Function, arguments: &[Expr], scope: Scope<'_>) -> Eval {
    let mut values = Vec::with_capacity(arguments.len());
    for argument in arguments {
        let value = eval(argument, scope)?;
        if value.is_null() {
            return Ok(Value::Null);
        }
        values.push(value);
    }
    let result = match function {
        Function::Now => Some(Value::Timestamp(scope.now)),
        Function::Today => Some(Value::Date(scope.now.div_euclid(super::dates::DAY))),
        Function::Greatest => values.into_iter().max(),
        Function::Least => values.into_iter().min(),
        Function::Abs
        | Function::Ceil
        | Function::Exp
        | Function::Floor
        | Function::Ln
        | Function::Log10
        | Function::Mod(_)
        | Function::Negate(_)
        | Function::Power
        | Function::Round
        | Function::Sign
        | Function::Sqrt => return number::call(function, &values),
        Function::Extract(_)
        | Function::RoundTime(..)
        | Function::Step(_)
        | Function::CharToTimestamp
        | Function::TimestampToChar
        | Function::ToTimestamp
        | Function::TsDiff
        | Function::UnixTimestamp => return time::call(function, &values),
        _ => return text::call(function, &values),
    };
    Ok(result.unwrap_or(Value::Null))
}
