//! Delivery streams and the Kinesis data streams that feed them.
//!
//! Firehose reads as anybody does, with `ListShards`, `GetShardIterator` and `GetRecords`, as the role that the source was
//! given with: it shares what a shard gives with all who read it, and needs what policies allow. Source: "Grant Firehose
//! access to a Kinesis data stream" in the Firehose developer guide.

use super::Cloud;
use super::delivery_streams::as_role;
use super::errands::{Errand, Report};
use crate::base::{Arn, Timestamp};
use crate::call::{Call, CallResult, Reply};
use crate::clock::{Duration, Epoch};
use crate::firehose::source::{FoundShard, Read, ReadRequest, Refusal, Start, Wish};
use crate::firehose::{Firehose, Outgoing, SourceRecord};
use crate::kinesis::api::{self, GetRecords, GetRecordsResult, GetShardIterator, ListShards, ShardFilter};
use crate::kinesis::stream::Stream;
use std::sync::Arc;

impl Cloud {
    /// Lets what a delivery stream wants of its source leave.
    pub(super) fn ask_fed(&mut self, outgoing: &Arc<Outgoing>) {
        let Outgoing::Read(read) = &**outgoing else { return };
        let stream_arn = Some(read.source.to_string());
        let request: api::Request = match &read.wish {
            Wish::Shards(_, Some(token)) => {
                ListShards { next_token: Some(token.to_string()), ..ListShards::default() }.into()
            }
            Wish::Shards(since, None) => {
                let timestamp = Some(Timestamp::of(*since, self.epoch));
                let filter = ShardFilter { kind: Some("FROM_TIMESTAMP".to_owned()), timestamp, shard_id: None };
                ListShards { stream_arn, shard_filter: Some(filter), ..ListShards::default() }.into()
            }
            Wish::Iterator(shard, start) => {
                let (kind, timestamp, sequence) = match start {
                    Start::Since(at) => ("AT_TIMESTAMP", Some(Timestamp::of(*at, self.epoch)), None),
                    Start::Oldest => ("TRIM_HORIZON", None, None),
                    Start::After(sequence) => ("AFTER_SEQUENCE_NUMBER", None, Some(sequence.to_string())),
                };
                GetShardIterator {
                    stream_arn,
                    shard_id: Some(shard.to_string()),
                    shard_iterator_type: Some(kind.to_owned()),
                    starting_sequence_number: sequence,
                    timestamp,
                    ..GetShardIterator::default()
                }
                .into()
            }
            Wish::Records(_, iterator) => {
                let shard_iterator = Some(iterator.to_string());
                GetRecords { shard_iterator, stream_arn, ..GetRecords::default() }.into()
            }
        };
        let caller = as_role(&read.errand);
        let destination: Arn = read.source.parse().unwrap_or_else(|_| read.errand.source.clone());
        self.send_out(caller, Call::Kinesis(request), (destination, Report::Stream(outgoing.clone())), None);
    }

    /// A delivery stream's call has arrived at its source.
    pub(super) fn run_fed(&mut self, errand: &Errand, read: &ReadRequest) {
        if !self.firehose.waits_for(read) {
            return;
        }
        let before = self.next_seq;
        let (_, result) = self.handle(&errand.caller, &errand.call, None);
        // What comes in came by this read.
        self.cause = self.next_seq.checked_sub(1).filter(|_| self.next_seq > before);
        if let Some(result) = result {
            self.fed_answered(read, result);
        }
        self.cause = None;
    }

    fn fed_answered(&mut self, read: &ReadRequest, result: CallResult) {
        let found = read.source.parse().ok().and_then(|arn| self.kinesis.find_arn(&arn));
        let found = found.and_then(|id| self.kinesis.stream(id));
        let retention = found.map_or(Duration::ZERO, Stream::retention);
        match result {
            Ok(Reply::Kinesis(api::Reply::ListShards(reply))) => {
                let shards = reply.shards.iter().map(|shard| {
                    found_shard(
                        &shard.shard_id,
                        [&shard.parent_shard_id, &shard.adjacent_parent_shard_id].into_iter().flatten(),
                    )
                });
                let page = (shards.collect(), reply.next_token.as_deref());
                self.act_by_clock(|firehose: &mut Firehose, cx| firehose.source_shards(cx, read, page, retention));
            }
            Ok(Reply::Kinesis(api::Reply::GetShardIterator(reply))) => {
                let iterator = &reply.shard_iterator;
                self.act_by_clock(|firehose: &mut Firehose, cx| firehose.source_iterator(cx, read, iterator));
            }
            Ok(Reply::Kinesis(api::Reply::GetRecords(reply))) => self.feed_stream(read, &reply, retention),
            Ok(_) => {}
            Err(error) => {
                let why = Refusal { code: error.code(), message: error.message() };
                self.act_by_clock(|firehose: &mut Firehose, cx| firehose.source_refused(cx, read, why));
            }
        }
    }

    fn feed_stream(&mut self, read: &ReadRequest, reply: &GetRecordsResult, retention: Duration) {
        let epoch = self.epoch;
        let shard_id = read.wish.shard().map_or("", |shard| &**shard);
        let records: Vec<SourceRecord<'_>> =
            reply.records.iter().map(|record| source_record(shard_id, record, epoch)).collect();
        let children = reply.child_shards.as_deref().unwrap_or_default().iter();
        let brought = Read {
            records: &records,
            next: reply.next_shard_iterator.as_deref(),
            behind: Duration::from_millis(reply.millis_behind_latest.unsigned_abs()),
            children: children.map(|child| found_shard(&child.shard_id, child.parent_shards.iter())).collect(),
        };
        self.act_by_clock(|firehose: &mut Firehose, cx| firehose.source_read(cx, read, brought, retention));
    }
}

fn found_shard<'a>(id: &str, parents: impl Iterator<Item = &'a String>) -> FoundShard {
    FoundShard { id: id.into(), parents: parents.map(|parent| parent.as_str().into()).collect() }
}

fn source_record<'a>(shard_id: &'a str, record: &'a api::Record, epoch: Epoch) -> SourceRecord<'a> {
    SourceRecord {
        shard_id,
        sequence_number: &record.sequence_number,
        partition_key: record.partition_key.as_deref().unwrap_or_default(),
        arrived: record.approximate_arrival_timestamp.instant(epoch),
        data: &record.data.0,
    }
}
