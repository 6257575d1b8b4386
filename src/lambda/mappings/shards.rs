//! Mappings of streams at work: their readers, one for each shard, parents before children.
//!
//! Whoever has the streams is asked for shards and records ([`StreamCall`]), and tells of them here.

use super::carried::{Carried, StreamCall, StreamWish};
use super::feed::Feed;
use super::stream::{Context, Ending, Position, ShardReader, StreamOrder, StreamRecord, StreamRules, document};
use super::{Mapping, MappingId};
use crate::base::collections::SortedMap;
use crate::clock::{Duration, Instant};
use crate::lambda::invocation::{DestinationKind, For, Outgoing, Run};
use crate::lambda::{Cx, Lambda, LambdaEvent};
use std::collections::VecDeque;
use std::sync::Arc;
use uuid::Uuid;

/// What `LastProcessingResult` says of a stream.
const OK: &str = "OK";
const CALL_FAILED: &str = "PROBLEM: Function call failed";

/// A shard, as whoever has the stream tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ShardInfo {
    /// Its id.
    pub id: Arc<str>,
    /// The shards that it came from; none, one or two.
    pub parents: Vec<Arc<str>>,
}

/// A run for one lane of a reader.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LaneRun {
    /// Which mapping.
    pub mapping: MappingId,
    /// Which shard.
    pub shard: Arc<str>,
    /// Which of its readers.
    generation: u64,
    lane: usize,
}

/// A shard that a mapping knows.
#[derive(Clone, Debug, Hash)]
struct Shard {
    parents: Arc<Vec<Arc<str>>>,
    /// From where the next reader begins.
    from: Position,
    generation: u64,
    reader: Option<Arc<ShardReader>>,
    feed: Feed,
    is_done: bool,
}

/// The shards of a mapping.
#[derive(Clone, Debug, Default, Hash)]
pub struct Shards {
    all: SortedMap<Arc<str>, Shard>,
    generations: u64,
    retention: Duration,
}

impl Shards {
    /// Those that are read, with their readers.
    pub fn readers(&self) -> impl Iterator<Item = (&str, &ShardReader)> {
        self.all.iter().filter_map(|(id, shard)| Some((&**id, &**shard.reader.as_ref()?)))
    }

    pub(super) fn next_due(&self) -> Option<Instant> {
        self.readers().filter_map(|(_, reader)| reader.next_due()).min()
    }

    /// Whether the function works on nothing of it.
    pub(super) fn is_quiet(&self) -> bool {
        !self.readers().any(|(_, reader)| reader.is_invoking())
    }

    pub(super) fn stop(&mut self) {
        let ids: Vec<Arc<str>> = self.all.keys().cloned().collect();
        for id in ids {
            if let Some(reader) = self.reader_mut(&id) {
                reader.stop();
            }
        }
    }

    pub(super) fn feed_mut(&mut self, id: &str) -> Option<&mut Feed> {
        self.all.get_mut(id).map(|shard| &mut shard.feed)
    }

    /// Forgets what is pushed; answers of which shards something was.
    pub(super) fn drop_feeds(&mut self) -> Vec<Arc<str>> {
        let on: Vec<Arc<str>> =
            self.all.iter().filter(|(_, shard)| shard.feed.is_on()).map(|(id, _)| id.clone()).collect();
        for id in self.all.keys().cloned().collect::<Vec<_>>() {
            if let Some(feed) = self.feed_mut(&id) {
                *feed = Feed::default();
            }
        }
        on
    }

    /// A number that no reader and no subscription had.
    pub(super) const fn next_generation(&mut self) -> u64 {
        self.generations += 1;
        self.generations
    }

    pub(super) fn reader_mut(&mut self, id: &str) -> Option<&mut ShardReader> {
        self.all.get_mut(id)?.reader.as_mut().map(Arc::make_mut)
    }

    /// Shards that may be read now: their parents are unknown or done.
    fn ready(&self) -> Vec<Arc<str>> {
        let is_done = |parent: &Arc<str>| self.all.get(parent).is_none_or(|parent| parent.is_done);
        let ready = |shard: &Shard| !shard.is_done && shard.parents.iter().all(is_done);
        self.all.iter().filter(|(_, shard)| ready(shard)).map(|(id, _)| id.clone()).collect()
    }
}

