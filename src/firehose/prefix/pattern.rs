//! Patterns of Java's `DateTimeFormatter`, as `!{timestamp:…}` takes them.
//!
//! Source: the class's documentation. Letters that ask for something an instant in a zone does not have in a file's name
//! (eras, names of zones, optional sections, padding) are refused.

use super::calendar::{DAYS, Day, MONTHS, days_since_1970, name};
use super::zones::Zone;
use std::fmt::Write as _;

/// A part of a pattern: text as it stands, or a letter and how often it stands there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Field {
    Text(String),
    Letter(char, usize),
}

/// A pattern that can be written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern(Vec<Field>);

/// Letters that are known, and how many of them may stand together.
const LETTERS: &[(char, usize)] = &[
    ('y', 19),
    ('u', 19),
    ('M', 4),
    ('L', 4),
    ('d', 2),
    ('D', 3),
    ('Q', 4),
    ('q', 4),
    ('E', 4),
    ('e', 1),
    ('a', 1),
    ('H', 2),
    ('k', 2),
    ('K', 2),
    ('h', 2),
    ('m', 2),
    ('s', 2),
    ('S', 9),
    ('A', 19),
    ('n', 19),
    ('N', 19),
    ('X', 3),
    ('x', 3),
    ('Z', 3),
    ('w', 2),
    ('Y', 19),
];

impl Pattern {
    /// Reads a pattern; answers what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut fields: Vec<Field> = Vec::new();
        let mut letters = text.chars().peekable();
        let mut literal = String::new();
        while let Some(letter) = letters.next() {
            if letter == '\'' {
                quoted(&mut letters, &mut literal, text)?;
                continue;
            }
            if !letter.is_ascii_alphabetic() {
                if matches!(letter, '[' | ']' | '{' | '}' | '#') {
                    return Err(format!("Pattern includes reserved character: '{letter}'"));
                }
                literal.push(letter);
                continue;
            }
            let mut count = 1;
            while letters.next_if_eq(&letter).is_some() {
                count += 1;
            }
            let most = LETTERS.iter().find(|(known, _)| *known == letter).map(|(_, most)| *most);
            match most {
                None => return Err(format!("Unknown pattern letter: {letter}")),
                Some(most) if count > most => return Err(format!("Too many pattern letters: {letter}")),
                Some(_) => {}
            }
            if !literal.is_empty() {
                fields.push(Field::Text(std::mem::take(&mut literal)));
            }
            fields.push(Field::Letter(letter, count));
        }
        if !literal.is_empty() {
            fields.push(Field::Text(literal));
        }
        if fields.is_empty() { Err("The pattern is empty".to_owned()) } else { Ok(Self(fields)) }
    }

    /// The pattern as text, of a time in milliseconds since 1970.
    pub fn write(&self, unix_millis: u64, zone: Zone) -> String {
        let now = Local::of(unix_millis, zone);
        let mut out = String::new();
        for field in &self.0 {
            match field {
                Field::Text(text) => out.push_str(text),
                Field::Letter(letter, count) => now.put(&mut out, *letter, *count),
            }
        }
        out
    }
}

/// Reads up to the closing quotation mark; two of them are one.
fn quoted(
    letters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    literal: &mut String,
    text: &str,
) -> Result<(), String> {
    if letters.next_if_eq(&'\'').is_some() {
        literal.push('\'');
        return Ok(());
    }
    loop {
        match letters.next() {
            None => return Err(format!("Pattern ends with an incomplete string literal: {text}")),
            Some('\'') if letters.next_if_eq(&'\'').is_some() => literal.push('\''),
            Some('\'') => return Ok(()),
            Some(letter) => literal.push(letter),
        }
    }
}

/// A time on the clocks of a zone.
struct Local {
    day: Day,
    /// Milliseconds since midnight.
    millis: i64,
    /// Minutes ahead of UTC.
    offset: i32,
}

impl Local {
    fn of(unix_millis: u64, zone: Zone) -> Self {
        let millis = i64::try_from(unix_millis).unwrap_or(i64::MAX / 2);
        let offset = zone.offset(millis);
        let local = millis + i64::from(offset) * 60_000;
        Self { day: Day::of(local.div_euclid(86_400_000)), millis: local.rem_euclid(86_400_000), offset }
    }

