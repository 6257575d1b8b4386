//! The courses of metrics over a run, worked out in small pieces and kept.
//!
//! Nothing is worked out twice: the labs of the past come from the session's samples, and what was measured in one of them
//! is kept for as long as that is. Whoever asks says before each piece whether there is time for it.

use queuelab::clock::{Duration, Instant};
use queuelab::cloud::Measured;
use queuelab::cloudwatch::{Metric, Statistics};
use queuelab::key;
use queuelab::session::{Samples, Session, Window};
use std::collections::BTreeMap;

/// At most so many periods are shown.
pub const PERIODS_MAX: u64 = 120;
/// Periods as CloudWatch has them, in seconds.
const PERIODS: [u64; 8] = [60, 300, 900, 3_600, 21_600, 86_400, 604_800, 2_592_000];

/// Which stretch of a run is looked at, and how closely.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Range {
    /// All of it, by the minute, or by more where that would be too many.
    #[default]
    Run,
    /// The last two hours before the present, by the minute.
    Hours,
    /// The last two minutes before the present by the second, as CloudWatch does not show these metrics.
    Seconds,
}

impl Range {
    /// All of them with the words to choose by.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Run, "run", key!("The whole run")),
        (Self::Hours, "hours", key!("Last 2 hours, by the minute")),
        (Self::Seconds, "seconds", key!("Last 2 minutes, by the second")),
    ];

    /// The instants at which its periods begin and end.
    pub fn window(self, session: &Session) -> Window {
        let (now, end) = (session.now().as_millis() / 1_000, session.end().as_millis() / 1_000);
        let (every, until) = match self {
            Self::Run => {
                let month = PERIODS.last().copied().unwrap_or(1);
                let many = || (end / PERIODS_MAX).div_ceil(month).max(1) * month;
                (PERIODS.into_iter().find(|every| end / every <= PERIODS_MAX).unwrap_or_else(many), end)
            }
            Self::Hours => (60, now),
            Self::Seconds => (1, now),
        };
        let last = until / every;
        Window { every: Duration::from_secs(every), first: last.saturating_sub(PERIODS_MAX), last }
    }
}

/// A period of a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When it begins.
    pub from: Instant,
    /// When it ends.
    pub to: Instant,
    /// What it came to, where there is data.
    pub statistics: Option<Statistics>,
}

/// The periods of a metric, the earliest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// Those that were worked out.
    pub points: Vec<Point>,
    /// How many are still to be worked out.
    pub missing: usize,
}

/// What was measured in a lab: a number, or nothing, and whether what it is about is there at all.
type Value = (Option<Measured>, bool);

/// Courses of metrics.
#[derive(Clone, Debug, Default)]
pub struct Board {
    samples: Samples,
    window: Option<Window>,
    shown: Vec<Metric>,
    /// By metric and by the number of the lab.
    values: BTreeMap<Metric, BTreeMap<u64, Value>>,
}

impl Board {
    /// Says what is wanted: the courses of these metrics over a range of a session as it is now.
    pub fn want(&mut self, session: &Session, range: Range, mut shown: Vec<Metric>) {
        shown.sort_unstable();
        shown.dedup();
        let window = range.window(session);
        self.samples.want(session, window);
        let mut kept: Vec<u64> = self.samples.numbers().collect();
        kept.sort_unstable();
        self.values.retain(|metric, values| {
            values.retain(|number, _| kept.binary_search(number).is_ok());
            shown.binary_search(metric).is_ok()
        });
        (self.window, self.shown) = (Some(window), shown);
    }

    /// Goes on for as long as it may; whether everything is worked out.
    pub fn go_on(&mut self, session: &Session, may: &mut dyn FnMut() -> bool) -> bool {
        // What was found is measured first, so that the first courses grow from the beginning.
        self.measure(may) && self.samples.go_on(session, may) && self.measure(may)
    }

