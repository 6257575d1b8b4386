//! What CloudWatch would show of a lab: metrics under their names, with their course and with what changed since an
//! instant that somebody pinned.
//!
//! What a metric is worth is for the cloud's own measures to say, which alarms use too; here it is only looked at over time
//! and put in words. Knows nothing of a browser.

mod board;
mod detail;
mod list;
mod meaning;
mod plot;
mod told;

pub use board::{Board, Course, PERIODS_MAX, Point, Range};
pub use detail::{Detail, detail};
pub use list::{Group, address, groups};
pub use meaning::{Meaning, meaning};
pub use plot::{Dot, LARGE, Plot, Row, SMALL, Size, Subject, nearest, plot, scale};
use queuelab::t;
pub use told::{change, figure, reads_as, told, unit_of, usual, with_unit};

use super::NodeId;
use crate::alarm_plot::period_words;
use queuelab::clock::{Duration, Instant};
use queuelab::cloud::{Cloud, Measured};
use queuelab::cloudwatch::Metric;
use queuelab::cloudwatch::metric::Statistic;
use queuelab::session::Session;
use std::collections::BTreeMap;

/// So many rows are shown until somebody asks for more.
pub const ROWS: usize = 40;
/// A pin remembers so many metrics.
const PINNED_MAX: usize = 5_000;

/// The values of an instant that somebody wants to compare with.
#[derive(Clone, Debug, PartialEq)]
pub struct Pin {
    /// The instant.
    pub at: Instant,
    /// How many steps of the run were behind it.
    pub position: u64,
    /// How many metrics it could not remember.
    pub left_out: usize,
    values: BTreeMap<Metric, Measured>,
}

impl Pin {
    /// Remembers the present.
    pub fn of(session: &Session) -> Self {
        let cloud = session.cloud();
        let mut pin = Self { at: session.now(), position: session.position(), left_out: 0, values: BTreeMap::new() };
        for group in groups(cloud) {
            for name in &group.metrics {
                if pin.values.len() >= PINNED_MAX {
                    pin.left_out += 1;
                } else if let Some(value) = cloud.latest_value_of(&group.metric(name)) {
                    pin.values.insert(group.metric(name), value);
                }
            }
        }
        pin
    }

    /// What a metric was.
    pub fn value(&self, metric: &Metric) -> Option<Measured> {
        self.values.get(metric).copied()
    }
}

/// Which metrics are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Those of this node alone.
    pub node: Option<NodeId>,
    /// Those that contain this text.
    pub search: String,
    /// So many rows at most.
    pub rows: usize,
}

/// A metric as a row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The metric.
    pub metric: Metric,
    /// What it was at the pinned instant; empty without one.
    pub was: String,
    /// What it is.
    pub now: String,
    /// How it changed.
    pub change: String,
    /// What of each period the picture shows.
    pub statistic: &'static str,
    /// Its course.
    pub plot: Plot,
}

/// The rows of one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Where it is on the stage.
    pub node: NodeId,
    /// What it is and how it is called.
    pub title: String,
    /// Its namespace and dimensions.
    pub address: String,
    /// Its metrics.
    pub lines: Vec<Line>,
}

/// What was chosen, and how many rows were left out for want of room.
pub fn chosen(cloud: &Cloud, choice: &Choice) -> (Vec<Group>, usize) {
    let (mut left, mut left_out, mut found) = (choice.rows, 0, Vec::new());
    let of_node = groups(cloud).filter(|group| choice.node.is_none_or(|node| node == group.node));
    for mut group in of_node.map(|group| group.matching(&choice.search)) {
        let fits = group.metrics.len().min(left);
        left_out += group.metrics.len() - fits;
        left -= fits;
        group.metrics.truncate(fits);
        if fits > 0 {
            found.push(group);
        }
    }
    (found, left_out)
}

/// The metrics of some things.
pub fn metrics_of(groups: &[Group]) -> Vec<Metric> {
    groups.iter().flat_map(|group| group.metrics.iter().map(|name| group.metric(name))).collect()
}

/// The rows of some things as they are now.
pub fn parts(session: &Session, board: &Board, pin: Option<&Pin>, groups: &[Group]) -> Vec<Part> {
    let line = |metric: Metric| {
        let now = session.cloud().latest_value_of(&metric);
        let was = pin.map(|pin| pin.value(&metric));
        let statistic = usual(&metric.name);
        Line {
            was: was.map(|was| told(&metric, was)).unwrap_or_default(),
            now: told(&metric, now),
            change: was.map(|was| change(&metric, was, now)).unwrap_or_default(),
            statistic: statistic.names().0,
            plot: picture(session, board, &metric, statistic, SMALL),
            metric,
        }
    };
    let part = |group: &Group| Part {
        node: group.node,
        title: format!("{} {}", group.kind, group.name),
        address: group.address(),
        lines: group.metrics.iter().map(|name| line(group.metric(name))).collect(),
    };
    groups.iter().map(part).collect()
}

/// The picture of a metric, as far as its course was worked out.
pub fn picture(session: &Session, board: &Board, metric: &Metric, statistic: Statistic, size: Size) -> Plot {
    let span = board.span().unwrap_or_default();
    let subject = Subject { name: &metric.name, unit: unit_of(metric), statistic, span, now: session.now() };
    plot(&board.course(metric), subject, size)
}

