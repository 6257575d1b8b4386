//! A query as words, texts and signs.

/// A piece of a query.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A name or a keyword.
    Word(String),
    /// `.name`.
    Field(String),
    /// `$name`.
    Variable(String),
    /// `@name`.
    Format(String),
    Number(f64),
    /// A text in pieces: text, then the tokens of an interpolation, and so on.
    Text(Vec<Piece>),
    Sign(&'static str),
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    Plain(String),
    Query(Vec<Token>),
}

impl Token {
    /// The token as a query has it, for sentences.
    pub fn shown(&self) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Field(name) => format!(".{name}"),
            Self::Variable(name) => format!("${name}"),
            Self::Format(name) => format!("@{name}"),
            Self::Number(value) => value.to_string(),
            Self::Text(_) => "a text".to_owned(),
            Self::Sign(sign) => (*sign).to_owned(),
        }
    }
}

/// The longer ones first.
const SIGNS: [&str; 33] = [
    "?//=", "?//", "//=", "..", "|=", "+=", "-=", "*=", "/=", "%=", "==", "!=", "<=", ">=", "//", ".", "|", ",", ":",
    ";", "(", ")", "[", "]", "{", "}", "+", "-", "*", "/", "%", "<", ">",
];
const LAST_SIGNS: [&str; 2] = ["?", "="];

/// Divides a query.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut reader = Reader { rest: text };
    let found = reader.until(None)?;
    Ok(found)
}

struct Reader<'a> {
    rest: &'a str,
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

impl Reader<'_> {
    /// Reads to the end, or to the bracket that closes an interpolation.
    fn until(&mut self, close: Option<&str>) -> Result<Vec<Token>, String> {
        let (mut found, mut depth) = (Vec::new(), 0_u32);
        loop {
            self.skip();
            let Some(first) = self.rest.chars().next() else {
                return if close.is_some() { Err("a text has no end".to_owned()) } else { Ok(found) };
            };
            if close.is_some() && first == ')' && depth == 0 {
                self.drop(1);
                return Ok(found);
            }
            let token = self.token(first)?;
            match token {
                Token::Sign("(") => depth += 1,
                Token::Sign(")") => depth = depth.saturating_sub(1),
                _ => {}
            }
            found.push(token);
        }
    }

    fn skip(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            if !self.rest.starts_with('#') {
                return;
            }
            self.rest = self.rest.split_once('\n').map_or("", |(_, after)| after);
        }
    }

    fn drop(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn take(&mut self, is_part: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let word = self.rest.get(..end).unwrap_or_default().to_owned();
        self.drop(end);
        word
    }

    fn token(&mut self, first: char) -> Result<Token, String> {
        if first == '"' {
            return self.text();
        }
        if first.is_ascii_digit() || (first == '.' && self.nth(1).is_some_and(|c| c.is_ascii_digit())) {
            return self.number();
        }
        if first.is_ascii_alphabetic() || first == '_' {
            return Ok(Token::Word(self.take(is_name)));
        }
        let is_named = self.nth(1).is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        if is_named && matches!(first, '.' | '$' | '@') {
            self.drop(1);
            let name = self.take(is_name);
            return Ok(match first {
                '.' => Token::Field(name),
                '$' => Token::Variable(name),
                _ => Token::Format(name),
            });
        }
        let sign = SIGNS.iter().chain(&LAST_SIGNS).find(|sign| self.rest.starts_with(**sign));
        let Some(sign) = sign else { return Err(format!("'{first}' is not known here")) };
        self.drop(sign.len());
        Ok(Token::Sign(sign))
    }

    fn nth(&self, index: usize) -> Option<char> {
        self.rest.chars().nth(index)
    }

    fn number(&mut self) -> Result<Token, String> {
        let mut word = self.take(|c| c.is_ascii_digit() || c == '.');
        if self.rest.starts_with(['e', 'E']) {
            word.push('e');
            self.drop(1);
            if self.rest.starts_with(['+', '-']) {
                word.push_str(self.rest.get(..1).unwrap_or_default());
                self.drop(1);
            }
            word.push_str(&self.take(|c| c.is_ascii_digit()));
        }
        word.parse().map(Token::Number).map_err(|_| format!("'{word}' is no number"))
    }

    fn text(&mut self) -> Result<Token, String> {
        self.drop(1);
        let (mut pieces, mut plain) = (Vec::new(), String::new());
        loop {
            let no_end = || "a text has no end".to_owned();
            let first = self.rest.chars().next().ok_or_else(no_end)?;
            self.drop(first.len_utf8());
            match first {
                '"' => break,
                '\\' => {
                    let next = self.rest.chars().next().ok_or_else(no_end)?;
                    self.drop(next.len_utf8());
                    if next == '(' {
                        pieces.push(Piece::Plain(std::mem::take(&mut plain)));
                        pieces.push(Piece::Query(self.until(Some(")"))?));
                    } else {
                        plain.push(self.escaped(next)?);
                    }
                }
                other => plain.push(other),
            }
        }
        pieces.push(Piece::Plain(plain));
        Ok(Token::Text(pieces))
    }

    fn escaped(&mut self, letter: char) -> Result<char, String> {
        Ok(match letter {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{C}',
            '"' | '\\' | '/' => letter,
            'u' => {
                let digits = self.rest.get(..4).unwrap_or_default().to_owned();
                self.drop(4);
                let code = u32::from_str_radix(&digits, 16).ok();
                code.and_then(char::from_u32).ok_or_else(|| format!("'\\u{digits}' is no character"))?
            }
            other => return Err(format!("'\\{other}' is not known in a text")),
        })
    }
}
