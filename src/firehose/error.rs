//! The errors of Firehose: AWS's codes, HTTP status and sentences.
//!
//! Source of the names: the Firehose service model (API version 2015-08-04); of the sentences: answers of AWS recorded in
//! public reports. Sentences that were never seen are this lab's own.

use super::model;
use std::fmt::Display;

/// Which error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are AWS's own and explained by their sentences")]
pub enum ErrorCode {
    AccessDeniedException,
    ConcurrentModificationException,
    InvalidArgumentException,
    InvalidKMSResourceException,
    InvalidSourceException,
    LimitExceededException,
    ResourceInUseException,
    ResourceNotFoundException,
    ServiceUnavailableException,
    ThrottlingException,
    ValidationException,
}

impl ErrorCode {
    /// Every code, for tables and tests.
    pub const ALL: [Self; 11] = [
        Self::AccessDeniedException,
        Self::ConcurrentModificationException,
        Self::InvalidArgumentException,
        Self::InvalidKMSResourceException,
        Self::InvalidSourceException,
        Self::LimitExceededException,
        Self::ResourceInUseException,
        Self::ResourceNotFoundException,
        Self::ServiceUnavailableException,
        Self::ThrottlingException,
        Self::ValidationException,
    ];

    /// The code on the wire, and the HTTP status.
    pub const fn names(self) -> (&'static str, u16) {
        match self {
            Self::AccessDeniedException => ("AccessDeniedException", 400),
            Self::ConcurrentModificationException => ("ConcurrentModificationException", 400),
            Self::InvalidArgumentException => ("InvalidArgumentException", 400),
            Self::InvalidKMSResourceException => ("InvalidKMSResourceException", 400),
            Self::InvalidSourceException => ("InvalidSourceException", 400),
            Self::LimitExceededException => ("LimitExceededException", 400),
            Self::ResourceInUseException => ("ResourceInUseException", 400),
            Self::ResourceNotFoundException => ("ResourceNotFoundException", 400),
            Self::ServiceUnavailableException => ("ServiceUnavailableException", 503),
            Self::ThrottlingException => ("ThrottlingException", 400),
            Self::ValidationException => ("ValidationException", 400),
        }
    }
}

/// A refusal. Whatever is refused has changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}: {message}", code.names().0)]
pub struct FirehoseError {
    /// Which error.
    pub code: ErrorCode,
    /// AWS's sentence.
    pub message: String,
}

/// What an action answers.
pub type Result<T> = std::result::Result<T, FirehoseError>;

impl FirehoseError {
    /// An error with its sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// `InvalidArgumentException`.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidArgumentException, message)
    }

    /// A prefix that breaks a rule; the first word is spelled as AWS spells it.
    pub fn prefix(rule: impl Display) -> Self {
        Self::invalid(format!("Ths supplied prefix(es) do not satisfy the following constraint: {rule}"))
    }

    /// The stream is not there.
    pub fn not_found(name: &str, account: impl Display) -> Self {
        let sentence = format!("Firehose {name} not found under account {account}.");
        Self::new(ErrorCode::ResourceNotFoundException, sentence)
    }

    /// What holds a stream up.
    pub fn in_use(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ResourceInUseException, message)
    }

    /// A quota is used up.
    pub fn limit(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::LimitExceededException, message)
    }

    /// More than the stream's throughput.
    pub fn slow_down() -> Self {
        Self::new(ErrorCode::ServiceUnavailableException, "Slow down.")
    }

    /// All constraints that a request breaks.
    ///
    /// # Errors
    /// `ValidationException`, if there is any.
    pub fn validation(broken: &[String]) -> Result<()> {
        if broken.is_empty() {
            return Ok(());
        }
        let (count, plural) = (broken.len(), if broken.len() == 1 { "" } else { "s" });
        let sentence = format!("{count} validation error{plural} detected: {}", broken.join("; "));
        Err(Self::new(ErrorCode::ValidationException, sentence))
    }

    /// One constraint.
    pub fn constraint(value: impl Display, path: &str, rule: &str) -> Self {
        let broken = [model::constraint(value, path, rule)];
        Self::validation(&broken).err().unwrap_or_else(|| Self::invalid(rule))
    }
}
