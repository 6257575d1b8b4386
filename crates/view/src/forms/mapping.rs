//! The form of an event source mapping: what a function works through, in which portions, and what becomes of failures.

use super::targets::{join, split};
use super::{Problem, Values, on, optional, text};
use queuelab::cloud::Cloud;
use queuelab::lambda::Mapping;
use queuelab::lambda::api::{
    CreateEventSourceMapping, Destination, DestinationConfig, Filter, FilterCriteria, Request, ScalingConfig,
    UpdateEventSourceMapping,
};
use queuelab::lambda::mappings::settings::REPORT;
use queuelab::t;

/// Fields beside which a refusal can stand, as AWS's sentences call them.
pub const FIELDS: [&str; 10] = [
    "eventSourceArn",
    "batchSize",
    "maximumBatchingWindowInSeconds",
    "parallelizationFactor",
    "maximumRetryAttempts",
    "maximumRecordAgeInSeconds",
    "tumblingWindowInSeconds",
    "maximumConcurrency",
    "filterCriteria",
    "targetArn",
];

/// What a function can work through: ARNs with their words.
pub fn sources(cloud: &Cloud) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), t!("choose a queue or a stream").to_owned())];
    let queues = cloud.sqs().queues();
    options.extend(queues.map(|queue| (queue.key.arn().to_string(), t!("queue {name}", name = queue.key.name))));
    for stream in cloud.kinesis().streams() {
        options.push((stream.key.arn().to_string(), t!("stream {name}", name = stream.key.name)));
        for consumer in cloud.kinesis().consumers_of(stream) {
            let word = t!(
                "consumer {name} of stream {stream}, enhanced fan-out",
                name = consumer.name,
                stream = stream.key.name
            );
            options.push((consumer.arn(&stream.key, cloud.epoch()), word));
        }
    }
    options
}

/// Whether an ARN is that of a stream or of a stream's consumer.
pub fn is_stream(arn: &str) -> bool {
    arn.starts_with("arn:aws:kinesis:")
}

/// The texts of the form: those of a mapping, or of a new one.
pub fn values(mapping: Option<&Mapping>, targets: &[(String, String)]) -> Values {
    let mut values: Values = [
        ("eventSourceArn", String::new()),
        ("startingPosition", "TRIM_HORIZON".to_owned()),
        ("bisect", "false".to_owned()),
        ("report", "false".to_owned()),
        ("target", String::new()),
    ]
    .into();
    let Some(mapping) = mapping else { return values };
    let settings = &mapping.settings;
    let number = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
    values.extend([
        ("eventSourceArn", mapping.source.arn.to_string()),
        ("batchSize", settings.batch_size.to_string()),
        ("maximumBatchingWindowInSeconds", settings.window_secs.to_string()),
        ("report", settings.reports_items.to_string()),
        ("maximumConcurrency", number(settings.concurrency_max)),
        ("filterCriteria", patterns(mapping).join("\n")),
    ]);
    let Some(stream) = &settings.stream else { return values };
    let (target, typed) = split(targets, stream.on_failure.as_deref().unwrap_or_default());
    values.extend([
        ("parallelizationFactor", stream.parallelization.to_string()),
        ("maximumRetryAttempts", stream.retries.to_string()),
        ("maximumRecordAgeInSeconds", stream.age_secs.to_string()),
        ("tumblingWindowInSeconds", stream.tumbling_secs.to_string()),
        ("bisect", stream.bisect.to_string()),
        ("target", target),
        ("targetArn", typed),
    ]);
    values
}

fn patterns(mapping: &Mapping) -> Vec<String> {
    let shown = mapping.settings.filters.shown().map(|criteria| criteria.filters).unwrap_or_default();
    shown.into_iter().filter_map(|filter| filter.pattern).collect()
}

/// The request of what was typed: a new mapping for a function, or the change of one by its id.
///
/// # Errors
/// A problem beside a field that is no number.
pub fn request(values: &Values, function: &str, uuid: Option<String>) -> Result<Request, Problem> {
    let arn = text(values, "eventSourceArn");
    let change = change(values, is_stream(arn), uuid.is_some())?;
    if let Some(uuid) = uuid {
        return Ok(UpdateEventSourceMapping { uuid, ..change }.into());
    }
    let UpdateEventSourceMapping {
        batch_size,
        filter_criteria,
        maximum_batching_window_in_seconds,
        destination_config,
        maximum_record_age_in_seconds,
        bisect_batch_on_function_error,
        maximum_retry_attempts,
        parallelization_factor,
        tumbling_window_in_seconds,
        function_response_types,
        scaling_config,
        ..
    } = change;
    Ok(CreateEventSourceMapping {
        event_source_arn: Some(arn.to_owned()).filter(|arn| !arn.is_empty()),
        function_name: function.to_owned(),
        starting_position: is_stream(arn).then(|| text(values, "startingPosition").to_owned()),
        batch_size,
        filter_criteria,
        maximum_batching_window_in_seconds,
        destination_config,
        maximum_record_age_in_seconds,
        bisect_batch_on_function_error,
        maximum_retry_attempts,
        parallelization_factor,
        tumbling_window_in_seconds,
        function_response_types,
        scaling_config,
        ..CreateEventSourceMapping::default()
    }
    .into())
}

