//! A subscription: who gets the messages of a topic, how, and which of them.

use super::archive::Replay;
use super::filter::{FilterPolicy, Scope};
use super::topic::{TopicId, TopicKey};
use super::{Result, SnsError};
use crate::base::collections::map_of;
use crate::base::{AccountId, Arn};
use crate::clock::Instant;
use crate::sns::api::Attributes;
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;

/// The number of a subscription in a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubscriptionId(pub u32);

/// How messages are delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "AWS's own names")]
pub enum Protocol {
    Sqs,
    Lambda,
    Firehose,
    Http,
    Https,
    Email,
    EmailJson,
    Sms,
    Application,
}

impl Protocol {
    /// Every protocol.
    pub const ALL: [Self; 9] = [
        Self::Sqs,
        Self::Lambda,
        Self::Firehose,
        Self::Http,
        Self::Https,
        Self::Email,
        Self::EmailJson,
        Self::Sms,
        Self::Application,
    ];

    /// AWS's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqs => "sqs",
            Self::Lambda => "lambda",
            Self::Firehose => "firehose",
            Self::Http => "http",
            Self::Https => "https",
            Self::Email => "email",
            Self::EmailJson => "email-json",
            Self::Sms => "sms",
            Self::Application => "application",
        }
    }

    /// The protocol of that name.
    ///
    /// # Errors
    /// `InvalidParameter` for any other text.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|protocol| protocol.name() == name)
            .ok_or_else(|| SnsError::invalid(format_args!("Amazon SNS does not support this protocol string: {name}")))
    }

    /// Whether somebody has to confirm before messages flow.
    pub const fn needs_confirmation(self) -> bool {
        matches!(self, Self::Http | Self::Https | Self::Email | Self::EmailJson)
    }

    /// Whether the message can be delivered without its envelope.
    pub const fn takes_raw(self) -> bool {
        matches!(self, Self::Sqs | Self::Firehose | Self::Http | Self::Https)
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What was set of a subscription.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Settings {
    /// Deliver the message without its envelope.
    pub raw: bool,
    /// Which messages pass.
    pub filter: Option<Arc<FilterPolicy>>,
    /// Where the filter policy looks.
    pub scope: Scope,
    /// Where copies go that could not be delivered, as it was given and as an ARN.
    pub redrive: Option<(Arc<str>, Arn)>,
    /// How HTTP endpoints are tried again, as it was given.
    pub delivery: Option<Arc<str>>,
    /// The role that delivers to Firehose.
    pub role: Option<Arc<str>>,
}

/// What is known of the endpoint when settings are checked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target<'a> {
    pub protocol: Protocol,
    pub endpoint: &'a str,
    pub fifo_topic: bool,
}

impl Settings {
    /// Sets one value.
    ///
    /// # Errors
    /// The text that AWS puts behind `Invalid parameter: `, with `Attributes Reason: ` before it at `Subscribe`.
    pub(super) fn set(&mut self, name: &str, value: &str, target: Target<'_>) -> std::result::Result<(), String> {
        match name {
            "RawMessageDelivery" => {
                self.raw = flag(name, value)?;
                if self.raw && !target.protocol.takes_raw() {
                    return Err(format!(
                        "Delivery protocol [{}] does not support raw message delivery.",
                        target.protocol
                    ));
                }
            }
            "FilterPolicyScope" => {
                let scope = match value {
                    "MessageAttributes" => Scope::MessageAttributes,
                    "MessageBody" => Scope::MessageBody,
                    _ => {
                        return Err(format!(
                            "FilterPolicyScope: Invalid value [{value}]. Please use either MessageBody or MessageAttributes"
                        ));
                    }
                };
                if let Some(filter) = &self.filter {
                    let text = filter.compact().to_owned();
                    self.filter = Some(parse_filter(&text, scope)?);
                }
                self.scope = scope;
            }
            "FilterPolicy" => {
                let is_none = value.is_empty() || value.split_whitespace().collect::<String>() == "{}";
                self.filter = if is_none { None } else { Some(parse_filter(value, self.scope)?) };
            }
            "RedrivePolicy" if value.is_empty() => self.redrive = None,
            "RedrivePolicy" => self.redrive = Some((value.into(), dead_letter_queue(value, target)?)),
            "DeliveryPolicy" if value.is_empty() => self.delivery = None,
            "DeliveryPolicy" => {
                if !matches!(target.protocol, Protocol::Http | Protocol::Https) {
                    return Err(format!("Delivery protocol [{}] does not support delivery policy.", target.protocol));
                }
                super::retry::check_subscription_policy(value).map_err(|reason| format!("DeliveryPolicy: {reason}"))?;
                self.delivery = Some(value.into());
            }
            "SubscriptionRoleArn" => self.role = Some(value.into()),
            _ => return Err("AttributeName".to_owned()),
        }
        Ok(())
    }

    /// What `GetSubscriptionAttributes` shows of it.
    fn write(&self, all: &mut Attributes) {
        let mut put = |name: &str, value: &str| {
            all.insert(name.to_owned(), value.to_owned());
        };
        put("RawMessageDelivery", if self.raw { "true" } else { "false" });
        if let Some(filter) = &self.filter {
            put("FilterPolicy", filter.compact());
            put("FilterPolicyScope", self.scope.name());
        }
        if let Some((text, _)) = &self.redrive {
            put("RedrivePolicy", text);
        }
        if let Some(text) = &self.delivery {
            put("DeliveryPolicy", text);
        }
        if let Some(role) = &self.role {
            put("SubscriptionRoleArn", role);
        }
    }
}

