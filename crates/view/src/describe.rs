//! Events in words: one sentence each, as in the log and in explanations.

use queuelab::actors::ActorEvent;
use queuelab::analytics::service::ApplicationId;
use queuelab::base::{ActorId, Origin};
use queuelab::clock::{Duration, Instant};
use queuelab::cloud::{Cloud, Event, EventKind, Fault};
use queuelab::iam::{Change, IamEvent};
use queuelab::lambda::{FunctionId, MappingId};
use queuelab::s3::BucketId;
use queuelab::sns::subscription::SubscriptionId;
use queuelab::sqs::message::MessageCore;
use queuelab::sqs::queue::QueueId;
use queuelab::sqs::{SqsEvent, VisibleBecause};
use queuelab::{t, text};

/// How a message is called: `m-17`.
pub fn message_name(core: &MessageCore) -> String {
    format!("m-{}", core.number.0)
}

/// A span in words: `18.0 s`, `4 min 10 s`, `4 d 0 h`.
pub fn span(span: Duration) -> String {
    let secs = span.as_secs();
    match secs {
        0..60 => format!("{}.{} s", secs, span.as_millis() % 1000 / 100),
        60..3_600 => t!("{minutes} min {seconds} s", minutes = secs / 60, seconds = secs % 60),
        3_600..86_400 => t!("{hours} h {minutes} min", hours = secs / 3_600, minutes = secs % 3_600 / 60),
        _ => format!("{} d {} h", secs / 86_400, secs % 86_400 / 3_600),
    }
}

/// So many milliseconds, as a span from a second on: `72 ms`, `3.4 s`.
pub fn millis(millis: u64) -> String {
    if millis < 1_000 { t!("{millis} ms", millis) } else { span(Duration::from_millis(millis)) }
}

/// An instant with its distance from the present: `42.000 (in 18.0 s)`, `12.000 (12.0 s ago)`.
pub fn instant(at: Instant, now: Instant) -> String {
    match at.cmp(&now) {
        std::cmp::Ordering::Greater => t!("{at} (in {span})", at, span = span(at.since(now))),
        std::cmp::Ordering::Equal => t!("{at} (now)", at),
        std::cmp::Ordering::Less => t!("{at} ({span} ago)", at, span = span(now.since(at))),
    }
}

/// A number with a comma at each thousand: `1,048,576`.
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(text::thousands());
        }
        text.push(digit);
    }
    text
}

/// One of something, or so many: the second text has a gap `count`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 { one.to_owned() } else { text::fill(many, &["count"], &[&number(count)]) }
}

/// So many records.
pub fn record_count(count: u64) -> String {
    counted(count, t!("1 record"), t!("{count} records"))
}

/// `1st`, `2nd`, `3rd`, `4th`.
pub fn ordinal(n: u32) -> String {
    match (n % 10, n % 100) {
        (_, 11..=13) => t!("{n}th", n),
        (1, _) => t!("{n}st", n),
        (2, _) => t!("{n}nd", n),
        (3, _) => t!("{n}rd", n),
        _ => t!("{n}th", n),
    }
}

fn queue_name(cloud: &Cloud, id: QueueId) -> String {
    cloud.sqs().queue(id).map_or_else(|| t!("queue {id}", id = id.0), |queue| queue.key.name.to_string())
}

/// The name of the topic that a subscription belongs to.
fn subscription_topic(cloud: &Cloud, id: SubscriptionId) -> String {
    let found = cloud.sns().subscription(id);
    found.map_or_else(|| t!("A topic").to_owned(), |found| found.topic_key.name.to_string())
}

fn actor_name(cloud: &Cloud, id: ActorId) -> String {
    cloud.actor(id).map_or_else(|| t!("actor {id}", id = id.0), |actor| actor.name().to_owned())
}

