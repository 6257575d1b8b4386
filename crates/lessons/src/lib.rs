//! Levels, questions and reference cards: data files in which the engine proves what is said.
//!
//! A level is reached by its reference solution, not by doing nothing, and not by its near miss. Of a question exactly the
//! right options are true. Whoever writes one has it judged by [`Level::prove`] and [`Question::prove`]; whoever shows one
//! plays the same commands. Texts are plain, with `[[words]]` of the legend and the glossary.
//!
//! The layer knows scenarios and no picture, and does not know where files come from.

mod card;
mod level;
mod list;
mod progress;
mod question;
mod quiz;
mod texts;

pub use card::{Card, CardFile, Term};
pub use level::{Level, LevelFile, NearMiss, Predict, Prediction, Remember};
pub use list::{Entry, List, QuestionEntry, Track};
pub use progress::{Progress, Reached};
pub use question::{Exam, Question, QuestionFile, QuestionOption};
pub use quiz::{Mode, Quiz, Recall, SECONDS_EACH, Score, is_right};
pub use texts::{figures, words};
