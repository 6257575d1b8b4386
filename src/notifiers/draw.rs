//! Ids that a seed draws, in the forms of AWS.
//!
//! Knows nobody who has them.

use crate::base::Rng;
use std::fmt::Write as _;

/// A UUID of version 4.
pub(super) fn uuid(rng: &mut Rng) -> String {
    let bytes = (u128::from(rng.next_u64()) << 64) | u128::from(rng.next_u64());
    uuid::Builder::from_random_bytes(bytes.to_be_bytes()).into_uuid().to_string()
}

/// So many hexadecimal digits.
pub(super) fn hex(rng: &mut Rng, digits: usize) -> String {
    let mut out = String::with_capacity(digits);
    for _ in 0..digits {
        let _ = write!(out, "{:x}", rng.below(16));
    }
    out
}
