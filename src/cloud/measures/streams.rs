//! What Kinesis publishes about streams, about their shards where that is asked for, and about consumers.
//!
//! Source: "Monitor the Amazon Kinesis Data Streams service with Amazon CloudWatch" in the developer guide. Refused records
//! are counted one by one, refused reads call by call. A call takes no time in the service itself.

#[cfg(test)]
mod tests;

use super::Measured::{self, Counted, Shares, Values};
use crate::clock::Instant;
use crate::kinesis::consumer::Consumer;
use crate::kinesis::shard::ShardId;
use crate::kinesis::stream::Stream;

/// What is published about a stream.
pub const METRICS: [&str; 20] = [
    "WriteProvisionedThroughputExceeded",
    "GetRecords.IteratorAgeMilliseconds",
    "ReadProvisionedThroughputExceeded",
    "IncomingRecords",
    "IncomingBytes",
    "PutRecord.Success",
    "PutRecord.Bytes",
    "PutRecord.Latency",
    "PutRecords.Success",
    "PutRecords.Bytes",
    "PutRecords.Latency",
    "PutRecords.Records",
    "PutRecords.TotalRecords",
    "PutRecords.SuccessfulRecords",
    "PutRecords.FailedRecords",
    "PutRecords.ThrottledRecords",
    "GetRecords.Success",
    "GetRecords.Records",
    "GetRecords.Bytes",
    "GetRecords.Latency",
];
/// What is published about a consumer with enhanced fan-out.
pub const CONSUMER_METRICS: [&str; 6] = [
    "SubscribeToShard.Success",
    "SubscribeToShard.RateExceeded",
    "SubscribeToShardEvent.Success",
    "SubscribeToShardEvent.Records",
    "SubscribeToShardEvent.Bytes",
    "SubscribeToShardEvent.MillisBehindLatest",
];

pub(super) fn of_stream(stream: &Stream, name: &str, now: Instant) -> Option<Measured> {
    let t = &stream.totals;
    let (taken, all) = t.put_records_records;
    Some(match name {
        "IncomingRecords" => Counted(stream.sum(|shard| shard.records_in)),
        "IncomingBytes" => Counted(stream.sum(|shard| shard.bytes_in)),
        "PutRecord.Success" => Shares(t.put_record.0, t.put_record.1),
        "PutRecord.Bytes" => Counted(t.put_bytes.0),
        "PutRecord.Latency" => Shares(0, t.put_record.1),
        "PutRecords.Success" => Shares(t.put_records.0, t.put_records.1),
        "PutRecords.Bytes" => Counted(t.put_bytes.1),
        "PutRecords.Latency" => Shares(0, t.put_records.1),
        "PutRecords.Records" | "PutRecords.SuccessfulRecords" => Counted(taken),
        "PutRecords.TotalRecords" => Counted(all),
        "PutRecords.FailedRecords" => Counted(0),
        "PutRecords.ThrottledRecords" => Counted(all - taken),
        "GetRecords.Success" => Shares(t.get_records.0, t.get_records.1),
        "GetRecords.Records" => Counted(stream.sum(|shard| shard.records_out)),
        "GetRecords.Bytes" => Counted(stream.sum(|shard| shard.bytes_out)),
        "GetRecords.Latency" => Shares(0, t.get_records.1),
        "GetRecords.IteratorAgeMilliseconds" => Values(t.ages.ended(now)?),
        "ReadProvisionedThroughputExceeded" => Counted(t.get_records.1 - t.get_records.0),
        "WriteProvisionedThroughputExceeded" => Counted(stream.sum(|shard| shard.write_throttled)),
        _ => return None,
    })
}

/// A metric of a shard, if it is measured for each of them.
pub(super) fn of_shard(stream: &Stream, shard: &str, name: &str, now: Instant) -> Option<Measured> {
    let shard = stream.shard(ShardId::parse(shard)?).filter(|_| stream.measures_shards(name))?;
    let t = &shard.totals;
    Some(match name {
        "IncomingBytes" => Counted(t.bytes_in),
        "IncomingRecords" => Counted(t.records_in),
        "IteratorAgeMilliseconds" => Values(t.ages.ended(now)?),
        "OutgoingBytes" => Counted(t.bytes_out + t.bytes_pushed),
        "OutgoingRecords" => Counted(t.records_out + t.records_pushed),
        "ReadProvisionedThroughputExceeded" => Counted(t.read_throttled),
        "WriteProvisionedThroughputExceeded" => Counted(t.write_throttled),
        _ => return None,
    })
}

pub(super) fn of_consumer(consumer: &Consumer, name: &str, now: Instant) -> Option<Measured> {
    let t = &consumer.totals;
    Some(match name {
        "SubscribeToShard.Success" => Shares(t.subscribed, t.subscribed + t.refused),
        "SubscribeToShard.RateExceeded" => Counted(t.refused),
        "SubscribeToShardEvent.Success" => Shares(t.events, t.events),
        "SubscribeToShardEvent.Records" => Counted(t.records),
        "SubscribeToShardEvent.Bytes" => Counted(t.bytes),
        "SubscribeToShardEvent.MillisBehindLatest" => Values(t.behind.ended(now)?),
        _ => return None,
    })
}
