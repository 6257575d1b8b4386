//! What a producer of a stream is told to do.

use super::kpl::Kpl;
use crate::base::{Arn, Rng};
use serde::{Deserialize, Serialize};

/// What a producer of a stream does.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct WriterConfig {
    /// Its name on the page.
    pub name: String,
    /// The stream; it waits while there is none.
    pub stream: Option<Arn>,
    /// With what it puts records.
    pub client: Client,
    /// Their partition keys.
    pub keys: Keys,
    /// What they carry; `{n}` stands for the record's number, `{key}` for its key.
    pub body: String,
    /// So many bytes each, of which the text is the beginning; those of the text when absent.
    pub bytes: Option<u32>,
    /// Milliseconds from one burst to the next.
    pub every_ms: u64,
    /// At most so many milliseconds more, drawn anew each time.
    pub jitter_ms: u64,
    /// Records at each burst, 1 to 5,000.
    pub burst: u32,
    /// How many records in all; no end when absent.
    pub total: Option<u64>,
    /// Whether it puts records.
    pub running: bool,
}

impl Default for WriterConfig {
    fn default() -> Self {
        Self {
            name: "producer".to_owned(),
            stream: None,
            client: Client::Sdk(Sdk::default()),
            keys: Keys::default(),
            body: "record {n} of {key}".to_owned(),
            bytes: None,
            every_ms: 1_000,
            jitter_ms: 0,
            burst: 1,
            total: None,
            running: true,
        }
    }
}

/// With what a producer puts records.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Client {
    /// An SDK.
    Sdk(Sdk),
    /// The Kinesis Producer Library.
    Kpl(Kpl),
}

/// How an SDK is used.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Sdk {
    /// Whether the records of a burst go together with `PutRecords`, or each with a `PutRecord` of its own.
    pub batch: bool,
    /// How often a call is tried in all.
    pub attempts: u32,
    /// Whether the program puts those records of a batch again that were refused; no SDK does that by itself.
    pub resend: bool,
}

impl Default for Sdk {
    fn default() -> Self {
        Self { batch: true, attempts: 3, resend: true }
    }
}

/// Which partition keys records have.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Keys {
    /// The key; `{k}` stands for a number from 1 on.
    pub pattern: String,
    /// How many numbers there are.
    pub count: u64,
    /// Whether they are drawn; else they take turns.
    pub random: bool,
    /// So many records in a hundred have the first key all the same.
    pub hot_percent: u32,
}

impl Default for Keys {
    fn default() -> Self {
        Self { pattern: "truck_{k}".to_owned(), count: 100, random: false, hot_percent: 0 }
    }
}

impl Keys {
    /// The key of the record of that number, counted from 0.
    pub(super) fn key(&self, number: u64, rng: &mut Rng) -> String {
        let count = self.count.max(1);
        let is_hot = self.hot_percent > 0 && rng.chance(self.hot_percent.min(100) * 10_000);
        let k = match (is_hot, self.random) {
            (true, _) => 0,
            (false, true) => rng.below(count),
            (false, false) => number % count,
        };
        self.pattern.replace("{k}", &(k + 1).to_string())
    }
}
