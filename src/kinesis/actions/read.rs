//! `GetRecords`.

use super::dry_run;
use super::iterators::no_such_shard;
use super::put::throttled;
use crate::base::Timestamp;
use crate::clock::{Duration, Epoch};
use crate::kinesis::api::{self, Blob, GetRecords, GetRecordsResult};
use crate::kinesis::check::Checks;
use crate::kinesis::push::children;
use crate::kinesis::record::Record;
use crate::kinesis::shard::{Shard, ShardId};
use crate::kinesis::stream::{Status, Stream, StreamId, StreamKey};
use crate::kinesis::token::Position;
use crate::kinesis::{Cx, Kinesis, KinesisEvent, Result};

/// What one call reads.
struct Read {
    first: u64,
    records: Vec<api::Record>,
    bytes: u64,
    /// Where the next call goes on.
    next: u64,
    behind: Duration,
    /// How old the last record is.
    age: Duration,
    /// A closed shard was at its end before this call.
    is_over: bool,
}

impl Kinesis {
    pub(super) fn get_records(&mut self, cx: &mut Cx<'_>, request: &GetRecords) -> Result<GetRecordsResult> {
        let mut checks = Checks::default();
        checks.range(request.limit, "limit", (1, i64::from(self.limits.get.0)));
        checks.required(request.shard_iterator.as_ref(), "shardIterator");
        checks.text(request.shard_iterator.as_deref(), "shardIterator", (1, 512));
        checks.arn(request.stream_arn.as_deref(), "streamARN", "stream");
        checks.finish()?;
        let iterator = request.shard_iterator.as_deref().unwrap_or_default();
        let (position, name) = self.position(iterator, cx.now, cx.epoch)?;
        let (id, shard) = (position.stream, position.shard);
        let gone = || {
            let account = self.stream(id).map_or(cx.caller.account, |stream| stream.key.account);
            no_such_shard(shard, &StreamKey { account, region: cx.caller.region, name: name.as_str().into() })
        };
        let there = self.stream(id).filter(|stream| matches!(stream.status, Status::Active | Status::Updating));
        if there.and_then(|stream| stream.shard(shard)).is_none() {
            return Err(gone());
        }
        dry_run(request.dry_run)?;
        self.admit_read(cx, id, shard)?;
        let most = request.limit.and_then(|limit| u32::try_from(limit).ok()).unwrap_or(self.limits.get.0);
        let found = self.stream(id).and_then(|stream| Some((stream, stream.shard(shard)?)));
        let Some((stream, found)) = found else { return Ok(GetRecordsResult::default()) };
        let read = self.read(cx, stream, found, &position, most);
        let child_shards = read.is_over.then(|| children(stream, found));
        let count = u32::try_from(read.records.len()).unwrap_or(u32::MAX);
        self.note_read(cx, id, shard, &read, count);
        let next_shard_iterator =
            (!read.is_over).then(|| self.iterator(Position { stream: id, shard, count: read.next, issued: cx.now }));
        Ok(GetRecordsResult {
            records: read.records,
            next_shard_iterator,
            millis_behind_latest: i64::try_from(read.behind.as_millis()).unwrap_or(i64::MAX),
            child_shards,
        })
    }

    /// Counts a call against what the shard gives.
    fn admit_read(&mut self, cx: &mut Cx<'_>, id: StreamId, number: ShardId) -> Result<()> {
        let limits = self.limits.clone();
        let Some(stream) = self.stream_mut(id) else { return Ok(()) };
        stream.totals.get_records.1 += 1;
        let key = stream.key.clone();
        let Some(shard) = stream.shard_mut(number) else { return Ok(()) };
        shard.totals.reads += 1;
        if shard.reads.admit(cx.now, &limits) {
            stream.totals.get_records.0 += 1;
            return Ok(());
        }
        shard.totals.read_throttled += 1;
        cx.emit(None, KinesisEvent::ReadThrottled { stream: id, shard: number.0 });
        Err(throttled(number, &key))
    }

    fn read(&self, cx: &Cx<'_>, stream: &Stream, shard: &Shard, position: &Position, most: u32) -> Read {
        let first = shard.place_of(position.count, cx.now, stream.retention());
        let is_over = !shard.is_open() && first >= shard.records.next();
        let mut read = Read {
            first,
            records: Vec::new(),
            bytes: 0,
            next: position.count,
            behind: Duration::ZERO,
            age: Duration::ZERO,
            is_over,
        };
        for place in first..shard.records.next() {
            let Some(record) = shard.records.get(place) else { break };
            let bytes = record.bytes();
            let full = read.records.len() >= most as usize || read.bytes + bytes > self.limits.get.1;
            if full && !read.records.is_empty() {
                read.behind = cx.now.since(record.arrived);
                break;
            }
            read.records.push(shown(record, shard, cx.epoch));
            read.bytes += bytes;
            read.age = cx.now.since(record.arrived);
            read.next = record.count + 1;
        }
        read
    }

    fn note_read(&mut self, cx: &mut Cx<'_>, id: StreamId, number: ShardId, read: &Read, count: u32) {
        let limits = self.limits.clone();
        let Some(stream) = self.stream_mut(id) else { return };
        stream.totals.ages.note(cx.now, read.age.as_millis());
        stream.account.bill.read(stream.mode, read.bytes);
        let Some(shard) = stream.shard_mut(number) else { return };
        shard.totals.ages.note(cx.now, read.age.as_millis());
        shard.reads.spend(cx.now, read.bytes, &limits);
        shard.totals.records_out += u64::from(count);
        shard.totals.bytes_out += read.bytes;
        if count > 0 {
            cx.emit(None, KinesisEvent::RecordsRead { stream: id, shard: number.0, first: read.first, count });
        }
    }
}

/// A record as it is read.
pub(in crate::kinesis) fn shown(record: &Record, shard: &Shard, epoch: Epoch) -> api::Record {
    api::Record {
        sequence_number: shard.sequence_of(record, epoch).to_string(),
        approximate_arrival_timestamp: Timestamp::of(record.arrived, epoch),
        data: Blob(record.data.clone()),
        partition_key: record.key.as_deref().map(str::to_owned),
        encryption_type: record.encrypted.then(|| "KMS".to_owned()),
    }
}
