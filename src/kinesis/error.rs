//! The errors of Kinesis Data Streams: AWS's names and sentences.
//!
//! Source of the names: the service model (API version 2013-12-02); of the sentences: the public project kinesalite, whose
//! tests its author ran against AWS, and answers of AWS recorded in public test suites.

use super::stream::StreamKey;

/// Which error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are AWS's own and explained by their sentences")]
pub enum ErrorCode {
    AccessDenied,
    DryRunOperation,
    ExpiredIterator,
    ExpiredNextToken,
    InvalidArgument,
    KmsAccessDenied,
    KmsDisabled,
    KmsInvalidState,
    KmsNotFound,
    LimitExceeded,
    ProvisionedThroughputExceeded,
    ResourceInUse,
    ResourceNotFound,
    Validation,
}

impl ErrorCode {
    /// Every code, for tables and tests.
    pub const ALL: [Self; 14] = [
        Self::AccessDenied,
        Self::DryRunOperation,
        Self::ExpiredIterator,
        Self::ExpiredNextToken,
        Self::InvalidArgument,
        Self::KmsAccessDenied,
        Self::KmsDisabled,
        Self::KmsInvalidState,
        Self::KmsNotFound,
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
            Self::DryRunOperation => "DryRunOperationException",
            Self::ExpiredIterator => "ExpiredIteratorException",
            Self::ExpiredNextToken => "ExpiredNextTokenException",
            Self::InvalidArgument => "InvalidArgumentException",
            Self::KmsAccessDenied => "KMSAccessDeniedException",
            Self::KmsDisabled => "KMSDisabledException",
            Self::KmsInvalidState => "KMSInvalidStateException",
            Self::KmsNotFound => "KMSNotFoundException",
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
pub struct KinesisError {
    /// Which error.
    pub code: ErrorCode,
    /// AWS's sentence.
    pub message: String,
}

/// What an operation comes to.
pub type Result<T> = std::result::Result<T, KinesisError>;

impl KinesisError {
    /// An error with its sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// `InvalidArgumentException`.
    pub fn argument(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidArgument, message)
    }

    /// `ValidationException` with a sentence of its own.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Validation, message)
    }

    /// `LimitExceededException`.
    pub fn limit(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::LimitExceeded, message)
    }

    /// `ResourceInUseException`.
    pub fn in_use(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ResourceInUse, message)
    }

    /// `ResourceNotFoundException`.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ResourceNotFound, message)
    }

    /// A stream that is not there.
    pub fn no_such_stream(key: &StreamKey) -> Self {
        Self::not_found(format!("Stream {} under account {} not found.", key.name, key.account))
    }

    /// A shard that is not there, as operations on the stream say it.
    pub fn no_such_shard(shard: &str, key: &StreamKey) -> Self {
        Self::not_found(format!("Could not find shard {shard} in stream {} under account {}.", key.name, key.account))
    }
}
