//! The operations, one file for those that belong together.

mod concurrency;
mod event_config;
mod functions;
mod invoke;
mod mapping_tags;
mod mappings;
mod permissions;

use super::api::{Empty, Reply, Request};
use super::{Cx, Lambda, Outcome, Result};

impl Lambda {
    /// Carries out a request. A refused one changes nothing; an invocation whose caller waits is answered later.
    pub fn handle(&mut self, cx: &mut Cx<'_>, request: &Request) -> Outcome {
        match request {
            Request::Invoke(r) => self.invoke(cx, r),
            other => Outcome::Done(self.handle_at_once(cx, other)),
        }
    }

    fn handle_at_once(&mut self, cx: &mut Cx<'_>, request: &Request) -> Result<Reply> {
        let empty = |result: Result<()>, reply: fn(Empty) -> Reply| result.map(|()| reply(Empty {}));
        match request {
            Request::AddPermission(r) => self.add_permission(cx, r).map(Reply::AddPermission),
            Request::CreateEventSourceMapping(r) => {
                self.create_mapping(cx, r).map(Box::new).map(Reply::CreateEventSourceMapping)
            }
            Request::DeleteEventSourceMapping(r) => {
                self.delete_mapping(cx, r).map(Box::new).map(Reply::DeleteEventSourceMapping)
            }
            Request::GetEventSourceMapping(r) => {
                self.get_mapping(cx, r).map(Box::new).map(Reply::GetEventSourceMapping)
            }
            Request::UpdateEventSourceMapping(r) => {
                self.update_mapping(cx, r).map(Box::new).map(Reply::UpdateEventSourceMapping)
            }
            Request::ListEventSourceMappings(r) => self.list_mappings(cx, r).map(Reply::ListEventSourceMappings),
            Request::ListTags(r) => self.list_tags(cx, r).map(Reply::ListTags),
            Request::TagResource(r) => empty(self.tag_mapping(cx, r), Reply::TagResource),
            Request::UntagResource(r) => empty(self.untag_mapping(cx, r), Reply::UntagResource),
            Request::CreateFunction(r) => self.create_function(cx, r).map(Box::new).map(Reply::CreateFunction),
            Request::DeleteFunction(r) => empty(self.delete_function(cx, r), Reply::DeleteFunction),
            Request::DeleteFunctionConcurrency(r) => {
                empty(self.delete_function_concurrency(cx, r), Reply::DeleteFunctionConcurrency)
            }
            Request::DeleteFunctionEventInvokeConfig(r) => {
                empty(self.delete_event_invoke_config(cx, r), Reply::DeleteFunctionEventInvokeConfig)
            }
            Request::GetFunction(r) => self.get_function(cx, r).map(Box::new).map(Reply::GetFunction),
            Request::GetFunctionConcurrency(r) => {
                self.get_function_concurrency(cx, r).map(Reply::GetFunctionConcurrency)
            }
            Request::GetFunctionEventInvokeConfig(r) => {
                self.get_event_invoke_config(cx, r).map(Reply::GetFunctionEventInvokeConfig)
            }
            Request::GetPolicy(r) => self.get_policy(cx, r).map(Reply::GetPolicy),
            Request::Invoke(_) => Err(super::LambdaError::missing("functionName")),
            Request::ListFunctions(r) => self.list_functions(cx, r).map(Reply::ListFunctions),
            Request::PutFunctionConcurrency(r) => {
                self.put_function_concurrency(cx, r).map(Reply::PutFunctionConcurrency)
            }
            Request::PutFunctionEventInvokeConfig(r) => {
                self.put_event_invoke_config(cx, r).map(Reply::PutFunctionEventInvokeConfig)
            }
            Request::RemovePermission(r) => empty(self.remove_permission(cx, r), Reply::RemovePermission),
            Request::UpdateFunctionConfiguration(r) => {
                self.update_function_configuration(cx, r).map(Box::new).map(Reply::UpdateFunctionConfiguration)
            }
        }
    }
}
