//! Where nodes and links stand on the stage.
//!
//! Producers to the left, then topics, then queues and streams, then what works through them, and so on to the right; a
//! dead-letter queue below the first queue that sends there. The layout follows from the lab alone; whoever moved a node by hand keeps it where it was put. Lengths are
//! units of the stage, which are CSS pixels at 100 % zoom.

mod edges;
pub(super) use edges::{Edge, farther_links};
pub(super) use layout::all_nodes;
mod layout;
mod links;
mod relations;
mod subscribers;

pub use layout::{AXIS_W, HEAD_H, LANE_H, LANE_HEAD_W, LANES_MAX, QUEUE_W, SHARD_H, SHARDS_MAX};
pub use relations::{dead_letter_target, in_reading_order, is_dead_letter_queue, queue_of, target_of};
pub use subscribers::{crowd, endpoint_of, node_of_arn, target_of_subscription};

use super::NodeId;
use queuelab::cloud::Cloud;
use queuelab::endpoints::Kind;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A place on the stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// A rectangle on the stage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// The middle of the left edge.
    pub const fn left(self) -> Point {
        Point { x: self.x, y: self.y + self.h / 2.0 }
    }

    /// A place low on the left edge, beside what goes to its middle.
    pub const fn left_low(self) -> Point {
        Point { x: self.x, y: self.y + self.h * 0.8 }
    }

    /// The middle of the right edge.
    pub const fn right(self) -> Point {
        Point { x: self.x + self.w, y: self.y + self.h / 2.0 }
    }

    /// The middle of the lower edge.
    pub const fn bottom(self) -> Point {
        Point { x: self.x + self.w / 2.0, y: self.y + self.h }
    }

    /// The middle of the upper edge.
    pub const fn top(self) -> Point {
        Point { x: self.x + self.w / 2.0, y: self.y }
    }

    /// The place on the upper edge that is nearest to another place, with some room to the corners.
    pub fn top_near(self, p: Point) -> Point {
        Point { x: p.x.clamp(self.x + 20.0, self.x + self.w - 20.0), y: self.y }
    }

    /// The same on the lower edge.
    pub fn bottom_near(self, p: Point) -> Point {
        Point { y: self.y + self.h, ..self.top_near(p) }
    }

    /// The rectangle between two places, whichever is where.
    pub fn between(a: Point, b: Point) -> Self {
        Self { x: a.x.min(b.x), y: a.y.min(b.y), w: (a.x - b.x).abs(), h: (a.y - b.y).abs() }
    }

    /// Whether two rectangles have some place in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.x < other.x + other.w
            && other.x < self.x + self.w
            && self.y < other.y + other.h
            && other.y < self.y + self.h
    }

    /// Whether a place is inside.
    pub fn contains(self, p: Point) -> bool {
        (self.x..self.x + self.w).contains(&p.x) && (self.y..self.y + self.h).contains(&p.y)
    }
}

/// What a node is, which decides its outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A producer: a pill.
    Producer,
    /// A standard queue: an open tray.
    StandardQueue,
    /// A FIFO queue: a tray with lanes.
    FifoQueue,
    /// A consumer: a rounded square.
    Consumer,
    /// A topic: a hexagon.
    Topic,
    /// A stream: its axis of hash keys, and a lane for each shard.
    Stream,
    /// An application of Kinesis Data Analytics.
    Application,
    /// A bucket of S3.
    Bucket,
    /// An alarm of CloudWatch.
    Alarm,
    /// A function of Lambda.
    Function,
    /// An HTTP endpoint, inbox, phone or device.
    Endpoint(Kind),
    /// Subscribers without a node of their own.
    Crowd,
    /// A delivery stream of Firehose: a box with a spout, and a gauge of its buffer.
    DeliveryStream,
}

/// A part of a queue in which messages are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Compartment {
    /// Which messages.
    pub holds: Holds,
    /// Where.
    pub rect: Rect,
}

