//! `UpdateDestination`.

use super::*;

fn update(version: &str, more: Value) -> UpdateDestination {
    UpdateDestination {
        delivery_stream_name: "s".into(),
        current_delivery_stream_version_id: version.into(),
        destination_id: "destinationId-000000000001".into(),
        extended_s3_destination_update: Some(Box::new(ExtendedS3DestinationUpdate(more))),
        ..UpdateDestination::default()
    }
}

#[test]
fn what_is_named_changes_and_the_rest_stays() {
    let mut bench = Bench::new();
    let id = bench.stream("s", s3(json!({ "Prefix": "a/", "CompressionFormat": "GZIP", "ProcessingConfiguration": processing(&[processor("AppendDelimiterToRecord", &[])]) })));
    bench.put("s", b"x").unwrap();
    bench.call(update("1", json!({ "Prefix": "b/", "ProcessingConfiguration": {"Enabled": false} }))).unwrap();
    let stream = bench.firehose.stream(id).unwrap();
    assert_eq!(stream.version, 2);
    assert_eq!(
        (&stream.destination.document["CompressionFormat"], &stream.destination.document["Prefix"]),
        (&json!("GZIP"), &json!("b/"))
    );
    assert_eq!(stream.destination.document["ProcessingConfiguration"], json!({"Enabled": false, "Processors": []}));
    bench.until(400_000);
    let key = bench.world.objects.keys().next().unwrap();
    assert!(key.starts_with("b/2026/01/01/00/s-2-2026-01-01-00-00-30-"), "{key}");
}

#[test]
fn format_conversion_is_merged_member_by_member() {
    let mut bench = Bench::new();
    let id = bench.stream("s", s3(json!({ "DataFormatConversionConfiguration": {
        "SchemaConfiguration": {"RoleARN": ROLE, "DatabaseName": "d", "TableName": "t", "Columns": [{"Name": "a", "Type": "int"}]},
        "InputFormatConfiguration": {"Deserializer": {"OpenXJsonSerDe": {}}},
        "OutputFormatConfiguration": {"Serializer": {"ParquetSerDe": {}}}
    } })));
    let only_table = json!({ "DataFormatConversionConfiguration": {"SchemaConfiguration": {"TableName": "other"}} });
    bench.call(update("1", only_table)).unwrap();
    let conversion = bench.firehose.stream(id).unwrap().destination.plan.conversion.clone().unwrap();
    assert_eq!((&conversion.table["tableName"], &conversion.table["databaseName"]), (&json!("other"), &json!("d")));
    bench.call(update("2", json!({ "DataFormatConversionConfiguration": {"Enabled": false} }))).unwrap();
    assert!(bench.firehose.stream(id).unwrap().destination.plan.conversion.is_none());
}

#[test]
fn update_destination_errors() {
    let mut bench = Bench::new();
    assert_eq!(bench.refused(update("1", json!({}))).0, "ResourceNotFoundException");
    bench.call(s3(json!({}))).unwrap();
    assert_eq!(bench.refused(update("1", json!({}))).0, "ResourceInUseException");
    bench.until(30_000);
    let (code, _, sentence) = bench.refused(update("2", json!({})));
    assert_eq!(code, "ConcurrentModificationException");
    assert!(sentence.contains("current version id: 1 and specified version id: 2"), "{sentence}");
    assert_eq!(bench.refused(update("x", json!({}))).0, "ValidationException");
    let other = UpdateDestination { destination_id: "destinationId-2".into(), ..update("1", json!({})) };
    assert_eq!(bench.refused(other).0, "InvalidArgumentException");
    let none = UpdateDestination { extended_s3_destination_update: None, ..update("1", json!({})) };
    assert_eq!(bench.refused(none).0, "InvalidArgumentException");
    let partitioned = json!({ "DynamicPartitioningConfiguration": {"Enabled": true}, "Prefix": "!{partitionKeyFromQuery:a}/", "ErrorOutputPrefix": "e/" });
    let (code, _, sentence) = bench.refused(update("1", partitioned));
    assert!(
        code == "InvalidArgumentException" && sentence.contains("once the Firehose stream is created"),
        "{sentence}"
    );
    bench.call(update("1", json!({ "S3BackupMode": "Enabled", "S3BackupUpdate": bucket() }))).unwrap();
    let (code, _, sentence) = bench.refused(update("2", json!({ "S3BackupMode": "Disabled" })));
    assert!(
        code == "InvalidArgumentException" && sentence.contains("cannot be changed once it is Enabled"),
        "{sentence}"
    );
}

