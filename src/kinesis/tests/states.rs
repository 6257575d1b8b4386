//! What each operation answers about a stream in each of its states.

use super::*;

/// A stream of two shards that is in a state.
fn in_state(state: &str) -> Bench {
    let mut bench = Bench::new();
    bench.done(CreateStream { stream_name: text("s"), shard_count: Some(2), ..CreateStream::default() });
    if state != "CREATING" {
        bench.wait(secs(20));
    }
    match state {
        "UPDATING" => bench.done(UpdateMaxRecordSize { stream_arn: arn("s"), max_record_size_in_ki_b: Some(2_048) }),
        "DELETING" => bench.done(delete()),
        _ => {}
    }
    assert_eq!(bench.summary("s").stream_status, state);
    bench
}

fn delete() -> DeleteStream {
    DeleteStream { stream_name: text("s"), ..DeleteStream::default() }
}

fn not_active(state: &str) -> String {
    format!("ResourceInUseException: Stream s under account 000000000000 not ACTIVE, instead in state {state}")
}

/// Requests that want the stream to be doing nothing else.
fn changes() -> Vec<Request> {
    let (stream_name, stream_arn) = (text("s"), arn("s"));
    let (name, kms, key_id) = (|| text("s"), || text("KMS"), || text("alias/aws/kinesis"));
    let split = SplitShard {
        stream_name: name(),
        shard_to_split: text("0"),
        new_starting_hash_key: text("17"),
        ..SplitShard::default()
    };
    let merge = MergeShards {
        stream_name: name(),
        shard_to_merge: text("0"),
        adjacent_shard_to_merge: text("1"),
        ..MergeShards::default()
    };
    let scale = UpdateShardCount {
        stream_name: name(),
        target_shard_count: Some(4),
        scaling_type: text("UNIFORM_SCALING"),
        ..UpdateShardCount::default()
    };
    let start = StartStreamEncryption {
        stream_name: name(),
        encryption_type: kms(),
        key_id: key_id(),
        ..StartStreamEncryption::default()
    };
    let stop = StopStreamEncryption {
        stream_name: name(),
        encryption_type: kms(),
        key_id: key_id(),
        ..StopStreamEncryption::default()
    };
    let longer = IncreaseStreamRetentionPeriod {
        stream_name: name(),
        retention_period_hours: Some(48),
        ..IncreaseStreamRetentionPeriod::default()
    };
    let shorter = DecreaseStreamRetentionPeriod {
        stream_name: name(),
        retention_period_hours: Some(24),
        ..DecreaseStreamRetentionPeriod::default()
    };
    let to_on_demand = UpdateStreamMode {
        stream_arn: stream_arn.clone(),
        stream_mode_details: mode("ON_DEMAND"),
        ..UpdateStreamMode::default()
    };
    let larger = UpdateMaxRecordSize { stream_arn, max_record_size_in_ki_b: Some(2_048) };
    let warmer = UpdateStreamWarmThroughput {
        stream_name,
        warm_throughput_mi_bps: Some(8),
        ..UpdateStreamWarmThroughput::default()
    };
    vec![
        split.into(),
        merge.into(),
        scale.into(),
        start.into(),
        stop.into(),
        longer.into(),
        shorter.into(),
        to_on_demand.into(),
        larger.into(),
        warmer.into(),
    ]
}

/// Requests that change what stands beside a stream.
fn additions() -> [Request; 5] {
    let tag_keys = Some(vec!["0".to_owned()]);
    [
        AddTagsToStream { stream_name: text("s"), tags: tags(1), ..AddTagsToStream::default() }.into(),
        RemoveTagsFromStream { stream_name: text("s"), tag_keys: tag_keys.clone(), ..RemoveTagsFromStream::default() }
            .into(),
        TagResource { resource_arn: arn("s"), tags: tags(1) }.into(),
        UntagResource { resource_arn: arn("s"), tag_keys }.into(),
        register("s", "app").into(),
    ]
}

#[test]
fn whoever_wants_to_change_a_stream_has_to_wait_until_it_is_active() {
    for state in ["CREATING", "UPDATING", "DELETING"] {
        let mut bench = in_state(state);
        for request in changes() {
            assert_eq!(bench.refusal(request.clone()), not_active(state), "{request:?}");
        }
    }
    for request in changes().into_iter().take(9) {
        let mut bench = in_state("ACTIVE");
        bench.done(request.clone());
        let is_at_once = request.operation().ends_with("RetentionPeriod");
        assert_eq!(bench.summary("s").stream_status, if is_at_once { "ACTIVE" } else { "UPDATING" }, "{request:?}");
    }
}

