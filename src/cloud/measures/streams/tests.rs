//! Every metric of streams, shards and consumers after a minute whose calls are known one by one.

use super::*;
use crate::base::{AccountId, Region, Tally};
use crate::call::Call;
use crate::cloud::{Cloud, Dials, Submitted};
use crate::cloudwatch::{Metric, Statistics};
use crate::kinesis::SHARD_LEVEL_METRICS;
use crate::limits::LimitSet;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

const SHARD: &str = "shardId-000000000000";
const OTHER: &str = "shardId-000000000001";

fn call(cloud: &mut Cloud, operation: &str, mut members: Value) -> Result<Value, &'static str> {
    members["Service"] = "kinesis".into();
    members["Operation"] = operation.into();
    let call: Call = serde_json::from_value(members).unwrap();
    match cloud.call(call) {
        Submitted::Done(Ok(reply)) => Ok(serde_json::to_value(reply).unwrap()),
        Submitted::Done(Err(error)) => Err(error.code()),
        other => panic!("{other:?}"),
    }
}

fn until(cloud: &mut Cloud, millis: u64) {
    cloud.advance_to(Instant::from_millis(millis), 1_000_000);
}

/// A lab with a stream of two shards that is a minute old; these metrics are measured for each of them.
fn lab(enabled: &[&str]) -> Cloud {
    let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
    call(&mut cloud, "CreateStream", json!({ "StreamName": "s", "ShardCount": 2 })).unwrap();
    until(&mut cloud, 30_000);
    if !enabled.is_empty() {
        let members = json!({ "StreamName": "s", "ShardLevelMetrics": enabled });
        call(&mut cloud, "EnableEnhancedMonitoring", members).unwrap();
    }
    until(&mut cloud, 60_000);
    cloud
}

/// A record of so many bytes with its key, for the shard with that hash key.
fn record(key: &str, bytes: usize, hash: u128) -> Value {
    let data = STANDARD.encode(vec![b'x'; bytes - key.len()]);
    json!({ "PartitionKey": key, "Data": data, "ExplicitHashKey": hash.to_string() })
}

fn put(cloud: &mut Cloud, bytes: usize, hash: u128) -> bool {
    let mut members = record("k", bytes, hash);
    members["StreamName"] = "s".into();
    call(cloud, "PutRecord", members).is_ok()
}

fn iterator(cloud: &mut Cloud, shard: &str) -> Result<String, &'static str> {
    let members = json!({ "StreamName": "s", "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON" });
    let reply = call(cloud, "GetShardIterator", members)?;
    Ok(reply["ShardIterator"].as_str().unwrap().to_owned())
}

fn read(cloud: &mut Cloud, iterator: &str) -> bool {
    call(cloud, "GetRecords", json!({ "ShardIterator": iterator, "Limit": 2 })).is_ok()
}

/// A minute in which the first shard gets more than it takes, and is read too often.
fn busy_minute(cloud: &mut Cloud) {
    assert!(put(cloud, 10, 0));
    for count in [500, 500, 3] {
        let members = json!({ "StreamName": "s", "Records": vec![record("key", 10, 0); count] });
        call(cloud, "PutRecords", members).unwrap();
    }
    assert!(!put(cloud, 10, 0));
    until(cloud, 70_000);
    assert!(put(cloud, 2, u128::MAX));
    until(cloud, 100_000);
    let first = iterator(cloud, SHARD).unwrap();
    assert_eq!((0..6).filter(|_| read(cloud, &first)).count(), 5);
    let second = iterator(cloud, OTHER).unwrap();
    assert!(read(cloud, &second));
    until(cloud, 120_000);
}

fn metric(name: &str, dimensions: &[(&str, &str)]) -> Metric {
    Metric {
        account: AccountId::DEFAULT,
        region: Region::DEFAULT,
        namespace: "AWS/Kinesis".into(),
        name: name.into(),
        dimensions: dimensions.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
    }
}

/// Whether these are all metrics of a list, and are published with these dimensions, in these units.
fn check(cloud: &Cloud, list: &[&str], dimensions: &[(&str, &str)], expected: &[(&str, &str, Measured)]) {
    let names: Vec<&str> = expected.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names, list);
    for (name, unit, value) in expected {
        let metric = metric(name, dimensions);
        assert_eq!((cloud.value_of(&metric), metric.published_unit()), (Some(*value), Some(*unit)), "{name}");
    }
}