impl Lambda {
    /// Asks which shards a mapping's stream has; [`Lambda::shards_found`] is the answer.
    pub(super) fn ask_for_shards(&self, cx: &mut Cx<'_>, id: MappingId) {
        self.ask_stream(cx, id, StreamWish::Shards);
    }

    /// The shards of a mapping's stream, and how long it keeps records. Those that are new are read from the mapping's
    /// starting position at first, and from their beginning later; children when their parents are done.
    pub fn shards_found(&mut self, cx: &mut Cx<'_>, id: MappingId, shards: &[ShardInfo], retention: Duration) {
        let Some(mapping) = self.mapping_mut(id) else { return };
        let start = mapping.settings.stream.as_ref().map_or(Position::TrimHorizon, |stream| stream.start.into());
        let known = &mut mapping.shards;
        known.retention = retention;
        let is_first = known.all.is_empty();
        for shard in shards.iter().filter(|shard| !known.all.contains_key(&shard.id)).cloned().collect::<Vec<_>>() {
            let from = if is_first { start.clone() } else { Position::TrimHorizon };
            let parents = Arc::new(shard.parents);
            known.all.insert(
                shard.id,
                Shard { parents, from, generation: 0, reader: None, feed: Feed::default(), is_done: false },
            );
        }
        self.read_shards(cx, id);
    }

    /// Lets a reader begin at each shard that may be read and is not.
    fn read_shards(&mut self, cx: &mut Cx<'_>, id: MappingId) {
        let Some(mapping) = self.mapping(id).filter(|mapping| mapping.is_reading()) else { return };
        for shard in mapping.shards.ready() {
            let Some(rules) = self.mapping(id).and_then(|mapping| self.rules_of(cx, mapping, &shard)) else { return };
            let Some(mapping) = self.mapping_mut(id) else { return };
            let generation = mapping.shards.next_generation();
            let Some(known) = mapping.shards.all.get_mut(&shard) else { continue };
            let from = match &known.reader {
                Some(reader) if !reader.is_stopped() => continue,
                Some(reader) => reader.checkpoint(),
                None => known.from.clone(),
            };
            let (reader, orders) = ShardReader::new(cx.now, rules, from);
            (known.generation, known.reader) = (generation, Some(Arc::new(reader)));
            self.follow(cx, id, &shard, orders);
        }
        self.set_mapping_timer(cx, id);
    }

    fn rules_of(&self, cx: &Cx<'_>, mapping: &Mapping, shard: &Arc<str>) -> Option<StreamRules> {
        let function = self.function_of(mapping)?;
        let context = Context {
            shard: shard.clone(),
            source: mapping.source.arn.clone(),
            stream: mapping.source.stream_arn()?,
            role: function.role.clone(),
            function: mapping.function_arn.clone(),
            account: mapping.account,
            epoch: cx.epoch,
        };
        let is_pushed = mapping.source.kind == super::SourceKind::Consumer;
        let bytes = self.limits.payload_bytes.0;
        Some(StreamRules::of(&mapping.settings, context, mapping.shards.retention, is_pushed, bytes))
    }

