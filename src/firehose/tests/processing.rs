//! Functions, and the other processors.

use super::*;

fn with_function(more: &[(&str, &str)], destination: Value) -> CreateDeliveryStream {
    let parameters: Vec<(&str, &str)> =
        [("LambdaArn", FUNCTION), ("BufferIntervalInSeconds", "10")].into_iter().chain(more.iter().copied()).collect();
    let mut all = json!({
        "Prefix": "out/", "ErrorOutputPrefix": "bad/", "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 20},
        "ProcessingConfiguration": processing(&[processor("Lambda", &parameters)])
    });
    merge_into(&mut all, destination);
    s3(all)
}

#[test]
fn each_result_of_a_function_has_its_effect() {
    let mut bench = Bench::new();
    let id = bench.stream("s", with_function(&[], json!({})));
    bench.world.function = Box::new(|payload| {
        let records = payload["records"].as_array().unwrap();
        let answer = |index: usize, result: &str| json!({"recordId": records[index]["recordId"], "result": result, "data": STANDARD.encode("changed")});
        let mut bad_data = answer(5, "Ok");
        bad_data["data"] = json!("?");
        Ok(json!({ "records": [
            answer(0, "Ok"), answer(1, "Dropped"), answer(2, "ProcessingFailed"), answer(3, "Whatever"), bad_data,
            answer(6, "Ok"), answer(6, "Ok"), {"recordId": "unknown", "result": "Ok", "data": ""}
        ] }))
    });
    let texts: Vec<String> = (0..7).map(|n| format!("record {n}")).collect();
    let texts: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
    bench.call(batch("s", &texts)).unwrap();
    bench.until(200_000);
    let good: Vec<&[u8]> = bench
        .world
        .objects
        .iter()
        .filter(|(key, _)| key.starts_with("out/"))
        .map(|(_, body)| body.as_slice())
        .collect();
    assert_eq!(good, [b"changed"]);
    let failed = bench.documents("bad/processing-failed/2026/01/01/00/");
    let told: Vec<(String, String)> =
        failed.iter().map(|one| (decoded(&one["rawData"]), one["errorCode"].as_str().unwrap().to_owned())).collect();
    let expected = [
        ("record 2", "Lambda.ProcessingFailedStatus"),
        ("record 3", "Lambda.JsonProcessingException"),
        ("record 4", "Lambda.MissingRecordId"),
        ("record 5", "Lambda.JsonProcessingException"),
        ("record 6", "Lambda.DuplicatedRecordId"),
    ];
    assert_eq!(told, expected.map(|(text, code)| (text.to_owned(), code.to_owned())));
    assert_eq!(
        (&failed[0]["lambdaArn"], &failed[0]["attemptsMade"], &failed[0]["arrivalTimestamp"]),
        (&json!(FUNCTION), &json!(1), &json!(1_767_225_630_000_u64))
    );
    let t = bench.totals(id);
    assert_eq!((t.incoming, t.delivered, t.dropped, t.failed, t.processed), (7, 1, 1, 5, 1));
}

#[test]
fn a_function_gets_what_the_guide_says() {
    let mut bench = Bench::new();
    bench.stream("s", with_function(&[], json!({})));
    bench.put("s", b"hello").unwrap();
    bench.until(100_000);
    let payload = &bench.world.payloads[0];
    assert_eq!(
        (&payload["deliveryStreamArn"], &payload["region"]),
        (&json!("arn:aws:firehose:us-east-1:000000000000:deliverystream/s"), &json!("us-east-1"))
    );
    assert_eq!(payload["invocationId"].as_str().unwrap().len(), 36);
    let record = &payload["records"][0];
    assert_eq!(
        (decoded(&record["data"]), &record["approximateArrivalTimestamp"]),
        ("hello".to_owned(), &json!(1_767_225_630_000_u64))
    );
    assert_eq!(record["recordId"].as_str().unwrap().len(), 56);
}

#[test]
fn a_function_waits_for_its_own_buffer() {
    let mut bench = Bench::new();
    bench.stream("s", with_function(&[("BufferSizeInMBs", "0.2")], json!({})));
    bench.put("s", b"x").unwrap();
    bench.until(39_999);
    assert!(bench.world.payloads.is_empty());
    bench.until(40_000);
    assert_eq!(bench.world.payloads.len(), 1);
    bench.put("s", &vec![b'x'; 209_716]).unwrap();
    assert_eq!(bench.world.payloads.len(), 2, "the size of 0.2 MiB is reached");
}

