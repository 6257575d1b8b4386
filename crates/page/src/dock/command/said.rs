//! What was said: a command, when, and what came of it.

use leptos::prelude::*;
use queuelab::scenario::boxed::is_refusal;
use queuelab::t;

/// More lines of one answer are not shown.
const LINES_MAX: usize = 1_000;

/// A part of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The text.
    pub text: String,
    /// How it is meant.
    pub kind: &'static str,
}

impl Said {
    /// Something went wrong.
    pub fn wrong(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: "wrong" }
    }

    /// A remark of the box itself.
    pub fn note(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: "muted" }
    }
}

/// A command with its answer. Cloning is cheap; the answer grows in every clone.
#[derive(Clone)]
pub struct Entry {
    /// Its number.
    pub id: u64,
    /// The logical time at which it was given.
    pub at: String,
    /// Its line, in a script.
    pub number: Option<usize>,
    /// As it was typed; empty for what came by itself.
    pub text: String,
    output: ArcRwSignal<Vec<Said>>,
}

impl Entry {
    /// One without an answer.
    pub fn new(id: u64, at: String, number: Option<usize>, text: &str) -> Self {
        Self { id, at, number, text: text.to_owned(), output: ArcRwSignal::new(Vec::new()) }
    }

    /// Adds lines of an answer, refusals apart from the others.
    pub fn add(&self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.output.update(|output| {
            let all = text.lines().count();
            for line in text.lines().take(LINES_MAX) {
                let kind = if is_refusal(line) { "wrong" } else { "" };
                match output.last_mut() {
                    Some(last) if last.kind == kind => {
                        last.text.push('\n');
                        last.text.push_str(line);
                    }
                    _ => output.push(Said { text: line.to_owned(), kind }),
                }
            }
            if all > LINES_MAX {
                output.push(Said::note(t!("… and {all} more lines", all = all - LINES_MAX)));
            }
        });
    }

    /// Adds a part.
    pub fn put(&self, said: Said) {
        self.output.update(|output| output.push(said));
    }

    /// The answer so far.
    pub fn output(&self) -> Vec<Said> {
        self.output.get()
    }
}
