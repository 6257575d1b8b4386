//! Producers against a stream that answers as it is told to.

use super::kpl::Kpl;
use super::*;
use crate::base::{Arn, Rng};
use crate::kinesis::ErrorCode;
use crate::kinesis::api::{ListShardsResult, PutRecordsResult, Shard};
use crate::kinesis::hash::HashKeyRange;

/// A producer with its chance, and what it did.
struct Bench {
    writer: Writer,
    rng: Rng,
    now: Instant,
    calls: Vec<(Tag, Call)>,
    events: Vec<ActorEvent>,
}

fn shards(count: u32) -> Vec<Shard> {
    let shard = |index| Shard {
        shard_id: ShardId(index).to_string(),
        hash_key_range: HashKeyRange::part(index, count),
        ..Shard::default()
    };
    (0..count).map(shard).collect()
}

fn sdk(sdk: Sdk, records: u32) -> WriterConfig {
    WriterConfig { client: Client::Sdk(sdk), burst: records, total: Some(records.into()), ..WriterConfig::default() }
}

/// With the library, which packs nothing, so that each record is seen.
fn by_library(mut kpl: Kpl, records: u32) -> WriterConfig {
    kpl.aggregation_enabled = false;
    let client = Client::Kpl(kpl);
    WriterConfig { client, burst: records, total: Some(records.into()), ..WriterConfig::default() }
}

impl Bench {
    fn new(config: WriterConfig) -> Self {
        let stream: Arn = "arn:aws:kinesis:us-east-1:000000000000:stream/s".parse().unwrap();
        let config = WriterConfig { stream: Some(stream), ..config };
        let (writer, rng) = (Writer::new(config, Instant::ZERO), Rng::new(1));
        let mut bench = Self { writer, rng, now: Instant::ZERO, calls: Vec::new(), events: Vec::new() };
        bench.run(0);
        bench
    }

    /// One with the library, which knows the only shard.
    fn informed(config: WriterConfig) -> Self {
        let mut bench = Self::new(config);
        let (tag, request) = bench.call();
        assert!(matches!(request, Request::ListShards(_)));
        bench.tell_shards(tag, shards(1));
        bench
    }

    fn run(&mut self, to_ms: u64) {
        let to = Instant::from_millis(to_ms);
        while let Some(due) = self.writer.next_due().filter(|due| *due <= to) {
            self.now = self.now.max(due);
            let Self { writer, rng, now, calls, events } = self;
            writer.wake(&mut ActorCx { now: *now, rng, calls, events });
        }
        self.now = to;
    }

    /// Lets the next thing happen; answers when that was, or that nothing is to come.
    fn step(&mut self) -> Option<u64> {
        let due = self.writer.next_due()?.as_millis();
        self.run(due);
        Some(due)
    }

    /// The only call that is out.
    fn call(&mut self) -> (Tag, Request) {
        assert_eq!(self.calls.len(), 1, "{:?}", self.calls);
        match self.calls.pop() {
            Some((tag, Call::Kinesis(request))) => (tag, request),
            other => panic!("{other:?}"),
        }
    }

    /// The only call that is out, with which so many records are put at once.
    fn put_records(&mut self) -> (Tag, usize) {
        match self.call() {
            (tag, Request::PutRecords(put)) => (tag, put.records.map_or(0, |records| records.len())),
            other => panic!("{other:?}"),
        }
    }

    fn answer(&mut self, tag: Tag, result: &CallResult) {
        let Self { writer, rng, now, calls, events } = self;
        writer.answer(&mut ActorCx { now: *now, rng, calls, events }, tag, result);
    }

    fn refuse(&mut self, tag: Tag, code: ErrorCode) {
        self.answer(tag, &Err(KinesisError::new(code, "no").into()));
    }

    fn tell_shards(&mut self, tag: Tag, shards: Vec<Shard>) {
        let reply = ListShardsResult { shards, next_token: None };
        self.answer(tag, &Ok(Reply::Kinesis(api::Reply::ListShards(reply))));
    }

    /// Answers which records of a batch were taken.
    fn take(&mut self, tag: Tag, taken: &[bool]) {
        let entry = |taken: &bool| PutRecordsResultEntry {
            shard_id: taken.then(|| ShardId(0).to_string()),
            error_code: (!taken).then(|| "ProvisionedThroughputExceededException".to_owned()),
            ..PutRecordsResultEntry::default()
        };
        let reply = PutRecordsResult { records: taken.iter().map(entry).collect(), ..PutRecordsResult::default() };
        self.answer(tag, &Ok(Reply::Kinesis(api::Reply::PutRecords(reply))));
    }
}

