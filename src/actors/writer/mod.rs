//! A producer of a stream: puts records with an SDK, or with the Kinesis Producer Library.

pub mod backoff;
mod config;
pub mod kpl;
#[cfg(test)]
mod tests;

pub use config::{Client, Keys, Sdk, WriterConfig};

use super::{ActorCx, ActorEvent, Tag};
use crate::call::{Call, CallError, CallResult, Reply};
use crate::clock::{Duration, Instant};
use crate::kinesis::api::{
    self, ListShards, PutRecord, PutRecords, PutRecordsRequestEntry, PutRecordsResultEntry, Request,
};
use crate::kinesis::hash::HashKey;
use crate::kinesis::shard::ShardId;
use crate::kinesis::{self, KinesisError};
use backoff::{Quota, Trouble};
use kpl::Buffer;
use std::collections::BTreeMap;

/// Records of one `PutRecords`.
const BATCH_MAX: usize = 500;
const BURST_MAX: u32 = 5_000;
/// Of one record.
const BYTES_MAX: u32 = 10 * 1_024 * 1_024;

/// A record of the program.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Record {
    /// Its partition key.
    pub key: String,
    /// What it carries.
    pub data: Vec<u8>,
}

impl Record {
    fn hash(&self) -> HashKey {
        HashKey::of(&self.key)
    }

    fn entry(&self) -> PutRecordsRequestEntry {
        let (data, partition_key) = (Some(self.data.clone()), Some(self.key.clone()));
        PutRecordsRequestEntry { data, partition_key, explicit_hash_key: None }
    }
}

/// A record of the stream to be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// As it is put.
    pub entry: PutRecordsRequestEntry,
    /// How many records of the program it holds.
    pub users: u64,
    /// Where it is thought to end up.
    pub shard: Option<ShardId>,
    /// When it is given up.
    pub expires: Option<Instant>,
}

impl Item {
    /// Its bytes with its key.
    pub fn bytes(&self) -> usize {
        self.entry.data.as_ref().map_or(0, Vec::len) + self.entry.partition_key.as_ref().map_or(0, String::len)
    }
}

/// Records of one call, and how often it was tried.
#[derive(Clone, Debug, Hash)]
struct Portion {
    items: Vec<Item>,
    tries: u32,
    single: bool,
    /// The error of the attempt before, where no answer came.
    lost: Option<&'static str>,
}

/// What came of the program's records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct WriterTotals {
    /// Made.
    pub made: u64,
    /// Taken by the stream.
    pub accepted: u64,
    /// Refused by a shard, once for each time.
    pub throttled: u64,
    /// Given up.
    pub given_up: u64,
    /// Records of the stream that they were put in.
    pub put: u64,
}

/// A producer of a stream at work.
#[derive(Clone, Debug, Hash)]
pub struct Writer {
    /// What it was told.
    pub config: WriterConfig,
    /// What came of it.
    pub totals: WriterTotals,
    next: Instant,
    /// Calls that are out, by number.
    out: BTreeMap<u64, Portion>,
    /// What is tried again, and when.
    waiting: Vec<(Instant, Portion)>,
    quota: Quota,
    buffer: Buffer,
    sends: u64,
    finished: bool,
}

impl Writer {
    pub(super) fn new(config: WriterConfig, now: Instant) -> Self {
        Self {
            config,
            totals: WriterTotals::default(),
            next: now,
            out: BTreeMap::new(),
            waiting: Vec::new(),
            quota: Quota::default(),
            buffer: Buffer::default(),
            sends: 0,
            finished: false,
        }
    }

    pub(super) fn configure(&mut self, config: WriterConfig, now: Instant) {
        if config.stream != self.config.stream {
            self.buffer.forget_shards();
        }
        if config.total != self.config.total {
            self.finished = false;
        }
        // What the library has kept goes with its process.
        if matches!(config.client, Client::Sdk(_)) {
            self.totals.given_up += std::mem::take(&mut self.buffer).kept();
        }
        self.next = self.next.max(now);
        self.config = config;
    }