/// Which messages a compartment holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Delayed ones of a standard queue.
    Delayed,
    /// Visible ones of a standard queue.
    Visible,
    /// Those in flight of a standard queue.
    InFlight,
    /// All of one message group.
    Group(Arc<str>),
    /// All of the groups that have no lane of their own: how many groups that are.
    OtherGroups(usize),
    /// All records of the shard of that number.
    Shard(u32),
    /// All of the shards that have no lane of their own: how many shards that are.
    OtherShards(usize),
}

/// A node with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Which.
    pub id: NodeId,
    /// What it is.
    pub kind: NodeKind,
    /// Its name.
    pub title: String,
    /// Whether some queue has it as its dead-letter queue.
    pub dead_letter: bool,
    /// Where.
    pub rect: Rect,
    /// Where its messages are drawn; queues only.
    pub compartments: Vec<Compartment>,
}

/// What stands in the way of a topic's deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Nothing.
    Open,
    /// A filter policy, which lets some pass.
    Filtered,
    /// The policy of the queue, which lets none pass.
    Barred,
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// A producer's sends, to a queue, a topic or a stream, and the rows of an application.
    Send,
    /// A topic's deliveries, and what stands in their way.
    Deliver(Gate),
    /// What a bucket or an alarm tells by itself.
    Notify,
    /// What a consumer, a mapping or an application takes out of a queue or a stream.
    Receive,
    /// The way of dead letters.
    DeadLetter,
    /// The way of payloads of the extended client, into a bucket or out of it.
    Store,
}

/// A link with its course: a cubic curve from `from` to `to`.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What for.
    pub kind: LinkKind,
    /// The node at its beginning.
    pub source: NodeId,
    /// The node at its end.
    pub target: NodeId,
    /// The four points of the curve.
    pub curve: [Point; 4],
}

impl Link {
    /// The place at a share of the way, 0 to 1.
    pub fn at(&self, share: f64) -> Point {
        let [a, b, c, d] = self.curve;
        let (t, u) = (share.clamp(0.0, 1.0), 1.0 - share.clamp(0.0, 1.0));
        let mix =
            |a: f64, b: f64, c: f64, d: f64| u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d;
        Point { x: mix(a.x, b.x, c.x, d.x), y: mix(a.y, b.y, c.y, d.y) }
    }
}

/// The whole stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Geometry {
    /// Nodes in reading order.
    pub nodes: Vec<Node>,
    /// Links between them.
    pub links: Vec<Link>,
    /// The lower right corner of everything, with a margin.
    pub size: Point,
}

/// Which way messages go over the stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Flow {
    /// From left to right.
    #[default]
    Across,
    /// From top to bottom on a wide stage, row by row.
    Rows,
    /// From top to bottom on a narrow screen, at most two beside each other. Places chosen by hand do not apply there.
    Down,
}

/// Places that somebody chose by hand: the upper left corners of nodes.
pub type Placed = BTreeMap<NodeId, Point>;

impl Geometry {
    /// Lays a lab out.
    pub fn of(cloud: &Cloud, placed: &Placed, flow: Flow) -> Self {
        let edges = edges::of(cloud);
        let mut geometry = match flow {
            Flow::Across => layout::across(cloud, &edges),
            Flow::Rows => layout::rows(cloud, &edges),
            Flow::Down => layout::down(cloud, &edges),
        };
        if flow != Flow::Down {
            for node in &mut geometry.nodes {
                if let Some(place) = placed.get(&node.id) {
                    node.move_to(*place);
                }
            }
        }
        geometry.links = links::of(edges, &geometry, flow);
        for node in &geometry.nodes {
            geometry.size.x = geometry.size.x.max(node.rect.x + node.rect.w + layout::MARGIN);
            geometry.size.y = geometry.size.y.max(node.rect.y + node.rect.h + layout::MARGIN);
        }
        geometry
    }

