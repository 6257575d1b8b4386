//! What a caller must be allowed to do for a request, in the words of policies.
//!
//! Source: "Actions, resources, and condition keys for Amazon S3" in the service authorization reference. It does not
//! decide anything.

use super::{CopySource, Request};

impl Request {
    /// The actions that the request needs, each with the ARN of the resource that it is about.
    pub fn permissions(&self) -> Vec<(&'static str, String)> {
        let bucket = |action, name: &str| vec![(action, format!("arn:aws:s3:::{name}"))];
        let object = |action, name: &str, key: &str| (action, format!("arn:aws:s3:::{name}/{key}"));
        let versioned = |version: &Option<String>, plain, other| if version.is_some() { other } else { plain };
        match self {
            Self::ListBuckets(_) => vec![("s3:ListAllMyBuckets", "*".to_owned())],
            Self::CreateBucket(r) => bucket("s3:CreateBucket", &r.bucket),
            Self::DeleteBucket(r) => bucket("s3:DeleteBucket", &r.bucket),
            Self::HeadBucket(r) => bucket("s3:ListBucket", &r.bucket),
            Self::ListObjectsV2(r) => bucket("s3:ListBucket", &r.bucket),
            Self::PutBucketVersioning(r) => bucket("s3:PutBucketVersioning", &r.bucket),
            Self::GetBucketVersioning(r) => bucket("s3:GetBucketVersioning", &r.bucket),
            Self::PutBucketPolicy(r) => bucket("s3:PutBucketPolicy", &r.bucket),
            Self::GetBucketPolicy(r) => bucket("s3:GetBucketPolicy", &r.bucket),
            Self::DeleteBucketPolicy(r) => bucket("s3:DeleteBucketPolicy", &r.bucket),
            Self::PutBucketNotificationConfiguration(r) => bucket("s3:PutBucketNotification", &r.bucket),
            Self::GetBucketNotificationConfiguration(r) => bucket("s3:GetBucketNotification", &r.bucket),
            Self::PutBucketLifecycleConfiguration(r) => bucket("s3:PutLifecycleConfiguration", &r.bucket),
            Self::DeleteBucketLifecycle(r) => bucket("s3:PutLifecycleConfiguration", &r.bucket),
            Self::GetBucketLifecycleConfiguration(r) => bucket("s3:GetLifecycleConfiguration", &r.bucket),
            Self::PutObject(r) => {
                let mut needed = vec![object("s3:PutObject", &r.bucket, &r.key)];
                needed.extend(r.tagging.is_some().then(|| object("s3:PutObjectTagging", &r.bucket, &r.key)));
                needed
            }
            Self::CopyObject(r) => {
                let mut needed = vec![object("s3:PutObject", &r.bucket, &r.key)];
                if let Some(from) = CopySource::parse(&r.copy_source) {
                    let action = versioned(&from.version_id, "s3:GetObject", "s3:GetObjectVersion");
                    needed.push(object(action, &from.bucket, &from.key));
                }
                needed.extend(r.tagging.is_some().then(|| object("s3:PutObjectTagging", &r.bucket, &r.key)));
                needed
            }
            Self::GetObject(r) => {
                vec![object(versioned(&r.version_id, "s3:GetObject", "s3:GetObjectVersion"), &r.bucket, &r.key)]
            }
            Self::HeadObject(r) => {
                vec![object(versioned(&r.version_id, "s3:GetObject", "s3:GetObjectVersion"), &r.bucket, &r.key)]
            }
            Self::DeleteObject(r) => {
                vec![object(versioned(&r.version_id, "s3:DeleteObject", "s3:DeleteObjectVersion"), &r.bucket, &r.key)]
            }
            Self::DeleteObjects(r) => {
                let entries = r.delete.iter().flat_map(|delete| &delete.objects);
                let action = |version| versioned(version, "s3:DeleteObject", "s3:DeleteObjectVersion");
                entries.map(|entry| object(action(&entry.version_id), &r.bucket, &entry.key)).collect()
            }
            Self::PutObjectTagging(r) => {
                let action = versioned(&r.version_id, "s3:PutObjectTagging", "s3:PutObjectVersionTagging");
                vec![object(action, &r.bucket, &r.key)]
            }
            Self::GetObjectTagging(r) => {
                let action = versioned(&r.version_id, "s3:GetObjectTagging", "s3:GetObjectVersionTagging");
                vec![object(action, &r.bucket, &r.key)]
            }
            Self::DeleteObjectTagging(r) => {
                let action = versioned(&r.version_id, "s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging");
                vec![object(action, &r.bucket, &r.key)]
            }
        }
    }
}
