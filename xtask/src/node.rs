//! Node and the few npm packages that optimise and test the page.

use crate::process::Job;
use crate::project::Project;
use crate::tools::announce;
use anyhow::{Context, Result, bail};
use std::fs;
use std::time::Duration;

const MAJOR_MIN: u32 = 20;

/// Sees to it that Node is there and `node_modules` is not older than the lock file.
pub fn ensure(project: &Project) -> Result<()> {
    let wanted = format!("Node {MAJOR_MIN} or later is needed");
    let version = Job::new("node", ["--version"]).limit(Duration::from_secs(20)).quiet();
    let version = version.with_context(|| format!("{wanted}; https://nodejs.org has it"))?.text;
    if major(&version).is_none_or(|found| found < MAJOR_MIN) {
        bail!("{wanted}; the one on PATH says `{}`", version.trim());
    }
    if is_current(project) {
        return Ok(());
    }
    announce("the npm packages", || {
        Job::new("npm", ["ci", "--no-audit", "--no-fund"])
            .folder(project.root())
            .limit(Duration::from_mins(10))
            .quiet()
            .context("npm, which comes with Node, is needed")?
            .text_if_ok("`npm ci` failed (is there a network connection?)")
    })?;
    Ok(())
}

/// npm writes a lock file of its own into `node_modules` when it has finished.
fn is_current(project: &Project) -> bool {
    let modified = |path| fs::metadata(project.root().join(path)).and_then(|data| data.modified()).ok();
    match (modified("node_modules/.package-lock.json"), modified("package-lock.json")) {
        (Some(installed), Some(locked)) => installed >= locked,
        _ => false,
    }
}

/// The major version in what `node --version` prints.
fn major(text: &str) -> Option<u32> {
    text.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_version_of_node() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("node: not found"), None);
    }
}
