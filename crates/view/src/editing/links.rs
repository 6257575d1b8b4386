//! What connects nodes beside their own settings: dead-letter queues, subscriptions, mappings, notifications of buckets.

use super::pieces::mark;
use super::{by_root, by_root_of};
use crate::NodeId;
use crate::forms::{mapping, notifications};
use crate::geometry::{node_of_arn, target_of_subscription};
use queuelab::cloud::{Cloud, Input};
use queuelab::lambda;
use queuelab::s3::{self, BucketId};
use queuelab::sns::api::Subscribe;
use queuelab::sns::topic::TopicId;
use queuelab::sqs::api::SetQueueAttributes;
use queuelab::sqs::queue::QueueId;

/// Of one topic so many subscriptions are copied.
const SUBSCRIPTIONS_MAX: usize = 100;
/// What of a subscription's attributes can be set.
const SUBSCRIPTION_ATTRIBUTES: [&str; 6] = [
    "DeliveryPolicy",
    "FilterPolicy",
    "FilterPolicyScope",
    "RawMessageDelivery",
    "RedrivePolicy",
    "SubscriptionRoleArn",
];

/// What connects these nodes with each other, and their queues with dead-letter queues anywhere.
pub(super) fn among(cloud: &Cloud, nodes: &[NodeId]) -> Vec<Input> {
    let mut inputs = Vec::new();
    for id in nodes {
        match id {
            NodeId::Queue(id) => inputs.extend(redrive(cloud, *id)),
            NodeId::Topic(id) => inputs.extend(subscriptions(cloud, *id, nodes)),
            NodeId::Bucket(id) => inputs.extend(told(cloud, *id, nodes)),
            _ => {}
        }
    }
    inputs.extend(mappings(cloud, nodes));
    inputs
}

fn redrive(cloud: &Cloud, id: u32) -> Option<Input> {
    let queue = cloud.sqs().queue(QueueId(id))?;
    let policy = queue.attributes.redrive.as_ref()?;
    let (target, count) = (policy.target.to_string(), policy.max_receives);
    let policy = serde_json::json!({ "deadLetterTargetArn": target, "maxReceiveCount": count }).to_string();
    let attributes = [("RedrivePolicy".to_owned(), policy)].into();
    let wish = SetQueueAttributes { queue_url: queue.key.url(), attributes };
    Some(by_root(queue.key.account, queue.key.region, wish))
}

fn subscriptions(cloud: &Cloud, id: u32, nodes: &[NodeId]) -> Vec<Input> {
    let Some(topic) = cloud.sns().topic(TopicId(id)) else { return Vec::new() };
    let arn = topic.key.arn();
    let among = cloud.sns().subscriptions_of(topic).filter(|subscription| {
        target_of_subscription(cloud, subscription)
            .is_some_and(|target| !matches!(target, NodeId::Endpoint(_)) && nodes.contains(&target))
    });
    let copy = |subscription: &queuelab::sns::subscription::Subscription| {
        let mut attributes = subscription.attributes();
        attributes.retain(|name, value| !value.is_empty() && SUBSCRIPTION_ATTRIBUTES.contains(&name.as_str()));
        let wish = Subscribe {
            topic_arn: arn.to_string(),
            protocol: subscription.protocol.name().to_owned(),
            endpoint: Some(subscription.endpoint.to_string()),
            attributes,
            ..Subscribe::default()
        };
        by_root_of(&arn, wish)
    };
    among.take(SUBSCRIPTIONS_MAX).map(copy).collect()
}

fn told(cloud: &Cloud, id: u32, nodes: &[NodeId]) -> Option<Input> {
    let bucket = cloud.s3().bucket_of(BucketId(id))?;
    let is_among = |draft: &notifications::Draft| {
        let target = draft.destination().parse().ok().and_then(|arn| node_of_arn(cloud, &arn));
        target.is_some_and(|target| nodes.contains(&target))
    };
    let rules: Vec<_> = notifications::drafts(bucket, &[]).into_iter().filter(is_among).collect();
    if rules.is_empty() {
        return None;
    }
    let mut wish = notifications::request(bucket, &rules);
    wish.bucket = mark(NodeId::Bucket(id));
    Some(by_root(bucket.owner, bucket.region, s3::api::Request::from(wish)))
}

fn mappings(cloud: &Cloud, nodes: &[NodeId]) -> Vec<Input> {
    let lambda = cloud.lambda();
    let copy = |mapping: &lambda::Mapping| {
        let function = lambda.function_of(mapping).filter(|found| nodes.contains(&NodeId::Function(found.id.0)))?;
        node_of_arn(cloud, &mapping.source.arn).filter(|source| nodes.contains(source))?;
        let values = mapping::values(Some(mapping), &[]);
        let request = mapping::request(&values, &function.arn().to_string(), None).ok()?;
        Some(by_root_of(&function.arn(), request))
    };
    lambda.mappings().filter_map(copy).collect()
}
