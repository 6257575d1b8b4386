//! The figures of Lambda, Firehose and KMS that can be changed. Names are those of their APIs and of their quotas pages.

use super::{Figure, Unit, figure};
use crate::key;

const RUNS: Unit = Unit::Count(key!("invocations"));
const MEGABYTES: Unit = Unit::Count(key!("MB"));

/// Those of Lambda.
#[rustfmt::skip]
pub const LAMBDA: [Figure; 20] = [
    figure!("lambda.concurrency", "Concurrent executions", key!("invocations that run at once in an account"), RUNS, 1..=1_000_000, lambda.concurrency),
    figure!("lambda.unreserved", "PutFunctionConcurrency", key!("invocations that must stay free of reservations"), RUNS, 0..=1_000_000, lambda.unreserved_min),
    figure!("lambda.payload_bytes.sync", "Invoke", key!("payload of a synchronous invocation, and its answer"), Unit::Bytes, 1_024..=104_857_600, lambda.payload_bytes.0),
    figure!("lambda.payload_bytes.async", "Invoke", key!("payload of an asynchronous invocation"), Unit::Bytes, 1_024..=104_857_600, lambda.payload_bytes.1),
    figure!("lambda.policy.bytes", "AddPermission", key!("largest policy of a function"), Unit::Bytes, 256..=1_048_576, lambda.policy_bytes),
    figure!("lambda.timeout_secs.min", "Timeout", key!("shortest timeout"), Unit::Secs, fixed, lambda.timeout_secs.0),
    figure!("lambda.timeout_secs.default", "Timeout", key!("timeout of a new function"), Unit::Secs, 1..=86_400, lambda.timeout_secs.2),
    figure!("lambda.timeout_secs.max", "Timeout", key!("longest timeout"), Unit::Secs, 1..=86_400, lambda.timeout_secs.1),
    figure!("lambda.memory_mb.min", "MemorySize", key!("least memory"), MEGABYTES, 1..=128, lambda.memory_mb.0),
    figure!("lambda.memory_mb.default", "MemorySize", key!("memory of a new function"), MEGABYTES, 1..=10_240, lambda.memory_mb.2),
    figure!("lambda.memory_mb.max", "MemorySize", key!("most memory"), MEGABYTES, 128..=102_400, lambda.memory_mb.1),
    figure!("lambda.retries.max", "MaximumRetryAttempts", key!("retries of an asynchronous invocation that can be asked for"), Unit::Count(key!("retries")), 0..=10, lambda.retries_max),
    figure!("lambda.event_age_secs.min", "MaximumEventAgeInSeconds", key!("shortest time for which an event can be kept"), Unit::Secs, 1..=21_600, lambda.event_age_secs.0),
    figure!("lambda.event_age_secs.max", "MaximumEventAgeInSeconds", key!("longest time for which an event can be kept"), Unit::Secs, 60..=604_800, lambda.event_age_secs.1),
    figure!("lambda.page", "ListFunctions", key!("functions on a page of a list"), Unit::Count(key!("functions")), 1..=1_000, lambda.page),
    figure!("lambda.mapping.concurrency", "MaximumConcurrency", key!("invocations at once for a mapping of a queue"), RUNS, 2..=100_000, lambda.mapping_concurrency),
    figure!("lambda.mapping.per_minute", "Event source mapping scaling", key!("invocations that a mapping of a queue adds in a minute"), RUNS, 1..=100_000, lambda.mapping_per_minute),
    figure!("lambda.mapping.provisioned_per_minute", "ProvisionedPollerConfig", key!("invocations that a mapping with pollers of its own adds in a minute"), RUNS, 1..=100_000, lambda.provisioned_per_minute),
    figure!("lambda.mapping.pollers", "MaximumPollers", key!("pollers of a mapping"), Unit::Count(key!("pollers")), 200..=100_000, lambda.pollers_max),
    figure!("lambda.mapping.page", "ListEventSourceMappings", key!("mappings on a page of a list"), Unit::Count(key!("mappings")), 1..=1_000, lambda.mappings_page),
];

/// Those of Firehose.
#[rustfmt::skip]
pub const FIREHOSE: [Figure; 2] = [
    figure!("firehose.streams", "Delivery streams per Region", key!("delivery streams of an account"), Unit::Count(key!("streams")), 1..=100_000, firehose.streams),
    figure!("firehose.interval_secs.min", "IntervalInSeconds", key!("shortest interval of a buffer"), Unit::Secs, 0..=900, firehose.interval_secs_min),
];

/// Those of KMS.
#[rustfmt::skip]
pub const KMS: [Figure; 4] = [
    figure!("kms.keys", "AWS KMS keys", key!("customer managed keys of an account"), Unit::Count(key!("keys")), 1..=1_000_000, kms.keys),
    figure!("kms.aliases", "Aliases per KMS key", key!("aliases of a key"), Unit::Count(key!("aliases")), 1..=10_000, kms.aliases_per_key),
    figure!("kms.tags.max", "TagResource", key!("tags of a key"), Unit::Count(key!("tags")), 0..=1_000, kms.tags_max),
    figure!("kms.policy.bytes", "PutKeyPolicy", key!("largest policy of a key"), Unit::Bytes, 256..=1_048_576, kms.policy_bytes),
];
