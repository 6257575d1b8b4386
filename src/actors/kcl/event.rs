//! What a worker does, for those who watch.

use super::lease::{Checkpoint, Position};
use crate::kinesis::shard::ShardId;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum KclEvent {
    /// It began, under an id of its own.
    Started { worker: String },
    /// It made the lease table.
    TableMade,
    /// A record processor was initialised and begins there.
    Initialised { shard: ShardId, at: Checkpoint },
    /// A record processor cannot begin, as a parent of its shard is not done with.
    WaitsForParents { shard: ShardId },
    /// It took a lease that nobody saw to; of whom, where somebody had it before.
    Taken { shard: ShardId, from: Option<String> },
    /// It took a lease from somebody who is alive.
    Stolen { shard: ShardId, from: String },
    /// A lease of its own is somebody else's now, or gone; its processor stops without a checkpoint.
    Lost { shard: ShardId, to: Option<String> },
    /// A batch was processed.
    Processed { shard: ShardId, first: Position, last: Position, records: u64 },
    /// `processRecords` threw; the batch is skipped.
    Threw { shard: ShardId, first: Position, last: Position, records: u64 },
    /// A checkpoint was written.
    Checkpointed { shard: ShardId, at: Checkpoint },
    /// A checkpoint was refused, as the lease is not its own any more.
    CheckpointRefused { shard: ShardId },
    /// A shard was read to its end, and after these it goes on.
    ShardEnded { shard: ShardId, children: Vec<ShardId> },
    /// The record processor did not checkpoint at the end of its shard, so that nothing after it can begin.
    NotCheckpointedAtEnd { shard: ShardId },
    /// It assigns leases from now on.
    Leads,
    /// It does not any more.
    LeadsNoMore,
    /// The leader gave a lease to somebody.
    Assigned { shard: ShardId, to: String, from: Option<String> },
    /// It was told to hand a lease over.
    HandsOver { shard: ShardId, to: Option<String> },
    /// It handed a lease over, or gave it back to nobody.
    HandedOver { shard: ShardId, to: Option<String> },
    /// A lease that was done with was deleted.
    Cleaned { shard: ShardId },
    /// It was told to stop, and finishes what it has in hand.
    ShutsDown,
    /// It has stopped.
    ShutDown,
    /// A call was refused, and is tried again.
    Trouble { operation: &'static str, code: &'static str },
}
