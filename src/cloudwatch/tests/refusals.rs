//! Every error at least once, and that it changes nothing.

use super::*;
use crate::base::digest;
use crate::cloudwatch::time::Timestamp;

fn refused(bench: &mut Bench, request: impl Into<Request>) -> (ErrorCode, String) {
    let (before, events) = (digest::of(&bench.service), bench.events.len());
    let error = bench.call(request).unwrap_err();
    assert_eq!((digest::of(&bench.service), bench.events.len()), (before, events), "{error}");
    (error.code, error.message)
}

/// Spoils a good alarm.
type Change = fn(&mut PutMetricAlarm);

/// Refuses alarms that differ from a good one.
fn check_alarms(code: ErrorCode, rows: &[(Change, &str)]) {
    let mut bench = Bench::new();
    for (change, sentence) in rows {
        let mut request = alarm("a");
        change(&mut request);
        let (found, message) = refused(&mut bench, request);
        assert_eq!(found, code, "{message}");
        assert!(message.contains(sentence), "{message}\n{sentence}");
    }
}

#[test]
fn bad_alarms_are_validation_errors() {
    check_alarms(
        ErrorCode::ValidationError,
        &[
            (
                |it| it.alarm_name.clear(),
                "'alarmName' failed to satisfy constraint: Member must have length greater than or equal to 1",
            ),
            (|it| it.alarm_name = "x".repeat(256), "Member must have length less than or equal to 255"),
            (|it| it.alarm_description = Some("x".repeat(1_025)), "'alarmDescription'"),
            (|it| it.evaluation_periods = None, "Value null at 'evaluationPeriods'"),
            (|it| it.evaluation_periods = Some(0), "Value '0' at 'evaluationPeriods'"),
            (|it| it.datapoints_to_alarm = Some(0), "Value '0' at 'datapointsToAlarm'"),
            (
                |it| it.datapoints_to_alarm = Some(2),
                "DatapointsToAlarm must be less than or equal to EvaluationPeriods",
            ),
            (|it| it.comparison_operator = None, "Value null at 'comparisonOperator'"),
            (
                |it| it.comparison_operator = Some("Greater".into()),
                "[GreaterThanOrEqualToThreshold, GreaterThanThreshold, ",
            ),
            (|it| it.threshold = None, "Threshold must not be null"),
            (|it| it.namespace = None, "Namespace must not be null"),
            (|it| it.namespace = Some(":x".into()), "pattern: [^:].*"),
            (|it| it.metric_name = None, "MetricName must not be null"),
            (|it| it.metric_name = Some(String::new()), "'metricName'"),
            (|it| it.period = None, "Period must not be null"),
            (|it| it.period = Some(90), "Period must be 10, 20, 30 or a multiple of 60"),
            (|it| it.period = Some(0), "Period must be"),
            (|it| it.period = Some(-60), "Period must be"),
            (
                |it| (it.period, it.evaluation_periods) = (Some(60), Some(1_441)),
                "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for alarms \
             using period < 3600",
            ),
            (
                |it| (it.period, it.evaluation_periods) = (Some(86_400), Some(8)),
                "more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600",
            ),
            (|it| it.statistic = None, "Exactly one of Statistic and ExtendedStatistic must be set"),
            (|it| it.statistic = Some("Median".into()), "[Average, Maximum, Minimum, SampleCount, Sum]"),
            (|it| it.unit = Some("Messages".into()), "Value 'Messages' at 'unit'"),
            (
                |it| it.treat_missing_data = Some("zero".into()),
                "must be one of [breaching, notBreaching, ignore, missing]",
            ),
            (|it| it.alarm_actions = vec![TOPIC.into(); 6], "'alarmActions'"),
            (|it| it.ok_actions = vec!["topic".into()], "Invalid arn syntax: topic"),
            (
                |it| it.insufficient_data_actions = vec!["arn:aws:sns:eu-west-1:000000000000:ops".into()],
                "Invalid region eu-west-1 specified. Only us-east-1 is supported.",
            ),
            (
                |it| it.alarm_actions = vec!["arn:aws:sqs:us-east-1:000000000000:q".into()],
                "Unsupported action service: sqs",
            ),
            (
                |it| {
                    (it.statistic, it.extended_statistic) = (None, Some("p9".into()));
                    it.evaluate_low_sample_count_percentile = Some("skip".into());
                },
                "must be one of [evaluate, ignore]",
            ),
        ],
    );
}

