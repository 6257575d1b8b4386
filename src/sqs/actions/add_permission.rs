//! `AddPermission`.

use super::create_queue::is_plain_name;
use crate::base::AccountId;
use crate::iam::StoredPolicy;
use crate::key;
use crate::sqs::api::AddPermission;
use crate::sqs::policy::Policy;
use crate::sqs::{Cx, ErrorCode, Result, Sqs, SqsError, SqsEvent};

/// Actions that other accounts can be allowed; those on one message include their batch forms.
const SHAREABLE: [&str; 9] = [
    "*",
    "SendMessage",
    "ReceiveMessage",
    "DeleteMessage",
    "ChangeMessageVisibility",
    "GetQueueAttributes",
    "GetQueueUrl",
    "ListDeadLetterSourceQueues",
    "PurgeQueue",
];

/// Actions that only the owner can call.
const OWNERS_OWN: [&str; 12] = [
    "AddPermission",
    "CancelMessageMoveTask",
    "CreateQueue",
    "DeleteQueue",
    "ListMessageMoveTasks",
    "ListQueues",
    "ListQueueTags",
    "RemovePermission",
    "SetQueueAttributes",
    "StartMessageMoveTask",
    "TagQueue",
    "UntagQueue",
];

impl Sqs {
    /// Adds a statement to the queue's policy.
    pub(super) fn add_permission(&mut self, cx: &mut Cx<'_>, request: &AddPermission) -> Result<()> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        check_label(&request.label)?;
        self.check_actions(&request.actions)?;
        let accounts = parse_accounts(&request.aws_account_ids)?;
        let queue = self.queue(id).ok_or_else(SqsError::no_such_queue)?;
        let arn = queue.key.arn();
        let current = queue.attributes.policy.as_ref().and_then(|policy| Policy::parse(policy.text()));
        let mut policy = current.unwrap_or_else(|| Policy::default_of(&arn));
        if policy.has_label(&request.label) {
            return Err(SqsError::invalid_value(&request.label, "Label", "Already exists."));
        }
        policy.allow(&request.label, &accounts, &request.actions, &arn);
        let text = policy.to_text();
        Policy::check_quota(text.as_deref().unwrap_or_default(), &self.limits)?;
        if let Some(queue) = self.queue_mut(id) {
            queue.attributes.policy = text.as_deref().map(StoredPolicy::new);
            queue.modified = cx.now;
        }
        cx.emit(None, SqsEvent::SettingsChanged { queue: id, what: key!("permissions") });
        Ok(())
    }

    fn check_actions(&self, actions: &[String]) -> Result<()> {
        let (count, most) = (actions.len(), self.limits.permission_actions_max);
        if count == 0 {
            return Err(SqsError::missing("Actions"));
        }
        if count > most {
            let sentence = format!("{count} Actions were found, maximum allowed is {most}.");
            return Err(SqsError::new(ErrorCode::OverLimit, sentence));
        }
        for action in actions {
            let action = action.as_str();
            let reason = if SHAREABLE.contains(&action) {
                continue;
            } else if OWNERS_OWN.contains(&action) {
                "Only the queue owner is allowed to invoke this action."
            } else {
                "Please refer to the appropriate WSDL for a list of valid actions."
            };
            return Err(SqsError::invalid_value(format_args!("SQS:{action}"), "ActionName", reason));
        }
        Ok(())
    }
}

/// Refuses a label that is missing or of the wrong form.
fn check_label(label: &str) -> Result<()> {
    if label.is_empty() {
        return Err(SqsError::missing("Label"));
    }
    if is_plain_name(label) {
        return Ok(());
    }
    let reason = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.";
    Err(SqsError::invalid_value(label, "Label", reason))
}

