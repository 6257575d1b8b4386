//! Labs of streams: a hundred trucks on five shards, a shard that gets too much, and shards that are split and merged.

use super::super::{Logged, SavedRun};
use super::{Template, call};
use crate::actors::writer::kpl::Kpl;
use crate::actors::writer::{Client, Keys, Sdk, WriterConfig};
use crate::actors::{ActorConfig, ProducerConfig};
use crate::base::{AccountId, Arn, Region};
use crate::clock::{Duration, Instant};
use crate::cloud::Input;
use crate::kinesis::api::{self, CreateStream, MergeShards, SplitShard};
use crate::lambda::api::{self as lambda, Behaviour, CreateEventSourceMapping, CreateFunction};

/// A stream takes so long to come into being; the labs open when it has.
const READY_SECS: u64 = 21;

pub(super) fn stream_arn(name: &str) -> Arn {
    Arn::stream(Region::DEFAULT, AccountId::DEFAULT, name)
}

/// Somebody calls Kinesis by hand.
pub(super) fn kinesis(request: impl Into<api::Request>) -> Input {
    call(request.into())
}

/// A provisioned stream.
pub(super) fn stream(name: &str, shards: i64) -> Input {
    kinesis(CreateStream { stream_name: Some(name.to_owned()), shard_count: Some(shards), ..CreateStream::default() })
}

/// A producer of records.
pub(super) fn writer(config: WriterConfig) -> Input {
    Input::AddActor(ActorConfig::Writer(Box::new(config)))
}

/// A function that takes so long for a batch.
pub(super) fn function(name: &str, millis: i64) -> Input {
    let behaviour = Behaviour { min_duration_ms: Some(millis), max_duration_ms: Some(millis), ..Behaviour::default() };
    call(lambda::Request::from(CreateFunction {
        function_name: name.to_owned(),
        role: Some(format!("arn:aws:iam::{}:role/{name}", AccountId::DEFAULT)),
        behaviour: Some(behaviour),
        ..CreateFunction::default()
    }))
}

/// Lets a function work through a stream from its beginning.
pub(super) fn mapping(stream: &str, function: &str) -> Input {
    call(lambda::Request::from(CreateEventSourceMapping {
        event_source_arn: Some(stream_arn(stream).to_string()),
        function_name: function.to_owned(),
        starting_position: Some("TRIM_HORIZON".to_owned()),
        ..CreateEventSourceMapping::default()
    }))
}

/// A lab that opens when its streams have come into being; times count from then.
pub(super) fn opened(at_first: Vec<Input>, later: Vec<(u64, Input)>) -> SavedRun {
    let at = |secs: u64| Instant::ZERO.after(Duration::from_secs(secs));
    let first = at_first.into_iter().map(|input| Logged { at: Instant::ZERO, input: input.into() });
    let later = later.into_iter().map(|(secs, input)| Logged { at: at(READY_SECS + secs), input: input.into() });
    SavedRun { log: first.chain(later).collect(), at: at(READY_SECS), ..Template::Empty.run() }
}

/// Each truck reports in turn, ten a second; one function follows all shards.
pub(super) fn hundred_trucks() -> SavedRun {
    let trucks = writer(WriterConfig {
        name: "100 trucks".to_owned(),
        stream: Some(stream_arn("trucks")),
        keys: Keys { count: 100, ..Keys::default() },
        body: r#"{"truck":"{key}","report":{n}}"#.to_owned(),
        every_ms: 500,
        burst: 5,
        ..WriterConfig::default()
    });
    opened(vec![stream("trucks", 5), function("tracker", 300)], vec![(0, trucks), (0, mapping("trucks", "tracker"))])
}

