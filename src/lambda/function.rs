//! A function: its names, its settings, what stands for its code, and what it counts.
//!
//! Knows nothing of who invokes it. Settings: "CreateFunction" in the Lambda API reference.

use super::answers::BatchResponse;
use super::error::{LambdaError, Result};
use super::invocation::Ended;
use crate::base::collections::ChunkDeque;
use crate::base::{AccountId, Arn, Minutes, Region};
use crate::clock::{Duration, Instant};
use crate::iam::StoredPolicy;
use crate::lambda::api;
use std::sync::Arc;
use uuid::Uuid;

/// The number of a function in a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionId(pub u32);

/// A function's names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionKey {
    /// The owner.
    pub account: AccountId,
    /// Where it is.
    pub region: Region,
    /// Its name.
    pub name: Arc<str>,
}

impl FunctionKey {
    /// The function's ARN, without a version.
    pub fn arn(&self) -> Arn {
        Arn {
            service: "lambda".to_owned(),
            region: self.region.name().to_owned(),
            account: self.account.to_string(),
            resource: format!("function:{}", self.name),
        }
    }
}

/// The longest that a run can be made to take, in milliseconds: more than the longest timeout, so that any can be hit.
const DURATION_MS_MAX: i64 = 1_000_000;
/// The largest count in a behaviour.
const COUNT_MAX: i64 = 1_000_000;
/// Characters of `FailWhenContains`.
const WORDS_MAX: usize = 256;

/// What stands for a function's code.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Behaviour {
    /// How long a run takes, least and most.
    pub duration: (Duration, Duration),
    /// How many runs in a hundred fail by chance.
    pub fail_percent: u32,
    /// A run fails when its payload has this text.
    pub fail_when_contains: Option<Arc<str>>,
    /// So many runs fail from when this was set.
    pub fail_first: u32,
    /// What a run answers: a JSON text.
    pub response: Arc<str>,
    /// How a run answers an event of records, some of which it cannot handle; without it the run fails then.
    pub batch_response: Option<BatchResponse>,
    /// How a run answers the records of its payload, in place of that.
    pub transform: Option<Arc<api::Transform>>,
}

impl Default for Behaviour {
    fn default() -> Self {
        let duration = Duration::from_millis(100);
        Self {
            duration: (duration, duration),
            fail_percent: 0,
            fail_when_contains: None,
            fail_first: 0,
            response: "null".into(),
            batch_response: None,
            transform: None,
        }
    }
}

impl Behaviour {
    /// This behaviour with what a request asks for; what it does not name stays.
    ///
    /// # Errors
    /// `InvalidParameterValueException` for a value that is out of its range.
    pub fn with(&self, asked: &api::Behaviour, response_bytes_max: usize) -> Result<Self> {
        let within = |value: Option<i64>, name: &str, most: i64, old: u64| match value {
            None => Ok(old),
            Some(value) => u64::try_from(value).ok().filter(|_| value <= most).ok_or_else(|| {
                LambdaError::invalid(format!("Behaviour.{name} must be from 0 to {most}, not {value}."))
            }),
        };
        let small = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
        let (least, most) = (self.duration.0.as_millis(), self.duration.1.as_millis());
        let low = within(asked.min_duration_ms, "MinDurationMs", DURATION_MS_MAX, least)?;
        let high = within(asked.max_duration_ms, "MaxDurationMs", DURATION_MS_MAX, most.max(low))?;
        // One alone moves the other along.
        let low = if asked.min_duration_ms.is_none() { low.min(high) } else { low };
        if low > high {
            let sentence = format!("Behaviour.MinDurationMs must not be above MaxDurationMs: {low} and {high}.");
            return Err(LambdaError::invalid(sentence));
        }
        let percent = within(asked.fail_percent, "FailPercent", 100, u64::from(self.fail_percent))?;
        let first = within(asked.fail_first, "FailFirst", COUNT_MAX, u64::from(self.fail_first))?;
        let words = match asked.fail_when_contains.as_deref() {
            None => self.fail_when_contains.clone(),
            Some("") => None,
            Some(words) if words.chars().count() > WORDS_MAX => {
                let sentence = format!("Behaviour.FailWhenContains must have at most {WORDS_MAX} characters.");
                return Err(LambdaError::invalid(sentence));
            }
            Some(words) => Some(words.into()),
        };
        let response = match asked.response.as_deref() {
            None => self.response.clone(),
            Some(text) if text.len() > response_bytes_max || !is_json(text) => {
                let sentence = format!("Behaviour.Response must be JSON of at most {response_bytes_max} bytes.");
                return Err(LambdaError::invalid(sentence));
            }
            Some(text) => text.into(),
        };
        let batch_response = match asked.batch_response.as_deref() {
            None => self.batch_response,
            Some("") => None,
            Some(name) => Some(BatchResponse::read(name)?),
        };
        let transform = match &asked.transform {
            None => self.transform.clone(),
            Some(wish) => super::transform::checked(wish)?,
        };
        Ok(Self {
            duration: (Duration::from_millis(low), Duration::from_millis(high)),
            fail_percent: small(percent),
            fail_when_contains: words,
            fail_first: small(first),
            response,
            batch_response,
            transform,
        })
    }

