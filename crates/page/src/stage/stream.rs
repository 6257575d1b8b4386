//! A stream as SVG: the axis of hash keys, and for each shard a lane with its gauges and the flags of its readers. The
//! records themselves are on the canvas.

use super::View;
use super::nodes::clip;
use crate::lab::Lab;
use crate::live;
use leptos::prelude::*;
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::geometry::{Compartment, Holds, Node, Rect};
use queuelab_view::records::{axis, lanes_x, stream_of};
use queuelab_view::shard_lanes::{self, Flag, Head, LaneView};

/// How wide gauges are, and how tall.
const GAUGE: (f64, f64) = (60.0, 5.0);

/// The node of a stream.
pub fn stream_body(view: View, node: &Node, id: NodeId) -> AnyView {
    let lab = view.lab;
    let (w, h) = (node.rect.w, node.rect.h);
    let head = Memo::new(move |_| {
        lab.with(|session| {
            let cloud = session.cloud();
            stream_of(cloud, id).map_or_else(Head::default, |stream| shard_lanes::head(cloud, stream))
        })
    });
    let lanes = node.compartments.iter().map(|part| lane(lab, part, node, id)).collect_view();
    // Closed at both ends, with a second line at the left: what comes in stays, whoever reads it.
    let outline = format!(
        "M10 0H{}Q{w} 0 {w} 10V{}Q{w} {h} {} {h}H10Q0 {h} 0 {}V10Q0 0 10 0Z",
        w - 10.0,
        h - 10.0,
        w - 10.0,
        h - 10.0
    );
    view! {
        <path class="fill" d=outline />
        <text class="title" x="14" y="21">{clip(&node.title, 28)}</text>
        <text class="chip" x=w - 14.0 y="20" text-anchor="end">{live::text(move || head.get().chip)}</text>
        <text class="counts" x="14" y="39">{live::text(move || head.get().counts)}</text>
        <text class="waiting" x=w - 14.0 y="39" text-anchor="end">{live::text(move || head.get().note)}</text>
        {axis_view(node)}
        {lanes}
        {flags(lab, node)}
        {super::knife::view(view, node, id)}
        <circle class="handle" cx=w cy=h / 2.0 r="6" />
    }
    .into_any()
}

fn axis_view(node: &Node) -> AnyView {
    let axis = axis(node);
    let (x, y) = (axis.x - node.rect.x, axis.y - node.rect.y);
    view! {
        <g class="axis">
            <rect x=x y=y width=axis.w height=axis.h rx="2" />
        </g>
    }
    .into_any()
}

fn lane(lab: Lab, part: &Compartment, node: &Node, id: NodeId) -> AnyView {
    let (left, top) = (part.rect.x - node.rect.x, part.rect.y - node.rect.y);
    let Rect { w, h, .. } = part.rect;
    let number = match part.holds {
        Holds::Shard(number) => number,
        Holds::OtherShards(more) => return others(lab, (left, top, w, h), more, node),
        _ => return ().into_any(),
    };
    let node_copy = node.clone();
    let wedge = Memo::new(move |_| {
        let ends = lab.with(|session| on_axis(session, &node_copy, number));
        ends.map(|(from, to)| wedge(&node_copy, (from, to), (top + 2.0, top + h - 2.0)))
    });
    let look = Memo::new(move |_| {
        lab.with(|session| {
            let cloud = session.cloud();
            stream_of(cloud, id).and_then(|stream| shard_lanes::lane(cloud, stream, number)).unwrap_or_default()
        })
    });
    let class = move || if look.with(|look| look.closed) { "lane closed" } else { "lane" };
    let note_class = move || if look.with(|look| look.is_bad) { "shard-note bad" } else { "shard-note" };
    let gauges = move || {
        look.with(|look| !look.closed).then(|| {
            view! {
                {gauge(look, |look| look.incoming.clone(), (left + 8.0, top + 20.0), "gauge in")}
                {gauge(look, |look| look.outgoing.clone(), (left + 8.0, top + 29.0), "gauge out")}
            }
            .into_any()
        })
    };
    view! {
        <path class="wedge" d=move || wedge.get().unwrap_or_default() />
        <rect class=class x=left y=top + 2.0 width=w height=h - 4.0 rx="5" />
        <text class="group" x=left + 8.0 y=top + 15.0>{live::text(move || look.get().title)}</text>
        {live::part(gauges)}
        <text class="lane-count" x=left + w - 8.0 y=top + 17.0 text-anchor="end">{live::text(move || look.get().count)}</text>
        <text class=note_class x=left + w - 8.0 y=top + 32.0 text-anchor="end">{live::text(move || look.get().note)}</text>
    }
    .into_any()
}