fn change(values: &Values, is_stream: bool, is_known: bool) -> Result<UpdateEventSourceMapping, Problem> {
    let of_stream = |field| if is_stream { optional(values, field) } else { Ok(None) };
    let concurrency = if is_stream { None } else { optional(values, "maximumConcurrency")? };
    let reports = on(values, "report").then(|| vec![REPORT.to_owned()]);
    let pattern = |line: &str| Filter { pattern: Some(line.trim().to_owned()) };
    let lines = text(values, "filterCriteria").lines().filter(|line| !line.trim().is_empty());
    let filters: Vec<Filter> = lines.map(pattern).collect();
    let target = join(text(values, "target"), text(values, "targetArn"));
    Ok(UpdateEventSourceMapping {
        batch_size: optional(values, "batchSize")?,
        filter_criteria: (is_known || !filters.is_empty()).then_some(FilterCriteria { filters }),
        maximum_batching_window_in_seconds: optional(values, "maximumBatchingWindowInSeconds")?,
        destination_config: (is_stream && (is_known || !target.is_empty())).then_some(DestinationConfig {
            on_failure: Some(Destination { destination: Some(target) }),
            on_success: None,
        }),
        maximum_record_age_in_seconds: of_stream("maximumRecordAgeInSeconds")?,
        bisect_batch_on_function_error: is_stream.then(|| on(values, "bisect")),
        maximum_retry_attempts: of_stream("maximumRetryAttempts")?,
        parallelization_factor: of_stream("parallelizationFactor")?,
        tumbling_window_in_seconds: of_stream("tumblingWindowInSeconds")?,
        function_response_types: if is_known { Some(reports.unwrap_or_default()) } else { reports },
        scaling_config: (!is_stream && (is_known || concurrency.is_some()))
            .then_some(ScalingConfig { maximum_concurrency: concurrency }),
        ..UpdateEventSourceMapping::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::call::Call;
    use queuelab::cloud::{Dials, Submitted};
    use queuelab::lambda::api::CreateFunction;
    use queuelab::lambda::mappings::MappingId;
    use queuelab::limits::LimitSet;
    use queuelab::sqs::api::CreateQueue;

    fn lab() -> Cloud {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        cloud.call(CreateQueue { queue_name: "q".to_owned(), ..CreateQueue::default() });
        let role = Some("arn:aws:iam::000000000000:role/f".to_owned());
        cloud.call(Request::from(CreateFunction { function_name: "f".to_owned(), role, ..CreateFunction::default() }));
        cloud
    }

    #[test]
    fn a_mapping_is_made_and_changed_by_what_was_typed() {
        let mut cloud = lab();
        let mut values = values(None, &[]);
        values.insert("eventSourceArn", sources(&cloud)[1].0.clone());
        values.insert("batchSize", "5".to_owned());
        values.insert("report", "true".to_owned());
        values.insert("filterCriteria", "{\"body\":{\"kind\":[\"paid\"]}}\n\n".to_owned());
        let made = cloud.call(Call::from(request(&values, "f", None).unwrap()));
        assert!(matches!(made, Submitted::Done(Ok(_))), "{made:?}");
        let shown = super::values(cloud.lambda().mapping(MappingId(0)), &[]);
        assert_eq!((text(&shown, "batchSize"), text(&shown, "report")), ("5", "true"));
        assert_eq!(text(&shown, "filterCriteria"), "{\"body\":{\"kind\":[\"paid\"]}}");
        cloud.advance_to(cloud.now().after(queuelab::clock::Duration::from_secs(60)), 1_000);
        let uuid = cloud.lambda().mapping(MappingId(0)).unwrap().uuid.to_string();
        let mut shown = shown;
        shown.insert("filterCriteria", String::new());
        shown.insert("maximumConcurrency", "7".to_owned());
        let changed = cloud.call(Call::from(request(&shown, "f", Some(uuid)).unwrap()));
        assert!(matches!(changed, Submitted::Done(Ok(_))), "{changed:?}");
        let settings = &cloud.lambda().mapping(MappingId(0)).unwrap().settings;
        assert_eq!((settings.concurrency_max, settings.filters.is_empty()), (Some(7), true));
    }

    #[test]
    fn what_only_streams_have_is_not_asked_of_a_queue() {
        let mut values = values(None, &[]);
        values.insert("eventSourceArn", "arn:aws:sqs:us-east-1:000000000000:q".to_owned());
        values.insert("parallelizationFactor", "3".to_owned());
        let Ok(Request::CreateEventSourceMapping(made)) = request(&values, "f", None) else { panic!() };
        assert_eq!((made.parallelization_factor, made.starting_position), (None, None));
        values.insert("batchSize", "many".to_owned());
        assert_eq!(request(&values, "f", None).unwrap_err().field, Some("batchSize"));
    }
}
