//! Every figure of a service that a lab can replace by an own one: its key, its words, its range, and where it stands.
//!
//! One table for each service serves the sheet of limits, what is put in force, and the command `limits KEY=VALUE`. Flags
//! are figures of 0 and 1. The tables know nothing of a lab; what AWS's figures are, `limits` and the services say.

mod kinesis;
mod others;
mod sns;
mod sqs;

use crate::clock::Duration;
use crate::firehose::FirehoseLimits;
use crate::kms::KmsLimits;
use crate::lambda::LambdaLimits;
use crate::limits::{KinesisLimits, LimitSet, SnsLimits, SqsLimits};

/// The limits of all services that have some which can be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Of SQS.
    pub sqs: SqsLimits,
    /// Of SNS.
    pub sns: SnsLimits,
    /// Of Kinesis Data Streams.
    pub kinesis: KinesisLimits,
    /// Of Lambda.
    pub lambda: LambdaLimits,
    /// Of Firehose.
    pub firehose: FirehoseLimits,
    /// Of KMS.
    pub kms: KmsLimits,
}

impl Figures {
    /// AWS's own.
    pub fn of(set: LimitSet) -> Self {
        Self {
            sqs: SqsLimits::of(set),
            sns: SnsLimits::of(set),
            kinesis: KinesisLimits::of(set),
            lambda: LambdaLimits::of(set),
            firehose: FirehoseLimits::of(set),
            kms: KmsLimits::default(),
        }
    }
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Things, by their name in the plural: `messages`, `calls a second`.
    Count(&'static str),
    /// Bytes.
    Bytes,
    /// 1,024 bytes.
    Kib,
    /// 1,048,576 bytes.
    Mib,
    /// Thousandths of a second.
    Millis,
    /// Seconds.
    Secs,
    /// Hours.
    Hours,
    /// Nothing: 1 is yes and 0 is no.
    YesNo,
}

/// A figure.
#[derive(Debug)]
pub struct Figure {
    /// By what inputs and commands call it; it stays the same for good.
    pub key: &'static str,
    /// What it is, in words that go on after the service's name and a colon.
    pub words: &'static str,
    /// What AWS calls it: a parameter, or a line of its quotas page.
    pub name: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// What an own value may be. None where the lab has no other than AWS's.
    pub range: Option<(u64, u64)>,
    /// The figure among all.
    pub get: fn(&Figures) -> u64,
    /// Puts it among all.
    pub set: fn(&mut Figures, u64),
}

/// The services by their names, with their figures.
pub const TABLES: [(&str, &[Figure]); 6] = [
    ("SQS", &sqs::FIGURES),
    ("SNS", &sns::FIGURES),
    ("Kinesis Data Streams", &kinesis::FIGURES),
    ("Lambda", &others::LAMBDA),
    ("Firehose", &others::FIREHOSE),
    ("KMS", &others::KMS),
];

/// Which figures cannot be larger than which others.
const ORDERS: [(&str, &str); 15] = [
    ("sqs.message_bytes.min", "sqs.message_bytes.max"),
    ("sqs.retention_secs.min", "sqs.retention_secs.default"),
    ("sqs.retention_secs.default", "sqs.retention_secs.max"),
    ("sqs.visibility_secs.default", "sqs.visibility_secs.max"),
    ("sns.message_bytes.min", "sns.message_bytes.default"),
    ("sns.message_bytes.default", "sns.message_bytes.max"),
    ("kinesis.record_kib.default", "kinesis.record_kib.max"),
    ("kinesis.consumers", "kinesis.consumers.committed"),
    ("kinesis.retention_hours.min", "kinesis.retention_hours.max"),
    ("lambda.timeout_secs.min", "lambda.timeout_secs.default"),
    ("lambda.timeout_secs.default", "lambda.timeout_secs.max"),
    ("lambda.memory_mb.min", "lambda.memory_mb.default"),
    ("lambda.memory_mb.default", "lambda.memory_mb.max"),
    ("lambda.event_age_secs.min", "lambda.event_age_secs.max"),
    ("lambda.payload_bytes.async", "lambda.payload_bytes.sync"),
];

/// The figure of that key, with its service.
pub fn find(key: &str) -> Option<(&'static str, &'static Figure)> {
    let mut all = TABLES.into_iter().flat_map(|(service, figures)| figures.iter().map(move |figure| (service, figure)));
    all.find(|(_, figure)| figure.key == key)
}

/// Two figures of which the first should not be larger than the second, and is.
pub fn contradictions(all: &Figures) -> impl Iterator<Item = (&'static Figure, &'static Figure)> {
    let pairs = ORDERS.into_iter().filter_map(|(less, more)| Some((find(less)?.1, find(more)?.1)));
    pairs.filter(|(less, more)| (less.get)(all) > (more.get)(all))
}

/// What a figure is kept as.
trait Plain: Copy {
    fn read(self) -> u64;
    fn written(value: u64) -> Self;
}

macro_rules! plain {
    ($($number:ty),*) => {$(
        impl Plain for $number {
            fn read(self) -> u64 {
                u64::try_from(self).unwrap_or_default()
            }
            fn written(value: u64) -> Self {
                Self::try_from(value).unwrap_or(Self::MAX)
            }
        }
    )*};
}

plain!(i64, u32, u64, usize);

impl Plain for bool {
    fn read(self) -> u64 {
        u64::from(self)
    }

