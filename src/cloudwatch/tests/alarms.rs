//! Alarms by the clock: when they are evaluated, when they act, and what the operations on them do.

use super::*;
use crate::base::digest;

#[test]
fn a_new_alarm_knows_nothing_until_its_first_evaluation() {
    let mut bench = Bench::new();
    bench.now = Instant::from_millis(1_500);
    bench.done(alarm("a"));
    assert_eq!(bench.state("a"), State::InsufficientData);
    assert_eq!(&*bench.alarm("a").reason, "Unchecked: Initial alarm creation");
    bench.put(3.0);
    assert_eq!(bench.timers, BTreeMap::from([(Timer::Minute, Instant::from_millis(60_000))]));
    bench.advance(58);
    assert_eq!(bench.state("a"), State::InsufficientData);
    bench.advance(1);
    let alarm = bench.alarm("a");
    assert_eq!((alarm.state, alarm.transitioned), (State::Alarm, Instant::from_millis(60_000)));
    assert_eq!(
        &*alarm.reason,
        "Threshold Crossed: 1 datapoint [3.0 (01/01/26 00:00:00)] was greater than the threshold (2.0)."
    );
    assert_eq!(
        alarm.recent.iter().map(|point| point.value.map(Number::get)).collect::<Vec<_>>(),
        [None, None, Some(3.0)]
    );
    assert_eq!(bench.outgoing.len(), 1);
    assert_eq!(bench.timers, BTreeMap::from([(Timer::Minute, Instant::from_millis(120_000))]));
}

#[test]
fn actions_are_taken_on_transitions_only() {
    let mut bench = Bench::new();
    bench.done(PutMetricAlarm { ok_actions: vec![TOPIC.into()], ..depth("a") });
    for (minute, value) in [5.0, 6.0, 7.0, 1.0, 1.0, 9.0].into_iter().enumerate() {
        bench.aws.insert(60 * minute as u64, value);
    }
    bench.advance(360);
    let changes: Vec<(State, State)> = bench
        .events
        .iter()
        .filter_map(|event| match event {
            CloudWatchEvent::StateChanged { old, new, .. } => Some((*old, *new)),
            _ => None,
        })
        .collect();
    let expected = [(State::InsufficientData, State::Alarm), (State::Alarm, State::Ok), (State::Ok, State::Alarm)];
    assert_eq!(changes, expected);
    let subjects: Vec<&str> = bench.outgoing.iter().map(|it| &*it.subject).collect();
    let place = "\"a\" in US East (N. Virginia)";
    assert_eq!(subjects, [format!("ALARM: {place}"), format!("OK: {place}"), format!("ALARM: {place}")]);
    assert!(bench.outgoing.iter().all(|it| &*it.action == TOPIC && it.alarm == bench.alarm("a").key.arn()));
}

#[test]
fn actions_of_auto_scaling_go_on_every_minute() {
    let mut bench = Bench::new();
    bench.done(PutMetricAlarm { alarm_actions: vec![TOPIC.into(), POLICY.into()], ..depth("a") });
    (0..4).for_each(|minute| {
        bench.aws.insert(60 * minute, 5.0);
    });
    bench.aws.insert(240, 0.0);
    bench.advance(330);
    let actions: Vec<&str> = bench.outgoing.iter().map(|it| &*it.action).collect();
    assert_eq!(actions, [TOPIC, POLICY, POLICY, POLICY, POLICY], "at 1, 2, 3 and 4 minutes");
    assert_eq!(bench.state("a"), State::Ok);
}

#[test]
fn short_periods_are_evaluated_every_ten_seconds() {
    let mut bench = Bench::new();
    bench.done(PutMetricAlarm { period: Some(10), ..alarm("fast") });
    assert_eq!(bench.timers, BTreeMap::from([(Timer::TenSeconds, Instant::from_millis(10_000))]));
    bench.advance(12);
    let mut datum = MetricDatum { metric_name: "Load".into(), value: Some(Number::of(3.0)), ..MetricDatum::default() };
    datum.storage_resolution = Some(1);
    bench.done(PutMetricData { namespace: "Shop".into(), metric_data: vec![datum] });
    bench.advance(7);
    assert_eq!(bench.state("fast"), State::InsufficientData);
    bench.advance(1);
    assert_eq!((bench.state("fast"), bench.alarm("fast").transitioned), (State::Alarm, Instant::from_millis(20_000)));
    bench.done(alarm("fast"));
    assert_eq!(bench.timers, BTreeMap::from([(Timer::Minute, Instant::from_millis(60_000))]));
    bench.done(DeleteAlarms { alarm_names: vec!["fast".into()] });
    assert!(bench.timers.is_empty(), "nothing is due without alarms");
}

