//! How a destination outside of AWS answers, and what Firehose makes of it.
//!
//! Source: "HTTP endpoint delivery request and response specifications" in the Firehose developer guide: only 200 with the
//! request's own id is a success, 413 is never tried again, everything else is.

use crate::clock::Duration;
use crate::firehose::config::Target;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StoreAnswer {
    /// The HTTP status; none where nobody answered.
    pub status: Option<u16>,
    /// Whether it has the request's id.
    pub echoes: bool,
    /// How long it took.
    pub waited: Duration,
}

/// Why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    /// AWS's code.
    pub code: &'static str,
    /// Why.
    pub why: String,
    /// Whether it may succeed later.
    pub may_retry: bool,
    /// Whether the time until this answer does not count for the retry duration.
    pub is_wait: bool,
}

/// What an answer of a destination comes to; nothing for a success.
pub(super) fn judge(target: &Target, answer: &StoreAnswer, timeout: Duration) -> Option<Trouble> {
    let trouble = |code, why: String| Some(Trouble { code, why, may_retry: true, is_wait: false });
    let is_late = answer.waited >= timeout;
    match (target, answer.status) {
        // Splunk takes the data first and acknowledges it later; waiting for that is no retry.
        (Target::Splunk { .. }, Some(200)) if is_late => Some(Trouble {
            code: "Splunk.AckTimeout",
            why: "Did not receive an acknowledgement from HEC before the HEC acknowledgement timeout expired. Despite the \
                  acknowledgement timeout, it's possible the data was indexed successfully in Splunk."
                .to_owned(),
            may_retry: true,
            is_wait: true,
        }),
        (Target::Splunk { .. }, Some(200)) | (Target::Redshift { .. }, Some(200..=299)) => None,
        (Target::Splunk { .. }, None) => {
            trouble("Splunk.ConnectionTimeout", "The connection to Splunk timed out.".to_owned())
        }
        (Target::Splunk { .. }, Some(status @ (401 | 403))) => {
            trouble("Splunk.InvalidToken", format!("The HEC token is invalid: HTTP status {status}."))
        }
        (Target::Splunk { .. }, Some(status)) => {
            trouble("Splunk.ServerError", format!("Failed to send data to Splunk: HTTP status {status}."))
        }
        (Target::Http { .. }, Some(_)) if is_late => {
            trouble("HttpEndpoint.RequestTimeout", "The endpoint did not answer within three minutes.".to_owned())
        }
        (Target::Http { .. }, None) => {
            trouble("HttpEndpoint.RequestTimeout", "The endpoint did not answer within three minutes.".to_owned())
        }
        (Target::Http { .. }, Some(200)) if !answer.echoes => trouble(
            "HttpEndpoint.InvalidResponseFromDestination",
            "The response from the specified endpoint is invalid: it does not have the id of the request.".to_owned(),
        ),
        (Target::Http { .. }, Some(200)) => None,
        (Target::Http { .. }, Some(status)) => Some(Trouble {
            code: "HttpEndpoint.DestinationException",
            why: format!("The following response was received from the endpoint destination. {status}"),
            may_retry: status != 413,
            is_wait: false,
        }),
        (Target::Redshift { .. }, None) => {
            trouble("Redshift.ConnectionTimeout", "The cluster could not be reached.".to_owned())
        }
        (Target::Redshift { .. }, Some(status)) => {
            trouble("Redshift.CopyFailed", format!("The COPY command failed: status {status}."))
        }
        (Target::Search { .. }, None) => trouble("ES.ConnectionTimeout", "The cluster could not be reached.".to_owned()),
        (Target::Search { .. }, Some(200..=299)) => None,
        (Target::Search { .. }, Some(status)) => {
            trouble("ES.ServiceException", format!("The cluster answered with status {status}."))
        }
        (_, Some(200..=299)) => None,
        (_, Some(status)) => trouble("Destination.ServiceException", format!("The destination answered with {status}.")),
        (_, None) => trouble("Destination.ConnectionTimeout", "The destination could not be reached.".to_owned()),
    }
}
