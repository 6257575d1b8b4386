//! One table of timers for a whole lab: one deadline per key, equal deadlines in the order in which they were set.

use super::Instant;
use crate::ordered::OrdMap;

/// Timers by key. Setting a key again moves its timer; cloning is cheap.
#[derive(Clone, Debug, Hash)]
pub struct TimerQueue<K: Ord + Clone> {
    /// What fires when; the number breaks ties by the order of setting.
    by_time: OrdMap<(Instant, u64), K>,
    by_key: OrdMap<K, (Instant, u64)>,
    set_count: u64,
}

impl<K: Ord + Clone> Default for TimerQueue<K> {
    fn default() -> Self {
        Self { by_time: OrdMap::new(), by_key: OrdMap::new(), set_count: 0 }
    }
}

impl<K: Ord + Clone> TimerQueue<K> {
    /// Sets `key` to fire at `at`, or switches it off.
    ///
    /// Setting a key to the instant that it already has leaves its place among equals.
    pub fn set(&mut self, key: K, at: Option<Instant>) {
        let old = self.by_key.get(&key).copied();
        match (old, at) {
            (None, None) => {}
            (Some((was, _)), Some(at)) if was == at => {}
            (old, at) => {
                if let Some(place) = old {
                    self.by_time.remove(&place);
                }
                if let Some(at) = at {
                    self.set_count += 1;
                    let place = (at, self.set_count);
                    self.by_time.insert(place, key.clone());
                    self.by_key.insert(key, place);
                } else {
                    self.by_key.remove(&key);
                }
            }
        }
    }

    /// When the next timer fires.
    pub fn next_due(&self) -> Option<Instant> {
        self.by_time.get_min().map(|((at, _), _)| *at)
    }

    /// Takes the first timer that fires at or before `now`.
    pub fn pop_due(&mut self, now: Instant) -> Option<(Instant, K)> {
        let (place, key) = self.by_time.get_min()?;
        if place.0 > now {
            return None;
        }
        let (place, key) = (*place, key.clone());
        self.by_time.remove(&place);
        self.by_key.remove(&key);
        Some((place.0, key))
    }

    /// The deadline of `key`, if it is set.
    pub fn deadline(&self, key: &K) -> Option<Instant> {
        self.by_key.get(key).map(|(at, _)| *at)
    }

    /// All timers in the order in which they will fire.
    pub fn iter(&self) -> impl Iterator<Item = (Instant, &K)> {
        self.by_time.iter().map(|((at, _), key)| (*at, key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Instant {
        Instant::from_millis(millis)
    }

    #[test]
    fn fires_by_time_then_by_order_of_setting() {
        let mut timers = TimerQueue::default();
        timers.set("b", Some(at(5)));
        timers.set("a", Some(at(5)));
        timers.set("c", Some(at(1)));
        timers.set("b", Some(at(5)));
        assert_eq!(timers.next_due(), Some(at(1)));
        assert_eq!(timers.pop_due(at(0)), None);
        let mut fired = Vec::new();
        while let Some((_, key)) = timers.pop_due(at(9)) {
            fired.push(key);
        }
        assert_eq!(fired, ["c", "b", "a"]);
    }

    #[test]
    fn a_key_has_one_deadline() {
        let mut timers = TimerQueue::default();
        timers.set(1, Some(at(5)));
        timers.set(1, Some(at(9)));
        assert_eq!(timers.pop_due(at(8)), None);
        timers.set(1, None);
        assert_eq!(timers.next_due(), None);
    }
}
