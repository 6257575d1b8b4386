//! What a consumer with the extended client does beside receiving and deleting: it fetches the payloads of messages
//! that are pointers, one after the other, and deletes each before its message.

use super::{Consumer, Job, Phase};
use crate::actors::extended::{LEGACY_MARKER, MARKER, Pointer};
use crate::actors::{ActorCx, ActorEvent, Tag, url_of};
use crate::call::{Call, CallError, CallResult, Reply};
use crate::clock::Duration;
use crate::s3;
use crate::sqs::api::{DeleteMessage, ReceivedMessage};
use crate::sqs::message::Body;

/// The attributes that a receive must ask for, so that pointers are known as such.
pub(super) fn markers() -> Vec<String> {
    vec![MARKER.to_owned(), LEGACY_MARKER.to_owned()]
}

impl Consumer {
    /// Takes what a receive brought: straight to work, or first to the bucket.
    pub(super) fn take(&mut self, cx: &mut ActorCx<'_>, messages: &[ReceivedMessage]) {
        self.loading.clear();
        for message in messages {
            let mut job = Job { handle: message.receipt_handle, body: message.body.clone(), payload: None };
            let marked = [MARKER, LEGACY_MARKER].iter().any(|name| message.message_attributes.contains_key(*name));
            if marked && self.config.extended.is_some() {
                let Some(pointer) = Pointer::read(message.body.as_str()) else {
                    return self.receive_failed(cx, crate::actors::extended::CLIENT_ERROR);
                };
                job.payload = Some(pointer);
            }
            self.loading.push_back(job);
        }
        self.load_next(cx);
    }

    /// Asks for the next payload, or begins to work when all are there.
    pub(super) fn load_next(&mut self, cx: &mut ActorCx<'_>) {
        while let Some(job) = self.loading.pop_front() {
            let Some(Pointer { bucket, key }) = job.payload.clone() else {
                self.jobs.push_back(job);
                continue;
            };
            self.loading.push_front(job);
            self.phase = Phase::Fetching { since: cx.now };
            let request = s3::api::GetObject { bucket, key, version_id: None };
            return super::call(cx, Tag::Fetch, Call::S3(request.into()));
        }
        self.next_job(cx);
    }

    /// A payload is there, or is not.
    pub(super) fn fetched(&mut self, cx: &mut ActorCx<'_>, result: &CallResult) {
        let ignore = self.config.extended.as_ref().is_some_and(|client| client.ignore_not_found);
        match result {
            Ok(Reply::S3(s3::api::Reply::GetObject(object))) => {
                let Some(mut job) = self.loading.pop_front() else { return };
                job.body = Body::from(&*String::from_utf8_lossy(&object.body));
                self.jobs.push_back(job);
                self.load_next(cx);
            }
            Err(CallError::S3(error)) if ignore && error.code == s3::ErrorCode::NoSuchKey => {
                let Some(job) = self.loading.pop_front() else { return };
                cx.events.push(ActorEvent::PayloadMissing { job: job.reference() });
                let Some(queue) = &self.config.queue else { return self.load_next(cx) };
                let request = DeleteMessage { queue_url: url_of(queue), receipt_handle: job.handle.into() };
                super::call(cx, Tag::Discard, request);
            }
            Err(error) => self.receive_failed(cx, error.code()),
            Ok(_) => self.load_next(cx),
        }
    }

    /// The library throws away a whole receive when one payload is not to be had. Its messages come back when their
    /// visibility timeouts end.
    fn receive_failed(&mut self, cx: &mut ActorCx<'_>, code: &'static str) {
        self.loading.clear();
        self.jobs.clear();
        cx.events.push(ActorEvent::PayloadFailed { code });
        self.phase = Phase::Idle { until: cx.now.after(Duration::from_millis(self.config.pause_ms.max(1))) };
    }

    /// Ends a job whose work is done: the payload goes first, so that a message that is not deleted has none any more.
    pub(super) fn finish(&mut self, cx: &mut ActorCx<'_>, job: &Job) {
        self.phase = Phase::Finishing;
        let cleanup = self.config.extended.as_ref().is_some_and(|client| client.cleanup);
        match job.payload.clone().filter(|_| cleanup) {
            Some(Pointer { bucket, key }) => {
                self.deleting = Some(job.handle);
                let request = s3::api::DeleteObject { bucket, key, version_id: None };
                super::call(cx, Tag::Cleanup, Call::S3(request.into()));
            }
            None => self.delete(cx, job.handle),
        }
    }

    /// The payload of a message is deleted, or is not; in that case the library throws before it deletes the message.
    pub(super) fn cleaned(&mut self, cx: &mut ActorCx<'_>, result: &CallResult) {
        let handle = self.deleting.take();
        match (result, handle) {
            (Ok(_), Some(handle)) => self.delete(cx, handle),
            (Ok(_), None) => self.next_job(cx),
            (Err(error), _) => {
                cx.events.push(ActorEvent::PayloadFailed { code: error.code() });
                self.next_job(cx);
            }
        }
    }
}
