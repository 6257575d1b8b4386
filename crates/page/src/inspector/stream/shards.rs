//! The shards of a stream as a table: what each owns, what came to it, and the buttons that divide and merge.

use super::cut::CutForm;
use super::{Lab, arn, with_stream};
use crate::form::Form;
use crate::streams;
use leptos::prelude::*;
use queuelab::kinesis::api::{MergeShards, UpdateShardCount};
use queuelab::kinesis::shard::ShardId;
use queuelab::t;
use queuelab_view::stream_panel::{ShardRow, rows};

/// Rows at most; a stream can have thousands.
const ROWS_MAX: usize = 50;

/// The table. Each row stays while its numbers change, so that its buttons can be pressed while the lab plays.
pub fn view(lab: Lab, id: u32, cutting: CutForm) -> AnyView {
    let all = Memo::new(move |_| with_stream(lab, id, |stream, session| rows(session.cloud(), stream)));
    let numbers =
        Memo::new(move |_| all.with(|all| all.iter().take(ROWS_MAX).map(|row| row.number).collect::<Vec<_>>()));
    let more = move || all.with(Vec::len).saturating_sub(ROWS_MAX);
    view! {
        <p class="hint">{t!("A shard is split where one gets too much, and two neighbours are merged where they get little. The old ones stay until their records are too old.")}</p>
        <ul class="shards">
            <For each=move || numbers.get() key=|number| *number let:number>
                {line(lab, id, number, all, cutting)}
            </For>
        </ul>
        <Show when=move || { more() > 0 }><p class="muted">{move || t!("and {more} more", more = more())}</p></Show>
        {cutting.view()}
        {scale(lab, id)}
    }
    .into_any()
}

fn line(lab: Lab, id: u32, number: u32, all: Memo<Vec<ShardRow>>, cutting: CutForm) -> AnyView {
    let row = Memo::new(move |_| all.with(|all| all.iter().find(|row| row.number == number).cloned()));
    let of = move |read: fn(&ShardRow) -> String| row.with(|row| row.as_ref().map(read).unwrap_or_default());
    let is = move |read: fn(&ShardRow) -> bool| row.with(|row| row.as_ref().is_some_and(read));
    let bounds = move || row.with(|row| row.as_ref().map_or((0, 0), |row| row.part));
    let next = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.merges_with)));
    let merge = move |_| {
        let Some(next) = next.get_untracked() else { return };
        let name = |number| Some(ShardId(number).to_string());
        let request = MergeShards {
            stream_arn: Some(arn(lab, id)),
            shard_to_merge: name(number),
            adjacent_shard_to_merge: name(next),
            ..MergeShards::default()
        };
        if streams::try_call(lab, request) {
            lab.notify(
                t!(
                    "Shards {number} and {next} become one; both go on taking records until that is done.",
                    number,
                    next
                ),
                false,
            );
        }
    };
    let buttons = move || {
        view! {
            <div class="actions">
                <button type="button" class="small" disabled=move || !is(|row| row.can_split) aria-label=t!("Split shard {number}", number)
                    on:click=move |_| cutting.open(number)>{t!("Split…")}</button>
                <Show when=move || next.get().is_some()>
                    <button type="button" class="small" on:click=merge>
                        {move || t!("Merge with shard {next}", next = next.get().unwrap_or_default())}
                    </button>
                </Show>
            </div>
        }
    };
    view! {
        <li class:closed=move || !is(|row| row.is_open) class:hot=move || is(|row| row.is_hot)>
            <div class="shard-line">
                <b>{t!("shard {number}", number)}</b>
                <span class="muted">{move || of(state)}</span>
            </div>
            <svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                <rect class="track" width="100" height="6" />
                <rect class="bar" x=move || share(bounds().0) width=move || share(bounds().1 - bounds().0) height="6" />
            </svg>
            <div class="shard-line">
                <span>{move || of(owned)}</span>
                <span>{move || of(|row| t!("{came} put, {records} kept ", came = row.came, records = row.records))}<span class="bad">{move || of(refused)}</span></span>
            </div>
            <Show when=move || is(|row| row.is_open)>{buttons()}</Show>
        </li>
    }
    .into_any()
}

/// What is said of its state and of where it came from.
fn state(row: &ShardRow) -> String {
    if row.parents.is_empty() {
        row.state.clone()
    } else {
        t!("{state}, from {parents}", state = row.state, parents = row.parents)
    }
}

fn owned(row: &ShardRow) -> String {
    let percent = |ppm: u64| format!("{}.{} %", ppm / 10_000, ppm / 1_000 % 10);
    t!("{from} to {to} of the hash keys", from = percent(row.part.0), to = percent(row.part.1))
}

fn refused(row: &ShardRow) -> String {
    if row.refused == 0 { String::new() } else { t!("{refused} refused", refused = row.refused) }
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
            .stream(queuelab::kinesis::stream::StreamId(id))
            .map_or(1, |stream| stream.open_shards().count())
    });
    let form = Form::new([("targetShardCount", open.to_string())].into(), &["targetShardCount"]);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let count = match queuelab_view::forms::whole(&form.values(), "targetShardCount") {
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
            {form.number("targetShardCount", t!("Scale to so many equal shards"), t!("From half to twice as many, up to 10 times a day"))}
            <button type="submit" class="small">{t!("Scale")}</button>
        </form>
    }
    .into_any()
}