#[test]
fn bad_combinations_and_values_of_alarms() {
    check_alarms(
        ErrorCode::InvalidParameterCombination,
        &[
            (|it| it.comparison_operator = Some("LessThanLowerThreshold".into()), "anomaly detection band"),
            (|it| it.threshold_metric_id = Some("ad1".into()), "ThresholdMetricId"),
            (|it| it.extended_statistic = Some("p90".into()), "mutually exclusive"),
            (|it| it.evaluate_low_sample_count_percentile = Some("ignore".into()), "EvaluateLowSampleCountPercentile"),
        ],
    );
    check_alarms(
        ErrorCode::InvalidParameterValue,
        &[
            (|it| (it.statistic, it.extended_statistic) = (None, Some("tm90".into())), "The value tm90"),
            (|it| it.dimensions = dimensions(31), "must not have a size greater than 30"),
            (|it| it.dimensions = [dimensions(1), dimensions(1)].concat(), "same name"),
            (
                |it| it.tags = vec![Tag { key: "a".into(), value: String::new() }; 2],
                "Duplicate tag keys are not allowed.",
            ),
            (|it| it.tags = vec![Tag { key: "aws:x".into(), value: String::new() }], "reserved"),
        ],
    );
    check_alarms(
        ErrorCode::LimitExceeded,
        &[(
            |it| it.tags = (0..51).map(|n| Tag { key: n.to_string(), value: String::new() }).collect(),
            "at most 50 tags",
        )],
    );
}

fn dimensions(count: usize) -> Vec<Dimension> {
    (0..count).map(|n| Dimension { name: format!("d{n}"), value: "x".into() }).collect()
}

#[test]
fn the_limits_themselves_are_taken() {
    let mut bench = Bench::new();
    let mut request = PutMetricAlarm {
        alarm_name: "x".repeat(255),
        alarm_description: Some("x".repeat(1_024)),
        alarm_actions: vec![TOPIC.into(); 5],
        dimensions: dimensions(30),
        evaluation_periods: Some(1_440),
        ..alarm("")
    };
    bench.done(request.clone());
    (request.period, request.evaluation_periods) = (Some(3_600), Some(168));
    bench.done(request.clone());
    for action in ["arn:aws:automate:us-east-1:ec2:stop", POLICY, "arn:aws:ssm-incidents::000000000000:response-plan/p"]
    {
        request.alarm_actions = vec![action.into()];
        bench.done(request.clone());
    }
    assert_eq!(bench.service.alarms().count(), 1);
}

#[test]
fn an_account_has_five_thousand_alarms_in_a_region() {
    let mut bench = Bench::new();
    bench.done(alarm("0"));
    let rule = bench.alarm("0").rule.clone();
    for number in 0..5_000 {
        let key = AlarmKey { account: AccountId::DEFAULT, region: Region::DEFAULT, name: number.to_string().into() };
        bench.service.alarms.insert(key.clone(), Arc::new(Alarm::new(key, 0, rule.clone(), Instant::ZERO)));
    }
    assert_eq!(refused(&mut bench, alarm("one more")).0, ErrorCode::LimitExceeded);
    bench.done(alarm("4999"));
}

