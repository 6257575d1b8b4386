//! The shorthand of the AWS CLI: `Key=Value,Key2=[a,b],Key3={Inner=1}`.
//!
//! Source: "Using shorthand syntax with the AWS CLI" in its user guide, and what it does with quotation marks. All values
//! are texts here; the type of a member decides what becomes of them.

use super::CliError;
use serde_json::{Map, Value};

/// How deep brackets may stand in each other.
const DEPTH_MAX: usize = 32;

/// Reads one value in shorthand.
///
/// # Errors
/// Where something else was expected, with the rest of the text.
pub fn read(text: &str) -> Result<Value, CliError> {
    let mut reader = Reader { rest: text.trim(), depth: 0 };
    let fields = reader.pairs(None)?;
    if reader.rest.is_empty() { Ok(Value::Object(fields)) } else { Err(reader.expected("','")) }
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl Reader<'_> {
    fn expected(&self, what: &str) -> CliError {
        let shown: String = self.rest.chars().take(20).collect();
        let found = if shown.is_empty() { "the end".to_owned() } else { format!("'{shown}'") };
        CliError::new(format!("expected {what}, received {found}; write Key=Value,Key2=Value2 or JSON"))
    }

    fn take(&mut self, c: char) -> bool {
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest).trim_start();
        rest.is_some()
    }

    fn deeper(&mut self) -> Result<(), CliError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX { Err(CliError::new("too many brackets within brackets".to_owned())) } else { Ok(()) }
    }

    /// `a=1,b=2` up to the end, or up to a closing brace.
    fn pairs(&mut self, until: Option<char>) -> Result<Map<String, Value>, CliError> {
        let mut fields = Map::new();
        if until.is_some_and(|c| self.take(c)) {
            return Ok(fields);
        }
        loop {
            let key = self.key().ok_or_else(|| self.expected("a key and '='"))?;
            let value = self.values()?;
            fields.insert(key, value);
            match until {
                Some(c) if self.take(c) => return Ok(fields),
                None if self.rest.is_empty() => return Ok(fields),
                _ if self.take(',') => {}
                _ => return Err(self.expected("','")),
            }
        }
    }

    /// A key with the `=` behind it.
    fn key(&mut self) -> Option<String> {
        let end = self.rest.find(['=', ',', '{', '}', '[', ']', '\'', '"'])?;
        let (key, rest) = self.rest.split_at(end);
        let rest = rest.strip_prefix('=')?;
        let key = key.trim();
        if key.is_empty() {
            return None;
        }
        self.rest = rest;
        Some(key.to_owned())
    }

    /// What stands behind a `=`: a list in brackets, a structure in braces, or one value and more behind commas.
    fn values(&mut self) -> Result<Value, CliError> {
        if self.rest.trim_start().starts_with(['[', '{']) {
            self.rest = self.rest.trim_start();
            return self.value(&[',', '}', ']']);
        }
        let first = self.value(&[',', '}', ']'])?;
        let mut items = vec![first];
        while self.rest.starts_with(',') {
            let before = self.rest;
            self.take(',');
            // Where a key follows, that is the next pair.
            if self.key().is_some() {
                self.rest = before;
                break;
            }
            if self.rest.is_empty() {
                // A comma at the end makes a list of one.
                return Ok(Value::Array(items));
            }
            items.push(self.value(&[',', '}', ']'])?);
        }
        let only = if items.len() == 1 { items.pop() } else { None };
        Ok(only.unwrap_or(Value::Array(items)))
    }

    fn value(&mut self, ends: &[char]) -> Result<Value, CliError> {
        if self.take('[') {
            self.deeper()?;
            let mut items = Vec::new();
            while !self.take(']') {
                items.push(self.value(&[',', ']'])?);
                if !self.take(',') && !self.rest.starts_with(']') {
                    return Err(self.expected("',' or ']'"));
                }
            }
            self.depth -= 1;
            return Ok(Value::Array(items));
        }
        if self.take('{') {
            self.deeper()?;
            let fields = self.pairs(Some('}'))?;
            self.depth -= 1;
            return Ok(Value::Object(fields));
        }
        for mark in ['\'', '"'] {
            if let Some(rest) = self.rest.strip_prefix(mark) {
                self.rest = rest;
                return self.quoted(mark).map(Value::String);
            }
        }
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let (bare, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(Value::String(bare.trim_end().to_owned()))
    }

    fn quoted(&mut self, mark: char) -> Result<String, CliError> {
        let mut text = String::new();
        let mut letters = self.rest.chars();
        while let Some(c) = letters.next() {
            match c {
                '\\' => match letters.next() {
                    Some(c) if c == mark || c == '\\' => text.push(c),
                    Some(c) => text.extend(['\\', c]),
                    None => break,
                },
                c if c == mark => {
                    self.rest = letters.as_str().trim_start();
                    return Ok(text);
                }
                c => text.push(c),
            }
        }
        Err(CliError::new("a quotation mark is missing within the shorthand".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn shorthand_is_read_as_the_command_line_reads_it() {
        for (text, value) in [
            ("a=1", json!({"a": "1"})),
            ("a=1,b=2", json!({"a": "1", "b": "2"})),
            ("a=1,2,b=3", json!({"a": ["1", "2"], "b": "3"})),
            ("a=[1,2],b=[]", json!({"a": ["1", "2"], "b": []})),
            ("a={b=1,c=[2]},d=3", json!({"a": {"b": "1", "c": ["2"]}, "d": "3"})),
            ("a='x,y',b=\"it's\"", json!({"a": "x,y", "b": "it's"})),
            ("a=[{b=1},{b=2}]", json!({"a": [{"b": "1"}, {"b": "2"}]})),
            ("a=", json!({"a": ""})),
            ("a=b c,d=http://x?y:z", json!({"a": "b c", "d": "http://x?y:z"})),
            ("a=x=y", json!({"a": "x=y"})),
            ("a=1,", json!({"a": ["1"]})),
            ("a={}", json!({"a": {}})),
        ] {
            assert_eq!(read(text).unwrap(), value, "{text}");
        }
        for (text, why) in [
            ("a", "expected a key and '=', received 'a'"),
            ("", "expected a key and '=', received the end"),
            ("a=[1", "expected ',' or ']', received the end"),
            ("a={b=1", "expected ',', received the end"),
            ("a='x", "a quotation mark is missing within the shorthand"),
            ("a={b}", "expected a key and '=', received 'b}'"),
            ("a=1}", "expected ',', received '}'"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.starts_with(why), "{text}: {error}");
        }
        let deep = format!("a={}", "[".repeat(100));
        assert_eq!(read(&deep).unwrap_err().to_string(), "too many brackets within brackets");
    }
}
