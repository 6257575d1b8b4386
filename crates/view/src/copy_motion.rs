//! What moves at topics, buckets and functions: copies on their way to subscribers, objects, and events of functions.

use super::NodeId;
use super::geometry::target_of_subscription;
use super::motion::{GATE, Moving, Stage, mark};
use super::tokens::Look;
use queuelab::base::Origin;
use queuelab::cloud::{Cloud, Event, EventKind, kind_of};
use queuelab::lambda::{LambdaEvent, MappingId};
use queuelab::s3::S3Event;
use queuelab::sns::subscription::SubscriptionId;
use queuelab::sns::{Recipient, SnsEvent};

/// Of a topic's subscriptions so many are told apart by when their copies leave.
const STAGGERED: usize = 6;

/// The node that brought something about, and for a copy of a topic the place of its subscription there.
pub(super) fn origin(cloud: &Cloud, origin: Origin) -> Option<(NodeId, u32)> {
    let node = match origin {
        Origin::Delivery(id) => {
            let subscription = cloud.sns().subscription(SubscriptionId(id))?;
            let topic = cloud.sns().topic(subscription.topic)?;
            let before = topic.subscriptions.iter().take(STAGGERED).take_while(|number| *number != u64::from(id));
            let place = u32::try_from(before.count()).unwrap_or_default();
            return Some((NodeId::Topic(subscription.topic.0), place));
        }
        Origin::Bucket(id) => NodeId::Bucket(id),
        Origin::Function(id) => NodeId::Function(id),
        Origin::Application(id) => NodeId::Application(id),
        Origin::Mapping(id) => {
            let function = cloud.lambda().function_of(cloud.lambda().mapping(MappingId(id))?)?;
            NodeId::Function(function.id.0)
        }
        Origin::Alarm(id) => NodeId::Alarm(id),
        Origin::DeliveryStream(id) => NodeId::DeliveryStream(id),
        Origin::Actor(id) => NodeId::Actor(id.0),
        Origin::Person | Origin::Clock => return None,
    };
    Some((node, 0))
}

/// Adds what an event moves.
pub(super) fn draw(stage: &Stage<'_>, moving: &mut Moving, actor: Option<NodeId>, event: &Event, share: f64) {
    match &event.kind {
        EventKind::Sns(event) => copies(stage, moving, actor, event, share),
        EventKind::S3(event) => object(stage, moving, actor, event, share),
        EventKind::Lambda(LambdaEvent::Accepted { function, .. }) => {
            stage.travel(moving, actor, NodeId::Function(function.0), (Look::Visible, 0), share, 1.0);
        }
        _ => {}
    }
}

fn copies(stage: &Stage<'_>, moving: &mut Moving, actor: Option<NodeId>, event: &SnsEvent, share: f64) {
    match event {
        SnsEvent::Published { topic, message, .. } => {
            let topic = NodeId::Topic(topic.0);
            stage.travel(moving, actor, topic, (Look::Visible, message.number), share, 1.0);
        }
        SnsEvent::Deduplicated { topic, .. } => {
            let topic = NodeId::Topic(topic.0);
            stage.travel(moving, actor, topic, (Look::Dropped, 0), share.min(0.92), 1.0 - share * share);
        }
        SnsEvent::Delivered { to, message, .. } => {
            if let Some(id) = to.subscription() {
                deliver(stage, moving, id, message.number, share);
            }
        }
        SnsEvent::FilteredOut { subscription, message, .. } => {
            gate(stage, moving, *subscription, (Look::Filtered, message.number), share);
        }
        SnsEvent::AttemptFailed { to: Recipient::Subscription(subscription), message, .. } => {
            gate(stage, moving, *subscription, (Look::Throttled, message.number), share);
        }
        SnsEvent::Lost { to: Recipient::Subscription(subscription), message, .. } => {
            gate(stage, moving, *subscription, (Look::Expired, message.number), share);
        }
        _ => {}
    }
}

/// An object on its way into a bucket or out of it.
fn object(stage: &Stage<'_>, moving: &mut Moving, actor: Option<NodeId>, event: &S3Event, share: f64) {
    match event {
        // A delivery stream tells by itself what it delivered, and how much.
        S3Event::ObjectCreated { .. } if matches!(actor, Some(NodeId::DeliveryStream(_))) => {}
        S3Event::ObjectCreated { bucket, .. } => {
            stage.travel(moving, actor, NodeId::Bucket(bucket.0), (Look::Visible, 0), share, 1.0);
        }
        S3Event::ObjectRemoved { bucket, existed: true, .. } => {
            stage.travel(moving, actor, NodeId::Bucket(bucket.0), (Look::Deleted, 0), share, 1.0 - share * 0.6);
        }
        S3Event::ObjectRead { bucket, .. } => {
            let Some(actor) = actor else { return };
            stage.travel_from(moving, NodeId::Bucket(bucket.0), actor, (Look::InFlight, 0), share);
        }
        _ => {}
    }
}

/// A copy that gets as far as the gate of its subscription and fades there.
fn gate(stage: &Stage<'_>, moving: &mut Moving, id: SubscriptionId, what: (Look, u64), share: f64) {
    let Some(subscription) = stage.cloud.sns().subscription(id) else { return };
    let topic = NodeId::Topic(subscription.topic.0);
    let target = target_of_subscription(stage.cloud, subscription);
    let Some((link, _)) = target.and_then(|target| stage.link(topic, target)) else { return };
    moving.tokens.push(mark(link.at(share * GATE), what, 1.0 - (share - 0.7).max(0.0) * 3.0));
    moving.uses((link.source, link.target));
}

/// A copy that reaches somebody outside. Queues and functions tell of theirs themselves.
fn deliver(stage: &Stage<'_>, moving: &mut Moving, id: SubscriptionId, number: u64, share: f64) {
    let Some(subscription) = stage.cloud.sns().subscription(id) else { return };
    if kind_of(subscription.protocol).is_none() {
        return;
    }
    let topic = NodeId::Topic(subscription.topic.0);
    let target = target_of_subscription(stage.cloud, subscription);
    // A delivery stream tells by itself what it got.
    if matches!(target, Some(NodeId::DeliveryStream(_))) {
        return;
    }
    if let Some(target) = target.filter(|target| stage.geometry.node(*target).is_some()) {
        return stage.travel_from(moving, topic, target, (Look::Visible, number), share);
    }
    let crowd = NodeId::Crowd(subscription.topic.0);
    match moving.crowds.iter_mut().find(|(known, ..)| *known == crowd) {
        Some((_, count, furthest)) => (*count, *furthest) = (*count + 1, furthest.max(share)),
        None => moving.crowds.push((crowd, 1, share)),
    }
}
