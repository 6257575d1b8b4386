//! Words as a shell reads them: what stands in quotation marks, what goes on in the next line, what is a comment.
//!
//! It is a lab's reader and no shell: what a shell would work out, such as `$NAME`, is refused instead of being sent
//! as it stands.

use super::CliError;

/// The longest text that is read, in bytes: a full batch of records with what base64 adds to them.
const BYTES_MAX: usize = 32 << 20;
/// The most words of one command.
const WORDS_MAX: usize = 20_000;
/// What a comment begins with that is meant for the lab.
const LAB: &str = "lab:";

/// A piece of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A word, without its quotation marks.
    Word(String),
    /// `>`, `<`, `|`, `&`, `;` and what is made of them.
    Operator(String),
}

/// One command with what stands behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// The number of the line that it begins on, from 1.
    pub line: usize,
    /// The command; nothing in a line with a comment alone.
    pub tokens: Vec<Token>,
    /// What a comment tells the lab.
    pub lab: Option<String>,
}

/// Reads statement by statement.
pub struct Lexer<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Lexer<'a> {
    /// A reader of a text.
    ///
    /// # Errors
    /// A text that is too long.
    pub fn new(text: &'a str) -> Result<Self, CliError> {
        if text.len() > BYTES_MAX {
            return Err(CliError::new(format!("a command has at most {} MiB", BYTES_MAX >> 20)));
        }
        Ok(Self { rest: text, line: 1 })
    }

    /// The next statement; none at the end.
    pub fn statement(&mut self) -> Result<Option<Statement>, CliError> {
        let mut statement = Statement::default();
        loop {
            self.skip_blanks();
            let Some(first) = self.rest.chars().next() else {
                let is_empty = statement.tokens.is_empty() && statement.lab.is_none();
                return Ok((!is_empty).then_some(statement));
            };
            if statement.tokens.is_empty() && statement.lab.is_none() {
                statement.line = self.line;
            }
            match first {
                '\n' => {
                    self.take('\n');
                    if !statement.tokens.is_empty() || statement.lab.is_some() {
                        return Ok(Some(statement));
                    }
                }
                '#' => {
                    let end = self.rest.find('\n').unwrap_or(self.rest.len());
                    let (comment, rest) = self.rest.split_at(end);
                    self.rest = rest;
                    let comment = comment.trim_start_matches('#').trim();
                    statement.lab = comment.strip_prefix(LAB).map(|told| told.trim().to_owned());
                }
                '>' | '<' | '|' | '&' | ';' | '(' | ')' => {
                    let end = self.rest.find(|c: char| c != first).unwrap_or(self.rest.len());
                    let (operator, rest) = self.rest.split_at(end);
                    self.rest = rest;
                    statement.tokens.push(Token::Operator(operator.to_owned()));
                }
                _ => {
                    let word = self.word()?;
                    statement.tokens.push(Token::Word(word));
                }
            }
            if statement.tokens.len() > WORDS_MAX {
                return Err(CliError::new(format!("a command has at most {WORDS_MAX} words")));
            }
        }
    }

    /// Goes over spaces, and over a backslash at the end of a line with the line's end.
    fn skip_blanks(&mut self) {
        loop {
            let trimmed = self.rest.trim_start_matches([' ', '\t', '\r']);
            let Some(rest) = trimmed.strip_prefix("\\\n").or_else(|| trimmed.strip_prefix("\\\r\n")) else {
                self.rest = trimmed;
                return;
            };
            self.rest = rest;
            self.line += 1;
        }
    }

    fn take(&mut self, c: char) {
        self.rest = self.rest.strip_prefix(c).unwrap_or(self.rest);
        self.line += usize::from(c == '\n');
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.take(c);
        Some(c)
    }

    fn word(&mut self) -> Result<String, CliError> {
        let mut word = String::new();
        while let Some(c) = self.rest.chars().next() {
            match c {
                ' ' | '\t' | '\r' | '\n' | '>' | '<' | '|' | '&' | ';' | '(' | ')' => break,
                '\'' => {
                    self.take(c);
                    self.single(&mut word)?;
                }
                '"' => {
                    self.take(c);
                    self.double(&mut word)?;
                }
                '$' if self.rest.starts_with("$'") => {
                    self.take('$');
                    self.take('\'');
                    self.ansi(&mut word)?;
                }
                '$' | '`' => {
                    self.refuse_expansion()?;
                    self.take(c);
                    word.push(c);
                }
                '\\' => {
                    self.take(c);
                    match self.next() {
                        // The word goes on in the next line.
                        Some('\n') => {}
                        Some('\r') if self.rest.starts_with('\n') => self.take('\n'),
                        Some(c) => word.push(c),
                        None => return Err(CliError::new("after a backslash comes another character".to_owned())),
                    }
                }
                c => {
                    self.take(c);
                    word.push(c);
                }
            }
        }
        Ok(word)
    }

    /// What stands in single quotation marks: everything as it is.
    fn single(&mut self, word: &mut String) -> Result<(), CliError> {
        let (inside, rest) = self.rest.split_once('\'').ok_or_else(unclosed)?;
        self.line += inside.matches('\n').count();
        word.push_str(inside);
        self.rest = rest;
        Ok(())
    }

    fn double(&mut self, word: &mut String) -> Result<(), CliError> {
        loop {
            match self.rest.chars().next().ok_or_else(unclosed)? {
                '"' => {
                    self.take('"');
                    return Ok(());
                }
                '\\' => {
                    self.take('\\');
                    match self.next().ok_or_else(unclosed)? {
                        '\n' => {}
                        c @ ('"' | '\\' | '$' | '`') => word.push(c),
                        c => word.extend(['\\', c]),
                    }
                }
                c @ ('$' | '`') => {
                    self.refuse_expansion()?;
                    self.take(c);
                    word.push(c);
                }
                c => {
                    self.take(c);
                    word.push(c);
                }
            }
        }
    }

    /// What stands in `$'…'`: with escapes as in C.
    fn ansi(&mut self, word: &mut String) -> Result<(), CliError> {
        loop {
            let c = match self.next().ok_or_else(unclosed)? {
                '\'' => return Ok(()),
                '\\' => match self.next().ok_or_else(unclosed)? {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'x' => self.hexadecimal(2)?,
                    'u' => self.hexadecimal(4)?,
                    'U' => self.hexadecimal(8)?,
                    c @ ('\\' | '\'' | '"') => c,
                    c => {
                        word.push('\\');
                        c
                    }
                },
                c => c,
            };
            word.push(c);
        }
    }

    fn hexadecimal(&mut self, most: usize) -> Result<char, CliError> {
        let digits = self.rest.bytes().take(most).take_while(u8::is_ascii_hexdigit).count();
        let (number, rest) = self.rest.split_at(digits);
        self.rest = rest;
        let c = u32::from_str_radix(number, 16).ok().and_then(char::from_u32);
        c.ok_or_else(|| CliError::new(format!("'{number}' is no character in hexadecimal")))
    }

    /// Refuses what a shell would put something else for.
    fn refuse_expansion(&self) -> Result<(), CliError> {
        let after = self.rest.get(1..).unwrap_or_default();
        let expands = self.rest.starts_with('`')
            || after.starts_with(|c: char| c.is_ascii_alphanumeric() || "_({?!#*@$".contains(c));
        if !expands {
            return Ok(());
        }
        let shown: String = self.rest.chars().take_while(|c| !c.is_whitespace() && *c != '"').take(20).collect();
        Err(CliError::new(format!(
            "'{shown}' is something that a shell works out, and here is none; write the value itself, in single quotation \
             marks"
        )))
    }
}

