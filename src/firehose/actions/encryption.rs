//! `StartDeliveryStreamEncryption` and `StopDeliveryStreamEncryption`.
//!
//! Whether a customer's key can be used is for whoever runs the service to find out beforehand, and to say later that it
//! could not ([`Firehose::fail_encryption`]).

use super::{Cx, check_name, check_only_name};
use crate::clock::{Duration, Instant};
use crate::firehose::api::{StartDeliveryStreamEncryption, StopDeliveryStreamEncryption};
use crate::firehose::limits::{ENCRYPTING_FOR, ENCRYPTIONS_MAX, ENCRYPTIONS_WITHIN};
use crate::firehose::model;
use crate::firehose::stream::{Encryption, EncryptionStatus, Source, StreamId};
use crate::firehose::{Firehose, FirehoseError, FirehoseEvent, Result, Timer};
use serde_json::Value;
use std::sync::Arc;

impl Firehose {
    pub(super) fn start_encryption(&mut self, cx: &mut Cx<'_>, request: &StartDeliveryStreamEncryption) -> Result<()> {
        let mut broken = Vec::new();
        check_name(&request.delivery_stream_name, "deliveryStreamName", &mut broken);
        let wish = request.delivery_stream_encryption_configuration_input.as_ref().map(|document| &document.0);
        if let Some(wish) = wish {
            let path = "deliveryStreamEncryptionConfigurationInput";
            model::DELIVERY_STREAM_ENCRYPTION_CONFIGURATION_INPUT.check(wish, path, &mut broken);
        }
        FirehoseError::validation(&broken)?;
        let key = wish.map_or(Ok(None), key_of)?;
        let stream = self.active(cx, &request.delivery_stream_name)?;
        check_source(&stream.source)?;
        let encryption = &stream.encryption;
        if matches!(encryption.status, EncryptionStatus::Enabling | EncryptionStatus::Disabling) {
            let sentence = format!("Encryption of Firehose {} is {}.", stream.key.name, encryption.status.name());
            return Err(FirehoseError::in_use(sentence));
        }
        check_calls(encryption, cx.now)?;
        let id = stream.id;
        let Some(stream) = self.stream_mut(id) else { return Ok(()) };
        let encryption = &mut stream.encryption;
        encryption.before = encryption.in_force().map(Option::<&Arc<str>>::cloned);
        note_call(encryption, cx.now);
        encryption.status = EncryptionStatus::Enabling;
        encryption.key = key;
        encryption.failure = None;
        self.told(cx, id, ENCRYPTING_FOR);
        Ok(())
    }

    pub(super) fn stop_encryption(&mut self, cx: &mut Cx<'_>, request: &StopDeliveryStreamEncryption) -> Result<()> {
        check_only_name(&request.delivery_stream_name)?;
        let stream = self.active(cx, &request.delivery_stream_name)?;
        check_source(&stream.source)?;
        match stream.encryption.status {
            EncryptionStatus::Enabled | EncryptionStatus::EnablingFailed => {}
            EncryptionStatus::Disabled => {
                let sentence = format!("Encryption of Firehose {} is not enabled.", stream.key.name);
                return Err(FirehoseError::invalid(sentence));
            }
            status => {
                let sentence = format!("Encryption of Firehose {} is {}.", stream.key.name, status.name());
                return Err(FirehoseError::in_use(sentence));
            }
        }
        check_calls(&stream.encryption, cx.now)?;
        let id = stream.id;
        if let Some(stream) = self.stream_mut(id) {
            note_call(&mut stream.encryption, cx.now);
            stream.encryption.status = EncryptionStatus::Disabling;
            stream.encryption.failure = None;
        }
        self.told(cx, id, ENCRYPTING_FOR);
        Ok(())
    }

    fn told(&self, cx: &mut Cx<'_>, id: StreamId, after: Duration) {
        let Some(stream) = self.stream(id) else { return };
        let what = format!("encryption {}", stream.encryption.status.name());
        cx.emit(None, FirehoseEvent::StreamChanged { stream: stream.key.name.clone(), what: what.into() });
        cx.set_timer(Timer::Encryption(id), Some(cx.now.after(after)));
    }

    /// What was to begin has begun, and what was to end has ended.
    pub(super) fn change_encryption(&mut self, cx: &mut Cx<'_>, id: StreamId) {
        let Some(stream) = self.stream_mut(id) else { return };
        let encryption = &mut stream.encryption;
        match encryption.status {
            EncryptionStatus::Enabling => encryption.status = EncryptionStatus::Enabled,
            EncryptionStatus::Disabling => {
                encryption.status = EncryptionStatus::Disabled;
                encryption.key = None;
            }
            _ => return,
        }
        encryption.before = None;
        let what = format!("encryption {}", encryption.status.name());
        let stream = stream.key.name.clone();
        cx.emit(None, FirehoseEvent::StreamChanged { stream, what: what.into() });
    }

    /// Encryption that is about to begin cannot, as its key went away meanwhile: a type of AWS and a sentence say why.
    pub fn fail_encryption(&mut self, cx: &mut Cx<'_>, id: StreamId, kind: &str, details: &str) {
        let Some(stream) = self.stream_mut(id) else { return };
        if stream.encryption.status != EncryptionStatus::Enabling {
            return;
        }
        stream.encryption.status = EncryptionStatus::EnablingFailed;
        stream.encryption.failure = Some((kind.into(), details.into()));
        let stream = stream.key.name.clone();
        cx.emit(None, FirehoseEvent::StreamChanged { stream, what: "encryption ENABLING_FAILED".into() });
        cx.set_timer(Timer::Encryption(id), None);
    }
}

/// Refuses more starts and stops than a stream takes in a day.
fn check_calls(encryption: &Encryption, now: Instant) -> Result<()> {
    let recent = encryption.calls.iter().filter(|at| now.since(**at) < ENCRYPTIONS_WITHIN).count();
    if recent < ENCRYPTIONS_MAX {
        return Ok(());
    }
    let sentence = format!("Encryption can be started and stopped at most {ENCRYPTIONS_MAX} times in 24 hours.");
    Err(FirehoseError::limit(sentence))
}

/// Counts a start or a stop, and forgets those of which a day is over.
fn note_call(encryption: &mut Encryption, now: Instant) {
    encryption.calls.retain(|at| now.since(*at) < ENCRYPTIONS_WITHIN);
    encryption.calls.push(now);
}

fn check_source(source: &Source) -> Result<()> {
    if matches!(source, Source::DirectPut(_)) {
        return Ok(());
    }
    Err(FirehoseError::invalid(
        "Server-side encryption can only be set for a Firehose stream with DirectPut as its source.",
    ))
}

/// The customer's key of a configuration, or none for that of Firehose.
///
/// # Errors
/// `InvalidArgumentException` for a key that is missing or too much.
pub(super) fn key_of(wish: &Value) -> Result<Option<Arc<str>>> {
    let member = |name: &str| wish.get(name).and_then(Value::as_str);
    match (member("KeyType"), member("KeyARN")) {
        (Some("CUSTOMER_MANAGED_CMK"), Some(key)) => Ok(Some(key.into())),
        (Some("CUSTOMER_MANAGED_CMK"), None) => {
            Err(FirehoseError::invalid("KeyARN is required when KeyType is CUSTOMER_MANAGED_CMK."))
        }
        (_, Some(_)) => Err(FirehoseError::invalid("KeyARN must not be specified when KeyType is AWS_OWNED_CMK.")),
        (_, None) => Ok(None),
    }
}
