//! The form of an alarm: what can be watched, and the request that the fields stand for.

mod barred;
mod options;

pub use barred::{Barred, arn_of, barred};
pub use options::{
    Options, QUEUE_METRICS, TOPIC_METRICS, comparisons, metrics_of, missings, periods, statistics, tellable, watchable,
    watched_in,
};
use queuelab::t;

use super::{Problem, Values, optional, text, whole};
use options::{dimensions_of, watch_of};
use queuelab::base::Caller;
use queuelab::call::CallError;
use queuelab::cloud::Cloud;
use queuelab::cloudwatch::Metric;
use queuelab::cloudwatch::alarm::{Alarm, State};
use queuelab::cloudwatch::api::{Dimension, PutMetricAlarm};
use queuelab::cloudwatch::evaluate::{Comparison, Missing};
use queuelab::cloudwatch::metric::Choice;
use queuelab::cloudwatch::number::Number;
use std::sync::Arc;

/// Fields beside which a refusal can stand.
pub const FIELDS: [&str; 5] = ["AlarmName", "Threshold", "EvaluationPeriods", "DatapointsToAlarm", "Period"];
/// The same as CloudWatch writes them in other sentences.
const MEMBERS: [&str; 5] = ["alarmName", "threshold", "evaluationPeriods", "datapointsToAlarm", "period"];
/// The fields for the topics that are told, by state.
pub const TELLS: [(State, &str); 3] =
    [(State::Alarm, "alarmTopic"), (State::Ok, "okTopic"), (State::InsufficientData, "insufficientTopic")];
/// A refusal beside the field that it names.
pub fn problem(error: &CallError) -> Problem {
    let found = Problem::of(error, &FIELDS);
    if found.field.is_some() {
        return found;
    }
    let member = Problem::of(error, &MEMBERS).field;
    let field = MEMBERS.iter().zip(FIELDS).find_map(|(known, field)| (Some(*known) == member).then_some(field));
    Problem { field, ..found }
}

/// The fields of an alarm, or of a new one that watches the first queue.
pub fn values(cloud: &Cloud, caller: &Caller, alarm: Option<&Alarm>) -> Values {
    let Some(alarm) = alarm else {
        let watch = watchable(cloud, caller, None).into_iter().next().map(|(value, _)| value).unwrap_or_default();
        let metric = metrics_of(&watch).first().copied().unwrap_or_default();
        return [
            ("AlarmName", String::new()),
            ("watch", watch),
            ("metric", metric.to_owned()),
            ("statistic", "Average".to_owned()),
            ("Period", "60".to_owned()),
            ("Threshold", "10".to_owned()),
            ("comparison", Comparison::GreaterThanThreshold.names().0.to_owned()),
            ("EvaluationPeriods", "2".to_owned()),
            ("missing", Missing::Missing.name().to_owned()),
        ]
        .into();
    };
    let (rule, terms) = (&alarm.rule, &alarm.rule.terms);
    let mut values: Values = [
        ("AlarmName", alarm.key.name.to_string()),
        ("description", rule.description.as_deref().unwrap_or_default().to_owned()),
        ("watch", watch_of(rule)),
        ("metric", rule.metric.name.to_string()),
        ("statistic", rule.choice.name().to_owned()),
        ("Period", rule.period.to_string()),
        ("Threshold", terms.threshold.get().to_string()),
        ("comparison", terms.comparison.names().0.to_owned()),
        ("EvaluationPeriods", terms.periods.to_string()),
        ("DatapointsToAlarm", terms.datapoints.map(|count| count.to_string()).unwrap_or_default()),
        ("missing", terms.missing.name().to_owned()),
    ]
    .into();
    for (state, field) in TELLS {
        values.insert(field, rule.actions(state).first().map(ToString::to_string).unwrap_or_default());
    }
    values
}

/// The fields of a new alarm on a metric; nothing where the caller's alarms cannot watch that.
pub fn values_on(cloud: &Cloud, caller: &Caller, metric: &Metric, statistic: &str) -> Option<Values> {
    let watch = watched_in(metric);
    let is_near = metric.account == caller.account && metric.region == caller.region;
    let is_offered = is_near && watchable(cloud, caller, None).iter().any(|(value, _)| *value == watch);
    if !is_offered || !metrics_of(&watch).contains(&&*metric.name) {
        return None;
    }
    let mut values = values(cloud, caller, None);
    values.extend([("watch", watch), ("metric", metric.name.to_string()), ("statistic", statistic.to_owned())]);
    Some(values)
}