#[test]
fn alarms_that_are_not_there() {
    let mut bench = Bench::new();
    bench.done(alarm("a"));
    let both = DeleteAlarms { alarm_names: vec!["a".into(), "b".into()] };
    assert_eq!(refused(&mut bench, both), (ErrorCode::ResourceNotFound, "Alarm b does not exist".into()));
    let set = SetAlarmState {
        alarm_name: "b".into(),
        state_value: "OK".into(),
        state_reason: Some("x".into()),
        state_reason_data: None,
    };
    assert_eq!(refused(&mut bench, set.clone()).0, ErrorCode::ResourceNotFound);
    let unknown = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:b".to_owned();
    let list = ListTagsForResource { resource_arn: unknown.clone() };
    assert_eq!(refused(&mut bench, list).0, ErrorCode::ResourceNotFoundException);
    let untag = UntagResource { resource_arn: unknown.replace("us-east-1", "us-east-2"), tag_keys: Vec::new() };
    assert_eq!(refused(&mut bench, untag).0, ErrorCode::ResourceNotFoundException);
    let tag = TagResource { resource_arn: TOPIC.into(), tags: Vec::new() };
    assert_eq!(refused(&mut bench, tag).0, ErrorCode::InvalidParameterValue);
    let set = SetAlarmState { alarm_name: "a".into(), ..set };
    for (request, code, sentence) in [
        (
            SetAlarmState { state_value: "BAD".into(), ..set.clone() },
            ErrorCode::ValidationError,
            "[OK, ALARM, INSUFFICIENT_DATA]",
        ),
        (
            SetAlarmState { state_reason: None, ..set.clone() },
            ErrorCode::ValidationError,
            "Value null at 'stateReason'",
        ),
        (
            SetAlarmState { state_reason: Some("x".repeat(1_024)), ..set.clone() },
            ErrorCode::ValidationError,
            "'stateReason'",
        ),
        (
            SetAlarmState { state_reason_data: Some("{".into()), ..set.clone() },
            ErrorCode::InvalidFormat,
            "StateReasonData",
        ),
    ] {
        let (found, message) = refused(&mut bench, request);
        assert_eq!(found, code);
        assert!(message.contains(sentence), "{message}");
    }
}

#[test]
fn bad_lists() {
    let mut bench = Bench::new();
    let describe = DescribeAlarms::default();
    let names = |count: usize| (0..count).map(|n| n.to_string()).collect::<Vec<_>>();
    let rows: [(Request, ErrorCode); 15] = [
        (DescribeAlarms { max_records: Some(0), ..describe.clone() }.into(), ErrorCode::ValidationError),
        (DescribeAlarms { max_records: Some(101), ..describe.clone() }.into(), ErrorCode::ValidationError),
        (DescribeAlarms { next_token: Some("x".into()), ..describe.clone() }.into(), ErrorCode::InvalidNextToken),
        (DescribeAlarms { state_value: Some("ok".into()), ..describe.clone() }.into(), ErrorCode::ValidationError),
        (DescribeAlarms { alarm_types: vec!["Log".into()], ..describe.clone() }.into(), ErrorCode::ValidationError),
        (DescribeAlarms { alarm_names: names(101), ..describe.clone() }.into(), ErrorCode::ValidationError),
        (
            DescribeAlarms { alarm_names: names(1), alarm_name_prefix: Some("a".into()), ..describe }.into(),
            ErrorCode::InvalidParameterCombination,
        ),
        (DeleteAlarms::default().into(), ErrorCode::ValidationError),
        (EnableAlarmActions { alarm_names: names(101) }.into(), ErrorCode::ValidationError),
        (DisableAlarmActions { alarm_names: vec![String::new()] }.into(), ErrorCode::ValidationError),
        (
            DescribeAlarmHistory { history_item_type: Some("All".into()), ..DescribeAlarmHistory::default() }.into(),
            ErrorCode::ValidationError,
        ),
        (
            DescribeAlarmHistory { scan_by: Some("Name".into()), ..DescribeAlarmHistory::default() }.into(),
            ErrorCode::ValidationError,
        ),
        (
            DescribeAlarmHistory {
                start_date: Some(Timestamp("2".into())),
                end_date: Some(Timestamp("1".into())),
                ..DescribeAlarmHistory::default()
            }
            .into(),
            ErrorCode::InvalidParameterValue,
        ),
        (
            ListMetrics { recently_active: Some("PT1H".into()), ..ListMetrics::default() }.into(),
            ErrorCode::ValidationError,
        ),
        (
            ListMetrics { dimensions: vec![DimensionFilter::default(); 11], ..ListMetrics::default() }.into(),
            ErrorCode::InvalidParameterValue,
        ),
    ];
    for (request, code) in rows {
        assert_eq!(refused(&mut bench, request.clone()).0, code, "{request:?}");
    }
}

