//! A small JSON reader that keeps what a filter needs and `serde_json::Value` drops: every digit of a number, and each
//! of several values of one key.

use super::number;
use std::borrow::Cow;

/// How deep lists and objects may stand in one another; the reader calls itself once a level.
const DEEPEST: usize = 128;

/// One JSON value; what it can it borrows from the text.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "JSON's own words")]
pub enum Json<'a> {
    Null,
    Bool(bool),
    /// The number as it is written.
    Number(&'a str),
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

/// Why a text is no JSON, and the byte at which that shows.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub text: String,
    /// The byte.
    pub at: usize,
}

/// Reads one value and nothing behind it.
pub fn read(text: &str) -> Result<Json<'_>, Fault> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.blanks();
    if reader.at < text.len() { Err(reader.unexpected("was expecting the end of the text")) } else { Ok(value) }
}

/// The text without the blanks between its parts; those inside strings stay.
pub fn without_blanks(text: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let keep = |c: &char| {
        let blank = !quoted && matches!(c, ' ' | '\t' | '\n' | '\r');
        quoted ^= *c == '"' && !escaped;
        escaped = quoted && *c == '\\' && !escaped;
        !blank
    };
    text.chars().filter(keep).collect()
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    /// Steps over `byte` if it comes next.
    fn take(&mut self, byte: u8) -> bool {
        self.blanks();
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn fault<T>(&self, text: String) -> Result<T, Fault> {
        Err(Fault { text, at: self.at })
    }

    fn unexpected(&self, expected: &str) -> Fault {
        let text = match self.rest().chars().next() {
            Some(c) => format!("Unexpected character ('{c}' (code {})): {expected}", u32::from(c)),
            None => format!("Unexpected end-of-input: {expected}"),
        };
        Fault { text, at: self.at }
    }

    fn value(&mut self, depth: usize) -> Result<Json<'a>, Fault> {
        self.blanks();
        if depth > DEEPEST {
            return self.fault(format!("Document nesting depth ({depth}) exceeds the maximum allowed ({DEEPEST})"));
        }
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => Ok(Json::Text(self.string()?)),
            Some(c) if c.is_ascii_alphanumeric() || c >= 0x80 || matches!(c, b'-' | b'_' | b'$') => self.word(),
            _ => Err(self.unexpected(
                "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
            )),
        }
    }

    /// A number or one of the three words.
    fn word(&mut self) -> Result<Json<'a>, Fault> {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || "+-._$".contains(c))).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        let value = match word {
            "null" => Json::Null,
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            _ if number::is_json_number(word) => Json::Number(word),
            _ => {
                return self.fault(format!(
                    "Unrecognized token '{}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' \
                     or 'false')",
                    word.chars().take(256).collect::<String>()
                ));
            }
        };
        self.at += end;
        Ok(value)
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        let rest = self.rest();
        let mut escaped = false;
        for (index, byte) in rest.bytes().enumerate().skip(1) {
            match byte {
                b'"' if !escaped => {
                    let whole = rest.get(..=index).unwrap_or_default();
                    let inner = whole.get(1..index).unwrap_or_default();
                    let text = if inner.contains('\\') {
                        match serde_json::from_str::<String>(whole) {
                            Ok(text) => Cow::Owned(text),
                            Err(_) => return self.fault("Unrecognized character escape in a string".to_owned()),
                        }
                    } else {
                        Cow::Borrowed(inner)
                    };
                    self.at += index + 1;
                    return Ok(text);
                }
                0..0x20 => {
                    self.at += index;
                    let text = "has to be escaped using backslash to be included in string value";
                    return self.fault(format!("Illegal unquoted character ((CTRL-CHAR, code {byte})): {text}"));
                }
                _ => escaped = byte == b'\\' && !escaped,
            }
        }
        self.at = self.text.len();
        Err(self.unexpected("was expecting closing quote for a string value"))
    }

    fn list(&mut self, depth: usize) -> Result<Json<'a>, Fault> {
        self.at += 1;
        let mut items = Vec::new();
        if self.take(b']') {
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.take(b']') {
                return Ok(Json::List(items));
            }
            if !self.take(b',') {
                return Err(self.unexpected("was expecting comma to separate Array entries"));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json<'a>, Fault> {
        self.at += 1;
        let mut members = Vec::new();
        if self.take(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.blanks();
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("was expecting double-quote to start field name"));
            }
            let key = self.string()?;
            if !self.take(b':') {
                return Err(self.unexpected("was expecting a colon to separate field name and value"));
            }
            members.push((key, self.value(depth + 1)?));
            if self.take(b'}') {
                return Ok(Json::Object(members));
            }
            if !self.take(b',') {
                return Err(self.unexpected("was expecting comma to separate Object entries"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_with_every_digit() {
        assert_eq!(read(" 12.50000000000000000000001 "), Ok(Json::Number("12.50000000000000000000001")));
        assert_eq!(read(r#""a\n\u00e4\ud83d\ude00""#), Ok(Json::Text("a\nä😀".into())));
        assert_eq!(
            read("{\"a\" : [ true,null , {} ],\n\"a\":[]}"),
            Ok(Json::Object(vec![
                ("a".into(), Json::List(vec![Json::Bool(true), Json::Null, Json::Object(vec![])])),
                ("a".into(), Json::List(vec![])),
            ]))
        );
    }

    #[test]
    fn what_is_no_json_is_refused_where_it_fails() {
        for (text, at) in [
            ("", 0),
            ("x", 0),
            ("[1,]", 3),
            ("[1 2]", 3),
            ("{a:1}", 1),
            ("{\"a\" 1}", 5),
            ("{\"a\":1,}", 7),
            ("{\"a\":.5}", 5),
            ("01", 0),
            ("\"a", 2),
            ("\"\\x\"", 0),
            ("\"\\ud800\"", 0),
            ("\"\n\"", 1),
            ("[1]]", 3),
            ("ä", 0),
        ] {
            assert_eq!(read(text).map_err(|fault| fault.at), Err(at), "{text}");
            assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text}");
        }
        assert!(read(&"[".repeat(100_000)).is_err());
        assert!(read(&format!("{}{}", "[".repeat(128), "]".repeat(128))).is_ok());
    }

    #[test]
    fn blanks_in_strings_stay() {
        assert_eq!(without_blanks("{ \"a b\\\" c\\\\\" :\n[ 1 ,\t\" \" ] }"), "{\"a b\\\" c\\\\\":[1,\" \"]}");
    }
}
