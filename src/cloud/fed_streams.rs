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
        let is_taken =
            self.act_by_clock(|firehose: &mut Firehose, cx| firehose.source_read(cx, read, brought, retention));
        if is_taken {
            self.tap_fed(&read.errand.source, &records);
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::kpl::{Aggregate, UserRecord};
    use crate::clock::Instant;
    use crate::cloud::{Dials, Submitted};
    use crate::limits::LimitSet;
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use serde_json::{Value, json};

    const ROLE: &str = "arn:aws:iam::000000000000:role/r";
    const SOURCE: &str = "arn:aws:firehose:us-east-1:000000000000:deliverystream/in";

    fn done(cloud: &mut Cloud, (service, operation): (&str, &str), mut members: Value) {
        members["Service"] = service.into();
        members["Operation"] = operation.into();
        let call: Call = serde_json::from_value(members).unwrap();
        let answer = cloud.call(call);
        assert!(matches!(answer, Submitted::Done(Ok(_))), "{operation}: {answer:?}");
    }

    fn until(cloud: &mut Cloud, secs: u64) {
        cloud.advance_to(Instant::from_millis(secs * 1_000), 1_000_000);
    }

    /// A lab with a delivery stream that reads a stream.
    fn lab() -> Cloud {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        done(&mut cloud, ("kinesis", "CreateStream"), json!({ "StreamName": "clicks", "ShardCount": 1 }));
        until(&mut cloud, 20);
        let source = json!({
            "KinesisStreamARN": "arn:aws:kinesis:us-east-1:000000000000:stream/clicks", "RoleARN": ROLE
        });
        let stream = json!({
            "DeliveryStreamName": "in", "DeliveryStreamType": "KinesisStreamAsSource",
            "KinesisStreamSourceConfiguration": source,
            "ExtendedS3DestinationConfiguration": {"RoleARN": ROLE, "BucketARN": "arn:aws:s3:::b"}
        });
        done(&mut cloud, ("firehose", "CreateDeliveryStream"), stream);
        until(&mut cloud, 50);
        cloud
    }

    fn put(cloud: &mut Cloud, data: &[u8]) {
        let record = json!({ "StreamName": "clicks", "PartitionKey": "k", "Data": STANDARD.encode(data) });
        done(cloud, ("kinesis", "PutRecord"), record);
    }

    #[test]
    fn an_application_has_what_its_delivery_stream_reads() {
        let mut cloud = lab();
        let schema = json!({
            "RecordFormat": {
                "RecordFormatType": "JSON", "MappingParameters": {"JSONMappingParameters": {"RecordRowPath": "$"}}
            },
            "RecordColumns": [{"Name": "N", "Mapping": "$.n", "SqlType": "INTEGER"}]
        });
        let input = json!({ "ResourceARN": SOURCE, "RoleARN": ROLE });
        let code = "CREATE STREAM OUT_STREAM (N INTEGER, ARRIVED TIMESTAMP); CREATE PUMP P AS INSERT INTO OUT_STREAM \
                    SELECT STREAM N, APPROXIMATE_ARRIVAL_TIME FROM SOURCE_SQL_STREAM_001";
        let application = json!({
            "ApplicationName": "a", "ApplicationCode": code,
            "Inputs": [{"NamePrefix": "SOURCE_SQL_STREAM", "KinesisFirehoseInput": input, "InputSchema": schema}]
        });
        done(&mut cloud, ("analytics", "CreateApplication"), application);
        let start = json!({ "Id": "1.1", "InputStartingPositionConfiguration": {"InputStartingPosition": "NOW"} });
        let start = json!({ "ApplicationName": "a", "InputConfigurations": [start] });
        done(&mut cloud, ("analytics", "StartApplication"), start);
        until(&mut cloud, 61);
        let mut packed = Aggregate::default();
        for number in [2, 3] {
            let data = format!("{{\"n\":{number}}}").into_bytes();
            packed.push(&UserRecord { partition_key: "k".to_owned(), explicit_hash_key: None, data });
        }
        put(&mut cloud, br#"{"n":1}"#);
        put(&mut cloud, &packed.to_bytes());
        until(&mut cloud, 65);
        let at = Some(1_767_225_600_000 + 61_000);
        let engine = cloud.analytics.all().next().and_then(crate::analytics::service::Managed::engine).unwrap();
        let rows = engine.stream("OUT_STREAM").unwrap().rows;
        let found: Vec<_> = rows.rows().map(|(_, row)| (row.values[0].as_int(), row.values[1].as_int())).collect();
        assert_eq!(found, [(Some(1), at), (Some(2), at), (Some(3), at)]);
        assert_eq!(cloud.firehose.streams().next().unwrap().totals.read, 3);
    }

    #[test]
    fn a_schema_is_found_without_any_application() {
        let mut cloud = lab();
        let wish = json!({
            "Service": "analytics", "Operation": "DiscoverInputSchema", "ResourceARN": SOURCE, "RoleARN": ROLE
        });
        let call: Call = serde_json::from_value(wish).unwrap();
        assert!(matches!(cloud.call(call), Submitted::Waiting(_)));
        put(&mut cloud, br#"{"n":1}"#);
        until(&mut cloud, 54);
        let answers = cloud.take_answers();
        assert!(answers.len() == 1 && answers.iter().all(|(_, answer)| answer.is_ok()), "{answers:?}");
    }
}
