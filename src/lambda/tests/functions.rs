//! Making, showing, changing and deleting functions, and their concurrency and event settings.

use super::*;

fn shown(reply: Reply) -> FunctionConfiguration {
    match reply {
        Reply::CreateFunction(shown) | Reply::UpdateFunctionConfiguration(shown) => *shown,
        Reply::GetFunction(result) => result.configuration,
        other => panic!("{other:?}"),
    }
}

fn update(name: &str) -> UpdateFunctionConfiguration {
    UpdateFunctionConfiguration { function_name: name.into(), ..UpdateFunctionConfiguration::default() }
}

fn get(name: &str) -> GetFunction {
    GetFunction { function_name: name.into(), qualifier: None }
}

#[test]
fn a_function_is_made_with_defaults_and_shown_as_it_is() {
    let mut bench = Bench::new();
    let made = shown(bench.call(create("f")).unwrap());
    assert_eq!(made.function_arn, "arn:aws:lambda:us-east-1:000000000000:function:f");
    assert_eq!((made.timeout, made.memory_size, &*made.version, &*made.state), (3, 128, "$LATEST", "Active"));
    assert_eq!((&*made.role, &*made.last_modified), (ROLE, "2026-01-01T00:00:00.000+0000"));
    assert_eq!(made.dead_letter_config, None);
    for name in ["f", "f:$LATEST", "f:prod", "000000000000:function:f", &made.function_arn.clone()] {
        assert_eq!(shown(bench.call(get(name)).unwrap()), made, "{name}");
    }
    let id = bench.lambda.locate("f", &bench.caller).unwrap();
    assert_eq!(bench.lambda.find_arn(&format!("{}:7", made.function_arn).parse().unwrap()), Some(id));
    assert_eq!(bench.lambda.function(id).unwrap().role_name(), "worker");
    assert_eq!(bench.events[0].1, LambdaEvent::FunctionCreated { function: id });
    let (code, status, sentence) = bench.refused(create("f"));
    assert_eq!((code, status, &*sentence), ("ResourceConflictException", 409, "Function already exist: f"));
}

#[test]
fn settings_out_of_bounds_are_refused() {
    let mut bench = Bench::new();
    let target = |arn: &str| Some(DeadLetterConfig { target_arn: Some(arn.into()) });
    let behave = |behaviour| CreateFunction { behaviour: Some(behaviour), ..create("f") };
    let none = Behaviour::default;
    for (request, code, part) in [
        (CreateFunction { role: None, ..create("f") }, "ValidationException", "Value null at 'role'"),
        (CreateFunction { role: Some("x".into()), ..create("f") }, "ValidationException", "'x' at 'role'"),
        (
            CreateFunction { role: Some("arn:aws:iam::000000000000:user/x".into()), ..create("f") },
            "ValidationException",
            "at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern",
        ),
        (create("a b"), "ValidationException", "'a b' at 'functionName'"),
        (create(""), "ValidationException", "greater than or equal to 1"),
        (create("f:1"), "InvalidParameterValueException", "without a version"),
        (
            CreateFunction { timeout: Some(901), ..create("f") },
            "ValidationException",
            "Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
        ),
        (CreateFunction { timeout: Some(0), ..create("f") }, "ValidationException", "greater than or equal to 1"),
        (CreateFunction { memory_size: Some(127), ..create("f") }, "ValidationException", "'127' at 'memorySize'"),
        (CreateFunction { memory_size: Some(10_241), ..create("f") }, "ValidationException", "or equal to 10240"),
        (CreateFunction { description: Some("a".repeat(257)), ..create("f") }, "ValidationException", "equal to 256"),
        (CreateFunction { handler: Some("a".repeat(129)), ..create("f") }, "ValidationException", "'handler'"),
        (CreateFunction { dead_letter_config: target("q"), ..create("f") }, "ValidationException", "targetArn"),
        (
            CreateFunction { dead_letter_config: target("arn:aws:s3:::b"), ..create("f") },
            "InvalidParameterValueException",
            "is no SQS queue or SNS topic",
        ),
        (behave(Behaviour { min_duration_ms: Some(-1), ..none() }), "InvalidParameterValueException", "not -1"),
        (
            behave(Behaviour { min_duration_ms: Some(9), max_duration_ms: Some(8), ..none() }),
            "InvalidParameterValueException",
            "9 and 8",
        ),
        (behave(Behaviour { fail_percent: Some(101), ..none() }), "InvalidParameterValueException", "to 100"),
        (behave(Behaviour { fail_first: Some(1_000_001), ..none() }), "InvalidParameterValueException", "First"),
        (
            behave(Behaviour { fail_when_contains: Some("a".repeat(257)), ..none() }),
            "InvalidParameterValueException",
            "256",
        ),
        (behave(Behaviour { response: Some("{".into()), ..none() }), "InvalidParameterValueException", "JSON"),
    ] {
        let (found, _, sentence) = bench.refused(request);
        assert!(found == code && sentence.contains(part), "{found}: {sentence}");
    }
    assert_eq!(bench.lambda.functions().count(), 0);
}

