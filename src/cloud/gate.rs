//! The gate that each call passes before it reaches a service.
//!
//! One place for permissions, so that calls and deliveries are judged alike. For now it knows one rule of IAM: the owner's
//! account may do everything with its resources, and other accounts nothing. Policies are stored and shown but not yet
//! evaluated; the fidelity page says so.

use crate::base::{Arn, Caller};
use crate::call::{Call, CallError};
use crate::sqs::api::Request;
use crate::sqs::queue::QueueId;
use crate::sqs::{ErrorCode, Sqs, SqsError};

/// Refuses a call on somebody else's queue.
pub(super) fn admit(sqs: &Sqs, caller: &Caller, call: &Call) -> Result<(), CallError> {
    let Call::Sqs(request) = call;
    // A queue that cannot be found is the service's own business to report.
    for queue in queues_of(sqs, caller, request).into_iter().filter_map(|id| sqs.queue(id?)) {
        if queue.key.account != caller.account {
            return Err(denied(caller, request.operation(), &queue.key.arn()).into());
        }
    }
    Ok(())
}

/// The queues that a request is about, by URL, by ARN or by name.
fn queues_of(sqs: &Sqs, caller: &Caller, request: &Request) -> [Option<QueueId>; 2] {
    let by_arn = |text: &str| sqs.find_arn(&text.parse().ok()?);
    match request {
        Request::StartMessageMoveTask(r) => [by_arn(&r.source_arn), by_arn(&r.destination_arn)],
        Request::ListMessageMoveTasks(r) => [by_arn(&r.source_arn), None],
        Request::GetQueueUrl(r) => {
            let owner = r.queue_owner_aws_account_id.parse().ok();
            [owner.and_then(|owner| sqs.find(owner, caller.region, &r.queue_name)), None]
        }
        _ => [request.queue_url().and_then(|url| sqs.resolve(url, caller).ok()), None],
    }
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