const fn equal(count: u64, value: u64) -> Measured {
    Values(Tally { count, sum: count * value, least: value, most: value })
}

#[test]
fn every_metric_of_a_stream_is_measured() {
    let mut cloud = lab(&[]);
    busy_minute(&mut cloud);
    let ages = Values(Tally { count: 6, sum: 230_000, least: 30_000, most: 40_000 });
    let expected = [
        ("WriteProvisionedThroughputExceeded", "Count", Counted(5)),
        ("GetRecords.IteratorAgeMilliseconds", "Milliseconds", ages),
        ("ReadProvisionedThroughputExceeded", "Count", Counted(1)),
        ("IncomingRecords", "Count", Counted(1_001)),
        ("IncomingBytes", "Bytes", Counted(10_002)),
        ("PutRecord.Success", "Count", Shares(2, 3)),
        ("PutRecord.Bytes", "Bytes", Counted(12)),
        ("PutRecord.Latency", "Milliseconds", Shares(0, 3)),
        ("PutRecords.Success", "Count", Shares(2, 3)),
        ("PutRecords.Bytes", "Bytes", Counted(9_990)),
        ("PutRecords.Latency", "Milliseconds", Shares(0, 3)),
        ("PutRecords.Records", "Count", Counted(999)),
        ("PutRecords.TotalRecords", "Count", Counted(1_003)),
        ("PutRecords.SuccessfulRecords", "Count", Counted(999)),
        ("PutRecords.FailedRecords", "Count", Counted(0)),
        ("PutRecords.ThrottledRecords", "Count", Counted(4)),
        ("GetRecords.Success", "Count", Shares(6, 7)),
        ("GetRecords.Records", "Count", Counted(11)),
        ("GetRecords.Bytes", "Bytes", Counted(102)),
        ("GetRecords.Latency", "Milliseconds", Shares(0, 7)),
    ];
    check(&cloud, &METRICS, &[("StreamName", "s")], &expected);
    let age = Statistics { sum: 230_000.0, minimum: 30_000.0, maximum: 40_000.0, count: 6.0 };
    assert_eq!(ages.since(None), Some(age));
    let success = Statistics { sum: 2.0, minimum: 0.0, maximum: 1.0, count: 3.0 };
    assert_eq!(Shares(2, 3).since(Some(Shares(0, 0))), Some(success));
}

#[test]
fn every_metric_of_a_shard_is_measured() {
    let mut cloud = lab(&["ALL"]);
    busy_minute(&mut cloud);
    let of = |values: [Measured; 7]| {
        let units = ["Bytes", "Count", "Milliseconds", "Bytes", "Count", "Count", "Count"];
        let units = SHARD_LEVEL_METRICS.into_iter().zip(units).zip(values);
        units.map(|((name, unit), value)| (name, unit, value)).collect::<Vec<_>>()
    };
    let [bytes, records, bytes_read, records_read] = [10_000, 1_000, 100, 10].map(Counted);
    let hot = of([bytes, records, equal(5, 40_000), bytes_read, records_read, Counted(1), Counted(5)]);
    let cold = of([Counted(2), Counted(1), equal(1, 30_000), Counted(2), Counted(1), Counted(0), Counted(0)]);
    let names = [
        "IncomingBytes",
        "IncomingRecords",
        "IteratorAgeMilliseconds",
        "OutgoingBytes",
        "OutgoingRecords",
        "ReadProvisionedThroughputExceeded",
        "WriteProvisionedThroughputExceeded",
    ];
    check(&cloud, &names, &[("ShardId", SHARD), ("StreamName", "s")], &hot);
    check(&cloud, &names, &[("ShardId", OTHER), ("StreamName", "s")], &cold);
}