#[test]
fn an_update_changes_what_it_names() {
    let mut bench = Bench::new();
    let made = shown(bench.call(create("f")).unwrap());
    bench.until(5_000);
    let asked = UpdateFunctionConfiguration {
        timeout: Some(900),
        description: Some("works".into()),
        handler: Some("main".into()),
        runtime: Some("provided".into()),
        dead_letter_config: Some(DeadLetterConfig { target_arn: Some("arn:aws:sqs:us-east-1:000000000000:d".into()) }),
        behaviour: Some(Behaviour { fail_when_contains: Some("bad".into()), ..Behaviour::default() }),
        revision_id: Some(made.revision_id.clone()),
        ..update("f")
    };
    let changed = shown(bench.call(asked.clone()).unwrap());
    assert_eq!((changed.timeout, changed.memory_size, &*changed.description), (900, 128, "works"));
    assert_eq!(changed.last_modified, "2026-01-01T00:00:05.000+0000");
    assert_ne!(changed.revision_id, made.revision_id);
    assert_eq!(changed.dead_letter_config, asked.dead_letter_config);
    assert_eq!(changed.behaviour.fail_when_contains.as_deref(), Some("bad"));
    assert_eq!(changed.behaviour.min_duration_ms, Some(100), "what was not named stays");
    let mut durations = |min_duration_ms, max_duration_ms| {
        let behaviour = Some(Behaviour { min_duration_ms, max_duration_ms, ..Behaviour::default() });
        let now = shown(bench.call(UpdateFunctionConfiguration { behaviour, ..update("f") }).unwrap()).behaviour;
        (now.min_duration_ms, now.max_duration_ms)
    };
    assert_eq!(durations(None, Some(50)), (Some(50), Some(50)), "one alone moves the other along");
    assert_eq!(durations(Some(70), None), (Some(70), Some(70)));
    assert_eq!(durations(None, Some(90)), (Some(70), Some(90)));
    let (code, status, sentence) = bench.refused(asked);
    assert_eq!((code, status), ("PreconditionFailedException", 412));
    assert!(sentence.starts_with("The Revision Id provided does not match the latest Revision Id."), "{sentence}");
    let behaviour = Behaviour { fail_when_contains: Some(String::new()), ..Behaviour::default() };
    let cleared = bench.call(UpdateFunctionConfiguration {
        dead_letter_config: Some(DeadLetterConfig { target_arn: Some(String::new()) }),
        behaviour: Some(behaviour),
        ..update("f")
    });
    let cleared = shown(cleared.unwrap());
    assert_eq!((cleared.dead_letter_config, cleared.behaviour.fail_when_contains), (None, None));
    assert_eq!(bench.refused(update("g")).0, "ResourceNotFoundException");
    assert_eq!(bench.refused(UpdateFunctionConfiguration { timeout: Some(0), ..update("f") }).0, "ValidationException");
}

