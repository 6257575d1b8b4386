//! The decision: what a request is allowed, by which statement, and which statements nearly decided otherwise.
//!
//! "Policy evaluation logic" and "Cross-account policy evaluation logic" in the IAM user guide.

use super::principal::{self, Cover};
use super::{Context, Effect, Miss, Outcome, Place, Policy, Reason, Scope, Side, Statement, Step, Verdict};
use crate::base::{AccountId, Caller, Principal};
use std::cell::OnceCell;

/// A request, as the evaluation sees it.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    /// What for, such as `sqs:SendMessage`.
    pub action: &'a str,
    /// The resource's ARN; `*` for actions without one.
    pub resource: &'a str,
    /// The account that owns the resource.
    pub owner: AccountId,
    /// The calendar time in milliseconds since 1970.
    pub unix_millis: u64,
    /// Keys that the service adds, such as `sns:Protocol`.
    pub extra: &'a [(String, Vec<String>)],
    /// Whether the caller's own policies count as allowing everything that they do not deny.
    pub identity_trusted: bool,
    /// Whether the resource is a key of KMS: not even its own account may use it unless its policy says so.
    /// "Key policies in AWS KMS" in the KMS developer guide.
    pub key_policy: bool,
}

/// [`Outcome`] without texts, since most statements are never told about.
#[derive(Clone, Copy)]
enum Found {
    Applies,
    Delegates,
    Principal,
    Action,
    Resource,
    Condition(usize),
}

/// A statement by its numbers.
#[derive(Clone, Copy)]
struct Spot<'a> {
    side: Side,
    policy: usize,
    index: usize,
    statement: &'a Statement,
}

/// The first statement of each sort that applies.
#[derive(Default)]
struct Tally<'a> {
    denies: Option<Spot<'a>>,
    identity: Option<Spot<'a>>,
    resource: Option<Spot<'a>>,
    delegates: Option<Spot<'a>>,
}

/// Decides, and tells how.
pub fn evaluate(question: &Question<'_>, identity: &[&Policy], resource: Option<&Policy>) -> Verdict {
    let context = OnceCell::new();
    let (mut tally, mut trace) = (Tally::default(), Vec::new());
    for spot in spots(question, identity, resource) {
        let found = question.meets(spot.statement, &context);
        tally.note(spot, found);
        trace.push(Step {
            place: spot.place(),
            effect: spot.statement.effect,
            outcome: found.told(spot.statement, question, &context),
        });
    }
    let (reason, spot) = tally.decide(question);
    Verdict { allowed: reason.allows(), reason, decided_by: spot.map(Spot::place), trace }
}

/// [`evaluate`] where only the answer is asked for.
pub fn is_allowed(question: &Question<'_>, identity: &[&Policy], resource: Option<&Policy>) -> bool {
    let context = OnceCell::new();
    let mut tally = Tally::default();
    for spot in spots(question, identity, resource) {
        tally.note(spot, question.meets(spot.statement, &context));
    }
    tally.decide(question).0.allows()
}

/// All statements that have a say. Services and unsigned requests have no policies of their own.
fn spots<'a>(
    question: &Question<'_>,
    identity: &'a [&'a Policy],
    resource: Option<&'a Policy>,
) -> impl Iterator<Item = Spot<'a>> {
    let own = if question.is_identity() { identity } else { &[] };
    let own = own.iter().enumerate().map(|(index, policy)| (Side::Identity, index, *policy));
    own.chain(resource.map(|policy| (Side::Resource, 0, policy))).flat_map(|(side, policy, document)| {
        let numbered = document.statements.iter().enumerate();
        numbered.map(move |(index, statement)| Spot { side, policy, index, statement })
    })
}

