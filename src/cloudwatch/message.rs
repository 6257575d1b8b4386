//! What an alarm tells when it acts: the JSON for programs, the mail for people, and why it is in its state as JSON.
//!
//! The order of the keys and the spacing are those of messages that people have received from AWS. Knows nobody who is
//! told.

use super::alarm::{Alarm, Rule, State};
use super::evaluate::Point;
use super::metric::Choice;
use super::time;
use crate::base::{Region, percent};
use crate::clock::Epoch;
use serde_json::json;
use std::fmt::Write as _;
use std::sync::Arc;

/// The name of a Region for people, as alarms and the console write it.
pub fn region_name(region: Region) -> &'static str {
    match region.name() {
        "us-east-2" => "US East (Ohio)",
        "us-west-1" => "US West (N. California)",
        "us-west-2" => "US West (Oregon)",
        "af-south-1" => "Africa (Cape Town)",
        "ap-east-1" => "Asia Pacific (Hong Kong)",
        "ap-east-2" => "Asia Pacific (Taipei)",
        "ap-northeast-1" => "Asia Pacific (Tokyo)",
        "ap-northeast-2" => "Asia Pacific (Seoul)",
        "ap-northeast-3" => "Asia Pacific (Osaka)",
        "ap-south-1" => "Asia Pacific (Mumbai)",
        "ap-south-2" => "Asia Pacific (Hyderabad)",
        "ap-southeast-1" => "Asia Pacific (Singapore)",
        "ap-southeast-2" => "Asia Pacific (Sydney)",
        "ap-southeast-3" => "Asia Pacific (Jakarta)",
        "ap-southeast-4" => "Asia Pacific (Melbourne)",
        "ap-southeast-5" => "Asia Pacific (Malaysia)",
        "ap-southeast-7" => "Asia Pacific (Thailand)",
        "ca-central-1" => "Canada (Central)",
        "ca-west-1" => "Canada West (Calgary)",
        "eu-central-1" => "EU (Frankfurt)",
        "eu-central-2" => "Europe (Zurich)",
        "eu-north-1" => "EU (Stockholm)",
        "eu-south-1" => "Europe (Milan)",
        "eu-south-2" => "Europe (Spain)",
        "eu-west-1" => "EU (Ireland)",
        "eu-west-2" => "EU (London)",
        "eu-west-3" => "EU (Paris)",
        "il-central-1" => "Israel (Tel Aviv)",
        "me-central-1" => "Middle East (UAE)",
        "me-south-1" => "Middle East (Bahrain)",
        "mx-central-1" => "Mexico (Central)",
        "sa-east-1" => "South America (Sao Paulo)",
        _ => "US East (N. Virginia)",
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn optional(text: Option<&str>) -> String {
    text.map_or_else(|| "null".to_owned(), quoted)
}

fn list(texts: &[Arc<str>]) -> String {
    let all: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", all.join(","))
}

/// `ALARM: "name" in US East (N. Virginia)`, cut to the hundred characters that a subject can have.
pub(super) fn subject(alarm: &Alarm) -> String {
    let text = format!("{}: \"{}\" in {}", alarm.state, alarm.key.name, region_name(alarm.key.region));
    text.chars().take(100).collect()
}

/// One text for each protocol, as `MessageStructure` `json` has it.
pub(super) fn structured(alarm: &Alarm, old: State, epoch: Epoch) -> String {
    let (json, sms, email) = (json_text(alarm, old, epoch), subject(alarm), mail(alarm, old, epoch));
    json!({ "default": json, "sms": sms, "email": email }).to_string()
}

/// The message for programs.
fn json_text(alarm: &Alarm, old: State, epoch: Epoch) -> String {
    let rule = &alarm.rule;
    let mut out = format!(
        "{{\"AlarmName\":{},\"AlarmDescription\":{},\"AWSAccountId\":\"{}\",\
         \"AlarmConfigurationUpdatedTimestamp\":\"{}\",\"NewStateValue\":\"{}\",\"NewStateReason\":{},\
         \"StateChangeTime\":\"{}\",\"Region\":{},\"AlarmArn\":{},\"OldStateValue\":\"{old}\"",
        quoted(&alarm.key.name),
        optional(rule.description.as_deref()),
        alarm.key.account,
        time::stamp(epoch.unix_millis(alarm.configured)),
        alarm.state,
        quoted(&alarm.reason),
        time::stamp(epoch.unix_millis(alarm.updated)),
        quoted(region_name(alarm.key.region)),
        quoted(&alarm.key.arn().to_string()),
    );
    let _ = write!(
        out,
        ",\"OKActions\":{},\"AlarmActions\":{},\"InsufficientDataActions\":{},\"Trigger\":{}}}",
        list(&rule.ok_actions),
        list(&rule.alarm_actions),
        list(&rule.insufficient_data_actions),
        trigger(rule),
    );
    out
}

/// What the alarm watches.
fn trigger(rule: &Rule) -> String {
    let statistic = match &rule.choice {
        Choice::Plain(statistic) => format!("\"Statistic\",\"Statistic\":\"{}\"", statistic.names().1),
        Choice::Percentile { text, .. } => format!("\"ExtendedStatistic\",\"ExtendedStatistic\":{}", quoted(text)),
    };
    let dimension =
        |(name, value): &(Arc<str>, Arc<str>)| format!("{{\"value\":{},\"name\":{}}}", quoted(value), quoted(name));
    let dimensions: Vec<String> = rule.metric.dimensions.iter().map(dimension).collect();
    let needed = rule.terms.datapoints.map(|needed| format!("\"DatapointsToAlarm\":{needed},")).unwrap_or_default();
    format!(
        "{{\"MetricName\":{},\"Namespace\":{},\"StatisticType\":{statistic},\"Unit\":{},\"Dimensions\":[{}],\
         \"Period\":{},\"EvaluationPeriods\":{},{needed}\"ComparisonOperator\":\"{}\",\"Threshold\":{},\
         \"TreatMissingData\":\"{}\",\"EvaluateLowSampleCountPercentile\":{}}}",
        quoted(&rule.metric.name),
        quoted(&rule.metric.namespace),
        optional(rule.unit),
        dimensions.join(","),
        rule.period,
        rule.terms.periods,
        rule.terms.comparison.names().0,
        rule.terms.threshold,
        rule.terms.missing.name(),
        quoted(rule.low_samples.as_deref().unwrap_or_default()),
    )
}

/// The message for people.
fn mail(alarm: &Alarm, old: State, epoch: Epoch) -> String {
    let (rule, key, reason) = (&alarm.rule, &alarm.key, &alarm.reason);
    let (state, name, region) = (alarm.state, &key.name, key.region);
    let (place, when) = (region_name(region), time::long(epoch.unix_millis(alarm.updated)));
    let mut out = format!(
        "You are receiving this email because your Amazon CloudWatch Alarm \"{name}\" in the {place} region has entered \
         the {state} state, because \"{reason}\" at \"{when}\".\n\nView this alarm in the AWS Management Console:\n\
         https://{region}.console.aws.amazon.com/cloudwatch/deeplink.js?region={region}#alarmsV2:alarm/{}\n",
        percent::encoded(name, percent::UNRESERVED)
    );
    let dimension = |(name, value): &(Arc<str>, Arc<str>)| format!("{name} = {value}");
    let dimensions: Vec<String> = rule.metric.dimensions.iter().map(dimension).collect();
    let dimensions = if dimensions.is_empty() { String::new() } else { format!("[{}]", dimensions.join(", ")) };
    rows(
        &mut out,
        "Alarm Details",
        28,
        &[
            ("Name", name),
            ("Description", rule.description.as_deref().unwrap_or_default()),
            ("State Change", &format!("{old} -> {state}")),
            ("Reason for State Change", reason),
            ("Timestamp", &when),
            ("AWS Account", &key.account.to_string()),
            ("Alarm Arn", &key.arn().to_string()),
        ],
    );
    let _ = writeln!(
        out,
        "\nThreshold:\n- The alarm is in the ALARM state when the metric is {} {} for at least {} of the last {} period(s) \
         of {} seconds.",
        rule.terms.comparison.names().0,
        rule.terms.threshold,
        rule.terms.needed(),
        rule.terms.periods,
        rule.period,
    );
    rows(
        &mut out,
        "Monitored Metric",
        37,
        &[
            ("MetricNamespace", &rule.metric.namespace),
            ("MetricName", &rule.metric.name),
            ("Dimensions", &dimensions),
            ("Period", &format!("{} seconds", rule.period)),
            ("Statistic", rule.choice.name()),
            ("Unit", rule.unit.unwrap_or("not specified")),
            ("TreatMissingData", rule.terms.missing.name()),
        ],
    );
    out.push_str("\n\nState Change Actions:\n");
    for state in State::ALL {
        let actions = rule.actions(state);
        let texts: Vec<&str> = actions.iter().map(|action| &**action).collect();
        let shown = if texts.is_empty() { String::new() } else { format!(" [{}]", texts.join(", ")) };
        let _ = writeln!(out, "- {state}:{shown}");
    }
    out
}

/// A part of the mail, whose values stand in a column.
fn rows(out: &mut String, title: &str, width: usize, rows: &[(&str, &str)]) {
    let _ = writeln!(out, "\n{title}:");
    for (label, value) in rows {
        let _ = writeln!(out, "- {:<width$}{value}", format!("{label}:"));
    }
}

/// So many points are written down at most, as the text has no more than 4,000 characters.
const POINTS: usize = 30;

/// Why an evaluation led to a state, as JSON; the oldest point comes first.
pub(super) fn reason_data(rule: &Rule, points: &[Point], now_millis: u64) -> String {
    let looked_at = points.len().saturating_sub(POINTS.min(rule.terms.periods as usize));
    let points: Vec<&Point> = points.iter().skip(looked_at).collect();
    let real: Vec<&&Point> = points.iter().filter(|point| point.value.is_some()).collect();
    let mut out = format!("{{\"version\":\"1.0\",\"queryDate\":\"{}\"", time::stamp(now_millis));
    if let Some(first) = real.first() {
        let _ = write!(out, ",\"startDate\":\"{}\"", time::stamp(first.start.saturating_mul(1000)));
    }
    if let Some(unit) = rule.unit {
        let _ = write!(out, ",\"unit\":{}", quoted(unit));
    }
    let values: Vec<String> = real.iter().filter_map(|point| Some(point.value?.to_string())).collect();
    let _ = write!(
        out,
        ",\"statistic\":{},\"period\":{},\"recentDatapoints\":[{}],\"threshold\":{},\"evaluatedDatapoints\":[",
        quoted(rule.choice.name()),
        rule.period,
        values.join(","),
        rule.terms.threshold,
    );
    for (index, point) in points.iter().rev().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(out, "{comma}{{\"timestamp\":\"{}\"", time::stamp(point.start.saturating_mul(1000)));
        if let Some(value) = point.value {
            let _ = write!(out, ",\"sampleCount\":{},\"value\":{value}", point.samples);
        }
        out.push('}');
    }
    out.push_str("]}");
    out
}
