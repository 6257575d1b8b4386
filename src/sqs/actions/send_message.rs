//! `SendMessage` and `SendMessageBatch`.

use super::batch;
use crate::base::{Caller, Principal, digest};
use crate::clock::{Duration, Instant};
use crate::limits::SqsLimits;
use crate::sqs::api::*;
use crate::sqs::message::{self, Body, Extras, Message, MessageCore, State};
use crate::sqs::queue::{Metered, Order, Queue, QueueId, Remembered, partition_of};
use crate::sqs::{Cx, ErrorCode, MessageRef, Result, Sqs, SqsError, SqsEvent, content};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a send and an entry of a batch have in common.
#[derive(Clone, Copy)]
struct Given<'a> {
    body: &'a str,
    delay: Option<i64>,
    attributes: &'a BTreeMap<String, MessageAttributeValue>,
    system_attributes: &'a BTreeMap<String, MessageAttributeValue>,
    dedup: Option<&'a str>,
    group: Option<&'a str>,
}

impl<'a> From<&'a SendMessage> for Given<'a> {
    fn from(request: &'a SendMessage) -> Self {
        Self {
            body: &request.message_body,
            delay: request.delay_seconds,
            attributes: &request.message_attributes,
            system_attributes: &request.message_system_attributes,
            dedup: request.message_deduplication_id.as_deref(),
            group: request.message_group_id.as_deref(),
        }
    }
}

impl<'a> From<&'a SendMessageBatchRequestEntry> for Given<'a> {
    fn from(entry: &'a SendMessageBatchRequestEntry) -> Self {
        Self {
            body: &entry.message_body,
            delay: entry.delay_seconds,
            attributes: &entry.message_attributes,
            system_attributes: &entry.message_system_attributes,
            dedup: entry.message_deduplication_id.as_deref(),
            group: entry.message_group_id.as_deref(),
        }
    }
}

/// A send with everything checked.
struct Checked {
    body: Body,
    extras: Option<Box<Extras>>,
    delay: Duration,
    bytes: usize,
    md5_of_attributes: Option<String>,
    md5_of_system_attributes: Option<String>,
}

/// The group and the deduplication id of a message.
type Ids = (Option<Arc<str>>, Option<Arc<str>>);

const TOO_LONG_ONE: &str = "One or more parameters are invalid. Reason: Message must be shorter than";
const TOO_LONG_ENTRY: &str = "One or more parameters cannot be validated. Reason: Message must be shorter than";
const NO_DEDUP: &str = "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided \
                        explicitly";

