//! What is asked of a source, and what becomes of the answers.

use super::{AGAIN_AFTER, LOG_EVERY, READ_EVERY, ReadRequest, Reading, ShardReading, Start, Wish};
use crate::clock::{Duration, Instant};
use crate::firehose::run::{Errand, SourceRecord};
use crate::firehose::stream::{Source, Status, StreamId};
use crate::firehose::{Cx, Firehose, Outgoing, Timer};
use std::sync::Arc;

/// A shard of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundShard {
    /// Its id.
    pub id: Arc<str>,
    /// The shards that it came from.
    pub parents: Vec<Arc<str>>,
}

/// What a read brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read<'a> {
    /// Records in order.
    pub records: &'a [SourceRecord<'a>],
    /// Where the next read goes on; nothing at the end of a closed shard.
    pub next: Option<&'a str>,
    /// How far this is behind the newest record.
    pub behind: Duration,
    /// At the end, the shards that came after this one.
    pub children: Vec<FoundShard>,
}

/// Why the source did not answer: AWS's code and sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal<'a> {
    /// Such as `AccessDeniedException`.
    pub code: &'a str,
    /// Why.
    pub message: &'a str,
}

impl Firehose {
    /// A stream is there, and begins to read its source.
    pub(in crate::firehose) fn begin_reading(&mut self, cx: &mut Cx<'_>, id: StreamId) {
        let now = cx.now;
        let Some(stream) = self.stream_mut(id).filter(|stream| matches!(stream.source, Source::Kinesis(..))) else {
            return;
        };
        stream.reading = Reading::since(now);
        self.read_on(cx, id);
    }

    /// Asks for whatever is due.
    pub(in crate::firehose) fn read_on(&mut self, cx: &mut Cx<'_>, id: StreamId) {
        let Some(stream) = self.stream(id) else { return };
        if stream.status != Status::Active {
            return cx.set_timer(Timer::Source(id), None);
        }
        let reading = &stream.reading;
        if reading.asked.is_none() && reading.listed.is_some_and(|due| due <= cx.now) {
            let number = self.ask(cx, id, Wish::Shards(reading.since, None));
            self.change_reading(id, |reading| (reading.asked, reading.listed) = (Some((number, Vec::new())), None));
        }
        let (due, is_hungry) = (self.stream(id).map(|stream| stream.reading.due(cx.now)), self.is_hungry(id));
        for shard in due.unwrap_or_default() {
            let wish = self.stream(id).and_then(|stream| stream.reading.shards.get(&shard)).map(|known| {
                let records = known.iterator.clone().map(|iterator| Wish::Records(shard.clone(), iterator));
                records.unwrap_or_else(|| Wish::Iterator(shard.clone(), known.start.clone()))
            });
            let (Some(wish), true) = (wish, is_hungry) else {
                // What was not delivered waits in the source.
                self.change_shard(id, &shard, |known| known.due = cx.now.after(READ_EVERY));
                continue;
            };
            let number = self.ask(cx, id, wish);
            self.change_shard(id, &shard, |known| known.asked = Some(number));
        }
        let due = self.stream(id).and_then(|stream| stream.reading.next_due());
        cx.set_timer(Timer::Source(id), due);
    }

    fn ask(&mut self, cx: &mut Cx<'_>, id: StreamId, wish: Wish) -> u64 {
        let Some(stream) = self.stream_mut(id) else { return 0 };
        stream.reading.requests += 1;
        let number = stream.reading.requests;
        let Source::Kinesis(source, role) = &stream.source else { return number };
        let errand = Errand {
            stream: id,
            task: number,
            attempt: 1,
            source: stream.key.arn(),
            account: stream.key.account,
            region: stream.key.region,
            role: role.clone(),
            event: 0,
        };
        cx.outgoing.push(Outgoing::Read(ReadRequest { errand, source: source.clone(), wish }));
        number
    }

    fn change_reading(&mut self, id: StreamId, change: impl FnOnce(&mut Reading)) {
        if let Some(stream) = self.stream_mut(id) {
            change(&mut stream.reading);
        }
    }

