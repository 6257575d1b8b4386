//! `PutRecord` and `PutRecords`: which shard takes a record, and which records are too much for theirs.

use super::dry_run;
use super::streams::encryption_of;
use crate::kinesis::api::{
    Named, PutRecord, PutRecordResult, PutRecords, PutRecordsRequestEntry, PutRecordsResult, PutRecordsResultEntry,
};
use crate::kinesis::check::Checks;
use crate::kinesis::hash::HashKey;
use crate::kinesis::record::{Record, bytes};
use crate::kinesis::sequence::SequenceNumber;
use crate::kinesis::shard::ShardId;
use crate::kinesis::stream::{Distribution, Stream, StreamId, StreamKey};
use crate::kinesis::{Cx, ErrorCode, Kinesis, KinesisError, KinesisEvent, Result};
use std::borrow::Cow;
use std::sync::Arc;

/// A record that has passed every check.
struct Checked {
    key: Option<Arc<str>>,
    /// None where AWS spreads records.
    hash: Option<HashKey>,
    data: Arc<[u8]>,
}

impl Checked {
    fn bytes(&self) -> u64 {
        bytes(&self.data, self.key.as_deref())
    }
}

/// What a request says of a record.
#[derive(Clone, Copy)]
struct Offered<'r> {
    data: Option<&'r [u8]>,
    key: Option<&'r str>,
    hash: Option<&'r str>,
}

