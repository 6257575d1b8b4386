//! The browser that tests drive, and the driver that wasm-bindgen's test runner speaks to.

use crate::process::Job;
use crate::project::{Project, on_path};
use crate::tools::announce;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

const BROWSERS: [&str; 4] = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"];
const DRIVER: &str = "chromedriver";
/// What Debian calls them; the font has the arrows and box shapes that the page writes.
const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-dejavu-core"];

/// Where browser and driver are.
#[derive(Debug)]
pub struct Browser {
    /// The browser itself; journeys and screenshots start it.
    pub chrome: PathBuf,
    /// The driver of the same version.
    pub driver: PathBuf,
}

impl Browser {
    /// Finds both, or installs them where that is allowed: as root on Debian.
    pub fn ensure() -> Result<Self> {
        if let Some(found) = Self::find()? {
            return Ok(found);
        }
        if !Path::new("/etc/debian_version").is_file() || !is_root() {
            bail!(
                "Chromium or Chrome and its chromedriver are needed: install them (on Debian and Ubuntu \
                 `apt-get install chromium chromium-driver`), or set CHROME and CHROMEDRIVER to their paths"
            );
        }
        announce("Chromium and its driver", || {
            apt(&["update", "--quiet"])?;
            apt(&[["install", "--yes", "--no-install-recommends"], PACKAGES].concat())
        })?;
        Self::find()?.context("apt-get installed Chromium, yet it is not on PATH")
    }

    /// The settings for the test runner. It can be told the driver in the environment, but the browser only in a file,
    /// so where CHROME names one, a copy of webdriver.json that names it too is made.
    pub fn runner_settings(&self, project: &Project) -> Result<PathBuf> {
        let shared = project.root().join("webdriver.json");
        if env::var_os("CHROME").is_none() {
            return Ok(shared);
        }
        let text = fs::read_to_string(&shared).with_context(|| format!("could not read {}", shared.display()))?;
        let own = project.memory()?.join("webdriver.json");
        fs::write(&own, with_browser(&text, &self.chrome)?)
            .with_context(|| format!("could not write {}", own.display()))?;
        Ok(own)
    }

    fn find() -> Result<Option<Self>> {
        let chrome = match named("CHROME")? {
            Some(path) => Some(path),
            None => BROWSERS.iter().find_map(|name| on_path(name)),
        };
        let driver = match named("CHROMEDRIVER")? {
            Some(path) => Some(path),
            None => on_path(DRIVER),
        };
        Ok(chrome.zip(driver).map(|(chrome, driver)| Self { chrome, driver }))
    }
}

/// A path that the user has set, which then must be right.
fn named(variable: &str) -> Result<Option<PathBuf>> {
    let Some(path) = env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from) else {
        return Ok(None);
    };
    if !path.is_file() {
        bail!("{variable} names {}, which is not a file", path.display());
    }
    Ok(Some(path))
}

fn with_browser(settings: &str, chrome: &Path) -> Result<String> {
    let mut settings: Value = serde_json::from_str(settings).context("webdriver.json is not JSON")?;
    let options = settings.get_mut("goog:chromeOptions").and_then(Value::as_object_mut);
    options.context("webdriver.json has no goog:chromeOptions")?.insert("binary".to_owned(), json!(chrome));
    Ok(settings.to_string())
}

fn apt(arguments: &[&str]) -> Result<()> {
    let job = Job::new("apt-get", arguments).env("DEBIAN_FRONTEND", "noninteractive").limit(Duration::from_mins(15));
    job.quiet()?.text_if_ok(&format!("`apt-get {}` failed", arguments.join(" ")))?;
    Ok(())
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_added_to_the_settings() {
        let text =
            with_browser(r#"{"goog:chromeOptions":{"args":["--headless=new"]}}"#, Path::new("/opt/chrome")).unwrap();
        assert_eq!(text, r#"{"goog:chromeOptions":{"args":["--headless=new"],"binary":"/opt/chrome"}}"#);
        assert!(with_browser("{}", Path::new("/opt/chrome")).is_err());
    }
}
