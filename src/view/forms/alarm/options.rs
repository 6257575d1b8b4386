//! What the fields of an alarm offer.

use crate::base::{Arn, Caller};
use crate::cloud::Cloud;
use crate::cloudwatch::alarm::{Alarm, Rule, State};
use crate::cloudwatch::evaluate::{Comparison, Missing};
use crate::cloudwatch::metric::Statistic;
use crate::view::alarm_plot::{missing_words, period_words};

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

/// What a caller's alarms can watch: the queues and topics of the same account and Region.
pub fn watchable(cloud: &Cloud, caller: &Caller, alarm: Option<&Alarm>) -> Options {
    let is_own = |arn: &Arn| is_near(caller, arn) && arn.account == caller.account.to_string();
    let one = |kind: &str, arn: Arn| (format!("{kind}:{}", arn.resource), format!("{kind} {}", arn.resource));
    let queues = cloud.sqs().queues().map(|queue| queue.key.arn()).filter(is_own).map(|arn| one("queue", arn));
    let topics = cloud.sns().topics().map(|topic| topic.key.arn()).filter(is_own).map(|arn| one("topic", arn));
    let mut all: Options = queues.chain(topics).collect();
    if let Some(own) = alarm.map(|alarm| watch_of(&alarm.rule))
        && all.iter().all(|(value, _)| *value != own)
    {
        all.push((own.clone(), if own == AS_IT_IS { "what it watches now".to_owned() } else { own.replace(':', " ") }));
    }
    all
}

pub(super) fn watch_of(rule: &Rule) -> String {
    match (&*rule.metric.namespace, rule.metric.dimensions.as_slice()) {
        ("AWS/SQS", [(_, name)]) => format!("queue:{name}"),
        ("AWS/SNS", [(_, name)]) => format!("topic:{name}"),
        _ => AS_IT_IS.to_owned(),
    }
}

/// The metrics of what is watched.
pub fn metrics_of(watch: &str) -> &'static [&'static str] {
    match watch.split_once(':') {
        Some(("queue", _)) => &QUEUE_METRICS,
        Some(("topic", _)) => &TOPIC_METRICS,
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
                format!("{} (not in this lab)", action.rsplit(':').next().unwrap_or(action)),
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
