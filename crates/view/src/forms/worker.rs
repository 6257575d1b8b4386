//! The form of workers of the Kinesis Client Library: one that is edited, or several new ones at once.

use super::{Problem, Values, fraction, fraction_text, on, optional, text, whole};
use queuelab::actors::kcl::{CheckpointPolicy, InitialPosition, KclConfig, Retrieval, Version};
use queuelab::t;

/// A second in milliseconds.
const SECOND: u64 = 1_000;
/// A percent in parts per million.
const PERCENT: u64 = 10_000;
/// So many workers can be added at once.
pub const WORKERS_MAX: i64 = 20;

/// The fields, of a worker or of new ones.
pub fn values(config: &KclConfig, count: u32) -> Values {
    let (policy, records, seconds) = match config.checkpoint {
        CheckpointPolicy::EachBatch => ("batch", 100, 60_000),
        CheckpointPolicy::EveryRecords(records) => ("records", records, 60_000),
        CheckpointPolicy::EveryMillis(millis) => ("time", 100, millis),
    };
    let (initial, at) = match config.initial_position {
        InitialPosition::Latest => ("LATEST", String::new()),
        InitialPosition::TrimHorizon => ("TRIM_HORIZON", String::new()),
        InitialPosition::AtTimestamp(millis) => ("AT_TIMESTAMP", fraction_text(millis, SECOND)),
    };
    let retrieval = match config.retrieval {
        None => "",
        Some(Retrieval::Polling) => "polling",
        Some(Retrieval::FanOut) => "efo",
    };
    [
        ("name", config.name.clone()),
        ("count", count.to_string()),
        ("application", config.application.clone()),
        ("stream", config.stream.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("version", config.version.name().to_owned()),
        ("retrieval", retrieval.to_owned()),
        ("initial", initial.to_owned()),
        ("at", at),
        ("failover", fraction_text(config.failover_time_millis, SECOND)),
        ("idle", fraction_text(config.idle_time_between_reads_in_millis, SECOND)),
        ("maxRecords", config.max_records.to_string()),
        ("maxLeases", config.max_leases_for_worker.map(|max| max.to_string()).unwrap_or_default()),
        ("steal", config.max_leases_to_steal_at_one_time.to_string()),
        ("handoff", config.graceful_lease_handoff.to_string()),
        ("policy", policy.to_owned()),
        ("records", records.to_string()),
        ("seconds", fraction_text(seconds, SECOND)),
        ("shardEnd", config.checkpoint_at_shard_end.to_string()),
        ("work", fraction_text(config.work_ms, SECOND)),
        ("fail", fraction_text(u64::from(config.fail_ppm), PERCENT)),
        ("crash", fraction_text(u64::from(config.crash_ppm), PERCENT)),
        ("crashSecs", fraction_text(config.crash_ms, SECOND)),
        ("running", config.running.to_string()),
    ]
    .into()
}

fn required(values: &Values, field: &'static str, sentence: &str) -> Result<String, Problem> {
    let typed = text(values, field).trim();
    if typed.is_empty() { Err(Problem::at(field, sentence)) } else { Ok(typed.to_owned()) }
}

/// A whole number of at least one.
fn positive(values: &Values, field: &'static str, most: i64, sentence: &str) -> Result<u32, Problem> {
    let number = whole(values, field)?;
    let fits = (1..=most).contains(&number);
    u32::try_from(number).ok().filter(|_| fits).ok_or_else(|| Problem::at(field, sentence))
}

fn percent(values: &Values, field: &'static str) -> Result<u32, Problem> {
    let parts = fraction(values, field, PERCENT)?;
    u32::try_from(parts)
        .ok()
        .filter(|parts| *parts <= 1_000_000)
        .ok_or_else(|| Problem::at(field, t!("A share is at most 100 %.")))
}

fn application(values: &Values) -> Result<String, Problem> {
    let name = required(values, "application", t!("Give the application a name; its lease table has the same."))?;
    let fits = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    // The name is that of a table, and of a consumer of the stream.
    if !fits || !(3..=128).contains(&name.len()) {
        return Err(Problem::at("application", t!("It names a table: 3 to 128 of A–Z a–z 0–9 _ . and -.")));
    }
    Ok(name)
}

/// The configuration that the fields stand for.
///
/// # Errors
/// The first problem.
pub fn config(values: &Values) -> Result<KclConfig, Problem> {
    let version = Version::ALL.into_iter().find(|version| version.name() == text(values, "version"));
    let version = version.ok_or_else(|| Problem::at("version", t!("Choose a version.")))?;
    let retrieval = match text(values, "retrieval") {
        "polling" => Some(Retrieval::Polling),
        "efo" if version == Version::V1 => {
            return Err(Problem::at("retrieval", t!("The library has enhanced fan-out since 2.x.")));
        }
        "efo" => Some(Retrieval::FanOut),
        _ => None,
    };
    let checkpoint = match text(values, "policy") {
        "records" => CheckpointPolicy::EveryRecords(u64::from(positive(
            values,
            "records",
            1_000_000,
            t!("At least one record lies between two checkpoints."),
        )?)),
        "time" => CheckpointPolicy::EveryMillis(fraction(values, "seconds", SECOND)?),
        _ => CheckpointPolicy::EachBatch,
    };
    let initial_position = match text(values, "initial") {
        "TRIM_HORIZON" => InitialPosition::TrimHorizon,
        "AT_TIMESTAMP" => InitialPosition::AtTimestamp(fraction(values, "at", SECOND)?),
        _ => InitialPosition::Latest,
    };
    let failover = fraction(values, "failover", SECOND)?;
    if failover == 0 {
        return Err(Problem::at("failover", t!("A lease lasts at least 0.001 s.")));
    }
    let max_leases_for_worker = match optional(values, "maxLeases")? {
        Some(_) => Some(positive(values, "maxLeases", i64::from(u32::MAX), t!("A worker holds at least one lease."))?),
        None => None,
    };
    Ok(KclConfig {
        name: required(values, "name", t!("Give it a name."))?,
        application: application(values)?,
        stream: text(values, "stream").parse().ok(),
        version,
        retrieval,
        initial_position,
        failover_time_millis: failover,
        idle_time_between_reads_in_millis: fraction(values, "idle", SECOND)?,
        max_records: positive(values, "maxRecords", 10_000, t!("A read answers 1 to 10,000 records."))?,
        max_leases_for_worker,
        max_leases_to_steal_at_one_time: positive(
            values,
            "steal",
            10_000,
            t!("At least one lease is stolen at a time."),
        )?,
        graceful_lease_handoff: on(values, "handoff"),
        checkpoint,
        checkpoint_at_shard_end: on(values, "shardEnd"),
        work_ms: fraction(values, "work", SECOND)?,
        fail_ppm: percent(values, "fail")?,
        crash_ppm: percent(values, "crash")?,
        crash_ms: fraction(values, "crashSecs", SECOND)?,
        running: on(values, "running"),
    })
}

/// The configurations of new workers: those of several have numbers behind their name.
///
/// # Errors
/// The first problem.
pub fn configs(values: &Values) -> Result<Vec<KclConfig>, Problem> {
    let config = config(values)?;
    let count = positive(values, "count", WORKERS_MAX, t!("1 to 20 workers are added at once."))?;
    if count == 1 {
        return Ok(vec![config]);
    }
    let numbered = |number| KclConfig { name: format!("{} {number}", config.name), ..config.clone() };
    Ok((1..=count).map(numbered).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_read_back() {
        let odd = KclConfig {
            version: Version::V2,
            retrieval: Some(Retrieval::Polling),
            initial_position: InitialPosition::AtTimestamp(1_700_000_000_500),
            max_leases_for_worker: Some(3),
            checkpoint: CheckpointPolicy::EveryMillis(1_500),
            fail_ppm: 25_000,
            work_ms: 20,
            ..KclConfig::default()
        };
        let counted = KclConfig { checkpoint: CheckpointPolicy::EveryRecords(7), ..KclConfig::default() };
        for config_then in [KclConfig::default(), odd, counted] {
            assert_eq!(config(&values(&config_then, 1)), Ok(config_then));
        }
    }

    #[test]
    fn several_have_numbers() {
        let names: Vec<String> =
            configs(&values(&KclConfig::default(), 3)).unwrap().into_iter().map(|config| config.name).collect();
        assert_eq!(names, ["worker 1", "worker 2", "worker 3"]);
    }

    #[test]
    fn what_makes_no_sense_is_told_beside_its_field() {
        for (field, typed) in [
            ("name", " "),
            ("application", "my app"),
            ("application", "ab"),
            ("failover", "0"),
            ("maxRecords", "10001"),
            ("maxLeases", "0"),
            ("steal", "0"),
            ("fail", "101"),
            ("count", "0"),
            ("count", "21"),
            ("work", "x"),
        ] {
            let mut values = values(&KclConfig::default(), 1);
            values.insert(field, typed.to_owned());
            let problem = configs(&values).unwrap_err();
            assert_eq!(problem.field, Some(field), "{typed}: {}", problem.text);
        }
        let mut first = values(&KclConfig { version: Version::V1, ..KclConfig::default() }, 1);
        first.insert("retrieval", "efo".to_owned());
        assert_eq!(config(&first).unwrap_err().field, Some("retrieval"));
    }
}
