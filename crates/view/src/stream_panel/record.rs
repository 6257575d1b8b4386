//! A record as the inspector shows it: its place, its numbers, what it carries, and why it is where it is.

use crate::describe::{instant, number};
use crate::tokens::RecordId;
use queuelab::base::digest::hex;
use queuelab::cloud::Cloud;
use queuelab::kinesis::aggregate;
use queuelab::kinesis::shard::ShardId;
use queuelab::kinesis::stream::StreamId;
use queuelab::t;

/// So much of what a record carries is shown.
const SHOWN_MAX: usize = 2_000;
/// So many of the records inside a packed one are listed.
const INSIDE_MAX: usize = 50;

/// What is known of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordFacts {
    /// Its partition key.
    pub key: Option<String>,
    /// Names with values.
    pub rows: Vec<(&'static str, String)>,
    /// What it carries, as text or as hexadecimal digits.
    pub data: String,
    /// The records that the Kinesis Producer Library packed into it, and how many there are.
    pub inside: Option<(Vec<Inside>, usize)>,
    /// Why it is in its shard, as a sentence.
    pub why: String,
}

/// A record inside a packed one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inside {
    /// Its partition key.
    pub key: String,
    /// What it carries.
    pub data: String,
}

/// A record that is there.
pub fn of_record(cloud: &Cloud, id: RecordId) -> Option<RecordFacts> {
    let stream = cloud.kinesis().stream(StreamId(id.stream))?;
    let shard = stream.shard(ShardId(id.shard))?;
    let record = shard.records.get(id.place)?;
    let now = cloud.now();
    let key = record.key.as_deref().map(str::to_owned);
    let rows = vec![
        (t!("Stream"), stream.key.name.to_string()),
        (t!("Shard"), shard.id.to_string()),
        ("SequenceNumber", shard.sequence_of(record, cloud.epoch()).to_string()),
        ("PartitionKey", key.clone().unwrap_or_else(|| t!("none").to_owned())),
        (t!("Hash key"), record.hash.to_string()),
        (t!("Arrived"), instant(record.arrived, now)),
        (t!("Goes by age"), instant(record.expires(stream.retention()), now)),
        (t!("Bytes with the key"), number(record.bytes())),
        (t!("Encrypted at rest"), if record.encrypted { t!("by KMS") } else { t!("no") }.to_owned()),
    ];
    let inside = aggregate::unpack(&record.data).map(|records| {
        let shown = records.iter().take(INSIDE_MAX);
        let one =
            |record: &aggregate::UserRecord| Inside { key: record.partition_key.clone(), data: shown_of(&record.data) };
        (shown.map(one).collect(), records.len())
    });
    let share = record.hash.fraction() * 100.0;
    let why = if let Some(key) = &key {
        t!(
            "The MD5 of “{key}”, read as a number, is {share} % of the way from 0 to 2^128; shard {id} owned that place when the record came.",
            key,
            share = format_args!("{:.1}", share),
            id = shard.id.0
        )
    } else {
        t!(
            "It was sorted in at {share} % of the way from 0 to 2^128, where shard {id} is.",
            share = format_args!("{:.1}", share),
            id = shard.id.0
        )
    };
    Some(RecordFacts { key, rows, data: shown_of(&record.data), inside, why })
}

/// Bytes as text where they are text, else as hexadecimal digits.
fn shown_of(data: &[u8]) -> String {
    let is_text = |text: &str| !text.chars().any(|c| c.is_control() && !c.is_whitespace());
    let shown = data.get(..SHOWN_MAX).unwrap_or(data);
    let more = data.len() - shown.len();
    let mut text = match std::str::from_utf8(shown) {
        Ok(text) if is_text(text) => text.trim_end().to_owned(),
        _ => shown.chunks(16).map(hex).collect::<Vec<_>>().join("\n"),
    };
    if more > 0 {
        text = t!("{text}… and {more} bytes more", text, more = number(more as u64));
    }
    text
}
