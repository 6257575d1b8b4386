//! Journeys of a visitor through the built site in a real browser, under the policy of a production host.

use super::Suites;
use super::counts::TAP;
use crate::browser::Browser;
use crate::node;
use crate::process::Output;
use crate::project::Project;
use crate::server::Port;
use crate::site::{self, Profile};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

const FOLDER: &str = "tests/e2e";
/// The site is also served below a path, as from a project's own page at a host.
const SUBPATH: &str = "/some/where/";

/// Builds the release site, of which much is being compiled already, then runs every `tests/e2e/*.test.mjs` against it.
pub fn run(project: &Project, suites: &mut Suites, compiled: impl FnOnce() -> Result<bool>) {
    let mut made = None;
    suites.check("release site", || {
        // What went wrong is said by the build itself, which tries once more what failed.
        if !compiled().unwrap_or_default() {
            println!("the page could not be compiled ahead");
        }
        made = Some(site::make(project, Profile::Release)?);
        Ok(true)
    });
    if let Some(site) = made {
        suites.suite("journeys", TAP, || journeys(project, site));
    }
}

fn journeys(project: &Project, site: PathBuf) -> Result<Output> {
    node::ensure(project)?;
    let browser = Browser::ensure()?;
    let base = Port::take(0)?.serve(site.clone(), "/");
    let below = Port::take(0)?.serve(site, SUBPATH);
    project
        .program("node", ["--test", "--test-concurrency=2", "--test-timeout=180000"])?
        // One report for people, one to count from.
        .args(["--test-reporter=spec", "--test-reporter-destination=stderr"])
        .args(["--test-reporter=tap", "--test-reporter-destination=stdout"])
        .args(test_files(&project.root().join(FOLDER))?)
        .env("BASE_URL", base)
        .env("SUBPATH_URL", below)
        .env("CHROME", browser.chrome)
        .limit(Duration::from_mins(20))
        .collect()
}

fn test_files(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut files: Vec<_> =
        names.filter(|name| name.ends_with(".test.mjs")).map(|name| format!("{FOLDER}/{name}")).collect();
    files.sort();
    if files.is_empty() {
        bail!("there is no {FOLDER}/*.test.mjs");
    }
    Ok(files)
}
