//! What a function works through: its event source mappings, how far they are, and what can be done to them.

use super::Lab;
use crate::lambda::api::{DeleteEventSourceMapping, Request, UpdateEventSourceMapping};
use crate::ui::lab::{Dialog, Selection};
use crate::view::mappings::{MappingCard, cards};
use leptos::prelude::*;

/// The part of a function's panel.
pub fn view(lab: Lab, function: u32) -> AnyView {
    let shown = Memo::new(move |_| lab.with(|session| cards(session.cloud(), function)));
    let add = move |_| lab.dialog.set(Some(Dialog::Mapping(function, None)));
    view! {
        <ul class="shards">{move || shown.get().into_iter().map(|card| one(lab, function, card)).collect_view()}</ul>
        <Show when=move || shown.with(Vec::is_empty)>
            <p class="muted">"It works through no queue and no stream by itself."</p>
        </Show>
        <div class="actions"><button type="button" class="small" on:click=add>"Add an event source…"</button></div>
    }
    .into_any()
}

fn one(lab: Lab, function: u32, card: MappingCard) -> AnyView {
    let MappingCard { id, uuid, source, node, state, is_on, lines, result } = card;
    let (of_switch, of_delete) = (uuid.clone(), uuid);
    let switch = move |_| {
        let request = UpdateEventSourceMapping {
            uuid: of_switch.clone(),
            enabled: Some(!is_on),
            ..UpdateEventSourceMapping::default()
        };
        lab.try_call(Request::from(request));
    };
    let delete = move |_| {
        lab.try_call(Request::from(DeleteEventSourceMapping { uuid: of_delete.clone() }));
    };
    let go = move |_| {
        if let Some(node) = node {
            lab.selection.set(Some(Selection::Node(node)));
        }
    };
    let line = |line: String| view! { <p>{line}</p> };
    view! {
        <li class:closed=!is_on>
            <div class="shard-line">
                <button type="button" class="link" on:click=go>{source.clone()}</button>
                <span class="muted">{state}</span>
            </div>
            {lines.into_iter().map(line).collect_view()}
            {result.map(|result| view! { <p class="muted">{result}</p> })}
            <div class="actions">
                <button type="button" class="small" aria-label=format!("Edit the mapping of {source}")
                    on:click=move |_| lab.dialog.set(Some(Dialog::Mapping(function, Some(id))))>"Edit…"</button>
                <button type="button" class="small" on:click=switch>{if is_on { "Disable" } else { "Enable" }}</button>
                <button type="button" class="small" on:click=delete>"Delete"</button>
            </div>
        </li>
    }
    .into_any()
}