fn parse_accounts(texts: &[String]) -> Result<Vec<AccountId>> {
    let accounts: Option<Vec<AccountId>> = texts.iter().map(|text| text.parse().ok()).collect();
    accounts.filter(|accounts| !accounts.is_empty()).ok_or_else(|| {
        SqsError::invalid_value(format_args!("[{}]", texts.join(", ")), "PrincipalId", "Unable to verify.")
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, add_permission};
    use crate::sqs::api::AddPermission;
    use crate::sqs::{ErrorCode, SqsEvent};

    #[test]
    fn the_first_permission_begins_a_policy_and_the_next_adds_a_statement() {
        let mut bench = Bench::new();
        let id = bench.queue("q");
        bench.done(add_permission("one", &["111111111111"], &["SendMessage"])).unwrap();
        bench.done(add_permission("two", &["111111111111", "222222222222"], &["*", "PurgeQueue"])).unwrap();
        let arn = "arn:aws:sqs:us-east-1:000000000000:q";
        let one = format!(
            r#"{{"Sid":"one","Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::111111111111:root"}},"Action":"SQS:SendMessage","Resource":"{arn}"}}"#
        );
        let two = format!(
            r#"{{"Sid":"two","Effect":"Allow","Principal":{{"AWS":["arn:aws:iam::111111111111:root","arn:aws:iam::222222222222:root"]}},"Action":["SQS:*","SQS:PurgeQueue"],"Resource":"{arn}"}}"#
        );
        let policy = format!(r#"{{"Version":"2008-10-17","Id":"{arn}/SQSDefaultPolicy","Statement":[{one},{two}]}}"#);
        assert_eq!(bench.attributes("q", &["Policy"]).unwrap().get("Policy"), Some(&policy));
        let changed = SqsEvent::SettingsChanged { queue: id, what: "permissions" };
        assert_eq!(bench.events.last(), Some(&changed));
    }

    #[test]
    fn a_permission_joins_the_statements_of_a_policy_that_was_set() {
        let mut bench = Bench::new();
        bench.queue("q");
        let own = r#"{"Version":"2012-10-17","Statement":{"Sid":"own","Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*"}}"#;
        bench.set("q", &[("Policy", own)]).unwrap();
        bench.done(add_permission("one", &["111111111111"], &["SendMessage"])).unwrap();
        let shown = bench.attributes("q", &["Policy"]).unwrap().remove("Policy").unwrap();
        assert!(shown.starts_with(r#"{"Version":"2012-10-17","Statement":[{"Sid":"own","Effect":"Deny""#), "{shown}");
        assert!(shown.contains(r#"{"Sid":"one","Effect":"Allow""#), "{shown}");
    }

    #[test]
    fn each_bad_permission_gets_its_code_and_sentence() {
        let mut bench = Bench::new();
        bench.queue("q");
        bench.done(add_permission("taken", &["111111111111"], &["SendMessage"])).unwrap();
        let ok = ["111111111111"];
        let invalid = ErrorCode::InvalidParameterValue;
        let wsdl = "Please refer to the appropriate WSDL for a list of valid actions.";
        let owner = "Only the queue owner is allowed to invoke this action.";
        let label_form = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.";
        let rows: Vec<(AddPermission, ErrorCode, String)> = vec![
            (
                add_permission("", &ok, &["SendMessage"]),
                ErrorCode::MissingParameter,
                "The request must contain the parameter Label.".into(),
            ),
            (
                add_permission("a b", &ok, &["SendMessage"]),
                invalid,
                format!("Value a b for parameter Label is invalid. Reason: {label_form}"),
            ),
            (
                add_permission("taken", &ok, &["SendMessage"]),
                invalid,
                "Value taken for parameter Label is invalid. Reason: Already exists.".into(),
            ),
            (
                add_permission("a", &[], &["SendMessage"]),
                invalid,
                "Value [] for parameter PrincipalId is invalid. Reason: Unable to verify.".into(),
            ),
            (
                add_permission("a", &["1"], &["SendMessage"]),
                invalid,
                "Value [1] for parameter PrincipalId is invalid. Reason: Unable to verify.".into(),
            ),
            (
                add_permission("a", &ok, &[]),
                ErrorCode::MissingParameter,
                "The request must contain the parameter Actions.".into(),
            ),
            (
                add_permission("a", &ok, &["SendMessage"; 8]),
                ErrorCode::OverLimit,
                "8 Actions were found, maximum allowed is 7.".into(),
            ),
            (
                add_permission("a", &ok, &["SendMessages"]),
                invalid,
                format!("Value SQS:SendMessages for parameter ActionName is invalid. Reason: {wsdl}"),
            ),
            (
                add_permission("a", &ok, &["TagQueue"]),
                invalid,
                format!("Value SQS:TagQueue for parameter ActionName is invalid. Reason: {owner}"),
            ),
        ];
        for (request, code, sentence) in rows {
            let error = bench.done(request).unwrap_err();
            assert_eq!((error.code, error.message), (code, sentence));
        }
    }

    #[test]
    fn a_policy_takes_no_more_than_twenty_permissions() {
        let mut bench = Bench::new();
        bench.queue("q");
        for number in 0..20 {
            bench.done(add_permission(&format!("label{number}"), &["111111111111"], &["SendMessage"])).unwrap();
        }
        let error = bench.done(add_permission("last", &["111111111111"], &["SendMessage"])).unwrap_err();
        assert_eq!(error.code, ErrorCode::OverLimit);
        assert_eq!(error.message, "21 statements were found in the submitted policy, max allowed is 20");
    }
}
