//! What becomes of batches, records and windows, case by case.

use super::*;

#[test]
fn the_documented_event_and_document_byte_for_byte() {
    let mut bench = Bench::new(fails_on_poison, |_, stream| stream.retries = 1);
    bench.put("k", "poison");
    bench.until(10);
    assert_eq!(
        bench.payloads[0],
        "{\"Records\":[{\"kinesis\":{\"kinesisSchemaVersion\":\"1.0\",\"partitionKey\":\"k\",\"sequenceNumber\":\"00001\",\
         \"data\":\"cG9pc29u\",\"approximateArrivalTimestamp\":1767225600.0},\"eventSource\":\"aws:kinesis\",\
         \"eventVersion\":\"1.0\",\"eventID\":\"shardId-000000000000:00001\",\"eventName\":\"aws:kinesis:record\",\
         \"invokeIdentityArn\":\"arn:aws:iam::000000000000:role/f\",\"awsRegion\":\"us-east-1\",\
         \"eventSourceARN\":\"arn:aws:kinesis:us-east-1:000000000000:stream/s\"}]}"
    );
    let at = Instant::from_millis(4_000);
    let text = document(&bench.reader.rules.context, at, Uuid::nil(), &bench.discarded[0], false);
    assert_eq!(
        text,
        "{\"requestContext\":{\"requestId\":\"00000000-0000-0000-0000-000000000002\",\
         \"functionArn\":\"arn:aws:lambda:us-east-1:000000000000:function:f\",\
         \"condition\":\"RetryAttemptsExhausted\",\"approximateInvokeCount\":2},\
         \"responseContext\":{\"statusCode\":200,\"executedVersion\":\"$LATEST\",\"functionError\":\"Unhandled\"},\
         \"version\":\"1.0\",\"timestamp\":\"2026-01-01T00:00:04.000Z\",\
         \"KinesisBatchInfo\":{\"shardId\":\"shardId-000000000000\",\"startSequenceNumber\":\"00001\",\
         \"endSequenceNumber\":\"00001\",\"approximateArrivalOfFirstRecord\":\"2026-01-01T00:00:00.000Z\",\
         \"approximateArrivalOfLastRecord\":\"2026-01-01T00:00:00.000Z\",\"batchSize\":1,\
         \"streamArn\":\"arn:aws:kinesis:us-east-1:000000000000:stream/s\"}}"
    );
    let with = document(&bench.reader.rules.context, at, Uuid::nil(), &bench.discarded[0], true);
    assert!(with.ends_with("}\"}") && with.contains(",\"payload\":\"{\\\"Records\\\":["), "for a bucket");
}

#[test]
fn a_poison_record_blocks_its_shard_until_the_retries_are_over_and_only_that() {
    let mut bench = Bench::new(fails_on_poison, |settings, stream| (settings.batch_size, stream.retries) = (1, 3));
    let mut other = Bench::new(fails_on_poison, |settings, _| settings.batch_size = 1);
    for data in ["first", "poison", "last"] {
        bench.put("k", data);
        other.put("k", &data.replace("poison", "good"));
    }
    bench.until(6);
    other.until(6);
    assert_eq!(
        (bench.handled.as_slice(), other.handled.len()),
        (&["first".to_owned()][..], 3),
        "another shard goes on"
    );
    bench.until(60);
    assert_eq!(bench.handled, ["first", "last"]);
    // At once, and after waits of one, two and four seconds.
    let attempts: Vec<u64> = bench.got.iter().filter(|(_, batch)| batch[0] == "poison").map(|(at, _)| *at).collect();
    assert_eq!(attempts, [2_000, 4_000, 7_000, 12_000]);
    assert_eq!((bench.discarded.len(), bench.discarded[0].invoke_count), (1, 4));
}

#[test]
fn without_an_end_a_poison_record_blocks_its_shard_until_it_expires() {
    let mut bench = Bench::new(fails_on_poison, |settings, _| settings.batch_size = 1);
    bench.put("k", "poison");
    bench.put("k", "behind");
    bench.until(86_399);
    assert!(bench.handled.is_empty());
    bench.now = Instant::from_millis(86_399_000);
    bench.put("k", "fresh");
    bench.until(86_500);
    assert_eq!(bench.handled, ["fresh"], "what stood behind it has expired with it");
    let totals = bench.reader.totals;
    assert_eq!((totals.expired, totals.discarded, bench.discarded.len()), (2, 0, 0), "no document tells of that");
}

