//! What has to go together in a new stream.

use super::*;

fn why(request: CreateDeliveryStream) -> String {
    let mut bench = Bench::new();
    let Err(error) = bench.call(request.clone()) else { panic!("taken: {request:?}") };
    assert_eq!(error.code, ErrorCode::InvalidArgumentException, "{error}");
    error.message
}

#[test]
fn prefixes_have_rules() {
    let rule = "Ths supplied prefix(es) do not satisfy the following constraint: ";
    for (more, expected) in [
        (
            json!({"Prefix": "!{timestamp:yyyy}/"}),
            "ErrorOutputPrefix cannot be null or empty when Prefix contains expressions",
        ),
        (
            json!({"Prefix": "!{firehose:error-output-type}/", "ErrorOutputPrefix": "e/"}),
            "Prefix cannot contain !{firehose:error-output-type}",
        ),
        (
            json!({"ErrorOutputPrefix": "!{timestamp:yyyy}/"}),
            "ErrorOutputPrefix must contain at least one instance of !{firehose:error-output-type} when it contains expressions",
        ),
        (
            json!({"Prefix": "!{timestamp:bb}/", "ErrorOutputPrefix": "e/"}),
            "invalid timestamp pattern 'bb': Unknown pattern letter: b",
        ),
        (json!({"Prefix": "x".repeat(510)}), "a prefix must have at most 512 characters after evaluation"),
    ] {
        assert_eq!(why(s3(more)), format!("{rule}{expected}"));
    }
    let keys = json!({"Prefix": "!{partitionKeyFromQuery:a}/", "ErrorOutputPrefix": "e/"});
    assert!(why(s3(keys)).starts_with("Dynamic Partitioning Namespaces can only be part of a prefix expression when"));
    assert!(why(s3(json!({"CustomTimeZone": "Mars/Olympus"}))).contains("CustomTimeZone Mars/Olympus"));
}

#[test]
fn dynamic_partitioning_has_rules() {
    let on = json!({"Enabled": true});
    let query =
        processor("MetadataExtraction", &[("MetadataExtractionQuery", "{a:.a}"), ("JsonParsingEngine", "JQ-1.6")]);
    let with = |more: Value| {
        let mut all = json!({"DynamicPartitioningConfiguration": on, "ErrorOutputPrefix": "e/"});
        merge_into(&mut all, more);
        s3(all)
    };
    for (more, expected) in [
        (
            json!({"BufferingHints": {"SizeInMBs": 63, "IntervalInSeconds": 60}}),
            "BufferingHints.SizeInMBs must be at least 64 when Dynamic Partitioning is enabled.",
        ),
        (json!({"Prefix": "x/"}), "S3 Prefix should contain Dynamic Partitioning Namespaces"),
        (
            json!({"Prefix": "!{partitionKeyFromQuery:a}/"}),
            "MetadataExtraction processor should be present when S3 Prefix has partitionKeyFromQuery namespace.",
        ),
        (
            json!({"Prefix": "!{partitionKeyFromLambda:a}/", "ProcessingConfiguration": processing(std::slice::from_ref(&query))}),
            "Lambda processor should be present when S3 Prefix has partitionKeyFromLambda namespace.",
        ),
        (
            json!({"Prefix": "!{partitionKeyFromQuery:a}/", "ErrorOutputPrefix": "!{firehose:error-output-type}!{partitionKeyFromQuery:a}", "ProcessingConfiguration": processing(std::slice::from_ref(&query))}),
            "ErrorOutputPrefix cannot contain Dynamic Partitioning Namespaces",
        ),
    ] {
        let sentence = why(with(more));
        assert!(sentence.contains(expected), "{sentence}");
    }
    let mut bench = Bench::new();
    let id = bench.stream(
        "s",
        with(json!({"Prefix": "!{partitionKeyFromQuery:a}/", "ProcessingConfiguration": processing(&[query])})),
    );
    assert_eq!(bench.firehose.stream(id).unwrap().destination.plan.hints.size, 128 << 20);
}