#[test]
fn a_call_that_came_too_soon_is_tried_three_times_and_another_refusal_ends_it() {
    for code in [ErrorCode::ProvisionedThroughputExceeded, ErrorCode::LimitExceeded] {
        let mut bench = Bench::new(sdk(Sdk { batch: false, ..Sdk::default() }, 1));
        for most_ms in [1_000, 2_000] {
            let (tag, request) = bench.call();
            assert!(matches!(request, Request::PutRecord(_)));
            bench.refuse(tag, code);
            let before = bench.now.as_millis();
            assert!(bench.step().unwrap() - before <= most_ms, "{code:?}");
        }
        let (tag, _) = bench.call();
        bench.refuse(tag, code);
        assert_eq!(bench.step(), None, "{code:?}");
        assert_eq!((bench.writer.totals.throttled, bench.writer.totals.given_up), (3, 1));
    }
    let mut bench = Bench::new(sdk(Sdk { batch: false, ..Sdk::default() }, 1));
    let (tag, _) = bench.call();
    bench.refuse(tag, ErrorCode::ResourceNotFound);
    assert_eq!((bench.step(), bench.writer.totals.throttled, bench.writer.totals.given_up), (None, 0, 1));
}

#[test]
fn what_a_batch_refuses_is_for_the_program_to_put_again() {
    let mut bench = Bench::new(sdk(Sdk { resend: false, ..Sdk::default() }, 3));
    let (tag, count) = bench.put_records();
    assert_eq!(count, 3);
    bench.take(tag, &[true, false, true]);
    let totals = bench.writer.totals;
    assert_eq!((bench.step(), totals.accepted, totals.throttled, totals.given_up), (None, 2, 1, 1));

    let mut bench = Bench::new(sdk(Sdk::default(), 3));
    let (tag, _) = bench.put_records();
    bench.take(tag, &[true, false, true]);
    bench.step();
    let (tag, count) = bench.put_records();
    assert_eq!(count, 1, "only what was refused");
    bench.take(tag, &[true]);
    assert_eq!((bench.writer.totals.accepted, bench.writer.is_finished()), (3, true));
}

#[test]
fn the_library_puts_again_without_a_backoff_until_the_record_is_too_old() {
    let mut bench = Bench::informed(by_library(Kpl { record_ttl: 500, ..Kpl::default() }, 2));
    assert_eq!(bench.step(), Some(100));
    let (tag, count) = bench.put_records();
    assert_eq!(count, 2);
    bench.take(tag, &[true, false]);
    for at in (150..500).step_by(50) {
        assert_eq!(bench.step(), Some(at), "after half of the time for which it is kept back");
        let (tag, count) = bench.put_records();
        assert_eq!(count, 1);
        bench.take(tag, &[false]);
    }
    assert_eq!((bench.step(), bench.calls.len()), (Some(500), 0));
    let totals = bench.writer.totals;
    assert_eq!((totals.accepted, totals.throttled, totals.given_up), (1, 8, 1));
    assert!(bench.events.contains(&ActorEvent::GaveUp { code: "Expired" }));
}

#[test]
fn a_whole_call_that_is_refused_is_put_again_by_the_library_as_well() {
    let mut bench = Bench::informed(by_library(Kpl { record_ttl: 300, ..Kpl::default() }, 1));
    for at in [100, 150, 200, 250] {
        assert_eq!(bench.step(), Some(at));
        let (tag, _) = bench.put_records();
        bench.refuse(tag, ErrorCode::AccessDenied);
    }
    assert_eq!((bench.step(), bench.writer.totals.given_up), (Some(300), 1));

    // Without its stream it knows nothing of shards any more, and asks with the next record.
    let config = WriterConfig { total: Some(2), every_ms: 120, ..by_library(Kpl::default(), 1) };
    let mut bench = Bench::informed(config);
    assert_eq!(bench.step(), Some(100));
    let (tag, _) = bench.put_records();
    bench.refuse(tag, ErrorCode::ResourceNotFound);
    assert_eq!(bench.step(), Some(120));
    assert!(matches!(bench.call().1, Request::ListShards(_)));
}

