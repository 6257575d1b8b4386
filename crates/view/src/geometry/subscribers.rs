//! Which nodes a topic delivers to, and who else sends to queues and topics.
//!
//! Queues and functions are nodes of their own. Of what stands outside only the first few subscribers of a topic are; all
//! others are one crowd, however many they are.

use super::{Node, NodeKind, Rect};
use crate::NodeId;
use crate::describe::number;
use queuelab::base::Arn;
use queuelab::cloud::{Cloud, kind_of};
use queuelab::endpoints::{Endpoint, Kind};
use queuelab::sns::subscription::{Protocol, Subscription};
use queuelab::sns::topic::Topic;
use queuelab::t;

/// Of a topic's subscriptions so many are looked at.
pub(super) const LOOKED_AT: usize = 500;
/// So many endpoints of a topic are nodes of their own.
const SHOWN_MAX: usize = 8;

/// The endpoint outside that a subscription reaches, as long as the lab remembers it.
pub fn endpoint_of<'a>(cloud: &'a Cloud, subscription: &Subscription) -> Option<&'a Endpoint> {
    cloud.endpoints().get(kind_of(subscription.protocol)?, &subscription.endpoint)
}

/// The queue, topic, stream, delivery stream, function or application that an ARN names.
pub fn node_of_arn(cloud: &Cloud, arn: &Arn) -> Option<NodeId> {
    match arn.service.as_str() {
        "sqs" => cloud.sqs().find_arn(arn).map(|id| NodeId::Queue(id.0)),
        "sns" => cloud.sns().find_arn(arn).map(|id| NodeId::Topic(id.0)),
        // A consumer with enhanced fan-out belongs to its stream.
        "kinesis" => cloud.kinesis().find_arn(arn).map(|id| NodeId::Stream(id.0)),
        "firehose" => cloud.firehose().find_arn(arn).map(|id| NodeId::DeliveryStream(id.0)),
        "lambda" => cloud.lambda().find_arn(arn).map(|id| NodeId::Function(id.0)),
        "kinesisanalytics" => cloud.analytics().find_arn(arn).map(|id| NodeId::Application(id.0)),
        _ => None,
    }
}

/// The node that a subscription reaches, if it has one of its own.
pub fn target_of_subscription(cloud: &Cloud, subscription: &Subscription) -> Option<NodeId> {
    match subscription.protocol {
        Protocol::Sqs | Protocol::Lambda => node_of_arn(cloud, &subscription.endpoint.parse().ok()?),
        protocol => {
            let stream = subscription.endpoint.parse().ok().filter(|_| protocol == Protocol::Firehose);
            let stream = stream.and_then(|arn| node_of_arn(cloud, &arn));
            stream.or_else(|| endpoint_of(cloud, subscription).map(|endpoint| NodeId::Endpoint(endpoint.number)))
        }
    }
}

/// The endpoints that have nodes: the first of each topic, and those that no topic reaches.
pub(super) fn shown(cloud: &Cloud) -> Vec<&Endpoint> {
    let mut shown: Vec<&Endpoint> = Vec::new();
    for topic in cloud.sns().topics() {
        let subscriptions = cloud.sns().subscriptions_of(topic).take(LOOKED_AT);
        let mut room = SHOWN_MAX;
        for endpoint in subscriptions.filter_map(|subscription| endpoint_of(cloud, subscription)) {
            if room == 0 {
                break;
            }
            if shown.iter().all(|known| known.number != endpoint.number) {
                shown.push(endpoint);
            }
            room -= 1;
        }
    }
    if cloud.sns().topics().next().is_none() || cloud.endpoints().iter().take(SHOWN_MAX + 1).count() <= SHOWN_MAX {
        let others = cloud.endpoints().iter().take(SHOWN_MAX);
        let new: Vec<&Endpoint> =
            others.filter(|endpoint| shown.iter().all(|known| known.number != endpoint.number)).collect();
        shown.extend(new);
    }
    shown
}

/// How many subscribers of a topic have no node.
pub fn crowd(cloud: &Cloud, topic: &Topic) -> u64 {
    let all = topic.subscriptions.len();
    let mut room = SHOWN_MAX;
    let mut drawn = 0;
    for subscription in cloud.sns().subscriptions_of(topic).take(LOOKED_AT) {
        let is_outside = kind_of(subscription.protocol).is_some();
        let has_node = target_of_subscription(cloud, subscription).is_some() && (!is_outside || room > 0);
        room -= usize::from(is_outside && has_node);
        drawn += u64::from(has_node);
    }
    // One that is not in the lab, such as a queue that was deleted, is no crowd.
    if all <= LOOKED_AT as u64 && all.saturating_sub(drawn) < 2 { 0 } else { all - drawn }
}

pub(super) fn endpoint_node(endpoint: &Endpoint, rect: Rect) -> Node {
    let title = match endpoint.kind {
        // The end of a device's ARN says nothing; the application's name does.
        Kind::Device => endpoint.address.split('/').nth(2).unwrap_or(&endpoint.address).to_owned(),
        _ => endpoint.address.trim_start_matches("https://").trim_start_matches("http://").to_owned(),
    };
    plain(NodeId::Endpoint(endpoint.number), NodeKind::Endpoint(endpoint.kind), title, rect)
}

pub(super) fn crowd_node(topic: &Topic, count: u64, rect: Rect) -> Node {
    plain(NodeId::Crowd(topic.id.0), NodeKind::Crowd, t!("{count} more subscribers", count = number(count)), rect)
}

/// A node without compartments.
pub(super) fn plain(id: NodeId, kind: NodeKind, title: String, rect: Rect) -> Node {
    Node { id, kind, title, dead_letter: false, rect, compartments: Vec::new() }
}
