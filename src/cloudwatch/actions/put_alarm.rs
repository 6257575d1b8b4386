//! `PutMetricAlarm`.
//!
//! Limits: `PutMetricAlarm` in the API reference, and "CloudWatch service quotas" in the user guide.

use super::check;
use super::tags::{check_tags, tag_map};
use crate::base::Arn;
use crate::cloudwatch::alarm::{Alarm, AlarmKey, Rule};
use crate::cloudwatch::api::PutMetricAlarm;
use crate::cloudwatch::evaluate::{Comparison, Missing, Terms};
use crate::cloudwatch::metric::{Choice, Statistic};
use crate::cloudwatch::{CloudWatch, CloudWatchError, CloudWatchEvent, Cx, ErrorCode, Result, Timer};
use crate::key;
use std::sync::Arc;

/// Alarms of an account in a Region.
const ALARMS: usize = 5_000;
/// Actions for a state.
const ACTIONS: usize = 5;
/// Seconds that an alarm can look at: with periods below an hour, and with longer ones.
const LOOKS_AT: (u64, u64) = (86_400, 604_800);
/// The comparisons with the band of an anomaly detector.
const BANDS: [&str; 3] =
    ["LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"];
/// Services that an action can name.
const SERVICES: [&str; 9] =
    ["sns", "autoscaling", "automate", "swf", "lambda", "ssm", "ssm-incidents", "ssm-contacts", "aiops"];

impl CloudWatch {
    pub(super) fn put_metric_alarm(&mut self, cx: &mut Cx<'_>, request: &PutMetricAlarm) -> Result<()> {
        check::length(&request.alarm_name, "alarmName", 1, 255)?;
        let rule = read(cx, request)?;
        check_tags(&request.tags, 0)?;
        let (account, region) = (cx.caller.account, cx.caller.region);
        let key = AlarmKey { account, region, name: request.alarm_name.as_str().into() };
        let now = cx.now;
        if let Some(alarm) = self.get_mut(&key) {
            // An update replaces everything but the state; tags are only read when the alarm is made.
            alarm.rule = rule;
            alarm.configured = now;
            self.history.configured(&key, now, "updated");
            cx.emit(None, CloudWatchEvent::AlarmChanged { alarm: key, what: key!("configuration").into() });
        } else {
            let own = self.alarms().filter(|alarm| alarm.key.account == account && alarm.key.region == region);
            if own.count() >= ALARMS {
                let message = format!("The maximum limit of {ALARMS} alarms has been exceeded.");
                return Err(CloudWatchError::new(ErrorCode::LimitExceeded, message));
            }
            let mut alarm = Alarm::new(key.clone(), self.made, rule, now);
            self.made += 1;
            alarm.tags = tag_map(&request.tags);
            self.alarms.insert(key.clone(), Arc::new(alarm));
            self.history.configured(&key, now, "created");
            cx.emit(None, CloudWatchEvent::AlarmCreated { alarm: key });
        }
        self.reschedule(cx, Timer::Minute);
        self.reschedule(cx, Timer::TenSeconds);
        Ok(())
    }
}

/// The rule that a request asks for, checked in full.
fn read(cx: &Cx<'_>, request: &PutMetricAlarm) -> Result<Rule> {
    let needs = |name: &str| CloudWatchError::validation(format!("{name} must not be null"));
    if let Some(description) = &request.alarm_description {
        check::length(description, "alarmDescription", 0, 1_024)?;
    }
    let terms = read_terms(request)?;
    let namespace = request.namespace.as_deref().ok_or_else(|| needs("Namespace"))?;
    let name = request.metric_name.as_deref().ok_or_else(|| needs("MetricName"))?;
    let metric = check::metric(cx, namespace, name, &request.dimensions)?;
    let period = read_period(request.period.ok_or_else(|| needs("Period"))?, terms.periods)?;
    let choice = read_choice(request)?;
    let low_samples = request.evaluate_low_sample_count_percentile.as_deref();
    if let Some(text) = low_samples {
        if matches!(choice, Choice::Plain(_)) {
            return Err(CloudWatchError::combination(
                "EvaluateLowSampleCountPercentile can only be used with a percentile as ExtendedStatistic",
            ));
        }
        if !matches!(text, "evaluate" | "ignore") {
            return Err(CloudWatchError::validation(format!(
                "Option {text} for EvaluateLowSampleCountPercentile is not supported, must be one of [evaluate, ignore]"
            )));
        }
    }
    let actions = |given, member| read_actions(cx, given, member);
    Ok(Rule {
        unit: request.unit.as_deref().map(check::unit).transpose()?,
        terms: Terms { missing: read_missing(request, &metric.namespace)?, ..terms },
        metric,
        choice,
        period,
        treats_missing: request.treat_missing_data.as_deref().map(Arc::from),
        low_samples: low_samples.map(Arc::from),
        description: request.alarm_description.as_deref().map(Arc::from),
        actions_enabled: request.actions_enabled.unwrap_or(true),
        ok_actions: actions(&request.ok_actions, "oKActions")?,
        alarm_actions: actions(&request.alarm_actions, "alarmActions")?,
        insufficient_data_actions: actions(&request.insufficient_data_actions, "insufficientDataActions")?,
    })
}

