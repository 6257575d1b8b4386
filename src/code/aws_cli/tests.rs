//! What is written is read as the same call; what people write otherwise is read too; nothing makes the reader stumble.

use super::*;
use crate::base::Rng;
use crate::call::Call;
use crate::code::model::{self, Service};
use serde_json::{Value, json};

fn call(value: Value) -> Call {
    serde_json::from_value(value).unwrap()
}

fn refusal(line: &str) -> String {
    parse(line).map_or_else(|error| error.to_string(), |call| format!("read as {call:?}"))
}

/// What a reader takes of a text; what the AWS CLI does not have stands in a comment.
fn readable(text: &str) -> &str {
    text.split_once("\n# lab: ").map_or(text, |(_, told)| told)
}

#[test]
fn every_operation_is_written_and_read_as_the_same_call() {
    let mut rng = Rng::fork(7, "code/aws_cli");
    for service in &Service::ALL {
        for operation in service.operations() {
            for case in 0..10 {
                let call = model::tests::call(service, operation, &mut rng, case == 0);
                let text = write(&call, None);
                let read = parse(readable(&text)).unwrap_or_else(|error| panic!("{error}\n{text}\n{call:?}"));
                assert_eq!(read, call, "{text}");
            }
        }
    }
}

#[test]
fn commands_are_written_as_people_write_them() {
    for (value, text) in [
        (
            json!({"Service": "sqs", "Operation": "CreateQueue", "QueueName": "orders", "Attributes": {"DelaySeconds": "5"}}),
            "aws sqs create-queue --queue-name orders --attributes DelaySeconds=5",
        ),
        (
            json!({"Service": "sqs", "Operation": "SendMessage", "QueueUrl": "orders", "MessageBody": "it's\nhere",
                "DelaySeconds": 5, "MessageAttributes": {"size": {"DataType": "Number", "StringValue": "12"}}}),
            "aws sqs send-message \\\n    --queue-url orders \\\n    --message-body 'it'\\''s\nhere' \\\n    \
             --delay-seconds 5 \\\n    \
             --message-attributes '{\"size\":{\"DataType\":\"Number\",\"StringValue\":\"12\"}}'",
        ),
        (
            json!({"Service": "sqs", "Operation": "SendMessage", "QueueUrl": "orders", "MessageBody": "file://x"}),
            "aws sqs send-message --queue-url orders --cli-input-json '{\"MessageBody\":\"file://x\"}'",
        ),
        (
            json!({"Service": "sqs", "Operation": "SendMessage", "QueueUrl": "orders", "MessageBody": "-5"}),
            "aws sqs send-message --queue-url orders --message-body=-5",
        ),
        (
            json!({"Service": "sns", "Operation": "Subscribe", "TopicArn": "t", "Protocol": "sqs", "Endpoint": "q",
                "ReturnSubscriptionArn": true}),
            "aws sns subscribe --topic-arn t --protocol sqs --notification-endpoint q --return-subscription-arn",
        ),
        (
            json!({"Service": "kinesis", "Operation": "PutRecord", "StreamName": "s", "Data": "aGVsbG8=", "PartitionKey": "k"}),
            "aws kinesis put-record \\\n    --data hello \\\n    --stream-name s \\\n    --partition-key k \\\n    \
             --cli-binary-format raw-in-base64-out",
        ),
        (
            json!({"Service": "kinesis", "Operation": "PutRecord", "StreamName": "s", "Data": "AP8=", "PartitionKey": "k"}),
            "aws kinesis put-record --data AP8= --stream-name s --partition-key k",
        ),
        (
            json!({"Service": "sns", "Operation": "TagResource", "ResourceArn": "t",
                "Tags": [{"Key": "team", "Value": "blue"}, {"Key": "stage", "Value": "prod"}]}),
            "aws sns tag-resource --resource-arn t --tags Key=team,Value=blue Key=stage,Value=prod",
        ),
        (
            json!({"Service": "sqs", "Operation": "ReceiveMessage", "QueueUrl": "q", "AttributeNames": ["All", "x"]}),
            "aws sqs receive-message --queue-url q --attribute-names All x",
        ),
        (
            json!({"Service": "s3", "Operation": "PutObject", "Bucket": "b", "Key": "k", "Body": "aGk="}),
            "printf %s hi > body && aws s3api put-object --bucket b --key k --body body",
        ),
        (
            json!({"Service": "s3", "Operation": "PutObject", "Bucket": "b", "Key": "k", "SimulatedSize": 5000}),
            "aws s3api put-object --bucket b --key k # lab: --simulated-size 5000",
        ),
        (
            json!({"Service": "lambda", "Operation": "Invoke", "FunctionName": "f", "Payload": "{}"}),
            "aws lambda invoke --function-name f --payload '{}' --cli-binary-format raw-in-base64-out response",
        ),
        (
            json!({"Service": "kinesis", "Operation": "GetShardIterator", "ShardId": "s", "ShardIteratorType": "AT_TIMESTAMP",
                "Timestamp": 1_767_225_600}),
            "aws kinesis get-shard-iterator \\\n    --shard-id s \\\n    --shard-iterator-type AT_TIMESTAMP \\\n    \
             --timestamp 2026-01-01T00:00:00Z",
        ),
        (
            json!({"Service": "kinesis", "Operation": "SubscribeToShard", "ShardId": "s"}),
            "# The AWS CLI has no such command; the SDKs have it.\n# lab: aws kinesis subscribe-to-shard \
             --cli-input-json '{\"ShardId\":\"s\"}'",
        ),
        (
            json!({"Service": "analytics", "Operation": "StopApplication", "ApplicationName": "a"}),
            "aws kinesisanalytics stop-application --application-name a",
        ),
    ] {
        let call = call(value);
        assert_eq!(write(&call, None), text);
        assert_eq!(parse(readable(text)).unwrap(), call, "{text}");
    }
    let list = call(json!({"Service": "sqs", "Operation": "ListQueues"}));
    assert_eq!(write(&list, Some("eu-west-1")), "aws sqs list-queues --region eu-west-1");
    let read = parse_command("aws --region eu-west-1 sqs list-queues").unwrap();
    assert_eq!((read.call, read.region.as_deref()), (list, Some("eu-west-1")));
}

