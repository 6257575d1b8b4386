//! The names of queue attributes.

/// Declares the names; the text of each is its identifier.
macro_rules! names {
    ($($name:ident),* $(,)?) => {
        /// An attribute of a queue.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "AWS's own names, explained in its API reference")]
        pub enum AttributeName { $($name),* }

        impl AttributeName {
            /// Every name, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name as it is written.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),* }
            }
        }
    };
}

names! {
    ApproximateNumberOfMessages,
    ApproximateNumberOfMessagesDelayed,
    ApproximateNumberOfMessagesNotVisible,
    ContentBasedDeduplication,
    CreatedTimestamp,
    DeduplicationScope,
    DelaySeconds,
    FifoQueue,
    FifoThroughputLimit,
    KmsDataKeyReusePeriodSeconds,
    KmsMasterKeyId,
    LastModifiedTimestamp,
    MaximumMessageSize,
    MessageRetentionPeriod,
    Policy,
    QueueArn,
    ReceiveMessageWaitTimeSeconds,
    RedriveAllowPolicy,
    RedrivePolicy,
    SqsManagedSseEnabled,
    VisibilityTimeout,
}

impl AttributeName {
    /// The attribute of that name; case counts.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|name| name.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_reads_back_and_case_counts() {
        for name in AttributeName::ALL {
            assert_eq!(AttributeName::parse(name.as_str()), Some(*name));
            assert_eq!(AttributeName::parse(&name.as_str().to_lowercase()), None);
        }
    }
}
