//! Metrics, their units and statistics, and what a stretch of one comes to.
//!
//! Knows neither where values come from nor who watches them. Source: "Metrics concepts" and "CloudWatch statistics
//! definitions" in the CloudWatch user guide, and `MetricDatum` in the API reference.

use super::number::Number;
use crate::base::{AccountId, Region};
use std::sync::Arc;

/// What makes a metric one: the same name with other dimensions is another metric.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Metric {
    /// Whose.
    pub account: AccountId,
    /// Where.
    pub region: Region,
    /// `AWS/…` for what services publish, anything else for what customers do.
    pub namespace: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Names with values, in the order of the names.
    pub dimensions: Vec<(Arc<str>, Arc<str>)>,
}

impl Metric {
    /// Whether a service of AWS publishes it, so that its values are asked from outside.
    pub fn is_aws(&self) -> bool {
        self.namespace.starts_with("AWS/")
    }

    /// The unit in which a service publishes the metric; `None` for namespaces that the lab has no table for, whose values
    /// are taken under any unit.
    ///
    /// Sources: "Available CloudWatch metrics for Amazon SQS" and "CloudWatch metrics for Amazon SNS" in their guides.
    pub fn published_unit(&self) -> Option<&'static str> {
        let name = &*self.name;
        match &*self.namespace {
            "AWS/SQS" if name.starts_with("ApproximateAge") => Some("Seconds"),
            "AWS/SQS" if name == "SentMessageSize" => Some("Bytes"),
            "AWS/SNS" if name == "PublishSize" || name.contains("OfBytes") => Some("Bytes"),
            "AWS/SQS" | "AWS/SNS" => Some("Count"),
            "AWS/Kinesis" | "AWS/Firehose" | "AWS/Lambda" => Some(unit_by_name(name)),
            _ => None,
        }
    }
}

/// The unit of a metric of Kinesis, Firehose or Lambda, which their names tell.
fn unit_by_name(name: &str) -> &'static str {
    let ends = |end: &str| name.ends_with(end);
    match name {
        _ if ends("DataFreshness") => "Seconds",
        "BytesPerSecondLimit" => "Bytes/Second",
        _ if ends("PerSecondLimit") => "Count/Second",
        _ if ends("Bytes") => "Bytes",
        _ if ["Milliseconds", "Latency", "Latest", "Duration", "IteratorAge"].into_iter().any(ends) => "Milliseconds",
        _ => "Count",
    }
}

/// What the values of a stretch come to, as a statistic set has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statistics {
    /// All values together.
    pub sum: f64,
    /// The least.
    pub minimum: f64,
    /// The greatest.
    pub maximum: f64,
    /// How many there are.
    pub count: f64,
}

impl Statistics {
    /// Those of a single value.
    pub const fn of(value: f64) -> Self {
        Self { sum: value, minimum: value, maximum: value, count: 1.0 }
    }

    /// Those of both stretches together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            sum: self.sum + other.sum,
            minimum: self.minimum.min(other.minimum),
            maximum: self.maximum.max(other.maximum),
            count: self.count + other.count,
        }
    }
}

/// So many different values of a bucket are kept for percentiles, as many as one datum can have.
const VALUES_MAX: usize = 150;

/// The values of a stretch of a metric, added up; with the values themselves as long as they are few.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Bucket {
    pub sum: Number,
    pub minimum: Number,
    pub maximum: Number,
    pub count: Number,
    /// Different values with how often each came, in order; `None` when only the four figures are known.
    values: Option<Arc<Vec<(Number, Number)>>>,
}

impl Bucket {
    /// A value that came so often.
    pub fn of(value: Number, count: Number) -> Self {
        Self {
            sum: Number::of(value.get() * count.get()),
            minimum: value,
            maximum: value,
            count,
            values: Some(Arc::new(vec![(value, count)])),
        }
    }

    /// Four figures. Without the values themselves percentiles are only known if all are the same, which the user guide
    /// says of statistic sets.
    pub fn of_statistics(statistics: &Statistics) -> Self {
        let [sum, minimum, maximum, count] =
            [statistics.sum, statistics.minimum, statistics.maximum, statistics.count].map(Number::of);
        let values = (minimum == maximum).then(|| Arc::new(vec![(minimum, count)]));
        Self { sum, minimum, maximum, count, values }
    }

    /// Adds the values of another stretch.
    pub fn add(&mut self, other: &Self) {
        self.sum = Number::of(self.sum.get() + other.sum.get());
        self.count = Number::of(self.count.get() + other.count.get());
        self.minimum = self.minimum.min(other.minimum);
        self.maximum = self.maximum.max(other.maximum);
        let (Some(own), Some(more)) = (&mut self.values, &other.values) else {
            self.values = None;
            return;
        };
        let own = Arc::make_mut(own);
        for (value, count) in more.iter() {
            match own.binary_search_by(|(there, _)| there.cmp(value)) {
                Ok(index) => {
                    if let Some((_, there)) = own.get_mut(index) {
                        *there = Number::of(there.get() + count.get());
                    }
                }
                Err(index) => own.insert(index, (*value, *count)),
            }
        }
        if own.len() > VALUES_MAX {
            self.values = None;
        }
    }