/// A bar that says how much of what a shard may is used up.
fn gauge(
    look: Memo<LaneView>,
    read: impl Fn(&LaneView) -> (f64, String) + Copy + Send + Sync + 'static,
    (x, y): (f64, f64),
    class: &'static str,
) -> AnyView {
    let share = move || look.with(|look| read(look).0);
    let name = move || if share() < 1.0 { class.to_owned() } else { format!("{class} full") };
    view! {
        <g class=name>
            <title>{live::text(move || look.with(|look| read(look).1))}</title>
            <rect class="track" x=x y=y width=GAUGE.0 height=GAUGE.1 rx="2" />
            <rect class="bar" x=x y=y width=move || GAUGE.0 * share() height=GAUGE.1 rx="2" />
        </g>
    }
    .into_any()
}

fn others(lab: Lab, (left, top, w, h): (f64, f64, f64, f64), more: usize, node: &Node) -> AnyView {
    let node = node.clone();
    let count = move || lab.with(|session| shard_lanes::others_count(session.cloud(), &node));
    view! {
        <rect class="lane" x=left y=top + 2.0 width=w height=h - 4.0 rx="5" />
        <text class="group" x=left + 8.0 y=top + 17.0>{t!("+{more} more", more)}</text>
        <text class="lane-count" x=left + w - 8.0 y=top + 17.0 text-anchor="end">{live::text(count)}</text>
    }
    .into_any()
}

fn on_axis(session: &Session, node: &Node, number: u32) -> Option<(f64, f64)> {
    shard_lanes::on_axis(node, stream_of(session.cloud(), node.id)?, number)
}

/// From a shard's part of the axis to its lane.
fn wedge(node: &Node, (from, to): (f64, f64), (top, bottom): (f64, f64)) -> String {
    let axis = axis(node);
    let (start, end) = (axis.x + axis.w - node.rect.x, lanes_x(node) - node.rect.x);
    let (from, to, middle) = (from - node.rect.y + 0.5, to - node.rect.y - 0.5, f64::midpoint(start, end));
    format!(
        "M{start} {from}C{middle} {from} {middle} {top} {end} {top}V{bottom}C{middle} {bottom} {middle} {to} {start} {to}Z"
    )
}

/// Where readers stand, with their names below.
fn flags(lab: Lab, node: &Node) -> AnyView {
    let (x, y) = (node.rect.x, node.rect.y);
    let node = node.clone();
    let flags = Memo::new(move |_| lab.with(|session| shard_lanes::flags(session.cloud(), &node)));
    let one = move |flag: &Flag| {
        let (left, top) = (flag.x - x, flag.y - y);
        view! {
            <g class="flag">
                <title>{flag.title.clone()}</title>
                <path d=format!("M{left} {}V{}M{left} {}l-3.5 5h7z", top + 4.0, top + 25.0, top + 21.0) />
                <text x=left y=top + 36.0 text-anchor="middle">{clip(&flag.label, 14)}</text>
            </g>
        }
    };
    view! { {move || flags.with(|flags| flags.iter().map(one).collect_view())} }.into_any()
}