    /// Whether it has put all that it had.
    pub const fn is_finished(&self) -> bool {
        self.finished
    }

    /// Records of the program that it still has in hand.
    pub fn in_hand(&self) -> u64 {
        let out = self.out.values().chain(self.waiting.iter().map(|(_, portion)| portion));
        self.buffer.kept() + out.flat_map(|portion| &portion.items).map(|item| item.users).sum::<u64>()
    }

    fn makes_more(&self) -> bool {
        self.config.running && self.config.total.is_none_or(|total| self.totals.made < total)
    }

    pub(super) fn next_due(&self) -> Option<Instant> {
        self.config.stream.as_ref()?;
        let made = self.makes_more().then_some(self.next);
        let again = self.waiting.iter().map(|(due, _)| *due).min();
        let kept = match &self.config.client {
            Client::Kpl(config) => self.buffer.next_due(config),
            Client::Sdk(_) => None,
        };
        [made, again, kept].into_iter().flatten().min()
    }

    pub(super) fn wake(&mut self, cx: &mut ActorCx<'_>) {
        if self.config.stream.is_none() {
            return;
        }
        if self.makes_more() && self.next <= cx.now {
            self.make(cx, self.config.burst);
            let pause = self.config.every_ms.max(1) + cx.rng.between(0, self.config.jitter_ms);
            self.next = cx.now.after(Duration::from_millis(pause));
        }
        let (due, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.waiting).into_iter().partition(|(at, _)| *at <= cx.now);
        self.waiting = later;
        for (_, portion) in due {
            let (lost, attempt) = (portion.lost, portion.tries + 1);
            self.send(cx, portion);
            if let (Some(code), Some((tag, call))) = (lost, cx.calls.last()) {
                let (operation, tag) = (call.operation(), *tag);
                cx.events.push(ActorEvent::Retries { operation, attempt, code, tag });
            }
        }
        self.flush(cx);
        self.end(cx);
    }

    /// Puts so many records at once, as far as there are.
    pub(super) fn burst(&mut self, cx: &mut ActorCx<'_>, count: u32) {
        self.make(cx, count);
        self.flush(cx);
    }

    /// Makes the records of a burst, and hands them to the client.
    fn make(&mut self, cx: &mut ActorCx<'_>, count: u32) {
        let left = self.config.total.map_or(u64::MAX, |total| total.saturating_sub(self.totals.made));
        let burst = u64::from(count.clamp(1, BURST_MAX)).min(left);
        let records: Vec<Record> = (0..burst).map(|_| self.record(cx)).collect();
        match &self.config.client {
            Client::Kpl(config) => {
                let fits = |record: &Record| record.data.len() <= kpl::USER_RECORD_BYTES_MAX;
                let (taken, refused): (Vec<_>, Vec<_>) = records.into_iter().partition(fits);
                for record in taken {
                    self.buffer.add(record, cx.now, config);
                }
                if !refused.is_empty() {
                    self.totals.given_up += refused.len() as u64;
                    cx.events.push(ActorEvent::GaveUp { code: "IllegalArgumentException" });
                }
                self.ask(cx);
            }
            Client::Sdk(config) => {
                let size = if config.batch { BATCH_MAX } else { 1 };
                let single = !config.batch;
                for records in records.chunks(size) {
                    let item = |record: &Record| Item { entry: record.entry(), users: 1, shard: None, expires: None };
                    let items = records.iter().map(item).collect();
                    self.send(cx, Portion { items, ..portion_like(0, single) });
                }
            }
        }
    }

    fn record(&mut self, cx: &mut ActorCx<'_>) -> Record {
        let key = self.config.keys.key(self.totals.made, cx.rng);
        self.totals.made += 1;
        let text = self.config.body.replace("{n}", &self.totals.made.to_string()).replace("{key}", &key);
        let mut data = text.into_bytes();
        if let Some(bytes) = self.config.bytes {
            data.resize(bytes.min(BYTES_MAX) as usize, b' ');
        }
        Record { key, data }
    }

