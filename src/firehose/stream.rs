//! A stream: its names and states, its destination, what it holds, and what it counts.

use super::config::{Destination, DestinationKind};
use super::limits::put_rates;
use super::record::{Buffer, Lane};
use super::run::{Delivery, Invocation, Stage};
use super::source::Reading;
use crate::base::collections::{ChunkDeque, SortedMap};
use crate::base::{AccountId, Arn, Bucket, Minutes, Region};
use crate::clock::Instant;
use serde_json::Value;
use std::sync::Arc;

/// The number of a stream in a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId(pub u32);

/// A stream's names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamKey {
    /// The owner.
    pub account: AccountId,
    /// Where it is.
    pub region: Region,
    /// Its name.
    pub name: Arc<str>,
}

impl StreamKey {
    /// The stream's ARN.
    pub fn arn(&self) -> Arn {
        Arn {
            service: "firehose".to_owned(),
            region: self.region.name().to_owned(),
            account: self.account.to_string(),
            resource: format!("deliverystream/{}", self.name),
        }
    }
}

/// Where a stream's records come from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// `PutRecord` and `PutRecordBatch`; the hint of throughput is kept.
    DirectPut(Option<Arc<Value>>),
    /// A Kinesis data stream: its ARN and the role that reads it.
    Kinesis(Arc<str>, Arc<str>),
    /// A topic of Kafka; a lab has none, so nothing comes.
    Msk(Arc<Value>),
    /// A database; a lab has none, so nothing comes.
    Database(Arc<Value>),
}

impl Source {
    /// AWS's word.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::DirectPut(_) => "DirectPut",
            Self::Kinesis(..) => "KinesisStreamAsSource",
            Self::Msk(_) => "MSKAsSource",
            Self::Database(_) => "DatabaseAsSource",
        }
    }
}

/// `DeliveryStreamStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "AWS's own names")]
pub enum Status {
    Creating,
    CreatingFailed,
    Active,
    Deleting,
    DeletingFailed,
}

impl Status {
    /// AWS's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::CreatingFailed => "CREATING_FAILED",
            Self::Active => "ACTIVE",
            Self::Deleting => "DELETING",
            Self::DeletingFailed => "DELETING_FAILED",
        }
    }
}

/// Whether records are encrypted at rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "AWS's own names")]
pub enum EncryptionStatus {
    #[default]
    Disabled,
    Enabling,
    EnablingFailed,
    Enabled,
    Disabling,
}

impl EncryptionStatus {
    /// AWS's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Disabled => "DISABLED",
            Self::Enabling => "ENABLING",
            Self::EnablingFailed => "ENABLING_FAILED",
            Self::Enabled => "ENABLED",
            Self::Disabling => "DISABLING",
        }
    }
}

/// Why something did not come about: a type of AWS and a sentence.
pub type FailureDescription = (Arc<str>, Arc<str>);

/// Encryption at rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Encryption {
    /// Whether there is any.
    pub status: EncryptionStatus,
    /// The customer's key; none for that of Firehose.
    pub key: Option<Arc<str>>,
    /// Whether records were encrypted when this began, and by which key: it is so until the new key is in use.
    pub before: Option<Option<Arc<str>>>,
    /// Why it could not begin.
    pub failure: Option<FailureDescription>,
    /// When it was asked to begin or to end, within the last day.
    pub calls: Vec<Instant>,
}

impl Encryption {
    /// Whether what is put now is encrypted, and by which customer's key.
    pub fn in_force(&self) -> Option<Option<&Arc<str>>> {
        match self.status {
            EncryptionStatus::Enabled | EncryptionStatus::Disabling => Some(self.key.as_ref()),
            EncryptionStatus::Enabling | EncryptionStatus::EnablingFailed => self.before.as_ref().map(Option::as_ref),
            EncryptionStatus::Disabled => None,
        }
    }
}

/// What is left of a stream's throughput: records, requests and bytes a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quotas {
    /// Records.
    pub records: Bucket,
    /// Requests.
    pub requests: Bucket,
    /// Bytes.
    pub bytes: Bucket,
}

impl Quotas {
    /// All of it.
    pub fn full(now: Instant, region: Region) -> Self {
        let (records, requests, bytes) = put_rates(region);
        Self {
            records: Bucket::full(now, records),
            requests: Bucket::full(now, requests),
            bytes: Bucket::full(now, bytes),
        }
    }

