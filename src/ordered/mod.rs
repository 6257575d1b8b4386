//! Large ordered maps and sets that share what did not change with their clones. They know nothing of what is kept in them.
//!
//! Entries stand in sorted chunks, chunks in groups, and the groups in one list: three binary searches find a key. A clone
//! copies a pointer; the first write after it copies the list of groups, one group's list of chunks and one chunk, which
//! for a million entries is some hundreds of pointers. A persistent tree of any depth would copy less of a map with
//! billions of entries, and costs five times the machine code for each pair of types, which a page has to download. For
//! dozens of entries [`crate::base::collections::SortedMap`] is smaller still.

mod set;

pub use set::OrdSet;

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::ops::Bound;
use std::sync::Arc;

/// So many entries fit into a chunk.
const CHUNK_MAX: usize = 32;
/// So many chunks fit into a group.
const GROUP_MAX: usize = 64;

type Chunk<K, V> = Arc<Vec<(K, V)>>;
type Group<K, V> = Arc<Vec<Chunk<K, V>>>;

/// A map in the order of its keys. Cloning copies a pointer.
#[derive(Clone, Debug)]
pub struct OrdMap<K, V> {
    /// In order; no group and no chunk is empty, but that what the last entry left is kept for the next one.
    groups: Arc<Vec<Group<K, V>>>,
    len: usize,
}

/// Where an entry stands or would stand: the numbers of its group and of its chunk in it, and its index there.
#[derive(Clone, Copy)]
struct Place {
    group: usize,
    chunk: usize,
    index: usize,
}

impl<K, V> Default for OrdMap<K, V> {
    fn default() -> Self {
        Self { groups: Arc::new(Vec::new()), len: 0 }
    }
}

/// The greatest key of a chunk.
fn end_of<K, V>(chunk: &Chunk<K, V>) -> Option<&K> {
    chunk.last().map(|(key, _)| key)
}

/// The number of the part in which a key belongs: the first that does not end before it, else the last.
fn part_of<P, K: Borrow<Q>, Q: Ord + ?Sized>(parts: &[P], end: impl Fn(&P) -> Option<&K>, key: &Q) -> usize {
    let but_last = parts.split_last().map_or(parts, |(_, others)| others);
    but_last.partition_point(|part| end(part).is_some_and(|end| end.borrow() < key))
}

impl<K, V> OrdMap<K, V> {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    fn at(&self, place: Place) -> Option<&(K, V)> {
        self.groups.get(place.group)?.get(place.chunk)?.get(place.index)
    }

    /// Entries in the order of their keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        let chunks = self.groups.iter().flat_map(|group| group.iter());
        chunks.flat_map(|chunk| chunk.iter()).map(|(key, value)| (key, value))
    }

    /// Keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// Values in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// The entry with the smallest key.
    pub fn get_min(&self) -> Option<&(K, V)> {
        self.groups.first()?.first()?.first()
    }

    /// The entry with the greatest key.
    pub fn get_max(&self) -> Option<&(K, V)> {
        self.groups.last()?.last()?.last()
    }

    /// Where a key stands or would stand, and whether it is there.
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> (Place, bool)
    where
        K: Borrow<Q>,
    {
        let mut place = Place { group: 0, chunk: 0, index: 0 };
        place.group = part_of(&self.groups, |group| group.last().and_then(end_of), key);
        let Some(group) = self.groups.get(place.group) else { return (place, false) };
        place.chunk = part_of(group, end_of, key);
        let Some(chunk) = group.get(place.chunk) else { return (place, false) };
        // Without a way out at an equal key the search has no branch to guess wrong.
        place.index = chunk.partition_point(|(probe, _)| probe.borrow() < key);
        (place, chunk.get(place.index).is_some_and(|(probe, _)| probe.borrow() == key))
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (place, is_there) = self.place(key);
        self.at(place).filter(|_| is_there).map(|(_, value)| value)
    }

    /// Whether there is such a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).1
    }

    /// Entries in order from a key on, or behind it.
    pub fn from<'m, Q: Ord + ?Sized>(
        &'m self,
        start: Bound<&Q>,
    ) -> impl Iterator<Item = (&'m K, &'m V)> + use<'m, K, V, Q>
    where
        K: Borrow<Q>,
    {
        let mut place = Place { group: 0, chunk: 0, index: 0 };
        if let Bound::Included(key) | Bound::Excluded(key) = start {
            let is_there;
            (place, is_there) = self.place(key);
            place.index += usize::from(is_there && matches!(start, Bound::Excluded(_)));
        }
        let groups = self.groups.get(place.group..).unwrap_or_default();
        let chunks = groups.iter().flat_map(|group| group.iter()).skip(place.chunk);
        chunks.flat_map(|chunk| chunk.iter()).skip(place.index).map(|(key, value)| (key, value))
    }

    /// The entry with the greatest key that is not above `key`.
    pub fn get_prev<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        let (Place { group, chunk, index }, is_there) = self.place(key);
        let entry = if is_there {
            self.groups.get(group)?.get(chunk)?.get(index)
        } else if let Some(index) = index.checked_sub(1) {
            self.groups.get(group)?.get(chunk)?.get(index)
        } else if let Some(chunk) = chunk.checked_sub(1) {
            self.groups.get(group)?.get(chunk)?.last()
        } else {
            self.groups.get(group.checked_sub(1)?)?.last()?.last()
        };
        entry.map(|(key, value)| (key, value))
    }
}

