//! What Lambda publishes about functions.
//!
//! Source: "Types of metrics for Lambda functions" in the Lambda developer guide.

use super::Measured::{self, Counted, Values};
use crate::clock::Instant;
use crate::lambda::Function;

/// What is published about a function.
pub const METRICS: [&str; 9] = [
    "Errors",
    "Throttles",
    "IteratorAge",
    "Invocations",
    "Duration",
    "ConcurrentExecutions",
    "AsyncEventsReceived",
    "AsyncEventsDropped",
    "DeadLetterErrors",
];

pub(super) fn of_function(function: &Function, name: &str, now: Instant) -> Option<Measured> {
    let t = &function.totals;
    Some(match name {
        "Invocations" => Counted(t.invocations),
        "Errors" => Counted(t.errors),
        "Throttles" => Counted(t.throttles),
        "Duration" => Values(t.durations.ended(now)?),
        "IteratorAge" => Values(t.ages.ended(now)?),
        "ConcurrentExecutions" => Values(t.concurrent.ended(now)?),
        "AsyncEventsReceived" => Counted(t.accepted),
        "AsyncEventsDropped" => Counted(t.dropped),
        "DeadLetterErrors" => Counted(t.not_sent),
        _ => return None,
    })
}