#[test]
fn processors_have_parameters() {
    let lambda = |more: &[(&str, &str)]| {
        let all: Vec<(&str, &str)> = [("LambdaArn", FUNCTION)].into_iter().chain(more.iter().copied()).collect();
        processor("Lambda", &all)
    };
    for (processors, expected) in [
        (vec![processor("Lambda", &[])], "Parameter LambdaArn is required for processor type Lambda"),
        (vec![processor("Lambda", &[("LambdaArn", "f")])], "f is not a valid Lambda function ARN"),
        (vec![lambda(&[("NumberOfRetries", "301")])], "NumberOfRetries must be a whole number from 0 to 300"),
        (vec![lambda(&[("BufferSizeInMBs", "3.1")])], "BufferSizeInMBs must be from 0.2 to 3"),
        (vec![lambda(&[("BufferIntervalInSeconds", "901")])], "BufferIntervalInSeconds must be from 0 to 900"),
        (vec![lambda(&[("Delimiter", "x")])], "Parameter Delimiter is not supported for processor type Lambda"),
        (vec![lambda(&[("LambdaArn", FUNCTION)])], "Parameter LambdaArn is given twice"),
        (vec![lambda(&[]), lambda(&[])], "Only one processor of type Lambda is allowed"),
        (
            vec![processor("RecordDeAggregation", &[("SubRecordType", "CSV")])],
            "SubRecordType must be JSON or DELIMITED",
        ),
        (
            vec![processor("RecordDeAggregation", &[("SubRecordType", "DELIMITED"), ("Delimiter", "?")])],
            "Delimiter must be base64",
        ),
        (
            vec![processor(
                "MetadataExtraction",
                &[("MetadataExtractionQuery", "{a:"), ("JsonParsingEngine", "JQ-1.6")],
            )],
            "Invalid MetadataExtractionQuery",
        ),
        (
            vec![processor(
                "MetadataExtraction",
                &[("MetadataExtractionQuery", "{}"), ("JsonParsingEngine", "JQ-1.5")],
            )],
            "JsonParsingEngine must be JQ-1.6",
        ),
        (vec![processor("Decompression", &[("CompressionFormat", "ZIP")])], "CompressionFormat must be GZIP"),
        (
            vec![processor("CloudWatchLogProcessing", &[("DataMessageExtraction", "true")])],
            "CloudWatchLogProcessing requires the processor Decompression",
        ),
    ] {
        let sentence = why(s3(json!({ "ProcessingConfiguration": processing(&processors) })));
        assert!(sentence.contains(expected), "{sentence}");
    }
}

#[test]
fn a_function_is_shown_with_its_defaults() {
    let mut bench = Bench::new();
    bench.stream(
        "s",
        s3(json!({ "ProcessingConfiguration": processing(&[processor("Lambda", &[("LambdaArn", FUNCTION)])]) })),
    );
    let stream = bench.firehose.streams().next().unwrap();
    let shown = &stream.destination.document["ProcessingConfiguration"]["Processors"][0]["Parameters"];
    let pairs: Vec<String> = shown
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{}={}", one["ParameterName"].as_str().unwrap(), one["ParameterValue"].as_str().unwrap()))
        .collect();
    assert_eq!(
        pairs,
        [
            format!("LambdaArn={FUNCTION}").as_str(),
            "NumberOfRetries=3",
            "BufferSizeInMBs=1",
            "BufferIntervalInSeconds=60"
        ]
    );
}

fn conversion(more: Value) -> Value {
    let mut all = json!({
        "SchemaConfiguration": {"RoleARN": ROLE, "DatabaseName": "d", "TableName": "t", "Columns": [{"Name": "a", "Type": "int"}]},
        "InputFormatConfiguration": {"Deserializer": {"OpenXJsonSerDe": {}}},
        "OutputFormatConfiguration": {"Serializer": {"ParquetSerDe": {}}}
    });
    merge_into(&mut all, more);
    all
}

