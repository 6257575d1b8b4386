//! Workers of the Kinesis Client Library in words: what they do, what they hold, and what they were told.

use super::actors::{Progress, Words};
use super::describe::{number, span};
use super::leases::stage;
use crate::actors::kcl::{Checkpoint, CheckpointPolicy, Held, Kcl, KclEvent, Phase, Retrieval, Stage, Step, Version};
use crate::clock::{Duration, Instant};
use crate::cloud::Cloud;
use crate::kinesis::shard::ShardId;

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

/// A lease in hand, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Which shard.
    pub shard: String,
    /// What is being done with it.
    pub doing: &'static str,
    /// Up to where it is checkpointed, and up to where it is processed.
    pub checkpoint: String,
    /// How far behind it is.
    pub behind: String,
    /// How much has been done.
    pub processed: String,
}

/// The leases that a worker holds.
pub fn cards(cloud: &Cloud, kcl: &Kcl) -> Vec<Card> {
    let stream = kcl.config.stream.as_ref().and_then(|arn| cloud.kinesis().stream(cloud.kinesis().find_arn(arn)?));
    let card = |(shard, held): (&ShardId, &Held)| {
        let ahead = stream.and_then(|stream| stream.shard(*shard)).map_or(0, |shard| {
            let done = held
                .position
                .map_or(0, |position| shard.records.partition_point(|record| record.count <= position.sequence.count));
            shard.records.next().saturating_sub(done.max(shard.records.front()))
        });
        let done = held.position.map_or_else(String::new, |position| {
            let at = Checkpoint::At(position);
            if at == held.lease.checkpoint { String::new() } else { format!(", processed up to {}", place(&at)) }
        });
        Card {
            shard: format!("Shard {}", shard.0),
            doing: stage(&held.stage),
            checkpoint: format!("Checkpoint: {}{done}", place(&held.lease.checkpoint)),
            behind: match held.behind {
                Some(0) => format!("at the tip, {} ahead", records_or_none(ahead)),
                Some(behind) => {
                    format!("{} behind, {} ahead", span(Duration::from_millis(behind)), records_or_none(ahead))
                }
                None => "not read yet".to_owned(),
            },
            processed: format!("{} processed here", records_or_none(held.processed)),
        }
    };
    kcl.held.iter().map(card).collect()
}

fn records_or_none(count: u64) -> String {
    if count == 0 { "no record".to_owned() } else { records(count) }
}

/// What a worker is doing, in a sentence or two.
pub fn story(kcl: &Kcl, now: Instant) -> String {
    let version = kcl.config.version.name();
    let what = format!("A worker of {} (Kinesis Client Library {version})", kcl.config.application);
    match &kcl.phase {
        Phase::Stopped(_) => format!("{what}. It does not run, and holds no lease."),
        Phase::Starting(..) => format!("{what}. It starts: {}.", words(kcl, now).status),
        Phase::Running if kcl.leads => {
            format!("{what}. It holds {}, and assigns the leases of all workers.", words(kcl, now).status)
        }
        Phase::Running => format!("{what}. It holds {}.", words(kcl, now).status),
        Phase::Stopping => format!("{what}. It shuts down, and gives its leases back."),
        Phase::Crashed { until, .. } => format!(
            "{what}. It has crashed: its leases stand still until they expire, and another worker takes them. It is back in \
             {}, as another worker.",
            span(until.since(now))
        ),
    }
}

/// What a worker was told, and what has come of it.
pub fn facts(kcl: &Kcl) -> Vec<(&'static str, String)> {
    let (config, totals) = (&kcl.config, &kcl.totals);
    let millis = |millis: u64| span(Duration::from_millis(millis));
    let retrieval = match config.retrieval() {
        Retrieval::Polling => format!("polling, {} between reads", span(config.idle())),
        Retrieval::FanOut => "enhanced fan-out".to_owned(),
    };
    let policy = match config.checkpoint {
        CheckpointPolicy::EachBatch => "after each batch".to_owned(),
        CheckpointPolicy::EveryRecords(records) => format!("after {} records", number(records)),
        CheckpointPolicy::EveryMillis(every) => format!("after {}", millis(every)),
    };
    let looks = match config.version {
        Version::V3 => format!("every {} by the leader", span(config.assign_interval())),
        _ => format!("every {} by each worker", span(config.take_interval())),
    };
    vec![
        ("Worker id", kcl.worker_id()),
        ("Retrieval", retrieval),
        ("Checkpoints", policy),
        ("A lease expires after", millis(config.failover_time_millis)),
        ("Leases are renewed", format!("every {}", span(config.renew_interval()))),
        ("Leases are looked at", looks),
        ("Processed", number(totals.processed)),
        ("Skipped, as it threw", number(totals.skipped)),
        ("Checkpoints written", number(totals.checkpoints)),
        (
            "Leases taken, stolen, lost",
            format!("{}, {}, {}", number(totals.taken), number(totals.stolen), number(totals.lost)),
        ),
        ("Crashes", number(totals.crashes)),
    ]
}
