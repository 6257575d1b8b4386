//! A place in a row of tokens, and the small steps that all clauses are read with.

use super::super::error::{At, Sql, SqlError};
use super::ast::{Expr, Kind, Name};
use super::lex::{Tok, Token};
use super::{COLUMNS_MAX, DEPTH_MAX};

/// Where reading is.
pub struct Cursor {
    tokens: Vec<Token>,
    place: usize,
    /// How deep brackets and sub-queries are at the moment.
    depth: u16,
}

/// Words that end an expression or a relation, so that they are no other name for it.
const RESERVED: [&str; 47] = [
    "ALL",
    "AND",
    "AS",
    "BETWEEN",
    "BY",
    "CASE",
    "CROSS",
    "DISTINCT",
    "ELSE",
    "END",
    "ESCAPE",
    "EXCEPT",
    "FROM",
    "FULL",
    "GAP",
    "GROUP",
    "HAVING",
    "IN",
    "INNER",
    "INSERT",
    "INTERSECT",
    "INTERVAL",
    "INTO",
    "IS",
    "JOIN",
    "LEFT",
    "LIKE",
    "LIMIT",
    "NATURAL",
    "NOT",
    "ON",
    "OR",
    "ORDER",
    "OUTER",
    "OVER",
    "RANGE",
    "RIGHT",
    "ROWS",
    "SELECT",
    "SIMILAR",
    "STREAM",
    "THEN",
    "UNION",
    "USING",
    "WHEN",
    "WHERE",
    "WINDOW",
];

impl Cursor {
    pub(super) fn new(tokens: Vec<Token>) -> Self {
        Self { tokens, place: 0, depth: 0 }
    }

    /// The token that is read next.
    pub(super) fn peek(&self) -> &Tok {
        self.peek_at(0)
    }

    /// The token so many further on.
    pub(super) fn peek_at(&self, ahead: usize) -> &Tok {
        self.tokens.get(self.place + ahead).map_or(&Tok::End, |token| &token.tok)
    }

    /// Where the next token stands.
    pub(super) fn at(&self) -> At {
        self.tokens.get(self.place).or_else(|| self.tokens.last()).map_or(At::default(), |token| token.at)
    }

    /// Goes on by one token; never past the end.
    pub(super) fn advance(&mut self) {
        self.place = (self.place + 1).min(self.tokens.len().saturating_sub(1));
    }

    pub(super) fn is_end(&self) -> bool {
        *self.peek() == Tok::End
    }

    /// Whether the words stand here, unquoted.
    pub(super) fn is_words(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(ahead, word)| matches!(self.peek_at(ahead), Tok::Word(found) if found == word))
    }

    /// Reads the words if they stand here.
    pub(super) fn take(&mut self, words: &[&str]) -> bool {
        let is_here = self.is_words(words);
        if is_here {
            (0..words.len()).for_each(|_| self.advance());
        }
        is_here
    }

    pub(super) fn is_sign(&self, sign: &str) -> bool {
        matches!(self.peek(), Tok::Sign(found) if *found == sign)
    }

    /// Reads the sign if it stands here.
    pub(super) fn take_sign(&mut self, sign: &str) -> bool {
        let is_here = self.is_sign(sign);
        if is_here {
            self.advance();
        }
        is_here
    }

    /// An error about the next token, which should have been something else.
    pub(super) fn expected<T>(&self, what: &str) -> Sql<T> {
        let found = match self.peek() {
            Tok::Word(word) => word.clone(),
            Tok::Quoted(name) => format!("\"{name}\""),
            Tok::Number(number) => number.clone(),
            Tok::Text(text) => format!("'{text}'"),
            Tok::Sign(sign) => (*sign).to_owned(),
            Tok::End => "the end of the text".to_owned(),
        };
        Err(SqlError::new(self.at(), format!("expected {what}, found {found}")))
    }

    pub(super) fn expect(&mut self, words: &[&str]) -> Sql<()> {
        if self.take(words) { Ok(()) } else { self.expected(&words.join(" ")) }
    }

    pub(super) fn expect_sign(&mut self, sign: &str) -> Sql<()> {
        if self.take_sign(sign) { Ok(()) } else { self.expected(&format!("'{sign}'")) }
    }

    /// A name that is quoted, or unquoted and not reserved.
    pub(super) fn name(&mut self, what: &str) -> Sql<Name> {
        match self.try_name() {
            Some(name) => Ok(name),
            None if matches!(self.peek(), Tok::Word(_)) => {
                self.expected(&format!("{what} (reserved words need quotes)"))
            }
            None => self.expected(what),
        }
    }

    /// The same, where there may be none.
    pub(super) fn try_name(&mut self) -> Option<Name> {
        let at = self.at();
        let text = match self.peek() {
            Tok::Quoted(name) => name.as_str(),
            Tok::Word(word) if !RESERVED.contains(&word.as_str()) => word.as_str(),
            _ => return None,
        };
        let name = Name { text: text.into(), at };
        self.advance();
        Some(name)
    }

    /// `[AS] name`, where there may be none.
    pub(super) fn alias(&mut self) -> Sql<Option<Name>> {
        if self.take(&["AS"]) { self.name("a name").map(Some) } else { Ok(self.try_alias()) }
    }

    /// Another name without AS; words that begin the next clause are none.
    fn try_alias(&mut self) -> Option<Name> {
        if self.is_words(&["WINDOWED"]) { None } else { self.try_name() }
    }

    /// A whole number of that size, as in `VARCHAR(10)`.
    pub(super) fn whole(&mut self, what: &str, least: i64, most: i64) -> Sql<i64> {
        let number = match self.peek() {
            Tok::Number(number) => number.parse::<i64>().ok().filter(|number| (least..=most).contains(number)),
            _ => None,
        };
        let Some(number) = number else {
            return self.expected(&format!("{what}, a whole number from {least} to {most}"));
        };
        self.advance();
        Ok(number)
    }

    /// What stands between apostrophes.
    pub(super) fn text(&mut self, what: &str) -> Sql<String> {
        let Tok::Text(text) = self.peek() else { return self.expected(what) };
        let text = text.clone();
        self.advance();
        Ok(text)
    }

    /// Parts with commas between them.
    pub(super) fn list<T>(&mut self, mut part: impl FnMut(&mut Self) -> Sql<T>) -> Sql<Vec<T>> {
        let mut parts = vec![part(self)?];
        while self.is_sign(",") {
            if parts.len() == COLUMNS_MAX {
                return Err(SqlError::new(self.at(), format!("a list has at most {COLUMNS_MAX} parts")));
            }
            self.advance();
            parts.push(part(self)?);
        }
        Ok(parts)
    }

    /// Reads something that may contain itself.
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Sql<T>) -> Sql<T> {
        if self.depth == DEPTH_MAX {
            return Err(too_deep(self.at()));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }
}

fn too_deep(at: At) -> SqlError {
    SqlError::new(at, format!("expressions and queries nest at most {DEPTH_MAX} deep"))
}

/// An expression over others.
pub(super) fn expr(kind: Kind, at: At) -> Sql<Expr> {
    let mut made = Expr { kind, at, depth: 1 };
    made.depth += made.children().into_iter().map(|child| child.depth).max().unwrap_or(0);
    if made.depth > DEPTH_MAX { Err(too_deep(at)) } else { Ok(made) }
}
