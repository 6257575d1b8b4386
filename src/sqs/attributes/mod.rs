//! A queue's settings: their types, defaults, and how texts become settings and settings texts.
//!
//! Source: "Parameters" of `CreateQueue` and `SetQueueAttributes` in the SQS API reference.

mod name;
mod parse;
mod redrive;
mod text;

use crate::clock::Duration;
use crate::iam::StoredPolicy;
use crate::limits::SqsLimits;
pub use name::AttributeName;
pub(in crate::sqs) use parse::boolean;
pub use redrive::{MAX_RECEIVES, RedriveAllow, RedrivePermission, RedrivePolicy, SOURCES_MAX};

/// The settings of a queue, checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct QueueAttributes {
    /// `DelaySeconds`.
    pub delay_secs: u64,
    /// `MaximumMessageSize`, in bytes.
    pub message_bytes_max: usize,
    /// `MessageRetentionPeriod`, in seconds.
    pub retention_secs: u64,
    /// `ReceiveMessageWaitTimeSeconds`.
    pub wait_secs: u64,
    /// `VisibilityTimeout`, in seconds.
    pub visibility_secs: u64,
    /// `Policy`, as it was given or as permissions were written into it.
    pub policy: Option<StoredPolicy>,
    /// `RedrivePolicy`.
    pub redrive: Option<RedrivePolicy>,
    /// `RedriveAllowPolicy`.
    pub redrive_allow: Option<RedriveAllow>,
    /// `KmsMasterKeyId`.
    pub kms_key: Option<String>,
    /// `KmsDataKeyReusePeriodSeconds`; of no effect without a key.
    pub kms_reuse_secs: u64,
    /// `SqsManagedSseEnabled`.
    pub managed_sse: bool,
    /// What only FIFO queues have.
    pub fifo: Option<FifoAttributes>,
}

/// The settings that only FIFO queues have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FifoAttributes {
    /// `ContentBasedDeduplication`.
    pub content_dedup: bool,
    /// `DeduplicationScope`.
    pub dedup_scope: DedupScope,
    /// `FifoThroughputLimit`.
    pub throughput: ThroughputLimit,
}

/// Where a deduplication id must be unique.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DedupScope {
    /// In the queue.
    #[default]
    Queue,
    /// In its message group.
    MessageGroup,
}

/// What the throughput quota counts for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ThroughputLimit {
    /// The queue.
    #[default]
    PerQueue,
    /// Each message group: high-throughput mode, together with the group as deduplication scope.
    PerMessageGroupId,
}

impl FifoAttributes {
    /// Whether the queue is in high-throughput mode.
    pub const fn high_throughput(self) -> bool {
        matches!((self.dedup_scope, self.throughput), (DedupScope::MessageGroup, ThroughputLimit::PerMessageGroupId))
    }
}

/// How long a data key is used again unless told otherwise.
const KMS_REUSE_SECS_DEFAULT: u64 = 300;

impl QueueAttributes {
    /// The settings of a queue for which none is given.
    pub fn new(limits: &SqsLimits, fifo: bool) -> Self {
        let whole = |figure: i64| u64::try_from(figure).unwrap_or(0);
        Self {
            delay_secs: 0,
            message_bytes_max: usize::try_from(limits.message_bytes_max).unwrap_or(usize::MAX),
            retention_secs: whole(limits.retention_secs.2),
            wait_secs: 0,
            visibility_secs: whole(limits.visibility_secs_default),
            policy: None,
            redrive: None,
            redrive_allow: None,
            kms_key: None,
            kms_reuse_secs: KMS_REUSE_SECS_DEFAULT,
            managed_sse: limits.managed_sse_default,
            fifo: fifo.then(FifoAttributes::default),
        }
    }

    /// The delay of new messages.
    pub const fn delay(&self) -> Duration {
        Duration::from_secs(self.delay_secs)
    }
}
