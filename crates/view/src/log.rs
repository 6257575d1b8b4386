//! Events by kind, for the filter of the log, and what became of a message.

use super::explain;
use crate::tokens::MessageId;
use queuelab::cloud::{Event, EventKind};
use queuelab::firehose::FirehoseEvent;
use queuelab::key;
use queuelab::kinesis::KinesisEvent;
use queuelab::session::Session;
use queuelab::sns::SnsEvent;
use queuelab::sqs::{SqsEvent, VisibleBecause};

/// Kinds of events that the log can be filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Sends, duplicates included.
    Sends,
    /// Receives, empty ones and waits included.
    Receives,
    /// Deletes, purges included.
    Deletes,
    /// Ends of delays, visibility timeouts and retention periods, and changes of them.
    Timeouts,
    /// Moves to and from dead-letter queues.
    DeadLetters,
    /// Calls that were refused.
    Refusals,
    /// What producers and consumers do by themselves.
    Actors,
    /// What was broken on purpose, and what that struck.
    Chaos,
    /// Changes of the lab and its queues.
    Changes,
}

impl Kind {
    /// All kinds with their words, in the order of the page.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Sends, key!("sends")),
        (Self::Receives, key!("receives")),
        (Self::Deletes, key!("deletes")),
        (Self::Timeouts, key!("timeouts")),
        (Self::DeadLetters, "DLQ"),
        (Self::Refusals, key!("refusals")),
        (Self::Actors, key!("actors")),
        (Self::Chaos, key!("chaos")),
        (Self::Changes, key!("changes")),
    ];

    /// The kind of an event.
    pub const fn of(event: &EventKind) -> Self {
        match event {
            EventKind::Sqs(event) => Self::of_sqs(event),
            EventKind::Sns(event) => Self::of_sns(event),
            EventKind::Kinesis(event) => Self::of_kinesis(event),
            EventKind::Firehose(event) => Self::of_firehose(event),
            EventKind::Refused { .. } => Self::Refusals,
            EventKind::Actor(..) => Self::Actors,
            EventKind::Chaos(..) | EventKind::Struck(_) => Self::Chaos,
            EventKind::Answered { .. }
            | EventKind::ActorAdded(_)
            | EventKind::ActorChanged(_)
            | EventKind::ActorRemoved(..)
            | EventKind::LimitsChanged(_)
            | EventKind::OwnLimit(_)
            | EventKind::DialsChanged(_)
            | EventKind::FaultSet(..)
            | EventKind::Iam(_)
            | EventKind::Kms(_)
            | EventKind::S3(_)
            | EventKind::Lambda(_)
            | EventKind::Analytics(_)
            | EventKind::DynamoDb(_)
            | EventKind::EndpointSet(..)
            | EventKind::CloudWatch(_)
            | EventKind::Triggered(..)
            | EventKind::Halted => Self::Changes,
        }
    }

    const fn of_kinesis(event: &KinesisEvent) -> Self {
        match event {
            KinesisEvent::RecordPut { .. } => Self::Sends,
            KinesisEvent::RecordsRead { .. } | KinesisEvent::Pushed { .. } => Self::Receives,
            KinesisEvent::WriteThrottled { .. } | KinesisEvent::ReadThrottled { .. } => Self::Refusals,
            KinesisEvent::RecordsExpired { .. } | KinesisEvent::ShardExpired { .. } => Self::Timeouts,
            KinesisEvent::StreamCreated(_)
            | KinesisEvent::StatusChanged(..)
            | KinesisEvent::StreamDeleted(..)
            | KinesisEvent::StreamChanged(..)
            | KinesisEvent::Resharded { .. }
            | KinesisEvent::ConsumerRegistered(_)
            | KinesisEvent::ConsumerActive(_)
            | KinesisEvent::ConsumerDeregistered(..)
            | KinesisEvent::Subscribed { .. }
            | KinesisEvent::SubscriptionEnded { .. } => Self::Changes,
        }
    }

    const fn of_firehose(event: &FirehoseEvent) -> Self {
        match event {
            FirehoseEvent::Received { .. } => Self::Sends,
            FirehoseEvent::Delivered { .. } | FirehoseEvent::Invoked { .. } | FirehoseEvent::Processed { .. } => {
                Self::Receives
            }
            FirehoseEvent::Flushed { .. }
            | FirehoseEvent::DeliveryFailed { .. }
            | FirehoseEvent::InvocationFailed { .. } => Self::Timeouts,
            FirehoseEvent::NotConverted { .. } | FirehoseEvent::CopySkipped { .. } | FirehoseEvent::Lost { .. } => {
                Self::DeadLetters
            }
            FirehoseEvent::StreamCreated { .. }
            | FirehoseEvent::StreamChanged { .. }
            | FirehoseEvent::StreamDeleted { .. } => Self::Changes,
        }
    }

    const fn of_sns(event: &SnsEvent) -> Self {
        match event {
            SnsEvent::Replayed { .. }
            | SnsEvent::Published { .. }
            | SnsEvent::PublishedDirectly { .. }
            | SnsEvent::Deduplicated { .. } => Self::Sends,
            SnsEvent::Delivered { .. }
            | SnsEvent::FilteredOut { .. }
            | SnsEvent::ConfirmationSent { .. }
            | SnsEvent::FarewellSent { .. }
            | SnsEvent::SandboxPasswordSent { .. } => Self::Receives,
            SnsEvent::AttemptFailed { .. } | SnsEvent::HeldBack { .. } | SnsEvent::ConfirmationLost { .. } => {
                Self::Timeouts
            }
            SnsEvent::DeadLettered { .. } | SnsEvent::Lost { .. } => Self::DeadLetters,
            SnsEvent::TopicCreated { .. }
            | SnsEvent::TopicDeleted { .. }
            | SnsEvent::TopicChanged { .. }
            | SnsEvent::Subscribed { .. }
            | SnsEvent::Confirmed { .. }
            | SnsEvent::SubscriptionChanged { .. }
            | SnsEvent::Unsubscribed { .. }
            | SnsEvent::ApplicationCreated { .. }
            | SnsEvent::ApplicationChanged { .. }
            | SnsEvent::ApplicationDeleted { .. }
            | SnsEvent::EndpointCreated { .. }
            | SnsEvent::EndpointChanged { .. }
            | SnsEvent::EndpointDeleted { .. }
            | SnsEvent::SmsChanged { .. }
            | SnsEvent::PhoneChanged { .. } => Self::Changes,
        }
    }

    const fn of_sqs(event: &SqsEvent) -> Self {
        match event {
            SqsEvent::Sent { .. } | SqsEvent::Deduplicated { .. } => Self::Sends,
            SqsEvent::Received { .. }
            | SqsEvent::EmptyReceive { .. }
            | SqsEvent::WaitStarted { .. }
            | SqsEvent::NotHidden { .. }
            | SqsEvent::WentToBack { .. } => Self::Receives,
            SqsEvent::Deleted { .. } | SqsEvent::NotDeleted { .. } | SqsEvent::Purged { .. } => Self::Deletes,
            SqsEvent::BecameVisible { because: VisibleBecause::DelayOver | VisibleBecause::TimeoutOver, .. }
            | SqsEvent::BecameVisible { because: VisibleBecause::Released, .. }
            | SqsEvent::VisibilityChanged { .. }
            | SqsEvent::Expired { .. } => Self::Timeouts,
            SqsEvent::DeadLettered { .. }
            | SqsEvent::MoveStarted { .. }
            | SqsEvent::Moved { .. }
            | SqsEvent::MoveDeduplicated { .. }
            | SqsEvent::MoveEnded { .. } => Self::DeadLetters,
            SqsEvent::QueueCreated { .. }
            | SqsEvent::QueueDeleted { .. }
            | SqsEvent::AttributesSet { .. }
            | SqsEvent::SettingsChanged { .. }
            | SqsEvent::TenantChanged { .. } => Self::Changes,
        }
    }
}

