//! The frame loop: moves the present as far as the transport says, paints, and keeps the panels up to date.
//!
//! Frames follow one another only while something moves. The canvas is painted in each; the panels are told at most ten
//! times a second.

use super::{Lab, State};
use crate::host;
use leptos::prelude::*;
use queuelab::cloud::Advance;
use queuelab_view::geometry::Geometry;
use queuelab_view::playback::{Command, Facts, Go};

/// Real milliseconds that a frame may spend on the simulation.
const FRAME_BUDGET_MS: f64 = 6.0;
/// So many steps are taken before the clock is looked at again: a step can be five hundred copies of a topic with a crowd.
const STEPS_AT_ONCE: u64 = 4;
/// Panels are brought up to date this often while the lab plays, in real milliseconds.
const PANEL_MS: f64 = 100.0;
/// And not more often than each so many frames: where a frame takes long, the picture goes before them.
const PANEL_FRAMES: u32 = 4;
/// A screen reader is told something at most this often, in real milliseconds.
const SPOKEN_MS: f64 = 1_000.0;

impl Lab {
    /// Tells a screen reader what happened, at most once a second.
    pub(super) fn speak(self) {
        let Some(reading) = untrack(|| self.later.reading.get()) else { return };
        let now = host::millis();
        let text = self.change(|state| {
            let next = state.session.cloud().next_seq();
            if now - state.last_spoken < SPOKEN_MS || next == state.spoken_until {
                return None;
            }
            // After going back there is nothing new to tell.
            let from = state.spoken_until.min(next);
            (state.last_spoken, state.spoken_until) = (now, next);
            Some((reading.summary)(&state.session, from))
        });
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.spoken.set(text);
        }
    }

    /// Tells a screen reader how things stand.
    pub fn describe_now(self) {
        let Some(reading) = untrack(|| self.later.reading.get()) else { return };
        let mut text = self.peek(reading.now);
        // The same text would not be told a second time.
        if self.spoken.with_untracked(|spoken| *spoken == text) {
            text.push('\u{a0}');
        }
        self.spoken.set(text);
    }

    /// Asks for a frame; several asks make one.
    pub fn request_frame(self) {
        let asked = self.change(|state| std::mem::replace(&mut state.frame_requested, true));
        if !asked {
            let lab = self;
            host::next_frame(move || lab.frame());
        }
    }

    /// One frame: moves the present as far as the transport says, paints, and asks for another while anything moves.
    fn frame(self) {
        let now = host::millis();
        let (moved, moving, lagging) = self.change(|state| {
            state.frame_requested = false;
            let elapsed = state.last_frame.map_or(16.0, |last| now - last);
            // The other side of a comparison is moved by the lab that it follows.
            let (moved, lagging) = if self.is_guest { (false, false) } else { state.advance(elapsed, now) };
            let moving = state.playback.is_moving() && !host::hidden() && !self.is_guest;
            state.last_frame = moving.then_some(now);
            (moved, moving, lagging)
        });
        if *self.catching_up.read_untracked() != lagging {
            self.catching_up.set(lagging);
        }
        let panels_due = self.change(|state| {
            state.frames_since_panel = state.frames_since_panel.saturating_add(1);
            let is_time = now - state.last_panel >= PANEL_MS && state.frames_since_panel >= PANEL_FRAMES;
            let due = moved && (is_time || !moving);
            if due {
                (state.last_panel, state.frames_since_panel) = (now, 0);
            }
            due
        });
        if panels_due {
            self.changed();
        }
        self.state.update_value(State::paint);
        if !panels_due {
            self.mirror(false);
        }
        if moving {
            self.request_frame();
        }
    }
}

impl State {
    /// Moves the present; says whether it moved, and whether it lags behind.
    fn advance(&mut self, elapsed: f64, started: f64) -> (bool, bool) {
        let facts = Facts { now: self.session.now(), next: self.session.next_step_at() };
        match self.playback.tick(elapsed, facts) {
            Go::Stay => (false, false),
            Go::Step => {
                self.last_step_event = self.session.cloud().next_seq();
                let stepped = self.session.step_forward();
                if !stepped {
                    self.playback.command(Command::Pause);
                }
                (true, false)
            }
            Go::To(to) => {
                let before = self.session.cloud().next_seq();
                let mut advance = Advance::Paused;
                while advance == Advance::Paused && host::millis() - started < FRAME_BUDGET_MS {
                    advance = self.session.seek_within(to, STEPS_AT_ONCE);
                }
                if advance == Advance::Halted {
                    self.playback.command(Command::Pause);
                }
                self.last_step_event = before;
                (true, advance == Advance::Paused)
            }
        }
    }

    pub(super) fn paint(&mut self) {
        let Some(painter) = &mut self.painter else { return };
        let geometry = Geometry::of(self.session.cloud(), &self.placed, self.flow);
        let pace = self.playback.pace(self.session.now(), self.last_step_event);
        painter.paint(&self.session, &geometry, pace);
    }
}