#[test]
fn bad_data() {
    let one = |value: f64| Some(Number::of(value));
    let good = MetricDatum { metric_name: "Load".into(), value: one(1.0), ..MetricDatum::default() };
    let set = StatisticSet { sample_count: one(1.0), sum: one(1.0), minimum: one(1.0), maximum: one(1.0) };
    let with = |set: StatisticSet| MetricDatum { value: None, statistic_values: Some(set), ..good.clone() };
    let values = |count, counts| MetricDatum {
        value: None,
        values: vec![Number::ONE; count],
        counts: vec![Number::ZERO; counts],
        ..good.clone()
    };
    let place = "MetricData.member.1";
    let rows = [
        (
            MetricDatum { metric_name: String::new(), ..good.clone() },
            ErrorCode::MissingParameter,
            "The parameter MetricData.member.1.MetricName is required.",
        ),
        (MetricDatum { value: None, ..good.clone() }, ErrorCode::MissingParameter, "At least one of the parameters"),
        (
            MetricDatum { statistic_values: Some(set.clone()), ..good.clone() },
            ErrorCode::InvalidParameterCombination,
            "MetricData.member.1.Value and MetricData.member.1.StatisticValues are mutually exclusive",
        ),
        (MetricDatum { unit: Some("Cows".into()), ..good.clone() }, ErrorCode::ValidationError, "'Cows' at 'unit'"),
        (
            MetricDatum { storage_resolution: Some(30), ..good.clone() },
            ErrorCode::InvalidParameterValue,
            "must be 1 or 60",
        ),
        (MetricDatum { value: one(1e109), ..good.clone() }, ErrorCode::InvalidParameterValue, "The value 1.0E109"),
        (
            MetricDatum { dimensions: dimensions(31), ..good.clone() },
            ErrorCode::InvalidParameterValue,
            "greater than 30",
        ),
        (
            with(StatisticSet { sum: None, ..set.clone() }),
            ErrorCode::MissingParameter,
            "StatisticValues.Sum is required",
        ),
        (
            with(StatisticSet { maximum: one(0.0), ..set.clone() }),
            ErrorCode::InvalidParameterValue,
            "Maximum must be greater",
        ),
        (
            with(StatisticSet { sample_count: one(0.0), ..set }),
            ErrorCode::InvalidParameterValue,
            "SampleCount must be greater than 0",
        ),
        (values(2, 1), ErrorCode::InvalidParameterCombination, "same number of elements"),
        (values(1, 1), ErrorCode::InvalidParameterValue, "Counts must be greater than 0"),
        (values(151, 0), ErrorCode::InvalidParameterValue, "greater than 150"),
    ];
    let mut bench = Bench::new();
    for (datum, code, sentence) in rows {
        let (found, message) =
            refused(&mut bench, PutMetricData { namespace: "Shop".into(), metric_data: vec![datum] });
        assert_eq!(found, code, "{message}");
        assert!(message.contains(sentence), "{message}\n{sentence} {place}");
    }
    for (namespace, count, code, sentence) in [
        ("", 1, ErrorCode::MissingParameter, "The parameter Namespace is required."),
        ("AWS/SQS", 1, ErrorCode::InvalidParameterValue, "The value AWS/ for parameter Namespace is invalid."),
        ("Shop", 0, ErrorCode::MissingParameter, "The parameter MetricData is required."),
        (
            "Shop",
            1_001,
            ErrorCode::InvalidParameterValue,
            "The collection MetricData must not have a size greater than 1000.",
        ),
    ] {
        let request = PutMetricData { namespace: namespace.into(), metric_data: vec![good.clone(); count] };
        assert_eq!(refused(&mut bench, request), (code, sentence.to_owned()));
    }
    bench.done(PutMetricData { namespace: "Shop".into(), metric_data: vec![good; 1_000] });
}

