//! Records that come in: by a put, or from a Kinesis data stream.

use crate::base::kpl;
use crate::clock::Instant;
use crate::firehose::limits::HELD_BYTES_MAX;
use crate::firehose::prefix::Keys;
use crate::firehose::record::{Data, Lane, Record, ShardPlace};
use crate::firehose::stream::{Source, Status, Stream, StreamId};
use crate::firehose::{Cx, Firehose, FirehoseEvent};
use std::sync::Arc;

/// What a record counts for the bill: 5 KB or a multiple of it.
const BILLED_BYTES: u64 = 5_120;
/// Bytes of deliveries that have not arrived with which a stream stops reading its source.
const BACKLOG_MAX: u64 = 33_554_432;

/// A record as it was read from a shard of a Kinesis data stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceRecord<'a> {
    /// The shard.
    pub shard_id: &'a str,
    /// The sequence number.
    pub sequence_number: &'a str,
    /// The partition key.
    pub partition_key: &'a str,
    /// When Kinesis got it.
    pub arrived: Instant,
    /// What it is; several records of the KPL in one are taken apart.
    pub data: &'a [u8],
}

impl Firehose {
    /// Takes what was put.
    pub(in crate::firehose) fn receive(&mut self, cx: &mut Cx<'_>, id: StreamId, all: &[&[u8]]) {
        let now = cx.now;
        if let Some(stream) = self.stream_mut(id) {
            stream.totals.requests += 1;
        }
        let records = all.iter().map(|data| self.record(Data::new(data), now, None)).collect();
        self.take_in(cx, id, records);
    }

    /// Whether a stream reads its source on: it is there, and does not have more than it can deliver already.
    pub fn is_hungry(&self, id: StreamId) -> bool {
        let Some(stream) = self.stream(id) else { return false };
        let away = |records: &[Record]| records.iter().map(|record| record.data.len()).sum::<u64>();
        let backlog: u64 = stream.deliveries.values().map(|delivery| away(&delivery.records)).sum();
        stream.status == Status::Active
            && matches!(stream.source, Source::Kinesis(..))
            && backlog < BACKLOG_MAX
            && self.streams().map(Stream::held_bytes).sum::<u64>() < HELD_BYTES_MAX
    }

    /// Takes records that were read from a shard, in their order. Answers how many it took: all, or none of a stream
    /// that does not read.
    pub fn feed(&mut self, cx: &mut Cx<'_>, id: StreamId, all: &[SourceRecord<'_>]) -> usize {
        if !self.is_hungry(id) {
            return 0;
        }
        let mut records = Vec::new();
        for one in all {
            let place = |subsequence_number: u64, partition_key: &str| {
                Some(Arc::new(ShardPlace {
                    shard_id: one.shard_id.into(),
                    partition_key: partition_key.into(),
                    sequence_number: one.sequence_number.into(),
                    subsequence_number,
                }))
            };
            match kpl::unpack(one.data) {
                Some(parts) => {
                    for (part, number) in parts.iter().zip(0..) {
                        let place = place(number, &part.partition_key);
                        records.push(self.record(Data::new(&part.data), one.arrived, place));
                    }
                }
                None => records.push(self.record(Data::new(one.data), one.arrived, place(0, one.partition_key))),
            }
        }
        if let Some(stream) = self.stream_mut(id) {
            stream.totals.read += records.len() as u64;
            stream.totals.read_bytes += records.iter().map(|record| record.data.len()).sum::<u64>();
        }
        self.take_in(cx, id, records);
        all.len()
    }

    fn record(&mut self, data: Data, arrived: Instant, place: Option<Arc<ShardPlace>>) -> Record {
        self.next_record += 1;
        Record { number: self.next_record, arrived, data, place, keys: Arc::new(Keys::new()), failure: None }
    }

    fn take_in(&mut self, cx: &mut Cx<'_>, id: StreamId, records: Vec<Record>) {
        if records.is_empty() {
            return;
        }
        let Some(stream) = self.stream_mut(id) else { return };
        let (count, bytes) = (records.len() as u64, records.iter().map(|record| record.data.len()).sum());
        let billed = records.iter().map(|record| record.data.len().div_ceil(BILLED_BYTES).max(1) * BILLED_BYTES);
        let billed = billed.sum::<u64>();
        stream.totals.billed_bytes += billed;
        stream.totals.incoming += count;
        stream.totals.incoming_bytes += bytes;
        let event = FirehoseEvent::Received { stream: stream.key.name.clone(), records: count, bytes };
        let converts = stream.destination.plan.conversion.is_some();
        let keeps_source = stream.destination.plan.source_backup.is_some();
        self.billed.bytes += billed;
        self.billed.converted_bytes += if converts { billed } else { 0 };
        cx.emit(None, event);
        for record in records {
            if keeps_source {
                self.copy_source(cx, id, record.clone());
            }
            self.prepare(cx, id, record);
        }
        self.plan_flush(cx, id);
    }

    fn copy_source(&mut self, cx: &mut Cx<'_>, id: StreamId, record: Record) {
        if let Some(stream) = self.stream_mut(id) {
            stream.totals.copies += 1;
        }
        self.push(cx, id, &Lane::Source, record);
    }
}
