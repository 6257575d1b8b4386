//! What can happen in Lambda, for the log, the picture and the explanations.

use super::function::FunctionId;
use super::invocation::DestinationKind;
use crate::clock::{Duration, Instant};
use std::sync::Arc;
use uuid::Uuid;

/// Something that happened to a function or an invocation. `request` is the invocation's own id, the same for all of its
/// attempts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum LambdaEvent {
    /// A function was made.
    FunctionCreated { function: FunctionId },
    /// Its configuration, permissions, concurrency or event settings changed.
    FunctionChanged { function: FunctionId, what: Arc<str> },
    /// A function was deleted.
    FunctionDeleted { function: FunctionId, name: Arc<str> },
    /// An event was accepted (202) and stands in the function's queue.
    Accepted { function: FunctionId, request: Uuid },
    /// The function began to run, at that attempt from 1; it will end then.
    Started { function: FunctionId, request: Uuid, attempt: u32, ends: Instant },
    /// It ended well after so long.
    Succeeded { function: FunctionId, request: Uuid, attempt: u32, took: Duration },
    /// It ended with an error; an event without a next attempt is given up.
    Failed { function: FunctionId, request: Uuid, attempt: u32, next: Option<Instant>, why: Arc<str> },
    /// No concurrency was free for an event; it is tried again then.
    Throttled { function: FunctionId, request: Uuid, next: Instant },
    /// An event was given up, and neither a dead-letter target nor a destination gets it.
    Discarded { function: FunctionId, request: Uuid, why: Arc<str> },
    /// An event or the record of it was sent on.
    SentToDestination { function: FunctionId, request: Uuid, kind: DestinationKind, target: Arc<str> },
    /// It could not be sent on (`DeadLetterErrors`, `DestinationDeliveryFailures`).
    DestinationFailed { function: FunctionId, request: Uuid, kind: DestinationKind, target: Arc<str>, why: Arc<str> },
}
