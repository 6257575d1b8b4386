//! Every call to every service as one type, and its answer.
//!
//! Actors, people, scripts and the wire all speak this; nothing reaches a service by another way.

use crate::base::wire::{Field, read_by_value, tagged};
use crate::sns::{self, SnsError};
use crate::sqs::{self, SqsError};
use serde::Serialize;

/// A call to a service.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "Service", rename_all = "lowercase")]
pub enum Call {
    /// To SQS.
    Sqs(sqs::api::Request),
    /// To SNS.
    Sns(sns::api::Request),
}

impl Field for Call {
    fn read(value: serde_json::Value) -> Result<Self, String> {
        let (service, value) = tagged(value, "Service")?;
        match service.as_str() {
            "sqs" => Field::read(value).map(Self::Sqs),
            "sns" => Field::read(value).map(Self::Sns),
            _ => Err(format!("unknown service `{service}`")),
        }
    }
}

read_by_value!(Call);

/// A service's answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Reply {
    /// From SQS.
    Sqs(sqs::api::Reply),
    /// From SNS.
    Sns(sns::api::Reply),
}

/// A service's refusal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CallError {
    /// From SQS.
    #[error(transparent)]
    Sqs(#[from] SqsError),
    /// From SNS.
    #[error(transparent)]
    Sns(#[from] SnsError),
}

/// What a call comes to.
pub type CallResult = Result<Reply, CallError>;

impl Call {
    /// The service's short name.
    pub const fn service(&self) -> &'static str {
        match self {
            Self::Sqs(_) => "sqs",
            Self::Sns(_) => "sns",
        }
    }

    /// The operation's name.
    pub const fn operation(&self) -> &'static str {
        match self {
            Self::Sqs(request) => request.operation(),
            Self::Sns(request) => request.operation(),
        }
    }
}

impl CallError {
    /// The code that current SDKs show.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Sqs(error) => error.code.query_code(),
            Self::Sns(error) => error.code.names().0,
        }
    }

    /// AWS's sentence.
    pub fn message(&self) -> &str {
        match self {
            Self::Sqs(error) => &error.message,
            Self::Sns(error) => &error.message,
        }
    }

    /// The HTTP status.
    pub const fn http_status(&self) -> u16 {
        match self {
            Self::Sqs(error) => error.code.http_status(),
            Self::Sns(error) => error.code.names().1,
        }
    }
}

impl<R: Into<sqs::api::Request>> From<R> for Call {
    fn from(request: R) -> Self {
        Self::Sqs(request.into())
    }
}

/// Each request of SNS as a call; a second rule for all of them would stand against that of SQS.
macro_rules! calls_of_sns {
    ($($name:ident),* $(,)?) => {$(
        impl From<sns::api::$name> for Call {
            fn from(request: sns::api::$name) -> Self {
                Self::Sns(request.into())
            }
        }
    )*};
}

calls_of_sns!(
    AddPermission,
    CheckIfPhoneNumberIsOptedOut,
    ConfirmSubscription,
    CreatePlatformApplication,
    CreatePlatformEndpoint,
    CreateSMSSandboxPhoneNumber,
    CreateTopic,
    DeleteEndpoint,
    DeletePlatformApplication,
    DeleteSMSSandboxPhoneNumber,
    DeleteTopic,
    GetDataProtectionPolicy,
    GetEndpointAttributes,
    GetPlatformApplicationAttributes,
    GetSMSAttributes,
    GetSMSSandboxAccountStatus,
    GetSubscriptionAttributes,
    GetTopicAttributes,
    ListEndpointsByPlatformApplication,
    ListOriginationNumbers,
    ListPhoneNumbersOptedOut,
    ListPlatformApplications,
    ListSMSSandboxPhoneNumbers,
    ListSubscriptions,
    ListSubscriptionsByTopic,
    ListTagsForResource,
    ListTopics,
    OptInPhoneNumber,
    Publish,
    PublishBatch,
    PutDataProtectionPolicy,
    RemovePermission,
    SetEndpointAttributes,
    SetPlatformApplicationAttributes,
    SetSMSAttributes,
    SetSubscriptionAttributes,
    SetTopicAttributes,
    Subscribe,
    TagResource,
    Unsubscribe,
    UntagResource,
    VerifySMSSandboxPhoneNumber,
);
