//! `show`: how queues, metrics and actors stand, as lines of text.

use super::text::json_text;
use crate::actors::{Actor, Phase, Role};
use crate::clock::Instant;
use crate::cloud::figures::{self, Figures};
use crate::cloud::{Cloud, Record, Route};
use crate::endpoints::Totals;
use crate::lambda::Lambda;
use crate::lambda::mappings::Mapping;
use crate::lambda::mappings::stream::Position;
use crate::sns::Sns;
use crate::sns::topic::Topic;
use crate::sqs::Sqs;
use crate::sqs::message::{Message, State};
use crate::sqs::metrics::Gauges;
use crate::sqs::queue::Queue;

/// Of a longer body only the beginning is shown.
const BODY_CHARS_MAX: usize = 40;
/// Of more messages only the first are listed.
const MESSAGES_MAX: usize = 50;

/// The set of limits in force, then the figures that are not AWS's.
pub(super) fn limits(cloud: &Cloud) -> Vec<String> {
    let set = cloud.limits();
    let aws = Figures::of(set);
    let own = cloud.own_limits().iter().map(|(key, value)| {
        let figure = figures::find(key).map_or(0, |(_, figure)| (figure.get)(&aws));
        format!("{key} {value}, AWS's is {figure}")
    });
    std::iter::once(format!("limits {set:?}")).chain(own).collect()
}

/// A queue's counts, then its messages in the order of arrival.
pub(super) fn queue(sqs: &Sqs, queue: &Queue) -> Vec<String> {
    let counts = queue.counts;
    let waiting = match queue.waiters().count() {
        0 => String::new(),
        count => format!(", {count} waiting for messages"),
    };
    let mut lines = vec![format!(
        "{}: {} visible, {} in flight, {} delayed{waiting}",
        queue.key.name, counts.visible, counts.in_flight, counts.delayed
    )];
    lines.extend(queue.messages().take(MESSAGES_MAX).map(|(_, one)| message(sqs, one)));
    if let Some(more) = counts.total().checked_sub(MESSAGES_MAX as u64).filter(|more| *more > 0) {
        lines.push(format!("  and {more} more"));
    }
    lines
}

fn message(sqs: &Sqs, message: &Message) -> String {
    let body = message.core.body.as_str();
    let mut shown: String = body.chars().take(BODY_CHARS_MAX).collect();
    if shown.len() < body.len() {
        shown.push('…');
    }
    let group = message.core.group().map_or_else(String::new, |group| format!(" of {group}"));
    let state = match message.state {
        State::Visible => "visible".to_owned(),
        State::InFlight => format!("in flight until {}", message.until),
        State::Delayed => format!("delayed until {}", message.until),
    };
    let id = sqs.message_id(message.core.number);
    format!("  {id} {}{group} {state}, received {}", json_text(&shown), message.receives)
}

/// What was logged of the ends of a topic's deliveries.
pub(super) fn deliveries(topic: &Topic) -> Vec<String> {
    let line = |record: &crate::sns::StatusRecord| {
        format!("{} {}: {}", record.at, topic.log_group(record.failed), record.text)
    };
    topic.status_log.iter().map(|(_, record)| line(record)).collect()
}

/// What has reached an endpoint outside, the newest last.
pub(super) fn endpoint(cloud: &Cloud, address: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for endpoint in cloud.endpoints().iter().filter(|endpoint| &*endpoint.address == address) {
        let Totals { received, ignored, refused, confirmations, parts } = endpoint.totals;
        lines.push(format!(
            "{:?} {address}: {received} received, {ignored} ignored, {refused} refused, {confirmations} confirmations, \
             {parts} parts",
            endpoint.kind
        ));
        let kept: Vec<_> = endpoint.arrivals().take(MESSAGES_MAX).collect();
        for kept in kept.into_iter().rev() {
            let arrival = &kept.arrival;
            let from = arrival.sender.as_deref().map_or_else(String::new, |sender| format!(" from {sender}"));
            let subject = arrival.subject.as_deref().map_or_else(String::new, |subject| format!(", \"{subject}\""));
            let status = kept.response.status.map_or_else(String::new, |status| format!(", status {status}"));
            let why = kept.response.why().map_or_else(String::new, |why| format!(", {why}"));
            let body = json_text(&arrival.body.chars().take(BODY_CHARS_MAX).collect::<String>());
            lines.push(format!("  {} attempt {}{from}{subject}: {body}{status}{why}", kept.at, arrival.attempt));
        }
    }
    lines
}