    /// The same as it is shown.
    pub fn shown(&self) -> api::Behaviour {
        let millis = |span: Duration| i64::try_from(span.as_millis()).ok();
        api::Behaviour {
            min_duration_ms: millis(self.duration.0),
            max_duration_ms: millis(self.duration.1),
            fail_percent: Some(i64::from(self.fail_percent)),
            fail_when_contains: self.fail_when_contains.as_deref().map(str::to_owned),
            fail_first: Some(i64::from(self.fail_first)),
            response: Some(self.response.to_string()),
            batch_response: self.batch_response.map(|response| response.name().to_owned()),
            transform: self.transform.as_deref().cloned(),
        }
    }
}

/// Whether a text is JSON.
pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// How a function's events are treated: `PutFunctionEventInvokeConfig`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct EventConfig {
    /// Retries after a function error; none given means two.
    pub retries: Option<i64>,
    /// How long an event may wait, in seconds; none given means six hours.
    pub age_secs: Option<i64>,
    /// Where a record of a success goes.
    pub on_success: Option<Arc<str>>,
    /// Where a record of a failure goes.
    pub on_failure: Option<Arc<str>>,
    /// When it was set.
    pub modified: Instant,
}

/// What a function has counted since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Totals {
    /// Runs that have begun (`Invocations`).
    pub invocations: u64,
    /// Runs that failed, time-outs included (`Errors`).
    pub errors: u64,
    /// Runs that were stopped because they took too long.
    pub timeouts: u64,
    /// Attempts of events that found no free concurrency (`Throttles`; those of callers who wait change nothing).
    pub throttles: u64,
    /// Events accepted (`AsyncEventsReceived`).
    pub accepted: u64,
    /// Events given up (`AsyncEventsDropped`), wherever they went then.
    pub dropped: u64,
    /// Dead letters and records sent on.
    pub sent: u64,
    /// Those that did not arrive.
    pub not_sent: u64,
    /// The most that ran at once (`ConcurrentExecutions`).
    pub concurrent_max: u64,
    /// How many ran at once, whenever another one began.
    pub concurrent: Minutes,
    /// How long runs took, in milliseconds (`Duration`).
    pub durations: Minutes,
    /// How old the last record of each batch of a stream was (`IteratorAge`).
    pub ages: Minutes,
}

/// A function with its settings. Cloning is cheap.
#[derive(Clone, Debug, Hash)]
pub struct Function {
    /// Its number.
    pub id: FunctionId,
    /// Its names.
    pub key: FunctionKey,
    /// When it was made.
    pub created: Instant,
    /// When it was changed last.
    pub modified: Instant,
    /// Changes with each change of the configuration.
    pub revision: Uuid,
    /// The ARN of the role that it acts as.
    pub role: Arc<str>,
    /// `Runtime`, kept and shown.
    pub runtime: Option<Arc<str>>,
    /// `Handler`, kept and shown.
    pub handler: Option<Arc<str>>,
    /// What it is for.
    pub description: Arc<str>,
    /// The longest that a run may take.
    pub timeout: Duration,
    /// Kept and shown.
    pub memory_mb: i64,
    /// `DeadLetterConfig`: the ARN of a queue or a topic.
    pub dead_letter: Option<Arc<str>>,
    /// What stands for its code.
    pub behaviour: Behaviour,
    /// How many of the first runs are still to fail.
    pub fail_left: u32,
    /// Who may invoke it beside its own account.
    pub policy: Option<StoredPolicy>,
    /// Changes with each change of the policy.
    pub policy_revision: Uuid,
    /// Concurrency that is its own, and its limit.
    pub reserved: Option<u64>,
    /// How its events are treated, where that was set.
    pub event_config: Option<EventConfig>,
    /// How many of its runs have begun and not ended.
    pub running: u64,
    /// How many events stand in its queue, those that run included.
    pub queued: u64,
    /// The last runs that ended, oldest first.
    pub(super) ended: ChunkDeque<Ended>,
    /// What it has counted.
    pub totals: Totals,
}

/// How many ended runs are kept.
pub const ENDED_KEPT: u64 = 20;

impl Function {
    /// Its ARN, without a version.
    pub fn arn(&self) -> Arn {
        self.key.arn()
    }

    /// The last runs that ended, newest first.
    pub fn last_results(&self) -> impl Iterator<Item = &Ended> {
        self.ended.iter().rev().map(|(_, ended)| ended)
    }

    /// The name of the role that it acts as.
    pub fn role_name(&self) -> &str {
        self.role.rsplit_once('/').map_or(&*self.role, |(_, name)| name)
    }

    pub(super) fn keep(&mut self, ended: Ended) {
        self.ended.push(ended);
        if self.ended.next() - self.ended.front() > ENDED_KEPT {
            self.ended.pop_first();
        }
    }
}
