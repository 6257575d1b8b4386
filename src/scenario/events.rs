//! Events as lines of text: number, time, cause, what happened.

use super::text::json_text;
use crate::actors::{ActorEvent, JobRef};
use crate::base::ActorId;
use crate::cloud::{Cloud, Event, EventKind};
use crate::cloudwatch::CloudWatchEvent;
use crate::iam::{Change, IamEvent};
use crate::s3::{BucketId, S3Event};
use crate::sns::push::EndpointKey;
use crate::sns::subscription::SubscriptionId;
use crate::sns::topic::TopicId;
use crate::sns::{Recipient, SnsEvent};
use crate::sqs::queue::QueueId;
use crate::sqs::{MessageRef, SqsEvent};

/// One event: `#12 30.000 after #7: BecameVisible orders <message-id> (TimeoutOver)`.
pub(super) fn line(cloud: &Cloud, event: &Event) -> String {
    let cause = event.after.map_or_else(String::new, |after| format!(" after #{after}"));
    format!("#{} {}{cause}: {}", event.seq, event.at, kind(cloud, &event.kind))
}

fn kind(cloud: &Cloud, kind: &EventKind) -> String {
    match kind {
        EventKind::Sqs(event) => sqs(cloud, event),
        EventKind::Sns(event) => sns(cloud, event),
        EventKind::Kms(event) => format!("{event:?}"),
        EventKind::S3(event) => s3(cloud, event),
        EventKind::Kinesis(event) => super::streams::line(cloud, event),
        EventKind::Lambda(event) => format!("{event:?}"),
        EventKind::Firehose(event) => event.to_string(),
        EventKind::Analytics(event) => event.to_string(),
        EventKind::DynamoDb(event) => super::tables::line(cloud, event),
        EventKind::EndpointSet(kind, address, there) => {
            format!("{} {kind:?} {address}", if *there { "EndpointSet" } else { "EndpointForgotten" })
        }
        EventKind::CloudWatch(event) => alarm(event),
        EventKind::Triggered(trigger, topic) => format!("{trigger:?} for {topic}"),
        EventKind::Iam(IamEvent { kind, name, change }) => {
            let change = match change {
                Change::Created => "created".to_owned(),
                Change::Deleted => "deleted".to_owned(),
                Change::PolicyPut(policy) => format!("got policy {policy}"),
                Change::PolicyDeleted(policy) => format!("lost policy {policy}"),
            };
            format!("{} {name} {change}", kind.word())
        }
        EventKind::FaultSet(endpoint, Some(fault)) => format!("FaultSet {endpoint} {fault:?}"),
        EventKind::FaultSet(endpoint, None) => format!("FaultEnded {endpoint}"),
        EventKind::Chaos(switch, setting) => super::chaos::line(cloud, switch, *setting),
        EventKind::Struck(strike) => super::chaos::struck(cloud, strike),
        EventKind::Refused { operation, code, message, .. } => format!("Refused {operation} {code}: {message}"),
        EventKind::Answered { operation } => format!("Answered {operation}"),
        EventKind::Actor(id, event) => format!("{} {}", actor_name(cloud, *id), actor(event)),
        EventKind::ActorAdded(id) => format!("ActorAdded {}", actor_name(cloud, *id)),
        EventKind::ActorChanged(id) => format!("ActorChanged {}", actor_name(cloud, *id)),
        EventKind::ActorRemoved(_, name) => format!("ActorRemoved {name}"),
        EventKind::LimitsChanged(set) => format!("LimitsChanged {set:?}"),
        EventKind::OwnLimit(set) => {
            format!("OwnLimit {} {}{}", set.key, set.value, if set.own { "" } else { " of AWS" })
        }
        EventKind::DialsChanged(_) => "DialsChanged".to_owned(),
        EventKind::Halted => "Halted".to_owned(),
    }
}

