//! How fast the engine is on the machine it runs on, and how much memory it takes.
//!
//! `cargo run --profile bench --package queuelab-view --example bench_native`; each line is a name, a value and a unit with
//! tabs between them. Names given as arguments run only the parts whose names begin so. The engine knows no clock; this
//! program looks at the host's on its behalf.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    reason = "a benchmark measures with the host's clock and prints what it found"
)]
#![allow(
    clippy::cast_precision_loss,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "figures for people; a benchmark that cannot go on stops"
)]
#![allow(unsafe_code, reason = "an allocator that counts can only be written so; see `Counting`")]

mod streams;

use queuelab::actors::{ActorConfig, ConsumerConfig, ProducerConfig, Source};
use queuelab::base::Arn;
use queuelab::call::{Call, Reply};
use queuelab::clock::{Duration, Instant};
use queuelab::cloud::{Advance, Cloud, Dials, Event, Input, Submitted};
use queuelab::limits::LimitSet;
use queuelab::session::{Session, Start};
use queuelab::sqs::api::{self, *};
use queuelab::sqs::handle::ReceiptHandle;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, AtomicIsize, Ordering::Relaxed};
use std::time::Instant as HostInstant;

/// The system's allocator, which also counts the bytes that are out, as long as it is told to.
struct Counting;

static COUNTS: AtomicBool = AtomicBool::new(false);
static BYTES: AtomicIsize = AtomicIsize::new(0);

fn count(bytes: isize) {
    if COUNTS.load(Relaxed) {
        BYTES.fetch_add(bytes, Relaxed);
    }
}

// SAFETY: every call goes to the system's allocator with the arguments that came in, and its answer goes back as it is;
// counting touches nothing but two atomics.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size().cast_signed());
        // SAFETY: the caller keeps the rules of this very method.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        count(-layout.size().cast_signed());
        // SAFETY: the caller keeps the rules of this very method.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size.cast_signed() - layout.size().cast_signed());
        // SAFETY: the caller keeps the rules of this very method.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    /// Events of the last call: whoever watches a lab keeps its list and gives it back.
    static EVENTS: RefCell<Vec<Event>> = const { RefCell::new(Vec::new()) };
}

const MILLION: u64 = 1_000_000;
/// 64 bytes, about what a small event takes.
const BODY: &str = "{\"order\":\"0000000001\",\"state\":\"paid\",\"total\":\"12.50\",\"items\":\"3\"}";

/// One part of the benchmark; it gets its name.
type Part = fn(&str);

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let run = |name: &str| wanted.is_empty() || wanted.iter().any(|prefix| name.starts_with(prefix.as_str()));
    let parts: [(&str, Part); 19] = [
        ("lifecycle_single", |name| lifecycle(name, 1, 0)),
        ("lifecycle_batch_10", |name| lifecycle(name, 10, 0)),
        ("lifecycle_batch_10_held_1m", |name| lifecycle(name, 10, MILLION)),
        ("fifo_100_groups_batch_10", fifo),
        ("memory", memory),
        ("clone_20k", |name| clone(name, 20_000)),
        ("clone_1m", |name| clone(name, MILLION)),
        ("seek", seek),
        ("steps", steps),
        ("stream_put_500", |name| streams::puts(name, 0)),
        ("stream_put_500_held_1m", |name| streams::puts(name, MILLION)),
        ("stream_get_10000_held_100k", |name| streams::gets(name, 100_000)),
        ("stream_get_10000_held_1m", |name| streams::gets(name, MILLION)),
        ("stream_memory_held_1m", streams::memory),
        ("stream_clone_20k", |name| streams::clone(name, 20_000)),
        ("stream_clone_1m", |name| streams::clone(name, MILLION)),
        ("stream_seek_1m", streams::seek),
        ("stream_frame_20k", |name| streams::frame(name, 20_000)),
        ("stream_frame_1m", |name| streams::frame(name, MILLION)),
    ];
    for (name, part) in parts {
        if run(name) {
            part(name);
        }
    }
}

fn line(name: &str, value: f64, unit: &str) {
    if value >= 100.0 { println!("{name}\t{value:.0}\t{unit}") } else { println!("{name}\t{value:.3}\t{unit}") }
}

/// The median of three runs of so many messages each, in messages a second.
fn rate(name: &str, messages: u64, work: impl FnMut()) {
    rate_of(name, messages, "messages/s", work);
}

