//! What each kind of destination begins with, and how far its buffers, its retries and its backups go.

use super::api::describe;
use super::*;
use crate::clock::Duration;

const KINDS: [DestinationKind; 9] = [
    DestinationKind::S3,
    DestinationKind::Redshift,
    DestinationKind::Elasticsearch,
    DestinationKind::OpenSearch,
    DestinationKind::Serverless,
    DestinationKind::Splunk,
    DestinationKind::Http,
    DestinationKind::Snowflake,
    DestinationKind::Iceberg,
];

/// The least that a destination has to say.
fn document(kind: DestinationKind) -> Value {
    let own = match kind {
        DestinationKind::S3 => return json!({ "RoleARN": ROLE, "BucketARN": "arn:aws:s3:::b" }),
        DestinationKind::Redshift => json!({
            "ClusterJDBCURL": "jdbc:redshift://c.x.us-east-1.redshift.amazonaws.com:5439/dev",
            "CopyCommand": {"DataTableName": "t"}, "Username": "u", "Password": "secret1"
        }),
        DestinationKind::Elasticsearch | DestinationKind::OpenSearch => {
            json!({ "IndexName": "i", "DomainARN": "arn:aws:es:us-east-1:000000000000:domain/logs" })
        }
        DestinationKind::Serverless => {
            json!({ "IndexName": "i", "CollectionEndpoint": "https://x.aoss.amazonaws.com" })
        }
        DestinationKind::Splunk => {
            return json!({
                "HECEndpoint": "https://splunk.example.com", "HECEndpointType": "Raw", "HECToken": "t",
                "S3Configuration": bucket()
            });
        }
        DestinationKind::Http => json!({ "EndpointConfiguration": {"Url": "https://a.example.com"} }),
        DestinationKind::Snowflake => json!({
            "AccountUrl": "https://account.snowflakecomputing.com", "Database": "d", "Schema": "s", "Table": "t",
            "User": "u", "PrivateKey": "QUJD".repeat(64)
        }),
        DestinationKind::Iceberg => json!({
            "CatalogConfiguration": {"CatalogARN": "arn:aws:glue:us-east-1:000000000000:catalog"},
            "DestinationTableConfigurationList": [{"DestinationTableName": "t", "DestinationDatabaseName": "d"}]
        }),
    };
    let mut all = json!({ "RoleARN": ROLE, "S3Configuration": bucket() });
    merge_into(&mut all, own);
    all
}

/// A stream to a destination of a kind, with more members.
fn to(kind: DestinationKind, more: Value) -> CreateDeliveryStream {
    let mut all = document(kind);
    merge_into(&mut all, more);
    let name = kind.names().0;
    let text = json!({ "Operation": "CreateDeliveryStream", "DeliveryStreamName": "s", name: all }).to_string();
    match serde_json::from_str::<Request>(&text).unwrap() {
        Request::CreateDeliveryStream(request) => request,
        other => panic!("{other:?}"),
    }
}

/// Whether a stream can be made so; what cannot breaks a constraint of the service model.
fn is_made(kind: DestinationKind, more: Value) -> bool {
    let mut bench = Bench::new();
    match bench.call(to(kind, more)) {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.code, ErrorCode::ValidationException, "{error}");
            false
        }
    }
}

#[test]
fn each_destination_has_defaults_of_its_own() {
    for (kind, hints, retry, mode) in [
        (DestinationKind::S3, Some((5, 300)), None, "Disabled"),
        (DestinationKind::Redshift, None, Some(3600), "Disabled"),
        (DestinationKind::Elasticsearch, Some((5, 300)), Some(300), "FailedDocumentsOnly"),
        (DestinationKind::OpenSearch, Some((5, 300)), Some(300), "FailedDocumentsOnly"),
        (DestinationKind::Serverless, Some((5, 300)), Some(300), "FailedDocumentsOnly"),
        (DestinationKind::Splunk, Some((5, 60)), Some(300), "FailedEventsOnly"),
        (DestinationKind::Http, Some((5, 300)), Some(300), "FailedDataOnly"),
        (DestinationKind::Snowflake, Some((128, 0)), Some(60), "FailedDataOnly"),
        (DestinationKind::Iceberg, Some((5, 300)), Some(300), "FailedDataOnly"),
    ] {
        let mut bench = Bench::new();
        bench.stream("s", to(kind, json!({})));
        let shown = describe(&mut bench, "s");
        let destination = &shown["Destinations"][0][kind.names().2];
        let hints = hints.map(|(size, interval)| json!({ "SizeInMBs": size, "IntervalInSeconds": interval }));
        assert_eq!(destination.get("BufferingHints"), hints.as_ref(), "{kind:?}");
        let retry = retry.map(|secs| json!({ "DurationInSeconds": secs }));
        assert_eq!(destination.get("RetryOptions"), retry.as_ref(), "{kind:?}");
        assert_eq!(destination["S3BackupMode"], mode, "{kind:?}");
    }
}

