//! The errors of CloudWatch: AWS's codes, HTTP status and sentences.
//!
//! Source of the names: the CloudWatch service model (API version 2010-08-01); of the sentences: answers of AWS as people
//! have reported them. Where none is known, the sentence says what the API reference says.

use std::fmt::Display;

/// Which error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are AWS's own and explained by their sentences")]
pub enum ErrorCode {
    AccessDenied,
    InvalidFormat,
    InvalidNextToken,
    InvalidParameterCombination,
    InvalidParameterValue,
    LimitExceeded,
    MissingParameter,
    ResourceNotFound,
    ResourceNotFoundException,
    ValidationError,
}

impl ErrorCode {
    /// Every code, for tables and tests.
    pub const ALL: [Self; 10] = [
        Self::AccessDenied,
        Self::InvalidFormat,
        Self::InvalidNextToken,
        Self::InvalidParameterCombination,
        Self::InvalidParameterValue,
        Self::LimitExceeded,
        Self::MissingParameter,
        Self::ResourceNotFound,
        Self::ResourceNotFoundException,
        Self::ValidationError,
    ];

    /// The code on the wire, and the HTTP status.
    pub const fn names(self) -> (&'static str, u16) {
        match self {
            Self::AccessDenied => ("AccessDenied", 403),
            Self::InvalidFormat => ("InvalidFormat", 400),
            Self::InvalidNextToken => ("InvalidNextToken", 400),
            Self::InvalidParameterCombination => ("InvalidParameterCombination", 400),
            Self::InvalidParameterValue => ("InvalidParameterValue", 400),
            Self::LimitExceeded => ("LimitExceeded", 400),
            Self::MissingParameter => ("MissingParameter", 400),
            Self::ResourceNotFound => ("ResourceNotFound", 404),
            Self::ResourceNotFoundException => ("ResourceNotFoundException", 404),
            Self::ValidationError => ("ValidationError", 400),
        }
    }
}

/// A refusal. Whatever is refused has changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}: {message}", code.names().0)]
pub struct CloudWatchError {
    /// Which error.
    pub code: ErrorCode,
    /// AWS's sentence.
    pub message: String,
}

impl CloudWatchError {
    /// An error with its sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// `ValidationError` with a sentence of its own.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ValidationError, message)
    }

    /// `ValidationError` for a member that breaks a constraint of the service model.
    pub fn constraint(value: impl Display, member: &str, rule: impl Display) -> Self {
        Self::validation(format!(
            "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {rule}"
        ))
    }

    /// `ValidationError` for a member that the service model requires.
    pub fn null(member: &str) -> Self {
        Self::validation(format!(
            "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"
        ))
    }

    /// `InvalidParameterValue`.
    pub fn value(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidParameterValue, message)
    }

    /// `InvalidParameterCombination`.
    pub fn combination(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidParameterCombination, message)
    }

    /// `MissingParameter`.
    pub fn missing(parameter: impl Display) -> Self {
        Self::new(ErrorCode::MissingParameter, format!("The parameter {parameter} is required."))
    }

    /// The alarm is not there.
    pub fn no_such_alarm(name: &str) -> Self {
        Self::new(ErrorCode::ResourceNotFound, format!("Alarm {name} does not exist"))
    }
}

/// What an action answers.
pub type Result<T> = std::result::Result<T, CloudWatchError>;
