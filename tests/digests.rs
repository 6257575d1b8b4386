//! Twenty labs come to the same state on every host. Here natively; `tests/wasm_engine.rs` asks the same of Node and of
//! a browser, and `tests/bare_engine.rs` of the engine without any host.
//!
//! `QUEUELAB_BLESS=1` writes `tests/digests.txt` anew: look at what changed in the engine, and commit only what you can
//! explain.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![cfg(not(target_arch = "wasm32"))]

mod support;

use support::runs;

#[test]
fn twenty_labs_come_to_the_digests_on_record() {
    let found: String = (0..runs::COUNT).map(|index| format!("{:016x}\n", runs::run(index))).collect();
    if std::env::var_os("QUEUELAB_BLESS").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/digests.txt"), &found).unwrap();
        return;
    }
    assert_eq!(found, include_str!("digests.txt"));
}
