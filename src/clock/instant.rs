//! Points in logical time, spans between them, and their place in the calendar.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A point in logical time: whole milliseconds since the lab began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(u64);

/// A span of logical time in whole milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Duration(u64);

/// The calendar time at which a lab begins, in milliseconds since 1970-01-01T00:00:00Z.
///
/// AWS answers with calendar timestamps; adding the epoch to an [`Instant`] gives one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(u64);

impl Instant {
    /// The beginning of the lab.
    pub const ZERO: Self = Self(0);
    /// The end of representable time; used as "never".
    pub const MAX: Self = Self(u64::MAX);

    /// The instant that many milliseconds after the beginning.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the beginning.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The span from `earlier` to here; zero when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }

    /// This instant moved later by `span`; stops at [`Instant::MAX`].
    #[must_use]
    pub const fn after(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// This instant moved earlier by `span`; stops at zero.
    #[must_use]
    pub const fn before(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A span of whole milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// A span of whole seconds.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// The span in milliseconds.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The span in whole seconds, rounded down.
    pub const fn as_secs(self) -> u64 {
        self.0 / 1000
    }
}

impl Epoch {
    /// 2026-01-01T00:00:00Z, where labs begin unless told otherwise.
    pub const DEFAULT: Self = Self(1_767_225_600_000);

    /// An epoch at that many milliseconds since 1970.
    pub const fn from_unix_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970 of `at`.
    pub const fn unix_millis(self, at: Instant) -> u64 {
        self.0.saturating_add(at.0)
    }

    /// Whole seconds since 1970 of `at`.
    pub const fn unix_secs(self, at: Instant) -> u64 {
        self.unix_millis(at) / 1000
    }
}

impl Epoch {
    /// The calendar time of `at` in UTC as ISO 8601 writes it: `2026-01-01T00:00:00.000Z`.
    pub fn iso(self, at: Instant) -> String {
        let millis = self.unix_millis(at);
        let (days, rest) = (millis / 86_400_000, millis % 86_400_000);
        // Days since 0000-03-01, so that the leap day is the last of its year (the civil calendar by H. Hinnant).
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = era * 400 + year_of_era + u64::from(month <= 2);
        let (hours, minutes, seconds) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60);
        format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{:03}Z", rest % 1_000)
    }
}

impl Default for Epoch {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Seconds with three decimals, as in tables: `42.000`.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

/// The largest unit that leaves a short text: `250ms`, `30s`, `1m5s`, `4d`, `12h`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u64, &str); 5] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s"), (1, "ms")];
        if self.0 == 0 {
            return f.write_str("0s");
        }
        let mut rest = self.0;
        for (size, unit) in UNITS {
            if rest >= size {
                write!(f, "{}{unit}", rest / size)?;
                rest %= size;
            }
        }
        Ok(())
    }
}

/// A text that is no span of time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a span of time; write for example 250ms, 30s, 1m5s, 12h or 4d")]
pub struct BadDuration(String);

impl std::str::FromStr for Duration {
    type Err = BadDuration;

    fn from_str(text: &str) -> Result<Self, BadDuration> {
        let bad = || BadDuration(text.to_owned());
        let mut total = 0_u64;
        let mut rest = text;
        if rest.is_empty() {
            return Err(bad());
        }
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(bad)?;
            let (number, tail) = rest.split_at(digits);
            let letters = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
            let (unit, tail) = tail.split_at(letters);
            let size = match unit {
                "ms" => 1,
                "s" => 1000,
                "m" => 60_000,
                "h" => 3_600_000,
                "d" => 86_400_000,
                _ => return Err(bad()),
            };
            let number: u64 = number.parse().map_err(|_| bad())?;
            total = number.checked_mul(size).and_then(|part| total.checked_add(part)).ok_or_else(bad)?;
            rest = tail;
        }
        Ok(Self(total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_back_what_they_print() {
        for millis in [0, 1, 250, 1000, 65_000, 43_200_000, 345_600_000, 90_061_001] {
            let span = Duration::from_millis(millis);
            assert_eq!(span.to_string().parse(), Ok(span), "{span}");
        }
        assert_eq!(Duration::from_millis(65_250).to_string(), "1m5s250ms");
        for bad in ["", "5", "s", "5x", "-1s", "99999999999999999999s", "18446744073709551615d"] {
            assert!(bad.parse::<Duration>().is_err(), "{bad}");
        }
    }

    #[test]
    fn arithmetic_stops_at_both_ends() {
        assert_eq!(Instant::ZERO.before(Duration::from_secs(1)), Instant::ZERO);
        assert_eq!(Instant::MAX.after(Duration::from_secs(1)), Instant::MAX);
        assert_eq!(Instant::ZERO.since(Instant::from_millis(5)), Duration::ZERO);
        assert_eq!(Epoch::DEFAULT.unix_secs(Instant::from_millis(1999)), 1_767_225_601);
    }

    #[test]
    fn the_calendar_knows_leap_years() {
        for (unix_millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_767_225_599_999, "2025-12-31T23:59:59.999Z"),
            (1_767_225_600_000, "2026-01-01T00:00:00.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ] {
            assert_eq!(Epoch::from_unix_millis(unix_millis).iso(Instant::ZERO), text);
        }
    }
}
