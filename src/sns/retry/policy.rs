//! Delivery policies of topics and of HTTP/S subscriptions.
//!
//! The errors follow SNS's form, `healthyRetryPolicy.minDelayTarget must be greater than or equal to 1`, as far as that
//! is known. Members that SNS has given up, `sicklyRetryPolicy` and `guaranteed`, are taken and forgotten.

use super::{Backoff, Schedule};
use serde_json::{Map, Value};
use std::fmt::Display;

type Result<T> = std::result::Result<T, String>;

/// The content type of requests unless a policy names another.
pub const CONTENT_TYPE: &str = "text/plain; charset=UTF-8";

/// The most that all delays of a policy may take together, in seconds; also the longest single delay.
const MOST_SECONDS: u32 = 3600;

/// The retries of an HTTP/S endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HealthyRetryPolicy {
    /// `minDelayTarget`: the least delay in seconds.
    pub min_delay: u32,
    /// `maxDelayTarget`: the most delay in seconds.
    pub max_delay: u32,
    /// `numRetries`: how many there are of all kinds.
    pub retries: u32,
    /// `numMaxDelayRetries`: how many come last, after the most delay.
    pub max_delay_retries: u32,
    /// `numNoDelayRetries`: how many come first, at once.
    pub no_delay: u32,
    /// `numMinDelayRetries`: how many come next, after the least delay.
    pub min_delay_retries: u32,
    /// `backoffFunction`: how the delays of the others grow.
    pub backoff: Backoff,
}

impl Default for HealthyRetryPolicy {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl HealthyRetryPolicy {
    /// Three retries, 20 seconds apart.
    pub const DEFAULT: Self = Self {
        min_delay: 20,
        max_delay: 20,
        retries: 3,
        max_delay_retries: 0,
        no_delay: 0,
        min_delay_retries: 0,
        backoff: Backoff::Linear,
    };

    /// How many retries are left for the delays that grow.
    pub const fn backoff_retries(&self) -> u32 {
        self.retries
            .saturating_sub(self.no_delay)
            .saturating_sub(self.min_delay_retries)
            .saturating_sub(self.max_delay_retries)
    }

    fn read(value: &Value, name: &str) -> Result<Self> {
        let fields = object(value, name)?;
        let mut policy = Self::DEFAULT;
        for (key, value) in fields {
            let path = format!("{name}.{key}");
            let number = |least| whole(value, &path, least);
            match key.as_str() {
                _ if value.is_null() => {}
                "minDelayTarget" => policy.min_delay = number(1)?,
                "maxDelayTarget" => policy.max_delay = number(1)?,
                "numRetries" => policy.retries = number(0)?,
                "numMaxDelayRetries" => policy.max_delay_retries = number(0)?,
                "numNoDelayRetries" => policy.no_delay = number(0)?,
                "numMinDelayRetries" => policy.min_delay_retries = number(0)?,
                "backoffFunction" => {
                    policy.backoff = value
                        .as_str()
                        .and_then(Backoff::parse)
                        .ok_or_else(|| format!("{path} must be one of: arithmetic, exponential, geometric, linear"))?;
                }
                _ => return Err(unexpected(key)),
            }
        }
        policy.check(name)?;
        Ok(policy)
    }

    fn check(&self, name: &str) -> Result<()> {
        let at_most = |key: &str, value: u32, most: u32, what: &dyn Display| {
            if value > most { Err(format!("{name}.{key} must be less than or equal to {what}")) } else { Ok(()) }
        };
        at_most("maxDelayTarget", self.max_delay, MOST_SECONDS, &MOST_SECONDS)?;
        at_most("minDelayTarget", self.min_delay, self.max_delay, &"maxDelayTarget")?;
        at_most("numRetries", self.retries, 100, &100)?;
        let parts = [self.no_delay, self.min_delay_retries, self.max_delay_retries].map(u64::from);
        if parts.iter().sum::<u64>() > u64::from(self.retries) {
            return Err(format!(
                "{name}.numRetries must be greater than or equal to the sum of numNoDelayRetries, numMinDelayRetries and \
                 numMaxDelayRetries"
            ));
        }
        if Schedule::of(self).total().as_millis() > u64::from(MOST_SECONDS) * 1000 {
            return Err(format!("{name}: the sum of all delays must be less than or equal to {MOST_SECONDS} seconds"));
        }
        Ok(())
    }