    fn written(value: u64) -> Self {
        value > 0
    }
}

/// Spans are figures of milliseconds.
impl Plain for Duration {
    fn read(self) -> u64 {
        self.as_millis()
    }

    fn written(value: u64) -> Self {
        Self::from_millis(value)
    }
}

/// A row: the key and what AWS calls it, the words, the unit, the range, and the place.
macro_rules! figure {
    ($key:literal, $name:literal, $words:expr, $unit:expr, $least:literal..=$most:literal, $($place:tt)+) => {
        figure!(@ $key, $name, $words, $unit, Some(($least, $most)), $($place)+)
    };
    ($key:literal, $name:literal, $words:expr, $unit:expr, fixed, $($place:tt)+) => {
        figure!(@ $key, $name, $words, $unit, None, $($place)+)
    };
    (@ $key:literal, $name:literal, $words:expr, $unit:expr, $range:expr, $($place:tt)+) => {
        $crate::cloud::figures::Figure {
            key: $key,
            words: $words,
            name: $name,
            unit: $unit,
            range: $range,
            get: |all| $crate::cloud::figures::Plain::read(all.$($place)+),
            set: |all, value| all.$($place)+ = $crate::cloud::figures::Plain::written(value),
        }
    };
}
use figure;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn all() -> impl Iterator<Item = &'static Figure> {
        TABLES.into_iter().flat_map(|(_, figures)| figures)
    }

    #[test]
    fn each_key_names_one_figure_of_its_service() {
        let keys: BTreeSet<&str> = all().map(|figure| figure.key).collect();
        assert_eq!(keys.len(), all().count());
        for (service, figures) in TABLES {
            let prefixes: BTreeSet<_> = figures.iter().map(|figure| figure.key.split('.').next()).collect();
            assert_eq!(prefixes.len(), 1, "{service}");
        }
        let ordered: BTreeSet<&str> = ORDERS.into_iter().flat_map(|(less, more)| [less, more]).collect();
        assert!(ordered.is_subset(&keys), "{ordered:?}");
    }

    #[test]
    fn each_figure_is_put_where_it_is_read_and_nowhere_else() {
        for figure in all() {
            for set in [LimitSet::Now, LimitSet::Then] {
                let before = Figures::of(set);
                let mut after = before.clone();
                let value = (figure.get)(&before);
                (figure.set)(&mut after, value);
                assert_eq!(before, after, "{}", figure.key);
                let other = if figure.unit == Unit::YesNo { 1 - value } else { value + 1 };
                (figure.set)(&mut after, other);
                assert_eq!((figure.get)(&after), other, "{}", figure.key);
                let moved = all().filter(|other| (other.get)(&before) != (other.get)(&after));
                assert_eq!(moved.map(|figure| figure.key).collect::<Vec<_>>(), [figure.key]);
            }
        }
    }

    #[test]
    fn awss_own_figures_lie_in_the_ranges_and_contradict_nothing() {
        for set in [LimitSet::Now, LimitSet::Then] {
            let figures = Figures::of(set);
            for figure in all() {
                let value = (figure.get)(&figures);
                let fits = figure.range.is_none_or(|(least, most)| (least..=most).contains(&value));
                assert!(fits, "{} is {value}", figure.key);
            }
            assert_eq!(contradictions(&figures).count(), 0);
        }
    }
}
