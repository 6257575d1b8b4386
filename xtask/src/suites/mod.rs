//! `cargo xtask test`: all checks and tests in order, each with its time, and one line of counts at the end.
//!
//! A suite that fails does not stop the ones after it, so that one run shows everything that is wrong. A suite that
//! ran nothing has failed: it tested nothing, whatever its exit code says.

mod counts;
mod journeys;
mod native;
mod wasm;

use crate::process::{Job, Output};
use crate::project::Project;
use crate::site;
use crate::timing::{Stopwatch, for_people};
use crate::tools;
use anyhow::{Result, bail};
use counts::{Counts, Report};
use std::process::ExitCode;
use std::thread;

/// Runs the suites; the last line of the output is `N passed, N failed`.
pub fn run(project: &Project, native_only: bool) -> ExitCode {
    let mut suites = Suites::default();
    if native_only {
        native::run(project, &mut suites);
    } else {
        thread::scope(|scope| {
            // What is not on the machine yet is built beside the native tests, which leave a core idle now and then. What
            // cannot be had is said where it is needed.
            let tools = scope.spawn(|| tools::ensure_all(project).is_ok());
            native::run(project, &mut suites);
            let _ = tools.join();
            // Linking the release takes one core for minutes, and the tests in WebAssembly take one other.
            let ahead = scope.spawn(|| site::compile_ahead(project));
            wasm::run(project, &mut suites);
            journeys::run(project, &mut suites, || ahead.join().unwrap_or(Ok(false)));
        });
    }
    suites.summary();
    if suites.total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What has run so far.
#[derive(Debug, Default)]
struct Suites {
    total: Counts,
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    name: String,
    outcome: String,
    /// What went wrong, a line each.
    wrong: Vec<String>,
}

impl Suites {
    /// A step that is right or wrong as a whole. It adds to the counts only when it is wrong.
    fn check(&mut self, name: &str, work: impl FnOnce() -> Result<bool>) -> bool {
        let ok = self.step(name, || {
            Ok(if work()? {
                (Counts::default(), "ok".to_owned(), Vec::new())
            } else {
                (Counts::FAILURE, "FAILED".to_owned(), Vec::new())
            })
        });
        ok.failed == 0
    }

    /// A step that prints how many of its tests passed.
    fn suite(&mut self, name: &str, report: Report, work: impl FnOnce() -> Result<Output>) {
        self.step(name, || {
            let output = work()?;
            let counts = (report.counts)(&output.text);
            let mut wrong = (report.failed)(&output.text);
            if output.too_late {
                wrong.push("it took longer than it may and was ended".to_owned());
            }
            if counts == Counts::default() {
                bail!("no test ran");
            }
            // Something can be wrong without a failed test: a file that does not compile, a browser that died.
            let failed = if output.ok { counts.failed } else { counts.failed.max(1) };
            let outcome = if failed == 0 { "ok" } else { "FAILED" };
            if failed > counts.failed && wrong.is_empty() {
                wrong.push("a program of its ended without a result".to_owned());
            }
            Ok((Counts { failed, ..counts }, format!("{outcome}, {} passed, {failed} failed", counts.passed), wrong))
        });
    }

    fn step(&mut self, name: &str, work: impl FnOnce() -> Result<(Counts, String, Vec<String>)>) -> Counts {
        println!("\n=== {name}");
        let clock = Stopwatch::start();
        let (counts, outcome, wrong) =
            work().unwrap_or_else(|error| (Counts::FAILURE, format!("FAILED: {error:#}"), Vec::new()));
        let outcome = format!("{:>12}  {outcome}", for_people(clock.elapsed()));
        println!("=== {name}: {}", outcome.trim_start());
        self.total = self.total.and(counts);
        self.steps.push(Step { name: name.to_owned(), outcome, wrong });
        counts
    }

    fn summary(&self) {
        let width = self.steps.iter().map(|step| step.name.len()).max().unwrap_or_default();
        println!("\n=== all steps");
        for Step { name, outcome, wrong } in &self.steps {
            println!("{name:width$} {outcome}");
            // Said once more here: of a long report one often sees the end only.
            for line in wrong {
                println!("    {line}");
            }
        }
        println!("\n{} passed, {} failed", self.total.passed, self.total.failed);
    }
}

/// Runs a job whose exit code is all that matters.
fn succeeds(job: Result<Job>) -> Result<bool> {
    job?.show()
}
