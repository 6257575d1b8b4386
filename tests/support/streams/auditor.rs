//! The judge of streams. It reads events and answers, keeps its own lists of records, and says what cannot be.
//!
//! It knows no more than this: a record that was put is there until its retention period ends, in the shard that owned its
//! hash key when it came, behind all that came before it, and is never changed; each `GetRecords` goes on where the one
//! before it ended; shards are closed before those that come after them take records.

use queuelab::call::{Call, CallResult, Reply};
use queuelab::clock::{Duration, Epoch, Instant};
use queuelab::cloud::{Cloud, Event, Input};
use queuelab::kinesis::KinesisEvent;
use queuelab::kinesis::aggregate::unpack;
use queuelab::kinesis::api::{self, GetRecords, GetRecordsResult, GetShardIterator, PutRecordsRequestEntry, Request};
use queuelab::kinesis::consumer::ConsumerId;
use queuelab::kinesis::hash::{HashKey, HashKeyRange};
use queuelab::kinesis::record::Record;
use queuelab::kinesis::sequence::{COUNT_MAX, SequenceNumber};
use queuelab::kinesis::shard::{Shard, ShardId};
use queuelab::kinesis::stream::{Distribution, Status, Stream, StreamId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Old records may lie around for so long, unread.
const SWEEP: Duration = Duration::from_secs(1);

/// A shard as the events tell of it.
#[derive(Debug, Default)]
struct HeardShard {
    /// What belongs there; none where the shard was gone before it could be looked at.
    range: Option<HashKeyRange>,
    parents: Vec<u32>,
    closed: Option<Instant>,
    /// Those that are there; none in place of one that was gone before it could be looked at.
    records: VecDeque<Option<Record>>,
    put: u64,
    expired: u64,
    last_count: u64,
}

impl HeardShard {
    fn get(&self, place: u64) -> Option<&Record> {
        self.records.get(usize::try_from(place.checked_sub(self.expired)?).unwrap())?.as_ref()
    }

    /// The place of the first record of which this holds; that of the next one where it holds of none.
    fn first(&self, holds: impl Fn(&Record) -> bool) -> u64 {
        let is_it = |record: &Option<Record>| record.as_ref().is_some_and(&holds);
        self.expired + self.records.iter().position(is_it).unwrap_or(self.records.len()) as u64
    }
}

/// A stream as the events tell of it.
#[derive(Debug, Default)]
struct HeardStream {
    retention: Duration,
    shards: BTreeMap<u32, HeardShard>,
    /// Records put into shards that are over; all of them expired.
    gone: u64,
}

/// From where an iterator reads.
#[derive(Clone, Copy, Debug)]
enum From {
    Place(u64),
    Count(u64),
}

/// What events and answers told of streams until now.
#[derive(Debug, Default)]
pub struct Streams {
    heard: BTreeMap<StreamId, HeardStream>,
    iterators: BTreeMap<String, (StreamId, u32, From)>,
    /// The place up to which a subscription was served.
    pushed: BTreeMap<(ConsumerId, u32), u64>,
    /// What was seen besides events.
    pub reached: BTreeSet<&'static str>,
}

impl Streams {
    /// Hears an event, with the lab after it.
    pub fn hear(&mut self, event: &Event, kind: &KinesisEvent, cloud: &Cloud) {
        let now = event.at;
        match kind {
            KinesisEvent::StreamCreated(id) => {
                let retention = cloud.kinesis().stream(*id).map_or(Duration::from_secs(86_400), Stream::retention);
                self.heard.insert(*id, HeardStream { retention, ..HeardStream::default() });
            }
            KinesisEvent::StatusChanged(id, Status::Active) => self.made(*id, cloud),
            KinesisEvent::StreamDeleted(id, _) => {
                assert!(self.heard.remove(id).is_some(), "only what was there is deleted: {event:?}");
            }
            KinesisEvent::StreamChanged(id, _) => {
                let stream = cloud.kinesis().stream(*id);
                if let Some(stream) = stream {
                    self.stream(*id).retention = stream.retention();
                }
            }
            KinesisEvent::RecordPut { stream, shard, record } => self.put(event, (*stream, *shard, *record), cloud),
            KinesisEvent::RecordsRead { stream, shard, first, count } => {
                self.read(event, (*stream, *shard), *first, *count);
            }
            KinesisEvent::Resharded { stream, closed, opened } => {
                let of = cloud.kinesis().stream(*stream);
                let heard = self.stream(*stream);
                for number in opened.iter().chain(closed) {
                    heard.shards.entry(*number).or_insert_with(|| looked_at(of, *number));
                }
                for number in closed {
                    heard.shards.get_mut(number).unwrap().closed = Some(now);
                }
            }
            KinesisEvent::RecordsExpired { stream, shard, count } => self.expired(event, (*stream, *shard), *count),
            KinesisEvent::ShardExpired { stream, shard } => {
                let heard = self.stream(*stream);
                let over = heard.shards.remove(shard).expect("only a shard that was there is over");
                assert!(over.records.is_empty() && over.put == over.expired, "nothing is left in it: {event:?}");
                assert!(over.closed.unwrap().after(heard.retention) <= now, "it was closed for long enough: {event:?}");
                heard.gone += over.put;
            }
            KinesisEvent::Subscribed { consumer, shard } | KinesisEvent::SubscriptionEnded { consumer, shard, .. } => {
                self.pushed.remove(&(*consumer, *shard));
            }
            KinesisEvent::Pushed { consumer, shard, first, count } => {
                let Some(stream) = cloud.kinesis().consumer(*consumer).map(|consumer| consumer.stream) else { return };
                if self.heard.contains_key(&stream) {
                    self.read(event, (stream, *shard), *first, *count);
                    let before = self.pushed.insert((*consumer, *shard), first + u64::from(*count));
                    self.goes_on(event, (stream, *shard), before, *first);
                }
            }
            _ => {}
        }
    }

    fn stream(&mut self, id: StreamId) -> &mut HeardStream {
        self.heard.get_mut(&id).expect("nothing happens in a stream that is not there")
    }

    fn shard(&self, (stream, shard): (StreamId, u32)) -> (&HeardShard, Duration) {
        let heard = self.heard.get(&stream).expect("nothing happens in a stream that is not there");
        (heard.shards.get(&shard).expect("nothing happens in a shard that is not there"), heard.retention)
    }

    /// A stream that was being made has its shards; of one that was changed they are known.
    fn made(&mut self, id: StreamId, cloud: &Cloud) {
        let heard = self.stream(id);
        if heard.shards.is_empty() {
            let of = cloud.kinesis().stream(id);
            let first = of.into_iter().flat_map(Stream::shards).filter(|shard| shard.parent.is_none());
            heard.shards = first.map(|shard| (shard.id.0, looked_at(of, shard.id.0))).collect();
        }
    }

    fn put(&mut self, event: &Event, (id, number, place): (StreamId, u32, u64), cloud: &Cloud) {
        let found = cloud.kinesis().stream(id).and_then(|stream| stream.shard(ShardId(number)));
        let record = found.and_then(|shard| shard.records.get(place)).cloned();
        let heard = self.stream(id);
        let parents = heard.shards.entry(number).or_default().parents.clone();
        let is_closed = |parent: &u32| heard.shards.get(parent).is_none_or(|parent| parent.closed.is_some());
        assert!(parents.iter().all(is_closed), "parents are closed before their children take records: {event:?}");
        let shard = heard.shards.get_mut(&number).unwrap();
        assert_eq!(shard.closed, None, "a closed shard takes nothing: {event:?}");
        assert_eq!(shard.put, place, "no place is left out or taken twice: {event:?}");
        shard.put += 1;
        if let Some(record) = &record {
            assert!(shard.range.is_some_and(|range| range.contains(record.hash)), "the shard owns it: {event:?}");
            assert!(record.count > shard.last_count, "numbers ascend: {event:?}");
            assert_eq!(record.arrived, event.at, "{event:?}");
            shard.last_count = record.count;
        }
        let is_packed = record.as_ref().and_then(|record| unpack(&record.data)).is_some_and(|users| users.len() > 1);
        shard.records.push_back(record);
        if is_packed {
            self.reached.insert("packed records were put");
        }
    }

    fn read(&mut self, event: &Event, place: (StreamId, u32), first: u64, count: u32) {
        let (shard, retention) = self.shard(place);
        assert!(first + u64::from(count) <= shard.put, "nobody reads what was not put: {event:?}");
        assert!(first >= shard.expired, "nobody reads what was swept away: {event:?}");
        let oldest = shard.get(first).filter(|_| count > 0);
        let is_kept = |record: &Record| record.expires(retention) > event.at;
        assert!(oldest.is_none_or(is_kept), "nobody reads what is too old: {event:?}");
    }

    /// What is between two pushes of a subscription must have expired meanwhile.
    fn goes_on(&mut self, event: &Event, place: (StreamId, u32), before: Option<u64>, first: u64) {
        let Some(before) = before else { return };
        let (shard, retention) = self.shard(place);
        assert!(first >= before, "nothing is pushed twice: {event:?}");
        let between = (before..first).filter_map(|place| shard.get(place));
        assert!(between.clone().all(|record| record.expires(retention) <= event.at), "no gap: {event:?}");
        self.reached.insert("a subscription went on");
    }

    fn expired(&mut self, event: &Event, (stream, number): (StreamId, u32), count: u64) {
        let heard = self.stream(stream);
        let (retention, shard) = (heard.retention, heard.shards.get_mut(&number).unwrap());
        for _ in 0..count {
            let record = shard.records.pop_front().expect("only what is there can expire");
            let is_old = record.is_none_or(|record| record.expires(retention) <= event.at);
            assert!(is_old, "nothing goes before its time: {event:?}");
        }
        shard.expired += count;
    }

    /// Hears what came of an input of somebody outside.
    pub fn answered(&mut self, input: &Input, result: &CallResult, cloud: &Cloud) {
        let Input::Call { call: Call::Kinesis(request), .. } = input else { return };
        match (request, result) {
            (Request::PutRecord(request), Ok(Reply::Kinesis(api::Reply::PutRecord(reply)))) => {
                let entry = PutRecordsRequestEntry {
                    data: request.data.clone(),
                    partition_key: request.partition_key.clone(),
                    explicit_hash_key: request.explicit_hash_key.clone(),
                };
                let stream = named(cloud, request.stream_name.as_deref());
                self.stands(stream, &entry, &reply.shard_id, &reply.sequence_number);
            }
            (Request::PutRecords(request), Ok(Reply::Kinesis(api::Reply::PutRecords(reply)))) => {
                let stream = named(cloud, request.stream_name.as_deref());
                for (entry, result) in request.records.iter().flatten().zip(&reply.records) {
                    if let (Some(shard), Some(number)) = (&result.shard_id, &result.sequence_number) {
                        self.stands(stream, entry, shard, number);
                    }
                }
            }
            (Request::GetShardIterator(request), Ok(Reply::Kinesis(api::Reply::GetShardIterator(reply)))) => {
                if let Some(from) = self.begins(request, cloud) {
                    self.iterators.insert(reply.shard_iterator.clone(), from);
                }
            }
            (Request::GetRecords(request), Ok(Reply::Kinesis(api::Reply::GetRecords(reply)))) => {
                self.was_read(request, reply, cloud);
            }
            _ => {}
        }
    }

    /// What was put stands in its shard under its number, as it was given.
    fn stands(&self, stream: Option<&Stream>, entry: &PutRecordsRequestEntry, shard: &str, number: &str) {
        let (stream, id) = (stream.unwrap(), ShardId::parse(shard).unwrap());
        let number = SequenceNumber::parse(number).unwrap();
        assert_eq!(number.shard, id.0);
        let (shard, _) = self.shard((stream.id, id.0));
        let kept = shard.records.iter().rev().flatten().find(|record| record.count == number.count);
        let kept = kept.unwrap_or_else(|| panic!("{number} is not in {id}"));
        assert_eq!(Some(&*kept.data), entry.data.as_deref());
        assert_eq!(kept.key.as_deref(), entry.partition_key.as_deref());
        assert_eq!(kept.encrypted, stream.encryption.is_some());
        let hash = entry.explicit_hash_key.as_ref().map(|text| HashKey(text.parse().unwrap()));
        // A stream that spreads records by itself needs no key.
        let hash = hash.or_else(|| entry.partition_key.as_deref().map(HashKey::of));
        assert!(Some(kept.hash) == hash || stream.distribution == Distribution::Auto);
    }

    /// Where an iterator begins.
    fn begins(&self, request: &GetShardIterator, cloud: &Cloud) -> Option<(StreamId, u32, From)> {
        let stream = named(cloud, request.stream_name.as_deref())?.id;
        let number = ShardId::parse(request.shard_id.as_deref()?)?.0;
        let (shard, _) = self.shard((stream, number));
        let count = || SequenceNumber::parse(request.starting_sequence_number.as_deref()?).map(|number| number.count);
        let from = match request.shard_iterator_type.as_deref()? {
            "TRIM_HORIZON" => From::Place(0),
            "LATEST" => From::Place(shard.put),
            "AT_TIMESTAMP" => {
                let at = request.timestamp?.instant(Epoch::DEFAULT);
                From::Place(shard.first(|record| record.arrived >= at))
            }
            "AT_SEQUENCE_NUMBER" => From::Count(count()?),
            _ => From::Count(count()? + 1),
        };
        Some((stream, number, from))
    }

    fn was_read(&mut self, request: &GetRecords, reply: &GetRecordsResult, cloud: &Cloud) {
        let Some((stream, number, from)) = self.iterators.get(request.shard_iterator.as_deref().unwrap()).copied()
        else {
            return;
        };
        let (now, mut reached) = (cloud.now(), BTreeSet::new());
        let (shard, retention) = self.shard((stream, number));
        if matches!(from, From::Place(place) if place > 0) && !reply.records.is_empty() {
            reached.insert("a read went on");
        }
        let is_next = |place: u64, record: &Record| match from {
            From::Place(first) => place >= first,
            From::Count(count) => record.count >= count,
        };
        let records =
            shard.records.iter().zip(shard.expired..).filter_map(|(record, place)| Some((place, record.as_ref()?)));
        let due: Vec<(u64, &Record)> =
            records.filter(|(place, record)| record.expires(retention) > now && is_next(*place, record)).collect();
        let limit = request.limit.map_or(10_000, |limit| usize::try_from(limit).unwrap());
        assert_eq!(reply.records.len(), due.len().min(limit), "all that is there, up to the limit");
        for ((_, kept), given) in due.iter().zip(&reply.records) {
            let count = SequenceNumber::parse(&given.sequence_number).unwrap().count;
            assert_eq!((count, &*given.data.0), (kept.count, &*kept.data), "without gap or repetition");
            assert_eq!(given.partition_key.as_deref(), kept.key.as_deref());
            assert_eq!(given.approximate_arrival_timestamp.instant(Epoch::DEFAULT), kept.arrived);
            assert_eq!(given.encryption_type.is_some(), kept.encrypted);
        }
        let behind = due.get(reply.records.len()).map_or(0, |(_, next)| now.since(next.arrived).as_millis());
        assert_eq!(u64::try_from(reply.millis_behind_latest).unwrap(), behind);
        let is_over = shard.closed.is_some() && due.is_empty();
        assert_eq!(reply.next_shard_iterator.is_none(), is_over, "who is at the end of a closed shard is told so");
        assert_eq!(reply.child_shards.is_some(), is_over);
        let heard = &self.heard[&stream].shards;
        let children = heard.values().filter(|child| child.parents.contains(&number)).count();
        assert_eq!(reply.child_shards.as_ref().map_or(0, Vec::len), if is_over { children } else { 0 });
        let last = due.get(reply.records.len().wrapping_sub(1)).map(|(place, _)| *place);
        let next = last.map_or(from, |place| From::Place(place + 1));
        if is_over && children > 0 {
            reached.insert("a parent was read to its end");
        }
        self.reached.append(&mut reached);
        if let Some(next_iterator) = &reply.next_shard_iterator {
            self.iterators.insert(next_iterator.clone(), (stream, number, next));
        }
    }

    /// Compares what was heard with what is there: every shard, every total, who owns which hash keys.
    pub fn compare(&self, cloud: &Cloud) {
        let there: Vec<&Stream> = cloud.kinesis().streams().collect();
        assert_eq!(there.len(), self.heard.len(), "streams come and go with events");
        for stream in there {
            let heard = &self.heard[&stream.id];
            assert_eq!(heard.retention, stream.retention());
            assert_eq!(stream.shards().count(), heard.shards.len(), "{}", stream.key.name);
            for shard in stream.shards() {
                compare_shard(&heard.shards[&shard.id.0], shard, heard.retention, cloud.now());
            }
            let gone = &stream.totals.gone;
            assert_eq!((gone.records_in, gone.expired), (heard.gone, heard.gone), "{}", stream.key.name);
            let put: u64 = heard.shards.values().map(|shard| shard.put).sum();
            let expired: u64 = heard.shards.values().map(|shard| shard.expired).sum();
            assert_eq!(put, stream.records() + expired, "what was put is there or has expired: {}", stream.key.name);
            whole(stream);
        }
    }

    /// Compares every record: none was changed.
    pub fn compare_records(&self, cloud: &Cloud) {
        for stream in cloud.kinesis().streams() {
            for shard in stream.shards() {
                let heard = &self.heard[&stream.id].shards[&shard.id.0];
                let kept = (shard.records.front()..shard.records.next()).map(|place| shard.records.get(place));
                assert!(kept.eq(heard.records.iter().map(Option::as_ref)), "{} of {}", shard.id, stream.key.name);
            }
        }
    }
}

fn named<'c>(cloud: &'c Cloud, name: Option<&str>) -> Option<&'c Stream> {
    cloud.kinesis().streams().find(|stream| name.is_some_and(|name| *stream.key.name == *name))
}