#[test]
fn the_window_slides_by_minutes() {
    let mut bench = Bench::new();
    bench.done(PutMetricAlarm { period: Some(300), statistic: Some("Sum".into()), ..depth("a") });
    bench.aws.insert(180, 3.0);
    bench.advance(240);
    assert_eq!((bench.state("a"), bench.alarm("a").transitioned), (State::Alarm, Instant::from_millis(240_000)));
    assert_eq!(bench.alarm("a").recent[2].start, Epoch::DEFAULT.unix_secs(Instant::ZERO) - 60, "five minutes before");
    // It is passed over until the look-back has left it.
    bench.advance(14 * 60);
    assert_eq!(bench.state("a"), State::Alarm);
    bench.advance(60);
    assert_eq!(bench.state("a"), State::InsufficientData);
    assert_eq!(&*bench.alarm("a").reason, "Insufficient Data: 1 datapoint was unknown.");
}

#[test]
fn a_state_that_was_set_lasts_until_the_next_evaluation() {
    let mut bench = Bench::new();
    bench.done(depth("a"));
    bench.aws.insert(0, 1.0);
    bench.aws.insert(60, 1.0);
    bench.advance(70);
    let state_reason = Some("drill".to_owned());
    let set =
        SetAlarmState { alarm_name: "a".into(), state_value: "ALARM".into(), state_reason, state_reason_data: None };
    bench.done(set.clone());
    assert_eq!((bench.state("a"), &*bench.alarm("a").reason, bench.outgoing.len()), (State::Alarm, "drill", 1));
    bench.done(set);
    assert_eq!(bench.outgoing.len(), 1, "it is in that state already");
    bench.advance(49);
    assert_eq!(bench.state("a"), State::Alarm);
    bench.advance(1);
    assert_eq!((bench.state("a"), bench.alarm("a").transitioned), (State::Ok, Instant::from_millis(120_000)));
}

#[test]
fn disabled_actions_are_suppressed() {
    let mut bench = Bench::new();
    bench.done(depth("a"));
    let alarm_names = vec!["a".to_owned(), "unknown".to_owned()];
    bench.done(DisableAlarmActions { alarm_names: alarm_names.clone() });
    bench.aws.insert(0, 9.0);
    bench.advance(60);
    assert_eq!((bench.state("a"), bench.outgoing.len()), (State::Alarm, 0));
    let key = bench.alarm("a").key.clone();
    assert_eq!(bench.events.last(), Some(&CloudWatchEvent::ActionSuppressed { alarm: key, action: TOPIC.into() }));
    bench.done(EnableAlarmActions { alarm_names });
    assert!(bench.alarm("a").rule.actions_enabled && bench.outgoing.is_empty());
}

#[test]
fn an_update_keeps_the_state_and_the_tags() {
    let mut bench = Bench::new();
    let tags = vec![Tag { key: "team".into(), value: "a".into() }];
    bench.done(PutMetricAlarm { tags, ..depth("a") });
    bench.aws.insert(0, 9.0);
    bench.advance(61);
    bench.done(PutMetricAlarm { threshold: Some(Number::of(90.0)), period: Some(120), ..depth("a") });
    let alarm = bench.alarm("a");
    assert_eq!((alarm.state, alarm.rule.period, alarm.tags.len()), (State::Alarm, 120, 1));
    assert_eq!((alarm.configured, alarm.updated), (Instant::from_millis(61_000), Instant::from_millis(60_000)));
    let key = alarm.key.clone();
    let changed = CloudWatchEvent::AlarmChanged { alarm: key, what: "configuration".into() };
    assert_eq!(bench.events.last(), Some(&changed));
}

