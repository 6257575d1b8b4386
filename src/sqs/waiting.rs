//! Receives that wait for messages: what long polling keeps.

use super::queue::QueueId;
use crate::base::{Caller, RequestId};
use crate::clock::Instant;
use std::sync::Arc;

/// A receive with its parameters checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CheckedReceive {
    /// The queue.
    pub queue: QueueId,
    /// At most so many messages, 1 to 10.
    pub max: usize,
    /// The visibility timeout in seconds, when the call gives one.
    pub visibility_secs: Option<u64>,
    /// System attributes to answer with.
    pub system_names: SystemNames,
    /// Message attributes to answer with.
    pub attribute_names: Vec<String>,
    /// FIFO: the attempt's id.
    pub attempt: Option<Arc<str>>,
}

/// Which system attributes a receive asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SystemNames {
    /// Every one that has a value.
    All,
    /// These.
    Named(Vec<String>),
}

/// A receive that waits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Waiter {
    /// The request to answer.
    pub request: RequestId,
    /// Who waits.
    pub caller: Caller,
    /// What for.
    pub receive: CheckedReceive,
    /// Since when.
    pub since: Instant,
    /// Until when.
    pub until: Instant,
    /// The event that told of the wait.
    pub event: u64,
}
