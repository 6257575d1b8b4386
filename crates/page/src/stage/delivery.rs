//! A delivery stream as SVG: a box with a spout, and the gauge of its buffer, which fills by size and by time.

use super::View;
use super::nodes::clip;
use crate::live;
use leptos::prelude::*;
use queuelab::firehose::StreamId;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::badges;
use queuelab_view::delivery_streams::{First, Gauge, gauge};
use queuelab_view::geometry::Node;

/// Where the bars begin, how long and how high they are.
const BAR: (f64, f64, f64) = (52.0, 118.0, 6.0);

/// What such a node looks like.
pub fn delivery_body(view: View, node: &Node, id: NodeId) -> AnyView {
    let lab = view.lab;
    let (w, h) = (node.rect.w, node.rect.h);
    // What comes in at the left leaves by the spout at the right.
    let (top, bottom) = (h * 0.34, h * 0.66);
    let outline = format!(
        "M8 0H{0}Q{1} 0 {1} 8V{top}H{w}V{bottom}H{1}V{2}Q{1} {h} {0} {h}H8Q0 {h} 0 {2}V8Q0 0 8 0Z",
        w - 26.0,
        w - 18.0,
        h - 8.0
    );
    let badge = Memo::new(move |_| lab.with(|session| badges::of(session.cloud(), id)).unwrap_or_default());
    let shown = Memo::new(move |_| {
        lab.with(|session| {
            let NodeId::DeliveryStream(number) = id else { return None };
            gauge(session.cloud().firehose().stream(StreamId(number))?, session.now())
        })
    });
    let bars = move || {
        shown.with(Option::is_some).then(|| {
            view! {
                {bar(shown, (t!("size"), h - 34.0), |gauge| (gauge.by_size, gauge.size_words(), gauge.first == First::Size))}
                {bar(shown, (t!("time"), h - 18.0), |gauge| (gauge.by_time, gauge.time_words(), gauge.first == First::Time))}
            }
            .into_any()
        })
    };
    let empty = move || shown.with(Option::is_none).then(|| t!("buffers are empty").to_owned());
    view! {
        <path class="fill" d=outline />
        <text class="chip" x="14" y="15">{live::text(move || clip(&badge.get().chip, 32))}</text>
        <text class="title" x="14" y="32">{clip(&node.title, 22)}</text>
        <text class="status" class:bad=move || badge.get().is_bad x="14" y="48">{live::text(move || clip(&badge.get().status, 30))}</text>
        <text class="detail" x="14" y="62">{live::text(move || clip(&badge.get().detail, 30))}</text>
        <text class="detail" x="14" y=h - 22.0>{live::maybe(empty)}</text>
        {live::part(bars)}
        <circle class="handle" cx="0" cy=h / 2.0 r="6" />
    }
    .into_any()
}

/// A bar with its word; the one that will be full first is told apart.
fn bar(
    shown: Memo<Option<Gauge>>,
    (word, y): (&'static str, f64),
    read: impl Fn(&Gauge) -> (f64, String, bool) + Copy + Send + Sync + 'static,
) -> AnyView {
    let look = move || shown.with(|gauge| gauge.as_ref().map(read)).unwrap_or_default();
    let class = move || if look().2 { "gauge in first" } else { "gauge in" };
    let (x, width, height) = BAR;
    view! {
        <g class=class>
            <title>{live::text(move || look().1)}</title>
            <text class="detail" x="14" y=y + 6.0>{word}</text>
            <rect class="track" x=x y=y width=width height=height rx="3" />
            <rect class="bar" x=x y=y width=move || width * look().0 height=height rx="3" />
            <text class="detail" x=x + width + 6.0 y=y + 6.0>{live::text(move || format!("{:.0} %", look().0 * 100.0))}</text>
        </g>
    }
    .into_any()
}
