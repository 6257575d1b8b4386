//! How much at once a mapping of a queue may ask for: its concurrency, and pollers of its own.

use super::*;

fn with(change: impl FnOnce(&mut CreateEventSourceMapping)) -> (Bench, CreateEventSourceMapping) {
    let mut bench = Bench::new();
    bench.function("f", Behaviour::default());
    let mut request = CreateEventSourceMapping {
        event_source_arn: Some("arn:aws:sqs:us-east-1:000000000000:q".into()),
        function_name: "f".into(),
        ..CreateEventSourceMapping::default()
    };
    change(&mut request);
    (bench, request)
}

fn pollers(least: Option<i64>, most: Option<i64>) -> (Bench, CreateEventSourceMapping) {
    let config = ProvisionedPollerConfig { minimum_pollers: least, maximum_pollers: most };
    with(|request| request.provisioned_poller_config = Some(config))
}

fn concurrency(most: i64) -> (Bench, CreateEventSourceMapping) {
    with(|request| request.scaling_config = Some(ScalingConfig { maximum_concurrency: Some(most) }))
}

fn made((mut bench, request): (Bench, CreateEventSourceMapping)) -> EventSourceMappingConfiguration {
    match bench.call(request).unwrap() {
        Reply::CreateEventSourceMapping(made) => *made,
        other => panic!("{other:?}"),
    }
}

fn refused((mut bench, request): (Bench, CreateEventSourceMapping)) -> (&'static str, String) {
    let (code, _, message) = bench.refused(request);
    (code, message)
}

#[test]
fn pollers_are_from_two_to_two_hundred_at_least_and_ten_thousand_at_most() {
    for (least, most) in [(Some(201), None), (None, Some(10_001)), (Some(0), None), (None, Some(0))] {
        let (code, message) = refused(pollers(least, most));
        assert_eq!(code, "ValidationException", "{least:?} {most:?}: {message}");
    }
    for (least, most) in [(Some(1), None), (Some(3), Some(2)), (None, Some(1))] {
        let (code, message) = refused(pollers(least, most));
        assert_eq!(code, "InvalidParameterValueException");
        assert!(message.starts_with("MinimumPollers should be between [2, 200]"), "{message}");
    }
    for (least, most, shown) in [
        (Some(2), Some(10_000), (2, 10_000)),
        (Some(200), Some(200), (200, 200)),
        (Some(5), None, (5, 200)),
        (None, Some(50), (2, 50)),
    ] {
        let config = made(pollers(least, most)).provisioned_poller_config.unwrap();
        assert_eq!((config.minimum_pollers, config.maximum_pollers), (Some(shown.0), Some(shown.1)));
    }
}

#[test]
fn maximum_concurrency_is_from_two_to_a_thousand() {
    for most in [1, 1_001] {
        let (code, message) = refused(concurrency(most));
        assert_eq!(code, "ValidationException");
        assert!(message.contains("'scalingConfig.maximumConcurrency'"), "{message}");
    }
    for most in [2, 1_000] {
        assert_eq!(made(concurrency(most)).scaling_config.unwrap().maximum_concurrency, Some(most));
    }
}
