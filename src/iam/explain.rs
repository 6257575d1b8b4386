//! Verdicts in words: for people, for error messages, and as the statement that is missing.

use super::{Effect, Miss, Outcome, Place, Question, Reason, Scope, Side, Step, Verdict};
use crate::base::{Caller, Principal};
use serde_json::{Map, Value, json};
use std::fmt;

/// How a caller is called in sentences and in AWS's messages.
pub fn name_of(caller: &Caller) -> String {
    match &caller.principal {
        Principal::Service(name) => name.clone(),
        Principal::Anonymous => "anonymous".to_owned(),
        _ => caller.arn().to_string(),
    }
}

impl Verdict {
    /// The decision and its reason.
    pub fn sentence(&self, question: &Question<'_>) -> String {
        let (who, action) = (name_of(question.caller), question.action);
        let by = self.decided_by.as_ref().map_or_else(|| "a statement".to_owned(), ToString::to_string);
        match self.reason {
            Reason::Owner => format!("Allowed: {who} is the root user of the account that owns the resource."),
            Reason::Trusted => {
                format!("Allowed: {who} belongs to the account that owns the resource, and nothing denies {action}.")
            }
            Reason::IdentityAllows => format!("Allowed: {by} allows {action}, and within one account that is enough."),
            Reason::ResourceAllows => format!("Allowed: {by} allows {action} to {who}."),
            Reason::BothAllow => {
                format!("Allowed: {by} allows {action} to {who}, and the caller's own account allows it too.")
            }
            Reason::Denied(_) => format!("Denied: {by} denies {action}, and an explicit Deny wins over every Allow."),
            Reason::NotAllowed(side) => {
                let whose = if side == Side::Identity { "a policy of the caller" } else { "the resource's policy" };
                let mut text = format!("Not allowed: no statement of {whose} allows {action} to {who}.");
                if let Some(step) = self.nearest(side) {
                    text.push(' ');
                    text.push_str(&step.sentence(question));
                }
                text
            }
        }
    }

    /// The Allow that came nearest: the one whose last part did not fit. Earlier ones win among equals.
    ///
    /// It is looked for on the side that failed. The resource's policy could also have allowed what the caller's did
    /// not, unless it does so already.
    pub fn nearest(&self, side: Side) -> Option<&Step> {
        let allows =
            |side: Side| self.trace.iter().filter(move |step| step.effect == Effect::Allow && step.place.side == side);
        // `max_by_key` answers the last of equals.
        let best = |side: Side| allows(side).rev().max_by_key(|step| step.nearness());
        let is_done = |side: Side| allows(side).any(|step| step.outcome == Outcome::Applies);
        best(side).or_else(|| best(Side::Resource).filter(|_| side == Side::Identity && !is_done(Side::Resource)))
    }

    /// The end of AWS's own error message; nothing when the request is allowed. The action as the service writes it.
    ///
    /// "Troubleshoot access denied error messages" in the IAM user guide.
    pub fn aws_tail(&self, action: &str) -> Option<String> {
        let name = |side: Side| if side == Side::Identity { "identity-based" } else { "resource-based" };
        match self.reason {
            Reason::Denied(side) => Some(format!("with an explicit deny in {} {} policy", article(side), name(side))),
            Reason::NotAllowed(side) => Some(format!("because no {} policy allows the {action} action", name(side))),
            _ => None,
        }
    }

    /// AWS's whole message; nothing when the request is allowed. The action as the service writes it.
    pub fn aws_message(&self, question: &Question<'_>, action: &str) -> Option<String> {
        let (who, tail) = (name_of(question.caller), self.aws_tail(action)?);
        let resource = question.resource;
        Some(format!("User: {who} is not authorized to perform: {action} on resource: {resource} {tail}"))
    }

    /// The statement that would allow the request, and on whose side; nothing when it is allowed, or denied outright.
    pub fn missing_statement(&self, question: &Question<'_>) -> Option<(Side, Value)> {
        match self.reason {
            Reason::NotAllowed(side) => Some((side, missing_statement(question, side))),
            _ => None,
        }
    }
}

