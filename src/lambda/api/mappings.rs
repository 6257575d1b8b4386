//! What the operations on event source mappings take and answer.

use super::DestinationConfig;
use crate::base::wire::{is_default, requests, results, write};
use std::collections::BTreeMap;

requests! {
    /// Lets a function work through a queue or a stream.
    CreateEventSourceMapping {
        /// The ARN of a queue, a stream or a stream's consumer.
        event_source_arn: Option<String>,
        /// The function's name or ARN; a version or an alias is kept in `FunctionArn`.
        function_name: String,
        /// Whether it begins at once; true when absent.
        enabled: Option<bool>,
        /// Records in a batch: 1 to 10,000, of FIFO queues to 10; 10 of queues and 100 of streams when absent.
        batch_size: Option<i64>,
        /// Which records the function gets.
        filter_criteria: Option<FilterCriteria>,
        /// How long records are gathered: 0 to 300 seconds, 0 when absent; not of FIFO queues.
        maximum_batching_window_in_seconds: Option<i64>,
        /// Streams: batches of a shard at once, 1 to 10, 1 when absent.
        parallelization_factor: Option<i64>,
        /// Streams: `TRIM_HORIZON`, `LATEST` or `AT_TIMESTAMP`.
        starting_position: Option<String>,
        /// For `AT_TIMESTAMP`: seconds since 1970, not in the future.
        starting_position_timestamp: Option<i64>,
        /// Streams: where records of failed batches go.
        destination_config: Option<DestinationConfig>,
        /// Streams: -1, or 60 to 604,800 seconds.
        maximum_record_age_in_seconds: Option<i64>,
        /// Streams: whether a failed batch is divided.
        bisect_batch_on_function_error: Option<bool>,
        /// Streams: -1 to 10,000.
        maximum_retry_attempts: Option<i64>,
        /// Tags.
        tags: BTreeMap<String, String>,
        /// Streams: 0 to 900 seconds.
        tumbling_window_in_seconds: Option<i64>,
        /// Nothing, or `ReportBatchItemFailures`.
        function_response_types: Option<Vec<String>>,
        /// Queues: how many batches at once at most.
        scaling_config: Option<ScalingConfig>,
        /// A key that encrypts the filters; kept and shown.
        kms_key_arn as "KMSKeyArn": Option<String>,
        /// Metrics that are wanted; kept and shown.
        metrics_config: Option<MetricsConfig>,
        /// Queues: pollers of its own.
        provisioned_poller_config: Option<ProvisionedPollerConfig>,
    }
    /// Ends a mapping.
    DeleteEventSourceMapping {
        /// Its id.
        uuid as "UUID": String,
    }
    /// One filter.
    Filter {
        /// A pattern over a record, as JSON in a text of at most 4,096 characters.
        pattern: Option<String>,
    }
    /// Filters, one of which a record has to pass.
    FilterCriteria {
        /// At most five.
        filters: Vec<Filter>,
    }
    /// Asks for a mapping.
    GetEventSourceMapping {
        /// Its id.
        uuid as "UUID": String,
    }
    /// Asks for the mappings of the account in the Region, a hundred a page.
    ListEventSourceMappings {
        /// Only those of this source.
        event_source_arn: Option<String>,
        /// Only those of this function: a name or ARN.
        function_name: Option<String>,
        /// From the page before.
        marker: Option<String>,
        /// 1 to 10,000; more than a hundred never come at once.
        max_items: Option<i64>,
    }
    /// Metrics that are wanted.
    MetricsConfig {
        /// `EventCount`.
        metrics: Vec<String>,
    }
    /// Pollers of a mapping's own.
    ProvisionedPollerConfig {
        /// 2 to 200; 2 when absent.
        minimum_pollers: Option<i64>,
        /// From the minimum to 10,000; 200 when absent.
        maximum_pollers: Option<i64>,
    }
    /// How far a mapping grows.
    ScalingConfig {
        /// 2 to 1,000.
        maximum_concurrency: Option<i64>,
    }
    /// Changes a mapping; what is not named stays.
    UpdateEventSourceMapping {
        /// Its id.
        uuid as "UUID": String,
        /// Another function.
        function_name: Option<String>,
        /// Whether it works.
        enabled: Option<bool>,
        /// As of `CreateEventSourceMapping`.
        batch_size: Option<i64>,
        /// As of `CreateEventSourceMapping`; without filters it takes them away.
        filter_criteria: Option<FilterCriteria>,
        /// As of `CreateEventSourceMapping`.
        maximum_batching_window_in_seconds: Option<i64>,
        /// As of `CreateEventSourceMapping`.
        destination_config: Option<DestinationConfig>,
        /// As of `CreateEventSourceMapping`.
        maximum_record_age_in_seconds: Option<i64>,
        /// As of `CreateEventSourceMapping`.
        bisect_batch_on_function_error: Option<bool>,
        /// As of `CreateEventSourceMapping`.
        maximum_retry_attempts: Option<i64>,
        /// As of `CreateEventSourceMapping`.
        parallelization_factor: Option<i64>,
        /// As of `CreateEventSourceMapping`.
        tumbling_window_in_seconds: Option<i64>,
        /// As of `CreateEventSourceMapping`; an empty list takes it away.
        function_response_types: Option<Vec<String>>,
        /// As of `CreateEventSourceMapping`; an empty one takes it away.
        scaling_config: Option<ScalingConfig>,
        /// As of `CreateEventSourceMapping`.
        kms_key_arn as "KMSKeyArn": Option<String>,
        /// As of `CreateEventSourceMapping`.
        metrics_config: Option<MetricsConfig>,
        /// As of `CreateEventSourceMapping`; an empty one takes it away.
        provisioned_poller_config: Option<ProvisionedPollerConfig>,
    }
    /// Asks for the tags of a mapping.
    ListTags {
        /// The mapping's ARN.
        resource: String,
    }
    /// Adds tags to a mapping, or overwrites them.
    TagResource {
        /// The mapping's ARN.
        resource: String,
        /// Tags.
        tags: BTreeMap<String, String>,
    }
    /// Takes tags of a mapping away.
    UntagResource {
        /// The mapping's ARN.
        resource: String,
        /// Keys.
        tag_keys: Vec<String>,
    }
}

