//! What parameters can be: names of what is in the lab, and words that AWS knows.

use super::Item;
use super::actors::{Key, Takes, key};
use super::calls::Asked;
use super::names::Names;
use super::words::plain;
use crate::base::form::Form;
use crate::kinesis::SHARD_LEVEL_METRICS;
use crate::sns::subscription::Protocol;
use crate::sqs::attributes::AttributeName;

/// What `caller` takes.
pub(super) const CALLER: [Key; 12] = [
    key("user", Takes::User, "a user of the account"),
    key("role", Takes::Role, "a role of the account, with /SESSION behind it"),
    key("account", Takes::Anything, "twelve digits"),
    key("region", Takes::Region, "where the calls go"),
    key("anonymous", Takes::OneOf(&["yes"]), "nobody signs the calls"),
    key(
        "service",
        Takes::OneOf(&["sns.amazonaws.com", "s3.amazonaws.com", "events.amazonaws.com"]),
        "a service of AWS",
    ),
    key("ip", Takes::Anything, "aws:SourceIp"),
    key("vpce", Takes::Anything, "aws:SourceVpce"),
    key("org", Takes::Anything, "aws:PrincipalOrgID"),
    key("insecure", Takes::OneOf(&["yes"]), "without TLS: aws:SecureTransport is false"),
    key("source_arn", Takes::Anything, "aws:SourceArn"),
    key("source_account", Takes::Anything, "aws:SourceAccount"),
];

const LAB: [Key; 10] = [
    key("seed", Takes::OneOf(&["1", "7", "42"]), "decides all chance"),
    key("limits", Takes::OneOf(&["now", "then"]), "which limits are in force"),
    key("chance", Takes::OneOf(&["aws", "never"]), "as AWS is, or nothing left to chance"),
    key("latency", Takes::OneOf(&["0", "2..4", "20..80"]), "milliseconds on the way"),
    key("servers_asked", Takes::OneOf(&["1", "3", "6"]), "how many servers a short poll asks"),
    key("duplicate_at_receive", Takes::OneOf(&["10000", "50000"]), "parts per million"),
    key("duplicate_at_delete", Takes::OneOf(&["10000", "50000"]), "parts per million"),
    key("reorder", Takes::OneOf(&["10000", "50000"]), "parts per million"),
    key("retry_jitter", Takes::OneOf(&["0", "20"]), "percent of the time between tries"),
    key("lost_answers", Takes::OneOf(&["10000", "50000"]), "parts per million"),
];

/// What `lab` and `dials` take; a seed and limits are only for a beginning.
pub(super) fn dials(command: &str) -> &'static [Key] {
    if command == "lab" { &LAB } else { LAB.get(2..).unwrap_or_default() }
}

/// Attributes of queues that can be set.
const SET_ON_QUEUES: [&str; 15] = [
    "VisibilityTimeout",
    "DelaySeconds",
    "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds",
    "MaximumMessageSize",
    "RedrivePolicy",
    "RedriveAllowPolicy",
    "FifoQueue",
    "ContentBasedDeduplication",
    "DeduplicationScope",
    "FifoThroughputLimit",
    "Policy",
    "KmsMasterKeyId",
    "KmsDataKeyReusePeriodSeconds",
    "SqsManagedSseEnabled",
];
/// Attributes of topics; `FifoTopic` is only for a beginning.
const SET_ON_TOPICS: [&str; 11] = [
    "DisplayName",
    "DeliveryPolicy",
    "Policy",
    "KmsMasterKeyId",
    "SignatureVersion",
    "TracingConfig",
    "ContentBasedDeduplication",
    "FifoThroughputScope",
    "ArchivePolicy",
    "HTTPSuccessFeedbackRoleArn",
    "HTTPFailureFeedbackRoleArn",
];
const SET_ON_SUBSCRIPTIONS: [&str; 7] = [
    "FilterPolicy",
    "FilterPolicyScope",
    "RawMessageDelivery",
    "RedrivePolicy",
    "DeliveryPolicy",
    "SubscriptionRoleArn",
    "ReplayPolicy",
];
const SMS: [&str; 6] = [
    "DefaultSMSType",
    "DefaultSenderID",
    "MonthlySpendLimit",
    "DeliveryStatusIAMRole",
    "DeliveryStatusSuccessSamplingRate",
    "UsageReportS3Bucket",
];
/// What a receive can ask for of a message.
const OF_MESSAGES: [&str; 10] = [
    "All",
    "ApproximateReceiveCount",
    "ApproximateFirstReceiveTimestamp",
    "SentTimestamp",
    "SenderId",
    "MessageGroupId",
    "MessageDeduplicationId",
    "SequenceNumber",
    "AWSTraceHeader",
    "DeadLetterQueueSourceArn",
];
const HOLD_JSON: [&str; 7] = [
    "ArchivePolicy",
    "DeliveryPolicy",
    "FilterPolicy",
    "Policy",
    "RedriveAllowPolicy",
    "RedrivePolicy",
    "ReplayPolicy",
];

