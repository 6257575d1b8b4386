//! Values that were put: added up by minute, those of high resolution by second.
//!
//! Retention is the user guide's ("Metrics retention"): seconds for three hours, after which they become minutes, and
//! minutes for fifteen days. Coarser values that AWS keeps longer are not kept. Knows no alarms and no requests.

use super::metric::{Bucket, Metric};
use crate::base::collections::OrdMap;
use std::ops::Bound;

/// How long seconds, and how long minutes are kept; in seconds.
const KEPT: (u64, u64) = (3 * 3_600, 15 * 86_400);
/// Metrics without a value for so long are not listed; in seconds.
const LISTED: u64 = 14 * 86_400;

/// One metric under one unit. Times are seconds since 1970.
#[derive(Clone, Debug, Default, Hash)]
struct Series {
    seconds: OrdMap<u64, Bucket>,
    minutes: OrdMap<u64, Bucket>,
    newest: u64,
}

/// Everything that was put.
#[derive(Clone, Debug, Default, Hash)]
pub(super) struct Store {
    series: OrdMap<(Metric, &'static str), Series>,
    /// The day of the last search for series of which nothing is left.
    swept: u64,
}

fn add(buckets: &mut OrdMap<u64, Bucket>, start: u64, bucket: &Bucket) {
    match buckets.get_mut(&start) {
        Some(there) => there.add(bucket),
        None => {
            buckets.insert(start, bucket.clone());
        }
    }
}

/// The values from one second to before another.
fn within(buckets: &OrdMap<u64, Bucket>, from: u64, to: u64) -> impl Iterator<Item = (&u64, &Bucket)> {
    buckets.from(Bound::Included(&from)).take_while(move |(start, _)| **start < to)
}

impl Series {
    /// Makes minutes of old seconds, and forgets old minutes.
    fn age(&mut self, now: u64) {
        while let Some((start, bucket)) = self.seconds.get_min().filter(|(start, _)| *start + KEPT.0 < now).cloned() {
            self.seconds.remove(&start);
            add(&mut self.minutes, start - start % 60, &bucket);
        }
        while let Some(start) = self.minutes.get_min().map(|(start, _)| *start).filter(|start| *start + KEPT.1 < now) {
            self.minutes.remove(&start);
        }
    }
}

impl Store {
    /// Adds values of a metric at a second since 1970.
    pub fn put(&mut self, metric: &Metric, unit: &'static str, at: u64, fine: bool, bucket: &Bucket, now: u64) {
        let key = (metric.clone(), unit);
        let mut series = self.series.get(&key).cloned().unwrap_or_default();
        series.newest = series.newest.max(at);
        if fine {
            add(&mut series.seconds, at, bucket);
        } else {
            add(&mut series.minutes, at - at % 60, bucket);
        }
        series.age(now);
        self.series.insert(key, series);
        self.sweep(now);
    }

    /// Once a day forgets series that nobody has put to for as long as values are kept.
    fn sweep(&mut self, now: u64) {
        let day = now / 86_400;
        if day != self.swept {
            self.swept = day;
            let is_gone = |(_, series): &(_, &Series)| series.newest + KEPT.1 < now;
            let gone: Vec<_> = self.series.iter().filter(is_gone).map(|(key, _)| key.clone()).collect();
            for key in &gone {
                self.series.remove(key);
            }
        }
    }

    /// The values under each unit, in the order of the units.
    fn units<'a>(&'a self, metric: &'a Metric) -> impl Iterator<Item = (&'static str, &'a Series)> {
        let from = (metric.clone(), "");
        self.series
            .from(Bound::Included(&from))
            .take_while(move |((own, _), _)| own == metric)
            .map(|((_, unit), series)| (*unit, series))
    }

    /// The units under which a metric has values.
    pub fn units_of(&self, metric: &Metric) -> Vec<&'static str> {
        self.units(metric).map(|(unit, _)| unit).collect()
    }

    /// What a metric comes to from one second to before another, under one unit or under all of them.
    pub fn between(&self, metric: &Metric, unit: Option<&str>, from: u64, to: u64) -> Option<Bucket> {
        let series = self.units(metric).filter(|(own, _)| unit.is_none_or(|unit| unit == *own));
        let mut all: Option<Bucket> = None;
        for (_, series) in series {
            for (_, bucket) in within(&series.seconds, from, to).chain(within(&series.minutes, from, to)) {
                match &mut all {
                    Some(all) => all.add(bucket),
                    None => all = Some(bucket.clone()),
                }
            }
        }
        all
    }

    /// Metrics with a value in the last two weeks, with the second of the newest one.
    pub fn metrics(&self, now: u64) -> impl Iterator<Item = (&Metric, u64)> {
        let recent = self.series.iter().filter(move |(_, series)| series.newest + LISTED >= now);
        recent.map(|((metric, _), series)| (metric, series.newest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{AccountId, Region};
    use crate::cloudwatch::number::Number;

    fn metric(name: &str) -> Metric {
        Metric {
            account: AccountId::DEFAULT,
            region: Region::DEFAULT,
            namespace: "Shop".into(),
            name: name.into(),
            dimensions: Vec::new(),
        }
    }

    fn value(value: f64) -> Bucket {
        Bucket::of(Number::of(value), Number::ONE)
    }

    fn sum(store: &Store, unit: Option<&str>, from: u64, to: u64) -> Option<f64> {
        store.between(&metric("a"), unit, from, to).map(|bucket| bucket.sum.get())
    }

    #[test]
    fn values_are_added_up_by_minute_or_by_second_and_unit() {
        let mut store = Store::default();
        store.put(&metric("a"), "Count", 125, false, &value(1.0), 130);
        store.put(&metric("a"), "Count", 126, true, &value(2.0), 130);
        store.put(&metric("a"), "Bytes", 121, false, &value(8.0), 130);
        store.put(&metric("b"), "Count", 121, false, &value(64.0), 130);
        assert_eq!(sum(&store, None, 120, 180), Some(11.0));
        assert_eq!(sum(&store, Some("Count"), 120, 126), Some(1.0), "a minute stands at its beginning");
        assert_eq!(sum(&store, Some("Count"), 126, 127), Some(2.0));
        assert_eq!(sum(&store, Some("Percent"), 0, 1000), None);
        assert_eq!(store.units_of(&metric("a")), ["Bytes", "Count"]);
        assert_eq!(store.metrics(LISTED + 122).count(), 1, "only Count of a has a value in the last two weeks");
    }

    #[test]
    fn seconds_become_minutes_and_minutes_are_forgotten() {
        let mut store = Store::default();
        store.put(&metric("a"), "None", 125, true, &value(1.0), 125);
        store.put(&metric("a"), "None", 11_000, true, &value(2.0), 11_000);
        assert_eq!(sum(&store, None, 120, 121), Some(1.0), "folded into its minute");
        assert_eq!(sum(&store, None, 11_000, 11_001), Some(2.0));
        let later = KEPT.1 + 300;
        store.put(&metric("a"), "None", later, false, &value(4.0), later);
        assert_eq!((sum(&store, None, 0, 300), sum(&store, None, 0, later + 1)), (None, Some(6.0)));
        store.put(&metric("b"), "None", 40 * 86_400, false, &value(1.0), 40 * 86_400);
        assert!(store.units_of(&metric("a")).is_empty(), "nothing for more than fifteen days");
    }
}
