//! The farther part of the picture: all that is not a queue or an actor, behind one table of functions.
//!
//! A page can draw a lab of queues and actors before it has the rest. With the feature `split` the table is empty until
//! [`complete`] fills it; in every other build it is full from the beginning.

use super::NodeId;
use super::geometry::{Edge, Geometry, Node};
use super::motion::{Moving, Stage};
use super::tokens::Token;
use queuelab::base::{Arn, Origin};
use queuelab::cloud::{Cloud, Event};

/// The functions through which alone the nearer part of the picture enters the farther one.
pub struct Beyond {
    /// All nodes of a lab.
    pub(super) nodes: fn(&Cloud) -> Vec<Node>,
    /// Adds the links that are not of actors, and not the ways of dead letters.
    pub(super) links: fn(&Cloud, &mut Vec<Edge>),
    /// The node that an ARN names.
    pub(super) node_of_arn: fn(&Cloud, &Arn) -> Option<NodeId>,
    /// The node that brought something about which is neither an actor nor a person, and the place of what it sent out among
    /// what it sent out together.
    pub(super) origin: fn(&Cloud, Origin) -> Option<(NodeId, u32)>,
    /// Adds what rests there.
    pub(super) rest: fn(&Cloud, &Geometry, &mut Vec<Token>),
    /// Adds what moves because of an event; the node is the one that brought it about.
    pub(super) draw: fn(&Stage<'_>, &mut Moving, Option<NodeId>, &Event, f64),
}

/// The farther part.
pub static BEYOND: Beyond = Beyond {
    nodes: super::geometry::all_nodes,
    links: super::geometry::farther_links,
    node_of_arn: super::geometry::node_of_arn,
    origin: super::copy_motion::origin,
    rest: super::records::resting,
    draw: |stage, moving, actor, event, share| {
        super::copy_motion::draw(stage, moving, actor, event, share);
        super::stream_motion::draw(stage, moving, actor, event, share);
        super::delivery_motion::draw(stage, moving, actor, event, share);
    },
};

#[cfg(not(feature = "split"))]
mod table {
    use super::{BEYOND, Beyond};

    /// Nothing is missing in this build.
    pub const fn complete(_: &'static Beyond) {}

    #[allow(clippy::unnecessary_wraps, reason = "it can be missing where the module is divided")]
    pub const fn beyond() -> Option<&'static Beyond> {
        Some(&BEYOND)
    }
}

#[cfg(feature = "split")]
mod table {
    use super::Beyond;
    use std::sync::OnceLock;

    static TABLE: OnceLock<&'static Beyond> = OnceLock::new();

    /// Fills the table.
    pub fn complete(beyond: &'static Beyond) {
        TABLE.get_or_init(|| beyond);
    }

    pub fn beyond() -> Option<&'static Beyond> {
        TABLE.get().copied()
    }
}

pub(super) use table::beyond;
pub use table::complete;
