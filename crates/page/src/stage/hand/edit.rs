//! Deleting, copying and pasting what is selected. Each is one thing to take back.

use super::super::View;
use super::{counted, pick, picked, pointer};
use crate::host;
use crate::lab::Lab;
use leptos::prelude::*;
use queuelab::cloud::Submitted;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::editing::{self, removal};
use queuelab_view::geometry::Point;
use queuelab_view::naming;
use std::sync::Arc;

/// How far from its original a copy stands.
const BESIDE: f64 = 36.0;
/// So many refusals are told in full.
const TOLD_MAX: usize = 3;

/// The reasons for what was not done, in a sentence each.
fn listed(refused: &[String]) -> String {
    let text = refused.iter().take(TOLD_MAX).cloned().collect::<Vec<_>>().join(" ");
    match refused.len().saturating_sub(TOLD_MAX) {
        0 => text,
        more => t!("{text} And {more} more.", text, more),
    }
}

fn nothing_selected(lab: Lab) {
    lab.notify(t!("Select a node first; with Shift you select several."), false);
}

/// Deletes what is selected. What is refused stays, and nothing else is lost by it.
pub(super) fn delete(view: View) {
    let lab = view.lab;
    let nodes = untrack(|| picked(lab));
    if nodes.is_empty() {
        return nothing_selected(lab);
    }
    lab.hands.adding.set(false);
    let mut done = 0;
    let mut refused = Vec::new();
    lab.as_one(|| {
        for id in nodes {
            let (name, input) = lab.peek(|session| (naming::named(session.cloud(), id), removal(session.cloud(), id)));
            match input.map(|input| lab.submit(input)) {
                Ok(Submitted::Done(Err(error))) => refused.push(format!("{name}: {}", error.message())),
                Ok(Submitted::NotFound) => refused.push(t!("{name}: It is not there any more.", name)),
                Ok(_) => done += 1,
                Err(reason) => refused.push(format!("{name}: {reason}")),
            }
        }
    });
    if done > 0 {
        lab.notify(t!("{done} deleted. Undo takes it back.", done = counted(done)), false);
        pointer::focus(view, None);
    }
    if !refused.is_empty() {
        lab.notify(t!("Not deleted: {refused}", refused = listed(&refused)), true);
    }
}

/// Copies what is selected.
pub(super) fn copy(lab: Lab) {
    let nodes = untrack(|| picked(lab));
    if nodes.is_empty() {
        return nothing_selected(lab);
    }
    let clip = lab.peek(|session| editing::copy(session.cloud(), &nodes));
    if !clip.refused.is_empty() {
        lab.notify(t!("Not copied: {refused}", refused = listed(&clip.refused)), true);
    }
    if !clip.is_empty() {
        lab.notify(t!("{clip} copied. Ctrl+V or “Paste” adds them anew.", clip = counted(clip.len())), false);
        lab.hands.clip.set(Some(Arc::new(clip)));
    }
}

/// Copies what is selected, and deletes it.
pub(super) fn cut(view: View) {
    copy(view.lab);
    delete(view);
}

/// Copies what is selected, and adds it at once.
pub(super) fn duplicate(view: View) {
    copy(view.lab);
    paste(view);
}

/// Adds what was copied, beside the originals and selected.
pub(super) fn paste(view: View) {
    let lab = view.lab;
    let Some(clip) = lab.hands.clip.get_untracked() else {
        return lab.notify(t!("Nothing was copied yet: select nodes and press Ctrl+C."), false);
    };
    let before = lab.geometry.get_untracked();
    let there: Vec<NodeId> = before.nodes.iter().map(|node| node.id).collect();
    let plan = lab.peek(|session| editing::paste(session.cloud(), &clip, &there));
    let mut refused = Vec::new();
    let mut made = Vec::new();
    lab.as_one(|| {
        for input in &plan.inputs {
            if let Submitted::Done(Err(error)) = lab.submit(input.clone()) {
                refused.push(error.message().to_owned());
            }
        }
        let now: Vec<NodeId> =
            lab.geometry.with_untracked(|geometry| geometry.nodes.iter().map(|node| node.id).collect());
        made = lab.peek(|session| plan.made(session.cloud(), &now, &there));
        let beside = |(old, new): &(NodeId, NodeId)| {
            let rect = before.node(*old)?.rect;
            Some((*new, Point { x: rect.x + BESIDE, y: rect.y + rect.h + BESIDE }))
        };
        let places: Vec<_> = made.iter().filter_map(beside).collect();
        if !places.is_empty() {
            lab.begin_moving();
            lab.place(&places);
        }
    });
    lab.save();
    let nodes: Vec<NodeId> = made.iter().map(|(_, new)| *new).collect();
    if !nodes.is_empty() {
        lab.notify(
            t!("{nodes} added. Undo takes it back. {notes}", nodes = counted(nodes.len()), notes = listed(&plan.notes)),
            false,
        );
        let first = nodes.first().copied();
        pick(lab, nodes);
        // It is drawn before the next frame.
        host::next_frame(move || pointer::focus(view, first));
    }
    if !refused.is_empty() {
        lab.notify(t!("Refused: {refused}", refused = listed(&refused)), true);
    }
}
