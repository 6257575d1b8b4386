//! What moves at streams: records on their way in, by the axis of hash keys, and what readers get.

use super::NodeId;
use super::geometry::{Node, Point};
use super::motion::{Moving, SIZE, Stage, between, mark, vanishing};
use super::records::{self, Lane, compartment_of, lanes_x, on_axis, stream_of};
use super::tokens::{Look, RecordId, Subject, Token};
use queuelab::base::Origin;
use queuelab::cloud::{Event, EventKind};
use queuelab::kinesis::KinesisEvent;
use queuelab::kinesis::consumer::ConsumerId;
use queuelab::kinesis::hash::HashKey;
use queuelab::kinesis::shard::ShardId;
use queuelab::kinesis::stream::StreamId;

/// A record reaches the stream after this share of its way, the axis after the next, and its lane then.
const AT_STREAM: f64 = 0.5;
const AT_AXIS: f64 = 0.66;

/// Adds what an event moves.
pub(super) fn draw(stage: &Stage<'_>, moving: &mut Moving, actor: Option<NodeId>, event: &Event, share: f64) {
    let EventKind::Kinesis(kind) = &event.kind else { return };
    match kind {
        KinesisEvent::RecordPut { stream, shard, record } => {
            put(stage, moving, actor, RecordId { stream: stream.0, shard: *shard, place: *record }, share);
        }
        KinesisEvent::WriteThrottled { stream, shard, key } => {
            let key = key.as_deref().map(HashKey::of);
            refused(stage, moving, actor, (*stream, *shard), key, share);
        }
        KinesisEvent::RecordsRead { stream, shard, first, count } if *count > 0 => {
            read(stage, moving, actor, (*stream, *shard, *first), *count, share);
        }
        KinesisEvent::ReadThrottled { stream, .. } => bounce(stage, moving, actor, NodeId::Stream(stream.0), share),
        KinesisEvent::Pushed { consumer, shard, first, count } if *count > 0 => {
            let Some((stream, reader)) = pushed_to(stage, *consumer, *shard) else { return };
            read(stage, moving, reader, (stream, *shard, *first), *count, share);
        }
        KinesisEvent::RecordsExpired { stream, shard, count } => {
            expired(stage, moving, (*stream, *shard), *count, share);
        }
        _ => {}
    }
}

/// Whose subscription a push goes to.
fn pushed_to(stage: &Stage<'_>, consumer: ConsumerId, shard: u32) -> Option<(StreamId, Option<NodeId>)> {
    let kinesis = stage.cloud.kinesis();
    let stream = kinesis.consumer(consumer)?.stream;
    let found = kinesis.subscriptions().find(|one| one.consumer == consumer && one.shard.0 == shard);
    let reader = found.and_then(|subscription| match subscription.caller.origin {
        Origin::Actor(id) => Some(NodeId::Actor(id.0)),
        Origin::Mapping(id) => {
            let lambda = stage.cloud.lambda();
            let mapping = lambda.mapping(queuelab::lambda::MappingId(id))?;
            lambda.function_of(mapping).map(|function| NodeId::Function(function.id.0))
        }
        _ => None,
    });
    Some((stream, reader))
}

/// A record goes from its producer to the axis, at the height of its hash key, and from there to its place.
fn put(stage: &Stage<'_>, moving: &mut Moving, actor: Option<NodeId>, id: RecordId, share: f64) {
    let node_id = NodeId::Stream(id.stream);
    let (Some(node), Some(stream)) = (stage.geometry.node(node_id), stream_of(stage.cloud, node_id)) else { return };
    let Some(shard) = stream.shard(ShardId(id.shard)) else { return };
    let (Some(record), Some(rect)) = (shard.records.get(id.place), compartment_of(node, id.shard)) else { return };
    let needle = on_axis(node, record.hash);
    let rest = Lane::of(shard, rect).at(id.place);
    let link = actor.and_then(|actor| stage.link(actor, node_id));
    let entry = link.map_or(Point { x: node.rect.x, y: needle.y }, |(link, _)| link.at(1.0));
    let at = match link {
        Some((link, _)) if share < AT_STREAM => link.at(share / AT_STREAM),
        _ if share < AT_AXIS => between(entry, needle, (share - AT_STREAM).max(0.0) / (AT_AXIS - AT_STREAM)),
        _ => {
            let lane = Point { x: lanes_x(node), y: rest.y };
            let way = (share - AT_AXIS) / (1.0 - AT_AXIS);
            if way < 0.4 { between(needle, lane, way / 0.4) } else { between(lane, rest, (way - 0.4) / 0.6) }
        }
    };
    // A mark that stands for more than this record stays.
    let own = stage.place(Subject::Record(id)).filter(|(_, token)| token.stands_for == 1);
    let subject = own.filter(|(index, _)| moving.hide(*index)).map(|_| Subject::Record(id));
    moving.tokens.push(Token { subject, size: SIZE + 2.0, ..mark(at, (Look::Record, 0), 1.0) });
    if let Some(actor) = actor {
        moving.uses((actor, node_id));
    }
}

