//! What needs only Rust: formatting, lints and the native tests.

use super::counts::of_rust;
use super::{Suites, succeeds};
use crate::project::Project;
use crate::texts;
use crate::tools;
use std::time::Duration;

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
    suites.suite("tests, native", of_rust, || {
        // Examples are checked by the lints, and there are no tests in comments.
        let parts = ["--lib", "--bins", "--tests"];
        project.cargo(["test", "--workspace", "--no-fail-fast"])?.args(parts).limit(Duration::from_mins(25)).listen()
    });
}
