//! Quotas and defaults that a lab has no own values for: they stand as constants in the services, the same then and now.

use queuelab::analytics::{self, config, service};
use queuelab::base::Region;
use queuelab::cloud::figures::Unit;
use queuelab::limits::SqsLimits;
use queuelab::sns::filter;
use queuelab::t;
use queuelab::{dynamodb, firehose::limits as firehose, lambda, s3::limits as s3, sns, sqs};

/// One of them.
#[derive(Clone, Copy, Debug)]
pub struct Fixed {
    /// The service.
    pub service: &'static str,
    /// What AWS calls it; empty where it is a figure of this lab and not of AWS.
    pub name: &'static str,
    /// In words.
    pub words: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// The figure.
    pub value: u64,
}

const fn fixed(service: &'static str, name: &'static str, words: &'static str, unit: Unit, value: u64) -> Fixed {
    Fixed { service, name, words, unit, value }
}

const fn count(noun: &'static str) -> Unit {
    Unit::Count(noun)
}

/// All of them, by service.
pub fn all() -> Vec<Fixed> {
    [queues_and_topics(), functions_and_buckets(), delivery_streams(), applications_and_tables()].concat()
}

#[rustfmt::skip]
fn queues_and_topics() -> Vec<Fixed> {
    let whole = |value: usize| value as u64;
    vec![
        fixed("SQS", t!("High throughput for FIFO queues"), t!("calls of each action on a FIFO queue in high-throughput mode, in us-east-1"), count(t!("calls a second")), SqsLimits::high_throughput_calls(Region::DEFAULT)),
        fixed("SQS", "maxReceiveCount", t!("most receives before a message goes to the dead-letter queue"), count(t!("receives")), u64::from(*sqs::attributes::MAX_RECEIVES.end())),
        fixed("SQS", "RedriveAllowPolicy", t!("queues that a byQueue permission can name"), count(t!("queues")), whole(sqs::attributes::SOURCES_MAX)),
        fixed("SQS", "", t!("servers of a queue, of which a short poll asks some"), count(t!("servers")), u64::from(sqs::SERVERS)),
        fixed("SNS", "PublishBatch", t!("entries of a batch"), count(t!("entries")), whole(sns::ENTRIES_MAX)),
        fixed("SNS", "FilterPolicy", t!("largest filter policy"), Unit::Bytes, whole(filter::MOST_BYTES)),
        fixed("SNS", "FilterPolicy", t!("keys of a filter policy"), count(t!("keys")), whole(filter::MOST_KEYS)),
        fixed("SNS", "FilterPolicy", t!("combinations of a filter policy's values"), count(t!("combinations")), filter::MOST_COMBINATIONS),
        fixed("SNS", "FilterPolicy", t!("wildcards in one pattern of a filter policy"), count(t!("wildcards")), whole(filter::MOST_WILDCARDS)),
        fixed("SNS", "", t!("replays of a topic that run at once"), count(t!("replays")), whole(sns::archive::REPLAYS_MAX)),
    ]
}

#[rustfmt::skip]
fn functions_and_buckets() -> Vec<Fixed> {
    let whole = |value: usize| value as u64;
    vec![
        fixed("Lambda", "FilterCriteria", t!("filters of a mapping"), count(t!("filters")), whole(lambda::mappings::FILTERS_MAX)),
        fixed("Lambda", "", t!("how long a poller's receive waits at its queue"), Unit::Secs, lambda::mappings::pollers::POLL_SECS),
        fixed("S3", "CreateBucket", t!("shortest name of a bucket"), count(t!("characters")), whole(s3::BUCKET_NAME.0)),
        fixed("S3", "CreateBucket", t!("longest name of a bucket"), count(t!("characters")), whole(s3::BUCKET_NAME.1)),
        fixed("S3", "Buckets", t!("buckets of an account"), count(t!("buckets")), whole(s3::BUCKETS_MAX)),
        fixed("S3", "Key", t!("longest key"), Unit::Bytes, whole(s3::KEY_BYTES_MAX)),
        fixed("S3", "PutObject", t!("object that is put in one request"), Unit::Bytes, s3::PUT_BYTES_MAX),
        fixed("S3", t!("User-defined metadata"), t!("own metadata of an object"), Unit::Bytes, whole(s3::METADATA_BYTES_MAX)),
        fixed("S3", "PutObjectTagging", t!("tags of an object"), count(t!("tags")), whole(s3::OBJECT_TAGS_MAX)),
        fixed("S3", "PutBucketPolicy", t!("policy of a bucket"), Unit::Bytes, whole(s3::POLICY_BYTES_MAX)),
        fixed("S3", "LifecycleConfiguration", t!("rules of a lifecycle configuration"), count(t!("rules")), whole(s3::LIFECYCLE_RULES_MAX)),
        fixed("S3", "NotificationConfiguration", t!("rules of a notification configuration"), count(t!("rules")), whole(s3::NOTIFICATION_RULES_MAX)),
        fixed("S3", "FilterRule", t!("longest prefix or suffix of a rule"), Unit::Bytes, whole(s3::FILTER_BYTES_MAX)),
        fixed("S3", t!("DeleteObjects, ListObjectsV2"), t!("keys of one deletion, and of a page of a list"), count(t!("keys")), whole(s3::BATCH_MAX)),
        fixed("S3", "", t!("texts of objects that a lab keeps"), Unit::Bytes, s3::KEPT_BYTES_MAX),
    ]
}

