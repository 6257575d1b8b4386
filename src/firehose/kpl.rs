//! Several user records in one of a Kinesis data stream, as the Kinesis Producer Library puts them.
//!
//! Source: "KPL aggregated record format" in the library's repository: four magic bytes, a message of protocol buffers,
//! and the MD5 of that message.

/// A record that a producer put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its partition key.
    pub partition_key: String,
    /// What it is.
    pub data: Vec<u8>,
}

const MAGIC: [u8; 4] = [0xF3, 0x89, 0x9A, 0xC2];
const DIGEST_BYTES: usize = 16;

/// The records within a record; none where it is a plain one.
pub fn parts(data: &[u8]) -> Option<Vec<Part>> {
    let rest = data.strip_prefix(&MAGIC)?;
    let (message, sum) = rest.split_at_checked(rest.len().checked_sub(DIGEST_BYTES)?)?;
    if crate::base::digest::md5_hex(message) != crate::base::digest::hex(sum) {
        return None;
    }
    let (mut keys, mut parts) = (Vec::new(), Vec::new());
    for (field, value) in fields(message)? {
        match (field, value) {
            (1, Value::Bytes(key)) => keys.push(String::from_utf8_lossy(key).into_owned()),
            (3, Value::Bytes(record)) => {
                let (mut key, mut data) = (None, None);
                for (field, value) in fields(record)? {
                    match (field, value) {
                        (1, Value::Number(index)) => key = keys.get(usize::try_from(index).ok()?).cloned(),
                        (3, Value::Bytes(bytes)) => data = Some(bytes.to_vec()),
                        _ => {}
                    }
                }
                parts.push(Part { partition_key: key?, data: data? });
            }
            _ => {}
        }
    }
    (!parts.is_empty()).then_some(parts)
}

enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The fields of a message.
fn fields(mut rest: &[u8]) -> Option<Vec<(u64, Value<'_>)>> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let head = varint(&mut rest)?;
        let value = match head & 7 {
            0 => Value::Number(varint(&mut rest)?),
            2 => {
                let length = usize::try_from(varint(&mut rest)?).ok()?;
                let (bytes, after) = rest.split_at_checked(length)?;
                rest = after;
                Value::Bytes(bytes)
            }
            _ => return None,
        };
        found.push((head >> 3, value));
    }
    Some(found)
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(first & 0x7F) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Vec<u8> {
        // Keys "a" and "b"; the records "one" under "b" and "two" under "a".
        let mut message = vec![0x0A, 1, b'a', 0x0A, 1, b'b'];
        for (index, text) in [(1, b"one"), (0, b"two")] {
            message.extend([0x1A, 7, 0x08, index, 0x1A, 3]);
            message.extend(text);
        }
        message
    }

    fn aggregated(message: &[u8]) -> Vec<u8> {
        let hex = crate::base::digest::md5_hex(message);
        let sum = (0..16).map(|index| u8::from_str_radix(&hex[index * 2..index * 2 + 2], 16).unwrap());
        MAGIC.iter().copied().chain(message.iter().copied()).chain(sum).collect()
    }

    #[test]
    fn aggregated_records_are_taken_apart_and_others_are_not() {
        let part = |key: &str, data: &[u8]| Part { partition_key: key.to_owned(), data: data.to_vec() };
        assert_eq!(parts(&aggregated(&message())), Some(vec![part("b", b"one"), part("a", b"two")]));
        let mut broken = aggregated(&message());
        broken[6] ^= 1;
        assert_eq!(parts(&broken), None, "the digest is looked at");
        assert_eq!(parts(b"plain"), None);
        assert_eq!(parts(&MAGIC), None);
        assert_eq!(parts(&aggregated(&[0x0A])), None);
    }
}
