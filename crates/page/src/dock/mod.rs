//! The dock below the stage: the log, the tables that tell the same as the picture, and the calls with their price.

mod calls;
mod code;
mod command;
mod compare;
mod deliveries;
mod hits;
mod log;
mod metrics;
mod sql;
mod streams;
mod tables;
mod topics;
mod trail;

use super::host;
use super::lab::{Lab, use_lab};
pub use command::begin_with;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use queuelab::{key, t, text};

/// The tabs; the last one only where there is an application.
const TABS: [&str; 9] = [
    key!("Log"),
    key!("Tables"),
    key!("Metrics"),
    key!("Command"),
    key!("Code"),
    key!("Calls"),
    key!("Call log"),
    key!("Side by side"),
    "SQL",
];

/// The tab of so many that a key goes to.
fn tab_for(key: &str, at: usize, count: usize) -> Option<usize> {
    let last = count - 1;
    match key {
        "ArrowRight" => Some(if at == last { 0 } else { at + 1 }),
        "ArrowLeft" => Some(at.checked_sub(1).unwrap_or(last)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

/// A tab behind the log; the one way into them.
pub fn table(lab: Lab, tab: usize) -> AnyView {
    match tab {
        1 => tables::view(lab),
        2 => metrics::view(lab),
        3 => command::view(lab),
        4 => code::view(lab),
        5 => calls::view(lab),
        6 => trail::view(lab),
        7 => compare::view(lab),
        _ => sql::view(lab),
    }
}

/// The dock.
#[component]
pub fn Dock() -> impl IntoView {
    let lab = use_lab();
    let inside = move || match lab.later.reading.get() {
        Some(parts) => untrack(|| (parts.dock)(lab)),
        None => lab.later.reading.instead(),
    };
    view! { <section class="dock" aria-label=t!("Log, tables and calls")>{inside}</section> }
}

/// What is in it: the tabs, and the log behind the first; the one way into that.
pub fn inside(lab: Lab) -> AnyView {
    let chosen = RwSignal::new(0_usize);
    let count = Memo::new(move |_| {
        let has_application = lab.with(|session| session.cloud().analytics().all().next().is_some());
        // It stays while somebody is at it.
        if has_application || chosen.get() == TABS.len() - 1 { TABS.len() } else { TABS.len() - 1 }
    });
    let keys = move |event: KeyboardEvent| {
        if let Some(to) = tab_for(&event.key(), chosen.get_untracked(), count.get_untracked()) {
            event.prevent_default();
            event.stop_propagation();
            chosen.set(to);
            host::focus(&format!("dock-tab-{to}"));
        }
    };
    let tab = move |index: usize| {
        let name = text::of(TABS.get(index).copied().unwrap_or_default());
        view! {
            <button
                type="button"
                role="tab"
                id=format!("dock-tab-{index}")
                aria-controls="dock-panel"
                aria-selected=move || if chosen.get() == index { "true" } else { "false" }
                tabindex=move || if chosen.get() == index { "0" } else { "-1" }
                on:click=move |_| chosen.set(index)
            >
                {name}
            </button>
        }
    };
    let log = log::Log::new(lab);
    let panel = move || match chosen.get() {
        0 => log.view(),
        tab => match lab.later.beside.get() {
            Some(parts) => untrack(|| (parts.table)(lab, tab)),
            None => lab.later.beside.instead(),
        },
    };
    let tools = move || (chosen.get() == 0).then(|| log.tools());
    view! {
            <div class="dock-head">
                <div class="tabs" role="tablist" aria-label=t!("Dock") on:keydown=keys>
                    <For each=move || 0..count.get() key=|index| *index children=tab />
                </div>
                {tools}
            </div>
            <div class="dock-panel" id="dock-panel" role="tabpanel" aria-labelledby=move || format!("dock-tab-{}", chosen.get())>
                {panel}
            </div>
    }
    .into_any()
}
