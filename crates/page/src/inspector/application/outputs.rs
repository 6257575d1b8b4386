//! What an application reads, what it looks things up in, and where its rows go.

use super::{Lab, named, with_application};
use crate::lab::Dialog;
use crate::live;
use leptos::prelude::*;
use queuelab::analytics::api::{
    DeleteApplicationInputProcessingConfiguration, DeleteApplicationOutput, DeleteApplicationReferenceDataSource,
    Request,
};
use queuelab::t;
use queuelab_view::application_panel::{ShownPart, before, outputs, source, tables};

/// Takes a part of an application away: its name, its version, and the id of the part.
type Remove = fn(String, Option<i64>, String) -> Request;

/// The section.
pub fn view(lab: Lab, id: u32) -> AnyView {
    let before = Memo::new(move |_| with_application(lab, id, |managed, _| before(managed)));
    let tables = Memo::new(move |_| with_application(lab, id, |managed, _| tables(managed)));
    let outputs = Memo::new(move |_| with_application(lab, id, |managed, _| outputs(managed)));
    let open = move |dialog: Dialog| move |_| lab.dialog.set(Some(dialog.clone()));
    view! {
        <p>{t!("Reads:")}" "{live::text(move || with_application(lab, id, |managed, _| source(managed)))}</p>
        {parts(lab, id, before, t!("Remove the function before"), |application_name, version, input| {
            let current_application_version_id = version;
            let input_id = Some(input);
            DeleteApplicationInputProcessingConfiguration { application_name, current_application_version_id, input_id }.into()
        })}
        <div class="actions"><button type="button" on:click=open(Dialog::EditInput(id))>{t!("Change the input…")}</button></div>
        <p>{live::text(move || if tables.with(Vec::is_empty) { t!("It looks nothing up.") } else { t!("Looks up in:") })}</p>
        {parts(lab, id, tables, t!("Remove this table"), |application_name, version, table| {
            let current_application_version_id = version;
            let reference_id = Some(table);
            DeleteApplicationReferenceDataSource { application_name, current_application_version_id, reference_id }.into()
        })}
        <div class="actions">
            <button type="button" disabled=move || !tables.with(Vec::is_empty) on:click=open(Dialog::AddTable(id))>
                {t!("Add a reference table…")}
            </button>
        </div>
        <p class="hint">{t!("One object in S3 of JSON or CSV, which the code can join.")}</p>
        <p>{live::text(move || if outputs.with(Vec::is_empty) { t!("Its rows go nowhere else.") } else { t!("Sends on:") })}</p>
        {parts(lab, id, outputs, t!("Remove this output"), |application_name, version, output| {
            let current_application_version_id = version;
            let output_id = Some(output);
            DeleteApplicationOutput { application_name, current_application_version_id, output_id }.into()
        })}
        <div class="actions">
            <button type="button" disabled=move || outputs.with(|all| all.len() >= 3) on:click=open(Dialog::AddOutput(id))>
                {t!("Add an output…")}
            </button>
        </div>
        <p class="hint">{t!("Up to three: Kinesis streams, delivery streams and functions. Also error_stream can go to one.")}</p>
    }
    .into_any()
}

/// Parts that can be taken away; each line stays while its numbers change.
fn parts(lab: Lab, id: u32, all: Memo<Vec<ShownPart>>, label: &'static str, remove: Remove) -> AnyView {
    let words = move |part: String| {
        live::text(move || {
            all.with(|all| all.iter().find(|one| one.id == part).map(|one| one.words.clone()).unwrap_or_default())
        })
    };
    let ids = move || all.with(|all| all.iter().map(|ShownPart { id, .. }| id.clone()).collect::<Vec<_>>());
    let row = move |part: String| {
        let removed = part.clone();
        let press = move |_| {
            let (name, version) = named(lab, id);
            lab.try_call(remove(name, version, removed.clone()));
        };
        view! {
            <li>
                {words(part)}" "
                <button type="button" class="small" aria-label=label on:click=press>"✕"</button>
            </li>
        }
    };
    view! { <ul class="plain"><For each=ids key=String::clone children=row /></ul> }.into_any()
}
