//! Alarms at work: evaluation by the clock, changes of state, and what is done then.
//!
//! Alarms with periods of a minute and more are evaluated at every full minute of the calendar, the others at every ten
//! seconds; the newest period ends at that instant. "Evaluating an alarm" and "Alarm actions" in the user guide.

use super::alarm::{Alarm, AlarmKey, Rule, State};
use super::evaluate::{Point, evaluate};
use super::metric::{Bucket, Choice, Metric};
use super::number::Number;
use super::{CloudWatch, CloudWatchEvent, Cx, Outgoing, Source, Timer, message};
use crate::clock::{Duration, Epoch, Instant};
use std::sync::Arc;

/// Actions of Auto Scaling are repeated that often.
const REPEAT: Duration = Duration::from_secs(60);

/// The instant at which a second since 1970 begins; the lab's beginning for earlier ones.
fn instant(epoch: Epoch, unix_secs: u64) -> Instant {
    Instant::from_millis(unix_secs.saturating_mul(1000).saturating_sub(epoch.unix_millis(Instant::ZERO)))
}

impl Timer {
    const fn secs(self) -> u64 {
        match self {
            Self::Minute => 60,
            Self::TenSeconds => 10,
        }
    }

    const fn of(rule: &Rule) -> Self {
        if rule.is_fast() { Self::TenSeconds } else { Self::Minute }
    }
}

impl CloudWatch {
    /// Something is due. `source` tells what metrics of AWS come to.
    pub fn wake(&mut self, cx: &mut Cx<'_>, timer: Timer, source: Source<'_>) {
        let own = self.alarms().filter(|alarm| Timer::of(&alarm.rule) == timer);
        let keys: Vec<AlarmKey> = own.map(|alarm| alarm.key.clone()).collect();
        for key in &keys {
            self.evaluate(cx, key, source);
        }
        self.reschedule(cx, timer);
    }

    /// Sets a timer to the next instant of the calendar at which it is due, as long as there are alarms for it.
    pub(super) fn reschedule(&self, cx: &mut Cx<'_>, timer: Timer) {
        let is_needed = self.alarms().any(|alarm| Timer::of(&alarm.rule) == timer);
        let (grid, now) = (timer.secs() * 1000, cx.epoch.unix_millis(cx.now));
        let wait = Duration::from_millis(grid - now % grid);
        cx.set_timer(timer, is_needed.then(|| cx.now.after(wait)));
    }

    fn evaluate(&mut self, cx: &mut Cx<'_>, key: &AlarmKey, source: Source<'_>) {
        let Some(rule) = self.get(key).map(|alarm| alarm.rule.clone()) else { return };
        let points = self.points(cx, &rule, source);
        // A percentile of few values may be told to change nothing.
        let newest = points.iter().rev().find(|point| point.value.is_some());
        let is_unsure = rule.low_samples.as_deref() == Some("ignore")
            && newest.is_some_and(|point| rule.choice.is_unsure(point.samples));
        let verdict = if is_unsure { None } else { evaluate(&rule.terms, &points) };
        let data = message::reason_data(&rule, &points, cx.epoch.unix_millis(cx.now));
        let Some(alarm) = self.get_mut(key) else { return };
        alarm.recent = points.into();
        match verdict {
            Some((state, reason)) if state != alarm.state => {
                self.change(cx, key, state, &reason, Some(data.into()));
            }
            _ => self.repeat(cx, key),
        }
    }

    /// The points that an evaluation looks at, the oldest first.
    fn points(&self, cx: &Cx<'_>, rule: &Rule, source: Source<'_>) -> Vec<Point> {
        let end = cx.epoch.unix_secs(cx.now);
        let point = |back: u32| {
            let start = end.checked_sub(u64::from(back).checked_mul(rule.period)?)?;
            let choices = std::slice::from_ref(&rule.choice);
            let bucket = self.values(cx, (&rule.metric, rule.unit), choices, (start, start + rule.period), source);
            let value = bucket.as_ref().and_then(|bucket| bucket.statistic(&rule.choice));
            let samples = bucket.map_or(Number::ZERO, |bucket| bucket.count);
            Some(Point { start, value, samples })
        };
        (1..=rule.terms.range()).rev().filter_map(point).collect()
    }

