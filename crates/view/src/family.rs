//! Messages that come from one publish or one send: the copies of a topic, what became of them in dead-letter queues and
//! after a redrive. Found by the events that led to one another, never by looking through queues.

use super::tokens::MessageId;
use queuelab::cloud::{Event, EventKind};
use queuelab::session::Session;
use queuelab::sns::SnsEvent;
use queuelab::sqs::SqsEvent;
use queuelab::sqs::message::Message;
use queuelab::sqs::queue::QueueId;
use std::collections::BTreeSet;

/// So many events behind one another are followed back.
const BACK_MAX: usize = 10_000;
/// Of the events since its beginning so many are looked at, the newest.
const EVENTS_MAX: usize = 100_000;

/// A family: its members, and how far events have been looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// The publish or send that it comes from.
    root: u64,
    /// Its members, those that are gone included.
    pub members: BTreeSet<MessageId>,
    /// Events of the family.
    events: BTreeSet<u64>,
    /// Events before this one have been looked at.
    until: u64,
}

impl Family {
    /// The family of a message that is in a queue.
    pub fn of(session: &Session, id: MessageId) -> Option<Self> {
        let root = root(session, message(session, id)?.last_event)?;
        let first = session.cloud().next_seq().saturating_sub(EVENTS_MAX as u64).max(root);
        let events = BTreeSet::from([root]);
        let mut family = Self { root, members: BTreeSet::from([id]), events, until: first };
        family.follow(session);
        Some(family)
    }

    /// Takes in what has happened since; false where the present lies before what it knows, so that it has to be made
    /// anew.
    pub fn follow(&mut self, session: &Session) -> bool {
        let next = session.cloud().next_seq();
        if next < self.until {
            return false;
        }
        for event in session.events_since(self.until) {
            let is_own = event.seq == self.root || event.after.is_some_and(|after| self.events.contains(&after));
            if is_own && is_of_a_message(event) {
                self.events.insert(event.seq);
                self.members.extend(member(event));
            }
        }
        self.until = next;
        true
    }
}

/// The message of that id, if it is there now.
pub(super) fn message(session: &Session, id: MessageId) -> Option<&Message> {
    session.cloud().sqs().queue(QueueId(id.queue))?.message(id.slot)
}

/// The publish or send that stands at the beginning of what led to an event.
fn root(session: &Session, seq: u64) -> Option<u64> {
    let mut root = None;
    let mut next = session.event(seq);
    for _ in 0..BACK_MAX {
        let Some(event) = next.filter(|event| is_of_a_message(event)) else { break };
        root = Some(event.seq);
        if matches!(event.kind, EventKind::Sns(SnsEvent::Published { .. })) {
            break;
        }
        next = event.after.and_then(|seq| session.event(seq));
    }
    root
}

/// Whether an event is a step of a message on its way through topics and queues.
pub(super) const fn is_of_a_message(event: &Event) -> bool {
    match &event.kind {
        EventKind::Sqs(event) => matches!(
            event,
            SqsEvent::Sent { .. }
                | SqsEvent::BecameVisible { .. }
                | SqsEvent::Received { .. }
                | SqsEvent::VisibilityChanged { .. }
                | SqsEvent::Deleted { .. }
                | SqsEvent::NotHidden { .. }
                | SqsEvent::NotDeleted { .. }
                | SqsEvent::WentToBack { .. }
                | SqsEvent::DeadLettered { .. }
                | SqsEvent::Moved { .. }
                | SqsEvent::Expired { .. }
        ),
        EventKind::Sns(event) => matches!(
            event,
            SnsEvent::Published { .. }
                | SnsEvent::Replayed { .. }
                | SnsEvent::AttemptFailed { .. }
                | SnsEvent::HeldBack { .. }
                | SnsEvent::DeadLettered { .. }
        ),
        _ => false,
    }
}

fn member(event: &Event) -> Option<MessageId> {
    let EventKind::Sqs(event) = &event.kind else { return None };
    event.message().map(|message| MessageId { queue: message.queue.0, slot: message.slot })
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::clock::{Duration, Instant};
    use queuelab::session::templates::Template;

    fn at(template: Template, secs: u64) -> Session {
        let mut session = template.session();
        session.seek(Instant::ZERO.after(Duration::from_secs(secs)));
        session
    }

    /// All messages that are in a queue.
    fn messages(session: &Session) -> Vec<MessageId> {
        let of_queue = |queue: &queuelab::sqs::queue::Queue| {
            let delayed = queue.delayed().map(|(slot, _)| slot).collect::<Vec<_>>();
            let hidden = queue.in_flight().map(|(slot, _)| slot).collect::<Vec<_>>();
            let slots = queue.upcoming(1_000).into_iter().chain(delayed).chain(hidden);
            slots.map(|slot| MessageId { queue: queue.id.0, slot }).collect::<Vec<_>>()
        };
        session.cloud().sqs().queues().flat_map(of_queue).collect()
    }

    #[test]
    fn copies_of_one_publish_are_one_family_and_those_of_another_are_not() {
        let mut checked = 0;
        for secs in 1..60 {
            let session = at(Template::FanOut, secs);
            for id in messages(&session) {
                let family = Family::of(&session, id).unwrap();
                let body = &message(&session, id).unwrap().core.body;
                let others = family.members.iter().filter_map(|id| message(&session, *id));
                assert!(others.into_iter().all(|other| other.core.body == *body));
                let same =
                    messages(&session).into_iter().filter(|id| message(&session, *id).unwrap().core.body == *body);
                for id in same {
                    assert!(family.members.contains(&id), "{id:?} is missing");
                    checked += usize::from(family.members.len() > 1);
                }
            }
        }
        assert!(checked > 10, "only {checked} copies were there at once");
    }

    #[test]
    fn a_dead_letter_is_of_the_family_of_the_message_that_it_was() {
        let session = at(Template::PoisonMessage, 90);
        let letters: Vec<MessageId> = messages(&session)
            .into_iter()
            .filter(|id| message(&session, *id).unwrap().core.dead_letter().is_some())
            .collect();
        assert!(!letters.is_empty());
        for id in letters {
            let queues: BTreeSet<u32> = Family::of(&session, id).unwrap().members.iter().map(|id| id.queue).collect();
            assert_eq!(queues.len(), 2, "{id:?}");
        }
    }

    #[test]
    fn following_finds_what_beginning_anew_finds_and_going_back_is_noticed() {
        let mut session = at(Template::FanOut, 2);
        let id = messages(&session)[0];
        let mut family = Family::of(&session, id).unwrap();
        for _ in 0..400 {
            session.step_forward();
            assert!(family.follow(&session));
            if message(&session, id).is_some() {
                let anew = Family::of(&session, id).unwrap();
                assert_eq!((&anew.members, anew.until), (&family.members, family.until));
            }
        }
        session.seek(Instant::ZERO);
        assert!(!family.follow(&session));
    }
}
