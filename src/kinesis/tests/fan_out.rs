//! Enhanced fan-out: what is pushed when, and where the next subscription goes on.

use super::*;
use crate::kinesis::sequence::SequenceNumber;

fn subscribe(consumer: &str, kind: &str, sequence_number: Option<String>) -> SubscribeToShard {
    SubscribeToShard {
        consumer_arn: text(consumer),
        shard_id: text("shardId-000000000000"),
        starting_position: Some(StartingPosition { kind: text(kind), sequence_number, timestamp: None }),
        dry_run: false,
    }
}

/// What was pushed since a time: how many milliseconds later, and the event; nothing at the end.
fn pushed(bench: &Bench, since: Instant) -> Vec<(u64, Option<&SubscribeToShardEvent>)> {
    let later = bench.pushes.iter().filter(|(at, _)| *at >= since.as_millis());
    later.map(|(at, push)| (at - since.as_millis(), push.what.as_ref())).collect()
}

fn count_of(event: &SubscribeToShardEvent) -> u64 {
    SequenceNumber::parse(&event.continuation_sequence_number).unwrap().count
}

#[test]
fn a_subscription_tells_every_five_seconds_that_it_lives_and_ends_after_five_minutes() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    let consumer = bench.register("s", "app");
    let since = bench.now;
    bench.done(subscribe(&consumer, "LATEST", None));
    bench.wait(secs(400));
    let pushed = pushed(&bench, since);
    let (end, signs) = pushed.split_last().unwrap();
    assert_eq!(*end, (300_000, None));
    let times: Vec<u64> = signs.iter().map(|(at, _)| *at).collect();
    assert_eq!(times, (0..60).map(|number| 70 + number * 5_000).collect::<Vec<u64>>());
    for (_, event) in signs {
        let event = event.unwrap();
        assert_eq!((event.records.len(), event.millis_behind_latest, event.child_shards.is_none()), (0, 0, true));
    }
}

#[test]
fn signs_of_life_move_the_place_where_the_next_subscription_goes_on() {
    let mut bench = Bench::new();
    bench.create("s", Some(2));
    let consumer = bench.register("s", "app");
    let since = bench.now;
    bench.done(subscribe(&consumer, "LATEST", None));
    bench.wait(secs(1));
    // Nothing comes to the shard itself; its neighbour counts with it.
    let request = PutRecord { explicit_hash_key: Some(u128::MAX.to_string()), ..put("s", "a", b"x") };
    bench.done(request);
    bench.wait(secs(5));
    let counts: Vec<u64> = pushed(&bench, since).iter().map(|(_, event)| count_of(event.unwrap())).collect();
    assert_eq!(counts, [0, 1]);
}

#[test]
fn after_the_last_continuation_nothing_comes_twice_and_nothing_is_missed() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    let consumer = bench.register("s", "app");
    bench.put("s", "a", b"1");
    let since = bench.now;
    bench.done(subscribe(&consumer, "TRIM_HORIZON", None));
    bench.wait(secs(1));
    bench.put("s", "a", b"2");
    bench.wait(secs(9));
    let data = |event: &SubscribeToShardEvent| -> Vec<Vec<u8>> {
        event.records.iter().map(|record| record.data.0.to_vec()).collect()
    };
    let first = pushed(&bench, since);
    let got: Vec<Vec<u8>> = first.iter().flat_map(|(_, event)| data(event.unwrap())).collect();
    assert_eq!(got, [b"1".to_vec(), b"2".to_vec()]);
    let continuation = first.last().unwrap().1.unwrap().continuation_sequence_number.clone();
    let id = bench.kinesis.consumers_of(bench.stream("s")).next().unwrap().id;
    bench.act(|kinesis, cx| kinesis.hang_up(cx, id, ShardId(0)));
    bench.put("s", "a", b"3");
    bench.wait(secs(1));
    let since = bench.now;
    bench.done(subscribe(&consumer, "AFTER_SEQUENCE_NUMBER", Some(continuation)));
    bench.wait(secs(1));
    let second = pushed(&bench, since);
    assert_eq!(second.len(), 1);
    assert_eq!((second[0].0, data(second[0].1.unwrap())), (70, vec![b"3".to_vec()]));
}

