//! A service with a clock of its own, and what the tests of several files need.

/// The answer to a request that succeeds.
macro_rules! answer {
    ($bench:expr, $operation:ident, $request:expr) => {
        match $bench.call($request).unwrap() {
            Reply::$operation(reply) => reply,
            other => panic!("{other:?}"),
        }
    };
}

mod fan_out;
mod lists;
mod on_demand;
mod quotas;
mod reading;
mod requests;
mod states;
mod totals;

use super::api::*;
use super::*;
use crate::base::{Caller, RequestId};
use crate::clock::{Duration, Epoch, Instant, TimerQueue};
use crate::limits::LimitSet;
use std::collections::{BTreeMap, BTreeSet};

/// A service, the time there, and what it has told.
pub struct Bench {
    pub kinesis: Kinesis,
    pub now: Instant,
    pub caller: Caller,
    pub events: Vec<KinesisEvent>,
    /// What was pushed, each with the time in milliseconds.
    pub pushes: Vec<(u64, Push)>,
    timers: TimerQueue<Timer>,
    next_seq: u64,
}

impl Bench {
    pub fn new() -> Self {
        Self::with(LimitSet::Now)
    }

    pub fn with(set: LimitSet) -> Self {
        Self {
            kinesis: Kinesis::new(KinesisLimits::of(set), 1),
            now: Instant::ZERO,
            caller: Caller::default(),
            events: Vec::new(),
            pushes: Vec::new(),
            timers: TimerQueue::default(),
            next_seq: 1,
        }
    }

