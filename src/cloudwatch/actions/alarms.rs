//! `DescribeAlarms`, `DeleteAlarms`, `SetAlarmState`, `EnableAlarmActions` and `DisableAlarmActions`.

use super::check;
use crate::clock::Epoch;
use crate::cloudwatch::alarm::{Alarm, AlarmKey, State};
use crate::cloudwatch::api::{
    DeleteAlarms, DescribeAlarms, DescribeAlarmsResult, Dimension, MetricAlarm, SetAlarmState,
};
use crate::cloudwatch::metric::Choice;
use crate::cloudwatch::{CloudWatch, CloudWatchError, CloudWatchEvent, Cx, ErrorCode, Result, Timer};
use crate::key;
use std::sync::Arc;

const STATES: [&str; 3] = ["OK", "ALARM", "INSUFFICIENT_DATA"];

impl CloudWatch {
    pub(super) fn describe_alarms(&self, cx: &Cx<'_>, request: &DescribeAlarms) -> Result<DescribeAlarmsResult> {
        check::alarm_names(&request.alarm_names)?;
        let size = check::page_size(request.max_records, 50)?;
        let has_metric = check::wants_metric_alarms(&request.alarm_types)?;
        if let Some(prefix) = &request.alarm_name_prefix {
            check::length(prefix, "alarmNamePrefix", 1, 255)?;
            if !request.alarm_names.is_empty() {
                return Err(CloudWatchError::combination(
                    "AlarmNamePrefix and AlarmNames.member are mutually exclusive",
                ));
            }
        }
        if let Some(prefix) = &request.action_prefix {
            check::length(prefix, "actionPrefix", 1, 1_024)?;
        }
        let asked = request.state_value.as_deref();
        let state = asked.map(|text| check::one_of(text, "stateValue", State::parse(text), &STATES)).transpose()?;
        let is_wanted = |alarm: &&Alarm| {
            let (key, name) = (&alarm.key, &*alarm.key.name);
            let starts = |action: &Arc<str>| request.action_prefix.as_deref().is_none_or(|it| action.starts_with(it));
            has_metric
                && key.account == cx.caller.account
                && key.region == cx.caller.region
                && (request.alarm_names.is_empty() || request.alarm_names.iter().any(|wanted| wanted == name))
                && request.alarm_name_prefix.as_deref().is_none_or(|prefix| name.starts_with(prefix))
                && state.is_none_or(|state| alarm.state == state)
                && (request.action_prefix.is_none()
                    || State::ALL.iter().any(|state| alarm.rule.actions(*state).iter().any(starts)))
        };
        let (found, next_token) = check::page(self.alarms().filter(is_wanted), request.next_token.as_deref(), size)?;
        let metric_alarms = found.into_iter().map(|alarm| described(alarm, cx.epoch)).collect();
        Ok(DescribeAlarmsResult { composite_alarms: Vec::new(), metric_alarms, next_token })
    }

    pub(super) fn delete_alarms(&mut self, cx: &mut Cx<'_>, request: &DeleteAlarms) -> Result<()> {
        let keys = named(cx, &request.alarm_names)?;
        if let Some(missing) = keys.iter().find(|key| self.get(key).is_none()) {
            return Err(CloudWatchError::no_such_alarm(&missing.name));
        }
        for key in keys {
            // A name can stand there twice.
            if self.alarms.remove(&key).is_some() {
                self.history.configured(&key, cx.now, "deleted");
                cx.emit(None, CloudWatchEvent::AlarmDeleted { alarm: key });
            }
        }
        self.reschedule(cx, Timer::Minute);
        self.reschedule(cx, Timer::TenSeconds);
        Ok(())
    }

    /// Names of alarms that are not there make no difference.
    pub(super) fn enable_actions(&mut self, cx: &mut Cx<'_>, names: &[String], enabled: bool) -> Result<()> {
        for key in named(cx, names)? {
            let Some(alarm) = self.get_mut(&key).filter(|alarm| alarm.rule.actions_enabled != enabled) else {
                continue;
            };
            alarm.rule.actions_enabled = enabled;
            self.history.configured(&key, cx.now, "updated");
            let what = if enabled { key!("actions enabled") } else { key!("actions disabled") };
            cx.emit(None, CloudWatchEvent::AlarmChanged { alarm: key, what: what.into() });
        }
        Ok(())
    }

