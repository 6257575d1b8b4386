//! The operations, one file for those that belong together.

mod account;
mod consumers;
mod encryption;
mod iterators;
mod lists;
mod monitoring;
mod policies;
mod put;
mod read;
mod resharding;
mod settings;
mod shards;
mod streams;
mod subscribe;
mod tags;

pub(super) use read::shown;

use super::api::{Empty, Reply, Request};
use super::{Cx, ErrorCode, Kinesis, KinesisError, Result};
use crate::clock::{Duration, Instant};
use std::collections::VecDeque;

/// What somebody is told who only asked whether it would be done.
fn dry_run(asked: bool) -> Result<()> {
    if asked {
        let sentence = "Request would have succeeded, but DryRun flag is set.";
        return Err(KinesisError::new(ErrorCode::DryRunOperation, sentence));
    }
    Ok(())
}

/// Forgets what was done more than a day ago; answers how often it was done since.
fn within_a_day(done: &VecDeque<Instant>, now: Instant) -> usize {
    const DAY: Duration = Duration::from_secs(86_400);
    done.iter().filter(|at| now.since(**at) < DAY).count()
}

/// Remembers that it was done, of the last day only.
fn note_done(done: &mut VecDeque<Instant>, now: Instant, most: usize) {
    done.push_back(now);
    while done.len() > most.max(1) {
        done.pop_front();
    }
}

impl Kinesis {
    /// Carries a request out.
    ///
    /// # Errors
    /// Those of the operation; a refused request changes nothing but what is counted.
    pub fn handle(&mut self, cx: &mut Cx<'_>, request: &Request) -> Result<Reply> {
        let empty = |done: Result<()>, reply: fn(Empty) -> Reply| done.map(|()| reply(Empty {}));
        match request {
            Request::AddTagsToStream(r) => empty(self.add_tags_to_stream(cx, r), Reply::AddTagsToStream),
            Request::CreateStream(r) => empty(self.create_stream(cx, r), Reply::CreateStream),
            Request::DecreaseStreamRetentionPeriod(r) => {
                empty(self.decrease_retention(cx, r), Reply::DecreaseStreamRetentionPeriod)
            }
            Request::DeleteResourcePolicy(r) => empty(self.delete_resource_policy(cx, r), Reply::DeleteResourcePolicy),
            Request::DeleteStream(r) => empty(self.delete_stream(cx, r), Reply::DeleteStream),
            Request::DeregisterStreamConsumer(r) => {
                empty(self.deregister_stream_consumer(cx, r), Reply::DeregisterStreamConsumer)
            }
            Request::IncreaseStreamRetentionPeriod(r) => {
                empty(self.increase_retention(cx, r), Reply::IncreaseStreamRetentionPeriod)
            }
            Request::MergeShards(r) => empty(self.merge_shards(cx, r), Reply::MergeShards),
            Request::PutResourcePolicy(r) => empty(self.put_resource_policy(cx, r), Reply::PutResourcePolicy),
            Request::RemoveTagsFromStream(r) => empty(self.remove_tags_from_stream(cx, r), Reply::RemoveTagsFromStream),
            Request::SplitShard(r) => empty(self.split_shard(cx, r), Reply::SplitShard),
            Request::StartStreamEncryption(r) => {
                empty(self.start_stream_encryption(cx, r), Reply::StartStreamEncryption)
            }
            Request::StopStreamEncryption(r) => empty(self.stop_stream_encryption(cx, r), Reply::StopStreamEncryption),
            Request::TagResource(r) => empty(self.tag_resource(cx, r), Reply::TagResource),
            Request::UntagResource(r) => empty(self.untag_resource(cx, r), Reply::UntagResource),
            Request::UpdateMaxRecordSize(r) => empty(self.update_max_record_size(cx, r), Reply::UpdateMaxRecordSize),
            Request::UpdateStreamMode(r) => empty(self.update_stream_mode(cx, r), Reply::UpdateStreamMode),
            Request::UpdateStreamRecordDistributionStrategy(r) => {
                empty(self.update_distribution(cx, r), Reply::UpdateStreamRecordDistributionStrategy)
            }
            request => self.answer(cx, request),
        }
    }

    /// The operations that answer more than that it was done.
    fn answer(&mut self, cx: &mut Cx<'_>, request: &Request) -> Result<Reply> {
        match request {
            Request::DescribeAccountSettings(r) => {
                Ok(Reply::DescribeAccountSettings(self.describe_account_settings(cx, r)))
            }
            Request::DescribeLimits(r) => Ok(Reply::DescribeLimits(self.describe_limits(cx, r))),
            Request::DescribeStream(r) => self.describe_stream(cx, r).map(Reply::DescribeStream),
            Request::DescribeStreamConsumer(r) => {
                self.describe_stream_consumer(cx, r).map(Reply::DescribeStreamConsumer)
            }
            Request::DescribeStreamSummary(r) => self.describe_stream_summary(cx, r).map(Reply::DescribeStreamSummary),
            Request::DisableEnhancedMonitoring(r) => {
                self.disable_enhanced_monitoring(cx, r).map(Reply::DisableEnhancedMonitoring)
            }
            Request::EnableEnhancedMonitoring(r) => {
                self.enable_enhanced_monitoring(cx, r).map(Reply::EnableEnhancedMonitoring)
            }
            Request::GetRecords(r) => self.get_records(cx, r).map(Reply::GetRecords),
            Request::GetResourcePolicy(r) => self.get_resource_policy(cx, r).map(Reply::GetResourcePolicy),
            Request::GetShardIterator(r) => self.get_shard_iterator(cx, r).map(Reply::GetShardIterator),
            Request::ListShards(r) => self.list_shards(cx, r).map(Reply::ListShards),
            Request::ListStreamConsumers(r) => self.list_stream_consumers(cx, r).map(Reply::ListStreamConsumers),
            Request::ListStreams(r) => self.list_streams(cx, r).map(Reply::ListStreams),
            Request::ListTagsForResource(r) => self.list_tags_for_resource(cx, r).map(Reply::ListTagsForResource),
            Request::ListTagsForStream(r) => self.list_tags_for_stream(cx, r).map(Reply::ListTagsForStream),
            Request::PutRecord(r) => self.put_record(cx, r).map(Reply::PutRecord),
            Request::PutRecords(r) => self.put_records(cx, r).map(Reply::PutRecords),
            Request::RegisterStreamConsumer(r) => {
                self.register_stream_consumer(cx, r).map(Reply::RegisterStreamConsumer)
            }
            Request::SubscribeToShard(r) => self.subscribe_to_shard(cx, r).map(Reply::SubscribeToShard),
            Request::UpdateAccountSettings(r) => self.update_account_settings(cx, r).map(Reply::UpdateAccountSettings),
            Request::UpdateShardCount(r) => self.update_shard_count(cx, r).map(Reply::UpdateShardCount),
            Request::UpdateStreamWarmThroughput(r) => {
                self.update_warm_throughput(cx, r).map(Reply::UpdateStreamWarmThroughput)
            }
            request => Err(KinesisError::validation(format!("Unknown operation: {}", request.operation()))),
        }
    }
}
