//! `GetMetricStatistics` and `ListMetrics`.

use super::alarms::shown;
use super::check;
use crate::base::collections::map_of;
use crate::clock::{Epoch, Instant};
use crate::cloudwatch::api::{
    Datapoint, DimensionFilter, GetMetricStatistics, GetMetricStatisticsResult, ListMetrics, ListMetricsResult,
    ListedMetric,
};
use crate::cloudwatch::metric::{Bucket, Choice, Metric, Statistic};
use crate::cloudwatch::number::Number;
use crate::cloudwatch::time::Timestamp;
use crate::cloudwatch::{CloudWatch, CloudWatchError, Cx, ErrorCode, Result, Source};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Periods of an answer at most.
const PERIODS: u64 = 1_440;
/// Entries of a page of metrics.
const PAGE: usize = 500;
/// Metrics are listed for so long behind their newest value, in seconds; and recently active ones.
const LISTED: (u64, u64) = (14 * 86_400, 3 * 3_600);

impl CloudWatch {
    pub(super) fn get_metric_statistics(
        &self,
        cx: &Cx<'_>,
        request: &GetMetricStatistics,
        source: Source<'_>,
    ) -> Result<GetMetricStatisticsResult> {
        for (name, value) in [("Namespace", &request.namespace), ("MetricName", &request.metric_name)] {
            if value.is_empty() {
                return Err(CloudWatchError::missing(name));
            }
        }
        let metric = check::metric(cx, &request.namespace, &request.metric_name, &request.dimensions)?;
        let unit = request.unit.as_deref().map(check::unit).transpose()?;
        let choices = read_choices(request)?;
        let period = read_period(request.period)?;
        let start = seconds(request.start_time.as_ref(), "StartTime")?;
        let end = seconds(request.end_time.as_ref(), "EndTime")?;
        if start >= end {
            return Err(CloudWatchError::value("The parameter StartTime must be less than the parameter EndTime."));
        }
        // The first period begins with a whole minute, or where periods are shorter with a whole period.
        let first = start - start % period.min(60);
        let count = (end - first).div_ceil(period);
        if count > PERIODS {
            return Err(CloudWatchError::combination(format!(
                "You have requested up to {} datapoints, which exceeds the limit of 1,440. You may reduce the datapoints \
                 requested by increasing Period, or decreasing the time range.",
                grouped(count)
            )));
        }
        // Without a unit, values of each unit make points of their own.
        let units = match unit {
            Some(unit) => vec![unit],
            None if metric.is_aws() => vec![metric.published_unit().unwrap_or("None")],
            None => self.store.units_of(&metric),
        };
        let mut datapoints = Vec::new();
        for from in (0..count).map(|number| first + number * period) {
            for unit in &units {
                let span = (from, from + period);
                if let Some(bucket) = self.values(cx, (&metric, Some(*unit)), &choices, span, source) {
                    datapoints.extend(point(from, unit, &bucket, &choices));
                }
            }
        }
        Ok(GetMetricStatisticsResult { label: request.metric_name.clone(), datapoints })
    }

    pub(super) fn list_metrics(&self, cx: &Cx<'_>, request: &ListMetrics) -> Result<ListMetricsResult> {
        if request.dimensions.len() > 10 {
            let message = "The collection Dimensions must not have a size greater than 10.";
            return Err(CloudWatchError::value(message));
        }
        for filter in &request.dimensions {
            check::length(&filter.name, "dimensions.member.name", 1, 255)?;
        }
        let kept = match request.recently_active.as_deref() {
            None => LISTED.0,
            Some("PT3H") => LISTED.1,
            Some(other) => return check::one_of(other, "recentlyActive", None, &["PT3H"]),
        };
        let now = cx.epoch.unix_secs(cx.now);
        let aws = self.announced.iter().map(|(metric, at)| (metric, cx.epoch.unix_secs(*at)));
        let recent = self.store.metrics(now).chain(aws).filter(|(_, newest)| newest + kept >= now);
        let is_wanted = |metric: &&Metric| {
            metric.account == cx.caller.account
                && metric.region == cx.caller.region
                && request.namespace.as_deref().is_none_or(|wanted| wanted == &*metric.namespace)
                && request.metric_name.as_deref().is_none_or(|wanted| wanted == &*metric.name)
                && request.dimensions.iter().all(|filter| has(metric, filter))
        };
        let mut found: Vec<&Metric> = recent.map(|(metric, _)| metric).filter(is_wanted).collect();
        found.sort_unstable();
        // One metric can have values under several units.
        found.dedup();
        let (found, next_token) = check::page(found.into_iter(), request.next_token.as_deref(), PAGE)?;
        let listed = |metric: &Metric| ListedMetric {
            namespace: metric.namespace.to_string(),
            metric_name: metric.name.to_string(),
            dimensions: shown(&metric.dimensions),
        };
        Ok(ListMetricsResult { metrics: found.into_iter().map(listed).collect(), next_token })
    }
}

