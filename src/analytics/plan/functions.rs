//! The functions of values: what they take, and of what type their result is.

use super::super::error::{At, Sql, SqlError};
use super::super::eval::aggregate;
use super::super::types::{CHARS_MAX, Family, SqlType};
use super::typed::{Expr, Function, Sides, Typed};

/// What an argument has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Takes {
    Text,
    /// Any number, in its own type.
    Number,
    /// A number as DOUBLE.
    Double,
    /// A number as BIGINT.
    Whole,
    /// A DATE or TIMESTAMP, in its own type.
    Moment,
    /// A TIMESTAMP.
    Timestamp,
}

/// What the result's type follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gives {
    /// It is that of the first argument.
    First,
    Kind(SqlType),
    /// A text as long as the two first arguments together.
    Joined,
    /// A text as long as the argument of that index.
    Like(usize),
}

struct Signature {
    function: Function,
    takes: &'static [Takes],
    /// How many of them may be left out.
    optional: usize,
    gives: Gives,
}

/// Names of the service's functions that this lab leaves out, so that a message can say so.
const LEFT_OUT: [&str; 27] = [
    "RANDOM_CUT_FOREST",
    "RANDOM_CUT_FOREST_WITH_EXPLANATION",
    "HOTSPOTS",
    "COUNT_DISTINCT_ITEMS_TUMBLING",
    "EXP_AVG",
    "GROUP_RANK",
    "LINEAR_INTERP",
    "NTH_VALUE",
    "REGEX_LOG_PARSE",
    "FAST_REGEX_LOG_PARSER",
    "FIXED_COLUMN_LOG_PARSE",
    "COLUMN_LOG_PARSE",
    "VARIABLE_COLUMN_LOG_PARSE",
    "SYS_LOG_PARSE",
    "W3C_LOG_PARSE",
    "APPROXIMATE_ARRIVAL_TIME",
    "CHAR_TO_DATE",
    "CHAR_TO_TIME",
    "DATE_TO_CHAR",
    "TIME_TO_CHAR",
    "SIN",
    "COS",
    "TAN",
    "COT",
    "LOG",
    "RAND",
    "CHAR",
];

fn signature(name: &str) -> Option<Signature> {
    use Function as F;
    use Gives::{First, Joined, Kind, Like};
    use Takes::{Double, Moment, Number, Text, Timestamp, Whole};
    let is = |function, takes, optional, gives| Some(Signature { function, takes, optional, gives });
    match name {
        "ABS" => is(F::Abs, &[Number], 0, First),
        "CEIL" | "CEILING" => is(F::Ceil, &[Number], 0, First),
        "FLOOR" => is(F::Floor, &[Number], 0, First),
        "ROUND" => is(F::Round, &[Number, Whole], 1, First),
        "SIGN" => is(F::Sign, &[Number], 0, Kind(SqlType::Integer)),
        "EXP" => is(F::Exp, &[Double], 0, Kind(SqlType::Double)),
        "LN" => is(F::Ln, &[Double], 0, Kind(SqlType::Double)),
        "LOG10" => is(F::Log10, &[Double], 0, Kind(SqlType::Double)),
        "SQRT" => is(F::Sqrt, &[Double], 0, Kind(SqlType::Double)),
        "POWER" => is(F::Power, &[Double, Double], 0, Kind(SqlType::Double)),
        "CHAR_LENGTH" | "CHARACTER_LENGTH" => is(F::CharLength, &[Text], 0, Kind(SqlType::Integer)),
        "UPPER" => is(F::Upper, &[Text], 0, First),
        "LOWER" => is(F::Lower, &[Text], 0, First),
        "INITCAP" => is(F::Initcap, &[Text], 0, First),
        "POSITION" => is(F::Position, &[Text, Text], 0, Kind(SqlType::Integer)),
        "SUBSTRING" => is(F::Substring, &[Text, Whole, Whole], 1, Like(0)),
        "OVERLAY" => is(F::Overlay, &[Text, Text, Whole, Whole], 1, Joined),
        "TRIM_BOTH" => is(F::Trim(Sides::Both), &[Text, Text], 0, Like(1)),
        "TRIM_LEADING" => is(F::Trim(Sides::Leading), &[Text, Text], 0, Like(1)),
        "TRIM_TRAILING" => is(F::Trim(Sides::Trailing), &[Text, Text], 0, Like(1)),
        "CONCAT" => is(F::Concat, &[Text, Text], 0, Joined),
        "REGEX_REPLACE" => is(F::RegexReplace, &[Text, Text, Text, Whole, Whole], 0, Kind(SqlType::VarChar(CHARS_MAX))),
        "CURRENT_TIMESTAMP" | "CURRENT_ROW_TIMESTAMP" | "LOCALTIMESTAMP" => {
            is(F::Now, &[], 0, Kind(SqlType::Timestamp))
        }
        "CURRENT_DATE" => is(F::Today, &[], 0, Kind(SqlType::Date)),
        "UNIX_TIMESTAMP" => is(F::UnixTimestamp, &[Moment], 0, Kind(SqlType::BigInt)),
        "TO_TIMESTAMP" => is(F::ToTimestamp, &[Whole], 0, Kind(SqlType::Timestamp)),
        "TSDIFF" => is(F::TsDiff, &[Timestamp, Timestamp], 0, Kind(SqlType::BigInt)),
        "CHAR_TO_TIMESTAMP" => is(F::CharToTimestamp, &[Text, Text], 0, Kind(SqlType::Timestamp)),
        "TIMESTAMP_TO_CHAR" => is(F::TimestampToChar, &[Text, Timestamp], 0, Kind(SqlType::VarChar(64))),
        _ => None,
    }
}

