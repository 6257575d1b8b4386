//! The code of an application: a text with the numbers of its lines, what is wrong in it with its place, and examples.

use super::{Lab, named, peek_application, with_application};
use crate::live;
use crate::widgets::fresh_id;
use leptos::prelude::*;
use queuelab::analytics::api::{ApplicationUpdate, Request, UpdateApplication};
use queuelab::analytics::service::Setup;
use queuelab::analytics::{AnalyticsError, At};
use queuelab::t;
use queuelab_view::sql_examples::{Example, examples, join};

/// What is wrong, and where.
type Wrong = Option<(Option<At>, String)>;

/// What a code would be refused for; the service checks the same way when it is saved.
fn check(lab: Lab, id: u32, code: &str) -> Wrong {
    let error =
        peek_application(lab, id, |managed, _| Setup { code: code.into(), ..(*managed.setup).clone() }.check().err());
    error.map(|AnalyticsError { message, at, .. }| (at, message))
}

/// The examples for the input's columns.
fn examples_of(lab: Lab, id: u32) -> Vec<Example> {
    peek_application(lab, id, |managed, _| {
        let input = managed.setup.inputs.first().map(|(_, input)| input);
        let schema = input.and_then(|input| input.input_schema.clone()).unwrap_or_default();
        let prefix = input.and_then(|input| input.name_prefix.as_deref()).unwrap_or("SOURCE_SQL_STREAM");
        let source = format!("{prefix}_001");
        let join = managed.setup.tables.first().and_then(|(_, table)| join(&schema, &source, table));
        examples(&schema, &source).into_iter().chain(join).collect()
    })
}

/// The editor.
pub fn view(lab: Lab, id: u32) -> AnyView {
    // What was typed and not saved; none where the text is that of the application.
    let draft = RwSignal::new(None::<String>);
    let saved = Memo::new(move |_| with_application(lab, id, |managed, _| managed.setup.code.to_string()));
    let code = Memo::new(move |_| draft.get().unwrap_or_else(|| saved.get()));
    let wrong = Memo::new(move |_| code.with(|code| if code.is_empty() { None } else { check(lab, id, code) }));
    let lines = Memo::new(move |_| code.with(|code| code.split('\n').count().max(6)));
    let save = move |_| {
        let (application_name, current_application_version_id) = named(lab, id);
        let update =
            ApplicationUpdate { application_code_update: Some(code.get_untracked()), ..ApplicationUpdate::default() };
        let request: Request = UpdateApplication {
            application_name,
            current_application_version_id,
            application_update: Some(Box::new(update)),
        }
        .into();
        if lab.try_call(request) {
            draft.set(None);
        }
    };
    let (area, told) = (fresh_id("sql"), fresh_id("sql-wrong"));
    let is_changed = move || draft.with(Option::is_some) && code.get() != saved.get();
    let number = move |line: usize| {
        let is_bad = move || {
            wrong.with(|wrong| matches!(wrong, Some((Some(at), _)) if usize::try_from(at.line).ok() == Some(line)))
        };
        view! { <span class:bad=is_bad>{line}</span> }
    };
    view! {
        <div class="sql-editor">
            <div class="sql-lines mono" aria-hidden="true">
                <For each=move || 1..=lines.get() key=|line| *line children=number />
            </div>
            <textarea
                id=area.clone()
                class="mono"
                aria-label=t!("SQL of the application")
                aria-describedby=told.clone()
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                wrap="off"
                spellcheck="false"
                autocapitalize="off"
                rows=move || lines.get().to_string()
                prop:value=move || code.get()
                on:input=move |event| draft.set(Some(event_target_value(&event)))
            ></textarea>
        </div>
        <div id=told role="status">{live::part(move || wrong.get().map(|wrong| place(&code.get(), wrong)))}</div>
        <div class="actions">
            <button type="button" class="primary" disabled=move || !is_changed() on:click=save>{t!("Save")}</button>
            <button type="button" disabled=move || !is_changed() on:click=move |_| draft.set(None)>{t!("Discard")}</button>
            {chooser(lab, id, draft)}
        </div>
        <p class="hint">{t!("Saving while it runs lets its windows begin anew. Unquoted names are capitals; quoted ones stay as they are.")}</p>
    }
    .into_any()
}

/// The line that is wrong, with a mark under the column.
fn place(code: &str, (at, message): (Option<At>, String)) -> AnyView {
    let shown = at.and_then(|at| {
        let line = code.split('\n').nth(usize::try_from(at.line.checked_sub(1)?).ok()?)?;
        // Long lines are shown from a little before the place on.
        let column = usize::try_from(at.column.max(1) - 1).ok()?;
        let from = column.saturating_sub(24);
        let text: String = line.chars().skip(from).take(48).collect();
        Some(format!("{text}\n{}^", " ".repeat(column - from)))
    });
    view! {
        <p class="wrong">{message}</p>
        {shown.map(|shown| view! { <pre class="sql-place mono" aria-hidden="true">{shown}</pre> })}
    }
    .into_any()
}

/// Examples that fit the columns of the input.
fn chooser(lab: Lab, id: u32, draft: RwSignal<Option<String>>) -> AnyView {
    // They depend on nothing that changes without a new version.
    let version = Memo::new(move |_| with_application(lab, id, |managed, _| managed.version));
    let all = Memo::new(move |_| {
        // Read, as a memo that nobody reads does not follow what it depends on.
        let _ = version.get();
        examples_of(lab, id)
    });
    let option = |(index, example): (usize, &Example)| {
        view! { <option value=index.to_string() title=example.hint>{example.title}</option> }
    };
    let options = move || all.with(|all| all.iter().enumerate().map(option).collect_view());
    let choose = move |event: leptos::ev::Event| {
        let index = event_target_value(&event).parse::<usize>().ok();
        if let Some(example) = index.and_then(|index| all.with_untracked(|all| all.get(index).cloned())) {
            lab.notify(
                t!("{title}: {hint} Save it to have it run.", title = example.title, hint = example.hint),
                false,
            );
            draft.set(Some(example.code));
        }
    };
    view! {
        <select aria-label=t!("Example queries") on:change=choose>
            <option value="">{t!("Examples…")}</option>
            {options}
        </select>
    }
    .into_any()
}
