//! A topic: its names, its settings, and what it counts.
//!
//! Settings: "SetTopicAttributes" in the SNS API reference; the sentences are AWS's answers.

use super::archive::{Archive, days_of};
use super::notification::FifoTopic;
use super::{Result, SnsError, StatusRecord};
use crate::base::collections::{ChunkDeque, SortedMap, map_of};
use crate::base::{AccountId, Arn, RangeSet, Region};
use crate::clock::{Epoch, Instant};
use crate::iam::{Kind, Policy, Quotas, StoredPolicy, check_quotas};
use crate::limits::SnsLimits;
use crate::sns::api::Attributes;
use serde_json::Value;
use std::sync::Arc;

/// The number of a topic in a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicId(pub u32);

/// A topic's names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicKey {
    /// The owner.
    pub account: AccountId,
    /// Where it is.
    pub region: Region,
    /// Its name.
    pub name: Arc<str>,
}

impl TopicKey {
    /// The topic's ARN.
    pub fn arn(&self) -> Arn {
        Arn::topic(self.region, self.account, &self.name)
    }
}

/// What a topic has counted since it was made: messages, and copies of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TopicTotals {
    /// Messages that were accepted (`NumberOfMessagesPublished`).
    pub published: u64,
    /// Their bytes (`PublishSize`).
    pub bytes: u64,
    /// FIFO: publishes that repeated an earlier one and were dropped.
    pub deduplicated: u64,
    /// Copies made: one for each message and confirmed subscription.
    pub copies: u64,
    /// Copies that the endpoint took (`NumberOfNotificationsDelivered`).
    pub delivered: u64,
    /// Copies that were made of archived messages (`NumberOfReplayedNotifications…`).
    pub replayed: u64,
    /// Copies that a filter policy kept back (`NumberOfNotificationsFilteredOut…`).
    pub filtered: u64,
    /// Copies that ended in a dead-letter queue (`NumberOfNotificationsRedrivenToDlq`).
    pub dead_lettered: u64,
    /// Copies that are gone: neither the endpoint nor a dead-letter queue took them.
    pub lost: u64,
}

impl TopicTotals {
    /// Copies that are still under way or wait to be tried again.
    pub const fn under_way(&self) -> u64 {
        self.copies - self.delivered - self.filtered - self.dead_lettered - self.lost
    }
}

/// Attributes that AWS takes as they are on every topic.
const PLAIN: [&str; 16] = [
    "HTTPSuccessFeedbackRoleArn",
    "HTTPFailureFeedbackRoleArn",
    "FirehoseSuccessFeedbackRoleArn",
    "FirehoseFailureFeedbackRoleArn",
    "LambdaSuccessFeedbackRoleArn",
    "LambdaFailureFeedbackRoleArn",
    "ApplicationSuccessFeedbackRoleArn",
    "ApplicationFailureFeedbackRoleArn",
    "SQSSuccessFeedbackRoleArn",
    "SQSFailureFeedbackRoleArn",
    "HTTPSuccessFeedbackSampleRate",
    "FirehoseSuccessFeedbackSampleRate",
    "LambdaSuccessFeedbackSampleRate",
    "ApplicationSuccessFeedbackSampleRate",
    "SQSSuccessFeedbackSampleRate",
    "DisplayName",
];

/// A topic with its settings. Cloning is cheap.
#[derive(Clone, Debug, Hash)]
pub struct Topic {
    /// Its number.
    pub id: TopicId,
    /// Its names.
    pub key: TopicKey,
    /// When it was made.
    pub created: Instant,
    /// What was set, by name, as it was given.
    settings: SortedMap<Box<str>, Arc<str>>,
    /// What its policy says.
    policy: StoredPolicy,
    /// Its tags.
    pub tags: SortedMap<String, String>,
    /// Its data protection policy, as it was given.
    pub data_protection: Option<Arc<str>>,
    /// What is kept to be sent again; FIFO topics only.
    pub archive: Option<Box<Archive>>,
    /// What only FIFO topics have.
    pub fifo: Option<Box<FifoTopic>>,
    /// The numbers of its subscriptions, confirmed, pending or deleted.
    pub subscriptions: RangeSet,
    /// How many of them are confirmed.
    pub confirmed: u64,
    /// How many were ended and can still be restored.
    pub cancelled: u64,
    /// How many have ended.
    pub ended: u64,
    /// How many have a filter policy.
    pub filter_policies: u64,
    /// What was logged of the ends of its deliveries, the newest last.
    pub status_log: ChunkDeque<StatusRecord>,
    /// What it has counted.
    pub totals: TopicTotals,
}

