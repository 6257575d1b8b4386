//! The figures of AWS Lambda, today's and those of older notes.
//!
//! Source: "Lambda quotas" and "How Lambda handles errors and retries with asynchronous invocation" in the Lambda
//! developer guide. The payload of an asynchronous invocation was 256 KB until October 2025, since then it is 1 MB ("Invoke"
//! in the API reference).

use crate::clock::Duration;
use crate::limits::LimitSet;

/// Limits and defaults of Lambda. Sizes are bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LambdaLimits {
    /// Invocations that run at once in an account and Region.
    pub concurrency: u64,
    /// How many of them must stay free of reservations.
    pub unreserved_min: u64,
    /// The payload of a synchronous and of an asynchronous invocation.
    pub payload_bytes: (usize, usize),
    /// A function's policy.
    pub policy_bytes: usize,
    /// `Timeout` in seconds: the least, the most, the default.
    pub timeout_secs: (i64, i64, i64),
    /// `MemorySize` in MB: the least, the most, the default.
    pub memory_mb: (i64, i64, i64),
    /// `MaximumRetryAttempts`: the most, which is the default too.
    pub retries_max: i64,
    /// `MaximumEventAgeInSeconds`: the least and the most, which is the default.
    pub event_age_secs: (i64, i64),
    /// Functions on a page of a list.
    pub page: usize,
    /// Invocations at once for one mapping of a queue.
    pub mapping_concurrency: u32,
    /// So many more in a minute.
    pub mapping_per_minute: u32,
    /// The same for a mapping with pollers of its own.
    pub provisioned_per_minute: u32,
    /// `MaximumPollers`.
    pub pollers_max: i64,
    /// Mappings on a page of a list.
    pub mappings_page: usize,
}

impl LambdaLimits {
    /// The figures of one set.
    pub const fn of(set: LimitSet) -> Self {
        let now = matches!(set, LimitSet::Now);
        Self {
            concurrency: 1_000,
            unreserved_min: 100,
            payload_bytes: (6_291_456, if now { 1_048_576 } else { 262_144 }),
            policy_bytes: 20_480,
            timeout_secs: (1, 900, 3),
            memory_mb: (128, if now { 10_240 } else { 3_008 }, 128),
            retries_max: 2,
            event_age_secs: (60, 21_600),
            page: 50,
            mapping_concurrency: if now { 1_250 } else { 1_000 },
            mapping_per_minute: if now { 300 } else { 60 },
            // Three times as fast is what was said of the older figure.
            provisioned_per_minute: if now { 1_000 } else { 180 },
            pollers_max: if now { 10_000 } else { 2_000 },
            mappings_page: 100,
        }
    }
}

/// How long an event waits after so many function errors: one minute, then two.
pub const fn retry_delay(failed: u32) -> Duration {
    Duration::from_secs(if failed <= 1 { 60 } else { 120 })
}

/// How long an event waits after it was throttled so many times in a row: from one second, doubling up to five minutes.
pub const fn throttle_delay(throttled: u32) -> Duration {
    const MOST: u64 = 300;
    let doublings = if throttled == 0 { 0 } else { throttled - 1 };
    let secs = if doublings >= 9 { MOST } else { 1 << doublings };
    Duration::from_secs(if secs > MOST { MOST } else { secs })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throttled_events_wait_from_a_second_to_five_minutes() {
        let waits: Vec<u64> = (1..=11).map(|count| throttle_delay(count).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        assert_eq!(throttle_delay(u32::MAX).as_secs(), 300);
        assert_eq!([1, 2].map(|failed| retry_delay(failed).as_secs()), [60, 120]);
    }

    #[test]
    fn the_older_figures_are_smaller() {
        let (now, then) = (LambdaLimits::of(LimitSet::Now), LambdaLimits::of(LimitSet::Then));
        assert_eq!((now.payload_bytes.1, then.payload_bytes.1), (1_048_576, 262_144));
        assert_eq!((now.payload_bytes.0, then.payload_bytes.0), (6_291_456, 6_291_456));
    }
}