#[test]
fn hints_have_a_range_for_each_destination() {
    let hints =
        |size: i64, interval: i64| json!({ "BufferingHints": {"SizeInMBs": size, "IntervalInSeconds": interval} });
    for (kind, size_max, interval_max) in [
        (DestinationKind::S3, 128, 900),
        (DestinationKind::Elasticsearch, 100, 900),
        (DestinationKind::OpenSearch, 100, 900),
        (DestinationKind::Serverless, 100, 900),
        (DestinationKind::Splunk, 5, 60),
        (DestinationKind::Http, 64, 900),
        (DestinationKind::Snowflake, 128, 900),
        (DestinationKind::Iceberg, 128, 900),
    ] {
        for (size, interval, is_good) in [
            (1, 0, true),
            (size_max, interval_max, true),
            (0, 0, false),
            (size_max + 1, 0, false),
            (1, -1, false),
            (1, interval_max + 1, false),
        ] {
            assert_eq!(is_made(kind, hints(size, interval)), is_good, "{kind:?} {size} MiB, {interval} s");
        }
    }
}

#[test]
fn redshift_has_the_buffer_of_its_bucket() {
    let hints = |more: Value| {
        let mut bench = Bench::new();
        let id = bench.stream("s", to(DestinationKind::Redshift, more));
        bench.firehose.stream(id).unwrap().destination.plan.hints
    };
    assert_eq!(hints(json!({})), Hints { size: 1 << 20, interval: Duration::from_secs(10) });
    let plain = json!({ "S3Configuration": {"RoleARN": ROLE, "BucketARN": "arn:aws:s3:::way"} });
    assert_eq!(hints(plain), Hints { size: 5 << 20, interval: Duration::from_secs(300) });
}

#[test]
fn retries_last_two_hours_at_most() {
    for kind in KINDS {
        let retry = |secs: i64| {
            let options = json!({ "DurationInSeconds": secs });
            // S3 itself is always tried for a day; partitioning alone has a duration there.
            if kind == DestinationKind::S3 {
                json!({ "DynamicPartitioningConfiguration": {"Enabled": false, "RetryOptions": options} })
            } else {
                json!({ "RetryOptions": options })
            }
        };
        let taken = [-1, 0, 7_200, 7_201].map(|secs| is_made(kind, retry(secs)));
        assert_eq!(taken, [false, true, true, false], "{kind:?}");
    }
    let ack = |secs: i64| is_made(DestinationKind::Splunk, json!({ "HECAcknowledgmentTimeoutInSeconds": secs }));
    assert_eq!([179, 180, 600, 601].map(ack), [false, true, true, false]);
}

#[test]
fn a_function_has_a_smaller_buffer_before_splunk() {
    let lambda = processor("Lambda", &[("LambdaArn", FUNCTION)]);
    for (kind, size) in [(DestinationKind::Splunk, 1 << 18), (DestinationKind::Http, 1 << 20)] {
        let mut bench = Bench::new();
        let wish = json!({ "ProcessingConfiguration": processing(std::slice::from_ref(&lambda)) });
        let id = bench.stream("s", to(kind, wish));
        let plan = bench.firehose.stream(id).unwrap().destination.plan.clone();
        let function = plan.processing.lambda.as_ref().unwrap();
        assert_eq!(function.hints, Hints { size, interval: Duration::from_secs(60) }, "{kind:?}");
        assert_eq!(function.retries, 3);
    }
}

#[test]
fn tables_of_iceberg_keep_nothing_but_what_failed() {
    let all = to(DestinationKind::Iceberg, json!({ "S3BackupMode": "AllData" }));
    let (code, _, sentence) = Bench::new().refused(all);
    assert!(code == "InvalidArgumentException" && sentence.contains("FailedDataOnly"), "{sentence}");
    assert!(is_made(DestinationKind::Iceberg, json!({ "S3BackupMode": "FailedDataOnly" })));
}
