//! What a function works through: its event source mappings, how far they are, and what can be done to them.

use super::Lab;
use crate::lab::{Dialog, Selection};
use leptos::prelude::*;
use queuelab::lambda::api::{DeleteEventSourceMapping, Request, UpdateEventSourceMapping};
use queuelab::t;
use queuelab_view::mappings::{MappingCard, cards};

/// The part of a function's panel. Each card stays while its numbers change, so that its buttons can be pressed while the
/// lab plays.
pub fn view(lab: Lab, function: u32) -> AnyView {
    let all = Memo::new(move |_| lab.with(|session| cards(session.cloud(), function)));
    let ids = Memo::new(move |_| all.with(|all| all.iter().map(|card| card.id).collect::<Vec<_>>()));
    let add = move |_| lab.dialog.set(Some(Dialog::Mapping(function, None)));
    view! {
        <ul class="shards">
            <For each=move || ids.get() key=|id| *id let:id>{one(lab, function, id, all)}</For>
        </ul>
        <Show when=move || ids.with(Vec::is_empty)>
            <p class="muted">{t!("It works through no queue and no stream by itself.")}</p>
        </Show>
        <div class="actions"><button type="button" class="small" on:click=add>{t!("Add an event source…")}</button></div>
    }
    .into_any()
}

fn one(lab: Lab, function: u32, id: u32, all: Memo<Vec<MappingCard>>) -> AnyView {
    let card = Memo::new(move |_| all.with(|all| all.iter().find(|card| card.id == id).cloned()));
    let is_on = Memo::new(move |_| card.with(|card| card.as_ref().is_some_and(|card| card.is_on)));
    let of = move |read: fn(&MappingCard) -> String| card.with(|card| card.as_ref().map(read).unwrap_or_default());
    let uuid = move || untrack(|| of(|card| card.uuid.clone()));
    let switch = move |_| {
        let enabled = Some(!is_on.get_untracked());
        let request = UpdateEventSourceMapping { uuid: uuid(), enabled, ..UpdateEventSourceMapping::default() };
        lab.try_call(Request::from(request));
    };
    let delete = move |_| {
        lab.try_call(Request::from(DeleteEventSourceMapping { uuid: uuid() }));
    };
    let go = move |_| {
        if let Some(node) = card.with_untracked(|card| card.as_ref().and_then(|card| card.node)) {
            lab.selection.set(Some(Selection::Node(node)));
        }
    };
    let lines = move || {
        let lines = card.with(|card| card.as_ref().map(|card| card.lines.clone()).unwrap_or_default());
        lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()
    };
    let source = untrack(|| of(|card| card.source.clone()));
    view! {
        <li class:closed=move || !is_on.get()>
            <div class="shard-line">
                <button type="button" class="link" on:click=go>{source.clone()}</button>
                <span class="muted">{move || of(|card| card.state.clone())}</span>
            </div>
            {lines}
            <p class="muted">{move || of(|card| card.result.clone().unwrap_or_default())}</p>
            <div class="actions">
                <button type="button" class="small" aria-label=t!("Edit the mapping of {source}", source)
                    on:click=move |_| lab.dialog.set(Some(Dialog::Mapping(function, Some(id))))>{t!("Edit…")}</button>
                <button type="button" class="small" on:click=switch>{move || if is_on.get() { t!("Disable") } else { t!("Enable") }}</button>
                <button type="button" class="small" on:click=delete>{t!("Delete")}</button>
            </div>
        </li>
    }
    .into_any()
}
