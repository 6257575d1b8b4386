//! Transcripts: what was said to a lab, and everything that it said.
//!
//! Each file in `tests/transcripts` holds blocks of commands, then `----`, then the answers, then an empty line. The
//! commands are those of `queuelab::scenario`. A file begins with the rule of AWS that it shows and a public source of it.
//!
//! `QUEUELAB_BLESS=1 cargo test --test transcripts` writes the answers anew. Look at the difference then, and commit only
//! what you can explain: an answer that merely is what the engine says today proves nothing.

#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::panic, reason = "a test")]

use queuelab::call::Call;
use queuelab::scenario::{Command, Runner, Script, quiet_start};
use queuelab::session::{SavedRun, Session};
use queuelab::sqs::ErrorCode;
use queuelab::{
    analytics as applications, cloudwatch, dynamodb as tables, firehose as delivery_streams, iam, kinesis, kms, lambda,
    s3, sns,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/transcripts");

/// One test for each folder, so that a failure names its topic.
macro_rules! folders {
    ($($test:ident => $folder:literal),* $(,)?) => {
        const FOLDERS: &[&str] = &[$($folder),*];
        $(#[test] fn $test() { check_folder($folder); })*
    };
}

folders! {
    chaos => "chaos",
    commands => "commands",
    iam => "iam",
    kms => "kms",
    s3 => "s3",
    lambda => "lambda",
    kinesis_streams => "kinesis/streams",
    kinesis_shards => "kinesis/shards",
    kinesis_records => "kinesis/records",
    kinesis_producers => "kinesis/producers",
    kinesis_readers => "kinesis/readers",
    kinesis_agent => "kinesis/agent",
    kinesis_reading => "kinesis/reading",
    kinesis_fan_out => "kinesis/fan_out",
    kinesis_limits => "kinesis/limits",
    kinesis_kcl => "kinesis/kcl",
    kinesis_permissions => "kinesis/permissions",
    lambda_mappings => "lambda/mappings",
    analytics => "analytics",
    firehose => "firehose",
    dynamodb => "dynamodb",
    sns_endpoints => "sns/endpoints",
    cloudwatch => "cloudwatch",
    notifiers => "notifiers",
    sqs_attributes => "sqs/attributes",
    sqs_batches => "sqs/batches",
    sqs_contents => "sqs/contents",
    sqs_dead_letters => "sqs/dead_letters",
    sqs_errors => "sqs/errors",
    sqs_fair => "sqs/fair",
    sqs_fifo => "sqs/fifo",
    sqs_limits => "sqs/limits",
    sqs_metrics => "sqs/metrics",
    sqs_permissions => "sqs/permissions",
    sqs_queues => "sqs/queues",
    sqs_receive => "sqs/receive",
    sqs_times => "sqs/times",
    sns_delivery => "sns/delivery",
    sns_fifo => "sns/fifo",
    sns_limits => "sns/limits",
    sns_permissions => "sns/permissions",
    sns_publish => "sns/publish",
    sns_push => "sns/push",
    sns_sms => "sns/sms",
    sns_subscriptions => "sns/subscriptions",
    sns_topics => "sns/topics",
    sqs_visibility => "sqs/visibility",
}

/// A block of a transcript.
#[derive(Debug, Default)]
struct Block {
    /// Comments, empty lines and commands, as they stand.
    input: String,
    /// The number of the first line of the input.
    line: usize,
    /// What is expected; nothing for lines at the end that are no block.
    expected: Option<String>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut block = Block { line: 1, ..Block::default() };
    for (number, line) in (1..).zip(text.lines()) {
        match &mut block.expected {
            None if line == "----" => block.expected = Some(String::new()),
            None => block.input.extend([line, "\n"]),
            Some(_) if line.is_empty() => {
                blocks.push(std::mem::take(&mut block));
                block.line = number + 1;
            }
            Some(expected) => expected.extend([line, "\n"]),
        }
    }
    if !block.input.trim().is_empty() {
        blocks.push(block);
    }
    blocks
}

/// What became of a transcript.
struct Run {
    /// The transcript with the answers of this run.
    text: String,
    /// Where the answers differ from those expected.
    differences: Vec<String>,
    /// Each operation with each outcome that it had: `ok` or a code.
    outcomes: BTreeSet<(String, String)>,
    session: Session,
}

fn run(name: &str, text: &str) -> Run {
    let mut run = Run {
        text: String::new(),
        differences: Vec::new(),
        outcomes: BTreeSet::new(),
        session: Session::new(quiet_start()),
    };
    let mut runner = Runner::default();
    let mut waits = BTreeMap::new();
    for block in blocks(text) {
        let script = Script::parse(&block.input)
            .unwrap_or_else(|error| panic!("{name}, in the block at line {}: {error}", block.line));
        let mut said = String::new();
        for (_, command) in &script.commands {
            let answer = runner.run(&mut run.session, command).unwrap_or_else(|problem| format!("problem: {problem}"));
            note_outcomes(&mut run.outcomes, &mut waits, command, &answer);
            if !answer.is_empty() {
                writeln!(said, "{answer}").unwrap();
            }
        }
        if block.expected.as_ref().is_some_and(|expected| *expected != said) {
            let expected = block.expected.unwrap_or_default();
            let line = block.line;
            run.differences.push(format!("{name}:{line}\n{}---- expected\n{expected}---- said\n{said}", block.input));
        }
        run.text.push_str(&block.input);
        if !script.commands.is_empty() {
            writeln!(run.text, "----\n{said}").unwrap();
        }
    }
    run.text.truncate(run.text.trim_end().len());
    run.text.push('\n');
    run
}

/// Notes for each answer which operation it is of, and whether it is a success or which code it has.
fn note_outcomes(
    outcomes: &mut BTreeSet<(String, String)>,
    waits: &mut BTreeMap<String, String>,
    command: &Command,
    answer: &str,
) {
    // Calls that waited are answered while something else is done.
    for line in answer.lines() {
        let Some((wait, rest)) = line.split_once(" answered at ") else { continue };
        let outcome = rest.split_once(": ").map_or("", |(_, outcome)| outcome);
        let outcome = outcome.strip_prefix("error ").unwrap_or(outcome).split(' ').next().unwrap_or_default();
        if let Some(operation) = waits.remove(wait) {
            outcomes.insert((operation, outcome.to_owned()));
        }
    }
    let (Command::Call(call) | Command::Repeat(_, call)) = command else { return };
    for line in answer.lines() {
        let mut words = line.split(' ');
        let mut first = words.next().unwrap_or_default();
        if first.parse::<u32>().is_ok() {
            first = words.nth(1).unwrap_or_default();
        }
        let operation = format!("{} {}", call.service, call.operation);
        match first {
            "ok" => drop(outcomes.insert((operation.clone(), "ok".to_owned()))),
            "error" => drop(outcomes.insert((operation.clone(), words.next().unwrap_or_default().to_owned()))),
            "waiting" => drop(waits.insert(words.next().unwrap_or_default().to_owned(), operation.clone())),
            _ => {}
        }
        for code in line.split("\"Code\":\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            outcomes.insert((operation.clone(), code.to_owned()));
        }
    }
}

fn transcripts_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

fn all_transcripts() -> Vec<PathBuf> {
    FOLDERS.iter().flat_map(|folder| transcripts_in(&Path::new(ROOT).join(folder))).collect()
}

fn run_path(path: &Path) -> (String, Run) {
    let text = fs::read_to_string(path).unwrap();
    let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display().to_string();
    let run = run(&name, &text);
    (text, run)
}

fn check_folder(folder: &str) {
    let bless = std::env::var_os("QUEUELAB_BLESS").is_some();
    let mut differences = Vec::new();
    for path in transcripts_in(&Path::new(ROOT).join(folder)) {
        let (text, run) = run_path(&path);
        if !bless {
            differences.extend(run.differences);
            let unanswered = blocks(&text).iter().any(|block| {
                block.expected.is_none() && !Script::parse(&block.input).is_ok_and(|script| script.commands.is_empty())
            });
            assert!(!unanswered, "{}: the last block has no answers", path.display());
        } else if text != run.text {
            println!("wrote {}", path.display());
            fs::write(&path, &run.text).unwrap();
        }
    }
    assert!(differences.is_empty(), "{} blocks differ\n\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn every_folder_has_a_test() {
    let mut folders = vec![PathBuf::from(ROOT)];
    let mut found = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(folder.strip_prefix(ROOT).unwrap().display().to_string());
            }
        }
    }
    assert_eq!(found, FOLDERS.iter().map(|folder| (*folder).to_owned()).collect());
}