    fn put(&self, out: &mut String, letter: char, count: usize) {
        let (seconds, hour) = (self.millis / 1000, self.millis / 3_600_000);
        let quarter = (self.day.month - 1) / 3 + 1;
        let weekday = self.day.weekday();
        let number = |value: i64| format!("{value:0count$}");
        let text = match letter {
            'y' | 'u' if count == 2 => format!("{:02}", self.day.year.rem_euclid(100)),
            'y' | 'u' => number(self.day.year),
            'Y' if count == 2 => format!("{:02}", self.week().0.rem_euclid(100)),
            'Y' => number(self.week().0),
            'w' => number(self.week().1),
            'M' | 'L' if count >= 3 => text_of(name(&MONTHS, self.day.month), count),
            'M' | 'L' => number(self.day.month),
            'd' => number(self.day.day),
            'D' => number(self.day.of_year()),
            'Q' | 'q' => match count {
                3 => format!("Q{quarter}"),
                4 => ["1st quarter", "2nd quarter", "3rd quarter", "4th quarter"]
                    .get(usize::try_from(quarter - 1).unwrap_or_default())
                    .copied()
                    .unwrap_or_default()
                    .to_owned(),
                _ => number(quarter),
            },
            'E' => text_of(name(&DAYS, weekday), count.max(3)),
            // The week begins on Sunday.
            'e' => number(weekday % 7 + 1),
            'a' => if hour < 12 { "AM" } else { "PM" }.to_owned(),
            'H' => number(hour),
            'k' => number(if hour == 0 { 24 } else { hour }),
            'K' => number(hour % 12),
            'h' => number((hour + 11) % 12 + 1),
            'm' => number(seconds / 60 % 60),
            's' => number(seconds % 60),
            'S' => format!("{:03}000000", self.millis % 1000).chars().take(count).collect(),
            'A' => number(self.millis),
            'n' => number(self.millis % 1000 * 1_000_000),
            'N' => number(self.millis * 1_000_000),
            'X' if self.offset == 0 => "Z".to_owned(),
            'X' | 'x' | 'Z' => self.offset_text(letter, count),
            _ => String::new(),
        };
        out.push_str(&text);
    }

    fn offset_text(&self, letter: char, count: usize) -> String {
        let (sign, minutes) = (if self.offset < 0 { '-' } else { '+' }, self.offset.abs());
        let mut text = format!("{sign}{:02}", minutes / 60);
        let colon = if letter != 'Z' && count == 3 { ":" } else { "" };
        if letter == 'Z' || count > 1 || minutes % 60 != 0 {
            // Writing to a text cannot fail.
            let _ = write!(text, "{colon}{:02}", minutes % 60);
        }
        text
    }

    /// The year and the week of it, as the United States count: weeks begin on Sunday, and the first has 1 January.
    fn week(&self) -> (i64, i64) {
        let first_sunday = |year: i64| {
            let first = days_since_1970(year, 1, 1);
            first - (first + 4).rem_euclid(7)
        };
        let today = days_since_1970(self.day.year, self.day.month, self.day.day);
        let next = first_sunday(self.day.year + 1);
        if today >= next {
            return (self.day.year + 1, 1);
        }
        (self.day.year, (today - first_sunday(self.day.year)) / 7 + 1)
    }
}

/// A name in full, or its first three letters.
fn text_of(name: &str, count: usize) -> String {
    if count >= 4 { name.to_owned() } else { name.chars().take(3).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-07-13T14:05:09.042Z, a Monday.
    const AT: u64 = 1_783_951_509_042;

    fn written(pattern: &str, zone: &str) -> String {
        Pattern::parse(pattern).unwrap().write(AT, Zone::named(zone).unwrap())
    }

    #[test]
    fn every_letter_is_written_as_java_does() {
        for (pattern, text) in [
            ("yyyy/MM/dd/HH", "2026/07/13/14"),
            ("yy-M-d h:mm a", "26-7-13 2:05 PM"),
            ("'year='yyyy'/it''s'", "year=2026/it's"),
            ("''yyyy", "'2026"),
            ("EEE MMM EEEE MMMM", "Mon Jul Monday July"),
            ("D DDD Q QQ QQQ QQQQ e", "194 194 3 03 Q3 3rd quarter 2"),
            ("H k K h ss SSS S SSSSSS", "14 14 2 2 09 042 0 042000"),
            ("A n N", "50709042 42000000 50709042000000"),
            ("X XX XXX x xx xxx Z", "Z Z Z +00 +0000 +00:00 +0000"),
            ("YYYY ww", "2026 29"),
            ("uuuuu", "02026"),
        ] {
            assert_eq!(written(pattern, "UTC"), text, "{pattern}");
        }
        assert_eq!(written("yyyy-MM-dd'T'HH:mm xxx", "Asia/Kolkata"), "2026-07-13T19:35 +05:30");
        assert_eq!(written("HH X", "America/New_York"), "10 -04");
    }

    #[test]
    fn the_week_year_turns_on_a_sunday() {
        let year = |days: i64| {
            let at = u64::try_from(days * 86_400_000).unwrap();
            Pattern::parse("YYYY-ww").unwrap().write(at, Zone::UTC)
        };
        assert_eq!(year(days_since_1970(2026, 12, 26)), "2026-52");
        assert_eq!(year(days_since_1970(2026, 12, 27)), "2027-01");
        assert_eq!(year(days_since_1970(2026, 1, 1)), "2026-01");
    }

    #[test]
    fn other_patterns_are_refused() {
        for (pattern, why) in [
            ("", "The pattern is empty"),
            ("yyyy'", "Pattern ends with an incomplete string literal: yyyy'"),
            ("b", "Unknown pattern letter: b"),
            ("ddd", "Too many pattern letters: d"),
            ("[yyyy]", "Pattern includes reserved character: '['"),
            ("zzz", "Unknown pattern letter: z"),
        ] {
            assert_eq!(Pattern::parse(pattern), Err(why.to_owned()));
        }
    }
}
