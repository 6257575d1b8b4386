//! An application as the service keeps it: its names and states, its setup, what it has counted, and its present run.

use super::run::{Position, Run};
use super::setup::Setup;
use crate::analytics::config::StartingPosition;
use crate::base::collections::{ChunkDeque, SortedMap};
use crate::base::{AccountId, Arn, Region};
use crate::clock::{Duration, Instant};
use std::sync::Arc;

/// Applications of an account in a Region.
pub const APPLICATIONS_MAX: usize = 50;
/// Tags of an application.
pub const TAGS_MAX: usize = 50;
/// Kinesis Processing Units of an application at most.
pub const KPUS_MAX: u32 = 8;
/// What one of them takes in a minute before there is a second one. AWS names no figure; this is the lab's.
const BYTES_PER_KPU: u64 = 60 * 1_048_576;
const MINUTE: Duration = Duration::from_secs(60);
/// Problems that an application's log keeps; a figure of the lab.
const LOG_MAX: u64 = 100;
/// How long an application takes to start, to stop, to change while it runs, and to go. AWS names no figures; these are
/// the lab's.
pub const STARTING_FOR: Duration = Duration::from_secs(10);
/// See [`STARTING_FOR`].
pub const STOPPING_FOR: Duration = Duration::from_secs(5);
/// See [`STARTING_FOR`].
pub const UPDATING_FOR: Duration = Duration::from_secs(5);
/// See [`STARTING_FOR`].
pub const DELETING_FOR: Duration = Duration::from_secs(5);

/// The number of an application in a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApplicationId(pub u32);

/// An application's names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApplicationKey {
    /// The owner.
    pub account: AccountId,
    /// Where it is.
    pub region: Region,
    /// Its name.
    pub name: Arc<str>,
}

impl ApplicationKey {
    /// The application's ARN.
    pub fn arn(&self) -> Arn {
        Arn {
            service: "kinesisanalytics".to_owned(),
            region: self.region.name().to_owned(),
            account: self.account.to_string(),
            resource: format!("application/{}", self.name),
        }
    }
}

/// `ApplicationStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "AWS's own names")]
pub enum Status {
    Deleting,
    Starting,
    Stopping,
    Ready,
    Running,
    Updating,
}

impl Status {
    /// AWS's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deleting => "DELETING",
            Self::Starting => "STARTING",
            Self::Stopping => "STOPPING",
            Self::Ready => "READY",
            Self::Running => "RUNNING",
            Self::Updating => "UPDATING",
        }
    }
}

/// What an application has counted since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Totals {
    /// Records that were read (`Records` of the input), those in packed ones counted each.
    pub records: u64,
    /// Their bytes (`Bytes`).
    pub bytes: u64,
    /// Records that the function before took (`InputProcessing.OkRecords`).
    pub processed: u64,
    /// Records that it dropped (`InputProcessing.DroppedRecords`).
    pub dropped: u64,
    /// Records that it refused (`InputProcessing.ProcessingFailedRecords`).
    pub failed: u64,
    /// Rows that outputs have.
    pub delivered: u64,
    /// Attempts of outputs that failed, in whole or in part.
    pub retries: u64,
    /// Rows that were thrown away when it stopped.
    pub discarded: u64,
    /// KPUs times milliseconds.
    pub kpu_millis: u64,
}

/// What it uses: a number of KPUs, which follows what came in the minute before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Usage {
    /// From 1 to 8.
    pub kpus: u32,
    /// Up to when it was counted.
    pub counted: Instant,
    /// The minute that is measured, and what came in it.
    minute: (Instant, u64),
}

impl Usage {
    /// One that begins.
    pub const fn new(now: Instant) -> Self {
        Self { kpus: 1, counted: now, minute: (now, 0) }
    }

    /// Counts up to now, with so many bytes more; answers KPUs times milliseconds.
    pub fn count(&mut self, now: Instant, bytes: u64) -> u64 {
        let used = now.since(self.counted).as_millis() * u64::from(self.kpus);
        self.counted = now;
        if now.since(self.minute.0) >= MINUTE {
            let wanted = self.minute.1.div_ceil(BYTES_PER_KPU).clamp(1, u64::from(KPUS_MAX));
            self.kpus = u32::try_from(wanted).unwrap_or(KPUS_MAX);
            self.minute = (now, 0);
        }
        self.minute.1 += bytes;
        used
    }
}

