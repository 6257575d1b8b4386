//! The record processors at work: parents first, then batches and checkpoints, then the end of the shard.

use super::config::{CheckpointPolicy, InitialPosition, Retrieval};
use super::held::{Batch, Held, Leave, Stage, Write};
use super::lease::{self, Checkpoint, Lease};
use super::{Ask, BACKOFF, Kcl, KclEvent, Phase, RETRY, Request, is_condition, sync};
use crate::actors::{ActorCx, ActorEvent};
use crate::base::Timestamp;
use crate::call::{CallError, CallResult, Reply};
use crate::clock::{Duration, Instant};
use crate::kinesis;
use crate::kinesis::api::{GetRecords, GetShardIterator, StartingPosition, SubscribeToShard};
use crate::kinesis::shard::ShardId;

/// `parentShardPollIntervalMillis`.
const PARENTS: Duration = Duration::from_secs(10);

impl Kcl {
    /// Lets a processor go as far as it can.
    pub(super) fn drive(&mut self, cx: &mut ActorCx<'_>, shard: ShardId) {
        self.write_next(cx, shard);
        while self.advance(cx, shard) {
            self.write_next(cx, shard);
        }
    }

    /// Sends the next write of a lease, where none is out.
    fn write_next(&mut self, cx: &mut ActorCx<'_>, shard: ShardId) {
        let me = self.worker_id();
        let Some(held) = self.held.get_mut(&shard).filter(|held| held.writing.is_none()) else { return };
        let write = match held.wanted.filter(|_| held.wanted_at <= cx.now) {
            Some(write) => {
                held.wanted = None;
                write
            }
            None if held.renew => {
                held.measure(cx.now);
                Write::Renew
            }
            None => return,
        };
        // Every write is a sign of life.
        held.renew = false;
        held.writing = Some(write);
        let request = match write {
            Write::Renew => held.lease.renew(&self.config, &me),
            Write::Save(checkpoint) => held.lease.save(&self.config, &me, &checkpoint),
            Write::Children => held.lease.name_children(&self.config, &me, &held.lease.children),
            Write::HandOver => held.lease.hand_over(&self.config, &me),
            Write::Evict => held.lease.evict(&self.config, &me),
        };
        self.ask(cx, Ask::Write(shard, write, cx.now), request);
    }

    /// One step; false where there is nothing to do now.
    fn advance(&mut self, cx: &mut ActorCx<'_>, shard: ShardId) -> bool {
        let Some(held) = self.held.get_mut(&shard) else { return false };
        if let Stage::Working { until, .. } = held.stage {
            return until <= cx.now && self.finish(cx, shard);
        }
        if held.is_blocked() || held.asking {
            return false;
        }
        if let Some(leave) = held.leaving.clone() {
            return leave_with(held, &leave, cx);
        }
        match &mut held.stage {
            Stage::Parents { left, at } => {
                if *at > cx.now {
                    return false;
                }
                let parent = left.first().copied();
                held.asking = true;
                if parent.is_none() {
                    held.stage = Stage::Loading;
                }
                let request = lease::get(&self.config, &parent.unwrap_or(shard).to_string());
                self.ask(cx, parent.map_or(Ask::Load(shard), |parent| Ask::Parent(shard, parent)), request);
                false
            }
            Stage::Idle => self.go_on_reading(cx, shard),
            Stage::Ending(left) => match left.last().cloned() {
                _ if held.next_read > cx.now => false,
                Some(child) => {
                    let Some(lease) = sync::child_lease(&child) else {
                        left.pop();
                        return true;
                    };
                    held.asking = true;
                    let request = lease.create(&self.config);
                    self.ask(cx, Ask::Child(shard), request);
                    false
                }
                None => self.end(cx, shard),
            },
            Stage::Loading | Stage::Working { .. } | Stage::Ended | Stage::Stuck => false,
        }
    }

    /// Its clock stood still for so long since `from`.
    pub(in crate::actors) fn stood_still(&mut self, from: Instant, span: Duration) {
        for held in self.held.values_mut() {
            if let Stage::Working { since, until, .. } = &mut held.stage
                && *until > from
            {
                (*since, *until) = (since.after(span), until.after(span));
            }
        }
    }

