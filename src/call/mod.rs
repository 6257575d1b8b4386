//! Every call to every service as one type, and its answer.
//!
//! Actors, people, scripts and the wire all speak this; nothing reaches a service by another way.

use crate::sqs::{self, SqsError};
use serde::{Deserialize, Serialize};

/// A call to a service.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "Service", rename_all = "lowercase")]
pub enum Call {
    /// To SQS.
    Sqs(sqs::api::Request),
}

/// A service's answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Reply {
    /// From SQS.
    Sqs(sqs::api::Reply),
}

/// A service's refusal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CallError {
    /// From SQS.
    #[error(transparent)]
    Sqs(#[from] SqsError),
}

/// What a call comes to.
pub type CallResult = Result<Reply, CallError>;

impl Call {
    /// The service's short name.
    pub const fn service(&self) -> &'static str {
        match self {
            Self::Sqs(_) => "sqs",
        }
    }

    /// The operation's name.
    pub const fn operation(&self) -> &'static str {
        match self {
            Self::Sqs(request) => request.operation(),
        }
    }
}

impl CallError {
    /// The code that current SDKs show.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Sqs(error) => error.code.query_code(),
        }
    }

    /// AWS's sentence.
    pub fn message(&self) -> &str {
        match self {
            Self::Sqs(error) => &error.message,
        }
    }

    /// The HTTP status.
    pub const fn http_status(&self) -> u16 {
        match self {
            Self::Sqs(error) => error.code.http_status(),
        }
    }
}

impl<R: Into<sqs::api::Request>> From<R> for Call {
    fn from(request: R) -> Self {
        Self::Sqs(request.into())
    }
}
