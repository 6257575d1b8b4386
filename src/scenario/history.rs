//! What was typed before, to be had again.

use serde_json::Value;

/// So many texts are kept.
const KEPT_MAX: usize = 200;
/// A text that is longer is not kept when the page is left.
const BYTES_MAX: usize = 20_000;

/// Texts in the order in which they were last sent off, and where the reader is among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    texts: Vec<String>,
    /// None while something new is being written.
    at: Option<usize>,
    /// What was being written when the reader began to look back.
    draft: String,
}

impl History {
    /// Reads what [`History::to_text`] wrote; nothing where it is something else.
    pub fn from_text(text: &str) -> Self {
        let texts: Vec<String> = serde_json::from_str(text).unwrap_or_default();
        let mut history = Self::default();
        for text in texts {
            history.add(&text);
        }
        history
    }

    /// The texts as one, to be stored.
    pub fn to_text(&self) -> String {
        let short = self.texts.iter().filter(|text| text.len() <= BYTES_MAX);
        short.map(|text| Value::String(text.clone())).collect::<Value>().to_string()
    }

    /// Something was sent off. It stands last, and nowhere else.
    pub fn add(&mut self, text: &str) {
        let text = text.trim();
        (self.at, self.draft) = (None, String::new());
        if text.is_empty() {
            return;
        }
        self.texts.retain(|other| other != text);
        self.texts.push(text.to_owned());
        if self.texts.len() > KEPT_MAX {
            self.texts.remove(0);
        }
    }

    /// The text before the one that is shown; `shown` is kept where it is new.
    pub fn earlier(&mut self, shown: &str) -> Option<&str> {
        let before = match self.at {
            None => {
                shown.clone_into(&mut self.draft);
                self.texts.len()
            }
            Some(at) => at,
        };
        self.at = Some(before.checked_sub(1)?);
        self.at.and_then(|at| self.texts.get(at)).map(String::as_str)
    }

    /// The text after the one that is shown; in the end what was being written.
    pub fn later(&mut self) -> Option<&str> {
        let next = self.at? + 1;
        self.at = (next < self.texts.len()).then_some(next);
        Some(self.at.and_then(|at| self.texts.get(at)).unwrap_or(&self.draft))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(texts: &[&str]) -> History {
        let mut history = History::default();
        for text in texts {
            history.add(text);
        }
        history
    }

    #[test]
    fn one_goes_back_and_forth_and_finds_again_what_was_being_written() {
        let mut history = history(&["one", "two"]);
        assert_eq!(history.later(), None);
        assert_eq!(history.earlier("draft"), Some("two"));
        assert_eq!(history.earlier("two"), Some("one"));
        assert_eq!(history.earlier("one"), None);
        assert_eq!(history.earlier("one"), None);
        assert_eq!(history.later(), Some("two"));
        assert_eq!(history.later(), Some("draft"));
        assert_eq!(history.later(), None);
        assert_eq!(history.earlier("other"), Some("two"));
    }

    #[test]
    fn the_same_is_kept_once_and_no_more_than_there_is_room_for() {
        let mut known = history(&["one", " two ", "one", "", "  "]);
        assert_eq!(known.texts, ["two", "one"]);
        assert_eq!(known.earlier(""), Some("one"));
        let many: Vec<String> = (0..250).map(|number| format!("wait {number}s")).collect();
        let known = history(&many.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!((known.texts.len(), known.texts.first().unwrap().as_str()), (200, "wait 50s"));
    }

    #[test]
    fn it_reads_back_and_believes_nothing() {
        let known = history(&["call sqs ListQueues", "two\nlines \"é\""]);
        assert_eq!(History::from_text(&known.to_text()), known);
        for bad in ["", "null", "{}", "[1]", "[\"a\"", "\u{0}"] {
            assert_eq!(History::from_text(bad), History::default(), "{bad}");
        }
        let long = "x".repeat(20_001);
        assert_eq!(History::from_text(&history(&["a", &long]).to_text()), history(&["a"]));
    }
}
