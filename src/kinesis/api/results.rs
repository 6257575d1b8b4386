//! What each operation answers.

use crate::base::Timestamp;
use crate::base::wire::results;
use crate::kinesis::hash::HashKeyRange;
use serde::{Serialize, Serializer};
use std::sync::Arc;

/// Bytes, which are base64 in JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Blob(pub Arc<[u8]>);

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        to.serialize_str(&STANDARD.encode(&self.0))
    }
}

results! {
    /// Nothing but success.
    Empty {
    }
    /// Whether the account commits itself to a minimum of throughput.
    MinimumThroughputBillingCommitment {
        /// `ENABLED`, `DISABLED` or `ENABLED_UNTIL_EARLIEST_ALLOWED_END`.
        status: String,
        /// Since when: seconds since 1970.
        #[serde(skip_serializing_if = "Option::is_none")] started_at: Option<Timestamp>,
        /// Until when it was.
        #[serde(skip_serializing_if = "Option::is_none")] ended_at: Option<Timestamp>,
        /// When it may end at the earliest.
        #[serde(skip_serializing_if = "Option::is_none")] earliest_allowed_end_at: Option<Timestamp>,
    }
    /// How the account pays for on-demand streams.
    AccountSettingsResult {
        /// The commitment.
        minimum_throughput_billing_commitment: MinimumThroughputBillingCommitment,
    }
    /// The answer to `DescribeLimits`.
    DescribeLimitsResult {
        /// Open shards that there can be.
        shard_limit: i64,
        /// Open shards that there are.
        open_shard_count: i64,
        /// On-demand streams that there are.
        on_demand_stream_count: i64,
        /// On-demand streams that there can be.
        on_demand_stream_count_limit: i64,
    }
    /// From where to where a shard's numbers go.
    SequenceNumberRange {
        /// Its beginning.
        starting_sequence_number: String,
        /// Its end, once it is closed.
        #[serde(skip_serializing_if = "Option::is_none")] ending_sequence_number: Option<String>,
    }
    /// A shard.
    Shard {
        /// Its name.
        shard_id: String,
        /// The one it came from.
        #[serde(skip_serializing_if = "Option::is_none")] parent_shard_id: Option<String>,
        /// The other one it came from.
        #[serde(skip_serializing_if = "Option::is_none")] adjacent_parent_shard_id: Option<String>,
        /// What belongs there.
        hash_key_range: HashKeyRange,
        /// Its numbers.
        sequence_number_range: SequenceNumberRange,
    }
    /// A shard that came after the one that was read to its end.
    ChildShard {
        /// Its name.
        shard_id: String,
        /// Those it came from.
        parent_shards: Vec<String>,
        /// What belongs there.
        hash_key_range: HashKeyRange,
    }
    /// Metrics that are measured for each shard.
    EnhancedMetrics {
        /// Their names.
        shard_level_metrics: Vec<String>,
    }
    /// Who decides about shards.
    StreamModeDetailsResult {
        /// `PROVISIONED` or `ON_DEMAND`.
        stream_mode: String,
    }
    /// A stream with a page of its shards.
    StreamDescription {
        /// Its name.
        stream_name: String,
        /// Its ARN.
        stream_arn as "StreamARN": String,
        /// `CREATING`, `ACTIVE`, `UPDATING` or `DELETING`.
        stream_status: String,
        /// Who decides about shards.
        stream_mode_details: StreamModeDetailsResult,
        /// A page of them.
        shards: Vec<Shard>,
        /// Whether there are more.
        has_more_shards: bool,
        /// How long records are kept.
        retention_period_hours: i64,
        /// Seconds since 1970.
        stream_creation_timestamp: Timestamp,
        /// What is measured for each shard.
        enhanced_monitoring: Vec<EnhancedMetrics>,
        /// `NONE` or `KMS`.
        encryption_type: String,
        /// The key.
        #[serde(skip_serializing_if = "Option::is_none")] key_id: Option<String>,
    }
    /// The answer to `DescribeStream`.
    DescribeStreamResult {
        /// The stream.
        stream_description: StreamDescription,
    }
    /// What a stream is kept ready for.
    WarmThroughput {
        /// What was asked for.
        target_mi_bps as "TargetMiBps": i64,
        /// What it is.
        current_mi_bps as "CurrentMiBps": i64,
    }
    /// A stream without its shards.
    StreamDescriptionSummary {
        /// Its name.
        stream_name: String,
        /// Its ARN.
        stream_arn as "StreamARN": String,
        /// `CREATING`, `ACTIVE`, `UPDATING` or `DELETING`.
        stream_status: String,
        /// Who decides about shards.
        stream_mode_details: StreamModeDetailsResult,
        /// How long records are kept.
        retention_period_hours: i64,
        /// Seconds since 1970.
        stream_creation_timestamp: Timestamp,
        /// What is measured for each shard.
        enhanced_monitoring: Vec<EnhancedMetrics>,
        /// `NONE` or `KMS`.
        encryption_type: String,
        /// The key.
        #[serde(skip_serializing_if = "Option::is_none")] key_id: Option<String>,
        /// Open shards.
        open_shard_count: i64,
        /// Consumers with enhanced fan-out.
        consumer_count: i64,
        /// What an on-demand stream is kept ready for.
        #[serde(skip_serializing_if = "Option::is_none")] warm_throughput: Option<WarmThroughput>,
        /// How large records can be.
        max_record_size_in_ki_b as "MaxRecordSizeInKiB": i64,
        /// Who decides where records of an on-demand stream go.
        #[serde(skip_serializing_if = "Option::is_none")] record_distribution_strategy: Option<String>,
    }
    /// The answer to `DescribeStreamSummary`.
    DescribeStreamSummaryResult {
        /// The stream.
        stream_description_summary: StreamDescriptionSummary,
    }
    /// A consumer with enhanced fan-out.
    Consumer {
        /// Its name.
        consumer_name: String,
        /// Its ARN.
        consumer_arn as "ConsumerARN": String,
        /// `CREATING`, `ACTIVE` or `DELETING`.
        consumer_status: String,
        /// Seconds since 1970.
        consumer_creation_timestamp: Timestamp,
    }
    /// A consumer with its stream.
    ConsumerDescription {
        /// Its name.
        consumer_name: String,
        /// Its ARN.
        consumer_arn as "ConsumerARN": String,
        /// `CREATING`, `ACTIVE` or `DELETING`.
        consumer_status: String,
        /// Seconds since 1970.
        consumer_creation_timestamp: Timestamp,
        /// The stream.
        stream_arn as "StreamARN": String,
    }
    /// The answer to `DescribeStreamConsumer`.
    DescribeStreamConsumerResult {
        /// The consumer.
        consumer_description: ConsumerDescription,
    }
    /// The answer to `RegisterStreamConsumer`.
    RegisterStreamConsumerResult {
        /// The consumer.
        consumer: Consumer,
    }
    /// The answer to `ListStreamConsumers`.
    ListStreamConsumersResult {
        /// A page.
        consumers: Vec<Consumer>,
        /// For the next one.
        #[serde(skip_serializing_if = "Option::is_none")] next_token: Option<String>,
    }
    /// What was and is measured for each shard.
    EnhancedMonitoringResult {
        /// The stream.
        stream_name: String,
        /// Before.
        current_shard_level_metrics: Vec<String>,
        /// From now on.
        desired_shard_level_metrics: Vec<String>,
        /// The stream's ARN.
        stream_arn as "StreamARN": String,
    }
    /// A record.
    Record {
        /// Its number.
        sequence_number: String,
        /// When it came: seconds since 1970, with milliseconds.
        approximate_arrival_timestamp: Timestamp,
        /// What it carries.
        data: Blob,
        /// Its key.
        #[serde(skip_serializing_if = "Option::is_none")] partition_key: Option<String>,
        /// `KMS` where it lies encrypted.
        #[serde(skip_serializing_if = "Option::is_none")] encryption_type: Option<String>,
    }
    /// The answer to `GetRecords`.
    GetRecordsResult {
        /// Records in their order.
        records: Vec<Record>,
        /// Goes on; none at the end of a closed shard.
        #[serde(skip_serializing_if = "Option::is_none")] next_shard_iterator: Option<String>,
        /// How far behind the newest record of the shard.
        millis_behind_latest: i64,
        /// At the end of a closed shard, those that came after it.
        #[serde(skip_serializing_if = "Option::is_none")] child_shards: Option<Vec<ChildShard>>,
    }
    /// The answer to `GetResourcePolicy`.
    GetResourcePolicyResult {
        /// The document, a JSON text; `{}` where there is none.
        policy: String,
    }
    /// The answer to `GetShardIterator`.
    GetShardIteratorResult {
        /// Good for five minutes.
        shard_iterator: String,
    }
    /// The answer to `ListShards`.
    ListShardsResult {
        /// A page.
        shards: Vec<Shard>,
        /// For the next one, good for five minutes.
        #[serde(skip_serializing_if = "Option::is_none")] next_token: Option<String>,
    }
    /// A stream in a list.
    StreamSummary {
        /// Its name.
        stream_name: String,
        /// Its ARN.
        stream_arn as "StreamARN": String,
        /// Its state.
        stream_status: String,
        /// Who decides about shards.
        stream_mode_details: StreamModeDetailsResult,
        /// Seconds since 1970.
        stream_creation_timestamp: Timestamp,
    }
    /// The answer to `ListStreams`.
    ListStreamsResult {
        /// A page.
        stream_names: Vec<String>,
        /// Whether there are more.
        has_more_streams: bool,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_token: Option<String>,
        /// The same streams with more of each.
        stream_summaries: Vec<StreamSummary>,
    }
    /// A tag.
    Tag {
        /// Its key.
        key: String,
        /// Its value.
        value: String,
    }
    /// The answer to `ListTagsForResource`.
    ListTagsForResourceResult {
        /// All of them.
        tags: Vec<Tag>,
    }
    /// The answer to `ListTagsForStream`.
    ListTagsForStreamResult {
        /// A page.
        tags: Vec<Tag>,
        /// Whether there are more.
        has_more_tags: bool,
    }
    /// The answer to `PutRecord`.
    PutRecordResult {
        /// Where it went.
        shard_id: String,
        /// Its number.
        sequence_number: String,
        /// `NONE` or `KMS`.
        encryption_type: String,
    }
    /// What became of a record among others.
    PutRecordsResultEntry {
        /// Its number.
        #[serde(skip_serializing_if = "Option::is_none")] sequence_number: Option<String>,
        /// Where it went.
        #[serde(skip_serializing_if = "Option::is_none")] shard_id: Option<String>,
        /// Why it was not taken.
        #[serde(skip_serializing_if = "Option::is_none")] error_code: Option<String>,
        /// The same as a sentence.
        #[serde(skip_serializing_if = "Option::is_none")] error_message: Option<String>,
    }
    /// The answer to `PutRecords`.
    PutRecordsResult {
        /// Records that were not taken.
        failed_record_count: i64,
        /// What became of each, in their order.
        records: Vec<PutRecordsResultEntry>,
        /// `NONE` or `KMS`.
        encryption_type: String,
    }
    /// The answer to `SubscribeToShard`: what is pushed comes later, by itself.
    SubscribeToShardResult {
        /// The subscription.
        event_stream: String,
    }
    /// What is pushed to a consumer.
    SubscribeToShardEvent {
        /// Records in their order; none for a sign of life.
        records: Vec<Record>,
        /// Where the next subscription should begin: after this.
        continuation_sequence_number: String,
        /// How far behind the newest record of the shard.
        millis_behind_latest: i64,
        /// At the end of a closed shard, those that came after it.
        #[serde(skip_serializing_if = "Option::is_none")] child_shards: Option<Vec<ChildShard>>,
    }
    /// The answer to `UpdateShardCount`.
    UpdateShardCountResult {
        /// The stream.
        stream_name: String,
        /// Open shards until now.
        current_shard_count: i64,
        /// Open shards when it is done.
        target_shard_count: i64,
        /// The stream's ARN.
        stream_arn as "StreamARN": String,
    }
    /// The answer to `UpdateStreamWarmThroughput`.
    UpdateStreamWarmThroughputResult {
        /// The stream's ARN.
        stream_arn as "StreamARN": String,
        /// The stream.
        stream_name: String,
        /// What it is kept ready for.
        warm_throughput: WarmThroughput,
    }
}
