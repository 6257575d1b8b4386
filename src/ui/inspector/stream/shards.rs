//! The shards of a stream as a table: what each owns, what came to it, and the buttons that divide and merge.

use super::cut::Cutting;
use super::{Lab, arn, with_stream};
use crate::kinesis::api::{MergeShards, UpdateShardCount};
use crate::kinesis::shard::ShardId;
use crate::ui::form::Form;
use crate::ui::streams;
use crate::view::stream_panel::{ShardRow, rows};
use leptos::prelude::*;

/// Rows at most; a stream can have thousands.
const ROWS_MAX: usize = 50;

/// The table.
pub fn view(lab: Lab, id: u32, cutting: Cutting) -> AnyView {
    let shown = Memo::new(move |_| with_stream(lab, id, |stream, session| rows(session.cloud(), stream)));
    let row = move |row: ShardRow| line(lab, id, row, cutting);
    let more = move || shown.with(Vec::len).saturating_sub(ROWS_MAX);
    view! {
        <p class="hint">"A shard is split where one gets too much, and two neighbours are merged where they get little. The old ones stay until their records are too old."</p>
        <ul class="shards">{move || shown.get().into_iter().take(ROWS_MAX).map(row).collect_view()}</ul>
        <Show when=move || { more() > 0 }><p class="muted">{move || format!("and {} more", more())}</p></Show>
        {cutting.view(lab, id)}
        {scale(lab, id)}
    }
    .into_any()
}

fn line(lab: Lab, id: u32, row: ShardRow, cutting: Cutting) -> AnyView {
    let ShardRow {
        number,
        part: (from, to),
        state,
        is_open,
        is_hot,
        records,
        came,
        refused,
        parents,
        can_split,
        merges_with,
    } = row;
    let percent = |ppm: u64| format!("{}.{} %", ppm / 10_000, ppm / 1_000 % 10);
    let merge = move |_| {
        let Some(next) = merges_with else { return };
        let name = |number| Some(ShardId(number).to_string());
        let request = MergeShards {
            stream_arn: Some(arn(lab, id)),
            shard_to_merge: name(number),
            adjacent_shard_to_merge: name(next),
            ..MergeShards::default()
        };
        if streams::try_call(lab, request) {
            lab.notify(
                format!("Shards {number} and {next} become one; both go on taking records until that is done."),
                false,
            );
        }
    };
    let from_parents = (!parents.is_empty()).then(|| format!(", from {parents}"));
    let refused = (refused > 0).then(|| view! { <span class="bad">{format!("{refused} refused")}</span> });
    view! {
        <li class:closed=!is_open class:hot=is_hot>
            <div class="shard-line">
                <b>{format!("shard {number}")}</b>
                <span class="muted">{state}{from_parents}</span>
            </div>
            <svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                <rect class="track" width="100" height="6" />
                <rect class="bar" x=share(from) width=share(to - from) height="6" />
            </svg>
            <div class="shard-line">
                <span>{format!("{} to {} of the hash keys", percent(from), percent(to))}</span>
                <span>{format!("{came} put, {records} kept ")}{refused}</span>
            </div>
            {is_open.then(|| view! {
                <div class="actions">
                    <button type="button" class="small" disabled=!can_split aria-label=format!("Split shard {number}")
                        on:click=move |_| cutting.open(lab, id, number)>"Split…"</button>
                    {merges_with.map(|next| view! {
                        <button type="button" class="small" on:click=merge>{format!("Merge with shard {next}")}</button>
                    })}
                </div>
            })}
        </li>
    }
    .into_any()
}

/// Parts per million as per cent.
#[allow(clippy::cast_precision_loss, reason = "a share for drawing")]
fn share(ppm: u64) -> f64 {
    ppm as f64 / 10_000.0
}

/// `UpdateShardCount`.
fn scale(lab: Lab, id: u32) -> AnyView {
    let open = lab.peek(|session| {
        session
            .cloud()
            .kinesis()
            .stream(crate::kinesis::stream::StreamId(id))
            .map_or(1, |stream| stream.open_shards().count())
    });
    let form = Form::new([("targetShardCount", open.to_string())].into(), &["targetShardCount"]);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let count = match crate::view::forms::whole(&form.values(), "targetShardCount") {
            Ok(count) => count,
            Err(problem) => return form.problem.set(Some(problem)),
        };
        let request = UpdateShardCount {
            stream_arn: Some(arn(lab, id)),
            target_shard_count: Some(count),
            scaling_type: Some("UNIFORM_SCALING".to_owned()),
            ..UpdateShardCount::default()
        };
        match streams::call(lab, request) {
            Ok(_) => form.problem.set(None),
            Err(error) => form.refuse(&error),
        }
    };
    view! {
        <form class="inline-form" on:submit=submit>
            {form.told_at_top()}
            {form.number("targetShardCount", "Scale to so many equal shards", "From half to twice as many, up to 10 times a day")}
            <button type="submit" class="small">"Scale"</button>
        </form>
    }
    .into_any()
}
