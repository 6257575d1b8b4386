//! What each operation answers. Times are ISO 8601 in UTC; absent members are left out, as in AWS's own clients.

use super::{Attributes, LifecycleRule, Tag};
use crate::base::wire::{is_default, results, write};

results! {
    /// Nothing but success.
    Empty {}
    /// The answer to `CreateBucket`.
    CreateBucketOutput {
        /// `/` and the name.
        location: String,
        /// The bucket.
        bucket_arn: String,
    }
    /// The answer to `HeadBucket`.
    HeadBucketOutput {
        /// Where it is.
        bucket_region: String,
        /// The bucket.
        bucket_arn: String,
    }
    /// A bucket in a list.
    BucketEntry {
        /// Its name.
        name: String,
        /// Since when.
        creation_date: String,
        /// Where.
        bucket_region: String,
        /// Its ARN.
        bucket_arn: String,
    }
    /// An account.
    Owner {
        /// 64 hexadecimal digits.
        id as "ID": String,
    }
    /// The answer to `ListBuckets`.
    ListBucketsOutput {
        /// A page in the order of names.
        buckets: Vec<BucketEntry>,
        /// Whose.
        owner: Owner,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] continuation_token: Option<String>,
        /// As in the request.
        #[serde(skip_serializing_if = "Option::is_none")] prefix: Option<String>,
    }
    /// The answer to `PutObject`.
    PutObjectOutput {
        /// In quotes.
        e_tag: String,
        /// How it is encrypted.
        server_side_encryption: String,
        /// The KMS key that was named.
        #[serde(rename = "SSEKMSKeyId", skip_serializing_if = "Option::is_none")] ssekms_key_id: Option<String>,
        /// The new version, where versions are kept.
        #[serde(skip_serializing_if = "Option::is_none")] version_id: Option<String>,
    }
    /// What a copy is.
    CopyObjectResult {
        /// In quotes.
        e_tag: String,
        /// When it was made.
        last_modified: String,
    }
    /// The answer to `CopyObject`.
    CopyObjectOutput {
        /// The copy.
        copy_object_result: CopyObjectResult,
        /// The version that was copied, where it has an id.
        #[serde(skip_serializing_if = "Option::is_none")] copy_source_version_id: Option<String>,
        /// The new version, where versions are kept.
        #[serde(skip_serializing_if = "Option::is_none")] version_id: Option<String>,
        /// How the copy is encrypted.
        server_side_encryption: String,
        /// The KMS key that was named.
        #[serde(rename = "SSEKMSKeyId", skip_serializing_if = "Option::is_none")] ssekms_key_id: Option<String>,
    }
    /// The answer to `HeadObject`, and all of that to `GetObject` but the bytes.
    HeadObjectOutput {
        /// When the version was put.
        last_modified: String,
        /// Bytes.
        content_length: u64,
        /// In quotes.
        e_tag: String,
        /// The version, where it has an id.
        #[serde(skip_serializing_if = "Option::is_none")] version_id: Option<String>,
        /// The type.
        content_type: String,
        /// How it is encrypted.
        server_side_encryption: String,
        /// The owner's own.
        metadata: Attributes,
        /// The KMS key that was named.
        #[serde(rename = "SSEKMSKeyId", skip_serializing_if = "Option::is_none")] ssekms_key_id: Option<String>,
        /// How many tags there are, if any.
        #[serde(skip_serializing_if = "Option::is_none")] tag_count: Option<u64>,
        /// The size, of an object that has only that.
        #[serde(skip_serializing_if = "Option::is_none")] simulated_size: Option<u64>,
    }
    /// The answer to `GetObject`.
    GetObjectOutput {
        /// The bytes in base64; only the first of an object that is simulated.
        #[serde(serialize_with = "write", skip_serializing_if = "is_default")] body: Vec<u8>,
        /// What else there is to say.
        #[serde(flatten)] head: HeadObjectOutput,
    }
    /// The answer to `DeleteObject`.
    DeleteObjectOutput {
        /// Whether a delete marker was made, or was what was deleted.
        #[serde(skip_serializing_if = "Option::is_none")] delete_marker: Option<bool>,
        /// The version that was made or deleted.
        #[serde(skip_serializing_if = "Option::is_none")] version_id: Option<String>,
    }
    /// An object of a batch that was deleted.
    DeletedObject {
        /// The key.
        key: String,
        /// The version that was asked for.
        #[serde(skip_serializing_if = "Option::is_none")] version_id: Option<String>,
        /// Whether a delete marker was made or deleted.
        #[serde(skip_serializing_if = "Option::is_none")] delete_marker: Option<bool>,
        /// Its version.
        #[serde(skip_serializing_if = "Option::is_none")] delete_marker_version_id: Option<String>,
    }
    /// An object of a batch that was not.
    DeleteError {
        /// The key.
        key: String,
        /// The version that was asked for.
        #[serde(skip_serializing_if = "Option::is_none")] version_id: Option<String>,
        /// The error's code.
        code: String,
        /// AWS's sentence.
        message: String,
    }
    /// The answer to `DeleteObjects`.
    DeleteObjectsOutput {
        /// Those deleted, unless the request is quiet.
        #[serde(skip_serializing_if = "Vec::is_empty")] deleted: Vec<DeletedObject>,
        /// Those not.
        #[serde(skip_serializing_if = "Vec::is_empty")] errors: Vec<DeleteError>,
    }
    /// An object in a list.
    ObjectEntry {
        /// Its key.
        key: String,
        /// When it was put.
        last_modified: String,
        /// In quotes.
        e_tag: String,
        /// Bytes.
        size: u64,
        /// `STANDARD`.
        storage_class: String,
        /// Whose, where that was asked for.
        #[serde(skip_serializing_if = "Option::is_none")] owner: Option<Owner>,
    }
    /// What several keys begin with.
    CommonPrefix {
        /// With the delimiter at its end.
        prefix: String,
    }
    /// The answer to `ListObjectsV2`.
    ListObjectsV2Output {
        /// Whether there are more.
        is_truncated: bool,
        /// Objects.
        #[serde(skip_serializing_if = "Vec::is_empty")] contents: Vec<ObjectEntry>,
        /// The bucket.
        name: String,
        /// As in the request.
        prefix: String,
        /// As in the request.
        #[serde(skip_serializing_if = "Option::is_none")] delimiter: Option<String>,
        /// How many were asked for, at most 1,000.
        max_keys: u64,
        /// In order, with the objects.
        #[serde(skip_serializing_if = "Vec::is_empty")] common_prefixes: Vec<CommonPrefix>,
        /// As in the request.
        #[serde(skip_serializing_if = "Option::is_none")] encoding_type: Option<String>,
        /// Objects and common prefixes together.
        key_count: u64,
        /// As in the request.
        #[serde(skip_serializing_if = "Option::is_none")] continuation_token: Option<String>,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_continuation_token: Option<String>,
        /// As in the request.
        #[serde(skip_serializing_if = "Option::is_none")] start_after: Option<String>,
    }
    /// The answer to `PutObjectTagging` and `DeleteObjectTagging`.
    VersionIdOutput {
        /// The version whose tags changed, where it has an id.
        #[serde(skip_serializing_if = "Option::is_none")] version_id: Option<String>,
    }
    /// The answer to `GetObjectTagging`.
    GetObjectTaggingOutput {
        /// The version, where it has an id.
        #[serde(skip_serializing_if = "Option::is_none")] version_id: Option<String>,
        /// In the order of their keys.
        tag_set: Vec<Tag>,
    }
    /// The answer to `GetBucketVersioning`.
    GetBucketVersioningOutput {
        /// `Enabled`, `Suspended`, or nothing where versioning never was.
        #[serde(skip_serializing_if = "Option::is_none")] status: Option<String>,
    }
    /// The answer to `GetBucketPolicy`.
    GetBucketPolicyOutput {
        /// As it was given.
        policy: String,
    }
    /// The answer to `GetBucketLifecycleConfiguration`.
    GetBucketLifecycleConfigurationOutput {
        /// In the order given.
        rules: Vec<LifecycleRule>,
    }
}
