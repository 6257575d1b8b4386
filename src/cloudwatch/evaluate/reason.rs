//! The sentences that say why an alarm is in its state, in AWS's words.
//!
//! Their forms are those of alarms that people have published. Where `DatapointsToAlarm` was given, they say how many out
//! of how many; otherwise only how many.

use super::{Missing, Point, Terms};
use crate::cloudwatch::time;

/// So many points are listed at most.
const LISTED: usize = 5;

fn plural(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

/// `2 out of the last 3 datapoints`, or `2 datapoints`.
fn counted(terms: &Terms, count: usize) -> String {
    match terms.datapoints {
        Some(_) => format!("{count} out of the last {} datapoints", terms.periods),
        None => format!("{count} {}", plural(count, "datapoint", "datapoints")),
    }
}

/// `[21.5 (01/01/26 00:00:00), …]`, the newest first.
fn listed(points: &[&Point]) -> String {
    let shown = points.iter().take(LISTED);
    let texts: Vec<String> =
        shown.map(|point| format!("{} ({})", point.value.unwrap_or_default(), time::short(point.start))).collect();
    format!("[{}]", texts.join(", "))
}

fn minimum(terms: &Terms, count: u32, transition: &str) -> String {
    let noun = plural(count as usize, "datapoint", "datapoints");
    match terms.datapoints {
        Some(_) => format!(" (minimum {count} {noun} for {transition} transition)"),
        None => String::new(),
    }
}

/// Enough points are beyond the threshold.
pub(super) fn crossed(terms: &Terms, beyond: &[&Point]) -> String {
    let words = terms.comparison.names().1;
    let (counted, listed) = (counted(terms, beyond.len()), listed(beyond));
    let minimum = minimum(terms, terms.needed(), "OK -> ALARM");
    let verb = plural(beyond.len(), "was", "were");
    let threshold = terms.threshold;
    if beyond.len() < LISTED {
        return format!("Threshold Crossed: {counted} {listed} {verb} {words} the threshold ({threshold}){minimum}.");
    }
    format!(
        "Threshold Crossed: {counted} {verb} {words} the threshold ({threshold}). The most recent datapoints which \
         crossed the threshold: {listed}{minimum}."
    )
}

/// Enough points are within the threshold: as many as leave too few for an alarm.
pub(super) fn not_crossed(terms: &Terms, within: &[&Point]) -> String {
    let words = terms.comparison.names().1;
    let enough = terms.periods.saturating_sub(terms.needed()).saturating_add(1);
    format!(
        "Threshold Crossed: {} {} {} not {words} the threshold ({}){}.",
        counted(terms, within.len()),
        listed(within),
        plural(within.len(), "was", "were"),
        terms.threshold,
        minimum(terms, enough, "ALARM -> OK"),
    )
}

/// Periods without values made the difference.
pub(super) fn filled(terms: &Terms, real: usize, gaps: usize) -> String {
    let kind = if terms.missing == Missing::Breaching { "Breaching" } else { "NonBreaching" };
    let periods = terms.periods as usize;
    let received = match real {
        0 => "no datapoints were".to_owned(),
        1 => "1 datapoint was".to_owned(),
        _ => format!("{real} datapoints were"),
    };
    format!(
        "Threshold Crossed: {received} received for {periods} {} and {gaps} missing {} treated as [{kind}].",
        plural(periods, "period", "periods"),
        plural(gaps, "datapoint was", "datapoints were"),
    )
}

/// There are no points.
pub(super) fn unknown(gaps: usize) -> String {
    format!("Insufficient Data: {gaps} {} unknown.", plural(gaps, "datapoint was", "datapoints were"))
}