#[test]
fn what_the_command_line_takes_is_read() {
    for (line, value) in [
        ("sqs list-queues", json!({"Service": "sqs", "Operation": "ListQueues"})),
        (
            "aws sqs list-queues --max-results=5 --output json --query 'QueueUrls[0]' --no-cli-pager",
            json!({"Service": "sqs", "Operation": "ListQueues", "MaxResults": 5}),
        ),
        (
            "aws sqs send-message --queue-url \"q\" \\\n  --message-body \"a \\\"b\\\" \\$c\"",
            json!({"Service": "sqs", "Operation": "SendMessage", "QueueUrl": "q", "MessageBody": "a \"b\" $c"}),
        ),
        (
            "aws sqs send-message --queue-url q --message-body x --message-attributes size={DataType=Number,StringValue=12}",
            json!({"Service": "sqs", "Operation": "SendMessage", "QueueUrl": "q", "MessageBody": "x",
                "MessageAttributes": {"size": {"DataType": "Number", "StringValue": "12"}}}),
        ),
        (
            "aws sqs send-message-batch --queue-url q --entries Id=a,MessageBody=x,DelaySeconds=3 '{\"Id\":\"b\",\"MessageBody\":\"y\"}'",
            json!({"Service": "sqs", "Operation": "SendMessageBatch", "QueueUrl": "q", "Entries": [
                {"Id": "a", "MessageBody": "x", "DelaySeconds": 3}, {"Id": "b", "MessageBody": "y"}]}),
        ),
        (
            "aws sns subscribe --topic-arn t --protocol sqs --no-return-subscription-arn --attributes '{\"RawMessageDelivery\": \"true\"}'",
            json!({"Service": "sns", "Operation": "Subscribe", "TopicArn": "t", "Protocol": "sqs",
                "Attributes": {"RawMessageDelivery": "true"}}),
        ),
        (
            "aws lambda create-event-source-mapping --function-name f --event-source-arn q --batch-size 5 --no-enabled \
             --filter-criteria '{\"Filters\":[{\"Pattern\":\"{}\"}]}' --function-response-types ReportBatchItemFailures \
             --destination-config OnFailure={Destination=arn} --scaling-config MaximumConcurrency=2",
            json!({"Service": "lambda", "Operation": "CreateEventSourceMapping", "FunctionName": "f", "EventSourceArn": "q",
                "BatchSize": 5, "Enabled": false, "FilterCriteria": {"Filters": [{"Pattern": "{}"}]},
                "FunctionResponseTypes": ["ReportBatchItemFailures"], "DestinationConfig": {"OnFailure": {"Destination": "arn"}},
                "ScalingConfig": {"MaximumConcurrency": 2}}),
        ),
        (
            "aws kinesis put-records --stream-name s --cli-binary-format raw-in-base64-out --records Data=hi,PartitionKey=k",
            json!({"Service": "kinesis", "Operation": "PutRecords", "StreamName": "s",
                "Records": [{"Data": "aGk=", "PartitionKey": "k"}]}),
        ),
        (
            "aws kinesis put-record --stream-name s --partition-key k --data aGk=",
            json!({"Service": "kinesis", "Operation": "PutRecord", "StreamName": "s", "PartitionKey": "k", "Data": "aGk="}),
        ),
        (
            "aws cloudwatch put-metric-alarm --alarm-name a --threshold 5 --dimensions Name=QueueName,Value=q",
            json!({"Service": "cloudwatch", "Operation": "PutMetricAlarm", "AlarmName": "a", "Threshold": 5.0,
                "Dimensions": [{"Name": "QueueName", "Value": "q"}]}),
        ),
        (
            "aws dynamodb put-item --table-name t --item '{\"id\": {\"S\": \"a\"}}'",
            json!({"Service": "dynamodb", "Operation": "PutItem", "TableName": "t", "Item": {"id": {"S": "a"}}}),
        ),
        (
            "aws lambda create-function --function-name f --zip-file fileb://f.zip --role r",
            json!({"Service": "lambda", "Operation": "CreateFunction", "FunctionName": "f", "Role": "r"}),
        ),
        (
            "printf %s 'hi' > f && aws sqs send-message --queue-url q --message-body file://f",
            json!({"Service": "sqs", "Operation": "SendMessage", "QueueUrl": "q", "MessageBody": "hi"}),
        ),
        (
            "aws sqs delete-queue --cli-input-json '{\"QueueUrl\": \"a\"}' --queue-url b",
            json!({"Service": "sqs", "Operation": "DeleteQueue", "QueueUrl": "b"}),
        ),
    ] {
        assert_eq!(parse(line).unwrap_or_else(|error| panic!("{line}: {error}")), call(value), "{line}");
    }
}