#[test]
fn records_that_are_too_old_are_given_up_before_an_attempt() {
    let mut bench = Bench::new(fails_on_poison, |settings, stream| (settings.batch_size, stream.age_secs) = (10, 60));
    bench.put("k", "poison");
    bench.until(30);
    bench.put("k", "younger");
    bench.until(100);
    assert_eq!(bench.handled, ["younger"]);
    let discarded = &bench.discarded[0];
    assert_eq!((discarded.condition, discarded.records), (Condition::RecordAgeExceeded, 1));
    let text = document(&bench.reader.rules.context, bench.now, Uuid::nil(), discarded, false);
    assert!(!text.contains("responseContext") && text.contains("\"condition\":\"RecordAgeExceeded\""), "{text}");
}

#[test]
fn a_batch_is_divided_until_the_poison_is_alone_and_that_counts_as_no_retry() {
    let mut bench = Bench::new(fails_on_poison, |_, stream| (stream.bisect, stream.retries) = (true, 0));
    for data in ["a", "b", "c", "poison", "e"] {
        bench.put("k", data);
    }
    bench.until(60);
    assert_eq!(
        bench.batches(),
        [
            vec!["a", "b", "c", "poison", "e"],
            vec!["a", "b"],
            vec!["c", "poison", "e"],
            vec!["c"],
            vec!["poison", "e"],
            vec!["poison"],
            vec!["e"]
        ]
    );
    assert_eq!(bench.handled, ["a", "b", "c", "e"]);
    assert_eq!((bench.discarded.len(), &*bench.discarded[0].sequences.0), (1, "00004"));
}

#[test]
fn a_reported_failure_is_the_checkpoint_and_what_is_left_begins_anew() {
    let mut bench = Bench::new(reports_poison, |settings, stream| {
        (settings.batch_size, settings.reports_items, stream.retries) = (3, true, 3);
    });
    for data in ["1", "2", "3", "4", "5", "poison"] {
        bench.put("k", data);
    }
    bench.until(60);
    let poison = bench.batches().into_iter().filter(|batch| batch.contains(&"poison")).collect::<Vec<_>>();
    assert_eq!(poison, [vec!["4", "5", "poison"], vec!["poison"], vec!["poison"], vec!["poison"], vec!["poison"]]);
    let discarded = &bench.discarded[0];
    assert_eq!((discarded.invoke_count, discarded.is_function_error), (4, false), "as recorded from AWS");
    // The lowest number counts: what succeeded behind it is done again.
    let mut bench = Bench::new(reports_poison, |settings, stream| {
        (settings.batch_size, settings.reports_items, stream.retries) = (3, true, 0);
    });
    for data in ["1", "poison", "3"] {
        bench.put("k", data);
    }
    bench.until(60);
    assert_eq!(bench.batches(), [vec!["1", "poison", "3"], vec!["poison", "3"]]);
    assert_eq!((bench.handled.len(), bench.discarded[0].records), (1, 2), "given up together, as nothing divides them");
    // With division what is left is divided.
    let mut bench = Bench::new(reports_poison, |settings, stream| {
        (settings.batch_size, settings.reports_items, stream.retries, stream.bisect) = (3, true, 0, true);
    });
    for data in ["1", "poison", "3"] {
        bench.put("k", data);
    }
    bench.until(60);
    assert_eq!((bench.handled.as_slice(), bench.discarded[0].records), (&["1".to_owned(), "3".to_owned()][..], 1));
}

