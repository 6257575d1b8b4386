//! The forms of producers and consumers. What an actor sends to AWS is checked there; here only what makes no sense.

use super::extended::{fetch, fetch_values, offload, offload_values};
use super::{Problem, Values, fraction, fraction_text, on, optional, text, whole};
use queuelab::actors::extended::PAYLOAD_BYTES_MAX;
use queuelab::actors::feed::Feed;
use queuelab::actors::{ConsumerConfig, OnFailure, ProducerConfig, Source};
use queuelab::base::Arn;
use queuelab::t;
use std::sync::Arc;

/// A second in milliseconds.
const SECOND: u64 = 1_000;
/// A percent in parts per million.
const PERCENT: u64 = 10_000;
/// The largest burst that a producer sends.
const BURST_MAX: i64 = 1_000;

fn arn_text(arn: Option<&Arn>) -> String {
    arn.map(ToString::to_string).unwrap_or_default()
}

pub(super) fn name(values: &Values) -> Result<String, Problem> {
    let name = text(values, "name").trim();
    if name.is_empty() { Err(Problem::at("name", t!("Give it a name."))) } else { Ok(name.to_owned()) }
}

/// The fields of a producer.
pub fn producer_values(config: &ProducerConfig) -> Values {
    let (source, body, groups, total, poison, bytes) = match &config.source {
        Source::Pattern { body, groups, total, poison_every, payload_bytes } => {
            ("pattern", body.as_str(), groups.join(", "), *total, *poison_every, *payload_bytes)
        }
        Source::Feed(_) => ("file", "message {n}", String::new(), None, 0, None),
    };
    let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    let mut values: Values = [
        ("name", config.name.clone()),
        ("queue", arn_text(config.queue.as_ref())),
        ("source", source.to_owned()),
        ("body", body.to_owned()),
        ("groups", groups),
        ("total", number(total)),
        ("bytes", number(bytes)),
        ("poison", poison.to_string()),
        ("every", fraction_text(config.every_ms, SECOND)),
        ("jitter", fraction_text(config.jitter_ms, SECOND)),
        ("burst", config.burst.to_string()),
        ("running", config.running.to_string()),
    ]
    .into();
    values.extend(offload_values(config.extended.as_ref()));
    values
}

/// The configuration that the fields stand for, with the rows of a file where one is sent.
///
/// # Errors
/// The first problem.
pub fn producer(values: &Values, feed: Option<Arc<Feed>>) -> Result<ProducerConfig, Problem> {
    let source = if text(values, "source") == "file" {
        let feed = feed.filter(|feed| !feed.is_empty());
        Source::Feed(
            feed.ok_or_else(|| Problem::at("file", t!("Choose a file with at least one message that can be read.")))?,
        )
    } else {
        let body = text(values, "body").to_owned();
        if body.is_empty() {
            return Err(Problem::at("body", t!("A message has at least one character.")));
        }
        let groups = text(values, "groups").split(',').map(str::trim).filter(|group| !group.is_empty());
        Source::Pattern {
            body,
            groups: groups.map(str::to_owned).collect(),
            total: optional(values, "total")?.map(|total| natural("total", total)).transpose()?,
            poison_every: natural("poison", optional(values, "poison")?.unwrap_or(0))?,
            payload_bytes: payload_bytes(values)?,
        }
    };
    let burst = whole(values, "burst")?;
    if !(1..=BURST_MAX).contains(&burst) {
        return Err(Problem::at("burst", t!("A burst is 1 to 1,000 messages.")));
    }
    let every_ms = fraction(values, "every", SECOND)?;
    if every_ms == 0 {
        return Err(Problem::at("every", t!("At least 0.001 s lie between two sends.")));
    }
    Ok(ProducerConfig {
        name: name(values)?,
        queue: text(values, "queue").parse().ok(),
        source,
        every_ms,
        jitter_ms: fraction(values, "jitter", SECOND)?,
        burst: u32::try_from(burst).unwrap_or(1),
        extended: offload(values)?,
        running: on(values, "running"),
    })
}

/// How many bytes each payload has. Nobody can make more, and without the extended client AWS refuses most of them.
fn payload_bytes(values: &Values) -> Result<Option<u64>, Problem> {
    let bytes = optional(values, "bytes")?.map(|bytes| natural("bytes", bytes)).transpose()?;
    match bytes {
        Some(bytes) if bytes > PAYLOAD_BYTES_MAX => {
            Err(Problem::at("bytes", t!("A payload has at most 2,147,483,648 bytes.")))
        }
        _ => Ok(bytes),
    }
}

/// A number that is not negative.
pub(super) fn natural(field: &'static str, number: i64) -> Result<u64, Problem> {
    u64::try_from(number).map_err(|_| Problem::at(field, t!("This cannot be less than 0.")))
}

/// The fields of a consumer.
pub fn consumer_values(config: &ConsumerConfig) -> Values {
    let secs = |secs: Option<u32>| secs.map(|secs| secs.to_string()).unwrap_or_default();
    let percent = |ppm: u32| fraction_text(u64::from(ppm), PERCENT);
    let mut values: Values = [
        ("name", config.name.clone()),
        ("queue", arn_text(config.queue.as_ref())),
        ("max", config.max_messages.to_string()),
        ("wait", secs(config.wait_secs)),
        ("visibility", secs(config.visibility_secs)),
        ("pause", fraction_text(config.pause_ms, SECOND)),
        ("work_from", fraction_text(config.work_ms.0, SECOND)),
        ("work_to", fraction_text(config.work_ms.1, SECOND)),
        ("fail", percent(config.fail_ppm)),
        ("on_failure", if config.on_failure == OnFailure::Release { "release" } else { "leave" }.to_owned()),
        ("poison", config.poison.clone()),
        ("crash", percent(config.crash_ppm)),
        ("crash_secs", fraction_text(config.crash_ms, SECOND)),
        ("forget", percent(config.forget_ppm)),
        ("heartbeat", config.heartbeat_ms.map(|ms| fraction_text(ms, SECOND)).unwrap_or_default()),
        ("running", config.running.to_string()),
    ]
    .into();
    values.extend(fetch_values(config.extended.as_ref()));
    values
}

