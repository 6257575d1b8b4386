//! What each operation takes.

use crate::base::wire::{is_default, requests, write};
use crate::sqs::handle::HandleText;
use std::collections::BTreeMap;

/// Texts by name, in order of name.
pub type Attributes = BTreeMap<String, String>;

requests! {
    /// Lets other accounts call some actions, by adding a statement to the queue's policy.
    AddPermission {
        /// The queue's URL, or its name.
        queue_url: String,
        /// The statement's id: 1 to 80 of `A-Z a-z 0-9 _ -`.
        label: String,
        /// Account numbers.
        aws_account_ids as "AWSAccountIds": Vec<String>,
        /// At most seven action names, or `*`.
        actions: Vec<String>,
    }
    /// Ends a move task.
    CancelMessageMoveTask {
        /// From `StartMessageMoveTask`.
        task_handle: String,
    }
    /// Hides a received message for longer or shorter, from now on.
    ChangeMessageVisibility {
        /// The queue's URL, or its name.
        queue_url: String,
        /// From the receive.
        receipt_handle: HandleText,
        /// Seconds from now, 0 to 43,200; 0 makes the message visible.
        visibility_timeout: Option<i64>,
    }
    /// The same for up to ten messages.
    ChangeMessageVisibilityBatch {
        /// The queue's URL, or its name.
        queue_url: String,
        /// One to ten.
        entries: Vec<ChangeMessageVisibilityBatchRequestEntry>,
    }
    /// One entry of the batch.
    ChangeMessageVisibilityBatchRequestEntry {
        /// Names the entry in the answer.
        id: String,
        /// From the receive.
        receipt_handle: HandleText,
        /// Seconds from now.
        visibility_timeout: Option<i64>,
    }
    /// Makes a queue.
    CreateQueue {
        /// 1 to 80 of `A-Z a-z 0-9 _ -`; a FIFO queue's ends in `.fifo`, which counts.
        queue_name: String,
        /// Attributes by name; the others get their defaults.
        attributes: Attributes,
        /// Tags.
        tags as "tags" or "Tags": Attributes,
    }
    /// Ends a message for good.
    DeleteMessage {
        /// The queue's URL, or its name.
        queue_url: String,
        /// From the latest receive.
        receipt_handle: HandleText,
    }
    /// The same for up to ten messages.
    DeleteMessageBatch {
        /// The queue's URL, or its name.
        queue_url: String,
        /// One to ten.
        entries: Vec<DeleteMessageBatchRequestEntry>,
    }
    /// One entry of the batch.
    DeleteMessageBatchRequestEntry {
        /// Names the entry in the answer.
        id: String,
        /// From the latest receive.
        receipt_handle: HandleText,
    }
    /// Ends a queue with all that it holds.
    DeleteQueue {
        /// The queue's URL, or its name.
        queue_url: String,
    }
    /// Asks for attributes.
    GetQueueAttributes {
        /// The queue's URL, or its name.
        queue_url: String,
        /// Names, or `All`; nothing is answered for none.
        attribute_names: Vec<String>,
    }
    /// Asks for a queue's URL.
    GetQueueUrl {
        /// The queue's name.
        queue_name: String,
        /// The owner, when it is another account.
        queue_owner_aws_account_id as "QueueOwnerAWSAccountId": String,
    }
    /// Asks which queues have this one as their dead-letter queue.
    ListDeadLetterSourceQueues {
        /// The dead-letter queue's URL, or its name.
        queue_url: String,
        /// 1 to 1,000.
        max_results: Option<i64>,
        /// From the page before.
        next_token: String,
    }
    /// Asks for the latest move tasks of a dead-letter queue.
    ListMessageMoveTasks {
        /// The dead-letter queue's ARN.
        source_arn: String,
        /// 1 to 10; 1 when absent.
        max_results: Option<i64>,
    }
    /// Asks for the account's queues in the Region.
    ListQueues {
        /// What the names begin with; case counts.
        queue_name_prefix: String,
        /// 1 to 1,000.
        max_results: Option<i64>,
        /// From the page before; needs `MaxResults`.
        next_token: String,
    }
    /// Asks for tags.
    ListQueueTags {
        /// The queue's URL, or its name.
        queue_url: String,
    }
    /// Deletes every message of a queue.
    PurgeQueue {
        /// The queue's URL, or its name.
        queue_url: String,
    }
    /// Takes messages, hiding them from others for a while.
    ReceiveMessage {
        /// The queue's URL, or its name.
        queue_url: String,
        /// 1 to 10; 1 when absent.
        max_number_of_messages: Option<i64>,
        /// Seconds, 0 to 43,200; the queue's value when absent.
        visibility_timeout: Option<i64>,
        /// Seconds, 0 to 20; the queue's value when absent.
        wait_time_seconds: Option<i64>,
        /// System attributes to answer with.
        message_system_attribute_names: Vec<String>,
        /// The older name of the same list.
        attribute_names: Vec<String>,
        /// Message attributes to answer with: names, prefixes as `foo.*`, or `All`.
        message_attribute_names: Vec<String>,
        /// FIFO: asking again with the same text within five minutes gives the same messages.
        receive_request_attempt_id: Option<String>,
    }
    /// Takes a statement back that `AddPermission` wrote.
    RemovePermission {
        /// The queue's URL, or its name.
        queue_url: String,
        /// The statement's id.
        label: String,
    }
    /// Sends a message.
    SendMessage {
        /// The queue's URL, or its name.
        queue_url: String,
        /// The text: 1 character up to the queue's `MaximumMessageSize`, attributes included.
        message_body: String,
        /// Seconds, 0 to 900; the queue's value when absent. FIFO: only 0.
        delay_seconds: Option<i64>,
        /// At most ten.
        message_attributes: BTreeMap<String, MessageAttributeValue>,
        /// Only `AWSTraceHeader`.
        message_system_attributes: BTreeMap<String, MessageAttributeValue>,
        /// FIFO: what makes it the same message within five minutes.
        message_deduplication_id: Option<String>,
        /// FIFO: required; standard: the tenant of a fair queue.
        message_group_id: Option<String>,
    }
    /// Sends up to ten messages.
    SendMessageBatch {
        /// The queue's URL, or its name.
        queue_url: String,
        /// One to ten.
        entries: Vec<SendMessageBatchRequestEntry>,
    }
    /// One entry of the batch.
    SendMessageBatchRequestEntry {
        /// Names the entry in the answer.
        id: String,
        /// As in `SendMessage`.
        message_body: String,
        /// As in `SendMessage`.
        delay_seconds: Option<i64>,
        /// As in `SendMessage`.
        message_attributes: BTreeMap<String, MessageAttributeValue>,
        /// As in `SendMessage`.
        message_system_attributes: BTreeMap<String, MessageAttributeValue>,
        /// As in `SendMessage`.
        message_deduplication_id: Option<String>,
        /// As in `SendMessage`.
        message_group_id: Option<String>,
    }
    /// Changes attributes.
    SetQueueAttributes {
        /// The queue's URL, or its name.
        queue_url: String,
        /// Attributes by name.
        attributes: Attributes,
    }
    /// Moves a dead-letter queue's messages back, or elsewhere.
    StartMessageMoveTask {
        /// The dead-letter queue's ARN.
        source_arn: String,
        /// Where to; each message's own source queue when absent.
        destination_arn: String,
        /// 1 to 500; AWS chooses when absent.
        max_number_of_messages_per_second: Option<i64>,
    }
    /// Adds or overwrites tags.
    TagQueue {
        /// The queue's URL, or its name.
        queue_url: String,
        /// Tags.
        tags: Attributes,
    }
    /// Takes tags away.
    UntagQueue {
        /// The queue's URL, or its name.
        queue_url: String,
        /// Keys.
        tag_keys: Vec<String>,
    }
    /// The value of a message attribute.
    MessageAttributeValue {
        /// `String`, `Number` or `Binary`, with an optional label after a dot.
        data_type: String,
        /// The value of a String or Number.
        string_value: Option<String>,
        /// The value of a Binary.
        binary_value: Option<Vec<u8>>,
        /// Reserved by AWS; anything here is refused.
        string_list_values: Vec<String>,
        /// Reserved by AWS; anything here is refused.
        binary_list_values: Vec<String>,
    }
}

impl From<SendMessageBatchRequestEntry> for SendMessage {
    fn from(entry: SendMessageBatchRequestEntry) -> Self {
        Self {
            queue_url: String::new(),
            message_body: entry.message_body,
            delay_seconds: entry.delay_seconds,
            message_attributes: entry.message_attributes,
            message_system_attributes: entry.message_system_attributes,
            message_deduplication_id: entry.message_deduplication_id,
            message_group_id: entry.message_group_id,
        }
    }
}