impl Sqs {
    pub(super) fn send_message(&mut self, cx: &mut Cx<'_>, request: &SendMessage) -> Result<SendMessageResult> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        if request.message_body.is_empty() {
            return Err(SqsError::missing("MessageBody"));
        }
        let queue = self.queue(id).ok_or_else(SqsError::no_such_queue)?;
        if queue.is_fifo() && request.message_group_id.is_none() {
            return Err(SqsError::missing("MessageGroupId"));
        }
        let checked = self.check_send(queue, sender_of(cx.caller, queue), request.into(), TOO_LONG_ONE)?;
        self.throttle_groups(cx, id, Metered::Send, &[request.message_group_id.as_deref().unwrap_or_default()])?;
        let result = self.enqueue(cx, id, checked);
        self.settle(cx, id);
        Ok(result)
    }

    pub(super) fn send_message_batch(
        &mut self,
        cx: &mut Cx<'_>,
        request: &SendMessageBatch,
    ) -> Result<SendMessageBatchResult> {
        let id = self.resolve(&request.queue_url, cx.caller)?;
        let entries = &request.entries;
        batch::check_ids(entries.iter().map(|entry| entry.id.as_str()), "SendMessageBatch", &self.limits)?;
        if entries.iter().any(|entry| entry.message_body.is_empty()) {
            return Err(SqsError::missing("MessageBody"));
        }
        check_batch_bytes(entries, &self.limits)?;
        let queue = self.queue(id).ok_or_else(SqsError::no_such_queue)?;
        check_fifo_batch(queue, entries)?;
        let sender = sender_of(cx.caller, queue);
        let groups: Vec<&str> = entries.iter().filter_map(|entry| entry.message_group_id.as_deref()).collect();
        self.throttle_groups(cx, id, Metered::Send, &groups)?;

        let mut result = SendMessageBatchResult { successful: Vec::with_capacity(entries.len()), failed: Vec::new() };
        for entry in entries {
            // An entry's check does not depend on the entries before it, so each can be sent as soon as it is checked.
            let Some(queue) = self.queue(id) else { break };
            match self.check_send(queue, sender.clone(), entry.into(), TOO_LONG_ENTRY) {
                Ok(checked) => {
                    let sent = self.enqueue(cx, id, checked);
                    result.successful.push(SendMessageBatchResultEntry { id: entry.id.clone(), result: sent });
                }
                Err(error) => result.failed.push(BatchResultErrorEntry::new(&entry.id, error)),
            }
        }
        self.settle(cx, id);
        Ok(result)
    }

    /// Everything about a send but the presence of its body and, on FIFO, of its group.
    fn check_send(&self, queue: &Queue, sender: Option<Arc<str>>, given: Given<'_>, too_long: &str) -> Result<Checked> {
        let bytes = given.body.len() + message::attributes_bytes(given.attributes);
        if bytes > queue.attributes.message_bytes_max {
            return Err(SqsError::invalid(format!("{too_long} {} bytes.", queue.attributes.message_bytes_max)));
        }
        content::check_characters(given.body)?;
        let delay = check_delay(queue, given.delay, &self.limits)?;
        let attributes = content::check_attributes(given.attributes, self.limits.attributes_max)?;
        let trace_header = check_system_attributes(given.system_attributes)?;
        let (group, dedup) = self.check_ids(queue, given)?;
        let plain =
            attributes.is_empty() && trace_header.is_none() && group.is_none() && dedup.is_none() && sender.is_none();
        let extras =
            (!plain).then(|| Box::new(Extras { attributes, trace_header, group, dedup, sender, ..Extras::default() }));
        Ok(Checked {
            body: given.body.into(),
            extras,
            delay,
            bytes,
            md5_of_attributes: message::md5_of_attributes(given.attributes),
            md5_of_system_attributes: message::md5_of_attributes(given.system_attributes),
        })
    }

    /// The group and the deduplication id, given or made from the body.
    fn check_ids(&self, queue: &Queue, given: Given<'_>) -> Result<Ids> {
        const WRONG_TYPE: &str = "The request include parameter that is not valid for this queue type.";
        if let Some(group) = given.group {
            if !queue.is_fifo() && !self.limits.fair_queues {
                return Err(SqsError::invalid_value(group, "MessageGroupId", WRONG_TYPE));
            }
            content::check_id(group, "MessageGroupId")?;
        }
        let dedup: Option<Arc<str>> = match (&queue.attributes.fifo, given.dedup) {
            (None, Some(id)) => {
                let reason = "The request includes a parameter that is not valid for this queue type.";
                return Err(SqsError::invalid_value(id, "MessageDeduplicationId", reason));
            }
            (None, None) => None,
            (Some(_), Some(id)) => {
                content::check_id(id, "MessageDeduplicationId")?;
                Some(id.into())
            }
            (Some(fifo), None) if fifo.content_dedup => Some(digest::sha256_hex(given.body.as_bytes()).into()),
            (Some(_), None) => return Err(SqsError::invalid(NO_DEDUP)),
        };
        Ok((given.group.map(Arc::from), dedup))
    }

    /// Counts a call against a FIFO queue's quota, in high-throughput mode once for each partition it touches.
    pub(super) fn throttle_groups(&mut self, cx: &Cx<'_>, id: QueueId, action: Metered, groups: &[&str]) -> Result<()> {
        let calls = self.limits.fifo_calls_per_sec;
        let Some(queue) = self.queue(id) else { return Ok(()) };
        let Some(settings) = queue.attributes.fifo else { return Ok(()) };
        let mut partitions = vec![0];
        if settings.high_throughput() {
            let count = SqsLimits::high_throughput_calls(queue.key.region) / calls;
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            partitions = groups.iter().map(|group| partition_of(group, count)).collect();
            partitions.sort_unstable();
            partitions.dedup();
        }
        let Some(order) = self.queue_mut(id).and_then(Queue::fifo_mut) else { return Ok(()) };
        if order.throttle.admit(action, &partitions, cx.now, calls) {
            Ok(())
        } else {
            Err(SqsError::new(ErrorCode::RequestThrottled, "Rate exceeded"))
        }
    }

    /// Puts a checked message into its queue, or finds the one that it repeats.
    fn enqueue(&mut self, cx: &mut Cx<'_>, id: QueueId, mut checked: Checked) -> SendMessageResult {
        let interval = Duration::from_secs(self.limits.dedup_secs);
        let number = self.number_message();
        let (mut number_out, mut sequence) = (number, None);
        if let Some(queue) = self.queue_mut(id) {
            let totals = queue.metrics.count(cx.now);
            totals.sent += 1;
            totals.sent_bytes += checked.bytes as u64;
            let first = if queue.is_fifo() { queue.admit_fifo(&mut checked, number, cx.now, interval) } else { None };
            sequence = checked.extras.as_ref().and_then(|extras| extras.sequence);
            if let Some(first) = first {
                queue.metrics.count(cx.now).deduplicated += 1;
                (number_out, sequence) = (first.number, Some(first.sequence));
                cx.emit(None, SqsEvent::Deduplicated { queue: id, original: first.number });
            } else {
                let core = MessageCore { number, body: checked.body.clone(), extras: checked.extras };
                queue.metrics.flow.enqueued += 1;
                queue.accept(cx, Arc::new(core), checked.delay);
            }
        }
        SendMessageResult {
            message_id: self.message_id(number_out),
            sequence_number: sequence,
            body: checked.body,
            md5_of_message_attributes: checked.md5_of_attributes,
            md5_of_message_system_attributes: checked.md5_of_system_attributes,
        }
    }
}

