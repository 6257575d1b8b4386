//! Events in the queue of a function: when each attempt is, and where an event ends.

use super::*;
use serde_json::Value;

const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:dead";
const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:records";

fn failing() -> Behaviour {
    Behaviour { fail_percent: Some(100), ..Behaviour::default() }
}

fn configure(bench: &mut Bench, retries: Option<i64>, age: Option<i64>, success: Option<&str>, failure: Option<&str>) {
    let one = |arn: Option<&str>| arn.map(|arn| Destination { destination: Some(arn.to_owned()) });
    let config = PutFunctionEventInvokeConfig {
        function_name: "f".into(),
        maximum_retry_attempts: retries,
        maximum_event_age_in_seconds: age,
        destination_config: Some(DestinationConfig { on_success: one(success), on_failure: one(failure) }),
        qualifier: None,
    };
    bench.call(config).unwrap();
}

fn dead_letters(bench: &mut Bench) {
    let config = UpdateFunctionConfiguration {
        function_name: "f".into(),
        dead_letter_config: Some(DeadLetterConfig { target_arn: Some(QUEUE.into()) }),
        ..UpdateFunctionConfiguration::default()
    };
    bench.call(config).unwrap();
}

#[test]
fn an_event_is_accepted_and_run() {
    let mut bench = Bench::new();
    let id = bench.function("f", Behaviour::default());
    let request = bench.send("f", "");
    let (_, event) = bench.lambda.events_of(id).next().unwrap();
    assert_eq!((event.request.to_string(), &*event.payload), (request, "{}"));
    assert!(matches!(event.state, State::Running(_)));
    bench.until(100);
    assert_eq!(bench.story(), ["0 started 1", "100 succeeded 1"]);
    let function = bench.lambda.function(id).unwrap();
    assert_eq!((function.queued, function.running, function.totals.accepted, function.totals.dropped), (0, 0, 1, 0));
    assert!(bench.outgoing.is_empty() && bench.answers.is_empty());
}

#[test]
fn a_failed_event_is_tried_again_after_one_minute_and_after_two() {
    let mut bench = Bench::new();
    let id = bench.function("f", failing());
    bench.send("f", "{}");
    bench.until(10_000_000);
    let expected = [
        "0 started 1",
        "100 failed 1 next 60100",
        "60100 started 2",
        "60200 failed 2 next 180200",
        "180200 started 3",
        "180300 failed 3 next never",
        "180300 discarded the function failed",
    ];
    assert_eq!(bench.story(), expected);
    let totals = bench.lambda.function(id).unwrap().totals;
    assert_eq!((totals.invocations, totals.errors, totals.dropped, totals.sent), (3, 3, 1, 0));
    assert_eq!(bench.lambda.events_of(id).count(), 0);
}

#[test]
fn a_retry_may_succeed_and_fewer_may_be_asked_for() {
    let mut bench = Bench::new();
    bench.function("f", Behaviour { fail_first: Some(1), ..Behaviour::default() });
    bench.send("f", "{}");
    bench.until(100_000);
    assert_eq!(bench.story().last().unwrap(), "60200 succeeded 2");
    for (retries, attempts) in [(0, 1), (1, 2), (2, 3)] {
        let mut bench = Bench::new();
        bench.function("f", failing());
        configure(&mut bench, Some(retries), None, None, None);
        bench.send("f", "{}");
        bench.until(10_000_000);
        assert_eq!(bench.story().iter().filter(|line| line.contains("started")).count(), attempts);
    }
}

#[test]
fn a_time_out_is_an_error_like_others() {
    let mut bench = Bench::new();
    let id = bench.function("f", Behaviour { min_duration_ms: Some(5_000), ..Behaviour::default() });
    bench.send("f", "{}");
    bench.until(10_000_000);
    assert_eq!(bench.story()[..3], ["0 started 1", "3000 failed 1 next 63000", "63000 started 2"]);
    assert_eq!(bench.lambda.function(id).unwrap().totals.timeouts, 3);
}

