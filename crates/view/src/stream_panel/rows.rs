//! The shards of a stream as rows of a table.

use crate::describe::{instant, number};
use crate::shard_lanes::is_hot;
use queuelab::cloud::Cloud;
use queuelab::kinesis::shard::Shard;
use queuelab::kinesis::stream::{Mode, Status, Stream};
use queuelab::t;

/// A shard in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardRow {
    /// Its number.
    pub number: u32,
    /// Its part of all hash keys, in parts per million: from, to.
    pub part: (u64, u64),
    /// Whether it takes records; else what became of it.
    pub state: String,
    /// Whether it takes records.
    pub is_open: bool,
    /// Whether it has just refused some.
    pub is_hot: bool,
    /// Records kept.
    pub records: String,
    /// Records that came, and that were refused.
    pub came: String,
    /// Records refused.
    pub refused: u64,
    /// From which shards it came.
    pub parents: String,
    /// Whether it can be divided now.
    pub can_split: bool,
    /// The shard with which it can be merged now: the one whose keys follow its own.
    pub merges_with: Option<u32>,
}

/// Open shards in the order of their keys, then closed ones.
pub fn rows(cloud: &Cloud, stream: &Stream) -> Vec<ShardRow> {
    let is_ready = stream.status == Status::Active && stream.mode == Mode::Provisioned;
    let mut open: Vec<&Shard> = stream.open_shards().collect();
    open.sort_by_key(|shard| shard.range);
    let closed = stream.shards().filter(|shard| !shard.is_open());
    let row = |shard: &Shard| {
        let next = open.iter().find(|next| shard.range.touches(&next.range)).map(|next| next.id.0);
        let parents: Vec<String> = shard.parents().map(|parent| parent.0.to_string()).collect();
        ShardRow {
            number: shard.id.0,
            part: (ppm(shard.range.starting_hash_key.fraction()), ppm(shard.range.ending_hash_key.fraction())),
            state: state(cloud, shard),
            is_open: shard.is_open(),
            is_hot: is_hot(shard, cloud.now()),
            records: number(shard.records.len()),
            came: number(shard.totals.records_in),
            refused: shard.totals.write_throttled,
            parents: parents.join(t!(" and ")),
            can_split: is_ready && shard.is_open(),
            merges_with: next.filter(|_| is_ready && shard.is_open()),
        }
    };
    open.iter().copied().chain(closed).map(row).collect()
}

fn state(cloud: &Cloud, shard: &Shard) -> String {
    let Some(closed) = shard.closed else { return t!("open").to_owned() };
    let children: Vec<String> = shard.children.iter().map(|child| child.0.to_string()).collect();
    let after = if children.is_empty() {
        String::new()
    } else {
        t!(", then {children}", children = children.join(t!(" and ")))
    };
    t!("closed at {now}{after}", now = instant(closed, cloud.now()), after)
}

fn ppm(share: f64) -> u64 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of one")]
    let parts = (share * 1_000_000.0).round() as u64;
    parts
}
