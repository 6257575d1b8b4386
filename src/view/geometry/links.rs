//! The courses of the links.

use super::layout::QUEUE_W;
use super::relations::{dead_letter_target, is_producer, stores, target_of};
use super::subscribers::{LOOKED_AT, node_of_arn, target_of_subscription};
use super::{Flow, Gate, Geometry, Link, LinkKind, Point, Rect};
use crate::cloud::Cloud;
use crate::view::NodeId;
use crate::view::access::is_barred;

/// All links, with their courses.
pub(super) fn of(cloud: &Cloud, geometry: &Geometry, flow: Flow) -> Vec<Link> {
    let mut links = Vec::new();
    let rect = |id: NodeId| geometry.node(id).map(|node| node.rect);
    let course = |from: Rect, to: Rect| match flow {
        Flow::Across => sideways(from.right(), to.left()),
        Flow::Down => downwards(from.bottom(), to.top_near(from.bottom())),
    };
    for actor in cloud.actors() {
        let Some(queue) = target_of(cloud, actor) else { continue };
        let actor_id = NodeId::Actor(actor.id.0);
        let (Some(actor_rect), Some(queue_rect)) = (rect(actor_id), rect(queue)) else { continue };
        links.push(if is_producer(actor) {
            Link { kind: LinkKind::Send, source: actor_id, target: queue, curve: course(actor_rect, queue_rect) }
        } else {
            let curve = match flow {
                Flow::Across => sideways(queue_rect.right(), actor_rect.left()),
                Flow::Down => downwards(queue_rect.bottom_near(actor_rect.top()), actor_rect.top()),
            };
            Link { kind: LinkKind::Receive, source: queue, target: actor_id, curve }
        });
    }
    for topic in cloud.sns().topics() {
        let source = NodeId::Topic(topic.id.0);
        // Of very many subscriptions only those to nodes on the stage have a link; the crowd has one for all.
        if let (Some(from), Some(to)) = (rect(source), rect(NodeId::Crowd(topic.id.0))) {
            let (kind, target) = (LinkKind::Deliver(Gate::Open), NodeId::Crowd(topic.id.0));
            links.push(Link { kind, source, target, curve: course(from, to) });
        }
        for subscription in cloud.sns().subscriptions_of(topic).take(LOOKED_AT) {
            let Some(target) = target_of_subscription(cloud, subscription) else { continue };
            let (Some(from), Some(to)) = (rect(source), rect(target)) else { continue };
            let curve = match flow {
                // Past the nodes between, as the way of dead letters.
                Flow::Down if to.y > from.y + from.h + FAR => around(from.right(), to.right()),
                _ => course(from, to),
            };
            let gate = match subscription.settings.filter {
                _ if is_barred(cloud, subscription) => Gate::Barred,
                Some(_) => Gate::Filtered,
                None => Gate::Open,
            };
            let kind = LinkKind::Deliver(gate);
            links.push(Link { kind, source, target, curve });
        }
    }
    links.extend(notifications(cloud).filter_map(|(source, target)| {
        let (from, to) = (rect(source)?, rect(target)?);
        Some(Link { kind: LinkKind::Notify, source, target, curve: course(from, to) })
    }));
    links.extend(stores(cloud).into_iter().filter_map(|(actor, bucket)| {
        let (actor_id, bucket_id) = (NodeId::Actor(actor.id.0), NodeId::Bucket(bucket.0));
        let (actor_rect, bucket_rect) = (rect(actor_id)?, rect(bucket_id)?);
        let puts = is_producer(actor);
        let (source, target) = if puts { (actor_id, bucket_id) } else { (bucket_id, actor_id) };
        let curve = match flow {
            Flow::Across if puts => sideways(actor_rect.right(), bucket_rect.left()),
            Flow::Across => below(bucket_rect.right(), actor_rect.left_low()),
            Flow::Down if puts => along_edge(actor_rect.right(), bucket_rect.right()),
            Flow::Down => along_edge(bucket_rect.right(), actor_rect.right()),
        };
        Some(Link { kind: LinkKind::Store, source, target, curve })
    }));
    for queue in cloud.sqs().queues() {
        let Some(target) = dead_letter_target(cloud, queue) else { continue };
        let (source, target) = (NodeId::Queue(queue.id.0), NodeId::Queue(target.0));
        let (Some(from), Some(to)) = (rect(source), rect(target)) else { continue };
        let below = to.y >= from.y + from.h;
        let curve = match flow {
            Flow::Across if below => downwards(from.bottom(), to.top()),
            Flow::Across => sideways(from.right(), to.left()),
            // Along the right edge, past the consumers between.
            Flow::Down => around(from.right(), to.right()),
        };
        links.push(Link { kind: LinkKind::DeadLetter, source, target, curve });
    }
    links
}

/// Whom buckets and alarms tell, each pair once.
fn notifications(cloud: &Cloud) -> impl Iterator<Item = (NodeId, NodeId)> {
    let mut pairs = Vec::new();
    for bucket in cloud.s3().buckets() {
        let targets = bucket.notification.rules.iter().filter_map(|rule| node_of_arn(cloud, &rule.destination.arn));
        pairs.extend(targets.map(|target| (NodeId::Bucket(bucket.id.0), target)));
    }
    for alarm in cloud.cloudwatch().alarms() {
        let rule = &alarm.rule;
        let actions = rule.alarm_actions.iter().chain(&rule.ok_actions).chain(&rule.insufficient_data_actions);
        let targets = actions.filter_map(|action| node_of_arn(cloud, &action.parse().ok()?));
        pairs.extend(targets.map(|target| (NodeId::Alarm(alarm.number), target)));
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs.into_iter()
}

fn around(from: Point, to: Point) -> [Point; 4] {
    let bend = 34.0;
    [from, Point { x: from.x + bend, ..from }, Point { x: to.x + bend, ..to }, to]
}

/// Past what stands between at the right edge of a narrow stage, whose nodes are as wide as a queue.
fn along_edge(from: Point, to: Point) -> [Point; 4] {
    let x = QUEUE_W + 80.0;
    [from, Point { x, ..from }, Point { x, ..to }, to]
}

/// Sideways, but low for most of the way: beneath the queue beside which the bucket of its payloads stands.
fn below(from: Point, to: Point) -> [Point; 4] {
    let to = Point { x: to.x - CLEARANCE, ..to };
    [from, Point { x: to.x, ..from }, Point { x: to.x - 50.0, ..to }, to]
}

/// A queue further down than that has other nodes above it.
const FAR: f64 = 60.0;

/// Arrows end a little before the node, clear of the dot by which connections are drawn.
const CLEARANCE: f64 = 8.0;

fn sideways(from: Point, to: Point) -> [Point; 4] {
    let to = Point { x: to.x - CLEARANCE, ..to };
    let bend = ((to.x - from.x).abs() / 2.0).max(24.0);
    [from, Point { x: from.x + bend, ..from }, Point { x: to.x - bend, ..to }, to]
}

fn downwards(from: Point, to: Point) -> [Point; 4] {
    let to = Point { y: to.y - CLEARANCE / 2.0, ..to };
    let bend = ((to.y - from.y).abs() / 2.0).max(12.0);
    [from, Point { y: from.y + bend, ..from }, Point { y: to.y - bend, ..to }, to]
}
