//! A course as a picture: a line over periods, with a scale of round numbers that begins at 0.

use super::board::{Course, Point};
use super::told::{figure, with_unit};
use queuelab::clock::Instant;
use queuelab::cloudwatch::Statistics;
use queuelab::cloudwatch::metric::Statistic;
use queuelab::t;
use std::fmt::Write as _;

/// The small picture's width and height, and the room at its edges.
pub const SMALL: Size = Size { width: 120.0, height: 28.0, left: 2.0, right: 4.0, top: 3.0, bottom: 3.0 };
/// The large one's, with room for the names of the axes.
pub const LARGE: Size = Size { width: 460.0, height: 190.0, left: 58.0, right: 14.0, top: 14.0, bottom: 26.0 };
/// About so many lines across, and marks of time.
const LINES: f64 = 4.0;
const TIMES: u64 = 4;

/// How large a picture is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// All of it.
    pub width: f64,
    /// All of it.
    pub height: f64,
    /// Where the scale of time begins.
    pub left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Size {
    /// Where the scale of time ends.
    pub const fn end(self) -> f64 {
        self.width - self.right
    }

    /// Where 0 is.
    pub const fn base(self) -> f64 {
        self.height - self.bottom
    }
}

/// A period with data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// Where its end is.
    pub x: f64,
    /// Where its value is.
    pub y: f64,
}

/// A period as a row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// When it begins and ends.
    pub time: String,
    /// What it came to.
    pub value: String,
    /// Where it is in the picture; nothing without data.
    pub dot: Option<Dot>,
}

/// The picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plot {
    /// The lines between neighbours with data.
    pub path: String,
    /// Periods with data that have no neighbour: a line would not show them.
    pub alone: Vec<Dot>,
    /// Lines across, with what they stand for.
    pub lines: Vec<(f64, String)>,
    /// Marks of time.
    pub times: Vec<(f64, String)>,
    /// Where the present is.
    pub now: Option<f64>,
    /// All periods, the earliest first.
    pub rows: Vec<Row>,
    /// All of it in a sentence.
    pub words: String,
}

/// A statistic of a period.
pub fn value(all: &Statistics, statistic: Statistic) -> f64 {
    match statistic {
        Statistic::Average => all.sum / all.count,
        Statistic::Maximum => all.maximum,
        Statistic::Minimum => all.minimum,
        Statistic::SampleCount => all.count,
        Statistic::Sum => all.sum,
    }
}

/// The end of a scale from 0 and the distance of its lines, both round, for values up to one.
pub fn scale(most: f64) -> (f64, f64) {
    if most <= 0.0 {
        return (1.0, 1.0);
    }
    let rough = most / LINES;
    let power = 10.0_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|part| part * power).find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(power * 10.0);
    ((most / step - 1e-9).ceil().max(1.0) * step, step)
}

/// What is drawn, and with what words.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The metric's name.
    pub name: &'a str,
    /// Its unit.
    pub unit: &'a str,
    /// What of each period is drawn.
    pub statistic: Statistic,
    /// The first and the last instant of the scale.
    pub span: (Instant, Instant),
    /// The present.
    pub now: Instant,
}

#[allow(clippy::cast_precision_loss, reason = "a place in a picture")]
fn place(at: Instant, (first, last): (Instant, Instant), size: Size) -> f64 {
    let share = at.since(first).as_millis() as f64 / last.since(first).as_millis().max(1) as f64;
    size.left + (size.end() - size.left) * share
}

/// The picture of a course.
pub fn plot(course: &Course, subject: Subject<'_>, size: Size) -> Plot {
    let of = |point: &Point| point.statistics.map(|all| value(&all, subject.statistic));
    let unit = if subject.statistic == Statistic::SampleCount { "Count" } else { subject.unit };
    let most = course.points.iter().filter_map(of).fold(0.0, f64::max);
    let (end, step) = scale(most);
    let y = |value: f64| size.base() - (size.base() - size.top) * (value / end).clamp(0.0, 1.0);
    let mut plot = Plot::default();
    for point in &course.points {
        let found = of(point);
        let dot = found.map(|value| Dot { x: place(point.to, subject.span, size), y: y(value) });
        let value = found.map_or_else(|| t!("no data").to_owned(), |value| with_unit(value, unit));
        plot.rows.push(Row { time: t!("{from} to {to}", from = point.from, to = point.to), value, dot });
    }
    draw_line(&mut plot);
    let mut line = 0.0;
    while line <= end + step / 2.0 {
        plot.lines.push((y(line), figure(line)));
        line += step;
    }
    plot.times = times(subject.span, size);
    plot.now = (subject.now >= subject.span.0 && subject.now <= subject.span.1)
        .then(|| place(subject.now, subject.span, size));
    plot.words = words(&plot, course, subject, unit);
    plot
}

fn draw_line(plot: &mut Plot) {
    let mut is_drawing = false;
    for (index, row) in plot.rows.iter().enumerate() {
        let has_data =
            |index: Option<usize>| index.and_then(|at| plot.rows.get(at)).is_some_and(|row| row.dot.is_some());
        if let Some(dot) = row.dot {
            if has_data(index.checked_sub(1)) || has_data(index.checked_add(1)) {
                let _ = write!(plot.path, "{}{:.1} {:.1}", if is_drawing { "L" } else { "M" }, dot.x, dot.y);
            } else {
                plot.alone.push(dot);
            }
        }
        is_drawing = row.dot.is_some();
    }
}

/// Marks of time at even distances.
fn times(span: (Instant, Instant), size: Size) -> Vec<(f64, String)> {
    let whole = span.1.since(span.0).as_millis();
    if whole == 0 {
        return Vec::new();
    }
    let mark = |nth: u64| {
        let at = Instant::from_millis(span.0.as_millis() + whole / TIMES * nth);
        (place(at, span, size), at.to_string())
    };
    (0..=TIMES).map(mark).collect()
}

