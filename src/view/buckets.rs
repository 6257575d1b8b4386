//! Buckets of S3 in words.

use super::describe::{number, who};
use crate::cloud::{Cloud, Event};
use crate::s3::{BucketId, S3Event};

/// The name of a bucket.
pub fn bucket_name(cloud: &Cloud, id: BucketId) -> String {
    cloud.s3().bucket_of(id).map_or_else(|| "a deleted bucket".to_owned(), |bucket| bucket.name.to_string())
}

/// An event of S3 as one sentence without a full stop.
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &S3Event) -> String {
    let by = who(cloud, event.origin);
    let name = |id: &BucketId| bucket_name(cloud, *id);
    match kind {
        S3Event::BucketCreated { bucket } => format!("{by} created bucket {}", name(bucket)),
        S3Event::BucketDeleted { name, .. } => format!("{by} deleted bucket {name}"),
        S3Event::BucketChanged { bucket, what } => format!("{by} changed the {what} of {}", name(bucket)),
        S3Event::ObjectCreated { bucket, key, size, .. } => {
            format!("{by} put {key} into {}, {} bytes", name(bucket), number(*size))
        }
        S3Event::ObjectRemoved { bucket, key, existed: true, .. } => {
            format!("{by} deleted {key} from {}", name(bucket))
        }
        S3Event::ObjectRemoved { bucket, key, .. } => {
            format!("{by} deleted {key} from {}, which had no such object; S3 tells of it all the same", name(bucket))
        }
        S3Event::Expired { bucket, key, .. } => format!("A lifecycle rule of {} let {key} expire", name(bucket)),
        S3Event::Tagged { bucket, key, .. } => format!("{by} changed the tags of {key} in {}", name(bucket)),
        S3Event::ObjectRead { bucket, key, .. } => format!("{by} read {key} from {}", name(bucket)),
        S3Event::NotificationMade { bucket, rule, destination, key, .. } => {
            format!("{} tells {} of {key}, by rule {rule}", name(bucket), destination.arn.resource)
        }
        S3Event::TestSent { bucket, destination } => {
            format!("{} sends a test message to {}", name(bucket), destination.arn.resource)
        }
    }
}
