//! Patterns of LIKE, SIMILAR TO and regular expressions, without a way to run for ever.
//!
//! All three become one small program whose threads run side by side, so that time grows with text times pattern and
//! never faster. Groups only group: nothing is captured.

mod read;

use read::{Form, Reader};

/// So many steps may the searches in one text take. This lab's own limit.
const STEPS_MAX: usize = 2_000_000;

/// The search in a text was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

/// Which characters match.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Class {
    One(char),
    /// Any but the end of a line, where the flag is not set.
    Any(bool),
    /// One of these ranges, or none of them.
    Set(Vec<(char, char)>, bool),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    Read(Class),
    /// The first way is preferred.
    Split(usize, usize),
    Jump(usize),
    /// Only at the beginning.
    Start,
    /// Only at the end.
    End,
    /// Only between a word and what is none.
    Edge,
    Done,
}

/// A pattern that has been read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    steps: Vec<Step>,
}

impl Pattern {
    /// The pattern of LIKE (`%` and `_`), or of SIMILAR TO, which adds `| * + ? {n,m} ( ) [ ]`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of_sql(text: &str, escape: Option<char>, is_similar: bool) -> Result<Self, String> {
        Reader::new(text, if is_similar { Form::Similar } else { Form::Like }, escape).read()
    }

    /// A regular expression as Java writes them, without captures, references and looking around.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of_java(text: &str) -> Result<Self, String> {
        Reader::new(text, Form::Java, None).read()
    }

    /// A regular expression with which a text has to begin.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of_beginning(text: &str) -> Result<Self, String> {
        // By itself it has to be right too: a bracket that closes too early would close the group.
        Self::of_java(text)?;
        Self::of_java(&format!("(?:{text})(?:.|\\n)*"))
    }

    /// Whether all of a text matches.
    pub fn is_whole(&self, text: &str) -> Result<bool, TooLong> {
        let chars: Vec<char> = text.chars().collect();
        Ok(self.run(&chars, 0, true, &mut 0)?.is_some())
    }

    /// The first match at or behind a place: from where to where. The steps of all searches in a text are counted.
    pub fn find(&self, text: &[char], from: usize, taken: &mut usize) -> Result<Option<(usize, usize)>, TooLong> {
        self.run(text, from, false, taken)
    }

    fn run(
        &self,
        text: &[char],
        from: usize,
        is_whole: bool,
        taken: &mut usize,
    ) -> Result<Option<(usize, usize)>, TooLong> {
        let mut threads: Vec<(usize, usize)> = Vec::new();
        let mut found = None;
        for place in from..=text.len() {
            // A search may begin anywhere until it has found something; a later beginning comes last.
            if found.is_none() && (place == from || !is_whole) {
                threads.push((0, place));
            }
            let mut seen = vec![false; self.steps.len()];
            let mut next = Vec::new();
            let mut open = std::mem::take(&mut threads);
            open.reverse();
            'threads: while let Some((step, start)) = open.pop() {
                let Some(is_seen) = seen.get_mut(step).filter(|is_seen| !**is_seen) else { continue };
                *is_seen = true;
                *taken += 1;
                match self.steps.get(step) {
                    Some(Step::Read(class)) if text.get(place).is_some_and(|c| class.has(*c)) => {
                        next.push((step + 1, start));
                    }
                    Some(Step::Split(first, second)) => open.extend([(*second, start), (*first, start)]),
                    Some(Step::Jump(to)) => open.push((*to, start)),
                    Some(Step::Start) if place == 0 => open.push((step + 1, start)),
                    Some(Step::End) if place == text.len() => open.push((step + 1, start)),
                    Some(Step::Edge) if is_edge(text, place) => open.push((step + 1, start)),
                    Some(Step::Done) if !is_whole || place == text.len() => {
                        found = Some((start, place));
                        // What comes after is less preferred.
                        break 'threads;
                    }
                    _ => {}
                }
            }
            if *taken > STEPS_MAX {
                return Err(TooLong);
            }
            threads = next;
            if threads.is_empty() && (found.is_some() || is_whole) {
                break;
            }
        }
        Ok(found)
    }
}

