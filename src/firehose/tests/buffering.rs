//! When buffers are emptied.

use super::*;

fn objects(bench: &Bench) -> Vec<(u64, u64)> {
    let delivered = bench.events.iter().filter_map(|(at, event)| match event {
        FirehoseEvent::Delivered { bytes, .. } => Some((*at, *bytes)),
        _ => None,
    });
    delivered.collect()
}

#[test]
fn the_size_wins_where_much_comes() {
    let mut bench = Bench::new();
    bench.stream("s", s3(json!({ "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 60} })));
    let half = vec![b'x'; 524_288];
    // Two mebibytes a second: an object every two and a half seconds.
    for quarter in 0..40 {
        bench.until(30_000 + quarter * 250);
        bench.put("s", &half).unwrap();
    }
    let at: Vec<u64> = objects(&bench).iter().map(|(at, _)| at - 30_000).collect();
    assert_eq!(at, [2_250, 4_750, 7_250, 9_750]);
    assert!(objects(&bench).iter().all(|(_, bytes)| *bytes == 5 << 20));
}

#[test]
fn the_time_wins_where_little_comes() {
    let mut bench = Bench::new();
    bench.stream("s", s3(json!({ "BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 60} })));
    let ten = vec![b'x'; 10_240];
    for second in 0..60 {
        bench.until(30_000 + second * 1_000);
        bench.put("s", &ten).unwrap();
    }
    bench.until(200_000);
    assert_eq!(objects(&bench), [(90_000, 614_400)]);
    bench.put("s", b"alone").unwrap();
    bench.until(500_000);
    assert_eq!(objects(&bench).get(1), Some(&(260_000, 5)), "from the first record of the buffer");
    assert_eq!(objects(&bench).len(), 2, "no record makes no object");
}

#[test]
fn an_interval_of_zero_delivers_at_once() {
    let mut bench = Bench::new();
    bench.stream("s", s3(json!({ "BufferingHints": at_once() })));
    bench.until(45_000);
    bench.call(batch("s", &[b"a", b"b"])).unwrap();
    bench.until(45_000);
    assert_eq!(objects(&bench), [(45_000, 2)]);
}

#[test]
fn records_stand_behind_each_other_without_anything_between() {
    let mut bench = Bench::new();
    bench.stream("s", s3(json!({ "Prefix": "in/", "BufferingHints": at_once() })));
    bench.call(batch("s", &[b"abc", b"abc", b"abc"])).unwrap();
    bench.until(40_000);
    let (key, body) = bench.world.objects.iter().next().unwrap();
    assert!(key.starts_with("in/2026/01/01/00/s-1-2026-01-01-00-00-30-"), "{key}");
    assert_eq!(body, b"abcabcabc");
}

#[test]
fn the_name_tells_the_arrival_of_the_oldest_record_in_the_zone() {
    let mut bench = Bench::new();
    bench.stream(
        "s",
        s3(json!({ "CustomTimeZone": "Asia/Tokyo", "FileExtension": ".json.gz", "CompressionFormat": "GZIP" })),
    );
    bench.until(3_595_000);
    bench.put("s", b"a").unwrap();
    bench.until(3_605_000);
    bench.put("s", b"b").unwrap();
    bench.until(4_000_000);
    let key = bench.world.objects.keys().next().unwrap();
    assert!(key.starts_with("2026/01/01/09/s-1-2026-01-01-09-59-55-") && key.ends_with(".json.gz"), "{key}");
}

#[test]
fn buffers_grow_while_delivery_lags() {
    let mut bench = Bench::new();
    let id = bench.stream("s", s3(json!({ "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 900} })));
    bench.world.s3 = Some("AccessDenied: no".into());
    let half = vec![b'x'; 524_288];
    let put = |bench: &mut Bench, n: u64| {
        for _ in 0..n {
            bench.put("s", &half).unwrap();
        }
    };
    put(&mut bench, 2);
    assert_eq!(bench.firehose.stream(id).unwrap().deliveries.len(), 1);
    put(&mut bench, 2);
    assert_eq!(
        bench.firehose.stream(id).unwrap().deliveries.len(),
        1,
        "one waits, so the next buffer is twice as large"
    );
    put(&mut bench, 2);
    assert_eq!(bench.firehose.stream(id).unwrap().deliveries.len(), 2);
}

#[test]
fn what_s3_does_not_take_for_a_day_is_lost() {
    let mut bench = Bench::new();
    let id = bench.stream("s", s3(json!({ "BufferingHints": at_once() })));
    bench.world.s3 = Some("AccessDenied: no".into());
    bench.put("s", b"x").unwrap();
    bench.until(30_000 + 86_000_000);
    assert_eq!((bench.totals(id).lost, bench.firehose.stream(id).unwrap().held().0), (0, 1));
    let freshness = bench.firehose.stream(id).unwrap().freshness(bench.now);
    assert_eq!(freshness, 86_000);
    bench.until(30_000 + 87_000_000);
    assert_eq!(bench.totals(id).lost, 1);
    assert!(bench.events.iter().any(|(_, event)| matches!(event, FirehoseEvent::Lost { records: 1, .. })));
}

#[test]
fn retries_wait_twice_as_long_each_time_up_to_two_minutes() {
    let mut bench = Bench::new();
    bench.stream("s", s3(json!({ "BufferingHints": at_once() })));
    bench.world.s3 = Some("SlowDown: no".into());
    bench.put("s", b"x").unwrap();
    bench.until(2_000_000);
    let at: Vec<u64> = bench
        .events
        .iter()
        .filter(|(_, event)| matches!(event, FirehoseEvent::DeliveryFailed { .. }))
        .map(|(at, _)| *at)
        .collect();
    let waits: Vec<u64> = at.windows(2).map(|pair| pair[1] - pair[0]).take(9).collect();
    for (wait, expected) in waits.iter().zip([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 120_000, 120_000]) {
        assert!((expected * 85 / 100..=expected * 115 / 100).contains(wait), "{waits:?}");
    }
}

#[test]
fn every_record_that_came_in_is_backed_up() {
    let mut bench = Bench::new();
    let source = json!({"RoleARN": ROLE, "BucketARN": "arn:aws:s3:::backup", "Prefix": "source/", "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 0}});
    let id = bench.stream(
        "s",
        s3(json!({
            "Prefix": "out/", "BufferingHints": at_once(), "S3BackupMode": "Enabled", "S3BackupConfiguration": source,
            "ProcessingConfiguration": processing(&[processor("AppendDelimiterToRecord", &[("Delimiter", "\\n")])])
        })),
    );
    bench.call(batch("s", &[b"a", b"b"])).unwrap();
    bench.until(40_000);
    let bodies: Vec<(&str, &[u8])> =
        bench.world.objects.iter().map(|(key, body)| (&key[..4], body.as_slice())).collect();
    assert_eq!(bodies, [("out/", b"a\nb\n" as &[u8]), ("sour", b"ab")]);
    let t = bench.totals(id);
    assert_eq!((t.delivered, t.copies, t.backed_up, t.backed_up_bytes), (2, 2, 2, 2));
}

#[test]
fn a_stream_reads_its_kinesis_data_stream_when_it_is_there() {
    let mut bench = Bench::new();
    let mut request = s3(
        json!({ "BufferingHints": at_once(), "ProcessingConfiguration": processing(&[processor("Lambda", &[("LambdaArn", FUNCTION), ("BufferIntervalInSeconds", "0")])]) }),
    );
    request.delivery_stream_type = Some("KinesisStreamAsSource".into());
    let arn = "arn:aws:kinesis:us-east-1:000000000000:stream/k";
    request.kinesis_stream_source_configuration =
        Some(Box::new(KinesisStreamSourceConfiguration(json!({"KinesisStreamARN": arn, "RoleARN": ROLE}))));
    bench.call(request).unwrap();
    let id = StreamId(0);
    let record = SourceRecord {
        shard_id: "shardId-000000000000",
        sequence_number: "495",
        partition_key: "p",
        arrived: Instant::from_millis(29_000),
        data: b"hello",
    };
    assert_eq!(bench.act(|firehose, cx| firehose.feed(cx, id, &[record])), 0, "it is being created");
    bench.until(30_000);
    assert_eq!(bench.firehose.readers().map(|reader| reader.1.to_owned()).collect::<Vec<_>>(), [arn]);
    assert_eq!(bench.act(|firehose, cx| firehose.feed(cx, id, &[record])), 1);
    bench.until(31_000);
    let payload = &bench.world.payloads[0];
    assert_eq!(payload["sourceKinesisStreamArn"], arn);
    let metadata = &payload["records"][0]["kinesisRecordMetadata"];
    assert_eq!(
        (&metadata["shardId"], &metadata["sequenceNumber"], &metadata["partitionKey"]),
        (&json!("shardId-000000000000"), &json!("495"), &json!("p"))
    );
    assert_eq!((bench.totals(id).read, bench.totals(id).delivered), (1, 1));
    let key = bench.world.objects.keys().next().unwrap();
    assert!(key.contains("s-1-2026-01-01-00-00-29-"), "the time of Kinesis: {key}");
}

/// Thirty-two mebibytes or a minute: the figures of older notes.
#[test]
fn the_classic_case_of_thirty_two_mebibytes_and_a_minute() {
    let run = |each: usize, seconds: u64| {
        let mut bench = Bench::new();
        bench.stream("s", s3(json!({ "BufferingHints": {"SizeInMBs": 32, "IntervalInSeconds": 60} })));
        let data = vec![b'x'; each];
        for second in 0..seconds {
            bench.until(30_000 + second * 1_000);
            bench.call(batch("s", &[&data, &data])).unwrap();
        }
        bench.until(100_000);
        objects(&bench)
    };
    assert_eq!(
        run(524_288, 32),
        [(61_000, 32 << 20)],
        "a mebibyte a second: the size wins in the thirty-second second"
    );
    assert_eq!(run(51_200, 60), [(90_000, 6_144_000)], "a tenth of that: the time wins");
}

#[test]
fn the_size_is_that_before_compression_and_behind_the_function() {
    let mut bench = Bench::new();
    let hints = json!({ "SizeInMBs": 1, "IntervalInSeconds": 900 });
    bench.stream("packed", s3(json!({ "CompressionFormat": "GZIP", "BufferingHints": hints })));
    let half = vec![b'x'; 524_288];
    bench.put("packed", &half).unwrap();
    assert!(bench.world.objects.is_empty());
    bench.put("packed", &half).unwrap();
    let sizes: Vec<usize> = bench.world.objects.values().map(Vec::len).collect();
    assert!(sizes.len() == 1 && sizes[0] < 10_000, "{sizes:?}");
    let lambda = processor("Lambda", &[("LambdaArn", FUNCTION), ("BufferIntervalInSeconds", "0")]);
    let id =
        bench.stream("small", s3(json!({ "ProcessingConfiguration": processing(&[lambda]), "BufferingHints": hints })));
    bench.world.function = Box::new(|payload| {
        let records = payload["records"].as_array().unwrap().iter();
        let records =
            records.map(|record| json!({"recordId": record["recordId"], "result": "Ok", "data": STANDARD.encode("x")}));
        Ok(json!({ "records": records.collect::<Vec<_>>() }))
    });
    for _ in 0..3 {
        bench.put("small", &half).unwrap();
    }
    bench.until(61_000);
    let stream = bench.firehose.stream(id).unwrap();
    let waiting: Vec<(u64, u64)> = stream.lanes.values().map(|buffer| (buffer.len(), buffer.bytes)).collect();
    assert_eq!(waiting, [(3, 3)], "one byte of each is left");
}

#[test]
fn attempts_of_the_backup_count_for_themselves() {
    let mut bench = Bench::new();
    let endpoint = json!({
        "EndpointConfiguration": {"Url": "https://a.example.com"}, "RoleARN": ROLE, "S3Configuration": bucket(),
        "S3BackupMode": "AllData", "BufferingHints": at_once()
    });
    let request = CreateDeliveryStream {
        delivery_stream_name: "s".into(),
        http_endpoint_destination_configuration: Some(Box::new(HttpEndpointDestinationConfiguration(endpoint))),
        ..CreateDeliveryStream::default()
    };
    let id = bench.stream("s", request);
    bench.world.s3 = Some("AccessDenied: no".into());
    bench.put("s", b"x").unwrap();
    bench.until(42_000);
    let t = bench.totals(id);
    assert_eq!((t.attempts, t.backups.1), ((1, 1), 0), "the endpoint has the record");
    assert!(t.backups.0 >= 2, "the bucket was tried again: {:?}", t.backups);
    bench.world.s3 = None;
    bench.until(200_000);
    assert_eq!((bench.totals(id).attempts, bench.totals(id).backups.1), ((1, 1), 1));
}

#[test]
fn copies_of_redshift_count_and_what_is_put_for_them_counts_for_itself() {
    let mut bench = Bench::new();
    let cluster = json!({
        "RoleARN": ROLE, "ClusterJDBCURL": "jdbc:redshift://c.x.us-east-1.redshift.amazonaws.com:5439/dev",
        "CopyCommand": {"DataTableName": "sales"}, "Username": "u", "Password": "secret1",
        "S3Configuration": {"RoleARN": ROLE, "BucketARN": "arn:aws:s3:::way", "BufferingHints": at_once()},
        "RetryOptions": {"DurationInSeconds": 700}
    });
    let request = CreateDeliveryStream {
        delivery_stream_name: "s".into(),
        redshift_destination_configuration: Some(Box::new(RedshiftDestinationConfiguration(cluster))),
        ..CreateDeliveryStream::default()
    };
    let id = bench.stream("s", request);
    bench.put("s", b"one").unwrap();
    bench.until(40_000);
    assert_eq!((bench.totals(id).attempts, bench.totals(id).objects), ((1, 1), (1, 1)));
    bench.world.store.status = None;
    bench.put("s", b"two").unwrap();
    bench.until(2_000_000);
    // In vain at once, after five minutes and after ten; then a manifest tells so.
    assert_eq!((bench.totals(id).attempts, bench.totals(id).objects), ((4, 1), (3, 3)));
    assert_eq!(bench.totals(id).backups, (0, 0));
}