#[test]
fn an_invocation_is_tried_three_times_more_and_then_all_its_records_fail() {
    let mut bench = Bench::new();
    let id = bench.stream("s", with_function(&[], json!({})));
    let sentence = "The Lambda function was successfully invoked but it returned an error result.";
    bench.world.function = Box::new(move |_| Err(InvokeError::new("Lambda.FunctionError", sentence)));
    bench.call(batch("s", &[b"a", b"b"])).unwrap();
    bench.until(300_000);
    assert_eq!(bench.world.payloads.len(), 4);
    assert!(
        bench.world.payloads.iter().all(|payload| payload["invocationId"] == bench.world.payloads[0]["invocationId"])
    );
    let failed = bench.documents("bad/");
    assert_eq!(
        (failed.len(), &failed[0]["attemptsMade"], &failed[0]["errorCode"]),
        (2, &json!(4), &json!("Lambda.FunctionError"))
    );
    assert_eq!(failed[0]["errorMessage"], sentence);
    assert_eq!(bench.totals(id).invocations, (4, 0));
    let stream = bench.firehose.stream(id).unwrap();
    assert_eq!(stream.log.iter().filter(|(_, entry)| &*entry.code == "Lambda.FunctionError").count(), 5);
}

#[test]
fn a_number_of_retries_of_zero_and_an_answer_that_is_no_document() {
    let mut bench = Bench::new();
    bench.stream("s", with_function(&[("NumberOfRetries", "0")], json!({})));
    bench.world.function = Box::new(|_| Ok(json!("null")));
    bench.put("s", b"a").unwrap();
    bench.until(300_000);
    assert_eq!(bench.world.payloads.len(), 1, "an answer is final, however malformed");
    assert_eq!(bench.documents("bad/")[0]["errorCode"], "Lambda.JsonProcessingException");
}

#[test]
fn a_function_that_never_answers_is_given_up_after_five_minutes() {
    let mut bench = Bench::new();
    bench.stream("s", with_function(&[("NumberOfRetries", "0")], json!({})));
    bench.answers = false;
    bench.put("s", b"a").unwrap();
    bench.until(40_000);
    let late = bench.outgoing.remove(0);
    bench.until(339_999);
    assert!(bench.events.iter().all(|(_, event)| !matches!(event, FirehoseEvent::InvocationFailed { .. })));
    bench.until(340_000);
    assert!(bench.events.iter().any(|(_, event)| matches!(event, FirehoseEvent::InvocationFailed { next: None, .. })));
    bench.answers = true;
    bench.answer_one(&late);
    bench.until(500_000);
    assert_eq!(bench.documents("bad/")[0]["errorCode"], "Lambda.FunctionRequestTimedOut");
    assert_eq!(bench.world.objects.len(), 1, "the late answer is not looked at");
}

pub(super) fn partitioned(processors: &[Value], prefix: &str) -> CreateDeliveryStream {
    s3(json!({
        "DynamicPartitioningConfiguration": {"Enabled": true}, "Prefix": prefix,
        "ErrorOutputPrefix": "bad/!{firehose:error-output-type}/", "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 20},
        "ProcessingConfiguration": processing(processors)
    }))
}

pub(super) fn query(text: &str) -> Value {
    processor("MetadataExtraction", &[("MetadataExtractionQuery", text), ("JsonParsingEngine", "JQ-1.6")])
}

#[test]
fn each_set_of_partition_keys_has_an_object() {
    let mut bench = Bench::new();
    let id = bench.stream(
        "s",
        partitioned(
            &[query("{c: .customer.id, k: .tags[0]}")],
            "c=!{partitionKeyFromQuery:c}/k=!{partitionKeyFromQuery:k}/",
        ),
    );
    for text in [
        r#"{"customer":{"id":"a1"},"tags":["x"]}"#,
        r#"{"customer":{"id":7},"tags":["y"]}"#,
        r#"{"customer":{"id":"a1"},"tags":["x"],"n":2}"#,
        r#"{"customer":{"id":"zz"}}"#,
        "no json",
    ] {
        bench.put("s", text.as_bytes()).unwrap();
    }
    assert_eq!(bench.firehose.stream(id).unwrap().lanes.len(), 3);
    bench.until(100_000);
    let keys: Vec<&str> = bench.world.objects.keys().map(|key| key.split("/s-1").next().unwrap()).collect();
    assert_eq!(keys, ["bad/processing-failed", "c=7/k=y", "c=a1/k=x"]);
    let failed: Vec<String> = bench
        .documents("bad/")
        .iter()
        .map(|one| format!("{}: {}", one["errorCode"].as_str().unwrap(), one["errorMessage"].as_str().unwrap()))
        .collect();
    assert_eq!(
        failed,
        [
            "DynamicPartitioning.MetadataExtractionFailed: partitionKeys values must not be null or empty",
            "DynamicPartitioning.MetadataExtractionFailed: Non JSON record provided",
        ]
    );
}

