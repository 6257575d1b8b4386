//! Carrying an entry from the palette to its place on the stage. Where it is dropped the new node stands, also when a
//! dialog has to make it first.

use super::super::View;
use super::SLOP;
use crate::lab::Dropped;
use crate::live;
use leptos::{ev, prelude::*};
use queuelab_view::NodeId;
use queuelab_view::geometry::Point;

/// Listens in the window, since what is pressed in the palette is let go elsewhere; and shows what is carried.
pub(super) fn view(view: View) -> AnyView {
    let lab = view.lab;
    let at = RwSignal::new(None::<(f64, f64)>);
    let put_away = move || {
        at.set(None);
        lab.hands.carried.set(None);
    };
    window_event_listener(ev::pointermove, move |event| {
        let Some(carried) = lab.hands.carried.get_untracked() else { return };
        // It was let go outside of the window.
        if event.buttons() == 0 {
            return put_away();
        }
        let now = (f64::from(event.client_x()), f64::from(event.client_y()));
        let is_far = (now.0 - carried.from.0).hypot(now.1 - carried.from.1) > SLOP;
        if is_far || at.with_untracked(Option::is_some) {
            at.set(Some(now));
        }
    });
    window_event_listener(ev::pointerup, move |event| {
        let Some(carried) = lab.hands.carried.get_untracked() else { return };
        // A press that went nowhere is a click on the entry.
        if at.with_untracked(Option::is_some) {
            drop_at(view, carried.act, &event);
        }
        put_away();
    });
    window_event_listener(ev::pointercancel, move |_| put_away());
    window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" {
            put_away();
        }
    });
    place_what_comes(view);
    let ghost = move || {
        let (x, y) = at.get()?;
        let name = lab.hands.carried.get()?.name;
        Some(view! {
            <div class="ghost" aria-hidden="true" style:left=format!("{x}px") style:top=format!("{y}px")>{name}</div>
        })
    };
    view! { {live::part(move || ghost().map(IntoAny::into_any))} }.into_any()
}

fn drop_at(view: View, act: fn(crate::lab::Lab), event: &ev::PointerEvent) {
    let (x, y) = view.pixel(event);
    let (width, height) = view.size.get_untracked();
    if !(0.0..width).contains(&x) || !(0.0..height).contains(&y) {
        return;
    }
    let known = view.lab.geometry.with_untracked(|geometry| geometry.nodes.iter().map(|node| node.id).collect());
    view.lab.hands.dropped.set(Some(Dropped { at: view.place(event), known }));
    act(view.lab);
}

/// Gives what was dropped its place when it comes; gives up when its dialog was closed without it.
fn place_what_comes(view: View) {
    let (lab, dropped) = (view.lab, view.lab.hands.dropped);
    Effect::new(move |_| {
        let geometry = lab.geometry.get();
        let Some(drop) = dropped.get_untracked() else { return };
        // What stands outside comes by itself while the lab plays.
        let is_new = |id: NodeId| !drop.known.contains(&id) && !matches!(id, NodeId::Endpoint(_) | NodeId::Crowd(_));
        let mut y = drop.at.y;
        let mut places = Vec::new();
        for node in geometry.nodes.iter().filter(|node| is_new(node.id)) {
            let corner = Point { x: drop.at.x - node.rect.w / 2.0, y: y - node.rect.h / 2.0 };
            places.push((node.id, Point { x: corner.x.max(0.0).round(), y: corner.y.max(0.0).round() }));
            y += node.rect.h + SLOP;
        }
        if !places.is_empty() {
            dropped.set(None);
            view.fitted.set(false);
            lab.place_new(&places);
        }
    });
    Effect::new(move |was_open: Option<bool>| {
        let is_open = lab.dialog.with(Option::is_some);
        if was_open == Some(true) && !is_open {
            dropped.set(None);
        }
        is_open
    });
}
