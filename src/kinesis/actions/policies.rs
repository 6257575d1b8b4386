//! `PutResourcePolicy`, `GetResourcePolicy` and `DeleteResourcePolicy`.

use crate::iam::{Kind, Policy, StoredPolicy};
use crate::kinesis::api::{DeleteResourcePolicy, GetResourcePolicy, GetResourcePolicyResult, PutResourcePolicy};
use crate::kinesis::check::Checks;
use crate::kinesis::{Cx, Kinesis, KinesisError, KinesisEvent, Resource, Result};

/// Bytes of a policy.
const BYTES_MAX: usize = 20_480;

impl Kinesis {
    pub(super) fn put_resource_policy(&mut self, cx: &mut Cx<'_>, request: &PutResourcePolicy) -> Result<()> {
        let mut checks = Checks::default();
        checks.required(request.policy.as_ref(), "policy");
        checks.required(request.resource_arn.as_ref(), "resourceARN");
        checks.arn(request.resource_arn.as_deref(), "resourceARN", "");
        checks.finish()?;
        let resource = self.resource(cx, request.resource_arn.as_deref().unwrap_or_default())?;
        let text = request.policy.as_deref().unwrap_or_default();
        Policy::parse(text, Kind::Resource, BYTES_MAX)
            .map_err(|error| KinesisError::argument(format!("The resource policy is invalid: {error}")))?;
        self.set_policy(cx, resource, Some(StoredPolicy::new(text)));
        Ok(())
    }

    fn set_policy(&mut self, cx: &mut Cx<'_>, resource: Resource, policy: Option<StoredPolicy>) {
        let stream = match resource {
            Resource::Stream(id) => {
                if let Some(stream) = self.stream_mut(id) {
                    stream.policy = policy;
                }
                Some(id)
            }
            Resource::Consumer(id) => self.consumer_mut(id).map(|consumer| {
                consumer.policy = policy;
                consumer.stream
            }),
        };
        if let Some(stream) = stream {
            cx.emit(None, KinesisEvent::StreamChanged(stream, "ResourcePolicy"));
        }
    }

    /// The policy of a stream or consumer.
    pub fn policy_of(&self, resource: Resource) -> Option<&StoredPolicy> {
        match resource {
            Resource::Stream(id) => self.stream(id)?.policy.as_ref(),
            Resource::Consumer(id) => self.consumer(id)?.policy.as_ref(),
        }
    }

    fn named_resource(&self, cx: &Cx<'_>, arn: Option<&String>) -> Result<Resource> {
        let mut checks = Checks::default();
        checks.required(arn, "resourceARN");
        checks.arn(arn.map(String::as_str), "resourceARN", "");
        checks.finish()?;
        self.resource(cx, arn.map(String::as_str).unwrap_or_default())
    }

    pub(super) fn get_resource_policy(
        &self,
        cx: &Cx<'_>,
        request: &GetResourcePolicy,
    ) -> Result<GetResourcePolicyResult> {
        let resource = self.named_resource(cx, request.resource_arn.as_ref())?;
        let policy = self.policy_of(resource).map_or_else(|| "{}".to_owned(), |policy| policy.text().to_owned());
        Ok(GetResourcePolicyResult { policy })
    }

    pub(super) fn delete_resource_policy(&mut self, cx: &mut Cx<'_>, request: &DeleteResourcePolicy) -> Result<()> {
        let resource = self.named_resource(cx, request.resource_arn.as_ref())?;
        if self.policy_of(resource).is_none() {
            let arn = request.resource_arn.as_deref().unwrap_or_default();
            return Err(KinesisError::not_found(format!("No resource policy found for resource ARN {arn}")));
        }
        self.set_policy(cx, resource, None);
        Ok(())
    }
}