#[test]
fn functions_are_listed_by_name_fifty_a_page() {
    let mut bench = Bench::new();
    for n in (0..120).rev() {
        bench.call(create(&format!("f{n:03}"))).unwrap();
    }
    bench.caller.account = "111122223333".parse().unwrap();
    bench.call(create("other")).unwrap();
    bench.caller.account = AccountId::DEFAULT;
    let mut marker = None;
    let mut pages = Vec::new();
    loop {
        let Reply::ListFunctions(page) = bench.call(ListFunctions { marker, max_items: None }).unwrap() else {
            panic!("a list")
        };
        let names: Vec<String> = page.functions.iter().map(|function| function.function_name.clone()).collect();
        pages.push((names.len(), names[0].clone()));
        marker = page.next_marker;
        if marker.is_none() {
            break;
        }
    }
    assert_eq!(pages, [(50, "f000".to_owned()), (50, "f050".to_owned()), (20, "f100".to_owned())]);
    let Reply::ListFunctions(exact) =
        bench.call(ListFunctions { marker: Some("f117".into()), max_items: Some(2) }).unwrap()
    else {
        panic!("a list")
    };
    assert_eq!((exact.functions.len(), exact.next_marker), (2, None));
    for max_items in [0, 10_001] {
        let (code, _, _) = bench.refused(ListFunctions { marker: None, max_items: Some(max_items) });
        assert_eq!(code, "ValidationException");
    }
    let (code, _, sentence) = bench.refused(ListFunctions { marker: Some("a b".into()), max_items: None });
    assert_eq!((code, &*sentence), ("InvalidParameterValueException", "Invalid pagination token: a b"));
}

#[test]
fn a_deleted_function_is_gone_and_its_name_is_free() {
    let mut bench = Bench::new();
    let old = bench.function("f", Behaviour::default());
    bench.call(DeleteFunction { function_name: "f".into() }).unwrap();
    let (code, status, sentence) = bench.refused(get("f"));
    assert_eq!((code, status), ("ResourceNotFoundException", 404));
    assert_eq!(sentence, "Function not found: arn:aws:lambda:us-east-1:000000000000:function:f");
    let (_, _, sentence) = bench.refused(get("f:prod"));
    assert!(sentence.ends_with(":function:f:prod"), "{sentence}");
    assert_eq!(bench.refused(DeleteFunction { function_name: "f".into() }).0, "ResourceNotFoundException");
    assert_ne!(bench.function("f", Behaviour::default()), old);
}

#[test]
fn a_hundred_of_the_concurrency_stay_free() {
    let mut bench = Bench::new();
    bench.function("f", Behaviour::default());
    bench.function("g", Behaviour::default());
    let asked = |name: &str| GetFunctionConcurrency { function_name: name.into() };
    let reserved = |n| Reply::GetFunctionConcurrency(ConcurrencyResult { reserved_concurrent_executions: n });
    assert_eq!(bench.call(asked("f")).unwrap(), reserved(None));
    assert!(bench.reserve("f", 900).is_ok());
    assert!(bench.reserve("f", 600).is_ok());
    let error = bench.reserve("g", 301).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidParameterValueException);
    assert!(error.message.ends_with("UnreservedConcurrentExecution below its minimum value of [100]."));
    assert!(bench.reserve("g", 300).is_ok());
    assert_eq!(bench.reserve("g", -1).unwrap_err().code, ErrorCode::ValidationException);
    let absent = PutFunctionConcurrency { function_name: "g".into(), reserved_concurrent_executions: None };
    assert_eq!(bench.refused(absent).0, "ValidationException");
    assert_eq!(bench.call(asked("f")).unwrap(), reserved(Some(600)));
    let Reply::GetFunction(function) = bench.call(get("g")).unwrap() else { panic!("a function") };
    assert_eq!(function.concurrency.unwrap().reserved_concurrent_executions, Some(300));
    bench.call(DeleteFunctionConcurrency { function_name: "f".into() }).unwrap();
    assert_eq!(bench.call(asked("f")).unwrap(), reserved(None));
    assert!(bench.reserve("g", 900).is_ok());
    assert_eq!(bench.refused(asked("h")).0, "ResourceNotFoundException");
    assert_eq!(bench.refused(DeleteFunctionConcurrency { function_name: "h".into() }).0, "ResourceNotFoundException");
    assert_eq!(bench.reserve("h", 1).unwrap_err().code, ErrorCode::ResourceNotFoundException);
}

fn put_config(name: &str) -> PutFunctionEventInvokeConfig {
    PutFunctionEventInvokeConfig { function_name: name.into(), ..PutFunctionEventInvokeConfig::default() }
}

fn to(success: Option<&str>, failure: Option<&str>) -> DestinationConfig {
    let one = |arn: Option<&str>| arn.map(|arn| Destination { destination: Some(arn.to_owned()) });
    DestinationConfig { on_success: one(success), on_failure: one(failure) }
}

