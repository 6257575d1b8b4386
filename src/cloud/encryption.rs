//! Encrypted queues, topics and streams: which data keys a call needs, and whether its caller gets them.
//!
//! A queue or topic with a key of KMS asks KMS on behalf of whoever sends or receives, unless it still has a fresh data key
//! for them. Then the key must be there and enabled, and its policy must allow the caller. "Encryption at rest" and "Key
//! management" in the developer guides of SQS and SNS.

use super::far::far;
use super::gate::{Ask, Denial};
use super::{Cloud, gate};
use crate::base::{AccountId, Caller, Principal, Region};
use crate::call::{Call, CallError};
use crate::clock::Duration;
use crate::iam::name_of;
use crate::kinesis::{self, KinesisError};
use crate::kms::{self, Asked, KeyUse, Kms, KmsError, Purpose};
use crate::sns::{self, SnsError};
use crate::sqs::{self, SqsError};
use std::sync::Arc;

/// What a call needs of KMS.
pub(super) struct Need {
    /// The key, as the queue or topic names it.
    key: String,
    account: AccountId,
    region: Region,
    /// The ARN of the queue or topic.
    resource: String,
    /// The service that asks for the caller.
    via: &'static str,
    purposes: &'static [Purpose],
    reuse: Duration,
}

/// Whoever writes asks for a data key, and for it in the clear later on.
const WRITES: &[Purpose] = &[Purpose::GenerateDataKey, Purpose::Decrypt];
const READS: &[Purpose] = &[Purpose::Decrypt];
/// A topic's data key is used for five minutes.
const TOPIC_REUSE: Duration = Duration::from_secs(300);

/// A refusal, with what permissions had against it where it was they.
pub(super) type Refusal = (CallError, Option<Arc<Denial>>);

impl Cloud {
    /// Gets the data keys that a call needs.
    pub(super) fn unlock(&mut self, caller: &Caller, call: &Call) -> Result<(), Refusal> {
        // The usual call of a queue needs nothing, which is seen without the farther part.
        let need = match call {
            Call::Sqs(request) => match self.need_of_sqs(caller, request) {
                Some(need) => Some(need),
                None => return Ok(()),
            },
            _ => None,
        };
        (far().unlock)(self, caller, call, need)
    }

    /// Gets the data keys that were found to be needed, or that another call needs.
    pub(super) fn unlock_with(&mut self, caller: &Caller, call: &Call, need: Option<Need>) -> Result<(), Refusal> {
        let Some(need) = &need.or_else(|| self.need_of(caller, call)) else { return Ok(()) };
        for purpose in need.purposes {
            self.use_key(caller, need, *purpose).map_err(|(error, denial)| (told(call, &error), denial))?;
        }
        Ok(())
    }

    fn need_of_sqs(&self, caller: &Caller, request: &sqs::api::Request) -> Option<Need> {
        use sqs::api::Request;
        let purposes = match request {
            Request::SendMessage(_) | Request::SendMessageBatch(_) => WRITES,
            Request::ReceiveMessage(_) => READS,
            _ => return None,
        };
        let queue = self.sqs.queue(self.sqs.resolve(request.queue_url()?, caller).ok()?)?;
        let (account, region) = (queue.key.account, queue.key.region);
        let reuse = Duration::from_secs(queue.attributes.kms_reuse_secs);
        let (key, resource) = (queue.attributes.kms_key.clone()?, queue.key.arn().to_string());
        Some(Need { key, account, region, resource, via: "sqs", purposes, reuse })
    }

    fn need_of(&self, caller: &Caller, call: &Call) -> Option<Need> {
        match call {
            Call::Sqs(request) => self.need_of_sqs(caller, request),
            Call::Sns(request @ (sns::api::Request::Publish(_) | sns::api::Request::PublishBatch(_))) => {
                let arn = request.topic_arn()?.parse().ok()?;
                let topic = self.sns.topic(self.sns.find_arn(&arn)?)?;
                let (account, region) = (topic.key.account, topic.key.region);
                let key = topic.setting("KmsMasterKeyId").filter(|key| !key.is_empty())?.to_owned();
                let resource = arn.to_string();
                Some(Need { key, account, region, resource, via: "sns", purposes: WRITES, reuse: TOPIC_REUSE })
            }
            Call::Kinesis(request) => self.need_of_kinesis(caller, request),
            _ => None,
        }
    }

    /// Puts and reads of a stream that is encrypted, and the start of that.
    fn need_of_kinesis(&self, caller: &Caller, request: &kinesis::api::Request) -> Option<Need> {
        use kinesis::api::Request;
        let resource = self.kinesis.resources_of(caller, request, self.epoch).into_iter().next()?;
        let kinesis::Resource::Stream(id) = resource else { return None };
        let stream = self.kinesis.stream(id)?;
        let kept = || stream.encryption.as_deref().map(str::to_owned);
        let (key, purposes) = match request {
            Request::PutRecord(_) | Request::PutRecords(_) => (kept()?, WRITES),
            Request::GetRecords(_) | Request::SubscribeToShard(_) => (kept()?, READS),
            Request::StartStreamEncryption(r) => (r.key_id.clone()?, WRITES),
            _ => return None,
        };
        let (account, region) = (stream.key.account, stream.key.region);
        let resource = stream.key.arn().to_string();
        Some(Need { key, account, region, resource, via: "kinesis", purposes, reuse: TOPIC_REUSE })
    }