#[test]
fn errors_name_the_word_and_what_was_expected() {
    for (line, error) in [
        ("", "the following arguments are required: command"),
        ("aws sqs", "the following arguments are required: operation"),
        ("aws sqss list-queues", "argument command: Invalid choice: 'sqss', maybe you meant: sqs"),
        ("aws sqs send-mesage", "argument operation: Invalid choice: 'send-mesage', maybe you meant: send-message"),
        ("aws s3 cp a b", "the lab has no 's3' commands; s3api has the operations"),
        ("aws sqs list-queues --max-result 5", "Unknown options: --max-result, maybe you meant: --max-results"),
        ("aws sqs list-queues --x", "Unknown options: --x"),
        ("aws sqs list-queues orders", "Unknown options: orders"),
        ("aws sqs list-queues --max-results", "argument --max-results: expected one argument"),
        (
            "aws sqs list-queues --max-results five",
            "Error parsing parameter '--max-results': expected a whole number, received 'five'",
        ),
        (
            "aws sqs send-message --message-attributes '{'",
            "Error parsing parameter '--message-attributes': Invalid JSON: EOF while parsing an object at line 1 column 1",
        ),
        (
            "aws sqs send-message-batch --entries Id=1,Body=x",
            "Error parsing parameter '--entries': Unknown parameter in input: \"Body\", must be one of: Id, MessageBody, \
             DelaySeconds, MessageAttributes, MessageSystemAttributes, MessageDeduplicationId, MessageGroupId",
        ),
        (
            "aws sqs create-queue --attributes x",
            "Error parsing parameter '--attributes': expected a key and '=', received 'x'; write Key=Value,Key2=Value2 or JSON",
        ),
        (
            "aws kinesis put-record --data hello",
            "Error parsing parameter '--data': Invalid base64: \"hello\"; with --cli-binary-format raw-in-base64-out a text \
             stands for itself",
        ),
        (
            "aws kinesis put-record --cli-binary-format raw",
            "argument --cli-binary-format: Invalid choice: 'raw', valid choices are: base64, raw-in-base64-out",
        ),
        (
            "aws sns subscribe --return-subscription-arn=yes",
            "argument --return-subscription-arn: ignored explicit argument",
        ),
        ("aws sqs list-queues | jq", "'|' belongs to a shell; put it in quotation marks if it is meant"),
        ("aws sqs list-queues\naws sqs list-queues", "one command at a time; end a line with \\ to go on in the next"),
        (
            "aws sqs list-queues --region eu-west-1",
            "argument --region: the Region is that of whom you act as; leave '--region eu-west-1' out",
        ),
        (
            "aws s3api put-object --body notes.txt",
            "Unable to load paramfile notes.txt: the lab has no files; write printf %s 'TEXT' > notes.txt && before the command",
        ),
        ("printf hi > f", "expected printf %s 'TEXT' > FILE && aws …"),
        (
            "aws sqs send-message --message-body \"$BODY\"",
            "'$BODY' is something that a shell works out, and here is none; write the value itself, in single quotation marks",
        ),
    ] {
        assert_eq!(refusal(line), error, "{line}");
    }
    // What the service itself cannot read, it says.
    let wrong = refusal("aws sqs send-message-batch --entries '[{\"Id\": 5}]'");
    assert_eq!(wrong, "Entries: Id: expected a text, not 5");
}

