//! The story of a stream for the labs with known digests: a writer of each kind, readers, a worker, a mapping, a split and a merge,
//! and days in which everything expires.

use super::{FUNCTION, call, lambda_call, stream_arn};
use crate::support::acts::Act;
use crate::support::world::World;
use queuelab::actors::kcl::InitialPosition;
use queuelab::actors::reader::Retrieval;
use queuelab::actors::writer::kpl::Kpl;
use queuelab::actors::writer::{Client, Keys, Sdk};
use queuelab::actors::{ActorConfig, KclConfig, ReaderConfig, WriterConfig};
use queuelab::base::{ActorId, Arn};
use queuelab::cloud::{Input, Submitted};
use queuelab::kinesis::api::{
    CreateStream, DeleteStream, GetRecords, GetShardIterator, MergeShards, PutRecords, PutRecordsRequestEntry,
    SplitShard,
};
use queuelab::lambda::api::{CreateEventSourceMapping, DeleteEventSourceMapping};

const NAME: &str = "story";

fn perform(world: &mut World, input: Input) -> Option<Submitted> {
    world.perform(&Act::Do(input))
}

fn stream() -> Option<Arn> {
    stream_arn(NAME).parse().ok()
}

fn add(world: &mut World, config: ActorConfig) -> Option<ActorId> {
    match perform(world, Input::AddActor(config)) {
        Some(Submitted::Added(id)) => Some(id),
        _ => None,
    }
}

fn writer(name: &str, client: Client) -> ActorConfig {
    ActorConfig::Writer(Box::new(WriterConfig {
        name: name.to_owned(),
        stream: stream(),
        client,
        keys: Keys { hot_percent: 30, ..Keys::default() },
        every_ms: 700,
        burst: 6,
        total: Some(240),
        ..WriterConfig::default()
    }))
}

fn reader(name: &str, retrieval: Retrieval) -> ActorConfig {
    let name = name.to_owned();
    ActorConfig::Reader(Box::new(ReaderConfig {
        name,
        stream: stream(),
        retrieval,
        deaggregate: true,
        crash_ppm: 5_000,
        ..ReaderConfig::default()
    }))
}

fn worker() -> ActorConfig {
    let (name, initial_position) = ("worker".to_owned(), InitialPosition::TrimHorizon);
    ActorConfig::Kcl(Box::new(KclConfig { name, stream: stream(), initial_position, ..KclConfig::default() }))
}

/// Plays it.
pub fn play(world: &mut World) {
    let stream_name = Some(NAME.to_owned());
    perform(world, call(CreateStream { stream_name: stream_name.clone(), shard_count: Some(2), ..Default::default() }));
    world.perform(&Act::Advance(20_000));
    let actors = [
        add(world, writer("sdk", Client::Sdk(Sdk::default()))),
        add(world, writer("kpl", Client::Kpl(Kpl::default()))),
        add(world, reader("polls", Retrieval::Polling)),
        add(world, reader("pushed", Retrieval::FanOut)),
        add(world, worker()),
    ];
    perform(
        world,
        lambda_call(CreateEventSourceMapping {
            event_source_arn: Some(stream_arn(NAME)),
            function_name: FUNCTION.to_owned(),
            starting_position: Some("TRIM_HORIZON".to_owned()),
            maximum_retry_attempts: Some(1),
            ..Default::default()
        }),
    );
    world.perform(&Act::Advance(15_000));
    let split = SplitShard {
        stream_name: stream_name.clone(),
        shard_to_split: Some("shardId-000000000000".to_owned()),
        new_starting_hash_key: Some((1_u128 << 126).to_string()),
        ..Default::default()
    };
    perform(world, call(split));
    world.perform(&Act::Advance(21_000));
    let merge = MergeShards {
        stream_name: stream_name.clone(),
        shard_to_merge: Some("shardId-000000000002".to_owned()),
        adjacent_shard_to_merge: Some("shardId-000000000003".to_owned()),
        ..Default::default()
    };
    perform(world, call(merge));
    world.perform(&Act::Advance(21_000));
    too_much(world);
    world.perform(&Act::Advance(5_000));
    for id in actors.into_iter().flatten() {
        perform(world, Input::RemoveActor(id));
    }
    for uuid in world.known.streams.mappings.clone() {
        perform(world, lambda_call(DeleteEventSourceMapping { uuid }));
    }
    // A day and a bit, after which nothing is left in it.
    world.perform(&Act::Advance(90_000_000));
    perform(world, call(DeleteStream { stream_name, enforce_consumer_deletion: true, ..Default::default() }));
    world.perform(&Act::Advance(20_000));
}

/// More than a shard takes, and more calls than it answers.
fn too_much(world: &mut World) {
    let one = PutRecordsRequestEntry {
        data: Some(b"again".to_vec()),
        partition_key: Some("truck_1".to_owned()),
        explicit_hash_key: Some("7".to_owned()),
    };
    let stream_name = Some(NAME.to_owned());
    let request = PutRecords { stream_name: stream_name.clone(), records: Some(vec![one; 400]), ..Default::default() };
    world.perform(&Act::Many(call(request), 3));
    let request = GetShardIterator {
        stream_name,
        shard_id: Some("shardId-000000000001".to_owned()),
        shard_iterator_type: Some("TRIM_HORIZON".to_owned()),
        ..Default::default()
    };
    perform(world, call(request));
    let shard_iterator = world.known.streams.iterators.last().cloned();
    world.perform(&Act::Many(call(GetRecords { shard_iterator, ..Default::default() }), 6));
}
