//! `DeleteDeliveryStream`.
//!
//! What is buffered is thrown away and not delivered any more, which is what AWS was seen to do.

use super::{Cx, check_only_name};
use crate::firehose::api::DeleteDeliveryStream;
use crate::firehose::limits::DELETING_FOR;
use crate::firehose::stream::{Status, StreamId};
use crate::firehose::{Firehose, FirehoseError, FirehoseEvent, Result, Timer};

impl Firehose {
    pub(super) fn delete_stream(&mut self, cx: &mut Cx<'_>, request: &DeleteDeliveryStream) -> Result<()> {
        check_only_name(&request.delivery_stream_name)?;
        let stream = self.named(cx, &request.delivery_stream_name)?;
        if matches!(stream.status, Status::Creating | Status::Deleting) {
            let (name, account, status) = (&stream.key.name, cx.caller.account, stream.status.name());
            let sentence = format!("Firehose {name} under account {account} cannot be deleted while it is {status}.");
            return Err(FirehoseError::in_use(sentence));
        }
        let id = stream.id;
        self.discard(cx, id);
        let Some(stream) = self.stream_mut(id) else { return Ok(()) };
        stream.status = Status::Deleting;
        stream.unretired = false;
        let name = stream.key.name.clone();
        cx.emit(None, FirehoseEvent::StreamChanged { stream: name, what: "status DELETING".into() });
        cx.set_timer(Timer::Status(id), Some(cx.now.after(DELETING_FOR)));
        Ok(())
    }

    /// The grant on the key of a stream that is being deleted cannot be retired, and nobody forces it: it stays.
    pub fn keep_unretired(&mut self, id: StreamId) {
        if let Some(stream) = self.stream_mut(id).filter(|stream| stream.status == Status::Deleting) {
            stream.unretired = true;
        }
    }

    /// A stream that was being deleted is gone, or cannot go.
    pub(super) fn end_stream(&mut self, cx: &mut Cx<'_>, id: StreamId) {
        let Some(stream) = self.stream_mut(id) else { return };
        let name = stream.key.name.clone();
        if stream.unretired {
            stream.status = Status::DeletingFailed;
            let details = "The grant on the KMS key could not be retired; use AllowForceDelete.";
            stream.failure = Some(("RETIRE_KMS_GRANT_FAILED".into(), details.into()));
            cx.emit(None, FirehoseEvent::StreamChanged { stream: name, what: "status DELETING_FAILED".into() });
            return;
        }
        let (account, region) = (stream.key.account, stream.key.region);
        let discarded = stream.totals.discarded;
        if let Some(place) = self.streams.get_mut(id.0 as usize) {
            *place = None;
        }
        self.names.update((account, region), |names| {
            names.remove(&*name);
        });
        cx.emit(None, FirehoseEvent::StreamDeleted { stream: name, discarded });
    }
}
