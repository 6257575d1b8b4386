//! Workers of the Kinesis Client Library as lines of text, and as words of a command.

use super::actors::{chance, millis, yes};
use super::settings::number;
use super::text::Cursor;
use crate::actors::kcl::{
    Checkpoint, CheckpointPolicy, Held, InitialPosition, Kcl, KclConfig, KclEvent, Phase, Position, Retrieval, Stage,
    Version,
};
use crate::kinesis::shard::ShardId;

/// Reads what follows the words `actor kcl`; answers the name of the stream as well.
pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<(KclConfig, Option<String>), String> {
    let (mut config, mut stream) = (KclConfig::default(), None);
    for (key, value) in cursor.constants()? {
        match key {
            "name" => config.name = value,
            "application" => config.application = value,
            "stream" => stream = Some(format!("stream:{value}")),
            "version" => {
                let found = Version::ALL.into_iter().find(|version| version.name() == value);
                config.version = found.ok_or("version is 1.x, 2.x or 3.x")?;
            }
            "retrieval" => {
                config.retrieval = match value.as_str() {
                    "polling" => Some(Retrieval::Polling),
                    "efo" => Some(Retrieval::FanOut),
                    _ => return Err("retrieval is polling or efo".to_owned()),
                }
            }
            "initial" => {
                config.initial_position = match value.as_str() {
                    "LATEST" => InitialPosition::Latest,
                    "TRIM_HORIZON" => InitialPosition::TrimHorizon,
                    seconds => InitialPosition::AtTimestamp(number::<u64>(key, seconds)?.saturating_mul(1_000)),
                }
            }
            "failover" => config.failover_time_millis = millis(&value)?.max(1),
            "idle" => config.idle_time_between_reads_in_millis = millis(&value)?,
            "max_records" => {
                config.max_records = number(key, &value)?;
                if !(1..=10_000).contains(&config.max_records) {
                    return Err("max_records is a number from 1 to 10000".to_owned());
                }
            }
            "max_leases" => config.max_leases_for_worker = Some(number(key, &value)?),
            "steal" => config.max_leases_to_steal_at_one_time = number(key, &value)?,
            "handoff" => config.graceful_lease_handoff = yes(key, &value)?,
            "checkpoint" => {
                config.checkpoint = match value.as_str() {
                    "batch" => CheckpointPolicy::EachBatch,
                    count if count.bytes().all(|byte| byte.is_ascii_digit()) => {
                        CheckpointPolicy::EveryRecords(number(key, count)?)
                    }
                    span => CheckpointPolicy::EveryMillis(millis(span)?),
                }
            }
            "shard_end" => config.checkpoint_at_shard_end = yes(key, &value)?,
            "work" => config.work_ms = millis(&value)?,
            "fail" => config.fail_ppm = chance(key, &value)?,
            "crash" => config.crash_ppm = chance(key, &value)?,
            "crash_time" => config.crash_ms = millis(&value)?,
            _ => return Err(format!("a kcl worker has no '{key}'")),
        }
    }
    if config.version == Version::V1 && config.retrieval == Some(Retrieval::FanOut) {
        return Err("the library has enhanced fan-out since 2.x".to_owned());
    }
    Ok((config, stream))
}

fn at(position: &Position) -> String {
    let sub = if position.sub == 0 { String::new() } else { format!(".{}", position.sub) };
    format!("{}{sub}", position.sequence)
}

fn checkpoint(checkpoint: &Checkpoint) -> String {
    match checkpoint {
        Checkpoint::At(position) => at(position),
        sentinel => sentinel.text(),
    }
}

fn numbers(shards: &[ShardId]) -> String {
    let all: Vec<String> = shards.iter().map(|shard| shard.0.to_string()).collect();
    if all.is_empty() { "none".to_owned() } else { all.join("+") }
}

