//! A lab in somebody else's document: it begins empty, and may be one that is only looked at. How it is shown there is not
//! known here.

use super::{Lab, State, Store};
use crate::later::Later;
use queuelab::session::{Session, Start};
use queuelab::t;
use queuelab_view::geometry::{Flow, Geometry, Placed};
use queuelab_view::playback::Playback;

impl Lab {
    /// An empty store for a lab in somebody else's document.
    pub fn embedded(later: &'static Later, is_shown_only: bool) -> Self {
        let session = Session::new(Start::default());
        let geometry = Geometry::of(session.cloud(), &Placed::new(), Flow::Across);
        let state = State::new(session, Playback::default(), Placed::new(), Flow::Across);
        let store = Store::new(state, geometry, String::new(), later);
        Self(Box::leak(Box::new(Store { is_embedded: true, is_shown_only, ..store })))
    }

    /// Whether the reader may change the lab; says so where not.
    pub fn may_change(self) -> bool {
        if self.is_shown_only {
            self.notify(t!("This lab is only shown here. “Open in Queuelab” leads to one that you can change."), false);
        }
        !self.is_shown_only
    }
}
