//! Records as rows: which key of a document is which column, and what fits into one.
//!
//! Source: "Choose the JSON deserializer" in the Firehose developer guide. A record may hold several documents behind each
//! other, but no list of documents; one that does not fit fails as a whole.

use super::timestamp::{by_pattern, date, of_millis, plain};
use super::{Cell, Column, Row, Type};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// `OpenXJsonSerDe`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OpenX {
    /// Dots in keys become underscores.
    pub convert_dots: bool,
    /// Keys are compared in small letters.
    pub case_insensitive: bool,
    /// Columns whose key has another name.
    pub mappings: BTreeMap<String, String>,
}

/// `HiveJsonSerDe`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hive {
    /// Patterns of Joda-Time, or `millis`; none for Hive's own form.
    pub timestamp_formats: Vec<String>,
}

/// How documents are read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Deserializer {
    /// By OpenX.
    OpenX(OpenX),
    /// By Hive, which compares keys in small letters.
    Hive(Hive),
}

/// Why a record is no row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RowError {
    /// What stands behind `DataFormatConversion.`: `ParseError` or `MalformedData`.
    pub code: &'static str,
    /// Why.
    pub message: String,
}

fn malformed(message: String) -> RowError {
    RowError { code: "MalformedData", message }
}

impl Deserializer {
    /// The rows of a record.
    ///
    /// # Errors
    /// `ParseError` for what is not JSON, `MalformedData` for what does not fit a column.
    pub fn rows(&self, data: &[u8], columns: &[Column]) -> Result<Vec<Row>, RowError> {
        let mut rows = Vec::new();
        for document in serde_json::Deserializer::from_slice(data).into_iter::<Value>() {
            let document = document.map_err(|error| RowError {
                code: "ParseError",
                message: format!("Encountered malformed JSON. {error}"),
            })?;
            let Value::Object(fields) = document else {
                let message = "Data is not a JSON document: a record must be an object".to_owned();
                return Err(RowError { code: "ParseError", message });
            };
            rows.push(self.fields(fields, columns, true)?);
        }
        if rows.is_empty() {
            return Err(RowError { code: "ParseError", message: "The record holds no JSON document".to_owned() });
        }
        Ok(rows)
    }

    /// The cells of an object. Names that were mapped count for the columns of the table itself alone.
    fn fields(&self, fields: Map<String, Value>, columns: &[Column], is_top: bool) -> Result<Vec<Cell>, RowError> {
        let mut known: BTreeMap<String, Value> = BTreeMap::new();
        for (key, value) in fields {
            known.insert(self.key(&key), value);
        }
        let cell = |column: &Column| {
            let mapped = match self {
                Self::OpenX(openx) if is_top => openx.mappings.get(&column.name).map(|key| self.key(key)),
                _ => None,
            };
            let value = known.get(mapped.as_deref().unwrap_or(&column.name));
            value
                .map_or(Ok(Cell::Null), |value| self.cell(&column.kind, value))
                .map_err(|message| malformed(format!("Field {} cannot be converted: {message}", column.name)))
        };
        columns.iter().map(cell).collect()
    }

    fn key(&self, key: &str) -> String {
        match self {
            Self::OpenX(openx) => {
                let key = if openx.convert_dots { key.replace('.', "_") } else { key.to_owned() };
                if openx.case_insensitive { key.to_lowercase() } else { key }
            }
            Self::Hive(_) => key.to_lowercase(),
        }
    }

