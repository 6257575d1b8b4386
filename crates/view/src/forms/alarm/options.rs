//! What the fields of an alarm offer.

use crate::alarm_plot::{missing_words, period_words};
use queuelab::base::{Arn, Caller};
use queuelab::cloud::{
    APPLICATION_METRICS, CONSUMER_METRICS, Cloud, DELIVERY_STREAM_METRICS, FUNCTION_METRICS, STREAM_METRICS,
};
use queuelab::cloudwatch::Metric;
use queuelab::cloudwatch::alarm::{Alarm, Rule, State};
use queuelab::cloudwatch::api::Dimension;
use queuelab::cloudwatch::evaluate::{Comparison, Missing};
use queuelab::cloudwatch::metric::Statistic;
use queuelab::kinesis::SHARD_LEVEL_METRICS;
use queuelab::t;

/// What SQS publishes about a queue, in AWS's words; the lab measures each of them.
pub const QUEUE_METRICS: [&str; 16] = [
    "ApproximateNumberOfMessagesVisible",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateAgeOfOldestMessage",
    "NumberOfMessagesSent",
    "NumberOfMessagesReceived",
    "NumberOfMessagesDeleted",
    "NumberOfEmptyReceives",
    "SentMessageSize",
    "NumberOfDeduplicatedSentMessages",
    "ApproximateNumberOfGroupsWithInflightMessages",
    "ApproximateNumberOfNoisyGroups",
    "ApproximateNumberOfMessagesVisibleInQuietGroups",
    "ApproximateNumberOfMessagesNotVisibleInQuietGroups",
    "ApproximateNumberOfMessagesDelayedInQuietGroups",
    "ApproximateAgeOfOldestMessageInQuietGroups",
];
/// What SNS publishes about a topic.
pub const TOPIC_METRICS: [&str; 6] = [
    "NumberOfMessagesPublished",
    "NumberOfNotificationsDelivered",
    "NumberOfNotificationsFailed",
    "NumberOfNotificationsFilteredOut",
    "NumberOfNotificationsRedrivenToDlq",
    "PublishSize",
];
/// The periods to choose from, in seconds.
const PERIODS: [u64; 7] = [10, 20, 30, 60, 300, 900, 3_600];
const PERCENTILES: [&str; 4] = ["p50", "p90", "p95", "p99"];
/// Of an alarm that watches what the page has no choice for.
const AS_IT_IS: &str = "as it is";

/// Values with their words.
pub type Options = Vec<(String, String)>;

fn is_near(caller: &Caller, arn: &Arn) -> bool {
    arn.region == caller.region.name()
}

/// What a caller's alarms can watch: whatever has metrics in the same account and Region.
pub fn watchable(cloud: &Cloud, caller: &Caller, alarm: Option<&Alarm>) -> Options {
    let is_own = |arn: &Arn| is_near(caller, arn) && arn.account == caller.account.to_string();
    let one = |kind: &str, arn: Arn| (format!("{kind}:{}", arn.resource), watched(kind, &arn.resource));
    let queues = cloud.sqs().queues().map(|queue| queue.key.arn()).filter(is_own).map(|arn| one("queue", arn));
    let topics = cloud.sns().topics().map(|topic| topic.key.arn()).filter(is_own).map(|arn| one("topic", arn));
    let mut all: Options = queues.chain(topics).collect();
    all.extend(flows(cloud, &is_own).map(|(kind, name)| (format!("{kind}:{name}"), watched(kind, &name))));
    if let Some(own) = alarm.map(|alarm| watch_of(&alarm.rule))
        && all.iter().all(|(value, _)| *value != own)
    {
        all.push((
            own.clone(),
            if own == AS_IT_IS { t!("what it watches now").to_owned() } else { own.replace(':', " ") },
        ));
    }
    all
}

/// Streams with their shards and consumers, delivery streams, functions, and applications.
fn flows<'a>(cloud: &'a Cloud, is_own: &'a dyn Fn(&Arn) -> bool) -> impl Iterator<Item = (&'static str, String)> + 'a {
    let streams = cloud.kinesis().streams().filter(|stream| is_own(&stream.key.arn())).flat_map(move |stream| {
        let name = &stream.key.name;
        let is_measured = SHARD_LEVEL_METRICS.into_iter().any(|metric| stream.measures_shards(metric));
        let shards = stream.open_shards().filter(move |_| is_measured);
        let shards = shards.map(move |shard| ("shard", format!("{name}/{}", shard.id)));
        let consumers = stream.consumers.keys().map(move |consumer| ("consumer", format!("{name}/{consumer}")));
        std::iter::once(("stream", name.to_string())).chain(shards).chain(consumers)
    });
    let deliveries = cloud.firehose().streams().filter(|stream| is_own(&stream.key.arn()));
    let functions = cloud.lambda().functions().filter(|function| is_own(&function.arn()));
    let applications = cloud.analytics().all().filter(|managed| is_own(&managed.key.arn()));
    streams
        .chain(deliveries.map(|stream| ("delivery stream", stream.key.name.to_string())))
        .chain(functions.map(|function| ("function", function.key.name.to_string())))
        .chain(applications.map(|managed| ("application", managed.key.name.to_string())))
}

pub(super) fn watch_of(rule: &Rule) -> String {
    watched_in(&rule.metric)
}

