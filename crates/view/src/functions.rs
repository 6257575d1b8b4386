//! Functions of Lambda in words.

use super::describe::{instant, number, span, who};
use queuelab::clock::Instant;
use queuelab::cloud::{Cloud, Event};
use queuelab::lambda::{Ended, Ending, Function, FunctionId, LambdaEvent, MappingId, QueuedEvent, State};
use queuelab::{t, text};
use serde_json::Value;

/// The name of a function.
pub fn function_name(cloud: &Cloud, id: FunctionId) -> String {
    cloud
        .lambda()
        .function(id)
        .map_or_else(|| t!("a deleted function").to_owned(), |function| function.key.name.to_string())
}

/// What a mapping is called: it has no name, but its function has.
pub(super) fn mapping_name(cloud: &Cloud, id: MappingId) -> String {
    let found = cloud.lambda().mapping(id);
    found.map_or_else(
        || t!("A deleted mapping").to_owned(),
        |mapping| {
            t!(
                "The mapping of {resource} to {name}",
                resource = mapping.source.arn.resource,
                name = mapping.function.name
            )
        },
    )
}

/// An event of a mapping as one sentence.
fn of_mapping(cloud: &Cloud, by: &str, kind: &LambdaEvent) -> String {
    let name = |id: &MappingId| mapping_name(cloud, *id);
    match kind {
        LambdaEvent::MappingCreated { mapping } => {
            t!("{by} created {mapping}", by, mapping = name(mapping).replacen("The", "the", 1))
        }
        LambdaEvent::MappingChanged { mapping, state } => {
            t!("{mapping} is {name}", mapping = name(mapping), name = state.name())
        }
        LambdaEvent::MappingTagged { mapping } => {
            t!("{by} changed the tags of a mapping: {mapping}", by, mapping = name(mapping))
        }
        LambdaEvent::MappingDeleted { function, .. } => t!("A mapping of {function} is gone", function),
        LambdaEvent::MappingScaled { mapping, allowed } => {
            t!("{mapping} may have {allowed} batches at once now", mapping = name(mapping), allowed)
        }
        LambdaEvent::RecordsFiltered { mapping, records } => {
            t!("{mapping} filtered {records} records out", mapping = name(mapping), records = number(*records))
        }
        LambdaEvent::BatchSent { mapping, records, .. } => {
            t!("{mapping} sends a batch of {records} to its function", mapping = name(mapping), records)
        }
        LambdaEvent::BatchDone { mapping, failed: 0, .. } => {
            t!("{mapping} is done with a batch", mapping = name(mapping))
        }
        LambdaEvent::BatchDone { mapping, failed, why, .. } => {
            let why = why.as_deref().map_or_else(String::new, |why| format!(": {why}"));
            t!("{mapping} is done with a batch, of which {failed} failed{why}", mapping = name(mapping), failed, why)
        }
        LambdaEvent::RecordsDiscarded { mapping, records, condition } => {
            t!("{mapping} gave {records} records up: {name}", mapping = name(mapping), records, name = condition.name())
        }
        LambdaEvent::BatchThrottled { mapping, records } => {
            t!("{mapping} has no concurrency free for a batch of {records}", mapping = name(mapping), records)
        }
        LambdaEvent::MappingProblem { mapping, why } => {
            t!("{mapping} has a problem: {why}", mapping = name(mapping), why)
        }
        _ => String::new(),
    }
}

