//! The operations on mappings: parameters, ranges, exclusions, states and lists. Whether a source is there is not asked
//! here.

use super::*;

const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:q";
const FIFO: &str = "arn:aws:sqs:us-east-1:000000000000:q.fifo";
const STREAM: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
const CONSUMER: &str = "arn:aws:kinesis:us-east-1:000000000000:stream/s/consumer/c:1767225600";

fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.function("f", Behaviour::default());
    bench
}

fn mapping(source: &str) -> CreateEventSourceMapping {
    let is_stream = source.contains(":kinesis:");
    CreateEventSourceMapping {
        event_source_arn: Some(source.into()),
        function_name: "f".into(),
        starting_position: is_stream.then(|| "TRIM_HORIZON".to_owned()),
        ..CreateEventSourceMapping::default()
    }
}

fn shown(reply: Reply) -> EventSourceMappingConfiguration {
    match reply {
        Reply::CreateEventSourceMapping(shown)
        | Reply::GetEventSourceMapping(shown)
        | Reply::UpdateEventSourceMapping(shown)
        | Reply::DeleteEventSourceMapping(shown) => *shown,
        other => panic!("{other:?}"),
    }
}

fn get(bench: &mut Bench, uuid: &str) -> EventSourceMappingConfiguration {
    shown(bench.call(GetEventSourceMapping { uuid: uuid.into() }).unwrap())
}

