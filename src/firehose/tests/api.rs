//! Every operation, and every error of each.

use super::*;
use crate::base::AccountId;

pub(super) fn describe(bench: &mut Bench, name: &str) -> Value {
    let request = DescribeDeliveryStream { delivery_stream_name: name.into(), ..DescribeDeliveryStream::default() };
    match bench.call(request).unwrap() {
        Reply::DescribeDeliveryStream(result) => result.delivery_stream_description,
        other => panic!("{other:?}"),
    }
}

fn named(name: &str) -> DeleteDeliveryStream {
    DeleteDeliveryStream { delivery_stream_name: name.into(), allow_force_delete: None }
}

#[allow(clippy::unnecessary_wraps, reason = "what a request has")]
fn tags(pairs: &[(&str, &str)]) -> Option<Vec<Tag>> {
    Some(pairs.iter().map(|(key, value)| Tag { key: (*key).into(), value: Some((*value).into()) }).collect())
}

#[test]
fn create_delivery_stream() {
    let mut bench = Bench::new();
    let made = bench.call(s3(json!({ "Prefix": "in/" }))).unwrap();
    let arn = "arn:aws:firehose:us-east-1:000000000000:deliverystream/s";
    assert_eq!(serde_json::to_value(made).unwrap(), json!({ "DeliveryStreamARN": arn }));
    assert_eq!(describe(&mut bench, "s")["DeliveryStreamStatus"], "CREATING");
    bench.until(30_000);
    let shown = describe(&mut bench, "s");
    assert_eq!((&shown["DeliveryStreamStatus"], &shown["VersionId"]), (&json!("ACTIVE"), &json!("1")));
    assert_eq!(shown["DeliveryStreamEncryptionConfiguration"], json!({ "Status": "DISABLED" }));
    let destination = &shown["Destinations"][0];
    assert_eq!(destination["DestinationId"], "destinationId-000000000001");
    let extended = &destination["ExtendedS3DestinationDescription"];
    assert_eq!(extended["BufferingHints"], json!({ "SizeInMBs": 5, "IntervalInSeconds": 300 }));
    assert_eq!(
        (&extended["CompressionFormat"], &extended["S3BackupMode"]),
        (&json!("UNCOMPRESSED"), &json!("Disabled"))
    );
    assert_eq!(destination["S3DestinationDescription"]["Prefix"], "in/");
    let refusal = bench.refused(s3(json!({})));
    assert_eq!(
        refusal,
        ("ResourceInUseException", 400, "Firehose s under accountId 000000000000 already exists".into())
    );
}

#[test]
fn create_delivery_stream_refuses_what_the_model_forbids() {
    let mut bench = Bench::new();
    let empty = CreateDeliveryStream::default();
    let (code, status, sentence) = bench.refused(empty);
    assert_eq!((code, status), ("ValidationException", 400));
    assert!(sentence.starts_with("1 validation error detected: Value '' at 'deliveryStreamName'"), "{sentence}");
    let mut two = s3(json!({ "CompressionFormat": "SNAPPY" }));
    two.delivery_stream_type = Some("Direct".into());
    let (_, _, sentence) = bench.refused(two);
    assert!(sentence.starts_with("2 validation errors detected: Value 'Direct' at 'deliveryStreamType'"), "{sentence}");
    let no_role = CreateDeliveryStream {
        delivery_stream_name: "s".into(),
        extended_s3_destination_configuration: Some(Box::new(ExtendedS3DestinationConfiguration(json!({})))),
        ..CreateDeliveryStream::default()
    };
    let (_, _, sentence) = bench.refused(no_role);
    assert!(sentence.contains("at 'extendedS3DestinationConfiguration.roleARN'") && sentence.contains("bucketARN"));
    for name in ["", "a b", &"a".repeat(65)] {
        assert_eq!(
            bench.refused(CreateDeliveryStream { delivery_stream_name: name.into(), ..s3(json!({})) }).0,
            "ValidationException"
        );
    }
}

