//! The small map in the corner: it moves the view. The keyboard has "fit" and the zoom for that.

use super::super::View;
use leptos::{ev, prelude::*};
use queuelab::t;
use queuelab_view::geometry::{Point, Rect};
use queuelab_view::minimap::{Minimap, Seen};
use wasm_bindgen::prelude::*;

/// What part of the stage is seen.
fn seen(view: View) -> Seen {
    let camera = view.camera.get();
    let (x, y) = view.size.get();
    Seen { zoom: camera.zoom, origin: Point { x: camera.x, y: camera.y }, size: Point { x, y } }
}

/// The map, with a button that puts it away.
pub(super) fn view(view: View) -> AnyView {
    let map = Memo::new(move |_| view.lab.geometry.with(|geometry| Minimap::of(geometry, seen(view))));
    let is_needed = Memo::new(move |_| map.with(Option::is_some));
    let is_open = view.lab.hands.map;
    let label = move || if is_open.get() { t!("Hide the map") } else { t!("Show the map") };
    let inside = move || {
        is_needed.get().then(|| {
            view! {
                <div class="map">
                    {move || is_open.get().then(|| picture(view, map))}
                    <button type="button" class="quiet small" aria-label=label title=label
                        aria-expanded=move || if is_open.get() { "true" } else { "false" }
                        on:click=move |_| is_open.update(|open| *open = !*open)>
                        {move || if is_open.get() { "▾" } else { t!("▴ map") }}
                    </button>
                </div>
            }
        })
    };
    view! { {inside} }.into_any()
}

fn picture(view: View, map: Memo<Option<Minimap>>) -> AnyView {
    let dragged = RwSignal::new(false);
    let pan = move |event: &ev::PointerEvent| {
        let Some(element) = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
            return;
        };
        let corner = element.get_bounding_client_rect();
        let at =
            Point { x: f64::from(event.client_x()) - corner.left(), y: f64::from(event.client_y()) - corner.top() };
        let place = map.with_untracked(|map| map.as_ref().map(|map| map.to_stage(at)));
        if let Some(place) = place {
            let origin = untrack(|| seen(view)).centred(place);
            view.fitted.set(false);
            view.camera.update(|camera| (camera.x, camera.y) = (origin.x, origin.y));
        }
    };
    let press = move |event: ev::PointerEvent| {
        event.stop_propagation();
        if event.button() != 0 {
            return;
        }
        if let Some(element) = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) {
            let _ = element.set_pointer_capture(event.pointer_id());
        }
        dragged.set(true);
        pan(&event);
    };
    let drag = move |event: ev::PointerEvent| {
        if dragged.get_untracked() {
            event.stop_propagation();
            pan(&event);
        }
    };
    let size = move || map.with(|map| map.as_ref().map(|map| map.size)).unwrap_or_default();
    let nodes = move || {
        let one = |rect: &Rect| view! { <rect class="map-node" x=rect.x y=rect.y width=rect.w height=rect.h rx="1" /> };
        map.with(|map| map.as_ref().map(|map| map.nodes.iter().map(one).collect_view()))
    };
    let frame = move || map.with(|map| map.as_ref().map(|map| map.frame)).unwrap_or_default();
    view! {
        <svg class="minimap" aria-hidden="true" width=move || size().x height=move || size().y
            on:pointerdown=press
            on:pointermove=drag
            on:pointerup=move |_| dragged.set(false)
            on:pointercancel=move |_| dragged.set(false)
        >
            {nodes}
            <rect class="map-frame" x=move || frame().x y=move || frame().y width=move || frame().w height=move || frame().h rx="2" />
        </svg>
    }
    .into_any()
}
