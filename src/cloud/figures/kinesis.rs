//! The figures of Kinesis Data Streams. Names are those of its API and of its "Quotas and limits". Those in milliseconds are
//! nowhere promised by AWS, but for the iterator's five minutes, and the subscription's five minutes and five seconds.

use super::{Figure, Unit, figure};
use crate::key;

const RECORDS: Unit = Unit::Count(key!("records"));
const TIMES: Unit = Unit::Count(key!("times in 24 hours"));

/// All of them.
#[rustfmt::skip]
pub const FIGURES: [Figure; 31] = [
    figure!("kinesis.record_kib.default", "MaxRecordSizeInKiB", key!("largest record of a new stream"), Unit::Kib, 1..=10_240, kinesis.record_kib),
    figure!("kinesis.record_kib.max", "MaxRecordSizeInKiB", key!("largest record that a stream can be set to"), Unit::Kib, 1..=10_240, kinesis.record_kib_max),
    // Its refusal names whole mebibytes, so that it is counted in them.
    Figure {
        key: "kinesis.put.mib",
        words: key!("all records of one PutRecords together, with their keys"),
        name: "PutRecords",
        unit: Unit::Mib,
        range: Some((1, 64)),
        get: |all| all.kinesis.put_bytes >> 20,
        set: |all, value| all.kinesis.put_bytes = value << 20,
    },
    figure!("kinesis.put.records", "PutRecords", key!("records of one PutRecords"), RECORDS, 500..=10_000, kinesis.put_records),
    figure!("kinesis.shard.records_in", "Shard write throughput", key!("records that a shard takes"), Unit::Count(key!("records a second")), 1..=100_000, kinesis.shard_in.0),
    figure!("kinesis.shard.bytes_in", "Shard write throughput", key!("bytes a second that a shard takes, with keys"), Unit::Bytes, 1_024..=104_857_600, kinesis.shard_in.1),
    figure!("kinesis.shard.reads_out", "GetRecords", key!("calls of GetRecords that a shard answers"), Unit::Count(key!("calls a second")), fixed, kinesis.shard_out.0),
    figure!("kinesis.shard.bytes_out", "Shard read throughput", key!("bytes a second that a shard gives to all who share it, and to each consumer with enhanced fan-out"), Unit::Bytes, 1_024..=104_857_600, kinesis.shard_out.1),
    figure!("kinesis.get.records", "GetRecords", key!("records of one GetRecords"), RECORDS, 10_000..=100_000, kinesis.get.0),
    figure!("kinesis.get.bytes", "GetRecords", key!("bytes of one GetRecords"), Unit::Bytes, 10_485_760..=104_857_600, kinesis.get.1),
    figure!("kinesis.consumers", "RegisterStreamConsumer", key!("registered consumers of a stream"), Unit::Count(key!("consumers")), 1..=1_000, kinesis.consumers.0),
    figure!("kinesis.consumers.committed", "RegisterStreamConsumer", key!("registered consumers of an on-demand stream with the billing commitment"), Unit::Count(key!("consumers")), 1..=1_000, kinesis.consumers.1),
    figure!("kinesis.creating", "CreateStream, RegisterStreamConsumer", key!("streams of an account, and consumers of a stream, that are in the making"), Unit::Count(key!("at the same time")), 1..=1_000, kinesis.creating),
    figure!("kinesis.retention_hours.min", "RetentionPeriodHours", key!("retention period of a new stream, which is the shortest"), Unit::Hours, 1..=8_760, kinesis.retention_hours.0),
    figure!("kinesis.retention_hours.max", "RetentionPeriodHours", key!("longest retention period"), Unit::Hours, 24..=87_600, kinesis.retention_hours.1),
    figure!("kinesis.shards", "Shards per Region", key!("open shards of an account's provisioned streams"), Unit::Count(key!("shards")), 1..=1_000_000, kinesis.shards),
    figure!("kinesis.scale_to", "UpdateShardCount", key!("shards that UpdateShardCount goes to at most"), Unit::Count(key!("shards")), 1..=100_000, kinesis.scale_to),
    figure!("kinesis.on_demand_streams", "On-demand streams per account", key!("on-demand streams of an account"), Unit::Count(key!("streams")), 0..=10_000, kinesis.on_demand_streams),
    figure!("kinesis.daily.scalings", "UpdateShardCount", key!("scalings of a stream"), TIMES, 0..=1_000, kinesis.daily.0),
    figure!("kinesis.daily.modes", "UpdateStreamMode", key!("changes of a stream's mode"), TIMES, 0..=1_000, kinesis.daily.1),
    figure!("kinesis.daily.encryptions", "StartStreamEncryption, StopStreamEncryption", key!("starts, and stops, of a stream's encryption"), TIMES, 0..=1_000, kinesis.daily.2),
    figure!("kinesis.tags.max", "TagResource", key!("tags of a stream or consumer"), Unit::Count(key!("tags")), 0..=1_000, kinesis.tags),
    figure!("kinesis.token_millis", "ShardIterator, NextToken", key!("how long an iterator or a token is good"), Unit::Millis, 1_000..=86_400_000, kinesis.token_life),
    figure!("kinesis.subscription_millis", "SubscribeToShard", key!("how long a subscription to a shard lasts"), Unit::Millis, 1_000..=86_400_000, kinesis.subscription.0),
    figure!("kinesis.subscription_guard_millis", "SubscribeToShard", key!("how long nobody can take a subscription over"), Unit::Millis, 0..=600_000, kinesis.subscription.1),
    figure!("kinesis.push_millis", "SubscribeToShard", key!("from the put of a record to its push"), Unit::Millis, 0..=10_000, kinesis.push_delay),
    figure!("kinesis.heartbeat_millis", "SubscribeToShard", key!("how often a subscription without records is told that it lives"), Unit::Millis, 100..=60_000, kinesis.heartbeat),
    figure!("kinesis.create_millis", "CreateStream", key!("how long a stream takes to be made"), Unit::Millis, 1..=600_000, kinesis.times.0),
    figure!("kinesis.delete_millis", "DeleteStream", key!("how long a stream takes to be deleted"), Unit::Millis, 1..=600_000, kinesis.times.1),
    figure!("kinesis.change_millis", "UPDATING", key!("how long a change of a stream takes"), Unit::Millis, 1..=600_000, kinesis.times.2),
    figure!("kinesis.consumer_millis", "RegisterStreamConsumer, DeregisterStreamConsumer", key!("how long a consumer takes to be made or deleted"), Unit::Millis, 1..=600_000, kinesis.consumer_time),
];
