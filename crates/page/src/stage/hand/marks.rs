//! What is drawn among the nodes: the line of a connection, the frame around nodes, and while connecting a ring around
//! what can be connected and a veil over what cannot.

use super::super::{Drag, View};
use super::{connect, pointer};
use crate::lab::Connecting;
use leptos::prelude::*;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::geometry::{Node, NodeKind, Point, Rect};
use queuelab_view::wiring::verdict;

/// Room between a node and its ring.
const ROOM: f64 = 5.0;

/// Where a node can be taken to draw a connection.
pub(super) fn handle_of(node: &Node) -> Point {
    match node.kind {
        NodeKind::Consumer
        | NodeKind::Function
        | NodeKind::Application
        | NodeKind::Endpoint(_)
        | NodeKind::Crowd
        | NodeKind::DeliveryStream => node.rect.left(),
        _ => node.rect.right(),
    }
}

/// All of it.
pub fn view(view: View) -> AnyView {
    let line = move || {
        let Drag::Connect { from, to } = view.drag.get()? else { return None };
        let start = view.lab.geometry.with(|geometry| geometry.node(from).map(handle_of))?;
        Some(view! { <line class="link connecting" x1=start.x y1=start.y x2=to.x y2=to.y /> })
    };
    let band = move || {
        let Drag::Band { from, to } = view.drag.get()? else { return None };
        let Rect { x, y, w, h } = Rect::between(from, to);
        Some(view! { <rect class="band" x=x y=y width=w height=h /> })
    };
    view! {
        {move || rings(view)}
        {line}
        {band}
    }
    .into_any()
}

/// What is known of a node while connecting.
struct Known {
    class: &'static str,
    title: String,
}

/// While connecting, and while a line is being drawn, every node is told apart.
fn rings(view: View) -> Option<AnyView> {
    let lab = view.lab;
    let drawn_from = Memo::new(move |_| match view.drag.get() {
        Some(Drag::Connect { from, .. }) => Some(from),
        _ => None,
    });
    let chosen = match lab.hands.connecting.get() {
        Some(Connecting::From(from)) => Some(from),
        _ => None,
    };
    let from = drawn_from.get().or(chosen)?;
    let known = Memo::new(move |_| {
        let nodes = lab.geometry.get();
        lab.with(|session| {
            let look = |id: NodeId| match verdict(session.cloud(), from, id) {
                _ if id == from => ("ring source", t!("It is connected from here").to_owned()),
                Ok(wiring) => ("ring", wiring.says(session.cloud())),
                Err(reason) => ("veil", reason.text().to_owned()),
            };
            nodes.nodes.iter().map(|node| (node.id, look(node.id))).collect::<Vec<_>>()
        })
    });
    let mark = move |(id, (class, title)): (NodeId, (&'static str, String))| {
        let rect = lab.geometry.with(|geometry| geometry.node(id).map(|node| node.rect))?;
        Some(ring(rect, Known { class, title }))
    };
    Some(view! { <g class="rings">{move || known.get().into_iter().map(mark).collect_view()}</g> }.into_any())
}

fn ring(rect: Rect, known: Known) -> AnyView {
    let Known { class, title } = known;
    view! {
        <rect class=class x=rect.x - ROOM y=rect.y - ROOM width=rect.w + 2.0 * ROOM height=rect.h + 2.0 * ROOM rx="10">
            <title>{title}</title>
        </rect>
    }
    .into_any()
}

/// Tells about the mode as it begins and goes on. The keyboard goes to the stage, wherever the mode was begun.
pub fn listen(view: View) {
    let lab = view.lab;
    Effect::new(move |_| {
        if let Some(connecting) = lab.hands.connecting.get() {
            let first = || lab.geometry.with_untracked(|geometry| geometry.nodes.first().map(|node| node.id));
            let at = if let Connecting::From(id) = connecting { Some(id) } else { first() };
            pointer::focus(view, at);
            lab.spoken.set(t!(
                "{connecting} Arrow keys go from node to node, Enter connects, Escape leaves.",
                connecting = connect::told(lab, connecting)
            ));
        }
    });
}
