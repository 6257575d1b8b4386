//! What each operation takes.

use super::{
    Attributes, BucketLifecycleConfiguration, CreateBucketConfiguration, Delete, NotificationConfiguration, Tagging,
    VersioningConfiguration,
};
use crate::base::wire::{is_default, requests, write};

requests! {
    /// Copies an object of at most 5 GB, also onto itself with other metadata.
    CopyObject {
        /// Where to.
        bucket: String,
        /// Under which key.
        key: String,
        /// From where: `bucket/key`, with `?versionId=…` for a version.
        copy_source: String,
        /// `COPY` takes the metadata along, `REPLACE` sets that of the request.
        metadata_directive: Option<String>,
        /// Of `REPLACE`.
        metadata: Attributes,
        /// Of `REPLACE`.
        content_type: Option<String>,
        /// `COPY` takes the tags along, `REPLACE` sets those of the request.
        tagging_directive: Option<String>,
        /// Of `REPLACE`: `key=value&…`.
        tagging: Option<String>,
        /// As of `PutObject`.
        server_side_encryption: Option<String>,
        /// As of `PutObject`.
        ssekms_key_id as "SSEKMSKeyId": Option<String>,
    }
    /// Makes a bucket.
    CreateBucket {
        /// 3 to 63 of `a-z 0-9 - .`; nobody else's.
        bucket: String,
        /// Where; absent for `us-east-1`.
        create_bucket_configuration: Option<CreateBucketConfiguration>,
    }
    /// Deletes an empty bucket.
    DeleteBucket {
        /// The bucket.
        bucket: String,
    }
    /// Lets objects live for ever.
    DeleteBucketLifecycle {
        /// The bucket.
        bucket: String,
    }
    /// Takes the policy away.
    DeleteBucketPolicy {
        /// The bucket.
        bucket: String,
    }
    /// Deletes an object: for good, or by a delete marker where versions are kept.
    DeleteObject {
        /// The bucket.
        bucket: String,
        /// The key; one that is not there makes no difference.
        key: String,
        /// Deletes this version for good, also a delete marker.
        version_id: Option<String>,
    }
    /// Deletes all tags of an object.
    DeleteObjectTagging {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// The version; absent for the newest.
        version_id: Option<String>,
    }
    /// Deletes up to a thousand objects.
    DeleteObjects {
        /// The bucket.
        bucket: String,
        /// Which.
        delete: Option<Delete>,
    }
    /// When objects expire.
    GetBucketLifecycleConfiguration {
        /// The bucket.
        bucket: String,
    }
    /// Who hears of changes.
    GetBucketNotificationConfiguration {
        /// The bucket.
        bucket: String,
    }
    /// The policy as it was given.
    GetBucketPolicy {
        /// The bucket.
        bucket: String,
    }
    /// Whether older versions are kept.
    GetBucketVersioning {
        /// The bucket.
        bucket: String,
    }
    /// An object with its bytes.
    GetObject {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// The version; absent for the newest.
        version_id: Option<String>,
    }
    /// An object's tags.
    GetObjectTagging {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// The version; absent for the newest.
        version_id: Option<String>,
    }
    /// Whether a bucket is there.
    HeadBucket {
        /// The bucket.
        bucket: String,
    }
    /// An object without its bytes.
    HeadObject {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// The version; absent for the newest.
        version_id: Option<String>,
    }
    /// The account's own buckets in all Regions.
    ListBuckets {
        /// How names begin.
        prefix: Option<String>,
        /// Only those of that Region.
        bucket_region: Option<String>,
        /// 1 to 10,000 of a page.
        max_buckets: Option<i64>,
        /// From the page before.
        continuation_token: Option<String>,
    }
    /// Objects in the order of their keys.
    ListObjectsV2 {
        /// The bucket.
        bucket: String,
        /// How keys begin.
        prefix: Option<String>,
        /// Keys with the same text up to the next delimiter become one common prefix.
        delimiter: Option<String>,
        /// At most 1,000 of a page, however many are asked for.
        max_keys: Option<i64>,
        /// From the page before.
        continuation_token: Option<String>,
        /// Only keys behind this one.
        start_after: Option<String>,
        /// Whether each entry names its owner.
        fetch_owner: Option<bool>,
        /// `url` encodes keys in the answer.
        encoding_type: Option<String>,
    }
    /// Sets when objects expire, in place of what held before.
    PutBucketLifecycleConfiguration {
        /// The bucket.
        bucket: String,
        /// The rules.
        lifecycle_configuration: Option<BucketLifecycleConfiguration>,
    }
    /// Sets who hears of changes, in place of what held before.
    PutBucketNotificationConfiguration {
        /// The bucket.
        bucket: String,
        /// The rules; none of them ends all notifications.
        notification_configuration: Option<NotificationConfiguration>,
        /// Whether nobody asks the destinations if they are there and let S3 in.
        skip_destination_validation: Option<bool>,
    }
    /// Sets the policy.
    PutBucketPolicy {
        /// The bucket.
        bucket: String,
        /// The document, at most 20 KB.
        policy: String,
    }
    /// Enables or suspends versioning.
    PutBucketVersioning {
        /// The bucket.
        bucket: String,
        /// Which.
        versioning_configuration: Option<VersioningConfiguration>,
    }
    /// Puts an object, or a new version of it.
    PutObject {
        /// The bucket.
        bucket: String,
        /// 1 to 1,024 bytes.
        key: String,
        /// The bytes, in base64.
        body: Vec<u8>,
        /// Of the lab and not of AWS: how many bytes the object has, of which `body` are only the first.
        simulated_size: Option<i64>,
        /// The type; `binary/octet-stream` when absent.
        content_type: Option<String>,
        /// The owner's own, at most 2 KB.
        metadata: Attributes,
        /// `key=value&…`, at most ten.
        tagging: Option<String>,
        /// `AES256`, `aws:kms` or `aws:kms:dsse`; only kept and shown.
        server_side_encryption: Option<String>,
        /// The KMS key; only kept and shown.
        ssekms_key_id as "SSEKMSKeyId": Option<String>,
    }
    /// Sets all tags of an object.
    PutObjectTagging {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// The version; absent for the newest.
        version_id: Option<String>,
        /// At most ten.
        tagging: Option<Tagging>,
    }
}
