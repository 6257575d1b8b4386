//! What Kinesis Data Analytics has to do with the rest of a lab: the streams, functions and buckets that applications use,
//! as the roles that were given to them.
//!
//! An application reads as anybody does, with `ListShards`, `GetShardIterator` and `GetRecords`, and shares what a shard
//! gives with all who read it. Source: "Granting Permissions to Access Streaming Sources" in the Kinesis Data Analytics
//! developer guide.

use super::encryption::Refusal as Refused;
use super::errands::{Errand, Report};
use super::gate::Ask;
use super::hosting::Hosted;
use super::{Cloud, EventKind, Timer};
use crate::analytics::service::{
    self, Answer, OutRow, Outgoing, Position, Refusal, ShardInfo, SourceItem, TargetKind, Wish, verdicts,
};
use crate::analytics::{self, Analytics, AnalyticsError};
use crate::base::{Arn, Caller, Origin, Principal, RequestId, Timestamp};
use crate::call::{Call, CallError, CallResult, Reply};
use crate::clock::Instant;
use crate::firehose::api::{PutRecordBatch, Record as DeliveryRecord};
use crate::kinesis::aggregate;
use crate::kinesis::api::{self, GetRecords, GetShardIterator, ListShards, PutRecords, PutRecordsRequestEntry};
use crate::lambda::api::Invoke;
use crate::s3::api::GetObject;
use std::sync::Arc;

/// The session in which the service acts as a role.
const SESSION: &str = "KinesisAnalytics";
/// Bytes of the object of a reference table: 1 GB.
const TABLE_BYTES_MAX: u64 = 1_073_741_824;

impl Hosted for Analytics {
    fn of(cloud: &mut Cloud) -> &mut Self {
        &mut cloud.analytics
    }

    fn event(kind: Self::Event) -> EventKind {
        EventKind::Analytics(kind)
    }

    fn timer(timer: Self::Timer) -> Timer {
        Timer::Analytics(timer)
    }

    fn carry(cloud: &mut Cloud, outgoing: Self::Outgoing) {
        cloud.send_for_application(outgoing);
    }

    fn answered(cloud: &mut Cloud, request: RequestId, answer: Self::Answer) {
        cloud.end_wait(request, answer.map(Reply::Analytics).map_err(CallError::Analytics));
    }
}

/// The service as the role that was given to it; as itself where that is no role's ARN.
fn as_role(outgoing: &Outgoing) -> Caller {
    let arn: Option<Arn> = outgoing.role.parse().ok();
    let role = arn.as_ref().and_then(|arn| arn.resource.strip_prefix("role/"));
    let name = role.map(|path| path.rsplit('/').next().unwrap_or(path).to_owned());
    let principal = match name {
        Some(name) => Principal::Role(name, SESSION.to_owned()),
        None => Principal::Service("kinesisanalytics.amazonaws.com".to_owned()),
    };
    let origin = match outgoing.whom {
        service::Whom::Application(id, _) => Origin::Application(id.0),
        service::Whom::Discovery(_) => Origin::Clock,
    };
    Caller {
        account: arn.as_ref().and_then(|arn| arn.account.parse().ok()).unwrap_or(outgoing.account),
        region: outgoing.region,
        principal,
        origin,
        circumstances: None,
    }
}

impl Cloud {
    /// A call to the service; looking for a schema takes time.
    pub(super) fn call_analytics(
        &mut self,
        caller: &Caller,
        request: RequestId,
        call: &analytics::api::Request,
    ) -> Result<Option<CallResult>, Refused> {
        self.check_table(caller, call)?;
        let outcome = self.act(caller, request, |analytics: &mut Analytics, cx| analytics.handle(cx, call));
        self.bill_applications();
        Ok(match outcome {
            service::Outcome::Done(result) => Some(result.map(Reply::Analytics).map_err(CallError::Analytics)),
            service::Outcome::Waiting => None,
        })
    }

