//! `PutRecord` and `PutRecordBatch`.

use super::{Cx, check_name};
use crate::base::Principal;
use crate::firehose::api::{
    PutRecord, PutRecordBatch, PutRecordBatchResponseEntry, PutRecordBatchResult, PutRecordResult, Record as Given,
};
use crate::firehose::limits::{BATCH_MAX, HELD_BYTES_MAX, RECORD_BYTES_MAX};
use crate::firehose::model;
use crate::firehose::stream::{Source, Status, Stream, StreamId};
use crate::firehose::{ErrorCode, Firehose, FirehoseError, Result};

/// Why a put was refused, as far as that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Barred {
    /// So many records were more than the stream's throughput.
    Throttled(u64),
    /// The stream's key may not be used.
    KeyDenied,
    /// It is disabled.
    KeyDisabled,
    /// It waits for its deletion.
    KeyInvalid,
    /// It is gone.
    KeyMissing,
}

/// Who may put into a stream that decompresses.
const LOGS_SERVICE: &str = "logs.amazonaws.com";

impl Firehose {
    pub(super) fn put_record(&mut self, cx: &mut Cx<'_>, request: &PutRecord) -> Result<PutRecordResult> {
        let mut broken = Vec::new();
        check_name(&request.delivery_stream_name, "deliveryStreamName", &mut broken);
        match &request.record {
            Some(record) => check_record(record, "record", &mut broken),
            None => broken.push(model::null("record")),
        }
        FirehoseError::validation(&broken)?;
        let stream = self.takes_puts(cx, &request.delivery_stream_name)?;
        let (id, encrypted) = (stream.id, stream.encryption.in_force().is_some());
        let data = request.record.as_ref().and_then(|record| record.data.as_deref()).unwrap_or_default();
        self.check_room(data.len() as u64)?;
        let quotas = stream.quotas.at(cx.now, stream.key.region);
        let left = quotas.requests.take().zip(quotas.records.take()).zip(quotas.bytes.take_many(data.len() as u64));
        let Some(((requests, records), bytes)) = left else {
            return Err(FirehoseError::slow_down());
        };
        if let Some(stream) = self.stream_mut(id) {
            stream.quotas = crate::firehose::Quotas { records, requests, bytes };
            stream.totals.put = (stream.totals.put.0 + 1, stream.totals.put.1 + data.len() as u64);
        }
        let record_id = self.draw_id().to_string();
        self.receive(cx, id, &[data]);
        Ok(PutRecordResult { record_id, encrypted })
    }

    pub(super) fn put_record_batch(
        &mut self,
        cx: &mut Cx<'_>,
        request: &PutRecordBatch,
    ) -> Result<PutRecordBatchResult> {
        check_batch(request)?;
        let given = request.records.as_deref().unwrap_or_default();
        let all: usize = given.iter().filter_map(|record| record.data.as_ref()).map(Vec::len).sum();
        if all > BATCH_MAX.1 {
            return Err(FirehoseError::invalid("Records size exceeds 4 MB limit"));
        }
        let stream = self.takes_puts(cx, &request.delivery_stream_name)?;
        let (id, encrypted) = (stream.id, stream.encryption.in_force().is_some());
        self.check_room(all as u64)?;
        let mut quotas = stream.quotas.at(cx.now, stream.key.region);
        quotas.requests = quotas.requests.take().ok_or_else(FirehoseError::slow_down)?;
        let mut taken: Vec<&[u8]> = Vec::new();
        let mut responses = Vec::with_capacity(given.len());
        for record in given {
            let data = record.data.as_deref().unwrap_or_default();
            // Each record by itself: one that is too large for what is left may be followed by one that is not.
            match quotas.records.take().zip(quotas.bytes.take_many(data.len() as u64)) {
                Some((records, bytes)) => {
                    (quotas.records, quotas.bytes) = (records, bytes);
                    taken.push(data);
                    let record_id = Some(self.draw_id().to_string());
                    responses.push(PutRecordBatchResponseEntry { record_id, ..PutRecordBatchResponseEntry::default() });
                }
                None => responses.push(PutRecordBatchResponseEntry {
                    record_id: None,
                    error_code: Some("ServiceUnavailableException".to_owned()),
                    error_message: Some("Slow down.".to_owned()),
                }),
            }
        }
        let failed = (given.len() - taken.len()) as u64;
        if let Some(stream) = self.stream_mut(id) {
            stream.quotas = quotas;
            stream.totals.throttled += failed;
            let (calls, records, bytes) = &mut stream.totals.put_batch;
            *calls += 1;
            *records += taken.len() as u64;
            *bytes += taken.iter().map(|data| data.len() as u64).sum::<u64>();
        }
        self.receive(cx, id, &taken);
        Ok(PutRecordBatchResult { failed_put_count: failed, encrypted, request_responses: responses })
    }

