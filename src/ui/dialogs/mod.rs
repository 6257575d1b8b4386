//! Dialogs.

use leptos::prelude::*;

/// Dialogs.
#[component]
pub fn Dialogs() -> impl IntoView {
    view! { <aside class="dialogs"></aside> }
}
