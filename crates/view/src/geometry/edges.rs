//! What is connected with what: every link of the stage, without its course. The layout follows from it, and so do the
//! links that are drawn.

use super::relations::{dead_letter_target, is_producer, stores, target_of};
use super::subscribers::{LOOKED_AT, crowd, node_of_arn, target_of_subscription};
use super::{Gate, LinkKind};
use crate::NodeId;
use crate::access::is_barred;
use crate::beyond::beyond;
use queuelab::cloud::Cloud;
use queuelab::endpoints::Kind;
use queuelab::firehose::{Source, Stream, Target};
use queuelab::lambda::FunctionId;

/// A link between two nodes, from the one that something leaves to the one that it reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// What for.
    pub kind: LinkKind,
    /// The node at its beginning.
    pub source: NodeId,
    /// The node at its end.
    pub target: NodeId,
}

impl Edge {
    const fn new(kind: LinkKind, source: NodeId, target: NodeId) -> Self {
        Self { kind, source, target }
    }

    /// Whether what goes along it goes on from there: dead letters and payloads are beside the way.
    pub const fn leads_on(&self) -> bool {
        !matches!(self.kind, LinkKind::DeadLetter | LinkKind::Store)
    }
}

/// All of a lab, in a fixed order.
pub(super) fn of(cloud: &Cloud) -> Vec<Edge> {
    let mut edges = Vec::new();
    actors(cloud, &mut edges);
    if let Some(beyond) = beyond() {
        (beyond.links)(cloud, &mut edges);
    }
    for queue in cloud.sqs().queues() {
        if let Some(target) = dead_letter_target(cloud, queue) {
            edges.push(Edge::new(LinkKind::DeadLetter, NodeId::Queue(queue.id.0), NodeId::Queue(target.0)));
        }
    }
    edges
}

/// Those of all that is neither a queue nor an actor.
pub fn farther_links(cloud: &Cloud, edges: &mut Vec<Edge>) {
    subscriptions(cloud, edges);
    edges.extend(notifications(cloud).map(|(source, target)| Edge::new(LinkKind::Notify, source, target)));
    edges.extend(mappings(cloud));
    edges.extend(destinations(cloud));
    for stream in cloud.firehose().streams() {
        deliveries(cloud, stream, edges);
    }
    applications(cloud, edges);
    for (actor, bucket) in stores(cloud) {
        let (actor_id, bucket) = (NodeId::Actor(actor.id.0), NodeId::Bucket(bucket.0));
        let (source, target) = if is_producer(actor) { (actor_id, bucket) } else { (bucket, actor_id) };
        edges.push(Edge::new(LinkKind::Store, source, target));
    }
}

fn actors(cloud: &Cloud, edges: &mut Vec<Edge>) {
    for actor in cloud.actors() {
        let Some(place) = target_of(cloud, actor) else { continue };
        let id = NodeId::Actor(actor.id.0);
        edges.push(if is_producer(actor) {
            Edge::new(LinkKind::Send, id, place)
        } else {
            Edge::new(LinkKind::Receive, place, id)
        });
    }
}

/// Of very many subscriptions only those to nodes on the stage have a link; the crowd has one for all.
fn subscriptions(cloud: &Cloud, edges: &mut Vec<Edge>) {
    for topic in cloud.sns().topics() {
        let source = NodeId::Topic(topic.id.0);
        if crowd(cloud, topic) > 0 {
            edges.push(Edge::new(LinkKind::Deliver(Gate::Open), source, NodeId::Crowd(topic.id.0)));
        }
        for subscription in cloud.sns().subscriptions_of(topic).take(LOOKED_AT) {
            let Some(target) = target_of_subscription(cloud, subscription) else { continue };
            let gate = match subscription.settings.filter {
                _ if is_barred(cloud, subscription) => Gate::Barred,
                Some(_) => Gate::Filtered,
                None => Gate::Open,
            };
            edges.push(Edge::new(LinkKind::Deliver(gate), source, target));
        }
    }
}

/// What functions work through: queues and streams, by event source mappings.
fn mappings(cloud: &Cloud) -> Vec<Edge> {
    let lambda = cloud.lambda();
    let edge = |mapping: &queuelab::lambda::Mapping| {
        let function = lambda.function_of(mapping)?;
        let source = node_of_arn(cloud, &mapping.source.arn)?;
        Some(Edge::new(LinkKind::Receive, source, NodeId::Function(function.id.0)))
    };
    once(lambda.mappings().filter_map(edge))
}

