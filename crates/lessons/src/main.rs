//! `cargo run -p queuelab-lessons -- FILE…`: reads levels, questions, cards and scenarios, and proves them.
//!
//! The kind of a file is told by its first field. Prints what is wrong with path, line and reason.
#![allow(clippy::print_stdout, reason = "it is a command")]

use queuelab::scenario::file::{BadFile, Fault, Scenario};
use queuelab_lessons::{Card, Level, Question};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut failed = 0;
    let mut all = 0;
    for path in std::env::args().skip(1) {
        all += 1;
        match std::fs::read_to_string(&path) {
            Err(error) => {
                failed += 1;
                println!("{path}: {error}");
            }
            Ok(text) => match prove(&text) {
                Ok(()) => println!("{path}: ok"),
                Err(wrong) => {
                    failed += 1;
                    for one in wrong {
                        println!("{path}: {one}");
                    }
                }
            },
        }
    }
    println!("{} of {all} proved", all - failed);
    if failed == 0 && all > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn prove(text: &str) -> Result<(), Vec<BadFile>> {
    let located = |faults: Vec<Fault>| faults.into_iter().map(|fault| fault.located(text)).collect();
    let one = |bad: BadFile| vec![bad];
    let begins =
        |field: &str| text.trim_start().trim_start_matches('{').trim_start().starts_with(&format!("\"{field}\""));
    if begins("level") {
        Level::read(text).map_err(one)?.prove().map_err(located)
    } else if begins("question") {
        Question::read(text).map_err(one)?.prove().map_err(located)
    } else if begins("card") {
        Card::read(text).map_err(one)?.prove().map_err(located)
    } else {
        let scenario = Scenario::read(text).map_err(one)?;
        let wrong = scenario.prove().map_err(|fault| located(vec![fault]))?;
        if wrong.is_empty() { Ok(()) } else { Err(located(wrong)) }
    }
}
