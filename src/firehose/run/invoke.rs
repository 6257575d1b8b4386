//! The function that changes records: its buffer, its invocations with their retries, and what becomes of its answer.
//!
//! Source: "Transform source data" and "Handle failure in data transformation" in the Firehose developer guide; the codes
//! stand in "Monitor Amazon Data Firehose using CloudWatch Logs".

use super::{Errand, Invocation, InvokeRequest, Outgoing, State};
use crate::clock::Duration;
use crate::firehose::prefix::KeySource;
use crate::firehose::record::{Data, Record};
use crate::firehose::stream::{Stream, StreamId};
use crate::firehose::{Cx, Firehose, FirehoseEvent, Timer};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How long a function may take before Firehose gives up.
const TIMEOUT: Duration = Duration::from_secs(300);

/// Why an invocation failed: AWS's code and a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InvokeError {
    /// Such as `Lambda.FunctionError`.
    pub code: Arc<str>,
    /// Why.
    pub message: Arc<str>,
}

impl InvokeError {
    /// An error with its sentence.
    pub fn new(code: &str, message: &str) -> Self {
        Self { code: code.into(), message: message.into() }
    }
}

/// A record's id, as the function sees it: a long number, as those of AWS are.
fn record_id(record: &Record, index: usize) -> String {
    format!("49{:050}{:04}", record.number, index)
}

impl Firehose {
    /// Puts a record into the function's buffer, which is emptied when it has its size.
    pub(super) fn push_to_function(&mut self, cx: &mut Cx<'_>, id: StreamId, record: Record) {
        let now = cx.now;
        let Some(stream) = self.stream_mut(id) else { return };
        stream.intake.push(now, record);
        let most = stream.destination.plan.processing.lambda.as_ref().map_or(0, |function| function.hints.size);
        if stream.intake.bytes >= most {
            self.invoke(cx, id);
        }
    }

    /// Gives the function what waits for it.
    pub(super) fn invoke(&mut self, cx: &mut Cx<'_>, id: StreamId) {
        let (task, invocation_id) = (self.draw_task(), self.draw_id());
        let Some(stream) = self.stream_mut(id) else { return };
        let records = stream.intake.take();
        if stream.destination.plan.processing.lambda.is_none() {
            // The function was taken away while records waited for it.
            return records.iter().for_each(|record| self.finish(cx, id, record.clone()));
        }
        let invocation =
            Invocation { records, attempt: 0, state: State::UnderWay, sent: cx.now, id: invocation_id, event: 0 };
        stream.invocations.insert(task, invocation);
        self.attempt_invocation(cx, id, task);
    }

    fn attempt_invocation(&mut self, cx: &mut Cx<'_>, id: StreamId, task: u64) {
        let Some(stream) = self.stream_mut(id) else { return };
        let plan = stream.destination.plan.clone();
        let Some(mut invocation) = stream.invocations.remove(&task) else { return };
        let Some(function) = &plan.processing.lambda else {
            // The function was taken away before its next attempt.
            return invocation.records.iter().for_each(|record| self.finish(cx, id, record.clone()));
        };
        invocation.attempt += 1;
        invocation.state = State::UnderWay;
        invocation.sent = cx.now;
        stream.totals.invocations.0 += 1;
        let (name, records) = (stream.key.name.clone(), invocation.records.len() as u64);
        invocation.event = cx.emit(None, FirehoseEvent::Invoked { stream: name, records, attempt: invocation.attempt });
        let errand = Errand {
            stream: id,
            task,
            attempt: invocation.attempt,
            source: stream.key.arn(),
            account: stream.key.account,
            region: stream.key.region,
            role: function.role.clone().unwrap_or_else(|| plan.role.clone()),
            event: invocation.event,
        };
        let payload = payload(cx, stream, &invocation).into();
        stream.invocations.insert(task, invocation);
        cx.outgoing.push(Outgoing::Invoke(InvokeRequest { errand, function: function.arn.clone(), payload }));
        cx.set_timer(Timer::Invoke(id, task), Some(cx.now.after(TIMEOUT)));
    }

