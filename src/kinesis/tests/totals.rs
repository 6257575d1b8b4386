//! What is counted of calls and records, on which the metrics of CloudWatch stand.

use super::*;

#[test]
fn puts_are_counted_by_calls_by_records_and_by_bytes() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    bench.put("s", "key", b"1234567");
    for count in [499, 500, 3] {
        bench.done(put_many("s", vec![entry("a", 9); count]));
    }
    assert!(bench.refusal(put("s", "key", b"x")).starts_with("ProvisionedThroughputExceededException"));
    let stream = bench.stream("s");
    assert_eq!(stream.totals.put_record, (1, 2));
    assert_eq!(stream.totals.put_records, (2, 3), "of the last call no record was taken");
    assert_eq!(stream.totals.put_records_records, (999, 1_002));
    assert_eq!(stream.totals.put_bytes, (10, 9_990));
    assert_eq!(stream.sum(|shard| shard.records_in), 1_000);
    assert_eq!(stream.sum(|shard| shard.bytes_in), 10_000);
    assert_eq!(stream.sum(|shard| shard.write_throttled), 4, "records, not calls");
}

#[test]
fn reads_are_counted_for_each_reader_and_refused_ones_by_calls() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    bench.put("s", "key", b"1234567");
    bench.put("s", "key", b"89");
    let token = bench.iterator(iterator("s", "0", "TRIM_HORIZON"));
    for _ in 0..5 {
        bench.read(&token);
    }
    let request = GetRecords { shard_iterator: Some(token), ..GetRecords::default() };
    assert!(bench.refusal(request).starts_with("ProvisionedThroughputExceededException"));
    let stream = bench.stream("s");
    assert_eq!(stream.totals.get_records, (5, 6));
    assert_eq!((stream.sum(|shard| shard.reads), stream.sum(|shard| shard.read_throttled)), (6, 1));
    assert_eq!((stream.sum(|shard| shard.records_out), stream.sum(|shard| shard.bytes_out)), (10, 75));
}
