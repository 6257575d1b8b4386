//! Workers of the Kinesis Client Library in words: what they do, what they hold, and what they were told.

use super::actors::{Progress, Words};
use super::describe::{number, span};
use super::leases::stage;
use queuelab::actors::kcl::{
    Checkpoint, CheckpointPolicy, Held, Kcl, KclEvent, Phase, Retrieval, Stage, Step, Version,
};
use queuelab::clock::{Duration, Instant};
use queuelab::cloud::Cloud;
use queuelab::kinesis::shard::ShardId;
use queuelab::t;

/// What a version of the library is known for.
pub fn version_note(version: Version) -> &'static str {
    match version {
        Version::V1 => t!("Polling alone; workers take and steal leases"),
        Version::V2 => t!("Enhanced fan-out or polling; workers take and steal leases"),
        Version::V3 => t!("Enhanced fan-out or polling; one worker leads and assigns leases"),
    }
}

/// What a worker says of itself on the stage.
pub(super) fn words(kcl: &Kcl, now: Instant) -> Words {
    let leases = kcl.held.len();
    let leases = if leases == 1 { t!("1 lease").to_owned() } else { t!("{leases} leases", leases) };
    let status = match &kcl.phase {
        Phase::Stopped(_) => t!("stopped").to_owned(),
        Phase::Starting(Step::Table, _) => t!("waits for its lease table").to_owned(),
        Phase::Starting(Step::Consumer, _) => t!("waits for its consumer").to_owned(),
        Phase::Starting(Step::Leases, _) => t!("looks for leases").to_owned(),
        Phase::Running if kcl.leads => t!("{leases}, leads", leases),
        Phase::Running => leases,
        Phase::Stopping => t!("shuts down").to_owned(),
        Phase::Crashed { until, .. } => t!("crashed, back in {now}", now = span(until.since(now))),
    };
    let behind = kcl.held.values().filter_map(|held| held.behind).max().unwrap_or(0);
    let detail = match (kcl.totals.skipped, behind) {
        (0, 0) => t!("{processed} processed", processed = number(kcl.totals.processed)),
        (0, behind) => t!("{behind} behind", behind = span(Duration::from_millis(behind))),
        (skipped, _) => t!("{skipped} skipped", skipped = number(skipped)),
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
        Checkpoint::TrimHorizon => t!("the oldest record").to_owned(),
        Checkpoint::Latest => t!("what comes now").to_owned(),
        Checkpoint::AtTimestamp => t!("a time").to_owned(),
        Checkpoint::ShardEnd => t!("the end of the shard").to_owned(),
        Checkpoint::At(position) if position.sub > 0 => {
            t!("part {sub} of record {sequence}", sub = position.sub, sequence = position.sequence.count)
        }
        Checkpoint::At(position) => t!("record {sequence}", sequence = position.sequence.count),
    }
}

fn records(count: u64) -> String {
    if count == 1 { t!("a record").to_owned() } else { t!("{count} records", count = number(count)) }
}

/// An event of a worker as one sentence without a full stop.
#[allow(clippy::too_many_lines, reason = "a table of sentences")]
pub(super) fn sentence(name: &str, event: &KclEvent) -> String {
    match event {
        KclEvent::Started { worker } => t!("{name} starts as worker {worker}", name, worker),
        KclEvent::TableMade => t!("{name} makes the lease table, as there is none", name),
        KclEvent::Initialised { shard, at } => {
            t!("{name} begins shard {shard} after {at}", name, shard = shard.0, at = place(at))
        }
        KclEvent::WaitsForParents { shard } => {
            t!("{name} does not begin shard {shard} before all of its parents are done with", name, shard = shard.0)
        }
        KclEvent::Taken { shard, from: Some(from) } => {
            t!(
                "{name} takes the lease of shard {shard}, which {from} has not renewed for too long",
                name,
                shard = shard.0,
                from
            )
        }
        KclEvent::Taken { shard, from: None } => t!("{name} takes the lease of shard {shard}", name, shard = shard.0),
        KclEvent::Stolen { shard, from } => {
            t!("{name} steals the lease of shard {shard} from {from}, to have its share", name, shard = shard.0, from)
        }
        KclEvent::Lost { shard, to: Some(to) } => {
            t!(
                "{name} has lost the lease of shard {shard} to {to}, and stops without a checkpoint",
                name,
                shard = shard.0,
                to
            )
        }
        KclEvent::Lost { shard, to: None } => {
            t!("{name} has lost the lease of shard {shard}, and stops without a checkpoint", name, shard = shard.0)
        }
        KclEvent::Processed { shard, records: count, .. } => {
            t!("{name} processed {records} of shard {shard}", name, records = records(*count), shard = shard.0)
        }
        KclEvent::Threw { shard, records: count, .. } => t!(
            "{name} threw out of processRecords: {records} of shard {shard} are logged and skipped, not tried again",
            name,
            records = records(*count),
            shard = shard.0
        ),
        KclEvent::Checkpointed { shard, at: Checkpoint::ShardEnd } => {
            t!("{name} checkpoints the end of shard {shard}", name, shard = shard.0)
        }
        KclEvent::Checkpointed { shard, at } => {
            t!("{name} checkpoints shard {shard} at {at}", name, shard = shard.0, at = place(at))
        }
        KclEvent::CheckpointRefused { shard } => {
            t!("{name} may not checkpoint shard {shard} any more: its counter has moved on", name, shard = shard.0)
        }
        KclEvent::ShardEnded { shard, children } if children.is_empty() => {
            t!("{name} has read shard {shard} to its end", name, shard = shard.0)
        }
        KclEvent::ShardEnded { shard, children } => {
            let after: Vec<String> = children.iter().map(|child| child.0.to_string()).collect();
            t!(
                "{name} has read shard {shard} to its end; it goes on with {after}",
                name,
                shard = shard.0,
                after = after.join(t!(" and "))
            )
        }
        KclEvent::NotCheckpointedAtEnd { shard } => t!(
            "{name} did not checkpoint at the end of shard {shard}, so that the shards after it cannot begin",
            name,
            shard = shard.0
        ),
        KclEvent::Leads => t!("{name} leads now, and assigns the leases", name),
        KclEvent::LeadsNoMore => t!("{name} does not lead any more", name),
        KclEvent::Assigned { shard, to, from: Some(from) } => {
            t!("{name} assigns shard {shard} to {to}, and {from} hands it over", name, shard = shard.0, to, from)
        }
        KclEvent::Assigned { shard, to, from: None } => {
            t!("{name} assigns shard {shard} to {to}", name, shard = shard.0, to)
        }
        KclEvent::HandsOver { shard, to } => {
            let to = to.as_deref().unwrap_or(t!("another worker"));
            t!("{name} is to hand shard {shard} over to {to}, after a last checkpoint", name, shard = shard.0, to)
        }
        KclEvent::HandedOver { shard, to: Some(to) } => {
            t!("{name} has handed shard {shard} over to {to}", name, shard = shard.0, to)
        }
        KclEvent::HandedOver { shard, to: None } => {
            t!("{name} gives the lease of shard {shard} back", name, shard = shard.0)
        }
        KclEvent::Cleaned { shard } => {
            t!("{name} deletes the lease of shard {shard}, whose children have all been begun", name, shard = shard.0)
        }
        KclEvent::ShutsDown => t!("{name} shuts down gracefully", name),
        KclEvent::ShutDown => t!("{name} has shut down", name),
        KclEvent::Trouble { operation, code } => {
            t!("{name} gets no further with {operation} ({code})", name, operation, code)
        }
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
            if at == held.lease.checkpoint { String::new() } else { t!(", processed up to {at}", at = place(&at)) }
        });
        Card {
            shard: t!("Shard {shard}", shard = shard.0),
            doing: stage(&held.stage),
            checkpoint: t!("Checkpoint: {checkpoint}{done}", checkpoint = place(&held.lease.checkpoint), done),
            behind: match held.behind {
                Some(0) => t!("at the tip, {ahead} ahead", ahead = records_or_none(ahead)),
                Some(behind) => {
                    t!(
                        "{behind} behind, {ahead} ahead",
                        behind = span(Duration::from_millis(behind)),
                        ahead = records_or_none(ahead)
                    )
                }
                None => t!("not read yet").to_owned(),
            },
            processed: t!("{processed} processed here", processed = records_or_none(held.processed)),
        }
    };
    kcl.held.iter().map(card).collect()
}

