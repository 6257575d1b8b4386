//! Readers of streams and agents: in words as actors to be, and as lines of text.

use super::actors::{chance, millis, yes};
use super::settings::number;
use super::text::{Cursor, json_text};
use crate::actors::agent::{AgentConfig, Generator, InitialPosition, LineFormat, PartitionKeyOption, Processing};
use crate::actors::reader::{BUCKETS, Children, Phase, ReaderConfig, Resume, Retrieval, ShardRead, Start};
use crate::actors::{Actor, Agent, AgentEvent, Reader, ReaderEvent, Role};

/// A reader, and the stream that it is to read.
pub(super) fn parse_reader(cursor: &mut Cursor<'_>) -> Result<(ReaderConfig, Option<String>), String> {
    let (mut config, mut stream) = (ReaderConfig::default(), None);
    let (mut start, mut at) = ("trim".to_owned(), None);
    for (key, value) in cursor.constants()? {
        match key {
            "name" => config.name = value,
            "stream" => stream = Some(format!("stream:{value}")),
            "mode" => config.retrieval = retrieval(&value)?,
            "consumer" => config.consumer = value,
            "start" => start = value,
            "at" => at = Some(value),
            "shard" => config.shard = value,
            "poll" => config.poll_ms = millis(&value)?,
            "limit" => config.limit = Some(number(key, &value)?),
            "attempts" => config.attempts = number(key, &value)?,
            "children" => config.children = children(&value)?,
            "list" => config.list_ms = millis(&value)?,
            "deaggregate" => config.deaggregate = yes(key, &value)?,
            "work" => config.work_ms = millis(&value)?,
            "crash" => config.crash_ppm = chance(key, &value)?,
            "crash_time" => config.crash_ms = millis(&value)?,
            "resume" => config.resume = resume(&value)?,
            _ => return Err(format!("a reader has no '{key}'")),
        }
    }
    config.start = position(&start, at)?;
    Ok((config, stream))
}

fn retrieval(text: &str) -> Result<Retrieval, String> {
    match text {
        "polling" => Ok(Retrieval::Polling),
        "fan_out" => Ok(Retrieval::FanOut),
        _ => Err("mode is polling or fan_out".to_owned()),
    }
}

fn children(text: &str) -> Result<Children, String> {
    match text {
        "after_parents" => Ok(Children::AfterParents),
        "at_once" => Ok(Children::AtOnce),
        "at_latest" => Ok(Children::AtLatest),
        _ => Err("children is after_parents, at_once or at_latest".to_owned()),
    }
}

fn resume(text: &str) -> Result<Resume, String> {
    match text {
        "latest" => Ok(Resume::Latest),
        "trim" => Ok(Resume::Trim),
        "last" => Ok(Resume::Last),
        _ => Err("resume is latest, trim or last".to_owned()),
    }
}

/// Where to begin; `at` is a time of the lab or a sequence number.
fn position(start: &str, at: Option<String>) -> Result<Start, String> {
    let needed = || format!("start={start} needs at=");
    match start {
        "trim" => Ok(Start::TrimHorizon),
        "latest" => Ok(Start::Latest),
        "time" => Ok(Start::AtTimestamp(millis(&at.ok_or_else(needed)?)?)),
        "sequence" => Ok(Start::AtSequenceNumber(at.ok_or_else(needed)?)),
        "after" => Ok(Start::AfterSequenceNumber(at.ok_or_else(needed)?)),
        _ => Err("start is trim, latest, time, sequence or after".to_owned()),
    }
}

/// An agent, and the stream or delivery stream that it is to send to.
pub(super) fn parse_agent(cursor: &mut Cursor<'_>) -> Result<(AgentConfig, Option<String>), String> {
    let (mut config, mut target) = (AgentConfig::default(), None);
    let (mut generator, mut makes) = (Generator::default(), false);
    for (key, value) in cursor.constants()? {
        match key {
            "name" => config.name = value,
            "stream" => target = Some(format!("stream:{value}")),
            "delivery_stream" => target = Some(format!("delivery_stream:{value}")),
            "file" => config.file_pattern = value,
            "content" => config.content = value.into(),
            "position" => config.initial_position = initial(&value)?,
            "age" => config.max_buffer_age_millis = millis(&value)?,
            "bytes" => config.max_buffer_size_bytes = number(key, &value)?,
            "records" => config.max_buffer_size_records = number(key, &value)?,
            "keys" => config.partition_key_option = keys(&value)?,
            "start_pattern" => config.multi_line_start_pattern = value,
            "options" => {
                let options: Result<Vec<Processing>, _> = serde_json::from_str(&value);
                config.data_processing_options =
                    options.map_err(|error| format!("these are no processing options: {error}"))?;
            }
            "every" => (generator.every_ms, makes) = (millis(&value)?, true),
            "burst" => (generator.burst, makes) = (number(key, &value)?, true),
            "total" => (generator.total, makes) = (Some(number(key, &value)?), true),
            "format" => (generator.format, makes) = (format_of(&value)?, true),
            _ => return Err(format!("an agent has no '{key}'")),
        }
    }
    config.generator = makes.then_some(generator);
    Ok((config, target))
}

fn initial(text: &str) -> Result<InitialPosition, String> {
    match text {
        "START_OF_FILE" => Ok(InitialPosition::StartOfFile),
        "END_OF_FILE" => Ok(InitialPosition::EndOfFile),
        _ => Err("position is START_OF_FILE or END_OF_FILE".to_owned()),
    }
}

