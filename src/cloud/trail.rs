//! The log of API calls, as CloudTrail keeps one: who, what, from where, and how it ended.
//!
//! "Management events" are logged by every trail; "data events", such as `SendMessage`, only by one that was told to. The
//! lab keeps the newest of both and says which is which. Source: "Concepts" in the CloudTrail user guide, and the pages on
//! logging calls in the guides of SQS and SNS.

use super::Cloud;
use crate::base::collections::ChunkDeque;
use crate::base::{Caller, Origin, Principal};
use crate::call::{Call, CallResult};
use crate::clock::Instant;

/// So many records are kept.
pub const RECORDS_MAX: u64 = 1_000;

/// A call, as the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Record {
    /// When.
    pub at: Instant,
    /// The number of the first event that can be its own.
    pub event: u64,
    /// Who, and in which Region.
    pub caller: Caller,
    /// The service's short name.
    pub service: &'static str,
    /// The operation.
    pub operation: &'static str,
    /// What it was about, as the request names it; empty for calls about nothing in particular.
    pub resource: Box<str>,
    /// The error's code; none for a success, or for a receive that began to wait.
    pub error: Option<&'static str>,
    /// Whether it is a data event.
    pub is_data: bool,
}

/// The way that a call took to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route<'a> {
    /// Over the internet, from that address where it is known.
    Internet(Option<&'a str>),
    /// Through a VPC endpoint of that id.
    VpcEndpoint(&'a str),
    /// Within AWS: a service calls.
    Service,
}

impl Record {
    /// The way that the call took.
    pub fn route(&self) -> Route<'_> {
        let by_service =
            matches!(self.caller.origin, Origin::Mapping(_) | Origin::Function(_) | Origin::Application(_));
        if by_service || matches!(self.caller.principal, Principal::Service(_)) {
            return Route::Service;
        }
        let circumstances = self.caller.circumstances.as_deref();
        match circumstances.and_then(|known| known.source_vpce.as_deref()) {
            Some(endpoint) => Route::VpcEndpoint(endpoint),
            None => Route::Internet(circumstances.and_then(|known| known.source_ip.as_deref())),
        }
    }
}

/// Data events of the services, by operation.
const DATA: [&str; 24] = [
    "ChangeMessageVisibility",
    "ChangeMessageVisibilityBatch",
    "DeleteMessage",
    "DeleteMessageBatch",
    "Publish",
    "PublishBatch",
    "ReceiveMessage",
    "SendMessage",
    "SendMessageBatch",
    "Invoke",
    "PutMetricData",
    "GetMetricStatistics",
    "GetRecords",
    "GetShardIterator",
    "PutRecord",
    "PutRecordBatch",
    "PutRecords",
    "SubscribeToShard",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "Scan",
    "UpdateItem",
];

impl Cloud {
    /// The newest calls, the oldest first.
    pub fn trail(&self) -> impl DoubleEndedIterator<Item = &Record> {
        self.trail.iter().map(|(_, record)| record)
    }

    pub(super) fn log_call(&mut self, caller: &Caller, call: &Call, event: u64, result: Option<&CallResult>) {
        let operation = call.operation();
        let record = Record {
            at: self.now,
            event,
            caller: caller.clone(),
            service: call.service(),
            operation,
            resource: call.resource().unwrap_or_default().into(),
            error: result.and_then(|result| result.as_ref().err()).map(crate::call::CallError::code),
            is_data: DATA.contains(&operation),
        };
        push(&mut self.trail, record);
    }
}

fn push(trail: &mut ChunkDeque<Record>, record: Record) {
    trail.push(record);
    if trail.next() - trail.front() > RECORDS_MAX {
        // The oldest alone: it is the first that is asked for.
        let once = std::cell::Cell::new(true);
        trail.pop_while(|_| once.replace(false));
    }
}
