//! Functions of Lambda in words.

use super::describe::{instant, number, span, who};
use crate::clock::Instant;
use crate::cloud::{Cloud, Event};
use crate::lambda::{Ended, Ending, Function, FunctionId, LambdaEvent, MappingId, QueuedEvent, State};
use serde_json::Value;

/// The name of a function.
pub fn function_name(cloud: &Cloud, id: FunctionId) -> String {
    cloud
        .lambda()
        .function(id)
        .map_or_else(|| "a deleted function".to_owned(), |function| function.key.name.to_string())
}

/// What a mapping is called: it has no name, but its function has.
pub(super) fn mapping_name(cloud: &Cloud, id: MappingId) -> String {
    let found = cloud.lambda().mapping(id);
    found.map_or_else(
        || "A deleted mapping".to_owned(),
        |mapping| format!("The mapping of {} to {}", mapping.source.arn.resource, mapping.function.name),
    )
}

/// An event of a mapping as one sentence.
fn of_mapping(cloud: &Cloud, by: &str, kind: &LambdaEvent) -> String {
    let name = |id: &MappingId| mapping_name(cloud, *id);
    match kind {
        LambdaEvent::MappingCreated { mapping } => format!("{by} created {}", name(mapping).replacen("The", "the", 1)),
        LambdaEvent::MappingChanged { mapping, state } => format!("{} is {}", name(mapping), state.name()),
        LambdaEvent::MappingTagged { mapping } => format!("{by} changed the tags of a mapping: {}", name(mapping)),
        LambdaEvent::MappingDeleted { function, .. } => format!("A mapping of {function} is gone"),
        LambdaEvent::MappingScaled { mapping, allowed } => {
            format!("{} may have {allowed} batches at once now", name(mapping))
        }
        LambdaEvent::RecordsFiltered { mapping, records } => {
            format!("{} filtered {} records out", name(mapping), number(*records))
        }
        LambdaEvent::BatchSent { mapping, records, .. } => {
            format!("{} sends a batch of {records} to its function", name(mapping))
        }
        LambdaEvent::BatchDone { mapping, failed: 0, .. } => format!("{} is done with a batch", name(mapping)),
        LambdaEvent::BatchDone { mapping, failed, why, .. } => {
            let why = why.as_deref().map_or_else(String::new, |why| format!(": {why}"));
            format!("{} is done with a batch, of which {failed} failed{why}", name(mapping))
        }
        LambdaEvent::RecordsDiscarded { mapping, records, condition } => {
            format!("{} gave {records} records up: {}", name(mapping), condition.name())
        }
        LambdaEvent::BatchThrottled { mapping, records } => {
            format!("{} has no concurrency free for a batch of {records}", name(mapping))
        }
        LambdaEvent::MappingProblem { mapping, why } => format!("{} has a problem: {why}", name(mapping)),
        _ => String::new(),
    }
}

/// An event of Lambda as one sentence without a full stop.
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &LambdaEvent) -> String {
    let by = who(cloud, event.origin);
    let name = |id: &FunctionId| function_name(cloud, *id);
    let last = |arn: &str| arn.rsplit(':').next().unwrap_or_default().to_owned();
    match kind {
        LambdaEvent::FunctionCreated { function } => format!("{by} created function {}", name(function)),
        LambdaEvent::FunctionChanged { function, what } => format!("{by} changed the {what} of {}", name(function)),
        LambdaEvent::FunctionDeleted { name, .. } => format!("{by} deleted function {name}"),
        LambdaEvent::Accepted { function, .. } => format!("{} accepted an event of {by}", name(function)),
        LambdaEvent::Started { function, attempt: 1, .. } => format!("{} begins to run", name(function)),
        LambdaEvent::Started { function, attempt, .. } => format!("{} begins attempt {attempt}", name(function)),
        LambdaEvent::Succeeded { function, took, .. } => format!("{} ended well after {}", name(function), span(*took)),
        LambdaEvent::Failed { function, next: Some(next), why, .. } => {
            format!("{} failed, and is tried again at {next}: {why}", name(function))
        }
        LambdaEvent::Failed { function, why, .. } => format!("{} failed: {why}", name(function)),
        LambdaEvent::Throttled { function, next, .. } => {
            format!("{} has no concurrency free; the event is tried again at {next}", name(function))
        }
        LambdaEvent::Discarded { function, why, .. } => format!("{} gave an event up: {why}", name(function)),
        LambdaEvent::SentToDestination { function, target, .. } => {
            format!("{} sends the event on to {}", name(function), last(target))
        }
        LambdaEvent::DestinationFailed { function, target, why, .. } => {
            format!("{} could not send the event on to {}: {why}", name(function), last(target))
        }
        other => of_mapping(cloud, &by, other),
    }
}

/// A run that has ended, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunLine {
    /// The beginning of the invocation's id, and the attempt.
    pub request: String,
    /// When it ended.
    pub at: String,
    /// How it ended.
    pub how: String,
    /// Whether it failed.
    pub failed: bool,
}

