//! Topics in words: what happened to them and their copies, for the log and the explanations.

use super::describe::{excerpt, who};
use crate::cloud::{Cloud, Event};
use crate::sns::SnsEvent;
use crate::sns::notification::Notification;
use crate::sns::subscription::{Protocol, Subscription, SubscriptionId};
use crate::sns::topic::TopicId;

/// The short name of a message of a topic.
pub fn notification_name(message: &Notification) -> String {
    format!("n-{}", message.number)
}

/// Where a subscription delivers, in a few words.
pub fn endpoint_name(subscription: &Subscription) -> String {
    match subscription.protocol {
        Protocol::Sqs | Protocol::Lambda | Protocol::Firehose => {
            subscription.endpoint.rsplit(':').next().unwrap_or_default().to_owned()
        }
        _ => subscription.endpoint.to_string(),
    }
}

fn topic_name(cloud: &Cloud, id: TopicId) -> String {
    cloud.sns().topic(id).map_or_else(|| format!("topic {}", id.0), |topic| topic.key.name.to_string())
}

fn endpoint(cloud: &Cloud, id: SubscriptionId) -> String {
    cloud.sns().subscription(id).map_or_else(|| format!("subscription {}", id.0), endpoint_name)
}

/// The event as one sentence without a full stop.
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &SnsEvent) -> String {
    let by = who(cloud, event.origin);
    let name = notification_name;
    match kind {
        SnsEvent::TopicCreated { topic } => format!("{by} created topic {}", topic_name(cloud, *topic)),
        SnsEvent::TopicDeleted { name, .. } => format!("{by} deleted topic {name}"),
        SnsEvent::TopicChanged { topic, what } => format!("{by} changed {what} of {}", topic_name(cloud, *topic)),
        SnsEvent::Subscribed { subscription, pending: false } => {
            format!("{by} subscribed {}", endpoint(cloud, *subscription))
        }
        SnsEvent::Subscribed { subscription, pending: true } => {
            format!("{by} subscribed {}, who has to confirm before messages flow", endpoint(cloud, *subscription))
        }
        SnsEvent::ConfirmationSent { subscription, .. } => {
            format!("{} was asked to confirm", endpoint(cloud, *subscription))
        }
        SnsEvent::ConfirmationLost { subscription, why } => {
            format!("{} could not be asked to confirm: {why}", endpoint(cloud, *subscription))
        }
        SnsEvent::Confirmed { subscription } => format!("{} is confirmed", endpoint(cloud, *subscription)),
        SnsEvent::SubscriptionChanged { subscription, what } => {
            format!("{by} changed {what} of the subscription of {}", endpoint(cloud, *subscription))
        }
        SnsEvent::Unsubscribed { subscription } => format!("{by} ended subscription {}", subscription.0),
        SnsEvent::Published { topic, message, copies, filtered } => {
            let kept = if *filtered > 0 { format!(", {filtered} of them kept back by filters") } else { String::new() };
            format!(
                "{by} published {} “{}” to {}: {copies} copies{kept}",
                name(message),
                excerpt(&message.message),
                topic_name(cloud, *topic)
            )
        }
        SnsEvent::Deduplicated { topic, .. } => {
            format!("{by} published a duplicate to {}; it was accepted and dropped", topic_name(cloud, *topic))
        }
        SnsEvent::FilteredOut { subscription, message, why } => {
            format!("The filter of {} kept {} back: {why}", endpoint(cloud, *subscription), name(message))
        }
        SnsEvent::Delivered { subscription, message, attempts: 1 } => {
            format!("{} took {}", endpoint(cloud, *subscription), name(message))
        }
        SnsEvent::Delivered { subscription, message, attempts } => {
            format!("{} took {} at attempt {attempts}", endpoint(cloud, *subscription), name(message))
        }
        SnsEvent::AttemptFailed { subscription, message, attempt, next: Some(next), why } => format!(
            "Attempt {attempt} to deliver {} to {} failed ({why}); the next is at {next}",
            name(message),
            endpoint(cloud, *subscription)
        ),
        SnsEvent::AttemptFailed { subscription, message, next: None, why, .. } => format!(
            "{} cannot be delivered to {} ({why}); it goes to the dead-letter queue",
            name(message),
            endpoint(cloud, *subscription)
        ),
        SnsEvent::DeadLettered { subscription, message, .. } => format!(
            "{} for {} was put into the subscription's dead-letter queue",
            name(message),
            endpoint(cloud, *subscription)
        ),
        SnsEvent::Lost { subscription, message, why } => {
            format!("The copy of {} for {} is lost: {why}", name(message), endpoint(cloud, *subscription))
        }
    }
}

/// The letter and the class of an event's mark on the ruler.
pub(super) const fn marker(kind: &SnsEvent) -> Option<(char, &'static str)> {
    match kind {
        SnsEvent::Published { .. } => Some(('p', "sent")),
        SnsEvent::AttemptFailed { .. } => Some(('x', "timeout")),
        SnsEvent::DeadLettered { .. } | SnsEvent::Lost { .. } => Some(('d', "dead")),
        SnsEvent::FilteredOut { .. } => Some(('f', "expired")),
        _ => None,
    }
}