#[test]
fn partition_keys_of_a_function_and_more_partitions_than_there_may_be() {
    let mut bench = Bench::new();
    let lambda = processor("Lambda", &[("LambdaArn", FUNCTION), ("BufferIntervalInSeconds", "0")]);
    let id = bench.stream("s", partitioned(&[lambda], "t=!{partitionKeyFromLambda:t}/"));
    bench.world.function = Box::new(|payload| {
        let records = payload["records"].as_array().unwrap().iter().map(|record| {
            json!({"recordId": record["recordId"], "result": "Ok", "data": record["data"], "metadata": {"partitionKeys": {"t": decoded(&record["data"])}}})
        });
        Ok(json!({ "records": records.collect::<Vec<_>>() }))
    });
    let texts: Vec<String> = (0..500).map(|n| n.to_string()).collect();
    bench.call(batch("s", &texts.iter().map(String::as_bytes).collect::<Vec<_>>())).unwrap();
    bench.call(batch("s", &[b"one too many", b"7"])).unwrap();
    bench.until(100_000);
    assert_eq!(bench.world.objects.keys().filter(|key| key.starts_with("t=")).count(), 500);
    assert_eq!(bench.documents("bad/")[0]["errorCode"], "DynamicPartitioning.ActivePartitionLimitExceeded");
    assert_eq!((bench.totals(id).partitions_exceeded, bench.totals(id).delivered), (1, 501));
}

#[test]
fn records_are_divided_before_their_keys_are_taken_out() {
    let mut bench = Bench::new();
    let id = bench.stream(
        "s",
        partitioned(
            &[
                processor("RecordDeAggregation", &[("SubRecordType", "JSON")]),
                query("{k: .k}"),
                processor("AppendDelimiterToRecord", &[]),
            ],
            "!{partitionKeyFromQuery:k}/",
        ),
    );
    bench.put("s", br#"{"k":"a"}{"k":"b"}[{"k":"a"}]"#).unwrap();
    bench.put("s", b"{\"k\":\"a\"}broken").unwrap();
    bench.until(100_000);
    let good: Vec<(&str, String)> = bench
        .world
        .objects
        .iter()
        .filter(|(key, _)| !key.starts_with("bad"))
        .map(|(key, body)| (&key[..1], String::from_utf8(body.clone()).unwrap()))
        .collect();
    assert_eq!(good, [("a", "{\"k\":\"a\"}\n{\"k\":\"a\"}\n".to_owned()), ("b", "{\"k\":\"b\"}\n".to_owned())]);
    let t = bench.totals(id);
    assert_eq!((t.incoming, t.gained, t.delivered, t.failed), (2, 2, 3, 1));
    let delimited = s3(
        json!({ "BufferingHints": at_once(), "Prefix": "d/", "ProcessingConfiguration": processing(&[processor("RecordDeAggregation", &[("SubRecordType", "DELIMITED"), ("Delimiter", &STANDARD.encode("||"))])]) }),
    );
    let id = bench.stream("d", delimited);
    bench.put("d", b"one||two||").unwrap();
    bench.until(200_000);
    assert_eq!((bench.totals(id).gained, bench.totals(id).delivered), (1, 2));
}

#[test]
fn messages_of_cloudwatch_logs_are_taken_out() {
    let mut bench = Bench::new();
    let processors = [
        processor("Decompression", &[("CompressionFormat", "GZIP")]),
        processor("CloudWatchLogProcessing", &[("DataMessageExtraction", "true")]),
    ];
    let id = bench.stream("s", s3(json!({ "Prefix": "out/", "ErrorOutputPrefix": "bad/", "BufferingHints": at_once(), "ProcessingConfiguration": processing(&processors) })));
    bench.caller = service("logs.amazonaws.com");
    let data = json!({"messageType": "DATA_MESSAGE", "logEvents": [{"id": "1", "message": "one"}, {"id": "2", "message": "two"}]}).to_string();
    let control = json!({"messageType": "CONTROL_MESSAGE", "logEvents": []}).to_string();
    bench.put("s", &pack::gzip(data.as_bytes())).unwrap();
    bench.put("s", &pack::gzip(control.as_bytes())).unwrap();
    bench.put("s", b"plain").unwrap();
    bench.until(100_000);
    let good: Vec<&[u8]> = bench
        .world
        .objects
        .iter()
        .filter(|(key, _)| key.starts_with("out/"))
        .map(|(_, body)| body.as_slice())
        .collect();
    assert_eq!(good, [b"one\ntwo\n"]);
    assert_eq!(bench.documents("bad/")[0]["errorCode"], "Decompression.Failed");
    let t = bench.totals(id);
    assert_eq!((t.incoming, t.gained, t.dropped, t.delivered, t.failed), (3, 1, 1, 2, 1));
}
