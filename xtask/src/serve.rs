//! `cargo xtask serve`: the page on this machine, made again whenever a source changes.

use crate::fingerprint::modification_times;
use crate::project::Project;
use crate::server::Port;
use crate::site::{self, Profile};
use crate::timing::pause;
use anyhow::Result;
use std::process::ExitCode;
use std::time::Duration;

/// How often the sources are looked at.
const POLL: Duration = Duration::from_millis(500);
/// What lies beside the sources and does not go into the page.
const NOT_SOURCES: [&str; 7] = ["target", "dist", "node_modules", "tests", "xtask", "examples", ".ci"];

/// Serves until interrupted.
pub fn run(project: &Project, profile: Profile, port: u16) -> Result<ExitCode> {
    // Before the build, which may take a while: a port in use should be told at once.
    let port = Port::take(port)?;
    let sources = || modification_times(project.root(), &NOT_SOURCES);
    let mut seen = sources();
    let folder = site::make(project, profile)?;
    let address = port.serve(folder, "/");
    println!("Queuelab ({}) is ready on {}", profile.name(), address.trim_end_matches('/'));
    println!("It is built again when a source changes; load the page again to see it. Ctrl-C ends this.");
    loop {
        pause(POLL);
        let now = sources();
        if now == seen {
            continue;
        }
        // An editor or a version control system writes several files: wait until it has finished.
        pause(POLL);
        seen = sources();
        if let Err(error) = site::make(project, profile) {
            eprintln!("xtask: {error:#}; the page stays as it was");
        }
    }
}
