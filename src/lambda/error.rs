//! The errors of Lambda: AWS's codes, HTTP status and sentences.
//!
//! Source of the names: the Lambda service model (API version 2015-03-31); of the sentences: answers of AWS recorded in
//! public test suites and reports. Sentences about [`super::Behaviour`], which AWS does not have, are this lab's own.

use std::fmt::Display;

/// Which error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are AWS's own and explained by their sentences")]
pub enum ErrorCode {
    AccessDeniedException,
    InvalidParameterValueException,
    InvalidRequestContentException,
    PolicyLengthExceededException,
    PreconditionFailedException,
    RequestTooLargeException,
    ResourceConflictException,
    ResourceInUseException,
    ResourceNotFoundException,
    TooManyRequestsException,
    ValidationException,
}

impl ErrorCode {
    /// Every code, for tables and tests.
    pub const ALL: [Self; 11] = [
        Self::AccessDeniedException,
        Self::InvalidParameterValueException,
        Self::InvalidRequestContentException,
        Self::PolicyLengthExceededException,
        Self::PreconditionFailedException,
        Self::RequestTooLargeException,
        Self::ResourceConflictException,
        Self::ResourceInUseException,
        Self::ResourceNotFoundException,
        Self::TooManyRequestsException,
        Self::ValidationException,
    ];

    /// The code on the wire, and the HTTP status.
    pub const fn names(self) -> (&'static str, u16) {
        match self {
            Self::AccessDeniedException => ("AccessDeniedException", 403),
            Self::InvalidParameterValueException => ("InvalidParameterValueException", 400),
            Self::InvalidRequestContentException => ("InvalidRequestContentException", 400),
            Self::PolicyLengthExceededException => ("PolicyLengthExceededException", 400),
            Self::PreconditionFailedException => ("PreconditionFailedException", 412),
            Self::RequestTooLargeException => ("RequestTooLargeException", 413),
            Self::ResourceConflictException => ("ResourceConflictException", 409),
            Self::ResourceInUseException => ("ResourceInUseException", 400),
            Self::ResourceNotFoundException => ("ResourceNotFoundException", 404),
            Self::TooManyRequestsException => ("TooManyRequestsException", 429),
            Self::ValidationException => ("ValidationException", 400),
        }
    }
}

/// Why an invocation was throttled: AWS's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "AWS's own names")]
pub enum ThrottleReason {
    /// The account's free concurrency is used up.
    ConcurrentInvocationLimitExceeded,
    /// The function's reserved concurrency is used up.
    ReservedFunctionConcurrentInvocationLimitExceeded,
}

impl ThrottleReason {
    /// The word on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConcurrentInvocationLimitExceeded => "ConcurrentInvocationLimitExceeded",
            Self::ReservedFunctionConcurrentInvocationLimitExceeded => {
                "ReservedFunctionConcurrentInvocationLimitExceeded"
            }
        }
    }
}

/// A refusal. Whatever is refused has changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}: {message}", code.names().0)]
pub struct LambdaError {
    /// Which error.
    pub code: ErrorCode,
    /// AWS's sentence.
    pub message: String,
    /// The member `Reason` of `TooManyRequestsException`.
    pub reason: Option<ThrottleReason>,
}

impl LambdaError {
    /// An error with its sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), reason: None }
    }

    /// `InvalidParameterValueException`.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidParameterValueException, message)
    }

    /// `ResourceNotFoundException`.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ResourceNotFoundException, message)
    }

    /// `ResourceConflictException`.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ResourceConflictException, message)
    }

    /// A value that does not have the form that the service model asks for.
    pub fn validation(value: impl Display, member: &str, constraint: impl Display) -> Self {
        let sentence = format!(
            "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must {constraint}"
        );
        Self::new(ErrorCode::ValidationException, sentence)
    }

    /// A required member is absent.
    pub fn missing(member: &str) -> Self {
        let sentence = format!(
            "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"
        );
        Self::new(ErrorCode::ValidationException, sentence)
    }

    /// A number that lies outside of its range.
    pub fn range(value: i64, member: &str, least: i64, most: i64) -> Result<()> {
        if value < least {
            return Err(Self::validation(value, member, format_args!("have value greater than or equal to {least}")));
        }
        if value > most {
            return Err(Self::validation(value, member, format_args!("have value less than or equal to {most}")));
        }
        Ok(())
    }

    /// No concurrency is free.
    pub fn throttled(reason: ThrottleReason) -> Self {
        Self { code: ErrorCode::TooManyRequestsException, message: "Rate Exceeded.".to_owned(), reason: Some(reason) }
    }
}

/// What an action answers.
pub type Result<T> = std::result::Result<T, LambdaError>;
