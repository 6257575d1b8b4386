//! Twenty labs whose last state is known by its digest: natively, in Node, in a browser and without any host.

use super::acts::{Act, BUCKET, Mix, WILD, act, arn, opening};
use super::streams;
use super::world::World;
use queuelab::actors::extended::{Fetch, Offload};
use queuelab::actors::{ActorConfig, ConsumerConfig, OnFailure, ProducerConfig, Source};
use queuelab::base::{Arn, Caller, Rng, digest};
use queuelab::call::{Call, Reply};
use queuelab::cloud::{Dials, Event, Input, Latency, Submitted};
use queuelab::s3::api::DeleteObject;
use queuelab::sqs::Chance;
use queuelab::sqs::api::{self, *};

/// How many there are.
pub const COUNT: u64 = 20;
/// Random acts in each, besides its own story.
const ACTS: u64 = 120;

/// The lab of that number, at its end.
pub fn world(index: u64) -> World {
    let chance = match index % 3 {
        0 => Chance::AWS_LIKE,
        1 => Chance::NEVER,
        _ => WILD,
    };
    let mut world = World::new(index, Dials { chance, ..Dials::default() });
    for input in opening(index) {
        world.perform(&Act::Do(input));
    }
    match index % 5 {
        0 => tenants(&mut world),
        1 => moved_back(&mut world),
        2 => called_off(&mut world),
        3 => payloads(&mut world),
        _ => streams::story::play(&mut world),
    }
    // With all that goes on at streams it takes too long to go to and fro.
    let streams = if index % 5 == 4 { 3 } else { 0 };
    let mix = Mix { history: index % 4 < 2 && streams == 0, chance: index.is_multiple_of(2), streams };
    let mut rng = Rng::fork(index, "runs");
    for _ in 0..ACTS {
        let next = act(rng.next_u64(), &world.known, mix);
        world.perform(&next);
    }
    if index + 1 == COUNT {
        halted(&mut world);
    }
    world
}

/// The digest of a lab's present, its saved form, its events and its late answers.
pub fn digest_of(world: &World) -> u64 {
    let events: Vec<&Event> = world.session.events().collect();
    let answers: Vec<_> = world.answers.iter().map(|(request, result)| (request, result.is_ok())).collect();
    digest::of(&(world.session.digest(), world.session.save().write(), events, answers))
}

/// The digests of all labs, one in a line.
pub fn digests() -> String {
    use std::fmt::Write as _;
    (0..COUNT).fold(String::new(), |mut lines, index| {
        writeln!(lines, "{:016x}", run(index)).unwrap();
        lines
    })
}

/// The digest of the lab of that number.
pub fn run(index: u64) -> u64 {
    digest_of(&world(index))
}

fn call(world: &mut World, request: impl Into<Call>) -> Option<api::Reply> {
    let input = Input::Call { caller: Caller::default(), call: request.into() };
    match world.perform(&Act::Do(input)) {
        Some(Submitted::Done(Ok(Reply::Sqs(reply)))) => Some(reply),
        _ => None,
    }
}

fn send_ten(world: &mut World, queue: &str, group: Option<&str>) {
    let entries = (0..10).map(|id| SendMessageBatchRequestEntry {
        id: id.to_string(),
        message_body: format!("letter {id}"),
        message_group_id: group.map(str::to_owned),
        message_deduplication_id: queue.ends_with(".fifo").then(|| format!("story-{id}")),
        delay_seconds: (!queue.ends_with(".fifo")).then_some(0),
        ..Default::default()
    });
    call(world, SendMessageBatch { queue_url: queue.to_owned(), entries: entries.collect() });
}

fn receive_ten(world: &mut World, queue: &str, visibility_secs: i64) {
    let request = ReceiveMessage {
        queue_url: queue.to_owned(),
        max_number_of_messages: Some(10),
        visibility_timeout: Some(visibility_secs),
        wait_time_seconds: Some(1),
        ..Default::default()
    };
    call(world, request);
}

/// One tenant of a fair queue holds many messages while others send few.
fn tenants(world: &mut World) {
    for _ in 0..5 {
        send_ten(world, "orders", Some("red"));
    }
    for _ in 0..4 {
        receive_ten(world, "orders", 400);
    }
    send_ten(world, "orders", Some("blue"));
    receive_ten(world, "orders", 1);
    // After five minutes without anything in flight the tenant is quiet again.
    world.perform(&Act::Advance(750_000));
    receive_ten(world, "orders", 1);
}

