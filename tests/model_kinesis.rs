//! Random calls to two streams, each answer foretold by the plain lists of `support/reference_kinesis`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use proptest::prelude::*;
use queuelab::base::{Rng, Timestamp};
use queuelab::call::Reply;
use queuelab::clock::{Epoch, Instant};
use queuelab::cloud::{Advance, Cloud, Dials, Submitted};
use queuelab::kinesis::api::{self, *};
use queuelab::limits::LimitSet;
use std::cell::RefCell;
use std::collections::BTreeMap;
use support::reference_kinesis::{Answer, Iter, Kind, Listed, Put, Reference, name};
use support::script;

const NAMES: [&str; 2] = ["trucks", "clicks"];

/// The engine and the reference, side by side.
struct Pair {
    cloud: Cloud,
    reference: Reference,
    iterators: Vec<(String, Iter)>,
    /// Numbers of records with their stream and shard.
    numbers: Vec<(usize, usize, String)>,
    /// What was done, to be read when a test fails.
    trace: Vec<String>,
}

impl Drop for Pair {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--\n{}", self.trace.join("\n"));
        }
    }
}

fn one_of<T: Copy>(rng: &mut Rng, from: &[T]) -> T {
    from[usize::try_from(rng.below(from.len() as u64)).unwrap()]
}

fn below(rng: &mut Rng, most: usize) -> usize {
    usize::try_from(rng.below(most as u64)).unwrap()
}

#[allow(clippy::unnecessary_wraps, reason = "as requests take it")]
fn stream_name(stream: usize) -> Option<String> {
    Some(NAMES[stream].to_owned())
}

/// Somewhere among all hash keys; the ends and the middle often.
fn hash(rng: &mut Rng) -> u128 {
    let drawn = (u128::from(rng.next_u64()) << 64) | u128::from(rng.next_u64());
    one_of(rng, &[0, u128::MAX, 1 << 127, 1 << 126, drawn, drawn, drawn])
}

