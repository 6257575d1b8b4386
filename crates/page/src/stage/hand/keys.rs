//! Keys on the stage, and single letters on the ruler beside.

use super::super::View;
use super::{connect, edit, pick, pointer, shift, toggle};
use crate::host;
use crate::lab::Selection;
use leptos::{ev, prelude::*};
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::geometry::{Geometry, Point, Rect};
use wasm_bindgen::prelude::*;

/// How far an arrow moves nodes, and with Shift.
const STEP: (f64, f64) = (10.0, 50.0);

/// A key was pressed; says whether it has done its work.
pub fn key(view: View, event: &ev::KeyboardEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let closest = |selector: &str| element.as_ref().and_then(|element| element.closest(selector).ok().flatten());
    let node = closest(".node").and_then(|node| NodeId::try_from(node.id().strip_prefix("node-")?.to_owned()).ok());
    let key = event.key();
    if closest("button").is_some() && matches!(key.as_str(), "Enter" | " ") {
        return false;
    }
    let on_stage = closest("#stage").is_some();
    if event.ctrl_key() || event.meta_key() {
        return on_stage && !event.shift_key() && with_ctrl(view, &key.to_ascii_lowercase());
    }
    if on_stage && plain(view, event, &key, node) {
        return true;
    }
    !event.alt_key() && letter(view, &key.to_ascii_lowercase(), node)
}

fn with_ctrl(view: View, key: &str) -> bool {
    match key {
        "a" => {
            let all = view.lab.geometry.with_untracked(|geometry| geometry.nodes.iter().map(|node| node.id).collect());
            pick(view.lab, all);
        }
        "c" => edit::copy(view.lab),
        "x" => edit::cut(view),
        "v" => edit::paste(view),
        "d" => edit::duplicate(view),
        _ => return false,
    }
    true
}

fn plain(view: View, event: &ev::KeyboardEvent, key: &str, node: Option<NodeId>) -> bool {
    let lab = view.lab;
    if let (Some(direction), Some(id)) = (direction(key), node) {
        let chosen = lab.hands.chosen.get_untracked();
        let is_connecting = lab.hands.connecting.get_untracked().is_some();
        if !is_connecting && (event.alt_key() || chosen.len() > 1) {
            let nodes = if chosen.len() > 1 { chosen } else { vec![id] };
            nudge(view, event, &nodes, direction);
        } else {
            go(view, id, direction);
        }
        return true;
    }
    match (key, node) {
        ("Enter" | " ", Some(id)) if lab.hands.connecting.get_untracked().is_some() => connect::take(lab, id),
        ("Enter" | " ", Some(id)) if event.shift_key() => toggle(lab, id),
        ("Enter" | " ", Some(id)) => {
            lab.hands.chosen.set(Vec::new());
            lab.selection.set(Some(Selection::Node(id)));
        }
        ("Delete" | "Backspace", _) => edit::delete(view),
        ("Escape", _) => escape(view),
        ("0", _) => view.fit(),
        ("+" | "=", _) => view.zoom_by(1.25),
        ("-" | "−", _) => view.zoom_by(0.8),
        _ => return false,
    }
    true
}

/// Leaves what was begun last: connecting, then several nodes, then the selection.
fn escape(view: View) {
    let lab = view.lab;
    lab.hands.adding.set(false);
    if connect::leave(lab) {
        return;
    }
    if lab.hands.chosen.with_untracked(Vec::is_empty) {
        lab.selection.set(None);
    } else {
        lab.hands.chosen.set(Vec::new());
    }
}

fn direction(key: &str) -> Option<(f64, f64)> {
    match key {
        "ArrowRight" => Some((1.0, 0.0)),
        "ArrowLeft" => Some((-1.0, 0.0)),
        "ArrowDown" => Some((0.0, 1.0)),
        "ArrowUp" => Some((0.0, -1.0)),
        _ => None,
    }
}

/// Arrows move what is selected. A key that is held down is one thing to take back.
fn nudge(view: View, event: &ev::KeyboardEvent, nodes: &[NodeId], (dx, dy): (f64, f64)) {
    if !event.repeat() {
        view.fitted.set(false);
        view.lab.begin_moving();
    }
    let step = if event.shift_key() { STEP.1 } else { STEP.0 };
    shift(view.lab, nodes, (dx * step, dy * step));
    view.lab.save();
}

/// Arrows go from node to node.
fn go(view: View, id: NodeId, direction: (f64, f64)) {
    if let Some(next) = view.lab.geometry.with_untracked(|geometry| neighbour(geometry, id, direction)) {
        pointer::focus(view, Some(next));
        if let Some(said) = connect::said(view.lab, next) {
            view.lab.spoken.set(said);
        }
    }
}

/// The nearest node in a direction.
fn neighbour(geometry: &Geometry, id: NodeId, (dx, dy): (f64, f64)) -> Option<NodeId> {
    let middle = |rect: Rect| Point { x: rect.x + rect.w / 2.0, y: rect.y + rect.h / 2.0 };
    let from = middle(geometry.node(id)?.rect);
    geometry
        .nodes
        .iter()
        .filter(|node| node.id != id)
        .filter_map(|node| {
            let to = middle(node.rect);
            let (along, across) =
                if dx == 0.0 { ((to.y - from.y) * dy, to.x - from.x) } else { ((to.x - from.x) * dx, to.y - from.y) };
            (along > 1.0).then(|| (along + across.abs() * 2.0, node.id))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, id)| id)
}

/// Single letters. Each goes to what the page has for it, and says so where it has nothing.
fn letter(view: View, key: &str, node: Option<NodeId>) -> bool {
    let lab = view.lab;
    let (found, otherwise) = match key {
        "c" => {
            connect::begin(lab, node);
            return true;
        }
        "n" => (host::focus_in(".palette button"), ""),
        "t" => (host::press("#dock-tab-1"), ""),
        "s" => (
            host::focus_form("s"),
            t!("Select a queue, a topic or a stream first: then S goes to the form that sends."),
        ),
        "r" => (host::press_key("r"), t!("Select a queue first: then R polls it for messages.")),
        "d" => (host::press_key("d"), t!("Select a message that is in flight first: then D deletes it.")),
        "w" => (
            host::focus_in(".inspector [data-key='w']"),
            t!("Select a message or a record first: then W says why it is so."),
        ),
        _ => return false,
    };
    if !found {
        lab.notify(otherwise, false);
    }
    true
}