fn flag(name: &str, value: &str) -> std::result::Result<bool, String> {
    match value {
        _ if value.eq_ignore_ascii_case("true") => Ok(true),
        _ if value.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(format!("{name}: Invalid value [{value}]. Must be true or false.")),
    }
}

fn parse_filter(text: &str, scope: Scope) -> std::result::Result<Arc<FilterPolicy>, String> {
    FilterPolicy::parse(text, scope).map(Arc::new).map_err(|reason| format!("FilterPolicy: {reason}"))
}

fn dead_letter_queue(text: &str, target: Target<'_>) -> std::result::Result<Arn, String> {
    let parsed: serde_json::Value = serde_json::from_str(text)
        .map_err(|_| format!("RedrivePolicy: failed to parse JSON. Unrecognized token '{}'", excerpt(text)))?;
    let arn: Option<Arn> = parsed.get("deadLetterTargetArn").and_then(|arn| arn.as_str()?.parse().ok());
    let arn = arn.filter(|arn| arn.service == "sqs");
    let arn = arn.ok_or_else(|| "RedrivePolicy: deadLetterTargetArn is an invalid arn".to_owned())?;
    let (fifo_queue, fifo_dlq) = (target.endpoint.ends_with(".fifo"), arn.resource.ends_with(".fifo"));
    match (target.fifo_topic, fifo_queue, fifo_dlq) {
        (true, true, false) => {
            Err("RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.".to_owned())
        }
        (true, false, true) => {
            Err("RedrivePolicy: must use a Standard queue as DLQ for a Standard Subscription to a FIFO Topic."
                .to_owned())
        }
        _ => Ok(arn),
    }
}

fn excerpt(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric()).take(40).collect()
}

/// What copies for a subscription came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SubscriptionTotals {
    /// Taken by the endpoint.
    pub delivered: u64,
    /// Kept back by the filter policy.
    pub filtered: u64,
    /// Put into the dead-letter queue.
    pub dead_lettered: u64,
    /// Gone.
    pub lost: u64,
    /// Attempts that failed and were, or will be, repeated.
    pub retries: u64,
}

/// A subscription. Cloning is cheap.
#[derive(Clone, Debug, Hash)]
pub struct Subscription {
    /// Its number.
    pub id: SubscriptionId,
    /// Its topic's number, which is not given again when the topic is gone.
    pub topic: TopicId,
    /// Its topic's names.
    pub topic_key: TopicKey,
    /// The last part of its ARN.
    pub uuid: Uuid,
    /// The account that subscribed.
    pub owner: AccountId,
    /// Who subscribed.
    pub principal: Arc<str>,
    /// How it delivers.
    pub protocol: Protocol,
    /// Where it delivers.
    pub endpoint: Arc<str>,
    /// When it was made.
    pub created: Instant,
    /// Whether messages flow.
    pub confirmed: bool,
    /// Whether it was ended by its link, or by the owner of the topic, and can still be restored.
    pub cancelled: bool,
    /// Whether the confirmation was that of a known caller.
    pub authenticated: bool,
    /// When each confirmation was sent; each has a token of its own.
    pub tokens: Vec<Instant>,
    /// What was set.
    pub settings: Settings,
    /// What is sent again to it out of the topic's archive.
    pub replay: Option<Box<Replay>>,
    /// Why the last copy that did not arrive was lost, or went to the dead-letter queue.
    pub last_trouble: Option<Arc<str>>,
    /// In microseconds, when its next copy may go; of use where its policy says how many may go in a second.
    pub next_turn: u64,
    /// What its copies came to.
    pub totals: SubscriptionTotals,
}

impl Subscription {
    /// Its ARN.
    pub fn arn(&self) -> String {
        format!("{}:{}", self.topic_key.arn(), self.uuid)
    }

    /// Everything that `GetSubscriptionAttributes` shows.
    pub fn attributes(&self) -> Attributes {
        let mut all = map_of(
            [
                ("SubscriptionArn", self.arn()),
                ("TopicArn", self.topic_key.arn().to_string()),
                ("Protocol", self.protocol.name().to_owned()),
                ("Endpoint", self.endpoint.to_string()),
                ("Owner", self.owner.to_string()),
                ("SubscriptionPrincipal", self.principal.to_string()),
                ("PendingConfirmation", (!self.confirmed).to_string()),
                ("ConfirmationWasAuthenticated", self.authenticated.to_string()),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        );
        self.settings.write(&mut all);
        if let Some(replay) = &self.replay {
            all.insert("ReplayPolicy".to_owned(), replay.text.to_string());
            all.insert("ReplayStatus".to_owned(), replay.status.name().to_owned());
        }
        all
    }

    /// Whether it gets nothing new, because a replay with an end is behind it.
    pub fn is_paused(&self) -> bool {
        self.replay.as_ref().is_some_and(|replay| replay.is_paused)
    }

    /// The queue that it delivers to, if it is one.
    pub fn queue(&self) -> Option<Arn> {
        (self.protocol == Protocol::Sqs).then(|| self.endpoint.parse().ok())?
    }
}