/// An event of Lambda as one sentence without a full stop.
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &LambdaEvent) -> String {
    let by = who(cloud, event.origin);
    let name = |id: &FunctionId| function_name(cloud, *id);
    let last = |arn: &str| arn.rsplit(':').next().unwrap_or_default().to_owned();
    match kind {
        LambdaEvent::FunctionCreated { function } => {
            t!("{by} created function {function}", by, function = name(function))
        }
        LambdaEvent::FunctionChanged { function, what } => {
            t!("{by} changed the {what} of {function}", by, what = text::of(what), function = name(function))
        }
        LambdaEvent::FunctionDeleted { name, .. } => t!("{by} deleted function {name}", by, name),
        LambdaEvent::Accepted { function, .. } => {
            t!("{function} accepted an event of {by}", function = name(function), by)
        }
        LambdaEvent::Started { function, attempt: 1, .. } => t!("{function} begins to run", function = name(function)),
        LambdaEvent::Started { function, attempt, .. } => {
            t!("{function} begins attempt {attempt}", function = name(function), attempt)
        }
        LambdaEvent::Succeeded { function, took, .. } => {
            t!("{function} ended well after {took}", function = name(function), took = span(*took))
        }
        LambdaEvent::Failed { function, next: Some(next), why, .. } => {
            t!("{function} failed, and is tried again at {next}: {why}", function = name(function), next, why)
        }
        LambdaEvent::Failed { function, why, .. } => t!("{function} failed: {why}", function = name(function), why),
        LambdaEvent::Throttled { function, next, .. } => {
            t!(
                "{function} has no concurrency free; the event is tried again at {next}",
                function = name(function),
                next
            )
        }
        LambdaEvent::Discarded { function, why, .. } => {
            t!("{function} gave an event up: {why}", function = name(function), why)
        }
        LambdaEvent::SentToDestination { function, target, .. } => {
            t!("{function} sends the event on to {target}", function = name(function), target = last(target))
        }
        LambdaEvent::DestinationFailed { function, target, why, .. } => {
            t!(
                "{function} could not send the event on to {target}: {why}",
                function = name(function),
                target = last(target),
                why
            )
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
        request: t!("{request}, attempt {attempt}", request = short(ended.request), attempt = ended.attempt),
        at: instant(ended.ended, now),
        how: match &ended.ending {
            Ending::Success(answer) => {
                t!("ended well and answered {answer}", answer = super::describe::excerpt(answer))
            }
            Ending::Error { message, .. } => t!("failed: {message}", message),
            Ending::TimedOut(message) => t!("was stopped: {message}", message),
        },
        failed: !matches!(ended.ending, Ending::Success(_)),
    };
    function.last_results().map(row).collect()
}

/// The events in a function's queue, the first of them in words.
pub fn waiting(cloud: &Cloud, id: FunctionId, now: Instant, most: usize) -> Vec<String> {
    let row = |event: &QueuedEvent| {
        let state = match event.state {
            State::Running(_) => t!("is being carried out").to_owned(),
            State::Retry(at) => t!("failed; tried again at {now}", now = instant(at, now)),
            State::Throttled(at) => t!("found no concurrency free; tried again at {now}", now = instant(at, now)),
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
        (t!("Runs that were stopped by the timeout"), totals.timeouts),
        ("Throttles", totals.throttles),
        ("AsyncEventsReceived", totals.accepted),
        ("AsyncEventsDropped", totals.dropped),
        (t!("Dead letters and records sent on"), totals.sent),
        (t!("Of these not arrived"), totals.not_sent),
        (t!("ConcurrentExecutions, the most"), totals.concurrent_max),
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
            _ => t!("anybody").to_owned(),
        };
        let operators = statement.get("Condition").and_then(Value::as_object);
        let values = operators.into_iter().flat_map(|operators| operators.values()).filter_map(Value::as_object);
        let conditions = values.flatten().map(|(key, value)| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            t!("{key} is {value}", key, value)
        });
        let conditions: Vec<String> = conditions.collect();
        let condition = if conditions.is_empty() {
            String::new()
        } else {
            t!(", if {conditions}", conditions = conditions.join(t!(" and ")))
        };
        Permission { id: text("Sid"), text: t!("{who} may {value}{condition}", who, value = text("Action"), condition) }
    };
    statements.iter().map(permission).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::clock::Duration;
    use queuelab::cloud::Dials;
    use queuelab::lambda::api::{AddPermission, Behaviour, CreateFunction, Invoke, Request};
    use queuelab::limits::LimitSet;

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
