//! Callers who wait for a function, and the concurrency that they find.

use super::*;

fn behaviour() -> Behaviour {
    Behaviour::default()
}

/// The answers with their times.
fn answers(bench: &Bench) -> Vec<(u64, InvokeResult)> {
    let result = |answer: &Result<Reply>| match answer {
        Ok(Reply::Invoke(result)) => result.clone(),
        other => panic!("{other:?}"),
    };
    bench.answers.iter().map(|(at, _, answer)| (*at, result(answer))).collect()
}

#[test]
fn a_caller_gets_the_answer_when_the_run_is_over() {
    let mut bench = Bench::new();
    let response = Some(r#"{"ok":true}"#.to_owned());
    let id = bench.function("f", Behaviour { response, min_duration_ms: Some(250), ..behaviour() });
    assert_eq!(bench.submit(invoke("f", "RequestResponse", "1")), Outcome::Waiting);
    assert_eq!(bench.lambda.runs().next().unwrap().1.ends, Instant::from_millis(250));
    bench.until(249);
    assert!(bench.answers.is_empty());
    bench.until(250);
    let all = answers(&bench);
    let (at, answer) = &all[0];
    assert_eq!((*at, bench.answers[0].1), (250, RequestId(2)), "the request that waited is answered");
    assert_eq!((answer.status_code, answer.function_error.as_deref()), (200, None));
    assert_eq!(
        (answer.payload.as_deref(), answer.executed_version.as_deref()),
        (Some(r#"{"ok":true}"#), Some("$LATEST"))
    );
    let function = bench.lambda.function(id).unwrap();
    assert_eq!((function.running, function.totals.invocations, function.totals.errors), (0, 1, 0));
    let last = function.last_results().next().unwrap();
    assert_eq!((last.request.to_string(), last.is_synchronous), (answer.request_id.clone().unwrap(), true));
    assert_eq!(bench.story(), ["0 started 1", "250 succeeded 1"]);
    assert_eq!(bench.lambda.runs().count(), 0);
}

#[test]
fn without_a_type_the_caller_waits_and_a_dry_run_runs_nothing() {
    let mut bench = Bench::new();
    bench.function("f", behaviour());
    let plain = Invoke { function_name: "f".into(), ..Invoke::default() };
    assert_eq!(bench.submit(plain), Outcome::Waiting);
    let Reply::Invoke(dry) = bench.call(invoke("f", "DryRun", "{}")).unwrap() else { panic!("an answer") };
    assert_eq!(dry, InvokeResult { status_code: 204, ..InvokeResult::default() });
    assert_eq!(bench.lambda.runs().count(), 1);
}

#[test]
fn errors_and_time_outs_are_answered_with_200_and_a_word() {
    let mut bench = Bench::new();
    let id =
        bench.function("f", Behaviour { fail_when_contains: Some("bad".into()), fail_first: Some(1), ..behaviour() });
    for payload in ["1", r#"{"a":"bad"}"#, "2"] {
        assert_eq!(bench.submit(invoke("f", "RequestResponse", payload)), Outcome::Waiting);
    }
    bench.until(1_000);
    let slow = UpdateFunctionConfiguration {
        function_name: "f".into(),
        behaviour: Some(Behaviour { min_duration_ms: Some(3_001), max_duration_ms: Some(3_001), ..behaviour() }),
        ..UpdateFunctionConfiguration::default()
    };
    bench.call(slow).unwrap();
    bench.submit(invoke("f", "RequestResponse", "3"));
    bench.until(10_000);
    let all = answers(&bench);
    let found: Vec<_> =
        all.iter().map(|(at, answer)| (*at, answer.status_code, answer.function_error.is_some())).collect();
    assert_eq!(found, [(100, 200, true), (100, 200, true), (100, 200, false), (4_000, 200, true)]);
    assert_eq!(all[0].1.payload.as_deref(), Some(r#"{"errorMessage":"the function failed","errorType":"Error"}"#));
    assert!(all[1].1.payload.as_deref().unwrap().contains("PoisonMessage"));
    let late = all[3].1.payload.as_deref().unwrap();
    let request = all[3].1.request_id.as_deref().unwrap();
    assert_eq!(
        late,
        format!(
            "{{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"2026-01-01T00:00:04.000Z {request} Task timed out \
             after 3.00 seconds\"}}"
        )
    );
    let totals = bench.lambda.function(id).unwrap().totals;
    assert_eq!((totals.invocations, totals.errors, totals.timeouts, totals.concurrent_max), (4, 3, 1, 3));
}

#[test]
fn a_run_that_takes_exactly_the_timeout_ends_well() {
    let mut bench = Bench::new();
    bench.function("f", Behaviour { min_duration_ms: Some(3_000), ..behaviour() });
    bench.submit(invoke("f", "RequestResponse", "1"));
    bench.until(3_000);
    assert_eq!(answers(&bench)[0].1.function_error, None);
}

#[test]
fn bad_invocations_are_refused() {
    let mut bench = Bench::new();
    bench.function("f", behaviour());
    let text = |bytes: usize| format!("\"{}\"", "a".repeat(bytes - 2));
    for (request, code, status, part) in [
        (invoke("g", "Event", "{}"), "ResourceNotFoundException", 404, "Function not found: arn:aws:lambda"),
        (
            invoke("f", "Later", "{}"),
            "ValidationException",
            400,
            "'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, \
             DryRun]",
        ),
        (invoke("f", "Event", "{"), "InvalidRequestContentException", 400, "Could not parse request body into json"),
        (invoke("f", "RequestResponse", "x"), "InvalidRequestContentException", 400, "Could not parse payload"),
        (
            invoke("f", "Event", &text(1_048_577)),
            "RequestTooLargeException",
            413,
            "Request must be smaller than 1048576 bytes for the InvokeFunction operation",
        ),
        (
            invoke("f", "RequestResponse", &text(6_291_457)),
            "RequestTooLargeException",
            413,
            "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
        ),
        (
            Invoke { qualifier: Some("b".into()), ..invoke("f:a", "Event", "{}") },
            "InvalidParameterValueException",
            400,
            "does not match the specified qualifier",
        ),
    ] {
        let (found, found_status, sentence) = bench.refused(request);
        assert!((found, found_status) == (code, status) && sentence.contains(part), "{found}: {sentence}");
    }
    assert!(bench.call(invoke("f", "Event", &text(1_048_576))).is_ok());
    assert_eq!(bench.submit(invoke("f", "RequestResponse", &text(6_291_456))), Outcome::Waiting);
    bench.lambda.change_limits(LambdaLimits::of(LimitSet::Then));
    assert_eq!(bench.refused(invoke("f", "Event", &text(262_145))).0, "RequestTooLargeException");
}

#[test]
fn reserved_concurrency_is_a_limit() {
    let mut bench = Bench::new();
    bench.function("f", behaviour());
    bench.reserve("f", 2).unwrap();
    for _ in 0..2 {
        assert_eq!(bench.submit(invoke("f", "RequestResponse", "1")), Outcome::Waiting);
    }
    let error = bench.call(invoke("f", "RequestResponse", "1")).unwrap_err();
    assert_eq!((error.code.names(), &*error.message), (("TooManyRequestsException", 429), "Rate Exceeded."));
    assert_eq!(error.reason.unwrap().name(), "ReservedFunctionConcurrentInvocationLimitExceeded");
    bench.until(100);
    assert_eq!(bench.submit(invoke("f", "RequestResponse", "1")), Outcome::Waiting);
    bench.reserve("f", 0).unwrap();
    assert!(bench.call(invoke("f", "RequestResponse", "1")).is_err());
}

#[test]
fn the_account_has_one_pool_beside_reservations() {
    let limits = LambdaLimits { concurrency: 110, ..LambdaLimits::of(LimitSet::Now) };
    let mut bench = Bench::with(limits, 1);
    for name in ["f", "g", "h"] {
        bench.function(name, behaviour());
    }
    bench.reserve("h", 10).unwrap();
    for n in 0..100 {
        let name = if n % 2 == 0 { "f" } else { "g" };
        assert_eq!(bench.submit(invoke(name, "RequestResponse", "1")), Outcome::Waiting, "{n}");
    }
    let error = bench.call(invoke("f", "RequestResponse", "1")).unwrap_err();
    assert_eq!(error.reason.unwrap().name(), "ConcurrentInvocationLimitExceeded");
    assert_eq!(bench.submit(invoke("h", "RequestResponse", "1")), Outcome::Waiting, "what is reserved stays free");
    bench.caller.region = "eu-west-1".parse().unwrap();
    bench.function("f", behaviour());
    assert_eq!(bench.submit(invoke("f", "RequestResponse", "1")), Outcome::Waiting, "another Region has its own");
}

#[test]
fn who_waits_is_answered_although_the_function_is_deleted() {
    let mut bench = Bench::new();
    bench.function("f", behaviour());
    bench.submit(invoke("f", "RequestResponse", "1"));
    bench.call(DeleteFunction { function_name: "f".into() }).unwrap();
    bench.until(100);
    assert_eq!(answers(&bench)[0].1.status_code, 200);
}

#[test]
fn the_last_twenty_results_are_kept() {
    let mut bench = Bench::new();
    let id = bench.function("f", behaviour());
    for n in 0..25_u64 {
        bench.submit(invoke("f", "RequestResponse", "1"));
        bench.until((n + 1) * 100);
    }
    let ended: Vec<u64> =
        bench.lambda.function(id).unwrap().last_results().map(|ended| ended.ended.as_millis()).collect();
    assert_eq!((ended.len(), ended[0], ended[19]), (20, 2_500, 600));
}
