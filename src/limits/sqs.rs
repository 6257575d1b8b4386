//! The figures of Amazon SQS.
//!
//! Source: the quotas page of the Amazon SQS developer guide; the older figures stood there until the dates given.

use super::LimitSet;
use crate::base::Region;

/// Limits and defaults of SQS. Sizes are bytes, times are seconds, rates are calls a second.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SqsLimits {
    /// Which set this is.
    pub set: LimitSet,
    /// The largest `MaximumMessageSize`, and its default: 1 MiB since August 2025, before 256 KiB.
    pub message_bytes_max: i64,
    /// The smallest `MaximumMessageSize`.
    pub message_bytes_min: i64,
    /// The largest sum of all entries of a batch, whatever the queue's own maximum.
    pub batch_bytes_max: usize,
    /// Entries in a batch, and messages in a receive.
    pub batch_entries_max: usize,
    /// Message attributes a message.
    pub attributes_max: usize,
    /// `DelaySeconds`.
    pub delay_secs_max: i64,
    /// `MessageRetentionPeriod`: the least, the most, the default.
    pub retention_secs: (i64, i64, i64),
    /// `VisibilityTimeout`, and the cap counted from the receive.
    pub visibility_secs_max: i64,
    /// The default visibility timeout.
    pub visibility_secs_default: i64,
    /// `WaitTimeSeconds`.
    pub wait_secs_max: i64,
    /// Messages in flight of a standard queue.
    pub in_flight_standard: u64,
    /// Messages in flight of a FIFO queue: 120,000 since November 2024, before 20,000.
    pub in_flight_fifo: u64,
    /// How deep into a FIFO backlog a receive looks for groups that are free.
    pub fifo_scan: u64,
    /// FIFO calls a second for each action, and for each partition in high-throughput mode.
    pub fifo_calls_per_sec: u64,
    /// Whether standard queues take a `MessageGroupId` (fair queues, since July 2025).
    pub fair_queues: bool,
    /// Whether new queues have SSE-SQS on (since October 2022).
    pub managed_sse_default: bool,
    /// The deduplication interval.
    pub dedup_secs: u64,
    /// How long a name stays blocked after `DeleteQueue`, and how far apart two purges must be.
    pub quiet_secs: u64,
    /// How long a `ReceiveRequestAttemptId` is remembered.
    pub attempt_secs: u64,
    /// `Policy`: bytes and statements.
    pub policy: (usize, usize),
    /// Actions in one `AddPermission`.
    pub permission_actions_max: usize,
    /// Tags a queue.
    pub tags_max: usize,
    /// Tagging calls a second for an account.
    pub tag_calls_per_sec: u64,
    /// Move tasks that run at once in an account.
    pub move_tasks_max: usize,
    /// The longest time that a move task runs.
    pub move_task_secs_max: u64,
    /// `MaxNumberOfMessagesPerSecond` of a move task.
    pub move_rate_max: i64,
}

impl SqsLimits {
    /// The figures of one set.
    pub const fn of(set: LimitSet) -> Self {
        let now = matches!(set, LimitSet::Now);
        Self {
            set,
            message_bytes_max: if now { 1_048_576 } else { 262_144 },
            message_bytes_min: 1_024,
            batch_bytes_max: if now { 1_048_576 } else { 262_144 },
            batch_entries_max: 10,
            attributes_max: 10,
            delay_secs_max: 900,
            retention_secs: (60, 1_209_600, 345_600),
            visibility_secs_max: 43_200,
            visibility_secs_default: 30,
            wait_secs_max: 20,
            in_flight_standard: 120_000,
            in_flight_fifo: if now { 120_000 } else { 20_000 },
            fifo_scan: if now { 120_000 } else { 20_000 },
            fifo_calls_per_sec: 300,
            fair_queues: now,
            managed_sse_default: now,
            dedup_secs: 300,
            quiet_secs: 60,
            attempt_secs: 300,
            policy: (8_192, 20),
            permission_actions_max: 7,
            tags_max: 50,
            tag_calls_per_sec: 30,
            move_tasks_max: 100,
            move_task_secs_max: 129_600,
            move_rate_max: 500,
        }
    }

    /// FIFO calls a second of a queue in high-throughput mode, all partitions together.
    pub fn high_throughput_calls(region: Region) -> u64 {
        match region.name() {
            "us-east-1" | "us-west-2" | "eu-west-1" => 70_000,
            "us-east-2" | "eu-central-1" => 19_000,
            "ap-south-1" | "ap-southeast-1" | "ap-southeast-2" | "ap-northeast-1" => 9_000,
            "eu-west-2" | "sa-east-1" => 4_500,
            _ => 2_400,
        }
    }
}
