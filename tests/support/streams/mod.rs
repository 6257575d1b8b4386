//! What can be done to streams: one random word becomes one act.
//!
//! As with queues an act refers to what is there by counting round. Time passes here in steps that streams know: a change
//! of a stream takes 20 s, an iterator lives 300 s, records stay for a day at least.

mod actors;
pub mod auditor;
pub mod story;

use super::acts::{self, Act, one_of, pick};
use queuelab::base::{Caller, Rng, Timestamp};
use queuelab::call::{Call, Reply};
use queuelab::clock::{Epoch, Instant};
use queuelab::cloud::Input;
use queuelab::kinesis::api::{self, *};
use queuelab::lambda::api as lambda;

/// What was learnt of streams until now.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Iterators.
    pub iterators: Vec<String>,
    /// Sequence numbers, with the stream's and the shard's name.
    pub sequences: Vec<(String, String, String)>,
    /// ARNs of consumers.
    pub consumers: Vec<String>,
    /// Ids of event source mappings.
    pub mappings: Vec<String>,
    /// The time.
    pub now: Instant,
}

/// The streams of the scripts.
pub const NAMES: [&str; 3] = ["trucks", "clicks", "ticks"];
const ROLE: &str = "arn:aws:iam::000000000000:role/worker";
const FUNCTION: &str = "worker";

/// The ARN of a stream of the scripts.
pub fn stream_arn(name: &str) -> String {
    format!("arn:aws:kinesis:us-east-1:000000000000:stream/{name}")
}

pub(super) fn call(request: impl Into<Request>) -> Input {
    Input::Call { caller: Caller::default(), call: Call::Kinesis(request.into()) }
}

fn lambda_call(request: impl Into<lambda::Request>) -> Input {
    Input::Call { caller: Caller::default(), call: Call::Lambda(request.into()) }
}

/// A function and two streams to begin with.
pub fn opening(word: u64) -> Vec<Input> {
    let rng = &mut Rng::fork(word, "streams");
    let behaviour = lambda::Behaviour {
        min_duration_ms: Some(10),
        max_duration_ms: Some(one_of(rng, &[400, 4_000])),
        fail_percent: Some(one_of(rng, &[0, 30])),
        fail_when_contains: Some("poison".to_owned()),
        batch_response: Some(one_of(rng, &["", "ReportFailures", "StopAtFirst"]).to_owned()),
        ..lambda::Behaviour::default()
    };
    let function = lambda::CreateFunction {
        function_name: FUNCTION.to_owned(),
        role: Some(ROLE.to_owned()),
        behaviour: Some(behaviour),
        ..lambda::CreateFunction::default()
    };
    vec![lambda_call(function), create(rng, "trucks"), create(rng, "clicks")]
}

/// The act that a word stands for.
pub fn act(rng: &mut Rng, known: &acts::Known) -> Act {
    let streams = &known.streams;
    match rng.below(100) {
        0..=17 => Act::Do(put(rng)),
        18..=28 => Act::Do(iterator(rng, streams)),
        29..=45 => Act::Do(read(rng, streams)),
        46..=52 => Act::Do(reshard(rng)),
        53..=71 => advance(rng, known),
        72..=74 => Act::Do(retention(rng)),
        75..=82 => Act::Do(consumer(rng, streams)),
        83..=85 => Act::Do(setting(rng)),
        86 => {
            let name = pick(rng, &NAMES);
            Act::Do(create(rng, name))
        }
        87 => Act::Do(call(DeleteStream {
            stream_name: name(rng),
            enforce_consumer_deletion: rng.below(2) == 0,
            ..DeleteStream::default()
        })),
        88..=92 => Act::Do(actors::actor(rng, known)),
        93..=95 => Act::Do(actors::mapping(rng, streams)),
        96 => Act::Do(question(rng)),
        97 => Act::Do(wrong(rng, streams)),
        _ => storm(rng, streams),
    }
}

#[allow(clippy::unnecessary_wraps, reason = "as requests take it")]
fn name(rng: &mut Rng) -> Option<String> {
    Some(one_of(rng, &["trucks", "trucks", "trucks", "clicks", "clicks", "ticks"]).to_owned())
}

