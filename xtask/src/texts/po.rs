//! PO files of gettext: pairs of a text and its translation, with the files that a text stands in as comments.

/// As the page reads them.
#[path = "../../../src/text/po.rs"]
mod reader;

use anyhow::{Result, bail};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A text with its translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands.
    pub files: Vec<String>,
    /// The English text.
    pub key: String,
    /// The translation, empty where there is none.
    pub text: String,
}

/// Writes a file: a comment, the header's fields, and entries in their order.
pub fn write(comment: &str, header: &str, entries: &[Entry]) -> String {
    let mut out = comment.to_owned();
    out.push_str("msgid \"\"\nmsgstr \"\"\n");
    for line in header.lines() {
        let _ = writeln!(out, "{}", quote(&format!("{line}\n")));
    }
    for Entry { files, key, text } in entries {
        out.push('\n');
        for file in files {
            let _ = writeln!(out, "#: {file}");
        }
        let _ = writeln!(out, "msgid {}\nmsgstr {}", quote(key), quote(text));
    }
    out
}

fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '"' | '\\' => quoted.extend(['\\', c]),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Reads a file; the header is the translation of the empty text. A text that stands twice is refused.
pub fn read(text: &str) -> Result<BTreeMap<String, String>> {
    let mut read = BTreeMap::new();
    for (key, text) in reader::pairs(text)? {
        if read.insert(key.clone(), text).is_some() {
            bail!("{key:?} stands there twice");
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let entry =
            |key: &str, text: &str| Entry { files: vec!["a.rs".to_owned()], key: key.into(), text: text.into() };
        let entries = [entry("Save", "Sichern"), entry("a \"b\"\\\n\tc", "d"), entry("New", "")];
        let read = read(&write("# Of us.\n", "Language: de\nX-Thousands: .\n", &entries)).unwrap();
        assert_eq!(read.get("").map(String::as_str), Some("Language: de\nX-Thousands: .\n"));
        for Entry { key, text, .. } in &entries {
            assert_eq!(read.get(key), Some(text));
        }
    }

    #[test]
    fn what_is_no_such_file_is_refused() {
        for text in ["msgstr \"a\"", "msgid a", "msgid \"a\"\"", "msgid \"a\"\nmsgstr \"\"\nmsgid \"a\"\nmsgstr \"\""] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
