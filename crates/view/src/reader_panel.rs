//! What the inspector says of a reader of a stream and of an agent, as rows of data.

use super::describe::{instant, millis, number};
use queuelab::actors::agent::InitialPosition;
use queuelab::actors::reader::{BUCKETS, Children, Phase, Resume, Retrieval, ShardRead};
use queuelab::actors::{Agent, Reader};
use queuelab::clock::Instant;
use queuelab::t;

/// A line of facts.
pub type Row = (&'static str, String);

/// What a reader is doing, in a sentence.
pub fn doing(reader: &Reader, stream: &str, now: Instant) -> String {
    if let Some((_, until)) = reader.down {
        return t!("It has crashed and is back at {now}.", now = instant(until, now));
    }
    if !reader.config.running {
        return t!("Paused. Its iterators expire after five minutes.").to_owned();
    }
    if let Some(problem) = &reader.problem {
        return t!(
            "{operation} was refused, and it tries again: {code}: {message}",
            operation = problem.operation,
            code = problem.code,
            message = problem.message
        );
    }
    let how = match reader.config.retrieval {
        Retrieval::Polling => {
            t!("asks each shard {pause} after its last answer", pause = millis(reader.config.poll_ms))
        }
        Retrieval::FanOut => t!("has records pushed to it").to_owned(),
    };
    t!("It reads {stream} and {how}.", stream, how)
}

/// What a reader has counted, and how it was told to read.
pub fn facts(reader: &Reader) -> Vec<Row> {
    let (t, config) = (&reader.totals, &reader.config);
    let latency = &t.latency;
    let mut rows = vec![(t!("Records"), number(t.records))];
    if config.deaggregate {
        rows.push((t!("Of users, taken apart"), number(t.users)));
        rows.push((t!("Of another shard, dropped"), number(t.strayed)));
    }
    rows.extend([
        (t!("Bytes"), number(t.bytes)),
        (t!("Put to done, mean"), latency.mean().map_or_else(|| t!("nothing yet").to_owned(), millis)),
        (
            t!("Put to done, least and most"),
            t!("{least} to {most}", least = millis(latency.min), most = millis(latency.max)),
        ),
        (t!("Reads"), t!("{reads}, {empty} of them empty", reads = number(t.reads), empty = number(t.empty))),
        (t!("Throttled"), number(t.throttled)),
        (t!("Calls given up"), number(t.given_up)),
    ]);
    match config.retrieval {
        Retrieval::Polling => {
            rows.push((
                t!("Iterators"),
                t!("{iterators}, {expired} expired", iterators = number(t.iterators), expired = number(t.expired)),
            ));
        }
        Retrieval::FanOut => {
            rows.push((t!("Consumer"), config.consumer_name()));
            rows.push((t!("Subscriptions"), number(t.subscriptions)));
        }
    }
    rows.extend([
        (t!("Again"), number(t.again)),
        (t!("After a younger one of its key"), number(t.out_of_order)),
        (t!("Began with"), config.start.name().to_owned()),
        (
            t!("Children"),
            match config.children {
                Children::AfterParents => t!("after their parents"),
                Children::AtOnce => t!("at once with their parents"),
                Children::AtLatest => t!("at their newest record"),
            }
            .to_owned(),
        ),
        (t!("Work on a record"), millis(config.work_ms)),
        (t!("Crashes"), number(t.crashes)),
        (
            t!("After a crash"),
            match config.resume {
                Resume::Latest => t!("the next record"),
                Resume::Trim => t!("the oldest record"),
                Resume::Last => t!("where it was"),
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
    let ends = BUCKETS.iter().map(|end| t!("up to {end}", end = millis(*end))).chain([t!("more").to_owned()]);
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
        Phase::Waiting => t!("waits for its parents to be read").to_owned(),
        Phase::Idle { until } if until > now => {
            t!("asks again in {as_millis}", as_millis = millis(until.since(now).as_millis()))
        }
        Phase::Idle { .. } | Phase::Asking => t!("asks").to_owned(),
        Phase::Listening { since } => t!("listens since {now}", now = instant(since, now)),
        Phase::Working { .. } => t!("works").to_owned(),
        Phase::Ended => t!("read to its end").to_owned(),
        Phase::Refused(code) => t!("refused: {code}", code),
    };
    let behind =
        if shard.behind_ms == 0 { String::new() } else { t!(", {span} behind", span = millis(shard.behind_ms)) };
    let hand =
        if shard.in_hand.is_empty() { String::new() } else { t!(", {in_hand} in hand", in_hand = shard.in_hand.len()) };
    let throttled = if shard.throttled == 0 {
        String::new()
    } else {
        t!(", {throttled} throttled", throttled = number(shard.throttled))
    };
    ShardLine {
        number: shard.number(),
        state,
        counts: t!("{records} read{hand}{behind}{throttled}", records = number(shard.records), hand, behind, throttled),
        is_bad: matches!(shard.phase, Phase::Refused(_)),
    }
}

/// What an agent is doing, in a sentence.
pub fn agent_doing(agent: &Agent, now: Instant) -> String {
    if let Some(problem) = &agent.problem {
        return problem.clone();
    }
    if !agent.config.running {
        return t!("Paused. What is written to its file meanwhile is read later.").to_owned();
    }
    let (records, bytes, until) = agent.buffer();
    let open = if agent.has_open_line() { t!(" The last line of the file has no end yet.") } else { "" };
    if let Some(until) = until {
        t!(
            "It has {records} records of {bytes} bytes in its buffer, which it sends at {now} at the latest.{open}",
            records = number(records as u64),
            bytes = number(bytes as u64),
            now = instant(until, now),
            open
        )
    } else {
        t!("It follows {pattern}.{open}", pattern = agent.config.file_pattern, open)
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
        (t!("Lines read"), number(t.lines)),
        (t!("Records"), number(t.parsed)),
        (t!("Left out"), number(t.skipped)),
        (t!("Cut at 1,000 KB"), number(t.truncated)),
        (t!("Sent"), t!("{sent} in {calls} calls", sent = number(t.sent), calls = number(t.calls))),
        (t!("Bytes sent"), number(t.bytes)),
        (t!("Not taken, and sent again"), number(t.failed)),
        (t!("In hand"), number(agent.in_hand() as u64)),
        (t!("File"), config.file_pattern.clone()),
        (t!("Begins at"), begins.to_owned()),
        (t!("Sends after"), millis(config.max_buffer_age_millis)),
        (t!("Or with"), t!("{count} records", count = config.max_buffer_size_records)),
    ];
    if config.generator.is_some() {
        rows.push((t!("Lines made by the program"), number(agent.made)));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::actors::{Actor, Role};
    use queuelab::scenario::{Runner, Script, quiet_start};
    use queuelab::session::Session;

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