    /// Between two batches: the next one, the end, or another read.
    fn go_on_reading(&mut self, cx: &mut ActorCx<'_>, shard: ShardId) -> bool {
        let retrieval = self.config.retrieval();
        let Some(held) = self.held.get_mut(&shard) else { return false };
        if let Some(batch) = held.queue.pop_front() {
            let until = cx.now.after(Held::work(&batch, self.config.work_ms.saturating_mul(u64::from(self.slow))));
            held.stage = Stage::Working { since: cx.now, until, batch };
            return true;
        }
        if let Some(children) = held.end.take() {
            held.lease.children = children.iter().filter_map(|child| ShardId::parse(&child.shard_id)).collect();
            held.stage = Stage::Ending(children);
            held.next_read = cx.now;
            return true;
        }
        if held.next_read > cx.now || held.subscription.is_some() {
            return false;
        }
        held.asking = true;
        match retrieval {
            Retrieval::FanOut => self.subscribe(cx, shard),
            Retrieval::Polling => self.poll(cx, shard),
        }
        false
    }

    /// The next read, or where to begin with it.
    fn poll(&mut self, cx: &mut ActorCx<'_>, shard: ShardId) {
        let Some(held) = self.held.get_mut(&shard) else { return };
        if let Some(iterator) = held.iterator.clone() {
            held.next_read = cx.now.after(self.config.idle());
            let limit = Some(i64::from(self.config.max_records));
            let (shard_iterator, stream_arn) = (Some(iterator), self.stream_arn());
            let request = GetRecords { shard_iterator, limit, stream_arn, dry_run: false };
            return self.ask(cx, Ask::Records(shard), Request::kinesis(request));
        }
        let (kind, sequence, timestamp) = self.start_of(shard);
        let request = GetShardIterator {
            stream_arn: self.stream_arn(),
            shard_id: Some(shard.to_string()),
            shard_iterator_type: Some(kind.to_owned()),
            starting_sequence_number: sequence,
            timestamp,
            ..GetShardIterator::default()
        };
        self.ask(cx, Ask::Iterator(shard), Request::kinesis(request));
    }

    fn subscribe(&mut self, cx: &mut ActorCx<'_>, shard: ShardId) {
        let continuation = self.held.get(&shard).and_then(|held| held.continuation.clone());
        let (kind, sequence_number, timestamp) = match continuation {
            Some(sequence) => ("AFTER_SEQUENCE_NUMBER", Some(sequence), None),
            None => self.start_of(shard),
        };
        let request = SubscribeToShard {
            consumer_arn: self.consumer.clone(),
            shard_id: Some(shard.to_string()),
            starting_position: Some(StartingPosition { kind: Some(kind.to_owned()), sequence_number, timestamp }),
            dry_run: false,
        };
        self.ask(cx, Ask::Subscribe(shard), Request::kinesis(request));
    }

    /// Where a shard is read from: at the last record that was processed, of which parts may be left.
    fn start_of(&self, shard: ShardId) -> (&'static str, Option<String>, Option<Timestamp>) {
        let Some(held) = self.held.get(&shard) else { return ("TRIM_HORIZON", None, None) };
        if let Some(position) = held.position {
            return ("AT_SEQUENCE_NUMBER", Some(position.sequence.to_string()), None);
        }
        match (held.lease.checkpoint, self.config.initial_position) {
            (Checkpoint::Latest, _) => ("LATEST", None, None),
            (Checkpoint::AtTimestamp, InitialPosition::AtTimestamp(at)) => ("AT_TIMESTAMP", None, Some(Timestamp(at))),
            _ => ("TRIM_HORIZON", None, None),
        }
    }

    /// The work on a batch is done, or `processRecords` throws.
    fn finish(&mut self, cx: &mut ActorCx<'_>, shard: ShardId) -> bool {
        let (fails, crashes) = (cx.rng.chance(self.config.fail_ppm), cx.rng.chance(self.config.crash_ppm));
        let Some(held) = self.held.get_mut(&shard) else { return false };
        let Stage::Working { batch, .. } = std::mem::replace(&mut held.stage, Stage::Idle) else { return false };
        let Batch { parts, .. } = batch;
        let (Some(first), Some(last)) = (parts.first().copied(), parts.last().copied()) else { return true };
        let records = parts.len() as u64;
        // A batch that was thrown away is passed over as if it had been processed.
        held.position = Some(last);
        if fails {
            self.totals.skipped += records;
            self.tell(cx, KclEvent::Threw { shard, first, last, records });
            return true;
        }
        held.processed += records;
        held.since.0 += records;
        self.totals.processed += records;
        cx.events.push(ActorEvent::Kcl(KclEvent::Processed { shard, first, last, records }));
        if crashes {
            self.crash(cx.now, cx.events);
            return false;
        }
        let is_time = match self.config.checkpoint {
            CheckpointPolicy::EachBatch => true,
            CheckpointPolicy::EveryRecords(count) => held.since.0 >= count,
            CheckpointPolicy::EveryMillis(millis) => cx.now.since(held.since.1).as_millis() >= millis,
        };
        if is_time && let Some(checkpoint) = held.unsaved() {
            (held.wanted, held.wanted_at) = (Some(Write::Save(checkpoint)), cx.now);
        }
        true
    }

