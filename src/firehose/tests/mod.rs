//! A service with a clock and timers of its own, a world that answers it, and the tests of its operations.
#![allow(clippy::needless_pass_by_value, reason = "tests read better with what they make where it is used")]

mod api;
mod buffering;
mod conservation;
mod creation;
mod destinations;
mod encryption;
mod formats;
mod hints;
mod processing;
mod quotas;
mod reading;
mod transform;
mod types;
mod updates;

use super::api::Record;
use super::api::*;
use super::*;
use crate::base::{Caller, Principal, RequestId};
use crate::clock::{Epoch, Instant, TimerQueue};
use crate::limits::LimitSet;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub const ROLE: &str = "arn:aws:iam::000000000000:role/firehose";
pub const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:f";

/// What stands for a function.
pub type Function = Box<dyn FnMut(&Value) -> std::result::Result<Value, InvokeError>>;

/// How the world answers.
pub struct World {
    /// What a bucket says; nothing for yes.
    pub s3: Option<String>,
    /// What the function answers, from its payload.
    pub function: Function,
    /// What a destination outside says.
    pub store: StoreAnswer,
    /// Objects by key.
    pub objects: BTreeMap<String, Vec<u8>>,
    pub requests: Vec<StoreRequest>,
    pub payloads: Vec<Value>,
}

/// A service, the time there, and what it has told.
pub struct Bench {
    pub firehose: Firehose,
    pub now: Instant,
    pub events: Vec<(u64, FirehoseEvent)>,
    pub outgoing: Vec<Outgoing>,
    pub caller: Caller,
    pub world: World,
    /// Whether the world answers at once.
    pub answers: bool,
    timers: TimerQueue<Timer>,
    next_seq: u64,
}

/// A function that gives everything back as it came.
#[allow(clippy::unnecessary_wraps, reason = "what a function is")]
pub fn echo(payload: &Value) -> std::result::Result<Value, InvokeError> {
    let records = payload["records"].as_array().unwrap().iter();
    let records = records.map(|record| json!({"recordId": record["recordId"], "result": "Ok", "data": record["data"]}));
    Ok(json!({ "records": records.collect::<Vec<_>>() }))
}

impl Bench {
    pub fn new() -> Self {
        Self::with(1)
    }

    pub fn with(seed: u64) -> Self {
        Self {
            firehose: Firehose::new(FirehoseLimits::of(LimitSet::Now), seed),
            now: Instant::ZERO,
            events: Vec::new(),
            outgoing: Vec::new(),
            caller: Caller::default(),
            world: World {
                s3: None,
                function: Box::new(echo),
                store: StoreAnswer { status: Some(200), echoes: true, waited: crate::clock::Duration::ZERO },
                objects: BTreeMap::new(),
                requests: Vec::new(),
                payloads: Vec::new(),
            },
            answers: true,
            timers: TimerQueue::default(),
            next_seq: 1,
        }
    }