    fn cell(&self, kind: &Type, value: &Value) -> Result<Cell, String> {
        if value.is_null() {
            return Ok(Cell::Null);
        }
        let refused = || format!("{value} is not of the type {kind:?}");
        match kind {
            Type::Boolean => match value {
                Value::Bool(value) => Ok(Cell::Bool(*value)),
                Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(Cell::Bool(true)),
                Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(Cell::Bool(false)),
                _ => Err(refused()),
            },
            Type::TinyInt | Type::SmallInt | Type::Int | Type::BigInt => {
                let number = match value {
                    Value::Number(number) => number.as_i64(),
                    Value::String(text) => text.trim().parse().ok(),
                    _ => None,
                };
                let (least, most) = kind.range();
                number.filter(|number| (least..=most).contains(number)).map(Cell::Int).ok_or_else(refused)
            }
            Type::Float | Type::Double => {
                let number = match value {
                    Value::Number(number) => number.as_f64(),
                    Value::String(text) => text.trim().parse().ok(),
                    _ => None,
                };
                number.map(Cell::Real).ok_or_else(refused)
            }
            Type::Decimal(precision, scale) => {
                decimal(&text_of(value), *precision, *scale).map(Cell::Decimal).ok_or_else(refused)
            }
            Type::String => Ok(Cell::Bytes(text_of(value).into_bytes())),
            Type::VarChar(most) | Type::Char(most) => {
                let cut: String = text_of(value).chars().take(*most as usize).collect();
                let padded =
                    if matches!(kind, Type::Char(_)) { format!("{cut:width$}", width = *most as usize) } else { cut };
                Ok(Cell::Bytes(padded.into_bytes()))
            }
            Type::Binary => {
                let text = value.as_str().ok_or_else(refused)?;
                STANDARD.decode(text).map(Cell::Bytes).map_err(|_| refused())
            }
            Type::Date => value.as_str().and_then(date).map(Cell::Int).ok_or_else(refused),
            Type::Timestamp => self.time(value).ok_or_else(refused),
            Type::Array(item) => {
                let items = value.as_array().ok_or_else(refused)?;
                items.iter().map(|value| self.cell(item, value)).collect::<Result<_, _>>().map(Cell::List)
            }
            Type::Map(key, item) => {
                let fields = value.as_object().ok_or_else(refused)?;
                let entry = |(name, value): (&String, &Value)| {
                    Ok((self.cell(key, &Value::String(name.clone()))?, self.cell(item, value)?))
                };
                fields.iter().map(entry).collect::<Result<_, String>>().map(Cell::Map)
            }
            Type::Struct(columns) => {
                let fields = value.as_object().ok_or_else(refused)?;
                self.fields(fields.clone(), columns, false).map(Cell::Struct).map_err(|error| error.message)
            }
        }
    }

    fn time(&self, value: &Value) -> Option<Cell> {
        let cell = |(seconds, nanos)| Cell::Time(seconds, nanos);
        match self {
            Self::Hive(hive) if !hive.timestamp_formats.is_empty() => {
                let text = text_of(value);
                hive.timestamp_formats.iter().find_map(|pattern| by_pattern(&text, pattern)).map(cell)
            }
            Self::Hive(_) => value.as_str().and_then(plain).map(cell),
            Self::OpenX(_) => match value {
                Value::Number(number) => epoch(number.as_f64()?).map(cell),
                Value::String(text) => plain(text).or_else(|| text.trim().parse().ok().and_then(epoch)).map(cell),
                _ => None,
            },
        }
    }
}

/// A number as a time: seconds, or thousandths of one where seconds would lie beyond the year 5138.
fn epoch(number: f64) -> Option<(i64, u32)> {
    const SECONDS_MAX: f64 = 1e11;
    let millis = if number.abs() < SECONDS_MAX { number * 1000.0 } else { number };
    if !(-9e15..9e15).contains(&millis) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, reason = "it was looked at above")]
    Some(of_millis(millis.round() as i64))
}

/// A scalar as a text, anything else as JSON.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Digits without their point, rounded half up to the scale.
fn decimal(text: &str, precision: u8, scale: u8) -> Option<i128> {
    let text = text.trim();
    let (figure, exponent) = match text.split_once(['e', 'E']) {
        Some((figure, exponent)) => (figure, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (sign, figure) = match figure.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, figure.strip_prefix('+').unwrap_or(figure)),
    };
    let (whole, behind) = figure.split_once('.').unwrap_or((figure, ""));
    let digits = format!("{whole}{behind}");
    if digits.is_empty() || digits.len() > 60 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // How many zeros to add at the end, or digits to take away.
    let shift = i32::from(scale) + exponent - i32::try_from(behind.len()).ok()?;
    let value: i128 = if shift >= 0 {
        let zeros = usize::try_from(shift).ok().filter(|zeros| *zeros <= 60)?;
        format!("{digits}{}", "0".repeat(zeros)).parse().ok()?
    } else {
        let away = usize::try_from(-shift).ok()?;
        let padded = format!("{digits:0>width$}", width = away + 1);
        let (kept, cut) = padded.split_at(padded.len() - away);
        let up = i128::from(cut.bytes().next().is_some_and(|byte| byte >= b'5'));
        kept.parse::<i128>().ok()? + up
    };
    (value < 10_i128.pow(u32::from(precision))).then_some(sign * value)
}