/// An event.
pub(super) fn line(event: &KclEvent) -> String {
    let from = |who: &Option<String>| who.as_ref().map_or_else(String::new, |who| format!(" from {who}"));
    let to = |who: &Option<String>| who.as_ref().map_or_else(String::new, |who| format!(" to {who}"));
    match event {
        KclEvent::Started { worker } => format!("Started as {worker}"),
        KclEvent::TableMade => "TableMade".to_owned(),
        KclEvent::Initialised { shard, at } => format!("Initialised {} at {}", shard.0, checkpoint(at)),
        KclEvent::WaitsForParents { shard } => format!("WaitsForParents {}", shard.0),
        KclEvent::Taken { shard, from: who } => format!("Taken {}{}", shard.0, from(who)),
        KclEvent::Stolen { shard, from } => format!("Stolen {} from {from}", shard.0),
        KclEvent::Lost { shard, to: who } => format!("Lost {}{}", shard.0, to(who)),
        KclEvent::Processed { shard, first, last, records } => {
            format!("Processed {}: {records}, {} to {}", shard.0, at(first), at(last))
        }
        KclEvent::Threw { shard, first, last, records } => {
            format!("Threw {}: {records}, {} to {}", shard.0, at(first), at(last))
        }
        KclEvent::Checkpointed { shard, at } => format!("Checkpointed {} at {}", shard.0, checkpoint(at)),
        KclEvent::CheckpointRefused { shard } => format!("CheckpointRefused {}", shard.0),
        KclEvent::ShardEnded { shard, children } => format!("ShardEnded {}, then {}", shard.0, numbers(children)),
        KclEvent::NotCheckpointedAtEnd { shard } => format!("NotCheckpointedAtEnd {}", shard.0),
        KclEvent::Leads => "Leads".to_owned(),
        KclEvent::LeadsNoMore => "LeadsNoMore".to_owned(),
        KclEvent::Assigned { shard, to, from: who } => format!("Assigned {} to {to}{}", shard.0, from(who)),
        KclEvent::HandsOver { shard, to: who } => format!("HandsOver {}{}", shard.0, to(who)),
        KclEvent::HandedOver { shard, to: who } => format!("HandedOver {}{}", shard.0, to(who)),
        KclEvent::Cleaned { shard } => format!("Cleaned {}", shard.0),
        KclEvent::ShutsDown => "ShutsDown".to_owned(),
        KclEvent::ShutDown => "ShutDown".to_owned(),
        KclEvent::Trouble { operation, code } => format!("Trouble {operation} {code}"),
    }
}

/// What a worker is doing.
pub(super) fn worker(name: &str, kcl: &Kcl) -> String {
    let phase = match &kcl.phase {
        Phase::Stopped(_) => "stopped".to_owned(),
        Phase::Starting(..) => "starting".to_owned(),
        Phase::Running => "running".to_owned(),
        Phase::Stopping => "stopping".to_owned(),
        Phase::Crashed { until, .. } => format!("down until {until}"),
    };
    let leads = if kcl.leads { ", leads" } else { "" };
    let held: Vec<String> = kcl.held.iter().map(|(shard, held)| lease(*shard, held)).collect();
    let held = if held.is_empty() { "nothing".to_owned() } else { held.join(", ") };
    let t = &kcl.totals;
    format!(
        "{name}: kcl {} as {}, {phase}{leads}, holds {held}; processed {}, skipped {}, checkpoints {}, taken {}, stolen {}, \
         lost {}, crashed {}",
        kcl.config.version.name(),
        kcl.worker_id(),
        t.processed,
        t.skipped,
        t.checkpoints,
        t.taken,
        t.stolen,
        t.lost,
        t.crashes
    )
}

fn lease(shard: ShardId, held: &Held) -> String {
    let stage = match &held.stage {
        Stage::Parents { .. } => " (waits for its parents)",
        Stage::Loading => " (begins)",
        Stage::Idle => "",
        Stage::Working { .. } => " (works)",
        Stage::Ending(_) => " (ends)",
        Stage::Ended => " (ended)",
        Stage::Stuck => " (stuck)",
    };
    format!("{}{stage}", shard.0)
}