    /// The node of that id.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// The link between two nodes, in either direction.
    pub fn link(&self, a: NodeId, b: NodeId) -> Option<&Link> {
        self.links.iter().find(|link| (link.source, link.target) == (a, b) || (link.source, link.target) == (b, a))
    }

    /// The nodes that a frame touches, in reading order.
    pub fn nodes_in(&self, frame: Rect) -> Vec<NodeId> {
        self.nodes.iter().filter(|node| node.rect.overlaps(frame)).map(|node| node.id).collect()
    }

    /// Where nodes stand that are moved together by so much: whole units, and none of them beyond the upper or left edge.
    pub fn moved(&self, nodes: &[NodeId], dx: f64, dy: f64) -> Vec<(NodeId, Point)> {
        let rects: Vec<(NodeId, Rect)> =
            nodes.iter().filter_map(|id| self.node(*id).map(|node| (node.id, node.rect))).collect();
        let least = |side: fn(&Rect) -> f64| rects.iter().map(|(_, rect)| side(rect)).fold(f64::MAX, f64::min);
        let (dx, dy) = (dx.max(-least(|rect| rect.x)), dy.max(-least(|rect| rect.y)));
        rects.iter().map(|(id, rect)| (*id, Point { x: (rect.x + dx).round(), y: (rect.y + dy).round() })).collect()
    }

    /// The node at a place.
    pub fn node_at(&self, p: Point) -> Option<&Node> {
        self.nodes.iter().rev().find(|node| node.rect.contains(p))
    }
}

impl Node {
    fn move_to(&mut self, to: Point) {
        let (dx, dy) = (to.x - self.rect.x, to.y - self.rect.y);
        for rect in std::iter::once(&mut self.rect).chain(self.compartments.iter_mut().map(|part| &mut part.rect)) {
            rect.x += dx;
            rect.y += dy;
        }
    }

