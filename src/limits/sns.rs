//! The figures of Amazon SNS.
//!
//! Source: the quotas page of the Amazon SNS developer guide; the older figures stood there before the dates given. Those
//! of text messages stand in its chapter "Mobile text messaging", those of push endpoints in the API reference.

use super::LimitSet;

/// What AWS's figures of throughput call a megabyte.
const MEGABYTE: u64 = 1_048_576;

/// Limits and defaults of SNS. Sizes are bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SnsLimits {
    /// Which set this is.
    pub set: LimitSet,
    /// `MaximumMessageSize`: the least, the most, the default. It can be set since 2026; before, 256 KiB held for all.
    pub message_bytes: (i64, i64, i64),
    /// Whether `MaximumMessageSize` is an attribute at all.
    pub message_size_settable: bool,
    /// Whether standard queues can subscribe to FIFO topics (since September 2023).
    pub standard_queues_on_fifo: bool,
    /// Subscriptions of a standard and of a FIFO topic.
    pub subscriptions: (u64, u64),
    /// Standard and FIFO topics of an account.
    pub topics: (usize, usize),
    /// Tags a topic.
    pub tags_max: usize,
    /// The deduplication interval, in seconds.
    pub dedup_secs: u64,
    /// Messages a second of a FIFO topic whose throughput scope is the topic, and of each of its groups.
    pub fifo_per_sec: (u64, u64),
    /// Bytes a second of a FIFO topic whose throughput scope is the topic.
    pub fifo_bytes_per_sec: u64,
    /// Filter policies of a topic.
    pub filter_policies: u64,
    /// A topic's policy: bytes and statements.
    pub policy: (usize, usize),
    /// How long a subscription stays pending, and how long a confirmation's token is good, in seconds.
    pub pending_secs: (u64, u64),
    /// A data protection policy's bytes.
    pub data_protection_bytes: usize,
    /// Bytes of what a platform endpoint keeps for its owner (`CustomUserData`), and of its token.
    pub endpoint_bytes: (usize, usize),
    /// Characters of a text message, all its parts together.
    pub sms_chars: usize,
    /// Text messages a second of an account in a Region.
    pub sms_per_sec: u64,
    /// Numbers of an SMS sandbox.
    pub sandbox_numbers: usize,
    /// How long a number stays in the sandbox at least after it was last asked or verified, in seconds.
    pub sandbox_keep_secs: u64,
    /// How long after one opt-in a number can be opted in again, in seconds.
    pub opt_in_secs: u64,
}

impl SnsLimits {
    /// The figures of one set.
    pub const fn of(set: LimitSet) -> Self {
        let now = matches!(set, LimitSet::Now);
        Self {
            set,
            message_bytes: (1_024, if now { 1_048_576 } else { 262_144 }, 262_144),
            message_size_settable: now,
            standard_queues_on_fifo: now,
            subscriptions: (12_500_000, 100),
            topics: (100_000, 1_000),
            tags_max: 50,
            dedup_secs: 300,
            fifo_per_sec: if now { (3_000, 300) } else { (300, 300) },
            fifo_bytes_per_sec: if now { 20 * MEGABYTE } else { 10 * MEGABYTE },
            filter_policies: 200,
            policy: (30_720, 100),
            pending_secs: (259_200, 172_800),
            data_protection_bytes: 30_720,
            endpoint_bytes: (2_048, 8_192),
            sms_chars: 1_600,
            sms_per_sec: 20,
            sandbox_numbers: 10,
            sandbox_keep_secs: 86_400,
            opt_in_secs: 2_592_000,
        }
    }
}