    /// A timer of the service.
    pub(super) fn wake_analytics(&mut self, timer: service::Timer) {
        self.act_by_clock(|analytics: &mut Analytics, cx| analytics.wake(cx, timer));
        self.bill_applications();
    }

    fn bill_applications(&mut self) {
        self.meter.kpu_millis += self.analytics.take_billed().unwrap_or_default();
    }

    /// The object of a reference table has to be there for the role when the table is added.
    fn check_table(&self, caller: &Caller, call: &analytics::api::Request) -> Result<(), Refused> {
        let analytics::api::Request::AddApplicationReferenceDataSource(wish) = call else { return Ok(()) };
        let object = wish.reference_data_source.as_ref().and_then(|table| table.s3_reference_data_source.as_ref());
        let Some((bucket, key, role)) = object.and_then(|object| {
            Some((object.bucket_arn.as_deref()?, object.file_key.as_deref()?, object.reference_role_arn.as_deref()?))
        }) else {
            // What is missing is the service's own business to report.
            return Ok(());
        };
        let found = bucket.parse().ok().and_then(|arn| self.s3.find_arn(&arn));
        let asked = Outgoing {
            whom: service::Whom::Discovery(RequestId(0)),
            account: caller.account,
            region: caller.region,
            role: role.into(),
            target: bucket.into(),
            wish: Wish::Shards,
            cause: None,
        };
        let reader = as_role(&asked);
        let resource = format!("{bucket}/{key}");
        let owner = found.map_or(caller.account, |bucket| bucket.owner);
        let policy = found.and_then(|bucket| bucket.policy.as_ref());
        let ask = Ask { policy, ..Ask::new("s3:GetObject", resource, owner) };
        let is_there = found.is_some_and(|bucket| bucket.current(key).is_some_and(|version| !version.is_marker()));
        if is_there && self.allows(&reader, &ask) {
            return Ok(());
        }
        let why = is_there.then(|| Arc::new(self.denial(&reader, &ask, &self.verdict(&reader, &ask))));
        let bucket = bucket.rsplit(':').next().unwrap_or_default();
        let sentence = format!(
            "Please check the role provided or validity of S3 location you provided. We are unable to get the specified \
             fileKey: {key} in the specified bucket: {bucket}"
        );
        Err((AnalyticsError::invalid(sentence).into(), why))
    }

    /// Lets what is wanted for an application leave.
    fn send_for_application(&mut self, outgoing: Outgoing) {
        let Some(call) = self.call_for(&outgoing) else { return };
        let destination = outgoing.target.parse().unwrap_or_else(|_| service_arn(&outgoing));
        let (caller, cause) = (as_role(&outgoing), outgoing.cause);
        self.send_out(caller, call, (destination, Report::Application(Arc::new(outgoing))), cause);
    }

