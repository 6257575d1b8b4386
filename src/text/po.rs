//! Translations as PO files, the format of gettext that tools for translators read and write: only what such a file needs
//! here, which is a header and pairs of `msgid` and `msgstr`.
//!
//! It comes over the network and may be anything: what is not understood is refused with its line, never half taken. The
//! commands that check translations read them by this very file, so that a build and a page never disagree; it therefore
//! knows nothing of what stands beside it.

/// No translation is larger.
const BYTES_MAX: usize = 4 << 20;

/// Why a translation cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// It is larger than any translation.
    #[error("it is larger than {BYTES_MAX} bytes")]
    TooLarge,
    /// It stops being a PO file at a line, counted from 1.
    #[error("line {0} is not understood")]
    Line(usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Nothing,
    Key,
    Text,
}

/// The pairs of a file, in its order; the header is the text of the empty key.
///
/// # Errors
/// What is no such file.
pub fn pairs(text: &str) -> Result<Vec<(String, String)>, Unread> {
    if text.len() > BYTES_MAX {
        return Err(Unread::TooLarge);
    }
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut part = Part::Nothing;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        let quoted = if line.is_empty() || line.starts_with('#') {
            continue;
        } else if let Some(quoted) = line.strip_prefix("msgid ") {
            pairs.push(Default::default());
            part = Part::Key;
            quoted
        } else if let Some(quoted) = line.strip_prefix("msgstr ") {
            if part != Part::Key {
                return Err(Unread::Line(number));
            }
            part = Part::Text;
            quoted
        } else {
            line
        };
        let Some((key, text)) = pairs.last_mut() else { return Err(Unread::Line(number)) };
        let target = if part == Part::Key { key } else { text };
        unquote(quoted.trim(), target).ok_or(Unread::Line(number))?;
    }
    Ok(pairs)
}

/// Adds what stands between quotes.
fn unquote(quoted: &str, text: &mut String) -> Option<()> {
    let inside = quoted.strip_prefix('"')?.strip_suffix('"')?;
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return None,
            '\\' => match chars.next()? {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                other @ ('"' | '\\') => text.push(other),
                _ => return None,
            },
            other => text.push(other),
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_gettext_is_read() {
        let text = concat!(
            "# A translation.\nmsgid \"\"\nmsgstr \"\"\n\"Language: de\\n\"\n\"X-Thousands: .\\n\"\n\n",
            "#: crates/page/src/header.rs\nmsgid \"Save\"\nmsgstr \"Sichern\"\n\n",
            "msgid \"\"\n\"Two \\\"parts\\\"\"\nmsgstr \"Zwei \"\n\"Teile\"\n\nmsgid \"Not yet\"\nmsgstr \"\"\n",
        );
        let pairs = pairs(text).unwrap();
        let read: Vec<_> = pairs.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        let header = "Language: de\nX-Thousands: .\n";
        let expected = [("", header), ("Save", "Sichern"), ("Two \"parts\"", "Zwei Teile"), ("Not yet", "")];
        assert_eq!(read, expected);
    }

    #[test]
    fn what_is_no_such_file_is_refused_with_its_line() {
        for (text, line) in [
            ("<!doctype html>", 1),
            ("msgstr \"a\"", 1),
            ("msgid \"a\"\nmsgid \"b", 2),
            ("msgid \"a\"\nmsgstr \"b\\x\"", 2),
            ("msgid \"a\"\nmsgstr \"b\"\nmsgstr \"c\"", 3),
            ("msgid \"a\" \"", 1),
        ] {
            assert_eq!(pairs(text), Err(Unread::Line(line)), "{text}");
        }
        assert_eq!(pairs(&" ".repeat(BYTES_MAX + 1)), Err(Unread::TooLarge));
    }
}
