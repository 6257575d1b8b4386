//! Files of Apache ORC: one stripe without row indexes, streams with the run lengths of version 0.11.
//!
//! Source: the format's specification, version 1.

use super::bytes::varint;
use super::orc_columns::{Stream, streams};
use super::{Column, Row, Type};
use crate::firehose::pack::{raw_snappy, zlib_raw};

/// How streams are compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OrcCompression {
    /// Not at all.
    None,
    /// Deflate.
    Zlib,
    /// As AWS does by itself.
    #[default]
    Snappy,
}

/// Bytes that are compressed together.
const BLOCK: usize = 262_144;
const MAGIC: &[u8] = b"ORC";

impl OrcCompression {
    const fn code(self) -> u128 {
        match self {
            Self::None => 0,
            Self::Zlib => 1,
            Self::Snappy => 2,
        }
    }

    /// Blocks behind three bytes that tell their length and whether they are compressed at all.
    fn pack(self, bytes: Vec<u8>) -> Vec<u8> {
        let mut out = Vec::new();
        for block in bytes.chunks(BLOCK) {
            let packed = match self {
                Self::None => return bytes,
                Self::Zlib => zlib_raw(block),
                Self::Snappy => raw_snappy(block),
            };
            let is_original = packed.len() >= block.len();
            let chosen = if is_original { block } else { &packed };
            let head = u32::try_from(chosen.len() * 2 + usize::from(is_original)).unwrap_or_default();
            out.extend(head.to_le_bytes().iter().take(3));
            out.extend(chosen);
        }
        out
    }
}

/// A message of protocol buffers that is being written.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn number(&mut self, field: u128, value: usize) {
        varint(&mut self.0, field << 3);
        varint(&mut self.0, value as u128);
    }

    fn bytes(&mut self, field: u128, bytes: &[u8]) {
        varint(&mut self.0, (field << 3) | 2);
        varint(&mut self.0, bytes.len() as u128);
        self.0.extend(bytes);
    }

    fn numbers(&mut self, field: u128, values: &[usize]) {
        let mut packed = Vec::new();
        for value in values {
            varint(&mut packed, *value as u128);
        }
        self.bytes(field, &packed);
    }
}

/// A file with these rows.
pub fn orc(columns: &[Column], rows: &[Row], compression: OrcCompression) -> Vec<u8> {
    let root = Type::Struct(columns.to_vec());
    let mut types = Vec::new();
    describe(&root, &mut types);
    let mut out = MAGIC.to_vec();
    let (mut data_bytes, mut footer) = (0, Message::default());
    for Stream { column, kind, bytes } in streams(&root, rows) {
        let packed = compression.pack(bytes);
        data_bytes += packed.len();
        let mut about = Message::default();
        about.number(1, kind);
        about.number(2, column);
        about.number(3, packed.len());
        footer.bytes(1, &about.0);
        out.extend(packed);
    }
    for _ in &types {
        let mut encoding = Message::default();
        encoding.number(1, 0);
        footer.bytes(2, &encoding.0);
    }
    footer.bytes(3, b"UTC");
    let stripe_footer = compression.pack(footer.0);
    let mut stripe = Message::default();
    stripe.number(1, MAGIC.len());
    stripe.number(2, 0);
    stripe.number(3, data_bytes);
    stripe.number(4, stripe_footer.len());
    stripe.number(5, rows.len());
    out.extend(stripe_footer);

    let mut footer = Message::default();
    footer.number(1, MAGIC.len());
    footer.number(2, out.len());
    footer.bytes(3, &stripe.0);
    for one in &types {
        footer.bytes(4, &one.0);
    }
    footer.number(6, rows.len());
    footer.number(8, 0);
    let footer = compression.pack(footer.0);
    let mut script = Message::default();
    script.number(1, footer.len());
    script.number(2, usize::try_from(compression.code()).unwrap_or_default());
    script.number(3, BLOCK);
    script.numbers(4, &[0, 12]);
    script.number(5, 0);
    script.number(6, 1);
    script.bytes(8000, MAGIC);
    out.extend(footer);
    out.extend(&script.0);
    out.push(u8::try_from(script.0.len()).unwrap_or_default());
    out
}

/// The types from the root in the order of their numbers.
fn describe(kind: &Type, types: &mut Vec<Message>) {
    let number = types.len();
    types.push(Message::default());
    let mut one = Message::default();
    one.number(1, code(kind));
    let inner: Vec<&Type> = match kind {
        Type::Struct(fields) => fields.iter().map(|field| &field.kind).collect(),
        Type::Array(item) => vec![item],
        Type::Map(key, value) => vec![key, value],
        _ => Vec::new(),
    };
    let mut numbers = Vec::new();
    for kind in inner {
        numbers.push(types.len());
        describe(kind, types);
    }
    if !numbers.is_empty() {
        one.numbers(2, &numbers);
    }
    match kind {
        Type::Struct(fields) => fields.iter().for_each(|field| one.bytes(3, field.name.as_bytes())),
        Type::VarChar(most) | Type::Char(most) => one.number(4, *most as usize),
        Type::Decimal(precision, scale) => {
            one.number(5, usize::from(*precision));
            one.number(6, usize::from(*scale));
        }
        _ => {}
    }
    if let Some(place) = types.get_mut(number) {
        *place = one;
    }
}

const fn code(kind: &Type) -> usize {
    match kind {
        Type::Boolean => 0,
        Type::TinyInt => 1,
        Type::SmallInt => 2,
        Type::Int => 3,
        Type::BigInt => 4,
        Type::Float => 5,
        Type::Double => 6,
        Type::String => 7,
        Type::Binary => 8,
        Type::Timestamp => 9,
        Type::Array(_) => 10,
        Type::Map(..) => 11,
        Type::Struct(_) => 12,
        Type::Decimal(..) => 14,
        Type::Date => 15,
        Type::VarChar(_) => 16,
        Type::Char(_) => 17,
    }
}
