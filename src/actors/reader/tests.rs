//! Readers against a stream that answers as it is told to.

use super::*;
use crate::base::{Arn, Rng};
use crate::call::{CallResult, Reply};
use crate::kinesis::api::{self, GetRecordsResult, GetShardIteratorResult, ListShardsResult, Shard};
use crate::kinesis::hash::HashKeyRange;
use crate::kinesis::{ErrorCode, KinesisError};

/// A reader with its chance, and what it did.
struct Bench {
    reader: Reader,
    rng: Rng,
    now: Instant,
    calls: Vec<(Tag, Call)>,
    events: Vec<ActorEvent>,
}

impl Bench {
    fn new(config: ReaderConfig) -> Self {
        let stream: Arn = "arn:aws:kinesis:us-east-1:000000000000:stream/s".parse().unwrap();
        let config = ReaderConfig { stream: Some(stream), ..config };
        let mut bench = Self {
            reader: Reader::new(config, Instant::ZERO),
            rng: Rng::new(1),
            now: Instant::ZERO,
            calls: Vec::new(),
            events: Vec::new(),
        };
        bench.run(0);
        bench
    }

    fn run(&mut self, to_ms: u64) {
        let to = Instant::from_millis(to_ms);
        while let Some(due) = self.reader.next_due().filter(|due| *due <= to) {
            self.now = self.now.max(due);
            let Self { reader, rng, now, calls, events } = self;
            reader.wake(&mut ActorCx { now: *now, rng, calls, events });
        }
        self.now = to;
    }

    /// The only call that is out.
    fn call(&mut self) -> (Tag, Request) {
        assert_eq!(self.calls.len(), 1, "{:?}", self.calls);
        match self.calls.pop() {
            Some((tag, Call::Kinesis(request))) => (tag, request),
            other => panic!("{other:?}"),
        }
    }

    fn answer(&mut self, tag: Tag, result: &CallResult) {
        let Self { reader, rng, now, calls, events } = self;
        reader.answer(&mut ActorCx { now: *now, rng, calls, events }, tag, result);
    }

    fn reply(&mut self, tag: Tag, reply: api::Reply) {
        self.answer(tag, &Ok(Reply::Kinesis(reply)));
    }

    fn refuse(&mut self, tag: Tag, code: ErrorCode) {
        self.answer(tag, &Err(KinesisError::new(code, "no").into()));
    }

    /// A reader of one shard, right before its first `GetRecords`.
    fn reading(config: ReaderConfig) -> Self {
        let mut bench = Self::new(config);
        let (tag, _) = bench.call();
        bench.reply(tag, api::Reply::ListShards(ListShardsResult { shards: vec![shard(0, &[])], next_token: None }));
        let (tag, request) = bench.call();
        assert!(matches!(request, Request::GetShardIterator(_)));
        bench.reply(tag, api::Reply::GetShardIterator(GetShardIteratorResult { shard_iterator: "i1".to_owned() }));
        bench
    }

    fn records(&mut self, tag: Tag, records: &[(&str, &str, u64)], next: Option<&str>) {
        let record = |(sequence, key, at): &(&str, &str, u64)| api::Record {
            sequence_number: (*sequence).to_owned(),
            approximate_arrival_timestamp: Timestamp::of(Instant::from_millis(*at), Epoch::DEFAULT),
            data: api::Blob(b"x".as_slice().into()),
            partition_key: Some((*key).to_owned()),
            encryption_type: None,
        };
        let records = records.iter().map(record).collect();
        let next_shard_iterator = next.map(str::to_owned);
        let reply = GetRecordsResult { records, next_shard_iterator, ..GetRecordsResult::default() };
        self.reply(tag, api::Reply::GetRecords(reply));
    }
}

fn shard(number: u32, parents: &[u32]) -> Shard {
    let name = |number: u32| format!("shardId-{number:012}");
    Shard {
        shard_id: name(number),
        parent_shard_id: parents.first().map(|parent| name(*parent)),
        adjacent_parent_shard_id: parents.get(1).map(|parent| name(*parent)),
        hash_key_range: HashKeyRange::part(0, 1),
        sequence_number_range: api::SequenceNumberRange::default(),
    }
}

