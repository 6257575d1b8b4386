//! Words, values and variables: how one line of a script comes apart.
//!
//! A value runs to the next space. Parts of it may stand in quotes, with `\n \r \t \" \\ \u{…}` as escapes and, after the
//! closing one, `*N` for N copies. `$name` stands for a variable anywhere, `$$` for a dollar sign.

use std::collections::BTreeMap;

/// The longest value, in bytes: more than any service takes, and little enough for a page.
const VALUE_BYTES_MAX: usize = 4 << 20;

/// Texts by the names that stand for them.
pub type Variables = BTreeMap<String, String>;

/// A value that may hold variables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Variable(String),
    Copies(Template, usize),
}

/// How a variable's text is put into a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// As it is.
    Plain,
    /// Into JSON: escaped as within quotation marks.
    Json,
}

impl Template {
    /// A value with variables but without quotes.
    fn bare(text: &str) -> Self {
        let mut template = Self::default();
        template.push_with_variables(text);
        template
    }

    fn push_text(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Part::Text(last)) => last.push_str(text),
            _ if text.is_empty() => {}
            _ => self.0.push(Part::Text(text.to_owned())),
        }
    }

    fn push_with_variables(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            self.push_text(before);
            let name = name_at_start(after);
            rest = match (after.strip_prefix('$'), name.len()) {
                (Some(after), _) => {
                    self.push_text("$");
                    after
                }
                (None, 0) => {
                    self.push_text("$");
                    after
                }
                (None, _) => {
                    self.0.push(Part::Variable(name.to_owned()));
                    after.strip_prefix(name).unwrap_or_default()
                }
            };
        }
        self.push_text(rest);
    }

    /// Whether it is the same whatever the variables are.
    pub(super) fn is_constant(&self) -> bool {
        self.0.iter().all(|part| match part {
            Part::Text(_) => true,
            Part::Variable(_) => false,
            Part::Copies(inner, _) => inner.is_constant(),
        })
    }

    /// The text, with variables replaced by theirs.
    pub(super) fn fill(&self, variables: &Variables, how: Fill) -> Result<String, String> {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Variable(name) => {
                    let value = variables.get(name).ok_or_else(|| format!("there is no variable ${name}"))?;
                    match how {
                        Fill::Plain => text.push_str(value),
                        Fill::Json => text.push_str(&escaped(value)),
                    }
                }
                Part::Copies(inner, count) => {
                    let inner = inner.fill(variables, how)?;
                    if inner.len().saturating_mul(*count) > VALUE_BYTES_MAX {
                        return Err(too_long());
                    }
                    text.push_str(&inner.repeat(*count));
                }
            }
            if text.len() > VALUE_BYTES_MAX {
                return Err(too_long());
            }
        }
        Ok(text)
    }

    /// The text of a value that must not hold variables.
    pub(super) fn constant(&self) -> Result<String, String> {
        self.fill(&Variables::new(), Fill::Plain)
    }
}

fn too_long() -> String {
    format!("a value has at most {VALUE_BYTES_MAX} bytes")
}

/// A text as JSON writes it, quotation marks included.
pub(super) fn json_text(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

/// A text as it stands between the quotation marks of JSON.
fn escaped(text: &str) -> String {
    let json = json_text(text);
    json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).unwrap_or_default().to_owned()
}

/// The letters, digits and `_` that a text begins with, unless the first is a digit.
fn name_at_start(text: &str) -> &str {
    let len = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let name = text.get(..len).unwrap_or_default();
    if name.starts_with(|first: char| first.is_ascii_digit()) { "" } else { name }
}

/// Whether a text can name a variable.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && name_at_start(text) == text
}

/// One line, read from left to right.
pub(super) struct Cursor<'a> {
    rest: &'a str,
}

/// A value as it was written: `KEY=VALUE`, `KEY:=JSON` or `KEY^=BYTES`.
pub(super) enum Written {
    Text(Template),
    Json(Template),
    Bytes(Template),
}

impl<'a> Cursor<'a> {
    pub(super) fn new(line: &'a str) -> Self {
        Self { rest: line }
    }

    /// What is left, from its first letter on; nothing where a comment begins.
    pub(super) fn rest(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        if self.rest.starts_with('#') {
            self.rest = "";
        }
        self.rest
    }

