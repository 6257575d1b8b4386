//! What a FIFO queue remembers of recent sends, so that a repeated one is dropped.

use crate::base::collections::{ChunkDeque, OrdMap};
use crate::clock::{Duration, Instant};
use crate::sqs::attributes::DedupScope;
use crate::sqs::message::MessageNumber;
use std::sync::Arc;

/// The first message that was accepted under an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Remembered {
    /// The message.
    pub number: MessageNumber,
    /// Its sequence number.
    pub sequence: u128,
    /// When it was sent.
    pub sent: Instant,
}

type Key = (Option<Arc<str>>, Arc<str>);

/// Deduplication ids of the last five minutes, counted from the first accepted send of each.
#[derive(Clone, Debug, Hash)]
pub struct Dedup {
    scope: DedupScope,
    known: OrdMap<Key, Remembered>,
    by_age: ChunkDeque<(Instant, Key)>,
}

impl Dedup {
    pub(super) fn new(scope: DedupScope) -> Self {
        Self { scope, known: OrdMap::new(), by_age: ChunkDeque::default() }
    }

    fn key(&self, group: &Arc<str>, id: &Arc<str>) -> Key {
        (matches!(self.scope, DedupScope::MessageGroup).then(|| group.clone()), id.clone())
    }

    /// The message that a send under this id repeats, if it does.
    pub fn find(&self, group: &Arc<str>, id: &Arc<str>, now: Instant, interval: Duration) -> Option<Remembered> {
        self.known.get(&self.key(group, id)).copied().filter(|first| now < first.sent.after(interval))
    }

    /// Remembers an accepted send, and forgets those that are too old.
    pub(in crate::sqs) fn remember(&mut self, group: &Arc<str>, id: &Arc<str>, first: Remembered, interval: Duration) {
        while let Some((sent, key)) = self.by_age.first().cloned() {
            if first.sent < sent.after(interval) {
                break;
            }
            self.by_age.pop_first();
            if self.known.get(&key).is_some_and(|entry| entry.sent == sent) {
                self.known.remove(&key);
            }
        }
        let key = self.key(group, id);
        self.by_age.push((first.sent, key.clone()));
        self.known.insert(key, first);
    }

    /// Ids that still count at `now`, with the group they are bound to where the scope is the group, oldest first.
    pub fn live(
        &self,
        now: Instant,
        interval: Duration,
    ) -> impl Iterator<Item = (&Arc<str>, Option<&Arc<str>>, Remembered)> {
        self.by_age.iter().filter_map(move |(_, (sent, key))| {
            let entry = self.known.get(key).copied()?;
            (entry.sent == *sent && now < sent.after(interval)).then_some((&key.1, key.0.as_ref(), entry))
        })
    }

    pub(super) fn clear(&mut self) {
        self.known.clear();
        self.by_age = ChunkDeque::default();
    }
}