impl Kinesis {
    pub(super) fn put_record(&mut self, cx: &mut Cx<'_>, request: &PutRecord) -> Result<PutRecordResult> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        let offered = Offered {
            data: request.data.as_deref(),
            key: request.partition_key.as_deref(),
            hash: request.explicit_hash_key.as_deref(),
        };
        let target = self.resolve_data(cx.caller, named);
        let spreads = target.as_ref().is_ok_and(|stream| stream.distribution == Distribution::Auto);
        let mut checks = Checks::default();
        checks.record(offered, String::new, spreads, target.as_ref().ok().copied(), self);
        checks.sequence(request.sequence_number_for_ordering.as_deref(), "sequenceNumberForOrdering");
        checks.stream(named);
        checks.finish()?;
        let stream = target?;
        let record = checked(stream, offered)?;
        if let Some(before) = request.sequence_number_for_ordering.as_deref() {
            check_order(cx, stream, before)?;
        }
        dry_run(request.dry_run)?;
        let (id, key, encryption) = (stream.id, stream.key.clone(), encryption_of(stream));
        let result = self.place(cx, id, &record);
        if let Some(stream) = self.stream_mut(id) {
            stream.totals.put_record.0 += u64::from(result.is_ok());
            stream.totals.put_record.1 += 1;
            stream.totals.put_bytes.0 += if result.is_ok() { record.bytes() } else { 0 };
        }
        let (shard, sequence) = result.map_err(|shard| throttled(shard, &key))?;
        Ok(PutRecordResult {
            shard_id: shard.to_string(),
            sequence_number: sequence.to_string(),
            encryption_type: encryption.to_owned(),
        })
    }

    pub(super) fn put_records(&mut self, cx: &mut Cx<'_>, request: &PutRecords) -> Result<PutRecordsResult> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        let target = self.resolve_data(cx.caller, named);
        let spreads = target.as_ref().is_ok_and(|stream| stream.distribution == Distribution::Auto);
        let mut checks = Checks::default();
        checks.required(request.records.as_ref(), "records");
        let entries = request.records.as_deref().unwrap_or_default();
        if request.records.is_some() {
            let shown = if entries.is_empty() { "[]".to_owned() } else { format!("[{} records]", entries.len()) };
            checks.length(&shown, entries.len(), "records", (1, self.limits.put_records));
        }
        for (index, entry) in entries.iter().enumerate().take(self.limits.put_records) {
            let place = || format!("records.{}.member.", index + 1);
            checks.record(offered(entry), place, spreads, target.as_ref().ok().copied(), self);
        }
        checks.stream(named);
        checks.finish()?;
        let stream = target?;
        let records = entries.iter().map(|entry| checked(stream, offered(entry))).collect::<Result<Vec<_>>>()?;
        let bytes: u64 = records.iter().map(Checked::bytes).sum();
        if bytes > self.limits.put_bytes {
            let sentence = format!("Records size exceeds {} MB limit", self.limits.put_bytes >> 20);
            return Err(KinesisError::argument(sentence));
        }
        dry_run(request.dry_run)?;
        let (id, key, encryption) = (stream.id, stream.key.clone(), encryption_of(stream));
        let results: Vec<_> = records.iter().map(|record| self.place(cx, id, record)).collect();
        let taken = results.iter().filter(|result| result.is_ok()).count() as u64;
        let all = results.len() as u64;
        let brought =
            records.iter().zip(&results).filter(|(_, result)| result.is_ok()).map(|(record, _)| record.bytes());
        let brought: u64 = brought.sum();
        if let Some(stream) = self.stream_mut(id) {
            let totals = &mut stream.totals;
            totals.put_records = (totals.put_records.0 + u64::from(taken > 0), totals.put_records.1 + 1);
            totals.put_bytes.1 += brought;
            totals.put_records_records = (totals.put_records_records.0 + taken, totals.put_records_records.1 + all);
        }
        Ok(PutRecordsResult {
            failed_record_count: i64::try_from(all - taken).unwrap_or(i64::MAX),
            records: results.into_iter().map(|result| entry_of(result, &key)).collect(),
            encryption_type: encryption.to_owned(),
        })
    }

    /// Puts a record into its shard; answers the shard where it takes no more.
    fn place(
        &mut self,
        cx: &mut Cx<'_>,
        id: StreamId,
        record: &Checked,
    ) -> std::result::Result<(ShardId, SequenceNumber), ShardId> {
        let limits = self.limits.clone();
        let spread = match record.hash {
            Some(hash) => hash,
            None => HashKey((u128::from(self.spread.next_u64()) << 64) | u128::from(self.spread.next_u64())),
        };
        let nowhere = ShardId(0);
        let Some(stream) = self.stream_mut(id) else { return Err(nowhere) };
        let Some(number) = stream.shard_for(spread) else { return Err(nowhere) };
        let (bytes, encrypted) = (record.bytes(), stream.encryption.is_some());
        let Some(shard) = stream.shard_mut(number) else { return Err(nowhere) };
        if !shard.writes.admit(cx.now, bytes, &limits) {
            shard.totals.write_throttled += 1;
            shard.throttled_at = Some(cx.now);
            let key = record.key.clone();
            cx.emit(None, KinesisEvent::WriteThrottled { stream: id, shard: number.0, key });
            return Err(number);
        }
        let count = stream.next_count(number);
        stream.account.bill.put(stream.mode, bytes);
        let Some(shard) = stream.shard_mut(number) else { return Err(nowhere) };
        let was_empty = shard.records.is_empty();
        shard.totals.records_in += 1;
        shard.totals.bytes_in += bytes;
        let sequence = shard.sequence(count, cx.epoch.unix_secs(cx.now));
        let place = shard.records.push(Record {
            count,
            arrived: cx.now,
            key: record.key.clone(),
            hash: spread,
            data: record.data.clone(),
            encrypted,
        });
        cx.emit(None, KinesisEvent::RecordPut { stream: id, shard: number.0, record: place });
        if was_empty {
            self.plan_sweep(cx, id);
        }
        self.notify(cx, id, number);
        self.note_traffic(cx, id, number, bytes);
        Ok((number, sequence))
    }
}

impl Checks {
    /// A record, with the place that it has in the request. Nearly always nothing is wrong with it, and then the place is
    /// not put into words.
    fn record(
        &mut self,
        offered: Offered<'_>,
        place: impl FnOnce() -> String,
        spreads: bool,
        stream: Option<&Stream>,
        kinesis: &Kinesis,
    ) {
        let mut alone = Self::default();
        alone.record_at(offered, "", spreads, stream, kinesis);
        if !alone.is_empty() {
            self.record_at(offered, &place(), spreads, stream, kinesis);
        }
    }