/// The entries that a map of attributes can have, each with the sign that goes before its value.
pub(super) fn entries(asked: &Asked<'_>, map: &str) -> Vec<(&'static str, &'static str)> {
    let names: &[&'static str] = match (asked.service, asked.operation, map) {
        ("sqs", _, "Attributes") => &SET_ON_QUEUES,
        ("sns", "CreateTopic", "Attributes") => {
            let topic = SET_ON_TOPICS.iter().chain(&["FifoTopic"]);
            return topic.map(|name| (*name, sign(name))).collect();
        }
        ("sns", "Subscribe", "Attributes") => &SET_ON_SUBSCRIPTIONS,
        ("sns", "SetSMSAttributes", "attributes") => &SMS,
        ("sns", "CreatePlatformEndpoint" | "SetEndpointAttributes", "Attributes") => {
            &["Enabled", "Token", "CustomUserData"]
        }
        ("sqs", _, "MessageSystemAttributes") => &["AWSTraceHeader"],
        _ => &[],
    };
    names.iter().map(|name| (*name, sign(name))).collect()
}

fn sign(name: &str) -> &'static str {
    if HOLD_JSON.contains(&name) { ":=" } else { "=" }
}

/// What a parameter can be.
pub(super) fn of(asked: &Asked<'_>, key: &str, form: Option<&Form>, names: Names<'_>) -> Vec<Item> {
    if let Some((_, entry)) = key.split_once('.') {
        return of_entry(asked, entry, names);
    }
    let found = of_word(asked, key);
    if !found.is_empty() {
        return plain(&found);
    }
    match (asked.service, key) {
        ("sqs", "QueueUrl") => names.queues(),
        ("sqs", "QueueName") if asked.operation == "GetQueueUrl" => names.queues(),
        ("sqs", "SourceArn" | "DestinationArn" | "ResourceArn") => names.queue_arns(),
        ("sns", "TopicArn" | "TargetArn" | "ResourceArn")
        | ("cloudwatch", "AlarmActions" | "OKActions" | "InsufficientDataActions") => names.topic_arns(),
        ("sns", "SubscriptionArn") => names.subscriptions(),
        ("sns", "Endpoint") => endpoints(asked.given("Protocol"), names),
        ("kinesis", "StreamName") if asked.operation != "CreateStream" => names.streams(),
        ("kinesis", "StreamARN" | "ResourceARN") => names.stream_arns(),
        ("kinesis", "ConsumerName") if asked.operation != "RegisterStreamConsumer" => names.consumers(),
        ("kinesis", "ShardId" | "ShardToSplit" | "ShardToMerge" | "AdjacentShardToMerge" | "ExclusiveStartShardId") => {
            names.shards(asked.given("StreamName").or(asked.given("StreamARN")))
        }
        ("lambda", "FunctionName") if asked.operation != "CreateFunction" => names.functions(),
        ("lambda", "EventSourceArn") => [names.queue_arns(), names.stream_arns()].concat(),
        ("lambda", "UUID") => names.mappings(),
        ("lambda", "SourceArn") => names.all_arns(),
        ("firehose", "DeliveryStreamName") if asked.operation != "CreateDeliveryStream" => names.delivery_streams(),
        ("firehose", "DeliveryStreamARN") => names.delivery_stream_arns(),
        ("dynamodb", "TableName") if asked.operation != "CreateTable" => names.tables(),
        ("dynamodb", "ResourceArn") => names.table_arns(),
        ("analytics", "ApplicationName") if asked.operation != "CreateApplication" => names.applications(),
        ("analytics", "ResourceARN") => {
            [names.application_arns(), names.stream_arns(), names.delivery_stream_arns()].concat()
        }
        ("s3", "Bucket") if asked.operation != "CreateBucket" => names.buckets(),
        ("kms", "KeyId" | "TargetKeyId") | (_, "KmsMasterKeyId") => names.keys(),
        ("cloudwatch", "AlarmName" | "AlarmNames") if asked.operation != "PutMetricAlarm" => names.alarms(),
        ("iam", "UserName") if asked.operation != "CreateUser" => names.users(),
        ("iam", "RoleName") if asked.operation != "CreateRole" => names.roles(),
        (_, "Role" | "RoleArn" | "RoleARN") => names.role_arns(),
        _ if matches!(form, Some(Form::Truth)) => plain(&["true", "false"]),
        _ => Vec::new(),
    }
}

