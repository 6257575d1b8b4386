//! Mounts the page; everything else is in the library.

fn main() {
    #[cfg(all(target_arch = "wasm32", feature = "ui"))]
    queuelab::ui::mount();
}