    /// The next word, up to a space.
    pub(super) fn word(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (word, rest) = rest.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    /// Nothing more may follow.
    pub(super) fn end(&mut self) -> Result<(), String> {
        match self.word() {
            None => Ok(()),
            Some(word) => Err(format!("'{word}' is too much here")),
        }
    }

    /// All pairs `KEY=VALUE`, `KEY:=JSON` and `KEY^=BYTES` up to the end of the line or an arrow.
    pub(super) fn pairs(&mut self) -> Result<Vec<(&'a str, Written)>, String> {
        let mut pairs = Vec::new();
        while !self.rest().is_empty() && !self.rest.starts_with("->") {
            pairs.push(self.pair()?);
        }
        Ok(pairs)
    }

    /// The pairs of a command without variables and without JSON.
    pub(super) fn constants(&mut self) -> Result<Vec<(&'a str, String)>, String> {
        let constant = |(key, written): (&'a str, Written)| match written {
            Written::Text(template) => Ok((key, template.constant()?)),
            Written::Json(_) => Err(format!("{key} takes no JSON")),
            Written::Bytes(_) => Err(format!("{key} takes no bytes")),
        };
        self.pairs()?.into_iter().map(constant).collect()
    }

    fn pair(&mut self) -> Result<(&'a str, Written), String> {
        let rest = self.rest();
        let word_end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (word, _) = rest.split_at(word_end);
        let wrong = || format!("'{word}' should be KEY=VALUE");
        let (key, _) = word.split_once('=').ok_or_else(wrong)?;
        self.rest = rest.get(key.len() + 1..).unwrap_or_default();
        let (name, mark) = key.split_at(key.len() - usize::from(key.ends_with([':', '^'])));
        if name.is_empty() {
            return Err(wrong());
        }
        let written = match mark {
            ":" => Written::Json(self.json()),
            "^" => Written::Bytes(self.value()?),
            _ => Written::Text(self.value()?),
        };
        Ok((name, written))
    }

    /// A value up to the next space outside quotation marks.
    pub(super) fn value(&mut self) -> Result<Template, String> {
        let mut template = Template::default();
        loop {
            let end = self.rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(self.rest.len());
            let (bare, rest) = self.rest.split_at(end);
            template.push_with_variables(bare);
            let Some(quoted) = rest.strip_prefix('"') else {
                self.rest = rest;
                return Ok(template);
            };
            self.rest = quoted;
            let inner = self.quoted()?;
            match self.copies()? {
                Some(count) => template.0.push(Part::Copies(inner, count)),
                None => template.0.extend(inner.0),
            }
        }
    }

    /// What stands between quotation marks; the first is behind us.
    fn quoted(&mut self) -> Result<Template, String> {
        let mut template = Template::default();
        loop {
            let end = self.rest.find(['"', '\\']).ok_or("a quotation mark is missing")?;
            let (plain, rest) = self.rest.split_at(end);
            template.push_with_variables(plain);
            let mut rest = rest.chars();
            if rest.next() == Some('"') {
                self.rest = rest.as_str();
                return Ok(template);
            }
            let escape = rest.next();
            self.rest = rest.as_str();
            let c = match escape {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some(c @ ('"' | '\\')) => c,
                Some('u') => self.code_point()?,
                _ => return Err("after a backslash come n, r, t, \", \\ or u{…}".to_owned()),
            };
            template.push_text(c.encode_utf8(&mut [0; 4]));
        }
    }

    fn code_point(&mut self) -> Result<char, String> {
        let wrong = || "write a character as \\u{41}, in hexadecimal".to_owned();
        let (digits, rest) = self.rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).ok_or_else(wrong)?;
        self.rest = rest;
        u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).ok_or_else(wrong)
    }

    /// `*N` after a closing quotation mark.
    fn copies(&mut self) -> Result<Option<usize>, String> {
        let Some(rest) = self.rest.strip_prefix('*') else { return Ok(None) };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (count, rest) = rest.split_at(digits);
        self.rest = rest;
        let count = count.parse().ok().filter(|count| *count <= VALUE_BYTES_MAX);
        count.map(Some).ok_or_else(|| format!("after * comes a number up to {VALUE_BYTES_MAX}"))
    }

    /// JSON up to the next space outside its brackets and texts.
    pub(super) fn json(&mut self) -> Template {
        let (mut depth, mut in_text, mut escaped) = (0_u32, false, false);
        let mut ends_here = |c: char| {
            if in_text {
                in_text = escaped || c != '"';
                escaped = c == '\\' && !escaped;
                return false;
            }
            match c {
                '"' => in_text = true,
                '{' | '[' => depth += 1,
                '}' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && c.is_whitespace()
        };
        let end = self.rest.char_indices().find(|(_, c)| ends_here(*c)).map_or(self.rest.len(), |(at, _)| at);
        let (json, rest) = self.rest.split_at(end);
        self.rest = rest;
        Template::bare(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Result<String, String> {
        let variables = Variables::from([("it".to_owned(), "a\"b".to_owned())]);
        Cursor::new(text).value()?.fill(&variables, Fill::Plain)
    }

    #[test]
    fn values_are_bare_or_quoted_or_both() {
        for (text, expected) in [
            ("plain rest", "plain"),
            ("\"two words\" rest", "two words"),
            ("a\"b c\"d", "ab cd"),
            (r#""\n\r\t\"\\\u{e9}""#, "\n\r\t\"\\é"),
            ("\"ab\"*3", "ababab"),
            ("$it-$it", "a\"b-a\"b"),
            ("$$it $", "$it"),
            ("!#$%&", "!#$%&"),
            ("\"$it\"*2", "a\"ba\"b"),
            ("", ""),
        ] {
            assert_eq!(value(text).as_deref(), Ok(expected), "{text}");
        }
        for bad in ["\"open", r#""\x""#, r#""\u{110000}""#, r#""\u41""#, "\"a\"*", "\"a\"*9999999999", "$nobody"] {
            assert!(value(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn json_ends_at_a_space_outside_its_brackets() {
        let variables = Variables::from([("it".to_owned(), "a\"b".to_owned())]);
        for (text, expected) in [
            ("{\"a\": [1, 2]} rest", "{\"a\": [1, 2]}"),
            ("\"a b\" rest", "\"a b\""),
            (r#"{"a": "\"} "} x"#, r#"{"a": "\"} "}"#),
            ("[\"$it\"]", r#"["a\"b"]"#),
            ("12 rest", "12"),
        ] {
            let json = Cursor::new(text).json().fill(&variables, Fill::Json);
            assert_eq!(json.as_deref(), Ok(expected), "{text}");
        }
    }
}
