//! Dividing the page's module: what `wasm-split-cli` makes of it, and how that gets into the site.
//!
//! Trunk knows one module. For a release a copy of this very program therefore stands before the real wasm-bindgen under
//! its name: it has the module divided first, and hands the main part on. What it puts aside is moved into the site when
//! Trunk has finished. The names of the files carry a fingerprint of the whole program, so that a cached part never meets
//! a page of another build.

use crate::fingerprint::{Fingerprint, files_below};
use crate::process::Job;
use crate::project::Project;
use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The program in whose place a copy of this one stands.
const STANDS_FOR: &str = "wasm-bindgen";
const DIVIDER: &str = "wasm-split-cli";
/// Where a stand-in puts what is for later; also what tells that it is one.
const ASIDE: &str = "XTASK_SPLIT_ASIDE";
/// The real program's search path.
const REAL_PATH: &str = "XTASK_SPLIT_PATH";
/// What the divider calls the script that fetches parts.
const LOADER: &str = "__wasm_split.js";
/// What it is called in the site.
const LOADER_HERE: &str = "later.js";
/// A file with the name of the folder of the parts.
const FOLDER_NAME: &str = "folder";

/// The command as it is run when this program stands for wasm-bindgen.
pub fn stand_in() -> Option<Result<ExitCode>> {
    let name = env::args_os().next().map(PathBuf::from)?;
    let aside = env::var_os(ASIDE).filter(|_| name.file_stem().is_some_and(|stem| stem == STANDS_FOR))?;
    Some(divide(Path::new(&aside), env::args_os().skip(1).collect()))
}

/// Divides the module among the arguments, and lets wasm-bindgen bind the main part.
fn divide(aside: &Path, mut arguments: Vec<OsString>) -> Result<ExitCode> {
    let text = |argument: &OsString| argument.to_string_lossy().into_owned();
    let option = |name: &str| arguments.iter().find_map(|argument| Some(text(argument).strip_prefix(name)?.to_owned()));
    let (out_dir, out_name) = (option("--out-dir="), option("--out-name="));
    let module = arguments.iter().position(|argument| text(argument).ends_with(".wasm"));
    let (Some(out_dir), Some(out_name), Some(module)) = (out_dir, out_name, module) else {
        return bind(arguments);
    };
    let Some(place) = arguments.get_mut(module) else { return bind(arguments) };
    if aside.is_dir() {
        fs::remove_dir_all(aside).with_context(|| format!("could not empty {}", aside.display()))?;
    }
    let whole = std::mem::replace(place, aside.join(format!("{out_name}.wasm")).into_os_string());
    let divided = real(DIVIDER).args([&whole, aside.as_os_str()]).args(["--out-name", &out_name]).quiet()?;
    divided.text_if_ok("the page's module could not be divided")?;
    let main = PathBuf::from(place.clone());
    // Parts know each other and the main one by the names that the linker gave.
    arguments.extend(["--keep-lld-exports".into(), "--no-demangle".into()]);
    let code = bind(arguments)?;
    fs::remove_file(&main).with_context(|| format!("could not remove {}", main.display()))?;
    let mut print = Fingerprint::new();
    print.add(&fs::read(&whole).with_context(|| format!("could not read {}", whole.display()))?);
    let folder = format!("later-{}", print.text());
    fs::write(aside.join(FOLDER_NAME), &folder)?;
    // The module itself names its imports by the old name.
    let script = Path::new(&out_dir).join(format!("{out_name}.js"));
    rewrite(&script, &format!("from \"./{LOADER}\""), &format!("from \"./{folder}/{LOADER_HERE}\""))?;
    Ok(code)
}

fn real(program: &str) -> Job {
    Job::new(program, [""; 0]).env("PATH", env::var_os(REAL_PATH).unwrap_or_default())
}

fn bind(arguments: Vec<OsString>) -> Result<ExitCode> {
    let ok = real(STANDS_FOR).args(arguments).show()?;
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Replaces a name in a script; that it is not there means that the tools have changed.
fn rewrite(script: &Path, old: &str, new: &str) -> Result<()> {
    let text = fs::read_to_string(script).with_context(|| format!("could not read {}", script.display()))?;
    if !text.contains(old) {
        bail!("{} does not name {old}", script.display());
    }
    fs::write(script, text.replace(old, new)).with_context(|| format!("could not write {}", script.display()))
}

/// What is set aside, between the two steps.
pub struct Division<'p> {
    project: &'p Project,
    aside: PathBuf,
    programs: PathBuf,
}

