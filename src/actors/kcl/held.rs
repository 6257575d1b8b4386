//! A lease that a worker holds, and the record processor that it runs for it.

use super::lease::{Checkpoint, Lease, Position};
use crate::clock::{Duration, Instant};
use crate::kinesis::aggregate;
use crate::kinesis::api;
use crate::kinesis::sequence::SequenceNumber;
use crate::kinesis::shard::ShardId;
use std::collections::VecDeque;

/// What the processor of a shard is doing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// It waits until all parents of the shard are done with.
    Parents {
        /// Those that were not looked at in this round.
        left: Vec<ShardId>,
        /// When it looks again.
        at: Instant,
    },
    /// It reads from where on.
    Loading,
    /// It is between two batches.
    Idle,
    /// It works on a batch.
    Working {
        /// Since when.
        since: Instant,
        /// Until when.
        until: Instant,
        /// On what.
        batch: Batch,
    },
    /// Its shard was read to the end; the leases of these children are still to be made.
    Ending(Vec<api::ChildShard>),
    /// The end of its shard is written down.
    Ended,
    /// It did not checkpoint at the end of its shard.
    Stuck,
}

/// Records that are handed to the processor at once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Batch {
    /// What the producers put, in order.
    pub parts: Vec<Position>,
    /// How many bytes they have.
    pub bytes: u64,
}

/// A write to the row of a lease; there is one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Write {
    /// A sign of life.
    Renew,
    /// A checkpoint.
    Save(Checkpoint),
    /// What came after the shard.
    Children,
    /// The end of a graceful handover.
    HandOver,
    /// The lease goes back to nobody.
    Evict,
}

/// Why a lease is given away.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Leave {
    /// The leader gave it to somebody.
    HandOver(Option<String>),
    /// The worker stops.
    Evict,
}

/// A lease in hand.
#[derive(Clone, Debug, Hash)]
pub struct Held {
    /// The row as it was last written.
    pub lease: Lease,
    /// When the last write that succeeded was sent.
    pub renewed: Instant,
    /// What the processor is doing.
    pub stage: Stage,
    /// The last record that was given to the processor.
    pub position: Option<Position>,
    /// How far behind the newest record it is, in milliseconds, as the last read said.
    pub behind: Option<u64>,
    /// Whether it was told that it waits for parents.
    pub has_waited: bool,
    /// Records that were processed here.
    pub processed: u64,
    /// A lease to be given away.
    pub leaving: Option<Leave>,
    /// Whether a call about reading, or about parents or children, is out.
    pub asking: bool,
    /// A write that is out.
    pub writing: Option<Write>,
    /// A write that is wanted; the processor waits for it.
    pub wanted: Option<Write>,
    /// Not before that time.
    pub wanted_at: Instant,
    /// Whether a sign of life is due.
    pub renew: bool,
    /// What has come and was not given to the processor yet.
    pub queue: VecDeque<Batch>,
    /// The last record that has come.
    pub fetched: Option<Position>,
    /// For reading by polling.
    pub iterator: Option<String>,
    /// When it reads, or subscribes, next.
    pub next_read: Instant,
    /// The number of the call that subscribed.
    pub subscription: Option<u64>,
    /// After what the next subscription begins.
    pub continuation: Option<String>,
    /// The shard was read to its end; what comes after it.
    pub end: Option<Vec<api::ChildShard>>,
    /// Records and time since the last checkpoint.
    pub since: (u64, Instant),
    /// Bytes since the last sign of life.
    pub flown: (u64, Instant),
}

impl Held {
    /// A lease that has just come into hand.
    pub fn new(lease: Lease, now: Instant) -> Self {
        let left = lease.parents.clone();
        Self {
            lease,
            renewed: now,
            stage: Stage::Parents { left, at: now },
            position: None,
            behind: None,
            has_waited: false,
            processed: 0,
            leaving: None,
            asking: false,
            writing: None,
            wanted: None,
            wanted_at: now,
            renew: false,
            queue: VecDeque::new(),
            fetched: None,
            iterator: None,
            next_read: now,
            subscription: None,
            continuation: None,
            end: None,
            since: (0, now),
            flown: (0, now),
        }
    }

