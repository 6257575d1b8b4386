//! The service at work, with a clock of its own and a source of AWS's metrics that tests set.

mod alarms;
mod data;
mod messages;
mod refusals;

use super::alarm::State;
use super::api::*;
use super::number::Number;
use super::*;
use crate::base::{Caller, RequestId};
use crate::clock::{Duration, Epoch};
use std::collections::BTreeMap;

/// The topic that alarms notify.
const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:ops";
/// The policy that alarms scale by.
const POLICY: &str =
    "arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:1:autoScalingGroupName/web:policyName/up";

/// A service, the time there, and what it has told.
struct Bench {
    service: CloudWatch,
    now: Instant,
    events: Vec<CloudWatchEvent>,
    outgoing: Vec<Outgoing>,
    timers: BTreeMap<Timer, Instant>,
    /// What every metric of AWS is in the minute that begins at that second.
    aws: BTreeMap<u64, f64>,
    next_seq: u64,
}

impl Bench {
    fn new() -> Self {
        Self {
            service: CloudWatch::new(),
            now: Instant::ZERO,
            events: Vec::new(),
            outgoing: Vec::new(),
            timers: BTreeMap::new(),
            aws: BTreeMap::new(),
            next_seq: 1,
        }
    }

    fn act<T>(&mut self, act: impl FnOnce(&mut CloudWatch, &mut Cx<'_>, Source<'_>) -> T) -> T {
        let (mut events, mut timers, mut answers, mut outgoing) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut cx = Cx {
            now: self.now,
            epoch: Epoch::DEFAULT,
            caller: &Caller::default(),
            request: RequestId(1),
            next_seq: &mut self.next_seq,
            events: &mut events,
            timers: &mut timers,
            answers: &mut answers,
            outgoing: &mut outgoing,
        };
        let source = |_: &Metric, from: Instant, to: Instant| {
            let (from, to) = (from.as_millis() / 1000, to.as_millis() / 1000);
            self.aws.range(from..to).map(|(_, value)| Statistics::of(*value)).reduce(Statistics::and)
        };
        let result = act(&mut self.service, &mut cx, &source);
        for (timer, at) in timers {
            match at {
                Some(at) => self.timers.insert(timer, at),
                None => self.timers.remove(&timer),
            };
        }
        self.events.extend(events.into_iter().map(|event| event.kind));
        self.outgoing.extend(outgoing);
        result
    }

    fn call(&mut self, request: impl Into<Request>) -> Result<Reply> {
        let request = request.into();
        self.act(|service, cx, source| service.handle(cx, &request, source))
    }

    /// Carries out a request that must be taken.
    fn done(&mut self, request: impl Into<Request>) -> Reply {
        self.call(request).unwrap()
    }

    /// Lets time pass, with all that is due on the way.
    fn advance(&mut self, secs: u64) {
        let to = self.now.after(Duration::from_secs(secs));
        loop {
            let due = self.timers.iter().map(|(timer, at)| (*at, *timer)).min();
            let Some((at, timer)) = due.filter(|(at, _)| *at <= to) else { break };
            self.now = at;
            self.timers.remove(&timer);
            self.act(|service, cx, source| service.wake(cx, timer, source));
        }
        self.now = to;
    }

    fn alarm(&self, name: &str) -> &Alarm {
        let caller = Caller::default();
        self.service.alarm(caller.account, caller.region, name).unwrap()
    }

    fn state(&self, name: &str) -> State {
        self.alarm(name).state
    }

    /// A value of the metric of [`alarm`] now.
    fn put(&mut self, value: f64) {
        let datum =
            MetricDatum { metric_name: "Load".into(), value: Some(Number::of(value)), ..MetricDatum::default() };
        self.done(PutMetricData { namespace: "Shop".into(), metric_data: vec![datum] });
    }
}

/// Sum of `Shop`/`Load` above 2 in one minute, which notifies the topic.
fn alarm(name: &str) -> PutMetricAlarm {
    PutMetricAlarm {
        alarm_name: name.into(),
        namespace: Some("Shop".into()),
        metric_name: Some("Load".into()),
        statistic: Some("Sum".into()),
        period: Some(60),
        evaluation_periods: Some(1),
        threshold: Some(Number::of(2.0)),
        comparison_operator: Some("GreaterThanThreshold".into()),
        alarm_actions: vec![TOPIC.into()],
        ..PutMetricAlarm::default()
    }
}

/// The same of the depth of a queue.
fn depth(name: &str) -> PutMetricAlarm {
    PutMetricAlarm {
        namespace: Some("AWS/SQS".into()),
        metric_name: Some("ApproximateNumberOfMessagesVisible".into()),
        dimensions: vec![Dimension { name: "QueueName".into(), value: "orders".into() }],
        statistic: Some("Average".into()),
        ..alarm(name)
    }
}
