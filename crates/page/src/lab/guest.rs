//! A second lab beside the reader's own, which follows its time: for comparing. It is looked at and not acted in, and never
//! stored.

use super::{Lab, State, Store};
use leptos::prelude::*;
use queuelab::session::{Session, what_if::Setting};
use queuelab_view::geometry::Geometry;
use queuelab_view::playback::Playback;

/// While it catches up with the lab that it follows it does so many steps for each frame of that.
const STEPS_A_FRAME: u64 = 2_000;

/// What the reader's lab is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Against {
    /// The same run with a setting changed to a value.
    WhatIf(Setting, String),
    /// Another branch.
    Branch(u32),
}

/// A comparison that goes on.
#[derive(Clone, Copy)]
pub struct Comparison {
    /// The lab at the other side.
    pub other: Lab,
    /// With what.
    pub against: RwSignal<Against>,
    /// What the other side is called.
    pub title: RwSignal<String>,
}

impl Lab {
    /// Compares with another run from now on. A page has one lab to compare with, which is used again.
    pub fn compare(self, against: Against, title: String, session: Session) {
        let known = self.guest.with_value(Clone::clone);
        let comparison = match known {
            Some(known) => {
                known.against.set(against);
                known.title.set(title);
                known.other.replace(session);
                known
            }
            None => untrack(|| {
                self.for_good(|| Comparison {
                    other: self.guest_of(session),
                    against: RwSignal::new(against),
                    title: RwSignal::new(title),
                })
            }),
        };
        self.guest.set_value(Some(comparison));
        self.comparison.set(Some(comparison));
        self.changed();
    }

    /// Makes something that is there for as long as the page, whoever asks for it.
    pub fn for_good<R>(self, make: impl FnOnce() -> R) -> R {
        self.owner.with_value(|owner| owner.with(make))
    }

    /// Ends comparing.
    pub fn end_comparison(self) {
        self.comparison.set(None);
        self.changed();
    }

    /// Puts another run into a lab that follows.
    pub fn replace(self, session: Session) {
        self.change(|state| {
            state.session = session;
            state.last_step_event = 0;
        });
        self.runs.update(|runs| *runs += 1);
        self.changed();
    }

    fn guest_of(self, session: Session) -> Self {
        let placed = self.state.with_value(|state| state.placed.clone());
        let flow = self.state.with_value(|state| state.flow);
        let geometry = Geometry::of(session.cloud(), &placed, flow);
        let state = State::new(session, Playback::default(), placed, flow);
        Self(Box::leak(Box::new(Store { is_guest: true, ..Store::new(state, geometry, String::new(), self.later) })))
    }

    /// Brings the lab that is compared with to the present of this one.
    pub(super) fn mirror(self, panels: bool) {
        let Some(comparison) = self.comparison.get_untracked() else { return };
        let (playback, now, placed) = self
            .state
            .with_value(|state| (state.playback.clone(), state.session.now(), panels.then(|| state.placed.clone())));
        let other = comparison.other;
        let has_arrived = other.change(|state| {
            state.playback = playback;
            if let Some(placed) = placed {
                state.placed = placed;
            }
            if state.session.now() != now {
                let before = state.session.cloud().next_seq();
                state.session.seek_within(now, STEPS_A_FRAME);
                if state.session.cloud().next_seq() != before {
                    state.last_step_event = before;
                }
            }
            state.paint();
            state.session.now() == now || state.session.cloud().halted()
        });
        if panels {
            other.changed();
        }
        if !has_arrived {
            self.request_frame();
        }
    }
}
