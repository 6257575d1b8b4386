//! Whole runs, and how the languages write what is rich in structure.

use super::*;
use crate::base::{Caller, Principal, Rng};
use crate::clock::Instant;
use crate::cloud::Input;
use crate::session::templates::Template;
use crate::session::{Logged, Session};
use serde_json::json;
use std::sync::Arc;

fn of(value: Value) -> Call {
    serde_json::from_value(value).unwrap()
}

fn written(language: Language, value: Value) -> String {
    call(language, &of(value), Region::DEFAULT)
}

#[test]
fn a_run_that_is_written_and_carried_out_is_the_same_run() {
    for template in Template::ALL {
        let run = template.run();
        let text = document(Language::AwsCli, &run.start, run.log.iter());
        let mut session = Session::new(crate::session::Start::default());
        carry_out(&text, &mut session).unwrap_or_else(|error| panic!("{}: {error}\n{text}", template.key()));
        let log: Vec<Logged> = session.timeline().log().cloned().collect();
        assert_eq!(log, run.log, "{}\n{text}", template.key());
        assert_eq!(session.start(), &run.start);

        let last = run.log.last().map_or(Instant::ZERO, |logged| logged.at);
        let until = run.at.max(last).after(crate::clock::Duration::from_millis(5_000));
        let mut original = Session::load(run, u64::MAX);
        original.seek(until);
        session.seek(until);
        assert_eq!(session.digest(), original.digest(), "{}", template.key());
    }
}

#[test]
fn callers_regions_and_what_is_no_call_come_back() {
    let ann = Caller { principal: Principal::User("ann".to_owned()), ..Caller::default() };
    let far = Caller { region: "eu-west-1".parse().unwrap(), ..ann.clone() };
    let odd = Caller { principal: Principal::Role("a/b".to_owned(), "c".to_owned()), ..Caller::default() };
    let list = of(json!({"Service": "sqs", "Operation": "ListQueues"}));
    let inputs = [
        Input::Call { caller: ann.clone(), call: list.clone() },
        Input::Call { caller: far, call: list.clone() },
        Input::Call { caller: odd, call: list.clone() },
        Input::Call { caller: Caller::default(), call: list },
        Input::OptOut { account: "111122223333".parse().unwrap(), number: "+15550100".to_owned() },
        Input::Call {
            caller: ann,
            call: of(json!({"Service": "kinesis", "Operation": "SubscribeToShard", "ShardId": "a\nb"})),
        },
    ];
    let log: Vec<Logged> =
        inputs.into_iter().map(|input| Logged { at: Instant::from_millis(1_500), input: Arc::new(input) }).collect();
    let start = crate::scenario::quiet_start();
    let text = document(Language::AwsCli, &start, log.iter());
    let expected = "# lab: lab seed=1 limits=now\n# lab: advance to 1s500ms\n# lab: caller user=ann\naws sqs list-queues\n\
                    # lab: caller region=eu-west-1 user=ann\naws sqs list-queues --region eu-west-1\n# lab: input {";
    assert!(text.starts_with(expected), "{text}");
    let mut session = Session::new(start);
    carry_out(&text, &mut session).unwrap();
    assert_eq!(session.timeline().log().cloned().collect::<Vec<_>>(), log, "{text}");

    let error = carry_out("aws sqs list-queues\n\naws sqs fly\n", &mut session).unwrap_err();
    assert!(error.to_string().starts_with("line 3: argument operation: Invalid choice: 'fly'"), "{error}");
    let error = carry_out("# lab: crash nobody", &mut session).unwrap_err();
    assert_eq!(error.to_string(), "line 1: there is no actor nobody");
}

fn rich_message() -> Value {
    json!({"Service": "sqs", "Operation": "SendMessage", "QueueUrl": "orders.fifo", "MessageBody": "say \"hi\"\n",
        "MessageGroupId": "A", "MessageAttributes": {
            "size": {"DataType": "Number", "StringValue": "12"},
            "picture": {"DataType": "Binary", "BinaryValue": "AP8="}}})
}

fn mapping() -> Value {
    json!({"Service": "lambda", "Operation": "CreateEventSourceMapping", "FunctionName": "work",
        "EventSourceArn": "arn:aws:sqs:us-east-1:000000000000:q", "Enabled": false, "BatchSize": 5,
        "FilterCriteria": {"Filters": [{"Pattern": "{\"body\":{\"kind\":[\"a\"]}}"}]},
        "FunctionResponseTypes": ["ReportBatchItemFailures"], "ScalingConfig": {"MaximumConcurrency": 2}})
}

fn records() -> Value {
    json!({"Service": "kinesis", "Operation": "PutRecords", "StreamName": "clicks", "Records": [
        {"Data": "aGVsbG8=", "PartitionKey": "a"}, {"Data": "AP8=", "PartitionKey": "b", "ExplicitHashKey": "0"}]})
}

fn subscription() -> Value {
    json!({"Service": "sns", "Operation": "Subscribe", "TopicArn": "arn:aws:sns:us-east-1:000000000000:t",
        "Protocol": "sqs", "Endpoint": "arn:aws:sqs:us-east-1:000000000000:q", "ReturnSubscriptionArn": true,
        "Attributes": {"FilterPolicy": "{\"kind\":[\"a\"]}"}})
}

