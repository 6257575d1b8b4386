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
    let is_late = answer.waited >= timeout;
    match target {
        Target::Splunk { .. } => splunk(answer.status, is_late),
        Target::Http { .. } => http(answer, is_late),
        target => other(target, answer.status),
    }
}

fn trouble(code: &'static str, why: impl Into<String>) -> Trouble {
    Trouble { code, why: why.into(), may_retry: true, is_wait: false }
}

/// Splunk takes the data first and acknowledges it later; waiting for that is no retry.
fn splunk(status: Option<u16>, is_late: bool) -> Option<Trouble> {
    match status {
        Some(200) if is_late => Some(Trouble {
            code: "Splunk.AckTimeout",
            why: "Did not receive an acknowledgement from HEC before the HEC acknowledgement timeout expired. Despite the \
                  acknowledgement timeout, it's possible the data was indexed successfully in Splunk."
                .to_owned(),
            may_retry: true,
            is_wait: true,
        }),
        Some(200) => None,
        None => Some(trouble("Splunk.ConnectionTimeout", "The connection to Splunk timed out.")),
        Some(status @ (401 | 403)) => {
            Some(trouble("Splunk.InvalidToken", format!("The HEC token is invalid: HTTP status {status}.")))
        }
        Some(status) => Some(trouble("Splunk.ServerError", format!("Failed to send data to Splunk: HTTP status {status}."))),
    }
}

fn http(answer: &StoreAnswer, is_late: bool) -> Option<Trouble> {
    match answer.status.filter(|_| !is_late) {
        None => Some(trouble("HttpEndpoint.RequestTimeout", "The endpoint did not answer within three minutes.")),
        Some(200) if answer.echoes => None,
        Some(200) => Some(trouble(
            "HttpEndpoint.InvalidResponseFromDestination",
            "The response from the specified endpoint is invalid: it does not have the id of the request.",
        )),
        Some(status) => Some(Trouble {
            code: "HttpEndpoint.DestinationException",
            why: format!("The following response was received from the endpoint destination. {status}"),
            may_retry: status != 413,
            is_wait: false,
        }),
    }
}

fn other(target: &Target, status: Option<u16>) -> Option<Trouble> {
    let (unreachable, failed) = match target {
        Target::Redshift { .. } => ("Redshift.ConnectionTimeout", "Redshift.CopyFailed"),
        Target::Search { .. } => ("ES.ConnectionTimeout", "ES.ServiceException"),
        _ => ("Destination.ConnectionTimeout", "Destination.ServiceException"),
    };
    match status {
        Some(200..=299) => None,
        Some(status) => Some(trouble(failed, format!("The destination answered with status {status}."))),
        None => Some(trouble(unreachable, "The destination could not be reached.")),
    }
}
