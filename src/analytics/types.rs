//! The types of columns and expressions: their names, families and ranges.
//!
//! Source: "Data Types" and "Numeric Types and Precision" in the Kinesis Data Analytics SQL reference.

use super::decimal::DIGITS_MAX;
use std::fmt;

/// The longest CHAR or VARCHAR.
pub const CHARS_MAX: u32 = 65_535;

/// A unit of time in intervals, EXTRACT, FLOOR and CEIL; from the smallest to the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Month,
    Year,
}

impl Unit {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Second, Self::Minute, Self::Hour, Self::Day, Self::Month, Self::Year];

    /// The keyword.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Second => "SECOND",
            Self::Minute => "MINUTE",
            Self::Hour => "HOUR",
            Self::Day => "DAY",
            Self::Month => "MONTH",
            Self::Year => "YEAR",
        }
    }

    /// The unit of that keyword.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == word)
    }

    /// Milliseconds, or months for the units whose length the calendar decides.
    pub const fn size(self) -> i64 {
        match self {
            Self::Second => 1_000,
            Self::Minute => 60_000,
            Self::Hour => 3_600_000,
            Self::Day => 86_400_000,
            Self::Month => 1,
            Self::Year => 12,
        }
    }

    /// Whether the calendar decides how long it is.
    pub const fn is_calendar(self) -> bool {
        matches!(self, Self::Month | Self::Year)
    }
}

/// The type of a column or an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are SQL's own")]
pub enum SqlType {
    /// Of a bare NULL, which fits anywhere.
    Null,
    Boolean,
    TinyInt,
    SmallInt,
    Integer,
    BigInt,
    /// Digits, and how many of them follow the point.
    Decimal(u8, u8),
    Real,
    Double,
    /// Characters; shorter texts are filled up with spaces.
    Char(u32),
    /// At most so many characters.
    VarChar(u32),
    Date,
    Time,
    Timestamp,
    /// From the larger unit to the smaller one, or one unit.
    Interval(Unit, Unit),
}

/// Types that can be compared with and assigned to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Family {
    Null,
    Boolean,
    Exact,
    Approximate,
    Text,
    Date,
    Time,
    Timestamp,
    /// Days to seconds.
    Span,
    /// Years to months.
    Months,
}

impl Family {
    /// Whether one counts with it.
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Exact | Self::Approximate)
    }
}

impl SqlType {
    /// Its family.
    pub const fn family(self) -> Family {
        match self {
            Self::Null => Family::Null,
            Self::Boolean => Family::Boolean,
            Self::TinyInt | Self::SmallInt | Self::Integer | Self::BigInt | Self::Decimal(..) => Family::Exact,
            Self::Real | Self::Double => Family::Approximate,
            Self::Char(_) | Self::VarChar(_) => Family::Text,
            Self::Date => Family::Date,
            Self::Time => Family::Time,
            Self::Timestamp => Family::Timestamp,
            Self::Interval(Unit::Month | Unit::Year, _) => Family::Months,
            Self::Interval(..) => Family::Span,
        }
    }

    /// Whether one counts with it.
    pub const fn is_number(self) -> bool {
        self.family().is_number()
    }

    /// Whether it is one of the four whole types.
    pub const fn is_whole(self) -> bool {
        matches!(self, Self::TinyInt | Self::SmallInt | Self::Integer | Self::BigInt)
    }

    /// The range of a whole type.
    pub const fn range(self) -> (i64, i64) {
        match self {
            Self::TinyInt => (-128, 127),
            Self::SmallInt => (-32_768, 32_767),
            Self::Integer => (-2_147_483_648, 2_147_483_647),
            _ => (i64::MIN, i64::MAX),
        }
    }

    /// Digits and places of an exact type; whole ones have no places.
    pub const fn digits(self) -> (u8, u8) {
        match self {
            Self::Decimal(digits, places) => (digits, places),
            Self::TinyInt => (3, 0),
            Self::SmallInt => (5, 0),
            Self::Integer => (10, 0),
            _ => (DIGITS_MAX, 0),
        }
    }

    /// How many characters a text of it has at most, or the text of one of its values.
    pub const fn chars(self) -> u32 {
        match self {
            Self::Char(chars) | Self::VarChar(chars) => chars,
            Self::Null => 1,
            Self::Boolean => 5,
            Self::Decimal(digits, _) => digits as u32 + 2,
            Self::TinyInt | Self::SmallInt | Self::Integer | Self::BigInt => 20,
            Self::Real | Self::Double | Self::Timestamp | Self::Interval(..) => 32,
            Self::Date => 10,
            Self::Time => 12,
        }
    }

    /// The type that values of both can be turned into without a cast; `None` when they do not go together.
    pub fn common(self, other: Self) -> Option<Self> {
        match (self.family(), other.family()) {
            _ if self == other => Some(self),
            (Family::Null, _) => Some(other),
            (_, Family::Null) => Some(self),
            (Family::Exact, Family::Exact) => Some(self.wider(other)),
            (mine, theirs) if mine.is_number() && theirs.is_number() => Some(Self::Double),
            (Family::Text, Family::Text) => Some(Self::VarChar(self.chars().max(other.chars()))),
            (Family::Date, Family::Timestamp) | (Family::Timestamp, Family::Date) => Some(Self::Timestamp),
            (Family::Span, Family::Span) => Some(Self::Interval(Unit::Day, Unit::Second)),
            (Family::Months, Family::Months) => Some(Self::Interval(Unit::Year, Unit::Month)),
            _ => None,
        }
    }

    /// The smallest exact type for values of both.
    fn wider(self, other: Self) -> Self {
        let order = [Self::TinyInt, Self::SmallInt, Self::Integer, Self::BigInt];
        if self.is_whole() && other.is_whole() {
            let wider = order.into_iter().rev().find(|kind| *kind == self || *kind == other);
            return wider.unwrap_or(Self::BigInt);
        }
        let ((digits, places), (others, other_places)) = (self.digits(), other.digits());
        let after = places.max(other_places);
        let before = (digits - places).max(others - other_places);
        Self::Decimal((before + after).min(DIGITS_MAX), after)
    }

    /// Whether a value of it can be put into a column of that type without a cast.
    pub fn fits(self, column: Self) -> bool {
        let (mine, theirs) = (self.family(), column.family());
        mine == Family::Null
            || mine == theirs
            || (mine.is_number() && theirs.is_number())
            || matches!((mine, theirs), (Family::Date, Family::Timestamp))
    }
}

impl fmt::Display for SqlType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("NULL"),
            Self::Boolean => f.write_str("BOOLEAN"),
            Self::TinyInt => f.write_str("TINYINT"),
            Self::SmallInt => f.write_str("SMALLINT"),
            Self::Integer => f.write_str("INTEGER"),
            Self::BigInt => f.write_str("BIGINT"),
            Self::Decimal(digits, places) => write!(f, "DECIMAL({digits}, {places})"),
            Self::Real => f.write_str("REAL"),
            Self::Double => f.write_str("DOUBLE"),
            Self::Char(chars) => write!(f, "CHAR({chars})"),
            Self::VarChar(chars) => write!(f, "VARCHAR({chars})"),
            Self::Date => f.write_str("DATE"),
            Self::Time => f.write_str("TIME"),
            Self::Timestamp => f.write_str("TIMESTAMP"),
            Self::Interval(from, to) if from == to => write!(f, "INTERVAL {}", from.name()),
            Self::Interval(from, to) => write!(f, "INTERVAL {} TO {}", from.name(), to.name()),
        }
    }
}