#[test]
fn create_delivery_stream_takes_exactly_one_destination() {
    let mut bench = Bench::new();
    let sentence = "Exactly one destination configuration is supported for a Firehose";
    let none = CreateDeliveryStream { delivery_stream_name: "s".into(), ..CreateDeliveryStream::default() };
    assert_eq!(bench.refused(none), ("InvalidArgumentException", 400, sentence.into()));
    let mut both = s3(json!({}));
    both.s3_destination_configuration = Some(Box::new(S3DestinationConfiguration(bucket())));
    assert_eq!(bench.refused(both).2, sentence);
}

#[test]
fn create_delivery_stream_limit_exceeded() {
    let mut bench = Bench::new();
    let names: SortedMap<_, _> =
        (0..5_000).map(|n: u32| (Arc::from(format!("s{n:04}").as_str()), StreamId(0))).collect();
    bench.firehose.names.insert((AccountId::DEFAULT, Region::DEFAULT), names);
    assert_eq!(bench.refused(s3(json!({}))).0, "LimitExceededException");
}

#[test]
fn delete_delivery_stream() {
    let mut bench = Bench::new();
    let id = bench.stream("s", s3(json!({})));
    bench.put("s", b"one").unwrap();
    bench.call(named("s")).unwrap();
    assert_eq!(describe(&mut bench, "s")["DeliveryStreamStatus"], "DELETING");
    assert_eq!(bench.totals(id).discarded, 1, "nothing is flushed");
    assert_eq!(bench.refused(named("s")).0, "ResourceInUseException");
    let put = bench.put("s", b"two").unwrap_err();
    assert_eq!(put.code, ErrorCode::ResourceNotFoundException);
    bench.until(100_000);
    assert!(bench.world.objects.is_empty());
    let missing = "Firehose s not found under account 000000000000.";
    assert_eq!(bench.refused(named("s")), ("ResourceNotFoundException", 400, missing.into()));
    bench.call(s3(json!({}))).unwrap();
    assert_eq!(bench.refused(named("s")).0, "ResourceInUseException", "it is being created");
}

#[test]
fn a_grant_that_cannot_be_retired_keeps_a_stream_until_somebody_forces_it() {
    let mut bench = Bench::new();
    let id = bench.stream("s", s3(json!({})));
    bench.call(named("s")).unwrap();
    bench.act(|firehose, _| firehose.keep_unretired(id));
    bench.until(100_000);
    let shown = describe(&mut bench, "s");
    assert_eq!(
        (&shown["DeliveryStreamStatus"], &shown["FailureDescription"]["Type"]),
        (&json!("DELETING_FAILED"), &json!("RETIRE_KMS_GRANT_FAILED"))
    );
    bench.call(named("s")).unwrap();
    bench.until(200_000);
    assert!(bench.firehose.stream(id).is_none());
}

#[test]
fn describe_delivery_stream() {
    let mut bench = Bench::new();
    let missing = DescribeDeliveryStream { delivery_stream_name: "s".into(), ..DescribeDeliveryStream::default() };
    assert_eq!(bench.refused(missing).0, "ResourceNotFoundException");
    bench.stream("s", s3(json!({})));
    let behind = DescribeDeliveryStream {
        delivery_stream_name: "s".into(),
        exclusive_start_destination_id: Some("destinationId-000000000001".into()),
        limit: Some(1),
    };
    match bench.call(behind).unwrap() {
        Reply::DescribeDeliveryStream(result) => {
            assert_eq!(result.delivery_stream_description["Destinations"], json!([]));
        }
        other => panic!("{other:?}"),
    }
    let wrong = DescribeDeliveryStream {
        delivery_stream_name: "s".into(),
        exclusive_start_destination_id: Some("a b".into()),
        limit: Some(0),
    };
    let (code, _, sentence) = bench.refused(wrong);
    assert_eq!(code, "ValidationException");
    assert!(sentence.starts_with("2 validation errors"), "{sentence}");
}