    /// Lets the service act, and takes down what it did.
    pub fn act<T>(&mut self, act: impl FnOnce(&mut Kinesis, &mut Cx<'_>) -> T) -> T {
        let (mut events, mut timers, mut outgoing) = (Vec::new(), Vec::new(), Vec::new());
        let mut cx = Cx {
            now: self.now,
            epoch: Epoch::DEFAULT,
            caller: &self.caller,
            request: RequestId(1),
            next_seq: &mut self.next_seq,
            events: &mut events,
            timers: &mut timers,
            answers: &mut Vec::new(),
            outgoing: &mut outgoing,
        };
        let result = act(&mut self.kinesis, &mut cx);
        self.events.extend(events.into_iter().map(|event| event.kind));
        let millis = self.now.as_millis();
        self.pushes.extend(outgoing.into_iter().map(|push| (millis, push)));
        for (timer, at) in timers {
            self.timers.set(timer, at);
        }
        result
    }

    pub fn call(&mut self, request: impl Into<Request>) -> Result<Reply> {
        let request = request.into();
        self.act(|kinesis, cx| kinesis.handle(cx, &request))
    }

    pub fn done(&mut self, request: impl Into<Request>) {
        self.call(request).unwrap();
    }

    /// The refusal of a request, as `Name: sentence`; nothing has changed but what is counted.
    pub fn refusal(&mut self, request: impl Into<Request>) -> String {
        let request = request.into();
        let before = crate::base::digest::of(&self.kinesis);
        let error = self.call(request.clone()).unwrap_err();
        let is_counted = match request {
            Request::SubscribeToShard(_) => error.code != ErrorCode::DryRunOperation,
            _ => error.code == ErrorCode::ProvisionedThroughputExceeded,
        };
        if !is_counted {
            assert_eq!(
                crate::base::digest::of(&self.kinesis),
                before,
                "a refused request changes nothing: {request:?}"
            );
        }
        error.to_string()
    }

    /// Lets time pass; timers fire on the way.
    pub fn wait(&mut self, span: Duration) {
        let until = self.now.after(span);
        while let Some((at, timer)) = self.timers.pop_due(until) {
            self.now = at;
            self.act(|kinesis, cx| kinesis.wake(cx, timer));
        }
        self.now = until;
    }

    /// Makes a stream of so many shards, or an on-demand stream, and waits until it is there.
    pub fn create(&mut self, name: &str, shard_count: Option<i64>) {
        self.done(CreateStream { stream_name: text(name), shard_count, ..CreateStream::default() });
        self.wait(secs(20));
    }

    /// Registers a consumer, and waits until it can read; answers its ARN.
    pub fn register(&mut self, stream: &str, consumer: &str) -> String {
        let request = register(stream, consumer);
        let arn = answer!(self, RegisterStreamConsumer, request).consumer.consumer_arn;
        self.wait(secs(5));
        arn
    }

    pub fn put(&mut self, stream: &str, key: &str, data: &[u8]) -> PutRecordResult {
        answer!(self, PutRecord, put(stream, key, data))
    }

    pub fn iterator(&mut self, request: GetShardIterator) -> String {
        answer!(self, GetShardIterator, request).shard_iterator
    }

    pub fn read(&mut self, iterator: &str) -> GetRecordsResult {
        answer!(self, GetRecords, GetRecords { shard_iterator: text(iterator), ..GetRecords::default() })
    }

    pub fn summary(&mut self, name: &str) -> StreamDescriptionSummary {
        let request = DescribeStreamSummary { stream_name: text(name), stream_arn: None };
        answer!(self, DescribeStreamSummary, request).stream_description_summary
    }

    /// The stream of that name.
    pub fn stream(&self, name: &str) -> &Stream {
        self.kinesis.stream(self.kinesis.find(self.caller.account, self.caller.region, name).unwrap()).unwrap()
    }

    /// Commits the account to a minimum of throughput.
    pub fn commit(&mut self) {
        let status = MinimumThroughputBillingCommitmentInput { status: text("ENABLED") };
        self.done(UpdateAccountSettings { minimum_throughput_billing_commitment: Some(status) });
    }
}

#[allow(clippy::unnecessary_wraps, reason = "as requests take it")]
pub fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// The ARN of a stream of the usual account and Region.
#[allow(clippy::unnecessary_wraps, reason = "as requests take it")]
pub fn arn(name: &str) -> Option<String> {
    Some(format!("arn:aws:kinesis:us-east-1:000000000000:stream/{name}"))
}

pub const fn secs(count: u64) -> Duration {
    Duration::from_secs(count)
}

pub fn put(stream: &str, key: &str, data: &[u8]) -> PutRecord {
    PutRecord { stream_name: text(stream), partition_key: text(key), data: Some(data.to_vec()), ..PutRecord::default() }
}

pub fn entry(key: &str, bytes: usize) -> PutRecordsRequestEntry {
    PutRecordsRequestEntry { data: Some(vec![b'x'; bytes]), partition_key: text(key), explicit_hash_key: None }
}

pub fn put_many(stream: &str, records: Vec<PutRecordsRequestEntry>) -> PutRecords {
    PutRecords { stream_name: text(stream), records: Some(records), ..PutRecords::default() }
}

pub fn register(stream: &str, consumer: &str) -> RegisterStreamConsumer {
    RegisterStreamConsumer { stream_arn: arn(stream), consumer_name: text(consumer), tags: None }
}

pub fn iterator(stream: &str, shard: &str, kind: &str) -> GetShardIterator {
    GetShardIterator {
        stream_name: text(stream),
        shard_id: text(shard),
        shard_iterator_type: text(kind),
        ..GetShardIterator::default()
    }
}

/// So many tags, each of which has a number for a key.
#[allow(clippy::unnecessary_wraps, reason = "as requests take it")]
pub fn tags(count: usize) -> Option<BTreeMap<String, String>> {
    Some((0..count).map(|number| (number.to_string(), String::new())).collect())
}

#[allow(clippy::unnecessary_wraps, reason = "as requests take it")]
pub fn mode(name: &str) -> Option<StreamModeDetails> {
    Some(StreamModeDetails { stream_mode: text(name) })
}

#[test]
fn every_error_has_a_name_of_its_own_and_status_400() {
    let names: BTreeSet<_> = ErrorCode::ALL.iter().map(|code| code.names().0).collect();
    assert_eq!(names.len(), ErrorCode::ALL.len());
    assert!(ErrorCode::ALL.iter().all(|code| code.names().0.ends_with("Exception") && code.names().1 == 400));
    assert_eq!(Request::OPERATIONS.len(), 40);
}
