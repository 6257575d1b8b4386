//! Random lives of applications of the Kinesis Client Library: workers that die, join and leave while shards are split and
//! merged. Whatever happens, no record is passed over, and no two workers checkpoint the same stretch.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    reason = "a test fails by panicking"
)]

use queuelab::actors::kcl::{
    Checkpoint, CheckpointPolicy, InitialPosition, KclConfig, KclEvent, Lease, Position, Retrieval, Version,
};
use queuelab::actors::{ActorConfig, ActorEvent};
use queuelab::base::{AccountId, ActorId, Arn, Region, Rng};
use queuelab::call::Call;
use queuelab::clock::Duration;
use queuelab::cloud::{Advance, Cloud, Dials, EventKind, Input, Latency, Submitted};
use queuelab::kinesis::api::{CreateStream, MergeShards, PutRecords, PutRecordsRequestEntry, Request, SplitShard};
use queuelab::kinesis::shard::ShardId;
use queuelab::limits::LimitSet;
use std::collections::{BTreeMap, BTreeSet};

const LABS: u64 = 1_000;
const STREAM: &str = "s";

/// How often something happened in all labs.
#[derive(Debug, Default)]
struct Seen(BTreeMap<&'static str, u64>);

impl Seen {
    fn note(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }

    fn expect(&self, what: &[&'static str]) {
        for one in what {
            assert!(self.0.get(one).is_some_and(|count| *count > 0), "never seen: {one} ({:?})", self.0);
        }
    }
}

/// What a worker processes of a shard, from its beginning to its end there.
#[derive(Debug, Default)]
struct Turn {
    /// The record before its first one.
    last: Option<Position>,
}

/// What is known of a shard's processing.
#[derive(Debug, Default)]
struct Story {
    /// By actor.
    turns: BTreeMap<ActorId, Turn>,
    /// Each batch: its first and last record.
    batches: Vec<(Position, Position)>,
    checkpoint: Option<Position>,
    ended: bool,
}

struct Lab {
    seed: u64,
    cloud: Cloud,
    rng: Rng,
    version: Version,
    workers: Vec<ActorId>,
    made: u32,
    stories: BTreeMap<ShardId, Story>,
    produced: u32,
}

fn stream() -> Arn {
    Arn::stream(Region::DEFAULT, AccountId::DEFAULT, STREAM)
}

impl Lab {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::fork(seed, "kcl");
        let most = [0, 4, 300][usize::try_from(rng.below(3)).unwrap()];
        let dials = Dials { latency: Latency { min_ms: 0, max_ms: most }, ..Dials::default() };
        let cloud = Cloud::new(seed, LimitSet::Now, dials);
        let version = Version::ALL[usize::try_from(rng.below(3)).unwrap()];
        let (workers, stories) = (Vec::new(), BTreeMap::new());
        let mut lab = Self { seed, cloud, rng, version, workers, made: 0, stories, produced: 0 };
        let shard_count = Some(i64::try_from(lab.rng.between(1, 4)).unwrap());
        let name = Some(STREAM.to_owned());
        lab.call(CreateStream { stream_name: name, shard_count, ..CreateStream::default() });
        lab.advance(30_000, &mut Seen::default());
        lab
    }

    /// Whether it went well.
    fn call(&mut self, request: impl Into<Request>) -> bool {
        matches!(self.cloud.call(Call::Kinesis(request.into())), Submitted::Done(Ok(_)))
    }

    fn config(&mut self) -> KclConfig {
        let policies =
            [CheckpointPolicy::EachBatch, CheckpointPolicy::EveryRecords(7), CheckpointPolicy::EveryMillis(4_000)];
        self.made += 1;
        KclConfig {
            name: format!("w{}", self.made),
            application: "app".to_owned(),
            stream: Some(stream()),
            version: self.version,
            retrieval: self.seed.is_multiple_of(2).then_some(Retrieval::Polling),
            initial_position: InitialPosition::TrimHorizon,
            failover_time_millis: 3_000,
            idle_time_between_reads_in_millis: self.rng.between(500, 2_000),
            max_records: u32::try_from(self.rng.between(1, 20)).unwrap(),
            max_leases_to_steal_at_one_time: u32::try_from(self.rng.between(1, 2)).unwrap(),
            graceful_lease_handoff: self.rng.chance(700_000),
            checkpoint: policies[usize::try_from(self.rng.below(3)).unwrap()],
            work_ms: self.rng.between(0, 60),
            crash_ppm: if self.rng.chance(300_000) { 50_000 } else { 0 },
            crash_ms: self.rng.between(500, 20_000),
            ..KclConfig::default()
        }
    }

    fn add_worker(&mut self) {
        let config = ActorConfig::Kcl(Box::new(self.config()));
        if let Submitted::Added(id) = self.cloud.apply(&Input::AddActor(config)) {
            self.workers.push(id);
        }
    }

    fn set(&mut self, id: ActorId, change: impl FnOnce(&mut KclConfig)) {
        let Some(ActorConfig::Kcl(mut config)) = self.cloud.actor(id).map(queuelab::actors::Actor::config) else {
            return;
        };
        change(&mut config);
        self.cloud.apply(&Input::SetActor(id, ActorConfig::Kcl(config)));
    }

    fn some_worker(&mut self) -> Option<ActorId> {
        let count = self.workers.len() as u64;
        (count > 0).then(|| self.workers[usize::try_from(self.rng.below(count)).unwrap()])
    }

    fn put(&mut self) {
        let mut records = Vec::new();
        for _ in 0..self.rng.between(1, 12) {
            self.produced += 1;
            let key = format!("k{}", self.rng.below(20));
            let data = Some(self.produced.to_string().into_bytes());
            records.push(PutRecordsRequestEntry { data, partition_key: Some(key), explicit_hash_key: None });
        }
        let stream_name = Some(STREAM.to_owned());
        self.call(PutRecords { stream_name, records: Some(records), ..PutRecords::default() });
    }

    fn open_shards(&self) -> Vec<(ShardId, u128, u128)> {
        let kinesis = self.cloud.kinesis();
        let found = kinesis.stream(kinesis.find_arn(&stream()).unwrap()).unwrap();
        let mut open: Vec<_> = found
            .open_shards()
            .map(|shard| (shard.id, shard.range.starting_hash_key.0, shard.range.ending_hash_key.0))
            .collect();
        open.sort_by_key(|shard| shard.1);
        open
    }

    fn split(&mut self) -> bool {
        let open = self.open_shards();
        let (shard, start, end) = open[usize::try_from(self.rng.below(open.len() as u64)).unwrap()];
        self.call(SplitShard {
            stream_name: Some(STREAM.to_owned()),
            shard_to_split: Some(shard.to_string()),
            new_starting_hash_key: Some((start + (end - start) / 2 + 1).to_string()),
            ..SplitShard::default()
        })
    }

    fn merge(&mut self) -> bool {
        let open = self.open_shards();
        if open.len() < 2 {
            return false;
        }
        let first = usize::try_from(self.rng.below(open.len() as u64 - 1)).unwrap();
        self.call(MergeShards {
            stream_name: Some(STREAM.to_owned()),
            shard_to_merge: Some(open[first].0.to_string()),
            adjacent_shard_to_merge: Some(open[first + 1].0.to_string()),
            ..MergeShards::default()
        })
    }

    /// Something happens.
    fn act(&mut self, seen: &mut Seen) {
        match self.rng.below(12) {
            0 | 1 => {
                if let Some(id) = self.some_worker() {
                    self.cloud.apply(&Input::Crash(id));
                    seen.note("crash");
                }
            }
            2 if self.workers.len() < 5 => {
                self.add_worker();
                seen.note("join");
            }
            3 if self.workers.len() > 1 => {
                if let Some(id) = self.some_worker() {
                    self.cloud.apply(&Input::RemoveActor(id));
                    self.workers.retain(|worker| *worker != id);
                    seen.note("death");
                }
            }
            4 => {
                if let Some(id) = self.some_worker() {
                    self.set(id, |config| config.running = !config.running);
                    seen.note("stop or start");
                }
            }
            5 if self.split() => seen.note("split"),
            6 if self.merge() => seen.note("merge"),
            _ => self.put(),
        }
    }

    fn advance(&mut self, millis: u64, seen: &mut Seen) {
        let to = self.cloud.now().after(Duration::from_millis(millis));
        assert_eq!(self.cloud.advance_to(to, u64::MAX), Advance::Reached, "lab {}", self.seed);
        for event in self.cloud.drain_events() {
            if let EventKind::Actor(actor, event) = &event.kind {
                self.note(*actor, event, seen);
            }
        }
    }

    /// Checks what a worker did.
    fn note(&mut self, actor: ActorId, event: &ActorEvent, seen: &mut Seen) {
        let seed = self.seed;
        match event {
            ActorEvent::Crashed { .. } => {
                for story in self.stories.values_mut() {
                    story.turns.remove(&actor);
                }
            }
            ActorEvent::Kcl(KclEvent::Initialised { shard, at }) => {
                let parents = self.parents(*shard);
                for parent in parents {
                    assert!(self.is_ended(parent), "lab {seed}: {shard} is begun before the end of {parent}");
                    seen.note("child begun");
                }
                let last = at.position();
                let story = self.stories.entry(*shard).or_default();
                assert!(!story.ended, "lab {seed}: {shard} is begun after its end");
                // What was written without word of it is seen here.
                story.checkpoint = story.checkpoint.max(last);
                assert_eq!(story.checkpoint, last, "lab {seed}: {shard} is begun before its checkpoint");
                story.turns.insert(actor, Turn { last });
            }
            ActorEvent::Kcl(KclEvent::Processed { shard, first, last, records }) => {
                let found = self.records(*shard);
                let story = self.stories.get_mut(shard).unwrap();
                let turn = story.turns.get_mut(&actor).unwrap_or_else(|| panic!("lab {seed}: {shard} without a lease"));
                let next = found.iter().position(|record| turn.last.is_none_or(|last| *record > last));
                let (start, count) = (next.unwrap(), usize::try_from(*records).unwrap());
                assert_eq!(found[start], *first, "lab {seed}: {shard} passed over a record");
                assert_eq!(found[start + count - 1], *last, "lab {seed}: {shard}");
                if story.batches.iter().any(|(_, before)| before >= first) {
                    seen.note("processed again");
                }
                turn.last = Some(*last);
                story.batches.push((*first, *last));
            }
            ActorEvent::Kcl(KclEvent::Checkpointed { shard, at }) => {
                let story = self.stories.get_mut(shard).unwrap();
                assert!(!story.ended, "lab {seed}: {shard} is checkpointed after its end");
                match at {
                    Checkpoint::ShardEnd => story.ended = true,
                    at => {
                        assert!(at.position() > story.checkpoint, "lab {seed}: {shard} is checkpointed twice");
                        story.checkpoint = at.position();
                    }
                }
            }
            ActorEvent::Kcl(KclEvent::Lost { shard, .. } | KclEvent::HandedOver { shard, .. }) => {
                if let Some(story) = self.stories.get_mut(shard) {
                    story.turns.remove(&actor);
                }
                seen.note(if matches!(event, ActorEvent::Kcl(KclEvent::Lost { .. })) { "lost" } else { "handed over" });
            }
            ActorEvent::Kcl(event) => seen.note(match event {
                KclEvent::Stolen { .. } => "stolen",
                KclEvent::Taken { from: Some(_), .. } => "taken from the dead",
                KclEvent::Leads => "leads",
                KclEvent::Assigned { from: Some(_), .. } => "assigned with a handover",
                KclEvent::Cleaned { .. } => "cleaned",
                KclEvent::CheckpointRefused { .. } => "checkpoint refused",
                KclEvent::ShutDown => "shut down",
                _ => "other",
            }),
            _ => {}
        }
    }

    fn parents(&self, shard: ShardId) -> Vec<ShardId> {
        let kinesis = self.cloud.kinesis();
        let found = kinesis.stream(kinesis.find_arn(&stream()).unwrap()).unwrap();
        found.shard(shard).unwrap().parents().collect()
    }

    /// Whether a shard is done with: somebody said so, or died after having written it down.
    fn is_ended(&self, shard: ShardId) -> bool {
        let dynamodb = self.cloud.dynamodb();
        let table =
            dynamodb.find(AccountId::DEFAULT, Region::DEFAULT, "app").and_then(|id| dynamodb.table(id)).unwrap();
        let row = table.items.values().filter_map(|item| Lease::read(item)).find(|lease| lease.shard == shard);
        let written = row.is_some_and(|lease| lease.checkpoint == Checkpoint::ShardEnd);
        written || self.stories.get(&shard).is_some_and(|story| story.ended)
    }

    /// The records of a shard, in order.
    fn records(&self, shard: ShardId) -> Vec<Position> {
        let kinesis = self.cloud.kinesis();
        let found = kinesis.stream(kinesis.find_arn(&stream()).unwrap()).unwrap();
        let shard = found.shard(shard).unwrap();
        let epoch = self.cloud.epoch();
        shard
            .records
            .iter()
            .map(|(_, record)| Position { sequence: shard.sequence_of(record, epoch), sub: 0 })
            .collect()
    }

    /// No more trouble: whoever is there goes on until all is done.
    fn settle(&mut self, seen: &mut Seen) {
        for id in self.workers.clone() {
            self.set(id, |config| {
                config.running = true;
                config.crash_ppm = 0;
            });
        }
        // The lock of a dead leader lasts for two minutes.
        let most = if self.version == Version::V3 { 30 } else { 15 };
        for _ in 0..most {
            self.advance(20_000, seen);
            if self.missing().is_empty() {
                return;
            }
        }
        panic!("lab {}: not processed: {:?}", self.seed, self.missing());
    }

    /// Records that nobody has processed.
    fn missing(&self) -> Vec<(ShardId, Position)> {
        let kinesis = self.cloud.kinesis();
        let found = kinesis.stream(kinesis.find_arn(&stream()).unwrap()).unwrap();
        let shards: Vec<ShardId> = found.shards().map(|shard| shard.id).collect();
        let mut missing = Vec::new();
        for shard in shards {
            let batches = self.stories.get(&shard).map(|story| story.batches.as_slice()).unwrap_or_default();
            let is_done = |record: &Position| batches.iter().any(|(first, last)| first <= record && record <= last);
            missing.extend(self.records(shard).into_iter().filter(|record| !is_done(record)).map(|one| (shard, one)));
        }
        missing
    }
}

fn live(seed: u64, seen: &mut Seen) {
    let mut lab = Lab::new(seed);
    for _ in 0..lab.rng.between(1, 3) {
        lab.add_worker();
    }
    for _ in 0..14 {
        lab.act(seen);
        let pause = lab.rng.between(100, 12_000);
        lab.advance(pause, seen);
    }
    lab.put();
    lab.settle(seen);
    let ids: BTreeSet<ActorId> = lab.workers.iter().copied().collect();
    assert_eq!(ids.len(), lab.workers.len());
}

/// A part of all labs, so that several are looked at at once.
fn labs(part: u64, of: u64) -> Seen {
    let mut seen = Seen::default();
    let labs: u64 = std::env::var("QUEUELAB_LABS").ok().and_then(|labs| labs.parse().ok()).unwrap_or(LABS);
    for seed in (0..labs).filter(|seed| seed % of == part) {
        live(seed, &mut seen);
    }
    println!("{:?}", seen.0);
    seen
}

const ALWAYS: [&str; 16] = [
    "crash",
    "join",
    "death",
    "stop or start",
    "split",
    "merge",
    "child begun",
    "processed again",
    "lost",
    "handed over",
    "stolen",
    "taken from the dead",
    "leads",
    "assigned with a handover",
    "checkpoint refused",
    "shut down",
];

#[test]
fn no_record_is_passed_over_in_the_first_half_of_the_labs() {
    labs(0, 2).expect(&ALWAYS);
}

#[test]
fn no_record_is_passed_over_in_the_second_half_of_the_labs() {
    labs(1, 2).expect(&ALWAYS);
}
