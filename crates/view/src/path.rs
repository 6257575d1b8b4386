//! The way of a message so far, as breadcrumbs, and what the card under the pointer says of it.

use super::describe::{instant, message_name, ordinal, span, who};
use super::explain;
use super::family::{is_of_a_message, message};
use super::tokens::{Look, MessageId, RecordId, Subject, look_of};
use queuelab::base::Origin;
use queuelab::clock::Instant;
use queuelab::cloud::{Cloud, Event, EventKind};
use queuelab::kinesis::shard::ShardId;
use queuelab::kinesis::stream::StreamId;
use queuelab::session::Session;
use queuelab::sns::SnsEvent;
use queuelab::sqs::message::{Message, State};
use queuelab::sqs::queue::{Queue, QueueId};
use queuelab::sqs::{SqsEvent, VisibleBecause};
use queuelab::t;

/// So far ahead in its group a message looks for the one that blocks it.
const AHEAD_MAX: usize = 1_000;
/// So many messages of each state can be walked through.
const WALKED_MAX: usize = 500;
/// So many crumbs are listed: the first ones, and the latest.
const CRUMBS_MAX: usize = 24;
/// Of which so many are at the beginning.
const FIRST: usize = 4;
/// So many events behind one another are followed back.
const BACK_MAX: usize = 10_000;

/// A station of a message's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// The event's number, to go there; none for stations that are left out.
    pub seq: Option<u64>,
    /// When.
    pub at: Instant,
    /// Where it was, or what happened there.
    pub text: String,
}

/// What the card says of a message or a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What it is called.
    pub name: String,
    /// How it looks.
    pub look: Look,
    /// Its state in words, with what is left of its ring.
    pub state: String,
    /// How often it was received, or where it lies.
    pub detail: String,
    /// Its way so far.
    pub crumbs: Vec<Crumb>,
}

/// The card of what a mark stands for; none where that is gone.
pub fn card(session: &Session, subject: Subject) -> Option<Card> {
    match subject {
        Subject::Message(id) => of_message(session, id),
        Subject::Record(id) => of_record(session, id),
    }
}

fn of_message(session: &Session, id: MessageId) -> Option<Card> {
    let queue = session.cloud().sqs().queue(QueueId(id.queue))?;
    let message = queue.message(id.slot)?;
    let blocked_by = blocked_by(queue, message, id.slot);
    let look = blocked_by.map_or_else(|| look_of(message, message.core.dead_letter().is_some()), |_| Look::Blocked);
    let detail = match message.receives {
        0 => t!("Not received yet").to_owned(),
        1 => t!("Received once").to_owned(),
        count => t!("Received {count} times", count),
    };
    Some(Card {
        name: message_name(&message.core),
        look,
        state: explain::state(message, session.now(), blocked_by),
        detail: t!("{detail}; sent {now}.", detail, now = instant(message.sent(), session.now())),
        crumbs: crumbs(session, message.last_event),
    })
}

fn of_record(session: &Session, id: RecordId) -> Option<Card> {
    let stream = session.cloud().kinesis().stream(StreamId(id.stream))?;
    let record = stream.shard(ShardId(id.shard))?.records.get(id.place)?;
    let age = span(session.now().since(record.arrived));
    Some(Card {
        name: record.key.as_ref().map_or_else(|| t!("Record").to_owned(), |key| t!("Record of {key}", key)),
        look: Look::Record,
        state: t!(
            "In shard {shard} of {name} for {age}: it stays there, whoever reads it.",
            shard = id.shard,
            name = stream.key.name,
            age
        ),
        detail: t!("Number {place} of its shard.", place = id.place),
        crumbs: Vec::new(),
    })
}

/// The number of the message of its group that a message has to wait for.
pub fn blocked_by(queue: &Queue, message: &Message, slot: u64) -> Option<u64> {
    blocker(queue, message, slot).map(|(_, other)| other.core.number.0)
}