fn records_or_none(count: u64) -> String {
    if count == 0 { t!("no record").to_owned() } else { records(count) }
}

/// What a worker is doing, in a sentence or two.
pub fn story(kcl: &Kcl, now: Instant) -> String {
    let version = kcl.config.version.name();
    let what = t!(
        "A worker of {application} (Kinesis Client Library {version})",
        application = kcl.config.application,
        version
    );
    match &kcl.phase {
        Phase::Stopped(_) => t!("{what}. It does not run, and holds no lease.", what),
        Phase::Starting(..) => t!("{what}. It starts: {status}.", what, status = words(kcl, now).status),
        Phase::Running if kcl.leads => {
            t!(
                "{what}. It holds {status}, and assigns the leases of all workers.",
                what,
                status = words(kcl, now).status
            )
        }
        Phase::Running => t!("{what}. It holds {status}.", what, status = words(kcl, now).status),
        Phase::Stopping => t!("{what}. It shuts down, and gives its leases back.", what),
        Phase::Crashed { until, .. } => t!(
            "{what}. It has crashed: its leases stand still until they expire, and another worker takes them. It is back in \
             {now}, as another worker.",
            what,
            now = span(until.since(now))
        ),
    }
}

/// What a worker was told, and what has come of it.
pub fn facts(kcl: &Kcl) -> Vec<(&'static str, String)> {
    let (config, totals) = (&kcl.config, &kcl.totals);
    let millis = |millis: u64| span(Duration::from_millis(millis));
    let retrieval = match config.retrieval() {
        Retrieval::Polling => t!("polling, {idle} between reads", idle = span(config.idle())),
        Retrieval::FanOut => t!("enhanced fan-out").to_owned(),
    };
    let policy = match config.checkpoint {
        CheckpointPolicy::EachBatch => t!("after each batch").to_owned(),
        CheckpointPolicy::EveryRecords(records) => t!("after {records} records", records = number(records)),
        CheckpointPolicy::EveryMillis(every) => t!("after {every}", every = millis(every)),
    };
    let looks = if config.version == Version::V3 {
        t!("every {interval} by the leader", interval = span(config.assign_interval()))
    } else {
        t!("every {interval} by each worker", interval = span(config.take_interval()))
    };
    vec![
        (t!("Worker id"), kcl.worker_id()),
        (t!("Retrieval"), retrieval),
        (t!("Checkpoints"), policy),
        (t!("A lease expires after"), millis(config.failover_time_millis)),
        (t!("Leases are renewed"), t!("every {interval}", interval = span(config.renew_interval()))),
        (t!("Leases are looked at"), looks),
        (t!("Processed"), number(totals.processed)),
        (t!("Skipped, as it threw"), number(totals.skipped)),
        (t!("Checkpoints written"), number(totals.checkpoints)),
        (
            t!("Leases taken, stolen, lost"),
            format!("{}, {}, {}", number(totals.taken), number(totals.stolen), number(totals.lost)),
        ),
        (t!("Crashes"), number(totals.crashes)),
    ]
}