    /// Lets the service act, and takes note of what it did.
    pub fn act<T>(&mut self, act: impl FnOnce(&mut Firehose, &mut Cx<'_>) -> T) -> T {
        let (mut events, mut timers, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        let mut cx = Cx {
            now: self.now,
            epoch: Epoch::DEFAULT,
            caller: &self.caller,
            request: RequestId(1),
            next_seq: &mut self.next_seq,
            events: &mut events,
            timers: &mut timers,
            answers: &mut answers,
            outgoing: &mut self.outgoing,
        };
        let result = act(&mut self.firehose, &mut cx);
        let millis = self.now.as_millis();
        self.events.extend(events.into_iter().map(|event| (millis, event.kind)));
        for (timer, at) in timers {
            self.timers.set(timer, at);
        }
        result
    }

    pub fn call(&mut self, request: impl Into<Request>) -> Result<Reply> {
        let request = request.into();
        let before = crate::base::digest::of(&self.firehose);
        let told = self.events.len();
        let result = self.act(|firehose, cx| firehose.handle(cx, &request));
        if result.is_err() {
            assert_eq!(crate::base::digest::of(&self.firehose), before, "a refused request changes nothing");
            assert_eq!(self.events.len(), told, "a refused request tells nothing");
        }
        self.answer();
        result
    }

    /// The code, the status and the sentence of a refusal.
    pub fn refused(&mut self, request: impl Into<Request>) -> (&'static str, u16, String) {
        let error = self.call(request).unwrap_err();
        (error.code.names().0, error.code.names().1, error.message)
    }

    /// Lets the world answer whatever was sent.
    pub fn answer(&mut self) {
        while self.answers && !self.outgoing.is_empty() {
            let one = self.outgoing.remove(0);
            self.answer_one(&one);
        }
    }

    pub fn answer_one(&mut self, one: &Outgoing) {
        let Errand { stream, task, attempt, .. } = *one.errand();
        match one {
            Outgoing::Object(object) => {
                let refusal = self.world.s3.clone();
                if refusal.is_none() {
                    let old = self.world.objects.insert(object.key.to_string(), object.body.bytes().to_vec());
                    assert_eq!(old, None, "no object is written twice");
                }
                let answer = refusal.as_deref().map_or(Ok(()), Err);
                self.act(|firehose, cx| firehose.settle_object(cx, (stream, task, attempt), answer));
            }
            Outgoing::Invoke(request) => {
                let payload: Value = serde_json::from_str(&request.payload).unwrap();
                let answer = (self.world.function)(&payload);
                self.world.payloads.push(payload);
                let text =
                    answer.map(|answer| if let Value::String(text) = answer { text } else { answer.to_string() });
                self.act(|firehose, cx| {
                    firehose.settle_invocation(cx, (stream, task, attempt), text.as_deref().map_err(Clone::clone));
                });
            }
            Outgoing::Store(request) => {
                self.world.requests.push(request.clone());
                let answer = self.world.store.clone();
                self.act(|firehose, cx| firehose.settle_store(cx, (stream, task, attempt), &answer));
            }
            // The benches of sources answer by themselves.
            Outgoing::Read(_) => {}
        }
    }

    /// Fires what is due up to that many milliseconds after the beginning.
    pub fn until(&mut self, millis: u64) {
        let end = Instant::from_millis(millis);
        while let Some((at, timer)) = self.timers.pop_due(end) {
            self.now = at.max(self.now);
            self.act(|firehose, cx| firehose.wake(cx, timer));
            self.answer();
        }
        self.now = end;
    }

    /// Makes a stream, and waits until it is there.
    pub fn stream(&mut self, name: &str, request: CreateDeliveryStream) -> StreamId {
        self.call(CreateDeliveryStream { delivery_stream_name: name.into(), ..request }).unwrap();
        let ready = self.now.as_millis() + 30_000;
        self.until(ready);
        self.firehose.find(self.caller.account, self.caller.region, name).unwrap()
    }

    pub fn put(&mut self, name: &str, data: &[u8]) -> Result<Reply> {
        self.call(put(name, data))
    }

    pub fn totals(&self, id: StreamId) -> Totals {
        self.firehose.stream(id).unwrap().totals
    }

    /// The documents of all objects below a prefix.
    pub fn documents(&self, prefix: &str) -> Vec<Value> {
        let below = self.world.objects.iter().filter(|(key, _)| key.starts_with(prefix));
        below
            .flat_map(|(_, body)| {
                String::from_utf8(body.clone()).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
            })
            .map(|line| serde_json::from_str(&line).unwrap())
            .collect()
    }
}

pub fn put(name: &str, data: &[u8]) -> PutRecord {
    PutRecord { delivery_stream_name: name.into(), record: Some(Record { data: Some(data.to_vec()) }) }
}

pub fn batch(name: &str, all: &[&[u8]]) -> PutRecordBatch {
    let records = all.iter().map(|data| Record { data: Some(data.to_vec()) }).collect();
    PutRecordBatch { delivery_stream_name: name.into(), records: Some(records) }
}

/// A destination in S3, with more members.
pub fn s3(more: Value) -> CreateDeliveryStream {
    let mut document = json!({ "RoleARN": ROLE, "BucketARN": "arn:aws:s3:::b" });
    merge_into(&mut document, more);
    CreateDeliveryStream {
        delivery_stream_name: "s".into(),
        extended_s3_destination_configuration: Some(Box::new(ExtendedS3DestinationConfiguration(document))),
        ..CreateDeliveryStream::default()
    }
}

pub fn merge_into(document: &mut Value, more: Value) {
    for (name, value) in more.as_object().unwrap().clone() {
        document[name] = value;
    }
}

pub fn bucket() -> Value {
    json!({ "RoleARN": ROLE, "BucketARN": "arn:aws:s3:::backup", "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 10} })
}

/// A processor with its parameters.
pub fn processor(kind: &str, parameters: &[(&str, &str)]) -> Value {
    let parameters: Vec<Value> =
        parameters.iter().map(|(name, value)| json!({"ParameterName": name, "ParameterValue": value})).collect();
    json!({ "Type": kind, "Parameters": parameters })
}

pub fn processing(processors: &[Value]) -> Value {
    json!({ "Enabled": true, "Processors": processors })
}

/// Buffers that are emptied at once.
pub fn at_once() -> Value {
    json!({ "SizeInMBs": 1, "IntervalInSeconds": 0 })
}

#[test]
fn every_code_has_one_name() {
    let mut names: Vec<_> = ErrorCode::ALL.iter().map(|code| code.names().0).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), ErrorCode::ALL.len());
    assert_eq!(Request::OPERATIONS.len(), 12);
}

#[test]
fn requests_are_read_and_written_with_awss_own_names() {
    let text = r#"{"Operation":"CreateDeliveryStream","DeliveryStreamName":"s","ExtendedS3DestinationConfiguration":{"RoleARN":"r","BucketARN":"b"},"MSKSourceConfiguration":{"TopicName":"t"}}"#;
    let request: Request = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&request).unwrap(), text);
    assert_eq!((request.operation(), request.stream_name()), ("CreateDeliveryStream", Some("s")));
    let text = r#"{"Operation":"PutRecord","DeliveryStreamName":"s","Record":{"Data":"aGVsbG8="}}"#;
    let request: Request = serde_json::from_str(text).unwrap();
    assert_eq!(request, put("s", b"hello").into());
    let text = r#"{"Operation":"CreateDeliveryStream","ExtendedS3DestinationConfiguration":{"Nonsense":1}}"#;
    assert!(serde_json::from_str::<Request>(text).is_err());
}

#[test]
fn one_seed_decides_everything() {
    let run = |seed| {
        let mut bench = Bench::with(seed);
        let id = bench.stream("s", s3(json!({ "Prefix": "!{firehose:random-string}/", "ErrorOutputPrefix": "e/" })));
        bench.world.s3 = Some("no".to_owned());
        bench.put("s", b"x").unwrap();
        bench.until(1_000_000);
        bench.world.s3 = None;
        bench.until(2_000_000);
        assert_eq!(bench.totals(id).delivered, 1);
        (crate::base::digest::of(&bench.firehose), bench.world.objects)
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1).1, run(2).1);
}

/// For tests that want a caller of another kind.
pub fn service(name: &str) -> Caller {
    Caller { principal: Principal::Service(name.to_owned()), ..Caller::default() }
}

pub fn decoded(value: &Value) -> String {
    String::from_utf8(STANDARD.decode(value.as_str().unwrap()).unwrap()).unwrap()
}