/// What is watched by whoever watches a metric, as the field has it.
pub fn watched_in(metric: &Metric) -> String {
    match (&*metric.namespace, metric.dimensions.as_slice()) {
        ("AWS/SQS", [(_, name)]) => format!("queue:{name}"),
        ("AWS/SNS", [(_, name)]) => format!("topic:{name}"),
        ("AWS/Kinesis", [(_, name)]) => format!("stream:{name}"),
        ("AWS/Kinesis", [(kind, part), (_, name)]) if &**kind == "ShardId" => format!("shard:{name}/{part}"),
        ("AWS/Kinesis", [(_, part), (_, name)]) => format!("consumer:{name}/{part}"),
        ("AWS/Firehose", [(_, name)]) => format!("delivery stream:{name}"),
        ("AWS/Lambda", [(_, name)]) => format!("function:{name}"),
        ("AWS/KinesisAnalytics", [(_, name)]) => format!("application:{name}"),
        _ => AS_IT_IS.to_owned(),
    }
}

/// The namespace and the dimensions of what is watched.
pub(super) fn dimensions_of(watch: &str) -> Option<(&'static str, Vec<Dimension>)> {
    let dimension = |name: &str, value: &str| Dimension { name: name.to_owned(), value: value.to_owned() };
    let (kind, name) = watch.split_once(':')?;
    let part = |of: &str| {
        let (stream, part) = name.split_once('/')?;
        Some(("AWS/Kinesis", vec![dimension(of, part), dimension("StreamName", stream)]))
    };
    let (namespace, of) = match kind {
        "queue" => ("AWS/SQS", "QueueName"),
        "topic" => ("AWS/SNS", "TopicName"),
        "stream" => ("AWS/Kinesis", "StreamName"),
        "shard" => return part("ShardId"),
        "consumer" => return part("ConsumerName"),
        "delivery stream" => ("AWS/Firehose", "DeliveryStreamName"),
        "function" => ("AWS/Lambda", "FunctionName"),
        "application" => ("AWS/KinesisAnalytics", "Application"),
        _ => return None,
    };
    Some((namespace, vec![dimension(of, name)]))
}

/// What is watched, in words: the kinds are values of the form.
fn watched(kind: &str, name: &str) -> String {
    match kind {
        "queue" => t!("queue {name}", name),
        "topic" => t!("topic {name}", name),
        "stream" => t!("stream {name}", name),
        "shard" => t!("shard {name}", name),
        "consumer" => t!("consumer {name}", name),
        "delivery stream" => t!("delivery stream {name}", name),
        "function" => t!("function {name}", name),
        _ => t!("application {name}", name),
    }
}

/// The metrics of what is watched.
pub fn metrics_of(watch: &str) -> &'static [&'static str] {
    match watch.split_once(':') {
        Some(("queue", _)) => &QUEUE_METRICS,
        Some(("topic", _)) => &TOPIC_METRICS,
        Some(("stream", _)) => &STREAM_METRICS,
        Some(("shard", _)) => &SHARD_LEVEL_METRICS,
        Some(("consumer", _)) => &CONSUMER_METRICS,
        Some(("delivery stream", _)) => &DELIVERY_STREAM_METRICS,
        Some(("function", _)) => &FUNCTION_METRICS,
        Some(("application", _)) => &APPLICATION_METRICS,
        _ => &[],
    }
}

/// The topics that can be told: those of the caller's Region, and whatever the alarm tells now.
pub fn tellable(cloud: &Cloud, caller: &Caller, alarm: Option<&Alarm>) -> Options {
    let topics = cloud.sns().topics().map(|topic| topic.key.arn()).filter(|arn| is_near(caller, arn));
    let mut all = vec![(String::new(), "nobody".to_owned())];
    all.extend(topics.map(|arn| (arn.to_string(), arn.resource)));
    for action in alarm.into_iter().flat_map(|alarm| State::ALL.iter().flat_map(|state| alarm.rule.actions(*state))) {
        if all.iter().all(|(value, _)| **value != **action) {
            all.push((
                action.to_string(),
                t!("{action} (not in this lab)", action = action.rsplit(':').next().unwrap_or(action)),
            ));
        }
    }
    all
}

/// The statistics to choose from.
pub fn statistics(alarm: Option<&Alarm>) -> Options {
    let own = alarm.map(|alarm| alarm.rule.choice.name());
    let known = Statistic::ALL.map(|statistic| statistic.names().0).into_iter().chain(PERCENTILES);
    let mut all: Vec<&str> = known.collect();
    all.extend(own.filter(|own| !all.contains(own)));
    all.into_iter().map(|name| (name.to_owned(), name.to_owned())).collect()
}

/// The periods to choose from.
pub fn periods(alarm: Option<&Alarm>) -> Options {
    let mut all = PERIODS.to_vec();
    all.extend(alarm.map(|alarm| alarm.rule.period).filter(|own| !PERIODS.contains(own)));
    all.into_iter().map(|secs| (secs.to_string(), period_words(secs))).collect()
}

/// The comparisons.
pub fn comparisons() -> Options {
    Comparison::ALL.map(Comparison::names).map(|(name, words)| (name.to_owned(), words.to_owned())).to_vec()
}

/// What missing data can count as.
pub fn missings() -> Options {
    let word =
        |missing: Missing| (missing.name().to_owned(), format!("{}: {}", missing.name(), missing_words(missing)));
    [Missing::Missing, Missing::NotBreaching, Missing::Breaching, Missing::Ignore].map(word).to_vec()
}
