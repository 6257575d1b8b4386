//! The figures of SNS. Names are those of its API and of "Amazon SNS quotas".

use super::{Figure, Unit, figure};
use crate::key;

/// All of them.
#[rustfmt::skip]
pub const FIGURES: [Figure; 27] = [
    figure!("sns.message_bytes.min", "MaximumMessageSize", key!("smallest maximum that a topic can be set to"), Unit::Bytes, 1..=262_144, sns.message_bytes.0),
    figure!("sns.message_bytes.default", "MaximumMessageSize", key!("largest message of a topic that was not set to another"), Unit::Bytes, 1_024..=4_194_304, sns.message_bytes.2),
    figure!("sns.message_bytes.max", "MaximumMessageSize", key!("largest message that a topic can be set to"), Unit::Bytes, 1_024..=4_194_304, sns.message_bytes.1),
    figure!("sns.message_bytes.settable", "MaximumMessageSize", key!("a topic's largest message can be set"), Unit::YesNo, 0..=1, sns.message_size_settable),
    figure!("sns.fifo.standard_queues", "Subscribe", key!("standard queues can subscribe to FIFO topics"), Unit::YesNo, 0..=1, sns.standard_queues_on_fifo),
    figure!("sns.subscriptions.standard", "Subscriptions per standard topic", key!("subscriptions of a standard topic"), Unit::Count(key!("subscriptions")), 1..=12_500_000, sns.subscriptions.0),
    figure!("sns.subscriptions.fifo", "Subscriptions per FIFO topic", key!("subscriptions of a FIFO topic, and of one whose messages may be above the usual size"), Unit::Count(key!("subscriptions")), 1..=100_000, sns.subscriptions.1),
    figure!("sns.topics.standard", "Standard topics per account", key!("standard topics of an account"), Unit::Count(key!("topics")), 1..=1_000_000, sns.topics.0),
    figure!("sns.topics.fifo", "FIFO topics per account", key!("FIFO topics of an account"), Unit::Count(key!("topics")), 1..=1_000_000, sns.topics.1),
    figure!("sns.tags.max", "TagResource", key!("tags of a topic"), Unit::Count(key!("tags")), 0..=1_000, sns.tags_max),
    figure!("sns.dedup_secs", "Deduplication interval", key!("how long a deduplication id is remembered"), Unit::Secs, 1..=86_400, sns.dedup_secs),
    figure!("sns.fifo.topic_rate", "FIFO topic publishes", key!("messages of a FIFO topic whose throughput scope is the topic"), Unit::Count(key!("messages a second")), 1..=100_000, sns.fifo_per_sec.0),
    figure!("sns.fifo.group_rate", "FIFO message group publishes", key!("messages of one group of a FIFO topic"), Unit::Count(key!("messages a second")), 1..=100_000, sns.fifo_per_sec.1),
    figure!("sns.fifo.bytes_rate", "FIFO topic publishes", key!("bytes a second of a FIFO topic whose throughput scope is the topic"), Unit::Bytes, 4_194_304..=1_073_741_824, sns.fifo_bytes_per_sec),
    figure!("sns.filter_policies", "Filter policies per topic", key!("filter policies of a topic"), Unit::Count(key!("policies")), 0..=100_000, sns.filter_policies),
    figure!("sns.policy.bytes", "Policy", key!("largest policy of a topic"), Unit::Bytes, 256..=1_048_576, sns.policy.0),
    figure!("sns.policy.statements", "Policy", key!("statements in a topic's policy"), Unit::Count(key!("statements")), 1..=1_000, sns.policy.1),
    figure!("sns.pending_secs", "PendingConfirmation", key!("how long a subscription waits for its confirmation"), Unit::Secs, 1..=31_536_000, sns.pending_secs.0),
    figure!("sns.token_secs", "ConfirmSubscription", key!("how long the token of a confirmation is good"), Unit::Secs, 1..=31_536_000, sns.pending_secs.1),
    figure!("sns.data_protection.bytes", "PutDataProtectionPolicy", key!("largest data protection policy"), Unit::Bytes, 256..=1_048_576, sns.data_protection_bytes),
    figure!("sns.endpoint.data_bytes", "CustomUserData", key!("what a platform endpoint keeps for its owner"), Unit::Bytes, 1..=1_048_576, sns.endpoint_bytes.0),
    figure!("sns.endpoint.token_bytes", "Token", key!("longest token of a platform endpoint"), Unit::Bytes, 1..=1_048_576, sns.endpoint_bytes.1),
    figure!("sns.sms.chars", "PhoneNumber", key!("longest text message, all parts together"), Unit::Count(key!("characters")), 1..=100_000, sns.sms_chars),
    figure!("sns.sms.rate", "SMS messages per second", key!("text messages of an account"), Unit::Count(key!("messages a second")), 1..=10_000, sns.sms_per_sec),
    figure!("sns.sms.sandbox_numbers", "CreateSMSSandboxPhoneNumber", key!("numbers in the SMS sandbox"), Unit::Count(key!("numbers")), 1..=1_000, sns.sandbox_numbers),
    figure!("sns.sms.sandbox_keep_secs", "DeleteSMSSandboxPhoneNumber", key!("how long a number stays in the sandbox at least"), Unit::Secs, fixed, sns.sandbox_keep_secs),
    figure!("sns.sms.opt_in_secs", "OptInPhoneNumber", key!("how long after one opt-in a number can be opted in again"), Unit::Secs, 1..=31_536_000, sns.opt_in_secs),
];