#[test]
fn another_kind_of_destination_has_to_be_told_in_full() {
    let mut bench = Bench::new();
    let id = bench.stream("s", s3(json!({})));
    bench.put("s", b"{}").unwrap();
    let http = |document: Value| UpdateDestination {
        extended_s3_destination_update: None,
        http_endpoint_destination_update: Some(Box::new(HttpEndpointDestinationUpdate(document))),
        ..update("1", json!({}))
    };
    let (code, _, sentence) = bench.refused(http(json!({ "RoleARN": ROLE })));
    assert!(code == "ValidationException" && sentence.contains("endpointConfiguration"), "{sentence}");
    bench
        .call(http(json!({ "EndpointConfiguration": {"Url": "https://a.example.com"}, "S3Update": bucket() })))
        .unwrap();
    bench.until(400_000);
    assert_eq!((bench.totals(id).delivered, bench.world.requests.len()), (1, 1), "what waited goes the new way");
}

#[test]
fn partitions_are_for_good() {
    let mut bench = Bench::new();
    let query =
        processor("MetadataExtraction", &[("MetadataExtractionQuery", "{a:.a}"), ("JsonParsingEngine", "JQ-1.6")]);
    let id = bench.stream(
        "s",
        s3(json!({
            "DynamicPartitioningConfiguration": {"Enabled": true}, "Prefix": "!{partitionKeyFromQuery:a}/",
            "ErrorOutputPrefix": "e/", "ProcessingConfiguration": processing(&[query])
        })),
    );
    let off = json!({ "DynamicPartitioningConfiguration": {"Enabled": false} });
    let (code, _, sentence) = bench.refused(update("1", off));
    assert!(
        code == "InvalidArgumentException" && sentence.contains("once the Firehose stream is created"),
        "{sentence}"
    );
    let longer =
        json!({ "DynamicPartitioningConfiguration": {"Enabled": true, "RetryOptions": {"DurationInSeconds": 7}} });
    bench.call(update("1", longer)).unwrap();
    assert_eq!(bench.firehose.stream(id).unwrap().destination.plan.retry.as_secs(), 7);
}

#[test]
fn the_backup_of_splunk_grows_and_never_shrinks() {
    let mut bench = Bench::new();
    let splunk = json!({
        "HECEndpoint": "https://splunk.example.com", "HECEndpointType": "Raw", "HECToken": "t",
        "S3Configuration": bucket()
    });
    let request = CreateDeliveryStream {
        delivery_stream_name: "s".into(),
        splunk_destination_configuration: Some(Box::new(SplunkDestinationConfiguration(splunk))),
        ..CreateDeliveryStream::default()
    };
    bench.stream("s", request);
    let keeps = |version: &str, mode: &str| UpdateDestination {
        extended_s3_destination_update: None,
        splunk_destination_update: Some(Box::new(SplunkDestinationUpdate(json!({ "S3BackupMode": mode })))),
        ..update(version, json!({}))
    };
    bench.call(keeps("1", "AllEvents")).unwrap();
    let (code, _, sentence) = bench.refused(keeps("2", "FailedEventsOnly"));
    assert!(
        code == "InvalidArgumentException" && sentence.contains("cannot be changed once it is AllEvents"),
        "{sentence}"
    );
}

#[test]
fn the_backup_of_opensearch_is_chosen_when_the_stream_is_made() {
    for kind in [
        DestinationKind::OpenSearch,
        DestinationKind::Elasticsearch,
        DestinationKind::Serverless,
        DestinationKind::Splunk,
    ] {
        let (member, mode) = (kind.names().1, kind.backup_modes().1);
        let text = json!({
            "Operation": "UpdateDestination", "DeliveryStreamName": "s", "CurrentDeliveryStreamVersionId": "1",
            "DestinationId": "destinationId-000000000001", member: {"S3BackupMode": mode}
        });
        let is_read = serde_json::from_value::<Request>(text).is_ok();
        assert_eq!(is_read, kind == DestinationKind::Splunk, "{kind:?}");
    }
}

#[test]
fn redshift_takes_no_compression_that_its_copy_cannot_read() {
    let mut bench = Bench::new();
    let document = json!({
        "RoleARN": ROLE, "ClusterJDBCURL": "jdbc:redshift://c.x.us-east-1.redshift.amazonaws.com:5439/dev",
        "CopyCommand": {"DataTableName": "t"}, "Username": "u", "Password": "secret1", "S3Configuration": bucket()
    });
    let request = CreateDeliveryStream {
        delivery_stream_name: "s".into(),
        redshift_destination_configuration: Some(Box::new(RedshiftDestinationConfiguration(document))),
        ..CreateDeliveryStream::default()
    };
    bench.stream("s", request);
    let packs = |format: &str| UpdateDestination {
        extended_s3_destination_update: None,
        redshift_destination_update: Some(Box::new(RedshiftDestinationUpdate(
            json!({ "S3Update": {"CompressionFormat": format} }),
        ))),
        ..update("1", json!({}))
    };
    for format in ["ZIP", "Snappy"] {
        let (code, _, sentence) = bench.refused(packs(format));
        assert!(code == "InvalidArgumentException" && sentence.contains("not supported"), "{sentence}");
    }
    bench.call(packs("GZIP")).unwrap();
}
