//! What every service is made of: names, chance, digests, storage, and the context in which a service acts.
//!
//! Nothing here knows a service, a picture or a host.

mod bucket;
pub mod calendar;
mod cx;
mod deque;
pub mod digest;
pub mod form;
mod ids;
pub mod kpl;
pub mod percent;
mod ranges;
mod rng;
mod sorted;
mod tally;
mod timestamp;
pub(crate) mod wire;

pub use bucket::Bucket;
pub use cx::{ActorId, Caller, Circumstances, Cx, Emitted, Origin, Principal, RequestId, Service};
pub use ids::{AccountId, Arn, BadArn, Region};
pub use ranges::RangeSet;
pub use rng::Rng;
pub(crate) use rng::mix;
pub use tally::{Minutes, Tally};
pub use timestamp::Timestamp;

/// Ordered collections that share what did not change, so that a snapshot of a lab costs little.
pub mod collections {
    pub use super::deque::ChunkDeque;
    pub use super::sorted::SortedMap;
    pub use crate::ordered::{OrdMap, OrdSet};
    use std::collections::BTreeMap;

    /// A map of these pairs; of two with one key the later counts.
    ///
    /// `collect` would do the same with a sort of its own for each type of iterator, which a page has to download.
    pub fn map_of<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
        let mut map = BTreeMap::new();
        for (key, value) in pairs {
            map.insert(key, value);
        }
        map
    }
}
