//! The shapes of the looks as data, so that the stage, the legend, tables and thumbnails draw the same ones.
//!
//! Lengths are multiples of a body's radius, from its middle. Each look is told by its shape alone, whatever its colour:
//! the tests draw all of them small and find each one again. It knows no canvas and no document.

#[cfg(test)]
mod tests;

use super::tokens::Look;
use std::fmt::Write;

/// A piece of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Piece {
    /// Begins at a place.
    Move(f32, f32),
    /// A straight line to a place.
    Line(f32, f32),
    /// Begins anew with a part of a circle: its middle, its radius, and from where to where in turns, clockwise from
    /// three o'clock.
    Arc(f32, f32, f32, f32, f32),
    /// Back to where the path began.
    Close,
}

use Piece::{Arc, Close, Line, Move};

/// The shape of a look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// What is filled.
    pub filled: &'static [Piece],
    /// What is drawn as a line.
    pub stroked: &'static [Piece],
    /// What is drawn as a line in the colour of the ground, on what is filled.
    pub cut: &'static [Piece],
}

/// How wide lines are.
pub const LINE_W: f64 = 0.27;
/// How wide those are that are cut.
pub const CUT_W: f64 = 0.4;
/// How wide a ring is, and the thin line that it runs on: without it a message whose ring has ended would look like one
/// that is visible.
pub const RING_W: (f64, f64) = (0.4, 0.16);
/// How far from the middle the ring runs.
pub const RING_R: f64 = 1.5;

const fn circle(x: f32, y: f32, r: f32) -> Piece {
    Arc(x, y, r, 0.0, 1.0)
}

const fn glyph(filled: &'static [Piece], stroked: &'static [Piece], cut: &'static [Piece]) -> Glyph {
    Glyph { filled, stroked, cut }
}

/// A dashed circle with an hourglass where its last dash would be.
const DELAYED: Glyph = glyph(
    &[Move(-0.4, -1.45), Line(0.4, -1.45), Line(-0.4, -0.55), Line(0.4, -0.55), Close],
    &[
        Arc(0.0, 0.0, 1.0, 0.839, 0.911),
        Arc(0.0, 0.0, 1.0, -0.036, 0.036),
        Arc(0.0, 0.0, 1.0, 0.089, 0.161),
        Arc(0.0, 0.0, 1.0, 0.214, 0.286),
        Arc(0.0, 0.0, 1.0, 0.339, 0.411),
        Arc(0.0, 0.0, 1.0, 0.464, 0.536),
        Arc(0.0, 0.0, 1.0, 0.589, 0.661),
    ],
    &[],
);
const VISIBLE: Glyph = glyph(&[circle(0.0, 0.0, 1.0)], &[], &[]);
const IN_FLIGHT: Glyph = glyph(&[circle(0.0, 0.0, 0.7)], &[], &[]);
/// A disc behind a bar.
const BLOCKED: Glyph = glyph(
    &[circle(-0.32, 0.0, 0.86), Move(0.8, -1.2), Line(1.15, -1.2), Line(1.15, 1.2), Line(0.8, 1.2), Close],
    &[],
    &[],
);
const DELETED: Glyph = glyph(&[circle(0.0, 0.0, 1.0)], &[], &[Move(-0.58, 0.0), Line(-0.15, 0.46), Line(0.6, -0.46)]);
/// A diamond with a cross.
const DEAD_LETTERED: Glyph = glyph(
    &[Move(0.0, -1.25), Line(1.25, 0.0), Line(0.0, 1.25), Line(-1.25, 0.0), Close],
    &[],
    &[Move(-0.4, -0.4), Line(0.4, 0.4), Move(0.4, -0.4), Line(-0.4, 0.4)],
);
/// Two discs, one upon the other.
const DUPLICATE: Glyph =
    glyph(&[circle(-0.45, -0.26, 0.76), circle(0.45, 0.26, 0.76)], &[], &[circle(0.45, 0.26, 0.82)]);
/// Two circles, struck through.
const DROPPED: Glyph =
    glyph(&[], &[circle(-0.45, -0.2, 0.72), circle(0.45, 0.2, 0.72), Move(-1.2, 1.0), Line(1.2, -1.0)], &[]);
