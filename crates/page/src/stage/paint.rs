//! Paints tokens on the canvas above the nodes: each look with a shape of its own.
//!
//! One painter for the page. It is handed a session, a layout and a pace, and draws what `view` says; it decides nothing.

use crate::host;
use queuelab::session::Session;
use queuelab_view::geometry::{Geometry, Point, Rect};
use queuelab_view::glyphs::{self, Piece, RING_R};
use queuelab_view::labels::PIPS_MAX;
use queuelab_view::motion::{self, Moving, Pace};
use queuelab_view::tokens::{self, Look, MessageId, Subject, Token};
use std::collections::BTreeSet;
use std::f64::consts::{FRAC_PI_2, TAU};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Marks reach so far over their middle, with their rings.
const EDGE: f64 = 40.0;
/// A body that is smaller on the screen has no dots for its receives: they could not be told apart.
const PIPS_PX: f64 = 6.0;

/// So many strengths are told apart: marks that fade at nearly the same time are drawn together.
const STRENGTHS: f64 = 32.0;
/// A visibility timeout of which less is left is about to end.
const ENDING: f64 = 0.2;

/// What part of the stage is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Pixels a unit.
    pub zoom: f64,
    /// Where the stage's origin is, in pixels.
    pub x: f64,
    /// Where the stage's origin is, in pixels.
    pub y: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { zoom: 1.0, x: 0.0, y: 0.0 }
    }
}

impl Camera {
    /// The place on the stage under a pixel.
    pub fn to_stage(self, x: f64, y: f64) -> Point {
        Point { x: (x - self.x) / self.zoom, y: (y - self.y) / self.zoom }
    }
}

/// The colours of a theme.
#[derive(Clone, Debug, Default)]
pub struct Colours {
    looks: [String; Look::ALL.len()],
    /// Text.
    pub ink: String,
    /// What marks are cut out of.
    pub panel: String,
    /// What is pointed out.
    pub accent: String,
}

/// Paints what the first load leaves out: labels, letters, and what stands for motion where less was asked for.
pub type Adorn = fn(&Painter, &Session, &Geometry);

/// The painter.
pub struct Painter {
    canvas: HtmlCanvasElement,
    /// What it paints with.
    pub context: CanvasRenderingContext2d,
    /// The colours of the theme.
    pub colours: Colours,
    /// What is seen.
    pub camera: Camera,
    /// The message or record that is selected.
    pub selected: Option<Subject>,
    /// Less motion: nothing travels, and rings go in twelve steps.
    pub stepped: bool,
    /// The messages that are pointed out; the others are dim.
    pub family: BTreeSet<MessageId>,
    /// Paints the rest, once that is here.
    pub adorn: Option<Adorn>,
    /// What is drawn.
    pub tokens: Vec<Token>,
    /// What moves, without its marks.
    pub moving: Moving,
}

impl Painter {
    /// A painter for a canvas; `None` where the browser has no 2D context.
    pub fn new(canvas: HtmlCanvasElement) -> Option<Self> {
        let context = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
        let mut painter = Self {
            canvas,
            context,
            colours: Colours::default(),
            camera: Camera::default(),
            selected: None,
            stepped: host::reduced_motion(),
            family: BTreeSet::new(),
            adorn: None,
            tokens: Vec::new(),
            moving: Moving::default(),
        };
        painter.read_colours();
        Some(painter)
    }

    /// Reads the theme's colours anew.
    pub fn read_colours(&mut self) {
        let looks = Look::ALL.map(|look| host::css_property(glyphs::variable(look)));
        let read = host::css_property;
        self.colours = Colours { looks, ink: read("--ink"), panel: read("--panel"), accent: read("--accent") };
    }

    /// Fits the canvas to its box, in CSS pixels.
    pub fn resize(&self, width: f64, height: f64) {
        let ratio = host::pixel_ratio();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes of a screen")]
        let pixels = |length: f64| (length * ratio).round().max(1.0) as u32;
        self.canvas.set_width(pixels(width));
        self.canvas.set_height(pixels(height));
    }

