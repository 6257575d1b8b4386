//! A double-ended sequence with fixed numbers that shares unchanged parts between its clones.
//!
//! Elements are numbered in the order of adding and keep their number for ever. They stand in chunks of 64, and 64 chunks in
//! a block. Cloning copies one pointer for each block, 245 for a million elements; the first write to a shared block copies
//! its pointers, and that to a shared chunk its elements. A plain persistent vector would do the same with a deeper tree;
//! this one keeps sending a message close to the cost of a push.

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Elements of a chunk, and chunks of a block.
const CHUNK: u64 = 64;
/// The same as a length.
const CHUNK_LEN: usize = 64;
/// Elements of a block.
const BLOCK: u64 = CHUNK * CHUNK;

type Chunk<T> = Arc<Vec<T>>;
type Block<T> = Arc<Vec<Chunk<T>>>;

/// Elements numbered from 0 upwards; old ones leave at the front.
#[derive(Clone, Debug)]
pub struct ChunkDeque<T> {
    /// All but the last are full of chunks; chunks of which everything was popped are empty.
    blocks: VecDeque<Block<T>>,
    /// The number of the first element of the first block; a multiple of the block size.
    base: u64,
    /// The number of the first element that has not been popped.
    front: u64,
    /// The number that the next element gets.
    next: u64,
}

impl<T> Default for ChunkDeque<T> {
    fn default() -> Self {
        Self { blocks: VecDeque::new(), base: 0, front: 0, next: 0 }
    }
}

/// Where an element stands: its block, its chunk there, and its place in that.
#[allow(clippy::cast_possible_truncation, reason = "the second and third are less than 64")]
fn place(offset: u64) -> (usize, usize, usize) {
    let block = usize::try_from(offset / BLOCK).unwrap_or(usize::MAX);
    (block, (offset / CHUNK % CHUNK) as usize, (offset % CHUNK) as usize)
}

impl<T: Clone> ChunkDeque<T> {
    /// Adds an element at the back; answers its number.
    pub fn push(&mut self, value: T) -> u64 {
        let number = self.next;
        if self.blocks.is_empty() {
            self.base = number - number % BLOCK;
            self.blocks.push_back(Arc::new(self.gone_chunks(number)));
        } else if number.is_multiple_of(BLOCK) {
            self.blocks.push_back(Arc::new(Vec::with_capacity(CHUNK_LEN)));
        }
        if let Some(block) = self.blocks.back_mut().map(Arc::make_mut) {
            match block.last_mut().filter(|_| !number.is_multiple_of(CHUNK)) {
                Some(chunk) => Arc::make_mut(chunk).push(value),
                None => block.push(Arc::new(chunk_of(value))),
            }
        }
        self.next += 1;
        number
    }

    /// What stands in a new block for the chunks before that number, all of whose elements are gone.
    fn gone_chunks(&self, number: u64) -> Vec<Chunk<T>> {
        let (_, chunks, _) = place(number - self.base);
        let mut block = Vec::with_capacity(CHUNK_LEN);
        block.resize(chunks, Arc::new(Vec::new()));
        block
    }

    /// The element of that number, unless it was popped or never added.
    pub fn get(&self, number: u64) -> Option<&T> {
        if number < self.front {
            return None;
        }
        let (block, chunk, place) = place(number - self.base);
        self.blocks.get(block)?.get(chunk)?.get(place)
    }

