//! A consumer: polls, works on what it gets, and deletes it, or fails to in one of the ways that real ones do.

mod finishing;
mod payload;

use super::extended::{Fetch, Pointer};
use super::{ActorCx, ActorEvent, JobRef, Tag, url_of};
use crate::base::Arn;
use crate::call::{CallResult, Reply};
use crate::clock::{Duration, Instant};
use crate::sqs::api::{
    self, ChangeMessageVisibility, ChangeMessageVisibilityBatch, ChangeMessageVisibilityBatchRequestEntry,
    DeleteMessage, ReceiveMessage,
};
use crate::sqs::handle::ReceiptHandle;
use crate::sqs::message::Body;
use finishing::Finishing;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// What a consumer does. Chances are parts per million.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ConsumerConfig {
    /// Its name on the page.
    pub name: String,
    /// Where it receives from; it waits while there is none.
    pub queue: Option<Arn>,
    /// Messages asked for at once, 1 to 10.
    pub max_messages: u32,
    /// `WaitTimeSeconds`; the queue's own value when absent.
    pub wait_secs: Option<u32>,
    /// `VisibilityTimeout` of its receives; the queue's own value when absent.
    pub visibility_secs: Option<u32>,
    /// Milliseconds between an answer without messages and the next poll.
    pub pause_ms: u64,
    /// Milliseconds that the work on one message takes: from, to.
    pub work_ms: (u64, u64),
    /// How often the work on a message fails.
    pub fail_ppm: u32,
    /// How often it crashes at work.
    pub crash_ppm: u32,
    /// Milliseconds until it is back after a crash.
    pub crash_ms: u64,
    /// How often it does its work and never deletes the message.
    pub forget_ppm: u32,
    /// What it does with a message that failed.
    pub on_failure: OnFailure,
    /// Milliseconds between heartbeats that keep its messages hidden; none when absent.
    pub heartbeat_ms: Option<u64>,
    /// A text on which its work always fails.
    pub poison: String,
    /// The extended client, where it has one: it fetches the payloads that messages point to.
    pub extended: Option<Fetch>,
    /// Whether it polls.
    pub running: bool,
}

/// What a consumer does with a message that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OnFailure {
    /// Nothing: the message comes back when its visibility timeout ends.
    #[default]
    Leave,
    /// It sets the visibility timeout to zero, so that the message comes back at once.
    Release,
}

impl Default for ConsumerConfig {
    fn default() -> Self {
        Self {
            name: "consumer".to_owned(),
            queue: None,
            max_messages: 1,
            wait_secs: Some(20),
            visibility_secs: None,
            pause_ms: 1_000,
            work_ms: (2_000, 2_000),
            fail_ppm: 0,
            crash_ppm: 0,
            crash_ms: 10_000,
            forget_ppm: 0,
            on_failure: OnFailure::Leave,
            heartbeat_ms: None,
            poison: "poison".to_owned(),
            extended: None,
            running: true,
        }
    }
}

/// A message in a consumer's hands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Job {
    /// The handle it was received with.
    pub handle: ReceiptHandle,
    /// Its text; that of the payload where that was fetched.
    pub body: Body,
    /// Where its payload lies, where the message is a pointer and the consumer has the extended client.
    pub payload: Option<Pointer>,
}

impl Job {
    fn reference(&self) -> JobRef {
        JobRef { handle: self.handle, body: self.body.clone() }
    }
}

/// What a consumer is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum Phase {
    /// Nothing until then.
    Idle { until: Instant },
    /// Waiting for a receive to answer.
    Polling { since: Instant },
    /// Waiting for the payload of a message, out of S3.
    Fetching { since: Instant },
    /// Working on the first of its messages.
    Working { since: Instant, until: Instant },
    /// Waiting for a delete or a release to answer.
    Finishing,
    /// Down.
    Crashed { since: Instant, until: Instant },
}

