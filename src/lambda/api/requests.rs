//! What each operation takes.

use crate::base::wire::{is_default, requests, write};

requests! {
    /// Lets a service or an account use a function, by adding a statement to its policy.
    AddPermission {
        /// The function's name or ARN.
        function_name: String,
        /// The statement's id: 1 to 100 of `A-Z a-z 0-9 - _`.
        statement_id: String,
        /// Such as `lambda:InvokeFunction`.
        action: String,
        /// A service's domain name, an account, an ARN or `*`.
        principal: String,
        /// Only on behalf of this resource; may have `*`.
        source_arn: Option<String>,
        /// Only on behalf of resources of this account.
        source_account: Option<String>,
        /// Only for accounts of this organization.
        principal_org_id as "PrincipalOrgID": Option<String>,
        /// Only for Alexa skills with this token.
        event_source_token: Option<String>,
        /// A version or an alias; all stand for the function.
        qualifier: Option<String>,
        /// Refuses the call unless the policy is at this revision.
        revision_id: Option<String>,
    }
    /// What stands for a function's code. AWS has nothing like it.
    Behaviour {
        /// The least that a run takes, in milliseconds up to 1,000,000.
        min_duration_ms: Option<i64>,
        /// The most that a run takes.
        max_duration_ms: Option<i64>,
        /// How many runs in a hundred fail by chance.
        fail_percent: Option<i64>,
        /// Runs whose payload has this text fail; empty takes it away.
        fail_when_contains: Option<String>,
        /// So many runs fail from now on.
        fail_first: Option<i64>,
        /// What a run answers, as JSON.
        response: Option<String>,
        /// How a run answers a batch of records some of which have that text, or fail by chance, instead of failing as a
        /// whole: `ReportFailures`, `StopAtFirst`, or one of the wrong answers `UnknownIdentifier`, `EmptyIdentifier`,
        /// `NullIdentifier`, `WrongKey` and `InvalidJson`; empty takes it away.
        batch_response: Option<String>,
        /// Answers the records of its payload, in place of `response`; one without members takes it away.
        transform: Option<Transform>,
    }
    /// Makes a function.
    CreateFunction {
        /// 1 to 64 of `A-Z a-z 0-9 - _`, alone or in an ARN.
        function_name: String,
        /// The ARN of the role that it acts as.
        role: Option<String>,
        /// Kept and shown.
        runtime: Option<String>,
        /// Kept and shown.
        handler: Option<String>,
        /// At most 256 characters.
        description: Option<String>,
        /// The longest that a run may take: 1 to 900 seconds, or else 3.
        timeout: Option<i64>,
        /// 128 to 10,240 MB, or else 128.
        memory_size: Option<i64>,
        /// Where events go that are given up.
        dead_letter_config: Option<DeadLetterConfig>,
        /// What stands for its code.
        behaviour: Option<Behaviour>,
    }
    /// Where events go that are given up.
    DeadLetterConfig {
        /// The ARN of a standard queue or topic; empty for none.
        target_arn: Option<String>,
    }
    /// Deletes a function with its queue of events.
    DeleteFunction {
        /// The function's name or ARN.
        function_name: String,
    }
    /// Takes a function's reservation away.
    DeleteFunctionConcurrency {
        /// The function's name or ARN.
        function_name: String,
    }
    /// Lets a function's events be treated as by default.
    DeleteFunctionEventInvokeConfig {
        /// The function's name or ARN.
        function_name: String,
        /// A version or an alias; all stand for the function.
        qualifier: Option<String>,
    }
    /// Where a record goes.
    Destination {
        /// The ARN of a queue, a topic, a function or an event bus, and after failures of a bucket; empty for none.
        destination: Option<String>,
    }
    /// Where records of invocations go.
    DestinationConfig {
        /// After a success.
        on_success: Option<Destination>,
        /// After the last failure.
        on_failure: Option<Destination>,
    }
    /// A function's configuration and reservation.
    GetFunction {
        /// The function's name or ARN.
        function_name: String,
        /// A version or an alias; all stand for the function.
        qualifier: Option<String>,
    }
    /// A function's reservation.
    GetFunctionConcurrency {
        /// The function's name or ARN.
        function_name: String,
    }
    /// How a function's events are treated.
    GetFunctionEventInvokeConfig {
        /// The function's name or ARN.
        function_name: String,
        /// A version or an alias; all stand for the function.
        qualifier: Option<String>,
    }
    /// A function's policy.
    GetPolicy {
        /// The function's name or ARN.
        function_name: String,
        /// A version or an alias; all stand for the function.
        qualifier: Option<String>,
    }
    /// Runs a function.
    Invoke {
        /// The function's name or ARN.
        function_name: String,
        /// `RequestResponse` waits for the answer, `Event` does not, `DryRun` runs nothing.
        invocation_type: Option<String>,
        /// What the function gets, as JSON; nothing means `{}`.
        payload: Option<String>,
        /// A version or an alias; all stand for the function.
        qualifier: Option<String>,
    }
    /// The functions of the account in the Region by name, fifty a page.
    ListFunctions {
        /// From the page before.
        marker: Option<String>,
        /// 1 to 10,000; more than fifty never come at once.
        max_items: Option<i64>,
    }
    /// Reserves concurrency for a function, which is its limit too.
    PutFunctionConcurrency {
        /// The function's name or ARN.
        function_name: String,
        /// From 0, which stops the function.
        reserved_concurrent_executions: Option<i64>,
    }
    /// Says how a function's events are treated, instead of all that was said before.
    PutFunctionEventInvokeConfig {
        /// The function's name or ARN.
        function_name: String,
        /// A version or an alias; all stand for the function.
        qualifier: Option<String>,
        /// Retries after a function error: 0 to 2, or else 2.
        maximum_retry_attempts: Option<i64>,
        /// How long an event may wait: 60 to 21,600 seconds, or else 21,600.
        maximum_event_age_in_seconds: Option<i64>,
        /// Where records go.
        destination_config: Option<DestinationConfig>,
    }
    /// Takes a statement out of a function's policy.
    RemovePermission {
        /// The function's name or ARN.
        function_name: String,
        /// The statement's id.
        statement_id: String,
        /// A version or an alias; all stand for the function.
        qualifier: Option<String>,
        /// Refuses the call unless the policy is at this revision.
        revision_id: Option<String>,
    }
    /// What stands for the code of a function that changes records, as delivery streams hand them over. AWS has nothing
    /// like it. A record is looked at in the order of the members; one that none of the texts is in is `Ok`.
    Transform {
        /// Records with this text are left out of the answer.
        omit_when_contains: Option<String>,
        /// Records with this text are answered twice.
        double_when_contains: Option<String>,
        /// Records with this text are `Dropped`.
        drop_when_contains: Option<String>,
        /// Records with this text are `ProcessingFailed`.
        fail_when_contains: Option<String>,
        /// Stands behind each record that is `Ok`, at most 256 characters.
        append: Option<String>,
        /// Members of a record's JSON that become its partition keys.
        partition_keys: Option<Vec<String>>,
    }
    /// Changes a function's configuration; what is not named stays.
    UpdateFunctionConfiguration {
        /// The function's name or ARN.
        function_name: String,
        /// As of `CreateFunction`.
        role: Option<String>,
        /// As of `CreateFunction`.
        runtime: Option<String>,
        /// As of `CreateFunction`.
        handler: Option<String>,
        /// As of `CreateFunction`.
        description: Option<String>,
        /// As of `CreateFunction`.
        timeout: Option<i64>,
        /// As of `CreateFunction`.
        memory_size: Option<i64>,
        /// As of `CreateFunction`.
        dead_letter_config: Option<DeadLetterConfig>,
        /// As of `CreateFunction`; what it does not name stays.
        behaviour: Option<Behaviour>,
        /// Refuses the call unless the configuration is at this revision.
        revision_id: Option<String>,
    }
}
