//! The same engine in WebAssembly: lints for that target, then tests in Node and in a headless browser.
//!
//! Test files are found by name. `wasm_*.rs` in the folder `tests` of a package test the engine and its JavaScript
//! interface, in Node and in the browser. `wasm_ui*.rs` test the page in the browser.

use super::counts::RUST;
use super::{Suites, succeeds};
use crate::browser::Browser;
use crate::process::Job;
use crate::project::Project;
use crate::tools::{self, WASM};
use anyhow::{Context, Result, bail};
use std::fs;
use std::time::Duration;

/// The packages that there are in WebAssembly. All are always named, so that each is built once, with the same features.
const PACKAGES: [&str; 4] = ["queuelab", "queuelab-view", "queuelab-js", "queuelab-page"];
/// Where their tests lie.
const FOLDERS: [&str; 3] = ["tests", "crates/js/tests", "crates/page/tests"];
const PREFIX: &str = "wasm_";
const PAGE_PREFIX: &str = "wasm_ui";

/// Runs them.
pub fn run(project: &Project, suites: &mut Suites) {
    if !suites.check("tools for WebAssembly", || tools::ensure_wasm(project).map(|()| true)) {
        return;
    }
    suites.check("lints, WebAssembly", || {
        let parts = ["--target", WASM, "--lib", "--bins", "--tests", "--", "-D", "warnings"];
        succeeds(project.cargo(["clippy"]).map(|job| job.args(packages()).args(parts)))
    });
    let files = |page: bool| -> Result<Vec<String>> {
        let mut names = test_files(project)?;
        names.retain(|name| name.starts_with(PAGE_PREFIX) == page);
        if names.is_empty() {
            bail!("there is no {}*.rs among the tests", if page { PAGE_PREFIX } else { PREFIX });
        }
        Ok(names)
    };
    suites.suite("tests, WebAssembly in Node", RUST, || test(project, &files(false)?)?.listen());
    suites.suite("tests, WebAssembly in the browser", RUST, || {
        in_browser(project, test(project, &files(false)?)?)?.listen()
    });
    suites.suite("tests, page components in the browser", RUST, || {
        in_browser(project, test(project, &files(true)?)?)?.listen()
    });
}

/// The options that name them.
fn packages() -> impl Iterator<Item = &'static str> {
    PACKAGES.into_iter().flat_map(|name| ["--package", name])
}

/// The names of the test programs, as cargo calls them.
fn test_files(project: &Project) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for folder in FOLDERS {
        let folder = project.root().join(folder);
        let entries = fs::read_dir(&folder).with_context(|| format!("could not list {}", folder.display()))?;
        names.extend(entries.flatten().filter_map(|entry| test_name(&entry.file_name().to_string_lossy())));
    }
    names.sort();
    Ok(names)
}

fn test_name(file: &str) -> Option<String> {
    file.strip_suffix(".rs").filter(|name| name.starts_with(PREFIX)).map(str::to_owned)
}

fn test(project: &Project, names: &[String]) -> Result<Job> {
    let mut job = project
        .cargo(["test", "--target", WASM, "--no-fail-fast"])?
        .args(packages())
        .args(names.iter().flat_map(|name| ["--test", name]))
        .limit(Duration::from_mins(20))
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        // For all tests of one program together.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    // A developer's own settings for a manual run would choose another place to run in.
    for variable in ["NO_HEADLESS", "GECKODRIVER", "WASM_BINDGEN_TEST_ONLY_NODE", "WASM_BINDGEN_TEST_ONLY_WEB"] {
        job = job.without_env(variable);
    }
    Ok(job)
}

fn in_browser(project: &Project, job: Job) -> Result<Job> {
    let browser = Browser::ensure()?;
    let settings = browser.runner_settings(project)?;
    Ok(job
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", settings)
        .env("CHROMEDRIVER", browser.driver))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_files_are_told_by_their_names() {
        for (file, name) in [
            ("wasm_engine.rs", Some("wasm_engine")),
            ("wasm_ui_stage.rs", Some("wasm_ui_stage")),
            ("architecture.rs", None),
            ("wasm_notes.md", None),
        ] {
            assert_eq!(test_name(file).as_deref(), name, "{file}");
        }
    }
}