fn looked_at(stream: Option<&Stream>, number: u32) -> HeardShard {
    let Some(shard) = stream.and_then(|stream| stream.shard(ShardId(number))) else { return HeardShard::default() };
    let parents = shard.parents().map(|parent| parent.0).collect();
    HeardShard { range: Some(shard.range), parents, ..HeardShard::default() }
}

fn compare_shard(heard: &HeardShard, shard: &Shard, retention: Duration, now: Instant) {
    assert_eq!(heard.range, Some(shard.range), "what a shard owns never changes");
    assert_eq!((heard.closed, heard.put), (shard.closed, shard.totals.records_in), "{}", shard.id);
    assert_eq!(
        (heard.expired, heard.records.len() as u64),
        (shard.totals.expired, shard.records.len()),
        "{}",
        shard.id
    );
    let ends = [(heard.records.front(), shard.records.first()), (heard.records.back(), shard.records.last())];
    for (heard, kept) in ends {
        assert_eq!(heard.and_then(Option::as_ref), kept, "{}", shard.id);
    }
    let is_late = |record: &Record| now > record.expires(retention).after(SWEEP);
    assert!(
        !shard.records.first().is_some_and(is_late),
        "what is too old goes: {} {:?}",
        shard.id,
        shard.records.first()
    );
}

/// Open shards own every hash key once, and a child's numbers are higher than its parents'.
fn whole(stream: &Stream) {
    let mut ranges: Vec<HashKeyRange> = stream.open_shards().map(|shard| shard.range).collect();
    ranges.sort();
    if let (Some(first), Some(last)) = (ranges.first(), ranges.last()) {
        assert_eq!((first.starting_hash_key, last.ending_hash_key), (HashKey::MIN, HashKey::MAX));
    }
    assert!(ranges.windows(2).all(|pair| pair[0].touches(&pair[1])), "{} {ranges:?}", stream.key.name);
    for child in stream.shards() {
        for parent in child.parents().filter_map(|parent| stream.shard(parent)) {
            let end = SequenceNumber { count: COUNT_MAX, ..parent.starting() };
            assert!(child.starting() > end, "{} after {}", child.id, parent.id);
        }
    }
}