pub(super) fn who(cloud: &Cloud, origin: Origin) -> String {
    match origin {
        Origin::Person => t!("You").to_owned(),
        Origin::Actor(id) => actor_name(cloud, id),
        Origin::Delivery(id) => subscription_topic(cloud, SubscriptionId(id)),
        Origin::Function(id) => super::functions::function_name(cloud, FunctionId(id)),
        Origin::Mapping(id) => super::functions::mapping_name(cloud, MappingId(id)),
        Origin::Alarm(id) => super::alarms::alarm_name(cloud, id),
        Origin::Bucket(id) => super::buckets::bucket_name(cloud, BucketId(id)),
        Origin::DeliveryStream(id) => cloud
            .firehose()
            .stream(queuelab::firehose::StreamId(id))
            .map_or_else(|| t!("stream {id}", id), |stream| stream.key.name.to_string()),
        Origin::Application(id) => super::applications::application_name(cloud, ApplicationId(id)),
        Origin::Clock => t!("Time").to_owned(),
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
        EventKind::EndpointSet(_, address, true) => t!("{address} behaves in another way now", address),
        EventKind::EndpointSet(_, address, false) => t!("{address} was forgotten with all that it kept", address),
        EventKind::CloudWatch(kind) => super::alarms::sentence(cloud, event, kind),
        EventKind::Triggered(trigger, topic) => super::alarms::triggered(trigger, &topic.resource),
        EventKind::S3(kind) => super::buckets::sentence(cloud, event, kind),
        EventKind::Firehose(kind) => super::delivery_streams::sentence(cloud, event, kind),
        EventKind::Analytics(kind) => super::applications::sentence(cloud, event, kind),
        EventKind::DynamoDb(kind) => super::tables::sentence(cloud, event, kind),
        EventKind::Iam(IamEvent { kind, name, change }) => {
            let whom = format!("{} {name}", text::of(kind.word()));
            match change {
                Change::Created => t!("{by} created {whom}", by = by(), whom),
                Change::Deleted => t!("{by} deleted {whom}", by = by(), whom),
                Change::PolicyPut(policy) => t!("{by} gave {whom} the policy {policy}", by = by(), whom, policy),
                Change::PolicyDeleted(policy) => {
                    t!("{by} took the policy {policy} away from {whom}", by = by(), policy, whom)
                }
            }
        }
        EventKind::FaultSet(endpoint, Some(Fault::Down)) => t!("{endpoint} went down: nobody answers", endpoint),
        EventKind::FaultSet(endpoint, Some(Fault::Gone)) => t!("{endpoint} is gone for good", endpoint),
        EventKind::FaultSet(endpoint, Some(Fault::Status(status))) => {
            t!("{endpoint} began to answer with status {status}", endpoint, status)
        }
        EventKind::FaultSet(endpoint, None) => t!("{endpoint} works again", endpoint),
        EventKind::Chaos(switch, setting) => super::chaos::thrown(cloud, switch, *setting),
        EventKind::Struck(strike) => super::chaos::struck(cloud, strike),
        EventKind::Refused { operation, code, message, .. } => {
            t!("{by}: {operation} refused: {code}. {message}", by = by(), operation, code, message)
        }
        EventKind::Answered { operation } => t!("{by} called {operation}", by = by(), operation),
        EventKind::Actor(id, kind) => actor(&actor_name(cloud, *id), kind),
        EventKind::ActorAdded(id) => t!("{id} was added", id = actor_name(cloud, *id)),
        EventKind::ActorChanged(id) => t!("{id} was changed", id = actor_name(cloud, *id)),
        EventKind::ActorRemoved(_, name) => t!("{name} was removed", name),
        EventKind::LimitsChanged(set) => t!("The limits of “{word}” are in force", word = text::of(set.word())),
        EventKind::OwnLimit(set) => super::limits::told(set),
        EventKind::DialsChanged(_) => t!("The dials of chance and latency were turned").to_owned(),
        EventKind::Halted => {
            t!("The lab stopped itself: too much happened at one instant, so something feeds itself").to_owned()
        }
    }
}

