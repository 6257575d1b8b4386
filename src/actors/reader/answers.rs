//! What a reader makes of the answers to its calls.

use super::config::{Children, Start};
use super::fan_out::Membership;
use super::shard::{Phase, ShardRead};
use super::{PAUSE, Reader, ReaderEvent, Try, Wish};
use crate::actors::writer::backoff::Trouble;
use crate::actors::{ActorCx, ActorEvent, Tag};
use crate::call::{CallError, CallResult, Reply};
use crate::clock::Duration;
use crate::kinesis::api::{self, ChildShard, GetRecordsResult, ListShardsResult};
use crate::kinesis::shard::ShardId;
use crate::kinesis::{ErrorCode, KinesisError};
use std::sync::Arc;

impl Reader {
    pub(in crate::actors) fn answer(&mut self, cx: &mut ActorCx<'_>, tag: Tag, result: &CallResult) {
        let (Tag::Call(number) | Tag::Subscribe(number)) = tag else { return };
        // Answers to calls from before a crash find nobody.
        let Some(one) = self.out.remove(&number) else { return };
        match result {
            Ok(Reply::Kinesis(reply)) => {
                self.quota.refund((one.tries > 0).then_some(Trouble::Throttled));
                self.problem = None;
                self.succeeded(cx, &one.wish, reply);
            }
            Ok(_) => {}
            Err(CallError::Kinesis(error)) => self.refused(cx, one, error),
            Err(error) => {
                let trouble = matches!(error, CallError::Network(_)).then_some(Trouble::Other);
                self.failed(cx, one, trouble, (error.code(), error.message()));
            }
        }
        self.go_on(cx);
    }

    fn succeeded(&mut self, cx: &mut ActorCx<'_>, wish: &Wish, reply: &api::Reply) {
        match (wish, reply) {
            (Wish::List(token), api::Reply::ListShards(reply)) => self.listed(cx, token.is_some(), reply),
            (Wish::Describe, api::Reply::DescribeStreamConsumer(reply)) => {
                let found = &reply.consumer_description;
                self.consumer_found(cx.now, &found.consumer_arn, &found.consumer_status);
            }
            (Wish::Register, api::Reply::RegisterStreamConsumer(reply)) => {
                self.consumer_found(cx.now, &reply.consumer.consumer_arn, &reply.consumer.consumer_status);
            }
            (Wish::Iterator(id), api::Reply::GetShardIterator(reply)) => {
                self.totals.iterators += 1;
                let Some(shard) = self.shards.get_mut(id) else { return };
                let (number, from) = (shard.number(), shard.begins_from());
                let is_first = shard.since.is_none() && shard.read.is_none();
                shard.iterator = Some(reply.shard_iterator.clone());
                shard.since.get_or_insert(cx.now);
                shard.phase = Phase::Idle { until: cx.now };
                if is_first {
                    cx.events.push(ActorEvent::Reader(ReaderEvent::Began { shard: number, from }));
                }
            }
            (Wish::Records(id), api::Reply::GetRecords(reply)) => self.got(cx, id, reply),
            (Wish::Subscribe(id), api::Reply::SubscribeToShard(_)) => self.subscribed(cx, id),
            _ => {}
        }
    }

    fn refused(&mut self, cx: &mut ActorCx<'_>, one: Try, error: &KinesisError) {
        let why = (error.code.names().0, error.message.as_str());
        let shard = one.wish.shard().cloned();
        match (&one.wish, error.code) {
            (_, ErrorCode::ProvisionedThroughputExceeded | ErrorCode::LimitExceeded) => {
                self.totals.throttled += 1;
                if matches!(one.wish, Wish::Records(_)) {
                    self.totals.reads += 1;
                }
                if let Some(shard) = shard.and_then(|id| self.shards.get_mut(&id)) {
                    shard.throttled += 1;
                }
                self.failed(cx, one, Some(Trouble::Throttled), why);
            }
            (Wish::Records(id), ErrorCode::ExpiredIterator) => {
                self.totals.expired += 1;
                let Some(shard) = self.shards.get_mut(id) else { return };
                shard.iterator = None;
                shard.phase = Phase::Idle { until: cx.now };
                let shard = shard.number();
                cx.events.push(ActorEvent::Reader(ReaderEvent::IteratorExpired { shard }));
            }
            (Wish::Describe, ErrorCode::ResourceNotFound) => self.wish(cx, Wish::Register),
            // It is being made, or its stream is.
            (Wish::Register, ErrorCode::ResourceInUse) => self.member = Membership::Pending(cx.now.after(PAUSE)),
            (Wish::Subscribe(_), ErrorCode::ResourceNotFound) => {
                self.member = Membership::Unknown;
                self.lose(cx, one.wish.operation(), shard, why);
            }
            (Wish::Iterator(_) | Wish::Records(_), ErrorCode::ResourceNotFound) => {
                self.lose(cx, one.wish.operation(), shard, why);
            }
            // Whoever asks in the wrong way is answered the same each time.
            (
                Wish::Iterator(_) | Wish::Records(_) | Wish::Subscribe(_),
                ErrorCode::InvalidArgument | ErrorCode::Validation,
            ) => {
                self.tell(cx, one.wish.operation(), why);
                if let Some(shard) = shard.and_then(|id| self.shards.get_mut(&id)) {
                    shard.phase = Phase::Refused(why.0);
                }
            }
            _ => self.failed(cx, one, None, why),
        }
    }

