//! The Kinesis Agent: follows a log file, and puts its lines into a stream or a delivery stream.
//!
//! Sources: "Writing to Amazon Kinesis Data Streams using Kinesis Agent" in the developer guide, and the public repository
//! awslabs/amazon-kinesis-agent for what the guide leaves open: backoff, what is looked at when, what a record holds.

mod config;
mod file;
mod process;
#[cfg(test)]
mod tests;

pub use config::{AgentConfig, FILE_BYTES_MAX, Generator, InitialPosition, LineFormat, PartitionKeyOption, Processing};

use super::{ActorCx, ActorEvent, Tag};
use crate::base::digest;
use crate::call::{Call, CallResult, Reply};
use crate::clock::{Duration, Instant};
use crate::patterns::regex::Pattern;
use crate::{firehose, kinesis};
use file::File;
use std::collections::{BTreeMap, VecDeque};

/// So often the agent looks at its file.
const POLLS_EVERY: Duration = Duration::from_millis(100);
/// What a record may have, its key included; the rest is cut off.
const RECORD_BYTES_MAX: usize = 1_000 * 1_024;
/// The first wait before what failed is sent again; then twice as long each time, up to the second.
const BACKOFF_MS: (u64, u64) = (100, 10_000);

/// What an agent did by itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the fields are explained with their variant")]
pub enum AgentEvent {
    /// It follows its file from this byte on.
    Followed { from: u64 },
    /// Another file stands in the place of the one before.
    Rotated,
    /// A buffer was sent.
    Sent { records: u64, because: &'static str },
    /// Records were not taken; they are sent again after this many milliseconds.
    Failed { records: u64, code: &'static str, again_ms: u64 },
    /// A record was longer than 1,000 KB, and was cut.
    Truncated,
    /// Its configuration is wrong: it does nothing.
    Misconfigured { why: String },
}

/// A record to be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Record {
    key: String,
    data: Vec<u8>,
}

impl Record {
    fn bytes(&self) -> usize {
        self.key.len() + self.data.len()
    }
}

/// What an agent has counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AgentTotals {
    /// Lines that it read.
    pub lines: u64,
    /// Records that came of them.
    pub parsed: u64,
    /// Records that a processing option left out.
    pub skipped: u64,
    /// Records that were cut.
    pub truncated: u64,
    /// Calls.
    pub calls: u64,
    /// Records that were taken.
    pub sent: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Records that were not taken, once for each time.
    pub failed: u64,
}

/// An agent at work.
#[derive(Clone, Debug, Hash)]
pub struct Agent {
    /// What it was told.
    pub config: AgentConfig,
    /// What it has counted.
    pub totals: AgentTotals,
    /// Why nothing goes through, or what is wrong with its configuration.
    pub problem: Option<String>,
    file: Option<File>,
    /// Lines that the program behind the file has written.
    pub made: u64,
    makes_at: Option<Instant>,
    looks_at: Option<Instant>,
    buffer: Vec<Record>,
    buffer_bytes: usize,
    /// When the first record of the buffer came.
    since: Option<Instant>,
    /// Buffers that are under way, by number.
    out: BTreeMap<u64, (Vec<Record>, u32)>,
    /// Buffers that failed, with how often, and when they are sent again.
    again: VecDeque<(Instant, Vec<Record>, u32)>,
    calls: u64,
    /// Its configuration is wrong.
    is_stopped: bool,
}

impl Agent {
    pub(super) fn new(config: AgentConfig, now: Instant) -> Self {
        Self {
            totals: AgentTotals::default(),
            problem: None,
            file: None,
            made: 0,
            makes_at: config.generator.as_ref().map(|_| now),
            looks_at: Some(now),
            buffer: Vec::new(),
            buffer_bytes: 0,
            since: None,
            out: BTreeMap::new(),
            again: VecDeque::new(),
            calls: 0,
            is_stopped: false,
            config,
        }
    }

    pub(super) fn configure(&mut self, config: AgentConfig, now: Instant) {
        if config.generator != self.config.generator {
            self.makes_at = config.generator.as_ref().map(|_| now);
            self.made = 0;
        }
        self.problem = None;
        self.is_stopped = false;
        self.config = config;
        self.looks_at = Some(now);
    }

    /// Records that it has in hand, in its buffer and on their way.
    pub fn in_hand(&self) -> usize {
        let out = self.out.values().map(|(records, _)| records.len());
        self.buffer.len() + out.chain(self.again.iter().map(|(_, records, _)| records.len())).sum::<usize>()
    }

