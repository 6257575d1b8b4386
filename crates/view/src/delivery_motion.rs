//! What moves at delivery streams: records on their way in, batches to the function and back, and portions on their way to
//! the destination.

use super::NodeId;
use super::delivery_streams::{address_of, backup_of, bucket_of, named};
use super::geometry::Point;
use super::motion::{Moving, SIZE, Stage, mark, vanishing};
use super::tokens::{Look, Token};
use queuelab::cloud::{Event, EventKind};
use queuelab::endpoints::Kind;
use queuelab::firehose::{FirehoseEvent, Stream};

/// Adds what an event moves.
pub(super) fn draw(stage: &Stage<'_>, moving: &mut Moving, actor: Option<NodeId>, event: &Event, share: f64) {
    let EventKind::Firehose(kind) = &event.kind else { return };
    let Some(stream) = named(stage.cloud, kind.stream()) else { return };
    let node = NodeId::DeliveryStream(stream.id.0);
    match kind {
        // What comes from a shard is drawn where it is read.
        FirehoseEvent::Received { records, .. } if actor != Some(node) => {
            arrive(stage, moving, actor, node, *records, share);
        }
        FirehoseEvent::Invoked { records, .. } => {
            if let Some(function) = function_of(stage, stream) {
                go(stage, moving, (node, function), (Look::Record, *records), share);
            }
        }
        FirehoseEvent::Processed { ok, .. } => {
            if let Some(function) = function_of(stage, stream) {
                go(stage, moving, (function, node), (Look::Record, *ok), share);
            }
        }
        FirehoseEvent::InvocationFailed { .. } => {
            if let Some(function) = function_of(stage, stream) {
                bounce(stage, moving, (node, function), share);
            }
        }
        FirehoseEvent::Delivered { records, to, .. } => {
            if let Some(target) = target_of(stage, to) {
                go(stage, moving, (node, target), (Look::Visible, *records), share);
            }
        }
        FirehoseEvent::DeliveryFailed { lane, .. } => {
            let is_copy = &**lane == "source backup";
            let outside = address_of(stream).and_then(|address| endpoint(stage, &address));
            let bucket = if is_copy { backup_of(stage.cloud, stream) } else { bucket_of(stage.cloud, stream) };
            let bucket = bucket.map(|bucket| NodeId::Bucket(bucket.0));
            if let Some(target) = outside.filter(|_| !is_copy).or(bucket) {
                bounce(stage, moving, (node, target), share);
            }
        }
        FirehoseEvent::Lost { records, .. } => sink(stage, moving, node, *records, share),
        _ => {}
    }
}

/// The node that has what was delivered: a bucket by its URL, or an endpoint by its address.
fn target_of(stage: &Stage<'_>, to: &str) -> Option<NodeId> {
    let Some(rest) = to.strip_prefix("s3://") else { return endpoint(stage, to) };
    let bucket = stage.cloud.s3().bucket(rest.split('/').next().unwrap_or(rest))?;
    Some(NodeId::Bucket(bucket.id.0))
}

fn endpoint(stage: &Stage<'_>, address: &str) -> Option<NodeId> {
    stage.cloud.endpoints().get(Kind::Store, address).map(|endpoint| NodeId::Endpoint(endpoint.number))
}

fn function_of(stage: &Stage<'_>, stream: &Stream) -> Option<NodeId> {
    let arn = stream.destination.plan.processing.lambda.as_ref()?.arn.parse().ok()?;
    stage.cloud.lambda().find_arn(&arn).map(|id| NodeId::Function(id.0))
}

/// A portion on a link; it is larger than a single record.
fn go(stage: &Stage<'_>, moving: &mut Moving, (from, to): (NodeId, NodeId), (look, count): (Look, u64), share: f64) {
    let Some((link, forwards)) = stage.link(from, to) else { return };
    let at = link.at(if forwards { share } else { 1.0 - share });
    let size = if count > 1 { SIZE + 5.0 } else { SIZE + 2.0 };
    moving.tokens.push(Token { stands_for: count.max(1), size, ..mark(at, (look, 0), vanishing(share)) });
    moving.uses((from, to));
}

/// Records on their way in: from their sender, or falling in where that has no node.
fn arrive(stage: &Stage<'_>, moving: &mut Moving, actor: Option<NodeId>, node: NodeId, count: u64, share: f64) {
    if let Some(from) = actor.filter(|from| stage.link(*from, node).is_some()) {
        return go(stage, moving, (from, node), (Look::Record, count), share);
    }
    let Some(found) = stage.geometry.node(node) else { return };
    let at = Point { x: found.rect.x + found.rect.w - 34.0, y: found.rect.y - 10.0 + 26.0 * share };
    moving
        .tokens
        .push(Token { stands_for: count.max(1), ..mark(at, (Look::Record, 0), 1.0 - (share - 0.7).max(0.0) * 3.0) });
}

/// What is refused goes most of the way and back.
fn bounce(stage: &Stage<'_>, moving: &mut Moving, (from, to): (NodeId, NodeId), share: f64) {
    let Some((link, forwards)) = stage.link(from, to) else { return };
    let out = if share < 0.5 { share * 1.8 } else { (1.0 - share) * 1.8 };
    moving.tokens.push(mark(link.at(if forwards { out } else { 1.0 - out }), (Look::Throttled, 0), 1.0));
    moving.uses((link.source, link.target));
}

/// What nobody took for too long sinks out of the stream.
fn sink(stage: &Stage<'_>, moving: &mut Moving, node: NodeId, count: u64, share: f64) {
    let Some(found) = stage.geometry.node(node) else { return };
    let at = Point { x: found.rect.x + found.rect.w / 2.0, y: found.rect.y + found.rect.h - 8.0 + 22.0 * share };
    moving.tokens.push(Token { stands_for: count.max(1), ..mark(at, (Look::Expired, 0), 1.0 - share) });
}
