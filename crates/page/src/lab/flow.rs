//! Which way the stage is laid out: in columns, in rows, or from top to bottom. What a stage looks like is not known here.

use super::Lab;
use leptos::prelude::*;
use queuelab_view::geometry::{Flow, Geometry};

impl Lab {
    /// Which way the stage is laid out.
    pub fn flow(self) -> Flow {
        self.state.with_value(|state| state.flow)
    }

    /// The way in which the lab is drawn larger on a stage of that size.
    pub fn larger_flow(self, width: f64, height: f64) -> Flow {
        self.state.with_value(|state| {
            let zoom = |flow| {
                let size = Geometry::of(state.session.cloud(), &state.placed, flow).size;
                (width / size.x.max(1.0)).min(height / size.y.max(1.0))
            };
            // Places that were chosen by hand belong to the way in which the stage was laid out then.
            if !state.placed.is_empty() {
                return state.wide;
            }
            let wide = if zoom(Flow::Rows) > zoom(Flow::Across) { Flow::Rows } else { Flow::Across };
            // In a frame nothing scrolls, so that from top to bottom is only for one that is tall.
            if self.is_embedded && zoom(Flow::Down) > zoom(wide) { Flow::Down } else { wide }
        })
    }

    /// Lays the stage out the other way, as on a narrow screen.
    pub fn set_flow(self, flow: Flow) {
        let before = self.change(|state| {
            if flow != Flow::Down {
                state.wide = flow;
            }
            std::mem::replace(&mut state.flow, flow)
        });
        if before != flow {
            self.changed();
        }
    }
}
