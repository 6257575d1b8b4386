//! `StartStreamEncryption` and `StopStreamEncryption`. Whether the key is there and may be used is asked before.

use super::{note_done, within_a_day};
use crate::kinesis::api::{Named, StartStreamEncryption, StopStreamEncryption};
use crate::kinesis::check::Checks;
use crate::kinesis::stream::Change;
use crate::kinesis::{Cx, Kinesis, KinesisError, Result};

impl Kinesis {
    pub(super) fn start_stream_encryption(&mut self, cx: &mut Cx<'_>, request: &StartStreamEncryption) -> Result<()> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        check(named, request.encryption_type.as_deref(), request.key_id.as_deref())?;
        let stream = self.resolve_idle(cx.caller, named)?;
        check_type(request.encryption_type.as_deref())?;
        let most = self.limits.daily.2;
        if within_a_day(&stream.daily.starts, cx.now) >= most {
            return Err(too_often("StartStreamEncryption", most));
        }
        let id = stream.id;
        if let Some(stream) = self.stream_mut(id) {
            note_done(&mut stream.daily.starts, cx.now, most);
        }
        self.begin_change(cx, id, Change::Encryption(request.key_id.as_deref().map(Into::into)));
        Ok(())
    }

    pub(super) fn stop_stream_encryption(&mut self, cx: &mut Cx<'_>, request: &StopStreamEncryption) -> Result<()> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        check(named, request.encryption_type.as_deref(), request.key_id.as_deref())?;
        let stream = self.resolve_idle(cx.caller, named)?;
        check_type(request.encryption_type.as_deref())?;
        let most = self.limits.daily.2;
        if within_a_day(&stream.daily.stops, cx.now) >= most {
            return Err(too_often("StopStreamEncryption", most));
        }
        let id = stream.id;
        if let Some(stream) = self.stream_mut(id) {
            note_done(&mut stream.daily.stops, cx.now, most);
        }
        self.begin_change(cx, id, Change::Encryption(None));
        Ok(())
    }
}

fn check(named: Named<'_>, kind: Option<&str>, key: Option<&str>) -> Result<()> {
    let mut checks = Checks::default();
    checks.required(kind.as_ref(), "encryptionType");
    checks.one_of(kind, "encryptionType", &["NONE", "KMS"]);
    checks.required(key.as_ref(), "keyId");
    checks.text(key, "keyId", (1, 2_048));
    checks.stream(named);
    checks.finish()
}

fn check_type(kind: Option<&str>) -> Result<()> {
    if kind == Some("KMS") {
        return Ok(());
    }
    Err(KinesisError::argument("The only valid EncryptionType is KMS."))
}

fn too_often(operation: &str, most: usize) -> KinesisError {
    KinesisError::limit(format!("{operation} can succeed {most} times in 24 hours for a stream."))
}
