//! The pointer on the stage: moving the view and nodes, drawing connections and frames, and choosing. A finger only
//! chooses: on the open stage it scrolls the page.

use super::super::{Camera, Drag, Stroke, View};
use super::marks::handle_of;
use super::{SLOP, connect, pick, shift, toggle};
use crate::lab::Selection;
use leptos::{ev, prelude::*};
use queuelab_view::NodeId;
use queuelab_view::geometry::{Flow, Point, Rect};
use wasm_bindgen::prelude::*;

/// A pointer did something.
pub fn stroke(view: View, stroke: Stroke, event: &ev::PointerEvent) {
    match stroke {
        Stroke::Press => press(view, event),
        Stroke::Move => drag(view, event),
        Stroke::Release => release(view, event),
    }
}

fn is_touch(event: &ev::PointerEvent) -> bool {
    event.pointer_type() == "touch"
}

/// Whether a pointer is close enough to a node's dot.
fn near(dot: Point, at: Point) -> bool {
    (dot.x - at.x).hypot(dot.y - at.y) < 12.0
}

fn press(view: View, event: &ev::PointerEvent) {
    let on_tools = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| element.closest("button, .map, .stage-hand, .stage-told").ok().flatten().is_some());
    if event.button() != 0 || on_tools {
        return;
    }
    let at = view.place(event);
    let geometry = view.lab.geometry.get_untracked();
    let handle = geometry.nodes.iter().find(|node| near(handle_of(node), at));
    let drag = if let Some(node) = handle.filter(|_| !event.shift_key() && !is_touch(event)) {
        Drag::Connect { from: node.id, to: at }
    } else if let Some(node) = geometry.node_at(at) {
        Drag::Node { id: node.id, dx: at.x - node.rect.x, dy: at.y - node.rect.y, moved: false }
    } else if event.shift_key() && !is_touch(event) {
        Drag::Band { from: at, to: at }
    } else {
        let (x, y) = view.pixel(event);
        Drag::Pan { camera: view.camera.get_untracked(), x, y }
    };
    if !is_touch(event)
        && let Some(frame) = view.frame.get_untracked()
    {
        let _ = frame.set_pointer_capture(event.pointer_id());
    }
    view.drag.set(Some(drag));
}

fn drag(view: View, event: &ev::PointerEvent) {
    let at = view.place(event);
    match view.drag.get_untracked() {
        Some(Drag::Pan { camera, x, y }) => {
            let (now_x, now_y) = view.pixel(event);
            if (now_x - x).hypot(now_y - y) > SLOP && !is_touch(event) {
                view.fitted.set(false);
                view.camera.set(Camera { x: camera.x + now_x - x, y: camera.y + now_y - y, ..camera });
            }
        }
        Some(Drag::Node { id, dx, dy, moved }) => {
            let to = Point { x: at.x - dx, y: at.y - dy };
            let rect = view.lab.geometry.with_untracked(|geometry| geometry.node(id).map(|node| node.rect));
            let Some(rect) = rect else { return };
            let far = (rect.x - to.x).hypot(rect.y - to.y) * view.camera.get_untracked().zoom > SLOP;
            // Places by hand are for the stage that goes across.
            let narrow = view.lab.flow() == Flow::Down;
            if (moved || far) && !narrow && !is_touch(event) {
                if !moved {
                    view.fitted.set(false);
                    view.lab.begin_moving();
                    view.drag.set(Some(Drag::Node { id, dx, dy, moved: true }));
                }
                shift(view.lab, &together(view, id), (to.x - rect.x, to.y - rect.y));
            }
        }
        Some(Drag::Connect { from, .. }) => view.drag.set(Some(Drag::Connect { from, to: at })),
        Some(Drag::Band { from, .. }) => view.drag.set(Some(Drag::Band { from, to: at })),
        None => {}
    }
}

/// The nodes that move with one.
fn together(view: View, id: NodeId) -> Vec<NodeId> {
    let chosen = view.lab.hands.chosen.get_untracked();
    if chosen.contains(&id) { chosen } else { vec![id] }
}

fn release(view: View, event: &ev::PointerEvent) {
    let at = view.place(event);
    let lab = view.lab;
    let drag = view.drag.get_untracked();
    view.drag.set(None);
    match drag {
        Some(Drag::Node { id, moved: false, .. }) => choose(view, event, id, at),
        Some(Drag::Node { moved: true, .. }) => lab.save(),
        Some(Drag::Connect { from, .. }) => {
            let target = lab.geometry.with_untracked(|geometry| geometry.node_at(at).map(|node| node.id));
            match target {
                // A press on the dot that went nowhere is a press on the node.
                Some(to) if to == from => choose(view, event, from, at),
                Some(to) => {
                    connect(lab, from, to);
                }
                None => {}
            }
        }
        Some(Drag::Band { from, .. }) => {
            let nodes = lab.geometry.with_untracked(|geometry| geometry.nodes_in(Rect::between(from, at)));
            let first = nodes.first().copied();
            pick(lab, nodes);
            focus(view, first);
        }
        Some(Drag::Pan { camera, .. }) if camera == view.camera.get_untracked() => {
            lab.hands.chosen.set(Vec::new());
            lab.selection.set(lab.subject_at(at).map(Selection::from));
        }
        Some(Drag::Pan { .. }) | None => {}
    }
}

/// A node was clicked or tapped.
fn choose(view: View, event: &ev::PointerEvent, id: NodeId, at: Point) {
    let lab = view.lab;
    if lab.hands.connecting.get_untracked().is_some() {
        connect::take(lab, id);
        return;
    }
    if event.shift_key() || lab.hands.adding.get_untracked() {
        toggle(lab, id);
    } else {
        lab.hands.chosen.set(Vec::new());
        lab.selection.set(Some(lab.subject_at(at).map_or(Selection::Node(id), Selection::from)));
    }
    let index = lab.geometry.with_untracked(|geometry| geometry.nodes.iter().position(|node| node.id == id));
    view.cursor.set(index.unwrap_or(0));
}

/// Gives a node the keyboard's focus, or the stage where there is none.
pub(super) fn focus(view: View, id: Option<NodeId>) {
    let index = view.lab.geometry.with_untracked(|geometry| geometry.nodes.iter().position(|node| Some(node.id) == id));
    match (index, id) {
        (Some(index), Some(id)) => {
            view.cursor.set(index);
            crate::host::focus(&format!("node-{id}"));
        }
        _ => crate::host::focus("stage"),
    }
}
