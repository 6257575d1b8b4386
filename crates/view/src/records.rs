//! Records as upright marks in the lanes of their shards, the oldest at the right, where readers begin.
//!
//! What is drawn always adds up to what the shard keeps: past so many records each mark stands for k of them, the last
//! one for the rest.

use super::NodeId;
use super::geometry::{AXIS_W, Geometry, HEAD_H, Holds, Node, Point, Rect, SHARDS_MAX};
use super::tokens::{Look, RecordId, Subject, Token};
use queuelab::cloud::Cloud;
use queuelab::kinesis::hash::HashKey;
use queuelab::kinesis::shard::{Shard, ShardId};
use queuelab::kinesis::stream::{Stream, StreamId};

/// Room for a shard's name and gauges at the left of its lane.
pub const SHARD_HEAD_W: f64 = 78.0;
/// Room for the count at the right of a lane.
const COUNT_W: f64 = 56.0;
/// How far apart records stand.
const PITCH: f64 = 8.0;
/// How tall a record is drawn.
const RECORD_H: f64 = 15.0;
/// The middle of records below the upper edge of their lane.
const RECORD_Y: f64 = 14.0;
/// How wide the axis of hash keys is drawn, at the left of its room.
pub const AXIS_BAR_W: f64 = 9.0;

/// Where the records of a shard stand in its lane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lane {
    /// The part of the lane for records.
    pub area: Rect,
    /// The place of the oldest record.
    first: u64,
    /// How many records there are.
    total: u64,
    /// How many each mark stands for.
    pub each: u64,
}

impl Lane {
    /// The lane of a shard in its compartment.
    pub fn of(shard: &Shard, rect: Rect) -> Self {
        Self::for_count(shard.records.front(), shard.records.len(), rect)
    }

    fn for_count(first: u64, total: u64, rect: Rect) -> Self {
        let area = Rect { x: rect.x + SHARD_HEAD_W, w: rect.w - SHARD_HEAD_W - COUNT_W, ..rect };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few dozen marks")]
        let room = ((area.w / PITCH).floor() as u64).max(1);
        Self { area, first, total, each: total.div_ceil(room).max(1) }
    }

    /// Where the record at a place of the shard stands; the place behind the last record is that of the next one.
    pub fn at(&self, place: u64) -> Point {
        let mark = place.saturating_sub(self.first).min(self.total) / self.each;
        self.mark(mark)
    }

    /// Between a record and the one after it: where a reader stands that will get the later one next.
    pub fn before(&self, place: u64) -> f64 {
        let past = place.saturating_sub(self.first).min(self.total);
        #[allow(clippy::cast_precision_loss, reason = "a few dozen marks")]
        let marks = past as f64 / self.each as f64;
        self.area.x + self.area.w - marks * PITCH
    }

    fn mark(&self, mark: u64) -> Point {
        #[allow(clippy::cast_precision_loss, reason = "a few dozen marks")]
        let x = self.area.x + self.area.w - (mark as f64 + 0.5) * PITCH;
        Point { x, y: self.area.y + RECORD_Y }
    }

    /// The marks: the place of the first record of each, and how many it stands for.
    fn marks(self) -> impl Iterator<Item = (Point, u64, u64)> {
        (0..self.total.div_ceil(self.each)).map(move |mark| {
            let before = mark * self.each;
            (self.mark(mark), self.first + before, self.each.min(self.total - before))
        })
    }
}

/// The stream of a node.
pub fn stream_of(cloud: &Cloud, id: NodeId) -> Option<&Stream> {
    match id {
        NodeId::Stream(id) => cloud.kinesis().stream(StreamId(id)),
        _ => None,
    }
}

/// Shards that share the last lane.
pub fn others<'a>(stream: &'a Stream, node: &Node) -> Vec<&'a Shard> {
    let shown = |shard: &&Shard| node.compartment(&Holds::Shard(shard.id.0)).is_none();
    if node.compartments.len() <= SHARDS_MAX { Vec::new() } else { stream.shards().filter(shown).collect() }
}

/// Adds all resting records of a lab.
pub fn resting(cloud: &Cloud, geometry: &Geometry, tokens: &mut Vec<Token>) {
    for node in &geometry.nodes {
        let Some(stream) = stream_of(cloud, node.id) else { continue };
        for part in &node.compartments {
            match part.holds {
                Holds::Shard(number) => {
                    let Some(shard) = stream.shard(ShardId(number)) else { continue };
                    let lane = Lane::of(shard, part.rect);
                    tokens.extend(lane.marks().map(|(at, place, stands_for)| {
                        let id = RecordId { stream: stream.id.0, shard: number, place };
                        token(at, Some(Subject::Record(id)), stands_for)
                    }));
                }
                Holds::OtherShards(_) => {
                    let held = others(stream, node).iter().map(|shard| shard.records.len()).sum();
                    let lane = Lane::for_count(0, held, part.rect);
                    tokens.extend(lane.marks().map(|(at, _, stands_for)| token(at, None, stands_for)));
                }
                _ => {}
            }
        }
    }
}

