//! The policy of a function.

use super::*;
use crate::base::Circumstances;
use crate::iam::{Question, is_allowed};
use serde_json::{Value, json};

const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:orders";

fn add(id: &str, principal: &str) -> AddPermission {
    AddPermission {
        function_name: "f".into(),
        statement_id: id.into(),
        action: "lambda:InvokeFunction".into(),
        principal: principal.into(),
        ..AddPermission::default()
    }
}

fn remove(id: &str) -> RemovePermission {
    RemovePermission { function_name: "f".into(), statement_id: id.into(), ..RemovePermission::default() }
}

fn get() -> GetPolicy {
    GetPolicy { function_name: "f".into(), qualifier: None }
}

fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.function("f", Behaviour::default());
    bench
}

fn policy(bench: &mut Bench) -> (Value, String) {
    match bench.call(get()).unwrap() {
        Reply::GetPolicy(result) => (serde_json::from_str(&result.policy).unwrap(), result.revision_id),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_permission_becomes_a_statement() {
    let mut bench = bench();
    let sns = AddPermission {
        source_arn: Some(TOPIC.into()),
        source_account: Some("000000000000".into()),
        ..add("sns", "sns.amazonaws.com")
    };
    let expected = json!({
        "Sid": "sns",
        "Effect": "Allow",
        "Principal": { "Service": "sns.amazonaws.com" },
        "Action": "lambda:InvokeFunction",
        "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f",
        "Condition": {
            "StringEquals": { "AWS:SourceAccount": "000000000000" },
            "ArnLike": { "AWS:SourceArn": TOPIC },
        },
    });
    match bench.call(sns).unwrap() {
        Reply::AddPermission(result) => assert_eq!(serde_json::from_str::<Value>(&result.statement).unwrap(), expected),
        other => panic!("{other:?}"),
    }
    let (document, first) = policy(&mut bench);
    assert_eq!(document, json!({ "Version": "2012-10-17", "Id": "default", "Statement": [expected] }));
    for (id, principal, shown) in [
        ("all", "*", json!("*")),
        ("account", "111122223333", json!({ "AWS": "arn:aws:iam::111122223333:root" })),
        ("user", "arn:aws:iam::111122223333:user/a", json!({ "AWS": "arn:aws:iam::111122223333:user/a" })),
    ] {
        bench.call(add(id, principal)).unwrap();
        let (document, _) = policy(&mut bench);
        let statement = document["Statement"].as_array().unwrap().last().unwrap();
        assert_eq!((&statement["Principal"], statement.get("Condition")), (&shown, None));
    }
    assert_ne!(policy(&mut bench).1, first);
}

#[test]
fn the_policy_lets_the_topic_in_and_nobody_else() {
    let mut bench = bench();
    bench.call(AddPermission { source_arn: Some(TOPIC.into()), ..add("sns", "sns.amazonaws.com") }).unwrap();
    let function = bench.lambda.functions().next().unwrap();
    let policy = function.policy.as_ref().unwrap().policy();
    let arn = function.arn().to_string();
    let allows = |service: &str, topic: &str, action: &str| {
        let source_arn = Some(topic.parse().unwrap());
        let circumstances = Circumstances { source_arn, ..Circumstances::default() };
        let principal = Principal::Service(service.into());
        let caller = Caller { principal, circumstances: Some(Arc::new(circumstances)), ..Caller::default() };
        let question = Question {
            caller: &caller,
            action,
            resource: &arn,
            owner: function.key.account,
            unix_millis: 0,
            extra: &[],
            identity_trusted: true,
            key_policy: false,
        };
        is_allowed(&question, &[], policy)
    };
    assert!(allows("sns.amazonaws.com", TOPIC, "lambda:InvokeFunction"));
    assert!(!allows("sns.amazonaws.com", "arn:aws:sns:us-east-1:000000000000:other", "lambda:InvokeFunction"));
    assert!(!allows("s3.amazonaws.com", TOPIC, "lambda:InvokeFunction"));
    assert!(!allows("sns.amazonaws.com", TOPIC, "lambda:DeleteFunction"));
}

#[test]
fn permissions_of_another_form_are_refused() {
    let mut bench = bench();
    bench.call(add("there", "sns.amazonaws.com")).unwrap();
    let revision = Some("00000000-0000-0000-0000-000000000000".to_owned());
    for (request, code, part) in [
        (
            add("there", "sns.amazonaws.com"),
            "ResourceConflictException",
            "The statement id (there) provided already exists. Please provide a new statement id, or remove the existing \
             statement.",
        ),
        (AddPermission { function_name: "g".into(), ..add("a", "*") }, "ResourceNotFoundException", "not found"),
        (add("", "*"), "ValidationException", "Value null at 'statementId'"),
        (add("a b", "*"), "ValidationException", "'a b' at 'statementId'"),
        (add(&"a".repeat(101), "*"), "ValidationException", "less than or equal to 100"),
        (AddPermission { action: "sqs:A".into(), ..add("a", "*") }, "ValidationException", "'sqs:A' at 'action'"),
        (AddPermission { action: "lambda:".into(), ..add("a", "*") }, "ValidationException", "at 'action'"),
        (add("a", ""), "ValidationException", "Value null at 'principal'"),
        (add("a", "a b"), "ValidationException", "'a b' at 'principal'"),
        (add("a", "nobody"), "InvalidParameterValueException", "The provided principal was invalid."),
        (add("a", "arn:aws:sqs:a:b:c"), "InvalidParameterValueException", "The provided principal was invalid."),
        (AddPermission { source_arn: Some("x".into()), ..add("a", "*") }, "ValidationException", "'sourceArn'"),
        (AddPermission { source_account: Some("1".into()), ..add("a", "*") }, "ValidationException", "'sourceAccount'"),
        (AddPermission { principal_org_id: Some("o-1".into()), ..add("a", "*") }, "ValidationException", "OrgID"),
        (AddPermission { event_source_token: Some("a b".into()), ..add("a", "*") }, "ValidationException", "Token"),
        (
            AddPermission { qualifier: Some("$LATEST".into()), ..add("a", "*") },
            "InvalidParameterValueException",
            "We currently do not support adding policies for $LATEST.",
        ),
        (
            AddPermission { revision_id: revision.clone(), ..add("a", "*") },
            "PreconditionFailedException",
            "Call the GetPolicy API",
        ),
    ] {
        let (found, _, sentence) = bench.refused(request);
        assert!(found == code && sentence.contains(part), "{found}: {sentence}");
    }
    let revision_id = Some(policy(&mut bench).1);
    let organization = Some("o-abcdefghij".to_owned());
    let good = AddPermission {
        action: "lambda:*".into(),
        principal_org_id: organization,
        event_source_token: Some("token".into()),
        qualifier: Some("prod".into()),
        revision_id,
        ..add("a", "*")
    };
    assert!(bench.call(good).is_ok());
}

#[test]
fn a_permission_is_taken_away_by_its_id() {
    let mut bench = bench();
    let (code, status, sentence) = bench.refused(get());
    assert_eq!((code, status), ("ResourceNotFoundException", 404));
    assert_eq!(sentence, "The resource you requested does not exist.");
    assert_eq!(bench.refused(remove("a")).2, "No policy is associated with the given resource.");
    bench.call(add("a", "*")).unwrap();
    bench.call(add("b", "*")).unwrap();
    assert_eq!(bench.refused(remove("c")).2, "Statement c is not found in resource policy.");
    let stale = RemovePermission { revision_id: Some("x".into()), ..remove("a") };
    assert_eq!(bench.refused(stale).0, "PreconditionFailedException");
    bench.call(remove("a")).unwrap();
    assert_eq!(policy(&mut bench).0["Statement"].as_array().unwrap().len(), 1);
    bench.call(remove("b")).unwrap();
    assert_eq!(bench.refused(get()).0, "ResourceNotFoundException");
}

#[test]
fn a_policy_has_at_most_20480_bytes() {
    let mut bench = bench();
    let error = (0..1_000).find_map(|n| bench.call(add(&format!("s{n}"), "*")).err()).unwrap();
    assert_eq!(error.code, ErrorCode::PolicyLengthExceededException);
    let size: usize = error.message.split(['(', ')']).nth(1).unwrap().parse().unwrap();
    assert_eq!(error.message, format!("The final policy size ({size}) is bigger than the limit (20480)."));
    let stored = bench.lambda.functions().next().unwrap().policy.as_ref().unwrap().text().len();
    assert!(size > 20_480 && stored <= 20_480 && size - stored < 200, "{stored} and {size}");
}
