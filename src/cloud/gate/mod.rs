//! The gate that each call passes before it reaches a service.
//!
//! One place for permissions, so that the calls of people and actors and the deliveries of services are judged alike, by the
//! one evaluation in `iam`. Users and roles that IAM knows may do what policies allow. Whoever else acts in a lab is taken
//! for an administrator of the own account: the policies of resources decide, and may still deny.

mod asks;
mod denial;

pub use asks::Ask;
pub use denial::Denial;

use super::Cloud;
use super::far::far;
use crate::base::Caller;
use crate::call::{Call, CallError};
use crate::iam::{Policy, Question, StoredPolicy, Verdict, evaluate, is_allowed};
use std::sync::Arc;

/// Yes, or the refusal with its reason.
pub(super) type Admission = Result<(), (CallError, Arc<Denial>)>;

impl Cloud {
    /// Refuses a call that permissions do not allow.
    pub(super) fn admit(&self, caller: &Caller, call: &Call) -> Admission {
        // The usual call of a queue asks nothing.
        let asks = match call {
            Call::Sqs(request) => {
                let known = self.iam.of_caller(caller).is_some();
                let asks = self.asks_of_sqs(caller, request, known);
                if asks.is_empty() {
                    return Ok(());
                }
                Some(asks)
            }
            _ => None,
        };
        (far().judge)(self, caller, call, asks)
    }

    /// The same about what is asked already, or anything else that the call asks.
    pub(super) fn judge<'a>(&'a self, caller: &'a Caller, call: &'a Call, asks: Option<Vec<Ask<'a>>>) -> Admission {
        for ask in asks.unwrap_or_else(|| self.asks(caller, call)) {
            if let Some(verdict) = self.refusal(caller, &ask) {
                let sentence = aws_message(self, caller, &ask, &verdict);
                return Err((denial::error(call, sentence), Arc::new(self.denial(caller, &ask, &verdict))));
            }
        }
        Ok(())
    }

    /// Whether somebody is allowed what is asked.
    pub fn allows(&self, caller: &Caller, ask: &Ask<'_>) -> bool {
        let own = self.identity_of(caller);
        is_allowed(&self.question(caller, ask), own.as_deref().unwrap_or_default(), policy_of(ask))
    }

    /// The same, with the way to the decision.
    pub fn verdict(&self, caller: &Caller, ask: &Ask<'_>) -> Verdict {
        let own = self.identity_of(caller);
        evaluate(&self.question(caller, ask), own.as_deref().unwrap_or_default(), policy_of(ask))
    }

    /// The verdict, if it is a refusal; the way to it is only gone for one.
    fn refusal(&self, caller: &Caller, ask: &Ask<'_>) -> Option<Verdict> {
        if self.allows(caller, ask) { None } else { Some(self.verdict(caller, ask)) }
    }

    /// What the caller's own policies say; nothing for somebody whom IAM does not know.
    fn identity_of(&self, caller: &Caller) -> Option<Vec<&Policy>> {
        self.iam.of_caller(caller).map(crate::iam::Person::documents)
    }

    /// What is asked, as the evaluation sees it.
    pub fn question<'a>(&self, caller: &'a Caller, ask: &'a Ask<'_>) -> Question<'a> {
        Question {
            caller,
            action: &ask.action,
            resource: &ask.resource,
            owner: ask.owner,
            unix_millis: self.epoch.unix_millis(self.now),
            extra: &ask.extra,
            identity_trusted: self.iam.of_caller(caller).is_none(),
            key_policy: ask.is_key,
        }
    }
}

/// A refusal in AWS's words.
pub(super) fn aws_message(cloud: &Cloud, caller: &Caller, ask: &Ask<'_>, verdict: &Verdict) -> String {
    verdict.aws_message(&cloud.question(caller, ask), &ask.shown()).unwrap_or_default()
}

fn policy_of<'a>(ask: &Ask<'a>) -> Option<&'a Policy> {
    ask.policy.and_then(StoredPolicy::policy)
}