/// A consumer at work.
#[derive(Clone, Debug, Hash)]
pub struct Consumer {
    /// What it was told.
    pub config: ConsumerConfig,
    /// What it is doing.
    pub phase: Phase,
    /// Messages in its hands; it works on the first.
    pub jobs: VecDeque<Job>,
    /// Messages that were received and wait for their payloads; the first one's is under way.
    pub loading: VecDeque<Job>,
    /// The message that is deleted as soon as its payload is.
    deleting: Option<ReceiptHandle>,
    heartbeat: Option<Instant>,
    /// The call that ends its work on a message, as long as it is not answered for good.
    finishing: Option<Box<Finishing>>,
    /// How many times as long its work takes.
    pub slow: u32,
    /// Messages whose work was done.
    pub done: u64,
    /// Messages whose work failed.
    pub failed: u64,
    /// Crashes.
    pub crashes: u64,
}

impl Consumer {
    pub(super) fn new(config: ConsumerConfig, now: Instant) -> Self {
        Self {
            config,
            phase: Phase::Idle { until: now },
            jobs: VecDeque::new(),
            loading: VecDeque::new(),
            deleting: None,
            heartbeat: None,
            finishing: None,
            slow: 1,
            done: 0,
            failed: 0,
            crashes: 0,
        }
    }

    pub(super) fn configure(&mut self, config: ConsumerConfig, now: Instant) {
        let resumes = config.running && !self.config.running;
        self.config = config;
        if let (true, Phase::Idle { until }) = (resumes, &mut self.phase) {
            *until = now;
        }
    }

    pub(super) fn next_due(&self) -> Option<Instant> {
        let phase = match self.phase {
            Phase::Idle { until } => Some(until).filter(|_| self.config.running && self.config.queue.is_some()),
            Phase::Working { until, .. } | Phase::Crashed { until, .. } => Some(until),
            Phase::Finishing => self.finishing.as_ref().and_then(|finishing| finishing.again),
            Phase::Polling { .. } | Phase::Fetching { .. } => None,
        };
        [phase, self.heartbeat].into_iter().flatten().min()
    }

    pub(super) fn wake(&mut self, cx: &mut ActorCx<'_>) {
        if self.heartbeat.is_some_and(|due| due <= cx.now) {
            self.beat(cx);
        }
        match self.phase {
            Phase::Idle { until } if until <= cx.now && self.config.running => self.poll(cx),
            Phase::Working { until, .. } if until <= cx.now => self.finish_work(cx),
            Phase::Finishing => self.finish_again(cx),
            Phase::Crashed { until, .. } if until <= cx.now => {
                cx.events.push(ActorEvent::Recovered);
                self.phase = Phase::Idle { until: cx.now };
            }
            _ => {}
        }
    }

    fn poll(&mut self, cx: &mut ActorCx<'_>) {
        let Some(queue) = &self.config.queue else { return };
        let request = ReceiveMessage {
            queue_url: url_of(queue),
            max_number_of_messages: Some(i64::from(self.config.max_messages)),
            visibility_timeout: self.config.visibility_secs.map(i64::from),
            wait_time_seconds: self.config.wait_secs.map(i64::from),
            message_attribute_names: self.config.extended.is_some().then(payload::markers).unwrap_or_default(),
            ..ReceiveMessage::default()
        };
        self.phase = Phase::Polling { since: cx.now };
        call(cx, Tag::Receive, request);
    }

    /// Begins with the next message, or goes back to polling.
    fn next_job(&mut self, cx: &mut ActorCx<'_>) {
        let Some(job) = self.jobs.front() else {
            self.heartbeat = None;
            self.phase = Phase::Idle { until: cx.now };
            return self.wake(cx);
        };
        let (low, high) = self.config.work_ms;
        let takes = cx.rng.between(low, high).saturating_mul(u64::from(self.slow));
        let until = cx.now.after(Duration::from_millis(takes));
        cx.events.push(ActorEvent::WorkStarted { job: job.reference(), until });
        self.phase = Phase::Working { since: cx.now, until };
        if self.heartbeat.is_none() {
            self.heartbeat = self.next_beat(cx.now);
        }
    }

    fn next_beat(&self, now: Instant) -> Option<Instant> {
        self.config.heartbeat_ms.map(|every| now.after(Duration::from_millis(every.max(1))))
    }

