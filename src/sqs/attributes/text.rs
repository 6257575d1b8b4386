//! Settings as the texts that `GetQueueAttributes` answers with.

use super::{AttributeName, DedupScope, QueueAttributes, ThroughputLimit};

impl DedupScope {
    /// The text of the attribute.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::MessageGroup => "messageGroup",
        }
    }
}

impl ThroughputLimit {
    /// The text of the attribute.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PerQueue => "perQueue",
            Self::PerMessageGroupId => "perMessageGroupId",
        }
    }
}

impl QueueAttributes {
    /// A setting as text; `None` where it has no value, and for what a queue counts rather than keeps as a setting.
    pub fn text(&self, name: AttributeName) -> Option<String> {
        match name {
            AttributeName::DelaySeconds => Some(self.delay_secs.to_string()),
            AttributeName::MaximumMessageSize => Some(self.message_bytes_max.to_string()),
            AttributeName::MessageRetentionPeriod => Some(self.retention_secs.to_string()),
            AttributeName::ReceiveMessageWaitTimeSeconds => Some(self.wait_secs.to_string()),
            AttributeName::VisibilityTimeout => Some(self.visibility_secs.to_string()),
            AttributeName::Policy => self.policy.as_ref().map(|policy| policy.text().to_owned()),
            AttributeName::RedrivePolicy => self.redrive.as_ref().map(|policy| policy.text.clone()),
            AttributeName::RedriveAllowPolicy => self.redrive_allow.as_ref().map(|policy| policy.text.clone()),
            AttributeName::KmsMasterKeyId => self.kms_key.clone(),
            // Without a key the period means nothing, and AWS does not show it.
            AttributeName::KmsDataKeyReusePeriodSeconds => {
                self.kms_key.as_ref().map(|_| self.kms_reuse_secs.to_string())
            }
            AttributeName::SqsManagedSseEnabled => Some(self.managed_sse.to_string()),
            AttributeName::FifoQueue => self.fifo.map(|_| true.to_string()),
            AttributeName::ContentBasedDeduplication => self.fifo.map(|fifo| fifo.content_dedup.to_string()),
            AttributeName::DeduplicationScope => self.fifo.map(|fifo| fifo.dedup_scope.as_str().to_owned()),
            AttributeName::FifoThroughputLimit => self.fifo.map(|fifo| fifo.throughput.as_str().to_owned()),
            AttributeName::ApproximateNumberOfMessages
            | AttributeName::ApproximateNumberOfMessagesDelayed
            | AttributeName::ApproximateNumberOfMessagesNotVisible
            | AttributeName::CreatedTimestamp
            | AttributeName::LastModifiedTimestamp
            | AttributeName::QueueArn => None,
        }
    }
}
