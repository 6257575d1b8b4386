//! Names of types, in columns, in CAST and in the schema of an input.

use super::super::decimal::DIGITS_MAX;
use super::super::error::{Sql, SqlError};
use super::super::types::{CHARS_MAX, SqlType, Unit};
use super::cursor::Cursor;
use super::lex::{self, Tok};

const KNOWN: &str = "BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL(p,s), REAL, DOUBLE, FLOAT, CHAR(n), VARCHAR(n), \
     DATE, TIME, TIMESTAMP or INTERVAL";

/// The type that a text names, such as `VARCHAR(16)` in a `SqlType` of the API.
///
/// # Errors
/// For anything else, with the place in the text.
pub fn read_type(text: &str) -> Sql<SqlType> {
    let mut cursor = Cursor::new(lex::tokens(text)?);
    let kind = cursor.sql_type()?;
    if cursor.is_end() { Ok(kind) } else { cursor.expected("the end of the type") }
}

impl Cursor {
    pub(super) fn sql_type(&mut self) -> Sql<SqlType> {
        let at = self.at();
        let Tok::Word(word) = self.peek() else { return self.expected("a type") };
        let word = word.clone();
        let kind = match word.as_str() {
            "BOOLEAN" => SqlType::Boolean,
            "TINYINT" => SqlType::TinyInt,
            "SMALLINT" => SqlType::SmallInt,
            "INTEGER" | "INT" => SqlType::Integer,
            "BIGINT" => SqlType::BigInt,
            "REAL" => SqlType::Real,
            "DOUBLE" | "FLOAT" => SqlType::Double,
            "DATE" => SqlType::Date,
            "TIME" => SqlType::Time,
            "TIMESTAMP" => SqlType::Timestamp,
            "DECIMAL" | "DEC" | "NUMERIC" => return self.decimal(),
            "CHAR" | "CHARACTER" | "VARCHAR" => return self.characters(&word),
            "INTERVAL" => {
                self.advance();
                return self.units();
            }
            "BINARY" | "VARBINARY" | "ANY" => {
                return Err(SqlError::new(at, format!("the type {word} is not supported here; write {KNOWN}")));
            }
            _ => return self.expected(&format!("a type: {KNOWN}")),
        };
        self.advance();
        if word == "DOUBLE" {
            self.take(&["PRECISION"]);
        }
        // A precision of a time; the lab's times have milliseconds.
        if matches!(kind, SqlType::Time | SqlType::Timestamp) && self.take_sign("(") {
            self.whole("a precision", 0, 3)?;
            self.expect_sign(")")?;
        }
        Ok(kind)
    }

    fn decimal(&mut self) -> Sql<SqlType> {
        self.advance();
        if !self.take_sign("(") {
            return Ok(SqlType::Decimal(DIGITS_MAX, 0));
        }
        let digits = self.whole("a number of digits", 1, i64::from(DIGITS_MAX))?;
        let places = if self.take_sign(",") { self.whole("a number of places", 0, digits)? } else { 0 };
        self.expect_sign(")")?;
        let byte = |number: i64| u8::try_from(number).unwrap_or(DIGITS_MAX);
        Ok(SqlType::Decimal(byte(digits), byte(places)))
    }

    fn characters(&mut self, word: &str) -> Sql<SqlType> {
        let at = self.at();
        self.advance();
        let varies = word == "VARCHAR" || self.take(&["VARYING"]);
        if !self.take_sign("(") {
            let hint = format!("{word} needs a length, from 1 to {CHARS_MAX}: VARCHAR(16)");
            return if varies { Err(SqlError::new(at, hint)) } else { Ok(SqlType::Char(1)) };
        }
        let length = self.whole("a length", 1, i64::from(CHARS_MAX))?;
        self.expect_sign(")")?;
        let length = u32::try_from(length).unwrap_or(CHARS_MAX);
        Ok(if varies { SqlType::VarChar(length) } else { SqlType::Char(length) })
    }

    /// `unit` or `unit TO unit`, each perhaps with digits in brackets, which decide nothing.
    pub(super) fn units(&mut self) -> Sql<SqlType> {
        let at = self.at();
        let from = self.unit()?;
        self.digits()?;
        if !self.take(&["TO"]) {
            return Ok(SqlType::Interval(from, from));
        }
        let to = self.unit()?;
        self.digits()?;
        if to >= from || to.is_calendar() != from.is_calendar() {
            let message = format!("an interval cannot be {} TO {}", from.name(), to.name());
            return Err(SqlError::new(at, message));
        }
        Ok(SqlType::Interval(from, to))
    }

    fn digits(&mut self) -> Sql<()> {
        if self.take_sign("(") {
            self.whole("a number of digits", 0, 10)?;
            if self.take_sign(",") {
                self.whole("a number of digits", 0, 10)?;
            }
            self.expect_sign(")")?;
        }
        Ok(())
    }

    pub(super) fn unit(&mut self) -> Sql<Unit> {
        let unit = match self.peek() {
            Tok::Word(word) => Unit::named(word),
            _ => None,
        };
        let Some(unit) = unit else { return self.expected("SECOND, MINUTE, HOUR, DAY, MONTH or YEAR") };
        self.advance();
        Ok(unit)
    }
}
