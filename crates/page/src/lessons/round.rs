//! The round of questions that is under way: kept as it goes, so that it goes on after a reload.

use super::kept;
use crate::host;
use crate::lab::{Dialog, Lab};
use leptos::prelude::*;
use queuelab_lessons::{Mode, QuestionFile, Quiz, Score, is_right};
use std::collections::BTreeSet;

/// A timed round is stored after so many of its seconds.
const STORED_EVERY: u32 = 10;

/// The round, and what is worked out of it.
#[derive(Clone, Copy)]
pub struct Round {
    lab: Lab,
    /// As it stands.
    pub quiz: RwSignal<Quiz>,
    /// Whether it is over.
    pub over: Memo<bool>,
    /// How it went, once that is known.
    pub score: RwSignal<Option<Score>>,
}

impl Round {
    /// The one that is stored, if one is.
    pub fn stored(lab: Lab) -> Option<Self> {
        let quiz = RwSignal::new(kept::progress().round?);
        let round =
            Self { lab, quiz, over: Memo::new(move |_| quiz.with(|quiz| quiz.is_over)), score: RwSignal::new(None) };
        Effect::new(move |_| {
            if round.over.get() {
                round.work_out();
            }
        });
        Some(round)
    }

    fn change(self, change: impl FnOnce(&mut Quiz)) {
        self.quiz.update(change);
        self.store();
    }

    fn store(self) {
        kept::set_round(Some(self.quiz.get_untracked()));
    }

    /// Counts the seconds of a timed round, as long as the panel is there.
    pub fn run_clock(self) {
        // Only a timed round under way has anything to count, to show anew and to store.
        let counts = move || self.quiz.with_untracked(|quiz| quiz.mode == Mode::Timed && !quiz.is_over);
        if !counts() {
            return;
        }
        host::each_second(move || {
            if !counts() {
                return;
            }
            let left = self.quiz.try_update(|quiz| {
                quiz.tick();
                quiz.seconds_left
            });
            if left.is_some_and(|left| left.is_multiple_of(STORED_EVERY)) {
                self.store();
            }
        });
    }

    /// Takes an answer. In a round for study it counts at once, and in a timed one when that is over.
    pub fn answer(self, name: &str, question: &QuestionFile, chosen: BTreeSet<usize>) {
        let is_right = is_right(question, &chosen);
        self.change(|quiz| {
            quiz.answers.insert(name.to_owned(), chosen);
        });
        if self.quiz.with_untracked(|quiz| quiz.is_told(name)) {
            kept::answer(name, is_right, host::day());
        } else {
            self.go(1);
        }
    }

    /// Goes some questions on.
    pub fn go(self, by: isize) {
        self.change(|quiz| {
            if let Some(at) = quiz.at.checked_add_signed(by) {
                quiz.go(at);
            }
        });
    }

    /// Marks a question to be looked at again, or takes the mark away.
    pub fn flag(self, name: &str) {
        self.change(|quiz| {
            if !quiz.flags.remove(name) {
                quiz.flags.insert(name.to_owned());
            }
        });
    }

    /// Ends it, whatever is answered.
    pub fn end(self) {
        self.change(|quiz| quiz.is_over = true);
    }

    /// Works out how it went. What a timed round asked counts now.
    fn work_out(self) {
        let quiz = self.quiz.get_untracked();
        leptos::task::spawn_local(async move {
            let mut score = Score::default();
            for name in &quiz.questions {
                let Ok(question) = super::fetch_question(name).await else { continue };
                let chosen = quiz.answers.get(name).cloned().unwrap_or_default();
                let is_right = is_right(question.file(), &chosen);
                score.add(&question.file().exams, is_right);
                // In a round for study it was counted when it was answered.
                if quiz.mode == Mode::Timed && !quiz.is_counted && !chosen.is_empty() {
                    kept::answer(name, is_right, host::day());
                }
            }
            if self.score.try_set(Some(score)).is_none() {
                self.change(|quiz| quiz.is_counted = true);
            }
        });
    }

    /// Leaves it for another one.
    pub fn leave(self) {
        kept::set_round(None);
        self.lab.lesson.set(None);
        self.lab.dialog.set(Some(Dialog::Learn));
    }
}
