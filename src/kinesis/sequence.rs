//! Sequence numbers: decimal numbers of 56 digits in which a shard, its age, a count and a time are written.
//!
//! The layout is that of version 2 as the public project kinesalite found it; real numbers in public samples of Lambda
//! events follow it. Consumers should take them for opaque numbers that grow.

use serde::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;

/// The count that stands in the last number of a closed shard.
pub const COUNT_MAX: u64 = 0x7fff_ffff_ffff_ffff;
/// Seconds have 36 bits.
const SECS_MAX: u64 = (1 << 36) - 1;
/// The most that one step of the conversion to decimal takes: 10^19.
const CHUNK: u64 = 10_000_000_000_000_000_000;

/// A sequence number by its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SequenceNumber {
    /// When the shard was made, in seconds since 1970.
    pub shard_created: u64,
    /// The number of the shard in its stream.
    pub shard: u32,
    /// Grows with each record of the shard and its neighbours; 0 for the shard's beginning, [`COUNT_MAX`] for its end.
    pub count: u64,
    /// When the record came, in seconds since 1970.
    pub time: u64,
}

impl SequenceNumber {
    /// The upper 64 and the lower 128 of its bits.
    const fn bits(self) -> (u64, u128) {
        let high = (2 << 56)
            | ((self.shard_created & SECS_MAX) << 20)
            | ((self.shard as u64 & 0xf) << 16)
            | (self.count >> 48);
        let low = ((self.count & 0xffff_ffff_ffff) as u128) << 80
            | ((self.time & SECS_MAX) as u128) << 36
            | (self.shard as u128) << 4
            | 2;
        (high, low)
    }

    /// Reads a decimal number; none where it is not one of this layout.
    #[allow(clippy::cast_possible_truncation, reason = "each cast takes the bits that it names")]
    pub fn parse(text: &str) -> Option<Self> {
        if !super::hash::is_number(text, 129) {
            return None;
        }
        let mut limbs = [0_u64; 3];
        for digit in text.bytes().map(|byte| u128::from(byte - b'0')) {
            let mut carry = digit;
            for limb in limbs.iter_mut().rev() {
                let value = u128::from(*limb) * 10 + carry;
                *limb = value as u64;
                carry = value >> 64;
            }
            if carry != 0 {
                return None;
            }
        }
        let [high, middle, low] = limbs;
        let low = (u128::from(middle) << 64) | u128::from(low);
        let number = Self {
            shard_created: (high >> 20) & SECS_MAX,
            shard: (low >> 4) as u32,
            count: ((high & 0xffff) << 48) | (low >> 80) as u64,
            time: (low >> 36) as u64 & SECS_MAX,
        };
        (number.bits() == (high, low) && number.count <= COUNT_MAX).then_some(number)
    }
}

impl Ord for SequenceNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bits().cmp(&other.bits())
    }
}

impl PartialOrd for SequenceNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for SequenceNumber {
    #[allow(clippy::cast_possible_truncation, reason = "each cast takes the bits that it names")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (high, low) = self.bits();
        let mut limbs = [high, (low >> 64) as u64, low as u64];
        let mut chunks = Vec::with_capacity(4);
        while limbs != [0; 3] {
            let mut rest = 0_u128;
            for limb in &mut limbs {
                let value = (rest << 64) | u128::from(*limb);
                // The quotient fits, as the rest is less than the divisor.
                *limb = (value / u128::from(CHUNK)) as u64;
                rest = value % u128::from(CHUNK);
            }
            chunks.push(rest);
        }
        let mut chunks = chunks.into_iter().rev();
        write!(f, "{}", chunks.next().unwrap_or_default())?;
        chunks.try_for_each(|chunk| write!(f, "{chunk:019}"))
    }
}

impl Serialize for SequenceNumber {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_public_samples_are_read_and_written() {
        for (text, shard_created, count, time, shard) in [
            ("49570889523503059275381512478863820069782211031140925442", 1_488_269_257, 663_152_097, 1_491_587_454, 0),
            ("49628566489653659107048838082246518393102916603510521906", 1_649_914_545, 6_071_978, 1_649_930_048, 3),
        ] {
            let number = SequenceNumber::parse(text).unwrap();
            assert_eq!(number, SequenceNumber { shard_created, shard, count, time });
            assert_eq!(number.to_string(), text);
        }
        let third = SequenceNumber::parse("49647060812288014558888668248268683467178536947444350978").unwrap();
        assert_eq!((third.count, third.shard), (26_058, 0));
    }

    #[test]
    fn the_beginning_and_the_end_of_a_shard_have_numbers_too() {
        let shard_created = 1_700_000_000;
        for (shard, count, time, text) in [
            (0, 0, shard_created, "49646437577108476416916876405825929425585429676275269634"),
            (1, 0, shard_created, "49646437577130777162115407028967465143858078037781250066"),
            (0, 1, shard_created + 5, "49646437577108476416916876405827138351405044649047359490"),
            (0, COUNT_MAX, shard_created + 60, "49646437577119626789516141717395488358902143351022157826"),
        ] {
            let number = SequenceNumber { shard_created, shard, count, time };
            assert_eq!(number.to_string(), text);
            assert_eq!(SequenceNumber::parse(text), Some(number));
        }
    }

    #[test]
    fn they_grow_with_the_count_whatever_the_time() {
        let number = |count, time| SequenceNumber { shard_created: 1_700_000_000, shard: 17, count, time };
        assert!(number(1, 1_700_000_009) < number(2, 1_700_000_001));
        assert!(number(2, 1_700_000_001) < number(2, 1_700_000_002));
    }

    #[test]
    fn other_numbers_are_not_of_this_layout() {
        for text in ["", "0", "1", "-1", "x", "049570889523503059275381512478863820069782211031140925442"] {
            assert_eq!(SequenceNumber::parse(text), None, "{text}");
        }
        assert_eq!(
            SequenceNumber::parse("49570889523503059275381512478863820069782211031140925443"),
            None,
            "another version"
        );
        assert_eq!(SequenceNumber::parse(&"9".repeat(129)), None);
    }
}
