//! Lifecycle rules at work: one timer for each bucket, at the midnight at which the next object expires.

use crate::clock::Instant;
use crate::s3::bucket::{BucketId, Versioning};
use crate::s3::lifecycle;
use crate::s3::object::Version;
use crate::s3::{Cx, EventType, S3, Timer};
use std::sync::Arc;

/// What expires: a key, and the delete marker above nothing, where it is that.
type Due = (Arc<str>, Option<Version>);

impl S3 {
    /// Sets the timer no later than what is under a key expires.
    pub(super) fn plan_expiry(&mut self, cx: &mut Cx<'_>, id: BucketId, key: &str) {
        let Some(bucket) = self.bucket_of(id) else { return };
        let Some(at) = bucket.expires(key, bucket.versions(key), cx.epoch) else { return };
        if bucket.wakes.is_none_or(|planned| at < planned) {
            self.set_wake(cx, id, Some(at));
        }
    }

    /// Sets the timer anew, by everything that is in the bucket.
    pub(super) fn plan_all(&mut self, cx: &mut Cx<'_>, id: BucketId) {
        let Some(bucket) = self.bucket_of(id) else { return };
        let all = bucket.keys().filter_map(|(key, versions)| bucket.expires(key, versions, cx.epoch));
        self.set_wake(cx, id, all.min());
    }

    /// Sets the timer, or switches it off. What should have expired already goes at the next midnight, when S3 looks.
    pub(super) fn set_wake(&mut self, cx: &mut Cx<'_>, id: BucketId, at: Option<Instant>) {
        let at = at.map(|at| if at > cx.now { at } else { lifecycle::next_midnight(cx.now, cx.epoch) });
        let Some(bucket) = self.bucket_mut(id).filter(|bucket| bucket.wakes != at) else { return };
        bucket.wakes = at;
        cx.set_timer(Timer::Lifecycle(id), at);
    }

    /// Lets everything expire that is due, in the order of keys.
    pub(super) fn expire(&mut self, cx: &mut Cx<'_>, id: BucketId) {
        let Some(bucket) = self.bucket_of(id) else { return };
        let versioning = bucket.versioning;
        let is_due =
            |key: &str, versions: &[Version]| bucket.expires(key, versions, cx.epoch).is_some_and(|at| at <= cx.now);
        let marker = |versions: &[Version]| versions.last().filter(|newest| newest.is_marker()).cloned();
        let due: Vec<Due> = bucket
            .keys()
            .filter(|(key, versions)| is_due(key, versions))
            .map(|(key, versions)| (key.clone(), marker(versions)))
            .collect();
        for (key, marker) in due {
            match (marker, versioning) {
                (Some(marker), _) => self.drop_version(cx, id, &key, marker.id, EventType::EXPIRED, true),
                (None, Versioning::Unversioned) => self.drop_version(cx, id, &key, None, EventType::EXPIRED, true),
                (None, Versioning::Enabled | Versioning::Suspended) => {
                    self.mark(cx, id, &key, EventType::EXPIRED_MARKER, true);
                }
            }
        }
        // The timer that woke is spent.
        if let Some(bucket) = self.bucket_mut(id) {
            bucket.wakes = None;
        }
        self.plan_all(cx, id);
    }
}
