//! Invocations: events that wait, runs that have begun, what came of them, and what is sent on.
//!
//! Source: "Capturing records of Lambda asynchronous invocations" in the Lambda developer guide. The record's fields and
//! their order are those of records captured from AWS.

use super::function::FunctionId;
use super::mappings::{LaneRun, MappingId};
use crate::base::{AccountId, Arn, Caller, RequestId};
use crate::clock::{Epoch, Instant};
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// Where an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It is being carried out by the run of that number.
    Running(u64),
    /// Its function failed; the next attempt is then.
    Retry(Instant),
    /// No concurrency was free; the next attempt is then.
    Throttled(Instant),
}

/// An event in the queue of a function.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct QueuedEvent {
    /// For which function.
    pub function: FunctionId,
    /// Its id, the same for all attempts.
    pub request: Uuid,
    /// What the function gets.
    pub payload: Arc<str>,
    /// When it was accepted.
    pub accepted: Instant,
    /// Attempts that failed.
    pub failed: u32,
    /// How often it was throttled since it last ran.
    pub throttled: u32,
    /// Where it stands.
    pub state: State,
    /// The event that told of its being accepted.
    pub event: u64,
}

/// Who waits for a run.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum For {
    /// A caller who gets the answer.
    Caller(RequestId, Arc<Caller>),
    /// The event of that number in a queue.
    Event(u64),
    /// A mapping: the process of that number, whose batch it is.
    Mapping(MappingId, u64),
    /// The lane of a shard, of a mapping.
    Lane(LaneRun),
}

/// How a run will end, which is decided when it begins.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    /// With this answer, a JSON text.
    Success(Arc<str>),
    /// With an error of the code.
    Error {
        /// The class of the error.
        kind: &'static str,
        /// Its sentence.
        message: Arc<str>,
    },
    /// It is stopped because it takes too long; the sentence.
    TimedOut(Arc<str>),
}

impl Ending {
    /// The error's sentence.
    pub const fn why(&self) -> Option<&Arc<str>> {
        match self {
            Self::Success(_) => None,
            Self::Error { message, .. } | Self::TimedOut(message) => Some(message),
        }
    }

    /// What the function answers: a JSON text.
    pub fn payload(&self) -> String {
        match self {
            Self::Success(answer) => answer.to_string(),
            Self::Error { kind, message } => {
                format!("{{\"errorMessage\":{},\"errorType\":\"{kind}\"}}", quoted(message))
            }
            Self::TimedOut(message) => {
                format!("{{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":{}}}", quoted(message))
            }
        }
    }
}

/// A run that has begun and not ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Run {
    /// Of which function.
    pub function: FunctionId,
    /// The invocation's id.
    pub request: Uuid,
    /// Which attempt, from 1.
    pub attempt: u32,
    /// When it began.
    pub started: Instant,
    /// When it ends.
    pub ends: Instant,
    /// How it ends.
    pub ending: Ending,
    /// Who waits for it.
    pub waits: For,
    /// The event that told of its beginning.
    pub event: u64,
}

/// A run that has ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ended {
    /// The invocation's id.
    pub request: Uuid,
    /// Which attempt.
    pub attempt: u32,
    /// When it began.
    pub started: Instant,
    /// When it ended.
    pub ended: Instant,
    /// Whether a caller waited for it.
    pub is_synchronous: bool,
    /// How it ended.
    pub ending: Ending,
}

/// Why something is sent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DestinationKind {
    /// `DeadLetterConfig`: the event itself, with what went wrong as attributes.
    DeadLetter,
    /// `OnFailure`: a record of the invocation.
    OnFailure,
    /// `OnSuccess`: a record of the invocation.
    OnSuccess,
}

/// An attribute beside a message: its name, its data type and its value.
pub type Attribute = (&'static str, &'static str, Arc<str>);

/// Something to be carried to a queue, a topic or another target on behalf of a function.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Outgoing {
    /// Which function sends it.
    pub function: FunctionId,
    /// Its ARN.
    pub source: Arn,
    /// Its account.
    pub account: AccountId,
    /// The name of the role that it acts as.
    pub role: Arc<str>,
    /// The invocation's id.
    pub request: Uuid,
    /// Why it is sent.
    pub kind: DestinationKind,
    /// Where to: an ARN.
    pub target: Arc<str>,
    /// The text.
    pub body: Arc<str>,
    /// Message attributes, of a dead letter.
    pub attributes: Vec<Attribute>,
    /// The key of the object, where it goes to a bucket.
    pub key: Option<Arc<str>>,
    /// The event that led to it.
    pub event: u64,
}

/// Why an event is given up or done: AWS's words in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// The function ended well.
    Success,
    /// The last attempt failed.
    RetriesExhausted,
    /// It stood in the queue for too long.
    EventAgeExceeded,
    /// The function's reserved concurrency is zero, so that nothing is ever tried.
    ZeroReservedConcurrency,
}

impl Condition {
    /// The word in the record.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Success => "Success",
            Self::RetriesExhausted => "RetriesExhausted",
            Self::EventAgeExceeded => "EventAgeExceeded",
            Self::ZeroReservedConcurrency => "ZeroReservedConcurrency",
        }
    }
}

/// The record of an invocation for a destination, a JSON text. Without an ending the function never answered.
pub fn record(
    now: (Epoch, Instant),
    function: &Arn,
    event: &QueuedEvent,
    condition: Condition,
    ending: Option<&Ending>,
) -> String {
    let attempts = event.failed + u32::from(condition == Condition::Success);
    let mut text = format!(
        "{{\"version\":\"1.0\",\"timestamp\":\"{}\",\"requestContext\":{{\"requestId\":\"{}\",\"functionArn\":\
         \"{function}:$LATEST\",\"condition\":\"{}\",\"approximateInvokeCount\":{attempts}}},\"requestPayload\":{}",
        now.0.iso(now.1),
        event.request,
        condition.name(),
        event.payload
    );
    if let Some(ending) = ending {
        let error = if ending.why().is_some() { ",\"functionError\":\"Unhandled\"" } else { "" };
        text.push_str(",\"responseContext\":{\"statusCode\":200,\"executedVersion\":\"$LATEST\"");
        text.push_str(error);
        text.push_str("},\"responsePayload\":");
        text.push_str(&ending.payload());
    }
    text.push('}');
    text
}

/// The attributes of a dead letter: the invocation's id, the status, and the first kilobyte of the error's sentence.
pub fn dead_letter_attributes(request: Uuid, status: u16, message: &str) -> Vec<Attribute> {
    let mut end = message.len().min(1_024);
    while !message.is_char_boundary(end) {
        end -= 1;
    }
    let (first, _) = message.split_at_checked(end).unwrap_or((message, ""));
    vec![
        ("RequestID", "String", request.to_string().into()),
        ("ErrorCode", "Number", status.to_string().into()),
        ("ErrorMessage", "String", first.into()),
    ]
}

/// A text as a JSON string.
fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_letter_has_a_kilobyte_of_the_error() {
        let attributes = dead_letter_attributes(Uuid::nil(), 200, &"é".repeat(1_000));
        assert_eq!(attributes[0], ("RequestID", "String", Uuid::nil().to_string().into()));
        assert_eq!(attributes[1], ("ErrorCode", "Number", "200".into()));
        assert_eq!(attributes[2].2.len(), 1_024);
        let odd = dead_letter_attributes(Uuid::nil(), 200, &format!("x{}", "é".repeat(1_000)));
        assert_eq!(odd[2].2.len(), 1_023, "a character is never cut");
    }
}
