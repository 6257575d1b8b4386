//! The operations, one file for those that belong together.

mod create;
mod delete;
mod describe;
mod encryption;
mod put;
mod tags;
mod update;

pub use put::Barred;

use super::api::{Empty, Reply, Request};
use super::limits::CONTROL_RATE;
use super::stream::{Status, Stream};
use super::{Cx, ErrorCode, Firehose, FirehoseError, Result, Timer, model};
use crate::base::{Bucket, Caller};
use crate::clock::Instant;

/// The form of a stream's name.
const NAME: &str = "satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
/// Characters of a name.
const NAME_MAX: usize = 64;

impl Firehose {
    /// Carries out a request. A refused one changes nothing but the count of calls.
    ///
    /// # Errors
    /// As the operation says, and `ThrottlingException` for more calls than five a second of one that is not a put.
    pub fn handle(&mut self, cx: &mut Cx<'_>, request: &Request) -> Result<Reply> {
        let empty = |result: Result<()>, reply: fn(Empty) -> Reply| result.map(|()| reply(Empty {}));
        self.check_rate(cx, request)?;
        let answer = match request {
            Request::CreateDeliveryStream(r) => self.create_stream(cx, r).map(Reply::CreateDeliveryStream),
            Request::DeleteDeliveryStream(r) => empty(self.delete_stream(cx, r), Reply::DeleteDeliveryStream),
            Request::DescribeDeliveryStream(r) => {
                self.describe_stream(cx, r).map(Box::new).map(Reply::DescribeDeliveryStream)
            }
            Request::ListDeliveryStreams(r) => self.list_streams(cx, r).map(Reply::ListDeliveryStreams),
            Request::ListTagsForDeliveryStream(r) => self.list_tags(cx, r).map(Reply::ListTagsForDeliveryStream),
            Request::PutRecord(r) => self.put_record(cx, r).map(Reply::PutRecord),
            Request::PutRecordBatch(r) => self.put_record_batch(cx, r).map(Reply::PutRecordBatch),
            Request::StartDeliveryStreamEncryption(r) => {
                empty(self.start_encryption(cx, r), Reply::StartDeliveryStreamEncryption)
            }
            Request::StopDeliveryStreamEncryption(r) => {
                empty(self.stop_encryption(cx, r), Reply::StopDeliveryStreamEncryption)
            }
            Request::TagDeliveryStream(r) => empty(self.tag(cx, r), Reply::TagDeliveryStream),
            Request::UntagDeliveryStream(r) => empty(self.untag(cx, r), Reply::UntagDeliveryStream),
            Request::UpdateDestination(r) => empty(self.update_destination(cx, r), Reply::UpdateDestination),
        };
        if answer.is_ok() {
            self.count_call(cx, request);
        }
        answer
    }

    /// A timer is due.
    pub fn wake(&mut self, cx: &mut Cx<'_>, timer: Timer) {
        match timer {
            Timer::Status(stream) => self.change_status(cx, stream),
            Timer::Encryption(stream) => self.change_encryption(cx, stream),
            Timer::Buffers(stream) => self.flush_due(cx, stream),
            Timer::Invoke(stream, task) => self.invoke_again(cx, stream, task),
            Timer::Deliver(stream, task) => self.deliver_again(cx, stream, task),
            Timer::Source(stream) => self.read_on(cx, stream),
        }
    }

    fn rate_of(&self, caller: &Caller, now: Instant, operation: &'static str) -> Bucket {
        let known = self.rates.get(&(caller.account, caller.region, operation));
        known.map_or_else(|| Bucket::full(now, CONTROL_RATE), |bucket| bucket.at(now, CONTROL_RATE))
    }

    fn check_rate(&self, cx: &Cx<'_>, request: &Request) -> Result<()> {
        let is_put = matches!(request, Request::PutRecord(_) | Request::PutRecordBatch(_));
        if is_put || self.rate_of(cx.caller, cx.now, request.operation()).take().is_some() {
            return Ok(());
        }
        Err(FirehoseError::new(ErrorCode::ThrottlingException, "Rate exceeded"))
    }

    /// Only calls that were carried out count, so that a refused one changes nothing.
    fn count_call(&mut self, cx: &Cx<'_>, request: &Request) {
        let operation = request.operation();
        if matches!(request, Request::PutRecord(_) | Request::PutRecordBatch(_)) {
            return;
        }
        if let Some(left) = self.rate_of(cx.caller, cx.now, operation).take() {
            self.rates.insert((cx.caller.account, cx.caller.region, operation), left);
        }
    }

    /// The stream that a request names.
    ///
    /// # Errors
    /// `ResourceNotFoundException`.
    fn named(&self, cx: &Cx<'_>, name: &str) -> Result<&Stream> {
        let found = self.find(cx.caller.account, cx.caller.region, name).and_then(|id| self.stream(id));
        found.ok_or_else(|| FirehoseError::not_found(name, cx.caller.account))
    }

    /// The same, if it is there to be changed.
    ///
    /// # Errors
    /// `ResourceNotFoundException`, and `ResourceInUseException` for one that is coming into being or going.
    fn active(&self, cx: &Cx<'_>, name: &str) -> Result<&Stream> {
        let stream = self.named(cx, name)?;
        if stream.status == Status::Active {
            return Ok(stream);
        }
        let (account, status) = (cx.caller.account, stream.status.name());
        Err(FirehoseError::in_use(format!("Firehose {name} under account {account} is not ACTIVE, but {status}.")))
    }
}

/// Finds what is wrong with a stream's name.
fn check_name(name: &str, path: &str, broken: &mut Vec<String>) {
    let is_good = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    if name.is_empty() {
        broken.push(model::constraint(name, path, "have length greater than or equal to 1"));
    }
    if name.chars().count() > NAME_MAX {
        broken.push(model::constraint(name, path, &format!("have length less than or equal to {NAME_MAX}")));
    }
    if !name.is_empty() && !name.chars().all(is_good) {
        broken.push(model::constraint(name, path, NAME));
    }
}

/// Finds a number that lies outside of its range.
fn check_range(value: Option<i64>, path: &str, (least, most): (i64, i64), broken: &mut Vec<String>) {
    let Some(value) = value else { return };
    if value < least {
        broken.push(model::constraint(value, path, &format!("have value greater than or equal to {least}")));
    } else if value > most {
        broken.push(model::constraint(value, path, &format!("have value less than or equal to {most}")));
    }
}

/// Refuses a request of which only the stream's name can be wrong.
fn check_only_name(name: &str) -> Result<()> {
    let mut broken = Vec::new();
    check_name(name, "deliveryStreamName", &mut broken);
    FirehoseError::validation(&broken)
}
