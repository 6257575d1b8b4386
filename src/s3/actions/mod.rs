//! The operations, one file for those that belong together.

mod buckets;
mod copy;
mod delete;
mod expire;
mod list;
mod put;
mod read;
mod settings;
mod tagging;

use super::api::{Empty, Reply, Request};
use super::{Cx, Result, S3, S3Error, Timer};
use crate::clock::{Epoch, Instant};
use base64::{Engine as _, engine::general_purpose::STANDARD};

impl S3 {
    /// Carries out a request. A refused one changes nothing.
    ///
    /// # Errors
    /// As the operation says.
    pub fn handle(&mut self, cx: &mut Cx<'_>, request: &Request) -> Result<Reply> {
        let empty = |result: Result<()>, reply: fn(Empty) -> Reply| result.map(|()| reply(Empty {}));
        match request {
            Request::CopyObject(r) => self.copy_object(cx, r).map(Reply::CopyObject),
            Request::CreateBucket(r) => self.create_bucket(cx, r).map(Reply::CreateBucket),
            Request::DeleteBucket(r) => empty(self.delete_bucket(cx, r), Reply::DeleteBucket),
            Request::DeleteBucketLifecycle(r) => {
                empty(self.delete_bucket_lifecycle(cx, r), Reply::DeleteBucketLifecycle)
            }
            Request::DeleteBucketPolicy(r) => empty(self.delete_bucket_policy(cx, r), Reply::DeleteBucketPolicy),
            Request::DeleteObject(r) => self.delete_object(cx, r).map(Reply::DeleteObject),
            Request::DeleteObjectTagging(r) => self.delete_object_tagging(cx, r).map(Reply::DeleteObjectTagging),
            Request::DeleteObjects(r) => self.delete_objects(cx, r).map(Reply::DeleteObjects),
            Request::GetBucketLifecycleConfiguration(r) => {
                self.get_bucket_lifecycle(r).map(Reply::GetBucketLifecycleConfiguration)
            }
            Request::GetBucketNotificationConfiguration(r) => {
                self.get_bucket_notification(r).map(Reply::GetBucketNotificationConfiguration)
            }
            Request::GetBucketPolicy(r) => self.get_bucket_policy(r).map(Reply::GetBucketPolicy),
            Request::GetBucketVersioning(r) => self.get_bucket_versioning(r).map(Reply::GetBucketVersioning),
            Request::GetObject(r) => self.get_object(cx, r).map(Reply::GetObject),
            Request::GetObjectTagging(r) => self.get_object_tagging(r).map(Reply::GetObjectTagging),
            Request::HeadBucket(r) => self.head_bucket(r).map(Reply::HeadBucket),
            Request::HeadObject(r) => self.head_object(cx, r).map(Reply::HeadObject),
            Request::ListBuckets(r) => self.list_buckets(cx, r).map(Reply::ListBuckets),
            Request::ListObjectsV2(r) => self.list_objects_v2(cx, r).map(Reply::ListObjectsV2),
            Request::PutBucketLifecycleConfiguration(r) => {
                empty(self.put_bucket_lifecycle(cx, r), Reply::PutBucketLifecycleConfiguration)
            }
            Request::PutBucketNotificationConfiguration(r) => {
                empty(self.put_bucket_notification(cx, r), Reply::PutBucketNotificationConfiguration)
            }
            Request::PutBucketPolicy(r) => empty(self.put_bucket_policy(cx, r), Reply::PutBucketPolicy),
            Request::PutBucketVersioning(r) => empty(self.put_bucket_versioning(cx, r), Reply::PutBucketVersioning),
            Request::PutObject(r) => self.put_object(cx, r).map(Reply::PutObject),
            Request::PutObjectTagging(r) => self.put_object_tagging(cx, r).map(Reply::PutObjectTagging),
        }
    }

    /// A timer is due.
    pub fn wake(&mut self, cx: &mut Cx<'_>, timer: Timer) {
        match timer {
            Timer::Lifecycle(bucket) => self.expire(cx, bucket),
        }
    }
}

/// A time as S3 answers it, in whole seconds.
fn stamp(epoch: Epoch, at: Instant) -> String {
    let millis = epoch.unix_millis(at);
    Epoch::from_unix_millis(millis - millis % 1_000).iso(Instant::ZERO)
}

/// The token of the page behind a name.
fn token_behind(name: &str) -> String {
    STANDARD.encode(name)
}

/// The name that a token was made of.
///
/// # Errors
/// `InvalidArgument` for any other text.
fn read_token(token: Option<&str>) -> Result<Option<String>> {
    let Some(token) = token else { return Ok(None) };
    let bad = || S3Error::argument("The continuation token provided is incorrect", "continuation-token", token);
    let bytes = STANDARD.decode(token).map_err(|_| bad())?;
    String::from_utf8(bytes).ok().filter(|name| !name.is_empty()).map(Some).ok_or_else(bad)
}
