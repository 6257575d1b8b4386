//! Nodes beside queues and actors as SVG: topics, streams, and all those that say what they are in a few words.
//!
//! They come with the whole engine, without which no lab has them.

use super::View;
use super::delivery::delivery_body;
use super::nodes::clip;
use super::stream::stream_body;
use crate::live;
use leptos::prelude::*;
use queuelab::endpoints::Kind;
use queuelab::session::Session;
use queuelab::sns::topic::{Topic, TopicId};
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::badges;
use queuelab_view::geometry::{Node, NodeKind};

/// What such a node looks like; the one way in.
pub fn body(view: View, node: &Node, id: NodeId) -> AnyView {
    match node.kind {
        NodeKind::Topic => topic_body(view, node, id).into_any(),
        NodeKind::Stream => stream_body(view, node, id),
        NodeKind::DeliveryStream => delivery_body(view, node, id),
        _ => badge_body(view, node, id),
    }
}

/// A hexagon: what comes in at the left goes out to everybody at the right.
fn topic_body(view: View, node: &Node, id: NodeId) -> impl IntoView + use<> {
    let lab = view.lab;
    let (w, h) = (node.rect.w, node.rect.h);
    let slant = 20.0;
    let outline = format!("M{slant} 0H{}L{w} {}L{} {h}H{slant}L0 {}Z", w - slant, h / 2.0, w - slant, h / 2.0);
    let kind = if node.title.ends_with(".fifo") { t!("FIFO topic") } else { t!("topic") };
    let chip = move || {
        lab.with(|session| match topic_of(session, id).map(|topic| topic.confirmed) {
            None | Some(0) => t!("{kind}, no subscriber", kind),
            Some(1) => t!("{kind}, 1 subscriber", kind),
            Some(count) => t!("{kind}, {count} subscribers", kind, count),
        })
    };
    let published = move || lab.with(|session| topic_of(session, id).map(published));
    let copies = move || lab.with(|session| topic_of(session, id).map(copies));
    let trouble = move || lab.with(|session| topic_of(session, id).and_then(trouble));
    view! {
        <path class="fill" d=outline />
        <text class="title" x=w / 2.0 y="24" text-anchor="middle">{clip(&node.title, 18)}</text>
        <text class="chip" x=w / 2.0 y="40" text-anchor="middle">{live::text(chip)}</text>
        <text class="status" x=w / 2.0 y="58" text-anchor="middle">{live::maybe(published)}</text>
        <text class="detail" x=w / 2.0 y="73" text-anchor="middle">{live::maybe(copies)}</text>
        <text class="trouble" x=w / 2.0 y="86" text-anchor="middle">{live::maybe(trouble)}</text>
        <circle class="handle" cx=w cy=h / 2.0 r="6" />
    }
}

/// What a node of that kind looks like, in a box of that size: its outline, and what is drawn into it.
fn outline(kind: NodeKind, w: f64, h: f64) -> (String, String) {
    let rounded = |r: f64| {
        format!("M{r} 0H{}Q{w} 0 {w} {r}V{}Q{w} {h} {} {h}H{r}Q0 {h} 0 {}V{r}Q0 0 {r} 0Z", w - r, h - r, w - r, h - r)
    };
    match kind {
        // A pail: narrower below.
        NodeKind::Bucket => (format!("M0 0H{w}L{} {h}H12Z", w - 12.0), format!("M0 0H{w}")),
        // A bell's foot.
        NodeKind::Alarm => (rounded(h / 2.0), format!("M{} {h}A9 9 0 0 0 {} {h}", w / 2.0 - 9.0, w / 2.0 + 9.0)),
        NodeKind::Function => {
            (rounded(6.0), format!("M{} 12L{} 30M{} 21L{} 30", w - 30.0, w - 18.0, w - 25.0, w - 31.0))
        }
        // A table: a head and three columns.
        NodeKind::Application => {
            let (left, right) = (w - 34.0, w - 10.0);
            (
                rounded(6.0),
                format!("M{left} 10H{right}V30H{left}ZM{left} 16H{right}M{} 10V30M{} 10V30", w - 26.0, w - 18.0),
            )
        }
        NodeKind::Endpoint(Kind::Email) => {
            let (left, right) = (w - 34.0, w - 10.0);
            (rounded(4.0), format!("M{left} 9H{right}V25H{left}ZM{left} 9L{} 18L{right} 9", w - 22.0))
        }
        NodeKind::Endpoint(Kind::Phone | Kind::Device) => {
            (rounded(12.0), format!("M{} {}H{}", w / 2.0 - 14.0, h - 5.0, w / 2.0 + 14.0))
        }
        NodeKind::Crowd => (rounded(10.0), format!("M8 -4H{}M16 -8H{}", w - 8.0, w - 16.0)),
        _ => (rounded(4.0), format!("M0 8H{w}")),
    }
}

/// A node that says what it is in a few words.
fn badge_body(view: View, node: &Node, id: NodeId) -> AnyView {
    let lab = view.lab;
    let (w, h) = (node.rect.w, node.rect.h);
    let (outline, ornament) = outline(node.kind, w, h);
    let badge = Memo::new(move |_| lab.with(|session| badges::of(session.cloud(), id)).unwrap_or_default());
    let inset = if matches!(node.kind, NodeKind::Alarm | NodeKind::Bucket) { 26.0 } else { 14.0 };
    let is_source = matches!(node.kind, NodeKind::Bucket | NodeKind::Alarm);
    let handle_x = if is_source { w - if node.kind == NodeKind::Bucket { 6.0 } else { 0.0 } } else { 0.0 };
    view! {
        <path class="fill" d=outline />
        <path class="ornament" d=ornament />
        <text class="title" x=inset y="32">{clip(&node.title, 20)}</text>
        <text class="chip" x=inset y="15">{live::text(move || badge.get().chip)}</text>
        <text class="status" class:bad=move || badge.get().is_bad x=inset y="48">{live::text(move || clip(&badge.get().status, 27))}</text>
        <text class="detail" x=inset y="63">{live::text(move || clip(&badge.get().detail, 27))}</text>
        <circle class="handle" cx=handle_x cy=h / 2.0 r="6" />
    }
    .into_any()
}

fn topic_of(session: &Session, id: NodeId) -> Option<&Topic> {
    match id {
        NodeId::Topic(id) => session.cloud().sns().topic(TopicId(id)),
        _ => None,
    }
}

fn published(topic: &Topic) -> String {
    t!("{published} published", published = topic.totals.published)
}

fn copies(topic: &Topic) -> String {
    match topic.totals.filtered {
        0 => t!("{delivered} delivered", delivered = topic.totals.delivered),
        filtered => t!("{delivered} delivered, {filtered} filtered", delivered = topic.totals.delivered, filtered),
    }
}

fn trouble(topic: &Topic) -> Option<String> {
    match (topic.totals.lost, topic.totals.dead_lettered) {
        (0, 0) => None,
        (0, dead) => Some(t!("{dead} in a DLQ", dead)),
        (lost, _) => Some(t!("{lost} lost", lost)),
    }
}
