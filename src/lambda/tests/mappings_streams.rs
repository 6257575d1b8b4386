//! A mapping of a stream from its creation on, with somebody who has the shards.

use super::*;
use crate::clock::Duration;
use crate::lambda::mappings::stream::{Condition, Position, StreamRecord};
use crate::lambda::mappings::{ShardInfo, StreamWish};
use std::sync::Arc;

const STREAM: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
const DEAD: &str = "arn:aws:sqs:us-east-1:000000000000:dead";
const DAY: Duration = Duration::from_secs(86_400);

/// A bench with a stream: its shards, and what is in them.
struct Streams {
    bench: Bench,
    shards: Vec<(ShardInfo, bool, Vec<StreamRecord>)>,
    answered: usize,
}

impl Streams {
    fn new(behaviour: Behaviour, change: impl FnOnce(&mut CreateEventSourceMapping)) -> Self {
        let mut bench = Bench::new();
        bench.function("f", behaviour);
        let mut request = CreateEventSourceMapping {
            event_source_arn: Some(STREAM.into()),
            function_name: "f".into(),
            starting_position: Some("TRIM_HORIZON".into()),
            ..CreateEventSourceMapping::default()
        };
        change(&mut request);
        bench.call(request).unwrap();
        Self { bench, shards: Vec::new(), answered: 0 }
    }

    fn shard(&mut self, id: &str, parents: &[&str]) {
        let parents = parents.iter().map(|parent| Arc::from(*parent)).collect();
        self.shards.push((ShardInfo { id: id.into(), parents }, false, Vec::new()));
    }

    fn put(&mut self, shard: &str, key: &str, data: &str) {
        let arrived = self.bench.now;
        let shard = self.shards.iter_mut().find(|(info, ..)| &*info.id == shard).unwrap();
        let sequence = format!("{:05}", shard.2.len() + 1).into();
        shard.2.push(StreamRecord { sequence, partition_key: key.into(), arrived, data: data.as_bytes().into() });
    }

    fn close(&mut self, shard: &str) {
        self.shards.iter_mut().find(|(info, ..)| &*info.id == shard).unwrap().1 = true;
    }

    /// Answers what was asked of the stream.
    fn answer(&mut self) {
        while let Some((_, call)) = self.bench.stream_calls.get(self.answered).cloned() {
            self.answered += 1;
            match call.wish {
                StreamWish::Shards => {
                    let shards: Vec<ShardInfo> = self.shards.iter().map(|(info, ..)| info.clone()).collect();
                    self.bench.act(|lambda, cx| lambda.shards_found(cx, call.mapping, &shards, DAY));
                }
                StreamWish::Records { shard, from, limit, .. } => {
                    let (_, closed, records) = self.shards.iter().find(|(info, ..)| info.id == shard).unwrap();
                    let is_wanted = |record: &&StreamRecord| match &from {
                        Position::After(sequence) => record.sequence > *sequence,
                        _ => true,
                    };
                    let found: Vec<_> = records.iter().filter(is_wanted).take(limit).cloned().collect();
                    let next = (!*closed).then(|| "next".into());
                    self.bench.act(|lambda, cx| lambda.shard_read(cx, call.mapping, &shard, found, next));
                }
                StreamWish::Subscribe { .. } | StreamWish::Leave { .. } => {}
            }
        }
    }

    /// Time passes in steps of a tenth of a second.
    fn until(&mut self, secs: u64) {
        let mut at = self.bench.now.as_millis();
        while at < secs * 1_000 {
            at += 100;
            self.bench.until(at);
            self.answer();
        }
    }

    fn uuid(&self) -> String {
        self.bench.lambda.mappings().next().unwrap().uuid.to_string()
    }

    fn shown(&mut self) -> (String, Option<String>) {
        let uuid = self.uuid();
        match self.bench.call(GetEventSourceMapping { uuid }).unwrap() {
            Reply::GetEventSourceMapping(shown) => (shown.state, shown.last_processing_result),
            other => panic!("{other:?}"),
        }
    }

    fn enable(&mut self, enabled: bool) {
        let uuid = self.uuid();
        self.bench.call(UpdateEventSourceMapping { uuid, enabled: Some(enabled), ..Default::default() }).unwrap();
    }

    fn done(&self) -> (u64, u64) {
        let mapping = self.bench.lambda.mappings().next().unwrap();
        let totals = mapping.shards().readers().map(|(_, reader)| reader.totals);
        totals.fold((0, 0), |(good, bad), totals| (good + totals.succeeded, bad + totals.discarded))
    }
}