    fn change_shard(&mut self, id: StreamId, shard: &str, change: impl FnOnce(&mut ShardReading)) {
        if let Some(known) = self.stream_mut(id).and_then(|stream| stream.reading.shards.get_mut(shard)) {
            change(known);
        }
    }

    /// Whether somebody still waits for the answer to a request.
    pub fn waits_for(&self, request: &ReadRequest) -> bool {
        let Some(stream) = self.stream(request.errand.stream) else { return false };
        let asked = match request.wish.shard() {
            Some(shard) => stream.reading.shards.get(shard).and_then(|known| known.asked),
            None => stream.reading.asked.as_ref().map(|(number, _)| *number),
        };
        stream.status == Status::Active && asked == Some(request.errand.task)
    }

    /// The source has named shards, and the token of its next page.
    pub fn source_shards(
        &mut self,
        cx: &mut Cx<'_>,
        request: &ReadRequest,
        (found, token): (Vec<FoundShard>, Option<&str>),
        retention: Duration,
    ) {
        let id = request.errand.stream;
        let (now, next) = (cx.now, token.map(|token| Wish::Shards(since_of(request), Some(token.into()))));
        self.change_reading(id, |reading| {
            reading.retention = retention;
            let start = Start::Since(reading.since);
            if let Some((_, named)) = &mut reading.asked {
                named.extend(found.iter().map(|shard| shard.id.clone()));
            }
            // Of shards that are found together the children have their parents there.
            let ids: Vec<Arc<str>> = found.iter().map(|shard| shard.id.clone()).collect();
            for shard in found {
                let has_parent = shard.parents.iter().any(|p| ids.contains(p) || reading.shards.contains_key(p));
                let start = if has_parent { Start::Oldest } else { start.clone() };
                know(reading, shard, start, now);
            }
        });
        if let Some(wish) = next {
            let number = self.ask(cx, id, wish);
            return self.change_reading(id, |reading| {
                if let Some((asked, _)) = &mut reading.asked {
                    *asked = number;
                }
            });
        }
        self.change_reading(id, |reading| {
            let Some((_, named)) = reading.asked.take() else { return };
            // What is not there any more has gone by its age.
            let gone: Vec<Arc<str>> = reading.shards.keys().filter(|known| !named.contains(*known)).cloned().collect();
            for shard in gone {
                if let Some(known) = reading.shards.get_mut(&shard) {
                    known.is_done = true;
                }
            }
            // A stream that is being made has none yet.
            if reading.shards.values().all(|shard| shard.is_done) {
                reading.listed = Some(now.after(AGAIN_AFTER));
            }
        });
        self.read_on(cx, id);
    }

    /// The source has given an iterator.
    pub fn source_iterator(&mut self, cx: &mut Cx<'_>, request: &ReadRequest, iterator: &str) {
        let (Some(shard), now) = (request.wish.shard(), cx.now) else { return };
        self.change_shard(request.errand.stream, shard, |known| {
            (known.asked, known.iterator, known.due) = (None, Some(iterator.into()), now);
        });
        self.read_on(cx, request.errand.stream);
    }

    /// A shard was read. Answers whether what came of it was taken in; what was not comes with the next read.
    pub fn source_read(&mut self, cx: &mut Cx<'_>, request: &ReadRequest, read: Read<'_>, retention: Duration) -> bool {
        let (Some(shard), id) = (request.wish.shard(), request.errand.stream) else { return false };
        let due = cx.now.after(READ_EVERY);
        let is_taken = read.records.is_empty() || self.feed(cx, id, read.records) > 0;
        let now = cx.now;
        self.change_reading(id, |reading| {
            reading.retention = retention;
            reading.told = None;
            let Some(known) = reading.shards.get_mut(shard) else { return };
            (known.asked, known.due) = (None, due);
            if !is_taken {
                return;
            }
            known.read = Some((now, read.behind));
            if let Some(last) = read.records.last() {
                known.start = Start::After(last.sequence_number.into());
            }
            known.iterator = read.next.map(Into::into);
            known.is_done = read.next.is_none();
            for child in read.children {
                know(reading, child, Start::Oldest, now);
            }
        });
        self.read_on(cx, id);
        is_taken
    }

