//! Digests: of a lab's state (equal on every host), and the MD5 and SHA-256 that AWS answers with.

use sha2::Digest as _;
use std::hash::{Hash, Hasher};

/// A hasher whose result is the same natively, in Node and in a browser.
///
/// `usize` is widened to 64 bits, since lengths are 32 bits wide in wasm32.
#[derive(Clone, Debug)]
pub struct StableHasher {
    state: u64,
}

impl Default for StableHasher {
    fn default() -> Self {
        Self { state: 0x243F_6A88_85A3_08D3 }
    }
}

impl StableHasher {
    fn word(&mut self, word: u64) {
        let product = u128::from(self.state ^ word) * 0x9E37_79B9_7F4A_7C15_u128;
        // Both halves fit by construction; the casts cut the product in two.
        #[allow(clippy::cast_possible_truncation, reason = "the two halves of a product")]
        let (high, low) = ((product >> 64) as u64, product as u64);
        self.state = (high ^ low).rotate_left(23).wrapping_add(0xA409_3822_299F_31D0);
    }
}

impl Hasher for StableHasher {
    fn finish(&self) -> u64 {
        let mut last = self.clone();
        last.word(0x082E_FA98_EC4E_6C89);
        last.state
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.word(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let tail = rest.iter().rev().fold(0_u64, |tail, byte| (tail << 8) | u64::from(*byte));
            self.word(tail);
        }
        self.word(bytes.len() as u64);
    }

    fn write_u8(&mut self, i: u8) {
        self.word(u64::from(i));
    }
    fn write_u16(&mut self, i: u16) {
        self.word(u64::from(i));
    }
    fn write_u32(&mut self, i: u32) {
        self.word(u64::from(i));
    }
    fn write_u64(&mut self, i: u64) {
        self.word(i);
    }
    fn write_usize(&mut self, i: usize) {
        self.word(i as u64);
    }
    fn write_isize(&mut self, i: isize) {
        self.word((i as i64).cast_unsigned());
    }
}

/// The digest of anything that can be hashed.
pub fn of(value: &impl Hash) -> u64 {
    let mut hasher = StableHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Lower-case hexadecimal MD5, as in `MD5OfMessageBody`.
pub fn md5_hex(bytes: &[u8]) -> String {
    hex(&md5::Md5::digest(bytes))
}

/// Lower-case hexadecimal SHA-256, the deduplication id that a body gets.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha2::Sha256::digest(bytes))
}

/// Lower-case hexadecimal digits of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digests() {
        assert_eq!(md5_hex(b"message"), "78e731027d8fd50ed642340b7c9a63b3");
        assert_eq!(sha256_hex(b"message"), "ab530a13e45914982b79f9b7e3fba994cfd1f3fb22f71cea1afbf02b460c6d1d");
    }

    #[test]
    fn lengths_count() {
        assert_ne!(of(&vec![0_u8; 7]), of(&vec![0_u8; 8]));
        assert_ne!(of(&("a", "bc")), of(&("ab", "c")));
        assert_eq!(of(&3_usize), of(&3_u64));
    }
}
