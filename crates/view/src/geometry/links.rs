//! The courses of the links.

use super::edges::Edge;
use super::layout::QUEUE_W;
use super::{Flow, Geometry, Link, LinkKind, Point, Rect};
use crate::NodeId;

/// All links, with their courses.
pub(super) fn of(edges: Vec<Edge>, geometry: &Geometry, flow: Flow) -> Vec<Link> {
    let rect = |id: NodeId| geometry.node(id).map(|node| node.rect);
    let links = edges.into_iter().filter_map(|Edge { kind, source, target }| {
        let curve = course(kind, (source, rect(source)?), (target, rect(target)?), flow);
        Some(Link { kind, source, target, curve })
    });
    links.collect()
}

fn course(kind: LinkKind, (source, from): (NodeId, Rect), (target, to): (NodeId, Rect), flow: Flow) -> [Point; 4] {
    match (kind, flow) {
        (_, Flow::Rows) => in_rows(kind, from, to),
        (LinkKind::Store, Flow::Across) if matches!(source, NodeId::Actor(_)) => sideways(from.right(), to.left()),
        (LinkKind::Store, Flow::Across) => below(from.right(), to.left_low()),
        (LinkKind::Store, Flow::Down) => along_edge(from.right(), to.right()),
        (LinkKind::DeadLetter, Flow::Across) if to.y >= from.y + from.h => downwards(from.bottom(), to.top()),
        // Along the right edge, past the consumers between.
        (LinkKind::DeadLetter, Flow::Down) => around(from.right(), to.right()),
        // Past the nodes between, as the way of dead letters.
        (LinkKind::Deliver(_), Flow::Down) if to.y > from.y + from.h + FAR => around(from.right(), to.right()),
        (LinkKind::Receive, Flow::Down) if to.y > from.y + from.h + RATHER_FAR => around(from.right(), to.right()),
        (LinkKind::Receive, Flow::Down) => downwards(from.bottom_near(to.top()), to.top()),
        (_, Flow::Down) if to.y < from.y => around(from.right(), to.right()),
        (_, Flow::Down) => downwards(from.bottom(), to.top_near(from.bottom())),
        (_, Flow::Across) if to.x < from.x + from.w && !matches!(target, NodeId::Actor(_)) => back(from, to),
        (_, Flow::Across) => sideways(from.right(), to.left()),
    }
}

/// From row to row, at the sides between those in one row, and around the right edge of both to an earlier one.
fn in_rows(kind: LinkKind, from: Rect, to: Rect) -> [Point; 4] {
    let is_below = to.y >= from.y + from.h;
    match kind {
        LinkKind::Receive | LinkKind::Store if is_below => downwards(from.bottom_near(to.top()), to.top()),
        _ if is_below => downwards(from.bottom(), to.top_near(from.bottom())),
        _ if to.x >= from.x + from.w && to.y + to.h > from.y => sideways(from.right(), to.left()),
        _ => around(from.right(), to.right()),
    }
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
/// A consumer further down than that has two rows of others above it.
const RATHER_FAR: f64 = 260.0;

/// From one column to an earlier one: over the upper edges of both.
fn back(from: Rect, to: Rect) -> [Point; 4] {
    let (start, end) = (from.top(), to.top());
    let y = start.y.min(end.y) - FAR;
    [start, Point { y, ..start }, Point { y, ..end }, end]
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