/// What an event did to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    None,
    /// It is about the message.
    About,
    /// It ended the message where it was; it may go on in another place.
    End(Option<MessageId>),
    /// It ended all messages of the queue.
    EndOfAll,
}

fn part(event: &Event, id: MessageId) -> Part {
    let EventKind::Sqs(event) = &event.kind else { return Part::None };
    let here = |source_slot: u64| event.queue().0 == id.queue && source_slot == id.slot;
    match event {
        SqsEvent::DeadLettered { source_slot, message, .. } | SqsEvent::Moved { source_slot, message, .. }
            if here(*source_slot) =>
        {
            Part::End(Some(MessageId { queue: message.queue.0, slot: message.slot }))
        }
        SqsEvent::MoveDeduplicated { source_slot, .. } if here(*source_slot) => Part::End(None),
        SqsEvent::Purged { queue, .. } | SqsEvent::QueueDeleted { queue, .. } if queue.0 == id.queue => Part::EndOfAll,
        SqsEvent::Deleted { message } | SqsEvent::Expired { message }
            if message.queue.0 == id.queue && message.slot == id.slot =>
        {
            Part::End(None)
        }
        _ => match event.message() {
            Some(message) if message.queue.0 == id.queue && message.slot == id.slot => Part::About,
            _ => Part::None,
        },
    }
}

