//! The operations of Kinesis Data Streams as data: requests and results with AWS's own names.
//!
//! Requests keep what the caller wrote, however wrong; the actions check it. The operations on queues and channels of a
//! stream, which the model has since 2026, are not among them.

mod requests;
mod results;

use crate::base::wire::operations;

pub use requests::*;
pub use results::*;

operations! {
    AddTagsToStream => Empty,
    CreateStream => Empty,
    DecreaseStreamRetentionPeriod => Empty,
    DeleteResourcePolicy => Empty,
    DeleteStream => Empty,
    DeregisterStreamConsumer => Empty,
    DescribeAccountSettings => AccountSettingsResult,
    DescribeLimits => DescribeLimitsResult,
    DescribeStream => DescribeStreamResult,
    DescribeStreamConsumer => DescribeStreamConsumerResult,
    DescribeStreamSummary => DescribeStreamSummaryResult,
    DisableEnhancedMonitoring => EnhancedMonitoringResult,
    EnableEnhancedMonitoring => EnhancedMonitoringResult,
    GetRecords => GetRecordsResult,
    GetResourcePolicy => GetResourcePolicyResult,
    GetShardIterator => GetShardIteratorResult,
    IncreaseStreamRetentionPeriod => Empty,
    ListShards => ListShardsResult,
    ListStreamConsumers => ListStreamConsumersResult,
    ListStreams => ListStreamsResult,
    ListTagsForResource => ListTagsForResourceResult,
    ListTagsForStream => ListTagsForStreamResult,
    MergeShards => Empty,
    PutRecord => PutRecordResult,
    PutRecords => PutRecordsResult,
    PutResourcePolicy => Empty,
    RegisterStreamConsumer => RegisterStreamConsumerResult,
    RemoveTagsFromStream => Empty,
    SplitShard => Empty,
    StartStreamEncryption => Empty,
    StopStreamEncryption => Empty,
    SubscribeToShard => SubscribeToShardResult,
    TagResource => Empty,
    UntagResource => Empty,
    UpdateAccountSettings => AccountSettingsResult,
    UpdateMaxRecordSize => Empty,
    UpdateShardCount => UpdateShardCountResult,
    UpdateStreamMode => Empty,
    UpdateStreamRecordDistributionStrategy => Empty,
    UpdateStreamWarmThroughput => UpdateStreamWarmThroughputResult,
}

/// A stream as a request names it: by its name, by its ARN, or by both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named<'a> {
    /// The name, where one is given.
    pub name: Option<&'a str>,
    /// The ARN, where one is given.
    pub arn: Option<&'a str>,
}

/// Which requests name a stream by both, by its ARN alone, or a consumer.
macro_rules! naming {
    (both: $($both:ident),*; arn: $($arn:ident),*; resource: $($resource:ident),*) => {
        impl Request {
            /// The stream that the request names, for the operations on one.
            pub fn stream(&self) -> Option<Named<'_>> {
                match self {
                    $(Self::$both(r) => Some(Named { name: r.stream_name.as_deref(), arn: r.stream_arn.as_deref() }),)*
                    $(Self::$arn(r) => Some(Named { name: None, arn: r.stream_arn.as_deref() }),)*
                    Self::CreateStream(r) => Some(Named { name: r.stream_name.as_deref(), arn: None }),
                    _ => None,
                }
            }

            /// The resource that the request names by an ARN of any kind: a stream's or a consumer's.
            pub fn resource_arn(&self) -> Option<&str> {
                match self {
                    $(Self::$resource(r) => r.resource_arn.as_deref(),)*
                    Self::SubscribeToShard(r) => r.consumer_arn.as_deref(),
                    Self::DescribeStreamConsumer(r) => r.consumer_arn.as_deref(),
                    Self::DeregisterStreamConsumer(r) => r.consumer_arn.as_deref(),
                    _ => None,
                }
            }
        }
    };
}

naming! {
    both: AddTagsToStream, DecreaseStreamRetentionPeriod, DeleteStream, DescribeStream, DescribeStreamSummary,
        DisableEnhancedMonitoring, EnableEnhancedMonitoring, GetShardIterator, IncreaseStreamRetentionPeriod, ListShards,
        ListTagsForStream, MergeShards, PutRecord, PutRecords, RemoveTagsFromStream, SplitShard, StartStreamEncryption,
        StopStreamEncryption, UpdateShardCount, UpdateStreamWarmThroughput;
    arn: DeregisterStreamConsumer, DescribeStreamConsumer, ListStreamConsumers, RegisterStreamConsumer, UpdateMaxRecordSize,
        UpdateStreamMode, UpdateStreamRecordDistributionStrategy;
    resource: DeleteResourcePolicy, GetResourcePolicy, ListTagsForResource, PutResourcePolicy, TagResource, UntagResource
}
