//! Documents of events, to the letter.

use super::*;

const ALL: [&str; 4] = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*", "s3:ObjectTagging:*"];

/// What a document says before and behind the object, for an event of that version and name at that time.
fn document(version: &str, time: &str, name: &str, object: &str) -> String {
    let (principal, address) = match name.split(':').next() {
        Some("LifecycleExpiration") => ("s3.amazonaws.com", "s3.amazonaws.com"),
        _ => ("AWS:AIDA6GNJBYQIRWVIEYHXS", "127.0.0.1"),
    };
    format!(
        r#"{{"Records":[{{"eventVersion":"{version}","eventSource":"aws:s3","awsRegion":"us-east-1","eventTime":"{time}","eventName":"{name}","userIdentity":{{"principalId":"{principal}"}},"requestParameters":{{"sourceIPAddress":"{address}"}},"responseElements":{{"x-amz-request-id":"83DDD1A200825B65","x-amz-id-2":"iT+RMpNtFqMuSZW9l/HW9TJ01jIKtVdxuep3q1K7kYwUyQ8GpBQqWJA2Fw93xXqK"}},"s3":{{"s3SchemaVersion":"1.0","configurationId":"rule-1","bucket":{{"name":"lab","ownerIdentity":{{"principalId":"AVU5KY3UI9EKYU"}},"arn":"arn:aws:s3:::lab"}},"object":{object}}}}}]}}"#
    )
}

/// The only document that has been sent since.
fn sent(bench: &mut Bench) -> String {
    let sent: Vec<_> = bench.outgoing.drain(..).collect();
    assert_eq!(sent.len(), 1);
    sent[0].body.to_string()
}

#[test]
fn documents_of_an_unversioned_bucket() {
    let mut bench = Bench::with_bucket();
    bench.notify(&ALL);
    bench.now = Instant::from_millis(1_234);
    let time = "2026-01-01T00:00:01.234Z";
    bench.put("a b/ü.txt", "hello");
    let object = r#"{"key":"a+b/%C3%BC.txt","size":5,"eTag":"5d41402abc4b2a76b9719d911017c592","sequencer":"006955B9013A852EF7"}"#;
    assert_eq!(sent(&mut bench), document("2.1", time, "ObjectCreated:Put", object));
    let copy_source = "lab/a%20b/%C3%BC.txt".into();
    bench.ok(CopyObject { bucket: "lab".into(), key: "c".into(), copy_source, ..CopyObject::default() });
    let object = r#"{"key":"c","size":5,"eTag":"5d41402abc4b2a76b9719d911017c592","sequencer":"006955B9013A86B6F3"}"#;
    assert_eq!(sent(&mut bench), document("2.1", time, "ObjectCreated:Copy", object));
    let tagging = Some(Tagging { tag_set: vec![Tag { key: "a".into(), value: "1".into() }] });
    bench.ok(PutObjectTagging { bucket: "lab".into(), key: "c".into(), version_id: None, tagging });
    let object = r#"{"key":"c","eTag":"5d41402abc4b2a76b9719d911017c592"}"#;
    assert_eq!(sent(&mut bench), document("2.3", time, "ObjectTagging:Put", object));
    bench.ok(DeleteObjectTagging { bucket: "lab".into(), key: "c".into(), version_id: None });
    assert_eq!(sent(&mut bench), document("2.3", time, "ObjectTagging:Delete", object));
    bench.ok(delete("c", None));
    let object = r#"{"key":"c","sequencer":"006955B9013A8A1A48"}"#;
    assert_eq!(sent(&mut bench), document("2.1", time, "ObjectRemoved:Delete", object));
    bench.expire_after("", 1);
    bench.wait_until(days(2));
    let object = r#"{"key":"a+b/%C3%BC.txt","sequencer":"0069585C0000048EDD"}"#;
    assert_eq!(sent(&mut bench), document("2.3", "2026-01-03T00:00:00.000Z", "LifecycleExpiration:Delete", object));
}

