//! Small parts that several panels use.

use super::lab::use_lab;
use leptos::prelude::*;

/// Passing notices, each with a button that takes it away.
#[component]
pub fn Notices() -> impl IntoView {
    let lab = use_lab();
    view! {
        <div class="notices" role="alert" aria-live="assertive">
            <For each=move || lab.notices.get() key=|notice| notice.id let:notice>
                <div class="notice" class:error=notice.error>
                    <p>{notice.text.clone()}</p>
                    <button type="button" class="quiet" aria-label="Dismiss" on:click=move |_| lab.dismiss(notice.id)>
                        "✕"
                    </button>
                </div>
            </For>
        </div>
    }
}
