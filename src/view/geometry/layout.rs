//! Where nodes stand: columns on a wide stage, one below the other on a narrow one.

use super::relations::{
    attached, dead_letter_target, in_reading_order, is_dead_letter_queue, is_producer, publishers, stores, target_of,
};
use super::subscribers::{self, plain};
use super::{Compartment, Geometry, Holds, Node, NodeKind, Point, Rect};
use crate::actors::Actor;
use crate::cloud::Cloud;
use crate::s3::{Bucket, BucketId};
use crate::sns::topic::Topic;
use crate::sqs::queue::Queue;
use crate::view::NodeId;
use std::sync::Arc;

pub(super) const MARGIN: f64 = 28.0;
const GUTTER_X: f64 = 92.0;
const GUTTER_Y: f64 = 26.0;
const MARGIN_DOWN: f64 = 12.0;
const GUTTER_DOWN: f64 = 34.0;
/// How large a topic is drawn.
const TOPIC: (f64, f64) = (188.0, 92.0);
const PRODUCER: (f64, f64) = (168.0, 64.0);
const CONSUMER: (f64, f64) = (204.0, 84.0);
/// How wide functions and endpoints are on a wide stage; on a narrow one two stand in a row.
const RECEIVER_W: f64 = 230.0;
/// How tall buckets, alarms, functions and endpoints are.
const BADGE_H: f64 = 76.0;
/// How wide a queue is drawn.
pub const QUEUE_W: f64 = 404.0;
/// How tall a queue's head is: its name and counts.
pub const HEAD_H: f64 = 50.0;
const TRAY_H: f64 = 82.0;
/// How tall the lane of a message group is.
pub const LANE_H: f64 = 34.0;
/// Groups beyond this many share a lane.
pub const LANES_MAX: usize = 8;
const DELAYED_W: f64 = 84.0;
const IN_FLIGHT_W: f64 = 132.0;
/// Room for the name of a message group at the left of its lane.
pub const LANE_HEAD_W: f64 = 78.0;

/// Producers, queues and consumers in three columns.
pub(super) fn across(cloud: &Cloud) -> Geometry {
    let mut geometry = Geometry::default();
    let topic_x = MARGIN + PRODUCER.0 + GUTTER_X;
    // Topics have a column of their own, where there are any.
    let topics_w = if cloud.sns().topics().next().is_some() { TOPIC.0 + GUTTER_X } else { 0.0 };
    let queue_x = topic_x + topics_w;
    let consumer_x = queue_x + QUEUE_W + GUTTER_X;
    let (mut y, mut left_y, mut right_y) = (MARGIN, MARGIN, MARGIN);
    for queue in in_reading_order(cloud) {
        let node = queue_node(cloud, queue, Point { x: queue_x, y });
        let middle = y + node.rect.h / 2.0;
        left_y = stack(&mut geometry, &attached(cloud, queue, true), (MARGIN, middle, left_y), PRODUCER);
        right_y = stack(&mut geometry, &attached(cloud, queue, false), (consumer_x, middle, right_y), CONSUMER);
        let for_letters = if dead_letter_target(cloud, queue).is_some() { 14.0 } else { 0.0 };
        let below = node.rect.y + node.rect.h + GUTTER_Y + for_letters;
        geometry.nodes.push(node);
        y = below.max(left_y.max(right_y) - CONSUMER.1 / 2.0);
    }
    let middle = payload_buckets(cloud).into_iter().chain(receivers(cloud)).collect();
    column(&mut geometry, middle, Point { x: queue_x, y }, RECEIVER_W);
    let left_y = topics_across(cloud, &mut geometry, topic_x, left_y);
    let left_y = stack(&mut geometry, &loose(cloud, true), (MARGIN, 0.0, left_y), PRODUCER);
    stack(&mut geometry, &loose(cloud, false), (consumer_x, 0.0, right_y), CONSUMER);
    column(&mut geometry, sources(cloud), Point { x: MARGIN, y: left_y }, PRODUCER.0);
    geometry.nodes.sort_by_key(|node| (node.rect.x > queue_x, node.id));
    geometry
}

/// Buckets and alarms, which tell queues and topics by themselves.
fn sources(cloud: &Cloud) -> Vec<Node> {
    let stores = stores(cloud);
    let is_store = |bucket: &&Bucket| stores.iter().any(|(_, store)| *store == bucket.id);
    let buckets = cloud.s3().buckets().filter(|bucket| !is_store(bucket)).map(bucket_node);
    let alarms = cloud
        .cloudwatch()
        .alarms()
        .map(|alarm| plain(NodeId::Alarm(alarm.number), NodeKind::Alarm, alarm.key.name.to_string(), Rect::default()));
    buckets.chain(alarms).collect()
}

