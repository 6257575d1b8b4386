//! What CloudWatch has to do with the rest of a lab: where the numbers of its alarms come from, and what they do.
//!
//! Queues and topics are measured at every evaluation, as long as some alarm looks at them: gauges as they stand, counters
//! by how much they grew. A queue that nobody used for six hours and that is empty has no numbers at all, as in AWS.

use super::errands::{Report, service_caller};
use super::hosting::Hosted;
use super::{Cloud, EventKind, Timer};
use crate::base::collections::{ChunkDeque, SortedMap};
use crate::base::{Arn, Caller, Origin, RequestId};
use crate::call::Call;
use crate::clock::{Duration, Instant};
use crate::cloudwatch::{self, CloudWatch, Metric, Statistics};
use crate::sns::api::Publish;
use crate::sns::topic::{Topic, TopicTotals};
use crate::sqs::metrics::{Gauges, Totals};
use crate::sqs::queue::Queue;
use std::convert::Infallible;
use std::sync::Arc;

/// CloudWatch, as the policies of topics name it.
pub const CLOUDWATCH_SERVICE: &str = "cloudwatch.amazonaws.com";
/// A queue without activity for so long has no metrics any more.
const IDLE: Duration = Duration::from_secs(6 * 3_600);
/// So many samples of a metric are kept: a week of minutes, the longest that an alarm looks back.
const SAMPLES_MAX: u64 = 10_080;

/// What was measured, by metric; counters as they stood since the beginning.
pub(super) type Samples = SortedMap<Metric, ChunkDeque<(Instant, Option<u64>)>>;

impl Hosted for CloudWatch {
    fn of(cloud: &mut Cloud) -> &mut Self {
        &mut cloud.cloudwatch
    }

    fn event(kind: Self::Event) -> EventKind {
        EventKind::CloudWatch(kind)
    }

    fn timer(timer: Self::Timer) -> Timer {
        Timer::CloudWatch(timer)
    }

    fn carry(cloud: &mut Cloud, outgoing: Self::Outgoing) {
        cloud.act_for_alarm(outgoing);
    }

    fn answered(_: &mut Cloud, _: RequestId, answer: Infallible) {
        match answer {}
    }
}

impl Cloud {
    /// Alarms are due.
    pub(super) fn wake_alarms(&mut self, timer: cloudwatch::Timer) {
        self.measure();
        let samples = std::mem::take(&mut self.samples);
        self.act_by_clock(|alarms: &mut CloudWatch, cx| {
            alarms.wake(cx, timer, &|metric, from, to| between(&samples, metric, from, to));
        });
        self.samples = samples;
    }

    /// A call to CloudWatch.
    pub(super) fn call_cloudwatch(
        &mut self,
        caller: &Caller,
        request: RequestId,
        call: &cloudwatch::api::Request,
    ) -> cloudwatch::Result<cloudwatch::api::Reply> {
        let samples = std::mem::take(&mut self.samples);
        let result = self.act(caller, request, |alarms: &mut CloudWatch, cx| {
            alarms.handle(cx, call, &|metric, from, to| between(&samples, metric, from, to))
        });
        self.samples = samples;
        // What a new alarm's counters grow from is how they stand now.
        if matches!(call, cloudwatch::api::Request::PutMetricAlarm(_)) && result.is_ok() {
            self.measure();
        }
        result
    }

