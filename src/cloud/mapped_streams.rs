//! Event source mappings and their streams: the shards of a stream, and what lies in them.
//!
//! Lambda reads as anybody does: with `ListShards`, `GetShardIterator` and `GetRecords`, as the role of the function, so that
//! it shares what a shard gives with all who read it; or, as a consumer with enhanced fan-out, with `SubscribeToShard`.
//! Source: "Using Lambda with Amazon Kinesis Data Streams" in the Lambda
//! developer guide, with its page on permissions.

use super::Cloud;
use super::encryption::Refusal;
use super::errands::{Errand, Report};
use super::gate::Ask;
use crate::base::{AccountId, Caller, Origin, Principal, Timestamp};
use crate::call::{Call, CallError, CallResult, Reply};
use crate::clock::Duration;
use crate::iam::StoredPolicy;
use crate::kinesis::api::{self, GetRecords, GetShardIterator, ListShards, StartingPosition, SubscribeToShard};
use crate::kinesis::stream::Status;
use crate::kinesis::{ErrorCode, Resource};
use crate::lambda::mappings::stream::{Position, StreamRecord};
use crate::lambda::mappings::{ShardInfo, Source, StreamCall, StreamWish, Wanted};
use crate::lambda::{Lambda, LambdaError};
use std::sync::Arc;

/// What Lambda asks of a stream for the role of a function.
const ACTIONS: [&str; 3] = ["GetRecords", "GetShardIterator", "ListShards"];

impl Cloud {
    /// Asks of a stream what has to hold before a mapping to it is made or changed.
    pub(super) fn check_stream(&self, wanted: &Wanted) -> Result<(), Refusal> {
        let arn = &wanted.source.arn;
        let found = self.kinesis.find_arn(arn).and_then(|id| self.kinesis.stream(id));
        let Some(stream) = found.filter(|stream| matches!(stream.status, Status::Active | Status::Updating)) else {
            return Err((LambdaError::invalid(format!("Stream not found: {arn}")).into(), None));
        };
        let policy = stream.policy.as_ref();
        self.check_actions(
            wanted,
            ACTIONS.map(|action| (action, arn.to_string(), policy)).as_slice(),
            stream.key.account,
        )
    }

    /// The same of a consumer with enhanced fan-out.
    pub(super) fn check_consumer(&self, wanted: &Wanted) -> Result<(), Refusal> {
        let arn = &wanted.source.arn;
        let found = self.kinesis.find_consumer(arn, self.epoch);
        let found = found.and_then(|consumer| Some((consumer, self.kinesis.stream(consumer.stream)?)));
        let Some((consumer, stream)) = found else {
            return Err((LambdaError::invalid(format!("Stream not found: {arn}")).into(), None));
        };
        let policies = (self.kinesis.policy_of(Resource::Consumer(consumer.id)), stream.policy.as_ref());
        let asked = [
            ("SubscribeToShard", arn.to_string(), policies.0),
            ("ListShards", stream.key.arn().to_string(), policies.1),
        ];
        self.check_actions(wanted, &asked, stream.key.account)
    }

    /// Asks whether the role of a function may do all this.
    fn check_actions(
        &self,
        wanted: &Wanted,
        asked: &[(&str, String, Option<&StoredPolicy>)],
        owner: AccountId,
    ) -> Result<(), Refusal> {
        let arn = &wanted.source.arn;
        let caller = Caller {
            account: wanted.account,
            region: wanted.region,
            principal: Principal::Role(wanted.role.to_string(), wanted.session.to_string()),
            origin: Origin::Clock,
            circumstances: None,
        };
        for (action, resource, policy) in asked {
            let ask = Ask { policy: *policy, ..Ask::new(format!("kinesis:{action}"), resource.clone(), owner) };
            if !self.allows(&caller, &ask) {
                let verdict = self.verdict(&caller, &ask);
                let denial = Arc::new(self.denial(&caller, &ask, &verdict));
                let sentence = format!(
                    "Cannot access stream {arn}. Please ensure the role can perform the GetRecords, GetShardIterator, \
                     DescribeStream, ListShards, and ListStreams Actions on your stream in Kinesis."
                );
                return Err((LambdaError::invalid(sentence).into(), Some(denial)));
            }
        }
        Ok(())
    }

    /// Lets what a mapping wants of its stream leave.
    pub(super) fn ask_stream(&mut self, call: &StreamCall) {
        let stream = Source::of(call.source.clone()).and_then(|source| source.stream_arn());
        let stream_arn = Some(stream.unwrap_or_else(|| call.source.clone()).to_string());
        let request: api::Request = match &call.wish {
            StreamWish::Shards => ListShards { stream_arn, ..ListShards::default() }.into(),
            StreamWish::Records { iterator: Some(iterator), limit, .. } => {
                let (shard_iterator, limit) = (Some(iterator.to_string()), i64::try_from(*limit).ok());
                GetRecords { shard_iterator, limit, ..GetRecords::default() }.into()
            }
            StreamWish::Records { shard, from, .. } => {
                let (kind, starting_sequence_number, timestamp) = self.position_of(from);
                let (shard_id, shard_iterator_type) = (Some(shard.to_string()), Some(kind.to_owned()));
                let rest = GetShardIterator::default();
                GetShardIterator {
                    stream_arn,
                    shard_id,
                    shard_iterator_type,
                    starting_sequence_number,
                    timestamp,
                    ..rest
                }
                .into()
            }
            StreamWish::Subscribe { shard, from, .. } => {
                let (kind, sequence_number, timestamp) = self.position_of(from);
                let position = StartingPosition { kind: Some(kind.to_owned()), sequence_number, timestamp };
                SubscribeToShard {
                    consumer_arn: Some(call.source.to_string()),
                    shard_id: Some(shard.to_string()),
                    starting_position: Some(position),
                    ..SubscribeToShard::default()
                }
                .into()
            }
            StreamWish::Leave { shard } => return self.leave(call.mapping, shard),
        };
        self.send_to_stream(call, request);
    }

