//! Event source mappings and their streams: the shards of a stream, and what lies in them.
//!
//! Lambda reads as anybody does: with `ListShards`, `GetShardIterator` and `GetRecords`, as the role of the function, so that
//! it shares what a shard gives with all who read it. Source: "Using Lambda with Amazon Kinesis Data Streams" in the Lambda
//! developer guide, with its page on permissions.

use super::Cloud;
use super::encryption::Refusal;
use super::errands::{Errand, Report};
use super::gate::Ask;
use crate::base::{Caller, Origin, Principal};
use crate::call::{Call, CallResult, Reply};
use crate::clock::Duration;
use crate::kinesis::api::{self, GetRecords, GetRecordsResult, GetShardIterator, ListShards};
use crate::kinesis::stream::Status;
use crate::lambda::mappings::stream::{Position, StreamRecord};
use crate::lambda::mappings::{ShardInfo, StreamCall, StreamWish, Wanted};
use crate::lambda::{Lambda, LambdaError};
use std::sync::Arc;

/// What Lambda asks of a stream for the role of a function.
const ACTIONS: [&str; 3] = ["GetRecords", "GetShardIterator", "ListShards"];

impl Cloud {
    /// Asks of a stream what has to hold before a mapping to it is made or changed.
    pub(super) fn check_stream(&self, wanted: &Wanted) -> Result<(), Refusal> {
        let arn = &wanted.source.arn;
        let refuse = |sentence: String, denial| Err((LambdaError::invalid(sentence).into(), denial));
        let found = self.kinesis.find_arn(arn).and_then(|id| self.kinesis.stream(id));
        let Some(stream) = found.filter(|stream| matches!(stream.status, Status::Active | Status::Updating)) else {
            return refuse(format!("Stream not found: {arn}"), None);
        };
        let caller = Caller {
            account: wanted.account,
            region: wanted.region,
            principal: Principal::Role(wanted.role.to_string(), wanted.session.to_string()),
            origin: Origin::Clock,
            circumstances: None,
        };
        for action in ACTIONS {
            let policy = stream.policy.as_ref();
            let ask = Ask { policy, ..Ask::new(format!("kinesis:{action}"), arn.to_string(), stream.key.account) };
            if !self.allows(&caller, &ask) {
                let verdict = self.verdict(&caller, &ask);
                let denial = Arc::new(self.denial(&caller, &ask, &verdict));
                let sentence = format!(
                    "Cannot access stream {arn}. Please ensure the role can perform the GetRecords, GetShardIterator, \
                     DescribeStream, ListShards, and ListStreams Actions on your stream in Kinesis."
                );
                return refuse(sentence, Some(denial));
            }
        }
        Ok(())
    }

    /// Lets what a mapping wants of its stream leave.
    pub(super) fn ask_stream(&mut self, call: &StreamCall) {
        let stream_arn = Some(call.source.to_string());
        let request: api::Request = match &call.wish {
            StreamWish::Shards => ListShards { stream_arn, ..ListShards::default() }.into(),
            StreamWish::Records { shard, from, .. } => {
                let mut request =
                    GetShardIterator { stream_arn, shard_id: Some(shard.to_string()), ..GetShardIterator::default() };
                let kind = match from {
                    Position::TrimHorizon => "TRIM_HORIZON",
                    Position::Latest => "LATEST",
                    Position::Since(at) => {
                        request.timestamp = Some(crate::base::Timestamp::of(*at, self.epoch));
                        "AT_TIMESTAMP"
                    }
                    Position::AtTimestamp(secs) => {
                        request.timestamp = Some(crate::base::Timestamp(secs.unsigned_abs().saturating_mul(1_000)));
                        "AT_TIMESTAMP"
                    }
                    Position::After(sequence) => {
                        request.starting_sequence_number = Some(sequence.to_string());
                        "AFTER_SEQUENCE_NUMBER"
                    }
                };
                request.shard_iterator_type = Some(kind.to_owned());
                request.into()
            }
        };
        self.send_to_stream(call, request);
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
                let (is_closed, records) = (reply.next_shard_iterator.is_none(), self.records(&reply));
                self.act_by_clock(|lambda: &mut Lambda, cx| lambda.shard_read(cx, mapping, shard, records, is_closed));
            }
            (wish, Err(error)) => {
                let why = format!("{}: {}", error.code(), error.message());
                self.act_by_clock(|lambda: &mut Lambda, cx| match wish {
                    StreamWish::Records { shard, .. } => lambda.shard_refused(cx, mapping, shard, &why),
                    StreamWish::Shards => lambda.tell_problem(cx, mapping, &format!("PROBLEM: {why}")),
                });
            }
            // No call of a mapping is answered in another way.
            _ => {}
        }
    }

    fn records(&self, reply: &GetRecordsResult) -> Vec<StreamRecord> {
        let record = |record: &api::Record| StreamRecord {
            sequence: record.sequence_number.as_str().into(),
            partition_key: record.partition_key.as_deref().unwrap_or_default().into(),
            arrived: record.approximate_arrival_timestamp.instant(self.epoch),
            data: record.data.0.clone(),
        };
        reply.records.iter().map(record).collect()
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

fn info(shard: &api::Shard) -> ShardInfo {
    let parents = [&shard.parent_shard_id, &shard.adjacent_parent_shard_id];
    ShardInfo {
        id: shard.shard_id.as_str().into(),
        parents: parents.into_iter().flatten().map(|parent| parent.as_str().into()).collect(),
    }
}
