//! Where a partition key belongs: its MD5 as a number of 128 bits, and the ranges of such numbers that shards own.
//!
//! Source: "Amazon Kinesis Data Streams terminology and concepts" (partition key) and `HashKeyRange` in the API reference.

use md5::{Digest, Md5};
use serde::{Serialize, Serializer};
use std::fmt;

/// A hash key: a number from 0 to 2^128 - 1, written in decimal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HashKey(pub u128);

impl HashKey {
    /// The first of all.
    pub const MIN: Self = Self(0);
    /// The last of all.
    pub const MAX: Self = Self(u128::MAX);

    /// That of a partition key.
    pub fn of(partition_key: &str) -> Self {
        Self(u128::from_be_bytes(Md5::digest(partition_key.as_bytes()).into()))
    }

    /// Reads a decimal number without leading zeros; none for another text or for one beyond 2^128 - 1.
    pub fn parse(text: &str) -> Option<Self> {
        is_number(text, 39).then(|| text.parse().ok().map(Self))?
    }

    /// How far from the first to the last of all it lies, from 0 to 1.
    #[allow(clippy::cast_precision_loss, reason = "for a picture")]
    pub fn fraction(self) -> f64 {
        self.0 as f64 / u128::MAX as f64
    }
}

/// Whether a text is a decimal number of at most so many digits, as the service model's pattern wants it.
pub(super) fn is_number(text: &str, digits_max: usize) -> bool {
    let canonical = text == "0" || !text.starts_with('0');
    canonical && (1..=digits_max).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for HashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for HashKey {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// The hash keys that a shard owns, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct HashKeyRange {
    /// The lowest.
    pub starting_hash_key: HashKey,
    /// The highest.
    pub ending_hash_key: HashKey,
}

impl HashKeyRange {
    /// From one key to another.
    pub const fn new(start: u128, end: u128) -> Self {
        Self { starting_hash_key: HashKey(start), ending_hash_key: HashKey(end) }
    }

    /// The range of one of so many equal shards. The last one takes what cannot be divided.
    pub const fn part(index: u32, count: u32) -> Self {
        if count <= 1 {
            return Self::new(0, u128::MAX);
        }
        let count = count as u128;
        // 2^128 itself has no place in the type; it is divided in two steps.
        let step = u128::MAX / count + if u128::MAX % count == count - 1 { 1 } else { 0 };
        let start = (index as u128).wrapping_mul(step);
        let end = if index as u128 + 1 >= count { u128::MAX } else { start.wrapping_add(step).wrapping_sub(1) };
        Self::new(start, end)
    }

    /// Whether a key belongs here.
    pub fn contains(&self, key: HashKey) -> bool {
        self.starting_hash_key <= key && key <= self.ending_hash_key
    }

    /// Whether another range begins where this one ends.
    pub const fn touches(&self, next: &Self) -> bool {
        matches!(self.ending_hash_key.0.checked_add(1), Some(after) if after == next.starting_hash_key.0)
    }

    /// The first key of the upper half.
    pub const fn middle(&self) -> HashKey {
        let (start, end) = (self.starting_hash_key.0, self.ending_hash_key.0);
        let half = (end - start) / 2 + (end - start) % 2;
        HashKey(start + half)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Key, MD5, hash key, and the index of its shard among 1, 2, 3, 4, 5 and 10 equal ones.
    const WORKED: [(&str, u128, &str, [u32; 6]); 8] = [
        (
            "truck_1",
            0x60dc_9038_de72_e329_0b39_46d5_9d98_c256,
            "128751118076834174974477687527736656470",
            [0, 0, 1, 1, 1, 3],
        ),
        (
            "truck_2",
            0x592e_4faa_eba2_ebef_6d1c_8879_e3d8_c603,
            "118541753132422368129803392097829045763",
            [0, 0, 1, 1, 1, 3],
        ),
        (
            "truck_3",
            0xda60_26b6_3646_b483_7f52_29ca_5f71_b4ec,
            "290270948747419187894344908094793954540",
            [0, 1, 2, 3, 4, 8],
        ),
        (
            "truck_4",
            0xa53e_ac9f_03c1_b4db_62ae_ae23_ccf0_c773,
            "219648042882632577983003991665250715507",
            [0, 1, 1, 2, 3, 6],
        ),
        (
            "truck_5",
            0x0d26_0692_2041_ffe8_6ad1_6dfd_def7_0d30,
            "17477404497580887773602287116061445424",
            [0, 0, 0, 0, 0, 0],
        ),
        ("a", 0x0cc1_75b9_c0f1_b6a8_31c3_99e2_6977_2661, "16955237001963240173058271559858726497", [0, 0, 0, 0, 0, 0]),
        (
            "test",
            0x098f_6bcd_4621_d373_cade_4e83_2627_b4f6,
            "12707736894140473154801792860916528374",
            [0, 0, 0, 0, 0, 0],
        ),
        ("é", 0x66dd_cd97_cfde_abb2_f6fb_8a99_9b4b_c76f, "136732923097551493579404309126273812335", [0, 0, 1, 1, 2, 4]),
    ];

    fn shard_of(key: HashKey, count: u32) -> u32 {
        (0..count).find(|index| HashKeyRange::part(*index, count).contains(key)).unwrap()
    }

    #[test]
    fn the_worked_examples_come_out() {
        for (key, md5, decimal, shards) in WORKED {
            let hash = HashKey::of(key);
            assert_eq!((hash.0, hash.to_string().as_str()), (md5, decimal), "{key}");
            assert_eq!(HashKey::parse(decimal), Some(hash));
            for (count, shard) in [1, 2, 3, 4, 5, 10].into_iter().zip(shards) {
                assert_eq!(shard_of(hash, count), shard, "{key} among {count}");
            }
        }
    }

    #[test]
    fn a_hundred_trucks_spread_as_their_md5_says() {
        let spread = |count: u32| {
            let mut shards = vec![0; count as usize];
            for truck in 1..=100 {
                shards[shard_of(HashKey::of(&format!("truck_{truck}")), count) as usize] += 1;
            }
            shards
        };
        assert_eq!(spread(2), [47, 53]);
        assert_eq!(spread(4), [23, 24, 28, 25]);
        assert_eq!(spread(5), [20, 19, 19, 24, 18]);
        assert_eq!(spread(10), [8, 12, 11, 8, 8, 11, 10, 14, 10, 8]);
    }

    #[test]
    fn equal_shards_begin_where_aws_lets_them_begin() {
        let starts = |count: u32| {
            (0..count).map(|index| HashKeyRange::part(index, count).starting_hash_key.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(starts(1), ["0"]);
        assert_eq!(starts(2), ["0", "170141183460469231731687303715884105728"]);
        assert_eq!(
            starts(3),
            ["0", "113427455640312821154458202477256070485", "226854911280625642308916404954512140970"]
        );
        assert_eq!(
            starts(4),
            [
                "0",
                "85070591730234615865843651857942052864",
                "170141183460469231731687303715884105728",
                "255211775190703847597530955573826158592"
            ]
        );
        assert_eq!(
            starts(5),
            [
                "0",
                "68056473384187692692674921486353642291",
                "136112946768375385385349842972707284582",
                "204169420152563078078024764459060926873",
                "272225893536750770770699685945414569164"
            ]
        );
        for count in [1, 2, 3, 5, 7, 64, 10_000] {
            let ranges: Vec<_> = (0..count).map(|index| HashKeyRange::part(index, count)).collect();
            assert_eq!(
                (ranges[0].starting_hash_key, ranges[count as usize - 1].ending_hash_key),
                (HashKey::MIN, HashKey::MAX)
            );
            assert!(ranges.windows(2).all(|pair| pair[0].touches(&pair[1])), "{count}");
        }
    }

    #[test]
    fn a_hot_shard_is_helped_by_a_split_between_its_keys_alone() {
        let (hot, one, two) = (HashKeyRange::part(1, 5), HashKey::of("truck_1"), HashKey::of("truck_2"));
        assert!(hot.contains(one) && hot.contains(two));
        assert!(hot.middle() < two && two < one, "both are in the upper half");
        let between = HashKey::parse("123646435604628271552140539812782851117").unwrap();
        assert!(two < between && between <= one);
    }

    #[test]
    fn the_middle_halves_a_range() {
        assert_eq!(HashKeyRange::part(0, 1).middle().to_string(), "170141183460469231731687303715884105728");
        assert_eq!(HashKeyRange::part(1, 5).middle().to_string(), "102084710076281539039012382229530463436");
        assert_eq!(HashKeyRange::new(4, 7).middle(), HashKey(6));
    }

    #[test]
    fn other_texts_are_no_hash_keys() {
        for text in ["", "00", "01", "-1", "1.0", "1e3", " 1", "340282366920938463463374607431768211456"] {
            assert_eq!(HashKey::parse(text), None, "{text}");
        }
        assert_eq!(HashKey::parse("340282366920938463463374607431768211455"), Some(HashKey::MAX));
    }
}
