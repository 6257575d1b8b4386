//! Leases of the Kinesis Client Library: workers in words, the lease table as rows, and where checkpoints stand.
//!
//! A pure function of a lab. The table is read as anybody could read it; what only a worker knows of itself, such as how
//! far behind it is, comes from the worker.

use super::actors::{Progress, Words};
use super::describe::{number, span};
use crate::actors::kcl::{Checkpoint, Kcl, KclEvent, Lease, Phase, Stage, Step, Version};
use crate::actors::{Actor, Role};
use crate::base::{ActorId, Arn};
use crate::clock::{Duration, Instant};
use crate::cloud::Cloud;
use crate::dynamodb::{AttributeValue, Table};
use crate::kinesis::shard::ShardId;

/// The columns of a lease table, in the order in which they are shown.
pub const COLUMNS: [&str; 16] = [
    "leaseKey",
    "leaseOwner",
    "leaseCounter",
    "checkpoint",
    "checkpointSubSequenceNumber",
    "pendingCheckpoint",
    "pendingCheckpointSubSequenceNumber",
    "pendingCheckpointState",
    "ownerSwitchesSinceCheckpoint",
    "parentShardId",
    "childShardIds",
    "startingHashKey",
    "endingHashKey",
    "throughputKBps",
    "checkpointOwner",
    "entityType",
];

/// The worker that an actor is.
pub fn worker(actor: &Actor) -> Option<&Kcl> {
    match &actor.role {
        Role::Kcl(kcl) => Some(kcl),
        _ => None,
    }
}

/// The workers that read a stream, with their actors.
pub fn workers_of<'c>(cloud: &'c Cloud, stream: &'c Arn) -> impl Iterator<Item = (ActorId, &'c Kcl)> {
    let reads = move |(_, kcl): &(ActorId, &Kcl)| kcl.config.stream.as_ref() == Some(stream);
    cloud.actors().filter_map(|actor| Some((actor.id, worker(actor)?))).filter(reads)
}

/// The applications whose workers read a stream, by name.
pub fn applications_of(cloud: &Cloud, stream: &Arn) -> Vec<String> {
    let mut names: Vec<String> = workers_of(cloud, stream).map(|(_, kcl)| kcl.config.application.clone()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The lease table of an application that reads a stream.
pub fn table_of<'c>(cloud: &'c Cloud, stream: &Arn, application: &str) -> Option<&'c Table> {
    let (account, region) = (stream.account.parse().ok()?, stream.region.parse().ok()?);
    let dynamodb = cloud.dynamodb();
    dynamodb.table(dynamodb.find(account, region, application)?)
}

/// A lease table as rows of texts, under [`COLUMNS`]; absent values are empty.
pub fn rows(table: &Table) -> Vec<Vec<String>> {
    let cell = |value: Option<&AttributeValue>| match value {
        Some(AttributeValue::S(text)) => text.clone(),
        Some(AttributeValue::N(Ok(number))) => number.to_string(),
        Some(AttributeValue::Ss(all)) => all.iter().cloned().collect::<Vec<_>>().join(", "),
        Some(other) => serde_json::to_string(other).unwrap_or_default(),
        None => String::new(),
    };
    table.items.values().map(|item| COLUMNS.iter().map(|column| cell(item.get(*column))).collect()).collect()
}

/// A flag that an application has planted in a shard: up to there it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// The application.
    pub application: String,
    /// The shard.
    pub shard: ShardId,
    /// The worker that has the lease.
    pub owner: Option<String>,
    /// The count of the record that the checkpoint names, as it stands in its sequence number; none for a sentinel.
    pub count: Option<u64>,
    /// The checkpoint in words: a sentinel, or nothing for a record.
    pub sentinel: Option<String>,
    /// How far behind the newest record the owner was at its last read, in milliseconds.
    pub behind: Option<u64>,
    /// What the owner is doing with the shard.
    pub doing: Option<&'static str>,
}

