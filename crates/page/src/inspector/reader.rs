//! A reader of a stream in the inspector: how late it is, and where it stands in each shard.

use super::Lab;
use super::actor::with_actor;
use leptos::prelude::*;
use queuelab::actors::Role;
use queuelab::t;
use queuelab_view::reader_panel::{Bar, ShardLine, histogram, shards};

/// Shards at most; a stream can have thousands.
const SHARDS_MAX: usize = 50;

/// How long records took from their put until they were done, as bars.
pub fn latencies(lab: Lab, id: u32) -> AnyView {
    let bars = Memo::new(move |_| {
        with_actor(lab, id, |actor, _| match &actor.role {
            Role::Reader(reader) => histogram(reader),
            _ => Vec::new(),
        })
    });
    let row = |bar: Bar| {
        let Bar { words, count, percent } = bar;
        view! {
            <li>
                <div class="shard-line"><span>{words}</span><span>{count}</span></div>
                <svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="track" width="100" height="6" />
                    <rect class="bar" width=percent.to_string() height="6" />
                </svg>
            </li>
        }
    };
    view! {
        <p class="hint">{t!("From a record's put until the reader was done with it.")}</p>
        <ul class="shards">{move || bars.get().into_iter().map(row).collect_view()}</ul>
        <Show when=move || bars.with(Vec::is_empty)><p class="muted">{t!("Nothing yet.")}</p></Show>
    }
    .into_any()
}

/// Where it stands, shard by shard.
pub fn places(lab: Lab, id: u32) -> AnyView {
    let lines = Memo::new(move |_| {
        with_actor(lab, id, |actor, now| match &actor.role {
            Role::Reader(reader) => shards(reader, now),
            _ => Vec::new(),
        })
    });
    let row = |line: ShardLine| {
        let ShardLine { number, state, counts, is_bad } = line;
        view! {
            <li>
                <div class="shard-line"><b>{t!("shard {number}", number)}</b><span class="muted" class:bad=is_bad>{state}</span></div>
                <div class="shard-line"><span>{counts}</span></div>
            </li>
        }
    };
    let more = move || lines.with(Vec::len).saturating_sub(SHARDS_MAX);
    view! {
        <ul class="shards">{move || lines.get().into_iter().take(SHARDS_MAX).map(row).collect_view()}</ul>
        <Show when=move || { more() > 0 }><p class="muted">{move || t!("and {more} more", more = more())}</p></Show>
        <Show when=move || lines.with(Vec::is_empty)><p class="muted">{t!("It knows no shard yet.")}</p></Show>
    }
    .into_any()
}