#[test]
fn each_consumer_has_two_mebibytes_a_second_of_a_shard() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    let consumers = [bench.register("s", "one"), bench.register("s", "two")];
    let data = vec![b'x'; (1 << 20) - 1];
    for _ in 0..5 {
        bench.put("s", "a", &data);
        bench.wait(secs(1));
    }
    let since = bench.now;
    for consumer in &consumers {
        bench.done(subscribe(consumer, "TRIM_HORIZON", None));
    }
    bench.wait(secs(4));
    let pushed: Vec<(u64, usize)> =
        pushed(&bench, since).iter().map(|(at, event)| (*at, event.unwrap().records.len())).collect();
    assert_eq!(pushed, [(70, 2), (70, 2), (1_070, 2), (1_070, 2), (2_070, 1), (2_070, 1)]);
}

#[test]
fn what_is_pushed_is_counted_for_the_consumer_and_the_shard() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    let consumer = bench.register("s", "app");
    bench.put("s", "key", b"1234567");
    let request = subscribe(&consumer, "TRIM_HORIZON", None);
    bench.done(request.clone());
    assert!(bench.refusal(request).starts_with("LimitExceededException"));
    bench.wait(secs(6));
    let stream = bench.stream("s");
    let totals = bench.kinesis.consumers_of(stream).next().unwrap().totals;
    assert_eq!((totals.subscribed, totals.refused), (1, 1));
    assert_eq!((totals.events, totals.records, totals.bytes), (2, 1, 10), "a sign of life is an event");
    let pushed = (stream.sum(|shard| shard.records_pushed), stream.sum(|shard| shard.bytes_pushed));
    assert_eq!(pushed, (1, 10));
}

#[test]
fn a_subscription_cannot_be_taken_over_for_five_seconds() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    let consumer = bench.register("s", "app");
    bench.done(subscribe(&consumer, "LATEST", None));
    let again = subscribe(&consumer, "LATEST", None);
    bench.wait(Duration::from_millis(999));
    assert!(bench.refusal(again.clone()).starts_with("LimitExceededException: Rate exceeded"), "once a second");
    bench.wait(Duration::from_millis(4_000));
    assert!(bench.refusal(again.clone()).starts_with("ResourceInUseException: Another active subscription"));
    bench.wait(Duration::from_millis(1));
    let before = bench.now;
    bench.done(again);
    assert_eq!(pushed(&bench, before), [(0, None)], "whoever had it is told that it is over");
    let told = bench.events.iter().any(|event| {
        matches!(event, KinesisEvent::SubscriptionEnded { why: "another one has taken its place", shard: 0, .. })
    });
    assert!(told);
}

#[test]
fn the_last_event_of_a_closed_shard_names_its_children() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    let consumer = bench.register("s", "app");
    bench.done(subscribe(&consumer, "LATEST", None));
    let split = SplitShard {
        stream_name: text("s"),
        shard_to_split: text("0"),
        new_starting_hash_key: text("17"),
        ..SplitShard::default()
    };
    bench.done(split);
    bench.wait(secs(19));
    bench.put("s", "a", b"last");
    let since = bench.now;
    bench.wait(secs(1));
    let pushed = pushed(&bench, since);
    let [(70, Some(record)), (1_000, Some(end)), (1_000, None)] = pushed.as_slice() else { panic!("{pushed:?}") };
    assert_eq!((record.records.len(), end.records.len(), record.child_shards.is_none()), (1, 0, true));
    let children = end.child_shards.as_ref().unwrap();
    let parents = children.iter().map(|child| (child.shard_id.as_str(), child.parent_shards.len()));
    assert_eq!(parents.collect::<Vec<_>>(), [("shardId-000000000001", 1), ("shardId-000000000002", 1)]);
    // Behind the end there is nothing to subscribe to.
    let after = subscribe(&consumer, "AFTER_SEQUENCE_NUMBER", Some(end.continuation_sequence_number.clone()));
    assert!(bench.refusal(after).contains("has reached max possible value for the shard"));
}