    /// What a metric comes to in a stretch of seconds since 1970, wherever its values are.
    pub(super) fn values(
        &self,
        cx: &Cx<'_>,
        (metric, unit): (&Metric, Option<&str>),
        choices: &[Choice],
        (from, to): (u64, u64),
        source: Source<'_>,
    ) -> Option<Bucket> {
        if !metric.is_aws() {
            return self.store.between(metric, unit, from, to);
        }
        if unit.is_some_and(|unit| metric.published_unit().is_some_and(|own| own != unit)) {
            return None;
        }
        // Nothing is measured before the lab began, nor after now.
        let epoch = cx.epoch;
        let (from, to) = (from.max(epoch.unix_secs(Instant::ZERO)), to.min(epoch.unix_secs(cx.now) + 1));
        let ask = |from, to| {
            let (from, to) = (instant(epoch, from), instant(epoch, to));
            let found = if from < to { source(metric, from, to) } else { None };
            found.filter(|found| found.count > 0.0).map(|found| Bucket::of_statistics(&found))
        };
        if !choices.iter().any(|choice| matches!(choice, Choice::Percentile { .. })) {
            return ask(from, to);
        }
        // Percentiles are made of the minutes that AWS publishes.
        let mut all: Option<Bucket> = None;
        let mut minute = from;
        while minute < to {
            let next = (minute - minute % 60 + 60).min(to);
            match (&mut all, ask(minute, next)) {
                (Some(all), Some(more)) => all.add(&more),
                (all @ None, more) => *all = more,
                (Some(_), None) => {}
            }
            minute = next;
        }
        all
    }

    /// Puts an alarm into another state, and does what it is to do then.
    pub(super) fn change(
        &mut self,
        cx: &mut Cx<'_>,
        key: &AlarmKey,
        state: State,
        reason: &str,
        data: Option<Arc<str>>,
    ) {
        let now = cx.now;
        let Some(alarm) = self.get_mut(key) else { return };
        let (old, old_reason) = (alarm.state, std::mem::replace(&mut alarm.reason, reason.into()));
        alarm.reason_data = data;
        alarm.updated = now;
        if state == old {
            return;
        }
        let told = CloudWatchEvent::StateChanged { alarm: key.clone(), old, new: state, reason: reason.into() };
        let event = cx.emit(None, told);
        alarm.state = state;
        alarm.transitioned = now;
        alarm.previous = Some((old, event));
        alarm.acted = now;
        let alarm = alarm.clone();
        self.history.transitioned(&alarm, now, old, &old_reason);
        act(cx, &alarm, (old, event), |_| true);
    }

    /// Actions of Auto Scaling go on for as long as the alarm stays in its new state.
    fn repeat(&mut self, cx: &mut Cx<'_>, key: &AlarmKey) {
        let now = cx.now;
        let Some(alarm) = self.get(key).filter(|alarm| alarm.state == State::Alarm) else { return };
        let Some(previous) = alarm.previous.filter(|_| now.since(alarm.acted) >= REPEAT) else { return };
        let repeats = |action: &str| action.starts_with("arn:aws:autoscaling:");
        if !alarm.rule.actions_enabled || !alarm.rule.actions(alarm.state).iter().any(|action| repeats(action)) {
            return;
        }
        let Some(alarm) = self.get_mut(key) else { return };
        alarm.acted = now;
        act(cx, &alarm.clone(), previous, repeats);
    }

    /// Whoever carried out an action says how it went, for the history of the alarm.
    pub fn settle(&mut self, cx: &mut Cx<'_>, outgoing: &Outgoing, failure: Option<&str>) {
        self.history.acted(&outgoing.key, (cx.epoch, cx.now), &outgoing.action, failure);
        if let Some(why) = failure {
            let (alarm, action) = (outgoing.key.clone(), outgoing.action.clone());
            cx.emit(Some(outgoing.event), CloudWatchEvent::ActionFailed { alarm, action, why: why.into() });
        }
    }
}

/// Hands on those actions of an alarm's state that are wanted.
fn act(cx: &mut Cx<'_>, alarm: &Alarm, (old, event): (State, u64), wanted: impl Fn(&str) -> bool) {
    let actions: Vec<&Arc<str>> = alarm.rule.actions(alarm.state).iter().filter(|action| wanted(action)).collect();
    if actions.is_empty() {
        return;
    }
    if !alarm.rule.actions_enabled {
        for action in actions {
            let (alarm, action) = (alarm.key.clone(), action.clone());
            cx.emit(Some(event), CloudWatchEvent::ActionSuppressed { alarm, action });
        }
        return;
    }
    let subject: Arc<str> = message::subject(alarm).into();
    let message: Arc<str> = message::structured(alarm, old, cx.epoch).into();
    for action in actions {
        let told = CloudWatchEvent::ActionTaken { alarm: alarm.key.clone(), action: action.clone() };
        cx.emit(Some(event), told);
        cx.outgoing.push(Outgoing {
            action: action.clone(),
            alarm: alarm.key.arn(),
            key: alarm.key.clone(),
            account: alarm.key.account,
            region: alarm.key.region,
            subject: subject.clone(),
            message: message.clone(),
            event,
        });
    }
}
