//! What a receive answers of a message.

use crate::base::collections::map_of;
use crate::sqs::api::{MessageAttributeValue, ReceivedMessage};
use crate::sqs::handle::ReceiptHandle;
use crate::sqs::message::Message;
use crate::sqs::queue::Queue;
use crate::sqs::{CheckedReceive, Cx, Sqs, SystemNames};
use std::collections::BTreeMap;
use std::sync::Arc;

/// System attributes that can be asked for.
pub(super) const SYSTEM_NAMES: [&str; 10] = [
    "All",
    "SenderId",
    "SentTimestamp",
    "ApproximateReceiveCount",
    "ApproximateFirstReceiveTimestamp",
    "SequenceNumber",
    "MessageDeduplicationId",
    "MessageGroupId",
    "AWSTraceHeader",
    "DeadLetterQueueSourceArn",
];

impl Sqs {
    /// A message as the receive wants to see it.
    pub(super) fn show(&self, cx: &Cx<'_>, receive: &CheckedReceive, slot: u64) -> Option<ReceivedMessage> {
        let queue = self.queue(receive.queue)?;
        let message = queue.message(slot)?;
        let receipt_handle = ReceiptHandle { queue: receive.queue, message: slot, receive: message.receives };
        Some(ReceivedMessage {
            message_id: self.message_id(message.core.number),
            receipt_handle,
            body: message.core.body.clone(),
            attributes: system_attributes(cx, queue, message, &receive.system_names),
            message_attributes: chosen_attributes(message, &receive.attribute_names),
        })
    }
}

fn system_attributes(
    cx: &Cx<'_>,
    queue: &Queue,
    message: &Message,
    names: &SystemNames,
) -> BTreeMap<&'static str, String> {
    let extras = message.core.extras.as_deref();
    let text = |value: Option<&Arc<str>>| value.map(ToString::to_string);
    let value = |name: &str| match name {
        "SenderId" => {
            let sender = extras.and_then(|extras| extras.sender.as_deref());
            Some(sender.map_or_else(|| queue.key.account.to_string(), str::to_owned))
        }
        "SentTimestamp" => Some(cx.epoch.unix_millis(message.sent()).to_string()),
        "ApproximateReceiveCount" => Some(message.receives.to_string()),
        "ApproximateFirstReceiveTimestamp" => {
            (message.receives > 0).then(|| cx.epoch.unix_millis(message.first_received).to_string())
        }
        "SequenceNumber" => extras?.sequence.map(|number| format!("{number:020}")),
        "MessageDeduplicationId" => text(extras?.dedup.as_ref()),
        "MessageGroupId" => text(extras?.group.as_ref()),
        "AWSTraceHeader" => extras?.trace_header.clone(),
        "DeadLetterQueueSourceArn" => text(Some(&extras?.dead_letter.as_ref()?.source)),
        _ => None,
    };
    let wanted = SYSTEM_NAMES.into_iter().filter(|name| match names {
        SystemNames::All => true,
        SystemNames::Named(names) => names.iter().any(|wanted| wanted == name),
    });
    map_of(wanted.filter_map(|name| Some((name, value(name)?))))
}

/// The message attributes that a receive names: all, some, or by prefix. Names that fit nothing are passed over.
fn chosen_attributes(message: &Message, wanted: &[String]) -> BTreeMap<String, MessageAttributeValue> {
    let Some(extras) = message.core.extras.as_deref().filter(|_| !wanted.is_empty()) else { return BTreeMap::new() };
    let fits = |name: &str| {
        wanted.iter().any(|pattern| match pattern.as_str() {
            "All" | ".*" | "*" => true,
            pattern => pattern == name || pattern.strip_suffix(".*").is_some_and(|prefix| name.starts_with(prefix)),
        })
    };
    let chosen = extras.attributes.iter().filter(|(name, _)| fits(name));
    map_of(chosen.map(|(name, value)| (name.clone(), value.clone())))
}
