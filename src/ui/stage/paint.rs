//! Paints tokens on the canvas above the nodes: each look with a shape of its own.
//!
//! One painter for the page. It is handed a session, a layout and a pace, and draws what `view` says; it decides nothing.

use crate::session::Session;
use crate::ui::host;
use crate::view::geometry::{Geometry, Point};
use crate::view::motion::{self, Pace};
use crate::view::tokens::{self, Look, Subject, Token};
use std::f64::consts::{FRAC_PI_2, TAU};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

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
struct Colours {
    looks: [String; 11],
    ink: String,
    panel: String,
    accent: String,
}

/// The painter.
pub struct Painter {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    colours: Colours,
    /// What is seen.
    pub camera: Camera,
    /// The message or record that is selected.
    pub selected: Option<Subject>,
    /// Rings in twelve steps instead of an even sweep.
    pub stepped: bool,
    tokens: Vec<Token>,
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
            tokens: Vec::new(),
        };
        painter.read_colours();
        Some(painter)
    }

    /// Reads the theme's colours anew.
    pub fn read_colours(&mut self) {
        let looks = Look::ALL.map(|look| host::css_property(variable_of(look)));
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
        let moving = motion::moving(session.cloud(), geometry, &tokens, session.events().rev(), pace);
        if !moving.hidden.is_empty() {
            tokens.retain(|token| token.subject.is_none_or(|id| !moving.hidden.contains(&id)));
        }
        tokens.extend(moving.tokens);
        self.tokens = tokens;
        self.draw();
    }

    fn draw(&self) {
        let (c, ratio) = (&self.context, host::pixel_ratio());
        let _ = c.reset_transform();
        c.clear_rect(0.0, 0.0, f64::from(self.canvas.width()), f64::from(self.canvas.height()));
        let Camera { zoom, x, y } = self.camera;
        let _ = c.set_transform(ratio * zoom, 0.0, 0.0, ratio * zoom, ratio * x, ratio * y);
        // One path for each look: a call into the canvas costs more than the drawing.
        for (look, colour) in Look::ALL.into_iter().zip(&self.colours.looks) {
            let of_look = || self.tokens.iter().filter(move |token| token.look == look);
            if of_look().next().is_none() {
                continue;
            }
            c.set_fill_style_str(colour);
            c.set_stroke_style_str(colour);
            c.set_line_width(1.6);
            self.batch(of_look().filter(|token| token.alpha >= 1.0), look);
            for token in of_look().filter(|token| token.alpha < 1.0) {
                c.set_global_alpha(token.alpha);
                self.batch(std::iter::once(token), look);
                c.set_global_alpha(1.0);
            }
            self.rings(of_look());
        }
        self.pips();
        self.selection();
    }

    fn batch<'a>(&self, tokens: impl Iterator<Item = &'a Token>, look: Look) {
        let c = &self.context;
        c.begin_path();
        let mut inner = Vec::new();
        for token in tokens {
            shape(c, token.at, token.size, look);
            if token.size >= 9.0 {
                inner.push(token);
            }
        }
        match look {
            Look::Delayed | Look::Expired | Look::Filtered => c.stroke(),
            _ => c.fill(),
        }
        if matches!(look, Look::Deleted | Look::DeadLettered | Look::Throttled | Look::Blocked | Look::Duplicate) {
            c.set_stroke_style_str(&self.colours.panel);
            c.begin_path();
            for token in inner {
                detail(c, token.at, token.size, look);
            }
            c.stroke();
        }
    }

    fn rings<'a>(&self, tokens: impl Iterator<Item = &'a Token>) {
        let c = &self.context;
        for token in tokens.filter(|token| token.size >= 6.0) {
            let Some(share) = token.ring else { continue };
            let share = if self.stepped { (share * 12.0).ceil() / 12.0 } else { share };
            // The last fifth of a visibility timeout is thicker and striped.
            let ending = token.look == Look::InFlight && share < 0.2;
            c.set_line_width(if ending { 3.4 } else { 2.4 });
            let dash = js_sys::Array::new();
            if ending {
                dash.push(&2.5.into());
                dash.push(&2.0.into());
            }
            let _ = c.set_line_dash(&dash);
            c.begin_path();
            let radius = token.size * 0.5 + 3.2;
            let _ = c.arc(token.at.x, token.at.y, radius, -FRAC_PI_2, -FRAC_PI_2 + TAU * share);
            c.stroke();
            let _ = c.set_line_dash(&js_sys::Array::new());
        }
    }

    /// A dot below a message for each receive, up to five.
    fn pips(&self) {
        let c = &self.context;
        c.set_fill_style_str(&self.colours.ink);
        c.begin_path();
        for token in
            self.tokens.iter().filter(|token| token.size >= 12.0 && token.receives > 0 && token.subject.is_some())
        {
            let count = token.receives.min(5);
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

/// The custom property that holds a look's colour.
pub const fn variable_of(look: Look) -> &'static str {
    match look {
        Look::Delayed => "--delayed",
        Look::Visible | Look::Blocked | Look::Record => "--visible",
        Look::InFlight => "--in-flight",
        Look::Deleted => "--deleted",
        Look::DeadLettered => "--dead",
        Look::Duplicate => "--duplicate",
        Look::Expired | Look::Filtered => "--expired",
        Look::Throttled => "--bad",
    }
}

/// Adds a body to the path: what is filled, or drawn as an outline for the hollow looks.
fn shape(c: &CanvasRenderingContext2d, at: Point, size: f64, look: Look) {
    let r = size * 0.5;
    let circle = |x: f64, y: f64, r: f64| {
        c.move_to(x + r, y);
        let _ = c.arc(x, y, r, 0.0, TAU);
    };
    match look {
        Look::Delayed => {
            // Dashed: eight short arcs.
            for index in 0..8 {
                let from = f64::from(index) * TAU / 8.0;
                c.move_to(at.x + r * from.cos(), at.y + r * from.sin());
                let _ = c.arc(at.x, at.y, r, from, from + TAU / 14.0);
            }
        }
        Look::Expired => {
            for index in 0..3 {
                let from = f64::from(index) * TAU / 3.0;
                c.move_to(at.x + r * from.cos(), at.y + r * from.sin());
                let _ = c.arc(at.x, at.y, r, from, from + TAU / 4.5);
            }
        }
        Look::Visible | Look::Blocked | Look::Deleted => circle(at.x, at.y, r),
        Look::InFlight => circle(at.x, at.y, r * 0.76),
        Look::Duplicate => {
            circle(at.x - r * 0.34, at.y - r * 0.2, r * 0.74);
            circle(at.x + r * 0.34, at.y + r * 0.2, r * 0.74);
        }
        Look::DeadLettered => {
            let r = r * 1.2;
            c.move_to(at.x, at.y - r);
            c.line_to(at.x + r, at.y);
            c.line_to(at.x, at.y + r);
            c.line_to(at.x - r, at.y);
            c.close_path();
        }
        Look::Filtered => {
            circle(at.x, at.y, r);
            c.move_to(at.x - r * 0.7, at.y + r * 0.7);
            c.line_to(at.x + r * 0.7, at.y - r * 0.7);
        }
        // Upright, as it stands in its lane.
        Look::Record => c.rect(at.x - r * 0.36, at.y - r, r * 0.72, size),
        Look::Throttled => {
            let r = r * 1.2;
            c.move_to(at.x, at.y - r);
            c.line_to(at.x + r * 0.95, at.y + r * 0.75);
            c.line_to(at.x - r * 0.95, at.y + r * 0.75);
            c.close_path();
        }
    }
}

/// Adds what is drawn on a filled body in the colour of the panel.
fn detail(c: &CanvasRenderingContext2d, at: Point, size: f64, look: Look) {
    let r = size * 0.5;
    match look {
        Look::Deleted => {
            c.move_to(at.x - r * 0.45, at.y);
            c.line_to(at.x - r * 0.1, at.y + r * 0.38);
            c.line_to(at.x + r * 0.5, at.y - r * 0.36);
        }
        Look::DeadLettered => {
            c.move_to(at.x - r * 0.35, at.y - r * 0.35);
            c.line_to(at.x + r * 0.35, at.y + r * 0.35);
            c.move_to(at.x + r * 0.35, at.y - r * 0.35);
            c.line_to(at.x - r * 0.35, at.y + r * 0.35);
        }
        Look::Throttled => {
            c.move_to(at.x, at.y - r * 0.5);
            c.line_to(at.x, at.y + r * 0.2);
            c.move_to(at.x, at.y + r * 0.45);
            c.line_to(at.x, at.y + r * 0.6);
        }
        // A bar before a message that has to wait.
        Look::Blocked => {
            c.move_to(at.x + r * 0.45, at.y - r * 0.8);
            c.line_to(at.x + r * 0.45, at.y + r * 0.8);
        }
        Look::Duplicate => {
            c.move_to(at.x + r * 0.34 + r * 0.74, at.y + r * 0.2);
            let _ = c.arc(at.x + r * 0.34, at.y + r * 0.2, r * 0.74, 0.0, TAU);
        }
        Look::Delayed | Look::Visible | Look::InFlight | Look::Expired | Look::Filtered | Look::Record => {}
    }
}