    /// An invocation's retry is due, or it has taken too long.
    pub(in crate::firehose) fn invoke_again(&mut self, cx: &mut Cx<'_>, id: StreamId, task: u64) {
        let Some(invocation) = self.stream(id).and_then(|stream| stream.invocations.get(&task)) else { return };
        if invocation.state == State::UnderWay {
            let attempt = invocation.attempt;
            let error =
                InvokeError::new("Lambda.FunctionRequestTimedOut", "The Lambda function did not answer in time.");
            return self.settle_invocation(cx, (id, task, attempt), Err(error));
        }
        self.attempt_invocation(cx, id, task);
    }

    /// Takes note of a function's answer. One to an attempt that was given up is not looked at.
    pub fn settle_invocation(
        &mut self,
        cx: &mut Cx<'_>,
        (id, task, attempt): (StreamId, u64, u32),
        answer: Result<&str, InvokeError>,
    ) {
        let Some(stream) = self.stream_mut(id) else { return };
        let plan = stream.destination.plan.clone();
        let Some(invocation) = stream.invocations.get(&task).filter(|one| one.attempt == attempt).cloned() else {
            return;
        };
        if invocation.state != State::UnderWay {
            return;
        }
        let name = stream.key.name.clone();
        match answer {
            Ok(answer) => {
                stream.totals.invocations.1 += 1;
                stream.totals.processing.note(cx.now, cx.now.since(invocation.sent).as_millis());
                stream.invocations.remove(&task);
                cx.set_timer(Timer::Invoke(id, task), None);
                self.take_answer(cx, id, &invocation, answer);
            }
            Err(InvokeError { code, message }) => {
                let retries = plan.processing.lambda.as_ref().map_or(0, |function| function.retries);
                let is_last = attempt > retries;
                let next = (!is_last).then(|| cx.now.after(super::deliver::backoff(attempt, &mut self.chance)));
                let event = FirehoseEvent::InvocationFailed {
                    stream: name,
                    attempt,
                    next,
                    code: code.clone(),
                    why: message.clone(),
                };
                cx.emit(Some(invocation.event), event);
                cx.set_timer(Timer::Invoke(id, task), next);
                let Some(stream) = self.stream_mut(id) else { return };
                if let Some(next) = next {
                    stream.invocations.insert(task, Invocation { state: State::Waits(next), ..invocation });
                    return self.write_log(cx, id, &code, &message);
                }
                stream.invocations.remove(&task);
                for record in invocation.records.iter() {
                    self.fail(cx, id, record.clone(), (&code, &message), attempt);
                }
            }
        }
        self.plan_flush(cx, id);
    }

    fn take_answer(&mut self, cx: &mut Cx<'_>, id: StreamId, invocation: &Invocation, answer: &str) {
        let answers = answers(answer);
        let (mut ok, mut dropped, mut failed) = (Vec::new(), 0, Vec::new());
        for (index, record) in invocation.records.iter().enumerate() {
            let verdict = match &answers {
                Some(answers) => judge(answers.get(&record_id(record, index)).map_or(&[], Vec::as_slice)),
                None => Err(("Lambda.JsonProcessingException", JSON)),
            };
            match verdict {
                Ok(Verdict::Ok(data, keys)) => {
                    let mut record = Record { data: Data::new(&data), ..record.clone() };
                    Arc::make_mut(&mut record.keys).extend(keys);
                    ok.push(record);
                }
                Ok(Verdict::Dropped) => dropped += 1,
                Err(why) => failed.push((record.clone(), why)),
            }
        }
        let Some(stream) = self.stream_mut(id) else { return };
        stream.totals.dropped += dropped;
        stream.totals.processed += ok.len() as u64;
        stream.totals.processed_bytes += ok.iter().map(|record| record.data.len()).sum::<u64>();
        let (stream, good, bad) = (stream.key.name.clone(), ok.len() as u64, failed.len() as u64);
        let event = FirehoseEvent::Processed { stream, ok: good, dropped, failed: bad };
        cx.emit(Some(invocation.event), event);
        for record in ok {
            self.finish(cx, id, record);
        }
        for (record, why) in failed {
            self.fail(cx, id, record, why, invocation.attempt);
        }
    }
}

