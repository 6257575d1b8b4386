//! A double-ended sequence with fixed numbers that shares unchanged chunks between its clones.
//!
//! Elements are numbered in the order of adding and keep their number for ever. Cloning copies one pointer for each
//! chunk; the first write to a shared chunk copies that chunk alone. A plain persistent vector would do the same with a
//! deeper tree; this one keeps sending a message close to the cost of a push.

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

const CHUNK: u64 = 64;
/// The same as a length.
const CHUNK_LEN: usize = 64;

/// Elements numbered from 0 upwards; old ones leave at the front.
#[derive(Clone, Debug)]
pub struct ChunkDeque<T> {
    chunks: VecDeque<Arc<Vec<T>>>,
    /// The number of the first element of the first chunk; a multiple of the chunk size.
    base: u64,
    /// The number of the first element that has not been popped.
    front: u64,
    /// The number that the next element gets.
    next: u64,
}

impl<T> Default for ChunkDeque<T> {
    fn default() -> Self {
        Self { chunks: VecDeque::new(), base: 0, front: 0, next: 0 }
    }
}

impl<T: Clone> ChunkDeque<T> {
    /// Adds an element at the back; answers its number.
    pub fn push(&mut self, value: T) -> u64 {
        let number = self.next;
        match self.chunks.back_mut() {
            Some(chunk) if !number.is_multiple_of(CHUNK) => Arc::make_mut(chunk).push(value),
            _ => {
                let mut chunk = Vec::with_capacity(CHUNK_LEN);
                chunk.push(value);
                if self.chunks.is_empty() {
                    self.base = number - number % CHUNK;
                }
                self.chunks.push_back(Arc::new(chunk));
            }
        }
        self.next += 1;
        number
    }

    /// The element of that number, unless it was popped or never added.
    pub fn get(&self, number: u64) -> Option<&T> {
        if number < self.front {
            return None;
        }
        let offset = number - self.base;
        self.chunks.get(usize::try_from(offset / CHUNK).ok()?)?.get((offset % CHUNK) as usize)
    }

    /// The same, to change it.
    pub fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        if number < self.front {
            return None;
        }
        let offset = number - self.base;
        let chunk = self.chunks.get_mut(usize::try_from(offset / CHUNK).ok()?)?;
        Arc::make_mut(chunk).get_mut((offset % CHUNK) as usize)
    }

    /// Drops elements at the front as long as `done` says so of the first one.
    pub fn pop_while(&mut self, done: impl Fn(&T) -> bool) {
        while self.front < self.next && self.get(self.front).is_some_and(&done) {
            self.front += 1;
            if self.front - self.base == CHUNK {
                self.chunks.pop_front();
                self.base = self.front;
            }
        }
        if self.front == self.next {
            // A chunk that is not full must go on being filled, unless nothing of it is left to keep.
            self.release_empty_tail();
        }
    }

    fn release_empty_tail(&mut self) {
        if self.next.is_multiple_of(CHUNK) {
            self.chunks.clear();
            self.base = self.next;
        }
    }

    /// Drops the elements from a number on; those that are added next get their numbers.
    pub fn truncate(&mut self, next: u64) {
        let next = next.max(self.front);
        if next < self.next {
            let kept = next - self.base;
            self.chunks.truncate(usize::try_from(kept.div_ceil(CHUNK)).unwrap_or(usize::MAX));
            if let Some(last) = self.chunks.back_mut().filter(|_| !kept.is_multiple_of(CHUNK)) {
                Arc::make_mut(last).truncate((kept % CHUNK) as usize);
            }
            self.next = next;
        }
    }

    /// How many elements there are.
    pub fn len(&self) -> u64 {
        self.next - self.front
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.next == self.front
    }

    /// The number of the first element of which `is_before` does not hold. It holds of a beginning and of nothing after it.
    pub fn partition_point(&self, is_before: impl Fn(&T) -> bool) -> u64 {
        let (mut from, mut to) = (self.front, self.next);
        while from < to {
            let middle = from + (to - from) / 2;
            if self.get(middle).is_some_and(&is_before) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }

    /// The oldest element.
    pub fn first(&self) -> Option<&T> {
        self.get(self.front)
    }

    /// The newest element.
    pub fn last(&self) -> Option<&T> {
        self.get(self.next.checked_sub(1)?)
    }

    /// The newest element, to change it.
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.get_mut(self.next.checked_sub(1)?)
    }

    /// Drops the oldest element.
    pub fn pop_first(&mut self) {
        let first = self.front;
        let is_first = std::cell::Cell::new(true);
        if first < self.next {
            self.pop_while(|_| is_first.replace(false));
        }
    }

    /// The number of the first element.
    pub fn front(&self) -> u64 {
        self.front
    }

    /// The number that the next element will get.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Elements with their numbers, from the front.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        (self.front..self.next).filter_map(|number| Some((number, self.get(number)?)))
    }
}

