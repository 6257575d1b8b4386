//! What the inspector says of a reader of a stream and of an agent, as rows of data.

use super::describe::{instant, millis, number};
use crate::actors::agent::InitialPosition;
use crate::actors::reader::{BUCKETS, Children, Phase, Resume, Retrieval, ShardRead};
use crate::actors::{Agent, Reader};
use crate::clock::Instant;

/// A line of facts.
pub type Row = (&'static str, String);

/// What a reader is doing, in a sentence.
pub fn doing(reader: &Reader, stream: &str, now: Instant) -> String {
    if let Some((_, until)) = reader.down {
        return format!("It has crashed and is back at {}.", instant(until, now));
    }
    if !reader.config.running {
        return "Paused. Its iterators expire after five minutes.".to_owned();
    }
    if let Some(problem) = &reader.problem {
        return format!("{} was refused, and it tries again: {}: {}", problem.operation, problem.code, problem.message);
    }
    let how = match reader.config.retrieval {
        Retrieval::Polling => format!("asks each shard {} after its last answer", millis(reader.config.poll_ms)),
        Retrieval::FanOut => "has records pushed to it".to_owned(),
    };
    format!("It reads {stream} and {how}.")
}

/// What a reader has counted, and how it was told to read.
pub fn facts(reader: &Reader) -> Vec<Row> {
    let (t, config) = (&reader.totals, &reader.config);
    let latency = &t.latency;
    let mut rows = vec![("Records", number(t.records))];
    if config.deaggregate {
        rows.push(("Of users, taken apart", number(t.users)));
        rows.push(("Of another shard, dropped", number(t.strayed)));
    }
    rows.extend([
        ("Bytes", number(t.bytes)),
        ("Put to done, mean", latency.mean().map_or_else(|| "nothing yet".to_owned(), millis)),
        ("Put to done, least and most", format!("{} to {}", millis(latency.min), millis(latency.max))),
        ("Reads", format!("{}, {} of them empty", number(t.reads), number(t.empty))),
        ("Throttled", number(t.throttled)),
        ("Calls given up", number(t.given_up)),
    ]);
    match config.retrieval {
        Retrieval::Polling => {
            rows.push(("Iterators", format!("{}, {} expired", number(t.iterators), number(t.expired))));
        }
        Retrieval::FanOut => {
            rows.push(("Consumer", config.consumer_name()));
            rows.push(("Subscriptions", number(t.subscriptions)));
        }
    }
    rows.extend([
        ("Again", number(t.again)),
        ("After a younger one of its key", number(t.out_of_order)),
        ("Began with", config.start.name().to_owned()),
        (
            "Children",
            match config.children {
                Children::AfterParents => "after their parents",
                Children::AtOnce => "at once with their parents",
                Children::AtLatest => "at their newest record",
            }
            .to_owned(),
        ),
        ("Work on a record", millis(config.work_ms)),
        ("Crashes", number(t.crashes)),
        (
            "After a crash",
            match config.resume {
                Resume::Latest => "the next record",
                Resume::Trim => "the oldest record",
                Resume::Last => "where it was",
            }
            .to_owned(),
        ),
    ]);
    rows
}

/// A bar of the histogram of latencies: its words, how many records, and its share of the longest bar in percent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Up to how long.
    pub words: String,
    /// So many records.
    pub count: u64,
    /// 0 to 100.
    pub percent: u64,
}

/// The histogram of latencies; empty while there is nothing.
pub fn histogram(reader: &Reader) -> Vec<Bar> {
    let buckets = &reader.totals.latency.buckets;
    let most = buckets.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return Vec::new();
    }
    let ends = BUCKETS.iter().map(|end| format!("up to {}", millis(*end))).chain(["more".to_owned()]);
    let bar = |(words, count): (String, &u64)| Bar { words, count: *count, percent: count * 100 / most };
    ends.zip(buckets).map(bar).collect()
}

/// Where a reader stands in a shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardLine {
    /// The number of the shard.
    pub number: u32,
    /// What is done about it.
    pub state: String,
    /// What came of it.
    pub counts: String,
    /// Whether something is wrong.
    pub is_bad: bool,
}

/// Where a reader stands, shard by shard.
pub fn shards(reader: &Reader, now: Instant) -> Vec<ShardLine> {
    reader.shards.values().map(|shard| line(shard, now)).collect()
}

