//! Who may use a key.

use super::*;
use crate::iam::{Kind, Policy, Question, Reason, Side, evaluate};

fn decide(bench: &Bench, key: &Key, caller: &Caller, via: Option<&str>, action: &str, own: &[&Policy]) -> Reason {
    let extra = bench.kms.condition_keys(&Asked { caller, via, key, reference: None, context: None });
    let question = Question {
        caller,
        action,
        resource: key.arn(),
        owner: key.account(),
        unix_millis: 1_767_225_600_000,
        extra: &extra,
        identity_trusted: false,
        key_policy: true,
    };
    let verdict = evaluate(&question, own, key.policy().policy());
    assert_eq!(verdict.allowed, verdict.reason.allows());
    verdict.reason
}

fn identity(effect: &str) -> Policy {
    let text =
        format!(r#"{{"Version":"2012-10-17","Statement":{{"Effect":"{effect}","Action":"kms:*","Resource":"*"}}}}"#);
    Policy::parse(&text, Kind::Identity, 8_192).unwrap()
}

fn root() -> Caller {
    Caller { principal: Principal::Root, ..user(ACCOUNT) }
}

fn service(name: &str) -> Caller {
    Caller { principal: Principal::Service(name.into()), ..user(ACCOUNT) }
}

#[test]
fn the_default_policy_leaves_it_to_the_account() {
    let mut bench = Bench::new();
    let id = bench.create();
    let key = bench.key(&id);
    let ask = |caller: &Caller, own: &[&Policy]| decide(&bench, key, caller, None, "kms:Decrypt", own);
    assert_eq!(ask(&root(), &[]), Reason::ResourceAllows);
    assert_eq!(ask(&user(ACCOUNT), &[]), Reason::NotAllowed(Side::Identity));
    assert_eq!(ask(&user(ACCOUNT), &[&identity("Allow")]), Reason::IdentityAllows);
    assert_eq!(ask(&user(ACCOUNT), &[&identity("Allow"), &identity("Deny")]), Reason::Denied(Side::Identity));
    assert_eq!(ask(&user(OTHER), &[&identity("Allow")]), Reason::NotAllowed(Side::Resource));
    assert_eq!(ask(&service("sns.amazonaws.com"), &[]), Reason::NotAllowed(Side::Resource));
}

#[test]
fn without_the_key_policy_neither_root_nor_a_policy_of_ones_own_helps() {
    let mut bench = Bench::new();
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[
            {{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:user/ann"}},"Action":"kms:*","Resource":"*"}},
            {{"Effect":"Allow","Principal":{{"Service":"sns.amazonaws.com"}},"Action":["kms:GenerateDataKey*","kms:Decrypt"],"Resource":"*"}}]}}"#
    );
    let id = bench.create_with(CreateKey { policy: Some(policy), ..CreateKey::default() }).key_id;
    let key = bench.key(&id);
    let ask = |caller: &Caller, own: &[&Policy]| decide(&bench, key, caller, None, "kms:GenerateDataKey", own);
    assert_eq!(ask(&user(ACCOUNT), &[]), Reason::ResourceAllows);
    assert_eq!(ask(&root(), &[]), Reason::NotAllowed(Side::Resource));
    let ben = Caller { principal: Principal::User("ben".into()), ..user(ACCOUNT) };
    assert_eq!(ask(&ben, &[&identity("Allow")]), Reason::NotAllowed(Side::Resource));
    assert_eq!(ask(&service("sns.amazonaws.com"), &[]), Reason::ResourceAllows);
    assert_eq!(ask(&service("s3.amazonaws.com"), &[]), Reason::NotAllowed(Side::Resource));
}

#[test]
fn the_key_of_a_service_is_for_people_of_the_account_through_that_service() {
    let mut bench = Bench::new();
    let id = bench.describe("alias/aws/sqs").key_id;
    let key = bench.key(&id);
    let ask = |caller: &Caller, via: Option<&str>| decide(&bench, key, caller, via, "kms:GenerateDataKey", &[]);
    assert_eq!(ask(&user(ACCOUNT), Some("sqs")), Reason::ResourceAllows);
    assert_eq!(ask(&root(), Some("sqs")), Reason::ResourceAllows);
    assert_eq!(ask(&user(ACCOUNT), Some("sns")), Reason::NotAllowed(Side::Resource));
    assert_eq!(ask(&user(ACCOUNT), None), Reason::NotAllowed(Side::Resource));
    assert_eq!(ask(&user(OTHER), Some("sqs")), Reason::NotAllowed(Side::Resource));
    for name in ["sns.amazonaws.com", "sqs.amazonaws.com"] {
        assert_eq!(ask(&service(name), Some("sqs")), Reason::NotAllowed(Side::Resource), "{name}");
    }
    let about = |action: &str| decide(&bench, key, &root(), None, action, &[]);
    assert_eq!(about("kms:GetKeyPolicy"), Reason::ResourceAllows);
    assert_eq!(about("kms:PutKeyPolicy"), Reason::NotAllowed(Side::Resource));
}

#[test]
fn conditions_can_ask_about_the_key_the_context_and_the_way() {
    let mut bench = Bench::new();
    let id = bench.create_with(CreateKey { tags: vec![tag("team", "a")], ..CreateKey::default() }).key_id;
    bench.alias("alias/one", &id);
    let (key, caller) = (bench.key(&id), user(ACCOUNT));
    let context: EncryptionContext = [(text("aws:sns:topicArn"), text("t"))].into();
    let reference = "arn:aws:kms:us-east-1:111122223333:alias/one";
    let asked = Asked { caller: &caller, via: Some("sns"), key, reference: Some(reference), context: Some(&context) };
    let keys = bench.kms.condition_keys(&asked);
    let value = |name: &str| keys.iter().find(|(key, _)| key == name).map(|(_, values)| values.join(","));
    for (name, expected) in [
        ("kms:CallerAccount", ACCOUNT),
        ("kms:ViaService", "sns.us-east-1.amazonaws.com"),
        ("kms:KeySpec", "SYMMETRIC_DEFAULT"),
        ("kms:KeyUsage", "ENCRYPT_DECRYPT"),
        ("kms:KeyOrigin", "AWS_KMS"),
        ("kms:MultiRegion", "false"),
        ("kms:ResourceAliases", "alias/one"),
        ("kms:RequestAlias", "alias/one"),
        ("kms:EncryptionContextKeys", "aws:sns:topicArn"),
        ("kms:EncryptionContext:aws:sns:topicArn", "t"),
        ("aws:ResourceTag/team", "a"),
    ] {
        assert_eq!(value(name).as_deref(), Some(expected), "{name}");
    }
}