    /// The same, to change it.
    pub fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        if number < self.front {
            return None;
        }
        let (block, chunk, place) = place(number - self.base);
        let chunk = Arc::make_mut(self.blocks.get_mut(block)?).get_mut(chunk)?;
        Arc::make_mut(chunk).get_mut(place)
    }

    /// Drops elements at the front as long as `done` says so of the first one.
    pub fn pop_while(&mut self, done: impl Fn(&T) -> bool) {
        while self.front < self.next && self.get(self.front).is_some_and(&done) {
            self.front += 1;
            if self.front.is_multiple_of(CHUNK) {
                self.release_chunk();
            }
        }
        if self.front == self.next {
            // A chunk that is not full must go on being filled, unless nothing of it is left to keep.
            self.release_empty_tail();
        }
    }

    /// The last element of a chunk was popped.
    fn release_chunk(&mut self) {
        if self.front - self.base == BLOCK {
            self.blocks.pop_front();
            self.base = self.front;
            return;
        }
        let (_, after, _) = place(self.front - self.base);
        let chunk = self.blocks.front_mut().and_then(|block| Arc::make_mut(block).get_mut(after.checked_sub(1)?));
        if let Some(chunk) = chunk {
            *chunk = Arc::new(Vec::new());
        }
    }

    fn release_empty_tail(&mut self) {
        if self.next.is_multiple_of(CHUNK) {
            self.blocks.clear();
            self.base = self.next;
        }
    }

    /// Drops the elements from a number on; those that are added next get their numbers.
    pub fn truncate(&mut self, next: u64) {
        let next = next.max(self.front);
        if next >= self.next {
            return;
        }
        let kept = next - self.base;
        self.blocks.truncate(usize::try_from(kept.div_ceil(BLOCK)).unwrap_or(usize::MAX));
        if let Some(block) = self.blocks.back_mut().filter(|_| !kept.is_multiple_of(BLOCK)) {
            let (block, (_, chunks, rest)) = (Arc::make_mut(block), place(kept));
            block.truncate(chunks + usize::from(rest > 0));
            if let Some(chunk) = block.last_mut().filter(|_| rest > 0) {
                Arc::make_mut(chunk).truncate(rest);
            }
        }
        self.next = next;
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

fn chunk_of<T>(first: T) -> Vec<T> {
    let mut chunk = Vec::with_capacity(CHUNK_LEN);
    chunk.push(first);
    chunk
}

impl<T: Hash> Hash for ChunkDeque<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.front, self.next).hash(state);
        // Chunks before the first element have nothing in them; of its own chunk some elements are gone.
        let skipped = usize::try_from(self.front % CHUNK).unwrap_or(usize::MAX);
        let chunks = self.blocks.iter().flat_map(|block| block.iter());
        for value in chunks.filter(|chunk| !chunk.is_empty()).flat_map(|chunk| chunk.iter()).skip(skipped) {
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
        for len in [1, 63, 64, 65, 128, 130, 4_095, 4_096, 4_097, 8_192, 8_300] {
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
        for (popped, len, kept) in
            [(0, 130, 128), (3, 130, 70), (3, 64, 64), (64, 70, 64), (66, 70, 66), (5, 9, 0)].into_iter().chain([
                (0, 9_000, 4_096),
                (70, 9_000, 4_100),
                (4_100, 9_000, 4_160),
                (4_095, 4_097, 4_096),
                (9, 4_097, 4_000),
            ])
        {
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

    #[test]
    fn whatever_is_done_it_is_as_a_plain_list() {
        let mut rng = crate::base::Rng::new(5);
        for _ in 0..20 {
            let (mut deque, mut plain, mut front) = (ChunkDeque::default(), Vec::new(), 0_usize);
            let mut kept = Vec::new();
            for _ in 0..60 {
                let many = usize::try_from(rng.below(700)).unwrap();
                match rng.below(8) {
                    0..=3 => (0..many as u64).for_each(|_| {
                        let value = rng.next_u64();
                        assert_eq!(deque.push(value), plain.len() as u64);
                        plain.push(value);
                    }),
                    4..=5 => {
                        front = (front + many).min(plain.len());
                        let end = std::cell::Cell::new(deque.front());
                        deque.pop_while(|_| end.replace(end.get() + 1) < front as u64);
                    }
                    6 => {
                        let to = plain.len().saturating_sub(many).max(front);
                        deque.truncate(to as u64);
                        plain.truncate(to);
                    }
                    _ => kept.push((deque.clone(), plain.clone(), front)),
                }
                if let Some(value) = deque.get_mut(plain.len() as u64 - u64::from(!plain.is_empty())) {
                    *value = value.wrapping_add(1);
                    *plain.last_mut().unwrap() = *value;
                }
            }
            kept.push((deque, plain, front));
            for (deque, plain, front) in &kept {
                assert_eq!((deque.front(), deque.next()), (*front as u64, plain.len() as u64));
                assert!(deque.iter().map(|(_, value)| *value).eq(plain[*front..].iter().copied()));
            }
        }
    }
}
