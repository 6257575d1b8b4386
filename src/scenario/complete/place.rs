//! Where in a text somebody is typing: which words stand before, and which letters of a word are there.

use super::super::text::is_name;

/// The cursor, and the command around it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// The words before the one that is being typed.
    pub before: Vec<&'a str>,
    /// That one, up to the cursor.
    pub token: &'a str,
    /// Where the cursor is, in bytes.
    pub cursor: usize,
}

impl<'a> Place<'a> {
    /// Takes the text before the cursor apart; nothing within a comment.
    pub fn of(text: &'a str, cursor: usize) -> Option<Self> {
        let mut cursor = cursor.min(text.len());
        while !text.is_char_boundary(cursor) {
            cursor -= 1;
        }
        let left = text.get(line_start(text, cursor)..cursor)?;
        let mut before = Vec::new();
        let mut word = Word::default();
        let mut begin: Option<usize> = None;
        let mut chars = left.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            let goes_on = c == '\\' && next.is_none_or(char::is_whitespace);
            match begin {
                None if c.is_whitespace() || goes_on => {}
                None if c == '#' => return None,
                None => {
                    begin = Some(at);
                    word = Word::default();
                    word.take(c);
                }
                Some(start) if word.ends_at(c) => {
                    before.push(left.get(start..at)?);
                    begin = None;
                }
                Some(_) => word.take(c),
            }
        }
        let token = left.get(begin.unwrap_or(left.len())..)?;
        Some(Self { before, token, cursor })
    }

    /// The variable that is being typed, with its dollar sign.
    pub fn variable(&self) -> Option<&'a str> {
        let at = self.token.rfind('$')?;
        let (head, name) = (self.token.get(..at)?, self.token.get(at + 1..)?);
        // Two of them are a dollar sign.
        let is_doubled = (head.len() - head.trim_end_matches('$').len()) % 2 == 1;
        ((name.is_empty() || is_name(name)) && !is_doubled).then(|| self.token.get(at..)).flatten()
    }

    /// Where the word ends that the cursor is in.
    pub fn end_of_word(&self, text: &str) -> usize {
        let rest = text.get(self.cursor..).unwrap_or_default();
        let belongs = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | '@' | '+' | '$');
        self.cursor + rest.find(|c| !belongs(c)).unwrap_or(rest.len())
    }

    /// The same for a key, with what stands between it and its value.
    pub fn end_of_key(&self, text: &str) -> usize {
        let rest = text.get(self.cursor..).unwrap_or_default();
        let belongs = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let after = rest.get(end..).unwrap_or_default();
        let sign = ["=", ":=", "^="].iter().find(|sign| after.starts_with(**sign)).map_or(0, |sign| sign.len());
        self.cursor + end + sign
    }
}

/// Where the command begins that the cursor is in; lines before it that end in a backslash belong to it.
fn line_start(text: &str, cursor: usize) -> usize {
    let start_of = |at: usize| text.get(..at).and_then(|head| head.rfind('\n')).map_or(0, |at| at + 1);
    let mut start = start_of(cursor);
    while let Some(above) = start.checked_sub(1)
        && text.get(..above).is_some_and(|head| head.trim_end_matches([' ', '\t', '\r']).ends_with('\\'))
    {
        start = start_of(above);
    }
    start
}

/// How far a word has been read.
#[derive(Default)]
struct Word {
    last: Option<char>,
    quoted: bool,
    escaped: bool,
    json: bool,
    depth: u32,
}

impl Word {
    fn ends_at(&self, c: char) -> bool {
        c.is_whitespace() && !self.quoted && self.depth == 0
    }

    fn take(&mut self, c: char) {
        self.json |= match self.last {
            None => matches!(c, '{' | '['),
            Some(last) => last == ':' && c == '=',
        };
        if self.quoted {
            self.quoted = self.escaped || c != '"';
            self.escaped = c == '\\' && !self.escaped;
        } else {
            match c {
                '"' => self.quoted = true,
                '{' | '[' if self.json => self.depth += 1,
                '}' | ']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        self.last = Some(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Option<(Vec<&str>, &str)> {
        Place::of(text, text.len()).map(|place| (place.before, place.token))
    }

    #[test]
    fn words_come_apart_as_the_parser_takes_them() {
        for (text, before, token) in [
            ("", vec![], ""),
            ("  ca", vec![], "ca"),
            ("call sqs ", vec!["call", "sqs"], ""),
            ("let a=\"two words\" b", vec!["let", "a=\"two words\""], "b"),
            ("let a=\"two wo", vec!["let"], "a=\"two wo"),
            ("x a:={\"b\": [1, 2]} c", vec!["x", "a:={\"b\": [1, 2]}"], "c"),
            ("x a:={\"b\": ", vec!["x"], "a:={\"b\": "),
            ("x -> it=Messages[0].A b", vec!["x", "->", "it=Messages[0].A"], "b"),
            ("step\nshow qu", vec!["show"], "qu"),
            ("call sqs \\\n  SendMessage \\\n  Que", vec!["call", "sqs", "SendMessage"], "Que"),
        ] {
            assert_eq!(words(text), Some((before, token)), "{text}");
        }
        assert_eq!(words("step # wh"), None);
        assert_eq!(words("let a=b#c").unwrap().1, "a=b#c");
    }

    #[test]
    fn a_cursor_in_the_middle_sees_what_is_before_it_and_where_its_word_ends() {
        let text = "call sqs SendMessage QueueUrl=orders x";
        let place = Place::of(text, 12).unwrap();
        assert_eq!((place.token, place.end_of_word(text)), ("Sen", 20));
        let place = Place::of(text, 23).unwrap();
        assert_eq!((place.token, place.end_of_key(text)), ("Qu", 30));
        // Within a letter of several bytes.
        assert_eq!(Place::of("é", 1).unwrap().cursor, 0);
    }

    #[test]
    fn a_variable_begins_with_a_dollar_sign_that_stands_alone() {
        for (token, variable) in [
            ("$", Some("$")),
            ("a=$it", Some("$it")),
            ("a=$$it", None),
            ("a=$$$it", Some("$it")),
            ("a=$it-", None),
            ("a", None),
        ] {
            assert_eq!(Place::of(token, token.len()).unwrap().variable(), variable, "{token}");
        }
    }
}
