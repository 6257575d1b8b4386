//! What there is to learn: levels, questions, reference cards and the glossary, and the learner's progress as a file.

mod cards;
mod levels;
mod questions;

use super::Shell;
use crate::host;
use crate::lab::Lab;
use crate::lessons;
use crate::live;
use leptos::{html, prelude::*};
use queuelab::{key, t, text};
use queuelab_lessons::{List, Progress};

/// The tabs.
const TABS: [&str; 4] = [key!("Levels"), key!("Questions"), key!("Cards"), key!("Glossary")];

/// The dialog.
pub fn view(lab: Lab, shell: Shell) -> AnyView {
    let list = RwSignal::new(None::<Result<List, String>>);
    let progress = RwSignal::new(lessons::progress());
    let tab = RwSignal::new(0_usize);
    leptos::task::spawn_local(async move {
        let fetched = lessons::list().await;
        // The dialog may be closed by now.
        let _ = list.try_set(Some(fetched));
    });
    let tabs = TABS.into_iter().enumerate().map(|(index, name)| {
        let is_chosen = move || tab.get() == index;
        view! {
            <button type="button" role="tab" id=format!("learn-tab-{index}") aria-controls="learn-panel" aria-selected=live::yes_or_no(is_chosen)
                tabindex=move || if is_chosen() { "0" } else { "-1" }
                on:click=move |_| tab.set(index)>
                {text::of(name)}
            </button>
        }
    });
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => TABS.len() - 1,
            _ => return,
        };
        event.prevent_default();
        tab.update(|tab| *tab = (*tab + by) % TABS.len());
        host::focus(&format!("learn-tab-{}", tab.get_untracked()));
    };
    let body = live::part(move || {
        Some(list.with(|list| {
            match list {
                None => view! { <p class="muted" role="status">{t!("Loading the list…")}</p> }.into_any(),
                Some(Err(error)) => {
                    view! { <p class="wrong" role="alert">{t!("The list could not be loaded: {error}.", error)}</p> }
                        .into_any()
                }
                Some(Ok(list)) => match tab.get() {
                    0 => progress.with(|progress| levels::view(lab, shell, list, progress)),
                    1 => progress.with(|progress| questions::view(lab, shell, list, progress)),
                    2 => cards::view(lab, shell, list),
                    _ => cards::glossary(list),
                },
            }
        }))
    });
    view! {
        <div class="fields learn">
            <div class="tabs learn-tabs" role="tablist" aria-label=t!("What to learn")  on:keydown=keys>{tabs.collect_view()}</div>
            <div id="learn-panel" class="learn-panel" role="tabpanel" aria-labelledby=move || format!("learn-tab-{}", tab.get())>{body}</div>
            {files(lab, progress)}
        </div>
    }
    .into_any()
}

/// Progress as a file.
fn files(lab: Lab, progress: RwSignal<Progress>) -> AnyView {
    let input = NodeRef::<html::Input>::new();
    let open = move |_| {
        let Some(element) = input.get_untracked() else { return };
        let Some(file) = element.files().and_then(|files| files.get(0)) else { return };
        let name = file.name();
        host::read_text(&file, move |text| match text {
            Ok(text) => {
                if lessons::open_file(lab, &text) {
                    let _ = progress.try_set(lessons::progress());
                }
            }
            Err(error) => lab.notify(format!("{name}: {error}"), true),
        });
        element.set_value("");
    };
    view! {
        <p class="learn-files">
            <span class="muted">{t!("What you reach is kept in this browser.")}</span>
            " "
            <button type="button" class="small" on:click=|_| lessons::keep()>{t!("Save progress as a file")}</button>
            " "
            <button type="button" class="small" on:click=move |_| { if let Some(input) = input.get_untracked() { input.click(); } }>
                {t!("Take over progress from a file")}
            </button>
            <input class="sr" type="file" accept=".json,application/json" aria-label=t!("Progress file") tabindex="-1" node_ref=input on:change=open />
        </p>
    }
    .into_any()
}