#[test]
fn where_that_is_set_a_throttled_record_is_given_up_at_once() {
    let mut bench = Bench::informed(by_library(Kpl { fail_if_throttled: true, ..Kpl::default() }, 2));
    bench.step();
    let (tag, _) = bench.put_records();
    bench.take(tag, &[true, false]);
    assert_eq!((bench.step(), bench.writer.totals.given_up), (None, 1));
    let mut bench = Bench::informed(by_library(Kpl { fail_if_throttled: true, ..Kpl::default() }, 2));
    bench.step();
    let (tag, _) = bench.put_records();
    bench.refuse(tag, ErrorCode::ProvisionedThroughputExceeded);
    assert_eq!((bench.step(), bench.writer.totals.given_up), (None, 2));
}

#[test]
fn the_library_takes_records_of_a_mebibyte_and_no_larger_ones() {
    let with = |bytes| Bench::new(WriterConfig { bytes: Some(bytes), ..by_library(Kpl::default(), 1) });
    let bench = with(1_048_576);
    assert_eq!((bench.writer.totals.given_up, bench.writer.in_hand()), (0, 1));
    let bench = with(1_048_577);
    assert_eq!((bench.writer.totals.given_up, bench.writer.in_hand()), (1, 0));
    assert!(bench.events.contains(&ActorEvent::GaveUp { code: "IllegalArgumentException" }));
}

#[test]
fn what_the_library_has_kept_is_lost_with_its_process() {
    let mut bench = Bench::informed(by_library(Kpl::default(), 3));
    assert_eq!(bench.writer.in_hand(), 3);
    let config = WriterConfig { client: Client::Sdk(Sdk::default()), ..bench.writer.config.clone() };
    bench.writer.configure(config, bench.now);
    assert_eq!((bench.step(), bench.writer.in_hand(), bench.writer.totals.given_up), (None, 0, 3));
}

#[test]
fn records_whose_shards_nobody_knows_are_given_up_when_they_are_too_old() {
    let mut bench = Bench::new(by_library(Kpl::default(), 2));
    let (tag, _) = bench.call();
    bench.tell_shards(tag, Vec::new());
    assert_eq!(bench.step(), Some(30_000));
    assert_eq!((bench.writer.totals.given_up, bench.writer.is_finished()), (2, true));

    // A stream that is being made has no shards yet: it is asked again.
    let (config, mut buffer) = (Kpl::default(), Buffer::default());
    buffer.asked = true;
    buffer.learn(&[], &config);
    assert!(buffer.wants_shards());
    buffer.learn(&shards(1), &config);
    assert!(!buffer.wants_shards());
}

#[test]
fn one_call_has_five_hundred_records_and_five_mebibytes_at_most() {
    let config = Kpl { aggregation_enabled: false, rate_limit: 10_000, ..Kpl::default() };
    let portions = |count: usize, bytes: usize| {
        let mut buffer = Buffer::default();
        buffer.learn(&shards(1), &config);
        for _ in 0..count {
            buffer.add(Record { key: "k".to_owned(), data: vec![b'x'; bytes] }, Instant::ZERO, &config);
        }
        let (portions, _) = buffer.flush(Instant::from_millis(100), &config);
        portions.iter().map(Vec::len).collect::<Vec<_>>()
    };
    assert_eq!(portions(501, 1), [500, 1]);
    assert_eq!(portions(11, 524_287), [10, 1], "half a mebibyte each, with its key");
}

#[test]
fn a_packed_record_keeps_to_its_shard_by_an_explicit_hash_key() {
    let (config, mut buffer) = (Kpl::default(), Buffer::default());
    buffer.learn(&shards(5), &config);
    for truck in ["truck_1", "truck_2"] {
        buffer.add(Record { key: truck.to_owned(), data: b"x".to_vec() }, Instant::ZERO, &config);
    }
    let (portions, _) = buffer.flush(Instant::from_millis(100), &config);
    let packed = &portions[0][0].entry;
    assert_eq!(packed.explicit_hash_key, Some(HashKey::of("truck_1").to_string()));
}

#[test]
fn the_settings_of_the_library_are_its_own() {
    let Kpl { record_max_buffered_time, aggregation_enabled, aggregation_max_size, record_ttl, .. } = Kpl::default();
    assert_eq!((record_max_buffered_time, aggregation_max_size, record_ttl), (100, 51_200, 30_000));
    let Kpl { rate_limit, fail_if_throttled, .. } = Kpl::default();
    assert_eq!((aggregation_enabled, rate_limit, fail_if_throttled), (true, 150, false));
}