    /// Asks for the shards, where the library does not know them.
    fn ask(&mut self, cx: &mut ActorCx<'_>) {
        if self.buffer.wants_shards() {
            self.buffer.asked = true;
            let request = ListShards { stream_arn: self.arn(), ..ListShards::default() };
            cx.calls.push((Tag::Shards, Call::Kinesis(request.into())));
        }
    }

    fn arn(&self) -> Option<String> {
        self.config.stream.as_ref().map(ToString::to_string)
    }

    fn flush(&mut self, cx: &mut ActorCx<'_>) {
        let Client::Kpl(config) = &self.config.client else { return };
        let (portions, given_up) = self.buffer.flush(cx.now, config);
        if given_up > 0 {
            self.totals.given_up += given_up;
            cx.events.push(ActorEvent::GaveUp { code: "Expired" });
        }
        for items in portions {
            self.send(cx, Portion { items, ..portion_like(0, false) });
        }
    }

    fn send(&mut self, cx: &mut ActorCx<'_>, portion: Portion) {
        self.sends += 1;
        let stream_arn = self.arn();
        let request: Request = match portion.items.as_slice() {
            [one] if portion.single => {
                let PutRecordsRequestEntry { data, partition_key, explicit_hash_key } = one.entry.clone();
                PutRecord { stream_arn, data, partition_key, explicit_hash_key, ..PutRecord::default() }.into()
            }
            items => {
                let records = Some(items.iter().map(|item| item.entry.clone()).collect());
                PutRecords { stream_arn, records, ..PutRecords::default() }.into()
            }
        };
        self.out.insert(self.sends, portion);
        cx.calls.push((Tag::Send(self.sends), Call::Kinesis(request)));
    }

    pub(super) fn answer(&mut self, cx: &mut ActorCx<'_>, tag: Tag, result: &CallResult) {
        match (tag, result) {
            (Tag::Shards, Ok(Reply::Kinesis(api::Reply::ListShards(reply)))) => {
                if let Client::Kpl(config) = &self.config.client {
                    self.buffer.learn(&reply.shards, config);
                }
            }
            (Tag::Shards, _) => self.buffer.asked = false,
            (Tag::Send(number), result) => {
                if let Some(portion) = self.out.remove(&number) {
                    self.settle(cx, portion, result);
                }
            }
            _ => {}
        }
        self.flush(cx);
        self.end(cx);
    }

    /// Books what came of a call.
    fn settle(&mut self, cx: &mut ActorCx<'_>, portion: Portion, result: &CallResult) {
        match result {
            Ok(Reply::Kinesis(api::Reply::PutRecords(reply))) => {
                self.quota.refund((portion.tries > 0).then_some(Trouble::Throttled));
                self.settle_each(cx, portion, &reply.records);
            }
            Ok(_) => {
                self.quota.refund((portion.tries > 0).then_some(Trouble::Throttled));
                portion.items.iter().for_each(|item| self.accept(item));
            }
            Err(error) => {
                let trouble = trouble_of(error);
                if trouble == Some(Trouble::Throttled) {
                    self.totals.throttled += portion.items.len() as u64;
                }
                let Some(portion) = self.put_back(cx.now, portion, error) else { return };
                match trouble {
                    Some(trouble) => self.again(cx, portion, trouble, error.code()),
                    None => self.give_up(cx, &portion.items, error.code()),
                }
            }
        }
    }

