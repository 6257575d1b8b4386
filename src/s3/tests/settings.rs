//! Versioning, policies and lifecycle rules as settings.

use super::*;
use serde_json::json;

#[test]
fn versioning_is_enabled_or_suspended() {
    let mut bench = Bench::with_bucket();
    let read = GetBucketVersioning { bucket: "lab".into() };
    assert_eq!(bench.ok(read.clone()), json!({}));
    bench.version("Enabled");
    bench.version("Suspended");
    assert_eq!(bench.ok(read), json!({"Status": "Suspended"}));
    let set = |status: Option<&str>| PutBucketVersioning {
        bucket: "lab".into(),
        versioning_configuration: Some(VersioningConfiguration { status: status.map(str::to_owned) }),
    };
    assert_eq!(bench.code(set(Some("enabled"))), "MalformedXML");
    assert_eq!(bench.code(set(None)), "IllegalVersioningConfigurationException");
    assert_eq!(bench.code(PutBucketVersioning { bucket: "lab".into(), ..Default::default() }), "MalformedXML");
    assert_eq!(bench.code(GetBucketVersioning { bucket: "none".into() }), "NoSuchBucket");
}

#[test]
fn a_policy_is_about_its_own_bucket() {
    let mut bench = Bench::with_bucket();
    let document = |action: &str, resource: &str| {
        json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource}]})
        .to_string()
    };
    let set = |policy: &str| PutBucketPolicy { bucket: "lab".into(), policy: policy.into() };
    let read = GetBucketPolicy { bucket: "lab".into() };
    assert_eq!(bench.code(read.clone()), "NoSuchBucketPolicy");
    for resource in ["arn:aws:s3:::lab", "arn:aws:s3:::lab/*", "arn:aws:s3:::lab*", "*"] {
        bench.ok(set(&document("s3:GetObject", resource)));
    }
    let text = document("s3:GetObject", "*");
    assert_eq!(bench.ok(read.clone()), json!({ "Policy": text }));
    assert!(bench.bucket().policy.as_ref().is_some_and(|policy| policy.policy().is_some()));
    let no_principal = json!({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}).to_string();
    let long = format!("{text}{}", " ".repeat(20_481 - text.len()));
    for (bad, sentence) in [
        ("x", "Policies must be valid JSON and the first byte must be '{'"),
        (&*document("sqs:SendMessage", "*"), "Policy has invalid action"),
        (&*document("s3:GetObject", "arn:aws:s3:::laboratory/*"), "Policy has invalid resource"),
        (&*document("s3:GetObject", "arn:aws:sqs:::lab/*"), "Policy has invalid resource"),
        (&*no_principal, "Principal"),
        (&*long, "20480"),
    ] {
        let (code, message) = bench.refused(set(bad));
        assert!(code == "MalformedPolicy" && message.contains(sentence), "{message}");
    }
    bench.ok(set(&long[..20_480]));
    bench.ok(DeleteBucketPolicy { bucket: "lab".into() });
    bench.ok(DeleteBucketPolicy { bucket: "lab".into() });
    assert_eq!(bench.code(read), "NoSuchBucketPolicy");
}

#[test]
fn lifecycle_rules_read_back() {
    let mut bench = Bench::with_bucket();
    let read = GetBucketLifecycleConfiguration { bucket: "lab".into() };
    assert_eq!(bench.code(read.clone()), "NoSuchLifecycleConfiguration");
    bench.expire_after("logs/", 30);
    let answer = bench.ok(read.clone());
    assert_eq!(answer["Rules"][0]["ID"].as_str().unwrap().len(), 36);
    assert_eq!(answer["Rules"][0]["Filter"], json!({"Prefix": "logs/"}));
    assert_eq!(answer["Rules"][0]["Expiration"], json!({"Days": 30}));
    assert_eq!(
        bench.code(PutBucketLifecycleConfiguration { bucket: "lab".into(), lifecycle_configuration: None }),
        "MalformedXML"
    );
    bench.ok(DeleteBucketLifecycle { bucket: "lab".into() });
    assert_eq!(bench.code(read), "NoSuchLifecycleConfiguration");
}

#[test]
fn settings_need_a_bucket() {
    let mut bench = Bench::new();
    let name = || "none".to_owned();
    let requests: [Request; 13] = [
        DeleteBucketLifecycle { bucket: name() }.into(),
        DeleteBucketPolicy { bucket: name() }.into(),
        GetBucketLifecycleConfiguration { bucket: name() }.into(),
        GetBucketNotificationConfiguration { bucket: name() }.into(),
        GetBucketPolicy { bucket: name() }.into(),
        PutBucketLifecycleConfiguration { bucket: name(), ..Default::default() }.into(),
        PutBucketNotificationConfiguration { bucket: name(), ..Default::default() }.into(),
        PutBucketPolicy { bucket: name(), ..Default::default() }.into(),
        PutBucketVersioning { bucket: name(), ..Default::default() }.into(),
        ListObjectsV2 { bucket: name(), ..Default::default() }.into(),
        DeleteObject { bucket: name(), ..Default::default() }.into(),
        DeleteObjectTagging { bucket: name(), ..Default::default() }.into(),
        GetObject { bucket: name(), ..Default::default() }.into(),
    ];
    for request in requests {
        assert_eq!(request.bucket(), Some("none"));
        assert_eq!(bench.code(request), "NoSuchBucket");
    }
}
