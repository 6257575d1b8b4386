//! What the learner has reached, kept in this browser, and taken along as a file.

use crate::host;
use crate::lab::Lab;
use queuelab::t;
use queuelab_lessons::{Progress, Quiz, Reached};

const PROGRESS_KEY: &str = "queuelab.progress.1";
const FILE: &str = "queuelab-progress.json";

/// What was reached so far; what cannot be read counts as nothing, and stays where it is until something is reached.
pub fn progress() -> Progress {
    host::stored(PROGRESS_KEY).and_then(|text| Progress::read(&text).ok()).unwrap_or_default()
}

/// Takes note of a level that was reached. False when the browser does not store.
pub(super) fn reach(level: &str, reached: Reached) -> bool {
    let mut progress = progress();
    progress.reach(level, reached);
    host::store(PROGRESS_KEY, &progress.write())
}

/// Takes note of an answer to a question.
pub(super) fn answer(question: &str, right: bool, day: u64) -> bool {
    let mut progress = progress();
    progress.answer(question, right, day);
    host::store(PROGRESS_KEY, &progress.write())
}

/// Keeps the round of questions that is under way, or none. False when the browser does not store.
pub(super) fn set_round(round: Option<Quiz>) -> bool {
    let mut progress = progress();
    progress.round = round;
    host::store(PROGRESS_KEY, &progress.write())
}

/// Offers what was reached as a file.
pub fn keep() {
    host::download(FILE, &progress().write());
}

/// Takes over what a file has, where it is better; says how it went.
pub fn open_file(lab: Lab, text: &str) -> bool {
    let other = match Progress::read(text) {
        Ok(other) => other,
        Err(error) => {
            lab.notify(t!("This is no progress that can be read: {error}.", error), true);
            return false;
        }
    };
    let mut progress = progress();
    progress.merge(&other);
    let is_stored = host::store(PROGRESS_KEY, &progress.write());
    if is_stored {
        lab.notify(t!("Taken over: {count} levels.", count = other.levels.len()), false);
    } else {
        lab.notify(t!("This browser stores nothing, so progress cannot be kept."), true);
    }
    is_stored
}
