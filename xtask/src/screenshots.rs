//! `cargo xtask screenshots`: every route, in the sizes and themes that matter, as pictures to look at.

use crate::browser::Browser;
use crate::node;
use crate::project::Project;
use crate::server::Port;
use crate::site::{self, Profile};
use anyhow::{Result, bail};
use std::process::ExitCode;
use std::time::Duration;

const FOLDER: &str = "tests/e2e/out";

/// Makes the site if needed and photographs it.
pub fn run(project: &Project) -> Result<ExitCode> {
    node::ensure(project)?;
    let browser = Browser::ensure()?;
    let address = Port::take(0)?.serve(site::make(project, Profile::Release)?, "/");
    let job = project.program("node", ["tests/e2e/screenshots.mjs", FOLDER])?;
    if !job.env("BASE_URL", address).env("CHROME", browser.chrome).limit(Duration::from_mins(40)).show()? {
        bail!("the pictures could not be taken; the messages above say why");
    }
    println!("the pictures are in {FOLDER}");
    Ok(ExitCode::SUCCESS)
}
