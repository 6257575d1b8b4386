//! Times in texts: as Hive and OpenX write them by themselves, and by patterns of Joda-Time.
//!
//! Source: "OpenX JSON SerDe" and "Hive JSON SerDe" in the Firehose developer guide. All times are UTC.

use crate::firehose::prefix::calendar::{Day, days_since_1970};

/// Seconds since 1970, and nanoseconds.
pub(super) type Time = (i64, u32);

/// A time of that many thousandths of a second since 1970.
pub(super) fn of_millis(millis: i64) -> Time {
    (millis.div_euclid(1000), u32::try_from(millis.rem_euclid(1000) * 1_000_000).unwrap_or_default())
}

/// Digits at the beginning of a text as a number, and the rest.
fn digits(text: &str, most: usize) -> Option<(i64, &str)> {
    let count = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (figure, rest) = text.split_at(count);
    Some((figure.parse().ok()?, rest))
}

/// `2026-07-13`, in days since 1970.
pub(super) fn date(text: &str) -> Option<i64> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    rest.is_empty().then_some(())?;
    valid_day(year, month, day)
}

fn valid_day(year: i64, month: i64, day: i64) -> Option<i64> {
    let days = days_since_1970(year, month, day);
    let found = Day::of(days);
    ((1..=12).contains(&month) && (found.year, found.month, found.day) == (year, month, day)).then_some(days)
}

/// `2026-07-13 14:05:09.123456789`, also with a `T`, without the fraction, without seconds, and with a zone.
pub(super) fn plain(text: &str) -> Option<Time> {
    let (day, clock) = text.split_once(['T', ' ']).map_or((text, None), |(day, clock)| (day, Some(clock)));
    let days = date(day)?;
    let Some(clock) = clock else { return Some((days * 86_400, 0)) };
    let (hour, rest) = digits(clock, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => digits(rest, 2)?,
        None => (0, rest),
    };
    let (nanos, rest) = match rest.strip_prefix('.') {
        Some(rest) => fraction(rest)?,
        None => (0, rest),
    };
    let shift = zone(rest)?;
    is_clock(hour, minute, second).then_some((days * 86_400 + hour * 3600 + minute * 60 + second - shift, nanos))
}

fn is_clock(hour: i64, minute: i64, second: i64) -> bool {
    (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second)
}

/// The digits behind a point, of which nine count.
fn fraction(text: &str) -> Option<(u32, &str)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    let (figure, rest) = text.split_at(count);
    let nine: String = figure.chars().chain("000000000".chars()).take(9).collect();
    (count > 0).then(|| Some((nine.parse().ok()?, rest)))?
}

/// Seconds that a zone is ahead: nothing, `Z`, `+05:30` or `+0530`.
fn zone(text: &str) -> Option<i64> {
    let (sign, rest) = match text.chars().next() {
        None => return Some(0),
        Some('Z' | 'z') => return (text.len() == 1).then_some(0),
        Some('+') => (1, text.get(1..)?),
        Some('-') => (-1, text.get(1..)?),
        Some(_) => return None,
    };
    let (hours, rest) = digits(rest, 2)?;
    let (minutes, rest) = digits(rest.strip_prefix(':').unwrap_or(rest), 2)?;
    rest.is_empty().then_some(sign * (hours * 3600 + minutes * 60))
}

