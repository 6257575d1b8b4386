//! Copies of nodes with their settings and with what connects them among each other.

use super::links;
use super::pieces::{self, Piece};
use super::rename::{Renames, free_name};
use crate::NodeId;
use crate::naming;
use queuelab::cloud::{Cloud, Input};

/// Nodes as they were when they were copied; what becomes of them afterwards is nothing to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Clip {
    pieces: Vec<Piece>,
    links: Vec<Input>,
    /// What could not be copied, each with its reason.
    pub refused: Vec<String>,
}

/// What makes the nodes of a clip anew.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// In their order; each can be refused without the others.
    pub inputs: Vec<Input>,
    /// What each copy will be called, and which node it is a copy of.
    pub names: Vec<(NodeId, String)>,
    /// What copies do not have of their originals.
    pub notes: Vec<String>,
}

impl Plan {
    /// The copies that are there now and were not before, each with the node that it is a copy of.
    pub fn made(&self, cloud: &Cloud, now: &[NodeId], before: &[NodeId]) -> Vec<(NodeId, NodeId)> {
        let is_new = |id: &&NodeId| !before.contains(id);
        let find = |(old, name): &(NodeId, String)| {
            let found =
                now.iter().filter(is_new).find(|id| same_kind(**id, *old) && naming::name(cloud, **id) == *name);
            found.map(|id| (*old, *id))
        };
        self.names.iter().filter_map(find).collect()
    }
}

/// What others refer to is made first.
const fn order(id: NodeId) -> u8 {
    match id {
        NodeId::Queue(_) | NodeId::Endpoint(_) | NodeId::Crowd(_) => 0,
        NodeId::Topic(_) => 1,
        NodeId::Bucket(_) => 2,
        NodeId::Stream(_) => 3,
        NodeId::Function(_) => 4,
        NodeId::DeliveryStream(_) => 5,
        NodeId::Application(_) => 6,
        NodeId::Alarm(_) => 7,
        NodeId::Actor(_) => 8,
    }
}

fn same_kind(a: NodeId, b: NodeId) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

impl Clip {
    /// How many nodes are in it.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

/// Copies nodes.
pub fn copy(cloud: &Cloud, nodes: &[NodeId]) -> Clip {
    let mut nodes = nodes.to_vec();
    nodes.sort_by_key(|id| (order(*id), *id));
    nodes.dedup();
    let mut clip = Clip { pieces: Vec::new(), links: links::among(cloud, &nodes), refused: Vec::new() };
    for id in nodes {
        match pieces::of(cloud, id) {
            Ok(piece) => clip.pieces.push(piece),
            Err(reason) => clip.refused.push(format!("{}: {reason}", naming::named(cloud, id))),
        }
    }
    clip
}

/// What makes them anew in a lab, under names that are free there.
pub fn paste(cloud: &Cloud, clip: &Clip, there: &[NodeId]) -> Plan {
    let mut plan = Plan::default();
    let mut renames = Renames::default();
    for piece in &clip.pieces {
        let is_free = |name: &str| {
            let is_it = |id: &NodeId| same_kind(*id, piece.id) && naming::name(cloud, *id) == name;
            !there.iter().any(is_it) && !plan.names.iter().any(|(id, known)| same_kind(*id, piece.id) && known == name)
        };
        let name = free_name(&piece.name, is_free);
        piece.rename(&name, &mut renames);
        plan.notes.extend(piece.lacks.as_ref().map(|lacks| format!("{name}: {lacks}")));
        plan.names.push((piece.id, name));
    }
    let inputs = clip.pieces.iter().flat_map(|piece| &piece.inputs).chain(&clip.links);
    plan.inputs = inputs.filter_map(|input| renamed(input, &renames)).collect();
    plan
}

fn renamed(input: &Input, renames: &Renames) -> Option<Input> {
    let mut value = serde_json::to_value(input).ok()?;
    renames.apply(&mut value);
    serde_json::from_value(value).ok()
}
