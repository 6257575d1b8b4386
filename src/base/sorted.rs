//! Small ordered maps and sets that share their entries until one of the owners changes them.
//!
//! A map that grows well costs some kilobytes of machine code for each pair of types, and a page downloads all of it.
//! Where a map holds dozens of entries (tags, branches, calls under way) one sorted slice is smaller and quicker; a write
//! after a snapshot copies it whole. What grows with the number of messages belongs in [`super::collections`].

use std::borrow::Borrow;
use std::hash::Hash;
use std::sync::Arc;

/// A map in the order of its keys. Cloning copies a pointer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SortedMap<K, V>(Arc<Vec<(K, V)>>);

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self(Arc::new(Vec::new()))
    }
}

impl<K, V> SortedMap<K, V> {
    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Entries in the order of their keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + ExactSizeIterator {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// Keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.0.iter().map(|(key, _)| key)
    }

    /// Values in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    /// The entry with the greatest key.
    pub fn last(&self) -> Option<(&K, &V)> {
        self.0.last().map(|(key, value)| (key, value))
    }

    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(probe, _)| probe.borrow().cmp(key))
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().and_then(|index| self.0.get(index)).map(|(_, value)| value)
    }

    /// Whether there is such a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// The entry with the greatest key that is not above `key`.
    pub fn at_or_before<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        let index = self.place(key).map_or_else(|after| after.checked_sub(1), Some)?;
        self.0.get(index).map(|(key, value)| (key, value))
    }
}

impl<K: Ord + Clone, V: Clone> SortedMap<K, V> {
    /// The value of a key, to change it.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let index = self.place(key).ok()?;
        Arc::make_mut(&mut self.0).get_mut(index).map(|(_, value)| value)
    }

    /// Sets the value of a key; answers the one it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(index) => Arc::make_mut(&mut self.0).get_mut(index).map(|(_, old)| std::mem::replace(old, value)),
            Err(index) => {
                Arc::make_mut(&mut self.0).insert(index, (key, value));
                None
            }
        }
    }

    /// Changes the value of a key, which is the default at first.
    pub fn update(&mut self, key: K, change: impl FnOnce(&mut V))
    where
        V: Default,
    {
        let place = self.place(&key);
        let entries = Arc::make_mut(&mut self.0);
        let index = place.unwrap_or_else(|index| {
            entries.insert(index, (key, V::default()));
            index
        });
        if let Some((_, value)) = entries.get_mut(index) {
            change(value);
        }
    }

    /// Takes a key out; answers its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let index = self.place(key).ok()?;
        Some(Arc::make_mut(&mut self.0).remove(index).1)
    }

    /// Keeps the entries of which `keep` says so. Copies nothing when it keeps all.
    pub fn retain(&mut self, keep: impl Fn(&K, &V) -> bool) {
        if !self.0.iter().all(|(key, value)| keep(key, value)) {
            Arc::make_mut(&mut self.0).retain(|(key, value)| keep(key, value));
        }
    }
}

impl<K: Ord + Clone, V: Clone> Extend<(K, V)> for SortedMap<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        for (key, value) in pairs {
            self.insert(key, value);
        }
    }
}

impl<K: Ord + Clone, V: Clone> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut map = Self::default();
        map.extend(pairs);
        map
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_does_what_a_tree_does(steps in prop::collection::vec((0_u8..5, 0_u8..12, any::<u16>()), 0..60)) {
            let (mut map, mut model) = (SortedMap::<u8, u16>::default(), BTreeMap::new());
            for (what, key, value) in steps {
                let shared = map.clone();
                let before = model.clone();
                match what {
                    0 => prop_assert_eq!(map.insert(key, value), model.insert(key, value)),
                    1 => prop_assert_eq!(map.remove(&key), model.remove(&key)),
                    2 => {
                        map.update(key, |old| *old ^= value);
                        *model.entry(key).or_default() ^= value;
                    }
                    3 => {
                        map.retain(|other, _| other % 5 != key % 5);
                        model.retain(|other, _| other % 5 != key % 5);
                    }
                    _ => prop_assert_eq!(map.get_mut(&key), model.get_mut(&key)),
                }
                prop_assert!(map.iter().eq(model.iter()));
                prop_assert!(shared.iter().eq(before.iter()), "the other owner's entries stay");
                prop_assert_eq!(map.at_or_before(&key), model.range(..=key).next_back());
                prop_assert_eq!((map.last(), map.len()), (model.last_key_value(), model.len()));
            }
        }
    }
}
