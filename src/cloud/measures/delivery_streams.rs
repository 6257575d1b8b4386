//! What Firehose publishes about delivery streams.
//!
//! Source: "Monitor Amazon Data Firehose using CloudWatch metrics" in the developer guide. Metrics of a delivery bear the
//! name of the destination, and there are those of its own destination only. The way to Redshift leads through S3: what
//! is put there has a metric beside that of the copies.

use super::Measured::{self, Counted, Shares, Stands, Values};
use crate::clock::Instant;
use crate::firehose::{DestinationKind, Lane, Stream, limits};

/// What is published about a delivery stream.
pub const METRICS: [&str; 75] = [
    "DeliveryToS3.DataFreshness",
    "DeliveryToS3.Success",
    "DeliveryToS3.Records",
    "DeliveryToS3.Bytes",
    "DeliveryToRedshift.DataFreshness",
    "DeliveryToRedshift.Success",
    "DeliveryToRedshift.Records",
    "DeliveryToRedshift.Bytes",
    "DeliveryToAmazonOpenSearchService.DataFreshness",
    "DeliveryToAmazonOpenSearchService.Success",
    "DeliveryToAmazonOpenSearchService.Records",
    "DeliveryToAmazonOpenSearchService.Bytes",
    "DeliveryToAmazonOpenSearchServerless.DataFreshness",
    "DeliveryToAmazonOpenSearchServerless.Success",
    "DeliveryToAmazonOpenSearchServerless.Records",
    "DeliveryToAmazonOpenSearchServerless.Bytes",
    "DeliveryToElasticsearch.DataFreshness",
    "DeliveryToElasticsearch.Success",
    "DeliveryToElasticsearch.Records",
    "DeliveryToElasticsearch.Bytes",
    "DeliveryToSplunk.DataFreshness",
    "DeliveryToSplunk.Success",
    "DeliveryToSplunk.Records",
    "DeliveryToSplunk.Bytes",
    "DeliveryToHttpEndpoint.DataFreshness",
    "DeliveryToHttpEndpoint.Success",
    "DeliveryToHttpEndpoint.Records",
    "DeliveryToHttpEndpoint.Bytes",
    "DeliveryToSnowflake.DataFreshness",
    "DeliveryToSnowflake.Success",
    "DeliveryToSnowflake.Records",
    "DeliveryToSnowflake.Bytes",
    "DeliveryToIceberg.DataFreshness",
    "DeliveryToIceberg.Success",
    "DeliveryToIceberg.Records",
    "DeliveryToIceberg.Bytes",
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
    "BackupToS3.Success",
    "BackupToS3.DataFreshness",
    "ExecuteProcessing.Success",
    "ExecuteProcessing.Duration",
    "SucceedProcessing.Records",
    "SucceedProcessing.Bytes",
    "SucceedConversion.Records",
    "SucceedConversion.Bytes",
    "FailedConversion.Records",
    "FailedConversion.Bytes",
    "PartitionCount",
    "PartitionCountExceeded",
    "ActivePartitionsLimit",
    "KinesisMillisBehindLatest",
    "DataReadFromKinesisStream.Records",
    "DataReadFromKinesisStream.Bytes",
    "ThrottledGetRecords",
    "ThrottledGetShardIterator",
    "ThrottledDescribeStream",
    "KMSKeyAccessDenied",
    "KMSKeyDisabled",
    "KMSKeyInvalidState",
    "KMSKeyNotFound",
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
        "DeliveryToS3.Success" if kind == DestinationKind::Redshift => Shares(t.objects.1, t.objects.0),
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
        "BackupToS3.Bytes" => Counted(t.backed_up_bytes + if kind == DestinationKind::S3 { 0 } else { t.failed_bytes }),
        "BackupToS3.Success" => Shares(t.backups.1, t.backups.0),
        "BackupToS3.DataFreshness" => Stands(stream.backup_freshness(now)),
        "ExecuteProcessing.Success" => Shares(t.invocations.1, t.invocations.0),
        "ExecuteProcessing.Duration" => Values(t.processing.ended(now)?),
        "SucceedProcessing.Records" => Counted(t.processed),
        "SucceedProcessing.Bytes" => Counted(t.processed_bytes),
        "SucceedConversion.Records" => Counted(t.converted.0),
        "SucceedConversion.Bytes" => Counted(t.converted_bytes.0),
        "FailedConversion.Records" => Counted(t.converted.1),
        "FailedConversion.Bytes" => Counted(t.converted_bytes.1),
        "PartitionCount" => Stands(stream.lanes.keys().filter(|lane| matches!(lane, Lane::Main(_))).count() as u64),
        "PartitionCountExceeded" => Counted(t.partitions_exceeded),
        "ActivePartitionsLimit" => Stands(limits::ACTIVE_PARTITIONS_MAX as u64),
        "DataReadFromKinesisStream.Records" => Counted(t.read),
        "DataReadFromKinesisStream.Bytes" => Counted(t.read_bytes),
        "KinesisMillisBehindLatest" => Stands(stream.reading.behind(now)?.as_millis()),
        "ThrottledGetRecords" => Counted(t.reads_throttled.0),
        "ThrottledGetShardIterator" => Counted(t.reads_throttled.1),
        "ThrottledDescribeStream" => Counted(t.reads_throttled.2),
        "KMSKeyAccessDenied" => Counted(t.key_refusals.0),
        "KMSKeyDisabled" => Counted(t.key_refusals.1),
        "KMSKeyInvalidState" => Counted(t.key_refusals.2),
        "KMSKeyNotFound" => Counted(t.key_refusals.3),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Call;
    use crate::cloud::{Cloud, Dials, Submitted};
    use crate::limits::LimitSet;
    use serde_json::{Value, json};

    const KINDS: [DestinationKind; 9] = [
        DestinationKind::S3,
        DestinationKind::Redshift,
        DestinationKind::Elasticsearch,
        DestinationKind::OpenSearch,
        DestinationKind::Serverless,
        DestinationKind::Splunk,
        DestinationKind::Http,
        DestinationKind::Snowflake,
        DestinationKind::Iceberg,
    ];

    /// Whether a call was carried out.
    fn is_done(cloud: &mut Cloud, (service, operation): (&str, &str), mut members: Value) -> bool {
        members["Service"] = service.into();
        members["Operation"] = operation.into();
        let call: Call = serde_json::from_value(members).unwrap();
        matches!(cloud.call(call), Submitted::Done(Ok(_)))
    }

    fn until(cloud: &mut Cloud, secs: u64) {
        cloud.advance_to(Instant::from_millis(secs * 1_000), 1_000_000);
    }

    /// A lab with a stream into a bucket.
    fn lab() -> Cloud {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        let bucket = json!({ "RoleARN": "arn:aws:iam::000000000000:role/r", "BucketARN": "arn:aws:s3:::b" });
        let stream = json!({ "DeliveryStreamName": "s", "ExtendedS3DestinationConfiguration": bucket });
        assert!(is_done(&mut cloud, ("firehose", "CreateDeliveryStream"), stream));
        until(&mut cloud, 30);
        cloud
    }

    fn put(cloud: &mut Cloud) -> bool {
        is_done(cloud, ("firehose", "PutRecord"), json!({ "DeliveryStreamName": "s", "Record": {"Data": "eA=="} }))
    }

    fn measured(cloud: &Cloud, name: &str) -> Option<Measured> {
        of_stream(cloud.firehose.streams().next()?, name, cloud.now)
    }

    #[test]
    fn every_metric_of_the_list_is_measured() {
        let cloud = lab();
        // Values of calls that nobody made, and what a stream has that reads another.
        let silent = ["ExecuteProcessing.Duration", "KinesisMillisBehindLatest"];
        for name in METRICS {
            let kind = name.split_once('.').map(|(kind, _)| kind).filter(|kind| kind.starts_with("DeliveryTo"));
            assert!(kind.is_none_or(|kind| KINDS.iter().any(|known| known.metric() == kind)), "{name}");
            let is_own = kind.is_none_or(|kind| kind == "DeliveryToS3");
            assert_eq!(measured(&cloud, name).is_some(), is_own && !silent.contains(&name), "{name}");
        }
        assert_eq!(measured(&cloud, "DeliveryToS3.Nonsense"), None);
    }

    #[test]
    fn on_the_way_to_redshift_objects_and_copies_have_a_metric_each() {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        let at_once = json!({ "SizeInMBs": 1, "IntervalInSeconds": 0 });
        let role = "arn:aws:iam::000000000000:role/r";
        let cluster = json!({
            "RoleARN": role, "ClusterJDBCURL": "jdbc:redshift://c.x.us-east-1.redshift.amazonaws.com:5439/dev",
            "CopyCommand": {"DataTableName": "t"}, "Username": "u", "Password": "secret1",
            "S3Configuration": {"RoleARN": role, "BucketARN": "arn:aws:s3:::b", "BufferingHints": at_once}
        });
        let stream = json!({ "DeliveryStreamName": "s", "RedshiftDestinationConfiguration": cluster });
        assert!(is_done(&mut cloud, ("firehose", "CreateDeliveryStream"), stream));
        until(&mut cloud, 30);
        assert_eq!(measured(&cloud, "DeliveryToS3.Success"), Some(Shares(0, 0)));
        assert!(put(&mut cloud));
        until(&mut cloud, 60);
        let objects = measured(&cloud, "DeliveryToS3.Success");
        assert!(matches!(objects, Some(Shares(_, 1..))), "{objects:?}");
        assert!(measured(&cloud, "DeliveryToRedshift.Success").is_some());
        assert_eq!(measured(&cloud, "DeliveryToS3.Records"), None);
    }

    #[test]
    fn all_records_of_a_put_count_that_is_refused_for_want_of_throughput() {
        let mut cloud = lab();
        assert!((0..2_000).all(|_| put(&mut cloud)));
        assert!(!put(&mut cloud));
        let record = json!({ "Data": "eA==" });
        let three = json!({ "DeliveryStreamName": "s", "Records": [record, record, record] });
        assert!(!is_done(&mut cloud, ("firehose", "PutRecordBatch"), three));
        assert_eq!(measured(&cloud, "ThrottledRecords"), Some(Counted(4)));
        assert_eq!(measured(&cloud, "IncomingRecords"), Some(Counted(2_000)));
        let nowhere = json!({ "DeliveryStreamName": "none", "Record": {"Data": "eA=="} });
        assert!(!is_done(&mut cloud, ("firehose", "PutRecord"), nowhere), "another refusal counts nowhere");
        assert_eq!(measured(&cloud, "ThrottledRecords"), Some(Counted(4)));
    }

    #[test]
    fn puts_count_that_the_key_refuses() {
        let mut cloud = lab();
        assert!(is_done(&mut cloud, ("kms", "CreateKey"), json!({})));
        let key = cloud.kms.keys().next().unwrap().arn().to_owned();
        let wish = json!({ "KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": key });
        let start = json!({ "DeliveryStreamName": "s", "DeliveryStreamEncryptionConfigurationInput": wish });
        assert!(is_done(&mut cloud, ("firehose", "StartDeliveryStreamEncryption"), start));
        until(&mut cloud, 40);
        assert!(put(&mut cloud));
        assert!(is_done(&mut cloud, ("kms", "DisableKey"), json!({ "KeyId": key })));
        assert!(put(&mut cloud), "the data key is still warm");
        until(&mut cloud, 400);
        assert!(!put(&mut cloud));
        assert!(is_done(&mut cloud, ("kms", "ScheduleKeyDeletion"), json!({ "KeyId": key, "PendingWindowInDays": 7 })));
        assert!(!put(&mut cloud) && !put(&mut cloud));
        let counts = ["KMSKeyAccessDenied", "KMSKeyDisabled", "KMSKeyInvalidState", "KMSKeyNotFound"];
        let counts = counts.map(|name| measured(&cloud, name));
        assert_eq!(counts, [0, 1, 2, 0].map(|count| Some(Counted(count))));
    }
}
