//! Text into tokens, with the tokenizer of `sqlparser` and a dialect for the service.
//!
//! Unquoted words are folded to upper case here, so that nothing later has to know how they were written.

use super::super::error::{At, Sql, SqlError};
use super::TEXT_BYTES_MAX;
use sqlparser::dialect::Dialect;
use sqlparser::tokenizer::{Location, Token as Raw, Tokenizer};

/// A token. Spaces and comments are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tok {
    /// An unquoted word in upper case.
    Word(String),
    /// A quoted identifier.
    Quoted(String),
    /// Digits, perhaps with a point or an exponent.
    Number(String),
    /// What stood between apostrophes.
    Text(String),
    /// An operator or a bracket.
    Sign(&'static str),
    /// The end of the text.
    End,
}

/// A token with its place.
#[derive(Clone, Debug)]
pub struct Token {
    /// What it is.
    pub tok: Tok,
    /// Where it begins.
    pub at: At,
}

/// Letters of the alphabet begin a word, as in the service's reserved names; only `"` quotes.
#[derive(Debug)]
struct Service;

impl Dialect for Service {
    fn is_identifier_start(&self, ch: char) -> bool {
        ch.is_ascii_alphabetic() || ch == '_'
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        ch.is_ascii_alphanumeric() || matches!(ch, '_' | '$')
    }

    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        ch == '"'
    }
}

fn place(location: Location) -> At {
    let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    At { line: number(location.line), column: number(location.column) }
}

/// The tokens of a text; the last one is its end.
pub fn tokens(text: &str) -> Sql<Vec<Token>> {
    let start = At { line: 1, column: 1 };
    if text.len() > TEXT_BYTES_MAX {
        let size = text.len();
        return Err(SqlError::new(start, format!("the code has {size} bytes; at most {TEXT_BYTES_MAX} are allowed")));
    }
    let raw = Tokenizer::new(&Service, text)
        .tokenize_with_location()
        .map_err(|error| SqlError::new(place(error.location), error.message.trim_end_matches([' ', '.']).to_owned()))?;
    let mut tokens = Vec::with_capacity(raw.len() / 2 + 1);
    let mut end = start;
    for token in raw {
        end = place(token.span.end);
        let at = place(token.span.start);
        if let Some(tok) = token_of(token.token, at)? {
            tokens.push(Token { tok, at });
        }
    }
    tokens.push(Token { tok: Tok::End, at: end });
    Ok(tokens)
}

fn token_of(raw: Raw, at: At) -> Sql<Option<Tok>> {
    let sign = match raw {
        Raw::Word(word) if word.quote_style.is_some() => {
            return if word.value.is_empty() {
                Err(SqlError::new(at, "a name between quotes must not be empty"))
            } else {
                Ok(Some(Tok::Quoted(word.value)))
            };
        }
        Raw::Word(word) => return Ok(Some(Tok::Word(word.value.to_ascii_uppercase()))),
        Raw::Number(number, false) => return Ok(Some(Tok::Number(number))),
        Raw::SingleQuotedString(text) => return Ok(Some(Tok::Text(text))),
        Raw::Whitespace(_) | Raw::EOF => return Ok(None),
        Raw::Comma => ",",
        Raw::SemiColon => ";",
        Raw::LParen => "(",
        Raw::RParen => ")",
        Raw::Period => ".",
        Raw::Eq => "=",
        Raw::Neq => "<>",
        Raw::Lt => "<",
        Raw::LtEq => "<=",
        Raw::Gt => ">",
        Raw::GtEq => ">=",
        Raw::Plus => "+",
        Raw::Minus => "-",
        Raw::Mul => "*",
        Raw::Div => "/",
        Raw::StringConcat => "||",
        other => {
            let hint = "supported are names, \"quoted names\", numbers, 'texts' and the signs , ; ( ) . = <> < <= > >= + - * / ||";
            return Err(SqlError::new(at, format!("'{other}' is not understood; {hint}")));
        }
    };
    Ok(Some(Tok::Sign(sign)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fold_and_places_count() {
        let tokens = tokens("select \"a\"\"b\", 'it''s' -- no\n  /* c */ x>=1.5e3;").unwrap();
        let shown: Vec<(Tok, u32, u32)> = tokens.into_iter().map(|t| (t.tok, t.at.line, t.at.column)).collect();
        let expected = [
            (Tok::Word("SELECT".into()), 1, 1),
            (Tok::Quoted("a\"b".into()), 1, 8),
            (Tok::Sign(","), 1, 14),
            (Tok::Text("it's".into()), 1, 16),
            (Tok::Word("X".into()), 2, 11),
            (Tok::Sign(">="), 2, 12),
            (Tok::Number("1.5e3".into()), 2, 14),
            (Tok::Sign(";"), 2, 19),
            (Tok::End, 2, 20),
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn what_is_no_token_is_refused_with_its_place() {
        for (text, at) in
            [("a ? b", "1, column 3"), ("\n'open", "2, column 1"), ("a `b`", "1, column 3"), ("\"\"", "1, column 1")]
        {
            let error = tokens(text).unwrap_err().to_string();
            assert!(error.starts_with(&format!("line {at}: ")), "{error}");
        }
        assert!(tokens(&" ".repeat(TEXT_BYTES_MAX)).is_ok());
        assert!(tokens(&" ".repeat(TEXT_BYTES_MAX + 1)).is_err());
    }
}