/// Dead letters of both kinds go back to where they came from, and one of them is known there already.
fn moved_back(world: &mut World) {
    for queue in ["orders", "orders.fifo"] {
        let group = queue.ends_with(".fifo").then_some("red");
        send_ten(world, queue, group);
        for _ in 0..5 {
            world.perform(&Act::Advance(910_000));
            send_ten(world, queue, group);
            for _ in 0..3 {
                receive_ten(world, queue, 1);
                world.perform(&Act::Advance(1_500));
            }
            receive_ten(world, queue, 1);
        }
        let letters = arn(&queue.replace("orders", "letters"));
        known_already(world, &queue.replace("orders", "letters"));
        call(world, StartMessageMoveTask { source_arn: letters, ..Default::default() });
        world.perform(&Act::Advance(5_000));
    }
}

/// A message goes to the FIFO source under the id of a dead letter, so that this one will be a repetition there.
fn known_already(world: &mut World, letters: &str) {
    let sqs = world.session.cloud().sqs();
    let id = sqs.queues().find(|queue| *queue.key.name == *letters && queue.is_fifo()).and_then(|queue| {
        let (_, message) = queue.messages().next()?;
        Some(sqs.message_id(message.core.number).to_string())
    });
    let request = SendMessage {
        queue_url: "orders.fifo".to_owned(),
        message_body: "again".to_owned(),
        message_group_id: Some("red".to_owned()),
        message_deduplication_id: id.clone(),
        ..Default::default()
    };
    id.and_then(|_| call(world, request));
}

/// Three payloads go through the bucket, and one is gone before it is fetched: at first the receive fails on it, then it
/// is passed over.
fn payloads(world: &mut World) {
    call(world, CreateQueue { queue_name: "films".to_owned(), ..Default::default() });
    let queue: Option<Arn> = arn("films").parse().ok();
    let client = Offload { bucket: BUCKET.to_owned(), always: true, ..Offload::default() };
    let source = Source::Pattern {
        body: "film {n}".to_owned(),
        groups: Vec::new(),
        total: Some(3),
        poison_every: 0,
        payload_bytes: Some(5_000_000),
    };
    let studio =
        ProducerConfig { queue: queue.clone(), source, burst: 3, extended: Some(client), ..Default::default() };
    world.perform(&Act::Do(Input::AddActor(ActorConfig::Producer(studio))));
    world.perform(&Act::Advance(2_000));
    let s3 = world.session.cloud().s3();
    let key = s3.bucket(BUCKET).and_then(|bucket| bucket.objects().next().map(|(key, ..)| key.to_string()));
    let request = DeleteObject { bucket: BUCKET.to_owned(), key: key.unwrap_or_default(), version_id: None };
    call(world, Call::S3(request.into()));
    let cinema = |ignore_not_found| {
        ActorConfig::Consumer(ConsumerConfig {
            queue: queue.clone(),
            max_messages: 10,
            forget_ppm: 500_000,
            extended: Some(Fetch { cleanup: true, ignore_not_found }),
            ..ConsumerConfig::default()
        })
    };
    if let Some(Submitted::Added(id)) = world.perform(&Act::Do(Input::AddActor(cinema(false)))) {
        world.perform(&Act::Advance(40_000));
        world.perform(&Act::Do(Input::SetActor(id, cinema(true))));
        world.perform(&Act::Advance(90_000));
    }
}

/// A slow move task is called off.
fn called_off(world: &mut World) {
    send_ten(world, "letters", None);
    let request = StartMessageMoveTask {
        source_arn: arn("letters"),
        destination_arn: arn("orders"),
        max_number_of_messages_per_second: Some(1),
    };
    if let Some(api::Reply::StartMessageMoveTask(reply)) = call(world, request) {
        world.perform(&Act::Advance(2_500));
        call(world, CancelMessageMoveTask { task_handle: reply.task_handle });
        world.perform(&Act::Advance(10));
    }
}

/// A consumer that takes no time, fails at once and gives its message back keeps the lab busy at one instant.
pub fn halted(world: &mut World) {
    call(world, CreateQueue { queue_name: "circle".to_owned(), ..Default::default() });
    let dials = Dials { chance: Chance::NEVER, latency: Latency { min_ms: 0, max_ms: 0 }, ..Dials::default() };
    world.perform(&Act::Do(Input::Dials(dials)));
    world.perform(&Act::Do(Input::AddActor(ActorConfig::Consumer(ConsumerConfig {
        queue: Some(arn("circle").parse().unwrap()),
        work_ms: (0, 0),
        fail_ppm: 1_000_000,
        on_failure: OnFailure::Release,
        ..ConsumerConfig::default()
    }))));
    call(world, SendMessage { queue_url: "circle".to_owned(), message_body: "round".to_owned(), ..Default::default() });
    let to = world.session.now().after(queuelab::clock::Duration::from_secs(60));
    world.session.seek(to);
}
