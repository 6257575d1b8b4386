//! What a function is told and what it may answer, keys of both kinds, and records of CloudWatch Logs as they come.

use super::processing::{partitioned, query};
use super::*;
use crate::base::kpl::{Aggregate, UserRecord};

/// A stream that reads a Kinesis data stream and has a function.
fn reading() -> CreateDeliveryStream {
    let lambda = processor("Lambda", &[("LambdaArn", FUNCTION), ("BufferIntervalInSeconds", "0")]);
    let mut request = s3(json!({ "BufferingHints": at_once(), "ProcessingConfiguration": processing(&[lambda]) }));
    request.delivery_stream_type = Some("KinesisStreamAsSource".into());
    let source = json!({"KinesisStreamARN": "arn:aws:kinesis:us-east-1:000000000000:stream/k", "RoleARN": ROLE});
    request.kinesis_stream_source_configuration = Some(Box::new(KinesisStreamSourceConfiguration(source)));
    request
}

#[test]
fn parts_of_a_packed_record_tell_the_function_where_they_were() {
    let mut bench = Bench::new();
    let id = bench.stream("s", reading());
    let mut packed = Aggregate::default();
    for (key, data) in [("k1", "one"), ("k2", "two")] {
        packed.push(&UserRecord { partition_key: key.into(), explicit_hash_key: None, data: data.into() });
    }
    let bytes = packed.to_bytes();
    let record = SourceRecord {
        shard_id: "shardId-000000000001",
        sequence_number: "495",
        partition_key: "k1",
        arrived: Instant::from_millis(29_500),
        data: &bytes,
    };
    bench.act(|firehose, cx| firehose.feed(cx, id, &[record]));
    bench.until(31_000);
    let at = 1_767_225_629_500_u64;
    let told: Vec<(String, Value, Value)> = bench.world.payloads[0]["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (decoded(&one["data"]), one["approximateArrivalTimestamp"].clone(), one["kinesisRecordMetadata"].clone())
        })
        .collect();
    let metadata = |key: &str, number: &str| {
        json!({
            "shardId": "shardId-000000000001", "partitionKey": key, "approximateArrivalTimestamp": at,
            "sequenceNumber": "495", "subsequenceNumber": number
        })
    };
    let expected = [("one", "k1", "0"), ("two", "k2", "1")];
    assert_eq!(told, expected.map(|(data, key, number)| (data.to_owned(), json!(at), metadata(key, number))));
    assert_eq!(bench.totals(id).billed_bytes, 2 * 5_120, "each part is rounded up");
}

#[test]
fn an_answer_without_a_result_is_a_failure() {
    let mut bench = Bench::new();
    let lambda = processor("Lambda", &[("LambdaArn", FUNCTION), ("BufferIntervalInSeconds", "0")]);
    let id =
        bench.stream("s", s3(json!({ "BufferingHints": at_once(), "ProcessingConfiguration": processing(&[lambda]) })));
    bench.world.function = Box::new(|payload| {
        let record = &payload["records"][0];
        Ok(json!({ "records": [{"recordId": record["recordId"], "data": record["data"]}] }))
    });
    bench.put("s", b"x").unwrap();
    bench.until(31_000);
    assert_eq!(bench.documents("processing-failed/")[0]["errorCode"], "Lambda.JsonProcessingException");
    assert_eq!((bench.totals(id).failed, bench.totals(id).delivered), (1, 0));
}

#[test]
fn keys_of_a_function_and_of_a_query_stand_in_one_prefix() {
    let mut bench = Bench::new();
    let lambda = processor("Lambda", &[("LambdaArn", FUNCTION), ("BufferIntervalInSeconds", "0")]);
    let prefix = "t=!{partitionKeyFromLambda:t}/c=!{partitionKeyFromQuery:c}/";
    let id = bench.stream("s", partitioned(&[lambda, query("{c: .c}")], prefix));
    bench.world.function = Box::new(|payload| {
        let record = &payload["records"][0];
        let keys = json!({ "partitionKeys": {"t": "web"} });
        let one = json!({"recordId": record["recordId"], "result": "Ok", "data": record["data"], "metadata": keys});
        Ok(json!({ "records": [one] }))
    });
    bench.put("s", br#"{"c":"ann"}"#).unwrap();
    bench.until(100_000);
    let key = bench.world.objects.keys().next().unwrap();
    assert!(key.starts_with("t=web/c=ann/s-1-"), "{key}");
    assert_eq!(bench.totals(id).delivered, 1);
    let billed = Billed { bytes: 5_120, partitioned_bytes: 11, objects: 1, ..Billed::default() };
    assert_eq!(bench.firehose.billed, billed);
}

#[test]
fn a_prefix_that_its_keys_make_too_long_is_refused_record_by_record() {
    let mut bench = Bench::new();
    let id = bench.stream("s", partitioned(&[query("{k: .k}")], "k=!{partitionKeyFromQuery:k}/"));
    for letters in [509, 510] {
        bench.put("s", format!(r#"{{"k":"{}"}}"#, "a".repeat(letters)).as_bytes()).unwrap();
    }
    bench.until(100_000);
    let failed = bench.documents("bad/");
    assert_eq!((failed.len(), &failed[0]["errorCode"]), (1, &json!("DynamicPartitioning.PrefixTooLong")));
    assert_eq!((bench.totals(id).delivered, bench.totals(id).failed), (1, 1));
}

#[test]
fn what_cloudwatch_logs_sends_is_decompressed_as_a_whole_without_extraction() {
    let mut bench = Bench::new();
    let unpack = processor("Decompression", &[("CompressionFormat", "GZIP")]);
    let all =
        json!({ "Prefix": "out/", "BufferingHints": at_once(), "ProcessingConfiguration": processing(&[unpack]) });
    let id = bench.stream("s", s3(all));
    bench.caller = service("logs.amazonaws.com");
    let document = json!({"messageType": "DATA_MESSAGE", "logEvents": [{"id": "1", "message": "one"}]}).to_string();
    bench.put("s", &pack::gzip(document.as_bytes())).unwrap();
    bench.until(31_000);
    let bodies: Vec<&Vec<u8>> = bench.world.objects.values().collect();
    assert_eq!(bodies, [document.as_bytes()]);
    assert_eq!((bench.totals(id).gained, bench.totals(id).delivered), (0, 1));
}

#[test]
fn messages_are_taken_out_of_documents_of_cloudwatch_logs_alone() {
    let mut bench = Bench::new();
    let processors = [
        processor("Decompression", &[("CompressionFormat", "GZIP")]),
        processor("CloudWatchLogProcessing", &[("DataMessageExtraction", "true")]),
    ];
    let all = json!({ "ErrorOutputPrefix": "bad/", "BufferingHints": at_once(), "ProcessingConfiguration": processing(&processors) });
    bench.stream("s", s3(all));
    bench.caller = service("logs.amazonaws.com");
    for text in ["no json", r#"{"messageType":"DATA_MESSAGE"}"#] {
        bench.put("s", &pack::gzip(text.as_bytes())).unwrap();
    }
    bench.until(31_000);
    let codes: Vec<Value> = bench.documents("bad/").iter().map(|one| one["errorCode"].clone()).collect();
    assert_eq!(codes, ["DataMessageExtraction.Failed"; 2]);
}
