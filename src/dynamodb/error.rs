//! The errors of DynamoDB: AWS's names and sentences.
//!
//! Source of the names: the service model (API version 2012-08-10); of the sentences: the public project dynalite, whose
//! tests its author ran against AWS.

/// Which error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are AWS's own and explained by their sentences")]
pub enum ErrorCode {
    AccessDenied,
    ConditionalCheckFailed,
    LimitExceeded,
    ProvisionedThroughputExceeded,
    ResourceInUse,
    ResourceNotFound,
    Validation,
}

impl ErrorCode {
    /// Every code, for tables and tests.
    pub const ALL: [Self; 7] = [
        Self::AccessDenied,
        Self::ConditionalCheckFailed,
        Self::LimitExceeded,
        Self::ProvisionedThroughputExceeded,
        Self::ResourceInUse,
        Self::ResourceNotFound,
        Self::Validation,
    ];

    /// The code on the wire, and the HTTP status.
    pub const fn names(self) -> (&'static str, u16) {
        let name = match self {
            Self::AccessDenied => "AccessDeniedException",
            Self::ConditionalCheckFailed => "ConditionalCheckFailedException",
            Self::LimitExceeded => "LimitExceededException",
            Self::ProvisionedThroughputExceeded => "ProvisionedThroughputExceededException",
            Self::ResourceInUse => "ResourceInUseException",
            Self::ResourceNotFound => "ResourceNotFoundException",
            Self::Validation => "ValidationException",
        };
        (name, 400)
    }
}

/// A refusal. Whatever is refused has changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}: {message}", code.names().0)]
pub struct DynamoDbError {
    /// Which error.
    pub code: ErrorCode,
    /// AWS's sentence.
    pub message: String,
}

/// What an operation comes to.
pub type Result<T> = std::result::Result<T, DynamoDbError>;

impl DynamoDbError {
    /// An error with its sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// `ValidationException` with a sentence of its own.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Validation, message)
    }

    /// `ValidationException` about parameters that do not fit together.
    pub fn parameters(message: impl std::fmt::Display) -> Self {
        Self::validation(format!("One or more parameter values were invalid: {message}"))
    }

    /// A condition that does not hold.
    pub fn condition_failed() -> Self {
        Self::new(ErrorCode::ConditionalCheckFailed, "The conditional request failed")
    }

    /// A table that is not there, as operations on items say it.
    pub fn no_such_resource() -> Self {
        Self::new(ErrorCode::ResourceNotFound, "Requested resource not found")
    }

    /// A table that is not there, as operations on tables say it.
    pub fn no_such_table(name: &str) -> Self {
        Self::new(ErrorCode::ResourceNotFound, format!("Requested resource not found: Table: {name} not found"))
    }

    /// `ResourceInUseException`.
    pub fn in_use(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ResourceInUse, message)
    }

    /// More was asked than the table's throughput.
    pub fn throttled() -> Self {
        Self::new(
            ErrorCode::ProvisionedThroughputExceeded,
            "The level of configured provisioned throughput for the table was exceeded. Consider increasing your \
             provisioning level with the UpdateTable API.",
        )
    }
}
