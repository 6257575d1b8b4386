//! Operators and conversions: which types they take, and what comes of them.
//!
//! Types of results of exact numbers are those of Calcite: whole numbers stay whole, so that 7 / 2 is 3.

use super::super::decimal::DIGITS_MAX;
use super::super::error::{At, Sql, SqlError};
use super::super::sql::ast::Binary;
use super::super::types::{CHARS_MAX, Family, SqlType, Unit};
use super::typed::{Expr, Function, Typed};

const fn sign(operator: Binary) -> &'static str {
    match operator {
        Binary::Or => "OR",
        Binary::And => "AND",
        Binary::Equal => "=",
        Binary::Unequal => "<>",
        Binary::Less => "<",
        Binary::AtMost => "<=",
        Binary::Greater => ">",
        Binary::AtLeast => ">=",
        Binary::Plus => "+",
        Binary::Minus => "-",
        Binary::Times => "*",
        Binary::Divided => "/",
        Binary::Concat => "||",
    }
}

fn clash<T>(operator: Binary, left: &Typed, right: &Typed, at: At) -> Sql<T> {
    let sign = sign(operator);
    let mut message = format!("'{sign}' cannot be applied to {} and {}", left.kind, right.kind);
    let is_moment = |typed: &Typed| matches!(typed.kind.family(), Family::Date | Family::Timestamp);
    if operator == Binary::Minus && is_moment(left) && is_moment(right) {
        message.push_str("; write (a - b) SECOND for an interval, or TSDIFF(a, b) for milliseconds");
    } else if operator == Binary::Plus && left.kind.family() == Family::Text {
        message.push_str("; texts are joined with ||");
    } else {
        message.push_str("; use CAST");
    }
    Err(SqlError::new(at, message))
}

/// An operator between two values; AND and OR are not among them.
pub fn binary(operator: Binary, left: Typed, right: Typed, at: At) -> Sql<Typed> {
    match operator {
        Binary::Plus | Binary::Minus | Binary::Times | Binary::Divided => counted(operator, left, right, at),
        Binary::Concat => {
            let fits = |typed: &Typed| matches!(typed.kind.family(), Family::Text | Family::Null);
            if !fits(&left) || !fits(&right) {
                return clash(operator, &left, &right, at);
            }
            let chars = left.kind.chars().saturating_add(right.kind.chars()).min(CHARS_MAX);
            Ok(Typed::new(Expr::Call(Function::Concat, vec![left.expr, right.expr]), SqlType::VarChar(chars)))
        }
        _ => {
            let Some(kind) = left.kind.common(right.kind) else { return clash(operator, &left, &right, at) };
            let is_order = !matches!(operator, Binary::Equal | Binary::Unequal);
            if is_order && kind == SqlType::Boolean {
                return clash(operator, &left, &right, at);
            }
            let (left, right) = (Box::new(left.cast(kind).expr), Box::new(right.cast(kind).expr));
            Ok(Typed::new(Expr::Compare(operator, left, right), SqlType::Boolean))
        }
    }
}

fn counted(operator: Binary, left: Typed, right: Typed, at: At) -> Sql<Typed> {
    use Family::{Approximate, Date, Exact, Months, Null, Span, Time, Timestamp};
    let both = (left.kind.family(), right.kind.family());
    let is_minus = operator == Binary::Minus;
    let is_sum = matches!(operator, Binary::Plus | Binary::Minus);
    let number = |family| matches!(family, Exact | Approximate | Null);
    let boxed = |typed: Typed| Box::new(typed.expr);
    match both {
        (one, other) if number(one) && number(other) => Ok(arithmetic(operator, left, right)),
        (Timestamp | Date, Span | Months) | (Time | Span, Span) | (Months, Months) if is_sum => {
            let kind = match both {
                (Span, Span) => left.kind.common(right.kind).unwrap_or(left.kind),
                _ => left.kind,
            };
            Ok(Typed::new(Expr::Shift(boxed(left), boxed(right), is_minus), kind))
        }
        (Span | Months, Timestamp | Date) | (Span, Time) if operator == Binary::Plus => {
            let kind = right.kind;
            Ok(Typed::new(Expr::Shift(boxed(right), boxed(left), false), kind))
        }
        (Span | Months, Exact | Approximate) if !is_sum => {
            let kind = left.kind;
            Ok(Typed::new(Expr::Scale(boxed(left), boxed(right), operator == Binary::Divided), kind))
        }
        (Exact | Approximate, Span | Months) if operator == Binary::Times => {
            let kind = right.kind;
            Ok(Typed::new(Expr::Scale(boxed(right), boxed(left), false), kind))
        }
        _ => clash(operator, &left, &right, at),
    }
}