/// The last runs of a function that ended, newest first.
pub fn results(function: &Function, now: Instant) -> Vec<RunLine> {
    let row = |ended: &Ended| RunLine {
        request: format!("{}, attempt {}", short(ended.request), ended.attempt),
        at: instant(ended.ended, now),
        how: match &ended.ending {
            Ending::Success(answer) => format!("ended well and answered {}", super::describe::excerpt(answer)),
            Ending::Error { message, .. } => format!("failed: {message}"),
            Ending::TimedOut(message) => format!("was stopped: {message}"),
        },
        failed: !matches!(ended.ending, Ending::Success(_)),
    };
    function.last_results().map(row).collect()
}

/// The events in a function's queue, the first of them in words.
pub fn waiting(cloud: &Cloud, id: FunctionId, now: Instant, most: usize) -> Vec<String> {
    let row = |event: &QueuedEvent| {
        let state = match event.state {
            State::Running(_) => "is being carried out".to_owned(),
            State::Retry(at) => format!("failed; tried again at {}", instant(at, now)),
            State::Throttled(at) => format!("found no concurrency free; tried again at {}", instant(at, now)),
        };
        format!("{}: {state}", short(event.request))
    };
    cloud.lambda().events_of(id).take(most).map(|(_, event)| row(event)).collect()
}

/// The first eight characters of an id.
fn short(id: uuid::Uuid) -> String {
    id.to_string().chars().take(8).collect()
}

/// What a function has counted, by the names of CloudWatch where it has one.
pub fn totals(function: &Function) -> Vec<(&'static str, String)> {
    let totals = &function.totals;
    [
        ("Invocations", totals.invocations),
        ("Errors", totals.errors),
        ("Runs that were stopped by the timeout", totals.timeouts),
        ("Throttles", totals.throttles),
        ("AsyncEventsReceived", totals.accepted),
        ("AsyncEventsDropped", totals.dropped),
        ("Dead letters and records sent on", totals.sent),
        ("Of these not arrived", totals.not_sent),
        ("ConcurrentExecutions, the most", totals.concurrent_max),
    ]
    .map(|(name, value)| (name, number(value)))
    .to_vec()
}

/// A statement of a function's policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Its id, by which it is removed.
    pub id: String,
    /// Who may do what, in words.
    pub text: String,
}

/// The statements of a function's policy.
pub fn permissions(function: &Function) -> Vec<Permission> {
    let text = function.policy.as_ref().map_or("", |policy| policy.text());
    let document: Value = serde_json::from_str(text).unwrap_or_default();
    let statements = document.get("Statement").and_then(Value::as_array).cloned().unwrap_or_default();
    let permission = |statement: &Value| {
        let text = |name: &str| statement.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let who = match statement.get("Principal") {
            Some(Value::Object(names)) => names.values().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
            _ => "anybody".to_owned(),
        };
        let operators = statement.get("Condition").and_then(Value::as_object);
        let values = operators.into_iter().flat_map(|operators| operators.values()).filter_map(Value::as_object);
        let conditions = values.flatten().map(|(key, value)| match value.as_str() {
            Some(value) => format!("{key} is {value}"),
            None => format!("{key} is {value}"),
        });
        let conditions: Vec<String> = conditions.collect();
        let condition =
            if conditions.is_empty() { String::new() } else { format!(", if {}", conditions.join(" and ")) };
        Permission { id: text("Sid"), text: format!("{who} may {}{condition}", text("Action")) }
    };
    statements.iter().map(permission).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Duration;
    use crate::cloud::Dials;
    use crate::lambda::api::{AddPermission, Behaviour, CreateFunction, Invoke, Request};
    use crate::limits::LimitSet;

    #[test]
    fn a_function_tells_what_runs_what_waits_and_who_may_invoke_it() {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        let function_name = "resize".to_owned();
        let role = Some("arn:aws:iam::000000000000:role/function".to_owned());
        let behaviour = Some(Behaviour { fail_first: Some(1), ..Behaviour::default() });
        let create =
            CreateFunction { function_name: function_name.clone(), role, behaviour, ..CreateFunction::default() };
        let permission = AddPermission {
            function_name: function_name.clone(),
            statement_id: "s3".to_owned(),
            action: "lambda:InvokeFunction".to_owned(),
            principal: "s3.amazonaws.com".to_owned(),
            source_arn: Some("arn:aws:s3:::holiday".to_owned()),
            ..AddPermission::default()
        };
        let invoke = Invoke { function_name, invocation_type: Some("Event".to_owned()), ..Invoke::default() };
        for request in [Request::from(create), permission.into(), invoke.into()] {
            cloud.call(request);
        }
        let id = FunctionId(0);
        assert_eq!(waiting(&cloud, id, cloud.now(), 5).len(), 1);
        cloud.advance_to(cloud.now().after(Duration::from_secs(10)), 1_000);
        let told = waiting(&cloud, id, cloud.now(), 5);
        assert!(told[0].contains("failed; tried again at "), "{told:?}");
        let function = cloud.lambda().function(id).unwrap();
        let last = results(function, cloud.now());
        assert!(last.len() == 1 && last[0].failed && last[0].request.ends_with("attempt 1"), "{last:?}");
        assert_eq!(totals(function)[1], ("Errors", "1".to_owned()));
        let [permission] = permissions(function).try_into().unwrap();
        let text = "s3.amazonaws.com may lambda:InvokeFunction, if AWS:SourceArn is arn:aws:s3:::holiday";
        assert_eq!((permission.id.as_str(), permission.text.as_str()), ("s3", text));
    }
}
