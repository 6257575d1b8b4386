//! One shard as a reader sees it: where it stands, what it has in hand, what it has counted.

use super::config::Start;
use crate::base::Timestamp;
use crate::clock::{Epoch, Instant};
use crate::kinesis::aggregate;
use crate::kinesis::api::{self, GetShardIterator, StartingPosition};
use crate::kinesis::hash::HashKeyRange;
use std::collections::VecDeque;
use std::sync::Arc;

/// A lab's calendar begins here; a program has a clock of its own.
const EPOCH: Epoch = Epoch::DEFAULT;

/// What is done about a shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum Phase {
    /// Its parents are not read to the end.
    Waiting,
    /// Nothing until then.
    Idle { until: Instant },
    /// A call is out, or waits to be tried again.
    Asking,
    /// Records are pushed since then.
    Listening { since: Instant },
    /// The first of its records is worked on until then.
    Working { until: Instant },
    /// It was read to its end.
    Ended,
    /// It cannot be read; the code of the refusal.
    Refused(&'static str),
}

/// A record in hand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Held {
    /// Its sequence number.
    pub sequence: Arc<str>,
    /// Its key.
    pub key: Arc<str>,
    /// When it came into the stream.
    pub arrived: Instant,
    /// Whether it is the last part, or the whole, of a record of the stream.
    pub is_last: bool,
}

/// A shard that is read.
#[derive(Clone, Debug, Hash)]
pub struct ShardRead {
    /// Its name.
    pub id: Arc<str>,
    /// Those that it came from.
    pub parents: Vec<Arc<str>>,
    /// What belongs there.
    pub range: HashKeyRange,
    /// From where it is read at first.
    pub from: Start,
    /// What is done about it.
    pub phase: Phase,
    /// From where the next call reads.
    pub(super) iterator: Option<String>,
    /// The first iterator, or subscription, of one that begins with the latest was made then.
    pub(super) since: Option<Instant>,
    /// The last number that was read; with enhanced fan-out, where the next subscription goes on.
    pub read: Option<Arc<str>>,
    /// The last record that was worked on.
    pub done: Option<Arc<str>>,
    /// Records in hand; the first is worked on.
    pub in_hand: VecDeque<Held>,
    /// Of them, how many were worked on since they came.
    pub(super) batch: u64,
    /// With enhanced fan-out: the number of the subscription whose records count.
    pub(super) subscription: Option<u64>,
    /// Nothing comes behind what is in hand.
    pub(super) is_at_end: bool,
    /// `MillisBehindLatest` of the last answer.
    pub behind_ms: u64,
    /// Records worked on.
    pub records: u64,
    /// Calls that were throttled.
    pub throttled: u64,
}

impl ShardRead {
    pub(super) fn new(id: &str, parents: &[&str], range: HashKeyRange, from: Start) -> Self {
        Self {
            id: id.into(),
            parents: parents.iter().map(|parent| Arc::from(*parent)).collect(),
            range,
            from,
            phase: Phase::Waiting,
            iterator: None,
            since: None,
            read: None,
            done: None,
            in_hand: VecDeque::new(),
            batch: 0,
            subscription: None,
            is_at_end: false,
            behind_ms: 0,
            records: 0,
            throttled: 0,
        }
    }

    /// Its number.
    pub fn number(&self) -> u32 {
        crate::kinesis::shard::ShardId::parse(&self.id).map_or(0, |id| id.0)
    }

    /// From where reading goes on.
    fn position(&self) -> Start {
        match (&self.read, &self.from, self.since) {
            (Some(read), ..) => Start::AfterSequenceNumber(read.to_string()),
            (None, Start::Latest, Some(since)) => Start::AtTimestamp(since.as_millis()),
            (None, from, _) => from.clone(),
        }
    }

    /// The word for where it begins.
    pub(super) fn begins_from(&self) -> &'static str {
        self.position().name()
    }

    /// The request for an iterator.
    pub(super) fn iterator_request(&self, stream_arn: Option<String>) -> GetShardIterator {
        let position = self.position();
        let (starting_sequence_number, timestamp) = parts_of(&position);
        GetShardIterator {
            stream_arn,
            shard_id: Some(self.id.to_string()),
            shard_iterator_type: Some(position.name().to_owned()),
            starting_sequence_number,
            timestamp,
            ..GetShardIterator::default()
        }
    }

    /// The same for a subscription.
    pub(super) fn starting_position(&self) -> StartingPosition {
        let position = self.position();
        let (sequence_number, timestamp) = parts_of(&position);
        StartingPosition { kind: Some(position.name().to_owned()), sequence_number, timestamp }
    }

    /// Takes records in hand; answers how many parts of packed ones belong elsewhere.
    pub(super) fn take(&mut self, records: &[api::Record], deaggregate: bool) -> u64 {
        let mut strayed = 0;
        for record in records {
            let sequence: Arc<str> = record.sequence_number.as_str().into();
            let arrived = record.approximate_arrival_timestamp.instant(EPOCH);
            let parts = if deaggregate { aggregate::unpack(&record.data.0) } else { None };
            let keys: Vec<Arc<str>> = match parts {
                None => vec![record.partition_key.as_deref().unwrap_or_default().into()],
                Some(parts) => {
                    let all = parts.len();
                    let own = parts.into_iter().filter(|part| self.range.contains(part.hash()));
                    let own: Vec<Arc<str>> = own.map(|part| part.partition_key.into()).collect();
                    strayed += (all - own.len()) as u64;
                    own
                }
            };
            let last = keys.len();
            for (place, key) in keys.into_iter().enumerate() {
                let held = Held { sequence: sequence.clone(), key, arrived, is_last: place + 1 == last };
                self.in_hand.push_back(held);
            }
            self.read = Some(sequence);
        }
        strayed
    }

    /// Lets go of everything that only the program's memory held.
    pub(super) fn forget(&mut self) {
        self.iterator = None;
        self.since = None;
        self.subscription = None;
        self.is_at_end = false;
        self.in_hand.clear();
        self.batch = 0;
        self.read.clone_from(&self.done);
    }
}

fn parts_of(position: &Start) -> (Option<String>, Option<Timestamp>) {
    match position {
        Start::TrimHorizon | Start::Latest => (None, None),
        Start::AtTimestamp(at) => (None, Some(Timestamp::of(Instant::from_millis(*at), EPOCH))),
        Start::AtSequenceNumber(number) | Start::AfterSequenceNumber(number) => (Some(number.clone()), None),
    }
}

/// Whether a sequence number comes after another. They are decimal numbers of any length.
pub(super) fn is_after(number: &str, other: &str) -> bool {
    (number.len(), number) > (other.len(), other)
}