/// Buckets that payloads go through, between those who put and those who fetch them.
fn payload_buckets(cloud: &Cloud) -> Vec<Node> {
    let mut ids: Vec<BucketId> = stores(cloud).into_iter().map(|(_, bucket)| bucket).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().filter_map(|id| cloud.s3().bucket_of(id)).map(bucket_node).collect()
}

fn bucket_node(bucket: &Bucket) -> Node {
    plain(NodeId::Bucket(bucket.id.0), NodeKind::Bucket, bucket.name.to_string(), Rect::default())
}

/// Functions, endpoints and crowds, which topics deliver to.
fn receivers(cloud: &Cloud) -> Vec<Node> {
    let functions = cloud.lambda().functions().map(|function| {
        plain(NodeId::Function(function.id.0), NodeKind::Function, function.key.name.to_string(), Rect::default())
    });
    let mut nodes: Vec<Node> = functions.collect();
    nodes.extend(subscribers::shown(cloud).into_iter().map(|one| subscribers::endpoint_node(one, Rect::default())));
    for topic in cloud.sns().topics() {
        let count = subscribers::crowd(cloud, topic);
        if count > 0 {
            nodes.push(subscribers::crowd_node(topic, count, Rect::default()));
        }
    }
    nodes
}

/// Nodes below one another.
fn column(geometry: &mut Geometry, nodes: Vec<Node>, at: Point, w: f64) {
    let mut y = at.y;
    for mut node in nodes {
        node.rect = Rect { x: at.x, y, w, h: BADGE_H };
        y += BADGE_H + GUTTER_Y;
        geometry.nodes.push(node);
    }
}

/// Nodes two in a row, as wide as a queue; answers where the next may stand.
fn pairs(geometry: &mut Geometry, nodes: Vec<Node>, at: Point, gutter: f64) -> f64 {
    const GAP: f64 = 16.0;
    let w = (QUEUE_W - GAP) / 2.0;
    let (mut x, mut y) = (at.x, at.y);
    let last = nodes.len().saturating_sub(1);
    for (index, mut node) in nodes.into_iter().enumerate() {
        node.rect = Rect { x, y, w, h: BADGE_H };
        geometry.nodes.push(node);
        x += w + GAP;
        if index % 2 == 1 || index == last {
            x = at.x;
            y += BADGE_H + gutter;
        }
    }
    y
}

/// Topics, each at the height of the queues that it delivers to, and their producers beside them.
fn topics_across(cloud: &Cloud, geometry: &mut Geometry, x: f64, mut left_y: f64) -> f64 {
    let mut y = MARGIN;
    for topic in cloud.sns().topics() {
        let middle = middle_of_targets(cloud, geometry, topic).unwrap_or(y + TOPIC.1 / 2.0);
        let top = (middle - TOPIC.1 / 2.0).max(y);
        let node = topic_node(topic, Rect { x, y: top, w: TOPIC.0, h: TOPIC.1 });
        let middle = top + TOPIC.1 / 2.0;
        y = top + TOPIC.1 + GUTTER_Y;
        geometry.nodes.push(node);
        left_y = stack(geometry, &publishers(cloud, topic), (MARGIN, middle, left_y), PRODUCER);
    }
    left_y
}

/// Half-way down between the first and the last queue that a topic delivers to.
fn middle_of_targets(cloud: &Cloud, geometry: &Geometry, topic: &Topic) -> Option<f64> {
    let queues = cloud.sns().subscriptions_of(topic).take(64).filter_map(|subscription| {
        let target = subscribers::target_of_subscription(cloud, subscription)?;
        geometry.node(target).map(|node| node.rect.y + node.rect.h / 2.0)
    });
    let ends = queues.fold(None, |ends: Option<(f64, f64)>, y| {
        Some(ends.map_or((y, y), |(first, last)| (first.min(y), last.max(y))))
    });
    ends.map(|(first, last)| f64::midpoint(first, last))
}

fn topic_node(topic: &Topic, rect: Rect) -> Node {
    Node {
        id: NodeId::Topic(topic.id.0),
        kind: NodeKind::Topic,
        title: topic.key.name.to_string(),
        dead_letter: false,
        rect,
        compartments: Vec::new(),
    }
}