    /// As it stands now.
    #[must_use]
    pub fn at(self, now: Instant, region: Region) -> Self {
        let (records, requests, bytes) = put_rates(region);
        Self {
            records: self.records.at(now, records),
            requests: self.requests.at(now, requests),
            bytes: self.bytes.at(now, bytes),
        }
    }
}

/// What a stream has counted. Records that came in, and those that were made by dividing others, are held, or were
/// delivered, dropped, sent to the error output, lost or thrown away with the stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Totals {
    /// Requests that put something (`IncomingPutRequests`).
    pub requests: u64,
    /// Records that came in (`IncomingRecords`).
    pub incoming: u64,
    /// Their bytes (`IncomingBytes`).
    pub incoming_bytes: u64,
    /// Records that were refused for want of throughput (`ThrottledRecords`).
    pub throttled: u64,
    /// Records more by dividing some.
    pub gained: u64,
    /// Records that a function or the extraction of messages dropped.
    pub dropped: u64,
    /// Records that the destination has (`DeliveryToS3.Records` and the like).
    pub delivered: u64,
    /// Their bytes before compression.
    pub delivered_bytes: u64,
    /// Records that the error output has, and those that Redshift skipped.
    pub failed: u64,
    /// Their bytes.
    pub failed_bytes: u64,
    /// Records that are gone because nobody took them for 24 hours.
    pub lost: u64,
    /// Records that were thrown away with the stream.
    pub discarded: u64,
    /// Copies that were made for the backup of what came in.
    pub copies: u64,
    /// Those that the backup bucket has (`BackupToS3.Records`).
    pub backed_up: u64,
    /// Their bytes.
    pub backed_up_bytes: u64,
    /// Those that are gone.
    pub copies_lost: u64,
    /// Those that were thrown away with the stream.
    pub copies_discarded: u64,
    /// Attempts to deliver, and those that succeeded (`DeliveryToS3.Success`); to Redshift copies alone.
    pub attempts: (u64, u64),
    /// Attempts to put something into the bucket from which Redshift copies, and those that succeeded.
    pub objects: (u64, u64),
    /// Attempts to put something into the backup bucket, and those that succeeded (`BackupToS3.Success`).
    pub backups: (u64, u64),
    /// Invocations of the function, and those that answered (`ExecuteProcessing.Success`).
    pub invocations: (u64, u64),
    /// Records that the function took (`SucceedProcessing.Records`).
    pub processed: u64,
    /// Records that were converted, and those that could not be (`SucceedConversion.Records`, `FailedConversion.Records`).
    pub converted: (u64, u64),
    /// Bytes of the ones and of the others (`SucceedConversion.Bytes`, `FailedConversion.Bytes`).
    pub converted_bytes: (u64, u64),
    /// Records whose partition was one too many (`PartitionCountExceeded`).
    pub partitions_exceeded: u64,
    /// Records that were read from a Kinesis data stream (`DataReadFromKinesisStream.Records`).
    pub read: u64,
    /// Their bytes (`DataReadFromKinesisStream.Bytes`).
    pub read_bytes: u64,
    /// Reads, iterators and lists of shards that the source refused because there were too many (`ThrottledGetRecords`,
    /// `ThrottledGetShardIterator`, `ThrottledDescribeStream`).
    pub reads_throttled: (u64, u64, u64),
    /// `PutRecord` calls and their bytes.
    pub put: (u64, u64),
    /// `PutRecordBatch` calls, their records that were taken, and the bytes of those.
    pub put_batch: (u64, u64, u64),
    /// Puts that were refused because of the stream's key (`KMSKeyAccessDenied`, `KMSKeyDisabled`, `KMSKeyInvalidState`,
    /// `KMSKeyNotFound`).
    pub key_refusals: (u64, u64, u64, u64),
    /// Bytes of what the function took (`SucceedProcessing.Bytes`).
    pub processed_bytes: u64,
    /// How long the function took, in milliseconds (`ExecuteProcessing.Duration`).
    pub processing: Minutes,
    /// What is billed: bytes, each record rounded up to 5 KB.
    pub billed_bytes: u64,
}

impl Totals {
    /// The attempts that one with what a buffer had belongs to: those to put something into the backup bucket count for
    /// themselves, and so do those that only prepare a copy.
    pub(super) const fn attempts_of(&mut self, kind: DestinationKind, lane: &Lane, stage: Stage) -> &mut (u64, u64) {
        match (lane, kind, stage) {
            (Lane::Main(_), DestinationKind::Redshift, Stage::Object | Stage::Manifest) => &mut self.objects,
            // A destination in S3 has its error output in its own bucket.
            (Lane::Main(_), ..) | (Lane::Failed(_), DestinationKind::S3, _) => &mut self.attempts,
            (Lane::Source | Lane::Failed(_), ..) => &mut self.backups,
        }
    }
}

