//! What the service wants of others, and what they answer, in words that name no other service.

use super::delivery::OutRow;
use super::reading::{Position, ShardInfo, SourceItem};
use crate::analytics::service::managed::ApplicationId;
use crate::analytics::service::setup::{PartId, TargetKind};
use crate::base::{AccountId, Region, RequestId};
use std::sync::Arc;

/// For whom something is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whom {
    /// An application, in its run of that number.
    Application(ApplicationId, u64),
    /// A request that looks for a schema.
    Discovery(RequestId),
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Wish {
    /// The shards of the stream.
    Shards,
    /// A place in a shard.
    Iterator {
        /// The shard.
        shard: Arc<str>,
        /// Where.
        from: Position,
    },
    /// Records behind a place.
    Records {
        /// The shard.
        shard: Arc<str>,
        /// The place.
        iterator: Arc<str>,
    },
    /// A function is to look at records before they become rows.
    Process {
        /// Whose records.
        shard: Arc<str>,
        /// What the function gets.
        payload: Arc<str>,
    },
    /// An object.
    Object {
        /// The bucket.
        bucket: Arc<str>,
        /// The key.
        key: Arc<str>,
    },
    /// Rows are to go to an output.
    Put {
        /// Which.
        output: PartId,
        /// What it is.
        kind: TargetKind,
        /// The rows.
        rows: Arc<[OutRow]>,
        /// What a function gets; empty for the others.
        payload: Arc<str>,
    },
}

/// Something that is wanted, to be carried.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Outgoing {
    /// For whom.
    pub whom: Whom,
    /// The account.
    pub account: AccountId,
    /// The Region.
    pub region: Region,
    /// The ARN of the role that acts.
    pub role: Arc<str>,
    /// The ARN of what it is wanted of.
    pub target: Arc<str>,
    /// What.
    pub wish: Wish,
    /// The event that led to it.
    pub cause: Option<u64>,
}

/// Why something that was wanted did not come about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Refusal {
    /// The code.
    pub code: Arc<str>,
    /// The sentence.
    pub message: Arc<str>,
}

impl Refusal {
    /// A refusal in its words.
    pub fn new(code: &str, message: &str) -> Self {
        Self { code: code.into(), message: message.into() }
    }

    /// Both in one line.
    pub fn told(&self) -> String {
        format!("{}: {}", self.code, self.message)
    }
}

/// What was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Shards.
    Shards(Vec<ShardInfo>),
    /// A place in a shard.
    Iterator(Arc<str>),
    /// Records, the place behind them (none at the end of a closed shard), and how far they are behind, in milliseconds.
    Records(Vec<SourceItem>, Option<Arc<str>>, u64),
    /// What a function answered.
    Payload(Arc<str>),
    /// The bytes of an object.
    Object(Vec<u8>),
    /// For each row why it was not taken, where it was not.
    Taken(Vec<Option<Arc<str>>>),
}
