//! What stands above the stage: what can be done with the nodes that are selected, how connecting goes on, the small map,
//! and what is being carried.

use super::super::View;
use super::{carry, connect, counted, edit, marks, minimap, picked};
use crate::lab::{Connecting, Selection};
use crate::live;
use leptos::prelude::*;
use queuelab::t;
use queuelab_view::naming;

/// All of it.
pub fn view(view: View) -> AnyView {
    marks::listen(view);
    keep_together(view);
    view! {
        {live::part(move || connecting(view))}
        {selected(view)}
        {minimap::view(view)}
        {carry::view(view)}
    }
    .into_any()
}

/// Several nodes are selected only as long as they are there, and as long as nothing else was selected.
fn keep_together(view: View) {
    let (lab, chosen) = (view.lab, view.lab.hands.chosen);
    Effect::new(move |_| {
        let (geometry, selection) = (lab.geometry.get(), lab.selection.get());
        let mut nodes = chosen.get();
        let count = nodes.len();
        nodes.retain(|id| geometry.node(*id).is_some());
        if matches!(lab.hands.connecting.get_untracked(), Some(Connecting::From(id)) if geometry.node(id).is_none()) {
            lab.hands.connecting.set(None);
        }
        let is_among = nodes.iter().any(|id| selection == Some(Selection::Node(*id)));
        if !is_among || nodes.len() < 2 {
            nodes.clear();
        }
        if nodes.len() != count {
            chosen.set(nodes);
        } else if count > 1 {
            lab.spoken.set(t!("{nodes} selected.", nodes = counted(count)));
        }
    });
    // A run that is opened has other nodes.
    Effect::new(move |_| {
        lab.runs.track();
        lab.hands.connecting.set(None);
        lab.hands.adding.set(false);
        lab.hands.dropped.set(None);
    });
}

fn connecting(view: View) -> Option<AnyView> {
    let lab = view.lab;
    let told = connect::told(lab, lab.hands.connecting.get()?);
    Some(
        view! {
            <div class="stage-told">
                <p>{told}</p>
                <button type="button" class="small" on:click=move |_| lab.hands.connecting.set(None)>{t!("Cancel")}</button>
            </div>
        }
        .into_any(),
    )
}

/// What can be done with what is selected.
fn selected(view: View) -> AnyView {
    let lab = view.lab;
    let nodes = Memo::new(move |_| picked(lab));
    let has_clip = Memo::new(move |_| lab.hands.clip.with(Option::is_some));
    let is_shown = Memo::new(move |_| {
        lab.hands.connecting.with(Option::is_none) && (has_clip.get() || nodes.with(|nodes| !nodes.is_empty()))
    });
    let name = move || {
        nodes.with(|nodes| match nodes.as_slice() {
            [] => String::new(),
            [one] => lab.peek(|session| naming::named(session.cloud(), *one)),
            several => counted(several.len()),
        })
    };
    let adding = lab.hands.adding;
    let is_single = Memo::new(move |_| !adding.get() && nodes.with(|nodes| nodes.len() < 2));
    let on_nodes = move || {
        nodes.with(|nodes| !nodes.is_empty()).then(|| {
            let one = nodes.with(|nodes| nodes.len() == 1);
            view! {
                <span class="picked">{live::text(name)}</span>
                <button type="button" title=t!("Take what is chosen next among them (Shift+click)")
                    aria-pressed=move || if adding.get() { "true" } else { "false" }
                    on:click=move |_| adding.update(|adding| *adding = !*adding)>{t!("Select more")}</button>
                {one.then(|| view! {
                    <button type="button" title=t!("Choose what it is connected with (C)") on:click=move |_| connect::begin(lab, None)>{t!("Connect")}</button>
                })}
                <button type="button" title=t!("Copy with its settings (Ctrl+C)") on:click=move |_| edit::copy(lab)>{t!("Copy")}</button>
                <button type="button" title=t!("Delete (Del)") on:click=move |_| edit::delete(view)>{t!("Delete")}</button>
            }
            .into_any()
        })
    };
    let on_clip = move || {
        has_clip.get().then(|| {
            view! {
                <button type="button" title=t!("Add what was copied (Ctrl+V)") on:click=move |_| edit::paste(view)>{t!("Paste")}</button>
            }
            .into_any()
        })
    };
    view! {
        <Show when=move || is_shown.get()>
            <div class="stage-hand" class:single=move || is_single.get() role="group" aria-label=t!("Selected nodes")>
                {live::part(on_nodes)}
                {live::part(on_clip)}
            </div>
        </Show>
    }
    .into_any()
}