#[test]
fn secrets_are_never_shown() {
    let mut bench = Bench::new();
    let http = json!({
        "EndpointConfiguration": {"Url": "https://a.example.com", "Name": "a", "AccessKey": "secret"}, "S3Configuration": bucket()
    });
    bench.stream(
        "s",
        CreateDeliveryStream {
            delivery_stream_name: "s".into(),
            http_endpoint_destination_configuration: Some(Box::new(HttpEndpointDestinationConfiguration(http))),
            ..CreateDeliveryStream::default()
        },
    );
    let shown = describe(&mut bench, "s");
    let destination = &shown["Destinations"][0]["HttpEndpointDestinationDescription"];
    assert_eq!(destination["EndpointConfiguration"], json!({ "Url": "https://a.example.com", "Name": "a" }));
    assert_eq!(destination["S3DestinationDescription"]["BucketARN"], "arn:aws:s3:::backup");
    assert_eq!(destination["RetryOptions"], json!({ "DurationInSeconds": 300 }));
}

#[test]
fn list_delivery_streams() {
    let mut bench = Bench::new();
    for (n, name) in ["c", "a", "b"].into_iter().enumerate() {
        let mut request = s3(json!({}));
        if n == 1 {
            request.delivery_stream_type = Some("KinesisStreamAsSource".into());
            request.kinesis_stream_source_configuration = Some(Box::new(KinesisStreamSourceConfiguration(
                json!({"KinesisStreamARN": "arn:aws:kinesis:us-east-1:000000000000:stream/k", "RoleARN": ROLE}),
            )));
        }
        bench.stream(name, request);
    }
    let mut list = |limit, start: Option<&str>, kind: Option<&str>| {
        let request = ListDeliveryStreams {
            limit,
            exclusive_start_delivery_stream_name: start.map(str::to_owned),
            delivery_stream_type: kind.map(str::to_owned),
        };
        match bench.call(request) {
            Ok(Reply::ListDeliveryStreams(found)) => {
                (found.delivery_stream_names.join(","), found.has_more_delivery_streams)
            }
            Ok(other) => panic!("{other:?}"),
            Err(error) => (error.code.names().0.to_owned(), false),
        }
    };
    assert_eq!(list(None, None, None), ("a,b,c".into(), false));
    assert_eq!(list(Some(2), None, None), ("a,b".into(), true));
    assert_eq!(list(Some(2), Some("b"), None), ("c".into(), false));
    assert_eq!(list(None, None, Some("KinesisStreamAsSource")), ("a".into(), false));
    assert_eq!(list(Some(10_001), None, None), ("ValidationException".into(), false));
    assert_eq!(list(None, None, Some("X")), ("ValidationException".into(), false));
}

#[test]
fn put_record() {
    let mut bench = Bench::new();
    bench.stream("s", s3(json!({})));
    match bench.put("s", b"hello").unwrap() {
        Reply::PutRecord(result) => assert_eq!((result.record_id.len(), result.encrypted), (36, false)),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        bench.refused(put("none", b"x")),
        ("ResourceNotFoundException", 400, "Firehose none not found under account 000000000000.".into())
    );
    assert_eq!(bench.refused(PutRecord { record: None, ..put("s", b"") }).0, "ValidationException");
    assert!(bench.put("s", &vec![0; 1_024_000]).is_ok());
    let (code, _, sentence) = bench.refused(put("s", &vec![0; 1_024_001]));
    assert_eq!(code, "ValidationException");
    assert!(sentence.contains(
        "at 'record.data' failed to satisfy constraint: Member must have length less than or equal to 1024000"
    ));
}

#[test]
fn put_record_invalid_argument() {
    let mut bench = Bench::new();
    let mut request = s3(json!({}));
    request.delivery_stream_type = Some("KinesisStreamAsSource".into());
    request.kinesis_stream_source_configuration = Some(Box::new(KinesisStreamSourceConfiguration(
        json!({"KinesisStreamARN": "arn:aws:kinesis:us-east-1:000000000000:stream/k", "RoleARN": ROLE}),
    )));
    bench.stream("s", request);
    let sentence = "This operation is not permitted on KinesisStreamAsSource delivery stream type.";
    assert_eq!(bench.refused(put("s", b"x")), ("InvalidArgumentException", 400, sentence.into()));
}

