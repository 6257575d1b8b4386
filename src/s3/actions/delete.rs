//! `DeleteObject` and `DeleteObjects`.
//!
//! Source: "Deleting object versions from a versioning-enabled bucket" in the Amazon S3 user guide.

use crate::s3::api::{
    DeleteError, DeleteObject, DeleteObjectOutput, DeleteObjects, DeleteObjectsOutput, DeletedObject, ObjectIdentifier,
};
use crate::s3::bucket::{BucketId, Versioning};
use crate::s3::limits::BATCH_MAX;
use crate::s3::name::check_key;
use crate::s3::notify::Change;
use crate::s3::object::{Content, EMPTY_ETAG, Version};
use crate::s3::{Cx, EventType, Result, S3, S3Error, S3Event};
use std::sync::Arc;

impl S3 {
    pub(super) fn delete_object(&mut self, cx: &mut Cx<'_>, request: &DeleteObject) -> Result<DeleteObjectOutput> {
        let id = self.need(&request.bucket)?.id;
        check_key(&request.key)?;
        let Some(name) = request.version_id.as_deref() else { return Ok(self.remove(cx, id, &request.key)) };
        let version: Option<Arc<str>> = self.version_id(name)?.map(Into::into);
        let marker = self.remove_version(cx, id, &request.key, version);
        let delete_marker = marker.unwrap_or_default().then_some(true);
        Ok(DeleteObjectOutput { delete_marker, version_id: Some(name.to_owned()) })
    }

    pub(super) fn delete_objects(&mut self, cx: &mut Cx<'_>, request: &DeleteObjects) -> Result<DeleteObjectsOutput> {
        let id = self.need(&request.bucket)?.id;
        let delete = request.delete.as_ref().ok_or_else(S3Error::malformed)?;
        if !(1..=BATCH_MAX).contains(&delete.objects.len()) || delete.objects.iter().any(|entry| entry.key.is_empty()) {
            return Err(S3Error::malformed());
        }
        let mut answer = DeleteObjectsOutput::default();
        for entry in &delete.objects {
            match self.delete_entry(cx, id, entry) {
                Ok(deleted) => answer.deleted.push(deleted),
                Err(error) => answer.errors.push(DeleteError {
                    key: entry.key.clone(),
                    version_id: entry.version_id.clone(),
                    code: error.code.names().0.to_owned(),
                    message: error.message,
                }),
            }
        }
        if delete.quiet == Some(true) {
            answer.deleted.clear();
        }
        Ok(answer)
    }

    fn delete_entry(&mut self, cx: &mut Cx<'_>, id: BucketId, entry: &ObjectIdentifier) -> Result<DeletedObject> {
        check_key(&entry.key)?;
        let (key, version_id) = (entry.key.clone(), entry.version_id.clone());
        let Some(name) = version_id.as_deref() else {
            let removed = self.remove(cx, id, &key);
            let DeleteObjectOutput { delete_marker, version_id: delete_marker_version_id } = removed;
            return Ok(DeletedObject { key, version_id: None, delete_marker, delete_marker_version_id });
        };
        // In a batch an id that was never given is answered like one that is no more.
        let gone = |_| S3Error::no_such_version(&key, name);
        let version: Option<Arc<str>> = self.version_id(name).map_err(gone)?.map(Into::into);
        let marker = self.remove_version(cx, id, &key, version).ok_or_else(|| S3Error::no_such_version(&key, name))?;
        Ok(DeletedObject {
            delete_marker: marker.then_some(true),
            delete_marker_version_id: marker.then(|| name.to_owned()),
            key,
            version_id,
        })
    }

    /// Deletes the newest version: for good in a bucket that never kept versions, otherwise by a delete marker.
    fn remove(&mut self, cx: &mut Cx<'_>, id: BucketId, key: &str) -> DeleteObjectOutput {
        let bucket = self.bucket_of(id);
        let versioning = bucket.map(|bucket| bucket.versioning).unwrap_or_default();
        let existed = bucket.and_then(|bucket| bucket.current(key)).is_some_and(|newest| !newest.is_marker());
        if versioning != Versioning::Unversioned {
            let version = self.mark(cx, id, key, EventType::DELETE_MARKER, existed);
            let name = version.as_deref().unwrap_or("null").to_owned();
            return DeleteObjectOutput { delete_marker: Some(true), version_id: Some(name) };
        }
        // What is not there is deleted with success, and told of like any other deletion.
        self.drop_version(cx, id, key, None, EventType::DELETE, existed);
        DeleteObjectOutput::default()
    }

    /// Deletes a version for good; answers whether it was a delete marker, or nothing where it is not there.
    fn remove_version(&mut self, cx: &mut Cx<'_>, id: BucketId, key: &str, version: Option<Arc<str>>) -> Option<bool> {
        let was_marker = self.bucket_of(id)?.version(key, version.as_deref())?.is_marker();
        self.drop_version(cx, id, key, version, EventType::DELETE, true);
        Some(was_marker)
    }

    /// Takes a version out and tells of it.
    pub(super) fn drop_version(
        &mut self,
        cx: &mut Cx<'_>,
        id: BucketId,
        key: &str,
        version: Option<Arc<str>>,
        how: EventType,
        existed: bool,
    ) {
        let sequencer = Some(self.draw_sequencer(cx));
        let Some(bucket) = self.bucket_mut(id) else { return };
        let (_, freed) = bucket.take(key, version.as_deref());
        self.kept -= freed;
        let change = Change { event: how, key: key.into(), version, size: None, etag: None, sequencer };
        self.tell_removal(cx, id, &change, existed);
    }

    /// Puts a delete marker on top and tells of it; answers its id.
    pub(super) fn mark(
        &mut self,
        cx: &mut Cx<'_>,
        id: BucketId,
        key: &str,
        how: EventType,
        existed: bool,
    ) -> Option<Arc<str>> {
        let enabled = self.bucket_of(id)?.versioning == Versioning::Enabled;
        let version = enabled.then(|| self.draw_version());
        let key: Arc<str> = key.into();
        let change = Change {
            event: how,
            key: key.clone(),
            version: version.clone(),
            size: None,
            etag: Some(EMPTY_ETAG.into()),
            sequencer: Some(self.draw_sequencer(cx)),
        };
        let marker = Version { id: version.clone(), modified: cx.now, content: Content::DeleteMarker };
        let (more, less) = self.bucket_mut(id)?.put(&key, marker);
        self.kept = self.kept + more - less;
        self.tell_removal(cx, id, &change, existed);
        version
    }

    fn tell_removal(&mut self, cx: &mut Cx<'_>, id: BucketId, change: &Change, existed: bool) {
        let (key, version, how) = (change.key.clone(), change.version.clone(), change.event);
        let by_rule = how == EventType::EXPIRED || how == EventType::EXPIRED_MARKER;
        if let Some(bucket) = self.bucket_mut(id) {
            bucket.totals.expired += u64::from(by_rule);
            bucket.totals.removed += u64::from(!by_rule && existed);
        }
        let kind = if by_rule {
            S3Event::Expired { bucket: id, key, version, how }
        } else {
            S3Event::ObjectRemoved { bucket: id, key, version, how, existed }
        };
        let cause = cx.emit(None, kind);
        self.announce(cx, id, change, cause);
        self.plan_expiry(cx, id, &change.key);
    }
}
