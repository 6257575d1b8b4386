//! Every node of a lab, with its size and its compartments, at no place yet.

use super::super::relations::{in_reading_order, is_dead_letter_queue, is_producer, stores};
use super::super::subscribers::{self, plain};
use super::super::{Compartment, Holds, Node, NodeKind, Rect};
use super::sizes::*;
use crate::NodeId;
use crate::beyond::beyond;
use queuelab::actors::Actor;
use queuelab::cloud::Cloud;
use queuelab::kinesis::stream::Stream;
use queuelab::s3::Bucket;
use queuelab::sqs::queue::Queue;
use std::sync::Arc;

/// All of them, those that may become roots of the layout first.
pub(super) fn all(cloud: &Cloud) -> Vec<Node> {
    if let Some(beyond) = beyond() {
        return (beyond.nodes)(cloud);
    }
    let queues = in_reading_order(cloud).into_iter().map(|queue| queue_node(cloud, queue));
    queues.chain(cloud.actors().map(actor_node)).collect()
}

/// The same of a lab with more than queues and actors.
pub fn everything(cloud: &Cloud) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    for topic in cloud.sns().topics() {
        nodes.push(plain(NodeId::Topic(topic.id.0), NodeKind::Topic, topic.key.name.to_string(), sized(TOPIC)));
    }
    nodes.extend(in_reading_order(cloud).into_iter().map(|queue| queue_node(cloud, queue)));
    nodes.extend(cloud.kinesis().streams().map(|stream| stream_node(cloud, stream)));
    nodes.extend(cloud.firehose().streams().map(|stream| {
        let name = stream.key.name.to_string();
        plain(NodeId::DeliveryStream(stream.id.0), NodeKind::DeliveryStream, name, sized(DELIVERY))
    }));
    nodes.extend(cloud.analytics().all().map(|managed| {
        let name = managed.key.name.to_string();
        plain(NodeId::Application(managed.id.0), NodeKind::Application, name, sized(RECEIVER))
    }));
    nodes.extend(cloud.lambda().functions().map(|function| {
        let name = function.key.name.to_string();
        plain(NodeId::Function(function.id.0), NodeKind::Function, name, sized(RECEIVER))
    }));
    nodes.extend(subscribers::shown(cloud).into_iter().map(|one| subscribers::endpoint_node(one, sized(RECEIVER))));
    for topic in cloud.sns().topics() {
        let count = subscribers::crowd(cloud, topic);
        if count > 0 {
            nodes.push(subscribers::crowd_node(topic, count, sized(RECEIVER)));
        }
    }
    nodes.extend(cloud.actors().map(actor_node));
    let stores: Vec<_> = stores(cloud).into_iter().map(|(_, bucket)| bucket).collect();
    let bucket_node = |bucket: &Bucket| {
        let size = if stores.contains(&bucket.id) { RECEIVER } else { SENDER };
        plain(NodeId::Bucket(bucket.id.0), NodeKind::Bucket, bucket.name.to_string(), sized(size))
    };
    nodes.extend(cloud.s3().buckets().map(bucket_node));
    nodes.extend(
        cloud.cloudwatch().alarms().map(|alarm| {
            plain(NodeId::Alarm(alarm.number), NodeKind::Alarm, alarm.key.name.to_string(), sized(SENDER))
        }),
    );
    nodes
}

fn sized((w, h): (f64, f64)) -> Rect {
    Rect { w, h, ..Rect::default() }
}

fn actor_node(actor: &Actor) -> Node {
    let (kind, size) = if is_producer(actor) { (NodeKind::Producer, PRODUCER) } else { (NodeKind::Consumer, CONSUMER) };
    plain(NodeId::Actor(actor.id.0), kind, actor.name().to_owned(), sized(size))
}

fn queue_node(cloud: &Cloud, queue: &Queue) -> Node {
    let body = Rect { x: 10.0, y: HEAD_H, w: QUEUE_W - 20.0, h: TRAY_H - 10.0 };
    let (compartments, body_h) = match queue.fifo() {
        None => (standard_compartments(queue, body), TRAY_H),
        Some(order) => {
            let names: Vec<Arc<str>> = order.groups().map(|(name, _)| name.clone()).collect();
            let more = names.len().saturating_sub(LANES_MAX);
            let mut holds: Vec<Holds> = names.into_iter().take(LANES_MAX).map(Holds::Group).collect();
            holds.extend((more > 0).then_some(Holds::OtherGroups(more)));
            lanes(holds, body, LANE_H)
        }
    };
    Node {
        id: NodeId::Queue(queue.id.0),
        kind: if queue.is_fifo() { NodeKind::FifoQueue } else { NodeKind::StandardQueue },
        title: queue.key.name.to_string(),
        dead_letter: is_dead_letter_queue(cloud, queue.id),
        rect: sized((QUEUE_W, HEAD_H + body_h)),
        compartments,
    }
}

fn standard_compartments(queue: &Queue, body: Rect) -> Vec<Compartment> {
    let delays = queue.attributes.delay_secs > 0 || queue.counts.delayed > 0;
    let delayed_w = if delays { DELAYED_W } else { 0.0 };
    let visible_w = body.w - delayed_w - IN_FLIGHT_W;
    let part = |holds, x, w| Compartment { holds, rect: Rect { x, w, ..body } };
    let mut parts = vec![
        part(Holds::Visible, body.x + delayed_w, visible_w),
        part(Holds::InFlight, body.x + delayed_w + visible_w, IN_FLIGHT_W),
    ];
    if delays {
        parts.insert(0, part(Holds::Delayed, body.x, delayed_w));
    }
    parts
}

/// Open shards in the order of what they own, then closed ones that still have records, as they were made.
fn stream_node(cloud: &Cloud, stream: &Stream) -> Node {
    let mut open: Vec<_> = stream.open_shards().collect();
    open.sort_by_key(|shard| shard.range);
    let closed = stream.shards().filter(|shard| !shard.is_open() && !shard.is_over(cloud.now(), stream.retention()));
    let mut holds: Vec<Holds> = open.into_iter().chain(closed).map(|shard| Holds::Shard(shard.id.0)).collect();
    let more = holds.len().saturating_sub(SHARDS_MAX);
    holds.truncate(SHARDS_MAX);
    holds.extend((more > 0).then_some(Holds::OtherShards(more)));
    let body = Rect { x: 10.0 + AXIS_W, y: HEAD_H, w: QUEUE_W - 20.0 - AXIS_W, h: 0.0 };
    let (compartments, body_h) = lanes(holds, body, SHARD_H);
    Node {
        id: NodeId::Stream(stream.id.0),
        kind: NodeKind::Stream,
        title: stream.key.name.to_string(),
        dead_letter: false,
        rect: sized((QUEUE_W, HEAD_H + body_h)),
        compartments,
    }
}

fn lanes(holds: Vec<Holds>, body: Rect, h: f64) -> (Vec<Compartment>, f64) {
    let mut y = body.y;
    let mut parts = Vec::with_capacity(holds.len());
    for holds in holds {
        parts.push(Compartment { holds, rect: Rect { y, h, ..body } });
        y += h;
    }
    (parts, (y - body.y).max(2.0 * LANE_H) + 10.0)
}