#[test]
fn put_record_invalid_source() {
    let mut bench = Bench::new();
    let processors = [processor("Decompression", &[("CompressionFormat", "GZIP")])];
    bench.stream("s", s3(json!({ "ProcessingConfiguration": processing(&processors) })));
    assert_eq!(bench.refused(put("s", b"x")).0, "InvalidSourceException");
    bench.caller = service("logs.amazonaws.com");
    assert!(bench.put("s", b"x").is_ok());
}

#[test]
fn put_record_service_unavailable() {
    let mut bench = Bench::new();
    bench.caller.region = "eu-central-1".parse().unwrap();
    bench.stream("s", s3(json!({})));
    let throttled =
        |bench: &mut Bench| bench.refused(put("s", b"x")) == ("ServiceUnavailableException", 503, "Slow down.".into());
    for _ in 0..1_000 {
        bench.put("s", b"x").unwrap();
    }
    assert!(throttled(&mut bench), "1,000 requests a second");
    bench.until(31_000);
    bench.put("s", &vec![0; 1_000_000]).unwrap();
    assert_eq!(bench.refused(put("s", &vec![0; 100_000])).0, "ServiceUnavailableException", "1 MiB a second");
    bench.until(31_100);
    bench.put("s", &vec![0; 100_000]).unwrap();
    bench.caller.region = Region::DEFAULT;
    bench.stream("s", s3(json!({})));
    for _ in 0..2_000 {
        bench.put("s", b"x").unwrap();
    }
    assert!(throttled(&mut bench), "2,000 requests a second in the large Regions");
}

#[test]
fn a_lab_keeps_no_more_records_than_it_has_room_for() {
    let mut bench = Bench::new();
    bench.stream("s", s3(json!({ "BufferingHints": {"SizeInMBs": 128, "IntervalInSeconds": 900} })));
    let large = vec![0; 1_024_000];
    for second in 0..13 {
        bench.until(30_000 + second * 1_000);
        for _ in 0..5 {
            bench.put("s", &large).unwrap();
        }
    }
    bench.until(45_000);
    let (code, _, sentence) = bench.refused(put("s", &large));
    assert_eq!(code, "ServiceUnavailableException");
    assert!(sentence.starts_with("The lab keeps at most"), "{sentence}");
}

#[test]
fn put_record_batch() {
    let mut bench = Bench::new();
    let id = bench.stream("s", s3(json!({})));
    match bench.call(batch("s", &[b"a", b"b"])).unwrap() {
        Reply::PutRecordBatch(result) => {
            assert_eq!((result.failed_put_count, result.request_responses.len()), (0, 2));
        }
        other => panic!("{other:?}"),
    }
    let t = bench.totals(id);
    assert_eq!((t.requests, t.incoming, t.incoming_bytes, t.billed_bytes), (1, 2, 2, 10_240));
    let none = PutRecordBatch { delivery_stream_name: "s".into(), records: None };
    assert_eq!(bench.refused(none).0, "ValidationException");
    assert_eq!(bench.refused(batch("s", &[])).0, "ValidationException");
    assert_eq!(bench.refused(batch("s", &vec![b"x" as &[u8]; 501])).0, "ValidationException");
    assert_eq!(bench.refused(batch("none", &[b"x"])).0, "ResourceNotFoundException");
    let large = vec![0; 1_000_000];
    let five: Vec<&[u8]> = vec![&large; 5];
    assert_eq!(
        bench.refused(batch("s", &five)),
        ("InvalidArgumentException", 400, "Records size exceeds 4 MB limit".into())
    );
}

