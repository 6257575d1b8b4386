//! What can be wrong with SQL text, with a row while it is worked on, and with the configuration of an application.

use crate::patterns::regex::TooLong;
use std::fmt;

/// A place in the text of an application: line and column, both from 1, in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Text that cannot be run. AWS would answer `CodeValidationException`; the sentences are this lab's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{at}: {message}")]
pub struct SqlError {
    /// Where.
    pub at: At,
    /// What is wrong, and what can be written instead.
    pub message: String,
}

impl SqlError {
    /// An error with its sentence.
    pub fn new(at: At, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }
}

/// The result of reading or planning SQL.
pub type Sql<T> = std::result::Result<T, SqlError>;

/// Why a row could not be worked on; it goes to the stream `error_stream`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fault {
    /// `ERROR_NAME`. AWS's own name is known for `Coercion error` alone.
    pub name: &'static str,
    /// `MESSAGE`.
    pub message: String,
}

impl Fault {
    /// A value that does not fit the type of its column.
    pub fn coercion(message: impl Into<String>) -> Self {
        Self { name: "Coercion error", message: message.into() }
    }

    /// A result outside the range of its type.
    pub fn overflow(kind: impl fmt::Display) -> Self {
        Self { name: "Numeric overflow", message: format!("the result does not fit into {kind}") }
    }

    /// A division by zero; as in AWS also of approximate numbers.
    pub fn by_zero() -> Self {
        Self { name: "Division by zero", message: "/ by zero".to_owned() }
    }

    /// A row whose ROWTIME would go back.
    pub fn out_of_order(message: impl Into<String>) -> Self {
        Self { name: "Row out of order", message: message.into() }
    }

    /// A record that is no JSON or CSV.
    pub fn parse(message: impl Into<String>) -> Self {
        Self { name: "Parse error", message: message.into() }
    }

    /// The function that looks at records first did not answer with `Ok` or `Dropped`.
    pub fn processing(message: impl Into<String>) -> Self {
        Self { name: "Lambda processing failed", message: message.into() }
    }

    /// A function was given something that it cannot take.
    pub fn argument(message: impl Into<String>) -> Self {
        Self { name: "Invalid argument", message: message.into() }
    }

    /// More than this lab keeps.
    pub fn limit(message: impl Into<String>) -> Self {
        Self { name: "Limit exceeded", message: message.into() }
    }
}

impl From<TooLong> for Fault {
    fn from(_: TooLong) -> Self {
        Self::limit("the pattern takes too long for this text")
    }
}

/// Why something is refused: the error codes of the API (version 2015-08-14), and those that every API has.
///
/// `ServiceUnavailableException` is left out: the lab's service is always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are AWS's own and explained by their sentences")]
pub enum ErrorCode {
    AccessDeniedException,
    CodeValidationException,
    ConcurrentModificationException,
    InvalidApplicationConfigurationException,
    InvalidArgumentException,
    LimitExceededException,
    ResourceInUseException,
    ResourceNotFoundException,
    ResourceProvisionedThroughputExceededException,
    TooManyTagsException,
    UnableToDetectSchemaException,
    UnsupportedOperationException,
    ValidationException,
}

impl ErrorCode {
    /// Every code, for tables and tests.
    pub const ALL: [Self; 13] = [
        Self::AccessDeniedException,
        Self::CodeValidationException,
        Self::ConcurrentModificationException,
        Self::InvalidApplicationConfigurationException,
        Self::InvalidArgumentException,
        Self::LimitExceededException,
        Self::ResourceInUseException,
        Self::ResourceNotFoundException,
        Self::ResourceProvisionedThroughputExceededException,
        Self::TooManyTagsException,
        Self::UnableToDetectSchemaException,
        Self::UnsupportedOperationException,
        Self::ValidationException,
    ];

    /// The code on the wire, and the HTTP status.
    pub const fn names(self) -> (&'static str, u16) {
        let name = match self {
            Self::AccessDeniedException => "AccessDeniedException",
            Self::CodeValidationException => "CodeValidationException",
            Self::ConcurrentModificationException => "ConcurrentModificationException",
            Self::InvalidApplicationConfigurationException => "InvalidApplicationConfigurationException",
            Self::InvalidArgumentException => "InvalidArgumentException",
            Self::LimitExceededException => "LimitExceededException",
            Self::ResourceInUseException => "ResourceInUseException",
            Self::ResourceNotFoundException => "ResourceNotFoundException",
            Self::ResourceProvisionedThroughputExceededException => "ResourceProvisionedThroughputExceededException",
            Self::TooManyTagsException => "TooManyTagsException",
            Self::UnableToDetectSchemaException => "UnableToDetectSchemaException",
            Self::UnsupportedOperationException => "UnsupportedOperationException",
            Self::ValidationException => "ValidationException",
        };
        (name, 400)
    }
}

/// A refusal. Whatever is refused has changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}: {message}", code.names().0)]
pub struct AnalyticsError {
    /// Which error.
    pub code: ErrorCode,
    /// What is wrong.
    pub message: String,
    /// Where, for an error in the application's code.
    pub at: Option<At>,
}

/// What an action answers.
pub type Result<T> = std::result::Result<T, AnalyticsError>;

impl AnalyticsError {
    /// An error with its sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), at: None }
    }

    /// `InvalidArgumentException`.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidArgumentException, message)
    }

    /// `ResourceNotFoundException`.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ResourceNotFoundException, message)
    }

    /// `ResourceInUseException`.
    pub fn in_use(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ResourceInUseException, message)
    }
}

impl From<SqlError> for AnalyticsError {
    fn from(error: SqlError) -> Self {
        Self { code: ErrorCode::CodeValidationException, message: error.to_string(), at: Some(error.at) }
    }
}
