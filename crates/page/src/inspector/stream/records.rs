//! The newest records of each shard as a list; one leads to its own panel.

use super::{Lab, with_stream};
use crate::lab::Selection;
use leptos::prelude::*;
use queuelab::t;
use queuelab_view::describe::excerpt;
use queuelab_view::tokens::RecordId;

/// So many of a shard are listed, and so many shards.
const RECORDS_MAX: u64 = 8;
const SHARDS_MAX: usize = 10;

/// A record in the list.
#[derive(Clone, PartialEq)]
struct Row {
    id: RecordId,
    at: String,
    key: String,
    text: String,
}

/// The part of the panel.
pub fn view(lab: Lab, id: u32) -> AnyView {
    let shown = Memo::new(move |_| {
        with_stream(lab, id, |stream, _| {
            let mut rows = Vec::new();
            for shard in stream.shards().take(SHARDS_MAX) {
                let next = shard.records.next();
                for place in (next.saturating_sub(RECORDS_MAX).max(shard.records.front())..next).rev() {
                    let Some(record) = shard.records.get(place) else { continue };
                    rows.push(Row {
                        id: RecordId { stream: id, shard: shard.id.0, place },
                        at: record.arrived.to_string(),
                        key: record.key.as_deref().unwrap_or_default().to_owned(),
                        text: excerpt(&String::from_utf8_lossy(&record.data)),
                    });
                }
            }
            rows
        })
    });
    let line = move |Row { id, at, key, text }: Row| {
        let select = move |_| lab.selection.set(Some(Selection::Record(id)));
        view! {
            <tr>
                <td>{id.shard}</td>
                <td><button type="button" class="link" on:click=select>{key}</button></td>
                <td class="mono">{at}</td>
                <td class="excerpt">{text}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label=t!("Newest records")>
            <table class="plain-table">
                <caption class="sr">{t!("The newest records of each shard")}</caption>
                <thead><tr><th scope="col">{t!("Shard")}</th><th scope="col">{t!("Key")}</th><th scope="col">{t!("Arrived")}</th><th scope="col">{t!("Data")}</th></tr></thead>
                <tbody><For each=move || shown.get() key=|row| row.id children=line /></tbody>
            </table>
        </div>
        <Show when=move || shown.with(Vec::is_empty)><p class="muted">{t!("No record is kept.")}</p></Show>
    }
    .into_any()
}