/// How closely the pictures look, and what that leaves out.
pub fn resolution(period: Duration) -> String {
    match period.as_secs() {
        1 => t!(
            "One point a second. CloudWatch keeps these metrics by the minute, and so do alarms: this is to see why."
        )
        .to_owned(),
        60 => t!("One point a minute, as CloudWatch has it.").to_owned(),
        secs => t!(
            "One point for each {secs}: sums are of the whole period; what stands, and values of calls, are those of its last \
             minute.",
            secs = period_words(secs)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::session::templates::Template;

    fn at(secs: u64) -> Instant {
        Instant::from_millis(secs * 1_000)
    }

    fn everything() -> Choice {
        Choice { node: None, search: String::new(), rows: usize::MAX }
    }

    fn sheet(session: &Session, pin: Option<&Pin>) -> Vec<Part> {
        let (found, _) = chosen(session.cloud(), &everything());
        let mut board = Board::default();
        board.want(session, Range::Run, metrics_of(&found));
        assert!(board.go_on(session, &mut || true));
        parts(session, &board, pin, &found)
    }

    #[test]
    fn now_is_what_the_measures_say_and_was_is_what_they_said() {
        for template in [Template::SlowConsumer, Template::FilteredFanOut, Template::HotShard, Template::PoisonRecord] {
            let mut session = template.session();
            session.seek(at(90));
            let pin = Pin::of(&session);
            let (found, _) = chosen(session.cloud(), &everything());
            let metrics = metrics_of(&found);
            let was: Vec<_> = metrics.iter().map(|metric| session.cloud().latest_value_of(metric)).collect();
            session.seek(at(180));
            let now: Vec<_> = metrics.iter().map(|metric| session.cloud().latest_value_of(metric)).collect();
            assert!(was != now, "{template:?}");
            let shown = sheet(&session, Some(&pin));
            let lines: Vec<&Line> = shown.iter().flat_map(|part| &part.lines).collect();
            for ((metric, was), now) in metrics.iter().zip(was).zip(now) {
                let line = lines.iter().find(|line| line.metric == *metric).unwrap();
                assert_eq!((&line.was, &line.now), (&told(metric, was), &told(metric, now)), "{metric:?}");
                assert_eq!(line.change, change(metric, was, now), "{metric:?}");
            }
        }
    }

    #[test]
    fn without_a_pin_nothing_is_compared() {
        let mut session = Template::SlowConsumer.session();
        session.seek(at(90));
        let shown = sheet(&session, None);
        assert!(shown.iter().flat_map(|part| &part.lines).all(|line| line.was.is_empty() && line.change.is_empty()));
    }

    #[test]
    fn values_of_calls_are_told_between_two_minutes_too() {
        let mut session = Template::PoisonRecord.session();
        session.seek(at(120));
        let (found, _) = chosen(session.cloud(), &everything());
        let ages: Vec<Metric> = metrics_of(&found)
            .into_iter()
            .filter(|metric| matches!(session.cloud().value_of(metric), Some(Measured::Values(_))))
            .collect();
        let on_the_minute: Vec<_> = ages.iter().map(|metric| session.cloud().value_of(metric)).collect();
        assert!(!ages.is_empty());
        session.seek(at(150));
        let between: Vec<_> = ages.iter().map(|metric| session.cloud().latest_value_of(metric)).collect();
        assert_eq!(between, on_the_minute);
        assert!(ages.iter().all(|metric| session.cloud().value_of(metric).is_none()));
    }

    #[test]
    fn one_node_and_a_search_leave_few_rows_and_say_how_many_are_left_out() {
        let mut session = Template::FanOut.session();
        session.seek(at(30));
        let cloud = session.cloud();
        let count = |choice: &Choice| {
            let (found, left_out) = chosen(cloud, choice);
            (found.len(), metrics_of(&found).len(), left_out)
        };
        let (all, rows, left_out) = count(&everything());
        assert_eq!((all > 3, left_out), (true, 0));
        let node = chosen(cloud, &everything()).0.first().map(|group| group.node);
        assert_eq!(count(&Choice { node, ..everything() }).0, 1);
        assert_eq!(count(&Choice { search: "NumberOfMessagesSent".to_owned(), ..everything() }).1, 3);
        assert_eq!(count(&Choice { search: "nothing of this".to_owned(), ..everything() }), (0, 0, 0));
        let few = count(&Choice { rows: 10, ..everything() });
        assert_eq!((few.1, few.2), (10, rows - 10));
    }

    #[test]
    fn every_metric_has_a_meaning_and_a_unit() {
        for template in [Template::FanOut, Template::FirehoseToBucket, Template::FanOutReaders, Template::ClicksSql] {
            let mut session = template.session();
            session.seek(at(90));
            for metric in metrics_of(&chosen(session.cloud(), &everything()).0) {
                let Meaning { what, trap } = meaning(&metric.namespace, &metric.name);
                assert!(what.ends_with('.') && trap.ends_with('.') && what.len() > 15, "{}", metric.name);
                assert!(!what.contains("Amazon publishes"), "{}: {what}", metric.name);
                assert!(!unit_of(&metric).is_empty());
            }
        }
        assert!(meaning("AWS/SQS", "Nonsense").what.contains("Amazon publishes"));
    }
}
