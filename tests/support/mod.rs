//! What the tests of the engine share.
//!
//! A fixed cast: [`acts`] says what may be done (the transitions), [`world`] does it to a lab (the system under test),
//! [`reference`] and [`reference_kinesis`] foretell answers by plain lists, [`auditor`] judges events alone, [`streams`] has all of this for streams, and [`coverage`] notices what was
//! never reached. [`runs`] are twenty labs with known digests. Nothing here needs a host, so all of it also runs in wasm.
#![allow(dead_code, reason = "each test program uses a part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod actors;
pub mod acts;
pub mod auditor;
#[cfg(not(target_arch = "wasm32"))]
pub mod calls;
mod chaos;
pub mod coverage;
pub mod reference;
pub mod reference_kinesis;
pub mod runs;
#[cfg(not(target_arch = "wasm32"))]
pub mod script;
pub mod streams;
pub mod world;
