//! The Kinesis Producer Library: records are kept for a moment, packed together by shard, and put many at once.
//!
//! It goes by its own knowledge of the shards, and asks anew when a record ends up in another one. What is refused goes back
//! into the buffer without a backoff, so order is not kept. Sources: "Amazon Kinesis Producer Library key concepts" in the
//! developer guide; the public repository awslabs/amazon-kinesis-producer (`default_config.properties`, `pipeline.h`).

use super::{Item, Record};
use crate::base::Bucket;
use crate::clock::{Duration, Instant};
use crate::kinesis::aggregate::{Aggregate, UserRecord};
use crate::kinesis::api::{PutRecordsRequestEntry, Shard};
use crate::kinesis::hash::HashKeyRange;
use crate::kinesis::shard::ShardId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Bytes of a record of a user; the library does not take more.
pub(super) const USER_RECORD_BYTES_MAX: usize = 1_024 * 1_024;
/// Records and bytes of one `PutRecords`, by default.
const COLLECTION: (usize, usize) = (500, 5 * 1_024 * 1_024);
/// What a shard takes a second.
const SHARD: (u64, u64) = (1_000, 1_024 * 1_024);
/// When a record is looked at again that would be more than the own rate.
const HELD_BACK: Duration = Duration::from_millis(50);

/// How the library is set up. Names and defaults are its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Kpl {
    /// For how long a record is kept back at most, in milliseconds.
    pub record_max_buffered_time: u64,
    /// Whether records are packed together.
    pub aggregation_enabled: bool,
    /// Bytes of a packed record.
    pub aggregation_max_size: usize,
    /// After so many milliseconds a record that was not put is given up.
    pub record_ttl: u64,
    /// Of what a shard takes, so many percent are sent by this producer at most.
    pub rate_limit: u64,
    /// Whether a record that was throttled is given up at once.
    pub fail_if_throttled: bool,
}

impl Default for Kpl {
    fn default() -> Self {
        Self {
            record_max_buffered_time: 100,
            aggregation_enabled: true,
            aggregation_max_size: 51_200,
            record_ttl: 30_000,
            rate_limit: 150,
            fail_if_throttled: false,
        }
    }
}

/// Records of one shard that are being packed.
#[derive(Clone, Debug, Hash)]
struct Open {
    packed: Aggregate,
    /// Where the first of them belongs.
    hash: String,
    /// What is put if it stays alone.
    first: PutRecordsRequestEntry,
    due: Instant,
    expires: Instant,
}

/// The rate of one shard.
#[derive(Clone, Copy, Debug, Hash)]
struct Rate {
    records: Bucket,
    bytes: Bucket,
}

/// What is kept.
#[derive(Clone, Debug, Default, Hash)]
pub struct Buffer {
    /// The shards as far as they are known, with what belongs to them.
    shards: Option<Vec<(ShardId, HashKeyRange)>>,
    /// Whether somebody has been asked about them.
    pub asked: bool,
    /// Records whose shards are not known yet.
    early: Vec<(Record, Instant)>,
    open: BTreeMap<ShardId, Open>,
    /// Ready to be put, with when that is due.
    ready: Vec<(Instant, Item)>,
    rates: BTreeMap<ShardId, Rate>,
}

impl Buffer {
    /// Records of users that have not been put.
    pub fn kept(&self) -> u64 {
        let open: usize = self.open.values().map(|open| open.packed.len()).sum();
        let ready: u64 = self.ready.iter().map(|(_, item)| item.users).sum();
        (open + self.early.len()) as u64 + ready
    }

    /// Whether somebody has to be asked about the shards.
    pub const fn wants_shards(&self) -> bool {
        self.shards.is_none() && !self.asked
    }

    /// The shards are these.
    pub fn learn(&mut self, shards: &[Shard], config: &Kpl) {
        let open = shards.iter().filter(|shard| shard.sequence_number_range.ending_sequence_number.is_none());
        let known: Vec<_> =
            open.filter_map(|shard| Some((ShardId::parse(&shard.shard_id)?, shard.hash_key_range))).collect();
        // A stream that is being made has none yet, and is asked again.
        self.shards = (!known.is_empty()).then_some(known);
        self.asked = false;
        for (record, at) in std::mem::take(&mut self.early) {
            self.add(record, at, config);
        }
    }

    /// A record ended up elsewhere than it was thought to: what was known is out of date.
    pub fn forget_shards(&mut self) {
        self.shards = None;
    }

