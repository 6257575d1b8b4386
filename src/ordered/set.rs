//! The set over [`OrdMap`]: keys without values.

use super::OrdMap;
use std::ops::Bound;

/// A set in order. Cloning copies a pointer.
#[derive(Clone, Debug, Hash)]
pub struct OrdSet<T>(OrdMap<T, ()>);

impl<T> Default for OrdSet<T> {
    fn default() -> Self {
        Self(OrdMap::default())
    }
}

impl<T: Ord + Clone> OrdSet<T> {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Members in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.0.keys()
    }

    /// The smallest member.
    pub fn get_min(&self) -> Option<&T> {
        self.0.get_min().map(|(member, ())| member)
    }

    /// The smallest member that is not below `from`.
    pub fn get_next(&self, from: &T) -> Option<&T> {
        self.0.from(Bound::Included(from)).next().map(|(member, ())| member)
    }

    /// Adds a member.
    pub fn insert(&mut self, member: T) {
        self.0.insert(member, ());
    }

    /// Takes a member out.
    pub fn remove(&mut self, member: &T) {
        self.0.remove(member);
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}
