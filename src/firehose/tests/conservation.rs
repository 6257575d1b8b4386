//! Whatever happens: records that came in are there, or were delivered, dropped, sent to the error output, lost or thrown
//! away; and so are the copies for the backup.
#![cfg(not(target_arch = "wasm32"))]

use super::*;
use proptest::prelude::*;

fn check(bench: &Bench, id: StreamId) {
    let Some(stream) = bench.firehose.stream(id) else { return };
    let t = stream.totals;
    let (own, copies) = stream.held();
    assert_eq!(t.incoming + t.gained, own + t.dropped + t.delivered + t.failed + t.lost + t.discarded, "{t:?} {own}");
    assert_eq!(t.copies, copies + t.backed_up + t.copies_lost + t.copies_discarded, "{t:?} {copies}");
}

/// Streams of every kind of destination, with and without processors and backups.
fn wish(kind: u8, with_function: bool, backup: bool, partitioned: bool) -> CreateDeliveryStream {
    let mut processors = Vec::new();
    if with_function {
        processors.push(processor(
            "Lambda",
            &[("LambdaArn", FUNCTION), ("BufferIntervalInSeconds", "5"), ("NumberOfRetries", "2")],
        ));
    }
    if partitioned && kind == 0 {
        processors.push(processor("RecordDeAggregation", &[("SubRecordType", "JSON")]));
        processors.push(processor(
            "MetadataExtraction",
            &[("MetadataExtractionQuery", "{k: .k}"), ("JsonParsingEngine", "JQ-1.6")],
        ));
    }
    let processing = processing(&processors);
    let hints = json!({ "SizeInMBs": 1, "IntervalInSeconds": 20 });
    let retry = json!({ "DurationInSeconds": 30 });
    let all = |mode: &str, none: &str| if backup { mode.to_owned() } else { none.to_owned() };
    let base = CreateDeliveryStream { delivery_stream_name: "s".into(), ..CreateDeliveryStream::default() };
    match kind {
        0 => {
            let mut more = json!({ "ProcessingConfiguration": processing });
            if partitioned {
                merge_into(
                    &mut more,
                    json!({
                        "DynamicPartitioningConfiguration": {"Enabled": true}, "Prefix": "k=!{partitionKeyFromQuery:k}/",
                        "ErrorOutputPrefix": "e/!{firehose:error-output-type}/", "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 20}
                    }),
                );
            } else {
                merge_into(&mut more, json!({ "BufferingHints": hints }));
            }
            if backup {
                merge_into(&mut more, json!({ "S3BackupMode": "Enabled", "S3BackupConfiguration": bucket() }));
            }
            s3(more)
        }
        1 => CreateDeliveryStream {
            redshift_destination_configuration: Some(Box::new(RedshiftDestinationConfiguration(json!({
                "RoleARN": ROLE, "ClusterJDBCURL": "jdbc:redshift://c.x.us-east-1.redshift.amazonaws.com:5439/dev",
                "CopyCommand": {"DataTableName": "t"}, "Username": "u", "Password": "secret1", "S3Configuration": bucket(),
                "S3BackupMode": all("Enabled", "Disabled"), "S3BackupConfiguration": bucket(),
                "RetryOptions": {"DurationInSeconds": 400}, "ProcessingConfiguration": processing
            })))),
            ..base
        },
        2 => CreateDeliveryStream {
            amazonopensearchservice_destination_configuration: Some(Box::new(
                AmazonopensearchserviceDestinationConfiguration(json!({
                    "RoleARN": ROLE, "IndexName": "i", "ClusterEndpoint": "https://search.example.com", "S3Configuration": bucket(),
                    "S3BackupMode": all("AllDocuments", "FailedDocumentsOnly"), "BufferingHints": hints, "RetryOptions": retry,
                    "ProcessingConfiguration": processing
                })),
            )),
            ..base
        },
        3 => CreateDeliveryStream {
            splunk_destination_configuration: Some(Box::new(SplunkDestinationConfiguration(json!({
                "HECEndpoint": "https://splunk.example.com", "HECEndpointType": "Raw", "HECToken": "t", "S3Configuration": bucket(),
                "S3BackupMode": all("AllEvents", "FailedEventsOnly"), "BufferingHints": hints, "RetryOptions": retry,
                "ProcessingConfiguration": processing
            })))),
            ..base
        },
        _ => CreateDeliveryStream {
            http_endpoint_destination_configuration: Some(Box::new(HttpEndpointDestinationConfiguration(json!({
                "EndpointConfiguration": {"Url": "https://a.example.com"}, "S3Configuration": bucket(), "RoleARN": ROLE,
                "S3BackupMode": all("AllData", "FailedDataOnly"), "BufferingHints": hints, "RetryOptions": retry,
                "ProcessingConfiguration": processing
            })))),
            ..base
        },
    }
}

