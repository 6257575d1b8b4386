//! A record as a shard keeps it.

use super::hash::HashKey;
use crate::clock::Instant;
use std::sync::Arc;

/// A record. It is never changed, and goes only by its age.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Record {
    /// Its count among those of the shard and its neighbours, the heart of its sequence number.
    pub count: u64,
    /// When it came.
    pub arrived: Instant,
    /// The partition key, as far as one was given.
    pub key: Option<Arc<str>>,
    /// Where it was sorted in.
    pub hash: HashKey,
    /// What it carries.
    pub data: Arc<[u8]>,
    /// Whether it lies encrypted.
    pub encrypted: bool,
}

impl Record {
    /// What it counts for: its data and its key.
    pub fn bytes(&self) -> u64 {
        bytes(&self.data, self.key.as_deref())
    }

    /// When it will have been there for the whole retention period.
    #[must_use]
    pub const fn expires(&self, retention: crate::clock::Duration) -> Instant {
        self.arrived.after(retention)
    }
}

/// What data and a key count for together.
pub(super) fn bytes(data: &[u8], key: Option<&str>) -> u64 {
    (data.len() + key.map_or(0, str::len)) as u64
}