#[test]
fn event_settings_are_put_as_a_whole() {
    let mut bench = Bench::new();
    bench.function("f", Behaviour::default());
    let get = || GetFunctionEventInvokeConfig { function_name: "f".into(), qualifier: None };
    let delete = || DeleteFunctionEventInvokeConfig { function_name: "f".into(), qualifier: None };
    let (code, status, sentence) = bench.refused(get());
    assert_eq!((code, status), ("ResourceNotFoundException", 404));
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST";
    assert_eq!(sentence, format!("The function {arn} doesn't have an EventInvokeConfig"));
    assert_eq!(bench.refused(delete()).0, "ResourceNotFoundException");
    let queue = "arn:aws:sqs:us-east-1:000000000000:q";
    let all = PutFunctionEventInvokeConfig {
        maximum_retry_attempts: Some(0),
        maximum_event_age_in_seconds: Some(60),
        destination_config: Some(to(Some(queue), Some("arn:aws:s3:::bucket"))),
        ..put_config("f")
    };
    let Reply::PutFunctionEventInvokeConfig(put) = bench.call(all).unwrap() else { panic!("settings") };
    assert_eq!((put.maximum_retry_attempts, put.maximum_event_age_in_seconds), (Some(0), Some(60)));
    assert_eq!((&*put.function_arn, put.last_modified), (arn, 1_767_225_600));
    assert_eq!(bench.call(get()).unwrap(), Reply::GetFunctionEventInvokeConfig(put));
    bench.call(PutFunctionEventInvokeConfig { maximum_retry_attempts: Some(1), ..put_config("f") }).unwrap();
    let Reply::GetFunctionEventInvokeConfig(now) = bench.call(get()).unwrap() else { panic!("settings") };
    assert_eq!((now.maximum_retry_attempts, now.maximum_event_age_in_seconds), (Some(1), None));
    assert_eq!(now.destination_config.on_success, Some(Destination::default()));
    bench.call(delete()).unwrap();
    assert_eq!(bench.refused(get()).0, "ResourceNotFoundException");
}

#[test]
fn bad_event_settings_are_refused() {
    let mut bench = Bench::new();
    bench.function("f", Behaviour::default());
    bench.function("g", Behaviour::default());
    let own = "arn:aws:lambda:us-east-1:000000000000:function:f";
    let gone = "arn:aws:lambda:us-east-1:000000000000:function:h";
    let stream = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
    let destination = |config| PutFunctionEventInvokeConfig { destination_config: Some(config), ..put_config("f") };
    for (request, code, part) in [
        (put_config("f"), "InvalidParameterValueException", "You must specify at least one of error handling"),
        (
            PutFunctionEventInvokeConfig { maximum_retry_attempts: Some(3), ..put_config("f") },
            "ValidationException",
            "'maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 2",
        ),
        (
            PutFunctionEventInvokeConfig { maximum_event_age_in_seconds: Some(59), ..put_config("f") },
            "ValidationException",
            "greater than or equal to 60",
        ),
        (
            PutFunctionEventInvokeConfig { maximum_event_age_in_seconds: Some(21_601), ..put_config("f") },
            "ValidationException",
            "less than or equal to 21600",
        ),
        (
            PutFunctionEventInvokeConfig { maximum_retry_attempts: Some(1), ..put_config("h") },
            "ResourceNotFoundException",
            "The function doesn't exist.",
        ),
        (destination(to(None, Some("q"))), "ValidationException", "'destinationConfig.onFailure.destination'"),
        (destination(to(None, Some(own))), "InvalidParameterValueException", "as a destination for itself"),
        (destination(to(None, Some(gone))), "InvalidParameterValueException", "function:h is invalid."),
        (
            destination(to(Some("arn:aws:s3:::b"), None)),
            "InvalidParameterValueException",
            "DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:s3:::b), onFailure=null) is invalid.",
        ),
        (destination(to(None, Some(stream))), "InvalidParameterValueException", "onSuccess=null, onFailure=OnFailure("),
    ] {
        let (found, _, sentence) = bench.refused(request);
        assert!(found == code && sentence.contains(part), "{found}: {sentence}");
    }
    let other = "arn:aws:lambda:us-east-1:000000000000:function:g:prod";
    assert!(bench.call(destination(to(Some(other), None))).is_ok());
}
