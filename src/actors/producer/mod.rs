//! A producer: sends messages at a rate, in bursts, or from a file.

#[cfg(test)]
mod tests;
mod upload;

use super::extended::Offload;
use super::feed::{Feed, Row};
use super::writer::backoff::{self, Trouble};
use super::{ActorCx, ActorEvent, Tag, url_of};
use crate::base::Arn;
use crate::base::collections::map_of;
use crate::call::{Call, CallError, CallResult, Reply};
use crate::clock::{Duration, Instant};
use crate::sqs::ErrorCode;
use crate::sqs::api::{self, SendMessageBatch, SendMessageBatchRequestEntry};
use crate::{firehose, sns};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a producer does.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ProducerConfig {
    /// Its name on the page.
    pub name: String,
    /// Where it sends to, a queue, a topic or a delivery stream; it waits while there is none.
    pub queue: Option<Arn>,
    /// What it sends.
    pub source: Source,
    /// Milliseconds from one send to the next.
    pub every_ms: u64,
    /// At most so many milliseconds more, drawn anew for each send.
    pub jitter_ms: u64,
    /// Messages at each send, 1 to 1,000; more than ten go in several batches.
    pub burst: u32,
    /// The extended client, where it has one: large payloads go to a bucket.
    pub extended: Option<Offload>,
    /// Whether it sends.
    pub running: bool,
}

impl Default for ProducerConfig {
    fn default() -> Self {
        Self {
            name: "producer".to_owned(),
            queue: None,
            source: Source::default(),
            every_ms: 1_000,
            jitter_ms: 0,
            burst: 1,
            extended: None,
            running: true,
        }
    }
}

/// What a producer sends.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// Messages made from a pattern, in which `{n}` stands for the message's number and `{group}` for its group.
    Pattern {
        /// The text.
        body: String,
        /// Message groups to go round, none for a queue without groups.
        groups: Vec<String>,
        /// How many messages in all; no end when absent.
        total: Option<u64>,
        /// Every so many messages carry the word that consumers fail on; 0 for none.
        #[serde(default)]
        poison_every: u64,
        /// How many bytes each payload has, of which the text is the beginning; those of the text when absent.
        #[serde(default)]
        payload_bytes: Option<u64>,
    },
    /// The rows of a file. A row with a time is sent then, counted from the producer's start; others at its rate.
    Feed(Arc<Feed>),
}

impl Default for Source {
    fn default() -> Self {
        Self::Pattern {
            body: "message {n}".to_owned(),
            groups: Vec::new(),
            total: None,
            poison_every: 0,
            payload_bytes: None,
        }
    }
}

/// How long a producer waits after it was throttled, at first; then twice as long each time.
const BACKOFF: Duration = Duration::from_millis(100);
const BACKOFF_DOUBLINGS_MAX: u32 = 7;
/// So many messages can be sent at once.
pub const BURST_MAX: u32 = 1_000;
/// The end of a message that consumers fail on.
const POISON: &str = " (poison)";
/// An SDK makes so many attempts where no answer comes.
const ATTEMPTS: u32 = 3;

/// A producer at work.
#[derive(Clone, Debug, Hash)]
pub struct Producer {
    /// What it was told.
    pub config: ProducerConfig,
    started: Instant,
    /// Messages made until now.
    pub made: u64,
    /// Messages that the queue took.
    pub accepted: u64,
    /// Messages given up on.
    pub refused: u64,
    next: Option<Instant>,
    /// How many of its next messages are poison, whatever its source says.
    pub poison_left: u32,
    /// Batches that are tried again, and how often they were tried, oldest first; the error, where no answer came.
    retry: Vec<(SendMessageBatch, u32, Option<&'static str>)>,
    /// Batches whose answers are still out, by their number, with how often they were throttled.
    out: Vec<(u64, SendMessageBatch, u32)>,
    /// Batches whose payloads are on their way into the bucket.
    uploads: Vec<upload::Upload>,
    /// Sends until now, which number them.
    sends: u64,
    finished: bool,
    /// Whether it said that it has sent all.
    told: bool,
}

impl Producer {
    pub(super) fn new(config: ProducerConfig, now: Instant) -> Self {
        let mut producer = Self {
            config,
            started: now,
            made: 0,
            accepted: 0,
            refused: 0,
            poison_left: 0,
            next: Some(now),
            retry: Vec::new(),
            out: Vec::new(),
            uploads: Vec::new(),
            sends: 0,
            finished: false,
            told: false,
        };
        producer.next = Some(producer.due_after(now, 0));
        producer
    }