impl<T: Hash> Hash for ChunkDeque<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.front, self.next).hash(state);
        let skipped = usize::try_from(self.front - self.base).unwrap_or(usize::MAX);
        for value in self.chunks.iter().flat_map(|chunk| chunk.iter()).skip(skipped) {
            value.hash(state);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::digest;

    #[test]
    fn numbers_stay_and_clones_are_apart() {
        let mut deque = ChunkDeque::default();
        for i in 0..200_u64 {
            assert_eq!(deque.push(i * 10), i);
        }
        let old = deque.clone();
        deque.pop_while(|value| *value < 1300);
        *deque.get_mut(150).unwrap() = 7;
        assert_eq!((deque.front(), deque.get(129), deque.get(130), deque.get(150)), (130, None, Some(&1300), Some(&7)));
        assert_eq!((old.get(0), old.get(150), old.get(200)), (Some(&0), Some(&1500), None));
        assert_eq!(deque.iter().count(), 70);
    }

    #[test]
    fn emptied_at_any_length_it_goes_on() {
        for len in [1, 63, 64, 65, 128, 130] {
            let mut deque = ChunkDeque::default();
            for i in 0..len {
                deque.push(i);
            }
            deque.pop_while(|_| true);
            assert_eq!(deque.front(), deque.next());
            assert_eq!(deque.push(99), len);
            assert_eq!(deque.get(len), Some(&99));
            assert_eq!(deque.iter().collect::<Vec<_>>(), [(len, &99)]);
        }
    }

    #[test]
    fn cut_off_at_any_length_it_goes_on() {
        for (popped, len, kept) in [(0, 130, 128), (3, 130, 70), (3, 64, 64), (64, 70, 64), (66, 70, 66), (5, 9, 0)] {
            let mut deque = ChunkDeque::default();
            (0..len).for_each(|i| assert_eq!(deque.push(i), i));
            deque.pop_while(|value| *value < popped);
            let whole = deque.clone();
            deque.truncate(kept);
            let kept = kept.max(popped);
            assert_eq!(deque.push(kept), kept);
            assert_eq!((deque.len(), deque.partition_point(|value| *value < kept)), (kept + 1 - popped, kept));
            assert!(deque.iter().map(|(_, value)| *value).eq(popped..=kept), "{popped} {len} {kept}");
            assert!(whole.iter().map(|(_, value)| *value).eq(popped..len));
        }
    }

    #[test]
    fn the_digest_forgets_what_was_popped() {
        let mut a = ChunkDeque::default();
        let mut b = ChunkDeque::default();
        for i in 0..70 {
            a.push(i);
            b.push(if i == 0 { 99 } else { i });
        }
        assert_ne!(digest::of(&a), digest::of(&b));
        a.pop_while(|value| *value == 0);
        b.pop_while(|value| *value == 99);
        assert_eq!(digest::of(&a), digest::of(&b));
    }
}
