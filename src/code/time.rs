//! Times of requests: as numbers, as the lab keeps most of them, and as dates, as people read them.

use crate::base::calendar;
use serde_json::Value;

/// What lies beyond stays a number: the year 9999.
const SECONDS_MAX: f64 = 253_402_300_799.0;

/// Milliseconds since 1970 of seconds; none for what no date of four figures can say.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
pub fn millis(seconds: &Value) -> Option<u64> {
    let seconds = seconds.as_f64().filter(|seconds| (0.0..=SECONDS_MAX).contains(seconds))?;
    Some((seconds * 1_000.0).round() as u64)
}

/// `2026-01-01T00:00:00Z`, with milliseconds where there are any.
pub fn date(millis: u64) -> String {
    let text = calendar::format(millis);
    match (millis % 1_000, text.strip_suffix('Z')) {
        (0, _) | (_, None) => text,
        (rest, Some(text)) => format!("{text}.{rest:03}Z"),
    }
}

/// Seconds since 1970 of a number or a date.
#[allow(clippy::cast_precision_loss, reason = "times have fewer than 53 bits")]
pub fn seconds(text: &str) -> Option<Value> {
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    if let Ok(number) = text.parse::<f64>() {
        return serde_json::Number::from_f64(number).map(Value::Number);
    }
    let millis = calendar::parse(text)?;
    if millis % 1_000 == 0 { Some((millis / 1_000).into()) } else { Some((millis as f64 / 1_000.0).into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dates_and_numbers_are_the_same_times() {
        for (number, text) in [
            (json!(0), "1970-01-01T00:00:00Z"),
            (json!(1_767_225_600), "2026-01-01T00:00:00Z"),
            (json!(1_767_225_600.25), "2026-01-01T00:00:00.250Z"),
        ] {
            assert_eq!(millis(&number).map(date).as_deref(), Some(text));
            assert_eq!(seconds(text), Some(number));
        }
        assert_eq!(seconds("1767225600"), Some(json!(1_767_225_600)));
        assert_eq!(seconds("1.5"), Some(json!(1.5)));
        assert_eq!(seconds("soon"), None);
        assert_eq!(millis(&json!(-1)), None);
    }
}
