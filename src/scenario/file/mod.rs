//! Scenario files: one text for a ready-made lab, a lesson, a link, an embedded lab and a headless test.
//!
//! ```json
//! {
//!   "scenario": 1,
//!   "title": "A worker slower than its timeout",
//!   "setup": [
//!     "call sqs CreateQueue QueueName=jobs Attributes.VisibilityTimeout=10",
//!     "actor consumer name=encoder queue=jobs work=14s"
//!   ],
//!   "script": ["call sqs SendMessage QueueUrl=jobs MessageBody=one", "advance 12s"],
//!   "goals": [{ "text": "The queue is empty", "when": "queue jobs empty" }],
//!   "expect": ["once message 1 received 2"]
//! }
//! ```
//!
//! What is done is said in the command language of labs, one command an element, so that whatever a lab can do can stand in
//! a file. `setup` makes the lab, and `script` goes on from there. Goals are what somebody is to reach; expectations are what
//! a test asks for when the script is over.
//!
//! Reading believes nothing: whatever is unknown or wrong is refused with its path, its line and the reason, and nothing of
//! the file is used then. Files of each past version are read for ever. The layer knows no picture.

mod claim;
mod commands;
mod locate;
mod read;

pub use claim::{Claim, Verdict, When};
pub use commands::Commands;
pub use read::{BYTES_MAX, BadFile, Fault, document, version};

use super::{Runner, quiet_start};
use crate::session::{Session, Start};
use serde::{Deserialize, Serialize};

/// The version that is written.
pub const VERSION: u32 = 1;
/// Goals, and expectations, at most.
const CLAIMS_MAX: usize = 200;
/// Characters of a title, and of a goal's text.
const TITLE_MAX: usize = 120;

/// A scenario file as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScenarioFile {
    /// The version of the form: 1.
    pub scenario: u32,
    /// What the lab is called.
    pub title: String,
    /// What it is about, in a sentence or two.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub story: String,
    /// How it begins: its seed, the limits in force, chance and latency. Without it: seed 1, the limits of today, nothing
    /// left to chance and no latency, as in a transcript.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Start>,
    /// Commands that make the lab.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub setup: Vec<String>,
    /// Commands of what happens in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub script: Vec<String>,
    /// What somebody is to reach.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<Goal>,
    /// What must be true when the script is over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expect: Vec<String>,
}

/// Something to reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Goal {
    /// What it is called.
    pub text: String,
    /// The claim that is true once it is reached.
    pub when: String,
}

/// A scenario that was read: each command and each claim is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    file: ScenarioFile,
    setup: Commands,
    script: Commands,
    goals: Vec<Claim>,
    expect: Vec<Claim>,
}

/// A list of commands of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Those that make the lab.
    Setup,
    /// Those of what happens in it.
    Script,
}

impl Scenario {
    /// Reads a scenario file.
    ///
    /// # Errors
    /// The first thing in it that is not understood.
    pub fn read(text: &str) -> Result<Self, BadFile> {
        Self::understand(document(text)?, "").map_err(|fault| fault.located(text))
    }

    /// Understands a file that stands in a larger document, after such a path as `scenario.`.
    ///
    /// # Errors
    /// The first thing in it that is not understood.
    pub fn understand(file: ScenarioFile, before: &str) -> Result<Self, Fault> {
        let at = |path: &str, reason: String| Fault { path: format!("{before}{path}"), reason };
        version(&format!("{before}scenario"), file.scenario, VERSION)?;
        for (path, title) in std::iter::once(("title".to_owned(), &file.title))
            .chain(file.goals.iter().enumerate().map(|(index, goal)| (format!("goals[{index}].text"), &goal.text)))
        {
            if title.trim().is_empty() || title.chars().count() > TITLE_MAX {
                return Err(at(&path, format!("it has 1 to {TITLE_MAX} characters")));
            }
        }
        for (field, count) in [("goals", file.goals.len()), ("expect", file.expect.len())] {
            if count > CLAIMS_MAX {
                return Err(at(field, format!("there are at most {CLAIMS_MAX}, here are {count}")));
            }
        }
        let claim = |path: &str, text: &str| Claim::parse(text).map_err(|reason| at(path, reason));
        let goals = file.goals.iter().enumerate();
        let expect = file.expect.iter().enumerate();
        Ok(Self {
            setup: Commands::read(&file.setup, &format!("{before}setup"))?,
            script: Commands::read(&file.script, &format!("{before}script"))?,
            goals: goals
                .map(|(index, goal)| claim(&format!("goals[{index}].when"), &goal.when))
                .collect::<Result<_, _>>()?,
            expect: expect.map(|(index, text)| claim(&format!("expect[{index}]"), text)).collect::<Result<_, _>>()?,
            file,
        })
    }

    /// The file as it was read.
    pub const fn file(&self) -> &ScenarioFile {
        &self.file
    }

    /// The goals' claims, in their order.
    pub fn goals(&self) -> &[Claim] {
        &self.goals
    }

    /// The lab at its beginning, before anything was done.
    pub fn begin(&self) -> Session {
        Session::new(self.file.start.clone().unwrap_or_else(quiet_start))
    }

    /// Carries the commands of a part out; answers with what the lab said to each.
    ///
    /// # Errors
    /// The command that cannot be carried out. A refusal by AWS is an answer, and none.
    pub fn carry_out(&self, part: Part, session: &mut Session, runner: &mut Runner) -> Result<Vec<String>, Fault> {
        let commands = if part == Part::Setup { &self.setup } else { &self.script };
        commands.carry_out(session, runner)
    }

    /// The lab as it is made, before anything happens in it, and what further commands know.
    ///
    /// # Errors
    /// The command that cannot be carried out.
    pub fn set_up(&self) -> Result<(Session, Runner), Fault> {
        let (mut session, mut runner) = (self.begin(), Runner::default());
        self.carry_out(Part::Setup, &mut session, &mut runner)?;
        Ok((session, runner))
    }

    /// The whole run from its beginning to its end, and what further commands know.
    ///
    /// # Errors
    /// The command that cannot be carried out.
    pub fn play_on(&self) -> Result<(Session, Runner), Fault> {
        let (mut session, mut runner) = self.set_up()?;
        self.carry_out(Part::Script, &mut session, &mut runner)?;
        Ok((session, runner))
    }

    /// The whole run from its beginning to its end.
    ///
    /// # Errors
    /// The command that cannot be carried out.
    pub fn play(&self) -> Result<Session, Fault> {
        self.play_on().map(|(session, _)| session)
    }

    /// What became of each expectation at the session's present, in their order, with its text.
    pub fn check(&self, session: &Session) -> Vec<(&str, Verdict)> {
        let texts = self.file.expect.iter().map(String::as_str);
        texts.zip(&self.expect).map(|(text, claim)| (text, claim.judge(session))).collect()
    }

    /// Plays the whole run and judges it; answers with each expectation that is not true at its end, by its place in the file.
    ///
    /// # Errors
    /// The command that cannot be carried out.
    pub fn prove(&self) -> Result<Vec<Fault>, Fault> {
        let session = self.play()?;
        let wrong = self.check(&session).into_iter().enumerate().filter(|(_, (_, verdict))| !verdict.is_true);
        Ok(wrong
            .map(|(index, (text, verdict))| {
                let figure = verdict.figure.map_or_else(String::new, |figure| format!(", the figure is {figure}"));
                Fault { path: format!("expect[{index}]"), reason: format!("“{text}” is not true{figure}") }
            })
            .collect())
    }
}

impl ScenarioFile {
    /// The file as text.
    pub fn write(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