fn words(plot: &Plot, course: &Course, subject: Subject<'_>, unit: &str) -> String {
    let name = format!("{}, {}", subject.name, subject.statistic.names().0);
    let with_data =
        course.points.iter().filter_map(|point| Some((point, value(&point.statistics?, subject.statistic))));
    let known: Vec<(&Point, f64)> = with_data.collect();
    let Some((last, latest)) = known.last() else {
        return if plot.rows.is_empty() {
            t!("{name}: no period is over yet.", name)
        } else {
            t!("{name}: no data in {rows} periods.", name, rows = plot.rows.len())
        };
    };
    let by = |found: (f64, Instant), next: &(&Point, f64)| if next.1 > found.0 { (next.1, next.0.to) } else { found };
    let (most, at) = known.iter().fold((f64::NEG_INFINITY, Instant::ZERO), by);
    let gaps = plot.rows.len() - known.len();
    let missing = if gaps == 0 { String::new() } else { t!(" {gaps} periods have no data.", gaps) };
    t!(
        "{name}, from {from} to {until}: last {last} at {to}, at most {most} at {at}.{missing}",
        name,
        from = subject.span.0,
        until = subject.span.1,
        last = with_unit(*latest, unit),
        to = last.to,
        most = with_unit(most, unit),
        at,
        missing
    )
}

/// The row whose period is nearest to a place in a picture, as a share of its width.
pub fn nearest(plot: &Plot, share: f64, size: Size) -> Option<usize> {
    let count = plot.rows.len();
    if count == 0 || !share.is_finite() {
        return None;
    }
    let x = share * size.width;
    let places = plot.rows.iter().enumerate().filter_map(|(index, row)| Some((index, (row.dot?.x - x).abs())));
    places.min_by(|one, other| one.1.total_cmp(&other.1)).map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: u64) -> Instant {
        Instant::from_millis(secs * 1_000)
    }

    fn course(values: &[Option<f64>]) -> Course {
        let points = values.iter().zip(0..).map(|(value, nth)| Point {
            from: at(60 * nth),
            to: at(60 * nth + 60),
            statistics: value.map(Statistics::of),
        });
        Course { points: points.collect(), missing: 0 }
    }

    fn subject(periods: u64) -> Subject<'static> {
        let span = (at(0), at(60 * periods));
        Subject { name: "NumberOfMessagesSent", unit: "Count", statistic: Statistic::Sum, span, now: at(90) }
    }

    #[test]
    fn a_scale_has_round_numbers_and_holds_the_greatest_value() {
        for (most, end, step) in [
            (0.0, 1.0, 1.0),
            (1.0, 1.0, 0.5),
            (3.0, 3.0, 1.0),
            (7.0, 8.0, 2.0),
            (24.0, 30.0, 10.0),
            (100.0, 100.0, 50.0),
            (0.04, 0.04, 0.01),
            (1_048_576.0, 1_500_000.0, 500_000.0),
        ] {
            let (found_end, found_step) = scale(most);
            let is = |found: f64, wanted: f64| (found - wanted).abs() < 1e-9 * wanted;
            assert!(is(found_end, end) && is(found_step, step), "{most}: {found_end} by {found_step}");
        }
        for most in (1..2_000).map(f64::from) {
            let (end, step) = scale(most);
            assert!(end >= most && end / step <= 5.01, "{most}: {end} by {step}");
        }
    }

    #[test]
    fn values_stand_on_the_scale_and_gaps_break_the_line() {
        let plot = plot(&course(&[Some(4.0), Some(8.0), None, Some(2.0), None]), subject(5), LARGE);
        assert_eq!((plot.path.matches('M').count(), plot.path.matches('L').count(), plot.alone.len()), (1, 1, 1));
        let dots: Vec<Option<Dot>> = plot.rows.iter().map(|row| row.dot).collect();
        let top = dots[1].unwrap();
        assert!((top.y - LARGE.top).abs() < 1e-9, "the end of the scale is 8");
        let half = dots[0].unwrap();
        assert!((half.y - f64::midpoint(LARGE.top, LARGE.base())).abs() < 1e-9);
        assert!((half.x - (LARGE.left + (LARGE.end() - LARGE.left) / 5.0)).abs() < 1e-9);
        assert_eq!(plot.lines.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), ["0", "2", "4", "6", "8"]);
        assert_eq!(plot.times.first().unwrap().1, "0.000");
        assert_eq!(plot.times.last().unwrap().1, "300.000");
        assert_eq!(plot.rows[0].time, "0.000 to 60.000");
        assert_eq!((plot.rows[0].value.as_str(), plot.rows[2].value.as_str()), ("4", "no data"));
        assert!(plot.now.is_some_and(|x| x > half.x && x < top.x));
        assert_eq!(
            plot.words,
            "NumberOfMessagesSent, Sum, from 0.000 to 300.000: last 2 at 240.000, at most 8 at 120.000. 2 periods have no data."
        );
        assert_eq!([0.0, 0.45, 1.0].map(|share| nearest(&plot, share, LARGE)), [Some(0), Some(1), Some(3)]);
    }

    #[test]
    fn nothing_is_said_of_nothing() {
        let none = plot(&course(&[]), subject(0), SMALL);
        assert_eq!(none.words, "NumberOfMessagesSent, Sum: no period is over yet.");
        assert_eq!((none.path.as_str(), nearest(&none, 0.5, SMALL)), ("", None));
        let silent = plot(&course(&[None, None]), subject(2), SMALL);
        assert_eq!(silent.words, "NumberOfMessagesSent, Sum: no data in 2 periods.");
    }
}
