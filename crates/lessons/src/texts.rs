//! What is said in words: words of the legend and the glossary stand in `[[double brackets]]`, and figures are found again.

use crate::level::Remember;

/// A text has at most so many characters.
const CHARS_MAX: usize = 600;

/// Whether a text can be shown.
pub(crate) fn check(text: &str) -> Result<(), String> {
    if text.trim().is_empty() || text.chars().count() > CHARS_MAX {
        return Err(format!("it has 1 to {CHARS_MAX} characters"));
    }
    if text.matches("[[").count() != text.matches("]]").count() {
        return Err("double brackets stand around a word, in pairs".to_owned());
    }
    Ok(())
}

pub(crate) fn of_remembered(all: &[Remember]) -> Vec<(String, &str)> {
    let mut texts = Vec::new();
    for (index, one) in all.iter().enumerate() {
        texts.push((format!("remember[{index}].text"), one.text.as_str()));
        texts.extend(one.then.as_deref().map(|text| (format!("remember[{index}].then"), text)));
        texts.extend(one.now.as_deref().map(|text| (format!("remember[{index}].now"), text)));
    }
    texts
}

/// The pieces of a text; those that are true stand in double brackets.
pub fn words(text: &str) -> Vec<(bool, &str)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[[") {
        let Some((word, after)) = after.split_once("]]") else { break };
        pieces.extend([(false, before), (true, word)].into_iter().filter(|(_, piece)| !piece.is_empty()));
        rest = after;
    }
    pieces.extend(Some((false, rest)).filter(|(_, piece)| !piece.is_empty()));
    pieces
}

/// The numbers in a text, without the marks between thousands, each with the word after it.
pub fn figures(text: &str) -> Vec<(String, &str)> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let is_inside =
            at > 0 && bytes.get(at - 1).is_some_and(|before| before.is_ascii_alphanumeric() || *before == b'-');
        if !byte.is_ascii_digit() || is_inside {
            at += 1;
            continue;
        }
        let is_of_number = |(index, c): &(usize, char)| {
            let next_is_digit =
                text.get(at + index + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            c.is_ascii_digit() || (matches!(c, ',' | '.') && next_is_digit)
        };
        let rest = text.get(at..).unwrap_or_default();
        let len = rest.char_indices().take_while(is_of_number).map(|(_, c)| c.len_utf8()).sum::<usize>();
        let (number, after) = rest.split_at(len);
        let unit = after.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
        let unit = unit.split(|c: char| !c.is_alphanumeric() && c != '%').next().unwrap_or_default();
        found.push((number.replace(',', ""), unit));
        at += len;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_brackets_stand_apart() {
        assert_eq!(
            words("It is [[in flight]], not [[visible]]."),
            [(false, "It is "), (true, "in flight"), (false, ", not "), (true, "visible"), (false, "."),]
        );
        assert!(check("[[in flight").is_err() && check(" ").is_err() && check("all [[well]]").is_ok());
    }

    #[test]
    fn figures_are_found_with_their_units() {
        assert_eq!(
            figures("30 s, 120,000 messages, 1.5 MB; not SHA-256 or C1, but 10."),
            [
                ("30".to_owned(), "s"),
                ("120000".to_owned(), "messages"),
                ("1.5".to_owned(), "MB"),
                ("10".to_owned(), ""),
            ]
        );
    }
}