fn token(at: Point, subject: Option<Subject>, stands_for: u64) -> Token {
    Token {
        subject,
        at,
        size: RECORD_H,
        look: Look::Record,
        ring: None,
        receives: 0,
        number: 0,
        stands_for,
        alpha: 1.0,
    }
}

/// Where a hash key lies on the axis of a stream's node.
pub fn on_axis(node: &Node, key: HashKey) -> Point {
    let axis = axis(node);
    Point { x: axis.x + axis.w / 2.0, y: axis.y + axis.h * key.fraction() }
}

/// The axis of hash keys of a stream's node: as tall as all its lanes.
pub fn axis(node: &Node) -> Rect {
    let lanes: f64 = node.compartments.iter().map(|part| part.rect.h).sum();
    Rect { x: node.rect.x + 12.0, y: node.rect.y + HEAD_H + 2.0, w: AXIS_BAR_W, h: (lanes - 4.0).max(0.0) }
}

/// Where lanes begin, right of the axis.
pub fn lanes_x(node: &Node) -> f64 {
    node.rect.x + 10.0 + AXIS_W
}

/// The lane in which a shard is drawn: its own, or that of all others.
pub fn compartment_of(node: &Node, shard: u32) -> Option<Rect> {
    node.compartment(&Holds::Shard(shard)).or_else(|| {
        let last = node.compartments.iter().find(|part| matches!(part.holds, Holds::OtherShards(_)));
        last.map(|part| part.rect)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Flow, Placed};
    use queuelab::cloud::Dials;
    use queuelab::kinesis::api::{CreateStream, PutRecords, PutRecordsRequestEntry, Request};
    use queuelab::limits::LimitSet;

    fn lab(shards: i64, records: usize) -> Cloud {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        let name = Some("trucks".to_owned());
        cloud.call(Request::from(CreateStream {
            stream_name: name.clone(),
            shard_count: Some(shards),
            ..CreateStream::default()
        }));
        let wait =
            |cloud: &mut Cloud| cloud.advance_to(cloud.now().after(queuelab::clock::Duration::from_secs(30)), 100);
        wait(&mut cloud);
        let keys: Vec<String> = (0..records).map(|number| format!("truck_{number}")).collect();
        for keys in keys.chunks(500) {
            let entry = |key: &String| PutRecordsRequestEntry {
                data: Some(key.as_bytes().into()),
                partition_key: Some(key.clone()),
                explicit_hash_key: None,
            };
            let records = Some(keys.iter().map(entry).collect());
            cloud.call(Request::from(PutRecords { stream_name: name.clone(), records, ..PutRecords::default() }));
            wait(&mut cloud);
        }
        cloud
    }

    #[test]
    fn what_is_drawn_adds_up_to_what_is_kept() {
        for (shards, records) in [(1, 0), (1, 7), (1, 400), (5, 1_000), (30, 3_000)] {
            let cloud = lab(shards, records);
            let geometry = Geometry::of(&cloud, &Placed::new(), Flow::Across);
            let mut tokens = Vec::new();
            resting(&cloud, &geometry, &mut tokens);
            let drawn: u64 = tokens.iter().map(|token| token.stands_for).sum();
            assert_eq!(drawn, records as u64, "{shards} shards");
            let rect = geometry.nodes[0].rect;
            assert!(tokens.iter().all(|token| rect.contains(token.at)), "{shards} shards, {records} records");
        }
    }

    #[test]
    fn the_newest_record_stands_at_the_left_and_a_reader_that_has_all_beyond_it() {
        let cloud = lab(1, 5);
        let geometry = Geometry::of(&cloud, &Placed::new(), Flow::Across);
        let node = &geometry.nodes[0];
        let shard = stream_of(&cloud, node.id).unwrap().shard(ShardId(0)).unwrap();
        let lane = Lane::of(shard, node.compartment(&Holds::Shard(0)).unwrap());
        assert!(lane.at(4).x < lane.at(0).x);
        assert!(lane.before(5) < lane.at(4).x && lane.before(0) > lane.at(0).x);
    }
}