#[test]
fn percentiles_of_few_values_can_be_told_to_change_nothing() {
    let mut bench = Bench::new();
    let unsure = PutMetricAlarm {
        statistic: None,
        extended_statistic: Some("p90".into()),
        evaluate_low_sample_count_percentile: Some("ignore".into()),
        ..alarm("quiet")
    };
    let loud = PutMetricAlarm {
        alarm_name: "loud".into(),
        evaluate_low_sample_count_percentile: Some("evaluate".into()),
        ..unsure.clone()
    };
    bench.done(unsure);
    bench.done(loud);
    bench.put(9.0);
    bench.advance(60);
    assert_eq!((bench.state("quiet"), bench.state("loud")), (State::InsufficientData, State::Alarm));
    (0..110).for_each(|_| bench.put(9.0));
    bench.advance(60);
    assert_eq!(bench.state("quiet"), State::Alarm);
}

#[test]
fn percentiles_of_aws_are_made_of_its_minutes() {
    let mut bench = Bench::new();
    bench.done(PutMetricAlarm {
        statistic: None,
        extended_statistic: Some("p60".into()),
        period: Some(300),
        ..depth("a")
    });
    for (minute, value) in [1.0, 2.0, 3.0, 4.0, 5.0].into_iter().enumerate() {
        bench.aws.insert(60 * minute as u64, value);
    }
    bench.advance(300);
    assert_eq!(bench.alarm("a").recent.last().unwrap().value, Some(Number::of(3.0)));
}

#[test]
fn a_wrong_unit_finds_no_values() {
    let mut bench = Bench::new();
    bench.done(PutMetricAlarm { unit: Some("Seconds".into()), ..depth("wrong") });
    bench.done(PutMetricAlarm { unit: Some("Count".into()), ..depth("right") });
    bench.aws.insert(0, 9.0);
    bench.advance(60);
    assert_eq!((bench.state("wrong"), bench.state("right")), (State::InsufficientData, State::Alarm));
}

#[test]
fn gaps_count_as_the_alarm_says() {
    let mut bench = Bench::new();
    for (name, missing) in [("b", "breaching"), ("n", "notBreaching"), ("i", "ignore"), ("m", "missing")] {
        bench.done(PutMetricAlarm { treat_missing_data: Some(missing.into()), ..depth(name) });
    }
    bench.done(PutMetricAlarm { namespace: Some("AWS/DynamoDB".into()), ..depth("d") });
    assert_eq!(bench.alarm("d").rule.terms.missing, evaluate::Missing::Ignore);
    bench.advance(60);
    let expected = [State::Alarm, State::Ok, State::InsufficientData, State::InsufficientData];
    assert_eq!(["b", "n", "i", "m"].map(|name| bench.state(name)), expected);
}

#[test]
fn alarms_are_described_by_name_prefix_state_and_action() {
    let mut bench = Bench::new();
    for name in ["orders-a", "orders-b", "users"] {
        bench.done(depth(name));
    }
    bench.done(PutMetricAlarm {
        alarm_actions: vec![POLICY.into()],
        alarm_description: Some("x".into()),
        ..depth("scale")
    });
    let state_reason = Some(String::new());
    bench.done(SetAlarmState {
        alarm_name: "users".into(),
        state_value: "OK".into(),
        state_reason,
        state_reason_data: None,
    });
    let mut names = |request: DescribeAlarms| match bench.done(request) {
        Reply::DescribeAlarms(found) => {
            (found.metric_alarms.into_iter().map(|it| it.alarm_name).collect::<Vec<_>>().join(" "), found.next_token)
        }
        other => panic!("{other:?}"),
    };
    let all = DescribeAlarms::default();
    assert_eq!(names(all.clone()), ("orders-a orders-b scale users".into(), None));
    let by_name = vec!["users".to_owned(), "none".to_owned()];
    assert_eq!(names(DescribeAlarms { alarm_names: by_name, ..all.clone() }).0, "users");
    assert_eq!(
        names(DescribeAlarms { alarm_name_prefix: Some("orders".into()), ..all.clone() }).0,
        "orders-a orders-b"
    );
    assert_eq!(names(DescribeAlarms { state_value: Some("OK".into()), ..all.clone() }).0, "users");
    assert_eq!(names(DescribeAlarms { action_prefix: Some("arn:aws:auto".into()), ..all.clone() }).0, "scale");
    assert_eq!(names(DescribeAlarms { alarm_types: vec!["CompositeAlarm".into()], ..all.clone() }).0, "");
    let (first, token) = names(DescribeAlarms { max_records: Some(3), ..all.clone() });
    assert_eq!(
        (first.as_str(), names(DescribeAlarms { next_token: token, ..all }).0.as_str()),
        ("orders-a orders-b scale", "users")
    );
}