/// Low numbers most often, as every stream has them.
fn shard(rng: &mut Rng) -> String {
    let most = one_of(rng, &[1, 2, 4, 9]);
    format!("shardId-{:012}", rng.below(most))
}

fn create(rng: &mut Rng, name: &str) -> Input {
    let mode = |mode: &str| Some(StreamModeDetails { stream_mode: Some(mode.to_owned()) });
    let on_demand = rng.below(4) == 0;
    call(CreateStream {
        stream_name: Some(name.to_owned()),
        shard_count: (!on_demand).then(|| one_of(rng, &[1, 2, 3])),
        stream_mode_details: on_demand.then(|| mode("ON_DEMAND")).flatten(),
        record_distribution_strategy: (on_demand && rng.below(4) == 0).then(|| "AUTO".to_owned()),
        ..CreateStream::default()
    })
}

fn data(rng: &mut Rng) -> Vec<u8> {
    one_of(rng, &["left", "arrived", "poison", "late", "Größe \u{1F69A}"]).as_bytes().to_vec()
}

fn hash(rng: &mut Rng) -> String {
    match rng.below(4) {
        0 => "0".to_owned(),
        1 => u128::MAX.to_string(),
        2 => (1_u128 << 127).to_string(),
        _ => ((u128::from(rng.next_u64()) << 64) | u128::from(rng.next_u64())).to_string(),
    }
}

fn entry(rng: &mut Rng) -> PutRecordsRequestEntry {
    PutRecordsRequestEntry {
        data: Some(data(rng)),
        partition_key: Some(format!("truck_{}", rng.between(1, 12))),
        explicit_hash_key: (rng.below(4) == 0).then(|| hash(rng)),
    }
}

fn put(rng: &mut Rng) -> Input {
    let stream_name = name(rng);
    if rng.below(2) == 0 {
        let PutRecordsRequestEntry { data, partition_key, explicit_hash_key } = entry(rng);
        return call(PutRecord { stream_name, data, partition_key, explicit_hash_key, ..PutRecord::default() });
    }
    let count = rng.between(1, 12);
    let records = Some((0..count).map(|_| entry(rng)).collect());
    call(PutRecords { stream_name, records, ..PutRecords::default() })
}

/// Where to begin: kind, number and time. Now and then a number is missing, or a time lies in the future.
fn start(rng: &mut Rng, known: &Known) -> (String, Option<(String, String, String)>, Option<Timestamp>) {
    let kind = one_of(rng, &["TRIM_HORIZON", "TRIM_HORIZON", "LATEST", "AT_TIMESTAMP", "AT", "AFTER"]);
    if kind == "AT_TIMESTAMP" {
        let now = Epoch::DEFAULT.unix_millis(known.now);
        let past = one_of(rng, &[0, 100, 20_000, 90_000_000]);
        let at = if rng.below(12) == 0 { now + 5_000 } else { now.saturating_sub(rng.below(past + 1)) };
        return (kind.to_owned(), None, Some(Timestamp(at)));
    }
    if !kind.starts_with('A') {
        return (kind.to_owned(), None, None);
    }
    let number = choose(rng, &known.sequences).filter(|_| rng.below(12) > 0);
    (format!("{kind}_SEQUENCE_NUMBER"), number, None)
}

fn choose<T: Clone>(rng: &mut Rng, from: &[T]) -> Option<T> {
    let len = from.len() as u64;
    // The latest ones most often.
    let back = if rng.below(3) == 0 { rng.below(len) } else { rng.below(len.min(4)) };
    from.get(usize::try_from(len.checked_sub(back + 1)?).ok()?).cloned()
}

fn iterator(rng: &mut Rng, known: &Known) -> Input {
    let (kind, number, timestamp) = start(rng, known);
    let own = number.as_ref().filter(|_| rng.below(12) > 0);
    let (stream, at) =
        own.map_or_else(|| (name(rng), shard(rng)), |(stream, shard, _)| (Some(stream.clone()), shard.clone()));
    call(GetShardIterator {
        stream_name: stream,
        shard_id: Some(at),
        shard_iterator_type: Some(kind),
        starting_sequence_number: number.map(|(.., number)| number),
        timestamp,
        ..GetShardIterator::default()
    })
}