    fn record_at(
        &mut self,
        offered: Offered<'_>,
        place: &str,
        spreads: bool,
        stream: Option<&Stream>,
        kinesis: &Kinesis,
    ) {
        let member = |name: &'static str| match place {
            "" => Cow::Borrowed(name),
            place => Cow::Owned(format!("{place}{name}")),
        };
        if !spreads && offered.key.is_none() {
            self.required(offered.key.as_ref(), &member("partitionKey"));
        }
        self.text(offered.key, &member("partitionKey"), (1, 256));
        self.hash_key(offered.hash, &member("explicitHashKey"));
        self.required(offered.data.as_ref(), &member("data"));
        let kib = stream.map_or(kinesis.limits.record_kib_max, |stream| stream.record_kib);
        self.bytes(offered.data, &member("data"), kib as usize * 1_024);
    }
}

fn offered(entry: &PutRecordsRequestEntry) -> Offered<'_> {
    Offered {
        data: entry.data.as_deref(),
        key: entry.partition_key.as_deref(),
        hash: entry.explicit_hash_key.as_deref(),
    }
}

/// What a stream takes: where it belongs, and whether it is small enough.
fn checked(stream: &Stream, offered: Offered<'_>) -> Result<Checked> {
    let explicit = match offered.hash {
        Some(text) => Some(HashKey::parse(text).ok_or_else(|| {
            KinesisError::argument(format!(
                "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was {text}"
            ))
        })?),
        None => None,
    };
    let data = offered.data.unwrap_or_default();
    let (size, most) = (bytes(data, offered.key), u64::from(stream.record_kib) * 1_024);
    if size > most {
        return Err(KinesisError::argument(format!(
            "Data and PartitionKey together have {size} bytes, which is more than the {most} bytes that a record of stream {} \
             under account {} can have.",
            stream.key.name, stream.key.account
        )));
    }
    let spreads = stream.distribution == Distribution::Auto;
    let hash = explicit.or_else(|| offered.key.map(HashKey::of)).filter(|_| !spreads);
    Ok(Checked { key: offered.key.map(Into::into), hash, data: data.into() })
}

/// The number of the record before must have been given by this stream, and not in the future.
fn check_order(cx: &Cx<'_>, stream: &Stream, before: &str) -> Result<()> {
    let number = SequenceNumber::parse(before).filter(|number| {
        // When a shard began that is over nobody can tell any more; its numbers were given by this stream all the same.
        let is_own = match stream.shard(ShardId(number.shard)) {
            Some(shard) => shard.created_secs == number.shard_created,
            None => (number.shard as usize) < stream.shards.len(),
        };
        is_own && number.time <= cx.epoch.unix_secs(cx.now)
    });
    if number.is_some() {
        return Ok(());
    }
    Err(KinesisError::argument(format!(
        "ExclusiveMinimumSequenceNumber {before} used in PutRecord on stream {} under account {} is invalid.",
        stream.key.name, stream.key.account
    )))
}

/// A shard takes or gives no more.
pub(super) fn throttled(shard: ShardId, key: &StreamKey) -> KinesisError {
    let sentence = format!("Rate exceeded for shard {shard} in stream {} under account {}.", key.name, key.account);
    KinesisError::new(ErrorCode::ProvisionedThroughputExceeded, sentence)
}

fn entry_of(result: std::result::Result<(ShardId, SequenceNumber), ShardId>, key: &StreamKey) -> PutRecordsResultEntry {
    match result {
        Ok((shard, sequence)) => PutRecordsResultEntry {
            sequence_number: Some(sequence.to_string()),
            shard_id: Some(shard.to_string()),
            ..PutRecordsResultEntry::default()
        },
        Err(shard) => {
            let error = throttled(shard, key);
            PutRecordsResultEntry {
                error_code: Some(error.code.names().0.to_owned()),
                error_message: Some(error.message),
                ..PutRecordsResultEntry::default()
            }
        }
    }
}
