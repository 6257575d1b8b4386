//! Making the site: cargo compiles, Trunk binds, optimises and gives the files names with content hashes.
//!
//! Cargo alone knows whether a source has changed, so it is always asked; it answers in a moment. Trunk always does all
//! of its work, so it runs only when what goes into it differs from the last time, or its result has been touched.

use crate::fingerprint::Fingerprint;
use crate::node;
use crate::process::Job;
use crate::project::Project;
use crate::sizes::{FIRST_LOAD_BYTES_AIM, FIRST_LOAD_BYTES_MAX, Sizes};
use crate::split::Division;
use crate::texts;
use crate::timing::{Stopwatch, for_people};
use crate::tools::{self, WASM};
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// The policy that a host should send with every answer. The site is served with it here and tested under it.
/// It may be framed by anyone, which is what the embed is for; `blob:` is for pictures and workers made in the page.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; font-src 'self'; manifest-src 'self'; \
    worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors *";

/// The program that index.html names.
const PAGE: &str = "queuelab-page";
/// The document of embedded labs, as crates/page/src/host.rs and www/boot.js know it.
const FRAME: &str = "e.html";
/// The feature with which its module can be divided.
const DIVIDED: &str = "split";
/// What goes into the site beside the compiled program.
const INPUTS: [&str; 6] = ["index.html", "www", "lessons", "locales", "Trunk.toml", "package-lock.json"];

/// How the page is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quickly.
    Debug,
    /// Small, and optimised once more by wasm-opt.
    Release,
}

impl Profile {
    /// The name in sentences and of cargo's folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }
}

/// `cargo xtask build`: the release site, its sizes, and whether they are within the budget.
pub fn command(project: &Project) -> Result<ExitCode> {
    let site = make(project, Profile::Release)?;
    let sizes = Sizes::of_site(&site)?;
    print!("\n{}\n", sizes.table());
    let weight = sizes.first_load().brotli;
    if weight > FIRST_LOAD_BYTES_MAX {
        bail!("the first load weighs {weight} bytes with brotli, more than the budget of {FIRST_LOAD_BYTES_MAX}");
    }
    println!(
        "first load: {weight} bytes with brotli, at most {FIRST_LOAD_BYTES_MAX}, the aim is {FIRST_LOAD_BYTES_AIM}; the site is in {}",
        site.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Makes the site, or finds it as it should be, and says where it is.
pub fn make(project: &Project, profile: Profile) -> Result<PathBuf> {
    tools::ensure_wasm(project)?;
    tools::ensure_trunk(project)?;
    if profile == Profile::Release {
        node::ensure(project)?;
        tools::ensure_divider(project)?;
    }
    let clock = Stopwatch::start();
    // A server in another terminal rebuilds into the same folders.
    let lock = project.memory()?.join("site.lock");
    let lock = File::create(&lock).with_context(|| format!("could not make {}", lock.display()))?;
    lock.lock().context("could not wait for another build to end")?;
    texts::demand(project)?;
    compile(project, profile)?;
    let site = match profile {
        Profile::Debug => project.memory()?.join("site"),
        Profile::Release => project.root().join("dist"),
    };
    let stamp = project.memory()?.join(format!("site-{}.stamp", profile.name()));
    let inputs = inputs(project, profile)?;
    let expected = fs::read_to_string(&stamp).unwrap_or_default();
    if site.is_dir() && expected == format!("{inputs} {}", contents(&site)?) {
        return Ok(site);
    }
    bundle(project, profile, &site)?;
    fs::write(&stamp, format!("{inputs} {}", contents(&site)?))
        .with_context(|| format!("could not write {}", stamp.display()))?;
    println!("built the {} site in {}", profile.name(), for_people(clock.elapsed()));
    Ok(site)
}

/// Compiles the release page without a word while something else is done; says whether it compiles.
pub fn compile_ahead(project: &Project) -> Result<bool> {
    Ok(compiler(project, Profile::Release)?.quiet()?.ok)
}

fn compile(project: &Project, profile: Profile) -> Result<()> {
    if !compiler(project, profile)?.show()? {
        bail!("the page does not compile; the messages above say why");
    }
    Ok(())
}

/// The same command that Trunk gives, so that both use the same artifacts; but this one may fetch dependencies.
fn compiler(project: &Project, profile: Profile) -> Result<Job> {
    let mut job = project.cargo(["build", "--target", WASM, "--package", PAGE, "--bin", PAGE])?;
    if profile == Profile::Release {
        job = job.args(["--release", "--features", DIVIDED]);
    }
    Ok(job.limit(Duration::from_mins(30)))
}

fn bundle(project: &Project, profile: Profile, site: &Path) -> Result<()> {
    // NO_COLOR is set to `1` in some environments, and Trunk accepts only `true` and `false`.
    let mut job = project.program("trunk", ["build", "--offline", "--dist"])?.args([site]).env("NO_COLOR", "true");
    let division = if profile == Profile::Release { Some(Division::prepare(project)?) } else { None };
    if let Some(division) = &division {
        job = division.lead(job)?.args(["--release", "--features", DIVIDED]);
    }
    let output = job.limit(Duration::from_mins(20)).quiet()?;
    if !output.ok {
        print!("{}", output.text);
        bail!("Trunk could not make the site; its messages are above");
    }
    if let Some(division) = division {
        division.place(site)?;
    }
    let index = site.join("index.html");
    // The same document under a name of its own is the frame of embedded labs, also on hosts that only know files.
    let frame = site.join(FRAME);
    fs::copy(&index, &frame).with_context(|| format!("could not make {}", frame.display()))?;
    let text = fs::read_to_string(&index).with_context(|| format!("Trunk wrote no {}", index.display()))?;
    if let Some(part) = inline_code(&text) {
        bail!("index.html has `{part}`, which the content security policy refuses; move it into a file");
    }
    Ok(())
}

fn inputs(project: &Project, profile: Profile) -> Result<String> {
    let mut print = Fingerprint::new();
    for input in INPUTS {
        print.add_contents(&project.root().join(input))?;
    }
    let program = project.target().join(WASM).join(profile.name()).join(format!("{PAGE}.wasm"));
    print.add_contents(&program)?;
    Ok(print.text())
}

fn contents(site: &Path) -> Result<String> {
    let mut print = Fingerprint::new();
    print.add_contents(site)?;
    Ok(print.text())
}

/// The first tag in a document that holds code or style itself instead of naming a file.
fn inline_code(html: &str) -> Option<&str> {
    html.split('<').skip(1).filter_map(|rest| rest.split('>').next()).find(|tag| {
        let mut words = tag.split_whitespace();
        let name = words.next().unwrap_or_default();
        let has = |attribute: &str| tag.contains(&format!(" {attribute}="));
        name == "style" || name == "script" && !has("src") || has("style") || words.any(is_handler)
    })
}

fn is_handler(attribute: &str) -> bool {
    attribute.split_once('=').is_some_and(|(name, _)| name.starts_with("on"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_code_is_found() {
        let table = [
            (r#"<script type="module" src="./boot.js"></script><meta content="on time">"#, None),
            (r"<p>a</p><script>start()</script>", Some("script")),
            (r"<style>p{}</style>", Some("style")),
            (r#"<p style="color:red">"#, Some(r#"p style="color:red""#)),
            (r#"<body onload="go()">"#, Some(r#"body onload="go()""#)),
        ];
        for (html, expected) in table {
            assert_eq!(inline_code(html), expected, "{html}");
        }
    }
}