#[allow(clippy::unnecessary_wraps, reason = "what a function is")]
fn mixed(payload: &Value) -> std::result::Result<Value, InvokeError> {
    let records = payload["records"].as_array().unwrap().iter().enumerate();
    let records = records.filter_map(|(index, record)| {
        let result = ["Ok", "Dropped", "ProcessingFailed", "Nonsense", "Ok"][index % 5];
        let one = json!({"recordId": record["recordId"], "result": result, "data": record["data"]});
        (index % 7 != 6).then_some(one)
    });
    Ok(json!({ "records": records.collect::<Vec<_>>() }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]
    #[test]
    fn records_are_conserved(
        seed in any::<u64>(), kind in 0_u8..5, function in any::<bool>(), backup in any::<bool>(), partitioned in any::<bool>(),
        steps in prop::collection::vec((0_u8..8, any::<u16>()), 1..60)
    ) {
        let mut bench = Bench::with(seed);
        let id = bench.stream("s", wish(kind, function, backup, partitioned));
        for (step, value) in steps {
            match step {
                0 | 1 => {
                    let texts: Vec<String> = (0..value % 9).map(|n| match (n + value) % 4 {
                        0 => "no json".to_owned(),
                        1 => format!("{{\"k\":\"{}\"}}{{\"k\":2}}", value % 3),
                        2 => "{}".to_owned(),
                        _ => format!("{{\"k\":{},\"x\":\"{}\"}}", value % 5, "y".repeat(usize::from(value) * 4)),
                    }).collect();
                    let texts: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
                    if !texts.is_empty() {
                        let _ = bench.call(batch("s", &texts));
                    }
                }
                2 => {
                    let to = bench.now.as_millis() + u64::from(value) * 3;
                    bench.until(to);
                }
                3 => bench.world.s3 = (value % 3 == 0).then(|| "AccessDenied: no".to_owned()),
                4 => bench.world.function = match value % 3 {
                    0 => Box::new(|_| Err(InvokeError::new("Lambda.FunctionError", "it failed"))),
                    1 => Box::new(mixed),
                    _ => Box::new(echo),
                },
                5 => {
                    bench.world.store.status = [Some(200), Some(500), None, Some(413), Some(200)][usize::from(value % 5)];
                    bench.world.store.waited = crate::clock::Duration::from_secs(if value % 4 == 0 { 600 } else { 0 });
                    bench.world.store.echoes = value % 7 != 0;
                }
                // What is under way is answered later.
                6 => {
                    bench.answers = value % 2 == 0;
                    bench.answer();
                }
                _ if value % 50 == 0 => { let _ = bench.call(DeleteDeliveryStream { delivery_stream_name: "s".into(), allow_force_delete: None }); }
                _ => {
                    let to = bench.now.as_millis() + 86_400_000;
                    bench.until(to);
                }
            }
            check(&bench, id);
        }
        // In the end everything is somewhere for good.
        bench.answers = true;
        bench.world.s3 = None;
        bench.answer();
        let to = bench.now.as_millis() + 200_000_000;
        bench.until(to);
        check(&bench, id);
        if let Some(stream) = bench.firehose.stream(id) {
            prop_assert_eq!(stream.held(), (0, 0), "{:?}", stream.totals);
        }
    }
}