    /// The source has refused; it is asked again.
    pub fn source_refused(&mut self, cx: &mut Cx<'_>, request: &ReadRequest, why: Refusal<'_>) {
        let id = request.errand.stream;
        let is_throttle = why.code.contains("ThroughputExceeded") || why.code.contains("LimitExceeded");
        let is_missing = why.code == "ResourceNotFoundException";
        let again = cx.now.after(if is_throttle { READ_EVERY } else { AGAIN_AFTER });
        self.count_throttle(id, &request.wish, is_throttle);
        match (&request.wish, request.wish.shard()) {
            // The old place says nothing in a stream that was made anew under the name.
            (Wish::Iterator(..), _) if why.code == "InvalidArgumentException" => self.forget_source(id, again),
            (Wish::Shards(..), _) if is_missing => self.forget_source(id, again),
            (_, Some(shard)) => {
                let is_old = why.code == "ExpiredIteratorException";
                let due = if is_old { cx.now } else { again };
                self.change_shard(id, shard, |known| {
                    (known.asked, known.due) = (None, due);
                    if is_old || is_missing {
                        known.iterator = None;
                    }
                });
                if is_missing {
                    self.change_reading(id, |reading| reading.listed = Some(again));
                }
            }
            (_, None) => self.change_reading(id, |reading| (reading.asked, reading.listed) = (None, Some(again))),
        }
        if why.code != "ExpiredIteratorException" {
            self.tell_trouble(cx, id, why);
        }
        self.read_on(cx, id);
    }

    fn count_throttle(&mut self, id: StreamId, wish: &Wish, is_throttle: bool) {
        let Some(stream) = self.stream_mut(id).filter(|_| is_throttle) else { return };
        let (records, iterators, lists) = &mut stream.totals.reads_throttled;
        match wish {
            Wish::Records(..) => *records += 1,
            Wish::Iterator(..) => *iterators += 1,
            Wish::Shards(..) => *lists += 1,
        }
    }

    /// All shards are looked for anew; what is found then came after the beginning in any case.
    fn forget_source(&mut self, id: StreamId, again: Instant) {
        self.change_reading(id, |reading| {
            let kept = (reading.requests, reading.told.take());
            *reading = Reading { listed: Some(again), ..Reading::since(reading.since) };
            (reading.requests, reading.told) = kept;
        });
    }

    /// Writes down what hinders the reading, unless that was just done.
    fn tell_trouble(&mut self, cx: &Cx<'_>, id: StreamId, why: Refusal<'_>) {
        let (code, what) = spoken(why.code);
        let message = if what.is_empty() { why.message.to_owned() } else { format!("{what} {}", why.message) };
        let told = self.stream(id).and_then(|stream| stream.reading.told.as_ref());
        if told.is_some_and(|(last, at)| **last == *code && cx.now.since(*at) < LOG_EVERY) {
            return;
        }
        self.change_reading(id, |reading| reading.told = Some((code.into(), cx.now)));
        self.write_log(cx, id, code, &message);
    }
}

/// The beginning of the time that a request for shards asked about.
fn since_of(request: &ReadRequest) -> Instant {
    if let Wish::Shards(since, _) = request.wish { since } else { Instant::ZERO }
}

/// Takes note of a shard, unless it is known.
fn know(reading: &mut Reading, shard: FoundShard, start: Start, due: Instant) {
    if reading.shards.contains_key(&shard.id) {
        return;
    }
    let parents = shard.parents;
    let known = ShardReading { parents, is_done: false, start, iterator: None, asked: None, due, read: None };
    reading.shards.insert(shard.id, known);
}

/// A refusal of Kinesis in the words of a stream's log.
fn spoken(code: &str) -> (&str, &'static str) {
    match code {
        "AccessDeniedException" => {
            ("Kinesis.AccessDenied", "Firehose may not read the source; see the access policy of the IAM role.")
        }
        "ResourceNotFoundException" => ("Kinesis.ResourceNotFound", "Firehose did not find the source."),
        "ProvisionedThroughputExceededException" | "LimitExceededException" => {
            ("Kinesis.Throttling", "Kinesis throttled the calls of Firehose.")
        }
        code => (code, ""),
    }
}
