//! Calls as commands of the AWS CLI, written and read.
//!
//! What is written runs in a POSIX shell with version 2 of the AWS CLI. What AWS does not know stands behind `# lab:`, which
//! is a comment for a shell; the reader takes it for more options. Bodies of objects are files for the AWS CLI, so that
//! `printf` makes one first.

mod fit;
mod lex;
mod parse;
mod shorthand;
mod write;

#[cfg(test)]
mod tests;

pub use lex::{Lexer, Statement, Token};
pub use parse::{Command, command_of, parse, parse_command};
pub use write::write;

/// Why a text is no command of the AWS CLI: in its words, as far as it has some.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CliError(String);

impl CliError {
    pub(crate) const fn new(text: String) -> Self {
        Self(text)
    }
}

/// What makes the command line take bytes as texts.
const RAW: (&str, &str) = ("cli-binary-format", "raw-in-base64-out");
/// What values begin with that are files for the command line.
const FILES: [&str; 2] = ["file://", "fileb://"];
