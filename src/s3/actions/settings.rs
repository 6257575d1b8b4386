//! A bucket's settings: versioning, policy, notifications and lifecycle.

use crate::iam::{Kind, Policy, StoredPolicy};
use crate::key;
use crate::s3::api::{
    DeleteBucketLifecycle, DeleteBucketPolicy, GetBucketLifecycleConfiguration, GetBucketLifecycleConfigurationOutput,
    GetBucketNotificationConfiguration, GetBucketPolicy, GetBucketPolicyOutput, GetBucketVersioning,
    GetBucketVersioningOutput, NotificationConfiguration, PutBucketLifecycleConfiguration,
    PutBucketNotificationConfiguration, PutBucketPolicy, PutBucketVersioning,
};
use crate::s3::bucket::{Bucket, BucketId, Versioning};
use crate::s3::lifecycle::Lifecycle;
use crate::s3::limits::POLICY_BYTES_MAX;
use crate::s3::{Cx, ErrorCode, Result, S3, S3Error, S3Event};
use std::sync::Arc;

impl S3 {
    /// Changes a bucket and says what of it changed; answers the event's number.
    fn set(&mut self, cx: &mut Cx<'_>, id: BucketId, what: &'static str, change: impl FnOnce(&mut Bucket)) -> u64 {
        if let Some(bucket) = self.bucket_mut(id) {
            change(bucket);
        }
        cx.emit(None, S3Event::BucketChanged { bucket: id, what })
    }

    pub(super) fn put_bucket_versioning(&mut self, cx: &mut Cx<'_>, request: &PutBucketVersioning) -> Result<()> {
        let id = self.need(&request.bucket)?.id;
        let given = request.versioning_configuration.as_ref().ok_or_else(S3Error::malformed)?;
        let versioning = match given.status.as_deref() {
            Some("Enabled") => Versioning::Enabled,
            Some("Suspended") => Versioning::Suspended,
            Some(_) => return Err(S3Error::malformed()),
            None => {
                let sentence = "The Versioning element must be specified";
                return Err(S3Error::new(ErrorCode::IllegalVersioningConfigurationException, sentence));
            }
        };
        self.set(cx, id, key!("versioning"), |bucket| bucket.versioning = versioning);
        Ok(())
    }

    pub(super) fn get_bucket_versioning(&self, request: &GetBucketVersioning) -> Result<GetBucketVersioningOutput> {
        let status = match self.need(&request.bucket)?.versioning {
            Versioning::Unversioned => None,
            Versioning::Enabled => Some("Enabled".to_owned()),
            Versioning::Suspended => Some("Suspended".to_owned()),
        };
        Ok(GetBucketVersioningOutput { status })
    }

    pub(super) fn put_bucket_policy(&mut self, cx: &mut Cx<'_>, request: &PutBucketPolicy) -> Result<()> {
        let bucket = self.need(&request.bucket)?;
        check_policy(&request.policy, bucket)?;
        let id = bucket.id;
        let policy = StoredPolicy::new(&request.policy);
        self.set(cx, id, key!("policy"), |bucket| bucket.policy = Some(policy));
        Ok(())
    }

    pub(super) fn get_bucket_policy(&self, request: &GetBucketPolicy) -> Result<GetBucketPolicyOutput> {
        let bucket = self.need(&request.bucket)?;
        let policy = bucket.policy.as_ref().ok_or_else(|| {
            S3Error::new(ErrorCode::NoSuchBucketPolicy, "The bucket policy does not exist")
                .with("BucketName", request.bucket.as_str())
        })?;
        Ok(GetBucketPolicyOutput { policy: policy.text().to_owned() })
    }

    pub(super) fn delete_bucket_policy(&mut self, cx: &mut Cx<'_>, request: &DeleteBucketPolicy) -> Result<()> {
        let bucket = self.need(&request.bucket)?;
        let id = bucket.id;
        if bucket.policy.is_some() {
            self.set(cx, id, key!("policy"), |bucket| bucket.policy = None);
        }
        Ok(())
    }

