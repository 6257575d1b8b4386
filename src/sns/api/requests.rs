//! What each operation takes.

use crate::base::wire::{is_default, requests, write};
use std::collections::BTreeMap;

/// Texts by name, in order of name.
pub type Attributes = BTreeMap<String, String>;
/// Message attributes by name.
pub type MessageAttributes = BTreeMap<String, MessageAttributeValue>;

requests! {
    /// Lets other accounts call some actions, by adding a statement to the topic's policy.
    AddPermission {
        /// The topic.
        topic_arn: String,
        /// The statement's id.
        label: String,
        /// Account numbers.
        aws_account_id as "AWSAccountId": Vec<String>,
        /// Action names without prefix, such as `Publish`.
        action_name: Vec<String>,
    }
    /// Confirms that an endpoint wants the messages of a topic.
    ConfirmSubscription {
        /// The topic.
        topic_arn: String,
        /// From the confirmation message; good for two days.
        token: String,
        /// `true` refuses an unsubscribe that is not signed.
        authenticate_on_unsubscribe: Option<String>,
    }
    /// Makes a topic, or answers the one that is there with the same settings.
    CreateTopic {
        /// 1 to 256 of `A-Z a-z 0-9 _ -`; that of a FIFO topic ends in `.fifo`.
        name: String,
        /// Settings by name.
        attributes: Attributes,
        /// At most fifty.
        tags: Vec<Tag>,
        /// As of `PutDataProtectionPolicy`; empty for none.
        data_protection_policy: Option<String>,
    }
    /// Deletes a topic and stops its subscriptions.
    DeleteTopic {
        /// The topic.
        topic_arn: String,
    }
    /// What is to be hidden or kept back in the messages of a topic.
    GetDataProtectionPolicy {
        /// The topic.
        resource_arn: String,
    }
    /// A subscription's settings.
    GetSubscriptionAttributes {
        /// The subscription.
        subscription_arn: String,
    }
    /// A topic's settings and counts.
    GetTopicAttributes {
        /// The topic.
        topic_arn: String,
    }
    /// All subscriptions of the account in the Region, a hundred a page.
    ListSubscriptions {
        /// From the page before.
        next_token: Option<String>,
    }
    /// The subscriptions of a topic, a hundred a page.
    ListSubscriptionsByTopic {
        /// The topic.
        topic_arn: String,
        /// From the page before.
        next_token: Option<String>,
    }
    /// The tags of a topic.
    ListTagsForResource {
        /// The topic.
        resource_arn: String,
    }
    /// All topics of the account in the Region, a hundred a page.
    ListTopics {
        /// From the page before.
        next_token: Option<String>,
    }
    /// Sends a message to everybody who has subscribed.
    Publish {
        /// The topic, or `target_arn`.
        topic_arn: Option<String>,
        /// The topic, or a platform endpoint.
        target_arn: Option<String>,
        /// A phone number, instead of a topic.
        phone_number: Option<String>,
        /// 1 byte to the topic's maximum, attributes included.
        message: String,
        /// At most 100 characters, for e-mail and the envelope.
        subject: Option<String>,
        /// `json` for a text a protocol.
        message_structure: Option<String>,
        /// By name.
        message_attributes: MessageAttributes,
        /// FIFO topics keep order within it; on standard topics it goes on to standard queues.
        message_group_id: Option<String>,
        /// FIFO topics drop a repeated one for five minutes.
        message_deduplication_id: Option<String>,
    }
    /// The same for up to ten messages.
    PublishBatch {
        /// The topic.
        topic_arn: String,
        /// One to ten.
        publish_batch_request_entries: Vec<PublishBatchRequestEntry>,
    }
    /// One entry of the batch.
    PublishBatchRequestEntry {
        /// Names the entry in the answer: 1 to 80 of `A-Z a-z 0-9 _ -`.
        id: String,
        /// As of `Publish`.
        message: String,
        /// As of `Publish`.
        subject: Option<String>,
        /// As of `Publish`.
        message_structure: Option<String>,
        /// As of `Publish`.
        message_attributes: MessageAttributes,
        /// As of `Publish`.
        message_group_id: Option<String>,
        /// As of `Publish`.
        message_deduplication_id: Option<String>,
    }
    /// Says what is to be hidden or kept back in the messages of a standard topic.
    PutDataProtectionPolicy {
        /// The topic.
        resource_arn: String,
        /// A JSON object of at most 30,720 bytes; an empty text takes it away.
        data_protection_policy: Option<String>,
    }
    /// Takes a statement out of the topic's policy.
    RemovePermission {
        /// The topic.
        topic_arn: String,
        /// The statement's id; one that is not there makes no difference.
        label: String,
    }
    /// Changes one setting of a subscription.
    SetSubscriptionAttributes {
        /// The subscription.
        subscription_arn: String,
        /// Which.
        attribute_name: String,
        /// The new value; empty takes some away.
        attribute_value: Option<String>,
    }
    /// Changes one setting of a topic.
    SetTopicAttributes {
        /// The topic.
        topic_arn: String,
        /// Which.
        attribute_name: String,
        /// The new value.
        attribute_value: Option<String>,
    }
    /// Asks that messages of a topic be delivered to an endpoint.
    Subscribe {
        /// The topic.
        topic_arn: String,
        /// `sqs`, `lambda`, `firehose`, `http`, `https`, `email`, `email-json`, `sms` or `application`.
        protocol: String,
        /// An ARN, a URL, an address or a number, as the protocol asks.
        endpoint: Option<String>,
        /// Settings by name.
        attributes: Attributes,
        /// Answer the ARN also while the confirmation is pending.
        return_subscription_arn: bool,
    }
    /// A key and a value.
    Tag {
        /// 1 to 128 characters.
        key: String,
        /// 0 to 256 characters.
        value: String,
    }
    /// Adds tags, or changes their values.
    TagResource {
        /// The topic.
        resource_arn: String,
        /// The tags.
        tags: Vec<Tag>,
    }
    /// Ends a subscription.
    Unsubscribe {
        /// The subscription; one that is gone makes no difference.
        subscription_arn: String,
    }
    /// Takes tags away.
    UntagResource {
        /// The topic.
        resource_arn: String,
        /// Keys.
        tag_keys: Vec<String>,
    }
    /// The value of a message attribute.
    MessageAttributeValue {
        /// `String`, `String.Array`, `Number` or `Binary`, with an optional label after a dot.
        data_type: String,
        /// The value of all but Binary.
        string_value: Option<String>,
        /// The value of a Binary.
        binary_value: Option<Vec<u8>>,
    }
}

impl From<PublishBatchRequestEntry> for Publish {
    fn from(entry: PublishBatchRequestEntry) -> Self {
        Self {
            message: entry.message,
            subject: entry.subject,
            message_structure: entry.message_structure,
            message_attributes: entry.message_attributes,
            message_group_id: entry.message_group_id,
            message_deduplication_id: entry.message_deduplication_id,
            ..Self::default()
        }
    }
}
