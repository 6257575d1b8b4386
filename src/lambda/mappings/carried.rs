//! What a mapping wants of its source, and what it gets from it.

use super::stream::Position;
use super::{MappingId, Source};
use crate::base::{AccountId, Arn, Region};
use crate::lambda::invocation::Outgoing;
use std::sync::Arc;

/// What Lambda sends to others by itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Carried {
    /// A dead letter, or the record of an invocation.
    Outgoing(Outgoing),
    /// What a mapping wants of its queue.
    Source(SourceCall),
    /// What a mapping wants of its stream.
    Stream(StreamCall),
}

/// What a mapping wants of its stream, as its function's role.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StreamCall {
    /// Which mapping.
    pub mapping: MappingId,
    /// Its function's account.
    pub account: AccountId,
    /// Where both are.
    pub region: Region,
    /// The name of the role that the function acts as.
    pub role: Arc<str>,
    /// The name of the session: the function's.
    pub session: Arc<str>,
    /// The ARN of the stream, or of its consumer.
    pub source: Arn,
    /// What.
    pub wish: StreamWish,
}

/// What a mapping wants of a stream.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum StreamWish {
    /// All shards with their parents: [`crate::lambda::Lambda::shards_found`] is the answer.
    Shards,
    /// Records of a shard: [`crate::lambda::Lambda::shard_read`] is the answer, or
    /// [`crate::lambda::Lambda::shard_refused`].
    Records {
        /// Which shard.
        shard: Arc<str>,
        /// From where.
        from: Position,
        /// At most so many.
        limit: usize,
        /// The iterator that stands there, where the last answer gave one.
        iterator: Option<Arc<str>>,
    },
    /// That records of a shard are pushed: [`crate::lambda::Lambda::shard_pushed`] tells of them, and
    /// [`crate::lambda::Lambda::shard_unsubscribed`] of the end.
    Subscribe {
        /// Which shard.
        shard: Arc<str>,
        /// From where.
        from: Position,
        /// By which the pushes are known.
        number: u64,
    },
    /// That nothing of a shard is pushed any more.
    Leave {
        /// Which shard.
        shard: Arc<str>,
    },
}

/// What a mapping wants of its queue, as its function's role.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SourceCall {
    /// Which mapping.
    pub mapping: MappingId,
    /// Its function's account.
    pub account: AccountId,
    /// Where both are.
    pub region: Region,
    /// The name of the role that the function acts as.
    pub role: Arc<str>,
    /// The name of the session: the function's.
    pub session: Arc<str>,
    /// The source's ARN.
    pub source: Arn,
    /// What.
    pub order: SourceOrder,
    /// The event that led to it.
    pub cause: Option<u64>,
}

/// What a mapping wants of a queue.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SourceOrder {
    /// Messages; the answer is for the poll of that number.
    Receive {
        /// The poll.
        poll: u64,
        /// At most so many, 1 to 10.
        max: usize,
        /// How long to wait for the first, in seconds.
        wait_secs: u64,
        /// With a batching window: how long a message has to be hidden for it, in seconds. A queue that hides for less is
        /// asked for thirty more than that.
        hide_secs: Option<u64>,
    },
    /// Nobody waits for that poll any more.
    Abandon {
        /// The poll.
        poll: u64,
    },
    /// The messages with these handles, at most ten, are done.
    Delete {
        /// From the receives.
        handles: Arc<Vec<Arc<str>>>,
    },
}

/// A message, as a mapping sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// What identifies it in an answer.
    pub id: Arc<str>,
    /// What deletes it.
    pub handle: Arc<str>,
    /// Messages of one group are done one after the other.
    pub group: Option<Arc<str>>,
    /// What it carries.
    pub data: Arc<str>,
    /// As the function gets it: a JSON object.
    pub record: Arc<str>,
}

/// What came of a poll.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Polled {
    /// Messages, or none.
    Items(Vec<Item>),
    /// It was refused; why.
    Refused(Arc<str>),
}

/// What has to hold of a source before a mapping to it is made or changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// The source.
    pub source: Source,
    /// The function's account.
    pub account: AccountId,
    /// Where both are.
    pub region: Region,
    /// The name of the role that the function acts as.
    pub role: Arc<str>,
    /// The function's name.
    pub session: Arc<str>,
    /// The longest that a run may take, in seconds.
    pub timeout_secs: u64,
}
