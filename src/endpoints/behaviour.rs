//! How an endpoint answers: what can be set of it, and what a sender makes of each answer.
//!
//! Knows no message and no time. Source: "Amazon SNS message delivery retries" in the SNS developer guide; that an HTTP
//! answer of 300 to 499 other than 429 ends a delivery as a success is what AWS was seen to do.

use super::Kind;
use serde::{Deserialize, Serialize};

/// The longest time that an answer can be made to take, in milliseconds.
pub const LATENCY_MS_MAX: u64 = 60_000;
/// The same of what a delivery stream delivers to: Splunk may take ten minutes to acknowledge.
pub const STORE_LATENCY_MS_MAX: u64 = 900_000;
/// The most arrivals that an endpoint can keep.
pub const KEEP_MAX: usize = 200;
/// The largest count in a behaviour.
const COUNT_MAX: u32 = 1_000_000;

/// What an endpoint does with a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answering {
    /// It takes it; over HTTP with status 200.
    #[default]
    Ok,
    /// It answers with that HTTP status; of other kinds, what such a status would mean.
    Status(u16),
    /// Nobody answers.
    Down,
    /// It is gone for good.
    Gone,
}

/// How an endpoint behaves.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Behaviour {
    /// What it answers when no failure is due.
    pub answer: Answering,
    /// How long an answer takes, least and most, in milliseconds up to 60,000. Over HTTP 15,000 are a time-out. What a
    /// delivery stream delivers to may take up to 900,000; of Splunk it is the time to its acknowledgement.
    pub latency_ms: (u64, u64),
    /// Every n-th request fails.
    pub fail_every: Option<u32>,
    /// The first n requests fail, counted from when this was set.
    pub fail_first: u32,
    /// The HTTP status of those failures, 300 to 599.
    pub fail_status: u16,
    /// Whether it confirms subscriptions by itself; only HTTP endpoints and inboxes are asked.
    pub auto_confirm: bool,
    /// How many of the last arrivals are kept to be looked at, 1 to 200.
    pub keep: usize,
    /// HTTP: requests beyond this rate are answered with status 429.
    pub max_per_second: Option<u32>,
    /// What a delivery stream delivers to: whether its answers lack the id of the request.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub wrong_answer: bool,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            answer: Answering::Ok,
            latency_ms: (0, 0),
            fail_every: None,
            fail_first: 0,
            fail_status: 503,
            auto_confirm: false,
            keep: 50,
            max_per_second: None,
            wrong_answer: false,
        }
    }
}

/// A behaviour that no endpoint can have.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum BadBehaviour {
    /// A value that lies outside of its range.
    #[error("{field} must be from {least} to {most}, not {found}")]
    Range {
        /// Which, as it is written.
        field: &'static str,
        /// The least that is taken.
        least: u64,
        /// The most that is taken.
        most: u64,
        /// What was given.
        found: u64,
    },
    /// The least latency is above the most.
    #[error("latencyMs must begin with the smaller value, not {0} before {1}")]
    Order(u64, u64),
    /// Another answer than asked for, of something that is asked for none.
    #[error("wrongAnswer can be set for what a delivery stream delivers to only")]
    AnswerOfOther,
    /// A rate for something that answers no HTTP status.
    #[error("maxPerSecond can be set for HTTP endpoints only")]
    RateOfOther,
}

impl Behaviour {
    /// Refuses what an endpoint of that kind cannot do.
    ///
    /// # Errors
    /// The first value that is out of its range, in the order of the fields.
    pub fn check(&self, kind: Kind) -> Result<(), BadBehaviour> {
        let within = |field, found: u64, least, most| {
            let is_good = (least..=most).contains(&found);
            is_good.then_some(()).ok_or(BadBehaviour::Range { field, least, most, found })
        };
        if let Answering::Status(status) = self.answer {
            within("answer", u64::from(status), 100, 599)?;
        }
        let (least, most) = self.latency_ms;
        let slowest = if kind == Kind::Store { STORE_LATENCY_MS_MAX } else { LATENCY_MS_MAX };
        within("latencyMs", least, 0, slowest)?;
        within("latencyMs", most, 0, slowest)?;
        if self.wrong_answer && kind != Kind::Store {
            return Err(BadBehaviour::AnswerOfOther);
        }
        if least > most {
            return Err(BadBehaviour::Order(least, most));
        }
        if let Some(every) = self.fail_every {
            within("failEvery", u64::from(every), 1, u64::from(COUNT_MAX))?;
        }
        within("failFirst", u64::from(self.fail_first), 0, u64::from(COUNT_MAX))?;
        within("failStatus", u64::from(self.fail_status), 300, 599)?;
        within("keep", self.keep as u64, 1, KEEP_MAX as u64)?;
        match self.max_per_second {
            Some(_) if kind != Kind::Http => Err(BadBehaviour::RateOfOther),
            Some(rate) => within("maxPerSecond", u64::from(rate), 1, u64::from(COUNT_MAX)),
            None => Ok(()),
        }
    }
}

/// What an attempt came to, as the sender sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It is done, whether or not the endpoint made use of it.
    Delivered,
    /// It may succeed later: the sender tries again.
    ServerError(String),
    /// It will never succeed: the sender does not try again.
    ClientError(String),
}

/// What a sender makes of an answer.
///
/// Over HTTP a status of 200 to 499 but 429 ends the delivery as a success, so that a wrong path loses messages without a
/// trace; everything else is tried again. A phone's reasons are those of SNS's delivery logs for SMS.
pub fn outcome(kind: Kind, answering: Answering) -> Outcome {
    let server = |why: &str| Outcome::ServerError(why.to_owned());
    let client = |why: &str| Outcome::ClientError(why.to_owned());
    match (kind, answering) {
        // A delivery stream takes no redirect and no refusal for a success.
        (_, Answering::Ok)
        | (Kind::Http, Answering::Status(200..=428 | 430..=499))
        | (Kind::Store, Answering::Status(200..=299)) => Outcome::Delivered,
        (Kind::Store, Answering::Status(status)) => Outcome::ServerError(format!("status {status}")),
        (Kind::Http, Answering::Status(status)) => Outcome::ServerError(format!("HTTP status {status}")),
        (_, Answering::Status(status)) if status == 429 || status >= 500 => {
            Outcome::ServerError(format!("status {status}"))
        }
        (_, Answering::Status(status)) if status >= 400 => Outcome::ClientError(format!("status {status}")),
        (_, Answering::Status(_)) => Outcome::Delivered,
        (Kind::Http, Answering::Down) => server("no answer within 15 seconds"),
        (Kind::Phone, Answering::Down) => server("Phone is currently unreachable/unavailable"),
        (_, Answering::Down) => server("no answer from the endpoint"),
        (Kind::Phone, Answering::Gone) => client("Invalid phone number"),
        (_, Answering::Gone) => client("the endpoint does not exist any more"),
    }
}