impl Question<'_> {
    /// Whether the caller is somebody of an account, rather than a service or nobody.
    fn is_identity(&self) -> bool {
        !matches!(self.caller.principal, Principal::Service(_) | Principal::Anonymous)
    }

    fn context<'a>(&self, cell: &'a OnceCell<Context>) -> &'a Context {
        cell.get_or_init(|| Context::of(self.caller, self.unix_millis, self.extra))
    }

    /// How far a statement fits. Most fail early, so the request's keys are only gathered once something asks for them.
    fn meets(&self, statement: &Statement, cell: &OnceCell<Context>) -> Found {
        let cover = match &statement.principal {
            None => Cover::Personal,
            Some(scope) if scope.is_negated => {
                if principal::leaves_out(&scope.items, self.caller, statement.effect) {
                    Cover::None
                } else {
                    Cover::Personal
                }
            }
            Some(scope) => principal::cover(&scope.items, self.caller),
        };
        if cover == Cover::None {
            return Found::Principal;
        }
        let action = &statement.action;
        if action.items.iter().any(|pattern| pattern.matches_plain(self.action, true)) == action.is_negated {
            return Found::Action;
        }
        let resource = &statement.resource;
        let is_named = resource.items.iter().any(|pattern| {
            if pattern.has_variables() {
                pattern.matches(self.resource, false, self.context(cell))
            } else {
                pattern.matches_plain(self.resource, false)
            }
        });
        if is_named == resource.is_negated {
            return Found::Resource;
        }
        match statement.conditions.iter().position(|condition| !condition.holds(self.context(cell))) {
            Some(index) => Found::Condition(index),
            None if cover == Cover::Account => Found::Delegates,
            None => Found::Applies,
        }
    }
}

impl Found {
    fn told(self, statement: &Statement, question: &Question<'_>, cell: &OnceCell<Context>) -> Outcome {
        Outcome::Misses(match self {
            Self::Applies => return Outcome::Applies,
            // A refusal reaches everybody in the account.
            Self::Delegates if statement.effect == Effect::Deny => return Outcome::Applies,
            Self::Delegates => return Outcome::Delegates,
            Self::Principal => Miss::Principal(statement.principal.as_ref().map_or_else(
                || Scope { is_negated: false, items: Vec::new() },
                |scope| scope.told(ToString::to_string),
            )),
            Self::Action => Miss::Action(statement.action.told(|pattern| pattern.text().to_owned())),
            Self::Resource => Miss::Resource(statement.resource.told(|pattern| pattern.text().to_owned())),
            Self::Condition(index) => match statement.conditions.get(index) {
                None => return Outcome::Applies,
                Some(condition) => Miss::Condition {
                    operator: condition.operator().to_owned(),
                    key: condition.key().to_owned(),
                    wanted: condition.wanted().map(str::to_owned).collect(),
                    actual: condition.actual(question.context(cell)).to_vec(),
                },
            },
        })
    }
}

impl<T> Scope<T> {
    fn told(&self, text: impl Fn(&T) -> String) -> Scope<String> {
        Scope { is_negated: self.is_negated, items: self.items.iter().map(text).collect() }
    }
}

impl Spot<'_> {
    fn place(self) -> Place {
        Place { side: self.side, policy: self.policy, statement: self.index, sid: self.statement.sid.clone() }
    }
}

impl<'a> Tally<'a> {
    fn note(&mut self, spot: Spot<'a>, found: Found) {
        let slot = match (found, spot.statement.effect, spot.side) {
            (Found::Applies | Found::Delegates, Effect::Deny, _) => &mut self.denies,
            (Found::Applies, Effect::Allow, Side::Identity) => &mut self.identity,
            (Found::Applies, Effect::Allow, Side::Resource) => &mut self.resource,
            (Found::Delegates, Effect::Allow, _) => &mut self.delegates,
            _ => return,
        };
        slot.get_or_insert(spot);
    }

