//! The streams of ORC's columns: which values are there, how long they are, and what they are.

use super::bytes::{bits, varint, zigzag};
use super::{Cell, Row, Type};

/// A stream of a column, before it is compressed.
pub(super) struct Stream {
    /// The column's number in the order of the types.
    pub column: usize,
    /// 0 for presence, 1 for data, 2 for lengths, 5 for what stands beside the data.
    pub kind: usize,
    pub bytes: Vec<u8>,
}

const PRESENT: usize = 0;
const DATA: usize = 1;
const LENGTH: usize = 2;
const SECONDARY: usize = 5;

/// All streams of rows, column by column.
pub(super) fn streams(root: &Type, rows: &[Row]) -> Vec<Stream> {
    let cells: Vec<Cell> = rows.iter().map(|row| Cell::Struct(row.clone())).collect();
    let mut found = Vec::new();
    let mut next = 0;
    column(root, &cells.iter().collect::<Vec<_>>(), &mut next, &mut found);
    found
}

fn column(kind: &Type, cells: &[&Cell], next: &mut usize, found: &mut Vec<Stream>) {
    let column_number = *next;
    *next += 1;
    let mut put = |kind: usize, bytes: Vec<u8>| found.push(Stream { column: column_number, kind, bytes });
    let there: Vec<&Cell> = cells.iter().copied().filter(|cell| **cell != Cell::Null).collect();
    if there.len() < cells.len() {
        put(PRESENT, byte_runs(&bits(cells.iter().map(|cell| **cell != Cell::Null), true)));
    }
    let whole = || there.iter().map(|cell| if let Cell::Int(value) = cell { *value } else { 0 });
    let lengths = |length: fn(&Cell) -> usize| there.iter().map(move |cell| length(cell));
    match kind {
        Type::Boolean => put(DATA, byte_runs(&bits(there.iter().map(|cell| **cell == Cell::Bool(true)), true))),
        Type::TinyInt => {
            let bytes: Vec<u8> = whole().filter_map(|value| value.to_le_bytes().first().copied()).collect();
            put(DATA, byte_runs(&bytes));
        }
        Type::SmallInt | Type::Int | Type::BigInt | Type::Date => put(DATA, runs(whole().map(signed))),
        Type::Float | Type::Double => put(DATA, reals(kind, &there)),
        Type::String | Type::VarChar(_) | Type::Char(_) | Type::Binary => {
            put(DATA, there.iter().flat_map(|cell| bytes_of(cell).to_vec()).collect());
            put(LENGTH, runs(lengths(|cell| bytes_of(cell).len()).map(|length| length as u128)));
        }
        Type::Decimal(_, scale) => {
            let mut data = Vec::new();
            for cell in &there {
                varint(&mut data, zigzag(if let Cell::Decimal(value) = cell { *value } else { 0 }));
            }
            put(DATA, data);
            put(SECONDARY, runs(there.iter().map(|_| zigzag(i128::from(*scale)))));
        }
        Type::Timestamp => {
            let times: Vec<(i64, u32)> = there.iter().map(|cell| time_of(cell)).collect();
            put(DATA, runs(times.iter().map(|(seconds, _)| signed(*seconds))));
            put(SECONDARY, runs(times.iter().map(|(_, nanos)| fraction(*nanos))));
        }
        Type::Array(item) => {
            put(
                LENGTH,
                runs(lengths(|cell| if let Cell::List(items) = cell { items.len() } else { 0 }).map(|n| n as u128)),
            );
            let items: Vec<&Cell> = there
                .iter()
                .flat_map(|cell| if let Cell::List(items) = cell { items.as_slice() } else { &[] })
                .collect();
            column(item, &items, next, found);
        }
        Type::Map(key, value) => {
            put(
                LENGTH,
                runs(lengths(|cell| if let Cell::Map(items) = cell { items.len() } else { 0 }).map(|n| n as u128)),
            );
            let entries =
                || there.iter().flat_map(|cell| if let Cell::Map(items) = cell { items.as_slice() } else { &[] });
            column(key, &entries().map(|(key, _)| key).collect::<Vec<_>>(), next, found);
            column(value, &entries().map(|(_, value)| value).collect::<Vec<_>>(), next, found);
        }
        Type::Struct(fields) => {
            for (index, field) in fields.iter().enumerate() {
                let of = |cell: &&'_ Cell| -> Option<usize> { matches!(cell, Cell::Struct(_)).then_some(index) };
                let inner: Vec<&Cell> = there
                    .iter()
                    .filter_map(|cell| {
                        let index = of(cell)?;
                        if let Cell::Struct(cells) = cell { cells.get(index) } else { None }
                    })
                    .collect();
                column(&field.kind, &inner, next, found);
            }
        }
    }
}

