//! Work on the page's session that is more than one input: what the command box does. Whoever works says when it is to be
//! shown, as a script of a thousand lines need not be drawn a thousand times.

use super::{ANSWERS_MAX, Lab};
use leptos::prelude::*;
use queuelab::base::{ActorId, RequestId};
use queuelab::call::CallResult;
use queuelab::cloud::Input;
use queuelab::session::Session;
use queuelab_view::playback::Command;
use std::sync::Arc;

impl Lab {
    /// Runs an actor, or pauses it.
    pub fn set_running(self, id: u32, running: bool) {
        let config = self.peek(|session| session.cloud().actor(ActorId(id)).map(queuelab::actors::Actor::config));
        if let Some(mut config) = config {
            config.set_running(running);
            self.submit(Input::SetActor(ActorId(id), config));
        }
    }

    /// Hands the session out for a while. The transport rests when time is moved by hand.
    pub fn drive<R>(self, moves_time: bool, work: impl FnOnce(&mut Session) -> R) -> R {
        self.stop_work();
        self.change(|state| {
            if moves_time {
                state.playback.command(Command::Pause);
            }
            state.last_step_event = state.session.cloud().next_seq();
            let before = state.session.undo_depth().0;
            let result = work(&mut state.session);
            // Where time stands still, more inputs behind the present are such as were done now.
            let after = if moves_time { before } else { state.session.undo_depth().0 };
            (before..after).for_each(|number| state.edits.input(number));
            result
        })
    }

    /// Shows what has been worked so far.
    pub fn show_work(self) {
        self.rewritten();
        self.shown_step();
    }

    /// Shows what was worked, and stores it.
    pub fn finish_work(self) {
        self.show_work();
        self.save();
    }

    /// Where permissions refused the last call, offers their reason.
    pub fn explain_work(self) {
        self.explain_denial();
    }

    /// Hands answers on to whoever waits for them.
    pub fn hand_on(self, new: Vec<(RequestId, Arc<CallResult>)>) {
        if new.is_empty() {
            return;
        }
        self.answers.update(|answers| {
            answers.extend(new);
            answers.drain(..answers.len().saturating_sub(ANSWERS_MAX));
        });
    }
}
