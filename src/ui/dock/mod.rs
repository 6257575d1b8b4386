//! Dock.

use leptos::prelude::*;

/// Dock.
#[component]
pub fn Dock() -> impl IntoView {
    view! { <aside class="dock"></aside> }
}