    pub(super) fn configure(&mut self, config: ProducerConfig, now: Instant) {
        if config.source != self.config.source {
            self.made = 0;
            self.started = now;
            self.finished = false;
            self.told = false;
        }
        let resumes = config.running && !self.config.running;
        self.config = config;
        if resumes || self.next.is_none_or(|next| next > now) {
            self.next = Some(self.due_after(now, 0));
        }
    }

    pub(super) fn next_due(&self) -> Option<Instant> {
        self.next.filter(|_| self.config.running && self.config.queue.is_some() && !self.finished)
    }

    /// When the next message is due, not before `earliest`.
    fn due_after(&self, earliest: Instant, pause_ms: u64) -> Instant {
        let paced = earliest.after(Duration::from_millis(pause_ms));
        match &self.config.source {
            Source::Feed(feed) => match feed.row(self.made).and_then(|row| row.at_ms) {
                Some(at) => self.started.after(Duration::from_millis(at)).max(earliest),
                None => paced,
            },
            Source::Pattern { .. } => paced,
        }
    }

    pub(super) fn wake(&mut self, cx: &mut ActorCx<'_>) {
        if self.next_due().is_none_or(|due| due > cx.now) {
            return;
        }
        if self.retry.is_empty() {
            self.burst(cx, self.config.burst);
        } else {
            for (batch, tries, lost) in std::mem::take(&mut self.retry) {
                self.send(cx, batch, tries);
                if let (Some(code), Some((tag, call))) = (lost, cx.calls.last()) {
                    let (operation, tag) = (call.operation(), *tag);
                    cx.events.push(ActorEvent::Retries { operation, attempt: tries + 1, code, tag });
                }
            }
        }
        let pause = self.config.every_ms.max(1) + cx.rng.between(0, self.config.jitter_ms);
        self.next = Some(self.due_after(cx.now, pause));
        if self.at_end() && self.retry.is_empty() {
            self.finished = true;
            if !std::mem::replace(&mut self.told, true) {
                cx.events.push(ActorEvent::Finished { sent: self.made });
            }
        }
    }

    /// Makes so many messages, as far as there are, and sends them.
    pub(super) fn burst(&mut self, cx: &mut ActorCx<'_>, count: u32) {
        let mut first = self.made + 1;
        let rows: Vec<Row> = (0..count.clamp(1, BURST_MAX)).map_while(|i| self.make(cx, i)).collect();
        for rows in rows.chunks(10) {
            self.dispatch(cx, first, rows);
            first += rows.len() as u64;
        }
    }

    fn at_end(&self) -> bool {
        match &self.config.source {
            Source::Pattern { total, .. } => total.is_some_and(|total| self.made >= total),
            Source::Feed(feed) => self.made >= feed.len(),
        }
    }

    /// The next message; `None` when there is no more, or when the next one's time has not come.
    fn make(&mut self, cx: &ActorCx<'_>, index: u32) -> Option<Row> {
        if self.at_end() {
            return None;
        }
        let number = self.made + 1;
        let mut row = match &self.config.source {
            Source::Feed(feed) => {
                let row = feed.row(self.made)?;
                let due = row.at_ms.map(|at| self.started.after(Duration::from_millis(at)));
                if index > 0 && due.is_some_and(|due| due > cx.now) {
                    return None;
                }
                row.clone()
            }
            Source::Pattern { body, groups, poison_every, payload_bytes, .. } => {
                let group = u64::try_from(groups.len())
                    .ok()
                    .filter(|len| *len > 0)
                    .and_then(|len| groups.get(usize::try_from(self.made % len).ok()?).cloned());
                let mut text = body.replace("{n}", &number.to_string());
                text = text.replace("{group}", group.as_deref().unwrap_or_default());
                if *poison_every > 0 && number.is_multiple_of(*poison_every) {
                    text.push_str(POISON);
                }
                Row { body: text, group, payload_bytes: *payload_bytes, ..Row::default() }
            }
        };
        if let Some(left) = self.poison_left.checked_sub(1) {
            self.poison_left = left;
            if !row.body.ends_with(POISON) {
                row.body.push_str(POISON);
            }
        }
        self.made = number;
        Some(row)
    }