    /// The leases of all children are there. They are named in the row before the processor is told that its shard has
    /// ended.
    fn end(&mut self, cx: &mut ActorCx<'_>, shard: ShardId) -> bool {
        match self.held.get_mut(&shard) {
            Some(held) if !held.lease.children.is_empty() => {
                (held.wanted, held.wanted_at) = (Some(Write::Children), cx.now);
            }
            _ => self.shard_ended(cx, shard),
        }
        true
    }

    /// The children are named: now the last checkpoint.
    fn shard_ended(&mut self, cx: &mut ActorCx<'_>, shard: ShardId) {
        let Some(held) = self.held.get_mut(&shard) else { return };
        let children = held.lease.children.clone();
        if self.config.checkpoint_at_shard_end {
            (held.wanted, held.wanted_at) = (Some(Write::Save(Checkpoint::ShardEnd)), cx.now);
            self.tell(cx, KclEvent::ShardEnded { shard, children });
        } else {
            held.stage = Stage::Stuck;
            self.tell(cx, KclEvent::ShardEnded { shard, children });
            self.tell(cx, KclEvent::NotCheckpointedAtEnd { shard });
        }
    }

    /// Answers to what was asked for a lease in hand.
    pub(super) fn about_held(&mut self, cx: &mut ActorCx<'_>, ask: &Ask, result: &CallResult) {
        match *ask {
            Ask::Write(shard, write, sent) => {
                match result {
                    Ok(_) => self.written(cx, shard, write, sent),
                    Err(error) if is_condition(error) => {
                        // Whether it was a checkpoint is remembered until it is known what has happened.
                        if let Some(held) = self.held.get_mut(&shard) {
                            held.wanted = Some(write).filter(|write| matches!(write, Write::Save(_)));
                        }
                        let request = lease::get(&self.config, &shard.to_string());
                        return self.ask(cx, Ask::Recheck(shard), request);
                    }
                    Err(_) => self.write_later(cx, shard, write),
                }
                self.drive(cx, shard);
            }
            Ask::Recheck(shard) => self.rechecked(cx, shard, result),
            Ask::Parent(shard, parent) => self.saw_parent(cx, shard, parent, result),
            Ask::Load(shard) => self.loaded(cx, shard, result),
            Ask::Iterator(shard) | Ask::Records(shard) => self.read(cx, shard, result),
            Ask::Child(shard) => {
                if let Some(held) = self.held.get_mut(&shard) {
                    held.asking = false;
                    // Somebody else may have made it already.
                    match (result, &mut held.stage) {
                        (Err(error), _) if !is_condition(error) => held.next_read = cx.now.after(BACKOFF),
                        (_, Stage::Ending(left)) => drop(left.pop()),
                        _ => {}
                    }
                }
                self.drive(cx, shard);
            }
            _ => {}
        }
    }

    fn write_later(&mut self, cx: &ActorCx<'_>, shard: ShardId, write: Write) {
        let Some(held) = self.held.get_mut(&shard) else { return };
        held.writing = None;
        if write == Write::Renew {
            held.renew = true;
        } else {
            held.wanted = Some(write);
        }
        held.wanted_at = cx.now.after(BACKOFF);
    }

    fn written(&mut self, cx: &mut ActorCx<'_>, shard: ShardId, write: Write, sent: Instant) {
        let Some(held) = self.held.get_mut(&shard) else { return };
        held.lease.counter += 1;
        held.renewed = sent;
        held.writing = None;
        match write {
            Write::Renew => {}
            Write::Save(checkpoint) => {
                held.lease.checkpoint = checkpoint;
                held.lease.switches = 0;
                held.since = (0, cx.now);
                if checkpoint == Checkpoint::ShardEnd {
                    held.stage = Stage::Ended;
                }
                self.totals.checkpoints += 1;
                self.tell(cx, KclEvent::Checkpointed { shard, at: checkpoint });
            }
            Write::Children => self.shard_ended(cx, shard),
            Write::HandOver | Write::Evict => {
                let to = match &held.leaving {
                    Some(Leave::HandOver(to)) => to.clone(),
                    _ => None,
                };
                self.held.remove(&shard);
                self.out.retain(|_, ask| ask.held() != Some(shard));
                self.tell(cx, KclEvent::HandedOver { shard, to });
            }
        }
    }

