//! What CloudWatch has to do with the rest of a lab: where the numbers of its alarms come from, and what they do.
//!
//! What alarms look at is measured at every evaluation, as long as they do: see `measures`.

use super::errands::{Report, service_caller};
use super::hosting::Hosted;
use super::measures::Measured;
use super::{Cloud, EventKind, Timer};
use crate::base::collections::{ChunkDeque, SortedMap};
use crate::base::{Arn, Caller, Origin, RequestId};
use crate::call::Call;
use crate::clock::Instant;
use crate::cloudwatch::{self, CloudWatch, Metric, Statistics};
use crate::sns::api::Publish;
use std::convert::Infallible;
use std::sync::Arc;

/// CloudWatch, as the policies of topics name it.
pub const CLOUDWATCH_SERVICE: &str = "cloudwatch.amazonaws.com";
/// So many samples of a metric are kept: a week of minutes, the longest that an alarm looks back.
const SAMPLES_MAX: u64 = 10_080;

/// What was measured, by metric; counters as they stood since the beginning.
pub(super) type Samples = SortedMap<Metric, ChunkDeque<(Instant, Option<Measured>)>>;

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
                // Two evaluations of one instant see the same.
                if samples.last().is_some_and(|(at, _)| *at == now) {
                    return;
                }
                samples.push((now, value));
                if samples.next() - samples.front() > SAMPLES_MAX {
                    samples.pop_first();
                }
            });
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

/// What a metric came to between two instants.
fn between(samples: &Samples, metric: &Metric, from: Instant, to: Instant) -> Option<Statistics> {
    let samples = samples.get(metric)?;
    let mut found: Option<Statistics> = None;
    let mut before: Option<Measured> = None;
    for (_, (at, value)) in samples.iter() {
        // A sample tells of the stretch that it ends.
        if *at > from && *at <= to {
            let one = value.and_then(|value| value.since(before));
            found = match (found, one) {
                (Some(all), Some(one)) => Some(all.and(one)),
                (all, one) => all.or(one),
            };
        }
        before = value.or(before);
    }
    found
}
