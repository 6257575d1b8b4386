//! What a reader of a stream is told to do.

use crate::base::Arn;
use serde::{Deserialize, Serialize};

/// What a hand-written reader of a stream does.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ReaderConfig {
    /// Its name on the page.
    pub name: String,
    /// The stream; it waits while there is none.
    pub stream: Option<Arn>,
    /// How records come to it.
    pub retrieval: Retrieval,
    /// With enhanced fan-out: as which consumer; its own name when empty.
    pub consumer: String,
    /// From where it reads the shards that it finds at first.
    pub start: Start,
    /// The only shard that it reads, with those that come after it; all when empty.
    pub shard: String,
    /// When polling: milliseconds from an answer, and the work on it, to the next `GetRecords`.
    pub poll_ms: u64,
    /// `Limit` of `GetRecords`, 1 to 10,000; AWS's own when absent.
    pub limit: Option<u32>,
    /// How often a call is tried in all.
    pub attempts: u32,
    /// What it does with shards that came out of others.
    pub children: Children,
    /// Milliseconds from one look for new shards to the next; it looks only at first when 0, as shards that end name their
    /// children.
    pub list_ms: u64,
    /// Whether it takes records of the producer library apart.
    pub deaggregate: bool,
    /// Milliseconds that the work on one record takes.
    pub work_ms: u64,
    /// How often it crashes at a record, in parts per million.
    pub crash_ppm: u32,
    /// Milliseconds until it is back after a crash.
    pub crash_ms: u64,
    /// Where it goes on after a crash.
    pub resume: Resume,
    /// Whether it reads.
    pub running: bool,
}

impl Default for ReaderConfig {
    fn default() -> Self {
        Self {
            name: "reader".to_owned(),
            stream: None,
            retrieval: Retrieval::Polling,
            consumer: String::new(),
            start: Start::TrimHorizon,
            shard: String::new(),
            poll_ms: 200,
            limit: None,
            attempts: 3,
            children: Children::AfterParents,
            list_ms: 0,
            deaggregate: false,
            work_ms: 0,
            crash_ppm: 0,
            crash_ms: 10_000,
            resume: Resume::Latest,
            running: true,
        }
    }
}

impl ReaderConfig {
    /// The name of its consumer with enhanced fan-out: its own as AWS takes names, unless it was told another one.
    pub fn consumer_name(&self) -> String {
        if !self.consumer.is_empty() {
            return self.consumer.clone();
        }
        let legal = |c: char| if c.is_ascii_alphanumeric() || "_.-".contains(c) { c } else { '-' };
        self.name.chars().map(legal).take(128).collect()
    }
}

/// How records come to a reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Retrieval {
    /// It asks, with `GetRecords`: all such readers share what a shard gives.
    #[default]
    Polling,
    /// They are pushed to it, with `SubscribeToShard`: it has throughput of its own.
    FanOut,
}

/// From where a shard is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Start {
    /// From the oldest record.
    #[default]
    TrimHorizon,
    /// From what comes next.
    Latest,
    /// From the first record at that time of the lab, in milliseconds, or later.
    AtTimestamp(u64),
    /// From the record of that number, which has to be one of the shard.
    AtSequenceNumber(String),
    /// From behind the record of that number.
    AfterSequenceNumber(String),
}

impl Start {
    /// AWS's word.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::TrimHorizon => "TRIM_HORIZON",
            Self::Latest => "LATEST",
            Self::AtTimestamp(_) => "AT_TIMESTAMP",
            Self::AtSequenceNumber(_) => "AT_SEQUENCE_NUMBER",
            Self::AfterSequenceNumber(_) => "AFTER_SEQUENCE_NUMBER",
        }
    }
}

/// What a reader does with shards that came out of others by a split or a merge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Children {
    /// It reads them from their beginning when all their parents were read to the end: the order of each key is kept.
    #[default]
    AfterParents,
    /// It reads all shards at once, parents or not: records of a key may come in the wrong order.
    AtOnce,
    /// It goes on at their newest record when a parent ends: what they took until then is missed.
    AtLatest,
}

/// Where a reader goes on after a crash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Resume {
    /// It keeps no position, and begins with what comes next: what came while it was down is missed.
    #[default]
    Latest,
    /// It keeps no position, and begins with the oldest records: all are read again.
    Trim,
    /// It keeps the number of the last record that it was done with, outside of its own memory.
    Last,
}