fn has(metric: &Metric, filter: &DimensionFilter) -> bool {
    let fits = |(name, value): &(Arc<str>, Arc<str>)| {
        filter.name == **name && filter.value.as_deref().is_none_or(|wanted| wanted == &**value)
    };
    metric.dimensions.iter().any(fits)
}

fn seconds(time: Option<&Timestamp>, parameter: &str) -> Result<u64> {
    let time = time.ok_or_else(|| CloudWatchError::missing(parameter))?;
    let bad = || CloudWatchError::value(format!("The parameter {parameter} must be a valid timestamp."));
    time.unix_millis().map(|millis| millis / 1000).ok_or_else(bad)
}

fn read_period(period: Option<i64>) -> Result<u64> {
    let period = period.ok_or_else(|| CloudWatchError::missing("Period"))?;
    let found = u64::try_from(period).ok().filter(|period| *period > 0);
    let found = found.filter(|period| matches!(period, 1 | 5 | 10 | 20 | 30) || period.is_multiple_of(60));
    let message = "The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.";
    found.ok_or_else(|| CloudWatchError::value(message))
}

fn read_choices(request: &GetMetricStatistics) -> Result<Vec<Choice>> {
    let (plain, extended) = (&request.statistics, &request.extended_statistics);
    if plain.is_empty() && extended.is_empty() {
        let message = "Must specify either Statistics or ExtendedStatistics.";
        return Err(CloudWatchError::new(ErrorCode::MissingParameter, message));
    }
    if !plain.is_empty() && !extended.is_empty() {
        return Err(CloudWatchError::combination(
            "The parameters Statistics and ExtendedStatistics are mutually exclusive and you have specified both.",
        ));
    }
    for (name, given, most) in [("Statistics", plain, 5), ("ExtendedStatistics", extended, 10)] {
        if given.len() > most {
            let message = format!("The collection {name} must not have a size greater than {most}.");
            return Err(CloudWatchError::value(message));
        }
    }
    let names = Statistic::ALL.map(|statistic| statistic.names().0).join(", ");
    let one = |(text, number): (&String, usize)| {
        let message = format!("The parameter Statistics.member.{number} must be a value in the set [{names}].");
        Statistic::parse(text).map(Choice::Plain).ok_or_else(|| CloudWatchError::value(message))
    };
    let percentile = |text: &String| {
        let message = format!("The value {text} for parameter ExtendedStatistics is not supported.");
        Choice::percentile(text).ok_or_else(|| CloudWatchError::value(message))
    };
    if extended.is_empty() {
        plain.iter().zip(1..).map(one).collect()
    } else {
        extended.iter().map(percentile).collect()
    }
}

/// A period with what was asked for; none where nothing of it is known.
fn point(from: u64, unit: &str, bucket: &Bucket, choices: &[Choice]) -> Option<Datapoint> {
    let of = |wanted: Statistic| {
        let choice = choices.iter().find(|choice| matches!(choice, Choice::Plain(own) if *own == wanted))?;
        bucket.statistic(choice)
    };
    let percentile = |choice: &Choice| match choice {
        Choice::Percentile { text, .. } => Some((text.to_string(), bucket.statistic(choice)?)),
        Choice::Plain(_) => None,
    };
    let extended_statistics: BTreeMap<String, Number> = map_of(choices.iter().filter_map(percentile));
    let is_plain = choices.iter().any(|choice| matches!(choice, Choice::Plain(_)));
    if !is_plain && extended_statistics.is_empty() {
        return None;
    }
    let beginning = Epoch::from_unix_millis(from.saturating_mul(1000));
    Some(Datapoint {
        timestamp: beginning.iso(Instant::ZERO),
        sample_count: of(Statistic::SampleCount),
        average: of(Statistic::Average),
        sum: of(Statistic::Sum),
        minimum: of(Statistic::Minimum),
        maximum: of(Statistic::Maximum),
        unit: unit.to_owned(),
        extended_statistics,
    })
}

/// `1,500`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