/// The newest calls: when, who, by which way, what, and how it ended.
pub(super) fn trail(cloud: &Cloud) -> Vec<String> {
    let line = |record: &Record| {
        let route = match record.route() {
            Route::Internet(None) => "the internet".to_owned(),
            Route::Internet(Some(address)) => address.to_owned(),
            Route::VpcEndpoint(endpoint) => endpoint.to_owned(),
            Route::Service => "AWS".to_owned(),
        };
        let kind = if record.is_data { "data" } else { "management" };
        let outcome = record.error.unwrap_or("ok");
        let who = crate::iam::name_of(&record.caller);
        let (service, operation, resource) = (record.service, record.operation, &record.resource);
        format!("{} {who} from {route}: {service} {operation} {resource} {outcome} ({kind})", record.at)
    };
    let all: Vec<String> = cloud.trail().rev().take(MESSAGES_MAX).map(line).collect();
    all.into_iter().rev().collect()
}

/// What the metrics would be: gauges at this instant, and sums since the queue was made.
pub(super) fn metrics(queue: &Queue, now: Instant) -> Vec<String> {
    let (gauges, totals) = (Gauges::read(queue, now), queue.metrics.totals);
    let mut rows = vec![
        ("ApproximateNumberOfMessagesVisible", gauges.visible),
        ("ApproximateNumberOfMessagesNotVisible", gauges.not_visible),
        ("ApproximateNumberOfMessagesDelayed", gauges.delayed),
        ("ApproximateAgeOfOldestMessage", gauges.oldest_secs),
        ("NumberOfMessagesSent", totals.sent),
        ("NumberOfMessagesReceived", totals.received),
        ("NumberOfMessagesDeleted", totals.deleted),
        ("NumberOfEmptyReceives", totals.empty_receives),
        ("SentMessageSize", totals.sent_bytes),
    ];
    if queue.is_fifo() {
        rows.push(("ApproximateNumberOfGroupsWithInflightMessages", gauges.groups_in_flight));
        rows.push(("NumberOfDeduplicatedSentMessages", totals.deduplicated));
    }
    if queue.standard().is_some_and(crate::sqs::queue::FairOrder::has_tenants) {
        rows.push(("ApproximateNumberOfNoisyGroups", gauges.noisy_groups));
        rows.push(("ApproximateNumberOfMessagesVisibleInQuietGroups", gauges.quiet_visible));
        rows.push(("ApproximateNumberOfMessagesNotVisibleInQuietGroups", gauges.quiet_not_visible));
        rows.push(("ApproximateNumberOfMessagesDelayedInQuietGroups", gauges.quiet_delayed));
        rows.push(("ApproximateAgeOfOldestMessageInQuietGroups", gauges.quiet_oldest_secs));
    }
    rows.into_iter().map(|(name, value)| format!("{name} {value}")).collect()
}

/// A topic's counts, then those of each subscription.
pub(super) fn topic(sns: &Sns, topic: &Topic) -> Vec<String> {
    let t = topic.totals;
    let mut lines = vec![format!(
        "{}: {} published, {} copies: {} delivered, {} filtered out, {} dead-lettered, {} lost, {} under way",
        topic.key.name,
        t.published,
        t.copies,
        t.delivered,
        t.filtered,
        t.dead_lettered,
        t.lost,
        t.under_way()
    )];
    lines.extend(sns.subscriptions_of(topic).take(MESSAGES_MAX).map(|subscription| {
        let t = subscription.totals;
        let state = match (subscription.confirmed, subscription.cancelled) {
            (true, _) => "",
            (_, true) => " deleted",
            _ => " pending",
        };
        format!(
            "  {}:{}{state}: {} delivered, {} filtered out, {} retries, {} dead-lettered, {} lost",
            subscription.protocol, subscription.endpoint, t.delivered, t.filtered, t.retries, t.dead_lettered, t.lost
        )
    }));
    if let Some(more) = topic.subscriptions.len().checked_sub(MESSAGES_MAX as u64).filter(|more| *more > 0) {
        lines.push(format!("  and {more} more"));
    }
    lines
}

