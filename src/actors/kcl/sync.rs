//! What keeps the lease table in step with the stream: children of shards, holes, and what is done with.
//!
//! Source: `HierarchicalShardSyncer`, `PeriodicShardSyncManager` and `LeaseCleanupManager` in the public repository
//! awslabs/amazon-kinesis-client.

use super::config::Version;
use super::lease::{self, Checkpoint, Lease};
use super::start::lease_of;
use super::{Ask, Kcl, KclEvent, Request, Stage, Why};
use crate::actors::ActorCx;
use crate::call::{CallResult, Reply};
use crate::clock::Duration;
use crate::kinesis;
use crate::kinesis::api::{ChildShard, ListShards, Shard};
use crate::kinesis::shard::ShardId;

/// From one look for holes to the next.
pub(super) const AUDIT: Duration = Duration::from_secs(120);
/// From one look for leases that are done with to the next.
pub(super) const CLEAN: Duration = Duration::from_secs(300);
/// `garbageLeaseCleanupIntervalMillis`: leases of shards that are not there any more.
const GARBAGE: Duration = Duration::from_secs(1_800);
/// A hole is mended when it was found so often in a row.
const FINDINGS: u32 = 3;

/// The lease of a child of a shard that was read to its end. It is begun with its oldest record, wherever the application
/// began.
pub(super) fn child_lease(child: &ChildShard) -> Option<Lease> {
    let parents = child.parent_shards.iter().filter_map(|name| ShardId::parse(name)).collect();
    Some(Lease::new(ShardId::parse(&child.shard_id)?, child.hash_key_range, parents, Checkpoint::TrimHorizon))
}

impl Kcl {
    /// Looks for holes, where it is this worker's to do.
    pub(super) fn audit(&mut self, cx: &mut ActorCx<'_>) {
        let is_its = match self.config.version {
            Version::V3 => self.leads,
            _ => self.view.is_first(&self.worker_id(), cx.now, &self.config),
        };
        if is_its {
            self.look(cx, Why::Audit);
        }
    }

    pub(super) fn check_holes(&mut self, cx: &mut ActorCx<'_>) {
        self.holes = if self.view.is_whole() { 0 } else { self.holes + 1 };
        if self.holes >= FINDINGS {
            self.holes = 0;
            self.list_shards(cx, Why::Audit, None);
        }
    }

    pub(super) fn shards(&mut self, cx: &mut ActorCx<'_>, why: Why, mut shards: Vec<Shard>, result: &CallResult) {
        if !self.is_up_for(why) {
            return;
        }
        let Ok(Reply::Kinesis(kinesis::api::Reply::ListShards(page))) = result else {
            if why == Why::Start {
                self.first_shards(cx, None);
            }
            return;
        };
        shards.extend(page.shards.iter().cloned());
        if let Some(token) = page.next_token.clone() {
            let request = ListShards { next_token: Some(token), ..ListShards::default() };
            return self.ask(cx, Ask::Shards(why, shards), Request::kinesis(request));
        }
        match why {
            Why::Start => self.first_shards(cx, Some(shards)),
            Why::Garbage => self.sweep(cx, &shards),
            _ => self.mend(cx, &shards),
        }
    }

    /// Makes leases for open shards that have none, and none of whose parents will make one when it ends.
    fn mend(&mut self, cx: &mut ActorCx<'_>, shards: &[Shard]) {
        for shard in shards {
            let lease = lease_of(shard, Checkpoint::TrimHorizon);
            let is_open =
                |id: &ShardId| self.view.0.get(id).is_some_and(|seen| seen.lease.checkpoint != Checkpoint::ShardEnd);
            if self.view.0.contains_key(&lease.shard) || lease.parents.iter().any(is_open) {
                continue;
            }
            let has_parents = lease.parents.iter().any(|id| self.view.0.contains_key(id));
            let initial = Checkpoint::initial(self.config.initial_position);
            let lease = Lease { checkpoint: if has_parents { Checkpoint::TrimHorizon } else { initial }, ..lease };
            let request = lease.create(&self.config);
            self.ask(cx, Ask::Create(false), request);
        }
    }

    /// Looks which of its leases are done with and can be deleted.
    pub(super) fn clean(&mut self, cx: &mut ActorCx<'_>) {
        let done = self.held.iter().filter(|(_, held)| held.stage == Stage::Ended);
        let mut done: Vec<ShardId> = done.map(|(shard, _)| *shard).collect();
        if self.leads {
            // What a dead worker was done with is assigned to nobody.
            let left = self.view.0.values().filter(|seen| seen.is_free(cx.now, self.config.failover()));
            let left = left.filter(|seen| seen.lease.checkpoint == Checkpoint::ShardEnd).map(|seen| seen.lease.shard);
            done.extend(left.filter(|shard| !self.held.contains_key(shard)));
        }
        if done.is_empty() {
            return;
        }
        if cx.now.since(self.swept) >= GARBAGE {
            self.swept = cx.now;
            self.list_shards(cx, Why::Garbage, None);
        }
        for shard in done {
            // The row knows its children; another worker may have named them.
            let request = lease::get(&self.config, &shard.to_string());
            self.ask(cx, Ask::Cleanable(shard, Vec::new()), request);
        }
    }

    /// A lease goes when every child was begun and has been checkpointed since.
    pub(super) fn cleanable(
        &mut self,
        cx: &mut ActorCx<'_>,
        shard: ShardId,
        mut left: Vec<ShardId>,
        result: &CallResult,
    ) {
        let Some(found) = super::item(result).ok().flatten().and_then(Lease::read) else { return };
        if found.shard == shard {
            left = found.children;
            if left.is_empty() {
                return;
            }
        } else if matches!(found.checkpoint, Checkpoint::TrimHorizon) {
            return;
        }
        match left.pop() {
            Some(child) => {
                let request = lease::get(&self.config, &child.to_string());
                self.ask(cx, Ask::Cleanable(shard, left), request);
            }
            None => self.delete(cx, shard),
        }
    }

    fn delete(&mut self, cx: &mut ActorCx<'_>, shard: ShardId) {
        let request = lease::delete(&self.config, &shard.to_string());
        self.ask(cx, Ask::Clean(shard), request);
    }

    pub(super) fn cleaned(&mut self, cx: &mut ActorCx<'_>, shard: ShardId, result: &CallResult) {
        if result.is_ok() {
            self.held.remove(&shard);
            self.out.retain(|_, ask| ask.held() != Some(shard));
            self.tell(cx, KclEvent::Cleaned { shard });
        }
    }

    /// Deletes its leases of shards that are not there any more.
    fn sweep(&mut self, cx: &mut ActorCx<'_>, shards: &[Shard]) {
        let there: Vec<ShardId> = shards.iter().filter_map(|shard| ShardId::parse(&shard.shard_id)).collect();
        let gone = self.held.iter().filter(|(shard, held)| held.stage == Stage::Ended && !there.contains(shard));
        let gone: Vec<ShardId> = gone.map(|(shard, _)| *shard).collect();
        for shard in gone {
            self.delete(cx, shard);
        }
    }
}
