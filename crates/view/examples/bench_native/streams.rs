//! The same of streams: puts and reads, memory, snapshots, seeks and frames with a million records held.

use super::{BODY, BYTES, COUNTS, EVENTS, MILLION, lab, line, rate_of};
use queuelab::actors::writer::{Client, Keys, Sdk};
use queuelab::actors::{ActorConfig, WriterConfig};
use queuelab::base::{Caller, Rng};
use queuelab::call::{Call, Reply};
use queuelab::clock::{Duration, Instant};
use queuelab::cloud::{Advance, Cloud, Input, Submitted};
use queuelab::kinesis::api::{
    self, CreateStream, GetRecords, GetShardIterator, PutRecords, PutRecordsRequestEntry, Request,
};
use queuelab::session::{Session, Start};
use queuelab_view::geometry::{Flow, Geometry, Placed};
use queuelab_view::motion::{self, Pace};
use queuelab_view::tokens;
use std::hint::black_box;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant as HostInstant;

const SHARDS: u32 = 4;
const BATCH: u64 = 500;
/// What four shards take of 500 records each.
const PAUSE: Duration = Duration::from_millis(130);

fn reply(cloud: &mut Cloud, request: impl Into<Request>) -> api::Reply {
    let Submitted::Done(Ok(Reply::Kinesis(reply))) = cloud.call(request.into()) else { panic!("the call failed") };
    EVENTS.with_borrow_mut(|events| {
        cloud.swap_events(events);
        black_box(events);
    });
    reply
}

fn pass(cloud: &mut Cloud, span: Duration) {
    let to = cloud.now().after(span);
    assert_eq!(cloud.advance_to(to, u64::MAX), Advance::Reached);
    black_box(cloud.drain_events());
}

#[allow(clippy::unnecessary_wraps, reason = "as requests take it")]
fn named() -> Option<String> {
    Some("bench".to_owned())
}

fn create() -> Request {
    CreateStream { stream_name: named(), shard_count: Some(i64::from(SHARDS)), ..CreateStream::default() }.into()
}

/// A lab with a stream of four shards that keeps so many records.
fn stream(held: u64) -> Cloud {
    let mut cloud = lab();
    reply(&mut cloud, create());
    pass(&mut cloud, Duration::from_secs(20));
    put(&mut cloud, held);
    cloud
}

/// Batches of five hundred, spread evenly over the shards by their hash keys.
fn put(cloud: &mut Cloud, records: u64) {
    for first in (0..records).step_by(usize::try_from(BATCH).unwrap()) {
        put_batch(cloud, first, BATCH.min(records - first));
        pass(cloud, PAUSE);
    }
}

fn put_batch(cloud: &mut Cloud, first: u64, count: u64) {
    let step = u128::MAX / u128::from(SHARDS);
    let entry = |number: u64| PutRecordsRequestEntry {
        data: Some(BODY.as_bytes().to_vec()),
        partition_key: Some(format!("truck_{}", number % 1_000)),
        explicit_hash_key: Some((step * u128::from(number % u64::from(SHARDS)) + u128::from(number)).to_string()),
    };
    let records = Some((first..first + count).map(entry).collect());
    let answer = reply(cloud, PutRecords { stream_name: named(), records, ..PutRecords::default() });
    let api::Reply::PutRecords(answer) = answer else { unreachable!() };
    assert_eq!(answer.failed_record_count, 0);
}

/// Puts, with so many others lying there.
pub fn puts(name: &str, held: u64) {
    const RECORDS: u64 = 200_000;
    let mut cloud = stream(held);
    rate_of(name, RECORDS, "records/s", || put(&mut cloud, RECORDS));
}

fn iterator(cloud: &mut Cloud, shard: u32) -> String {
    let request = GetShardIterator {
        stream_name: named(),
        shard_id: Some(format!("shardId-{shard:012}")),
        shard_iterator_type: Some("TRIM_HORIZON".to_owned()),
        ..GetShardIterator::default()
    };
    let api::Reply::GetShardIterator(answer) = reply(cloud, request) else { unreachable!() };
    answer.shard_iterator
}

/// Reads of ten thousand, with so many others lying there.
pub fn gets(name: &str, held: u64) {
    let mut cloud = stream(held);
    let records = held.min(200_000);
    rate_of(name, records, "records/s", || {
        let mut left = records.cast_signed();
        for shard in 0..SHARDS {
            let mut at = Some(iterator(&mut cloud, shard));
            while let Some(shard_iterator) = at.take().filter(|_| left > 0) {
                let request = GetRecords { shard_iterator: Some(shard_iterator), ..GetRecords::default() };
                let api::Reply::GetRecords(answer) = reply(&mut cloud, request) else { unreachable!() };
                left -= i64::try_from(answer.records.len()).unwrap();
                at = answer.next_shard_iterator.filter(|_| !answer.records.is_empty());
                pass(&mut cloud, Duration::from_secs(1));
            }
        }
    });
}

