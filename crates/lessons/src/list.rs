//! The list of all levels, questions and cards, in the order in which they are offered.

use crate::card::Term;
use crate::question::Exam;
use queuelab::scenario::file::{BadFile, document};
use serde::{Deserialize, Serialize};

/// All that there is to learn from; files are named without their ending.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct List {
    /// Levels, by track.
    pub tracks: Vec<Track>,
    /// Questions.
    pub questions: Vec<QuestionEntry>,
    /// Reference cards.
    pub cards: Vec<Entry>,
    /// The glossary.
    pub glossary: Vec<Term>,
}

/// Levels that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Track {
    /// The name of its folder.
    pub track: String,
    /// What it is called.
    pub title: String,
    /// What it is about, in a sentence.
    pub about: String,
    /// Its levels.
    pub levels: Vec<Entry>,
}

/// A file that is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
    /// Its name without its ending.
    pub name: String,
    /// The title that stands in it, so that a list can be shown before its files have come.
    pub title: String,
}

/// A question that is listed, with the domains that it belongs to, so that some can be chosen before any has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuestionEntry {
    /// Its name without its ending.
    pub name: String,
    /// The title that stands in it.
    pub title: String,
    /// The exams that ask for it, as they stand in it.
    pub exams: Vec<Exam>,
}

impl List {
    /// Reads the list.
    ///
    /// # Errors
    /// The first thing in it that does not belong there.
    pub fn read(text: &str) -> Result<Self, BadFile> {
        document(text)
    }
}