fn is_edge(text: &[char], place: usize) -> bool {
    let is_word = |index: Option<usize>| {
        index.and_then(|index| text.get(index)).is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_')
    };
    is_word(place.checked_sub(1)) != is_word(Some(place))
}

impl Class {
    fn has(&self, c: char) -> bool {
        match self {
            Self::One(one) => *one == c,
            Self::Any(with_lines) => *with_lines || c != '\n',
            Self::Set(ranges, negated) => ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)) != *negated,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sql(pattern: &str, is_similar: bool, text: &str) -> bool {
        Pattern::of_sql(pattern, Some('!'), is_similar).unwrap().is_whole(text).unwrap()
    }

    #[test]
    fn like_and_similar() {
        for (pattern, text, like, similar) in [
            ("%TECH%", "BIOTECHNOLOGY", true, true),
            ("%TECH%", "technology", false, false),
            ("a_c", "abc", true, true),
            ("a_c", "abbc", false, false),
            ("50!%", "50%", true, true),
            ("50!%", "500", false, false),
            ("%", "", true, true),
            ("a.c", "abc", false, false),
            ("(a|b)+", "abab", false, true),
            ("(a|b)+", "(a|b)+", true, false),
            ("[0-9]{2,3}", "123", false, true),
            ("[0-9]{2,3}", "1234", false, false),
            ("[^x]*", "abc", false, true),
            ("[[:DIGIT:]]+", "42", false, true),
            ("x?y", "y", false, true),
            ("a%b%c", "a--b\n--c", true, true),
        ] {
            assert_eq!((sql(pattern, false, text), sql(pattern, true, text)), (like, similar), "{pattern} of {text}");
        }
    }

    fn first(pattern: &str, text: &str) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        let (from, to) = Pattern::of_java(pattern).unwrap().find(&chars, 0, &mut 0).unwrap()?;
        Some(chars[from..to].iter().collect())
    }

    #[test]
    fn regular_expressions_find_what_java_finds() {
        for (pattern, text, found) in [
            ("b+", "abbbc", Some("bbb")),
            ("b+?", "abbbc", Some("b")),
            ("a|ab", "ab", Some("a")),
            ("ab|a", "ab", Some("ab")),
            ("\\d{3}", "a12b345", Some("345")),
            ("^b", "ab", None),
            ("b$", "ab", Some("b")),
            ("\\bcat\\b", "concat cat", Some("cat")),
            ("(?:a*)*b", "aaab", Some("aaab")),
            ("[a-c\\d]+", "xb2c", Some("b2c")),
            ("x*", "abc", Some("")),
            (".", "\n", None),
            ("é", "café", Some("é")),
        ] {
            assert_eq!(first(pattern, text).as_deref(), found, "{pattern} in {text}");
        }
    }

    #[test]
    fn a_beginning_is_looked_at_and_nothing_else() {
        let begins = |pattern: &str, text: &str| Pattern::of_beginning(pattern).unwrap().is_whole(text).unwrap();
        assert!(begins("\\[\\d+", "[12] x\ny") && !begins("\\[\\d+", " [12]"));
        assert!(begins("a|b", "bc") && !begins("a|b", "ca"));
        assert!(Pattern::of_beginning("a)(b").is_err());
    }

    #[test]
    fn bad_patterns_say_why_and_none_runs_for_ever() {
        for bad in ["(", ")", "[a", "*a", "a{2,1}", "a{999}", "(?=a)", "\\", "\\p", "[b-a]", "a{"] {
            assert!(Pattern::of_java(bad).is_err(), "{bad}");
        }
        assert!(Pattern::of_java(&"(".repeat(100)).is_err());
        assert!(Pattern::of_java("((((a{100}){100}){100}))").is_err(), "too long");
        let slow = Pattern::of_java("(a*)*(a*)*(a*)*b").unwrap();
        assert!(!slow.is_whole(&"a".repeat(5_000)).unwrap());
    }
}