impl<'p> Division<'p> {
    /// Puts the stand-in in place.
    pub fn prepare(project: &'p Project) -> Result<Self> {
        let aside = project.memory()?.join("split");
        let programs = project.memory()?.join("split-bin");
        fs::create_dir_all(&programs).with_context(|| format!("could not make {}", programs.display()))?;
        let own = env::current_exe().context("this program does not know where it is")?;
        let place = programs.join(format!("{STANDS_FOR}{}", env::consts::EXE_SUFFIX));
        fs::copy(&own, &place).with_context(|| format!("could not write {}", place.display()))?;
        Ok(Self { project, aside, programs })
    }

    /// Lets a job that runs wasm-bindgen run the stand-in.
    pub fn lead(&self, job: Job) -> Result<Job> {
        let real = self.project.search_path()?;
        let path = env::join_paths(std::iter::once(self.programs.clone()).chain(env::split_paths(&real)))?;
        Ok(job.env("PATH", path).env(ASIDE, &self.aside).env(REAL_PATH, real))
    }

    /// Moves what was set aside into the site, made as small as Trunk has made the main part.
    pub fn place(&self, site: &Path) -> Result<()> {
        let folder = fs::read_to_string(self.aside.join(FOLDER_NAME)).context("the module was not divided")?;
        let parts = site.join(&folder);
        fs::create_dir_all(&parts).with_context(|| format!("could not make {}", parts.display()))?;
        let index = site.join("index.html");
        let html = fs::read_to_string(&index).with_context(|| format!("could not read {}", index.display()))?;
        let source = fs::read_to_string(self.project.root().join("index.html"))?;
        let options = attribute(&source, "data-wasm-opt-params").context("index.html has no data-wasm-opt-params")?;
        for file in files_below(&self.aside)? {
            if file.extension().is_some_and(|extension| extension == "wasm") {
                let to = parts.join(file.file_name().unwrap_or_default());
                let job = self.project.program("wasm-opt", ["-Oz"])?.args(options.split_whitespace());
                job.args([file.as_os_str(), "-o".as_ref(), to.as_os_str()]).quiet()?.text_if_ok("wasm-opt failed")?;
            }
        }
        let glue = link_of(&html, "boot-glue").context("index.html does not name the bindings")?;
        let loader = parts.join(LOADER_HERE);
        fs::copy(self.aside.join(LOADER), &loader).with_context(|| format!("could not write {}", loader.display()))?;
        let (_, name) = glue.rsplit_once('/').unwrap_or(("", glue));
        let (plain, _) = name.rsplit_once('-').with_context(|| format!("{name} has no fingerprint"))?;
        rewrite(&loader, &format!("\"./{plain}.js\""), &format!("\"../{name}\""))?;
        // Some hosts serve modules under another type than the one that streaming insists on.
        let streamed = "WebAssembly.instantiateStreaming(src, imports)";
        let whole =
            "src.then((answer) => answer.arrayBuffer()).then((bytes) => WebAssembly.instantiate(bytes, imports))";
        rewrite(&loader, streamed, whole)?;
        // The bindings import it: without this line it would be asked for only when they have arrived.
        let hint = format!("<link rel=\"modulepreload\" href=\"./{folder}/{LOADER_HERE}\" crossorigin=\"anonymous\">");
        fs::write(&index, html.replacen("</head>", &format!("{hint}</head>"), 1))?;
        Ok(())
    }
}

/// The value of an attribute where it is first given.
fn attribute<'h>(html: &'h str, name: &str) -> Option<&'h str> {
    html.split_once(&format!("{name}=\""))?.1.split('"').next()
}

/// The address in the link of that id.
fn link_of<'h>(html: &'h str, id: &str) -> Option<&'h str> {
    attribute(html.split_once(&format!("id=\"{id}\""))?.1, "href")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_and_links_are_found() {
        let html = r#"<link id="boot-glue" rel="modulepreload" href="./page-1.js"><link data-params="-a -b">"#;
        assert_eq!(link_of(html, "boot-glue"), Some("./page-1.js"));
        assert_eq!(link_of(html, "boot-wasm"), None);
        assert_eq!(attribute(html, "data-params"), Some("-a -b"));
    }
}
