//! What is readable at each hop of a message: from the producer to the consumer, what protects the body, and who can read it.
//!
//! Encryption at rest covers the body alone; attributes, metadata and metrics stay in the clear. "Encryption at rest" in the
//! developer guides of SQS and SNS.

use super::access::{Guarded, key, who_can};
use super::keyring;
use super::keys::key_name;
use queuelab::base::{Caller, Circumstances};
use queuelab::clock::Instant;
use queuelab::cloud::{Ask, Cloud};
use queuelab::kms::KeyNumber;
use queuelab::sns::subscription::{Protocol, Subscription};
use queuelab::sns::topic::{Topic, TopicId};
use queuelab::sqs::queue::{Queue, QueueId};
use queuelab::{key, t};
use std::sync::Arc;

/// One stage of a message's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Where the message is.
    pub place: String,
    /// What protects its body there.
    pub protection: String,
    /// Who can read it there.
    pub readers: String,
    /// Whether nothing protects it.
    pub is_open: bool,
}

/// What encryption at rest leaves in the clear.
pub const NEVER_ENCRYPTED: &str = key!(
    "Encryption at rest covers the body only: message attributes, a notification's subject, ids, times, tags and metrics are never \
     encrypted."
);
/// What changes where the producer encrypts by itself.
pub const CLIENT_SIDE: &str = key!(
    "With client-side encryption the producer encrypts the body before it sends: then it is unreadable at every hop above \
     for AWS and for everybody without the producer's key, but SNS cannot filter by the body."
);
/// So many subscribers are shown.
const SUBSCRIBERS_MAX: usize = 12;
/// So many names are shown of those who can read.
const NAMES_MAX: usize = 4;

/// The way of a message through a queue.
pub fn of_queue(cloud: &Cloud, id: u32, now: Instant) -> Vec<Hop> {
    let Some(queue) = cloud.sqs().queue(QueueId(id)) else { return Vec::new() };
    vec![
        producer(t!("sends to the queue")),
        in_flight(t!("To the queue"), demands_tls(cloud, &Ask::queue(queue, "SendMessage"))),
        at_rest(cloud, queue, now),
        in_flight(t!("To the consumer"), demands_tls(cloud, &Ask::queue(queue, "ReceiveMessage"))),
        consumer(),
    ]
}

/// The way of a message through a topic and on to each of its subscribers.
pub fn of_topic(cloud: &Cloud, id: u32, now: Instant) -> Vec<Hop> {
    let Some(topic) = cloud.sns().topic(TopicId(id)) else { return Vec::new() };
    let ask =
        Ask { policy: Some(topic.policy()), ..Ask::new("SNS:Publish", topic.key.arn().to_string(), topic.key.account) };
    let mut hops = vec![
        producer(t!("publishes to the topic")),
        in_flight(t!("To the topic"), demands_tls(cloud, &ask)),
        topic_at_rest(cloud, topic, now),
    ];
    let all = cloud.sns().subscriptions_of(topic).filter(|subscription| subscription.confirmed);
    for subscription in all.take(SUBSCRIBERS_MAX) {
        hops.push(delivery(subscription));
        let queue = subscription.queue().and_then(|arn| cloud.sqs().find_arn(&arn));
        if let Some(queue) = queue.and_then(|id| cloud.sqs().queue(id)) {
            hops.push(at_rest(cloud, queue, now));
        }
    }
    hops.push(consumer());
    hops
}

fn hop(place: impl Into<String>, protection: impl Into<String>, readers: impl Into<String>) -> Hop {
    Hop { place: place.into(), protection: protection.into(), readers: readers.into(), is_open: false }
}

fn producer(does: &str) -> Hop {
    hop(t!("The producer {does}", does), t!("in its own memory, in the clear"), t!("the producer"))
}

fn consumer() -> Hop {
    hop(
        t!("The consumer"),
        t!("in its own memory, in the clear"),
        t!("whoever received it, and everything that it passes it on to"),
    )
}

/// A request under way; whether the policy refuses those without TLS.
fn in_flight(place: &str, tls: bool) -> Hop {
    let place = t!("{place}, in flight", place);
    if tls {
        hop(place, t!("TLS; the policy refuses requests without it"), t!("nobody on the way"))
    } else {
        let readers = t!("nobody on the way over HTTPS; over plain HTTP, whoever sees the network");
        hop(place, t!("TLS if the caller uses HTTPS, as SDKs do; no policy demands it (aws:SecureTransport)"), readers)
    }
}

/// Whether the owner's account, which may do this, is refused without TLS.
fn demands_tls(cloud: &Cloud, ask: &Ask<'_>) -> bool {
    let with = |insecure: bool| {
        let circumstances = insecure.then(|| Arc::new(Circumstances { insecure: true, ..Circumstances::default() }));
        Caller { account: ask.owner, circumstances, ..Caller::default() }
    };
    cloud.allows(&with(false), ask) && !cloud.allows(&with(true), ask)
}

