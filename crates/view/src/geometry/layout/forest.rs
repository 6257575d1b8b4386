//! Who stands beside whom: each node of the stage once, under the node from which something reaches it.
//!
//! Topics, queues and streams that nothing but producers feeds are roots. What a node feeds stands to its right, a column
//! further; who feeds it stands to its left; its dead-letter queue and the bucket of its payloads follow it in its own
//! column. The order is that in which things were made, so that an edit moves as little as can be.

use super::super::edges::Edge;
use super::super::{LinkKind, Node, NodeKind};
use crate::NodeId;
use std::collections::{BTreeMap, BTreeSet};

/// The column of producers, and of all else that only sends.
pub(super) const SENDERS: usize = 0;
const TOPICS: usize = 1;
const PLACES: usize = 2;
const WORKERS: usize = 3;
/// Beyond so many columns a way goes back instead of on.
const COLUMNS_MAX: usize = 12;

/// A node with those beside it.
pub(super) struct Tree {
    pub node: Node,
    /// Its column.
    pub column: usize,
    /// Who feeds it, and feeds nothing before it.
    pub left: Vec<Tree>,
    /// What it feeds.
    pub right: Vec<Tree>,
}

impl Tree {
    /// Calls with each node in reading order: who feeds it, itself, what it feeds.
    pub fn each(self, visit: &mut impl FnMut(Node, usize)) {
        for tree in self.left {
            tree.each(visit);
        }
        visit(self.node, self.column);
        for tree in self.right {
            tree.each(visit);
        }
    }
}

/// Nodes that have no tree yet, and the links between all.
struct Nursery<'a> {
    nodes: BTreeMap<NodeId, Node>,
    edges: &'a [Edge],
    /// Nodes that only send: nothing on the stage feeds them.
    senders: BTreeSet<NodeId>,
}

/// All trees in reading order. `order` names the nodes in the order in which they may become roots.
pub(super) fn grow(nodes: Vec<Node>, edges: &[Edge]) -> Vec<Tree> {
    let order: Vec<NodeId> = nodes.iter().map(|node| node.id).collect();
    let fed = |id: NodeId| edges.iter().any(|edge| edge.leads_on() && edge.target == id);
    let stores =
        |id: NodeId| edges.iter().any(|edge| edge.kind == LinkKind::Store && [edge.source, edge.target].contains(&id));
    let is_sender = |node: &&Node| match node.kind {
        NodeKind::Producer | NodeKind::Alarm => true,
        NodeKind::Bucket => !fed(node.id) && !stores(node.id),
        _ => false,
    };
    let senders: BTreeSet<NodeId> = nodes.iter().filter(is_sender).map(|node| node.id).collect();
    let nodes = nodes.into_iter().map(|node| (node.id, node)).collect();
    let mut nursery = Nursery { nodes, edges, senders };
    let mut forest = Vec::new();
    // First what only senders feed; then what is left feeds itself in a circle, or nothing.
    for is_first in [true, false] {
        for id in &order {
            let waits = nursery.senders.contains(id) || is_first && nursery.is_fed_by_places(*id);
            if !waits {
                nursery.plant(*id, None, &mut forest);
            }
        }
    }
    for id in order {
        nursery.plant(id, None, &mut forest);
    }
    forest
}

impl Nursery<'_> {
    fn is_fed_by_places(&self, id: NodeId) -> bool {
        self.edges.iter().any(|edge| match edge.kind {
            LinkKind::DeadLetter => edge.target == id && edge.source != id,
            LinkKind::Store => edge.source == id || edge.target == id && !matches!(id, NodeId::Actor(_)),
            _ => edge.target == id && edge.source != id && !self.senders.contains(&edge.source),
        })
    }

    /// Adds a node with its company to a list, unless it stands somewhere already, and then what follows it there.
    fn plant(&mut self, id: NodeId, column: Option<usize>, list: &mut Vec<Tree>) {
        let Some(node) = self.nodes.remove(&id) else { return };
        let column = column.unwrap_or_else(|| column_of(&node));
        let edges = self.edges;
        let before: Vec<NodeId> = edges
            .iter()
            .filter(|edge| edge.leads_on() && edge.target == id && self.senders.contains(&edge.source))
            .map(|edge| edge.source)
            .collect();
        let after: Vec<NodeId> =
            edges.iter().filter(|edge| edge.leads_on() && edge.source == id).map(|edge| edge.target).collect();
        let followers: Vec<NodeId> = edges.iter().filter_map(|edge| follower(edge, id)).collect();
        let (mut left, mut right) = (Vec::new(), Vec::new());
        // Senders stand at the very left, unless what they feed is far to the right.
        let senders = if column > WORKERS { column - 1 } else { SENDERS };
        for source in before {
            self.plant(source, Some(senders), &mut left);
        }
        let next = (column + 1).min(COLUMNS_MAX);
        for target in after.into_iter().filter(|target| *target != id) {
            self.plant(target, Some(next), &mut right);
        }
        let stores: Vec<NodeId> =
            left.iter().map(|tree| tree.node.id).flat_map(|sender| stores_of(edges, sender)).collect();
        list.push(Tree { node, column, left, right });
        for follower in stores.into_iter().chain(followers) {
            self.plant(follower, Some(column), list);
        }
    }
}

/// What stands below a node in its own column.
fn follower(edge: &Edge, id: NodeId) -> Option<NodeId> {
    (edge.kind == LinkKind::DeadLetter && edge.source == id && edge.target != id).then_some(edge.target)
}

/// The buckets that a sender puts its payloads into.
fn stores_of(edges: &[Edge], sender: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    edges.iter().filter(move |edge| edge.kind == LinkKind::Store && edge.source == sender).map(|edge| edge.target)
}

/// The column of a node that nothing on the stage feeds.
const fn column_of(node: &Node) -> usize {
    match node.kind {
        // A bucket that nothing feeds tells others.
        NodeKind::Producer | NodeKind::Alarm | NodeKind::Bucket => SENDERS,
        NodeKind::Topic => TOPICS,
        NodeKind::Consumer => WORKERS,
        _ => PLACES,
    }
}
