//! What an application reads, and where its rows go.

use super::{Lab, named, with_application};
use crate::analytics::api::{DeleteApplicationOutput, Request};
use crate::ui::lab::Dialog;
use crate::ui::live;
use crate::view::application_panel::{ShownOutput, outputs, source};
use leptos::prelude::*;

/// The section.
pub fn view(lab: Lab, id: u32) -> AnyView {
    let all = Memo::new(move |_| with_application(lab, id, |managed, _| outputs(managed)));
    let words = move |part: String| {
        live::text(move || {
            all.with(|all| all.iter().find(|one| one.id == part).map(|one| one.words.clone()).unwrap_or_default())
        })
    };
    let ids = move || all.with(|all| all.iter().map(|ShownOutput { id, .. }| id.clone()).collect::<Vec<_>>());
    let row = move |part: String| {
        let output = part.clone();
        let remove = move |_| {
            let (application_name, current_application_version_id) = named(lab, id);
            let output_id = Some(output.clone());
            let request: Request =
                DeleteApplicationOutput { application_name, current_application_version_id, output_id }.into();
            lab.try_call(request);
        };
        view! {
            <li>
                {words(part)}" "
                <button type="button" class="small" aria-label="Remove this output" on:click=remove>"✕"</button>
            </li>
        }
    };
    view! {
        <p>"Reads: "{live::text(move || with_application(lab, id, |managed, _| source(managed)))}</p>
        <p>{live::text(move || if all.with(Vec::is_empty) { "Its rows go nowhere else." } else { "Sends on:" })}</p>
        <ul class="application-outputs"><For each=ids key=String::clone children=row /></ul>
        <div class="actions">
            <button type="button" disabled=move || all.with(|all| all.len() >= 3) on:click=move |_| lab.dialog.set(Some(Dialog::AddOutput(id)))>
                "Add an output…"
            </button>
        </div>
        <p class="hint">"Up to three: Kinesis streams, delivery streams and functions. Also error_stream can go to one."</p>
    }
    .into_any()
}
