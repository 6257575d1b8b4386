//! Figures of a lab that conditions compare with a number, beside those of queues and topics.

use super::{Cursor, expect, name, number, quoted, word};
use crate::actors::Role;
use crate::call::Call;
use crate::cloud::Cloud;
use crate::kinesis::shard::Shard;
use crate::sqs::queue::Queue;
use std::fmt;

/// Something that is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Messages of a group in a FIFO queue.
    Group {
        /// The group.
        group: String,
        /// The queue.
        queue: String,
    },
    /// Of a stream.
    Stream(String, StreamFigure),
    /// Of one shard of a stream, by its number.
    Shard(u32, String, StreamFigure),
    /// Of an actor.
    Actor(String, ActorFigure),
    /// Of a function.
    Function(String, FunctionFigure),
    /// Of a bucket.
    Bucket(String, BucketFigure),
    /// Calls so far, of one operation or of all.
    Calls(Option<String>),
}

words!(
    /// What of a stream, or of one of its shards.
    StreamFigure {
        /// Records that are kept.
        Records = "records",
        /// Records put so far.
        Put = "put",
        /// Records read or pushed so far, once for each reader.
        Read = "read",
        /// Records that were refused, because there were too many or too much of them.
        Refused = "refused",
        /// Shards that take records.
        Shards = "shards",
    }
);
words!(
    /// What of an actor.
    ActorFigure {
        /// Messages or records that it has worked on.
        Done = "done",
        /// Messages whose work failed.
        Failed = "failed",
        /// Times that it went down.
        Crashes = "crashes",
        /// Messages or records that were taken.
        Sent = "sent",
        /// Records that it worked on once more.
        Again = "again",
    }
);
words!(
    /// What of a function.
    FunctionFigure {
        /// Runs that have begun.
        Invocations = "invocations",
        /// Runs that failed.
        Errors = "errors",
        /// Runs that took too long.
        Timeouts = "timeouts",
        /// Attempts that found no free concurrency.
        Throttles = "throttles",
        /// Events given up.
        Dropped = "dropped",
    }
);
words!(
    /// What of a bucket.
    BucketFigure {
        /// Keys with an object.
        Objects = "objects",
        /// Objects put or copied into it so far.
        Created = "created",
        /// Notifications sent so far.
        Notified = "notified",
    }
);

/// Reads what follows a word that begins a figure.
pub(super) fn read(first: &str, cursor: &mut Cursor<'_>) -> Result<Figure, String> {
    Ok(match first {
        "shard" => {
            let number = number(word(cursor, first)?)?;
            expect(cursor, &["of"])?;
            let number = u32::try_from(number).map_err(|_| format!("'{number}' is no number of a shard"))?;
            Figure::Shard(number, name(cursor, first)?, StreamFigure::read(word(cursor, first)?)?)
        }
        "function" => Figure::Function(name(cursor, first)?, FunctionFigure::read(word(cursor, first)?)?),
        "bucket" => Figure::Bucket(name(cursor, first)?, BucketFigure::read(word(cursor, first)?)?),
        _ => {
            let is_compared = [">=", "<=", "="].iter().any(|relation| cursor.rest().starts_with(relation));
            if is_compared {
                return Ok(Figure::Calls(None));
            }
            let operation = word(cursor, first)?;
            // Of a name that is mistyped no call would ever be counted, and "at most" would always be true.
            if !Call::SERVICES.iter().any(|(_, known)| known.contains(&operation)) {
                return Err(format!("'{operation}' is no operation of any service"));
            }
            Figure::Calls(Some(operation.to_owned()))
        }
    })
}

