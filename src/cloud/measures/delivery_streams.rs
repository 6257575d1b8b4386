//! What Firehose publishes about delivery streams.
//!
//! Source: "Monitor Amazon Data Firehose using CloudWatch metrics" in the developer guide. Metrics of a delivery bear the
//! name of the destination, and there are those of its own destination only.

use super::Measured::{self, Counted, Shares, Stands, Values};
use crate::clock::Instant;
use crate::firehose::{DestinationKind, Lane, Stream, limits};

/// What is published about a delivery stream.
pub const METRICS: [&str; 48] = [
    "DeliveryToS3.DataFreshness",
    "DeliveryToS3.Success",
    "DeliveryToS3.Records",
    "DeliveryToS3.Bytes",
    "DeliveryToRedshift.DataFreshness",
    "DeliveryToRedshift.Success",
    "DeliveryToAmazonOpenSearchService.DataFreshness",
    "DeliveryToAmazonOpenSearchService.Success",
    "DeliveryToSplunk.DataFreshness",
    "DeliveryToSplunk.Success",
    "DeliveryToHttpEndpoint.DataFreshness",
    "DeliveryToHttpEndpoint.Success",
    "DeliveryToSnowflake.DataFreshness",
    "DeliveryToSnowflake.Success",
    "DeliveryToIceberg.DataFreshness",
    "DeliveryToIceberg.Success",
    "IncomingRecords",
    "IncomingBytes",
    "IncomingPutRequests",
    "ThrottledRecords",
    "RecordsPerSecondLimit",
    "PutRequestsPerSecondLimit",
    "BytesPerSecondLimit",
    "PutRecord.Requests",
    "PutRecord.Bytes",
    "PutRecord.Latency",
    "PutRecordBatch.Requests",
    "PutRecordBatch.Records",
    "PutRecordBatch.Bytes",
    "PutRecordBatch.Latency",
    "BackupToS3.Records",
    "BackupToS3.Bytes",
    "BackupToS3.DataFreshness",
    "ExecuteProcessing.Success",
    "ExecuteProcessing.Duration",
    "SucceedProcessing.Records",
    "SucceedProcessing.Bytes",
    "SucceedConversion.Records",
    "FailedConversion.Records",
    "PartitionCount",
    "PartitionCountExceeded",
    "ActivePartitionsLimit",
    "KinesisMillisBehindLatest",
    "DataReadFromKinesisStream.Records",
    "DataReadFromKinesisStream.Bytes",
    "ThrottledGetRecords",
    "ThrottledGetShardIterator",
    "ThrottledDescribeStream",
];

pub(super) fn of_stream(stream: &Stream, name: &str, now: Instant) -> Option<Measured> {
    let t = &stream.totals;
    let kind = stream.destination.kind;
    let (records, requests, bytes) = limits::put_rates(stream.key.region);
    if let Some(rest) = name.strip_prefix(kind.metric()).and_then(|rest| rest.strip_prefix('.')) {
        return match rest {
            "Records" => Some(Counted(t.delivered)),
            "Bytes" => Some(Counted(t.delivered_bytes)),
            "Success" => Some(Shares(t.attempts.1, t.attempts.0)),
            "DataFreshness" => Some(Stands(stream.freshness(now))),
            _ => None,
        };
    }
    Some(match name {
        "IncomingRecords" => Counted(t.incoming),
        "IncomingBytes" => Counted(t.incoming_bytes),
        "IncomingPutRequests" => Counted(t.requests),
        "ThrottledRecords" => Counted(t.throttled),
        "RecordsPerSecondLimit" => Stands(records),
        "PutRequestsPerSecondLimit" => Stands(requests),
        "BytesPerSecondLimit" => Stands(bytes),
        "PutRecord.Requests" => Counted(t.put.0),
        "PutRecord.Bytes" => Counted(t.put.1),
        "PutRecord.Latency" => Shares(0, t.put.0),
        "PutRecordBatch.Requests" => Counted(t.put_batch.0),
        "PutRecordBatch.Records" => Counted(t.put_batch.1),
        "PutRecordBatch.Bytes" => Counted(t.put_batch.2),
        "PutRecordBatch.Latency" => Shares(0, t.put_batch.0),
        "BackupToS3.Records" => Counted(t.backed_up + if kind == DestinationKind::S3 { 0 } else { t.failed }),
        "BackupToS3.Bytes" => Counted(t.backed_up_bytes),
        "BackupToS3.DataFreshness" => Stands(stream.backup_freshness(now)),
        "ExecuteProcessing.Success" => Shares(t.invocations.1, t.invocations.0),
        "ExecuteProcessing.Duration" => Values(t.processing.ended(now)?),
        "SucceedProcessing.Records" => Counted(t.processed),
        "SucceedProcessing.Bytes" => Counted(t.processed_bytes),
        "SucceedConversion.Records" => Counted(t.converted.0),
        "FailedConversion.Records" => Counted(t.converted.1),
        "PartitionCount" => Stands(stream.lanes.keys().filter(|lane| matches!(lane, Lane::Main(_))).count() as u64),
        "PartitionCountExceeded" => Counted(t.partitions_exceeded),
        "ActivePartitionsLimit" => Stands(limits::ACTIVE_PARTITIONS_MAX as u64),
        "DataReadFromKinesisStream.Records" => Counted(t.read),
        "DataReadFromKinesisStream.Bytes" => Counted(t.read_bytes),
        "KinesisMillisBehindLatest" => Stands(stream.reading.behind(now)?.as_millis()),
        "ThrottledGetRecords" => Counted(t.reads_throttled.0),
        "ThrottledGetShardIterator" => Counted(t.reads_throttled.1),
        "ThrottledDescribeStream" => Counted(t.reads_throttled.2),
        _ => return None,
    })
}
