//! A question of an exam's kind. Each option claims something, and a run shows whether that is true.

use crate::texts;
use queuelab::scenario::file::{
    BadFile, Claim, Commands, Fault, Part, Scenario, ScenarioFile, Verdict, document, version,
};
use queuelab::session::Session;
use serde::{Deserialize, Serialize};

/// The version that is written.
const VERSION: u32 = 1;
/// Exams with the number of their domains.
const EXAMS: [(&str, u8); 2] = [("DVA-C02", 4), ("SAA-C03", 4)];

/// A question as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuestionFile {
    /// The version of the form: 1.
    pub question: u32,
    /// The lab behind it: `setup`, then what an option adds, then `script`. Its title is the question's short name, and its
    /// story the question itself.
    pub scenario: ScenarioFile,
    /// What is true of the right options, where they do not say it themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// What can be answered.
    pub options: Vec<QuestionOption>,
    /// The exams that ask for it.
    pub exams: Vec<Exam>,
    /// Statements of the syllabus that it shows.
    pub covers: Vec<String>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuestionOption {
    /// In words.
    pub text: String,
    /// Whether it is right.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub right: bool,
    /// Commands of what it proposes, between the scenario's setup and its script.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
    /// What it claims; without it the question's claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// Why it is right, or is not.
    pub because: String,
}

/// A domain of an exam.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Exam {
    /// Its code.
    pub exam: String,
    /// The number of the domain in its guide.
    pub domain: u8,
}

/// A question that was read.
#[derive(Clone, Debug)]
pub struct Question {
    file: QuestionFile,
    scenario: Scenario,
    options: Vec<(Commands, Claim)>,
}

impl Question {
    /// Reads a question.
    ///
    /// # Errors
    /// The first thing in it that is not understood.
    pub fn read(text: &str) -> Result<Self, BadFile> {
        Self::understand(document(text)?).map_err(|fault| fault.located(text))
    }

    fn understand(file: QuestionFile) -> Result<Self, Fault> {
        let at = |path: &str, reason: String| Fault { path: path.to_owned(), reason };
        version("question", file.question, VERSION)?;
        if file.scenario.story.trim().is_empty() {
            return Err(at("scenario.story", "a question asks something".to_owned()));
        }
        if !(3..=6).contains(&file.options.len()) {
            return Err(at("options", format!("there are 3 to 6, here are {}", file.options.len())));
        }
        let right = file.options.iter().filter(|option| option.right).count();
        if right == 0 || right == file.options.len() {
            return Err(at("options", "some are right, and some are not".to_owned()));
        }
        if file.exams.is_empty() {
            return Err(at("exams", "an exam asks for it".to_owned()));
        }
        for (index, exam) in file.exams.iter().enumerate() {
            let is_known =
                EXAMS.iter().any(|(name, domains)| exam.exam == *name && (1..=*domains).contains(&exam.domain));
            if !is_known {
                let path = format!("exams[{index}]");
                return Err(at(&path, format!("{} has no domain {}", exam.exam, exam.domain)));
            }
        }
        if file.covers.is_empty() {
            return Err(at("covers", "a question shows something of the syllabus".to_owned()));
        }
        for (path, text) in file.texts() {
            texts::check(text).map_err(|reason| at(&path, reason))?;
        }
        let options = file.options.iter().enumerate().map(|(index, option)| {
            let commands = Commands::read(&option.with, &format!("options[{index}].with"))?;
            let path = format!("options[{index}].claim");
            let Some(claim) = option.claim.as_ref().or(file.claim.as_ref()) else {
                return Err(at(&path, "it claims nothing, and neither does the question".to_owned()));
            };
            Ok((commands, Claim::parse(claim).map_err(|reason| at(&path, reason))?))
        });
        Ok(Self {
            options: options.collect::<Result<_, _>>()?,
            scenario: Scenario::understand(file.scenario.clone(), "scenario.")?,
            file,
        })
    }

    /// The file as it was read.
    pub const fn file(&self) -> &QuestionFile {
        &self.file
    }

    /// The lab of an option, at its beginning and with everything done.
    ///
    /// # Errors
    /// The command that cannot be carried out.
    pub fn play(&self, option: usize) -> Result<Session, Fault> {
        let (mut session, mut runner) = self.scenario.set_up()?;
        if let Some((commands, _)) = self.options.get(option) {
            commands.carry_out(&mut session, &mut runner)?;
        }
        self.scenario.carry_out(Part::Script, &mut session, &mut runner)?;
        Ok(session)
    }

    /// The run of an option, from its beginning to its end, brought to where its setup is done.
    ///
    /// # Errors
    /// The command that cannot be carried out.
    pub fn show(&self, option: usize) -> Result<Session, Fault> {
        let (start, _) = self.scenario.set_up()?;
        let mut session = self.play(option)?;
        session.seek(start.now());
        Ok(session)
    }

    /// What became of an option's claim at the end of its run.
    ///
    /// # Errors
    /// The command that cannot be carried out.
    pub fn judge(&self, option: usize) -> Result<Option<Verdict>, Fault> {
        let session = self.play(option)?;
        Ok(self.options.get(option).map(|(_, claim)| claim.judge(&session)))
    }

    /// Proves the question: exactly the options that are called right are true.
    ///
    /// # Errors
    /// Everything that is not so.
    pub fn prove(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        for (index, option) in self.file.options.iter().enumerate() {
            match self.judge(index) {
                Err(fault) => faults.push(fault),
                Ok(verdict) => {
                    let is_true = verdict.is_some_and(|verdict| verdict.is_true);
                    if is_true != option.right {
                        let figure = verdict.and_then(|verdict| verdict.figure);
                        let figure = figure.map_or_else(String::new, |figure| format!("; the figure is {figure}"));
                        let reason = format!("it is called {}, and its claim is {is_true}{figure}", option.right);
                        faults.push(Fault { path: format!("options[{index}]"), reason });
                    }
                }
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

impl QuestionFile {
    /// All that is said in words, with its path.
    pub fn texts(&self) -> Vec<(String, &str)> {
        let mut all = vec![
            ("scenario.title".to_owned(), self.scenario.title.as_str()),
            ("scenario.story".to_owned(), &self.scenario.story),
        ];
        for (index, option) in self.options.iter().enumerate() {
            all.push((format!("options[{index}].text"), &option.text));
            all.push((format!("options[{index}].because"), &option.because));
        }
        all
    }
}