#[test]
fn documents_of_a_versioned_bucket() {
    let mut bench = Bench::with_bucket();
    bench.version("Enabled");
    bench.notify(&ALL);
    let time = "2026-01-01T00:00:00.000Z";
    bench.put("k", "hello");
    let object = r#"{"key":"k","size":5,"eTag":"5d41402abc4b2a76b9719d911017c592","versionId":"mwYq7toyoSTlb8DOo2D4nuuka4RJlzFJ","sequencer":"006955B90000052EF7"}"#;
    assert_eq!(sent(&mut bench), document("2.1", time, "ObjectCreated:Put", object));
    bench.ok(delete("k", None));
    let object = r#"{"key":"k","eTag":"d41d8cd98f00b204e9800998ecf8427e","versionId":"bF1GAuXXU3CkoOXNnLPKqk6Xn3HCkwbL","sequencer":"006955B900000E1A98"}"#;
    assert_eq!(sent(&mut bench), document("2.1", time, "ObjectRemoved:DeleteMarkerCreated", object));
    bench.ok(delete("k", Some("bF1GAuXXU3CkoOXNnLPKqk6Xn3HCkwbL")));
    let object = r#"{"key":"k","versionId":"bF1GAuXXU3CkoOXNnLPKqk6Xn3HCkwbL","sequencer":"006955B900000E1A99"}"#;
    assert_eq!(sent(&mut bench), document("2.1", time, "ObjectRemoved:Delete", object));
    bench.expire_after("", 1);
    bench.wait_until(days(2));
    let object = r#"{"key":"k","eTag":"d41d8cd98f00b204e9800998ecf8427e","versionId":"9rWX9.VhgdrC1qisLzwKXnQDPQcAJifH","sequencer":"0069585C00000561D0"}"#;
    let expected = document("2.3", "2026-01-03T00:00:00.000Z", "LifecycleExpiration:DeleteMarkerCreated", object);
    assert_eq!(sent(&mut bench), expected);
}

#[test]
fn the_test_message_has_no_records() {
    let mut bench = Bench::with_bucket();
    bench.ok(PutBucketNotificationConfiguration {
        bucket: "lab".into(),
        notification_configuration: serde_json::from_str(
            r#"{"QueueConfigurations":[{"QueueArn":"arn:aws:sqs:us-east-1:000000000000:q","Events":["s3:ObjectCreated:*"]}]}"#,
        )
        .unwrap(),
        ..PutBucketNotificationConfiguration::default()
    });
    let expected = r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-01-01T00:00:00.000Z","Bucket":"lab","RequestId":"83DDD1A200825B65","HostId":"iT+RMpNtFqMuSZW9l/HW9TJ01jIKtVdxuep3q1K7kYwUyQ8GpBQqWJA2Fw93xXqK"}"#;
    assert_eq!(sent(&mut bench), expected);
}

#[test]
fn sequencers_grow_also_within_one_instant() {
    let mut bench = Bench::with_bucket();
    bench.notify(&ALL);
    for _ in 0..300 {
        bench.put("k", "x");
    }
    bench.now = Instant::from_millis(1);
    bench.put("k", "x");
    let sequencer = |sent: &Outgoing| {
        let document: serde_json::Value = serde_json::from_str(&sent.body).unwrap();
        document["Records"][0]["s3"]["object"]["sequencer"].as_str().unwrap().to_owned()
    };
    let all: Vec<String> = bench.outgoing.iter().map(sequencer).collect();
    assert!(all.windows(2).all(|two| two[0].len() == two[1].len() && two[0] < two[1]));
}

#[test]
fn callers_are_named_as_they_are() {
    let mut bench = Bench::with_bucket();
    bench.notify(&ALL);
    let mut principal = |principal: Principal| {
        bench.caller.principal = principal;
        bench.put("k", "x");
        let document: serde_json::Value = serde_json::from_str(&sent(&mut bench)).unwrap();
        document["Records"][0]["userIdentity"]["principalId"].as_str().unwrap().to_owned()
    };
    let root = principal(Principal::Root);
    assert!(root.starts_with('A') && root.len() == 14, "{root}");
    let role = principal(Principal::Role("app".into(), "i-1".into()));
    assert!(role.starts_with("AWS:AROA") && role.ends_with(":i-1"), "{role}");
    assert_eq!(principal(Principal::Anonymous), "Anonymous");
}