    /// Rows as one batch; `first` is the number of the first of them.
    fn batch(&self, first: u64, rows: &[Row]) -> Option<SendMessageBatch> {
        let arn = self.config.queue.as_ref()?;
        let fifo = arn.resource.ends_with(".fifo");
        let entries = (first..)
            .zip(rows)
            .map(|(number, row)| SendMessageBatchRequestEntry {
                id: number.to_string(),
                message_body: row.body.clone(),
                delay_seconds: row.delay_secs.filter(|_| !fifo),
                message_attributes: row.attributes.clone(),
                message_group_id: row.group.clone().or_else(|| fifo.then(|| "default".to_owned())),
                message_deduplication_id: fifo
                    .then(|| row.dedup.clone().unwrap_or_else(|| format!("{}-{number}", self.slug()))),
                ..SendMessageBatchRequestEntry::default()
            })
            .collect();
        Some(SendMessageBatch { queue_url: url_of(arn), entries })
    }

    /// The producer's name as a deduplication id may hold it.
    fn slug(&self) -> String {
        self.config.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(64).collect()
    }

    fn send(&mut self, cx: &mut ActorCx<'_>, mut batch: SendMessageBatch, tries: u32) {
        self.sends += 1;
        let number = self.sends;
        self.out.push((number, batch.clone(), tries));
        if let Some(topic) = self.config.queue.as_ref().filter(|arn| arn.service == "sns") {
            cx.calls.push((Tag::Send(number), publish(topic, batch.entries)));
            return;
        }
        if let Some(stream) = self.config.queue.as_ref().filter(|arn| arn.service == "firehose") {
            cx.calls.push((Tag::Send(number), put(stream, batch.entries)));
            return;
        }
        let call = match batch.entries.pop() {
            Some(entry) if batch.entries.is_empty() => {
                let queue_url = batch.queue_url.clone();
                api::SendMessage { queue_url, ..entry.into() }.into()
            }
            Some(entry) => {
                batch.entries.push(entry);
                batch.into()
            }
            None => return,
        };
        cx.calls.push((Tag::Send(number), call));
    }

    pub(super) fn answer(&mut self, cx: &mut ActorCx<'_>, tag: Tag, result: &CallResult) {
        let number = match tag {
            Tag::Send(number) => number,
            Tag::Upload(number) => return self.uploaded(cx, number, result),
            _ => return,
        };
        let Some(index) = self.out.iter().position(|(sent, ..)| *sent == number) else { return };
        let (_, batch, tries) = self.out.remove(index);
        let count = batch.entries.len() as u64;
        match result {
            Ok(Reply::Sqs(api::Reply::SendMessageBatch(reply))) => {
                self.accepted += reply.successful.len() as u64;
                self.refused += reply.failed.len() as u64;
                if let Some(first) = reply.failed.first() {
                    cx.events.push(ActorEvent::GaveUp { code: first.code.query_code() });
                }
            }
            Ok(Reply::Sns(sns::api::Reply::PublishBatch(reply))) => {
                self.accepted += reply.successful.len() as u64;
                self.refused += reply.failed.len() as u64;
                if !reply.failed.is_empty() {
                    cx.events.push(ActorEvent::GaveUp { code: sns::ErrorCode::InvalidParameter.names().0 });
                }
            }
            Ok(Reply::Firehose(firehose::api::Reply::PutRecordBatch(reply))) if reply.failed_put_count > 0 => {
                self.accepted += count - reply.failed_put_count;
                let answers = reply.request_responses.iter().map(|one| one.error_code.is_some());
                let mut failed = answers.chain(std::iter::repeat(false));
                let mut again = batch;
                again.entries.retain(|_| failed.next().unwrap_or(false));
                self.try_again(cx, again, tries);
            }
            Ok(_) => self.accepted += count,
            Err(error) if is_throttling(error) => self.try_again(cx, batch, tries),
            Err(error @ CallError::Network(_)) if tries + 1 < ATTEMPTS => {
                let wait = backoff::wait(cx.rng, Trouble::Other, tries);
                self.put_off(cx.now.after(wait), (batch, tries + 1, Some(error.code())));
            }
            Err(error) => {
                self.refused += count;
                cx.events.push(ActorEvent::GaveUp { code: error.code() });
            }
        }
    }

