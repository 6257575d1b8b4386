//! Calls of every form, right and wrong, as JSON.

use super::acts::{NAMES, arn};
use proptest::prelude::*;
use queuelab::base::Rng;
use queuelab::call::Call;
use queuelab::sqs::api::Request;
use serde_json::Value;

/// JSON that has the form of a call, with AWS's names, mostly the right kind of value, and any value at all.
pub fn calls() -> impl Strategy<Value = Value> {
    let operation = prop::sample::select(Request::OPERATIONS.to_vec());
    let fields = prop::collection::vec((prop::sample::select(PARAMETERS.to_vec()), any::<u64>().no_shrink()), 0..6);
    (operation, any::<u64>().no_shrink(), fields, any::<String>()).prop_map(|(operation, word, fields, text)| {
        let mut call = serde_json::Map::new();
        call.insert("Service".to_owned(), "sqs".into());
        call.insert("Operation".to_owned(), operation.into());
        let of_operation = |name: &str| {
            let known = serde_json::json!({"Service": "sqs", "Operation": operation, name: null});
            // A name that the operation does not have is refused before anything is looked at.
            !serde_json::from_value::<Call>(known).is_err_and(|error| error.to_string().contains("unknown field"))
        };
        let fields = fields.into_iter().chain([("QueueUrl", word), ("QueueName", word), ("Entries", word)]);
        for (name, word) in fields.filter(|(name, _)| of_operation(name)) {
            call.insert(name.to_owned(), value(name, &mut Rng::new(word), &text, 0));
        }
        Value::Object(call)
    })
}

fn text(rng: &mut Rng, any: &str) -> String {
    let names = NAMES[usize::try_from(rng.below(7)).unwrap()];
    match rng.below(8) {
        0..=3 => names.to_owned(),
        4 => arn(names),
        5 => any.to_owned(),
        6 => rng.below(100_000).to_string(),
        _ => ["", "All", "true", "Number", "Binary.x", "{\"maxReceiveCount\":1}"]
            [usize::try_from(rng.below(6)).unwrap()]
        .to_owned(),
    }
}

/// A value for the parameter of that name.
fn value(name: &str, rng: &mut Rng, any: &str, depth: u32) -> Value {
    let count = rng.below(4);
    let object = |keys: &[&str], rng: &mut Rng| {
        let fields = (0..count).map(|_| {
            let key = keys[usize::try_from(rng.below(keys.len() as u64)).unwrap()];
            (key.to_owned(), value(key, rng, any, depth + 1))
        });
        Value::Object(fields.collect())
    };
    match name {
        _ if depth > 4 || rng.below(40) == 0 => {
            [Value::Null, true.into(), any.into(), (-1).into()][usize::try_from(rng.below(4)).unwrap()].clone()
        }
        "DelaySeconds"
        | "MaxNumberOfMessages"
        | "VisibilityTimeout"
        | "WaitTimeSeconds"
        | "MaxResults"
        | "MaxNumberOfMessagesPerSecond"
            if depth < 2 =>
        {
            if rng.below(8) == 0 {
                rng.next_u64().cast_signed().into()
            } else {
                rng.below(12).into()
            }
        }
        "Attributes" => object(
            &["VisibilityTimeout", "DelaySeconds", "RedrivePolicy", "FifoQueue", "Policy", "MessageRetentionPeriod"],
            rng,
        ),
        "MessageAttributes" | "MessageSystemAttributes" => object(&["value", "AWSTraceHeader", "kind"], rng),
        "value" | "AWSTraceHeader" | "kind" => object(&["DataType", "StringValue", "BinaryValue"], rng),
        "Tags" | "tags" => object(&["TagKey", "Label"], rng),
        "Entries" => {
            let keys = ["Id", "MessageBody", "ReceiptHandle", "MessageGroupId", "DelaySeconds", "VisibilityTimeout"];
            Value::Array((0..count).map(|_| object(&keys[..], rng)).collect())
        }
        "AttributeNames"
        | "MessageAttributeNames"
        | "MessageSystemAttributeNames"
        | "Actions"
        | "AWSAccountIds"
        | "TagKeys" => Value::Array((0..count).map(|_| text(rng, any).into()).collect()),
        _ => text(rng, any).into(),
    }
}

const PARAMETERS: [&str; 36] = [
    "QueueUrl",
    "QueueName",
    "Attributes",
    "AttributeNames",
    "MessageBody",
    "MessageAttributes",
    "MessageSystemAttributes",
    "MessageAttributeNames",
    "MessageSystemAttributeNames",
    "DelaySeconds",
    "MessageGroupId",
    "MessageDeduplicationId",
    "MaxNumberOfMessages",
    "VisibilityTimeout",
    "WaitTimeSeconds",
    "ReceiveRequestAttemptId",
    "ReceiptHandle",
    "Entries",
    "Id",
    "Label",
    "Actions",
    "AWSAccountIds",
    "SourceArn",
    "DestinationArn",
    "MaxNumberOfMessagesPerSecond",
    "TaskHandle",
    "MaxResults",
    "NextToken",
    "QueueNamePrefix",
    "QueueOwnerAWSAccountId",
    "TagKeys",
    "Tags",
    "DataType",
    "StringValue",
    "BinaryValue",
    "RedrivePolicy",
];
