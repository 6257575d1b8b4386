//! Values of something by the minute, as metrics show them: how many, their sum, the least and the greatest.
//!
//! Only the minute that goes on and the one before it are kept: whoever wants more takes note of each minute when it ends.

use crate::clock::Instant;

const MINUTE_MS: u64 = 60_000;

/// Some values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// How many.
    pub count: u64,
    /// All together.
    pub sum: u64,
    /// The least; 0 of none.
    pub least: u64,
    /// The greatest.
    pub most: u64,
}

impl Tally {
    /// With one value more.
    pub fn note(&mut self, value: u64) {
        self.least = if self.count == 0 { value } else { self.least.min(value) };
        self.most = self.most.max(value);
        self.count += 1;
        self.sum += value;
    }

    /// Both together; with nothing that is the other.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if self.count == 0 || other.count == 0 {
            return if self.count == 0 { other } else { self };
        }
        Self {
            count: self.count + other.count,
            sum: self.sum + other.sum,
            least: self.least.min(other.least),
            most: self.most.max(other.most),
        }
    }
}

/// The values of this minute and of the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Minutes {
    minute: u64,
    now: Tally,
    before: Tally,
}

impl Minutes {
    /// Takes note of a value.
    pub fn note(&mut self, at: Instant, value: u64) {
        let minute = at.as_millis() / MINUTE_MS;
        if minute != self.minute {
            self.before = self.of(minute.saturating_sub(1));
            (self.minute, self.now) = (minute, Tally::default());
        }
        self.now.note(value);
    }

    fn of(&self, minute: u64) -> Tally {
        match minute {
            minute if minute == self.minute => self.now,
            minute if minute + 1 == self.minute => self.before,
            _ => Tally::default(),
        }
    }

    /// The values of the minute that ends at an instant; nothing where none ends.
    pub fn ended(&self, at: Instant) -> Option<Tally> {
        let minute =
            (at.as_millis() / MINUTE_MS).checked_sub(1).filter(|_| at.as_millis().is_multiple_of(MINUTE_MS))?;
        Some(self.of(minute)).filter(|tally| tally.count > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_minute_is_told_when_it_ends() {
        let at = Instant::from_millis;
        let mut minutes = Minutes::default();
        for (millis, value) in [(0, 5), (59_999, 2), (60_000, 9)] {
            minutes.note(at(millis), value);
        }
        assert_eq!(minutes.ended(at(60_000)), Some(Tally { count: 2, sum: 7, least: 2, most: 5 }));
        assert_eq!(minutes.ended(at(60_001)), None, "no minute ends there");
        assert_eq!(minutes.ended(at(120_000)), Some(Tally { count: 1, sum: 9, least: 9, most: 9 }));
        assert_eq!(minutes.ended(at(180_000)), None);
        minutes.note(at(500_000), 1);
        assert_eq!(minutes.ended(at(120_000)), None, "only the last two are kept");
        assert_eq!((minutes.ended(at(480_000)), minutes.ended(at(540_000)).map(|tally| tally.sum)), (None, Some(1)));
    }

    #[test]
    fn tallies_add_up() {
        let one = Tally { count: 1, sum: 4, least: 4, most: 4 };
        let two = Tally { count: 2, sum: 3, least: 1, most: 2 };
        assert_eq!(one.and(two), Tally { count: 3, sum: 7, least: 1, most: 4 });
        assert_eq!((one.and(Tally::default()), Tally::default().and(one)), (one, one));
    }
}