/// A record that its shard refuses gets as far as the axis and goes back.
fn refused(
    stage: &Stage<'_>,
    moving: &mut Moving,
    actor: Option<NodeId>,
    (stream, shard): (StreamId, u32),
    key: Option<HashKey>,
    share: f64,
) {
    let node_id = NodeId::Stream(stream.0);
    let Some(node) = stage.geometry.node(node_id) else { return };
    let middle =
        || compartment_of(node, shard).map(|rect| Point { x: records::axis(node).x, y: rect.y + rect.h / 2.0 });
    let Some(wall) = key.map(|key| on_axis(node, key)).or_else(middle) else { return };
    let out = if share < 0.6 { share / 0.6 } else { (1.0 - share) / 0.4 };
    let at = match actor.and_then(|actor| stage.link(actor, node_id)) {
        Some((link, _)) if out < 0.8 => link.at(out / 0.8),
        Some((link, _)) => between(link.at(1.0), wall, (out - 0.8) / 0.2),
        None => between(Point { x: wall.x - 40.0, ..wall }, wall, out),
    };
    moving.tokens.push(mark(at, (Look::Throttled, 0), 1.0));
    if let Some(actor) = actor {
        moving.uses((actor, node_id));
    }
}

/// A portion of records on its way to whoever reads. The records themselves stay.
fn read(
    stage: &Stage<'_>,
    moving: &mut Moving,
    reader: Option<NodeId>,
    (stream, shard, first): (StreamId, u32, u64),
    count: u32,
    share: f64,
) {
    let node_id = NodeId::Stream(stream.0);
    let (Some(node), Some(found)) = (stage.geometry.node(node_id), stream_of(stage.cloud, node_id)) else { return };
    let (Some(shard), Some(rect)) = (found.shard(ShardId(shard)), compartment_of(node, shard)) else { return };
    let from = Lane::of(shard, rect).at(first);
    let Some((link, forwards)) = reader.and_then(|reader| stage.link(node_id, reader)) else {
        return flash(moving, from, share);
    };
    let start = link.at(if forwards { 0.0 } else { 1.0 });
    let at = if share < 0.4 {
        between(from, start, share / 0.4)
    } else {
        let way = (share - 0.4) / 0.6;
        link.at(if forwards { way } else { 1.0 - way })
    };
    let size = if count > 1 { SIZE + 5.0 } else { SIZE + 2.0 };
    moving.tokens.push(Token { stands_for: u64::from(count), size, ..mark(at, (Look::Record, 0), vanishing(share)) });
    if let Some(reader) = reader {
        moving.uses((node_id, reader));
    }
}

/// Somebody without a node has read: the mark that the reading began with rises a little.
fn flash(moving: &mut Moving, from: Point, share: f64) {
    let at = Point { y: from.y - 12.0 * share, ..from };
    moving.tokens.push(Token { size: SIZE, ..mark(at, (Look::Record, 0), 1.0 - share) });
}

/// A call that is refused goes most of the way to the stream and back.
fn bounce(stage: &Stage<'_>, moving: &mut Moving, reader: Option<NodeId>, stream: NodeId, share: f64) {
    let Some((link, forwards)) = reader.and_then(|reader| stage.link(reader, stream)) else { return };
    let out = if share < 0.5 { share * 1.8 } else { (1.0 - share) * 1.8 };
    moving.tokens.push(mark(link.at(if forwards { out } else { 1.0 - out }), (Look::Throttled, 0), 1.0));
    moving.uses((link.source, link.target));
}

/// Records that are too old sink out of the end of their lane.
fn expired(stage: &Stage<'_>, moving: &mut Moving, (stream, shard): (StreamId, u32), count: u64, share: f64) {
    let Some(node) = stage.geometry.node(NodeId::Stream(stream.0)) else { return };
    let Some(rect) = end_of(node, shard) else { return };
    let at = Point { x: rect.x, y: rect.y + 22.0 * share };
    moving.tokens.push(Token { stands_for: count, ..mark(at, (Look::Expired, 0), 1.0 - share) });
}

/// The right end of a shard's lane, where the oldest records stand.
fn end_of(node: &Node, shard: u32) -> Option<Point> {
    let rect = compartment_of(node, shard)?;
    Some(Point { x: rect.x + rect.w - 48.0, y: rect.y + 14.0 })
}
