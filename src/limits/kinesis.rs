//! Quotas and times of Kinesis Data Streams.
//!
//! Source: "Quotas and limits" in the Kinesis Data Streams developer guide, and the service model (API version 2013-12-02).
//! How long changes take is nowhere promised; the figures here are what they usually take.

use super::LimitSet;
use crate::clock::Duration;

const MIB: u64 = 1 << 20;

/// Figures in force.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KinesisLimits {
    /// Bytes of a record's data and key in a new stream, in KiB.
    pub record_kib: u32,
    /// The most that a stream can be set to, in KiB.
    pub record_kib_max: u32,
    /// Bytes of one `PutRecords` with its keys.
    pub put_bytes: u64,
    /// Records of one `PutRecords`.
    pub put_records: usize,
    /// What a shard takes a second: records, and bytes with their keys.
    pub shard_in: (u64, u64),
    /// What a shard gives a second: `GetRecords` calls, and bytes.
    pub shard_out: (u64, u64),
    /// Records and bytes of one `GetRecords`.
    pub get: (u32, u64),
    /// Registered consumers of a stream: usually, and with the billing commitment.
    pub consumers: (usize, usize),
    /// How many streams, and how many consumers of one stream, can be in the making.
    pub creating: usize,
    /// Retention in hours: at least, and at most.
    pub retention_hours: (u32, u32),
    /// Open shards of provisioned streams in an account and Region.
    pub shards: u32,
    /// Shards that `UpdateShardCount` goes to at most.
    pub scale_to: u32,
    /// On-demand streams of an account; none where there is no such mode.
    pub on_demand_streams: usize,
    /// Successful calls in 24 hours and stream: `UpdateShardCount`, changes of the mode, starts and stops of encryption.
    pub daily: (usize, usize, usize),
    /// Tags of a resource.
    pub tags: usize,
    /// How long an iterator and a token for the next page are good.
    pub token_life: Duration,
    /// How long a subscription lasts, and how long nobody can take it over.
    pub subscription: (Duration, Duration),
    /// From the put to the push.
    pub push_delay: Duration,
    /// How often a subscription without records is told that it lives.
    pub heartbeat: Duration,
    /// How long a stream takes to be made, to be deleted, to be changed.
    pub times: (Duration, Duration, Duration),
    /// How long a consumer takes to be made or deleted.
    pub consumer_time: Duration,
}

/// Calls of `GetRecords` a second that a shard answers; the same in every set.
pub const SHARD_READS: usize = 5;

impl KinesisLimits {
    /// The figures of a set.
    pub const fn of(set: LimitSet) -> Self {
        let now = matches!(set, LimitSet::Now);
        Self {
            record_kib: 1_024,
            record_kib_max: if now { 10_240 } else { 1_024 },
            put_bytes: if now { 10 * MIB } else { 5 * MIB },
            put_records: 500,
            shard_in: (1_000, MIB),
            shard_out: (SHARD_READS as u64, 2 * MIB),
            get: (10_000, 10 * MIB),
            consumers: if now { (20, 50) } else { (5, 5) },
            creating: 5,
            retention_hours: (24, 8_760),
            shards: if now { 20_000 } else { 500 },
            scale_to: 10_000,
            on_demand_streams: if now { 50 } else { 0 },
            daily: (if now { 10 } else { 2 }, 2, 25),
            tags: 50,
            token_life: Duration::from_secs(300),
            subscription: (Duration::from_secs(300), Duration::from_secs(5)),
            push_delay: Duration::from_millis(70),
            heartbeat: Duration::from_secs(5),
            times: (Duration::from_secs(20), Duration::from_secs(20), Duration::from_secs(20)),
            consumer_time: Duration::from_secs(5),
        }
    }
}