fn keys(text: &str) -> Result<PartitionKeyOption, String> {
    match text {
        "RANDOM" => Ok(PartitionKeyOption::Random),
        "DETERMINISTIC" => Ok(PartitionKeyOption::Deterministic),
        _ => Err("keys is RANDOM or DETERMINISTIC".to_owned()),
    }
}

fn format_of(text: &str) -> Result<LineFormat, String> {
    match text {
        "common" => Ok(LineFormat::Common),
        "combined" => Ok(LineFormat::Combined),
        "csv" => Ok(LineFormat::Csv),
        _ => Err("format is common, combined or csv".to_owned()),
    }
}

/// What a reader did.
pub(super) fn reader_line(event: &ReaderEvent) -> String {
    match event {
        ReaderEvent::Began { shard, from } => format!("Began {shard} from {from}"),
        ReaderEvent::Worked { shard, records, slowest_ms } => {
            format!("Worked on {records} of {shard}, the slowest after {slowest_ms} ms")
        }
        ReaderEvent::OutOfOrder { shard, records, key } => format!("OutOfOrder {records} of {shard}, first {key}"),
        ReaderEvent::IteratorExpired { shard } => format!("IteratorExpired {shard}"),
        ReaderEvent::ShardEnded { shard, children } => format!("ShardEnded {shard}, then {children:?}"),
        ReaderEvent::Renewed { shard } => format!("Renewed {shard}"),
        ReaderEvent::Failed { operation, code } => format!("Failed {operation} {code}"),
    }
}

/// What an agent did.
pub(super) fn agent_line(event: &AgentEvent) -> String {
    match event {
        AgentEvent::Followed { from } => format!("Followed from {from}"),
        AgentEvent::Rotated => "Rotated".to_owned(),
        AgentEvent::Sent { records, because } => format!("Sent {records} because of {because}"),
        AgentEvent::Failed { records, code, again_ms } => format!("Failed {records} {code}, again in {again_ms} ms"),
        AgentEvent::Truncated => "Truncated".to_owned(),
        AgentEvent::Misconfigured { why } => format!("Misconfigured: {why}"),
    }
}

/// A reader in one line.
pub(super) fn reader_state(name: &str, reader: &Reader) -> String {
    let t = &reader.totals;
    let mean = t.latency.mean().map_or_else(|| "-".to_owned(), |mean| format!("{mean} ms"));
    format!("{name}: reader, {} records, {} throttled, mean latency {mean}", t.users, t.throttled)
}

/// An agent in one line.
pub(super) fn agent_state(name: &str, agent: &Agent) -> String {
    let t = &agent.totals;
    let problem = agent.problem.as_ref().map_or_else(String::new, |why| format!(": {why}"));
    format!(
        "{name}: agent, read {} lines, {} records, skipped {}, truncated {}, sent {} in {} calls, failed {}, in hand {}{problem}",
        t.lines,
        t.parsed,
        t.skipped,
        t.truncated,
        t.sent,
        t.calls,
        t.failed,
        agent.in_hand()
    )
}

/// `show reader`.
pub(super) fn reader(actor: &Actor) -> Result<Vec<String>, String> {
    let Role::Reader(reader) = &actor.role else { return Err(format!("{} is no reader", actor.name())) };
    let (t, name) = (&reader.totals, actor.name());
    let mut lines = vec![
        format!(
            "{name}: {} records of the stream, {} of users, {} bytes; {} again, {} out of order, {} strayed",
            t.records, t.users, t.bytes, t.again, t.out_of_order, t.strayed
        ),
        format!(
            "  {} reads, {} empty, {} throttled, {} given up; {} iterators, {} expired; {} subscriptions; {} crashes",
            t.reads, t.empty, t.throttled, t.given_up, t.iterators, t.expired, t.subscriptions, t.crashes
        ),
    ];
    if let Some(mean) = t.latency.mean() {
        let ends = BUCKETS.iter().map(|end| format!("<={end}")).chain(["more".to_owned()]);
        let buckets: Vec<String> = ends.zip(t.latency.buckets).map(|(end, count)| format!("{end}: {count}")).collect();
        let (min, max) = (t.latency.min, t.latency.max);
        lines.push(format!("  latency min {min}, mean {mean}, max {max} ms; {}", buckets.join(", ")));
    }
    lines.extend(reader.shards.values().map(shard));
    if let Some(problem) = &reader.problem {
        lines.push(format!("  {} {}: {}", problem.operation, problem.code, json_text(&problem.message)));
    }
    Ok(lines)
}

fn shard(shard: &ShardRead) -> String {
    let phase = match shard.phase {
        Phase::Waiting => "waits for its parents".to_owned(),
        Phase::Idle { until } => format!("idle until {until}"),
        Phase::Asking => "asking".to_owned(),
        Phase::Listening { since } => format!("listening since {since}"),
        Phase::Working { until } => format!("working until {until}"),
        Phase::Ended => "ended".to_owned(),
        Phase::Refused(code) => format!("refused, {code}"),
    };
    format!(
        "  {} from {}: {phase}, {} records, {} in hand, {} ms behind, {} throttled",
        shard.number(),
        shard.from.name(),
        shard.records,
        shard.in_hand.len(),
        shard.behind_ms,
        shard.throttled
    )
}