    fn call_for(&self, outgoing: &Outgoing) -> Option<Call> {
        let stream_arn = Some(outgoing.target.to_string());
        let call = match &outgoing.wish {
            Wish::Shards => api::Request::from(ListShards { stream_arn, ..ListShards::default() }).into(),
            Wish::Iterator { shard, from } => {
                let mut request =
                    GetShardIterator { stream_arn, shard_id: Some(shard.to_string()), ..GetShardIterator::default() };
                let kind = match from {
                    Position::TrimHorizon => "TRIM_HORIZON",
                    Position::At(at) => {
                        request.timestamp = Some(Timestamp::of(*at, self.epoch));
                        "AT_TIMESTAMP"
                    }
                    Position::After(sequence) => {
                        request.starting_sequence_number = Some(sequence.to_string());
                        "AFTER_SEQUENCE_NUMBER"
                    }
                };
                request.shard_iterator_type = Some(kind.to_owned());
                api::Request::from(request).into()
            }
            Wish::Records { iterator, .. } => {
                let request = GetRecords { shard_iterator: Some(iterator.to_string()), ..GetRecords::default() };
                api::Request::from(request).into()
            }
            Wish::Process { payload, .. } | Wish::Put { kind: TargetKind::Function, payload, .. } => {
                invoke(&outgoing.target, payload)
            }
            Wish::Object { bucket, key } => {
                let request = GetObject { bucket: bucket.to_string(), key: key.to_string(), ..GetObject::default() };
                Call::S3(request.into())
            }
            Wish::Put { kind: TargetKind::Stream, rows, .. } => {
                let entry = |row: &OutRow| PutRecordsRequestEntry {
                    data: Some(row.data.as_bytes().to_vec()),
                    partition_key: Some(row.id.to_string()),
                    explicit_hash_key: None,
                };
                let records = Some(rows.iter().map(entry).collect());
                api::Request::from(PutRecords { stream_arn, records, ..PutRecords::default() }).into()
            }
            Wish::Put { kind: TargetKind::DeliveryStream, rows, .. } => {
                let name = outgoing.target.rsplit('/').next()?.to_owned();
                let record = |row: &OutRow| DeliveryRecord { data: Some(row.data.as_bytes().to_vec()) };
                let request =
                    PutRecordBatch { delivery_stream_name: name, records: Some(rows.iter().map(record).collect()) };
                Call::Firehose(request.into())
            }
        };
        Some(call)
    }

    /// A call for an application has arrived.
    pub(super) fn run_for_application(&mut self, errand: &Errand, outgoing: &Arc<Outgoing>) {
        let before = self.next_seq;
        self.cause = errand.cause;
        let (request, result) = self.handle(&errand.caller, &errand.call, None);
        self.cause = None;
        match result {
            None => drop(self.applications_wait.insert(request, outgoing.clone())),
            Some(result) => {
                let cause = (self.next_seq > before).then_some(before);
                self.application_answered(outgoing, &result, cause);
            }
        }
    }

    /// A function that an application waited for has ended.
    pub(super) fn function_for_application(&mut self, request: RequestId, outgoing: &Outgoing, answer: &CallResult) {
        self.pending.remove(&request);
        self.application_answered(outgoing, answer, None);
    }

    fn application_answered(&mut self, outgoing: &Outgoing, result: &CallResult, cause: Option<u64>) {
        let answer = match result {
            Ok(reply) => self.answer_of(outgoing, reply),
            Err(error) => Err(Refusal::new(error.code(), error.message())),
        };
        self.act_by_clock(|analytics: &mut Analytics, cx| analytics.answered(cx, outgoing, answer, cause));
        self.bill_applications();
    }

