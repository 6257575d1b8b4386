//! The errors of S3: AWS's codes, HTTP status and sentences, with the elements that AWS adds to some of them.
//!
//! Source of the codes: "Error responses" in the Amazon S3 API reference; of the sentences: the same, and answers of
//! AWS recorded in public test suites.

/// Declares the codes once, with their HTTP status.
macro_rules! codes {
    ($($name:ident = $text:literal, $status:literal;)*) => {
        /// Which error it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "the names are AWS's own and explained by their sentences")]
        pub enum ErrorCode { $($name),* }

        impl ErrorCode {
            /// Every code, for tables and tests.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code on the wire, and the HTTP status.
            pub const fn names(self) -> (&'static str, u16) {
                match self { $(Self::$name => ($text, $status)),* }
            }
        }
    };
}

codes! {
    AccessDenied = "AccessDenied", 403;
    BadRequest = "BadRequest", 400;
    BucketAlreadyExists = "BucketAlreadyExists", 409;
    BucketAlreadyOwnedByYou = "BucketAlreadyOwnedByYou", 409;
    BucketNotEmpty = "BucketNotEmpty", 409;
    EntityTooLarge = "EntityTooLarge", 400;
    IllegalLocationConstraintException = "IllegalLocationConstraintException", 400;
    IllegalVersioningConfigurationException = "IllegalVersioningConfigurationException", 400;
    InvalidArgument = "InvalidArgument", 400;
    InvalidBucketName = "InvalidBucketName", 400;
    InvalidLocationConstraint = "InvalidLocationConstraint", 400;
    InvalidRequest = "InvalidRequest", 400;
    InvalidTag = "InvalidTag", 400;
    KeyTooLongError = "KeyTooLongError", 400;
    MalformedPolicy = "MalformedPolicy", 400;
    MalformedXml = "MalformedXML", 400;
    MetadataTooLarge = "MetadataTooLarge", 400;
    MethodNotAllowed = "MethodNotAllowed", 405;
    NoSuchBucket = "NoSuchBucket", 404;
    NoSuchBucketPolicy = "NoSuchBucketPolicy", 404;
    NoSuchKey = "NoSuchKey", 404;
    NoSuchLifecycleConfiguration = "NoSuchLifecycleConfiguration", 404;
    NoSuchVersion = "NoSuchVersion", 404;
    NotFound = "404", 404;
    TooManyBuckets = "TooManyBuckets", 400;
}

/// What is wrong with a destination of notifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The queue is not there.
    NoSuchQueue,
    /// The topic is not there.
    NoSuchTopic,
    /// The function is not there. AWS does not tell this from a function that S3 may not invoke.
    NoSuchFunction,
    /// The destination's own policy does not let S3 in.
    NotAllowed,
}

/// A refusal. Whatever is refused has changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}: {message}", code.names().0)]
pub struct S3Error {
    /// Which error.
    pub code: ErrorCode,
    /// AWS's sentence.
    pub message: String,
    /// The elements that stand beside the sentence, in order, such as `ArgumentName` and `ArgumentValue`.
    pub details: Vec<(String, String)>,
}

/// What an action answers.
pub type Result<T> = std::result::Result<T, S3Error>;

impl S3Error {
    /// An error with its sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: Vec::new() }
    }

    /// The same with one more element.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.details.push((name.into(), value.into()));
        self
    }

    /// `InvalidArgument` about an argument of that name and value.
    pub fn argument(message: impl Into<String>, name: &str, value: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidArgument, message).with("ArgumentName", name).with("ArgumentValue", value)
    }

    /// `InvalidRequest`.
    pub fn request(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidRequest, message)
    }

    /// A document that lacks what its schema asks for.
    pub fn malformed() -> Self {
        let sentence = "The XML you provided was not well-formed or did not validate against our published schema";
        Self::new(ErrorCode::MalformedXml, sentence)
    }

    /// The bucket is not there.
    pub fn no_such_bucket(name: &str) -> Self {
        Self::new(ErrorCode::NoSuchBucket, "The specified bucket does not exist").with("BucketName", name)
    }

    /// The object is not there.
    pub fn no_such_key(key: &str) -> Self {
        Self::new(ErrorCode::NoSuchKey, "The specified key does not exist.").with("Key", key)
    }

    /// The version was there and is no more.
    pub fn no_such_version(key: &str, version: &str) -> Self {
        Self::new(ErrorCode::NoSuchVersion, "The specified version does not exist.")
            .with("Key", key)
            .with("VersionId", version)
    }

    /// What a delete marker cannot do.
    pub fn marker(method: &str) -> Self {
        Self::new(ErrorCode::MethodNotAllowed, "The specified method is not allowed against this resource.")
            .with("Method", method)
            .with("ResourceType", "DeleteMarker")
    }

    /// A notification configuration some of whose destinations cannot be used, each by its ARN. One is enough to refuse
    /// the whole configuration, and all of them are named.
    pub fn destination_refused(refused: &[(String, Fault)]) -> Self {
        let refused = refused.iter().map(|(arn, fault)| fault.said_of(arn));
        Self::destinations(refused)
    }

    /// The same with sentences, each beside the name of its destination.
    pub(super) fn destinations(refused: impl Iterator<Item = (String, String)>) -> Self {
        let sentence = "Unable to validate the following destination configurations";
        refused.zip(1..).fold(Self::new(ErrorCode::InvalidArgument, sentence), |error, ((name, value), number)| {
            error.with(format!("ArgumentName{number}"), name).with(format!("ArgumentValue{number}"), value)
        })
    }
}

impl Fault {
    /// The name and the value of the pair that AWS answers with.
    fn said_of(self, arn: &str) -> (String, String) {
        let service = arn.split(':').nth(2).unwrap_or_default();
        let said = match (self, service) {
            (Self::NoSuchFunction, _) | (Self::NotAllowed, "lambda") => {
                // The qualifier that is missing is part of the name.
                return (format!("{arn}, null"), format!("Not authorized to invoke function [{arn}]"));
            }
            (Self::NoSuchQueue, _) => "The destination queue does not exist",
            (Self::NoSuchTopic, _) => "The destination topic does not exist",
            (Self::NotAllowed, "sns") => {
                "Permissions on the destination topic do not allow S3 to publish notifications from this bucket"
            }
            (Self::NotAllowed, _) => {
                "Permissions on the destination queue do not allow S3 to publish notifications from this bucket"
            }
        };
        (arn.to_owned(), said.to_owned())
    }
}