fn s3(cloud: &Cloud, event: &S3Event) -> String {
    let bucket = |id: BucketId| bucket_name(cloud, id);
    match event {
        S3Event::BucketCreated { bucket: id } => format!("BucketCreated {}", bucket(*id)),
        S3Event::BucketDeleted { name, .. } => format!("BucketDeleted {name}"),
        S3Event::BucketChanged { bucket: id, what } => format!("BucketChanged {} {what}", bucket(*id)),
        S3Event::ObjectCreated { bucket: id, key, size, how, .. } => {
            format!("{} {}/{key} of {size} bytes", how.name(), bucket(*id))
        }
        S3Event::ObjectRemoved { bucket: id, key, how, existed, .. } => {
            format!("{} {}/{key}{}", how.name(), bucket(*id), if *existed { "" } else { ", which was not there" })
        }
        S3Event::Expired { bucket: id, key, how, .. } | S3Event::Tagged { bucket: id, key, how, .. } => {
            format!("{} {}/{key}", how.name(), bucket(*id))
        }
        S3Event::ObjectRead { bucket: id, key, .. } => format!("ObjectRead {}/{key}", bucket(*id)),
        S3Event::NotificationMade { bucket: id, rule, destination, key, event } => {
            format!("NotificationMade {} of {}/{key} by {rule} for {}", event.name(), bucket(*id), destination.arn)
        }
        S3Event::TestSent { bucket: id, destination } => format!("TestSent {} to {}", bucket(*id), destination.arn),
    }
}

fn alarm(event: &CloudWatchEvent) -> String {
    match event {
        CloudWatchEvent::AlarmCreated { alarm } => format!("AlarmCreated {}", alarm.name),
        CloudWatchEvent::AlarmChanged { alarm, what } => format!("AlarmChanged {} {what}", alarm.name),
        CloudWatchEvent::AlarmDeleted { alarm } => format!("AlarmDeleted {}", alarm.name),
        CloudWatchEvent::StateChanged { alarm, old, new, reason } => {
            format!("StateChanged {} from {old} to {new}: {reason}", alarm.name)
        }
        CloudWatchEvent::ActionTaken { alarm, action } => format!("ActionTaken {} {action}", alarm.name),
        CloudWatchEvent::ActionSuppressed { alarm, action } => format!("ActionSuppressed {} {action}", alarm.name),
        CloudWatchEvent::ActionFailed { alarm, action, why } => format!("ActionFailed {} {action}: {why}", alarm.name),
    }
}

fn bucket_name(cloud: &Cloud, id: BucketId) -> String {
    cloud.s3().bucket_of(id).map_or_else(|| format!("bucket {}", id.0), |bucket| bucket.name.to_string())
}

fn sqs(cloud: &Cloud, event: &SqsEvent) -> String {
    let queue = |id: QueueId| queue_name(cloud, id);
    let about =
        |message: &MessageRef| format!("{} {}", queue(message.queue), cloud.sqs().message_id(message.core.number));
    match event {
        SqsEvent::QueueCreated { queue: id } => format!("QueueCreated {}", queue(*id)),
        SqsEvent::QueueDeleted { queue: id, messages } => format!("QueueDeleted {} with {messages}", queue(*id)),
        SqsEvent::AttributesSet { queue: id, names } => format!("AttributesSet {} {}", queue(*id), names.join(", ")),
        SqsEvent::SettingsChanged { queue: id, what } => format!("SettingsChanged {} {what}", queue(*id)),
        SqsEvent::Sent { message, visible_at } => format!("Sent {}, visible at {visible_at}", about(message)),
        SqsEvent::Deduplicated { queue: id, original } => {
            format!("Deduplicated {} {}", queue(*id), cloud.sqs().message_id(*original))
        }
        SqsEvent::BecameVisible { message, because } => format!("BecameVisible {} ({because:?})", about(message)),
        SqsEvent::Received { message, until, receives } => {
            format!("Received {} until {until}, receive {receives}", about(message))
        }
        SqsEvent::EmptyReceive { queue: id, missed } => format!("EmptyReceive {}, missed {missed}", queue(*id)),
        SqsEvent::WaitStarted { queue: id, until } => format!("WaitStarted {} until {until}", queue(*id)),
        SqsEvent::VisibilityChanged { message, until } => format!("VisibilityChanged {} until {until}", about(message)),
        SqsEvent::Deleted { message } => format!("Deleted {}", about(message)),
        SqsEvent::NotHidden { message } => format!("NotHidden {}", about(message)),
        SqsEvent::NotDeleted { message } => format!("NotDeleted {}", about(message)),
        SqsEvent::WentToBack { message } => format!("WentToBack {}", about(message)),
        SqsEvent::DeadLettered { source, message, .. } => {
            format!("DeadLettered from {} to {}", queue(*source), about(message))
        }
        SqsEvent::Expired { message } => format!("Expired {}", about(message)),
        SqsEvent::Purged { queue: id, messages } => format!("Purged {} of {messages}", queue(*id)),
        SqsEvent::MoveStarted { source, task } => format!("MoveStarted {} task {task}", queue(*source)),
        SqsEvent::Moved { source, message, .. } => format!("Moved from {} to {}", queue(*source), about(message)),
        SqsEvent::MoveDeduplicated { source, task, .. } => format!("MoveDeduplicated {} task {task}", queue(*source)),
        SqsEvent::MoveEnded { source, task, status, moved } => {
            format!("MoveEnded {} task {task} {status}, moved {moved}", queue(*source))
        }
        SqsEvent::TenantChanged { queue: id, group, noisy } => {
            format!("TenantChanged {} {group} {}", queue(*id), if *noisy { "noisy" } else { "quiet" })
        }
    }
}

