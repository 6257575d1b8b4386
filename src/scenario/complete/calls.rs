//! What can follow `call`: services, operations, parameters, and parts of the answer.

use super::names::Names;
use super::place::Place;
use super::{Item, Known, Offer, values};
use crate::base::form::Form;
use crate::call::Call;
use crate::scenario::help::written;

/// Parts of answers that are wanted again and again: an operation, a name, and the path.
const CAPTURES: [(&str, &str, &str); 20] = [
    ("SendMessage", "id", "MessageId"),
    ("ReceiveMessage", "it", "Messages[0].ReceiptHandle"),
    ("ReceiveMessage", "body", "Messages[0].Body"),
    ("CreateQueue", "url", "QueueUrl"),
    ("GetQueueUrl", "url", "QueueUrl"),
    ("StartMessageMoveTask", "task", "TaskHandle"),
    ("CreateTopic", "topic", "TopicArn"),
    ("Subscribe", "sub", "SubscriptionArn"),
    ("ConfirmSubscription", "sub", "SubscriptionArn"),
    ("Publish", "id", "MessageId"),
    ("CreatePlatformApplication", "app", "PlatformApplicationArn"),
    ("CreatePlatformEndpoint", "endpoint", "EndpointArn"),
    ("PutRecord", "sequence", "SequenceNumber"),
    ("PutRecord", "shard", "ShardId"),
    ("GetShardIterator", "it", "ShardIterator"),
    ("GetRecords", "it", "NextShardIterator"),
    ("RegisterStreamConsumer", "consumer", "Consumer.ConsumerARN"),
    ("CreateKey", "key", "KeyMetadata.KeyId"),
    ("CreateFunction", "function", "FunctionArn"),
    ("CreateEventSourceMapping", "mapping", "UUID"),
];

/// The services.
pub(super) fn services() -> Vec<Item> {
    let of = |(name, operations): &(&'static str, &'static [&'static str])| {
        Item::new(*name, format!("{}, {} operations", full_name(name), operations.len()))
    };
    Call::SERVICES.iter().map(of).collect()
}

fn full_name(service: &str) -> &'static str {
    match service {
        "sqs" => "Amazon SQS",
        "sns" => "Amazon SNS",
        "iam" => "IAM",
        "kms" => "AWS KMS",
        "s3" => "Amazon S3",
        "cloudwatch" => "Amazon CloudWatch",
        "lambda" => "AWS Lambda",
        "kinesis" => "Kinesis Data Streams",
        "firehose" => "Amazon Data Firehose",
        "dynamodb" => "Amazon DynamoDB",
        _ => "Kinesis Data Analytics",
    }
}

/// The operations of a service.
pub(super) fn operations(service: &str) -> Vec<Item> {
    let known = Call::SERVICES.iter().find(|(name, _)| *name == service);
    let note = |operation: &str| Call::form_of(service, operation).map_or("", |form| form.about());
    known.map(|(_, all)| all.iter().map(|name| Item::new(*name, note(name))).collect()).unwrap_or_default()
}

/// What the word can be that is being typed, behind the word `call` and those that follow it.
pub(super) fn offer(words: &[&str], place: &Place<'_>, known: Known<'_>) -> Offer {
    match words {
        [] => Offer::word(place, services()),
        [service] => Offer::word(place, operations(service)),
        [_, operation, given @ ..] if given.contains(&"->") => Offer::word(place, captures(operation, given)),
        [service, operation, given @ ..] => {
            let Some(form) = Call::form_of(service, operation) else { return Offer::default() };
            let asked = Asked { service, operation, form, given };
            match place.token.split_once('=') {
                Some((key, typed)) => asked.values(key, typed, known),
                None => Offer::key(place, asked.keys(place.token)),
            }
        }
    }
}

fn captures(operation: &str, given: &[&str]) -> Vec<Item> {
    let of = |(_, name, path): &(&str, &str, &str)| Item::new(format!("{name}={path}"), format!("kept as ${name}"));
    let own = CAPTURES.iter().filter(|(one, ..)| *one == operation).map(of);
    own.filter(|item| !given.contains(&item.text.as_str())).collect()
}

/// A call as far as it has been written.
pub(super) struct Asked<'a> {
    pub service: &'a str,
    pub operation: &'a str,
    pub form: Form,
    pub given: &'a [&'a str],
}

impl Asked<'_> {
    /// What was given for a parameter, without its quotation marks.
    pub fn given(&self, name: &str) -> Option<&str> {
        let pairs = self.given.iter().filter_map(|word| word.split_once('='));
        pairs.filter(|(key, _)| *key == name).map(|(_, value)| value.trim_matches('"')).next()
    }

    fn is_there(&self, name: &str) -> bool {
        let keys = self.given.iter().filter_map(|word| word.split_once('=').map(|(key, _)| key));
        keys.map(|key| key.trim_end_matches([':', '^'])).any(|key| key == name)
    }

    /// Parameters that are not there yet, entries of maps, and the arrow.
    fn keys(&self, typed: &str) -> Vec<Item> {
        if let Some((map, _)) = typed.split_once('.') {
            let entries = values::entries(self, map);
            let free = entries.into_iter().filter(|(name, _)| !self.is_there(&format!("{map}.{name}")));
            return free.map(|(name, sign)| Item::new(format!("{map}.{name}{sign}"), "")).collect();
        }
        let free = self.form.parameters().iter().filter(|parameter| !self.is_there(&parameter.name()));
        let mut items: Vec<Item> = free
            .map(|parameter| {
                let name = parameter.name();
                let text =
                    if self.takes_records(&name) { format!("{name}=") } else { written(&name, &parameter.form()) };
                Item::new(text, parameter.about())
            })
            .collect();
        if CAPTURES.iter().any(|(one, ..)| *one == self.operation) {
            items.push(Item::new("->", "keeps parts of the answer as variables"));
        }
        items
    }

    /// Records of a delivery stream can be written as texts.
    fn takes_records(&self, name: &str) -> bool {
        self.service == "firehose" && matches!(name, "Record" | "Records")
    }

    /// What can stand behind the equals sign.
    fn values(&self, key: &str, typed: &str, known: Known<'_>) -> Offer {
        if key.ends_with([':', '^']) {
            return Offer::default();
        }
        let form = self.form.field(key);
        // The last one of a list.
        let typed = match &form {
            Some(Form::List(_)) => typed.rsplit(',').next().unwrap_or_default(),
            _ => typed,
        };
        Offer::part(typed, values::of(self, key, form.as_ref(), Names::of(known)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::boxed;

    #[test]
    fn parts_of_answers_are_those_of_operations_that_there_are() {
        for (operation, name, path) in CAPTURES {
            assert!(Call::SERVICES.iter().any(|(_, all)| all.contains(&operation)), "{operation}");
            let text = format!("call sqs ListQueues -> {name}={path}");
            assert!(boxed::parse(&text).is_ok(), "{text}");
        }
    }

    #[test]
    fn every_service_has_a_name_of_its_own() {
        let mut names: Vec<&str> = Call::SERVICES.iter().map(|(name, _)| full_name(name)).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Call::SERVICES.len());
    }
}