/// What each event source mapping is doing, and what it has counted.
pub(super) fn mappings(lambda: &Lambda) -> Vec<String> {
    let mut lines = Vec::new();
    for mapping in lambda.mappings() {
        if mapping.source.arn.service == "kinesis" {
            lines.extend(stream_mapping(mapping));
            continue;
        }
        let (pollers, t) = (mapping.pollers(), mapping.pollers().totals);
        lines.push(format!(
            "{} to {}: {}, {} at once, {} polling, {} invoking, {} in hand",
            mapping.source.arn.resource,
            mapping.function.name,
            mapping.state.name(),
            pollers.allowed(),
            pollers.polling(),
            pollers.invoking(),
            pollers.in_hand()
        ));
        lines.push(format!(
            "  received {}: {} filtered out, {} succeeded, {} failed, {} throttled, {} let go; {} batches, at most {} at once",
            t.received, t.filtered, t.succeeded, t.failed, t.throttled, t.let_go, t.batches, t.concurrent_max
        ));
        lines.extend(mapping.last_result.iter().map(|result| format!("  {result}")));
    }
    lines
}

/// A mapping of a stream: how far it is in each shard that it reads.
fn stream_mapping(mapping: &Mapping) -> Vec<String> {
    let (source, function) = (&mapping.source.arn.resource, &mapping.function.name);
    let mut lines = vec![format!("{source} to {function}: {}", mapping.state.name())];
    for (shard, reader) in mapping.shards().readers() {
        let done = match reader.checkpoint() {
            Position::After(sequence) => format!("done up to {sequence}"),
            _ => "nothing done".to_owned(),
        };
        let (hand, end) = (reader.in_hand(), if reader.is_drained() { ", drained" } else { "" });
        let works = if reader.is_invoking() { ", the function works" } else { "" };
        lines.push(format!("  {shard}: {done}, {hand} in hand{works}{end}"));
    }
    lines.extend(mapping.last_result.iter().map(|result| format!("  {result}")));
    lines
}

/// What each actor is doing.
pub(super) fn actors(cloud: &Cloud) -> Vec<String> {
    cloud.actors().map(actor).collect()
}

fn actor(actor: &Actor) -> String {
    let name = actor.name();
    match &actor.role {
        Role::Producer(producer) => {
            let end = if producer.is_finished() { ", finished" } else { "" };
            format!(
                "{name}: producer, made {}, accepted {}, refused {}{end}",
                producer.made, producer.accepted, producer.refused
            )
        }
        Role::Writer(writer) => {
            let end = if writer.is_finished() { ", finished" } else { "" };
            let totals = &writer.totals;
            format!(
                "{name}: producer, made {}, accepted {} in {} records, throttled {}, given up {}, in hand {}{end}",
                totals.made,
                totals.accepted,
                totals.put,
                totals.throttled,
                totals.given_up,
                writer.in_hand()
            )
        }
        Role::Kcl(kcl) => super::workers::worker(name, kcl),
        Role::Reader(reader) => super::readers::reader_state(name, reader),
        Role::Agent(agent) => super::readers::agent_state(name, agent),
        Role::Consumer(consumer) => {
            let phase = match consumer.phase {
                Phase::Idle { .. } => "idle".to_owned(),
                Phase::Polling { since } => format!("polling since {since}"),
                Phase::Fetching { since } => format!("fetching since {since}"),
                Phase::Working { until, .. } => format!("working until {until}"),
                Phase::Finishing => "finishing".to_owned(),
                Phase::Crashed { until, .. } => format!("down until {until}"),
            };
            format!(
                "{name}: consumer, {phase}, done {}, failed {}, crashed {}",
                consumer.done, consumer.failed, consumer.crashes
            )
        }
    }
}