fn article(side: Side) -> &'static str {
    if side == Side::Identity { "an" } else { "a" }
}

/// The smallest statement that allows a request on one side.
///
/// A service is let in for the one resource that it acts for, as "The confused deputy problem" in the IAM user guide
/// asks.
pub fn missing_statement(question: &Question<'_>, side: Side) -> Value {
    let mut statement = Map::new();
    statement.insert("Effect".to_owned(), json!("Allow"));
    if side == Side::Resource {
        let caller = question.caller;
        let principal = match &caller.principal {
            Principal::Service(name) => json!({ "Service": name }),
            Principal::Anonymous => json!("*"),
            Principal::Role(role, _) => json!({ "AWS": format!("arn:aws:iam::{}:role/{role}", caller.account) }),
            Principal::Root | Principal::User(_) => json!({ "AWS": caller.arn().to_string() }),
        };
        statement.insert("Principal".to_owned(), principal);
    }
    statement.insert("Action".to_owned(), json!(question.action));
    statement.insert("Resource".to_owned(), json!(question.resource));
    if side == Side::Resource
        && matches!(question.caller.principal, Principal::Service(_))
        && let Some(circumstances) = &question.caller.circumstances
    {
        let mut conditions = Map::new();
        if let Some(arn) = &circumstances.source_arn {
            conditions.insert("ArnEquals".to_owned(), json!({ "aws:SourceArn": arn.to_string() }));
        }
        if let Some(account) = &circumstances.source_account {
            conditions.insert("StringEquals".to_owned(), json!({ "aws:SourceAccount": account.to_string() }));
        }
        if !conditions.is_empty() {
            statement.insert("Condition".to_owned(), Value::Object(conditions));
        }
    }
    Value::Object(statement)
}

impl Step {
    /// How many parts fit before one did not.
    fn nearness(&self) -> u8 {
        match &self.outcome {
            Outcome::Misses(Miss::Principal(_)) => 0,
            Outcome::Misses(Miss::Action(_)) => 1,
            Outcome::Misses(Miss::Resource(_)) => 2,
            Outcome::Misses(Miss::Condition { .. }) => 3,
            Outcome::Delegates | Outcome::Applies => 4,
        }
    }

    /// What became of the statement.
    pub fn sentence(&self, question: &Question<'_>) -> String {
        let Step { place, effect, outcome } = self;
        let would = if *effect == Effect::Allow { "allows" } else { "denies" };
        let miss = match outcome {
            Outcome::Applies => return capital(&format!("{place} applies and {would} {}.", question.action)),
            Outcome::Delegates => {
                let account = question.caller.account;
                return capital(&format!(
                    "{place} allows {} to the account {account}, which must allow it to {} by a policy there.",
                    question.action,
                    name_of(question.caller)
                ));
            }
            Outcome::Misses(miss) => miss,
        };
        let rest = match miss {
            Miss::Principal(scope) => scope.sentence("Principal", &name_of(question.caller)),
            Miss::Action(scope) => scope.sentence("Action", question.action),
            Miss::Resource(scope) => scope.sentence("Resource", question.resource),
            Miss::Condition { operator, key, wanted, actual } => {
                let wanted = if wanted.is_empty() { "nothing".to_owned() } else { wanted.join(" or ") };
                let has = if actual.is_empty() {
                    "does not have it".to_owned()
                } else {
                    format!("has {}", actual.join(", "))
                };
                format!("its condition {operator} on {key} wants {wanted}, and the request {has}")
            }
        };
        capital(&format!("{place} does not apply: {rest}."))
    }
}

