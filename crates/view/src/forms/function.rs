//! The form of a function: its name, what stands for its code, and how its events are treated.

use super::targets::{join, split};
use super::{Problem, Values, on, optional, text, whole};
use queuelab::base::AccountId;
use queuelab::lambda::Function;
use queuelab::lambda::api::{
    Behaviour, CreateFunction, DeadLetterConfig, DeleteFunctionConcurrency, Destination, DestinationConfig,
    PutFunctionConcurrency, PutFunctionEventInvokeConfig, Request, Transform, UpdateFunctionConfiguration,
};

/// Fields beside which a refusal can stand, as AWS's sentences call them.
pub const FIELDS: [&str; 10] = [
    "functionName",
    "timeout",
    "MinDurationMs",
    "MaxDurationMs",
    "FailPercent",
    "FailFirst",
    "targetArn",
    "ReservedConcurrentExecutions",
    "maximumRetryAttempts",
    "maximumEventAgeInSeconds",
];

/// Retries of an event where nothing else is said.
const RETRIES: i64 = 2;

/// The texts of the form: those of a function, or of a new one.
pub fn function_values(function: Option<&Function>, targets: &[(String, String)]) -> Values {
    let mut values: Values = [
        ("functionName", String::new()),
        ("MinDurationMs", "500".to_owned()),
        ("MaxDurationMs", "500".to_owned()),
        ("FailPercent", "0".to_owned()),
        ("FailWhenContains", String::new()),
        ("FailFirst", "0".to_owned()),
        ("transforms", "false".to_owned()),
        ("DropWhenContains", String::new()),
        ("FailRecordWhenContains", String::new()),
        ("Append", String::new()),
        ("timeout", "3".to_owned()),
        ("ReservedConcurrentExecutions", String::new()),
        ("maximumRetryAttempts", RETRIES.to_string()),
        ("maximumEventAgeInSeconds", String::new()),
        ("target", String::new()),
        ("targetArn", String::new()),
    ]
    .into();
    let Some(function) = function else { return values };
    let behaviour = &function.behaviour;
    let config = function.event_config.as_ref();
    let (target, typed) = split(targets, function.dead_letter.as_deref().unwrap_or_default());
    let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    values.extend([
        ("functionName", function.key.name.to_string()),
        ("MinDurationMs", behaviour.duration.0.as_millis().to_string()),
        ("MaxDurationMs", behaviour.duration.1.as_millis().to_string()),
        ("FailPercent", behaviour.fail_percent.to_string()),
        ("FailWhenContains", behaviour.fail_when_contains.as_deref().unwrap_or_default().to_owned()),
        ("FailFirst", function.fail_left.to_string()),
        ("transforms", behaviour.transform.is_some().to_string()),
        ("DropWhenContains", transformed(behaviour, |transform| transform.drop_when_contains.as_deref())),
        ("FailRecordWhenContains", transformed(behaviour, |transform| transform.fail_when_contains.as_deref())),
        ("Append", transformed(behaviour, |transform| transform.append.as_deref()).replace('\n', "\\n")),
        ("timeout", function.timeout.as_secs().to_string()),
        ("ReservedConcurrentExecutions", function.reserved.map(|count| count.to_string()).unwrap_or_default()),
        ("maximumRetryAttempts", retries_of(function).to_string()),
        ("maximumEventAgeInSeconds", number(config.and_then(|config| config.age_secs))),
        ("target", target),
        ("targetArn", typed),
    ]);
    values
}

/// The calls that make a function, or change one to what was typed: of the settings only those that are others.
///
/// # Errors
/// What is no number.
pub fn requests(values: &Values, known: Option<&Function>, account: AccountId) -> Result<Vec<Request>, Problem> {
    let function_name = known.map_or_else(|| text(values, "functionName").trim().to_owned(), |f| f.arn().to_string());
    let first = whole(values, "FailFirst")?;
    let behaviour = Some(Behaviour {
        min_duration_ms: Some(whole(values, "MinDurationMs")?),
        max_duration_ms: Some(whole(values, "MaxDurationMs")?),
        fail_percent: Some(whole(values, "FailPercent")?),
        fail_when_contains: Some(text(values, "FailWhenContains").to_owned()),
        // It would be counted anew.
        fail_first: Some(first).filter(|first| known.is_none_or(|known| i64::from(known.fail_left) != *first)),
        response: None,
        batch_response: None,
        transform: transform(values, known),
    });
    let timeout = Some(whole(values, "timeout")?);
    let target_arn = Some(join(text(values, "target"), text(values, "targetArn")));
    let dead_letter_config = Some(DeadLetterConfig { target_arn });
    let concurrency = concurrency(values, known, &function_name)?;
    let events = events(values, known, &function_name)?;
    let mut all: Vec<Request> = Vec::new();
    all.push(if known.is_some() {
        let other = UpdateFunctionConfiguration::default();
        UpdateFunctionConfiguration { function_name, timeout, dead_letter_config, behaviour, ..other }.into()
    } else {
        let role = Some(format!("arn:aws:iam::{account}:role/function"));
        let other = CreateFunction::default();
        CreateFunction { function_name, role, timeout, dead_letter_config, behaviour, ..other }.into()
    });
    all.extend(concurrency);
    all.extend(events);
    Ok(all)
}

