//! The points that an alarm last looked at, as a small picture and as rows, and the alarm's rule in words.

use crate::describe::counted;
use queuelab::clock::{Epoch, Instant};
use queuelab::cloudwatch::alarm::{Alarm, Rule};
use queuelab::cloudwatch::evaluate::{Missing, Point};
use queuelab::cloudwatch::number::Number;
use queuelab::t;
use std::fmt::Write as _;

/// The picture's width and height.
pub const SIZE: (f64, f64) = (280.0, 96.0);
/// Room on all sides, for marks at the edge.
const EDGE: f64 = 8.0;

/// A period with a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Where it is.
    pub x: f64,
    /// Where it is.
    pub y: f64,
    /// Whether it is beyond the threshold.
    pub beyond: bool,
}

/// A period as a row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its beginning.
    pub start: String,
    /// Its value.
    pub value: String,
    /// What that means.
    pub word: &'static str,
}

/// The picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plot {
    /// Points with values.
    pub marks: Vec<Mark>,
    /// The left edges and widths of periods without values.
    pub gaps: Vec<(f64, f64)>,
    /// The lines between neighbours that have values.
    pub path: String,
    /// Where the threshold is.
    pub threshold: f64,
    /// The greatest value of the scale.
    pub top: String,
    /// All of it in a sentence.
    pub words: String,
    /// All of it as rows, the oldest first.
    pub rows: Vec<Row>,
}

/// A number as people read it: `24`, `0.5`.
pub fn short(value: Number) -> String {
    let rounded = (value.get() * 100.0).round() / 100.0;
    format!("{rounded}")
}

fn start_of(point: &Point, epoch: Epoch) -> String {
    let zero = epoch.unix_secs(Instant::ZERO);
    point.start.checked_sub(zero).map_or_else(
        || t!("before the lab began").to_owned(),
        |secs| Instant::from_millis(secs.saturating_mul(1_000)).to_string(),
    )
}

/// The picture of an alarm.
pub fn plot(alarm: &Alarm, epoch: Epoch) -> Plot {
    let (terms, points) = (&alarm.rule.terms, &alarm.recent);
    let limit = terms.threshold.get();
    let values = points.iter().filter_map(|point| point.value).map(Number::get);
    let (least, most) =
        values.fold((limit.min(0.0), limit.max(0.0)), |(least, most), it| (least.min(it), most.max(it)));
    let most = if most > least { most } else { least + 1.0 };
    let (width, height) = (SIZE.0 - 2.0 * EDGE, SIZE.1 - 2.0 * EDGE);
    let y = |value: f64| EDGE + height * (1.0 - (value - least) / (most - least));
    let step = width / f64::from(u32::try_from(points.len().max(1)).unwrap_or(1));
    let mut plot = Plot { threshold: y(limit), top: short(Number::of(most)), ..Plot::default() };
    let mut is_drawing = false;
    let mut left = EDGE;
    for point in points.iter() {
        let beyond = point.value.map(|value| terms.comparison.holds(value, terms.threshold));
        if let Some((value, beyond)) = point.value.zip(beyond) {
            let mark = Mark { x: left + step / 2.0, y: y(value.get()), beyond };
            let _ = write!(plot.path, "{}{:.1} {:.1}", if is_drawing { "L" } else { "M" }, mark.x, mark.y);
            plot.marks.push(mark);
        } else {
            plot.gaps.push((left, step));
        }
        is_drawing = point.value.is_some();
        left += step;
        plot.rows.push(Row {
            start: start_of(point, epoch),
            value: point.value.map_or_else(|| t!("no data").to_owned(), short),
            word: match beyond {
                Some(true) => t!("beyond the threshold"),
                Some(false) => t!("within the threshold"),
                None => t!("missing"),
            },
        });
    }
    let count = |wanted| plot.marks.iter().filter(|mark| mark.beyond == wanted).count();
    plot.words = t!(
        "{points} periods: {beyond} beyond the threshold of {threshold}, {within} within it, {gaps} without data.",
        points = points.len(),
        beyond = count(true),
        threshold = short(terms.threshold),
        within = count(false),
        gaps = plot.gaps.len()
    );
    plot
}

