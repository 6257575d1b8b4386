//! What each operation answers.

use super::{Behaviour, DeadLetterConfig, DestinationConfig};
use crate::base::wire::results;

results! {
    /// Nothing but success.
    Empty {}
    /// A function as the operations show it.
    FunctionConfiguration {
        /// Its name.
        function_name: String,
        /// Its ARN.
        function_arn: String,
        /// The ARN of its role.
        role: String,
        /// As it was given.
        #[serde(skip_serializing_if = "Option::is_none")] runtime: Option<String>,
        /// As it was given.
        #[serde(skip_serializing_if = "Option::is_none")] handler: Option<String>,
        /// What it is for.
        description: String,
        /// Seconds.
        timeout: i64,
        /// MB.
        memory_size: i64,
        /// When it was changed last, such as `2026-01-01T00:00:00.000+0000`.
        last_modified: String,
        /// Always `$LATEST`.
        version: String,
        /// Where events go that are given up.
        #[serde(skip_serializing_if = "Option::is_none")] dead_letter_config: Option<DeadLetterConfig>,
        /// Changes with each change.
        revision_id: String,
        /// Always `Active`.
        state: String,
        /// Always `Successful`.
        last_update_status: String,
        /// What stands for its code.
        behaviour: Behaviour,
    }
    /// A reservation.
    ConcurrencyResult {
        /// None when nothing is reserved.
        #[serde(skip_serializing_if = "Option::is_none")] reserved_concurrent_executions: Option<i64>,
    }
    /// The answer to `GetFunction`.
    GetFunctionResult {
        /// Its configuration.
        configuration: FunctionConfiguration,
        /// Its reservation.
        #[serde(skip_serializing_if = "Option::is_none")] concurrency: Option<ConcurrencyResult>,
    }
    /// The answer to `ListFunctions`.
    ListFunctionsResult {
        /// A page.
        functions: Vec<FunctionConfiguration>,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_marker: Option<String>,
    }
    /// The answer to `AddPermission`.
    StatementResult {
        /// The statement that was added, a JSON text.
        statement: String,
    }
    /// The answer to `GetPolicy`.
    GetPolicyResult {
        /// The document, a JSON text.
        policy: String,
        /// Changes with each change.
        revision_id: String,
    }
    /// How a function's events are treated.
    EventInvokeConfigResult {
        /// Seconds since 1970.
        last_modified: u64,
        /// With `:$LATEST`.
        function_arn: String,
        /// None when the default holds.
        #[serde(skip_serializing_if = "Option::is_none")] maximum_retry_attempts: Option<i64>,
        /// None when the default holds.
        #[serde(skip_serializing_if = "Option::is_none")] maximum_event_age_in_seconds: Option<i64>,
        /// Where records go.
        destination_config: DestinationConfig,
    }
    /// The answer to `Invoke`.
    InvokeResult {
        /// 200 with an answer, also that of a function that failed; 202 for an event, 204 for a dry run.
        status_code: u16,
        /// The invocation's id, of the header `x-amzn-RequestId`; none for a dry run.
        #[serde(skip_serializing_if = "Option::is_none")] request_id: Option<String>,
        /// `Unhandled` when the function failed.
        #[serde(skip_serializing_if = "Option::is_none")] function_error: Option<String>,
        /// `$LATEST`, for a caller who waited.
        #[serde(skip_serializing_if = "Option::is_none")] executed_version: Option<String>,
        /// What the function answered: a JSON text.
        #[serde(skip_serializing_if = "Option::is_none")] payload: Option<String>,
    }
}
