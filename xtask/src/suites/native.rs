//! What needs only Rust: formatting, lints and the native tests.

use super::counts::RUST;
use super::{Suites, succeeds};
use crate::project::Project;
use crate::texts;
use crate::tools;
use std::time::Duration;

/// The tests of modules run for a minute; optimised, the engine compiles for several more.
const QUICKLY_COMPILED: [&str; 2] =
    ["profile.test.package.queuelab.opt-level=0", "profile.test.package.queuelab-view.opt-level=0"];

/// Runs them.
pub fn run(project: &Project, suites: &mut Suites) {
    if let Err(error) = tools::ensure_lints(project) {
        eprintln!("xtask: {error:#}");
    }
    suites.check("Rust target for WebAssembly", || tools::ensure_target(project).map(|()| true));
    suites.check("formatting", || succeeds(project.cargo(["fmt", "--all", "--check"])));
    suites.check("texts", || texts::check(project));
    suites.check("lints, native", || {
        succeeds(project.cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    });
    // Examples are checked by the lints, and there are no tests in comments.
    suites.suite("tests of modules, native", RUST, || {
        let quickly = QUICKLY_COMPILED.iter().flat_map(|setting| ["--config", setting]);
        let job = project.cargo(["test", "--workspace", "--no-fail-fast", "--lib", "--bins"])?.args(quickly);
        job.limit(Duration::from_mins(30)).listen()
    });
    suites.suite("tests of the whole, native", RUST, || {
        let job = project.cargo(["test", "--workspace", "--no-fail-fast", "--test", "*"])?;
        job.limit(Duration::from_mins(30)).listen()
    });
}
