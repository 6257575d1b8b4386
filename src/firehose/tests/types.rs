//! Types of streams with their sources, and what can be done with a stream that could not be made.

use super::api::describe;
use super::*;

fn msk() -> CreateDeliveryStream {
    let source = json!({
        "MSKClusterARN": "arn:aws:kafka:us-east-1:000000000000:cluster/c/x", "TopicName": "orders",
        "AuthenticationConfiguration": {"RoleARN": ROLE, "Connectivity": "PRIVATE"}
    });
    CreateDeliveryStream {
        delivery_stream_type: Some("MSKAsSource".into()),
        msk_source_configuration: Some(Box::new(MSKSourceConfiguration(source))),
        ..s3(json!({}))
    }
}

fn database() -> CreateDeliveryStream {
    let source = json!({
        "Type": "MySQL", "Endpoint": "db.example.com", "Port": 3306, "Databases": {"Include": ["shop"]},
        "Tables": {"Include": ["shop.orders"]}, "SnapshotWatermarkTable": "shop.watermark",
        "DatabaseSourceAuthenticationConfiguration": {"SecretsManagerConfiguration": {
            "SecretARN": "arn:aws:secretsmanager:us-east-1:000000000000:secret:x-AbCdEf", "Enabled": true
        }},
        "DatabaseSourceVPCConfiguration": {
            "VpcEndpointServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"
        }
    });
    CreateDeliveryStream {
        delivery_stream_type: Some("DatabaseAsSource".into()),
        database_source_configuration: Some(Box::new(DatabaseSourceConfiguration(source))),
        ..s3(json!({}))
    }
}

#[test]
fn streams_of_topics_and_of_databases_are_there_and_take_no_puts() {
    let mut bench = Bench::new();
    for (name, request, member, kind) in [
        ("k", msk(), "MSKSourceDescription", "MSKAsSource"),
        ("d", database(), "DatabaseSourceDescription", "DatabaseAsSource"),
    ] {
        bench.stream(name, request);
        let shown = describe(&mut bench, name);
        assert_eq!((&shown["DeliveryStreamType"], &shown["DeliveryStreamStatus"]), (&json!(kind), &json!("ACTIVE")));
        assert!(shown["Source"][member].is_object(), "{}", shown["Source"]);
        let sentence = format!("This operation is not permitted on {kind} delivery stream type.");
        assert_eq!(bench.refused(put(name, b"x")), ("InvalidArgumentException", 400, sentence.clone()));
        assert_eq!(bench.refused(batch(name, &[b"x"])), ("InvalidArgumentException", 400, sentence));
        let list = ListDeliveryStreams { delivery_stream_type: Some(kind.into()), ..ListDeliveryStreams::default() };
        match bench.call(list).unwrap() {
            Reply::ListDeliveryStreams(found) => assert_eq!(found.delivery_stream_names, [name]),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_hint_of_throughput_is_kept_and_shown() {
    let mut bench = Bench::new();
    let with = |hint: u64| CreateDeliveryStream {
        direct_put_source_configuration: Some(Box::new(DirectPutSourceConfiguration(
            json!({ "ThroughputHintInMBs": hint }),
        ))),
        ..s3(json!({}))
    };
    for hint in [0, 101] {
        assert_eq!(bench.refused(with(hint)).0, "ValidationException");
    }
    bench.stream("s", with(100));
    let shown = describe(&mut bench, "s");
    assert_eq!(shown["Source"], json!({ "DirectPutSourceDescription": {"ThroughputHintInMBs": 100} }));
}

#[test]
fn a_stream_that_could_not_be_made_can_only_be_deleted() {
    let mut bench = Bench::new();
    bench.call(s3(json!({}))).unwrap();
    bench.act(|firehose, cx| firehose.fail_creation(cx, StreamId(0), "KMS_KEY_NOT_FOUND", "the key is gone"));
    let shown = describe(&mut bench, "s");
    assert_eq!(
        (&shown["DeliveryStreamStatus"], &shown["FailureDescription"]["Type"]),
        (&json!("CREATING_FAILED"), &json!("KMS_KEY_NOT_FOUND"))
    );
    assert_eq!(bench.refused(s3(json!({}))).0, "ResourceInUseException", "its name is taken");
    let update = UpdateDestination {
        delivery_stream_name: "s".into(),
        current_delivery_stream_version_id: "1".into(),
        destination_id: "destinationId-000000000001".into(),
        extended_s3_destination_update: Some(Box::new(ExtendedS3DestinationUpdate(json!({ "Prefix": "x/" })))),
        ..UpdateDestination::default()
    };
    assert_eq!(bench.refused(update).0, "ResourceInUseException");
    let start =
        StartDeliveryStreamEncryption { delivery_stream_name: "s".into(), ..StartDeliveryStreamEncryption::default() };
    assert_eq!(bench.refused(start).0, "ResourceInUseException");
    assert_eq!(bench.refused(batch("s", &[b"x"])).0, "ResourceNotFoundException");
    bench.call(DeleteDeliveryStream { delivery_stream_name: "s".into(), allow_force_delete: None }).unwrap();
    bench.until(60_000);
    bench.call(s3(json!({}))).unwrap();
}
