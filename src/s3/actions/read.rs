//! `GetObject` and `HeadObject`, and how a version is found.

use super::stamp;
use crate::s3::api::{GetObject, GetObjectOutput, HeadObject, HeadObjectOutput};
use crate::s3::bucket::Bucket;
use crate::s3::name::check_key;
use crate::s3::object::{Body, Object, Version};
use crate::s3::{Cx, ErrorCode, Result, S3, S3Error, S3Event};
use std::sync::Arc;

impl S3 {
    pub(super) fn get_object(&mut self, cx: &mut Cx<'_>, request: &GetObject) -> Result<GetObjectOutput> {
        let bucket = self.need(&request.bucket)?;
        let (id, key) = (bucket.id, request.key.as_str());
        let (version, object) = self.find_object(bucket, key, request.version_id.as_deref(), "GET")?;
        let body = object.body.bytes().to_vec();
        let (size, read) = (object.body.size(), version.id.clone());
        let answer = GetObjectOutput { body, head: head(cx, version, object) };
        cx.emit(None, S3Event::ObjectRead { bucket: id, key: key.into(), size, version: read });
        Ok(answer)
    }

    pub(super) fn head_object(&self, cx: &Cx<'_>, request: &HeadObject) -> Result<HeadObjectOutput> {
        let found = self
            .need(&request.bucket)
            .and_then(|bucket| self.find_object(bucket, &request.key, request.version_id.as_deref(), "HEAD"));
        // An answer to HEAD has no body, so that clients only know the status of what is not there.
        let (version, object) = found.map_err(|error| match error.code {
            ErrorCode::NoSuchBucket | ErrorCode::NoSuchKey | ErrorCode::NoSuchVersion => {
                S3Error::new(ErrorCode::NotFound, "Not Found")
            }
            _ => error,
        })?;
        Ok(head(cx, version, object))
    }

    /// The object of a version, or the newest.
    ///
    /// # Errors
    /// Those of [`Self::find_version`], and `KeyTooLongError`.
    pub(super) fn find_object<'a>(
        &self,
        bucket: &'a Bucket,
        key: &str,
        version: Option<&str>,
        method: &str,
    ) -> Result<(&'a Version, &'a Arc<Object>)> {
        check_key(key)?;
        let found = self.find_version(bucket, key, version, method)?;
        found.object().map(|object| (found, object)).ok_or_else(|| S3Error::no_such_key(key))
    }

    /// A version that is no delete marker, or the newest.
    ///
    /// # Errors
    /// `NoSuchKey` where the newest is none or a delete marker, `NoSuchVersion`, `InvalidArgument` for an id that the
    /// lab never gave, `MethodNotAllowed` for that of a delete marker.
    pub(super) fn find_version<'a>(
        &self,
        bucket: &'a Bucket,
        key: &str,
        version: Option<&str>,
        method: &str,
    ) -> Result<&'a Version> {
        let Some(name) = version else {
            let newest = bucket.current(key).filter(|newest| !newest.is_marker());
            return newest.ok_or_else(|| S3Error::no_such_key(key));
        };
        let id = self.version_id(name)?;
        let found = bucket.version(key, id).ok_or_else(|| S3Error::no_such_version(key, name))?;
        if found.is_marker() { Err(S3Error::marker(method)) } else { Ok(found) }
    }

    /// The id that a request names; none for the null version.
    ///
    /// # Errors
    /// `InvalidArgument` for an id that the lab never gave.
    pub(super) fn version_id<'a>(&self, name: &'a str) -> Result<Option<&'a str>> {
        if name == "null" {
            Ok(None)
        } else if name.is_empty() {
            Err(S3Error::argument("Version id cannot be the empty string", "versionId", ""))
        } else if self.is_version_id(name) {
            Ok(Some(name))
        } else {
            Err(S3Error::argument("Invalid version id specified", "versionId", name))
        }
    }
}

fn head(cx: &Cx<'_>, version: &Version, object: &Object) -> HeadObjectOutput {
    let tags = object.tags.len() as u64;
    HeadObjectOutput {
        last_modified: stamp(cx.epoch, version.modified),
        content_length: object.body.size(),
        e_tag: format!("\"{}\"", object.etag),
        version_id: version.id.as_deref().map(str::to_owned),
        content_type: object.content_type.clone(),
        server_side_encryption: object.encryption.clone(),
        metadata: object.metadata.clone(),
        ssekms_key_id: object.kms_key.clone(),
        tag_count: (tags > 0).then_some(tags),
        simulated_size: match object.body {
            Body::Simulated { size, .. } => Some(size),
            Body::Kept(_) => None,
        },
    }
}
