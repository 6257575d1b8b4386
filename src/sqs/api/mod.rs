//! The 23 operations of SQS as data: requests and results with AWS's own names.
//!
//! Requests keep what the caller wrote, however wrong; the actions check it. Numbers are signed and wide so that a value
//! out of range arrives and gets AWS's answer.

mod requests;
mod results;

use crate::base::wire::operations;

pub use requests::*;
pub use results::*;

operations! {
    AddPermission => Empty,
    CancelMessageMoveTask => CancelMessageMoveTaskResult,
    ChangeMessageVisibility => Empty,
    ChangeMessageVisibilityBatch => BatchResult,
    CreateQueue => QueueUrlResult,
    DeleteMessage => Empty,
    DeleteMessageBatch => BatchResult,
    DeleteQueue => Empty,
    GetQueueAttributes => GetQueueAttributesResult,
    GetQueueUrl => QueueUrlResult,
    ListDeadLetterSourceQueues => ListDeadLetterSourceQueuesResult,
    ListMessageMoveTasks => ListMessageMoveTasksResult,
    ListQueues => ListQueuesResult,
    ListQueueTags => ListQueueTagsResult,
    PurgeQueue => Empty,
    ReceiveMessage => ReceiveMessageResult,
    RemovePermission => Empty,
    SendMessage => SendMessageResult,
    SendMessageBatch => SendMessageBatchResult,
    SetQueueAttributes => Empty,
    StartMessageMoveTask => StartMessageMoveTaskResult,
    TagQueue => Empty,
    UntagQueue => Empty,
}

impl Request {
    /// The queue that the request names by URL, for the operations that do.
    pub fn queue_url(&self) -> Option<&str> {
        match self {
            Self::AddPermission(r) => Some(&r.queue_url),
            Self::ChangeMessageVisibility(r) => Some(&r.queue_url),
            Self::ChangeMessageVisibilityBatch(r) => Some(&r.queue_url),
            Self::DeleteMessage(r) => Some(&r.queue_url),
            Self::DeleteMessageBatch(r) => Some(&r.queue_url),
            Self::DeleteQueue(r) => Some(&r.queue_url),
            Self::GetQueueAttributes(r) => Some(&r.queue_url),
            Self::ListDeadLetterSourceQueues(r) => Some(&r.queue_url),
            Self::ListQueueTags(r) => Some(&r.queue_url),
            Self::PurgeQueue(r) => Some(&r.queue_url),
            Self::ReceiveMessage(r) => Some(&r.queue_url),
            Self::RemovePermission(r) => Some(&r.queue_url),
            Self::SendMessage(r) => Some(&r.queue_url),
            Self::SendMessageBatch(r) => Some(&r.queue_url),
            Self::SetQueueAttributes(r) => Some(&r.queue_url),
            Self::TagQueue(r) => Some(&r.queue_url),
            Self::UntagQueue(r) => Some(&r.queue_url),
            Self::CancelMessageMoveTask(_)
            | Self::CreateQueue(_)
            | Self::GetQueueUrl(_)
            | Self::ListMessageMoveTasks(_)
            | Self::ListQueues(_)
            | Self::StartMessageMoveTask(_) => None,
        }
    }
}