    /// A stream that takes what is put.
    ///
    /// # Errors
    /// `ResourceNotFoundException` also for one that is not active, `InvalidArgumentException` for one with another
    /// source, `InvalidSourceException` for one that takes from CloudWatch Logs alone.
    fn takes_puts(&self, cx: &Cx<'_>, name: &str) -> Result<&Stream> {
        let stream = self.named(cx, name)?;
        if stream.status != Status::Active {
            let (account, status) = (cx.caller.account, stream.status.name());
            let sentence = format!("Firehose {name} under account {account} is not ACTIVE, but {status}.");
            return Err(FirehoseError::new(ErrorCode::ResourceNotFoundException, sentence));
        }
        if !matches!(stream.source, Source::DirectPut(_)) {
            let kind = stream.source.name();
            let sentence = format!("This operation is not permitted on {kind} delivery stream type.");
            return Err(FirehoseError::invalid(sentence));
        }
        let is_logs = matches!(&cx.caller.principal, Principal::Service(name) if name == LOGS_SERVICE);
        if stream.destination.plan.processing.decompress && !is_logs {
            let sentence =
                "Only requests from CloudWatch Logs are supported when CloudWatch Logs decompression is enabled.";
            return Err(FirehoseError::new(ErrorCode::InvalidSourceException, sentence));
        }
        Ok(stream)
    }

    /// Refuses more than a lab can keep.
    fn check_room(&self, bytes: u64) -> Result<()> {
        let held: u64 = self.streams().map(Stream::held_bytes).sum();
        if held + bytes <= HELD_BYTES_MAX {
            return Ok(());
        }
        let sentence = format!(
            "The lab keeps at most {HELD_BYTES_MAX} bytes of records that were not delivered, and has {held} of them."
        );
        Err(FirehoseError::new(ErrorCode::ServiceUnavailableException, sentence))
    }

    /// Counts a put that was refused. The refusal itself changes nothing, so whoever runs the service tells of it
    /// afterwards.
    pub fn count_barred(&mut self, id: StreamId, why: Barred) {
        let Some(stream) = self.stream_mut(id) else { return };
        let totals = &mut stream.totals;
        let (denied, disabled, invalid, missing) = &mut totals.key_refusals;
        match why {
            Barred::Throttled(records) => totals.throttled += records,
            Barred::KeyDenied => *denied += 1,
            Barred::KeyDisabled => *disabled += 1,
            Barred::KeyInvalid => *invalid += 1,
            Barred::KeyMissing => *missing += 1,
        }
    }

    /// The stream that a put would reach, for whoever looks after its key.
    pub fn put_target(&self, name: &str, caller: &crate::base::Caller) -> Option<StreamId> {
        let id = self.find(caller.account, caller.region, name)?;
        self.stream(id).filter(|stream| stream.status == Status::Active).map(|stream| stream.id)
    }
}

fn check_batch(request: &PutRecordBatch) -> Result<()> {
    let mut broken = Vec::new();
    check_name(&request.delivery_stream_name, "deliveryStreamName", &mut broken);
    match &request.records {
        None => broken.push(model::null("records")),
        Some(records) if records.is_empty() => {
            broken.push(model::constraint("[]", "records", "have length greater than or equal to 1"));
        }
        Some(records) if records.len() > BATCH_MAX.0 => {
            let value = format!("{} records", records.len());
            broken.push(model::constraint(value, "records", "have length less than or equal to 500"));
        }
        Some(records) => {
            for (index, record) in records.iter().enumerate() {
                check_record(record, &format!("records.{}.member", index + 1), &mut broken);
            }
        }
    }
    FirehoseError::validation(&broken)
}

fn check_record(record: &Given, path: &str, broken: &mut Vec<String>) {
    let path = format!("{path}.data");
    match &record.data {
        None => broken.push(model::null(&path)),
        Some(data) if data.len() > RECORD_BYTES_MAX => {
            let value = format!("java.nio.HeapByteBuffer[pos=0 lim={0} cap={0}]", data.len());
            broken.push(model::constraint(value, &path, "have length less than or equal to 1024000"));
        }
        Some(_) => {}
    }
}
