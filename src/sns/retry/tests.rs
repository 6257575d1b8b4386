//! The schedules and policies of the guide.

use super::*;

/// The seconds of the first attempts, from the first one on.
fn attempts_at(schedule: &Schedule, count: u32) -> Vec<f64> {
    let mut at = 0;
    let mut all = vec![0.0];
    for retry in 1..count {
        let Some(delay) = schedule.delay_before(retry) else { break };
        at += delay.as_millis();
        all.push(f64::from(u32::try_from(at).unwrap()) / 1000.0);
    }
    all
}

#[test]
fn http_is_tried_at_0_20_40_and_60_seconds() {
    let schedule = Schedule::http_default();
    assert_eq!(attempts_at(&schedule, 99), [0.0, 20.0, 40.0, 60.0]);
    assert_eq!((schedule.retries(), schedule.attempts(), schedule.total()), (3, 4, Duration::from_secs(60)));
    assert_eq!((schedule.phase(1), schedule.phase(4)), (Some(Phase::Backoff), None));
    assert_eq!(Schedule::http(None, None), schedule);
    assert_eq!((schedule.delay_before(0), schedule.phase(0)), (None, None));
}

#[test]
fn a_queue_is_tried_100_015_times_again() {
    let schedule = Schedule::aws_managed();
    assert_eq!(attempts_at(&schedule, 6), [0.0, 0.0, 0.0, 0.0, 1.0, 2.0]);
    let growing: Vec<u64> = (6..=15).map(|retry| schedule.delay_before(retry).unwrap().as_millis()).collect();
    assert_eq!(growing, [1000, 1395, 1946, 2714, 3786, 5282, 7368, 10278, 14337, 20000]);
    assert!((16..=100_015).all(|retry| schedule.delay_before(retry) == Some(Duration::from_secs(20))));
    assert_eq!((schedule.delay_before(100_016), schedule.retries()), (None, 100_015));
    // 23.15 days
    assert_eq!(schedule.total().as_secs(), 2_000_070);
    for (retry, phase) in [
        (1, Some(Phase::Immediate)),
        (3, Some(Phase::Immediate)),
        (4, Some(Phase::PreBackoff)),
        (6, Some(Phase::Backoff)),
        (15, Some(Phase::Backoff)),
        (16, Some(Phase::PostBackoff)),
        (100_015, Some(Phase::PostBackoff)),
        (100_016, None),
        (u32::MAX, None),
    ] {
        assert_eq!(schedule.phase(retry), phase, "{retry}");
    }
}

#[test]
fn what_customers_run_is_tried_50_times_again() {
    let schedule = Schedule::customer_managed();
    assert_eq!(schedule.retries(), 50);
    assert_eq!(schedule.phase(1), Some(Phase::PreBackoff));
    assert_eq!(schedule.delay_before(1), Some(Duration::from_secs(10)));
    assert_eq!(schedule.delay_before(12), Some(Duration::from_secs(600)));
    assert_eq!(schedule.delay_before(50), Some(Duration::from_secs(600)));
    assert_eq!(schedule.delay_before(51), None);
    // 6.8 hours
    assert_eq!(schedule.total().as_secs() / 360, 67);
}

const CUSTOM: &str = r#"{"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":60,"numRetries":50,
    "numNoDelayRetries":3,"numMinDelayRetries":2,"numMaxDelayRetries":35,"backoffFunction":"exponential"},
    "throttlePolicy":{"maxReceivesPerSecond":10},"requestPolicy":{"headerContentType":"application/json"}}"#;