#[test]
fn a_poison_record_blocks_its_shard_until_its_retries_are_over_and_a_queue_hears_of_it() {
    let poison = Behaviour { fail_when_contains: Some("poison".into()), ..Behaviour::default() };
    let mut streams = Streams::new(poison, |request| {
        request.batch_size = Some(1);
        request.maximum_retry_attempts = Some(2);
        let target = Some(Destination { destination: Some(DEAD.into()) });
        request.destination_config = Some(DestinationConfig { on_success: None, on_failure: target });
    });
    streams.shard("shardId-000000000000", &[]);
    streams.shard("shardId-000000000001", &[]);
    for data in ["1", "poison", "3"] {
        streams.put("shardId-000000000000", "a", data);
    }
    for data in ["1", "2", "3"] {
        streams.put("shardId-000000000001", "b", data);
    }
    streams.until(9);
    assert!(streams.bench.stream_calls.is_empty(), "nothing is read before it is enabled");
    streams.until(11);
    assert_eq!(streams.done(), (4, 0), "the other shard is done");
    streams.until(12);
    assert_eq!(streams.shown(), ("Enabled".into(), Some("PROBLEM: Function call failed".into())));
    streams.until(16);
    assert_eq!(streams.done(), (5, 1));
    assert_eq!(streams.shown().1.as_deref(), Some("OK"));
    let sent = &streams.bench.outgoing[0];
    assert_eq!((&*sent.target, sent.kind, sent.attributes.len()), (DEAD, DestinationKind::OnFailure, 0));
    assert!(sent.body.contains(r#""condition":"RetryAttemptsExhausted","approximateInvokeCount":3}"#), "{}", sent.body);
    let told = streams.bench.events.iter().find_map(|(_, event)| match event {
        LambdaEvent::RecordsDiscarded { records, condition, .. } => Some((*records, *condition)),
        _ => None,
    });
    assert_eq!(told, Some((1, Condition::RetryAttemptsExhausted)));
}

#[test]
fn one_that_begins_with_the_latest_asks_once_a_second_from_when_it_is_enabled() {
    let mut streams = Streams::new(Behaviour::default(), |request| request.starting_position = Some("LATEST".into()));
    streams.shard("s", &[]);
    streams.until(12);
    let read = |(at, call): &(u64, mappings::StreamCall)| match &call.wish {
        StreamWish::Records { from, .. } => Some((*at, from.clone())),
        _ => None,
    };
    let reads: Vec<(u64, Position)> = streams.bench.stream_calls.iter().filter_map(read).collect();
    // What comes between the first look and the next one is not missed; what came before the first one is.
    let since = Position::Since(Instant::from_millis(10_000));
    assert_eq!(reads, [(10_000, Position::Latest), (11_000, since.clone()), (12_000, since)]);
}

#[test]
fn children_are_read_when_their_parents_are_done() {
    let mut streams = Streams::new(Behaviour::default(), |request| request.batch_size = Some(1));
    streams.shard("parent", &[]);
    streams.put("parent", "a", "1");
    streams.put("parent", "a", "2");
    streams.until(12);
    assert_eq!(streams.done(), (2, 0));
    streams.shard("left", &["parent"]);
    streams.shard("right", &["parent"]);
    streams.put("left", "a", "3");
    streams.put("parent", "a", "last");
    streams.until(15);
    let reads = |streams: &Streams, id: &str| {
        let of = |wish: &StreamWish| matches!(wish, StreamWish::Records { shard, .. } if &**shard == id);
        streams.bench.stream_calls.iter().filter(|(_, call)| of(&call.wish)).count()
    };
    assert_eq!(reads(&streams, "left"), 0);
    streams.close("parent");
    streams.until(18);
    assert!(reads(&streams, "left") > 0 && reads(&streams, "right") > 0);
    let before = reads(&streams, "parent");
    streams.until(20);
    assert_eq!(reads(&streams, "parent"), before, "what is done is not read again");
}

#[test]
fn disabled_it_keeps_its_place_and_deleted_it_loses_it() {
    let slow = Behaviour { min_duration_ms: Some(1_000), ..Behaviour::default() };
    let mut streams = Streams::new(slow, |request| request.batch_size = Some(1));
    streams.shard("s", &[]);
    for data in ["1", "2", "3"] {
        streams.put("s", "a", data);
    }
    streams.until(11);
    // The first is done at eleven; the second is under way when it is disabled, and is still seen to its end.
    streams.enable(false);
    streams.until(30);
    let calls = streams.bench.stream_calls.len();
    streams.until(40);
    assert_eq!((streams.bench.stream_calls.len(), streams.shown().0), (calls, "Disabled".into()));
    streams.enable(true);
    streams.until(60);
    let from = streams.bench.stream_calls[calls..].iter().find_map(|(_, call)| match &call.wish {
        StreamWish::Records { from, .. } => Some(from.clone()),
        _ => None,
    });
    assert_eq!(from, Some(Position::After("00002".into())));
    let function = streams.bench.lambda.locate("f", &Caller::default()).unwrap();
    assert_eq!(streams.bench.lambda.function(function).unwrap().totals.invocations, 3, "each record once");
    let uuid = streams.uuid();
    streams.bench.call(DeleteEventSourceMapping { uuid }).unwrap();
    streams.until(80);
    assert_eq!(streams.bench.lambda.mappings().count(), 0);
}

#[test]
fn a_window_is_counted_by_the_function_and_throttles_use_nothing_up() {
    let mut streams = Streams::new(Behaviour::default(), |request| {
        (request.tumbling_window_in_seconds, request.maximum_retry_attempts) = (Some(30), Some(0));
    });
    streams.bench.reserve("f", 0).unwrap();
    streams.shard("s", &[]);
    streams.put("s", "a", "1");
    streams.until(20);
    assert_eq!(streams.done(), (0, 0));
    streams.bench.call(DeleteFunctionConcurrency { function_name: "f".into() }).unwrap();
    streams.until(60);
    assert_eq!(streams.done(), (1, 0));
    let id = streams.bench.lambda.locate("f", &Caller::default()).unwrap();
    let results: Vec<String> =
        streams.bench.lambda.function(id).unwrap().last_results().map(|ended| ended.ending.payload()).collect();
    assert_eq!(results, [r#"{"state":{"count":1}}"#, r#"{"state":{"count":1}}"#], "the last one has no records");
}

#[test]
fn without_its_function_a_stream_waits() {
    let mut streams = Streams::new(Behaviour::default(), |_| {});
    streams.shard("s", &[]);
    streams.put("s", "a", "1");
    streams.bench.call(DeleteFunction { function_name: "f".into() }).unwrap();
    streams.until(20);
    assert_eq!(streams.shown(), ("Enabled".into(), Some("PROBLEM: Function not found".into())));
    streams.bench.function("f", Behaviour::default());
    streams.until(30);
    assert_eq!((streams.done(), streams.shown().1.as_deref()), ((1, 0), Some("OK")));
}