    /// Sends a batch later, the later the more often it was refused.
    fn try_again(&mut self, cx: &mut ActorCx<'_>, batch: SendMessageBatch, tries: u32) {
        let wait = BACKOFF.as_millis() << tries.min(BACKOFF_DOUBLINGS_MAX);
        let wait = Duration::from_millis(cx.rng.between(wait / 2, wait));
        self.put_off(cx.now.after(wait), (batch, tries + 1, None));
    }

    fn put_off(&mut self, until: Instant, batch: (SendMessageBatch, u32, Option<&'static str>)) {
        self.retry.push(batch);
        self.finished = false;
        self.next = Some(until);
    }

    /// Whether it has sent all that it had.
    pub const fn is_finished(&self) -> bool {
        self.finished
    }

    /// How many messages it sends in all, where that has an end.
    pub fn total(&self) -> Option<u64> {
        match &self.config.source {
            Source::Pattern { total, .. } => *total,
            Source::Feed(feed) => Some(feed.len()),
        }
    }
}
/// Whether a call was refused for coming too soon, so that it is worth another try.
fn is_throttling(error: &CallError) -> bool {
    match error {
        CallError::Sqs(error) => error.code == ErrorCode::RequestThrottled,
        CallError::Sns(error) => error.code == sns::ErrorCode::Throttled,
        CallError::Firehose(error) => error.code == firehose::ErrorCode::ServiceUnavailableException,
        _ => false,
    }
}

/// The same messages for a delivery stream, whose records have nothing but a body. Nothing stands between two of them.
fn put(stream: &Arn, entries: Vec<SendMessageBatchRequestEntry>) -> Call {
    use firehose::api::{PutRecord, PutRecordBatch, Record};
    let delivery_stream_name = stream.resource.trim_start_matches("deliverystream/").to_owned();
    let record = |entry: SendMessageBatchRequestEntry| Record { data: Some(entry.message_body.into_bytes()) };
    let mut records: Vec<Record> = entries.into_iter().map(record).collect();
    Call::Firehose(match (records.pop(), records.is_empty()) {
        (record, true) => PutRecord { delivery_stream_name, record }.into(),
        (last, _) => {
            records.extend(last);
            PutRecordBatch { delivery_stream_name, records: Some(records) }.into()
        }
    })
}

/// The same messages for a topic: one alone, or a batch.
fn publish(topic: &Arn, mut entries: Vec<SendMessageBatchRequestEntry>) -> Call {
    let entry = |entry: SendMessageBatchRequestEntry| {
        let attributes = entry.message_attributes.into_iter().map(|(name, value)| {
            let value = sns::api::MessageAttributeValue {
                data_type: value.data_type,
                string_value: value.string_value,
                binary_value: value.binary_value,
            };
            (name, value)
        });
        sns::api::PublishBatchRequestEntry {
            id: entry.id,
            message: entry.message_body,
            message_attributes: map_of(attributes),
            message_group_id: entry.message_group_id,
            message_deduplication_id: entry.message_deduplication_id,
            ..sns::api::PublishBatchRequestEntry::default()
        }
    };
    let topic_arn = topic.to_string();
    match (entries.pop(), entries.is_empty()) {
        (Some(last), true) => sns::api::Publish { topic_arn: Some(topic_arn), ..entry(last).into() }.into(),
        (last, _) => {
            let publish_batch_request_entries = entries.into_iter().chain(last).map(entry).collect();
            sns::api::PublishBatch { topic_arn, publish_batch_request_entries }.into()
        }
    }
}
