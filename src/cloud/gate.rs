//! The gate that each call passes before it reaches a service.
//!
//! One place for permissions, so that calls and deliveries are judged alike. For now it knows one rule of IAM: the owner's
//! account may do everything with its resources, and other accounts nothing. Policies are stored and shown but not yet
//! evaluated; the fidelity page says so.

use crate::base::{Arn, Caller};
use crate::call::{Call, CallError};
use crate::sqs::{ErrorCode, Sqs, SqsError};

/// Refuses a call on somebody else's queue.
pub(super) fn admit(sqs: &Sqs, caller: &Caller, call: &Call) -> Result<(), CallError> {
    let Call::Sqs(request) = call;
    let Some(url) = request.queue_url() else { return Ok(()) };
    // A queue that cannot be found is the service's own business to report.
    let Some(queue) = sqs.resolve(url, caller).ok().and_then(|id| sqs.queue(id)) else { return Ok(()) };
    if queue.key.account == caller.account {
        return Ok(());
    }
    Err(denied(caller, request.operation(), &queue.key.arn()).into())
}

fn denied(caller: &Caller, operation: &str, resource: &Arn) -> SqsError {
    let action = format!("sqs:{}", operation.trim_end_matches("Batch").to_lowercase());
    SqsError::new(
        ErrorCode::AccessDenied,
        format!(
            "User: {} is not authorized to perform: {action} on resource: {resource} because no resource-based policy \
             allows the {action} action",
            caller.arn()
        ),
    )
}
