//! Versions, delete markers, and objects that expire.

use super::*;
use crate::s3::bucket::Versioning;
use crate::s3::object::Version;
use serde_json::json;

fn id(answer: &serde_json::Value) -> String {
    answer["VersionId"].as_str().unwrap().to_owned()
}

#[test]
fn versions_stay_under_a_delete_marker() {
    let mut bench = Bench::with_bucket();
    bench.version("Enabled");
    let (first, second) = (id(&bench.put("k", "one")), id(&bench.put("k", "three")));
    assert!(first != second && first.len() == 32);
    let marker = bench.ok(delete("k", None));
    assert_eq!(marker["DeleteMarker"], true);
    assert_eq!(bench.code(get("k", None)), "NoSuchKey");
    assert_eq!(bench.ok(get("k", Some(&first)))["ContentLength"], 3);
    let error = bench.call(get("k", Some(&id(&marker)))).unwrap_err();
    assert_eq!(error.code.names(), ("MethodNotAllowed", 405));
    assert_eq!(error.details, [("Method", "GET"), ("ResourceType", "DeleteMarker")].map(|(a, b)| (a.into(), b.into())));
    let totals = bench.bucket().totals;
    assert_eq!((totals.objects, totals.bytes, bench.s3.kept_bytes()), (0, 8, 8));
    assert_eq!(bench.ok(delete("k", Some(&id(&marker)))), json!({"DeleteMarker": true, "VersionId": id(&marker)}));
    assert_eq!(bench.ok(get("k", None))["VersionId"], second.as_str(), "without the marker it is there again");
    assert_eq!(bench.ok(delete("k", Some(&second))), json!({"VersionId": second}));
    assert_eq!(bench.code(get("k", Some(&second))), "NoSuchVersion");
    assert_eq!(bench.ok(delete("k", Some(&second))), json!({"VersionId": second}), "once more makes no difference");
    assert_eq!(bench.code(delete("k", Some("x"))), "InvalidArgument");
    assert_eq!((bench.bucket().totals.objects, bench.s3.kept_bytes()), (1, 3));
    assert_eq!(bench.ok(delete("none", None))["DeleteMarker"], true, "a marker stands also above nothing");
}

#[test]
fn a_suspended_bucket_replaces_the_null_version() {
    let mut bench = Bench::with_bucket();
    bench.put("k", "before");
    bench.version("Enabled");
    let kept = id(&bench.put("k", "kept"));
    bench.version("Suspended");
    assert_eq!(bench.put("k", "after").get("VersionId"), None);
    assert_eq!(bench.ok(get("k", Some("null")))["Body"], "YWZ0ZXI=");
    assert_eq!(bench.bucket().versions("k").len(), 2);
    assert_eq!(bench.ok(delete("k", None)), json!({"DeleteMarker": true, "VersionId": "null"}));
    let names: Vec<&str> = bench.bucket().versions("k").iter().map(Version::name).collect();
    assert_eq!(names, [kept.as_str(), "null"]);
    assert_eq!(bench.bucket().versioning, Versioning::Suspended);
    bench.ok(delete("k", Some("null")));
    assert_eq!(bench.ok(get("k", None))["Body"], "a2VwdA==");
}

#[test]
fn copies_of_old_versions_bring_them_back() {
    let mut bench = Bench::with_bucket();
    bench.version("Enabled");
    let first = id(&bench.put("k", "one"));
    bench.put("k", "two");
    let copy = |version: &str| CopyObject {
        bucket: "lab".into(),
        key: "k".into(),
        copy_source: format!("lab/k?versionId={version}"),
        ..CopyObject::default()
    };
    let answer = bench.ok(copy(&first));
    assert_eq!(answer["CopySourceVersionId"], first.as_str());
    assert_eq!(bench.ok(get("k", None))["Body"], "b25l");
    let marker = id(&bench.ok(delete("k", None)));
    let (code, sentence) = bench.refused(copy(&marker));
    assert!(code == "InvalidRequest" && sentence.contains("delete marker"), "{sentence}");
}

#[test]
fn objects_expire_at_their_midnight_and_not_a_moment_sooner() {
    let mut bench = Bench::with_bucket();
    bench.expire_after("logs/", 1);
    bench.now = Instant::from_millis(1);
    bench.put("logs/a", "x");
    bench.put("other", "x");
    assert_eq!(bench.next_due(), Some(days(2)));
    bench.wait_until(days(1));
    bench.put("logs/b", "x");
    bench.wait_until(Instant::from_millis(days(2).as_millis() - 1));
    assert_eq!(bench.bucket().totals.objects, 3);
    bench.wait_until(days(2));
    assert_eq!(bench.code(get("logs/a", None)), "NoSuchKey");
    assert_eq!((bench.bucket().totals.objects, bench.next_due()), (2, Some(days(3))));
    bench.wait_until(days(9));
    let left: Vec<_> = bench.bucket().objects().map(|(key, ..)| key.to_string()).collect();
    assert_eq!((left, bench.next_due()), (vec!["other".to_owned()], None));
    assert_eq!((bench.bucket().totals.expired, bench.s3.kept_bytes()), (2, 1));
}

#[test]
fn a_new_rule_takes_old_objects_at_the_next_midnight() {
    let mut bench = Bench::with_bucket();
    bench.put("k", "x");
    bench.now = Instant::from_millis(days(10).as_millis() + 5);
    bench.expire_after("", 1);
    assert_eq!(bench.next_due(), Some(days(11)));
    bench.ok(DeleteBucketLifecycle { bucket: "lab".into() });
    assert_eq!(bench.next_due(), None);
    bench.expire_after("", 1);
    bench.wait_until(days(11));
    assert!(bench.bucket().is_empty());
    bench.put("k", "x");
    bench.ok(delete("k", None));
    bench.ok(DeleteBucket { bucket: "lab".into() });
    assert_eq!(bench.next_due(), None, "nothing wakes for a bucket that is gone");
}

#[test]
fn in_a_versioned_bucket_expiry_leaves_a_marker_which_expires_when_it_is_alone() {
    let mut bench = Bench::with_bucket();
    bench.version("Enabled");
    bench.expire_after("", 1);
    let version = id(&bench.put("k", "x"));
    bench.wait_until(days(2));
    assert_eq!(bench.bucket().versions("k").len(), 2);
    assert_eq!(bench.next_due(), None, "an older version under the marker stays");
    assert_eq!(bench.ok(get("k", Some(&version)))["ContentLength"], 1);
    bench.ok(delete("k", Some(&version)));
    assert_eq!(bench.next_due(), Some(days(4)));
    bench.wait_until(days(4));
    assert!(bench.bucket().is_empty());
    let how: Vec<_> = bench
        .events
        .iter()
        .filter_map(|event| if let S3Event::Expired { how, .. } = event { Some(how.name()) } else { None })
        .collect();
    assert_eq!(how, ["s3:LifecycleExpiration:DeleteMarkerCreated", "s3:LifecycleExpiration:Delete"]);
}
