//! The sheet of limits: every quota and default with its figure then, now and in this lab, what can be put in its place, and
//! the sentences about that.

mod fixed;

use super::describe::{counted, number};
use queuelab::cloud::figures::{Figures, TABLES, Unit};
use queuelab::cloud::{Cloud, OwnLimit, OwnLimitSet};
use queuelab::limits::LimitSet;
use queuelab::{key, t, text};

/// The services in the order of the sheet.
pub const SERVICES: [&str; 9] = [
    "SQS",
    "SNS",
    key!("Kinesis Data Streams"),
    "Lambda",
    "Firehose",
    key!("Kinesis Data Analytics"),
    "S3",
    "DynamoDB",
    "KMS",
];

/// A line of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The service.
    pub service: &'static str,
    /// By what inputs and commands call it; empty where it has no own values.
    pub key: &'static str,
    /// In words.
    pub words: String,
    /// What AWS calls it.
    pub name: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// What study notes quote.
    pub then: u64,
    /// What AWS does today.
    pub now: u64,
    /// What is in force in the lab.
    pub value: u64,
    /// Whether that is an own figure of the lab.
    pub own: bool,
    /// What an own value may be.
    pub range: Option<(u64, u64)>,
}

/// Which rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// All.
    #[default]
    All,
    /// Those that study notes and AWS do not agree on.
    Different,
    /// Those that are not AWS's in this lab.
    Own,
}

impl Show {
    /// All ways with their words.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::All, key!("all")), (Self::Different, key!("then ≠ now")), (Self::Own, key!("own values"))];
}

/// All rows, service by service.
pub fn rows(cloud: &Cloud) -> Vec<Row> {
    let (then, now) = (Figures::of(LimitSet::Then), Figures::of(LimitSet::Now));
    let in_force = cloud.figures();
    let own = cloud.own_limits();
    let mut rows = Vec::new();
    for service in SERVICES {
        let figures = TABLES.into_iter().filter(|(name, _)| *name == service).flat_map(|(_, figures)| figures);
        rows.extend(figures.map(|figure| Row {
            service,
            key: if figure.range.is_some() { figure.key } else { "" },
            words: capitalised(text::of(figure.words)),
            name: figure.name,
            unit: figure.unit,
            then: (figure.get)(&then),
            now: (figure.get)(&now),
            value: (figure.get)(&in_force),
            own: own.contains_key(figure.key),
            range: figure.range,
        }));
        rows.extend(fixed::all().into_iter().filter(|fixed| fixed.service == service).map(|fixed| Row {
            service,
            key: "",
            words: capitalised(fixed.words),
            name: if fixed.name.is_empty() { t!("this lab's own, not AWS's") } else { fixed.name },
            unit: fixed.unit,
            then: fixed.value,
            now: fixed.value,
            value: fixed.value,
            own: false,
            range: None,
        }));
    }
    rows
}

impl Row {
    /// Whether study notes and AWS disagree.
    pub const fn differs(&self) -> bool {
        self.then != self.now
    }

    /// Whether it is among those that are shown, and has all the words that are looked for.
    pub fn matches(&self, show: Show, looked_for: &str) -> bool {
        let is_shown = match show {
            Show::All => true,
            Show::Different => self.differs(),
            Show::Own => self.own,
        };
        let text = format!("{} {} {} {}", self.service, self.words, self.name, self.key).to_lowercase();
        is_shown && looked_for.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }

    /// The figure of the set that is in force, as it would be without an own one.
    pub const fn aws(&self, set: LimitSet) -> u64 {
        match set {
            LimitSet::Now => self.now,
            LimitSet::Then => self.then,
        }
    }

    /// What an own value may be, in words.
    pub fn hint(&self, set: LimitSet) -> String {
        let aws = shown(self.unit, self.aws(set));
        match (self.range, self.unit) {
            (None, _) => t!("This lab has no other value than AWS's.").to_owned(),
            (Some(_), Unit::YesNo) => t!("yes or no; AWS's is {aws}", aws),
            (Some((least, most)), unit) => {
                let (least, most) = (number(least), number(most));
                t!("From {least} to {most}, {unit}; AWS's is {aws}", least, most, unit = unit_word(unit), aws)
            }
        }
    }