impl Figure {
    /// How it stands; none of what is not there, or does not count that.
    pub fn of(&self, cloud: &Cloud) -> Option<u64> {
        match self {
            Self::Group { group, queue } => {
                let queue = cloud.sqs().queues().find(|one| &*one.key.name == queue.as_str())?;
                Some(Queue::fifo(queue)?.group_len(group))
            }
            Self::Stream(name, figure) => {
                let stream = cloud.kinesis().streams().find(|one| &*one.key.name == name.as_str())?;
                match figure {
                    StreamFigure::Shards => Some(stream.open_shards().count() as u64),
                    _ => Some(stream.shards().map(|shard| of_shard(shard, *figure)).sum()),
                }
            }
            Self::Shard(number, name, figure) => {
                let stream = cloud.kinesis().streams().find(|one| &*one.key.name == name.as_str())?;
                stream.shards().find(|shard| shard.id.0 == *number).map(|shard| of_shard(shard, *figure))
            }
            Self::Actor(name, figure) => of_actor(&cloud.actors().find(|actor| actor.name() == name)?.role, *figure),
            Self::Function(name, figure) => {
                let function = cloud.lambda().functions().find(|one| &*one.key.name == name.as_str())?;
                let totals = &function.totals;
                Some(match figure {
                    FunctionFigure::Invocations => totals.invocations,
                    FunctionFigure::Errors => totals.errors,
                    FunctionFigure::Timeouts => totals.timeouts,
                    FunctionFigure::Throttles => totals.throttles,
                    FunctionFigure::Dropped => totals.dropped,
                })
            }
            Self::Bucket(name, figure) => {
                let totals = &cloud.s3().bucket(name)?.totals;
                Some(match figure {
                    BucketFigure::Objects => totals.objects,
                    BucketFigure::Created => totals.created,
                    BucketFigure::Notified => totals.notified,
                })
            }
            Self::Calls(None) => Some(cloud.meter().total_calls()),
            Self::Calls(Some(operation)) => {
                let calls = &cloud.meter().calls;
                Some(calls.iter().find(|(name, _)| *name == operation).map_or(0, |(_, (calls, _))| *calls))
            }
        }
    }
}

fn of_shard(shard: &Shard, figure: StreamFigure) -> u64 {
    let totals = &shard.totals;
    match figure {
        StreamFigure::Records => shard.records.len(),
        StreamFigure::Put => totals.records_in,
        StreamFigure::Read => totals.records_out + totals.records_pushed,
        StreamFigure::Refused => totals.write_throttled,
        StreamFigure::Shards => u64::from(shard.closed.is_none()),
    }
}

fn of_actor(role: &Role, figure: ActorFigure) -> Option<u64> {
    Some(match (role, figure) {
        (Role::Consumer(consumer), ActorFigure::Done) => consumer.done,
        (Role::Consumer(consumer), ActorFigure::Failed) => consumer.failed,
        (Role::Consumer(consumer), ActorFigure::Crashes) => consumer.crashes,
        (Role::Producer(producer), ActorFigure::Sent) => producer.accepted,
        (Role::Writer(writer), ActorFigure::Sent) => writer.totals.accepted,
        (Role::Reader(reader), ActorFigure::Done) => reader.totals.records,
        (Role::Reader(reader), ActorFigure::Again) => reader.totals.again,
        (Role::Kcl(kcl), ActorFigure::Done) => kcl.totals.processed,
        (Role::Kcl(kcl), ActorFigure::Failed) => kcl.totals.skipped,
        (Role::Kcl(kcl), ActorFigure::Crashes) => kcl.totals.crashes,
        _ => return None,
    })
}

impl fmt::Display for Figure {
    /// As it is typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Group { group, queue } => write!(f, "group {} of {} messages", quoted(group), quoted(queue)),
            Self::Stream(name, figure) => write!(f, "stream {} {}", quoted(name), figure.word()),
            Self::Shard(number, name, figure) => write!(f, "shard {number} of {} {}", quoted(name), figure.word()),
            Self::Actor(name, figure) => write!(f, "actor {} {}", quoted(name), figure.word()),
            Self::Function(name, figure) => write!(f, "function {} {}", quoted(name), figure.word()),
            Self::Bucket(name, figure) => write!(f, "bucket {} {}", quoted(name), figure.word()),
            Self::Calls(None) => f.write_str("calls"),
            Self::Calls(Some(operation)) => write!(f, "calls {operation}"),
        }
    }
}
