//! Records on their way: from what is put to buffers, functions and destinations.
//!
//! [`receive`] takes records in, [`process`] does what processors do, [`route`] finds their buffer, [`flush`] empties
//! buffers, [`deliver`] tries and tries again, [`body`] writes what is sent. A record is always in one place: the property
//! tests count all of them after every step.

mod body;
mod deliver;
mod failed;
mod flush;
mod invoke;
mod process;
mod receive;
mod route;
mod settle;
mod store;

pub use flush::Waiting;
pub use invoke::InvokeError;
pub use receive::SourceRecord;
pub use store::StoreAnswer;

use super::record::{Data, Lane, Record};
use super::source::ReadRequest;
use super::stream::StreamId;
use crate::base::{AccountId, Arn, Region};
use crate::clock::{Duration, Instant};
use std::sync::Arc;
use uuid::Uuid;

/// Whether something is under way, or waits for its next attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It is with somebody else.
    UnderWay,
    /// It is tried again then.
    Waits(Instant),
}

/// Records that a function has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Invocation {
    /// The records.
    pub records: Arc<[Record]>,
    /// Which attempt it is, from 1.
    pub attempt: u32,
    /// Whether the function has them.
    pub state: State,
    /// When the attempt left.
    pub sent: Instant,
    /// The same for all attempts.
    pub id: Uuid,
    /// The event that began it.
    pub(super) event: u64,
}

/// How far a delivery has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// An object is put into a bucket.
    Object,
    /// Redshift copies the object.
    Copy,
    /// Redshift did not copy it, and a manifest tells so.
    Manifest,
    /// A destination other than S3 gets the records.
    Store,
}

/// Records on their way to a destination or a bucket.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Delivery {
    /// Which buffer they come from.
    pub lane: Lane,
    /// The records.
    pub records: Arc<[Record]>,
    /// How far it has come.
    pub stage: Stage,
    /// Which attempt of the stage it is, from 1.
    pub attempt: u32,
    /// Whether somebody has it.
    pub state: State,
    /// When the attempt left.
    pub sent: Instant,
    /// When the stage failed first.
    pub since: Option<Instant>,
    /// Time that does not count for the retry duration: what Splunk's acknowledgements took.
    pub(super) excluded: Duration,
    /// The object's key; empty of what goes elsewhere.
    pub key: Arc<str>,
    /// The bytes of the object, or of the request.
    pub body: Data,
    /// The same for all attempts.
    pub id: Uuid,
    /// The event that began it.
    pub(super) event: u64,
}

impl Delivery {
    /// Records in it.
    pub fn held(&self) -> u64 {
        self.records.len() as u64
    }

    /// Their bytes before compression.
    pub fn bytes(&self) -> u64 {
        self.records.iter().map(|record| record.data.len()).sum()
    }
}

/// For which stream and which of its tasks something is carried.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Errand {
    /// The stream.
    pub stream: StreamId,
    /// The delivery or the invocation.
    pub task: u64,
    /// Which attempt.
    pub attempt: u32,
    /// The stream's ARN, account and Region.
    pub source: Arn,
    /// The account.
    pub account: AccountId,
    /// The Region.
    pub region: Region,
    /// The ARN of the role that acts.
    pub role: Arc<str>,
    /// The event that led to it.
    pub event: u64,
}

/// An object to be put.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ObjectRequest {
    /// For whom.
    pub errand: Errand,
    /// The bucket.
    pub bucket: Arc<str>,
    /// The key.
    pub key: Arc<str>,
    /// The bytes.
    pub body: Data,
    /// The KMS key under which it is to be.
    pub kms_key: Option<Arc<str>>,
}

/// A function to be invoked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InvokeRequest {
    /// For whom.
    pub errand: Errand,
    /// The function's ARN.
    pub function: Arc<str>,
    /// What it gets.
    pub payload: Arc<str>,
}

/// A request to something outside.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StoreRequest {
    /// For whom.
    pub errand: Errand,
    /// Which, by URL or ARN.
    pub address: Arc<str>,
    /// The headers in order.
    pub headers: Vec<(Arc<str>, Arc<str>)>,
    /// The text of the request, before any compression.
    pub body: Data,
    /// The same for all attempts.
    pub id: Uuid,
    /// How long an answer may take.
    pub timeout: Duration,
}

/// What is to be carried.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Outgoing {
    /// Into a bucket.
    Object(ObjectRequest),
    /// To a function.
    Invoke(InvokeRequest),
    /// To something outside.
    Store(StoreRequest),
    /// To the source.
    Read(ReadRequest),
}

impl Outgoing {
    /// For whom.
    pub const fn errand(&self) -> &Errand {
        match self {
            Self::Object(request) => &request.errand,
            Self::Invoke(request) => &request.errand,
            Self::Store(request) => &request.errand,
            Self::Read(request) => &request.errand,
        }
    }
}