results! {
    /// A mapping as the operations show it.
    EventSourceMappingConfiguration {
        /// Its id.
        uuid as "UUID": String,
        /// Of streams.
        #[serde(skip_serializing_if = "Option::is_none")] starting_position: Option<String>,
        /// Of streams that begin at a time.
        #[serde(skip_serializing_if = "Option::is_none")] starting_position_timestamp: Option<i64>,
        /// Records in a batch.
        batch_size: i64,
        /// Seconds.
        maximum_batching_window_in_seconds: i64,
        /// Of streams.
        #[serde(skip_serializing_if = "Option::is_none")] parallelization_factor: Option<i64>,
        /// The source.
        event_source_arn: String,
        /// Where there are filters.
        #[serde(skip_serializing_if = "Option::is_none")] filter_criteria: Option<FilterCriteria>,
        /// The function, with the version or alias that was named.
        function_arn: String,
        /// Seconds since 1970.
        last_modified: u64,
        /// Of streams, and where there was a problem.
        #[serde(skip_serializing_if = "Option::is_none")] last_processing_result: Option<String>,
        /// `Creating`, `Enabling`, `Enabled`, `Disabling`, `Disabled`, `Updating` or `Deleting`.
        state: String,
        /// Who brought that about: `USER_INITIATED`, of streams `User action`.
        state_transition_reason: String,
        /// Of streams.
        #[serde(skip_serializing_if = "Option::is_none")] destination_config: Option<OnFailureConfig>,
        /// Of streams: seconds, or -1.
        #[serde(skip_serializing_if = "Option::is_none")] maximum_record_age_in_seconds: Option<i64>,
        /// Of streams.
        #[serde(skip_serializing_if = "Option::is_none")] bisect_batch_on_function_error: Option<bool>,
        /// Of streams: -1 means until the records expire.
        #[serde(skip_serializing_if = "Option::is_none")] maximum_retry_attempts: Option<i64>,
        /// Of streams: seconds.
        #[serde(skip_serializing_if = "Option::is_none")] tumbling_window_in_seconds: Option<i64>,
        /// Nothing, or `ReportBatchItemFailures`.
        function_response_types: Vec<String>,
        /// Where it was given.
        #[serde(skip_serializing_if = "Option::is_none")] scaling_config: Option<ScalingConfig>,
        /// Where it was given.
        #[serde(skip_serializing_if = "Option::is_none")] kms_key_arn as "KMSKeyArn": Option<String>,
        /// Its ARN.
        event_source_mapping_arn: String,
        /// Where it was given.
        #[serde(skip_serializing_if = "Option::is_none")] metrics_config: Option<MetricsConfig>,
        /// Where it was given.
        #[serde(skip_serializing_if = "Option::is_none")] provisioned_poller_config: Option<ProvisionedPollerConfig>,
    }
    /// Where records of failed batches go, as it is shown.
    OnFailureConfig {
        /// Empty where nothing was given.
        on_failure: super::Destination,
    }
    /// The answer to `ListEventSourceMappings`.
    ListEventSourceMappingsResult {
        /// A page.
        event_source_mappings: Vec<EventSourceMappingConfiguration>,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_marker: Option<String>,
    }
    /// The answer to `ListTags`.
    ListTagsResult {
        /// Values by key.
        tags: BTreeMap<String, String>,
    }
}
