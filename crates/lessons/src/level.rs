//! A level: a lab in which something is to be reached, with a question before the key event, hints, and what to remember.

use crate::texts;
use queuelab::cloud::Input;
use queuelab::scenario::Runner;
use queuelab::scenario::file::{BadFile, Claim, Commands, Fault, Scenario, ScenarioFile, Verdict, document, version};
use queuelab::session::Session;
use serde::{Deserialize, Serialize};

/// The version that is written.
const VERSION: u32 = 1;
/// A level has so many hints, each saying more than the one before.
const HINTS: usize = 3;

/// A level as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LevelFile {
    /// The version of the form: 1.
    pub level: u32,
    /// The lab: its `setup` and `script` have been carried out when the learner comes, its `story` tells what is wrong or
    /// wanted, its `goals` are what to reach.
    pub scenario: ScenarioFile,
    /// What is asked before the key event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predict: Option<Predict>,
    /// Operations that would make it too easy, and that nobody may call here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forbidden: Vec<String>,
    /// Three of them, each saying more than the one before.
    pub hints: Vec<String>,
    /// Commands that reach all goals.
    pub solution: Vec<String>,
    /// What one would try, and what falls short.
    pub near_miss: NearMiss,
    /// So many actions are enough; what only lets time pass is none.
    pub par: u32,
    /// What to remember for an exam, and at work.
    pub remember: Vec<Remember>,
    /// Statements of the syllabus that it shows.
    pub covers: Vec<String>,
}

/// A question before something happens; what happens then answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Predict {
    /// What is asked.
    pub question: String,
    /// Commands that let it happen.
    pub run: Vec<String>,
    /// What may happen; exactly one of them does.
    pub options: Vec<Prediction>,
}

/// Something that may happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Prediction {
    /// In words.
    pub text: String,
    /// The claim that is true where it has happened.
    pub claim: String,
    /// Why it is so, or is not.
    pub because: String,
}

/// Commands that do not reach all goals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NearMiss {
    /// The commands.
    pub script: Vec<String>,
    /// Why they fall short.
    pub because: String,
}

/// Something to remember.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Remember {
    /// In a sentence.
    pub text: String,
    /// The figure that classic exam notes quote, where it is another one than today's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<String>,
    /// Today's figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

/// A level that was read: each command and each claim is understood.
#[derive(Clone, Debug)]
pub struct Level {
    file: LevelFile,
    scenario: Scenario,
    predict: Option<(Commands, Vec<Claim>)>,
    solution: Commands,
    near_miss: Commands,
}

impl Level {
    /// Reads a level.
    ///
    /// # Errors
    /// The first thing in it that is not understood.
    pub fn read(text: &str) -> Result<Self, BadFile> {
        Self::understand(document(text)?).map_err(|fault| fault.located(text))
    }

    fn understand(file: LevelFile) -> Result<Self, Fault> {
        let at = |path: &str, reason: String| Fault { path: path.to_owned(), reason };
        version("level", file.level, VERSION)?;
        if file.scenario.story.trim().is_empty() {
            return Err(at("scenario.story", "a level tells what it is about".to_owned()));
        }
        if file.scenario.goals.is_empty() {
            return Err(at("scenario.goals", "a level has a goal".to_owned()));
        }
        if file.hints.len() != HINTS {
            return Err(at("hints", format!("a level has {HINTS} hints, here are {}", file.hints.len())));
        }
        if file.remember.is_empty() {
            return Err(at("remember", "a level leaves something to remember".to_owned()));
        }
        if file.covers.is_empty() {
            return Err(at("covers", "a level shows something of the syllabus".to_owned()));
        }
        for (path, text) in file.texts() {
            texts::check(text).map_err(|reason| at(&path, reason))?;
        }
        let predict = match &file.predict {
            None => None,
            Some(predict) => {
                if !(2..=4).contains(&predict.options.len()) {
                    return Err(at("predict.options", "there are 2 to 4 of them".to_owned()));
                }
                let claims = predict.options.iter().enumerate().map(|(index, option)| {
                    let path = format!("predict.options[{index}].claim");
                    Claim::parse(&option.claim).map_err(|reason| Fault { path, reason })
                });
                Some((Commands::read(&predict.run, "predict.run")?, claims.collect::<Result<Vec<_>, _>>()?))
            }
        };
        Ok(Self {
            scenario: Scenario::understand(file.scenario.clone(), "scenario.")?,
            predict,
            solution: Commands::read(&file.solution, "solution")?,
            near_miss: Commands::read(&file.near_miss.script, "nearMiss.script")?,
            file,
        })
    }

    /// The file as it was read.
    pub const fn file(&self) -> &LevelFile {
        &self.file
    }

    /// Its scenario.
    pub const fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The lab as the learner finds it.
    ///
    /// # Errors
    /// The command that cannot be carried out.
    pub fn begin(&self) -> Result<(Session, Runner), Fault> {
        self.scenario.play_on()
    }

    /// What became of each goal at a session's present.
    pub fn goals(&self, session: &Session) -> Vec<Verdict> {
        self.scenario.goals().iter().map(|goal| goal.judge(session)).collect()
    }

