//! A record: its numbers, what it carries, what is packed into it, and why it is where it is.

use super::{Lab, head};
use crate::lab::Selection;
use crate::widgets::{facts, section};
use leptos::prelude::*;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::stream_panel::{Inside, of_record};
use queuelab_view::tokens::RecordId;

/// The panel.
pub fn panel(lab: Lab, id: RecordId) -> AnyView {
    let known = Memo::new(move |_| lab.with(|session| of_record(session.cloud(), id)));
    let name = move || known.with(|known| known.as_ref().and_then(|known| known.key.clone())).unwrap_or_default();
    let gone = move || known.with(Option::is_none);
    let rows = move || known.get().map(|known| known.rows).unwrap_or_default();
    let inside = move || {
        known.get()?.inside.map(|(records, count)| {
            let line =
                |Inside { key, data }: Inside| view! { <li><b>{key}</b>" "<span class="mono">{data}</span></li> };
            view! {
                <h3>{t!("Packed by the producer library: {count} records", count)}</h3>
                <ul class="plain">{records.into_iter().map(line).collect_view()}</ul>
            }
        })
    };
    view! {
        {head(lab, || t!("Record").to_owned(), name)}
        <Show when=gone><p class="story">{t!("It is not there: either it is too old by now, or it has not come yet.")}</p></Show>
        <p class="story">{move || known.get().map(|known| known.why)}</p>
        <div class="actions">
            <button type="button" on:click=move |_| lab.selection.set(Some(Selection::Node(NodeId::Stream(id.stream))))>{t!("Its stream")}</button>
        </div>
        {facts(rows)}
        {section(t!("Data"), true, move || view! { <pre class="document" tabindex="0" aria-label=t!("Data")>{move || known.get().map(|known| known.data)}</pre> }.into_any())}
        {inside}
        <p class="hint">{t!("Records are never deleted one by one: reading leaves them where they are, and they go when they are too old.")}</p>
    }
    .into_any()
}
