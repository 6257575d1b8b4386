//! What each operation answers.

use super::{Attributes, Tag};
use crate::base::wire::results;

results! {
    /// Nothing but success.
    Empty {}
    /// The answer to `CreateTopic`.
    TopicArnResult {
        /// The topic.
        topic_arn: String,
    }
    /// The answer to `Subscribe` and `ConfirmSubscription`.
    SubscriptionArnResult {
        /// The subscription, or `pending confirmation`.
        subscription_arn: String,
    }
    /// Settings by name.
    AttributesResult {
        /// In the order of their names.
        attributes: Attributes,
    }
    /// The answer to `GetDataProtectionPolicy`.
    DataProtectionPolicyResult {
        /// The document; empty where there is none.
        data_protection_policy: String,
    }
    /// A topic in a list.
    Topic {
        /// Its ARN.
        topic_arn: String,
    }
    /// The answer to `ListTopics`.
    ListTopicsResult {
        /// A page.
        topics: Vec<Topic>,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_token: Option<String>,
    }
    /// A subscription in a list.
    Subscription {
        /// Its ARN, `PendingConfirmation` or `Deleted`.
        subscription_arn: String,
        /// The account that subscribed.
        owner: String,
        /// How it delivers.
        protocol: String,
        /// Where it delivers.
        endpoint: String,
        /// Of which topic.
        topic_arn: String,
    }
    /// The answer to `ListSubscriptions` and `ListSubscriptionsByTopic`.
    ListSubscriptionsResult {
        /// A page.
        subscriptions: Vec<Subscription>,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_token: Option<String>,
    }
    /// The answer to `ListTagsForResource`.
    ListTagsResult {
        /// In the order of their keys.
        tags: Vec<Tag>,
    }
    /// The answer to `Publish`.
    PublishResult {
        /// A UUID.
        message_id: String,
        /// Of FIFO topics: twenty digits.
        #[serde(skip_serializing_if = "Option::is_none")] sequence_number: Option<String>,
    }
    /// An entry that was accepted.
    PublishBatchResultEntry {
        /// As in the request.
        id: String,
        /// A UUID.
        message_id: String,
        /// Of FIFO topics: twenty digits.
        #[serde(skip_serializing_if = "Option::is_none")] sequence_number: Option<String>,
    }
    /// An entry that was refused.
    BatchResultErrorEntry {
        /// As in the request.
        id: String,
        /// The error's code.
        code: String,
        /// AWS's sentence.
        message: String,
        /// Whether the sender is to blame.
        sender_fault: bool,
    }
    /// The answer to `PublishBatch`.
    PublishBatchResult {
        /// Accepted entries.
        successful: Vec<PublishBatchResultEntry>,
        /// Refused entries.
        failed: Vec<BatchResultErrorEntry>,
    }
}
