//! Ids that differ between labs, replaced by numbers in order of first appearance.
//!
//! A transcript that holds `<handle:1>` reads well and stays true when the way in which ids are made changes. Ids are
//! known by their form, so that they are found in sentences of errors too.

use crate::sqs::handle::ReceiptHandle;
use std::collections::BTreeMap;

/// Which placeholder stands for which id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placeholders {
    known: BTreeMap<String, String>,
    counts: BTreeMap<&'static str, u32>,
}

impl Placeholders {
    /// The text with every id replaced.
    pub fn replace(&mut self, text: &str) -> String {
        let mut result = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            let word = rest.find(|c| !is_id_char(c)).unwrap_or(rest.len());
            let (id, after) = rest.split_at(word);
            let kind = kind_of(id);
            // The padding of base64 belongs to handles of tasks and to tokens.
            let padding = if matches!(kind, Some("task" | "token")) {
                after.len() - after.trim_start_matches('=').len()
            } else {
                0
            };
            match kind {
                Some(kind) => result.push_str(&self.placeholder(kind, id)),
                None => result.push_str(id),
            }
            let after = after.get(padding..).unwrap_or_default();
            let other = after.find(is_id_char).unwrap_or(after.len());
            let (between, after) = after.split_at(other);
            result.push_str(between);
            rest = after;
        }
        result
    }

    fn placeholder(&mut self, kind: &'static str, id: &str) -> String {
        if let Some(known) = self.known.get(id) {
            return known.clone();
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let placeholder = format!("<{kind}:{count}>");
        self.known.insert(id.to_owned(), placeholder.clone());
        placeholder
    }
}

fn is_id_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-')
}

/// What an id is, by its form.
fn kind_of(id: &str) -> Option<&'static str> {
    if uuid::Uuid::try_parse(id).is_ok() && id.len() == 36 {
        Some("message-id")
    } else if ReceiptHandle::parse(id).is_some() {
        Some("handle")
    } else if matches!(id.len(), 20 | 56) && id.bytes().all(|byte| byte.is_ascii_digit()) {
        Some("sequence")
    } else if id.starts_with("AAAAAAAAAA") && id.len() > 30 {
        // How iterators of Kinesis and its tokens for the next page begin.
        Some("token")
    } else if id.starts_with("eyJ0YXNrSWQiOi") {
        // How the base64 of `{"taskId":` begins.
        Some("task")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_id_has_one_number_wherever_it_stands() {
        let mut placeholders = Placeholders::default();
        let (a, b) = ("6f1c7d3e-0d7c-4f7a-9a53-0d9d5a1f2b3c", "00000000-0000-4000-8000-000000000000");
        let text = format!("{{\"MessageId\":\"{b}\"}} {a}, {b}; 18870000000000000256 eyJ0YXNrSWQiOiJ4In0=. 12");
        let expected = "{\"MessageId\":\"<message-id:1>\"} <message-id:2>, <message-id:1>; <sequence:1> <task:1>. 12";
        assert_eq!(placeholders.replace(&text), expected);
    }
}
