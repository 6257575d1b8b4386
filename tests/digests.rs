//! Twenty labs come to the same digests everywhere; `tests/wasm_engine.rs` and `tests/architecture.rs` ask the same of
//! wasm. `QUEUELAB_BLESS=1` writes the file anew after a change of behaviour that is meant.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::fmt::Write as _;
use support::coverage::{CHANCE_EVENTS, Coverage, OTHER_EVENTS, PAYLOAD_EVENTS, SQS_EVENTS, STREAM_EVENTS};
use support::runs;

/// Where the digests are kept, one a line.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/digests.txt");

#[test]
fn twenty_labs_come_to_their_known_digests_and_reach_everything() {
    let mut coverage = Coverage::default();
    let mut text = String::new();
    for index in 0..runs::COUNT {
        let world = runs::world(index);
        writeln!(text, "{:016x}", runs::digest_of(&world)).unwrap();
        world.session.events().for_each(|event| coverage.see(event));
    }
    if std::env::var_os("QUEUELAB_BLESS").is_some() {
        std::fs::write(FILE, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(FILE).unwrap(), "run with QUEUELAB_BLESS=1 if this is meant");
    coverage.expect(&SQS_EVENTS);
    coverage.expect(&CHANCE_EVENTS);
    coverage.expect(&OTHER_EVENTS);
    coverage.expect(&PAYLOAD_EVENTS);
    // Subscriptions are renewed, and readers give calls up, only in labs that take longer.
    let rare = ["Reader: Renewed", "Reader: Failed"];
    coverage.expect(&STREAM_EVENTS.map(|name| if rare.contains(&name) { "Reader: Began" } else { name }));
    coverage.expect(&["TenantChanged: noisy", "TenantChanged: quiet", "Halted", "MoveEnded: FAILED"]);
}