/// Each queue with its producers above it and its consumers below it, two in a row.
pub(super) fn down(cloud: &Cloud) -> Geometry {
    let mut geometry = Geometry::default();
    let mut y = pairs(&mut geometry, sources(cloud), Point { x: MARGIN_DOWN, y: MARGIN_DOWN }, GUTTER_DOWN);
    for topic in cloud.sns().topics() {
        y = rows(&mut geometry, &publishers(cloud, topic), y, PRODUCER.1);
        let rect = Rect { x: MARGIN_DOWN + (QUEUE_W - TOPIC.0) / 2.0, y, w: TOPIC.0, h: TOPIC.1 };
        geometry.nodes.push(topic_node(topic, rect));
        y += TOPIC.1 + GUTTER_DOWN;
    }
    for queue in in_reading_order(cloud) {
        y = rows(&mut geometry, &attached(cloud, queue, true), y, PRODUCER.1);
        let node = queue_node(cloud, queue, Point { x: MARGIN_DOWN, y });
        y += node.rect.h + GUTTER_DOWN;
        geometry.nodes.push(node);
        y = rows(&mut geometry, &attached(cloud, queue, false), y, CONSUMER.1);
    }
    let at = Point { x: MARGIN_DOWN, y };
    let below = payload_buckets(cloud).into_iter().chain(receivers(cloud)).collect();
    y = pairs(&mut geometry, below, at, GUTTER_DOWN);
    y = rows(&mut geometry, &loose(cloud, true), y, PRODUCER.1);
    rows(&mut geometry, &loose(cloud, false), y, CONSUMER.1);
    geometry
}

fn rows(geometry: &mut Geometry, actors: &[&Actor], mut y: f64, height: f64) -> f64 {
    const GAP: f64 = 16.0;
    for pair in actors.chunks(2) {
        let mut x = MARGIN_DOWN;
        let w = (QUEUE_W - GAP) / 2.0;
        for actor in pair {
            geometry.nodes.push(actor_node(actor, Rect { x, y, w, h: height }));
            x += w + GAP;
        }
        y += height + GUTTER_DOWN;
    }
    y
}

/// Actors that work with nothing that exists.
fn loose(cloud: &Cloud, producers: bool) -> Vec<&Actor> {
    cloud.actors().filter(|actor| is_producer(actor) == producers && target_of(cloud, actor).is_none()).collect()
}

fn actor_node(actor: &Actor, rect: Rect) -> Node {
    Node {
        id: NodeId::Actor(actor.id.0),
        kind: if is_producer(actor) { NodeKind::Producer } else { NodeKind::Consumer },
        title: actor.name().to_owned(),
        dead_letter: false,
        rect,
        compartments: Vec::new(),
    }
}

/// Puts actors below one another, around a height if there is room, and answers where the next may stand.
fn stack(geometry: &mut Geometry, actors: &[&Actor], (x, middle, free_y): (f64, f64, f64), size: (f64, f64)) -> f64 {
    if actors.is_empty() {
        return free_y;
    }
    #[allow(clippy::cast_precision_loss, reason = "a handful of actors")]
    let count = actors.len() as f64;
    let height = count * size.1 + (count - 1.0) * GUTTER_Y;
    let mut y = (middle - height / 2.0).max(free_y);
    for actor in actors {
        geometry.nodes.push(actor_node(actor, Rect { x, y, w: size.0, h: size.1 }));
        y += size.1 + GUTTER_Y;
    }
    y
}

fn queue_node(cloud: &Cloud, queue: &Queue, at: Point) -> Node {
    let body = Rect { x: at.x + 10.0, y: at.y + HEAD_H, w: QUEUE_W - 20.0, h: TRAY_H - 10.0 };
    let (compartments, body_h) = match queue.fifo() {
        None => (standard_compartments(queue, body), TRAY_H),
        Some(order) => {
            let names: Vec<Arc<str>> = order.groups().map(|(name, _)| name.clone()).collect();
            lanes(names, body)
        }
    };
    Node {
        id: NodeId::Queue(queue.id.0),
        kind: if queue.is_fifo() { NodeKind::FifoQueue } else { NodeKind::StandardQueue },
        title: queue.key.name.to_string(),
        dead_letter: is_dead_letter_queue(cloud, queue.id),
        rect: Rect { x: at.x, y: at.y, w: QUEUE_W, h: HEAD_H + body_h },
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

fn lanes(names: Vec<Arc<str>>, body: Rect) -> (Vec<Compartment>, f64) {
    let more = names.len().saturating_sub(LANES_MAX);
    let mut holds: Vec<Holds> = names.into_iter().take(LANES_MAX).map(Holds::Group).collect();
    if more > 0 {
        holds.push(Holds::OtherGroups(more));
    }
    let mut y = body.y;
    let mut parts = Vec::with_capacity(holds.len());
    for holds in holds {
        parts.push(Compartment { holds, rect: Rect { y, h: LANE_H, ..body } });
        y += LANE_H;
    }
    (parts, (y - body.y).max(2.0 * LANE_H) + 10.0)
}
