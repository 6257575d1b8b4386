//! Everything in `lessons/` is listed, read and proved; it shows statements of the syllabus that there are, and says no
//! figure that is neither in its own commands nor on record in `lessons/figures.txt`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use queuelab::scenario::file::{BadFile, Fault};
use queuelab_lessons::{Card, Level, List, Question, figures, words};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lessons")
}

fn text_of(name: &str) -> String {
    let path = folder().join(name).with_extension("json");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn list() -> List {
    List::read(&text_of("list")).unwrap()
}

/// A file of any kind, read.
struct Read {
    name: String,
    title: String,
    text: String,
    said: Vec<String>,
    covers: Vec<String>,
    proved: Result<(), Vec<Fault>>,
}

/// All that is listed, read and proved.
fn all() -> Vec<Read> {
    let list = list();
    let bad = |name: &str, error: BadFile| -> ! { panic!("{name}: {error}") };
    let own = |said: Vec<(String, &str)>| said.into_iter().map(|(_, text)| text.to_owned()).collect::<Vec<_>>();
    let mut all = Vec::new();
    for track in &list.tracks {
        for entry in &track.levels {
            let name = format!("{}/{}", track.track, entry.name);
            let text = text_of(&name);
            let level = Level::read(&text).unwrap_or_else(|error| bad(&name, error));
            let (said, covers) = (own(level.file().texts()), level.file().covers.clone());
            all.push(Read { name, title: entry.title.clone(), said, covers, proved: level.prove(), text });
        }
    }
    for entry in &list.questions {
        let name = format!("questions/{}", entry.name);
        let text = text_of(&name);
        let question = Question::read(&text).unwrap_or_else(|error| bad(&name, error));
        assert_eq!(question.file().exams, entry.exams, "{name} is listed with other exams");
        let (said, covers) = (own(question.file().texts()), question.file().covers.clone());
        all.push(Read { name, title: entry.title.clone(), said, covers, proved: question.prove(), text });
    }
    for entry in &list.cards {
        let name = format!("cards/{}", entry.name);
        let text = text_of(&name);
        let card = Card::read(&text).unwrap_or_else(|error| bad(&name, error));
        let (said, covers) = (own(card.file().texts()), card.file().covers.clone());
        all.push(Read { name, title: entry.title.clone(), said, covers, proved: card.prove(), text });
    }
    all
}

#[test]
fn each_file_is_proved_and_has_the_title_that_is_listed() {
    let mut wrong = Vec::new();
    for read in all() {
        for fault in read.proved.err().unwrap_or_default() {
            wrong.push(format!("{}: {}", read.name, fault.located(&read.text)));
        }
        if read.said.first() != Some(&read.title) {
            wrong.push(format!("{} is listed as “{}”", read.name, read.title));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_file_is_listed_once() {
    let mut there = BTreeSet::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let track = path.file_name().unwrap().to_string_lossy().into_owned();
            for file in fs::read_dir(&path).unwrap() {
                let file = file.unwrap().path();
                there.insert(format!("{track}/{}", file.file_stem().unwrap().to_string_lossy()));
            }
        }
    }
    let names: Vec<String> = all().into_iter().map(|read| read.name).collect();
    let listed: BTreeSet<String> = names.iter().cloned().collect();
    assert_eq!(listed.len(), names.len(), "something is listed twice");
    assert_eq!(listed, there);
}

/// The statements of the syllabus, by their id.
fn syllabus() -> BTreeMap<String, String> {
    serde_json::from_str(&text_of("syllabus")).unwrap()
}

#[test]
fn what_files_show_stands_in_the_syllabus() {
    let syllabus = syllabus();
    let mut shown = BTreeSet::new();
    for read in all() {
        for id in read.covers {
            assert!(syllabus.contains_key(&id), "{} shows {id}, which the syllabus does not have", read.name);
            shown.insert(id);
        }
    }
    // What no file shows yet can be seen in the free labs; the list may only become shorter.
    let missing: Vec<&String> = syllabus.keys().filter(|id| !shown.contains(*id)).collect();
    let known: Vec<String> = serde_json::from_str(&text_of("not-shown-yet")).unwrap();
    assert_eq!(missing, known.iter().collect::<Vec<_>>());
}

#[test]
fn words_in_brackets_stand_in_the_glossary() {
    let list = list();
    let terms: BTreeSet<&str> = list.glossary.iter().map(|term| term.term.as_str()).collect();
    let cards: BTreeSet<&str> = list.cards.iter().map(|card| card.name.as_str()).collect();
    for term in &list.glossary {
        assert!(term.card.as_deref().is_none_or(|card| cards.contains(card)), "{}: there is no such card", term.term);
    }
    for read in all() {
        for said in &read.said {
            for (_, word) in words(said).into_iter().filter(|(is_word, _)| *is_word) {
                assert!(terms.contains(word), "{}: [[{word}]] is no word of the glossary", read.name);
            }
        }
    }
}

/// Figures on record, with where they come from: `30 seconds: the default visibility timeout (…)`.
fn on_record() -> BTreeSet<String> {
    let text = fs::read_to_string(folder().join("figures.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(": ").unwrap_or_else(|| panic!("no source: {line}")).0.to_owned()).collect()
}

#[test]
fn each_figure_is_on_record_or_in_the_files_own_commands() {
    let on_record = on_record();
    let mut unknown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut check = |name: &str, said: &str, own: &BTreeSet<String>| {
        for (number, unit) in figures(said) {
            let figure = if unit.is_empty() { number.clone() } else { format!("{number} {unit}") };
            if on_record.contains(&figure) {
                seen.insert(figure);
            } else if !own.contains(&number) {
                unknown.entry(figure).or_default().insert(name.to_owned());
            }
        }
    };
    for read in all() {
        // What is in its commands and claims is shown by its run; what is only said in words is not.
        let commands: serde_json::Value = serde_json::from_str(&read.text).unwrap();
        let mut own = BTreeSet::new();
        numbers_of(&commands, &mut own);
        for said in &read.said {
            check(&read.name, said, &own);
        }
    }
    for term in &list().glossary {
        check("the glossary", &term.means, &BTreeSet::new());
    }
    assert!(unknown.is_empty(), "neither on record nor in the commands: {unknown:#?}");
    let unused: Vec<&String> = on_record.iter().filter(|figure| !seen.contains(*figure)).collect();
    assert!(unused.is_empty(), "on record, and nowhere said: {unused:?}");
}

/// The fields of a file that are commands and claims.
const COMMANDS: [&str; 8] = ["setup", "script", "run", "with", "solution", "claim", "when", "expect"];

fn numbers_of(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(object) => {
            for (field, value) in object {
                if COMMANDS.contains(&field.as_str()) {
                    all_numbers(&value.to_string(), found);
                } else {
                    numbers_of(value, found);
                }
            }
        }
        serde_json::Value::Array(array) => array.iter().for_each(|value| numbers_of(value, found)),
        _ => {}
    }
}

/// Every run of digits, wherever it stands; spans of time also as what they are in smaller units.
fn all_numbers(text: &str, found: &mut BTreeSet<String>) {
    for piece in text.split(|c: char| !c.is_ascii_digit() && c != '.') {
        let piece = piece.trim_matches('.');
        if !piece.is_empty() {
            found.insert(piece.to_owned());
        }
    }
}