#[test]
fn every_transcript_names_its_rule_and_its_source() {
    for path in all_transcripts() {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# rule: "), "{}", path.display());
        let header = text.lines().take_while(|line| line.starts_with('#'));
        assert!(header.into_iter().any(|line| line.starts_with("# source: ")), "{}", path.display());
    }
}

#[test]
fn every_transcript_replays_from_its_saved_run() {
    for path in all_transcripts() {
        let (_, mut run) = run_path(&path);
        // A run is read up to and with its last instant, so what is still due then is done here too.
        run.session.seek(run.session.now());
        let saved = run.session.save();
        let read = SavedRun::read(&saved.write()).unwrap();
        assert_eq!(read, saved, "{}", path.display());
        assert_eq!(Session::load(read, u64::MAX).digest(), run.session.digest(), "{}", path.display());
    }
}

/// Codes that no call can bring about yet, with the reason.
const NOT_YET: &[(ErrorCode, &str)] = &[
    (ErrorCode::UnsupportedOperation, "AWS answers it for features that a Region lacks; the lab's Regions lack none"),
    (ErrorCode::KmsInvalidKeyUsage, "keys of another usage cannot be made in the lab"),
    (ErrorCode::KmsOptInRequired, "every account of the lab has KMS"),
    (ErrorCode::KmsThrottled, "the lab's KMS takes any number of calls"),
];

