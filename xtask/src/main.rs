//! Developer commands: `cargo xtask serve | build | test | texts | bench | screenshots`.
//!
//! Everything beyond Rust and Node is found on the machine or installed on first use, so that a fresh clone needs no
//! list of steps. A command that cannot go on says so in one sentence and ends with 1.
#![allow(clippy::print_stdout, reason = "a command line tool talks on standard output")]

mod args;
mod bench;
mod browser;
mod fingerprint;
mod node;
mod process;
mod project;
mod screenshots;
mod serve;
mod server;
mod site;
mod sizes;
mod split;
mod suites;
mod texts;
mod timing;
mod tools;

use anyhow::Result;
use args::Command;
use project::Project;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    if let Some(code) = split::stand_in() {
        return code;
    }
    let command = args::parse(std::env::args().skip(1))?;
    if command == Command::Help {
        println!("{}", args::USAGE);
        return Ok(ExitCode::SUCCESS);
    }
    process::end_children_on_interrupt()?;
    let project = Project::find()?;
    match command {
        Command::Help => Ok(ExitCode::SUCCESS),
        Command::Serve { profile, port } => serve::run(&project, profile, port),
        Command::Build => site::command(&project),
        Command::Test { native_only } => Ok(suites::run(&project, native_only)),
        Command::Texts => texts::command(&project),
        Command::Bench => bench::run(&project),
        Command::Screenshots => screenshots::run(&project),
    }
}
