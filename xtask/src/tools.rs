//! The Rust tools that building for the browser needs: looked up on PATH first, else built once into `target/tools`.

use crate::process::Job;
use crate::project::{Project, on_path};
use crate::timing::{Stopwatch, for_people};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// The target triple of the page.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The newest Trunk that the Rust version of this package can build.
const TRUNK: &str = "0.21.14";
/// Divides modules; it goes with the `wasm_split_helpers` that Leptos uses.
const DIVIDER: &str = "wasm-split-cli";
const DIVIDER_VERSION: &str = "0.2.4";
/// A Trunk that the user has may be another release of this line; its configuration is the same.
const TRUNK_LINE: &str = "0.21.";

/// Everything that compiles Rust for the browser: the target, and the program that writes the JavaScript side.
pub fn ensure_wasm(project: &Project) -> Result<()> {
    ensure_target(project)?;
    let lock = project.root().join("Cargo.lock");
    let text = fs::read_to_string(&lock).with_context(|| format!("could not read {}", lock.display()))?;
    let version = locked_version(&text, "wasm-bindgen").context("Cargo.lock does not name wasm-bindgen")?;
    if ["wasm-bindgen", "wasm-bindgen-test-runner"].iter().all(|name| present(project, name, &|found| found == version))
    {
        return Ok(());
    }
    // Without --locked: the lock file inside the package can name releases that a registry mirror does not have yet.
    install(project, "wasm-bindgen-cli", &version, &[])
}

/// Whatever the tests in browsers and the release site need, in the order in which they need it.
pub fn ensure_all(project: &Project) -> Result<()> {
    ensure_wasm(project)?;
    ensure_divider(project)?;
    ensure_trunk(project)
}

/// The site builder.
pub fn ensure_trunk(project: &Project) -> Result<()> {
    if present(project, "trunk", &|found| found.starts_with(TRUNK_LINE)) {
        return Ok(());
    }
    // Unoptimised and without its own downloader: it only orchestrates, and a release build of it takes minutes longer.
    install(project, "trunk", TRUNK, &["--locked", "--debug", "--no-default-features"])
}

/// What divides a module into parts, see `split.rs`.
pub fn ensure_divider(project: &Project) -> Result<()> {
    // It cannot tell its version, so that a copy of our own is the only one known to be right, and a file beside it says of
    // which version that is.
    let program = project.tools().join("bin").join(format!("{DIVIDER}{}", std::env::consts::EXE_SUFFIX));
    let version = project.tools().join(format!("{DIVIDER}.version"));
    if program.is_file() && fs::read_to_string(&version).is_ok_and(|found| found == DIVIDER_VERSION) {
        return Ok(());
    }
    // Unoptimised it divides the page in some seconds, and is there minutes earlier.
    let options = ["--locked", "--debug", "--features", "build-binary"];
    install(project, "wasm_split_cli_support", DIVIDER_VERSION, &options)?;
    fs::write(&version, DIVIDER_VERSION).with_context(|| format!("could not write {}", version.display()))
}

/// The formatter and the linter, which a minimal Rust installation lacks.
pub fn ensure_lints(project: &Project) -> Result<()> {
    for (program, component) in [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy")] {
        if !present(project, program, &|_| true) {
            announce(&format!("the Rust component {component}"), || {
                rustup(project, ["component", "add", component], &format!("`rustup component add {component}` failed"))
            })?;
        }
    }
    Ok(())
}

/// Installs the Rust target, which also a native test needs: it builds the engine for WebAssembly and looks into it.
pub fn ensure_target(project: &Project) -> Result<()> {
    let libraries = Job::new("rustc", ["--print", "target-libdir", "--target", WASM])
        .folder(project.root())
        .quiet()?
        .text_if_ok("rustc does not know where the libraries of the WebAssembly target are")?;
    if holds_core(Path::new(libraries.trim())) {
        return Ok(());
    }
    announce(&format!("the Rust target {WASM}"), || {
        rustup(project, ["target", "add", WASM], &format!("`rustup target add {WASM}` failed"))
    })
}

fn holds_core(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
}

fn rustup<const N: usize>(project: &Project, arguments: [&str; N], failure: &str) -> Result<()> {
    let job = Job::new("rustup", arguments).folder(project.root()).limit(Duration::from_mins(10));
    job.quiet().context("rustup is needed; https://rustup.rs installs it")?.text_if_ok(failure)?;
    Ok(())
}

/// Whether children will find a program of a wanted version. An outdated copy of our own is removed, since it would
/// hide a newer one of the user's.
fn present(project: &Project, program: &str, wanted: &dyn Fn(&str) -> bool) -> bool {
    let own = project.tools().join("bin").join(format!("{program}{}", std::env::consts::EXE_SUFFIX));
    if own.is_file() {
        if version_of(&own).is_some_and(|found| wanted(&found)) {
            return true;
        }
        let _ = fs::remove_file(&own);
    }
    on_path(program).and_then(|path| version_of(&path)).is_some_and(|found| wanted(&found))
}

/// The version that a program reports.
fn version_of(program: &Path) -> Option<String> {
    let output = Job::new(program, ["--version"]).limit(Duration::from_secs(20)).quiet().ok()?;
    version_in(&output.text).filter(|_| output.ok)
}

fn install(project: &Project, package: &str, version: &str, options: &[&str]) -> Result<()> {
    // Apart from the project's own artifacts, and removed afterwards: it is large and never needed again.
    let scratch = project.target().join("tools-build");
    let built = announce(&format!("{package} {version} (takes some minutes, only this once)"), || {
        let job = project.cargo(["install", package, "--version", version, "--force", "--root"])?;
        job.args([project.tools()])
            .args(options)
            .env("CARGO_TARGET_DIR", &scratch)
            // Nobody debugs them, and without this a debug build takes much longer.
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .quiet()?
            .text_if_ok(&format!("{package} {version} could not be installed (is there a network connection?)"))
    });
    // Also after a failure; that it may not exist is the usual reason for an error here.
    let _ = fs::remove_dir_all(&scratch);
    built?;
    if !project.tools().join("bin").is_dir() {
        bail!("cargo installed {package}, but not into {}", project.tools().display());
    }
    Ok(())
}

/// One line before something is fetched, completed with the time that it took.
pub fn announce<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("installing {what} …");
    let clock = Stopwatch::start();
    let result = work()?;
    println!("installed in {}", for_people(clock.elapsed()));
    Ok(result)
}

/// The version of a package in the text of a Cargo.lock.
fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    Some(lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

/// The version in what a program prints for `--version`: the second word of the first line.
fn version_in(text: &str) -> Option<String> {
    text.lines().next()?.split_whitespace().nth(1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"registry\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "leptos"), None);
    }

    #[test]
    fn reads_what_programs_say_about_themselves() {
        for (text, version) in [
            ("trunk 0.21.14\n", Some("0.21.14")),
            ("wasm-bindgen-test-runner 0.2.130", Some("0.2.130")),
            ("rustfmt 1.8.0-stable (f8297e351a 2025-10-28)", Some("1.8.0-stable")),
            ("", None),
        ] {
            assert_eq!(version_in(text).as_deref(), version, "{text}");
        }
    }
}
