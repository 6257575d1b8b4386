//! What Firehose has to do with the rest of a lab: the buckets, functions and keys that delivery streams use, as the role
//! that was given to them.

use super::errands::{Errand, Report};
use super::hosting::Hosted;
use super::{Cloud, EventKind, Timer, encryption};
use crate::base::{Arn, Caller, Origin, Principal, RequestId, kpl};
use crate::call::{Call, CallError, CallResult, Reply};
use crate::clock::Duration;
use crate::firehose::api::Request;
use crate::firehose::{
    self, Barred, ErrorCode, Firehose, FirehoseError, InvokeError, InvokeRequest, ObjectRequest, Outgoing,
    SourceRecord, StreamId,
};
use crate::kms::{Asked, KeyUse, Kms, KmsError, Purpose};
use crate::lambda::api::Invoke;
use crate::s3::api::PutObject;
use std::convert::Infallible;
use std::sync::Arc;

/// The session in which Firehose acts as a role.
const SESSION: &str = "AWSFirehoseToS3";
/// What objects are.
const CONTENT_TYPE: &str = "application/octet-stream";
/// How long a stream's data key is used. AWS names no figure; it is that of topics.
const KEY_REUSE: Duration = Duration::from_secs(300);

impl Hosted for Firehose {
    fn of(cloud: &mut Cloud) -> &mut Self {
        &mut cloud.firehose
    }

    fn event(kind: Self::Event) -> EventKind {
        EventKind::Firehose(kind)
    }

    fn timer(timer: Self::Timer) -> Timer {
        Timer::Firehose(timer)
    }

    fn carry(cloud: &mut Cloud, outgoing: Self::Outgoing) {
        cloud.send_for_stream(outgoing);
    }

    fn answered(_: &mut Cloud, _: RequestId, answer: Infallible) {
        match answer {}
    }
}

/// Firehose as the role that was given to a stream; as itself where that is no role's ARN.
pub(super) fn as_role(errand: &firehose::Errand) -> Caller {
    let arn: Option<Arn> = errand.role.parse().ok();
    let role = arn.as_ref().and_then(|arn| arn.resource.strip_prefix("role/"));
    let name = role.map(|path| path.rsplit('/').next().unwrap_or(path).to_owned());
    let account = arn.as_ref().and_then(|arn| arn.account.parse().ok()).unwrap_or(errand.account);
    let principal = match name {
        Some(name) => Principal::Role(name, SESSION.to_owned()),
        None => Principal::Service("firehose.amazonaws.com".to_owned()),
    };
    Caller {
        account,
        region: errand.region,
        principal,
        origin: Origin::DeliveryStream(errand.stream.0),
        circumstances: None,
    }
}

/// SNS as the role of a subscription that puts into a stream; none where that is no role's ARN.
pub(super) fn with_role(role: &str, stream: &Arn, subscription: u32) -> Option<Caller> {
    let arn: Arn = role.parse().ok()?;
    let name = arn.resource.strip_prefix("role/")?.rsplit('/').next()?.to_owned();
    Some(Caller {
        account: arn.account.parse().ok()?,
        region: stream.region.parse().ok()?,
        principal: Principal::Role(name, "SNSFirehose".to_owned()),
        origin: Origin::Delivery(subscription),
        circumstances: None,
    })
}

/// The refusal of a key in Firehose's words.
fn told(error: &KmsError) -> CallError {
    let (code, _) = error.code.names();
    let message = format!("{} (Error Code: {code})", error.message);
    FirehoseError::new(ErrorCode::InvalidKMSResourceException, message).into()
}

/// What the refusal of a key counts as.
const fn barred(code: crate::kms::ErrorCode) -> Option<Barred> {
    match code {
        crate::kms::ErrorCode::AccessDenied | crate::kms::ErrorCode::NotAuthorized => Some(Barred::KeyDenied),
        crate::kms::ErrorCode::Disabled => Some(Barred::KeyDisabled),
        crate::kms::ErrorCode::InvalidState => Some(Barred::KeyInvalid),
        crate::kms::ErrorCode::NotFound => Some(Barred::KeyMissing),
        _ => None,
    }
}

