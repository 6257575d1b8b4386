//! Calls that services make by themselves: what S3, CloudWatch and others send to queues, topics and functions.
//!
//! Such a call passes the gate as any other, with the service as its caller and the resource that it acts for as its
//! source. A refusal ends it: its reason is an event, and nobody tries again.

use super::{Cloud, Latency, Timer};
use crate::base::{AccountId, Arn, Caller, Circumstances, Origin, Principal, Region};
use crate::call::Call;
use crate::clock::{Duration, Instant};
use crate::lambda::mappings::{SourceCall, StreamCall};
use crate::{analytics, cloudwatch, firehose, lambda};
use std::sync::Arc;

/// A call of a service on its way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Errand {
    /// Who calls, and on behalf of what.
    pub caller: Caller,
    /// What.
    pub call: Arc<Call>,
    /// Where to.
    pub destination: Arn,
    /// When it left.
    pub departed: Instant,
    /// When it arrives.
    pub arrives: Instant,
    /// The event that led to it, where one did.
    pub cause: Option<u64>,
    /// Who wants to know how it went.
    pub report: Report,
}

/// Who wants to know how a call of a service went.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Report {
    /// Nobody.
    Nobody,
    /// The alarm whose action it is.
    Alarm(Arc<cloudwatch::Outgoing>),
    /// The function that sends it on.
    Function(Arc<lambda::Outgoing>),
    /// The mapping that wants something of its source.
    Mapping(Arc<SourceCall>),
    /// The mapping that wants something of its stream.
    Shard(Arc<StreamCall>),
    /// The delivery stream whose delivery or invocation it is.
    Stream(Arc<firehose::Outgoing>),
    /// The application that wants something.
    Application(Arc<analytics::service::Outgoing>),
}

/// A service as the caller of something, on behalf of a resource.
pub fn service_caller(name: &str, source: Arn, account: AccountId, region: Region, origin: Origin) -> Caller {
    let circumstances =
        Circumstances { source_arn: Some(source), source_account: Some(account), ..Circumstances::default() };
    Caller {
        account,
        region,
        principal: Principal::Service(name.to_owned()),
        origin,
        circumstances: Some(Arc::new(circumstances)),
    }
}

impl Cloud {
    /// Calls of services on their way, by number.
    pub fn errands(&self) -> impl Iterator<Item = &Errand> {
        self.errands.values()
    }

    /// Lets a service's call leave.
    pub(super) fn send_out(
        &mut self,
        caller: Caller,
        call: Call,
        (destination, report): (Arn, Report),
        cause: impl Into<Option<u64>>,
    ) {
        let Latency { min_ms, max_ms } = self.dials.latency;
        let arrives = self.now.after(Duration::from_millis(self.latency_rng.between(min_ms, max_ms)));
        let id = self.next_parcel;
        self.next_parcel += 1;
        let (departed, cause) = (self.now, cause.into());
        let errand = Errand { caller, call: Arc::new(call), destination, departed, arrives, cause, report };
        self.errands.insert(id, errand);
        self.timers.set(Timer::Errand(id), Some(arrives));
    }

    /// Lets a call leave once more, which arrives then.
    pub(super) fn send_again(&mut self, errand: &Errand, arrives: Instant) {
        let id = self.next_parcel;
        self.next_parcel += 1;
        self.errands.insert(id, Errand { departed: self.now, arrives, ..errand.clone() });
        self.timers.set(Timer::Errand(id), Some(arrives));
    }

    /// A service's call has arrived.
    pub(super) fn run_errand(&mut self, id: u64) {
        let Some(errand) = self.errands.remove(&id) else { return };
        if let Report::Stream(outgoing) = &errand.report {
            return self.run_for_stream(&errand, outgoing);
        }
        if let Report::Application(outgoing) = &errand.report {
            return self.run_for_application(&errand, outgoing);
        }
        if let Report::Shard(call) = &errand.report {
            return self.run_for_mapping(&errand, call);
        }
        if let Report::Mapping(call) = &errand.report
            && !self.is_wanted(call)
        {
            return;
        }
        self.cause = errand.cause;
        let (request, result) = self.handle(&errand.caller, &errand.call, None);
        self.cause = None;
        if let Report::Mapping(call) = &errand.report {
            return self.source_answered(&errand, call, (request, result));
        }
        let failure = result.and_then(Result::err).map(|error| format!("{}: {}", error.code(), error.message()));
        match &errand.report {
            // What mappings, streams and applications send went its own way above.
            Report::Nobody | Report::Mapping(_) | Report::Shard(_) | Report::Stream(_) | Report::Application(_) => {}
            Report::Alarm(outgoing) => self.settle_alarm(outgoing, failure.as_deref()),
            Report::Function(outgoing) => self.settle_function(outgoing, failure.map_or(Ok(()), Err)),
        }
    }
}
