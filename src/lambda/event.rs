//! What can happen in Lambda, for the log, the picture and the explanations.

use super::function::FunctionId;
use super::invocation::DestinationKind;
use super::mappings::stream::Condition;
use super::mappings::{MappingId, MappingState};
use crate::clock::{Duration, Instant};
use std::sync::Arc;
use uuid::Uuid;

/// Something that happened to a function or an invocation. `request` is the invocation's own id, the same for all of its
/// attempts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum LambdaEvent {
    /// An event source mapping was made.
    MappingCreated { mapping: MappingId },
    /// Its state is another.
    MappingChanged { mapping: MappingId, state: MappingState },
    /// Its tags changed.
    MappingTagged { mapping: MappingId },
    /// A mapping is gone.
    MappingDeleted { mapping: MappingId, function: Arc<str> },
    /// So many batches of a mapping may be worked on at once now.
    MappingScaled { mapping: MappingId, allowed: u32 },
    /// So many records passed no filter of a mapping.
    RecordsFiltered { mapping: MappingId, records: u64 },
    /// A mapping invokes its function with a batch.
    BatchSent { mapping: MappingId, request: Uuid, records: usize },
    /// A batch is done; so many of its records failed, and why.
    BatchDone { mapping: MappingId, request: Uuid, failed: usize, why: Option<Arc<str>> },
    /// Records of a stream were given up.
    RecordsDiscarded { mapping: MappingId, records: usize, condition: Condition },
    /// A batch found no free concurrency.
    BatchThrottled { mapping: MappingId, records: usize },
    /// A mapping cannot read from its source, or has no function.
    MappingProblem { mapping: MappingId, why: Arc<str> },
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