impl<K: Ord + Clone, V: Clone> OrdMap<K, V> {
    /// The value of a key, to change it.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let (place, is_there) = self.place(key);
        if is_there { self.value_mut(place) } else { None }
    }

    fn value_mut(&mut self, place: Place) -> Option<&mut V> {
        let group = Arc::make_mut(&mut self.groups).get_mut(place.group)?;
        let chunk = Arc::make_mut(group).get_mut(place.chunk)?;
        Arc::make_mut(chunk).get_mut(place.index).map(|(_, value)| value)
    }

    /// Sets the value of a key; answers the one it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let (place, is_there) = self.place(&key);
        if is_there {
            return self.value_mut(place).map(|old| std::mem::replace(old, value));
        }
        self.insert_at(place, (key, value));
        None
    }

    /// What is full is divided in halves, unless the entry belongs behind it: what grows at its end keeps full parts.
    fn insert_at(&mut self, place: Place, entry: (K, V)) {
        self.len += 1;
        let groups = Arc::make_mut(&mut self.groups);
        let Some(group) = groups.get_mut(place.group) else {
            return groups.push(Arc::new(vec![Arc::new(vec![entry])]));
        };
        let group = Arc::make_mut(group);
        let Some(chunk) = group.get_mut(place.chunk) else { return };
        if chunk.len() < CHUNK_MAX {
            return Arc::make_mut(chunk).insert(place.index, entry);
        }
        let is_end = place.index == CHUNK_MAX;
        let upper = if is_end {
            vec![entry]
        } else {
            let lower = Arc::make_mut(chunk);
            let mut upper = lower.split_off(CHUNK_MAX / 2);
            match place.index.checked_sub(CHUNK_MAX / 2) {
                Some(index) => upper.insert(index, entry),
                None => lower.insert(place.index, entry),
            }
            upper
        };
        group.insert(place.chunk + 1, Arc::new(upper));
        if group.len() > GROUP_MAX {
            let upper = group.split_off(if is_end { GROUP_MAX } else { GROUP_MAX / 2 });
            groups.insert(place.group + 1, Arc::new(upper));
        }
    }

    /// Changes the value of a key, which is the default at first.
    pub fn update(&mut self, key: K, change: impl FnOnce(&mut V))
    where
        V: Default,
    {
        if let Some(value) = self.get_mut(&key) {
            return change(value);
        }
        let mut value = V::default();
        change(&mut value);
        self.insert(key, value);
    }

    /// Takes a key out; answers its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let (place, is_there) = self.place(key);
        if !is_there {
            return None;
        }
        let groups = Arc::make_mut(&mut self.groups);
        let group = Arc::make_mut(groups.get_mut(place.group)?);
        let chunk = Arc::make_mut(group.get_mut(place.chunk)?);
        self.len -= 1;
        let (_, value) = chunk.remove(place.index);
        if chunk.is_empty() && self.len > 0 {
            group.remove(place.chunk);
            if group.is_empty() {
                groups.remove(place.group);
            }
        }
        Some(value)
    }
}

/// The entries alone, not how they are divided.
impl<K: Hash, V: Hash> Hash for OrdMap<K, V> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for entry in self.iter() {
            entry.hash(state);
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