fn read_terms(request: &PutMetricAlarm) -> Result<Terms> {
    let operator = request.comparison_operator.as_deref().ok_or_else(|| CloudWatchError::null("comparisonOperator"))?;
    let periods = request.evaluation_periods.ok_or_else(|| CloudWatchError::null("evaluationPeriods"))?;
    if BANDS.contains(&operator) {
        return Err(CloudWatchError::combination(format!(
            "ComparisonOperator {operator} needs a ThresholdMetricId that names an anomaly detection band"
        )));
    }
    if request.threshold_metric_id.is_some() {
        return Err(CloudWatchError::combination(
            "ThresholdMetricId can only be used with a comparison of an anomaly detection band",
        ));
    }
    let names = Comparison::ALL.map(|comparison| comparison.names().0);
    let all: Vec<&str> = names.into_iter().chain(BANDS).collect();
    let found = Comparison::ALL.into_iter().find(|comparison| comparison.names().0 == operator);
    let comparison = check::one_of(operator, "comparisonOperator", found, &all)?;
    let at_least_one = |value: i64, member| {
        let rule = "Member must have value greater than or equal to 1";
        u32::try_from(value).ok().filter(|n| *n > 0).ok_or_else(|| CloudWatchError::constraint(value, member, rule))
    };
    let periods = at_least_one(periods, "evaluationPeriods")?;
    let given = request.datapoints_to_alarm;
    let datapoints = given.map(|given| at_least_one(given, "datapointsToAlarm")).transpose()?;
    if datapoints.is_some_and(|needed| needed > periods) {
        return Err(CloudWatchError::validation("DatapointsToAlarm must be less than or equal to EvaluationPeriods"));
    }
    let threshold = request.threshold.ok_or_else(|| CloudWatchError::validation("Threshold must not be null"))?;
    Ok(Terms { periods, datapoints, threshold, comparison, missing: Missing::Missing })
}

/// What gaps count as. Alarms of DynamoDB always ignore them, as the user guide says.
fn read_missing(request: &PutMetricAlarm, namespace: &str) -> Result<Missing> {
    let Some(text) = &request.treat_missing_data else {
        return Ok(if namespace == "AWS/DynamoDB" { Missing::Ignore } else { Missing::Missing });
    };
    let found = Missing::ALL.into_iter().find(|missing| missing.name() == text);
    found.ok_or_else(|| {
        let names = Missing::ALL.map(Missing::name).join(", ");
        let message = format!("Option {text} for TreatMissingData is not supported, must be one of [{names}]");
        CloudWatchError::validation(message)
    })
}

fn read_period(period: i64, periods: u32) -> Result<u64> {
    let bad = || CloudWatchError::validation("Period must be 10, 20, 30 or a multiple of 60");
    let period = u64::try_from(period).map_err(|_| bad())?;
    if !matches!(period, 10 | 20 | 30) && (period == 0 || !period.is_multiple_of(60)) {
        return Err(bad());
    }
    let total = period.saturating_mul(u64::from(periods));
    let (span, most, which) =
        if period < 3_600 { ("a day", LOOKS_AT.0, "< 3600") } else { ("a week", LOOKS_AT.1, ">= 3600") };
    if total > most {
        return Err(CloudWatchError::validation(format!(
            "Metrics cannot be checked across more than {span} (EvaluationPeriods * Period must be <= {most}) for alarms \
             using period {which}"
        )));
    }
    Ok(period)
}

fn read_choice(request: &PutMetricAlarm) -> Result<Choice> {
    match (request.statistic.as_deref(), request.extended_statistic.as_deref()) {
        (Some(name), None) => {
            let names = Statistic::ALL.map(|statistic| statistic.names().0);
            check::one_of(name, "statistic", Statistic::parse(name), &names).map(Choice::Plain)
        }
        (None, Some(text)) => Choice::percentile(text).ok_or_else(|| {
            CloudWatchError::value(format!("The value {text} for parameter ExtendedStatistic is not supported."))
        }),
        (Some(_), Some(_)) => Err(CloudWatchError::combination(
            "Statistic and ExtendedStatistic are mutually exclusive, specify only one",
        )),
        (None, None) => Err(CloudWatchError::validation("Exactly one of Statistic and ExtendedStatistic must be set")),
    }
}

fn read_actions(cx: &Cx<'_>, given: &[String], member: &str) -> Result<Vec<Arc<str>>> {
    if given.len() > ACTIONS {
        let rule = format!("Member must have length less than or equal to {ACTIONS}");
        return Err(CloudWatchError::constraint(format_args!("[{}]", given.join(", ")), member, rule));
    }
    given.iter().map(|text| read_action(cx, text)).collect()
}

/// An action's ARN: of a service that alarms can call, in the alarm's own Region.
fn read_action(cx: &Cx<'_>, text: &str) -> Result<Arc<str>> {
    check::length(text, "actions.member", 1, 1_024)?;
    let arn: Arn = text.parse().map_err(|_| CloudWatchError::validation(format!("Invalid arn syntax: {text}")))?;
    if !SERVICES.contains(&arn.service.as_str()) {
        return Err(CloudWatchError::validation(format!("Unsupported action service: {}", arn.service)));
    }
    let own = cx.caller.region.name();
    // Incident Manager's response plans are the ones without a Region.
    if arn.region != own && arn.service != "ssm-incidents" {
        let message = format!("Invalid region {} specified. Only {own} is supported.", arn.region);
        return Err(CloudWatchError::validation(message));
    }
    Ok(text.into())
}
