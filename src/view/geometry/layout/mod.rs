//! Where nodes stand: columns on a wide stage, one below the other on a narrow one.

mod forest;
mod nodes;
mod sizes;

pub use sizes::{AXIS_W, HEAD_H, LANE_H, LANE_HEAD_W, LANES_MAX, MARGIN, QUEUE_W, SHARD_H, SHARDS_MAX};

pub(in crate::view) use nodes::everything as all_nodes;

use super::edges::Edge;
use super::relations::dead_letter_target;
use super::{Geometry, Node, Point};
use crate::cloud::Cloud;
use crate::sqs::queue::QueueId;
use crate::view::NodeId;
use forest::Tree;
use sizes::*;

/// Senders at the left, then what they feed, column by column.
pub(super) fn across(cloud: &Cloud, edges: &[Edge]) -> Geometry {
    let mut forest = forest::grow(nodes::all(cloud), edges);
    let mut widths: Vec<f64> = Vec::new();
    for tree in &forest {
        measure(tree, &mut widths);
    }
    let gutter =
        if widths.iter().filter(|width| **width > 0.0).count() > COLUMNS_WITH_ROOM { GUTTER_CLOSE } else { GUTTER_X };
    let mut x = MARGIN;
    let mut columns = Vec::with_capacity(widths.len());
    for (index, width) in widths.iter().enumerate() {
        columns.push(x);
        // Senders keep their column, so that the first one that is added moves nothing.
        let is_kept = index == forest::SENDERS;
        let width = if is_kept { width.max(PRODUCER.0) } else { *width };
        if width > 0.0 {
            x += width + gutter;
        }
    }
    let mut y = MARGIN;
    for tree in &mut forest {
        y += place(cloud, tree, &columns, y);
    }
    let mut placed = Vec::new();
    for tree in forest {
        tree.each(&mut |node, column| placed.push((column > 2, node)));
    }
    placed.sort_by_key(|(is_right, node)| (*is_right, node.id));
    Geometry { nodes: placed.into_iter().map(|(_, node)| node).collect(), ..Geometry::default() }
}

/// How wide each column is.
fn measure(tree: &Tree, widths: &mut Vec<f64>) {
    if widths.len() <= tree.column {
        widths.resize(tree.column + 1, 0.0);
    }
    if let Some(width) = widths.get_mut(tree.column) {
        *width = width.max(tree.node.rect.w);
    }
    for tree in tree.left.iter().chain(&tree.right) {
        measure(tree, widths);
    }
}

/// How much height a tree needs, with the room below it.
fn height(cloud: &Cloud, tree: &Tree) -> f64 {
    let own = tree.node.rect.h + GUTTER_Y + for_letters(cloud, &tree.node);
    own.max(stack_height(cloud, &tree.left)).max(stack_height(cloud, &tree.right))
}

fn stack_height(cloud: &Cloud, trees: &[Tree]) -> f64 {
    trees.iter().map(|tree| height(cloud, tree)).sum()
}

fn for_letters(cloud: &Cloud, node: &Node) -> f64 {
    let NodeId::Queue(id) = node.id else { return 0.0 };
    let sends = cloud.sqs().queue(QueueId(id)).and_then(|queue| dead_letter_target(cloud, queue)).is_some();
    if sends { FOR_LETTERS } else { 0.0 }
}

/// Gives a tree its place in a band of its own, its node and both stacks in the middle; answers the band's height.
fn place(cloud: &Cloud, tree: &mut Tree, columns: &[f64], y: f64) -> f64 {
    let band = height(cloud, tree);
    let free = band - GUTTER_Y - for_letters(cloud, &tree.node) - tree.node.rect.h;
    let x = columns.get(tree.column).copied().unwrap_or(MARGIN);
    tree.node.move_to(Point { x, y: y + free.max(0.0) / 2.0 });
    for stack in [&mut tree.left, &mut tree.right] {
        let mut y = y + ((band - stack_height(cloud, stack)) / 2.0).max(0.0);
        for tree in stack {
            y += place(cloud, tree, columns, y);
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