/// The flags of all applications in the shards of a stream.
pub fn flags(cloud: &Cloud, stream: &Arn) -> Vec<Flag> {
    let mut flags = Vec::new();
    for application in applications_of(cloud, stream) {
        let Some(table) = table_of(cloud, stream, &application) else { continue };
        for lease in table.items.values().filter_map(|item| Lease::read(item)) {
            let held = workers_of(cloud, stream)
                .filter(|(_, kcl)| lease.owner.as_ref() == Some(&kcl.worker_id()))
                .find_map(|(_, kcl)| kcl.held.get(&lease.shard));
            flags.push(Flag {
                application: application.clone(),
                shard: lease.shard,
                owner: lease.owner.clone(),
                count: lease.checkpoint.position().map(|position| position.sequence.count),
                sentinel: lease.checkpoint.position().is_none().then(|| lease.checkpoint.text()),
                behind: held.and_then(|held| held.behind),
                doing: held.map(|held| stage(&held.stage)),
            });
        }
    }
    flags
}

/// What a record processor is doing, in a word or two.
pub const fn stage(stage: &Stage) -> &'static str {
    match stage {
        Stage::Parents { .. } => "waits for its parents",
        Stage::Loading => "begins",
        Stage::Idle => "reads",
        Stage::Working { .. } => "works",
        Stage::Ending(_) => "ends",
        Stage::Ended => "ended",
        Stage::Stuck => "stuck at the end",
    }
}

/// What a version of the library is known for.
pub const fn version_note(version: Version) -> &'static str {
    match version {
        Version::V1 => "Polling alone; workers take and steal leases",
        Version::V2 => "Enhanced fan-out or polling; workers take and steal leases",
        Version::V3 => "Enhanced fan-out or polling; one worker leads and assigns leases",
    }
}

/// What a worker says of itself on the stage.
pub(super) fn words(kcl: &Kcl, now: Instant) -> Words {
    let leases = kcl.held.len();
    let leases = if leases == 1 { "1 lease".to_owned() } else { format!("{leases} leases") };
    let status = match &kcl.phase {
        Phase::Stopped(_) => "stopped".to_owned(),
        Phase::Starting(Step::Table, _) => "waits for its lease table".to_owned(),
        Phase::Starting(Step::Consumer, _) => "waits for its consumer".to_owned(),
        Phase::Starting(Step::Leases, _) => "looks for leases".to_owned(),
        Phase::Running if kcl.leads => format!("{leases}, leads"),
        Phase::Running => leases,
        Phase::Stopping => "shuts down".to_owned(),
        Phase::Crashed { until, .. } => format!("crashed, back in {}", span(until.since(now))),
    };
    let behind = kcl.held.values().filter_map(|held| held.behind).max().unwrap_or(0);
    let detail = match (kcl.totals.skipped, behind) {
        (0, 0) => format!("{} processed", number(kcl.totals.processed)),
        (0, behind) => format!("{} behind", span(Duration::from_millis(behind))),
        (skipped, _) => format!("{} skipped", number(skipped)),
    };
    let working = kcl.held.values().filter_map(|held| match held.stage {
        Stage::Working { since, until, .. } if until > since => Some(Progress { since, until, now }),
        _ => None,
    });
    let progress = match kcl.phase {
        Phase::Crashed { since, until } => Some(Progress { since, until, now }),
        _ => working.min_by_key(|progress| progress.until),
    };
    Words { status, detail, progress }
}

fn place(checkpoint: &Checkpoint) -> String {
    match checkpoint {
        Checkpoint::TrimHorizon => "the oldest record".to_owned(),
        Checkpoint::Latest => "what comes now".to_owned(),
        Checkpoint::AtTimestamp => "a time".to_owned(),
        Checkpoint::ShardEnd => "the end of the shard".to_owned(),
        Checkpoint::At(position) if position.sub > 0 => {
            format!("part {} of record {}", position.sub, position.sequence.count)
        }
        Checkpoint::At(position) => format!("record {}", position.sequence.count),
    }
}

