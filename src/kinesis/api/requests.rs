//! What each operation takes.

use crate::base::Timestamp;
use crate::base::wire::{is_default, requests, write};
use std::collections::BTreeMap;

requests! {
    /// Adds tags to a stream, or changes them.
    AddTagsToStream {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// Tags: keys of 1 to 128 characters, values of up to 256.
        tags: Option<BTreeMap<String, String>>,
    }
    /// Makes a stream.
    CreateStream {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// So many shards; only of a provisioned stream.
        shard_count: Option<i64>,
        /// Who decides about shards.
        stream_mode_details: Option<StreamModeDetails>,
        /// Tags: keys of 1 to 128 characters, values of up to 256.
        tags: Option<BTreeMap<String, String>>,
        /// Kept ready for so many MiB a second.
        warm_throughput_mi_bps as "WarmThroughputMiBps": Option<i64>,
        /// 1,024 to 10,240; 1,024 by default.
        max_record_size_in_ki_b as "MaxRecordSizeInKiB": Option<i64>,
        /// `USER_PARTITION_KEY` or `AUTO`.
        record_distribution_strategy: Option<String>,
    }
    /// Keeps records less long.
    DecreaseStreamRetentionPeriod {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// 24 to 8,760 hours.
        retention_period_hours: Option<i64>,
    }
    /// Takes the policy of a stream or consumer away.
    DeleteResourcePolicy {
        /// The ARN of a stream or a consumer.
        resource_arn as "ResourceARN": Option<String>,
    }
    /// Deletes a stream with all its records.
    DeleteStream {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// Also if consumers are registered.
        enforce_consumer_deletion: bool,
    }
    /// Ends a consumer with enhanced fan-out.
    DeregisterStreamConsumer {
        /// The stream's ARN.
        stream_arn as "StreamARN": Option<String>,
        /// Its name.
        consumer_name: Option<String>,
        /// Its ARN, instead of the stream and the name.
        consumer_arn as "ConsumerARN": Option<String>,
    }
    /// How the account pays for on-demand streams.
    DescribeAccountSettings {
    }
    /// How many shards and on-demand streams there are, and can be.
    DescribeLimits {
    }
    /// A stream with a page of its shards.
    DescribeStream {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// Shards of a page: 1 to 10,000; never more than 100.
        limit: Option<i64>,
        /// Begins behind this shard.
        exclusive_start_shard_id: Option<String>,
    }
    /// A consumer with enhanced fan-out.
    DescribeStreamConsumer {
        /// The stream's ARN.
        stream_arn as "StreamARN": Option<String>,
        /// Its name.
        consumer_name: Option<String>,
        /// Its ARN, instead of the stream and the name.
        consumer_arn as "ConsumerARN": Option<String>,
    }
    /// A stream without its shards.
    DescribeStreamSummary {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
    }
    /// Measures fewer metrics for each shard.
    DisableEnhancedMonitoring {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// Their names, or `ALL`.
        shard_level_metrics: Option<Vec<String>>,
    }
    /// Measures more metrics for each shard.
    EnableEnhancedMonitoring {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// Their names, or `ALL`.
        shard_level_metrics: Option<Vec<String>>,
    }
    /// Reads records from where an iterator stands.
    GetRecords {
        /// The iterator: 1 to 512 characters.
        shard_iterator: Option<String>,
        /// 1 to 10,000 records; 10,000 by default.
        limit: Option<i64>,
        /// The stream's ARN.
        stream_arn as "StreamARN": Option<String>,
        /// Only ask whether it would be done.
        dry_run: bool,
    }
    /// The policy of a stream or consumer.
    GetResourcePolicy {
        /// The ARN of a stream or a consumer.
        resource_arn as "ResourceARN": Option<String>,
    }
    /// Where to begin to read a shard.
    GetShardIterator {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// The shard.
        shard_id: Option<String>,
        /// Where to begin: `AT_SEQUENCE_NUMBER`, `AFTER_SEQUENCE_NUMBER`, `TRIM_HORIZON`, `LATEST` or `AT_TIMESTAMP`.
        shard_iterator_type: Option<String>,
        /// For the two kinds that begin at a number.
        starting_sequence_number: Option<String>,
        /// For `AT_TIMESTAMP`: seconds since 1970.
        timestamp: Option<Timestamp>,
        /// Only ask whether it would be done.
        dry_run: bool,
    }
    /// Keeps records longer.
    IncreaseStreamRetentionPeriod {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// 24 to 8,760 hours.
        retention_period_hours: Option<i64>,
    }
    /// The shards of a stream.
    ListShards {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// Goes on where a page ended; nothing else with it.
        next_token: Option<String>,
        /// Begins behind this shard.
        exclusive_start_shard_id: Option<String>,
        /// 1 to 10,000; never more than 1,000.
        max_results: Option<i64>,
        /// Tells streams of one name apart: seconds since 1970.
        stream_creation_timestamp: Option<Timestamp>,
        /// Which of them.
        shard_filter: Option<ShardFilter>,
    }
    /// The consumers of a stream with enhanced fan-out.
    ListStreamConsumers {
        /// The stream's ARN.
        stream_arn as "StreamARN": Option<String>,
        /// Goes on where a page ended.
        next_token: Option<String>,
        /// 1 to 10,000; never more than 100.
        max_results: Option<i64>,
        /// Tells streams of one name apart: seconds since 1970.
        stream_creation_timestamp: Option<Timestamp>,
    }
    /// The streams of an account and Region.
    ListStreams {
        /// 1 to 10,000; never more than 100.
        limit: Option<i64>,
        /// Begins behind this name.
        exclusive_start_stream_name: Option<String>,
        /// Goes on where a page ended.
        next_token: Option<String>,
    }
    /// The tags of a stream or consumer.
    ListTagsForResource {
        /// The ARN of a stream or a consumer.
        resource_arn as "ResourceARN": Option<String>,
    }
    /// The tags of a stream.
    ListTagsForStream {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// Begins behind this key.
        exclusive_start_tag_key: Option<String>,
        /// 1 to 50.
        limit: Option<i64>,
    }
    /// Makes one shard of two neighbours.
    MergeShards {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// The lower one.
        shard_to_merge: Option<String>,
        /// The one whose range begins where the other ends.
        adjacent_shard_to_merge: Option<String>,
    }
    /// Puts a record.
    PutRecord {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// What it carries, base64: up to the largest size of the stream, with the key.
        data: Option<Vec<u8>>,
        /// Decides the shard: 1 to 256 characters.
        partition_key: Option<String>,
        /// Decides the shard instead of the key.
        explicit_hash_key: Option<String>,
        /// The number of the record before it.
        sequence_number_for_ordering: Option<String>,
        /// Only ask whether it would be done.
        dry_run: bool,
    }
    /// Puts up to 500 records.
    PutRecords {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// The records; 10 MiB with their keys.
        records: Option<Vec<PutRecordsRequestEntry>>,
        /// Only ask whether it would be done.
        dry_run: bool,
    }
    /// A record among others.
    PutRecordsRequestEntry {
        /// What it carries, base64.
        data: Option<Vec<u8>>,
        /// Decides the shard.
        partition_key: Option<String>,
        /// Decides the shard instead of the key.
        explicit_hash_key: Option<String>,
    }
    /// Sets the policy of a stream or consumer.
    PutResourcePolicy {
        /// The ARN of a stream or a consumer.
        resource_arn as "ResourceARN": Option<String>,
        /// The document, a JSON text.
        policy: Option<String>,
    }
    /// Makes a consumer with enhanced fan-out.
    RegisterStreamConsumer {
        /// The stream's ARN.
        stream_arn as "StreamARN": Option<String>,
        /// 1 to 128 of `A-Z a-z 0-9 _ . -`.
        consumer_name: Option<String>,
        /// Tags: keys of 1 to 128 characters, values of up to 256.
        tags: Option<BTreeMap<String, String>>,
    }
    /// Takes tags of a stream away.
    RemoveTagsFromStream {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// 1 to 50 keys.
        tag_keys: Option<Vec<String>>,
    }
    /// Which shards are listed.
    ShardFilter {
        /// `AFTER_SHARD_ID`, `AT_TRIM_HORIZON`, `FROM_TRIM_HORIZON`, `AT_LATEST`, `AT_TIMESTAMP` or `FROM_TIMESTAMP`.
        kind as "Type": Option<String>,
        /// For the first.
        shard_id: Option<String>,
        /// For the last two: seconds since 1970.
        timestamp: Option<Timestamp>,
    }
    /// Makes two shards of one.
    SplitShard {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// The shard.
        shard_to_split: Option<String>,
        /// Where the upper one begins.
        new_starting_hash_key: Option<String>,
    }
    /// Keeps new records under a key of KMS.
    StartStreamEncryption {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// `KMS`.
        encryption_type: Option<String>,
        /// A key's id, ARN or alias.
        key_id: Option<String>,
    }
    /// Where a subscription begins.
    StartingPosition {
        /// Where to begin: `AT_SEQUENCE_NUMBER`, `AFTER_SEQUENCE_NUMBER`, `TRIM_HORIZON`, `LATEST` or `AT_TIMESTAMP`.
        kind as "Type": Option<String>,
        /// For the two kinds that begin at a number.
        sequence_number: Option<String>,
        /// For `AT_TIMESTAMP`: seconds since 1970.
        timestamp: Option<Timestamp>,
    }
    /// Keeps new records as they are.
    StopStreamEncryption {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// `KMS`.
        encryption_type: Option<String>,
        /// The key that is in use.
        key_id: Option<String>,
    }
    /// Who decides about shards.
    StreamModeDetails {
        /// `PROVISIONED` or `ON_DEMAND`.
        stream_mode: Option<String>,
    }
    /// Has what comes into a shard pushed to a consumer for five minutes.
    SubscribeToShard {
        /// The consumer.
        consumer_arn as "ConsumerARN": Option<String>,
        /// The shard.
        shard_id: Option<String>,
        /// Where to begin.
        starting_position: Option<StartingPosition>,
        /// Only ask whether it would be done.
        dry_run: bool,
    }
    /// Adds tags to a stream or consumer.
    TagResource {
        /// The ARN of a stream or a consumer.
        resource_arn as "ResourceARN": Option<String>,
        /// Tags: keys of 1 to 128 characters, values of up to 256.
        tags: Option<BTreeMap<String, String>>,
    }
    /// Takes tags of a stream or consumer away.
    UntagResource {
        /// The ARN of a stream or a consumer.
        resource_arn as "ResourceARN": Option<String>,
        /// 1 to 50 keys.
        tag_keys: Option<Vec<String>>,
    }
    /// Whether the account commits itself to a minimum of throughput.
    MinimumThroughputBillingCommitmentInput {
        /// `ENABLED` or `DISABLED`.
        status: Option<String>,
    }
    /// Changes how the account pays for on-demand streams.
    UpdateAccountSettings {
        /// The commitment.
        minimum_throughput_billing_commitment: Option<MinimumThroughputBillingCommitmentInput>,
    }
    /// Changes how large records can be.
    UpdateMaxRecordSize {
        /// The stream's ARN.
        stream_arn as "StreamARN": Option<String>,
        /// 1,024 to 10,240.
        max_record_size_in_ki_b as "MaxRecordSizeInKiB": Option<i64>,
    }
    /// Scales a stream to so many equal shards.
    UpdateShardCount {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// From half to twice the open ones, up to 10,000.
        target_shard_count: Option<i64>,
        /// `UNIFORM_SCALING`.
        scaling_type: Option<String>,
    }
    /// Changes who decides about shards.
    UpdateStreamMode {
        /// The stream's ARN.
        stream_arn as "StreamARN": Option<String>,
        /// The mode.
        stream_mode_details: Option<StreamModeDetails>,
        /// Kept ready for so many MiB a second.
        warm_throughput_mi_bps as "WarmThroughputMiBps": Option<i64>,
    }
    /// Changes who decides where records go.
    UpdateStreamRecordDistributionStrategy {
        /// The stream's ARN.
        stream_arn as "StreamARN": Option<String>,
        /// `USER_PARTITION_KEY` or `AUTO`.
        record_distribution_strategy: Option<String>,
    }
    /// Keeps an on-demand stream ready for more.
    UpdateStreamWarmThroughput {
        /// The stream's name: 1 to 128 of `A-Z a-z 0-9 _ . -`.
        stream_name: Option<String>,
        /// Its ARN, instead of the name or beside it.
        stream_arn as "StreamARN": Option<String>,
        /// So many MiB a second.
        warm_throughput_mi_bps as "WarmThroughputMiBps": Option<i64>,
    }
}