/// A call of a function of values.
pub fn call(name: &str, at: At, arguments: Vec<Typed>) -> Sql<Typed> {
    match name {
        "COALESCE" | "GREATEST" | "LEAST" => return of_common(name, at, arguments),
        "NULLIF" => return nullif(at, arguments),
        "MOD" => return modulo(at, arguments),
        "CURRENT_TIME" | "LOCALTIME" if arguments.is_empty() => {
            let now = Typed::new(Expr::Call(Function::Now, Vec::new()), SqlType::Timestamp);
            return Ok(now.cast(SqlType::Time));
        }
        _ => {}
    }
    let Some(signature) = signature(name) else { return Err(unknown(name, at)) };
    let (most, given) = (signature.takes.len(), arguments.len());
    if given > most || given + signature.optional < most {
        let count =
            if signature.optional == 0 { most.to_string() } else { format!("{} or {most}", most - signature.optional) };
        return Err(SqlError::new(at, format!("{} takes {count} arguments, found {given}", shown(name))));
    }
    let first = arguments.first().map_or(SqlType::Null, |argument| argument.kind);
    let chars = |index: usize| arguments.get(index).map_or(1, |argument| argument.kind.chars());
    let kind = match signature.gives {
        Gives::First if first == SqlType::Null => SqlType::Null,
        Gives::First => first,
        Gives::Kind(kind) => kind,
        Gives::Joined => SqlType::VarChar(chars(0).saturating_add(chars(1)).min(CHARS_MAX)),
        Gives::Like(index) => SqlType::VarChar(chars(index).min(CHARS_MAX)),
    };
    let mut taken = Vec::with_capacity(given);
    for (number, (argument, takes)) in (1..).zip(arguments.into_iter().zip(signature.takes)) {
        taken.push(take(argument, *takes, (name, number, at))?.expr);
    }
    Ok(Typed::new(Expr::Call(signature.function, taken), kind))
}

fn take(argument: Typed, takes: Takes, (name, number, at): (&str, i32, At)) -> Sql<Typed> {
    let family = argument.kind.family();
    let (fits, what, to) = match takes {
        Takes::Text => (family == Family::Text, "a text", None),
        Takes::Number => (family.is_number(), "a number", None),
        Takes::Double => (family.is_number(), "a number", Some(SqlType::Double)),
        Takes::Whole => (family.is_number(), "a number", Some(SqlType::BigInt)),
        Takes::Moment => (matches!(family, Family::Date | Family::Timestamp), "a DATE or TIMESTAMP", None),
        Takes::Timestamp => {
            (matches!(family, Family::Date | Family::Timestamp), "a TIMESTAMP", Some(SqlType::Timestamp))
        }
    };
    if family == Family::Null {
        return Ok(argument);
    }
    if !fits {
        let message = format!("argument {number} of {} must be {what}, found {}", shown(name), argument.kind);
        return Err(SqlError::new(at, message));
    }
    Ok(match to {
        Some(to) => argument.cast(to),
        None => argument,
    })
}

/// The name as it is written.
fn shown(name: &str) -> &str {
    if name.starts_with("TRIM_") { "TRIM" } else { name }
}

fn unknown(name: &str, at: At) -> SqlError {
    let message = if name == "LAG" || aggregate::Kind::named(name).is_some() {
        format!("{name} cannot stand here")
    } else if LEFT_OUT.contains(&name) {
        format!("the function {name} of the service is not supported in this lab")
    } else {
        format!("there is no function {name}")
    };
    SqlError::new(at, message)
}

/// One type for all of them.
pub fn common(at: At, what: &str, typed: &[Typed]) -> Sql<SqlType> {
    let mut kind = SqlType::Null;
    for one in typed {
        let Some(both) = kind.common(one.kind) else {
            return Err(SqlError::new(at, format!("{what} mixes {kind} and {}; use CAST", one.kind)));
        };
        kind = both;
    }
    Ok(kind)
}

fn of_common(name: &str, at: At, arguments: Vec<Typed>) -> Sql<Typed> {
    if arguments.len() < 2 {
        return Err(SqlError::new(at, format!("{name} takes two arguments or more")));
    }
    let kind = common(at, name, &arguments)?;
    let list: Vec<Expr> = arguments.into_iter().map(|argument| argument.cast(kind).expr).collect();
    let expr = match name {
        "COALESCE" => Expr::Coalesce(list),
        "GREATEST" => Expr::Call(Function::Greatest, list),
        _ => Expr::Call(Function::Least, list),
    };
    Ok(Typed::new(expr, kind))
}

fn nullif(at: At, arguments: Vec<Typed>) -> Sql<Typed> {
    let kind = common(at, "NULLIF", &arguments)?;
    let Ok([first, second]) = <[Typed; 2]>::try_from(arguments) else {
        return Err(SqlError::new(at, "NULLIF takes 2 arguments"));
    };
    let result = first.clone();
    let (left, right) = (Box::new(first.cast(kind).expr), Box::new(second.cast(kind).expr));
    let is_equal = Expr::Compare(crate::analytics::sql::ast::Binary::Equal, left, right);
    let null = Expr::Const(crate::analytics::value::Value::Null);
    Ok(Typed::new(Expr::Case(vec![(is_equal, null)], Box::new(result.expr)), result.kind))
}

fn modulo(at: At, arguments: Vec<Typed>) -> Sql<Typed> {
    let is_exact = arguments.iter().all(|argument| matches!(argument.kind.family(), Family::Exact | Family::Null));
    if arguments.len() != 2 || !is_exact {
        return Err(SqlError::new(at, "MOD takes two exact numbers"));
    }
    let kind = common(at, "MOD", &arguments)?;
    let list = arguments.into_iter().map(|argument| argument.cast(kind).expr).collect();
    Ok(Typed::new(Expr::Call(Function::Mod(kind), list), kind))
}