/// The message of its group that a message has to wait for, with its slot.
pub fn blocker<'a>(queue: &'a Queue, message: &Message, slot: u64) -> Option<(u64, &'a Message)> {
    let order = queue.fifo().filter(|_| message.state == State::Visible)?;
    let group = message.core.group()?;
    let before = order.group(group).take_while(|other| *other < slot).take(AHEAD_MAX);
    let hidden = |slot: u64| {
        let other = queue.message(slot).filter(|other| other.state != State::Visible)?;
        Some((slot, other))
    };
    before.into_iter().find_map(hidden)
}

/// Whether a message is in its queue.
pub fn is_there(session: &Session, id: MessageId) -> bool {
    message(session, id).is_some()
}

/// The message of a queue after another one, or before it, round and round: those that can be received in their order,
/// then those in flight, then the delayed ones. Without another one, the first, or the last.
pub fn beside(session: &Session, queue: u32, from: Option<MessageId>, forwards: bool) -> Option<MessageId> {
    let found = session.cloud().sqs().queue(QueueId(queue))?;
    let hidden = found.in_flight().map(|(slot, _)| slot).take(WALKED_MAX);
    let delayed = found.delayed().map(|(slot, _)| slot).take(WALKED_MAX);
    // Of a FIFO queue group after group, as its lanes stand, so that those who wait behind others are met too.
    let slots: Vec<u64> = match found.fifo() {
        Some(order) => order.groups().flat_map(|(_, slots)| slots).take(WALKED_MAX).collect(),
        None => found.upcoming(WALKED_MAX).into_iter().chain(hidden).chain(delayed).collect(),
    };
    let at = from.filter(|id| id.queue == queue).and_then(|id| slots.iter().position(|slot| *slot == id.slot));
    let next = match (at, forwards) {
        (Some(at), true) => (at + 1) % slots.len(),
        (Some(at), false) => at.checked_sub(1).unwrap_or(slots.len() - 1),
        (None, true) => 0,
        (None, false) => slots.len().checked_sub(1)?,
    };
    slots.get(next).map(|slot| MessageId { queue, slot: *slot })
}

/// The way of a message that is in a queue.
pub fn way(session: &Session, id: MessageId) -> Vec<Crumb> {
    message(session, id).map(|message| crumbs(session, message.last_event)).unwrap_or_default()
}

/// The way up to an event of a message, the oldest station first.
pub fn crumbs(session: &Session, last: u64) -> Vec<Crumb> {
    let mut events = Vec::new();
    let mut next = session.event(last);
    while let Some(event) = next.filter(|event| is_of_a_message(event)) {
        events.push(event);
        let is_first = matches!(event.kind, EventKind::Sns(SnsEvent::Published { .. }));
        next = event.after.filter(|_| !is_first && events.len() < BACK_MAX).and_then(|seq| session.event(seq));
    }
    let mut crumbs: Vec<Crumb> = events.into_iter().rev().flat_map(|event| of_event(session.cloud(), event)).collect();
    if crumbs.len() > CRUMBS_MAX {
        let left_out = crumbs.len() - CRUMBS_MAX;
        let rest = crumbs.split_off(FIRST + left_out);
        let at = rest.first().map_or(Instant::ZERO, |crumb| crumb.at);
        crumbs.truncate(FIRST);
        crumbs.push(Crumb { seq: None, at, text: t!("… {left_out} more …", left_out) });
        crumbs.extend(rest);
    }
    crumbs
}

