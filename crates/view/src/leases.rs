//! Leases of the Kinesis Client Library: who reads what, the lease table as rows, and where checkpoints stand.
//!
//! A pure function of a lab. The table is read as anybody could read it; what only a worker knows of itself, such as how
//! far behind it is, comes from the worker.

use queuelab::actors::kcl::{Kcl, Lease, Stage};
use queuelab::actors::{Actor, Role};
use queuelab::base::{ActorId, Arn};
use queuelab::cloud::Cloud;
use queuelab::dynamodb::{AttributeValue, Table};
use queuelab::kinesis::shard::ShardId;
use queuelab::t;

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
        Some(AttributeValue::N(number)) => number.to_string(),
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
pub fn stage(stage: &Stage) -> &'static str {
    match stage {
        Stage::Parents { .. } => t!("waits for its parents"),
        Stage::Loading => t!("begins"),
        Stage::Idle => t!("reads"),
        Stage::Working { .. } => t!("works"),
        Stage::Ending(_) => t!("ends"),
        Stage::Ended => t!("ended"),
        Stage::Stuck => t!("stuck at the end"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workers::{cards, facts, sentence, story, words};
    use queuelab::actors::kcl::KclEvent;
    use queuelab::clock::{Duration, Instant};
    use queuelab::session::templates::Template;

    fn at(secs: u64) -> queuelab::session::Session {
        let mut session = Template::WorkerDies.session();
        session.seek(Instant::ZERO.after(Duration::from_secs(secs)));
        session
    }

    #[test]
    fn flags_stand_in_every_shard_and_move_on() {
        let (early, late) = (at(60), at(100));
        let stream = early.cloud().kinesis().streams().next().unwrap().key.arn();
        assert_eq!(applications_of(early.cloud(), &stream), ["billing"]);
        let (before, after) = (flags(early.cloud(), &stream), flags(late.cloud(), &stream));
        assert_eq!((before.len(), after.len()), (4, 4));
        assert!(before.iter().zip(&after).all(|(one, two)| one.count < two.count));
        assert!(after.iter().all(|flag| flag.owner.is_some() && flag.doing.is_some() && flag.behind.is_some()));
        // When A has died its flags stay, and nobody is at work there.
        let dead = flags(at(120).cloud(), &stream);
        assert_eq!(dead.iter().filter(|flag| flag.doing.is_none()).count(), 2);
    }

    #[test]
    fn the_table_has_all_columns_and_a_row_for_each_lease() {
        let session = at(100);
        let stream = session.cloud().kinesis().streams().next().unwrap().key.arn();
        let rows = rows(table_of(session.cloud(), &stream, "billing").unwrap());
        assert_eq!(rows.len(), 4);
        assert!(rows.iter().all(|row| row.len() == COLUMNS.len()));
        assert_eq!(rows[1][0], "shardId-000000000001");
        assert!(["A", "B"].contains(&rows[0][1].as_str()));
        assert!(table_of(session.cloud(), &stream, "nothing").is_none());
    }

    #[test]
    fn workers_say_what_they_do() {
        let session = at(100);
        let now = session.now();
        let workers: Vec<&Kcl> = session.cloud().actors().filter_map(worker).collect();
        assert_eq!(workers.len(), 2);
        for kcl in workers {
            assert_eq!(words(kcl, now).status, "2 leases");
            assert!(story(kcl, now).contains("It holds 2 leases"), "{}", story(kcl, now));
            assert_eq!(cards(session.cloud(), kcl).len(), 2);
            assert!(facts(kcl).iter().all(|(_, value)| !value.is_empty()));
        }
        let dead = at(115);
        let crashed = dead.cloud().actors().find_map(worker).unwrap();
        assert!(words(crashed, dead.now()).status.starts_with("crashed, back in"));
        let taken = KclEvent::Taken { shard: ShardId(2), from: Some("A".to_owned()) };
        assert_eq!(sentence("B", &taken), "B takes the lease of shard 2, which A has not renewed for too long");
    }
}