fn line(shard: &ShardRead, now: Instant) -> ShardLine {
    let state = match shard.phase {
        Phase::Waiting => "waits for its parents to be read".to_owned(),
        Phase::Idle { until } if until > now => format!("asks again in {}", millis(until.since(now).as_millis())),
        Phase::Idle { .. } | Phase::Asking => "asks".to_owned(),
        Phase::Listening { since } => format!("listens since {}", instant(since, now)),
        Phase::Working { .. } => "works".to_owned(),
        Phase::Ended => "read to its end".to_owned(),
        Phase::Refused(code) => format!("refused: {code}"),
    };
    let behind = if shard.behind_ms == 0 { String::new() } else { format!(", {} behind", millis(shard.behind_ms)) };
    let hand = if shard.in_hand.is_empty() { String::new() } else { format!(", {} in hand", shard.in_hand.len()) };
    let throttled =
        if shard.throttled == 0 { String::new() } else { format!(", {} throttled", number(shard.throttled)) };
    ShardLine {
        number: shard.number(),
        state,
        counts: format!("{} read{hand}{behind}{throttled}", number(shard.records)),
        is_bad: matches!(shard.phase, Phase::Refused(_)),
    }
}

/// What an agent is doing, in a sentence.
pub fn agent_doing(agent: &Agent, now: Instant) -> String {
    if let Some(problem) = &agent.problem {
        return problem.clone();
    }
    if !agent.config.running {
        return "Paused. What is written to its file meanwhile is read later.".to_owned();
    }
    let (records, bytes, until) = agent.buffer();
    let open = if agent.has_open_line() { " The last line of the file has no end yet." } else { "" };
    match until {
        Some(until) => format!(
            "It has {} records of {} bytes in its buffer, which it sends at {} at the latest.{open}",
            number(records as u64),
            number(bytes as u64),
            instant(until, now)
        ),
        None => format!("It follows {}.{open}", agent.config.file_pattern),
    }
}

/// What an agent has counted, and how it is set up.
pub fn agent_facts(agent: &Agent) -> Vec<Row> {
    let (t, config) = (&agent.totals, &agent.config);
    let begins = match config.initial_position {
        InitialPosition::StartOfFile => "START_OF_FILE",
        InitialPosition::EndOfFile => "END_OF_FILE",
    };
    let mut rows = vec![
        ("Lines read", number(t.lines)),
        ("Records", number(t.parsed)),
        ("Left out", number(t.skipped)),
        ("Cut at 1,000 KB", number(t.truncated)),
        ("Sent", format!("{} in {} calls", number(t.sent), number(t.calls))),
        ("Bytes sent", number(t.bytes)),
        ("Not taken, and sent again", number(t.failed)),
        ("In hand", number(agent.in_hand() as u64)),
        ("File", config.file_pattern.clone()),
        ("Begins at", begins.to_owned()),
        ("Sends after", millis(config.max_buffer_age_millis)),
        ("Or with", format!("{} records", config.max_buffer_size_records)),
    ];
    if config.generator.is_some() {
        rows.push(("Lines made by the program", number(agent.made)));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actors::{Actor, Role};
    use crate::scenario::{Runner, Script, quiet_start};
    use crate::session::Session;

    fn after(script: &str, see: impl FnOnce(&Actor, Instant)) {
        let script = Script::parse(script).unwrap();
        let (mut session, mut runner) = (Session::new(quiet_start()), Runner::default());
        for (_, command) in &script.commands {
            runner.run(&mut session, command).unwrap();
        }
        let actor = session.cloud().actors().last().unwrap();
        see(actor, session.now());
    }

    #[test]
    fn a_reader_says_where_it_stands() {
        let script = "lab seed=1 latency=5..5\ncall kinesis CreateStream StreamName=s ShardCount=2\nadvance 20s\n\
                      actor writer name=W stream=s burst=4 total=4\nactor reader name=R stream=s\nadvance 2s";
        after(script, |actor, now| {
            let Role::Reader(reader) = &actor.role else { panic!() };
            assert_eq!(
                doing(reader, "stream/s", now),
                "It reads stream/s and asks each shard 200 ms after its last answer."
            );
            let facts = facts(reader);
            assert!(facts.contains(&("Records", "4".to_owned())), "{facts:?}");
            assert_eq!(shards(reader, now).len(), 2);
            let bars = histogram(reader);
            assert_eq!(bars.iter().map(|bar| bar.count).sum::<u64>(), 4);
            assert!(bars.iter().any(|bar| bar.percent == 100));
        });
    }

    #[test]
    fn an_agent_says_what_it_has_in_its_buffer() {
        let script = "lab seed=1\ncall kinesis CreateStream StreamName=s ShardCount=1\nadvance 20s\n\
                      actor agent name=A stream=s position=START_OF_FILE content=\"a\\nb\"\nadvance 1s";
        after(script, |actor, now| {
            let Role::Agent(agent) = &actor.role else { panic!() };
            let said = agent_doing(agent, now);
            assert!(said.starts_with("It has 1 records of") && said.ends_with("has no end yet."), "{said}");
            assert!(agent_facts(agent).contains(&("In hand", "1".to_owned())));
        });
    }
}