/// The same of anything that can be counted.
fn rate_of(name: &str, count: u64, unit: &str, mut work: impl FnMut()) {
    let mut rates: Vec<f64> = (0..3)
        .map(|_| {
            let begin = HostInstant::now();
            work();
            count as f64 / begin.elapsed().as_secs_f64()
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    line(name, rates[1], unit);
}

fn lab() -> Cloud {
    Cloud::new(1, LimitSet::Now, Dials::default())
}

fn reply(cloud: &mut Cloud, call: impl Into<Call>) -> api::Reply {
    let Submitted::Done(Ok(Reply::Sqs(reply))) = cloud.call(call) else { panic!("the call failed or waits") };
    EVENTS.with_borrow_mut(|events| {
        cloud.swap_events(events);
        black_box(events);
    });
    reply
}

fn queue(cloud: &mut Cloud, name: &str, attributes: &[(&str, &str)]) -> String {
    let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let request = CreateQueue { queue_name: name.to_owned(), attributes, tags: BTreeMap::new() };
    let api::Reply::CreateQueue(made) = reply(cloud, request) else { unreachable!() };
    made.queue_url
}

fn entries(first: u64, count: u64, group: Option<u64>) -> Vec<SendMessageBatchRequestEntry> {
    (0..count)
        .map(|index| SendMessageBatchRequestEntry {
            id: index.to_string(),
            message_body: BODY.to_owned(),
            message_group_id: group.map(|group| format!("group-{group}")),
            message_deduplication_id: group.map(|_| (first + index).to_string()),
            ..Default::default()
        })
        .collect()
}

fn fill(cloud: &mut Cloud, url: &str, count: u64) {
    for first in (0..count).step_by(10) {
        reply(cloud, SendMessageBatch { queue_url: url.to_owned(), entries: entries(first, 10, None) });
    }
}

fn receive(cloud: &mut Cloud, url: &str, max: u64) -> Vec<ReceiptHandle> {
    // A wait asks all servers, so that what is there is found.
    let request = ReceiveMessage {
        queue_url: url.to_owned(),
        max_number_of_messages: Some(max.cast_signed()),
        wait_time_seconds: Some(1),
        ..Default::default()
    };
    let api::Reply::ReceiveMessage(received) = reply(cloud, request) else { unreachable!() };
    received.messages.into_iter().map(|message| message.receipt_handle).collect()
}

fn delete(cloud: &mut Cloud, url: &str, handles: &[ReceiptHandle]) {
    let entries = (0..)
        .zip(handles)
        .map(|(index, handle)| DeleteMessageBatchRequestEntry {
            id: index.to_string(),
            receipt_handle: (*handle).into(),
        })
        .collect();
    reply(cloud, DeleteMessageBatch { queue_url: url.to_owned(), entries });
}

/// Each message is sent, received and deleted, in batches, with so many others lying there all the time.
fn lifecycle(name: &str, batch: u64, held: u64) {
    const MESSAGES: u64 = 300_000;
    let mut cloud = lab();
    let url = queue(&mut cloud, "bench", &[]);
    fill(&mut cloud, &url, held);
    rate(name, MESSAGES, || {
        for first in (0..MESSAGES).step_by(usize::try_from(batch).unwrap()) {
            if batch == 1 {
                let request =
                    SendMessage { queue_url: url.clone(), message_body: BODY.to_owned(), ..Default::default() };
                reply(&mut cloud, request);
                for handle in receive(&mut cloud, &url, 1) {
                    reply(&mut cloud, DeleteMessage { queue_url: url.clone(), receipt_handle: handle.into() });
                }
            } else {
                reply(&mut cloud, SendMessageBatch { queue_url: url.clone(), entries: entries(first, batch, None) });
                let handles = receive(&mut cloud, &url, batch);
                delete(&mut cloud, &url, &handles);
            }
        }
    });
}

/// The same on a FIFO queue in high-throughput mode, a batch from one of a hundred groups after the other.
fn fifo(name: &str) {
    const MESSAGES: u64 = 100_000;
    let mut cloud = lab();
    let attributes =
        [("FifoQueue", "true"), ("DeduplicationScope", "messageGroup"), ("FifoThroughputLimit", "perMessageGroupId")];
    let url = queue(&mut cloud, "bench.fifo", &attributes);
    let mut sent = 0;
    rate(name, MESSAGES, || {
        for _ in 0..MESSAGES / 10 {
            let entries = entries(sent, 10, Some(sent / 10 % 100));
            reply(&mut cloud, SendMessageBatch { queue_url: url.clone(), entries });
            sent += 10;
            let handles = receive(&mut cloud, &url, 10);
            delete(&mut cloud, &url, &handles);
            // Ten milliseconds a round stay below the throughput quota.
            let next = cloud.now().after(Duration::from_millis(10));
            assert_eq!(cloud.advance_to(next, u64::MAX), Advance::Reached);
            black_box(cloud.drain_events());
        }
    });
}

/// Bytes that a held message takes besides its text.
fn memory(name: &str) {
    let overhead = |label: &str, fill: &dyn Fn(&mut Cloud)| {
        BYTES.store(0, Relaxed);
        COUNTS.store(true, Relaxed);
        let mut cloud = lab();
        fill(&mut cloud);
        COUNTS.store(false, Relaxed);
        let held: u64 = cloud.sqs().queues().map(|queue| queue.counts.total()).sum();
        let bytes = BYTES.load(Relaxed) as f64 / held as f64 - BODY.len() as f64;
        line(&format!("{name}_{label}_held_1m"), bytes, "bytes/message");
    };
    overhead("standard", &|cloud| {
        let url = queue(cloud, "bench", &[]);
        fill(cloud, &url, MILLION);
    });
    overhead("fifo", &|cloud| {
        let url = queue(cloud, "bench.fifo", &[("FifoQueue", "true")]);
        for first in (0..MILLION).step_by(10) {
            reply(
                cloud,
                SendMessageBatch { queue_url: url.clone(), entries: entries(first, 10, Some(first / 10 % 100)) },
            );
            let next = cloud.now().after(Duration::from_millis(10));
            cloud.advance_to(next, u64::MAX);
        }
    });
}

/// A snapshot: the clone itself, and the first write after it, which copies what the write touches.
fn clone(name: &str, held: u64) {
    const TIMES: u32 = 200;
    let mut cloud = lab();
    let url = queue(&mut cloud, "bench", &[]);
    fill(&mut cloud, &url, held);
    let (mut cloning, mut writing) = (std::time::Duration::ZERO, std::time::Duration::ZERO);
    for _ in 0..TIMES {
        let begin = HostInstant::now();
        let snapshot = cloud.clone();
        cloning += begin.elapsed();
        let begin = HostInstant::now();
        fill(&mut cloud, &url, 10);
        writing += begin.elapsed();
        drop(snapshot);
    }
    line(name, (cloning / TIMES).as_secs_f64() * 1e6, "us");
    line(&format!("{name}_next_write"), (writing / TIMES).as_secs_f64() * 1e6, "us");
}

fn arn(name: &str) -> Arn {
    format!("arn:aws:sqs:us-east-1:000000000000:{name}").parse().unwrap()
}

fn producer(queue: &str, every_ms: u64) -> Input {
    Input::AddActor(ActorConfig::Producer(ProducerConfig {
        queue: Some(arn(queue)),
        source: Source::default(),
        every_ms,
        burst: 2,
        ..ProducerConfig::default()
    }))
}

fn consumer(queue: &str, work_ms: u64) -> Input {
    Input::AddActor(ActorConfig::Consumer(ConsumerConfig {
        queue: Some(arn(queue)),
        max_messages: 10,
        work_ms: (work_ms / 2, work_ms),
        fail_ppm: 50_000,
        ..ConsumerConfig::default()
    }))
}

/// Two queues with four producers and eight consumers.
fn busy() -> Vec<Input> {
    let mut inputs = Vec::new();
    for name in ["one", "two"] {
        let request = CreateQueue { queue_name: name.to_owned(), ..Default::default() };
        inputs.push(Input::Call { caller: queuelab::base::Caller::default(), call: request.into() });
        inputs.extend([producer(name, 90), producer(name, 110)]);
        inputs.extend((0..4).map(|_| consumer(name, 200)));
    }
    inputs
}

/// Going to any place of a history of ten thousand events.
fn seek(name: &str) {
    let mut session = Session::new(Start::default());
    for input in busy() {
        session.submit(input);
    }
    while session.cloud().next_seq() < 10_000 {
        session.step_forward();
    }
    let end = session.now().as_millis();
    let mut rng = queuelab::base::Rng::new(7);
    let mut millis: Vec<f64> = (0..1_000)
        .map(|_| {
            let to = Instant::from_millis(rng.below(end + 1));
            let begin = HostInstant::now();
            session.seek(to);
            begin.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    millis.sort_by(f64::total_cmp);
    line(&format!("{name}_p50"), millis[500], "ms");
    line(&format!("{name}_p95"), millis[950], "ms");
    line(&format!("{name}_max"), millis[999], "ms");
}

/// Steps of a lab with producers and consumers, with its history kept.
fn steps(name: &str) {
    const STEPS: u64 = 300_000;
    let mut cloud = lab();
    for input in busy() {
        cloud.apply(&input);
    }
    let begin = HostInstant::now();
    for _ in 0..STEPS {
        cloud.step(Instant::MAX);
        black_box(cloud.drain_events());
    }
    line(&format!("{name}_engine"), STEPS as f64 / begin.elapsed().as_secs_f64(), "steps/s");

    let mut session = Session::new(Start::default());
    for input in busy() {
        session.submit(input);
    }
    let begin = HostInstant::now();
    while session.position() < STEPS / 3 {
        session.step_forward();
    }
    line(&format!("{name}_with_history"), session.position() as f64 / begin.elapsed().as_secs_f64(), "steps/s");
}
