//! `StartDeliveryStreamEncryption` and `StopDeliveryStreamEncryption`.

use super::api::describe;
use super::*;

fn start(name: &str, wish: Option<Value>) -> StartDeliveryStreamEncryption {
    StartDeliveryStreamEncryption {
        delivery_stream_name: name.into(),
        delivery_stream_encryption_configuration_input: wish
            .map(|wish| Box::new(DeliveryStreamEncryptionConfigurationInput(wish))),
    }
}

fn stop(name: &str) -> StopDeliveryStreamEncryption {
    StopDeliveryStreamEncryption { delivery_stream_name: name.into() }
}

#[test]
fn start_delivery_stream_encryption() {
    let mut bench = Bench::new();
    assert_eq!(bench.refused(start("s", None)).0, "ResourceNotFoundException");
    bench.stream("s", s3(json!({})));
    let key = "arn:aws:kms:us-east-1:000000000000:key/k";
    for wish in [json!({"KeyType": "CUSTOMER_MANAGED_CMK"}), json!({"KeyType": "AWS_OWNED_CMK", "KeyARN": key})] {
        assert_eq!(bench.refused(start("s", Some(wish))).0, "InvalidArgumentException");
    }
    assert_eq!(bench.refused(start("s", Some(json!({"KeyType": "X"})))).0, "ValidationException");
    bench.call(start("s", Some(json!({"KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": key})))).unwrap();
    let shown = &describe(&mut bench, "s")["DeliveryStreamEncryptionConfiguration"];
    assert_eq!(shown, &json!({"Status": "ENABLING", "KeyARN": key, "KeyType": "CUSTOMER_MANAGED_CMK"}));
    assert_eq!(bench.refused(start("s", None)).0, "ResourceInUseException");
    bench.until(40_000);
    assert_eq!(describe(&mut bench, "s")["DeliveryStreamEncryptionConfiguration"]["Status"], "ENABLED");
    match bench.put("s", b"x").unwrap() {
        Reply::PutRecord(result) => assert!(result.encrypted),
        other => panic!("{other:?}"),
    }
}

#[test]
fn start_delivery_stream_encryption_limit_exceeded() {
    let mut bench = Bench::new();
    bench.stream("s", s3(json!({})));
    for n in 1..=25 {
        bench.call(start("s", None)).unwrap();
        bench.until(30_000 + n * 20_000);
    }
    assert_eq!(bench.refused(start("s", None)).0, "LimitExceededException");
    bench.until(86_400_000 + 30_000);
    assert!(bench.call(start("s", None)).is_ok(), "the first is a day old");
}

#[test]
fn encryption_that_cannot_begin_says_why_and_leaves_what_was() {
    let mut bench = Bench::new();
    let id = bench.stream("s", s3(json!({})));
    bench.call(start("s", None)).unwrap();
    bench.act(|firehose, cx| firehose.fail_encryption(cx, id, "KMS_KEY_NOT_FOUND", "the key is gone"));
    bench.until(100_000);
    let shown = &describe(&mut bench, "s")["DeliveryStreamEncryptionConfiguration"];
    assert_eq!(
        (&shown["Status"], &shown["FailureDescription"]["Type"]),
        (&json!("ENABLING_FAILED"), &json!("KMS_KEY_NOT_FOUND"))
    );
    match bench.put("s", b"x").unwrap() {
        Reply::PutRecord(result) => assert!(!result.encrypted),
        other => panic!("{other:?}"),
    }
}

#[test]
fn stop_delivery_stream_encryption() {
    let mut bench = Bench::new();
    assert_eq!(bench.refused(stop("s")).0, "ResourceNotFoundException");
    bench.stream("s", s3(json!({})));
    assert_eq!(bench.refused(stop("s")).0, "InvalidArgumentException");
    bench.call(start("s", None)).unwrap();
    assert_eq!(bench.refused(stop("s")).0, "ResourceInUseException");
    bench.until(50_000);
    bench.call(stop("s")).unwrap();
    assert_eq!(describe(&mut bench, "s")["DeliveryStreamEncryptionConfiguration"]["Status"], "DISABLING");
    bench.until(100_000);
    assert_eq!(describe(&mut bench, "s")["DeliveryStreamEncryptionConfiguration"], json!({"Status": "DISABLED"}));
}

#[test]
fn starts_and_stops_have_one_limit_together() {
    let mut bench = Bench::new();
    bench.stream("s", s3(json!({})));
    for number in 1..=25 {
        let done = if number % 2 == 1 { bench.call(start("s", None)) } else { bench.call(stop("s")) };
        done.unwrap();
        bench.until(30_000 + number * 20_000);
    }
    let sentence = "Encryption can be started and stopped at most 25 times in 24 hours.";
    assert_eq!(bench.refused(stop("s")), ("LimitExceededException", 400, sentence.into()));
    bench.until(86_400_000 + 30_000);
    bench.call(stop("s")).unwrap();
    bench.until(86_400_000 + 40_000);
    assert_eq!(bench.refused(start("s", None)).0, "LimitExceededException", "the second is no day old");
}

#[test]
fn a_stream_can_be_encrypted_from_its_beginning() {
    let mut bench = Bench::new();
    let wish = DeliveryStreamEncryptionConfigurationInput(json!({ "KeyType": "AWS_OWNED_CMK" }));
    let wish = Some(Box::new(wish));
    bench.call(CreateDeliveryStream { delivery_stream_encryption_configuration_input: wish, ..s3(json!({})) }).unwrap();
    let shown = &describe(&mut bench, "s")["DeliveryStreamEncryptionConfiguration"];
    assert_eq!(shown, &json!({ "Status": "ENABLING", "KeyType": "AWS_OWNED_CMK" }));
    bench.until(30_000);
    let shown = &describe(&mut bench, "s")["DeliveryStreamEncryptionConfiguration"];
    assert_eq!(shown, &json!({ "Status": "ENABLED", "KeyType": "AWS_OWNED_CMK" }));
    match bench.put("s", b"x").unwrap() {
        Reply::PutRecord(result) => assert!(result.encrypted),
        other => panic!("{other:?}"),
    }
}