impl Queue {
    /// Remembers a FIFO send and gives it its sequence number, unless it repeats an earlier one.
    fn admit_fifo(
        &mut self,
        checked: &mut Checked,
        number: message::MessageNumber,
        now: Instant,
        interval: Duration,
    ) -> Option<Remembered> {
        let extras = checked.extras.as_mut()?;
        let (group, dedup) = (extras.group.clone().unwrap_or_default(), extras.dedup.clone().unwrap_or_default());
        let order = self.fifo_mut()?;
        if let Some(first) = order.dedup.find(&group, &dedup, now, interval) {
            return Some(first);
        }
        let sequence = order.next_sequence();
        extras.sequence = Some(sequence);
        order.dedup.remember(&group, &dedup, Remembered { number, sequence, sent: now }, interval);
        None
    }

    /// Adds a message that begins its life here, hidden for its delay.
    pub(in crate::sqs) fn accept(&mut self, cx: &mut Cx<'_>, core: Arc<MessageCore>, delay: Duration) -> u64 {
        let mut message = Message::new(core.clone(), cx.now);
        if delay > Duration::ZERO {
            (message.state, message.until) = (State::Delayed, cx.now.after(delay));
        }
        if let (Order::Standard(order), Some(group)) = (&mut self.order, core.group()) {
            order.arrived(group);
        }
        let sent = MessageRef { queue: self.id, slot: self.slots.next(), core };
        message.last_event = cx.emit(None, SqsEvent::Sent { message: sent, visible_at: message.until });
        self.add(message)
    }
}

/// Who sends, unless it is the root user of the queue's own account.
fn sender_of(caller: &Caller, queue: &Queue) -> Option<Arc<str>> {
    let is_owner = caller.principal == Principal::Root && caller.account == queue.key.account;
    (!is_owner).then(|| caller.unique_id().into())
}

fn check_delay(queue: &Queue, given: Option<i64>, limits: &SqsLimits) -> Result<Duration> {
    let Some(secs) = given else { return Ok(queue.attributes.delay()) };
    let in_range = u64::try_from(secs).ok().filter(|_| secs <= limits.delay_secs_max);
    let Some(secs) = in_range else {
        let reason = format!("DelaySeconds must be >= 0 and <= {}.", limits.delay_secs_max);
        return Err(SqsError::invalid_value(secs, "DelaySeconds", &reason));
    };
    if !queue.is_fifo() {
        return Ok(Duration::from_secs(secs));
    }
    if secs > 0 {
        let reason = "The request include parameter that is not valid for this queue type.";
        return Err(SqsError::invalid_value(secs, "DelaySeconds", reason));
    }
    // A zero is taken on FIFO queues, and the queue's own delay applies all the same.
    Ok(queue.attributes.delay())
}

/// The trace header, the only system attribute that a sender may give.
fn check_system_attributes(given: &BTreeMap<String, MessageAttributeValue>) -> Result<Option<String>> {
    let mut header = None;
    for (name, value) in given {
        let text = value.string_value.as_deref().filter(|text| !text.is_empty());
        match (name.as_str(), text) {
            ("AWSTraceHeader", Some(text)) if value.data_type == "String" => header = Some(text.to_owned()),
            ("AWSTraceHeader", _) => {
                return Err(SqsError::invalid(
                    "Message system attribute 'AWSTraceHeader' must contain a non-empty value of type 'String'.",
                ));
            }
            _ => {
                return Err(SqsError::invalid(format!(
                    "Message system attribute name '{name}' is invalid. You must use only the following supported \
                     name: AWSTraceHeader."
                )));
            }
        }
    }
    Ok(header)
}

fn check_batch_bytes(entries: &[SendMessageBatchRequestEntry], limits: &SqsLimits) -> Result<()> {
    let bytes: usize =
        entries.iter().map(|e| e.message_body.len() + message::attributes_bytes(&e.message_attributes)).sum();
    let most = limits.batch_bytes_max;
    if bytes <= most {
        return Ok(());
    }
    let text = format!("Batch requests cannot be longer than {most} bytes. You have sent {bytes} bytes.");
    Err(SqsError::new(ErrorCode::BatchRequestTooLong, text))
}

/// On a FIFO queue one entry without a group, without a deduplication id or with a delay refuses the whole batch.
fn check_fifo_batch(queue: &Queue, entries: &[SendMessageBatchRequestEntry]) -> Result<()> {
    let Some(fifo) = queue.attributes.fifo else { return Ok(()) };
    for entry in entries {
        if entry.message_group_id.is_none() {
            return Err(SqsError::invalid(SqsError::missing("MessageGroupId").message));
        }
        if entry.message_deduplication_id.is_none() && !fifo.content_dedup {
            return Err(SqsError::invalid(NO_DEDUP));
        }
        if let Some(secs) = entry.delay_seconds.filter(|secs| *secs != 0) {
            let reason = "The request include parameter that is not valid for this queue type.";
            return Err(SqsError::invalid_value(secs, "DelaySeconds", reason));
        }
    }
    Ok(())
}
