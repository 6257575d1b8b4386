//! Who may do what with a resource.

use super::{Policy, Question, Verdict, evaluate, name_of};
use crate::base::Caller;

/// One caller's line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The caller, as sentences call it.
    pub who: String,
    /// The verdicts, in the order of the actions.
    pub verdicts: Vec<Verdict>,
}

/// The verdicts of several callers, each with its own policies, on several actions.
///
/// Everything else is as in `question`, whose own caller and action do not count.
pub fn who_can(
    question: &Question<'_>,
    callers: &[(&Caller, &[&Policy])],
    actions: &[&str],
    resource: Option<&Policy>,
) -> Vec<Row> {
    let row = |(caller, identity): &(&Caller, &[&Policy])| {
        let verdict = |action: &&str| evaluate(&Question { caller, action, ..*question }, identity, resource);
        Row { who: name_of(caller), verdicts: actions.iter().map(verdict).collect() }
    };
    callers.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Principal;
    use crate::iam::{Kind, Reason, Side};
    use serde_json::json;

    #[test]
    fn each_caller_is_judged_on_each_action() {
        let root = Caller::default();
        let ann = Caller { principal: Principal::User("ann".into()), ..Caller::default() };
        let sns = Caller { principal: Principal::Service("sns.amazonaws.com".into()), ..Caller::default() };
        let read = |statement, kind| Policy::read(&json!({ "Statement": statement }), kind, 0).unwrap();
        let own = read(json!({"Effect": "Allow", "Action": "sqs:Receive*", "Resource": "*"}), Kind::Identity);
        let open = json!({"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
            "Resource": "*"});
        let queue = read(open, Kind::Resource);
        let question = Question {
            caller: &root,
            action: "",
            resource: "arn:aws:sqs:us-east-1:000000000000:q",
            owner: root.account,
            unix_millis: 0,
            extra: &[],
            identity_trusted: false,
            key_policy: false,
        };
        let callers: [(&Caller, &[&Policy]); 3] = [(&root, &[]), (&ann, &[&own]), (&sns, &[])];
        let rows = who_can(&question, &callers, &["sqs:SendMessage", "sqs:ReceiveMessage"], Some(&queue));
        let reasons: Vec<Vec<_>> =
            rows.iter().map(|row| row.verdicts.iter().map(|verdict| verdict.reason).collect()).collect();
        assert_eq!(
            reasons,
            [
                [Reason::Owner, Reason::Owner],
                [Reason::NotAllowed(Side::Identity), Reason::IdentityAllows],
                [Reason::ResourceAllows, Reason::NotAllowed(Side::Resource)],
            ]
        );
        assert_eq!(rows[2].who, "sns.amazonaws.com");
    }
}
