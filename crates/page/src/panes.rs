//! How wide the palette and the inspector are, and how high the dock: moved by their edges, put away to a rail, remembered.
//!
//! Sizes are custom properties that the style sheet reads; on small screens it does not, and the edges are not there.

use super::host;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use queuelab::t;

/// What a pane put away still takes, in pixels: as much as its icons or its tabs.
const RAIL: f64 = 40.0;
/// An arrow key moves an edge by so many pixels.
const NUDGE: f64 = 24.0;

/// A pane whose edge can be moved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pane {
    Palette,
    Inspector,
    Dock,
}

/// All three.
const PANES: [Pane; 3] = [Pane::Palette, Pane::Inspector, Pane::Dock];

impl Pane {
    /// The word for it.
    fn word(self) -> &'static str {
        match self {
            Self::Palette => t!("palette"),
            Self::Inspector => t!("inspector"),
            Self::Dock => t!("dock"),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Palette => "palette",
            Self::Inspector => "inspector",
            Self::Dock => "dock",
        }
    }

    /// The smallest and the largest size, and the usual one.
    const fn sizes(self) -> (f64, f64, f64) {
        match self {
            Self::Palette => (132.0, 320.0, 188.0),
            Self::Inspector => (240.0, 640.0, 320.0),
            Self::Dock => (96.0, 640.0, 234.0),
        }
    }

    fn key(self) -> String {
        format!("queuelab.pane.{}", self.name())
    }

    /// The size that a pointer asks for, given the window's width and height.
    fn under(self, event: &PointerEvent, (width, height): (f64, f64)) -> f64 {
        match self {
            Self::Palette => f64::from(event.client_x()),
            Self::Inspector => width - f64::from(event.client_x()),
            Self::Dock => height - f64::from(event.client_y()) - FOOT,
        }
    }

    /// Below half of the smallest size it is put away.
    fn within(self, size: f64, (width, height): (f64, f64)) -> f64 {
        let (least, most, _) = self.sizes();
        let room = if self == Self::Dock { height * 0.6 } else { width * 0.4 };
        if size < f64::midpoint(least, RAIL) { RAIL } else { size.clamp(least, most.min(room).max(least)) }
    }
}

/// The line below everything.
const FOOT: f64 = 26.0;

/// The edges of all panes.
pub fn view() -> AnyView {
    PANES.map(edge).into_iter().collect_view().into_any()
}

fn edge(pane: Pane) -> AnyView {
    // Nothing is said of a pane as long as nobody has moved its edge: the style sheet knows what is usual.
    let size = RwSignal::new(host::stored(&pane.key()).and_then(|text| text.parse::<f64>().ok()));
    let dragged = RwSignal::new(false);
    Effect::new(move |_| {
        let size = size.get().map(|size| pane.within(size, host::window_size()));
        host::set_root_property(&format!("--{}", pane.name()), size.map(|size| format!("{size:.0}px")));
        let rail = size.is_some_and(|size| size <= RAIL);
        host::set_root_attribute(&format!("data-{}", pane.name()), rail.then_some("rail"));
    });
    let current = move || size.get().unwrap_or(pane.sizes().2);
    let set = move |to: Option<f64>| {
        let to = to.map(|to| pane.within(to, host::window_size()));
        size.set(to);
        host::store(&pane.key(), &to.map(|to| to.to_string()).unwrap_or_default());
    };
    let toggle = move || set(if current() <= RAIL { None } else { Some(RAIL) });
    let grows_by = move |key: &str| match (pane, key) {
        (Pane::Palette, "ArrowRight") | (Pane::Inspector, "ArrowLeft") | (Pane::Dock, "ArrowUp") => Some(NUDGE),
        (Pane::Palette, "ArrowLeft") | (Pane::Inspector, "ArrowRight") | (Pane::Dock, "ArrowDown") => Some(-NUDGE),
        _ => None,
    };
    let keys = move |event: KeyboardEvent| {
        match (event.key().as_str(), grows_by(&event.key())) {
            (_, Some(more)) => {
                // A rail opens to the smallest size at once.
                let from = untrack(current);
                set(Some(if from <= RAIL && more > 0.0 { pane.sizes().0 } else { from + more }));
            }
            ("Enter" | " ", _) => untrack(toggle),
            ("Home", _) => set(None),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let press = move |event: PointerEvent| {
        if event.button() == 0 {
            host::capture(&event);
            dragged.set(true);
            event.prevent_default();
        }
    };
    let drag = move |event: PointerEvent| {
        if dragged.get_untracked() {
            size.set(Some(pane.within(pane.under(&event, host::window_size()), host::window_size())));
        }
    };
    let release = move |_| {
        if dragged.get_untracked() {
            dragged.set(false);
            set(size.get_untracked());
        }
    };
    let (least, most, _) = pane.sizes();
    view! {
        <div
            class=format!("edge {}-edge", pane.name())
            class:dragged=move || dragged.get()
            role="separator"
            tabindex="0"
            aria-label=t!("Size of the {name}", name = pane.word())
            aria-orientation=if pane == Pane::Dock { "horizontal" } else { "vertical" }
            aria-valuenow=move || format!("{:.0}", current())
            aria-valuemin=if least < RAIL { least } else { RAIL }.to_string()
            aria-valuemax=most.to_string()
            title=t!("Drag, or press the arrow keys; Enter puts it away, Home gives it back its usual size")
            on:pointerdown=press
            on:pointermove=drag
            on:pointerup=release
            on:pointercancel=release
            on:dblclick=move |_| untrack(toggle)
            on:keydown=keys
        ></div>
    }
    .into_any()
}
