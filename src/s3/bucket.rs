//! A bucket: its settings, and the versions under each key.
//!
//! It does not know who may use it, nor how anybody hears of a change.

use super::lifecycle::Lifecycle;
use super::notify::Configuration;
use super::object::{Content, Object, Version};
use crate::base::collections::{OrdMap, SortedMap};
use crate::base::{AccountId, Arn, Region};
use crate::clock::Instant;
use crate::iam::StoredPolicy;
use std::ops::Bound;
use std::sync::Arc;

/// The number of a bucket in a lab. Numbers are never given again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct BucketId(pub u32);

/// Whether a bucket keeps older versions. Once enabled it can only be suspended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Versioning {
    /// It never did.
    #[default]
    Unversioned,
    /// Every put makes a version with an id of its own.
    Enabled,
    /// Puts replace the null version; versions with ids stay.
    Suspended,
}

/// What happened in a bucket so far, and what it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Totals {
    /// Keys whose newest version is an object.
    pub objects: u64,
    /// Bytes of all versions.
    pub bytes: u64,
    /// Objects put or copied into it.
    pub created: u64,
    /// Deletions that somebody asked for.
    pub removed: u64,
    /// Deletions by lifecycle rules.
    pub expired: u64,
    /// Notifications sent, test messages not counted.
    pub notified: u64,
}

/// The versions under a key, the newest last; never empty.
type Versions = Arc<Vec<Version>>;

/// A bucket.
#[derive(Clone, Debug, Hash)]
pub struct Bucket {
    /// Its number.
    pub id: BucketId,
    /// Its name, which nobody else in the lab has.
    pub name: Arc<str>,
    /// The account that made it.
    pub owner: AccountId,
    /// Where it is.
    pub region: Region,
    /// Since when.
    pub created: Instant,
    /// Whether it keeps older versions.
    pub versioning: Versioning,
    /// Its policy, if it has one.
    pub policy: Option<StoredPolicy>,
    /// Who hears of changes.
    pub notification: Arc<Configuration>,
    /// When objects expire, if they do.
    pub lifecycle: Option<Arc<Lifecycle>>,
    /// Counts.
    pub totals: Totals,
    /// Notifications by the id of their rule, of the rules that the bucket has now.
    pub notified: SortedMap<Arc<str>, u64>,
    /// When the next object expires, as far as a timer is set for it.
    pub(super) wakes: Option<Instant>,
    keys: OrdMap<Arc<str>, Versions>,
}

impl Bucket {
    /// An empty bucket without settings.
    pub(super) fn new(id: BucketId, name: &str, owner: AccountId, region: Region, created: Instant) -> Self {
        Self {
            id,
            name: name.into(),
            owner,
            region,
            created,
            versioning: Versioning::Unversioned,
            policy: None,
            notification: Arc::default(),
            lifecycle: None,
            totals: Totals::default(),
            notified: SortedMap::default(),
            wakes: None,
            keys: OrdMap::new(),
        }
    }

    /// Its ARN, which names neither Region nor account.
    pub fn arn(&self) -> Arn {
        Arn {
            service: "s3".to_owned(),
            region: String::new(),
            account: String::new(),
            resource: self.name.as_ref().to_owned(),
        }
    }

    /// Whether it has no version and no delete marker at all.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The versions under a key, the newest last; none where nothing is.
    pub fn versions(&self, key: &str) -> &[Version] {
        self.keys.get(key).map_or(&[], |versions| versions.as_slice())
    }

    /// The newest version under a key, object or delete marker.
    pub fn current(&self, key: &str) -> Option<&Version> {
        self.versions(key).last()
    }

    /// The version of that id, or the null version.
    pub(super) fn version(&self, key: &str, id: Option<&str>) -> Option<&Version> {
        self.versions(key).iter().find(|version| version.id.as_deref() == id)
    }

    /// Keys in order with all their versions, also those that only have delete markers.
    pub fn keys(&self) -> impl Iterator<Item = (&Arc<str>, &[Version])> {
        self.keys.iter().map(|(key, versions)| (key, versions.as_slice()))
    }

    /// Objects in the order of their keys: the newest versions that are no delete markers.
    pub fn objects(&self) -> impl Iterator<Item = (&Arc<str>, &Version, &Arc<Object>)> {
        self.objects_from(Bound::Unbounded)
    }

    /// Objects from a key on, or behind it.
    pub(super) fn objects_from(&self, from: Bound<&str>) -> impl Iterator<Item = (&Arc<str>, &Version, &Arc<Object>)> {
        let keys = self.keys.from(from);
        keys.filter_map(|(key, versions)| {
            let version = versions.last()?;
            Some((key, version, version.object()?))
        })
    }

    /// Puts a version on top; one with the same id, which only the null version can have, goes. Answers the bytes that
    /// the lab keeps more and those that it keeps less.
    pub(super) fn put(&mut self, key: &Arc<str>, version: Version) -> (u64, u64) {
        let (_, freed) = self.take(key, version.id.as_deref());
        let kept = version.kept();
        self.totals.objects -= u64::from(self.has_object(key));
        self.totals.objects += u64::from(!version.is_marker());
        self.totals.bytes += version.size();
        let mut versions = self.keys.get(key).cloned().unwrap_or_default();
        Arc::make_mut(&mut versions).push(version);
        self.keys.insert(key.clone(), versions);
        (kept, freed)
    }

    /// Takes a version out; answers it, and the bytes that the lab keeps less.
    pub(super) fn take(&mut self, key: &str, id: Option<&str>) -> (Option<Version>, u64) {
        let place = self.versions(key).iter().position(|version| version.id.as_deref() == id);
        let Some((index, mut versions)) = place.zip(self.keys.get(key).cloned()) else { return (None, 0) };
        self.totals.objects -= u64::from(self.has_object(key));
        let taken = Arc::make_mut(&mut versions).remove(index);
        self.totals.bytes -= taken.size();
        if versions.is_empty() {
            self.keys.remove(key);
        } else {
            self.keys.insert(key.into(), versions);
        }
        self.totals.objects += u64::from(self.has_object(key));
        let kept = taken.kept();
        (Some(taken), kept)
    }

    fn has_object(&self, key: &str) -> bool {
        self.current(key).is_some_and(|version| !version.is_marker())
    }

    /// Changes the object of a version that is there.
    pub(super) fn change(&mut self, key: &str, id: Option<&str>, change: impl FnOnce(&mut Object)) {
        let Some(versions) = self.keys.get_mut(key) else { return };
        let version = Arc::make_mut(versions).iter_mut().find(|version| version.id.as_deref() == id);
        if let Some(Content::Object(object)) = version.map(|version| &mut version.content) {
            change(Arc::make_mut(object));
        }
    }

    /// When something under a key expires: its newest object, or a delete marker above nothing.
    pub(super) fn expires(&self, key: &str, versions: &[Version], epoch: crate::clock::Epoch) -> Option<Instant> {
        let newest = versions.last()?;
        if newest.is_marker() && versions.len() > 1 {
            return None;
        }
        self.lifecycle.as_ref()?.expires(key, newest.modified, epoch)
    }
}
