//! AWS Lambda as the messaging services see it: functions, who may invoke them, and what becomes of each invocation.
//!
//! [`Lambda`] is the service of a whole lab, with the functions of every account and Region. No code runs: a behaviour
//! says how long a run takes and whether it fails. A request is checked in full before anything changes, so a refused one
//! changes nothing. What is sent on after an event was given up or done is handed to whoever runs the service
//! ([`Outgoing`]), who says what came of it ([`Lambda::settle`]). The module knows no other service and no picture; it has
//! no versions or aliases, and takes each name of one for the function itself.

mod actions;
mod answers;
pub mod api;
mod error;
mod event;
pub mod function;
pub mod invocation;
pub mod limits;
pub mod mappings;
mod naming;
mod policy;
mod queue;
mod running;
mod transform;

#[cfg(test)]
mod tests;

pub use answers::BatchResponse;
pub use error::{ErrorCode, LambdaError, Result, ThrottleReason};
pub use event::LambdaEvent;
pub use function::{Behaviour, EventConfig, Function, FunctionId, FunctionKey, Totals};
pub use invocation::{Attribute, DestinationKind, Ended, Ending, Outgoing, QueuedEvent, Run, State};
pub use limits::LambdaLimits;
pub use mappings::{Carried, Mapping, MappingId, MappingState};

use crate::base::collections::{OrdMap, SortedMap};
use crate::base::{AccountId, Arn, Region, Rng, Service};
use std::sync::Arc;
use uuid::Uuid;

/// The context in which Lambda acts.
pub type Cx<'a> = crate::base::Cx<'a, Lambda>;

/// What Lambda wakes up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The run of that number ends.
    End(u64),
    /// The next attempt of the event of that number is due.
    Event(u64),
    /// Something is due at that mapping.
    Mapping(MappingId),
}

/// What a request comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer.
    Done(Result<api::Reply>),
    /// An invocation whose caller waits for the function; it is answered later.
    Waiting,
}

/// The service.
#[derive(Clone, Debug, Hash)]
pub struct Lambda {
    /// Limits and defaults in force.
    pub limits: LambdaLimits,
    /// Decides ids.
    ids: u64,
    drawn: u64,
    /// Decides how long runs take and which fail.
    chance: Rng,
    /// Functions by number; a deleted one leaves a gap.
    functions: Vec<Option<Arc<Function>>>,
    names: SortedMap<(AccountId, Region), SortedMap<Arc<str>, FunctionId>>,
    next_run: u64,
    runs: SortedMap<u64, Run>,
    next_event: u64,
    events: OrdMap<u64, QueuedEvent>,
    mappings: mappings::Mappings,
    /// What is billed, of functions that are gone too: requests, and megabytes of memory times milliseconds.
    pub billed: (u64, u64),
}

impl Service for Lambda {
    type Event = LambdaEvent;
    type Timer = Timer;
    type Answer = Result<api::Reply>;
    type Outgoing = Carried;
}

impl Lambda {
    /// The service without functions.
    pub fn new(limits: LambdaLimits, seed: u64) -> Self {
        Self {
            limits,
            ids: Rng::fork(seed, "lambda/id").next_u64(),
            drawn: 0,
            chance: Rng::fork(seed, "lambda/run"),
            functions: Vec::new(),
            names: SortedMap::default(),
            next_run: 1,
            runs: SortedMap::default(),
            next_event: 1,
            events: OrdMap::new(),
            mappings: mappings::Mappings::default(),
            billed: (0, 0),
        }
    }

    /// The function of that number.
    pub fn function(&self, id: FunctionId) -> Option<&Function> {
        self.functions.get(id.0 as usize)?.as_deref()
    }

    fn function_mut(&mut self, id: FunctionId) -> Option<&mut Function> {
        self.functions.get_mut(id.0 as usize)?.as_mut().map(Arc::make_mut)
    }

    /// All functions in the order in which they were made.
    pub fn functions(&self) -> impl DoubleEndedIterator<Item = &Function> {
        self.functions.iter().filter_map(Option::as_deref)
    }

    /// The number of the function of that name.
    pub fn find(&self, account: AccountId, region: Region, name: &str) -> Option<FunctionId> {
        self.names.get(&(account, region))?.get(name).copied()
    }

    /// The number of the function with that ARN; a version or an alias stands for its function.
    pub fn find_arn(&self, arn: &Arn) -> Option<FunctionId> {
        let name = arn.resource.strip_prefix("function:").filter(|_| arn.service == "lambda")?;
        let name = name.split_once(':').map_or(name, |(name, _)| name);
        self.find(arn.account.parse().ok()?, arn.region.parse().ok()?, name)
    }

    /// Runs that have begun and not ended, by number.
    pub fn runs(&self) -> impl Iterator<Item = (u64, &Run)> {
        self.runs.iter().map(|(number, run)| (*number, run))
    }

    /// The events in a function's queue in the order in which they were accepted, those that run included.
    pub fn events_of(&self, function: FunctionId) -> impl Iterator<Item = (u64, &QueuedEvent)> {
        self.events.iter().map(|(number, event)| (*number, event)).filter(move |(_, event)| event.function == function)
    }

    /// Puts other limits in force; whatever exists keeps the values that it was made with.
    pub fn change_limits(&mut self, limits: LambdaLimits) {
        self.limits = limits;
    }

    /// A UUID that the lab's seed and a count decide.
    fn draw_id(&mut self) -> Uuid {
        self.drawn += 1;
        let (high, low) = crate::base::mix(self.ids, self.drawn);
        uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes()).into_uuid()
    }
}
