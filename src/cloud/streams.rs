//! Streams among the other services: who may do what with them.

use super::Cloud;
use super::gate::Ask;
use crate::base::{Caller, Principal};
use crate::kinesis::Resource;
use crate::kinesis::api::Request;

impl Cloud {
    /// The stream that a request is about, and the consumer where it is about one.
    pub(super) fn asks_of_kinesis<'a>(&'a self, caller: &Caller, request: &Request, known: bool) -> Vec<Ask<'a>> {
        let action = format!("kinesis:{}", request.operation());
        let resources = self.kinesis.resources_of(caller, request, self.epoch);
        if resources.is_empty() {
            let resource = match request {
                Request::CreateStream(r) => {
                    let name = r.stream_name.as_deref().unwrap_or_default();
                    format!("arn:aws:kinesis:{}:{}:stream/{name}", caller.region, caller.account)
                }
                _ => "*".to_owned(),
            };
            // A stream that is not there is the service's own business to report.
            return if known { vec![Ask::new(action, resource, caller.account)] } else { Vec::new() };
        }
        let is_somebody = !matches!(caller.principal, Principal::Service(_) | Principal::Anonymous);
        let ask = |resource: Resource| {
            let stream = match resource {
                Resource::Stream(id) => self.kinesis.stream(id)?,
                Resource::Consumer(id) => self.kinesis.stream(self.kinesis.consumer(id)?.stream)?,
            };
            let (owner, policy) = (stream.key.account, self.kinesis.policy_of(resource));
            let is_open = policy.is_none() && owner == caller.account && !known && is_somebody;
            let arn = match resource {
                Resource::Stream(_) => stream.key.arn().to_string(),
                Resource::Consumer(id) => self.kinesis.consumer(id)?.arn(&stream.key, self.epoch),
            };
            (!is_open).then(|| Ask { policy, ..Ask::new(action.clone(), arn, owner) })
        };
        resources.into_iter().filter_map(ask).collect()
    }
}