#[test]
fn history_tells_what_happened_also_of_deleted_alarms() {
    let mut bench = Bench::new();
    bench.done(depth("a"));
    bench.aws.insert(0, 9.0);
    bench.advance(60);
    let outgoing = bench.outgoing[0].clone();
    bench.act(|service, cx, _| service.settle(cx, &outgoing, None));
    bench.act(|service, cx, _| service.settle(cx, &outgoing, Some("Topic does not exist")));
    let failed = CloudWatchEvent::ActionFailed {
        alarm: bench.alarm("a").key.clone(),
        action: TOPIC.into(),
        why: "Topic does not exist".into(),
    };
    assert_eq!(bench.events.last(), Some(&failed));
    bench.advance(10);
    bench.done(DeleteAlarms { alarm_names: vec!["a".into()] });
    let mut told = |request: DescribeAlarmHistory| match bench.done(request) {
        Reply::DescribeAlarmHistory(found) => {
            found.alarm_history_items.into_iter().map(|it| it.history_summary).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    let all = DescribeAlarmHistory { alarm_name: Some("a".into()), ..DescribeAlarmHistory::default() };
    let expected = [
        "Alarm \"a\" deleted".to_owned(),
        format!("Failed to execute action {TOPIC}. Received error: \"Topic does not exist\""),
        format!("Successfully executed action {TOPIC}"),
        "Alarm updated from INSUFFICIENT_DATA to ALARM".to_owned(),
        "Alarm \"a\" created".to_owned(),
    ];
    assert_eq!(told(all.clone()), expected);
    let ascending = DescribeAlarmHistory { scan_by: Some("TimestampAscending".into()), ..all.clone() };
    assert_eq!(told(ascending)[0], "Alarm \"a\" created");
    let updates = DescribeAlarmHistory { history_item_type: Some("StateUpdate".into()), ..all.clone() };
    assert_eq!(told(updates), ["Alarm updated from INSUFFICIENT_DATA to ALARM"]);
    let late = DescribeAlarmHistory { start_date: Some(time::Timestamp("2026-01-01T00:01:01Z".into())), ..all.clone() };
    assert_eq!(told(late), ["Alarm \"a\" deleted"]);
    assert_eq!(told(DescribeAlarmHistory { alarm_name: Some("b".into()), ..all }), Vec::<String>::new());
}

#[test]
fn history_keeps_the_newest_hundred() {
    let mut bench = Bench::new();
    for _ in 0..130 {
        bench.done(depth("a"));
    }
    let key = bench.alarm("a").key.clone();
    assert_eq!(bench.service.history(&key, bench.now).count(), 100);
    let later = bench.now.after(Duration::from_secs(31 * 86_400));
    assert_eq!(bench.service.history(&key, later).count(), 0, "older than thirty days");
}

#[test]
fn tags_are_added_changed_and_taken_away() {
    let mut bench = Bench::new();
    bench.done(depth("a"));
    let resource_arn = bench.alarm("a").key.arn().to_string();
    let tag = |key: &str, value: &str| Tag { key: key.into(), value: value.into() };
    for tags in [vec![tag("team", "a"), tag("env", "b")], vec![tag("team", "c")]] {
        bench.done(TagResource { resource_arn: resource_arn.clone(), tags });
    }
    bench.done(UntagResource { resource_arn: resource_arn.clone(), tag_keys: vec!["env".into(), "none".into()] });
    let Reply::ListTagsForResource(found) = bench.done(ListTagsForResource { resource_arn }) else { panic!() };
    assert_eq!(found.tags, [tag("team", "c")]);
}

#[test]
fn the_same_acts_leave_the_same_state_however_time_is_divided() {
    let run = |steps: &[u64]| {
        let mut bench = Bench::new();
        bench.done(depth("a"));
        bench.done(PutMetricAlarm { period: Some(20), ..alarm("b") });
        bench.aws.insert(60, 9.0);
        for secs in steps {
            bench.advance(*secs);
        }
        (digest::of(&bench.service), bench.events.len())
    };
    assert_eq!(run(&[400]), run(&[1, 59, 3, 137, 200]));
    assert_ne!(run(&[400]).0, run(&[60]).0);
}