    /// Gets a data key for a service that acts as a caller, such as S3 for whoever puts an object.
    pub(super) fn use_key_of(
        &mut self,
        caller: &Caller,
        (key, account, region): (&str, AccountId, Region),
        (via, resource): (&'static str, &str),
    ) -> Result<(), (KmsError, Option<Arc<Denial>>)> {
        let (key, resource) = (key.to_owned(), resource.to_owned());
        let need = Need { key, account, region, resource, via, purposes: WRITES, reuse: Duration::ZERO };
        self.use_key(caller, &need, Purpose::GenerateDataKey)
    }

    fn use_key(
        &mut self,
        caller: &Caller,
        need: &Need,
        purpose: Purpose,
    ) -> Result<(), (KmsError, Option<Arc<Denial>>)> {
        let principal = principal_of(caller);
        let Need { account, region, reuse, .. } = *need;
        let wanted =
            KeyUse { key: &need.key, account, region, resource: &need.resource, principal: &principal, purpose, reuse };
        if !self.kms.is_warm(self.now, &wanted) {
            self.act(caller, super::RequestId(0), |kms: &mut Kms, cx| {
                kms.ensure_managed(cx, &need.key, account, region);
            });
            self.may_use_key(caller, need, purpose)?;
        }
        let used = self.act(caller, super::RequestId(0), |kms: &mut Kms, cx| kms.use_for(cx, &wanted));
        let used = used.map_err(|error| (error, None))?;
        self.meter.kms += u64::from(used.called);
        Ok(())
    }

    fn may_use_key(
        &self,
        caller: &Caller,
        need: &Need,
        purpose: Purpose,
    ) -> Result<(), (KmsError, Option<Arc<Denial>>)> {
        let key = self.kms.find(&need.key, need.account, need.region).map_err(|error| (error, None))?;
        let context = [(format!("aws:{}:arn", need.via), need.resource.clone())].into();
        let is_service = matches!(caller.principal, Principal::Service(_));
        let via = (!is_service).then_some(need.via);
        let asked = Asked { caller, via, key, reference: Some(&need.key), context: Some(&context) };
        let ask = self.ask_of_key(purpose.operation(), &asked);
        if self.allows(caller, &ask) {
            return Ok(());
        }
        let verdict = self.verdict(caller, &ask);
        let sentence = gate::aws_message(self, caller, &ask, &verdict);
        let error = KmsError::new(kms::ErrorCode::AccessDenied, sentence);
        Err((error, Some(Arc::new(self.denial(caller, &ask, &verdict)))))
    }

    /// What is asked of a key for an operation.
    pub(super) fn ask_of_key<'a>(&'a self, operation: &str, asked: &Asked<'a>) -> Ask<'a> {
        let key = asked.key;
        let (policy, extra) = (Some(key.policy()), self.kms.condition_keys(asked));
        Ask { policy, extra, is_key: true, ..Ask::new(format!("kms:{operation}"), key.arn(), key.account()) }
    }
}

/// On whose behalf a data key is kept: sessions of one role share it.
fn principal_of(caller: &Caller) -> String {
    match &caller.principal {
        Principal::Role(role, _) => format!("arn:aws:iam::{}:role/{role}", caller.account),
        _ => name_of(caller),
    }
}

/// The refusal in the words of the service that was called.
fn told(call: &Call, error: &KmsError) -> CallError {
    let (code, status) = error.code.names();
    let message = format!("{} (Service: AWSKMS; Status Code: {status}; Error Code: {code})", error.message);
    if let Call::Sns(_) = call {
        let code = match error.code {
            kms::ErrorCode::AccessDenied => sns::ErrorCode::KmsAccessDenied,
            kms::ErrorCode::Disabled => sns::ErrorCode::KmsDisabled,
            kms::ErrorCode::InvalidState => sns::ErrorCode::KmsInvalidState,
            _ => sns::ErrorCode::KmsNotFound,
        };
        return SnsError::new(code, message).into();
    }
    if let Call::Kinesis(_) = call {
        let code = match error.code {
            kms::ErrorCode::AccessDenied => kinesis::ErrorCode::KmsAccessDenied,
            kms::ErrorCode::Disabled => kinesis::ErrorCode::KmsDisabled,
            kms::ErrorCode::InvalidState => kinesis::ErrorCode::KmsInvalidState,
            _ => kinesis::ErrorCode::KmsNotFound,
        };
        return KinesisError::new(code, message).into();
    }
    let code = match error.code {
        kms::ErrorCode::AccessDenied => sqs::ErrorCode::KmsAccessDenied,
        kms::ErrorCode::Disabled => sqs::ErrorCode::KmsDisabled,
        kms::ErrorCode::InvalidState => sqs::ErrorCode::KmsInvalidState,
        _ => sqs::ErrorCode::KmsNotFound,
    };
    SqsError::new(code, message).into()
}