fn read(rng: &mut Rng, known: &Known) -> Input {
    let shard_iterator = choose(rng, &known.iterators).or_else(|| Some("AAAA".to_owned()));
    call(GetRecords {
        shard_iterator,
        limit: one_of(rng, &[None, None, Some(1), Some(3), Some(10_000)]),
        ..GetRecords::default()
    })
}

fn reshard(rng: &mut Rng) -> Input {
    let stream_name = name(rng);
    match rng.below(8) {
        0..=3 => call(SplitShard {
            stream_name,
            shard_to_split: Some(shard(rng)),
            new_starting_hash_key: Some(hash(rng)),
            ..SplitShard::default()
        }),
        4..=5 => call(MergeShards {
            stream_name,
            shard_to_merge: Some(shard(rng)),
            adjacent_shard_to_merge: Some(shard(rng)),
            ..MergeShards::default()
        }),
        _ => call(UpdateShardCount {
            stream_name,
            target_shard_count: Some(one_of(rng, &[1, 2, 3, 4])),
            scaling_type: Some("UNIFORM_SCALING".to_owned()),
            ..UpdateShardCount::default()
        }),
    }
}

fn advance(rng: &mut Rng, known: &acts::Known) -> Act {
    let millis = match rng.below(10) {
        0..=1 => rng.between(1, 300),
        2..=6 => one_of(rng, &[20_000, 20_000, 21_000, 45_000]),
        7 => one_of(rng, &[299_000, 301_000]),
        // Days pass quickly only where nobody acts in them.
        _ if known.actors == 0 && known.streams.mappings.is_empty() => {
            one_of(rng, &[43_200_000, 86_399_000, 86_400_000, 90_000_000])
        }
        _ => 5_000,
    };
    Act::Advance(millis)
}

fn retention(rng: &mut Rng) -> Input {
    let (stream_name, hours) = (name(rng), Some(one_of(rng, &[24, 24, 30, 48, 8_760, 23])));
    if rng.below(2) == 0 {
        let retention_period_hours = hours;
        return call(IncreaseStreamRetentionPeriod { stream_name, retention_period_hours, ..Default::default() });
    }
    call(DecreaseStreamRetentionPeriod { stream_name, retention_period_hours: hours, ..Default::default() })
}

/// Registers a consumer, ends one, or subscribes as one.
fn consumer(rng: &mut Rng, known: &Known) -> Input {
    let arn = name(rng).map(|name| stream_arn(&name));
    let names = ["alarms", "reports"];
    match rng.below(8) {
        0..=2 => call(RegisterStreamConsumer {
            stream_arn: arn,
            consumer_name: Some(pick(rng, &names).to_owned()),
            ..RegisterStreamConsumer::default()
        }),
        3 => call(DeregisterStreamConsumer {
            stream_arn: arn,
            consumer_name: Some(pick(rng, &names).to_owned()),
            ..DeregisterStreamConsumer::default()
        }),
        _ => {
            let (kind, number, timestamp) = start(rng, known);
            let sequence_number = number.map(|(.., number)| number);
            call(SubscribeToShard {
                consumer_arn: choose(rng, &known.consumers).or_else(|| arn.map(|arn| arn + "/consumer/none:1")),
                shard_id: Some(shard(rng)),
                starting_position: Some(StartingPosition { kind: Some(kind), sequence_number, timestamp }),
                ..SubscribeToShard::default()
            })
        }
    }
}

/// Encryption and mode.
fn setting(rng: &mut Rng) -> Input {
    let stream_name = name(rng);
    let (encryption_type, key_id) = (Some("KMS".to_owned()), Some("alias/aws/kinesis".to_owned()));
    match rng.below(3) {
        0 => call(StartStreamEncryption { stream_name, encryption_type, key_id, ..Default::default() }),
        1 => call(StopStreamEncryption { stream_name, encryption_type, key_id, ..Default::default() }),
        _ => call(UpdateStreamMode {
            stream_arn: stream_name.map(|name| stream_arn(&name)),
            stream_mode_details: Some(StreamModeDetails {
                stream_mode: Some(one_of(rng, &["PROVISIONED", "ON_DEMAND"]).to_owned()),
            }),
            ..UpdateStreamMode::default()
        }),
    }
}

