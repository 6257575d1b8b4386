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
use crate::ui::lab::{Lab, Selection};
use crate::view::NodeId;
use crate::view::editing::Clip;
use crate::view::geometry::Point;
use connect::connect;
pub use connect::{connect_by, work};
use leptos::{ev, prelude::*};
use std::sync::{Arc, OnceLock};

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

/// What is at hand beside the lab, for as long as the page is there.
#[derive(Clone, Copy)]
struct Bench {
    /// What was copied.
    clip: RwSignal<Option<Arc<Clip>>>,
    /// Where what is being added was dropped.
    dropped: RwSignal<Option<Dropped>>,
    /// Whether the small map is open.
    map: RwSignal<bool>,
}

/// Something was dropped from the palette, and is not there yet.
#[derive(Clone, PartialEq)]
struct Dropped {
    /// Where.
    at: Point,
    /// Which nodes were there before it.
    known: Vec<NodeId>,
}

/// What is at hand.
fn bench() -> Bench {
    static BENCH: OnceLock<Bench> = OnceLock::new();
    *BENCH.get_or_init(|| Bench { clip: RwSignal::new(None), dropped: RwSignal::new(None), map: RwSignal::new(true) })
}

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
fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
