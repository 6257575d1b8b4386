//! Kinesis Data Analytics as a service: applications with their inputs, outputs and states, and what runs of them want.
//!
//! [`Analytics`] is the service of a whole lab, with the applications of every account and Region. A request is checked in
//! full before anything changes, so a refused one changes nothing. What is wanted of others (shards, records, an object,
//! a function, a put) is handed to whoever runs the service ([`Outgoing`]), who brings the answers ([`Analytics::answered`]).
//! The module knows no other service and no picture.

mod actions;
pub mod api;
mod check;
mod describe;
mod event;
mod managed;
mod run;
mod setup;

pub use event::AnalyticsEvent;
pub use managed::{
    APPLICATIONS_MAX, ApplicationId, ApplicationKey, KPUS_MAX, LogEntry, Managed, Status, TAGS_MAX, Totals, Usage,
};
pub use run::{
    Answer, Delivery, Discovery, Flight, OutRow, Outgoing, Position, Reading, Refusal, Run, Sample, ShardInfo,
    SourceItem, Whom, Wish, guess_schema, verdicts,
};
pub use setup::{PartId, Setup, SourceKind, TargetKind};

use crate::analytics::error;
use crate::base::collections::SortedMap;
use crate::base::{AccountId, Arn, Region, RequestId, Rng, Service};
use std::sync::Arc;
use uuid::Uuid;

/// The context in which the service acts.
pub type Cx<'a> = crate::base::Cx<'a, Analytics>;

/// What the service wakes up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// An application has started, stopped, been changed, or is gone.
    Status(ApplicationId),
    /// A second has passed for a running application.
    Tick(ApplicationId),
    /// A window of a running application closes.
    Windows(ApplicationId),
    /// A second has passed for a request that looks for a schema.
    Discovery(RequestId),
}

/// What a request comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer.
    Done(error::Result<api::Reply>),
    /// A schema is looked for; the answer comes later.
    Waiting,
}

/// The service.
#[derive(Clone, Debug, Hash)]
pub struct Analytics {
    /// Decides ids.
    ids: u64,
    drawn: u64,
    /// Applications by number; a deleted one leaves a gap.
    applications: Vec<Option<Arc<Managed>>>,
    names: SortedMap<(AccountId, Region), SortedMap<Arc<str>, ApplicationId>>,
    discoveries: SortedMap<RequestId, Discovery>,
    /// KPUs times milliseconds that nobody has asked about yet.
    billed: u64,
    /// The event that an answer came with; none between two acts.
    cause: Option<u64>,
}

impl Service for Analytics {
    type Event = AnalyticsEvent;
    type Timer = Timer;
    type Answer = error::Result<api::Reply>;
    type Outgoing = Outgoing;
}

impl Analytics {
    /// The service without applications.
    pub fn new(seed: u64) -> Self {
        Self {
            ids: Rng::fork(seed, "analytics/id").next_u64(),
            drawn: 0,
            applications: Vec::new(),
            names: SortedMap::default(),
            discoveries: SortedMap::default(),
            billed: 0,
            cause: None,
        }
    }

    /// The application of that number.
    pub fn managed(&self, id: ApplicationId) -> Option<&Managed> {
        self.applications.get(id.0 as usize)?.as_deref()
    }

    fn managed_mut(&mut self, id: ApplicationId) -> Option<&mut Managed> {
        self.applications.get_mut(id.0 as usize)?.as_mut().map(Arc::make_mut)
    }

    /// All applications in the order in which they were made.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Managed> {
        self.applications.iter().filter_map(Option::as_deref)
    }

    /// Whether nobody reads anything: there is no application, and no schema is looked for.
    pub fn is_idle(&self) -> bool {
        self.discoveries.is_empty() && self.all().next().is_none()
    }

    /// The number of the application of that name.
    pub fn find(&self, account: AccountId, region: Region, name: &str) -> Option<ApplicationId> {
        self.names.get(&(account, region))?.get(name).copied()
    }

    /// The number of the application with that ARN.
    pub fn find_arn(&self, arn: &Arn) -> Option<ApplicationId> {
        let name = arn.resource.strip_prefix("application/").filter(|_| arn.service == "kinesisanalytics")?;
        self.find(arn.account.parse().ok()?, arn.region.parse().ok()?, name)
    }

    /// A UUID that the lab's seed and a count decide.
    fn draw_id(&mut self) -> Uuid {
        self.drawn += 1;
        let (high, low) = crate::base::mix(self.ids, self.drawn);
        uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes()).into_uuid()
    }

    /// KPUs times milliseconds since somebody asked last; none where there were none.
    pub fn take_billed(&mut self) -> Option<u64> {
        Some(std::mem::take(&mut self.billed)).filter(|used| *used > 0)
    }
}
