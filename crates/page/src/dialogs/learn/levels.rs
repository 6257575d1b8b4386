//! All levels by track, with what was reached.

use super::super::Shell;
use crate::lab::Lab;
use crate::lessons;
use leptos::prelude::*;
use queuelab::t;
use queuelab_lessons::{Entry, List, Progress, Track};

/// The tab.
pub fn view(lab: Lab, shell: Shell, list: &List, progress: &Progress) -> AnyView {
    let tracks = list.tracks.iter().map(|track| track_view(lab, shell, track, progress));
    view! {
        <p>{t!("Each level is a lab in which something is to be reached, in a few minutes. Nothing can go wrong for good: undo, go back in time, or begin again.")}</p>
        <div class="tracks">{tracks.collect_view()}</div>
    }
    .into_any()
}

fn track_view(lab: Lab, shell: Shell, track: &Track, progress: &Progress) -> AnyView {
    let level = |entry: &Entry| {
        let file = format!("{}/{}", track.track, entry.name);
        let reached = progress.levels.get(&file).copied();
        let told = reached.map(|reached| {
            let told = match (reached.shown, reached.actions) {
                (true, _) => t!("solution seen").to_owned(),
                (false, 1) => t!("1 action").to_owned(),
                (false, actions) => t!("{actions} actions", actions),
            };
            view! { <small class="muted">{told}</small> }
        });
        let open = move |_| {
            shell.close();
            lessons::begin(lab, &file);
        };
        view! {
            <li>
                <button type="button" class="level" on:click=open>
                    <span class="tick" aria-hidden="true">{if reached.is_some() { "☑" } else { "☐" }}</span>
                    <span lang="en">{entry.title.clone()}</span>
                    <span class="sr">{if reached.is_some() { t!("reached") } else { t!("not yet") }}</span>
                    {told}
                </button>
            </li>
        }
    };
    let done =
        track.levels.iter().filter(|entry| progress.levels.contains_key(&format!("{}/{}", track.track, entry.name)));
    let count = t!("{done} of {all}", done = done.count(), all = track.levels.len());
    view! {
        <section class="track">
            <h3 lang="en">{track.title.clone()}" "<small class="muted">{count}</small></h3>
            <p class="muted" lang="en">{track.about.clone()}</p>
            <ol class="levels">{track.levels.iter().map(level).collect_view()}</ol>
        </section>
    }
    .into_any()
}