    /// What is drawn at a place on the stage.
    pub fn subject_at(&self, at: Point) -> Option<Subject> {
        let reach = 12.0 / self.camera.zoom.max(0.5);
        let distance = |token: &Token| (token.at.x - at.x).hypot(token.at.y - at.y);
        self.tokens
            .iter()
            .filter(|token| token.subject.is_some() && distance(token) < reach.max(token.size))
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))?
            .subject
    }

    /// Paints the present.
    pub fn paint(&mut self, session: &Session, geometry: &Geometry, pace: Pace) {
        let mut tokens = tokens::resting(session.cloud(), geometry, session.now());
        let mut moving = motion::moving(session.cloud(), geometry, &tokens, session.events().rev(), pace, self.stepped);
        moving.settle(&mut tokens);
        if !self.family.is_empty() {
            tokens::point_out(&mut tokens, &self.family);
        }
        (self.tokens, self.moving) = (tokens, moving);
        self.draw();
        if let Some(adorn) = self.adorn {
            adorn(self, session, geometry);
        }
    }

    fn draw(&self) {
        let (c, ratio) = (&self.context, host::pixel_ratio());
        let _ = c.reset_transform();
        c.clear_rect(0.0, 0.0, f64::from(self.canvas.width()), f64::from(self.canvas.height()));
        let Camera { zoom, x, y } = self.camera;
        let _ = c.set_transform(ratio * zoom, 0.0, 0.0, ratio * zoom, ratio * x, ratio * y);
        let seen = self.seen();
        // One path for each look, as far as its marks are equally strong: a call into the canvas costs more than the
        // drawing.
        for (look, colour) in Look::ALL.into_iter().zip(&self.colours.looks) {
            let is_seen = |token: &&Token| token.look == look && seen.contains(token.at);
            let tokens: Vec<&Token> = self.tokens.iter().filter(is_seen).collect();
            for tokens in tokens.chunk_by(|a, b| strength(a) == strength(b)) {
                c.set_global_alpha(tokens.first().map_or(1.0, |token| f64::from(strength(token)) / STRENGTHS));
                c.set_fill_style_str(colour);
                c.set_stroke_style_str(colour);
                self.rings(tokens);
                self.bodies(tokens, look);
            }
        }
        c.set_global_alpha(1.0);
        self.pips();
        self.selection();
    }

    /// The part of the stage that is seen, with room for marks whose middle is beyond its edge.
    fn seen(&self) -> Rect {
        let (Camera { zoom, x, y }, ratio) = (self.camera, host::pixel_ratio());
        let (w, h) = (f64::from(self.canvas.width()) / ratio / zoom, f64::from(self.canvas.height()) / ratio / zoom);
        Rect { x: -x / zoom - EDGE, y: -y / zoom - EDGE, w: w + 2.0 * EDGE, h: h + 2.0 * EDGE }
    }

    fn bodies(&self, tokens: &[&Token], look: Look) {
        let (c, glyph) = (&self.context, glyphs::of(look));
        let trace_all = |path: &[Piece], least: f64| {
            c.begin_path();
            for token in tokens.iter().filter(|token| token.size * self.camera.zoom.min(1.0) >= least) {
                trace(c, token.at, token.size * 0.5, path);
            }
        };
        if !glyph.filled.is_empty() {
            trace_all(glyph.filled, 0.0);
            c.fill();
        }
        if !glyph.stroked.is_empty() {
            c.set_line_width(1.6);
            trace_all(glyph.stroked, 0.0);
            c.stroke();
        }
        if !glyph.cut.is_empty() {
            c.set_stroke_style_str(&self.colours.panel);
            c.set_line_width(2.4);
            // What is cut into a small body cannot be seen.
            trace_all(glyph.cut, 9.0);
            c.stroke();
        }
    }

    fn rings(&self, tokens: &[&Token]) {
        let c = &self.context;
        let ringed = || tokens.iter().filter_map(|token| Some((token, token.ring.filter(|_| token.size >= 6.0)?)));
        if ringed().next().is_none() {
            return;
        }
        let radius = |token: &Token| token.size * 0.5 * RING_R;
        c.set_line_width(0.9);
        c.begin_path();
        for (token, _) in ringed() {
            c.move_to(token.at.x + radius(token), token.at.y);
            let _ = c.arc(token.at.x, token.at.y, radius(token), 0.0, TAU);
        }
        c.stroke();
        let share = |share: f64| if self.stepped { (share * 12.0).ceil() / 12.0 } else { share };
        let sweep = |is_ending: bool| {
            c.begin_path();
            for (token, left) in ringed().map(|(token, left)| (token, share(left))) {
                if (token.look == Look::InFlight && left < ENDING) == is_ending {
                    c.move_to(token.at.x, token.at.y - radius(token));
                    let _ = c.arc(token.at.x, token.at.y, radius(token), -FRAC_PI_2, -FRAC_PI_2 + TAU * left);
                }
            }
            c.stroke();
        };
        c.set_line_width(2.4);
        sweep(false);
        // The last fifth of a visibility timeout is thicker and striped.
        if ringed().any(|(token, left)| token.look == Look::InFlight && share(left) < ENDING) {
            let _ = c.set_line_dash(&js_sys::Array::of2(&2.5.into(), &2.0.into()));
            c.set_line_width(3.4);
            sweep(true);
            let _ = c.set_line_dash(&js_sys::Array::new());
        }
    }

    /// A dot below a message for each receive, up to five.
    fn pips(&self) {
        let c = &self.context;
        c.set_fill_style_str(&self.colours.ink);
        c.begin_path();
        for token in self.tokens.iter().filter(|token| {
            token.size >= 12.0
                && token.size * self.camera.zoom.min(1.0) >= PIPS_PX
                && token.receives > 0
                && token.subject.is_some()
        }) {
            let count = token.receives.min(PIPS_MAX);
            let left = token.at.x - f64::from(count - 1) * 1.9;
            let y = token.at.y + token.size * 0.5 + 6.6;
            for index in 0..count {
                let x = left + f64::from(index) * 3.8;
                c.move_to(x + 1.2, y);
                let _ = c.arc(x, y, 1.2, 0.0, TAU);
            }
        }
        c.fill();
    }

    fn selection(&self) {
        let Some(token) = self.selected.and_then(|id| self.tokens.iter().find(|token| token.subject == Some(id)))
        else {
            return;
        };
        let c = &self.context;
        c.set_stroke_style_str(&self.colours.accent);
        c.set_line_width(2.0);
        c.begin_path();
        let _ = c.arc(token.at.x, token.at.y, token.size * 0.5 + 7.0, 0.0, TAU);
        c.stroke();
    }
}

/// How strongly a mark is drawn, in parts of [`STRENGTHS`].
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 32")]
fn strength(token: &Token) -> u8 {
    (token.alpha * STRENGTHS).round() as u8
}

/// Adds pieces of a path for a body of that radius.
fn trace(c: &CanvasRenderingContext2d, at: Point, r: f64, path: &[Piece]) {
    let place = |x: f32, y: f32| (at.x + f64::from(x) * r, at.y + f64::from(y) * r);
    for piece in path {
        match *piece {
            Piece::Move(x, y) => {
                let (x, y) = place(x, y);
                c.move_to(x, y);
            }
            Piece::Line(x, y) => {
                let (x, y) = place(x, y);
                c.line_to(x, y);
            }
            Piece::Arc(x, y, radius, from, to) => {
                let ((x, y), radius, from) = (place(x, y), f64::from(radius) * r, f64::from(from) * TAU);
                c.move_to(x + radius * from.cos(), y + radius * from.sin());
                let _ = c.arc(x, y, radius, from, f64::from(to) * TAU);
            }
            Piece::Close => c.close_path(),
        }
    }
}
