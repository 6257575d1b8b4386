//! What can be done on the stage by hand: with a pointer, by touch, with keys. It comes with the whole engine, and is
//! entered through one table.

mod carry;
mod connect;
mod edit;
mod keys;
mod marks;
mod minimap;
mod overlay;
mod pointer;

use super::{Stroke, View};
use crate::lab::{Lab, Selection};
use connect::connect;
pub use connect::{connect_by, work};
use leptos::{ev, prelude::*};
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::describe;

/// The functions through which alone the stage enters what is done by hand.
pub struct Hand {
    /// A pointer did something.
    pub stroke: fn(View, Stroke, &ev::PointerEvent),
    /// A key was pressed; says whether it has done its work.
    pub key: fn(View, &ev::KeyboardEvent) -> bool,
    /// What is drawn among the nodes: lines, frames and rings.
    pub marks: fn(View) -> AnyView,
    /// What stands above the stage: buttons, the small map, what is carried.
    pub overlay: fn(View) -> AnyView,
}

/// All of it.
pub static HAND: Hand = Hand { stroke: pointer::stroke, key: keys::key, marks: marks::view, overlay: overlay::view };

/// A press that moves less than this is a click.
const SLOP: f64 = 4.0;

/// The nodes that are selected: several, one or none. Listens.
fn picked(lab: Lab) -> Vec<NodeId> {
    let chosen = lab.hands.chosen.get();
    match (chosen.is_empty(), lab.selection.get()) {
        (true, Some(Selection::Node(id))) => vec![id],
        _ => chosen,
    }
}

/// Selects so many nodes. What the inspector shows stays if it is among them.
fn pick(lab: Lab, nodes: Vec<NodeId>) {
    let shown = lab.selection.get_untracked();
    let stays = nodes.iter().any(|id| shown == Some(Selection::Node(*id)));
    let first = nodes.first().copied().map(Selection::Node);
    lab.hands.chosen.set(if nodes.len() > 1 { nodes } else { Vec::new() });
    if !stays {
        lab.selection.set(first);
    }
}

/// Takes a node among those that are selected, or out of them.
fn toggle(lab: Lab, id: NodeId) {
    let mut nodes = untrack(|| picked(lab));
    match nodes.iter().position(|known| *known == id) {
        Some(index) => {
            nodes.remove(index);
        }
        None => nodes.push(id),
    }
    pick(lab, nodes);
}

/// Moves nodes together by so much, as far as the edge of the stage lets all of them.
fn shift(lab: Lab, nodes: &[NodeId], (dx, dy): (f64, f64)) {
    let moved = lab.geometry.with_untracked(|geometry| geometry.moved(nodes, dx, dy));
    lab.place(&moved);
}

/// "1 node", "3 nodes".
fn counted(count: usize) -> String {
    describe::counted(count as u64, t!("1 node"), t!("{count} nodes"))
}