fn records(count: u64) -> String {
    if count == 1 { "a record".to_owned() } else { format!("{} records", number(count)) }
}

/// An event of a worker as one sentence without a full stop.
pub(super) fn sentence(name: &str, event: &KclEvent) -> String {
    match event {
        KclEvent::Started { worker } => format!("{name} starts as worker {worker}"),
        KclEvent::TableMade => format!("{name} makes the lease table, as there is none"),
        KclEvent::Initialised { shard, at } => format!("{name} begins shard {} after {}", shard.0, place(at)),
        KclEvent::WaitsForParents { shard } => {
            format!("{name} does not begin shard {} before all of its parents are done with", shard.0)
        }
        KclEvent::Taken { shard, from: Some(from) } => {
            format!("{name} takes the lease of shard {}, which {from} has not renewed for too long", shard.0)
        }
        KclEvent::Taken { shard, from: None } => format!("{name} takes the lease of shard {}", shard.0),
        KclEvent::Stolen { shard, from } => {
            format!("{name} steals the lease of shard {} from {from}, to have its share", shard.0)
        }
        KclEvent::Lost { shard, to: Some(to) } => {
            format!("{name} has lost the lease of shard {} to {to}, and stops without a checkpoint", shard.0)
        }
        KclEvent::Lost { shard, to: None } => {
            format!("{name} has lost the lease of shard {}, and stops without a checkpoint", shard.0)
        }
        KclEvent::Processed { shard, records: count, .. } => {
            format!("{name} processed {} of shard {}", records(*count), shard.0)
        }
        KclEvent::Threw { shard, records: count, .. } => format!(
            "{name} threw out of processRecords: {} of shard {} are logged and skipped, not tried again",
            records(*count),
            shard.0
        ),
        KclEvent::Checkpointed { shard, at: Checkpoint::ShardEnd } => {
            format!("{name} checkpoints the end of shard {}", shard.0)
        }
        KclEvent::Checkpointed { shard, at } => format!("{name} checkpoints shard {} at {}", shard.0, place(at)),
        KclEvent::CheckpointRefused { shard } => {
            format!("{name} may not checkpoint shard {} any more: its counter has moved on", shard.0)
        }
        KclEvent::ShardEnded { shard, children } if children.is_empty() => {
            format!("{name} has read shard {} to its end", shard.0)
        }
        KclEvent::ShardEnded { shard, children } => {
            let after: Vec<String> = children.iter().map(|child| child.0.to_string()).collect();
            format!("{name} has read shard {} to its end; it goes on with {}", shard.0, after.join(" and "))
        }
        KclEvent::NotCheckpointedAtEnd { shard } => format!(
            "{name} did not checkpoint at the end of shard {}, so that the shards after it cannot begin",
            shard.0
        ),
        KclEvent::Leads => format!("{name} leads now, and assigns the leases"),
        KclEvent::LeadsNoMore => format!("{name} does not lead any more"),
        KclEvent::Assigned { shard, to, from: Some(from) } => {
            format!("{name} assigns shard {} to {to}, and {from} hands it over", shard.0)
        }
        KclEvent::Assigned { shard, to, from: None } => format!("{name} assigns shard {} to {to}", shard.0),
        KclEvent::HandsOver { shard, to } => {
            let to = to.as_deref().unwrap_or("another worker");
            format!("{name} is to hand shard {} over to {to}, after a last checkpoint", shard.0)
        }
        KclEvent::HandedOver { shard, to: Some(to) } => format!("{name} has handed shard {} over to {to}", shard.0),
        KclEvent::HandedOver { shard, to: None } => format!("{name} gives the lease of shard {} back", shard.0),
        KclEvent::Cleaned { shard } => {
            format!("{name} deletes the lease of shard {}, whose children have all been begun", shard.0)
        }
        KclEvent::ShutsDown => format!("{name} shuts down gracefully"),
        KclEvent::ShutDown => format!("{name} has shut down"),
        KclEvent::Trouble { operation, code } => format!("{name} gets no further with {operation} ({code})"),
    }
}
