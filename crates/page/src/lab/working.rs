//! Work that takes longer than a frame: done in slices, with what is shown of it, and an end on request.
//!
//! Whatever else is done to the lab ends it where it has got to; nothing of it is lost.

use super::Lab;
use crate::host;
use leptos::prelude::*;
use queuelab::clock::Instant;
use queuelab::session::Session;

/// Real milliseconds of a slice.
const SLICE_MS: f64 = 12.0;
/// What takes no longer than so many real milliseconds is not shown.
const SHOWN_AFTER_MS: f64 = 160.0;
/// The picture and the panels follow at this pace, in real milliseconds.
const PANEL_MS: f64 = 100.0;

/// What is shown of work that goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Working {
    /// What is being done.
    pub what: &'static str,
    /// How much of it is done, 0 to 1, where that can be told.
    pub share: Option<f64>,
}

/// A slice of work on the session; true when all is done.
pub type Step = Box<dyn FnMut(&mut Session) -> bool>;

/// Work in slices.
struct Work {
    id: u64,
    what: &'static str,
    from: Instant,
    goal: Option<Instant>,
    began: f64,
    shown: f64,
    step: Step,
    done: Box<dyn FnOnce(Lab)>,
}

impl Lab {
    /// Works on the session in slices, the first at once, and then does what comes after. With an instant as its goal it
    /// can be told how much is done.
    pub fn work(self, what: &'static str, goal: Option<Instant>, step: Step, done: Box<dyn FnOnce(Lab)>) {
        self.stop_work();
        let (id, from) = self.state.with_value(|state| (state.work, state.session.now()));
        let began = host::millis();
        self.slice(Work { id, what, from, goal, began, shown: began, step, done });
    }

    /// Ends work that goes on, where it has got to.
    pub fn stop_work(self) {
        self.change(|state| state.work += 1);
        if self.working.with_untracked(Option::is_some) {
            self.working.set(None);
        }
        if self.busy.get_untracked() {
            self.busy.set(false);
        }
    }

    fn slice(self, mut work: Work) {
        // Somebody has done something else meanwhile.
        if self.state.with_value(|state| state.work) != work.id {
            return;
        }
        let started = host::millis();
        let is_done = self.change(|state| {
            loop {
                if (work.step)(&mut state.session) {
                    return true;
                }
                if host::millis() - started >= SLICE_MS {
                    return false;
                }
            }
        });
        if is_done {
            self.stop_work();
            return (work.done)(self);
        }
        if !self.busy.get_untracked() {
            self.busy.set(true);
        }
        let now = host::millis();
        if now - work.began >= SHOWN_AFTER_MS && now - work.shown >= PANEL_MS {
            work.shown = now;
            let at = self.peek(Session::now);
            self.working
                .set(Some(Working { what: work.what, share: work.goal.map(|goal| share(work.from, at, goal)) }));
            self.changed();
        }
        let lab = self;
        host::next_frame(move || lab.slice(work));
    }
}

#[allow(clippy::cast_precision_loss, reason = "a share for drawing")]
fn share(from: Instant, at: Instant, goal: Instant) -> f64 {
    let whole = goal.since(from).as_millis().max(1) as f64;
    (at.since(from).as_millis() as f64 / whole).clamp(0.0, 1.0)
}