#[test]
fn an_iterator_that_expired_is_replaced_behind_the_last_record() {
    let mut bench = Bench::reading(ReaderConfig::default());
    let (tag, _) = bench.call();
    bench.records(tag, &[("7", "k", 0)], Some("i2"));
    bench.run(200);
    let (tag, request) = bench.call();
    assert!(matches!(&request, Request::GetRecords(get) if get.shard_iterator.as_deref() == Some("i2")));
    bench.refuse(tag, ErrorCode::ExpiredIterator);
    let (_, request) = bench.call();
    let Request::GetShardIterator(get) = request else { panic!("{request:?}") };
    assert_eq!(get.shard_iterator_type.as_deref(), Some("AFTER_SEQUENCE_NUMBER"));
    assert_eq!(get.starting_sequence_number.as_deref(), Some("7"));
    assert_eq!(bench.reader.totals.expired, 1);
}

#[test]
fn one_that_began_with_the_latest_misses_nothing_when_its_iterator_expires() {
    let mut bench = Bench::reading(ReaderConfig { start: Start::Latest, ..ReaderConfig::default() });
    let (tag, _) = bench.call();
    bench.refuse(tag, ErrorCode::ExpiredIterator);
    let (_, request) = bench.call();
    let Request::GetShardIterator(get) = request else { panic!("{request:?}") };
    assert_eq!(get.shard_iterator_type.as_deref(), Some("AT_TIMESTAMP"));
    assert_eq!(get.timestamp, Some(Timestamp::of(Instant::ZERO, Epoch::DEFAULT)));
}

#[test]
fn a_throttled_call_is_tried_three_times_and_then_left_for_a_second() {
    let mut bench = Bench::reading(ReaderConfig::default());
    for _ in 0..2 {
        let (tag, _) = bench.call();
        bench.refuse(tag, ErrorCode::ProvisionedThroughputExceeded);
        let due = bench.reader.next_due().unwrap();
        bench.run(due.as_millis());
    }
    let (tag, _) = bench.call();
    bench.refuse(tag, ErrorCode::ProvisionedThroughputExceeded);
    let given_up = bench.now;
    assert_eq!(bench.reader.next_due(), Some(given_up.after(PAUSE)));
    assert_eq!((bench.reader.totals.throttled, bench.reader.totals.given_up), (3, 1));
    bench.run(given_up.after(PAUSE).as_millis());
    assert!(matches!(bench.call().1, Request::GetRecords(_)));
}

#[test]
fn a_crash_forgets_what_was_under_way() {
    let mut bench = Bench::reading(ReaderConfig { resume: Resume::Last, ..ReaderConfig::default() });
    let (tag, _) = bench.call();
    bench.records(tag, &[("7", "k", 0)], Some("i2"));
    bench.run(200);
    let (stale, _) = bench.call();
    let now = bench.now;
    bench.reader.crash(now, &mut bench.events);
    bench.records(stale, &[("8", "k", 0)], Some("i3"));
    assert_eq!(bench.reader.totals.records, 1);
    bench.run(10_200);
    assert_eq!(bench.calls.len(), 2, "it lists shards, and goes on behind the record that it was done with");
    let after = bench.calls.iter().any(|(_, call)| {
        matches!(call, Call::Kinesis(Request::GetShardIterator(get)) if get.starting_sequence_number.as_deref() == Some("7"))
    });
    assert!(after, "{:?}", bench.calls);
}

#[test]
fn work_takes_its_time_and_what_comes_too_late_is_counted() {
    let mut bench = Bench::reading(ReaderConfig { work_ms: 100, ..ReaderConfig::default() });
    bench.now = Instant::from_millis(1_000);
    let (tag, _) = bench.call();
    bench.records(tag, &[("1", "a", 900), ("2", "b", 910), ("3", "a", 800)], Some("i2"));
    bench.run(1_299);
    assert_eq!(bench.reader.totals.records, 2);
    bench.run(1_300);
    let totals = &bench.reader.totals;
    assert_eq!((totals.records, totals.out_of_order, totals.again), (3, 1, 0));
    assert_eq!((totals.latency.min, totals.latency.max), (200, 500));
    let late = ReaderEvent::OutOfOrder { shard: 0, records: 1, key: "a".into() };
    assert!(bench.events.contains(&ActorEvent::Reader(late)));
    // The pause begins when the work is done.
    assert_eq!(bench.reader.next_due(), Some(Instant::from_millis(1_500)));
}

