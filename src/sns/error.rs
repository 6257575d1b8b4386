//! The errors of SNS: AWS's codes, HTTP status and sentences.
//!
//! Source of the names: the SNS service model (API version 2010-03-31); of the sentences: answers of AWS recorded in
//! public test suites.

use crate::base::{Arn, Caller};

/// Which error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are AWS's own and explained by their sentences")]
pub enum ErrorCode {
    AuthorizationError,
    BatchEntryIdsNotDistinct,
    BatchRequestTooLong,
    EmptyBatchRequest,
    EndpointDisabled,
    FilterPolicyLimitExceeded,
    InvalidBatchEntryId,
    InvalidParameter,
    InvalidState,
    KmsAccessDenied,
    KmsDisabled,
    KmsInvalidState,
    KmsNotFound,
    NotFound,
    OptedOut,
    ParameterValueInvalid,
    PlatformApplicationDisabled,
    ReplayLimitExceeded,
    ResourceNotFound,
    SubscriptionLimitExceeded,
    TagLimitExceeded,
    Throttled,
    TooManyEntriesInBatchRequest,
    TopicLimitExceeded,
    UserError,
    ValidationError,
    ValidationException,
    Verification,
}

impl ErrorCode {
    /// Every code, for tables and tests.
    pub const ALL: [Self; 28] = [
        Self::AuthorizationError,
        Self::BatchEntryIdsNotDistinct,
        Self::BatchRequestTooLong,
        Self::EmptyBatchRequest,
        Self::EndpointDisabled,
        Self::FilterPolicyLimitExceeded,
        Self::InvalidBatchEntryId,
        Self::InvalidParameter,
        Self::InvalidState,
        Self::KmsAccessDenied,
        Self::KmsDisabled,
        Self::KmsInvalidState,
        Self::KmsNotFound,
        Self::NotFound,
        Self::OptedOut,
        Self::ParameterValueInvalid,
        Self::PlatformApplicationDisabled,
        Self::ReplayLimitExceeded,
        Self::ResourceNotFound,
        Self::SubscriptionLimitExceeded,
        Self::TagLimitExceeded,
        Self::Throttled,
        Self::TooManyEntriesInBatchRequest,
        Self::TopicLimitExceeded,
        Self::UserError,
        Self::ValidationError,
        Self::ValidationException,
        Self::Verification,
    ];

    /// The code on the wire, and the HTTP status.
    pub const fn names(self) -> (&'static str, u16) {
        match self {
            Self::AuthorizationError => ("AuthorizationError", 403),
            Self::BatchEntryIdsNotDistinct => ("BatchEntryIdsNotDistinct", 400),
            Self::BatchRequestTooLong => ("BatchRequestTooLong", 400),
            Self::EmptyBatchRequest => ("EmptyBatchRequest", 400),
            Self::EndpointDisabled => ("EndpointDisabled", 400),
            Self::FilterPolicyLimitExceeded => ("FilterPolicyLimitExceeded", 403),
            Self::InvalidBatchEntryId => ("InvalidBatchEntryId", 400),
            Self::InvalidParameter => ("InvalidParameter", 400),
            Self::InvalidState => ("InvalidState", 400),
            Self::KmsAccessDenied => ("KMSAccessDenied", 400),
            Self::KmsDisabled => ("KMSDisabled", 400),
            Self::KmsInvalidState => ("KMSInvalidState", 400),
            Self::KmsNotFound => ("KMSNotFound", 400),
            Self::NotFound => ("NotFound", 404),
            Self::OptedOut => ("OptedOut", 400),
            Self::ParameterValueInvalid => ("ParameterValueInvalid", 400),
            Self::PlatformApplicationDisabled => ("PlatformApplicationDisabled", 400),
            Self::ReplayLimitExceeded => ("ReplayLimitExceeded", 403),
            Self::ResourceNotFound => ("ResourceNotFound", 404),
            Self::SubscriptionLimitExceeded => ("SubscriptionLimitExceeded", 403),
            Self::TagLimitExceeded => ("TagLimitExceeded", 400),
            Self::Throttled => ("Throttling", 400),
            Self::TooManyEntriesInBatchRequest => ("TooManyEntriesInBatchRequest", 400),
            Self::TopicLimitExceeded => ("TopicLimitExceeded", 403),
            Self::UserError => ("UserError", 400),
            Self::ValidationError => ("ValidationError", 400),
            Self::ValidationException => ("ValidationException", 400),
            Self::Verification => ("Verification", 400),
        }
    }
}

/// A refusal. Whatever is refused has changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}: {message}", code.names().0)]
pub struct SnsError {
    /// Which error.
    pub code: ErrorCode,
    /// AWS's sentence.
    pub message: String,
}

impl SnsError {
    /// An error with its sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// `InvalidParameter`: `Invalid parameter: …`.
    pub fn invalid(what: impl std::fmt::Display) -> Self {
        Self::new(ErrorCode::InvalidParameter, format!("Invalid parameter: {what}"))
    }

    /// A required member is absent.
    pub fn missing(member: &str) -> Self {
        let sentence = format!(
            "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"
        );
        Self::new(ErrorCode::ValidationError, sentence)
    }

    /// Somebody else's resource.
    pub fn foreign(caller: &Caller, resource: &str) -> Self {
        let sentence = format!("User: {} is not authorized to perform this action on {resource}", caller.arn());
        Self::new(ErrorCode::AuthorizationError, sentence)
    }

    /// The topic is not there.
    pub fn no_such_topic() -> Self {
        Self::new(ErrorCode::NotFound, "Topic does not exist")
    }

    /// A topic has as many filter policies as it can have.
    pub fn too_many_filters(topic: &Arn) -> Self {
        Self::new(ErrorCode::FilterPolicyLimitExceeded, format!("Filter policy limit exceeded for topic {topic}"))
    }

    /// A topic has as many tags as it can have.
    pub fn too_many_tags() -> Self {
        Self::new(ErrorCode::TagLimitExceeded, "Could not complete request: tag quota of per resource exceeded")
    }

    /// The subscription is not there.
    pub fn no_such_subscription() -> Self {
        Self::new(ErrorCode::NotFound, "Subscription does not exist")
    }
}

/// What an action answers.
pub type Result<T> = std::result::Result<T, SnsError>;