    /// The change that a text asks for; an empty one asks for AWS's value.
    ///
    /// # Errors
    /// A sentence: it is no such figure, or lies outside the range.
    pub fn change(&self, text: &str) -> Result<OwnLimit, String> {
        let key = self.key.to_owned();
        let text = text.trim();
        if text.is_empty() {
            return Ok(OwnLimit { key, value: None });
        }
        let value = match (self.unit, text.to_lowercase().as_str()) {
            (Unit::YesNo, word) if ["yes", "1", t!("yes")].contains(&word) => 1,
            (Unit::YesNo, word) if ["no", "0", t!("no")].contains(&word) => 0,
            (Unit::YesNo, _) => return Err(t!("This is yes or no.").to_owned()),
            _ => {
                let digits: String =
                    text.chars().filter(|c| !matches!(c, ',' | '_' | ' ' | '\u{202f}' | '\u{a0}')).collect();
                digits.parse().map_err(|_| t!("“{text}” is no whole number.", text))?
            }
        };
        match self.range {
            Some((least, most)) if (least..=most).contains(&value) => Ok(OwnLimit { key, value: Some(value) }),
            Some((least, most)) => Err(t!(
                "This can be from {least} to {most}, and not {value}.",
                least = number(least),
                most = number(most),
                value = number(value)
            )),
            None => Err(t!("This lab has no other value than AWS's.").to_owned()),
        }
    }
}

/// What a unit is called after a number.
fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Count(noun) => text::of(noun),
        Unit::Bytes => t!("bytes"),
        Unit::Kib => "KiB",
        Unit::Mib => "MiB",
        Unit::Millis => "ms",
        Unit::Secs => "s",
        Unit::Hours => t!("hours"),
        Unit::YesNo => "",
    }
}

/// A figure with its unit, and in a larger one beside it where it comes out even: `345,600 s (4 days)`.
pub fn shown(unit: Unit, value: u64) -> String {
    if unit == Unit::YesNo {
        return if value > 0 { t!("yes") } else { t!("no") }.to_owned();
    }
    // Days alone are one or many; the others are signs.
    let (factors, scale): (&[(u64, Option<&str>)], u64) = match unit {
        Unit::Bytes => (&[(1 << 30, Some("GiB")), (1 << 20, Some("MiB")), (1 << 10, Some("KiB"))], 1),
        Unit::Kib => (&[(1 << 20, Some("MiB"))], 1 << 10),
        Unit::Secs => (&[(86_400, None), (3_600, Some("h")), (60, Some("min"))], 1),
        Unit::Millis => (&[(60_000, Some("min")), (1_000, Some("s"))], 1),
        Unit::Hours => (&[(24, None)], 1),
        Unit::Mib | Unit::Count(_) | Unit::YesNo => (&[], 1),
    };
    let plain = format!("{} {}", number(value), unit_word(unit));
    let whole = value.saturating_mul(scale);
    match factors.iter().find(|(factor, _)| whole >= *factor && whole.is_multiple_of(*factor)) {
        Some((factor, Some(sign))) => format!("{plain} ({} {sign})", number(whole / factor)),
        Some((factor, None)) => {
            format!("{plain} ({})", counted(whole / factor, t!("1 day"), t!("{count} days")))
        }
        None => plain,
    }
}

/// What is told of a figure that is an own one now, or AWS's again.
pub fn told(set: &OwnLimitSet) -> String {
    let value = shown(set.unit, set.value);
    if set.own {
        t!(
            "{service}, {words}: set to {value}, which is not AWS's default",
            service = set.service,
            words = text::of(set.words),
            value
        )
    } else {
        t!("{service}, {words}: AWS's {value} again", service = set.service, words = text::of(set.words), value)
    }
}

