//! The engine inside WebAssembly, in Node and in a browser: the same twenty labs, the same digests as natively.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![cfg(target_arch = "wasm32")]

mod support;

use support::runs;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn twenty_labs_come_to_the_digests_on_record() {
    let found = runs::digests();
    assert_eq!(found, include_str!("digests.txt"));
}