/// A circle in three pieces.
const EXPIRED: Glyph = glyph(
    &[],
    &[Arc(0.0, 0.0, 1.0, 0.0, 0.222), Arc(0.0, 0.0, 1.0, 0.333, 0.555), Arc(0.0, 0.0, 1.0, 0.667, 0.889)],
    &[],
);
const FILTERED: Glyph = glyph(&[], &[circle(0.0, 0.0, 1.0), Move(-0.72, 0.72), Line(0.72, -0.72)], &[]);
/// A triangle with an exclamation mark.
const THROTTLED: Glyph = glyph(
    &[Move(0.0, -1.25), Line(1.15, 0.9), Line(-1.15, 0.9), Close],
    &[],
    &[Move(0.0, -0.5), Line(0.0, 0.25), Move(0.0, 0.5), Line(0.0, 0.68)],
);
/// Upright, as it stands in its lane.
const RECORD: Glyph = glyph(&[Move(-0.38, -1.0), Line(0.38, -1.0), Line(0.38, 1.0), Line(-0.38, 1.0), Close], &[], &[]);

/// The shape of a look.
pub const fn of(look: Look) -> &'static Glyph {
    match look {
        Look::Delayed => &DELAYED,
        Look::Visible => &VISIBLE,
        Look::InFlight => &IN_FLIGHT,
        Look::Blocked => &BLOCKED,
        Look::Deleted => &DELETED,
        Look::DeadLettered => &DEAD_LETTERED,
        Look::Duplicate => &DUPLICATE,
        Look::Dropped => &DROPPED,
        Look::Expired => &EXPIRED,
        Look::Filtered => &FILTERED,
        Look::Throttled => &THROTTLED,
        Look::Record => &RECORD,
    }
}

/// The custom property of the style sheet that holds a look's colour.
pub const fn variable(look: Look) -> &'static str {
    match look {
        Look::Delayed => "--delayed",
        Look::Visible | Look::Blocked | Look::Record => "--visible",
        Look::InFlight => "--in-flight",
        Look::Deleted => "--deleted",
        Look::DeadLettered => "--dead",
        Look::Duplicate | Look::Dropped => "--duplicate",
        Look::Expired | Look::Filtered => "--expired",
        Look::Throttled => "--bad",
    }
}

/// How much of a ring a look has where no message says it, as in a legend.
pub const fn sample_ring(look: Look) -> Option<f64> {
    match look {
        Look::Delayed => Some(0.3),
        Look::InFlight => Some(0.7),
        _ => None,
    }
}

/// Appends a path to the `d` of an SVG path: at a place, for a body of that radius.
pub fn svg(path: &[Piece], (x, y): (f64, f64), r: f64, d: &mut String) {
    let at = |px: f32, py: f32| (x + f64::from(px) * r, y + f64::from(py) * r);
    for piece in path {
        let _ = match *piece {
            Move(px, py) => {
                let (px, py) = at(px, py);
                write!(d, "M{px:.2} {py:.2}")
            }
            Line(px, py) => {
                let (px, py) = at(px, py);
                write!(d, "L{px:.2} {py:.2}")
            }
            Arc(px, py, radius, from, to) => {
                arc(d, at(px, py), f64::from(radius) * r, f64::from(from), f64::from(to));
                Ok(())
            }
            Close => d.write_char('Z'),
        };
    }
}

/// Appends a part of a circle. An arc of SVG cannot be a whole circle, so each is made of two.
fn arc(d: &mut String, (x, y): (f64, f64), r: f64, from: f64, to: f64) {
    let on = |turns: f64| {
        let (sin, cos) = (turns * std::f64::consts::TAU).sin_cos();
        (x + r * cos, y + r * sin)
    };
    let (begin, middle, end) = (on(from), on(f64::midpoint(from, to)), on(to));
    let _ = write!(d, "M{:.2} {:.2}", begin.0, begin.1);
    for (x, y) in [middle, end] {
        let _ = write!(d, "A{r:.2} {r:.2} 0 0 1 {x:.2} {y:.2}");
    }
}

/// Appends a ring of which so much is left.
pub fn svg_ring((x, y): (f64, f64), r: f64, share: f64, d: &mut String) {
    if share > 0.0 {
        arc(d, (x, y), r * RING_R, -0.25, share.min(1.0) - 0.25);
    }
}
