//! Putting, reading, copying, listing and tagging objects in a bucket that keeps no versions.

use super::*;
use serde_json::json;

#[test]
fn an_object_is_read_as_it_was_put() {
    let mut bench = Bench::with_bucket();
    bench.now = Instant::from_millis(1_999);
    let answer = bench.ok(PutObject {
        metadata: [("who".to_owned(), "ann".to_owned())].into(),
        content_type: Some("text/plain".into()),
        tagging: Some("a=1&b+c=x%40y".into()),
        server_side_encryption: Some("aws:kms".into()),
        ssekms_key_id: Some("alias/k".into()),
        ..put("k", "hello")
    });
    let etag = "\"5d41402abc4b2a76b9719d911017c592\"";
    assert_eq!(answer, json!({"ETag": etag, "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "alias/k"}));
    let mut expected = json!({
        "LastModified": "2026-01-01T00:00:01.000Z", "ContentLength": 5, "ETag": etag, "ContentType": "text/plain",
        "ServerSideEncryption": "aws:kms", "Metadata": {"who": "ann"}, "SSEKMSKeyId": "alias/k", "TagCount": 2,
    });
    assert_eq!(bench.ok(HeadObject { bucket: "lab".into(), key: "k".into(), version_id: None }), expected);
    expected["Body"] = json!("aGVsbG8=");
    assert_eq!(bench.ok(get("k", None)), expected);
    let tags = bench.ok(GetObjectTagging { bucket: "lab".into(), key: "k".into(), version_id: None });
    assert_eq!(tags, json!({"TagSet": [{"Key": "a", "Value": "1"}, {"Key": "b c", "Value": "x@y"}]}));
}

#[test]
fn a_large_object_has_a_size_and_no_bytes() {
    let mut bench = Bench::with_bucket();
    let large = PutObject { simulated_size: Some(1 << 30), ..put("big", "") };
    bench.ok(large.clone());
    let read = bench.ok(get("big", None));
    assert_eq!((read["ContentLength"].as_u64(), read.get("Body")), (Some(1 << 30), None));
    assert_eq!(read["SimulatedSize"], 1 << 30);
    assert_eq!((bench.bucket().totals.bytes, bench.s3.kept_bytes()), (1 << 30, 0));
    let begun = PutObject { simulated_size: Some(1 << 20), ..put("begun", "hello") };
    bench.ok(begun);
    let read = bench.ok(get("begun", None));
    assert_eq!((read["ContentLength"].as_u64(), read["Body"].as_str()), (Some(1 << 20), Some("aGVsbG8=")));
    bench.ok(delete("begun", None));
    assert_eq!(bench.code(PutObject { simulated_size: Some(0), ..put("k", "x") }), "InvalidArgument");
    assert_eq!(bench.code(PutObject { simulated_size: Some(-1), ..put("k", "") }), "InvalidArgument");
    bench.ok(PutObject { simulated_size: Some(5_368_709_120), ..large.clone() });
    let error = bench.call(PutObject { simulated_size: Some(5_368_709_121), ..large }).unwrap_err();
    assert_eq!((error.code, error.details[0].1.as_str()), (ErrorCode::EntityTooLarge, "5368709121"));
}

#[test]
fn the_lab_keeps_64_mebibytes() {
    let mut bench = Bench::with_bucket();
    let half = PutObject { body: vec![0; 32 << 20], ..put("a", "") };
    bench.ok(half.clone());
    bench.ok(PutObject { key: "b".into(), ..half.clone() });
    assert_eq!(bench.s3.kept_bytes(), 64 << 20);
    let (code, sentence) = bench.refused(put("c", "x"));
    assert!(code == "InvalidRequest" && sentence.contains("SimulatedSize"), "{sentence}");
    bench.ok(half);
    bench.ok(delete("a", None));
    bench.put("c", "x");
    assert_eq!(bench.s3.kept_bytes(), (32 << 20) + 1, "what is replaced or deleted makes room");
}

#[test]
fn bad_puts_are_refused() {
    let mut bench = Bench::with_bucket();
    let long = "k".repeat(1025);
    let tags = (0..11).map(|n| format!("k{n}=v")).collect::<Vec<_>>().join("&");
    let tagged = |text: &str| PutObject { tagging: Some(text.into()), ..put("k", "x") };
    for (request, code) in [
        (PutObject { bucket: "none".into(), ..put("k", "x") }, "NoSuchBucket"),
        (put(&long, "x"), "KeyTooLongError"),
        (put("", "x"), "InvalidArgument"),
        (PutObject { metadata: [("m".into(), "x".repeat(2048))].into(), ..put("k", "x") }, "MetadataTooLarge"),
        (PutObject { server_side_encryption: Some("DES".into()), ..put("k", "x") }, "InvalidArgument"),
        (PutObject { ssekms_key_id: Some("alias/k".into()), ..put("k", "x") }, "InvalidArgument"),
        (tagged(&tags), "BadRequest"),
        (tagged("a=1&a=2"), "InvalidArgument"),
        (tagged("aws:a=1"), "InvalidTag"),
        (tagged("=1"), "InvalidTag"),
        (tagged("a=%3F"), "InvalidTag"),
        (tagged(&format!("a={}", "v".repeat(257))), "InvalidTag"),
    ] {
        assert_eq!(bench.code(request.clone()), code, "{request:?}");
    }
}

#[test]
fn what_is_not_there_is_not_read() {
    let mut bench = Bench::with_bucket();
    assert_eq!(bench.refused(get("k", None)), ("NoSuchKey", "The specified key does not exist.".to_owned()));
    let head = |bucket: &str| HeadObject { bucket: bucket.into(), key: "k".into(), version_id: None };
    assert_eq!(bench.refused(head("lab")), ("404", "Not Found".to_owned()));
    assert_eq!(bench.code(head("none")), "404");
    bench.put("k", "x");
    assert_eq!(bench.ok(get("k", Some("null")))["ContentLength"], 1);
    let error = bench.call(get("k", Some("HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD"))).unwrap_err();
    assert_eq!(error.to_string(), "InvalidArgument: Invalid version id specified");
    assert_eq!(error.details[0], ("ArgumentName".to_owned(), "versionId".to_owned()));
    assert_eq!(bench.code(get("k", Some(""))), "InvalidArgument");
    assert_eq!(bench.code(get("other", Some("null"))), "NoSuchVersion");
}

#[test]
fn copies_take_along_what_they_are_told_to() {
    let mut bench = Bench::with_bucket();
    bench.ok(PutObject {
        metadata: [("who".to_owned(), "ann".to_owned())].into(),
        tagging: Some("a=1".into()),
        ..put("from here", "hello")
    });
    let copy = |to: &str| CopyObject {
        bucket: "lab".into(),
        key: to.into(),
        copy_source: "lab/from%20here".into(),
        ..CopyObject::default()
    };
    let answer = bench.ok(copy("to"));
    assert_eq!(answer["CopyObjectResult"]["ETag"], "\"5d41402abc4b2a76b9719d911017c592\"");
    let read = bench.ok(get("to", None));
    assert_eq!((&read["Metadata"], &read["TagCount"]), (&json!({"who": "ann"}), &json!(1)));
    bench.ok(CopyObject {
        metadata_directive: Some("REPLACE".into()),
        tagging_directive: Some("REPLACE".into()),
        content_type: Some("text/html".into()),
        ..copy("from here")
    });
    let read = bench.ok(get("from here", None));
    assert_eq!(
        (&read["Metadata"], read.get("TagCount"), &read["ContentType"]),
        (&json!({}), None, &json!("text/html"))
    );
    let (code, sentence) = bench.refused(copy("from here"));
    assert!(code == "InvalidRequest" && sentence.contains("to itself without changing"));
    for (request, code) in [
        (CopyObject { copy_source: "lab".into(), ..copy("to") }, "InvalidArgument"),
        (CopyObject { copy_source: "none/k".into(), ..copy("to") }, "NoSuchBucket"),
        (CopyObject { copy_source: "lab/none".into(), ..copy("to") }, "NoSuchKey"),
        (CopyObject { metadata_directive: Some("KEEP".into()), ..copy("to") }, "InvalidArgument"),
        (CopyObject { tagging_directive: Some("KEEP".into()), ..copy("to") }, "InvalidArgument"),
        (CopyObject { bucket: "none".into(), ..copy("to") }, "NoSuchBucket"),
    ] {
        assert_eq!(bench.code(request.clone()), code, "{request:?}");
    }
}

#[test]
fn lists_are_in_order_in_pages_and_by_delimiter() {
    let mut bench = Bench::with_bucket();
    for key in ["b", "a/1", "a/2", "a b", "c/1", "d"] {
        bench.put(key, "x");
    }
    let list = ListObjectsV2 { bucket: "lab".into(), ..ListObjectsV2::default() };
    let keys = |answer: &serde_json::Value| {
        let of = |part: &str, name: &str| -> Vec<String> {
            let entries = answer[part].as_array().cloned().unwrap_or_default();
            entries.iter().map(|entry| entry[name].as_str().unwrap().to_owned()).collect()
        };
        [of("Contents", "Key"), of("CommonPrefixes", "Prefix")].concat()
    };
    let all = bench.ok(list.clone());
    assert_eq!(keys(&all), ["a b", "a/1", "a/2", "b", "c/1", "d"]);
    assert_eq!((all["KeyCount"].as_u64(), all["IsTruncated"].as_bool()), (Some(6), Some(false)));
    assert_eq!(keys(&bench.ok(ListObjectsV2 { prefix: Some("a/".into()), ..list.clone() })), ["a/1", "a/2"]);
    let folded = ListObjectsV2 { delimiter: Some("/".into()), max_keys: Some(2), ..list.clone() };
    let (mut pages, mut token) = (Vec::new(), None);
    loop {
        let page = bench.ok(ListObjectsV2 { continuation_token: token, ..folded.clone() });
        pages.push(keys(&page));
        token = page.get("NextContinuationToken").map(|token| token.as_str().unwrap().to_owned());
        assert_eq!(page["IsTruncated"], token.is_some());
        if token.is_none() {
            break;
        }
    }
    assert_eq!(
        pages,
        [["a b", "a/"], ["b", "c/"]]
            .into_iter()
            .map(|page| page.map(str::to_owned).to_vec())
            .chain([vec!["d".to_owned()]])
            .collect::<Vec<_>>()
    );
    assert_eq!(keys(&bench.ok(ListObjectsV2 { start_after: Some("b".into()), ..list.clone() })), ["c/1", "d"]);
    let encoded = ListObjectsV2 { encoding_type: Some("url".into()), fetch_owner: Some(true), ..list.clone() };
    let encoded = bench.ok(encoded);
    assert_eq!((&encoded["Contents"][0]["Key"], encoded["Contents"][0]["Owner"].is_object()), (&json!("a+b"), true));
    assert_eq!(bench.ok(ListObjectsV2 { max_keys: Some(0), ..list.clone() })["KeyCount"], 0);
    assert_eq!(bench.ok(ListObjectsV2 { max_keys: Some(5000), ..list.clone() })["MaxKeys"], 1000);
    for bad in [
        ListObjectsV2 { max_keys: Some(-1), ..list.clone() },
        ListObjectsV2 { encoding_type: Some("hex".into()), ..list.clone() },
        ListObjectsV2 { continuation_token: Some("!".into()), ..list },
    ] {
        assert_eq!(bench.code(bad), "InvalidArgument");
    }
}

#[test]
fn tags_are_set_as_a_whole() {
    let mut bench = Bench::with_bucket();
    bench.put("k", "x");
    let tag = |key: &str, value: &str| Tag { key: key.into(), value: value.into() };
    let set = |tags: Vec<Tag>| PutObjectTagging {
        bucket: "lab".into(),
        key: "k".into(),
        version_id: None,
        tagging: Some(Tagging { tag_set: tags }),
    };
    let read = GetObjectTagging { bucket: "lab".into(), key: "k".into(), version_id: None };
    bench.ok(set(vec![tag("a", "1"), tag("b", "")]));
    bench.ok(set(vec![tag("c", "3")]));
    assert_eq!(bench.ok(read.clone()), json!({"TagSet": [{"Key": "c", "Value": "3"}]}));
    bench.ok(DeleteObjectTagging { bucket: "lab".into(), key: "k".into(), version_id: None });
    assert_eq!(bench.ok(read.clone()), json!({"TagSet": []}));
    assert_eq!(bench.code(set(vec![tag("a", "1"), tag("a", "2")])), "InvalidTag");
    assert_eq!(bench.code(set(vec![tag("a", "1"); 11])), "BadRequest");
    assert_eq!(bench.code(PutObjectTagging { tagging: None, ..set(vec![]) }), "MalformedXML");
    assert_eq!(bench.code(PutObjectTagging { key: "none".into(), ..set(vec![]) }), "NoSuchKey");
    assert_eq!(bench.code(GetObjectTagging { key: "none".into(), ..read }), "NoSuchKey");
}

#[test]
fn a_batch_deletes_what_it_can() {
    let mut bench = Bench::with_bucket();
    bench.put("a", "x");
    let entry =
        |key: &str, version: Option<&str>| ObjectIdentifier { key: key.into(), version_id: version.map(str::to_owned) };
    let batch = |objects: Vec<ObjectIdentifier>| DeleteObjects {
        bucket: "lab".into(),
        delete: Some(Delete { objects, quiet: None }),
    };
    let answer = bench.ok(batch(vec![entry("a", None), entry("none", None), entry("a", Some("bad"))]));
    assert_eq!(answer["Deleted"], json!([{"Key": "a"}, {"Key": "none"}]));
    assert_eq!(answer["Errors"][0]["Code"], "NoSuchVersion");
    let quiet = Delete { objects: vec![entry("a", None)], quiet: Some(true) };
    assert_eq!(bench.ok(DeleteObjects { bucket: "lab".into(), delete: Some(quiet) }), json!({}));
    assert_eq!(bench.code(batch(vec![])), "MalformedXML");
    assert_eq!(bench.code(batch(vec![entry("a", None); 1001])), "MalformedXML");
    assert_eq!(bench.code(DeleteObjects { bucket: "none".into(), ..batch(vec![entry("a", None)]) }), "NoSuchBucket");
}