#[test]
fn bad_questions() {
    let at = |text: &str| Some(Timestamp(text.into()));
    let good = GetMetricStatistics {
        namespace: "Shop".into(),
        metric_name: "Load".into(),
        start_time: at("2026-01-01"),
        end_time: at("2026-01-02"),
        period: Some(60),
        statistics: vec!["Sum".into()],
        ..GetMetricStatistics::default()
    };
    let two: Vec<String> = vec!["p90".into()];
    let mut bench = Bench::new();
    bench.done(good.clone());
    let rows: [(GetMetricStatistics, ErrorCode, &str); 12] = [
        (
            GetMetricStatistics { namespace: String::new(), ..good.clone() },
            ErrorCode::MissingParameter,
            "Namespace is required",
        ),
        (
            GetMetricStatistics { start_time: None, ..good.clone() },
            ErrorCode::MissingParameter,
            "StartTime is required",
        ),
        (
            GetMetricStatistics { end_time: at("later"), ..good.clone() },
            ErrorCode::InvalidParameterValue,
            "EndTime must be a valid",
        ),
        (
            GetMetricStatistics { end_time: at("2026-01-01"), ..good.clone() },
            ErrorCode::InvalidParameterValue,
            "StartTime must be less",
        ),
        (GetMetricStatistics { period: None, ..good.clone() }, ErrorCode::MissingParameter, "Period is required"),
        (
            GetMetricStatistics { period: Some(45), ..good.clone() },
            ErrorCode::InvalidParameterValue,
            "The parameter Period",
        ),
        (
            GetMetricStatistics { end_time: at("2026-01-02T00:01Z"), ..good.clone() },
            ErrorCode::InvalidParameterCombination,
            "You have requested up to 1,441 datapoints, which exceeds the limit of 1,440.",
        ),
        (
            GetMetricStatistics { statistics: Vec::new(), ..good.clone() },
            ErrorCode::MissingParameter,
            "Must specify either",
        ),
        (
            GetMetricStatistics { extended_statistics: two.clone(), ..good.clone() },
            ErrorCode::InvalidParameterCombination,
            "exclusive",
        ),
        (
            GetMetricStatistics { statistics: vec!["Sum".into(); 6], ..good.clone() },
            ErrorCode::InvalidParameterValue,
            "greater than 5",
        ),
        (
            GetMetricStatistics { statistics: two, ..good.clone() },
            ErrorCode::InvalidParameterValue,
            "Statistics.member.1 must be",
        ),
        (
            GetMetricStatistics { statistics: Vec::new(), extended_statistics: vec!["Sum".into()], ..good },
            ErrorCode::InvalidParameterValue,
            "ExtendedStatistics is not supported",
        ),
    ];
    for (request, code, sentence) in rows {
        let (found, message) = refused(&mut bench, request);
        assert_eq!(found, code, "{message}");
        assert!(message.contains(sentence), "{message}");
    }
}

#[test]
fn every_error_has_a_name_and_a_status() {
    let names: Vec<&str> = ErrorCode::ALL.into_iter().map(|code| code.names().0).collect();
    assert!(names.is_sorted());
    for code in ErrorCode::ALL {
        let status = match code.names().0 {
            "AccessDenied" => 403,
            name if name.starts_with("ResourceNotFound") => 404,
            _ => 400,
        };
        assert_eq!(code.names().1, status);
    }
    assert_eq!(CloudWatchError::no_such_alarm("a").to_string(), "ResourceNotFound: Alarm a does not exist");
}
