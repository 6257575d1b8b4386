//! Expressions: conditions, filters, updates, keys and projections, as text into trees and trees over items.
//!
//! Source: "Using expressions in DynamoDB" in the developer guide. The list of words that cannot be names of attributes
//! without a `#name` is not kept here.

mod condition;
mod names;
mod parse;
mod path;
mod update;

pub use condition::{Comparison, Condition, Subject};
pub use names::Substitutes;
pub use parse::Parser;
pub use path::{Path, project};

use super::{DynamoDbError, Result};

/// Which member an expression stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `ConditionExpression`.
    Condition,
    /// `FilterExpression`.
    Filter,
    /// `KeyConditionExpression`.
    KeyCondition,
    /// `ProjectionExpression`.
    Projection,
    /// `UpdateExpression`.
    Update,
}

impl Kind {
    /// The member's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Condition => "ConditionExpression",
            Self::Filter => "FilterExpression",
            Self::KeyCondition => "KeyConditionExpression",
            Self::Projection => "ProjectionExpression",
            Self::Update => "UpdateExpression",
        }
    }

    /// An error about it.
    pub fn error(self, what: impl std::fmt::Display) -> DynamoDbError {
        DynamoDbError::validation(format!("Invalid {}: {what}", self.name()))
    }
}

/// Expressions have at most so many bytes.
const BYTES_MAX: usize = 4_096;
/// Operators and functions of an expression.
const OPERATORS_MAX: usize = 300;

/// A piece of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A word: a name, a function or a keyword.
    Word(String),
    /// `#name`.
    Name(String),
    /// `:value`.
    Value(String),
    /// A whole number, as a place in a list.
    Number(String),
    /// Anything else.
    Sign(&'static str),
}

impl Token {
    fn text(&self) -> &str {
        match self {
            Self::Word(text) | Self::Name(text) | Self::Value(text) | Self::Number(text) => text,
            Self::Sign(sign) => sign,
        }
    }
}

const SIGNS: [&str; 15] = ["<>", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ",", ".", "+", "-", "@"];

/// Cuts a text into pieces.
fn tokens(text: &str, kind: Kind) -> Result<Vec<Token>> {
    if text.trim().is_empty() {
        return Err(kind.error("The expression can not be empty;"));
    }
    if text.len() > BYTES_MAX {
        let sentence = format!(
            "Expression size has exceeded the maximum allowed size; expression size: {}, maximum size: {BYTES_MAX}",
            text.len()
        );
        return Err(kind.error(sentence));
    }
    let (mut found, mut rest) = (Vec::new(), text.trim_start());
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let word = |from: usize| {
            rest.get(from..).and_then(|tail| tail.find(|c| !is_word(c))).map_or(rest.len(), |end| from + end)
        };
        let (token, length) = match first {
            '#' | ':' => {
                let end = word(1);
                let text = rest.get(..end).unwrap_or_default().to_owned();
                (if first == '#' { Token::Name(text) } else { Token::Value(text) }, end)
            }
            c if c.is_ascii_digit() => {
                let end = word(0);
                (Token::Number(rest.get(..end).unwrap_or_default().to_owned()), end)
            }
            c if is_word(c) => {
                let end = word(0);
                (Token::Word(rest.get(..end).unwrap_or_default().to_owned()), end)
            }
            _ => {
                let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) else {
                    let near: String = rest.chars().take(3).collect();
                    return Err(kind.error(format!("Syntax error; token: \"{first}\", near: \"{near}\"")));
                };
                (Token::Sign(sign), sign.len())
            }
        };
        found.push(token);
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
    Ok(found)
}