    pub(super) fn put_bucket_notification(
        &mut self,
        cx: &mut Cx<'_>,
        request: &PutBucketNotificationConfiguration,
    ) -> Result<()> {
        let (id, configuration) = self.read_notification(request)?;
        // Ids that were drawn are not drawn again.
        self.drawn += configuration.rules.len() as u64;
        let cause = self.set(cx, id, key!("notification"), |bucket| {
            bucket.notified.retain(|id, _| configuration.rules.iter().any(|rule| rule.id() == id));
            bucket.notification = Arc::new(configuration);
        });
        if request.skip_destination_validation != Some(true) {
            self.send_tests(cx, id, cause);
        }
        Ok(())
    }

    pub(super) fn get_bucket_notification(
        &self,
        request: &GetBucketNotificationConfiguration,
    ) -> Result<NotificationConfiguration> {
        Ok(self.need(&request.bucket)?.notification.write())
    }

    pub(super) fn put_bucket_lifecycle(
        &mut self,
        cx: &mut Cx<'_>,
        request: &PutBucketLifecycleConfiguration,
    ) -> Result<()> {
        let id = self.need(&request.bucket)?.id;
        let given = request.lifecycle_configuration.as_ref().ok_or_else(S3Error::malformed)?;
        let lifecycle = Lifecycle::read(&given.rules, |number| self.uuid(self.drawn + 1 + number).to_string())?;
        self.drawn += lifecycle.rules.len() as u64;
        self.set(cx, id, key!("lifecycle"), |bucket| bucket.lifecycle = Some(Arc::new(lifecycle)));
        self.plan_all(cx, id);
        Ok(())
    }

    pub(super) fn get_bucket_lifecycle(
        &self,
        request: &GetBucketLifecycleConfiguration,
    ) -> Result<GetBucketLifecycleConfigurationOutput> {
        let lifecycle = self.need(&request.bucket)?.lifecycle.as_ref().ok_or_else(|| {
            S3Error::new(ErrorCode::NoSuchLifecycleConfiguration, "The lifecycle configuration does not exist")
                .with("BucketName", request.bucket.as_str())
        })?;
        Ok(GetBucketLifecycleConfigurationOutput { rules: lifecycle.write() })
    }

    pub(super) fn delete_bucket_lifecycle(&mut self, cx: &mut Cx<'_>, request: &DeleteBucketLifecycle) -> Result<()> {
        let bucket = self.need(&request.bucket)?;
        let id = bucket.id;
        if bucket.lifecycle.is_some() {
            self.set(cx, id, key!("lifecycle"), |bucket| bucket.lifecycle = None);
            self.plan_all(cx, id);
        }
        Ok(())
    }
}

/// Refuses a document that is no policy, or one about something else than this bucket.
fn check_policy(text: &str, bucket: &Bucket) -> Result<()> {
    let malformed = |sentence: String| S3Error::new(ErrorCode::MalformedPolicy, sentence);
    if !text.trim_start().starts_with('{') {
        let sentence = "Policies must be valid JSON and the first byte must be '{'";
        return Err(malformed(sentence.to_owned()));
    }
    let policy = Policy::parse(text, Kind::Resource, POLICY_BYTES_MAX).map_err(|error| malformed(error.to_string()))?;
    let arn = bucket.arn().to_string();
    for statement in &policy.statements {
        if !statement.action.items.iter().all(|action| is_of_s3(action.text())) {
            return Err(malformed("Policy has invalid action".to_owned()));
        }
        if !statement.resource.items.iter().all(|resource| is_in(resource.text(), &arn)) {
            return Err(malformed("Policy has invalid resource".to_owned()));
        }
    }
    Ok(())
}

fn is_of_s3(action: &str) -> bool {
    action == "*" || action.get(..3).is_some_and(|service| service.eq_ignore_ascii_case("s3:"))
}

/// Whether a resource can be the bucket or something in it: up to its first wildcard or variable it reads like one.
fn is_in(resource: &str, arn: &str) -> bool {
    let plain = resource.split(['*', '?', '$']).next().unwrap_or_default();
    let inside = plain.strip_prefix(arn).is_some_and(|rest| rest.starts_with('/'));
    inside || resource == arn || (plain.len() < resource.len() && arn.starts_with(plain))
}
