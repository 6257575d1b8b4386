//! Links as SVG, below the nodes, with the marks of what stands in the way of deliveries.

use crate::lab::use_lab;
use leptos::prelude::*;
use queuelab::t;
use queuelab_view::geometry::{Gate, Link, LinkKind};
use queuelab_view::motion::GATE;

/// All links, below the nodes.
#[component]
pub fn Links() -> impl IntoView {
    let lab = use_lab();
    let links = move || {
        let geometry = lab.geometry.get();
        geometry
            .links
            .iter()
            .map(|link| {
                let [a, b, c, d] = link.curve;
                let path = format!("M{} {}C{} {} {} {} {} {}", a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y);
                let gate = gate(link);
                view! { <path class=link_class(link.kind) d=path marker-end="url(#arrow)" />{gate} }
            })
            .collect_view()
    };
    view! {
        <defs>
            <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
                <path class="arrow" d="M0 0.8L7 4L0 7.2z" />
            </marker>
        </defs>
        {links}
    }
}

/// The mark of what stands in the way of a subscription's copies.
fn gate(link: &Link) -> Option<AnyView> {
    let (class, title, path) = match link.kind {
        LinkKind::Deliver(Gate::Filtered) => {
            ("gate", t!("A filter policy decides which messages pass"), "M-5 -4.5H5L1.4 0.4V4.8L-1.4 3.4V0.4Z")
        }
        LinkKind::Deliver(Gate::Barred) => (
            "gate barred",
            t!("The queue's policy does not let the topic in: every copy is lost"),
            "M-5 -1.6H5V1.6H-5Z",
        ),
        _ => return None,
    };
    let at = link.at(GATE);
    let mark = view! {
        <g class=class transform=format!("translate({} {})", at.x, at.y)>
            <title>{title}</title>
            <circle r="9" />
            <path d=path />
        </g>
    };
    Some(mark.into_any())
}

/// The CSS class of a link.
const fn link_class(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Send => "link send",
        LinkKind::Receive => "link receive",
        LinkKind::DeadLetter => "link dead",
        LinkKind::Deliver(Gate::Barred) => "link deliver barred",
        LinkKind::Deliver(_) => "link deliver",
        LinkKind::Notify => "link notify",
        LinkKind::Store => "link store",
    }
}
