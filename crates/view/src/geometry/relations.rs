//! Who works with what: the relations between nodes that the layout and the links follow.

use super::subscribers::{LOOKED_AT, target_of_subscription};
use crate::NodeId;
use crate::beyond::beyond;
use queuelab::actors::{Actor, Role};
use queuelab::cloud::Cloud;
use queuelab::s3::BucketId;
use queuelab::sns::topic::TopicId;
use queuelab::sqs::queue::{Queue, QueueId};

pub(super) const fn is_producer(actor: &Actor) -> bool {
    matches!(actor.role, Role::Producer(_) | Role::Writer(_) | Role::Agent(_))
}

/// The queue that an actor works with, if it exists.
pub fn queue_of(cloud: &Cloud, actor: &Actor) -> Option<QueueId> {
    cloud.sqs().find_arn(actor.queue()?)
}

/// The queue that gets a queue's dead letters.
pub fn dead_letter_target(cloud: &Cloud, queue: &Queue) -> Option<QueueId> {
    cloud.sqs().find_arn(&queue.attributes.redrive.as_ref()?.target).filter(|target| *target != queue.id)
}

/// Whether some queue sends its dead letters here.
pub fn is_dead_letter_queue(cloud: &Cloud, queue: QueueId) -> bool {
    cloud.sqs().queues().any(|source| dead_letter_target(cloud, source) == Some(queue))
}

/// Queues as they were made, each dead-letter queue right after the first queue that sends there.
pub fn in_reading_order(cloud: &Cloud) -> Vec<&Queue> {
    let sqs = cloud.sqs();
    let mut order: Vec<&Queue> = Vec::new();
    let heads = sqs.queues().filter(|queue| !is_dead_letter_queue(cloud, queue.id));
    // Dead-letter queues that only send to each other have no head; they come last.
    for start in heads.chain(sqs.queues()) {
        let mut next = Some(start);
        while let Some(queue) = next.filter(|queue| order.iter().all(|known| known.id != queue.id)) {
            order.push(queue);
            next = dead_letter_target(cloud, queue).and_then(|id| sqs.queue(id));
        }
    }
    order
}

/// What an actor works with: its queue or stream, or the topic that it publishes to.
pub fn target_of(cloud: &Cloud, actor: &Actor) -> Option<NodeId> {
    let arn = actor.queue()?;
    let queue = cloud.sqs().find_arn(arn).map(|id| NodeId::Queue(id.0));
    queue.or_else(|| (beyond()?.node_of_arn)(cloud, arn))
}

/// The bucket that a producer's extended client puts payloads into, if it exists.
fn store_of(cloud: &Cloud, actor: &Actor) -> Option<BucketId> {
    let Role::Producer(producer) = &actor.role else { return None };
    cloud.s3().bucket(&producer.config.extended.as_ref()?.bucket).map(|bucket| bucket.id)
}

/// Which actors put payloads into which buckets, or fetch them there: a consumer with the extended client fetches from the
/// buckets of those whose messages reach its queue.
pub(super) fn stores(cloud: &Cloud) -> Vec<(&Actor, BucketId)> {
    let puts: Vec<(&Actor, BucketId)> =
        cloud.actors().filter_map(|actor| store_of(cloud, actor).map(|bucket| (actor, bucket))).collect();
    let mut pairs = puts.clone();
    for actor in cloud.actors() {
        let Role::Consumer(consumer) = &actor.role else { continue };
        let Some(queue) = target_of(cloud, actor).filter(|_| consumer.config.extended.is_some()) else { continue };
        let mut buckets: Vec<BucketId> = puts
            .iter()
            .filter(|(producer, _)| target_of(cloud, producer).is_some_and(|target| reaches(cloud, target, queue)))
            .map(|(_, bucket)| *bucket)
            .collect();
        buckets.sort_unstable();
        buckets.dedup();
        pairs.extend(buckets.into_iter().map(|bucket| (actor, bucket)));
    }
    pairs
}

/// Whether what is sent there gets into that queue, at once or by a subscription.
fn reaches(cloud: &Cloud, target: NodeId, queue: NodeId) -> bool {
    let topic = match target {
        NodeId::Topic(id) => cloud.sns().topic(TopicId(id)),
        _ => return target == queue,
    };
    let Some(topic) = topic else { return false };
    let mut subscriptions = cloud.sns().subscriptions_of(topic).take(LOOKED_AT);
    subscriptions.any(|subscription| target_of_subscription(cloud, subscription) == Some(queue))
}
