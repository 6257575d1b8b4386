//! Event source mappings: what lets a function work through a queue or a stream.
//!
//! This module keeps the mappings with their settings and states, gathers records into batches, runs the function with
//! them and decides what is done with them then. It knows neither queues nor streams: what it wants of a source leaves as
//! a [`SourceCall`], and what came of it comes back as records. Source: "How Lambda processes records from stream and
//! queue-based event sources" in the Lambda developer guide.

mod carried;
mod feed;
mod filter;
mod partial;
pub mod pollers;
mod run;
pub mod settings;
mod shards;
mod source;
mod state;
pub mod stream;

pub use carried::{Carried, Item, Polled, SourceCall, SourceOrder, StreamCall, StreamWish, Wanted};
pub use filter::{FILTERS_MAX, Filters};
pub use pollers::{Pollers, Totals};
pub use settings::{Settings, Start, StreamSettings};
pub use shards::{LaneRun, ShardInfo, Shards};
pub use source::{Source, SourceKind};
pub use state::MappingState;

use super::Lambda;
use super::function::FunctionKey;
use crate::base::collections::SortedMap;
use crate::base::{AccountId, Arn, Region};
use crate::clock::Instant;
use std::sync::Arc;
use uuid::Uuid;

/// The number of a mapping in a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MappingId(pub u32);

/// A mapping. Cloning is cheap.
#[derive(Clone, Debug, Hash)]
pub struct Mapping {
    /// Its number.
    pub id: MappingId,
    /// Its id in the API.
    pub uuid: Uuid,
    /// Whose it is.
    pub account: AccountId,
    /// Where it is.
    pub region: Region,
    /// The function.
    pub function: FunctionKey,
    /// The function's ARN, with the version or alias that was named.
    pub function_arn: Arc<str>,
    /// What it reads from.
    pub source: Source,
    /// As they were set last; those in force follow when an update is done.
    pub settings: Settings,
    /// When it was changed last.
    pub modified: Instant,
    /// Whether it works, or what becomes of it.
    pub state: MappingState,
    /// When the state ends by itself; none for one that lasts.
    pub until: Option<Instant>,
    /// Whether it works once the state has ended.
    pub is_enabled: bool,
    /// Tags.
    pub tags: SortedMap<String, String>,
    /// `LastProcessingResult`.
    pub last_result: Option<Arc<str>>,
    /// What reads from a queue.
    pub(in crate::lambda) pollers: Pollers,
    /// What reads from a stream.
    pub(in crate::lambda) shards: Shards,
}

impl Mapping {
    /// Its ARN.
    pub fn arn(&self) -> Arn {
        Arn {
            service: "lambda".to_owned(),
            region: self.region.name().to_owned(),
            account: self.account.to_string(),
            resource: format!("event-source-mapping:{}", self.uuid),
        }
    }

    /// What reads from its stream.
    pub const fn shards(&self) -> &Shards {
        &self.shards
    }

    /// Whether its settings are in force, so that it reads.
    fn is_reading(&self) -> bool {
        matches!(self.state, MappingState::Enabled | MappingState::Updating) && self.is_enabled
    }

    /// What reads from its queue.
    pub const fn pollers(&self) -> &Pollers {
        &self.pollers
    }
}

/// The mappings of all accounts.
#[derive(Clone, Debug, Default, Hash)]
pub(super) struct Mappings {
    next: u32,
    all: SortedMap<MappingId, Arc<Mapping>>,
}

impl Lambda {
    /// All mappings in the order in which they were made.
    pub fn mappings(&self) -> impl DoubleEndedIterator<Item = &Mapping> {
        self.mappings.all.values().map(|mapping| &**mapping)
    }

    /// The mapping of that number.
    pub fn mapping(&self, id: MappingId) -> Option<&Mapping> {
        self.mappings.all.get(&id).map(|mapping| &**mapping)
    }

    pub(super) fn mapping_mut(&mut self, id: MappingId) -> Option<&mut Mapping> {
        self.mappings.all.get_mut(&id).map(Arc::make_mut)
    }

    /// The mapping of that id, in an account and a Region.
    pub fn find_mapping(&self, account: AccountId, region: Region, uuid: &str) -> Option<&Mapping> {
        let mut own = self.mappings().filter(|mapping| (mapping.account, mapping.region) == (account, region));
        own.find(|mapping| mapping.uuid.to_string() == uuid)
    }

    pub(super) fn next_mapping(&self) -> MappingId {
        MappingId(self.mappings.next)
    }

    pub(super) fn add_mapping(&mut self, mapping: Mapping) {
        self.mappings.next += 1;
        self.mappings.all.insert(mapping.id, Arc::new(mapping));
    }

    pub(super) fn remove_mapping(&mut self, id: MappingId) {
        self.mappings.all.remove(&id);
    }
}