#[test]
fn every_metric_of_a_consumer_is_measured() {
    let mut cloud = lab(&["ALL"]);
    let stream = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
    let members = json!({ "StreamARN": stream, "ConsumerName": "app" });
    let consumer = call(&mut cloud, "RegisterStreamConsumer", members).unwrap()["Consumer"]["ConsumerARN"].clone();
    for millis in [61_000, 62_000, 63_000] {
        until(&mut cloud, millis);
        assert!(put(&mut cloud, 1 << 20, 0));
    }
    until(&mut cloud, 100_000);
    let start = json!({ "Type": "TRIM_HORIZON" });
    let members = json!({ "ConsumerARN": consumer, "ShardId": SHARD, "StartingPosition": start });
    assert!(call(&mut cloud, "SubscribeToShard", members.clone()).is_ok());
    assert_eq!(call(&mut cloud, "SubscribeToShard", members), Err("LimitExceededException"));
    until(&mut cloud, 120_000);
    // Two mebibytes come with the first event, the third with the next; three more say that the connection lives.
    let behind = Values(Tally { count: 5, sum: 37_070, least: 0, most: 37_070 });
    let expected = [
        ("SubscribeToShard.Success", "Count", Shares(1, 2)),
        ("SubscribeToShard.RateExceeded", "Count", Counted(1)),
        ("SubscribeToShardEvent.Success", "Count", Shares(5, 5)),
        ("SubscribeToShardEvent.Records", "Count", Counted(3)),
        ("SubscribeToShardEvent.Bytes", "Bytes", Counted(3 << 20)),
        ("SubscribeToShardEvent.MillisBehindLatest", "Milliseconds", behind),
    ];
    check(&cloud, &CONSUMER_METRICS, &[("ConsumerName", "app"), ("StreamName", "s")], &expected);
    let of_shard = |name: &str| cloud.value_of(&metric(name, &[("ShardId", SHARD), ("StreamName", "s")]));
    let pushed = (of_shard("OutgoingRecords"), of_shard("OutgoingBytes"));
    assert_eq!(pushed, (Some(Counted(3)), Some(Counted(3 << 20))), "what is pushed goes out of the shard too");
    assert_eq!(cloud.value_of(&metric("GetRecords.Bytes", &[("StreamName", "s")])), Some(Counted(0)));
}

#[test]
fn shards_are_measured_where_that_was_asked_for() {
    let mut cloud = lab(&["IncomingBytes", "OutgoingRecords"]);
    let measured = |cloud: &Cloud| {
        let value = |name: &str| cloud.value_of(&metric(name, &[("ShardId", SHARD), ("StreamName", "s")]));
        SHARD_LEVEL_METRICS.into_iter().filter(|name| value(name).is_some()).collect::<Vec<_>>()
    };
    assert_eq!(measured(&cloud), ["IncomingBytes", "OutgoingRecords"]);
    let members = json!({ "StreamName": "s", "ShardLevelMetrics": ["ALL"] });
    call(&mut cloud, "DisableEnhancedMonitoring", members).unwrap();
    assert!(measured(&cloud).is_empty());
}

#[test]
fn a_metric_has_its_own_dimensions_and_no_others() {
    let cloud = lab(&["ALL"]);
    let (stream, shard) = (("StreamName", "s"), ("ShardId", SHARD));
    for (name, dimensions) in [
        ("OutgoingBytes", vec![stream]),
        ("SubscribeToShard.Success", vec![stream]),
        ("GetRecords.Success", vec![shard, stream]),
        ("IncomingBytes", vec![shard]),
        ("IncomingBytes", vec![("ShardId", "shardId-000000000002"), stream]),
        ("IncomingBytes", vec![("ConsumerName", "app"), stream]),
        ("IncomingBytes", vec![("StreamName", "other")]),
        ("IncomingBytes", Vec::new()),
        ("Nonsense", vec![stream]),
    ] {
        assert_eq!(cloud.value_of(&metric(name, &dimensions)), None, "{name} of {dimensions:?}");
    }
    let elsewhere = Metric { region: "eu-west-1".parse().unwrap(), ..metric("IncomingBytes", &[stream]) };
    assert_eq!(cloud.value_of(&elsewhere), None);
}

#[test]
fn reads_that_are_refused_are_calls_of_get_records_alone() {
    let mut cloud = lab(&["ALL"]);
    assert_eq!((0..7).filter(|_| iterator(&mut cloud, SHARD).is_ok()).count(), 5);
    for dimensions in [vec![("StreamName", "s")], vec![("ShardId", SHARD), ("StreamName", "s")]] {
        let metric = metric("ReadProvisionedThroughputExceeded", &dimensions);
        assert_eq!(cloud.value_of(&metric), Some(Counted(0)), "{dimensions:?}");
    }
}
