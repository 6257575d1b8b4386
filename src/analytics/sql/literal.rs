//! Literals: numbers, texts, dates and times, intervals.

use super::super::dates;
use super::super::decimal::Decimal;
use super::super::error::{At, Sql, SqlError};
use super::super::types::{SqlType, Unit};
use super::super::value::Value;
use super::ast::Kind;
use super::cursor::Cursor;
use super::lex::Tok;

/// What a number is: INTEGER or BIGINT, DECIMAL with a point, DOUBLE with an exponent.
pub(super) fn number(text: &str, at: At) -> Sql<Kind> {
    if let Ok(number) = text.parse::<i64>() {
        let kind = if i32::try_from(number).is_ok() { SqlType::Integer } else { SqlType::BigInt };
        return Ok(Kind::Literal(Value::Int(number), kind));
    }
    if let Some(number) = Decimal::parse(text) {
        return Ok(Kind::Literal(Value::Decimal(number), SqlType::Decimal(number.digits(), number.scale())));
    }
    let is_double = text.contains(['e', 'E']);
    match text.parse::<f64>().ok().filter(|_| is_double).and_then(Value::double) {
        Some(number) => Ok(Kind::Literal(number, SqlType::Double)),
        None => Err(SqlError::new(at, format!("the number {text} is too large: exact numbers have at most 19 digits"))),
    }
}

/// The type of a text literal.
pub(super) fn text_type(text: &str) -> SqlType {
    SqlType::Char(u32::try_from(text.chars().count()).unwrap_or(u32::MAX).max(1))
}

impl Cursor {
    /// `TIMESTAMP '…'`, `DATE '…'`, `TIME '…'`, `INTERVAL '…' unit`, TRUE, FALSE or NULL, where one stands here.
    pub(super) fn named_literal(&mut self) -> Sql<Option<Kind>> {
        let Tok::Word(word) = self.peek() else { return Ok(None) };
        let word = word.clone();
        let constant = match word.as_str() {
            "TRUE" => Kind::Literal(Value::Bool(true), SqlType::Boolean),
            "FALSE" => Kind::Literal(Value::Bool(false), SqlType::Boolean),
            "NULL" => Kind::Literal(Value::Null, SqlType::Null),
            "INTERVAL" => {
                let (length, kind) = self.interval()?;
                let is_months = matches!(kind, SqlType::Interval(Unit::Month | Unit::Year, _));
                let value = if is_months { Value::Months(length) } else { Value::Span(length) };
                return Ok(Some(Kind::Literal(value, kind)));
            }
            "TIMESTAMP" | "DATE" | "TIME" if matches!(self.peek_at(1), Tok::Text(_)) => {
                self.advance();
                return self.moment(&word).map(Some);
            }
            _ => return Ok(None),
        };
        self.advance();
        Ok(Some(constant))
    }

    fn moment(&mut self, word: &str) -> Sql<Kind> {
        let at = self.at();
        let text = self.text("a text")?;
        let (value, kind, form) = match word {
            "TIMESTAMP" => {
                (dates::read_timestamp(&text).map(Value::Timestamp), SqlType::Timestamp, "yyyy-MM-dd HH:mm:ss")
            }
            "DATE" => (dates::read_date(&text).map(Value::Date), SqlType::Date, "yyyy-MM-dd"),
            _ => (dates::read_time(&text).map(Value::Time), SqlType::Time, "HH:mm:ss"),
        };
        match value {
            Some(value) => Ok(Kind::Literal(value, kind)),
            None => Err(SqlError::new(at, format!("'{text}' is no {word}; write '{form}'"))),
        }
    }

    /// `INTERVAL '60' SECOND`, in milliseconds or months, with its type.
    pub(super) fn interval(&mut self) -> Sql<(i64, SqlType)> {
        self.expect(&["INTERVAL"])?;
        let at = self.at();
        let sign = if self.take_sign("-") { -1 } else { 1 };
        let Tok::Text(text) = self.peek() else {
            return self.expected("a number between apostrophes, as in INTERVAL '60' SECOND");
        };
        let text = text.clone();
        self.advance();
        let kind = self.units()?;
        let SqlType::Interval(from, to) = kind else { return self.expected("a unit") };
        match fields(text.trim(), from, to) {
            Some(length) => Ok((sign * length, kind)),
            None => Err(SqlError::new(at, format!("'{text}' is no {kind}"))),
        }
    }

    /// An interval that is longer than nothing and does not depend on the calendar: the length of a window.
    pub(super) fn length(&mut self, what: &str) -> Sql<i64> {
        let at = self.at();
        let (length, kind) = self.interval()?;
        if matches!(kind, SqlType::Interval(Unit::Month | Unit::Year, _)) {
            return Err(SqlError::new(at, format!("{what} is given in DAY, HOUR, MINUTE or SECOND")));
        }
        if length <= 0 {
            return Err(SqlError::new(at, format!("{what} must be longer than nothing")));
        }
        Ok(length)
    }
}

/// The length that `1 02:03:04.5` and the like stand for.
fn fields(text: &str, from: Unit, to: Unit) -> Option<i64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let units: Vec<Unit> = Unit::ALL.into_iter().rev().filter(|unit| (to..=from).contains(unit)).collect();
    let parts: Vec<&str> = text.split([' ', ':', '-']).collect();
    if parts.len() != units.len() {
        return None;
    }
    let mut total = 0_i64;
    for ((index, part), unit) in parts.into_iter().enumerate().zip(units) {
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (whole, fraction) = part.split_once('.').unwrap_or((part, "0"));
        if !is_digits(whole) || !is_digits(fraction) || (unit != Unit::Second && part.contains('.')) {
            return None;
        }
        let number: i64 = whole.parse().ok()?;
        let most = match unit {
            Unit::Second | Unit::Minute => 59,
            Unit::Hour => 23,
            _ => 11,
        };
        if index > 0 && number > most {
            return None;
        }
        let millis: i64 = fraction.chars().chain("00".chars()).take(3).collect::<String>().parse().ok()?;
        total = number.checked_mul(unit.size())?.checked_add(millis)?.checked_add(total)?;
    }
    // A thousand years; what is longer overflows nothing later.
    (total < 31_536_000_000_000).then_some(sign * total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_intervals() {
        for (text, from, to, length) in [
            ("60", Unit::Second, Unit::Second, Some(60_000)),
            ("1.5", Unit::Second, Unit::Second, Some(1_500)),
            ("-2", Unit::Hour, Unit::Hour, Some(-7_200_000)),
            ("1 02:03:04.5", Unit::Day, Unit::Second, Some(93_784_500)),
            ("1:30", Unit::Minute, Unit::Second, Some(90_000)),
            ("1-6", Unit::Year, Unit::Month, Some(18)),
            ("1:60", Unit::Minute, Unit::Second, None),
            ("1.5", Unit::Minute, Unit::Minute, None),
            ("", Unit::Second, Unit::Second, None),
            ("a", Unit::Second, Unit::Second, None),
            ("1:2", Unit::Second, Unit::Second, None),
            ("9999999999999999999", Unit::Second, Unit::Second, None),
        ] {
            assert_eq!(fields(text, from, to), length, "{text}");
        }
    }
}