    /// Begins where the row says.
    pub fn begin(&mut self, checkpoint: Checkpoint, now: Instant) {
        self.lease.checkpoint = checkpoint;
        self.position = checkpoint.position();
        self.fetched = self.position;
        self.stage = if checkpoint == Checkpoint::ShardEnd { Stage::Ended } else { Stage::Idle };
        self.since = (0, now);
    }

    /// Whether the processor waits for a write.
    pub fn is_blocked(&self) -> bool {
        self.wanted.is_some() || self.writing.is_some_and(|write| write != Write::Renew)
    }

    /// The checkpoint that would be written now, where it says something new.
    pub fn unsaved(&self) -> Option<Checkpoint> {
        let now = self.position.map(Checkpoint::At)?;
        (now != self.lease.checkpoint && self.lease.checkpoint != Checkpoint::ShardEnd).then_some(now)
    }

    /// Keeps what was read. Parts that do not belong to the shard, and what has come before, are dropped.
    pub fn keep(&mut self, records: &[api::Record], behind: i64) {
        self.behind = u64::try_from(behind).ok();
        let mut batch = Batch { parts: Vec::new(), bytes: 0 };
        for record in records {
            let Some(sequence) = SequenceNumber::parse(&record.sequence_number) else { continue };
            self.flown.0 += record.data.0.len() as u64;
            let mut keep = |sub: u64, bytes: usize| {
                let part = Position { sequence, sub };
                if self.fetched.is_none_or(|last| part > last) {
                    self.fetched = Some(part);
                    batch.parts.push(part);
                    batch.bytes += bytes as u64;
                }
            };
            match aggregate::unpack(&record.data.0) {
                Some(parts) => {
                    for (sub, part) in (0..).zip(parts) {
                        if self.lease.range.contains(part.hash()) {
                            keep(sub, part.data.len());
                        }
                    }
                }
                None => keep(0, record.data.0.len()),
            }
        }
        if !batch.parts.is_empty() {
            self.queue.push_back(batch);
        }
    }

    /// Notes how much has flown through the shard since the last time.
    pub fn measure(&mut self, now: Instant) {
        let span = now.since(self.flown.1).as_millis().max(1);
        let rate = self.flown.0.saturating_mul(1_000) / span;
        self.lease.throughput = u64::midpoint(self.lease.throughput, rate);
        self.flown = (0, now);
    }

    /// When it wants to be looked at.
    pub fn next_due(&self) -> Option<Instant> {
        let write = (self.wanted.is_some() && self.writing.is_none()).then_some(self.wanted_at);
        let work = match &self.stage {
            Stage::Working { until, .. } => Some(*until),
            _ if self.asking || self.is_blocked() => None,
            // What is given away waits for the answer to a renewal that is out.
            _ if self.leaving.is_some() && self.writing.is_some() => None,
            Stage::Parents { at, .. } => Some(*at),
            Stage::Idle if self.subscription.is_none() && self.queue.is_empty() => Some(self.next_read),
            Stage::Ending(_) => Some(self.next_read),
            Stage::Idle | Stage::Loading | Stage::Ended | Stage::Stuck => None,
        };
        [write, work].into_iter().flatten().min()
    }

    /// How long the processor works on a batch.
    pub fn work(batch: &Batch, work_ms: u64) -> Duration {
        Duration::from_millis(work_ms.saturating_mul(batch.parts.len() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinesis::hash::HashKeyRange;

    #[test]
    fn throughput_is_an_average_of_which_the_last_stretch_is_half() {
        let at = |secs: u64| Instant::from_millis(secs * 1_000);
        let lease = Lease::new(ShardId(0), HashKeyRange::part(0, 1), Vec::new(), Checkpoint::TrimHorizon);
        let mut held = Held::new(lease, at(0));
        let mut measured = Vec::new();
        // 2,000, 1,000 and 4,000 bytes a second, and then nothing.
        for (secs, bytes) in [(4, 8_000), (8, 4_000), (10, 8_000), (20, 0), (30, 0)] {
            held.flown.0 += bytes;
            held.measure(at(secs));
            measured.push(held.lease.throughput);
        }
        assert_eq!(measured, [1_000, 1_000, 2_500, 1_250, 625]);
    }
}
