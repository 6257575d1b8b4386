//! Looks at the table, and what comes of them: leases taken, renewed, found and lost.

use super::held::{Leave, Write};
use super::lease::{self, Lease};
use super::steal::choose;
use super::{Ask, Held, Kcl, KclEvent, Phase, Take, Why};
use crate::actors::ActorCx;
use crate::call::{CallResult, Reply};
use crate::dynamodb;
use crate::dynamodb::api::Item;
use crate::kinesis::shard::ShardId;

impl Kcl {
    /// Reads the whole table.
    pub(super) fn look(&mut self, cx: &mut ActorCx<'_>, why: Why) {
        let scan = lease::scan(&self.config, None);
        self.ask(cx, Ask::Rows(why, Vec::new()), scan);
    }

    pub(super) fn rows(&mut self, cx: &mut ActorCx<'_>, why: Why, mut rows: Vec<Item>, result: &CallResult) {
        let Ok(Reply::DynamoDb(dynamodb::api::Reply::Scan(page))) = result else {
            return match why {
                _ if !self.is_up_for(why) => {}
                Why::Start => self.first_look(cx, Err(())),
                Why::Take => self.next_take(cx),
                Why::Lead => self.failed_to_lead(cx),
                Why::Discover => self.dues.discover = Some(cx.now.after(self.config.renew_interval())),
                Why::Audit | Why::Garbage => {}
            };
        };
        rows.extend(page.items.iter().flatten().cloned());
        if page.last_evaluated_key.is_some() {
            let scan = lease::scan(&self.config, page.last_evaluated_key.clone());
            return self.ask(cx, Ask::Rows(why, rows), scan);
        }
        let leases: Vec<Lease> = rows.iter().filter_map(Lease::read).collect();
        match why {
            _ if !self.is_up_for(why) => {}
            Why::Start => self.first_look(cx, Ok(leases)),
            Why::Take => {
                self.view.look(leases, cx.now);
                let me = self.worker_id();
                self.takes = choose(&self.view, &me, cx.now, &self.config, cx.rng).into();
                self.next_take(cx);
            }
            Why::Lead => {
                self.view.look(leases, cx.now);
                self.lead(cx, &rows);
            }
            Why::Discover => {
                self.dues.discover = Some(cx.now.after(self.config.renew_interval()));
                let me = self.worker_id();
                for lease in leases.into_iter().filter(|lease| lease.owner.as_ref() == Some(&me)) {
                    self.accept(cx, lease);
                }
            }
            Why::Audit | Why::Garbage => {
                self.view.look(leases, cx.now);
                self.check_holes(cx);
            }
        }
    }

    /// Whether it still does that for which it asked.
    pub(super) const fn is_up_for(&self, why: Why) -> bool {
        match why {
            Why::Start => matches!(self.phase, Phase::Starting(..)),
            _ => matches!(self.phase, Phase::Running),
        }
    }

    /// Takes the next lease that was chosen; after the last the cycle ends.
    fn next_take(&mut self, cx: &mut ActorCx<'_>) {
        let me = self.worker_id();
        while let Some(take) = self.takes.pop_front() {
            let Some(seen) = self.view.0.get(&take.shard) else { continue };
            let request = seen.lease.take(&self.config, &me);
            return self.ask(cx, Ask::Take(take), request);
        }
        self.dues.take = Some(cx.now.after(self.config.take_interval()));
    }

    pub(super) fn took(&mut self, cx: &mut ActorCx<'_>, take: &Take, result: &CallResult) {
        let seen = self.view.0.get(&take.shard).map(|seen| seen.lease.clone());
        if let (Ok(_), Some(mut lease)) = (result, seen) {
            let from = lease.owner.take();
            lease.counter += 1;
            lease.owner = Some(self.worker_id());
            let shard = lease.shard;
            if take.stolen {
                self.totals.stolen += 1;
                self.tell(cx, KclEvent::Stolen { shard, from: from.unwrap_or_default() });
            } else {
                self.totals.taken += 1;
                self.tell(cx, KclEvent::Taken { shard, from });
            }
            self.hold(cx, lease);
        }
        if self.phase == Phase::Running {
            self.next_take(cx);
        }
    }

    /// A lease has come into hand.
    fn hold(&mut self, cx: &mut ActorCx<'_>, lease: Lease) {
        let shard = lease.shard;
        // What was remembered of it belongs to an earlier time.
        self.out.retain(|_, ask| ask.held() != Some(shard));
        self.held.insert(shard, Held::new(lease, cx.now));
        self.drive(cx, shard);
    }

