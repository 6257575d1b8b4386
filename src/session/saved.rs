//! A run as text: how it began, what was done to it, and where its reader was.

use super::branches::{Branch, Branches, tidy_name};
use super::{BRANCHES_MAX, Logged, Mark, Session, Start, Timeline};
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
    /// What the branch of the log is called, where it is not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where that branch left another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Instant>,
    /// The other branches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<SavedBranch>,
    /// Instants that the reader has named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

/// A branch beside that of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SavedBranch {
    /// What it is called.
    pub name: String,
    /// So many of its inputs are the first ones of the log.
    pub shared: usize,
    /// What was done on it after these, in order of time.
    pub log: Vec<Logged>,
    /// Where the reader left it.
    pub at: Instant,
    /// Where it left another branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Instant>,
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
    /// A branch shares more inputs than there are, or has some that come too early.
    #[error("branch {0} of this run does not fit to its log")]
    Branch(usize),
}

/// Where the order of time is broken.
fn disorder(log: &[Logged]) -> Option<usize> {
    log.windows(2).position(|pair| matches!(pair, [a, b] if b.at < a.at)).map(|index| index + 1)
}

impl SavedRun {
    /// A run of one branch, at its beginning.
    pub const fn new(start: Start, log: Vec<Logged>) -> Self {
        Self {
            version: VERSION,
            start,
            log,
            at: Instant::ZERO,
            name: None,
            from: None,
            branches: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// Reads a run, believing nothing.
    pub fn read(text: &str) -> Result<Self, BadRun> {
        Self::parse(text)?.checked()
    }

    /// The text as a run whose parts may not fit together.
    pub(super) fn parse(text: &str) -> Result<Self, BadRun> {
        serde_json::from_str(text).map_err(|error| BadRun::Form(error.to_string()))
    }

    /// The run, if its parts fit together.
    pub(super) fn checked(self) -> Result<Self, BadRun> {
        let run = self;
        if run.version != VERSION {
            return Err(BadRun::Version(run.version));
        }
        let inputs = run.branches.iter().map(|branch| branch.log.len()).fold(run.log.len(), usize::saturating_add);
        if inputs > INPUTS_MAX {
            return Err(BadRun::TooLong(inputs));
        }
        if let Some(index) = disorder(&run.log) {
            return Err(BadRun::Order(index));
        }
        let is_bad = |branch: &SavedBranch| {
            let Some(shared) = run.log.get(..branch.shared) else { return true };
            let joint = shared.last().zip(branch.log.first());
            disorder(&branch.log).is_some() || joint.is_some_and(|(last, first)| first.at < last.at)
        };
        match run.branches.iter().position(is_bad) {
            Some(index) => Err(BadRun::Branch(index + 1)),
            None => Ok(run),
        }
    }

    /// The run as text.
    pub fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Session {
    /// The present branch alone, as if there had never been another.
    pub fn save_alone(&self) -> SavedRun {
        SavedRun { branches: Vec::new(), name: None, from: None, ..self.save() }
    }

    /// The present branch with the others beside it, to keep. Where all would be too much to be read again, the oldest
    /// branches are left out.
    pub fn save(&self) -> SavedRun {
        let log: Vec<Logged> = self.timeline().log().cloned().collect();
        let mut room = INPUTS_MAX.saturating_sub(log.len());
        let mut branches = Vec::new();
        for branch in self.branches.others.iter().rev() {
            let saved = saved_branch(branch, &log);
            if saved.log.len() > room {
                break;
            }
            room -= saved.log.len();
            branches.push(saved);
        }
        branches.reverse();
        SavedRun {
            version: VERSION,
            start: self.start().clone(),
            log,
            at: self.now(),
            name: (self.branches.id > 0).then(|| self.branches.name.clone()),
            from: self.branches.from,
            branches,
            marks: self.marks().to_vec(),
        }
    }

    /// A run brought to where its reader was. In at most `steps_max` steps; a longer one is left where it got to.
    pub fn load(run: SavedRun, steps_max: u64) -> Self {
        let mut session = Self::new(run.start);
        let count = u32::try_from(run.branches.len().min(BRANCHES_MAX)).unwrap_or(0);
        let mut branches = Branches::default();
        for (id, saved) in (0..count).zip(run.branches) {
            let mut timeline = Timeline::new(session.cloud());
            let shared = run.log.iter().take(saved.shared).cloned();
            for logged in shared.chain(saved.log) {
                timeline.log_input(logged.at, logged.input);
            }
            let name = tidy_name(&saved.name);
            branches.keep(Branch { id, name, from: saved.from, timeline, at: saved.at });
        }
        if let Some(name) = run.name {
            (branches.id, branches.made, branches.name) = (count, count + 1, tidy_name(&name));
        } else if count > 0 {
            (branches.id, branches.made) = (count, count + 1);
        }
        branches.from = run.from;
        session.branches = branches;
        session.set_marks(run.marks);
        for logged in run.log {
            session.timeline.log_input(logged.at, logged.input);
        }
        session.seek_within(run.at, steps_max);
        session
    }
}

fn saved_branch(branch: &Branch, log: &[Logged]) -> SavedBranch {
    let inputs = branch.timeline().log();
    let shared = inputs.zip(log).take_while(|(own, other)| own.at == other.at && own.input == other.input).count();
    SavedBranch {
        name: branch.name.clone(),
        shared,
        log: branch.timeline().log().skip(shared).cloned().collect(),
        at: branch.left_at(),
        from: branch.from,
    }
}
