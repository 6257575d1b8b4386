//! What a client says by itself when nothing comes back from a service.
//!
//! An SDK waits 60 seconds for a connection, and 60 seconds for an answer; both errors are worth another try to it. Source:
//! `connect_timeout` and `read_timeout` of `botocore.config.Config`, and the transient errors of the standard retry mode, in
//! the public repository boto/botocore.

use crate::clock::Duration;

/// How long an SDK waits, for a connection as for an answer.
pub const TIMEOUT: Duration = Duration::from_secs(60);

/// For what a client waited in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Waited {
    /// For a connection: the service never saw the call.
    Connection,
    /// For an answer: what the service did, the client does not know.
    Answer,
}

impl Waited {
    /// The name of the SDK's error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Connection => "ConnectTimeoutError",
            Self::Answer => "ReadTimeoutError",
        }
    }
}

/// A client's own error.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{message}")]
pub struct NetworkError {
    /// For what it waited.
    pub waited: Waited,
    /// The SDK's sentence.
    pub message: String,
}

impl NetworkError {
    /// Nothing came back from the endpoint of a service in a Region.
    pub fn new(waited: Waited, service: &str, region: &str) -> Self {
        let what = match waited {
            Waited::Connection => "Connect",
            Waited::Answer => "Read",
        };
        Self {
            waited,
            message: format!("{what} timeout on endpoint URL: \"https://{service}.{region}.amazonaws.com/\""),
        }
    }
}