impl Topic {
    /// A topic with these settings, which have been checked.
    pub fn new(id: TopicId, key: TopicKey, settings: &Attributes, now: Instant) -> Self {
        let policy = StoredPolicy::new(&default_policy(&key));
        let fifo = key.name.ends_with(".fifo").then(|| Box::new(FifoTopic::new(id)));
        let mut topic = Self {
            id,
            key,
            created: now,
            policy,
            settings: SortedMap::default(),
            tags: SortedMap::default(),
            data_protection: None,
            archive: None,
            fifo,
            subscriptions: RangeSet::default(),
            confirmed: 0,
            cancelled: 0,
            ended: 0,
            filter_policies: 0,
            status_log: ChunkDeque::default(),
            totals: TopicTotals::default(),
        };
        for (name, value) in settings {
            topic.put(name, value);
        }
        let days = topic.setting("ArchivePolicy").and_then(|text| days_of(text).ok().flatten());
        topic.archive = days.map(|days| Box::new(Archive::new(days, now)));
        topic
    }

    /// Whether it is a FIFO topic.
    pub fn is_fifo(&self) -> bool {
        self.fifo.is_some()
    }

    /// What was set under a name.
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(|value| &**value)
    }

    /// Whether a message's own text stands for a deduplication id.
    pub fn content_based(&self) -> bool {
        self.setting("ContentBasedDeduplication").is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// Whether deduplication and throughput count by message group.
    pub fn scope_is_group(&self) -> bool {
        self.setting("FifoThroughputScope") == Some("MessageGroup")
    }

    /// The version of the signature on what it delivers.
    pub fn signature_version(&self) -> &str {
        self.setting("SignatureVersion").unwrap_or("1")
    }

    /// The most bytes that a message and its attributes may have.
    pub fn message_bytes_max(&self, limits: &SnsLimits) -> usize {
        let set = self.setting("MaximumMessageSize").and_then(|value| value.parse().ok());
        set.unwrap_or(usize::try_from(limits.message_bytes.2).unwrap_or(262_144))
    }

    /// The topic's policy: what was set, or that which every topic begins with.
    pub const fn policy(&self) -> &StoredPolicy {
        &self.policy
    }

    /// Sets a value that has been checked.
    pub(super) fn put(&mut self, name: &str, value: &str) {
        if name == "Policy" {
            self.policy = StoredPolicy::new(value);
            return;
        }
        let removed = value.is_empty() && matches!(name, "KmsMasterKeyId" | "DeliveryPolicy" | "TracingConfig");
        let removed = removed || name == "ArchivePolicy" && days_of(value).is_ok_and(|days| days.is_none());
        let is_type = name == "FifoTopic";
        if removed || is_type {
            self.settings.remove(name);
        } else {
            self.settings.insert(name.into(), value.into());
        }
    }

    /// Refuses a value that AWS would not take. `creating` allows what can only be said at the beginning.
    pub(super) fn check(name: &str, value: &str, fifo: bool, creating: bool, limits: &SnsLimits) -> Result<()> {
        let unknown = || Err(SnsError::invalid("AttributeName"));
        let is_flag = value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false");
        match name {
            "FifoTopic" if fifo && !creating && !value.eq_ignore_ascii_case("true") => {
                Err(SnsError::invalid("FifoTopic: Modifying topic type is not supported"))
            }
            "FifoTopic" if creating || fifo => Ok(()),
            "ContentBasedDeduplication" if fifo => is_flag.then_some(()).ok_or_else(|| {
                SnsError::invalid(format_args!(
                    "ContentBasedDeduplication: Invalid value [{value}]. Must be true or false."
                ))
            }),
            "FifoThroughputScope" if fifo => matches!(value, "Topic" | "MessageGroup")
                .then_some(())
                .ok_or_else(|| SnsError::invalid(format_args!("Invalid FifoThroughputScope: {value}"))),
            "MaximumMessageSize" if limits.message_size_settable => {
                let (least, most, _) = limits.message_bytes;
                let good = value.parse::<i64>().is_ok_and(|size| (least..=most).contains(&size));
                good.then_some(()).ok_or_else(|| {
                    SnsError::invalid(format_args!(
                        "MaximumMessageSize: Invalid value [{value}]. Must be between {least} and {most}."
                    ))
                })
            }
            "ArchivePolicy" if fifo => days_of(value).map(drop).map_err(SnsError::invalid),
            "Policy" => check_policy(value, limits),
            "SignatureVersion" if !matches!(value, "1" | "2") => {
                Err(SnsError::invalid(format_args!("SignatureVersion: Invalid value [{value}]. Must be 1 or 2.")))
            }
            "TracingConfig" if !matches!(value, "PassThrough" | "Active") => Err(SnsError::invalid(format_args!(
                "TracingConfig: Invalid value [{value}]. Must be PassThrough or Active."
            ))),
            "DisplayName" if value.chars().count() > 100 => {
                Err(SnsError::invalid("DisplayName Reason: Display name must be 100 characters or fewer."))
            }
            "DeliveryPolicy" if !value.is_empty() => crate::sns::retry::check_topic_policy(value)
                .map_err(|reason| SnsError::invalid(format_args!("DeliveryPolicy: {reason}"))),
            "DeliveryPolicy" | "KmsMasterKeyId" | "SignatureVersion" | "TracingConfig" => Ok(()),
            name if name.ends_with("SampleRate") && PLAIN.contains(&name) => {
                let good = value.parse::<u8>().is_ok_and(|rate| rate <= 100);
                good.then_some(()).ok_or_else(|| {
                    SnsError::invalid(format_args!("{name}: Invalid value [{value}]. Must be between 0 and 100."))
                })
            }
            name if PLAIN.contains(&name) => Ok(()),
            _ => unknown(),
        }
    }

    /// Everything that `GetTopicAttributes` shows.
    pub fn attributes(&self, epoch: Epoch, now: Instant) -> Attributes {
        let mut all = map_of(self.settings.iter().map(|(name, value)| (name.to_string(), value.to_string())));
        let mut put = |name: &str, value: String| {
            all.insert(name.to_owned(), value);
        };
        put("TopicArn", self.key.arn().to_string());
        put("Owner", self.key.account.to_string());
        put("Policy", self.policy.text().to_owned());
        put("DisplayName", self.setting("DisplayName").unwrap_or_default().to_owned());
        put("EffectiveDeliveryPolicy", crate::sns::retry::effective_topic_policy(self.setting("DeliveryPolicy")));
        put("SubscriptionsConfirmed", self.confirmed.to_string());
        put("SubscriptionsPending", (self.subscriptions.len() - self.confirmed - self.cancelled).to_string());
        put("SubscriptionsDeleted", self.ended.to_string());
        if self.is_fifo() {
            put("FifoTopic", "true".to_owned());
            put("ContentBasedDeduplication", self.content_based().to_string());
        }
        if let Some(archive) = &self.archive {
            put("BeginningArchiveTime", epoch.iso(archive.beginning(now)));
        }
        all
    }
}

