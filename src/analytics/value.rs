//! Values of columns. Their order is total, so that they can be keys; NULL comes first.

use super::decimal::Decimal;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A floating number that can be a key. It is never infinite or no number: what would be is a fault.
#[derive(Clone, Copy, Debug)]
pub struct Double(f64);

impl Double {
    /// The number, unless it is infinite or no number. There is one zero.
    pub fn new(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self(number + 0.0))
    }

    /// As a plain number.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl PartialEq for Double {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Double {}

impl PartialOrd for Double {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Double {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl Hash for Double {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

/// A value. Which variant a column has follows from its type; every variant but `Null` may stand in for no other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// No value.
    Null,
    /// BOOLEAN.
    Bool(bool),
    /// TINYINT, SMALLINT, INTEGER and BIGINT.
    Int(i64),
    /// DECIMAL.
    Decimal(Decimal),
    /// REAL and DOUBLE.
    Double(Double),
    /// CHAR and VARCHAR.
    Text(Arc<str>),
    /// DATE: days since 1970.
    Date(i64),
    /// TIME: milliseconds since midnight.
    Time(i64),
    /// TIMESTAMP: milliseconds since 1970 in UTC.
    Timestamp(i64),
    /// A span in milliseconds.
    Span(i64),
    /// A span in months.
    Months(i64),
}

impl Value {
    /// A text.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::Text(text.as_ref().into())
    }

    /// A floating number; NULL never comes of one, so `None` for what is infinite or no number.
    pub fn double(number: f64) -> Option<Self> {
        Double::new(number).map(Self::Double)
    }

    /// Whether there is no value.
    pub fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// A whole number, or milliseconds, days or months.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number)
            | Self::Date(number)
            | Self::Time(number)
            | Self::Timestamp(number)
            | Self::Span(number)
            | Self::Months(number) => Some(*number),
            _ => None,
        }
    }

    /// Any number as a floating one, for plots.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(approximate(*number)),
            Self::Decimal(number) => Some(number.to_double()),
            Self::Double(number) => Some(number.get()),
            _ => None,
        }
    }

    /// The text of a character value.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What a condition came to; `None` is unknown.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }
}

/// A whole number as the nearest floating one.
#[allow(clippy::cast_precision_loss, reason = "a DOUBLE is approximate")]
pub fn approximate(number: i64) -> f64 {
    number as f64
}

/// A row of a stream. Its ROWTIME, in milliseconds since 1970, is also the last of its values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// ROWTIME.
    pub time: i64,
    /// Values of the columns in order, then of hidden columns, ROWTIME last.
    pub values: Arc<[Value]>,
}

impl Row {
    /// A row of these values at that time, which is added to them.
    pub fn new(time: i64, mut values: Vec<Value>) -> Self {
        values.push(Value::Timestamp(time));
        Self { time, values: values.into() }
    }

    /// How many bytes its values have: texts as many as they are long, all others eight.
    pub fn bytes(&self) -> usize {
        self.values.iter().map(|value| value.as_text().map_or(8, str::len)).sum()
    }
}
