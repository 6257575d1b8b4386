//! The form of a hand-written reader of a stream: how records come to it, from where, and what it does about shards,
//! failures and its own crashes.

use super::actors::{name, natural, percent};
use super::{Problem, Values, fraction, fraction_text, on, optional, text, whole};
use queuelab::actors::ReaderConfig;
use queuelab::actors::reader::{Children, Resume, Retrieval, Start};
use queuelab::{key, t};

const SECOND: u64 = 1_000;
const PERCENT: u64 = 10_000;

/// The words for a starting position, and what each means.
pub const STARTS: [(&str, &str, &str); 5] = [
    (
        "TRIM_HORIZON",
        key!("the oldest record"),
        key!("TRIM_HORIZON: everything that the stream still keeps is read, again and again if need be"),
    ),
    ("LATEST", key!("the next record"), key!("LATEST: what was put before is missed")),
    ("AT_TIMESTAMP", key!("a time of the lab"), key!("AT_TIMESTAMP: replays from then on")),
    ("AT_SEQUENCE_NUMBER", key!("the record of a sequence number"), key!("AT_SEQUENCE_NUMBER: of one shard")),
    ("AFTER_SEQUENCE_NUMBER", key!("behind a sequence number"), key!("AFTER_SEQUENCE_NUMBER: of one shard")),
];

/// The fields.
pub fn values(config: &ReaderConfig) -> Values {
    let (at, number) = match &config.start {
        Start::TrimHorizon | Start::Latest => (String::new(), String::new()),
        Start::AtTimestamp(at) => (fraction_text(*at, SECOND), String::new()),
        Start::AtSequenceNumber(number) | Start::AfterSequenceNumber(number) => (String::new(), number.clone()),
    };
    [
        ("name", config.name.clone()),
        ("stream", config.stream.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("mode", if config.retrieval == Retrieval::FanOut { "fan_out" } else { "polling" }.to_owned()),
        ("consumer", config.consumer.clone()),
        ("poll", fraction_text(config.poll_ms, SECOND)),
        ("limit", config.limit.map(|limit| limit.to_string()).unwrap_or_default()),
        ("attempts", config.attempts.to_string()),
        ("start", config.start.name().to_owned()),
        ("at", at),
        ("number", number),
        ("shard", config.shard.clone()),
        ("children", word_of(config.children).to_owned()),
        ("list", fraction_text(config.list_ms, SECOND)),
        ("deaggregate", config.deaggregate.to_string()),
        ("work", fraction_text(config.work_ms, SECOND)),
        ("crash", fraction_text(u64::from(config.crash_ppm), PERCENT)),
        ("crash_secs", fraction_text(config.crash_ms, SECOND)),
        (
            "resume",
            match config.resume {
                Resume::Latest => "latest",
                Resume::Trim => "trim",
                Resume::Last => "last",
            }
            .to_owned(),
        ),
        ("running", config.running.to_string()),
    ]
    .into()
}

const fn word_of(children: Children) -> &'static str {
    match children {
        Children::AfterParents => "after_parents",
        Children::AtOnce => "at_once",
        Children::AtLatest => "at_latest",
    }
}

/// The configuration that the fields stand for.
///
/// # Errors
/// The first problem.
pub fn config(values: &Values) -> Result<ReaderConfig, Problem> {
    let attempts = natural("attempts", whole(values, "attempts")?)?;
    if attempts == 0 {
        return Err(Problem::at("attempts", t!("A call is tried at least once.")));
    }
    let small = |field: &'static str, number: i64| {
        u32::try_from(number).map_err(|_| Problem::at(field, t!("This cannot be less than 0.")))
    };
    Ok(ReaderConfig {
        name: name(values)?,
        stream: text(values, "stream").parse().ok(),
        retrieval: if text(values, "mode") == "fan_out" { Retrieval::FanOut } else { Retrieval::Polling },
        consumer: text(values, "consumer").trim().to_owned(),
        start: start(values)?,
        shard: text(values, "shard").trim().to_owned(),
        poll_ms: fraction(values, "poll", SECOND)?,
        limit: optional(values, "limit")?.map(|limit| small("limit", limit)).transpose()?,
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        children: match text(values, "children") {
            "at_once" => Children::AtOnce,
            "at_latest" => Children::AtLatest,
            _ => Children::AfterParents,
        },
        list_ms: fraction(values, "list", SECOND)?,
        deaggregate: on(values, "deaggregate"),
        work_ms: fraction(values, "work", SECOND)?,
        crash_ppm: percent(values, "crash")?,
        crash_ms: fraction(values, "crash_secs", SECOND)?,
        resume: match text(values, "resume") {
            "trim" => Resume::Trim,
            "last" => Resume::Last,
            _ => Resume::Latest,
        },
        running: on(values, "running"),
    })
}

fn start(values: &Values) -> Result<Start, Problem> {
    let number = || {
        let number = text(values, "number").trim();
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Problem::at(
                "number",
                t!("A sequence number has only digits; the inspector of a record shows it."),
            ));
        }
        Ok(number.to_owned())
    };
    Ok(match text(values, "start") {
        "LATEST" => Start::Latest,
        "AT_TIMESTAMP" => Start::AtTimestamp(fraction(values, "at", SECOND)?),
        "AT_SEQUENCE_NUMBER" => Start::AtSequenceNumber(number()?),
        "AFTER_SEQUENCE_NUMBER" => Start::AfterSequenceNumber(number()?),
        _ => Start::TrimHorizon,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<ReaderConfig> {
        let one = ReaderConfig::default();
        vec![
            one.clone(),
            ReaderConfig {
                name: "r".to_owned(),
                stream: Some("arn:aws:kinesis:us-east-1:000000000000:stream/s".parse().unwrap()),
                retrieval: Retrieval::FanOut,
                consumer: "app".to_owned(),
                start: Start::AtTimestamp(21_500),
                shard: "3".to_owned(),
                poll_ms: 1_000,
                limit: Some(100),
                attempts: 5,
                children: Children::AtOnce,
                list_ms: 10_000,
                deaggregate: true,
                work_ms: 50,
                crash_ppm: 10_000,
                crash_ms: 3_000,
                resume: Resume::Last,
                running: false,
            },
            ReaderConfig { start: Start::AfterSequenceNumber("123".to_owned()), resume: Resume::Trim, ..one.clone() },
            ReaderConfig {
                start: Start::AtSequenceNumber("7".to_owned()),
                children: Children::AtLatest,
                ..one.clone()
            },
            ReaderConfig { start: Start::Latest, ..one },
        ]
    }

    #[test]
    fn every_reader_comes_back_as_it_was() {
        for one in all() {
            assert_eq!(config(&values(&one)).as_ref(), Ok(&one));
        }
    }

    #[test]
    fn what_makes_no_sense_is_told_beside_its_field() {
        let wrong = |changes: &[(&'static str, &str)]| {
            let mut values = values(&ReaderConfig::default());
            values.extend(changes.iter().map(|(field, text)| (*field, (*text).to_owned())));
            config(&values).unwrap_err().field
        };
        for (field, text) in [("name", ""), ("poll", "x"), ("limit", "-1"), ("attempts", "0"), ("crash", "101")] {
            assert_eq!(wrong(&[(field, text)]), Some(field));
        }
        assert_eq!(wrong(&[("start", "AT_TIMESTAMP"), ("at", "")]), Some("at"));
        assert_eq!(wrong(&[("start", "AT_SEQUENCE_NUMBER"), ("number", "abc")]), Some("number"));
    }
}