    /// A statistic of it; `None` for a percentile that the figures do not tell.
    pub fn statistic(&self, choice: &Choice) -> Option<Number> {
        match choice {
            Choice::Plain(Statistic::Average) => Some(Number::of(self.sum.get() / self.count.get())),
            Choice::Plain(Statistic::Maximum) => Some(self.maximum),
            Choice::Plain(Statistic::Minimum) => Some(self.minimum),
            Choice::Plain(Statistic::SampleCount) => Some(self.count),
            Choice::Plain(Statistic::Sum) => Some(self.sum),
            Choice::Percentile { percent, .. } => self.percentile(percent.get()),
        }
    }

    /// The least value that so many percent of all values do not exceed.
    fn percentile(&self, percent: f64) -> Option<Number> {
        if percent <= 0.0 {
            return Some(self.minimum);
        }
        if percent >= 100.0 {
            return Some(self.maximum);
        }
        let wanted = self.count.get() * percent / 100.0;
        let mut seen = 0.0;
        let values = self.values.as_ref()?;
        let found = values.iter().find(|(_, count)| {
            seen += count.get();
            seen >= wanted
        });
        Some(found.map_or(self.maximum, |(value, _)| *value))
    }
}

/// The statistics by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are AWS's own")]
pub enum Statistic {
    Average,
    Maximum,
    Minimum,
    SampleCount,
    Sum,
}

impl Statistic {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Average, Self::Maximum, Self::Minimum, Self::SampleCount, Self::Sum];

    /// The name in requests, and the one in the messages of alarms.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Average => ("Average", "AVERAGE"),
            Self::Maximum => ("Maximum", "MAXIMUM"),
            Self::Minimum => ("Minimum", "MINIMUM"),
            Self::SampleCount => ("SampleCount", "SAMPLE_COUNT"),
            Self::Sum => ("Sum", "SUM"),
        }
    }

    /// The statistic of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|statistic| statistic.names().0 == name)
    }
}

/// What is asked of a metric: a statistic, or a percentile.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// One of the five.
    Plain(Statistic),
    /// `p0` to `p100`.
    Percentile {
        /// As it was asked for.
        text: Arc<str>,
        /// How many percent.
        percent: Number,
    },
}

impl Choice {
    /// A percentile by its name, with at most ten decimals.
    pub fn percentile(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('p')?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let percent: f64 = digits.parse().ok()?;
        let is_percentile = is_number(whole, 3) && is_number(fraction, 10) && percent <= 100.0;
        is_percentile.then(|| Self::Percentile { text: text.into(), percent: Number::of(percent) })
    }

    /// The name in requests.
    pub fn name(&self) -> &str {
        match self {
            Self::Plain(statistic) => statistic.names().0,
            Self::Percentile { text, .. } => text,
        }
    }

    /// Whether a percentile over so few values says little: at least ten of them must lie beyond it.
    ///
    /// Source: "Percentile-based CloudWatch alarms and low data samples" in the user guide.
    pub fn is_unsure(&self, samples: Number) -> bool {
        let Self::Percentile { percent, .. } = self else { return false };
        let share = percent.get() / 100.0;
        let beyond = if share >= 0.5 { 1.0 - share } else { share };
        samples.get() * beyond < 10.0
    }
}

/// The units of the API, and `None` for values without one.
pub const UNITS: [&str; 27] = [
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: f64) -> Number {
        Number::of(value)
    }

    #[test]
    fn a_bucket_knows_all_statistics() {
        let mut bucket = Bucket::of(number(1.0), number(2.0));
        bucket.add(&Bucket::of(number(4.0), number(1.0)));
        let of = |statistic| bucket.statistic(&Choice::Plain(statistic)).unwrap();
        assert_eq!(Statistic::ALL.map(of), [2.0, 4.0, 1.0, 3.0, 6.0].map(number));
        let at = |text: &str| bucket.statistic(&Choice::percentile(text).unwrap()).unwrap();
        assert_eq!(["p0", "p50", "p66", "p67", "p99.9", "p100"].map(at), [1.0, 1.0, 1.0, 4.0, 4.0, 4.0].map(number));
    }

    #[test]
    fn percentiles_need_the_values_themselves() {
        let p90 = Choice::percentile("p90").unwrap();
        let same = Statistics { sum: 6.0, minimum: 2.0, maximum: 2.0, count: 3.0 };
        let mut bucket = Bucket::of_statistics(&same);
        assert_eq!(bucket.statistic(&p90), Some(number(2.0)));
        bucket.add(&Bucket::of_statistics(&Statistics::of(1.0).and(Statistics::of(3.0))));
        assert_eq!(bucket.statistic(&p90), None);
        assert_eq!(bucket.statistic(&Choice::percentile("p100").unwrap()), Some(number(3.0)));
        let mut many = Bucket::of(number(0.0), number(1.0));
        (1..=150_u32).for_each(|value| many.add(&Bucket::of(number(f64::from(value)), number(1.0))));
        assert_eq!((many.statistic(&p90), many.count), (None, number(151.0)), "more values than are kept");
    }

    #[test]
    fn percentiles_have_a_form_and_want_enough_values() {
        for bad in ["p", "p101", "p100.1", "90", "p-1", "p1.", "p1e1", "pNaN", "tm90", "p0001", "p1.12345678901"] {
            assert_eq!(Choice::percentile(bad), None, "{bad}");
        }
        let p99 = Choice::percentile("p99").unwrap();
        assert!(p99.is_unsure(number(999.0)) && !p99.is_unsure(number(1000.1)));
        assert!(Choice::percentile("p10").unwrap().is_unsure(number(99.0)));
        assert!(!Choice::Plain(Statistic::Average).is_unsure(number(1.0)));
    }
}