/// Bytes that a held record takes besides its data.
pub fn memory(name: &str) {
    BYTES.store(0, Relaxed);
    COUNTS.store(true, Relaxed);
    let cloud = stream(MILLION);
    COUNTS.store(false, Relaxed);
    let held: u64 = cloud.kinesis().streams().map(queuelab::kinesis::stream::Stream::records).sum();
    let bytes = BYTES.load(Relaxed) as f64 / held as f64 - BODY.len() as f64;
    line(name, bytes, "bytes/record");
}

/// A snapshot: the clone itself, and the first put and read after it, which copy what they touch.
pub fn clone(name: &str, held: u64) {
    const TIMES: u32 = 200;
    let mut cloud = stream(held);
    let mut spent = [std::time::Duration::ZERO; 3];
    for _ in 0..TIMES {
        let begin = HostInstant::now();
        let snapshot = cloud.clone();
        spent[0] += begin.elapsed();
        let begin = HostInstant::now();
        put_batch(&mut cloud, 0, 10);
        spent[1] += begin.elapsed();
        let begin = HostInstant::now();
        drop(snapshot);
        spent[2] += begin.elapsed();
        pass(&mut cloud, PAUSE);
    }
    for (what, spent) in ["", "_next_put", "_drop"].iter().zip(spent) {
        line(&format!("{name}{what}"), (spent / TIMES).as_secs_f64() * 1e6, "us");
    }
}

/// A session whose writers have put so many records, in an accelerated lab.
fn session(held: u64) -> Session {
    let mut session = Session::new(Start::default());
    session.submit(Input::Call { caller: Caller::default(), call: Call::Kinesis(create()) });
    session.seek(Instant::from_millis(20_000));
    session.submit(Input::AddActor(ActorConfig::Writer(Box::new(WriterConfig {
        stream: "arn:aws:kinesis:us-east-1:000000000000:stream/bench".parse().ok(),
        client: Client::Sdk(Sdk::default()),
        keys: Keys { count: 10_000, ..Keys::default() },
        every_ms: 200,
        burst: 500,
        total: Some(held),
        ..WriterConfig::default()
    }))));
    let records = |session: &Session| {
        session.cloud().kinesis().streams().map(queuelab::kinesis::stream::Stream::records).sum::<u64>()
    };
    while records(&session) < held {
        session.seek(session.now().after(Duration::from_secs(10)));
    }
    session
}

/// Going to any place of the history of a stream that has come to a million records.
pub fn seek(name: &str) {
    let mut session = session(MILLION);
    let end = session.now().as_millis();
    let mut rng = Rng::new(7);
    let mut millis: Vec<f64> = (0..400)
        .map(|_| {
            let to = Instant::from_millis(rng.below(end + 1));
            let begin = HostInstant::now();
            session.seek(to);
            begin.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    millis.sort_by(f64::total_cmp);
    line(&format!("{name}_p50"), millis[200], "ms");
    line(&format!("{name}_p95"), millis[380], "ms");
    line(&format!("{name}_max"), millis[399], "ms");
}

/// Working out what a frame shows.
pub fn frame(name: &str, held: u64) {
    const TIMES: u32 = 200;
    let mut session = session(held);
    // While the last ones are on their way.
    let last = session.events().next_back().map_or(Instant::ZERO, |event| event.at);
    session.seek(last);
    let cloud = session.cloud();
    let begin = HostInstant::now();
    for _ in 0..TIMES {
        let geometry = Geometry::of(cloud, &Placed::new(), Flow::Across);
        let resting = tokens::resting(cloud, &geometry, cloud.now());
        let pace = Pace::Time { now_ms: cloud.now().as_millis() as f64, way_ms: 2_000.0 };
        let recent = session.events().rev();
        black_box(motion::moving(cloud, &geometry, &resting, recent, pace, false));
        for stream in cloud.kinesis().streams() {
            black_box(queuelab_view::readings::of(cloud, stream));
            black_box(queuelab_view::shard_lanes::head(cloud, stream));
            for shard in stream.shards() {
                black_box(queuelab_view::shard_lanes::lane(cloud, stream, shard.id.0));
            }
        }
    }
    line(name, (begin.elapsed() / TIMES).as_secs_f64() * 1e6, "us");
}
