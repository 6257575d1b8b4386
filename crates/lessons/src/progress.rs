//! What a learner has reached: kept as one text, which can be taken along to another browser.

use crate::quiz::{Quiz, Recall};
use queuelab::scenario::file::{BadFile, Fault, document, version};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version that is written.
const VERSION: u32 = 1;
/// More levels or questions than this are nobody's progress.
const ENTRIES_MAX: usize = 10_000;

/// What was reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Progress {
    /// The version of the form: 1.
    pub progress: u32,
    /// Levels that were reached, by `track/name`.
    #[serde(default)]
    pub levels: BTreeMap<String, Reached>,
    /// How questions were answered, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub questions: BTreeMap<String, Recall>,
    /// The round that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<Quiz>,
}

/// How a level was reached, the best time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reached {
    /// With so many actions.
    pub actions: u32,
    /// With so many hints.
    pub hints: u8,
    /// Whether the solution had been shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shown: bool,
}

impl Default for Progress {
    /// Nothing yet.
    fn default() -> Self {
        Self { progress: VERSION, levels: BTreeMap::new(), questions: BTreeMap::new(), round: None }
    }
}

impl Reached {
    /// What is better is smaller: reached alone before reached after the solution was shown, then by actions and hints.
    const fn rank(self) -> (bool, u32, u8) {
        (self.shown, self.actions, self.hints)
    }
}

impl Progress {
    /// Reads what was kept.
    ///
    /// # Errors
    /// The first thing in it that does not belong there.
    pub fn read(text: &str) -> Result<Self, BadFile> {
        let read: Self = document(text)?;
        let at = |path: &str, reason: String| Fault { path: path.to_owned(), reason }.located(text);
        version("progress", read.progress, VERSION).map_err(|fault| fault.located(text))?;
        let round = read.round.as_ref();
        for (field, count) in [
            ("levels", read.levels.len()),
            ("questions", read.questions.len()),
            ("round.questions", round.map_or(0, |round| round.questions.len())),
            ("round.answers", round.map_or(0, |round| round.answers.len() + round.flags.len())),
        ] {
            if count > ENTRIES_MAX {
                return Err(at(field, format!("there are at most {ENTRIES_MAX}")));
            }
        }
        Ok(read)
    }

    /// As text.
    pub fn write(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Takes note of a level that was reached; a better time before stays.
    pub fn reach(&mut self, level: &str, reached: Reached) {
        let best = self.levels.entry(level.to_owned()).or_insert(reached);
        if reached.rank() < best.rank() {
            *best = reached;
        }
    }

    /// Takes over what is better elsewhere.
    pub fn merge(&mut self, other: &Self) {
        for (level, reached) in &other.levels {
            self.reach(level, *reached);
        }
        for (question, recall) in &other.questions {
            let known = self.questions.entry(question.clone()).or_default();
            *known = known.later(*recall);
        }
    }

    /// Takes note of an answer to a question, on a day counted since 1970.
    pub fn answer(&mut self, question: &str, right: bool, day: u64) {
        self.questions.entry(question.to_owned()).or_default().answer(right, day);
    }

    /// The questions that were missed and are to be asked again by that day.
    pub fn due(&self, day: u64) -> impl Iterator<Item = &str> {
        self.questions.iter().filter(move |(_, recall)| recall.is_due(day)).map(|(name, _)| name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALONE: Reached = Reached { actions: 5, hints: 1, shown: false };

    #[test]
    fn what_was_reached_goes_out_and_comes_back() {
        let mut progress = Progress::default();
        progress.reach("standard/first-receive", ALONE);
        progress.reach("fifo/groups", Reached { shown: true, ..ALONE });
        assert_eq!(Progress::read(&progress.write()), Ok(progress.clone()));
        let mut elsewhere = Progress::default();
        elsewhere.reach("fifo/groups", Reached { actions: 9, ..ALONE });
        elsewhere.merge(&progress);
        assert_eq!(elsewhere.levels["fifo/groups"], Reached { actions: 9, ..ALONE }, "without the solution is better");
        assert_eq!(elsewhere.levels["standard/first-receive"], ALONE);
        progress.reach("standard/first-receive", Reached { actions: 7, ..ALONE });
        assert_eq!(progress.levels["standard/first-receive"], ALONE, "the best stays");
    }

    #[test]
    fn what_is_none_is_refused() {
        assert!(Progress::read("{\"progress\":2}").unwrap_err().to_string().contains("version 2"));
        assert!(Progress::read("{\"progress\":1,\"level\":{}}").unwrap_err().to_string().contains("unknown field"));
        assert!(Progress::read("no").is_err());
    }
}