    /// A shard is not there, or its whole stream: a look at the list will tell.
    fn lose(
        &mut self,
        cx: &mut ActorCx<'_>,
        operation: &'static str,
        shard: Option<Arc<str>>,
        why: (&'static str, &str),
    ) {
        self.tell(cx, operation, why);
        if let Some(shard) = shard.and_then(|id| self.shards.get_mut(&id)) {
            shard.iterator = None;
            shard.phase = Phase::Refused(why.0);
        }
        self.lists_at.get_or_insert(cx.now.after(PAUSE));
    }

    /// A page of the shards.
    fn listed(&mut self, cx: &mut ActorCx<'_>, is_later_page: bool, reply: &ListShardsResult) {
        let is_first = self.shards.is_empty() || (is_later_page && !self.memory.knows_all);
        for found in &reply.shards {
            let parents: Vec<&str> = [&found.parent_shard_id, &found.adjacent_parent_shard_id]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect();
            if let Some(known) = self.shards.get_mut(found.shard_id.as_str()) {
                if known.phase == Phase::Refused(ErrorCode::ResourceNotFound.names().0) {
                    known.phase = Phase::Waiting;
                }
                continue;
            }
            // Later on a shard is new only if it came out of one that is read; others were left out at first.
            let is_child = parents.iter().any(|parent| self.shards.contains_key(*parent));
            if !(is_child || is_first && self.wants(&found.shard_id)) {
                continue;
            }
            let follows = is_child && self.config.children == Children::AtLatest;
            let from = if is_first && !follows { self.start.clone() } else { self.start_of_child() };
            let shard = ShardRead::new(&found.shard_id, &parents, found.hash_key_range, from);
            self.shards.insert(shard.id.clone(), shard);
        }
        if let Some(token) = &reply.next_token {
            self.memory.knows_all = !is_first;
            return self.wish(cx, Wish::List(Some(token.clone())));
        }
        self.memory.knows_all = true;
        let gone = |shard: &ShardRead| {
            shard.phase == Phase::Refused(ErrorCode::ResourceNotFound.names().0)
                && !reply.shards.iter().any(|found| *found.shard_id == *shard.id)
        };
        self.shards.retain(|_, shard| !gone(shard));
        if self.config.list_ms > 0 {
            self.lists_at = Some(cx.now.after(Duration::from_millis(self.config.list_ms)));
        }
    }

    /// Whether a shard is to be read at first: all are, or one.
    fn wants(&self, id: &str) -> bool {
        let only = &self.config.shard;
        only.is_empty() || ShardId::parse(only).is_some_and(|only| ShardId::parse(id) == Some(only))
    }

    const fn start_of_child(&self) -> Start {
        match self.config.children {
            Children::AfterParents | Children::AtOnce => Start::TrimHorizon,
            Children::AtLatest => Start::Latest,
        }
    }

    /// Those that came after a shard that was read to its end.
    pub(super) fn add_children(&mut self, children: &[ChildShard]) {
        for child in children {
            if !self.shards.contains_key(child.shard_id.as_str()) {
                let parents: Vec<&str> = child.parent_shards.iter().map(String::as_str).collect();
                let from = self.start_of_child();
                let shard = ShardRead::new(&child.shard_id, &parents, child.hash_key_range, from);
                self.shards.insert(shard.id.clone(), shard);
            }
        }
    }

    /// The answer to `GetRecords`.
    fn got(&mut self, cx: &mut ActorCx<'_>, id: &Arc<str>, reply: &GetRecordsResult) {
        self.received(id, &reply.records, reply.millis_behind_latest);
        let Some(shard) = self.shards.get_mut(id) else { return };
        shard.iterator.clone_from(&reply.next_shard_iterator);
        shard.is_at_end = reply.next_shard_iterator.is_none();
        self.add_children(reply.child_shards.as_deref().unwrap_or_default());
        self.begin_work(cx, id);
    }

    /// Takes records in hand.
    pub(super) fn received(&mut self, id: &Arc<str>, records: &[api::Record], behind_ms: i64) {
        let totals = &mut self.totals;
        totals.reads += 1;
        totals.empty += u64::from(records.is_empty());
        let key = |record: &api::Record| record.partition_key.as_ref().map_or(0, String::len);
        totals.bytes += records.iter().map(|record| (record.data.0.len() + key(record)) as u64).sum::<u64>();
        if let Some(shard) = self.shards.get_mut(id) {
            shard.behind_ms = u64::try_from(behind_ms).unwrap_or_default();
            totals.strayed += shard.take(records, self.config.deaggregate);
        }
    }

    /// Says why a call was refused, once for each reason in a row.
    fn tell(&mut self, cx: &mut ActorCx<'_>, operation: &'static str, (code, message): (&'static str, &str)) {
        let is_new = self.problem.as_ref().is_none_or(|last| (last.operation, last.code) != (operation, code));
        if is_new {
            cx.events.push(ActorEvent::Reader(ReaderEvent::Failed { operation, code }));
        }
        self.problem = Some(super::Problem { operation, code, message: message.to_owned() });
    }
}
