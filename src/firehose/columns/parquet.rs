//! Files of Apache Parquet: one row group, one page for each leaf, values as they are (`PLAIN`).
//!
//! Source: the format's specification. Times are `INT96` and lists have Hive's names, as in the files of Hive's own writer.

use super::bytes::{bits, varint};
use super::levels::{LIST_GROUP, Leaf, MAP_GROUP, leaves};
use super::thrift::Struct;
use super::{Cell, Column, Row, Type};
use crate::firehose::pack::{gzip, raw_snappy};

/// How pages are compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ParquetCompression {
    /// Not at all.
    Uncompressed,
    /// As AWS does by itself.
    #[default]
    Snappy,
    /// One gzip member a page.
    Gzip,
}

impl ParquetCompression {
    const fn code(self) -> i32 {
        match self {
            Self::Uncompressed => 0,
            Self::Snappy => 1,
            Self::Gzip => 2,
        }
    }

    fn pack(self, bytes: Vec<u8>) -> Vec<u8> {
        match self {
            Self::Uncompressed => bytes,
            Self::Snappy => raw_snappy(&bytes),
            Self::Gzip => gzip(&bytes),
        }
    }
}

const MAGIC: &[u8] = b"PAR1";
const PLAIN: i32 = 0;
const RLE: i32 = 3;
const REQUIRED: i32 = 0;
const OPTIONAL: i32 = 1;
const REPEATED: i32 = 2;
const FIXED_BYTES: i32 = 7;

/// A file with these rows.
pub fn parquet(columns: &[Column], rows: &[Row], compression: ParquetCompression) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    let (mut chunks, mut total) = (Vec::new(), 0);
    for leaf in leaves(columns, rows) {
        let start = out.len();
        let plain = page(&leaf);
        let plain_bytes = plain.len();
        let packed = compression.pack(plain);
        let header = page_header(leaf.levels.len(), plain_bytes, packed.len());
        let whole = header.len() + plain_bytes;
        out.extend(header);
        out.extend(packed);
        total += whole;
        let mut meta = Struct::default();
        meta.i32(1, physical(leaf.kind));
        meta.numbers(2, &[PLAIN, RLE]);
        meta.texts(3, &leaf.path);
        meta.i32(4, compression.code());
        meta.i64(5, leaf.levels.len());
        meta.i64(6, whole);
        meta.i64(7, out.len() - start);
        meta.i64(9, start);
        let mut chunk = Struct::default();
        chunk.i64(2, start);
        chunk.inner(3, meta);
        chunks.push(chunk);
    }
    let footer = footer(columns, rows.len(), chunks, total);
    let footer_bytes = u32::try_from(footer.len()).unwrap_or(u32::MAX);
    out.extend(footer);
    out.extend(footer_bytes.to_le_bytes());
    out.extend(MAGIC);
    out
}

fn footer(columns: &[Column], rows: usize, chunks: Vec<Struct>, total: usize) -> Vec<u8> {
    let mut root = Struct::default();
    root.text(4, "hive_schema");
    root.i32(5, small(columns.len()));
    let mut schema = vec![root];
    for column in columns {
        element(&column.name, &column.kind, OPTIONAL, &mut schema);
    }
    let mut group = Struct::default();
    group.structs(1, chunks);
    group.i64(2, total);
    group.i64(3, rows);
    let mut footer = Struct::default();
    footer.i32(1, 1);
    footer.structs(2, schema);
    footer.i64(3, rows);
    footer.structs(4, vec![group]);
    footer.text(6, "queuelab");
    footer.end()
}