fn question(rng: &mut Rng) -> Input {
    let stream_name = name(rng);
    match rng.below(4) {
        0 => call(ListShards { stream_name, ..ListShards::default() }),
        1 => call(DescribeStream { stream_name, ..DescribeStream::default() }),
        2 => call(DescribeStreamSummary { stream_name, ..DescribeStreamSummary::default() }),
        _ => call(ListStreams::default()),
    }
}

/// Calls that are refused, each for another reason.
fn wrong(rng: &mut Rng, known: &Known) -> Input {
    let stream_name = name(rng);
    match rng.below(7) {
        0 => call(PutRecord { stream_name, data: Some(data(rng)), ..PutRecord::default() }),
        1 => {
            let PutRecordsRequestEntry { data, partition_key, .. } = entry(rng);
            let explicit_hash_key = Some("340282366920938463463374607431768211456".to_owned());
            call(PutRecord { stream_name, data, partition_key, explicit_hash_key, ..PutRecord::default() })
        }
        2 => call(PutRecords { stream_name, records: Some(Vec::new()), ..PutRecords::default() }),
        3 => call(GetRecords {
            shard_iterator: choose(rng, &known.iterators).map(|text| text + "x"),
            ..GetRecords::default()
        }),
        4 => call(GetShardIterator {
            stream_name,
            shard_id: Some("shardId-000000000999".to_owned()),
            shard_iterator_type: Some("LATEST".to_owned()),
            ..GetShardIterator::default()
        }),
        5 => call(PutRecord { stream_name: Some("nowhere".to_owned()), ..entry_alone(rng) }),
        _ => call(CreateStream { stream_name: Some("a b".to_owned()), ..CreateStream::default() }),
    }
}

fn entry_alone(rng: &mut Rng) -> PutRecord {
    let PutRecordsRequestEntry { data, partition_key, explicit_hash_key } = entry(rng);
    PutRecord { data, partition_key, explicit_hash_key, ..PutRecord::default() }
}

/// More at one instant than a shard takes or gives.
fn storm(rng: &mut Rng, known: &Known) -> Act {
    if rng.below(3) > 0 {
        return Act::Many(read(rng, known), 6);
    }
    let stream_name = name(rng);
    let one = PutRecordsRequestEntry { explicit_hash_key: Some("7".to_owned()), ..entry(rng) };
    Act::Many(call(PutRecords { stream_name, records: Some(vec![one; 400]), ..PutRecords::default() }), 3)
}

impl Known {
    /// Learns from an answer to a request about the stream of that name.
    pub fn learn(&mut self, reply: &Reply, stream: Option<&str>) {
        let mut put = |shard: &str, number: &str| {
            if let Some(stream) = stream {
                remember(&mut self.sequences, (stream.to_owned(), shard.to_owned(), number.to_owned()));
            }
        };
        match reply {
            Reply::Kinesis(api::Reply::PutRecord(reply)) => put(&reply.shard_id, &reply.sequence_number),
            Reply::Kinesis(api::Reply::PutRecords(reply)) => {
                for entry in reply.records.iter().take(12) {
                    if let (Some(shard), Some(number)) = (&entry.shard_id, &entry.sequence_number) {
                        put(shard, number);
                    }
                }
            }
            Reply::Kinesis(api::Reply::GetShardIterator(reply)) => {
                remember(&mut self.iterators, reply.shard_iterator.clone());
            }
            Reply::Kinesis(api::Reply::GetRecords(reply)) => {
                if let Some(next) = &reply.next_shard_iterator {
                    remember(&mut self.iterators, next.clone());
                }
            }
            Reply::Kinesis(api::Reply::RegisterStreamConsumer(reply)) => {
                remember(&mut self.consumers, reply.consumer.consumer_arn.clone());
            }
            Reply::Lambda(lambda::Reply::CreateEventSourceMapping(reply)) => {
                remember(&mut self.mappings, reply.uuid.clone());
            }
            _ => {}
        }
    }
}

fn remember<T>(list: &mut Vec<T>, item: T) {
    list.push(item);
    if list.len() > 24 {
        list.remove(0);
    }
}
