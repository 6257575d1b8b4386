//! The gate that each call passes before it reaches a service.
//!
//! One place for permissions, so that the calls of people and actors and the deliveries of services are judged alike, by the
//! one evaluation in `iam`. Whoever acts in a lab is trusted by the administrators of the own account: identity policies
//! allow everything, and the policies of queues and topics decide the rest.

use super::Cloud;
use crate::base::{AccountId, Arn, Caller, Principal};
use crate::call::{Call, CallError};
use crate::iam::{Question, StoredPolicy, Verdict, evaluate, is_allowed};
use crate::sns::{self, SnsError};
use crate::sqs::api::Request;
use crate::sqs::queue::QueueId;
use crate::sqs::{ErrorCode, Sqs, SqsError};

/// Operations on queues that no policy can open for another account.
const OWNERS_OWN: [&str; 11] = [
    "AddPermission",
    "CancelMessageMoveTask",
    "DeleteQueue",
    "ListMessageMoveTasks",
    "ListQueueTags",
    "RemovePermission",
    "SetQueueAttributes",
    "StartMessageMoveTask",
    "TagQueue",
    "UntagQueue",
    "ListQueues",
];

/// A call as the evaluation sees it: what is done to which resource of whom.
struct Asked<'a> {
    action: String,
    resource: String,
    owner: AccountId,
    policy: Option<&'a StoredPolicy>,
    extra: Vec<(String, Vec<String>)>,
}

impl Cloud {
    /// Refuses a call that permissions do not allow.
    pub(super) fn admit(&self, caller: &Caller, call: &Call) -> Result<(), CallError> {
        match call {
            Call::Sqs(request) => self.admit_sqs(caller, request),
            Call::Sns(request) => self.admit_sns(caller, request),
        }
    }

    fn admit_sqs(&self, caller: &Caller, request: &Request) -> Result<(), CallError> {
        // A queue that cannot be found is the service's own business to report.
        for queue in queues_of(&self.sqs, caller, request).into_iter().filter_map(|id| self.sqs.queue(id?)) {
            let policy = queue.attributes.policy.as_ref();
            // The usual case is not looked into: the own account and no policy that could forbid something.
            if policy.is_none() && queue.key.account == caller.account && is_own(caller) {
                continue;
            }
            let operation = request.operation().trim_end_matches("Batch");
            let asked = Asked {
                action: format!("sqs:{operation}"),
                resource: queue.key.arn().to_string(),
                owner: queue.key.account,
                policy: policy.filter(|_| queue.key.account == caller.account || !OWNERS_OWN.contains(&operation)),
                extra: Vec::new(),
            };
            self.judge(caller, &asked).map_err(|verdict| {
                let shown = asked.action.to_lowercase();
                SqsError::new(ErrorCode::AccessDenied, self.sentence(caller, &asked, &verdict, &shown))
            })?;
        }
        Ok(())
    }

    fn admit_sns(&self, caller: &Caller, request: &sns::api::Request) -> Result<(), CallError> {
        let operation = request.operation();
        // Whoever has the token or the link may confirm and unsubscribe; the service looks at the rest.
        if matches!(operation, "ConfirmSubscription" | "Unsubscribe") {
            return Ok(());
        }
        let Some(arn) = request.topic_arn().and_then(|text| text.parse::<Arn>().ok()) else { return Ok(()) };
        let Ok(owner) = arn.account.parse::<AccountId>() else { return Ok(()) };
        let topic = self.sns.find_arn(&arn).and_then(|id| self.sns.topic(id));
        if owner == caller.account && topic.is_none() {
            return Ok(());
        }
        let mut extra = Vec::new();
        if let sns::api::Request::Subscribe(request) = request {
            extra.push(("sns:Protocol".to_owned(), vec![request.protocol.clone()]));
            extra.extend(request.endpoint.iter().map(|end| ("sns:Endpoint".to_owned(), vec![end.clone()])));
        }
        let asked = Asked {
            action: format!("SNS:{}", operation.trim_end_matches("Batch")),
            resource: arn.to_string(),
            owner,
            policy: topic.map(sns::topic::Topic::policy),
            extra,
        };
        self.judge(caller, &asked).map_err(|verdict| {
            let sentence = self.sentence(caller, &asked, &verdict, &asked.action);
            SnsError::new(sns::ErrorCode::AuthorizationError, sentence).into()
        })
    }

    fn judge(&self, caller: &Caller, asked: &Asked<'_>) -> Result<(), Verdict> {
        let question = self.question(caller, asked);
        let policy = asked.policy.and_then(StoredPolicy::policy);
        if is_allowed(&question, &[], policy) { Ok(()) } else { Err(evaluate(&question, &[], policy)) }
    }

    fn question<'a>(&self, caller: &'a Caller, asked: &'a Asked<'_>) -> Question<'a> {
        Question {
            caller,
            action: &asked.action,
            resource: &asked.resource,
            owner: asked.owner,
            unix_millis: self.epoch.unix_millis(self.now),
            extra: &asked.extra,
            identity_trusted: true,
        }
    }

    fn sentence(&self, caller: &Caller, asked: &Asked<'_>, verdict: &Verdict, shown: &str) -> String {
        verdict.aws_message(&self.question(caller, asked), shown).unwrap_or_default()
    }
}

/// Whether somebody of the account itself calls, rather than a service on somebody's behalf.
const fn is_own(caller: &Caller) -> bool {
    !matches!(caller.principal, Principal::Service(_) | Principal::Anonymous)
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
