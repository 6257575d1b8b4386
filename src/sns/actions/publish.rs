//! `Publish`: what is accepted, and who gets a copy.

use crate::clock::Duration;
use crate::sns::api::{Publish, PublishResult};
use crate::sns::content::{check_attributes, check_id, check_subject, texts_by_protocol};
use crate::sns::notification::{Accepted, Notification, content_id, sequence_text};
use crate::sns::topic::{Topic, TopicId};
use crate::sns::{Cx, Result, Sns, SnsError, SnsEvent};
use std::sync::Arc;

/// A publish whose form has been checked.
pub(super) struct Checked {
    pub message: Notification,
}

impl Sns {
    pub(super) fn publish(&mut self, cx: &mut Cx<'_>, request: &Publish) -> Result<PublishResult> {
        if let Some(number) = &request.phone_number {
            return self.publish_to_phone(cx, request, number);
        }
        let (arn, parameter) = match (&request.topic_arn, &request.target_arn) {
            (Some(arn), _) => (arn, "TopicArn"),
            (None, Some(arn)) => (arn, "TargetArn"),
            (None, None) => {
                return Err(SnsError::invalid("TopicArn or TargetArn Reason: no value for required parameter"));
            }
        };
        if arn.contains(":endpoint/") {
            return self.publish_to_endpoint(cx, request, (arn, parameter));
        }
        let id = self.resolve(arn, parameter, cx.caller.region)?;
        let topic = self.topic(id).ok_or_else(SnsError::no_such_topic)?;
        let bytes = Notification::bytes(&request.message, &request.message_attributes);
        if bytes > topic.message_bytes_max(&self.limits) {
            return Err(SnsError::invalid("Message too long"));
        }
        let checked = check(topic, request)?;
        self.admit(cx, id, &[&checked.message])?;
        let sequence = self.next_sequence(id);
        Ok(self.accept(cx, id, checked, sequence))
    }

    pub(super) fn next_sequence(&mut self, id: TopicId) -> Option<u128> {
        self.topic_mut(id)?.fifo.as_mut().map(|fifo| fifo.next_sequence())
    }

    /// Takes a message that was checked, unless it repeats an earlier one.
    pub(super) fn accept(
        &mut self,
        cx: &mut Cx<'_>,
        id: TopicId,
        checked: Checked,
        sequence: Option<u128>,
    ) -> PublishResult {
        let mut message = checked.message;
        let span = Duration::from_secs(self.limits.dedup_secs);
        if let (Some(topic), Some(group), Some(dedup)) = (self.topic(id), &message.group, &message.dedup) {
            let by_group = topic.scope_is_group();
            let first = topic.fifo.as_ref().and_then(|fifo| fifo.find(by_group, group, dedup, cx.now, span));
            if let Some(first) = first {
                if let Some(topic) = self.topic_mut(id) {
                    topic.totals.deduplicated += 1;
                }
                cx.emit(None, SnsEvent::Deduplicated { topic: id, original: first.id });
                return answer(first.id, Some(first.sequence));
            }
        }
        self.stamp(cx, &mut message);
        message.sequence = sequence;
        let bytes = Notification::bytes(&message.message, &message.attributes) as u64;
        let message = Arc::new(message);
        if let Some(topic) = self.topic_mut(id) {
            topic.totals.published += 1;
            topic.totals.bytes += bytes;
            let by_group = topic.scope_is_group();
            if let (Some(fifo), Some(group), Some(dedup), Some(sequence)) =
                (&mut topic.fifo, &message.group, &message.dedup, sequence)
            {
                let accepted = Accepted { id: message.id, sequence, at: cx.now };
                fifo.remember(by_group, group, dedup, accepted, span);
            }
            if let Some(archive) = &mut topic.archive {
                archive.add(message.clone(), cx.now);
            }
        }
        self.fan_out(cx, id, &message);
        answer(message.id, sequence)
    }

    /// Gives a message that is accepted its id, its number and its time.
    pub(super) fn stamp(&mut self, cx: &Cx<'_>, message: &mut Notification) {
        message.id = self.draw_id();
        message.number = self.next_message;
        self.next_message += 1;
        message.published = cx.now;
        message.timestamp = cx.epoch.iso(cx.now).into();
    }
}

fn answer(id: uuid::Uuid, sequence: Option<u128>) -> PublishResult {
    PublishResult { message_id: id.to_string(), sequence_number: sequence.map(sequence_text) }
}

/// Refuses a message of the wrong form; answers it as it is to be kept.
pub(super) fn check(topic: &Topic, request: &Publish) -> Result<Checked> {
    let mut message = check_message(request)?;
    (message.group, message.dedup) = check_ids(Some(topic), request)?;
    Ok(Checked { message })
}

/// The same of all that has nothing to do with the topic.
pub(super) fn check_message(request: &Publish) -> Result<Notification> {
    let by_protocol = match request.message_structure.as_deref() {
        None => None,
        Some("json") => Some(texts_by_protocol(&request.message)?),
        Some(_) => return Err(SnsError::invalid("Invalid parameter: MessageStructure")),
    };
    if request.message.is_empty() {
        return Err(SnsError::invalid("Empty message"));
    }
    if let Some(subject) = &request.subject {
        check_subject(subject)?;
    }
    check_attributes(&request.message_attributes)?;
    Ok(Notification {
        number: 0,
        id: uuid::Uuid::nil(),
        published: crate::clock::Instant::ZERO,
        timestamp: Arc::default(),
        subject: request.subject.as_deref().map(Arc::from),
        message: request.message.as_str().into(),
        by_protocol,
        attributes: request.message_attributes.clone(),
        group: None,
        dedup: None,
        sequence: None,
    })
}

type Ids = (Option<Arc<str>>, Option<Arc<str>>);

/// The ids of a message's group and for deduplication. Without a topic it is as with a standard one.
pub(super) fn check_ids(topic: Option<&Topic>, request: &Publish) -> Result<Ids> {
    let group = request.message_group_id.as_deref();
    let dedup = request.message_deduplication_id.as_deref();
    let Some(topic) = topic.filter(|topic| topic.is_fifo()) else {
        if dedup.is_some() {
            return Err(SnsError::invalid(
                "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid \
                 for this topic type",
            ));
        }
        if let Some(group) = group {
            check_id(group, "MessageGroupId")?;
        }
        return Ok((group.map(Arc::from), None));
    };
    let group = group.filter(|group| !group.is_empty());
    let group = group.ok_or_else(|| SnsError::invalid("The MessageGroupId parameter is required for FIFO topics"))?;
    check_id(group, "MessageGroupId")?;
    let dedup: Arc<str> = match dedup {
        Some(dedup) => {
            check_id(dedup, "MessageDeduplicationId")?;
            dedup.into()
        }
        None if topic.content_based() => content_id(&request.message),
        None => {
            return Err(SnsError::invalid(
                "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided \
                 explicitly",
            ));
        }
    };
    Ok((Some(group.into()), Some(dedup)))
}
