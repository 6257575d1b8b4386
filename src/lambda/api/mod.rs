//! The operations of Lambda as data: requests and results with AWS's own names.
//!
//! Requests keep what the caller wrote, however wrong; the actions check it.

mod mappings;
mod requests;
mod results;

use crate::base::wire::operations;

pub use mappings::*;
pub use requests::*;
pub use results::*;

operations! {
    AddPermission => StatementResult,
    CreateEventSourceMapping => Box<EventSourceMappingConfiguration>,
    CreateFunction => Box<FunctionConfiguration>,
    DeleteEventSourceMapping => Box<EventSourceMappingConfiguration>,
    DeleteFunction => Empty,
    DeleteFunctionConcurrency => Empty,
    DeleteFunctionEventInvokeConfig => Empty,
    GetEventSourceMapping => Box<EventSourceMappingConfiguration>,
    GetFunction => Box<GetFunctionResult>,
    GetFunctionConcurrency => ConcurrencyResult,
    GetFunctionEventInvokeConfig => EventInvokeConfigResult,
    GetPolicy => GetPolicyResult,
    Invoke => InvokeResult,
    ListEventSourceMappings => ListEventSourceMappingsResult,
    ListFunctions => ListFunctionsResult,
    ListTags => ListTagsResult,
    PutFunctionConcurrency => ConcurrencyResult,
    PutFunctionEventInvokeConfig => EventInvokeConfigResult,
    RemovePermission => Empty,
    TagResource => Empty,
    UntagResource => Empty,
    UpdateEventSourceMapping => Box<EventSourceMappingConfiguration>,
    UpdateFunctionConfiguration => Box<FunctionConfiguration>,
}

impl Request {
    /// The function that the request names, for the operations on one that is there: a name or an ARN.
    pub fn function_name(&self) -> Option<&str> {
        match self {
            Self::AddPermission(r) => Some(&r.function_name),
            Self::DeleteFunction(r) => Some(&r.function_name),
            Self::DeleteFunctionConcurrency(r) => Some(&r.function_name),
            Self::DeleteFunctionEventInvokeConfig(r) => Some(&r.function_name),
            Self::GetFunction(r) => Some(&r.function_name),
            Self::GetFunctionConcurrency(r) => Some(&r.function_name),
            Self::GetFunctionEventInvokeConfig(r) => Some(&r.function_name),
            Self::GetPolicy(r) => Some(&r.function_name),
            Self::Invoke(r) => Some(&r.function_name),
            Self::PutFunctionConcurrency(r) => Some(&r.function_name),
            Self::PutFunctionEventInvokeConfig(r) => Some(&r.function_name),
            Self::RemovePermission(r) => Some(&r.function_name),
            Self::UpdateFunctionConfiguration(r) => Some(&r.function_name),
            Self::CreateFunction(_)
            | Self::ListFunctions(_)
            | Self::CreateEventSourceMapping(_)
            | Self::DeleteEventSourceMapping(_)
            | Self::GetEventSourceMapping(_)
            | Self::ListEventSourceMappings(_)
            | Self::UpdateEventSourceMapping(_)
            | Self::ListTags(_)
            | Self::TagResource(_)
            | Self::UntagResource(_) => None,
        }
    }

    /// The mapping that the request names: an id or an ARN.
    pub fn mapping_name(&self) -> Option<&str> {
        match self {
            Self::DeleteEventSourceMapping(r) => Some(&r.uuid),
            Self::GetEventSourceMapping(r) => Some(&r.uuid),
            Self::UpdateEventSourceMapping(r) => Some(&r.uuid),
            Self::ListTags(r) => Some(&r.resource),
            Self::TagResource(r) => Some(&r.resource),
            Self::UntagResource(r) => Some(&r.resource),
            _ => None,
        }
    }

    /// The action that a policy must allow: `lambda:` and the operation's name, but `lambda:InvokeFunction` for `Invoke`.
    pub const fn policy_action(&self) -> &'static str {
        match self {
            Self::Invoke(_) => "InvokeFunction",
            other => other.operation(),
        }
    }
}