#[rustfmt::skip]
fn delivery_streams() -> Vec<Fixed> {
    let whole = |value: usize| value as u64;
    let (records, requests, bytes) = firehose::put_rates(Region::DEFAULT);
    vec![
        fixed("Firehose", "PutRecord", t!("largest record before it is encoded"), Unit::Bytes, whole(firehose::RECORD_BYTES_MAX)),
        fixed("Firehose", "PutRecordBatch", t!("records of one PutRecordBatch"), count(t!("records")), whole(firehose::BATCH_MAX.0)),
        fixed("Firehose", "PutRecordBatch", t!("all records of one PutRecordBatch"), Unit::Bytes, whole(firehose::BATCH_MAX.1)),
        fixed("Firehose", t!("Direct PUT throughput"), t!("records that a delivery stream takes, in us-east-1"), count(t!("records a second")), records),
        fixed("Firehose", t!("Direct PUT throughput"), t!("requests that a delivery stream takes, in us-east-1"), count(t!("requests a second")), requests),
        fixed("Firehose", t!("Direct PUT throughput"), t!("bytes a second that a delivery stream takes, in us-east-1"), Unit::Bytes, bytes),
        fixed("Firehose", t!("Control operations"), t!("calls of each operation that is not a put"), count(t!("calls a second")), firehose::CONTROL_RATE),
        fixed("Firehose", "StartDeliveryStreamEncryption", t!("starts and stops of encryption in 24 hours"), count(t!("times")), whole(firehose::ENCRYPTIONS_MAX)),
        fixed("Firehose", "TagDeliveryStream", t!("tags of a delivery stream"), count(t!("tags")), whole(firehose::TAGS_MAX)),
        fixed("Firehose", t!("Dynamic partitions"), t!("partitions with records at one time"), count(t!("partitions")), whole(firehose::ACTIVE_PARTITIONS_MAX)),
        fixed("Firehose", "SizeInMBs", t!("largest buffer"), Unit::Bytes, firehose::BUFFER_MAX),
        fixed("Firehose", t!("Delivery retries"), t!("how long records are kept for S3"), Unit::Secs, firehose::KEPT_FOR.as_secs()),
        fixed("Firehose", t!("HTTP endpoint"), t!("how long an HTTP endpoint has for its answer"), Unit::Secs, firehose::HTTP_TIMEOUT.as_secs()),
        fixed("Firehose", "Redshift", t!("how often a COPY into Redshift is tried again"), Unit::Secs, firehose::COPY_EVERY.as_secs()),
        fixed("Firehose", "", t!("how long a delivery stream takes to be made"), Unit::Secs, firehose::CREATING_FOR.as_secs()),
        fixed("Firehose", "", t!("how long a delivery stream takes to be deleted"), Unit::Secs, firehose::DELETING_FOR.as_secs()),
        fixed("Firehose", "", t!("records that a lab keeps for all delivery streams"), Unit::Bytes, firehose::HELD_BYTES_MAX),
    ]
}

#[rustfmt::skip]
fn applications_and_tables() -> Vec<Fixed> {
    let whole = |value: usize| value as u64;
    vec![
        fixed("Kinesis Data Analytics", "Applications", t!("applications of an account"), count(t!("applications")), whole(service::APPLICATIONS_MAX)),
        fixed("Kinesis Data Analytics", "Inputs", t!("inputs of an application"), count(t!("inputs")), whole(config::INPUTS_MAX)),
        fixed("Kinesis Data Analytics", "Outputs", t!("outputs of an application"), count(t!("outputs")), whole(config::OUTPUTS_MAX)),
        fixed("Kinesis Data Analytics", "ReferenceDataSources", t!("reference tables of an application"), count(t!("tables")), whole(config::TABLES_MAX)),
        fixed("Kinesis Data Analytics", "InputParallelism", t!("in-application streams of an input"), count(t!("streams")), u64::from(config::PARALLELISM_MAX)),
        fixed("Kinesis Data Analytics", "KPUs", t!("processing units of an application"), count("KPUs"), u64::from(service::KPUS_MAX)),
        fixed("Kinesis Data Analytics", "TagResource", t!("tags of an application"), count(t!("tags")), whole(service::TAGS_MAX)),
        fixed("Kinesis Data Analytics", t!("Row size"), t!("a row of an in-application stream"), Unit::Bytes, whole(analytics::ROW_BYTES_MAX)),
        fixed("Kinesis Data Analytics", "ApplicationCode", t!("code of an application"), Unit::Bytes, whole(analytics::TEXT_BYTES_MAX)),
        fixed("Kinesis Data Analytics", "", t!("rows of a reference table"), count(t!("rows")), whole(analytics::TABLE_ROWS_MAX)),
        fixed("Kinesis Data Analytics", "", t!("groups that are open in one window"), count(t!("groups")), whole(analytics::GROUPS_MAX)),
        fixed("Kinesis Data Analytics", "", t!("rows that the windows of one operator hold"), count(t!("rows")), analytics::WINDOW_ROWS_MAX),
        fixed("Kinesis Data Analytics", "", t!("rows that one row is joined with"), count(t!("rows")), whole(analytics::JOINED_MAX)),
        fixed("DynamoDB", "Tables", t!("tables of an account"), count(t!("tables")), whole(dynamodb::TABLES_MAX)),
        fixed("DynamoDB", "GlobalSecondaryIndexes", t!("global secondary indexes of a table"), count(t!("indexes")), whole(dynamodb::INDEXES_MAX)),
        fixed("DynamoDB", t!("Item size"), t!("an item with its names"), Unit::Bytes, whole(dynamodb::ITEM_BYTES_MAX)),
        fixed("DynamoDB", "TagResource", t!("tags of a table"), count(t!("tags")), whole(dynamodb::TAGS_MAX)),
    ]
}