    fn shard_of(&self, record: &Record) -> Option<ShardId> {
        let hash = record.hash();
        self.shards.as_ref()?.iter().find(|(_, range)| range.contains(hash)).map(|(shard, _)| *shard)
    }

    /// Takes a record of a user that came at a time.
    pub fn add(&mut self, record: Record, at: Instant, config: &Kpl) {
        let Some(shard) = self.shard_of(&record) else {
            self.early.push((record, at));
            return;
        };
        let due = at.after(Duration::from_millis(config.record_max_buffered_time));
        let expires = at.after(Duration::from_millis(config.record_ttl));
        let entry = record.entry();
        if !config.aggregation_enabled {
            let item = Item { entry, users: 1, shard: Some(shard), expires: Some(expires) };
            self.ready.push((due, item));
            return;
        }
        let user = UserRecord { partition_key: record.key, explicit_hash_key: None, data: record.data };
        let full = self.open.get(&shard).is_some_and(|open| open.packed.size_with(&user) > config.aggregation_max_size);
        if full {
            self.close(shard);
        }
        let open = self.open.entry(shard).or_insert_with(|| Open {
            packed: Aggregate::default(),
            hash: user.hash().to_string(),
            first: entry,
            due,
            expires,
        });
        open.packed.push(&user);
    }

    /// What was packed for a shard is ready.
    fn close(&mut self, shard: ShardId) {
        let Some(open) = self.open.remove(&shard) else { return };
        let users = open.packed.len() as u64;
        let entry = if users == 1 {
            open.first
        } else {
            PutRecordsRequestEntry {
                data: Some(open.packed.to_bytes()),
                partition_key: open.packed.partition_key().map(str::to_owned),
                explicit_hash_key: Some(open.hash),
            }
        };
        self.ready.push((open.due, Item { entry, users, shard: Some(shard), expires: Some(open.expires) }));
    }

    /// A record that was not taken comes back.
    pub fn take_back(&mut self, item: Item, now: Instant, config: &Kpl) {
        let due = now.after(Duration::from_millis(config.record_max_buffered_time / 2));
        self.ready.push((item.expires.map_or(due, |expires| due.min(expires)), item));
    }

    /// When something is to be put, or given up.
    pub fn next_due(&self, config: &Kpl) -> Option<Instant> {
        let ttl = Duration::from_millis(config.record_ttl);
        let open = self.open.values().map(|open| open.due);
        // They stand in the order in which they came.
        let early = self.early.first().map(|(_, at)| at.after(ttl));
        open.chain(self.ready.iter().map(|(due, _)| *due)).chain(early).min()
    }

    /// What is to be put now, in portions for one call each, and how many records of users are given up.
    pub fn flush(&mut self, now: Instant, config: &Kpl) -> (Vec<Vec<Item>>, u64) {
        let due: Vec<ShardId> = self.open.iter().filter(|(_, open)| open.due <= now).map(|(shard, _)| *shard).collect();
        for shard in due {
            self.close(shard);
        }
        let (mut portions, mut given_up) = (Vec::<Vec<Item>>::new(), self.give_up_early(now, config));
        if !self.ready.iter().any(|(due, _)| *due <= now) {
            return (portions, given_up);
        }
        // What goes takes along whatever is ready.
        let mut bytes = 0;
        for (due, item) in std::mem::take(&mut self.ready) {
            if item.expires.is_some_and(|expires| expires <= now) {
                given_up += item.users;
                continue;
            }
            if !self.admit(now, &item, config) {
                self.ready.push((due.max(now.after(HELD_BACK)), item));
                continue;
            }
            let size = item.bytes();
            let fits = |portion: &Vec<Item>| portion.len() < COLLECTION.0 && bytes + size <= COLLECTION.1;
            if let Some(portion) = portions.last_mut().filter(|portion| fits(portion)) {
                bytes += size;
                portion.push(item);
            } else {
                bytes = size;
                portions.push(vec![item]);
            }
        }
        (portions, given_up)
    }

    /// Gives up what has waited for too long to learn where it belongs; answers how many records that are.
    fn give_up_early(&mut self, now: Instant, config: &Kpl) -> u64 {
        let (ttl, before) = (Duration::from_millis(config.record_ttl), self.early.len());
        self.early.retain(|(_, at)| at.after(ttl) > now);
        (before - self.early.len()) as u64
    }