    /// Records and bytes of the buffer, and when it is sent at the latest.
    pub fn buffer(&self) -> (usize, usize, Option<Instant>) {
        (self.buffer.len(), self.buffer_bytes, self.flushes_at())
    }

    /// Whether the last line of its file has no end yet, and is therefore not read.
    pub fn has_open_line(&self) -> bool {
        self.file.as_ref().is_some_and(File::has_open_line)
    }

    fn flushes_at(&self) -> Option<Instant> {
        self.since.map(|since| since.after(Duration::from_millis(self.config.max_buffer_age_millis)))
    }

    fn makes_more(&self) -> bool {
        let total = self.config.generator.as_ref().and_then(|generator| generator.total);
        total.is_none_or(|total| self.made < total)
    }

    pub(super) fn next_due(&self) -> Option<Instant> {
        if !self.config.running || self.is_stopped {
            return None;
        }
        self.config.target.as_ref()?;
        let makes = self.makes_at.filter(|_| self.makes_more());
        let again = self.again.iter().map(|(at, ..)| *at).min();
        [makes, self.looks_at, self.flushes_at(), again].into_iter().flatten().min()
    }

    pub(super) fn wake(&mut self, cx: &mut ActorCx<'_>) {
        if self.next_due().is_none_or(|due| due > cx.now) {
            return;
        }
        if let Err(why) = self.config.check() {
            // It does nothing until it is configured anew.
            self.is_stopped = true;
            self.problem = Some(why.clone());
            cx.events.push(ActorEvent::Agent(AgentEvent::Misconfigured { why }));
            return;
        }
        self.make(cx);
        if self.looks_at.is_some_and(|at| at <= cx.now) {
            self.look(cx);
        }
        if self.flushes_at().is_some_and(|at| at <= cx.now) {
            self.flush(cx, "its age");
        }
        let (due, later): (VecDeque<_>, VecDeque<_>) =
            std::mem::take(&mut self.again).into_iter().partition(|(at, ..)| *at <= cx.now);
        self.again = later;
        for (_, records, tries) in due {
            self.send(cx, records, tries);
        }
    }

    /// Lets the program behind the file write.
    fn make(&mut self, cx: &mut ActorCx<'_>) {
        let Some(generator) = self.config.generator.clone() else { return };
        if self.makes_at.is_none_or(|at| at > cx.now) {
            return;
        }
        self.makes_at = Some(cx.now.after(Duration::from_millis(generator.every_ms.max(1))));
        for _ in 0..generator.burst {
            if !self.makes_more() {
                break;
            }
            self.made += 1;
            let line = generator.line(self.made, cx.now, cx.rng);
            self.open(cx).write(&line);
        }
        // It is seen at the next look.
        self.looks_at.get_or_insert(cx.now.after(POLLS_EVERY));
    }

    fn open(&mut self, cx: &mut ActorCx<'_>) -> &mut File {
        let config = &self.config;
        self.file.get_or_insert_with(|| {
            let file = File::open(config.content.clone(), config.initial_position);
            let from = match config.initial_position {
                InitialPosition::StartOfFile => 0,
                InitialPosition::EndOfFile => config.content.len() as u64,
            };
            cx.events.push(ActorEvent::Agent(AgentEvent::Followed { from }));
            file
        })
    }

    /// Looks at the file, and reads what is new.
    fn look(&mut self, cx: &mut ActorCx<'_>) {
        self.looks_at = None;
        let content = self.config.content.clone();
        let file = self.open(cx);
        let is_other = file.change(&content);
        let lines = if file.has_lines() { file.read() } else { Vec::new() };
        if is_other {
            cx.events.push(ActorEvent::Agent(AgentEvent::Rotated));
        }
        self.totals.lines += lines.len() as u64;
        let start = Some(&self.config.multi_line_start_pattern).filter(|pattern| !pattern.is_empty());
        let start = start.and_then(|pattern| Pattern::of_beginning(pattern).ok());
        for text in file::records(lines, start.as_ref()) {
            self.parse(cx, text);
        }
        if self.buffer.len() >= self.config.max_buffer_size_records as usize {
            self.flush(cx, "its records");
        }
    }

    fn parse(&mut self, cx: &mut ActorCx<'_>, text: String) {
        let mut text = Some(text);
        for option in &self.config.data_processing_options {
            text = text.and_then(|text| option.apply(&text));
        }
        let Some(text) = text else {
            self.totals.skipped += 1;
            return;
        };
        self.totals.parsed += 1;
        let mut data = text.into_bytes();
        let key = match self.config.partition_key_option {
            _ if self.config.is_delivery() => String::new(),
            PartitionKeyOption::Random => format!("{}.{:09}", cx.rng.below(1_000_000), cx.rng.below(1_000_000_000)),
            PartitionKeyOption::Deterministic => digest::md5_hex(&data),
        };
        if data.len() + key.len() > RECORD_BYTES_MAX {
            data.truncate(RECORD_BYTES_MAX - key.len() - 1);
            data.push(b'\n');
            self.totals.truncated += 1;
            cx.events.push(ActorEvent::Agent(AgentEvent::Truncated));
        }
        self.add(cx, Record { key, data });
    }

