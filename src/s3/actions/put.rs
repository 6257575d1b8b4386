//! `PutObject`, and how a new version comes into a bucket.

use super::tagging::tags_of_header;
use crate::s3::api::{Attributes, PutObject, PutObjectOutput};
use crate::s3::bucket::{Bucket, BucketId, Versioning};
use crate::s3::limits::{KEPT_BYTES_MAX, METADATA_BYTES_MAX, PUT_BYTES_MAX};
use crate::s3::name::check_key;
use crate::s3::notify::Change;
use crate::s3::object::{Body, Content, Object, Version};
use crate::s3::{Cx, ErrorCode, EventType, Result, S3, S3Error, S3Event};
use std::sync::Arc;

/// The type of what nobody gave a type.
pub(super) const DEFAULT_TYPE: &str = "binary/octet-stream";

impl S3 {
    pub(super) fn put_object(&mut self, cx: &mut Cx<'_>, request: &PutObject) -> Result<PutObjectOutput> {
        let bucket = self.need(&request.bucket)?;
        let id = bucket.id;
        check_key(&request.key)?;
        check_size(request)?;
        check_metadata(&request.metadata)?;
        let (encryption, kms_key) =
            encryption(request.server_side_encryption.as_deref(), request.ssekms_key_id.as_deref())?;
        let tags = tags_of_header(request.tagging.as_deref())?;
        self.check_room(bucket, &request.key, request.body.len() as u64)?;
        let body = match request.simulated_size {
            Some(size) => {
                Body::Simulated { head: request.body.as_slice().into(), size: u64::try_from(size).unwrap_or_default() }
            }
            None => Body::Kept(request.body.as_slice().into()),
        };
        let object = Object {
            etag: body.etag(),
            body,
            content_type: request.content_type.clone().unwrap_or_else(|| DEFAULT_TYPE.to_owned()),
            metadata: request.metadata.clone(),
            tags,
            encryption,
            kms_key,
        };
        let answer = PutObjectOutput {
            e_tag: format!("\"{}\"", object.etag),
            server_side_encryption: object.encryption.clone(),
            ssekms_key_id: object.kms_key.clone(),
            version_id: None,
        };
        let version = self.store(cx, id, &request.key, object, EventType::PUT);
        Ok(PutObjectOutput { version_id: version.as_deref().map(str::to_owned), ..answer })
    }

    /// Refuses a body that the lab has no room for.
    pub(super) fn check_room(&self, bucket: &Bucket, key: &str, bytes: u64) -> Result<()> {
        let replaced = match bucket.versioning {
            Versioning::Enabled => 0,
            Versioning::Unversioned | Versioning::Suspended => bucket.version(key, None).map_or(0, Version::kept),
        };
        if self.kept - replaced + bytes > KEPT_BYTES_MAX {
            return Err(S3Error::request(format!(
                "The lab keeps at most {KEPT_BYTES_MAX} bytes of objects and has {} of them; delete some, or give \
                 SimulatedSize in place of Body",
                self.kept
            )));
        }
        Ok(())
    }

    /// Puts an object on top of what is under a key; answers the version's id, where versions are kept.
    pub(super) fn store(
        &mut self,
        cx: &mut Cx<'_>,
        id: BucketId,
        key: &str,
        object: Object,
        how: EventType,
    ) -> Option<Arc<str>> {
        let enabled = self.bucket_of(id)?.versioning == Versioning::Enabled;
        let version = enabled.then(|| self.draw_version());
        let (size, etag) = (object.body.size(), object.etag.clone());
        let key: Arc<str> = key.into();
        let put = Version { id: version.clone(), modified: cx.now, content: Content::Object(Arc::new(object)) };
        let change = Change {
            event: how,
            key: key.clone(),
            version: version.clone(),
            size: Some(size),
            etag: Some(etag),
            sequencer: Some(self.draw_sequencer(cx)),
        };
        let bucket = self.bucket_mut(id)?;
        bucket.totals.created += 1;
        let (more, less) = bucket.put(&key, put);
        self.kept = self.kept + more - less;
        let kind = S3Event::ObjectCreated { bucket: id, key: key.clone(), size, version: version.clone(), how };
        let cause = cx.emit(None, kind);
        self.announce(cx, id, &change, cause);
        self.plan_expiry(cx, id, &key);
        version
    }
}

/// Refuses more than 5 GB, and a size that is not one.
fn check_size(request: &PutObject) -> Result<()> {
    let size = match request.simulated_size {
        None => request.body.len() as u64,
        Some(given) => {
            let head = request.body.len() as u64;
            u64::try_from(given).ok().filter(|size| *size >= head).ok_or_else(|| {
                let sentence = "SimulatedSize is a number of bytes from 0, and not less than Body has";
                S3Error::argument(sentence, "SimulatedSize", given.to_string())
            })?
        }
    };
    if size > PUT_BYTES_MAX {
        let sentence = "Your proposed upload exceeds the maximum allowed size";
        return Err(S3Error::new(ErrorCode::EntityTooLarge, sentence)
            .with("ProposedSize", size.to_string())
            .with("MaxSizeAllowed", PUT_BYTES_MAX.to_string()));
    }
    Ok(())
}

/// Refuses more metadata than 2 KB.
pub(super) fn check_metadata(metadata: &Attributes) -> Result<()> {
    let bytes: usize = metadata.iter().map(|(name, value)| name.len() + value.len()).sum();
    if bytes > METADATA_BYTES_MAX {
        let sentence = "Your metadata headers exceed the maximum allowed metadata size";
        return Err(S3Error::new(ErrorCode::MetadataTooLarge, sentence)
            .with("Size", bytes.to_string())
            .with("MaxSizeAllowed", METADATA_BYTES_MAX.to_string()));
    }
    Ok(())
}

/// How an object is encrypted; every object is, at least with S3's own keys.
pub(super) fn encryption(given: Option<&str>, key: Option<&str>) -> Result<(String, Option<String>)> {
    const HEADER: &str = "x-amz-server-side-encryption";
    let algorithm = given.unwrap_or("AES256");
    if !["AES256", "aws:kms", "aws:kms:dsse"].contains(&algorithm) {
        return Err(S3Error::argument("The encryption method specified is not supported", HEADER, algorithm));
    }
    if key.is_some() && algorithm == "AES256" {
        let sentence =
            format!("Server Side Encryption with AWS KMS managed key requires HTTP header {HEADER} : aws:kms");
        return Err(S3Error::argument(sentence, HEADER, given.unwrap_or("null")));
    }
    Ok((algorithm.to_owned(), key.map(str::to_owned)))
}
