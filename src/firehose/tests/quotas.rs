//! How much one request may have, and how many a stream and an account take.

use super::*;

fn list(limit: Option<i64>) -> ListDeliveryStreams {
    ListDeliveryStreams { limit, ..ListDeliveryStreams::default() }
}

#[test]
fn a_list_has_ten_names_unless_somebody_asks_for_more() {
    let mut bench = Bench::new();
    for number in 0..11 {
        bench.stream(&format!("s{number:02}"), s3(json!({})));
    }
    for (limit, names, more) in [(None, 10, true), (Some(10), 10, true), (Some(10_000), 11, false)] {
        match bench.call(list(limit)).unwrap() {
            Reply::ListDeliveryStreams(found) => {
                assert_eq!((found.delivery_stream_names.len(), found.has_more_delivery_streams), (names, more));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn tags_of_a_new_stream_have_the_rules_of_all_tags() {
    let tag = |key: String| Tag { key, value: None };
    let with = |tags: Vec<Tag>| CreateDeliveryStream { tags: Some(tags), ..s3(json!({})) };
    let many = |count: u32| (0..count).map(|number| tag(format!("k{number}"))).collect::<Vec<_>>();
    let mut bench = Bench::new();
    for tags in [many(51), Vec::new(), vec![tag("aws:owner".to_owned())]] {
        assert_eq!(bench.refused(with(tags)).0, "ValidationException");
    }
    bench.call(with(many(50))).unwrap();
}

#[test]
fn a_batch_has_500_records_and_4_mib() {
    let mut bench = Bench::new();
    let id = bench.stream("s", s3(json!({})));
    bench.call(batch("s", &vec![b"x" as &[u8]; 500])).unwrap();
    bench.until(40_000);
    let (large, rest) = (vec![0; 1_000_000], vec![0; 194_304]);
    let more = vec![0; 194_305];
    bench.call(batch("s", &[&large, &large, &large, &large, &rest])).unwrap();
    assert_eq!(bench.totals(id).put_batch, (2, 505, 500 + 4_194_304));
    let (code, _, sentence) = bench.refused(batch("s", &[&large, &large, &large, &large, &more]));
    assert_eq!((code, sentence.as_str()), ("InvalidArgumentException", "Records size exceeds 4 MB limit"));
    let too_large = vec![0; 1_024_001];
    let (code, _, sentence) = bench.refused(batch("s", &[&rest, &too_large]));
    assert!(code == "ValidationException" && sentence.contains("at 'records.2.member.data'"), "{sentence}");
}

#[test]
fn throughput_is_that_of_the_region() {
    for (region, rates) in [
        ("us-east-1", (500_000, 2_000, 5 << 20)),
        ("us-west-2", (500_000, 2_000, 5 << 20)),
        ("eu-west-1", (500_000, 2_000, 5 << 20)),
        ("eu-central-1", (100_000, 1_000, 1 << 20)),
        ("ap-northeast-1", (100_000, 1_000, 1 << 20)),
    ] {
        assert_eq!(limits::put_rates(region.parse().unwrap()), rates, "{region}");
    }
}

#[test]
fn records_have_a_rate_of_their_own() {
    let mut bench = Bench::new();
    let id = bench.stream("s", s3(json!({})));
    // As if nearly all records of this second had come.
    let nearly_none = Bucket::full(bench.now, 2);
    bench.firehose.stream_mut(id).unwrap().quotas.records = nearly_none;
    match bench.call(batch("s", &[b"a", b"b", b"c"])).unwrap() {
        Reply::PutRecordBatch(result) => {
            let refused: Vec<bool> = result.request_responses.iter().map(|one| one.error_code.is_some()).collect();
            assert_eq!((result.failed_put_count, refused), (1, vec![false, false, true]));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(bench.refused(put("s", b"d")).0, "ServiceUnavailableException");
    bench.until(30_001);
    bench.put("s", b"d").unwrap();
}

#[test]
fn what_a_refused_put_counts_is_told_afterwards() {
    let mut bench = Bench::new();
    let id = bench.stream("s", s3(json!({})));
    for why in [Barred::Throttled(3), Barred::Throttled(1), Barred::KeyDenied, Barred::KeyDisabled] {
        bench.firehose.count_barred(id, why);
    }
    for why in [Barred::KeyInvalid, Barred::KeyMissing, Barred::KeyMissing] {
        bench.firehose.count_barred(id, why);
    }
    let t = bench.totals(id);
    assert_eq!((t.throttled, t.key_refusals), (4, (1, 1, 1, 2)));
    assert_eq!((t.incoming, t.requests), (0, 0), "nothing came in");
}

#[test]
fn each_operation_has_five_calls_a_second_for_itself() {
    let mut bench = Bench::new();
    bench.stream("s", s3(json!({})));
    bench.until(40_000);
    let describe = || DescribeDeliveryStream { delivery_stream_name: "s".into(), ..DescribeDeliveryStream::default() };
    for _ in 0..5 {
        bench.call(describe()).unwrap();
    }
    assert_eq!(bench.refused(describe()).0, "ThrottlingException");
    bench.call(list(None)).unwrap();
    for _ in 0..20 {
        bench.put("s", b"x").unwrap();
    }
    bench.until(41_000);
    bench.call(describe()).unwrap();
}

#[test]
fn the_extension_of_a_file_has_at_most_128_characters() {
    let mut bench = Bench::new();
    let with = |letters: usize| s3(json!({ "FileExtension": format!(".{}", "a".repeat(letters)) }));
    let (code, _, sentence) = bench.refused(with(128));
    assert!(code == "ValidationException" && sentence.contains("fileExtension"), "{sentence}");
    bench.call(with(127)).unwrap();
}