    /// Other settings are in force, or a mapping works again.
    pub(super) fn change_readers(&mut self, cx: &mut Cx<'_>, id: MappingId) {
        let Some(mapping) = self.mapping(id) else { return };
        let running =
            mapping.shards.all.iter().filter(|(_, shard)| shard.reader.as_ref().is_some_and(|r| !r.is_stopped()));
        for shard in running.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            let Some(rules) = self.mapping(id).and_then(|mapping| self.rules_of(cx, mapping, &shard)) else { return };
            self.drive_shard(cx, id, &shard, |reader, now| reader.change(now, rules));
        }
        self.ask_for_shards(cx, id);
    }

    /// A read of a shard brought records in order, or none, and the iterator of what comes next; none where the shard has no
    /// more.
    pub fn shard_read(
        &mut self,
        cx: &mut Cx<'_>,
        id: MappingId,
        shard: &str,
        records: Vec<StreamRecord>,
        next: Option<Arc<str>>,
    ) {
        self.drive_shard(cx, id, shard, |reader, now| {
            let is_closed = next.is_none();
            reader.goes_on(next);
            reader.received(now, records, is_closed)
        });
    }

    /// A read of a shard was refused; it is tried again.
    pub fn shard_refused(&mut self, cx: &mut Cx<'_>, id: MappingId, shard: &str, why: &str) {
        self.tell_problem(cx, id, &format!("PROBLEM: {why}"));
        self.feed_refused(id, shard);
        self.drive_shard(cx, id, shard, |reader, now| {
            reader.read_failed(now);
            Vec::new()
        });
    }

    /// Time has come for something at a mapping's readers.
    pub(super) fn wake_shards(&mut self, cx: &mut Cx<'_>, id: MappingId) {
        let Some(mapping) = self.mapping(id) else { return };
        let is_due = |reader: &ShardReader| reader.next_due().is_some_and(|due| due <= cx.now);
        let due = mapping.shards.readers().filter(|(_, reader)| is_due(reader));
        for shard in due.map(|(shard, _)| Arc::from(shard)).collect::<Vec<Arc<str>>>() {
            self.drive_shard(cx, id, &shard, ShardReader::wake);
        }
    }

    /// A run of a lane is over.
    pub(in crate::lambda) fn settle_lane(&mut self, cx: &mut Cx<'_>, of: &LaneRun, run: &Run) {
        let (function, request, attempt) = (run.function, run.request, run.attempt);
        let why = run.ending.why().cloned();
        let kind = match &why {
            None => LambdaEvent::Succeeded { function, request, attempt, took: run.ends.since(run.started) },
            Some(why) => LambdaEvent::Failed { function, request, attempt, next: None, why: why.clone() },
        };
        let ended = cx.emit(Some(run.event), kind);
        let ending = match &why {
            None => Ending::Answered(run.ending.payload().into()),
            Some(_) => Ending::Failed,
        };
        if let Some(mapping) = self.mapping_mut(of.mapping) {
            mapping.last_result = Some(if why.is_none() { OK } else { CALL_FAILED }.into());
        }
        let is_current = |shard: &Shard| shard.generation == of.generation;
        let found = self.mapping(of.mapping).and_then(|mapping| mapping.shards.all.get(&of.shard));
        let mut failed = 0;
        if found.is_some_and(is_current) {
            self.drive_shard(cx, of.mapping, &of.shard, |reader, now| {
                let (batch, before) = (reader.under_way(of.lane), reader.totals.succeeded);
                let orders = reader.ended(now, of.lane, request, &ending);
                failed = batch.saturating_sub(usize::try_from(reader.totals.succeeded - before).unwrap_or(batch));
                orders
            });
        }
        cx.emit(Some(ended), LambdaEvent::BatchDone { mapping: of.mapping, request, failed, why });
        self.drop_if_done(cx, of.mapping);
    }

    /// Lets a reader act, and carries out what it orders.
    fn drive_shard(
        &mut self,
        cx: &mut Cx<'_>,
        id: MappingId,
        shard: &str,
        act: impl FnOnce(&mut ShardReader, Instant) -> Vec<StreamOrder>,
    ) {
        let reader = self.mapping_mut(id).and_then(|mapping| mapping.shards.reader_mut(shard));
        let Some(reader) = reader else { return };
        let orders = act(reader, cx.now);
        self.follow(cx, id, shard, orders);
        self.set_mapping_timer(cx, id);
    }

    pub(super) fn follow(&mut self, cx: &mut Cx<'_>, id: MappingId, shard: &str, orders: Vec<StreamOrder>) {
        let mut orders: VecDeque<StreamOrder> = orders.into();
        while let Some(order) = orders.pop_front() {
            match order {
                StreamOrder::Read { from, .. } if self.mapping(id).is_some_and(Self::is_fed) => {
                    orders.extend(self.want_pushes(cx, id, shard, from));
                }
                StreamOrder::Read { from, limit, iterator } => {
                    self.ask_stream(cx, id, StreamWish::Records { shard: shard.into(), from, limit, iterator });
                }
                StreamOrder::Invoke { lane, payload, records, newest } => {
                    let found = self.mapping(id).and_then(|mapping| mapping.shards.all.get(shard));
                    let generation = found.map_or(0, |shard| shard.generation);
                    let of = LaneRun { mapping: id, shard: shard.into(), generation, lane };
                    if self.begin_for(cx, id, &payload, records, For::Lane(of)) {
                        self.note_age(id, cx.now, newest);
                    } else if let Some(reader) =
                        self.mapping_mut(id).and_then(|mapping| mapping.shards.reader_mut(shard))
                    {
                        orders.extend(reader.ended(cx.now, lane, Uuid::nil(), &Ending::NotBegun));
                    }
                }
                StreamOrder::Discard(discarded) => self.send_discarded(cx, id, shard, &discarded),
                StreamOrder::Drained => {
                    if let Some(known) = self.mapping_mut(id).and_then(|mapping| mapping.shards.all.get_mut(shard)) {
                        (known.is_done, known.reader) = (true, None);
                    }
                    // Its children are perhaps not known yet.
                    self.ask_for_shards(cx, id);
                }
            }
        }
    }

    /// How old the last record of a batch is that a function got (`IteratorAge`).
    fn note_age(&mut self, id: MappingId, now: Instant, newest: Option<Instant>) {
        let function = self.mapping(id).and_then(|mapping| self.function_of(mapping)).map(|function| function.id);
        if let (Some(function), Some(newest)) = (function.and_then(|id| self.function_mut(id)), newest) {
            function.totals.ages.note(now, now.since(newest).as_millis());
        }
    }

    /// Word of records that were given up, to the destination for failures.
    fn send_discarded(&mut self, cx: &mut Cx<'_>, id: MappingId, shard: &str, discarded: &super::stream::Discarded) {
        let request = self.draw_id();
        let Some(mapping) = self.mapping(id) else { return };
        let records = discarded.records;
        let event =
            cx.emit(None, LambdaEvent::RecordsDiscarded { mapping: id, records, condition: discarded.condition });
        let target = mapping.settings.stream.as_ref().and_then(|stream| stream.on_failure.clone());
        let rules = self.rules_of(cx, mapping, &shard.into());
        let (Some(target), Some(rules), Some(function)) = (target, rules, self.function_of(mapping)) else { return };
        let to_bucket = target.starts_with("arn:aws:s3:");
        let key = to_bucket.then(|| object_key(mapping.uuid, shard, &cx.epoch.iso(cx.now), request));
        let outgoing = Outgoing {
            function: function.id,
            source: function.arn(),
            account: function.key.account,
            role: function.role_name().into(),
            request: discarded.request.unwrap_or(request),
            kind: DestinationKind::OnFailure,
            target,
            body: document(&rules.context, cx.now, request, discarded, to_bucket).into(),
            attributes: Vec::new(),
            key,
            event,
        };
        self.send(cx, vec![outgoing]);
    }

    pub(super) fn ask_stream(&self, cx: &mut Cx<'_>, id: MappingId, wish: StreamWish) {
        let Some(mapping) = self.mapping(id) else { return };
        let role = self.function_of(mapping).map_or_else(Arc::default, |function| function.role_name().into());
        cx.outgoing.push(Carried::Stream(StreamCall {
            mapping: id,
            account: mapping.account,
            region: mapping.region,
            role,
            session: mapping.function.name.clone(),
            source: mapping.source.arn.clone(),
            wish,
        }));
    }
}

/// The key of the object that tells of records that were given up.
fn object_key(mapping: Uuid, shard: &str, iso: &str, request: Uuid) -> Arc<str> {
    let second = iso.get(..19).unwrap_or(iso).replace(':', ".");
    let day = iso.get(..10).unwrap_or(iso).replace('-', "/");
    format!("aws/lambda/{mapping}/{shard}/{day}/{second}-{request}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_named_after_the_mapping_the_shard_and_the_time() {
        let key = object_key(Uuid::nil(), "shardId-000000000000", "2026-01-02T03:04:05.678Z", Uuid::nil());
        assert_eq!(
            &*key,
            "aws/lambda/00000000-0000-0000-0000-000000000000/shardId-000000000000/2026/01/02/\
             2026-01-02T03.04.05-00000000-0000-0000-0000-000000000000"
        );
    }
}
