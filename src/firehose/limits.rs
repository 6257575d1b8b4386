//! The figures of Amazon Data Firehose, and those that a lab needs beside them.
//!
//! Source: "Amazon Data Firehose quotas" in its developer guide. Sizes are bytes.

use crate::base::Region;
use crate::clock::Duration;
use crate::limits::LimitSet;

/// Figures of today, or of older notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FirehoseLimits {
    /// Streams of an account in a Region.
    pub streams: usize,
    /// The least interval of a buffer in seconds: "near real time" meant a minute, before zero was possible.
    pub interval_secs_min: u64,
}

impl FirehoseLimits {
    /// The figures of one set.
    pub const fn of(set: LimitSet) -> Self {
        match set {
            LimitSet::Now => Self { streams: 5_000, interval_secs_min: 0 },
            LimitSet::Then => Self { streams: 50, interval_secs_min: 60 },
        }
    }
}

/// A record before it is encoded: 1,000 KiB.
pub const RECORD_BYTES_MAX: usize = 1_024_000;
/// Records of one `PutRecordBatch`, and what they have together: 4 MiB.
pub const BATCH_MAX: (usize, usize) = (500, 4_194_304);
/// Calls a second of each operation that is not a put.
pub const CONTROL_RATE: u64 = 5;
/// How often encryption may be started and stopped in a day, both counted together.
pub const ENCRYPTIONS_MAX: usize = 25;
/// The day that is meant.
pub const ENCRYPTIONS_WITHIN: Duration = Duration::from_secs(86_400);
/// Tags of a stream.
pub const TAGS_MAX: usize = 50;
/// Partitions with records at one time.
pub const ACTIVE_PARTITIONS_MAX: usize = 500;
/// How long records are kept for S3, which is the longest that Firehose keeps any.
pub const KEPT_FOR: Duration = Duration::from_secs(86_400);
/// How long an HTTP endpoint has for its answer.
pub const HTTP_TIMEOUT: Duration = Duration::from_secs(180);
/// How often a copy into Redshift is tried again.
pub const COPY_EVERY: Duration = Duration::from_secs(300);
/// A mebibyte, in which hints are given.
pub const MIB: u64 = 1_048_576;
/// The largest buffer, however much delivery lags.
pub const BUFFER_MAX: u64 = 128 * MIB;
/// What a record that was decompressed may have.
pub const PLAIN_BYTES_MAX: usize = 16 * 1_048_576;

/// Bytes of records that a lab keeps for all streams. A figure of the lab and not of AWS: a snapshot holds all of them.
pub const HELD_BYTES_MAX: u64 = 67_108_864;
/// Errors that a stream's log keeps; a figure of the lab.
pub const LOG_MAX: u64 = 100;
/// How long a stream takes to come into being and to go, and encryption to begin and to end. AWS names no figures; these
/// are the lab's.
pub const CREATING_FOR: Duration = Duration::from_secs(30);
/// See [`CREATING_FOR`].
pub const DELETING_FOR: Duration = Duration::from_secs(30);
/// See [`CREATING_FOR`].
pub const ENCRYPTING_FOR: Duration = Duration::from_secs(10);

/// Records, requests and bytes a second that may be put into a stream. They grow together when a customer asks; no lab
/// does.
pub fn put_rates(region: Region) -> (u64, u64, u64) {
    if matches!(region.name(), "us-east-1" | "us-west-2" | "eu-west-1") {
        (500_000, 2_000, 5 * MIB)
    } else {
        (100_000, 1_000, MIB)
    }
}
