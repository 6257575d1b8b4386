//! A round of questions: which come, what was answered, and how it went; and when a question that was missed comes again.
//!
//! Days are counted by whoever asks; this knows no clock. The order of a round is decided by a seed.

use crate::question::{Exam, QuestionFile};
use queuelab::base::Rng;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// After so many right answers in a row a question comes again after so many days; later ones as after the last.
const DAYS: [u64; 5] = [0, 1, 3, 7, 21];

/// What is known of how somebody answers a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Recall {
    /// Right answers since the last wrong one.
    pub streak: u32,
    /// Answers so far.
    pub answers: u32,
    /// Of them, wrong ones.
    pub missed: u32,
    /// The day of the last answer, counted since 1970.
    pub day: u64,
}

impl Recall {
    /// Takes note of an answer.
    pub fn answer(&mut self, right: bool, day: u64) {
        self.answers = self.answers.saturating_add(1);
        self.day = self.day.max(day);
        if right {
            self.streak = self.streak.saturating_add(1);
        } else {
            self.streak = 0;
            self.missed = self.missed.saturating_add(1);
        }
    }

    /// Whether it was missed once and is to be asked again by now.
    pub fn is_due(self, day: u64) -> bool {
        let index = usize::try_from(self.streak).unwrap_or(usize::MAX).min(DAYS.len() - 1);
        let after = DAYS.get(index).copied().unwrap_or_default();
        self.missed > 0 && day >= self.day.saturating_add(after)
    }

    /// What is known better: the later of two.
    #[must_use]
    pub fn later(self, other: Self) -> Self {
        if (other.day, other.answers) > (self.day, self.answers) { other } else { self }
    }
}

/// How questions are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mode {
    /// Each is explained as soon as it is answered.
    Study,
    /// All are explained at the end, and there is a time to keep.
    Timed,
}

/// Seconds that a timed round has for each question, as in the exams, which have 130 minutes for 65.
pub const SECONDS_EACH: u32 = 120;

/// A round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Quiz {
    /// How it is asked.
    pub mode: Mode,
    /// The questions by name, in their order.
    pub questions: Vec<String>,
    /// What was answered to each: the numbers of options.
    pub answers: BTreeMap<String, BTreeSet<usize>>,
    /// Those that the learner wants to look at again.
    pub flags: BTreeSet<String>,
    /// The one that is shown.
    pub at: usize,
    /// Seconds that are left of a timed round.
    pub seconds_left: u32,
    /// Whether it is over.
    pub is_over: bool,
    /// Whether what was answered is counted by question; that of a round for study is at once.
    #[serde(default)]
    pub is_counted: bool,
}

impl Quiz {
    /// A round of some questions, at most so many, in an order that a seed decides.
    pub fn new(mode: Mode, mut names: Vec<String>, count: usize, seed: u64) -> Self {
        let mut rng = Rng::fork(seed, "quiz");
        for index in (1..names.len()).rev() {
            let other = usize::try_from(rng.below(index as u64 + 1)).unwrap_or_default();
            names.swap(index, other);
        }
        names.truncate(count);
        let seconds = u32::try_from(names.len()).unwrap_or(u32::MAX).saturating_mul(SECONDS_EACH);
        Self {
            mode,
            seconds_left: if mode == Mode::Timed { seconds } else { 0 },
            questions: names,
            answers: BTreeMap::new(),
            flags: BTreeSet::new(),
            at: 0,
            is_over: false,
            is_counted: false,
        }
    }

    /// The name of the question that is shown.
    pub fn present(&self) -> Option<&str> {
        self.questions.get(self.at).map(String::as_str)
    }

    /// Questions that have an answer.
    pub fn answered(&self) -> usize {
        self.answers.len()
    }

    /// Whether the question is explained by now.
    pub fn is_told(&self, name: &str) -> bool {
        self.is_over || (self.mode == Mode::Study && self.answers.contains_key(name))
    }

    /// A second has passed of a timed round; the last one ends it.
    pub fn tick(&mut self) {
        if self.mode == Mode::Timed && !self.is_over {
            self.seconds_left = self.seconds_left.saturating_sub(1);
            self.is_over = self.seconds_left == 0;
        }
    }

