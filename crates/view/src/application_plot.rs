//! A column of numbers over time, a line for each key, as a small picture.

use queuelab::analytics::service::Managed;
use queuelab::analytics::{Application, text_of};
use queuelab::t;
use std::fmt::Write as _;

/// The picture's width and height.
pub const SIZE: (f64, f64) = (320.0, 150.0);
/// Room at the edges; at the right for the names of the lines.
const EDGE: f64 = 10.0;
const NAMES: f64 = 64.0;
/// So many of the newest rows are drawn.
const ROWS_MAX: usize = 200;
/// So many lines; rows of further keys are left out, and said to be.
const LINES_MAX: usize = 6;

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its key.
    pub name: String,
    /// Its course.
    pub path: String,
    /// Its dots.
    pub dots: Vec<(f64, f64)>,
    /// Where its name stands.
    pub name_at: (f64, f64),
}

/// The picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plot {
    /// The lines; what they look like follows from their order.
    pub lines: Vec<Line>,
    /// The least and the greatest value of the scale.
    pub scale: (String, String),
    /// The first and the last time.
    pub times: (String, String),
    /// How many keys have no line.
    pub left_out: usize,
    /// All of it in a sentence.
    pub words: String,
}

struct Point {
    time: i64,
    value: f64,
}

/// The picture of a stream's column by another column; nothing where there is nothing to draw.
pub fn plot(managed: &Managed, stream: &str, value: &str, key: &str) -> Option<Plot> {
    let engine = managed.engine()?;
    let found = engine.stream(stream)?;
    let place = |name: &str| found.columns.iter().position(|column| *column.name == *name);
    let (value_at, key_at) = (place(value)?, place(key));
    let mut keys: Vec<(String, Vec<Point>)> = Vec::new();
    let mut left_out: Vec<String> = Vec::new();
    let rows: Vec<_> = found.rows.rows().rev().take(ROWS_MAX).map(|(_, row)| row).collect();
    for row in rows.into_iter().rev() {
        let Some(number) = row.values.get(value_at).and_then(queuelab::analytics::Value::as_f64) else { continue };
        let name =
            key_at.and_then(|at| Some(text_of(row.values.get(at)?, found.columns.get(at)?.kind))).unwrap_or_default();
        let point = Point { time: row.time, value: number };
        match keys.iter().position(|(known, _)| *known == name) {
            Some(index) => {
                if let Some((_, points)) = keys.get_mut(index) {
                    points.push(point);
                }
            }
            None if keys.len() < LINES_MAX => keys.push((name, vec![point])),
            None if left_out.contains(&name) => {}
            None => left_out.push(name),
        }
    }
    draw(engine, (value, key), &keys, left_out.len())
}

fn draw(
    engine: &Application,
    (value, key): (&str, &str),
    keys: &[(String, Vec<Point>)],
    left_out: usize,
) -> Option<Plot> {
    let all = || keys.iter().flat_map(|(_, points)| points);
    let (first, last) = (all().map(|point| point.time).min()?, all().map(|point| point.time).max()?);
    let (least, most) =
        all().fold((0.0_f64, 0.0_f64), |(least, most), point| (least.min(point.value), most.max(point.value)));
    let most = if most > least { most } else { least + 1.0 };
    let (width, height) = (SIZE.0 - 2.0 * EDGE - NAMES, SIZE.1 - 2.0 * EDGE);
    #[allow(clippy::cast_precision_loss, reason = "a place to draw")]
    let x = |time: i64| EDGE + width * if last > first { (time - first) as f64 / (last - first) as f64 } else { 0.5 };
    let y = |value: f64| EDGE + height * (1.0 - (value - least) / (most - least));
    let line = |(name, points): &(String, Vec<Point>)| {
        let dots: Vec<(f64, f64)> = points.iter().map(|point| (x(point.time), y(point.value))).collect();
        let mut path = String::new();
        for (index, (x, y)) in dots.iter().enumerate() {
            let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { 'M' } else { 'L' });
        }
        let (x, y) = dots.last().copied().unwrap_or_default();
        Line { name: name.clone(), path, dots, name_at: (x + 6.0, y + 4.0) }
    };
    let lines: Vec<Line> = keys.iter().map(line).collect();
    let short = |value: f64| format!("{}", (value * 100.0).round() / 100.0);
    let newest = keys.iter().filter_map(|(name, points)| {
        let last = short(points.last()?.value);
        Some(if name.is_empty() { last } else { format!("{name} {last}") })
    });
    let by = if key.is_empty() { String::new() } else { t!(" by {key}", key) };
    let words =
        t!("{value}{by} over time; newest: {newest}", value, by, newest = newest.collect::<Vec<_>>().join(", "));
    let time = |time: i64| engine.instant_of(time).to_string();
    Some(Plot { lines, scale: (short(least), short(most)), times: (time(first), time(last)), left_out, words })
}
