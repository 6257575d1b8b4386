//! Queues and streams side by side, counted in the run itself.

use crate::host;
use crate::lab::{Lab, Selection};
use leptos::prelude::*;
use queuelab::t;
use queuelab_view::compare::{Column, ROWS, columns};

/// Brought up to date this often while the lab plays, in real milliseconds: it counts many events.
const REFRESH_MS: f64 = 500.0;

/// The panel.
pub fn view(lab: Lab) -> AnyView {
    let read = move || lab.peek(|session| columns(session.cloud(), session.events()));
    let shown = RwSignal::new(read());
    let last = StoredValue::new(host::millis());
    Effect::new(move |_| {
        let playing = lab.playback.with(|playback| playback.playing);
        let now = host::millis();
        // Listens even when it is not time yet.
        lab.with(|_| ());
        if !playing || now - last.get_value() >= REFRESH_MS {
            last.set_value(now);
            let next = read();
            if shown.with_untracked(|shown| *shown != next) {
                shown.set(next);
            }
        }
    });
    view! {
        <div class="tables" tabindex="0" role="group" aria-label=t!("Queues and streams side by side")>
            {move || shown.with(|shown| table(lab, shown))}
        </div>
    }
    .into_any()
}

fn table(lab: Lab, columns: &[Column]) -> AnyView {
    if columns.is_empty() {
        return view! { <p class="muted">{t!("There is no queue and no stream to compare yet. The lab “100 trucks three ways” has one of each kind.")}</p> }.into_any();
    }
    let head = |column: &Column| {
        let node = column.node;
        view! {
            <th scope="col">
                <button type="button" class="link" on:click=move |_| lab.selection.set(Some(Selection::Node(node)))>{column.name.clone()}</button>
                <span class="hint">{column.kind}</span>
            </th>
        }
    };
    let row = |(index, name): (usize, &'static str)| {
        let cell = |column: &Column| view! { <td>{column.values.get(index).cloned()}</td> };
        view! { <tr><th scope="row">{queuelab::text::of(name)}</th>{columns.iter().map(cell).collect_view()}</tr> }
    };
    view! {
        <table class="messages side-by-side">
            <caption class="sr">{t!("Queues and streams side by side")}</caption>
            <thead><tr><td></td>{columns.iter().map(head).collect_view()}</tr></thead>
            <tbody>{ROWS.into_iter().enumerate().map(row).collect_view()}</tbody>
        </table>
        <p class="hint">{t!("Rates are of the last minute; what is done is what was deleted from a queue, and what was read from a stream for the first time by each reader.")}</p>
    }
    .into_any()
}
