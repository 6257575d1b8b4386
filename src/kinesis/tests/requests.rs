//! What the model asks of requests before an operation looks at them, and how they name their stream.

use super::*;

/// Requests that name a stream by its ARN alone.
macro_rules! by_arn {
    ($($operation:ident { $($field:ident: $value:expr),* $(,)? }),* $(,)?) => {
        vec![$(Request::from($operation { stream_arn: arn("nothing"), $($field: $value,)* ..$operation::default() })),*]
    };
}

fn refused_as_invalid(bench: &mut Bench, request: impl Into<Request>, expected: &str) {
    let refused = bench.refusal(request);
    assert!(refused.starts_with("ValidationException: ") && refused.contains(expected), "{refused}");
}

#[test]
#[allow(clippy::needless_update, reason = "some have no other member")]
fn every_operation_on_a_stream_knows_it_by_its_arn() {
    let keys = || Some(vec!["0".to_owned()]);
    let metrics = || Some(vec!["ALL".to_owned()]);
    let (kms, key_id) = (|| text("KMS"), || text("alias/aws/kinesis"));
    let mut requests = by_arn![
        AddTagsToStream { tags: tags(1) },
        DecreaseStreamRetentionPeriod { retention_period_hours: Some(24) },
        DeleteStream {},
        DescribeStream {},
        DescribeStreamSummary {},
        DisableEnhancedMonitoring { shard_level_metrics: metrics() },
        EnableEnhancedMonitoring { shard_level_metrics: metrics() },
        GetShardIterator { shard_id: text("0"), shard_iterator_type: text("LATEST") },
        IncreaseStreamRetentionPeriod { retention_period_hours: Some(24) },
        ListShards {},
        ListTagsForStream {},
        MergeShards { shard_to_merge: text("0"), adjacent_shard_to_merge: text("1") },
        PutRecord { partition_key: text("a"), data: Some(Vec::new()) },
        PutRecords { records: Some(vec![entry("a", 1)]) },
        RemoveTagsFromStream { tag_keys: keys() },
        SplitShard { shard_to_split: text("0"), new_starting_hash_key: text("17") },
        StartStreamEncryption { encryption_type: kms(), key_id: key_id() },
        StopStreamEncryption { encryption_type: kms(), key_id: key_id() },
        UpdateShardCount { target_shard_count: Some(1), scaling_type: text("UNIFORM_SCALING") },
        UpdateStreamWarmThroughput { warm_throughput_mi_bps: Some(1) },
    ];
    requests.extend(by_arn![
        ListStreamConsumers {},
        RegisterStreamConsumer { consumer_name: text("app") },
        UpdateMaxRecordSize { max_record_size_in_ki_b: Some(1_024) },
        UpdateStreamMode { stream_mode_details: mode("ON_DEMAND") },
        UpdateStreamRecordDistributionStrategy { record_distribution_strategy: text("AUTO") },
    ]);
    let mut bench = Bench::new();
    for request in requests {
        let expected = "ResourceNotFoundException: Stream nothing under account 000000000000 not found.";
        assert_eq!(bench.refusal(request.clone()), expected, "{}", request.operation());
    }
    // Both together are good as long as they agree.
    bench.create("s", Some(1));
    bench.done(DescribeStreamSummary { stream_name: text("s"), stream_arn: arn("s") });
}

#[test]
fn who_only_asks_whether_it_would_be_done_changes_nothing() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    let consumer = bench.register("s", "app");
    let shard_iterator = Some(bench.iterator(iterator("s", "0", "LATEST")));
    let position = StartingPosition { kind: text("LATEST"), ..StartingPosition::default() };
    let subscribe = SubscribeToShard {
        consumer_arn: Some(consumer),
        shard_id: text("0"),
        starting_position: Some(position),
        dry_run: true,
    };
    let requests: [Request; 5] = [
        PutRecord { dry_run: true, ..put("s", "a", b"x") }.into(),
        PutRecords { dry_run: true, ..put_many("s", vec![entry("a", 1)]) }.into(),
        GetShardIterator { dry_run: true, ..iterator("s", "0", "LATEST") }.into(),
        GetRecords { dry_run: true, shard_iterator, ..GetRecords::default() }.into(),
        subscribe.into(),
    ];
    for request in requests {
        let expected = "DryRunOperationException: Request would have succeeded, but DryRun flag is set.";
        assert_eq!(bench.refusal(request), expected);
    }
}

#[test]
fn a_request_has_five_hundred_records_and_ten_mebibytes_or_in_older_days_five() {
    for (set, mebibytes) in [(LimitSet::Now, 10), (LimitSet::Then, 5)] {
        let mut bench = Bench::with(set);
        bench.create("s", Some(1));
        bench.done(put_many("s", vec![entry("a", 1); 500]));
        let many = put_many("s", vec![entry("a", 1); 501]);
        refused_as_invalid(&mut bench, many, "at 'records' failed to satisfy constraint: Member must have length less");
        let mut records = vec![entry("a", (1 << 20) - 1); mebibytes];
        let full = answer!(bench, PutRecords, put_many("s", records.clone()));
        assert_eq!(full.records.len(), mebibytes);
        records.push(entry("a", 0));
        let expected = format!("InvalidArgumentException: Records size exceeds {mebibytes} MB limit");
        assert_eq!(bench.refusal(put_many("s", records)), expected, "keys count as well");
    }
}

