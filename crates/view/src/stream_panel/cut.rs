//! Where a shard can be cut, and which of the keys that it gets would then go where.

use queuelab::kinesis::hash::HashKey;
use queuelab::kinesis::shard::Shard;
use queuelab::kinesis::stream::Stream;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The middle of a range, in parts per million.
pub const MIDDLE: u64 = 500_000;
/// So many of the newest records are looked at.
const LOOKED_AT: u64 = 1_000;
/// So many keys are marked.
const MARKS_MAX: usize = 24;

/// A partition key that a shard gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyMark {
    /// The key.
    pub key: Arc<str>,
    /// Its hash key.
    pub hash: HashKey,
    /// Where in the shard's range that lies, in parts per million.
    pub at: u64,
    /// How many of the newest records have it.
    pub records: u64,
}

/// How many of the newest records would belong below a cut and above it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Into the lower shard.
    pub below: u64,
    /// Into the upper one.
    pub above: u64,
}

/// The keys of a shard's newest records in the order of their hash keys; of very many those with the most records.
pub fn key_marks(shard: &Shard) -> Vec<KeyMark> {
    let mut counts: BTreeMap<(HashKey, Arc<str>), u64> = BTreeMap::new();
    for record in newest(shard) {
        if let Some(key) = &record.key {
            *counts.entry((record.hash, key.clone())).or_default() += 1;
        }
    }
    let mark = |((hash, key), records)| KeyMark { key, hash, at: place_of(shard, hash), records };
    let mut marks: Vec<KeyMark> = counts.into_iter().map(mark).collect();
    if marks.len() > MARKS_MAX {
        marks.sort_by_key(|mark| std::cmp::Reverse(mark.records));
        marks.truncate(MARKS_MAX);
        marks.sort_by_key(|mark| mark.hash);
    }
    marks
}

/// What a cut would separate, of the newest records.
pub fn what_a_cut_separates(shard: &Shard, cut: HashKey) -> Cut {
    let mut counted = Cut::default();
    for record in newest(shard) {
        *(if record.hash < cut { &mut counted.below } else { &mut counted.above }) += 1;
    }
    counted
}

/// The hash key at a share of a shard's range, in parts per million, as far as a shard can be cut there.
pub fn cut_at(shard: &Shard, ppm: u64) -> HashKey {
    let (start, end) = (shard.range.starting_hash_key.0, shard.range.ending_hash_key.0);
    if ppm == MIDDLE {
        return shard.range.middle();
    }
    // In two steps, as the product would not fit.
    let (whole, rest) = ((end - start) / 1_000_000, (end - start) % 1_000_000);
    let ppm = u128::from(ppm.min(1_000_000));
    let at = start.saturating_add(whole * ppm + rest * ppm / 1_000_000);
    HashKey(at.clamp(start.saturating_add(2), end.saturating_sub(1)))
}

/// Where in a shard's range a hash key lies, in parts per million.
pub fn place_of(shard: &Shard, key: HashKey) -> u64 {
    within(shard, key.fraction())
}

/// The open shard that owns what lies at a share of all hash keys, from 0 to 1, and where in its range that is, in parts
/// per million.
pub fn cut_under(stream: &Stream, share: f64) -> Option<(u32, u64)> {
    let owns = |shard: &&Shard| {
        (shard.range.starting_hash_key.fraction()..=shard.range.ending_hash_key.fraction()).contains(&share)
    };
    let shard = stream.open_shards().find(owns)?;
    Some((shard.id.0, within(shard, share)))
}

fn newest(shard: &Shard) -> impl Iterator<Item = &queuelab::kinesis::record::Record> {
    let (first, next) = (shard.records.front(), shard.records.next());
    (next.saturating_sub(LOOKED_AT).max(first)..next).filter_map(|place| shard.records.get(place))
}

/// Where in a shard's range a share of all hash keys lies, in parts per million.
fn within(shard: &Shard, share: f64) -> u64 {
    let (start, end) = (shard.range.starting_hash_key.fraction(), shard.range.ending_hash_key.fraction());
    let share = (share - start) / (end - start).max(f64::MIN_POSITIVE);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of one")]
    let ppm = (share.clamp(0.0, 1.0) * 1_000_000.0).round() as u64;
    ppm
}
