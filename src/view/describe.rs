//! Events in words: one sentence each, as in the log and in explanations.

use crate::actors::ActorEvent;
use crate::analytics::service::ApplicationId;
use crate::base::{ActorId, Origin};
use crate::clock::{Duration, Instant};
use crate::cloud::{Cloud, Event, EventKind, Fault};
use crate::iam::{Change, IamEvent};
use crate::lambda::{FunctionId, MappingId};
use crate::s3::BucketId;
use crate::sns::subscription::SubscriptionId;
use crate::sqs::message::MessageCore;
use crate::sqs::queue::QueueId;
use crate::sqs::{SqsEvent, VisibleBecause};

/// How a message is called: `m-17`.
pub fn message_name(core: &MessageCore) -> String {
    format!("m-{}", core.number.0)
}

/// A span in words: `18.0 s`, `4 min 10 s`, `4 d 0 h`.
pub fn span(span: Duration) -> String {
    let secs = span.as_secs();
    match secs {
        0..60 => format!("{}.{} s", secs, span.as_millis() % 1000 / 100),
        60..3_600 => format!("{} min {} s", secs / 60, secs % 60),
        3_600..86_400 => format!("{} h {} min", secs / 3_600, secs % 3_600 / 60),
        _ => format!("{} d {} h", secs / 86_400, secs % 86_400 / 3_600),
    }
}

/// So many milliseconds, as a span from a second on: `72 ms`, `3.4 s`.
pub fn millis(millis: u64) -> String {
    if millis < 1_000 { format!("{millis} ms") } else { span(Duration::from_millis(millis)) }
}

/// An instant with its distance from the present: `42.000 (in 18.0 s)`, `12.000 (12.0 s ago)`.
pub fn instant(at: Instant, now: Instant) -> String {
    match at.cmp(&now) {
        std::cmp::Ordering::Greater => format!("{at} (in {})", span(at.since(now))),
        std::cmp::Ordering::Equal => format!("{at} (now)"),
        std::cmp::Ordering::Less => format!("{at} ({} ago)", span(now.since(at))),
    }
}

