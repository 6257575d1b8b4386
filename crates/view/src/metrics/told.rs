//! Values of metrics as people read them: as they are now, as they were, and the difference.

use crate::describe::number;
use queuelab::cloud::Measured;
use queuelab::cloudwatch::Metric;
use queuelab::cloudwatch::metric::Statistic;
use queuelab::t;

/// A number with at most two decimals, and commas at the thousands: `1,024`, `0.5`.
pub fn figure(value: f64) -> String {
    let rounded = (value.abs() * 100.0).round() / 100.0;
    let sign = if value < 0.0 && rounded > 0.0 { "−" } else { "" };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is no less than 0, and of a lab")]
    let whole = rounded.trunc() as u64;
    let rest = format!("{:.2}", rounded.fract());
    let rest = rest.trim_start_matches('0').trim_end_matches('0').trim_end_matches('.');
    format!("{sign}{}{rest}", number(whole))
}

/// A unit of CloudWatch behind a number; nothing for counts.
fn short_unit(unit: &str) -> &str {
    match unit {
        "Seconds" => " s",
        "Milliseconds" => " ms",
        "Bytes" => " B",
        "Bytes/Second" => " B/s",
        "Count/Second" => " /s",
        _ => "",
    }
}

/// A number with its unit: `12 s`.
pub fn with_unit(value: f64, unit: &str) -> String {
    format!("{}{}", figure(value), short_unit(unit))
}

/// The unit of a metric, as CloudWatch names it.
pub fn unit_of(metric: &Metric) -> &'static str {
    match &*metric.name {
        "MillisBehindLatest" => "Milliseconds",
        name => metric.published_unit().unwrap_or(if name == "Bytes" { "Bytes" } else { "Count" }),
    }
}

/// The statistic that tells most about a metric.
pub fn usual(name: &str) -> Statistic {
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if has(&["Age", "Freshness", "Behind", "Concurrent", "PartitionCount", "Limit"]) && name != "PartitionCountExceeded"
    {
        return Statistic::Maximum;
    }
    let is_average = has(&["Approximate", "Success", "Latency", "Duration", "KPUs"]) && !name.ends_with("Records");
    if is_average { Statistic::Average } else { Statistic::Sum }
}

/// Whether its values are times of calls, of which one in the lab takes none.
fn is_time(name: &str) -> bool {
    name.ends_with("Latency")
}

#[allow(clippy::cast_precision_loss, reason = "counts of a lab fit")]
const fn float(value: u64) -> f64 {
    value as f64
}

/// The one number of a measurement that is compared.
fn single(name: &str, measured: Measured) -> Option<f64> {
    match measured {
        Measured::Stands(value) | Measured::Counted(value) => Some(float(value)),
        Measured::Shares(_, 0) => None,
        Measured::Shares(sum, count) => Some(if is_time(name) { float(count) } else { float(sum) }),
        Measured::Values(tally) if usual(name) == Statistic::Maximum => Some(float(tally.most)),
        Measured::Values(tally) => Some(float(tally.sum) / float(tally.count.max(1))),
    }
}

/// A measurement: what stands as it is, what is counted as all of it since the beginning.
pub fn told(metric: &Metric, measured: Option<Measured>) -> String {
    let (name, unit) = (&*metric.name, unit_of(metric));
    match measured {
        None | Some(Measured::Shares(_, 0)) => t!("no data").to_owned(),
        Some(Measured::Shares(_, count)) if is_time(name) => t!("0 ms in {count} calls", count = number(count)),
        Some(Measured::Shares(sum, count)) => t!("{count} of {all}", count = number(sum), all = number(count)),
        Some(measured) => single(name, measured).map_or_else(String::new, |value| with_unit(value, unit)),
    }
}

/// How a metric changed from one measurement to another: `+3`, `−2 s`, `±0`.
pub fn change(metric: &Metric, was: Option<Measured>, now: Option<Measured>) -> String {
    let name = &*metric.name;
    let counts = |measured: Measured| match measured {
        Measured::Counted(_) | Measured::Shares(..) => single(name, measured).or(Some(0.0)),
        other => single(name, other),
    };
    // What was not there yet had counted nothing.
    let was = match (was, now) {
        (None, Some(now @ (Measured::Counted(_) | Measured::Shares(..)))) => Some(now.beginning()),
        (was, _) => was,
    };
    let (Some(was), Some(now)) = (was.and_then(counts), now.and_then(counts)) else { return "–".to_owned() };
    let unit = if is_time(name) { "Count" } else { unit_of(metric) };
    let text = with_unit(now - was, unit);
    match text.chars().next() {
        Some('−') => text,
        Some('0') if figure(now - was) == "0" => "±0".to_owned(),
        _ => format!("+{text}"),
    }
}

