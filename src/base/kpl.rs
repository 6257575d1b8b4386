//! The format in which the Kinesis Producer Library packs many records of its users into one of the stream.
//!
//! Four magic bytes, a message of Protocol Buffers, and the MD5 of that message. Source: "KPL aggregated record format" in
//! the public repository awslabs/amazon-kinesis-producer. Kinesis itself knows nothing of it: such a record is one record
//! with one sequence number; its parts are told apart by a subsequence number. Whoever writes or reads streams may use it.

use md5::{Digest, Md5};

/// With these bytes an aggregated record begins.
pub const MAGIC: [u8; 4] = [0xF3, 0x89, 0x9A, 0xC2];
const DIGEST: usize = 16;

/// A record of a user.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UserRecord {
    /// Its partition key.
    pub partition_key: String,
    /// Its explicit hash key, a decimal number.
    pub explicit_hash_key: Option<String>,
    /// What it carries.
    pub data: Vec<u8>,
}

/// How messages of Protocol Buffers are written: here only varints, and fields of bytes.
mod wire {
    pub fn put_varint(mut value: u64, out: &mut Vec<u8>) {
        while value >= 0x80 {
            out.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        out.push(value.to_le_bytes()[0]);
    }

    pub fn put_bytes(field: u64, bytes: &[u8], out: &mut Vec<u8>) {
        put_varint(field << 3 | 2, out);
        put_varint(bytes.len() as u64, out);
        out.extend_from_slice(bytes);
    }

    pub fn put_number(field: u64, value: u64, out: &mut Vec<u8>) {
        put_varint(field << 3, out);
        put_varint(value, out);
    }

    pub const fn varint_len(mut value: u64) -> usize {
        let mut len = 1;
        while value >= 0x80 {
            value >>= 7;
            len += 1;
        }
        len
    }

    /// A field's value.
    pub enum Value<'b> {
        Number(u64),
        Bytes(&'b [u8]),
    }

    fn take_varint(bytes: &mut &[u8]) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (first, rest) = bytes.split_first()?;
            *bytes = rest;
            value |= u64::from(first & 0x7f).checked_shl(shift)?;
            if first & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// The next field; none at the end, or where the bytes are no message.
    pub fn take_field<'b>(bytes: &mut &'b [u8]) -> Option<(u64, Value<'b>)> {
        let key = take_varint(bytes)?;
        let value = match key & 7 {
            0 => Value::Number(take_varint(bytes)?),
            2 => {
                let length = usize::try_from(take_varint(bytes)?).ok()?;
                let (value, rest) = bytes.split_at_checked(length)?;
                *bytes = rest;
                Value::Bytes(value)
            }
            _ => return None,
        };
        Some((key >> 3, value))
    }
}

/// Records that are being packed into one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Aggregate {
    keys: Vec<String>,
    hash_keys: Vec<String>,
    records: Vec<u8>,
    count: usize,
}

impl Aggregate {
    /// How many records there are.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The partition key of the first record, which the packed one gets too.
    pub fn partition_key(&self) -> Option<&str> {
        self.keys.first().map(String::as_str)
    }

    /// How many bytes the packed record has.
    pub fn size(&self) -> usize {
        let entry = |text: &String| 1 + wire::varint_len(text.len() as u64) + text.len();
        let tables: usize = self.keys.iter().chain(&self.hash_keys).map(entry).sum();
        MAGIC.len() + tables + self.records.len() + DIGEST
    }

    /// How many bytes it would have with another record.
    pub fn size_with(&self, record: &UserRecord) -> usize {
        let mut with = self.clone();
        with.push(record);
        with.size()
    }

    /// Adds a record.
    pub fn push(&mut self, record: &UserRecord) {
        let mut body = Vec::with_capacity(record.data.len() + 16);
        wire::put_number(1, place(&mut self.keys, &record.partition_key), &mut body);
        if let Some(key) = &record.explicit_hash_key {
            wire::put_number(2, place(&mut self.hash_keys, key), &mut body);
        }
        wire::put_bytes(3, &record.data, &mut body);
        wire::put_bytes(3, &body, &mut self.records);
        self.count += 1;
    }

    /// The packed record.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        for key in &self.keys {
            wire::put_bytes(1, key.as_bytes(), &mut out);
        }
        for key in &self.hash_keys {
            wire::put_bytes(2, key.as_bytes(), &mut out);
        }
        out.extend_from_slice(&self.records);
        let digest = Md5::digest(out.get(MAGIC.len()..).unwrap_or_default());
        out.extend_from_slice(&digest);
        out
    }
}

/// The place of a text in a table, where it is put if it is new.
fn place(table: &mut Vec<String>, text: &str) -> u64 {
    let found = table.iter().position(|known| known == text).unwrap_or_else(|| {
        table.push(text.to_owned());
        table.len() - 1
    });
    found as u64
}

