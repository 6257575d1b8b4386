//! Notification configurations: what is saved, what is refused, and who hears of what.

use super::*;
use crate::s3::notify::TEST_EVENT;
use serde_json::json;

const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:q";
const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:t";
const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:f:live";

/// A configuration as JSON has it.
fn save(configuration: serde_json::Value) -> PutBucketNotificationConfiguration {
    PutBucketNotificationConfiguration {
        bucket: "lab".into(),
        notification_configuration: Some(serde_json::from_value(configuration).unwrap()),
        skip_destination_validation: None,
    }
}

fn queue(arn: &str) -> PutBucketNotificationConfiguration {
    save(json!({"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]}))
}

fn all_three() -> serde_json::Value {
    let filter = |prefix: &str| json!({"Key": {"FilterRules": [{"Name": "Prefix", "Value": prefix}]}});
    json!({
        "TopicConfigurations": [
            {"Id": "t", "TopicArn": TOPIC, "Events": ["s3:ObjectCreated:*"], "Filter": filter("t/")}],
        "QueueConfigurations": [
            {"Id": "q", "QueueArn": QUEUE, "Events": ["s3:ObjectCreated:Put"], "Filter": filter("q/")},
            {"Id": "q2", "QueueArn": QUEUE, "Events": ["s3:ObjectRemoved:*", "s3:ObjectTagging:*"]}],
        "LambdaFunctionConfigurations": [
            {"Id": "f", "LambdaFunctionArn": FUNCTION, "Events": ["s3:ObjectCreated:*"], "Filter": filter("f/")}],
        "EventBridgeConfiguration": {},
    })
}

#[test]
fn a_configuration_is_saved_shown_and_tested() {
    let mut bench = Bench::with_bucket();
    let read = GetBucketNotificationConfiguration { bucket: "lab".into() };
    assert_eq!(bench.ok(read.clone()), json!({}));
    let request = save(all_three());
    let named: Vec<_> = bench.s3.check_notification(&request).unwrap();
    let named: Vec<_> = named.iter().map(|named| (named.kind, named.arn.to_string(), named.rule.to_string())).collect();
    let expected = [
        (DestinationKind::Topic, TOPIC, "t"),
        (DestinationKind::Queue, QUEUE, "q"),
        (DestinationKind::Queue, QUEUE, "q2"),
        (DestinationKind::Function, FUNCTION, "f"),
    ]
    .map(|(kind, arn, rule)| (kind, arn.to_owned(), rule.to_owned()));
    assert_eq!(named, expected);
    bench.ok(request);
    assert_eq!(bench.ok(read.clone()), all_three());
    let sent: Vec<_> = bench
        .outgoing
        .iter()
        .map(|sent| (sent.destination.arn.to_string(), sent.event_name, sent.subject, sent.key.to_string()))
        .collect();
    let test = |arn: &str, subject| (arn.to_owned(), TEST_EVENT, subject, String::new());
    assert_eq!(
        sent,
        [test(TOPIC, Some("Amazon S3 Notification")), test(QUEUE, None)],
        "no function, and no queue twice"
    );
    bench.ok(save(json!({})));
    assert_eq!((bench.ok(read), bench.outgoing.len()), (json!({}), 2));
}

#[test]
fn skipping_the_validation_names_nobody_and_sends_no_test() {
    let mut bench = Bench::with_bucket();
    let request = PutBucketNotificationConfiguration { skip_destination_validation: Some(true), ..queue(QUEUE) };
    assert_eq!(bench.s3.check_notification(&request), Ok(vec![]));
    bench.ok(request);
    assert!(bench.outgoing.is_empty());
    let bad = PutBucketNotificationConfiguration { skip_destination_validation: Some(true), ..queue("invalid-queue") };
    assert_eq!(bench.refused(bad), ("InvalidArgument", "The ARN could not be parsed".to_owned()));
}

#[test]
fn ids_are_drawn_as_they_were_named() {
    let mut bench = Bench::with_bucket();
    let named = bench.s3.check_notification(&queue(QUEUE)).unwrap();
    bench.ok(queue(QUEUE));
    assert_eq!(bench.bucket().notification.rules[0].destination, named[0]);
    bench.ok(queue(QUEUE));
    assert_ne!(bench.bucket().notification.rules[0].id(), &named[0].rule, "the next configuration has ids of its own");
}

#[test]
fn bad_arns_and_places_are_refused() {
    let mut bench = Bench::with_bucket();
    let arguments = |error: S3Error| error.details.into_iter().map(|(_, value)| value).collect::<Vec<_>>();
    for arn in
        ["invalid-queue", TOPIC, "arn:aws:sqs:us-east-1:1:q", "arn:aws:sqs::000000000000:q", &format!("{QUEUE}:x")]
    {
        let error = bench.call(queue(arn)).unwrap_err();
        assert_eq!(error.to_string(), "InvalidArgument: The ARN could not be parsed");
        assert_eq!(arguments(error), ["Queue", arn]);
    }
    for (part, name, element) in [
        ("TopicConfigurations", "TopicArn", "Topic"),
        ("LambdaFunctionConfigurations", "LambdaFunctionArn", "CloudFunction"),
    ] {
        let error = bench.call(save(json!({part: [{name: "x", "Events": []}]}))).unwrap_err();
        assert_eq!(arguments(error), [element, "x"]);
    }
    let elsewhere = "arn:aws:sqs:eu-west-1:000000000000:q";
    let error = bench.call(queue(elsewhere)).unwrap_err();
    assert!(error.message.contains("region is not valid for the bucket location constraint"));
    assert_eq!(arguments(error), ["arn", elsewhere]);
    let fifo = format!("{QUEUE}.fifo");
    let error = bench.call(queue(&fifo)).unwrap_err();
    assert_eq!(error.message, "Unable to validate the following destination configurations");
    assert_eq!(
        arguments(error),
        [fifo.as_str(), "FIFO SQS queues are not supported as destinations of event notifications"]
    );
    let fifo =
        json!({"TopicConfigurations": [{"TopicArn": format!("{TOPIC}.fifo"), "Events": ["s3:ObjectCreated:*"]}]});
    assert!(arguments(bench.call(save(fifo)).unwrap_err())[1].starts_with("FIFO SNS topics"));
}

#[test]
fn bad_rules_are_refused() {
    let mut bench = Bench::with_bucket();
    let one = |id: &str, events: &[&str]| json!({"Id": id, "QueueArn": QUEUE, "Events": events});
    let two = |rules: serde_json::Value| save(json!({ "QueueConfigurations": rules }));
    assert_eq!(bench.code(two(json!([one("a", &[])]))), "MalformedXML");
    let none = PutBucketNotificationConfiguration { notification_configuration: None, ..queue(QUEUE) };
    assert_eq!(bench.code(none), "MalformedXML");
    let error = bench.call(two(json!([one("a", &["s3:*"])]))).unwrap_err();
    assert_eq!(error.details[1], ("ArgumentValue".to_owned(), "s3:*".to_owned()));
    let (_, sentence) =
        bench.refused(two(json!([one("a", &["s3:ObjectCreated:Put"]), one("a", &["s3:ObjectCreated:Copy"])])));
    assert!(sentence.starts_with("Same ID used"));
    assert_eq!(bench.code(two(json!([one(&"a".repeat(256), &["s3:ObjectCreated:Put"])]))), "InvalidArgument");
    let error =
        bench.call(two(json!([one("a", &["s3:ObjectCreated:*"]), one("b", &["s3:ObjectCreated:Put"])]))).unwrap_err();
    let sentence = "Configurations overlap. Configurations on the same bucket cannot share a common event type.";
    assert_eq!(error.message, sentence);
    assert_eq!(error.details[1].1, "s3:ObjectCreated:*, s3:ObjectCreated:Put");
    let mut filtered = one("b", &["s3:ObjectCreated:Put"]);
    filtered["Filter"] = json!({"Key": {"FilterRules": [{"Name": "suffix", "Value": ".jpg"}]}});
    let (_, sentence) = bench.refused(two(json!([one("a", &["s3:ObjectCreated:*"]), filtered])));
    assert!(
        sentence.starts_with("Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules")
    );
    let many: Vec<_> = (0..101).map(|n| one(&n.to_string(), &["s3:ObjectCreated:*"])).collect();
    assert!(bench.refused(two(json!(many))).1.contains("at most 100"));
}

#[test]
fn refused_destinations_are_all_named() {
    let refused = [
        (QUEUE.to_owned(), Fault::NoSuchQueue),
        (TOPIC.to_owned(), Fault::NoSuchTopic),
        (FUNCTION.to_owned(), Fault::NoSuchFunction),
        (QUEUE.to_owned(), Fault::NotAllowed),
        (TOPIC.to_owned(), Fault::NotAllowed),
        (FUNCTION.to_owned(), Fault::NotAllowed),
    ];
    let error = S3Error::destination_refused(&refused);
    assert_eq!(
        (error.code.names(), error.message.as_str()),
        (("InvalidArgument", 400), "Unable to validate the following destination configurations")
    );
    let function = format!("Not authorized to invoke function [{FUNCTION}]");
    let queue = "Permissions on the destination queue do not allow S3 to publish notifications from this bucket";
    let topic = "Permissions on the destination topic do not allow S3 to publish notifications from this bucket";
    let no_function = format!("{FUNCTION}, null");
    let expected = [
        (QUEUE, "The destination queue does not exist"),
        (TOPIC, "The destination topic does not exist"),
        (&no_function, &function),
        (QUEUE, queue),
        (TOPIC, topic),
        (&no_function, &function),
    ];
    let expected: Vec<_> = (1..)
        .zip(expected)
        .flat_map(|(number, (name, value))| {
            [(format!("ArgumentName{number}"), name.to_owned()), (format!("ArgumentValue{number}"), value.to_owned())]
        })
        .collect();
    assert_eq!(error.details, expected);
}

#[test]
fn each_change_is_told_by_the_rules_that_match() {
    let mut bench = Bench::with_bucket();
    bench.ok(save(all_three()));
    bench.outgoing.clear();
    bench.put("other", "x");
    assert!(bench.outgoing.is_empty());
    bench.put("t/a", "x");
    bench.put("q/a", "x");
    bench.put("f/a", "x");
    bench.ok(CopyObject {
        bucket: "lab".into(),
        key: "q/b".into(),
        copy_source: "lab/t/a".into(),
        ..CopyObject::default()
    });
    bench.ok(delete("never", None));
    let told: Vec<_> = bench
        .outgoing
        .iter()
        .map(|sent| (sent.destination.rule.to_string(), sent.event_name, sent.key.to_string(), sent.subject.is_some()))
        .collect();
    let expected = [
        ("t", "s3:ObjectCreated:Put", "t/a", true),
        ("q", "s3:ObjectCreated:Put", "q/a", false),
        ("f", "s3:ObjectCreated:Put", "f/a", false),
        ("q2", "s3:ObjectRemoved:Delete", "never", false),
    ]
    .map(|(rule, event, key, subject)| (rule.to_owned(), event, key.to_owned(), subject));
    assert_eq!(told, expected, "a copy is no put, and deleting nothing is told");
    let counts: Vec<_> = bench.bucket().notified.iter().map(|(rule, count)| (rule.to_string(), *count)).collect();
    assert_eq!(counts, ["f", "q", "q2", "t"].map(|rule| (rule.to_owned(), 1)));
    assert_eq!(bench.bucket().totals.notified, 4);
    let first = &bench.outgoing[0];
    assert_eq!(
        (first.bucket.to_string(), first.account, first.region),
        ("arn:aws:s3:::lab".into(), AccountId::DEFAULT, Region::DEFAULT)
    );
    bench.ok(queue(QUEUE));
    assert!(bench.bucket().notified.is_empty(), "counts go with their rules");
}
