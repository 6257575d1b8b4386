//! How a producer's rows become calls: what is too large goes into the bucket first, where it has an extended client.

use super::Producer;
use crate::actors::extended::payload_bytes;
use crate::actors::feed::Row;
use crate::actors::{ActorCx, ActorEvent, Tag};
use crate::call::{Call, CallResult};
use crate::sqs::api::{SendMessageBatch, SendMessageBatchRequestEntry};

/// A body is filled up to one byte more than any queue takes: what comes above is refused all the same.
const FILLED_MAX: u64 = 1_048_577;

/// A batch whose payloads are on their way into the bucket.
#[derive(Clone, Debug, Hash)]
pub(super) struct Upload {
    number: u64,
    batch: SendMessageBatch,
    /// Payloads that are not there yet.
    left: usize,
}

impl Producer {
    /// Sends rows as one batch; `first` is the number of the first of them.
    pub(super) fn dispatch(&mut self, cx: &mut ActorCx<'_>, first: u64, rows: &[Row]) {
        let Some(mut batch) = self.batch(first, rows) else { return };
        let mut puts = Vec::new();
        for (row, entry) in rows.iter().zip(&mut batch.entries) {
            let offloaded = match &self.config.extended {
                Some(client) => client.offload(row, entry, cx.rng),
                None => Ok(None),
            };
            match offloaded {
                Ok(Some(put)) => puts.push(put),
                Ok(None) => fill(row, entry),
                Err(code) => {
                    self.refused += rows.len() as u64;
                    cx.events.push(ActorEvent::GaveUp { code });
                    return;
                }
            }
        }
        if puts.is_empty() {
            return self.send(cx, batch, 0);
        }
        self.sends += 1;
        self.uploads.push(Upload { number: self.sends, batch, left: puts.len() });
        cx.calls.extend(puts.into_iter().map(|put| (Tag::Upload(self.sends), Call::S3(put.into()))));
    }

    /// A payload is in the bucket, or is not. As the library throws, the whole batch is given up with the first that
    /// is not; those that are stay behind.
    pub(super) fn uploaded(&mut self, cx: &mut ActorCx<'_>, number: u64, result: &CallResult) {
        let Some(index) = self.uploads.iter().position(|upload| upload.number == number) else { return };
        match (result, self.uploads.get_mut(index)) {
            (Ok(_), Some(upload)) if upload.left > 1 => upload.left -= 1,
            (Ok(_), _) => {
                let batch = self.uploads.remove(index).batch;
                self.send(cx, batch, 0);
            }
            (Err(error), _) => {
                self.refused += self.uploads.remove(index).batch.entries.len() as u64;
                cx.events.push(ActorEvent::GaveUp { code: error.code() });
            }
        }
    }
}

/// Gives a body the bytes that its payload has.
fn fill(row: &Row, entry: &mut SendMessageBatchRequestEntry) {
    let missing = payload_bytes(row).min(FILLED_MAX).saturating_sub(entry.message_body.len() as u64);
    entry.message_body.extend(std::iter::repeat_n('.', usize::try_from(missing).unwrap_or(0)));
}
