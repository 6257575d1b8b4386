//! What the store of the page talks about: selections, dialogs, notices, and what "Next…" looks for.

use leptos::prelude::RwSignal;
use queuelab::base::Arn;
use queuelab::cloud::{Denial, Event, EventKind};
use queuelab::cloudwatch::Metric;
use queuelab::key;
use queuelab::kinesis::hash::HashKey;
use queuelab_view::NodeId;
use queuelab_view::access::Guarded;
use queuelab_view::editing::Clip;
use queuelab_view::geometry::Point;
use queuelab_view::tokens::{MessageId, RecordId, Subject};
use std::sync::Arc;

/// What is selected on the stage, in a table or in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// A queue, producer or consumer.
    Node(NodeId),
    /// A message.
    Message(MessageId),
    /// A record of a stream.
    Record(RecordId),
}

impl Selection {
    /// What a mark on the stage stands for, where that is selected.
    pub const fn subject(self) -> Option<Subject> {
        match self {
            Self::Node(_) => None,
            Self::Message(id) => Some(Subject::Message(id)),
            Self::Record(id) => Some(Subject::Record(id)),
        }
    }
}

impl From<Subject> for Selection {
    fn from(subject: Subject) -> Self {
        match subject {
            Subject::Message(id) => Self::Message(id),
            Subject::Record(id) => Self::Record(id),
        }
    }
}

/// A cut that is about to be made through the hash keys of a shard; the stage and the inspector show and move the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cutting {
    /// The stream.
    pub stream: u32,
    /// The number of the shard.
    pub shard: u32,
    /// The first hash key of the upper one.
    pub key: HashKey,
}

/// What hands are at on the stage, beside the selection.
#[derive(Clone, Copy)]
pub struct Hands {
    /// The nodes that are selected where that is more than one; what is in the selection is among them.
    pub chosen: RwSignal<Vec<NodeId>>,
    /// Whether what is chosen next is taken among them, as Shift would.
    pub adding: RwSignal<bool>,
    /// How far connecting by two choices has come.
    pub connecting: RwSignal<Option<Connecting>>,
    /// What is being carried from the palette.
    pub carried: RwSignal<Option<Carried>>,
    /// Whether single keys without Ctrl do something.
    pub single_keys: RwSignal<bool>,
    /// What was copied.
    pub clip: RwSignal<Option<Arc<Clip>>>,
    /// Where what is being added was dropped.
    pub dropped: RwSignal<Option<Dropped>>,
    /// Whether the small map is open.
    pub map: RwSignal<bool>,
}

impl Hands {
    /// Nothing is chosen.
    pub fn new(single_keys: bool) -> Self {
        Self {
            chosen: RwSignal::new(Vec::new()),
            adding: RwSignal::new(false),
            connecting: RwSignal::new(None),
            carried: RwSignal::new(None),
            single_keys: RwSignal::new(single_keys),
            clip: RwSignal::new(None),
            dropped: RwSignal::new(None),
            map: RwSignal::new(true),
        }
    }
}

/// Connecting by two choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connecting {
    /// The first node is to be chosen.
    First,
    /// The first one was chosen.
    From(NodeId),
}

/// Something was dropped from the palette, and is not there yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Dropped {
    /// Where.
    pub at: Point,
    /// Which nodes were there before it.
    pub known: Vec<NodeId>,
}

/// An entry of the palette under a pressed pointer.
#[derive(Clone, Copy)]
pub struct Carried {
    /// What adds it to the lab.
    pub act: fn(super::Lab),
    /// Its name.
    pub name: &'static str,
    /// Where it was pressed, in the window.
    pub from: (f64, f64),
}