#[test]
fn children_wait_for_all_their_parents() {
    let mut bench = Bench::new(ReaderConfig::default());
    let (tag, _) = bench.call();
    let shards = vec![shard(0, &[]), shard(1, &[]), shard(2, &[0, 1]), shard(3, &[9])];
    bench.reply(tag, api::Reply::ListShards(ListShardsResult { shards, next_token: None }));
    let phases = |bench: &Bench| bench.reader.shards.values().map(|shard| shard.phase).collect::<Vec<_>>();
    assert_eq!(
        phases(&bench),
        [Phase::Asking, Phase::Asking, Phase::Waiting, Phase::Asking],
        "9 is not there any more"
    );
    for (tag, call) in std::mem::take(&mut bench.calls) {
        let Call::Kinesis(Request::GetShardIterator(get)) = call else { panic!() };
        let shard_iterator = get.shard_id.unwrap();
        bench.reply(tag, api::Reply::GetShardIterator(GetShardIteratorResult { shard_iterator }));
    }
    for (place, (tag, _)) in std::mem::take(&mut bench.calls).into_iter().enumerate() {
        bench.records(tag, &[], if place < 2 { None } else { Some("more") });
        let expected = if place < 1 { Phase::Waiting } else { Phase::Asking };
        assert_eq!(phases(&bench)[2], expected);
    }
}

#[test]
fn numbers_of_more_digits_are_greater() {
    assert!(shard::is_after("10", "9") && !shard::is_after("9", "10") && !shard::is_after("9", "9"));
}

#[test]
fn each_beginning_asks_for_its_iterator() {
    let asked = |start: Start| {
        let mut bench = Bench::new(ReaderConfig { start, ..ReaderConfig::default() });
        let (tag, _) = bench.call();
        bench.reply(tag, api::Reply::ListShards(ListShardsResult { shards: vec![shard(0, &[])], next_token: None }));
        match bench.call().1 {
            Request::GetShardIterator(get) => {
                (get.shard_iterator_type.unwrap_or_default(), get.starting_sequence_number, get.timestamp)
            }
            other => panic!("{other:?}"),
        }
    };
    let number = || Some("7".to_owned());
    assert_eq!(asked(Start::TrimHorizon), ("TRIM_HORIZON".to_owned(), None, None));
    assert_eq!(asked(Start::Latest), ("LATEST".to_owned(), None, None));
    let at = Timestamp::of(Instant::from_millis(5_000), Epoch::DEFAULT);
    assert_eq!(asked(Start::AtTimestamp(5_000)), ("AT_TIMESTAMP".to_owned(), None, Some(at)));
    assert_eq!(asked(Start::AtSequenceNumber("7".to_owned())), ("AT_SEQUENCE_NUMBER".to_owned(), number(), None));
    let after = asked(Start::AfterSequenceNumber("7".to_owned()));
    assert_eq!(after, ("AFTER_SEQUENCE_NUMBER".to_owned(), number(), None));
}

#[test]
fn one_of_several_shards_is_read_with_those_that_come_after_it() {
    let mut bench = Bench::new(ReaderConfig { shard: "1".to_owned(), ..ReaderConfig::default() });
    let (tag, _) = bench.call();
    let shards = vec![shard(0, &[]), shard(1, &[]), shard(2, &[1]), shard(3, &[0])];
    bench.reply(tag, api::Reply::ListShards(ListShardsResult { shards, next_token: None }));
    let known: Vec<u32> = bench.reader.shards.values().map(ShardRead::number).collect();
    assert_eq!(known, [1, 2]);
}

#[test]
fn a_consumer_is_named_as_aws_takes_names() {
    let named = |name: &str, consumer: &str| {
        ReaderConfig { name: name.to_owned(), consumer: consumer.to_owned(), ..ReaderConfig::default() }.consumer_name()
    };
    assert_eq!(named("enhanced 1", ""), "enhanced-1");
    assert_eq!(named("x", "as it was typed"), "as it was typed", "what is wrong is for AWS to say");
}