    /// Lets the key event happen that is asked about.
    ///
    /// # Errors
    /// The command that cannot be carried out.
    pub fn let_happen(&self, session: &mut Session, runner: &mut Runner) -> Result<(), Fault> {
        match &self.predict {
            None => Ok(()),
            Some((run, _)) => run.carry_out(session, runner).map(|_| ()),
        }
    }

    /// Which of the predictions are true at a session's present.
    pub fn predictions(&self, session: &Session) -> Vec<bool> {
        let claims = self.predict.as_ref().map(|(_, claims)| claims.as_slice()).unwrap_or_default();
        claims.iter().map(|claim| claim.judge(session).is_true).collect()
    }

    /// How many actions a learner took: inputs of the run beyond those of its beginning, and of what was let happen.
    pub fn actions(&self, session: &Session, before: usize) -> u32 {
        u32::try_from(session.timeline().inputs().saturating_sub(before)).unwrap_or(u32::MAX)
    }

    /// An operation that was called although it is forbidden, after so many inputs.
    pub fn trespass(&self, session: &Session, before: usize) -> Option<&str> {
        let called = session.timeline().log().skip(before).filter_map(|logged| match &*logged.input {
            Input::Call { call, .. } => Some(call.operation()),
            _ => None,
        });
        let mut forbidden = called.filter_map(|name| self.file.forbidden.iter().find(|one| *one == name));
        forbidden.next().map(String::as_str)
    }

    /// The commands of the reference solution.
    pub const fn solution(&self) -> &Commands {
        &self.solution
    }

    /// Proves the level: its solution reaches all goals within par and calls nothing forbidden; nothing done in the same
    /// time does not, and neither does the near miss; of the predictions exactly one comes true.
    ///
    /// # Errors
    /// Everything that is not so.
    pub fn prove(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        if let Err(fault) = self.try_to_prove(&mut faults) {
            faults.push(fault);
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    fn try_to_prove(&self, faults: &mut Vec<Fault>) -> Result<(), Fault> {
        let mut wrong = |path: &str, reason: String| faults.push(Fault { path: path.to_owned(), reason });
        let (mut start, mut runner) = self.begin()?;
        self.let_happen(&mut start, &mut runner)?;
        let happened = self.predictions(&start);
        if self.predict.is_some() && happened.iter().filter(|is_true| **is_true).count() != 1 {
            wrong("predict.options", format!("exactly one of them comes true, but of these: {happened:?}"));
        }
        let unmet = |session: &Session| -> Vec<String> {
            let goals = self.file.scenario.goals.iter().zip(self.goals(session));
            goals
                .filter(|(_, verdict)| !verdict.is_true)
                .map(|(goal, verdict)| match verdict.figure {
                    Some(figure) => format!("“{}” ({}, it is {figure})", goal.text, goal.when),
                    None => format!("“{}” ({})", goal.text, goal.when),
                })
                .collect()
        };
        let mut solved = start.clone();
        let inputs = solved.timeline().inputs();
        let answers = self.solution.carry_out(&mut solved, &mut runner.clone())?;
        let left = unmet(&solved);
        if !left.is_empty() {
            wrong("solution", format!("it does not reach {}; the lab said {answers:#?}", left.join(" and ")));
        }
        let acts = self.actions(&solved, inputs);
        if acts > self.file.par {
            wrong("par", format!("the solution takes {acts} actions"));
        }
        if let Some(operation) = self.trespass(&solved, inputs) {
            wrong("solution", format!("it calls {operation}, which is forbidden"));
        }
        let mut idle = start.clone();
        idle.seek(solved.now());
        if unmet(&idle).is_empty() {
            wrong("scenario.goals", "they are reached by doing nothing".to_owned());
        }
        let mut near = start;
        self.near_miss.carry_out(&mut near, &mut runner)?;
        if unmet(&near).is_empty() {
            wrong("nearMiss.script", "it reaches all goals".to_owned());
        }
        Ok(())
    }
}

impl LevelFile {
    /// All that is said in words, with its path.
    pub fn texts(&self) -> Vec<(String, &str)> {
        let mut all = vec![
            ("scenario.title".to_owned(), self.scenario.title.as_str()),
            ("scenario.story".to_owned(), &self.scenario.story),
            ("nearMiss.because".to_owned(), &self.near_miss.because),
        ];
        let goals = self.scenario.goals.iter().enumerate();
        all.extend(goals.map(|(index, goal)| (format!("scenario.goals[{index}].text"), goal.text.as_str())));
        let hints = self.hints.iter().enumerate();
        all.extend(hints.map(|(index, hint)| (format!("hints[{index}]"), hint.as_str())));
        if let Some(predict) = &self.predict {
            all.push(("predict.question".to_owned(), &predict.question));
            for (index, option) in predict.options.iter().enumerate() {
                all.push((format!("predict.options[{index}].text"), &option.text));
                all.push((format!("predict.options[{index}].because"), &option.because));
            }
        }
        all.extend(texts::of_remembered(&self.remember));
        all
    }
}