/// The configuration that the fields stand for.
///
/// # Errors
/// The first problem.
pub fn consumer(values: &Values) -> Result<ConsumerConfig, Problem> {
    let small = |field: &'static str, number: i64| {
        u32::try_from(number).map_err(|_| Problem::at(field, t!("This cannot be less than 0.")))
    };
    let work_ms = (fraction(values, "work_from", SECOND)?, fraction(values, "work_to", SECOND)?);
    if work_ms.0 > work_ms.1 {
        return Err(Problem::at("work_to", t!("The longest work cannot be shorter than the shortest.")));
    }
    let heartbeat = text(values, "heartbeat").trim();
    let heartbeat_ms = if heartbeat.is_empty() { None } else { Some(fraction(values, "heartbeat", SECOND)?) };
    if heartbeat_ms == Some(0) {
        return Err(Problem::at("heartbeat", t!("Leave this empty for no heartbeat.")));
    }
    let on_failure = if text(values, "on_failure") == "release" { OnFailure::Release } else { OnFailure::Leave };
    Ok(ConsumerConfig {
        name: name(values)?,
        queue: text(values, "queue").parse().ok(),
        max_messages: small("max", whole(values, "max")?)?,
        wait_secs: optional(values, "wait")?.map(|secs| small("wait", secs)).transpose()?,
        visibility_secs: optional(values, "visibility")?.map(|secs| small("visibility", secs)).transpose()?,
        pause_ms: fraction(values, "pause", SECOND)?,
        work_ms,
        fail_ppm: percent(values, "fail")?,
        crash_ppm: percent(values, "crash")?,
        crash_ms: fraction(values, "crash_secs", SECOND)?,
        forget_ppm: percent(values, "forget")?,
        on_failure,
        heartbeat_ms,
        poison: text(values, "poison").to_owned(),
        extended: fetch(values),
        running: on(values, "running"),
    })
}

/// A chance in percent, as parts per million.
pub(super) fn percent(values: &Values, field: &'static str) -> Result<u32, Problem> {
    let ppm = fraction(values, field, PERCENT)?;
    let within = u32::try_from(ppm).ok().filter(|ppm| *ppm <= 1_000_000);
    within.ok_or_else(|| Problem::at(field, t!("A chance is 0 to 100 %.")))
}

/// A whole percentage.
pub(super) fn percent_of(values: &Values, field: &'static str) -> Result<u32, Problem> {
    let number = u32::try_from(whole(values, field)?).ok().filter(|percent| *percent <= 100);
    number.ok_or_else(|| Problem::at(field, t!("This is 0 to 100 %.")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::{reader, writer};
    use queuelab::actors::ActorConfig;
    use queuelab::cloud::Input;
    use queuelab::session::templates::Template;

    #[test]
    fn every_actor_of_the_templates_comes_back_as_it_was() {
        for logged in Template::ALL.into_iter().flat_map(|template| template.run().log) {
            match &*logged.input {
                Input::AddActor(ActorConfig::Producer(config)) => {
                    assert_eq!(producer(&producer_values(config), None).as_ref(), Ok(config));
                }
                Input::AddActor(ActorConfig::Consumer(config)) => {
                    assert_eq!(consumer(&consumer_values(config)).as_ref(), Ok(config));
                }
                Input::AddActor(ActorConfig::Writer(config)) => {
                    assert_eq!(writer::config(&writer::values(config)).as_ref(), Ok(&**config));
                }
                Input::AddActor(ActorConfig::Reader(config)) => {
                    assert_eq!(reader::config(&reader::values(config)).as_ref(), Ok(&**config));
                }
                _ => {}
            }
        }
    }

    #[test]
    fn what_makes_no_sense_is_told_beside_its_field() {
        let with = |mut values: Values, field: &'static str, text: &str| {
            values.insert(field, text.to_owned());
            values
        };
        let bad_producer = |field, text| {
            producer(&with(producer_values(&ProducerConfig::default()), field, text), None).unwrap_err().field
        };
        for (field, text) in [
            ("name", " "),
            ("body", ""),
            ("burst", "0"),
            ("every", "0"),
            ("total", "-1"),
            ("jitter", "x"),
            ("bytes", "2147483649"),
        ] {
            assert_eq!(bad_producer(field, text), Some(field));
        }
        assert_eq!(bad_producer("source", "file"), Some("file"));
        let bad_consumer =
            |field, text| consumer(&with(consumer_values(&ConsumerConfig::default()), field, text)).unwrap_err().field;
        for (field, text) in [("fail", "101"), ("max", "-1"), ("work_to", "1"), ("heartbeat", "0"), ("wait", "long")] {
            assert_eq!(bad_consumer(field, text), Some(field));
        }
    }

    #[test]
    fn numbers_that_aws_refuses_are_left_to_aws() {
        let mut values = consumer_values(&ConsumerConfig::default());
        values.insert("max", "11".to_owned());
        assert_eq!(consumer(&values).map(|config| config.max_messages), Ok(11));
    }
}
