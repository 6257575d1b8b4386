//! What the page can take back: inputs of the lab, and places of nodes, of which the lab knows nothing.

use super::{KEYS_KEY, Lab};
use crate::host;
use leptos::prelude::*;
use queuelab_view::NodeId;
use queuelab_view::edits::Change;
use queuelab_view::geometry::{Placed, Point};
use queuelab_view::playback::Command;

impl Lab {
    /// Takes back what was done last: an input, several that belong together, or where nodes were moved.
    pub fn undo(self) {
        self.stop_work();
        self.take(
            |state| state.edits.undo(state.session.undo_depth().0, &state.placed),
            queuelab::session::Session::undo_last,
        );
    }

    /// Does again what was taken back.
    pub fn redo(self) {
        self.stop_work();
        self.take(
            |state| state.edits.redo(state.session.undo_depth().0, &state.placed),
            queuelab::session::Session::redo_last,
        );
    }

    fn take(
        self,
        find: fn(&mut super::State) -> Option<Change>,
        inputs: fn(&mut queuelab::session::Session, usize) -> bool,
    ) {
        if !self.may_change() {
            return;
        }
        let rewritten = self.change(|state| {
            let change = find(state)?;
            if let Some(places) = change.places {
                state.placed = places;
            }
            let rewritten = change.inputs > 0;
            if rewritten {
                inputs(&mut state.session, change.inputs);
                state.playback.command(Command::Rest);
            }
            Some(rewritten)
        });
        let Some(rewritten) = rewritten else { return };
        self.save();
        if rewritten {
            self.rewritten();
        }
        self.changed();
    }

    /// How much can be taken back, and done again. Listens for changes.
    pub fn undo_depth(self) -> (usize, usize) {
        let inputs = self.with(queuelab::session::Session::undo_depth).0;
        self.state.with_value(|state| state.edits.depth(inputs))
    }

    /// All that is done meanwhile is taken back at once.
    pub fn as_one<R>(self, act: impl FnOnce() -> R) -> R {
        self.change(|state| state.edits.open());
        let result = act();
        self.change(|state| state.edits.close());
        // The depth that the buttons show is that of the whole.
        self.changed();
        result
    }

    /// From here on nodes are moved by hand, which is one thing to take back.
    pub fn begin_moving(self) {
        self.change(|state| state.edits.places(&state.placed, state.session.undo_depth().0));
    }

    /// Moves nodes by hand. The lab does not notice.
    pub fn place(self, places: &[(NodeId, Point)]) {
        self.change(|state| state.placed.extend(places.iter().copied()));
        self.changed();
    }

    /// Gives what was just added its place, which goes again with it.
    pub fn place_new(self, places: &[(NodeId, Point)]) {
        self.change(|state| state.edits.places_of_last(&state.placed, state.session.undo_depth().0));
        self.place(places);
        self.save();
    }

    /// Gives all nodes their places back.
    pub fn tidy(self) {
        let is_moved = self.change(|state| {
            let is_moved = !state.placed.is_empty();
            if is_moved {
                state.edits.places(&state.placed, state.session.undo_depth().0);
                state.placed = Placed::new();
            }
            is_moved
        });
        if is_moved {
            self.save();
            self.changed();
        }
    }

    /// Lets single keys act, or not. It is stored; false when the browser does not store.
    pub fn set_single_keys(self, on: bool) -> bool {
        self.hands.single_keys.set(on);
        if on { host::forget(KEYS_KEY) } else { host::store(KEYS_KEY, "off") }
    }
}
