//! The figures of SQS. Names are those of its API and of "Amazon SQS quotas".

use super::{Figure, Unit, figure};
use crate::key;

const CALLS: Unit = Unit::Count(key!("calls a second"));
const MESSAGES: Unit = Unit::Count(key!("messages"));

/// All of them.
#[rustfmt::skip]
pub const FIGURES: [Figure; 29] = [
    figure!("sqs.message_bytes.max", "MaximumMessageSize", key!("largest message, and what a new queue takes"), Unit::Bytes, 1_024..=4_194_304, sqs.message_bytes_max),
    figure!("sqs.message_bytes.min", "MaximumMessageSize", key!("smallest maximum that a queue can be set to"), Unit::Bytes, 1..=1_048_576, sqs.message_bytes_min),
    figure!("sqs.batch_bytes.max", "SendMessageBatch", key!("all messages of a batch together"), Unit::Bytes, 1_024..=16_777_216, sqs.batch_bytes_max),
    figure!("sqs.batch_entries.max", "MaxNumberOfMessages", key!("entries of a batch, and messages of a receive"), Unit::Count(key!("entries")), 10..=100, sqs.batch_entries_max),
    figure!("sqs.attributes.max", "MessageAttributes", key!("attributes of a message"), Unit::Count(key!("attributes")), 0..=100, sqs.attributes_max),
    figure!("sqs.delay_secs.max", "DelaySeconds", key!("longest delay"), Unit::Secs, 0..=86_400, sqs.delay_secs_max),
    figure!("sqs.retention_secs.min", "MessageRetentionPeriod", key!("shortest retention period"), Unit::Secs, 1..=1_209_600, sqs.retention_secs.0),
    figure!("sqs.retention_secs.default", "MessageRetentionPeriod", key!("retention period of a new queue"), Unit::Secs, 1..=31_536_000, sqs.retention_secs.2),
    figure!("sqs.retention_secs.max", "MessageRetentionPeriod", key!("longest retention period"), Unit::Secs, 60..=31_536_000, sqs.retention_secs.1),
    figure!("sqs.visibility_secs.default", "VisibilityTimeout", key!("visibility timeout of a new queue"), Unit::Secs, 0..=604_800, sqs.visibility_secs_default),
    figure!("sqs.visibility_secs.max", "VisibilityTimeout", key!("longest visibility timeout, counted from the receive"), Unit::Secs, 1..=604_800, sqs.visibility_secs_max),
    figure!("sqs.wait_secs.max", "WaitTimeSeconds", key!("longest wait of a long poll"), Unit::Secs, 20..=300, sqs.wait_secs_max),
    figure!("sqs.in_flight.standard", "In-flight messages per standard queue", key!("messages in flight of a standard queue"), MESSAGES, 1..=10_000_000, sqs.in_flight_standard),
    figure!("sqs.in_flight.fifo", "In-flight messages per FIFO queue", key!("messages in flight of a FIFO queue"), MESSAGES, 1..=10_000_000, sqs.in_flight_fifo),
    figure!("sqs.fifo_scan", "FIFO queue message group backlog", key!("messages of a FIFO backlog that a receive looks through for free groups"), MESSAGES, 1..=10_000_000, sqs.fifo_scan),
    figure!("sqs.fifo_calls", "FIFO queue throughput", key!("calls of each action on a FIFO queue, and on each partition in high-throughput mode"), CALLS, 1..=2_400, sqs.fifo_calls_per_sec),
    figure!("sqs.fair_queues", "MessageGroupId", key!("standard queues take a message group (fair queues)"), Unit::YesNo, 0..=1, sqs.fair_queues),
    figure!("sqs.managed_sse", "SqsManagedSseEnabled", key!("new queues are encrypted with SSE-SQS"), Unit::YesNo, 0..=1, sqs.managed_sse_default),
    figure!("sqs.dedup_secs", "Deduplication interval", key!("how long a deduplication id is remembered"), Unit::Secs, 1..=86_400, sqs.dedup_secs),
    figure!("sqs.quiet_secs", "DeleteQueue, PurgeQueue", key!("how long a deleted queue's name stays taken, and how far apart purges must be"), Unit::Secs, 0..=3_600, sqs.quiet_secs),
    figure!("sqs.attempt_secs", "ReceiveRequestAttemptId", key!("how long an attempt id is remembered"), Unit::Secs, 1..=86_400, sqs.attempt_secs),
    figure!("sqs.policy.bytes", "Policy", key!("largest policy of a queue"), Unit::Bytes, 256..=1_048_576, sqs.policy.0),
    figure!("sqs.policy.statements", "Policy", key!("statements in a queue's policy"), Unit::Count(key!("statements")), 1..=1_000, sqs.policy.1),
    figure!("sqs.permission_actions", "AddPermission", key!("actions in one AddPermission"), Unit::Count(key!("actions")), 1..=100, sqs.permission_actions_max),
    figure!("sqs.tags.max", "TagQueue", key!("tags of a queue"), Unit::Count(key!("tags")), 0..=1_000, sqs.tags_max),
    figure!("sqs.tag_calls", "TagQueue, UntagQueue, ListQueueTags", key!("tagging calls of an account"), CALLS, 1..=10_000, sqs.tag_calls_per_sec),
    figure!("sqs.move_tasks", "StartMessageMoveTask", key!("move tasks that run at once in an account"), Unit::Count(key!("tasks")), 1..=10_000, sqs.move_tasks_max),
    figure!("sqs.move_task_secs", "StartMessageMoveTask", key!("longest run of a move task"), Unit::Secs, 1..=31_536_000, sqs.move_task_secs_max),
    figure!("sqs.move_rate", "MaxNumberOfMessagesPerSecond", key!("fastest move task"), Unit::Count(key!("messages a second")), 1..=100_000, sqs.move_rate_max),
];
