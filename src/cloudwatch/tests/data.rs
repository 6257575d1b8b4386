//! Metrics of customers and of AWS, as they are put and asked for.

use super::*;
use crate::cloudwatch::time::Timestamp;

fn datum(value: f64) -> MetricDatum {
    MetricDatum { metric_name: "Load".into(), value: Some(Number::of(value)), ..MetricDatum::default() }
}

fn put(data: Vec<MetricDatum>) -> PutMetricData {
    PutMetricData { namespace: "Shop".into(), metric_data: data }
}

fn ask(statistics: &[&str]) -> GetMetricStatistics {
    GetMetricStatistics {
        namespace: "Shop".into(),
        metric_name: "Load".into(),
        start_time: Some(Timestamp("2026-01-01T00:00:30Z".into())),
        end_time: Some(Timestamp("2026-01-01T00:03:00Z".into())),
        period: Some(60),
        statistics: statistics.iter().map(|name| (*name).to_owned()).collect(),
        ..GetMetricStatistics::default()
    }
}

fn points(bench: &mut Bench, request: GetMetricStatistics) -> Vec<Datapoint> {
    match bench.done(request) {
        Reply::GetMetricStatistics(found) => found.datapoints,
        other => panic!("{other:?}"),
    }
}

#[test]
fn values_come_in_three_forms() {
    let mut bench = Bench::new();
    let set = StatisticSet {
        sample_count: Some(Number::of(2.0)),
        sum: Some(Number::of(10.0)),
        minimum: Some(Number::of(4.0)),
        maximum: Some(Number::of(6.0)),
    };
    let values = MetricDatum {
        value: None,
        values: vec![Number::of(1.0), Number::of(2.0)],
        counts: vec![Number::of(3.0), Number::of(1.0)],
        ..datum(0.0)
    };
    let set = MetricDatum { value: None, statistic_values: Some(set), ..datum(0.0) };
    bench.done(put(vec![datum(8.0), set, values]));
    let found = points(&mut bench, ask(&["SampleCount", "Sum", "Minimum", "Maximum", "Average"]));
    let [point] = &found[..] else { panic!("{found:?}") };
    let figures = [point.sample_count, point.sum, point.minimum, point.maximum, point.average];
    assert_eq!(figures.map(Option::unwrap), [7.0, 23.0, 1.0, 8.0, 23.0 / 7.0].map(Number::of));
    assert_eq!((point.timestamp.as_str(), point.unit.as_str()), ("2026-01-01T00:00:00.000Z", "None"));
}

#[test]
fn periods_begin_with_whole_minutes_and_leave_gaps_out() {
    let mut bench = Bench::new();
    bench.put(1.0);
    bench.advance(150);
    bench.put(2.0);
    let found = points(&mut bench, ask(&["Sum"]));
    let shown: Vec<(&str, f64)> = found.iter().map(|it| (&it.timestamp[14..19], it.sum.unwrap().get())).collect();
    assert_eq!(shown, [("00:00", 1.0), ("02:00", 2.0)]);
    let long = GetMetricStatistics { period: Some(180), ..ask(&["Sum"]) };
    assert_eq!(points(&mut bench, long)[0].sum, Some(Number::of(3.0)));
}

#[test]
fn seconds_can_be_asked_for_if_they_were_put() {
    let mut bench = Bench::new();
    bench.now = Instant::from_millis(45_000);
    bench.done(put(vec![MetricDatum { storage_resolution: Some(1), ..datum(5.0) }]));
    let found = points(&mut bench, GetMetricStatistics { period: Some(10), ..ask(&["Sum"]) });
    assert_eq!(found.iter().map(|it| it.timestamp.as_str()).collect::<Vec<_>>(), ["2026-01-01T00:00:40.000Z"]);
}

#[test]
fn each_unit_has_points_of_its_own() {
    let mut bench = Bench::new();
    let with = |unit: &str, value| MetricDatum { unit: Some(unit.into()), ..datum(value) };
    bench.done(put(vec![with("Bytes", 1.0), with("Count", 2.0)]));
    let found = points(&mut bench, ask(&["Sum"]));
    assert_eq!(found.iter().map(|it| it.unit.as_str()).collect::<Vec<_>>(), ["Bytes", "Count"]);
    let one = GetMetricStatistics { unit: Some("Count".into()), ..ask(&["Sum"]) };
    assert_eq!(points(&mut bench, one)[0].sum, Some(Number::of(2.0)));
}

#[test]
fn percentiles_are_told_by_name() {
    let mut bench = Bench::new();
    (1..=10_u8).for_each(|value| bench.put(f64::from(value)));
    let extended_statistics = vec!["p50".to_owned(), "p99".to_owned()];
    let found = points(&mut bench, GetMetricStatistics { extended_statistics, ..ask(&[]) });
    let expected = BTreeMap::from([("p50".to_owned(), Number::of(5.0)), ("p99".to_owned(), Number::of(10.0))]);
    assert_eq!((&found[0].extended_statistics, found[0].sum), (&expected, None));
}