impl Scope<String> {
    fn sentence(&self, element: &str, actual: &str) -> String {
        let named = self.items.join(" or ");
        if self.is_negated {
            format!("its Not{element} leaves out {named}, which covers {actual}")
        } else {
            format!("its {element} names {named}, and the request has {actual}")
        }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Such as `statement 2 ("AllowTopic") of the resource's policy`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "statement {}", self.statement + 1)?;
        if let Some(sid) = &self.sid {
            write!(f, " (\"{sid}\")")?;
        }
        match self.side {
            Side::Resource => f.write_str(" of the resource's policy"),
            Side::Identity if self.policy == 0 => f.write_str(" of the caller's policy"),
            Side::Identity => write!(f, " of the caller's policy {}", self.policy + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Circumstances;
    use crate::iam::{Kind, Policy, evaluate};
    use std::sync::Arc;

    const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:orders";

    fn callers() -> Vec<Caller> {
        let source = Circumstances {
            source_arn: "arn:aws:sns:us-east-1:111122223333:news".parse().ok(),
            source_account: "111122223333".parse().ok(),
            ..Circumstances::default()
        };
        let principals = [
            Principal::User("ann".into()),
            Principal::Role("r".into(), "s".into()),
            Principal::Root,
            Principal::Anonymous,
            Principal::Service("sns.amazonaws.com".into()),
        ];
        let mut callers: Vec<_> =
            principals.into_iter().map(|principal| Caller { principal, ..Caller::default() }).collect();
        let topic = Caller { circumstances: Some(Arc::new(source)), ..callers[4].clone() };
        callers.push(topic);
        callers
    }

    fn question(caller: &Caller) -> Question<'_> {
        Question {
            caller,
            action: "sqs:SendMessage",
            resource: QUEUE,
            owner: "111122223333".parse().unwrap(),
            unix_millis: 0,
            extra: &[],
            identity_trusted: true,
            key_policy: false,
        }
    }

    #[allow(clippy::needless_pass_by_value, reason = "statements are written in place")]
    fn policy(statement: Value) -> Policy {
        Policy::read(&json!({"Version": "2012-10-17", "Statement": statement}), Kind::Resource, 0).unwrap()
    }

    #[test]
    fn the_missing_statement_is_small_and_enough() {
        let conditions = json!({
            "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": QUEUE,
            "Condition": {
                "ArnEquals": {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:news"},
                "StringEquals": {"aws:SourceAccount": "111122223333"},
            },
        });
        assert_eq!(missing_statement(&question(&callers()[5]), Side::Resource), conditions);
        for caller in callers() {
            let question = question(&caller);
            let (side, statement) = evaluate(&question, &[], None).missing_statement(&question).unwrap();
            assert_eq!(side, Side::Resource);
            let verdict = evaluate(&question, &[], Some(&policy(statement)));
            assert!(verdict.allowed && verdict.missing_statement(&question).is_none(), "{caller:?}");
        }
        let own = missing_statement(&question(&callers()[0]), Side::Identity);
        assert_eq!(own, json!({"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": QUEUE}));
    }

    #[test]
    fn messages_end_as_aws_ends_them() {
        let tail = |reason: Reason| {
            let verdict = Verdict { allowed: reason.allows(), reason, decided_by: None, trace: Vec::new() };
            verdict.aws_tail("sqs:sendmessage")
        };
        let cases = [
            (Reason::NotAllowed(Side::Resource), "because no resource-based policy allows the sqs:sendmessage action"),
            (Reason::NotAllowed(Side::Identity), "because no identity-based policy allows the sqs:sendmessage action"),
            (Reason::Denied(Side::Resource), "with an explicit deny in a resource-based policy"),
            (Reason::Denied(Side::Identity), "with an explicit deny in an identity-based policy"),
        ];
        for (reason, expected) in cases {
            assert_eq!(tail(reason).as_deref(), Some(expected));
        }
        assert_eq!(tail(Reason::Owner), None);
        let ann = &callers()[0];
        let message = evaluate(&question(ann), &[], None).aws_message(&question(ann), "sqs:sendmessage").unwrap();
        assert_eq!(
            message,
            "User: arn:aws:iam::000000000000:user/ann is not authorized to perform: sqs:sendmessage on resource: \
             arn:aws:sqs:us-east-1:111122223333:orders because no resource-based policy allows the sqs:sendmessage action"
        );
    }

    #[test]
    fn sentences_name_the_statement_that_decided_or_nearly_did() {
        let topic = &callers()[5];
        let near = policy(json!([
            {"Effect": "Allow", "Principal": "*", "Action": "sqs:ReceiveMessage", "Resource": "*"},
            {"Sid": "news", "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:*",
                "Resource": "*", "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:*:*:old"}}},
            {"Effect": "Deny", "Principal": {"AWS": "000000000000"}, "Action": "*", "Resource": "*"},
        ]));
        let say = |caller: &Caller, policy: &Policy| {
            let question = question(caller);
            evaluate(&question, &[], Some(policy)).sentence(&question)
        };
        assert_eq!(
            say(topic, &near),
            "Not allowed: no statement of the resource's policy allows sqs:SendMessage to sns.amazonaws.com. Statement 2 \
             (\"news\") of the resource's policy does not apply: its condition ArnEquals on aws:SourceArn wants \
             arn:aws:sns:*:*:old, and the request has arn:aws:sns:us-east-1:111122223333:news."
        );
        assert_eq!(
            say(&callers()[0], &near),
            "Denied: statement 3 of the resource's policy denies sqs:SendMessage, and an explicit Deny wins over every \
             Allow."
        );
        let open = policy(json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}));
        assert_eq!(
            say(topic, &open),
            "Allowed: statement 1 of the resource's policy allows sqs:SendMessage to sns.amazonaws.com."
        );
    }

    #[test]
    fn the_nearest_statement_stands_where_one_is_missing() {
        let near = |caller: &Caller, identity: &[&Policy], resource: &Policy| {
            let question = Question { identity_trusted: false, ..question(caller) };
            let verdict = evaluate(&question, identity, Some(resource));
            let Reason::NotAllowed(side) = verdict.reason else { panic!("{verdict:?}") };
            verdict.nearest(side).map(|step| (step.place.side, step.place.statement))
        };
        let own =
            json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sns:*", "Resource": "*"}});
        let own = Policy::read(&own, Kind::Identity, 0).unwrap();
        let owner = Caller { account: "111122223333".parse().unwrap(), ..callers()[0].clone() };
        let grants = policy(json!([
            {"Effect": "Allow", "Principal": "*", "Action": "sqs:Receive*", "Resource": "*"},
            {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sqs:*", "Resource": "*"},
        ]));
        assert_eq!(near(&owner, &[], &grants), Some((Side::Resource, 1)));
        assert_eq!(near(&owner, &[&own], &grants), Some((Side::Identity, 0)));
        assert_eq!(near(&callers()[0], &[&own], &grants), Some((Side::Resource, 0)));
        let open = policy(json!([
            {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
            {"Effect": "Allow", "Principal": "*", "Action": "a:b", "Resource": "*"},
        ]));
        assert_eq!(near(&callers()[0], &[], &open), None);
    }

    #[test]
    fn each_step_has_a_sentence() {
        let policy = policy(json!([
            {"Effect": "Allow", "NotPrincipal": "*", "Action": "*", "Resource": "*"},
            {"Effect": "Allow", "Principal": "*", "Action": ["sns:a", "sns:b"], "Resource": "*"},
            {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "arn:a"},
            {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*",
                "Condition": {"StringEquals": {"aws:SourceVpce": []}}},
            {"Effect": "Allow", "Principal": {"AWS": "000000000000"}, "Action": "*", "Resource": "*"},
        ]));
        let ann = &callers()[0];
        let question = question(ann);
        let verdict = evaluate(&question, &[], Some(&policy));
        let ends = [
            "does not apply: its NotPrincipal leaves out *, which covers arn:aws:iam::000000000000:user/ann.",
            "does not apply: its Action names sns:a or sns:b, and the request has sqs:SendMessage.",
            "does not apply: its Resource names arn:a, and the request has arn:aws:sqs:us-east-1:111122223333:orders.",
            "its condition StringEquals on aws:SourceVpce wants nothing, and the request does not have it.",
            "allows sqs:SendMessage to the account 000000000000, which must allow it to \
             arn:aws:iam::000000000000:user/ann by a policy there.",
        ];
        for (step, end) in verdict.trace.iter().zip(ends) {
            let sentence = step.sentence(&question);
            assert!(sentence.starts_with("Statement ") && sentence.ends_with(end), "{sentence}");
        }
        assert_eq!(verdict.trace.len(), ends.len());
    }
}
