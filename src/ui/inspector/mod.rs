//! Inspector.

use leptos::prelude::*;

/// Inspector.
#[component]
pub fn Inspector() -> impl IntoView {
    view! { <aside class="inspector"></aside> }
}
