//! What AWS leaves to chance, as dials.
//!
//! AWS promises no figures for these; the defaults are ours and stand on the fidelity page. All draws come from the lab's
//! seed, each kind from a fork of its own.

use crate::base::Rng;
use serde::{Deserialize, Serialize};

/// How often what AWS does not promise happens. Parts per million unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Chance {
    /// Standard: a received message is handed out and yet stays visible, as a replica was out of reach.
    pub duplicate_at_receive: u32,
    /// Standard: a deleted message comes back, as a replica was out of reach.
    pub duplicate_at_delete: u32,
    /// Standard: a receive takes a message from further back instead of the next one.
    pub reorder: u32,
    /// Short polls: how many of the eight servers are asked, 1 to 8.
    pub servers_asked: u32,
}

impl Chance {
    /// As AWS behaves: duplicates one in a hundred thousand, one in a hundred out of order, three servers in four asked.
    pub const AWS_LIKE: Self =
        Self { duplicate_at_receive: 10, duplicate_at_delete: 10, reorder: 10_000, servers_asked: 6 };
    /// Nothing is left to chance: no duplicates, strict order, every server asked.
    pub const NEVER: Self =
        Self { duplicate_at_receive: 0, duplicate_at_delete: 0, reorder: 0, servers_asked: SERVERS };
}

impl Default for Chance {
    fn default() -> Self {
        Self::AWS_LIKE
    }
}

/// Servers that a standard queue's messages are spread over.
pub const SERVERS: u32 = 8;

/// The generators, one for each purpose.
#[derive(Clone, Debug, Hash)]
pub struct Draws {
    /// Message ids.
    pub ids: u64,
    /// Duplicates.
    pub duplicates: Rng,
    /// Order.
    pub order: Rng,
    /// Servers asked.
    pub servers: Rng,
}

impl Draws {
    /// The generators that a seed decides.
    pub fn new(seed: u64) -> Self {
        Self {
            ids: Rng::fork(seed, "sqs/id").next_u64(),
            duplicates: Rng::fork(seed, "sqs/duplicate"),
            order: Rng::fork(seed, "sqs/order"),
            servers: Rng::fork(seed, "sqs/servers"),
        }
    }
}