/// Words that AWS knows for a parameter.
fn of_word(asked: &Asked<'_>, key: &str) -> Vec<&'static str> {
    match (asked.service, asked.operation, key) {
        ("sqs", "GetQueueAttributes", "AttributeNames") => {
            std::iter::once("All").chain(AttributeName::ALL.iter().map(|name| name.as_str())).collect()
        }
        ("sqs", "ReceiveMessage", "AttributeNames" | "MessageSystemAttributeNames") => OF_MESSAGES.to_vec(),
        ("sqs", "ReceiveMessage", "MessageAttributeNames") => vec!["All"],
        ("sns", "Subscribe", "Protocol") => Protocol::ALL.iter().map(|protocol| protocol.name()).collect(),
        ("sns", "SetTopicAttributes", "AttributeName") => SET_ON_TOPICS.to_vec(),
        ("sns", "SetSubscriptionAttributes", "AttributeName") => SET_ON_SUBSCRIPTIONS.to_vec(),
        ("sns", "Publish", "MessageStructure") => vec!["json"],
        ("sns", "CreatePlatformApplication", "Platform") => {
            crate::sns::push::Platform::ALL.iter().map(|platform| platform.name()).collect()
        }
        ("kinesis", "GetShardIterator", "ShardIteratorType") => {
            vec!["TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER", "AT_TIMESTAMP"]
        }
        ("kinesis", "UpdateShardCount", "ScalingType") => vec!["UNIFORM_SCALING"],
        ("kinesis", _, "ShardLevelMetrics") => std::iter::once("ALL").chain(SHARD_LEVEL_METRICS).collect(),
        ("kinesis", "StartStreamEncryption" | "StopStreamEncryption", "EncryptionType") => vec!["KMS"],
        ("lambda", "CreateEventSourceMapping", "StartingPosition") => vec!["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"],
        ("lambda", "Invoke", "InvocationType") => vec!["RequestResponse", "Event", "DryRun"],
        ("firehose", "CreateDeliveryStream", "DeliveryStreamType") => vec!["DirectPut", "KinesisStreamAsSource"],
        ("cloudwatch", "SetAlarmState", "StateValue") => vec!["OK", "ALARM", "INSUFFICIENT_DATA"],
        _ => Vec::new(),
    }
}

/// What an attribute can be.
fn of_entry(asked: &Asked<'_>, entry: &str, names: Names<'_>) -> Vec<Item> {
    match entry {
        "FifoQueue" | "FifoTopic" => plain(&["true"]),
        "ContentBasedDeduplication" | "SqsManagedSseEnabled" | "RawMessageDelivery" | "Enabled" => {
            plain(&["true", "false"])
        }
        "DeduplicationScope" => plain(&["queue", "messageGroup"]),
        "FifoThroughputLimit" => plain(&["perQueue", "perMessageGroupId"]),
        "FifoThroughputScope" => plain(&["Topic", "MessageGroup"]),
        "FilterPolicyScope" => plain(&["MessageAttributes", "MessageBody"]),
        "SignatureVersion" => plain(&["1", "2"]),
        "TracingConfig" => plain(&["PassThrough", "Active"]),
        "DefaultSMSType" => plain(&["Promotional", "Transactional"]),
        "KmsMasterKeyId" => names.keys(),
        "SubscriptionRoleArn" | "HTTPSuccessFeedbackRoleArn" | "HTTPFailureFeedbackRoleArn" => names.role_arns(),
        _ if asked.operation == "SendMessage" || asked.operation == "Publish" => {
            plain(&["String:", "Number:", "Binary:"])
        }
        _ => Vec::new(),
    }
}

/// Where a subscription can deliver to.
fn endpoints(protocol: Option<&str>, names: Names<'_>) -> Vec<Item> {
    use crate::endpoints::Kind;
    match protocol {
        Some("sqs") => names.queue_arns(),
        Some("lambda") => names.function_arns(),
        Some("firehose") => names.delivery_stream_arns(),
        Some("http" | "https") => names.endpoints(|kind| kind == Kind::Http),
        Some("email" | "email-json") => names.endpoints(|kind| kind == Kind::Email),
        Some("sms") => names.endpoints(|kind| kind == Kind::Phone),
        _ => [names.queue_arns(), names.function_arns()].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Runner, Script, boxed, quiet_start};
    use crate::session::Session;

    /// What a lab answers to the last line.
    fn answer(script: &str) -> String {
        let mut session = Session::new(quiet_start());
        let mut runner = Runner::with_ids();
        let commands = Script::parse(script).unwrap().commands;
        commands.iter().map(|(_, command)| runner.run(&mut session, command).unwrap()).last().unwrap()
    }

    #[test]
    fn callers_and_dials_take_every_key() {
        for key in CALLER {
            let value = match key.name {
                "account" | "source_account" => "111122223333",
                "region" => "eu-west-1",
                "source_arn" => "arn:aws:sqs:us-east-1:111122223333:q",
                _ => "x",
            };
            assert!(boxed::parse(&format!("caller {}={value}", key.name)).is_ok(), "{}", key.name);
        }
        for key in LAB {
            let Takes::OneOf(words) = key.takes else { panic!("{}", key.name) };
            for word in words {
                assert!(boxed::parse(&format!("lab {}={word}", key.name)).is_ok(), "{} {word}", key.name);
            }
        }
        assert!(
            dials("dials")
                .iter()
                .all(|key| boxed::parse(&format!("dials {}=0", key.name)).is_ok() || key.name == "chance")
        );
    }

    #[test]
    fn attributes_are_known_to_their_services() {
        for name in SET_ON_QUEUES {
            assert!(AttributeName::parse(name).is_some(), "{name}");
        }
        for name in SET_ON_SUBSCRIPTIONS {
            let text = format!(
                "call sqs CreateQueue QueueName=q.fifo Attributes.FifoQueue=true\n\
                 call sns CreateTopic Name=t.fifo Attributes.FifoTopic=true -> t=TopicArn\n\
                 call sns Subscribe TopicArn=$t Protocol=sqs Endpoint=arn:aws:sqs:us-east-1:000000000000:q.fifo -> s=SubscriptionArn\n\
                 call sns SetSubscriptionAttributes SubscriptionArn=$s AttributeName={name} AttributeValue=x"
            );
            assert!(!answer(&text).ends_with("Invalid parameter: AttributeName"), "{name}: {}", answer(&text));
        }
        for name in SET_ON_TOPICS {
            let text = format!(
                "call sns CreateTopic Name=t -> t=TopicArn\ncall sns SetTopicAttributes TopicArn=$t AttributeName={name} AttributeValue=x"
            );
            // Some are for FIFO topics only.
            let fifo = text.replace("Name=t ", "Name=t.fifo Attributes.FifoTopic=true ");
            let is_unknown = |text: &str| answer(text).ends_with("Invalid parameter: AttributeName");
            assert!(!is_unknown(&text) || !is_unknown(&fifo), "{name}: {}", answer(&text));
        }
        for name in SMS {
            let text = format!("call sns SetSMSAttributes attributes.{name}=x");
            assert!(!answer(&text).contains("is not a valid attribute"), "{name}: {}", answer(&text));
        }
    }

    #[test]
    fn system_attributes_of_messages_can_be_asked_for() {
        for name in OF_MESSAGES {
            let text = format!(
                "call sqs CreateQueue QueueName=q\ncall sqs ReceiveMessage QueueUrl=q MessageSystemAttributeNames={name}"
            );
            assert!(answer(&text).starts_with("ok"), "{name}: {}", answer(&text));
        }
    }
}