#[allow(clippy::too_many_lines, reason = "a table of sentences")]
fn sqs(cloud: &Cloud, event: &Event, kind: &SqsEvent) -> String {
    let by = who(cloud, event.origin);
    let queue = queue_name(cloud, kind.queue());
    let name = kind.message().map(|message| message_name(&message.core)).unwrap_or_default();
    match kind {
        SqsEvent::QueueCreated { .. } => t!("{by} created queue {queue}", by, queue),
        SqsEvent::QueueDeleted { messages, .. } => t!("{by} deleted a queue with {messages} messages", by, messages),
        SqsEvent::AttributesSet { names, .. } => t!("{by} set {names} of {queue}", by, names = names.join(", "), queue),
        SqsEvent::SettingsChanged { what, .. } => {
            t!("{by} changed the {what} of {queue}", by, what = text::of(what), queue)
        }
        SqsEvent::Sent { visible_at, .. } if *visible_at > event.at => {
            t!("{by} sent {name} to {queue}, delayed for {at}", by, name, queue, at = span(visible_at.since(event.at)))
        }
        SqsEvent::Sent { .. } => t!("{by} sent {name} to {queue}", by, name, queue),
        SqsEvent::Deduplicated { original, .. } => {
            t!(
                "{by} sent a duplicate of m-{original} to {queue}; it was accepted and dropped",
                by,
                original = original.0,
                queue
            )
        }
        SqsEvent::BecameVisible { because, .. } => match because {
            VisibleBecause::DelayOver => t!("The delay of {name} ended; it is visible in {queue}", name, queue),
            VisibleBecause::TimeoutOver => {
                t!(
                    "The visibility timeout of {name} ran out without a delete; it is visible in {queue} again",
                    name,
                    queue
                )
            }
            VisibleBecause::Released => {
                t!("{by} set the visibility timeout of {name} to 0; it is visible again", by, name)
            }
        },
        SqsEvent::Received { until, receives, .. } => {
            t!(
                "{by} received {name} from {queue} ({receives} time); hidden until {until}",
                by,
                name,
                queue,
                receives = ordinal(*receives),
                until
            )
        }
        SqsEvent::EmptyReceive { missed: 0, .. } => t!("{by} received nothing from {queue}", by, queue),
        SqsEvent::EmptyReceive { missed, .. } => t!(
            "{by} received nothing from {queue} although {missed} messages are visible there: the servers asked had none, \
             or their groups are blocked",
            by,
            queue,
            missed
        ),
        SqsEvent::WaitStarted { until, .. } => t!("{by} waits for messages of {queue} until {until}", by, queue, until),
        SqsEvent::VisibilityChanged { until, .. } => t!("{by} keeps {name} hidden until {until}", by, name, until),
        SqsEvent::Deleted { .. } => t!("{by} deleted {name} from {queue}", by, name, queue),
        SqsEvent::NotHidden { .. } => {
            t!(
                "A server was out of reach: {name} was delivered and yet stays visible, so it will be delivered twice",
                name
            )
        }
        SqsEvent::NotDeleted { .. } => t!("A server was out of reach at the delete: {name} will come back", name),
        SqsEvent::WentToBack { .. } => {
            t!("{name} was received three times or more without a delete; it went to the back of {queue}", name, queue)
        }
        SqsEvent::DeadLettered { source, .. } => dead_lettered(cloud, *source, kind, &name),
        SqsEvent::Expired { .. } => t!("The retention period of {queue} ended for {name}; it is gone", queue, name),
        SqsEvent::Purged { messages, .. } => {
            t!("{by} purged {queue}: {messages} messages are gone", by, queue, messages)
        }
        SqsEvent::MoveStarted { .. } => t!("{by} started a redrive of {queue}", by, queue),
        SqsEvent::Moved { message, .. } => {
            t!("The redrive moved a message to {queue} as {name}", queue = queue_name(cloud, message.queue), name)
        }
        SqsEvent::MoveDeduplicated { .. } => {
            t!("The redrive took a message from {queue} that its destination already remembers; it is gone", queue)
        }
        SqsEvent::MoveEnded { status, moved, .. } => {
            t!("The redrive of {queue} is {status} with {moved} messages moved", queue, status, moved)
        }
        SqsEvent::TenantChanged { group, noisy: true, .. } => {
            t!("Group {group} of {queue} is noisy: the messages of others go first", group, queue)
        }
        SqsEvent::TenantChanged { group, noisy: false, .. } => {
            t!("Group {group} of {queue} is quiet again", group, queue)
        }
    }
}

fn dead_lettered(cloud: &Cloud, source: QueueId, kind: &SqsEvent, name: &str) -> String {
    let Some(message) = kind.message() else { return String::new() };
    let receives = message.core.dead_letter().map_or(0, |letter| letter.receives);
    t!(
        "{name} had been received {receives} times, which is maxReceiveCount, so this receive moved it from {source} to {queue}",
        name,
        receives,
        source = queue_name(cloud, source),
        queue = queue_name(cloud, message.queue)
    )
}

fn actor(name: &str, kind: &ActorEvent) -> String {
    match kind {
        ActorEvent::WorkStarted { job, until } => {
            t!("{name} works on “{body}” until {until}", name, body = excerpt(job.body.as_str()), until)
        }
        ActorEvent::WorkDone { job } => t!("{name} is done with “{body}”", name, body = excerpt(job.body.as_str())),
        ActorEvent::WorkFailed { job, poison: true } => {
            t!("{name} failed on “{body}”, as it always will", name, body = excerpt(job.body.as_str()))
        }
        ActorEvent::WorkFailed { job, poison: false } => {
            t!("{name} failed on “{body}”", name, body = excerpt(job.body.as_str()))
        }
        ActorEvent::ForgotToDelete { job } => {
            t!("{name} is done with “{body}” and does not delete it", name, body = excerpt(job.body.as_str()))
        }
        ActorEvent::Crashed { until, lost } => {
            t!("{name} crashed with {lost} messages in hand; it is back at {until}", name, lost, until)
        }
        ActorEvent::Recovered => t!("{name} is back", name),
        ActorEvent::Finished { sent } => t!("{name} has sent all its {sent} messages", name, sent),
        ActorEvent::Retries { operation, attempt, code, .. } => super::chaos::retries(name, operation, *attempt, code),
        ActorEvent::GaveUp { code } => t!("{name} gave up on a message: {code}", name, code),
        ActorEvent::Kcl(event) => super::workers::sentence(name, event),
        ActorEvent::PayloadMissing { .. } => {
            t!("{name} finds no payload where a message points to, and deletes the message", name)
        }
        ActorEvent::PayloadFailed { code } => {
            t!("{name} cannot reach a payload ({code}): its messages come back when their timeouts end", name, code)
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