impl Cloud {
    /// A call to Firehose, when the keys that it needs have said yes.
    pub(super) fn call_firehose(
        &mut self,
        caller: &Caller,
        request: RequestId,
        call: &Request,
    ) -> Result<Reply, encryption::Refusal> {
        self.look_at_keys(caller, call)?;
        let result = self.act(caller, request, |firehose: &mut Firehose, cx| firehose.handle(cx, call));
        if let Err(error) = &result {
            self.count_throttle(caller, call, error);
        }
        let reply = result.map_err(|error| (error.into(), None))?;
        if let Request::DeleteDeliveryStream(wish) = call {
            self.retire_grant(caller, &wish.delivery_stream_name, wish.allow_force_delete.unwrap_or(false));
        }
        self.tap(caller, call, &reply);
        Ok(Reply::Firehose(reply))
    }

    /// A put that was refused for want of throughput counts with all its records.
    fn count_throttle(&mut self, caller: &Caller, call: &Request, error: &FirehoseError) {
        let records = match call {
            Request::PutRecord(_) => 1,
            Request::PutRecordBatch(r) => r.records.as_ref().map_or(0, Vec::len) as u64,
            _ => return,
        };
        if *error != FirehoseError::slow_down() {
            return;
        }
        if let Some(id) = call.stream_name().and_then(|name| self.firehose.put_target(name, caller)) {
            self.firehose.count_barred(id, Barred::Throttled(records));
        }
    }

    /// What was put into a stream goes to the applications that read it, too.
    fn tap(&mut self, caller: &Caller, call: &Request, reply: &firehose::api::Reply) {
        let Some(name) = call.stream_name().filter(|_| !self.analytics.is_idle()) else { return };
        let Some(id) = self.firehose.find(caller.account, caller.region, name) else { return };
        let Some(arn) = self.firehose.stream(id).map(|stream| stream.key.arn()) else { return };
        let now = self.now;
        let data = |record: &firehose::api::Record| (now, record.data.clone().unwrap_or_default());
        self.pass_on(&arn, || match (call, reply) {
            (Request::PutRecord(r), _) => r.record.iter().map(data).collect(),
            (Request::PutRecordBatch(r), firehose::api::Reply::PutRecordBatch(reply)) => {
                let entries = r.records.iter().flatten().zip(&reply.request_responses);
                entries.filter(|(_, entry)| entry.error_code.is_none()).map(|(record, _)| data(record)).collect()
            }
            _ => Vec::new(),
        });
    }