fn actor(event: &ActorEvent) -> String {
    let body = |job: &JobRef| json_text(job.body.as_str());
    match event {
        ActorEvent::WorkStarted { job, until } => format!("WorkStarted {} until {until}", body(job)),
        ActorEvent::WorkDone { job } => format!("WorkDone {}", body(job)),
        ActorEvent::WorkFailed { job, poison } => {
            format!("WorkFailed {}{}", body(job), if *poison { ", poison" } else { "" })
        }
        ActorEvent::ForgotToDelete { job } => format!("ForgotToDelete {}", body(job)),
        ActorEvent::Crashed { until, lost } => format!("Crashed until {until}, lost {lost}"),
        ActorEvent::Recovered => "Recovered".to_owned(),
        ActorEvent::Finished { sent } => format!("Finished after {sent}"),
        ActorEvent::Retries { operation, attempt, code, .. } => {
            format!("Retries {operation}, attempt {attempt}, {code}")
        }
        ActorEvent::GaveUp { code } => format!("GaveUp {code}"),
        ActorEvent::Kcl(event) => super::workers::line(event),
        ActorEvent::PayloadMissing { job } => format!("PayloadMissing {}", body(job)),
        ActorEvent::PayloadFailed { code } => format!("PayloadFailed {code}"),
        ActorEvent::Reader(event) => super::readers::reader_line(event),
        ActorEvent::Agent(event) => super::readers::agent_line(event),
    }
}

/// A queue's name, or its number when it is gone.
fn queue_name(cloud: &Cloud, id: QueueId) -> String {
    cloud.sqs().queue(id).map_or_else(|| format!("(queue {})", id.0), |queue| queue.key.name.to_string())
}

fn actor_name(cloud: &Cloud, id: ActorId) -> String {
    cloud.actor(id).map_or_else(|| format!("(actor {})", id.0), |actor| actor.name().to_owned())
}

/// An endpoint of mobile push. Its id stands apart, so that it is known as one.
fn device(key: &EndpointKey) -> String {
    format!("{} {} {}", key.application.platform, key.application.name, key.id)
}