/// A request with something else in it, and what the refusal says.
type Case<R> = (fn(&mut R), &'static str);

fn filters(text: &str) -> FilterCriteria {
    FilterCriteria { filters: vec![Filter { pattern: Some(text.to_owned()) }] }
}

#[test]
fn ranges_are_those_of_the_model() {
    let cases: [Case<CreateEventSourceMapping>; 20] = [
        (|r| r.batch_size = Some(0), "'0' at 'batchSize'"),
        (|r| r.batch_size = Some(10_001), "'10001' at 'batchSize'"),
        (|r| r.maximum_batching_window_in_seconds = Some(-1), "'-1' at 'maximumBatchingWindowInSeconds'"),
        (|r| r.maximum_batching_window_in_seconds = Some(301), "less than or equal to 300"),
        (|r| r.parallelization_factor = Some(0), "'0' at 'parallelizationFactor'"),
        (|r| r.parallelization_factor = Some(11), "less than or equal to 10"),
        (|r| r.maximum_record_age_in_seconds = Some(-2), "greater than or equal to -1"),
        (|r| r.maximum_record_age_in_seconds = Some(604_801), "less than or equal to 604800"),
        (|r| r.maximum_retry_attempts = Some(-2), "'-2' at 'maximumRetryAttempts'"),
        (|r| r.maximum_retry_attempts = Some(10_001), "less than or equal to 10000"),
        (|r| r.tumbling_window_in_seconds = Some(901), "less than or equal to 900"),
        (|r| r.tumbling_window_in_seconds = Some(-1), "greater than or equal to 0"),
        (|r| r.function_response_types = Some(vec!["Other".into()]), "enum value set: [ReportBatchItemFailures]"),
        (|r| r.starting_position = Some("0".into()), "enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]"),
        (|r| r.event_source_arn = Some("q".into()), "'q' at 'eventSourceArn'"),
        (|r| r.function_name = "a b".into(), "at 'functionName'"),
        (|r| r.kms_key_arn = Some("k".into()), "'k' at 'kmsKeyArn'"),
        (|r| r.metrics_config = Some(MetricsConfig { metrics: vec!["X".into()] }), "at 'metricsConfig.metrics'"),
        (
            |r| r.function_response_types = Some(vec![String::new(), String::new()]),
            "have length less than or equal to 1",
        ),
        (
            |r| r.scaling_config = Some(ScalingConfig { maximum_concurrency: Some(1) }),
            "'1' at 'scalingConfig.maximumConcurrency' failed to satisfy constraint: Member must have value greater than or \
             equal to 2",
        ),
    ];
    let mut bench = bench();
    for (change, expected) in cases {
        let mut request = mapping(STREAM);
        change(&mut request);
        let (code, status, message) = bench.refused(request);
        assert_eq!((code, status), ("ValidationException", 400), "{message}");
        assert!(message.contains(expected), "{message}");
    }
}

fn refused_as_invalid(cases: &[(&str, Case<CreateEventSourceMapping>)]) {
    let mut bench = bench();
    for (source, (change, expected)) in cases {
        let mut request = mapping(source);
        change(&mut request);
        let (code, status, message) = bench.refused(request);
        assert_eq!((code, status), ("InvalidParameterValueException", 400), "{message}");
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn what_queues_do_not_have_is_refused() {
    let cases: [(&str, Case<CreateEventSourceMapping>); 19] = [
        (QUEUE, (|r| r.event_source_arn = None, "Unrecognized event source.")),
        (
            QUEUE,
            (
                |r| r.event_source_arn = Some("arn:aws:sns:us-east-1:000000000000:t".into()),
                "Unrecognized event source.",
            ),
        ),
        (QUEUE, (|r| r.function_name = "none".into(), "Function does not exist")),
        (
            QUEUE,
            (
                |r| r.event_source_arn = Some("arn:aws:sqs:eu-west-1:000000000000:q".into()),
                "The event source and the function must be in the same Region.",
            ),
        ),
        (
            QUEUE,
            (|r| r.parallelization_factor = Some(1), "Unsupported ParallelizationFactor parameter for given event"),
        ),
        (QUEUE, (|r| r.destination_config = Some(DestinationConfig::default()), "Unsupported DestinationConfig")),
        (QUEUE, (|r| r.maximum_record_age_in_seconds = Some(-1), "Unsupported MaximumRecordAgeInSeconds")),
        (QUEUE, (|r| r.bisect_batch_on_function_error = Some(true), "Unsupported BisectBatchOnFunctionError")),
        (QUEUE, (|r| r.maximum_retry_attempts = Some(1), "Unsupported MaximumRetryAttempts")),
        (QUEUE, (|r| r.tumbling_window_in_seconds = Some(1), "Unsupported TumblingWindowInSeconds")),
        (
            QUEUE,
            (|r| r.starting_position = Some("LATEST".into()), "StartingPosition is not valid for SQS event sources."),
        ),
        (QUEUE, (|r| r.starting_position_timestamp = Some(1), "StartingPosition is not valid for SQS event sources.")),
        (
            QUEUE,
            (
                |r| r.batch_size = Some(11),
                "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
            ),
        ),
        (
            FIFO,
            (|r| r.maximum_batching_window_in_seconds = Some(1), "Batching window is not supported for FIFO queues"),
        ),
        (FIFO, (|r| r.batch_size = Some(11), "Batch size must not exceed 10 for FIFO queues")),
        (
            QUEUE,
            (
                |r| r.provisioned_poller_config = Some(ProvisionedPollerConfig::default()),
                "Either MinimumPollers or MaximumPollers are required if ProvisionedPollerConfig is provided.",
            ),
        ),
        (
            QUEUE,
            (
                |r| {
                    r.provisioned_poller_config =
                        Some(ProvisionedPollerConfig { minimum_pollers: Some(9), maximum_pollers: Some(8) });
                },
                "MinimumPollers should be between [2, 200] and MaximumPollers should be between [MinimumPollers, 10000]",
            ),
        ),
        (
            QUEUE,
            (
                |r| {
                    r.scaling_config = Some(ScalingConfig { maximum_concurrency: Some(2) });
                    r.provisioned_poller_config =
                        Some(ProvisionedPollerConfig { minimum_pollers: Some(2), maximum_pollers: None });
                },
                "Provisioned mode for SQS ESM does not support maximum concurrency feature. Use MaximumPollers as the \
                 control mechanism and remove maximum concurrency.",
            ),
        ),
        (QUEUE, (|r| r.filter_criteria = Some(filters("simple string")), "Invalid filter pattern definition.")),
    ];
    refused_as_invalid(&cases);
}

#[test]
fn what_streams_do_not_have_is_refused() {
    let cases: [(&str, Case<CreateEventSourceMapping>); 7] = [
        (STREAM, (|r| r.starting_position = None, "Value null at 'startingPosition'")),
        (
            STREAM,
            (|r| r.starting_position_timestamp = Some(1), "Timestamp only valid with StartingPosition AT_TIMESTAMP"),
        ),
        (STREAM, (|r| r.starting_position = Some("AT_TIMESTAMP".into()), "StartingPositionTimestamp is required")),
        (STREAM, (|r| r.scaling_config = Some(ScalingConfig::default()), "Unsupported ScalingConfig")),
        (STREAM, (|r| r.maximum_record_age_in_seconds = Some(59), "must be -1 or between 60 and 604800, not 59")),
        (
            STREAM,
            (
                |r| (r.tumbling_window_in_seconds, r.parallelization_factor) = (Some(1), Some(2)),
                "cannot be used with a ParallelizationFactor greater than 1",
            ),
        ),
        (
            CONSUMER,
            (
                |r| r.provisioned_poller_config = Some(ProvisionedPollerConfig::default()),
                "Unsupported ProvisionedPollerConfig",
            ),
        ),
    ];
    refused_as_invalid(&cases);
}

#[test]
fn times_and_destinations_of_streams() {
    let mut bench = bench();
    let at = |secs: i64| CreateEventSourceMapping {
        starting_position: Some("AT_TIMESTAMP".into()),
        starting_position_timestamp: Some(secs),
        ..mapping(STREAM)
    };
    assert!(bench.refused(at(-1)).2.contains("class java.lang.Long can not be converted to a Timestamp"));
    assert!(bench.refused(at(1_767_225_601)).2.contains("cannot be in the future"));
    let made = shown(bench.call(at(1_767_225_600)).unwrap());
    assert_eq!(made.starting_position_timestamp, Some(1_767_225_600));
    let to = |text: &str, success: bool| {
        let target = Some(Destination { destination: Some(text.into()) });
        let (on_success, on_failure) = if success { (target, None) } else { (None, target) };
        CreateEventSourceMapping {
            destination_config: Some(DestinationConfig { on_success, on_failure }),
            ..mapping(CONSUMER)
        }
    };
    for bad in [QUEUE.replace(":q", ":q.fifo"), "arn:aws:lambda:us-east-1:000000000000:function:g".into()] {
        assert!(
            bench.refused(to(&bad, false)).2.contains(&format!("OnFailure(destination={bad})) is invalid.")),
            "{bad}"
        );
    }
    assert!(bench.refused(to(QUEUE, true)).2.contains("Unsupported DestinationConfig"));
    assert_eq!(bench.refused(to("dead", false)).0, "ValidationException");
    let made = shown(bench.call(to(QUEUE, false)).unwrap());
    assert_eq!(made.destination_config.unwrap().on_failure.destination.as_deref(), Some(QUEUE));
}

#[test]
fn defaults_are_those_of_each_source() {
    let mut bench = bench();
    let queue = shown(bench.call(mapping(QUEUE)).unwrap());
    assert_eq!(
        (queue.batch_size, &*queue.state_transition_reason, queue.last_processing_result),
        (10, "USER_INITIATED", None)
    );
    let fields = serde_json::to_value(shown(bench.call(mapping(STREAM)).unwrap())).unwrap();
    for (name, value) in [
        ("BatchSize", serde_json::json!(100)),
        ("ParallelizationFactor", serde_json::json!(1)),
        ("MaximumRetryAttempts", serde_json::json!(-1)),
        ("MaximumRecordAgeInSeconds", serde_json::json!(-1)),
        ("BisectBatchOnFunctionError", serde_json::json!(false)),
        ("TumblingWindowInSeconds", serde_json::json!(0)),
        ("DestinationConfig", serde_json::json!({ "OnFailure": {} })),
        ("LastProcessingResult", serde_json::json!("No records processed")),
        ("StateTransitionReason", serde_json::json!("User action")),
        ("StartingPosition", serde_json::json!("TRIM_HORIZON")),
        ("FunctionResponseTypes", serde_json::json!([])),
    ] {
        assert_eq!(fields[name], value, "{name}");
    }
}

#[test]
fn states_pass_in_time_and_only_lasting_ones_can_be_changed() {
    let mut bench = bench();
    let uuid = shown(bench.call(mapping(QUEUE)).unwrap()).uuid;
    let update = |enabled: Option<bool>, size: Option<i64>| UpdateEventSourceMapping {
        uuid: uuid.clone(),
        enabled,
        batch_size: size,
        ..UpdateEventSourceMapping::default()
    };
    let busy = |what: &str| {
        let sentence = format!("Cannot {what} the event source mapping because it is in use.");
        ("ResourceInUseException", 400, sentence)
    };
    assert_eq!(bench.refused(update(None, Some(5))), busy("update"));
    assert_eq!(bench.refused(DeleteEventSourceMapping { uuid: uuid.clone() }), busy("delete"));
    assert!(bench.source_calls.is_empty(), "nothing is polled yet");
    bench.until(10_000);
    assert_eq!((&*get(&mut bench, &uuid).state, bench.source_calls.len()), ("Enabled", 5));
    assert_eq!(shown(bench.call(update(None, Some(5))).unwrap()).state, "Updating");
    bench.until(20_000);
    assert_eq!(shown(bench.call(update(Some(false), None)).unwrap()).state, "Disabling");
    bench.until(30_000);
    assert_eq!(
        (&*get(&mut bench, &uuid).state, bench.source_calls.len()),
        ("Disabled", 10),
        "five polls, and their end"
    );
    assert_eq!(shown(bench.call(update(None, Some(6))).unwrap()).state, "Updating");
    bench.until(40_000);
    assert_eq!(get(&mut bench, &uuid).state, "Disabled", "a change does not wake it");
    assert_eq!(shown(bench.call(update(Some(true), None)).unwrap()).state, "Enabling");
    bench.until(50_000);
    assert_eq!(shown(bench.call(DeleteEventSourceMapping { uuid: uuid.clone() }).unwrap()).state, "Deleting");
    assert_eq!(bench.refused(DeleteEventSourceMapping { uuid: uuid.clone() }), busy("delete"));
    bench.until(60_000);
    assert_eq!(get(&mut bench, &uuid).state, "Deleting", "until the polls that were called off are back");
    let abandoned: Vec<_> = bench
        .source_calls
        .iter()
        .filter_map(|(_, call)| match call.order {
            mappings::SourceOrder::Abandon { poll } => Some((call.mapping, poll)),
            _ => None,
        })
        .collect();
    for (mapping, poll) in abandoned {
        bench.act(|lambda, cx| lambda.polled(cx, mapping, poll, mappings::Polled::Items(Vec::new())));
    }
    let gone = ("ResourceNotFoundException", 404, "The resource you requested does not exist.".to_owned());
    assert_eq!(bench.refused(GetEventSourceMapping { uuid: uuid.clone() }), gone);
    assert_eq!(bench.refused(update(None, None)), gone);

    let disabled = CreateEventSourceMapping { enabled: Some(false), ..mapping(QUEUE) };
    let uuid = shown(bench.call(disabled).unwrap()).uuid;
    bench.until(70_000);
    assert_eq!(get(&mut bench, &uuid).state, "Disabled");
}

#[test]
fn two_of_the_same_are_one_too_many() {
    let mut bench = bench();
    let uuid = shown(bench.call(mapping(QUEUE)).unwrap()).uuid;
    assert_eq!(
        bench.refused(mapping(QUEUE)),
        (
            "ResourceConflictException",
            409,
            format!(
                "An event source mapping with SQS arn (\" {QUEUE} \") and function (\" f \") already exists. Please update or \
                 delete the existing mapping with UUID {uuid}"
            )
        )
    );
    let uuid = shown(bench.call(mapping(STREAM)).unwrap()).uuid;
    assert_eq!(
        bench.refused(mapping(STREAM)).2,
        format!(
            "The event source arn (\" {STREAM} \") and function (\" f \") provided mapping already exists. Please update or \
             delete the existing mapping with UUID {uuid}"
        )
    );
    let alias = CreateEventSourceMapping { function_name: "f:live".into(), ..mapping(QUEUE) };
    let made = shown(bench.call(alias).unwrap());
    assert_eq!(made.function_arn, "arn:aws:lambda:us-east-1:000000000000:function:f:live");
    // Another function may have the queue too.
    bench.function("g", Behaviour::default());
    bench.call(CreateEventSourceMapping { function_name: "g".into(), ..mapping(QUEUE) }).unwrap();
    bench.until(10_000);
    let to_f = UpdateEventSourceMapping {
        uuid: made.uuid,
        function_name: Some("f".into()),
        ..UpdateEventSourceMapping::default()
    };
    assert_eq!(bench.refused(to_f).0, "ResourceConflictException");
}

#[test]
fn mappings_are_listed_by_source_by_function_and_by_page() {
    let mut bench = bench();
    bench.function("g", Behaviour::default());
    for (source, function) in [(QUEUE, "f"), (FIFO, "f"), (QUEUE, "g")] {
        bench.call(CreateEventSourceMapping { function_name: function.into(), ..mapping(source) }).unwrap();
    }
    let list = |bench: &mut Bench, request: ListEventSourceMappings| match bench.call(request).unwrap() {
        Reply::ListEventSourceMappings(found) => found,
        other => panic!("{other:?}"),
    };
    let all = list(&mut bench, ListEventSourceMappings::default());
    assert_eq!((all.event_source_mappings.len(), &all.next_marker), (3, &None));
    let of = |source: Option<&str>, function: Option<&str>| ListEventSourceMappings {
        event_source_arn: source.map(Into::into),
        function_name: function.map(Into::into),
        ..ListEventSourceMappings::default()
    };
    assert_eq!(list(&mut bench, of(Some(QUEUE), None)).event_source_mappings.len(), 2);
    assert_eq!(list(&mut bench, of(Some(QUEUE), Some("g"))).event_source_mappings.len(), 1);
    let page = |marker: Option<String>| ListEventSourceMappings {
        marker,
        max_items: Some(2),
        ..ListEventSourceMappings::default()
    };
    let first = list(&mut bench, page(None));
    assert_eq!(first.event_source_mappings.len(), 2);
    let second = list(&mut bench, page(first.next_marker));
    assert_eq!((second.event_source_mappings.as_slice(), second.next_marker), (&all.event_source_mappings[2..], None));
    assert_eq!(bench.refused(page(Some("nonsense".into()))).0, "InvalidParameterValueException");
    assert_eq!(bench.refused(of(None, Some("none"))).0, "ResourceNotFoundException");
    assert_eq!(bench.refused(of(Some("q"), None)).0, "ValidationException");
    let none = ListEventSourceMappings { max_items: Some(0), ..ListEventSourceMappings::default() };
    assert_eq!(bench.refused(none).0, "ValidationException");
    bench.caller = Caller { account: "111122223333".parse().unwrap(), ..Caller::default() };
    assert!(list(&mut bench, ListEventSourceMappings::default()).event_source_mappings.is_empty());
}

#[test]
fn tags_come_with_a_mapping_and_can_be_changed() {
    let mut bench = bench();
    let tags = [("team".to_owned(), "blue".to_owned())].into();
    let arn = shown(bench.call(CreateEventSourceMapping { tags, ..mapping(QUEUE) }).unwrap()).event_source_mapping_arn;
    assert!(arn.starts_with("arn:aws:lambda:us-east-1:000000000000:event-source-mapping:"));
    let more = [("team".to_owned(), "red".to_owned()), ("size".to_owned(), "1".to_owned())].into();
    bench.call(TagResource { resource: arn.clone(), tags: more }).unwrap();
    bench.call(UntagResource { resource: arn.clone(), tag_keys: vec!["size".into(), "none".into()] }).unwrap();
    let Reply::ListTags(found) = bench.call(ListTags { resource: arn.clone() }).unwrap() else { panic!() };
    assert_eq!(found.tags, [("team".to_owned(), "red".to_owned())].into());
    let many = (0..50).map(|n| (n.to_string(), String::new())).collect();
    assert!(bench.refused(TagResource { resource: arn.clone(), tags: many }).2.contains("at most 50 tags"));
    let bad = [("aws:x".to_owned(), String::new())].into();
    assert_eq!(bench.refused(TagResource { resource: arn, tags: bad }).0, "InvalidParameterValueException");
    assert_eq!(bench.refused(ListTags { resource: "x".into() }).0, "ValidationException");
    let other = "arn:aws:lambda:us-east-1:000000000000:event-source-mapping:none";
    assert_eq!(bench.refused(ListTags { resource: other.into() }).0, "ResourceNotFoundException");
}