    /// Measures what alarms look at.
    fn measure(&mut self) {
        let mut wanted: Vec<Metric> = self.cloudwatch.alarms().map(|alarm| alarm.rule.metric.clone()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        self.samples.retain(|metric, _| wanted.binary_search(metric).is_ok());
        for metric in wanted.into_iter().filter(Metric::is_aws) {
            let value = self.value_of(&metric);
            if value.is_some() {
                self.cloudwatch.announce(metric.clone(), self.now);
            }
            let now = self.now;
            self.samples.update(metric, |samples| {
                samples.push((now, value));
                if samples.next() - samples.front() > SAMPLES_MAX {
                    samples.pop_first();
                }
            });
        }
    }

    fn value_of(&self, metric: &Metric) -> Option<u64> {
        let [(dimension, name)] = metric.dimensions.as_slice() else { return None };
        match (&*metric.namespace, &**dimension) {
            ("AWS/SQS", "QueueName") => {
                let queue = self.sqs.queue(self.sqs.find(metric.account, metric.region, name)?)?;
                let active = queue.metrics.minutes.last().map_or(queue.created, |(minute, _)| {
                    Instant::from_millis(minute.saturating_mul(60_000).saturating_add(60_000))
                });
                let is_idle = queue.counts.total() == 0 && self.now.since(active) > IDLE;
                (!is_idle).then(|| of_queue(queue, &metric.name, self.now)).flatten()
            }
            ("AWS/SNS", "TopicName") => {
                let topic = self.sns.topic(self.sns.find(metric.account, metric.region, name)?)?;
                of_topic(topic, &metric.name)
            }
            ("AWS/Firehose", "DeliveryStreamName") => {
                let stream = self.firehose.stream(self.firehose.find(metric.account, metric.region, name)?)?;
                super::delivery_streams::metric_of(stream, &metric.name, self.now)
            }
            ("AWS/KinesisAnalytics", "Application") => {
                let managed = self.analytics.managed(self.analytics.find(metric.account, metric.region, name)?)?;
                super::applications::metric_of(managed, &metric.name)
            }
            _ => None,
        }
    }

    fn act_for_alarm(&mut self, outgoing: cloudwatch::Outgoing) {
        let Some(arn) = outgoing.action.parse::<Arn>().ok().filter(|arn| arn.service == "sns") else {
            let failure = Some("the lab has nothing of that name");
            return self.settle_alarm(&outgoing, failure);
        };
        let number = self.cloudwatch.get(&outgoing.key).map_or(0, |alarm| alarm.number);
        let (source, account, region) = (outgoing.alarm.clone(), outgoing.account, outgoing.region);
        let caller = service_caller(CLOUDWATCH_SERVICE, source, account, region, Origin::Alarm(number));
        let publish = Publish {
            topic_arn: Some(arn.to_string()),
            subject: Some(outgoing.subject.to_string()),
            message: outgoing.message.to_string(),
            message_structure: Some("json".to_owned()),
            ..Publish::default()
        };
        let cause = outgoing.event;
        self.send_out(caller, Call::from(publish), (arn, Report::Alarm(Arc::new(outgoing))), cause);
    }

    pub(super) fn settle_alarm(&mut self, outgoing: &cloudwatch::Outgoing, failure: Option<&str>) {
        self.act_by_clock(|alarms: &mut CloudWatch, cx| alarms.settle(cx, outgoing, failure));
    }
}

fn of_queue(queue: &Queue, name: &str, now: Instant) -> Option<u64> {
    let total = |read: fn(&Totals) -> u64| Some(read(&queue.metrics.totals));
    let gauge = |read: fn(&Gauges) -> u64| Some(read(&Gauges::read(queue, now)));
    match name {
        "ApproximateNumberOfMessagesVisible" => Some(queue.counts.visible),
        "ApproximateNumberOfMessagesNotVisible" => Some(queue.counts.in_flight),
        "ApproximateNumberOfMessagesDelayed" => Some(queue.counts.delayed),
        "ApproximateAgeOfOldestMessage" => gauge(|gauges| gauges.oldest_secs),
        "ApproximateNumberOfGroupsWithInflightMessages" => gauge(|gauges| gauges.groups_in_flight),
        "ApproximateNumberOfNoisyGroups" => gauge(|gauges| gauges.noisy_groups),
        "ApproximateNumberOfMessagesVisibleInQuietGroups" => gauge(|gauges| gauges.quiet_visible),
        "ApproximateNumberOfMessagesNotVisibleInQuietGroups" => gauge(|gauges| gauges.quiet_not_visible),
        "ApproximateNumberOfMessagesDelayedInQuietGroups" => gauge(|gauges| gauges.quiet_delayed),
        "ApproximateAgeOfOldestMessageInQuietGroups" => gauge(|gauges| gauges.quiet_oldest_secs),
        "NumberOfMessagesSent" => total(|totals| totals.sent),
        "NumberOfMessagesReceived" => total(|totals| totals.received),
        "NumberOfMessagesDeleted" => total(|totals| totals.deleted),
        "NumberOfEmptyReceives" => total(|totals| totals.empty_receives),
        "SentMessageSize" => total(|totals| totals.sent_bytes),
        "NumberOfDeduplicatedSentMessages" => total(|totals| totals.deduplicated),
        _ => None,
    }
}

fn of_topic(topic: &Topic, name: &str) -> Option<u64> {
    let total = |read: fn(&TopicTotals) -> u64| Some(read(&topic.totals));
    match name {
        "NumberOfMessagesPublished" => total(|totals| totals.published),
        "PublishSize" => total(|totals| totals.bytes),
        "NumberOfNotificationsDelivered" => total(|totals| totals.delivered),
        "NumberOfNotificationsFailed" => total(|totals| totals.dead_lettered + totals.lost),
        "NumberOfNotificationsFilteredOut" => total(|totals| totals.filtered),
        "NumberOfNotificationsRedrivenToDlq" => total(|totals| totals.dead_lettered),
        _ => None,
    }
}

/// Whether a metric counts since the beginning, rather than showing how things stand.
fn is_counter(metric: &Metric) -> bool {
    let is_gauge = super::delivery_streams::is_gauge(&metric.name) || super::applications::is_gauge(&metric.name);
    !metric.name.starts_with("Approximate") && !is_gauge
}

/// What a metric came to between two instants.
fn between(samples: &Samples, metric: &Metric, from: Instant, to: Instant) -> Option<Statistics> {
    let samples = samples.get(metric)?;
    let mut found: Option<Statistics> = None;
    let mut before: Option<u64> = None;
    for (_, (at, value)) in samples.iter() {
        // A sample tells of the stretch that it ends.
        if *at > from && *at <= to {
            let value =
                if is_counter(metric) { value.zip(before).map(|(value, before)| value - before) } else { *value };
            #[allow(clippy::cast_precision_loss, reason = "counts of a lab fit")]
            let one = value.map(|value| Statistics::of(value as f64));
            found = match (found, one) {
                (Some(all), Some(one)) => Some(all.and(one)),
                (all, one) => all.or(one),
            };
        }
        before = value.or(before);
    }
    found
}