/// Two numbers in the type that Calcite gives their result.
fn arithmetic(operator: Binary, left: Typed, right: Typed) -> Typed {
    let kind = left.kind.common(right.kind).unwrap_or(SqlType::Double);
    let SqlType::Decimal(..) = kind else {
        let kind = match kind {
            SqlType::Null => SqlType::Integer,
            SqlType::Real => SqlType::Double,
            kind => kind,
        };
        let (left, right) = (Box::new(left.cast(kind).expr), Box::new(right.cast(kind).expr));
        return Typed::new(Expr::Arithmetic(operator, kind, left, right), kind);
    };
    let ((digits, places), (others, other_places)) = (left.kind.digits(), right.kind.digits());
    let (before, other_before) = (digits - places, others - other_places);
    let (whole, after) = match operator {
        Binary::Times => (before + other_before, places + other_places),
        Binary::Divided => (before + other_places, (places + others + 1).max(6)),
        _ => (before.max(other_before) + 1, places.max(other_places)),
    };
    // What is in front of the point counts more than what is behind it.
    let after = after.min(DIGITS_MAX.saturating_sub(whole).max(places.max(other_places)).min(DIGITS_MAX));
    let kind = SqlType::Decimal((whole + after).min(DIGITS_MAX), after);
    let own = |typed: Typed| {
        let (digits, places) = typed.kind.digits();
        Box::new(typed.cast(SqlType::Decimal(digits, places)).expr)
    };
    Typed::new(Expr::Arithmetic(operator, kind, own(left), own(right)), kind)
}

/// `-x`.
pub fn negative(inner: Typed, at: At) -> Sql<Typed> {
    let kind = inner.kind;
    if !matches!(kind.family(), Family::Exact | Family::Approximate | Family::Span | Family::Months | Family::Null) {
        return Err(SqlError::new(at, format!("'-' cannot be applied to {kind}")));
    }
    Ok(Typed::new(Expr::Call(Function::Negate(kind), vec![inner.expr]), kind))
}

/// Whether there is a CAST from one type to another.
pub fn castable(from: SqlType, to: SqlType, at: At) -> Sql<()> {
    use Family::{Boolean, Date, Exact, Months, Null, Span, Text, Time, Timestamp};
    let is_single = |kind: SqlType| matches!(kind, SqlType::Interval(from, to) if from == to);
    let (one, other) = (from.family(), to.family());
    let fits = match (one, other) {
        (Null, _) | (_, Text) | (Timestamp, Date | Time) | (Date, Timestamp) => true,
        (Text, _) => !matches!(other, Span | Months),
        (Span | Months, _) if other.is_number() => is_single(from),
        (Exact, Span | Months) => is_single(to),
        (Boolean, _) | (_, Boolean) => one == other,
        _ => one == other || (one.is_number() && other.is_number()),
    };
    if fits { Ok(()) } else { Err(SqlError::new(at, format!("{from} cannot be cast to {to}"))) }
}

/// EXTRACT.
pub fn extract(inner: Typed, unit: Option<Unit>, at: At) -> Sql<Typed> {
    let fits = match (inner.kind.family(), unit) {
        (Family::Null | Family::Timestamp | Family::Date, _) => true,
        (Family::Time | Family::Span, Some(unit)) => !unit.is_calendar(),
        (Family::Months, Some(unit)) => unit.is_calendar(),
        _ => false,
    };
    if !fits {
        let unit = unit.map_or("DOW", Unit::name);
        return Err(SqlError::new(at, format!("{unit} cannot be extracted from {}", inner.kind)));
    }
    Ok(Typed::new(Expr::Call(Function::Extract(unit), vec![inner.expr]), SqlType::BigInt))
}

/// FLOOR or CEIL of a time to a unit.
pub fn round_time(inner: Typed, unit: Unit, is_up: bool, at: At) -> Sql<Typed> {
    let kind = inner.kind;
    let fits = match kind.family() {
        Family::Timestamp | Family::Null => true,
        Family::Date => unit >= Unit::Day,
        Family::Time | Family::Span => !unit.is_calendar(),
        Family::Months => unit.is_calendar(),
        _ => false,
    };
    if !fits {
        return Err(SqlError::new(at, format!("{kind} cannot be rounded to {}", unit.name())));
    }
    Ok(Typed::new(Expr::Call(Function::RoundTime(unit, is_up), vec![inner.expr]), kind))
}

/// STEP.
pub fn step(inner: Typed, length: i64, at: At) -> Sql<Typed> {
    let kind = inner.kind;
    if !matches!(kind.family(), Family::Timestamp | Family::Null) {
        return Err(SqlError::new(at, format!("STEP takes a TIMESTAMP, found {kind}")));
    }
    Ok(Typed::new(Expr::Call(Function::Step(length), vec![inner.expr]), kind))
}

/// `(a - b) unit`.
pub fn difference(left: Typed, right: Typed, to: SqlType, at: At) -> Sql<Typed> {
    let is_moment = |typed: &Typed| matches!(typed.kind.family(), Family::Date | Family::Timestamp);
    if !is_moment(&left) || !is_moment(&right) {
        let inner = binary(Binary::Minus, left, right, at)?;
        castable(inner.kind, to, at)?;
        return Ok(inner.cast(to));
    }
    let in_months = to.family() == Family::Months;
    let whole =
        if in_months { SqlType::Interval(Unit::Year, Unit::Month) } else { SqlType::Interval(Unit::Day, Unit::Second) };
    let expr = Expr::Difference(Box::new(left.expr), Box::new(right.expr), in_months);
    Ok(Typed::new(expr, whole).cast(to))
}
