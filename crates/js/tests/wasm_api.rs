//! What JavaScript sees of the lab, in Node and in a browser.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use js_sys::{Array, JSON, Object, Reflect};
use queuelab_js::Lab;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

fn object(json: &str) -> JsValue {
    JSON::parse(json).unwrap()
}

fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &key.into()).unwrap()
}

fn text(value: &JsValue, key: &str) -> String {
    get(value, key).as_string().unwrap_or_else(|| panic!("no text {key} in {value:?}"))
}

fn lab() -> Lab {
    let mut lab = Lab::new(Some(7.0), None).unwrap();
    lab.call("CreateQueue", object(r#"{"QueueName":"orders","Attributes":{"VisibilityTimeout":"5"}}"#)).unwrap();
    lab
}

#[wasm_bindgen_test]
fn calls_take_and_answer_awss_names() {
    let mut lab = lab();
    let sent = lab.call("SendMessage", object(r#"{"QueueUrl":"orders","MessageBody":"message"}"#)).unwrap();
    assert_eq!(text(&sent, "MD5OfMessageBody"), "78e731027d8fd50ed642340b7c9a63b3");
    let received = lab
        .call("ReceiveMessage", object(r#"{"QueueUrl":"orders","WaitTimeSeconds":1,"AttributeNames":["All"]}"#))
        .unwrap();
    let message = get(&received, "Messages").unchecked_into::<Array>().get(0);
    assert_eq!(text(&message, "Body"), "message");
    assert_eq!(text(&get(&message, "Attributes"), "ApproximateReceiveCount"), "1");
    let handle = text(&message, "ReceiptHandle");
    let request = Object::new();
    Reflect::set(&request, &"QueueUrl".into(), &"orders".into()).unwrap();
    Reflect::set(&request, &"ReceiptHandle".into(), &handle.into()).unwrap();
    lab.call("DeleteMessage", request.into()).unwrap();
    lab.advance(60_000.0).unwrap();
    let empty = lab.call("ReceiveMessage", object(r#"{"QueueUrl":"orders"}"#)).unwrap();
    assert!(get(&empty, "Messages").is_undefined(), "empty lists are left out");
}

#[wasm_bindgen_test]
fn a_refusal_is_an_error_with_awss_name() {
    let mut lab = lab();
    let error = lab.call("DeleteQueue", object(r#"{"QueueUrl":"nothing"}"#)).unwrap_err();
    assert_eq!(text(&error, "name"), "AWS.SimpleQueueService.NonExistentQueue");
    assert_eq!(text(&error, "message"), "The specified queue does not exist.");
    let error = lab.call("SendMessage", object(r#"{"QueueUrl":"orders","Body":"x"}"#)).unwrap_err();
    assert_eq!(text(&error, "name"), "InvalidRequest");
    let error = lab.call("Nonsense", JsValue::UNDEFINED).unwrap_err();
    assert_eq!(text(&error, "name"), "InvalidRequest");
}

#[wasm_bindgen_test]
fn a_long_poll_is_answered_later() {
    let mut lab = lab();
    let waiting = lab.call("ReceiveMessage", object(r#"{"QueueUrl":"orders","WaitTimeSeconds":20}"#)).unwrap();
    let request = get(&waiting, "waiting").as_f64();
    assert!(request.is_some());
    lab.advance(3_000.0).unwrap();
    lab.call("SendMessage", object(r#"{"QueueUrl":"orders","MessageBody":"late"}"#)).unwrap();
    let answers: Array = lab.take_answers().unwrap().unchecked_into();
    assert_eq!(get(&answers.get(0), "request").as_f64(), request);
    let messages: Array = get(&get(&answers.get(0), "result"), "Messages").unchecked_into();
    assert_eq!(text(&messages.get(0), "Body"), "late");
}

#[wasm_bindgen_test]
fn who_waits_at_a_queue_that_goes_is_told() {
    let mut lab = lab();
    lab.call("ReceiveMessage", object(r#"{"QueueUrl":"orders","WaitTimeSeconds":20}"#)).unwrap();
    lab.call("DeleteQueue", object(r#"{"QueueUrl":"orders"}"#)).unwrap();
    let answers: Array = lab.take_answers().unwrap().unchecked_into();
    let error = get(&answers.get(0), "error");
    assert_eq!(text(&error, "name"), "AWS.SimpleQueueService.NonExistentQueue");
    assert_eq!(text(&error, "message"), "The specified queue does not exist.");
}

#[wasm_bindgen_test]
fn binary_attributes_are_base64() {
    let mut lab = lab();
    let message = r#"{"QueueUrl":"orders","MessageBody":"x",
        "MessageAttributes":{"raw":{"DataType":"Binary","BinaryValue":"AP8="}}}"#;
    lab.call("SendMessage", object(message)).unwrap();
    let ask = r#"{"QueueUrl":"orders","WaitTimeSeconds":1,"MessageAttributeNames":["All"]}"#;
    let received = lab.call("ReceiveMessage", object(ask)).unwrap();
    let message = get(&received, "Messages").unchecked_into::<Array>().get(0);
    assert_eq!(text(&get(&get(&message, "MessageAttributes"), "raw"), "BinaryValue"), "AP8=");
}

#[wasm_bindgen_test]
fn time_goes_both_ways_and_a_run_can_be_kept() {
    let mut lab = lab();
    lab.input(object(
        r#"{"addActor":{"producer":{"name":"p","queue":"arn:aws:sqs:us-east-1:000000000000:orders","everyMs":100}}}"#,
    ))
    .unwrap();
    lab.advance(1_000.0).unwrap();
    let digest = lab.digest();
    assert_eq!((digest.len(), lab.now()), (16, 1_000.0));
    assert!(lab.step_back() && lab.now() < 1_000.0);
    lab.seek(1_000.0).unwrap();
    assert_eq!(lab.digest(), digest);
    let again = Lab::from_run(&lab.save()).unwrap();
    assert_eq!(again.digest(), digest);
    let events: Array = lab.events(0.0).unwrap().unchecked_into();
    assert!(text(&events.get(0), "text").contains("created queue orders"));
    assert!(lab.next_due().is_some_and(|due| due >= 1_000.0));
}

#[wasm_bindgen_test]
fn bad_arguments_are_refused() {
    assert!(Lab::new(Some(0.5), None).is_err());
    assert!(Lab::new(None, Some("later".to_owned())).is_err());
    assert!(Lab::from_run("{}").is_err());
    let mut lab = lab();
    assert!(lab.advance(-1.0).is_err());
    assert!(lab.seek(f64::NAN).is_err());
    assert!(lab.input(object(r#"{"noSuchThing":1}"#)).is_err());
}
