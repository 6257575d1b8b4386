//! What objects hold.

use super::*;

#[test]
fn objects_are_compressed_as_the_destination_says() {
    for (format, extension, magic) in [
        ("UNCOMPRESSED", "", b"hell" as &[u8]),
        ("GZIP", ".gz", b"\x1F\x8B\x08\x00"),
        ("ZIP", ".zip", b"PK\x03\x04"),
        ("Snappy", ".snappy", b"\x82SNA"),
        ("HADOOP_SNAPPY", ".snappy", b"\x00\x00\x00\x05"),
    ] {
        let mut bench = Bench::new();
        bench.stream("s", s3(json!({ "CompressionFormat": format, "BufferingHints": at_once() })));
        bench.put("s", b"hello").unwrap();
        bench.until(40_000);
        let (key, body) = bench.world.objects.iter().next().unwrap();
        let id = key.get(key.len() - 36 - extension.len()..key.len() - extension.len()).unwrap();
        assert!(key.ends_with(extension) && Uuid::try_parse(id).is_ok(), "{key}");
        assert!(body.starts_with(magic), "{format} {body:?}");
    }
}

fn converting(output: Value) -> CreateDeliveryStream {
    s3(json!({
        "Prefix": "out/", "ErrorOutputPrefix": "bad/!{firehose:error-output-type}/",
        "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 20},
        "DataFormatConversionConfiguration": {
            "SchemaConfiguration": {
                "RoleARN": ROLE, "DatabaseName": "d", "TableName": "t", "Region": "us-east-1",
                "Columns": [{"Name": "a", "Type": "int"}, {"Name": "w", "Type": "string"}]
            },
            "InputFormatConfiguration": {"Deserializer": {"OpenXJsonSerDe": {}}},
            "OutputFormatConfiguration": {"Serializer": output}
        }
    }))
}

#[test]
fn records_that_fit_become_a_file_and_the_others_go_to_the_error_output() {
    let mut bench = Bench::new();
    let id = bench.stream("s", converting(json!({"ParquetSerDe": {}})));
    for text in [r#"{"a":1,"w":"x"}"#, "nonsense", r#"{"a":"x"}"#, r#"{"a":2}{"a":3}"#, "[{\"a\":1}]"] {
        bench.put("s", text.as_bytes()).unwrap();
    }
    bench.until(200_000);
    let (key, body) = bench.world.objects.iter().find(|(key, _)| key.starts_with("out/")).unwrap();
    assert!(key.ends_with(".parquet"), "{key}");
    let table = [("a", "int"), ("w", "string")]
        .map(|(name, kind)| columns::Column { name: name.into(), kind: columns::Type::parse(kind).unwrap() });
    let openx = columns::OpenX { convert_dots: false, case_insensitive: true, mappings: BTreeMap::new() };
    let rows = columns::Deserializer::OpenX(openx).rows(br#"{"a":1,"w":"x"}{"a":2}{"a":3}"#, &table).unwrap();
    assert_eq!(*body, columns::parquet(&table, &rows, columns::ParquetCompression::Snappy));
    let failed = bench.documents("bad/format-conversion-failed/");
    let told: Vec<(String, &str)> =
        failed.iter().map(|one| (decoded(&one["rawData"]), one["lastErrorCode"].as_str().unwrap())).collect();
    assert_eq!(
        told,
        [
            ("nonsense".to_owned(), "DataFormatConversion.ParseError"),
            (r#"{"a":"x"}"#.to_owned(), "DataFormatConversion.MalformedData"),
            ("[{\"a\":1}]".to_owned(), "DataFormatConversion.ParseError"),
        ]
    );
    assert_eq!(
        failed[0]["dataCatalogTable"],
        json!({"catalogId": null, "databaseName": "d", "tableName": "t", "region": "us-east-1", "versionId": "LATEST", "catalogArn": null})
    );
    let t = bench.totals(id);
    assert_eq!((t.delivered, t.failed, t.converted), (2, 3, (2, 3)));
}

#[test]
fn orc_is_written_too_and_nothing_where_no_record_fits() {
    let mut bench = Bench::new();
    let id = bench.stream("s", converting(json!({"OrcSerDe": {"Compression": "ZLIB"}})));
    bench.put("s", br#"{"a":1}"#).unwrap();
    bench.until(100_000);
    let (key, body) = bench.world.objects.iter().next().unwrap();
    assert!(key.ends_with(".orc") && body.starts_with(b"ORC"), "{key}");
    bench.put("s", b"nonsense").unwrap();
    bench.until(300_000);
    assert_eq!(bench.world.objects.keys().filter(|key| key.starts_with("out/")).count(), 1);
    assert_eq!(bench.totals(id).failed, 1);
}

#[test]
fn a_record_of_a_kinesis_stream_that_does_not_fit_tells_where_it_was() {
    let mut bench = Bench::new();
    let mut request = converting(json!({"ParquetSerDe": {}}));
    request.delivery_stream_type = Some("KinesisStreamAsSource".into());
    let source = json!({"KinesisStreamARN": "arn:aws:kinesis:us-east-1:000000000000:stream/k", "RoleARN": ROLE});
    request.kinesis_stream_source_configuration = Some(Box::new(KinesisStreamSourceConfiguration(source)));
    let id = bench.stream("s", request);
    let record = |sequence_number: &'static str, data: &'static str| SourceRecord {
        shard_id: "shardId-000000000000",
        sequence_number,
        partition_key: "p",
        arrived: Instant::from_millis(30_000),
        data: data.as_bytes(),
    };
    let all = [record("495", "nonsense"), record("496", r#"{"a":1}"#)];
    assert_eq!(bench.act(|firehose, cx| firehose.feed(cx, id, &all)), 2);
    bench.until(100_000);
    let failed = bench.documents("bad/format-conversion-failed/");
    assert_eq!((&failed[0]["sequenceNumber"], &failed[0]["subSequenceNumber"]), (&json!("495"), &json!(0)));
    let t = bench.totals(id);
    assert_eq!((t.converted, t.converted_bytes), ((1, 1), (7, 8)));
    let billed = Billed { bytes: 2 * 5_120, converted_bytes: 2 * 5_120, ..Billed::default() };
    assert_eq!(bench.firehose.billed, billed, "whatever came in, whether it fits or not");
}

#[test]
fn a_buffer_of_files_has_64_mebibytes_at_least_and_128_where_it_is_left_out() {
    let with = |hints: Option<Value>| {
        let mut request = converting(json!({"ParquetSerDe": {}}));
        let document = request.extended_s3_destination_configuration.as_mut().unwrap();
        document.0.as_object_mut().unwrap().remove("BufferingHints");
        if let Some(hints) = hints {
            merge_into(&mut document.0, json!({ "BufferingHints": hints }));
        }
        request
    };
    let mut bench = Bench::new();
    let (code, _, sentence) = bench.refused(with(Some(json!({"SizeInMBs": 63, "IntervalInSeconds": 300}))));
    assert!(code == "InvalidArgumentException" && sentence.contains("at least 64"), "{sentence}");
    let id = bench.stream("s", with(None));
    assert_eq!(bench.firehose.stream(id).unwrap().destination.plan.hints.size, 128 << 20);
    bench
        .call(CreateDeliveryStream {
            delivery_stream_name: "t".into(),
            ..with(Some(json!({"SizeInMBs": 64, "IntervalInSeconds": 300})))
        })
        .unwrap();
}