#[test]
fn answers_that_cannot_be_used_fail_the_batch() {
    let wrong: Code = |_| Ending::Answered(r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#.into());
    let mut bench = Bench::new(wrong, |settings, stream| (settings.reports_items, stream.retries) = (true, 1));
    bench.put("k", "a");
    bench.until(60);
    assert_eq!((bench.got.len(), bench.discarded[0].invoke_count, bench.handled.len()), (2, 2, 0));
    let mut bench = Bench::new(wrong, |_, _| {});
    bench.put("k", "a");
    bench.until(60);
    assert_eq!(bench.handled, ["a"], "nobody looks at the answer where that was not asked for");
}

#[test]
fn throttled_batches_wait_and_use_no_attempt_up() {
    let mut bench = Bench::new(|_| Ending::NotBegun, |_, stream| stream.retries = 0);
    bench.put("k", "a");
    bench.until(300);
    assert!(bench.discarded.is_empty() && bench.got.len() > 5);
    bench.code = well;
    bench.until(400);
    assert_eq!(bench.handled, ["a"]);
}

#[test]
fn ten_lanes_run_at_once_and_a_key_stays_in_its_own() {
    let mut bench = Bench::new(fails_on_poison, |settings, stream| {
        (settings.batch_size, stream.parallelization) = (1, 10);
    });
    for n in 0..40 {
        bench.put(&format!("k{}", n % 20), &format!("k{} {n:02}", n % 20));
    }
    bench.put("k0", "poison");
    bench.put("k0", "k0 behind");
    bench.until(2);
    let at_once = bench.got.iter().filter(|(at, _)| *at == 1_000).count();
    assert!((7..=10).contains(&at_once), "{at_once} lanes have something to do");
    bench.until(200);
    for key in 0..20 {
        let own: Vec<&String> = bench.handled.iter().filter(|data| data.starts_with(&format!("k{key} "))).collect();
        assert!(own.is_sorted(), "{own:?}");
    }
    assert!(!bench.handled.contains(&"k0 behind".to_owned()));
    // Keys that share the lane wait too, the other nine lanes are done.
    assert!(bench.handled.len() >= 36 && bench.reader.in_hand() <= 6, "{}", bench.handled.len());
}

#[test]
fn batches_go_by_size_by_window_and_by_six_megabytes() {
    let mut bench = Bench::new(well, |settings, _| (settings.batch_size, settings.window_secs) = (3, 10));
    for data in ["1", "2", "3", "4"] {
        bench.put("k", data);
    }
    bench.until(30);
    assert_eq!(bench.got, [(1_000, vec!["1".into(), "2".into(), "3".into()]), (11_000, vec!["4".into()])]);
    let mut bench = Bench::new(well, |_, _| {});
    let large = "x".repeat(1 << 20);
    for _ in 0..6 {
        bench.put("k", &large);
    }
    bench.until(30);
    let sizes: Vec<usize> = bench.got.iter().map(|(_, batch)| batch.len()).collect();
    assert_eq!(sizes, [4, 2], "a third more as base64");
}

#[test]
fn positions_decide_what_is_read_first_and_filters_advance() {
    let read = |start: Position| {
        let mut bench = Bench::from(start, well, |_, _| {});
        bench.put("k", "old");
        bench.until(5);
        bench.put("k", "new");
        bench.until(20);
        bench.handled
    };
    assert_eq!(read(Position::TrimHorizon), ["old", "new"]);
    assert_eq!(read(Position::AtTimestamp(1_767_225_603)), ["new"]);
    assert_eq!(read(Position::After("00001".into())), ["new"]);
    let mut bench = Bench::from(Position::Latest, well, |_, _| {});
    bench.until(5);
    bench.put("k", "new");
    bench.until(20);
    assert_eq!(bench.handled, ["new"], "nothing is missed between two reads");

    let mut bench = Bench::new(well, |settings, _| {
        let pattern = Some(r#"{"data":{"size":[{"numeric":[">",1]}]}}"#.to_owned());
        let filters = vec![api::Filter { pattern }];
        settings.filters = Filters::read(&api::FilterCriteria { filters }).unwrap();
    });
    for data in [r#"{"size":1}"#, r#"{"size":2}"#, "plain"] {
        bench.put("k", data);
    }
    bench.until(20);
    assert_eq!((bench.handled.len(), bench.reader.totals.filtered), (1, 2));
    let by_key = [r#"{"partitionKey":["k"]}"#, r#"{"kinesis":{"partitionKey":["k"]}}"#];
    for pattern in by_key {
        let mut bench = Bench::new(well, |settings, _| {
            let filters = vec![api::Filter { pattern: Some(pattern.to_owned()) }];
            settings.filters = Filters::read(&api::FilterCriteria { filters }).unwrap();
        });
        bench.put("k", "mine");
        bench.put("other", "not mine");
        bench.until(20);
        assert_eq!(bench.handled, ["mine"], "{pattern}");
    }
    assert_eq!(bench.reader.checkpoint(), Position::After("00003".into()));
}

#[test]
fn stopped_it_goes_on_from_its_checkpoint() {
    let mut bench = Bench::new(fails_on_poison, |settings, _| settings.batch_size = 1);
    for data in ["1", "poison", "3"] {
        bench.put("k", data);
    }
    bench.until(20);
    bench.reader.stop();
    assert_eq!((bench.reader.checkpoint(), bench.reader.next_due()), (Position::After("00001".into()), None));
    let fresh = Bench::new(well, |_, _| {});
    assert_eq!(fresh.reader.checkpoint(), Position::TrimHorizon);
}

#[test]
fn a_closed_shard_is_drained_before_its_children_are_read() {
    let mut bench = Bench::new(fails_on_poison, |settings, stream| {
        (settings.batch_size, settings.window_secs, stream.retries) = (10, 300, 0);
    });
    bench.put("k", "1");
    bench.put("k", "poison");
    bench.is_closed = true;
    bench.until(3);
    assert!(bench.is_drained, "the window does not wait for what cannot come, and what failed is given up");
    assert_eq!((bench.discarded.len(), bench.reader.next_due()), (1, None));
}

#[test]
fn a_window_hands_its_state_on_and_has_a_last_invocation() {
    let counts: Code = |batch| Ending::Answered(json!({ "state": { "seen": batch.len() } }).to_string().into());
    let mut bench = Bench::new(counts, |settings, stream| (settings.batch_size, stream.tumbling_secs) = (2, 30));
    for data in ["1", "2", "3"] {
        bench.put("k", data);
    }
    bench.until(31);
    bench.put("k", "later");
    bench.until(120);
    let events: Vec<Value> = bench.payloads.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    let told = |event: &Value| {
        (
            event["Records"].as_array().unwrap().len(),
            event["window"]["start"].as_str().unwrap()[11..].to_owned(),
            event["state"].clone(),
            event["isFinalInvokeForWindow"].as_bool().unwrap(),
        )
    };
    let all: Vec<_> = events.iter().map(told).collect();
    let seen = |n: u64| json!({ "seen": n });
    assert_eq!(
        all,
        [
            (2, "00:00:00Z".to_owned(), json!({}), false),
            (1, "00:00:00Z".to_owned(), seen(2), false),
            (0, "00:00:00Z".to_owned(), seen(1), true),
            (1, "00:00:30Z".to_owned(), json!({}), false),
            (0, "00:00:30Z".to_owned(), seen(1), true),
        ]
    );
    let keys: Vec<&String> = events[0].as_object().unwrap().keys().collect();
    let expected = [
        "Records",
        "window",
        "state",
        "shardId",
        "eventSourceARN",
        "isFinalInvokeForWindow",
        "isWindowTerminatedEarly",
    ];
    assert_eq!(keys, expected);
    assert_eq!(events[0]["window"], json!({ "start": "2026-01-01T00:00:00Z", "end": "2026-01-01T00:00:30Z" }));
}

#[test]
fn an_answer_without_state_fails_and_a_state_that_is_too_large_ends_the_window_early() {
    let mut bench = Bench::new(well, |_, stream| (stream.tumbling_secs, stream.retries) = (30, 1));
    bench.put("k", "1");
    bench.until(20);
    assert_eq!((bench.discarded.len(), bench.handled.len()), (1, 0));

    let large: Code = |_| Ending::Answered(json!({ "state": { "x": "y".repeat(1_048_577) } }).to_string().into());
    let mut bench = Bench::new(large, |_, stream| stream.tumbling_secs = 30);
    bench.put("k", "1");
    bench.until(5);
    let last: Value = serde_json::from_str(bench.payloads.last().unwrap()).unwrap();
    assert_eq!(
        (last["isFinalInvokeForWindow"].as_bool(), last["isWindowTerminatedEarly"].as_bool()),
        (Some(true), Some(true))
    );
    assert_eq!((last["state"].clone(), bench.handled.len()), (json!({}), 1), "the last that was small enough");
}