/// What an event adds to the way: a send begins at its sender.
fn of_event(cloud: &Cloud, event: &Event) -> Vec<Crumb> {
    let crumb = |text: String| Crumb { seq: Some(event.seq), at: event.at, text };
    let begins = event.after.is_none();
    let by = || who(cloud, event.origin);
    let queue_name = |id: QueueId| {
        cloud
            .sqs()
            .queue(id)
            .map_or_else(|| t!("a queue that is gone").to_owned(), |queue| t!("queue {name}", name = queue.key.name))
    };
    match &event.kind {
        EventKind::Sns(kind) => of_topic(cloud, event, kind).into_iter().map(crumb).collect(),
        EventKind::Sqs(kind) => {
            let text = match kind {
                SqsEvent::Sent { message, visible_at } => {
                    let queue = queue_name(message.queue);
                    let place = if *visible_at > event.at {
                        t!("{queue}, delayed for {at}", queue, at = span(visible_at.since(event.at)))
                    } else {
                        queue
                    };
                    // A copy of a topic has its sender before the topic.
                    let is_copy = !begins && matches!(event.origin, Origin::Delivery(_));
                    return if is_copy { vec![crumb(place)] } else { vec![crumb(by()), crumb(place)] };
                }
                SqsEvent::Received { receives, .. } => {
                    t!("{by} ({receives} receive)", by = by(), receives = ordinal(*receives))
                }
                SqsEvent::BecameVisible { because: VisibleBecause::DelayOver, .. } => t!("visible").to_owned(),
                SqsEvent::BecameVisible { because: VisibleBecause::TimeoutOver, .. } => t!("visible again").to_owned(),
                SqsEvent::BecameVisible { because: VisibleBecause::Released, .. } => t!("released by {by}", by = by()),
                SqsEvent::VisibilityChanged { until, .. } => t!("hidden until {until} by {by}", until, by = by()),
                SqsEvent::Deleted { .. } => t!("deleted by {by}", by = by()),
                SqsEvent::NotHidden { .. } => t!("stays visible: a server was out of reach").to_owned(),
                SqsEvent::NotDeleted { .. } => t!("not deleted: a server was out of reach").to_owned(),
                SqsEvent::WentToBack { .. } => t!("to the back of its queue").to_owned(),
                SqsEvent::DeadLettered { message, .. } => {
                    t!("dead letter in {queue}", queue = queue_name(message.queue))
                }
                SqsEvent::Moved { message, .. } => t!("moved to {queue}", queue = queue_name(message.queue)),
                SqsEvent::Expired { .. } => t!("expired").to_owned(),
                _ => return Vec::new(),
            };
            vec![crumb(text)]
        }
        _ => Vec::new(),
    }
}

