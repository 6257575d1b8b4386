//! When a delivery that failed is tried again.
//!
//! A [`Schedule`] is four phases of retries, one behind the other. Which one applies depends on the endpoint: fixed ones
//! for what AWS runs and for what customers run, and for HTTP/S a default that a delivery policy replaces.
//!
//! Sources: "Amazon SNS message delivery retries" and "Creating an HTTP/S delivery policy" in the SNS developer guide.
//! AWS adds jitter to every delay; a schedule has none, see [`Chance`](super::Chance).

mod curve;
mod policy;
#[cfg(test)]
mod tests;

use crate::key;
pub use policy::{
    DeliveryPolicy, HealthyRetryPolicy, TopicDeliveryPolicy, check_subscription_policy, check_topic_policy, effective,
    effective_subscription_policy, effective_topic_policy, in_force,
};

use crate::clock::Duration;

/// How delays grow from the least to the most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Backoff {
    /// Between exponential and linear: half-way.
    Arithmetic,
    /// By the same factor each time.
    Exponential,
    /// Between exponential and linear: where both are off by the same factor.
    Geometric,
    /// By the same amount each time.
    #[default]
    Linear,
}

impl Backoff {
    /// All four, in the order of the guide.
    pub const ALL: [Self; 4] = [Self::Arithmetic, Self::Exponential, Self::Geometric, Self::Linear];

    /// The name in a delivery policy.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Arithmetic => "arithmetic",
            Self::Exponential => "exponential",
            Self::Geometric => "geometric",
            Self::Linear => "linear",
        }
    }

    /// The function of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|backoff| backoff.name() == name)
    }
}

/// Which part of a schedule a retry belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// At once.
    Immediate,
    /// After the least delay.
    PreBackoff,
    /// After delays that grow from the least to the most.
    Backoff,
    /// After the most delay.
    PostBackoff,
}

impl Phase {
    /// As the guide names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Immediate => key!("immediate retry"),
            Self::PreBackoff => key!("pre-backoff"),
            Self::Backoff => key!("backoff"),
            Self::PostBackoff => key!("post-backoff"),
        }
    }
}

/// The retries of a delivery. Retries count from one; the first attempt is none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Schedule {
    immediate: u32,
    pre_backoff: u32,
    backoff: u32,
    post_backoff: u32,
    least: Duration,
    most: Duration,
    function: Backoff,
}

impl Schedule {
    /// For what AWS runs: SQS, Lambda and Firehose. 100,015 retries over 23 days.
    pub const fn aws_managed() -> Self {
        Self {
            immediate: 3,
            pre_backoff: 2,
            backoff: 10,
            post_backoff: 100_000,
            least: Duration::from_secs(1),
            most: Duration::from_secs(20),
            function: Backoff::Exponential,
        }
    }

    /// For what customers run: e-mail, SMS and mobile push, and Firehose that throttles. 50 retries over six hours.
    pub const fn customer_managed() -> Self {
        Self {
            immediate: 0,
            pre_backoff: 2,
            backoff: 10,
            post_backoff: 38,
            least: Duration::from_secs(10),
            most: Duration::from_secs(600),
            function: Backoff::Exponential,
        }
    }

    /// For HTTP/S without a delivery policy: three retries, 20 seconds apart.
    pub const fn http_default() -> Self {
        Self::of(&HealthyRetryPolicy::DEFAULT)
    }

    /// For HTTP/S with the delivery policies of a topic and of a subscription, if they have one.
    pub fn http(topic: Option<&str>, subscription: Option<&str>) -> Self {
        Self::of(&in_force(topic, subscription).healthy_or_default())
    }

    /// As a retry policy says.
    pub const fn of(policy: &HealthyRetryPolicy) -> Self {
        Self {
            immediate: policy.no_delay,
            pre_backoff: policy.min_delay_retries,
            backoff: policy.backoff_retries(),
            post_backoff: policy.max_delay_retries,
            least: Duration::from_secs(policy.min_delay as u64),
            most: Duration::from_secs(policy.max_delay as u64),
            function: policy.backoff,
        }
    }

    /// How many retries there are.
    pub const fn retries(&self) -> u32 {
        self.immediate + self.pre_backoff + self.backoff + self.post_backoff
    }

    /// How often a message is tried in all, the first time included.
    pub const fn attempts(&self) -> u32 {
        self.retries() + 1
    }

    /// How many retries a phase has.
    pub const fn retries_in(&self, phase: Phase) -> u32 {
        match phase {
            Phase::Immediate => self.immediate,
            Phase::PreBackoff => self.pre_backoff,
            Phase::Backoff => self.backoff,
            Phase::PostBackoff => self.post_backoff,
        }
    }

    /// The phase of a retry, and its place in it from zero.
    fn place(&self, retry: u32) -> Option<(Phase, u32)> {
        let mut place = retry.checked_sub(1)?;
        for phase in [Phase::Immediate, Phase::PreBackoff, Phase::Backoff, Phase::PostBackoff] {
            match place.checked_sub(self.retries_in(phase)) {
                Some(rest) => place = rest,
                None => return Some((phase, place)),
            }
        }
        None
    }

    /// The phase of a retry; none if there is no such retry.
    pub fn phase(&self, retry: u32) -> Option<Phase> {
        self.place(retry).map(|(phase, _)| phase)
    }

    /// How long to wait before a retry, from the failure of the attempt before it; none if there is no retry left.
    pub fn delay_before(&self, retry: u32) -> Option<Duration> {
        let (phase, place) = self.place(retry)?;
        Some(match phase {
            Phase::Immediate => Duration::ZERO,
            Phase::PreBackoff => self.least,
            Phase::Backoff => curve::delay(self.function, self.least, self.most, place, self.backoff),
            Phase::PostBackoff => self.most,
        })
    }

    /// All delays together: how long a message is tried if every attempt fails at once.
    pub fn total(&self) -> Duration {
        let growing: u64 = (0..self.backoff)
            .map(|place| curve::delay(self.function, self.least, self.most, place, self.backoff).as_millis())
            .sum();
        let before = u64::from(self.pre_backoff) * self.least.as_millis();
        let after = u64::from(self.post_backoff) * self.most.as_millis();
        Duration::from_millis(before + growing + after)
    }
}