    /// The rules, in AWS's order: a Deny wins, then somebody must allow.
    fn decide(self, question: &Question<'_>) -> (Reason, Option<Spot<'a>>) {
        let caller = question.caller;
        let is_root = caller.principal == Principal::Root;
        if let Some(spot) = self.denies {
            return (Reason::Denied(spot.side), Some(spot));
        }
        if !question.is_identity() {
            return match self.resource {
                Some(spot) => (Reason::ResourceAllows, Some(spot)),
                None => (Reason::NotAllowed(Side::Resource), None),
            };
        }
        if caller.account == question.owner && question.key_policy {
            return match (self.resource, self.delegates, self.identity) {
                (Some(spot), ..) => (Reason::ResourceAllows, Some(spot)),
                (None, Some(_), Some(spot)) => (Reason::IdentityAllows, Some(spot)),
                (None, Some(_), None) if question.identity_trusted => (Reason::Trusted, None),
                (None, Some(_), None) => (Reason::NotAllowed(Side::Identity), None),
                (None, None, _) => (Reason::NotAllowed(Side::Resource), None),
            };
        }
        if caller.account == question.owner {
            return match (self.resource, self.identity) {
                _ if is_root => (Reason::Owner, None),
                (Some(spot), _) => (Reason::ResourceAllows, Some(spot)),
                (None, Some(spot)) => (Reason::IdentityAllows, Some(spot)),
                (None, None) if question.identity_trusted => (Reason::Trusted, None),
                (None, None) => (Reason::NotAllowed(Side::Identity), None),
            };
        }
        match self.resource.or(self.delegates) {
            None => (Reason::NotAllowed(Side::Resource), None),
            Some(spot) if is_root || question.identity_trusted || self.identity.is_some() => {
                (Reason::BothAllow, Some(spot))
            }
            Some(_) => (Reason::NotAllowed(Side::Identity), None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Circumstances;
    use crate::iam::Kind;
    use serde_json::{Value, json};
    use std::sync::Arc;

    const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:orders";
    const TOPIC: &str = "arn:aws:sns:us-east-1:111122223333:news";
    const OWNER: &str = "111122223333";
    const OTHER: &str = "444455556666";

    fn caller(account: &str, principal: Principal) -> Caller {
        Caller { account: account.parse().unwrap(), principal, ..Caller::default() }
    }

    fn user(account: &str) -> Caller {
        caller(account, Principal::User("ann".into()))
    }

    fn sns(topic: &str) -> Caller {
        let circumstances = Circumstances { source_arn: topic.parse().ok(), ..Circumstances::default() };
        let caller = caller(OWNER, Principal::Service("sns.amazonaws.com".into()));
        Caller { circumstances: Some(Arc::new(circumstances)), ..caller }
    }

    fn question(caller: &Caller) -> Question<'_> {
        Question {
            caller,
            action: "sqs:SendMessage",
            resource: QUEUE,
            owner: OWNER.parse().unwrap(),
            unix_millis: 1_767_225_600_000,
            extra: &[],
            identity_trusted: false,
            key_policy: false,
        }
    }

    #[allow(clippy::needless_pass_by_value, reason = "statements are written in place")]
    fn policy(kind: Kind, statements: Value) -> Policy {
        Policy::read(&json!({ "Version": "2012-10-17", "Statement": statements }), kind, 0).unwrap()
    }

    #[allow(clippy::needless_pass_by_value, reason = "principals are written in place")]
    fn resource(effect: &str, principal: Value) -> Policy {
        policy(
            Kind::Resource,
            json!({"Sid": "one", "Effect": effect, "Principal": principal, "Action": "SQS:send*", "Resource": QUEUE}),
        )
    }

    fn identity(effect: &str) -> Policy {
        policy(Kind::Identity, json!({"Effect": effect, "Action": "sqs:*", "Resource": "arn:aws:sqs:*:*:orders"}))
    }

    fn reason(caller: &Caller, identity: &[&Policy], resource: Option<&Policy>) -> Reason {
        let verdict = evaluate(&question(caller), identity, resource);
        assert_eq!(verdict.allowed, verdict.reason.allows());
        assert_eq!(is_allowed(&question(caller), identity, resource), verdict.allowed);
        verdict.reason
    }

    fn publish(caller: &Caller) -> Question<'_> {
        Question { action: "sns:Publish", resource: TOPIC, ..question(caller) }
    }

    #[test]
    fn by_default_nothing_is_allowed() {
        assert_eq!(reason(&user(OWNER), &[], None), Reason::NotAllowed(Side::Identity));
        assert_eq!(reason(&user(OTHER), &[], None), Reason::NotAllowed(Side::Resource));
        assert_eq!(reason(&sns(TOPIC), &[], None), Reason::NotAllowed(Side::Resource));
    }

    #[test]
    fn the_owners_root_may_do_everything_that_is_not_denied() {
        let root = caller(OWNER, Principal::Root);
        assert_eq!(reason(&root, &[], None), Reason::Owner);
        assert_eq!(reason(&root, &[], Some(&resource("Deny", json!("*")))), Reason::Denied(Side::Resource));
        assert_eq!(reason(&caller(OTHER, Principal::Root), &[], None), Reason::NotAllowed(Side::Resource));
    }

    #[test]
    fn a_deny_on_either_side_wins() {
        let (allow, deny) = (resource("Allow", json!("*")), resource("Deny", json!({"AWS": OWNER})));
        assert_eq!(reason(&user(OWNER), &[&identity("Allow")], Some(&deny)), Reason::Denied(Side::Resource));
        assert_eq!(reason(&user(OWNER), &[&identity("Deny")], Some(&allow)), Reason::Denied(Side::Identity));
        let both = [&identity("Allow"), &identity("Deny")];
        let verdict = evaluate(&question(&user(OWNER)), &both, Some(&allow));
        let place = Place { side: Side::Identity, policy: 1, statement: 0, sid: None };
        assert_eq!(verdict.decided_by, Some(place));
    }

    #[test]
    fn within_an_account_one_side_is_enough() {
        let me = json!({"AWS": "arn:aws:iam::111122223333:user/ann"});
        assert_eq!(reason(&user(OWNER), &[], Some(&resource("Allow", me))), Reason::ResourceAllows);
        assert_eq!(reason(&user(OWNER), &[&identity("Allow")], None), Reason::IdentityAllows);
    }

    #[test]
    fn the_account_as_principal_leaves_it_to_the_account() {
        let account = resource("Allow", json!({"AWS": OWNER}));
        assert_eq!(reason(&user(OWNER), &[], Some(&account)), Reason::NotAllowed(Side::Identity));
        assert_eq!(reason(&user(OWNER), &[&identity("Allow")], Some(&account)), Reason::IdentityAllows);
        let verdict = evaluate(&question(&user(OWNER)), &[], Some(&account));
        assert_eq!(verdict.trace[0].outcome, Outcome::Delegates);
    }

    #[test]
    fn across_accounts_both_sides_must_allow() {
        let allow = resource("Allow", json!({"AWS": OTHER}));
        assert_eq!(reason(&user(OTHER), &[], Some(&allow)), Reason::NotAllowed(Side::Identity));
        assert_eq!(reason(&user(OTHER), &[&identity("Allow")], None), Reason::NotAllowed(Side::Resource));
        assert_eq!(reason(&user(OTHER), &[&identity("Allow")], Some(&allow)), Reason::BothAllow);
        let everyone = resource("Allow", json!("*"));
        assert_eq!(reason(&user(OTHER), &[], Some(&everyone)), Reason::NotAllowed(Side::Identity));
    }

    #[test]
    fn the_other_accounts_root_needs_no_policy_of_its_own() {
        let allow = resource("Allow", json!({"AWS": "arn:aws:iam::444455556666:root"}));
        assert_eq!(reason(&caller(OTHER, Principal::Root), &[], Some(&allow)), Reason::BothAllow);
    }

    #[test]
    fn a_trusted_identity_is_allowed_what_it_is_not_denied() {
        let me = user(OWNER);
        let trusted = Question { identity_trusted: true, ..question(&me) };
        assert_eq!(evaluate(&trusted, &[], None).reason, Reason::Trusted);
        assert_eq!(evaluate(&trusted, &[&identity("Deny")], None).reason, Reason::Denied(Side::Identity));
        let other = user(OTHER);
        let trusted = Question { identity_trusted: true, ..question(&other) };
        assert_eq!(evaluate(&trusted, &[], None).reason, Reason::NotAllowed(Side::Resource));
        let allow = resource("Allow", json!({"AWS": OTHER}));
        assert_eq!(evaluate(&trusted, &[], Some(&allow)).reason, Reason::BothAllow);
    }

    #[test]
    fn a_service_or_nobody_is_judged_by_the_resource_alone() {
        let service = resource("Allow", json!({"Service": "sns.amazonaws.com"}));
        assert_eq!(reason(&sns(TOPIC), &[&identity("Deny")], Some(&service)), Reason::ResourceAllows);
        let account = resource("Allow", json!({"AWS": OWNER}));
        assert_eq!(reason(&sns(TOPIC), &[&identity("Allow")], Some(&account)), Reason::NotAllowed(Side::Resource));
        let service = sns(TOPIC);
        let trusted = Question { identity_trusted: true, ..question(&service) };
        assert!(!is_allowed(&trusted, &[], None));
        let nobody = caller(OWNER, Principal::Anonymous);
        assert_eq!(reason(&nobody, &[], Some(&resource("Allow", json!("*")))), Reason::ResourceAllows);
        assert_eq!(reason(&nobody, &[], None), Reason::NotAllowed(Side::Resource));
    }

    #[test]
    fn a_topic_may_send_where_it_is_named() {
        let grant = |principal: Value| {
            policy(
                Kind::Resource,
                json!({"Effect": "Allow", "Principal": principal, "Action": "sqs:SendMessage", "Resource": QUEUE,
                    "Condition": {"ArnEquals": {"aws:SourceArn": TOPIC}}}),
            )
        };
        let other = "arn:aws:sns:us-east-1:111122223333:other";
        for principal in [json!({"Service": "sns.amazonaws.com"}), json!("*"), json!({"AWS": "*"})] {
            assert_eq!(reason(&sns(TOPIC), &[], Some(&grant(principal.clone()))), Reason::ResourceAllows);
            let verdict = evaluate(&question(&sns(other)), &[], Some(&grant(principal)));
            let miss = Miss::Condition {
                operator: "ArnEquals".into(),
                key: "aws:SourceArn".into(),
                wanted: vec![TOPIC.into()],
                actual: vec![other.into()],
            };
            assert_eq!(verdict.trace[0].outcome, Outcome::Misses(miss));
        }
    }

    #[test]
    fn negated_elements_mean_everything_else() {
        let not = policy(
            Kind::Resource,
            json!([
                {"Effect": "Deny", "Principal": "*", "NotAction": "sqs:Send*", "Resource": "*"},
                {"Effect": "Deny", "Principal": "*", "Action": "*", "NotResource": QUEUE},
                {"Effect": "Deny", "NotPrincipal": {"AWS": [OWNER, "arn:aws:iam::111122223333:user/ann"]},
                    "Action": "*", "Resource": "*"},
            ]),
        );
        let me = user(OWNER);
        let allow = identity("Allow");
        assert_eq!(reason(&me, &[&allow], Some(&not)), Reason::IdentityAllows);
        let deleted = Question { action: "sqs:DeleteQueue", ..question(&me) };
        assert_eq!(evaluate(&deleted, &[&allow], Some(&not)).decided_by.unwrap().statement, 0);
        let elsewhere = Question { resource: "arn:aws:sqs:us-east-1:111122223333:other", ..question(&me) };
        assert_eq!(evaluate(&elsewhere, &[&allow], Some(&not)).decided_by.unwrap().statement, 1);
        let bob = caller(OWNER, Principal::User("bob".into()));
        assert_eq!(evaluate(&question(&bob), &[&allow], Some(&not)).decided_by.unwrap().statement, 2);
    }

    #[test]
    fn the_trace_tells_each_statements_first_miss() {
        let each = policy(
            Kind::Resource,
            json!([
                {"Effect": "Allow", "Principal": {"AWS": OTHER}, "Action": "a:b", "Resource": "arn:x"},
                {"Effect": "Allow", "Principal": "*", "Action": "a:b", "Resource": "arn:x"},
                {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "arn:x"},
                {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
                    "Condition": {"Bool": {"aws:SecureTransport": true}, "StringEquals": {"aws:SourceVpce": "v"}}},
                {"Sid": "last", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
            ]),
        );
        let verdict = evaluate(&question(&user(OWNER)), &[], Some(&each));
        let one = |text: &str| Scope { is_negated: false, items: vec![text.to_owned()] };
        let expected = [
            Outcome::Misses(Miss::Principal(one("arn:aws:iam::444455556666:root"))),
            Outcome::Misses(Miss::Action(one("a:b"))),
            Outcome::Misses(Miss::Resource(one("arn:x"))),
            Outcome::Misses(Miss::Condition {
                operator: "StringEquals".into(),
                key: "aws:SourceVpce".into(),
                wanted: vec!["v".into()],
                actual: vec![],
            }),
            Outcome::Applies,
        ];
        assert!(verdict.trace.iter().map(|step| &step.outcome).eq(&expected), "{:?}", verdict.trace);
        assert_eq!(verdict.decided_by.unwrap().sid.as_deref(), Some("last"));
    }

    #[test]
    fn a_topics_own_policy_lets_its_account_in_and_no_service_by_itself() {
        let topic = policy(
            Kind::Resource,
            json!({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["SNS:Publish", "SNS:Subscribe"],
                "Resource": TOPIC, "Condition": {"StringEquals": {"AWS:SourceOwner": OWNER}}}),
        );
        assert!(is_allowed(&publish(&user(OWNER)), &[], Some(&topic)));
        let other = user(OTHER);
        assert!(!is_allowed(&Question { identity_trusted: true, ..publish(&other) }, &[], Some(&topic)));
        let bucket = sns("arn:aws:s3:::photos");
        assert!(!is_allowed(&publish(&bucket), &[], Some(&topic)));
        let extra = [("aws:SourceOwner".to_owned(), vec![OWNER.to_owned()])];
        assert!(is_allowed(&Question { extra: &extra, ..publish(&bucket) }, &[], Some(&topic)));
    }

    #[test]
    fn resources_may_hold_variables() {
        let own = policy(
            Kind::Identity,
            json!({"Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:*:*:${aws:username}"}),
        );
        assert!(!is_allowed(&question(&user(OWNER)), &[&own], None));
        let named = caller(OWNER, Principal::User("orders".into()));
        assert!(is_allowed(&question(&named), &[&own], None));
    }

    #[test]
    fn keys_of_the_service_are_asked_too() {
        let sqs_only = policy(
            Kind::Identity,
            json!({"Effect": "Allow", "Action": "*", "Resource": "*",
                "Condition": {"StringEquals": {"sns:Protocol": "sqs"}}}),
        );
        let me = user(OWNER);
        let extra = [("SNS:protocol".to_owned(), vec!["sqs".to_owned()])];
        assert!(is_allowed(&Question { extra: &extra, ..question(&me) }, &[&sqs_only], None));
        assert!(!is_allowed(&question(&me), &[&sqs_only], None));
    }
}
