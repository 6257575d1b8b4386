//! Calendar times as the API takes them and as alarms write them.
//!
//! Metrics lie in the calendar and not in the lab's own time, as a value may be put that is older than the lab. Knows
//! nothing of metrics or alarms.

use crate::base::calendar;
use crate::base::wire::{Field, read_by_value};
use crate::clock::{Epoch, Instant};
use serde::Serialize;
use serde_json::Value;

/// A time in a request, as the caller wrote it: ISO 8601, or seconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Timestamp(pub String);

impl Timestamp {
    /// Milliseconds since 1970; `None` for a text that is no time, or one before 1970.
    pub fn unix_millis(&self) -> Option<u64> {
        let text = self.0.trim();
        if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return seconds(text);
        }
        // Less than a whole date is no time here.
        let millis = text
            .get(..10)
            .filter(|date| date.bytes().filter(|byte| *byte == b'-').count() == 2)
            .and_then(|_| calendar::parse(text))?;
        u64::try_from(millis).ok()
    }
}

impl Field for Timestamp {
    fn read(value: Value) -> Result<Self, String> {
        match value {
            Value::String(text) => Ok(Self(text)),
            Value::Number(number) => Ok(Self(number.to_string())),
            other => Err(format!("expected a time, not {other}")),
        }
    }

    fn form() -> crate::base::form::Form {
        crate::base::form::Form::Text
    }
}

read_by_value!(Timestamp);

/// Seconds with up to three decimals, in milliseconds.
fn seconds(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction: String = fraction.chars().chain("000".chars()).take(3).collect();
    whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(fraction.parse().ok()?)
}

fn iso(unix_millis: u64) -> String {
    Epoch::from_unix_millis(unix_millis).iso(Instant::ZERO)
}

/// `2026-01-01T00:05:00.000+0000`, as alarms write times in JSON.
pub(super) fn stamp(unix_millis: u64) -> String {
    iso(unix_millis).replace('Z', "+0000")
}

/// `01/01/26 00:00:00`, day first, as reasons name the beginning of a period.
pub(super) fn short(unix_secs: u64) -> String {
    let text = iso(unix_secs.saturating_mul(1000));
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    format!("{}/{}/{} {}", part(8, 10), part(5, 7), part(2, 4), part(11, 19))
}

/// `Thursday 01 January, 2026 00:05:00 UTC`, as the mails of alarms write times.
pub(super) fn long(unix_millis: u64) -> String {
    // The first of January 1970 was a Thursday.
    const DAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let text = iso(unix_millis);
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let weekday = usize::try_from(unix_millis / 86_400_000 % 7).ok().and_then(|day| DAYS.get(day));
    let month = part(5, 7).parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    format!("{} {} {}, {} {} UTC", weekday.unwrap_or(&""), part(8, 10), month.unwrap_or(&""), part(0, 4), part(11, 19))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_every_form_are_read() {
        let cases = [
            ("0", Some(0)),
            ("1767225600", Some(1_767_225_600_000)),
            ("1767225600.25", Some(1_767_225_600_250)),
            ("2026-01-01", Some(1_767_225_600_000)),
            ("2026-01-01T00:00:00Z", Some(1_767_225_600_000)),
            ("2026-01-01T00:00:00.125", Some(1_767_225_600_125)),
            ("2026-01-01T01:30+01:30", Some(1_767_225_600_000)),
            ("2025-12-31T20:00:00-0400", Some(1_767_225_600_000)),
            ("2024-02-29T23:59:59z", Some(1_709_251_199_000)),
            ("2026-02-29", None),
            ("2026-13-01", None),
            ("2026-01-01T24:00Z", None),
            ("2026-01-01T00:00:00Zx", None),
            ("1969-12-31", None),
            ("today", None),
            ("", None),
            (".", None),
            ("99999999999999999999", None),
        ];
        for (text, millis) in cases {
            assert_eq!(Timestamp(text.into()).unix_millis(), millis, "{text}");
        }
        assert_eq!(serde_json::from_str::<Timestamp>("1767225600.5").unwrap().0, "1767225600.5");
        assert!(serde_json::from_str::<Timestamp>("true").is_err());
    }

    #[test]
    fn times_are_written_as_alarms_do() {
        assert_eq!(stamp(1_767_225_900_007), "2026-01-01T00:05:00.007+0000");
        assert_eq!(short(1_767_225_659), "01/01/26 00:00:59");
        assert_eq!(long(1_767_225_900_000), "Thursday 01 January, 2026 00:05:00 UTC");
        assert_eq!(long(1_749_989_237_000), "Sunday 15 June, 2025 12:07:17 UTC");
    }
}