    /// The library tries whatever was refused again until it is too old, and without a backoff; answers what is not for it
    /// to try.
    fn put_back(&mut self, now: Instant, portion: Portion, error: &CallError) -> Option<Portion> {
        let Client::Kpl(config) = &self.config.client else { return Some(portion) };
        let is_final = config.fail_if_throttled && trouble_of(error) == Some(Trouble::Throttled);
        if is_final || portion.items.iter().any(|item| item.expires.is_none()) {
            return Some(portion);
        }
        for item in portion.items {
            self.buffer.take_back(item, now, config);
        }
        // Where the stream is gone, so is what was known of its shards.
        if error.code() == kinesis::ErrorCode::ResourceNotFound.names().0 {
            self.buffer.forget_shards();
        }
        None
    }

    const fn accept(&mut self, item: &Item) {
        self.totals.accepted += item.users;
        self.totals.put += 1;
    }

    /// Books what came of each record of a batch; those that were refused are put again by the program or the library.
    fn settle_each(&mut self, cx: &mut ActorCx<'_>, portion: Portion, results: &[PutRecordsResultEntry]) {
        let (mut refused, mut strayed) = (Vec::new(), false);
        for (item, result) in portion.items.into_iter().zip(results) {
            let Some(shard) = &result.shard_id else {
                self.totals.throttled += 1;
                refused.push(item);
                continue;
            };
            strayed |= item.shard.is_some_and(|expected| ShardId::parse(shard) != Some(expected));
            self.accept(&item);
        }
        if strayed {
            self.buffer.forget_shards();
            self.ask(cx);
        }
        if refused.is_empty() {
            return;
        }
        let code = kinesis::ErrorCode::ProvisionedThroughputExceeded.names().0;
        match &self.config.client {
            Client::Kpl(config) if !config.fail_if_throttled => {
                for item in refused {
                    self.buffer.take_back(item, cx.now, config);
                }
            }
            Client::Sdk(config) if config.resend => {
                self.again(
                    cx,
                    Portion { items: refused, ..portion_like(portion.tries, portion.single) },
                    Trouble::Throttled,
                    code,
                );
            }
            _ => self.give_up(cx, &refused, code),
        }
    }

    /// Tries a call again after a while, as often as may be.
    fn again(&mut self, cx: &mut ActorCx<'_>, mut portion: Portion, trouble: Trouble, code: &'static str) {
        let attempts = match &self.config.client {
            Client::Sdk(config) => config.attempts.max(1),
            // What the library tries again is in its buffer.
            Client::Kpl(_) => 1,
        };
        if portion.tries + 1 >= attempts || !self.quota.pay(trouble) {
            return self.give_up(cx, &portion.items, code);
        }
        let wait = backoff::wait(cx.rng, trouble, portion.tries);
        portion.tries += 1;
        portion.lost = (trouble == Trouble::Other).then_some(code);
        self.waiting.push((cx.now.after(wait), portion));
    }

    fn give_up(&mut self, cx: &mut ActorCx<'_>, items: &[Item], code: &'static str) {
        self.totals.given_up += items.iter().map(|item| item.users).sum::<u64>();
        cx.events.push(ActorEvent::GaveUp { code });
    }

    fn end(&mut self, cx: &mut ActorCx<'_>) {
        let is_over = self.config.total.is_some_and(|total| self.totals.made >= total) && self.in_hand() == 0;
        if is_over && !self.finished {
            self.finished = true;
            cx.events.push(ActorEvent::Finished { sent: self.totals.made });
        }
    }
}

/// A portion without records, of as many tries.
const fn portion_like(tries: u32, single: bool) -> Portion {
    Portion { items: Vec::new(), tries, single, lost: None }
}

/// Whether a call is worth another try.
fn trouble_of(error: &CallError) -> Option<Trouble> {
    use kinesis::ErrorCode::{LimitExceeded, ProvisionedThroughputExceeded};
    match error {
        CallError::Kinesis(KinesisError { code: LimitExceeded | ProvisionedThroughputExceeded, .. }) => {
            Some(Trouble::Throttled)
        }
        CallError::Network(_) => Some(Trouble::Other),
        _ => None,
    }
}
