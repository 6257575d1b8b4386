//! Times in queries: `strftime`, `strptime` and what stands between them. All of them are UTC.

use super::evaluate::shown;
use crate::firehose::prefix::calendar::{DAYS, Day, MONTHS, days_since_1970, name};
use serde_json::{Value, json};

pub(super) fn whole(input: &Value) -> Result<i64, String> {
    #[allow(clippy::cast_possible_truncation, reason = "a time beyond all calendars is cut off")]
    input.as_f64().map(|seconds| seconds.floor() as i64).ok_or_else(|| format!("{} is no time", shown(input)))
}

/// A time as jq keeps it: year, month from 0, day, hour, minute, second, day of the week from Sunday and of the year from 0.
pub(super) fn broken_down(seconds: i64) -> Value {
    let (days, clock) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let day = Day::of(days);
    json!([
        day.year,
        day.month - 1,
        day.day,
        clock / 3600,
        clock / 60 % 60,
        clock % 60,
        day.weekday() % 7,
        day.of_year() - 1
    ])
}

pub(super) fn seconds_of(input: &Value) -> Result<i64, String> {
    if input.is_number() {
        return whole(input);
    }
    let part = |index: usize| input.get(index).and_then(Value::as_i64);
    let parts = (part(0), part(1), part(2), part(3), part(4), part(5));
    let (Some(year), Some(month), Some(day), Some(hour), Some(minute), Some(second)) = parts else {
        return Err("mktime requires array of 6 numbers".to_owned());
    };
    let days = days_since_1970(year, month + 1, day);
    Ok(days * 86_400 + hour * 3600 + minute * 60 + second)
}

pub(super) fn strftime(input: &Value, format: &str) -> Result<String, String> {
    let seconds = if input.is_number() {
        whole(input)?
    } else {
        seconds_of(input).map_err(|_| "strftime/1 requires parsed datetime inputs".to_owned())?
    };
    let (day, clock) = (Day::of(seconds.div_euclid(86_400)), seconds.rem_euclid(86_400));
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    let mut out = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let text = match letters.next() {
            Some('Y' | 'G') => day.year.to_string(),
            Some('C') => format!("{:02}", day.year / 100),
            Some('y') => format!("{:02}", day.year.rem_euclid(100)),
            Some('m') => format!("{:02}", day.month),
            Some('d') => format!("{:02}", day.day),
            Some('e') => format!("{:2}", day.day),
            Some('H') => format!("{hour:02}"),
            Some('I') => format!("{:02}", (hour + 11) % 12 + 1),
            Some('M') => format!("{minute:02}"),
            Some('S') => format!("{second:02}"),
            Some('j') => format!("{:03}", day.of_year()),
            Some('p') => if hour < 12 { "AM" } else { "PM" }.to_owned(),
            Some('A') => name(&DAYS, day.weekday()).to_owned(),
            Some('a') => name(&DAYS, day.weekday()).chars().take(3).collect(),
            Some('B') => name(&MONTHS, day.month).to_owned(),
            Some('b' | 'h') => name(&MONTHS, day.month).chars().take(3).collect(),
            Some('u') => day.weekday().to_string(),
            Some('w') => (day.weekday() % 7).to_string(),
            Some('s') => seconds.to_string(),
            Some('F') => format!("{:04}-{:02}-{:02}", day.year, day.month, day.day),
            Some('D') => format!("{:02}/{:02}/{:02}", day.month, day.day, day.year.rem_euclid(100)),
            Some('T') => format!("{hour:02}:{minute:02}:{second:02}"),
            Some('R') => format!("{hour:02}:{minute:02}"),
            Some('Z') => "UTC".to_owned(),
            Some('z') => "+0000".to_owned(),
            Some('n') => "\n".to_owned(),
            Some('t') => "\t".to_owned(),
            Some('%') => "%".to_owned(),
            Some(other) => return Err(format!("strftime does not know %{other} here")),
            None => return Err("strftime: a % stands at the end".to_owned()),
        };
        out.push_str(&text);
    }
    Ok(out)
}

/// Reads a time by the letters Y, m, d, H, M, S, T and Z.
pub(super) fn strptime(text: &str, format: &str) -> Result<Value, String> {
    let refused = || format!("date \"{text}\" does not match format \"{format}\"");
    let format_long = format.replace("%T", "%H:%M:%S").replace("%F", "%Y-%m-%d");
    let (mut year, mut month, mut day, mut clock) = (1970, 1, 1, [0_i64; 3]);
    let mut rest = text;
    let mut letters = format_long.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            rest = rest.strip_prefix(letter).ok_or_else(refused)?;
            continue;
        }
        let letter = letters.next().ok_or_else(refused)?;
        if letter == 'Z' {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            continue;
        }
        let most = if letter == 'Y' { 4 } else { 2 };
        let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (figure, after) = rest.split_at(digits);
        rest = after;
        let value: i64 = figure.parse().map_err(|_| refused())?;
        let [hour, minute, second] = &mut clock;
        let place = match letter {
            'Y' => &mut year,
            'm' => &mut month,
            'd' => &mut day,
            'H' => hour,
            'M' => minute,
            'S' => second,
            other => return Err(format!("strptime does not know %{other} here")),
        };
        *place = value;
    }
    if !rest.is_empty() || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return Err(refused());
    }
    let [hour, minute, second] = clock;
    let days = days_since_1970(year, month, day);
    Ok(broken_down(days * 86_400 + hour * 3600 + minute * 60 + second))
}
