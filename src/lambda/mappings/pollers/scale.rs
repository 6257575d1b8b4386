//! How many batches of a queue are worked on at once.
//!
//! Source: "Configuring scaling behavior for SQS event source mappings" in the Lambda developer guide. With pollers of its
//! own a mapping grows about three times as fast, up to sixteen times as far; a poller stands for ten invocations at once
//! and a megabyte a second. AWS gives no figures for when it goes down to two, nor for how it backs off.

use crate::clock::{Duration, Instant};
use crate::lambda::LambdaLimits;

/// Batches at once to begin with, which it comes back to.
const START: u32 = 5;
/// What it may go down to in the end.
const QUIET: u32 = 2;
/// Without messages for so long it goes down to that.
const QUIET_AFTER: Duration = Duration::from_secs(300);
/// What one poller of its own stands for.
pub const INVOCATIONS_OF_POLLER: u32 = 10;
/// With pollers of its own no mapping comes above this.
const PROVISIONED_MAX: u32 = 20_000;

/// How far a mapping grows, and how fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scale {
    /// Batches at once to begin with.
    pub start: u32,
    /// Without messages for a while.
    quiet: u32,
    /// The most.
    pub ceiling: u32,
    /// So many more in a minute.
    pub per_minute: u32,
    /// Whether it has pollers of its own.
    pub is_provisioned: bool,
}

impl Scale {
    /// The scale that settings give.
    pub fn of(concurrency_max: Option<u32>, pollers: Option<(u32, u32)>, limits: &LambdaLimits) -> Self {
        match (concurrency_max, pollers) {
            (_, Some((least, most))) => {
                let invocations = |pollers: u32| pollers.saturating_mul(INVOCATIONS_OF_POLLER).min(PROVISIONED_MAX);
                let (start, ceiling) = (invocations(least), invocations(most));
                let per_minute = limits.provisioned_per_minute;
                Self { start, quiet: start, ceiling, per_minute, is_provisioned: true }
            }
            (Some(most), None) => {
                let (start, ceiling) = (START.min(most), most.min(limits.mapping_concurrency));
                Self { start, quiet: start, ceiling, per_minute: limits.mapping_per_minute, is_provisioned: false }
            }
            (None, None) => Self {
                start: START,
                quiet: QUIET,
                ceiling: limits.mapping_concurrency,
                per_minute: limits.mapping_per_minute,
                is_provisioned: false,
            },
        }
    }

    /// What it comes back to.
    pub fn floor(&self, now: Instant, idle_since: Option<Instant>) -> u32 {
        match idle_since {
            Some(since) if now >= since.after(QUIET_AFTER) => self.quiet,
            _ => self.start,
        }
    }

    /// How many polls may be under way at once, out of so many batches.
    pub const fn polls(&self, allowed: u32) -> u32 {
        if self.is_provisioned { allowed.div_ceil(INVOCATIONS_OF_POLLER) } else { allowed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::LimitSet;

    #[test]
    fn figures_are_those_of_the_guide() {
        let (now, then) = (LambdaLimits::of(LimitSet::Now), LambdaLimits::of(LimitSet::Then));
        let at = Instant::from_millis(1_000_000);
        let quiet = Some(Instant::from_millis(700_000));
        for (scale, start, floor, ceiling, per_minute, polls) in [
            (Scale::of(None, None, &now), 5, 2, 1_250, 300, 5),
            (Scale::of(None, None, &then), 5, 2, 1_000, 60, 5),
            (Scale::of(Some(3), None, &now), 3, 3, 3, 300, 3),
            (Scale::of(Some(1_000), None, &now), 5, 5, 1_000, 300, 5),
            (Scale::of(None, Some((2, 200)), &now), 20, 20, 2_000, 1_000, 2),
            (Scale::of(None, Some((200, 10_000)), &now), 2_000, 2_000, 20_000, 1_000, 200),
        ] {
            assert_eq!((scale.start, scale.ceiling, scale.per_minute), (start, ceiling, per_minute));
            assert_eq!((scale.floor(at, None), scale.floor(at, quiet)), (start, floor));
            assert_eq!(scale.polls(start), polls);
        }
    }
}
