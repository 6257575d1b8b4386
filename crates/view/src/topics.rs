//! Topics in words: what happened to them and their copies, for the log and the explanations.

use super::describe::{excerpt, who};
use queuelab::base::Origin;
use queuelab::cloud::{Cloud, Denial, Event, EventKind};
use queuelab::session::Session;
use queuelab::sns::notification::Notification;
use queuelab::sns::push::EndpointKey;
use queuelab::sns::subscription::{Protocol, Subscription, SubscriptionId};
use queuelab::sns::topic::TopicId;
use queuelab::sns::{Recipient, SnsEvent};
use queuelab::{t, text};
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
    cloud.sns().topic(id).map_or_else(|| t!("topic {id}", id = id.0), |topic| topic.key.name.to_string())
}

fn endpoint(cloud: &Cloud, id: SubscriptionId) -> String {
    cloud.sns().subscription(id).map_or_else(|| t!("subscription {id}", id = id.0), endpoint_name)
}

/// A device of mobile push, in a few words.
fn device(key: &EndpointKey) -> String {
    let id = key.id.to_string();
    t!("device {id} of app {name}", id = id.get(..8).unwrap_or_default(), name = key.application.name)
}

fn recipient(cloud: &Cloud, to: &Recipient) -> String {
    match to {
        Recipient::Subscription(id) => endpoint(cloud, *id),
        Recipient::Phone(phone) => phone.number.to_string(),
        Recipient::Endpoint(key) => device(key),
    }
}

/// The event as one sentence without a full stop.
#[allow(clippy::too_many_lines, reason = "a table of sentences")]
pub(super) fn sentence(cloud: &Cloud, event: &Event, kind: &SnsEvent) -> String {
    let by = who(cloud, event.origin);
    let name = notification_name;
    match kind {
        SnsEvent::TopicCreated { topic } => t!("{by} created topic {topic}", by, topic = topic_name(cloud, *topic)),
        SnsEvent::TopicDeleted { name, .. } => t!("{by} deleted topic {name}", by, name),
        SnsEvent::TopicChanged { topic, what } => {
            t!("{by} changed {what} of {topic}", by, what = text::of(what), topic = topic_name(cloud, *topic))
        }
        SnsEvent::Subscribed { .. }
        | SnsEvent::FarewellSent { .. }
        | SnsEvent::ConfirmationSent { .. }
        | SnsEvent::ConfirmationLost { .. }
        | SnsEvent::Confirmed { .. }
        | SnsEvent::SubscriptionChanged { .. }
        | SnsEvent::Unsubscribed { .. } => about_subscription(cloud, &by, kind),
        SnsEvent::Replayed { subscription, message } => {
            t!(
                "{message} of the archive goes to {subscription} again",
                message = name(message),
                subscription = endpoint(cloud, *subscription)
            )
        }
        SnsEvent::Published { topic, message, copies, filtered } => {
            let kept =
                if *filtered > 0 { t!(", {filtered} of them kept back by filters", filtered) } else { String::new() };
            t!(
                "{by} published {name} “{body}” to {topic}: {copies} copies{kept}",
                by,
                name = name(message),
                body = excerpt(&message.message),
                topic = topic_name(cloud, *topic),
                copies,
                kept
            )
        }
        SnsEvent::Deduplicated { topic, .. } => {
            t!(
                "{by} published a duplicate to {topic}; it was accepted and dropped",
                by,
                topic = topic_name(cloud, *topic)
            )
        }
        SnsEvent::FilteredOut { subscription, message, why } => {
            t!(
                "The filter of {subscription} kept {message} back: {why}",
                subscription = endpoint(cloud, *subscription),
                message = name(message),
                why
            )
        }
        SnsEvent::Delivered { to, message, attempts: 1 } => {
            t!("{to} took {message}", to = recipient(cloud, to), message = name(message))
        }
        SnsEvent::Delivered { to, message, attempts } => {
            t!(
                "{to} took {message} at attempt {attempts}",
                to = recipient(cloud, to),
                message = name(message),
                attempts
            )
        }
        SnsEvent::AttemptFailed { to, message, attempt, next: Some(next), why } => t!(
            "Attempt {attempt} to deliver {message} to {to} failed ({why}); the next is at {next}",
            attempt,
            message = name(message),
            to = recipient(cloud, to),
            why,
            next
        ),
        SnsEvent::AttemptFailed { to, message, next: None, why, .. } => t!(
            "{message} cannot be delivered to {to} ({why}); it goes to the dead-letter queue",
            message = name(message),
            to = recipient(cloud, to),
            why
        ),
        SnsEvent::HeldBack { to, message, until } => {
            t!(
                "{to} gets no more in this second: {message} waits until {until}",
                to = recipient(cloud, to),
                message = name(message),
                until
            )
        }
        SnsEvent::DeadLettered { subscription, message, .. } => t!(
            "{message} for {subscription} was put into the subscription's dead-letter queue",
            message = name(message),
            subscription = endpoint(cloud, *subscription)
        ),
        SnsEvent::Lost { to: to @ Recipient::Subscription(_), message, why } => {
            t!("The copy of {message} for {to} is lost: {why}", message = name(message), to = recipient(cloud, to), why)
        }
        SnsEvent::Lost { to, message, why } => {
            t!("{message} for {to} is lost: {why}", message = name(message), to = recipient(cloud, to), why)
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
            t!("{by} subscribed {subscription}", by, subscription = endpoint(cloud, *subscription))
        }
        SnsEvent::Subscribed { subscription, pending: true } => {
            t!(
                "{by} subscribed {subscription}, who has to confirm before messages flow",
                by,
                subscription = endpoint(cloud, *subscription)
            )
        }
        SnsEvent::FarewellSent { subscription, .. } => {
            t!(
                "{subscription} is told that its subscription has ended, and how to have it back",
                subscription = endpoint(cloud, *subscription)
            )
        }
        SnsEvent::ConfirmationSent { subscription, .. } => {
            t!("{subscription} was asked to confirm", subscription = endpoint(cloud, *subscription))
        }
        SnsEvent::ConfirmationLost { subscription, why } => {
            t!(
                "{subscription} could not be asked to confirm: {why}",
                subscription = endpoint(cloud, *subscription),
                why
            )
        }
        SnsEvent::Confirmed { subscription } => {
            t!("{subscription} is confirmed", subscription = endpoint(cloud, *subscription))
        }
        SnsEvent::SubscriptionChanged { subscription, what } => {
            t!(
                "{by} changed {what} of the subscription of {subscription}",
                by,
                what = text::of(what),
                subscription = endpoint(cloud, *subscription)
            )
        }
        SnsEvent::Unsubscribed { subscription } => {
            t!("{by} ended subscription {subscription}", by, subscription = subscription.0)
        }
        _ => String::new(),
    }
}