#[test]
fn format_conversion_has_rules() {
    for (more, expected) in [
        (
            json!({"CompressionFormat": "GZIP"}),
            "CompressionFormat must be UNCOMPRESSED when data format conversion is enabled.",
        ),
        (
            json!({"BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 60}}),
            "BufferingHints.SizeInMBs must be at least 64 when data format conversion is enabled.",
        ),
        (json!({"DataFormatConversionConfiguration": {}}), "InputFormatConfiguration is required"),
        (
            json!({"DataFormatConversionConfiguration": conversion(json!({"OutputFormatConfiguration": {"Serializer": {}}}))}),
            "Exactly one of ParquetSerDe and OrcSerDe",
        ),
        (
            json!({"DataFormatConversionConfiguration": conversion(json!({"SchemaConfiguration": {"RoleARN": ROLE, "DatabaseName": "d", "TableName": "t"}}))}),
            "The lab has no table d.t of Glue",
        ),
        (
            json!({"DataFormatConversionConfiguration": conversion(json!({"SchemaConfiguration": {"RoleARN": ROLE, "DatabaseName": "d"}}))}),
            "SchemaConfiguration.TableName is required.",
        ),
        (
            json!({"DataFormatConversionConfiguration": conversion(json!({"SchemaConfiguration": {"RoleARN": ROLE, "DatabaseName": "d", "TableName": "t", "Columns": [{"Name": "a", "Type": "number"}]}}))}),
            "Column a: 'number' is no type of a column",
        ),
    ] {
        let mut all = json!({ "DataFormatConversionConfiguration": conversion(json!({})) });
        merge_into(&mut all, more);
        let sentence = why(s3(all));
        assert!(sentence.contains(expected), "{sentence}");
    }
    let mut bench = Bench::new();
    bench
        .call(s3(json!({ "DataFormatConversionConfiguration": {"Enabled": false}, "CompressionFormat": "GZIP" })))
        .unwrap();
}

#[test]
fn other_destinations_have_rules() {
    let base = || CreateDeliveryStream { delivery_stream_name: "s".into(), ..CreateDeliveryStream::default() };
    let redshift = |more: Value| {
        let mut all = json!({
            "RoleARN": ROLE, "ClusterJDBCURL": "jdbc:redshift://c.x.us-east-1.redshift.amazonaws.com:5439/dev",
            "CopyCommand": {"DataTableName": "t"}, "Username": "u", "Password": "secret1", "S3Configuration": bucket()
        });
        merge_into(&mut all, more);
        CreateDeliveryStream {
            redshift_destination_configuration: Some(Box::new(RedshiftDestinationConfiguration(all))),
            ..base()
        }
    };
    let zip = json!({"RoleARN": ROLE, "BucketARN": "arn:aws:s3:::b", "CompressionFormat": "ZIP"});
    assert!(why(redshift(json!({ "S3Configuration": zip }))).contains("ZIP and Snappy are not supported"));
    let expression = json!({"RoleARN": ROLE, "BucketARN": "arn:aws:s3:::b", "Prefix": "!{timestamp:yyyy}/", "ErrorOutputPrefix": "e/"});
    assert!(
        why(redshift(json!({ "S3Configuration": expression })))
            .contains("Prefix cannot contain expressions for a Redshift destination")
    );
    assert!(why(redshift(json!({ "S3BackupMode": "Enabled" }))).contains("S3BackupConfiguration is required"));
    let search = |more: Value| {
        let mut all = json!({"RoleARN": ROLE, "IndexName": "i", "S3Configuration": bucket()});
        merge_into(&mut all, more);
        let document = Box::new(AmazonopensearchserviceDestinationConfiguration(all));
        CreateDeliveryStream { amazonopensearchservice_destination_configuration: Some(document), ..base() }
    };
    assert!(why(search(json!({}))).contains("Exactly one of DomainARN and ClusterEndpoint"));
    let splunk = Box::new(SplunkDestinationConfiguration(
        json!({"HECEndpoint": "https://x", "HECEndpointType": "Raw", "S3Configuration": bucket()}),
    ));
    assert!(
        why(CreateDeliveryStream { splunk_destination_configuration: Some(splunk), ..base() })
            .contains("HECToken is required")
    );
    let half = json!({"BufferingHints": {"SizeInMBs": 5}});
    assert!(why(s3(half)).contains("both SizeInMBs and IntervalInSeconds"));
    let snowflake = Box::new(SnowflakeDestinationConfiguration(json!({
        "AccountUrl": "https://account.snowflakecomputing.com", "Database": "d", "Schema": "s", "Table": "t", "RoleARN": ROLE, "S3Configuration": bucket()
    })));
    assert!(
        why(CreateDeliveryStream { snowflake_destination_configuration: Some(snowflake), ..base() })
            .contains("User and PrivateKey are required")
    );
    let iceberg = Box::new(IcebergDestinationConfiguration(
        json!({"RoleARN": ROLE, "CatalogConfiguration": {}, "S3Configuration": bucket()}),
    ));
    assert!(
        why(CreateDeliveryStream { iceberg_destination_configuration: Some(iceberg), ..base() })
            .contains("DestinationTableConfigurationList must name a table")
    );
}

#[test]
fn sources_have_their_own_configuration() {
    let kinesis = || {
        Some(Box::new(KinesisStreamSourceConfiguration(
            json!({"KinesisStreamARN": "arn:aws:kinesis:us-east-1:000000000000:stream/k", "RoleARN": ROLE}),
        )))
    };
    let mut request = s3(json!({}));
    request.kinesis_stream_source_configuration = kinesis();
    assert!(why(request.clone()).contains(
        "KinesisStreamSourceConfiguration can only be specified for a Firehose stream of type KinesisStreamAsSource"
    ));
    request.kinesis_stream_source_configuration = None;
    request.delivery_stream_type = Some("KinesisStreamAsSource".into());
    assert!(why(request.clone()).contains("KinesisStreamSourceConfiguration is required"));
    request.kinesis_stream_source_configuration = kinesis();
    request.delivery_stream_encryption_configuration_input =
        Some(Box::new(DeliveryStreamEncryptionConfigurationInput(json!({"KeyType": "AWS_OWNED_CMK"}))));
    assert!(why(request).contains("Server-side encryption can only be set"));
}

#[test]
fn older_figures_are_stricter() {
    let mut bench = Bench::new();
    bench.firehose.change_limits(FirehoseLimits::of(LimitSet::Then));
    let (code, _, sentence) = bench.refused(s3(json!({ "BufferingHints": at_once() })));
    assert_eq!(code, "ValidationException");
    assert!(
        sentence.contains("at 'bufferingHints.intervalInSeconds'") && sentence.ends_with("equal to 60"),
        "{sentence}"
    );
    bench.stream("s", s3(json!({})));
    let names: SortedMap<_, _> = (0..50).map(|n: u32| (Arc::from(format!("s{n:04}").as_str()), StreamId(0))).collect();
    bench.firehose.names.insert((AccountId::DEFAULT, Region::DEFAULT), names);
    assert_eq!(bench.refused(s3(json!({}))).0, "LimitExceededException");
}

#[test]
fn a_stream_whose_key_went_away_is_not_there_and_can_only_be_deleted() {
    let mut bench = Bench::new();
    bench.call(s3(json!({}))).unwrap();
    bench.act(|firehose, cx| firehose.fail_creation(cx, StreamId(0), "KMS_KEY_NOT_FOUND", "the key is gone"));
    bench.until(60_000);
    assert_eq!(bench.firehose.stream(StreamId(0)).unwrap().status, Status::CreatingFailed);
    assert_eq!(bench.refused(put("s", b"x")).0, "ResourceNotFoundException");
    bench.call(DeleteDeliveryStream { delivery_stream_name: "s".into(), allow_force_delete: None }).unwrap();
    bench.until(120_000);
    assert!(bench.firehose.stream(StreamId(0)).is_none());
}
