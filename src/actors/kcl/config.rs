//! What a worker of the Kinesis Client Library is told to do.
//!
//! Names and defaults are those of the library's own settings. Source: `LeaseManagementConfig`, `PollingConfig` and
//! `RetrievalConfig` in the public repository awslabs/amazon-kinesis-client (3.5).

use crate::base::Arn;
use crate::clock::Duration;
use serde::{Deserialize, Serialize};

/// What a worker does.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct KclConfig {
    /// Its name on the page, from which its worker ids are made.
    pub name: String,
    /// The application: the name of its lease table and of its consumer. Workers of one share the shards.
    pub application: String,
    /// The stream; it waits while there is none.
    pub stream: Option<Arn>,
    /// Which generation of the library.
    pub version: Version,
    /// How it reads; what is usual for the version when absent.
    pub retrieval: Option<Retrieval>,
    /// Where a shard is begun that has no lease yet.
    pub initial_position: InitialPosition,
    /// So long a lease counter may stand still before the lease is taken for expired.
    pub failover_time_millis: u64,
    /// From one `GetRecords` of a shard to the next; at least 200.
    pub idle_time_between_reads_in_millis: u64,
    /// Records of one `GetRecords`, 1 to 10,000.
    pub max_records: u32,
    /// So many leases it holds at most; no bound when absent.
    pub max_leases_for_worker: Option<u32>,
    /// So many it steals in one cycle; the third generation does not steal.
    pub max_leases_to_steal_at_one_time: u32,
    /// Whether leases are handed over with a last checkpoint when the leader moves them; third generation only.
    pub graceful_lease_handoff: bool,
    /// When its record processors checkpoint.
    pub checkpoint: CheckpointPolicy,
    /// Whether they checkpoint when told that a shard has ended, as they must.
    pub checkpoint_at_shard_end: bool,
    /// Milliseconds of work for each record.
    pub work_ms: u64,
    /// Parts per million of batches for which `processRecords` throws.
    pub fail_ppm: u32,
    /// Parts per million of batches after whose work, and before whose checkpoint, the whole worker crashes.
    pub crash_ppm: u32,
    /// So long a crashed worker is away.
    pub crash_ms: u64,
    /// Whether it runs; one that is told to stop shuts down gracefully.
    pub running: bool,
}

impl Default for KclConfig {
    fn default() -> Self {
        Self {
            name: "worker".to_owned(),
            application: "application".to_owned(),
            stream: None,
            version: Version::V3,
            retrieval: None,
            initial_position: InitialPosition::Latest,
            failover_time_millis: 10_000,
            idle_time_between_reads_in_millis: 1_500,
            max_records: 10_000,
            max_leases_for_worker: None,
            max_leases_to_steal_at_one_time: 1,
            graceful_lease_handoff: true,
            checkpoint: CheckpointPolicy::EachBatch,
            checkpoint_at_shard_end: true,
            work_ms: 0,
            fail_ppm: 0,
            crash_ppm: 0,
            crash_ms: 60_000,
            running: true,
        }
    }
}

/// A generation of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Version {
    /// Reads by polling alone.
    #[serde(rename = "1.x")]
    V1,
    /// Reads with enhanced fan-out unless told otherwise.
    #[serde(rename = "2.x")]
    V2,
    /// One worker leads and assigns the leases.
    #[serde(rename = "3.x")]
    V3,
}

impl Version {
    /// All, the oldest first.
    pub const ALL: [Self; 3] = [Self::V1, Self::V2, Self::V3];

    /// As people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V1 => "1.x",
            Self::V2 => "2.x",
            Self::V3 => "3.x",
        }
    }
}

/// How records come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Retrieval {
    /// By `GetRecords`, which all readers of a shard share.
    Polling,
    /// By `SubscribeToShard`, with a throughput of its own.
    FanOut,
}

/// Where a shard is begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum InitialPosition {
    /// With what comes from now on.
    Latest,
    /// With the oldest record.
    TrimHorizon,
    /// With the first record from a time on: milliseconds since 1970.
    AtTimestamp(u64),
}

/// When a record processor checkpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CheckpointPolicy {
    /// After each batch.
    EachBatch,
    /// After the batch with which so many records have come since the last time.
    EveryRecords(u64),
    /// After the first batch when so many milliseconds have passed since the last time.
    EveryMillis(u64),
}

impl KclConfig {
    /// How it reads.
    pub fn retrieval(&self) -> Retrieval {
        match (self.version, self.retrieval) {
            (Version::V1, _) | (_, Some(Retrieval::Polling)) => Retrieval::Polling,
            _ => Retrieval::FanOut,
        }
    }

    /// How long a lease lasts without a sign of life.
    pub const fn failover(&self) -> Duration {
        Duration::from_millis(self.failover_time_millis)
    }

    /// From one renewal of all leases to the next: a third of their duration, less a little.
    pub fn renew_interval(&self) -> Duration {
        Duration::from_millis((self.failover_time_millis / 3).saturating_sub(25).max(1))
    }

    /// From one look for leases to take to the next, in the first two generations.
    pub const fn take_interval(&self) -> Duration {
        Duration::from_millis((self.failover_time_millis + 25) * 2)
    }

    /// From one assignment of leases by the leader to the next, in the third generation.
    pub const fn assign_interval(&self) -> Duration {
        Duration::from_millis(self.failover_time_millis * 2)
    }

    /// From one read to the next.
    pub fn idle(&self) -> Duration {
        Duration::from_millis(self.idle_time_between_reads_in_millis.max(200))
    }

    /// The most leases that it holds.
    pub fn leases_max(&self) -> usize {
        self.max_leases_for_worker.map_or(usize::MAX, |max| max as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_those_of_the_library() {
        let config = KclConfig::default();
        assert_eq!(config.renew_interval().as_millis(), 3_308);
        assert_eq!(config.take_interval().as_millis(), 20_050);
        assert_eq!(config.assign_interval().as_millis(), 20_000);
        let hasty = KclConfig { idle_time_between_reads_in_millis: 1, ..config };
        assert_eq!(hasty.idle().as_millis(), 200);
    }

    #[test]
    fn only_the_first_generation_cannot_have_records_pushed() {
        let of = |version, retrieval| KclConfig { version, retrieval, ..KclConfig::default() }.retrieval();
        assert_eq!(of(Version::V1, Some(Retrieval::FanOut)), Retrieval::Polling);
        assert_eq!(of(Version::V2, None), Retrieval::FanOut);
        assert_eq!(of(Version::V3, Some(Retrieval::Polling)), Retrieval::Polling);
    }
}