/// A period in words.
pub fn period_words(secs: u64) -> String {
    match secs {
        secs if secs >= 3_600 && secs.is_multiple_of(3_600) => counted(secs / 3_600, t!("1 hour"), t!("{count} hours")),
        secs if secs >= 60 && secs.is_multiple_of(60) => counted(secs / 60, t!("1 minute"), t!("{count} minutes")),
        secs => counted(secs, t!("1 second"), t!("{count} seconds")),
    }
}

/// What missing data counts as, in words.
pub fn missing_words(missing: Missing) -> &'static str {
    match missing {
        Missing::Missing => t!("too little to tell"),
        Missing::NotBreaching => t!("within the threshold"),
        Missing::Breaching => t!("beyond the threshold"),
        Missing::Ignore => t!("nothing: the state stays"),
    }
}

/// What is watched, in a few words.
pub fn watched(rule: &Rule) -> String {
    let dimensions: Vec<&str> = rule.metric.dimensions.iter().map(|(_, value)| &**value).collect();
    let of = if dimensions.is_empty() { rule.metric.namespace.to_string() } else { dimensions.join(", ") };
    t!("{name} of {of}", name = rule.metric.name, of)
}

/// When the alarm is in `ALARM`, as a sentence.
pub fn condition(rule: &Rule) -> String {
    let terms = &rule.terms;
    t!(
        "{name} {names} {threshold} for {needed} of {periods} periods of {period}",
        name = rule.choice.name(),
        names = terms.comparison.names().1,
        threshold = short(terms.threshold),
        needed = terms.needed(),
        periods = terms.periods,
        period = period_words(rule.period)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alarms::alarm;
    use queuelab::clock::Duration;
    use queuelab::session::templates::Template;

    #[test]
    fn gaps_break_the_line_and_the_table_says_what_the_picture_shows() {
        let mut session = Template::AlarmToEmail.session();
        session.seek(Instant::ZERO.after(Duration::from_secs(181)));
        let cloud = session.cloud();
        let mut alarm = alarm(cloud, 0).unwrap().clone();
        let points = [(None, 0), (Some(24.0), 1), (Some(8.0), 2), (None, 3), (Some(12.5), 4)];
        let zero = cloud.epoch().unix_secs(Instant::ZERO);
        let point = |(value, nth): (Option<f64>, u64)| {
            let start = zero + nth * 60 - 60;
            Point { start, value: value.map(Number::of), samples: Number::ONE }
        };
        alarm.recent = points.map(point).into_iter().collect();
        let plot = plot(&alarm, cloud.epoch());
        assert_eq!(plot.path.matches('M').count(), 2, "{}", plot.path);
        assert_eq!(plot.marks.iter().map(|mark| mark.beyond).collect::<Vec<_>>(), [true, false, true]);
        assert_eq!((plot.gaps.len(), plot.top.as_str()), (2, "24"));
        assert_eq!(plot.words, "5 periods: 2 beyond the threshold of 10, 1 within it, 2 without data.");
        let first = plot.rows.first().unwrap();
        assert_eq!((first.start.as_str(), first.value.as_str()), ("before the lab began", "no data"));
        assert_eq!(plot.rows.last().unwrap().value, "12.5");
        assert!(plot.marks.iter().all(|mark| (0.0..=SIZE.1).contains(&mark.y) && (0.0..=SIZE.0).contains(&mark.x)));
    }

    #[test]
    fn a_rule_reads_as_a_sentence() {
        let session = Template::AlarmToEmail.session();
        let rule = &alarm(session.cloud(), 0).unwrap().rule;
        assert_eq!(condition(rule), "Average greater than 10 for 2 of 2 periods of 1 minute");
        assert_eq!(watched(rule), "ApproximateNumberOfMessagesVisible of jobs");
        assert_eq!([10, 60, 300, 3_600].map(period_words), ["10 seconds", "1 minute", "5 minutes", "1 hour"]);
    }
}
