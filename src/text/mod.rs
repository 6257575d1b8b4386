//! What the page says, in the reader's language.
//!
//! The English text is the key, as with gettext: it stands where it is used, inside [`t!`](crate::t) or, in tables that are
//! made before a language is known, inside [`key!`](crate::key). `cargo xtask texts` collects all of them into
//! `locales/queuelab.pot`; a translation is a file beside it, and one that lacks a text, or has other gaps in it than the
//! English one, ends the build. English needs no file and no look-up.
//!
//! It does not know which languages there are, where a translation comes from, or what is said.

mod po;

use po::{Unread, pairs};
use std::fmt::Display;
use std::sync::OnceLock;

/// The texts of a language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Language {
    /// Its tag, such as `de`.
    tag: String,
    /// What stands between thousands.
    thousands: Option<char>,
    /// The English texts in their order, each with its translation.
    texts: Vec<(String, String)>,
}

/// Reads a translation. Texts that are not translated yet are left out.
///
/// # Errors
/// What is no PO file, with the line where it stops being one.
pub fn read(file: &str) -> Result<Language, Unread> {
    let mut texts = pairs(file)?;
    let header = texts.iter().find(|(key, _)| key.is_empty()).map(|(_, text)| text.clone()).unwrap_or_default();
    let field = |name: &str| {
        let mut fields = header.lines().filter_map(|line| line.split_once(':'));
        // Only plain spaces go: the mark between thousands may be one of another width.
        fields.find(|(known, _)| *known == name).map(|(_, value)| value.trim_matches(' ').to_owned())
    };
    texts.retain(|(key, text)| !key.is_empty() && !text.is_empty());
    texts.sort();
    texts.dedup_by(|one, other| one.0 == other.0);
    Ok(Language {
        tag: field("Language").unwrap_or_default(),
        thousands: field("X-Thousands").and_then(|mark| mark.chars().next()),
        texts,
    })
}

static LANGUAGE: OnceLock<Language> = OnceLock::new();

impl Language {
    fn find(&self, english: &str) -> Option<&str> {
        let place = self.texts.binary_search_by(|(known, _)| known.as_str().cmp(english)).ok()?;
        self.texts.get(place).map(|(_, text)| text.as_str())
    }
}

/// From now on everything is said in this language. The first one stays: what was said already is not said anew.
pub fn speak(language: Language) {
    let _ = LANGUAGE.set(language);
}

/// The tag of the language that is spoken.
pub fn tag() -> &'static str {
    LANGUAGE.get().map_or("en", |language| language.tag.as_str())
}

/// What stands between thousands.
pub fn thousands() -> char {
    LANGUAGE.get().and_then(|language| language.thousands).unwrap_or(',')
}

/// A text in the language that is spoken; as it is where that language does not have it.
pub fn of(english: &str) -> &str {
    LANGUAGE.get().and_then(|language| language.find(english)).unwrap_or(english)
}

/// Puts values into the gaps of a text, which are names in braces; double braces are a brace.
pub fn fill(text: &str, names: &[&str], values: &[&dyn Display]) -> String {
    use std::fmt::Write as _;
    let mut filled = String::with_capacity(text.len() + values.len() * 8);
    let mut rest = text;
    while let Some(place) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(place);
        filled.push_str(before);
        let gap = from.strip_prefix('{').and_then(|gap| gap.split_once('}'));
        if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
            filled.push_str(&from[..1]);
            rest = after;
        } else if let Some((name, after)) = gap {
            if let Some((_, value)) = names.iter().zip(values).find(|(known, _)| **known == name) {
                let _ = write!(filled, "{value}");
            }
            rest = after;
        } else {
            filled.push_str(&from[..1]);
            rest = &from[1..];
        }
    }
    filled.push_str(rest);
    filled
}