fn small(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// The elements of the schema for a column, from the outside in.
fn element(name: &str, kind: &Type, repetition: i32, schema: &mut Vec<Struct>) {
    let mut group = |name: &str, repetition: i32, children: usize, converted: Option<i32>| {
        let mut one = Struct::default();
        one.i32(3, repetition);
        one.text(4, name);
        one.i32(5, small(children));
        if let Some(converted) = converted {
            one.i32(6, converted);
        }
        schema.push(one);
    };
    match kind {
        Type::Struct(fields) => {
            group(name, repetition, fields.len(), None);
            for field in fields {
                element(&field.name, &field.kind, OPTIONAL, schema);
            }
        }
        Type::Array(item) => {
            let [bag, inner] = LIST_GROUP;
            group(name, repetition, 1, Some(3));
            group(bag, REPEATED, 1, None);
            element(inner, item, OPTIONAL, schema);
        }
        Type::Map(key, value) => {
            let [entries, key_name, value_name] = MAP_GROUP;
            group(name, repetition, 1, Some(1));
            group(entries, REPEATED, 2, Some(2));
            element(key_name, key, REQUIRED, schema);
            element(value_name, value, OPTIONAL, schema);
        }
        leaf => {
            let mut one = Struct::default();
            one.i32(1, physical(leaf));
            if let Type::Decimal(precision, _) = leaf {
                one.i32(2, small(decimal_bytes(*precision)));
            }
            one.i32(3, repetition);
            one.text(4, name);
            if let Some(converted) = converted(leaf) {
                one.i32(6, converted);
            }
            if let Type::Decimal(precision, scale) = leaf {
                one.i32(7, i32::from(*scale));
                one.i32(8, i32::from(*precision));
            }
            schema.push(one);
        }
    }
}

/// The number of the type in which a leaf is kept.
const fn physical(kind: &Type) -> i32 {
    match kind {
        Type::Boolean => 0,
        Type::TinyInt | Type::SmallInt | Type::Int | Type::Date => 1,
        Type::BigInt => 2,
        Type::Timestamp => 3,
        Type::Float => 4,
        Type::Double => 5,
        Type::Decimal(..) => FIXED_BYTES,
        _ => 6,
    }
}

/// What the kept type stands for.
const fn converted(kind: &Type) -> Option<i32> {
    match kind {
        Type::String | Type::VarChar(_) | Type::Char(_) => Some(0),
        Type::Decimal(..) => Some(5),
        Type::Date => Some(6),
        Type::TinyInt => Some(15),
        Type::SmallInt => Some(16),
        _ => None,
    }
}

/// The fewest bytes that hold so many digits and a sign.
fn decimal_bytes(precision: u8) -> usize {
    let most = 10_u128.pow(u32::from(precision)) - 1;
    (1..=16).find(|bytes| most < 1 << (8 * bytes - 1)).unwrap_or(16)
}

fn page_header(values: usize, plain: usize, packed: usize) -> Vec<u8> {
    let mut data = Struct::default();
    data.i32(1, small(values));
    data.i32(2, PLAIN);
    data.i32(3, RLE);
    data.i32(4, RLE);
    let mut header = Struct::default();
    header.i32(1, 0);
    header.i32(2, small(plain));
    header.i32(3, small(packed));
    header.inner(5, data);
    header.end()
}

/// Levels, then values.
fn page(leaf: &Leaf<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    let (rep_max, def_max) = leaf.levels_max;
    if rep_max > 0 {
        levels(&mut out, leaf.levels.iter().map(|(rep, _)| *rep), rep_max);
    }
    if def_max > 0 {
        levels(&mut out, leaf.levels.iter().map(|(_, def)| *def), def_max);
    }
    if *leaf.kind == Type::Boolean {
        out.extend(bits(leaf.values.iter().map(|cell| *cell == Cell::Bool(true)), false));
        return out;
    }
    for cell in &leaf.values {
        value(&mut out, leaf.kind, cell);
    }
    out
}

/// Levels as runs of equal ones, behind their length.
fn levels(out: &mut Vec<u8>, levels: impl Iterator<Item = u32>, most: u32) {
    let width = (u32::BITS - most.leading_zeros()).div_ceil(8) as usize;
    let mut runs: Vec<(u32, u128)> = Vec::new();
    for level in levels {
        match runs.last_mut() {
            Some((last, count)) if *last == level => *count += 1,
            _ => runs.push((level, 1)),
        }
    }
    let mut packed = Vec::new();
    for (level, count) in runs {
        varint(&mut packed, count << 1);
        packed.extend(level.to_le_bytes().iter().take(width));
    }
    out.extend(u32::try_from(packed.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend(packed);
}

/// Days from noon of 4713 BC, as times count them, to 1970.
const JULIAN_1970: i64 = 2_440_588;

fn value(out: &mut Vec<u8>, kind: &Type, cell: &Cell) {
    match (kind, cell) {
        (Type::BigInt, Cell::Int(value)) => out.extend(value.to_le_bytes()),
        (_, Cell::Int(value)) => out.extend(i32::try_from(*value).unwrap_or_default().to_le_bytes()),
        (Type::Float, Cell::Real(value)) => {
            #[allow(clippy::cast_possible_truncation, reason = "the column has that precision")]
            out.extend((*value as f32).to_le_bytes());
        }
        (_, Cell::Real(value)) => out.extend(value.to_le_bytes()),
        (Type::Decimal(precision, _), Cell::Decimal(value)) => {
            let bytes = value.to_be_bytes();
            out.extend(bytes.iter().skip(16 - decimal_bytes(*precision)));
        }
        (_, Cell::Bytes(bytes)) => {
            out.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
            out.extend(bytes);
        }
        (_, Cell::Time(seconds, nanos)) => {
            let of_day = seconds.rem_euclid(86_400) * 1_000_000_000 + i64::from(*nanos);
            let day = seconds.div_euclid(86_400) + JULIAN_1970;
            out.extend(of_day.to_le_bytes());
            out.extend(i32::try_from(day).unwrap_or_default().to_le_bytes());
        }
        _ => {}
    }
}