/// A dialog that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Create a queue, as in the console.
    CreateQueue,
    /// Create a topic.
    CreateTopic,
    /// Create a stream.
    CreateStream,
    /// Create or edit a delivery stream.
    DeliveryStream(Option<u32>),
    /// Create an application of Kinesis Data Analytics.
    CreateApplication,
    /// Add an output to an application.
    AddOutput(u32),
    /// Change what an application reads.
    EditInput(u32),
    /// Add a reference table to an application.
    AddTable(u32),
    /// Create a bucket.
    CreateBucket,
    /// Whom a bucket tells of changes.
    Notifications(u32),
    /// Create or edit a function.
    Function(Option<u32>),
    /// Add or edit what a function works through.
    Mapping(u32, Option<u32>),
    /// Edit a queue's attributes.
    EditQueue(u32),
    /// Add or edit a producer.
    Producer(Option<u32>),
    /// Add or edit a consumer.
    Consumer(Option<u32>),
    /// Add or edit a producer of records.
    Writer(Option<u32>),
    /// Add or edit a reader of a stream.
    Reader(Option<u32>),
    /// Add or edit a Kinesis Agent.
    Agent(Option<u32>),
    /// Edit a topic's attributes.
    EditTopic(u32),
    /// Keys of KMS.
    Keys,
    /// Edit the policy of whatever has one.
    Policy(Guarded),
    /// Add or edit an alarm of CloudWatch.
    Alarm(Option<u32>),
    /// Add an alarm on a metric, by a statistic.
    AlarmOn(Arc<(Metric, String)>),
    /// Add workers of the Kinesis Client Library, for a stream.
    Workers(Option<Arn>),
    /// Edit one.
    Worker(u32),
    /// Have a service outside of the lab tell a topic something.
    Trigger,
    /// Users and roles.
    People,
    /// Why permissions refused something.
    Denial(Arc<Denial>),
    /// Run until a condition holds.
    Until,
    /// Compare with the same run with one setting changed, or with another branch.
    WhatIf,
    /// Dials of chance, latency and limits.
    Settings,
    /// The gallery of ready-made labs.
    Gallery,
    /// The run as a link.
    Share,
    /// A lab for somebody else's document.
    Embed,
    /// What there is to learn.
    Learn,
    /// Keys and how to begin.
    Help,
    /// What is simulated, and how well.
    Fidelity,
    /// Every quota and default, and own values in their place.
    Limits,
}

/// A level that is worked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// Its file, as `track/name`.
    pub file: String,
    /// Whether its lab is to be opened; not after the page was loaded again, as it is on the stage then.
    pub begins: bool,
}

/// Something to tell the reader in passing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub id: u64,
    /// The text.
    pub text: String,
    /// Whether something went wrong.
    pub error: bool,
    /// What permissions had against it.
    pub denial: Option<Arc<Denial>>,
    /// Whether it is a sentence of AWS, which is English.
    pub aws: bool,
    /// A run that the reader may keep as a file.
    pub file: Option<Arc<str>>,
}

impl Notice {
    /// Only words.
    pub fn new(text: impl Into<String>, error: bool) -> Self {
        Self { id: 0, text: text.into(), error, denial: None, aws: false, file: None }
    }
}

/// What "Next…" looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Anything.
    Event,
    /// A delivery.
    Delivery,
    /// The end of a visibility timeout.
    VisibilityExpiry,
    /// A move to a dead-letter queue.
    DeadLetter,
    /// The end of a retention period.
    RetentionExpiry,
    /// Another state of an alarm.
    AlarmState,
}

impl Next {
    /// All of them, in the order of the menu.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Event, key!("event")),
        (Self::Delivery, key!("delivery")),
        (Self::VisibilityExpiry, key!("visibility expiry")),
        (Self::DeadLetter, key!("move to a DLQ")),
        (Self::RetentionExpiry, key!("retention expiry")),
        (Self::AlarmState, key!("alarm state")),
    ];

    /// Whether an event is of the kind that is looked for.
    pub(super) fn is(self, event: &Event) -> bool {
        use queuelab::sqs::{SqsEvent, VisibleBecause};
        match (self, &event.kind) {
            (Self::Event, _)
            | (Self::Delivery, EventKind::Sqs(SqsEvent::Received { .. }))
            | (Self::DeadLetter, EventKind::Sqs(SqsEvent::DeadLettered { .. }))
            | (Self::RetentionExpiry, EventKind::Sqs(SqsEvent::Expired { .. }))
            | (Self::AlarmState, EventKind::CloudWatch(queuelab::cloudwatch::CloudWatchEvent::StateChanged { .. })) => {
                true
            }
            (Self::VisibilityExpiry, EventKind::Sqs(SqsEvent::BecameVisible { because, .. })) => {
                *because == VisibleBecause::TimeoutOver
            }
            _ => false,
        }
    }
}