/// The policy that every topic begins with: its owner's account may do everything that a topic's policy can allow.
fn default_policy(key: &TopicKey) -> String {
    let actions = [
        "GetTopicAttributes",
        "SetTopicAttributes",
        "AddPermission",
        "RemovePermission",
        "DeleteTopic",
        "Subscribe",
        "ListSubscriptionsByTopic",
        "Publish",
    ]
    .map(|action| format!("\"SNS:{action}\""))
    .join(",");
    format!(
        "{{\"Version\":\"2008-10-17\",\"Id\":\"__default_policy_ID\",\"Statement\":[{{\"Sid\":\"__default_statement_ID\",\
         \"Effect\":\"Allow\",\"Principal\":{{\"AWS\":\"*\"}},\"Action\":[{actions}],\"Resource\":\"{}\",\
         \"Condition\":{{\"StringEquals\":{{\"AWS:SourceOwner\":\"{}\"}}}}}}]}}",
        key.arn(),
        key.account
    )
}

/// Actions that a topic's policy can speak of.
pub(super) const POLICY_ACTIONS: [&str; 14] = [
    "AddPermission",
    "ConfirmSubscription",
    "DeleteTopic",
    "GetDataProtectionPolicy",
    "GetTopicAttributes",
    "ListSubscriptionsByTopic",
    "ListTagsForResource",
    "Publish",
    "PutDataProtectionPolicy",
    "RemovePermission",
    "SetTopicAttributes",
    "Subscribe",
    "TagResource",
    "UntagResource",
];

fn check_policy(text: &str, limits: &SnsLimits) -> Result<()> {
    let bad = |reason: &str| SnsError::invalid(format_args!("Policy Error: {reason}"));
    let (bytes_max, statements_max) = limits.policy;
    let document: Value = serde_json::from_str(text).map_err(|_| bad("null"))?;
    let statements = match document.get("Statement") {
        Some(Value::Array(statements)) if !statements.is_empty() => statements.as_slice(),
        Some(statement @ Value::Object(_)) => std::slice::from_ref(statement),
        _ => return Err(bad("null")),
    };
    if text.len() > bytes_max || statements.len() > statements_max {
        return Err(bad("Policy is too large"));
    }
    let read = Policy::parse(text, Kind::Resource, usize::MAX).map_err(|error| bad(&error.to_string()))?;
    if check_quotas(&read, Quotas { bytes_max, statements_max, ..Quotas::SNS }).is_err() {
        return Err(bad("Policy is too large"));
    }
    for statement in statements {
        let actions = match statement.get("Action") {
            Some(Value::Array(actions)) => actions.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(action)) => vec![action.as_str()],
            _ => return Err(bad("null")),
        };
        let in_scope = |action: &&str| {
            let name = action.split_once(':').filter(|(service, _)| service.eq_ignore_ascii_case("sns"));
            name.is_some_and(|(_, name)| POLICY_ACTIONS.iter().any(|known| known.eq_ignore_ascii_case(name)))
        };
        if actions.is_empty() || !actions.iter().all(in_scope) {
            return Err(SnsError::invalid("Policy statement action out of service scope!"));
        }
        let resources = statement.get("Resource").or_else(|| statement.get("NotResource"));
        if resources.and_then(Value::as_array).is_some_and(|resources| resources.len() != 1) {
            return Err(SnsError::invalid("Policy statement must apply to a single resource!"));
        }
        if statement.get("Principal").or_else(|| statement.get("NotPrincipal")).is_none() {
            return Err(bad("Policy statement must contain a principal"));
        }
    }
    Ok(())
}