#[test]
fn put_record_batch_refuses_single_records() {
    let mut bench = Bench::new();
    bench.caller.region = "eu-central-1".parse().unwrap();
    let id = bench.stream("s", s3(json!({})));
    let (large, small) = (vec![0; 600_000], vec![0; 1_000]);
    match bench.call(batch("s", &[&large, &large, &small])).unwrap() {
        Reply::PutRecordBatch(result) => {
            assert_eq!(result.failed_put_count, 1);
            let codes: Vec<Option<&str>> =
                result.request_responses.iter().map(|one| one.error_code.as_deref()).collect();
            assert_eq!(codes, [None, Some("ServiceUnavailableException"), None]);
            assert_eq!(result.request_responses[1].error_message.as_deref(), Some("Slow down."));
            assert_eq!(result.request_responses[1].record_id, None);
        }
        other => panic!("{other:?}"),
    }
    let t = bench.totals(id);
    assert_eq!((t.incoming, t.throttled), (2, 1));
}

#[test]
fn tag_untag_and_list_tags_for_delivery_stream() {
    let mut bench = Bench::new();
    let tag = |pairs: &[(&str, &str)]| TagDeliveryStream { delivery_stream_name: "s".into(), tags: tags(pairs) };
    let untag = |keys: &[&str]| UntagDeliveryStream {
        delivery_stream_name: "s".into(),
        tag_keys: Some(keys.iter().map(|key| (*key).to_owned()).collect()),
    };
    let list = |limit, start: Option<&str>| ListTagsForDeliveryStream {
        delivery_stream_name: "s".into(),
        limit,
        exclusive_start_tag_key: start.map(str::to_owned),
    };
    for refusal in
        [bench.refused(tag(&[("a", "1")])).0, bench.refused(untag(&["a"])).0, bench.refused(list(None, None)).0]
    {
        assert_eq!(refusal, "ResourceNotFoundException");
    }
    bench.stream("s", CreateDeliveryStream { tags: tags(&[("a", "1"), ("b", "2")]), ..s3(json!({})) });
    bench.call(tag(&[("c", "3"), ("a", "0")])).unwrap();
    let shown = |bench: &mut Bench, limit, start| match bench.call(list(limit, start)).unwrap() {
        Reply::ListTagsForDeliveryStream(found) => {
            let pairs: Vec<String> =
                found.tags.iter().map(|tag| format!("{}={}", tag.key, tag.value.as_deref().unwrap())).collect();
            (pairs.join(","), found.has_more_tags)
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(shown(&mut bench, None, None), ("a=0,b=2,c=3".into(), false));
    assert_eq!(shown(&mut bench, Some(1), Some("a")), ("b=2".into(), true));
    bench.call(untag(&["b", "none"])).unwrap();
    assert_eq!(shown(&mut bench, None, None), ("a=0,c=3".into(), false));
    assert_eq!(bench.refused(tag(&[("aws:x", "1")])).0, "ValidationException");
    assert_eq!(bench.refused(tag(&[("", "1")])).0, "ValidationException");
    assert_eq!(bench.refused(tag(&[("a", &"v".repeat(257))])).0, "ValidationException");
    assert_eq!(bench.refused(tag(&[])).0, "ValidationException");
    assert_eq!(bench.refused(untag(&[])).0, "ValidationException");
    assert_eq!(bench.refused(list(Some(51), None)).0, "ValidationException");
    bench.until(60_000);
    let many: Vec<String> = (0..49).map(|n| format!("k{n}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|key| (key.as_str(), "")).collect();
    assert_eq!(bench.refused(tag(&many)).0, "LimitExceededException");
    bench.call(named("s")).unwrap();
    assert_eq!(bench.refused(tag(&[("a", "1")])).0, "ResourceInUseException");
    assert_eq!(bench.refused(untag(&["a"])).0, "ResourceInUseException");
}

#[test]
fn calls_of_one_operation_are_throttled_beyond_five_a_second() {
    let mut bench = Bench::new();
    let list = ListDeliveryStreams::default;
    for _ in 0..5 {
        bench.call(list()).unwrap();
    }
    assert_eq!(bench.refused(list()), ("ThrottlingException", 400, "Rate exceeded".into()));
    bench.until(200);
    bench.call(list()).unwrap();
    bench.caller.account = AccountId::new(1).unwrap();
    bench.call(list()).unwrap();
}
