//! What a series of random runs reached: a run that never sees a dead letter has tested nothing about them.

use queuelab::actors::{ActorEvent, ReaderEvent};
use queuelab::cloud::{Event, EventKind};
use queuelab::kinesis::KinesisEvent;
use queuelab::sqs::{SqsEvent, VisibleBecause};
use std::collections::BTreeMap;

/// How often each thing happened.
#[derive(Clone, Debug, Default)]
pub struct Coverage(BTreeMap<String, u64>);

impl Coverage {
    /// Counts an event.
    pub fn see(&mut self, event: &Event) {
        self.note(&name(&event.kind));
    }

    /// Counts something by name.
    pub fn note(&mut self, name: &str) {
        if let Some(count) = self.0.get_mut(name) {
            *count += 1;
        } else {
            self.0.insert(name.to_owned(), 1);
        }
    }

    /// How often it happened.
    pub fn count(&self, name: &str) -> u64 {
        self.0.get(name).copied().unwrap_or(0)
    }

    /// Both together.
    pub fn add(&mut self, other: &Self) {
        for (name, count) in &other.0 {
            *self.0.entry(name.clone()).or_insert(0) += count;
        }
    }

    /// Fails with a list of what never happened.
    pub fn expect(&self, names: &[&str]) {
        let missing: Vec<_> = names.iter().filter(|name| self.count(name) == 0).collect();
        assert!(missing.is_empty(), "never reached: {missing:?}; reached: {:#?}", self.0);
    }
}

/// Everything that can happen in SQS.
pub const SQS_EVENTS: [&str; 23] = [
    "QueueCreated",
    "QueueDeleted",
    "AttributesSet",
    "SettingsChanged",
    "Sent",
    "Deduplicated",
    "BecameVisible: DelayOver",
    "BecameVisible: TimeoutOver",
    "BecameVisible: Released",
    "Received",
    "EmptyReceive",
    "WaitStarted",
    "VisibilityChanged",
    "Deleted",
    "WentToBack",
    "DeadLettered",
    "Expired",
    "Purged",
    "MoveStarted",
    "Moved",
    "MoveDeduplicated",
    "MoveEnded: COMPLETED",
    "MoveEnded: CANCELLED",
];

/// What happens only where chance is on.
pub const CHANCE_EVENTS: [&str; 2] = ["NotHidden", "NotDeleted"];

/// What becomes of payloads; random scripts hardly ever have both sides of the extended client on one queue.
pub const PAYLOAD_EVENTS: [&str; 2] = ["PayloadMissing", "PayloadFailed"];

/// What actors do by themselves, and what is refused to them and others.
pub const OTHER_EVENTS: [&str; 17] = [
    "WorkStarted",
    "WorkDone",
    "WorkFailed",
    "ForgotToDelete",
    "Crashed",
    "Recovered",
    "Finished",
    "GaveUp",
    "ActorAdded",
    "ActorChanged",
    "ActorRemoved",
    "LimitsChanged",
    "DialsChanged",
    "Answered",
    "Refused: RequestThrottled",
    "Refused: AccessDenied",
    "Refused: QueueDeletedRecently",
];

/// What happens to streams, and to those who read them.
pub const STREAM_EVENTS: [&str; 24] = [
    "Kinesis: StreamCreated",
    "Kinesis: StatusChanged",
    "Kinesis: StreamDeleted",
    "Kinesis: StreamChanged",
    "Kinesis: RecordPut",
    "Kinesis: WriteThrottled",
    "Kinesis: RecordsRead",
    "Kinesis: ReadThrottled",
    "Kinesis: Split",
    "Kinesis: Merged",
    "Kinesis: RecordsExpired",
    "Kinesis: ConsumerRegistered",
    "Kinesis: ConsumerActive",
    "Kinesis: ConsumerDeregistered",
    "Kinesis: Subscribed",
    "Kinesis: Pushed",
    "Kinesis: SubscriptionEnded",
    "Reader: Began",
    "Reader: Worked",
    "Reader: ShardEnded",
    "Reader: Renewed",
    "Reader: Failed",
    "Kcl",
    "Lambda",
];

/// What the auditor sees of streams besides events.
pub const STREAM_SIGHTS: [&str; 5] = [
    "packed records were put",
    "packed records were taken apart",
    "a read went on",
    "a subscription went on",
    "a parent was read to its end",
];

