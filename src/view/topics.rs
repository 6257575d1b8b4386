//! Topics in words: what happened to them and their copies, for the log and the explanations.

use super::describe::{excerpt, who};
use crate::base::Origin;
use crate::cloud::{Cloud, Denial, Event, EventKind};
use crate::session::Session;
use crate::sns::notification::Notification;
use crate::sns::push::EndpointKey;
use crate::sns::subscription::{Protocol, Subscription, SubscriptionId};
use crate::sns::topic::TopicId;
use crate::sns::{Recipient, SnsEvent};
use std::sync::Arc;

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

/// A device of mobile push, in a few words.
fn device(key: &EndpointKey) -> String {
    let id = key.id.to_string();
    format!("device {} of app {}", id.get(..8).unwrap_or_default(), key.application.name)
}

fn recipient(cloud: &Cloud, to: &Recipient) -> String {
    match to {
        Recipient::Subscription(id) => endpoint(cloud, *id),
        Recipient::Phone(phone) => phone.number.to_string(),
        Recipient::Endpoint(key) => device(key),
    }
}

/// The event as one sentence without a full stop.
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &SnsEvent) -> String {
    let by = who(cloud, event.origin);
    let name = notification_name;
    match kind {
        SnsEvent::TopicCreated { topic } => format!("{by} created topic {}", topic_name(cloud, *topic)),
        SnsEvent::TopicDeleted { name, .. } => format!("{by} deleted topic {name}"),
        SnsEvent::TopicChanged { topic, what } => format!("{by} changed {what} of {}", topic_name(cloud, *topic)),
        SnsEvent::Subscribed { .. }
        | SnsEvent::FarewellSent { .. }
        | SnsEvent::ConfirmationSent { .. }
        | SnsEvent::ConfirmationLost { .. }
        | SnsEvent::Confirmed { .. }
        | SnsEvent::SubscriptionChanged { .. }
        | SnsEvent::Unsubscribed { .. } => about_subscription(cloud, &by, kind),
        SnsEvent::Replayed { subscription, message } => {
            format!("{} of the archive goes to {} again", name(message), endpoint(cloud, *subscription))
        }
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
        SnsEvent::Delivered { to, message, attempts: 1 } => {
            format!("{} took {}", recipient(cloud, to), name(message))
        }
        SnsEvent::Delivered { to, message, attempts } => {
            format!("{} took {} at attempt {attempts}", recipient(cloud, to), name(message))
        }
        SnsEvent::AttemptFailed { to, message, attempt, next: Some(next), why } => format!(
            "Attempt {attempt} to deliver {} to {} failed ({why}); the next is at {next}",
            name(message),
            recipient(cloud, to)
        ),
        SnsEvent::AttemptFailed { to, message, next: None, why, .. } => format!(
            "{} cannot be delivered to {} ({why}); it goes to the dead-letter queue",
            name(message),
            recipient(cloud, to)
        ),
        SnsEvent::HeldBack { to, message, until } => {
            format!("{} gets no more in this second: {} waits until {until}", recipient(cloud, to), name(message))
        }
        SnsEvent::DeadLettered { subscription, message, .. } => format!(
            "{} for {} was put into the subscription's dead-letter queue",
            name(message),
            endpoint(cloud, *subscription)
        ),
        SnsEvent::Lost { to: to @ Recipient::Subscription(_), message, why } => {
            format!("The copy of {} for {} is lost: {why}", name(message), recipient(cloud, to))
        }
        SnsEvent::Lost { to, message, why } => {
            format!("{} for {} is lost: {why}", name(message), recipient(cloud, to))
        }
        SnsEvent::PublishedDirectly { .. }
        | SnsEvent::ApplicationCreated { .. }
        | SnsEvent::ApplicationChanged { .. }
        | SnsEvent::ApplicationDeleted { .. }
        | SnsEvent::EndpointCreated { .. }
        | SnsEvent::EndpointChanged { .. }
        | SnsEvent::EndpointDeleted { .. }
        | SnsEvent::SmsChanged { .. }
        | SnsEvent::SandboxPasswordSent { .. }
        | SnsEvent::PhoneChanged { .. } => without_topic(cloud, &by, kind),
    }
}

