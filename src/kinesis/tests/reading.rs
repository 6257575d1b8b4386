//! Iterators and numbers: where reading begins, how much a read brings, and what can be asked for.

use super::*;
use crate::kinesis::sequence::SequenceNumber;

/// Puts a record into one of two shards; answers its number.
fn put_into(bench: &mut Bench, shard: u32) -> SequenceNumber {
    let hash = hash::HashKeyRange::part(shard, 2).starting_hash_key.to_string();
    let request = PutRecord { explicit_hash_key: Some(hash), ..put("s", "a", b"x") };
    SequenceNumber::parse(&answer!(bench, PutRecord, request).sequence_number).unwrap()
}

fn numbers(result: &GetRecordsResult) -> Vec<SequenceNumber> {
    result.records.iter().map(|record| SequenceNumber::parse(&record.sequence_number).unwrap()).collect()
}

#[test]
fn a_read_brings_ten_thousand_records_at_most() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    for _ in 0..21 {
        bench.done(put_many("s", (0..500).map(|_| entry("a", 1)).collect()));
        bench.wait(Duration::from_millis(500));
    }
    let token = bench.iterator(iterator("s", "0", "TRIM_HORIZON"));
    let first = bench.read(&token);
    assert_eq!(first.records.len(), 10_000);
    assert_eq!(first.millis_behind_latest, 500, "as old as the first that was left");
    let rest = bench.read(&first.next_shard_iterator.unwrap());
    assert_eq!((rest.records.len(), rest.millis_behind_latest), (500, 0));
    let few = GetRecords { shard_iterator: Some(token), limit: Some(10_000), ..GetRecords::default() };
    assert_eq!(answer!(bench, GetRecords, few).records.len(), 10_000, "the bound can be asked for");
}

#[test]
fn a_number_that_no_record_has_leads_to_the_next_one() {
    let mut bench = Bench::new();
    bench.create("s", Some(2));
    // Both shards count together, so that the second number is not one of the first shard.
    let first = put_into(&mut bench, 0);
    let elsewhere = put_into(&mut bench, 1);
    let last = put_into(&mut bench, 0);
    assert_eq!((elsewhere.count, last.count), (first.count + 1, first.count + 2));
    let between = SequenceNumber { count: first.count + 1, ..first };
    for (kind, number, expected) in [
        ("AT_SEQUENCE_NUMBER", first, vec![first, last]),
        ("AT_SEQUENCE_NUMBER", between, vec![last]),
        ("AFTER_SEQUENCE_NUMBER", between, vec![last]),
        ("AFTER_SEQUENCE_NUMBER", last, vec![]),
    ] {
        let starting_sequence_number = Some(number.to_string());
        let request = GetShardIterator { starting_sequence_number, ..iterator("s", "0", kind) };
        let token = bench.iterator(request);
        assert_eq!(numbers(&bench.read(&token)), expected, "{kind} {number}");
    }
}

#[test]
fn only_the_kinds_that_begin_at_a_number_take_one() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    let number = bench.put("s", "a", b"x").sequence_number;
    for kind in ["TRIM_HORIZON", "LATEST"] {
        let starting_sequence_number = Some(number.clone());
        let request = GetShardIterator { starting_sequence_number, ..iterator("s", "0", kind) };
        let refused = bench.refusal(request);
        assert!(refused.starts_with("InvalidArgumentException: Must either specify (1)"), "{refused}");
        assert!(
            refused.ends_with(&format!("Request specified {kind} and also a StartingSequenceNumber.")),
            "{refused}"
        );
    }
    for kind in ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"] {
        let refused = bench.refusal(iterator("s", "0", kind));
        assert!(refused.ends_with(&format!("Request specified {kind} and no StartingSequenceNumber.")), "{refused}");
    }
}

#[test]
fn an_iterator_has_512_characters_at_most_and_is_another_one_each_time() {
    let mut bench = Bench::new();
    let name = "n".repeat(128);
    bench.create(&name, Some(1));
    let (first, second) =
        (bench.iterator(iterator(&name, "0", "LATEST")), bench.iterator(iterator(&name, "0", "LATEST")));
    assert!(first != second && first.len() <= 512, "{}", first.len());
    let next = bench.read(&first).next_shard_iterator.unwrap();
    assert!(next != first && next.len() <= 512);
    // It can be used again until it is too old.
    bench.wait(secs(300));
    bench.read(&first);
    bench.wait(Duration::from_millis(1));
    let request = GetRecords { shard_iterator: Some(first), ..GetRecords::default() };
    assert!(bench.refusal(request).starts_with("ExpiredIteratorException: Iterator expired."));
}

#[test]
fn a_put_is_ordered_behind_a_number_that_the_stream_has_given() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    let given = bench.put("s", "a", b"x").sequence_number;
    let behind = |number: String| PutRecord { sequence_number_for_ordering: Some(number), ..put("s", "a", b"y") };
    let number = SequenceNumber::parse(&given).unwrap();
    let next = answer!(bench, PutRecord, behind(given.clone())).sequence_number;
    assert!(SequenceNumber::parse(&next).unwrap() > number);
    let future = SequenceNumber { time: number.time + 1, ..number };
    let elsewhere = SequenceNumber { shard_created: number.shard_created - 1, ..number };
    let unborn = SequenceNumber { shard: 1, ..number };
    for wrong in [future.to_string(), elsewhere.to_string(), unborn.to_string(), "12".to_owned()] {
        let expected = format!(
            "InvalidArgumentException: ExclusiveMinimumSequenceNumber {wrong} used in PutRecord on stream s under account \
             000000000000 is invalid."
        );
        assert_eq!(bench.refusal(behind(wrong)), expected);
    }
    // A producer may come back with the number of a shard that is gone by then.
    let split = SplitShard {
        stream_name: text("s"),
        shard_to_split: text("0"),
        new_starting_hash_key: text("17"),
        ..SplitShard::default()
    };
    bench.done(split);
    bench.wait(secs(20 + 86_400 + 20));
    assert!(bench.stream("s").shard(ShardId(0)).is_none());
    bench.done(behind(given));
}
