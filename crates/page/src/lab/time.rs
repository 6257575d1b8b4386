//! Moving the present by hand: jumps, steps, and on to what somebody looks for.

use super::{Lab, Next};
use leptos::prelude::*;
use queuelab::clock::{Duration, Instant};
use queuelab::cloud::{Advance, Event};
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::playback::Command;
use queuelab_view::ruler;
use std::cell::Cell;
use std::rc::Rc;

/// A jump does so many steps of the lab before it looks at the clock.
const STEPS_AT_ONCE: u64 = 64;
/// "Next…" looks so far ahead: further than the longest retention of SQS.
const AHEAD: Duration = Duration::from_secs(15 * 86_400);

impl Lab {
    /// Changes when what was so far has changed: not ten times a second, but when something has happened or a second of the lab
    /// has passed, which is what ages are told in. For whatever looks at the whole run.
    pub fn present(self) -> Memo<(u64, u64, (u64, u64))> {
        Memo::new(move |_| {
            let at = self.with(|session| (session.position(), session.now().as_millis() / 1_000));
            (self.history.get(), self.runs.get(), at)
        })
    }

    /// Moves the present, with everything at rest.
    pub fn seek(self, to: Instant) {
        self.change(|state| state.playback.command(Command::Rest));
        let step = move |session: &mut Session| session.seek_within(to, STEPS_AT_ONCE) != Advance::Paused;
        self.work(t!("Going there"), Some(to), Box::new(step), Box::new(Self::changed));
    }

    /// Moves the present to just after the step in which an event happened, and shows its ways.
    pub fn seek_event(self, seq: u64) {
        let Some(position) = self.peek(|session| session.step_of_event(seq)) else { return };
        self.stop_work();
        self.change(|state| {
            state.playback.command(Command::Pause);
            state.session.seek_step_exactly(position + 1);
        });
        self.shown_step();
    }

    /// One step forwards, with its ways shown.
    pub fn step_forward(self) {
        self.steps_forward(1);
    }

    /// So many steps forwards, as far as there are any, with the ways of the last one shown.
    pub fn steps_forward(self, count: u32) {
        self.stop_work();
        let stepped = self.change(|state| {
            state.playback.command(Command::Pause);
            let step = |state: &mut super::State| {
                let before = state.session.cloud().next_seq();
                let stepped = state.session.step_forward();
                if stepped {
                    state.last_step_event = before;
                }
                stepped
            };
            (0..count).take_while(|_| step(state)).count() > 0
        });
        if !stepped {
            self.notify(t!("Nothing is going to happen. Send a message, or add a producer."), false);
        }
        self.shown_step();
    }

    /// One step backwards.
    pub fn step_back(self) {
        self.steps_back(1);
    }

    /// So many steps backwards, as far as there are any.
    pub fn steps_back(self, count: u32) {
        self.stop_work();
        self.change(|state| {
            state.playback.command(Command::Pause);
            state.playback.command(Command::Rest);
            let steps = (0..count).take_while(|_| state.session.step_back());
            steps.count()
        });
        self.changed();
    }

    /// On to the next event of a kind.
    pub fn next(self, what: Next) {
        self.go_on_to(Box::new(move |event| what.is(event)));
    }

    /// On to the next event of which something holds; whoever finds none stays where they were.
    fn go_on_to(self, is: Box<dyn Fn(&Event) -> bool>) {
        let began = self.change(|state| {
            state.playback.command(Command::Pause);
            (state.session.position(), state.session.now())
        });
        let last = began.1.after(AHEAD);
        let found = Rc::new(Cell::new(None));
        let mark = found.clone();
        let step = move |session: &mut Session| {
            for _ in 0..STEPS_AT_ONCE {
                let before = session.cloud().next_seq();
                if session.next_step_at().is_none_or(|at| at > last) || !session.step_forward() {
                    return true;
                }
                if session.events_since(before).any(&is) {
                    mark.set(Some(before));
                    return true;
                }
            }
            false
        };
        let done = move |lab: Self| {
            if let Some(before) = found.get() {
                lab.change(|state| state.last_step_event = before);
                return lab.shown_step();
            }
            lab.change(|state| {
                state.session.seek_step_exactly(began.0);
                state.session.seek(began.1);
            });
            lab.notify(t!("There is no such event within 15 days."), false);
            lab.changed();
        };
        self.work(t!("Looking for it"), None, Box::new(step), Box::new(done));
    }

    /// To the landmark before the present, or on to the next: an event that runs are watched for, or a named mark.
    pub fn go_to_landmark(self, is_back: bool) {
        if is_back {
            match self.peek(ruler::landmark_before) {
                Some((_, Some(seq))) => self.seek_event(seq),
                Some((at, None)) => self.seek(at),
                None => self.notify(t!("There is no mark before this instant."), false),
            }
            return;
        }
        let now = self.peek(Session::now);
        let named = self.peek(|session| session.marks().iter().map(|mark| mark.at).find(|at| *at > now));
        let known = self.peek(|session| {
            let known = session.timeline().events_between(session.cloud().next_seq(), u64::MAX);
            known.map(|event| (event.at, event.seq, ruler::is_landmark(&event.kind))).find(|(.., is)| *is)
        });
        match (named, known) {
            (Some(named), Some((at, ..))) if named < at => self.seek(named),
            (_, Some((_, seq, _))) => self.seek_event(seq),
            (Some(named), None) => self.seek(named),
            (None, None) => self.go_on_to(Box::new(|event| ruler::is_landmark(&event.kind))),
        }
    }

    /// Marks the present instant, to come back to it; it can be given another name.
    pub fn mark(self) {
        let marked = self.change(|state| {
            let (now, count) = (state.session.now(), state.session.marks().len() + 1);
            state.session.mark(now, &t!("mark {count}", count))
        });
        if !marked {
            self.notify(t!("There are 100 marks already: take one away first."), true);
        }
        self.annotated();
    }

    /// Changes what is noted beside the run: marks and names of branches. Where that cannot be, it says why.
    pub fn annotate(self, why_not: &'static str, change: impl FnOnce(&mut Session) -> bool) {
        if !self.change(|state| change(&mut state.session)) {
            self.notify(why_not, true);
        }
        self.annotated();
    }

    fn annotated(self) {
        self.rewritten();
        self.save();
        self.changed();
    }

    /// Does something to the transport.
    pub fn command(self, command: Command) {
        if matches!(command, Command::Play | Command::Toggle) {
            self.stop_work();
        }
        self.change(|state| {
            state.playback.command(command);
            state.last_frame = None;
        });
        self.changed();
    }
}
