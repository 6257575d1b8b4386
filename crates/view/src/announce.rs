//! What a screen reader is told while the lab plays: one short text for all that happened since the last one.

use super::describe;
use queuelab::actors::{Phase, Role};
use queuelab::clock::Instant;
use queuelab::cloud::{Cloud, Event, EventKind};
use queuelab::firehose::FirehoseEvent;
use queuelab::session::Session;
use queuelab::sqs::queue::QueueId;
use queuelab::sqs::{SqsEvent, VisibleBecause};
use queuelab::t;
use std::collections::BTreeMap;

/// At most so many kinds of events are told at once.
const PARTS_MAX: usize = 4;

/// Events as one text: a single one in its own sentence, several of a kind as a count. Empty when nothing is worth telling.
pub fn summary<'a>(cloud: &Cloud, events: impl Iterator<Item = &'a Event>) -> String {
    let mut kinds: BTreeMap<(u8, QueueId), (u64, &'a Event)> = BTreeMap::new();
    // What delivery streams deliver is told as it was last: their portions come far apart.
    let mut portions: BTreeMap<(u8, &'a str), &'a Event> = BTreeMap::new();
    for event in events {
        if let Some(kind) = portion_of(event) {
            portions.insert(kind, event);
        } else if let Some(kind) = kind_of(event) {
            kinds.entry(kind).and_modify(|(count, _)| *count += 1).or_insert((1, event));
        }
    }
    let parts = kinds.iter().take(PARTS_MAX).map(|((kind, queue), (count, event))| {
        if *count == 1 {
            return describe::sentence(cloud, event);
        }
        let name = cloud.sqs().queue(*queue).map_or(t!("a deleted queue"), |queue| &queue.key.name);
        t!("{count} messages {kind} {name}", count, kind = words(*kind), name)
    });
    let portions = portions.values().map(|event| describe::sentence(cloud, event));
    let parts: Vec<String> = parts.chain(portions).take(PARTS_MAX).collect();
    if parts.is_empty() { String::new() } else { parts.join(". ") + "." }
}

/// So many nodes are described at most.
const DESCRIBED_MAX: usize = 12;

/// How the lab stands at the present, in a few sentences: for whoever asks to hear it.
pub fn now(session: &Session) -> String {
    let cloud = session.cloud();
    let mut parts = vec![t!("At {since}", since = describe::span(session.now().since(Instant::ZERO)))];
    let queues = cloud.sqs().queues().map(|queue| {
        let counts = queue.counts;
        let states =
            [(counts.visible, t!("visible")), (counts.in_flight, t!("in flight")), (counts.delayed, t!("delayed"))];
        let told: Vec<String> =
            states.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        let told = if told.is_empty() { t!("empty").to_owned() } else { told.join(", ") };
        format!("{}: {told}", queue.key.name)
    });
    let streams = cloud.kinesis().streams().map(|stream| {
        let open = stream.shards().filter(|shard| shard.is_open()).count();
        t!("{name}: {open} open shards", name = stream.key.name, open)
    });
    let busy = cloud.actors().filter_map(|actor| match &actor.role {
        Role::Consumer(consumer) => match consumer.phase {
            Phase::Working { .. } => Some(t!("{name} works", name = actor.name())),
            Phase::Crashed { .. } => Some(t!("{name} is down", name = actor.name())),
            _ => None,
        },
        _ => None,
    });
    parts.extend(queues.chain(streams).chain(busy).take(DESCRIBED_MAX));
    parts.push(session.next_step_at().map_or_else(
        || t!("Nothing is going to happen").to_owned(),
        |at| t!("Something happens next in {now}", now = describe::span(at.since(session.now()))),
    ));
    parts.join(". ") + "."
}

/// What became of a delivery stream's records, the most telling first.
fn portion_of(event: &Event) -> Option<(u8, &str)> {
    let EventKind::Firehose(event) = &event.kind else { return None };
    let kind = match event {
        FirehoseEvent::Lost { .. } => 0,
        FirehoseEvent::DeliveryFailed { .. } => 1,
        FirehoseEvent::Delivered { .. } => 2,
        _ => return None,
    };
    Some((kind, event.stream().as_ref()))
}

/// The most telling kinds come first.
fn kind_of(event: &Event) -> Option<(u8, QueueId)> {
    let EventKind::Sqs(event) = &event.kind else { return None };
    let kind = match event {
        SqsEvent::DeadLettered { .. } => 0,
        SqsEvent::Expired { .. } => 1,
        SqsEvent::BecameVisible { because: VisibleBecause::TimeoutOver, .. } => 2,
        SqsEvent::Deleted { .. } => 3,
        SqsEvent::Received { .. } => 4,
        SqsEvent::Sent { .. } => 5,
        _ => return None,
    };
    Some((kind, event.queue()))
}

fn words(kind: u8) -> &'static str {
    match kind {
        0 => t!("moved to the dead-letter queue of"),
        1 => t!("expired in"),
        2 => t!("became visible again in"),
        3 => t!("were deleted from"),
        4 => t!("were received from"),
        _ => t!("arrived in"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::clock::Duration;
    use queuelab::session::templates::Template;

    #[test]
    fn one_event_is_a_sentence_and_many_are_counts() {
        let mut session = Template::PoisonMessage.session();
        session.seek(Instant::ZERO.after(Duration::from_secs(60)));
        let text = summary(session.cloud(), session.events());
        assert!(text.contains("messages were received from orders."), "{text}");
        let sent = session.events().find(|event| matches!(event.kind, EventKind::Sqs(SqsEvent::Sent { .. })));
        assert_eq!(summary(session.cloud(), sent.into_iter()), "shop sent m-1 to orders.");
        assert_eq!(summary(session.cloud(), std::iter::empty()), "");
    }

    #[test]
    fn how_things_stand_is_told_when_asked_for() {
        let told = |template: Template, seconds| {
            let mut session = template.session();
            session.seek(Instant::ZERO.after(Duration::from_secs(seconds)));
            now(&session)
        };
        assert_eq!(
            told(Template::SlowConsumer, 5),
            "At 5.0 s. jobs: 1 in flight. slow encoder works. Something happens next in 1.0 s."
        );
        assert!(told(Template::HundredTrucks, 30).starts_with("At 30.0 s. trucks: 5 open shards."));
        assert_eq!(told(Template::Empty, 1), "At 1.0 s. Nothing is going to happen.");
    }

    #[test]
    fn portions_that_reach_their_bucket_are_told() {
        let mut session = Template::FirehoseToBucket.session();
        session.seek(Instant::ZERO.after(Duration::from_secs(120)));
        let text = summary(session.cloud(), session.events());
        assert!(text.starts_with("visits-to-lake delivered ") && text.contains("s3://lake/"), "{text}");
    }
}
