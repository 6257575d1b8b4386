//! Functions of Lambda in words.

use super::describe::{span, who};
use crate::cloud::{Cloud, Event};
use crate::lambda::{FunctionId, LambdaEvent};

/// The name of a function.
pub fn function_name(cloud: &Cloud, id: FunctionId) -> String {
    cloud
        .lambda()
        .function(id)
        .map_or_else(|| "a deleted function".to_owned(), |function| function.key.name.to_string())
}

/// An event of Lambda as one sentence without a full stop.
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &LambdaEvent) -> String {
    let by = who(cloud, event.origin);
    let name = |id: &FunctionId| function_name(cloud, *id);
    let last = |arn: &str| arn.rsplit(':').next().unwrap_or_default().to_owned();
    match kind {
        LambdaEvent::FunctionCreated { function } => format!("{by} created function {}", name(function)),
        LambdaEvent::FunctionChanged { function, what } => format!("{by} changed the {what} of {}", name(function)),
        LambdaEvent::FunctionDeleted { name, .. } => format!("{by} deleted function {name}"),
        LambdaEvent::Accepted { function, .. } => format!("{} accepted an event of {by}", name(function)),
        LambdaEvent::Started { function, attempt: 1, .. } => format!("{} begins to run", name(function)),
        LambdaEvent::Started { function, attempt, .. } => format!("{} begins attempt {attempt}", name(function)),
        LambdaEvent::Succeeded { function, took, .. } => format!("{} ended well after {}", name(function), span(*took)),
        LambdaEvent::Failed { function, next: Some(next), why, .. } => {
            format!("{} failed, and is tried again at {next}: {why}", name(function))
        }
        LambdaEvent::Failed { function, why, .. } => format!("{} failed: {why}", name(function)),
        LambdaEvent::Throttled { function, next, .. } => {
            format!("{} has no concurrency free; the event is tried again at {next}", name(function))
        }
        LambdaEvent::Discarded { function, why, .. } => format!("{} gave an event up: {why}", name(function)),
        LambdaEvent::SentToDestination { function, target, .. } => {
            format!("{} sends the event on to {}", name(function), last(target))
        }
        LambdaEvent::DestinationFailed { function, target, why, .. } => {
            format!("{} could not send the event on to {}: {why}", name(function), last(target))
        }
    }
}