/// A text by a pattern of Joda-Time; `millis` stands for thousandths of a second since 1970.
pub(super) fn by_pattern(text: &str, pattern: &str) -> Option<Time> {
    if pattern == "millis" {
        return text.parse().ok().map(of_millis);
    }
    let (mut year, mut month, mut day) = (1970, 1, 1);
    let (mut hour, mut minute, mut second, mut nanos, mut shift, mut afternoon) = (0, 0, 0, 0, 0, None);
    let (mut rest, mut letters) = (text, pattern.chars().peekable());
    while let Some(letter) = letters.next() {
        if letter == '\'' {
            let mut literal: String = letters.by_ref().take_while(|c| *c != '\'').collect();
            if literal.is_empty() {
                literal.push('\'');
            }
            rest = rest.strip_prefix(literal.as_str())?;
            continue;
        }
        if !letter.is_ascii_alphabetic() {
            rest = rest.strip_prefix(letter)?;
            continue;
        }
        let mut count = 1;
        while letters.next_if_eq(&letter).is_some() {
            count += 1;
        }
        // Where the next part is a number too, only its own letters tell how long this one is.
        let runs_on = letters.peek().is_some_and(char::is_ascii_alphabetic);
        let most = if runs_on { count } else { 9 };
        if letter == 'S' {
            let (value, after) =
                rest.split_at_checked(rest.bytes().take(count).take_while(u8::is_ascii_digit).count())?;
            nanos = fraction(value)?.0;
            rest = after;
            continue;
        }
        match letter {
            'Z' | 'z' => {
                shift = zone(rest)?;
                rest = "";
            }
            'a' => {
                afternoon = Some(rest.get(..2)?.eq_ignore_ascii_case("pm"));
                rest = rest.get(2..)?;
            }
            'M' if count >= 3 => {
                let names = crate::firehose::prefix::calendar::MONTHS;
                let found = names.iter().zip(1..).find_map(|(name, number)| {
                    let word = if count == 3 { name.get(..3)? } else { name };
                    Some((number, rest.strip_prefix(word)?))
                });
                (month, rest) = found?;
            }
            _ => {
                let (value, after) = digits(rest, most)?;
                rest = after;
                match letter {
                    'y' | 'Y' | 'u' => year = if count == 2 { 2000 + value } else { value },
                    'M' => month = value,
                    'd' => day = value,
                    'H' | 'h' | 'k' | 'K' => hour = value,
                    'm' => minute = value,
                    's' => second = value,
                    _ => return None,
                }
            }
        }
    }
    if let Some(afternoon) = afternoon {
        hour = hour % 12 + if afternoon { 12 } else { 0 };
    }
    let days = valid_day(year, month, day)?;
    let is_whole = rest.is_empty() && is_clock(hour, minute, second);
    is_whole.then_some((days * 86_400 + hour * 3600 + minute * 60 + second - shift, nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_form() {
        const AT: i64 = 1_783_951_509;
        for (text, time) in [
            ("2026-07-13 14:05:09", Some((AT, 0))),
            ("2026-07-13T14:05:09.042Z", Some((AT, 42_000_000))),
            ("2026-07-13 14:05:09.123456789", Some((AT, 123_456_789))),
            ("2026-07-13T19:35:09+05:30", Some((AT, 0))),
            ("2026-07-13 14:05", Some((AT - 9, 0))),
            ("2026-07-13", Some((AT - 50_709, 0))),
            ("1969-12-31 23:59:59.5", Some((-1, 500_000_000))),
            ("2026-02-29 00:00:00", None),
            ("2026-07-13 24:00:00", None),
            ("2026-07-13 14:05:09 later", None),
            ("", None),
        ] {
            assert_eq!(plain(text), time, "{text}");
        }
        for (text, pattern, time) in [
            ("13/07/2026 14:05:09", "dd/MM/yyyy HH:mm:ss", Some((AT, 0))),
            ("20260713140509042", "yyyyMMddHHmmssSSS", Some((AT, 42_000_000))),
            ("2026-07-13T02:05:09 PM", "yyyy-MM-dd'T'hh:mm:ss a", Some((AT, 0))),
            ("Jul 13 2026 14:05:09 +0000", "MMM d yyyy HH:mm:ss Z", Some((AT, 0))),
            ("1783951509042", "millis", Some((AT, 42_000_000))),
            ("13/07/2026", "yyyy-MM-dd", None),
            ("x", "millis", None),
        ] {
            assert_eq!(by_pattern(text, pattern), time, "{text} by {pattern}");
        }
        assert_eq!(of_millis(-1), (-1, 999_000_000));
    }
}