/// Two busy trucks share a shard, which gets more at once than it takes; beside them stand, paused, the ways out.
pub(super) fn hot_shard() -> SavedRun {
    let bursts = |name: &str, client: Client, count: u64, running: bool| {
        writer(WriterConfig {
            name: name.to_owned(),
            stream: Some(stream_arn("positions")),
            client,
            keys: Keys { count, ..Keys::default() },
            every_ms: 2_000,
            burst: 1_200,
            running,
            ..WriterConfig::default()
        })
    };
    // Puts each record once, and says nothing of those that were refused.
    let once = || Client::Sdk(Sdk { attempts: 1, resend: false, ..Sdk::default() });
    let again = Client::Sdk(Sdk { attempts: 10, ..Sdk::default() });
    opened(
        vec![stream("positions", 2)],
        vec![
            (0, bursts("two busy trucks", once(), 2, true)),
            (0, bursts("with backoff", again, 2, false)),
            (0, bursts("500 trucks", once(), 500, false)),
            (0, bursts("packed by KPL", Client::Kpl(Kpl::default()), 2, false)),
        ],
    )
}

/// Two shards, of which the lower one is split after a while; later two neighbours are merged.
pub(super) fn resharding() -> SavedRun {
    let sensors = writer(WriterConfig {
        name: "sensors".to_owned(),
        stream: Some(stream_arn("readings")),
        keys: Keys { pattern: "sensor_{k}".to_owned(), count: 40, ..Keys::default() },
        every_ms: 1_000,
        burst: 4,
        ..WriterConfig::default()
    });
    let name = || Some("readings".to_owned());
    let split = SplitShard {
        stream_name: name(),
        shard_to_split: Some("shardId-000000000000".to_owned()),
        new_starting_hash_key: Some("85070591730234615865843651857942052864".to_owned()),
        ..SplitShard::default()
    };
    let merge = MergeShards {
        stream_name: name(),
        shard_to_merge: Some("shardId-000000000003".to_owned()),
        adjacent_shard_to_merge: Some("shardId-000000000001".to_owned()),
        ..MergeShards::default()
    };
    opened(
        vec![stream("readings", 2), function("meter", 400)],
        vec![(0, sensors), (0, mapping("readings", "meter")), (10, kinesis(split)), (60, kinesis(merge))],
    )
}

/// The same hundred trucks on a FIFO queue, on a standard queue and on a stream, each worked through by a function.
pub(super) fn three_ways() -> SavedRun {
    let trucks: Vec<String> = (1..=100).map(|number| format!("truck_{number}")).collect();
    let names: Vec<&str> = trucks.iter().map(String::as_str).collect();
    let to_queue = |name: &str| {
        super::producer(ProducerConfig {
            name: format!("trucks to {name}"),
            queue: Some(super::arn(name)),
            source: super::pattern("{group} reports {n}", &names, None, 0),
            every_ms: 500,
            burst: 10,
            ..ProducerConfig::default()
        })
    };
    let to_stream = writer(WriterConfig {
        name: "trucks to stream".to_owned(),
        stream: Some(stream_arn("trucks")),
        keys: Keys { count: 100, ..Keys::default() },
        body: "{key} reports {n}".to_owned(),
        every_ms: 500,
        burst: 10,
        ..WriterConfig::default()
    });
    let poll = |queue: &str, function: &str, size: i64| {
        call(lambda::Request::from(CreateEventSourceMapping {
            event_source_arn: Some(super::arn(queue).to_string()),
            function_name: function.to_owned(),
            batch_size: Some(size),
            ..CreateEventSourceMapping::default()
        }))
    };
    let attributes = [("VisibilityTimeout", "30")];
    let fifo = [("VisibilityTimeout", "30"), ("FifoQueue", "true"), ("ContentBasedDeduplication", "true")];
    opened(
        vec![
            super::queue("trucks.fifo", &fifo),
            super::queue("trucks", &attributes),
            stream("trucks", 5),
            worker("by group"),
            worker("by anybody"),
            worker("by shard"),
            poll("trucks.fifo", &worker_name("by group"), 1),
            poll("trucks", &worker_name("by anybody"), 1),
        ],
        vec![
            (0, mapping("trucks", &worker_name("by shard"))),
            (0, to_queue("trucks.fifo")),
            (0, to_queue("trucks")),
            (0, to_stream),
        ],
    )
}

fn worker_name(how: &str) -> String {
    how.replace(' ', "-")
}

