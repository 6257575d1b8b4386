//! Where nodes and links stand on the stage.
//!
//! Producers to the left, queues in the middle, consumers to the right; a dead-letter queue below the first queue that
//! sends there. The layout follows from the lab alone; whoever moved a node by hand keeps it where it was put. Lengths are
//! units of the stage, which are CSS pixels at 100 % zoom.

use super::NodeId;
use crate::actors::{Actor, Role};
use crate::cloud::Cloud;
use crate::sqs::queue::{Queue, QueueId};
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

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// A producer's sends.
    Send,
    /// A consumer's receives.
    Receive,
    /// The way of dead letters.
    DeadLetter,
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// From left to right.
    #[default]
    Across,
    /// From top to bottom, for narrow screens. Places chosen by hand do not apply there.
    Down,
}

/// Places that somebody chose by hand: the upper left corners of nodes.
pub type Placed = BTreeMap<NodeId, Point>;

const MARGIN: f64 = 28.0;
const GUTTER_X: f64 = 92.0;
const GUTTER_Y: f64 = 26.0;
const MARGIN_DOWN: f64 = 12.0;
const GUTTER_DOWN: f64 = 34.0;
const PRODUCER: (f64, f64) = (168.0, 64.0);
const CONSUMER: (f64, f64) = (204.0, 84.0);
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

impl Geometry {
    /// Lays a lab out.
    pub fn of(cloud: &Cloud, placed: &Placed, flow: Flow) -> Self {
        let mut geometry = match flow {
            Flow::Across => across(cloud),
            Flow::Down => down(cloud),
        };
        if flow == Flow::Across {
            for node in &mut geometry.nodes {
                if let Some(place) = placed.get(&node.id) {
                    node.move_to(*place);
                }
            }
        }
        geometry.links = links(cloud, &geometry, flow);
        for node in &geometry.nodes {
            geometry.size.x = geometry.size.x.max(node.rect.x + node.rect.w + MARGIN);
            geometry.size.y = geometry.size.y.max(node.rect.y + node.rect.h + MARGIN);
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

/// Producers, queues and consumers in three columns.
fn across(cloud: &Cloud) -> Geometry {
    let mut geometry = Geometry::default();
    let queue_x = MARGIN + PRODUCER.0 + GUTTER_X;
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
    stack(&mut geometry, &loose(cloud, true), (MARGIN, 0.0, left_y), PRODUCER);
    stack(&mut geometry, &loose(cloud, false), (consumer_x, 0.0, right_y), CONSUMER);
    geometry.nodes.sort_by_key(|node| (node.rect.x > queue_x, node.id));
    geometry
}

/// Each queue with its producers above it and its consumers below it, two in a row.
fn down(cloud: &Cloud) -> Geometry {
    let mut geometry = Geometry::default();
    let mut y = MARGIN_DOWN;
    for queue in in_reading_order(cloud) {
        y = rows(&mut geometry, &attached(cloud, queue, true), y, PRODUCER.1);
        let node = queue_node(cloud, queue, Point { x: MARGIN_DOWN, y });
        y += node.rect.h + GUTTER_DOWN;
        geometry.nodes.push(node);
        y = rows(&mut geometry, &attached(cloud, queue, false), y, CONSUMER.1);
    }
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

/// Actors that work with no queue that exists.
fn loose(cloud: &Cloud, producers: bool) -> Vec<&Actor> {
    cloud.actors().filter(|actor| is_producer(actor) == producers && queue_of(cloud, actor).is_none()).collect()
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

const fn is_producer(actor: &Actor) -> bool {
    matches!(actor.role, Role::Producer(_))
}

/// The queue that an actor works with, if it exists.
pub fn queue_of(cloud: &Cloud, actor: &Actor) -> Option<QueueId> {
    cloud.sqs().find_arn(actor.queue()?)
}

fn attached<'a>(cloud: &'a Cloud, queue: &Queue, producers: bool) -> Vec<&'a Actor> {
    cloud.actors().filter(|actor| is_producer(actor) == producers && queue_of(cloud, actor) == Some(queue.id)).collect()
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

fn links(cloud: &Cloud, geometry: &Geometry, flow: Flow) -> Vec<Link> {
    let mut links = Vec::new();
    let rect = |id: NodeId| geometry.node(id).map(|node| node.rect);
    let course = |from: Rect, to: Rect| match flow {
        Flow::Across => sideways(from.right(), to.left()),
        Flow::Down => downwards(from.bottom(), to.top_near(from.bottom())),
    };
    for actor in cloud.actors() {
        let Some(queue) = queue_of(cloud, actor).map(|queue| NodeId::Queue(queue.0)) else { continue };
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

fn around(from: Point, to: Point) -> [Point; 4] {
    let bend = 34.0;
    [from, Point { x: from.x + bend, ..from }, Point { x: to.x + bend, ..to }, to]
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::templates::Template;

    fn overlap(a: Rect, b: Rect) -> bool {
        a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
    }

    #[test]
    fn nodes_of_every_template_stand_apart_at_any_time() {
        for (template, flow) in Template::ALL.into_iter().flat_map(|t| [(t, Flow::Across), (t, Flow::Down)]) {
            let mut session = template.session();
            for _ in 0..300 {
                session.step_forward();
                let geometry = Geometry::of(session.cloud(), &Placed::new(), flow);
                for (i, a) in geometry.nodes.iter().enumerate() {
                    for b in &geometry.nodes[i + 1..] {
                        assert!(!overlap(a.rect, b.rect), "{template:?}: {} over {}", a.title, b.title);
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
        let geometry = Geometry::of(session.cloud(), &placed, Flow::Across);
        let node = geometry.node(id).unwrap();
        assert_eq!((node.rect.x, node.rect.y), (500.0, 300.0));
        for part in &node.compartments {
            assert!(node.rect.contains(Point { x: part.rect.x, y: part.rect.y }));
        }
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
