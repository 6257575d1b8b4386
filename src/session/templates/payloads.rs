//! Payloads that are too large for a message, and the extended client that takes them through a bucket.

use super::{arn, call, consumer, producer, queue};
use crate::actors::extended::{Fetch, Offload};
use crate::actors::{ConsumerConfig, ProducerConfig, Source};
use crate::cloud::Input;
use crate::s3::api::{CreateBucket, Request};

/// The bucket of the lab; names of buckets are nobody else's in all of AWS.
const BUCKET: &str = "ann-scans";
/// A scan of 20 MB.
const SCAN_BYTES: u64 = 20 * 1_048_576;

/// What is there at the beginning.
pub(super) fn inputs() -> Vec<Input> {
    let source = Source::Pattern {
        body: "scan {n}".to_owned(),
        groups: Vec::new(),
        total: Some(12),
        poison_every: 0,
        payload_bytes: Some(SCAN_BYTES),
    };
    let bucket = CreateBucket { bucket: BUCKET.to_owned(), ..CreateBucket::default() };
    vec![
        call(Request::from(bucket)),
        queue("scans", &[("VisibilityTimeout", "20")]),
        producer(ProducerConfig {
            name: "scanner".to_owned(),
            queue: Some(arn("scans")),
            source,
            every_ms: 3_000,
            extended: Some(Offload { bucket: BUCKET.to_owned(), prefix: "scans/".to_owned(), ..Offload::default() }),
            ..ProducerConfig::default()
        }),
        consumer(ConsumerConfig {
            name: "archive".to_owned(),
            queue: Some(arn("scans")),
            work_ms: (2_000, 4_000),
            extended: Some(Fetch::default()),
            ..ConsumerConfig::default()
        }),
        consumer(ConsumerConfig {
            name: "old reader".to_owned(),
            queue: Some(arn("scans")),
            work_ms: (7_000, 7_000),
            ..ConsumerConfig::default()
        }),
    ]
}