    fn measure(&mut self, may: &mut dyn FnMut() -> bool) -> bool {
        let Some(window) = self.window else { return true };
        for metric in &self.shown {
            let known = self.values.get(metric).map_or(0, BTreeMap::len);
            if known == self.samples.count() {
                continue;
            }
            let values = self.values.entry(metric.clone()).or_default();
            for (number, lab) in window.instants().filter_map(|at| self.samples.at(at)) {
                if values.contains_key(&number) {
                    continue;
                }
                if !may() {
                    return false;
                }
                values.insert(number, (lab.value_of(metric), lab.has_subject(metric)));
            }
        }
        true
    }

    /// How long a period is.
    pub fn period(&self) -> Option<Duration> {
        self.window.map(|window| window.every)
    }

    /// The first and the last instant that is shown.
    pub fn span(&self) -> Option<(Instant, Instant)> {
        self.window.map(|window| (window.at(window.first), window.at(window.last)))
    }

    /// The course of a metric as far as it was worked out.
    pub fn course(&self, metric: &Metric) -> Course {
        let mut course = Course::default();
        let (Some(window), known) = (self.window, self.values.get(metric)) else { return course };
        let value = |at: Instant| known?.get(&self.samples.at(at)?.0).copied();
        let mut from = window.at(window.first);
        // Before the first instant of a run there was nothing.
        let mut before = if window.first == 0 { Some((None, false)) } else { value(from) };
        // What was counted last stays the base through a time without numbers.
        let mut base = before.and_then(|(measured, _)| measured);
        for to in window.instants().skip(1) {
            let now = value(to);
            if let (Some((_, was_there)), Some((measured, _))) = (before, now) {
                let base = if was_there { base } else { measured.map(Measured::beginning) };
                let statistics = measured.and_then(|measured| measured.since(base));
                course.points.push(Point { from, to, statistics });
            } else {
                course.missing += 1;
            }
            base = now.map_or(base, |(measured, _)| measured.or(base));
            (from, before) = (to, now);
        }
        course
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::groups;
    use queuelab::cloudwatch::number::Number;
    use queuelab::session::templates::Template;

    fn at(secs: u64) -> Instant {
        Instant::from_millis(secs * 1_000)
    }

    fn all_of(session: &Session) -> Vec<Metric> {
        groups(session.cloud())
            .flat_map(|group| group.metrics.clone().into_iter().map(move |it| group.metric(it)))
            .collect()
    }

    /// What the measures say when a second begins.
    fn values_at(session: &mut Session, secs: u64, metrics: &[Metric]) -> Vec<Option<Measured>> {
        session.seek(at(secs).before(Duration::from_millis(1)));
        let mut lab = session.cloud().clone();
        lab.set_now(at(secs));
        metrics.iter().map(|metric| lab.value_of(metric)).collect()
    }

    /// The board with all metrics of a lab over a range.
    fn board(session: &Session, range: Range) -> Board {
        let mut board = Board::default();
        board.want(session, range, all_of(session));
        assert!(board.go_on(session, &mut || true));
        board
    }

    #[test]
    fn every_point_is_what_the_measures_say_at_its_ends() {
        for template in [Template::AlarmToEmail, Template::FilteredFanOut, Template::HotShard, Template::FanOutReaders]
        {
            let mut session = template.session();
            session.seek(at(300));
            let metrics = all_of(&session);
            let board = board(&session, Range::Run);
            assert!(metrics.len() > 10, "{template:?}");
            let [before, now] = [120, 180].map(|secs| values_at(&mut session, secs, &metrics));
            for ((metric, before), now) in metrics.iter().zip(before).zip(now) {
                let course = board.course(metric);
                let point = course.points.get(2).unwrap();
                assert_eq!((point.from, point.to, course.missing), (at(120), at(180), 0));
                assert_eq!(point.statistics, now.and_then(|now| now.since(before)), "{metric:?}");
            }
        }
    }

    #[test]
    fn a_course_is_what_an_alarm_looked_at() {
        let mut session = Template::AlarmToEmail.session();
        session.seek(at(361));
        let alarm = session.cloud().cloudwatch().alarms().next().unwrap().clone();
        let course = board(&session, Range::Run).course(&alarm.rule.metric);
        let zero = session.cloud().epoch().unix_secs(Instant::ZERO);
        let mut compared = 0;
        for looked in alarm.recent.iter().filter(|point| point.start >= zero) {
            let point = course.points.iter().find(|point| point.from == at(looked.start - zero)).unwrap();
            let average = point.statistics.map(|all| Number::of(all.sum / all.count));
            assert_eq!(average, looked.value, "{looked:?}");
            compared += 1;
        }
        assert!(compared >= 2);
    }

    #[test]
    fn what_begins_counts_from_nothing() {
        let mut session = Template::SlowConsumer.session();
        session.seek(at(60));
        let metric = all_of(&session).into_iter().find(|metric| &*metric.name == "NumberOfMessagesSent").unwrap();
        let sent = values_at(&mut session, 60, std::slice::from_ref(&metric)).remove(0);
        let Some(Measured::Counted(sent)) = sent else { panic!() };
        session.seek(at(60));
        assert!(sent > 0);
        let minutes = board(&session, Range::Run).course(&metric);
        let first = minutes.points.first().and_then(|point| point.statistics).unwrap();
        let seconds = board(&session, Range::Seconds).course(&metric);
        let sum: f64 = seconds.points.iter().filter_map(|point| point.statistics).map(|all| all.sum).sum();
        #[allow(clippy::cast_precision_loss, reason = "a few")]
        let sent = sent as f64;
        assert!((first.sum - sent).abs() < 1e-9 && (sum - sent).abs() < 1e-9, "{first:?} {sum} {sent}");
    }

    #[test]
    fn periods_grow_with_the_run_so_that_there_are_never_many() {
        let mut session = Template::Empty.session();
        for (secs, every, count) in [(59, 60, 0), (7_200, 60, 120), (7_300, 300, 24), (4 * 86_400, 3_600, 96)] {
            session.seek(at(secs));
            let window = Range::Run.window(&session);
            assert_eq!((window.every.as_secs(), window.last - window.first), (every, count), "{secs}");
        }
        for days in [200, 4_000, 400_000] {
            session.seek(at(days * 86_400));
            for (range, ..) in Range::ALL {
                let window = range.window(&session);
                assert!(window.last - window.first <= PERIODS_MAX && window.every.as_secs() > 0);
            }
        }
        assert_eq!(Range::Seconds.window(&session).every, Duration::from_secs(1));
    }

    #[test]
    fn a_run_of_very_many_events_is_looked_through_in_small_pieces() {
        let mut session = Template::HundredTrucks.session();
        while session.cloud().next_seq() < 40_000 {
            let next = session.now().after(Duration::from_secs(60));
            session.seek(next);
        }
        let mut board = Board::default();
        let (mut rounds, mut most) = (0_u64, 0_usize);
        loop {
            board.want(&session, Range::Run, all_of(&session));
            let mut left = 64;
            let is_done = board.go_on(&session, &mut || {
                left -= 1;
                left >= 0
            });
            most = most.max(board.samples.count());
            rounds += 1;
            if is_done {
                break;
            }
            assert!(rounds < 20_000);
        }
        assert!(rounds > 3 && most <= usize::try_from(PERIODS_MAX).unwrap() + 1, "{rounds} {most}");
        // All of it is known now: nothing is done any more.
        board.want(&session, Range::Run, all_of(&session));
        assert!(board.go_on(&session, &mut || panic!("there is nothing to do")));
        // And a period later only that period is.
        let period = board.period().unwrap();
        session.seek(session.now().after(period));
        board.want(&session, Range::Run, all_of(&session));
        let before = board.samples.count();
        assert!(board.go_on(&session, &mut || true));
        assert_eq!(board.samples.count(), before + 1);
    }
}