fn name(kind: &EventKind) -> String {
    match kind {
        EventKind::Sqs(event) => return sqs_name(event),
        // Labs of these scripts have no topics.
        EventKind::Sns(_) => "Sns",
        // Nor users, roles and keys, and one bucket for payloads.
        EventKind::Iam(_) => "Iam",
        EventKind::Kms(_) => "Kms",
        EventKind::S3(_) => "S3",
        EventKind::Lambda(_) => "Lambda",
        EventKind::Kinesis(event) => return format!("Kinesis: {}", kinesis_name(event)),
        EventKind::Firehose(_) => "Firehose",
        EventKind::Analytics(_) => "Analytics",
        EventKind::DynamoDb(_) => "DynamoDb",
        EventKind::EndpointSet(..) => "EndpointSet",
        EventKind::CloudWatch(_) => "CloudWatch",
        EventKind::Triggered(..) => "Triggered",
        EventKind::FaultSet(..) => "FaultSet",
        EventKind::Chaos(..) => "Chaos",
        EventKind::Struck(_) => "Struck",
        EventKind::Refused { code, .. } => return format!("Refused: {}", code.rsplit('.').next().unwrap_or(code)),
        EventKind::Answered { .. } => "Answered",
        EventKind::Actor(_, event) => match event {
            ActorEvent::WorkStarted { .. } => "WorkStarted",
            ActorEvent::WorkDone { .. } => "WorkDone",
            ActorEvent::WorkFailed { .. } => "WorkFailed",
            ActorEvent::ForgotToDelete { .. } => "ForgotToDelete",
            ActorEvent::Crashed { .. } => "Crashed",
            ActorEvent::Recovered => "Recovered",
            ActorEvent::Finished { .. } => "Finished",
            ActorEvent::Retries { .. } => "Retries",
            ActorEvent::GaveUp { .. } => "GaveUp",
            ActorEvent::PayloadMissing { .. } => "PayloadMissing",
            ActorEvent::PayloadFailed { .. } => "PayloadFailed",
            ActorEvent::Reader(event) => return format!("Reader: {}", reader_name(event)),
            // Labs of these scripts have no agents.
            ActorEvent::Agent(_) => "Agent",
            ActorEvent::Kcl(_) => "Kcl",
        },
        EventKind::ActorAdded(_) => "ActorAdded",
        EventKind::ActorChanged(_) => "ActorChanged",
        EventKind::ActorRemoved(..) => "ActorRemoved",
        EventKind::LimitsChanged(_) => "LimitsChanged",
        EventKind::OwnLimit(_) => "OwnLimit",
        EventKind::DialsChanged(_) => "DialsChanged",
        EventKind::Halted => "Halted",
    }
    .to_owned()
}

fn sqs_name(event: &SqsEvent) -> String {
    match event {
        SqsEvent::QueueCreated { .. } => "QueueCreated",
        SqsEvent::QueueDeleted { .. } => "QueueDeleted",
        SqsEvent::AttributesSet { .. } => "AttributesSet",
        SqsEvent::SettingsChanged { .. } => "SettingsChanged",
        SqsEvent::Sent { .. } => "Sent",
        SqsEvent::Deduplicated { .. } => "Deduplicated",
        SqsEvent::BecameVisible { because: VisibleBecause::DelayOver, .. } => "BecameVisible: DelayOver",
        SqsEvent::BecameVisible { because: VisibleBecause::TimeoutOver, .. } => "BecameVisible: TimeoutOver",
        SqsEvent::BecameVisible { because: VisibleBecause::Released, .. } => "BecameVisible: Released",
        SqsEvent::Received { .. } => "Received",
        SqsEvent::EmptyReceive { .. } => "EmptyReceive",
        SqsEvent::WaitStarted { .. } => "WaitStarted",
        SqsEvent::VisibilityChanged { .. } => "VisibilityChanged",
        SqsEvent::Deleted { .. } => "Deleted",
        SqsEvent::NotHidden { .. } => "NotHidden",
        SqsEvent::NotDeleted { .. } => "NotDeleted",
        SqsEvent::WentToBack { .. } => "WentToBack",
        SqsEvent::DeadLettered { .. } => "DeadLettered",
        SqsEvent::Expired { .. } => "Expired",
        SqsEvent::Purged { .. } => "Purged",
        SqsEvent::MoveStarted { .. } => "MoveStarted",
        SqsEvent::Moved { .. } => "Moved",
        SqsEvent::MoveDeduplicated { .. } => "MoveDeduplicated",
        SqsEvent::MoveEnded { status, .. } => return format!("MoveEnded: {status}"),
        SqsEvent::TenantChanged { noisy: true, .. } => "TenantChanged: noisy",
        SqsEvent::TenantChanged { noisy: false, .. } => "TenantChanged: quiet",
    }
    .to_owned()
}

fn kinesis_name(event: &KinesisEvent) -> &'static str {
    match event {
        KinesisEvent::StreamCreated(_) => "StreamCreated",
        KinesisEvent::StatusChanged(..) => "StatusChanged",
        KinesisEvent::StreamDeleted(..) => "StreamDeleted",
        KinesisEvent::StreamChanged(..) => "StreamChanged",
        KinesisEvent::RecordPut { .. } => "RecordPut",
        KinesisEvent::WriteThrottled { .. } => "WriteThrottled",
        KinesisEvent::RecordsRead { .. } => "RecordsRead",
        KinesisEvent::ReadThrottled { .. } => "ReadThrottled",
        KinesisEvent::Resharded { closed, opened, .. } if closed.len() < opened.len() => "Split",
        KinesisEvent::Resharded { .. } => "Merged",
        KinesisEvent::RecordsExpired { .. } => "RecordsExpired",
        KinesisEvent::ShardExpired { .. } => "ShardExpired",
        KinesisEvent::ConsumerRegistered(_) => "ConsumerRegistered",
        KinesisEvent::ConsumerActive(_) => "ConsumerActive",
        KinesisEvent::ConsumerDeregistered(..) => "ConsumerDeregistered",
        KinesisEvent::Subscribed { .. } => "Subscribed",
        KinesisEvent::Pushed { .. } => "Pushed",
        KinesisEvent::SubscriptionEnded { .. } => "SubscriptionEnded",
    }
}

fn reader_name(event: &ReaderEvent) -> &'static str {
    match event {
        ReaderEvent::Began { .. } => "Began",
        ReaderEvent::Worked { .. } => "Worked",
        ReaderEvent::OutOfOrder { .. } => "OutOfOrder",
        ReaderEvent::IteratorExpired { .. } => "IteratorExpired",
        ReaderEvent::ShardEnded { .. } => "ShardEnded",
        ReaderEvent::Renewed { .. } => "Renewed",
        ReaderEvent::Failed { .. } => "Failed",
    }
}
