//! Making, finding and deleting buckets.

use super::*;
use serde_json::json;

fn create(name: &str, place: Option<&str>) -> CreateBucket {
    let configuration = place.map(|name| CreateBucketConfiguration { location_constraint: Some(name.into()) });
    CreateBucket { bucket: name.into(), create_bucket_configuration: configuration }
}

#[test]
fn names_belong_to_one_account_of_all() {
    let mut bench = Bench::new();
    assert_eq!(bench.ok(create("lab", None)), json!({"Location": "/lab", "BucketArn": "arn:aws:s3:::lab"}),);
    bench.ok(create("lab", None));
    assert_eq!(bench.events.len(), 1, "asking again in us-east-1 succeeds and changes nothing");
    bench.ok(create("dublin", Some("EU")));
    assert_eq!(bench.code(create("dublin", Some("eu-west-1"))), "BucketAlreadyOwnedByYou");
    bench.caller.account = AccountId::new(2).unwrap();
    let error = bench.call(create("lab", None)).unwrap_err();
    assert_eq!((error.code.names(), error.details[0].1.as_str()), (("BucketAlreadyExists", 409), "lab"));
    assert_eq!(bench.code(create("Lab", None)), "InvalidBucketName");
    assert_eq!(bench.ok(ListBuckets::default())["Buckets"], json!([]));
}

#[test]
fn the_endpoint_decides_about_the_region() {
    let mut bench = Bench::new();
    assert_eq!(bench.code(create("lab", Some("us-east-1"))), "InvalidLocationConstraint");
    assert_eq!(bench.code(create("lab", Some("mars-1"))), "InvalidLocationConstraint");
    bench.caller.region = "eu-west-1".parse().unwrap();
    let (code, sentence) = bench.refused(create("lab", None));
    assert_eq!(code, "IllegalLocationConstraintException");
    assert!(sentence.starts_with("The unspecified location constraint is incompatible"));
    let (_, sentence) = bench.refused(create("lab", Some("eu-west-2")));
    assert!(sentence.starts_with("The eu-west-2 location constraint is incompatible"));
    bench.ok(create("lab", Some("eu-west-1")));
    let head = bench.ok(HeadBucket { bucket: "lab".into() });
    assert_eq!(head, json!({"BucketRegion": "eu-west-1", "BucketArn": "arn:aws:s3:::lab"}));
    assert_eq!(bench.refused(HeadBucket { bucket: "none".into() }), ("404", "Not Found".to_owned()));
}

#[test]
fn buckets_are_listed_by_name_in_pages() {
    let mut bench = Bench::new();
    for (name, place) in [("ccc", None), ("aaa", Some("eu-west-1")), ("aab", None)] {
        bench.ok(create(name, place));
    }
    let names = |answer: &serde_json::Value| {
        let buckets = answer["Buckets"].as_array().unwrap();
        buckets.iter().map(|bucket| bucket["Name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = bench.ok(ListBuckets { max_buckets: Some(2), ..ListBuckets::default() });
    assert_eq!(names(&first), ["aaa", "aab"]);
    assert_eq!(first["Buckets"][0]["CreationDate"], "2026-01-01T00:00:00.000Z");
    assert_eq!(first["Owner"]["ID"].as_str().unwrap().len(), 64);
    let token = first["ContinuationToken"].as_str().map(str::to_owned);
    let second = bench.ok(ListBuckets { continuation_token: token, ..ListBuckets::default() });
    assert_eq!((names(&second), second.get("ContinuationToken")), (vec!["ccc".to_owned()], None));
    let prefixed = bench.ok(ListBuckets { prefix: Some("aa".into()), ..ListBuckets::default() });
    assert_eq!((names(&prefixed).len(), prefixed["Prefix"].as_str()), (2, Some("aa")));
    let in_region = bench.ok(ListBuckets { bucket_region: Some("eu-west-1".into()), ..ListBuckets::default() });
    assert_eq!(names(&in_region), ["aaa"]);
    for bad in [
        ListBuckets { max_buckets: Some(0), ..ListBuckets::default() },
        ListBuckets { max_buckets: Some(10_001), ..ListBuckets::default() },
        ListBuckets { continuation_token: Some("?".into()), ..ListBuckets::default() },
        ListBuckets { bucket_region: Some("mars-1".into()), ..ListBuckets::default() },
    ] {
        assert_eq!(bench.code(bad), "InvalidArgument");
    }
}

#[test]
fn an_account_has_ten_thousand_buckets() {
    let mut bench = Bench::new();
    for number in 0..limits::BUCKETS_MAX {
        let request = create(&format!("bucket-{number}"), None).into();
        bench.act(|s3, cx| s3.handle(cx, &request)).unwrap();
    }
    let (code, sentence) = bench.refused(create("one-more", None));
    assert_eq!((code, sentence.as_str()), ("TooManyBuckets", "You have attempted to create more buckets than allowed"));
}

#[test]
fn only_empty_buckets_are_deleted() {
    let mut bench = Bench::with_bucket();
    bench.put("k", "x");
    let delete_bucket = DeleteBucket { bucket: "lab".into() };
    let (code, sentence) = bench.refused(delete_bucket.clone());
    assert_eq!((code, sentence.as_str()), ("BucketNotEmpty", "The bucket you tried to delete is not empty"));
    bench.version("Enabled");
    let marker = bench.ok(delete("k", None));
    bench.ok(delete("k", Some("null")));
    let (_, sentence) = bench.refused(delete_bucket.clone());
    assert!(sentence.ends_with("You must delete all versions in the bucket."), "a delete marker is still there");
    bench.ok(delete("k", marker["VersionId"].as_str()));
    bench.ok(delete_bucket.clone());
    let error = bench.call(delete_bucket).unwrap_err();
    assert_eq!(error.code.names(), ("NoSuchBucket", 404));
    assert_eq!(error.details, [("BucketName".to_owned(), "lab".to_owned())]);
    assert!(bench.s3.bucket("lab").is_none() && bench.s3.bucket_of(BucketId(0)).is_none());
    bench.ok(create("lab", None));
    assert_eq!(bench.bucket().id, BucketId(1), "a new bucket of the same name is another one");
}
