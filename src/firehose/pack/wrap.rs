//! What stands around deflated bytes: gzip (RFC 1952) and ZIP (PKWARE's application note).

use super::crc::crc32;
use super::length;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

/// How hard it is compressed: what zlib does by itself.
const LEVEL: u8 = 6;

/// Deflated bytes without anything around them, as ORC's `ZLIB` has them.
pub fn zlib_raw(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, LEVEL)
}

/// One gzip member without a name and a time.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];
    out.extend(compress_to_vec(bytes, LEVEL));
    out.extend(crc32(bytes).to_le_bytes());
    out.extend(length(bytes.len()).to_le_bytes());
    out
}

/// What a gzip member holds, if it is one, its check sum is right, and it holds no more than `most` bytes.
pub fn gunzip(bytes: &[u8], most: usize) -> Option<Vec<u8>> {
    let (head, rest) = bytes.split_at_checked(10)?;
    let [0x1F, 0x8B, 8, flags, ..] = *head else { return None };
    let mut rest = rest;
    if flags & 4 != 0 {
        let (size, after) = rest.split_at_checked(2)?;
        let size = u16::from_le_bytes(size.try_into().ok()?);
        rest = after.get(usize::from(size)..)?;
    }
    // A name and a comment end with a zero.
    for flag in [8, 16] {
        if flags & flag != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    if flags & 2 != 0 {
        rest = rest.get(2..)?;
    }
    let (packed, tail) = rest.split_at_checked(rest.len().checked_sub(8)?)?;
    let plain = decompress_to_vec_with_limit(packed, most).ok()?;
    let (sum, size) = tail.split_at_checked(4)?;
    let is_whole = sum == crc32(&plain).to_le_bytes() && size == length(plain.len()).to_le_bytes();
    is_whole.then_some(plain)
}

/// An archive with one deflated entry of that name, of the first day that an archive can name.
pub fn zip(bytes: &[u8], entry: &str) -> Vec<u8> {
    let packed = compress_to_vec(bytes, LEVEL);
    let name_bytes = u16::try_from(entry.len()).unwrap_or(u16::MAX);
    let mut about = Vec::new();
    // Version 2.0, no flags, deflate; midnight of 1980-01-01.
    for word in [20_u16, 0, 8, 0, 0x21] {
        about.extend(word.to_le_bytes());
    }
    for word in [crc32(bytes), length(packed.len()), length(bytes.len())] {
        about.extend(word.to_le_bytes());
    }
    about.extend(name_bytes.to_le_bytes());
    about.extend([0, 0]);
    let mut out = b"PK\x03\x04".to_vec();
    out.extend(&about);
    out.extend(entry.as_bytes());
    out.extend(packed);
    let directory = length(out.len());
    out.extend(b"PK\x01\x02\x14\0");
    out.extend(&about);
    // No comment, the first disk, no attributes, and the entry at the beginning.
    out.extend([0; 14]);
    out.extend(entry.as_bytes());
    let size = length(out.len()) - directory;
    out.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    out.extend(size.to_le_bytes());
    out.extend(directory.to_le_bytes());
    out.extend([0, 0]);
    out
}