    fn finish_work(&mut self, cx: &mut ActorCx<'_>) {
        if cx.rng.chance(self.config.crash_ppm) {
            return self.crash(cx.now, cx.events);
        }
        let Some(job) = self.jobs.pop_front() else { return self.next_job(cx) };
        let poison = !self.config.poison.is_empty() && job.body.as_str().contains(&self.config.poison);
        if poison || cx.rng.chance(self.config.fail_ppm) {
            self.failed += 1;
            cx.events.push(ActorEvent::WorkFailed { job: job.reference(), poison });
            return match self.config.on_failure {
                OnFailure::Leave => self.next_job(cx),
                OnFailure::Release => self.release(cx, &job),
            };
        }
        self.done += 1;
        if cx.rng.chance(self.config.forget_ppm) {
            cx.events.push(ActorEvent::ForgotToDelete { job: job.reference() });
            return self.next_job(cx);
        }
        cx.events.push(ActorEvent::WorkDone { job: job.reference() });
        self.finish(cx, &job);
    }

    fn delete(&mut self, cx: &mut ActorCx<'_>, handle: ReceiptHandle) {
        let Some(queue) = &self.config.queue else { return self.next_job(cx) };
        let request = DeleteMessage { queue_url: url_of(queue), receipt_handle: handle.into() };
        self.begin_finishing(cx, request.into());
    }

    fn release(&mut self, cx: &mut ActorCx<'_>, job: &Job) {
        let Some(queue) = &self.config.queue else { return self.next_job(cx) };
        let request = ChangeMessageVisibility {
            queue_url: url_of(queue),
            receipt_handle: job.handle.into(),
            visibility_timeout: Some(0),
        };
        self.begin_finishing(cx, request.into());
    }

    /// Keeps everything in hand hidden for another timeout.
    fn beat(&mut self, cx: &mut ActorCx<'_>) {
        self.heartbeat = self.next_beat(cx.now).filter(|_| !self.jobs.is_empty());
        let Some(queue) = self.config.queue.as_ref().filter(|_| !self.jobs.is_empty()) else { return };
        let timeout = Some(i64::from(self.config.visibility_secs.unwrap_or(30)));
        let entries = self
            .jobs
            .iter()
            .enumerate()
            .map(|(index, job)| ChangeMessageVisibilityBatchRequestEntry {
                id: index.to_string(),
                receipt_handle: job.handle.into(),
                visibility_timeout: timeout,
            })
            .collect();
        let request = ChangeMessageVisibilityBatch { queue_url: url_of(queue), entries };
        call(cx, Tag::Heartbeat, request);
    }

    pub(super) fn answer(&mut self, cx: &mut ActorCx<'_>, tag: Tag, result: &CallResult) {
        match (tag, result) {
            (Tag::Receive, Ok(Reply::Sqs(api::Reply::ReceiveMessage(reply)))) if !reply.messages.is_empty() => {
                self.take(cx, &reply.messages);
            }
            (Tag::Receive, _) => {
                // After a long poll the next one follows at once; a short one pauses, and so does one that failed.
                let long = result.is_ok() && self.config.wait_secs.is_some_and(|secs| secs > 0);
                let pause = if long { 0 } else { self.config.pause_ms.max(1) };
                self.phase = Phase::Idle { until: cx.now.after(Duration::from_millis(pause)) };
            }
            (Tag::Finish, _) => self.finished(cx, result),
            (Tag::Fetch, _) => self.fetched(cx, result),
            (Tag::Discard, _) => self.load_next(cx),
            (Tag::Cleanup, _) => self.cleaned(cx, result),
            (Tag::Heartbeat | Tag::Send(_) | Tag::Shards | Tag::Call(_) | Tag::Subscribe(_) | Tag::Upload(_), _) => {}
        }
    }

    /// Loses everything in hand. Messages come back to the queue when their timeouts end.
    pub(super) fn crash(&mut self, now: Instant, events: &mut Vec<ActorEvent>) {
        let until = now.after(Duration::from_millis(self.config.crash_ms));
        events.push(ActorEvent::Crashed { until, lost: self.jobs.len() + self.loading.len() });
        self.jobs.clear();
        self.loading.clear();
        self.deleting = None;
        self.heartbeat = None;
        self.crashes += 1;
        self.finishing = None;
        self.phase = Phase::Crashed { since: now, until };
    }
}

fn call(cx: &mut ActorCx<'_>, tag: Tag, call: impl Into<crate::call::Call>) {
    cx.calls.push((tag, call.into()));
}
