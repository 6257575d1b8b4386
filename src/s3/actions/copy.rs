//! `CopyObject`.

use super::put::{DEFAULT_TYPE, check_metadata, encryption};
use super::stamp;
use super::tagging::tags_of_header;
use crate::s3::api::{CopyObject, CopyObjectOutput, CopyObjectResult, CopySource};
use crate::s3::bucket::Bucket;
use crate::s3::limits::PUT_BYTES_MAX;
use crate::s3::name::check_key;
use crate::s3::object::{Object, Version};
use crate::s3::{Cx, ErrorCode, EventType, Result, S3, S3Error};

impl S3 {
    pub(super) fn copy_object(&mut self, cx: &mut Cx<'_>, request: &CopyObject) -> Result<CopyObjectOutput> {
        let target = self.need(&request.bucket)?;
        check_key(&request.key)?;
        let source = CopySource::parse(&request.copy_source).ok_or_else(|| {
            let sentence = "Copy Source must mention the source bucket and key: sourcebucket/sourcekey";
            S3Error::argument(sentence, "x-amz-copy-source", request.copy_source.as_str())
        })?;
        let replaces = replaces(request.metadata_directive.as_deref(), "x-amz-metadata-directive", "metadata")?;
        let replaces_tags = replaces_tags(request)?;
        let from = self.need(&source.bucket)?;
        let found = self.source(from, &source)?;
        let original = found.object().ok_or_else(|| S3Error::no_such_key(&source.key))?;
        // The newest version onto itself changes nothing; an older one brings itself back.
        let is_same = from.id == target.id && source.key == request.key && source.version_id.is_none();
        if is_same && !replaces && request.server_side_encryption.is_none() {
            return Err(S3Error::request(
                "This copy request is illegal because it is trying to copy an object to itself without changing the \
                 object's metadata, storage class, website redirect location or encryption attributes.",
            ));
        }
        let object = Self::copy_of(original, request, replaces, replaces_tags)?;
        self.check_room(target, &request.key, object.body.kept())?;
        let (id, copied) = (target.id, found.id.as_deref().map(str::to_owned));
        let answer = CopyObjectOutput {
            copy_object_result: CopyObjectResult {
                e_tag: format!("\"{}\"", object.etag),
                last_modified: stamp(cx.epoch, cx.now),
            },
            copy_source_version_id: copied,
            version_id: None,
            server_side_encryption: object.encryption.clone(),
            ssekms_key_id: object.kms_key.clone(),
        };
        let version = self.store(cx, id, &request.key, object, EventType::COPY);
        Ok(CopyObjectOutput { version_id: version.as_deref().map(str::to_owned), ..answer })
    }

    /// The version that is copied, which cannot be a delete marker.
    fn source<'a>(&self, from: &'a Bucket, source: &CopySource) -> Result<&'a Version> {
        let version = source.version_id.as_deref();
        self.find_version(from, &source.key, version, "GET").map_err(|error| match error.code {
            ErrorCode::MethodNotAllowed => S3Error::request(
                "The source of a copy request may not specifically refer to a delete marker by version id.",
            ),
            _ => error,
        })
    }

    fn copy_of(original: &Object, request: &CopyObject, replaces: bool, replaces_tags: bool) -> Result<Object> {
        if original.body.size() > PUT_BYTES_MAX {
            let sentence = format!(
                "The specified copy source is larger than the maximum allowable size for a copy source: {PUT_BYTES_MAX}"
            );
            return Err(S3Error::request(sentence));
        }
        let mut object = original.clone();
        if replaces {
            check_metadata(&request.metadata)?;
            object.metadata.clone_from(&request.metadata);
            object.content_type = request.content_type.clone().unwrap_or_else(|| DEFAULT_TYPE.to_owned());
        }
        if replaces_tags {
            object.tags = tags_of_header(request.tagging.as_deref())?;
        }
        (object.encryption, object.kms_key) =
            encryption(request.server_side_encryption.as_deref(), request.ssekms_key_id.as_deref())?;
        Ok(object)
    }
}

/// Whether a directive says `REPLACE`.
fn replaces(directive: Option<&str>, header: &str, what: &str) -> Result<bool> {
    match directive {
        None | Some("COPY") => Ok(false),
        Some("REPLACE") => Ok(true),
        Some(other) => Err(S3Error::argument(format!("Unknown {what} directive."), header, other)),
    }
}

fn replaces_tags(request: &CopyObject) -> Result<bool> {
    replaces(request.tagging_directive.as_deref(), "x-amz-tagging-directive", "tagging")
}
