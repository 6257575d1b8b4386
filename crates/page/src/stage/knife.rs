//! The cut through a shard on the stage: pressed on the axis of hash keys it begins, dragged it moves, and a button beside
//! it divides the shard there. The inspector shows the same cut with what it would separate.

use super::View;
use crate::lab::{Cutting, Lab, Selection};
use crate::streams;
use leptos::{ev, prelude::*};
use queuelab::kinesis::shard::{Shard, ShardId};
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::geometry::{Node, Point};
use queuelab_view::records::{axis, lanes_x, stream_of};
use queuelab_view::stream_panel::{cut_at, cut_under};
use wasm_bindgen::prelude::*;

/// How far left of the axis it can be pressed, which is as far as the knife reaches.
const LEFT: f64 = 11.0;
/// The button beside the knife.
const BUTTON: (f64, f64) = (46.0, 22.0);

/// Where the axis of a stream's node can be pressed, and the knife where a shard is about to be cut.
pub fn view(view: View, node: &Node, id: NodeId) -> AnyView {
    let NodeId::Stream(stream) = id else { return ().into_any() };
    let lab = view.lab;
    let axis = axis(node);
    let (left, top) = (axis.x - node.rect.x - LEFT, axis.y - node.rect.y);
    let right = lanes_x(node) - node.rect.x;
    let dragged = RwSignal::new(false);
    let press = move |event: ev::PointerEvent| {
        if event.button() != 0 {
            return;
        }
        // The node stays where it is, and the page does not scroll under a finger.
        event.stop_propagation();
        if let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) {
            let _ = element.set_pointer_capture(event.pointer_id());
        }
        dragged.set(true);
        lab.selection.set(Some(Selection::Node(id)));
        move_to(view, id, stream, view.place(&event));
    };
    let drag = move |event: ev::PointerEvent| {
        if dragged.get_untracked() {
            move_to(view, id, stream, view.place(&event));
        }
    };
    let height = axis.h;
    // How far below the top of the axis.
    let at = Memo::new(move |_| {
        let cutting = lab.cutting.get().filter(|cutting| cutting.stream == stream)?;
        let is_open = lab.with(|session| with_open(session, id, cutting.shard, |_| ())).is_some();
        is_open.then(|| (cutting.shard, cutting.key.fraction() * height))
    });
    let knife = move || {
        at.get().map(|(shard, y)| {
            let y = top + y;
            view! {
                <g class="knife">
                    <path d=format!("M{left} {y}H{right}M{left} {}V{}", y - 5.0, y + 5.0) />
                    {button(lab, shard, (right + 4.0, y - BUTTON.1 / 2.0))}
                </g>
            }
        })
    };
    view! {
        <rect class="cut-area" x=left y=top width=right - left height=height
            on:pointerdown=press
            on:pointermove=drag
            on:pointerup=move |_| dragged.set(false)
            on:pointercancel=move |_| dragged.set(false)
        >
            <title>{t!("Hash keys, from 0 at the top to 2^128 − 1: the MD5 of a partition key decides which shard gets a record. Press and drag here to cut a shard.")}</title>
        </rect>
        {knife}
    }
    .into_any()
}

/// Divides the shard where the knife is. Who has no pointer finds the same in the inspector.
fn button(lab: Lab, shard: u32, (x, y): (f64, f64)) -> AnyView {
    let split = move |_| {
        let Some(cutting) = lab.cutting.get_untracked() else { return };
        if let Err(error) = streams::split(lab, cutting.stream, cutting.shard, cutting.key.to_string()) {
            lab.refuse(&error);
        }
    };
    view! {
        <g class="cut-button" aria-hidden="true" on:pointerdown=|event| event.stop_propagation() on:click=split>
            <title>{t!("Divide shard {shard} here", shard)}</title>
            <rect x=x y=y width=BUTTON.0 height=BUTTON.1 rx="6" />
            <text x=x + BUTTON.0 / 2.0 y=y + 15.0 text-anchor="middle">{t!("Split")}</text>
        </g>
    }
    .into_any()
}

/// Moves the cut to the height of a pointer.
fn move_to(view: View, id: NodeId, stream: u32, to: Point) {
    // The node may have been moved since it was drawn.
    let axis = view.lab.geometry.with_untracked(|geometry| geometry.node(id).map(axis));
    let Some(axis) = axis else { return };
    let share = ((to.y - axis.y) / axis.h.max(1.0)).clamp(0.0, 1.0);
    let under = view.lab.peek(|session| {
        let (shard, at) = cut_under(stream_of(session.cloud(), id)?, share)?;
        let key = with_open(session, id, shard, |shard| cut_at(shard, at.clamp(1_000, 999_000)))?;
        Some(Cutting { stream, shard, key })
    });
    if under.is_some() {
        view.lab.cutting.set(under);
    }
}

/// Reads a shard that is open; nothing once it is closed.
fn with_open<R>(session: &Session, id: NodeId, shard: u32, read: impl FnOnce(&Shard) -> R) -> Option<R> {
    stream_of(session.cloud(), id)?.shard(ShardId(shard)).filter(|shard| shard.is_open()).map(read)
}
