//! `RemovePermission`.

use crate::iam::StoredPolicy;
use crate::key;
use crate::sqs::api::RemovePermission;
use crate::sqs::policy::Policy;
use crate::sqs::{Cx, Result, Sqs, SqsError, SqsEvent};

impl Sqs {
    /// Takes a statement out of the queue's policy, and the policy away with the last one.
    pub(super) fn remove_permission(&mut self, cx: &mut Cx<'_>, request: &RemovePermission) -> Result<()> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        let label = request.label.as_str();
        if label.is_empty() {
            return Err(SqsError::missing("Label"));
        }
        let queue = self.queue(id).ok_or_else(SqsError::no_such_queue)?;
        let unknown = |reason: &str| SqsError::invalid_value(label, "Label", reason);
        let current = queue.attributes.policy.as_ref().and_then(|policy| Policy::parse(policy.text()));
        let mut policy = current.ok_or_else(|| unknown("can't find label."))?;
        if !policy.has_label(label) {
            return Err(unknown("can't find label on existing policy."));
        }
        policy.remove(label);
        if let Some(queue) = self.queue_mut(id) {
            queue.attributes.policy = policy.to_text().as_deref().map(StoredPolicy::new);
            queue.modified = cx.now;
        }
        cx.emit(None, SqsEvent::SettingsChanged { queue: id, what: key!("permissions") });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, add_permission};
    use crate::sqs::api::RemovePermission;
    use crate::sqs::{ErrorCode, SqsError};

    fn remove(bench: &mut Bench, label: &str) -> Result<(), SqsError> {
        bench.done(RemovePermission { queue_url: "q".into(), label: label.into() })
    }

    #[test]
    fn the_last_permission_takes_the_policy_with_it() {
        let mut bench = Bench::new();
        bench.queue("q");
        for label in ["one", "two"] {
            bench.done(add_permission(label, &["111111111111"], &["SendMessage"])).unwrap();
        }
        remove(&mut bench, "one").unwrap();
        let shown = bench.attributes("q", &["Policy"]).unwrap();
        assert!(shown.get("Policy").is_some_and(|policy| policy.contains("two") && !policy.contains("\"one\"")));
        remove(&mut bench, "two").unwrap();
        assert!(bench.attributes("q", &["Policy"]).unwrap().is_empty());
    }

    #[test]
    fn an_unknown_label_is_named_with_or_without_a_policy() {
        let mut bench = Bench::new();
        bench.queue("q");
        let sentence = |reason: &str| format!("Value x for parameter Label is invalid. Reason: {reason}");
        let error = remove(&mut bench, "x").unwrap_err();
        assert_eq!((error.code, error.message), (ErrorCode::InvalidParameterValue, sentence("can't find label.")));
        bench.done(add_permission("one", &["111111111111"], &["SendMessage"])).unwrap();
        let error = remove(&mut bench, "x").unwrap_err();
        assert_eq!(error.message, sentence("can't find label on existing policy."));
        assert_eq!(remove(&mut bench, "").unwrap_err().code, ErrorCode::MissingParameter);
    }
}
