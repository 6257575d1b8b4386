//! What is claimed about the simulation is shown: every transcript and test that a claim names is there, every transcript is
//! named by a claim, and `FIDELITY.md` is what the claims say.
//!
//! `QUEUELAB_BLESS=1 cargo test --package queuelab-view --test fidelity` writes `FIDELITY.md` anew.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test")]

use queuelab_view::fidelity::{Claim, Kind, Shown, area, claims};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Of the whole project: claims are about the engine, whose transcripts and tests stand there.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Tests that are skipped, each with its reason: by the file, the name, and why.
const SKIPPED: &[(&str, &str, &str)] = &[];

/// What stands before the claims.
const INTRODUCTION: &str = "\
# Fidelity

What the simulation does as AWS does it, what it does more simply, and what it leaves out. Sources are the developer guides
and API references of SQS, SNS, Kinesis, S3, CloudWatch, Lambda, KMS, DynamoDB and IAM, the service models of SQS and SNS
(API versions 2012-11-05 and 2010-03-31), and answers of AWS recorded in public test suites. Behaviour is shown by the
transcripts in `tests/transcripts/`, which name the rule and its source, and by tests, which are named by their module.

The page shows the same in its dialog \u{201c}What is simulated, and how well\u{201d}. This file is written by `crates/view/tests/fidelity.rs` from
the tables in `crates/view/src/fidelity/`, and that test fails where a claim names a test that is not there.
";

fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path, ending));
        } else if path.extension().is_some_and(|found| found == ending) {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// All transcripts as claims name them.
fn transcripts() -> Vec<String> {
    let root = Path::new(ROOT).join("tests/transcripts");
    let name = |path: PathBuf| path.strip_prefix(&root).unwrap().with_extension("").display().to_string();
    files_below(&root, "txt").into_iter().map(name).collect()
}

/// Whether what a claim names means that transcript.
fn means(named: &str, transcript: &str) -> bool {
    match named.strip_suffix('*') {
        Some(beginning) => transcript.starts_with(beginning),
        None if named.ends_with('/') => transcript.starts_with(named),
        None => transcript == named,
    }
}

/// The sources of a module: its file, and what lies in its folder.
fn sources_of(module: &str) -> Vec<PathBuf> {
    let (folder, inside) = match module.strip_prefix("view::") {
        Some(inside) => ("crates/view/src", inside),
        None => ("src", module),
    };
    let path = Path::new(ROOT).join(folder).join(inside.replace("::", "/"));
    let mut files = if path.is_dir() { files_below(&path, "rs") } else { Vec::new() };
    files.extend(Some(path.with_extension("rs")).filter(|path| path.is_file()));
    files
}

fn has_tests(file: &Path) -> bool {
    fs::read_to_string(file).unwrap().contains("#[test]")
}

/// Whether there are tests of that name: those of a module, or one.
fn is_tested(name: &str) -> bool {
    if sources_of(name).iter().any(|file| has_tests(file)) {
        return true;
    }
    let Some((module, test)) = name.rsplit_once("::") else { return false };
    let module = module.strip_suffix("::tests").filter(|module| !sources_of(module).is_empty()).unwrap_or(module);
    let begins = format!("fn {test}(");
    let is_there = |file: &PathBuf| {
        let text = fs::read_to_string(file).unwrap();
        text.split("#[test]").skip(1).any(|after| after.trim_start().starts_with(&begins))
    };
    sources_of(module).iter().any(is_there)
}

#[test]
fn what_a_claim_names_is_there() {
    let transcripts = transcripts();
    let mut missing = Vec::new();
    for claim in claims() {
        for shown in claim.shown_by {
            let is_there = match shown {
                Shown::Transcripts(named) => transcripts.iter().any(|transcript| means(named, transcript)),
                Shown::Tests(name) => is_tested(name),
                Shown::Suite(name) => {
                    let file = Path::new(ROOT).join("tests").join(name).with_extension("rs");
                    file.is_file() && has_tests(&file)
                }
            };
            if !is_there {
                missing.push(format!("{shown:?} of \u{201c}{}\u{201d}", claim.what));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn tests_are_told_from_what_is_none() {
    assert!(is_tested("sns::filter"), "a module with a folder of tests");
    assert!(is_tested("view::fidelity::tests::backquotes_set_words_apart"), "one test");
    assert!(is_tested("view::fidelity::backquotes_set_words_apart"), "the same without the module of tests");
    assert!(!is_tested("view::fidelity::tests::nothing_of_this_name"));
    assert!(!is_tested("sns::nothing"));
    assert!(means("sqs/visibility/handles_*", "sqs/visibility/handles_fifo"));
    assert!(!means("sqs/fifo/order", "sqs/fifo/order_of_groups") && !means("sqs/fifo", "sqs/fifo/order"));
}

#[test]
fn every_transcript_shows_something() {
    let named: Vec<&str> = claims()
        .flat_map(|claim| claim.shown_by)
        .filter_map(|shown| if let Shown::Transcripts(named) = shown { Some(*named) } else { None })
        .collect();
    let unnamed: Vec<String> =
        transcripts().into_iter().filter(|path| !named.iter().any(|named| means(named, path))).collect();
    assert!(unnamed.is_empty(), "no claim names {unnamed:#?}");
}

#[test]
fn skipped_tests_are_listed_with_their_reason() {
    // Put together, so that this file is not found itself.
    let attribute = ["#[", "ignore"].concat();
    let mut skipped = Vec::new();
    for folder in ["src", "tests", "xtask/src"] {
        for file in files_below(&Path::new(ROOT).join(folder), "rs") {
            let text = fs::read_to_string(&file).unwrap();
            let name = file.strip_prefix(ROOT).unwrap().display().to_string();
            for (place, _) in text.match_indices(&attribute) {
                let after = text.get(place..).unwrap().split("fn ").nth(1).unwrap_or_default();
                skipped.push((name.clone(), after.split('(').next().unwrap_or_default().to_owned()));
            }
        }
    }
    let listed: Vec<(String, String)> =
        SKIPPED.iter().map(|(file, test, _)| ((*file).to_owned(), (*test).to_owned())).collect();
    assert_eq!(skipped, listed);
}

fn of_kind(kind: Kind) -> impl Iterator<Item = &'static Claim> {
    claims().filter(move |claim| claim.kind == kind)
}

fn shown_by(claim: &Claim) -> String {
    let name = |shown: &Shown| match shown {
        Shown::Tests(name) => format!("the tests of `{name}`"),
        shown => format!("`{}`", shown.name()),
    };
    claim.shown_by.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// A row of a table. A bar within a cell would end it.
fn row(text: &mut String, cells: &[&str]) {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    writeln!(text, "| {} |", cells.join(" | ")).unwrap();
}

fn document() -> String {
    let mut text = INTRODUCTION.to_owned();
    text.push_str("\n## Modelled\n");
    for area in area::ALL {
        let mut claims = of_kind(Kind::Modelled).filter(|claim| claim.area == *area).peekable();
        if claims.peek().is_none() {
            continue;
        }
        writeln!(text, "\n### {area}\n\n| what | shown by |\n|---|---|").unwrap();
        claims.for_each(|claim| row(&mut text, &[claim.what, &shown_by(claim)]));
    }
    text.push_str("\n## Simplified\n\n| area | what | here | in AWS | shown by |\n|---|---|---|---|---|\n");
    for claim in of_kind(Kind::Simplified) {
        row(&mut text, &[claim.area, claim.what, claim.here, claim.aside, &shown_by(claim)]);
    }
    text.push_str("\n## Absent\n\n| area | what | because |\n|---|---|---|\n");
    for claim in of_kind(Kind::Absent) {
        row(&mut text, &[claim.area, claim.what, claim.aside]);
    }
    text.push_str("\n## Skipped tests\n\n");
    if SKIPPED.is_empty() {
        text.push_str("None.\n");
    } else {
        text.push_str("| file | test | because |\n|---|---|---|\n");
        for (file, test, why) in SKIPPED {
            row(&mut text, &[file, test, why]);
        }
    }
    text
}

#[test]
fn the_document_is_what_the_claims_say() {
    let path = Path::new(ROOT).join("FIDELITY.md");
    let wanted = document();
    let there = fs::read_to_string(&path).unwrap_or_default();
    if std::env::var_os("QUEUELAB_BLESS").is_some() {
        if there != wanted {
            println!("wrote {}", path.display());
            fs::write(&path, wanted).unwrap();
        }
        return;
    }
    let first = there.lines().zip(wanted.lines()).position(|(there, wanted)| there != wanted);
    assert!(there == wanted, "FIDELITY.md differs from line {}", first.map_or(1, |line| line + 1));
}