fn sns(cloud: &Cloud, event: &SnsEvent) -> String {
    let topic = |id: TopicId| {
        cloud.sns().topic(id).map_or_else(|| format!("topic-{}", id.0), |topic| topic.key.name.to_string())
    };
    let endpoint = |id: SubscriptionId| {
        cloud
            .sns()
            .subscription(id)
            .map_or_else(|| format!("subscription-{}", id.0), |found| format!("{}:{}", found.protocol, found.endpoint))
    };
    let recipient = |to: &Recipient| match to {
        Recipient::Subscription(id) => endpoint(*id),
        Recipient::Phone(phone) => format!("phone {}", phone.number),
        Recipient::Endpoint(key) => device(key),
    };
    match event {
        SnsEvent::TopicCreated { topic: id } => format!("TopicCreated {}", topic(*id)),
        SnsEvent::TopicDeleted { name, .. } => format!("TopicDeleted {name}"),
        SnsEvent::TopicChanged { topic: id, what } => format!("TopicChanged {} {what}", topic(*id)),
        SnsEvent::Subscribed { subscription, pending } => {
            format!("Subscribed {}{}", endpoint(*subscription), if *pending { ", pending" } else { "" })
        }
        SnsEvent::FarewellSent { subscription, .. } => format!("FarewellSent {}", endpoint(*subscription)),
        SnsEvent::ConfirmationSent { subscription, .. } => format!("ConfirmationSent {}", endpoint(*subscription)),
        SnsEvent::ConfirmationLost { subscription, why } => {
            format!("ConfirmationLost {}: {why}", endpoint(*subscription))
        }
        SnsEvent::Confirmed { subscription } => format!("Confirmed {}", endpoint(*subscription)),
        SnsEvent::SubscriptionChanged { subscription, what } => {
            format!("SubscriptionChanged {} {what}", endpoint(*subscription))
        }
        SnsEvent::Unsubscribed { subscription } => format!("Unsubscribed {}", endpoint(*subscription)),
        SnsEvent::Published { topic: id, message, copies, filtered } => {
            format!("Published {} n-{}, {copies} copies, {filtered} filtered out", topic(*id), message.number)
        }
        SnsEvent::Replayed { subscription, message } => {
            format!("Replayed n-{} {}", message.number, endpoint(*subscription))
        }
        SnsEvent::Deduplicated { topic: id, original } => format!("Deduplicated {} {original}", topic(*id)),
        SnsEvent::FilteredOut { subscription, message, why } => {
            format!("FilteredOut n-{} {}: {why}", message.number, endpoint(*subscription))
        }
        SnsEvent::Delivered { to, message, attempts } => {
            format!("Delivered n-{} {}, attempt {attempts}", message.number, recipient(to))
        }
        SnsEvent::HeldBack { to, message, until } => {
            format!("HeldBack n-{} {} until {until}", message.number, recipient(to))
        }
        SnsEvent::AttemptFailed { to, message, attempt, next, why } => {
            let next = next.map_or_else(|| "no more".to_owned(), |next| format!("next at {next}"));
            format!("AttemptFailed n-{} {}, attempt {attempt}, {next}: {why}", message.number, recipient(to))
        }
        SnsEvent::DeadLettered { subscription, message, .. } => {
            format!("DeadLettered n-{} {}", message.number, endpoint(*subscription))
        }
        SnsEvent::Lost { to, message, why } => format!("Lost n-{} {}: {why}", message.number, recipient(to)),
        SnsEvent::PublishedDirectly { to, message } => {
            format!("PublishedDirectly n-{} to {}", message.number, recipient(to))
        }
        SnsEvent::ApplicationCreated { application } => format!("ApplicationCreated {}", application.arn()),
        SnsEvent::ApplicationChanged { application, what } => {
            format!("ApplicationChanged {} {what}", application.arn())
        }
        SnsEvent::ApplicationDeleted { application } => format!("ApplicationDeleted {}", application.arn()),
        SnsEvent::EndpointCreated { endpoint } => format!("EndpointCreated {}", device(endpoint)),
        SnsEvent::EndpointChanged { endpoint, what } => format!("EndpointChanged {} {what}", device(endpoint)),
        SnsEvent::EndpointDeleted { endpoint } => format!("EndpointDeleted {}", device(endpoint)),
        SnsEvent::SmsChanged { account, what } => format!("SmsChanged {account} {what}"),
        SnsEvent::SandboxPasswordSent { number, password } => format!("SandboxPasswordSent {number} {password}"),
        SnsEvent::PhoneChanged { number, what } => format!("PhoneChanged {number} {what}"),
    }
}
