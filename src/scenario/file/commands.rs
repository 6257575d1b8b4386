//! Commands as they stand in documents: one in each element of a list.

use super::Fault;
use crate::scenario::{Runner, Script};
use crate::session::Session;

/// A list of commands that were understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commands {
    /// Where the list stands in its document.
    path: String,
    script: Script,
}

impl Commands {
    /// Reads the list that stands at a path.
    ///
    /// # Errors
    /// The first command that is not understood.
    pub fn read(lines: &[String], path: &str) -> Result<Self, Fault> {
        let at = |index: usize, reason: String| Fault { path: format!("{path}[{index}]"), reason };
        let find = |is_wrong: &dyn Fn(&str) -> bool| lines.iter().position(|line| is_wrong(line));
        if let Some(index) = find(&|line| line.contains(['\n', '\r'])) {
            return Err(at(index, "one element is one command; this one has several lines".to_owned()));
        }
        if let Some(index) = find(&|line| line.trim_end().ends_with('\\')) {
            return Err(at(index, "a command ends with its element".to_owned()));
        }
        if let Some(index) = find(&|line| line.split_whitespace().next() == Some("lab")) {
            return Err(at(index, "how the lab begins is said by “start”".to_owned()));
        }
        let script = Script::parse(&lines.join("\n")).map_err(|error| at(error.line.saturating_sub(1), error.text))?;
        Ok(Self { path: path.to_owned(), script })
    }

    /// Them, each with the number of its element, from 1.
    pub const fn script(&self) -> &Script {
        &self.script
    }

    /// Carries them out; answers with what the lab said to each.
    ///
    /// # Errors
    /// The command that cannot be carried out. A refusal by AWS is an answer, and none.
    pub fn carry_out(&self, session: &mut Session, runner: &mut Runner) -> Result<Vec<String>, Fault> {
        let mut answers = Vec::with_capacity(self.script.commands.len());
        for (line, command) in &self.script.commands {
            let answer = runner
                .run(session, command)
                .map_err(|problem| Fault { path: format!("{}[{}]", self.path, line - 1), reason: problem.0 })?;
            answers.push(answer);
        }
        Ok(answers)
    }
}