    fn saw_parent(&mut self, cx: &mut ActorCx<'_>, shard: ShardId, parent: ShardId, result: &CallResult) {
        let found = super::item(result).map(|found| found.and_then(Lease::read));
        let Some(held) = self.held.get_mut(&shard) else { return };
        held.asking = false;
        // A parent without a lease was done with long ago.
        let is_done =
            matches!(&found, Ok(None)) || matches!(&found, Ok(Some(lease)) if lease.checkpoint == Checkpoint::ShardEnd);
        let Stage::Parents { left, at } = &mut held.stage else { return };
        if is_done {
            left.retain(|one| *one != parent);
            return self.drive(cx, shard);
        }
        let is_new = !std::mem::replace(&mut held.has_waited, true);
        left.clone_from(&held.lease.parents);
        *at = cx.now.after(PARENTS);
        if is_new && found.is_ok() {
            self.tell(cx, KclEvent::WaitsForParents { shard });
        }
    }

    fn loaded(&mut self, cx: &mut ActorCx<'_>, shard: ShardId, result: &CallResult) {
        let found = super::item(result).ok().flatten().and_then(Lease::read);
        let Some(held) = self.held.get_mut(&shard) else { return };
        held.asking = false;
        match found {
            Some(lease) => {
                held.lease.children.clone_from(&lease.children);
                held.begin(lease.checkpoint, cx.now);
                if lease.checkpoint != Checkpoint::ShardEnd {
                    self.tell(cx, KclEvent::Initialised { shard, at: lease.checkpoint });
                }
            }
            None => held.stage = Stage::Parents { left: Vec::new(), at: cx.now.after(BACKOFF) },
        }
        self.drive(cx, shard);
    }

    fn read(&mut self, cx: &mut ActorCx<'_>, shard: ShardId, result: &CallResult) {
        let Some(held) = self.held.get_mut(&shard) else { return };
        held.asking = false;
        match result {
            Ok(Reply::Kinesis(kinesis::api::Reply::GetShardIterator(reply))) => {
                held.iterator = Some(reply.shard_iterator.clone());
            }
            Ok(Reply::Kinesis(kinesis::api::Reply::GetRecords(reply))) => {
                held.iterator.clone_from(&reply.next_shard_iterator);
                held.keep(&reply.records, reply.millis_behind_latest);
                if held.iterator.is_none() {
                    held.end = Some(reply.child_shards.clone().unwrap_or_default());
                }
            }
            Ok(_) => {}
            Err(error) => {
                held.next_read = held.next_read.max(cx.now.after(BACKOFF));
                if is_expired(error) {
                    held.iterator = None;
                }
            }
        }
        self.drive(cx, shard);
    }

    pub(super) fn subscribed(&mut self, cx: &mut ActorCx<'_>, shard: ShardId, number: u64, result: &CallResult) {
        let Some(held) = self.held.get_mut(&shard) else { return };
        held.asking = false;
        match result {
            Ok(_) => held.subscription = Some(number),
            Err(_) => held.next_read = cx.now.after(RETRY),
        }
        self.drive(cx, shard);
    }

    /// Gives all leases back, and stops when the last one is gone.
    pub(super) fn stop(&mut self, cx: &mut ActorCx<'_>) {
        self.unlock(cx);
        let mut is_new = false;
        for held in self.held.values_mut().filter(|held| held.leaving.is_none()) {
            held.leaving = Some(Leave::Evict);
            is_new = true;
        }
        if is_new {
            self.tell(cx, KclEvent::ShutsDown);
        }
        self.drive_all(cx);
        let shards: Vec<ShardId> = self.held.keys().copied().collect();
        for shard in shards {
            self.drive(cx, shard);
        }
        let is_busy = self.out.values().any(|ask| matches!(ask, Ask::Take(_) | Ask::Lock(_)));
        if self.held.is_empty() && !is_busy {
            self.forget();
            self.phase = Phase::Stopped(cx.now);
            self.tell(cx, KclEvent::ShutDown);
        }
    }
}

/// A lease that is to be given away: a last checkpoint, and then it goes.
fn leave_with(held: &mut Held, leave: &Leave, cx: &ActorCx<'_>) -> bool {
    if held.writing.is_some() {
        return false;
    }
    let last = held.unsaved().filter(|_| matches!(held.stage, Stage::Idle | Stage::Ending(_)));
    let go = match leave {
        Leave::HandOver(_) => Write::HandOver,
        Leave::Evict => Write::Evict,
    };
    (held.wanted, held.wanted_at) = (Some(last.map_or(go, Write::Save)), cx.now);
    true
}

/// An iterator that is of no use any more.
fn is_expired(error: &CallError) -> bool {
    matches!(error.code(), "ExpiredIteratorException" | "InvalidArgumentException")
}