    /// As SNS writes it.
    fn write(&self) -> String {
        format!(
            "{{\"minDelayTarget\":{},\"maxDelayTarget\":{},\"numRetries\":{},\"numMaxDelayRetries\":{},\
             \"numNoDelayRetries\":{},\"numMinDelayRetries\":{},\"backoffFunction\":\"{}\"}}",
            self.min_delay,
            self.max_delay,
            self.retries,
            self.max_delay_retries,
            self.no_delay,
            self.min_delay_retries,
            self.backoff.name()
        )
    }
}

/// What a delivery policy may say; each part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DeliveryPolicy {
    /// The retries.
    pub healthy: Option<HealthyRetryPolicy>,
    /// `maxReceivesPerSecond`: the most deliveries in a second. More of them wait without using up an attempt.
    pub throttle: Option<u32>,
    /// `headerContentType` of the requests.
    pub content_type: Option<String>,
}

impl DeliveryPolicy {
    /// Reads the policy of a subscription. The error is what SNS says after `DeliveryPolicy: `.
    pub fn parse(text: &str) -> Result<Self> {
        let mut policy = Self::default();
        for (key, value) in &document(text)? {
            match key.as_str() {
                "sicklyRetryPolicy" | "guaranteed" => {}
                "healthyRetryPolicy" | "throttlePolicy" | "requestPolicy" => policy.read(key, value, key)?,
                _ => return Err(unexpected(key)),
            }
        }
        Ok(policy)
    }

    /// The retries, or three of them 20 seconds apart.
    pub fn healthy_or_default(&self) -> HealthyRetryPolicy {
        self.healthy.unwrap_or_default()
    }

    fn read(&mut self, part: &str, value: &Value, name: &str) -> Result<()> {
        if value.is_null() {
            return Ok(());
        }
        if part == "healthyRetryPolicy" {
            self.healthy = Some(HealthyRetryPolicy::read(value, name)?);
            return Ok(());
        }
        for (key, value) in object(value, name)? {
            let path = format!("{name}.{key}");
            match (part, key.as_str()) {
                _ if value.is_null() => {}
                ("throttlePolicy", "maxReceivesPerSecond") => self.throttle = Some(whole(value, &path, 1)?),
                ("requestPolicy", "headerContentType") => {
                    let text = value.as_str().filter(|text| is_content_type(text));
                    let text = text.ok_or_else(|| format!("{path} must be a content type such as application/json"))?;
                    self.content_type = Some(text.to_owned());
                }
                _ => return Err(unexpected(key)),
            }
        }
        Ok(())
    }

    fn throttle_text(&self) -> Option<String> {
        self.throttle.map(|most| format!("{{\"maxReceivesPerSecond\":{most}}}"))
    }

    fn request_text(&self) -> String {
        let content_type = self.content_type.as_deref().unwrap_or(CONTENT_TYPE);
        format!("{{\"headerContentType\":{}}}", Value::from(content_type))
    }
}

/// The delivery policy of a topic: what its HTTP/S subscriptions get that say nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TopicDeliveryPolicy {
    /// What the topic says.
    pub default: DeliveryPolicy,
    /// Whether the policies of subscriptions count for nothing.
    pub disable_subscription_overrides: bool,
}

impl TopicDeliveryPolicy {
    /// Reads the policy of a topic. The error is what SNS says after `DeliveryPolicy: `.
    pub fn parse(text: &str) -> Result<Self> {
        let mut policy = Self::default();
        for (key, value) in &document(text)? {
            match key.as_str() {
                "http" if value.is_null() => {}
                "http" => policy.read(object(value, "http")?)?,
                _ => return Err(unexpected(key)),
            }
        }
        Ok(policy)
    }

    fn read(&mut self, fields: &Map<String, Value>) -> Result<()> {
        for (key, value) in fields {
            let name = format!("http.{key}");
            match key.as_str() {
                "defaultSicklyRetryPolicy" => {}
                "defaultHealthyRetryPolicy" => self.default.read("healthyRetryPolicy", value, &name)?,
                "defaultThrottlePolicy" => self.default.read("throttlePolicy", value, &name)?,
                "defaultRequestPolicy" => self.default.read("requestPolicy", value, &name)?,
                "disableSubscriptionOverrides" => match value {
                    Value::Null => {}
                    Value::Bool(disable) => self.disable_subscription_overrides = *disable,
                    _ => return Err(format!("{name} must be a boolean")),
                },
                _ => return Err(unexpected(key)),
            }
        }
        Ok(())
    }
}