/// Ends the build where the gaps of a text are not those for which there are values.
///
/// # Panics
/// Then; it is only called while the page is compiled.
#[allow(clippy::indexing_slicing, reason = "the compiler runs it, and refuses what would go wrong")]
pub const fn check(text: &str, names: &[&str]) {
    let bytes = text.as_bytes();
    let mut used = 0_u32;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'{' && at + 1 < bytes.len() && bytes[at + 1] == b'{' {
            at += 2;
            continue;
        }
        if bytes[at] == b'{' {
            let from = at + 1;
            while at < bytes.len() && bytes[at] != b'}' {
                at += 1;
            }
            used |= 1 << place_among(bytes, from, at, names);
        }
        at += 1;
    }
    assert!(used.count_ones() as usize == names.len(), "a value has no gap in its text");
}

/// Which of the names stands there.
#[allow(clippy::indexing_slicing, clippy::panic, reason = "as above")]
const fn place_among(bytes: &[u8], from: usize, to: usize, names: &[&str]) -> usize {
    let mut index = 0;
    while index < names.len() {
        let name = names[index].as_bytes();
        let mut same = name.len() == to - from;
        let mut at = 0;
        while same && at < name.len() {
            same = name[at] == bytes[from + at];
            at += 1;
        }
        if same {
            return index;
        }
        index += 1;
    }
    panic!("a gap of a text has no value")
}

/// A text in the reader's language: `t!("Save")`, or with gaps `t!("{count} of {all}", count, all = queue.len())`.
///
/// Without gaps it is a `&'static str`, with gaps a `String`. Each gap must have its value and each value its gap.
#[macro_export]
macro_rules! t {
    ($text:literal) => {
        $crate::text::of($text)
    };
    ($text:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {{
        const _: () = $crate::text::check($text, &[$(stringify!($name)),+]);
        $crate::text::fill(
            $crate::text::of($text),
            // Of both lists the names are made once and for all.
            const { &[$(stringify!($name)),+] },
            &[$(&$crate::t!(@ $name $(, $value)?) as &dyn std::fmt::Display),+],
        )
    }};
    (@ $name:ident) => { $name };
    (@ $name:ident, $value:expr) => { $value };
}

/// The English text of a table, to be said by [`of`] when it is shown.
#[macro_export]
macro_rules! key {
    ($text:literal) => {
        $text
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_by_name_in_any_order() {
        let (count, all) = (3, "seven");
        assert_eq!(t!("{count} of {all} in {{braces}}", count, all), "3 of seven in {braces}");
        assert_eq!(fill("{all}: {count}", &["count", "all"], &[&count, &all]), "seven: 3");
        assert_eq!(t!("{span} later", span = format_args!("{:.1} s", 2.0)), "2.0 s later");
    }

    #[test]
    fn a_broken_text_breaks_nothing() {
        for text in ["{", "}", "a { b", "a } b", "{{", "{none}", "ä{", "{ä"] {
            fill(text, &["count"], &[&1]);
        }
        assert_eq!(fill("a { b", &[], &[]), "a { b");
    }

    #[test]
    fn a_header_names_the_language_and_its_mark_between_thousands() {
        let header = "msgid \"\"\nmsgstr \"\"\n\"Language: de\\n\"\n\"X-Thousands: .\\n\"\n";
        let language = read(&format!("{header}\nmsgid \"Not yet\"\nmsgstr \"\"\n")).unwrap();
        assert_eq!((language.tag.as_str(), language.thousands), ("de", Some('.')));
        let narrow = read("msgid \"\"\nmsgstr \"X-Thousands: \u{202f}\\n\"\n").unwrap();
        assert_eq!(narrow.thousands, Some('\u{202f}'));
        assert_eq!(language.find("Not yet"), None);
    }

    #[test]
    fn what_a_language_lacks_stays_english() {
        let language = read("msgid \"\"\nmsgstr \"Language: de\\n\"\n\nmsgid \"Save\"\nmsgstr \"Sichern\"\n").unwrap();
        assert_eq!((language.find("Save"), language.find("Undo")), (Some("Sichern"), None));
        assert_eq!((of("Undo"), tag()), ("Undo", "en"));
    }
}