fn of_topic(cloud: &Cloud, event: &Event, kind: &SnsEvent) -> Vec<String> {
    match kind {
        SnsEvent::Published { topic, .. } => {
            let name = cloud.sns().topic(*topic).map_or_else(
                || t!("a topic that is gone").to_owned(),
                |topic| t!("topic {name}", name = topic.key.name),
            );
            vec![who(cloud, event.origin), name]
        }
        SnsEvent::Replayed { .. } => vec![t!("sent again from the archive").to_owned()],
        SnsEvent::AttemptFailed { attempt, .. } => vec![t!("attempt {attempt} failed", attempt)],
        SnsEvent::HeldBack { .. } => vec![t!("waits for its turn").to_owned()],
        SnsEvent::DeadLettered { .. } => vec![t!("given up by the topic").to_owned()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::clock::Duration;
    use queuelab::session::templates::Template;

    fn at(template: Template, secs: u64) -> Session {
        let mut session = template.session();
        session.seek(Instant::ZERO.after(Duration::from_secs(secs)));
        session
    }

    fn texts(crumbs: &[Crumb]) -> Vec<&str> {
        crumbs.iter().map(|crumb| crumb.text.as_str()).collect()
    }

    /// The way to the last event that is of a kind.
    fn way_to(session: &Session, is: fn(&SqsEvent) -> bool) -> Vec<Crumb> {
        let found = session.events().rev().find(|event| matches!(&event.kind, EventKind::Sqs(kind) if is(kind)));
        crumbs(session, found.unwrap().seq)
    }

    #[test]
    fn a_message_that_came_back_has_its_receives_on_its_way() {
        let session = at(Template::SlowConsumer, 60);
        let way = way_to(&session, |kind| matches!(kind, SqsEvent::Received { receives: 2, .. }));
        let texts = texts(&way);
        assert_eq!(texts[..3], ["web", "queue jobs", "slow encoder (1st receive)"]);
        assert_eq!(texts[3], "visible again");
        assert!(texts[4].ends_with("(2nd receive)"), "{texts:?}");
        assert!(way.windows(2).all(|pair| pair[0].at <= pair[1].at));
    }

    #[test]
    fn a_copy_comes_from_its_producer_by_way_of_the_topic() {
        let session = at(Template::FanOut, 30);
        let way = way_to(&session, |kind| matches!(kind, SqsEvent::Deleted { .. }));
        let texts = texts(&way);
        assert_eq!(texts[..2], ["shop", "topic orders"]);
        assert!(texts[2].starts_with("queue ") && texts[3].ends_with("(1st receive)"), "{texts:?}");
        assert!(texts[4].starts_with("deleted by "), "{texts:?}");
    }

    #[test]
    fn a_dead_letter_tells_all_of_its_way_and_a_long_one_is_shortened_in_its_middle() {
        let session = at(Template::PoisonMessage, 90);
        let way = way_to(&session, |kind| matches!(kind, SqsEvent::DeadLettered { .. }));
        assert_eq!(texts(&way).last(), Some(&"dead letter in queue orders-dlq"));
        assert_eq!(texts(&way).iter().filter(|text| text.ends_with("receive)")).count(), 3);

        let policy = Template::PoisonMessage.session();
        let mut session = policy;
        session.seek(Instant::ZERO.after(Duration::from_secs(10)));
        let id = loop {
            let queue = session.cloud().sqs().queues().find(|queue| &*queue.key.name == "orders").unwrap();
            if let Some((slot, _)) = queue.in_flight().next() {
                break MessageId { queue: queue.id.0, slot };
            }
            assert!(session.step_forward());
        };
        for _ in 0..40 {
            let message = message(&session, id).unwrap();
            let handle = queuelab::sqs::handle::ReceiptHandle {
                queue: QueueId(id.queue),
                message: id.slot,
                receive: message.receives,
            };
            let longer = queuelab::sqs::api::ChangeMessageVisibility {
                queue_url: "orders".to_owned(),
                receipt_handle: handle.into(),
                visibility_timeout: Some(30),
            };
            session.submit(queuelab::cloud::Input::Call {
                caller: queuelab::base::Caller::default(),
                call: longer.into(),
            });
        }
        let way = super::way(&session, id);
        assert_eq!(way.len(), CRUMBS_MAX + 1);
        assert_eq!(way[FIRST].seq, None);
        assert!(way[FIRST].text.contains("more"));
        assert_eq!(way.last().unwrap().seq, Some(message(&session, id).unwrap().last_event));
    }

    #[test]
    fn a_queue_can_be_walked_through_both_ways() {
        let session = at(Template::FifoOrders, 12);
        let queue = session.cloud().sqs().queues().next().unwrap();
        let all = queue.counts.visible + queue.counts.in_flight + queue.counts.delayed;
        assert!(all > 3);
        let mut seen = std::collections::BTreeSet::new();
        let first = beside(&session, queue.id.0, None, true);
        let mut here = first;
        for _ in 0..all {
            assert!(seen.insert(here.unwrap().slot));
            let next = beside(&session, queue.id.0, here, true);
            assert_eq!(beside(&session, queue.id.0, next, false), here);
            here = next;
        }
        assert_eq!(here, first, "round and round");
        assert_eq!(beside(&at(Template::FifoOrders, 0), queue.id.0, None, false), None);
    }

    #[test]
    fn every_mark_of_every_template_has_a_card() {
        use crate::geometry::{Flow, Geometry, Placed};
        for template in Template::ALL {
            for secs in [5, 20, 70] {
                let session = at(template, secs);
                let geometry = Geometry::of(session.cloud(), &Placed::new(), Flow::Across);
                for token in crate::tokens::resting(session.cloud(), &geometry, session.now()) {
                    let Some(subject) = token.subject else { continue };
                    let card = card(&session, subject).unwrap();
                    assert!(!card.state.is_empty() && !card.name.is_empty());
                    let is_message = matches!(subject, Subject::Message(_));
                    assert_eq!(is_message, !card.crumbs.is_empty(), "{template:?}: {card:?}");
                }
            }
        }
    }
}
