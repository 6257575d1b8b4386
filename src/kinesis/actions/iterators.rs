//! `GetShardIterator`: where to begin to read.

use super::dry_run;
use super::put::throttled;
use crate::base::Timestamp;
use crate::kinesis::api::{GetShardIterator, GetShardIteratorResult, Named};
use crate::kinesis::check::Checks;
use crate::kinesis::sequence::{COUNT_MAX, SequenceNumber};
use crate::kinesis::shard::{Shard, ShardId};
use crate::kinesis::stream::{Stream, StreamKey};
use crate::kinesis::token::Position;
use crate::kinesis::{Cx, Kinesis, KinesisError, KinesisEvent, Result};

/// The kinds, in the order of the model.
pub(super) const KINDS: [&str; 5] =
    ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER", "TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"];

/// Where somebody wants to begin.
pub(super) struct Start<'r> {
    pub kind: &'r str,
    pub sequence: Option<&'r str>,
    pub timestamp: Option<Timestamp>,
    /// How errors name the sequence number, and the operation.
    pub words: (&'static str, &'static str),
}

impl Kinesis {
    pub(super) fn get_shard_iterator(
        &mut self,
        cx: &mut Cx<'_>,
        request: &GetShardIterator,
    ) -> Result<GetShardIteratorResult> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        let mut checks = Checks::default();
        checks.required(request.shard_id.as_ref(), "shardId");
        checks.name(request.shard_id.as_deref(), "shardId");
        checks.required(request.shard_iterator_type.as_ref(), "shardIteratorType");
        checks.one_of(request.shard_iterator_type.as_deref(), "shardIteratorType", &KINDS);
        checks.sequence(request.starting_sequence_number.as_deref(), "startingSequenceNumber");
        checks.stream(named);
        checks.finish()?;
        let shard = Self::named_shard(cx.caller, named, request.shard_id.as_deref().unwrap_or_default())?;
        let stream = self.resolve_data(cx.caller, named)?;
        let found = stream.shard(shard).ok_or_else(|| no_such_shard(shard, &stream.key))?;
        let start = Start {
            kind: request.shard_iterator_type.as_deref().unwrap_or_default(),
            sequence: request.starting_sequence_number.as_deref(),
            timestamp: request.timestamp,
            words: ("StartingSequenceNumber", "GetShardIterator"),
        };
        let count = begin(cx, stream, found, &start)?;
        dry_run(request.dry_run)?;
        let (id, key) = (stream.id, stream.key.clone());
        // What is counted, and shown by CloudWatch, is a refused `GetRecords` alone.
        let read = self.stream_mut(id).and_then(|stream| stream.shard_mut(shard));
        let admitted = read.is_some_and(|shard| shard.reads.admit_iterator(cx.now));
        if !admitted {
            cx.emit(None, KinesisEvent::ReadThrottled { stream: id, shard: shard.0 });
            return Err(throttled(shard, &key));
        }
        Ok(GetShardIteratorResult {
            shard_iterator: self.iterator(Position { stream: id, shard, count, issued: cx.now }),
        })
    }
}

pub(super) fn no_such_shard(shard: ShardId, key: &StreamKey) -> KinesisError {
    KinesisError::not_found(format!(
        "Shard {shard} in stream {} under account {} does not exist",
        key.name, key.account
    ))
}

/// The count of the first record that somebody gets who begins there.
pub(super) fn begin(cx: &Cx<'_>, stream: &Stream, shard: &Shard, start: &Start<'_>) -> Result<u64> {
    let by_number = start.kind.ends_with("SEQUENCE_NUMBER");
    if by_number != start.sequence.is_some() && start.kind != "AT_TIMESTAMP" {
        let and = if start.sequence.is_some() { "and also a" } else { "and no" };
        return Err(KinesisError::argument(format!(
            "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and {0} or (2) TRIM_HORIZON or LATEST and no \
             {0}. Request specified {1} {and} {0}.",
            start.words.0, start.kind
        )));
    }
    match start.kind {
        "TRIM_HORIZON" => Ok(0),
        "LATEST" => Ok(stream.count_after(shard.id)),
        "AT_TIMESTAMP" => at_time(cx, stream, shard, start.timestamp),
        kind => {
            let number = number_of(stream, shard, start)?;
            match kind {
                "AFTER_SEQUENCE_NUMBER" if number.count == COUNT_MAX => Err(KinesisError::argument(format!(
                    "{} {number} used in {} on shard {} in stream {} under account {} is invalid because it has reached max \
                     possible value for the shard.",
                    start.words.0, start.words.1, shard.id, stream.key.name, stream.key.account
                ))),
                "AFTER_SEQUENCE_NUMBER" => Ok(number.count + 1),
                _ => Ok(number.count),
            }
        }
    }
}

/// A sequence number has to be one of the shard.
fn number_of(stream: &Stream, shard: &Shard, start: &Start<'_>) -> Result<SequenceNumber> {
    let (what, operation) = start.words;
    let text = start.sequence.unwrap_or_default();
    let used = format!(
        "{what} {text} used in {operation} on shard {} in stream {} under account {} is invalid",
        shard.id, stream.key.name, stream.key.account
    );
    let number = SequenceNumber::parse(text).ok_or_else(|| KinesisError::argument(format!("{used}.")))?;
    if number.shard != shard.id.0 {
        return Err(KinesisError::argument(format!(
            "Invalid {what}. It encodes {}, while it was used in a call to a shard with {}",
            ShardId(number.shard),
            shard.id
        )));
    }
    if number.shard_created != shard.created_secs {
        return Err(KinesisError::argument(format!("{used} because it did not come from this stream.")));
    }
    Ok(number)
}

fn at_time(cx: &Cx<'_>, stream: &Stream, shard: &Shard, timestamp: Option<Timestamp>) -> Result<u64> {
    let Some(timestamp) = timestamp else {
        return Err(KinesisError::argument(
            "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp \
             parameter.",
        ));
    };
    let now = Timestamp::of(cx.now, cx.epoch);
    if timestamp > now {
        return Err(KinesisError::argument(format!(
            "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: {}, \
             currentTimestampInMillis: {}",
            timestamp.0, now.0
        )));
    }
    let place = shard.place_at(timestamp.instant(cx.epoch));
    Ok(shard.records.get(place).map_or_else(|| stream.count_after(shard.id), |record| record.count))
}
