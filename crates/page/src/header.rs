//! The bar at the top: which lab this is, undo and redo, files, theme and help.

use super::host;
use super::lab::{Dialog, use_lab};
use super::live;
use super::theme;
use leptos::{html, prelude::*};
use queuelab::session::templates::Template;
use queuelab::{key, t, text};
use queuelab_view::embed::Look;

const THEME_KEY: &str = "queuelab.theme";
/// The colours that were chosen last.
fn stored() -> Look {
    host::stored(THEME_KEY).and_then(|name| Look::find(&name)).unwrap_or_default()
}

/// The word for them.
const fn word(look: Look) -> &'static str {
    match look {
        Look::Auto => key!("auto"),
        Look::Light => key!("light"),
        Look::Dark => key!("dark"),
    }
}

/// The next ones of the button that goes through all.
const fn next(look: Look) -> Look {
    match look {
        Look::Auto => Look::Light,
        Look::Light => Look::Dark,
        Look::Dark => Look::Auto,
    }
}

/// The bar.
#[component]
pub fn Header() -> impl IntoView {
    let lab = use_lab();
    let look = RwSignal::new(stored());
    theme::follow(lab, look);
    let depth = Memo::new(move |_| lab.undo_depth());
    let cycle = move |_| {
        let next = next(look.get_untracked());
        host::store(THEME_KEY, next.name());
        look.set(next);
    };
    view! {
        <header class="bar">
            <h1 class="brand">
                <svg viewBox="0 0 24 16" width="26" height="18" aria-hidden="true">
                    <path class="brand-tray" d="M23 1H4Q1 1 1 4V12Q1 15 4 15H23" />
                    <circle class="brand-a" cx="8" cy="8" r="2.6" />
                    <circle class="brand-b" cx="15" cy="8" r="2.6" />
                </svg>
                <span class="brand-name">{t!("Queuelab")}</span>
            </h1>
            <Templates />
            <button type="button" title=t!("Levels to work through, with goals and hints") on:click=move |_| lab.dialog.set(Some(Dialog::Learn))>{t!("Learn")}</button>
            <super::access::ActAs />
            <div class="bar-tools">
                <button type="button" title=t!("Undo (Ctrl+Z)") aria-label=t!("Undo") disabled=move || depth.get().0 == 0 on:click=move |_| lab.undo()>
                    "↶"
                </button>
                <button type="button" title=t!("Redo (Ctrl+Shift+Z)") aria-label=t!("Redo") disabled=move || depth.get().1 == 0 on:click=move |_| lab.redo()>
                    "↷"
                </button>
                <Files />
                <button type="button" title=t!("A link to this run, at this instant") on:click=move |_| lab.dialog.set(Some(Dialog::Share))>{t!("Share")}</button>
                <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Settings))>{t!("Settings")}</button>
                <button type="button" title=t!("Colours: automatic, light or dark") on:click=cycle>
                    <span class="wide">{t!("Theme:")}" "</span>
                    {live::text(move || text::of(word(look.get())))}
                </button>
                <button type="button" title=t!("Help (?)") aria-label=t!("Help") on:click=move |_| lab.dialog.set(Some(Dialog::Help))>"?"</button>
            </div>
        </header>
    }
}

/// The choice of ready-made labs.
#[component]
fn Templates() -> impl IntoView {
    let lab = use_lab();
    let choose = move |event| {
        if let Some(template) = Template::find(&event_target_value(&event)) {
            lab.open_template(template);
        }
    };
    let options = Template::ALL
        .into_iter()
        .map(|template| {
            let chosen = move || lab.title.get() == template.title();
            view! { <option value=template.key() selected=chosen>{text::of(template.title())}</option> }
        })
        .collect_view();
    let is_own = move || Template::ALL.iter().all(|template| template.title() != lab.title.get());
    view! {
        <label class="chooser">
            <span class="sr">{t!("Lab")}</span>
            <select on:change=choose>
                {options}
                <Show when=is_own>
                    <option value="" selected=true>{live::text(move || lab.title.get())}</option>
                </Show>
            </select>
        </label>
        <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Gallery))>{t!("Gallery…")}</button>
    }
}

/// Keeps the run as a file, and opens one.
#[component]
fn Files() -> impl IntoView {
    let lab = use_lab();
    let input = NodeRef::<html::Input>::new();
    let open = move |_| {
        let Some(element) = input.get_untracked() else { return };
        let Some(file) = element.files().and_then(|files| files.get(0)) else { return };
        let name = file.name();
        host::read_text(&file, move |text| {
            lab.with_engine(move |engine| match text.and_then(|text| (engine.read)(&text)) {
                Ok(run) => lab.open_keeping(engine, &name, run),
                Err(error) => lab.notify(format!("{name}: {error}"), true),
            });
        });
        element.set_value("");
    };
    view! {
        <button type="button" title=t!("Keep this run as a file") on:click=move |_| lab.keep_as_file()>{t!("Save")}</button>
        <button type="button" title=t!("Open a run from a file") on:click=move |_| { if let Some(input) = input.get_untracked() { input.click(); } }>
            {t!("Open")}
        </button>
        <input class="sr" type="file" accept=".json,application/json" aria-label=t!("Run file") tabindex="-1" node_ref=input on:change=open />
    }
}
