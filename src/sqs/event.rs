//! What can happen in SQS, for the log, the picture and the explanations.

use super::message::MessageCore;
use super::queue::QueueId;
use crate::clock::Instant;
use std::sync::Arc;

/// A message as events name it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MessageRef {
    /// The queue it is in.
    pub queue: QueueId,
    /// Its number in that queue.
    pub slot: u64,
    /// What it is.
    pub core: Arc<MessageCore>,
}

/// Why a message can be received (again).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum VisibleBecause {
    /// Its delay is over.
    DelayOver,
    /// Its visibility timeout ran out without a delete.
    TimeoutOver,
    /// A consumer set its visibility timeout to zero.
    Released,
}

/// Something that happened to a queue or a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum SqsEvent {
    /// A queue was made.
    QueueCreated { queue: QueueId },
    /// A queue was deleted with that many messages.
    QueueDeleted { queue: QueueId, messages: u64 },
    /// Attributes were set to values.
    AttributesSet { queue: QueueId, names: Vec<String> },
    /// Tags or permissions changed.
    SettingsChanged { queue: QueueId, what: &'static str },
    /// A message arrived; `visible_at` is later than now when it is delayed.
    Sent { message: MessageRef, visible_at: Instant },
    /// A send repeated `original` within the deduplication interval and was dropped.
    Deduplicated { queue: QueueId, original: super::message::MessageNumber },
    /// A message can be received.
    BecameVisible { message: MessageRef, because: VisibleBecause },
    /// A message was handed out and is hidden until then. `receives` counts this one.
    Received { message: MessageRef, until: Instant, receives: u32 },
    /// A receive answered nothing although `missed` messages were there for it.
    EmptyReceive { queue: QueueId, missed: u64 },
    /// A receive began to wait for messages, at most until then.
    WaitStarted { queue: QueueId, until: Instant },
    /// A consumer changed how long the message stays hidden.
    VisibilityChanged { message: MessageRef, until: Instant },
    /// A message was deleted by its consumer.
    Deleted { message: MessageRef },
    /// A replica was out of reach at a receive: the message was handed out and yet stays visible.
    NotHidden { message: MessageRef },
    /// A replica was out of reach at a delete: the message will come back.
    NotDeleted { message: MessageRef },
    /// After three receives without a delete the message went to the back of its queue.
    WentToBack { message: MessageRef },
    /// A receive met a message that had been received often enough: `message` is its new place.
    DeadLettered { source: QueueId, source_slot: u64, message: MessageRef },
    /// A message is past its queue's retention period.
    Expired { message: MessageRef },
    /// A purge removed that many messages.
    Purged { queue: QueueId, messages: u64 },
    /// A move task began.
    MoveStarted { source: QueueId, task: u64 },
    /// A move task put a message into its destination as a new one.
    Moved { source: QueueId, source_slot: u64, task: u64, message: MessageRef },
    /// A move task took a message that its destination already remembers.
    MoveDeduplicated { source: QueueId, source_slot: u64, task: u64 },
    /// A move task ended.
    MoveEnded { source: QueueId, task: u64, status: &'static str, moved: u64 },
    /// A tenant of a fair queue began or ceased to be noisy.
    TenantChanged { queue: QueueId, group: Arc<str>, noisy: bool },
}

impl SqsEvent {
    /// The queue that it happened in.
    pub fn queue(&self) -> QueueId {
        match self {
            Self::QueueCreated { queue }
            | Self::QueueDeleted { queue, .. }
            | Self::AttributesSet { queue, .. }
            | Self::SettingsChanged { queue, .. }
            | Self::Deduplicated { queue, .. }
            | Self::EmptyReceive { queue, .. }
            | Self::WaitStarted { queue, .. }
            | Self::Purged { queue, .. }
            | Self::TenantChanged { queue, .. } => *queue,
            Self::Sent { message, .. }
            | Self::BecameVisible { message, .. }
            | Self::Received { message, .. }
            | Self::VisibilityChanged { message, .. }
            | Self::Deleted { message }
            | Self::NotHidden { message }
            | Self::NotDeleted { message }
            | Self::WentToBack { message }
            | Self::Expired { message } => message.queue,
            Self::DeadLettered { source, .. }
            | Self::MoveStarted { source, .. }
            | Self::Moved { source, .. }
            | Self::MoveDeduplicated { source, .. }
            | Self::MoveEnded { source, .. } => *source,
        }
    }

    /// The message that it is about.
    pub fn message(&self) -> Option<&MessageRef> {
        match self {
            Self::Sent { message, .. }
            | Self::BecameVisible { message, .. }
            | Self::Received { message, .. }
            | Self::VisibilityChanged { message, .. }
            | Self::Deleted { message }
            | Self::NotHidden { message }
            | Self::NotDeleted { message }
            | Self::WentToBack { message }
            | Self::DeadLettered { message, .. }
            | Self::Expired { message }
            | Self::Moved { message, .. } => Some(message),
            _ => None,
        }
    }
}
