//! Mounts the page; everything else is in the library.
#[cfg(all(target_arch = "wasm32", feature = "ui"))]
fn main() {
    use leptos::prelude::*;
    leptos::mount::mount_to_body(|| leptos::view! { <main><h1>"Queuelab"</h1></main> });
}

#[cfg(not(all(target_arch = "wasm32", feature = "ui")))]
fn main() {}
