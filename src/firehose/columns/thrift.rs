//! Thrift's compact protocol, as far as the descriptions of Parquet need it.

use super::bytes::{varint, zigzag};

/// A structure that is being written.
#[derive(Default)]
pub(super) struct Struct {
    out: Vec<u8>,
    last: i16,
}

const I32: u8 = 5;
const I64: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

impl Struct {
    fn head(&mut self, field: i16, kind: u8) {
        let gap = field - self.last;
        self.last = field;
        if let Ok(gap @ 1..=15) = u8::try_from(gap) {
            self.out.push((gap << 4) | kind);
        } else {
            self.out.push(kind);
            varint(&mut self.out, zigzag(i128::from(field)));
        }
    }

    pub fn i32(&mut self, field: i16, value: i32) {
        self.head(field, I32);
        varint(&mut self.out, zigzag(i128::from(value)));
    }

    pub fn i64(&mut self, field: i16, value: usize) {
        self.head(field, I64);
        varint(&mut self.out, zigzag(i128::try_from(value).unwrap_or_default()));
    }

    pub fn text(&mut self, field: i16, text: &str) {
        self.head(field, BINARY);
        put_text(&mut self.out, text);
    }

    pub fn inner(&mut self, field: i16, inner: Self) {
        self.head(field, STRUCT);
        self.out.extend(inner.end());
    }

    pub fn structs(&mut self, field: i16, items: Vec<Self>) {
        self.list(field, STRUCT, items.len());
        for item in items {
            self.out.extend(item.end());
        }
    }

    pub fn texts(&mut self, field: i16, items: &[String]) {
        self.list(field, BINARY, items.len());
        for item in items {
            put_text(&mut self.out, item);
        }
    }

    pub fn numbers(&mut self, field: i16, items: &[i32]) {
        self.list(field, I32, items.len());
        for item in items {
            varint(&mut self.out, zigzag(i128::from(*item)));
        }
    }

    fn list(&mut self, field: i16, kind: u8, count: usize) {
        self.head(field, LIST);
        if let Ok(count @ 0..=14) = u8::try_from(count) {
            self.out.push((count << 4) | kind);
        } else {
            self.out.push(0xF0 | kind);
            varint(&mut self.out, count as u128);
        }
    }

    /// The structure's bytes.
    pub fn end(mut self) -> Vec<u8> {
        self.out.push(0);
        self.out
    }
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    varint(out, text.len() as u128);
    out.extend(text.as_bytes());
}