    /// Renews all leases, where it is time to, and gives up those that could not be renewed for too long.
    pub(super) fn renew_all(&mut self, cx: &mut ActorCx<'_>) {
        if self.dues.renew.is_none_or(|due| due > cx.now) {
            return;
        }
        self.dues.renew = Some(cx.now.after(self.config.renew_interval()));
        let failover = self.config.failover();
        let late = self.held.iter().filter(|(_, held)| cx.now.since(held.renewed) > failover);
        let late: Vec<ShardId> = late.map(|(shard, _)| *shard).collect();
        for shard in late {
            self.lose(cx, shard, None);
        }
        let shards: Vec<ShardId> = self.held.keys().copied().collect();
        for shard in shards {
            if let Some(held) = self.held.get_mut(&shard) {
                held.renew = true;
            }
            self.drive(cx, shard);
        }
    }

    /// A lease is somebody else's, or gone.
    pub(super) fn lose(&mut self, cx: &mut ActorCx<'_>, shard: ShardId, to: Option<String>) {
        let Some(held) = self.held.remove(&shard) else { return };
        self.out.retain(|_, ask| ask.held() != Some(shard));
        self.totals.lost += 1;
        if matches!(held.wanted, Some(Write::Save(_))) {
            self.tell(cx, KclEvent::CheckpointRefused { shard });
        }
        self.tell(cx, KclEvent::Lost { shard, to });
    }

    /// Looks for leases that were given to it; third generation only.
    pub(super) fn discover(&mut self, cx: &mut ActorCx<'_>) {
        let query = lease::of_owner(&self.config, &self.worker_id());
        self.ask(cx, Ask::Owned, query);
    }

    pub(super) fn owned(&mut self, cx: &mut ActorCx<'_>, result: &CallResult) {
        if self.phase != Phase::Running {
            return;
        }
        self.dues.discover = Some(cx.now.after(self.config.renew_interval()));
        let Ok(Reply::DynamoDb(dynamodb::api::Reply::Query(page))) = result else {
            // The table of an older version has no index; all of it is looked through then.
            self.dues.discover = None;
            return self.look(cx, Why::Discover);
        };
        for item in page.items.iter().flatten() {
            let key = item.get("leaseKey").and_then(dynamodb::AttributeValue::as_text).unwrap_or_default();
            let shard =
                ShardId::parse(key).filter(|shard| key.starts_with("shardId-") && !self.held.contains_key(shard));
            if shard.is_some() {
                let request = lease::get(&self.config, key);
                self.ask(cx, Ask::Found, request);
            }
        }
    }

    /// A lease that was given to it; it begins when the one before has handed it over.
    pub(super) fn found(&mut self, cx: &mut ActorCx<'_>, result: &CallResult) {
        let found = super::item(result).ok().flatten().and_then(Lease::read);
        let me = self.worker_id();
        if let Some(lease) = found.filter(|lease| lease.owner.as_ref() == Some(&me)) {
            self.accept(cx, lease);
        }
    }

    /// Begins with a lease that is its own by the table, unless it does already, or the one before still has it.
    fn accept(&mut self, cx: &mut ActorCx<'_>, lease: Lease) {
        let (me, shard) = (self.worker_id(), lease.shard);
        let is_waiting = lease.checkpoint_owner.as_ref().is_some_and(|owner| *owner != me);
        if is_waiting || self.phase != Phase::Running || self.held.contains_key(&shard) {
            return;
        }
        self.totals.taken += 1;
        self.tell(cx, KclEvent::Taken { shard, from: None });
        self.hold(cx, lease);
    }

    /// A write found the lease changed: somebody has it, or it is to be handed over.
    pub(super) fn rechecked(&mut self, cx: &mut ActorCx<'_>, shard: ShardId, result: &CallResult) {
        let Ok(found) = super::item(result) else {
            // Nobody knows; the next renewal will tell.
            if let Some(held) = self.held.get_mut(&shard) {
                held.writing = None;
            }
            return;
        };
        let me = self.worker_id();
        match found.and_then(Lease::read) {
            Some(lease) if lease.checkpoint_owner.as_ref() == Some(&me) && lease.owner.as_ref() != Some(&me) => {
                let to = lease.owner.clone();
                if let Some(held) = self.held.get_mut(&shard) {
                    // Only who has the lease writes checkpoints, and that is still this one.
                    held.lease.counter = lease.counter;
                    held.lease.owner.clone_from(&lease.owner);
                    held.writing = None;
                    if held.leaving.is_none() {
                        held.leaving = Some(Leave::HandOver(to.clone()));
                        self.tell(cx, KclEvent::HandsOver { shard, to });
                    }
                }
                self.drive(cx, shard);
            }
            lease => self.lose(cx, shard, lease.and_then(|lease| lease.owner)),
        }
    }
}
