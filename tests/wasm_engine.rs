//! The engine inside WebAssembly, in Node and in a browser: the same twenty labs, the same digests as natively.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![cfg(target_arch = "wasm32")]

mod support;

use queuelab::session::{Session, link};
use support::runs;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn twenty_labs_come_to_the_digests_on_record() {
    let found = runs::digests();
    assert_eq!(found, include_str!("digests.txt"));
}

#[wasm_bindgen_test]
fn a_link_made_elsewhere_is_the_same_run_here_and_makes_the_same_link() {
    let text = include_str!("../src/session/link/v1.link").trim();
    let run = link::read(text).unwrap();
    assert_eq!(link::write(&run), text);
    let digest = Session::load(run, u64::MAX).digest().to_string();
    assert_eq!(digest, include_str!("../src/session/link/v1.digest").trim());
}
