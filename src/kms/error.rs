//! The errors of KMS: AWS's names and sentences. Every one of them has the HTTP status 400.
//!
//! Source of the names: the KMS service model (API version 2014-11-01); of the sentences: answers of AWS recorded in
//! public test suites. Where none is on record, the sentence of the API reference is given.

/// Which error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are AWS's own and explained by their sentences")]
pub enum ErrorCode {
    AccessDenied,
    AlreadyExists,
    Disabled,
    DryRunOperation,
    IncorrectKey,
    InvalidAliasName,
    InvalidArn,
    InvalidCiphertext,
    InvalidKeyUsage,
    InvalidMarker,
    InvalidState,
    LimitExceeded,
    MalformedPolicyDocument,
    NotAuthorized,
    NotFound,
    Tag,
    UnsupportedOperation,
    Validation,
}

impl ErrorCode {
    /// Every code, for tables and tests.
    pub const ALL: [Self; 18] = [
        Self::AccessDenied,
        Self::AlreadyExists,
        Self::Disabled,
        Self::DryRunOperation,
        Self::IncorrectKey,
        Self::InvalidAliasName,
        Self::InvalidArn,
        Self::InvalidCiphertext,
        Self::InvalidKeyUsage,
        Self::InvalidMarker,
        Self::InvalidState,
        Self::LimitExceeded,
        Self::MalformedPolicyDocument,
        Self::NotAuthorized,
        Self::NotFound,
        Self::Tag,
        Self::UnsupportedOperation,
        Self::Validation,
    ];

    /// The code on the wire, and the HTTP status.
    pub const fn names(self) -> (&'static str, u16) {
        let name = match self {
            Self::AccessDenied => "AccessDeniedException",
            Self::AlreadyExists => "AlreadyExistsException",
            Self::Disabled => "DisabledException",
            Self::DryRunOperation => "DryRunOperationException",
            Self::IncorrectKey => "IncorrectKeyException",
            Self::InvalidAliasName => "InvalidAliasNameException",
            Self::InvalidArn => "InvalidArnException",
            Self::InvalidCiphertext => "InvalidCiphertextException",
            Self::InvalidKeyUsage => "InvalidKeyUsageException",
            Self::InvalidMarker => "InvalidMarkerException",
            Self::InvalidState => "KMSInvalidStateException",
            Self::LimitExceeded => "LimitExceededException",
            Self::MalformedPolicyDocument => "MalformedPolicyDocumentException",
            Self::NotAuthorized => "NotAuthorizedException",
            Self::NotFound => "NotFoundException",
            Self::Tag => "TagException",
            Self::UnsupportedOperation => "UnsupportedOperationException",
            Self::Validation => "ValidationException",
        };
        (name, 400)
    }
}

/// A refusal. Whatever is refused has changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}: {message}", code.names().0)]
pub struct KmsError {
    /// Which error.
    pub code: ErrorCode,
    /// AWS's sentence.
    pub message: String,
}

impl KmsError {
    /// An error with its sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// `ValidationException` with a sentence of its own.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Validation, message)
    }

    /// A member breaks a rule of the service model; `value` as AWS quotes it, with its quotation marks.
    pub fn constraint(value: impl std::fmt::Display, member: &str, rule: impl std::fmt::Display) -> Self {
        let value = format!("{value}");
        let (space, value) = if value.is_empty() { ("", "") } else { (" ", value.as_str()) };
        Self::invalid(format!(
            "1 validation error detected: Value{space}{value} at '{member}' failed to satisfy constraint: Member {rule}"
        ))
    }

    /// A required member is absent.
    pub fn missing(member: &str) -> Self {
        Self::constraint("null", member, "must not be null")
    }

    /// What stands there is not the name of a key.
    pub fn no_key_id(text: &str) -> Self {
        Self::new(ErrorCode::NotFound, format!("Invalid keyId '{text}'"))
    }

    /// The key is not there.
    pub fn no_such_key(arn: &str) -> Self {
        Self::new(ErrorCode::NotFound, format!("Key '{arn}' does not exist"))
    }

    /// The alias is not there.
    pub fn no_such_alias(arn: &str) -> Self {
        Self::new(ErrorCode::NotFound, format!("Alias {arn} is not found."))
    }

    /// The key is disabled.
    pub fn disabled(arn: &str) -> Self {
        Self::new(ErrorCode::Disabled, format!("{arn} is disabled."))
    }

    /// The key waits for its deletion.
    pub fn pending_deletion(arn: &str) -> Self {
        Self::new(ErrorCode::InvalidState, format!("{arn} is pending deletion."))
    }

    /// The ciphertext is not one, or not of that encryption context. AWS gives no sentence.
    pub fn bad_ciphertext() -> Self {
        Self::new(ErrorCode::InvalidCiphertext, "")
    }

    /// The key is somebody else's, or AWS manages it.
    pub fn denied(caller: &crate::base::Caller, operation: &str, arn: &str) -> Self {
        let who = caller.arn();
        Self::new(
            ErrorCode::AccessDenied,
            format!(
                "User: {who} is not authorized to perform: kms:{operation} on resource: {arn} because no resource-based \
                 policy allows the kms:{operation} action"
            ),
        )
    }
}

/// What an action answers.
pub type Result<T> = std::result::Result<T, KmsError>;
