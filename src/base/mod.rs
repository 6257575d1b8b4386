//! What every service is made of: names, chance, digests, storage, and the context in which a service acts.
//!
//! Nothing here knows a service, a picture or a host.

mod cx;
mod deque;
pub mod digest;
mod ids;
mod ranges;
mod rng;

pub use cx::{ActorId, Caller, Cx, Emitted, Origin, Principal, RequestId, Service};
pub use deque::ChunkDeque;
pub use ids::{AccountId, Arn, BadArn, Region};
pub use ranges::RangeSet;
pub use rng::Rng;
pub(crate) use rng::mix;

/// Ordered collections that share what did not change, so that a snapshot of a lab costs little.
pub mod collections {
    pub use imbl::{OrdMap, OrdSet, Vector};
}
