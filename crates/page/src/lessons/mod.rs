//! The level that is worked on: its story, its goals with what is missing, the question before the key event, hints, its
//! solution, and what to remember. Whether something is reached, the engine says; here it is only shown and kept.

mod goals;
mod kept;
mod list;
mod panel;
mod predict;
mod question;
mod round;
mod said;

pub use kept::{keep, open_file, progress};
pub use list::fetch as list;
pub use panel::panel;
pub use question::{begin as begin_round, domain_name};
pub use said::{remembered, said};

use crate::dock::begin_with;
use crate::host;
use crate::lab::{Lab, Lesson};
use leptos::prelude::*;
use queuelab::scenario::Runner;
use queuelab::scenario::file::{BadFile, Fault};
use queuelab::session::Session;
use queuelab::t;
use queuelab_lessons::{Card, Level, Question};
use std::sync::Arc;

/// Opens the lab of a level, and keeps the run before.
pub fn begin(lab: Lab, file: &str) {
    lab.lesson.set(Some(Lesson { file: file.to_owned(), begins: true }));
}

/// What stands in the place of a level's file while a round of questions is under way.
const QUESTIONS: &str = "questions";

/// A file of `lessons/`, fetched and read; or why it could not be.
async fn read<T>(name: &str, read: fn(&str) -> Result<T, BadFile>) -> Result<T, String> {
    let text = host::fetch_text(&format!("lessons/{name}.json")).await?;
    read(&text).map_err(|error| error.to_string())
}

async fn fetch_question(name: &str) -> Result<Question, String> {
    read(&format!("questions/{name}"), Question::read).await
}

/// A reference card.
pub async fn fetch_card(name: &str) -> Result<Card, String> {
    read(&format!("cards/{name}"), Card::read).await
}

/// The level on the page.
#[derive(Clone)]
struct Open {
    file: String,
    level: Arc<Level>,
    /// So many inputs belong to the level itself.
    inputs: RwSignal<usize>,
    /// Hints that were shown.
    hints: RwSignal<u8>,
    /// Whether the solution was shown.
    shown: RwSignal<bool>,
    /// The prediction that was chosen, and which of them came true.
    predicted: RwSignal<Option<(usize, Vec<bool>)>>,
    /// The run that it was put on the stage as.
    run: RwSignal<u64>,
    /// What the learner's own commands would know.
    runner: StoredValue<Runner, LocalStorage>,
}

impl Open {
    fn new(file: String, level: Level) -> Self {
        Self {
            file,
            level: Arc::new(level),
            inputs: RwSignal::new(0),
            hints: RwSignal::new(0),
            shown: RwSignal::new(false),
            predicted: RwSignal::new(None),
            run: RwSignal::new(0),
            runner: StoredValue::new_local(Runner::default()),
        }
    }

    /// Puts the lab of the level on the stage, as the learner finds it. Whether the run before is kept, says who begins.
    fn put(&self, lab: Lab, keeps: bool) {
        match self.level.begin() {
            Err(fault) => complain(lab, &fault),
            Ok((session, runner)) => {
                let run = session.save_alone();
                let title = self.level.file().scenario.title.clone();
                let this = self.clone();
                lab.with_engine(move |engine| {
                    if keeps {
                        lab.open_keeping(engine, &title, run);
                    } else {
                        lab.open(&title, run);
                    }
                    this.know(lab, runner, session.timeline().inputs());
                });
            }
        }
        self.hints.set(0);
        self.shown.set(false);
        self.predicted.set(None);
    }

    /// After the page was loaded again the lab is there; what belongs to the level is worked out once more. Where something
    /// was done, the question has been answered, and nobody knows how.
    fn find_again(&self, lab: Lab) {
        let Ok((mut session, mut runner)) = self.level.begin() else { return };
        let reached = |session: &Session| (session.now(), session.timeline().inputs());
        let has_happened = lab.peek(reached) > reached(&session);
        if has_happened && self.level.let_happen(&mut session, &mut runner).is_ok() {
            self.predicted.set(Some((usize::MAX, self.level.predictions(&session))));
        }
        self.know(lab, runner, session.timeline().inputs());
    }

    fn know(&self, lab: Lab, runner: Runner, inputs: usize) {
        begin_with(lab, &runner);
        self.runner.set_value(runner);
        self.run.set(lab.runs.get_untracked());
        self.inputs.set(inputs);
    }

    /// Lets the key event happen, and keeps which predictions came true.
    fn predict(&self, lab: Lab, chosen: Option<usize>) {
        self.let_happen(lab, Level::let_happen);
        let (inputs, happened) = lab.peek(|session| (session.timeline().inputs(), self.level.predictions(session)));
        self.inputs.set(inputs);
        let right = happened.iter().position(|is_true| *is_true);
        self.predicted.set(chosen.or(right).map(|chosen| (chosen, happened)));
    }

    /// Lets commands of the level happen on the stage.
    fn let_happen(&self, lab: Lab, act: impl FnOnce(&Level, &mut Session, &mut Runner) -> Result<(), Fault>) {
        let mut runner = self.runner.get_value();
        let result = lab.drive(true, |session| act(&self.level, session, &mut runner));
        begin_with(lab, &runner);
        self.runner.set_value(runner);
        lab.finish_work();
        if let Err(fault) = result {
            complain(lab, &fault);
        }
    }
}

fn complain(lab: Lab, fault: &Fault) {
    lab.notify(t!("The level could not be carried out: {fault}.", fault), true);
}