/// What became of a message that is no longer in its queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// The number of the event that ended it here; with [`explain::chain`] it tells why.
    pub seq: u64,
    /// Where it went on.
    pub onward: Option<MessageId>,
}

/// What became of a message up to the present; `None` when no listed event tells of it, as before it was sent. Looks at
/// the newest `limit` events.
pub fn fate(session: &Session, id: MessageId, limit: usize) -> Option<Fate> {
    let mut end_of_all = None;
    for event in session.events().rev().take(limit) {
        match part(event, id) {
            Part::None => {}
            Part::About => return Some(Fate { seq: end_of_all.unwrap_or(event.seq), onward: None }),
            Part::End(onward) => return Some(Fate { seq: event.seq, onward }),
            Part::EndOfAll => end_of_all = Some(event.seq),
        }
    }
    None
}

/// The chain of events behind a fate.
pub fn why(session: &Session, fate: &Fate) -> Vec<explain::Line> {
    explain::chain(session, fate.seq)
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::clock::{Duration, Instant};
    use queuelab::session::templates::Template;

    #[test]
    fn a_dead_letter_can_be_followed_and_a_deleted_message_stays_deleted() {
        let mut session = Template::PoisonMessage.session();
        session.seek(Instant::ZERO.after(Duration::from_secs(120)));
        let events: Vec<Event> = session.events().cloned().collect();
        let (mut moved, mut deleted) = (0, 0);
        for event in &events {
            match &event.kind {
                EventKind::Sqs(SqsEvent::DeadLettered { source, source_slot, message }) => {
                    let id = MessageId { queue: source.0, slot: *source_slot };
                    let onward = MessageId { queue: message.queue.0, slot: message.slot };
                    assert_eq!(fate(&session, id, usize::MAX), Some(Fate { seq: event.seq, onward: Some(onward) }));
                    moved += 1;
                }
                EventKind::Sqs(SqsEvent::Deleted { message }) => {
                    let id = MessageId { queue: message.queue.0, slot: message.slot };
                    assert_eq!(fate(&session, id, usize::MAX), Some(Fate { seq: event.seq, onward: None }));
                    deleted += 1;
                }
                _ => {}
            }
        }
        assert!(moved > 0 && deleted > 0);
        assert_eq!(fate(&session, MessageId { queue: 1, slot: 999_999 }, usize::MAX), None);
    }

    #[test]
    fn every_kind_is_in_the_filter() {
        let mut session = Template::PoisonMessage.session();
        session.seek(Instant::ZERO.after(Duration::from_secs(60)));
        for event in session.events() {
            assert!(Kind::ALL.iter().any(|(kind, _)| *kind == Kind::of(&event.kind)));
        }
    }
}
