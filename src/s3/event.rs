//! What can happen in S3, for the log, the picture and the explanations.

use super::bucket::BucketId;
use super::notify::{Destination, EventType};
use std::sync::Arc;

/// Something that happened to a bucket or an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum S3Event {
    /// A bucket was made.
    BucketCreated { bucket: BucketId },
    /// An empty bucket was deleted.
    BucketDeleted { bucket: BucketId, name: Arc<str> },
    /// A setting of a bucket changed: its versioning, policy, notifications or lifecycle.
    BucketChanged { bucket: BucketId, what: &'static str },
    /// An object, or a new version of it, was put or copied; `size` in bytes.
    ObjectCreated { bucket: BucketId, key: Arc<str>, size: u64, version: Option<Arc<str>>, how: EventType },
    /// An object or one version of it was deleted, or a delete marker was put above it; `existed` is false where there
    /// was nothing to delete, which is a success and an event all the same.
    ObjectRemoved { bucket: BucketId, key: Arc<str>, version: Option<Arc<str>>, how: EventType, existed: bool },
    /// A lifecycle rule deleted an object or put a delete marker above it.
    Expired { bucket: BucketId, key: Arc<str>, version: Option<Arc<str>>, how: EventType },
    /// An object's tags were set or deleted.
    Tagged { bucket: BucketId, key: Arc<str>, version: Option<Arc<str>>, how: EventType },
    /// Somebody read an object; `size` in bytes.
    ObjectRead { bucket: BucketId, key: Arc<str>, size: u64, version: Option<Arc<str>> },
    /// A rule matched a change, and a notification is on its way.
    NotificationMade { bucket: BucketId, rule: Arc<str>, destination: Destination, key: Arc<str>, event: EventType },
    /// A notification configuration was saved, and a destination gets the test message.
    TestSent { bucket: BucketId, destination: Destination },
}
