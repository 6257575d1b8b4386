//! An alarm: what it watches, when it is in which state, and what it does then.
//!
//! Knows neither requests nor where values come from. Source: `MetricAlarm` in the CloudWatch API reference.

use super::evaluate::{Point, Terms};
use super::metric::{Choice, Metric};
use crate::base::collections::SortedMap;
use crate::base::{AccountId, Arn, Region};
use crate::clock::Instant;
use std::fmt;
use std::sync::Arc;

/// Which alarm: names are unique in an account and Region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlarmKey {
    /// The owner.
    pub account: AccountId,
    /// The Region.
    pub region: Region,
    /// The name.
    pub name: Arc<str>,
}

impl AlarmKey {
    /// `arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME`.
    pub fn arn(&self) -> Arn {
        Arn {
            service: "cloudwatch".to_owned(),
            region: self.region.name().to_owned(),
            account: self.account.to_string(),
            resource: format!("alarm:{}", self.name),
        }
    }
}

/// The three states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Within the threshold.
    Ok,
    /// Beyond the threshold.
    Alarm,
    /// Just made, or there are too few values to tell.
    InsufficientData,
}

impl State {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Ok, Self::Alarm, Self::InsufficientData];

    /// AWS's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
            Self::InsufficientData => "INSUFFICIENT_DATA",
        }
    }

    /// The state of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What an alarm is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// What is watched.
    pub metric: Metric,
    /// Which figure of it.
    pub choice: Choice,
    /// Only values of this unit count.
    pub unit: Option<&'static str>,
    /// Seconds of a period.
    pub period: u64,
    /// When it is in which state.
    pub terms: Terms,
    /// How `TreatMissingData` was given, if it was.
    pub treats_missing: Option<Arc<str>>,
    /// `EvaluateLowSampleCountPercentile`: `evaluate` or `ignore`.
    pub low_samples: Option<Arc<str>>,
    /// What it is for.
    pub description: Option<Arc<str>>,
    /// Whether actions are carried out at all.
    pub actions_enabled: bool,
    /// ARNs for becoming OK.
    pub ok_actions: Vec<Arc<str>>,
    /// ARNs for becoming ALARM.
    pub alarm_actions: Vec<Arc<str>>,
    /// ARNs for becoming INSUFFICIENT_DATA.
    pub insufficient_data_actions: Vec<Arc<str>>,
}

impl Rule {
    /// What is done on becoming that.
    pub fn actions(&self, state: State) -> &[Arc<str>] {
        match state {
            State::Ok => &self.ok_actions,
            State::Alarm => &self.alarm_actions,
            State::InsufficientData => &self.insufficient_data_actions,
        }
    }

    /// Whether it is evaluated every ten seconds; otherwise it is every minute.
    pub const fn is_fast(&self) -> bool {
        self.period < 60
    }
}

/// An alarm as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Alarm {
    /// Which.
    pub key: AlarmKey,
    /// Its number in the lab, which no other alarm will have.
    pub number: u32,
    /// What it was made with.
    pub rule: Rule,
    /// When that was last put.
    pub configured: Instant,
    /// Its state.
    pub state: State,
    /// Why.
    pub reason: Arc<str>,
    /// The same as JSON.
    pub reason_data: Option<Arc<str>>,
    /// When state or reason were last set.
    pub updated: Instant,
    /// When the state was last another one than before.
    pub transitioned: Instant,
    /// The state before, and the event that it ended with; none for an alarm that is as it was made.
    pub previous: Option<(State, u64)>,
    /// When it last acted, for actions that repeat.
    pub acted: Instant,
    /// Tags.
    pub tags: SortedMap<String, String>,
    /// The points that the last evaluation looked at, the oldest first.
    pub recent: Arc<[Point]>,
}

impl Alarm {
    /// One that nobody has evaluated yet.
    pub(super) fn new(key: AlarmKey, number: u32, rule: Rule, now: Instant) -> Self {
        Self {
            key,
            number,
            rule,
            configured: now,
            state: State::InsufficientData,
            reason: "Unchecked: Initial alarm creation".into(),
            reason_data: None,
            updated: now,
            transitioned: now,
            previous: None,
            acted: now,
            tags: SortedMap::default(),
            recent: Arc::new([]),
        }
    }
}