#[test]
fn tags_and_consumers_are_added_while_a_stream_is_changed_but_not_before_it_is_there() {
    for state in ["CREATING", "DELETING"] {
        let mut bench = in_state(state);
        for request in additions() {
            assert_eq!(bench.refusal(request.clone()), not_active(state), "{request:?}");
        }
    }
    for state in ["ACTIVE", "UPDATING"] {
        let mut bench = in_state(state);
        for request in additions() {
            bench.done(request);
        }
    }
}

#[test]
fn records_go_in_and_out_of_a_stream_that_is_there() {
    let data: fn() -> [Request; 3] = || {
        let records = put_many("s", vec![entry("a", 1)]);
        [put("s", "a", b"x").into(), records.into(), iterator("s", "0", "LATEST").into()]
    };
    for state in ["CREATING", "DELETING"] {
        let mut bench = in_state(state);
        for request in data() {
            let expected = "ResourceNotFoundException: Stream s under account 000000000000 not found.";
            assert_eq!(bench.refusal(request), expected, "{state}");
        }
    }
    for state in ["ACTIVE", "UPDATING"] {
        let mut bench = in_state(state);
        for request in data() {
            bench.done(request);
        }
        let token = bench.iterator(iterator("s", "0", "TRIM_HORIZON"));
        bench.read(&token);
        bench.wait(secs(20));
        bench.done(delete());
        let request = GetRecords { shard_iterator: Some(token), ..GetRecords::default() };
        assert!(bench.refusal(request).starts_with("ResourceNotFoundException: Shard shardId-000000000000"));
    }
}

#[test]
fn a_stream_is_described_in_every_state() {
    for (state, shards) in [("CREATING", 0), ("ACTIVE", 2), ("UPDATING", 2), ("DELETING", 2)] {
        let mut bench = in_state(state);
        let describe = DescribeStream { stream_name: text("s"), ..DescribeStream::default() };
        let described = answer!(bench, DescribeStream, describe).stream_description;
        assert_eq!((described.stream_status.as_str(), described.shards.len()), (state, shards));
        let list = ListShards { stream_name: text("s"), ..ListShards::default() };
        assert_eq!(answer!(bench, ListShards, list).shards.len(), shards, "{state}");
        let listed = answer!(bench, ListStreams, ListStreams::default());
        assert_eq!(
            (listed.stream_names, listed.stream_summaries[0].stream_status.as_str()),
            (vec!["s".to_owned()], state)
        );
    }
}

#[test]
fn a_stream_can_be_deleted_in_every_state_and_twice() {
    for state in ["CREATING", "ACTIVE", "UPDATING", "DELETING"] {
        let mut bench = in_state(state);
        bench.done(delete());
        bench.done(delete());
        assert_eq!(bench.summary("s").stream_status, "DELETING");
        bench.wait(secs(20));
        let gone = "ResourceNotFoundException: Stream s under account 000000000000 not found.";
        assert_eq!(bench.refusal(delete()), gone, "{state}");
        let limits = answer!(bench, DescribeLimits, DescribeLimits {});
        assert_eq!(limits.open_shard_count, 0, "{state}");
    }
}

#[test]
fn a_name_that_is_no_shard_is_told_before_anybody_looks_for_the_stream() {
    let mut bench = Bench::new();
    let expected = "ResourceNotFoundException: Could not find shard shardId-2147483648 in stream nothing under account \
                    000000000000.";
    let shard = || text("shardId-2147483648");
    let split = SplitShard {
        stream_arn: arn("nothing"),
        shard_to_split: shard(),
        new_starting_hash_key: text("2"),
        ..SplitShard::default()
    };
    assert_eq!(bench.refusal(split), expected);
    let merge = MergeShards {
        stream_arn: arn("nothing"),
        shard_to_merge: text("0"),
        adjacent_shard_to_merge: shard(),
        ..MergeShards::default()
    };
    assert_eq!(bench.refusal(merge), expected);
    let iterator = GetShardIterator {
        stream_arn: arn("nothing"),
        shard_id: shard(),
        shard_iterator_type: text("LATEST"),
        ..GetShardIterator::default()
    };
    assert_eq!(bench.refusal(iterator), expected, "also where the stream is named by its ARN");
}