    /// AWS's word for where a reader begins, and what belongs to it.
    fn position_of(&self, from: &Position) -> (&'static str, Option<String>, Option<Timestamp>) {
        match from {
            Position::TrimHorizon => ("TRIM_HORIZON", None, None),
            Position::Latest => ("LATEST", None, None),
            Position::Since(at) => ("AT_TIMESTAMP", None, Some(Timestamp::of(*at, self.epoch))),
            Position::AtTimestamp(secs) => {
                ("AT_TIMESTAMP", None, Some(Timestamp(secs.unsigned_abs().saturating_mul(1_000))))
            }
            Position::After(sequence) => ("AFTER_SEQUENCE_NUMBER", Some(sequence.to_string()), None),
        }
    }

    fn send_to_stream(&mut self, call: &StreamCall, request: api::Request) {
        let caller = Caller {
            account: call.account,
            region: call.region,
            principal: Principal::Role(call.role.to_string(), call.session.to_string()),
            origin: Origin::Mapping(call.mapping.0),
            circumstances: None,
        };
        let report = Report::Shard(Arc::new(call.clone()));
        self.send_out(caller, Call::Kinesis(request), (call.source.clone(), report), None);
    }

    /// A stream has answered a mapping.
    pub(super) fn stream_answered(&mut self, call: &StreamCall, result: CallResult) {
        let mapping = call.mapping;
        match (&call.wish, result) {
            (StreamWish::Shards, Ok(Reply::Kinesis(api::Reply::ListShards(reply)))) => {
                let found = self.kinesis.find_arn(&call.source).and_then(|id| self.kinesis.stream(id));
                let retention = found.map_or(Duration::ZERO, crate::kinesis::stream::Stream::retention);
                let shards: Vec<ShardInfo> = reply.shards.iter().map(info).collect();
                self.act_by_clock(|lambda: &mut Lambda, cx| lambda.shards_found(cx, mapping, &shards, retention));
            }
            (StreamWish::Records { limit, .. }, Ok(Reply::Kinesis(api::Reply::GetShardIterator(reply)))) => {
                let limit = i64::try_from(*limit).ok();
                let request = GetRecords { shard_iterator: Some(reply.shard_iterator), limit, ..GetRecords::default() };
                self.send_to_stream(call, request.into());
            }
            (StreamWish::Records { shard, .. }, Ok(Reply::Kinesis(api::Reply::GetRecords(reply)))) => {
                let (next, records) = (reply.next_shard_iterator.map(Arc::from), self.records(&reply.records));
                self.act_by_clock(|lambda: &mut Lambda, cx| lambda.shard_read(cx, mapping, shard, records, next));
            }
            (StreamWish::Subscribe { shard, number, .. }, Ok(Reply::Kinesis(api::Reply::SubscribeToShard(_)))) => {
                self.listen(call, shard, *number);
            }
            // It was kept for more than five minutes: another one is asked for.
            (StreamWish::Records { shard, from, limit, iterator: Some(_) }, Err(error)) if is_expired(&error) => {
                let wish =
                    StreamWish::Records { shard: shard.clone(), from: from.clone(), limit: *limit, iterator: None };
                self.ask_stream(&StreamCall { wish, ..call.clone() });
            }
            (wish, Err(error)) => {
                let why = format!("{}: {}", error.code(), error.message());
                self.act_by_clock(|lambda: &mut Lambda, cx| match wish {
                    StreamWish::Records { shard, .. } | StreamWish::Subscribe { shard, .. } => {
                        lambda.shard_refused(cx, mapping, shard, &why);
                    }
                    StreamWish::Shards | StreamWish::Leave { .. } => {
                        lambda.tell_problem(cx, mapping, &format!("PROBLEM: {why}"));
                    }
                });
            }
            // No call of a mapping is answered in another way.
            _ => {}
        }
    }

    /// Records as a mapping sees them.
    pub(super) fn records(&self, records: &[api::Record]) -> Vec<StreamRecord> {
        let record = |record: &api::Record| StreamRecord {
            sequence: record.sequence_number.as_str().into(),
            partition_key: record.partition_key.as_deref().unwrap_or_default().into(),
            arrived: record.approximate_arrival_timestamp.instant(self.epoch),
            data: record.data.0.clone(),
        };
        records.iter().map(record).collect()
    }

    /// A call of a mapping has arrived at its stream.
    pub(super) fn run_for_mapping(&mut self, errand: &Errand, call: &StreamCall) {
        self.cause = errand.cause;
        let (_, result) = self.handle(&errand.caller, &errand.call, None);
        self.cause = None;
        if let Some(result) = result {
            self.stream_answered(call, result);
        }
    }
}

fn is_expired(error: &CallError) -> bool {
    matches!(error, CallError::Kinesis(error) if error.code == ErrorCode::ExpiredIterator)
}

fn info(shard: &api::Shard) -> ShardInfo {
    let parents = [&shard.parent_shard_id, &shard.adjacent_parent_shard_id];
    ShardInfo {
        id: shard.shard_id.as_str().into(),
        parents: parents.into_iter().flatten().map(|parent| parent.as_str().into()).collect(),
    }
}