#[test]
fn a_key_has_256_characters_whatever_their_bytes() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    let long = "é".repeat(256);
    bench.put("s", &long, b"x");
    let token = bench.iterator(iterator("s", "0", "TRIM_HORIZON"));
    assert_eq!(bench.read(&token).records[0].partition_key.as_deref(), Some(long.as_str()));
    refused_as_invalid(&mut bench, put("s", &"é".repeat(257), b"x"), "less than or equal to 256");
    // An explicit hash key takes none of that away.
    let without = PutRecord { partition_key: None, explicit_hash_key: text("0"), ..put("s", "a", b"x") };
    refused_as_invalid(&mut bench, without, "Value null at 'partitionKey'");
}

#[test]
fn a_stream_is_made_for_larger_records() {
    let mut bench = Bench::new();
    let create = |kib| CreateStream {
        stream_name: text("s"),
        shard_count: Some(1),
        max_record_size_in_ki_b: Some(kib),
        ..CreateStream::default()
    };
    refused_as_invalid(&mut bench, create(1_023), "greater than or equal to 1024");
    refused_as_invalid(&mut bench, create(10_241), "less than or equal to 10240");
    bench.done(create(2_048));
    bench.wait(secs(20));
    assert_eq!(bench.summary("s").max_record_size_in_ki_b, 2_048);
    bench.put("s", "a", &vec![b'x'; (2 << 20) - 1]);
    let refused = bench.refusal(put("s", "ab", &vec![b'x'; (2 << 20) - 1]));
    assert!(refused.starts_with("InvalidArgumentException: Data and PartitionKey together"), "{refused}");
}

#[test]
fn lengths_are_those_of_the_model() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    let add = |key: &str, value: &str| AddTagsToStream {
        stream_name: text("s"),
        tags: Some(BTreeMap::from([(key.to_owned(), value.to_owned())])),
        ..AddTagsToStream::default()
    };
    refused_as_invalid(&mut bench, add("", ""), "Map keys must satisfy constraint");
    refused_as_invalid(&mut bench, add(&"k".repeat(129), ""), "Map keys must satisfy constraint");
    refused_as_invalid(&mut bench, add("k", &"v".repeat(257)), "Map value must satisfy constraint");
    bench.done(add(&"k".repeat(128), &"v".repeat(256)));
    let many = AddTagsToStream { stream_name: text("s"), tags: tags(201), ..AddTagsToStream::default() };
    refused_as_invalid(&mut bench, many, "at 'tags' failed to satisfy constraint: Member must have length less than");
    let keys = Some(vec!["k".to_owned(); 51]);
    let remove = RemoveTagsFromStream { stream_name: text("s"), tag_keys: keys.clone(), stream_arn: None };
    refused_as_invalid(&mut bench, remove, "less than or equal to 50");
    refused_as_invalid(
        &mut bench,
        UntagResource { resource_arn: arn("s"), tag_keys: keys },
        "less than or equal to 50",
    );
    let list = ListTagsForStream { stream_name: text("s"), limit: Some(51), ..ListTagsForStream::default() };
    refused_as_invalid(&mut bench, list, "less than or equal to 50");
    let get = |iterator: String| GetRecords { shard_iterator: Some(iterator), ..GetRecords::default() };
    refused_as_invalid(&mut bench, get(String::new()), "greater than or equal to 1");
    refused_as_invalid(&mut bench, get("x".repeat(513)), "less than or equal to 512");
    let metrics = EnableEnhancedMonitoring {
        stream_name: text("s"),
        shard_level_metrics: Some(vec!["IncomingBytes".to_owned(); 8]),
        stream_arn: None,
    };
    refused_as_invalid(&mut bench, metrics, "less than or equal to 7");
    let key = StartStreamEncryption {
        stream_name: text("s"),
        encryption_type: text("KMS"),
        key_id: Some("k".repeat(2_049)),
        ..StartStreamEncryption::default()
    };
    refused_as_invalid(&mut bench, key, "less than or equal to 2048");
}

#[test]
fn one_sentence_tells_ten_faults_at_most() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    let refused = bench.refusal(put_many("s", vec![PutRecordsRequestEntry::default(); 6]));
    assert!(refused.starts_with("ValidationException: 10 validation errors detected: "), "{refused}");
    assert_eq!(refused.split("; ").count(), 10);
    assert!(refused.contains("records.5.member.") && !refused.contains("records.6.member."), "{refused}");
}

#[test]
fn retention_is_from_a_day_to_a_year() {
    let mut bench = Bench::new();
    bench.create("s", Some(1));
    let longer = |hours| IncreaseStreamRetentionPeriod {
        stream_name: text("s"),
        retention_period_hours: Some(hours),
        ..IncreaseStreamRetentionPeriod::default()
    };
    let shorter = |hours| DecreaseStreamRetentionPeriod {
        stream_name: text("s"),
        retention_period_hours: Some(hours),
        ..DecreaseStreamRetentionPeriod::default()
    };
    // What it is already is no fault, in either direction.
    bench.done(longer(24));
    bench.done(shorter(24));
    bench.done(longer(8_760));
    bench.done(longer(8_760));
    assert_eq!(bench.summary("s").retention_period_hours, 8_760);
    assert!(bench.refusal(longer(8_761)).contains("Maximum allowed retention period is 8760 hours."));
    assert!(bench.refusal(shorter(23)).contains("Minimum allowed retention period is 24 hours."));
}