/// A function whose runs take between half a second and eight seconds: longer, at times, than a truck is silent.
fn worker(how: &str) -> Input {
    let name = worker_name(how);
    call(lambda::Request::from(CreateFunction {
        role: Some(format!("arn:aws:iam::{}:role/{name}", AccountId::DEFAULT)),
        function_name: name,
        timeout: Some(15),
        behaviour: Some(Behaviour { min_duration_ms: Some(500), max_duration_ms: Some(8_000), ..Behaviour::default() }),
        ..CreateFunction::default()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinesis::stream::{Status, Stream, StreamId};
    use crate::session::Session;

    fn after(template: Template, secs: u64) -> Session {
        let mut session = template.session();
        session.seek(session.now().after(Duration::from_secs(secs)));
        session
    }

    fn of(session: &Session) -> &Stream {
        session.cloud().kinesis().stream(StreamId(0)).unwrap()
    }

    #[test]
    fn a_hundred_trucks_spread_over_five_shards_as_their_md5_says() {
        let session = after(Template::HundredTrucks, 60);
        let mut trucks = [0; 5];
        for shard in of(&session).shards() {
            let keys: std::collections::BTreeSet<_> =
                (0..shard.records.len()).filter_map(|place| shard.records.get(place)?.key.clone()).collect();
            trucks[shard.id.0 as usize] = keys.len();
        }
        assert_eq!(trucks, [20, 19, 19, 24, 18]);
    }

    /// What each shard refused in half a minute, when another producer runs than the first.
    fn refused(running: &str, split: bool) -> (Vec<u64>, u64) {
        let mut session = Template::HotShard.session();
        let run = |session: &mut Session, name: Option<&str>| {
            let actors: Vec<_> = session.cloud().actors().map(|actor| (actor.id, actor.config())).collect();
            for (id, mut config) in actors {
                config.set_running(name == Some(config.name()));
                session.submit(Input::SetActor(id, config));
            }
        };
        // The first producer has just filled a shard's second; what comes next should not pay for that.
        run(&mut session, None);
        session.seek(session.now().after(Duration::from_secs(2)));
        run(&mut session, Some(running));
        if split {
            let request = SplitShard {
                stream_name: Some("positions".to_owned()),
                shard_to_split: Some("shardId-000000000000".to_owned()),
                // Between the two trucks.
                new_starting_hash_key: Some("123646435604628271552140539812782851117".to_owned()),
                ..SplitShard::default()
            };
            session.submit(kinesis(request));
            session.seek(session.now().after(Duration::from_secs(21)));
        }
        let totals = |session: &Session| -> Vec<u64> {
            of(session).shards().map(|shard| shard.totals.write_throttled).collect()
        };
        let before = totals(&session);
        session.seek(session.now().after(Duration::from_secs(30)));
        // What the first of them lost before it was paused is not the remedy's.
        let gone =
            session.cloud().actors().filter(|actor| actor.name() == running).filter_map(|actor| match &actor.role {
                crate::actors::Role::Writer(writer) => Some(writer.totals.given_up),
                _ => None,
            });
        let gone = gone.sum();
        let now = totals(&session);
        (
            now.iter().zip(before.into_iter().chain(std::iter::repeat(0))).map(|(now, before)| now - before).collect(),
            gone,
        )
    }

    #[test]
    fn the_hot_shard_loses_records_and_each_remedy_ends_that() {
        let (shards, lost) = refused("two busy trucks", false);
        assert!(shards[0] > 1_000 && shards[1] == 0 && lost > 1_000, "{shards:?} {lost}");
        let (shards, lost) = refused("with backoff", false);
        assert!(shards[0] > 0 && lost == 0, "{shards:?} {lost}");
        assert_eq!(refused("500 trucks", false), (vec![0, 0], 0));
        assert_eq!(refused("packed by KPL", false), (vec![0, 0], 0));
        let (shards, _) = refused("two busy trucks", true);
        assert!(shards.iter().all(|refused| *refused == 0), "{shards:?}");
    }

    #[test]
    fn a_shard_is_split_and_two_are_merged_while_the_function_reads_on() {
        let session = after(Template::Resharding, 100);
        let stream = of(&session);
        assert_eq!(stream.status, Status::Active);
        let open: Vec<u32> = stream.open_shards().map(|shard| shard.id.0).collect();
        assert_eq!(open, [2, 4]);
    }
}