/// What applies to an HTTP/S subscription: each part of its own policy before the topic's, unless the topic forbids it.
pub fn effective(topic: Option<&TopicDeliveryPolicy>, subscription: Option<&DeliveryPolicy>) -> DeliveryPolicy {
    let base = topic.map(|topic| topic.default.clone()).unwrap_or_default();
    match subscription {
        Some(own) if !topic.is_some_and(|topic| topic.disable_subscription_overrides) => DeliveryPolicy {
            healthy: own.healthy.or(base.healthy),
            throttle: own.throttle.or(base.throttle),
            content_type: own.content_type.clone().or(base.content_type),
        },
        _ => base,
    }
}

/// The same out of the texts. One that is no policy counts as none; it was refused when somebody tried to set it.
pub fn in_force(topic: Option<&str>, subscription: Option<&str>) -> DeliveryPolicy {
    let topic = topic.and_then(|text| TopicDeliveryPolicy::parse(text).ok());
    let subscription = subscription.and_then(|text| DeliveryPolicy::parse(text).ok());
    effective(topic.as_ref(), subscription.as_ref())
}

/// Whether a topic may have the policy; the error is what SNS says after `DeliveryPolicy: `.
pub fn check_topic_policy(text: &str) -> Result<()> {
    TopicDeliveryPolicy::parse(text).map(|_| ())
}

/// Whether an HTTP/S subscription may have the policy; the error is what SNS says after `DeliveryPolicy: `.
pub fn check_subscription_policy(text: &str) -> Result<()> {
    DeliveryPolicy::parse(text).map(|_| ())
}

/// The attribute `EffectiveDeliveryPolicy` of a topic with that policy, if it has one.
pub fn effective_topic_policy(text: Option<&str>) -> String {
    let topic = text.and_then(|text| TopicDeliveryPolicy::parse(text).ok()).unwrap_or_default();
    let throttle = topic.default.throttle_text().map(|text| format!("\"defaultThrottlePolicy\":{text},"));
    format!(
        "{{\"http\":{{\"defaultHealthyRetryPolicy\":{},\"disableSubscriptionOverrides\":{},{}\"defaultRequestPolicy\":{}}}}}",
        topic.default.healthy_or_default().write(),
        topic.disable_subscription_overrides,
        throttle.unwrap_or_default(),
        topic.default.request_text()
    )
}

/// The attribute `EffectiveDeliveryPolicy` of an HTTP/S subscription, from the policies of its topic and its own.
pub fn effective_subscription_policy(topic: Option<&str>, subscription: Option<&str>) -> String {
    let topic = topic.and_then(|text| TopicDeliveryPolicy::parse(text).ok());
    let own = subscription.and_then(|text| DeliveryPolicy::parse(text).ok());
    let policy = effective(topic.as_ref(), own.as_ref());
    format!(
        "{{\"healthyRetryPolicy\":{},\"sicklyRetryPolicy\":null,\"throttlePolicy\":{},\"requestPolicy\":{},\"guaranteed\":false}}",
        policy.healthy_or_default().write(),
        policy.throttle_text().as_deref().unwrap_or("null"),
        policy.request_text()
    )
}

fn document(text: &str) -> Result<Map<String, Value>> {
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err("must be a JSON object".to_owned()),
        Err(error) => Err(format!("failed to parse JSON. {error}")),
    }
}

fn object<'a>(value: &'a Value, name: &str) -> Result<&'a Map<String, Value>> {
    value.as_object().ok_or_else(|| format!("{name} must be a JSON object"))
}

fn unexpected(key: &str) -> String {
    format!("Unexpected JSON member: {key}")
}

fn whole(value: &Value, name: &str, least: u32) -> Result<u32> {
    if value.as_i64().is_some_and(|number| number < i64::from(least)) {
        return Err(format!("{name} must be greater than or equal to {least}"));
    }
    // What is larger than any limit may as well be the largest.
    let number = value.as_u64().ok_or_else(|| format!("{name} must be a whole number"))?;
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}

/// A type, a subtype, and perhaps parameters. AWS lists the ones it takes; whether it refuses others is not known.
fn is_content_type(text: &str) -> bool {
    let kind = text.split(';').next().unwrap_or_default().trim();
    let token = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    kind.split_once('/').is_some_and(|(kind, subtype)| token(kind) && token(subtype))
        && !text.chars().any(char::is_control)
}