fn unclosed() -> CliError {
    CliError::new("a quotation mark is missing".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Result<Vec<String>, String> {
        let statement = Lexer::new(text).unwrap().statement().map_err(|error| error.to_string())?.unwrap_or_default();
        let word = |token: Token| match token {
            Token::Word(word) => word,
            Token::Operator(operator) => format!("op {operator}"),
        };
        Ok(statement.tokens.into_iter().map(word).collect())
    }

    #[test]
    fn words_come_apart_as_in_a_shell() {
        for (text, expected) in [
            ("a b", vec!["a", "b"]),
            ("  a\t'b c' ", vec!["a", "b c"]),
            ("a'b'\"c\"d", vec!["abcd"]),
            ("'it'\\''s'", vec!["it's"]),
            (r#""a\"b\\c\d\$e""#, vec![r#"a"b\c\d$e"#]),
            ("a \\\n  b", vec!["a", "b"]),
            ("ab\\\ncd", vec!["abcd"]),
            ("a\\ b", vec!["a b"]),
            ("''", vec![""]),
            ("a 'b\nc' d\ne", vec!["a", "b\nc", "d"]),
            ("a # b", vec!["a"]),
            ("a#b", vec!["a#b"]),
            (r"$'a\n\x41\u00e9\'\z'", vec!["a\nAé'\\z"]),
            ("5$ $", vec!["5$", "$"]),
            ("a>b&&c", vec!["a", "op >", "b", "op &&", "c"]),
            ("", vec![]),
        ] {
            assert_eq!(words(text).unwrap(), expected, "{text}");
        }
        for (text, error) in [
            ("'a", "a quotation mark is missing"),
            ("\"a", "a quotation mark is missing"),
            ("$'a", "a quotation mark is missing"),
            ("a\\", "after a backslash comes another character"),
        ] {
            assert_eq!(words(text).unwrap_err(), error);
        }
        for text in ["$URL", "\"${URL}\"", "$(date)", "`date`"] {
            assert!(words(text).unwrap_err().contains("is something that a shell works out"), "{text}");
        }
    }

    #[test]
    fn statements_know_their_lines_and_what_is_for_the_lab() {
        let mut lexer = Lexer::new("\n# a comment\naws a \\\n  b # lab: --x 1\n\n# lab: crash c\n").unwrap();
        let first = lexer.statement().unwrap().unwrap();
        assert_eq!((first.line, first.tokens.len(), first.lab.as_deref()), (3, 3, Some("--x 1")));
        let second = lexer.statement().unwrap().unwrap();
        assert_eq!((second.line, second.tokens.len(), second.lab.as_deref()), (6, 0, Some("crash c")));
        assert_eq!(lexer.statement().unwrap(), None);
    }
}