/// What went wrong, as a stream's log in CloudWatch Logs would have it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LogEntry {
    /// When.
    pub at: Instant,
    /// AWS's code.
    pub code: Arc<str>,
    /// Why.
    pub message: Arc<str>,
}

/// A stream.
#[derive(Clone, Debug, Hash)]
pub struct Stream {
    /// Its number.
    pub id: StreamId,
    /// Its names.
    pub key: StreamKey,
    /// Where its records come from.
    pub source: Source,
    /// Whether it is there yet, or still.
    pub status: Status,
    /// Why it could not come into being or go.
    pub failure: Option<FailureDescription>,
    /// Whether it goes although the grant on its key cannot be retired.
    pub(super) unretired: bool,
    /// When it was made.
    pub created: Instant,
    /// When its destination was changed last.
    pub updated: Option<Instant>,
    /// From 1, and one more for each change of the destination.
    pub version: u64,
    /// By key.
    pub tags: SortedMap<String, String>,
    /// Encryption at rest.
    pub encryption: Encryption,
    /// Where records go.
    pub destination: Destination,
    pub(super) quotas: Quotas,
    /// Records that wait for the function.
    pub intake: Buffer,
    /// Records that wait to be delivered.
    pub lanes: SortedMap<Lane, Buffer>,
    /// What the function has at the moment.
    pub invocations: SortedMap<u64, Invocation>,
    /// What is under way to a destination, or waits to be tried again.
    pub deliveries: SortedMap<u64, Delivery>,
    /// How far its source was read.
    pub reading: Reading,
    /// What it has counted.
    pub totals: Totals,
    /// The newest errors.
    pub log: ChunkDeque<LogEntry>,
}

impl Stream {
    /// Records that it holds, and copies of some for the backup.
    pub fn held(&self) -> (u64, u64) {
        let (mut own, mut copies) = (self.intake.len(), 0);
        own += self.invocations.values().map(|invocation| invocation.records.len() as u64).sum::<u64>();
        let mut add = |lane: &Lane, count: u64| if lane.is_own() { own += count } else { copies += count };
        self.lanes.iter().for_each(|(lane, buffer)| add(lane, buffer.len()));
        self.deliveries.values().for_each(|delivery| add(&delivery.lane, delivery.held()));
        (own, copies)
    }

    /// Bytes of records that it holds.
    pub fn held_bytes(&self) -> u64 {
        let of = |records: &[super::Record]| records.iter().map(|record| record.data.len()).sum::<u64>();
        self.intake.bytes
            + self.invocations.values().map(|invocation| of(&invocation.records)).sum::<u64>()
            + self.lanes.values().map(|buffer| buffer.bytes).sum::<u64>()
            + self.deliveries.values().map(|delivery| of(&delivery.records)).sum::<u64>()
    }

    /// How old the oldest copy is that waits for the backup bucket, in seconds (`BackupToS3.DataFreshness`).
    pub fn backup_freshness(&self, now: Instant) -> u64 {
        let buffered = self.lanes.iter().filter(|(lane, _)| !lane.is_own()).flat_map(|(_, buffer)| buffer.iter());
        let away = self.deliveries.values().filter(|delivery| !delivery.lane.is_own()).flat_map(|d| d.records.iter());
        buffered.chain(away).map(|record| record.arrived).min().map_or(0, |oldest| now.since(oldest).as_secs())
    }

    /// How old the oldest record is that was not delivered yet, in seconds (`DataFreshness`).
    pub fn freshness(&self, now: Instant) -> u64 {
        let buffered =
            self.intake.iter().chain(self.lanes.iter().filter(|(lane, _)| lane.is_own()).flat_map(|(_, b)| b.iter()));
        let away = self.deliveries.values().filter(|delivery| delivery.lane.is_own()).flat_map(|d| d.records.iter());
        let with_function = self.invocations.values().flat_map(|invocation| invocation.records.iter());
        let oldest = buffered.chain(away).chain(with_function).map(|record| record.arrived).min();
        oldest.map_or(0, |oldest| now.since(oldest).as_secs())
    }
}