/// A number with a comma at each thousand: `1,048,576`.
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1st`, `2nd`, `3rd`, `4th`.
pub fn ordinal(n: u32) -> String {
    let suffix = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

fn queue_name(cloud: &Cloud, id: QueueId) -> String {
    cloud.sqs().queue(id).map_or_else(|| format!("queue {}", id.0), |queue| queue.key.name.to_string())
}

/// The name of the topic that a subscription belongs to.
fn subscription_topic(cloud: &Cloud, id: SubscriptionId) -> String {
    let found = cloud.sns().subscription(id);
    found.map_or_else(|| "A topic".to_owned(), |found| found.topic_key.name.to_string())
}

fn actor_name(cloud: &Cloud, id: ActorId) -> String {
    cloud.actor(id).map_or_else(|| format!("actor {}", id.0), |actor| actor.name().to_owned())
}

pub(super) fn who(cloud: &Cloud, origin: Origin) -> String {
    match origin {
        Origin::Person => "You".to_owned(),
        Origin::Actor(id) => actor_name(cloud, id),
        Origin::Delivery(id) => subscription_topic(cloud, SubscriptionId(id)),
        Origin::Function(id) => super::functions::function_name(cloud, FunctionId(id)),
        Origin::Mapping(id) => super::functions::mapping_name(cloud, MappingId(id)),
        Origin::Alarm(id) => super::alarms::alarm_name(cloud, id),
        Origin::Bucket(id) => super::buckets::bucket_name(cloud, BucketId(id)),
        Origin::DeliveryStream(id) => cloud
            .firehose()
            .stream(crate::firehose::StreamId(id))
            .map_or_else(|| format!("stream {id}"), |stream| stream.key.name.to_string()),
        Origin::Application(id) => super::applications::application_name(cloud, ApplicationId(id)),
        Origin::Clock => "Time".to_owned(),
    }
}

/// The event as one sentence without a full stop.
pub fn sentence(cloud: &Cloud, event: &Event) -> String {
    let by = || who(cloud, event.origin);
    match &event.kind {
        EventKind::Sqs(kind) => sqs(cloud, event, kind),
        EventKind::Sns(kind) => super::topics::sentence(cloud, event, kind),
        EventKind::Kms(kind) => super::keys::sentence(cloud, event, kind),
        EventKind::Lambda(kind) => super::functions::sentence(cloud, event, kind),
        EventKind::Kinesis(kind) => super::streams::sentence(cloud, event, kind),
        EventKind::EndpointSet(_, address, true) => format!("{address} behaves in another way now"),
        EventKind::EndpointSet(_, address, false) => format!("{address} was forgotten with all that it kept"),
        EventKind::CloudWatch(kind) => super::alarms::sentence(cloud, event, kind),
        EventKind::Triggered(trigger, topic) => super::alarms::triggered(trigger, &topic.resource),
        EventKind::S3(kind) => super::buckets::sentence(cloud, event, kind),
        EventKind::Firehose(kind) => super::delivery_streams::sentence(cloud, event, kind),
        EventKind::Analytics(kind) => super::applications::sentence(cloud, event, kind),
        EventKind::DynamoDb(kind) => super::tables::sentence(cloud, event, kind),
        EventKind::Iam(IamEvent { kind, name, change }) => {
            let whom = format!("{} {name}", kind.word());
            match change {
                Change::Created => format!("{} created {whom}", by()),
                Change::Deleted => format!("{} deleted {whom}", by()),
                Change::PolicyPut(policy) => format!("{} gave {whom} the policy {policy}", by()),
                Change::PolicyDeleted(policy) => format!("{} took the policy {policy} away from {whom}", by()),
            }
        }
        EventKind::FaultSet(endpoint, Some(Fault::Down)) => format!("{endpoint} went down: nobody answers"),
        EventKind::FaultSet(endpoint, Some(Fault::Gone)) => format!("{endpoint} is gone for good"),
        EventKind::FaultSet(endpoint, Some(Fault::Status(status))) => {
            format!("{endpoint} began to answer with status {status}")
        }
        EventKind::FaultSet(endpoint, None) => format!("{endpoint} works again"),
        EventKind::Chaos(switch, setting) => super::chaos::thrown(cloud, switch, *setting),
        EventKind::Struck(strike) => super::chaos::struck(cloud, strike),
        EventKind::Refused { operation, code, message, .. } => {
            format!("{}: {operation} refused: {code}. {message}", by())
        }
        EventKind::Answered { operation } => format!("{} called {operation}", by()),
        EventKind::Actor(id, kind) => actor(&actor_name(cloud, *id), kind),
        EventKind::ActorAdded(id) => format!("{} was added", actor_name(cloud, *id)),
        EventKind::ActorChanged(id) => format!("{} was changed", actor_name(cloud, *id)),
        EventKind::ActorRemoved(_, name) => format!("{name} was removed"),
        EventKind::LimitsChanged(set) => format!("The limits of “{}” are in force", set.word()),
        EventKind::OwnLimit(set) => super::limits::told(set),
        EventKind::DialsChanged(_) => "The dials of chance and latency were turned".to_owned(),
        EventKind::Halted => {
            "The lab stopped itself: too much happened at one instant, so something feeds itself".to_owned()
        }
    }
}

fn sqs(cloud: &Cloud, event: &Event, kind: &SqsEvent) -> String {
    let by = who(cloud, event.origin);
    let queue = queue_name(cloud, kind.queue());
    let name = kind.message().map(|message| message_name(&message.core)).unwrap_or_default();
    match kind {
        SqsEvent::QueueCreated { .. } => format!("{by} created queue {queue}"),
        SqsEvent::QueueDeleted { messages, .. } => format!("{by} deleted a queue with {messages} messages"),
        SqsEvent::AttributesSet { names, .. } => format!("{by} set {} of {queue}", names.join(", ")),
        SqsEvent::SettingsChanged { what, .. } => format!("{by} changed the {what} of {queue}"),
        SqsEvent::Sent { visible_at, .. } if *visible_at > event.at => {
            format!("{by} sent {name} to {queue}, delayed for {}", span(visible_at.since(event.at)))
        }
        SqsEvent::Sent { .. } => format!("{by} sent {name} to {queue}"),
        SqsEvent::Deduplicated { original, .. } => {
            format!("{by} sent a duplicate of m-{} to {queue}; it was accepted and dropped", original.0)
        }
        SqsEvent::BecameVisible { because, .. } => match because {
            VisibleBecause::DelayOver => format!("The delay of {name} ended; it is visible in {queue}"),
            VisibleBecause::TimeoutOver => {
                format!("The visibility timeout of {name} ran out without a delete; it is visible in {queue} again")
            }
            VisibleBecause::Released => format!("{by} set the visibility timeout of {name} to 0; it is visible again"),
        },
        SqsEvent::Received { until, receives, .. } => {
            format!("{by} received {name} from {queue} ({} time); hidden until {until}", ordinal(*receives))
        }
        SqsEvent::EmptyReceive { missed: 0, .. } => format!("{by} received nothing from {queue}"),
        SqsEvent::EmptyReceive { missed, .. } => format!(
            "{by} received nothing from {queue} although {missed} messages are visible there: the servers asked had none, \
             or their groups are blocked"
        ),
        SqsEvent::WaitStarted { until, .. } => format!("{by} waits for messages of {queue} until {until}"),
        SqsEvent::VisibilityChanged { until, .. } => format!("{by} keeps {name} hidden until {until}"),
        SqsEvent::Deleted { .. } => format!("{by} deleted {name} from {queue}"),
        SqsEvent::NotHidden { .. } => {
            format!(
                "A server was out of reach: {name} was delivered and yet stays visible, so it will be delivered twice"
            )
        }
        SqsEvent::NotDeleted { .. } => format!("A server was out of reach at the delete: {name} will come back"),
        SqsEvent::WentToBack { .. } => {
            format!("{name} was received three times or more without a delete; it went to the back of {queue}")
        }
        SqsEvent::DeadLettered { source, .. } => dead_lettered(cloud, *source, kind, &name),
        SqsEvent::Expired { .. } => format!("The retention period of {queue} ended for {name}; it is gone"),
        SqsEvent::Purged { messages, .. } => format!("{by} purged {queue}: {messages} messages are gone"),
        SqsEvent::MoveStarted { .. } => format!("{by} started a redrive of {queue}"),
        SqsEvent::Moved { message, .. } => {
            format!("The redrive moved a message to {} as {name}", queue_name(cloud, message.queue))
        }
        SqsEvent::MoveDeduplicated { .. } => {
            format!("The redrive took a message from {queue} that its destination already remembers; it is gone")
        }
        SqsEvent::MoveEnded { status, moved, .. } => {
            format!("The redrive of {queue} is {status} with {moved} messages moved")
        }
        SqsEvent::TenantChanged { group, noisy: true, .. } => {
            format!("Group {group} of {queue} is noisy: the messages of others go first")
        }
        SqsEvent::TenantChanged { group, noisy: false, .. } => format!("Group {group} of {queue} is quiet again"),
    }
}

fn dead_lettered(cloud: &Cloud, source: QueueId, kind: &SqsEvent, name: &str) -> String {
    let Some(message) = kind.message() else { return String::new() };
    let receives = message.core.dead_letter().map_or(0, |letter| letter.receives);
    format!(
        "{name} had been received {receives} times, which is maxReceiveCount, so this receive moved it from {} to {}",
        queue_name(cloud, source),
        queue_name(cloud, message.queue)
    )
}

fn actor(name: &str, kind: &ActorEvent) -> String {
    match kind {
        ActorEvent::WorkStarted { job, until } => {
            format!("{name} works on “{}” until {until}", excerpt(job.body.as_str()))
        }
        ActorEvent::WorkDone { job } => format!("{name} is done with “{}”", excerpt(job.body.as_str())),
        ActorEvent::WorkFailed { job, poison: true } => {
            format!("{name} failed on “{}”, as it always will", excerpt(job.body.as_str()))
        }
        ActorEvent::WorkFailed { job, poison: false } => format!("{name} failed on “{}”", excerpt(job.body.as_str())),
        ActorEvent::ForgotToDelete { job } => {
            format!("{name} is done with “{}” and does not delete it", excerpt(job.body.as_str()))
        }
        ActorEvent::Crashed { until, lost } => {
            format!("{name} crashed with {lost} messages in hand; it is back at {until}")
        }
        ActorEvent::Recovered => format!("{name} is back"),
        ActorEvent::Finished { sent } => format!("{name} has sent all its {sent} messages"),
        ActorEvent::Retries { operation, attempt, code, .. } => super::chaos::retries(name, operation, *attempt, code),
        ActorEvent::GaveUp { code } => format!("{name} gave up on a message: {code}"),
        ActorEvent::Kcl(event) => super::workers::sentence(name, event),
        ActorEvent::PayloadMissing { .. } => {
            format!("{name} finds no payload where a message points to, and deletes the message")
        }
        ActorEvent::PayloadFailed { code } => {
            format!("{name} cannot reach a payload ({code}): its messages come back when their timeouts end")
        }
        ActorEvent::Reader(event) => super::readers::reader_sentence(name, event),
        ActorEvent::Agent(event) => super::readers::agent_sentence(name, event),
    }
}

/// The beginning of a text, in one line.
pub fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}

/// A name cut to so many characters in its middle: what tells names apart most often stands at their end.
pub fn inside(name: &str, most: usize) -> String {
    let length = name.chars().count();
    if length <= most {
        return name.to_owned();
    }
    let last = (most / 2).saturating_sub(1);
    let first = most.saturating_sub(last + 1);
    name.chars().take(first).chain(std::iter::once('…')).chain(name.chars().skip(length - last)).collect()
}

/// The letter on the ruler and the kind for its colour; `None` for what is not marked there.
pub const fn marker(kind: &EventKind) -> Option<(char, &'static str)> {
    match kind {
        EventKind::Sns(kind) => super::topics::marker(kind),
        EventKind::Sqs(SqsEvent::Sent { .. }) => Some(('s', "sent")),
        EventKind::Sqs(SqsEvent::Received { .. }) => Some(('r', "received")),
        EventKind::Sqs(SqsEvent::BecameVisible { because: VisibleBecause::TimeoutOver, .. }) => Some(('x', "timeout")),
        EventKind::Sqs(SqsEvent::DeadLettered { .. }) => Some(('d', "dead")),
        EventKind::Sqs(SqsEvent::Expired { .. }) => Some(('e', "expired")),
        EventKind::Refused { .. } => Some(('!', "refused")),
        EventKind::Chaos(..) => Some(('z', "chaos")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_inside_so_that_their_ends_tell_them_apart() {
        let names = ["truck_10", "customer_12", "customer_13", "Größenwahn"];
        assert_eq!(names.map(|name| inside(name, 8)), ["truck_10", "cust…_12", "cust…_13", "Größ…ahn"]);
    }

    #[test]
    fn instants_tell_their_distance_and_numbers_their_thousands() {
        let at = Instant::from_millis;
        assert_eq!(instant(at(42_000), at(24_000)), "42.000 (in 18.0 s)");
        assert_eq!(instant(at(12_000), at(24_000)), "12.000 (12.0 s ago)");
        assert_eq!(instant(at(5), at(5)), "0.005 (now)");
        assert_eq!([0, 999, 1_000, 1_048_576].map(number), ["0", "999", "1,000", "1,048,576"]);
    }

    #[test]
    fn spans_and_ordinals_read_well() {
        let read = |millis| span(Duration::from_millis(millis));
        assert_eq!(
            [read(18_000), read(250), read(250_000), read(345_600_000)],
            ["18.0 s", "0.2 s", "4 min 10 s", "4 d 0 h"]
        );
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 21, 112].map(ordinal),
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "112th"]
        );
    }
}