    /// Whether a record keeps within the own rate for its shard.
    fn admit(&mut self, now: Instant, item: &Item, config: &Kpl) -> bool {
        let Some(shard) = item.shard else { return true };
        let (records, bytes) = (SHARD.0 * config.rate_limit / 100, SHARD.1 * config.rate_limit / 100);
        let full = Rate { records: Bucket::full(now, records), bytes: Bucket::full(now, bytes) };
        let rate = self.rates.entry(shard).or_insert(full);
        let size = (item.bytes() as u64).min(bytes);
        let taken = rate.records.at(now, records).take().zip(rate.bytes.at(now, bytes).take_many(size));
        let Some((records, bytes)) = taken else { return false };
        *rate = Rate { records, bytes };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinesis::aggregate::unpack;
    use crate::kinesis::api::SequenceNumberRange;

    fn shards(count: u32) -> Vec<Shard> {
        let shard = |index| Shard {
            shard_id: ShardId(index).to_string(),
            hash_key_range: HashKeyRange::part(index, count),
            sequence_number_range: SequenceNumberRange::default(),
            ..Shard::default()
        };
        (0..count).map(shard).collect()
    }

    fn record(key: &str, bytes: usize) -> Record {
        Record { key: key.to_owned(), data: vec![b'x'; bytes] }
    }

    fn at(millis: u64) -> Instant {
        Instant::from_millis(millis)
    }

    #[test]
    fn records_of_a_shard_are_packed_and_put_when_the_first_has_waited() {
        let (config, mut buffer) = (Kpl::default(), Buffer::default());
        assert!(buffer.wants_shards());
        for truck in 1..=5 {
            buffer.add(record(&format!("truck_{truck}"), 10), at(truck), &config);
        }
        assert_eq!((buffer.next_due(&config), buffer.kept()), (Some(at(30_001)), 5), "nobody knows where they belong");
        buffer.learn(&shards(5), &config);
        assert_eq!(buffer.next_due(&config), Some(at(101)));
        assert_eq!(buffer.flush(at(100), &config), (vec![], 0));
        let (portions, given_up) = buffer.flush(at(105), &config);
        assert_eq!((portions.len(), given_up, buffer.kept()), (1, 0, 0));
        let users: Vec<u64> = portions[0].iter().map(|item| item.users).collect();
        assert_eq!(users, [1, 2, 1, 1], "the first two trucks share a shard");
        let packed = portions[0].iter().find(|item| item.users == 2).unwrap();
        let inside = unpack(packed.entry.data.as_deref().unwrap()).unwrap();
        assert_eq!(
            inside.iter().map(|record| record.partition_key.as_str()).collect::<Vec<_>>(),
            ["truck_1", "truck_2"]
        );
        assert_eq!(packed.entry.partition_key.as_deref(), Some("truck_1"));
    }

    #[test]
    fn a_packed_record_is_no_larger_than_it_may_be() {
        let (config, mut buffer) = (Kpl::default(), Buffer::default());
        buffer.learn(&shards(1), &config);
        // A thousand records of 512 bytes a second would be all that a shard takes; packed they are eleven.
        for _ in 0..1_000 {
            buffer.add(record("k", 512), at(0), &config);
        }
        let (portions, _) = buffer.flush(at(100), &config);
        let items: Vec<&Item> = portions.iter().flatten().collect();
        assert_eq!(items.iter().map(|item| item.users).sum::<u64>(), 1_000);
        assert_eq!(items.len(), 11);
        assert!(items.iter().all(|item| item.entry.data.as_ref().unwrap().len() <= 51_200));
    }

    #[test]
    fn what_is_more_than_the_own_rate_waits_and_is_given_up_when_it_is_too_old() {
        let config = Kpl { aggregation_enabled: false, rate_limit: 10, record_ttl: 500, ..Kpl::default() };
        let mut buffer = Buffer::default();
        buffer.learn(&shards(1), &config);
        for _ in 0..300 {
            buffer.add(record("k", 1), at(0), &config);
        }
        let sent = |buffer: &mut Buffer, millis| {
            let (portions, given_up) = buffer.flush(at(millis), &config);
            (portions.iter().map(Vec::len).sum::<usize>(), given_up)
        };
        assert_eq!(sent(&mut buffer, 100), (100, 0));
        assert_eq!(sent(&mut buffer, 150), (5, 0));
        assert_eq!(sent(&mut buffer, 400), (25, 0));
        assert_eq!(sent(&mut buffer, 500), (0, 170));
        assert_eq!(buffer.kept(), 0);
    }
}