    /// Puts a record into the buffer, which is sent first where there is no room.
    fn add(&mut self, cx: &mut ActorCx<'_>, record: Record) {
        let bytes = record.bytes();
        if self.buffer_bytes + bytes > self.config.max_buffer_size_bytes as usize {
            self.flush(cx, "its bytes");
        } else if self.buffer.len() >= self.config.max_buffer_size_records as usize {
            self.flush(cx, "its records");
        }
        self.since.get_or_insert(cx.now);
        self.buffer_bytes += bytes;
        self.buffer.push(record);
    }

    fn flush(&mut self, cx: &mut ActorCx<'_>, because: &'static str) {
        self.since = None;
        self.buffer_bytes = 0;
        let records = std::mem::take(&mut self.buffer);
        if !records.is_empty() {
            let count = records.len() as u64;
            cx.events.push(ActorEvent::Agent(AgentEvent::Sent { records: count, because }));
            self.send(cx, records, 0);
        }
    }

    fn send(&mut self, cx: &mut ActorCx<'_>, records: Vec<Record>, tries: u32) {
        let Some(target) = &self.config.target else { return };
        let call = if self.config.is_delivery() {
            let delivery_stream_name = target.resource.trim_start_matches("deliverystream/").to_owned();
            let record = |record: &Record| firehose::api::Record { data: Some(record.data.clone()) };
            let records = Some(records.iter().map(record).collect());
            Call::Firehose(firehose::api::PutRecordBatch { delivery_stream_name, records }.into())
        } else {
            let entry = |record: &Record| kinesis::api::PutRecordsRequestEntry {
                data: Some(record.data.clone()),
                partition_key: Some(record.key.clone()),
                explicit_hash_key: None,
            };
            let (stream_arn, records) = (Some(target.to_string()), Some(records.iter().map(entry).collect()));
            Call::Kinesis(
                kinesis::api::PutRecords { stream_arn, records, ..kinesis::api::PutRecords::default() }.into(),
            )
        };
        self.calls += 1;
        self.totals.calls += 1;
        self.out.insert(self.calls, (records, tries));
        cx.calls.push((Tag::Call(self.calls), call));
    }

    pub(super) fn answer(&mut self, cx: &mut ActorCx<'_>, tag: Tag, result: &CallResult) {
        let Tag::Call(number) = tag else { return };
        let Some((records, tries)) = self.out.remove(&number) else { return };
        let taken: Vec<bool> = match result {
            Ok(Reply::Kinesis(kinesis::api::Reply::PutRecords(reply))) => {
                reply.records.iter().map(|one| one.sequence_number.is_some()).collect()
            }
            Ok(Reply::Firehose(firehose::api::Reply::PutRecordBatch(reply))) => {
                reply.request_responses.iter().map(|one| one.record_id.is_some()).collect()
            }
            _ => Vec::new(),
        };
        let mut left = Vec::new();
        for (place, record) in records.into_iter().enumerate() {
            if taken.get(place).copied().unwrap_or(false) {
                self.totals.sent += 1;
                self.totals.bytes += record.data.len() as u64;
            } else {
                left.push(record);
            }
        }
        self.problem = result.as_ref().err().map(|error| format!("{}: {}", error.code(), error.message()));
        if left.is_empty() {
            return;
        }
        let (code, again_ms) = (self.code_of(result), backoff(tries));
        let count = left.len() as u64;
        self.totals.failed += count;
        cx.events.push(ActorEvent::Agent(AgentEvent::Failed { records: count, code, again_ms }));
        self.again.push_back((cx.now.after(Duration::from_millis(again_ms)), left, tries + 1));
    }

    /// Why records were not taken: in an answer that is a success, they were too many.
    fn code_of(&self, result: &CallResult) -> &'static str {
        match result {
            Err(error) => error.code(),
            Ok(_) if self.config.is_delivery() => "ServiceUnavailableException",
            Ok(_) => kinesis::ErrorCode::ProvisionedThroughputExceeded.names().0,
        }
    }
}

/// How long what failed so often waits.
fn backoff(tries: u32) -> u64 {
    let (first, most) = BACKOFF_MS;
    first.saturating_mul(1 << tries.min(20)).min(most)
}
