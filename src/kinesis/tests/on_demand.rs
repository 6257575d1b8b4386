//! Streams whose shards AWS decides about: splits by traffic, records without keys, warm throughput.

use super::*;
use crate::kinesis::hash::HashKeyRange;

/// Lets a minute pass in which so many bytes come to a shard. One small record stands for all of them.
fn minute(bench: &mut Bench, shard: u32, bytes: u64) {
    let hash = bench.stream("s").shard(ShardId(shard)).unwrap().range.starting_hash_key.to_string();
    bench.done(PutRecord { explicit_hash_key: Some(hash), ..put("s", "hot", b"x") });
    let id = bench.stream("s").id;
    let shard = bench.kinesis.stream_mut(id).and_then(|stream| stream.shard_mut(ShardId(shard)));
    shard.unwrap().totals.bytes_in += bytes;
    bench.wait(secs(60));
}

fn open(bench: &Bench) -> Vec<u32> {
    bench.stream("s").open_shards().map(|shard| shard.id.0).collect()
}

#[test]
fn a_stream_that_is_asked_for_nothing_has_four_shards() {
    let mut bench = Bench::new();
    bench.create("s", None);
    let summary = bench.summary("s");
    assert_eq!((summary.stream_mode_details.stream_mode.as_str(), summary.open_shard_count), ("ON_DEMAND", 4));
    assert_eq!(summary.record_distribution_strategy.as_deref(), Some("USER_PARTITION_KEY"));
    assert_eq!(summary.warm_throughput, Some(WarmThroughput { target_mi_bps: 0, current_mi_bps: 4 }));
}

#[test]
fn a_shard_that_is_busy_for_five_minutes_in_a_row_is_split_in_the_middle() {
    let mut bench = Bench::new();
    bench.create("s", None);
    for _ in 0..4 {
        minute(&mut bench, 0, 30_000_000);
    }
    minute(&mut bench, 0, 29_000_000);
    for _ in 0..4 {
        minute(&mut bench, 0, 30_000_000);
    }
    assert_eq!(open(&bench), [0, 1, 2, 3], "a calm minute in between");
    minute(&mut bench, 0, 30_000_000);
    assert_eq!(open(&bench), [1, 2, 3, 4, 5]);
    let stream = bench.stream("s");
    let ranges = [4, 5].map(|shard| stream.shard(ShardId(shard)).unwrap().range);
    assert_eq!(ranges, [0, 1].map(|part| HashKeyRange::part(part, 8)));
    assert_eq!(stream.shard(ShardId(4)).unwrap().parents().collect::<Vec<_>>(), [ShardId(0)]);
}

#[test]
fn one_hot_key_gets_no_more_than_one_shard_however_often_it_is_split() {
    let mut bench = Bench::new();
    bench.create("s", None);
    for shard in [0, 4, 6] {
        for _ in 0..5 {
            minute(&mut bench, shard, 60_000_000);
        }
    }
    assert_eq!(open(&bench), [1, 2, 3, 5, 7, 8, 9]);
    let of_hot_key = || PutRecord { explicit_hash_key: text("0"), ..put("s", "hot", &vec![b'x'; (1 << 20) - 3]) };
    bench.done(of_hot_key());
    let refused = bench.refusal(of_hot_key());
    assert!(refused.starts_with("ProvisionedThroughputExceededException: Rate exceeded for shard"), "{refused}");
}

#[test]
fn a_stream_that_spreads_records_by_itself_takes_no_notice_of_keys() {
    let mut bench = Bench::new();
    let record_distribution_strategy = text("AUTO");
    bench.done(CreateStream { stream_name: text("s"), record_distribution_strategy, ..CreateStream::default() });
    bench.wait(secs(20));
    let mut shards = BTreeSet::new();
    for _ in 0..40 {
        let request = PutRecord { explicit_hash_key: text("0"), ..put("s", "same", b"x") };
        shards.insert(answer!(bench, PutRecord, request).shard_id);
    }
    assert_eq!(shards.len(), 4, "neither the key nor the explicit hash key decides");
    let without = PutRecord { stream_name: text("s"), data: Some(b"y".to_vec()), ..PutRecord::default() };
    let placed = answer!(bench, PutRecord, without).shard_id;
    let token = bench.iterator(iterator("s", &placed, "TRIM_HORIZON"));
    let records = bench.read(&token).records;
    assert!(records.iter().any(|record| record.partition_key.is_none()));
    assert!(records.iter().any(|record| record.partition_key.as_deref() == Some("same")), "told where it was given");
}

#[test]
fn warm_throughput_brings_the_shards_for_it() {
    let mut bench = Bench::new();
    bench.commit();
    let create = |name: &str, mib| CreateStream {
        stream_name: text(name),
        warm_throughput_mi_bps: Some(mib),
        ..CreateStream::default()
    };
    bench.done(create("s", 10));
    bench.done(create("t", 3));
    bench.wait(secs(20));
    assert_eq!((bench.summary("s").open_shard_count, bench.summary("t").open_shard_count), (10, 4));
    bench.create("u", Some(2));
    let request = UpdateStreamMode {
        stream_arn: arn("u"),
        stream_mode_details: mode("ON_DEMAND"),
        warm_throughput_mi_bps: Some(6),
    };
    bench.done(request);
    bench.wait(secs(20));
    let summary = bench.summary("u");
    assert_eq!(summary.open_shard_count, 6);
    assert_eq!(summary.warm_throughput, Some(WarmThroughput { target_mi_bps: 6, current_mi_bps: 6 }));
    let refused = bench.refusal(create("v", 10_241));
    assert!(refused.ends_with("must have value less than or equal to 10240"), "{refused}");
}