impl Pair {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let mut cloud = Cloud::new(seed, LimitSet::Now, Dials::default());
        let shards = [one_of(&mut rng, &[1, 2, 3]), one_of(&mut rng, &[1, 4, 5])];
        for (stream, count) in shards.iter().enumerate() {
            let shard_count = Some(i64::from(*count));
            let request = CreateStream { stream_name: stream_name(stream), shard_count, ..CreateStream::default() };
            assert!(matches!(cloud.call(Request::from(request)), Submitted::Done(Ok(_))));
        }
        assert_eq!(cloud.advance_to(Instant::from_millis(20_000), u64::MAX), Advance::Reached);
        let epoch = Epoch::DEFAULT.unix_secs(Instant::ZERO);
        let reference = Reference::new(epoch, 20_000, &shards);
        let trace = vec![format!("{shards:?}")];
        Self { cloud, reference, iterators: Vec::new(), numbers: Vec::new(), trace }
    }

    fn step(&mut self, word: u64) {
        let mut rng = Rng::new(word);
        let millis = match rng.below(24) {
            0..=8 => 0,
            9..=14 => rng.between(1, 900),
            15..=18 => rng.between(1_000, 19_000),
            19..=21 => 20_000,
            22 => one_of(&mut rng, &[299_998, 300_000]),
            _ => one_of(&mut rng, &[43_200_000, 86_300_000, 86_399_999]),
        };
        let to = self.cloud.now().as_millis() + millis + 1;
        assert_eq!(self.cloud.advance_to(Instant::from_millis(to), u64::MAX), Advance::Reached);
        self.reference.advance(to);
        let stream = below(&mut rng, 2);
        if self.reference.is_uncertain(stream) {
            return;
        }
        match rng.below(20) {
            0..=5 => self.put(&mut rng, stream),
            6..=9 => self.iterator(&mut rng, stream),
            10..=15 => self.read(&mut rng),
            16..=17 => self.split(&mut rng, stream),
            18 => self.merge(&mut rng, stream),
            _ => self.list(stream),
        }
        self.cloud.drain_events();
    }

    /// The reply, or the error's code.
    fn call(&mut self, request: impl Into<Request>) -> Result<api::Reply, &'static str> {
        let request = request.into();
        self.trace.push(format!("{} {request:?}", self.cloud.now()).chars().take(600).collect());
        let Submitted::Done(result) = self.cloud.call(request) else { panic!("nothing waits") };
        self.trace.push(format!("  {result:?}").chars().take(600).collect());
        match result {
            Ok(Reply::Kinesis(reply)) => Ok(reply),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.code()),
        }
    }

    fn put(&mut self, rng: &mut Rng, stream: usize) {
        let many = rng.below(60) == 0;
        let mut puts: Vec<Put> = (0..one_of(rng, &[1, 1, 3, 12]))
            .map(|_| Put {
                key: format!("truck_{}", rng.below(9)),
                explicit: (rng.below(4) == 0).then(|| hash(rng)),
                data: rng.below(1_000).to_string(),
            })
            .collect();
        if many {
            puts = vec![puts[0].clone(); 500];
        }
        for _ in 0..if many { 3 } else { 1 } {
            let expected = self.reference.put(stream, &puts);
            let found =
                if puts.len() == 1 { vec![self.put_one(stream, &puts[0])] } else { self.put_all(stream, &puts) };
            assert_eq!(found, expected);
            // Of a flood the first and the last are enough.
            for (shard, number) in expected.iter().take(12).chain(expected.last()).flatten() {
                let shard = shard.trim_start_matches("shardId-").parse().unwrap();
                self.numbers.push((stream, shard, number.clone()));
            }
        }
    }

    fn put_one(&mut self, stream: usize, put: &Put) -> Option<(String, String)> {
        let PutRecordsRequestEntry { data, partition_key, explicit_hash_key } = entry(put);
        let stream_name = stream_name(stream);
        match self.call(PutRecord { stream_name, data, partition_key, explicit_hash_key, ..PutRecord::default() }) {
            Ok(api::Reply::PutRecord(reply)) => Some((reply.shard_id, reply.sequence_number)),
            Err("ProvisionedThroughputExceededException") => None,
            other => panic!("{other:?}"),
        }
    }

    fn put_all(&mut self, stream: usize, puts: &[Put]) -> Vec<Option<(String, String)>> {
        let records = Some(puts.iter().map(entry).collect());
        let reply = self.call(PutRecords { stream_name: stream_name(stream), records, ..PutRecords::default() });
        let Ok(api::Reply::PutRecords(reply)) = reply else { panic!("{reply:?}") };
        let failed = reply.records.iter().filter(|entry| entry.error_code.is_some()).count();
        assert_eq!(usize::try_from(reply.failed_record_count).unwrap(), failed);
        reply.records.into_iter().map(|entry| entry.shard_id.zip(entry.sequence_number)).collect()
    }

    fn iterator(&mut self, rng: &mut Rng, stream: usize) {
        let (mut stream, mut shard) = (stream, below(rng, 9));
        let now = self.cloud.now().as_millis();
        let mut number = None;
        if !self.numbers.is_empty() {
            let place = self.numbers.len() - 1 - below(rng, self.numbers.len().min(40));
            let (of, at, text) = self.numbers[place].clone();
            number = Some(text);
            // Mostly where it belongs.
            (stream, shard) = if rng.below(8) == 0 { (of, shard) } else { (of, at) };
        }
        if self.reference.is_uncertain(stream) {
            return;
        }
        let kind = match (rng.below(6), number) {
            (0 | 1, _) | (4.., None) => Kind::Horizon,
            (2, _) => Kind::Latest,
            (3, _) => Kind::Time(one_of(rng, &[now.saturating_sub(500), now.saturating_sub(30_000), now, now + 1])),
            (4, Some(number)) => Kind::At(number),
            (_, Some(number)) => Kind::After(number),
        };
        let mut request = GetShardIterator {
            stream_name: stream_name(stream),
            shard_id: Some(name(shard)),
            ..GetShardIterator::default()
        };
        let at = |millis: &u64| Some(Timestamp(Epoch::DEFAULT.unix_millis(Instant::from_millis(*millis))));
        let (word, number, timestamp) = match &kind {
            Kind::Horizon => ("TRIM_HORIZON", None, None),
            Kind::Latest => ("LATEST", None, None),
            Kind::Time(millis) => ("AT_TIMESTAMP", None, at(millis)),
            Kind::At(number) => ("AT_SEQUENCE_NUMBER", Some(number.clone()), None),
            Kind::After(number) => ("AFTER_SEQUENCE_NUMBER", Some(number.clone()), None),
        };
        request.shard_iterator_type = Some(word.to_owned());
        (request.starting_sequence_number, request.timestamp) = (number, timestamp);
        for _ in 0..one_of(rng, &[1, 1, 1, 1, 1, 1, 1, 6]) {
            let expected = self.reference.iterator(stream, shard, &kind);
            match (self.call(request.clone()), expected) {
                (Ok(api::Reply::GetShardIterator(reply)), Ok(iter)) => {
                    self.iterators.push((reply.shard_iterator, iter));
                }
                (Err(code), Err(expected)) => assert_eq!(code, expected),
                (found, expected) => panic!("{found:?} where {expected:?} was expected"),
            }
        }
    }

    fn read(&mut self, rng: &mut Rng) {
        let Some(last) = self.iterators.len().checked_sub(1) else { return };
        let back = if rng.below(3) == 0 { self.iterators.len() } else { self.iterators.len().min(4) };
        let (token, iter) = self.iterators[last - below(rng, back)].clone();
        if self.reference.is_uncertain(iter.stream) {
            return;
        }
        let limit = one_of(rng, &[None, Some(1), Some(5)]);
        for _ in 0..one_of(rng, &[1, 1, 1, 6]) {
            let expected = self.reference.read(iter, limit.map_or(10_000, |limit| usize::try_from(limit).unwrap()));
            let request = GetRecords { shard_iterator: Some(token.clone()), limit, ..GetRecords::default() };
            match (self.call(request), expected) {
                (Ok(api::Reply::GetRecords(reply)), Ok(answer)) => self.compare(reply, &answer),
                (Err(code), Err(expected)) => assert_eq!(code, expected),
                (found, expected) => panic!("{found:?} where {expected:?} was expected"),
            }
        }
    }

    fn compare(&mut self, reply: GetRecordsResult, answer: &Answer) {
        let given = reply.records.iter().map(|record| {
            let at = record.approximate_arrival_timestamp.instant(Epoch::DEFAULT).as_millis();
            let data = String::from_utf8(record.data.0.to_vec()).unwrap();
            (record.sequence_number.clone(), at, record.partition_key.clone().unwrap(), data)
        });
        assert_eq!(given.collect::<Vec<_>>(), answer.records);
        assert_eq!(u64::try_from(reply.millis_behind_latest).unwrap(), answer.behind);
        let children = reply.child_shards.map(|children| {
            children.into_iter().map(|child| (child.shard_id, child.parent_shards)).collect::<Vec<_>>()
        });
        assert_eq!(children, answer.children);
        assert_eq!(reply.next_shard_iterator.is_some(), answer.next.is_some());
        self.iterators.extend(reply.next_shard_iterator.zip(answer.next));
    }

    fn compare_done(&mut self, request: impl Into<Request>, expected: Result<(), &'static str>) {
        assert_eq!(self.call(request).map(drop), expected);
    }

    fn split(&mut self, rng: &mut Rng, stream: usize) {
        let (shard, at) = (below(rng, 6), hash(rng));
        let expected = self.reference.split(stream, shard, at);
        let request = SplitShard {
            stream_name: stream_name(stream),
            shard_to_split: Some(name(shard)),
            new_starting_hash_key: Some(at.to_string()),
            ..SplitShard::default()
        };
        self.compare_done(request, expected);
    }

    fn merge(&mut self, rng: &mut Rng, stream: usize) {
        let lower = below(rng, 8);
        let upper = if rng.below(3) == 0 { below(rng, 8) } else { lower + 1 };
        let expected = self.reference.merge(stream, lower, upper);
        let request = MergeShards {
            stream_name: stream_name(stream),
            shard_to_merge: Some(name(lower)),
            adjacent_shard_to_merge: Some(name(upper)),
            ..MergeShards::default()
        };
        self.compare_done(request, expected);
    }

    fn list(&mut self, stream: usize) {
        let reply = self.call(ListShards { stream_name: stream_name(stream), ..ListShards::default() });
        let Ok(api::Reply::ListShards(reply)) = reply else { panic!("{reply:?}") };
        let listed = |shard: Shard| -> Listed {
            let parents = shard.parent_shard_id.into_iter().chain(shard.adjacent_parent_shard_id).collect();
            let (range, numbers) = (shard.hash_key_range, shard.sequence_number_range);
            let (first, last) = (numbers.starting_sequence_number, numbers.ending_sequence_number);
            (shard.shard_id, parents, range.starting_hash_key.0, range.ending_hash_key.0, first, last)
        };
        assert_eq!(reply.shards.into_iter().map(listed).collect::<Vec<_>>(), self.reference.shards(stream));
    }
}

fn entry(put: &Put) -> PutRecordsRequestEntry {
    PutRecordsRequestEntry {
        data: Some(put.data.as_bytes().to_vec()),
        partition_key: Some(put.key.clone()),
        explicit_hash_key: put.explicit.map(|hash| hash.to_string()),
    }
}

#[test]
fn every_answer_of_a_stream_is_as_the_reference_foretells() {
    let reached: RefCell<BTreeMap<&'static str, u64>> = RefCell::default();
    let scripts = (any::<u64>().no_shrink(), prop::collection::vec(any::<u64>().no_shrink(), 1..=90));
    script::check("model of streams", script::cases(2_000), &scripts, |(seed, words)| {
        let mut pair = Pair::new(seed);
        for word in words {
            pair.step(word);
        }
        for (name, count) in &pair.reference.reached {
            *reached.borrow_mut().entry(name).or_insert(0) += count;
        }
    });
    let names = [
        "split",
        "merged",
        "a put was throttled",
        "a read was throttled",
        "an iterator was throttled",
        "an iterator expired",
        "records had expired",
        "a parent ended",
        "a read was behind",
    ];
    if script::is_full() {
        assert!(names.iter().all(|name| reached.borrow().contains_key(name)), "{reached:?}");
    }
}
