//! The operations of Lambda as data: requests and results with AWS's own names.
//!
//! Requests keep what the caller wrote, however wrong; the actions check it.

mod requests;
mod results;

use crate::base::wire::operations;

pub use requests::*;
pub use results::*;

operations! {
    AddPermission => StatementResult,
    CreateFunction => Box<FunctionConfiguration>,
    DeleteFunction => Empty,
    DeleteFunctionConcurrency => Empty,
    DeleteFunctionEventInvokeConfig => Empty,
    GetFunction => Box<GetFunctionResult>,
    GetFunctionConcurrency => ConcurrencyResult,
    GetFunctionEventInvokeConfig => EventInvokeConfigResult,
    GetPolicy => GetPolicyResult,
    Invoke => InvokeResult,
    ListFunctions => ListFunctionsResult,
    PutFunctionConcurrency => ConcurrencyResult,
    PutFunctionEventInvokeConfig => EventInvokeConfigResult,
    RemovePermission => Empty,
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
            Self::CreateFunction(_) | Self::ListFunctions(_) => None,
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