/// How many figures are not AWS's, in a sentence.
pub fn summary(cloud: &Cloud) -> String {
    let set = cloud.limits().word();
    match cloud.own_limits().len() {
        0 => t!("The limits of “{set}” are in force, all of them AWS's.", set),
        1 => t!("The limits of “{set}” are in force, but for one own value.", set),
        count => t!("The limits of “{set}” are in force, but for {count} own values.", set, count),
    }
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::cloud::{Dials, Input};

    fn lab() -> Cloud {
        Cloud::new(1, LimitSet::Now, Dials::default())
    }

    fn row(cloud: &Cloud, key: &str) -> Row {
        rows(cloud).into_iter().find(|row| row.key == key).unwrap()
    }

    #[test]
    fn every_figure_has_a_row_in_the_order_of_the_services() {
        let rows = rows(&lab());
        let figures: usize = TABLES.iter().map(|(_, figures)| figures.len()).sum();
        assert_eq!(rows.len(), figures + fixed::all().len());
        let mut services: Vec<&str> = rows.iter().map(|row| row.service).collect();
        services.dedup();
        assert_eq!(services, SERVICES);
    }

    #[test]
    fn figures_are_shown_in_the_unit_in_which_they_are_even() {
        let cases = [
            (Unit::Bytes, 1_048_576, "1,048,576 bytes (1 MiB)"),
            (Unit::Bytes, 20_480, "20,480 bytes (20 KiB)"),
            (Unit::Bytes, 1_000, "1,000 bytes"),
            (Unit::Kib, 10_240, "10,240 KiB (10 MiB)"),
            (Unit::Secs, 345_600, "345,600 s (4 days)"),
            (Unit::Secs, 86_400, "86,400 s (1 day)"),
            (Unit::Secs, 43_200, "43,200 s (12 h)"),
            (Unit::Secs, 30, "30 s"),
            (Unit::Millis, 70, "70 ms"),
            (Unit::Hours, 24, "24 hours (1 day)"),
            (Unit::Count("messages"), 120_000, "120,000 messages"),
            (Unit::YesNo, 0, "no"),
        ];
        for (unit, value, text) in cases {
            assert_eq!(shown(unit, value), text);
        }
    }

    #[test]
    fn rows_are_found_by_words_keys_and_by_what_differs() {
        let mut cloud = lab();
        cloud.apply(&Input::OwnLimits(vec![row(&cloud, "sqs.in_flight.fifo").change("10").unwrap()]));
        let found = |show, text: &str| -> Vec<&'static str> {
            rows(&cloud).into_iter().filter(|row| row.matches(show, text)).map(|row| row.key).collect()
        };
        assert_eq!(found(Show::Own, ""), ["sqs.in_flight.fifo"]);
        assert_eq!(found(Show::All, "FLIGHT fifo"), ["sqs.in_flight.fifo"]);
        assert_eq!(found(Show::All, "IntervalInSeconds"), ["firehose.interval_secs.min"]);
        assert!(found(Show::Different, "sqs").contains(&"sqs.fair_queues"));
        assert!(!found(Show::Different, "sqs").contains(&"sqs.tags.max"));
    }

    #[test]
    fn a_text_becomes_a_change_or_a_sentence() {
        let cloud = lab();
        let fifo = row(&cloud, "sqs.in_flight.fifo");
        assert_eq!(fifo.change("20,000"), Ok(OwnLimit { key: fifo.key.to_owned(), value: Some(20_000) }));
        assert_eq!(fifo.change(" "), Ok(OwnLimit { key: fifo.key.to_owned(), value: None }));
        assert_eq!(fifo.change("many"), Err("“many” is no whole number.".to_owned()));
        assert_eq!(fifo.change("0"), Err("This can be from 1 to 10,000,000, and not 0.".to_owned()));
        assert_eq!(row(&cloud, "sqs.fair_queues").change("No").unwrap().value, Some(0));
        assert!(row(&cloud, "sqs.fair_queues").change("2").is_err());
        let fixed = rows(&cloud).into_iter().find(|row| row.range.is_none()).unwrap();
        assert!(fixed.change("5").is_err());
        assert_eq!(fifo.hint(LimitSet::Then), "From 1 to 10,000,000, messages; AWS's is 20,000 messages");
    }

    #[test]
    fn the_log_says_that_a_figure_is_not_awss() {
        let mut cloud = lab();
        cloud.apply(&Input::OwnLimits(vec![row(&cloud, "sqs.in_flight.fifo").change("10").unwrap()]));
        assert_eq!(summary(&cloud), "The limits of “now” are in force, but for one own value.");
        cloud.apply(&Input::OwnLimits(vec![row(&cloud, "sqs.in_flight.fifo").change("").unwrap()]));
        let lines: Vec<String> =
            cloud.drain_events().iter().map(|event| super::super::describe::sentence(&cloud, event)).collect();
        assert_eq!(
            lines,
            [
                "SQS, messages in flight of a FIFO queue: set to 10 messages, which is not AWS's default",
                "SQS, messages in flight of a FIFO queue: AWS's 120,000 messages again",
            ]
        );
        assert_eq!(summary(&cloud), "The limits of “now” are in force, all of them AWS's.");
    }
}
