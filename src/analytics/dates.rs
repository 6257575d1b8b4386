//! Dates and times: as SQL writes them, in units of the calendar, and in the formats of Java that functions take.
//!
//! All times are UTC, as the service's are. Years are 1 to 9999.

use super::types::Unit;
use crate::base::calendar::{self, date_of, days_since_1970};
use std::fmt::Write as _;

/// Milliseconds of a day.
pub const DAY: i64 = 86_400_000;
/// 0001-01-01 and 9999-12-31T23:59:59.999, in milliseconds since 1970.
const RANGE: (i64, i64) = (-62_135_596_800_000, 253_402_300_799_999);

/// The time, if it is one that can be written.
pub fn checked(millis: i64) -> Option<i64> {
    (RANGE.0..=RANGE.1).contains(&millis).then_some(millis)
}

/// `2026-01-01 10:00:00.000`, with a T instead of the space, without the time, or with a zone.
pub fn read_timestamp(text: &str) -> Option<i64> {
    let text = text.trim();
    // A bare number would be seconds to the calendar.
    let is_date = text.len() >= 10 && text.as_bytes().get(4) == Some(&b'-') && text.as_bytes().get(7) == Some(&b'-');
    let (date, time) = text.split_at_checked(10).filter(|_| is_date)?;
    let millis = match time.strip_prefix([' ', 'T']) {
        Some(time) => calendar::parse(&format!("{date}T{time}"))?,
        None if time.is_empty() => calendar::parse(date)?,
        None => return None,
    };
    checked(millis)
}

/// Days since 1970 of `2026-01-01`; what follows the date is left out.
pub fn read_date(text: &str) -> Option<i64> {
    Some(read_timestamp(text)?.div_euclid(DAY))
}

/// Milliseconds since midnight of `10:00:00.000`.
pub fn read_time(text: &str) -> Option<i64> {
    let text = text.trim();
    text.starts_with(|c: char| c.is_ascii_digit()).then(|| calendar::parse(&format!("1970-01-01T{text}")))?
}