#[test]
fn a_custom_policy() {
    assert_eq!(check_subscription_policy(CUSTOM), Ok(()));
    let schedule = Schedule::http(None, Some(CUSTOM));
    assert_eq!((schedule.retries(), schedule.retries_in(Phase::Backoff)), (50, 10));
    assert_eq!(schedule.total().as_secs(), 2264);
    assert_eq!(attempts_at(&schedule, 7), [0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0]);
    let sum: u64 = (1..=50).map(|retry| schedule.delay_before(retry).unwrap().as_millis()).sum();
    assert_eq!(sum, schedule.total().as_millis());
    assert_eq!(schedule.delay_before(51), None);
    assert_eq!(Schedule::http(None, Some(r#"{"healthyRetryPolicy":{"numRetries":5}}"#)).total().as_secs(), 100);
    assert_eq!(Schedule::http(None, Some(r#"{"healthyRetryPolicy":{"numRetries":0}}"#)).attempts(), 1);
}

#[test]
fn nothing_nulls_and_what_is_given_up_are_taken() {
    for text in [
        "{}",
        r#"{"healthyRetryPolicy":null,"sicklyRetryPolicy":null,"throttlePolicy":null,"requestPolicy":null,"guaranteed":false}"#,
        r#"{"healthyRetryPolicy":{},"throttlePolicy":{"maxReceivesPerSecond":null},"requestPolicy":{}}"#,
        r#"{"healthyRetryPolicy":{"minDelayTarget":null,"backoffFunction":null},"sicklyRetryPolicy":{"numRetries":7}}"#,
    ] {
        let policy = DeliveryPolicy::parse(text).unwrap();
        let default = (HealthyRetryPolicy::DEFAULT, None, None);
        assert_eq!((policy.healthy_or_default(), policy.throttle, policy.content_type), default, "{text}");
    }
    for text in ["{}", r#"{"http":null}"#, r#"{"http":{}}"#, r#"{"http":{"defaultSicklyRetryPolicy":null}}"#] {
        assert_eq!(TopicDeliveryPolicy::parse(text), Ok(TopicDeliveryPolicy::default()), "{text}");
    }
}

#[test]
fn ranges_are_those_of_the_guide() {
    let healthy = |fields: &str| format!("{{\"healthyRetryPolicy\":{{{fields}}}}}");
    for (fields, error) in [
        (r#""minDelayTarget":0"#, "healthyRetryPolicy.minDelayTarget must be greater than or equal to 1"),
        (r#""minDelayTarget":21"#, "healthyRetryPolicy.minDelayTarget must be less than or equal to maxDelayTarget"),
        (r#""maxDelayTarget":19"#, "healthyRetryPolicy.minDelayTarget must be less than or equal to maxDelayTarget"),
        (r#""maxDelayTarget":3601"#, "healthyRetryPolicy.maxDelayTarget must be less than or equal to 3600"),
        (r#""numRetries":101"#, "healthyRetryPolicy.numRetries must be less than or equal to 100"),
        (r#""numRetries":-1"#, "healthyRetryPolicy.numRetries must be greater than or equal to 0"),
        (r#""numRetries":1.5"#, "healthyRetryPolicy.numRetries must be a whole number"),
        (r#""numRetries":"3""#, "healthyRetryPolicy.numRetries must be a whole number"),
        (r#""numNoDelayRetries":-1"#, "healthyRetryPolicy.numNoDelayRetries must be greater than or equal to 0"),
        (
            r#""numNoDelayRetries":2,"numMinDelayRetries":1,"numMaxDelayRetries":1"#,
            "healthyRetryPolicy.numRetries must be greater than or equal to the sum of numNoDelayRetries, \
             numMinDelayRetries and numMaxDelayRetries",
        ),
        (
            r#""numMaxDelayRetries":18446744073709551615"#,
            "healthyRetryPolicy.numRetries must be greater than or equal to the sum of numNoDelayRetries, \
             numMinDelayRetries and numMaxDelayRetries",
        ),
        (
            r#""backoffFunction":"quadratic""#,
            "healthyRetryPolicy.backoffFunction must be one of: arithmetic, exponential, geometric, linear",
        ),
        (
            r#""minDelayTarget":100,"maxDelayTarget":100,"numRetries":37"#,
            "healthyRetryPolicy: the sum of all delays must be less than or equal to 3600 seconds",
        ),
        (r#""retries":3"#, "Unexpected JSON member: retries"),
    ] {
        assert_eq!(check_subscription_policy(&healthy(fields)), Err(error.to_owned()), "{fields}");
    }
    for fields in [
        r#""minDelayTarget":100,"maxDelayTarget":100,"numRetries":36"#,
        r#""minDelayTarget":1,"maxDelayTarget":3598,"numRetries":2"#,
        r#""numRetries":100,"numNoDelayRetries":100"#,
    ] {
        assert_eq!(check_subscription_policy(&healthy(fields)), Ok(()), "{fields}");
    }
    for (text, error) in [
        (
            r#"{"throttlePolicy":{"maxReceivesPerSecond":0}}"#,
            "throttlePolicy.maxReceivesPerSecond must be greater than or equal to 1",
        ),
        (r#"{"throttlePolicy":5}"#, "throttlePolicy must be a JSON object"),
        (
            r#"{"requestPolicy":{"headerContentType":"json"}}"#,
            "requestPolicy.headerContentType must be a content type such as application/json",
        ),
        (r#"{"requestPolicy":{"maxReceivesPerSecond":5}}"#, "Unexpected JSON member: maxReceivesPerSecond"),
        (r#"{"http":{}}"#, "Unexpected JSON member: http"),
        ("[]", "must be a JSON object"),
    ] {
        assert_eq!(check_subscription_policy(text), Err(error.to_owned()), "{text}");
    }
    assert!(check_subscription_policy("x").unwrap_err().starts_with("failed to parse JSON."));
    for (text, error) in [
        (
            r#"{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":0}}}"#,
            "http.defaultHealthyRetryPolicy.minDelayTarget must be greater than or equal to 1",
        ),
        (r#"{"http":{"disableSubscriptionOverrides":"true"}}"#, "http.disableSubscriptionOverrides must be a boolean"),
        (r#"{"http":{"healthyRetryPolicy":{}}}"#, "Unexpected JSON member: healthyRetryPolicy"),
        (r#"{"healthyRetryPolicy":{}}"#, "Unexpected JSON member: healthyRetryPolicy"),
        (r#"{"http":[]}"#, "http must be a JSON object"),
    ] {
        assert_eq!(check_topic_policy(text), Err(error.to_owned()), "{text}");
    }
}

#[test]
fn effective_policies_are_written_in_full() {
    let default = "{\"minDelayTarget\":20,\"maxDelayTarget\":20,\"numRetries\":3,\"numMaxDelayRetries\":0,\
                   \"numNoDelayRetries\":0,\"numMinDelayRetries\":0,\"backoffFunction\":\"linear\"}";
    let request = "{\"headerContentType\":\"text/plain; charset=UTF-8\"}";
    assert_eq!(
        effective_topic_policy(None),
        format!(
            "{{\"http\":{{\"defaultHealthyRetryPolicy\":{default},\"disableSubscriptionOverrides\":false,\
             \"defaultRequestPolicy\":{request}}}}}"
        )
    );
    assert_eq!(
        effective_subscription_policy(None, None),
        format!(
            "{{\"healthyRetryPolicy\":{default},\"sicklyRetryPolicy\":null,\"throttlePolicy\":null,\
             \"requestPolicy\":{request},\"guaranteed\":false}}"
        )
    );
    let topic = r#"{"http":{"defaultThrottlePolicy":{"maxReceivesPerSecond":7},"disableSubscriptionOverrides":true}}"#;
    assert!(effective_topic_policy(Some(topic)).contains(
        r#""disableSubscriptionOverrides":true,"defaultThrottlePolicy":{"maxReceivesPerSecond":7},"defaultRequestPolicy""#
    ));
    assert!(effective_subscription_policy(None, Some(CUSTOM)).ends_with(
        r#""backoffFunction":"exponential"},"sicklyRetryPolicy":null,"throttlePolicy":{"maxReceivesPerSecond":10},"requestPolicy":{"headerContentType":"application/json"},"guaranteed":false}"#
    ));
    // What is shown can be set, and means the same.
    for text in [effective_topic_policy(None), effective_topic_policy(Some(topic))] {
        assert_eq!(effective_topic_policy(Some(&text)), text);
    }
    let text = effective_subscription_policy(Some(topic), Some(CUSTOM));
    assert_eq!(effective_subscription_policy(None, Some(&text)), text);
}

#[test]
fn a_subscription_overrides_its_topic_unless_that_forbids_it() {
    let topic = |forbid: bool| {
        format!(
            r#"{{"http":{{"defaultHealthyRetryPolicy":{{"numRetries":7}},"defaultThrottlePolicy":{{"maxReceivesPerSecond":3}},
            "disableSubscriptionOverrides":{forbid}}}}}"#
        )
    };
    let own = r#"{"healthyRetryPolicy":{"numRetries":9}}"#;
    assert_eq!(Schedule::http(Some(&topic(false)), None).retries(), 7);
    assert_eq!(Schedule::http(Some(&topic(false)), Some(own)).retries(), 9);
    assert_eq!(Schedule::http(Some(&topic(true)), Some(own)).retries(), 7);
    // A part that the subscription leaves out comes from the topic.
    let policy =
        effective(TopicDeliveryPolicy::parse(&topic(false)).ok().as_ref(), DeliveryPolicy::parse(own).ok().as_ref());
    assert_eq!((policy.throttle, policy.content_type), (Some(3), None));
    assert_eq!(Schedule::http(Some("no policy"), Some("nor this")), Schedule::http_default());
}
