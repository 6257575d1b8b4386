//! Records on their way through a stream, and why one of them went to the error output.

use super::prefix::{ErrorOutput, Keys};
use crate::base::collections::ChunkDeque;
use crate::base::digest;
use crate::clock::Instant;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The bytes of a record. A digest of them was taken once, so that a digest of a lab need not read them.
#[derive(Clone, Debug)]
pub struct Data {
    bytes: Arc<[u8]>,
    digest: u64,
}

impl Data {
    /// Takes bytes.
    pub fn new(bytes: &[u8]) -> Self {
        Self { bytes: bytes.into(), digest: digest::of(&bytes) }
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many.
    pub fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

impl PartialEq for Data {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Data {}

impl Hash for Data {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

/// Where in a Kinesis data stream a record was.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ShardPlace {
    /// The shard.
    pub shard_id: Arc<str>,
    /// The partition key.
    pub partition_key: Arc<str>,
    /// The sequence number.
    pub sequence_number: Arc<str>,
    /// Its number within an aggregated record.
    pub subsequence_number: u64,
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Record {
    /// Its number in the stream; one that was divided shares it.
    pub number: u64,
    /// When Firehose got it, or when Kinesis did.
    pub arrived: Instant,
    /// What it is.
    pub data: Data,
    /// Where it was read.
    pub place: Option<Arc<ShardPlace>>,
    /// Its partition keys, as far as they are known.
    pub keys: Arc<Keys>,
    /// Why it failed, if it did.
    pub failure: Option<Arc<Failure>>,
}

/// Why a record went to the error output.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Failure {
    /// Which error output.
    pub output: ErrorOutput,
    /// AWS's code, such as `Lambda.FunctionError`.
    pub code: Arc<str>,
    /// Why, in a sentence.
    pub message: Arc<str>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was tried last.
    pub at: Instant,
}

/// Which of a stream's buffers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// For the destination; with dynamic partitioning one for each set of partition keys.
    Main(Vec<String>),
    /// Copies of what came in, for the backup bucket.
    Source,
    /// What failed.
    Failed(ErrorOutput),
}

impl Lane {
    /// Whether it holds records themselves, rather than copies of them.
    pub const fn is_own(&self) -> bool {
        !matches!(self, Self::Source)
    }

    /// The word for it in the log.
    pub fn name(&self) -> String {
        match self {
            Self::Main(keys) if keys.is_empty() => "destination".to_owned(),
            Self::Main(keys) => format!("partition {}", keys.join(",")),
            Self::Source => "source backup".to_owned(),
            Self::Failed(output) => output.name().to_owned(),
        }
    }
}

/// Records that wait for more of them.
#[derive(Clone, Debug, Default, Hash)]
pub struct Buffer {
    records: ChunkDeque<Record>,
    /// Their bytes together.
    pub bytes: u64,
    /// When the first of them came.
    pub since: Instant,
}

impl Buffer {
    /// Puts a record behind the others.
    pub fn push(&mut self, now: Instant, record: Record) {
        if self.records.is_empty() {
            self.since = now;
        }
        self.bytes += record.data.len();
        self.records.push(record);
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.records.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The records in order.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.records.iter().map(|(_, record)| record)
    }

    /// Takes all records out.
    pub fn take(&mut self) -> Arc<[Record]> {
        let all: Vec<Record> = self.iter().cloned().collect();
        *self = Self::default();
        all.into()
    }
}