const JSON: &str = "There was an error parsing returned records from the Lambda function. Ensure that the returned \
                    records follow the status model required by Amazon Data Firehose.";

/// What the function gets.
fn payload(cx: &Cx<'_>, stream: &Stream, invocation: &Invocation) -> String {
    let records = invocation.records.iter().enumerate().map(|(index, record)| {
        let at = cx.epoch.unix_millis(record.arrived);
        let mut one = json!({ "recordId": record_id(record, index), "approximateArrivalTimestamp": at });
        if let Some(fields) = one.as_object_mut() {
            fields.insert("data".to_owned(), STANDARD.encode(record.data.bytes()).into());
            fields.extend(record.place.as_ref().map(|place| {
                let metadata = json!({
                    "shardId": &*place.shard_id, "partitionKey": &*place.partition_key,
                    "approximateArrivalTimestamp": at, "sequenceNumber": &*place.sequence_number,
                    "subsequenceNumber": place.subsequence_number.to_string()
                });
                ("kinesisRecordMetadata".to_owned(), metadata)
            }));
        }
        one
    });
    let records: Vec<Value> = records.collect();
    let mut whole = json!({
        "invocationId": invocation.id.to_string(), "deliveryStreamArn": stream.key.arn().to_string(),
        "region": stream.key.region.name()
    });
    if let Some(fields) = whole.as_object_mut() {
        if let crate::firehose::Source::Kinesis(arn, _) = &stream.source {
            fields.insert("sourceKinesisStreamArn".to_owned(), (**arn).into());
        }
        fields.insert("records".to_owned(), Value::Array(records));
    }
    whole.to_string()
}

/// What a function says of a record.
enum Verdict {
    Ok(Vec<u8>, Vec<((KeySource, String), String)>),
    Dropped,
}

/// A function's answer by the ids of records; none where it is no such document.
fn answers(answer: &str) -> Option<BTreeMap<String, Vec<Value>>> {
    let document: Value = serde_json::from_str(answer).ok()?;
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for record in document.get("records")?.as_array()? {
        let id = record.get("recordId").and_then(Value::as_str).unwrap_or_default();
        found.entry(id.to_owned()).or_default().push(record.clone());
    }
    Some(found)
}

fn judge(answers: &[Value]) -> Result<Verdict, (&'static str, &'static str)> {
    let answer = match answers {
        [] => {
            return Err((
                "Lambda.MissingRecordId",
                "One or more record IDs were not returned. Ensure that the Lambda function returns all received record IDs.",
            ));
        }
        [answer] => answer,
        _ => {
            return Err((
                "Lambda.DuplicatedRecordId",
                "Multiple records were returned with the same record ID. Ensure that the Lambda function returns unique \
                 record IDs for each record.",
            ));
        }
    };
    match answer.get("result").and_then(Value::as_str) {
        Some("Dropped") => Ok(Verdict::Dropped),
        Some("ProcessingFailed") => Err(("Lambda.ProcessingFailedStatus", "ProcessingFailed status set for record")),
        Some("Ok") => {
            let data = answer.get("data").and_then(Value::as_str).and_then(|text| STANDARD.decode(text).ok());
            let keys = answer.get("metadata").and_then(|metadata| metadata.get("partitionKeys"));
            let keys = keys.and_then(Value::as_object).into_iter().flatten();
            let keys =
                keys.filter_map(|(name, value)| Some(((KeySource::Lambda, name.clone()), value.as_str()?.to_owned())));
            data.map(|data| Verdict::Ok(data, keys.collect())).ok_or(("Lambda.JsonProcessingException", JSON))
        }
        _ => Err(("Lambda.JsonProcessingException", JSON)),
    }
}