/// `2026-01-01`.
pub fn write_date(days: i64) -> String {
    let (year, month, day) = date_of(days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `10:00:00.000`.
pub fn write_time(millis: i64) -> String {
    let rest = millis.rem_euclid(DAY);
    format!("{:02}:{:02}:{:02}.{:03}", rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60, rest % 1_000)
}

/// `2026-01-01 10:00:00.000`, as the service writes it into its outputs.
pub fn write_timestamp(millis: i64) -> String {
    format!("{} {}", write_date(millis.div_euclid(DAY)), write_time(millis))
}

/// The beginning of the unit that a time lies in.
pub fn floor(millis: i64, unit: Unit) -> i64 {
    if !unit.is_calendar() {
        return step(millis, unit.size());
    }
    let (year, month, _) = date_of(millis.div_euclid(DAY));
    let month = if unit == Unit::Year { 1 } else { month };
    days_since_1970(year, month, 1) * DAY
}

/// The beginning of the unit after the one that a time lies in.
pub fn next(millis: i64, unit: Unit) -> i64 {
    let start = floor(millis, unit);
    if unit.is_calendar() {
        add_months(start, unit.size()).unwrap_or(RANGE.1)
    } else {
        start.saturating_add(unit.size())
    }
}

/// The greatest multiple of a length, counted from 1970, that is not after a time.
pub fn step(millis: i64, length: i64) -> i64 {
    let length = length.max(1);
    millis.div_euclid(length).saturating_mul(length)
}

/// The same time of day so many months later; a day that the month has not becomes its last one.
pub fn add_months(millis: i64, months: i64) -> Option<i64> {
    let (days, rest) = (millis.div_euclid(DAY), millis.rem_euclid(DAY));
    let (year, month, day) = date_of(days);
    let count = year.checked_mul(12)?.checked_add(month - 1)?.checked_add(months)?;
    let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
    if !(1..=9999).contains(&year) {
        return None;
    }
    let first = days_since_1970(year, month, 1);
    let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    let length = days_since_1970(next_year, next_month, 1) - first;
    checked((first + day.min(length) - 1) * DAY + rest)
}

/// A field of a time. `None` stands for the day of the week, from 1 for Sunday.
pub fn field(millis: i64, unit: Option<Unit>) -> i64 {
    let (days, rest) = (millis.div_euclid(DAY), millis.rem_euclid(DAY));
    let (year, month, day) = date_of(days);
    match unit {
        None => (days + 4).rem_euclid(7) + 1,
        Some(Unit::Second) => rest / 1_000 % 60,
        Some(Unit::Minute) => rest / 60_000 % 60,
        Some(Unit::Hour) => rest / 3_600_000,
        Some(Unit::Day) => day,
        Some(Unit::Month) => month,
        Some(Unit::Year) => year,
    }
}

/// A part of a format of Java's `SimpleDateFormat`.
enum Part {
    /// A letter, so many times.
    Field(char, usize),
    /// What stands for itself.
    Plain(char),
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The parts of a format; `None` when a letter means nothing here. Known are y, M, d, H, m, s, S and z.
fn parts(format: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\'' {
            match chars.next()? {
                '\'' => parts.push(Part::Plain('\'')),
                first => {
                    parts.push(Part::Plain(first));
                    loop {
                        match chars.next()? {
                            '\'' => break,
                            inner => parts.push(Part::Plain(inner)),
                        }
                    }
                }
            }
        } else if c.is_ascii_alphabetic() {
            let mut count = 1;
            while chars.next_if_eq(&c).is_some() {
                count += 1;
            }
            "yMdHmsSzZX".contains(c).then(|| parts.push(Part::Field(c, count)))?;
        } else {
            parts.push(Part::Plain(c));
        }
    }
    Some(parts)
}

/// Reads a time in a format; `None` when the text is not in it, or the format is none.
pub fn read_in(format: &str, text: &str) -> Option<i64> {
    let (mut year, mut month, mut day, mut hour, mut minute, mut second, mut millis) = (1970, 1, 1, 0, 0, 0, 0);
    let mut rest = text;
    let parts = parts(format)?;
    for (index, part) in parts.iter().enumerate() {
        let (letter, count) = match part {
            Part::Plain(c) => {
                rest = rest.strip_prefix(*c)?;
                continue;
            }
            Part::Field(letter, count) => (*letter, *count),
        };
        if letter == 'M' && count >= 3 {
            let name = rest.get(..3)?;
            month = 1 + i64::try_from(MONTHS.iter().position(|month| month.eq_ignore_ascii_case(name))?).ok()?;
            rest = rest.get(3..)?;
            continue;
        }
        if matches!(letter, 'z' | 'Z' | 'X') {
            let zone = ["UTC", "GMT", "+0000", "+00:00", "Z"].into_iter().find(|zone| rest.starts_with(zone))?;
            rest = rest.get(zone.len()..)?;
            continue;
        }
        // Digits may run on unless digits of the next field follow at once.
        let is_packed = matches!(parts.get(index + 1), Some(Part::Field(..)));
        let most = if is_packed { count } else { 9 };
        let length = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (digits, tail) = rest.split_at_checked(length).filter(|_| length > 0)?;
        let number: i64 = digits.parse().ok()?;
        rest = tail;
        match letter {
            'y' => year = if count == 2 && length == 2 { 2000 + number } else { number },
            'M' => month = number,
            'd' => day = number,
            'H' => hour = number,
            'm' => minute = number,
            's' => second = number,
            _ => millis = number,
        }
    }
    let is_valid =
        rest.is_empty() && (1..=9999).contains(&year) && hour < 24 && minute < 60 && second < 60 && millis < 1000;
    let date = calendar::parse(&format!("{year:04}-{month:02}-{day:02}")).filter(|_| is_valid)?;
    checked(date + ((hour * 60 + minute) * 60 + second) * 1_000 + millis)
}

/// A time in a format; `None` when the format is none.
pub fn write_in(format: &str, millis: i64) -> Option<String> {
    let mut text = String::new();
    for part in parts(format)? {
        let (letter, count) = match part {
            Part::Plain(c) => {
                text.push(c);
                continue;
            }
            Part::Field(letter, count) => (letter, count),
        };
        let of = |unit| field(millis, Some(unit));
        match letter {
            'M' if count >= 3 => {
                text.push_str(MONTHS.get(usize::try_from(of(Unit::Month) - 1).ok()?)?);
                continue;
            }
            'z' => text.push_str("UTC"),
            'Z' => text.push_str("+0000"),
            'X' => text.push('Z'),
            _ => {}
        }
        let number = match letter {
            'y' if count == 2 => of(Unit::Year) % 100,
            'y' => of(Unit::Year),
            'M' => of(Unit::Month),
            'd' => of(Unit::Day),
            'H' => of(Unit::Hour),
            'm' => of(Unit::Minute),
            's' => of(Unit::Second),
            'S' => millis.rem_euclid(1_000),
            _ => continue,
        };
        write!(text, "{number:0width$}", width = count.min(9)).ok()?;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_back_what_they_print() {
        for text in
            ["1992-02-14 18:35:44.000", "2000-02-29 00:00:00.001", "0001-01-01 00:00:00.000", "9999-12-31 23:59:59.999"]
        {
            assert_eq!(write_timestamp(read_timestamp(text).unwrap()), text);
        }
        for (text, same) in [
            ("1992-02-14", "1992-02-14 00:00:00.000"),
            ("1992-02-14 18:35:44.0", "1992-02-14 18:35:44.000"),
            ("1992-02-14T18:35:44Z", "1992-02-14 18:35:44.000"),
            ("1992-02-14T18:35:44.5+01:00", "1992-02-14 17:35:44.500"),
        ] {
            assert_eq!(read_timestamp(text).map(write_timestamp).as_deref(), Some(same));
        }
        for bad in ["", "today", "1767225600", "1992-02-30", "1992-02-14x", "1992-02-14 25:00:00", "é992-02-14"] {
            assert_eq!(read_timestamp(bad), None, "{bad}");
        }
        assert_eq!(read_time("10:20:30.5").map(write_time).as_deref(), Some("10:20:30.500"));
    }

    #[test]
    fn units_begin_and_end_where_the_calendar_says() {
        let at = |text| read_timestamp(text).unwrap();
        let time = at("2024-02-29 13:14:15.678");
        for (unit, start, end) in [
            (Unit::Second, "2024-02-29 13:14:15", "2024-02-29 13:14:16"),
            (Unit::Minute, "2024-02-29 13:14:00", "2024-02-29 13:15:00"),
            (Unit::Hour, "2024-02-29 13:00:00", "2024-02-29 14:00:00"),
            (Unit::Day, "2024-02-29", "2024-03-01"),
            (Unit::Month, "2024-02-01", "2024-03-01"),
            (Unit::Year, "2024-01-01", "2025-01-01"),
        ] {
            assert_eq!((floor(time, unit), next(time, unit)), (at(start), at(end)), "{unit:?}");
        }
        assert_eq!(add_months(at("2024-01-31"), 1), Some(at("2024-02-29")));
        assert_eq!(add_months(at("2024-01-31"), -2), Some(at("2023-11-30")));
        assert_eq!(add_months(at("9999-12-31"), 1), None);
        assert_eq!(field(at("2026-01-01"), None), 5, "a Thursday");
    }

    #[test]
    fn formats_of_java() {
        let time = read_in("dd/MMM/yyyy:HH:mm:ss z", "07/Aug/2017:10:11:12 UTC").unwrap();
        assert_eq!(write_timestamp(time), "2017-08-07 10:11:12.000");
        assert_eq!(read_in("yyyyMMddHHmmss", "20170807101112"), Some(time));
        assert_eq!(write_in("yy-M-d 'at' HH:mm:ss.SSS", time + 5).as_deref(), Some("17-8-7 at 10:11:12.005"));
        for (format, text) in
            [("yyyy-MM-dd", "2017-13-01"), ("yyyy-MM-dd", "2017-01-01x"), ("qq", "1"), ("yyyy'", "2017")]
        {
            assert_eq!(read_in(format, text), None, "{format}");
        }
    }
}
