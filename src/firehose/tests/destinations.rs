//! Destinations other than S3, and what becomes of records that they do not take.

use super::*;
use crate::clock::Duration;

fn base() -> CreateDeliveryStream {
    CreateDeliveryStream { delivery_stream_name: "s".into(), ..CreateDeliveryStream::default() }
}

fn http(more: Value) -> CreateDeliveryStream {
    let mut all = json!({
        "EndpointConfiguration": {"Url": "https://a.example.com/in", "AccessKey": "secret"}, "RoleARN": ROLE,
        "S3Configuration": bucket(), "BufferingHints": at_once(), "RetryOptions": {"DurationInSeconds": 60}
    });
    merge_into(&mut all, more);
    CreateDeliveryStream {
        http_endpoint_destination_configuration: Some(Box::new(HttpEndpointDestinationConfiguration(all))),
        ..base()
    }
}

#[test]
fn an_http_endpoint_gets_what_the_specification_says() {
    let mut bench = Bench::new();
    let attributes = json!([{"AttributeName": "env", "AttributeValue": "prod"}]);
    let id = bench.stream(
        "s",
        http(json!({ "RequestConfiguration": {"ContentEncoding": "GZIP", "CommonAttributes": attributes} })),
    );
    bench.call(batch("s", &[b"hello", b"world"])).unwrap();
    bench.until(40_000);
    let request = &bench.world.requests[0];
    assert_eq!(&*request.address, "https://a.example.com/in");
    let header =
        |name: &str| request.headers.iter().find(|(known, _)| &**known == name).map(|(_, value)| value.to_string());
    assert_eq!(header("X-Amz-Firehose-Protocol-Version").as_deref(), Some("1.0"));
    assert_eq!(header("X-Amz-Firehose-Request-Id"), Some(request.id.to_string()));
    assert_eq!(
        header("X-Amz-Firehose-Source-Arn").as_deref(),
        Some("arn:aws:firehose:us-east-1:000000000000:deliverystream/s")
    );
    assert_eq!(header("X-Amz-Firehose-Access-Key").as_deref(), Some("secret"));
    assert_eq!(header("X-Amz-Firehose-Common-Attributes").as_deref(), Some(r#"{"commonAttributes":{"env":"prod"}}"#));
    assert_eq!(
        (header("Content-Type").as_deref(), header("Content-Encoding").as_deref()),
        (Some("application/json"), Some("gzip"))
    );
    let body: Value = serde_json::from_slice(request.body.bytes()).unwrap();
    assert_eq!(
        (&body["requestId"], &body["timestamp"]),
        (&json!(request.id.to_string()), &json!(1_767_225_630_000_u64))
    );
    assert_eq!(
        body["records"].as_array().unwrap().iter().map(|one| decoded(&one["data"])).collect::<Vec<_>>(),
        ["hello", "world"]
    );
    assert_eq!((bench.totals(id).delivered, bench.world.objects.len()), (2, 0));
}

#[test]
fn an_endpoint_is_tried_again_with_the_same_request_id_until_the_retry_duration_is_over() {
    let mut bench = Bench::new();
    let id = bench.stream("s", http(json!({})));
    bench.world.store.status = Some(503);
    bench.put("s", b"x").unwrap();
    bench.until(200_000);
    let ids: Vec<_> = bench.world.requests.iter().map(|request| request.id).collect();
    assert!((5..=7).contains(&ids.len()) && ids.iter().all(|one| *one == ids[0]), "{ids:?}");
    let failed = bench.documents("http-endpoint-failed/2026/01/01/00/");
    assert_eq!(
        (&failed[0]["errorCode"], decoded(&failed[0]["rawData"])),
        (&json!("HttpEndpoint.DestinationException"), "x".to_owned())
    );
    assert_eq!(failed[0]["attemptsMade"], ids.len());
    assert_eq!((bench.totals(id).failed, bench.totals(id).delivered), (1, 0));
}

#[test]
fn answers_of_an_endpoint() {
    for (status, echoes, waited, code, attempts) in [
        (Some(200), false, 0, "HttpEndpoint.InvalidResponseFromDestination", 2..9),
        (Some(404), true, 0, "HttpEndpoint.DestinationException", 2..9),
        (Some(413), true, 0, "HttpEndpoint.DestinationException", 1..2),
        (Some(200), true, 180, "HttpEndpoint.RequestTimeout", 2..9),
        (None, true, 180, "HttpEndpoint.RequestTimeout", 2..9),
    ] {
        let mut bench = Bench::new();
        bench.stream("s", http(json!({})));
        bench.world.store = StoreAnswer { status, echoes, waited: Duration::from_secs(waited) };
        bench.put("s", b"x").unwrap();
        bench.until(500_000);
        assert_eq!(bench.documents("http-endpoint-failed/")[0]["errorCode"], code, "{status:?}");
        assert!(attempts.contains(&bench.world.requests.len()), "{status:?} {}", bench.world.requests.len());
    }
}

#[test]
fn a_retry_duration_of_zero_tries_once() {
    let mut bench = Bench::new();
    bench.stream("s", http(json!({ "RetryOptions": {"DurationInSeconds": 0} })));
    bench.world.store.status = Some(500);
    bench.put("s", b"x").unwrap();
    bench.until(100_000);
    assert_eq!((bench.world.requests.len(), bench.documents("http-endpoint-failed/").len()), (1, 1));
}

#[test]
fn all_data_is_backed_up_where_that_is_asked_for() {
    let mut bench = Bench::new();
    let id = bench.stream("s", http(json!({ "S3BackupMode": "AllData" })));
    bench.call(batch("s", &[b"a", b"b"])).unwrap();
    bench.until(100_000);
    let t = bench.totals(id);
    assert_eq!((t.delivered, t.backed_up, bench.world.requests.len()), (2, 2, 1));
    assert_eq!(bench.world.objects.values().collect::<Vec<_>>(), [b"ab"]);
}

fn splunk(more: Value) -> CreateDeliveryStream {
    let mut all = json!({
        "HECEndpoint": "https://splunk.example.com:8088", "HECEndpointType": "Event", "HECToken": "t", "S3Configuration": bucket(),
        "BufferingHints": at_once(), "RetryOptions": {"DurationInSeconds": 10}
    });
    merge_into(&mut all, more);
    CreateDeliveryStream {
        splunk_destination_configuration: Some(Box::new(SplunkDestinationConfiguration(all))),
        ..base()
    }
}

#[test]
fn splunk_has_to_acknowledge_in_time() {
    let mut bench = Bench::new();
    let id = bench.stream("s", splunk(json!({})));
    bench.put("s", b"{\"event\":1}").unwrap();
    bench.until(40_000);
    assert_eq!(bench.totals(id).delivered, 1);
    assert_eq!(bench.world.requests[0].timeout, Duration::from_secs(180));
    bench.world.store.waited = Duration::from_secs(180);
    bench.put("s", b"{\"event\":2}").unwrap();
    bench.until(200_000);
    let failed = bench.documents("splunk-failed/");
    assert_eq!(
        (&failed[0]["errorCode"], decoded(&failed[0]["rawData"])),
        (&json!("Splunk.AckTimeout"), "{\"event\":2}".to_owned())
    );
    for (status, code) in
        [(Some(403), "Splunk.InvalidToken"), (Some(503), "Splunk.ServerError"), (None, "Splunk.ConnectionTimeout")]
    {
        let mut bench = Bench::new();
        bench.stream("s", splunk(json!({ "HECAcknowledgmentTimeoutInSeconds": 600 })));
        bench.world.store.status = status;
        bench.put("s", b"x").unwrap();
        bench.until(200_000);
        assert_eq!(bench.documents("splunk-failed/")[0]["errorCode"], code);
    }
}

#[test]
fn the_clock_of_retries_stands_still_while_an_acknowledgement_is_waited_for() {
    let mut bench = Bench::new();
    bench.stream("s", splunk(json!({})));
    bench.answers = false;
    bench.world.store.waited = Duration::from_secs(180);
    bench.put("s", b"x").unwrap();
    let mut attempts = 0;
    for _ in 0..20 {
        let to = bench.now.as_millis() + 20_000;
        bench.until(to);
        while !bench.outgoing.is_empty() && matches!(bench.outgoing[0], Outgoing::Store(_)) {
            attempts += 1;
            let to = bench.now.as_millis() + 180_000;
            bench.until(to);
            let one = bench.outgoing.remove(0);
            bench.answer_one(&one);
        }
    }
    assert!((3..=5).contains(&attempts), "ten seconds of retries, although each takes three minutes: {attempts}");
}

fn search(more: Value) -> CreateDeliveryStream {
    let mut all = json!({
        "RoleARN": ROLE, "IndexName": "logs", "DomainARN": "arn:aws:es:us-east-1:000000000000:domain/logs", "S3Configuration": bucket(),
        "BufferingHints": at_once(), "RetryOptions": {"DurationInSeconds": 5}
    });
    merge_into(&mut all, more);
    let document = Box::new(AmazonopensearchserviceDestinationConfiguration(all));
    CreateDeliveryStream { amazonopensearchservice_destination_configuration: Some(document), ..base() }
}

#[test]
fn opensearch_gets_bulk_requests_into_an_index_that_rotates() {
    for (rotation, index) in [
        ("NoRotation", "logs"),
        ("OneHour", "logs-2026-01-01-00"),
        ("OneDay", "logs-2026-01-01"),
        ("OneWeek", "logs-2026-w01"),
        ("OneMonth", "logs-2026-01"),
    ] {
        let mut bench = Bench::new();
        bench.stream("s", search(json!({ "IndexRotationPeriod": rotation })));
        bench.put("s", b"{\"a\":1}\n").unwrap();
        bench.until(40_000);
        let text = String::from_utf8(bench.world.requests[0].body.bytes().to_vec()).unwrap();
        let (head, document) = text.split_once('\n').unwrap();
        let head: Value = serde_json::from_str(head).unwrap();
        assert_eq!((&head["index"]["_index"], document), (&json!(index), "{\"a\":1}\n"));
        assert!(head["index"]["_id"].as_str().unwrap().ends_with(".0"));
    }
    let mut bench = Bench::new();
    bench.stream("s", search(json!({ "DocumentIdOptions": {"DefaultDocumentIdFormat": "NO_DOCUMENT_ID"} })));
    bench.put("s", b"{}").unwrap();
    bench.until(40_000);
    assert!(!String::from_utf8_lossy(bench.world.requests[0].body.bytes()).contains("_id"));
}

#[test]
fn a_document_that_cannot_be_indexed_fails_alone() {
    let mut bench = Bench::new();
    let id = bench.stream("s", search(json!({})));
    bench.call(batch("s", &[b"{\"a\":1}", b"no document"])).unwrap();
    bench.until(100_000);
    let failed = bench.documents("AmazonOpenSearchService-failed/");
    assert_eq!(
        (failed.len(), &failed[0]["errorCode"], &failed[0]["esIndexName"]),
        (1, &json!("400"), &json!("logs-2026-01-01"))
    );
    assert_eq!((bench.totals(id).delivered, bench.totals(id).failed), (1, 1));
    bench.world.store.status = None;
    bench.put("s", b"{}").unwrap();
    bench.until(200_000);
    assert_eq!(bench.documents("AmazonOpenSearchService-failed/")[1]["errorCode"], "ES.ConnectionTimeout");
}

#[test]
fn redshift_copies_from_s3_and_what_it_skips_stands_in_a_manifest() {
    let mut bench = Bench::new();
    let prefix = json!({"RoleARN": ROLE, "BucketARN": "arn:aws:s3:::way", "Prefix": "in/", "BufferingHints": at_once(), "CompressionFormat": "GZIP"});
    let document = json!({
        "RoleARN": ROLE, "ClusterJDBCURL": "jdbc:redshift://c.x.us-east-1.redshift.amazonaws.com:5439/dev", "S3Configuration": prefix,
        "CopyCommand": {"DataTableName": "sales", "DataTableColumns": "a,b", "CopyOptions": "json 'auto' gzip"},
        "Username": "u", "Password": "secret1", "RetryOptions": {"DurationInSeconds": 700}
    });
    let id = bench.stream(
        "s",
        CreateDeliveryStream {
            redshift_destination_configuration: Some(Box::new(RedshiftDestinationConfiguration(document))),
            ..base()
        },
    );
    bench.put("s", b"one").unwrap();
    bench.until(40_000);
    let key = bench.world.objects.keys().next().unwrap().clone();
    let command = String::from_utf8(bench.world.requests[0].body.bytes().to_vec()).unwrap();
    assert_eq!(
        command,
        format!("COPY sales(a,b) FROM 's3://way/{key}' CREDENTIALS 'aws_iam_role={ROLE}' MANIFEST json 'auto' gzip")
    );
    assert_eq!(bench.totals(id).delivered, 1);
    bench.world.store.status = None;
    bench.put("s", b"two").unwrap();
    bench.until(2_000_000);
    assert_eq!(bench.world.requests.len(), 1 + 3, "at once, after five minutes and after ten");
    let (manifest, body) =
        bench.world.objects.iter().find(|(key, _)| key.starts_with("in/errors/manifests/2026/01/01/00/s-1-")).unwrap();
    let body: Value = serde_json::from_slice(body).unwrap();
    let url = body["entries"][0]["url"].as_str().unwrap();
    assert!(
        url.starts_with("s3://way/in/2026/01/01/00/s-1-") && url.ends_with(manifest.rsplit('/').next().unwrap()),
        "{url}"
    );
    assert_eq!((bench.totals(id).delivered, bench.totals(id).failed), (1, 1));
}

#[test]
fn snowflake_serverless_and_iceberg_take_lines_and_have_error_outputs_of_their_own() {
    let snowflake = json!({
        "AccountUrl": "https://account.snowflakecomputing.com", "Database": "d", "Schema": "s", "Table": "t", "RoleARN": ROLE, "User": "u",
        "PrivateKey": "QUJD".repeat(64), "S3Configuration": bucket()
    });
    let serverless = json!({"RoleARN": ROLE, "IndexName": "i", "CollectionEndpoint": "https://x.aoss.amazonaws.com", "S3Configuration": bucket(), "BufferingHints": at_once(), "RetryOptions": {"DurationInSeconds": 1}});
    let iceberg = json!({
        "RoleARN": ROLE, "CatalogConfiguration": {"CatalogARN": "arn:aws:glue:us-east-1:000000000000:catalog"}, "S3Configuration": bucket(),
        "DestinationTableConfigurationList": [{"DestinationTableName": "t", "DestinationDatabaseName": "d"}], "BufferingHints": at_once(), "RetryOptions": {"DurationInSeconds": 1}
    });
    let all = [
        (
            CreateDeliveryStream {
                snowflake_destination_configuration: Some(Box::new(SnowflakeDestinationConfiguration(snowflake))),
                ..base()
            },
            "snowflake-failed/",
        ),
        (
            CreateDeliveryStream {
                amazon_open_search_serverless_destination_configuration: Some(Box::new(
                    AmazonOpenSearchServerlessDestinationConfiguration(serverless),
                )),
                ..base()
            },
            "AmazonOpenSearchService-failed/",
        ),
        (
            CreateDeliveryStream {
                iceberg_destination_configuration: Some(Box::new(IcebergDestinationConfiguration(iceberg))),
                ..base()
            },
            "iceberg-failed/",
        ),
    ];
    for (request, output) in all {
        let mut bench = Bench::new();
        let id = bench.stream("s", request);
        bench.put("s", b"{}").unwrap();
        bench.until(40_000);
        assert_eq!(bench.totals(id).delivered, 1, "{output}");
        bench.world.store.status = Some(500);
        bench.put("s", b"{}").unwrap();
        bench.until(400_000);
        assert_eq!(bench.documents(output).len(), 1, "{output}");
    }
}