    /// What a stream read of its Kinesis data stream goes to the applications that read it, as Firehose takes it in:
    /// records that the producer library packed stand each for itself, with the time at which Kinesis had them.
    pub(super) fn tap_fed(&mut self, delivery_stream: &Arn, records: &[SourceRecord<'_>]) {
        if self.analytics.is_idle() {
            return;
        }
        self.pass_on(delivery_stream, || {
            let mut parts = Vec::with_capacity(records.len());
            for record in records {
                match kpl::unpack(record.data) {
                    Some(packed) => parts.extend(packed.into_iter().map(|part| (record.arrived, part.data))),
                    None => parts.push((record.arrived, record.data.to_vec())),
                }
            }
            parts
        });
    }

    /// Keys of customers: who starts encryption has to be allowed to give Firehose a grant, and every put needs the key.
    fn look_at_keys(&mut self, caller: &Caller, call: &Request) -> Result<(), encryption::Refusal> {
        let wish = match call {
            Request::CreateDeliveryStream(r) => r.delivery_stream_encryption_configuration_input.as_ref(),
            // One that is not there is the service's own business to report.
            Request::StartDeliveryStreamEncryption(r)
                if self.firehose.put_target(&r.delivery_stream_name, caller).is_some() =>
            {
                r.delivery_stream_encryption_configuration_input.as_ref()
            }
            Request::PutRecord(r) => return self.key_for_put(caller, &r.delivery_stream_name),
            Request::PutRecordBatch(r) => return self.key_for_put(caller, &r.delivery_stream_name),
            _ => None,
        };
        let Some(key) = wish.and_then(|wish| wish.0.get("KeyARN")).and_then(serde_json::Value::as_str) else {
            return Ok(());
        };
        let (account, region) = (caller.account, caller.region);
        let found = self.kms.find(key, account, region).map_err(|error| (told(&error), None))?;
        let asked = Asked { caller, via: Some("firehose"), key: found, reference: Some(key), context: None };
        let ask = self.ask_of_key("CreateGrant", &asked);
        if !self.allows(caller, &ask) {
            let verdict = self.verdict(caller, &ask);
            let sentence = super::gate::aws_message(self, caller, &ask, &verdict);
            let why = Arc::new(self.denial(caller, &ask, &verdict));
            return Err((FirehoseError::new(ErrorCode::InvalidKMSResourceException, sentence).into(), Some(why)));
        }
        self.is_key_usable(key, (account, region)).map_err(|error| (told(&error), None))
    }

    /// Whether a key is there and enabled; asking changes nothing.
    fn is_key_usable(
        &self,
        key: &str,
        (account, region): (crate::base::AccountId, crate::base::Region),
    ) -> Result<(), KmsError> {
        self.kms.find(key, account, region)?.check_usable()
    }

    /// The data key that a put needs, by the grant that Firehose has.
    fn key_for_put(&mut self, caller: &Caller, name: &str) -> Result<(), encryption::Refusal> {
        let stream = self.firehose.put_target(name, caller).and_then(|id| self.firehose.stream(id));
        let Some(stream) = stream else { return Ok(()) };
        let Some(Some(key)) = stream.encryption.in_force().map(Option::<&Arc<str>>::cloned) else { return Ok(()) };
        let id = stream.id;
        let resource = stream.key.arn().to_string();
        let wanted = KeyUse {
            key: &key,
            account: stream.key.account,
            region: stream.key.region,
            resource: &resource,
            principal: "firehose.amazonaws.com",
            purpose: Purpose::GenerateDataKey,
            reuse: KEY_REUSE,
        };
        let used = self.act(caller, RequestId(0), |kms: &mut Kms, cx| kms.use_for(cx, &wanted));
        let error = match used {
            Ok(used) => {
                self.meter.kms += u64::from(used.called);
                return Ok(());
            }
            Err(error) => error,
        };
        if let Some(why) = barred(error.code) {
            self.firehose.count_barred(id, why);
        }
        Err((told(&error), None))
    }

    /// A stream goes with its grant, unless the key is gone and nobody forces it.
    fn retire_grant(&mut self, caller: &Caller, name: &str, force: bool) {
        let Some(id) = self.firehose.find(caller.account, caller.region, name) else { return };
        let Some(stream) = self.firehose.stream(id) else { return };
        let Some(key) = stream.encryption.key.clone() else { return };
        if !force && self.is_key_usable(&key, (stream.key.account, stream.key.region)).is_err() {
            self.firehose.keep_unretired(id);
        }
    }

    /// A timer of Firehose; encryption begins only where the key is still there.
    pub(super) fn wake_firehose(&mut self, timer: firehose::Timer) {
        let about =
            if let firehose::Timer::Encryption(id) | firehose::Timer::Status(id) = timer { Some(id) } else { None };
        if let Some(id) = about
            && let Some((kind, details)) = self.key_trouble(id)
        {
            return self.act_by_clock(|firehose: &mut Firehose, cx| match timer {
                firehose::Timer::Status(_) => firehose.fail_creation(cx, id, kind, &details),
                _ => firehose.fail_encryption(cx, id, kind, &details),
            });
        }
        self.act_by_clock(|firehose: &mut Firehose, cx| firehose.wake(cx, timer));
    }

    fn key_trouble(&self, id: StreamId) -> Option<(&'static str, String)> {
        let stream = self.firehose.stream(id)?;
        if stream.encryption.status != firehose::EncryptionStatus::Enabling {
            return None;
        }
        let key = stream.encryption.key.as_deref()?;
        let error = self.is_key_usable(key, (stream.key.account, stream.key.region)).err()?;
        let kind = match error.code {
            crate::kms::ErrorCode::Disabled => "DISABLED_KMS_KEY",
            crate::kms::ErrorCode::NotFound => "KMS_KEY_NOT_FOUND",
            _ => "INVALID_KMS_KEY",
        };
        Some((kind, error.message))
    }

    /// Lets what a stream sends leave.
    fn send_for_stream(&mut self, outgoing: Outgoing) {
        let outgoing = Arc::new(outgoing);
        let errand = outgoing.errand();
        let (caller, cause) = (as_role(errand), errand.event);
        let (call, destination): (Call, Option<Arn>) = match &*outgoing {
            Outgoing::Object(object) => (put_object(object), format!("arn:aws:s3:::{}", object.bucket).parse().ok()),
            Outgoing::Invoke(request) => (invoke(request), request.function.parse().ok()),
            Outgoing::Store(request) => return self.ship(Arc::new(request.clone())),
            Outgoing::Read(_) => return self.ask_fed(&outgoing),
        };
        let destination = destination.unwrap_or_else(|| errand.source.clone());
        self.send_out(caller, call, (destination, Report::Stream(outgoing.clone())), cause);
    }

    /// A stream's call has arrived.
    pub(super) fn run_for_stream(&mut self, errand: &Errand, outgoing: &Outgoing) {
        if let Outgoing::Read(read) = outgoing {
            return self.run_fed(errand, read);
        }
        let for_whom = outgoing.errand();
        let attempt = (for_whom.stream, for_whom.task, for_whom.attempt);
        if let Outgoing::Object(object) = outgoing
            && let Err(why) = self.key_of_object(&errand.caller, object)
        {
            return self.settle_object(attempt, Err(&why));
        }
        self.cause = errand.cause;
        let (request, result) = self.handle(&errand.caller, &errand.call, None);
        self.cause = None;
        match (outgoing, result) {
            (Outgoing::Object(_), result) => {
                let failure =
                    result.and_then(Result::err).map(|error| format!("{}: {}", error.code(), error.message()));
                self.settle_object(attempt, failure.as_deref().map_or(Ok(()), Err));
            }
            (_, None) => {
                self.awaited.insert(request, for_whom.clone());
            }
            (_, Some(result)) => self.settle_invocation(attempt, &result),
        }
    }

    /// The role needs the key under which its objects are to be.
    fn key_of_object(&mut self, caller: &Caller, object: &ObjectRequest) -> Result<(), String> {
        let Some(key) = &object.kms_key else { return Ok(()) };
        let Some((account, region)) =
            key.parse::<Arn>().ok().and_then(|arn| Some((arn.account.parse().ok()?, arn.region.parse().ok()?)))
        else {
            return Err(format!("KMS.NotFoundException: {key} is no key"));
        };
        let resource = format!("arn:aws:s3:::{}/{}", object.bucket, object.key);
        self.use_key_of(caller, (key, account, region), ("s3", &resource))
            .map_err(|(error, _)| format!("KMS.{}: {}", error.code.names().0, error.message))
    }

    fn settle_object(&mut self, attempt: (StreamId, u64, u32), answer: Result<(), &str>) {
        self.act_by_clock(|firehose: &mut Firehose, cx| firehose.settle_object(cx, attempt, answer));
    }

    /// A function that a stream waited for has ended.
    pub(super) fn function_answered(&mut self, request: RequestId, errand: &firehose::Errand, answer: &CallResult) {
        self.pending.remove(&request);
        self.settle_invocation((errand.stream, errand.task, errand.attempt), answer);
    }

    fn settle_invocation(&mut self, attempt: (StreamId, u64, u32), answer: &CallResult) {
        let answer = match answer {
            Ok(Reply::Lambda(crate::lambda::api::Reply::Invoke(result))) if result.function_error.is_none() => {
                Ok(result.payload.as_deref().unwrap_or_default())
            }
            Ok(_) => Err(InvokeError::new(
                "Lambda.FunctionError",
                "The Lambda function was successfully invoked but it returned an error result.",
            )),
            Err(error) => Err(invoke_error(error)),
        };
        self.act_by_clock(|firehose: &mut Firehose, cx| firehose.settle_invocation(cx, attempt, answer));
    }
}

fn put_object(object: &ObjectRequest) -> Call {
    let request = PutObject {
        bucket: object.bucket.to_string(),
        key: object.key.to_string(),
        body: object.body.bytes().to_vec(),
        content_type: Some(CONTENT_TYPE.to_owned()),
        server_side_encryption: object.kms_key.as_ref().map(|_| "aws:kms".to_owned()),
        ssekms_key_id: object.kms_key.as_deref().map(str::to_owned),
        ..PutObject::default()
    };
    Call::S3(request.into())
}

fn invoke(request: &InvokeRequest) -> Call {
    let request = Invoke {
        function_name: request.function.to_string(),
        invocation_type: Some("RequestResponse".to_owned()),
        payload: Some(request.payload.to_string()),
        ..Invoke::default()
    };
    Call::Lambda(request.into())
}

/// A refusal of Lambda in the words of a stream's log.
fn invoke_error(error: &CallError) -> InvokeError {
    match error.code() {
        "AccessDeniedException" => InvokeError::new(
            "Lambda.InvokeAccessDenied",
            "Access was denied. Ensure that the access policy allows access to the Lambda function.",
        ),
        "ResourceNotFoundException" => InvokeError::new(
            "Lambda.ResourceNotFound",
            "The specified Lambda function does not exist. Use a different function that does exist.",
        ),
        "TooManyRequestsException" => InvokeError::new(
            "Lambda.InvokeLimitExceeded",
            "The Lambda concurrent execution limit is exceeded. Increase the concurrent execution limit.",
        ),
        code => InvokeError::new(&format!("Lambda.{code}"), error.message()),
    }
}
