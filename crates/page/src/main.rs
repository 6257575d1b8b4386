//! Mounts the page; everything else is in the library.

fn main() {
    #[cfg(target_arch = "wasm32")]
    queuelab_page::mount();
}