    fn answer_of(&self, outgoing: &Outgoing, reply: &Reply) -> Result<Answer, Refusal> {
        match reply {
            Reply::Kinesis(api::Reply::ListShards(reply)) => {
                Ok(Answer::Shards(reply.shards.iter().map(info).collect()))
            }
            Reply::Kinesis(api::Reply::GetShardIterator(reply)) => {
                Ok(Answer::Iterator(reply.shard_iterator.as_str().into()))
            }
            Reply::Kinesis(api::Reply::GetRecords(reply)) => {
                let items = reply.records.iter().flat_map(|record| self.items(record)).collect();
                let behind = u64::try_from(reply.millis_behind_latest).unwrap_or_default();
                Ok(Answer::Records(items, reply.next_shard_iterator.as_deref().map(Into::into), behind))
            }
            Reply::Kinesis(api::Reply::PutRecords(reply)) => {
                let told = |entry: &api::PutRecordsResultEntry| -> Option<Arc<str>> {
                    let code = entry.error_code.as_deref()?;
                    Some(format!("{code}: {}", entry.error_message.as_deref().unwrap_or_default()).into())
                };
                Ok(Answer::Taken(reply.records.iter().map(told).collect()))
            }
            Reply::Firehose(crate::firehose::api::Reply::PutRecordBatch(reply)) => {
                let told = |entry: &crate::firehose::api::PutRecordBatchResponseEntry| -> Option<Arc<str>> {
                    let code = entry.error_code.as_deref()?;
                    Some(format!("{code}: {}", entry.error_message.as_deref().unwrap_or_default()).into())
                };
                Ok(Answer::Taken(reply.request_responses.iter().map(told).collect()))
            }
            Reply::S3(crate::s3::api::Reply::GetObject(reply)) => {
                let size = reply.head.content_length;
                if size > TABLE_BYTES_MAX {
                    return Err(Refusal::new("TooLarge", "the object has more than 1 GB"));
                }
                if size != reply.body.len() as u64 {
                    return Err(Refusal::new("Simulated", "of a simulated object the lab has only the beginning"));
                }
                Ok(Answer::Object(reply.body.clone()))
            }
            Reply::Lambda(crate::lambda::api::Reply::Invoke(reply)) => {
                let payload = reply.payload.as_deref().unwrap_or_default();
                if let Some(kind) = &reply.function_error {
                    return Err(Refusal::new("Lambda.FunctionError", &format!("{kind}: {payload}")));
                }
                Ok(match &outgoing.wish {
                    Wish::Put { rows, .. } => Answer::Taken(verdicts(payload, rows)),
                    _ => Answer::Payload(payload.into()),
                })
            }
            _ => Err(Refusal::new("Unknown", "no such answer is known")),
        }
    }

    /// A record, or those that the producer library packed into it.
    fn items(&self, record: &api::Record) -> Vec<SourceItem> {
        let item = |part: u64, key: &str, data: Arc<[u8]>| SourceItem {
            sequence: record.sequence_number.as_str().into(),
            part,
            key: key.into(),
            arrived: record.approximate_arrival_timestamp.instant(self.epoch),
            data,
        };
        match aggregate::unpack(&record.data.0) {
            Some(parts) => {
                (0..).zip(parts).map(|(part, one)| item(part, &one.partition_key, one.data.into())).collect()
            }
            None => vec![item(0, record.partition_key.as_deref().unwrap_or_default(), record.data.0.clone())],
        }
    }

    /// What a delivery stream took goes to the applications that read it too, as far as their roles may. Each record has
    /// the time at which it came; they are only made where somebody reads them.
    pub(super) fn pass_on(&mut self, delivery_stream: &Arn, records: impl FnOnce() -> Vec<(Instant, Vec<u8>)>) {
        let arn = delivery_stream.to_string();
        let readers = self.analytics.readers_of(&arn);
        if readers.is_empty() {
            return;
        }
        let records = records();
        if records.is_empty() {
            return;
        }
        for (whom, outgoing) in readers {
            let caller = as_role(&outgoing);
            let ask = Ask::new("firehose:GetRecords", arn.clone(), outgoing.account);
            if self.allows(&caller, &ask) {
                self.act_by_clock(|analytics: &mut Analytics, cx| analytics.pass_on(cx, whom, &records));
            } else {
                let verdict = self.verdict(&caller, &ask);
                let why = super::gate::aws_message(self, &caller, &ask, &verdict);
                self.act_by_clock(|analytics: &mut Analytics, cx| analytics.not_passed_on(cx, whom, &why));
            }
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

/// Something to show where what is named is no ARN.
fn service_arn(outgoing: &Outgoing) -> Arn {
    Arn {
        service: "kinesisanalytics".to_owned(),
        region: outgoing.region.name().to_owned(),
        account: outgoing.account.to_string(),
        resource: outgoing.target.to_string(),
    }
}

fn invoke(function: &str, payload: &str) -> Call {
    let request = Invoke {
        function_name: function.to_owned(),
        invocation_type: Some("RequestResponse".to_owned()),
        payload: Some(payload.to_owned()),
        ..Invoke::default()
    };
    Call::Lambda(request.into())
}
