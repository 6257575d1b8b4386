//! Asks the linker for what dividing the page's module needs: the places where one function or datum names another.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let divided = std::env::var_os("CARGO_FEATURE_SPLIT").is_some();
    if divided && std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family.contains("wasm")) {
        println!("cargo::rustc-link-arg-bin=queuelab-page=--emit-relocs");
    }
}