/// The same of subscriptions that begin, change and end.
fn about_subscription(cloud: &Cloud, by: &str, kind: &SnsEvent) -> String {
    match kind {
        SnsEvent::Subscribed { subscription, pending: false } => {
            format!("{by} subscribed {}", endpoint(cloud, *subscription))
        }
        SnsEvent::Subscribed { subscription, pending: true } => {
            format!("{by} subscribed {}, who has to confirm before messages flow", endpoint(cloud, *subscription))
        }
        SnsEvent::FarewellSent { subscription, .. } => {
            format!(
                "{} is told that its subscription has ended, and how to have it back",
                endpoint(cloud, *subscription)
            )
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
        _ => String::new(),
    }
}

/// The same of phones and mobile push.
fn without_topic(cloud: &Cloud, by: &str, kind: &SnsEvent) -> String {
    match kind {
        SnsEvent::PublishedDirectly { to, message } => format!(
            "{by} sent {} “{}” to {}",
            notification_name(message),
            excerpt(&message.message),
            recipient(cloud, to)
        ),
        SnsEvent::ApplicationCreated { application } => {
            format!("{by} registered app {} with {}", application.name, application.platform)
        }
        SnsEvent::ApplicationChanged { application, what } => {
            format!("{by} changed {what} of app {}", application.name)
        }
        SnsEvent::ApplicationDeleted { application } => format!("{by} deleted app {}", application.name),
        SnsEvent::EndpointCreated { endpoint } => format!("{by} registered {}", device(endpoint)),
        SnsEvent::EndpointChanged { endpoint, what } => format!("{what} of {} changed", device(endpoint)),
        SnsEvent::EndpointDeleted { endpoint } => format!("{by} deleted {}", device(endpoint)),
        SnsEvent::SmsChanged { account, what } => format!("Text messages of account {account} changed: {what}"),
        SnsEvent::SandboxPasswordSent { number, password } => {
            format!("{number} got the one-time password {password}")
        }
        SnsEvent::PhoneChanged { number, what } => format!("{number}: {what}"),
        _ => String::new(),
    }
}

/// The letter and the class of an event's mark on the ruler.
pub(super) const fn marker(kind: &SnsEvent) -> Option<(char, &'static str)> {
    match kind {
        SnsEvent::Published { .. } | SnsEvent::PublishedDirectly { .. } => Some(('p', "sent")),
        SnsEvent::AttemptFailed { .. } => Some(('x', "timeout")),
        SnsEvent::DeadLettered { .. } | SnsEvent::Lost { .. } => Some(('d', "dead")),
        SnsEvent::FilteredOut { .. } => Some(('f', "expired")),
        _ => None,
    }
}
/// What permissions had against the last delivery of a subscription that they refused.
pub fn last_denial(session: &Session, subscription: SubscriptionId) -> Option<Arc<Denial>> {
    let of = Origin::Delivery(subscription.0);
    session.events().rev().take(LOOKED_BACK).filter(|event| event.origin == of).find_map(|event| match &event.kind {
        EventKind::Refused { denial, .. } => denial.clone(),
        _ => None,
    })
}

/// So many of the latest events are looked at for the reason of a loss.
const LOOKED_BACK: usize = 20_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Duration, Instant};
    use crate::session::templates::Template;

    #[test]
    fn a_copy_that_permissions_kept_out_says_so_later() {
        let mut session = Template::FanOut.session();
        session.seek(Instant::ZERO.after(Duration::from_secs(10)));
        let cloud = session.cloud();
        let topic = cloud.sns().topics().next().unwrap();
        let (lost, fine): (Vec<&Subscription>, Vec<&Subscription>) =
            cloud.sns().subscriptions_of(topic).partition(|subscription| subscription.totals.lost > 0);
        assert_eq!((lost.len(), fine.len()), (1, 2));
        let denial = last_denial(&session, lost[0].id).unwrap();
        assert_eq!(denial.action, "sqs:SendMessage");
        assert!(denial.missing.is_some());
        assert!(lost[0].last_trouble.as_deref().unwrap().starts_with("AccessDenied"));
        assert!(fine.iter().all(|subscription| last_denial(&session, subscription.id).is_none()));
    }
}