#[test]
fn python_takes_keyword_arguments() {
    let text = written(Language::Python, rich_message());
    let expected = r#"sqs.send_message(
    QueueUrl="orders.fifo",
    MessageBody="say \"hi\"\n",
    MessageAttributes={
        "picture": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
        "size": {"DataType": "Number", "StringValue": "12"},
    },
    MessageGroupId="A",
)"#;
    assert_eq!(text, expected);
    let text = written(Language::Python, mapping());
    let expected = r#"lambda_client.create_event_source_mapping(
    FunctionName="work",
    EventSourceArn="arn:aws:sqs:us-east-1:000000000000:q",
    Enabled=False,
    BatchSize=5,
    FilterCriteria={"Filters": [{"Pattern": "{\"body\":{\"kind\":[\"a\"]}}"}]},
    ScalingConfig={"MaximumConcurrency": 2},
    FunctionResponseTypes=["ReportBatchItemFailures"],
)"#;
    assert_eq!(text, expected);
    let tag = json!({"Service": "sns", "Operation": "ListTopics"});
    assert_eq!(written(Language::Python, tag), "sns.list_topics()");
}

#[test]
fn javascript_sends_commands() {
    let text = written(Language::JavaScript, records());
    let expected = r#"await kinesisClient.send(new kinesis.PutRecordsCommand({
  Records: [
    { Data: Buffer.from("hello"), PartitionKey: "a" },
    { Data: Buffer.from("AP8=", "base64"), PartitionKey: "b", ExplicitHashKey: "0" },
  ],
  StreamName: "clicks",
}));"#;
    assert_eq!(text, expected);
    let text = written(Language::JavaScript, subscription());
    let expected = r#"await snsClient.send(new sns.SubscribeCommand({
  TopicArn: "arn:aws:sns:us-east-1:000000000000:t",
  Protocol: "sqs",
  Endpoint: "arn:aws:sqs:us-east-1:000000000000:q",
  Attributes: { FilterPolicy: "{\"kind\":[\"a\"]}" },
  ReturnSubscriptionArn: true,
}));"#;
    assert_eq!(text, expected);
}

#[test]
fn rust_builds() {
    let text = written(Language::Rust, rich_message());
    let expected = r#"sqs_client.send_message()
    .queue_url("orders.fifo")
    .message_body("say \"hi\"\n")
    .message_attributes(
        "picture",
        sqs::types::MessageAttributeValue::builder()
            .data_type("Binary")
            .binary_value(sqs::primitives::Blob::new(b"\x00\xff"))
            .build()?,
    )
    .message_attributes(
        "size",
        sqs::types::MessageAttributeValue::builder()
            .data_type("Number")
            .string_value("12")
            .build()?,
    )
    .message_group_id("A")
    .send()
    .await?;"#;
    assert_eq!(text, expected);
    let text = written(Language::Rust, mapping());
    let expected = r#"lambda_client.create_event_source_mapping()
    .function_name("work")
    .event_source_arn("arn:aws:sqs:us-east-1:000000000000:q")
    .enabled(false)
    .batch_size(5)
    .filter_criteria(
        lambda::types::FilterCriteria::builder()
            .filters(
                lambda::types::Filter::builder()
                    .pattern("{\"body\":{\"kind\":[\"a\"]}}")
                    .build(),
            )
            .build(),
    )
    .scaling_config(
        lambda::types::ScalingConfig::builder().maximum_concurrency(2).build(),
    )
    .function_response_types(
        lambda::types::FunctionResponseType::from("ReportBatchItemFailures"),
    )
    .send()
    .await?;"#;
    assert_eq!(text, expected);
    let item = json!({"Service": "dynamodb", "Operation": "PutItem", "TableName": "t",
        "Item": {"id": {"S": "a"}, "more": {"M": {"n": {"N": "1"}, "l": {"L": [{"BOOL": true}]}}}}});
    let text = written(Language::Rust, item);
    assert!(text.contains(r#"dynamodb::types::AttributeValue::S("a".to_owned())"#), "{text}");
    assert!(text.contains("vec![dynamodb::types::AttributeValue::Bool(true)]"), "{text}");
}

#[test]
fn what_only_the_lab_knows_is_told_in_a_comment() {
    let function = json!({"Service": "lambda", "Operation": "CreateFunction", "FunctionName": "f", "Role": "r",
        "Behaviour": {"FailPercent": 5}});
    for language in [Language::Python, Language::Rust, Language::JavaScript] {
        let text = written(language, function.clone());
        let comment = format!("{} Only in the lab: Behaviour {{\"FailPercent\":5}}\n", language.comment());
        assert!(text.starts_with(&comment), "{text}");
        assert!(text.contains("function.zip") && text.matches("Behaviour").count() == 1, "{text}");
    }
}

#[test]
fn documents_make_their_clients_once() {
    let run = Template::FanOut.run();
    for (language, lines) in [
        (Language::Python, ["import boto3", "sqs = boto3.client(\"sqs\")", "sns = boto3.client(\"sns\")"]),
        (
            Language::JavaScript,
            [
                "import * as sqs from \"@aws-sdk/client-sqs\";",
                "const sqsClient = new sqs.SQSClient();",
                "const snsClient = new sns.SNSClient();",
            ],
        ),
        (
            Language::Rust,
            ["use aws_sdk_sqs as sqs;", "    let sns_client = sns::Client::new(&config);", "    Ok(())\n}"],
        ),
    ] {
        let text = document(language, &run.start, run.log.iter());
        for line in lines {
            assert_eq!(text.matches(&format!("{line}\n")).count(), 1, "{line}\n{text}");
        }
    }
}

#[test]
fn every_operation_has_a_text_in_every_language() {
    let mut rng = Rng::fork(11, "code/languages");
    for service in &Service::ALL {
        for operation in service.operations() {
            let call = model::tests::call(service, operation, &mut rng, true);
            for language in Language::ALL {
                let text = super::call(language, &call, Region::DEFAULT);
                assert!(
                    text.contains(&words::snake(operation))
                        || text.contains(&words::kebab(operation))
                        || text.contains(operation),
                    "{text}"
                );
            }
        }
    }
}