    /// The state lasts until the next evaluation says otherwise.
    pub(super) fn set_alarm_state(&mut self, cx: &mut Cx<'_>, request: &SetAlarmState) -> Result<()> {
        check::length(&request.alarm_name, "alarmName", 1, 255)?;
        let text = request.state_value.as_str();
        let state = check::one_of(text, "stateValue", State::parse(text), &STATES)?;
        let reason = request.state_reason.as_deref().ok_or_else(|| CloudWatchError::null("stateReason"))?;
        check::length(reason, "stateReason", 0, 1_023)?;
        if let Some(data) = &request.state_reason_data {
            check::length(data, "stateReasonData", 0, 4_000)?;
            if serde_json::from_str::<serde_json::Value>(data).is_err() {
                return Err(CloudWatchError::new(ErrorCode::InvalidFormat, "Invalid format for StateReasonData"));
            }
        }
        let (account, region) = (cx.caller.account, cx.caller.region);
        let key = AlarmKey { account, region, name: request.alarm_name.as_str().into() };
        if self.get(&key).is_none() {
            return Err(CloudWatchError::no_such_alarm(&key.name));
        }
        self.change(cx, &key, state, reason, request.state_reason_data.as_deref().map(Arc::from));
        Ok(())
    }
}

/// The keys of the alarms that a request names.
fn named(cx: &Cx<'_>, names: &[String]) -> Result<Vec<AlarmKey>> {
    if names.is_empty() {
        return Err(CloudWatchError::null("alarmNames"));
    }
    check::alarm_names(names)?;
    let (account, region) = (cx.caller.account, cx.caller.region);
    Ok(names.iter().map(|name| AlarmKey { account, region, name: name.as_str().into() }).collect())
}

/// An alarm as the API shows it.
fn described(alarm: &Alarm, epoch: Epoch) -> MetricAlarm {
    let (rule, metric) = (&alarm.rule, &alarm.rule.metric);
    let texts = |all: &[Arc<str>]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (statistic, extended_statistic) = match &rule.choice {
        Choice::Plain(_) => (Some(rule.choice.name().to_owned()), None),
        Choice::Percentile { text, .. } => (None, Some(text.to_string())),
    };
    MetricAlarm {
        alarm_name: alarm.key.name.to_string(),
        alarm_arn: alarm.key.arn().to_string(),
        alarm_description: rule.description.as_deref().map(str::to_owned),
        alarm_configuration_updated_timestamp: epoch.iso(alarm.configured),
        actions_enabled: rule.actions_enabled,
        ok_actions: texts(&rule.ok_actions),
        alarm_actions: texts(&rule.alarm_actions),
        insufficient_data_actions: texts(&rule.insufficient_data_actions),
        state_value: alarm.state.name().to_owned(),
        state_reason: alarm.reason.to_string(),
        state_reason_data: alarm.reason_data.as_deref().map(str::to_owned),
        state_updated_timestamp: epoch.iso(alarm.updated),
        metric_name: metric.name.to_string(),
        namespace: metric.namespace.to_string(),
        statistic,
        extended_statistic,
        dimensions: shown(&metric.dimensions),
        period: rule.period,
        unit: rule.unit.map(str::to_owned),
        evaluation_periods: rule.terms.periods,
        datapoints_to_alarm: rule.terms.datapoints,
        threshold: rule.terms.threshold,
        comparison_operator: rule.terms.comparison.names().0.to_owned(),
        treat_missing_data: rule.treats_missing.as_deref().map(str::to_owned),
        evaluate_low_sample_count_percentile: rule.low_samples.as_deref().map(str::to_owned),
        state_transitioned_timestamp: epoch.iso(alarm.transitioned),
    }
}

/// Dimensions as the API shows them.
pub(super) fn shown(dimensions: &[(Arc<str>, Arc<str>)]) -> Vec<Dimension> {
    let one = |(name, value): &(Arc<str>, Arc<str>)| Dimension { name: name.to_string(), value: value.to_string() };
    dimensions.iter().map(one).collect()
}
