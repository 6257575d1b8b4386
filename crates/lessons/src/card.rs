//! Reference cards: a concept in a few sentences, with a small figure that lives.

use crate::level::Remember;
use crate::texts;
use queuelab::scenario::file::{BadFile, Fault, Scenario, ScenarioFile, document, version};
use queuelab::session::Session;
use serde::{Deserialize, Serialize};

/// The version that is written.
const VERSION: u32 = 1;

/// A card as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CardFile {
    /// The version of the form: 1.
    pub card: u32,
    /// The figure: the lab that is drawn, from the end of its setup to the end of its script. Its title is the concept, its story
    /// the explanation.
    pub scenario: ScenarioFile,
    /// The figures to know.
    pub remember: Vec<Remember>,
    /// Levels that show it, as `track/name`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<String>,
    /// Statements of the syllabus that it shows.
    pub covers: Vec<String>,
}

/// A word of the glossary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Term {
    /// The word.
    pub term: String,
    /// What it means, in a sentence.
    pub means: String,
    /// The card that says more, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
}

/// A card that was read.
#[derive(Clone, Debug)]
pub struct Card {
    file: CardFile,
    scenario: Scenario,
}

impl Card {
    /// Reads a card.
    ///
    /// # Errors
    /// The first thing in it that is not understood.
    pub fn read(text: &str) -> Result<Self, BadFile> {
        Self::understand(document(text)?).map_err(|fault| fault.located(text))
    }

    fn understand(file: CardFile) -> Result<Self, Fault> {
        let at = |path: &str, reason: String| Fault { path: path.to_owned(), reason };
        version("card", file.card, VERSION)?;
        for (path, text) in file.texts() {
            texts::check(text).map_err(|reason| at(&path, reason))?;
        }
        Ok(Self { scenario: Scenario::understand(file.scenario.clone(), "scenario.")?, file })
    }

    /// The file as it was read.
    pub const fn file(&self) -> &CardFile {
        &self.file
    }

    /// Its figure.
    pub const fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The run of the figure, brought to where its setup is done.
    ///
    /// # Errors
    /// The command that cannot be carried out.
    pub fn show(&self) -> Result<Session, Fault> {
        let (start, _) = self.scenario.set_up()?;
        let mut session = self.scenario.play()?;
        session.seek(start.now());
        Ok(session)
    }

    /// Proves the card: what its scenario expects is true at its end.
    ///
    /// # Errors
    /// Everything that is not so.
    pub fn prove(&self) -> Result<(), Vec<Fault>> {
        let mut faults = self.scenario.prove().map_err(|fault| vec![fault])?;
        for fault in &mut faults {
            fault.path.insert_str(0, "scenario.");
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

impl CardFile {
    /// All that is said in words, with its path.
    pub fn texts(&self) -> Vec<(String, &str)> {
        let mut all = vec![
            ("scenario.title".to_owned(), self.scenario.title.as_str()),
            ("scenario.story".to_owned(), &self.scenario.story),
        ];
        all.extend(texts::of_remembered(&self.remember));
        all
    }
}