/// Where functions and their mappings send what they have given up, and what functions tell of their successes.
fn destinations(cloud: &Cloud) -> Vec<Edge> {
    let lambda = cloud.lambda();
    let named = |arn: Option<&str>| node_of_arn(cloud, &arn?.parse().ok()?);
    let mut edges: Vec<Edge> = Vec::new();
    let mut add = |kind, function: FunctionId, target: Option<NodeId>| {
        edges.extend(target.map(|target| Edge::new(kind, NodeId::Function(function.0), target)));
    };
    for function in lambda.functions() {
        let config = function.event_config.as_ref();
        add(LinkKind::DeadLetter, function.id, named(function.dead_letter.as_deref()));
        add(LinkKind::DeadLetter, function.id, named(config.and_then(|config| config.on_failure.as_deref())));
        add(LinkKind::Notify, function.id, named(config.and_then(|config| config.on_success.as_deref())));
    }
    for mapping in lambda.mappings() {
        let Some(function) = lambda.function_of(mapping) else { continue };
        let stream = mapping.settings.stream.as_ref();
        add(LinkKind::DeadLetter, function.id, named(stream.and_then(|stream| stream.on_failure.as_deref())));
    }
    once(edges)
}

/// Each link once, in the order in which it came first.
fn once(edges: impl IntoIterator<Item = Edge>) -> Vec<Edge> {
    let mut once = Vec::new();
    for edge in edges {
        if !once.contains(&edge) {
            once.push(edge);
        }
    }
    once
}

/// Where a delivery stream reads, which function it has its records changed by, and where it delivers.
fn deliveries(cloud: &Cloud, stream: &Stream, edges: &mut Vec<Edge>) {
    let id = NodeId::DeliveryStream(stream.id.0);
    let named = |arn: &str| node_of_arn(cloud, &arn.parse().ok()?);
    if let Source::Kinesis(arn, _) = &stream.source {
        edges.extend(named(arn).map(|source| Edge::new(LinkKind::Receive, source, id)));
    }
    let plan = &stream.destination.plan;
    let outside = plan.target.address().and_then(|address| cloud.endpoints().get(Kind::Store, &address));
    let outside = outside.map(|endpoint| NodeId::Endpoint(endpoint.number));
    let bucket = cloud.s3().bucket(&plan.bucket.bucket).map(|bucket| NodeId::Bucket(bucket.id.0));
    let backup = plan.source_backup.as_ref().and_then(|backup| cloud.s3().bucket(&backup.bucket));
    let backup = backup.map(|backup| NodeId::Bucket(backup.id.0)).filter(|backup| Some(*backup) != bucket);
    let main = if plan.target == Target::S3 { bucket } else { outside };
    let beside = [bucket, backup].into_iter().flatten().filter(|other| Some(*other) != main);
    edges.extend(main.map(|target| Edge::new(LinkKind::Deliver(Gate::Open), id, target)));
    // What failed, or a copy of what came in, goes there.
    edges.extend(beside.map(|other| Edge::new(LinkKind::Notify, id, other)));
    let function = plan.processing.lambda.as_ref().and_then(|function| named(&function.arn));
    edges.extend(function.map(|function| Edge::new(LinkKind::Notify, id, function)));
}

/// What applications read, and where their rows go.
fn applications(cloud: &Cloud, edges: &mut Vec<Edge>) {
    let place = |arn: &str| node_of_arn(cloud, &arn.parse().ok()?);
    for managed in cloud.analytics().all() {
        let id = NodeId::Application(managed.id.0);
        let inputs = managed.setup.inputs.iter().filter_map(|(_, input)| place(input.source().ok()?.1.arn()));
        let read = inputs.map(|source| Edge::new(LinkKind::Receive, source, id));
        let outputs = managed.setup.outputs.iter().filter_map(|(_, output)| place(output.target().ok()?.1.arn()));
        let sent = outputs.map(|target| Edge::new(LinkKind::Send, id, target));
        edges.extend(once(read.chain(sent)));
    }
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
