//! Packed records of the Kinesis Producer Library as a shard sees them: where their parts belong.

use super::hash::HashKey;
use super::record::Record;
pub use crate::base::kpl::{Aggregate, MAGIC, UserRecord, unpack};

impl UserRecord {
    /// Where it belongs.
    pub fn hash(&self) -> HashKey {
        self.explicit_hash_key.as_deref().and_then(HashKey::parse).unwrap_or_else(|| HashKey::of(&self.partition_key))
    }
}

impl Record {
    /// What its producer put, with the subsequence number of each: the parts of a packed record that belong to a range, or
    /// the record itself.
    ///
    /// Parts of another range come about when a shard is split while the producer still goes by its old range; the client
    /// library drops them.
    pub fn parts(&self, range: &super::hash::HashKeyRange) -> Vec<(u64, UserRecord)> {
        if let Some(parts) = unpack(&self.data) {
            return (0..).zip(parts).filter(|(_, part)| range.contains(part.hash())).collect();
        }
        let partition_key = self.key.as_deref().unwrap_or_default().to_owned();
        vec![(0, UserRecord { partition_key, explicit_hash_key: None, data: self.data.to_vec() })]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_another_range_are_dropped() {
        let mut packed = Aggregate::default();
        for truck in 1..=5 {
            let partition_key = format!("truck_{truck}");
            packed.push(&UserRecord { partition_key, explicit_hash_key: None, data: b"x".to_vec() });
        }
        let data = packed.to_bytes().into();
        let (key, hash) = (Some("truck_1".into()), HashKey::of("truck_1"));
        let one = Record { count: 1, arrived: crate::clock::Instant::ZERO, key, hash, data, encrypted: false };
        let keys =
            |range| one.parts(&range).into_iter().map(|(place, part)| (place, part.partition_key)).collect::<Vec<_>>();
        assert_eq!(keys(super::super::hash::HashKeyRange::part(0, 1)).len(), 5);
        let own = keys(super::super::hash::HashKeyRange::part(1, 5));
        assert_eq!(own, [(0, "truck_1".to_owned()), (1, "truck_2".to_owned())]);
    }
}
