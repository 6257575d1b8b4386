//! What each operation answers. Empty lists and absent values are left out, as AWS does.

use super::MessageAttributeValue;
use crate::sqs::{ErrorCode, SqsError, handle::ReceiptHandle, message::Body};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Nothing but success.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Empty {}

/// A queue's URL.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueueUrlResult {
    /// `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`.
    pub queue_url: String,
}

/// Attributes by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetQueueAttributesResult {
    /// Only those that have a value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<&'static str, String>,
}

/// Queues that have the asked one as their dead-letter queue.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ListDeadLetterSourceQueuesResult {
    /// URLs; AWS writes this name with a small letter. Present even when empty, as the model requires it.
    #[serde(rename = "queueUrls")]
    pub queue_urls: Vec<String>,
    /// Where the next page begins.
    #[serde(rename = "NextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// Queues of an account in a Region.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListQueuesResult {
    /// URLs in order of name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub queue_urls: Vec<String>,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// A queue's tags.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListQueueTagsResult {
    /// Values by key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

/// A sent message, or the earlier one that it repeats. The digests are worked out when they are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SendMessageResult {
    /// The message's id.
    pub message_id: Uuid,
    /// FIFO: its place in its group.
    pub sequence_number: Option<u128>,
    /// What was sent, for the digest.
    pub body: Body,
    /// MD5 of the attributes as they were sent.
    pub md5_of_message_attributes: Option<String>,
    /// MD5 of the system attributes as they were sent.
    pub md5_of_message_system_attributes: Option<String>,
}

impl Serialize for SendMessageResult {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.fields(&mut map)?;
        map.end()
    }
}

impl SendMessageResult {
    fn fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("MessageId", &self.message_id)?;
        map.serialize_entry("MD5OfMessageBody", &self.body.md5_hex())?;
        if let Some(md5) = &self.md5_of_message_attributes {
            map.serialize_entry("MD5OfMessageAttributes", md5)?;
        }
        if let Some(md5) = &self.md5_of_message_system_attributes {
            map.serialize_entry("MD5OfMessageSystemAttributes", md5)?;
        }
        if let Some(number) = self.sequence_number {
            map.serialize_entry("SequenceNumber", &format!("{number:020}"))?;
        }
        Ok(())
    }
}

/// The entries of a batch that went, and those that did not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SendMessageBatchResult {
    /// In the order of the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub successful: Vec<SendMessageBatchResultEntry>,
    /// In the order of the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<BatchResultErrorEntry>,
}

/// An entry that went.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SendMessageBatchResultEntry {
    /// The entry's id.
    pub id: String,
    /// As for a single send.
    pub result: SendMessageResult,
}

impl Serialize for SendMessageBatchResultEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("Id", &self.id)?;
        self.result.fields(&mut map)?;
        map.end()
    }
}

/// The answer of `DeleteMessageBatch` and `ChangeMessageVisibilityBatch`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchResult {
    /// In the order of the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub successful: Vec<BatchResultEntry>,
    /// In the order of the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<BatchResultErrorEntry>,
}

/// An entry that went.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchResultEntry {
    /// The entry's id.
    pub id: String,
}

/// An entry that did not go.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchResultErrorEntry {
    /// The entry's id.
    pub id: String,
    /// The short code.
    #[serde(serialize_with = "short_code")]
    pub code: ErrorCode,
    /// AWS's sentence.
    pub message: String,
    /// Whether the sender is at fault.
    pub sender_fault: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn short_code<S: Serializer>(code: &ErrorCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(code.query_code())
}

impl BatchResultErrorEntry {
    /// The entry that failed so.
    pub fn new(id: &str, error: SqsError) -> Self {
        Self { id: id.to_owned(), code: error.code, message: error.message, sender_fault: true }
    }
}

/// Received messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReceiveMessageResult {
    /// At most ten.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<ReceivedMessage>,
}

/// One received message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReceivedMessage {
    /// The message's id.
    pub message_id: Uuid,
    /// What deletes it or changes its visibility; another at each receive.
    pub receipt_handle: ReceiptHandle,
    /// The text.
    pub body: Body,
    /// The system attributes asked for.
    pub attributes: BTreeMap<&'static str, String>,
    /// The message attributes asked for.
    pub message_attributes: BTreeMap<String, MessageAttributeValue>,
}

impl Serialize for ReceivedMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("MessageId", &self.message_id)?;
        map.serialize_entry("ReceiptHandle", &self.receipt_handle.to_string())?;
        map.serialize_entry("MD5OfBody", &self.body.md5_hex())?;
        map.serialize_entry("Body", self.body.as_str())?;
        if !self.attributes.is_empty() {
            map.serialize_entry("Attributes", &self.attributes)?;
        }
        if let Some(md5) = self.md5_of_message_attributes() {
            map.serialize_entry("MD5OfMessageAttributes", &md5)?;
            map.serialize_entry("MessageAttributes", &self.message_attributes)?;
        }
        map.end()
    }
}

impl ReceivedMessage {
    /// MD5 over the attributes that are answered; none when none is.
    pub fn md5_of_message_attributes(&self) -> Option<String> {
        crate::sqs::message::md5_of_attributes(&self.message_attributes)
    }
}

/// The handle of a started move task.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct StartMessageMoveTaskResult {
    /// Base64 of a JSON object with the task's id and the source's ARN.
    pub task_handle: String,
}

/// How far a cancelled task had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CancelMessageMoveTaskResult {
    /// Messages moved until now; they stay moved.
    pub approximate_number_of_messages_moved: u64,
}

/// Move tasks of a dead-letter queue, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListMessageMoveTasksResult {
    /// At most ten.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ListMessageMoveTasksResultEntry>,
}

/// One move task.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListMessageMoveTasksResultEntry {
    /// Only while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_handle: Option<String>,
    /// `RUNNING`, `COMPLETED`, `CANCELLING`, `CANCELLED` or `FAILED`.
    pub status: &'static str,
    /// The dead-letter queue.
    pub source_arn: String,
    /// Only when one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_arn: Option<String>,
    /// Only when one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_number_of_messages_per_second: Option<i64>,
    /// Messages moved until now.
    pub approximate_number_of_messages_moved: u64,
    /// Messages there at the start.
    pub approximate_number_of_messages_to_move: u64,
    /// Only when it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
    /// Milliseconds since 1970.
    pub started_timestamp: u64,
}