#[test]
fn a_dead_letter_is_the_event_with_the_error_beside_it() {
    let mut bench = Bench::new();
    let id = bench.function("f", failing());
    dead_letters(&mut bench);
    let request = bench.send("f", r#"{"n": 1}"#);
    bench.until(10_000_000);
    assert_eq!(bench.outgoing.len(), 1);
    let letter = bench.outgoing[0].clone();
    assert_eq!((letter.kind, &*letter.target, &*letter.body), (DestinationKind::DeadLetter, QUEUE, r#"{"n": 1}"#));
    assert_eq!(
        (&*letter.role, letter.source.to_string()),
        ("worker", bench.lambda.function(id).unwrap().arn().to_string())
    );
    let attributes: Vec<_> = letter.attributes.iter().map(|(name, kind, value)| (*name, *kind, &**value)).collect();
    let expected = [
        ("RequestID", "String", request.as_str()),
        ("ErrorCode", "Number", "200"),
        ("ErrorMessage", "String", "the function failed"),
    ];
    assert_eq!(attributes, expected);
    assert_eq!(bench.story().last().unwrap(), "180300 sent DeadLetter");
    bench.act(|lambda, cx| lambda.settle(cx, &letter, Ok(())));
    assert_eq!(bench.lambda.function(id).unwrap().totals.not_sent, 0);
    bench.act(|lambda, cx| lambda.settle(cx, &letter, Err("no such queue".to_owned())));
    let totals = bench.lambda.function(id).unwrap().totals;
    assert_eq!((totals.dropped, totals.sent, totals.not_sent), (1, 1, 1));
    let told = bench.events.last().unwrap();
    assert!(matches!(&told.1, LambdaEvent::DestinationFailed { why, .. } if &**why == "no such queue"));
}

#[test]
fn destinations_get_a_record_beside_a_dead_letter() {
    let mut bench = Bench::new();
    bench.function("f", Behaviour { fail_when_contains: Some("bad".into()), ..Behaviour::default() });
    dead_letters(&mut bench);
    configure(&mut bench, Some(1), None, Some(TOPIC), Some(QUEUE));
    let good = bench.send("f", r#"{"n":1}"#);
    let bad = bench.send("f", r#"{"n":"bad"}"#);
    bench.until(10_000_000);
    let kinds: Vec<_> = bench.outgoing.iter().map(|outgoing| (outgoing.kind, &*outgoing.target)).collect();
    let expected = [
        (DestinationKind::OnSuccess, TOPIC),
        (DestinationKind::DeadLetter, QUEUE),
        (DestinationKind::OnFailure, QUEUE),
    ];
    assert_eq!(kinds, expected);
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST";
    let success = format!(
        "{{\"version\":\"1.0\",\"timestamp\":\"2026-01-01T00:00:00.100Z\",\"requestContext\":{{\"requestId\":\"{good}\",\
         \"functionArn\":\"{arn}\",\"condition\":\"Success\",\"approximateInvokeCount\":1}},\"requestPayload\":{{\"n\":1}},\
         \"responseContext\":{{\"statusCode\":200,\"executedVersion\":\"$LATEST\"}},\"responsePayload\":null}}"
    );
    assert_eq!(&*bench.outgoing[0].body, success);
    assert!(bench.outgoing[0].attributes.is_empty());
    let failure: Value = serde_json::from_str(&bench.outgoing[2].body).unwrap();
    assert_eq!(failure["requestContext"]["requestId"], bad);
    assert_eq!(failure["requestContext"]["condition"], "RetriesExhausted");
    assert_eq!(failure["requestContext"]["approximateInvokeCount"], 2);
    assert_eq!(failure["responseContext"]["functionError"], "Unhandled");
    assert_eq!(failure["responsePayload"]["errorType"], "PoisonMessage");
    assert_eq!(failure["requestPayload"]["n"], "bad");
}

#[test]
fn throttled_events_come_back_with_growing_gaps() {
    let mut bench = Bench::new();
    let id = bench.function("f", Behaviour { min_duration_ms: Some(10_000), ..Behaviour::default() });
    let longer = UpdateFunctionConfiguration {
        function_name: "f".into(),
        timeout: Some(60),
        ..UpdateFunctionConfiguration::default()
    };
    bench.call(longer).unwrap();
    bench.reserve("f", 1).unwrap();
    bench.send("f", "1");
    bench.send("f", "2");
    bench.until(100_000);
    let expected = [
        "0 started 1",
        "0 throttled next 1000",
        "1000 throttled next 3000",
        "3000 throttled next 7000",
        "7000 throttled next 15000",
        "10000 succeeded 1",
        "15000 started 1",
        "25000 succeeded 1",
    ];
    assert_eq!(bench.story(), expected);
    assert_eq!(bench.lambda.function(id).unwrap().totals.throttles, 4);
}

#[test]
fn an_event_that_waits_too_long_is_given_up_at_its_age() {
    let mut bench = Bench::new();
    let id = bench.function("f", Behaviour { min_duration_ms: Some(900_000), ..Behaviour::default() });
    let longer = UpdateFunctionConfiguration {
        function_name: "f".into(),
        timeout: Some(900),
        ..UpdateFunctionConfiguration::default()
    };
    bench.call(longer).unwrap();
    bench.reserve("f", 1).unwrap();
    configure(&mut bench, None, Some(60), None, Some(QUEUE));
    bench.send("f", "1");
    let late = bench.send("f", "2");
    bench.until(899_999);
    let story = bench.story();
    assert_eq!(story[story.len() - 2..], ["31000 throttled next 60000", "60000 sent OnFailure"]);
    let record: Value = serde_json::from_str(&bench.outgoing[0].body).unwrap();
    assert_eq!(record["requestContext"]["requestId"], late);
    assert_eq!(record["requestContext"]["condition"], "EventAgeExceeded");
    assert_eq!(
        (&record["requestContext"]["approximateInvokeCount"], record.get("responseContext")),
        (&Value::from(0), None)
    );
    let function = bench.lambda.function(id).unwrap();
    assert_eq!((function.queued, function.running), (1, 1), "the one that runs goes on");
}

#[test]
fn a_retry_that_would_come_too_late_is_not_waited_for() {
    let mut bench = Bench::new();
    bench.function("f", failing());
    configure(&mut bench, None, Some(60), None, None);
    dead_letters(&mut bench);
    bench.send("f", "1");
    bench.until(10_000_000);
    assert_eq!(bench.story(), ["0 started 1", "100 failed 1 next 60000", "60000 sent DeadLetter"]);
    let error = &bench.outgoing[0].attributes[2];
    assert_eq!(&*error.2, "the event was older than its maximum age");
    // One that runs past its age has no next attempt at all.
    let mut bench = Bench::new();
    bench.function("f", Behaviour { min_duration_ms: Some(70_000), ..failing() });
    let longer = UpdateFunctionConfiguration {
        function_name: "f".into(),
        timeout: Some(90),
        ..UpdateFunctionConfiguration::default()
    };
    bench.call(longer).unwrap();
    configure(&mut bench, None, Some(60), None, Some(QUEUE));
    bench.send("f", "1");
    bench.until(10_000_000);
    assert_eq!(bench.story(), ["0 started 1", "70000 failed 1 next never", "70000 sent OnFailure"]);
    let record: Value = serde_json::from_str(&bench.outgoing[0].body).unwrap();
    assert_eq!(record["requestContext"]["condition"], "EventAgeExceeded");
}

#[test]
fn six_hours_are_the_longest_wait() {
    let mut bench = Bench::new();
    bench.function("f", Behaviour::default());
    bench.send("f", "1");
    bench.reserve("f", 0).unwrap();
    // The first event runs already; a second one is accepted while one place is free, and finds none when it is tried.
    bench.until(100);
    bench.reserve("f", 1).unwrap();
    bench.submit(invoke("f", "RequestResponse", "1"));
    bench.send("f", "2");
    bench.reserve("f", 0).unwrap();
    bench.until(100 + 21_599_999);
    assert!(bench.story().last().unwrap().ends_with(&format!("throttled next {}", 100 + 21_600_000)));
    bench.until(100 + 21_600_000);
    assert_eq!(bench.story().last().unwrap(), "21600100 discarded the event was older than its maximum age");
}

#[test]
fn with_no_concurrency_at_all_events_are_given_up_at_once() {
    let mut bench = Bench::new();
    let id = bench.function("f", Behaviour::default());
    bench.reserve("f", 0).unwrap();
    bench.send("f", "1");
    assert_eq!(bench.story(), ["0 discarded the function's reserved concurrency is zero"]);
    dead_letters(&mut bench);
    configure(&mut bench, None, None, None, Some(TOPIC));
    bench.send("f", "2");
    assert_eq!(&*bench.outgoing[0].attributes[1].2, "429");
    let record: Value = serde_json::from_str(&bench.outgoing[1].body).unwrap();
    assert_eq!(record["requestContext"]["condition"], "ZeroReservedConcurrency");
    let totals = bench.lambda.function(id).unwrap().totals;
    assert_eq!((totals.accepted, totals.dropped, totals.sent, totals.invocations), (2, 2, 2, 0));
}

#[test]
fn a_deleted_function_takes_its_queue_along() {
    let mut bench = Bench::new();
    bench.function("f", Behaviour { fail_first: Some(1), ..Behaviour::default() });
    bench.send("f", "1");
    bench.until(1_000);
    bench.send("f", "2");
    bench.call(DeleteFunction { function_name: "f".into() }).unwrap();
    bench.until(1_000_000);
    let expected = [
        "0 started 1",
        "100 failed 1 next 60100",
        "1000 started 1",
        "1000 discarded the function was deleted",
        "1100 succeeded 1",
    ];
    assert_eq!(bench.story(), expected);
}