#[test]
fn no_text_makes_the_reader_stumble() {
    let pieces = [
        "aws ",
        "sqs ",
        "send-message ",
        "lambda ",
        "create-event-source-mapping ",
        "--queue-url",
        "--filter-criteria ",
        "--entries ",
        "--cli-input-json ",
        "=",
        ",",
        "{",
        "}",
        "[",
        "]",
        "'",
        "\"",
        "\\",
        "\n",
        " ",
        "# lab: ",
        "$",
        "$'",
        "\\x",
        "é",
        "Id=",
        "-",
        "--",
        "file://",
        "printf %s ",
        "> f && ",
        "| base64 -d ",
        "\0",
        "9",
        "null",
    ];
    let mut rng = Rng::fork(3, "code/fuzz");
    let mut read = 0;
    for _ in 0..20_000 {
        let count = rng.below(14);
        let text: String =
            (0..count).map(|_| pieces[usize::try_from(rng.below(pieces.len() as u64)).unwrap()]).collect();
        read += u32::from(parse(&text).is_ok());
        let _ = shorthand::read(&text);
    }
    // Commands with a piece put in, or taken out, somewhere.
    for service in &Service::ALL {
        for operation in service.operations() {
            let text = write(&model::tests::call(service, operation, &mut rng, false), None);
            for _ in 0..10 {
                let place = usize::try_from(rng.below(text.len() as u64 + 1)).unwrap();
                let (before, after) = text.split_at(text.floor_char_boundary(place));
                let piece = pieces[usize::try_from(rng.below(pieces.len() as u64)).unwrap()];
                read += u32::from(parse(&format!("{before}{piece}{after}")).is_ok());
                read += u32::from(parse(before).is_ok());
            }
        }
    }
    assert!(read > 500, "only {read} of the texts were commands");
}
