//! The errors of SQS: AWS's codes, HTTP status and sentences.
//!
//! Source of the names: the SQS service model (API version 2012-11-05); of the sentences: answers of AWS recorded in
//! public test suites.

use std::fmt;

/// Which error it is. Each has a name in the JSON protocol, a code in the Query protocol, and an HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are AWS's own and explained by their sentences")]
pub enum ErrorCode {
    AccessDenied,
    BatchEntryIdsNotDistinct,
    BatchRequestTooLong,
    EmptyBatchRequest,
    InvalidAddress,
    InvalidAttributeName,
    InvalidAttributeValue,
    InvalidBatchEntryId,
    InvalidMessageContents,
    InvalidParameterValue,
    KmsAccessDenied,
    KmsDisabled,
    KmsInvalidKeyUsage,
    KmsInvalidState,
    KmsNotFound,
    KmsOptInRequired,
    KmsThrottled,
    MissingParameter,
    OverLimit,
    PurgeQueueInProgress,
    QueueDeletedRecently,
    QueueDoesNotExist,
    QueueNameExists,
    ReceiptHandleIsInvalid,
    RequestThrottled,
    ResourceNotFound,
    TooManyEntriesInBatchRequest,
    UnsupportedOperation,
}

impl ErrorCode {
    /// Every code, for tables and tests.
    pub const ALL: [Self; 28] = [
        Self::AccessDenied,
        Self::BatchEntryIdsNotDistinct,
        Self::BatchRequestTooLong,
        Self::EmptyBatchRequest,
        Self::InvalidAddress,
        Self::InvalidAttributeName,
        Self::InvalidAttributeValue,
        Self::InvalidBatchEntryId,
        Self::InvalidMessageContents,
        Self::InvalidParameterValue,
        Self::KmsAccessDenied,
        Self::KmsDisabled,
        Self::KmsInvalidKeyUsage,
        Self::KmsInvalidState,
        Self::KmsNotFound,
        Self::KmsOptInRequired,
        Self::KmsThrottled,
        Self::MissingParameter,
        Self::OverLimit,
        Self::PurgeQueueInProgress,
        Self::QueueDeletedRecently,
        Self::QueueDoesNotExist,
        Self::QueueNameExists,
        Self::ReceiptHandleIsInvalid,
        Self::RequestThrottled,
        Self::ResourceNotFound,
        Self::TooManyEntriesInBatchRequest,
        Self::UnsupportedOperation,
    ];

    const fn all_names(self) -> (&'static str, &'static str, u16) {
        match self {
            Self::AccessDenied => ("AccessDeniedException", "AccessDenied", 403),
            Self::BatchEntryIdsNotDistinct => {
                ("BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct", 400)
            }
            Self::BatchRequestTooLong => ("BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong", 400),
            Self::EmptyBatchRequest => ("EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest", 400),
            Self::InvalidAddress => ("InvalidAddress", "InvalidAddress", 400),
            Self::InvalidAttributeName => ("InvalidAttributeName", "InvalidAttributeName", 400),
            Self::InvalidAttributeValue => ("InvalidAttributeValue", "InvalidAttributeValue", 400),
            Self::InvalidBatchEntryId => ("InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId", 400),
            Self::InvalidMessageContents => ("InvalidMessageContents", "InvalidMessageContents", 400),
            Self::InvalidParameterValue => ("InvalidParameterValueException", "InvalidParameterValue", 400),
            Self::KmsAccessDenied => ("KmsAccessDenied", "KMS.AccessDeniedException", 400),
            Self::KmsDisabled => ("KmsDisabled", "KMS.DisabledException", 400),
            Self::KmsInvalidKeyUsage => ("KmsInvalidKeyUsage", "KMS.InvalidKeyUsageException", 400),
            Self::KmsInvalidState => ("KmsInvalidState", "KMS.InvalidStateException", 400),
            Self::KmsNotFound => ("KmsNotFound", "KMS.NotFoundException", 400),
            Self::KmsOptInRequired => ("KmsOptInRequired", "KMS.OptInRequired", 400),
            Self::KmsThrottled => ("KmsThrottled", "KMS.ThrottlingException", 400),
            Self::MissingParameter => ("MissingRequiredParameterException", "MissingParameter", 400),
            Self::OverLimit => ("OverLimit", "OverLimit", 403),
            Self::PurgeQueueInProgress => ("PurgeQueueInProgress", "AWS.SimpleQueueService.PurgeQueueInProgress", 403),
            Self::QueueDeletedRecently => ("QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently", 400),
            Self::QueueDoesNotExist => ("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", 400),
            Self::QueueNameExists => ("QueueNameExists", "QueueAlreadyExists", 400),
            Self::ReceiptHandleIsInvalid => ("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", 400),
            Self::RequestThrottled => ("RequestThrottled", "RequestThrottled", 403),
            Self::ResourceNotFound => ("ResourceNotFoundException", "ResourceNotFoundException", 404),
            Self::TooManyEntriesInBatchRequest => {
                ("TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest", 400)
            }
            Self::UnsupportedOperation => ("UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation", 400),
        }
    }

    /// The code in the Query protocol, which current SDKs show, and the HTTP status.
    pub const fn names(self) -> (&'static str, u16) {
        let (_, code, status) = self.all_names();
        (code, status)
    }

    /// The name in the JSON protocol (`__type`, without its namespace).
    pub const fn json_name(self) -> &'static str {
        self.all_names().0
    }

    /// The code in the Query protocol; current SDKs show this one.
    pub const fn query_code(self) -> &'static str {
        self.all_names().1
    }
}

/// A refusal. Whatever is refused has changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}: {message}", code.query_code())]
pub struct SqsError {
    /// Which error.
    pub code: ErrorCode,
    /// AWS's sentence.
    pub message: String,
}

impl SqsError {
    /// An error with its sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// The queue is not there (the sentence of the JSON protocol).
    pub fn no_such_queue() -> Self {
        Self::new(ErrorCode::QueueDoesNotExist, "The specified queue does not exist.")
    }

    /// A required parameter is absent.
    pub fn missing(parameter: &str) -> Self {
        Self::new(ErrorCode::MissingParameter, format!("The request must contain the parameter {parameter}."))
    }

    /// `InvalidParameterValue` with a sentence of its own.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidParameterValue, message)
    }

    /// `Value V for parameter P is invalid. Reason: R`.
    pub fn invalid_value(value: impl fmt::Display, parameter: &str, reason: &str) -> Self {
        Self::invalid(format!("Value {value} for parameter {parameter} is invalid. Reason: {reason}"))
    }

    /// An attribute that does not exist, or not here.
    pub fn unknown_attribute(name: &str) -> Self {
        Self::new(ErrorCode::InvalidAttributeName, format!("Unknown Attribute {name}."))
    }

    /// An attribute's value is out of range or of the wrong form.
    pub fn invalid_attribute(name: &str) -> Self {
        Self::new(ErrorCode::InvalidAttributeValue, format!("Invalid value for the parameter {name}."))
    }

    /// A text that is no receipt handle of this queue.
    pub fn bad_handle(handle: impl fmt::Display) -> Self {
        Self::new(
            ErrorCode::ReceiptHandleIsInvalid,
            format!("The input receipt handle \"{handle}\" is not a valid receipt handle."),
        )
    }
}

/// What an action answers.
pub type Result<T> = std::result::Result<T, SqsError>;