/// A problem, as the log stream of an application would have it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LogEntry {
    /// When.
    pub at: Instant,
    /// What.
    pub message: Arc<str>,
}

/// An application.
#[derive(Clone, Debug, Hash)]
pub struct Managed {
    /// Its number.
    pub id: ApplicationId,
    /// Its names.
    pub key: ApplicationKey,
    /// What it is for.
    pub description: Option<Arc<str>>,
    /// Whether it runs.
    pub status: Status,
    /// When it was made.
    pub created: Instant,
    /// When it was changed last.
    pub updated: Instant,
    /// From 1, and one more for each change.
    pub version: u64,
    /// By key.
    pub tags: SortedMap<String, String>,
    /// Its code, inputs, outputs and tables.
    pub setup: Arc<Setup>,
    /// Where reading began last.
    pub position: Option<StartingPosition>,
    /// How far it has read each shard: where it goes on from its last stopped point.
    pub checkpoints: SortedMap<Arc<str>, Position>,
    /// When it was stopped last.
    pub stopped: Option<Instant>,
    /// How often it was started.
    pub runs: u64,
    /// Its run, from STARTING to STOPPING.
    pub run: Option<Arc<Run>>,
    /// What it has counted.
    pub totals: Totals,
    /// What went wrong, the newest last.
    pub log: ChunkDeque<LogEntry>,
    /// What is wrong at the moment, by its place, so that it is told once.
    pub problems: SortedMap<Arc<str>, Arc<str>>,
}

impl Managed {
    /// The run, to be changed.
    pub fn run_mut(&mut self) -> Option<&mut Run> {
        self.run.as_mut().map(Arc::make_mut)
    }

    /// The run, if it is that one.
    pub fn run_of(&self, number: u64) -> Option<&Run> {
        self.run.as_deref().filter(|run| run.number == number)
    }

    /// Writes a problem into the log.
    pub fn note(&mut self, at: Instant, message: &str) {
        self.log.push(LogEntry { at, message: message.into() });
        if self.log.len() > LOG_MAX {
            self.log.pop_first();
        }
    }

    /// Reader and writer of rows, for whoever looks on; nothing unless it runs.
    pub fn engine(&self) -> Option<&crate::analytics::Application> {
        self.run.as_deref()?.engine.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_follows_what_came_in_the_minute_before() {
        let at = |secs: u64| Instant::from_millis(secs * 1_000);
        let mut usage = Usage::new(at(0));
        assert_eq!(usage.count(at(10), 150 * 1_048_576), 10_000);
        assert_eq!(usage.count(at(59), 0), 49_000);
        assert_eq!(usage.kpus, 1, "the minute is not over");
        assert_eq!(usage.count(at(60), 0), 1_000);
        assert_eq!(usage.kpus, 3, "150 MiB a minute are more than two take");
        assert_eq!(usage.count(at(120), u64::from(u32::MAX) * 100), 180_000);
        assert_eq!(usage.kpus, 1);
        usage.count(at(180), 0);
        assert_eq!(usage.kpus, KPUS_MAX, "there are no more");
    }

    #[test]
    fn the_log_keeps_the_newest() {
        let mut log: Managed = managed();
        (0..150).for_each(|number| log.note(Instant::ZERO, &number.to_string()));
        let kept: Vec<&str> = log.log.iter().map(|(_, entry)| &*entry.message).collect();
        assert_eq!((kept.len(), kept.first(), kept.last()), (100, Some(&"50"), Some(&"149")));
    }

    fn managed() -> Managed {
        Managed {
            id: ApplicationId(0),
            key: ApplicationKey { account: AccountId::DEFAULT, region: Region::DEFAULT, name: "a".into() },
            description: None,
            status: Status::Ready,
            created: Instant::ZERO,
            updated: Instant::ZERO,
            version: 1,
            tags: SortedMap::default(),
            setup: Arc::default(),
            position: None,
            checkpoints: SortedMap::default(),
            stopped: None,
            runs: 0,
            run: None,
            totals: Totals::default(),
            log: ChunkDeque::default(),
            problems: SortedMap::default(),
        }
    }
}