#[test]
fn every_operation_and_every_error_code_appears() {
    let outcomes: BTreeSet<(String, String)> =
        all_transcripts().iter().flat_map(|path| run_path(path).1.outcomes).collect();
    let operations = |good: bool| -> BTreeSet<&str> {
        outcomes
            .iter()
            .filter(|(_, outcome)| (outcome == "ok") == good)
            .map(|(operation, _)| operation.as_str())
            .collect()
    };
    let named = |(service, names): &(&'static str, &'static [&'static str])| -> Vec<String> {
        names.iter().map(|name| format!("{service} {name}")).collect()
    };
    let all: Vec<String> = Call::SERVICES.iter().flat_map(named).collect();
    let all: BTreeSet<&str> = all.iter().map(String::as_str).collect();
    assert_eq!(operations(true), all, "each operation succeeds somewhere");
    assert_eq!(operations(false), all, "each operation is refused somewhere");
    let sns = sns::ErrorCode::ALL.iter().map(|code| code.names().0);
    let iam = iam::ErrorCode::ALL.iter().map(|code| code.names().0);
    // Keys of another usage cannot be made in the lab; quotas are for unit tests.
    let kms = kms::ErrorCode::ALL
        .iter()
        .filter(|code| !matches!(code, kms::ErrorCode::InvalidKeyUsage | kms::ErrorCode::LimitExceeded));
    let kms = kms.map(|code| code.names().0);
    // Neither the quota of buckets nor that of alarms is worth a transcript of thousands of lines: unit tests reach them.
    let s3 = s3::ErrorCode::ALL.iter().map(|code| code.names().0);
    let s3 = s3.filter(|code| !["TooManyBuckets", "InvalidRequest"].contains(code));
    let alarms = cloudwatch::ErrorCode::ALL.iter().filter(|code| **code != cloudwatch::ErrorCode::LimitExceeded);
    let alarms = alarms.map(|code| code.names().0);
    // Unit tests reach those that need megabytes or a second writer.
    let unit = ["PolicyLengthExceededException", "RequestTooLargeException", "ValidationException"];
    let functions = lambda::ErrorCode::ALL.iter().map(|code| code.names().0).filter(|code| !unit.contains(code));
    let streams = kinesis::ErrorCode::ALL.iter().map(|code| code.names().0);
    // Quotas of thousands and of a second are for unit tests.
    let unit = ["LimitExceededException", "ServiceUnavailableException"];
    let delivery =
        delivery_streams::ErrorCode::ALL.iter().map(|code| code.names().0).filter(|code| !unit.contains(code));
    let analytics = applications::ErrorCode::ALL.iter().map(|code| code.names().0);
    let tables = tables::ErrorCode::ALL.into_iter().map(|code| code.names().0);
    for code in sns
        .chain(iam)
        .chain(kms)
        .chain(s3)
        .chain(alarms)
        .chain(functions)
        .chain(streams)
        .chain(delivery)
        .chain(tables)
        .chain(analytics)
    {
        let appears = outcomes.iter().any(|(_, outcome)| outcome == code);
        assert!(appears, "{code} does not appear");
    }
    for code in ErrorCode::ALL {
        let appears = outcomes.iter().any(|(_, outcome)| outcome == code.query_code());
        let excused = NOT_YET.iter().any(|(known, _)| *known == code);
        assert!(
            appears != excused,
            "{code:?} {}",
            if appears { "appears now: take it off the list" } else { "does not appear" }
        );
    }
}