fn transformed(behaviour: &queuelab::lambda::Behaviour, read: fn(&Transform) -> Option<&str>) -> String {
    behaviour.transform.as_deref().and_then(read).unwrap_or_default().to_owned()
}

/// How a run answers records that Firehose hands it. What the form has no field for stays as it is.
fn transform(values: &Values, known: Option<&Function>) -> Option<Transform> {
    let before = known.and_then(|known| known.behaviour.transform.as_deref());
    if !on(values, "transforms") {
        // Nothing is said where there is nothing; a transform without any member takes it away.
        return before.map(|_| Transform::default());
    }
    let typed = |field| Some(text(values, field).to_owned()).filter(|text| !text.is_empty());
    Some(Transform {
        drop_when_contains: typed("DropWhenContains"),
        fail_when_contains: typed("FailRecordWhenContains"),
        append: Some(text(values, "Append").replace("\\n", "\n")),
        ..before.cloned().unwrap_or_default()
    })
}

fn concurrency(values: &Values, known: Option<&Function>, name: &str) -> Result<Option<Request>, Problem> {
    let asked = optional(values, "ReservedConcurrentExecutions")?;
    let now = known.and_then(|known| known.reserved);
    let function_name = name.to_owned();
    Ok(match (asked, now) {
        (None, None) => None,
        (None, Some(_)) => Some(DeleteFunctionConcurrency { function_name }.into()),
        (Some(asked), now) if u64::try_from(asked).ok() == now => None,
        (asked, _) => Some(PutFunctionConcurrency { function_name, reserved_concurrent_executions: asked }.into()),
    })
}

/// How events are treated. The call says all of it anew, so that destinations are said again.
fn events(values: &Values, known: Option<&Function>, name: &str) -> Result<Option<Request>, Problem> {
    let (retries, age) = (whole(values, "maximumRetryAttempts")?, optional(values, "maximumEventAgeInSeconds")?);
    let config = known.and_then(|known| known.event_config.as_ref());
    if (retries, age) == (known.map_or(RETRIES, retries_of), config.and_then(|config| config.age_secs)) {
        return Ok(None);
    }
    let destination =
        |arn: Option<&std::sync::Arc<str>>| arn.map(|arn| Destination { destination: Some(arn.to_string()) });
    let destination_config = config.map(|config| DestinationConfig {
        on_success: destination(config.on_success.as_ref()),
        on_failure: destination(config.on_failure.as_ref()),
    });
    let request = PutFunctionEventInvokeConfig {
        function_name: name.to_owned(),
        maximum_retry_attempts: Some(retries),
        maximum_event_age_in_seconds: age,
        destination_config,
        ..PutFunctionEventInvokeConfig::default()
    };
    Ok(Some(request.into()))
}

fn retries_of(function: &Function) -> i64 {
    function.event_config.as_ref().and_then(|config| config.retries).unwrap_or(RETRIES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::cloud::{Cloud, Dials, Submitted};
    use queuelab::lambda::FunctionId;
    use queuelab::limits::LimitSet;

    fn call(cloud: &mut Cloud, values: &Values, is_known: bool) -> usize {
        let known = cloud.lambda().function(FunctionId(0)).filter(|_| is_known);
        let all = requests(values, known, AccountId::DEFAULT).unwrap();
        let count = all.len();
        for request in all {
            assert!(matches!(cloud.call(request), Submitted::Done(Ok(_))));
        }
        count
    }

    #[test]
    fn a_function_is_made_and_comes_back_as_it_was_typed() {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        let mut values = function_values(None, &[(String::new(), String::new())]);
        values.insert("functionName", "resize".to_owned());
        assert_eq!(call(&mut cloud, &values, false), 1, "nothing but the function where all else is as by default");
        for (field, text) in [
            ("MaxDurationMs", "900"),
            ("FailWhenContains", "oops"),
            ("FailFirst", "2"),
            ("ReservedConcurrentExecutions", "5"),
            ("maximumRetryAttempts", "0"),
            ("maximumEventAgeInSeconds", "60"),
            ("target", "other"),
            ("targetArn", "arn:aws:sqs:us-east-1:000000000000:dead"),
            ("transforms", "true"),
            ("DropWhenContains", "robot"),
            ("Append", "\\n"),
        ] {
            values.insert(field, text.to_owned());
        }
        assert_eq!(call(&mut cloud, &values, true), 3);
        let function = cloud.lambda().function(FunctionId(0)).unwrap();
        assert_eq!(function_values(Some(function), &[(String::new(), String::new())]), values);
        assert_eq!(call(&mut cloud, &values, true), 1);
        values.insert("ReservedConcurrentExecutions", String::new());
        assert_eq!(call(&mut cloud, &values, true), 2);
        assert_eq!(cloud.lambda().function(FunctionId(0)).unwrap().reserved, None);
        values.insert("timeout", "soon".to_owned());
        assert_eq!(requests(&values, None, AccountId::DEFAULT).unwrap_err().field, Some("timeout"));
    }
}
