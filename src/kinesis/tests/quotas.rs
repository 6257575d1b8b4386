//! How many there can be, and how often something can be done in a day.

use super::*;

const DAY: u64 = 86_400;

fn scale(target: i64) -> UpdateShardCount {
    UpdateShardCount {
        stream_name: text("s"),
        target_shard_count: Some(target),
        scaling_type: text("UNIFORM_SCALING"),
        ..UpdateShardCount::default()
    }
}

fn to_mode(stream: &str, name: &str) -> UpdateStreamMode {
    UpdateStreamMode { stream_arn: arn(stream), stream_mode_details: mode(name), ..UpdateStreamMode::default() }
}

/// What a request is refused with that would make so many shards too many.
fn too_many(there: u32, limit: u32, more: u32) -> String {
    format!(
        "LimitExceededException: This request would exceed the shard limit for the account 000000000000 in us-east-1. \
         Current shard count for the account: {there}. Limit: {limit}. Number of additional shards that would have resulted \
         from this request: {more}. Refer to the AWS Service Limits page \
         (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to request higher \
         limits."
    )
}

#[test]
fn a_stream_has_twenty_consumers_and_fifty_with_the_commitment() {
    let fill = |bench: &mut Bench, most: usize| {
        for number in 0..most {
            bench.done(register("s", &format!("c{number}")));
            if number % 5 == 4 {
                bench.wait(secs(5));
            }
        }
        let expected =
            format!("LimitExceededException: There can be {most} consumers of stream s under account 000000000000.");
        assert_eq!(bench.refusal(register("s", "another")), expected);
    };
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    bench.commit();
    fill(&mut bench, 20);
    let mut bench = Bench::new();
    bench.create("s", None);
    fill(&mut bench, 20);
    let mut bench = Bench::new();
    bench.commit();
    bench.create("s", None);
    fill(&mut bench, 50);
}

#[test]
fn shards_of_splits_and_those_on_the_way_of_a_scaling_count() {
    let mut bench = Bench::new();
    bench.kinesis.limits.shards = 2;
    bench.create("s", Some(2));
    let split = SplitShard {
        stream_name: text("s"),
        shard_to_split: text("0"),
        new_starting_hash_key: text("17"),
        ..SplitShard::default()
    };
    assert_eq!(bench.refusal(split), too_many(2, 2, 1));
    // From two to three both are split before two of the four parts become one.
    bench.kinesis.limits.shards = 3;
    assert_eq!(bench.refusal(scale(3)), too_many(2, 3, 2));
    bench.kinesis.limits.shards = 4;
    bench.done(scale(3));
    bench.wait(secs(20));
    assert_eq!(bench.summary("s").open_shard_count, 3);
    // On the way back four are open again.
    bench.kinesis.limits.shards = 3;
    assert_eq!(bench.refusal(scale(2)), too_many(3, 3, 1));
}

#[test]
fn on_demand_streams_have_a_quota_of_their_own_however_they_come_to_be() {
    let mut bench = Bench::new();
    bench.kinesis.limits.on_demand_streams = 1;
    bench.create("first", None);
    let full = |there: u32| {
        format!(
            "LimitExceededException: This request would exceed the on-demand stream limit for the account 000000000000 in \
             us-east-1. Current on-demand stream count: {there}. Limit: 1."
        )
    };
    let another = CreateStream { stream_name: text("another"), ..CreateStream::default() };
    assert_eq!(bench.refusal(another), full(1));
    bench.create("s", Some(2));
    assert_eq!(bench.refusal(to_mode("s", "ON_DEMAND")), full(1));
    bench.done(DeleteStream { stream_name: text("first"), ..DeleteStream::default() });
    bench.wait(secs(20));
    bench.create("other", Some(1));
    bench.done(to_mode("s", "ON_DEMAND"));
    assert_eq!(bench.refusal(to_mode("other", "ON_DEMAND")), full(1), "one that is about to be one counts");
    // Back to provisioned shards they count among those.
    bench.wait(secs(20));
    bench.kinesis.limits.shards = 2;
    assert_eq!(bench.refusal(to_mode("s", "PROVISIONED")), too_many(1, 2, 2));
    let limits = answer!(bench, DescribeLimits, DescribeLimits {});
    assert_eq!((limits.on_demand_stream_count, limits.open_shard_count, limits.shard_limit), (1, 1, 2));
}

#[test]
fn encryption_is_started_and_stopped_twenty_five_times_a_day() {
    let start = || StartStreamEncryption {
        stream_name: text("s"),
        encryption_type: text("KMS"),
        key_id: text("alias/aws/kinesis"),
        ..StartStreamEncryption::default()
    };
    let stop = || StopStreamEncryption {
        stream_name: text("s"),
        encryption_type: text("KMS"),
        key_id: text("alias/aws/kinesis"),
        ..StopStreamEncryption::default()
    };
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    for _ in 0..25 {
        bench.done(start());
        bench.wait(secs(20));
        bench.done(stop());
        bench.wait(secs(20));
    }
    let too_often =
        |operation: &str| format!("LimitExceededException: {operation} can succeed 25 times in 24 hours for a stream.");
    assert_eq!(bench.refusal(start()), too_often("StartStreamEncryption"));
    assert_eq!(bench.refusal(stop()), too_often("StopStreamEncryption"));
    bench.wait(secs(DAY - 25 * 40 - 1));
    assert_eq!(bench.refusal(start()), too_often("StartStreamEncryption"));
    bench.wait(secs(1));
    bench.done(start());
    bench.wait(secs(20));
    assert_eq!(bench.refusal(start()), too_often("StartStreamEncryption"), "the second of the day before still counts");
}

#[test]
fn a_resource_has_fifty_tags_from_the_beginning_or_later() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    let more = |what: &str| {
        format!(
            "InvalidArgumentException: Failed to add tags to {what} because a given stream cannot have more than 50 tags \
             associated with it."
        )
    };
    let create = |tags| CreateStream { stream_name: text("t"), shard_count: Some(1), tags, ..CreateStream::default() };
    let add = |tags| AddTagsToStream { stream_name: text("s"), tags, ..AddTagsToStream::default() };
    let consumer = |tags| RegisterStreamConsumer { tags, ..register("s", "app") };
    assert_eq!(bench.refusal(create(tags(51))), more("stream t under account 000000000000"));
    assert_eq!(bench.refusal(consumer(tags(51))), more("consumer app"));
    assert_eq!(bench.refusal(add(tags(51))), more("stream s under account 000000000000"));
    bench.done(create(tags(50)));
    bench.done(consumer(tags(50)));
    bench.done(add(tags(50)));
    bench.done(add(tags(50)));
    let one = |key: &str| Some(BTreeMap::from([(key.to_owned(), String::new())]));
    assert_eq!(bench.refusal(add(one("another"))), more("stream s under account 000000000000"));
    // A percent sign passes the first look at the characters, and no further.
    for refused in [
        bench.refusal(CreateStream { stream_name: text("u"), ..create(one("per%cent")) }),
        bench.refusal(RegisterStreamConsumer { consumer_name: text("b"), ..consumer(one("per%cent")) }),
        bench.refusal(TagResource { resource_arn: arn("s"), tags: one("per%cent") }),
    ] {
        assert!(refused.contains("because some tags contained illegal characters."), "{refused}");
    }
}
