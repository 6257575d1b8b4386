//! Lists come in pages that have their own bounds, whatever a request asks for.

use super::*;

#[test]
fn a_description_has_a_hundred_shards_and_a_list_of_them_a_thousand() {
    let mut bench = Bench::new();
    bench.create("s", Some(1_500));
    for limit in [None, Some(10_000)] {
        let request = DescribeStream { stream_name: text("s"), limit, ..DescribeStream::default() };
        let described = answer!(bench, DescribeStream, request).stream_description;
        assert_eq!((described.shards.len(), described.has_more_shards), (100, true), "{limit:?}");
        let request = ListShards { stream_name: text("s"), max_results: limit, ..ListShards::default() };
        let first = answer!(bench, ListShards, request);
        assert_eq!(first.shards.len(), 1_000, "{limit:?}");
        let next_token = first.next_token;
        assert!(next_token.is_some());
        let rest = answer!(bench, ListShards, ListShards { next_token, ..ListShards::default() });
        assert_eq!((rest.shards.len(), rest.next_token), (500, None));
        assert_eq!(rest.shards[0].shard_id, "shardId-000000001000");
    }
    let last = DescribeStream {
        stream_name: text("s"),
        exclusive_start_shard_id: text("shardId-000000001399"),
        ..DescribeStream::default()
    };
    let described = answer!(bench, DescribeStream, last).stream_description;
    assert_eq!((described.shards.len(), described.has_more_shards), (100, false));
}

#[test]
fn a_list_of_streams_has_a_hundred() {
    let mut bench = Bench::new();
    bench.kinesis.limits.creating = 1_000;
    for number in 0..120 {
        let stream_name = text(&format!("s{number:03}"));
        bench.done(CreateStream { stream_name, shard_count: Some(1), ..CreateStream::default() });
    }
    for limit in [None, Some(10_000)] {
        let first = answer!(bench, ListStreams, ListStreams { limit, ..ListStreams::default() });
        assert_eq!((first.stream_names.len(), first.has_more_streams), (100, true), "{limit:?}");
        let next_token = first.next_token;
        let rest = answer!(bench, ListStreams, ListStreams { next_token, ..ListStreams::default() });
        assert_eq!((rest.stream_names.len(), rest.has_more_streams, rest.next_token), (20, false, None));
        assert_eq!(rest.stream_names[0], "s100");
    }
}

#[test]
fn a_list_of_consumers_has_a_hundred_and_its_token_five_minutes() {
    let mut bench = Bench::new();
    bench.kinesis.limits.consumers = (200, 200);
    bench.kinesis.limits.creating = 200;
    bench.create("s", Some(1));
    for number in 0..120 {
        bench.done(register("s", &format!("c{number:03}")));
    }
    let list = |max_results, next_token| ListStreamConsumers {
        stream_arn: arn("s"),
        max_results,
        next_token,
        stream_creation_timestamp: None,
    };
    let mut token = None;
    for most in [None, Some(10_000)] {
        let first = answer!(bench, ListStreamConsumers, list(most, None));
        assert_eq!(first.consumers.len(), 100, "{most:?}");
        token = first.next_token;
        let rest = answer!(bench, ListStreamConsumers, list(None, token.clone()));
        assert_eq!((rest.consumers.len(), rest.next_token), (20, None));
    }
    bench.wait(secs(300));
    bench.done(list(None, token.clone()));
    bench.wait(Duration::from_millis(1));
    let expired = "ExpiredNextTokenException: The pagination token passed to the operation has expired.";
    assert_eq!(bench.refusal(list(None, token)), expired);
    // A stream of that name that was made at another time is another one.
    let made = bench.summary("s").stream_creation_timestamp;
    let of = |at| ListStreamConsumers { stream_creation_timestamp: Some(at), ..list(None, None) };
    bench.done(of(made));
    let later = crate::base::Timestamp(made.0 + 1_000);
    assert!(bench.refusal(of(later)).starts_with("ResourceNotFoundException: Stream s"));
}
