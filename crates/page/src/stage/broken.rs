//! What is broken on purpose, drawn above nodes and links: a bolt at each node, and a gap in each link that is cut.
//!
//! It comes with the whole engine, without which nothing can be broken.

use super::View;
use crate::lab::Selection;
use crate::live;
use leptos::prelude::*;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::chaos::{is_cut, mark};
use queuelab_view::geometry::{Link, Node};

/// All marks; the one way in.
pub fn marks(view: View) -> AnyView {
    let lab = view.lab;
    let nodes = Memo::new(move |_| {
        lab.with(|session| {
            let cloud = session.cloud();
            // Where nothing is broken, nobody is asked one by one.
            if cloud.chaos().next().is_none() {
                return Vec::new();
            }
            lab.geometry.with(|geometry| {
                geometry.nodes.iter().filter_map(|node| Some((node.id, mark(cloud, node.id)?))).collect::<Vec<_>>()
            })
        })
    });
    let links = Memo::new(move |_| {
        lab.with(|session| {
            let cloud = session.cloud();
            if cloud.chaos().next().is_none() {
                return Vec::new();
            }
            lab.geometry.with(|geometry| {
                let cut = geometry.links.iter().enumerate();
                cut.filter(|(_, link)| is_cut(cloud, link.source, link.target)).map(|(index, _)| index).collect()
            })
        })
    });
    let bolts = move || {
        let marks = nodes.get();
        let bolt =
            |(id, title): (NodeId, String)| lab.geometry.with(|g| g.node(id).map(|node| bolt(view, node, title)));
        Some(marks.into_iter().filter_map(bolt).collect_view().into_any())
    };
    let gaps = move || {
        let cut: Vec<usize> = links.get();
        let gap = |index: usize| lab.geometry.with(|geometry| geometry.links.get(index).map(gap));
        Some(cut.into_iter().filter_map(gap).collect_view().into_any())
    };
    view! { {live::part(gaps)} {live::part(bolts)} }.into_any()
}

/// A bolt at the upper edge of a node; a press of it selects the node, whose switches are in the inspector.
fn bolt(view: View, node: &Node, title: String) -> AnyView {
    let id = node.id;
    let at = format!("translate({} {})", node.rect.x + node.rect.w - 12.0, node.rect.y);
    let label = title.clone();
    view! {
        <g class="bolt" transform=at role="img" aria-label=label on:click=move |_| view.lab.selection.set(Some(Selection::Node(id)))>
            <title>{title}</title>
            <circle r="12" />
            <path d="M1.5 -7L-4.5 1.2H-0.8L-1.8 7L4.6 -1.6H0.8Z" />
        </g>
    }
    .into_any()
}

/// A link through which nothing passes.
fn gap(link: &Link) -> AnyView {
    let [a, b, c, d] = link.curve;
    let path = format!("M{} {}C{} {} {} {} {} {}", a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y);
    let middle = link.at(0.5);
    view! {
        <path class="cut-link" d=path />
        <g class="cut" transform=format!("translate({} {})", middle.x, middle.y) role="img" aria-label=t!("The network is cut here")>
            <title>{t!("The network is cut here: nothing passes")}</title>
            <circle r="10" />
            <path d="M-4 -4L4 4M4 -4L-4 4" />
        </g>
    }
    .into_any()
}