/// The records that a record of the stream packs; none where it packs nothing and is what it is.
pub fn unpack(data: &[u8]) -> Option<Vec<UserRecord>> {
    let rest = data.strip_prefix(&MAGIC)?;
    let (message, digest) = rest.split_at_checked(rest.len().checked_sub(DIGEST)?)?;
    if message.is_empty() || Md5::digest(message).as_slice() != digest {
        return None;
    }
    let (mut keys, mut hash_keys, mut records) = (Vec::new(), Vec::new(), Vec::new());
    let mut message = message;
    while !message.is_empty() {
        match wire::take_field(&mut message)? {
            (1, wire::Value::Bytes(key)) => keys.push(String::from_utf8(key.to_vec()).ok()?),
            (2, wire::Value::Bytes(key)) => hash_keys.push(String::from_utf8(key.to_vec()).ok()?),
            (3, wire::Value::Bytes(record)) => records.push(record),
            _ => {}
        }
    }
    records.into_iter().map(|record| user_record(record, &keys, &hash_keys)).collect()
}

fn user_record(mut message: &[u8], keys: &[String], hash_keys: &[String]) -> Option<UserRecord> {
    let (mut key, mut hash_key, mut data) = (None, None, None);
    while !message.is_empty() {
        match wire::take_field(&mut message)? {
            (1, wire::Value::Number(index)) => key = Some(keys.get(usize::try_from(index).ok()?)?.clone()),
            (2, wire::Value::Number(index)) => hash_key = Some(hash_keys.get(usize::try_from(index).ok()?)?.clone()),
            (3, wire::Value::Bytes(bytes)) => data = Some(bytes.to_vec()),
            _ => {}
        }
    }
    Some(UserRecord { partition_key: key?, explicit_hash_key: hash_key, data: data? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    fn record(key: &str, data: &str) -> UserRecord {
        UserRecord { partition_key: key.to_owned(), explicit_hash_key: None, data: data.as_bytes().to_vec() }
    }

    /// Packed records that stand in the tests of public readers and writers of the format, with what they hold.
    fn published() -> Vec<(&'static str, Vec<UserRecord>)> {
        vec![
            (
                "84mawgoFa2V5LTAaJQgAGiFUZXN0aW5nIEtQTCBBZ2dyZWdhdGVkIFJlY29yZCAxLTBlW2Hfd6iL1WkMbznr8jc2",
                vec![record("key-0", "Testing KPL Aggregated Record 1-0")],
            ),
            (
                "84mawgoCcDEaGAgAGhQwMTIzNDU2Nzg5MDEyMzQ1NjdfQRoYCAAaFDAxMjM0NTY3ODkwMTIzNDU2N19CGhgIABoUMDEyMzQ1Njc4OTAx\
                 MjM0NTY3X0NHjL02iyRk3D+kO2UC2X6u",
                ["A", "B", "C"].map(|end| record("p1", &format!("012345678901234567_{end}"))).to_vec(),
            ),
            (
                "84mawgoEcGstMAoEcGstMQoEcGstMhoTCAAaD3sibXNnIjoibGluZTAifRoTCAEaD3sibXNnIjoibGluZTEifRoTCAIaD3sibXNnIjoi\
                 bGluZTIifZ8hyadI+v2KZPZrUGim6cQ=",
                [0, 1, 2].map(|n| record(&format!("pk-{n}"), &format!("{{\"msg\":\"line{n}\"}}"))).to_vec(),
            ),
        ]
    }

    #[test]
    fn published_examples_are_read_and_come_out_again_byte_for_byte() {
        for (text, records) in published() {
            let bytes = STANDARD.decode(text).unwrap();
            assert_eq!(unpack(&bytes), Some(records.clone()), "{text}");
            let mut packed = Aggregate::default();
            for record in &records {
                assert_eq!(packed.size_with(record), {
                    packed.push(record);
                    packed.size()
                });
            }
            assert_eq!(packed.to_bytes(), bytes);
            assert_eq!((packed.size(), packed.len()), (bytes.len(), records.len()));
        }
    }

    #[test]
    fn explicit_hash_keys_have_a_table_of_their_own() {
        let mut packed = Aggregate::default();
        let records: Vec<_> = (0..300)
            .map(|n| UserRecord {
                explicit_hash_key: Some((n % 3).to_string()),
                ..record(&format!("k{}", n % 7), &"x".repeat(n))
            })
            .collect();
        for record in &records {
            packed.push(record);
        }
        assert_eq!(unpack(&packed.to_bytes()), Some(records));
        assert_eq!(packed.partition_key(), Some("k0"));
    }

    #[test]
    fn what_is_not_packed_is_what_it_is() {
        let good = STANDARD.decode(published()[0].0).unwrap();
        let mut changed = good.clone();
        changed[10] ^= 1;
        let only_magic = MAGIC.to_vec();
        for bytes in [&b"plain"[..], &[], &changed, &only_magic, &good[..good.len() - 1], &good[1..]] {
            assert_eq!(unpack(bytes), None);
        }
        // The digest is right, and what it covers is no message.
        let mut odd = MAGIC.to_vec();
        odd.extend([0xff; 9]);
        odd.extend(Md5::digest([0xff; 9]));
        assert_eq!(unpack(&odd), None);
    }
}