#[test]
fn metrics_of_aws_are_asked_from_the_source() {
    let mut bench = Bench::new();
    bench.aws.insert(60, 7.0);
    bench.advance(180);
    let dimensions = vec![Dimension { name: "QueueName".into(), value: "orders".into() }];
    let (namespace, metric_name) = ("AWS/SQS".to_owned(), "SentMessageSize".to_owned());
    let request = GetMetricStatistics { namespace, metric_name, dimensions, ..ask(&["Maximum"]) };
    let found = points(&mut bench, request.clone());
    assert_eq!((found.len(), found[0].maximum, found[0].unit.as_str()), (1, Some(Number::of(7.0)), "Bytes"));
    let wrong = GetMetricStatistics { unit: Some("Count".into()), ..request };
    assert!(points(&mut bench, wrong).is_empty());
}

#[test]
fn values_lie_at_most_two_weeks_back_and_two_hours_ahead() {
    let mut bench = Bench::new();
    let at = |text: &str| put(vec![MetricDatum { timestamp: Some(Timestamp(text.into())), ..datum(1.0) }]);
    for (text, sentence) in [
        ("2025-12-18T00:00:00Z", None),
        ("2025-12-17T23:59:59Z", Some("must specify a time within the past two weeks.")),
        ("2026-01-01T02:00:00Z", None),
        ("2026-01-01T02:00:01Z", Some("must specify a time no more than two hours in the future.")),
        ("soon", Some("must be a valid timestamp.")),
    ] {
        let refused = bench.call(at(text)).err().map(|error| error.message);
        let sentence = sentence.map(|sentence| format!("The parameter MetricData.member.1.Timestamp {sentence}"));
        assert_eq!(refused, sentence, "{text}");
    }
}

#[test]
fn a_refused_request_puts_nothing() {
    let mut bench = Bench::new();
    let bad = MetricDatum { value: None, ..datum(0.0) };
    assert!(bench.call(put(vec![datum(1.0), bad])).is_err());
    assert!(points(&mut bench, ask(&["Sum"])).is_empty());
}

#[test]
fn metrics_are_listed_for_two_weeks() {
    let mut bench = Bench::new();
    let dimensions =
        vec![Dimension { name: "b".into(), value: "1".into() }, Dimension { name: "a".into(), value: "2".into() }];
    bench.done(put(vec![datum(1.0), MetricDatum { dimensions, unit: Some("Count".into()), ..datum(1.0) }]));
    bench.done(put(vec![MetricDatum { unit: Some("Bytes".into()), ..datum(1.0) }]));
    let queue = Metric {
        account: AccountId::DEFAULT,
        region: Region::DEFAULT,
        namespace: "AWS/SQS".into(),
        name: "NumberOfMessagesSent".into(),
        dimensions: Vec::new(),
    };
    bench.service.announce(queue, bench.now);
    let list = |bench: &mut Bench, request: ListMetrics| match bench.done(request) {
        Reply::ListMetrics(found) => {
            let one = |it: ListedMetric| format!("{}/{}/{}", it.namespace, it.metric_name, it.dimensions.len());
            found.metrics.into_iter().map(one).collect::<Vec<_>>().join(" ")
        }
        other => panic!("{other:?}"),
    };
    let all = ListMetrics::default();
    let filter = |name: &str, value: Option<&str>| {
        let dimensions = vec![DimensionFilter { name: name.into(), value: value.map(str::to_owned) }];
        ListMetrics { dimensions, ..ListMetrics::default() }
    };
    assert_eq!(list(&mut bench, all.clone()), "AWS/SQS/NumberOfMessagesSent/0 Shop/Load/0 Shop/Load/2");
    assert_eq!(list(&mut bench, filter("a", None)), "Shop/Load/2");
    assert_eq!(list(&mut bench, filter("a", Some("1"))), "");
    let namespace = Some("AWS/SQS".to_owned());
    assert_eq!(list(&mut bench, ListMetrics { namespace, ..all.clone() }), "AWS/SQS/NumberOfMessagesSent/0");
    assert_eq!(list(&mut bench, ListMetrics { metric_name: Some("None".into()), ..all.clone() }), "");
    bench.advance(3 * 3_600 + 1);
    assert_eq!(list(&mut bench, ListMetrics { recently_active: Some("PT3H".into()), ..all.clone() }), "");
    bench.advance(14 * 86_400);
    assert_eq!(list(&mut bench, all), "");
}

#[test]
fn requests_have_awss_json_form() {
    let text = "{\"Operation\":\"PutMetricAlarm\",\"AlarmName\":\"a\",\"OKActions\":[\"x\"],\"Period\":60,\
                \"Threshold\":2.5}";
    let request: Request = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&request).unwrap(), text);
    assert_eq!(request.alarm_names(), ["a"]);
    let text = "{\"Operation\":\"PutMetricData\",\"Namespace\":\"Shop\",\"MetricData\":[{\"MetricName\":\"Load\",\
                \"Timestamp\":\"1767225600\",\"Values\":[1.0,2.5]}]}";
    let request: Request = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&request).unwrap(), text);
    assert!(serde_json::from_str::<Request>("{\"Operation\":\"PutMetricAlarm\",\"Threshold\":\"2\"}").is_err());
    let text = "{\"Operation\":\"TagResource\",\"ResourceARN\":\"x\"}";
    assert_eq!(serde_json::to_string(&serde_json::from_str::<Request>(text).unwrap()).unwrap(), text);
    assert_eq!(Request::OPERATIONS.len(), 13);
}
