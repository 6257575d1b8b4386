//! `PutMetricData`.

use super::check;
use crate::cloudwatch::api::{MetricDatum, PutMetricData, StatisticSet};
use crate::cloudwatch::metric::{Bucket, Metric, Statistics};
use crate::cloudwatch::number::Number;
use crate::cloudwatch::{CloudWatch, CloudWatchError, Cx, Result};

/// Data of a request.
const DATA: usize = 1_000;
/// Different values of a datum.
const VALUES: usize = 150;
/// How old and how early a datum can be, in milliseconds.
const TIMES: (u64, u64) = (14 * 86_400_000, 2 * 3_600_000);
/// Values lie between minus and plus two to the power of 360.
const VALUE_MAX: f64 = {
    let (mut most, mut times) = (1.0, 0);
    while times < 360 {
        most *= 2.0;
        times += 1;
    }
    most
};

/// A datum that is ready to be kept.
struct Ready {
    metric: Metric,
    unit: &'static str,
    at: u64,
    fine: bool,
    bucket: Bucket,
}

impl CloudWatch {
    pub(super) fn put_metric_data(&mut self, cx: &mut Cx<'_>, request: &PutMetricData) -> Result<()> {
        let data = &request.metric_data;
        if request.namespace.is_empty() {
            return Err(CloudWatchError::missing("Namespace"));
        }
        if request.namespace.starts_with("AWS/") {
            return Err(CloudWatchError::value("The value AWS/ for parameter Namespace is invalid."));
        }
        if data.is_empty() {
            return Err(CloudWatchError::missing("MetricData"));
        }
        if data.len() > DATA {
            let message = format!("The collection MetricData must not have a size greater than {DATA}.");
            return Err(CloudWatchError::value(message));
        }
        let all: Vec<Ready> = data
            .iter()
            .zip(1..)
            .map(|(datum, number)| read(cx, &request.namespace, datum, &format!("MetricData.member.{number}")))
            .collect::<Result<_>>()?;
        let now = cx.epoch.unix_secs(cx.now);
        for Ready { metric, unit, at, fine, bucket } in all {
            self.store.put(&metric, unit, at, fine, &bucket, now);
        }
        Ok(())
    }
}

/// Checks a datum in full; `place` is its name in sentences.
fn read(cx: &Cx<'_>, namespace: &str, datum: &MetricDatum, place: &str) -> Result<Ready> {
    if datum.metric_name.is_empty() {
        return Err(CloudWatchError::missing(format_args!("{place}.MetricName")));
    }
    let metric = check::metric(cx, namespace, &datum.metric_name, &datum.dimensions)?;
    let unit = datum.unit.as_deref().map_or(Ok("None"), check::unit)?;
    let fine = match datum.storage_resolution {
        None | Some(60) => false,
        Some(1) => true,
        Some(other) => {
            let message = format!("The parameter {place}.StorageResolution must be 1 or 60, not {other}.");
            return Err(CloudWatchError::value(message));
        }
    };
    let bucket = read_values(datum, place)?;
    let at = read_time(cx, datum, place)? / 1000;
    Ok(Ready { metric, unit, at, fine, bucket })
}

/// Milliseconds since 1970.
fn read_time(cx: &Cx<'_>, datum: &MetricDatum, place: &str) -> Result<u64> {
    let now = cx.epoch.unix_millis(cx.now);
    let Some(time) = &datum.timestamp else { return Ok(now) };
    let must = |what: &str| CloudWatchError::value(format!("The parameter {place}.Timestamp must {what}."));
    let at = time.unix_millis().ok_or_else(|| must("be a valid timestamp"))?;
    if at.saturating_add(TIMES.0) < now {
        return Err(must("specify a time within the past two weeks"));
    }
    if at > now.saturating_add(TIMES.1) {
        return Err(must("specify a time no more than two hours in the future"));
    }
    Ok(at)
}

/// The values of a datum, which come in one of three forms.
fn read_values(datum: &MetricDatum, place: &str) -> Result<Bucket> {
    let given = [
        ("Value", datum.value.is_some()),
        ("StatisticValues", datum.statistic_values.is_some()),
        ("Values", !datum.values.is_empty()),
    ];
    let mut forms = given.into_iter().filter(|(_, is_given)| *is_given).map(|(name, _)| name);
    let Some(first) = forms.next() else {
        let message = format!(
            "At least one of the parameters {place}.Value, {place}.Values or {place}.StatisticValues must be specified."
        );
        return Err(CloudWatchError::new(crate::cloudwatch::ErrorCode::MissingParameter, message));
    };
    if let Some(second) = forms.next() {
        return Err(CloudWatchError::combination(format!(
            "The parameters {place}.{first} and {place}.{second} are mutually exclusive and you have specified both."
        )));
    }
    if !datum.counts.is_empty() && datum.counts.len() != datum.values.len() {
        return Err(CloudWatchError::combination(format!(
            "The parameters {place}.Values and {place}.Counts must have the same number of elements."
        )));
    }
    if let Some(set) = &datum.statistic_values {
        return read_set(set, &format!("{place}.StatisticValues"));
    }
    if let Some(value) = datum.value {
        return in_range(value, &format!("{place}.Value")).map(|value| Bucket::of(value, Number::ONE));
    }
    if datum.values.len() > VALUES {
        let message = format!("The collection {place}.Values must not have a size greater than {VALUES}.");
        return Err(CloudWatchError::value(message));
    }
    let counts = datum.counts.iter().copied().chain(std::iter::repeat(Number::ONE));
    let mut all: Option<Bucket> = None;
    for (value, count) in datum.values.iter().zip(counts) {
        let value = in_range(*value, &format!("{place}.Values"))?;
        let one = Bucket::of(value, positive(count, &format!("{place}.Counts"))?);
        match &mut all {
            Some(all) => all.add(&one),
            None => all = Some(one),
        }
    }
    all.ok_or_else(|| CloudWatchError::missing(format_args!("{place}.Values")))
}

fn read_set(set: &StatisticSet, place: &str) -> Result<Bucket> {
    let read = |value: Option<Number>, name: &str| {
        let value = value.ok_or_else(|| CloudWatchError::missing(format_args!("{place}.{name}")))?;
        in_range(value, &format!("{place}.{name}"))
    };
    let (maximum, minimum) = (read(set.maximum, "Maximum")?, read(set.minimum, "Minimum")?);
    let count = positive(read(set.sample_count, "SampleCount")?, &format!("{place}.SampleCount"))?;
    let sum = read(set.sum, "Sum")?;
    if maximum < minimum {
        let message = format!("The parameter {place}.Maximum must be greater than {place}.Minimum.");
        return Err(CloudWatchError::value(message));
    }
    let [sum, minimum, maximum, count] = [sum, minimum, maximum, count].map(Number::get);
    Ok(Bucket::of_statistics(&Statistics { sum, minimum, maximum, count }))
}

fn in_range(value: Number, parameter: &str) -> Result<Number> {
    if value.get().abs() <= VALUE_MAX {
        return Ok(value);
    }
    Err(CloudWatchError::value(format!("The value {value} for parameter {parameter} is invalid.")))
}

fn positive(count: Number, parameter: &str) -> Result<Number> {
    if count > Number::ZERO && count.get() <= VALUE_MAX {
        return Ok(count);
    }
    Err(CloudWatchError::value(format!("The parameter {parameter} must be greater than 0.")))
}
