//! The errors of IAM: AWS's codes, HTTP status and sentences.
//!
//! Source: the common errors and those of each operation in the IAM API reference.

/// Which error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are AWS's own and explained by their sentences")]
pub enum ErrorCode {
    AccessDenied,
    DeleteConflict,
    EntityAlreadyExists,
    LimitExceeded,
    MalformedPolicyDocument,
    NoSuchEntity,
    ValidationError,
}

impl ErrorCode {
    /// Every code, for tables and tests.
    pub const ALL: [Self; 7] = [
        Self::AccessDenied,
        Self::DeleteConflict,
        Self::EntityAlreadyExists,
        Self::LimitExceeded,
        Self::MalformedPolicyDocument,
        Self::NoSuchEntity,
        Self::ValidationError,
    ];

    /// The code on the wire, and the HTTP status.
    pub const fn names(self) -> (&'static str, u16) {
        match self {
            Self::AccessDenied => ("AccessDenied", 403),
            Self::DeleteConflict => ("DeleteConflict", 409),
            Self::EntityAlreadyExists => ("EntityAlreadyExists", 409),
            Self::LimitExceeded => ("LimitExceeded", 409),
            Self::MalformedPolicyDocument => ("MalformedPolicyDocument", 400),
            Self::NoSuchEntity => ("NoSuchEntity", 404),
            Self::ValidationError => ("ValidationError", 400),
        }
    }
}

/// A refusal. Whatever is refused has changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}: {message}", code.names().0)]
pub struct IamError {
    /// Which error.
    pub code: ErrorCode,
    /// AWS's sentence.
    pub message: String,
}

impl IamError {
    /// An error with its sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}
