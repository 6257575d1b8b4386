//! Random tests: against a simpler matcher, with broken documents, and of the rule that a Deny wins.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::pattern::Reading;
use super::{Kind, Pattern, Policy, Question, Reason, evaluate, is_allowed};
use crate::base::{Caller, Principal};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The matcher as one would write it first.
fn naive(pattern: &[char], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some(('*', after)), _) if naive(after, text) => true,
        (Some(('*', _)), Some((_, rest))) => naive(pattern, rest),
        (Some((c, after)), Some((d, rest))) if *c == '?' || c == d => naive(after, rest),
        _ => false,
    }
}

const BASE: &str = r#"{"Version":"2012-10-17","Id":"x","Statement":[{"Sid":"a","Effect":"Allow","Principal":{"AWS":["*",
"111122223333"],"Service":"sns.amazonaws.com"},"Action":["sqs:*","sqs:SendMessage"],"Resource":"arn:aws:sqs:*:*:${aws:username}",
"Condition":{"ForAnyValue:StringLikeIfExists":{"aws:SourceArn":["arn:*","${aws:PrincipalArn, 'a'}"]},"IpAddress":{"aws:SourceIp":
"10.0.0.0/8"},"DateLessThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"},"NumericLessThan":{"x:n":1.5},"Null":{"x:y":"true"},
"BinaryEquals":{"x:b":"QUI="},"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:t?"}}},{"Effect":"Deny","NotPrincipal":"*",
"NotAction":"sns:Publish","NotResource":["*"]}]}"#;

fn principals() -> impl Strategy<Value = Principal> {
    prop_oneof![
        Just(Principal::Root),
        Just(Principal::User("ann".into())),
        Just(Principal::Role("r".into(), "s".into())),
        Just(Principal::Service("sns.amazonaws.com".into())),
        Just(Principal::Anonymous),
    ]
}

fn statements(is_identity: bool) -> impl Strategy<Value = Value> {
    let effects = prop::sample::select(vec!["Allow", "Deny"]);
    let principals = prop::sample::select(vec![
        json!("*"),
        json!({"AWS": "000000000000"}),
        json!({"AWS": "000000000001"}),
        json!({"AWS": "arn:aws:iam::000000000000:user/ann"}),
        json!({"AWS": "arn:aws:iam::000000000001:role/r"}),
        json!({"Service": "sns.amazonaws.com"}),
    ]);
    let actions = prop::sample::select(vec!["*", "sqs:*", "sqs:SendMessage", "sqs:Receive*"]);
    let conditions = prop::sample::select(vec![json!({}), json!({"Bool": {"aws:SecureTransport": "false"}})]);
    let one = (effects, principals, actions, conditions, any::<bool>()).prop_map(
        move |(effect, principal, action, conditions, negated)| {
            let mut statement = json!({"Effect": effect, "Action": action, "Resource": "*", "Condition": conditions});
            if let Some(fields) = statement.as_object_mut().filter(|_| !is_identity) {
                fields.insert(if negated { "NotPrincipal" } else { "Principal" }.to_owned(), principal);
            }
            statement
        },
    );
    prop::collection::vec(one, 1..4).prop_map(Value::Array)
}

fn read(statements: &Value, kind: Kind) -> Policy {
    Policy::read(&json!({ "Version": "2012-10-17", "Statement": statements }), kind, 0).unwrap()
}

