//! Where nodes stand: columns or rows on a wide stage, one below the other on a narrow one.

mod forest;
mod nodes;
mod sizes;

pub use sizes::{AXIS_W, HEAD_H, LANE_H, LANE_HEAD_W, LANES_MAX, MARGIN, QUEUE_W, SHARD_H, SHARDS_MAX};

pub(crate) use nodes::everything as all_nodes;

use super::edges::Edge;
use super::relations::dead_letter_target;
use super::{Geometry, Node, Point};
use crate::NodeId;
use forest::Tree;
use queuelab::cloud::Cloud;
use queuelab::sqs::queue::QueueId;
use sizes::*;

/// Which way columns follow one another: to the right, or downwards as rows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Right,
    Down,
}

impl Way {
    /// How long a node is in the direction of the way.
    fn along(self, (w, h): (f64, f64)) -> f64 {
        if self == Self::Right { w } else { h }
    }

    /// How long it is at a right angle to it.
    fn aside(self, node: &Node) -> f64 {
        if self == Self::Right { node.rect.h } else { node.rect.w }
    }

    fn place(self, along: f64, aside: f64) -> Point {
        let (x, y) = if self == Self::Right { (along, aside) } else { (aside, along) };
        Point { x, y }
    }

    /// The room between two nodes of a column.
    const fn gap(self) -> f64 {
        if matches!(self, Self::Right) { GUTTER_Y } else { GUTTER_ROWS }
    }
}

/// Senders at the left, then what they feed, column by column.
pub(super) fn across(cloud: &Cloud, edges: &[Edge]) -> Geometry {
    in_columns(cloud, edges, Way::Right)
}

/// The same from top to bottom, row by row.
pub(super) fn rows(cloud: &Cloud, edges: &[Edge]) -> Geometry {
    in_columns(cloud, edges, Way::Down)
}

fn in_columns(cloud: &Cloud, edges: &[Edge], way: Way) -> Geometry {
    let mut forest = forest::grow(nodes::all(cloud), edges);
    let mut lengths: Vec<f64> = Vec::new();
    for tree in &forest {
        measure(tree, way, &mut lengths);
    }
    let is_crowded = lengths.iter().filter(|length| **length > 0.0).count() > COLUMNS_WITH_ROOM;
    let (mut along, gutter) = match way {
        Way::Right => (MARGIN, if is_crowded { GUTTER_CLOSE } else { GUTTER_X }),
        Way::Down => (MARGIN_ROWS, GUTTER_DOWN),
    };
    let mut columns = Vec::with_capacity(lengths.len());
    for (index, length) in lengths.iter().enumerate() {
        columns.push(along);
        // Senders keep their column, so that the first one that is added moves nothing.
        let is_kept = index == forest::SENDERS;
        let length = if is_kept { length.max(way.along(PRODUCER)) } else { *length };
        if length > 0.0 {
            along += length + gutter;
        }
    }
    let mut aside = MARGIN;
    for tree in &mut forest {
        aside += place(cloud, tree, way, &columns, aside);
    }
    let mut placed = Vec::new();
    for tree in forest {
        tree.each(&mut |node, column| placed.push((column > 2, node)));
    }
    placed.sort_by_key(|(is_late, node)| (*is_late, node.id));
    Geometry { nodes: placed.into_iter().map(|(_, node)| node).collect(), ..Geometry::default() }
}

/// How long each column is.
fn measure(tree: &Tree, way: Way, lengths: &mut Vec<f64>) {
    if lengths.len() <= tree.column {
        lengths.resize(tree.column + 1, 0.0);
    }
    if let Some(length) = lengths.get_mut(tree.column) {
        *length = length.max(way.along((tree.node.rect.w, tree.node.rect.h)));
    }
    for tree in tree.left.iter().chain(&tree.right) {
        measure(tree, way, lengths);
    }
}

/// How much room a tree needs in its column, with the gap behind it.
fn breadth(cloud: &Cloud, tree: &Tree, way: Way) -> f64 {
    let own = way.aside(&tree.node) + way.gap() + for_letters(cloud, &tree.node);
    own.max(stack_breadth(cloud, &tree.left, way)).max(stack_breadth(cloud, &tree.right, way))
}

fn stack_breadth(cloud: &Cloud, trees: &[Tree], way: Way) -> f64 {
    trees.iter().map(|tree| breadth(cloud, tree, way)).sum()
}

fn for_letters(cloud: &Cloud, node: &Node) -> f64 {
    let NodeId::Queue(id) = node.id else { return 0.0 };
    let sends = cloud.sqs().queue(QueueId(id)).and_then(|queue| dead_letter_target(cloud, queue)).is_some();
    if sends { FOR_LETTERS } else { 0.0 }
}

/// Gives a tree its place in a band of its own, its node and both stacks in the middle; answers the band's breadth.
fn place(cloud: &Cloud, tree: &mut Tree, way: Way, columns: &[f64], aside: f64) -> f64 {
    let band = breadth(cloud, tree, way);
    let free = band - way.gap() - for_letters(cloud, &tree.node) - way.aside(&tree.node);
    let along = columns.get(tree.column).copied().unwrap_or(MARGIN);
    tree.node.move_to(way.place(along, aside + free.max(0.0) / 2.0));
    for stack in [&mut tree.left, &mut tree.right] {
        let mut aside = aside + ((band - stack_breadth(cloud, stack, way)) / 2.0).max(0.0);
        for tree in stack {
            aside += place(cloud, tree, way, columns, aside);
        }
    }
    band
}

/// Each node with those who feed it above it and what it feeds below it; small ones two in a row.
pub(super) fn down(cloud: &Cloud, edges: &[Edge]) -> Geometry {
    let mut list = Vec::new();
    for tree in forest::grow(nodes::all(cloud), edges) {
        tree.each(&mut |node, _| list.push(node));
    }
    let half = (QUEUE_W - GAP_DOWN) / 2.0;
    let is_small = |node: &Node| node.compartments.is_empty() && !matches!(node.id, NodeId::Topic(_));
    let mut geometry = Geometry::default();
    let mut y = MARGIN_DOWN;
    let mut rest = list.into_iter().peekable();
    while let Some(mut node) = rest.next() {
        if !is_small(&node) {
            let x = MARGIN_DOWN + (QUEUE_W - node.rect.w) / 2.0;
            node.move_to(Point { x, y });
            y += node.rect.h + GUTTER_DOWN;
            geometry.nodes.push(node);
            continue;
        }
        let mut row_h = node.rect.h;
        let beside = rest.next_if(|other| is_small(other) && is_alike(&node, other));
        node.rect.w = half;
        node.move_to(Point { x: MARGIN_DOWN, y });
        geometry.nodes.push(node);
        if let Some(mut other) = beside {
            row_h = row_h.max(other.rect.h);
            other.rect.w = half;
            other.move_to(Point { x: MARGIN_DOWN + half + GAP_DOWN, y });
            geometry.nodes.push(other);
        }
        y += row_h + GUTTER_DOWN;
    }
    geometry
}

/// Whether two nodes may share a row: both send, or both get something.
fn is_alike(a: &Node, b: &Node) -> bool {
    use super::NodeKind::{Alarm, Bucket, Producer};
    let sends = |node: &Node| matches!(node.kind, Producer | Alarm | Bucket);
    sends(a) == sends(b) && (a.kind == b.kind || a.rect.h.total_cmp(&b.rect.h).is_eq())
}