    /// Goes to another question, as far as there is one.
    pub fn go(&mut self, at: usize) {
        if at < self.questions.len() {
            self.at = at;
        }
    }
}

/// Whether exactly the right options were chosen.
pub fn is_right(question: &QuestionFile, chosen: &BTreeSet<usize>) -> bool {
    let right = question.options.iter().enumerate().filter(|(_, option)| option.right);
    right.map(|(index, _)| index).eq(chosen.iter().copied())
}

/// What came of a round, in all and for each domain: questions asked, and answered rightly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Asked, and right.
    pub all: (usize, usize),
    /// The same for each domain of each exam.
    pub domains: BTreeMap<(String, u8), (usize, usize)>,
}

impl Score {
    /// Adds a question.
    pub fn add(&mut self, exams: &[Exam], right: bool) {
        let count = |(asked, done): &mut (usize, usize)| {
            *asked += 1;
            *done += usize::from(right);
        };
        count(&mut self.all);
        for exam in exams {
            count(self.domains.entry((exam.exam.clone(), exam.domain)).or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|index| format!("q-{index}")).collect()
    }

    #[test]
    fn a_round_has_each_question_once_in_an_order_of_its_seed() {
        let quiz = Quiz::new(Mode::Study, names(20), 10, 7);
        assert_eq!(quiz, Quiz::new(Mode::Study, names(20), 10, 7));
        assert_ne!(quiz.questions, Quiz::new(Mode::Study, names(20), 10, 8).questions);
        let once: BTreeSet<&String> = quiz.questions.iter().collect();
        assert_eq!((once.len(), quiz.questions.len()), (10, 10));
        let few = Quiz::new(Mode::Timed, names(3), 10, 1);
        assert_eq!(few.questions.len(), 3);
    }

    #[test]
    fn questions_are_told_at_once_or_at_the_end() {
        let mut quiz = Quiz::new(Mode::Study, names(2), 2, 1);
        let name = quiz.present().unwrap().to_owned();
        assert!(!quiz.is_told(&name));
        quiz.answers.insert(name.clone(), BTreeSet::from([1]));
        assert!(quiz.is_told(&name));
        quiz.mode = Mode::Timed;
        assert!(!quiz.is_told(&name));
        quiz.is_over = true;
        assert!(quiz.is_told(&name));
        quiz.go(5);
        assert_eq!(quiz.at, 0);
        quiz.go(1);
        assert_eq!(quiz.at, 1);
    }

    #[test]
    fn time_ends_a_timed_round_and_no_other() {
        let mut quiz = Quiz::new(Mode::Timed, names(1), 1, 1);
        (1..SECONDS_EACH).for_each(|_| quiz.tick());
        assert!(!quiz.is_over && quiz.seconds_left == 1);
        quiz.tick();
        assert!(quiz.is_over);
        let mut study = Quiz::new(Mode::Study, names(1), 1, 1);
        study.tick();
        assert!(!study.is_over);
    }

    #[test]
    fn what_was_missed_comes_again_after_longer_and_longer() {
        let mut recall = Recall::default();
        recall.answer(true, 100);
        assert!(!recall.is_due(400), "it was never missed");
        recall.answer(false, 100);
        assert!(recall.is_due(100));
        for (day, next) in [(100, 101), (101, 104), (104, 111), (111, 132), (132, 153)] {
            recall.answer(true, day);
            assert!(!recall.is_due(next - 1) && recall.is_due(next), "{day}");
        }
        recall.answer(false, 200);
        assert!(recall.is_due(200));
        assert_eq!(recall.later(Recall::default()), recall);
    }

    #[test]
    fn a_score_counts_by_domain() {
        let exam = |domain| Exam { exam: "DVA-C02".to_owned(), domain };
        let mut score = Score::default();
        score.add(&[exam(1), exam(4)], true);
        score.add(&[exam(1)], false);
        assert_eq!(score.all, (2, 1));
        assert_eq!(score.domains[&("DVA-C02".to_owned(), 1)], (2, 1));
        assert_eq!(score.domains[&("DVA-C02".to_owned(), 4)], (1, 1));
    }
}