proptest! {
    #[test]
    fn the_matcher_agrees_with_the_naive_one(pattern in "[ab:*?]{0,10}", text in "[ab:c]{0,12}") {
        let ours = Pattern::read(&pattern, Reading { wild: true, variables: false }).unwrap();
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        prop_assert_eq!(ours.matches_plain(&text, false), naive(&chars(&pattern), &chars(&text)));
    }

    #[test]
    fn any_text_is_read_or_refused(edits in prop::collection::vec((any::<prop::sample::Index>(), 0..3_u8, ".{0,3}"), 0..6),
        is_identity in any::<bool>()) {
        let mut chars: Vec<char> = BASE.chars().collect();
        for (place, what, text) in edits {
            let at = place.index(chars.len());
            // Insert, replace, or cut out a stretch.
            let end = (at + [0, text.chars().count(), 9][usize::from(what)]).min(chars.len());
            chars.splice(at..end, text.chars());
        }
        let text: String = chars.into_iter().collect();
        let kind = if is_identity { Kind::Identity } else { Kind::Resource };
        match Policy::parse(&text, kind, 8_192) {
            Err(error) => prop_assert!(!error.to_string().is_empty()),
            Ok(policy) => {
                let caller = Caller::default();
                let question = Question {
                    caller: &caller, action: "sqs:SendMessage", resource: "arn:aws:sqs:a:000000000000:q",
                    owner: caller.account, unix_millis: 0, extra: &[], identity_trusted: false, key_policy: false,
                };
                let verdict = evaluate(&question, &[], Some(&policy));
                prop_assert!(!verdict.sentence(&question).is_empty());
            }
        }
    }

    #[test]
    fn an_explicit_deny_always_wins(principal in principals(), is_owner in any::<bool>(), trusted in any::<bool>(),
        own in statements(true), queue in statements(false), on_identity in any::<bool>()) {
        let account = if is_owner { "000000000000" } else { "000000000001" }.parse().unwrap();
        let caller = Caller { account, principal, ..Caller::default() };
        let question = Question {
            caller: &caller, action: "sqs:SendMessage", resource: "arn:aws:sqs:us-east-1:000000000000:q",
            owner: "000000000000".parse().unwrap(), unix_millis: 0, extra: &[], identity_trusted: trusted, key_policy: false,
        };
        let (identity, resource) = (read(&own, Kind::Identity), read(&queue, Kind::Resource));
        let verdict = evaluate(&question, &[&identity], Some(&resource));
        prop_assert_eq!(verdict.allowed, is_allowed(&question, &[&identity], Some(&resource)));
        prop_assert_eq!(verdict.allowed, verdict.aws_tail("a").is_none());
        // With a Deny for everybody added to either side, nothing is left.
        let everything = json!({"Effect": "Deny", "Action": "*", "Resource": "*"});
        let mut everybody = everything.clone();
        everybody["Principal"] = json!("*");
        let is_member = matches!(caller.principal, Principal::Root | Principal::User(_) | Principal::Role(..));
        let with = |mut list: Value, deny: Value| { list.as_array_mut().unwrap().push(deny); list };
        let verdict = if on_identity && is_member {
            evaluate(&question, &[&read(&with(own, everything), Kind::Identity)], Some(&resource))
        } else {
            evaluate(&question, &[&identity], Some(&read(&with(queue, everybody), Kind::Resource)))
        };
        prop_assert!(matches!(verdict.reason, Reason::Denied(_)));
        prop_assert!(verdict.decided_by.is_some());
    }

    #[test]
    fn the_missing_statement_always_helps(principal in principals(), is_owner in any::<bool>(), queue in statements(false)) {
        let account = if is_owner { "000000000000" } else { "000000000001" }.parse().unwrap();
        let caller = Caller { account, principal, ..Caller::default() };
        let question = Question {
            caller: &caller, action: "sqs:SendMessage", resource: "arn:aws:sqs:us-east-1:000000000000:q",
            owner: "000000000000".parse().unwrap(), unix_millis: 0, extra: &[], identity_trusted: false, key_policy: false,
        };
        let (mut own, mut queue) = (Vec::new(), queue.as_array().unwrap().clone());
        // Across accounts both sides may lack one.
        for _ in 0..2 {
            let identity = (!own.is_empty()).then(|| read(&Value::Array(own.clone()), Kind::Identity));
            let identity: Vec<_> = identity.iter().collect();
            let verdict = evaluate(&question, &identity, Some(&read(&Value::Array(queue.clone()), Kind::Resource)));
            match verdict.missing_statement(&question) {
                Some((super::Side::Identity, statement)) => own.push(statement),
                Some((super::Side::Resource, statement)) => queue.push(statement),
                None => prop_assert!(verdict.allowed || matches!(verdict.reason, Reason::Denied(_))),
            }
        }
        let identity = (!own.is_empty()).then(|| read(&Value::Array(own), Kind::Identity));
        let identity: Vec<_> = identity.iter().collect();
        let verdict = evaluate(&question, &identity, Some(&read(&Value::Array(queue), Kind::Resource)));
        prop_assert!(verdict.allowed || matches!(verdict.reason, Reason::Denied(_)));
    }
}
