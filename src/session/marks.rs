//! Instants that the reader has named, to come back to. They are notes beside the run and no part of its state.

use super::{Session, branches::tidy_name};
use crate::clock::Instant;
use serde::{Deserialize, Serialize};

/// At most so many are kept.
pub const MARKS_MAX: usize = 100;

/// An instant with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// When.
    pub at: Instant,
    /// What the reader calls it.
    pub name: String,
}

impl Session {
    /// The marks, in order of time.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Marks an instant, or gives its mark another name. False when the name is empty, or there are too many.
    pub fn mark(&mut self, at: Instant, name: &str) -> bool {
        let name = tidy_name(name);
        let place = self.marks.partition_point(|mark| mark.at < at);
        let is_there = self.marks.get(place).is_some_and(|mark| mark.at == at);
        if name.is_empty() || (!is_there && self.marks.len() >= MARKS_MAX) {
            return false;
        }
        if is_there {
            self.marks.remove(place);
        }
        self.marks.insert(place, Mark { at, name });
        self.revision += 1;
        true
    }

    /// Takes the mark at an instant away. False when there is none.
    pub fn unmark(&mut self, at: Instant) -> bool {
        let before = self.marks.len();
        self.marks.retain(|mark| mark.at != at);
        self.revision += 1;
        self.marks.len() < before
    }

    pub(super) fn set_marks(&mut self, marks: Vec<Mark>) {
        self.marks.clear();
        for mark in marks {
            self.mark(mark.at, &mark.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Start;

    #[test]
    fn marks_stand_in_order_of_time_one_at_an_instant() {
        let mut session = Session::new(Start::default());
        let at = Instant::from_millis;
        for (millis, name) in [(5, "b"), (1, "a"), (5, "c")] {
            assert!(session.mark(at(millis), name));
        }
        let names: Vec<&str> = session.marks().iter().map(|mark| mark.name.as_str()).collect();
        assert_eq!(names, ["a", "c"]);
        assert!(!session.mark(at(9), "  ") && !session.unmark(at(2)) && session.unmark(at(1)));
        for millis in 0..200 {
            session.mark(at(millis), "x");
        }
        assert_eq!(session.marks().len(), MARKS_MAX);
        assert!(session.mark(at(5), "still can be renamed"));
    }
}
