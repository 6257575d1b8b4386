//! A run as text: how it began, what was done to it, and where its reader was.

use super::{Logged, Session, Start};
use crate::clock::Instant;
use serde::{Deserialize, Serialize};

/// The version that this library writes.
const VERSION: u32 = 1;
/// The longest run that is read, in inputs.
const INPUTS_MAX: usize = 200_000;

/// A run to keep or to hand on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SavedRun {
    /// The form of this text; always 1 for now.
    pub version: u32,
    /// How it began.
    pub start: Start,
    /// What was done, in order of time.
    pub log: Vec<Logged>,
    /// Where the reader was.
    pub at: Instant,
}

/// Why a text is no run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRun {
    /// It is not the JSON of one.
    #[error("this is not a saved run: {0}")]
    Form(String),
    /// It was made by a later version.
    #[error("this run has version {0}, and only version {VERSION} can be read")]
    Version(u32),
    /// Its inputs are not in order of time.
    #[error("input {0} comes before the one that precedes it")]
    Order(usize),
    /// It has too many inputs.
    #[error("this run has {0} inputs; {INPUTS_MAX} can be read")]
    TooLong(usize),
}

impl SavedRun {
    /// Reads a run, believing nothing.
    pub fn read(text: &str) -> Result<Self, BadRun> {
        let run: Self = serde_json::from_str(text).map_err(|error| BadRun::Form(error.to_string()))?;
        if run.version != VERSION {
            return Err(BadRun::Version(run.version));
        }
        if run.log.len() > INPUTS_MAX {
            return Err(BadRun::TooLong(run.log.len()));
        }
        let out_of_order = run.log.windows(2).position(|pair| matches!(pair, [a, b] if b.at < a.at));
        match out_of_order {
            Some(index) => Err(BadRun::Order(index + 1)),
            None => Ok(run),
        }
    }

    /// The run as text.
    pub fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Session {
    /// The present branch, to keep.
    pub fn save(&self) -> SavedRun {
        SavedRun {
            version: VERSION,
            start: self.start().clone(),
            log: self.timeline().log().cloned().collect(),
            at: self.now(),
        }
    }

    /// A run brought to where its reader was. In at most `steps_max` steps; a longer one is left where it got to.
    pub fn load(run: SavedRun, steps_max: u64) -> Self {
        let mut session = Self::new(run.start);
        for logged in run.log {
            session.timeline.log_input(logged.at, logged.input);
        }
        session.seek_within(run.at, steps_max);
        session
    }
}