fn signed(value: i64) -> u128 {
    zigzag(i128::from(value))
}

fn bytes_of(cell: &Cell) -> &[u8] {
    if let Cell::Bytes(bytes) = cell { bytes } else { &[] }
}

fn reals(kind: &Type, cells: &[&Cell]) -> Vec<u8> {
    let mut out = Vec::new();
    for cell in cells {
        let value = if let Cell::Real(value) = cell { *value } else { 0.0 };
        if *kind == Type::Float {
            #[allow(clippy::cast_possible_truncation, reason = "the column has that precision")]
            out.extend((value as f32).to_le_bytes());
        } else {
            out.extend(value.to_le_bytes());
        }
    }
    out
}

/// 2015-01-01, from which times are counted.
const BASE_SECONDS: i64 = 1_420_070_400;

fn time_of(cell: &Cell) -> (i64, u32) {
    let Cell::Time(seconds, nanos) = cell else { return (0, 0) };
    let since = seconds - BASE_SECONDS;
    // Readers take one second off a time before 1970 with at least a millisecond, as the first writer rounded to zero.
    // The format has no way to tell of the last second before 1970 with a fraction.
    (if *seconds < 0 && *nanos > 999_999 { since + 1 } else { since }, *nanos)
}

/// Nanoseconds without their zeros at the end, and how many those were: none, or from two on.
fn fraction(nanos: u32) -> u128 {
    if nanos == 0 || !nanos.is_multiple_of(100) {
        return u128::from(nanos) << 3;
    }
    let (mut rest, mut zeros) = (nanos, 0);
    while rest.is_multiple_of(10) && zeros < 9 {
        rest /= 10;
        zeros += 1;
    }
    (u128::from(rest) << 3) | (zeros - 1)
}

/// Bytes in runs: at most 130 equal ones, or at most 128 as they are.
fn byte_runs(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for (values, is_run) in divided(bytes, 130) {
        let count = values.len();
        if is_run {
            out.push(u8::try_from(count - 3).unwrap_or_default());
            out.extend(values.first());
        } else {
            out.push(u8::try_from(256 - count).unwrap_or_default());
            out.extend(values);
        }
    }
    out
}

/// Whole numbers in runs: at most 130 equal ones, or at most 128 as they are.
fn runs(values: impl Iterator<Item = u128>) -> Vec<u8> {
    let values: Vec<u128> = values.collect();
    let mut out = Vec::new();
    for (values, is_run) in divided(&values, 130) {
        let count = values.len();
        if is_run {
            out.push(u8::try_from(count - 3).unwrap_or_default());
            // Each is as the one before.
            out.push(0);
            varint(&mut out, values.first().copied().unwrap_or_default());
        } else {
            out.push(u8::try_from(256 - count).unwrap_or_default());
            for value in values {
                varint(&mut out, *value);
            }
        }
    }
    out
}

/// Divides values into stretches of at least three equal ones and those between them.
fn divided<T: PartialEq>(values: &[T], run_max: usize) -> Vec<(&[T], bool)> {
    const LITERALS_MAX: usize = 128;
    let mut found = Vec::new();
    let mut rest = values;
    let run_at = |rest: &[T]| rest.iter().take_while(|value| rest.first() == Some(*value)).count();
    while !rest.is_empty() {
        let equal = run_at(rest);
        let (count, is_run) = if equal >= 3 {
            (equal.min(run_max), true)
        } else {
            let until =
                (0..rest.len().min(LITERALS_MAX)).find(|from| run_at(rest.get(*from..).unwrap_or_default()) >= 3);
            (until.unwrap_or(rest.len()).min(LITERALS_MAX), false)
        };
        let (part, after) = rest.split_at(count);
        found.push((part, is_run));
        rest = after;
    }
    found
}
