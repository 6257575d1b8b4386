//! The operations of S3 as data: requests and results with AWS's own names.
//!
//! Requests keep what the caller wrote, however wrong; the actions check it.

mod configurations;
mod permissions;
mod requests;
mod results;

use crate::base::wire::operations;

pub use configurations::*;
pub use requests::*;
pub use results::*;

operations! {
    CopyObject => CopyObjectOutput,
    CreateBucket => CreateBucketOutput,
    DeleteBucket => Empty,
    DeleteBucketLifecycle => Empty,
    DeleteBucketPolicy => Empty,
    DeleteObject => DeleteObjectOutput,
    DeleteObjectTagging => VersionIdOutput,
    DeleteObjects => DeleteObjectsOutput,
    GetBucketLifecycleConfiguration => GetBucketLifecycleConfigurationOutput,
    GetBucketNotificationConfiguration => NotificationConfiguration,
    GetBucketPolicy => GetBucketPolicyOutput,
    GetBucketVersioning => GetBucketVersioningOutput,
    GetObject => GetObjectOutput,
    GetObjectTagging => GetObjectTaggingOutput,
    HeadBucket => HeadBucketOutput,
    HeadObject => HeadObjectOutput,
    ListBuckets => ListBucketsOutput,
    ListObjectsV2 => ListObjectsV2Output,
    PutBucketLifecycleConfiguration => Empty,
    PutBucketNotificationConfiguration => Empty,
    PutBucketPolicy => Empty,
    PutBucketVersioning => Empty,
    PutObject => PutObjectOutput,
    PutObjectTagging => VersionIdOutput,
}

impl Request {
    /// The bucket that the request names; none for the list of all.
    pub fn bucket(&self) -> Option<&str> {
        Some(match self {
            Self::ListBuckets(_) => return None,
            Self::CopyObject(r) => &r.bucket,
            Self::CreateBucket(r) => &r.bucket,
            Self::DeleteBucket(r) => &r.bucket,
            Self::DeleteBucketLifecycle(r) => &r.bucket,
            Self::DeleteBucketPolicy(r) => &r.bucket,
            Self::DeleteObject(r) => &r.bucket,
            Self::DeleteObjectTagging(r) => &r.bucket,
            Self::DeleteObjects(r) => &r.bucket,
            Self::GetBucketLifecycleConfiguration(r) => &r.bucket,
            Self::GetBucketNotificationConfiguration(r) => &r.bucket,
            Self::GetBucketPolicy(r) => &r.bucket,
            Self::GetBucketVersioning(r) => &r.bucket,
            Self::GetObject(r) => &r.bucket,
            Self::GetObjectTagging(r) => &r.bucket,
            Self::HeadBucket(r) => &r.bucket,
            Self::HeadObject(r) => &r.bucket,
            Self::ListObjectsV2(r) => &r.bucket,
            Self::PutBucketLifecycleConfiguration(r) => &r.bucket,
            Self::PutBucketNotificationConfiguration(r) => &r.bucket,
            Self::PutBucketPolicy(r) => &r.bucket,
            Self::PutBucketVersioning(r) => &r.bucket,
            Self::PutObject(r) => &r.bucket,
            Self::PutObjectTagging(r) => &r.bucket,
        })
    }
}
