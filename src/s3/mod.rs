//! Amazon S3: buckets and objects, and the notifications that tell others of every change.
//!
//! [`S3`] is the service of a whole lab, with the buckets of every account and Region. A request is checked in full
//! before anything changes, so a refused one changes nothing. Notifications are handed to whoever runs the service
//! ([`Outgoing`]); whether a queue, topic or function is there and lets S3 in, the module does not know: it names them
//! ([`S3::check_notification`]) and is asked to save the configuration when somebody else has looked.

mod actions;
pub mod api;
pub mod bucket;
mod error;
mod event;
pub mod lifecycle;
pub mod limits;
mod name;
pub mod notify;
pub mod object;
#[cfg(test)]
mod tests;

pub use error::{ErrorCode, Fault, Result, S3Error};
pub use event::S3Event;
pub use notify::{Destination, DestinationKind, EventType, Outgoing};

use crate::base::collections::SortedMap;
use crate::base::{Arn, Rng, Service, mix};
pub use bucket::{Bucket, BucketId};
use std::sync::Arc;
use uuid::Uuid;

/// The context in which S3 acts.
pub type Cx<'a> = crate::base::Cx<'a, S3>;

/// What S3 wakes up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Objects of that bucket may expire.
    Lifecycle(BucketId),
}

/// The service.
#[derive(Clone, Debug, Hash)]
pub struct S3 {
    /// Decides ids.
    ids: u64,
    drawn: u64,
    /// Buckets by number; a deleted one leaves a gap.
    buckets: Arc<Vec<Option<Arc<Bucket>>>>,
    names: SortedMap<Arc<str>, BucketId>,
    /// Bytes of bodies in all buckets.
    kept: u64,
    /// The sequencer of the newest change.
    sequencer: u64,
}

impl Service for S3 {
    type Event = S3Event;
    type Timer = Timer;
    type Answer = std::convert::Infallible;
    type Outgoing = Outgoing;
}

/// The characters of version ids.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
/// Characters of a version id that are drawn, and those after them that prove that it was.
const VERSION_ID: (usize, usize) = (28, 4);

impl S3 {
    /// The service without buckets.
    pub fn new(seed: u64) -> Self {
        Self {
            ids: Rng::fork(seed, "s3/id").next_u64(),
            drawn: 0,
            buckets: Arc::default(),
            names: SortedMap::default(),
            kept: 0,
            sequencer: 0,
        }
    }

    /// All buckets in the order in which they were made.
    pub fn buckets(&self) -> impl DoubleEndedIterator<Item = &Bucket> {
        self.buckets.iter().filter_map(Option::as_deref)
    }

    /// The bucket of that name.
    pub fn bucket(&self, name: &str) -> Option<&Bucket> {
        self.names.get(name).and_then(|id| self.bucket_of(*id))
    }

    /// The bucket of that number.
    pub fn bucket_of(&self, id: BucketId) -> Option<&Bucket> {
        self.buckets.get(id.0 as usize)?.as_deref()
    }

    /// The bucket that an ARN names, also by the ARN of one of its objects.
    pub fn find_arn(&self, arn: &Arn) -> Option<&Bucket> {
        if arn.service != "s3" {
            return None;
        }
        self.bucket(arn.resource.split('/').next().unwrap_or_default())
    }

    /// Bytes of bodies that the lab keeps, of at most [`limits::KEPT_BYTES_MAX`].
    pub const fn kept_bytes(&self) -> u64 {
        self.kept
    }

    fn bucket_mut(&mut self, id: BucketId) -> Option<&mut Bucket> {
        Arc::make_mut(&mut self.buckets).get_mut(id.0 as usize)?.as_mut().map(Arc::make_mut)
    }

    /// The bucket of that name, or AWS's sentence that there is none.
    fn need(&self, name: &str) -> Result<&Bucket> {
        self.bucket(name).ok_or_else(|| S3Error::no_such_bucket(name))
    }

    /// The UUID that the lab's seed and a count decide.
    fn uuid(&self, number: u64) -> Uuid {
        let (high, low) = mix(self.ids, number);
        uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes()).into_uuid()
    }

    /// The id of a new version.
    fn draw_version(&mut self) -> Arc<str> {
        self.drawn += 1;
        let mut rng = Rng::new(mix(self.ids, self.drawn).0);
        let mut id = letters(&mut rng, VERSION_ID.0);
        id.push_str(&self.seal(&id));
        id.into()
    }

    /// Whether the lab has given that version id at some time; AWS answers those that it has not in another way.
    fn is_version_id(&self, id: &str) -> bool {
        id.split_at_checked(VERSION_ID.0).is_some_and(|(drawn, seal)| seal == self.seal(drawn))
    }

    fn seal(&self, drawn: &str) -> String {
        letters(&mut Rng::fork(self.ids, drawn), VERSION_ID.1)
    }
}

fn letters(rng: &mut Rng, count: usize) -> String {
    let letter = |rng: &mut Rng| usize::try_from(rng.below(64)).ok().and_then(|index| LETTERS.get(index));
    (0..count).filter_map(|_| letter(rng)).map(|byte| char::from(*byte)).collect()
}
