//! Which state an alarm is in, as a pure function of its points.
//!
//! Knows no metrics, no clock and no actions. Sources: "Evaluating an alarm" and "Configuring how CloudWatch alarms treat
//! missing data" in the CloudWatch user guide, whose tables are the tests.

mod reason;
#[cfg(test)]
mod tests;

use super::alarm::State;
use super::number::Number;

/// How many periods beyond those of the alarm an evaluation looks back, so that single gaps can be passed over. The guide
/// says that there are some; two is what its tables show.
pub const LOOK_BACK: u32 = 2;

/// How a point is compared with the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are AWS's own")]
pub enum Comparison {
    GreaterThanOrEqualToThreshold,
    GreaterThanThreshold,
    LessThanThreshold,
    LessThanOrEqualToThreshold,
}

impl Comparison {
    /// All four.
    pub const ALL: [Self; 4] = [
        Self::GreaterThanOrEqualToThreshold,
        Self::GreaterThanThreshold,
        Self::LessThanThreshold,
        Self::LessThanOrEqualToThreshold,
    ];

    /// AWS's name, and the words in reasons.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::GreaterThanOrEqualToThreshold => ("GreaterThanOrEqualToThreshold", "greater than or equal to"),
            Self::GreaterThanThreshold => ("GreaterThanThreshold", "greater than"),
            Self::LessThanThreshold => ("LessThanThreshold", "less than"),
            Self::LessThanOrEqualToThreshold => ("LessThanOrEqualToThreshold", "less than or equal to"),
        }
    }

    /// Whether a value is beyond the threshold.
    pub fn holds(self, value: Number, threshold: Number) -> bool {
        match self {
            Self::GreaterThanOrEqualToThreshold => value >= threshold,
            Self::GreaterThanThreshold => value > threshold,
            Self::LessThanThreshold => value < threshold,
            Self::LessThanOrEqualToThreshold => value <= threshold,
        }
    }
}

/// What periods without values count as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Missing {
    /// They leave too little to tell.
    Missing,
    /// Within the threshold.
    NotBreaching,
    /// Beyond the threshold.
    Breaching,
    /// The state stays as it is.
    Ignore,
}

impl Missing {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Breaching, Self::NotBreaching, Self::Ignore, Self::Missing];

    /// AWS's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::NotBreaching => "notBreaching",
            Self::Breaching => "breaching",
            Self::Ignore => "ignore",
        }
    }
}

/// When an alarm is in which state: M out of N.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Terms {
    /// N: how many periods are looked at.
    pub periods: u32,
    /// M: how many of them must be beyond the threshold, where it was given; otherwise all of them.
    pub datapoints: Option<u32>,
    /// The threshold.
    pub threshold: Number,
    /// The comparison.
    pub comparison: Comparison,
    /// What a period without values counts as.
    pub missing: Missing,
}

impl Terms {
    /// M, given or not.
    pub fn needed(&self) -> u32 {
        self.datapoints.unwrap_or(self.periods)
    }

    /// How many points an evaluation looks at.
    pub const fn range(&self) -> u32 {
        self.periods.saturating_add(LOOK_BACK)
    }
}

/// A period of the metric.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Point {
    /// Its beginning, in seconds since 1970.
    pub start: u64,
    /// The statistic, if there were values.
    pub value: Option<Number>,
    /// How many values there were.
    pub samples: Number,
}

/// The state that the points lead to, with the reason; `None` keeps the state. The oldest point comes first.
pub fn evaluate(terms: &Terms, points: &[Point]) -> Option<(State, String)> {
    let (periods, needed) = (terms.periods as usize, terms.needed() as usize);
    let value = |point: &&Point| point.value.is_some();
    // If there are enough real points, the newest of them decide and gaps do not matter.
    let real: Vec<&Point> = points.iter().rev().filter(value).take(periods).collect();
    let is_beyond = |point: &&&Point| point.value.is_some_and(|it| terms.comparison.holds(it, terms.threshold));
    let beyond: Vec<&Point> = real.iter().filter(is_beyond).copied().collect();
    let within: Vec<&Point> = real.iter().filter(|point| !is_beyond(point)).copied().collect();
    let gaps = periods.saturating_sub(real.len());
    if beyond.len() >= needed {
        return Some((State::Alarm, reason::crossed(terms, &beyond)));
    }
    // So many are within that whatever the gaps count as makes no difference.
    if gaps == 0 || within.len() > periods.saturating_sub(needed) {
        return Some((State::Ok, reason::not_crossed(terms, &within)));
    }
    match terms.missing {
        Missing::Breaching => Some((State::Alarm, reason::filled(terms, real.len(), gaps))),
        Missing::NotBreaching => Some((State::Ok, reason::filled(terms, real.len(), gaps))),
        Missing::Missing if real.is_empty() => Some((State::InsufficientData, reason::unknown(gaps))),
        Missing::Missing | Missing::Ignore if !within.is_empty() => {
            Some((State::Ok, reason::not_crossed(terms, &within)))
        }
        Missing::Ignore => None,
        Missing::Missing => {
            // All that is there is beyond. Only what has been so for as long as the alarm wants is believed, as the next
            // point could be within: "Avoiding premature transitions to alarm state".
            let oldest = points.iter().rev().rposition(|point| point.value.is_some())?;
            (oldest + 1 >= needed).then(|| (State::Alarm, reason::crossed(terms, &beyond)))
        }
    }
}
