//! Dates as policies and requests write them, and as milliseconds since 1970.
//!
//! "Date condition operators" in the IAM user guide: W3C's profile of ISO 8601, or seconds since 1970.

const DAY: i64 = 86_400_000;

/// Milliseconds since 1970 of a date; `None` when the text is none. Without a zone it is taken as UTC.
pub fn parse(text: &str) -> Option<i64> {
    let is_number = text.strip_prefix('-').unwrap_or(text).bytes().all(|byte| byte.is_ascii_digit());
    // Four digits are a year.
    if is_number && text.len() != 4 {
        return text.parse::<i64>().ok()?.checked_mul(1000);
    }
    let (date, time) = text.split_once(['T', 't']).map_or((text, None), |(date, time)| (date, Some(time)));
    let mut parts = date.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = parts.next().map_or(Some(1), |part| digits(part, 2))?;
    let day = parts.next().map_or(Some(1), |part| digits(part, 2))?;
    let is_whole = date.len() == 10;
    if parts.next().is_some() || !(1..=12).contains(&month) || day < 1 || day > days_of(year, month) {
        return None;
    }
    let millis = match time {
        None => 0,
        Some(time) if is_whole => time_of_day(time)?,
        Some(_) => return None,
    };
    Some(days_since_1970(year, month, day) * DAY + millis)
}

/// `2026-01-01T00:00:00Z`.
pub fn format(unix_millis: u64) -> String {
    let millis = i64::try_from(unix_millis).unwrap_or(i64::MAX);
    let (days, secs) = (millis.div_euclid(DAY), millis.rem_euclid(DAY) / 1000);
    let (year, month, day) = date_of(days);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", secs / 3600, secs / 60 % 60, secs % 60)
}

/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.s`, with or without a zone, in milliseconds of UTC.
fn time_of_day(text: &str) -> Option<i64> {
    let (clock, zone) = match text.find(['Z', 'z', '+', '-']) {
        Some(place) => text.split_at_checked(place)?,
        None => (text, "Z"),
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = clock.split(':');
    let hour = digits(parts.next()?, 2).filter(|hour| *hour < 24)?;
    let minute = digits(parts.next()?, 2).filter(|minute| *minute < 60)?;
    let second = parts.next().map_or(Some(0), |part| digits(part, 2)).filter(|second| *second < 60)?;
    if parts.next().is_some() || fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Milliseconds are as fine as the lab's time is.
    let millis: i64 = fraction.chars().chain("00".chars()).take(3).collect::<String>().parse().ok()?;
    Some(((hour * 60 + minute) * 60 + second) * 1000 + millis - zone_millis(zone)?)
}

fn zone_millis(zone: &str) -> Option<i64> {
    let sign = match zone.get(..1)? {
        "Z" | "z" => return (zone.len() == 1).then_some(0),
        "+" => 1,
        _ => -1,
    };
    let rest = zone.get(1..)?;
    let (hours, minutes) = rest.split_once(':').or_else(|| rest.split_at_checked(2))?;
    Some(sign * (digits(hours, 2)? * 60 + digits(minutes, 2)?) * 60_000)
}

fn digits(text: &str, count: usize) -> Option<i64> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970 to a date. Years begin in March here, so that the day of the leap year is the last one.
pub fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, in_era) = (year.div_euclid(400), year.rem_euclid(400));
    let in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719_468
}

/// Year, month and day of a number of days since 1970.
pub fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, in_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year + year / 4 - year / 100);
    let month = (5 * in_year + 2) / 153;
    let day = in_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_form_are_read() {
        let cases = [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-01-01T00:00:00Z", 1_767_225_600_000),
            ("2026-01-01", 1_767_225_600_000),
            ("2026-01", 1_767_225_600_000),
            ("2026", 1_767_225_600_000),
            ("1767225600", 1_767_225_600_000),
            ("-1", -1000),
            ("2026-01-01T00:00:00", 1_767_225_600_000),
            ("2026-01-01T01:30+01:30", 1_767_225_600_000),
            ("2025-12-31T20:00:00.25-0400", 1_767_225_600_250),
            ("2024-02-29T23:59:59.9999z", 1_709_251_199_999),
        ];
        for (text, millis) in cases {
            assert_eq!(parse(text), Some(millis), "{text}");
        }
        let bad = [
            "",
            "-",
            "today",
            "2026-13-01",
            "2026-02-29",
            "2026-1-1",
            "2026-01-01T24:00Z",
            "2026-01-01T00Z",
            "2026-01T00:00Z",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00Zx",
            "2026-01-01T00:00é",
            "99999999999999999999",
            "9223372036854775807",
        ];
        for text in bad {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn dates_read_back_what_they_print() {
        assert_eq!(format(1_709_251_199_999), "2024-02-29T23:59:59Z");
        for day in (0..60_000_u64).step_by(17) {
            let millis = day * 86_400_000 + 3_661_000;
            assert_eq!(parse(&format(millis)), i64::try_from(millis).ok());
        }
        assert!(format(u64::MAX).ends_with('Z'));
    }
}