/// The same of phones and mobile push.
fn without_topic(cloud: &Cloud, by: &str, kind: &SnsEvent) -> String {
    match kind {
        SnsEvent::PublishedDirectly { to, message } => t!(
            "{by} sent {name} “{body}” to {to}",
            by,
            name = notification_name(message),
            body = excerpt(&message.message),
            to = recipient(cloud, to)
        ),
        SnsEvent::ApplicationCreated { application } => {
            t!(
                "{by} registered app {name} with {platform}",
                by,
                name = application.name,
                platform = application.platform
            )
        }
        SnsEvent::ApplicationChanged { application, what } => {
            t!("{by} changed {what} of app {name}", by, what, name = application.name)
        }
        SnsEvent::ApplicationDeleted { application } => t!("{by} deleted app {name}", by, name = application.name),
        SnsEvent::EndpointCreated { endpoint } => t!("{by} registered {endpoint}", by, endpoint = device(endpoint)),
        SnsEvent::EndpointChanged { endpoint, what } => {
            t!("{what} of {endpoint} changed", what, endpoint = device(endpoint))
        }
        SnsEvent::EndpointDeleted { endpoint } => t!("{by} deleted {endpoint}", by, endpoint = device(endpoint)),
        SnsEvent::SmsChanged { account, what } => {
            t!("Text messages of account {account} changed: {what}", account, what = text::of(what))
        }
        SnsEvent::SandboxPasswordSent { number, password } => {
            t!("{number} got the one-time password {password}", number, password)
        }
        SnsEvent::PhoneChanged { number, what } => format!("{number}: {}", text::of(what)),
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
    use queuelab::clock::{Duration, Instant};
    use queuelab::session::templates::Template;

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