    /// The compartment for messages of that kind.
    pub fn compartment(&self, holds: &Holds) -> Option<Rect> {
        self.compartments.iter().find(|part| part.holds == *holds).map(|part| part.rect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::session::Session;
    use queuelab::session::templates::Template;

    #[test]
    fn nodes_of_every_template_stand_apart_at_any_time() {
        let flows = [Flow::Across, Flow::Rows, Flow::Down];
        for (template, flow) in Template::ALL.into_iter().flat_map(|template| flows.map(|flow| (template, flow))) {
            let mut session = template.session();
            for _ in 0..300 {
                session.step_forward();
                let geometry = Geometry::of(session.cloud(), &Placed::new(), flow);
                for (i, a) in geometry.nodes.iter().enumerate() {
                    for b in &geometry.nodes[i + 1..] {
                        assert!(!a.rect.overlaps(b.rect), "{template:?}: {} over {}", a.title, b.title);
                    }
                }
            }
        }
    }

    #[test]
    fn a_placed_node_stays_where_it_was_put_with_its_compartments() {
        let session = Template::SlowConsumer.session();
        let id = NodeId::Queue(0);
        let placed = Placed::from([(id, Point { x: 500.0, y: 300.0 })]);
        for flow in [Flow::Across, Flow::Rows] {
            let geometry = Geometry::of(session.cloud(), &placed, flow);
            let node = geometry.node(id).unwrap();
            assert_eq!((node.rect.x, node.rect.y), (500.0, 300.0));
            for part in &node.compartments {
                assert!(node.rect.contains(Point { x: part.rect.x, y: part.rect.y }));
            }
        }
    }

    #[test]
    fn in_rows_no_way_leads_behind_a_third_node() {
        for template in Template::ALL {
            let mut session = template.session();
            session.seek(queuelab::clock::Instant::from_millis(25_000));
            let geometry = Geometry::of(session.cloud(), &Placed::new(), Flow::Rows);
            // Ways to the bucket of payloads and of dead letters go about the others, as far as they can.
            let is_plain = |link: &&Link| !matches!(link.kind, LinkKind::Store | LinkKind::DeadLetter);
            for link in geometry.links.iter().filter(is_plain) {
                let others = geometry.nodes.iter().filter(|node| ![link.source, link.target].contains(&node.id));
                for other in others {
                    let behind = (1..20).any(|step| other.rect.contains(link.at(f64::from(step) / 20.0)));
                    assert!(
                        !behind,
                        "{template:?}: from {:?} to {:?} behind {}",
                        link.source, link.target, other.title
                    );
                }
            }
        }
    }

    #[test]
    fn nodes_that_are_moved_together_keep_their_distance_and_stay_on_the_stage() {
        let session = Template::SlowConsumer.session();
        let mut placed = Placed::new();
        let look = |placed: &Placed| Geometry::of(session.cloud(), placed, Flow::Across);
        let before = look(&placed);
        let all = before.nodes_in(Rect { x: 0.0, y: 0.0, w: 5_000.0, h: 5_000.0 });
        assert_eq!(all.len(), before.nodes.len());
        assert_eq!(before.nodes_in(Rect::between(Point { x: 0.0, y: 0.0 }, Point::default())), []);
        for (dx, dy) in [(40.4, 9.0), (-9_000.0, -9_000.0), (-9_000.0, 300.0)] {
            placed.extend(look(&placed).moved(&all, dx, dy));
            let after = look(&placed);
            let (first, moved) = (before.nodes[0].rect, after.nodes[0].rect);
            for (a, b) in before.nodes.iter().zip(&after.nodes) {
                assert!(b.rect.x >= 0.0 && b.rect.y >= 0.0);
                assert!((b.rect.x - a.rect.x - (moved.x - first.x)).abs() <= 1.0, "{}", a.title);
            }
        }
        assert!(look(&placed).nodes.iter().any(|node| node.rect.x < 0.5), "they stop at the edge");
        assert_eq!(before.moved(&[NodeId::Queue(99)], 1.0, 1.0), []);
    }

    #[test]
    fn a_queue_that_lets_no_copy_in_is_barred_once_one_was_lost() {
        let mut session = Template::FanOut.session();
        let barred = |session: &Session| {
            let geometry = Geometry::of(session.cloud(), &Placed::new(), Flow::Across);
            let links = geometry.links.into_iter().filter(|link| link.kind == LinkKind::Deliver(Gate::Barred));
            links.map(|link| link.target).collect::<Vec<_>>()
        };
        assert!(barred(&session).is_empty(), "nothing was sent");
        session.seek(queuelab::clock::Instant::from_millis(3_000));
        assert_eq!(barred(&session), [NodeId::Queue(2)]);
    }

    #[test]
    fn payloads_have_a_way_through_their_bucket_beside_the_queue() {
        let session = Template::LargePayloads.session();
        let geometry = Geometry::of(session.cloud(), &Placed::new(), Flow::Across);
        let bucket = NodeId::Bucket(0);
        let stores: Vec<&Link> = geometry.links.iter().filter(|link| link.kind == LinkKind::Store).collect();
        // The producer puts, and the one consumer that knows of payloads fetches.
        assert_eq!(stores.len(), 2);
        assert!(stores[0].target == bucket && stores[1].source == bucket);
        let (queue, bucket) = (geometry.node(NodeId::Queue(0)).unwrap(), geometry.node(bucket).unwrap());
        assert!((queue.rect.x - bucket.rect.x).abs() < 0.1);
    }

    #[test]
    fn a_curve_begins_and_ends_at_its_nodes() {
        let session = Template::PoisonMessage.session();
        let geometry = Geometry::of(session.cloud(), &Placed::new(), Flow::Across);
        assert_eq!(geometry.links.len(), 3);
        for link in &geometry.links {
            assert_eq!((link.at(0.0), link.at(1.0)), (link.curve[0], link.curve[3]));
        }
    }
}
