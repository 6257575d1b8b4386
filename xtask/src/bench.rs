//! `cargo xtask bench`: how fast and how large, in one table.
//!
//! Each part is a program that prints lines of `name`, `value` and `unit` with tabs between them. A part whose program
//! is not there is left out and named.

use crate::browser::Browser;
use crate::node;
use crate::process::Job;
use crate::project::Project;
use crate::server::Port;
use crate::site::{self, Profile};
use crate::sizes::Sizes;
use crate::tools::{self, WASM};
use anyhow::Result;
use std::process::ExitCode;

const NATIVE: &str = "bench_native";
const NATIVE_FOLDER: &str = "crates/view/examples";
const IN_NODE: &str = "tests/bench.mjs";
const IN_BROWSER: &str = "tests/e2e/bench.mjs";

/// One line of a benchmark's output.
#[derive(Debug, PartialEq, Eq)]
struct Measurement {
    name: String,
    value: String,
    unit: String,
}

/// Runs all parts that are there, then prints the table. Fails when one of them does.
pub fn run(project: &Project) -> Result<ExitCode> {
    node::ensure(project)?;
    let mut table = Vec::new();
    let mut all_ok = true;
    let mut part = |place: &str, job: Job| -> Result<()> {
        let output = job.listen()?;
        if !output.ok {
            eprintln!("xtask: the benchmark {place} failed");
            all_ok = false;
        }
        table.extend(measurements(&output.text).into_iter().map(|found| (place.to_owned(), found)));
        Ok(())
    };
    if is_there(project, &format!("{NATIVE_FOLDER}/{NATIVE}/main.rs")) {
        part(
            "native",
            project.cargo([
                "run",
                "--quiet",
                "--profile",
                "bench",
                "--package",
                "queuelab-view",
                "--example",
                NATIVE,
            ])?,
        )?;
    }
    if is_there(project, IN_NODE) {
        // The engine without the page, as the module that any host can load; its path is the only argument.
        tools::ensure_wasm(project)?;
        let engine = ["build", "--release", "--package", "queuelab", "--example", "bare_engine", "--target", WASM];
        if project.cargo(engine)?.show()? {
            let module = project.target().join(WASM).join("release/examples/bare_engine.wasm");
            part("node", project.program("node", [IN_NODE])?.args([module]))?;
        }
    }
    let site = site::make(project, Profile::Release)?;
    if is_there(project, IN_BROWSER) {
        let browser = Browser::ensure()?;
        let address = Port::take(0)?.serve(site.clone(), "/");
        let job = project.program("node", [IN_BROWSER])?;
        part("browser", job.env("BASE_URL", address).env("CHROME", browser.chrome))?;
    }
    println!("\n{:8} {:40} {:>14} unit", "where", "what", "value");
    for (place, Measurement { name, value, unit }) in &table {
        println!("{place:8} {name:40} {value:>14} {unit}");
    }
    println!("\n{}", Sizes::of_site(&site)?.table());
    Ok(if all_ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn is_there(project: &Project, path: &str) -> bool {
    let there = project.root().join(path).is_file();
    if !there {
        println!("left out: there is no {path}");
    }
    there
}

/// The lines with exactly three fields; a benchmark may print others for people.
fn measurements(text: &str) -> Vec<Measurement> {
    let fields = |line: &str| line.split('\t').map(|field| field.trim().to_owned()).collect::<Vec<_>>();
    text.lines()
        .filter_map(|line| <[String; 3]>::try_from(fields(line)).ok())
        .map(|[name, value, unit]| Measurement { name, value, unit })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_of_three_fields_are_measurements() {
        let found = measurements("warming up\nsend\t1200000\tevents/s\na\tb\n");
        let expected =
            Measurement { name: "send".to_owned(), value: "1200000".to_owned(), unit: "events/s".to_owned() };
        assert_eq!(found, [expected]);
    }
}