/// The request that the fields stand for. What the page has no field for stays as the alarm has it.
///
/// # Errors
/// The first field that is no number.
pub fn request(values: &Values, alarm: Option<&Alarm>) -> Result<PutMetricAlarm, Problem> {
    let rule = alarm.map(|alarm| &alarm.rule);
    let (watch, typed) = (text(values, "watch"), text(values, "Threshold").trim());
    let threshold: f64 = typed.parse().ok().filter(|it: &f64| it.is_finite()).ok_or_else(|| {
        let told = if typed.is_empty() {
            t!("Type a number, such as 10.").to_owned()
        } else {
            t!("“{typed}” is no number.", typed)
        };
        Problem::at("Threshold", told)
    })?;
    let metrics = metrics_of(watch);
    // What was chosen for a queue means nothing for a topic.
    let metric = text(values, "metric");
    let metric =
        if metrics.is_empty() || metrics.contains(&metric) { metric } else { metrics.first().unwrap_or(&metric) };
    let (namespace, dimensions) = match (dimensions_of(watch), rule) {
        (Some((namespace, dimensions)), _) => (namespace.to_owned(), dimensions),
        (_, Some(rule)) => {
            let own = rule.metric.dimensions.iter();
            let own = own.map(|(name, value)| Dimension { name: name.to_string(), value: value.to_string() });
            (rule.metric.namespace.to_string(), own.collect())
        }
        _ => {
            return Err(Problem {
                field: None,
                text: t!("There is nothing to watch yet: add a queue, a topic, a stream or a function first.")
                    .to_owned(),
            });
        }
    };
    let statistic = text(values, "statistic").to_owned();
    let is_percentile = Choice::percentile(&statistic).is_some();
    let given = |field| Some(text(values, field).trim().to_owned()).filter(|text| !text.is_empty());
    let actions = |state: State| {
        let own: &[Arc<str>] = rule.map_or(&[], |rule| rule.actions(state));
        let field = TELLS.iter().find(|(known, _)| *known == state).map_or("", |(_, field)| *field);
        // The field is the first one; the page shows no more.
        given(field).into_iter().chain(own.iter().skip(1).map(ToString::to_string)).collect()
    };
    Ok(PutMetricAlarm {
        alarm_name: text(values, "AlarmName").trim().to_owned(),
        alarm_description: given("description"),
        actions_enabled: rule.map(|rule| rule.actions_enabled),
        ok_actions: actions(State::Ok),
        alarm_actions: actions(State::Alarm),
        insufficient_data_actions: actions(State::InsufficientData),
        metric_name: Some(metric.to_owned()),
        namespace: Some(namespace),
        extended_statistic: Some(statistic.clone()).filter(|_| is_percentile),
        statistic: Some(statistic).filter(|_| !is_percentile),
        dimensions,
        period: Some(whole(values, "Period")?),
        evaluation_periods: Some(whole(values, "EvaluationPeriods")?),
        datapoints_to_alarm: optional(values, "DatapointsToAlarm")?,
        threshold: Some(Number::of(threshold)),
        comparison_operator: given("comparison"),
        treat_missing_data: given("missing"),
        evaluate_low_sample_count_percentile: rule
            .and_then(|rule| rule.low_samples.as_deref().map(str::to_owned))
            .filter(|_| is_percentile),
        ..PutMetricAlarm::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alarms::alarm;
    use queuelab::cloud::{Dials, Submitted};
    use queuelab::cloudwatch::api::Request;
    use queuelab::limits::LimitSet;
    use queuelab::sns::api::CreateTopic;
    use queuelab::sqs::api::CreateQueue;

    pub(super) fn lab() -> Cloud {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        cloud.call(CreateQueue { queue_name: "jobs".to_owned(), ..CreateQueue::default() });
        cloud.call(CreateTopic { name: "ops".to_owned(), ..CreateTopic::default() });
        cloud
    }

    #[test]
    fn what_was_put_comes_back_as_the_same_fields() {
        let (mut cloud, caller) = (lab(), Caller::default());
        let mut typed = values(&cloud, &caller, None);
        assert_eq!(text(&typed, "watch"), "queue:jobs");
        let topic = tellable(&cloud, &caller, None).pop().map(|(arn, _)| arn).unwrap();
        typed.extend([
            ("AlarmName", "too many".to_owned()),
            ("Threshold", "2.5".to_owned()),
            ("statistic", "p90".to_owned()),
            ("DatapointsToAlarm", "1".to_owned()),
            ("description", "jobs pile up".to_owned()),
            ("alarmTopic", topic),
            ("okTopic", String::new()),
            ("insufficientTopic", String::new()),
        ]);
        let asked: Request = request(&typed, None).unwrap().into();
        assert!(matches!(cloud.call(asked), Submitted::Done(Ok(_))));
        let made = alarm(&cloud, 0).unwrap();
        assert_eq!(values(&cloud, &caller, Some(made)), typed);
        assert_eq!(request(&typed, Some(made)).unwrap().alarm_actions.len(), 1);
        // The page offers whatever the alarm has.
        assert!(statistics(Some(made)).iter().any(|(value, _)| value == "p90"));
    }

    #[test]
    fn an_alarm_on_a_metric_begins_with_it() {
        let (cloud, caller) = (lab(), Caller::default());
        let metric = |queue: &str, name: &str| Metric {
            account: caller.account,
            region: caller.region,
            namespace: "AWS/SQS".into(),
            name: name.into(),
            dimensions: vec![("QueueName".into(), queue.into())],
        };
        let on = |metric: &Metric| values_on(&cloud, &caller, metric, "Maximum");
        let age = metric("jobs", "ApproximateAgeOfOldestMessage");
        let mut typed = on(&age).unwrap();
        let fields = ["watch", "metric", "statistic"].map(|field| text(&typed, field).to_owned());
        assert_eq!(fields, ["queue:jobs", "ApproximateAgeOfOldestMessage", "Maximum"]);
        typed.insert("AlarmName", "old".to_owned());
        assert_eq!(request(&typed, None).unwrap().dimensions[0].value, "jobs");
        assert_eq!((on(&metric("gone", "NumberOfMessagesSent")), on(&metric("jobs", "Nonsense"))), (None, None));
        let stranger = Metric { account: queuelab::base::AccountId::new(7).unwrap(), ..age };
        assert_eq!(on(&stranger), None);
    }

    const FLOWS: &str = "call kinesis CreateStream StreamName=s ShardCount=1
        advance 20s
        call kinesis EnableEnhancedMonitoring StreamName=s ShardLevelMetrics:=[\"ALL\"]
        call kinesis RegisterStreamConsumer StreamARN=arn:aws:kinesis:us-east-1:000000000000:stream/s ConsumerName=c
        call s3 CreateBucket Bucket=lake
        call firehose CreateDeliveryStream DeliveryStreamName=d \
          ExtendedS3DestinationConfiguration:={\"RoleARN\":\"arn:aws:iam::000000000000:role/f\",\"BucketARN\":\"arn:aws:s3:::lake\"}
        call lambda CreateFunction FunctionName=f Role=arn:aws:iam::000000000000:role/f
        advance 30s";

    #[test]
    fn streams_with_their_parts_delivery_streams_and_functions_can_be_watched() {
        let mut session = queuelab::session::Session::new(queuelab::scenario::quiet_start());
        let mut runner = queuelab::scenario::Runner::default();
        for (_, command) in &queuelab::scenario::Script::parse(FLOWS).unwrap().commands {
            runner.run(&mut session, command).unwrap();
        }
        let cloud = &mut session.cloud().clone();
        let caller = Caller::default();
        let offered = watchable(cloud, &caller, None);
        let offered: Vec<&str> = offered.iter().map(|(value, _)| value.as_str()).collect();
        let expected = ["stream:s", "shard:s/shardId-000000000000", "consumer:s/c", "delivery stream:d", "function:f"];
        assert_eq!(offered, expected);
        for watch in offered {
            for metric in metrics_of(watch) {
                let mut typed = values(cloud, &caller, None);
                typed.insert("watch", watch.to_owned());
                typed.insert("metric", (*metric).to_owned());
                typed.insert("AlarmName", "a".to_owned());
                let asked: Request = request(&typed, None).unwrap().into();
                assert!(matches!(cloud.call(asked), Submitted::Done(Ok(_))), "{watch} {metric}");
                let made = alarm(cloud, 0).unwrap().clone();
                let back = values(cloud, &caller, Some(&made));
                assert_eq!((text(&back, "watch"), text(&back, "metric")), (watch, *metric));
            }
        }
    }

    #[test]
    fn a_metric_of_the_other_service_gives_way_and_nonsense_is_told() {
        let cloud = lab();
        let mut typed = values(&cloud, &Caller::default(), None);
        typed.insert("watch", "topic:ops".to_owned());
        let asked = request(&typed, None).unwrap();
        assert_eq!(asked.metric_name.as_deref(), Some("NumberOfMessagesPublished"));
        assert_eq!(asked.namespace.as_deref(), Some("AWS/SNS"));
        typed.insert("Threshold", "many".to_owned());
        assert_eq!(request(&typed, None).unwrap_err().field, Some("Threshold"));
        typed.insert("Threshold", "1".to_owned());
        typed.insert("watch", String::new());
        assert_eq!(request(&typed, None).unwrap_err().field, None);
    }
}