/// What a number in the table stands for, by the kind of the metric.
pub fn reads_as(metric: &Metric, measured: Option<Measured>) -> &'static str {
    match measured {
        None => t!("no data now"),
        Some(Measured::Stands(_)) => t!("as it stands"),
        Some(Measured::Counted(_)) => t!("all since the beginning"),
        Some(Measured::Shares(..)) if is_time(&metric.name) => t!("all calls since the beginning"),
        Some(Measured::Shares(..)) => t!("successes of all calls since the beginning"),
        Some(Measured::Values(_)) if usual(&metric.name) == Statistic::Maximum => {
            t!("the greatest of the last whole minute")
        }
        Some(Measured::Values(_)) => t!("the average of the last whole minute"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::base::{AccountId, Region, Tally};

    fn metric(namespace: &str, name: &str) -> Metric {
        let (account, region) = (AccountId::DEFAULT, Region::DEFAULT);
        Metric { account, region, namespace: namespace.into(), name: name.into(), dimensions: Vec::new() }
    }

    #[test]
    fn numbers_are_short() {
        let shown = [0.0, 0.5, 12.0, 1_234.567, -3.0, -0.001, 0.25].map(figure);
        assert_eq!(shown, ["0", "0.5", "12", "1,234.57", "−3", "0", "0.25"]);
        assert_eq!([with_unit(90.0, "Seconds"), with_unit(2.0, "Count")], ["90 s", "2"]);
    }

    #[test]
    fn was_now_and_the_difference() {
        let age = metric("AWS/SQS", "ApproximateAgeOfOldestMessage");
        let stands = |value| Some(Measured::Stands(value));
        assert_eq!((told(&age, stands(30)), change(&age, stands(30), stands(12))), ("30 s".into(), "−18 s".into()));
        assert_eq!((change(&age, stands(3), stands(3)), change(&age, None, stands(3))), ("±0".into(), "–".into()));
        let sent = metric("AWS/SQS", "NumberOfMessagesSent");
        let counted = |value| Some(Measured::Counted(value));
        assert_eq!(change(&sent, counted(1_000), counted(2_500)), "+1,500");
        assert_eq!((change(&sent, None, counted(4)), change(&sent, counted(4), None)), ("+4".into(), "–".into()));
        let success = metric("AWS/Kinesis", "PutRecord.Success");
        assert_eq!(told(&success, Some(Measured::Shares(3, 4))), "3 of 4");
        assert_eq!(change(&success, Some(Measured::Shares(0, 0)), Some(Measured::Shares(3, 4))), "+3");
        let latency = metric("AWS/Kinesis", "PutRecord.Latency");
        assert_eq!(told(&latency, Some(Measured::Shares(0, 4))), "0 ms in 4 calls");
        let values = |sum, most| Some(Measured::Values(Tally { count: 2, sum, least: 0, most }));
        let iterator = metric("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds");
        assert_eq!((told(&iterator, values(900, 800)), told(&iterator, None)), ("800 ms".into(), "no data".into()));
        let duration = metric("AWS/Lambda", "Duration");
        assert_eq!(change(&duration, values(200, 150), values(500, 400)), "+150 ms");
    }

    #[test]
    fn each_metric_has_the_statistic_that_tells_most() {
        let of = |name| usual(name).names().0;
        assert_eq!(
            [
                "ApproximateNumberOfMessagesVisible",
                "ApproximateAgeOfOldestMessage",
                "NumberOfMessagesSent",
                "GetRecords.IteratorAgeMilliseconds",
                "WriteProvisionedThroughputExceeded",
                "PutRecords.Success",
                "PutRecords.SuccessfulRecords",
                "DeliveryToS3.DataFreshness",
                "Duration",
                "ConcurrentExecutions",
            ]
            .map(of),
            ["Average", "Maximum", "Sum", "Maximum", "Sum", "Average", "Sum", "Maximum", "Average", "Maximum"]
        );
    }
}