/// A message that a queue keeps.
fn at_rest(cloud: &Cloud, queue: &Queue, now: Instant) -> Hop {
    let place = t!("In queue {name}, at rest", name = queue.key.name);
    let receivers = allowed(cloud, &Guarded::Queue(queue.id.0), "ReceiveMessage");
    if let Some(reference) = &queue.attributes.kms_key {
        return under_key(cloud, place, reference, key::of_queue(cloud, queue), Some(&receivers), now);
    }
    let receivers = names(&receivers);
    if queue.attributes.managed_sse {
        return hop(
            place,
            t!("SSE-SQS: encrypted with a key that SQS owns, without a policy of its own"),
            t!("whoever may receive: {receivers}", receivers),
        );
    }
    let readers = t!("whoever may receive: {receivers}; and whoever gets at the storage", receivers);
    Hop { is_open: true, ..hop(place, t!("nothing: encryption at rest is off"), readers) }
}

/// A message that a topic keeps while it delivers.
fn topic_at_rest(cloud: &Cloud, topic: &Topic, now: Instant) -> Hop {
    let place = t!("In the topic, until every copy is delivered").to_owned();
    if let Some(reference) = topic.setting("KmsMasterKeyId").filter(|key| !key.is_empty()) {
        return under_key(cloud, place, reference, key::of_topic(cloud, topic), None, now);
    }
    let readers = t!("nobody by a call, as topics are not read; whoever gets at the storage");
    Hop {
        is_open: true,
        ..hop(place, t!("nothing: the topic has no key of KMS, so encryption at rest is off"), readers)
    }
}

/// A message under a key: readable for those who may receive it and decrypt with the key, as long as the key can be used.
fn under_key(
    cloud: &Cloud,
    place: String,
    reference: &str,
    key: Option<KeyNumber>,
    receivers: Option<&[String]>,
    now: Instant,
) -> Hop {
    let Some(key) = key.and_then(|number| cloud.kms().key(number)) else {
        let is_coming = queuelab::kms::AwsService::ALL.iter().any(|service| reference.ends_with(service.alias()));
        return if is_coming {
            let readers = t!("everybody in the account whom the resource's own policy lets in");
            hop(place, t!("SSE-KMS with {reference}, which AWS makes at its first use", reference), readers)
        } else {
            hop(
                place,
                t!("SSE-KMS with {reference}, a key that is not there", reference),
                t!("nobody: each call is refused"),
            )
        };
    };
    let state = keyring::state(key, now);
    let protection = t!("SSE-KMS with {key}, {state}", key = key_name(cloud, key), state);
    if key.check_usable().is_err() {
        let readers = t!("nobody once the data keys that are still in use are too old");
        return hop(place, protection, readers);
    }
    let openers = allowed(cloud, &Guarded::Key(key.number().0), "Decrypt");
    let readers = match receivers {
        Some(receivers) => {
            let both: Vec<String> = receivers.iter().filter(|who| openers.contains(who)).cloned().collect();
            t!("whoever may both receive and call kms:Decrypt: {both}", both = names(&both))
        }
        None => t!("nobody by a call, as topics are not read; SNS decrypts to deliver").to_owned(),
    };
    hop(place, protection, readers)
}

/// A copy under way to its subscriber.
fn delivery(subscription: &Subscription) -> Hop {
    let to = super::topics::endpoint_name(subscription);
    let place = t!("To {to} ({protocol}), in flight", to, protocol = subscription.protocol);
    match subscription.protocol {
        Protocol::Sqs | Protocol::Lambda | Protocol::Firehose => {
            hop(place, t!("TLS, inside of AWS; SNS decrypts first and hands over the clear text"), t!("the endpoint"))
        }
        Protocol::Https => hop(place, t!("TLS; check the signature to know that it is from SNS"), t!("the endpoint")),
        Protocol::Http => Hop {
            is_open: true,
            ..hop(place, t!("nothing: plain HTTP"), t!("the endpoint, and whoever sees the network"))
        },
        Protocol::Email | Protocol::EmailJson => Hop {
            is_open: true,
            ..hop(place, t!("no more than mail has"), t!("the recipient, and every mail server on the way"))
        },
        Protocol::Sms => {
            Hop { is_open: true, ..hop(place, t!("no more than text messages have"), t!("the phone, and its carrier")) }
        }
        Protocol::Application => {
            hop(place, t!("TLS as far as the push service"), t!("the device, and the push service"))
        }
    }
}

/// Who is allowed an action, as the table of permissions names them.
fn allowed(cloud: &Cloud, of: &Guarded, action: &str) -> Vec<String> {
    let table = who_can(cloud, of, None);
    let Some(column) = table.actions.iter().position(|(name, _)| *name == action) else { return Vec::new() };
    let may = |row: &super::access::Row| row.cells.get(column).is_some_and(|cell| cell.allowed);
    table.rows.into_iter().filter(may).map(|row| row.who).collect()
}

/// The first of some names, and how many more there are.
fn names(all: &[String]) -> String {
    if all.is_empty() {
        return t!("nobody").to_owned();
    }
    let shown = all.iter().take(NAMES_MAX).map(String::as_str).collect::<Vec<_>>().join("; ");
    match all.len().saturating_sub(NAMES_MAX) {
        0 => shown,
        more => t!("{shown}; and {more} more", shown, more),
    }
}

#[cfg(test)]
mod tests;
